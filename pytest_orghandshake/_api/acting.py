"""Who the default caller is for the length of a block."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import TracebackType

    from .._world.accounts import Account
    from .service import Service


class ActingAs:
    """What ``act_as`` returns: used in a ``with`` statement, it gives the default caller back at the end."""

    __slots__ = ("_before", "_service", "_world")

    def __init__(self, service: Service, before: Account | None) -> None:
        self._service = service
        self._world = service.world
        self._before = before

    def __enter__(self) -> None:
        """Nothing is left to do: the account acts already."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Give the default caller back, unless the world that it is of is gone."""
        if self._service.world is self._world:
            self._service.caller = self._before
