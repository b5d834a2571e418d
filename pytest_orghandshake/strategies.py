"""Hypothesis strategies: keyword arguments for ``seed``, and the ids that AWS's patterns allow.

Needs the extra ``hypothesis``. Everything that is drawn is valid: ``orghandshake.seed(**drawn)`` never refuses it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, get_args

from hypothesis import strategies as st

from ._clock import START, to_datetime
from ._models import LIVE, Action, PartyType, ResourceType, State
from ._seeding import TO_SOMEBODY

__all__ = ["account_ids", "handshake_ids", "seeds"]

_ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz"
_MILLISECOND = timedelta(milliseconds=1)
_LONGEST = timedelta(days=400)
_NOTHING: st.SearchStrategy[dict[str, Any]] = st.builds(dict)


def account_ids() -> st.SearchStrategy[str]:
    """Draw the 12 digits of an account."""
    return st.integers(1, 10**12 - 1).map("{:012d}".format)


def handshake_ids() -> st.SearchStrategy[str]:
    """Draw ``h-`` and 8 to 32 lower-case letters or digits, as botocore's model has it."""
    return st.text(_ALPHABET, min_size=8, max_size=32).map("h-{}".format)


@st.composite
def seeds(draw: st.DrawFn, *, now: datetime | None = None) -> dict[str, Any]:
    """Draw keyword arguments for ``OrgHandshake.seed``: any state, action, target, times, parties and resources.

    Shrinks towards no arguments at all, an open invitation. It draws no ``id``, so that many can be seeded in one world,
    and no ``organization`` or ``parent``, which would have to be there.

    Args:
        draw: Given by hypothesis.
        now: What time it is in the world they are meant for; where every world begins if left out.
    """
    drawn: dict[str, Any] = {}
    state = draw(st.sampled_from(["OPEN", *sorted(set(get_args(State)) - {"OPEN"})]))
    action = draw(st.sampled_from(get_args(Action)))
    if state != "OPEN":
        drawn["state"] = state
    if action != "INVITE":
        drawn["action"] = action
    groups: tuple[st.SearchStrategy[dict[str, Any]], ...] = (
        _times(state, now or to_datetime(START)),
        _targets(action),
        _word("notes", st.text(max_size=1024)),
        _word("parties", st.lists(_parties(), max_size=3)),
        _word("resources", _resources()),
    )
    for group in groups:
        drawn |= draw(_NOTHING | group)
    return drawn


@st.composite
def _times(draw: st.DrawFn, state: str, now: datetime) -> dict[str, datetime]:
    """Draw moments that don't contradict each other."""
    spans = st.timedeltas(timedelta(), _LONGEST).map(_whole)
    if state in LIVE:
        left = draw(spans) + _MILLISECOND
        return {"requested": now - draw(spans), "expires": now + left}
    if state == "EXPIRED":
        expires = now - draw(spans)
        return {"requested": expires - draw(spans) - _MILLISECOND, "expires": expires}
    requested = now - draw(spans)
    entered = requested + draw(st.timedeltas(timedelta(), now - requested).map(_whole))
    return {"requested": requested, "entered": entered, "expires": entered + draw(spans) + _MILLISECOND}


def _word(name: str, values: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return values.map(lambda value: {name: value})


def _targets(action: Action) -> st.SearchStrategy[dict[str, str]]:
    to_account = _word("account", account_ids())
    to_address = _word("email", st.text(_ALPHABET, min_size=1, max_size=40).map("{}@example.com".format))
    if action in TO_SOMEBODY:
        return to_account | to_address
    return st.just({}) if action == "ENABLE_ALL_FEATURES" else to_account


def _parties() -> st.SearchStrategy[dict[str, str]]:
    return st.fixed_dictionaries({"Id": account_ids(), "Type": st.sampled_from(get_args(PartyType))})


def _resources() -> st.SearchStrategy[list[dict[str, Any]]]:
    plain = {"Type": st.sampled_from(get_args(ResourceType)), "Value": st.text(_ALPHABET, max_size=40)}
    one = st.fixed_dictionaries(plain)
    nested = st.fixed_dictionaries({**plain, "Resources": st.lists(one, max_size=2)})
    return st.lists(one | nested, max_size=3)


def _whole(span: timedelta) -> timedelta:
    return span // _MILLISECOND * _MILLISECOND
