"""``OrgHandshake``: the object a test holds. Its parts are in the modules beside this one, by what a test does with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._exceptions import HIDDEN
from .._report.diagram import draw_diagram
from .accounts import Accounts
from .callers import Callers
from .faults import Faults
from .handshakes import Handshakes
from .time import Time

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from .._report.calls import Call
    from .._transport.server import OrgHandshakeServer

__tracebackhide__ = HIDDEN


class OrgHandshake(Accounts, Handshakes, Faults, Callers, Time):
    """A world of AWS accounts, organizations and handshakes that answers every botocore client while it is active."""

    def __repr__(self) -> str:
        return f"OrgHandshake({len(self.handshakes)} handshakes, {len(self.calls)} calls)"

    @property
    def calls(self) -> list[Call]:
        """Every HTTP attempt on Organizations and STS, in order, whoever answered it.

        Those that were refused or cut off are among them; ``answered_by`` says whether moto answered, or nobody here.
        """
        return list(self._service.calls)

    def diagram(self) -> str:
        """Return the calls as a Mermaid sequence diagram, accounts boxed by the organization of their first call."""
        with self._service.lock:
            return draw_diagram(self._world, self._service.calls)

    def serve(self) -> AbstractContextManager[OrgHandshakeServer]:
        """Do what the ``orghandshake_server`` fixture does for the length of a ``with`` block.

        Raises:
            SetupError: The fake has ended.
        """
        from .._transport.serving import serving  # noqa: PLC0415 - most tests serve nobody

        with self._lock:
            return serving(self._service)

    def reset(self) -> None:
        """Begin anew: forget handshakes, accounts, calls, scripted errors, quotas and the clock's moves.

        A call that nothing answered is told at the end of the test all the same.
        """
        with self._lock:
            self._service.release()
            self._service.begin()
