from __future__ import annotations

import sys
import time
from datetime import datetime, timedelta, timezone, tzinfo
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import boto3
import freezegun
import pytest
import time_machine
from answers import START

from pytest_orghandshake import SetupError, fake_handshakes
from pytest_orghandshake._world import clock
from pytest_orghandshake._world.clock import to_datetime, to_instant, to_milliseconds

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_orghandshake import OrgHandshake

NOON = datetime(2026, 3, 1, 12, tzinfo=timezone.utc)


def present() -> datetime:
    """Return the current time, in whole milliseconds."""
    now = datetime.now(timezone.utc)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


@pytest.mark.orghandshake(now=None)
def test_begins_when_the_test_begins(orghandshake: OrgHandshake) -> None:
    """A world starts at the current time, in whole milliseconds, and its clock stands still."""
    first = orghandshake.now
    assert present() - timedelta(seconds=30) < first <= present()
    time.sleep(0.002)
    assert first.microsecond % 1000 == 0
    assert orghandshake.now == first
    assert orghandshake.organization.management.joined == first
    assert orghandshake.seed().requested == first


@pytest.mark.orghandshake(now=None)
def test_fresh_handshakes_are_not_expired_for_the_code(orghandshake: OrgHandshake) -> None:
    """For code that uses the real clock, a fresh handshake has not expired."""
    invite = orghandshake.seed()
    reply = boto3.client("organizations").describe_handshake(HandshakeId=invite)["Handshake"]
    assert reply["RequestedTimestamp"] <= datetime.now(timezone.utc) < reply["ExpirationTimestamp"]


@pytest.mark.parametrize("when", ["2026-03-01T12:00:00Z", NOON, NOON.timestamp()])
def test_now_fixes_the_beginning(when: datetime | float | str) -> None:
    """``now=`` accepts every form of a time, and ``reset()`` starts there again."""
    with fake_handshakes(now=when) as fake:
        assert fake.now == NOON
        fake.shift(60)
        fake.reset()
        assert fake.now == fake.organization.management.joined == NOON


@pytest.mark.orghandshake(now="2026-03-01T12:00:00Z")
def test_the_marker_fixes_the_beginning(orghandshake: OrgHandshake) -> None:
    """The marker's ``now=`` wins over the ini file's."""
    assert orghandshake.now == NOON


def test_the_ini_file_fixes_the_beginning(pytester: pytest.Pytester) -> None:
    """``orghandshake_now`` sets the start of every world of the fixture."""
    pytester.makeini("[pytest]\norghandshake_now = 2026-03-01T12:00:00Z")
    pytester.makepyfile("""
        def test_ini(orghandshake):
            assert orghandshake.now.isoformat() == "2026-03-01T12:00:00+00:00"
    """)
    pytester.runpytest("-p", "no:randomly").assert_outcomes(passed=1)


@pytest.mark.parametrize(
    ("when", "message"),
    [
        (
            "noon",
            "now: 'noon' is not a moment in time: write an aware datetime, epoch seconds, or ISO 8601 text such as "
            "'2026-01-31T12:00:00Z'",
        ),
        (
            datetime(2026, 3, 1, 12),  # noqa: DTZ001 - what is refused
            "now: datetime.datetime(2026, 3, 1, 12, 0) has no time zone, so it is ambiguous: write datetime(2026, 3, "
            "1, 12, 0, tzinfo=timezone.utc), or datetime.now(timezone.utc) for the present",
        ),
        ("9999-02-01", "now='9999-02-01': the clock covers the years 1 to 9998"),
    ],
)
def test_wrong_beginnings(when: Any, message: str) -> None:
    """A ``now=`` that is not a time is refused before a fake is made."""
    with pytest.raises(SetupError) as caught, fake_handshakes(now=when):
        pass
    assert str(caught.value) == message


def test_ids_do_not_depend_on_the_time() -> None:
    """The ids of a test are the same in every run, whenever it runs."""
    seen = []
    for when in ("2026-03-01T12:00:00Z", "2027-03-01T12:00:00Z"):
        with fake_handshakes(now=when) as fake:
            invite, transfer = fake.seed(), fake.seed(action="TRANSFER_RESPONSIBILITY")
            seen.append(
                (invite, invite.account, transfer, transfer.account, fake.add_organization(), transfer.resources[2])
            )
    assert seen[0] == seen[1]


def test_the_clock_goes_where_it_is_told(orghandshake: OrgHandshake) -> None:
    """The clock can be set forwards and backwards."""
    orghandshake.move_to(NOON)
    orghandshake.shift(timedelta(days=1))
    orghandshake.shift(-3600)
    assert orghandshake.now == datetime(2026, 3, 2, 11, tzinfo=timezone.utc)


def test_the_clock_follows_time_machine(orghandshake: OrgHandshake) -> None:
    """While time-machine is active, the clock shows its time plus what the test shifts; then its own time again."""
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
    """While freezegun is active, the clock shows its time."""
    states = []
    invite = orghandshake.seed()
    with freezegun.freeze_time("2025-12-16T11:59:59.999Z") as frozen:
        states.append(invite.state)
        frozen.tick(0.001)
        states.append(invite.state)
        orghandshake.move_to("2025-12-02")
        states.append(invite.state)
    assert states == ["OPEN", "EXPIRED", "OPEN"]
    assert orghandshake.now == START


@pytest.mark.parametrize("freeze", [freezegun.freeze_time, time_machine.travel])
def test_each_freeze_keeps_its_own_shift(orghandshake: OrgHandshake, freeze: Callable[..., Any]) -> None:
    """An offset that a test adds during a freeze belongs to that freeze, even if freezes are nested."""
    with freeze(NOON):
        orghandshake.shift(timedelta(days=1))
        with freeze(NOON + timedelta(days=100)):
            orghandshake.shift(timedelta(days=2))
            inner = orghandshake.now
        outer = orghandshake.now
    assert [round((moment - NOON) / timedelta(days=1)) for moment in (outer, inner)] == [1, 102]
    assert orghandshake.now == START


def test_a_look_does_not_tick_freezegun(orghandshake: OrgHandshake) -> None:
    """With auto_tick_seconds, only the code under test advances the frozen time, not the fake."""
    with freezegun.freeze_time(NOON, auto_tick_seconds=15):
        invite = orghandshake.seed()
        assert orghandshake.now == invite.requested == NOON
        assert invite.state == "OPEN"
        assert datetime.now(timezone.utc) == NOON
        assert orghandshake.now == NOON + timedelta(seconds=15)


def test_follows_a_freeze_that_runs_on(orghandshake: OrgHandshake) -> None:
    """A frozen clock that ticks by itself is followed."""
    with freezegun.freeze_time(NOON, tick=True):
        first = orghandshake.now
        time.sleep(0.005)
        assert NOON <= first < orghandshake.now < NOON + timedelta(minutes=1)


@pytest.mark.parametrize("freeze", [freezegun.freeze_time, time_machine.travel])
def test_a_world_begins_in_the_freeze_it_is_made_in(freeze: Callable[..., Any]) -> None:
    """A world that is made during a freeze starts at its time, and stays there when the freeze ends."""
    with freeze(NOON) as frozen, fake_handshakes() as fake:
        assert fake.now - NOON < timedelta(seconds=30)
        assert fake.organization.management.joined is not None
        assert fake.organization.management.joined - NOON < timedelta(seconds=30)
        del frozen


@pytest.mark.parametrize("freeze", [freezegun.freeze_time, lambda when: time_machine.travel(when, tick=False)])
def test_now_wins_over_the_freeze_that_is_there(freeze: Callable[..., Any]) -> None:
    """``now=`` offsets a world that starts during a freeze; it follows that freeze from there, and later ones as usual."""
    with freeze(NOON) as frozen, fake_handshakes(now=START) as fake:
        assert fake.now == START
        (frozen.tick if hasattr(frozen, "tick") else frozen.shift)(timedelta(hours=1))
        assert fake.now == START + timedelta(hours=1)
        with freeze(NOON):
            assert fake.now == NOON


@pytest.mark.parametrize("absent", [("freezegun", "time_machine"), ("time_machine",), ("freezegun.api",)])
def test_neither_time_machine_nor_freezegun_is_needed(
    orghandshake: OrgHandshake, monkeypatch: pytest.MonkeyPatch, absent: tuple[str, ...]
) -> None:
    """Neither time-machine nor freezegun has to be installed."""
    present = {name: module for name, module in sys.modules.items() if name not in absent}
    monkeypatch.setattr(clock, "sys", SimpleNamespace(modules=present))
    orghandshake.shift(60)
    assert orghandshake.now == START + timedelta(minutes=1)


@pytest.mark.parametrize(
    "when",
    [
        NOON,
        NOON.astimezone(timezone(timedelta(hours=5, minutes=30))),
        NOON.timestamp(),
        int(NOON.timestamp()),
        "2026-03-01T12:00:00Z",
        "2026-03-01T12:00:00.000Z",
        "2026-03-01 12:00",
        "20260301T1200Z",
        "20260301T120000Z",
        "2026-W09-7T12:00Z",
        "2026-03-01T14:30:00+02:30",
        "2026-03-01T10:00:00-0200",
        "2026-03-01T13:00:00+01",
        " 2026-03-01T12:00:00,0000001Z ",
    ],
)
def test_every_form_of_a_moment_is_read(when: datetime | float | str) -> None:
    """Datetimes, epoch seconds and ISO 8601 (extended and basic) give the same time; text without an offset is UTC."""
    assert to_datetime(to_instant(when)) == NOON


def test_milliseconds_are_kept() -> None:
    """AWS's timestamps have milliseconds, and so has every instant."""
    assert to_instant("2016-11-30T17:24:58.046Z") == to_instant(1480526698.046) == 1480526698046


@pytest.mark.parametrize("when", ["tomorrow", "2026-13-01", None, True, [], float("inf"), float("nan"), 1e300])
def test_what_is_no_moment_is_refused(when: object) -> None:
    """A value that is not a time is refused, with advice."""
    with pytest.raises(SetupError) as caught:
        to_instant(when)
    assert str(caught.value) == (
        f"{when!r} is not a moment in time: write an aware datetime, epoch seconds, or ISO 8601 text such as "
        "'2026-01-31T12:00:00Z'"
    )


def test_a_dateutil_from_before_iso_8601_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """python-dateutil before 2.7 can't parse ISO 8601, and botocore accepts such versions."""
    monkeypatch.setitem(sys.modules, "dateutil.parser", SimpleNamespace())
    with pytest.raises(SetupError) as caught:
        to_instant("2026-03-01T12:00:00Z")
    assert str(caught.value) == (
        "reading '2026-03-01T12:00:00Z' needs python-dateutil 2.7 or later: pip install -U python-dateutil"
    )


class Vague(tzinfo):
    """A time zone that does not know its offset."""

    def utcoffset(self, when: datetime | None) -> None:
        """Return nothing."""

    dst = utcoffset

    def tzname(self, when: datetime | None) -> None:
        """Return nothing."""


@pytest.mark.parametrize("zone", [None, Vague()])
def test_naive_datetimes_are_refused(orghandshake: OrgHandshake, zone: tzinfo | None) -> None:
    """A datetime without an offset is ambiguous; the message has the line to write instead."""
    naive = datetime(2026, 3, 1, 12, tzinfo=zone)
    for use in (orghandshake.move_to, lambda when: orghandshake.seed(requested=when)):
        with pytest.raises(SetupError) as caught:
            use(naive)
        assert str(caught.value) == (
            f"{naive!r} has no time zone, so it is ambiguous: write datetime(2026, 3, 1, 12, 0, "
            "tzinfo=timezone.utc), or datetime.now(timezone.utc) for the present"
        )


def test_naive_datetimes_are_refused_while_frozen(orghandshake: OrgHandshake) -> None:
    """The message is the same under freezegun, where the datetime class has another name."""
    with freezegun.freeze_time(NOON), pytest.raises(SetupError) as caught:
        orghandshake.move_to(datetime.now())  # noqa: DTZ005 - what is refused
    assert str(caught.value).endswith(
        " has no time zone, so it is ambiguous: write datetime(2026, 3, 1, 12, 0, tzinfo=timezone.utc), or "
        "datetime.now(timezone.utc) for the present"
    )


@pytest.mark.parametrize("delta", ["1d", None, True, float("inf"), float("nan")])
def test_what_is_no_span_of_time_is_refused(delta: timedelta) -> None:
    """A value that is not a span of time is refused, with advice."""
    with pytest.raises(SetupError) as caught:
        to_milliseconds(delta)
    assert str(caught.value) == (
        f"{delta!r} is not a span of time: write a timedelta, as in timedelta(days=16), or seconds as a number"
    )


@pytest.mark.parametrize(
    "move",
    [
        lambda fake: fake.shift(1e15),
        lambda fake: fake.shift(1e308),
        lambda fake: fake.shift(10**400),
        lambda fake: fake.shift(timedelta.max),
        lambda fake: fake.move_to("9999-01-01T00:00:01Z"),
    ],
)
def test_the_clock_stays_within_the_years_of_a_datetime(
    orghandshake: OrgHandshake, move: Callable[[OrgHandshake], None]
) -> None:
    """The clock can't leave the range of a datetime, and stays where it was."""
    with pytest.raises(SetupError) as caught:
        move(orghandshake)
    assert str(caught.value) == "the clock covers the years 1 to 9998"
    assert orghandshake.now == START
    orghandshake.move_to("9999-01-01T00:00:00Z")
    orghandshake.move_to("0001-01-01T00:00:00Z")


def test_no_year_with_somebody_elses_clock(orghandshake: OrgHandshake) -> None:
    """A freeze that goes beyond the last year is refused with the same message, not with an OverflowError."""
    with freezegun.freeze_time("9998-12-30") as frozen:
        orghandshake.shift(timedelta(days=1))
        frozen.tick(timedelta(days=300))
        with pytest.raises(SetupError) as caught:
            _ = orghandshake.now
    assert str(caught.value) == "the clock covers the years 1 to 9998"
