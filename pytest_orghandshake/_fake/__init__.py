"""``OrgHandshake``, the object a test uses. The other modules of this package hold its parts, one for each purpose."""

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
        """Every HTTP attempt to call Organizations, STS or SSO, in order, including failed ones.

        ``answered_by`` says whether this plugin or moto answered it, or neither.
        """
        return list(self._service.calls)

    @property
    def events(self) -> list[dict[str, Any]]:
        """The events that EventBridge would have delivered in this test, oldest first, ready for JSON.

        There is an ``AWS API Call via CloudTrail`` for each call that changed something or was refused, and for each answer
        that ``set_state`` scripted, and an ``AWS Service Event via CloudTrail`` for accounts that joined or departed and for
        billing transfers. An event is listed once for each account that gets it, with that account in ``account``. The
        README says what is known about events and what is a guess.

        Returns:
            New dictionaries at each access. Ids are the same at each access and in each run of the same test.
        """
        from .._report.events import make_events  # noqa: PLC0415 - most tests read no events

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
        from .._transport.serving import serving  # noqa: PLC0415 - most tests need no server

        with self._lock:
            return serving(self._service)

    def reset(self) -> None:
        """Start over: forget handshakes, accounts, calls, scripted errors, quotas and moves of the clock.

        Calls that nothing answered still fail the test at its end.
        """
        with self._lock:
            self._service.release()
            self._service.begin()
