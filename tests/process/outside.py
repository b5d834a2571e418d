"""Watch what a process asks of the outside: refused sockets, questions to the user, and commands."""

from __future__ import annotations

import builtins
import getpass
import socket
from pathlib import Path
from typing import Any

from . import home

HOME = Path.home()
_LOOPBACK = (None, "", "127.0.0.1", "::1", "localhost", "0.0.0.0")  # noqa: S104 - nothing is bound to it
_sockets: list[str] = []
_questions: list[str] = []


def watch() -> None:
    """Refuse and record connections; answer and record questions. Call this before importing botocore."""
    connect, connect_ex, look_up = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def check(host: Any) -> None:
        if host not in _LOOPBACK:
            _sockets.append(str(host))
            raise ConnectionRefusedError(f"no connection to {host} from here")

    def checked(function: Any) -> Any:
        def call(self: Any, address: Any) -> Any:
            check(address[0] if isinstance(address, tuple) else None)
            return function(self, address)

        return call

    def checked_look_up(host: Any, *words: Any, **more: Any) -> Any:
        check(host)
        return look_up(host, *words, **more)

    def answer(prompt: str = "", *_: Any, **__: Any) -> str:
        _questions.append(prompt)
        return "123456"

    patched: Any = socket
    patched.socket.connect, patched.socket.connect_ex = checked(connect), checked(connect_ex)
    patched.getaddrinfo = checked_look_up
    for module, name in ((getpass, "getpass"), (builtins, "input")):
        setattr(module, name, answer)


def asked_since_last() -> dict[str, Any]:
    """Return what was recorded since the last call of this function; empty if nothing was."""
    runs = home.runs_of(HOME)
    found = {
        "sockets": list(_sockets),
        "questions": list(_questions),
        "processes": runs.read_text().splitlines() if runs.exists() else [],
    }
    _sockets.clear()
    _questions.clear()
    runs.unlink(missing_ok=True)
    return {name: value for name, value in found.items() if value}
