"""When the fake answers: for the length of a test, a ``with`` block, and not a moment longer."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, NamedTuple

from ._api.service import Service
from ._fake import OrgHandshake
from ._report.findings import Findings
from ._settings import Settings, Unhandled, Unused, read_settings
from ._transport.moto_directory import MotoDirectory
from ._world.clock import Clock
from ._world.world import World

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ._transport.active import Active
    from ._transport.environment import MonkeyPatch
    from ._transport.server import OrgHandshakeServer
    from ._world.clock import When


class Running(NamedTuple):
    """One fake: what the test holds, what answers, and what judges how it was used."""

    fake: OrgHandshake
    service: Service
    findings: Findings


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
        yield running


def _end(begun: Active, stop: Callable[[], None]) -> None:
    from ._transport import active as fakes  # noqa: PLC0415 - likewise

    fakes.end(begun)
    if fakes.current() is None:
        stop()


@contextmanager
def serving(service: Service) -> Iterator[OrgHandshakeServer]:
    """Answer over HTTP too, and tell child processes where, if the fake is active."""
    from ._transport import active as fakes  # noqa: PLC0415 - most tests need no server
    from ._transport.server import OrgHandshakeServer  # noqa: PLC0415

    found = next((each for each in fakes.all_active() if each.service is service), None)
    with OrgHandshakeServer(service) as server:
        if found is None:
            yield server
            return
        with found.environment.extended(server.environment):
            yield server


@contextmanager
def fake_handshakes(
    *,
    unused: Unused = "error",
    unhandled: Unhandled = "error",
    account: str | None = None,
    now: When | None = None,
) -> Iterator[OrgHandshake]:
    """Do what the ``orghandshake`` fixture does outside of pytest: in unittest, a REPL or a script.

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
                error.add_note(f"orghandshake:\n{running.findings.report()}")
            raise
        running.findings.check()
