from __future__ import annotations

import pytest
from terminal import NEVER_POLLED, run


def usage_error(result: pytest.RunResult) -> list[str]:
    """Return what was printed instead of running tests."""
    assert result.ret == 4
    return [line for line in result.errlines if line]


def test_fixture_is_listed(pytester: pytest.Pytester) -> None:
    """The fixture, its option and its marker explain themselves in pytest's listings."""
    result = run(pytester, "--markers")
    assert [line for line in result.outlines if line.startswith("@pytest.mark.orghandshake")] == [
        "@pytest.mark.orghandshake(unused='error', unhandled='error', account='111111111111', now='2025-12-01'): "
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
            assert orghandshake._service.settings == ("warn", "error", "222222222222", None)

        @pytest.mark.orghandshake(unused="ignore", unhandled="pass")
        class TestMarked:
            def test_class(self, orghandshake):
                assert orghandshake._service.settings == ("ignore", "pass", "222222222222", None)

            @pytest.mark.orghandshake(account="333333333333", unhandled="error")
            def test_function(self, orghandshake):
                assert orghandshake._service.settings == ("ignore", "error", "333333333333", None)
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
            assert orghandshake._service.settings == ("ignore", "pass", "222222222222", None)

        @pytest.mark.orghandshake(unused="error")
        def test_marker(orghandshake):
            assert orghandshake._service.settings == ("error", "pass", "222222222222", None)
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
        ("zzz=1", "unknown setting 'zzz': choose from 'unused', 'unhandled', 'account', 'now'"),
        ("unused='warm'", "unused='warm': did you mean 'warn'?"),
        ("unhandled='PASS'", "unhandled='PASS': did you mean 'pass'?"),
        ("unused=[]", "unused=[]: choose from 'error', 'warn', 'ignore'"),
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
        "unknown setting 'x': choose from 'unused', 'unhandled', 'account', 'now'"
    ]


def test_wrong_ini_words(pytester: pytest.Pytester) -> None:
    """A wrong word in the ini file is one line before anything is collected."""
    pytester.makeini("[pytest]\norghandshake_unhandled = passs")
    result = run(pytester)
    assert usage_error(result) == ["ERROR: orghandshake in the ini file: unhandled='passs': did you mean 'pass'?"]


def test_marker_on_other_items(pytester: pytest.Pytester) -> None:
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


def test_marker_leaves_wider_fixtures_alone(pytester: pytest.Pytester) -> None:
    """A fixture of a wider scope is set up before the fake that a marker brings, and so keeps no fake keys."""
    pytester.makepyfile("""
        import os
        import pytest

        @pytest.fixture(scope="session")
        def wide():
            return os.environ.get("AWS_ACCESS_KEY_ID")

        @pytest.fixture
        def narrow():
            return os.environ.get("AWS_ACCESS_KEY_ID")

        @pytest.mark.orghandshake
        @pytest.mark.parametrize("number", [1, 2])
        def test_marked(narrow, wide, number):
            assert (narrow, wide) == ("AKIAIOSFODNN7EXAMPLE", None)

        @pytest.mark.orghandshake
        def test_only_wide(wide):
            assert (os.environ["AWS_ACCESS_KEY_ID"], wide) == ("AKIAIOSFODNN7EXAMPLE", None)
    """)
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("AWS_ACCESS_KEY_ID", raising=False)
        run(pytester).assert_outcomes(passed=3)
