"""While mock_aws is entered, moto is the directory: its organizations and accounts are those of the world."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import boto3
import pytest
from answers import ALREADY_IN, MASTER, NOT_IN_USE, refused
from beside_moto import EARLY, KNOWS_MEMBERS, MOTO_MANAGEMENT, members, models, moto

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_orghandshake import OrgHandshake


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
    assert management["JoinedTimestamp"].timestamp() == pytest.approx(organization.members[0]._joined_at / 1000, abs=1)


def test_described_before_and_after(orghandshake: OrgHandshake) -> None:
    """What a client read before moto took over is read anew after it."""
    client: Any = boto3.client("organizations", region_name="us-east-1")
    invite = orghandshake.seed()
    assert client.describe_handshake(HandshakeId=invite.id)["Handshake"]["Arn"].split(":")[4] == "111111111111"
    with moto.mock_aws():
        assert orghandshake.organization.management == MOTO_MANAGEMENT
        assert client.describe_handshake(HandshakeId=invite.id)["Handshake"] == invite.to_dict()
        assert invite.arn.split(":")[4] == MOTO_MANAGEMENT


@pytest.mark.parametrize("way", ["organization", "seed", "add_organization"])
def test_founded_in_another_partition(
    orghandshake: OrgHandshake, aws: Any, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    """Where the region of the environment is GovCloud's, so is the organization that moto gets."""
    del aws
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-gov-west-1")
    organization = orghandshake.add_organization() if way == "add_organization" else orghandshake.organization
    if way == "seed":
        orghandshake.seed()
    orghandshake.act_as(organization.management)
    client: Any = boto3.client("organizations")
    invite = client.invite_account_to_organization(Target={"Type": "ACCOUNT", "Id": "222222222222"})["Handshake"]
    assert invite["Arn"].startswith(f"arn:aws-us-gov:organizations::{organization.management}:")
    with orghandshake.act_as("222222222222"):
        client.accept_handshake(HandshakeId=invite["Id"])
    assert [each["Id"] for each in client.list_accounts()["Accounts"]] == [organization.management.id, "222222222222"]
    described = client.describe_organization()["Organization"]
    assert described["Id"] == organization.id
    if hasattr(models, "PARTITION_NAMES"):  # an older moto has one partition
        assert described["Arn"].startswith("arn:aws-us-gov:")


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


def test_refused_removal(orghandshake: OrgHandshake, aws: Any, client_of: Callable[..., Any]) -> None:
    """A removal that moto refuses, and half carries out, keeps nobody from leaving, and nothing from being undone."""
    acquired = orghandshake.add_organization("o-acquiredcorp")
    account = orghandshake.add_account("222222222222", organization=acquired)
    orghandshake.set_state(orghandshake.seed(account=account), "ACCEPTED")
    former = client_of(acquired.management)
    with pytest.raises(former.exceptions.AccountNotFoundException):
        former.remove_account_from_organization(AccountId=account.id)
    client_of(account).leave_organization()
    assert members(aws) == [(MOTO_MANAGEMENT, "CREATED")]
    assert account.organization is None
    orghandshake.set_state(orghandshake.seed(account=account), "ACCEPTED")
    with pytest.raises(former.exceptions.AccountNotFoundException):
        former.remove_account_from_organization(AccountId=account.id)
    orghandshake.reset()
    assert refused(aws.describe_organization) == NOT_IN_USE


def test_default_account_as_a_member(orghandshake: OrgHandshake, aws: Any, client_of: Callable[..., Any]) -> None:
    """Where moto's default account is a member of another organization, it stays one, and the default is headed by another."""
    other = client_of("555555555555")
    other.create_organization(FeatureSet="ALL")
    invite = orghandshake.seed(
        account=MOTO_MANAGEMENT, organization=other.describe_organization()["Organization"]["Id"]
    )
    aws.accept_handshake(HandshakeId=invite.id)
    assert [account for account, _ in members(other)] == ["555555555555", MOTO_MANAGEMENT]
    assert orghandshake.organization.management == "111111111111"
    assert orghandshake.seed(account="222222222222").organization is orghandshake.organization
    assert [account for account, _ in members(client_of("111111111111"))] == ["111111111111"]
    assert [account for account, _ in members(other)] == ["555555555555", MOTO_MANAGEMENT]


def test_headed_by_the_default_account(orghandshake: OrgHandshake) -> None:
    """An organization that the test gave moto's default account is the default one, and the only one it heads."""
    mine = orghandshake.add_organization("o-minemine00", management=MOTO_MANAGEMENT)
    with moto.mock_aws():
        orghandshake.seed(organization=mine, account="222222222222")
        assert orghandshake.organization is mine
        assert EARLY.describe_organization()["Organization"]["Id"] == "o-minemine00"
        assert orghandshake.seed(account="333333333333").organization is mine


def test_captured_from_the_default_account(orghandshake: OrgHandshake, aws: Any) -> None:
    """A capture of the organization of moto's default account makes it the default one."""
    arn = f"arn:aws:organizations::{MOTO_MANAGEMENT}:handshake/o-realreal12/invite/h-examplehandshakeid111"
    [invite] = orghandshake.load({"Id": "h-examplehandshakeid111", "Arn": arn, "State": "OPEN", "Action": "INVITE"})
    assert orghandshake.organization.id == "o-realreal12"
    assert aws.describe_organization()["Organization"]["Id"] == "o-realreal12"
    assert aws.describe_handshake(HandshakeId=invite.id)["Handshake"]["Arn"] == arn


def test_other_partition(orghandshake: OrgHandshake, aws: Any) -> None:
    """An organization of the same account in another partition of moto leaves the first one alone."""
    aws.create_organization(FeatureSet="ALL")
    target = {"Type": "ACCOUNT", "Id": "222222222222"}
    invite = aws.invite_account_to_organization(Target=target)["Handshake"]
    before = orghandshake.organization.id
    if KNOWS_MEMBERS:  # moto 5.0 keeps partitions together
        boto3.client("organizations", region_name="us-gov-west-1").create_organization(FeatureSet="ALL")
    assert orghandshake.handshake(invite["Id"]).state == "OPEN"
    assert orghandshake.organization.id == before
    assert aws.describe_handshake(HandshakeId=invite["Id"])["Handshake"] == invite


def test_seed_after_deletion(orghandshake: OrgHandshake, aws: Any) -> None:
    """After moto deleted its organization, the next seed founds a new one; until then there is none."""
    first = orghandshake.organization
    aws.delete_organization()
    assert orghandshake.handshakes == []
    assert refused(aws.describe_organization) == NOT_IN_USE
    invite = orghandshake.seed(account="222222222222")
    assert aws.describe_handshake(HandshakeId=invite.id)["Handshake"]["Id"] == invite.id
    assert aws.describe_organization()["Organization"]["Id"] == orghandshake.organization.id != first.id
