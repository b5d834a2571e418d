"""Every way to read a failure shows the section, complete and once."""

from __future__ import annotations

import html
import json
import os
import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from terminal import run

if TYPE_CHECKING:
    from pathlib import Path

VENDING = """
    import boto3


    def accept(handshake_id):
        try:
            boto3.client("organizations").accept_handshake(HandshakeId=handshake_id)
        except Exception:
            return False
        return True
"""

SET_UP = """
    orghandshake.move_to("2025-12-01T12:00:00Z")
    invite = orghandshake.seed(id="h-vendingteam01", account="222222222222")
"""

TEST = f"""
import vending

def test_accepted(orghandshake):{SET_UP}
    assert vending.accept(invite.id)
"""

SECTION = """\
now: 2025-12-01T12:00:00Z
1. 111111111111 AcceptHandshake(HandshakeId='h-vendingteam01') -> AccessDeniedException
   only its recipient may: act_as("222222222222"), or a client with credentials("222222222222")
   called at vending.py:6
handshakes:
- h-vendingteam01 INVITE from o-exampleorgid to 222222222222: OPEN, expires 2025-12-16T12:00:00Z (test_vending.py:5)
organizations:
- o-exampleorgid: 111111111111 (management)"""


@pytest.fixture
def suite(pytester: pytest.Pytester) -> pytest.Pytester:
    """Write code under test, and a failing test for it."""
    pytester.makepyfile(vending=VENDING, test_vending=TEST)
    return pytester


def require_plugin(name: str) -> None:
    """Skip the test if a reporter is missing, unless all have to be installed, as in .ci/run."""
    if os.environ.get("ORGHANDSHAKE_TEST_CLIENTS"):
        __import__(name)
    pytest.importorskip(name)


def sections_in(text: str, when: str = "call") -> list[str]:
    """Return the text below each heading of the section, up to the next heading or the end."""
    found = re.split(rf"^-* ?Captured orghandshake {when} ?-*\n", text, flags=re.MULTILINE)[1:]
    return [
        re.split(r"^(?:={3}|_{3}|-{3}|-+ generated xml|[\w./-]+:\d+: )", each, maxsplit=1, flags=re.MULTILINE)[0].strip(
            "\n"
        )
        for each in found
    ]


def junit_text(path: Path) -> str:
    """Return the whole text of the only failure or error."""
    [failure] = [each for case in ET.parse(path).iter("testcase") for each in case if each.tag in ("failure", "error")]  # noqa: S314
    return failure.text or ""


@pytest.mark.parametrize("style", ["auto", "long", "short", "line", "native"])
@pytest.mark.parametrize("capture", ["no", "stdout", "stderr", "log", "all"])
def test_terminal(suite: pytest.Pytester, capture: str, style: str) -> None:
    """The terminal shows it with every --show-capture and every --tb that shows the text of a failure."""
    result = run(suite, f"--show-capture={capture}", f"--tb={style}")
    result.assert_outcomes(failed=1)
    is_one_line = style == "line" and not any(line.startswith("E  ") for line in result.outlines)  # in pytest 8
    assert sections_in("\n".join(result.outlines)) == ([] if is_one_line else [SECTION])


def test_terminal_without_tracebacks(suite: pytest.Pytester) -> None:
    """With --tb=no, pytest shows nothing about a failure, and so no section."""
    result = run(suite, "--tb=no")
    result.assert_outcomes(failed=1)
    assert sections_in("\n".join(result.outlines)) == []


@pytest.mark.parametrize("args", [(), ("--tb=no",), ("--show-capture=no",), ("-p", "xdist", "-n", "2")], ids=" ".join)
def test_junit(suite: pytest.Pytester, args: tuple[str, ...]) -> None:
    """JUnit XML with default settings has it, under xdist too: the refused call can be found in this file alone."""
    run(suite, "--junitxml=junit.xml", *args).assert_outcomes(failed=1)
    assert sections_in(junit_text(suite.path / "junit.xml")) == [SECTION]


def test_json(suite: pytest.Pytester) -> None:
    """pytest-json-report has it."""
    require_plugin("pytest_jsonreport")
    run(suite, "-p", "pytest_jsonreport.plugin", "--json-report", "--json-report-file=report.json")
    [test] = json.loads((suite.path / "report.json").read_text(encoding="utf-8"))["tests"]
    assert sections_in(test["call"]["longrepr"]) == [SECTION]


def test_html(suite: pytest.Pytester) -> None:
    """pytest-html has it."""
    require_plugin("pytest_html")
    run(suite, "-p", "pytest_metadata.plugin", "-p", "pytest_html.plugin", "--html=report.html")
    page = (suite.path / "report.html").read_text(encoding="utf-8")
    [blob] = re.findall(r'data-jsonblob="([^"]*)"', page)
    [[test]] = json.loads(html.unescape(blob))["tests"].values()
    assert sections_in(html.unescape(test["log"])) == [SECTION]


def test_allure(suite: pytest.Pytester) -> None:
    """allure-pytest has it."""
    require_plugin("allure_pytest")
    run(suite, "-p", "allure_pytest.plugin", "--alluredir=allure")
    [path] = (suite.path / "allure").glob("*-result.json")
    assert sections_in(json.loads(path.read_text(encoding="utf-8"))["statusDetails"]["trace"]) == [SECTION]


def test_reruns(suite: pytest.Pytester) -> None:
    """A test that pytest-rerunfailures repeats shows only the calls of its last run."""
    require_plugin("pytest_rerunfailures")
    result = run(suite, "-p", "pytest_rerunfailures", "--reruns=2", "--junitxml=junit.xml")
    assert result.parseoutcomes() == {"failed": 1, "rerun": 2}
    assert sections_in("\n".join(result.outlines)) == [SECTION]
    assert sections_in(junit_text(suite.path / "junit.xml")) == [SECTION]


def report_of(suite: pytest.Pytester, code: str, when: str = "call", **outcomes: int) -> list[str]:
    """Replace the test file, run it, and return the sections in the terminal, which are the same in JUnit XML."""
    suite.makepyfile(test_vending=code)
    result = run(suite, "--show-capture=no", "--junitxml=junit.xml")
    assert result.parseoutcomes() == outcomes
    found = sections_in("\n".join(result.outlines), when)
    assert sections_in(junit_text(suite.path / "junit.xml"), when) == found
    return found


def test_unittest_case(suite: pytest.Pytester) -> None:
    """A TestCase shows it, with the fixture as well as with fake_handshakes() in setUp."""
    code = """
        import unittest, vending
        from pytest_orghandshake import fake_handshakes
        class TestVending(unittest.TestCase):
            def setUp(self):
                context = fake_handshakes(); self.orghandshake = orghandshake = context.__enter__()
                self.addCleanup(context.__exit__, None, None, None)
                orghandshake.move_to("2025-12-01T12:00:00Z")
                self.invite = orghandshake.seed(id="h-vendingteam01", account="222222222222")
            def test_accepted(self):
                self.assertTrue(vending.accept(self.invite.id))
    """
    expected = SECTION.replace("(test_vending.py:5)", "(test_vending.py:8)")
    assert report_of(suite, code, failed=1) == [expected]


def test_unittest_subtest(suite: pytest.Pytester) -> None:
    """A failing subTest of a TestCase shows it."""
    if tuple(map(int, pytest.__version__.split(".")[:2])) < (9, 0):
        pytest.skip("pytest before 9 reports no subtests")
    code = """
        import unittest, pytest, vending
        class TestVending(unittest.TestCase):
            @pytest.fixture(autouse=True)
            def _fake(self, orghandshake):
                self.orghandshake = orghandshake
            def test_accepted(self):
                self.orghandshake.move_to("2025-12-01T12:00:00Z")
                invite = self.orghandshake.seed(id="h-vendingteam01", account="222222222222")
                with self.subTest("one"):
                    self.assertTrue(vending.accept(invite.id))
    """
    suite.makepyfile(test_vending=code)
    result = run(suite, "--show-capture=no")
    assert sections_in("\n".join(result.outlines)) == [SECTION.replace("(test_vending.py:5)", "(test_vending.py:8)")]


def test_subtest(suite: pytest.Pytester) -> None:
    """A failing subtest of pytest shows it."""
    if tuple(map(int, pytest.__version__.split(".")[:2])) < (9, 0):
        pytest.skip("subtests are of pytest 9")
    code = TEST.replace("(orghandshake)", "(orghandshake, subtests)")
    code = code.replace("    assert", "    with subtests.test('one'):\n        assert")
    suite.makepyfile(test_vending=code)
    result = run(suite, "--show-capture=no")
    assert sections_in("\n".join(result.outlines)) == [SECTION]


def test_set_up(suite: pytest.Pytester) -> None:
    """A fixture that fails while a fake is active shows it."""
    code = f"""
import vending, pytest
@pytest.fixture
def account(orghandshake):{SET_UP}
    assert vending.accept(invite.id)
def test_accepted(account):
    pass
"""
    assert report_of(suite, code, "setup", errors=1) == [SECTION]


def test_teardown(suite: pytest.Pytester) -> None:
    """A fixture that fails in its teardown shows it, whether the fake is still active or has just ended."""
    code = f"""
import vending, pytest
@pytest.fixture
def account(orghandshake):
    yield
    assert False
def test_accepted(account, orghandshake):
{SET_UP.strip(chr(10))}
    assert not vending.accept(invite.id)
"""
    expected = SECTION.replace("(test_vending.py:5)", "(test_vending.py:8)")
    assert report_of(suite, code, "teardown", passed=1, errors=1) == [expected]
    assert report_of(suite, code.replace("account(orghandshake)", "account()"), "teardown", passed=1, errors=1) == [
        expected
    ]


def test_strict_xpass(suite: pytest.Pytester) -> None:
    """A test that passes unexpectedly, with strict xfail, shows it."""
    code = TEST.replace("def ", "import pytest\n@pytest.mark.xfail(strict=True)\ndef ").replace("assert", "assert not")
    assert report_of(suite, code, failed=1) == [SECTION.replace("(test_vending.py:5)", "(test_vending.py:7)")]


def test_doctest(suite: pytest.Pytester) -> None:
    """A failing doctest shows it in a section of its own."""
    suite.makepyfile(
        test_vending='''
        def f():
            """
            >>> import vending
            >>> orghandshake = getfixture("orghandshake")
            >>> orghandshake.move_to("2025-12-01T12:00:00Z")
            >>> invite = orghandshake.seed(id="h-vendingteam01", account="222222222222")
            >>> vending.accept(invite.id)
            True
            """
    '''
    )
    result = run(suite, "--doctest-modules")
    result.assert_outcomes(failed=1)
    [found] = sections_in("\n".join(result.outlines))
    assert re.sub(r"\(.*:1\)", "(test_vending.py:5)", found) == SECTION
