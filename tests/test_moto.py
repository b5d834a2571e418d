from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from answers import NOT_IN_USE, refused
from beside_moto import EARLY, MOTO_MANAGEMENT, members, models, moto, sts
from botocore.awsrequest import AWSResponse
from judged import taken_from
from terminal import run, section_of

from pytest_orghandshake import OrgHandshakeError, fake_handshakes

if TYPE_CHECKING:
    from pytest_orghandshake import OrgHandshake


# Who answers


def test_inside_the_fixture_moto_answers_what_is_its_own(orghandshake: OrgHandshake) -> None:
    """With mock_aws inside the fixture, a handshake is answered by this plugin and a table by moto."""
    invite = orghandshake.seed()
    with moto.mock_aws():
        client = boto3.client("organizations", region_name="us-east-1")
        for each in (client, EARLY):
            assert each.describe_handshake(HandshakeId=invite.id)["Handshake"] == invite.to_dict()
        assert client.list_handshakes_for_organization()["Handshakes"] == [invite.to_dict()]
        assert boto3.client("dynamodb", region_name="us-east-1").list_tables()["TableNames"] == []


@moto.mock_aws  # type: ignore[untyped-decorator,unused-ignore] # moto's decorator is generic
def test_the_decorator_enters_moto_as_well(orghandshake: OrgHandshake) -> None:
    """With mock_aws as a decorator, which is entered after the fixture, a handshake is answered by this plugin."""
    invite = orghandshake.seed()
    client = boto3.client("organizations", region_name="us-east-1")
    assert client.describe_handshake(HandshakeId=invite.id)["Handshake"]["State"] == "OPEN"


def test_outside_the_fixture_moto_answers_all_again_afterwards() -> None:
    """With mock_aws entered first, a handshake is answered by this plugin and the rest by moto; afterwards moto answers all."""
    with moto.mock_aws():
        client = boto3.client("organizations", region_name="us-east-1")
        with fake_handshakes() as fake:
            invite = fake.seed()
            assert client.describe_handshake(HandshakeId=invite.id)["Handshake"]["State"] == "OPEN"
            assert len(client.list_roots()["Roots"]) == 1
        with pytest.raises(NotImplementedError):
            client.describe_handshake(HandshakeId=invite.id)


def test_a_request_keeps_its_url_where_moto_is_not_loaded(
    orghandshake: OrgHandshake, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If moto is not imported, the request keeps its URL for the client's own handlers."""
    seen = []
    monkeypatch.delitem(sys.modules, "moto.core.models")
    client = boto3.client("organizations", region_name="us-east-1")
    client.meta.events.register("before-send.organizations", lambda request, **_: seen.append(request.url))
    client.describe_handshake(HandshakeId=orghandshake.seed().id)
    assert seen == ["https://organizations.us-east-1.amazonaws.com/"]


def test_a_client_older_than_moto_gets_motos_answers(orghandshake: OrgHandshake, aws: Any) -> None:
    """A client from before the import of moto gets moto's answers, and each call reaches moto once."""
    assert refused(EARLY.describe_organization) == NOT_IN_USE
    organization = EARLY.create_organization(FeatureSet="ALL")["Organization"]
    EARLY.create_account(AccountName="Workload", Email="workload@example.com")
    assert len(members(aws)) == 2
    assert aws.describe_organization()["Organization"] == organization
    assert orghandshake.organization.id == organization["Id"]


def test_an_asynchronous_client_gets_motos_answers(orghandshake: OrgHandshake, aws: Any) -> None:
    """A client of aiobotocore gets moto's answers too."""
    session = pytest.importorskip("aiobotocore.session").get_session()

    async def describe() -> Any:
        async with session.create_client("organizations", region_name="us-east-1") as client:
            return (await client.describe_organization())["Organization"]

    assert orghandshake.organization.id == asyncio.run(describe())["Id"]
    assert aws.describe_organization()["Organization"]["MasterAccountId"] == MOTO_MANAGEMENT


def test_what_moto_passes_through_goes_its_way(orghandshake: OrgHandshake) -> None:
    """A request that moto is configured to pass through goes where it would go without the fixture."""
    client: Any = boto3.client("organizations", region_name="us-east-1")
    elsewhere = AWSResponse("", 200, {}, None)
    elsewhere._content = b'{"Roots":[{"Id":"r-else"}]}'
    client.meta.events.register_last("before-send.organizations.ListRoots", lambda **_: elsewhere)
    with moto.mock_aws(config={"core": {"passthrough": {"services": ["organizations"]}}}):
        assert client.list_roots()["Roots"] == [{"Id": "r-else"}]
    assert [(call.operation, call.answered_by) for call in orghandshake.calls] == [("ListRoots", None)]


def test_nothing_of_moto_is_loaded_before_it_is_used(
    orghandshake: OrgHandshake, aws: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The plugin does not import moto's organizations and keys before something else does."""
    for name in ("moto.iam.models", "moto.organizations.models"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    assert orghandshake.handshakes == aws.list_handshakes_for_account()["Handshakes"] == []
    assert not {"moto.iam.models", "moto.organizations.models"} & set(sys.modules)


# Who calls


def test_any_key_that_names_nobody_is_motos_default_account(orghandshake: OrgHandshake, aws: Any) -> None:
    """Moto's own key, the key of an older client and any other unknown key are the management account."""
    invite = orghandshake.seed()
    strange = boto3.client("organizations", "us-east-1", aws_access_key_id="AKIASTRANGE", aws_secret_access_key="x")
    for client in (aws, EARLY, strange):
        client.describe_handshake(HandshakeId=invite.id)
    assert [call.account for call in orghandshake.calls] == [MOTO_MANAGEMENT] * 3


def test_the_environment_names_motos_default_account(
    orghandshake: OrgHandshake, aws: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """MOTO_ACCOUNT_ID sets moto's default account, and the plugin's."""
    monkeypatch.setenv("MOTO_ACCOUNT_ID", "555555555555")
    assert orghandshake.organization.management == "555555555555"
    assert aws.describe_organization()["Organization"]["MasterAccountId"] == "555555555555"


def test_keys_that_moto_handed_out_are_their_accounts(orghandshake: OrgHandshake, aws: Any) -> None:
    """Keys from moto's AssumeRole and CreateAccessKey stand for their account."""
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
        with orghandshake.act_as("444444444444"):  # whom keys of moto are not
            assert each.client("sts", "us-east-1").get_caller_identity()["Account"] == "333333333333"
    answered = [call for call in orghandshake.calls if call.answered_by == "orghandshake"]
    assert [call.account for call in answered] == ["333333333333"] * 2
    assert members(aws) == [(MOTO_MANAGEMENT, "CREATED")]


def test_moto_knows_callers_with_our_keys(orghandshake: OrgHandshake, aws: Any) -> None:
    """For moto, a caller with credentials() or act_as() has the right account."""
    del aws
    assert sts(**orghandshake.credentials("222222222222")).get_caller_identity()["Account"] == "222222222222"
    assert sts().get_caller_identity()["Account"] == MOTO_MANAGEMENT
    with orghandshake.act_as("444444444444"):
        assert sts().get_caller_identity()["Account"] == "444444444444"
        assert refused(EARLY.describe_organization) == NOT_IN_USE


# A moto that is not the one we know


def test_a_changed_moto_gives_one_clear_error(
    orghandshake: OrgHandshake, aws: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A moto with unknown models causes one clear error, which no code can swallow."""
    invite = orghandshake.seed(account="222222222222")
    monkeypatch.delattr(models.OrganizationsBackend, "create_account")
    member = boto3.client("organizations", "us-east-1", **orghandshake.credentials("222222222222"))
    with pytest.raises(OrgHandshakeError) as caught:
        member.accept_handshake(HandshakeId=invite.id)
    text = (
        f"moto {moto.__version__} is not supported: its organizations changed.\n"
        "- add_to_moto raised AttributeError: 'OrganizationsBackend' object has no attribute 'create_account'\n"
        f"Install an older moto (pip install 'moto<{moto.__version__}'), and report this to pytest-orghandshake."
    )
    assert str(caught.value) == text
    assert taken_from(orghandshake) == [text]
    monkeypatch.undo()
    del aws


def test_a_changed_moto_gives_it_at_a_look_too(
    orghandshake: OrgHandshake, aws: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A property access raises the same error as a call, and it is reported at the end as well."""
    aws.create_organization(FeatureSet="ALL")
    with monkeypatch.context() as patch:
        patch.setattr(models.OrganizationsBackend, "org", property(lambda self: self.gone), raising=False)
        with pytest.raises(OrgHandshakeError, match="refresh raised AttributeError"):
            orghandshake.handshakes  # noqa: B018 - a look
    assert len(taken_from(orghandshake)) == 1


def test_a_changed_moto_fails_one_test_in_the_terminal(pytester: pytest.Pytester) -> None:
    """With an unsupported moto, one test fails with its section, without an internal error of pytest."""
    pytester.makepyfile("""
        from moto import mock_aws
        from moto.organizations import models

        @mock_aws
        def test_refused(orghandshake, monkeypatch):
            monkeypatch.delattr(models.OrganizationsBackend, "create_organization")
            orghandshake.organization
    """)
    result = run(pytester)
    result.assert_outcomes(failed=1)
    assert section_of(result)[1] == "no calls were made"
    assert any("is not supported: its organizations changed" in line for line in result.outlines)


def test_a_changed_moto_is_told_once_however_deep(monkeypatch: pytest.MonkeyPatch) -> None:
    """The error is reported once, however deep it happened."""
    with fake_handshakes() as fake, monkeypatch.context() as patch:
        fake.add_account("222222222222", organization=fake.organization)
        with moto.mock_aws():
            patch.delattr(models.OrganizationsBackend, "create_account")
            with pytest.raises(
                OrgHandshakeError, match=r"\A(?s:.)*- add_to_moto raised AttributeError(?s:.)*\Z"
            ) as caught:
                EARLY.list_handshakes_for_account()
            assert str(caught.value).count("is not supported: its organizations changed") == 1
        taken_from(fake)
