"""The operations on organizations and accounts: one function each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .._report import messages
from .._report.calls import part_of_list
from .._world.refusals import Refusal
from .._world.scripts import count_look_for_member
from .._world.transfers import transfer_under_way
from .._world.transitions import delete_organization as delete
from .._world.transitions import remove_member, require_removable
from . import validation as validate
from .authorization import managed_organization, organization_of, readable_organization
from .pages import read_token, write_token
from .wire import account_fields, encode, organization_fields

if TYPE_CHECKING:
    from .._world.accounts import Account, Organization
    from .._world.world import World
    from .authorization import Caller, Params


def create_organization(world: World, caller: Caller, params: Params) -> bytes:
    """CreateOrganization: any standalone account may call it, and becomes the management account."""
    feature_set = validate.feature_set(params)
    if caller.account.organization is not None:
        raise Refusal("AlreadyInOrganizationException", why=messages.membership(caller.account))
    organization = world.directory.create_organization(caller.account, feature_set, world.clock.now())
    return encode({"Organization": organization_fields(organization, caller.partition)})


def describe_organization(world: World, caller: Caller, params: Params) -> bytes:  # noqa: ARG001 - it has no parameters
    """DescribeOrganization: any member may call it."""
    return encode({"Organization": organization_fields(organization_of(caller), caller.partition)})


def list_accounts(world: World, caller: Caller, params: Params) -> bytes:
    """ListAccounts: the management account and delegated administrators may call it; the accounts are in order of joining."""
    size = validate.max_results(params)
    token = read_token(params)
    organization = readable_organization(caller)
    count_look_for_member(world, organization)
    listing = f"accounts/{organization.id}"
    after = 0 if token is None else token.place_in(listing)[1]
    members = [each for each in organization.members if each.join_order > after]
    page = members[:size]
    reply: dict[str, Any] = {"Accounts": [account_fields(each, caller.partition) for each in page]}
    if size < len(members):
        reply["NextToken"] = write_token(listing, (0, page[-1].join_order))
        return part_of_list(encode(reply), lambda: len(organization.members))
    return encode(reply)


def describe_account(world: World, caller: Caller, params: Params) -> bytes:
    """DescribeAccount: the management account and delegated administrators may call it."""
    account_id = validate.account_id(params)
    organization = readable_organization(caller)
    count_look_for_member(world, organization, account_id)
    account = _member(world, organization, account_id)
    return encode({"Account": account_fields(account, caller.partition)})


def leave_organization(world: World, caller: Caller, params: Params) -> bytes:  # noqa: ARG001 - it has no parameters
    """LeaveOrganization: any member may call it, except the management account and delegated administrators."""
    organization_of(caller)
    _depart(world, caller.account)
    return b""


def remove_account_from_organization(world: World, caller: Caller, params: Params) -> bytes:
    """RemoveAccountFromOrganization: only the management account may call it."""
    account_id = validate.account_id(params)
    _depart(world, _member(world, managed_organization(caller), account_id))
    return b""


def delete_organization(world: World, caller: Caller, params: Params) -> bytes:  # noqa: ARG001 - it has no parameters
    """DeleteOrganization: only the management account may call it, when there are no other members."""
    organization = managed_organization(caller)
    if len(organization.members) > 1:
        raise Refusal("OrganizationNotEmptyException", why=messages.has_members(organization))
    transfer = transfer_under_way(world, organization)
    if transfer is not None:
        why = messages.transfer_between(transfer)
        raise Refusal("ConstraintViolationException", "ACTIVE_RESPONSIBILITY_TRANSFER_PROCESS", why=why)
    delete(world, organization)
    return b""


def _depart(world: World, account: Account) -> None:
    try:
        require_removable(account)
    except Refusal as refusal:
        refusal.why = messages.membership(account)
        raise
    remove_member(world, account)


def _member(world: World, organization: Organization, account_id: str) -> Account:
    """Return the account with this id, if it is a member of the organization."""
    account = world.directory.account(account_id)
    if account is None or account.organization is not organization:
        raise Refusal("AccountNotFoundException", why=messages.not_a_member(account_id, organization))
    return account
