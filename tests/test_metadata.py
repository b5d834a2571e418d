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
    """The sources of keys of a session that is made in a test do not ask, nor does a provider with a fetcher."""
    monkeypatch.delenv(DISABLED)
    with fake_handshakes():
        provider = botocore.session.get_session().get_component("credential_provider").get_provider("iam-role")
        assert provider.load() is None
        assert InstanceMetadataProvider(InstanceMetadataFetcher()).load() is None
        assert asked == []
        monkeypatch.setenv(DISABLED, "false")
        assert InstanceMetadataProvider(iam_role_fetcher=InstanceMetadataFetcher()).load() is None
        assert asked


def test_a_provider_of_another_fetcher_is_left_alone() -> None:
    """A fetcher of somebody's own class is theirs to switch off."""

    class Mine:
        _disabled = False

    with fake_handshakes():
        mine = Mine()
        InstanceMetadataProvider(mine)
        assert vars(mine) == {}


@pytest.mark.usefixtures("clean")
def test_after_a_fake_all_are_as_they_were(monkeypatch: pytest.MonkeyPatch, asked: list[str]) -> None:
    """What somebody's wrapper still calls after the last fake switches nothing off, and nothing on."""
    with fake_handshakes():
        fetcher, provider = InstanceMetadataFetcher.__init__, InstanceMetadataProvider.__init__
    made = object.__new__(InstanceMetadataFetcher)
    fetcher(made)
    assert made._disabled
    monkeypatch.delenv(DISABLED)
    fetcher(made)
    monkeypatch.setenv(DISABLED, "true")
    source = object.__new__(InstanceMetadataProvider)
    provider(source, made)
    assert source.load() is None
    assert asked
    assert "__init__" not in vars(InstanceMetadataFetcher)
