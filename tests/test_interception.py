from __future__ import annotations

import copy
import http.server
import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import boto3
import botocore.session
import pytest
from botocore import UNSIGNED, handlers
from botocore.config import Config
from botocore.credentials import Credentials
from botocore.hooks import EventAliaser, HierarchicalEmitter
from botocore.parsers import ResponseParserError

from pytest_orghandshake import UnexpectedCallError, fake_handshakes
from pytest_orghandshake._transport import interception

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytest_orghandshake import OrgHandshake

EXPLICIT = {"aws_access_key_id": "AKIAI44QH8DHBEXAMPLE", "aws_secret_access_key": "secret"}
OUTSIDE = ["container-role", "custom-process", "iam-role", "login", "sso"]

# Made when this module is imported, before any test: as production code does it.
AT_IMPORT: Any = boto3.client("organizations", region_name="us-east-1")
SESSION_AT_IMPORT: Any = boto3.Session()


class Proxy:
    """Stands for objects of other libraries that run code when somebody asks for their class."""

    @property  # type: ignore[misc]
    def __class__(self) -> Any:
        """Fail whoever asks."""
        raise AssertionError("touched")


PROXY = Proxy()


class Outside(Credentials):  # type: ignore[misc]
    """Credentials that would look for a token, a process or a metadata service."""

    def __init__(self, method: str) -> None:
        super().__init__("outside", "outside", method=method)

    def get_frozen_credentials(self) -> Any:
        """Fail whoever asks."""
        raise AssertionError("asked")


class Endpoint(http.server.BaseHTTPRequestHandler):
    """AWS as far as these tests need it: counts requests, and answers an organization of its own."""

    seen: list[str]

    def do_POST(self) -> None:
        """Answer an organization that no fake knows."""
        self.rfile.read(int(self.headers["Content-Length"]))
        self.seen.append(self.headers["X-Amz-Target"] or self.headers["Authorization"])
        body = b'{"Organization":{"Id":"o-realreality"}}'
        self.send_response(200)
        self.send_header("Content-Type", "application/x-amz-json-1.1")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


class Server:
    """Where real requests arrive."""

    def __init__(self, url: str, seen: list[str]) -> None:
        self.url = url
        self.seen = seen


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """Serve on the loopback interface."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    seen: list[str] = []
    handler = type("Counting", (Endpoint,), {"seen": seen})
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as httpd:
        thread = threading.Thread(target=httpd.serve_forever, args=(0.01,))
        thread.start()
        yield Server(f"http://127.0.0.1:{httpd.server_port}", seen)
        httpd.shutdown()
        thread.join()


@pytest.fixture
def clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Make a machine without keys, files or default session."""
    for name in list(os.environ):
        if name.startswith("AWS_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)


def organizations(session: Any = boto3, **words: Any) -> Any:
    """Return a client."""
    return session.client("organizations", **words)


def organization_of(client: Any) -> str:
    """Return the id of the organization that a client sees."""
    return str(client.describe_organization()["Organization"]["Id"])


def test_client_of_module_import(orghandshake: OrgHandshake) -> None:
    """A client and a session that were made at import of a module are answered."""
    invite = orghandshake.seed()
    for client in (AT_IMPORT, organizations(SESSION_AT_IMPORT)):
        assert client.describe_handshake(HandshakeId=invite.id)["Handshake"]["Id"] == invite.id
    assert SESSION_AT_IMPORT._session._credentials is None


@pytest.mark.usefixtures("clean")
def test_clients_from_before() -> None:
    """Clients, sessions and a default session that were made before are answered, without keys too."""
    session = boto3.Session()
    clients = [
        organizations(),
        organizations(session),
        organizations(region_name="eu-central-1"),
        organizations(**EXPLICIT),
        botocore.session.get_session().create_client("organizations"),
        organizations(config=Config(signature_version=UNSIGNED)),
    ]
    with fake_handshakes() as fake:
        clients += [organizations(session), organizations()]
        assert [organization_of(client) for client in clients] == ["o-exampleorgid"] * len(clients)
        assert {call.account for call in fake.calls} == {"111111111111"}


@pytest.mark.usefixtures("clean")
@pytest.mark.parametrize("region", ["us-east-1", "ap-southeast-2", "us-gov-west-1", "cn-north-1", None])
@pytest.mark.parametrize("signature", ["v4", UNSIGNED])
def test_regions(region: str | None, signature: Any) -> None:
    """A client of any region or none is answered, with ARNs of its partition, signed or not."""
    prefix = {"us-gov-west-1": "arn:aws-us-gov:", "cn-north-1": "arn:aws-cn:"}.get(region or "", "arn:aws:")
    with fake_handshakes():
        client = organizations(region_name=region, config=Config(signature_version=signature))
        arn = client.describe_organization()["Organization"]["Arn"]
    assert arn == f"{prefix}organizations::111111111111:organization/o-exampleorgid"


@pytest.mark.usefixtures("clean")
def test_broken_profile(monkeypatch: pytest.MonkeyPatch) -> None:
    """A profile of the environment that is nowhere configured disturbs nobody, and is back afterwards."""
    monkeypatch.setenv("AWS_PROFILE", "nowhere")
    with fake_handshakes():
        assert "AWS_PROFILE" not in os.environ
        assert organization_of(organizations()) == "o-exampleorgid"
        assert organization_of(boto3.Session().client("organizations")) == "o-exampleorgid"
    assert os.environ["AWS_PROFILE"] == "nowhere"


@pytest.mark.usefixtures("clean")
@pytest.mark.parametrize("moment", ["before", "during"])
def test_sso_profile(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, moment: str) -> None:
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
def test_outside_credentials_are_not_asked(orghandshake: OrgHandshake, method: str) -> None:
    """Credentials that would look for a token, a process or a metadata service are never asked."""
    session = botocore.session.get_session()
    session._credentials = Outside(method)
    client = session.create_client("organizations", region_name="us-east-1")
    assert organization_of(client) == "o-exampleorgid"
    assert [call.account for call in orghandshake.calls] == ["111111111111"]


@pytest.mark.usefixtures("clean")
def test_no_file_of_the_home_directory(tmp_path: Path) -> None:
    """Keys and profiles of the home directory are not read."""
    (tmp_path / ".aws").mkdir()
    (tmp_path / ".aws" / "config").write_text("[default]\nregion = eu-west-1\n[profile corp]\nregion = eu-west-1\n")
    with fake_handshakes():
        session = boto3.Session()
        assert (session.available_profiles, session.region_name) == ([], None)
        assert session.get_credentials().access_key == "AKIAIOSFODNN7EXAMPLE"
    assert boto3.Session().available_profiles == ["default", "corp"]


def test_environment_is_put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment is exactly as before, whatever was in it."""
    monkeypatch.setenv("AWS_SESSION_TOKEN", "mine")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "mine")
    monkeypatch.delenv("AWS_CONFIG_FILE", raising=False)
    before = dict(os.environ)
    with fake_handshakes():
        assert (os.environ["AWS_ACCESS_KEY_ID"], os.environ.get("AWS_SESSION_TOKEN")) == ("AKIAIOSFODNN7EXAMPLE", None)
        assert os.environ["AWS_CONFIG_FILE"] == os.devnull
    assert dict(os.environ) == before


@pytest.mark.usefixtures("clean")
def test_botocore_is_put_back() -> None:
    """Everything that was touched in botocore and boto3 is the very same object afterwards."""
    session = botocore.session.get_session()
    boto3.setup_default_session()
    boto3_session = boto3.DEFAULT_SESSION

    def state() -> list[Any]:
        emit, get_credentials = EventAliaser.__dict__["emit"], botocore.session.Session.__dict__["get_credentials"]
        return [emit, get_credentials, boto3.DEFAULT_SESSION, session._credentials, list(handlers.BUILTIN_HANDLERS)]

    before = state()
    with fake_handshakes():
        assert boto3.DEFAULT_SESSION is None
        organization_of(session.create_client("organizations"))
        organization_of(organizations())
    after = state()
    assert boto3.DEFAULT_SESSION is boto3_session
    assert [one is other for one, other in zip(before[:-1], after[:-1], strict=True)] == [True] * 4
    assert after[-1] == before[-1]


@pytest.mark.usefixtures("clean")
@pytest.mark.parametrize("words", [EXPLICIT, {"region_name": "eu-west-1"}])
def test_configured_default_session(words: dict[str, str]) -> None:
    """A default session that somebody gave keys or a region stays the default during the test."""
    boto3.setup_default_session(**words)
    session = boto3.DEFAULT_SESSION
    with fake_handshakes():
        assert boto3.DEFAULT_SESSION is session
        assert organization_of(organizations()) == "o-exampleorgid"
    assert boto3.DEFAULT_SESSION is session


def test_a_real_client_really_sends_again(server: Server) -> None:
    """Before and after, a client sends its requests; in between none of them leaves."""
    client = organizations(endpoint_url=server.url, region_name="us-east-1", **EXPLICIT)
    assert organization_of(client) == "o-realreality"
    with fake_handshakes():
        during = organizations(endpoint_url=server.url, region_name="us-east-1", **EXPLICIT)
        assert [organization_of(client), organization_of(during)] == ["o-exampleorgid"] * 2
        assert len(server.seen) == 1
    assert [organization_of(client), organization_of(during)] == ["o-realreality"] * 2
    assert server.seen == ["AWSOrganizationsV20161128.DescribeOrganization"] * 3


def test_copy_of_a_hooked_emitter(server: Server) -> None:
    """A copy that somebody made of a client's emitter meanwhile answers nothing afterwards."""
    client = organizations(endpoint_url=server.url, region_name="us-east-1", **EXPLICIT)
    unsigned = organizations(
        endpoint_url=server.url, region_name="us-east-1", config=Config(signature_version=UNSIGNED)
    )
    with fake_handshakes():
        for each in (client, unsigned):
            organization_of(each)
            each.meta.events._emitter = copy.copy(each.meta.events._emitter)
            each._endpoint._event_emitter = copy.copy(each.meta.events)
            each._request_signer._event_emitter = each._endpoint._event_emitter
    unsigned._request_signer._credentials = None
    assert [organization_of(client), organization_of(unsigned)] == ["o-realreality"] * 2


def test_unhandled_pass(server: Server) -> None:
    """With unhandled="pass" a call that nothing here answers is sent, and one that is answered is not."""
    with fake_handshakes(unhandled="pass") as fake:
        client = organizations(endpoint_url=server.url, region_name="us-east-1")
        sts: Any = boto3.client("sts", endpoint_url=server.url, region_name="us-east-1")
        client.list_create_account_status()
        organization_of(client)

        with pytest.raises(ResponseParserError):  # the server speaks no XML
            sts.get_federation_token(Name="ab")
        assert [call.operation for call in fake.calls] == ["DescribeOrganization"]
    assert len(server.seen) == 2


def test_unanswered_calls() -> None:
    """Calls to Organizations and STS that nothing answers are never sent, and come up at the end again."""
    for service, call, params in (
        ("organizations", "list_create_account_status", {}),
        ("sts", "get_federation_token", {"Name": "ab"}),
    ):
        client: Any = boto3.client(service, region_name="us-east-1", **EXPLICIT)
        with (
            pytest.raises(UnexpectedCallError) as raised,
            fake_handshakes() as fake,
            pytest.raises(UnexpectedCallError),
        ):
            getattr(client, call)(**params)
        assert [each.error for each in fake.calls] == ["UnexpectedCallError"]
        assert str(raised.value).count("which this plugin does not answer") == 1


def test_other_services(server: Server) -> None:
    """Other services are left alone: their requests are sent."""
    with fake_handshakes() as fake:
        client: Any = boto3.client("ssm", endpoint_url=server.url, region_name="us-east-1")
        client.describe_parameters()
        assert fake.calls == []
    assert server.seen == ["AmazonSSM.DescribeParameters"]


def test_nested() -> None:
    """The innermost fake answers, and the outer one again after it."""
    client = organizations(region_name="us-east-1", **EXPLICIT)
    with fake_handshakes() as outer:
        organization_of(client)
        with fake_handshakes(account="222222222222") as inner:
            with pytest.raises(client.exceptions.AWSOrganizationsNotInUseException):
                organization_of(client)
            assert len(inner.calls) == 1
        organization_of(client)
        assert len(outer.calls) == 2


@pytest.mark.usefixtures("orghandshake")
def test_proxies_are_not_touched() -> None:
    """Objects that run code when somebody asks for their class are left alone."""
    client = organizations()
    assert organization_of(client) == "o-exampleorgid"
    with pytest.raises(AssertionError, match="touched"):
        PROXY.__class__  # noqa: B018 - what must not happen


def test_handlers_of_the_client_still_run(orghandshake: OrgHandshake) -> None:
    """What the code under test registered on its client runs as ever, before and after the reply."""
    seen: list[str] = []
    client = organizations()
    for event in ("before-sign", "before-send", "after-call"):
        client.meta.events.register(f"{event}.organizations", lambda event_name, **_: seen.append(event_name))
    organization_of(client)
    assert seen == [
        f"{each}.organizations.DescribeOrganization" for each in ("before-sign", "before-send", "after-call")
    ]
    assert len(orghandshake.calls) == 1


def test_threads(orghandshake: OrgHandshake) -> None:
    """Threads that share a client are all answered, and every call is counted."""
    client = organizations()
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: organization_of(client), range(64)))
    assert (set(found), len(orghandshake.calls)) == ({"o-exampleorgid"}, 64)


def test_no_handler_is_left() -> None:
    """A client that was answered has the handlers afterwards that it had before."""
    client = organizations()
    event = "before-send.organizations.DescribeOrganization"

    def found() -> list[Any]:
        return list(client.meta.events._emitter._handlers.prefix_search(event))

    before = found()
    with fake_handshakes():
        organization_of(client)
        assert len(found()) == len(before) + 1
    assert found() == before


def test_late_registration() -> None:
    """A request that was on its way when the last fake ended leaves no handler behind."""
    emitter = EventAliaser(HierarchicalEmitter())
    interception._hook(emitter)
    assert emitter.emit("before-send.organizations.DescribeOrganization") == []


def test_without_boto3(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where neither boto3 nor aiobotocore was imported, botocore's own clients are answered."""
    for name in ("boto3", "aiobotocore.session"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    with fake_handshakes():
        client = botocore.session.get_session().create_client("organizations")
        assert organization_of(client) == "o-exampleorgid"
        assert "boto3" not in sys.modules
