"""A forked child has a copy of the world: what it asks, the server of its parent answers from the original."""

from __future__ import annotations

import http.client
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .._api.protocols import Reply


def ask_parent(address: tuple[str, int], headers: Iterable[tuple[str, str | bytes]], body: bytes) -> Reply:
    """Return what the server at this address answers.

    Raises:
        ConnectionError: It cut the connection, as ``add_error`` lets it, or it is gone.
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
