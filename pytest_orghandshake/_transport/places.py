"""The port, the config files and the home directory for child processes.

The port and the files stay the same for the whole process, so that a child from an earlier test can still use them.
"""

from __future__ import annotations

import atexit
import os
import shutil
import socket
import tempfile
from functools import lru_cache
from pathlib import Path

from .._world.identity import DEFAULT_KEY, SECRET

HOST = "127.0.0.1"
_REUSE = getattr(socket, "SO_REUSEPORT", socket.SO_REUSEADDR)  # Windows only has the second, with the same effect

_UNUSED = 1
"""A port on which nothing is expected to listen, for processes that may not make sockets."""

_HOME_VARIABLES = ("USERPROFILE",) if os.name == "nt" else ("HOME",)

_taken: set[int] = set()
"""The ports on which servers in this process listen."""

_reserved: dict[int, int] = {}
"""The reserved port by process id: a forked child that starts a fake of its own needs another port."""

_written: set[str] = set()
"""The paths of the config files that were written."""


def port() -> int:
    """Return the port reserved for this process, which refuses connections until a server listens on it."""
    process = os.getpid()
    if process not in _reserved:
        try:
            bound = _bind(0)
        except Exception:  # noqa: BLE001 - plugins that block sockets raise exceptions of their own
            return _UNUSED
        _reserved[process] = bound.getsockname()[1]
        bound.detach()  # it stays open, and bound, to the end of the process
    return _reserved[process]


def _bind(number: int) -> socket.socket:
    """Return a socket bound to a port of the loopback interface, which another socket may have reserved."""
    bound = socket.socket()
    bound.setsockopt(socket.SOL_SOCKET, _REUSE, 1)
    bound.bind((HOST, number))
    return bound


class Place:
    """The listening socket of one server, and the home directory of its child processes.

    The port is the one reserved for the process, unless another server listens on it.
    """

    def __init__(self) -> None:
        reserved = port()
        self.listener = _bind(0 if reserved in _taken or reserved == _UNUSED else reserved)
        self._number: int = self.listener.getsockname()[1]
        _taken.add(self._number)
        self._home: Path | None = None

    def make_home(self) -> None:
        """Make a home directory with links to everything in the real one except ``.aws``."""
        real, made = Path.home(), Path(tempfile.mkdtemp(prefix="orghandshake-home-"))
        try:
            for each in real.iterdir():
                if each.name != ".aws":
                    (made / each.name).symlink_to(each)
        except OSError:  # the real one is missing or unreadable, or Windows requires a privilege for links
            shutil.rmtree(made)
            return
        self._home = made

    def home_environment(self) -> dict[str, str]:
        """Return the variables that name the home directory, if one was made."""
        return {} if self._home is None else dict.fromkeys(_HOME_VARIABLES, str(self._home))

    def leave(self) -> None:
        """Release the port and remove the home directory."""
        _taken.discard(self._number)
        if self._home is not None:
            shutil.rmtree(self._home, ignore_errors=True)
            self._home = None


def files() -> tuple[str, str]:
    """Return the paths of a config and a credentials file with fake keys in a profile named ``default``."""
    found = _files(os.getpid())
    if not all(map(os.path.exists, found)):  # a test may have removed the folder for temporary files
        _files.cache_clear()
        found = _files(os.getpid())
    return found


def is_own_file(path: object) -> bool:
    """Tell whether a path is that of one of these files."""
    return path in _written


@lru_cache(maxsize=1)
def _files(process: int) -> tuple[str, str]:
    folder = Path(tempfile.mkdtemp(prefix="orghandshake-"))
    config, credentials = folder / "config", folder / "credentials"
    config.write_text("[default]\n", encoding="ascii")
    credentials.write_text(
        f"[default]\naws_access_key_id = {DEFAULT_KEY}\naws_secret_access_key = {SECRET}\n", encoding="ascii"
    )
    _written.update((str(config), str(credentials)))

    def remove() -> None:  # pragma: no cover - at the end of the process
        if os.getpid() == process:
            shutil.rmtree(folder, ignore_errors=True)

    atexit.register(remove)
    return str(config), str(credentials)
