"""Calls of a forked child, which only has a copy of the world: the parent's server answers them from the original."""

from __future__ import annotations

import http.client
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .._api.protocols import Reply


def ask_parent(address: tuple[str, int], headers: Iterable[tuple[str, str | bytes]], body: bytes) -> Reply:
    """Forward a request to the parent's server, and return its reply.

    Raises:
        ConnectionError: The server closed the connection because of an ``add_error``, or it has stopped.
    """
    written = {name: value.decode() if isinstance(value, bytes) else value for name, value in headers}
    connection = http.client.HTTPConnection(*address)
    try:
        connection.request("POST", "/", body, written)
        reply = connection.getresponse()
        return reply.status, dict(reply.getheaders()), reply.read()
    except (OSError, http.client.HTTPException) as error:
        raise ConnectionError(repr(error)) from None
    finally:
        connection.close()
