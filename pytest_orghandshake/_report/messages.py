"""The sentences of the report: why a call was refused or stopped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .origin import OVER_HTTP, call_site

if TYPE_CHECKING:
    from .._world.accounts import Account, Organization
    from .._world.handshake import Handshake
    from .._world.transfers import ResponsibilityTransfer


def place(site: str) -> str:
    """Return where a call was made, as a part of a sentence."""
    return site if site == OVER_HTTP else f"at {site}"


# Why a call was refused. Each function returns one line of the report.


def refused(reason: str | None, why: str) -> str:
    """Join AWS's Reason with the explanation that AWS does not give."""
    return ": ".join(each for each in (reason, why) if each)


def scripted(origin: str) -> str:
    """Name the ``add_error`` that scripted the error."""
    return f"add_error at {origin}"


def stale(operation: str | None) -> str:
    """Name the call whose changes a lagging read does not show yet."""
    return "" if operation is None else f"lag: the reply shows the state before {operation}"


def over_quota(operation: str, owner: str, rate: int, burst: int) -> str:
    """Name the quota that is used up."""
    times = "once" if rate == 1 else f"{rate} times"
    return f"enforce_quotas: {owner} may call {operation} {times} a second, in bursts of {burst}"


def not_found(handshake: Handshake | None, partition: str) -> str:
    """Explain why a client can't find a handshake."""
    if handshake is None:
        return "no handshake here has this id"
    if not handshake.is_in(partition):
        return f"it belongs to partition {handshake.own_partition}, the client's region to {partition}"
    return "AWS deletes a handshake 30 days after it ended"


def not_a_party(account: Account) -> str:
    """Explain why an account can't see a handshake."""
    return f"{account} is neither its recipient nor in the organization that sent it"


def only_recipient(handshake: Handshake, recipient: Account | None) -> str:
    """Name the account that may answer a handshake."""
    if recipient is not None:
        return f"only its recipient may: {_calling_as(recipient)}"
    if handshake.email is not None:
        return f"only its recipient may, and no account has its address: add_account(email={handshake.email!r})"
    return "it has no recipient"


def only_management(organization: Organization) -> str:
    """Name the account that may manage an organization."""
    return f"only the management account of {organization} may: {_calling_as(organization.management)}"


def only_readers(organization: Organization) -> str:
    """Name the accounts that may read an organization."""
    return (
        f"only the management account of {organization} and its delegated administrators may: "
        f"{_calling_as(organization.management)}"
    )


def _calling_as(account: Account) -> str:
    if call_site() == OVER_HTTP:
        return f'act_as("{account}"), or a process with environment("{account}")'
    return f'act_as("{account}"), or a client with credentials("{account}")'


def not_a_management_account(account: Account) -> str:
    """Explain why an account can't transfer bills."""
    return f"{account} is not the management account of an organization"


def not_a_member_anywhere(account: Account) -> str:
    """Explain that an account is standalone, and how to add it to an organization."""
    return (
        f'{account} is in no organization: begin with add_account("{account}", organization=orghandshake.organization); '
        "under mock_aws, create_organization() or a look at orghandshake.organization makes one for moto's default account"
    )


def membership(account: Account) -> str:
    """Describe the role of an account in its organization."""
    role = "the management account of" if account.is_management else "in"
    if account.is_delegated:
        role = "a delegated administrator of"
    return f"{account} is {role} {account.organization}"


def not_a_member(account_id: str, organization: Organization) -> str:
    """Explain that an account, a unit or a root is not in an organization."""
    return f"{account_id} is not in {organization}"


def elsewhere(account_id: str, parent_id: str) -> str:
    """Name the parent that an account is in."""
    return f"{account_id} is in {parent_id}"


def has_members(organization: Organization) -> str:
    """Count the members that keep an organization from being deleted."""
    others = len(organization.members) - 1
    return f"{organization} still has {others} account{'s' * (others > 1)} besides its management account"


def already(state: str) -> str:
    """Name the state that something was in before the call."""
    return f"it was {state} before this call"


def duplicate_of(handshake: Handshake) -> str:
    """Name the open handshake that makes an invitation a duplicate."""
    return f"{handshake.id} is a duplicate of it and is {handshake.state} ({handshake.origin})"


def no_transfer(transfer_id: str, organization: Organization) -> str:
    """Explain why an organization can't find a transfer."""
    return f"{transfer_id} is not a transfer of {organization.id}, or AWS has deleted it"


def transfer_between(transfer: ResponsibilityTransfer) -> str:
    """Describe the transfer that blocks a call."""
    source = transfer.source or transfer.handshake.email
    return f"{transfer.id} from {source} to {transfer.target} is {transfer.status} ({transfer.handshake.origin})"


# Calls that nothing answers. Each function returns a whole message.


def unexpected_call(service: str, operation: str, account: str, site: str | None = None) -> str:
    """Explain why a call was stopped, and what to do."""
    name = {"organizations": "Organizations", "sso": "SSO", "sts": "STS"}[service]
    where = "" if site is None else f" {place(site)}"
    return (
        f"{name} {operation} was called by account {account}{where}, which this plugin does not answer.\n"
        "- if moto implements it, run the test under mock_aws()\n"
        '- to let such calls through: @pytest.mark.orghandshake(unhandled="pass")'
    )


def unimplemented_call(service: str, operation: str, account: str, site: str | None) -> str:
    """Explain that moto does not implement a call either, and what to do."""
    name = {"organizations": "Organizations", "sts": "STS"}[service]
    where = "" if site is None else f" {place(site)}"
    return (
        f"{name} {operation} was called by account {account}{where}, which neither this plugin nor moto answers.\n"
        "- a newer moto may implement it\n"
        "- or script an error for it: "
        f'orghandshake.add_error("{operation}", "ServiceException")'
    )


def guarded_call(operation: str) -> str:
    """Explain why a call outside the fixture was stopped, and what to do."""
    return (
        f"Organizations {operation} was called without the fixture, and orghandshake_guard keeps it from reaching AWS.\n"
        "- the test lacks the fixture: def test_...(orghandshake), or @pytest.mark.orghandshake\n"
        "- or the call is made outside any test, for example when a module is imported: make it later\n"
        "- or it is meant to reach AWS: remove orghandshake_guard from the ini file"
    )
