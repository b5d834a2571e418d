"""Fakes that live longer or shorter than a test: every test reports only its own calls."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest
from terminal import ORGANIZATIONS, has_lines, run, section_of

if TYPE_CHECKING:
    from collections.abc import Callable

BASELINE = """
    import contextlib
    import boto3
    import pytest
    from pytest_orghandshake import fake_handshakes

    organizations = boto3.client("organizations", region_name="us-east-1")

    def swallow():
        with contextlib.suppress(Exception):
            organizations.list_create_account_status()

    @pytest.fixture(scope="{scope}")
    def baseline():
        with fake_handshakes() as fake:
            fake.seed(id="h-baseline0001", account="222222222222")
            yield fake
"""
HANDSHAKES = [
    "handshakes:",
    "- h-baseline0001 INVITE from o-exampleorgid to 222222222222: OPEN, expires <time> ({file}:15)",
    *ORGANIZATIONS,
]


@pytest.fixture
def write(pytester: pytest.Pytester) -> Callable[..., None]:
    """Write a test file that uses a fixture of wider scope."""

    def make(tests: str, scope: str = "module") -> None:
        pytester.makepyfile(test_wide=f"{BASELINE.format(scope=scope)}{tests}")

    return make


def failures(result: pytest.RunResult) -> dict[str, list[str]]:
    """Return the output for each failing test, by name."""
    found: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in result.outlines:
        if line.startswith("___"):
            lines = found.setdefault(line.strip("_ "), [])
        elif line.startswith("==="):
            lines = []
        else:
            lines.append(line)
    return found


@pytest.mark.parametrize("scope", ["class", "module", "session"])
def test_each_test_hears_of_its_own_calls(pytester: pytest.Pytester, write: Callable[..., None], scope: str) -> None:
    """A call that nothing answers fails only the test that made it, whatever the scope of the fake."""
    write(
        """
    class TestAll:
        def test_first(self, baseline):
            organizations.list_accounts()

        def test_swallows(self, baseline):
            swallow()

        def test_swallows_too(self, baseline):
            swallow()

        def test_last(self, baseline):
            organizations.describe_handshake(HandshakeId="h-baseline0001")
    """,
        scope,
    )
    result = run(pytester)
    result.assert_outcomes(passed=2, failed=2)
    shown = failures(result)
    assert list(shown) == ["TestAll.test_swallows", "TestAll.test_swallows_too"]
    for before, lines in enumerate(shown.values(), 1):
        assert lines[0] == (
            "Organizations ListCreateAccountStatus was called by account 111111111111 at test_wide.py:10, "
            "which this plugin does not answer."
        )
        assert lines[5:8] == [
            f"calls made before this test: {before}",
            f"{before + 1}. 111111111111 ListCreateAccountStatus() -> UnexpectedCallError",
            "   called at test_wide.py:10",
        ]


def test_section_of_a_wide_fake(pytester: pytest.Pytester, write: Callable[..., None]) -> None:
    """A failing test shows the calls made while it ran."""
    write("""
    def test_passes(baseline):
        organizations.list_accounts()

    def test_fails(baseline):
        organizations.describe_handshake(HandshakeId="h-baseline0001")
        assert False

    def test_idle(baseline):
        assert False

    def test_after_reset(baseline):
        baseline.reset()
        organizations.list_accounts()
        assert False
    """)
    result = run(pytester, "-k", "test_passes or test_fails")
    assert section_of(result) == [
        "now: <time>",
        "calls made before this test: 1",
        "2. 111111111111 DescribeHandshake(HandshakeId='h-baseline0001') -> OK",
        *(line.format(file="test_wide.py") for line in HANDSHAKES),
    ]
    result = run(pytester, "-k", "test_idle")
    assert section_of(result)[:2] == ["now: <time>", "no calls were made"]
    result = run(pytester, "-k", "test_passes or test_after_reset")
    assert section_of(result) == ["now: <time>", "1. 111111111111 ListAccounts() -> OK, 1", *ORGANIZATIONS]


def test_what_was_scripted_is_judged_at_the_end(pytester: pytest.Pytester, write: Callable[..., None]) -> None:
    """An error that no call got is reported once, when the fake ends, with its line."""
    write("""
    def test_scripts(baseline):
        baseline.add_error("CancelHandshake", "ServiceException")

    def test_fails(baseline):
        assert False

    def test_last(baseline):
        pass
    """)
    result = run(pytester)
    assert result.parseoutcomes() == {"passed": 2, "failed": 1, "errors": 1}
    assert sum("was never reached" in line for line in result.outlines) == 1
    assert any(
        line.endswith(
            "UnusedError: add_error('CancelHandshake', 'ServiceException') at test_wide.py:19 was never reached."
        )
        for line in result.outlines
    )


def test_calls_of_a_fixture_are_of_the_test_that_it_ran_for(
    pytester: pytest.Pytester, write: Callable[..., None]
) -> None:
    """Unexpected calls of a fixture fail the test for which it was set up or torn down."""
    write("""
    @pytest.fixture
    def before(baseline):
        swallow()

    @pytest.fixture
    def after(baseline):
        yield
        swallow()

    def test_before(before):
        pass

    def test_after(after):
        pass

    def test_neither(baseline):
        pass
    """)
    result = run(pytester)
    assert result.parseoutcomes() == {"passed": 2, "failed": 1, "errors": 1}
    assert list(failures(result)) == ["ERROR at teardown of test_after", "test_before"]


def test_set_up_class(pytester: pytest.Pytester) -> None:
    """A fake from setUpClass is checked and shown in the same way."""
    pytester.makepyfile("""
        import unittest
        import boto3
        from pytest_orghandshake import fake_handshakes

        class TestWide(unittest.TestCase):
            @classmethod
            def setUpClass(cls):
                context = fake_handshakes()
                cls.orghandshake = context.__enter__()
                cls.addClassCleanup(context.__exit__, None, None, None)
                cls.organizations = boto3.client("organizations", region_name="us-east-1")

            def test_a_swallows(self):
                try:
                    self.organizations.list_create_account_status()
                except Exception:
                    pass

            def test_b_fails(self):
                self.organizations.list_accounts()
                self.fail()

            def test_c_passes(self):
                self.organizations.list_accounts()
    """)
    result = run(pytester)
    assert result.parseoutcomes() == {"failed": 2, "passed": 1}
    shown = failures(result)
    assert shown["TestWide.test_a_swallows"][0].startswith(
        "Organizations ListCreateAccountStatus was called by account 111111111111 at "
    )
    assert has_lines(
        shown["TestWide.test_b_fails"], ["calls made before this test: 1", "2. 111111111111 ListAccounts() -> OK, 1"]
    )


def test_fake_of_the_set_up_of_a_test_case(pytester: pytest.Pytester) -> None:
    """If a TestCase fails, findings of its fake at clean-up are in the section, and not a second failure."""
    pytester.makepyfile("""
        import unittest
        import boto3
        from pytest_orghandshake import fake_handshakes

        class TestNarrow(unittest.TestCase):
            def setUp(self):
                context = fake_handshakes()
                self.orghandshake = context.__enter__()
                self.addCleanup(context.__exit__, None, None, None)

            def test_fails(self):
                try:
                    boto3.client("organizations", region_name="us-east-1").list_create_account_status()
                except Exception:
                    pass
                self.fail("no root")
    """)
    result = run(pytester)
    assert result.parseoutcomes() == {"failed": 1}
    assert section_of(result) == [
        "Organizations ListCreateAccountStatus was called by account 111111111111 at "
        "test_fake_of_the_set_up_of_a_test_case.py:13, which this plugin does not answer.",
        "- if moto implements it, run the test under mock_aws()",
        '- to let such calls through: @pytest.mark.orghandshake(unhandled="pass")',
        "now: <time>",
        "1. 111111111111 ListCreateAccountStatus() -> UnexpectedCallError",
        "   called at test_fake_of_the_set_up_of_a_test_case.py:13",
        *ORGANIZATIONS,
    ]


def test_two_fakes_at_once(pytester: pytest.Pytester, write: Callable[..., None]) -> None:
    """Beside a wider fake, the test's own answers, and its section shows the fake that was called."""
    write("""
    def test_both(baseline, orghandshake):
        organizations.list_accounts()
        assert False
    """)
    result = run(pytester)
    assert section_of(result) == ["now: <time>", "1. 111111111111 ListAccounts() -> OK, 1", *ORGANIZATIONS]
    write("""
    def test_one_after_the_other(baseline):
        organizations.list_accounts()
        with fake_handshakes():
            organizations.describe_organization()
        assert False
    """)
    result = run(pytester)
    assert [line for line in section_of(result) if line.startswith("1. ")] == [
        "1. 111111111111 ListAccounts() -> OK, 1",
        "1. 111111111111 DescribeOrganization() -> OK",
    ]
    assert section_of(result).count("") == 1


def test_block_that_ended(pytester: pytest.Pytester, write: Callable[..., None]) -> None:
    """A test that fails after its ``with`` block shows what happened in it; the next test does not."""
    write("""
    def test_behind():
        with fake_handshakes():
            organizations.list_accounts()
        assert False

    def test_next():
        assert False
    """)
    result = run(pytester)
    assert section_of(result) == ["now: <time>", "1. 111111111111 ListAccounts() -> OK, 1", *ORGANIZATIONS]
    assert "Captured orghandshake" not in "\n".join(failures(result)["test_next"])


def test_block_that_an_error_leaves(pytester: pytest.Pytester, write: Callable[..., None]) -> None:
    """An exception that leaves the block shows the same text, with findings, once."""
    write("""
    def test_inside():
        with fake_handshakes() as fake:
            fake.add_error("CancelHandshake", "ServiceException")
            swallow()
            assert False
    """)
    result = run(pytester)
    assert result.parseoutcomes() == {"failed": 1}
    text = [line.removeprefix("E").strip() for line in result.outlines]
    expected = [
        "Organizations ListCreateAccountStatus was called by account 111111111111 at test_wide.py:10, "
        "which this plugin does not answer.",
        "- if moto implements it, run the test under mock_aws()",
        '- to let such calls through: @pytest.mark.orghandshake(unhandled="pass")',
        "add_error('CancelHandshake', 'ServiceException') at test_wide.py:20 was never reached.",
        "- the code under test never called CancelHandshake",
        '- if that is fine here: @pytest.mark.orghandshake(unused="ignore")',
    ]
    if sys.version_info >= (3, 11):
        assert has_lines(text, ["orghandshake:", *expected])
        assert not any("Captured orghandshake" in line for line in text)
    else:
        assert any("Captured orghandshake" in line for line in text)
    assert sum("1. 111111111111 ListCreateAccountStatus() -> UnexpectedCallError" in line for line in text) == 1


def test_skip_hides_nothing(pytester: pytest.Pytester, write: Callable[..., None]) -> None:
    """A test that skips itself after an unexpected call fails; unreached scripts don't matter."""
    write("""
    import unittest

    def test_skipped(orghandshake):
        swallow()
        pytest.skip("not today")

    def test_skipped_in_a_wide_fake(baseline):
        swallow()
        pytest.skip("not today")

    @pytest.mark.orghandshake
    class TestSkipped(unittest.TestCase):
        def test_case(self):
            swallow()
            self.skipTest("not today")

        def test_clean_case(self):
            self.skipTest("not today")

    class TestScripted(unittest.TestCase):
        @pytest.fixture(autouse=True)
        def fake(self, orghandshake):
            self.orghandshake = orghandshake

        def test_scripted(self):
            self.orghandshake.add_error("CancelHandshake", "ServiceException")
            self.skipTest("not today")

    @pytest.fixture
    def skipping(orghandshake):
        swallow()
        pytest.skip("not today")

    def test_skipped_by_a_fixture(skipping):
        pass

    def test_clean(orghandshake):
        orghandshake.add_error("CancelHandshake", "ServiceException")
        pytest.skip("not today")
    """)
    result = run(pytester)
    assert result.parseoutcomes() == {"failed": 3, "skipped": 4, "errors": 1}
    for lines in failures(result).values():
        assert lines[0].startswith(
            "Organizations ListCreateAccountStatus was called by account 111111111111 at test_wide.py:10"
        )


def test_expected_failure(pytester: pytest.Pytester, write: Callable[..., None]) -> None:
    """An expected failure stays an expected failure, whatever else it leaves."""
    write("""
    @pytest.mark.xfail
    def test_expected(orghandshake):
        swallow()
        assert False
    """)
    assert run(pytester).parseoutcomes() == {"xfailed": 1}


def test_call_of_a_teardown_that_raises(pytester: pytest.Pytester, write: Callable[..., None]) -> None:
    """An unexpected call in the teardown of another fixture is reported once, with the section."""
    write("""
    @pytest.fixture
    def vending(orghandshake):
        yield
        organizations.list_create_account_status()

    def test_vending(vending):
        pass
    """)
    result = run(pytester)
    assert result.parseoutcomes() == {"passed": 1, "errors": 1}
    assert not any("ExceptionGroup" in line for line in result.outlines)
    assert sum("which this plugin does not answer" in line for line in result.outlines) == 1
    assert section_of(result, "teardown") == [
        "now: <time>",
        "1. 111111111111 ListCreateAccountStatus() -> UnexpectedCallError",
        "   called at test_wide.py:21",
        *ORGANIZATIONS,
    ]


def test_teardown_that_fails_after_its_test(pytester: pytest.Pytester, write: Callable[..., None]) -> None:
    """An error in teardown repeats the section of its test only if there were new calls."""
    write("""
    @pytest.fixture
    def fails(orghandshake):
        yield
        assert False

    def test_quiet(fails):
        assert False

    @pytest.fixture
    def calls(orghandshake):
        yield
        organizations.list_accounts()
        assert False

    def test_calls(calls):
        assert False
    """)
    result = run(pytester, "-k", "test_quiet")
    assert result.parseoutcomes() == {"failed": 1, "errors": 1, "deselected": 1}
    assert sum("Captured orghandshake" in line for line in result.outlines) == 1
    result = run(pytester, "-k", "test_calls")
    assert section_of(result, "teardown")[1] == "1. 111111111111 ListAccounts() -> OK, 1"


@pytest.mark.parametrize(
    "how",
    [
        "raise ValueError('no root') from error",
        "raise ValueError('no root')",
        "raise ExceptionGroup('x', [error]) from None",
    ],
)
def test_error_that_led_to_another(pytester: pytest.Pytester, write: Callable[..., None], how: str) -> None:
    """Text in an exception's cause or context is not repeated."""
    if "Group" in how and sys.version_info < (3, 11):
        pytest.skip("exception groups are of Python 3.11")
    write(f"""
    def test_chain(orghandshake):
        try:
            organizations.list_create_account_status()
        except Exception as error:
            {how}
    """)
    result = run(pytester)
    assert sum("which this plugin does not answer" in line for line in result.outlines) == 1
    write("""
    def test_hidden(orghandshake):
        try:
            organizations.list_create_account_status()
        except Exception:
            raise ValueError("no root") from None
    """)
    result = run(pytester)
    assert section_of(result)[0].startswith(
        "Organizations ListCreateAccountStatus was called by account 111111111111 at test_wide.py:"
    )


def test_run_without_any_fake(pytester: pytest.Pytester) -> None:
    """In a run that never makes a fake, failures and skips are pytest's own."""
    pytester.makeconftest("import sys\nsys.modules.pop('pytest_orghandshake._context', None)")
    pytester.makepyfile("""
        import pytest

        def test_fails():
            assert False

        def test_skipped():
            pytest.skip("not today")

        def test_passes():
            pass
    """)
    result = run(pytester, "--orghandshake-diagrams=out")
    assert result.parseoutcomes() == {"failed": 1, "skipped": 1, "passed": 1}
    result.stdout.no_fnmatch_line("*Captured orghandshake*")
    assert not (pytester.path / "out").exists()
