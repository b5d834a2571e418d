"""The environment after a test, whatever the test did to it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING
from unittest import mock

import boto3
import botocore.session
import pytest
from terminal import run

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from pytest_orghandshake import OrgHandshake

AWS: Any = boto3

SETTING = """
    import os

    import boto3
    import pytest

    {early}

    def test_keys(orghandshake, monkeypatch):
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "member")
        monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
        monkeypatch.setenv("AWS_PROFILE", "member")
        monkeypatch.setattr(boto3, "DEFAULT_SESSION", object())
        os.environ["AWS_SESSION_TOKEN"] = "set and forgotten"
"""


def aws_variables() -> dict[str, str]:
    """Return the part of the environment that is about AWS."""
    return {name: value for name, value in os.environ.items() if name.startswith("AWS_")}


@pytest.mark.parametrize("early", ["", "@pytest.fixture(autouse=True)\n    def early(monkeypatch): pass"])
@pytest.mark.parametrize("before", [None, "mine"])
def test_put_back(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, early: str, before: str | None) -> None:
    """What a test sets through monkeypatch, there before our fixture or not, leaves no fake value behind."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    if before is not None:
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", before)
    environment, session = aws_variables(), AWS.DEFAULT_SESSION
    pytester.makepyfile(SETTING.format(early=early))
    run(pytester).assert_outcomes(passed=1)
    assert aws_variables() == environment
    assert AWS.DEFAULT_SESSION is session


def test_set_before_the_fixture(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a fixture set before ours is there again for its teardown, and then undone."""
    monkeypatch.delenv("AWS_PROFILE", raising=False)
    pytester.makepyfile("""
        import os

        import pytest

        @pytest.fixture
        def profile(monkeypatch):
            monkeypatch.setenv("AWS_PROFILE", "member")
            yield
            assert os.environ["AWS_PROFILE"] == "member"

        def test_keys(profile, orghandshake):
            assert "AWS_PROFILE" not in os.environ
    """)
    run(pytester).assert_outcomes(passed=1)
    assert "AWS_PROFILE" not in os.environ


def test_undone_in_the_body(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that undoes its monkeypatch keeps the fake environment, and leaves the real one behind."""
    monkeypatch.setenv("AWS_PROFILE", "mine")
    environment = aws_variables()
    pytester.makepyfile("""
        import os

        def test_keys(monkeypatch, orghandshake):
            monkeypatch.setenv("AWS_PROFILE", "member")
            monkeypatch.setenv("AWS_PROFILE", "another")
            monkeypatch.undo()
            assert "AWS_PROFILE" not in os.environ
            assert os.environ["AWS_ACCESS_KEY_ID"] == "AKIAIOSFODNN7EXAMPLE"
            monkeypatch.setenv("AWS_PROFILE", "member")
            monkeypatch.setenv("AWS_PROFILE", "another")
    """)
    run(pytester).assert_outcomes(passed=1)
    assert aws_variables() == environment


UNITTEST = """
    import unittest

    from moto import mock_aws

    from pytest_orghandshake import fake_handshakes

    {decorator}
    class TestInvitation(unittest.TestCase):
        def setUp(self):
            {enter}
            context = fake_handshakes()
            self.orghandshake = context.__enter__()
            self.addCleanup(context.__exit__, None, None, None)

        def tearDown(self):
            {leave}

        def test_seed(self):
            self.orghandshake.seed()
"""


@pytest.mark.parametrize("before", [None, "mine"])
@pytest.mark.parametrize(
    ("decorator", "enter", "leave"),
    [("@mock_aws", "pass", "pass"), ("", "self.mock = mock_aws(); self.mock.start()", "self.mock.stop()")],
)
def test_moto_left_first(
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    decorator: str,
    enter: str,
    leave: str,
    before: str | None,
) -> None:
    """Where mock_aws is entered before the fake and left before it, neither's keys stay behind."""
    pytest.importorskip("moto")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name, raising=False)
        if before is not None:
            monkeypatch.setenv(name, before)
    monkeypatch.setattr(AWS, "DEFAULT_SESSION", boto3.Session(region_name="eu-central-1"))
    environment, session = aws_variables(), AWS.DEFAULT_SESSION
    pytester.makepyfile(UNITTEST.format(decorator=decorator, enter=enter, leave=leave))
    run(pytester).assert_outcomes(passed=1)
    assert aws_variables() == environment
    assert AWS.DEFAULT_SESSION is session


@pytest.mark.parametrize("own", [None, "AWS_SHARED_CREDENTIALS_FILE", "AWS_PROFILE"])
def test_emptied(orghandshake: OrgHandshake, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, own: str | None) -> None:
    """A test that empties the environment gets no keys of the home directory; files that it names itself it does."""
    folder = tmp_path / ".aws"
    folder.mkdir()
    (folder / "credentials").write_text("[default]\naws_access_key_id = AKIAREAL\naws_secret_access_key = real\n")
    with mock.patch.dict(os.environ, {"HOME": str(tmp_path)}, clear=True):
        if own is not None:
            monkeypatch.setenv(own, str(folder / "credentials") if own.endswith("_FILE") else "default")
        key = botocore.session.get_session().get_credentials().access_key
        assert key == ("AKIAIOSFODNN7EXAMPLE" if own is None else "AKIAREAL")
        assert AWS.client("organizations").list_handshakes_for_account()["Handshakes"] == []
        del os.environ["HOME"]
    assert len(orghandshake.calls) == 1
