"""Where in a test something was written."""

from __future__ import annotations

import functools
import sys
from pathlib import Path

CODE_UNDER_TEST = "a call of the code under test"

_PACKAGE = __name__.partition(".")[0]


def origin() -> str:
    """Return the file and line, outside of this package, that called."""
    frame = sys._getframe()
    while frame.f_back is not None and frame.f_globals.get("__name__", "").partition(".")[0] == _PACKAGE:
        frame = frame.f_back
    return _line(frame.f_code.co_filename, frame.f_lineno)


@functools.lru_cache(maxsize=1024)
def _line(filename: str, number: int) -> str:
    path = Path(filename)
    try:
        path = path.relative_to(Path.cwd())
    except (OSError, ValueError):  # no such folder any more, or another
        path = Path(path.name)
    return f"{path}:{number}"
