from __future__ import annotations

import asyncio
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import botocore.session
import pytest
from botocore.credentials import DeferredRefreshableCredentials, RefreshableCredentials
from process import home

from pytest_orghandshake import fake_handshakes

if TYPE_CHECKING:
    from pathlib import Path

FAKE = "AKIAIOSFODNN7EXAMPLE"
NAMES = ["access_key", "secret_key", "token"]


def refuse() -> dict[str, Any]:
    """Fail, because nothing may fetch keys."""
    raise AssertionError("asked for keys")


def refreshable() -> Any:
    """Make credentials that have expired."""
    over = datetime.now(timezone.utc) - timedelta(hours=1)
    return RefreshableCredentials("real", "secret", "token", over, refuse, "own")


def deferred() -> Any:
    """Make credentials that have not been fetched yet."""
    return DeferredRefreshableCredentials(refuse, "own")


@pytest.mark.parametrize("make", [refreshable, deferred])
def test_credentials_from_before_lend_fake_keys_and_ask_nobody(make: Any) -> None:
    """During a fake, every way to read older credentials gives the fake keys; credentials made by the test work as usual."""
    credentials = make()
    before = dict(vars(credentials))
    with fake_handshakes():
        assert [getattr(credentials, name) for name in NAMES][0::2] == [FAKE, None]
        assert credentials.get_frozen_credentials()[0::2][:2] == (FAKE, None)
        credentials._refresh()
        own = make()
        with pytest.raises(AssertionError, match="asked for keys"):
            own.get_frozen_credentials()
    assert {name: vars(credentials)[name] for name in before} == before
    for read in (lambda: credentials.access_key, credentials.get_frozen_credentials):
        with pytest.raises(AssertionError, match="asked for keys"):
            read()


def test_asynchronous_credentials_from_before_lend_fake_keys_and_ask_nobody() -> None:
    """The same holds for the credentials of aiobotocore."""
    pytest.importorskip("aiobotocore.session")
    aio = pytest.importorskip("aiobotocore.credentials")

    async def refuse_later() -> dict[str, Any]:
        return refuse()

    async def check() -> None:
        credentials = aio.AioDeferredRefreshableCredentials(refuse_later, "own")
        before = dict(vars(credentials))
        with fake_handshakes():
            frozen = await credentials.get_frozen_credentials()
            assert (frozen.access_key, frozen.token) == (FAKE, None)
            await credentials._refresh()
            if hasattr(credentials, "get_access_key"):
                assert (await credentials.get_access_key(), await credentials.get_token()) == (FAKE, None)
            own = aio.AioDeferredRefreshableCredentials(refuse_later, "own")
            with pytest.raises(AssertionError, match="asked for keys"):
                await own.get_frozen_credentials()
        assert {name: vars(credentials)[name] for name in before} == before
        with pytest.raises(AssertionError, match="asked for keys"):
            await credentials.get_frozen_credentials()

    asyncio.run(check())


WRITTEN = ["in the environment", "in a profile", "in the config file", "in the default profile"]


@pytest.mark.usefixtures("clean")
@pytest.mark.parametrize("is_known", [True, False])
@pytest.mark.parametrize("where", WRITTEN)
def test_keys_that_are_written_down_name_the_account_that_they_are_of(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, where: str, *, is_known: bool
) -> None:
    """An older session with static keys calls as their account if the world has it, else as the default caller."""
    home.make(tmp_path / "home")
    aws = tmp_path / "home" / ".aws"
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    account, profile = "555555555555", None
    if where == "in the environment":
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", home.KEYS["static"])
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    elif where == "in the default profile":
        account = "444444444444"
    else:
        profile = "static"
    if where == "in the config file":
        keys = (aws / "credentials").read_text().partition("[static]\n")[2]
        (aws / "credentials").write_text("")
        (aws / "config").write_text(f"[profile static]\n{keys}")
    session = botocore.session.Session(profile=profile)
    with fake_handshakes() as fake:
        if is_known:
            fake.add_account(account)
        # Where nobody knows the account, its real keys sign nothing.
        assert (session.get_credentials().access_key in home.KEYS.values()) is is_known
        session.create_client("sts", region_name="us-east-1").get_caller_identity()
        assert [call.account for call in fake.calls] == [account if is_known else "111111111111"]
    assert session.get_credentials().access_key in home.KEYS.values()


@pytest.mark.usefixtures("clean")
@pytest.mark.parametrize("name", ["AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_CONTAINER_CREDENTIALS_FULL_URI"])
def test_keys_that_stand_behind_a_source_are_not_used(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    """If the shell names a token or a container, the static keys of the default profile are not used."""
    home.make(tmp_path / "home")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv(name, "somewhere")
    session = botocore.session.get_session()
    with fake_handshakes() as fake:
        fake.add_account("444444444444")
        session.create_client("sts", region_name="us-east-1").get_caller_identity()
        assert [call.account for call in fake.calls] == ["111111111111"]


@pytest.mark.usefixtures("clean")
def test_a_profile_that_is_not_as_it_should_be_lends_fake_keys(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A file that botocore can't read causes no error during a test, and the same error as before afterwards."""
    (tmp_path / "config").write_text("not a config file")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    session = botocore.session.get_session()
    with fake_handshakes():
        assert session.get_credentials().access_key == FAKE
    with pytest.raises(Exception, match="Unable to parse config file"):
        session.get_credentials()


@pytest.mark.usefixtures("clean")
def test_a_session_of_a_fake_reads_the_environment_of_its_own_in_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    """A session made during one fake is an older session for a nested one, and does not see what that sets."""
    monkeypatch.setenv("AWS_PROFILE", "mine")
    with fake_handshakes():
        session = botocore.session.get_session()
        region = session.get_component("config_store")
        monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-3")
        with fake_handshakes():
            assert region.get_config_variable("region") == "eu-west-3"
            assert region.get_config_variable("profile") is None
    assert region.get_config_variable("profile") == "mine"
