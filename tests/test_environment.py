from __future__ import annotations

import os
import socket
from functools import cache
from typing import TYPE_CHECKING
from unittest import mock

import boto3
import botocore.session
import pytest
from botocore.awsrequest import AWSResponse
from botocore.credentials import EnvProvider
from calling import organization_of, organizations
from terminal import run

from pytest_orghandshake import fake_handshakes
from pytest_orghandshake._transport import environment

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from pytest_orghandshake import OrgHandshake

AWS: Any = boto3
# What a test and its children find there: fake keys, and nothing that leads to other ones.
SET = {
    "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
    "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "false",
    "BOTO_CONFIG": os.devnull,
}
ENDPOINTS = ["AWS_ENDPOINT_URL_ORGANIZATIONS", "AWS_ENDPOINT_URL_SSO", "AWS_ENDPOINT_URL_STS"]
SOURCES = [
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_DEFAULT_PROFILE",
    "AWS_PROFILE",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
]
UNSET = [
    "AWS_ACCOUNT_ID",
    "AWS_BEARER_TOKEN_BEDROCK",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CREDENTIAL_EXPIRATION",
    "AWS_CREDENTIAL_FILE",
    "AWS_DEFAULT_PROFILE",
    "AWS_PROFILE",
    "AWS_ROLE_ARN",
    "AWS_ROLE_SESSION_NAME",
    "AWS_SECURITY_TOKEN",
    "AWS_SESSION_TOKEN",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
]
FILES = ["AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"]

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
    """Return the environment variables that concern AWS."""
    return {name: value for name, value in os.environ.items() if name.startswith("AWS_")}


@cache
def loader() -> Any:
    """Return one loader of botocore's models for all sessions, because parsing them is slow."""
    return botocore.session.get_session().get_component("data_loader")


def fresh_session() -> Any:
    """Make a session that reads the present environment."""
    session = botocore.session.get_session()
    session.register_component("data_loader", loader())
    return session


def test_every_row_is_tested() -> None:
    """A new variable has to be added to the lists above, and to the documentation."""
    assert sorted(environment.fake_values()) == sorted([*SET, *ENDPOINTS])
    assert sorted(environment.UNSET) == sorted(UNSET)
    assert sorted(environment.CREDENTIAL_SOURCES) == sorted(SOURCES)
    assert sorted(environment.FILES) == sorted(FILES)


@pytest.mark.parametrize("before", [None, "http://127.0.0.1:1"])
@pytest.mark.parametrize("name", ENDPOINTS)
def test_an_endpoint_is_for_child_processes_alone(
    monkeypatch: pytest.MonkeyPatch, name: str, before: str | None
) -> None:
    """Clients in this process ignore the fake endpoints, but use endpoints that the test itself sets."""
    monkeypatch.delenv(name, raising=False)
    if before is not None:
        monkeypatch.setenv(name, before)
    service = name.rpartition("_")[2].lower()

    def endpoint() -> Any:
        return fresh_session().create_client(service, "us-east-1").meta.endpoint_url

    early = endpoint()
    with fake_handshakes():
        refusing = os.environ[name]
        assert refusing.startswith("http://127.0.0.1:")
        assert refusing != before
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", int(refusing.rpartition(":")[2])))
        assert endpoint() == early
        with monkeypatch.context() as patch:
            patch.setenv(name, "http://127.0.0.1:2")
            assert endpoint() == "http://127.0.0.1:2"
    assert os.environ.get(name) == before
    assert endpoint() == early


@pytest.mark.parametrize("name", SOURCES)
@pytest.mark.usefixtures("clean")
def test_a_source_of_keys_that_the_test_names_comes_before_the_fake_keys(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """A source of keys that the test names wins over the fake keys; keys that the test sets itself win over both."""
    with fake_handshakes():
        assert EnvProvider(os.environ).load().access_key == "AKIAIOSFODNN7EXAMPLE"
        with monkeypatch.context() as patch:
            patch.setenv(name, "named by the test")
            assert EnvProvider(os.environ).load() is None
            assert EnvProvider({"AWS_ACCESS_KEY_ID": "own", "AWS_SECRET_ACCESS_KEY": "own"}).load().access_key == "own"
            patch.setenv("AWS_ACCESS_KEY_ID", "own")
            assert EnvProvider(os.environ).load().access_key == "own"


@pytest.mark.parametrize("before", [None, "mine"])
@pytest.mark.parametrize("name", [*SET, *UNSET])
def test_a_variable_of_the_user_reaches_no_test_and_is_back_after_it(
    monkeypatch: pytest.MonkeyPatch, name: str, before: str | None
) -> None:
    """Whatever its value, a client of the test has the fake keys and is answered; afterwards it has its value again."""
    monkeypatch.delenv(name, raising=False)
    if before is not None:
        monkeypatch.setenv(name, before)
    variables = dict(os.environ)
    with fake_handshakes():
        session = fresh_session()
        credentials = session.get_credentials()
        assert (credentials.access_key, credentials.token) == ("AKIAIOSFODNN7EXAMPLE", None)
        assert organization_of(session.create_client("organizations", "us-east-1")) == "o-exampleorgid"
        assert SET.get(name) == os.environ.get(name)  # as a child process inherits it
    assert variables == dict(os.environ)


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_the_suite_names_is_read_and_one_of_the_home_directory_is_not(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    """A suite may name its own profile files; those of the user are found only outside a fake."""
    (tmp_path / ".aws").mkdir()
    (tmp_path / ".aws" / "config").write_text("[profile home]\n")
    (tmp_path / ".aws" / "credentials").write_text("[home]\n")
    (tmp_path / "own").write_text("[profile own]\n" if name == "AWS_CONFIG_FILE" else "[own]\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    for each in FILES:
        monkeypatch.delenv(each, raising=False)
    variables = dict(os.environ)
    with fake_handshakes():
        assert fresh_session().available_profiles == ["default"]
    assert variables == dict(os.environ)
    assert fresh_session().available_profiles == ["home"]
    monkeypatch.setenv(name, str(tmp_path / "own"))
    with fake_handshakes():
        assert sorted(fresh_session().available_profiles, reverse=True) == ["own", "default"]
        assert os.environ[name] == str(tmp_path / "own")
    assert os.environ[name] == str(tmp_path / "own")


@pytest.mark.parametrize("name", ["AWS_PROFILE", "AWS_DEFAULT_PROFILE"])
@pytest.mark.usefixtures("clean")
def test_a_profile_that_is_nowhere_configured_disturbs_no_test(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Neither a new session nor boto3's default session looks for the profile that the user's shell names."""
    monkeypatch.setenv(name, "nowhere")
    with fake_handshakes():
        assert organization_of(organizations()) == "o-exampleorgid"
        assert organization_of(boto3.Session().client("organizations")) == "o-exampleorgid"
    assert os.environ[name] == "nowhere"


def test_a_session_token_that_the_test_sets_is_sent_by_every_service(
    orghandshake: OrgHandshake, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Keys that the test puts into the environment are used with their session token."""
    keys = orghandshake.credentials("222222222222")
    for name, value in orghandshake.environment("222222222222").items():
        monkeypatch.setenv(name, value)
    sent: list[bytes] = []

    def send(request: Any, **_: Any) -> Any:
        sent.append(request.headers["X-Amz-Security-Token"])
        reply = AWSResponse(request.url, 200, {}, None)
        reply._content = b"{}"
        return reply

    client = fresh_session().create_client("ssm", "us-east-1")
    client.meta.events.register("before-send", send)
    client.describe_parameters()
    assert sent == [keys["aws_session_token"].encode()]
    organizations().list_handshakes_for_account()
    assert [call.account for call in orghandshake.calls] == ["222222222222"]


@pytest.mark.parametrize("early", ["", "@pytest.fixture(autouse=True)\n    def early(monkeypatch): pass"])
@pytest.mark.parametrize("before", [None, "mine"])
def test_what_a_test_sets_through_monkeypatch_leaves_no_fake_value_behind(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, early: str, before: str | None
) -> None:
    """What a test sets through monkeypatch, before or after the fixture, leaves no fake value behind."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    if before is not None:
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", before)
    variables, session = aws_variables(), AWS.DEFAULT_SESSION
    pytester.makepyfile(SETTING.format(early=early))
    run(pytester).assert_outcomes(passed=1)
    assert aws_variables() == variables
    assert AWS.DEFAULT_SESSION is session


def test_what_a_fixture_set_before_ours_is_there_for_its_teardown(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a fixture set before the fake is restored for its teardown, and then undone."""
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


def test_a_test_that_undoes_its_monkeypatch_keeps_the_fake_keys(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After monkeypatch.undo(), the next session still finds fake keys, and the real environment is restored at the end."""
    monkeypatch.setenv("AWS_PROFILE", "mine")
    variables = aws_variables()
    pytester.makepyfile("""
        import os

        import boto3

        def test_keys(monkeypatch, orghandshake):
            monkeypatch.setenv("AWS_PROFILE", "member")
            monkeypatch.setenv("AWS_PROFILE", "another")
            monkeypatch.undo()
            assert boto3.Session().get_credentials().access_key == "AKIAIOSFODNN7EXAMPLE"
            assert "AWS_PROFILE" not in os.environ
            assert os.environ["AWS_ACCESS_KEY_ID"] == "AKIAIOSFODNN7EXAMPLE"
            monkeypatch.setenv("AWS_PROFILE", "member")
            monkeypatch.setenv("AWS_PROFILE", "another")
    """)
    run(pytester).assert_outcomes(passed=1)
    assert aws_variables() == variables


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
def test_no_keys_stay_behind_where_moto_is_left_first(
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    decorator: str,
    enter: str,
    leave: str,
    before: str | None,
) -> None:
    """If mock_aws is entered before the fake and left before it, neither's keys stay behind."""
    pytest.importorskip("moto")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name, raising=False)
        if before is not None:
            monkeypatch.setenv(name, before)
    monkeypatch.setattr(AWS, "DEFAULT_SESSION", boto3.Session(region_name="eu-central-1"))
    variables, session = aws_variables(), AWS.DEFAULT_SESSION
    pytester.makepyfile(UNITTEST.format(decorator=decorator, enter=enter, leave=leave))
    run(pytester).assert_outcomes(passed=1)
    assert aws_variables() == variables
    assert AWS.DEFAULT_SESSION is session


@pytest.mark.parametrize("own", [None, "AWS_SHARED_CREDENTIALS_FILE", "AWS_PROFILE"])
def test_a_test_that_empties_the_environment_gets_no_real_keys(
    orghandshake: OrgHandshake, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, own: str | None
) -> None:
    """A test that empties the environment gets no keys from the home directory, only from files that it names itself."""
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


@pytest.mark.parametrize("kind", ["another object", "another Python"])
def test_variables_are_read_wherever_they_are(monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    """A test may put a dictionary in the place of os.environ, and a Python to come may keep its variables elsewhere."""
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    if kind == "another object":
        monkeypatch.setattr(os, "environ", {**os.environ, "AWS_DEFAULT_REGION": "eu-central-1"})
    else:
        monkeypatch.setattr(environment, "_VALUES", None)
    before = dict(os.environ)
    with fake_handshakes():
        region = boto3.Session().region_name
        assert "AWS_SECURITY_TOKEN" not in os.environ
    assert region == ("eu-central-1" if kind == "another object" else "eu-west-1")
    assert dict(os.environ) == before
