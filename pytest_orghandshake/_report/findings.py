"""What a test has to hear about, even when it passed, and what the report of a failing one says."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

from .._exceptions import UnexpectedCallError, UnusedError
from .._world.scripts import pending_changes
from . import messages
from .diagram import draw_diagram
from .section import write_section

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence
    from typing import Protocol

    from .._settings import Settings
    from .._world.world import World
    from .calls import Call
    from .messages import Fault

    class Service(Protocol):
        """What the findings are about."""

        @property
        def world(self) -> World: ...
        @property
        def calls(self) -> Sequence[Call]: ...
        @property
        def unexpected(self) -> Sequence[str]: ...
        def unused_errors(self) -> Sequence[tuple[Fault, Sequence[Fault]]]: ...


class Findings:
    """What is wrong with the use of one fake. Whoever reads them says what was told with it: each is told once."""

    def __init__(self, service: Service, settings: Settings) -> None:
        self._service = service
        self._settings = settings
        self._told: set[Hashable] = set()
        self._texts: set[str] = set()
        self._unexpected_told = 0
        self._log: Sequence[Call] = service.calls
        self._calls_before = 0
        self._calls_reported = -1
        self._last_report: str | None = None

    def begin_test(self) -> None:
        """Begin to judge another test, for which the same fake is active: what was before is not its business."""
        self._texts = set()
        self._log, self._calls_before, self._calls_reported = self._service.calls, len(self._service.calls), -1

    @property
    def was_asked(self) -> bool:
        """Whether any call was made in this test."""
        return len(self._service.calls) > self._before()

    @property
    def has_news(self) -> bool:
        """Whether there is anything that no report of this test shows."""
        return self._calls_reported != len(self._service.calls)

    def is_told_in(self, text: str) -> bool:
        """Tell whether the last report is part of a text."""
        return self._last_report is not None and self._last_report in text

    def excuse_unused(self) -> None:
        """Leave it at that: what was scripted does not have to be reached."""
        self._unused()

    def report(self) -> str:
        """Return the calls of this test and what the world is now, for a person."""
        return self._report([])

    def report_failure(self, told: str, *, is_over: bool = True) -> str:
        """Return the report, headed by the findings that are not in the text of the failure; they count as told.

        Args:
            told: The text of the failure.
            is_over: Whether the fake ends with this test, so that what was scripted is judged.
        """
        found = [*self._unexpected(), *(self._unused() if is_over else ())]
        return self._report([each for each in found if each not in told])

    def diagram(self) -> str:
        """Return the calls of this test as a Mermaid sequence diagram."""
        return draw_diagram(self._service.world, self._service.calls, before=self._before())

    def check(self, told: str = "", *, is_over: bool = True) -> None:
        """Raise what the test has to hear about.

        Args:
            told: What it hears anyway.
            is_over: Whether the fake ends with this test, so that what was scripted is judged.

        Raises:
            UnexpectedCallError: A call that nothing answers was made, and the error swallowed.
            UnusedError: Something scripted was never reached.
        """
        __tracebackhide__ = True
        unexpected = [each for each in self._unexpected() if each not in told]
        unused = [each for each in self._unused() if each not in told] if is_over else []
        if unexpected:
            raise UnexpectedCallError("\n".join([*unexpected, *unused]))
        if unused and self._settings.unused == "error":
            raise UnusedError("\n".join(unused))
        if unused:
            warnings.warn("\n".join(unused), stacklevel=2)

    def _unexpected(self) -> list[str]:
        """Return which calls nothing answered, and count them as told."""
        unexpected = self._service.unexpected
        news = [text for text in dict.fromkeys(unexpected[self._unexpected_told :]) if text not in self._texts]
        self._unexpected_told = len(unexpected)
        self._texts.update(news)
        return news

    def _unused(self) -> list[str]:
        """Return what was scripted and never reached, unless that is fine, and count it as told."""
        if self._settings.unused == "ignore":
            return []
        found: list[tuple[Hashable, str]] = [
            *((change, messages.unused_change(change)) for change in pending_changes(self._service.world)),
            *((fault, messages.unused_error(fault, takers)) for fault, takers in self._service.unused_errors()),
        ]
        news = {text: None for key, text in found if key not in self._told}
        self._told.update(key for key, _ in found)
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
    """Return all that the report of an error says: its own text and notes, and those of what led to it."""
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
        except Exception:  # noqa: BLE001 - an exception of the test's own, whose text fails
            texts.append("")
        texts += [str(note) for note in getattr(each, "__notes__", ())]
        waiting += [each.__cause__, None if each.__suppress_context__ else each.__context__]
        waiting += getattr(each, "exceptions", ())
    return "\n".join(texts)
