"""What child processes are told of, and keep: an address on the loopback interface, and AWS's files with a default profile.

All of it is the same for the whole process, so that a child which was started in an earlier test still finds it.
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
_REUSE = getattr(socket, "SO_REUSEPORT", socket.SO_REUSEADDR)  # Windows has but the second, which does the same there

_UNUSED = 1
"""A port on which nothing listens, as far as anybody knows, for where no socket may be made."""

_HOME_VARIABLES = ("USERPROFILE",) if os.name == "nt" else ("HOME",)

_taken: set[int] = set()
"""The ports on which servers of this process listen."""

_reserved: dict[int, int] = {}
"""The port by process: a forked child that begins a fake of its own has one of its own."""


def port() -> int:
    """Return a port that refuses connections until a server listens on it, reserved for this process."""
    process = os.getpid()
    if process not in _reserved:
        try:
            bound = _bind(0)
        except Exception:  # noqa: BLE001 - what keeps tests from the network raises what it likes
            return _UNUSED
        _reserved[process] = bound.getsockname()[1]
        bound.detach()  # it stays open, and bound, to the end of the process
    return _reserved[process]


def _bind(number: int) -> socket.socket:
    """Return a socket that is bound to a port of the loopback interface, beside the one that reserves it."""
    bound = socket.socket()
    bound.setsockopt(socket.SOL_SOCKET, _REUSE, 1)
    bound.bind((HOST, number))
    return bound


class Place:
    """Where one server listens, and the home directory of the children that call it.

    The port is the one that is reserved for the process, unless another server listens on it.
    """

    def __init__(self) -> None:
        reserved = port()
        self.listener = _bind(0 if reserved in _taken or reserved == _UNUSED else reserved)
        self._number: int = self.listener.getsockname()[1]
        _taken.add(self._number)
        self._home: Path | None = None

    def make_home(self) -> None:
        """Make a home directory with links to all that the real one has, but ``.aws``."""
        real, made = Path.home(), Path(tempfile.mkdtemp(prefix="orghandshake-home-"))
        try:
            for each in real.iterdir():
                if each.name != ".aws":
                    (made / each.name).symlink_to(each)
        except OSError:  # there is none that can be read, or Windows wants a privilege for links
            shutil.rmtree(made)
            return
        self._home = made

    def home_environment(self) -> dict[str, str]:
        """Return the variables that name the home directory, if there is one."""
        return {} if self._home is None else dict.fromkeys(_HOME_VARIABLES, str(self._home))

    def leave(self) -> None:
        """Give back the port and remove the home directory."""
        _taken.discard(self._number)
        if self._home is not None:
            shutil.rmtree(self._home, ignore_errors=True)
            self._home = None


def files() -> tuple[str, str]:
    """Return the paths of a config and a credentials file with fake keys in a profile named ``default``."""
    found = _files(os.getpid())
    if not all(map(os.path.exists, found)):  # a test may remove the folder of temporary files that it gave the process
        _files.cache_clear()
        found = _files(os.getpid())
    return found


@lru_cache(maxsize=1)
def _files(process: int) -> tuple[str, str]:
    folder = Path(tempfile.mkdtemp(prefix="orghandshake-"))
    config, credentials = folder / "config", folder / "credentials"
    config.write_text("[default]\n", encoding="ascii")
    credentials.write_text(
        f"[default]\naws_access_key_id = {DEFAULT_KEY}\naws_secret_access_key = {SECRET}\n", encoding="ascii"
    )

    def remove() -> None:  # pragma: no cover - at the end of the process
        if os.getpid() == process:
            shutil.rmtree(folder, ignore_errors=True)

    atexit.register(remove)
    return str(config), str(credentials)
