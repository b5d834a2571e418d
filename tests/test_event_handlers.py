"""Event handlers and rules that people have published run unchanged on the fake's events."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from answers import MANAGEMENT, refused
from rules import match

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_orghandshake import OrgHandshake

MEMBER, STRANGER = "222222222222", "999999999999"
ACCEPTED = {
    "source": ["aws.organizations"],
    "detail-type": ["AWS API Call via CloudTrail"],
    "detail": {"eventSource": ["organizations.amazonaws.com"], "eventName": ["AcceptHandshake"]},
}
REFUSED = {"source": ["aws.organizations"], "detail": {"errorCode": [{"exists": True}]}}
MATCHERS = pytest.mark.parametrize("matcher", ["quamina", "moto"])


def joined_by_party(event: dict[str, Any]) -> str | None:
    """Return the account that joined, from the parties, as most handlers look for it."""
    handshake = event["detail"]["responseElements"]["handshake"]
    if handshake["action"] != "INVITE" or handshake["state"] != "ACCEPTED":
        return None
    return next((party["id"] for party in handshake["parties"] if party["type"] == "ACCOUNT"), None)


def joined_by_resource(event: dict[str, Any]) -> str | None:
    """Return the account that joined, from the resources, as some handlers do."""
    resources = event["detail"]["responseElements"]["handshake"]["resources"]
    return next((each["value"] for each in resources if each["type"] == "ACCOUNT"), None)


def joined_by_caller(event: dict[str, Any]) -> str | None:
    """Return the account that joined, from the caller's identity."""
    account: str = event["detail"]["userIdentity"]["accountId"]
    return account


def misspelt(event: dict[str, Any]) -> str | None:
    """Look for a wrong event name in the wrong place, as a published handler does."""
    if event["detail"]["eventName"] == "AcceptHandShake":
        return joined_by_party({"detail": event})
    return None


def audit(event: dict[str, Any]) -> str:
    """Write a line of an audit trail about a refused call."""
    detail = event["detail"]
    asked = ",".join(f"{name}={value}" for name, value in (detail["requestParameters"] or {}).items())
    return (
        f"{detail['eventTime']} {detail['userIdentity']['arn']} {detail['eventName']}({asked}): {detail['errorCode']}"
    )


def delivered(orghandshake: OrgHandshake, account: str = MANAGEMENT) -> list[dict[str, Any]]:
    """Return the events that reach the event bus of an account."""
    return [event for event in orghandshake.events if event["account"] == account]


@MATCHERS
@pytest.mark.parametrize(
    ("handler", "target", "found"),
    [
        (joined_by_party, "account", MEMBER),
        (joined_by_party, "email", MEMBER),
        (joined_by_resource, "account", MEMBER),
        (joined_by_resource, "email", None),
        (joined_by_caller, "account", MEMBER),
        (misspelt, "account", None),
    ],
)
def test_a_handler_finds_who_joined(
    orghandshake: OrgHandshake,
    client_of: Callable[..., Any],
    matcher: str,
    handler: Callable[[dict[str, Any]], str | None],
    target: str,
    found: str | None,
) -> None:
    """A handler finds the account that joined where AWS puts it, and only there."""
    orghandshake.add_account(MEMBER, email="workload@example.com")
    to: dict[str, Any] = {"account": MEMBER} if target == "account" else {"email": "workload@example.com"}
    invite = orghandshake.seed(**to)
    refused(client_of(STRANGER).accept_handshake, HandshakeId=invite.id)
    client_of(MEMBER).accept_handshake(HandshakeId=invite.id)

    [event] = match(matcher, ACCEPTED, delivered(orghandshake))
    assert handler(event) == found


@MATCHERS
def test_refusals_are_audited(
    orghandshake: OrgHandshake, client_of: Callable[..., Any], organizations: Any, matcher: str
) -> None:
    """A rule for refusals matches only refusals, and a handler writes who was refused what, and why."""
    invite = orghandshake.seed(account=MEMBER, id="h-examplehandshakeid111")
    refused(organizations.accept_handshake, HandshakeId=invite.id)
    refused(organizations.leave_organization)
    organizations.cancel_handshake(HandshakeId=invite.id)
    orghandshake.shift(60)
    orghandshake.add_error("AcceptHandshake", "AccessDeniedException")
    refused(client_of(MEMBER).accept_handshake, HandshakeId=invite.id)

    trails = [match(matcher, REFUSED, delivered(orghandshake, account)) for account in (MANAGEMENT, MEMBER)]

    assert [[audit(event) for event in trail] for trail in trails] == [
        [
            "2025-12-01T12:00:00Z arn:aws:iam::111111111111:user/orghandshake "
            "AcceptHandshake(handshakeId=h-examplehandshakeid111): AccessDeniedException",
            "2025-12-01T12:00:00Z arn:aws:iam::111111111111:user/orghandshake "
            "LeaveOrganization(): MasterCannotLeaveOrganizationException",
        ],
        [
            "2025-12-01T12:01:00Z arn:aws:iam::222222222222:user/orghandshake "
            "AcceptHandshake(handshakeId=h-examplehandshakeid111): AccessDenied",
        ],
    ]


@pytest.mark.parametrize(
    ("matcher", "pattern", "names"),
    [
        (matcher, pattern, names)
        for pattern, names in [
            (
                {"source": ["aws.organizations"]},
                ["Invite", "Decline", "Invite", "Accept", "Joined", "Leave", "Departed"],
            ),
            ({"detail-type": ["AWS Service Event via CloudTrail"]}, ["Joined", "Departed"]),
            ({"detail": {"eventName": ["AccountJoinedOrganization", "CreateAccountResult"]}}, ["Joined"]),
            ({"detail": {"serviceEventDetails": {"departureMethod": ["LEFT", "REMOVED"]}}}, ["Departed"]),
            ({"detail": {"userIdentity": {"invokedBy": ["organizations.amazonaws.com"]}}}, ["Joined", "Departed"]),
            ({"detail": {"responseElements": {"handshake": {"state": ["DECLINED"]}}}}, ["Decline"]),
            ({"detail": {"responseElements": [None], "requestParameters": [None]}}, ["Joined", "Leave", "Departed"]),
            ({"region": ["eu-central-1"]}, []),
        ]
        for matcher in ("quamina", "moto")
    ]
    # moto's matcher does not look into lists of objects.
    + [
        (
            "quamina",
            {"detail": {"responseElements": {"handshake": {"parties": {"type": ["ACCOUNT"], "id": [id_]}}}}},
            names,
        )
        for id_, names in [(MEMBER, ["Invite", "Decline", "Invite", "Accept"]), ("exampleorgid", [])]
    ],
)
def test_rules_match_what_they_are_meant_to(
    orghandshake: OrgHandshake, client_of: Callable[..., Any], matcher: str, pattern: dict[str, Any], names: list[str]
) -> None:
    """Published patterns match the events in a member's life that they are meant for, and no others."""
    management, member = client_of(MANAGEMENT), client_of(MEMBER)
    for answer in (member.decline_handshake, member.accept_handshake):
        reply = management.invite_account_to_organization(Target={"Type": "ACCOUNT", "Id": MEMBER})
        management.describe_handshake(HandshakeId=reply["Handshake"]["Id"])
        answer(HandshakeId=reply["Handshake"]["Id"])
    member.leave_organization()
    # What goes to both accounts is looked at once.
    events = [each for each in orghandshake.events if each["detail"]["userIdentity"].get("type") != "AWSAccount"]

    matched = [event["detail"]["eventName"] for event in match(matcher, pattern, events)]

    for word in ("AccountToOrganization", "Handshake", "Organization", "Account"):
        matched = [name.replace(word, "") for name in matched]
    assert matched == names
