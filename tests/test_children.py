from __future__ import annotations

import json
import multiprocessing.forkserver
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from clients import require_aws_cli
from process import home

from pytest_orghandshake import _context, fake_handshakes
from pytest_orghandshake._transport import children, places

if TYPE_CHECKING:
    from pytest_orghandshake import OrgHandshake, OrgHandshakeServer

AWS: Any = boto3
REFUSED = ["EndpointConnectionError", {}]
REAL = ["EndpointConnectionError", {"sockets": ["organizations.us-east-1.amazonaws.com"]}]
ANSWERED = ["o-exampleorgid", {}, ["Call(DescribeOrganization, account='111111111111', error=None)"]]


@pytest.mark.skipif(os.name == "nt", reason="Windows only spawns")
@pytest.mark.parametrize("started", ["before", "in a test"])
@pytest.mark.parametrize("method", ["forkserver", "spawn"])
def test_a_child_that_is_not_forked_is_answered_or_refused_and_never_reaches_aws(
    tmp_path: Path, method: str, started: str
) -> None:
    """With the server a child is answered in every test, without it is refused; before and after, it is not affected.

    With forkserver, this holds wherever the fork server was started.
    """
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
    keys = {"AWS_ACCESS_KEY_ID": home.KEYS["default"], "AWS_SECRET_ACCESS_KEY": "secret"}
    child = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "process.children", method, started],
        cwd=Path(__file__).parent,
        env={**kept, **keys, "HOME": str(tmp_path)},
        check=True,
        capture_output=True,
        text=True,
    )
    told = json.loads(child.stdout)
    assert told == {
        **({"before": REAL} if started == "before" else {}),
        "alone": REFUSED,
        "served": ANSWERED,
        "served again": ANSWERED,
        "alone again": REFUSED,
        "after": REAL,
    }


def test_the_server_that_forks_children_is_another_one_in_a_test(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every fake uses the fork server of the fakes, and restores the original; a nested fake changes nothing."""
    server: Any = multiprocessing.forkserver.ForkServer()
    server._forkserver_address, server._forkserver_pid = "before", 1
    monkeypatch.setattr(multiprocessing.forkserver, "_forkserver", server)
    monkeypatch.setattr(children, "_ours", {})

    def state() -> tuple[Any, Any]:
        return server._forkserver_address, server._forkserver_pid

    with fake_handshakes():
        assert state() == (None, None)
        server._forkserver_address, server._forkserver_pid = "of the fakes", 2
        with fake_handshakes():
            assert state() == ("of the fakes", 2)
        assert state() == ("of the fakes", 2)
    assert state() == ("before", 1)
    with fake_handshakes():
        assert state() == ("of the fakes", 2)
    assert state() == ("before", 1)
    assert not hasattr(server, "_forkserver_authkey") or server._forkserver_authkey is None


@pytest.mark.parametrize("module", [None, object()])
def test_who_has_no_forkserver_gets_none(monkeypatch: pytest.MonkeyPatch, module: object) -> None:
    """If multiprocessing has not imported the fork server, or keeps it elsewhere, nothing happens."""
    if module is None:
        monkeypatch.delitem(sys.modules, "multiprocessing.forkserver")
    else:
        monkeypatch.setitem(sys.modules, "multiprocessing.forkserver", module)
    with fake_handshakes():
        assert sys.modules.get("multiprocessing.forkserver") is module


PROGRAM = (
    "import boto3; print(boto3.client('organizations', 'us-east-1').describe_organization()['Organization']['Id'])"
)


def test_a_child_that_unsets_its_keys_has_some(orghandshake: OrgHandshake) -> None:
    """A child that unsets its keys finds fake keys in the default profile, and nothing from the home directory."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    with _context.serving(orghandshake._service) as server:
        files = {name: os.environ[name] for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE")}
        child = subprocess.run(
            [sys.executable, "-c", PROGRAM],
            env={**environ, **server.environment, **files},
            check=True,
            capture_output=True,
            text=True,
        )
    assert child.stdout == "o-exampleorgid\n"
    assert [call.account for call in orghandshake.calls] == ["111111111111"]


@pytest.mark.usefixtures("clean")
def test_the_aws_cli_keeps_no_keys_of_a_role_in_the_home_directory(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The AWS CLI writes nothing there, so every run makes the same calls; it finds everything else in the home directory."""
    require_aws_cli()
    own = tmp_path / "home"
    home.make(own)
    (own / ".config").mkdir()
    monkeypatch.setenv("HOME", str(own))
    before = home.snapshot(own)
    runs = []
    for _ in range(2):
        with fake_handshakes() as fake, _context.serving(fake._service):
            for name, file in (("AWS_CONFIG_FILE", "config"), ("AWS_SHARED_CREDENTIALS_FILE", "credentials")):
                monkeypatch.setenv(name, str(own / ".aws" / file))
            shell = {name: value for name, value in os.environ.items() if not name.startswith("AWS_ACCESS")}
            listed = subprocess.run(
                ["aws", "organizations", "list-handshakes-for-account", "--profile", "role"],
                env=shell,
                check=True,
                capture_output=True,
                text=True,
            )
            assert json.loads(listed.stdout) == {"Handshakes": []}
            seen = Path(os.environ["HOME"])
            assert seen != own
            assert sorted(path.name for path in own.iterdir() if path.name != ".aws") == sorted(
                path.name for path in seen.iterdir() if path.name != ".aws"
            )
            runs.append([call.operation for call in fake.calls])
        assert not seen.exists()
    assert runs == [["AssumeRole", "ListHandshakesForAccount"]] * 2
    assert home.snapshot(own) == before


@pytest.mark.usefixtures("clean")
def test_a_home_directory_that_cannot_be_read_is_left_to_children(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """If there is no readable home directory, or links are not allowed, children keep their own."""
    monkeypatch.setenv("HOME", str(tmp_path / "nowhere"))
    with fake_handshakes() as fake, _context.serving(fake._service):
        assert os.environ["HOME"] == str(tmp_path / "nowhere")


def test_two_servers_at_once_listen_on_ports_of_their_own(
    orghandshake_server: OrgHandshakeServer, unwatched: OrgHandshake
) -> None:
    """The first server gets the reserved port; the second gets another one, and only releases that."""
    with _context.serving(unwatched._service) as other:
        assert other.url != orghandshake_server.url
    assert os.environ["AWS_ENDPOINT_URL_STS"] == orghandshake_server.url
    with _context.serving(unwatched._service) as other:
        assert other.url != orghandshake_server.url


def test_the_port_and_the_files_are_the_same_in_every_test() -> None:
    """Children that were started in an earlier test can still use the port and the files."""
    found = []
    for _ in range(2):
        with fake_handshakes() as fake:
            environ = {name: os.environ[name] for name in ("AWS_ENDPOINT_URL_STS", "AWS_CONFIG_FILE")}
            with _context.serving(fake._service) as server:
                assert server.url == environ["AWS_ENDPOINT_URL_STS"]
            found.append(environ)
    assert found[0] == found[1]


def test_a_suite_that_may_make_no_socket_has_an_address_that_refuses_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Under pytest-socket and the like, the fixture works, and child processes get a port on which nothing listens."""

    def blocked(*_: object, **__: object) -> None:
        raise RuntimeError("A test tried to use socket.socket.")

    monkeypatch.setattr(places, "_reserved", {})
    monkeypatch.setattr("socket.socket", blocked)
    with fake_handshakes() as fake:
        assert os.environ["AWS_ENDPOINT_URL_STS"] == "http://127.0.0.1:1"
        assert AWS.client("organizations").describe_handshake(HandshakeId=fake.seed())["Handshake"]["State"] == "OPEN"
    monkeypatch.undo()
    with fake_handshakes():
        assert os.environ["AWS_ENDPOINT_URL_STS"] != "http://127.0.0.1:1"
