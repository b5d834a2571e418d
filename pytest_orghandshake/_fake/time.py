"""The clock of a fake, as a test reads and moves it."""

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
    """The part of a fake that moves its clock; the clock stands still until it is moved."""

    @property
    def now(self) -> datetime:
        """The time on the fake's clock, in UTC and whole milliseconds: the start of the test, until it is moved.

        ``now=`` (marker, ``fake_handshakes``) or ``orghandshake_now`` (ini file) sets another start. While time-machine or
        freezegun is active, the clock follows it.
        """
        return to_datetime(self._world.clock.now())

    def move_to(self, when: When) -> None:
        """Set the clock, forwards or backwards: to an aware datetime, epoch seconds or ISO 8601.

        Raises:
            SetupError: The argument is not such a time, or is outside the years 1 to 9998.
        """
        with self._lock:
            self._world.clock.move_to(to_instant(when))
            self._service.refresh()  # let scripted changes happen that are due now

    def shift(self, delta: timedelta | float) -> None:
        """Move the clock by a timedelta or seconds; a negative value moves it back.

        Raises:
            SetupError: The argument is not a span of time, or leads outside the years 1 to 9998.
        """
        with self._lock:
            clock = self._world.clock
            clock.move_to(clock.now() + to_milliseconds(delta))
            self._service.refresh()
