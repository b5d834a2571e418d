"""The arguments ``after_calls`` and ``after``, which say when the other side acts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._exceptions import HIDDEN, SetupError
from .._world.clock import to_milliseconds

if TYPE_CHECKING:
    from datetime import timedelta

__tracebackhide__ = HIDDEN


def check_after_calls(after_calls: object) -> None:
    """Refuse a value that is not a number of calls."""
    if not isinstance(after_calls, int) or isinstance(after_calls, bool) or after_calls < 0:
        raise SetupError(
            f"after_calls={after_calls!r} is not a number of calls: write 3 for the third call, or remove it"
        )


def read_wait(after_calls: int, after: timedelta | float | None) -> int | None:
    """Check both arguments, and return ``after`` in milliseconds, or None."""
    check_after_calls(after_calls)
    if after is None:
        return None
    if after_calls:
        raise SetupError("after_calls= and after= can't be combined: write one of them")
    wait = to_milliseconds(after)
    if wait < 0:
        raise SetupError(f"after={after!r} is negative: write how long from now the other side acts")
    return wait
