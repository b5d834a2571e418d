from __future__ import annotations

import pytest
from terminal import run

SUITE = """
    import boto3
    import pytest
    from botocore.config import Config

    KEYS = dict(region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x")

    def call(where, **words):
        config = Config(retries={{"total_max_attempts": 1}}, connect_timeout=1, **words)
        try:
            boto3.client("organizations", endpoint_url=where, config=config, **KEYS).list_roots()
        except Exception as error:
            return str(error)

    def test_swallowed():
        call({where!r}, **{words!r})

    {more}
"""
STOPPED = "Organizations ListRoots was called without the fixture, and orghandshake_guard keeps it from reaching AWS."
PROXY = {"proxies": {"https": "http://proxy.corp.example:3128"}}


def guarded(pytester: pytest.Pytester, where: str | None, words: object, more: str = "") -> pytest.RunResult:
    """Run a guarded suite whose code swallows every error."""
    pytester.makeini("[pytest]\norghandshake_guard = true")
    pytester.makepyfile(SUITE.format(where=where, words=words, more=more))
    return run(pytester)


@pytest.mark.parametrize(
    ("where", "words"),
    [
        (None, {}),
        (None, PROXY),
        ("https://vpce-0a1b.organizations.us-east-1.vpce.amazonaws.com", {}),
        ("https://10.0.0.7", {}),
        ("https://[fd00::7]:8443", {}),
        ("https://aws.corp.example", {}),
        ("https://localhost.corp.example", {}),
    ],
)
def test_a_call_to_organizations_is_stopped_wherever_it_goes(
    pytester: pytest.Pytester, where: str | None, words: object
) -> None:
    """The service counts, not the host name; and the test fails although its code swallowed the error."""
    result = guarded(pytester, where, words)
    result.assert_outcomes(failed=1)
    assert STOPPED in result.outlines


@pytest.mark.parametrize("where", ["http://127.0.0.1:1", "http://127.0.0.2:1", "http://[::1]:1", "http://localhost:1"])
def test_a_call_to_this_machine_goes_on(pytester: pytest.Pytester, where: str) -> None:
    """Calls to a local server of the suite are not stopped."""
    guarded(pytester, where, {}).assert_outcomes(passed=1)


SWALLOWED = """
    @pytest.fixture
    def early():
        call(None)

    @pytest.fixture
    def late():
        yield
        call(None)

    def test_early(early):
        pass

    def test_late(late):
        pass

    def test_after():
        pass

    def test_failed():
        call(None)
        assert not "seen"

    def test_skipped():
        call(None)
        pytest.skip("because")
"""


def test_whoever_swallows_it_fails_alone(pytester: pytest.Pytester) -> None:
    """A fixture that swallows the error fails in its phase; a test that fails anyway has only its own failure."""
    result = guarded(pytester, "http://127.0.0.1:1", {}, SWALLOWED)
    result.assert_outcomes(passed=3, failed=1, errors=2, skipped=1)
    assert any("assert not 'seen'" in line for line in result.outlines)
    assert sum(line == STOPPED for line in result.outlines) == 2


def test_what_was_stopped_at_import_fails_no_test(pytester: pytest.Pytester) -> None:
    """If a module swallows the error during its import, its tests run and don't fail for it."""
    guarded(pytester, "http://127.0.0.1:1", {}, "call(None)").assert_outcomes(passed=1)
