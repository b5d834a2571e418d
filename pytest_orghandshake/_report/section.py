"""The report section of a failing test: the time, the calls, the handshakes and the organizations with their members."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._world.clock import to_datetime
from . import messages

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from .._world.accounts import Organization
    from .._world.handshake import Handshake
    from .._world.world import World
    from .calls import Call

MAX_CALLS = 100
_MAX_HANDSHAKES = 20
_MAX_ORGANIZATIONS = 10
_MAX_MEMBERS = 10
_MAX_PARAMS_WIDTH = 100


def write_section(world: World, calls: Sequence[Call], findings: Iterable[str] = (), *, before: int = 0) -> str:
    """Return the findings, the calls of this test, and the present state of the world.

    Args:
        world: The world of the fake.
        calls: Every call that the fake logged.
        findings: The messages to begin with.
        before: How many of the calls were made before this test.
    """
    return "\n".join(
        [
            *findings,
            f"now: {moment(world.clock.now())}",
            *_call_lines(calls, before),
            *_handshake_lines(world),
            *_member_lines(world.directory.organizations),
        ]
    )


def moment(instant: int) -> str:
    """Return an instant in ISO 8601, with milliseconds only if it has any, as AWS's tools print it."""
    text = to_datetime(instant).isoformat(timespec="milliseconds").removesuffix("+00:00")
    return f"{text.removesuffix('.000')}Z"


def describe_call(call: Call) -> str:
    """Describe one call: account, operation, parameters and outcome; on further lines, the explanation and the call site."""
    params = ", ".join(f"{name}={value!r}" for name, value in call.params.items())
    if len(params) > _MAX_PARAMS_WIDTH:
        params = params[: _MAX_PARAMS_WIDTH - 3] + "..."
    lines = [f"{call.account} {call.operation}({params}) -> {outcome(call)}"]
    if call.why:
        lines.append(f"   {call.why}")
    if call.site is not None:
        lines.append(f"   called {messages.place(call.site)}")
    return "\n".join(lines)


def outcome(call: Call) -> str:
    """Describe how a call ended; for a list, how many of the items it returned; and whether moto answered."""
    if call.error is None and call.answered_by is None:
        return "let through"
    text = call.error or f"OK{_shown(call)}"
    return f"{text} (moto)" if call.answered_by == "moto" else text


def _shown(call: Call) -> str:
    if not call.operation.startswith("List"):
        return ""
    reply = call.response or {}
    listed = next((each for each in reply.values() if isinstance(each, list)), None)
    if listed is None:
        return ""
    total = "" if call.total is None else f" of {call.total}"
    return f", {len(listed)}{total}{', NextToken' if reply.get('NextToken') else ''}"


def describe_handshake(world: World, handshake: Handshake) -> str:
    """Describe one handshake: action, sender, recipient, state, expiry, and the line that added it."""
    target = str(handshake.account or handshake.email or "")
    to = f" to {target if target.isprintable() else ascii(target)}" if target else ""
    text = f"{handshake.id} {handshake.action} from {handshake.organization.id}{to}: {handshake.state}"
    text += f", {'expires' if world.clock.now() < handshake.expires_at else 'expired'} {moment(handshake.expires_at)}"
    if handshake.transfer is not None:
        text += f", transfer {handshake.transfer.id} {handshake.transfer.status}"
    if handshake.is_deleted():
        text += ", deleted by AWS 30 days after it ended"
    text += f" ({handshake.origin})"
    if _makes_nobody_a_member(world, handshake):
        text += '\n  seeded as ACCEPTED, which does not add the account to the organization: seed it as OPEN, then set_state(..., "ACCEPTED")'
    return text


def _makes_nobody_a_member(world: World, handshake: Handshake) -> bool:
    """Tell whether an invitation is ACCEPTED although its account has never been in any organization."""
    if handshake.action != "INVITE" or handshake.state != "ACCEPTED":
        return False
    account = world.recipient(handshake)
    return account is None or account.join_order == 0


def _call_lines(calls: Sequence[Call], before: int) -> list[str]:
    first = max(before, len(calls) - MAX_CALLS)
    lines = [f"{number}. {describe_call(call)}" for number, call in enumerate(calls[first:], first + 1)]
    if first > before:
        lines.insert(0, f"the first {first - before} of {len(calls) - before} calls are not shown")
    if before:
        lines.insert(0, f"calls made before this test: {before}")
    return lines if len(calls) > before else [*lines, "no calls were made"]


def _handshake_lines(world: World) -> list[str]:
    handshakes = world.handshakes()
    shown = handshakes[-_MAX_HANDSHAKES:]
    if not shown:
        return []
    heading = "handshakes:" if shown == handshakes else f"handshakes: the newest {len(shown)} of {len(handshakes)}"
    return [heading, *(f"- {describe_handshake(world, handshake)}" for handshake in shown)]


def _member_lines(organizations: Sequence[Organization]) -> list[str]:
    shown = organizations[:_MAX_ORGANIZATIONS]
    more = len(organizations) - len(shown)
    heading = "organizations:" if not more else f"organizations: the first {len(shown)} of {len(organizations)}"
    return [heading, *(f"- {organization}: {_members(organization)}" for organization in shown)]


def _members(organization: Organization) -> str:
    management, members = organization.management, organization.members
    others = [str(each) for each in members if each is not management]
    texts = [f"{management} (management)", *others[:_MAX_MEMBERS]]
    if len(others) > _MAX_MEMBERS:
        texts.append(f"and {len(others) - _MAX_MEMBERS} more")
    return ", ".join(texts)
