"""Synchronize roots, organizational units, tags and delegated administrators with moto, in both directions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .._world.identity import region_of
from .._world.organizational_unit import OrganizationalUnit, Root

if TYPE_CHECKING:
    from collections.abc import Callable

    from .._world.accounts import Account, Organization


def shape_of(backend: Any) -> list[Any]:  # noqa: ANN401 - moto's backend, as below
    """Return everything that can change in moto's tree, to detect changes."""
    return [
        [(each.id, each.name, each.parent_id, *each.tags.items()) for each in list(backend.ou)],
        [(id(each), each.parent_id, *each.tags.items()) for each in list(backend.accounts)],
        [id(each.account) for each in list(backend.admins)],
    ]


def read_root(organization: Organization, backend: Any) -> None:  # noqa: ANN401
    """Copy the root of an organization from moto."""
    found = next(each for each in backend.ou if each.type == "ROOT")
    if organization.root.id != found.id:
        organization.record.root = Root(found.id, organization)
    organization.root._tags = dict(found.tags)


def read_tree(organization: Organization, backend: Any, next_order: Callable[[], int]) -> None:  # noqa: ANN401
    """Copy units, places of accounts, tags and delegated administrators of an organization from moto."""
    read_root(organization, backend)
    listed = {each.id: each for each in list(backend.ou) if each.type != "ROOT"}
    units = organization.record.units
    for gone in set(units) - set(listed):
        del units[gone]
    for found in listed.values():
        unit = units.get(found.id)
        if unit is None:
            unit = units[found.id] = OrganizationalUnit(found.id, found.name, organization, None, next_order())
        unit._name, unit._tags = found.name, dict(found.tags)
    for found in listed.values():
        units[found.id]._parent = units.get(found.parent_id)
    administrators = {each.account.id for each in list(backend.admins)}
    for entry in list(backend.accounts):
        account = organization.record.members[entry.id]
        account._parent, account._tags = units.get(entry.parent_id), dict(entry.tags)
        account._is_delegated = entry.id in administrators


def write_root(organization: Organization, backend: Any) -> None:  # noqa: ANN401
    """Copy the id and tags of the root to an organization that was just created in moto."""
    root = next(each for each in backend.ou if each.type == "ROOT")
    root.id = backend.org.root_id = organization.root.id
    root.tags = organization.root.tags
    for account in backend.accounts:
        account.parent_id = root.id


def write_unit(unit: OrganizationalUnit, backend: Any) -> Callable[[], None]:  # noqa: ANN401
    """Add a unit to moto, with its id here; return a function that removes it."""
    backend.create_organizational_unit(ParentId=unit.parent.id, Name=unit.name)
    entered = backend.ou[-1]
    entered.id, entered.tags = unit.id, unit.tags

    def undo() -> None:
        if entered in backend.ou:
            backend.ou.remove(entered)
            for policy in entered.attached_policies:
                policy.attachments[:] = [each for each in policy.attachments if each is not entered]

    return undo


def write_place(account: Account, entered: Any, backend: Any, administrators: Any) -> None:  # noqa: ANN401
    """Copy the parent, tags and delegation of an account to moto, where it was just added."""
    if account.parent is not None:  # pragma: no branch - it has just joined
        entered.parent_id = account.parent.id
    entered.tags = account.tags
    if account.is_delegated:
        service = administrators.SUPPORTED_SERVICES[0]
        backend.register_delegated_administrator(AccountId=account.id, ServicePrincipal=service)


def move_organization(here: Any, there: Any, partition: str, masters: dict[str, Any]) -> None:  # noqa: ANN401
    """Move an organization with all its contents to moto's backend for another partition."""
    for name in ("org", "accounts", "ou", "policies", "services", "admins"):
        setattr(there, name, getattr(here, name))
    here._reset()
    for each in (there.org, *there.accounts, *there.ou, *there.policies):
        each.region = region_of(partition)
    for account in there.accounts:
        if account.id in masters:
            masters[account.id] = (masters[account.id][0], partition)
