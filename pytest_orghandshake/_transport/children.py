"""Children of multiprocessing: the server that forks them keeps the environment in which it was started."""

from __future__ import annotations

import sys
from typing import Any

State = dict[str, Any]

_FIELDS = ("_forkserver_address", "_forkserver_alive_fd", "_forkserver_pid", "_forkserver_authkey")
"""Private to ``multiprocessing.forkserver.ForkServer``, which has no public way to start anew (read in Python 3.10 to 3.14)."""

_before: State = {}
_ours: State = {}


def set_forkserver_aside() -> None:
    """Let the next child get a server that has the environment of a fake: the one of earlier fakes, or a new one."""
    _swap(_before, _ours)


def put_forkserver_back() -> None:
    """Put back the server of before; that of the fakes is kept for the next one, and for the children it has."""
    _swap(_ours, _before)


def _swap(kept: State, given: State) -> None:
    server: Any = getattr(sys.modules.get("multiprocessing.forkserver"), "_forkserver", None)
    if server is None:
        return
    fields = [name for name in _FIELDS if hasattr(server, name)]
    kept.clear()
    kept.update({name: getattr(server, name) for name in fields})
    for name in fields:
        setattr(server, name, given.get(name))
    given.clear()
