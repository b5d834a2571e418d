"""Start and stop a fake: it answers for the duration of a test or a ``with`` block, and no longer."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, NamedTuple

from ._api.service import Service
from ._fake import OrgHandshake
from ._report.findings import Findings, text_of
from ._settings import Settings, Unhandled, Unused, read_settings
from ._transport.moto_directory import MotoDirectory
from ._transport.serving import serving as serving  # noqa: PLC0414 - the plugin imports it from here
from ._world.clock import Clock
from ._world.world import World

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ._transport.active import Active
    from ._transport.environment import MonkeyPatch
    from ._world.clock import When


class Running(NamedTuple):
    """One fake: the object the test uses, the service that answers calls, and the findings about the test."""

    fake: OrgHandshake
    service: Service
    findings: Findings


active_fakes: list[Running] = []
"""Every active fake, made by a fixture or by ``fake_handshakes``; the last one answers."""

ended_fakes: list[Running] = []
"""At most one: the fake that ended last, for the report of a test that fails after that."""


def make(settings: Settings) -> Running:
    """Make a fake that is not active yet."""

    def make_world() -> World:
        clock = Clock(settings.now)
        return World(MotoDirectory(clock.now()), clock)

    service = Service(settings, make_world)
    return Running(OrgHandshake(service), service, Findings(service, settings))


@contextmanager
def active(settings: Settings, monkeypatch: MonkeyPatch | None = None) -> Iterator[Running]:
    """Make a fake and let it answer every client in the process.

    Raises:
        SetupError: A fake is active in another thread.
    """
    from ._transport import active as fakes  # noqa: PLC0415 - imports botocore, like the next one
    from ._transport import interception  # noqa: PLC0415
    from ._transport.environment import Environment  # noqa: PLC0415

    running = make(settings)
    environment = Environment(monkeypatch)
    is_first = fakes.current() is None
    begun = fakes.begin(running.service, environment)
    with ExitStack() as undo:  # every step is undone, even if another one fails
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
    from ._transport import active as fakes  # noqa: PLC0415 - imports botocore

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
    """Do what the ``orghandshake`` fixture does, outside pytest or in a fixture of wider scope.

    An exception that leaves the ``with`` block gets the calls and the handshakes as a note (Python 3.11 and newer).

    Args:
        unused: What to do when a scripted change or error is never reached: ``"error"``, ``"warn"`` or ``"ignore"``.
        unhandled: What to do with calls this plugin does not answer: ``"error"``, or ``"pass"`` to let them through.
        account: The 12 digits of the default caller; by default the management account.
        now: The time at which the clock starts: an aware datetime, epoch seconds or ISO 8601; by default the current time.

    Raises:
        SetupError: A setting has an unknown value.
        UnexpectedCallError: On exit: an unhandled call was made, and the code swallowed its error.
        UnusedError: On exit: a scripted change or error was never reached.
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
