"""The environment after a test, whatever the test did to it."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import boto3
import pytest
from terminal import run

from pytest_orghandshake._environment import Environment

if TYPE_CHECKING:
    from typing import Any

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


def test_without_boto3(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where boto3 was never imported, there is no default session to remember."""
    monkeypatch.setenv("AWS_PROFILE", "mine")
    with pytest.MonkeyPatch.context() as patch:
        patch.delitem(sys.modules, "boto3")
        Environment().remember(patch)
        os.environ["AWS_PROFILE"] = "fake"
    assert os.environ["AWS_PROFILE"] == "mine"


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
