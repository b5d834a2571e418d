"""Run the HTTP server of a fake, and tell child processes its address."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from . import active

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .._api.service import Service
    from .server import OrgHandshakeServer


@contextmanager
def serving(service: Service) -> Iterator[OrgHandshakeServer]:
    """Answer over HTTP as well; if the fake is active, put the address into the environment."""
    from .server import OrgHandshakeServer  # noqa: PLC0415 - most tests need none

    found = next((each for each in active.all_active() if each.service is service), None)
    with OrgHandshakeServer(service) as server:
        if found is None:
            yield server
            return
        with found.environment.extended(server.environment):
            yield server
