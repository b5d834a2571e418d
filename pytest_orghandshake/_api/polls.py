"""A poll that cannot end: the same call again and again, the same reply, and nothing that could change it."""

from __future__ import annotations

MAX_POLLS = 5_000
"""More than any loop of a test needs, and over in a few seconds."""


class Polls:
    """Counts how often the same call got the same reply in a row, while the clock stood still and no script moved on."""

    __slots__ = ("_last", "_times")

    def __init__(self) -> None:
        self._last: tuple[object, ...] = ()
        self._times = 0

    def is_endless(self, *call: object) -> bool:
        """Count a call, and tell whether there were too many like it in a row."""
        if call != self._last:
            self._last = call
            self._times = 0
        self._times += 1
        return self._times > MAX_POLLS
