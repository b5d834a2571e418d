"""Events of calls that moto answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import boto3
import pytest
from answers import refused
from beside_moto import MOTO_MANAGEMENT

from pytest_orghandshake import fake_handshakes
from pytest_orghandshake._world.identity import Signature

if TYPE_CHECKING:
    from pytest_orghandshake import OrgHandshake

MEMBER = "222222222222"
NOBODY = Signature("", "aws")


def told(orghandshake: OrgHandshake) -> list[tuple[str, str]]:
    """Return each event's recipient and name."""
    return [(event["account"], event["detail"]["eventName"]) for event in orghandshake.events]


def test_the_life_of_an_organization_at_moto_is_told(orghandshake: OrgHandshake, aws: Any) -> None:
    """Calls that moto answers cause the same events, including membership events; reads cause none."""
    organization = aws.create_organization(FeatureSet="ALL")["Organization"]
    member = aws.create_account(AccountName="Workload", Email="w@example.com")["CreateAccountStatus"]["AccountId"]
    aws.list_accounts()
    aws.remove_account_from_organization(AccountId=member)
    aws.delete_organization()

    assert [name for _, name in told(orghandshake)] == [
        "CreateOrganization",
        "AccountJoinedOrganization",
        "CreateAccount",
        "CreateAccountResult",
        "AccountJoinedOrganization",
        "RemoveAccountFromOrganization",
        "AccountDepartedOrganization",
        "DeleteOrganization",
        "AccountDepartedOrganization",
    ]
    assert {account for account, _ in told(orghandshake)} == {MOTO_MANAGEMENT}
    details = [event["detail"] for event in orghandshake.events]
    assert details[0]["responseElements"]["organization"]["id"] == organization["Id"]
    assert details[0]["userIdentity"]["accountId"] == MOTO_MANAGEMENT
    membership = [each["serviceEventDetails"] for each in details if each["eventName"].startswith("Account")]
    now = round(orghandshake.now.timestamp() * 1000)
    assert membership == [
        {"accountId": MOTO_MANAGEMENT, "joinedMethod": "INVITED", "joinedTime": now},
        {"accountId": member, "joinedMethod": "CREATED", "joinedTime": now},
        {"accountId": member, "departureMethod": "REMOVED", "departureTime": now},
        {"accountId": MOTO_MANAGEMENT, "departureMethod": "LEFT", "departureTime": now},
    ]


def test_an_account_that_is_created_is_told_as_in_the_user_guide(orghandshake: OrgHandshake, aws: Any) -> None:
    """CloudTrail hides the name and address of a new account, and shows its id in the result."""
    aws.create_organization(FeatureSet="ALL")
    status = aws.create_account(AccountName="Workload", Email="w@example.com")["CreateAccountStatus"]

    call, result = (event["detail"] for event in orghandshake.events[2:4])
    assert call["requestParameters"] == {"accountName": "****", "email": "****"}
    assert call["responseElements"] == result["serviceEventDetails"]
    shown = result["serviceEventDetails"]["createAccountStatus"]
    assert (shown["id"], shown["accountId"], shown["accountName"]) == (status["Id"], status["AccountId"], "****")
    assert (result["userIdentity"], result["eventType"]) == (
        {"accountId": MOTO_MANAGEMENT, "invokedBy": "AWS Internal"},
        "AwsServiceEvent",
    )


def test_what_moto_refuses_is_told_as_a_refusal(orghandshake: OrgHandshake, aws: Any) -> None:
    """A call that moto refuses is an event with its code and text, and so is one with a scripted error."""
    aws.create_organization(FeatureSet="ALL")
    first = refused(aws.remove_account_from_organization, AccountId="999999999999")
    orghandshake.add_error("RemoveAccountFromOrganization", "ConcurrentModificationException")
    second = refused(aws.remove_account_from_organization, AccountId="999999999999")

    details = [event["detail"] for event in orghandshake.events[2:]]
    assert second.code == "ConcurrentModificationException" != first.code
    assert [(each["errorCode"], each["errorMessage"]) for each in details] == [
        (each.code, each.message) for each in (first, second)
    ]
    assert [each["requestParameters"] for each in details] == [{"accountId": "999999999999"}] * 2


def test_what_moto_refuses_in_xml_is_told_by_the_name_in_its_headers(orghandshake: OrgHandshake, aws: Any) -> None:
    """Older versions of moto send some errors in XML; the code is in a header, if any."""
    del aws
    ask = orghandshake._service.ask_moto
    named = {"Date": "today", "X-Amzn-ErrorType": "ParentNotFoundException"}
    ask("organizations", "MoveAccount", NOBODY, b"{}", lambda _: (400, named, b"<Error/>"))
    ask("organizations", "MoveAccount", NOBODY, b"{}", lambda _: (400, {}, b"<Error/>"))

    errors = [(each["detail"]["errorCode"], each["detail"]["errorMessage"]) for each in orghandshake.events]
    assert errors == [("ParentNotFoundException", ""), ("", "")]


def test_an_account_that_can_not_be_created_does_not_join(orghandshake: OrgHandshake, aws: Any) -> None:
    """The result of a failed creation is an event, and no account joins."""
    del aws
    reply = b'{"CreateAccountStatus": {"State": "FAILED", "FailureReason": "EMAIL_ALREADY_EXISTS"}}'
    orghandshake._service.ask_moto("organizations", "CreateAccount", NOBODY, b"{}", lambda _: (200, {}, reply))

    assert [name for _, name in told(orghandshake)] == ["CreateAccount", "CreateAccountResult"]


def test_who_calls_moto_is_told(orghandshake: OrgHandshake, aws: Any) -> None:
    """A member whose calls moto refuses gets the events of its own calls."""
    aws.create_organization(FeatureSet="ALL")
    member = boto3.client("organizations", region_name="us-east-1", **orghandshake.credentials(MEMBER))
    with pytest.raises(member.exceptions.ClientError):
        member.move_account(AccountId=MEMBER, SourceParentId="r-abcd", DestinationParentId="ou-abcd-12345678")

    assert told(orghandshake)[-1] == (MEMBER, "MoveAccount")


@pytest.mark.usefixtures("aws")
def test_an_invitation_beside_moto_is_told_to_motos_management_account(orghandshake: OrgHandshake) -> None:
    """When an account joins moto's organization, the event goes to the management account there."""
    orghandshake.set_state(orghandshake.seed(account=MEMBER), "ACCEPTED")

    assert told(orghandshake) == [
        (MEMBER, "AcceptHandshake"),
        (MOTO_MANAGEMENT, "AcceptHandshake"),
        (MOTO_MANAGEMENT, "AccountJoinedOrganization"),
    ]


def test_what_nobody_can_read_is_no_event(orghandshake: OrgHandshake, aws: Any) -> None:
    """A request whose body is not JSON causes no event, whatever moto answers."""
    del aws
    service = orghandshake._service
    service.ask_moto("organizations", "MoveAccount", NOBODY, b"[", lambda _: (400, {}, b"{}"))
    service.ask_moto("organizations", "MoveAccount", NOBODY, b"{}", lambda _: None)

    assert orghandshake.events == []


@pytest.mark.parametrize(("region", "home"), [("us-gov-west-1", "us-gov-west-1"), ("eu-central-1", "us-east-1")])
def test_what_moto_answers_comes_from_the_region_of_the_partition(region: str, home: str) -> None:
    """Events of calls that moto answers have the region of the partition in their signature."""
    moto = pytest.importorskip("moto")
    with moto.mock_aws(), fake_handshakes() as fake:
        boto3.client("organizations", region_name=region).create_organization(FeatureSet="ALL")

        assert {event["region"] for event in fake.events} == {home}
