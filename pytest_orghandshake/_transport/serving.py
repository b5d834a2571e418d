"""The server, if its extra is installed, and where child processes find it."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from .._exceptions import HIDDEN, SetupError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .._api.service import Service
    from .environment import MonkeyPatch
    from .server import OrgHandshakeServer

__tracebackhide__ = HIDDEN


def serving(
    service: Service, monkeypatch: MonkeyPatch | None = None, *, asked_by: str = "orghandshake_server"
) -> OrgHandshakeServer:
    """Return a server for this fake's service, to be entered; child processes are told through the monkeypatch."""
    try:
        from .server import OrgHandshakeServer  # noqa: PLC0415 - needs an extra
    except ImportError as error:
        raise SetupError(f"{asked_by}: {error}: pip install 'pytest-orghandshake[server]'") from None
    server = OrgHandshakeServer(service)
    if monkeypatch is not None:
        for name, value in server.environment.items():
            monkeypatch.setenv(name, value)
    return server


@contextmanager
def served(service: Service) -> Iterator[OrgHandshakeServer]:
    """Answer over HTTP for the length of a ``with`` block, and tell child processes through the environment."""
    server = serving(service, asked_by="serve()")
    before = {name: os.environ.get(name) for name in server.environment}
    with server:
        os.environ.update(server.environment)
        try:
            yield server
        finally:
            for name, value in before.items():
                if value is None:
                    os.environ.pop(name, None)
                else:
                    os.environ[name] = value
