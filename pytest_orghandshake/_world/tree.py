"""The tree of roots, organizational units and accounts: queries, AWS's restrictions, and ids."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from .organizational_unit import OrganizationalUnit, Root
from .refusals import Refusal

if TYPE_CHECKING:
    from .accounts import Account, Organization

Parent = OrganizationalUnit | Root
"""What contains accounts and units."""

MAX_DEPTH = 5
"""How many levels of units AWS allows below a root (botocore's model, CreateOrganizationalUnit)."""

MAX_NAME = 128


def find_parent(organization: Organization, parent_id: str) -> Parent | None:
    """Return the root or the unit with this id, if it belongs to the organization."""
    return organization.root if parent_id == organization.root.id else organization.unit(parent_id)


def units_in(parent: Parent) -> list[OrganizationalUnit]:
    """Return the units directly in a parent, in the order in which they were created."""
    return [each for each in parent.organization.units if each.parent is parent]


def accounts_in(parent: Parent) -> list[Account]:
    """Return the accounts directly in a parent, in the order in which they joined."""
    return [each for each in parent.organization.members if each.parent is parent]


def depth_of(parent: Parent) -> int:
    """Return how many levels below the root this is."""
    return 0 if isinstance(parent, Root) else 1 + depth_of(parent.parent)


def require_free_name(parent: Parent, name: str) -> None:
    """Refuse a name that another unit in the same parent has."""
    for each in units_in(parent):
        if each.name == name:
            raise Refusal("DuplicateOrganizationalUnitException", why=f"{each.id} in {parent.id} is called {name!r}")


def require_room_below(parent: Parent) -> None:
    """Refuse a new unit that would be too many levels deep."""
    if depth_of(parent) >= MAX_DEPTH:
        raise Refusal(
            "ConstraintViolationException",
            "OU_DEPTH_LIMIT_EXCEEDED",
            why=f"{parent.id} is {MAX_DEPTH} levels below the root, and AWS allows no more",
        )


def require_empty(unit: OrganizationalUnit) -> None:
    """Refuse the deletion of a unit that is not empty."""
    inside = [*accounts_in(unit), *units_in(unit)]
    if inside:
        raise Refusal(
            "OrganizationalUnitNotEmptyException",
            why=f"{unit.id} still contains {', '.join(each.id for each in inside)}",
        )


def root_id(organization_id: str, taken: set[str]) -> str:
    """Return an unused id for the root of an organization, as long as real ones."""
    found, number = f"r-{organization_id[2:6]}", 0
    while found in taken:
        found, number = f"r-{_digits(f'{organization_id}{number}', 2)}", number + 1
    return found


def unit_id(organization: Organization, number: int) -> str:
    """Return the id of the n-th unit of a world; like AWS's, it contains the id of the root."""
    return f"ou-{organization.root.id.removeprefix('r-')}-{_digits(f'unit{number}', 4)}"


def _digits(text: str, size: int) -> str:
    return hashlib.blake2b(text.encode(), digest_size=size).hexdigest()
