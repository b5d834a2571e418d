"""The findings that fail a test even if its body passed, and the report of a failing test."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

from .._exceptions import OrgHandshakeWarning, UnexpectedCallError, UnusedError
from .._world.scripts import pending_changes, unused_rules
from . import unused
from .diagram import draw_diagram
from .section import write_section

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence
    from typing import Protocol

    from .._settings import Settings
    from .._world.world import World
    from .calls import Call
    from .unused import Fault

    class Service(Protocol):
        """The part of a service that findings look at."""

        @property
        def world(self) -> World: ...
        @property
        def calls(self) -> Sequence[Call]: ...
        @property
        def unexpected(self) -> Sequence[str]: ...
        def unused_errors(self) -> Sequence[Fault]: ...


_STACKLEVEL = 4
"""The stack level of the ``with`` block, above this module, ``fake_handshakes`` and contextlib."""


class Findings:
    """The problems that one fake found: calls that nothing answered, and scripts that were never reached.

    Reading a finding marks it as reported, so that each one is reported once.
    """

    def __init__(self, service: Service, settings: Settings) -> None:
        self._service = service
        self._settings = settings
        self._reported: set[Hashable] = set()
        self._texts: set[str] = set()
        self._unexpected_reported = 0
        self._log: Sequence[Call] = service.calls
        self._calls_before = 0
        self._calls_reported = -1
        self._last_report: str | None = None

    def begin_test(self) -> None:
        """Start a new test while the same fake stays active: earlier calls do not concern it."""
        self._texts = set()
        self._log, self._calls_before, self._calls_reported = self._service.calls, len(self._service.calls), -1

    @property
    def has_calls(self) -> bool:
        """Whether this test made any call."""
        return len(self._service.calls) > self._before()

    @property
    def has_new_calls(self) -> bool:
        """Whether there are calls that no report of this test shows."""
        return self._calls_reported != len(self._service.calls)

    def is_shown_in(self, text: str) -> bool:
        """Tell whether a text contains the last report."""
        return self._last_report is not None and self._last_report in text

    def excuse_unused(self) -> None:
        """Mark unreached scripts as reported, because the test does not have to reach them."""
        self._unused()

    def report(self) -> str:
        """Return the calls of this test and the present state of the world."""
        return self._report([])

    def report_failure(self, failure: str, *, is_over: bool = True) -> str:
        """Return the report, starting with the findings that the text of the failure does not contain.

        Args:
            failure: The text of the failure.
            is_over: Whether the fake ends with this test, so that unreached scripts are findings.
        """
        found = [*self._unexpected(), *(self._unused() if is_over else ())]
        return self._report([each for each in found if _heading(each) not in failure])

    def diagram(self) -> str:
        """Return the calls of this test as a Mermaid sequence diagram."""
        return draw_diagram(self._service.world, self._service.calls, before=self._before())

    def check(self, *, is_over: bool = True, warn: Callable[[OrgHandshakeWarning], object] | None = None) -> None:
        """Raise or warn if there are findings that were not reported yet.

        Args:
            is_over: Whether the fake ends with this test, so that unreached scripts are findings.
            warn: Issues the warning for ``unused="warn"``; by default it points at the end of the ``fake_handshakes`` block.

        Raises:
            UnexpectedCallError: A call that nothing answers was made, and the code swallowed the error.
            UnusedError: A scripted change or error was never reached.
        """
        __tracebackhide__ = True
        unexpected = self._unexpected()
        unreached = self._unused() if is_over else []
        if unexpected:
            text = "\n".join(unexpected)  # for an endless poll it names the pending changes
            raise UnexpectedCallError("\n".join([text, *(each for each in unreached if _heading(each) not in text)]))
        if unreached and self._settings.unused == "error":
            raise UnusedError("\n".join(unreached))
        if unreached:
            warning = OrgHandshakeWarning("\n".join(unreached))
            if warn is None:
                warnings.warn(warning, stacklevel=_STACKLEVEL)
            else:
                warn(warning)

    def _unexpected(self) -> list[str]:
        """Return the calls that nothing answered, and mark them as reported."""
        unexpected = self._service.unexpected
        news = [text for text in dict.fromkeys(unexpected[self._unexpected_reported :]) if text not in self._texts]
        self._unexpected_reported = len(unexpected)
        self._texts.update(news)
        return news

    def _unused(self) -> list[str]:
        """Return the scripts that were never reached, unless ``unused="ignore"``, and mark them as reported."""
        if self._settings.unused == "ignore":
            return []
        world = self._service.world
        now = world.clock.now()
        found: list[tuple[Hashable, str]] = [
            *((change, unused.unused_change(change, now)) for change in pending_changes(world)),
            *((rule, unused.unused_rule(rule)) for rule in unused_rules(world)),
            *((fault, unused.unused_error(fault)) for fault in self._service.unused_errors()),
        ]
        news = {text: None for key, text in found if key not in self._reported}
        self._reported.update(key for key, _ in found)
        return list(news)

    def _before(self) -> int:
        """Return how many calls were made before this test; reset() forgets them."""
        return self._calls_before if self._log is self._service.calls else 0

    def _report(self, findings: list[str]) -> str:
        service = self._service
        self._calls_reported = len(service.calls)
        self._last_report = write_section(service.world, service.calls, findings, before=self._before())
        return self._last_report


def text_of(error: BaseException | None) -> str:
    """Return the text and notes of an exception, and those of its causes, contexts and sub-exceptions."""
    texts: list[str] = []
    seen: set[int] = set()
    waiting = [error]
    while waiting:
        each = waiting.pop()
        if each is None or id(each) in seen:
            continue
        seen.add(id(each))
        try:
            texts.append(str(each))
        except Exception:  # noqa: BLE001 - the __str__ of a test's own exception may fail
            texts.append("")
        texts += [str(note) for note in getattr(each, "__notes__", ())]
        waiting += [each.__cause__, None if each.__suppress_context__ else each.__context__]
        waiting += getattr(each, "exceptions", ())
    return "\n".join(texts)


def _heading(finding: str) -> str:
    return finding.partition("\n")[0]
