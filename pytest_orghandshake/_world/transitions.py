"""State changes of handshakes and their effects, which ``EFFECTS`` lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .refusals import Refusal
from .transfers import ensure_organization, require_acceptable
from .words import LIVE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from .accounts import Account, Organization
    from .handshake import Handshake
    from .words import Action, State
    from .world import World


def transition(world: World, handshake: Handshake, state: State) -> None:
    """Move a live handshake to another state, with every effect that this has on AWS.

    Raises:
        Refusal: AWS would refuse the change. Nothing has changed, except in the one case in which AWS changes the
            handshake despite the error (a member of the organization accepts an e-mail invitation).
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
    if state == "EXPIRED":  # earlier than announced, but still computed from the clock
        handshake._expires_in_fact = now
        return
    handshake._state = state
    handshake._entered_at = None if state in LIVE else now


def _require_movable(world: World, invite: Handshake) -> None:
    account = world.recipient(invite)
    if account is not None and account.organization is not invite.organization:
        require_removable(account)


def require_removable(account: Account) -> None:
    """Refuse the departure of an account that AWS does not let leave its organization."""
    if account.is_management:
        raise Refusal("MasterCannotLeaveOrganizationException")
    if account.is_delegated:  # botocore's model; a guess for an account that accepts another invitation
        raise Refusal("ConstraintViolationException", "CANNOT_REMOVE_DELEGATED_ADMINISTRATOR_FROM_ORG")


def _join(world: World, invite: Handshake) -> None:
    account = world.recipient(invite)
    if account is None and invite.target_type == "EMAIL":
        account = world.directory.add_account(email=invite.target)  # somebody received the mail
    if account is None:
        return
    if invite.target_type == "EMAIL":
        _replace_email_party(world, invite, account)
    if account.organization is invite.organization:
        # Recorded from AWS: the call fails, but the invitation is ACCEPTED.
        raise Refusal("HandshakeConstraintViolationException", "ALREADY_IN_AN_ORGANIZATION")
    remove_member(world, account)
    world.directory.join(account, invite.organization, "INVITED", world.clock.now(), tags=invite.tags)


def _replace_email_party(world: World, invite: Handshake, account: Account) -> None:
    """Replace the EMAIL party by the account; the EMAIL resource stays (recorded)."""
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
    """Let the management account finalise the process when no approval is missing any more."""
    if parent.state == "REQUESTED" and world.is_approved(parent):
        parent._state = "OPEN"


def _enable_all_features(world: World, parent: Handshake) -> None:
    world.directory.enable_all_features(parent.organization)


def _cancel_migration(world: World, parent: Handshake) -> None:
    _end_children(world, parent, "CANCELED")
    # Invitations sent since then promise all features, so they are canceled too (AWS user guide).
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
    ("TRANSFER_RESPONSIBILITY", "ACCEPTED"): ensure_organization,
}
"""The effects of a state change; a pair that is not listed has none."""


# Departures


def remove_member(world: World, account: Account) -> None:
    """Remove an account from its organization, and cancel its part in enabling all features."""
    organization = account.organization
    if organization is not None:
        world.directory.leave(account)
        _after_departure(world, account, organization)


def delete_organization(world: World, organization: Organization) -> None:
    """Delete an organization."""
    world.directory.delete(organization)
    _after_departure(world, organization.management, organization)


def refresh(world: World) -> None:
    """Apply changes that moto made to a shared directory."""
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
