"""Responsibility transfers: one organization pays the bills of another one.

A transfer is created together with its handshake, and its status follows the handshake. It stores only a name, a start and an
end of its own.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from .._exceptions import SetupError
from .clock import DAY, to_datetime, to_instant
from .refusals import Refusal, denied
from .text import Named

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from .accounts import Account, Organization
    from .handshake import Handshake
    from .words import TransferStatus
    from .world import World

TRANSFER_ID = re.compile(r"rt-[0-9a-z]{8,32}")
ACTION = "TRANSFER_RESPONSIBILITY"
MAX_OUTBOUND = 1
"""How many others may pay the bills of an organization; AWS does not raise this quota (AWS Billing user guide)."""

_STATUS_OF: dict[str, TransferStatus] = {
    "REQUESTED": "REQUESTED",
    "OPEN": "REQUESTED",
    "ACCEPTED": "ACCEPTED",
    "DECLINED": "DECLINED",
    "CANCELED": "CANCELED",
    "EXPIRED": "EXPIRED",
}


class TransferQuotas(NamedTuple):
    """How many organizations one may pay for, and how often a bill may be passed on."""

    inbound: int
    chain: int


MAX_QUOTAS = TransferQuotas(inbound=1000, chain=2)
"""The highest quotas that AWS grants (AWS Billing user guide)."""


def quotas_of(inbound: int, chain: int) -> TransferQuotas:
    """Check the quotas that a test sets for every organization.

    Raises:
        SetupError: AWS does not grant this number.
    """
    for name, value, most in (
        ("inbound_transfers", inbound, MAX_QUOTAS.inbound),
        ("transfer_chain", chain, MAX_QUOTAS.chain),
    ):
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
            raise SetupError(f"{name}={value!r}: write a number from 0 to {most}, the most that AWS grants")
    return TransferQuotas(inbound, chain)


class ResponsibilityTransfer(Named):
    """A transfer of bills. It is a string, its id, with live properties."""

    __slots__ = ("_end", "_handshake", "_name", "_start", "_world")

    _advice: ClassVar[Mapping[str, str]] = {
        "status": ": it follows its handshake, which set_state(...) changes, and TerminateResponsibilityTransfer ends it",
        "name": ": UpdateResponsibilityTransfer renames it",
        "": ": it stays as it was offered",
    }
    _subscript_advice = "its properties are id, name, status, source, target, start, end and handshake"

    def __init__(
        self,
        id: str,  # noqa: A002, ARG002 - AWS's word, and the text
        world: World,
        handshake: Handshake,
        *,
        name: str,
        start: int,
    ) -> None:
        self._world = world
        self._handshake = handshake
        self._name = name
        self._start = start
        self._end: int | None = None

    def __repr__(self) -> str:
        return f"ResponsibilityTransfer({self.id!r}, {self.status})"

    @property
    def name(self) -> str:
        """The name that the sender of the invitation gave it."""
        return self._name

    @property
    def status(self) -> str:
        """The present status: it follows the handshake, and becomes WITHDRAWN with TerminateResponsibilityTransfer."""
        return "WITHDRAWN" if self._end is not None else _STATUS_OF[self._handshake.state]

    @property
    def source(self) -> Account | None:
        """The account whose bills are transferred: the invited one, or None if no account has the invited address."""
        return self._world.recipient(self._handshake)

    @property
    def target(self) -> Account:
        """The account that pays from ``start`` on: the management account that sent the invitation."""
        return self._handshake.organization.management

    @property
    def start(self) -> datetime:
        """When the target starts to pay."""
        return to_datetime(self._start)

    @property
    def end(self) -> datetime | None:
        """When the target stops paying; None unless the transfer is WITHDRAWN."""
        return None if self._end is None else to_datetime(self._end)

    @property
    def handshake(self) -> Handshake:
        """The handshake that offered it."""
        return self._handshake

    # For the package

    @property
    def start_at(self) -> int:
        """The instant at which it starts."""
        return self._start

    @property
    def end_at(self) -> int | None:
        """The instant at which it ends."""
        return self._end

    def is_under_way(self) -> bool:
        """Tell whether an organization that takes part in it can't be deleted."""
        # A guess: a withdrawn transfer counts until its end, because the target pays until then.
        return self.status in ("REQUESTED", "ACCEPTED") or (
            self._end is not None and self._world.clock.now() <= self._end
        )

    def is_deleted(self) -> bool:
        """Tell whether AWS has deleted it. A guess: an unaccepted transfer is deleted with its handshake."""
        return self.status not in ("ACCEPTED", "WITHDRAWN") and self._handshake.is_deleted()

    def is_seen_by(self, organization: Organization) -> bool:
        """Tell whether an organization takes part in it."""
        return organization.management in (self.target, self.source)

    def arn_in(self, partition: str, viewer: Organization) -> str:
        """Return the ARN for one of the two organizations: each has its own (AWS API reference)."""
        direction = "inbound" if viewer is self._handshake.organization else "outbound"
        return (
            f"arn:{partition}:organizations::{viewer.management.id}:transfer/{viewer.id}/billing/{direction}/{self.id}"
        )


# Queries


def add_transfer(
    world: World, handshake: Handshake, *, start: int, name: str = "Billing transfer", transfer_id: str | None = None
) -> None:
    """Create the transfer of a handshake."""
    if transfer_id is None:
        transfer_id = world.generate_transfer_id()
    transfer = ResponsibilityTransfer(transfer_id, world, handshake, name=name, start=start)
    handshake._transfer = world.transfers[transfer_id] = transfer


def find_transfer(world: World, transfer_id: str, partition: str) -> ResponsibilityTransfer | None:
    """Return the transfer if AWS still has it and it belongs to this partition."""
    transfer = world.transfers.get(transfer_id)
    if transfer is None or not transfer.handshake.is_in(partition) or transfer.is_deleted():
        return None
    return transfer


def inbound(world: World, organization: Organization) -> Iterator[ResponsibilityTransfer]:
    """Iterate over the transfers of other organizations' bills to this one, including invitations."""
    return (each.transfer for each in world.sent_by(organization, ACTION) if each.transfer is not None)


def outbound(world: World, account: Account) -> Iterator[ResponsibilityTransfer]:
    """Iterate over the transfers of an account's bills to other organizations, including invitations."""
    for key in world.received_by(account):
        for each in world.iter_list(key):
            if each.transfer is not None:
                yield each.transfer


def transfer_under_way(world: World, organization: Organization) -> ResponsibilityTransfer | None:
    """Return a transfer that prevents the deletion of an organization."""
    for transfers in (inbound(world, organization), outbound(world, organization.management)):
        for transfer in transfers:
            if transfer.is_under_way():
                return transfer
    return None


# AWS's restrictions


def require_sendable(world: World, organization: Organization, source: Account | None) -> None:
    """Refuse an invitation that AWS would not send.

    Raises:
        Refusal: Source and sender have a transfer already, or another one would exceed a quota of the sender.
    """
    held = 0
    for transfer in inbound(world, organization):
        if transfer.status == "ACCEPTED" and source is not None and transfer.source is source:
            raise Refusal(
                "HandshakeConstraintViolationException",
                "RESPONSIBILITY_TRANSFER_ALREADY_EXISTS",
                why=_sentence(transfer),
            )
        held += transfer.is_under_way()
    quotas = world.transfer_quotas
    if held >= quotas.inbound:
        raise Refusal(
            "ConstraintViolationException",
            "RESPONSIBILITY_TRANSFER_MAX_INBOUND_QUOTA_VIOLATION",
            why=f"{organization.id} has {held} inbound transfers and may have {quotas.inbound}: "
            "enforce_quotas(inbound_transfers=...) raises the quota",
        )
    _require_short_chain(world, None, organization.management)


def require_acceptable(world: World, handshake: Handshake) -> None:
    """Refuse a transfer that AWS would not let its recipient accept.

    Raises:
        Refusal: The recipient is not a management account, or another organization pays its bills already.
    """
    source = world.recipient(handshake)
    if source is None:
        return
    if source.organization is not None and not source.is_management:
        raise denied(f"{source.id} is not the management account of an organization")
    active = [transfer for transfer in outbound(world, source) if transfer.status == "ACCEPTED"]
    if len(active) >= MAX_OUTBOUND:
        raise Refusal(
            "ConstraintViolationException",
            "RESPONSIBILITY_TRANSFER_MAX_OUTBOUND_QUOTA_VIOLATION",
            why=_sentence(active[0]),
        )
    _require_short_chain(world, source, handshake.organization.management)


def _require_short_chain(world: World, source: Account | None, target: Account) -> None:
    limit = world.transfer_quotas.chain
    length = 1 + _length_above(world, target, limit) + (0 if source is None else _length_below(world, source, limit))
    if length > limit:
        raise Refusal(
            "ConstraintViolationException",
            "RESPONSIBILITY_TRANSFER_MAX_LEVEL_VIOLATION",
            why=f"the bill would be passed on {length} times, and the limit is {limit}: "
            "enforce_quotas(transfer_chain=...) sets it",
        )


def _length_above(world: World, account: Account, most: int) -> int:
    """Count how often the bills that an account pays are passed on, up to a limit, because seeds can form a ring."""
    targets = [each.target for each in outbound(world, account) if each.status == "ACCEPTED"]
    return 0 if not targets or not most else 1 + max(_length_above(world, each, most - 1) for each in targets)


def _length_below(world: World, account: Account, most: int) -> int:
    """Count how often the bills that an account passes on have been passed on before, up to a limit."""
    if account.organization is None or not most:
        return 0
    active = [each.source for each in inbound(world, account.organization) if each.status == "ACCEPTED"]
    sources = [each for each in active if each is not None]
    return 1 + max(_length_below(world, each, most - 1) for each in sources) if sources else 0


def _sentence(transfer: ResponsibilityTransfer) -> str:
    return f"{transfer.id} is {transfer.status}: {transfer.target.id} pays for {transfer.source}"


# Changes


def withdraw(transfer: ResponsibilityTransfer, end: int) -> None:
    """Withdraw a transfer, with an end in the future."""
    transfer._end = end


def rename(transfer: ResponsibilityTransfer, name: str) -> None:
    """Change the name of a transfer."""
    transfer._name = name


def ensure_organization(world: World, handshake: Handshake) -> None:
    """Create an organization for a standalone recipient, because only a management account can accept a transfer.

    A call by a standalone account is refused earlier, so this happens only when a test scripts the acceptance.
    """
    source = world.recipient(handshake)
    if source is None and handshake.target_type == "EMAIL":
        source = world.directory.add_account(email=handshake.target)  # somebody received the mail
    if source is not None and source.organization is None:
        world.directory.add_organization(None, source, "ALL", joined=handshake.requested_at)


# Months


def month_from(instant: int) -> int:
    """Return the first start of a month at or after an instant."""
    moment = to_datetime(instant)
    first = moment.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    if first == moment:
        return instant
    return _next_month(first)


def end_of_month(instant: int, *, later: int = 0) -> int:
    """Return the last second of the month that contains an instant, or of a month ``later`` months after it."""
    first = to_datetime(instant).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    for _ in range(later):
        first = to_datetime(_next_month(first))
    return _next_month(first) - 1000


def _next_month(first: datetime) -> int:
    year, month = divmod(first.year * 12 + first.month, 12)
    return to_instant(first.replace(year=year, month=month + 1))


# Seeds and captures


def expiry_of(requested: int, period: int, start: int | None) -> int:
    """Return the expiry of an invitation: 24 hours before the start.

    Without a suitable start, the transfer starts with the first month that leaves the recipient enough time.
    """
    if start is not None and start - DAY > requested:
        return start - DAY
    return month_from(requested + period + DAY) - DAY


def transfer_in(world: World, resources: list[dict[str, Any]]) -> tuple[str | None, int | None]:
    """Return the id and the start of the transfer in AWS's list of resources, each None if missing.

    Raises:
        SetupError: A transfer with this id exists already.
    """
    transfer_id = start = None
    for resource in resources:
        nested_id, nested_start = transfer_in(world, resource.get("Resources", []))
        transfer_id, start = transfer_id or nested_id, nested_start if start is None else start
        value = resource.get("Value", "")
        if resource.get("Type") == "RESPONSIBILITY_TRANSFER" and TRANSFER_ID.fullmatch(value):
            transfer_id = value
        elif resource.get("Type") == "TRANSFER_START_TIMESTAMP":
            start = _read_start(value)
    if transfer_id in world.transfers:
        there = world.transfers[transfer_id].handshake
        raise SetupError(f"transfer {transfer_id} already exists (added at {there.origin}): use another id")
    return transfer_id, start


def _read_start(text: str) -> int | None:
    """Read epoch seconds, as AWS writes them, or ISO 8601; return None if it is not the start of a month."""
    try:
        start = to_instant(int(text) if text.isdecimal() else text)
    except SetupError:
        return None
    return start if month_from(start) == start else None
