from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any
from unittest.mock import Mock, create_autospec

import boto3
import botocore.session
import pytest
from botocore import credentials
from calling import organization_of, organizations

from pytest_orghandshake import fake_handshakes

if TYPE_CHECKING:
    from pathlib import Path


OUTSIDE = ["container-role", "custom-process", "iam-role", "login", "sso"]


class Outside(credentials.Credentials):  # type: ignore[misc]
    """Credentials that would look for a token, a process or a metadata service."""

    def __init__(self, method: str) -> None:
        super().__init__("outside", "outside", method=method)

    def get_frozen_credentials(self) -> Any:
        """Fail, because nothing may ask for the keys."""
        raise AssertionError("asked")


@pytest.mark.usefixtures("clean")
@pytest.mark.parametrize("moment", ["before", "during"])
def test_a_profile_that_signs_in_by_sso_needs_no_sign_in(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, moment: str
) -> None:
    """A profile that signs in by SSO is answered without a sign-in, whenever its session was made."""
    config = tmp_path / "config"
    config.write_text(
        "[profile corp]\nregion = eu-west-1\nsso_start_url = https://example.awsapps.com/start\n"
        "sso_region = eu-west-1\nsso_account_id = 222222222222\nsso_role_name = Deployer\n"
    )
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    before = [organizations(boto3.Session(profile_name="corp"))] if moment == "before" else []
    with fake_handshakes() as fake:
        for client in before or [organizations(boto3.Session(profile_name="corp"))]:
            assert organization_of(client) == "o-exampleorgid"
        assert [call.account for call in fake.calls] == ["111111111111"]
        assert os.environ["AWS_CONFIG_FILE"] == str(config)


@pytest.mark.parametrize("method", OUTSIDE)
def test_credentials_that_ask_outside_are_not_asked(method: str) -> None:
    """Credentials that would use a token, a process or a metadata service are never asked, at any time."""
    session = botocore.session.get_session()
    session._credentials = Outside(method)
    early = session.create_client("organizations", region_name="us-east-1")
    with fake_handshakes() as fake:
        late = session.create_client("organizations", region_name="us-east-1")
        assert [organization_of(client) for client in (early, late)] == ["o-exampleorgid"] * 2
        assert [call.account for call in fake.calls] == ["111111111111"] * 2
    with pytest.raises(AssertionError, match="asked"):
        organization_of(early)


def test_every_way_of_botocore_to_ask_outside_is_known() -> None:
    """A new kind of credentials in botocore has to be added to the list above, or here if it asks nothing outside."""
    providers = (getattr(credentials, name) for name in dir(credentials) if name.endswith("Provider"))
    methods = {each.METHOD for each in providers if getattr(each, "METHOD", None)}
    files = {"boto-config", "config-file", "ec2-credentials-file", "env", "shared-credentials-file"}
    over_sts = {"assume-role", "assume-role-with-web-identity"}  # AssumeRole is answered like any other call
    assert methods - files - over_sts <= set(OUTSIDE)


# The order in which a session looks for keys


def keys_of(session: Any) -> list[Any]:
    """Return what a session finds, or the error that it raises."""
    try:
        found = session.get_credentials()
    except Exception as error:  # noqa: BLE001 - whatever botocore raises
        return [type(error), str(error)]
    frozen = found.get_frozen_credentials()
    return [type(found), found.method, frozen.access_key, frozen.secret_key, frozen.token]


KEYS = {"AWS_ACCESS_KEY_ID": "AKIAI44QH8DHBEXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret"}
VARIABLES: dict[str, dict[str, str]] = {
    "keys": KEYS,
    "keys with a token": {**KEYS, "AWS_SESSION_TOKEN": "token"},
    "keys that expire": {**KEYS, "AWS_CREDENTIAL_EXPIRATION": "2099-01-01T00:00:00Z"},
    "no secret": {**KEYS, "AWS_SECRET_ACCESS_KEY": ""},
    "an expiry that is no date": {**KEYS, "AWS_CREDENTIAL_EXPIRATION": "soon"},
    "a timeout that is no number": {**KEYS, "AWS_METADATA_SERVICE_TIMEOUT": "soon"},
    "attempts that are no number": {**KEYS, "AWS_METADATA_SERVICE_NUM_ATTEMPTS": "few"},
    "an endpoint that is no URL": {**KEYS, "AWS_EC2_METADATA_SERVICE_ENDPOINT": "not a url"},
    "an unknown mode": {**KEYS, "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE": "IPv5"},
    "another mode": {**KEYS, "AWS_IMDS_USE_IPV6": "true"},
}


@pytest.mark.usefixtures("clean")
@pytest.mark.parametrize("variables", VARIABLES.values(), ids=VARIABLES)
def test_keys_in_variables_are_found_as_without_a_fake(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, variables: dict[str, str]
) -> None:
    """A session that is made in a test finds the same keys, logs the same, and refuses the same settings."""
    caplog.set_level("DEBUG", "botocore.credentials")

    def found() -> list[Any]:
        caplog.clear()
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        keys = keys_of(botocore.session.get_session())
        return [keys, caplog.messages]

    without = found()
    with fake_handshakes():
        assert found() == without


@pytest.mark.usefixtures("clean")
@pytest.mark.parametrize("source", ["profile", "variable", "file", "inserted", "registered", "set"])
def test_keys_from_elsewhere_come_first(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture, source: str
) -> None:
    """Keys that a test names otherwise than in variables are found, though the fake has set variables."""
    written = tmp_path / "credentials"
    written.write_text("[mine]\naws_access_key_id = AKIAMINE\naws_secret_access_key = secret\n")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(written))
    with fake_handshakes():
        session = botocore.session.Session(profile="mine" if source == "profile" else None)
        mine = credentials.SharedCredentialProvider(str(written), "mine")
        if source == "variable":
            monkeypatch.setenv("AWS_PROFILE", "mine")
        elif source == "file":
            monkeypatch.delenv("AWS_ACCESS_KEY_ID")
            written.write_text(written.read_text().replace("mine", "default"))
        elif source == "inserted":
            session.get_component("credential_provider").insert_before("env", mine)
        elif source == "registered":
            session.register_component("credential_provider", credentials.CredentialResolver([mine]))
        elif source == "set":
            session.set_credentials("AKIAMINE", "secret")
        with caplog.at_level("DEBUG", "botocore.credentials"):
            assert session.get_credentials().access_key == "AKIAMINE"
        assert caplog.messages.count("Looking for credentials via: env") == (source in {"variable", "file"})


def test_sources_are_made_only_when_they_are_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """A session whose keys are in variables makes no other source of keys until somebody asks for them."""
    made, make = list[Any](), credentials.CredentialResolver.__init__

    def __init__(self: Any, providers: Any) -> None:  # noqa: N807
        made.append([each.METHOD for each in providers])
        make(self, providers)

    monkeypatch.setattr(credentials.CredentialResolver, "__init__", __init__)
    with fake_handshakes():
        session = botocore.session.get_session()
        assert session.get_credentials() is session.get_credentials()
        assert made == [["env"]]
        session.get_component("credential_provider").get_provider("iam-role")
        assert [len(made), made[1][0], len(made[1]) > 5] == [2, "env", True]


@pytest.mark.usefixtures("clean")
def test_after_a_fake_every_source_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """What somebody's wrapper still calls after the last fake has botocore look for keys."""
    with fake_handshakes():
        ours = botocore.session.Session.get_credentials
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    assert ours(botocore.session.get_session()).access_key == KEYS["AWS_ACCESS_KEY_ID"]


@pytest.mark.parametrize("owner", ["module", "mock", "autospec", "session", "subclass", "provider"])
def test_sources_that_a_suite_puts_in_their_place_are_asked(monkeypatch: pytest.MonkeyPatch, owner: str) -> None:
    """A function of somebody's own that makes the sources is called, wherever it stands."""
    mine = credentials.CredentialResolver([credentials.EnvProvider({**KEYS, "AWS_ACCESS_KEY_ID": "AKIAMINE"})])
    kind = botocore.session.Session
    if owner == "module":
        monkeypatch.setattr(credentials, "create_credential_resolver", lambda *_, **__: mine)
    elif owner == "mock":
        monkeypatch.setattr(credentials, "create_credential_resolver", Mock(return_value=mine))
    elif owner == "autospec":
        spy = create_autospec(credentials.create_credential_resolver, return_value=mine)
        monkeypatch.setattr(credentials, "create_credential_resolver", spy)
    elif owner == "provider":
        monkeypatch.setattr(credentials, "EnvProvider", lambda: mine.providers[0])
    elif owner == "session":
        monkeypatch.setattr(kind, "_create_credential_resolver", lambda _: mine)
    else:
        kind = type("Mine", (kind,), {"_create_credential_resolver": lambda _: mine})
    with fake_handshakes():
        assert kind().get_credentials().access_key == "AKIAMINE"
