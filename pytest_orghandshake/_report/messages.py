"""The sentences of the report: why a call was refused, what was left undone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .origin import OVER_HTTP

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence
    from typing import Protocol

    from .._world.accounts import Account, Organization
    from .._world.handshake import Handshake
    from .._world.scripts import ScriptedChange
    from .._world.transfers import ResponsibilityTransfer

    class Fault(Hashable, Protocol):
        """One ``add_error``."""

        operation: str
        name: str
        handshake: str | None
        origin: str


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
    return "" if operation is None else f"lag: as it was before {operation}"


def over_quota(operation: str, owner: str, rate: int, burst: int) -> str:
    """Return which quota is used up."""
    times = "1 time" if rate == 1 else f"{rate} times"
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
    return "it was sent to nobody"


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
        "beside moto, a look at orghandshake.organization founds that of its default account"
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
    return f"{organization.id} takes part in no transfer {transfer_id} that AWS still has"


def transfer_between(transfer: ResponsibilityTransfer) -> str:
    """Return which transfer is in the way."""
    source = transfer.source or transfer.handshake.email
    return f"{transfer.id} from {source} to {transfer.target} is {transfer.status} ({transfer.handshake.origin})"


# What was left undone


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
        "- or script what it gets: "
        f'orghandshake.add_error("{operation}", "ServiceException")'
    )


def guarded_call(operation: str) -> str:
    """Return why a call outside of the fixture was stopped and the ways out."""
    return (
        f"Organizations {operation} was called without the fixture, and orghandshake_guard keeps it from reaching AWS.\n"
        "- the test lacks the fixture: def test_...(orghandshake), or @pytest.mark.orghandshake\n"
        "- or the call is made outside of any test, as at import of a module: make it later\n"
        "- or it is meant to reach AWS: remove orghandshake_guard from the ini file"
    )


def unused_error(fault: Fault, takers: Sequence[Fault]) -> str:
    """Return that a scripted error never happened, and which others took its calls."""
    call = fault.operation if fault.handshake is None else f"{fault.operation} for {fault.handshake}"
    reasons = [
        f"- every call of {call} went to add_error({each.operation!r}, {each.name!r}) at {each.origin}, which comes first"
        for each in takers
    ] or [f"- the code under test never called {call}"]
    return "\n".join(
        [
            f"add_error({fault.operation!r}, {fault.name!r}) at {fault.origin} was never reached.",
            *reasons,
            '- if that is fine here: @pytest.mark.orghandshake(unused="ignore")',
        ]
    )


def unused_change(change: ScriptedChange) -> str:
    """Return that a scripted change never happened."""
    left = "1 more call" if change.calls == 1 else f"{change.calls} more calls"
    handshake = change.handshake
    reason = (
        "the code under test stopped asking, or asked for another handshake"
        if handshake.is_live()
        else f"it is {handshake.state}, and a handshake that has ended stays as it is"
    )
    return (
        f"set_state({handshake.id}, {change.state!r}, after_calls=...) at {change.origin} waits for {left} that "
        f"read{'s' * (change.calls == 1)}"
        " the handshake.\n"
        f"- {reason}\n"
        '- if that is fine here: @pytest.mark.orghandshake(unused="ignore")'
    )
