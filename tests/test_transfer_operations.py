from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from answers import BAD_TOKEN, DENIED, NOT_IN_USE, PATTERN, TOO_LONG, Refused, invalid, of, refused
from billing import CUSTOMER, JANUARY, NO_TRANSFER, RESELLER

from pytest_orghandshake._api import transfers as operations
from pytest_orghandshake._api.authorization import Caller
from pytest_orghandshake._world.refusals import Refusal

if TYPE_CHECKING:
    from billing import Billing

    from pytest_orghandshake import Handshake, OrgHandshake, ResponsibilityTransfer

END_OF_DECEMBER = datetime(2025, 12, 31, 23, 59, 59, tzinfo=timezone.utc)
END_OF_JANUARY = datetime(2026, 1, 31, 23, 59, 59, tzinfo=timezone.utc)
MILLISECOND = timedelta(milliseconds=1)
WITHDRAWN = Refused(
    "ResponsibilityTransferAlreadyInStatusException",
    None,
    "The responsibility transfer is already in the status that you specified.",
)
NO_TRANSITION = Refused(
    "InvalidResponsibilityTransferTransitionException",
    None,
    "The responsibility transfer can't transition to the requested state because it's not in a valid state for this "
    "operation.",
)
NO_UPDATE = Refused(
    "ConstraintViolationException",
    "TRANSFER_RESPONSIBILITY_UPDATE_NOT_ALLOWED",
    "You cannot update this transfer because it is no longer active. Transfers that have been withdrawn, declined, "
    "expired, or cancelled cannot be modified.",
)
NOT_END = invalid(
    "END_DATE_NOT_END_OF_MONTH",
    "You provided an invalid end date. The end date must be the end of the last day of the month (23.59.59.999).",
)
TOO_EARLY = invalid("END_DATE_TOO_EARLY", "You provided an invalid end date. The end date is too early.")
TOO_LATE = invalid("END_DATE_TOO_LATE", "You provided an invalid end date. The end date is too late.")
UNDER_WAY = Refused(
    "ConstraintViolationException",
    "ACTIVE_RESPONSIBILITY_TRANSFER_PROCESS",
    "You cannot delete organization due to an ongoing responsibility transfer process. For example, a pending invitation "
    "or an in-progress transfer. To delete the organization, you must resolve the current transfer process.",
)


def transfer_of(handshake: Handshake) -> ResponsibilityTransfer:
    """Return the transfer of a handshake that has one."""
    assert handshake.transfer is not None
    return handshake.transfer


def described(client: Any, transfer: ResponsibilityTransfer) -> dict[str, Any]:
    """Return the transfer in DescribeResponsibilityTransfer's reply."""
    fields: dict[str, Any] = of(client.describe_responsibility_transfer(Id=transfer.id))["ResponsibilityTransfer"]
    return fields


def status(client: Any, transfer: ResponsibilityTransfer) -> str:
    """Return the status that a client sees."""
    return str(described(client, transfer)["Status"])


def listed(client: Any, direction: str, **params: Any) -> list[str]:
    """Return the ids of the transfers that a client lists."""
    reply = getattr(client, f"list_{direction}_responsibility_transfers")(Type="BILLING", **params)
    return [each["Id"] for each in reply["ResponsibilityTransfers"]]


def pages(operation: Any) -> list[list[str]]:
    """Return the ids on each page of two; botocore has no paginator for these lists."""
    found: list[list[str]] = []
    token: dict[str, str] = {}
    while True:
        reply = operation(Type="BILLING", MaxResults=2, **token)
        found.append([each["Id"] for each in reply["ResponsibilityTransfers"]])
        if "NextToken" not in reply:
            return found
        token = {"NextToken": reply["NextToken"]}


# Who sees what


def test_each_side_describes_it_from_its_own_end(billing: Billing) -> None:
    """It is inbound for the inviter and outbound for the invitee, each with its own ARN and both e-mail addresses."""
    handshake = billing.invite(SourceName="Customer 7")
    transfer = transfer_of(handshake)
    seen = {
        "Id": transfer.id,
        "Name": "Customer 7",
        "Type": "BILLING",
        "Status": "REQUESTED",
        "Source": {"ManagementAccountId": CUSTOMER, "ManagementAccountEmail": "Head@example.com"},
        "Target": {"ManagementAccountId": RESELLER, "ManagementAccountEmail": "management@example.com"},
        "StartTimestamp": JANUARY,
        "ActiveHandshakeId": handshake.id,
    }
    inbound = f"arn:aws:organizations::{RESELLER}:transfer/o-exampleorgid/billing/inbound/{transfer.id}"
    outbound = f"arn:aws:organizations::{CUSTOMER}:transfer/o-customer000/billing/outbound/{transfer.id}"
    assert described(billing.reseller, transfer) == {"Arn": inbound, **seen}
    assert described(billing.customer, transfer) == {"Arn": outbound, **seen}


def test_a_transfer_is_its_id(billing: Billing) -> None:
    """A transfer can be used as its id: in a call, and in JSON."""
    transfer = billing.accepted()
    reply = billing.reseller.describe_responsibility_transfer(Id=transfer)
    assert reply["ResponsibilityTransfer"]["Id"] == transfer
    assert json.dumps({"transfer": transfer}) == f'{{"transfer": "{transfer.id}"}}'


def test_lists_tell_no_addresses(billing: Billing) -> None:
    """The inviter lists it only as inbound, the invitee only as outbound, both without e-mail addresses."""
    handshake = billing.invite()
    transfer = transfer_of(handshake)
    seen = {
        "Id": transfer.id,
        "Name": "Other",
        "Type": "BILLING",
        "Status": "REQUESTED",
        "Source": {"ManagementAccountId": CUSTOMER},
        "Target": {"ManagementAccountId": RESELLER},
        "StartTimestamp": JANUARY,
        "ActiveHandshakeId": handshake.id,
    }
    inbound = billing.reseller.list_inbound_responsibility_transfers(Type="BILLING")
    outbound = billing.customer.list_outbound_responsibility_transfers(Type="BILLING")
    prefix = "arn:aws:organizations::"
    assert of(inbound) == {
        "ResponsibilityTransfers": [
            {"Arn": f"{prefix}{RESELLER}:transfer/o-exampleorgid/billing/inbound/{transfer.id}", **seen}
        ]
    }
    assert of(outbound) == {
        "ResponsibilityTransfers": [
            {"Arn": f"{prefix}{CUSTOMER}:transfer/o-customer000/billing/outbound/{transfer.id}", **seen}
        ]
    }
    assert listed(billing.reseller, "outbound") == listed(billing.customer, "inbound") == []


def test_an_address_that_nobody_has_stands_alone(billing: Billing) -> None:
    """A source without an account has only an address in Describe, and nothing in a list."""
    transfer = transfer_of(billing.invite(Target={"Type": "EMAIL", "Id": "new@example.com"}))
    [entry] = billing.reseller.list_inbound_responsibility_transfers(Type="BILLING")["ResponsibilityTransfers"]
    assert described(billing.reseller, transfer)["Source"] == {"ManagementAccountEmail": "new@example.com"}
    assert entry["Source"] == {}
    assert transfer.source is None


def test_an_address_finds_its_account(billing: Billing) -> None:
    """An invitation to an address is an outbound transfer of the account with that address."""
    transfer = transfer_of(billing.invite(Target={"Type": "EMAIL", "Id": "head@example.com"}))
    assert described(billing.customer, transfer)["Source"] == {
        "ManagementAccountId": CUSTOMER,
        "ManagementAccountEmail": "Head@example.com",
    }
    assert listed(billing.customer, "outbound") == [transfer.id]


@pytest.mark.parametrize(
    ("operation", "params"),
    [
        ("describe_responsibility_transfer", {"Id": "rt-examplet"}),
        ("terminate_responsibility_transfer", {"Id": "rt-examplet"}),
        ("update_responsibility_transfer", {"Id": "rt-examplet", "Name": "new"}),
        ("list_inbound_responsibility_transfers", {"Type": "BILLING", "Id": "rt-examplet"}),
        ("list_outbound_responsibility_transfers", {"Type": "BILLING"}),
    ],
)
def test_management_accounts_alone_may_ask(billing: Billing, operation: str, params: dict[str, str]) -> None:
    """A member is denied and a standalone account has no organization, before the transfer is looked up."""
    member = billing.world.add_account(organization=billing.world.organization)
    assert refused(getattr(billing.client_of(member), operation), **params) == DENIED
    assert refused(getattr(billing.client_of("999999999999"), operation), **params) == NOT_IN_USE
    if "Id" in params:
        assert refused(getattr(billing.reseller, operation), **params) == NO_TRANSFER


def test_a_stranger_finds_nothing(billing: Billing) -> None:
    """The management account of a third organization can neither find nor list the transfer."""
    transfer = billing.accepted()
    stranger = billing.client_of(billing.world.add_organization().management)
    for operation, params in (
        (stranger.describe_responsibility_transfer, {}),
        (stranger.terminate_responsibility_transfer, {}),
        (stranger.update_responsibility_transfer, {"Name": "mine"}),
        (stranger.list_inbound_responsibility_transfers, {"Type": "BILLING"}),
    ):
        assert refused(operation, Id=transfer.id, **params) == NO_TRANSFER
    assert listed(stranger, "inbound") == listed(stranger, "outbound") == []
    assert (transfer.status, transfer.name) == ("ACCEPTED", "Other")


def test_another_partition_has_none_of_it(billing: Billing) -> None:
    """A transfer in one partition is not found in another."""
    transfer = billing.accepted()
    china = billing.client_of(RESELLER, "cn-north-1")
    assert refused(china.describe_responsibility_transfer, Id=transfer.id) == NO_TRANSFER
    assert listed(china, "inbound") == []


def test_the_report_says_why_nothing_is_found(billing: Billing) -> None:
    """The report names the organization that has no such transfer."""
    refused(billing.reseller.describe_responsibility_transfer, Id="rt-examplet")
    assert billing.world.calls[-1].why == "rt-examplet is not a transfer of o-exampleorgid, or AWS has deleted it"


# Status


@pytest.mark.parametrize(
    ("answer", "expected"), [("accept", "ACCEPTED"), ("decline", "DECLINED"), ("cancel", "CANCELED")]
)
def test_status_follows_the_handshake(billing: Billing, answer: str, expected: str) -> None:
    """However the invitation ends, the transfer has that status, for both sides."""
    handshake = billing.invite()
    client = billing.reseller if answer == "cancel" else billing.customer
    getattr(client, f"{answer}_handshake")(HandshakeId=handshake.id)
    transfer = transfer_of(handshake)
    assert status(billing.reseller, transfer) == status(billing.customer, transfer) == transfer.status == expected
    assert described(billing.reseller, transfer)["ActiveHandshakeId"] == handshake.id


def test_status_follows_the_clock(billing: Billing) -> None:
    """An unanswered invitation is EXPIRED 24 hours before the start, and not a millisecond earlier."""
    transfer = transfer_of(billing.invite())
    billing.world.move_to(JANUARY - timedelta(days=1) - MILLISECOND)
    assert status(billing.reseller, transfer) == "REQUESTED"
    billing.world.shift(MILLISECOND)
    assert status(billing.reseller, transfer) == "EXPIRED"


def test_a_look_at_the_transfer_is_a_look_at_its_handshake(billing: Billing) -> None:
    """Calls that describe or list a transfer, by either side, count as reads of its handshake."""
    handshake = billing.invite()
    transfer = transfer_of(handshake)
    billing.world.set_state(handshake, "ACCEPTED", after_calls=4)
    assert status(billing.reseller, transfer) == "REQUESTED"
    assert listed(billing.reseller, "inbound") == listed(billing.customer, "outbound") == [transfer.id]
    assert status(billing.customer, transfer) == "ACCEPTED"


@pytest.mark.parametrize(("state", "stays"), [("ACCEPTED", True), ("DECLINED", False), ("CANCELED", False)])
def test_what_was_never_accepted_goes_after_30_days(billing: Billing, state: Any, stays: bool) -> None:  # noqa: FBT001
    """When AWS deletes the handshake, an accepted transfer stays, and any other is deleted with it."""
    handshake = billing.invite()
    transfer = transfer_of(handshake)
    billing.world.set_state(handshake, state)
    billing.world.shift(timedelta(days=30) - MILLISECOND)
    assert listed(billing.reseller, "inbound") == listed(billing.customer, "outbound") == [transfer.id]
    billing.world.shift(MILLISECOND)
    assert handshake.is_deleted()
    assert listed(billing.reseller, "inbound") == listed(billing.customer, "outbound") == [transfer.id] * stays
    if stays:
        assert status(billing.customer, transfer) == "ACCEPTED"
    else:
        assert refused(billing.customer.describe_responsibility_transfer, Id=transfer.id) == NO_TRANSFER


def test_what_was_withdrawn_stays(billing: Billing) -> None:
    """A withdrawn transfer outlives its handshake and its end."""
    transfer = billing.accepted()
    billing.reseller.terminate_responsibility_transfer(Id=transfer.id)
    billing.world.shift(timedelta(days=60))
    assert transfer.handshake.is_deleted()
    assert status(billing.customer, transfer) == "WITHDRAWN"
    assert listed(billing.reseller, "inbound") == [transfer.id]


# Lists


def test_pages_follow_each_other(billing: Billing) -> None:
    """A token leads to the next page; the last page has none, and a token is valid for its own list only."""
    ids = [transfer_of(billing.world.seed(action="TRANSFER_RESPONSIBILITY")).id for _ in range(5)]
    billing.world.seed()
    assert pages(billing.reseller.list_inbound_responsibility_transfers) == [ids[:2], ids[2:4], ids[4:]]
    token = billing.reseller.list_inbound_responsibility_transfers(Type="BILLING", MaxResults=1)["NextToken"]
    ask = billing.reseller.list_outbound_responsibility_transfers
    assert refused(ask, Type="BILLING", NextToken=token) == BAD_TOKEN
    assert refused(billing.reseller.list_inbound_responsibility_transfers, Type="BILLING", NextToken="x") == BAD_TOKEN


def test_offers_of_several_organizations_are_one_list(billing: Billing) -> None:
    """Offers from several organizations, by account id and by address, form one list, oldest first."""
    ids = []
    for target in ({"account": CUSTOMER}, {"email": "head@example.com"}, {"account": CUSTOMER}):
        sender = billing.world.add_organization()
        ids.append(
            transfer_of(billing.world.seed(action="TRANSFER_RESPONSIBILITY", organization=sender, **target)).id  # type: ignore[arg-type]
        )
        billing.world.shift(1)
    billing.world.seed(account=CUSTOMER)
    assert pages(billing.customer.list_outbound_responsibility_transfers) == [ids[:2], ids[2:]]


def test_an_id_chooses_one_inbound_transfer(billing: Billing) -> None:
    """An id selects one inbound transfer, on whatever page it would be; an outbound one is not found."""
    chosen = [transfer_of(billing.world.seed(action="TRANSFER_RESPONSIBILITY")).id for _ in range(3)][2]
    own = transfer_of(
        billing.world.seed(action="TRANSFER_RESPONSIBILITY", organization=billing.other, account=RESELLER)
    )
    assert listed(billing.reseller, "inbound", Id=chosen, MaxResults=1) == [chosen]
    ask = billing.reseller.list_inbound_responsibility_transfers
    assert refused(ask, Type="BILLING", Id=own.id) == NO_TRANSFER
    assert listed(billing.reseller, "outbound") == [own.id]


# Names


@pytest.mark.parametrize("answered", [True, False])
def test_either_side_renames_it(billing: Billing, answered: bool) -> None:  # noqa: FBT001
    """Either side may rename it, before and after it is accepted."""
    transfer = billing.accepted() if answered else transfer_of(billing.invite())
    reply = of(billing.reseller.update_responsibility_transfer(Id=transfer.id, Name="Customer 8"))
    assert reply["ResponsibilityTransfer"]["Name"] == "Customer 8"
    assert "ManagementAccountEmail" not in reply["ResponsibilityTransfer"]["Source"]
    billing.customer.update_responsibility_transfer(Id=transfer.id, Name="Our reseller")
    assert transfer.name == described(billing.reseller, transfer)["Name"] == "Our reseller"


@pytest.mark.parametrize("state", ["DECLINED", "CANCELED", "EXPIRED"])
def test_what_has_ended_keeps_its_name(billing: Billing, state: Any) -> None:
    """A declined, canceled or expired transfer can't be renamed."""
    handshake = billing.invite()
    transfer = transfer_of(handshake)
    billing.world.set_state(handshake, state)
    assert refused(billing.reseller.update_responsibility_transfer, Id=transfer.id, Name="new") == NO_UPDATE
    assert transfer.name == "Other"


def test_a_withdrawn_one_keeps_its_name(billing: Billing) -> None:
    """A withdrawn transfer can't be renamed either, and the report gives the reason."""
    transfer = billing.accepted()
    billing.reseller.terminate_responsibility_transfer(Id=transfer.id)
    assert refused(billing.reseller.update_responsibility_transfer, Id=transfer.id, Name="new") == NO_UPDATE
    assert billing.world.calls[-1].why == (
        "TRANSFER_RESPONSIBILITY_UPDATE_NOT_ALLOWED: it was WITHDRAWN before this call"
    )


# The end


@pytest.mark.parametrize("by_customer", [True, False])
@pytest.mark.parametrize(
    "end",
    [
        END_OF_DECEMBER,
        END_OF_DECEMBER + timedelta(milliseconds=999),
        END_OF_JANUARY,
        END_OF_JANUARY + timedelta(milliseconds=999),
    ],
)
def test_either_side_ends_it_with_this_month_or_the_next(
    billing: Billing,
    end: datetime,
    by_customer: bool,  # noqa: FBT001
) -> None:
    """The last second or millisecond of this month or the next is kept as the end; the status is WITHDRAWN immediately."""
    transfer = billing.accepted()
    client = billing.customer if by_customer else billing.reseller
    reply = of(client.terminate_responsibility_transfer(Id=transfer.id, EndTimestamp=end))["ResponsibilityTransfer"]
    own = "o-customer000/billing/outbound" if by_customer else "o-exampleorgid/billing/inbound"
    assert reply == {
        "Arn": f"arn:aws:organizations::{CUSTOMER if by_customer else RESELLER}:transfer/{own}/{transfer.id}",
        "Id": transfer.id,
        "Name": "Other",
        "Type": "BILLING",
        "Status": "WITHDRAWN",
        "Source": {"ManagementAccountId": CUSTOMER},
        "Target": {"ManagementAccountId": RESELLER},
        "StartTimestamp": JANUARY,
        "EndTimestamp": end,
    }
    assert (transfer.status, transfer.end, transfer.handshake.state) == ("WITHDRAWN", end, "ACCEPTED")
    for side in (billing.reseller, billing.customer):
        assert described(side, transfer)["EndTimestamp"] == end


def test_the_end_of_aws_sample_is_taken(billing: Billing) -> None:
    """The end in AWS's sample, 1769903999, is the last second of January."""
    transfer = billing.accepted()
    billing.world.move_to("2026-01-15T00:00:00Z")
    billing.customer.terminate_responsibility_transfer(Id=transfer.id, EndTimestamp=1769903999)
    assert transfer.end == END_OF_JANUARY


def test_a_microsecond_before_midnight_is_still_that_day(billing: Billing) -> None:
    """An end made with datetime.max.time() is still on its day."""
    transfer = billing.accepted()
    end = datetime.combine(END_OF_DECEMBER, datetime.max.time(), timezone.utc)
    billing.reseller.terminate_responsibility_transfer(Id=transfer.id, EndTimestamp=end)
    assert transfer.end == END_OF_DECEMBER + timedelta(milliseconds=999)


@pytest.mark.parametrize(
    ("now", "end"),
    [
        ("2025-12-05T00:00:00Z", END_OF_DECEMBER),
        ("2025-12-31T23:59:59Z", END_OF_DECEMBER),
        ("2026-01-01T00:00:00Z", END_OF_JANUARY),
        ("2026-02-01T00:00:00Z", datetime(2026, 2, 28, 23, 59, 59, tzinfo=timezone.utc)),
        ("2028-02-01T00:00:00Z", datetime(2028, 2, 29, 23, 59, 59, tzinfo=timezone.utc)),
    ],
)
def test_without_an_end_it_is_the_end_of_the_month(billing: Billing, now: str, end: datetime) -> None:
    """The default end is the end of the current month."""
    transfer = billing.accepted()
    billing.world.move_to(now)
    billing.customer.terminate_responsibility_transfer(Id=transfer.id)
    assert transfer.end == end


@pytest.mark.parametrize(
    ("end", "expected"),
    [
        (END_OF_DECEMBER + timedelta(seconds=1), NOT_END),
        (END_OF_DECEMBER - MILLISECOND, NOT_END),
        (END_OF_DECEMBER + MILLISECOND, NOT_END),
        (END_OF_DECEMBER + timedelta(milliseconds=998), NOT_END),
        (END_OF_DECEMBER - timedelta(days=1), NOT_END),
        (datetime(2025, 11, 30, 23, 59, 59, tzinfo=timezone.utc), TOO_EARLY),
        (datetime(2026, 2, 28, 23, 59, 59, tzinfo=timezone.utc), TOO_LATE),
        (datetime(2026, 12, 31, 23, 59, 59, tzinfo=timezone.utc), TOO_LATE),
    ],
)
def test_a_wrong_end_is_refused(billing: Billing, end: datetime, expected: Refused) -> None:
    """An end that is not at the end of a month, is past, or is after next month is refused, and changes nothing."""
    transfer = billing.accepted()
    assert refused(billing.reseller.terminate_responsibility_transfer, Id=transfer.id, EndTimestamp=end) == expected
    assert (transfer.status, transfer.end) == ("ACCEPTED", None)


def test_it_can_end_in_this_very_second(billing: Billing) -> None:
    """In the last second of a month it can end with that second, but not a millisecond later."""
    transfer = billing.accepted()
    end = billing.reseller.terminate_responsibility_transfer
    billing.world.move_to(END_OF_DECEMBER + MILLISECOND)
    assert refused(end, Id=transfer.id, EndTimestamp=END_OF_DECEMBER) == TOO_EARLY
    billing.world.move_to(END_OF_DECEMBER)
    end(Id=transfer.id, EndTimestamp=END_OF_DECEMBER)
    assert transfer.end == END_OF_DECEMBER


def test_the_month_after_december_is_january(billing: Billing) -> None:
    """In November the next month is December, and in December it is January."""
    billing.world.move_to("2025-11-30T12:00:00Z")
    transfer = billing.accepted()
    end = billing.reseller.terminate_responsibility_transfer
    assert refused(end, Id=transfer.id, EndTimestamp=END_OF_JANUARY) == TOO_LATE
    end(Id=transfer.id, EndTimestamp=END_OF_DECEMBER)
    assert transfer.end == END_OF_DECEMBER


def test_a_transfer_ends_once(billing: Billing) -> None:
    """A withdrawal can't be undone, repeated or moved, by either side."""
    transfer = billing.accepted()
    billing.reseller.terminate_responsibility_transfer(Id=transfer.id)
    for client in (billing.reseller, billing.customer):
        ask = client.terminate_responsibility_transfer
        assert refused(ask, Id=transfer.id, EndTimestamp=END_OF_JANUARY) == WITHDRAWN
    assert transfer.end == END_OF_DECEMBER


@pytest.mark.parametrize("state", [None, "DECLINED", "CANCELED", "EXPIRED"])
def test_what_was_never_accepted_is_not_withdrawn(billing: Billing, state: Any) -> None:
    """An invitation is ended by CancelHandshake, not by TerminateResponsibilityTransfer."""
    handshake = billing.invite()
    transfer = transfer_of(handshake)
    if state is not None:
        billing.world.set_state(handshake, state)
    assert refused(billing.reseller.terminate_responsibility_transfer, Id=transfer.id) == NO_TRANSITION
    assert billing.world.calls[-1].why == f"it was {state or 'REQUESTED'} before this call"


def test_a_partners_notice_can_be_scripted(billing: Billing) -> None:
    """The notice period in a partner's contract can be scripted as an error, with AWS's text."""
    transfer = billing.accepted()
    billing.world.add_error("TerminateResponsibilityTransfer", "InvalidInputException", reason="INVALID_END_DATE")
    assert refused(billing.reseller.terminate_responsibility_transfer, Id=transfer.id) == invalid(
        "INVALID_END_DATE",
        "The selected withdrawal date doesn't meet the minimum notice period required by your partner agreement. Visit "
        "AWS Partner Central or contact your AWS Channel Partner for help.",
    )
    assert transfer.status == "ACCEPTED"


# DeleteOrganization


def test_an_organization_with_a_transfer_stays(billing: Billing) -> None:
    """An organization with a pending invitation or an active transfer can't be deleted, on either side."""
    handshake = billing.invite()
    transfer = transfer_of(handshake)
    for client in (billing.reseller, billing.customer):
        assert refused(client.delete_organization) == UNDER_WAY
        assert billing.world.calls[-1].why == (
            f"ACTIVE_RESPONSIBILITY_TRANSFER_PROCESS: {transfer.id} from {CUSTOMER} to {RESELLER} is REQUESTED "
            f"({handshake.origin})"
        )
    billing.customer.accept_handshake(HandshakeId=handshake.id)
    assert refused(billing.reseller.delete_organization) == refused(billing.customer.delete_organization) == UNDER_WAY
    billing.customer.terminate_responsibility_transfer(Id=transfer.id)
    billing.world.move_to(END_OF_DECEMBER)
    assert refused(billing.reseller.delete_organization) == refused(billing.customer.delete_organization) == UNDER_WAY
    billing.world.shift(MILLISECOND)
    billing.customer.delete_organization()
    billing.reseller.delete_organization()
    assert billing.world.organization.members == []


@pytest.mark.parametrize("state", ["DECLINED", "CANCELED", "EXPIRED"])
def test_an_invitation_that_ended_keeps_nobody(billing: Billing, state: Any) -> None:
    """Once the invitation has ended without a transfer, both organizations can be deleted."""
    billing.world.set_state(billing.invite(), state)
    billing.customer.delete_organization()
    billing.reseller.delete_organization()
    assert billing.other.members == []


def test_an_offer_to_an_address_keeps_its_sender(billing: Billing) -> None:
    """The report names the address if no account has it."""
    transfer = transfer_of(billing.invite(Target={"Type": "EMAIL", "Id": "new@example.com"}))
    assert refused(billing.reseller.delete_organization) == UNDER_WAY
    assert f"{transfer.id} from new@example.com to {RESELLER} is REQUESTED" in billing.world.calls[-1].why


# Input


@pytest.mark.parametrize(
    ("operation", "params", "expected"),
    [
        ("describe_responsibility_transfer", {"Id": ""}, invalid("INVALID_PATTERN:ID", PATTERN)),
        ("describe_responsibility_transfer", {"Id": "rt-short"}, invalid("INVALID_PATTERN:ID", PATTERN)),
        ("describe_responsibility_transfer", {"Id": "RT-12345678"}, invalid("INVALID_PATTERN:ID", PATTERN)),
        ("terminate_responsibility_transfer", {"Id": "h-12345678"}, invalid("INVALID_PATTERN:ID", PATTERN)),
        (
            "list_inbound_responsibility_transfers",
            {"Type": "BILLING", "Id": ""},
            invalid("INVALID_PATTERN:ID", PATTERN),
        ),
        (
            "list_outbound_responsibility_transfers",
            {"Type": "SUPPORT"},
            invalid(
                "UNSUPPORTED_ACTION_IN_RESPONSIBILITY_TRANSFER",
                "You provided a value that is not supported by this operation.",
            ),
        ),
        (
            "update_responsibility_transfer",
            {"Id": "rt-examplet", "Name": "x" * 129},
            invalid("MAX_LENGTH_EXCEEDED:NAME", TOO_LONG),
        ),
        (
            "update_responsibility_transfer",
            {"Id": "rt-examplet", "Name": "tab\t"},
            invalid("INVALID_PATTERN:NAME", PATTERN),
        ),
    ],
)
def test_bad_input_is_refused_by_its_reason(
    billing: Billing, operation: str, params: dict[str, str], expected: Refused
) -> None:
    """A malformed id, an unknown type and a bad name are refused before the transfer is looked up."""
    assert refused(getattr(billing.reseller, operation), **params) == expected


@pytest.mark.parametrize("size", [21, 100])
def test_a_page_holds_20_at_most(billing: Billing, size: int) -> None:
    """More than 20 on a page is too many."""
    ask = billing.reseller.list_inbound_responsibility_transfers
    assert refused(ask, Type="BILLING", MaxResults=size).reason == "MAX_VALUE_EXCEEDED:MAX_RESULTS"


@pytest.mark.parametrize(
    ("operation", "params", "reason"),
    [
        (operations.describe_responsibility_transfer, {}, "INPUT_REQUIRED:ID"),
        (operations.describe_responsibility_transfer, {"Id": 12345678}, "INVALID_PATTERN:ID"),
        (operations.list_inbound_responsibility_transfers, {}, "INPUT_REQUIRED:TYPE"),
        (operations.update_responsibility_transfer, {"Id": "rt-examplet"}, "INPUT_REQUIRED:NAME"),
        (operations.update_responsibility_transfer, {"Id": "rt-examplet", "Name": ""}, "MIN_LENGTH_EXCEEDED:NAME"),
        (
            operations.terminate_responsibility_transfer,
            {"Id": "rt-examplet", "EndTimestamp": "never"},
            "INVALID_PATTERN:END_TIMESTAMP",
        ),
    ],
)
def test_what_botocore_would_not_send_is_refused(
    orghandshake: OrgHandshake, operation: Any, params: dict[str, Any], reason: str
) -> None:
    """Input that botocore would not send is refused with the same grammar of Reasons."""
    caller = Caller(orghandshake.organization.management, "aws", "")
    with pytest.raises(Refusal) as caught:
        operation(orghandshake._world, caller, params)
    assert (caught.value.code, caught.value.reason) == ("InvalidInputException", reason)


def test_it_is_answered_beside_moto(billing: Billing) -> None:
    """Moto implements none of these operations, so the plugin answers them under mock_aws too."""
    moto = pytest.importorskip("moto")
    transfer = billing.accepted()
    with moto.mock_aws():
        client = boto3.client("organizations", region_name="us-east-1", **billing.world.credentials(CUSTOMER))
        assert listed(client, "outbound") == [transfer.id]
