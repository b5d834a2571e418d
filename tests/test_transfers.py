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
    SENT_BY,
    START,
    TOO_LONG,
    Refused,
    ids,
    invalid,
    of,
    refused,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_orghandshake import Account, OrgHandshake

JANUARY = datetime(2026, 1, 1, tzinfo=timezone.utc)
SELF = Refused(
    "HandshakeConstraintViolationException",
    "SOURCE_AND_TARGET_CANNOT_MATCH",
    "An account can't accept a transfer invitation if it's both the sender and recipient.",
)


class _Transfers:
    """The organization that will pay, and the management account of another one whose bill moves."""

    def __init__(self, orghandshake: OrgHandshake, client_of: Callable[..., Any]) -> None:
        self.world = orghandshake
        self.client_of = client_of
        self.management = client_of(orghandshake.organization.management)
        head = orghandshake.add_account("222222222222", email="Head@example.com")
        self.other = orghandshake.add_organization(management=head)
        self.recipient = client_of(head)

    def invite(self, *, caller: Account | str | None = None, **params: Any) -> dict[str, Any]:
        client = self.management if caller is None else self.client_of(caller)
        reply = client.invite_organization_to_transfer_responsibility(**_wanted(**params))
        handshake: dict[str, Any] = of(reply)["Handshake"]
        return handshake

    def refused(self, *, caller: Account | str | None = None, **params: Any) -> Refused:
        client = self.management if caller is None else self.client_of(caller)
        return refused(client.invite_organization_to_transfer_responsibility, **_wanted(**params))


def _wanted(**params: Any) -> dict[str, Any]:
    return {
        "Type": "BILLING",
        "Target": {"Id": "222222222222", "Type": "ACCOUNT"},
        "StartTimestamp": JANUARY,
        "SourceName": "Other",
        **params,
    }


@pytest.fixture
def transfers(orghandshake: OrgHandshake, client_of: Callable[..., Any]) -> _Transfers:
    """Return two organizations, where botocore knows the operation."""
    operations = client_of(orghandshake.organization.management).meta.service_model.operation_names
    if "InviteOrganizationToTransferResponsibility" not in operations:
        pytest.skip("the installed botocore has no InviteOrganizationToTransferResponsibility")
    return _Transfers(orghandshake, client_of)


def test_an_invitation_is_answered(transfers: _Transfers) -> None:
    """A transfer invitation is OPEN for 15 days and carries the transfer, its type and its start."""
    handshake = transfers.invite(Notes="please", Tags=[{"Key": "team", "Value": "billing"}])
    transfer = handshake["Resources"][2]["Value"]
    assert handshake == {
        "Id": handshake["Id"],
        "Arn": f"arn:aws:organizations::111111111111:handshake/o-exampleorgid/transfer_responsibility/{handshake['Id']}",
        "Parties": [{"Id": "exampleorgid", "Type": "ORGANIZATION"}, {"Id": "222222222222", "Type": "ACCOUNT"}],
        "State": "OPEN",
        "RequestedTimestamp": START,
        "ExpirationTimestamp": START + timedelta(days=15),
        "Action": "TRANSFER_RESPONSIBILITY",
        "Resources": [
            SENT_BY,
            {"Type": "ACCOUNT", "Value": "222222222222"},
            {"Type": "RESPONSIBILITY_TRANSFER", "Value": transfer},
            {"Type": "TRANSFER_TYPE", "Value": "BILLING"},
            {"Type": "TRANSFER_START_TIMESTAMP", "Value": "2026-01-01T00:00:00Z"},
            {"Type": "NOTES", "Value": "please"},
        ],
    }
    assert (transfer[:3], len(transfer)) == ("rt-", 11)


def test_it_expires_a_day_before_its_start(transfers: _Transfers) -> None:
    """Where the start is nearer than 16 days, the invitation expires 24 hours before it."""
    transfers.world.move_to("2025-12-20T00:00:00Z")
    handshake = transfers.invite(StartTimestamp=int(JANUARY.timestamp()))
    assert handshake["ExpirationTimestamp"] == JANUARY - timedelta(days=1)


def test_management_of_the_other_organization_accepts(transfers: _Transfers) -> None:
    """The recipient sees the invitation though it heads an organization, and its accept moves nobody."""
    handshake = transfers.invite(Target={"Id": "head@example.com", "Type": "EMAIL"})
    chosen = {"ActionType": "TRANSFER_RESPONSIBILITY"}
    assert ids(transfers.recipient.list_handshakes_for_account(Filter=chosen)) == [handshake["Id"]]
    assert ids(transfers.management.list_handshakes_for_organization(Filter=chosen)) == [handshake["Id"]]
    accepted = transfers.recipient.accept_handshake(HandshakeId=handshake["Id"])["Handshake"]
    assert accepted == {**handshake, "State": "ACCEPTED"}
    assert transfers.other.members == [transfers.other.management]


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
def test_the_wrong_side_may_not_answer(transfers: _Transfers, operation: str, caller: str, expected: Refused) -> None:
    """The wrong side is denied, and a stranger finds nothing."""
    handshake = transfers.invite()
    assert refused(getattr(transfers.client_of(caller), operation), HandshakeId=handshake["Id"]) == expected


@pytest.mark.parametrize("standalone", [True, False])
def test_an_account_that_heads_nothing_can_not_accept(transfers: _Transfers, standalone: bool) -> None:  # noqa: FBT001
    """A standalone account or a member may decline a transfer, and not accept it."""
    account = transfers.world.add_account(organization=None if standalone else transfers.other)
    handshake = transfers.invite(Target={"Id": account.id, "Type": "ACCOUNT"})
    client = transfers.client_of(account)
    assert refused(client.accept_handshake, HandshakeId=handshake["Id"]) == DENIED
    assert client.decline_handshake(HandshakeId=handshake["Id"])["Handshake"]["State"] == "DECLINED"


def test_only_management_invites(transfers: _Transfers) -> None:
    """A member is denied, a standalone account has no organization."""
    member = transfers.world.add_account(organization="o-exampleorgid")
    assert transfers.refused(caller=member) == DENIED
    assert transfers.refused(caller="999999999999") == NOT_IN_USE


def test_an_open_twin_is_a_duplicate(transfers: _Transfers) -> None:
    """A second transfer to the same account is refused while the first is open; an INVITE to it is none of its kind."""
    transfers.world.seed(account="222222222222")
    handshake = transfers.invite()
    assert transfers.refused() == DUPLICATE
    transfers.management.cancel_handshake(HandshakeId=handshake["Id"])
    assert transfers.invite()["State"] == "OPEN"


@pytest.mark.parametrize(
    "target",
    [
        {"Id": "111111111111", "Type": "ACCOUNT"},
        {"Id": "management@example.com", "Type": "EMAIL"},
        {"Id": "Management@Example.com", "Type": "EMAIL"},
    ],
)
def test_nobody_transfers_to_itself(transfers: _Transfers, target: dict[str, str]) -> None:
    """Source and target can't be the same account, named by its id or its address."""
    assert transfers.refused(Target=target) == SELF


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
            "You specified a start date that is not the beginning of the day.",
        ),
        (
            {"StartTimestamp": JANUARY + timedelta(days=1)},
            "START_DATE_NOT_BEGINNING_OF_MONTH",
            "You specified a start date that is not the beginning of the month.",
        ),
        (
            {"StartTimestamp": datetime(2025, 12, 1, tzinfo=timezone.utc)},
            "START_DATE_TOO_EARLY",
            "You specified a start date that is too early.",
        ),
    ],
)
def test_bad_input_is_refused_by_its_reason(
    transfers: _Transfers, params: dict[str, Any], reason: str, message: str
) -> None:
    """A start that is no first of a month at midnight UTC, a bad name and a bad type are refused by their Reason."""
    assert transfers.refused(**params) == invalid(reason, message)
    assert transfers.world.handshakes == []


def test_a_start_within_a_day_is_too_early(transfers: _Transfers) -> None:
    """24 hours before the start it is too late to invite, a millisecond before that it is not."""
    transfers.world.move_to(JANUARY - timedelta(days=1))
    assert transfers.refused().reason == "START_DATE_TOO_EARLY"
    transfers.world.shift(timedelta(milliseconds=-1))
    assert transfers.invite()["State"] == "OPEN"
