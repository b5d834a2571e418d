"""The sentences of the report: why a call was refused, what was left undone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .origin import OVER_HTTP

if TYPE_CHECKING:
    from .._world.accounts import Account, Organization
    from .._world.handshake import Handshake
    from .._world.transfers import ResponsibilityTransfer


def place(site: str) -> str:
    """Return where a call was made, as a sentence goes on."""
    return site if site == OVER_HTTP else f"at {site}"


# Why a call was refused


def refused(reason: str | None, why: str) -> str:
    """Return AWS's Reason, and what AWS does not say."""
    return ": ".join(each for each in (reason, why) if each)


def scripted(origin: str) -> str:
    """Return that the test asked for it."""
    return f"add_error at {origin}"


def stale(operation: str | None) -> str:
    """Return how old a read is."""
    return "" if operation is None else f"lag: the reply shows the state before {operation}"


def over_quota(operation: str, owner: str, rate: int, burst: int) -> str:
    """Return which quota is used up."""
    times = "once" if rate == 1 else f"{rate} times"
    return f"enforce_quotas: {owner} may call {operation} {times} a second, in bursts of {burst}"


def not_found(handshake: Handshake | None, partition: str) -> str:
    """Return why AWS has no such handshake for this client."""
    if handshake is None:
        return "no handshake here has this id"
    if not handshake.is_in(partition):
        return f"it belongs to partition {handshake.own_partition}, the client's region to {partition}"
    return "AWS deletes a handshake 30 days after it ended"


def not_a_party(account: Account) -> str:
    """Return why a handshake does not show to an account."""
    return f"{account} is neither its recipient nor in the organization that sent it"


def only_recipient(handshake: Handshake, recipient: Account | None) -> str:
    """Return who may answer a handshake."""
    if recipient is not None:
        return f"only its recipient may: {_calling_as(recipient)}"
    if handshake.email is not None:
        return f"only its recipient may, and no account has its address: add_account(email={handshake.email!r})"
    return "it has no recipient"


def only_management(organization: Organization) -> str:
    """Return who may speak for an organization."""
    return f"only the management account of {organization} may: {_calling_as(organization.management)}"


def only_readers(organization: Organization) -> str:
    """Return who may read an organization."""
    return (
        f"only the management account of {organization} and its delegated administrators may: "
        f"{_calling_as(organization.management)}"
    )


def _calling_as(account: Account) -> str:
    return f'act_as("{account}"), or a client with credentials("{account}")'


def not_a_management_account(account: Account) -> str:
    """Return why an account has no bills to transfer."""
    return f"{account} is not the management account of an organization"


def not_a_member_anywhere(account: Account) -> str:
    """Return that an account has no organization."""
    return (
        f'{account} is in no organization: begin with add_account("{account}", organization=orghandshake.organization); '
        "under mock_aws, reading orghandshake.organization creates one for moto's default account"
    )


def membership(account: Account) -> str:
    """Return which organization an account is in, and whether it is at its head."""
    role = "the management account of" if account.is_management else "in"
    if account.is_delegated:
        role = "a delegated administrator of"
    return f"{account} is {role} {account.organization}"


def not_a_member(account_id: str, organization: Organization) -> str:
    """Return where an account is not."""
    return f"{account_id} is not in {organization}"


def elsewhere(account_id: str, parent_id: str) -> str:
    """Return where an account is."""
    return f"{account_id} is in {parent_id}"


def has_members(organization: Organization) -> str:
    """Return who is left in an organization."""
    others = len(organization.members) - 1
    return f"{organization} still has {others} account{'s' * (others > 1)} besides its management account"


def already(state: str) -> str:
    """Return that it is too late."""
    return f"it was {state} before this call"


def duplicate_of(handshake: Handshake) -> str:
    """Return which handshake is in the way."""
    return f"{handshake.id} is a duplicate of it and is {handshake.state} ({handshake.origin})"


def no_transfer(transfer_id: str, organization: Organization) -> str:
    """Return that an organization sees no such transfer."""
    return f"{transfer_id} is not a transfer of {organization.id}, or AWS has deleted it"


def transfer_between(transfer: ResponsibilityTransfer) -> str:
    """Return which transfer is in the way."""
    source = transfer.source or transfer.handshake.email
    return f"{transfer.id} from {source} to {transfer.target} is {transfer.status} ({transfer.handshake.origin})"


# Calls that nothing answers


def unexpected_call(service: str, operation: str, account: str, site: str | None = None) -> str:
    """Return why a call was stopped and the ways out."""
    name = {"organizations": "Organizations", "sso": "SSO", "sts": "STS"}[service]
    where = "" if site is None else f" {place(site)}"
    return (
        f"{name} {operation} was called by account {account}{where}, which this plugin does not answer.\n"
        "- if moto implements it, run the test under mock_aws()\n"
        '- to let such calls through: @pytest.mark.orghandshake(unhandled="pass")'
    )


def unimplemented_call(service: str, operation: str, account: str, site: str | None) -> str:
    """Return that moto, to which a call was left, does not answer it either."""
    name = {"organizations": "Organizations", "sts": "STS"}[service]
    where = "" if site is None else f" {place(site)}"
    return (
        f"{name} {operation} was called by account {account}{where}, which neither this plugin nor moto answers.\n"
        "- a newer moto may implement it\n"
        "- or script an error for it: "
        f'orghandshake.add_error("{operation}", "ServiceException")'
    )


def guarded_call(operation: str) -> str:
    """Return why a call outside of the fixture was stopped and the ways out."""
    return (
        f"Organizations {operation} was called without the fixture, and orghandshake_guard keeps it from reaching AWS.\n"
        "- the test lacks the fixture: def test_...(orghandshake), or @pytest.mark.orghandshake\n"
        "- or the call is made outside any test, for example when a module is imported: make it later\n"
        "- or it is meant to reach AWS: remove orghandshake_guard from the ini file"
    )
