"""One clock for the world: an instant of its own, or the one that time-machine or freezegun dictates.

Instants are whole milliseconds since the epoch, the resolution of AWS's own timestamps.
"""

from __future__ import annotations

import math
import sys
import time
from datetime import datetime, timedelta, timezone
from typing import Any

from .._exceptions import HIDDEN, SetupError

__tracebackhide__ = HIDDEN

SECOND = 1_000
DAY = 86_400_000

When = datetime | float | str
"""An aware datetime, epoch seconds, or ISO 8601 text (extended or basic form, UTC unless it says otherwise)."""

EARLIEST, LATEST = -62_135_596_800_000, 253_370_764_800_000
"""The years 1 to 9998: what a datetime can hold, with room for what follows."""

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_MILLISECOND = timedelta(milliseconds=1)


def to_datetime(instant: int) -> datetime:
    """Return an instant as an aware datetime in UTC."""
    return _EPOCH + instant * _MILLISECOND


def to_iso(instant: int) -> str:
    """Return an instant as a person writes it, in whole seconds."""
    return to_datetime(instant).isoformat(timespec="seconds").replace("+00:00", "Z")


def to_instant(when: object) -> int:
    """Read a moment in any form that boto3, the AWS CLI or a person writes it; text is UTC unless it says otherwise."""
    if isinstance(when, str):
        when = _parse(when)
    if isinstance(when, datetime):
        if when.utcoffset() is None:
            raise _naive(when)
        return (when - _EPOCH) // _MILLISECOND
    if isinstance(when, (int, float)) and not isinstance(when, bool):
        try:
            to_datetime(instant := round(when * SECOND))
        except (OverflowError, ValueError):
            raise _not_a_moment(when) from None
        return instant
    raise _not_a_moment(when)


def to_milliseconds(delta: timedelta | float) -> int:
    """Read a span of time: a timedelta, or seconds.

    Raises:
        SetupError: It is none, or one that no two moments are apart.
    """
    if isinstance(delta, timedelta):
        return delta // _MILLISECOND
    if isinstance(delta, (int, float)) and not isinstance(delta, bool):
        try:
            if math.isfinite(delta):
                return round(delta * SECOND)
        except OverflowError:
            raise _out_of_range() from None
    raise SetupError(f"{delta!r} is not a span of time: write timedelta(days=16), or seconds as a number")


def _parse(text: str) -> datetime:
    try:
        from dateutil.parser import isoparse  # noqa: PLC0415 - most tests write no text; botocore brings it along
    except ImportError:  # botocore admits any from 2.1 on
        raise SetupError(
            f"reading {text!r} needs python-dateutil 2.7 or later: pip install -U python-dateutil"
        ) from None
    try:
        moment: datetime = isoparse(text.strip())
    except ValueError:
        raise _not_a_moment(text) from None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=timezone.utc)


def _not_a_moment(when: object) -> SetupError:
    return SetupError(
        f"{when!r} is not a moment in time: write an aware datetime, epoch seconds, or ISO 8601 text such as "
        "'2026-01-31T12:00:00Z'"
    )


def _naive(when: datetime) -> SetupError:
    aware = repr(datetime.combine(when.date(), when.time(), timezone.utc)).replace("datetime.", "")
    return SetupError(
        f"{when!r} has no time zone, so it is ambiguous: write {aware.replace('FakeDatetime', 'datetime')}, or "
        "datetime.now(timezone.utc) for the present"
    )


def _out_of_range() -> SetupError:
    return SetupError("the clock covers the years 1 to 9998")


class Clock:
    """Stands still until moved; while time-machine or freezegun is active it shows their time instead.

    It begins at the time of the process, or at a moment that a test names. Each freeze keeps what the test added to it.
    """

    __slots__ = ("_instant", "_offsets")

    def __init__(self, begin: int | None = None) -> None:
        self._offsets: dict[int, tuple[object, int]] = {}
        self._instant = 0
        if begin is None:
            external = external_time()
            self._instant = time.time_ns() // 1_000_000 if external is None else external
        else:
            self.move_to(begin)
            self._instant = begin

    def now(self) -> int:
        """Return the instant the world is at."""
        if "freezegun" not in sys.modules and "time_machine" not in sys.modules:
            return self._instant
        followed, shown = _external_clock()
        if followed is None:
            return self._instant
        _, offset = self._offsets.get(id(followed), (None, 0))
        if not EARLIEST <= shown + offset <= LATEST:
            raise _out_of_range()
        return shown + offset

    def move_to(self, instant: int) -> None:
        """Go to an instant, forwards or backwards.

        Raises:
            SetupError: It lies beyond what a datetime can hold.
        """
        if not EARLIEST <= instant <= LATEST:
            raise _out_of_range()
        followed, shown = _external_clock()
        if followed is None:
            self._instant = instant
        else:
            self._offsets[id(followed)] = followed, instant - shown  # kept, or another one could get its id


class StoppedClock(Clock):
    """Shows one moment: the one at which something happened that is looked at later."""

    __slots__ = ()

    def __init__(self, instant: int) -> None:
        self._instant = instant

    def now(self) -> int:
        """Return that moment."""
        return self._instant


def external_time() -> int | None:
    """Return what time-machine or freezegun shows, if one of them is active."""
    followed, shown = _external_clock()
    return None if followed is None else shown


def _external_clock() -> tuple[object, int]:
    """Find who else moves the clock (the innermost freeze or travel) and what it shows."""
    freezegun: Any = sys.modules.get("freezegun.api")
    if freezegun is not None and freezegun.freeze_factories:
        factory = freezegun.freeze_factories[-1]
        # To call one that ticks by itself ticks it, and a look of ours is none of the code under test.
        frozen = factory.time_to_freeze if hasattr(factory, "step_width") else factory()
        return factory, (frozen.replace(tzinfo=timezone.utc) - _EPOCH) // _MILLISECOND
    machine: Any = sys.modules.get("time_machine")
    if machine is not None:
        # The stack of travellers was renamed in time-machine 3.
        stack = getattr(machine, "traveller_stack", None) or getattr(machine, "coordinates_stack", None)
        if stack:
            return stack[-1], stack[-1].time_ns() // 1_000_000
    return None, 0
