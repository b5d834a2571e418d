"""Detect a poll that cannot end: the same call gets the same reply again and again, and nothing can change it."""

from __future__ import annotations

MAX_POLLS = 5_000
"""More than any loop in a test needs, yet reached in a few seconds."""


class Polls:
    """Counts identical calls with identical replies in a row, while the clock stands still and no script progresses."""

    __slots__ = ("_last", "_times")

    def __init__(self) -> None:
        self._last: tuple[object, ...] = ()
        self._times = 0

    def is_endless(self, *call: object) -> bool:
        """Count a call, and tell whether too many in a row were identical."""
        if call != self._last:
            self._last = call
            self._times = 0
        self._times += 1
        return self._times > MAX_POLLS
