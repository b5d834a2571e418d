"""The pytest side: options, marker, fixtures and hooks. It decides nothing about handshakes."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, get_args

import pytest

from ._exceptions import OrgHandshakeError, OrgHandshakeWarning, SetupError, UnexpectedCallError, UnusedError
from ._settings import Settings, Unhandled, Unused, keyword_for, read_settings, unquoted

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from ._context import Running
    from ._fake import OrgHandshake
    from ._report.findings import Findings
    from ._transport.server import OrgHandshakeServer

_RUNNING: pytest.StashKey[Running] = pytest.StashKey()
_BODY_DONE: pytest.StashKey[bool] = pytest.StashKey()
_OUTCOME: pytest.StashKey[str] = pytest.StashKey()
_SECTION: pytest.StashKey[str] = pytest.StashKey()
_CONTEXT = f"{__package__}._context"
"""Loaded once any fake was made: a run without one pays for nothing here."""

_MARKER = (
    "orghandshake(unused='error', unhandled='error', account='111111111111', now='2025-12-01'): answer AWS Organizations "
    "handshakes"
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the command line option and the ini options."""
    unused = "what to do when a scripted change or error is never reached"
    group = parser.getgroup("orghandshake", "AWS Organizations handshakes")
    group.addoption("--orghandshake-unused", choices=get_args(Unused), help=f"{unused} (wins over marker and ini)")
    group.addoption(
        "--orghandshake-diagrams",
        metavar="DIR",
        help="write a Markdown file for each test that used a fake: its outcome, a diagram of its calls, the section",
    )
    parser.addini("orghandshake_unused", f"{unused}: {', '.join(get_args(Unused))}")
    parser.addini(
        "orghandshake_unhandled", f"what to do with calls this plugin does not answer: {', '.join(get_args(Unhandled))}"
    )
    parser.addini("orghandshake_account", "the 12 digits of the default caller")
    parser.addini("orghandshake_now", "when each world begins, as ISO 8601 text; the present if left out")
    parser.addini("orghandshake_guard", "stop Organizations calls outside of the fixture", type="bool", default=False)


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker and check the ini options."""
    config.addinivalue_line("markers", _MARKER)
    try:
        read_settings(_ini_words(config))
    except SetupError as error:
        raise pytest.UsageError(f"orghandshake in the ini file: {error}") from None
    if config.getini("orghandshake_guard"):
        from ._transport.guard import guard, stopped  # noqa: PLC0415 - imports botocore

        config.add_cleanup(guard())
        config.pluginmanager.register(_GuardHooks(stopped))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the marker bring the fixture along, and check its words wherever it stands."""
    for item in items:
        if item.get_closest_marker("orghandshake") is None:
            continue
        try:
            _settings_of(item)
        except SetupError as error:
            raise pytest.UsageError(f"{item.nodeid}: @pytest.mark.orghandshake: {error}") from None
        if isinstance(item, pytest.Function) and "orghandshake" not in item.fixturenames:
            item.fixturenames.insert(_behind_wider_fixtures(item), "orghandshake")


def _behind_wider_fixtures(item: pytest.Function) -> int:
    """Return the place behind fixtures of wider scope, which would keep the fake keys for the tests to come.

    pytest has no public way to it (read in 8.0 to 9.2); without the private one, the fixture comes first.
    """
    fixtures = getattr(getattr(item, "_fixtureinfo", None), "name2fixturedefs", {})
    wider = [name for name in item.fixturenames if name in fixtures and fixtures[name][-1].scope != "function"]
    return len(wider)


@pytest.fixture
def orghandshake(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[OrgHandshake]:
    """Answer the handshake operations of every botocore client as AWS does, from a world of this test's own."""
    from ._context import active  # noqa: PLC0415 - a suite that never asks for it shall not pay for it

    with active(_settings_of(request.node), monkeypatch) as running:
        request.node.stash[_RUNNING] = running
        yield running.fake


@pytest.fixture
def orghandshake_server(
    orghandshake: OrgHandshake,  # noqa: ARG001 - what it answers from
    request: pytest.FixtureRequest,
) -> Iterator[OrgHandshakeServer]:
    """Answer over HTTP on 127.0.0.1 too, where child processes find it."""
    from ._context import serving  # noqa: PLC0415 - likewise

    with serving(request.node.stash[_RUNNING].service) as server:
        yield server


class _GuardHooks:
    """The hooks of a suite that is guarded: a call that was stopped fails its test, even if the code swallows the error."""

    def __init__(self, stopped: list[str]) -> None:
        self._stopped = stopped

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> Generator[None, None, None]:
        """Fail where a fixture swallowed it; what was stopped at import is nothing of this test."""
        self._stopped.clear()
        return (yield from self._fail_if_stopped(item))

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, None, None]:
        """Fail where the body swallowed it."""
        return (yield from self._fail_if_stopped(item))

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_teardown(self, item: pytest.Item) -> Generator[None, None, None]:
        """Fail where the teardown of a fixture swallowed it."""
        return (yield from self._fail_if_stopped(item))

    def _fail_if_stopped(self, item: pytest.Item) -> Generator[None, None, None]:
        try:
            yield
            told = [] if getattr(item, "_excinfo", None) else list(dict.fromkeys(self._stopped))
        finally:
            self._stopped.clear()
        if told:
            raise pytest.fail.Exception("\n".join(told), pytrace=False)


# Whatever fake is active while a test runs, that test hears what is wrong and carries the section.


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None, None, None]:
    """Tell the fakes that outlive a test that another one begins."""
    keys: tuple[pytest.StashKey[Any], ...] = (_RUNNING, _BODY_DONE, _OUTCOME, _SECTION)
    for key in keys:
        if key in item.stash:  # of an earlier run of the same test
            del item.stash[key]
    if _CONTEXT in sys.modules:
        from . import _context  # noqa: PLC0415 - it is loaded

        _context.ended_fakes.clear()
        for running in _context.active_fakes:
            running.findings.begin_test()
    yield


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, None, None]:
    """Fail a test that passed or was skipped, but left findings."""
    try:
        yield
    except pytest.skip.Exception:
        _check_all(item, is_over=False)  # nothing scripted has to be reached by a test that is skipped
        raise
    finally:
        item.stash[_BODY_DONE] = True
    # A unittest.TestCase keeps in _excinfo what its body raised.
    raised = getattr(item, "_excinfo", None) or []
    if all(isinstance(each.value, pytest.skip.Exception) for each in raised):
        try:
            _check_all(item, is_over=not raised)
        except pytest.fail.Exception:
            raised.clear()
            raise


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None, None, None]:
    """Fail a teardown that passed but left findings: calls of other fixtures, when the test itself is checked already."""
    yield
    if _CONTEXT in sys.modules:
        from ._transport.environment import put_back_again  # noqa: PLC0415 - it is loaded

        put_back_again()
    _check_all(item, is_over=True)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Add the section to a report of a failure; what it says is not said again.

    Registered before the reporters that have a hook of their own here, so that they see the section too.
    """
    report = yield  # by then unittest has told what its TestCase raised, and pytest what was expected to fail
    if _CONTEXT in sys.modules:
        is_over = call.when != "call" or item.stash.get(_BODY_DONE, False)  # or else it is a subtest
        if report.skipped and not hasattr(report, "wasxfail"):
            if is_over and (running := item.stash.get(_RUNNING, None)) is not None:
                running.findings.excuse_unused()
        elif report.failed or report.skipped:
            _add_section(item, call, report, is_over=is_over)
        if item.config.getoption("orghandshake_diagrams") is not None and is_over:
            _draw(item, report)
    return report


def _add_section(item: pytest.Item, call: pytest.CallInfo[None], report: pytest.TestReport, *, is_over: bool) -> None:
    from ._report.findings import text_of  # noqa: PLC0415 - it is loaded

    told = text_of(None if call.excinfo is None else call.excinfo.value)
    found = _findings_at_cleanup(item, told) if is_over else []
    parts = []
    fakes = _fakes_of(item)
    for running in fakes:
        findings = running.findings
        is_own = running is item.stash.get(_RUNNING, None)
        if findings.is_told_in(told) or (call.when == "teardown" and not findings.has_news):
            continue
        if not is_own and running is not fakes[0] and not findings.was_asked:
            continue
        if not is_over:
            parts.append(findings.report())
        else:
            parts.append(findings.report_failure(told, is_over=is_own))
    parts[:1] = ["\n".join([*found, *parts[:1]])]
    if not parts[0]:
        return
    title, text = f"Captured orghandshake {call.when}", "\n\n".join(parts)
    item.stash[_SECTION] = text
    longrepr: Any = report.longrepr
    if hasattr(longrepr, "addsection"):
        longrepr.addsection(title, text)
    elif isinstance(longrepr, str):
        report.longrepr = f"{longrepr}\n{f' {title} '.center(80, '-')}\n{text}"
    else:
        report.sections.append((title, text))


def _findings_at_cleanup(item: pytest.Item, told: str) -> list[str]:
    """Return what a fake found at its end, in the clean-up of a TestCase that failed already: one failure is enough."""
    raised = getattr(item, "_excinfo", None) or []
    found = [each for each in raised if isinstance(each.value, (UnexpectedCallError, UnusedError))]
    if found:
        raised[:] = [each for each in raised if each not in found]
    return [text for each in found if (text := str(each.value)) not in told]


def _fakes_of(item: pytest.Item) -> list[Running]:
    """Return the fakes that this test has to do with, the one that answers first."""
    from . import _context  # noqa: PLC0415 - it is loaded

    own = item.stash.get(_RUNNING, None)
    fakes = [*([] if own is None else [own]), *reversed(_context.active_fakes), *_context.ended_fakes]
    return list(dict.fromkeys(fakes))


def _check_all(item: pytest.Item, *, is_over: bool) -> None:
    """Fail for what is wrong; what was scripted is judged when its fake ends."""
    if _CONTEXT not in sys.modules:
        return
    from . import _context  # noqa: PLC0415 - it is loaded

    own = item.stash.get(_RUNNING, None)
    if own is not None:
        _check(own.findings, item, is_over=is_over)
    for running in _context.active_fakes:
        if running is not own:
            _check(running.findings, item, is_over=False)


def _draw(item: pytest.Item, report: pytest.TestReport) -> None:
    """Write the file of --orghandshake-diagrams once a test is over, if it used a fake."""
    from ._report.document import file_name, write_document  # noqa: PLC0415 - few ask for it

    if report.when != "teardown" or report.failed:
        item.stash[_OUTCOME] = "xfailed" if hasattr(report, "wasxfail") else report.outcome
    if report.when != "teardown":
        return
    own = item.stash.get(_RUNNING, None)
    used = [each for each in _fakes_of(item) if each is own or each.findings.was_asked]
    if used:
        findings = used[0].findings
        document = write_document(
            item.nodeid, item.stash[_OUTCOME], findings.diagram(), item.stash.get(_SECTION, None) or findings.report()
        )
        folder = item.config.rootpath / item.config.getoption("orghandshake_diagrams")
        folder.mkdir(parents=True, exist_ok=True)
        (folder / file_name(item.nodeid)).write_text(document, encoding="utf-8")


def _check(findings: Findings, item: pytest.Item, *, is_over: bool) -> None:
    try:
        findings.check(is_over=is_over, warn=item.warn)
    except (OrgHandshakeError, OrgHandshakeWarning) as error:  # a warning where warnings are errors
        # The message is complete; our own frames would only hide it.
        raise pytest.fail.Exception(str(error), pytrace=False) from None


def _ini_words(config: pytest.Config) -> dict[str, object]:
    """Return what the ini file says."""
    found = {word: config.getini(f"orghandshake_{word}") for word in Settings._fields}
    return {word: unquoted(value) for word, value in found.items() if value}


def _settings_of(item: pytest.Item) -> Settings:
    """Return how a test uses the fake: the command line before the nearest marker, other markers and the ini file.

    Raises:
        SetupError: A word or its value is unknown.
    """
    words = _ini_words(item.config)
    for marker in reversed(list(item.iter_markers("orghandshake"))):
        if marker.args:
            raise SetupError(f"takes keywords only, not {marker.args[0]!r}: {keyword_for(marker.args[0])}")
        words.update(marker.kwargs)
    if option := item.config.getoption("orghandshake_unused"):
        words["unused"] = option
    return read_settings(words)
