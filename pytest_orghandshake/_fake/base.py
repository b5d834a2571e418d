"""The base class of all parts of a fake."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._exceptions import HIDDEN, SetupError

if TYPE_CHECKING:
    import threading

    from .._api.service import Service
    from .._world.world import World

__tracebackhide__ = HIDDEN


class Base:
    """The service of one fake, and its world."""

    def __init__(self, service: Service) -> None:
        self._service = service

    @property
    def _lock(self) -> threading.RLock:
        """The lock to hold while changing the world.

        Raises:
            SetupError: The fake has ended.
        """
        if self._service.is_over:
            raise SetupError(
                "this fake has ended and answers no more calls: use it inside its test or its with block; its calls, "
                "handshakes and now can still be read"
            )
        return self._service.lock

    @property
    def _world(self) -> World:
        return self._service.refresh()
