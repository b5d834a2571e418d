"""The messages about scripted changes and errors that were never reached, with the likely reasons."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from .._world.clock import to_iso
from .._world.words import LIVE

if TYPE_CHECKING:
    from collections.abc import Collection, Hashable, Iterable
    from typing import Protocol

    from .._world.scripts import AnswerRule, ScriptedChange

    class Fault(Hashable, Protocol):
        """One ``add_error``."""

        operation: str
        name: str
        handshake: str | None
        origin: str
        after_calls: int
        calls: int
        calls_for_others: int

        @property
        def takers(self) -> Collection[Fault]: ...


_IGNORE = '- if that is fine here: @pytest.mark.orghandshake(unused="ignore")'
_MOVE = "move it with orghandshake.shift(...), or let the code's sleeps do so: monkeypatch.setattr('time.sleep', orghandshake.shift)"


def unused_error(fault: Fault) -> str:
    """Explain why no call got a scripted error."""
    call = fault.operation if fault.handshake is None else f"{fault.operation} for {fault.handshake}"
    return "\n".join(
        [
            f"add_error({fault.operation!r}, {fault.name!r}) at {fault.origin} was never reached.",
            *(f"- {reason}" for reason in _why_unreached(fault, call)),
            _IGNORE,
        ]
    )


def _why_unreached(fault: Fault, call: str) -> list[str]:
    if not fault.calls and fault.calls_for_others:
        others = _times(fault.calls_for_others)
        return [f"the code under test called {fault.operation} {others}, never for {fault.handshake}"]
    if not fault.calls:
        return [f"the code under test never called {call}"]
    if not fault.takers:
        return [f"{call} was called {_times(fault.calls)}, and the error was meant for call {fault.after_calls}"]
    first = "" if fault.after_calls <= 1 else f"from call {fault.after_calls} on, "
    return [
        f"{first}every call to {call} got the error from add_error({each.operation!r}, {each.name!r}) at {each.origin}, which "
        "comes first"
        for each in fault.takers
    ]


def unused_change(change: ScriptedChange, now: int) -> str:
    """Explain why a scripted change did not happen."""
    return f"{_waiting(change, now)}\n- {_why_waiting(change, now)}\n{_IGNORE}"


def unused_rule(rule: AnswerRule) -> str:
    """Explain why an ``answer`` was never used."""
    return (
        f"answer({rule.recipient!r}, {rule.state!r}) at {rule.origin} was never reached.\n"
        f"- the code under test sent no handshake to {rule.recipient}\n{_IGNORE}"
    )


def endless_poll(operation: str, account: str, times: int, pending: Iterable[ScriptedChange], now: int) -> str:
    """Explain that a poll can't end, and list the changes it may be waiting for."""
    waits = [f"- {_waiting(change, now)} {_sentence(_why_waiting(change, now))}" for change in pending] or [
        "- nothing is scripted to change it: before the code polls, write set_state(handshake, 'ACCEPTED', after_calls=3), "
        "or answer('222222222222') for an invitation that the code sends itself"
    ]
    return "\n".join(
        [
            f"Organizations {operation} was called {times} times in a row by account {account}, each with the same "
            "parameters and the same reply, while the clock stood still: this poll cannot end.",
            *waits,
            f"- the clock stands at {to_iso(now)}: {_MOVE}",
            '- if that many calls are intended, as in a load test: @pytest.mark.orghandshake(unused="ignore")',
        ]
    )


def _waiting(change: ScriptedChange, now: int) -> str:
    """Describe a scripted change, its line, and what it waits for."""
    words = "after_calls=..." if change.due is None else f"after={_span(change.after or 0)}"
    if change.rule is None:
        asked, verb = f"set_state({change.handshake.id}, {change.state!r}, {words})", "read"
    else:
        asked, verb = f"answer({change.rule.recipient!r}, {change.state!r}, {words})", "look at"
    if change.due is not None:
        return f"{asked} at {change.origin} waits for the clock to move on by {_span(change.due - now)}."
    left = "1 more call" if change.calls == 1 else f"{change.calls} more calls"
    what = "the handshake" if change.rule is None else change.handshake.id
    first, _, rest = verb.partition(" ")
    verb = f"{first}{'s' * (change.calls == 1)}{' ' * bool(rest)}{rest}"
    return f"{asked} at {change.origin} waits for {left} that {verb} {what}."


def _why_waiting(change: ScriptedChange, now: int) -> str:
    handshake = change.handshake
    if (state := handshake.state_at(now)) not in LIVE:
        return f"it is {state}, and a handshake that has ended stays as it is"
    if change.due is not None:
        return f"the clock stands at {to_iso(now)}: {_MOVE}"
    if change.calls == change.after_calls:
        return "the code under test never asked for it, or asked for another handshake"
    return "the code under test stopped asking, or asked for another handshake"


def _times(number: int) -> str:
    return "once" if number == 1 else f"{number} times"


def _span(milliseconds: int) -> str:
    return str(timedelta(milliseconds=milliseconds))


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."
