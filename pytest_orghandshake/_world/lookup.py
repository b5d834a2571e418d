"""Look up what a test passes: an account, an organization, a parent or a handshake, as an object or an id."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from .._exceptions import HIDDEN, SetupError, join_names, nearest
from . import tree
from .accounts import Account, Organization
from .handshake import Handshake
from .identity import is_account_id
from .organizational_unit import OrganizationalUnit, Root

if TYPE_CHECKING:
    from .tree import Parent
    from .world import World

__tracebackhide__ = HIDDEN

_Thing = TypeVar("_Thing", Account, Organization, Handshake, OrganizationalUnit, Root)
_INVALID_ACCOUNT = "000000000000"
_MAX_LISTED = 10


def account_of(world: World, named: Account | str) -> Account:
    """Return the account; an unknown id becomes a standalone account.

    Raises:
        SetupError: It is not an account, or belongs to another world.
    """
    return world.directory.get_or_add_account(account_id_of(world, named))


def account_id_of(world: World, named: Account | str) -> str:
    """Return the id of the account, without adding an unknown one: the arguments may still be refused.

    Raises:
        SetupError: It is not an account, or belongs to another world.
    """
    if isinstance(named, Account):
        return _of_this_world(named, world.directory.account(named.id), "add").id
    if not is_account_id(named) or named == _INVALID_ACCOUNT:
        raise SetupError(f"{named!r} is not an account: {_instead_of(named)}")
    return str(named)


def _instead_of(named: object) -> str:
    """Return the advice for a value that is not an account."""
    if named is None:
        return (
            "the account of an invitation by e-mail is None until it is accepted: write 12 digits, or "
            "add_account(email=...) first"
        )
    if isinstance(named, Handshake):
        return "it is a handshake, which set_state() lets the other side answer"
    if isinstance(named, str) and "@" in named:
        return f"seed(...) takes an address as email={str(named)!r}, and add_account(email={str(named)!r}) makes an account"
    return "write its 12 digits, or an Account from add_account()"


def organization_of(world: World, named: Organization | str) -> Organization:
    """Return the organization.

    Raises:
        SetupError: It does not exist, or belongs to another world.
    """
    if isinstance(named, Organization):
        # An object from before moto's organization took its place stands for moto's now.
        return _of_this_world(named.current, world.directory.organization(named.current.id), "add")
    found = world.directory.organization(named) if isinstance(named, str) else None
    if found is None:
        hint = (
            "it is an account, so write account.organization" if is_account_id(named) else "add_organization() adds one"
        )
        raise SetupError(f"there is no organization {named!r} here: {hint}")
    return found


def parent_of(world: World, named: Parent | str) -> Parent:
    """Return the root or the organizational unit.

    Raises:
        SetupError: It does not exist, or belongs to another world.
    """
    if isinstance(named, Organization):
        raise SetupError(f"{named.id} is an organization: write organization.root, or one of its organizational units")
    found = None
    for organization in world.directory.organizations:
        found = found or tree.find_parent(organization, str(named))
    if isinstance(named, OrganizationalUnit):
        return _of_this_world(named, found, "add")
    if isinstance(named, Root):
        return _of_this_world(named, found, "add")
    if found is None:
        same = [unit.id for each in world.directory.organizations for unit in each.units if unit.name == named]
        hint = f"it is the name of {join_names(same)}" if same else "add_organizational_unit() adds one"
        raise SetupError(f"there is no root or organizational unit {named!r} here: {hint}")
    return found


def handshake_of(world: World, named: Handshake | str) -> Handshake:
    """Return the handshake.

    Raises:
        SetupError: It does not exist, or belongs to another world.
    """
    if isinstance(named, Handshake):
        return _of_this_world(named, world.get(named.id), "seed")
    found = world.get(named) if isinstance(named, str) else None
    if isinstance(named, dict):
        record = named.get("Handshake", named)
        if isinstance(record, dict) and isinstance(record.get("Id"), str):
            raise SetupError(f"a handshake is named by its id: write {record['Id']!r}")
    if found is None:
        known = tuple(each.id for each in world.handshakes()[:1000])
        hint = nearest(named, known) if known else ": seed() adds one"
        if len(known) > _MAX_LISTED and "choose" in hint:  # too many ids to list
            hint = f": the newest are {join_names(known[-5:])}"
        raise SetupError(f"there is no handshake {named!r} here{hint}")
    return found


def _of_this_world(named: _Thing, known: object, add: str) -> _Thing:
    if known is not named:
        kind = "organizational unit" if isinstance(named, OrganizationalUnit) else type(named).__name__.lower()
        raise SetupError(f"{kind} {named} belongs to another fake, or was made before reset(): {add} it again")
    return named
