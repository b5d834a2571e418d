from __future__ import annotations

import sys
from datetime import datetime, timedelta, timezone
from types import SimpleNamespace
from typing import TYPE_CHECKING

import freezegun
import pytest
import time_machine

from pytest_orghandshake import SetupError
from pytest_orghandshake._world import clock
from pytest_orghandshake._world.clock import START, to_datetime, to_instant, to_milliseconds

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_orghandshake import OrgHandshake

NOON = datetime(2026, 3, 1, 12, tzinfo=timezone.utc)


def test_every_world_begins_at_the_same_moment(orghandshake: OrgHandshake) -> None:
    """A world begins at a fixed instant, so that timestamps are the same at every run."""
    assert orghandshake.now == datetime(2025, 12, 1, 12, tzinfo=timezone.utc) == to_datetime(START)


def test_the_clock_goes_where_it_is_told(orghandshake: OrgHandshake) -> None:
    """The clock goes where it is told, forwards and backwards."""
    orghandshake.move_to(NOON)
    orghandshake.shift(timedelta(days=1))
    orghandshake.shift(-3600)
    assert orghandshake.now == datetime(2026, 3, 2, 11, tzinfo=timezone.utc)


def test_the_clock_follows_time_machine(orghandshake: OrgHandshake) -> None:
    """While time-machine travels its time is the world's, plus what the test shifts; afterwards our own again."""
    before = orghandshake.now
    with time_machine.travel(NOON, tick=False) as traveller:
        assert orghandshake.now == NOON
        orghandshake.shift(60)
        traveller.shift(timedelta(hours=1))
        assert orghandshake.now == NOON + timedelta(hours=1, minutes=1)
        with time_machine.travel(NOON, tick=False):
            assert orghandshake.now == NOON
    assert orghandshake.now == before


def test_the_clock_follows_freezegun(orghandshake: OrgHandshake) -> None:
    """While freezegun freezes its time is the world's."""
    states = []
    invite = orghandshake.seed()
    with freezegun.freeze_time("2025-12-16T11:59:59.999Z") as frozen:
        states.append(invite.state)
        frozen.tick(0.001)
        states.append(invite.state)
        orghandshake.move_to("2025-12-02")
        states.append(invite.state)
    assert states == ["OPEN", "EXPIRED", "OPEN"]
    assert orghandshake.now == to_datetime(START)


@pytest.mark.parametrize("absent", [("freezegun", "time_machine"), ("time_machine",), ("freezegun.api",)])
def test_neither_time_machine_nor_freezegun_is_needed(
    orghandshake: OrgHandshake, monkeypatch: pytest.MonkeyPatch, absent: tuple[str, ...]
) -> None:
    """Neither of them has to be installed."""
    present = {name: module for name, module in sys.modules.items() if name not in absent}
    monkeypatch.setattr(clock, "sys", SimpleNamespace(modules=present))
    orghandshake.shift(60)
    assert orghandshake.now == to_datetime(START + 60_000)


@pytest.mark.parametrize(
    "when",
    [
        NOON,
        NOON.replace(tzinfo=None),
        NOON.astimezone(timezone(timedelta(hours=5, minutes=30))),
        NOON.timestamp(),
        int(NOON.timestamp()),
        "2026-03-01T12:00:00Z",
        "2026-03-01T12:00:00.000Z",
        "2026-03-01 12:00",
        "20260301T1200Z",
        "20260301T120000Z",
        "2026-03-01T14:30:00+02:30",
        "2026-03-01T10:00:00-0200",
        "2026-03-01T13:00:00+01",
        " 2026-03-01T12:00:00,0000001Z ",
    ],
)
def test_every_form_of_a_moment_is_read(when: datetime | float | str) -> None:
    """Datetimes, epoch seconds and ISO 8601, extended and basic, are the same moment; naive means UTC."""
    assert to_datetime(to_instant(when)) == NOON


def test_milliseconds_are_kept() -> None:
    """AWS's timestamps have milliseconds, and so has every instant."""
    assert to_instant("2016-11-30T17:24:58.046Z") == to_instant(1480526698.046) == 1480526698046


@pytest.mark.parametrize("when", ["tomorrow", "2026-13-01", None, True, [], float("inf"), float("nan"), 1e300])
def test_what_is_no_moment_is_refused(when: object) -> None:
    """What is no moment is refused, with what to write instead."""
    with pytest.raises(SetupError) as caught:
        to_instant(when)
    assert str(caught.value) == (
        f"{when!r} is not a moment in time: write an aware datetime, epoch seconds, or ISO 8601 text such as "
        "'2026-01-31T12:00:00Z'"
    )


@pytest.mark.parametrize("delta", ["1d", None, True, float("inf"), float("nan")])
def test_what_is_no_span_of_time_is_refused(delta: timedelta) -> None:
    """What is no span of time is refused, with what to write instead."""
    with pytest.raises(SetupError) as caught:
        to_milliseconds(delta)
    assert str(caught.value) == (f"{delta!r} is not a span of time: write timedelta(days=16), or seconds as a number")


@pytest.mark.parametrize("move", [lambda fake: fake.shift(1e15), lambda fake: fake.move_to("9999-01-01T00:00:01Z")])
def test_the_clock_stays_within_the_years_of_a_datetime(
    orghandshake: OrgHandshake, move: Callable[[OrgHandshake], None]
) -> None:
    """The clock does not go where no datetime follows, and stays where it was."""
    with pytest.raises(SetupError) as caught:
        move(orghandshake)
    assert str(caught.value) == "the clock covers the years 1 to 9998"
    assert orghandshake.now == datetime(2025, 12, 1, 12, tzinfo=timezone.utc)
    orghandshake.move_to("9999-01-01T00:00:00Z")
    orghandshake.move_to("0001-01-01T00:00:00Z")
