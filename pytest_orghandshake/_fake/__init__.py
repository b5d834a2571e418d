"""``OrgHandshake``: the object a test holds. Its parts are in the modules beside this one, by what a test does with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

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

    @property
    def events(self) -> list[dict[str, Any]]:
        """What EventBridge would have delivered for what happened here, oldest first, ready for JSON.

        ``AWS API Call via CloudTrail`` for each call that changed something, or was refused to, and for what ``set_state``
        had the other side do; ``AWS Service Event via CloudTrail`` for accounts that joined or departed, and for billing
        transfers. An event is listed for each account that gets it, which is its ``account``. What is known of them, and
        what is a guess, is in the README.

        Returns:
            New dictionaries at each look; ids are the same at every look, and at every run of the same test.
        """
        from .._report.events import make_events  # noqa: PLC0415 - most tests look at none

        with self._service.lock:
            return make_events(self._world)

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
