"""The time of the world, as a test moves it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._exceptions import HIDDEN
from .._world.clock import to_datetime, to_instant, to_milliseconds
from .base import Base

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from .._world.clock import When

__tracebackhide__ = HIDDEN


class Time(Base):
    """One clock, which stands still until it is moved."""

    @property
    def now(self) -> datetime:
        """What time it is in this world, in UTC, to the millisecond: when the test began, until it is moved.

        ``now=`` (marker, ini file, ``fake_handshakes``) lets it begin at a moment of yours. While time-machine or freezegun is
        active, it follows them.
        """
        return to_datetime(self._world.clock.now())

    def move_to(self, when: When) -> None:
        """Go to a moment, forwards or backwards: an aware datetime, epoch seconds or ISO 8601.

        Raises:
            SetupError: It is no such moment, or not in the years 1 to 9998.
        """
        with self._lock:
            self._world.clock.move_to(to_instant(when))
            self._service.refresh()  # what was scripted for a moment that has come

    def shift(self, delta: timedelta | float) -> None:
        """Let time pass: a timedelta or seconds, negative to go back.

        Raises:
            SetupError: It is no span of time, or leaves the years 1 to 9998.
        """
        with self._lock:
            clock = self._world.clock
            clock.move_to(clock.now() + to_milliseconds(delta))
            self._service.refresh()
