from __future__ import annotations

import os
import socket
import sys
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ConnectionClosedError
from over_http import address
from terminal import section_of

from pytest_orghandshake import _context
from pytest_orghandshake._transport import interception

if TYPE_CHECKING:
    from pytest_orghandshake import OrgHandshake, OrgHandshakeServer

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")


def run_apart(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.RunResult:
    """Run pytest in a process of its own, which may fork, with this plugin only."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    plugin = ("-p", "pytest_orghandshake.plugin")
    return pytester.runpytest_subprocess(*plugin, "-W", "ignore::DeprecationWarning", timeout=120)


@needs_fork
def test_forked_children_call_the_world_of_the_test(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the server, forked children reach the test's world, whenever and for whatever endpoint their clients were made."""
    pytester.makepyfile("""
        import multiprocessing

        import boto3

        made_early = boto3.client("organizations", region_name="us-east-1")

        def invite(account):
            clients = made_early, boto3.client("organizations")
            target = {"Type": "ACCOUNT", "Id": account}
            return clients[account == "222222222222"].invite_account_to_organization(Target=target)["Handshake"]["Id"]

        def swallow():
            try:
                made_early.list_create_account_status()
            except Exception:
                pass

        def test_invitations(orghandshake, orghandshake_server):
            accounts = ["222222222222", "333333333333", "444444444444"]
            with multiprocessing.get_context("fork").Pool(3) as pool:
                ids = pool.map(invite, accounts, chunksize=1)
            assert sorted(ids) == sorted(each.id for each in orghandshake.handshakes)
            assert len(set(ids)) == len(orghandshake.calls) == 3

        def test_swallowed(orghandshake, orghandshake_server):
            child = multiprocessing.get_context("fork").Process(target=swallow)
            child.start()
            child.join()
    """)
    result = run_apart(pytester, monkeypatch)
    result.assert_outcomes(passed=1, failed=1)
    assert section_of(result)[1:3] == [
        "1. 111111111111 ListCreateAccountStatus() -> UnexpectedCallError",
        "   called over HTTP",
    ]


@needs_fork
def test_a_child_forked_in_the_middle_of_a_call_is_answered(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A child that is forked while another thread is being answered is answered too, from its copy."""
    pytester.makepyfile("""
        import os
        import threading

        import boto3

        def test_fork(orghandshake):
            client = boto3.client("organizations")
            invite = orghandshake.seed(id="h-vendingteam01")
            client.describe_handshake(HandshakeId=invite.id)
            is_held, is_over = threading.Event(), threading.Event()

            def hold():
                with orghandshake._service.lock, interception._lock:
                    is_held.set()
                    is_over.wait(60)

            from pytest_orghandshake._transport import interception

            thread = threading.Thread(target=hold)
            thread.start()
            is_held.wait(60)
            child = os.fork()
            if not child:
                other = boto3.client("organizations")
                state = other.describe_handshake(HandshakeId="h-vendingteam01")["Handshake"]["State"]
                os._exit(0 if state == "OPEN" and len(orghandshake.handshakes) == 1 else 1)
            is_over.set()
            thread.join()
            assert os.waitpid(child, 0)[1] == 0
            assert len(orghandshake.calls) == 1
    """)
    result = run_apart(pytester, monkeypatch)
    result.assert_outcomes(passed=1)


def test_a_child_gets_what_the_parent_answers(
    orghandshake: OrgHandshake, orghandshake_server: OrgHandshakeServer
) -> None:
    """A child's client gets the parent's replies, errors and closed connections as the parent's client would."""
    assert orghandshake_server.url
    client: Any = boto3.client("organizations", config=Config(retries={"total_max_attempts": 2}))
    invite = orghandshake.seed(account="222222222222")
    interception._after_fork()
    reply = client.describe_handshake(HandshakeId=invite.id)
    assert reply["Handshake"]["State"] == "OPEN"
    assert reply["ResponseMetadata"]["HTTPHeaders"]["content-type"] == "application/x-amz-json-1.1"
    with pytest.raises(client.exceptions.HandshakeNotFoundException):
        client.describe_handshake(HandshakeId="h-vendingteam99")
    sts: Any = boto3.client("sts", region_name="us-east-1", **orghandshake.credentials("222222222222"))
    assert sts.get_caller_identity()["Account"] == "222222222222"
    orghandshake.add_error("DescribeHandshake", "ReadTimeoutError", times=2)
    with pytest.raises(ConnectionClosedError):
        client.describe_handshake(HandshakeId=invite.id)
    assert [call.error for call in orghandshake.calls][-2:] == ["ReadTimeoutError"] * 2


def test_moto_keeps_away_from_what_the_parent_answered(
    orghandshake: OrgHandshake, orghandshake_server: OrgHandshakeServer
) -> None:
    """Moto does not touch what the parent answered, and answers its own operations through the parent."""
    assert orghandshake_server.url
    with pytest.importorskip("moto").mock_aws():
        elsewhere: Any = boto3.client("organizations", endpoint_url="https://organizations.us-east-1.amazonaws.com")
        invite = orghandshake.seed()
        interception._after_fork()
        assert elsewhere.describe_handshake(HandshakeId=invite.id)["Handshake"]["Id"] == invite.id
        assert elsewhere.list_roots()["Roots"][0]["Name"] == "Root"


def test_children_answer_from_their_copy_after_the_server(unwatched: OrgHandshake) -> None:
    """After the server has stopped, children answer from their copy again."""
    with _context.serving(unwatched._service) as server:
        assert unwatched._service.address == address(server)
    assert unwatched._service.address is None


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the child's copy of the listener keeps the port open")
def test_a_child_with_a_copy_of_the_listener_is_told_too(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A forked child that calls after the server has stopped gets an error immediately, though it has a copy of the socket."""
    pytester.makepyfile("""
        import multiprocessing

        import boto3
        import pytest
        from botocore.exceptions import ConnectionClosedError

        context = multiprocessing.get_context("fork")
        is_over, children = context.Event(), []

        def call():
            is_over.wait(60)
            with pytest.raises(ConnectionClosedError):
                boto3.client("organizations").describe_organization()

        def test_start(orghandshake, orghandshake_server):
            children.append(context.Process(target=call, daemon=True))
            children[0].start()

        def test_end():
            is_over.set()
            children[0].join(60)
            assert children[0].exitcode == 0
    """)
    result = run_apart(pytester, monkeypatch)
    result.assert_outcomes(passed=2)


def test_a_child_that_outlives_the_server_is_told(orghandshake: OrgHandshake) -> None:
    """A child that outlives its parent's server gets an error immediately, and reaches no other server."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        orghandshake._service.address = free.getsockname()
    orghandshake._service.is_copy = True
    client: Any = boto3.client("organizations")
    with pytest.raises(ConnectionClosedError):
        client.describe_organization()
