"""The pytest plugin: options, marker, fixtures and hooks. Nothing here knows about handshakes."""

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
"""This module is loaded when the first fake is made, so a run without one does not pay for it."""

_MARKER = (
    "orghandshake(unused='error', unhandled='error', account='111111111111', now='2025-12-01'): fake AWS Organizations "
    "handshakes for this test"
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the command line option and the ini options."""
    unused = "what to do when a scripted change or error is never reached"
    group = parser.getgroup("orghandshake", "AWS Organizations handshakes")
    group.addoption("--orghandshake-unused", choices=get_args(Unused), help=f"{unused} (wins over marker and ini)")
    group.addoption(
        "--orghandshake-diagrams",
        metavar="DIR",
        help="write one Markdown file to DIR for each test that used a fake: outcome, diagram of the calls, report section",
    )
    parser.addini("orghandshake_unused", f"{unused}: {', '.join(get_args(Unused))}")
    parser.addini(
        "orghandshake_unhandled", f"what to do with calls this plugin does not answer: {', '.join(get_args(Unhandled))}"
    )
    parser.addini("orghandshake_account", "account id of the default caller (12 digits)")
    parser.addini("orghandshake_now", "time at which each fake's clock starts, in ISO 8601 (default: the current time)")
    parser.addini("orghandshake_guard", "stop Organizations calls made outside the fixture", type="bool", default=False)


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker and check the ini options."""
    config.addinivalue_line("markers", _MARKER)
    try:
        read_settings(_ini_settings(config))
    except SetupError as error:
        raise pytest.UsageError(f"orghandshake in the ini file: {error}") from None
    try:
        is_guarded = config.getini("orghandshake_guard")
    except (ValueError, pytest.UsageError) as error:
        raise pytest.UsageError(f"orghandshake_guard in the ini file: {error}: write true or false") from None
    if is_guarded:
        from ._transport.guard import guard, stopped  # noqa: PLC0415 - imports botocore

        config.add_cleanup(guard())
        config.pluginmanager.register(_GuardHooks(stopped))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Request the fixture for every marked test, and check the keywords of every marker."""
    for item in items:
        if item.get_closest_marker("orghandshake") is None:
            continue
        try:
            _settings_of(item)
        except SetupError as error:
            raise pytest.UsageError(f"{item.nodeid}: @pytest.mark.orghandshake: {error}") from None
        if isinstance(item, pytest.Function) and "orghandshake" not in item.fixturenames:
            item.fixturenames.insert(_position_after_wider_fixtures(item), "orghandshake")


def _position_after_wider_fixtures(item: pytest.Function) -> int:
    """Return the position after the fixtures of wider scope, which would keep the fake keys for later tests.

    pytest has no public API for this (read in 8.0 to 9.2); if the private one is missing, the fixture comes first.
    """
    fixtures = getattr(getattr(item, "_fixtureinfo", None), "name2fixturedefs", {})
    wider = [name for name in item.fixturenames if name in fixtures and fixtures[name][-1].scope != "function"]
    return len(wider)


@pytest.fixture
def orghandshake(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[OrgHandshake]:
    """Answer the handshake operations of every botocore client the way AWS does, for this test only."""
    from ._context import active  # noqa: PLC0415 - a suite that never uses the fixture does not pay for it

    with active(_settings_of(request.node), monkeypatch) as running:
        request.node.stash[_RUNNING] = running
        yield running.fake


@pytest.fixture
def orghandshake_server(
    orghandshake: OrgHandshake,  # noqa: ARG001 - the server answers from this fake
    request: pytest.FixtureRequest,
) -> Iterator[OrgHandshakeServer]:
    """Answer over HTTP on 127.0.0.1 as well, for child processes."""
    from ._context import serving  # noqa: PLC0415 - as above

    with serving(request.node.stash[_RUNNING].service) as server:
        yield server


class _GuardHooks:
    """Hooks for ``orghandshake_guard``: a stopped call fails its test, even if the code swallows the error."""

    def __init__(self, stopped: list[str]) -> None:
        self._stopped = stopped

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> Generator[None, None, None]:
        """Fail if a fixture swallowed the error; calls stopped during import do not belong to this test."""
        self._stopped.clear()
        return (yield from self._fail_if_stopped(item))

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, None, None]:
        """Fail if the test body swallowed the error."""
        return (yield from self._fail_if_stopped(item))

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_teardown(self, item: pytest.Item) -> Generator[None, None, None]:
        """Fail if the teardown of a fixture swallowed the error."""
        return (yield from self._fail_if_stopped(item))

    def _fail_if_stopped(self, item: pytest.Item) -> Generator[None, None, None]:
        try:
            yield
            swallowed = [] if getattr(item, "_excinfo", None) else list(dict.fromkeys(self._stopped))
        finally:
            self._stopped.clear()
        if swallowed:
            raise pytest.fail.Exception("\n".join(swallowed), pytrace=False)


# Findings and the section of every fake that is active during a test go into the report of that test.


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None, None, None]:
    """Tell fakes that outlive a test that a new test begins."""
    keys: tuple[pytest.StashKey[Any], ...] = (_RUNNING, _BODY_DONE, _OUTCOME, _SECTION)
    for key in keys:
        if key in item.stash:  # left by an earlier run of the same test
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
        _check_all(item, is_over=False)  # a skipped test does not have to reach what it scripted
        raise
    finally:
        item.stash[_BODY_DONE] = True
    # pytest keeps the exceptions of a unittest.TestCase's body in _excinfo.
    raised = getattr(item, "_excinfo", None) or []
    if all(isinstance(each.value, pytest.skip.Exception) for each in raised):
        try:
            _check_all(item, is_over=not raised)
        except pytest.fail.Exception:
            raised.clear()
            raise


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None, None, None]:
    """Fail a teardown that passed but left findings: other fixtures may make calls after the test has been checked."""
    yield
    if _CONTEXT in sys.modules:
        from ._transport.environment import put_back_again  # noqa: PLC0415 - it is loaded

        put_back_again()
    _check_all(item, is_over=True)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Add the section to the report of a failure, without repeating what the failure already says.

    This plugin is registered before the reporters that wrap this hook too, so they see the section.
    """
    report = yield  # now unittest's exceptions and expected failures are in the report
    if _CONTEXT in sys.modules:
        is_over = call.when != "call" or item.stash.get(_BODY_DONE, False)  # otherwise this is a subtest
        if report.skipped and not hasattr(report, "wasxfail"):
            if is_over and (running := item.stash.get(_RUNNING, None)) is not None:
                running.findings.excuse_unused()
        elif report.failed or report.skipped:
            _add_section(item, call, report, is_over=is_over)
        if item.config.getoption("orghandshake_diagrams") is not None and is_over:
            _write_diagram(item, report)
    return report


def _add_section(item: pytest.Item, call: pytest.CallInfo[None], report: pytest.TestReport, *, is_over: bool) -> None:
    from ._report.findings import text_of  # noqa: PLC0415 - it is loaded

    failure = text_of(None if call.excinfo is None else call.excinfo.value)
    found = _findings_at_cleanup(item, failure) if is_over else []
    parts = []
    fakes = _fakes_of(item)
    for running in fakes:
        findings = running.findings
        is_own = running is item.stash.get(_RUNNING, None)
        if findings.is_shown_in(failure) or (call.when == "teardown" and not findings.has_new_calls):
            continue
        if not is_own and running is not fakes[0] and not findings.has_calls:
            continue
        if not is_over:
            parts.append(findings.report())
        else:
            parts.append(findings.report_failure(failure, is_over=is_own))
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


def _findings_at_cleanup(item: pytest.Item, failure: str) -> list[str]:
    """Take the findings that a fake raised in the clean-up of a failed TestCase: one failure is enough."""
    raised = getattr(item, "_excinfo", None) or []
    found = [each for each in raised if isinstance(each.value, (UnexpectedCallError, UnusedError))]
    if found:
        raised[:] = [each for each in raised if each not in found]
    return [text for each in found if (text := str(each.value)) not in failure]


def _fakes_of(item: pytest.Item) -> list[Running]:
    """Return the fakes that concern this test; the first one is the one that answers."""
    from . import _context  # noqa: PLC0415 - it is loaded

    own = item.stash.get(_RUNNING, None)
    fakes = [*([] if own is None else [own]), *reversed(_context.active_fakes), *_context.ended_fakes]
    return list(dict.fromkeys(fakes))


def _check_all(item: pytest.Item, *, is_over: bool) -> None:
    """Fail if there are findings; unreached scripts count only when their fake ends."""
    if _CONTEXT not in sys.modules:
        return
    from . import _context  # noqa: PLC0415 - it is loaded

    own = item.stash.get(_RUNNING, None)
    if own is not None:
        _check(own.findings, item, is_over=is_over)
    for running in _context.active_fakes:
        if running is not own:
            _check(running.findings, item, is_over=False)


def _write_diagram(item: pytest.Item, report: pytest.TestReport) -> None:
    """Write the --orghandshake-diagrams file when a test is over, if it used a fake."""
    from ._report.document import file_name, write_document  # noqa: PLC0415 - few runs use the option

    if report.when != "teardown" or report.failed:
        item.stash[_OUTCOME] = "xfailed" if hasattr(report, "wasxfail") else report.outcome
    if report.when != "teardown":
        return
    own = item.stash.get(_RUNNING, None)
    used = [each for each in _fakes_of(item) if each is own or each.findings.has_calls]
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


def _ini_settings(config: pytest.Config) -> dict[str, object]:
    """Return the settings in the ini file."""
    found = {word: config.getini(f"orghandshake_{word}") for word in Settings._fields}
    return {word: unquoted(value) for word, value in found.items() if value}


def _settings_of(item: pytest.Item) -> Settings:
    """Return the settings of a test: the command line wins over the nearest marker, other markers and the ini file.

    Raises:
        SetupError: A setting or its value is unknown.
    """
    words = _ini_settings(item.config)
    for marker in reversed(list(item.iter_markers("orghandshake"))):
        if marker.args:
            raise SetupError(f"takes keywords only, not {marker.args[0]!r}: {keyword_for(marker.args[0])}")
        words.update(marker.kwargs)
    if option := item.config.getoption("orghandshake_unused"):
        words["unused"] = option
    return read_settings(words)
