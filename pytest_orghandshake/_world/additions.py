"""``add_account`` and ``add_organizational_unit``, with checks of their arguments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._exceptions import HIDDEN, SetupError, nearest
from . import tree
from .lookup import organization_of, parent_of
from .organizational_unit import OrganizationalUnit
from .refusals import Refusal
from .words import JOINED_METHODS

if TYPE_CHECKING:
    from .accounts import Account, Organization
    from .tree import Parent
    from .words import JoinedMethod
    from .world import World

__tracebackhide__ = HIDDEN


def add_organizational_unit(world: World, name: str, parent: Parent | str | None) -> OrganizationalUnit:
    """Add an organizational unit, by default in the root of the default organization.

    Raises:
        SetupError: AWS would refuse to create it. Nothing was added.
    """
    if not isinstance(name, str) or not 1 <= len(name) <= tree.MAX_NAME:
        raise SetupError(f"name={name!r} is not a name: write 1 to {tree.MAX_NAME} characters")
    container = world.directory.default.root if parent is None else parent_of(world, parent)
    try:
        tree.require_free_name(container, name)
        tree.require_room_below(container)
    except Refusal as refusal:
        raise SetupError(f"AWS would not add this organizational unit: {refusal.why}") from None
    return world.directory.add_unit(container, name)


def add_account(
    world: World,
    account_id: str | None,
    *,
    email: str | None,
    name: str | None,
    organization: Organization | str | None,
    parent: Parent | str | None,
    joined: JoinedMethod,
    delegated: bool,
) -> Account:
    """Add an account: standalone, or in an organization.

    Raises:
        SetupError: The arguments contradict each other or the world. Nothing was added.
    """
    if joined not in JOINED_METHODS:
        raise SetupError(f"unknown joined {joined!r}{nearest(joined, JOINED_METHODS)}")
    if organization is None and parent is None:
        if joined != "CREATED":
            raise SetupError(f"joined={joined!r} needs an organization: add organization=")
        if delegated:
            raise SetupError("delegated=True needs an organization: add organization=")
    owner = None if organization is None else organization_of(world, organization)
    container = None if parent is None else parent_of(world, parent)
    if container is not None:
        if owner not in (None, container.organization):
            raise SetupError(f"parent {container.id} is in {container.organization.id}: remove organization=")
        owner = container.organization
    account = world.directory.add_account(account_id, email=email, name=name)
    if owner is not None:
        unit = container if isinstance(container, OrganizationalUnit) else None
        world.directory.join(account, owner, joined, world.clock.now(), parent=unit, delegated=delegated)
    return account
