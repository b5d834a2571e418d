from __future__ import annotations

import pytest
from terminal import NEVER_POLLED, NOTHING, ORGANIZATIONS, has_lines, run, section_of

SWALLOWED = (
    "with contextlib.suppress(Exception): "
    "boto3.client('organizations').create_account(Email='new@example.com', AccountName='New')"
)
UNEXPECTED = [
    "Organizations CreateAccount was called by account 111111111111 at {place}, which this plugin does not answer.",
    "- if moto implements it, run the test under mock_aws()",
    '- to let such calls through: @pytest.mark.orghandshake(unhandled="pass")',
]
UNUSED = [
    "set_state(h-vendingteam01, 'ACCEPTED', after_calls=...) at {place} waits for 2 more calls that read the handshake.",
    "- the code under test never asked for it, or asked for another handshake",
    '- if that is fine here: @pytest.mark.orghandshake(unused="ignore")',
]


def unexpected(place: str) -> list[str]:
    """Return the message about a call that was swallowed at this place."""
    return [line.format(place=place) for line in UNEXPECTED]


def count(result: pytest.RunResult, line: str) -> int:
    """Return how often a line was printed."""
    return result.outlines.count(line)


def test_a_failing_test_shows_calls_and_states(pytester: pytest.Pytester) -> None:
    """A failing test shows its calls and each handshake's final state, in one report."""
    pytester.makepyfile("""
        import boto3

        def test_invite(orghandshake):
            invite = orghandshake.seed(id="h-vendingteam01", account="222222222222")
            orghandshake.seed("EXPIRED", id="h-vendingteam02", email="other@example.com")
            client = boto3.client("organizations")
            client.describe_handshake(HandshakeId=invite.id)
            try:
                client.describe_handshake(HandshakeId="h-unknown0000")
            except client.exceptions.HandshakeNotFoundException:
                pass
            orghandshake.set_state(invite, "DECLINED")
            assert invite.state == "ACCEPTED"
    """)
    result = run(pytester)
    result.assert_outcomes(failed=1)
    assert section_of(result) == [
        "now: <time>",
        "1. 111111111111 DescribeHandshake(HandshakeId='h-vendingteam01') -> OK",
        "2. 111111111111 DescribeHandshake(HandshakeId='h-unknown0000') -> HandshakeNotFoundException",
        "   no handshake here has this id",
        "   called at test_a_failing_test_shows_calls_and_states.py:9",
        "handshakes:",
        "- h-vendingteam02 INVITE from o-exampleorgid to other@example.com: EXPIRED, expired <time> "
        "(test_a_failing_test_shows_calls_and_states.py:5)",
        "- h-vendingteam01 INVITE from o-exampleorgid to 222222222222: DECLINED, expires <time> "
        "(test_a_failing_test_shows_calls_and_states.py:4)",
        *ORGANIZATIONS,
    ]


def test_a_failing_setup_shows_the_section(pytester: pytest.Pytester) -> None:
    """A fixture that fails while the fake is active shows the section too."""
    pytester.makepyfile("""
        import pytest

        @pytest.fixture
        def broken(orghandshake):
            raise RuntimeError

        def test_invite(broken):
            pass
    """)
    result = run(pytester)
    result.assert_outcomes(errors=1)
    assert section_of(result, "setup") == NOTHING


def test_a_passing_test_shows_no_section(pytester: pytest.Pytester) -> None:
    """A test that passes, or fails without the fixture, has no section."""
    pytester.makepyfile("""
        def test_passes(orghandshake):
            orghandshake.seed()

        def test_fails():
            assert False
    """)
    result = run(pytester, "-rA")
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.no_fnmatch_line("*Captured orghandshake*")


def test_a_swallowed_unexpected_call_fails_the_test(pytester: pytest.Pytester) -> None:
    """An unexpected call fails its test once, even where the code under test swallows the error."""
    pytester.makepyfile(f"""
    import boto3
    import contextlib

    def test_vending(orghandshake):
        {SWALLOWED}
    """)
    result = run(pytester)
    assert result.parseoutcomes() == {"failed": 1}
    start = next(n for n, line in enumerate(result.outlines) if line.strip("_ ") == "test_vending")
    assert result.outlines[start + 1 : start + 4] == unexpected("test_a_swallowed_unexpected_call_fails_the_test.py:5")
    assert "Captured orghandshake call" in result.outlines[start + 4]
    assert count(result, UNEXPECTED[1]) == 1


def test_a_raised_unexpected_call_is_told_once(pytester: pytest.Pytester) -> None:
    """An unexpected call that nothing swallows is one failure, and its section does not repeat the message."""
    pytester.makepyfile("""
        import boto3

        def test_roots(orghandshake):
            boto3.client("organizations").list_create_account_status()
    """)
    result = run(pytester)
    assert result.parseoutcomes() == {"failed": 1}
    assert section_of(result) == [
        "now: <time>",
        "1. 111111111111 ListCreateAccountStatus() -> UnexpectedCallError",
        "   called at test_a_raised_unexpected_call_is_told_once.py:4",
        *ORGANIZATIONS,
    ]


def test_an_unreached_change_fails_the_test(pytester: pytest.Pytester) -> None:
    """A scripted change that was never reached fails its test once, with the line that scripted it."""
    pytester.makepyfile(NEVER_POLLED.format(marker=""))
    result = run(pytester)
    assert result.parseoutcomes() == {"failed": 1}
    assert has_lines(
        result.outlines, [line.format(place="test_an_unreached_change_fails_the_test.py:6") for line in UNUSED]
    )
    assert section_of(result) == [
        "now: <time>",
        "no calls were made",
        "handshakes:",
        "- h-vendingteam01 INVITE from o-exampleorgid to 222222222222: OPEN, expires <time> (test_an_unreached_change_fails_the_test.py:5)",
        *ORGANIZATIONS,
    ]


def test_an_unreached_change_can_be_a_warning(pytester: pytest.Pytester) -> None:
    """With unused="warn", the test passes with a warning."""
    pytester.makepyfile(NEVER_POLLED.format(marker="@pytest.mark.orghandshake(unused='warn')"))
    result = run(pytester)
    assert result.parseoutcomes() == {"passed": 1, "warnings": 1}
    first, *rest = (line.format(place="test_an_unreached_change_can_be_a_warning.py:6") for line in UNUSED)
    (start,) = (number for number, line in enumerate(result.outlines) if line.endswith(f"OrgHandshakeWarning: {first}"))
    assert [line.strip() for line in result.outlines[start + 1 : start + 3]] == rest


def test_an_unreached_change_can_be_fine(pytester: pytest.Pytester) -> None:
    """With unused="ignore", the test passes without a warning."""
    pytester.makepyfile(NEVER_POLLED.format(marker="@pytest.mark.orghandshake(unused='ignore')"))
    assert run(pytester).parseoutcomes() == {"passed": 1}


def test_a_failing_body_shows_the_findings_in_the_section(pytester: pytest.Pytester) -> None:
    """If the body fails, other findings are in the section only."""
    pytester.makepyfile(f"""
    import boto3
    import contextlib

    def test_vending(orghandshake):
        invite = orghandshake.seed(id="h-vendingteam01", account="222222222222")
        orghandshake.set_state(invite, "ACCEPTED", after_calls=2)
        {SWALLOWED}
        assert invite.state == "ACCEPTED"
    """)
    result = run(pytester)
    assert result.parseoutcomes() == {"failed": 1}
    place = "test_a_failing_body_shows_the_findings_in_the_section.py"
    section = section_of(result)
    assert section[:7] == [
        *unexpected(f"{place}:7"),
        *(line.format(place=f"{place}:6") for line in UNUSED),
        "now: <time>",
    ]
    assert section[7].startswith("1. 111111111111 CreateAccount(")
    assert section[8:] == [
        f"   called at {place}:7",
        "handshakes:",
        f"- h-vendingteam01 INVITE from o-exampleorgid to 222222222222: OPEN, expires <time> ({place}:5)",
        *ORGANIZATIONS,
    ]


def test_a_call_in_another_teardown_is_an_error_of_ours(pytester: pytest.Pytester) -> None:
    """An unexpected call in the teardown of another fixture is an error at teardown."""
    pytester.makepyfile(f"""
    import boto3
    import contextlib
    import pytest

    @pytest.fixture
    def vending(orghandshake):
        yield
        {SWALLOWED}

    def test_vending(vending):
        pass
    """)
    result = run(pytester)
    assert result.parseoutcomes() == {"passed": 1, "errors": 1}
    assert has_lines(result.outlines, unexpected("test_a_call_in_another_teardown_is_an_error_of_ours.py:8"))
    assert count(result, UNEXPECTED[1]) == 1
    assert section_of(result, "teardown")[1:3] == [
        "1. 111111111111 CreateAccount(Email='new@example.com', AccountName='New') -> UnexpectedCallError",
        "   called at test_a_call_in_another_teardown_is_an_error_of_ours.py:8",
    ]


def test_a_test_case_of_unittest_is_told_the_same(pytester: pytest.Pytester) -> None:
    """The marker works on unittest.TestCase, with the same section, failures and single reports."""
    pytester.makepyfile(f"""
    import boto3
    import contextlib
    import pytest
    import unittest

    @pytest.mark.orghandshake(account="222222222222")
    class VendingTest(unittest.TestCase):
        def test_answers(self):
            self.assertEqual(boto3.client("sts", "us-east-1").get_caller_identity()["Account"], "222222222222")

    @pytest.mark.orghandshake
    class FailingTest(unittest.TestCase):
        def test_body(self):
            {SWALLOWED}
            self.fail("no account")

        def test_swallowed(self):
            {SWALLOWED}
    """)
    result = run(pytester, "-k", "VendingTest")
    assert result.parseoutcomes() == {"passed": 1, "deselected": 2}
    result = run(pytester, "-k", "test_body")
    assert result.parseoutcomes() == {"failed": 1, "deselected": 2}
    assert section_of(result)[:3] == unexpected("test_a_test_case_of_unittest_is_told_the_same.py:14")
    result = run(pytester, "-k", "test_swallowed")
    assert result.parseoutcomes() == {"failed": 1, "deselected": 2}
    assert has_lines(result.outlines, unexpected("test_a_test_case_of_unittest_is_told_the_same.py:18"))


def test_a_fixture_that_the_body_asks_for_shows_the_section(pytester: pytest.Pytester) -> None:
    """A test that requests the fixture in its body shows the section too."""
    pytester.makepyfile("""
        def test_invite(request):
            request.getfixturevalue("orghandshake")
            assert False
    """)
    result = run(pytester)
    assert result.parseoutcomes() == {"failed": 1}
    assert section_of(result) == NOTHING


def test_an_exception_that_can_not_be_printed_is_one_failure(pytester: pytest.Pytester) -> None:
    """A failure that can't be printed is a normal failure, and the next test runs."""
    pytester.makepyfile("""
        class WithoutTextError(Exception):
            def __str__(self):
                raise RuntimeError

        def test_body(orghandshake):
            orghandshake.add_error("ListAccounts", "ServiceException")
            raise WithoutTextError

        def test_next(orghandshake):
            pass
    """)
    result = run(pytester)
    result.assert_outcomes(passed=1, failed=1)
    assert section_of(result)[0].startswith("add_error('ListAccounts', 'ServiceException') at ")


SUBTESTS = """
    import boto3
    import pytest

    def test_skipped(orghandshake, subtests):
        orghandshake.add_error("CancelHandshake", "TooManyRequestsException")
        with subtests.test("one"):
            pytest.skip("not today")

    def test_failed(orghandshake, subtests):
        invite = orghandshake.seed(id="h-vendingteam01", account="222222222222")
        orghandshake.set_state(invite, "ACCEPTED", after_calls=1)
        with subtests.test("one"):
            assert False
        boto3.client("organizations").describe_handshake(HandshakeId=invite.id)
"""


def test_findings_wait_for_the_end_of_the_test_not_of_a_subtest(pytester: pytest.Pytester) -> None:
    """Findings are reported at the end of the test, not by one of its subtests."""
    if tuple(map(int, pytest.__version__.split(".")[:2])) < (9, 0):
        pytest.skip("subtests are of pytest 9")
    pytester.makepyfile(SUBTESTS)
    result = run(pytester, "-k", "test_skipped")
    assert has_lines(result.outlines, ["- the code under test never called CancelHandshake"])
    result = run(pytester, "-k", "test_failed")
    lines = section_of(result)
    assert lines[:2] == ["now: <time>", "no calls were made"]
    assert not any("waits for" in line or "never" in line for line in result.outlines)


AROUND_THE_CALL = """
    import pytest

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(item):
        try:
            return (yield)
        except BaseException:
            print(item.name, "failed")
            raise
"""
AROUND_THE_REPORT = """
    import pytest

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_makereport(item, call):
        report = yield
        print(report.when, report.outcome, [name for name, *_ in getattr(report.longrepr, "sections", ()) if "orghandshake" in name])
        return report
"""


def test_a_hook_of_the_suite_around_the_call_sees_the_failure(pytester: pytest.Pytester) -> None:
    """A conftest that takes a screenshot of failing tests also does so when only the fake's findings fail the test."""
    pytester.makeconftest(AROUND_THE_CALL)
    pytester.makepyfile(NEVER_POLLED.format(marker=""))
    result = run(pytester, "-s")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*test_invite failed"])


def test_a_hook_of_the_suite_around_the_report_sees_the_section(pytester: pytest.Pytester) -> None:
    """A conftest hook for reports, written as in pytest's documentation, sees the section."""
    pytester.makeconftest(AROUND_THE_REPORT)
    pytester.makepyfile(NEVER_POLLED.format(marker=""))
    result = run(pytester, "-s")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*call failed [[]'Captured orghandshake call']"])


def test_no_frame_of_the_package_is_shown(pytester: pytest.Pytester) -> None:
    """For a mistake in the test itself, the traceback shows the line and the message, but no frame of the package."""
    pytester.makepyfile("""
        import pytest

        @pytest.mark.parametrize("mistake", [
            lambda fake: fake.seed("OPENED"),
            lambda fake: fake.add_error("DescribeHandshake", "TooManyRequestException"),
            lambda fake: fake.add_account("12"),
            lambda fake: fake.move_to("yesterday"),
            lambda fake: fake.set_state("h-vendingteam01", "ACCEPTED"),
        ])
        def test_mistake(orghandshake, mistake):
            mistake(orghandshake)
    """)
    result = run(pytester)
    result.assert_outcomes(failed=5)
    assert sum(line.startswith("E   ") for line in result.outlines) >= 5
    assert not any(
        "/pytest_orghandshake/_" in line or line.startswith("pytest_orghandshake/_") for line in result.outlines
    )
