from __future__ import annotations

import json
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
import botocore
import pytest
from answers import MANAGEMENT, refused
from botocore.exceptions import ConnectTimeoutError

from pytest_orghandshake import fake_handshakes
from pytest_orghandshake._world.identity import Signature, home_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_orghandshake import OrgHandshake

MEMBER = "222222222222"
HANDSHAKE = "h-examplehandshakeid111"
ARN = f"arn:aws:organizations::{MANAGEMENT}:handshake/o-exampleorgid/invite/{HANDSHAKE}"
ANSWERED = {
    "id": HANDSHAKE,
    "arn": ARN,
    "action": "INVITE",
    "state": "ACCEPTED",
    "requestedTimestamp": "Dec 1, 2025, 12:00:00 PM",
    "expirationTimestamp": "Dec 16, 2025, 12:00:00 PM",
    "parties": [{"id": "exampleorgid", "type": "ORGANIZATION"}, {"id": MEMBER, "type": "ACCOUNT"}],
    "resources": [
        {
            "type": "ORGANIZATION",
            "value": "o-exampleorgid",
            "resources": [
                {"type": "MASTER_EMAIL", "value": "management@example.com"},
                {"type": "MASTER_NAME", "value": "Management"},
                {"type": "ORGANIZATION_FEATURE_SET", "value": "ALL"},
            ],
        },
        {"type": "ACCOUNT", "value": MEMBER},
    ],
}
IDS = ("requestID", "eventID", "sharedEventID")


def told(orghandshake: OrgHandshake) -> list[tuple[str, str]]:
    """Return each event's recipient and name."""
    return [(event["account"], event["detail"]["eventName"]) for event in orghandshake.events]


def last(orghandshake: OrgHandshake) -> dict[str, Any]:
    """Return the detail of the newest event."""
    detail: dict[str, Any] = orghandshake.events[-1]["detail"]
    return detail


def without_ids(event: dict[str, Any]) -> dict[str, Any]:
    """Return an event without its generated fields."""
    detail = {name: value for name, value in event["detail"].items() if name not in IDS}
    return {**{name: value for name, value in event.items() if name != "id"}, "detail": detail}


def user(account: str) -> dict[str, str]:
    """Return the identity of a caller that uses ``credentials()``."""
    keys = {MANAGEMENT: "ASIABTXV5AHDQAAAAAAA", MEMBER: "ASIADHPL2AOHAAAAAAAA"}
    return {
        "type": "IAMUser",
        "principalId": f"AIDA{account}EXAMP",
        "arn": f"arn:aws:iam::{account}:user/orghandshake",
        "accountId": account,
        "accessKeyId": keys[account],
        "userName": "orghandshake",
    }


def call_event(account: str, identity: dict[str, Any], **detail: Any) -> dict[str, Any]:
    """Return the expected event of a call, at the fixed time of these tests."""
    return {
        "version": "0",
        "detail-type": "AWS API Call via CloudTrail",
        "source": "aws.organizations",
        "account": account,
        "time": "2025-12-01T12:00:00Z",
        "region": "us-east-1",
        "resources": [],
        "detail": {
            "eventVersion": "1.11",
            "userIdentity": identity,
            "eventTime": "2025-12-01T12:00:00Z",
            "eventSource": "organizations.amazonaws.com",
            "awsRegion": "us-east-1",
            "sourceIPAddress": "192.0.2.0",
            "userAgent": "pytest-orghandshake",
            "readOnly": False,
            "eventType": "AwsApiCall",
            "managementEvent": True,
            "recipientAccountId": account,
            "eventCategory": "Management",
            **detail,
        },
    }


def membership_event(account: str, name: str, details: dict[str, Any]) -> dict[str, Any]:
    """Return the expected event of an account that joined or departed."""
    agent = "organizations.amazonaws.com"
    event = call_event(
        account,
        {"accountId": account, "invokedBy": agent},
        eventName=name,
        sourceIPAddress=agent,
        userAgent=agent,
        requestParameters=None,
        responseElements=None,
        eventType="AwsServiceEvent",
        serviceEventDetails=details,
    )
    return {**event, "detail-type": "AWS Service Event via CloudTrail"}


def test_a_world_in_which_nothing_happened_has_no_events(orghandshake: OrgHandshake, organizations: Any) -> None:
    """Seeds, captures and calls that only read cause no events."""
    invite = orghandshake.seed(account=MEMBER)
    organizations.describe_handshake(HandshakeId=invite.id)
    organizations.list_handshakes_for_organization()
    organizations.list_accounts()
    refused(organizations.describe_handshake, HandshakeId="h-unknownhandshake")
    boto3.client("sts", region_name="us-east-1").get_caller_identity()

    assert orghandshake.events == []


def test_an_invitation_is_told_to_who_sent_it(orghandshake: OrgHandshake, organizations: Any) -> None:
    """An invitation is an event in the management account, with the parameters and the reply."""
    organizations.invite_account_to_organization(
        Target={"Type": "ACCOUNT", "Id": MEMBER}, Notes="Hi", Tags=[{"Key": "Team", "Value": "Blue"}]
    )

    [event] = orghandshake.events
    [invite] = orghandshake.handshakes
    assert set(IDS) & set(event["detail"]) == {"requestID", "eventID"}
    resources = [*ANSWERED["resources"], {"type": "NOTES", "value": "Hi"}]
    assert without_ids(event) == call_event(
        MANAGEMENT,
        user(MANAGEMENT),
        eventName="InviteAccountToOrganization",
        requestParameters={
            "target": {"type": "ACCOUNT", "id": MEMBER},
            "notes": "Hi",
            "tags": [{"key": "Team", "value": "Blue"}],
        },
        responseElements={
            "handshake": {
                **ANSWERED,
                "id": invite.id,
                "arn": ARN.replace(HANDSHAKE, invite.id),
                "state": "OPEN",
                "resources": resources,
            }
        },
    )


@pytest.mark.parametrize("by", ["call", "set_state"])
def test_an_acceptance_is_told_to_both_sides(
    orghandshake: OrgHandshake, client_of: Callable[..., Any], by: str
) -> None:
    """Both sides get the event of the call, with a shared id, and the inviting one also that an account joined."""
    invite = orghandshake.seed(account=MEMBER, id=HANDSHAKE)
    if by == "call":
        client_of(MEMBER).accept_handshake(HandshakeId=invite.id)
    else:
        orghandshake.set_state(invite, "ACCEPTED")

    events = orghandshake.events
    call = {
        "eventName": "AcceptHandshake",
        "requestParameters": {"handshakeId": HANDSHAKE},
        "responseElements": {"handshake": ANSWERED},
    }
    foreign = {"type": "AWSAccount", "principalId": f"AIDA{MEMBER}EXAMP", "accountId": MEMBER}
    assert [without_ids(each) for each in events] == [
        call_event(MEMBER, user(MEMBER), **call),
        call_event(MANAGEMENT, foreign, **call),
        membership_event(
            MANAGEMENT,
            "AccountJoinedOrganization",
            {"accountId": MEMBER, "joinedMethod": "INVITED", "joinedTime": 1764590400000},
        ),
    ]
    first, second, joined = (each["detail"] for each in events)
    assert (first["sharedEventID"], first["requestID"]) == (second["sharedEventID"], second["requestID"])
    assert first["eventID"] != second["eventID"]
    assert set(IDS) & set(joined) == {"eventID"}


def test_a_member_that_moves_departs_and_joins(orghandshake: OrgHandshake, client_of: Callable[..., Any]) -> None:
    """The old management account gets a departure event, and the new one a joining event."""
    old = orghandshake.add_organization("o-acquiredcorp", management="333333333333")
    account = orghandshake.add_account(MEMBER, organization=old)
    client_of(account).accept_handshake(HandshakeId=orghandshake.seed(account=account).id)

    assert told(orghandshake) == [
        (MEMBER, "AcceptHandshake"),
        (MANAGEMENT, "AcceptHandshake"),
        ("333333333333", "AccountDepartedOrganization"),
        (MANAGEMENT, "AccountJoinedOrganization"),
    ]
    assert without_ids(orghandshake.events[2]) == membership_event(
        "333333333333",
        "AccountDepartedOrganization",
        {"accountId": MEMBER, "departureMethod": "LEFT", "departureTime": 1764590400000},
    )


def test_a_member_that_moves_as_scripted_departs_and_joins(orghandshake: OrgHandshake) -> None:
    """Scripted acts of the other side cause the same events, even for an address without an account."""
    old = orghandshake.add_organization("o-acquiredcorp", management="333333333333")
    account = orghandshake.add_account(MEMBER, organization=old, email="workload@example.com")
    orghandshake.set_state(orghandshake.seed(email="workload@example.com"), "ACCEPTED")
    invite = orghandshake.seed(email="new@example.com")
    orghandshake.set_state(invite, "ACCEPTED")

    assert account.organization is orghandshake.organization
    assert told(orghandshake) == [
        (MEMBER, "AcceptHandshake"),
        (MANAGEMENT, "AcceptHandshake"),
        ("333333333333", "AccountDepartedOrganization"),
        (MANAGEMENT, "AccountJoinedOrganization"),
        (invite.account, "AcceptHandshake"),
        (MANAGEMENT, "AcceptHandshake"),
        (MANAGEMENT, "AccountJoinedOrganization"),
    ]


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("DECLINED", [(MEMBER, "DeclineHandshake"), (MANAGEMENT, "DeclineHandshake")]),
        ("CANCELED", [(MANAGEMENT, "CancelHandshake")]),
        ("EXPIRED", []),
    ],
)
def test_what_the_other_side_does_is_an_event(
    orghandshake: OrgHandshake, state: Any, expected: list[tuple[str, str]]
) -> None:
    """A scripted refusal is an event for both sides, a cancellation one for the sender; expiry causes none."""
    orghandshake.set_state(orghandshake.seed(account=MEMBER, id=HANDSHAKE), state)

    assert told(orghandshake) == expected
    assert [each["detail"]["responseElements"] for each in orghandshake.events] == [
        {"handshake": {**ANSWERED, "state": state}} for _ in expected
    ]


def test_what_was_scripted_for_a_later_look_is_an_event_then(orghandshake: OrgHandshake, organizations: Any) -> None:
    """A change that waits for calls is an event once it happens, with that time."""
    invite = orghandshake.seed(account=MEMBER)
    orghandshake.set_state(invite, "DECLINED", after_calls=2)
    organizations.describe_handshake(HandshakeId=invite.id)
    assert orghandshake.events == []

    orghandshake.shift(61)
    organizations.describe_handshake(HandshakeId=invite.id)

    assert {each["time"] for each in orghandshake.events} == {"2025-12-01T12:01:01Z"}


def test_the_all_features_family_has_its_events(orghandshake: OrgHandshake, client_of: Callable[..., Any]) -> None:
    """An approval is an event for both sides, a management account's own call only for itself; no account joins."""
    organization = orghandshake.add_organization(feature_set="CONSOLIDATED_BILLING", management="333333333333")
    member = orghandshake.add_account(MEMBER, organization=organization, joined="INVITED")
    management = client_of(organization.management)
    management.enable_all_features()
    parent, child = orghandshake.handshakes
    client_of(member).accept_handshake(HandshakeId=child.id)
    orghandshake.set_state(parent, "ACCEPTED")

    assert told(orghandshake) == [
        ("333333333333", "EnableAllFeatures"),
        (MEMBER, "AcceptHandshake"),
        ("333333333333", "AcceptHandshake"),
        ("333333333333", "AcceptHandshake"),
    ]
    assert orghandshake.events[0]["detail"]["requestParameters"] is None
    assert last(orghandshake)["responseElements"]["handshake"]["action"] == "ENABLE_ALL_FEATURES"


def test_an_answer_by_nobody_is_no_event(orghandshake: OrgHandshake) -> None:
    """If the recipient has no account, its scripted answer causes no event."""
    [invite] = orghandshake.load(
        [{"Id": HANDSHAKE, "State": "OPEN", "Action": "INVITE", "Parties": [{"Id": "somebody", "Type": "ACCOUNT"}]}]
    )
    orghandshake.set_state(invite, "ACCEPTED")

    assert orghandshake.events == []


# Membership


def test_a_member_that_leaves_is_told_and_so_is_its_management(
    orghandshake: OrgHandshake, client_of: Callable[..., Any]
) -> None:
    """LeaveOrganization has neither parameters nor a response; the management account gets a departure event."""
    client_of(orghandshake.add_account(MEMBER, organization=orghandshake.organization)).leave_organization()

    call, departed = orghandshake.events
    assert without_ids(call) == call_event(
        MEMBER, user(MEMBER), eventName="LeaveOrganization", requestParameters=None, responseElements=None
    )
    assert (departed["account"], departed["detail"]["serviceEventDetails"]) == (
        MANAGEMENT,
        {"accountId": MEMBER, "departureMethod": "LEFT", "departureTime": 1764590400000},
    )


def test_a_member_that_is_removed_departs(orghandshake: OrgHandshake, organizations: Any) -> None:
    """RemoveAccountFromOrganization causes a departure event with the removed account."""
    orghandshake.add_account(MEMBER, organization=orghandshake.organization)
    organizations.remove_account_from_organization(AccountId=MEMBER)

    call, departed = orghandshake.events
    assert call["detail"]["requestParameters"] == {"accountId": MEMBER}
    assert (departed["account"], departed["detail"]["serviceEventDetails"]) == (
        MANAGEMENT,
        {"accountId": MEMBER, "departureMethod": "REMOVED", "departureTime": 1764590400000},
    )


def test_a_deleted_organization_is_departed_from(orghandshake: OrgHandshake, organizations: Any) -> None:
    """DeleteOrganization causes a departure event for the management account."""
    organizations.delete_organization()

    assert told(orghandshake) == [(MANAGEMENT, "DeleteOrganization"), (MANAGEMENT, "AccountDepartedOrganization")]
    assert last(orghandshake)["serviceEventDetails"]["departureMethod"] == "LEFT"


def test_whoever_founds_an_organization_joins_it(orghandshake: OrgHandshake, client_of: Callable[..., Any]) -> None:
    """CreateOrganization causes a joining event for the calling account, as AWS lists it."""
    organization = client_of(MEMBER).create_organization(FeatureSet="ALL")["Organization"]

    assert told(orghandshake) == [(MEMBER, "CreateOrganization"), (MEMBER, "AccountJoinedOrganization")]
    assert orghandshake.events[0]["detail"]["responseElements"]["organization"]["id"] == organization["Id"]
    assert last(orghandshake)["serviceEventDetails"]["joinedMethod"] == "INVITED"


# Refusals


def test_a_refused_call_is_told_to_the_caller_alone(orghandshake: OrgHandshake, organizations: Any) -> None:
    """A refusal is an event with the name of AWS's exception, the parameters, and no response."""
    invite = orghandshake.seed(account=MEMBER, id=HANDSHAKE)
    refused(organizations.accept_handshake, HandshakeId=invite.id)

    [event] = orghandshake.events
    assert without_ids(event) == call_event(
        MANAGEMENT,
        user(MANAGEMENT),
        eventName="AcceptHandshake",
        errorCode="AccessDeniedException",
        errorMessage="You don't have permissions to access this resource.",
        requestParameters={"handshakeId": HANDSHAKE},
        responseElements=None,
    )


def test_nobody_departs_who_was_not_let_go(orghandshake: OrgHandshake, organizations: Any) -> None:
    """A refused call causes no membership events."""
    refused(organizations.leave_organization)

    assert [(each["account"], each["detail"].get("errorCode")) for each in orghandshake.events] == [
        (MANAGEMENT, "MasterCannotLeaveOrganizationException")
    ]


@pytest.mark.parametrize("by", ["call", "set_state"])
def test_an_acceptance_that_fails_for_a_member_is_a_refusal(
    orghandshake: OrgHandshake, client_of: Callable[..., Any], by: str
) -> None:
    """A member that accepts an e-mail invitation is refused and does not join again, though the invitation is ACCEPTED."""
    member = orghandshake.add_account(MEMBER, organization=orghandshake.organization, email="m@example.com")
    invite = orghandshake.seed(email="m@example.com")
    if by == "call":
        refused(client_of(member).accept_handshake, HandshakeId=invite.id)
    else:
        orghandshake.set_state(invite, "ACCEPTED")

    [event] = orghandshake.events
    assert (event["account"], event["detail"]["responseElements"], invite.state) == (MEMBER, None, "ACCEPTED")
    assert (event["detail"]["errorCode"], event["detail"]["errorMessage"]) == (
        "HandshakeConstraintViolationException",
        "The AWS account is already a member of an organization.",
    )


@pytest.mark.parametrize(
    ("handshake", "resource"), [(HANDSHAKE, ARN), ("h-unknownhandshake", "*")], ids=["known", "unknown"]
)
def test_a_scripted_denial_is_worded_as_one_of_iam(
    orghandshake: OrgHandshake, organizations: Any, handshake: str, resource: str
) -> None:
    """In CloudTrail, IAM's denials have another code than in the reply, and a text that names caller and action."""
    orghandshake.seed(account=MEMBER, id=HANDSHAKE)
    orghandshake.add_error("CancelHandshake", "AccessDeniedException")
    assert refused(organizations.cancel_handshake, HandshakeId=handshake).code == "AccessDeniedException"

    assert (last(orghandshake)["errorCode"], last(orghandshake)["errorMessage"]) == (
        "AccessDenied",
        f"User: arn:aws:iam::{MANAGEMENT}:user/orghandshake is not authorized to perform: organizations:CancelHandshake "
        f"on resource: {resource} because no identity-based policy allows the organizations:CancelHandshake action",
    )


def test_a_scripted_error_keeps_the_text_of_the_test(orghandshake: OrgHandshake, organizations: Any) -> None:
    """The text that a test scripted is kept, and so is that of any other scripted error."""
    orghandshake.add_error("LeaveOrganization", "AccessDeniedException", message="Not you")
    orghandshake.add_error("LeaveOrganization", "TooManyRequestsException")
    refused(organizations.leave_organization)
    refused(organizations.leave_organization)

    assert [(each["detail"]["errorCode"], each["detail"]["errorMessage"]) for each in orghandshake.events] == [
        ("AccessDenied", "Not you"),
        (
            "TooManyRequestsException",
            "You have sent too many requests in too short a period of time. Try again later.",
        ),
    ]


def test_what_did_not_reach_aws_is_no_event(orghandshake: OrgHandshake, organizations: Any) -> None:
    """A call that got a transport error causes no event."""
    orghandshake.add_error("LeaveOrganization", ConnectTimeoutError)
    with pytest.raises(ConnectTimeoutError):
        organizations.leave_organization()

    assert orghandshake.events == []


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ('{"StartTimestamp": "soon"}', {"startTimestamp": "soon"}),
        ('{"StartTimestamp": null}', {"startTimestamp": None}),
        ('{"StartTimestamp": 1e300}', {"startTimestamp": 1e300}),
        ('{"": [1, [{"A": true}]]}', {"": [1, [{"a": True}]]}),
        ("[", None),
    ],
)
def test_what_makes_no_sense_is_shown_as_it_was_sent(orghandshake: OrgHandshake, asked: str, shown: Any) -> None:
    """Parameters that no client of AWS would send are shown unchanged; unreadable ones are omitted."""
    operation = "InviteOrganizationToTransferResponsibility"
    orghandshake._service.answer("organizations", operation, Signature("", "aws"), asked.encode())

    assert last(orghandshake)["requestParameters"] == shown


@pytest.mark.parametrize("operation", ["AcceptHandshake", "TerminateResponsibilityTransfer"])
def test_what_names_nothing_is_refused_and_told(orghandshake: OrgHandshake, operation: str) -> None:
    """A call about something that does not exist is an event like any other refusal."""
    orghandshake._service.answer("organizations", operation, Signature("", "aws"), b"{}")

    [event] = orghandshake.events
    assert (event["detail"]["eventName"], event["detail"]["requestParameters"]) == (operation, None)
    assert event["detail"]["errorCode"] == "InvalidInputException"


def test_parameters_that_nest_without_end_are_shown(orghandshake: OrgHandshake) -> None:
    """Parameters that are nested deeper than Python's recursion limit are shown, with the innermost ones unchanged."""
    body = b'{"A":' * 500 + b"1" + b"}" * 500
    orghandshake._service.answer("organizations", "LeaveOrganization", Signature("", "aws"), body)

    shown = json.dumps(last(orghandshake)["requestParameters"], separators=(",", ":"))
    assert shown == '{"a":' * 60 + '{"A":' * 440 + "1" + "}" * 500


# Who called


def test_a_role_is_told_with_its_session(orghandshake: OrgHandshake) -> None:
    """The identity of an assumed role has the role, the session and the time at which it was assumed."""
    keys = boto3.client("sts", region_name="us-east-1").assume_role(
        RoleArn=f"arn:aws:iam::{MEMBER}:role/path/Onboarding", RoleSessionName="tuesday"
    )["Credentials"]
    member = boto3.client(
        "organizations",
        region_name="us-east-1",
        aws_access_key_id=keys["AccessKeyId"],
        aws_secret_access_key=keys["SecretAccessKey"],
        aws_session_token=keys["SessionToken"],
    )
    orghandshake.shift(60)
    member.decline_handshake(HandshakeId=orghandshake.seed(account=MEMBER).id)

    own, foreign = (event["detail"]["userIdentity"] for event in orghandshake.events)
    assert own == {
        "type": "AssumedRole",
        "principalId": f"AROA{MEMBER}EXAMP:tuesday",
        "arn": f"arn:aws:sts::{MEMBER}:assumed-role/Onboarding/tuesday",
        "accountId": MEMBER,
        "accessKeyId": keys["AccessKeyId"],
        "sessionContext": {
            "sessionIssuer": {
                "type": "Role",
                "principalId": f"AROA{MEMBER}EXAMP",
                "arn": f"arn:aws:iam::{MEMBER}:role/Onboarding",
                "accountId": MEMBER,
                "userName": "Onboarding",
            },
            "attributes": {"creationDate": "2025-12-01T12:00:00Z", "mfaAuthenticated": "false"},
        },
    }
    assert foreign == {"type": "AWSAccount", "principalId": f"AROA{MEMBER}EXAMP:tuesday", "accountId": MEMBER}


@pytest.mark.parametrize("assumed", [False, True], ids=["user", "role"])
def test_the_caller_is_who_sts_says_it_is(orghandshake: OrgHandshake, assumed: bool) -> None:  # noqa: FBT001
    """The identity in an event is consistent with GetCallerIdentity."""
    sts = boto3.client("sts", region_name="us-east-1")
    keys = orghandshake.credentials(MEMBER)
    if assumed:
        reply = sts.assume_role(RoleArn=f"arn:aws:iam::{MEMBER}:role/Onboarding", RoleSessionName="tuesday")
        keys["aws_access_key_id"] = reply["Credentials"]["AccessKeyId"]
    identity = boto3.client("sts", region_name="us-east-1", **keys).get_caller_identity()
    refused(boto3.client("organizations", region_name="us-east-1", **keys).leave_organization)

    told_of = last(orghandshake)["userIdentity"]
    assert (told_of["arn"], told_of["principalId"], told_of["accountId"]) == (
        identity["Arn"],
        identity["UserId"],
        identity["Account"],
    )


@pytest.mark.parametrize(
    ("client_region", "partition", "region", "kind"),
    [
        ("eu-central-1", "aws", "us-east-1", "AWS API Call via CloudTrail"),
        ("cn-north-1", "aws-cn", "cn-northwest-1", "Amazon API Call via CloudTrail"),
        ("us-gov-east-1", "aws-us-gov", "us-gov-west-1", "AWS API Call via CloudTrail"),
        ("us-iso-east-1", "aws-iso", "us-iso-east-1", "AWS API Call via CloudTrail"),
        ("us-isob-east-1", "aws-iso-b", "us-isob-east-1", "AWS API Call via CloudTrail"),
    ],
)
def test_events_come_from_the_region_of_the_partition(
    orghandshake: OrgHandshake,
    client_of: Callable[..., Any],
    client_region: str,
    partition: str,
    region: str,
    kind: str,
) -> None:
    """Organizations is in one region of each partition, the one that botocore signs for, and so are its events."""
    client = client_of(MANAGEMENT, client_region)
    reply = client.invite_account_to_organization(Target={"Type": "ACCOUNT", "Id": MEMBER})
    orghandshake.set_state(reply["Handshake"]["Id"], "CANCELED")

    sent, canceled = orghandshake.events
    for event in (sent, canceled):
        assert (event["region"], event["detail"]["awsRegion"], event["detail-type"]) == (region, region, kind)
        assert event["detail"]["userIdentity"]["arn"] == f"arn:{partition}:iam::{MANAGEMENT}:user/orghandshake"
        assert event["detail"]["responseElements"]["handshake"]["arn"].startswith(f"arn:{partition}:organizations::")
    assert client.meta.config.signature_version == "v4"
    assert client._request_signer._signing_name == "organizations"
    assert client._request_signer._region_name == region


def test_the_regions_of_events_are_botocores() -> None:
    """The regions of events are those in the installed botocore."""
    path = Path(botocore.__file__).parent / "data/endpoints.json"
    regions = {
        found["partition"]: endpoint["credentialScope"]["region"]
        for found in json.loads(path.read_text(encoding="utf-8"))["partitions"]
        for endpoint in found["services"].get("organizations", {}).get("endpoints", {}).values()
    }

    assert {partition: home_of(partition) for partition in regions} == regions
    assert home_of("aws-eusc") == "eusc-de-east-1"


# What a test holds


def test_events_are_the_same_at_every_run(client_of: Callable[..., Any]) -> None:
    """Two worlds in which the same happens have the same events, including their ids, which are unique UUIDs."""
    del client_of
    seen = []
    for _ in range(2):
        with fake_handshakes(now="2025-12-01T12:00:00Z") as fake:
            for _ in range(2):
                fake.set_state(fake.seed(account=MEMBER), "DECLINED")
            seen.append(fake.events)

    assert seen[0] == seen[1]
    ids = [each["id"] for each in seen[0]] + [each["detail"]["eventID"] for each in seen[0]]
    assert sorted(set(ids)) == sorted(ids)
    assert {str(uuid.UUID(each)) for each in ids} == set(ids)
    assert {uuid.UUID(each).version for each in ids} == {4}


def test_a_look_is_a_fresh_copy_that_is_ready_for_json(orghandshake: OrgHandshake) -> None:
    """Changing returned events has no effect on later ones, and all of them can be written as JSON."""
    orghandshake.set_state(orghandshake.seed(account=MEMBER), "ACCEPTED")
    before = json.dumps(orghandshake.events)
    for event in orghandshake.events:
        event["detail"]["userIdentity"].clear()
        (event["detail"]["responseElements"] or {"handshake": {}})["handshake"].clear()
        event.clear()

    assert json.loads(before) == orghandshake.events
    assert json.dumps(orghandshake.events) == before


def test_a_request_id_is_that_of_the_reply(orghandshake: OrgHandshake, organizations: Any) -> None:
    """The request id in an event is the one that boto3 shows."""
    reply = organizations.cancel_handshake(HandshakeId=orghandshake.seed().id)

    assert last(orghandshake)["requestID"] == reply["ResponseMetadata"]["RequestId"]


def test_reset_forgets_events(orghandshake: OrgHandshake) -> None:
    """A new world has no events; a fake that has ended still shows its own."""
    orghandshake.set_state(orghandshake.seed(), "CANCELED")
    orghandshake.reset()
    assert orghandshake.events == []

    with fake_handshakes() as ended:
        ended.set_state(ended.seed(), "CANCELED")
    assert [each["detail"]["eventName"] for each in ended.events] == ["CancelHandshake"]


def test_the_event_of_a_call_is_loaded_into_another_world(orghandshake: OrgHandshake) -> None:
    """An event of one world can be loaded into another one."""
    with fake_handshakes(now="2025-12-01T12:00:00Z") as other:
        invite = other.seed(account=MEMBER, notes="Hi")
        other.set_state(invite, "DECLINED")
        [loaded] = orghandshake.load(other.events[0])

        assert loaded.to_dict() == invite.to_dict()
