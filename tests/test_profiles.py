from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from clients import require_aws_cli

from pytest_orghandshake import SetupError, fake_handshakes

if TYPE_CHECKING:
    from pytest_orghandshake import OrgHandshake


def caller(session: Any) -> str:
    """Return the account that a session calls as."""
    return str(session.client("sts", region_name="us-east-1").get_caller_identity()["Account"])


def test_a_profile_calls_as_its_account(orghandshake: OrgHandshake, monkeypatch: pytest.MonkeyPatch) -> None:
    """A profile works by its name, by AWS_PROFILE, and beside other profiles."""
    orghandshake.add_profile("member", "222222222222")
    orghandshake.add_profile("other", orghandshake.add_account("333333333333"))
    assert caller(boto3.Session(profile_name="member")) == "222222222222"
    assert caller(boto3.Session(profile_name="other")) == "333333333333"
    assert caller(boto3.Session(profile_name="default")) == "111111111111"
    monkeypatch.setenv("AWS_PROFILE", "member")
    assert caller(boto3.Session()) == "222222222222"


def test_the_default_profile_can_be_replaced(orghandshake: OrgHandshake, monkeypatch: pytest.MonkeyPatch) -> None:
    """Asking for the default profile by name gives its account; otherwise the keys in the environment win."""
    orghandshake.add_profile("default", "222222222222")
    assert caller(boto3.Session(profile_name="default")) == "222222222222"
    assert caller(boto3.Session()) == "111111111111"
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    assert caller(boto3.Session()) == "222222222222"


def test_a_profile_takes_the_place_of_one_that_the_suite_brings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A profile replaces one with the same name in the suite's files; the others and the files themselves stay."""
    config, credentials = tmp_path / "config", tmp_path / "credentials"
    config.write_text(
        "[profile member]\nrole_arn = arn:aws:iam::444444444444:role/R\nsource_profile = own\n[profile far]\nregion = eu-west-1\n"
    )
    credentials.write_text("[own]\naws_access_key_id = AKIAOWN\naws_secret_access_key = own\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(credentials))
    before = config.read_text(), credentials.read_text()
    with fake_handshakes() as fake:
        fake.add_profile("member", "222222222222")
        assert caller(boto3.Session(profile_name="member")) == "222222222222"
        assert boto3.Session(profile_name="own").get_credentials().access_key == "AKIAOWN"
        assert boto3.Session(profile_name="far").region_name == "eu-west-1"
        folder = Path(os.environ["AWS_CONFIG_FILE"]).parent
        assert folder.is_dir()
    assert (config.read_text(), credentials.read_text()) == before
    assert os.environ["AWS_CONFIG_FILE"] == str(config)
    assert not folder.exists()


def test_a_profile_ends_with_its_fake() -> None:
    """The next fake does not have it."""
    with fake_handshakes() as fake:
        fake.add_profile("member", "222222222222")
    with fake_handshakes():
        assert boto3.Session().available_profiles == ["default"]


@pytest.mark.parametrize("name", ["", " ", "a]b", "a\nb", None])
def test_what_is_no_name_of_a_profile_is_refused(orghandshake: OrgHandshake, name: Any) -> None:
    """A name that would break the file is refused."""
    with pytest.raises(SetupError) as refused:
        orghandshake.add_profile(name, "222222222222")
    assert str(refused.value) == f"{name!r} is not a profile name: write letters and digits, such as 'member'"


def test_a_fake_that_answers_nobody_has_no_profiles(unwatched: OrgHandshake) -> None:
    """A fake that is not active refuses profiles, because nothing would find them."""
    with pytest.raises(SetupError) as refused:
        unwatched.add_profile("member", "222222222222")
    assert str(refused.value) == ("this fake is not active: use the fixture, or the block of fake_handshakes()")


@pytest.mark.usefixtures("orghandshake_server")
def test_the_aws_cli_finds_a_profile(orghandshake: OrgHandshake) -> None:
    """``aws --profile`` works too."""
    require_aws_cli()
    orghandshake.add_profile("member", "222222222222")
    command = ["aws", "--profile", "member", "organizations", "list-handshakes-for-account"]
    subprocess.run(command, check=True, capture_output=True)
    assert [call.account for call in orghandshake.calls] == ["222222222222"]
