"""The sentences of the report: what was called, why it was refused, what was left undone."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from .._world.accounts import Account, Organization
    from .._world.handshake import Handshake
    from .calls import Call


_MAX_CALLS = 100
_MAX_HANDSHAKES = 20
_MAX_PARAMS_WIDTH = 100


def report(calls: Sequence[Call], handshakes: Sequence[Handshake], findings: Iterable[str]) -> str:
    """Return the section of a failing test: what was called, what became of each handshake, what is wrong."""
    lines = list(findings)
    left_out = len(calls) - _MAX_CALLS
    if left_out > 0:
        lines.append(f"the first {left_out} of {len(calls)} calls are left out")
    lines += [f"{number}. {describe_call(call)}" for number, call in enumerate(calls, 1) if number > left_out] or [
        "no calls were made"
    ]
    shown = handshakes[-_MAX_HANDSHAKES:]
    if len(shown) < len(handshakes):
        lines.append(f"handshakes: the newest {len(shown)} of {len(handshakes)}")
    elif shown:
        lines.append("handshakes:")
    lines += [f"- {describe_handshake(handshake)}" for handshake in shown]
    return "\n".join(lines)


def describe_call(call: Call) -> str:
    """Return one call: who, what, with which parameters, how it ended, and below that why it was refused."""
    params = ", ".join(f"{name}={value!r}" for name, value in call.params.items())
    if len(params) > _MAX_PARAMS_WIDTH:
        params = params[: _MAX_PARAMS_WIDTH - 3] + "..."
    outcome = f"{call.account} {call.operation}({params}) -> {call.error or 'OK'}"
    return f"{outcome}\n   {call.why}" if call.why else outcome


def describe_handshake(handshake: Handshake) -> str:
    """Return one handshake: what it is, between whom, its state, and where it came from."""
    target = str(handshake.account or handshake.email or "")
    to = f" to {target if target.isprintable() else ascii(target)}" if target else ""
    text = f"{handshake.id} {handshake.action} from {handshake.organization.id}{to}: {handshake.state}"
    if handshake.is_deleted():
        text += ", deleted by AWS 30 days after it ended"
    return f"{text} ({handshake.origin})"


# Why a call was refused


def refused(reason: str | None, why: str) -> str:
    """Return AWS's Reason, and what AWS does not say."""
    return ": ".join(each for each in (reason, why) if each)


def scripted(origin: str) -> str:
    """Return that the test asked for it."""
    return f"add_error at {origin}"


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


def _calling_as(account: Account) -> str:
    return f'act_as("{account}"), or a client with credentials("{account}")'


def not_a_management_account(account: Account) -> str:
    """Return why an account has no bills to transfer."""
    return f"{account} is not the management account of an organization"


def not_a_member_anywhere(account: Account) -> str:
    """Return that an account has no organization."""
    return f"{account} is in no organization"


def membership(account: Account) -> str:
    """Return which organization an account is in, and whether it is at its head."""
    role = "the management account of" if account.is_management else "in"
    return f"{account} is {role} {account.organization}"


def not_a_member(account_id: str, organization: Organization) -> str:
    """Return where an account is not."""
    return f"{account_id} is not in {organization}"


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


# Calls that nothing answers


def unexpected_call(service: str, operation: str, account: str) -> str:
    """Return why a call was stopped and the ways out."""
    name = {"organizations": "Organizations", "sts": "STS"}[service]
    return (
        f"{name} {operation} was called by account {account}, which this plugin does not answer.\n"
        "- if moto implements it, run the test under mock_aws()\n"
        '- to let such calls through: @pytest.mark.orghandshake(unhandled="pass")'
    )


def guarded_call(operation: str) -> str:
    """Return why a call outside of the fixture was stopped and the ways out."""
    return (
        f"Organizations {operation} was called without the fixture, and orghandshake_guard keeps it from reaching AWS.\n"
        "- the test lacks the fixture: def test_...(orghandshake), or @pytest.mark.orghandshake\n"
        "- or the call is made outside of any test, as at import of a module: make it later\n"
        "- or it is meant to reach AWS: remove orghandshake_guard from the ini file"
    )
