from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import pytest
from answers import (
    DENIED,
    DUPLICATE,
    NOT_FOUND,
    NOT_IN_USE,
    PATTERN,
    START,
    TOO_LONG,
    Refused,
    ids,
    invalid,
    refused,
)
from billing import JANUARY

from pytest_orghandshake._api import transfers
from pytest_orghandshake._api.authorization import Caller
from pytest_orghandshake._world.refusals import Refusal

if TYPE_CHECKING:
    from billing import Billing

    from pytest_orghandshake import OrgHandshake

BILLING = {"Type": "BILLING", "Target": {"Type": "ACCOUNT", "Id": "222222222222"}}

SELF = Refused(
    "HandshakeConstraintViolationException",
    "SOURCE_AND_TARGET_CANNOT_MATCH",
    "An account can't accept a transfer invitation if it is both the sender and recipient of the invitation.",
)


def test_an_invitation_is_answered(billing: Billing) -> None:
    """An invitation is REQUESTED until 24 hours before the start, with the resources of AWS's sample in its order."""
    handshake = billing.reply(Notes="please", Tags=[{"Key": "team", "Value": "billing"}])
    transfer = handshake["Resources"][0]["Value"]
    assert handshake == {
        "Id": handshake["Id"],
        "Arn": f"arn:aws:organizations::111111111111:handshake/o-exampleorgid/transfer_responsibility/{handshake['Id']}",
        "Parties": [{"Id": "exampleorgid", "Type": "ORGANIZATION"}, {"Id": "222222222222", "Type": "ACCOUNT"}],
        "State": "REQUESTED",
        "RequestedTimestamp": START,
        "ExpirationTimestamp": JANUARY - timedelta(days=1),
        "Action": "TRANSFER_RESPONSIBILITY",
        "Resources": [
            {
                "Type": "RESPONSIBILITY_TRANSFER",
                "Value": transfer,
                "Resources": [
                    {"Type": "TRANSFER_START_TIMESTAMP", "Value": "1767225600"},
                    {"Type": "TRANSFER_TYPE", "Value": "BILLING"},
                ],
            },
            {
                "Type": "ORGANIZATION",
                "Value": "o-exampleorgid",
                "Resources": [
                    {"Type": "MANAGEMENT_EMAIL", "Value": "management@example.com"},
                    {"Type": "MANAGEMENT_NAME", "Value": "Management"},
                    {"Type": "MANAGEMENT_ACCOUNT", "Value": "111111111111"},
                ],
            },
            {"Type": "ACCOUNT", "Value": "222222222222"},
            {"Type": "NOTES", "Value": "please"},
        ],
    }
    assert (transfer[:3], len(transfer)) == ("rt-", 11)


@pytest.mark.parametrize("asked", ["2025-11-18T23:08:20Z", "2025-12-20T00:00:00Z"])
def test_it_expires_a_day_before_its_start(billing: Billing, asked: str) -> None:
    """AWS's sample waits 42 days and another invitation 11: both expire 24 hours before the start."""
    billing.world.move_to(asked)
    handshake = billing.invite(StartTimestamp=int(JANUARY.timestamp()))
    assert handshake.expires == JANUARY - timedelta(days=1)
    billing.world.move_to(handshake.expires)
    assert handshake.state == "EXPIRED"


def test_management_of_the_other_organization_accepts(billing: Billing) -> None:
    """The recipient sees the invitation although it is a management account, and accepting it moves no account."""
    handshake = billing.reply(Target={"Id": "head@example.com", "Type": "EMAIL"})
    chosen = {"ActionType": "TRANSFER_RESPONSIBILITY"}
    assert ids(billing.customer.list_handshakes_for_account(Filter=chosen)) == [handshake["Id"]]
    assert ids(billing.reseller.list_handshakes_for_organization(Filter=chosen)) == [handshake["Id"]]
    accepted = billing.customer.accept_handshake(HandshakeId=handshake["Id"])["Handshake"]
    assert accepted == {**handshake, "State": "ACCEPTED"}
    assert billing.other.members == [billing.other.management]


@pytest.mark.parametrize(
    ("operation", "caller", "expected"),
    [
        ("accept_handshake", "111111111111", DENIED),
        ("decline_handshake", "111111111111", DENIED),
        ("cancel_handshake", "222222222222", DENIED),
        ("describe_handshake", "999999999999", NOT_FOUND),
        ("accept_handshake", "999999999999", DENIED),
    ],
)
def test_the_wrong_side_may_not_answer(billing: Billing, operation: str, caller: str, expected: Refused) -> None:
    """The wrong side is denied, and a third organization finds nothing."""
    handshake = billing.invite()
    assert refused(getattr(billing.client_of(caller), operation), HandshakeId=handshake.id) == expected


@pytest.mark.parametrize("standalone", [True, False])
def test_an_account_that_heads_nothing_can_not_accept(billing: Billing, standalone: bool) -> None:  # noqa: FBT001
    """A standalone account or a member may decline a transfer, but not accept it."""
    account = billing.world.add_account(organization=None if standalone else billing.other)
    handshake = billing.invite(Target={"Id": account.id, "Type": "ACCOUNT"})
    client = billing.client_of(account)
    assert refused(client.accept_handshake, HandshakeId=handshake.id) == DENIED
    assert client.decline_handshake(HandshakeId=handshake.id)["Handshake"]["State"] == "DECLINED"


def test_only_management_invites(billing: Billing) -> None:
    """A member is denied, and a standalone account has no organization."""
    member = billing.world.add_account(organization="o-exampleorgid")
    assert billing.refused(caller=member) == DENIED
    assert billing.refused(caller="999999999999") == NOT_IN_USE


def test_an_open_twin_is_a_duplicate(billing: Billing) -> None:
    """A second offer to the same account is refused while the first is open; an INVITE does not count."""
    billing.world.seed(account="222222222222")
    handshake = billing.invite()
    assert billing.refused() == DUPLICATE
    billing.reseller.cancel_handshake(HandshakeId=handshake.id)
    assert billing.invite().state == "REQUESTED"


@pytest.mark.parametrize(
    "target",
    [
        {"Id": "111111111111", "Type": "ACCOUNT"},
        {"Id": "management@example.com", "Type": "EMAIL"},
        {"Id": "Management@Example.com", "Type": "EMAIL"},
    ],
)
def test_nobody_transfers_to_itself(billing: Billing, target: dict[str, str]) -> None:
    """Source and target can't be the same account, by id or by address."""
    assert billing.refused(Target=target) == SELF


@pytest.mark.parametrize(
    ("params", "reason", "message"),
    [
        (
            {"Type": "SUPPORT"},
            "UNSUPPORTED_ACTION_IN_RESPONSIBILITY_TRANSFER",
            "You provided a value that is not supported by this operation.",
        ),
        ({"SourceName": "x" * 129}, "MAX_LENGTH_EXCEEDED:SOURCE_NAME", TOO_LONG),
        ({"SourceName": "Société"}, "INVALID_PATTERN:SOURCE_NAME", PATTERN),
        (
            {"StartTimestamp": JANUARY + timedelta(hours=1)},
            "START_DATE_NOT_BEGINNING_OF_DAY",
            "You provided an invalid start date. The start date must be the beginning of the day (00:00:00.000).",
        ),
        (
            {"StartTimestamp": JANUARY + timedelta(days=1)},
            "START_DATE_NOT_BEGINNING_OF_MONTH",
            "You provided an invalid start date. The start date must be the first day of the month.",
        ),
        (
            {"StartTimestamp": datetime(2025, 12, 1, tzinfo=timezone.utc)},
            "START_DATE_TOO_EARLY",
            "You provided an invalid start date. The start date is too early.",
        ),
        (
            {"StartTimestamp": datetime(2027, 1, 1, tzinfo=timezone.utc)},
            "START_DATE_TOO_LATE",
            "You provided an invalid start date. The start date is too late.",
        ),
    ],
)
def test_bad_input_is_refused_by_its_reason(
    billing: Billing, params: dict[str, Any], reason: str, message: str
) -> None:
    """A start other than midnight UTC on the first of a month, a bad name and a bad type are refused with their Reason."""
    assert billing.refused(**params) == invalid(reason, message)
    assert billing.world.handshakes == []


def test_a_start_within_a_day_is_too_early(billing: Billing) -> None:
    """An invitation is refused from 24 hours before the start on, and not a millisecond earlier."""
    billing.world.move_to(JANUARY - timedelta(days=1))
    assert billing.refused().reason == "START_DATE_TOO_EARLY"
    billing.world.shift(timedelta(milliseconds=-1))
    assert billing.invite().expires == JANUARY - timedelta(days=1)


def test_a_start_within_a_year_is_not_too_late(billing: Billing) -> None:
    """A start up to 366 days ahead is accepted."""
    assert billing.invite(StartTimestamp=datetime(2026, 12, 1, tzinfo=timezone.utc)).state == "REQUESTED"


@pytest.mark.parametrize(
    ("params", "reason"),
    [
        ({}, "INPUT_REQUIRED:TYPE"),
        ({"Type": None}, "INPUT_REQUIRED:TYPE"),
        (BILLING, "INPUT_REQUIRED:SOURCE_NAME"),
        (BILLING | {"SourceName": ""}, "MIN_LENGTH_EXCEEDED:SOURCE_NAME"),
        (BILLING | {"SourceName": 7}, "INVALID_PATTERN:SOURCE_NAME"),
        (BILLING | {"SourceName": "a"}, "INPUT_REQUIRED:START_TIMESTAMP"),
        (BILLING | {"SourceName": "a", "StartTimestamp": "soon"}, "INVALID_PATTERN:START_TIMESTAMP"),
        (BILLING | {"SourceName": "a", "StartTimestamp": 1e300}, "INVALID_PATTERN:START_TIMESTAMP"),
        (BILLING | {"SourceName": "a", "StartTimestamp": float("nan")}, "INVALID_PATTERN:START_TIMESTAMP"),
    ],
)
def test_what_botocore_would_not_send_is_refused(
    orghandshake: OrgHandshake, params: dict[str, Any], reason: str
) -> None:
    """Input that botocore would not send is refused with the same grammar of Reasons."""
    world = orghandshake._world
    caller = Caller(orghandshake.organization.management, "aws", "")
    with pytest.raises(Refusal) as caught:
        transfers.invite_organization_to_transfer_responsibility(world, caller, params)
    assert (caught.value.code, caught.value.reason) == ("InvalidInputException", reason)
