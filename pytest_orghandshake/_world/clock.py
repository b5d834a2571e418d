"""One clock for the world: an instant of its own, or the one that time-machine or freezegun dictates.

Instants are whole milliseconds since the epoch, the resolution of AWS's own timestamps.
"""

from __future__ import annotations

import math
import re
import sys
from datetime import datetime, timedelta, timezone
from typing import Any

from .._exceptions import HIDDEN, SetupError

__tracebackhide__ = HIDDEN

START = 1_764_590_400_000
"""Where every world begins, 2025-12-01T12:00:00Z: fixed, so that a test's timestamps are the same at every run."""

SECOND = 1_000
DAY = 86_400_000

When = datetime | float | str
"""An aware datetime, epoch seconds, or ISO 8601 text (extended or basic form, UTC unless it says otherwise)."""

EARLIEST, LATEST = -62_135_596_800_000, 253_370_764_800_000
"""The years 1 to 9998: what a datetime can hold, with room for what follows."""

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_MILLISECOND = timedelta(milliseconds=1)
_ISO = re.compile(
    r"(\d{4})-?(\d\d)-?(\d\d)"
    r"(?:[T ](\d\d):?(\d\d)(?::?(\d\d)(?:[.,](\d{1,9}))?)?)?"
    r"\s*(Z|z|[+-]\d\d(?::?\d\d)?)?"
)


def to_datetime(instant: int) -> datetime:
    """Return an instant as an aware datetime in UTC."""
    return _EPOCH + instant * _MILLISECOND


def to_instant(when: object) -> int:
    """Read a moment in any form that boto3, the AWS CLI or a person writes it; naive means UTC."""
    if isinstance(when, str):
        when = _parse(when)
    if isinstance(when, datetime):
        aware = when if when.tzinfo else when.replace(tzinfo=timezone.utc)
        return (aware - _EPOCH) // _MILLISECOND
    if isinstance(when, (int, float)) and not isinstance(when, bool):
        try:
            to_datetime(instant := round(when * SECOND))
        except (OverflowError, ValueError):
            raise _not_a_moment(when) from None
        return instant
    raise _not_a_moment(when)


def to_milliseconds(delta: timedelta | float) -> int:
    """Read a span of time: a timedelta, or seconds."""
    if isinstance(delta, timedelta):
        return delta // _MILLISECOND
    if isinstance(delta, (int, float)) and not isinstance(delta, bool) and math.isfinite(delta):
        return round(delta * SECOND)
    raise SetupError(f"{delta!r} is not a span of time: write timedelta(days=16), or seconds as a number")


def _parse(text: str) -> datetime:
    match = _ISO.fullmatch(text.strip())
    if match is None:
        raise _not_a_moment(text)
    year, month, day, hour, minute, second, fraction, zone = match.groups()
    micro = int((fraction or "0").ljust(6, "0")[:6])
    offset = timedelta()
    if zone and zone not in "Zz":
        digits = zone[1:].replace(":", "").ljust(4, "0")
        offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:])) * (-1 if zone[0] == "-" else 1)
    try:
        return datetime(
            int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0), micro,
            tzinfo=timezone(offset),
        )  # fmt: skip
    except ValueError:
        raise _not_a_moment(text) from None


def _not_a_moment(when: object) -> SetupError:
    return SetupError(
        f"{when!r} is not a moment in time: write an aware datetime, epoch seconds, or ISO 8601 text such as "
        "'2026-01-31T12:00:00Z'"
    )


class Clock:
    """Stands still until moved; while time-machine or freezegun is active it shows their time instead."""

    __slots__ = ("_followed", "_instant", "_offset")

    def __init__(self) -> None:
        self._instant = START
        self._followed: object = None
        self._offset = 0

    def now(self) -> int:
        """Return the instant the world is at."""
        if "freezegun" not in sys.modules and "time_machine" not in sys.modules:
            return self._instant
        followed, shown = _external_clock()
        if followed is None:
            return self._instant
        return shown + self._offset if followed is self._followed else shown

    def move_to(self, instant: int) -> None:
        """Go to an instant, forwards or backwards.

        Raises:
            SetupError: It lies beyond what a datetime can hold.
        """
        if not EARLIEST <= instant <= LATEST:
            raise SetupError("the clock covers the years 1 to 9998")
        followed, shown = _external_clock()
        if followed is None:
            self._instant = instant
        else:
            self._followed, self._offset = followed, instant - shown


def _external_clock() -> tuple[object, int]:
    """Find who else moves the clock (the innermost freeze or travel) and what it shows."""
    freezegun: Any = sys.modules.get("freezegun.api")
    if freezegun is not None and freezegun.freeze_factories:
        factory = freezegun.freeze_factories[-1]
        return factory, to_instant(datetime.fromisoformat(factory().isoformat()))
    machine: Any = sys.modules.get("time_machine")
    if machine is not None:
        # The stack of travellers was renamed in time-machine 3.
        stack = getattr(machine, "traveller_stack", None) or getattr(machine, "coordinates_stack", None)
        if stack:
            return stack[-1], stack[-1].time_ns() // 1_000_000
    return None, 0
