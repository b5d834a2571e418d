"""What a test has to hear about, even when it passed, and what the report of a failing one says."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

from . import _explain
from ._exceptions import UnexpectedCallError, UnusedError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ._models import Handshake
    from ._service import Service
    from ._settings import Settings


class Findings:
    """What is wrong with the use of one fake; each thing is said once."""

    def __init__(self, service: Service, settings: Settings) -> None:
        self.scheduled: list[Handshake] = []
        self._service = service
        self._settings = settings

    def unexpected(self) -> list[str]:
        """Return which calls nothing answered; a second look finds nothing."""
        found, self._service.unexpected = self._service.unexpected, []
        return found

    def unused(self) -> list[str]:
        """Return what was scripted and never reached, unless that is fine; a second look finds nothing."""
        found = [
            _explain.unused_move(handshake, state, calls, origin)
            for handshake in dict.fromkeys(self.scheduled)
            for calls, state, origin in handshake._moves or ()
        ]
        self.scheduled = []
        found += self._service.faults.unused()
        return [] if self._settings.unused == "ignore" else found

    def report(self, findings: Sequence[str] = ()) -> str:
        """Return the calls and the final state of each handshake, for a person."""
        return _explain.report(self._service.calls, self._service.world.handshakes(), findings)

    def report_failure(self, told: str | None) -> str:
        """Return the report, headed by the findings that are not in the text of the failure.

        Without such a text the test goes on, as after a failed subtest, and they wait for its end.
        """
        if told is None:
            return self.report()
        return self.report([each for each in (*self.unexpected(), *self.unused()) if each not in told])

    def check(self) -> None:
        """Raise what the test has to hear about.

        Raises:
            UnexpectedCallError: A call that nothing answers was made, and the error swallowed.
            UnusedError: Something scripted was never reached.
        """
        __tracebackhide__ = True
        unexpected, unused = self.unexpected(), self.unused()
        if unexpected:
            raise UnexpectedCallError("\n".join(dict.fromkeys([*unexpected, *unused])))
        if unused and self._settings.unused == "error":
            raise UnusedError("\n".join(unused))
        if unused:
            warnings.warn("\n".join(unused), stacklevel=2)
