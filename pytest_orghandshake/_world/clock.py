"""The clock of a world: it has its own time, or follows time-machine or freezegun.

An instant is a number of milliseconds since the epoch, the resolution of AWS's timestamps.
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
"""The years 1 to 9998: the range of a datetime, with a margin for later times such as an expiry."""

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_MILLISECOND = timedelta(milliseconds=1)


def to_datetime(instant: int) -> datetime:
    """Return an instant as an aware datetime in UTC."""
    return _EPOCH + instant * _MILLISECOND


def to_iso(instant: int) -> str:
    """Return an instant in ISO 8601, in whole seconds."""
    return to_datetime(instant).isoformat(timespec="seconds").replace("+00:00", "Z")


def to_instant(when: object) -> int:
    """Read a time in any form that boto3, the AWS CLI or a person writes; text is UTC unless it says otherwise."""
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
        SetupError: It is not a span of time, or it is infinite or too large.
    """
    if isinstance(delta, timedelta):
        return delta // _MILLISECOND
    if isinstance(delta, (int, float)) and not isinstance(delta, bool):
        try:
            if math.isfinite(delta):
                return round(delta * SECOND)
        except OverflowError:
            raise _out_of_range() from None
    raise SetupError(
        f"{delta!r} is not a span of time: write a timedelta, as in timedelta(days=16), or seconds as a number"
    )


def _parse(text: str) -> datetime:
    try:
        from dateutil.parser import isoparse  # noqa: PLC0415 - few tests pass text; botocore depends on it
    except ImportError:  # botocore accepts every version since 2.1
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
    """Stands still until it is moved; while time-machine or freezegun is active, it follows their time.

    It starts at the current time, or at a time that a test sets. Offsets that a test adds during a freeze belong to that
    freeze.
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
        """Return the current instant."""
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
        """Set the clock to an instant, forwards or backwards.

        Raises:
            SetupError: The instant is out of range.
        """
        if not EARLIEST <= instant <= LATEST:
            raise _out_of_range()
        followed, shown = _external_clock()
        if followed is None:
            self._instant = instant
        else:
            self._offsets[id(followed)] = followed, instant - shown  # the reference keeps its id from being reused


class StoppedClock(Clock):
    """Shows one fixed time: that of an event which the world catches up with later."""

    __slots__ = ()

    def __init__(self, instant: int) -> None:
        self._instant = instant

    def now(self) -> int:
        """Return the fixed instant."""
        return self._instant


def external_time() -> int | None:
    """Return the time of time-machine or freezegun, if one of them is active."""
    followed, shown = _external_clock()
    return None if followed is None else shown


def _external_clock() -> tuple[object, int]:
    """Return the innermost active freeze or travel, and its time."""
    freezegun: Any = sys.modules.get("freezegun.api")
    if freezegun is not None and freezegun.freeze_factories:
        factory = freezegun.freeze_factories[-1]
        # Calling a factory with auto_tick_seconds advances it, which only the code under test should do.
        frozen = factory.time_to_freeze if hasattr(factory, "step_width") else factory()
        return factory, (frozen.replace(tzinfo=timezone.utc) - _EPOCH) // _MILLISECOND
    machine: Any = sys.modules.get("time_machine")
    if machine is not None:
        # time-machine 3 renamed the stack.
        stack = getattr(machine, "traveller_stack", None) or getattr(machine, "coordinates_stack", None)
        if stack:
            return stack[-1], stack[-1].time_ns() // 1_000_000
    return None, 0
