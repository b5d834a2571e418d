"""The operations on the root and the organizational units: one function each.

Input is checked first, then the caller; which of several later errors comes first is a guess.
"""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar

from .._report import messages
from .._world import tree
from .._world.organizational_unit import Root
from .._world.refusals import Refusal, invalid
from . import validation as validate
from .authorization import managed_organization, readable_organization
from .pages import read_token, write_token
from .wire import account_fields, encode

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from .._world.accounts import Account, Organization
    from .._world.organizational_unit import OrganizationalUnit
    from .._world.tree import Parent
    from .._world.world import World
    from .authorization import Caller, Params
    from .pages import Token

_Listed = TypeVar("_Listed")


def list_roots(world: World, caller: Caller, params: Params) -> bytes:  # noqa: ARG001 - the caller has it
    """ListRoots: every organization has one."""
    validate.max_results(params)
    token = read_token(params)
    organization = readable_organization(caller)
    if token is not None:  # one root never needs a second page
        raise invalid("INVALID_NEXT_TOKEN")
    root = organization.root
    # With all features, service control policies are enabled (botocore's model, CreateOrganization).
    enabled = [{"Status": "ENABLED", "Type": "SERVICE_CONTROL_POLICY"}] if organization.feature_set == "ALL" else []
    fields = {"Arn": root.arn_in(caller.partition), "Id": root.id, "Name": root.name, "PolicyTypes": enabled}
    return encode({"Roots": [fields]})


def list_parents(world: World, caller: Caller, params: Params) -> bytes:
    """ListParents: every account and every unit has one."""
    child_id = validate.child_id(params)
    validate.max_results(params)
    token = read_token(params)
    organization = readable_organization(caller)
    if token is not None:  # one parent never needs a second page
        raise invalid("INVALID_NEXT_TOKEN")
    child: Account | OrganizationalUnit | None = organization.unit(child_id) or world.directory.account(child_id)
    if child is None or child.organization is not organization or child.parent is None:
        raise Refusal("ChildNotFoundException", why=messages.not_a_member(child_id, organization))
    return encode({"Parents": [{"Id": child.parent.id, "Type": _kind_of(child.parent)}]})


def list_children(world: World, caller: Caller, params: Params) -> bytes:  # noqa: ARG001 - the caller has it
    """ListChildren: the accounts or the units directly in a parent."""
    parent_id = validate.parent_id(params)
    kind = validate.child_type(params)
    size = validate.max_results(params)
    token = read_token(params)
    parent = _parent(readable_organization(caller), parent_id)
    listing = f"children/{parent.id}/{kind}"

    def fields(child: Account | OrganizationalUnit) -> dict[str, Any]:
        return {"Id": child.id, "Type": kind}

    if kind == "ACCOUNT":
        return _page("Children", size, listing, token, tree.accounts_in(parent), _join_order, fields)
    return _page("Children", size, listing, token, tree.units_in(parent), _order, fields)


def list_accounts_for_parent(world: World, caller: Caller, params: Params) -> bytes:  # noqa: ARG001 - as above
    """ListAccountsForParent: the accounts directly in a parent, in order of joining."""
    parent_id = validate.parent_id(params)
    size = validate.max_results(params)
    token = read_token(params)
    parent = _parent(readable_organization(caller), parent_id)

    def fields(account: Account) -> dict[str, Any]:
        return account_fields(account, caller.partition)

    accounts = tree.accounts_in(parent)
    return _page("Accounts", size, f"accounts/{parent.id}", token, accounts, _join_order, fields)


def list_organizational_units_for_parent(world: World, caller: Caller, params: Params) -> bytes:  # noqa: ARG001
    """ListOrganizationalUnitsForParent: the units directly in a parent, in order of creation."""
    parent_id = validate.parent_id(params)
    size = validate.max_results(params)
    token = read_token(params)
    parent = _parent(readable_organization(caller), parent_id)

    def fields(unit: OrganizationalUnit) -> dict[str, Any]:
        return _unit_fields(unit, caller)

    return _page("OrganizationalUnits", size, f"units/{parent.id}", token, tree.units_in(parent), _order, fields)


def create_organizational_unit(world: World, caller: Caller, params: Params) -> bytes:
    """CreateOrganizationalUnit: only the management account may call it."""
    parent_id = validate.parent_id(params)
    name = validate.unit_name(params)
    tags = validate.tags(params)
    parent = _parent(managed_organization(caller), parent_id)
    tree.require_free_name(parent, name)
    tree.require_room_below(parent)
    return _one(world.directory.add_unit(parent, name, tags), caller)


def describe_organizational_unit(world: World, caller: Caller, params: Params) -> bytes:  # noqa: ARG001 - as above
    """DescribeOrganizationalUnit: the management account and delegated administrators may call it."""
    unit_id = validate.unit_id(params)
    return _one(_unit(readable_organization(caller), unit_id), caller)


def update_organizational_unit(world: World, caller: Caller, params: Params) -> bytes:
    """UpdateOrganizationalUnit: only the management account may call it.

    Without a name, nothing changes. A guess: the unit's present name counts as taken.
    """
    unit_id = validate.unit_id(params)
    name = None if params.get("Name") is None else validate.unit_name(params)
    unit = _unit(managed_organization(caller), unit_id)
    if name is not None:
        tree.require_free_name(unit.parent, name)
        world.directory.rename_unit(unit, name)
    return _one(unit, caller)


def delete_organizational_unit(world: World, caller: Caller, params: Params) -> bytes:
    """DeleteOrganizationalUnit: only the management account may call it, for an empty unit."""
    unit_id = validate.unit_id(params)
    unit = _unit(managed_organization(caller), unit_id)
    tree.require_empty(unit)
    world.directory.delete_unit(unit)
    return b""


def move_account(world: World, caller: Caller, params: Params) -> bytes:
    """MoveAccount: only the management account may call it.

    An account outside the source is not found, even if it is in the destination already (observed).
    """
    account_id = validate.account_id(params)
    source_id = validate.parent_id(params, "SourceParentId", "SOURCE_PARENT_ID")
    destination_id = validate.parent_id(params, "DestinationParentId", "DESTINATION_PARENT_ID")
    organization = managed_organization(caller)
    account = organization.member(account_id)
    if account is None or account.parent is None:
        raise Refusal("AccountNotFoundException", why=messages.not_a_member(account_id, organization))
    source = tree.find_parent(organization, source_id)
    if source is None:
        raise Refusal("SourceParentNotFoundException", why=messages.not_a_member(source_id, organization))
    destination = tree.find_parent(organization, destination_id)
    if destination is None:
        raise Refusal("DestinationParentNotFoundException", why=messages.not_a_member(destination_id, organization))
    if account.parent is not source:
        raise Refusal("AccountNotFoundException", why=messages.elsewhere(account.id, account.parent.id))
    if destination is source:
        raise Refusal("DuplicateAccountException", why=messages.elsewhere(account.id, source.id))
    world.directory.move(account, destination)
    return b""


_join_order = attrgetter("join_order")
_order = attrgetter("order")


def _page(
    name: str,
    size: int,
    listing: str,
    token: Token | None,
    listed: Sequence[_Listed],
    place_of: Callable[[_Listed], int],
    fields: Callable[[_Listed], dict[str, Any]],
) -> bytes:
    """Return a page; its token contains the last item read, so removals between two pages don't shift the list."""
    after = 0 if token is None else token.place_in(listing)[1]
    rest = [each for each in listed if place_of(each) > after]
    page = rest[:size]
    reply: dict[str, Any] = {name: [fields(each) for each in page]}
    if size < len(rest):
        reply["NextToken"] = write_token(listing, (0, place_of(page[-1])))
    return encode(reply)


def _one(unit: OrganizationalUnit, caller: Caller) -> bytes:
    return encode({"OrganizationalUnit": _unit_fields(unit, caller)})


def _unit_fields(unit: OrganizationalUnit, caller: Caller) -> dict[str, Any]:
    return {"Arn": unit.arn_in(caller.partition), "Id": unit.id, "Name": unit.name, "Path": unit.path}


def _kind_of(parent: Parent) -> str:
    return "ROOT" if isinstance(parent, Root) else "ORGANIZATIONAL_UNIT"


def _parent(organization: Organization, parent_id: str) -> Parent:
    parent = tree.find_parent(organization, parent_id)
    if parent is None:
        raise Refusal("ParentNotFoundException", why=messages.not_a_member(parent_id, organization))
    return parent


def _unit(organization: Organization, unit_id: str) -> OrganizationalUnit:
    unit = organization.unit(unit_id)
    if unit is None:
        raise Refusal("OrganizationalUnitNotFoundException", why=messages.not_a_member(unit_id, organization))
    return unit
