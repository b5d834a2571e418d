"""``OrgHandshake``: the object a test holds. Its parts are in the modules beside this one, by what a test does with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._exceptions import HIDDEN
from .accounts import Accounts
from .callers import Callers
from .faults import Faults
from .handshakes import Handshakes
from .time import Time

if TYPE_CHECKING:
    from .._report.calls import Call

__tracebackhide__ = HIDDEN


class OrgHandshake(Accounts, Handshakes, Faults, Callers, Time):
    """A world of AWS accounts, organizations and handshakes that answers every botocore client while it is active."""

    def __repr__(self) -> str:
        return f"OrgHandshake({len(self.handshakes)} handshakes, {len(self.calls)} calls)"

    @property
    def calls(self) -> list[Call]:
        """Every HTTP attempt that reached the fake, in order, those included that it refused or cut off.

        What moto answered is not among them, nor what ``unhandled="pass"`` let through.
        """
        return list(self._service.calls)

    def reset(self) -> None:
        """Begin anew: forget handshakes, accounts, calls, scripted errors, quotas and the clock's moves.

        A call that nothing answered is told at the end of the test all the same.
        """
        with self._lock:
            self._service.release()
            self._service.begin()
