from __future__ import annotations

import boto3
import pytest

from pytest_orghandshake import fake_handshakes

SWALLOWED = (
    "with contextlib.suppress(Exception): "
    "boto3.client('organizations').create_account(Email='new@example.com', AccountName='New')"
)
UNEXPECTED = [
    "Organizations CreateAccount was called by account 111111111111, and nothing here answers it.",
    "- moto does: enter mock_aws() around this test, and it answers what this plugin leaves open",
    '- or let such calls through to whatever else answers them: @pytest.mark.orghandshake(unhandled="pass")',
]
UNUSED = [
    "set_state(h-vendingteam01, 'ACCEPTED', after_calls=...) at {place} waits for 2 more calls that read the handshake.",
    "- the code under test stopped asking, or asked for another handshake",
    '- if that is fine here: @pytest.mark.orghandshake(unused="ignore")',
]
NEVER_POLLED = """
    import pytest

    {marker}
    def test_invite(orghandshake):
        invite = orghandshake.seed(id="h-vendingteam01", account="222222222222")
        orghandshake.set_state(invite, "ACCEPTED", after_calls=2)
"""


@pytest.fixture(autouse=True, scope="module")
def imported() -> None:
    """Import what runs in this process need: pytester forgets modules that were new to a run, their users do not."""
    with fake_handshakes():
        boto3.client("organizations").describe_organization()
        boto3.client("sts", "us-east-1").get_caller_identity()


def run(pytester: pytest.Pytester, *args: str) -> pytest.RunResult:
    return pytester.runpytest("-p", "no:randomly", "-p", "no:cacheprovider", *args)


def section_of(result: pytest.RunResult, when: str = "call") -> list[str]:
    """Return the lines under the one section heading, up to the next heading."""
    (start,) = (
        number
        for number, line in enumerate(result.outlines, 1)
        if line.strip("- ") == f"Captured orghandshake {when}" and line.startswith("---")
    )
    end = next(n for n, line in enumerate(result.outlines[start:], start) if line.startswith(("===", "___", "---")))
    return result.outlines[start:end]


def has_lines(lines: list[str], wanted: list[str]) -> bool:
    """Tell whether the wanted lines stand in this order with nothing between them."""
    return any(lines[start : start + len(wanted)] == wanted for start in range(len(lines)))


def usage_error(result: pytest.RunResult) -> list[str]:
    assert result.ret == pytest.ExitCode.USAGE_ERROR == 4
    return [line for line in result.errlines if line]


def test_fixture_is_listed(pytester: pytest.Pytester) -> None:
    """The fixture, its option and its marker explain themselves in pytest's listings."""
    result = run(pytester, "--markers")
    assert [line for line in result.outlines if line.startswith("@pytest.mark.orghandshake")] == [
        "@pytest.mark.orghandshake(unused='error', unhandled='error', account='111111111111'): "
        "answer AWS Organizations handshakes"
    ]
    assert any("--orghandshake-unused={error,warn,ignore}" in line for line in run(pytester, "--help").outlines)


def test_fixture_answers(pytester: pytest.Pytester) -> None:
    """A test that asks for the fixture gets the handshake it seeded."""
    pytester.makepyfile("""
        import boto3

        def test_invite(orghandshake):
            invite = orghandshake.seed("DECLINED")
            reply = boto3.client("organizations").describe_handshake(HandshakeId=invite.id)
            assert reply["Handshake"]["State"] == "DECLINED"
    """)
    run(pytester).assert_outcomes(passed=1)


def test_marker_brings_the_fixture(pytester: pytest.Pytester) -> None:
    """The marker alone is enough, in front of the test's own fixtures."""
    pytester.makepyfile("""
        import boto3
        import pytest

        @pytest.fixture
        def organization():
            return boto3.client("organizations").describe_organization()["Organization"]["Id"]

        @pytest.mark.orghandshake
        def test_marked(organization):
            assert organization == "o-exampleorgid"
    """)
    run(pytester).assert_outcomes(passed=1)


def test_markers_merge(pytester: pytest.Pytester) -> None:
    """Module, class and function markers merge word by word, and the nearest wins."""
    pytester.makepyfile("""
        import pytest

        pytestmark = pytest.mark.orghandshake(unused="warn", account="222222222222")

        def test_module(orghandshake):
            assert orghandshake._settings == ("warn", "error", "222222222222")

        @pytest.mark.orghandshake(unused="ignore", unhandled="pass")
        class TestMarked:
            def test_class(self, orghandshake):
                assert orghandshake._settings == ("ignore", "pass", "222222222222")

            @pytest.mark.orghandshake(account="333333333333", unhandled="error")
            def test_function(self, orghandshake):
                assert orghandshake._settings == ("ignore", "error", "333333333333")
    """)
    run(pytester).assert_outcomes(passed=3)


def test_account_is_the_caller(pytester: pytest.Pytester) -> None:
    """The marker's account is who calls with the default keys."""
    pytester.makepyfile("""
        import boto3
        import pytest

        @pytest.mark.orghandshake(account="222222222222")
        def test_caller(orghandshake):
            assert boto3.client("sts", "us-east-1").get_caller_identity()["Account"] == "222222222222"
    """)
    run(pytester).assert_outcomes(passed=1)


def test_ini_options(pytester: pytest.Pytester) -> None:
    """The ini file says the same words for every test, and a marker overrides it."""
    pytester.makeini("""
        [pytest]
        orghandshake_unused = ignore
        orghandshake_unhandled = pass
        orghandshake_account = 222222222222
    """)
    pytester.makepyfile("""
        import pytest

        def test_ini(orghandshake):
            assert orghandshake._settings == ("ignore", "pass", "222222222222")

        @pytest.mark.orghandshake(unused="error")
        def test_marker(orghandshake):
            assert orghandshake._settings == ("error", "pass", "222222222222")
    """)
    run(pytester).assert_outcomes(passed=2)


def test_option_wins(pytester: pytest.Pytester) -> None:
    """The command line wins over the marker and the ini file."""
    pytester.makeini("[pytest]\norghandshake_unused = warn")
    pytester.makepyfile(NEVER_POLLED.format(marker="@pytest.mark.orghandshake(unused='warn')"))
    run(pytester, "--orghandshake-unused=ignore").assert_outcomes(passed=1)
    run(pytester, "--orghandshake-unused=error").assert_outcomes(failed=1)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("unusd='warn'", "unknown setting 'unusd': did you mean 'unused'?"),
        ("zzz=1", "unknown setting 'zzz': choose from 'unused', 'unhandled', 'account'"),
        ("unused='warm'", "unused='warm' is none of 'error', 'warn', 'ignore': did you mean 'warn'?"),
        ("unhandled='PASS'", "unhandled='PASS' is none of 'error', 'pass': did you mean 'pass'?"),
        ("unused=[]", "unused=[] is none of 'error', 'warn', 'ignore': choose from 'error', 'warn', 'ignore'"),
        ("account=2", "account=2 is not an account id: write its 12 digits, account='222222222222'"),
        ("account='12'", "account='12' is not an account id: write its 12 digits, account='222222222222'"),
        ("'222222222222'", "takes keywords only, not '222222222222': write account='222222222222'"),
    ],
)
def test_wrong_marker_words(pytester: pytest.Pytester, words: str, message: str) -> None:
    """A wrong word in a marker is one line at collection, with the nearest right one, and no test runs."""
    pytester.makepyfile(f"""
        import pytest

        def test_fine():
            pass

        @pytest.mark.orghandshake({words})
        def test_marked():
            pass
    """)
    assert usage_error(run(pytester)) == [
        f"ERROR: test_wrong_marker_words.py::test_marked: @pytest.mark.orghandshake: {message}"
    ]


@pytest.mark.parametrize("path", ["class", "module"])
def test_wrong_words_above_the_test(pytester: pytest.Pytester, path: str) -> None:
    """Marker words are checked wherever they stand."""
    module, above = (
        ("@pytest.mark.orghandshake(x=1)", "") if path == "class" else ("", "@pytest.mark.orghandshake(x=1)")
    )
    pytester.makepyfile(f"""
        import pytest

        pytestmark = [pytest.mark.orghandshake({"x=1" if above else ""})]

        {module}
        class TestMarked:
            def test_marked(self):
                pass
    """)
    assert usage_error(run(pytester)) == [
        "ERROR: test_wrong_words_above_the_test.py::TestMarked::test_marked: @pytest.mark.orghandshake: "
        "unknown setting 'x': choose from 'unused', 'unhandled', 'account'"
    ]


def test_wrong_ini_words(pytester: pytest.Pytester) -> None:
    """A wrong word in the ini file is one line before anything is collected."""
    pytester.makeini("[pytest]\norghandshake_unhandled = passs")
    result = run(pytester)
    assert usage_error(result) == [
        "ERROR: orghandshake in the ini file: unhandled='passs' is none of 'error', 'pass': did you mean 'pass'?"
    ]


def test_marker_on_a_doctest(pytester: pytest.Pytester) -> None:
    """Items without fixture names, which other plugins make, are left alone."""
    pytester.makeconftest("""
        import pytest

        class Plain(pytest.Item):
            def runtest(self):
                pass

        class Text(pytest.File):
            def collect(self):
                item = Plain.from_parent(self, name="plain")
                item.add_marker(pytest.mark.orghandshake)
                return [item]

        def pytest_collect_file(file_path, parent):
            return Text.from_parent(parent, path=file_path) if file_path.suffix == ".plain" else None
    """)
    pytester.makefile(".plain", plain="")
    run(pytester).assert_outcomes(passed=1)


def test_section_of_a_failing_test(pytester: pytest.Pytester) -> None:
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
        "1. 111111111111 DescribeHandshake(HandshakeId='h-vendingteam01') -> OK",
        "2. 111111111111 DescribeHandshake(HandshakeId='h-unknown0000') -> HandshakeNotFoundException",
        "handshakes:",
        "- h-vendingteam01 INVITE from o-exampleorgid to 222222222222: DECLINED (test_section_of_a_failing_test.py:4)",
        "- h-vendingteam02 INVITE from o-exampleorgid to other@example.com: EXPIRED "
        "(test_section_of_a_failing_test.py:5)",
    ]


def test_section_of_a_failing_setup(pytester: pytest.Pytester) -> None:
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
    assert section_of(result, "setup") == ["no calls"]


def test_no_section_of_a_passing_test(pytester: pytest.Pytester) -> None:
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


def test_swallowed_unexpected_call(pytester: pytest.Pytester) -> None:
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
    assert result.outlines[start + 1 : start + 4] == UNEXPECTED
    assert "Captured orghandshake call" in result.outlines[start + 4]
    assert [line for line in result.outlines if line in UNEXPECTED] == UNEXPECTED


def test_raised_unexpected_call(pytester: pytest.Pytester) -> None:
    """An unexpected call that nobody swallows is one failure, and its section does not say it again."""
    pytester.makepyfile("""
        import boto3

        def test_roots(orghandshake):
            boto3.client("organizations").list_roots()
    """)
    result = run(pytester)
    assert result.parseoutcomes() == {"failed": 1}
    assert section_of(result) == ["1. 111111111111 ListRoots() -> UnexpectedCallError"]


def test_unused_fails(pytester: pytest.Pytester) -> None:
    """A scripted change that was never reached fails its test once, with the line that scripted it."""
    pytester.makepyfile(NEVER_POLLED.format(marker=""))
    result = run(pytester)
    assert result.parseoutcomes() == {"failed": 1}
    assert has_lines(result.outlines, [line.format(place="test_unused_fails.py:6") for line in UNUSED])
    assert section_of(result) == [
        "no calls",
        "handshakes:",
        "- h-vendingteam01 INVITE from o-exampleorgid to 222222222222: OPEN (test_unused_fails.py:5)",
    ]


def test_unused_warns(pytester: pytest.Pytester) -> None:
    """With unused="warn" it is a warning of a test that passes."""
    pytester.makepyfile(NEVER_POLLED.format(marker="@pytest.mark.orghandshake(unused='warn')"))
    result = run(pytester)
    assert result.parseoutcomes() == {"passed": 1, "warnings": 1}
    first, *rest = (line.format(place="test_unused_warns.py:6") for line in UNUSED)
    (start,) = (number for number, line in enumerate(result.outlines) if line.endswith(f"UserWarning: {first}"))
    assert [line.strip() for line in result.outlines[start + 1 : start + 3]] == rest


def test_unused_ignored(pytester: pytest.Pytester) -> None:
    """With unused="ignore" nothing is said about it."""
    pytester.makepyfile(NEVER_POLLED.format(marker="@pytest.mark.orghandshake(unused='ignore')"))
    assert run(pytester).parseoutcomes() == {"passed": 1}


def test_failing_body_has_findings_in_the_section(pytester: pytest.Pytester) -> None:
    """Where the body failed, what else is wrong stands in the section, and nowhere else."""
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
    place = "test_failing_body_has_findings_in_the_section.py"
    section = section_of(result)
    assert section[:6] == [*UNEXPECTED, *(line.format(place=f"{place}:6") for line in UNUSED)]
    assert section[6].startswith("1. 111111111111 CreateAccount(")
    assert section[7:] == [
        "handshakes:",
        f"- h-vendingteam01 INVITE from o-exampleorgid to 222222222222: OPEN ({place}:5)",
    ]


def test_calls_of_another_teardown(pytester: pytest.Pytester) -> None:
    """An unexpected call in the teardown of another fixture is an error at the fixture's own teardown."""
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
    assert has_lines(result.outlines, UNEXPECTED)
    assert [line for line in result.outlines if line in UNEXPECTED] == UNEXPECTED


def test_unittest(pytester: pytest.Pytester) -> None:
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
    assert section_of(result)[:3] == UNEXPECTED
    result = run(pytester, "-k", "test_swallowed")
    assert result.parseoutcomes() == {"failed": 1, "deselected": 2}
    assert has_lines(result.outlines, UNEXPECTED)


def test_inert_until_used(pytester: pytest.Pytester) -> None:
    """A run that never asks for the fixture imports neither botocore nor boto3 nor moto."""
    pytester.makeconftest("""
        import sys

        def pytest_unconfigure():
            print("imported:", sorted({"boto3", "botocore", "moto", "pytest_orghandshake.plugin"} & set(sys.modules)))
    """)
    pytester.makepyfile("def test_empty():\n    pass")
    result = pytester.runpytest_subprocess("-p", "no:randomly", "-p", "no:cacheprovider")
    result.assert_outcomes(passed=1)
    assert result.outlines[-1] == "imported: ['pytest_orghandshake.plugin']"
