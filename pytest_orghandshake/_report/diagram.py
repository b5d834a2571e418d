"""The calls of a test as a Mermaid sequence diagram."""

from __future__ import annotations

import textwrap
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from .._world.clock import DAY, SECOND
from . import messages
from .section import MAX_CALLS, outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from .._world.accounts import Account, Organization
    from .._world.handshake import Handshake
    from .._world.scripts import Act
    from .._world.world import World
    from .calls import Call

_UNITS = (("day", DAY), ("hour", 3_600 * SECOND), ("minute", 60 * SECOND), ("second", SECOND))
_MAX_SIZE = 45_000
"""Mermaid does not draw diagrams of more than 50,000 characters."""

_MAX_WIDTH = 48
_MAX_NOTE_WIDTH = 30  # Mermaid cuts off the text of a note that is wider than its participant
_MAX_ID = 16
_SHOWN_OF_ID = 10
# Mermaid ends a statement at a semicolon, and gives hash signs and double percent signs a meaning of their own.
_ESCAPED = str.maketrans({"#": "#35;", ";": "#59;", "<": "#lt;", ">": "#gt;", "%": "#37;", '"': "#quot;"})


class _Step(NamedTuple):
    """The lines of one call, with the notes before and after it."""

    lines: tuple[str, ...]


def draw_diagram(world: World, calls: Sequence[Call], *, before: int = 0) -> str:
    """Return a diagram of the calls, with notes for scripted changes and moves of the clock."""
    shown = list(calls[max(before, len(calls) - MAX_CALLS) :])
    writer = _Writer(world)
    # Acts that an earlier call has seen are not drawn.
    earlier = calls[len(calls) - len(shown) - 1] if len(shown) < len(calls) else None
    steps = list(writer.steps(shown, earlier))
    size = 0
    for number, step in enumerate(reversed(steps)):
        size += sum(len(line) + 1 for line in step.lines)
        if size > _MAX_SIZE:
            steps = steps[len(steps) - number :]
            break
    left_out = len(calls) - before - len(steps) + writer.extra_steps
    head = [writer.note(f"the first {left_out} calls are not shown")] if left_out > 0 else []
    lines = [*_participants(shown), *head, *_looped(steps)]
    return "\n".join(["sequenceDiagram", *(f"    {line}" for line in lines)])


def _participants(calls: Iterable[Call]) -> Iterator[str]:
    """Declare the callers, each in the box of its organization at its first call, and AWS."""
    callers: dict[str, tuple[Account, Organization | None]] = {}
    for call in calls:
        callers.setdefault(call.account.id, (call.account, call.owner))
    boxes: dict[str, list[tuple[Account, Organization | None]]] = {}
    for account, owner in callers.values():
        boxes.setdefault("" if owner is None else owner.id, []).append((account, owner))
    for organization_id, members in boxes.items():
        if organization_id:
            yield f"box transparent {organization_id}"
        for account, owner in members:
            role = "<br/>management" if owner is not None and owner.management is account else ""
            yield f"participant a{account.id} as {account.id}{role}"
        if organization_id:
            yield "end"
    yield "participant aws as AWS"


def _looped(steps: Sequence[_Step]) -> Iterator[str]:
    """Draw repeated steps once, as a loop."""
    for step, repeated in groupby(steps):
        times = len(list(repeated))
        if times == 1:
            yield from step.lines
        else:
            yield f"loop {times} times"
            yield from (f"    {line}" for line in step.lines)
            yield "end"


class _Writer:
    """Writes the lines of a diagram."""

    def __init__(self, world: World) -> None:
        self._world = world
        ids = [handshake.id for handshake in world.handshakes()]
        self._shortened = {each: f"{each[:_SHOWN_OF_ID]}…" for each in ids if len(each) > _MAX_ID}
        short = list(self._shortened.values())
        self._shortened = {each: text for each, text in self._shortened.items() if short.count(text) == 1}
        self.extra_steps = 0

    def steps(self, calls: Sequence[Call], earlier: Call | None) -> Iterator[_Step]:
        """Write each call with what happened since the previous one, then what happened after the last call."""
        acts = self._world.acts
        seen = 0 if earlier is None else earlier.acts
        at = None if earlier is None else earlier.at
        for call in calls:
            news = acts[seen : call.acts]
            waited = [] if at is None else self._wait(call.at - at)
            lines = [
                *waited,
                *(self._act(each) for each in news if not each.at_a_call),
                f"a{call.account.id}->>aws: {self._request(call)}",
                *(self._act(each) for each in news if each.at_a_call),
                self._reply(call),
                *self._joins(call),
            ]
            yield _Step(tuple(lines))
            seen, at = call.acts, call.at
        rest = [
            *([] if at is None else self._wait(self._world.clock.now() - at)),
            *(self._act(each) for each in acts[seen:]),
        ]
        if rest:
            self.extra_steps = 1
            yield _Step(tuple(rest))

    def _wait(self, milliseconds: int) -> list[str]:
        left, parts = abs(milliseconds), []
        for unit, size in _UNITS:
            count, left = divmod(left, size)
            if count:
                parts.append(f"{count} {unit}{'s' * (count > 1)}")
        if not parts:
            return []
        return [self.note(f"{' '.join(parts[:2])} {'later' if milliseconds > 0 else 'back'}")]

    def _act(self, act: Act) -> str:
        handshake = act.handshake
        target = handshake.account or handshake.email
        return self.note(
            "scripted:",
            f"{self._id(handshake.id)} {act.state}",
            "" if target is None else f"by {target}",
            self._joined(handshake) if act.state == "ACCEPTED" else "",
        )

    def _joins(self, call: Call) -> list[str]:
        """Note that the caller has become a member."""
        handshake = (
            self._world.get(str(call.params.get("HandshakeId"))) if call.operation == "AcceptHandshake" else None
        )
        joined = "" if handshake is None or call.error is not None else self._joined(handshake)
        return [self.note(joined)] if joined else []

    def _joined(self, handshake: Handshake) -> str:
        return f"{handshake.account} joins {handshake.organization}" if handshake.action == "INVITE" else ""

    def note(self, *texts: str) -> str:
        """Write a note over AWS."""
        return f"Note over aws: {'<br/>'.join(self._text(each, _MAX_NOTE_WIDTH) for each in texts if each)}"

    def _request(self, call: Call) -> str:
        params = call.params
        target = params.get("Target")
        details = [
            self._id(params["HandshakeId"]) if "HandshakeId" in params else None,
            target.get("Id") if isinstance(target, dict) else None,
            *(params.get(name) for name in ("AccountId", "RoleArn", "Filter")),
        ]
        return self._text(" ".join([call.operation, *(self._plain(each) for each in details if each)]))

    def _reply(self, call: Call) -> str:
        caller = f"a{call.account.id}"
        if call.error is None and call.answered_by is None:
            return f"aws--){caller}: let through"
        if call.error is not None:
            where = "" if call.site is None else f"called {messages.place(call.site)}"
            texts = [outcome(call), call.why, where]
            return f"aws--x{caller}: {'<br/>'.join(self._text(each) for each in texts if each)}"
        return f"aws-->>{caller}: {self._text(self._answer(call))}"

    def _answer(self, call: Call) -> str:
        handshake = (call.response or {}).get("Handshake")
        if not isinstance(handshake, dict):
            return outcome(call)
        return f"{self._id(handshake['Id'])} {handshake['State']}"

    def _id(self, handshake_id: Any) -> str:  # noqa: ANN401 - whatever the code under test sent
        return self._shortened.get(str(handshake_id), str(handshake_id))

    def _plain(self, value: object) -> str:
        """Return a parameter in a readable form."""
        if isinstance(value, dict):
            return " ".join(f"{name}={self._id(each)}" for name, each in value.items())
        return str(value)

    def _text(self, text: str, width: int = _MAX_WIDTH) -> str:
        printable = text if text.isprintable() else ascii(text)[1:-1]
        lines = textwrap.wrap(printable, width, max_lines=4, placeholder=" …")
        return "<br/>".join(line.translate(_ESCAPED) for line in lines) or "?"
