from __future__ import annotations

import importlib
import re
import sys
from contextlib import suppress
from datetime import datetime, timedelta, timezone
from itertools import product
from typing import Any, get_args

import freezegun
import pytest

hypothesis = pytest.importorskip("hypothesis")

from hypothesis import Phase, find, given, settings  # noqa: E402 - an extra
from hypothesis import strategies as st  # noqa: E402

from pytest_orghandshake import SetupError, strategies  # noqa: E402
from pytest_orghandshake._api.authorization import Caller  # noqa: E402
from pytest_orghandshake._api.handshakes import describe_handshake  # noqa: E402
from pytest_orghandshake._context import make  # noqa: E402
from pytest_orghandshake._settings import Settings  # noqa: E402
from pytest_orghandshake._world.words import Action, State  # noqa: E402


@given(st.lists(strategies.seeds(), max_size=4))
@settings(max_examples=100)
def test_whatever_is_drawn_can_be_seeded(drawn: list[dict[str, Any]]) -> None:
    """Everything that is drawn can be seeded, any number in one world, and described."""
    fake = make(Settings()).fake
    for words in drawn:
        handshake = fake.seed(**words)
        assert handshake.state == words.get("state", "OPEN")
        assert handshake.action == words.get("action", "INVITE")
        caller = Caller(fake.organization.management, "aws", "")
        assert describe_handshake(fake._world, caller, {"HandshakeId": handshake.id})
        for name in ("requested", "expires", "entered"):
            assert name not in words or getattr(handshake, name) == words[name]
    assert len(fake.handshakes) == len(drawn)


@given(st.lists(strategies.seeds(deleted=True), max_size=4))
def test_deleted_seeds_are_valid(drawn: list[dict[str, Any]]) -> None:
    """Everything that is drawn can be seeded with deleted handshakes too."""
    fake = make(Settings()).fake
    for words in drawn:
        assert fake.seed(**words).state == words.get("state", "OPEN")


@pytest.mark.parametrize("state", ["EXPIRED", "DECLINED"])
def test_deleted_ones_are_drawn_on_demand(state: str) -> None:
    """``deleted=True`` also draws handshakes that AWS has deleted, which no call finds."""

    def is_deleted(words: dict[str, Any]) -> bool:
        return words.get("state") == state and make(Settings()).fake.seed(**words).is_deleted()

    assert find(strategies.seeds(deleted=True), is_deleted)["state"] == state
    with pytest.raises(hypothesis.errors.NoSuchExample):
        find(strategies.seeds(), is_deleted)


@pytest.mark.parametrize("later", [timedelta(), timedelta(days=1)])
def test_worlds_that_began_otherwise(later: timedelta) -> None:
    """Seeds drawn without ``now=`` fit a world in the active freeze, and one that starts later."""
    day = datetime(2031, 5, 1, tzinfo=timezone.utc)
    with freezegun.freeze_time(day):
        drawn = find(strategies.seeds(), lambda words: words.get("state", "OPEN") == "OPEN" and "expires" in words)
    with freezegun.freeze_time(day + later - timedelta(milliseconds=1) * bool(later)):
        assert make(Settings()).fake.seed(**drawn).state == "OPEN"
    assert drawn["requested"] == day


def test_the_extra_is_named_where_it_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without hypothesis, the error of the import says what to install."""
    monkeypatch.setitem(sys.modules, "hypothesis", None)
    monkeypatch.delitem(sys.modules, "pytest_orghandshake.strategies")
    with pytest.raises(ImportError) as caught:
        importlib.import_module("pytest_orghandshake.strategies")
    assert str(caught.value) == (
        "pytest_orghandshake.strategies: import of hypothesis halted; None in sys.modules: pip install "
        "'pytest-orghandshake[hypothesis]'"
    )


def test_an_open_invitation_is_the_simplest() -> None:
    """Everything shrinks to an open invitation without arguments."""
    assert find(strategies.seeds(), lambda _: True) == {}


class AllSeenError(Exception):
    """Every combination has been drawn."""


def test_every_state_of_every_action_is_drawn() -> None:
    """Every state of every action is drawn: the search stops when it has seen them all."""
    missing = set(product(get_args(State), get_args(Action)))

    @settings(max_examples=3000, database=None, phases=[Phase.generate])
    @given(strategies.seeds())
    def see(words: dict[str, Any]) -> None:
        missing.discard((words.get("state", "OPEN"), words.get("action", "INVITE")))
        if not missing:
            raise AllSeenError

    with suppress(AllSeenError):
        see()
    assert missing == set()


@pytest.mark.parametrize(
    ("state", "action"),
    [("OPEN", "ENABLE_ALL_FEATURES"), ("EXPIRED", "INVITE"), ("DECLINED", "TRANSFER_RESPONSIBILITY")],
)
def test_a_kind_shrinks_to_the_words_it_needs(state: str, action: str) -> None:
    """A seed of one state and action shrinks to the arguments that it needs."""

    def is_wanted(words: dict[str, Any]) -> bool:
        return (words.get("state", "OPEN"), words.get("action", "INVITE")) == (state, action)

    expected = {"state": state, "action": action}
    expected = {name: value for name, value in expected.items() if value not in ("OPEN", "INVITE")}
    assert find(strategies.seeds(), is_wanted) == expected


@pytest.mark.parametrize("word", ["account", "email", "notes", "requested", "entered", "parties", "resources"])
def test_every_word_of_seed_is_drawn(word: str) -> None:
    """Every argument of seed that makes sense alone is drawn."""
    assert word in find(strategies.seeds(), lambda words: word in words)


def test_seeds_are_drawn_for_the_time_of_the_world() -> None:
    """In a world whose clock was moved, seeds are drawn for its time."""
    now = datetime(2031, 5, 1, tzinfo=timezone.utc)
    for form in (now, now.isoformat(), now.timestamp()):
        drawn = find(strategies.seeds(now=form), lambda words: words.get("state") == "EXPIRED" and "expires" in words)
        assert drawn["expires"] == now
    with pytest.raises(SetupError, match="has no time zone"):
        find(strategies.seeds(now=now.replace(tzinfo=None)), lambda _: True)
    fake = make(Settings()).fake
    fake.move_to(now)
    assert fake.seed(**drawn).state == "EXPIRED"


@given(strategies.handshake_ids(), strategies.account_ids())
def test_ids_match_awss_patterns(handshake_id: str, account_id: str) -> None:
    """Ids match the patterns in botocore's model, and seed accepts them."""
    assert re.fullmatch(r"h-[0-9a-z]{8,32}", handshake_id)
    assert re.fullmatch(r"\d{12}", account_id, re.ASCII)
    fake = make(Settings()).fake
    assert fake.seed(id=handshake_id, account=account_id).account == account_id


@pytest.mark.parametrize("word", ["account", "email", "notes", "parties", "resources", "requested"])
def test_only_what_makes_a_test_fail_is_left(word: str) -> None:
    """After shrinking, only the argument that makes a test fail is left."""
    failed: list[dict[str, Any]] = []

    @hypothesis.seed(1)  # type: ignore[untyped-decorator,unused-ignore] # older ones have no types
    @settings(max_examples=150, database=None, derandomize=False)
    @given(strategies.seeds())
    def check(words: dict[str, Any]) -> None:
        if words.get(word):
            failed.append(words)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        check()
    assert set(failed[-1]) == ({"requested", "expires"} if word == "requested" else {word})
