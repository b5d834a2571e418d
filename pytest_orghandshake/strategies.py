"""Hypothesis strategies: keyword arguments for ``seed``, and the ids that AWS's patterns allow.

Needs the extra ``hypothesis``. Everything that is drawn is valid: ``orghandshake.seed(**drawn)`` always accepts it.
"""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from typing import Any

try:
    from hypothesis import strategies as st
except ImportError as error:
    raise ImportError(
        f"pytest_orghandshake.strategies: {error}: pip install 'pytest-orghandshake[hypothesis]'"
    ) from None

from ._world.clock import When, external_time, to_datetime, to_instant
from ._world.words import ACTIONS, ADDRESSABLE_BY_EMAIL, LIVE, PARTY_TYPES, RESOURCE_TYPES, STATES, Action

__all__ = ["account_ids", "handshake_ids", "seeds"]

_ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz"
_MILLISECOND = timedelta(milliseconds=1)
_DAY = timedelta(days=1)
_LOADED = time.time_ns() // 1_000_000
"""A time before the start of every world, so that no drawn time lies in its future; the same for all examples of a run."""


def account_ids() -> st.SearchStrategy[str]:
    """Draw the 12 digits of an account."""
    return st.integers(1, 10**12 - 1).map("{:012d}".format)


def handshake_ids() -> st.SearchStrategy[str]:
    """Draw ``h-`` and 8 to 32 lower-case letters or digits, the pattern in botocore's model."""
    return st.text(_ALPHABET, min_size=8, max_size=32).map("h-{}".format)


@st.composite
def seeds(draw: st.DrawFn, *, now: When | None = None, deleted: bool = False) -> dict[str, Any]:
    """Draw keyword arguments for ``OrgHandshake.seed``: any state, action, target, times, parties and resources.

    Shrinks towards no arguments at all, which is an open invitation. It draws no ``id``, so that many can be seeded in one
    world, and no ``organization`` or ``parent``, because these would have to exist.

    Args:
        draw: Passed by hypothesis.
        now: The time in the world that is seeded, as ``now=`` and ``move_to`` take it. Needed if its clock was set with them;
            by default the current time, or the time of freezegun or time-machine.
        deleted: Whether to draw also handshakes that ended more than 30 days ago. AWS has deleted them, so no call finds
            them.
    """
    external = external_time()
    begun = to_datetime((_LOADED if external is None else external) if now is None else to_instant(now))
    drawn: dict[str, Any] = {}
    state, action = draw(_STATES), draw(_ACTIONS)
    if state != "OPEN":
        drawn["state"] = state
    if action != "INVITE":
        drawn["action"] = action
    for group in (_NOTHING | _times(state, begun, _SPANS if deleted else _KEPT), _TARGETS[action], *_WORDS):
        drawn |= draw(group)
    return drawn


@st.composite
def _times(draw: st.DrawFn, state: str, now: datetime, ago: st.SearchStrategy[timedelta]) -> dict[str, datetime]:
    """Draw times that don't contradict each other, and that stay valid if the world's clock is a little later."""
    if state in LIVE:
        left = draw(_SPANS) + _DAY
        return {"requested": now - draw(_SPANS), "expires": now + left}
    ended = now - draw(ago)
    requested = ended - draw(_SPANS)
    if state == "EXPIRED":
        return {"requested": requested - _MILLISECOND, "expires": ended}
    return {"requested": requested, "entered": ended, "expires": ended + draw(_SPANS) + _MILLISECOND}


def _word(name: str, values: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return values.map(lambda value: {name: value})


def _whole(span: timedelta) -> timedelta:
    return span // _MILLISECOND * _MILLISECOND


# Made once, because making a strategy takes longer than drawing from it.
_TYPED = {"Type": st.sampled_from(RESOURCE_TYPES), "Value": st.text(_ALPHABET, max_size=40)}
_RESOURCE = st.fixed_dictionaries(_TYPED)
_NESTED = st.fixed_dictionaries({**_TYPED, "Resources": st.lists(_RESOURCE, max_size=2)})
_PARTY = st.fixed_dictionaries({"Id": account_ids(), "Type": st.sampled_from(PARTY_TYPES)})
_NOTHING: st.SearchStrategy[dict[str, Any]] = st.builds(dict)
_WORDS = (
    _NOTHING | _word("notes", st.text(max_size=1024)),
    _NOTHING | _word("parties", st.lists(_PARTY, max_size=3)),
    _NOTHING | _word("resources", st.lists(_RESOURCE | _NESTED, max_size=3)),
)
_TO_ACCOUNT = _NOTHING | _word("account", account_ids())
_TO_ANYBODY = _TO_ACCOUNT | _word("email", st.text(_ALPHABET, min_size=1, max_size=40).map("{}@example.com".format))
_TARGETS: dict[Action, st.SearchStrategy[dict[str, Any]]] = {
    **dict.fromkeys(ACTIONS, _TO_ACCOUNT),
    **dict.fromkeys(ADDRESSABLE_BY_EMAIL, _TO_ANYBODY),
    "ENABLE_ALL_FEATURES": _TO_ACCOUNT.map(
        lambda _: {}
    ),  # drawn from as many choices as the others, so that shrinking does not prefer it
}
_STATES = st.sampled_from(["OPEN", *sorted(set(STATES) - {"OPEN"})])
_ACTIONS = st.sampled_from(ACTIONS)
_SPANS = st.timedeltas(timedelta(), timedelta(days=400)).map(_whole)
_KEPT = st.timedeltas(timedelta(), timedelta(days=28)).map(_whole)
"""How long ago a handshake that AWS still has may have ended, with a margin of two days for a later clock."""
