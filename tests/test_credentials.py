from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

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
