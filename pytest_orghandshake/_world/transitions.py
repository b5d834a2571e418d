"""How handshakes change state, and what each change brings about: ``EFFECTS`` lists it all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .refusals import Refusal
from .transfers import found_organization, require_acceptable
from .words import LIVE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from .accounts import Account, Organization
    from .handshake import Handshake
    from .words import Action, State
    from .world import World


def transition(world: World, handshake: Handshake, state: State) -> None:
    """Bring a live handshake into another state, with every effect this has on AWS.

    Raises:
        Refusal: AWS would not let this happen; nothing has changed, but for the one case in which AWS changes the
            handshake all the same (an e-mail invitation accepted by a member of the organization).
    """
    if handshake.action == "INVITE" and state == "ACCEPTED":
        _require_movable(world, handshake)
    if handshake.action == "TRANSFER_RESPONSIBILITY" and state == "ACCEPTED":
        require_acceptable(world, handshake)
    _enter(world, handshake, state)
    effect = EFFECTS.get((handshake.action, state))
    if effect is not None:
        effect(world, handshake)


def _enter(world: World, handshake: Handshake, state: State) -> None:
    now = world.clock.now()
    if state == "EXPIRED":  # sooner than AWS said; worked out from the clock all the same
        handshake._expires_in_fact = now
        return
    handshake._state = state
    handshake._entered_at = None if state in LIVE else now


def _require_movable(world: World, invite: Handshake) -> None:
    account = world.recipient(invite)
    if account is not None and account.organization is not invite.organization:
        require_removable(account)


def require_removable(account: Account) -> None:
    """Refuse to take out of its organization whom AWS does not let go."""
    if account.is_management:
        raise Refusal("MasterCannotLeaveOrganizationException")
    if account.is_delegated:  # botocore's model; that it holds for who accepts another invitation is a guess
        raise Refusal("ConstraintViolationException", "CANNOT_REMOVE_DELEGATED_ADMINISTRATOR_FROM_ORG")


def _join(world: World, invite: Handshake) -> None:
    account = world.recipient(invite)
    if account is None and invite.target_type == "EMAIL":
        account = world.directory.add_account(email=invite.target)  # somebody reads that mail
    if account is None:
        return
    if invite.target_type == "EMAIL":
        _replace_email_party(world, invite, account)
    if account.organization is invite.organization:
        # Recorded from AWS: the call fails, and the invitation is used up all the same.
        raise Refusal("HandshakeConstraintViolationException", "ALREADY_IN_AN_ORGANIZATION")
    remove_member(world, account)
    world.directory.join(account, invite.organization, "INVITED", world.clock.now(), tags=invite.tags)


def _replace_email_party(world: World, invite: Handshake, account: Account) -> None:
    """Put the account in the place of the address it was invited by; the EMAIL resource stays (recorded)."""
    world.unindex(("to", invite.target.lower()), invite)
    invite._original_email = invite.target
    invite._target_type, invite._target = "ACCOUNT", account.id
    if invite._parties is not None:
        invite._parties = [
            {"Id": account.id, "Type": "ACCOUNT"} if party["Type"] == "EMAIL" else party for party in invite._parties
        ]
    world.index(("to", account.id), invite)


def _open_parent_if_approved(world: World, child: Handshake) -> None:
    parent = None if child.parent_id is None else world.get(child.parent_id)
    if parent is not None:
        open_if_approved(world, parent)


def open_if_approved(world: World, parent: Handshake) -> None:
    """Let management finalise, once nobody has to approve any more."""
    if parent.state == "REQUESTED" and world.is_approved(parent):
        parent._state = "OPEN"


def _enable_all_features(world: World, parent: Handshake) -> None:
    world.directory.enable_all_features(parent.organization)


def _cancel_migration(world: World, parent: Handshake) -> None:
    _end_children(world, parent, "CANCELED")
    # Invitations sent meanwhile promised all features, so they go with it (AWS user guide).
    for invite in world.sent_by(parent.organization, "INVITE", after=parent.list_order):
        if invite.is_live():
            _enter(world, invite, "CANCELED")


def _expire_migration(world: World, parent: Handshake) -> None:
    _end_children(world, parent, "EXPIRED")


def _end_children(world: World, parent: Handshake, state: State) -> None:
    for child in world.children(parent):
        if child.is_live():
            _enter(world, child, state)


EFFECTS: Mapping[tuple[Action, State], Callable[[World, Handshake], None]] = {
    ("INVITE", "ACCEPTED"): _join,
    ("ENABLE_ALL_FEATURES", "ACCEPTED"): _enable_all_features,
    ("ENABLE_ALL_FEATURES", "CANCELED"): _cancel_migration,
    ("ENABLE_ALL_FEATURES", "EXPIRED"): _expire_migration,
    ("APPROVE_ALL_FEATURES", "ACCEPTED"): _open_parent_if_approved,
    ("ADD_ORGANIZATIONS_SERVICE_LINKED_ROLE", "ACCEPTED"): _open_parent_if_approved,
    ("TRANSFER_RESPONSIBILITY", "ACCEPTED"): found_organization,
}
"""What happens beside the change of state itself; nothing, where a pair is not listed."""


# Accounts that go


def remove_member(world: World, account: Account) -> None:
    """Take an account out of its organization; its part in an all-features migration is canceled."""
    organization = account.organization
    if organization is not None:
        world.directory.leave(account)
        _after_departure(world, account, organization)


def delete_organization(world: World, organization: Organization) -> None:
    """Delete an organization."""
    world.directory.delete(organization)
    _after_departure(world, organization.management, organization)


def refresh(world: World) -> None:
    """Take in what whoever shares the directory did meanwhile."""
    for account, organization in world.directory.refresh():
        _after_departure(world, account, organization)


def _after_departure(world: World, account: Account, organization: Organization) -> None:
    if organization.management is account:
        for sent in world.sent_by(organization):
            if sent.is_live():
                transition(world, sent, "CANCELED")  # a guess
        return
    parent = world.pending_migration(organization)
    if parent is not None:
        for child in world.children(parent):
            if child.target == account.id:
                world.exempt_children.add(child.id)
                if child.is_live():
                    _enter(world, child, "CANCELED")
        open_if_approved(world, parent)
