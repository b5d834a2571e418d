"""One function for each handshake operation: who calls, what is asked, and AWS's reply or refusal.

Input is checked before anything else (recorded), then who calls, then the state.
"""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING

from . import _explain
from . import _validation as validate
from ._authorization import Caller, Params, managed_organization, require_management
from ._clock import DAY
from ._errors import Refusal, denied
from ._models import LIVE, Account, Action, Handshake, Organization, State
from ._pages import Token, read_token, write_token
from ._wire import encode_handshake
from ._world import ALL_FEATURES_PERIOD, INVITE_PERIOD, World, place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ._world import Key


def describe_handshake(world: World, caller: Caller, params: Params) -> bytes:
    """DescribeHandshake: for any account of the sender's organization, and for the recipient."""
    handshake = _find(world, caller, validate.handshake_id(params))
    if not _is_sender(handshake, caller.account) and not _is_recipient(world, handshake, caller.account):
        # A guess: AWS may as well say AccessDenied.
        raise Refusal("HandshakeNotFoundException", why=_explain.no_party(caller.account))
    world.count_read(handshake)
    return _one(world, caller, handshake)


def accept_handshake(world: World, caller: Caller, params: Params) -> bytes:
    """AcceptHandshake: the recipient's, and management's for the parent of the all-features family."""
    handshake = _find(world, caller, validate.handshake_id(params))
    if handshake.action == "ENABLE_ALL_FEATURES":
        require_management(handshake._organization, caller.account)
    else:
        _require_recipient(world, handshake, caller.account)
    if handshake.action == "TRANSFER_RESPONSIBILITY" and not caller.account._is_management:
        raise denied(_explain.heads_none(caller.account))
    return _transition(world, caller, handshake, "ACCEPTED")


def decline_handshake(world: World, caller: Caller, params: Params) -> bytes:
    """DeclineHandshake: the recipient's."""
    handshake = _find(world, caller, validate.handshake_id(params))
    _require_recipient(world, handshake, caller.account)
    return _transition(world, caller, handshake, "DECLINED")


def cancel_handshake(world: World, caller: Caller, params: Params) -> bytes:
    """CancelHandshake: the management account's of the organization that sent it."""
    handshake = _find(world, caller, validate.handshake_id(params))
    require_management(handshake._organization, caller.account)
    return _transition(world, caller, handshake, "CANCELED")


def invite_account_to_organization(world: World, caller: Caller, params: Params) -> bytes:
    """InviteAccountToOrganization: management's; the account may be a member of another organization since 2025."""
    target_type, target = validate.target(params)
    notes = validate.notes(params)
    validate.tags(params)
    organization = managed_organization(caller)
    if target_type == "ACCOUNT" and target in organization._members:
        why = _explain.member(organization._members[target])
        raise Refusal("HandshakeConstraintViolationException", "ALREADY_IN_AN_ORGANIZATION", why=why)
    handshake = _sent(world, caller, organization, "INVITE", (target_type, target), notes, INVITE_PERIOD)
    if world.pending_migration(organization) is not None:
        handshake._feature_set = "ALL"  # what it will be once the migration is through (AWS user guide)
    return _one(world, caller, world.add(handshake))


def invite_organization_to_transfer_responsibility(world: World, caller: Caller, params: Params) -> bytes:
    """InviteOrganizationToTransferResponsibility: from the management account that will pay, to another one."""
    target_type, target = validate.target(params)
    notes = validate.notes(params)
    validate.tags(params)
    now = world.clock.now()
    start = validate.transfer_start(params, now)
    organization = managed_organization(caller)
    if target.lower() in (caller.account.id, caller.account.email.lower()):
        raise Refusal("HandshakeConstraintViolationException", "SOURCE_AND_TARGET_CANNOT_MATCH")
    # A guess, like all of this operation's shape: no page of AWS states its expiry.
    period = min(INVITE_PERIOD, start - DAY - now)
    handshake = _sent(world, caller, organization, "TRANSFER_RESPONSIBILITY", (target_type, target), notes, period)
    handshake._transfer = (world.generate_transfer_id(), start)
    return _one(world, caller, world.add(handshake))


def enable_all_features(world: World, caller: Caller, params: Params) -> bytes:  # noqa: ARG001 - it takes none
    """EnableAllFeatures: opens the process, with one handshake for every invited member to approve it."""
    organization = managed_organization(caller)
    if organization.feature_set == "ALL":
        raise Refusal("HandshakeConstraintViolationException", "ORGANIZATION_ALREADY_HAS_ALL_FEATURES")
    if world.pending_migration(organization) is not None:
        raise Refusal("HandshakeConstraintViolationException", "ORGANIZATION_IS_ALREADY_PENDING_ALL_FEATURES_MIGRATION")
    now = world.clock.now()
    for invite in world.listed(("from", organization._key, "INVITE")):
        if invite._state_at(now) in LIVE:
            world.move(invite, "CANCELED")
    parent = _new(world, caller, organization, "ENABLE_ALL_FEATURES", None, None, ALL_FEATURES_PERIOD)
    world.add(parent)
    for account in organization.members:
        if account.joined_method == "INVITED" and account is not organization.management:
            child = _new(
                world, caller, organization, "APPROVE_ALL_FEATURES", ("ACCOUNT", account.id), None, ALL_FEATURES_PERIOD
            )
            child._parent = parent.id
            world.add(child)
    reply = _one(world, caller, parent)
    # With nobody to ask it is open at the next look, yet AWS's own sample of this reply says REQUESTED.
    world.open_migration(parent)
    return reply


def list_handshakes_for_account(world: World, caller: Caller, params: Params) -> bytes:
    """ListHandshakesForAccount: what the account received, from whatever organization."""
    action, parent = validate.filters(params)
    size = validate.max_results(params)
    token = read_token(params)
    heads = caller.account._is_management

    def is_listed(handshake: Handshake) -> bool:
        # The management account of an organization can't see invitations while it heads one (AWS user guide).
        hidden = heads and handshake.action == "INVITE"
        return (
            not hidden
            and (action is None or handshake.action == action)
            and (parent is None or handshake._parent == parent)
        )

    listing = f"account/{caller.account}/{action}/{parent}"
    return _page(world, caller, size, listing, token, world.received_by(caller.account), is_listed)


def list_handshakes_for_organization(world: World, caller: Caller, params: Params) -> bytes:
    """ListHandshakesForOrganization: what the organization sent; management's to read."""
    action, parent = validate.filters(params)
    size = validate.max_results(params)
    token = read_token(params)
    organization = managed_organization(caller)
    key: Key = ("from", organization._key)
    if action is not None:
        key = (*key, action)
    elif parent is not None:
        key = ("parent", parent)
    listing = f"organization/{organization.id}/{action}/{parent}"
    return _page(world, caller, size, listing, token, [key], lambda each: each._organization is organization)


def _find(world: World, caller: Caller, handshake_id: str) -> Handshake:
    handshake = world.find(handshake_id, caller.partition)
    if handshake is None:
        why = _explain.not_found(world.get(handshake_id), caller.partition)
        raise Refusal("HandshakeNotFoundException", why=why)
    return handshake


def _one(world: World, caller: Caller, handshake: Handshake) -> bytes:
    state = handshake._state_at(world.clock.now())
    return b'{"Handshake":%b}' % encode_handshake(handshake, state, caller.partition)


def _transition(world: World, caller: Caller, handshake: Handshake, state: State) -> bytes:
    world.count_read(handshake)
    now = handshake._state_at(world.clock.now())
    if handshake.action == "ENABLE_ALL_FEATURES" and now == "REQUESTED" and state == "ACCEPTED":
        raise Refusal("InvalidHandshakeTransitionException", why=_explain.UNAPPROVED)  # a guess
    if now == state:
        raise Refusal("HandshakeAlreadyInStateException", why=_explain.ended(now))
    if now not in LIVE:
        raise Refusal("InvalidHandshakeTransitionException", why=_explain.ended(now))
    world.move(handshake, state)
    return _one(world, caller, handshake)


def _is_sender(handshake: Handshake, account: Account) -> bool:
    return account.organization is handshake._organization


def _is_recipient(world: World, handshake: Handshake, account: Account) -> bool:
    if handshake._target_type == "ACCOUNT":
        return handshake._target == account.id
    return world.recipient(handshake) is account


def _require_recipient(world: World, handshake: Handshake, account: Account) -> None:
    if not _is_recipient(world, handshake, account):
        raise denied(_explain.only_recipient(handshake, world.recipient(handshake)))


def _sent(
    world: World,
    caller: Caller,
    organization: Organization,
    action: Action,
    target: tuple[str, str],
    notes: str | None,
    period: int,
) -> Handshake:
    """Return a new invitation, unless the organization has an open twin of it."""
    target_type, value = target
    directory = world.directory
    invitee = directory.known(value) if target_type == "ACCOUNT" else directory.account_of(value)
    # That an account and its address are twins is a guess.
    keys: list[Key] = [("to", value.lower())] if invitee is None else world.received_by(invitee)
    now = world.clock.now()
    for key in keys:
        for twin in world.listed(key):
            same = twin._organization is organization and twin.action == action and twin._is_in(caller.partition)
            if same and twin._state_at(now) in LIVE:
                raise Refusal("DuplicateHandshakeException", why=_explain.twin(twin))
    return _new(world, caller, organization, action, target, notes, period)


def _new(
    world: World,
    caller: Caller,
    organization: Organization,
    action: Action,
    target: tuple[str, str] | None,
    notes: str | None,
    period: int,
) -> Handshake:
    now = world.clock.now()
    handshake = Handshake(
        world,
        world.generate_handshake_id(),
        action,
        "REQUESTED" if action == "ENABLE_ALL_FEATURES" else "OPEN",
        organization,
        requested=now,
        expires=now + period,
        target_type=target and target[0],  # type: ignore[arg-type]
        target=target[1] if target else "",
        notes=notes,
        origin="a call of the code under test",
    )
    handshake._partition = caller.partition
    return handshake


def _page(
    world: World,
    caller: Caller,
    size: int,
    listing: str,
    token: Token | None,
    keys: list[Key],
    is_listed: Callable[[Handshake], bool],
) -> bytes:
    """Return a page: a token names the last place read, so that nothing shifts when the list changes meanwhile."""
    after = None if token is None else token.place_in(listing)
    now = world.clock.now()
    page: list[Handshake] = []
    more = False
    for handshake in _merged(world, keys, after):
        if not handshake._is_in(caller.partition) or handshake._is_gone(now) or not is_listed(handshake):
            continue
        if len(page) == size:
            more = True
            break
        page.append(handshake)
    for handshake in page:
        world.count_read(handshake)
    texts = [encode_handshake(each, each._state_at(now), caller.partition) for each in page]
    reply = b'{"Handshakes":[' + b",".join(texts) + b"]"
    if more:
        reply += b',"NextToken":"%b"' % write_token(listing, place(page[-1])).encode()
    return reply + b"}"


def _merged(world: World, keys: list[Key], after: tuple[int, int] | None) -> Iterable[Handshake]:
    if len(keys) == 1:
        return world.listed(keys[0], after)
    return heapq.merge(*(world.listed(key, after) for key in keys), key=place)
