"""multiprocessing's fork server, which keeps the environment in which it was started."""

from __future__ import annotations

import sys
from typing import Any

State = dict[str, Any]

_FIELDS = ("_forkserver_address", "_forkserver_alive_fd", "_forkserver_pid", "_forkserver_authkey")
"""Private attributes of ``ForkServer``, which has no public way to start a new server (read in Python 3.10 to 3.14)."""

_before: State = {}
_ours: State = {}


def set_forkserver_aside() -> None:
    """Let children come from a fork server with the fake environment: that of an earlier fake, or a new one."""
    _swap(_before, _ours)


def put_forkserver_back() -> None:
    """Restore the original fork server, and keep the fake one for its children and for later fakes."""
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
