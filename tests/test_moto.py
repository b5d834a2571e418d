"""Next to moto: each answers what is its own, in whatever order they were entered, and moto is the directory."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from answers import ALREADY_IN, MASTER, NOT_IN_USE, refused
from botocore.awsrequest import AWSResponse

from pytest_orghandshake import OrgHandshakeError, fake_handshakes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytest_orghandshake import OrgHandshake

moto = pytest.importorskip("moto")
models = pytest.importorskip("moto.organizations.models")

# A client from before moto was imported: moto's handler is not among its handlers.
EARLY: Any = boto3.client("organizations", region_name="us-east-1")
EARLY.meta.events.unregister("before-send", moto.core.models.botocore_stubber)

MOTO_MANAGEMENT = "123456789012"
KNOWS_MEMBERS = hasattr(models.organizations_backends, "master_accounts")  # moto 5.0 does not


@pytest.fixture
def aws() -> Iterator[Any]:
    """Enter mock_aws and make a client of moto's default account; made after the fake, or before it."""
    with moto.mock_aws():
        yield boto3.client("organizations", region_name="us-east-1")


def members(client: Any) -> list[tuple[str, str]]:
    """Return id and JoinedMethod of the accounts that moto lists, the management account first."""
    return [(each["Id"], each["JoinedMethod"]) for each in client.list_accounts()["Accounts"]]


def sts(**keys: str) -> Any:
    """Make an STS client."""
    return boto3.client("sts", region_name="us-east-1", **keys)


# Who answers


def test_moto_inside(orghandshake: OrgHandshake) -> None:
    """With mock_aws entered after the fixture, a handshake seeded before is ours and a table is moto's."""
    invite = orghandshake.seed()
    with moto.mock_aws():
        client = boto3.client("organizations", region_name="us-east-1")
        for each in (client, EARLY):
            assert each.describe_handshake(HandshakeId=invite.id)["Handshake"] == invite.to_dict()
        assert client.list_handshakes_for_organization()["Handshakes"] == [invite.to_dict()]
        assert boto3.client("dynamodb", region_name="us-east-1").list_tables()["TableNames"] == []


@moto.mock_aws  # type: ignore[untyped-decorator,unused-ignore] # moto's decorator is generic
def test_moto_as_decorator(orghandshake: OrgHandshake) -> None:
    """The decorator does as well."""
    invite = orghandshake.seed()
    client = boto3.client("organizations", region_name="us-east-1")
    assert client.describe_handshake(HandshakeId=invite.id)["Handshake"]["State"] == "OPEN"


def test_moto_outside() -> None:
    """With mock_aws entered first, a handshake is ours, what only moto knows is moto's, and afterwards all is."""
    with moto.mock_aws():
        client = boto3.client("organizations", region_name="us-east-1")
        with fake_handshakes() as fake:
            invite = fake.seed()
            assert client.describe_handshake(HandshakeId=invite.id)["Handshake"]["State"] == "OPEN"
            assert len(client.list_roots()["Roots"]) == 1
        with pytest.raises(NotImplementedError):
            client.describe_handshake(HandshakeId=invite.id)


def test_without_moto(orghandshake: OrgHandshake, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where moto is not loaded, the request keeps its URL for the client's own handlers."""
    seen = []
    monkeypatch.delitem(sys.modules, "moto.core.models")
    client = boto3.client("organizations", region_name="us-east-1")
    client.meta.events.register("before-send.organizations", lambda request, **_: seen.append(request.url))
    client.describe_handshake(HandshakeId=orghandshake.seed().id)
    assert seen == ["https://organizations.us-east-1.amazonaws.com/"]


def test_early_client(orghandshake: OrgHandshake, aws: Any) -> None:
    """A client older than moto gets moto's answers to what is moto's, and each call reaches moto once."""
    assert refused(EARLY.describe_organization) == NOT_IN_USE
    organization = EARLY.create_organization(FeatureSet="ALL")["Organization"]
    EARLY.create_account(AccountName="Workload", Email="workload@example.com")
    assert len(members(aws)) == 2
    assert aws.describe_organization()["Organization"] == organization
    assert orghandshake.organization.id == organization["Id"]


def test_asynchronous_client(orghandshake: OrgHandshake, aws: Any) -> None:
    """A client of aiobotocore gets moto's answers too."""
    session = pytest.importorskip("aiobotocore.session").get_session()

    async def describe() -> Any:
        async with session.create_client("organizations", region_name="us-east-1") as client:
            return (await client.describe_organization())["Organization"]

    assert orghandshake.organization.id == asyncio.run(describe())["Id"]
    assert aws.describe_organization()["Organization"]["MasterAccountId"] == MOTO_MANAGEMENT


def test_passed_through(orghandshake: OrgHandshake) -> None:
    """What moto is set up to pass through goes where it would go without the fixture."""
    client: Any = boto3.client("organizations", region_name="us-east-1")
    elsewhere = AWSResponse("", 200, {}, None)
    elsewhere._content = b'{"Roots":[{"Id":"r-else"}]}'
    client.meta.events.register_last("before-send.organizations.ListRoots", lambda **_: elsewhere)
    with moto.mock_aws(config={"core": {"passthrough": {"services": ["organizations"]}}}):
        assert client.list_roots()["Roots"] == [{"Id": "r-else"}]
    assert orghandshake.calls == []


def test_little_of_moto(orghandshake: OrgHandshake, aws: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """As long as nothing has loaded moto's organizations and keys, nothing of ours does."""
    for name in ("moto.iam.models", "moto.organizations.models"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    assert orghandshake.handshakes == aws.list_handshakes_for_account()["Handshakes"] == []
    assert not {"moto.iam.models", "moto.organizations.models"} & set(sys.modules)


# Who calls


def test_default_caller(orghandshake: OrgHandshake, aws: Any) -> None:
    """Moto's own key, the one of a client from before and any other are the management account."""
    invite = orghandshake.seed()
    strange = boto3.client("organizations", "us-east-1", aws_access_key_id="AKIASTRANGE", aws_secret_access_key="x")
    for client in (aws, EARLY, strange):
        client.describe_handshake(HandshakeId=invite.id)
    assert [call.account for call in orghandshake.calls] == [MOTO_MANAGEMENT] * 3


def test_default_caller_of_the_environment(
    orghandshake: OrgHandshake, aws: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """MOTO_ACCOUNT_ID names moto's default account, and ours."""
    monkeypatch.setenv("MOTO_ACCOUNT_ID", "555555555555")
    assert orghandshake.organization.management == "555555555555"
    assert aws.describe_organization()["Organization"]["MasterAccountId"] == "555555555555"


def test_keys_of_moto(orghandshake: OrgHandshake, aws: Any) -> None:
    """Keys from AssumeRole and CreateAccessKey of moto are their account's."""
    assumed = sts().assume_role(RoleArn="arn:aws:iam::333333333333:role/onboarding", RoleSessionName="onboarding")
    session = boto3.Session(
        assumed["Credentials"]["AccessKeyId"],
        assumed["Credentials"]["SecretAccessKey"],
        assumed["Credentials"]["SessionToken"],
    )
    session.client("iam").create_user(UserName="robot")
    created = session.client("iam").create_access_key(UserName="robot")["AccessKey"]
    robot = boto3.Session(created["AccessKeyId"], created["SecretAccessKey"])
    invite = orghandshake.seed(account="333333333333")
    for each in (session, robot):
        [received] = each.client("organizations", "us-east-1").list_handshakes_for_account()["Handshakes"]
        assert received["Id"] == invite.id
        assert each.client("sts", "us-east-1").get_caller_identity()["Account"] == "333333333333"
    assert [call.account for call in orghandshake.calls] == ["333333333333"] * 2
    assert members(aws) == [(MOTO_MANAGEMENT, "CREATED")]


def test_our_keys_at_moto(orghandshake: OrgHandshake, aws: Any) -> None:
    """Moto takes a caller with credentials() or act_as() for the account it is."""
    del aws
    assert sts(**orghandshake.credentials("222222222222")).get_caller_identity()["Account"] == "222222222222"
    assert sts().get_caller_identity()["Account"] == MOTO_MANAGEMENT
    with orghandshake.act_as("444444444444"):
        assert sts().get_caller_identity()["Account"] == "444444444444"
        assert refused(EARLY.describe_organization) == NOT_IN_USE


# moto as directory


def test_founded_by_the_first_look(orghandshake: OrgHandshake, aws: Any) -> None:
    """In a moto without an organization, the first look at ours makes it one."""
    assert refused(aws.describe_organization) == NOT_IN_USE
    organization = orghandshake.organization
    described = aws.describe_organization()["Organization"]
    assert (described["Id"], described["FeatureSet"]) == ("o-exampleorgid", "ALL")
    assert (described["MasterAccountId"], described["MasterAccountEmail"]) == (MOTO_MANAGEMENT, "master@example.com")
    assert (organization.id, organization.management) == ("o-exampleorgid", MOTO_MANAGEMENT)
    assert organization.management.email == "master@example.com"
    [management] = aws.list_accounts()["Accounts"]
    assert management["Arn"] == organization.management.arn
    assert management["JoinedTimestamp"].timestamp() == pytest.approx(organization.members[0]._joined / 1000, abs=1)


def test_founded_by_the_first_seed(orghandshake: OrgHandshake, aws: Any) -> None:
    """So does the first seed; the handshake is sent by moto's organization."""
    orghandshake.seed(account="222222222222", id="h-examplehandshakeid111")
    invite = aws.describe_handshake(HandshakeId="h-examplehandshakeid111")["Handshake"]
    assert invite["Arn"] == (
        f"arn:aws:organizations::{MOTO_MANAGEMENT}:handshake/o-exampleorgid/invite/h-examplehandshakeid111"
    )
    assert invite["Resources"][0]["Resources"][:2] == [
        {"Type": "MASTER_EMAIL", "Value": "master@example.com"},
        {"Type": "MASTER_NAME", "Value": "master"},
    ]
    assert invite["Arn"].split(":handshake/")[0] in aws.describe_organization()["Organization"]["Arn"]


def test_found_in_moto(orghandshake: OrgHandshake, aws: Any) -> None:
    """An organization that moto has is the default one, with moto's accounts as its members."""
    before = orghandshake.handshakes  # a look at something else founds nothing
    organization = aws.create_organization(FeatureSet="CONSOLIDATED_BILLING")["Organization"]
    status = aws.create_account(AccountName="Workload", Email="workload@example.com")["CreateAccountStatus"]
    assert before == []
    assert orghandshake.organization.id == organization["Id"]
    assert orghandshake.organization.feature_set == "CONSOLIDATED_BILLING"
    _, workload = orghandshake.organization.members
    assert (workload.id, workload.name, workload.email) == (status["AccountId"], "Workload", "workload@example.com")
    assert (workload.joined_method, workload.arn) == (
        "CREATED",
        aws.describe_account(AccountId=workload.id)["Account"]["Arn"],
    )
    target = {"Type": "ACCOUNT", "Id": workload.id}
    assert refused(aws.invite_account_to_organization, Target=target) == ALREADY_IN


def test_seeded_before_moto_had_one(orghandshake: OrgHandshake) -> None:
    """What was seeded and added before moto got its organization belongs to that one."""
    invite = orghandshake.seed(account="222222222222")
    orghandshake.add_account("333333333333", organization=orghandshake.organization, joined="INVITED")
    assert ":111111111111:" in invite.arn
    with moto.mock_aws():
        organization = EARLY.create_organization(FeatureSet="ALL")["Organization"]
        assert EARLY.describe_handshake(HandshakeId=invite.id)["Handshake"]["Arn"] == (
            f"arn:aws:organizations::{MOTO_MANAGEMENT}:handshake/{organization['Id']}/invite/{invite.id}"
        )
        assert invite.organization is orghandshake.organization
        assert members(EARLY) == [(MOTO_MANAGEMENT, "CREATED"), ("333333333333", "INVITED")]
    assert orghandshake.organization.members == [MOTO_MANAGEMENT, "333333333333"]


def test_added_before_moto(orghandshake: OrgHandshake) -> None:
    """Organizations added before mock_aws was entered are founded in moto, with their members."""
    acquired = orghandshake.add_organization("o-acquiredcorp", feature_set="CONSOLIDATED_BILLING")
    orghandshake.add_account("222222222222", organization=acquired)
    with moto.mock_aws():
        client = boto3.client("organizations", "us-east-1", **orghandshake.credentials(acquired.management))
        described = client.describe_organization()["Organization"]
        assert (described["Id"], described["FeatureSet"]) == ("o-acquiredcorp", "CONSOLIDATED_BILLING")
        assert described["MasterAccountEmail"] == acquired.management.email
        assert [account for account, _ in members(client)] == [acquired.management, "222222222222"]
        assert refused(EARLY.describe_organization) == NOT_IN_USE


def test_accept(orghandshake: OrgHandshake, aws: Any, client_of: Callable[..., Any]) -> None:
    """Who accepts is in moto, with JoinedMethod INVITED under the root, and can be moved from there."""
    aws.create_organization(FeatureSet="ALL")
    target = {"Type": "ACCOUNT", "Id": "222222222222"}
    invite = aws.invite_account_to_organization(Target=target)["Handshake"]
    client_of("222222222222").accept_handshake(HandshakeId=invite["Id"])

    [root] = aws.list_roots()["Roots"]
    assert members(aws) == [(MOTO_MANAGEMENT, "CREATED"), ("222222222222", "INVITED")]
    described = aws.describe_account(AccountId="222222222222")["Account"]
    account = orghandshake.handshake(invite["Id"]).account
    assert account is not None
    assert (described["Arn"], described["Email"], described["Name"]) == (account.arn, account.email, account.name)
    assert aws.list_parents(ChildId="222222222222")["Parents"] == [{"Id": root["Id"], "Type": "ROOT"}]
    unit = aws.create_organizational_unit(ParentId=root["Id"], Name="Workloads")["OrganizationalUnit"]
    aws.move_account(AccountId="222222222222", SourceParentId=root["Id"], DestinationParentId=unit["Id"])
    assert [each["Id"] for each in aws.list_accounts_for_parent(ParentId=unit["Id"])["Accounts"]] == ["222222222222"]


def test_accept_by_set_state(orghandshake: OrgHandshake, aws: Any) -> None:
    """set_state does what the API does."""
    orghandshake.set_state(orghandshake.seed(account="222222222222"), "ACCEPTED")
    assert members(aws) == [(MOTO_MANAGEMENT, "CREATED"), ("222222222222", "INVITED")]


def test_added_account(orghandshake: OrgHandshake, aws: Any) -> None:
    """add_account puts a member into moto."""
    orghandshake.add_account("222222222222", name="Workload", organization=orghandshake.organization)
    assert aws.describe_account(AccountId="222222222222")["Account"]["Name"] == "Workload"


def test_leave(orghandshake: OrgHandshake, aws: Any, client_of: Callable[..., Any]) -> None:
    """LeaveOrganization, which moto lacks, takes a member out of moto; management cannot leave."""
    account = orghandshake.add_account("222222222222", organization=orghandshake.organization)
    client_of(account).leave_organization()
    assert members(aws) == [(MOTO_MANAGEMENT, "CREATED")]
    assert refused(client_of(account).leave_organization) == NOT_IN_USE
    assert refused(aws.leave_organization) == MASTER


def test_remove(orghandshake: OrgHandshake, aws: Any) -> None:
    """A member that moto removed is standalone at once, and can be invited again."""
    account = orghandshake.add_account("222222222222", organization=orghandshake.organization)
    aws.remove_account_from_organization(AccountId=account.id)
    assert account.organization is None
    orghandshake.set_state(orghandshake.seed(account=account), "ACCEPTED")
    assert members(aws)[1:] == [("222222222222", "INVITED")]


def test_direct_transfer(orghandshake: OrgHandshake, aws: Any, client_of: Callable[..., Any]) -> None:
    """A member of another organization that accepts moves from one to the other, in moto too."""
    acquired = orghandshake.add_organization("o-acquiredcorp")
    account = orghandshake.add_account("222222222222", organization=acquired)
    orghandshake.set_state(orghandshake.seed(account=account), "ACCEPTED")
    assert members(aws) == [(MOTO_MANAGEMENT, "CREATED"), ("222222222222", "INVITED")]
    assert members(client_of(acquired.management)) == [(acquired.management, "CREATED")]


def test_moved_within_moto(orghandshake: OrgHandshake, aws: Any) -> None:
    """An account that moto lists elsewhere than before is there."""
    acquired = orghandshake.add_organization("o-acquiredcorp")
    account = orghandshake.add_account("222222222222", organization=acquired)
    assert orghandshake.organization.members == [MOTO_MANAGEMENT]
    [moved] = (
        each for each in models.organizations_backends[acquired.management.id]["global"].accounts if each.id == account
    )
    models.organizations_backends[MOTO_MANAGEMENT]["global"].accounts.append(moved)
    models.organizations_backends[acquired.management.id]["global"].accounts.remove(moved)
    assert orghandshake.organization.members == [MOTO_MANAGEMENT, "222222222222"]
    assert account.organization is orghandshake.organization
    del aws


def test_taken_over_within_moto(orghandshake: OrgHandshake, aws: Any) -> None:
    """An account that moto lists in a second organization is in the one that was read last."""
    account = orghandshake.add_account("222222222222", organization=orghandshake.organization)
    acquired = orghandshake.add_organization("o-acquiredcorp")
    aws.describe_organization()
    [listed] = (
        each for each in models.organizations_backends[MOTO_MANAGEMENT]["global"].accounts if each.id == account
    )
    models.organizations_backends[acquired.management.id]["global"].accounts.append(listed)
    assert acquired.members == [acquired.management]
    aws.describe_organization()
    assert account.organization is acquired


def test_all_features(orghandshake: OrgHandshake, aws: Any, client_of: Callable[..., Any]) -> None:
    """The migration to all features ends in moto's organization; a member that moto removed holds nothing up."""
    aws.create_organization(FeatureSet="CONSOLIDATED_BILLING")
    for account in ("222222222222", "333333333333"):
        orghandshake.set_state(orghandshake.seed(account=account), "ACCEPTED")
    parent = aws.enable_all_features()["Handshake"]
    children = aws.list_handshakes_for_organization(Filter={"ParentHandshakeId": parent["Id"]})["Handshakes"]
    client_of("222222222222").accept_handshake(HandshakeId=children[0]["Id"])
    aws.remove_account_from_organization(AccountId="333333333333")
    assert orghandshake.handshake(children[1]["Id"]).state == "CANCELED"
    aws.accept_handshake(HandshakeId=parent["Id"])
    assert aws.describe_organization()["Organization"]["FeatureSet"] == "ALL"


def test_deleted_by_moto(orghandshake: OrgHandshake, aws: Any) -> None:
    """An organization that moto deletes is gone, its open invitations are canceled, and the next one is the default."""
    first = orghandshake.organization
    invite = orghandshake.seed(account="222222222222")
    aws.delete_organization()
    assert invite.state == "CANCELED"
    assert first.management.organization is None
    assert refused(aws.describe_organization) == NOT_IN_USE
    second = aws.create_organization(FeatureSet="ALL")["Organization"]
    assert orghandshake.organization.id == second["Id"] != first.id
    assert orghandshake.organization.management == MOTO_MANAGEMENT


def test_of_another_account(orghandshake: OrgHandshake, aws: Any, client_of: Callable[..., Any]) -> None:
    """An organization that another account created in moto is known, and is not the default one."""
    other = client_of("555555555555")
    created = other.create_organization(FeatureSet="ALL")["Organization"]
    invite = orghandshake.seed(organization=created["Id"], account="222222222222")
    assert invite.organization.management == "555555555555"
    assert refused(aws.list_handshakes_for_organization) == NOT_IN_USE
    assert len(other.list_handshakes_for_organization()["Handshakes"]) == 1
    assert orghandshake.organization.id == "o-exampleorgid"


def test_headed_meanwhile(orghandshake: OrgHandshake, aws: Any) -> None:
    """An account that moto made the head of an organization is the head of that one, whatever the test wrote."""
    acquired = orghandshake.add_organization("o-acquiredcorp")
    backend = models.organizations_backends[acquired.management.id]["global"]
    region = {"region": "us-east-1"} if KNOWS_MEMBERS else {}
    founded = backend.create_organization(FeatureSet="ALL", **region)["Organization"]
    assert orghandshake.handshakes == []  # a look
    assert acquired.members == []
    assert orghandshake.seed(organization=founded["Id"]).organization.management is acquired.management
    del aws


def test_entered_again(orghandshake: OrgHandshake) -> None:
    """What a mock_aws that was left knew is founded in the next one."""
    acquired = orghandshake.add_organization("o-acquiredcorp")
    for _ in range(2):
        with moto.mock_aws():
            orghandshake.seed()
            organizations = boto3.client("organizations", "us-east-1", **orghandshake.credentials(acquired.management))
            assert organizations.describe_organization()["Organization"]["Id"] == "o-acquiredcorp"
            assert EARLY.describe_organization()["Organization"]["Id"] == "o-exampleorgid"


# What is left behind


def test_moto_afterwards() -> None:
    """A mock_aws that goes on without the fake is as it was before, policies and feature set included."""
    with moto.mock_aws():
        organizations: Any = boto3.client("organizations", region_name="us-east-1")
        organizations.create_organization(FeatureSet="CONSOLIDATED_BILLING")
        made = organizations.create_account(AccountName="Workload", Email="workload@example.com")["CreateAccountStatus"]

        def state() -> list[Any]:
            policies = organizations.list_policies_for_target(
                TargetId=made["AccountId"], Filter="SERVICE_CONTROL_POLICY"
            )
            targets = organizations.list_targets_for_policy(PolicyId="p-FullAWSAccess")["Targets"]
            described = organizations.describe_organization()["Organization"]
            listed = organizations.list_accounts()["Accounts"]
            return [policies["Policies"], sorted(each["TargetId"] for each in targets), described, listed]

        before, masters = state(), dict(getattr(models.organizations_backends, "master_accounts", {}))
        with fake_handshakes() as fake:
            parent = organizations.enable_all_features()["Handshake"]
            organizations.accept_handshake(HandshakeId=parent["Id"])
            fake.set_state(fake.seed(account="222222222222"), "ACCEPTED")
            organizations.remove_account_from_organization(AccountId="222222222222")
            fake.set_state(fake.seed(account="222222222222"), "ACCEPTED")
            boto3.client("organizations", "us-east-1", **fake.credentials(made["AccountId"])).leave_organization()
            fake.add_organization("o-acquiredcorp")
            assert len(organizations.list_accounts()["Accounts"]) == 2
        assert state() == before
        assert getattr(models.organizations_backends, "master_accounts", {}) == masters


def test_founded_and_left() -> None:
    """An organization that was founded for the fake goes with it, whatever the test added, and so does reset()."""
    masters = dict(getattr(models.organizations_backends, "master_accounts", {}))
    with moto.mock_aws():
        for end in ("stop", "reset"):
            with fake_handshakes() as fake:
                fake.set_state(fake.seed(account="222222222222"), "ACCEPTED")
                EARLY.create_account(AccountName="Workload", Email="workload@example.com")
                assert len(members(EARLY)) == 3
                if end == "reset":
                    fake.reset()
                    assert refused(EARLY.describe_organization) == NOT_IN_USE
        organizations: Any = boto3.client("organizations", region_name="us-east-1")
        assert refused(organizations.describe_organization) == NOT_IN_USE
        assert getattr(models.organizations_backends, "master_accounts", {}) == masters


def test_moto_left_first() -> None:
    """Where mock_aws is left before the fake ends, nothing of ours stays in moto's books either."""
    masters = dict(getattr(models.organizations_backends, "master_accounts", {}))
    with fake_handshakes() as fake:
        with moto.mock_aws():
            left = fake.add_account("333333333333", organization=fake.organization)
            fake.set_state(fake.seed(account="222222222222"), "ACCEPTED")
            boto3.client("organizations", "us-east-1", **fake.credentials(left)).leave_organization()
        assert fake.organization.members == [MOTO_MANAGEMENT, "222222222222"]
    assert getattr(models.organizations_backends, "master_accounts", {}) == masters


# A moto that is not the one we know


def test_changed_moto(orghandshake: OrgHandshake, aws: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A moto whose models are others gives one clear error, which no code can swallow."""
    invite = orghandshake.seed(account="222222222222")
    monkeypatch.delattr(models.OrganizationsBackend, "create_account")
    member = boto3.client("organizations", "us-east-1", **orghandshake.credentials("222222222222"))
    with pytest.raises(OrgHandshakeError) as caught:
        member.accept_handshake(HandshakeId=invite.id)
    text = (
        f"moto {moto.__version__} keeps its accounts in another way than this plugin knows:\n"
        "- enter met AttributeError: 'OrganizationsBackend' object has no attribute 'create_account'\n"
        f"Install an older moto (pip install 'moto<{moto.__version__}'), and report this to pytest-orghandshake."
    )
    assert str(caught.value) == text
    assert orghandshake.findings() == [text]
    monkeypatch.undo()
    del aws


def test_changed_moto_at_a_look(orghandshake: OrgHandshake, aws: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same goes for what the test itself looks at."""
    aws.create_organization(FeatureSet="ALL")
    with monkeypatch.context() as patch:
        patch.setattr(models.OrganizationsBackend, "org", property(lambda self: self.gone), raising=False)
        with pytest.raises(OrgHandshakeError, match="refresh met AttributeError"):
            orghandshake.handshakes  # noqa: B018 - a look
    assert len(orghandshake.findings()) == 1
