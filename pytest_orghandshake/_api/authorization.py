"""The caller of an operation, and what the caller may do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from .._report import messages
from .._world.refusals import Refusal, denied

if TYPE_CHECKING:
    from .._world.accounts import Account, Organization

Params = dict[str, Any]


class Caller(NamedTuple):
    """The account that calls, the partition of its client, and its access key."""

    account: Account
    partition: str
    key: str


def organization_of(caller: Caller) -> Organization:
    """Return the caller's organization, or refuse a standalone caller."""
    organization = caller.account.organization
    if organization is None:
        raise Refusal("AWSOrganizationsNotInUseException", why=messages.not_a_member_anywhere(caller.account))
    return organization


def managed_organization(caller: Caller) -> Organization:
    """Return the caller's organization, or refuse a caller that is not its management account."""
    organization = organization_of(caller)
    require_management(organization, caller.account)
    return organization


def readable_organization(caller: Caller) -> Organization:
    """Return the caller's organization, or refuse a caller that is neither management account nor delegated administrator."""
    organization = organization_of(caller)
    if not caller.account.is_delegated and organization.management is not caller.account:
        raise denied(messages.only_readers(organization))
    return organization


def require_management(organization: Organization, account: Account) -> None:
    """Refuse an account that is not the management account of an organization."""
    if organization.management is not account:
        raise denied(messages.only_management(organization))
