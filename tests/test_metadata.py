from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import botocore.session
import pytest
from botocore.credentials import InstanceMetadataProvider
from botocore.exceptions import ConnectTimeoutError
from botocore.httpsession import URLLib3Session
from botocore.utils import InstanceMetadataFetcher

from pytest_orghandshake import fake_handshakes

if TYPE_CHECKING:
    from collections.abc import Callable

DISABLED = "AWS_EC2_METADATA_DISABLED"


@pytest.fixture(autouse=True)
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """List what is asked of the metadata service, which never answers."""
    urls: list[str] = []

    def send(_: Any, request: Any) -> None:
        urls.append(request.url)
        raise ConnectTimeoutError(endpoint_url=request.url)

    monkeypatch.setattr(URLLib3Session, "send", send)
    monkeypatch.delenv(DISABLED, raising=False)
    return urls


MADE: dict[str, Callable[[], Any]] = {
    "plain": InstanceMetadataFetcher,
    "by position": lambda: InstanceMetadataFetcher(1, 2, "http://a.example/"),
    "by keyword": lambda: InstanceMetadataFetcher(timeout=1, env=None),
    "with settings": lambda: InstanceMetadataFetcher(config={"ec2_metadata_v1_disabled": False}),
    "with a user agent": lambda: InstanceMetadataFetcher(user_agent="mine/1.0"),
    "with an environment": lambda: InstanceMetadataFetcher(env={}),
    "switched off": lambda: InstanceMetadataFetcher(env={DISABLED: "true"}),
    "switched off by position": lambda: InstanceMetadataFetcher(1, 1, "http://a.example/", {DISABLED: "true"}),
    "of a class of its own": type("Mine", (InstanceMetadataFetcher,), {"_URL_PATH": "mine/"}),
}


@pytest.mark.parametrize("made", MADE)
@pytest.mark.parametrize("value", [None, "false", "true"])
def test_a_fetcher_of_a_tests_own_asks_as_without_a_fake(
    monkeypatch: pytest.MonkeyPatch, asked: list[str], made: str, value: str | None
) -> None:
    """Code that asks the metadata service itself does so in a test as without one, unless it was switched off before."""
    if value is not None:
        monkeypatch.setenv(DISABLED, value)
    MADE[made]().retrieve_iam_role_credentials()
    without = list(asked)
    asked.clear()
    with fake_handshakes(), fake_handshakes():
        MADE[made]().retrieve_iam_role_credentials()
        assert os.environ[DISABLED] == "true"
    assert asked == without


@pytest.mark.usefixtures("clean")
def test_a_session_never_asks(monkeypatch: pytest.MonkeyPatch, asked: list[str]) -> None:
    """The sources of keys of a session that is made in a test do not ask, unless the test switches the service on."""
    monkeypatch.delenv(DISABLED)

    def source() -> Any:
        return botocore.session.get_session().get_component("credential_provider").get_provider("iam-role")

    with fake_handshakes():
        assert source().load() is None
        assert asked == []
        monkeypatch.setenv(DISABLED, "false")
        assert source().load() is None
        assert asked


@pytest.mark.usefixtures("clean")
def test_a_fetcher_from_before_is_left_alone(monkeypatch: pytest.MonkeyPatch, asked: list[str]) -> None:
    """A fetcher from before, that a test gives to a provider, asks in the test and after it."""
    monkeypatch.delenv(DISABLED)
    fetcher = InstanceMetadataFetcher(user_agent="mine/1.0", config={})
    with fake_handshakes():
        InstanceMetadataProvider(fetcher).load()
        during = len(asked)
    fetcher.retrieve_iam_role_credentials()
    assert [during, len(asked)] == [2, 4]


@pytest.mark.usefixtures("clean")
def test_after_a_fake_all_are_as_they_were() -> None:
    """What somebody's wrapper still calls after the last fake reads the variable as it is."""
    with fake_handshakes():
        begin = InstanceMetadataFetcher.__init__
    made = object.__new__(InstanceMetadataFetcher)
    begin(made)
    assert made._disabled
    assert "__init__" not in vars(InstanceMetadataFetcher)
