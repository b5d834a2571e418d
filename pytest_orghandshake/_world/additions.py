"""How a test puts accounts and organizational units into the world, and what contradicts itself."""

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
    """Add an organizational unit: under the root of the default organization unless it is said where.

    Raises:
        SetupError: AWS would not let it be. Nothing was added.
    """
    if not isinstance(name, str) or not 1 <= len(name) <= tree.MAX_NAME:
        raise SetupError(f"name={name!r} is not a name: write 1 to {tree.MAX_NAME} characters")
    above = world.directory.default.root if parent is None else parent_of(world, parent)
    try:
        tree.require_free_name(above, name)
        tree.require_room_below(above)
    except Refusal as refusal:
        raise SetupError(f"AWS would not add this organizational unit: {refusal.why}") from None
    return world.directory.add_unit(above, name)


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
        SetupError: It contradicts itself, or what is there. Nothing was added.
    """
    if joined not in JOINED_METHODS:
        raise SetupError(f"unknown joined {joined!r}{nearest(joined, JOINED_METHODS)}")
    if organization is None and parent is None:
        if joined != "CREATED":
            raise SetupError(f"joined={joined!r} needs an organization: add organization=")
        if delegated:
            raise SetupError("delegated=True needs an organization: add organization=")
    owner = None if organization is None else organization_of(world, organization)
    above = None if parent is None else parent_of(world, parent)
    if above is not None:
        if owner not in (None, above.organization):
            raise SetupError(f"parent {above.id} is in {above.organization.id}: remove organization=")
        owner = above.organization
    account = world.directory.add_account(account_id, email=email, name=name)
    if owner is not None:
        unit = above if isinstance(above, OrganizationalUnit) else None
        world.directory.join(account, owner, joined, world.clock.now(), parent=unit, delegated=delegated)
    return account
