"""When the fake answers: for the length of a test, a ``with`` block, and not a moment longer."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, NamedTuple

from ._api.service import Service
from ._fake import OrgHandshake
from ._report.findings import Findings, text_of
from ._settings import Settings, Unhandled, Unused, read_settings
from ._transport.moto_directory import MotoDirectory
from ._transport.serving import serving as serving  # noqa: PLC0414 - for whoever has a Running
from ._world.clock import Clock
from ._world.world import World

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ._transport.active import Active
    from ._transport.environment import MonkeyPatch
    from ._world.clock import When


class Running(NamedTuple):
    """One fake: what the test holds, what answers, and what judges how it was used."""

    fake: OrgHandshake
    service: Service
    findings: Findings


active_fakes: list[Running] = []
"""What is active, whoever made it; the last one answers."""

ended_fakes: list[Running] = []
"""At most one: what ended last, for the report of a test that fails after it."""


def make(settings: Settings) -> Running:
    """Make a fake that nobody asks yet."""

    def make_world() -> World:
        clock = Clock(settings.now)
        return World(MotoDirectory(clock.now()), clock)

    service = Service(settings, make_world)
    return Running(OrgHandshake(service), service, Findings(service, settings))


@contextmanager
def active(settings: Settings, monkeypatch: MonkeyPatch | None = None) -> Iterator[Running]:
    """Let a new world answer every client of the process.

    Raises:
        SetupError: A fake of another thread does.
    """
    from ._transport import active as fakes  # noqa: PLC0415 - imports botocore, like the next one
    from ._transport import interception  # noqa: PLC0415
    from ._transport.environment import Environment  # noqa: PLC0415

    running = make(settings)
    environment = Environment(monkeypatch)
    is_first = fakes.current() is None
    begun = fakes.begin(running.service, environment)
    with ExitStack() as undo:  # all of it, whatever fails
        undo.callback(_end, begun, interception.stop)
        undo.callback(running.service.end)
        undo.callback(environment.leave)
        environment.enter()
        if is_first:
            interception.start()
        active_fakes.append(running)
        undo.callback(_note_end, running)
        yield running


def _note_end(running: Running) -> None:
    active_fakes.remove(running)
    ended_fakes[:] = [running]


def _end(begun: Active, stop: Callable[[], None]) -> None:
    from ._transport import active as fakes  # noqa: PLC0415 - likewise

    fakes.end(begun)
    if fakes.current() is None:
        stop()


@contextmanager
def fake_handshakes(
    *,
    unused: Unused = "error",
    unhandled: Unhandled = "error",
    account: str | None = None,
    now: When | None = None,
) -> Iterator[OrgHandshake]:
    """Do what the ``orghandshake`` fixture does outside of pytest, or for longer than a test: in any scope.

    An error that leaves the ``with`` block carries the calls and the handshakes as a note (from Python 3.11 on).

    Args:
        unused: What to do when a scripted change or error is never reached: ``"error"``, ``"warn"`` or ``"ignore"``.
        unhandled: What to do with calls this plugin does not answer: ``"error"``, or ``"pass"`` to let them through.
        account: The 12 digits of the default caller; the management account if left out.
        now: When the world begins: an aware datetime, epoch seconds or ISO 8601; the present if left out.

    Raises:
        SetupError: A word is unknown.
        UnexpectedCallError: At the end: such a call was made, and the error swallowed.
        UnusedError: At the end: a scripted change was never reached.
    """
    __tracebackhide__ = True
    settings = read_settings({"unused": unused, "unhandled": unhandled, "account": account, "now": now})
    with active(settings) as running:
        try:
            yield running.fake
        except Exception as error:
            if hasattr(error, "add_note"):  # Python 3.11
                error.add_note(f"orghandshake:\n{running.findings.report_failure(text_of(error))}")
            raise
        running.findings.check()
