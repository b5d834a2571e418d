"""The pytest side: options, marker, fixture and report section. It decides nothing about handshakes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

import pytest

from ._exceptions import OrgHandshakeError, OrgHandshakeWarning, SetupError
from ._settings import Settings, Unhandled, Unused, keyword_for, read_settings, unquoted

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from ._context import Running
    from ._fake import OrgHandshake
    from ._report.findings import Findings
    from ._transport.server import OrgHandshakeServer

_RUNNING: pytest.StashKey[Running] = pytest.StashKey()
_BODY_DONE: pytest.StashKey[Running | None] = pytest.StashKey()
_HOOKS = "orghandshake-failures"
_MARKER = (
    "orghandshake(unused='error', unhandled='error', account='111111111111', now='2025-12-01'): answer AWS Organizations "
    "handshakes"
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the command line option and the ini options."""
    unused = "what to do when a scripted change or error is never reached"
    group = parser.getgroup("orghandshake", "AWS Organizations handshakes")
    group.addoption("--orghandshake-unused", choices=get_args(Unused), help=f"{unused} (wins over marker and ini)")
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
        from ._transport.guard import guard  # noqa: PLC0415 - imports botocore

        config.add_cleanup(guard())


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
            fixtures, names = item._fixtureinfo.name2fixturedefs, item.fixturenames
            # Behind those of wider scope, which would keep the fake keys for the tests to come.
            wider = [name for name in names if name in fixtures and fixtures[name][-1].scope != "function"]
            names.insert(len(wider), "orghandshake")


@pytest.fixture
def orghandshake(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[OrgHandshake]:
    """Answer the handshake operations of every botocore client as AWS does, from a world of this test's own."""
    from ._context import active  # noqa: PLC0415 - a suite that never asks for it shall not pay for it

    if not (plugins := request.config.pluginmanager).has_plugin(_HOOKS):
        plugins.register(_FailureHooks(), _HOOKS)
    with active(_settings_of(request.node), monkeypatch) as running:
        request.node.stash[_RUNNING] = running
        yield running.fake
        # Calls of other fixtures' teardown; those of the test itself were checked in its call phase.
        del request.node.stash[_RUNNING]
        _check(running.findings, request.node)


@pytest.fixture
def orghandshake_server(
    orghandshake: OrgHandshake,  # noqa: ARG001 - what it answers from
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[OrgHandshakeServer]:
    """Answer over HTTP on 127.0.0.1 too, where child processes find it."""
    from ._context import serving  # noqa: PLC0415 - likewise

    with serving(request.node.stash[_RUNNING].service, monkeypatch) as server:
        yield server


class _FailureHooks:
    """The hooks that only tests with the fixture need: registered by the first of them."""

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, None, None]:
        """Fail a test that passed but left findings."""
        try:
            yield
        finally:
            item.stash[_BODY_DONE] = running = item.stash.get(_RUNNING, None)
        # A unittest.TestCase keeps in _excinfo what its body raised.
        if running is not None and not getattr(item, "_excinfo", None):
            _check(running.findings, item)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, Any, Any]:
        """Add the section to the report of a test that failed; what it says is not said again at teardown."""
        report = yield  # by then unittest has told what its TestCase raised
        running = item.stash.get(_RUNNING, None)
        if running is not None and call.excinfo is not None and call.when != "teardown":
            is_over = call.when == "setup" or item.stash.get(_BODY_DONE, None) is running  # or else it is a subtest
            if is_over or report.failed:
                findings = running.findings
                section = findings.report_failure(call.excinfo.exconly()) if is_over else findings.report()
                report.sections.append((f"Captured orghandshake {call.when}", section))
        return report


def _check(findings: Findings, item: pytest.Item) -> None:
    try:
        findings.check(item.warn)
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
