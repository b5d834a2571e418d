"""Find the line of the test, or of the code under test, that called the plugin."""

from __future__ import annotations

import functools
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from types import FrameType

CODE_UNDER_TEST = "a call of the code under test"

OVER_HTTP = "over HTTP"
"""The origin of a call from another process, whose line is unknown here."""

_PACKAGE = __name__.partition(".")[0]
_SERVER = f"{_PACKAGE}._transport.server"
_PLUMBING = frozenset({
    _PACKAGE,
    *("boto3", "botocore", "s3transfer", "aioboto3", "aiobotocore", "moto"),
    *("asyncio", "concurrent", "contextlib", "contextvars", "functools", "selectors", "threading"),
    # Libraries that wrap clients to retry or measure their calls.
    *("aws_xray_sdk", "backoff", "ddtrace", "opentelemetry", "sentry_sdk", "tenacity", "wrapt"),
    # Libraries that run tests: below them, the stack has no line of the code under test.
    *("_pytest", "anyio", "pluggy", "pytest", "pytest_asyncio", "unittest", "uvloop", "runpy"),
})  # fmt: skip


def origin() -> str:
    """Return the file and line outside this package from which it was called."""
    frame = sys._getframe()
    while frame.f_back is not None and frame.f_globals.get("__name__", "").partition(".")[0] == _PACKAGE:
        frame = frame.f_back
    return _line(frame.f_code.co_filename, frame.f_lineno)


def call_site() -> str | None:
    """Return the line of the code under test that makes this call, or ``OVER_HTTP``; None if no line is known.

    It walks the stack, so it is used only for calls that fail and calls that create handshakes.
    """
    frame: FrameType | None = sys._getframe()
    is_in_a_loop = False
    while frame is not None:
        name = frame.f_globals.get("__name__") or ""
        if name == _SERVER:
            return OVER_HTTP
        package = name.partition(".")[0]
        is_in_a_loop = is_in_a_loop or package == "asyncio"
        if package not in _PLUMBING:
            # Below the event loop's frames is only the code that runs the loop.
            return (_awaiting_line() if is_in_a_loop else None) or _line(frame.f_code.co_filename, frame.f_lineno)
        frame = frame.f_back
    return _awaiting_line() if is_in_a_loop else None


def _awaiting_line() -> str | None:
    """Return the line that awaits this asyncio task, if ``gather``, a ``TaskGroup`` or the like wrapped the call in a task.

    asyncio keeps what awaits a task in private attributes; if a version lacks them, no line is known.
    """
    import asyncio  # noqa: PLC0415 - it is imported already

    current = asyncio.current_task()
    groups = [getattr(each[0], "__self__", None) for each in getattr(current, "_callbacks", None) or ()]
    parents = [getattr(each, "_parent_task", None) for each in groups]
    for task in () if current is None else asyncio.all_tasks():
        waiter = getattr(task, "_fut_waiter", None)
        if task in parents or waiter is current or current in getattr(waiter, "_children", ()):
            return _innermost_line(task.get_coro())
    return None


def _innermost_line(coroutine: Any) -> str | None:  # noqa: ANN401 - a coroutine, or whatever else can be awaited
    found = None
    while (frame := getattr(coroutine, "cr_frame", None)) is not None:
        if (frame.f_globals.get("__name__") or "").partition(".")[0] not in _PLUMBING:
            found = _line(frame.f_code.co_filename, frame.f_lineno)
        coroutine = coroutine.cr_await
    return found


@functools.lru_cache(maxsize=1024)
def _line(filename: str, number: int) -> str:
    path = Path(filename)
    try:
        path = path.relative_to(Path.cwd())
    except (OSError, ValueError):  # the working directory is gone, or the file is outside it
        path = Path(path.name)
    return f"{path}:{number}"
