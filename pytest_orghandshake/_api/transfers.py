"""The operations on responsibility transfers, by which one management account pays for another one: one function each.

The account that invites will pay: AWS calls it the target, and the transfer is inbound for it. The invited one is the source.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .._exceptions import SetupError
from .._report import messages
from .._world.clock import DAY, SECOND, to_instant
from .._world.refusals import Refusal, invalid
from .._world.scripts import count_read
from .._world.transfers import (
    add_transfer,
    end_of_month,
    find_transfer,
    month_from,
    rename,
    require_sendable,
    withdraw,
)
from . import validation as validate
from .authorization import managed_organization
from .handshakes import refuse_duplicate, reply_with, send
from .pages import read_page, read_token, write_token
from .wire import encode, transfer_fields

if TYPE_CHECKING:
    from .._world.accounts import Organization
    from .._world.handshake import Handshake
    from .._world.transfers import ResponsibilityTransfer
    from .._world.world import Key, World
    from .authorization import Caller, Params

_MAX_DAYS_AHEAD = 366
"""A guess: AWS documents that a start can be too late, but not the limit."""


def invite_organization_to_transfer_responsibility(world: World, caller: Caller, params: Params) -> bytes:
    """InviteOrganizationToTransferResponsibility: the management account that will pay invites another one."""
    _require_type(params)
    target_type, target = validate.target(params)
    notes = validate.notes(params)
    validate.tags(params)
    now = world.clock.now()
    name = validate.transfer_name(params, "SourceName", "SOURCE_NAME")
    start = _start(params, now)
    organization = managed_organization(caller)
    if target.lower() in (caller.account.id, caller.account.email.lower()):
        raise Refusal("HandshakeConstraintViolationException", "SOURCE_AND_TARGET_CANNOT_MATCH")
    refuse_duplicate(world, caller, organization, "TRANSFER_RESPONSIBILITY", target_type, target)
    directory = world.directory
    source = directory.account(target) if target_type == "ACCOUNT" else directory.account_by_email(target)
    require_sendable(world, organization, source)
    invite = send(
        world,
        caller,
        organization,
        "TRANSFER_RESPONSIBILITY",
        start - DAY - now,
        target_type=target_type,
        target=target,
        notes=notes,
    )
    add_transfer(world, invite, start=start, name=name)
    return reply_with(world, caller, invite)


def describe_responsibility_transfer(world: World, caller: Caller, params: Params) -> bytes:
    """DescribeResponsibilityTransfer: either side may call it."""
    transfer, organization = _find(world, caller, params)
    return _encode(transfer, caller, organization, has_emails=True)


def list_inbound_responsibility_transfers(world: World, caller: Caller, params: Params) -> bytes:
    """ListInboundResponsibilityTransfers: the transfers in which the caller pays, including its offers."""
    chosen = None if params.get("Id") is None else validate.transfer_id(params)
    return _list(world, caller, params, "inbound", chosen)


def list_outbound_responsibility_transfers(world: World, caller: Caller, params: Params) -> bytes:
    """ListOutboundResponsibilityTransfers: the transfers in which another account pays for the caller, including offers."""
    return _list(world, caller, params, "outbound", None)


def update_responsibility_transfer(world: World, caller: Caller, params: Params) -> bytes:
    """UpdateResponsibilityTransfer: either side may change the name, which both sides see."""
    name = validate.transfer_name(params, "Name", "NAME")
    transfer, organization = _find(world, caller, params)
    if transfer.status not in ("REQUESTED", "ACCEPTED"):
        raise Refusal(
            "ConstraintViolationException",
            "TRANSFER_RESPONSIBILITY_UPDATE_NOT_ALLOWED",
            why=messages.already(transfer.status),
        )
    rename(transfer, name)
    return _encode(transfer, caller, organization)


def terminate_responsibility_transfer(world: World, caller: Caller, params: Params) -> bytes:
    """TerminateResponsibilityTransfer: either side may end an accepted transfer, at the end of this month or the next."""
    now = world.clock.now()
    end = _end(params, now)
    transfer, organization = _find(world, caller, params)
    if transfer.status == "WITHDRAWN":
        raise Refusal("ResponsibilityTransferAlreadyInStatusException", why=messages.already(transfer.status))
    if transfer.status != "ACCEPTED":
        raise Refusal("InvalidResponsibilityTransferTransitionException", why=messages.already(transfer.status))
    withdraw(transfer, end)
    return _encode(transfer, caller, organization)


def _find(world: World, caller: Caller, params: Params) -> tuple[ResponsibilityTransfer, Organization]:
    """Return the transfer with the id in the parameters, and the caller's organization."""
    transfer_id = validate.transfer_id(params)
    organization = managed_organization(caller)
    transfer = find_transfer(world, transfer_id, caller.partition)
    if transfer is None or not transfer.is_seen_by(organization):
        raise Refusal("ResponsibilityTransferNotFoundException", why=messages.no_transfer(transfer_id, organization))
    count_read(world, transfer.handshake)
    return transfer, organization


def _list(world: World, caller: Caller, params: Params, direction: str, chosen: str | None) -> bytes:
    _require_type(params)
    size = validate.max_results(params)
    token = read_token(params)
    organization = managed_organization(caller)
    listing = f"transfers/{organization.id}/{direction}/{chosen}"
    keys: list[Key] = [("from", organization.record, "TRANSFER_RESPONSIBILITY")]
    if direction == "outbound":
        keys = world.received_by(caller.account)
    if chosen is not None:
        found = find_transfer(world, chosen, caller.partition)
        if found is None or found.handshake.organization is not organization:
            raise Refusal("ResponsibilityTransferNotFoundException", why=messages.no_transfer(chosen, organization))

    def is_listed(handshake: Handshake) -> bool:
        transfer = handshake.transfer
        return transfer is not None and not transfer.is_deleted() and chosen in (None, transfer.id)

    after = None if token is None else token.place_in(listing)
    page, is_last = read_page(world, caller, size, after, keys, is_listed)
    for handshake in page:
        count_read(world, handshake)
    transfers = [handshake.transfer for handshake in page if handshake.transfer is not None]
    reply: dict[str, Any] = {
        "ResponsibilityTransfers": [transfer_fields(each, caller.partition, organization) for each in transfers]
    }
    if not is_last:
        reply["NextToken"] = write_token(listing, page[-1].list_order)
    return encode(reply)


def _encode(
    transfer: ResponsibilityTransfer, caller: Caller, organization: Organization, *, has_emails: bool = False
) -> bytes:
    fields = transfer_fields(transfer, caller.partition, organization, has_emails=has_emails)
    return encode({"ResponsibilityTransfer": fields})


# AWS's validation; which Reason goes with which field is a guess, in the recorded grammar


def _require_type(params: Params) -> None:
    if params.get("Type") is None:
        raise invalid("INPUT_REQUIRED:TYPE")
    if params["Type"] != "BILLING":
        raise invalid("UNSUPPORTED_ACTION_IN_RESPONSIBILITY_TRANSFER")


def _start(params: Params, now: int) -> int:
    """Return the start of a transfer: midnight UTC on the first of a month, more than 24 hours from now."""
    if params.get("StartTimestamp") is None:
        raise invalid("INPUT_REQUIRED:START_TIMESTAMP")
    start = _instant(params["StartTimestamp"], "START_TIMESTAMP")
    if start % DAY:
        raise invalid("START_DATE_NOT_BEGINNING_OF_DAY")
    if month_from(start) != start:
        raise invalid("START_DATE_NOT_BEGINNING_OF_MONTH")
    if start - DAY <= now:
        raise invalid("START_DATE_TOO_EARLY")
    if start > now + _MAX_DAYS_AHEAD * DAY:
        raise invalid("START_DATE_TOO_LATE")
    return start


def _end(params: Params, now: int) -> int:
    """Return the end of a transfer: the last second of this month or the next (AWS Billing user guide)."""
    if params.get("EndTimestamp") is None:
        return end_of_month(now)  # a guess: AWS does not document the default
    end = _instant(params["EndTimestamp"], "END_TIMESTAMP")
    # The user guide and AWS's sample say 23:59:59, botocore's model says 23:59:59.999.
    if end_of_month(end) not in (end, end - SECOND + 1):
        raise invalid("END_DATE_NOT_END_OF_MONTH")
    if end < now:
        raise invalid("END_DATE_TOO_EARLY")
    if end > end_of_month(now, later=1) + SECOND:
        raise invalid("END_DATE_TOO_LATE")
    return end


def _instant(value: object, path: str) -> int:
    """Read a time and round it down to a millisecond, so that 23:59:59.999999 stays on its day."""
    try:
        instant = to_instant(value)
        if isinstance(value, float):
            instant = round(value * 1_000_000) // 1000
    except SetupError:
        raise invalid(f"INVALID_PATTERN:{path}") from None
    return instant
