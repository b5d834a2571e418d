"""The operations on handshakes: one function each.

Input is checked first (recorded), then the caller, then the state.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from .._report import messages
from .._report.calls import part_of_list
from .._report.origin import CODE_UNDER_TEST, call_site
from .._world.handshake import Handshake
from .._world.refusals import UNAPPROVED, Refusal, denied
from .._world.scripts import count_read, schedule_answer
from .._world.transitions import open_if_approved, transition
from .._world.words import ALL_FEATURES_PERIOD, BEGINS_REQUESTED, INVITE_PERIOD, LIVE
from . import validation as validate
from .authorization import managed_organization, readable_organization, require_management
from .pages import read_page, read_token, write_token
from .wire import encode_handshake

if TYPE_CHECKING:
    from collections.abc import Callable

    from .._world.accounts import Account, Organization
    from .._world.words import Action, FeatureSet, PartyType, State
    from .._world.world import Key, World
    from .authorization import Caller, Params
    from .pages import Token


def describe_handshake(world: World, caller: Caller, params: Params) -> bytes:
    """DescribeHandshake: any account in the sender's organization and the recipient may call it."""
    handshake = _find(world, caller, validate.handshake_id(params))
    if not _is_sender(handshake, caller.account) and not _is_recipient(world, handshake, caller.account):
        # A guess: AWS may answer AccessDenied instead.
        raise Refusal("HandshakeNotFoundException", why=messages.not_a_party(caller.account))
    count_read(world, handshake)
    return reply_with(world, caller, handshake)


def accept_handshake(world: World, caller: Caller, params: Params) -> bytes:
    """AcceptHandshake: the recipient may call it; for ENABLE_ALL_FEATURES, the management account."""
    handshake = _find(world, caller, validate.handshake_id(params))
    if handshake.action == "ENABLE_ALL_FEATURES":
        require_management(handshake.organization, caller.account)
    else:
        _require_recipient(world, handshake, caller.account)
    if handshake.action == "TRANSFER_RESPONSIBILITY" and not caller.account.is_management:
        raise denied(messages.not_a_management_account(caller.account))
    return _transition(world, caller, handshake, "ACCEPTED")


def decline_handshake(world: World, caller: Caller, params: Params) -> bytes:
    """DeclineHandshake: only the recipient may call it."""
    handshake = _find(world, caller, validate.handshake_id(params))
    _require_recipient(world, handshake, caller.account)
    return _transition(world, caller, handshake, "DECLINED")


def cancel_handshake(world: World, caller: Caller, params: Params) -> bytes:
    """CancelHandshake: only the management account of the sender may call it."""
    handshake = _find(world, caller, validate.handshake_id(params))
    require_management(handshake.organization, caller.account)
    return _transition(world, caller, handshake, "CANCELED")


def invite_account_to_organization(world: World, caller: Caller, params: Params) -> bytes:
    """InviteAccountToOrganization: only the management account may call it.

    Since 2025, the invited account may be a member of another organization.
    """
    target_type, target = validate.target(params)
    notes = validate.notes(params)
    tags = validate.tags(params)
    organization = managed_organization(caller)
    member = organization.member(target)
    if target_type == "ACCOUNT" and member is not None:
        why = messages.membership(member)
        raise Refusal("HandshakeConstraintViolationException", "ALREADY_IN_AN_ORGANIZATION", why=why)
    refuse_duplicate(world, caller, organization, "INVITE", target_type, target)
    # An invitation during a migration names the feature set after it (AWS user guide).
    feature_set: FeatureSet | None = "ALL" if world.pending_migration(organization) is not None else None
    invite = send(
        world,
        caller,
        organization,
        "INVITE",
        INVITE_PERIOD,
        target_type=target_type,
        target=target,
        notes=notes,
        tags=tags,
        feature_set=feature_set,
    )
    return reply_with(world, caller, invite)


def enable_all_features(world: World, caller: Caller, params: Params) -> bytes:  # noqa: ARG001 - it has no parameters
    """EnableAllFeatures: starts the process, and asks every invited member for approval."""
    organization = managed_organization(caller)
    if organization.feature_set == "ALL":
        raise Refusal("HandshakeConstraintViolationException", "ORGANIZATION_ALREADY_HAS_ALL_FEATURES")
    if world.pending_migration(organization) is not None:
        raise Refusal("HandshakeConstraintViolationException", "ORGANIZATION_IS_ALREADY_PENDING_ALL_FEATURES_MIGRATION")
    for invite in world.sent_by(organization, "INVITE"):
        if invite.is_live():
            transition(world, invite, "CANCELED")
    parent = send(world, caller, organization, "ENABLE_ALL_FEATURES", ALL_FEATURES_PERIOD)
    for account in organization.members:
        if account.joined_method == "INVITED" and account is not organization.management:
            send(
                world,
                caller,
                organization,
                "APPROVE_ALL_FEATURES",
                ALL_FEATURES_PERIOD,
                target_type="ACCOUNT",
                target=account.id,
                parent_id=parent.id,
            )
    reply = reply_with(world, caller, parent)
    # Without invited members it becomes OPEN immediately, but in AWS's sample of this reply it is REQUESTED.
    open_if_approved(world, parent)
    return reply


def list_handshakes_for_account(world: World, caller: Caller, params: Params) -> bytes:
    """ListHandshakesForAccount: the handshakes that the account received, from any organization."""
    action, parent = validate.filters(params)
    size = validate.max_results(params)
    token = read_token(params)
    is_management = caller.account.is_management

    def is_listed(handshake: Handshake) -> bool:
        # A management account can't see invitations to other organizations (AWS user guide).
        hidden = is_management and handshake.action == "INVITE"
        return (
            not hidden
            and (action is None or handshake.action == action)
            and (parent is None or handshake.parent_id == parent)
        )

    listing = f"account/{caller.account}/{action}/{parent}"
    return _page(world, caller, size, listing, token, world.received_by(caller.account), is_listed)


def list_handshakes_for_organization(world: World, caller: Caller, params: Params) -> bytes:
    """ListHandshakesForOrganization: the handshakes that the organization sent.

    The management account and delegated administrators may call it.
    """
    action, parent = validate.filters(params)
    size = validate.max_results(params)
    token = read_token(params)
    organization = readable_organization(caller)
    key: Key = ("from", organization.record)
    if action is not None:
        key = (*key, action)
    elif parent is not None:
        key = ("parent", parent)
    listing = f"organization/{organization.id}/{action}/{parent}"
    return _page(world, caller, size, listing, token, [key], lambda each: each.organization is organization)


def _find(world: World, caller: Caller, handshake_id: str) -> Handshake:
    handshake = world.find(handshake_id, caller.partition)
    if handshake is None:
        why = messages.not_found(world.get(handshake_id), caller.partition)
        raise Refusal("HandshakeNotFoundException", why=why)
    return handshake


def reply_with(world: World, caller: Caller, handshake: Handshake) -> bytes:
    """Encode a reply with one handshake."""
    state = handshake.state_at(world.clock.now())
    return b'{"Handshake":%b}' % encode_handshake(handshake, state, caller.partition)


def _transition(world: World, caller: Caller, handshake: Handshake, state: State) -> bytes:
    count_read(world, handshake)
    now = handshake.state_at(world.clock.now())
    if handshake.action == "ENABLE_ALL_FEATURES" and now == "REQUESTED" and state == "ACCEPTED":
        raise Refusal("InvalidHandshakeTransitionException", why=UNAPPROVED)  # a guess
    if now == state:
        raise Refusal("HandshakeAlreadyInStateException", why=messages.already(now))
    if now not in LIVE:
        raise Refusal("InvalidHandshakeTransitionException", why=messages.already(now))
    try:
        transition(world, handshake, state)
    except Refusal as refusal:  # because of the recipient's present organization
        refusal.why = refusal.why or messages.membership(caller.account)
        raise
    return reply_with(world, caller, handshake)


def _is_sender(handshake: Handshake, account: Account) -> bool:
    return account.organization is handshake.organization


def _is_recipient(world: World, handshake: Handshake, account: Account) -> bool:
    if handshake.target_type == "ACCOUNT":
        return handshake.target == account.id
    return world.recipient(handshake) is account


def _require_recipient(world: World, handshake: Handshake, account: Account) -> None:
    if not _is_recipient(world, handshake, account):
        raise denied(messages.only_recipient(handshake, world.recipient(handshake)))


def refuse_duplicate(
    world: World, caller: Caller, organization: Organization, action: Action, target_type: str, target: str
) -> None:
    """Refuse a handshake that duplicates an open one."""
    directory = world.directory
    invitee = directory.get_or_add_account(target) if target_type == "ACCOUNT" else directory.account_by_email(target)
    # A guess: an invitation to an account and one to its address are duplicates.
    keys: list[Key] = [("to", target.lower())] if invitee is None else world.received_by(invitee)
    for key in keys:
        for other in world.iter_list(key):
            same = other.organization is organization and other.action == action and other.is_in(caller.partition)
            if same and other.is_live():
                raise Refusal("DuplicateHandshakeException", why=messages.duplicate_of(other))


def send(
    world: World,
    caller: Caller,
    organization: Organization,
    action: Action,
    period: int,
    *,
    target_type: PartyType | None = None,
    target: str = "",
    notes: str | None = None,
    tags: dict[str, str] | None = None,
    parent_id: str | None = None,
    feature_set: FeatureSet | None = None,
) -> Handshake:
    """Create the handshake that a call requests."""
    now = world.clock.now()
    made = world.add(
        Handshake(
            world,
            world.generate_handshake_id(),
            action,
            "REQUESTED" if action in BEGINS_REQUESTED else "OPEN",
            organization,
            requested=now,
            expires=now + period,
            target_type=target_type,
            target=target,
            notes=notes,
            tags=tags,
            parent_id=parent_id,
            partition=caller.partition,
            feature_set=feature_set,
            origin=call_site() or CODE_UNDER_TEST,
        )
    )
    if world.rule_of:
        schedule_answer(world, made)
    return made


def _page(
    world: World,
    caller: Caller,
    size: int,
    listing: str,
    token: Token | None,
    keys: list[Key],
    is_listed: Callable[[Handshake], bool],
) -> bytes:
    """Return a page; its token contains the last position read, so changes between two pages don't shift the list."""
    after = None if token is None else token.place_in(listing)
    now = world.clock.now()

    def is_kept(handshake: Handshake) -> bool:
        return not handshake.is_deleted() and is_listed(handshake)

    page, is_last = read_page(world, caller, size, after, keys, is_kept)
    for handshake in page:
        count_read(world, handshake)
    texts = [encode_handshake(each, each.state_at(now), caller.partition) for each in page]
    reply = b'{"Handshakes":[' + b",".join(texts) + b"]"
    if is_last:
        return reply + b"}"
    reply += b',"NextToken":"%b"}' % write_token(listing, page[-1].list_order).encode()

    def count_all() -> int:
        everything, _ = read_page(world, caller, sys.maxsize, None, keys, is_kept)
        return len(everything)

    return part_of_list(reply, count_all)
