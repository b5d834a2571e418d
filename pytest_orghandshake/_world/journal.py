"""The journal of a world: the facts about each change that ``events`` needs later."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from .transfers import outbound

if TYPE_CHECKING:
    from .accounts import Account, Organization
    from .handshake import Handshake
    from .refusals import Refusal
    from .transfers import ResponsibilityTransfer
    from .words import State
    from .world import World

_OPERATIONS = {"ACCEPTED": "AcceptHandshake", "DECLINED": "DeclineHandshake", "CANCELED": "CancelHandshake"}


class Error(NamedTuple):
    """How AWS refused a call."""

    code: str
    message: str
    is_scripted: bool = False


class CallNote(NamedTuple):
    """A call that changed something, or was refused."""

    at: int
    operation: str
    account: Account
    owner: Organization | None
    """The organization that the account was in when it called."""
    error: Error | None
    transfers: tuple[ResponsibilityTransfer, ...]
    params: dict[str, Any]
    reply: bytes
    key: str
    partition: str
    request_id: str | None


class ActNote(NamedTuple):
    """A scripted act of the other side, which stands for a call that no client made."""

    at: int
    operation: str
    account: Account
    owner: Organization | None
    error: Error | None
    transfers: tuple[ResponsibilityTransfer, ...]
    handshake: Handshake
    state: State


def note_call(
    world: World,
    operation: str,
    account: Account,
    owner: Organization | None,
    *,
    params: dict[str, Any],
    reply: bytes,
    error: Error | None,
    key: str,
    partition: str,
    request_id: str | None,
) -> None:
    """Record a call that was answered."""
    transfer = None
    if error is None and operation == "AcceptHandshake":
        handshake = world.get(params["HandshakeId"])
        transfer = None if handshake is None else handshake.transfer
    elif error is None and operation == "TerminateResponsibilityTransfer":
        transfer = world.transfers[params["Id"]]
    now = world.clock.now()
    chain = _chain(world, transfer)
    world.journal.append(
        CallNote(now, operation, account, owner, error, chain, params, reply, key, partition, request_id)
    )


def organization_before(world: World, handshake: Handshake, state: State) -> Organization | None:
    """Return the organization that the recipient of a handshake is in before it accepts."""
    recipient = world.recipient(handshake) if state == "ACCEPTED" else None
    return None if recipient is None else recipient.organization


def note_act(
    world: World, handshake: Handshake, state: State, owner: Organization | None, refusal: Refusal | None = None
) -> None:
    """Record a scripted act, unless no call to AWS causes it, as when a handshake expires."""
    operation = _OPERATIONS.get(state)
    account = _actor(world, handshake, state)
    if operation is None or account is None:
        return
    error = None if refusal is None else Error(refusal.code, refusal.message)
    chain = _chain(world, handshake.transfer) if state == "ACCEPTED" else ()
    world.journal.append(ActNote(world.clock.now(), operation, account, owner, error, chain, handshake, state))


def _actor(world: World, handshake: Handshake, state: State) -> Account | None:
    if state == "CANCELED" or handshake.action == "ENABLE_ALL_FEATURES":
        return handshake.organization.management
    return world.recipient(handshake)


def _chain(world: World, transfer: ResponsibilityTransfer | None) -> tuple[ResponsibilityTransfer, ...]:
    """Return a transfer and the transfers that currently pass its bills on."""
    chain: list[ResponsibilityTransfer] = []
    while transfer is not None and transfer not in chain:  # seeds can form a ring
        chain.append(transfer)
        further = outbound(world, transfer.target)
        transfer = next((each for each in further if each.status == "ACCEPTED"), None)
    return tuple(chain)
