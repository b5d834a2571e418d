"""What a test has to hear about, even when it passed, and what the report of a failing one says."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

from .._exceptions import OrgHandshakeWarning, UnexpectedCallError, UnusedError
from .._world.scripts import pending_changes, unused_rules
from . import messages, unused

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence
    from typing import Protocol

    from .._settings import Settings
    from .._world.world import World
    from .calls import Call
    from .unused import Fault

    class Service(Protocol):
        """What the findings are about."""

        @property
        def world(self) -> World: ...
        @property
        def calls(self) -> Sequence[Call]: ...
        @property
        def unexpected(self) -> Sequence[str]: ...
        def unused_errors(self) -> Sequence[Fault]: ...


_LEAVER = 4
"""Above this module, ``fake_handshakes`` and contextlib: who leaves its ``with`` block."""


class Findings:
    """What is wrong with the use of one fake. Whoever reads them says what was told with it: each is told once."""

    def __init__(self, service: Service, settings: Settings) -> None:
        self._service = service
        self._settings = settings
        self._told: set[Hashable] = set()

    def report(self) -> str:
        """Return the calls and the final state of each handshake, for a person."""
        return self._report([])

    def report_failure(self, told: str) -> str:
        """Return the report, headed by the findings that are not in the text of the failure; they count as told."""
        return self._report([each for each in (*self._unexpected(), *self._unused()) if _heading(each) not in told])

    def check(self, warn: Callable[[OrgHandshakeWarning], object] | None = None) -> None:
        """Raise what the test has to hear about.

        Args:
            warn: What issues a warning where the test is; the line that left ``fake_handshakes`` if left out.

        Raises:
            UnexpectedCallError: A call that nothing answers was made, and the error swallowed.
            UnusedError: Something scripted was never reached.
        """
        __tracebackhide__ = True
        unexpected, unreached = self._unexpected(), self._unused()
        if unexpected:
            told = "\n".join(unexpected)  # a poll without an end names what it waited for
            raise UnexpectedCallError("\n".join([told, *(each for each in unreached if _heading(each) not in told)]))
        if unreached and self._settings.unused == "error":
            raise UnusedError("\n".join(unreached))
        if unreached:
            warning = OrgHandshakeWarning("\n".join(unreached))
            if warn is None:
                warnings.warn(warning, stacklevel=_LEAVER)
            else:
                warn(warning)

    def _unexpected(self) -> list[str]:
        """Return which calls nothing answered, and count them as told."""
        return self._tell([(text, text) for text in self._service.unexpected])

    def _unused(self) -> list[str]:
        """Return what was scripted and never reached, unless that is fine, and count it as told."""
        if self._settings.unused == "ignore":
            return []
        world = self._service.world
        now = world.clock.now()
        changes = [(change, unused.unused_change(change, now)) for change in pending_changes(world)]
        rules = [(rule, unused.unused_rule(rule)) for rule in unused_rules(world)]
        faults = [(fault, unused.unused_error(fault)) for fault in self._service.unused_errors()]
        return self._tell([*changes, *rules, *faults])

    def _tell(self, found: Sequence[tuple[Hashable, str]]) -> list[str]:
        news = {text: None for key, text in found if key not in self._told}
        self._told.update(key for key, _ in found)
        return list(news)

    def _report(self, findings: list[str]) -> str:
        return messages.report(self._service.calls, self._service.world.handshakes(), findings)


def _heading(finding: str) -> str:
    return finding.partition("\n")[0]
