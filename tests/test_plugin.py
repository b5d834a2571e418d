from __future__ import annotations

import pytest
from terminal import NEVER_POLLED, run

SETTINGS = """
    import boto3
    import pytest

    from botocore.awsrequest import AWSResponse

    def settings_of(fake):
        # Who calls, and whether calls that nothing answers pass; what is scripted is never reached.
        fake.set_state(fake.seed(), "ACCEPTED", after_calls=1)
        passed = AWSResponse("", 200, {{}}, None)
        passed._content = b'{{"CreateAccountStatuses":[]}}'
        organizations = boto3.client("organizations")
        organizations.meta.events.register("before-send.organizations.ListCreateAccountStatus", lambda **_: passed)
        caller = boto3.client("sts", "us-east-1").get_caller_identity()["Account"]
        try:
            organizations.list_create_account_status()
        except Exception as error:
            return caller, type(error).__name__
        return caller, "passed"

    {tests}
"""


HELP = [
    "--orghandshake-unused={error,warn,ignore} what to do when a scripted change or error is never reached (wins over marker and ini)",
    "--orghandshake-diagrams=DIR write one Markdown file to DIR for each test that used a fake: outcome, diagram of the calls, report section",
    "orghandshake_unused (string): what to do when a scripted change or error is never reached: error, warn, ignore",
    "orghandshake_unhandled (string): what to do with calls this plugin does not answer: error, pass",
    "orghandshake_account (string): account id of the default caller (12 digits)",
    "orghandshake_now (string): time at which each fake's clock starts, in ISO 8601 (default: the current time)",
    "orghandshake_guard (bool): stop Organizations calls made outside the fixture",
]


def usage_error(result: pytest.RunResult) -> list[str]:
    """Return the usage error that is printed instead of running tests."""
    assert result.ret == 4
    return [line for line in result.errlines if line]


def test_the_fixture_explains_itself_in_pytests_listings(pytester: pytest.Pytester) -> None:
    """The fixture, its option and its marker are described in pytest's listings."""
    result = run(pytester, "--markers")
    assert [line for line in result.outlines if line.startswith("@pytest.mark.orghandshake")] == [
        "@pytest.mark.orghandshake(unused='error', unhandled='error', account='111111111111', now='2025-12-01'): "
        "fake AWS Organizations handshakes for this test"
    ]


def test_every_setting_is_in_the_help(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    """The help of pytest says of every option and ini setting what it does, and which values it takes."""
    monkeypatch.setenv("COLUMNS", "400")
    shown = " ".join(run(pytester, "--help").stdout.str().split())
    assert [text for text in HELP if text not in shown] == []


def test_the_fixture_answers_what_the_test_seeded(pytester: pytest.Pytester) -> None:
    """A test that uses the fixture gets the handshake that it seeded."""
    pytester.makepyfile("""
        import boto3

        def test_invite(orghandshake):
            invite = orghandshake.seed("DECLINED")
            reply = boto3.client("organizations").describe_handshake(HandshakeId=invite.id)
            assert reply["Handshake"]["State"] == "DECLINED"
    """)
    run(pytester).assert_outcomes(passed=1)


def test_the_marker_brings_the_fixture(pytester: pytest.Pytester) -> None:
    """The marker alone requests the fixture, before the test's own fixtures."""
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


def test_the_nearest_marker_wins_word_by_word(pytester: pytest.Pytester) -> None:
    """Markers of module, class and function are merged: the nearest marker wins for each keyword."""
    tests = """
    pytestmark = pytest.mark.orghandshake(unused="warn", account="222222222222", unhandled="pass")

    def test_module(orghandshake):
        assert settings_of(orghandshake) == ("222222222222", "passed")

    @pytest.mark.orghandshake(unused="ignore")
    class TestMarked:
        def test_class(self, orghandshake):
            assert settings_of(orghandshake) == ("222222222222", "passed")

        @pytest.mark.orghandshake(account="333333333333")
        def test_function(self, orghandshake):
            assert settings_of(orghandshake) == ("333333333333", "passed")

        @pytest.mark.orghandshake(unused="error")
        def test_unused(self, orghandshake):
            assert settings_of(orghandshake) == ("222222222222", "passed")

        @pytest.mark.orghandshake(unhandled="error")
        def test_unhandled(self, orghandshake):
            assert settings_of(orghandshake) == ("222222222222", "UnexpectedCallError")
    """
    pytester.makepyfile(SETTINGS.format(tests=tests))
    result = run(pytester)
    assert result.parseoutcomes() == {"passed": 3, "failed": 2, "warnings": 1}
    ended = [line.partition("::")[2] for line in result.outlines if line.startswith("FAILED")]
    assert [line.partition(" ")[0] for line in ended] == ["TestMarked::test_unused", "TestMarked::test_unhandled"]
    assert not any("AssertionError" in line for line in result.outlines)


def test_the_ini_file_speaks_for_every_test_and_a_marker_against_it(pytester: pytest.Pytester) -> None:
    """The ini file has the same settings for every test, and a marker overrides those that it names."""
    pytester.makeini("""
        [pytest]
        orghandshake_unused = ignore
        orghandshake_unhandled = pass
        orghandshake_account = 222222222222
    """)
    tests = """
    def test_ini(orghandshake):
        assert settings_of(orghandshake) == ("222222222222", "passed")

    @pytest.mark.orghandshake(account="333333333333")
    def test_account(orghandshake):
        assert settings_of(orghandshake) == ("333333333333", "passed")

    @pytest.mark.orghandshake(unused="error")
    def test_unused(orghandshake):
        assert settings_of(orghandshake) == ("222222222222", "passed")
    """
    pytester.makepyfile(SETTINGS.format(tests=tests))
    result = run(pytester)
    assert result.parseoutcomes() == {"passed": 2, "failed": 1}
    assert not any("AssertionError" in line for line in result.outlines)


def test_the_command_line_wins(pytester: pytest.Pytester) -> None:
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
def test_a_wrong_word_in_a_marker_is_one_line(pytester: pytest.Pytester, words: str, message: str) -> None:
    """A wrong keyword in a marker is one line at collection, with the nearest valid one, and no test runs."""
    pytester.makepyfile(f"""
        import pytest

        def test_fine():
            pass

        @pytest.mark.orghandshake({words})
        def test_marked():
            pass
    """)
    assert usage_error(run(pytester)) == [
        f"ERROR: test_a_wrong_word_in_a_marker_is_one_line.py::test_marked: @pytest.mark.orghandshake: {message}"
    ]


@pytest.mark.parametrize("path", ["class", "module"])
def test_marker_words_are_checked_wherever_they_stand(pytester: pytest.Pytester, path: str) -> None:
    """The keywords of every marker are checked, whatever it is attached to."""
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
        "ERROR: test_marker_words_are_checked_wherever_they_stand.py::TestMarked::test_marked: @pytest.mark.orghandshake: "
        "unknown setting 'x': choose from 'unused', 'unhandled', 'account', 'now'"
    ]


def test_a_wrong_word_in_the_ini_file_is_one_line(pytester: pytest.Pytester) -> None:
    """A wrong setting in the ini file is one line before collection."""
    pytester.makeini("[pytest]\norghandshake_unhandled = passs")
    result = run(pytester)
    assert usage_error(result) == ["ERROR: orghandshake in the ini file: unhandled='passs': did you mean 'pass'?"]


def test_items_of_other_plugins_are_left_alone(pytester: pytest.Pytester) -> None:
    """Items without fixture names, which other plugins make, are ignored."""
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


def test_wider_fixtures_keep_no_fake_keys(pytester: pytest.Pytester) -> None:
    """A fixture of wider scope is set up before the fake that a marker requests, and so keeps no fake keys."""
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
