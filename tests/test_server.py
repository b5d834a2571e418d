from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
import threading
import time
from textwrap import dedent
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from answers import DENIED, NOT_FOUND, refused
from clients import require_aws_cli, require_javascript
from judged import findings_of, taken_from
from over_http import DESCRIBE, address, is_answering, send
from terminal import run

from pytest_orghandshake import OrgHandshake, OrgHandshakeServer, UnexpectedCallError
from pytest_orghandshake._context import make, serving
from pytest_orghandshake._settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def connect(unwatched: OrgHandshake, server: OrgHandshakeServer) -> Callable[..., Any]:
    """Make a client that calls over HTTP."""

    def make(service: str = "organizations", account: str = "111111111111") -> Any:
        keys = unwatched.credentials(account)
        return boto3.client(service, "us-east-1", endpoint_url=server.url, **keys)

    return make


# For whom it is


def test_the_server_tells_child_processes_where_it_is(
    orghandshake: OrgHandshake, orghandshake_server: OrgHandshakeServer
) -> None:
    """The server listens on the loopback interface, and its address is in the environment of child processes."""
    assert orghandshake_server.url.startswith("http://127.0.0.1:")
    assert repr(orghandshake_server) == f"OrgHandshakeServer('{orghandshake_server.url}')"
    assert os.environ["AWS_ENDPOINT_URL_ORGANIZATIONS"] == orghandshake_server.url
    assert os.environ["AWS_ENDPOINT_URL_STS"] == orghandshake_server.url
    assert "127.0.0.1" in os.environ["NO_PROXY"].split(",")
    assert os.environ["AWS_ACCESS_KEY_ID"] == "AKIAIOSFODNN7EXAMPLE"
    invite = orghandshake.seed()
    reply = boto3.client("organizations").describe_handshake(HandshakeId=invite.id)  # not over HTTP
    assert reply["Handshake"]["State"] == "OPEN"


def test_the_environment_is_as_before_after_the_server(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The environment is restored after the test; during the test, its own region and proxies are kept."""
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    monkeypatch.setenv("NO_PROXY", "example.com")
    before = dict(os.environ)
    pytester.makepyfile("""
        import os

        def test_server(orghandshake_server):
            assert orghandshake_server.url == os.environ["AWS_ENDPOINT_URL_STS"]
            assert os.environ["AWS_REGION"] == os.environ["AWS_DEFAULT_REGION"] == "eu-central-1"
            assert os.environ["NO_PROXY"] == os.environ["no_proxy"] == "example.com,127.0.0.1"
    """)
    run(pytester).assert_outcomes(passed=1)
    names = {name for name in {*before, *os.environ} if name.startswith("AWS_") or name.lower() == "no_proxy"}
    assert {name: os.environ.get(name) for name in names} == {name: before.get(name) for name in names}


def test_a_suite_that_ignores_endpoints_does_not_send_its_children_to_aws(
    monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    """If AWS_IGNORE_CONFIGURED_ENDPOINT_URLS is true before the test, child processes still find the server."""
    monkeypatch.setenv("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true")
    server: OrgHandshakeServer = request.getfixturevalue("orghandshake_server")
    program = "import boto3; print(*(boto3.client(each).meta.endpoint_url for each in ('organizations', 'sts')))"
    child = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert child.stdout == f"{server.url} {server.url}\n"


def test_a_python_program_calls_as_the_member_whose_keys_it_has(
    orghandshake: OrgHandshake, orghandshake_server: OrgHandshakeServer
) -> None:
    """A Python program that knows nothing about the test accepts an invitation as the member whose keys it has."""
    invite = orghandshake.seed(account="222222222222")
    keys = orghandshake.environment("222222222222")
    program = """
        import boto3
        print(boto3.client("sts").get_caller_identity()["Account"])
        organizations = boto3.client("organizations")
        for invite in organizations.list_handshakes_for_account()["Handshakes"]:
            organizations.accept_handshake(HandshakeId=invite["Id"])
    """
    child = subprocess.run(
        [sys.executable, "-c", dedent(program)], check=True, capture_output=True, text=True, env={**os.environ, **keys}
    )
    assert child.stdout == "222222222222\n"
    assert invite.state == "ACCEPTED"
    assert [(call.operation, call.account) for call in orghandshake.calls] == [
        ("GetCallerIdentity", "222222222222"),
        ("ListHandshakesForAccount", "222222222222"),
        ("AcceptHandshake", "222222222222"),
    ]
    assert orghandshake_server.url


def test_the_aws_cli_invites_pages_and_shows_errors(
    orghandshake: OrgHandshake, orghandshake_server: OrgHandshakeServer
) -> None:
    """The AWS CLI invites, paginates and shows errors as it does with AWS."""
    require_aws_cli()

    def aws(*words: str, status: int = 0) -> Any:
        child = subprocess.run(["aws", *words], capture_output=True, text=True, check=False)
        assert child.returncode == status, child.stderr
        return json.loads(child.stdout) if status == 0 else child.stderr.strip()

    target = "Type=ACCOUNT,Id=222222222222"
    invited = aws("organizations", "invite-account-to-organization", "--target", target, "--notes", "Wilkommen ü")
    assert invited["Handshake"]["Resources"][-1] == {"Type": "NOTES", "Value": "Wilkommen ü"}
    for _ in range(24):
        orghandshake.seed()
    assert len(aws("organizations", "list-handshakes-for-organization")["Handshakes"]) == 25
    assert aws(
        "organizations", "accept-handshake", "--handshake-id", invited["Handshake"]["Id"], status=255
    ) == (  # as the management account, which is not the recipient
        "An error occurred (AccessDeniedException) when calling the AcceptHandshake operation: "
        "You don't have permissions to access this resource."
    )
    assert orghandshake_server.url in os.environ.values()


def test_javascript_gets_dates_errors_and_pages(
    orghandshake: OrgHandshake, orghandshake_server: OrgHandshakeServer
) -> None:
    """AWS's SDK for JavaScript gets dates, errors with class and Reason, and pages."""
    require_javascript()
    for number in range(3):
        orghandshake.seed(account=f"{number}22222222222")
    program = """
        const sdk = require("@aws-sdk/client-organizations");
        (async () => {
            const client = new sdk.OrganizationsClient({});
            const ids = [];
            const pages = sdk.paginateListHandshakesForOrganization({client, pageSize: 2}, {});
            for await (const page of pages) ids.push(page.Handshakes.map(each => each.Id));
            const {Handshake} = await client.send(new sdk.DescribeHandshakeCommand({HandshakeId: ids[0][0]}));
            const failed = await client.send(new sdk.InviteAccountToOrganizationCommand(
                {Target: {Type: "ACCOUNT", Id: "111111111111"}})).catch(error => error);
            console.log(JSON.stringify({
                ids, requested: Handshake.RequestedTimestamp.toISOString(),
                known: failed instanceof sdk.HandshakeConstraintViolationException,
                reason: failed.Reason, message: failed.message, status: failed.$metadata.httpStatusCode,
            }));
        })();
    """
    child = subprocess.run(["node", "-e", program], check=True, capture_output=True, text=True)
    ids = [each.id for each in orghandshake.handshakes]
    assert json.loads(child.stdout) == {
        "ids": [ids[:2], ids[2:]],
        "requested": "2025-12-01T12:00:00.000Z",
        "known": True,
        "reason": "ALREADY_IN_AN_ORGANIZATION",
        "message": "The AWS account is already a member of an organization.",
        "status": 400,
    }
    assert orghandshake_server.url in os.environ.values()


def test_a_client_sees_over_http_what_it_sees_without(unwatched: OrgHandshake, connect: Callable[..., Any]) -> None:
    """A client in this process gets the same replies over HTTP as without the server, including STS."""
    invite = unwatched.seed(account="222222222222")
    assert connect().describe_handshake(HandshakeId=invite.id)["Handshake"] == invite.to_dict()
    assert refused(connect().accept_handshake, HandshakeId=invite.id) == DENIED
    assert refused(connect(account="333333333333").describe_handshake, HandshakeId=invite.id) == NOT_FOUND
    role = "arn:aws:iam::222222222222:role/onboarding"
    keys = connect("sts").assume_role(RoleArn=role, RoleSessionName="onboarding")["Credentials"]
    unwatched.act_as("333333333333")
    assert connect("sts", "222222222222").get_caller_identity()["Account"] == "222222222222"
    assert keys["AccessKeyId"].startswith("ASIA")


def test_a_connection_stays_open_from_call_to_call(unwatched: OrgHandshake, server: OrgHandshakeServer) -> None:
    """A connection stays open between calls."""
    connection = http.client.HTTPConnection(*address(server), timeout=30)
    connection.connect()
    kept = connection.sock
    for _ in range(3):
        connection.request("POST", "/", json.dumps({"HandshakeId": unwatched.seed().id}), DESCRIBE)
        reply = connection.getresponse()
        assert reply.status == 200
        assert reply.read()
        assert connection.sock is kept
    connection.close()


# What nothing answers


def test_an_unexpected_call_over_http_fails_the_test(unwatched: OrgHandshake, connect: Callable[..., Any]) -> None:
    """A call that nothing answers gets an error that says so, and fails the test."""
    error = refused(connect().list_create_account_status)
    assert (error.code, error.status) == ("UnknownOperationException", 400)
    assert error.message.startswith(
        "Organizations ListCreateAccountStatus was called by account 111111111111 over HTTP, which this plugin does not"
    )
    assert refused(connect("sts").get_federation_token, Name="ab").code == "UnknownOperationException"
    with pytest.raises(UnexpectedCallError):
        findings_of(unwatched).check()


def test_a_call_let_through_goes_nowhere() -> None:
    """With unhandled="pass", the server can't let a call through to AWS, but the test does not fail."""
    fake = make(Settings(unhandled="pass")).fake
    with serving(fake._service) as server:
        target = {"X-Amz-Target": "AWSOrganizationsV20161128.ListCreateAccountStatus"}
        assert send(server, b"{}", target)[1]["__type"] == "UnknownOperationException"
    findings_of(fake).check()


def test_a_change_that_aws_would_refuse_is_told_to_both_sides(
    unwatched: OrgHandshake, connect: Callable[..., Any]
) -> None:
    """For a scripted change that AWS would refuse, both the client and the test get the error."""
    invite = unwatched.seed(account="222222222222", organization=unwatched.add_organization())
    unwatched.set_state(invite, "ACCEPTED", after_calls=1)
    unwatched.add_organization(management="222222222222")
    error = refused(connect(account="222222222222").describe_handshake, HandshakeId=invite.id)
    assert (error.code, error.status) == ("ValidationException", 400)
    assert error.message.startswith(f"AWS would not let {invite.id} become ACCEPTED")
    assert taken_from(unwatched) == [error.message]


def test_a_bug_of_the_fake_fails_the_test(
    unwatched: OrgHandshake, server: OrgHandshakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An exception in the fake itself is an HTTP 500 and fails the test; the server keeps running."""
    with monkeypatch.context() as patch:
        patch.setattr(unwatched._service, "answer", lambda *_: 1 / 0)
        assert send(server, b"{}", DESCRIBE) == (
            500,
            {"__type": "InternalFailure", "Message": "ZeroDivisionError('division by zero')"},
        )
    assert taken_from(unwatched) == ["the server failed: ZeroDivisionError('division by zero')"]
    assert is_answering(unwatched, server)


def test_moto_answers_over_http_what_is_its_own(unwatched: OrgHandshake, connect: Callable[..., Any]) -> None:
    """Under mock_aws, moto answers its operations over HTTP, and the plugin the others."""
    moto = pytest.importorskip("moto")
    with moto.mock_aws():
        member = unwatched.add_account("222222222222", organization=unwatched.organization)
        management = connect(account="123456789012")
        assert management.describe_organization()["Organization"]["MasterAccountId"] == "123456789012"
        connect(account="222222222222").leave_organization()
        assert member.organization is None
        assert [each["Id"] for each in management.list_accounts()["Accounts"]] == ["123456789012"]
        unwatched.reset()


def test_the_server_cuts_off_who_is_connected_at_the_end(unwatched: OrgHandshake) -> None:
    """At its end, the server closes open connections and stops listening."""
    with serving(unwatched._service) as server:
        connection = socket.create_connection(address(server), timeout=30)
        assert is_answering(unwatched, server)  # so the connection before it was accepted
    assert connection.recv(1) == b""
    connection.close()
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(address(server), timeout=30)


def test_what_was_asked_for_is_done_before_the_end(unwatched: OrgHandshake, monkeypatch: pytest.MonkeyPatch) -> None:
    """A request that the server has received is finished before it stops."""
    began, done = threading.Event(), []

    def answer(*_: object) -> None:
        began.set()
        time.sleep(0.2)
        done.append(1)

    monkeypatch.setattr(unwatched._service, "answer", answer)
    with serving(unwatched._service) as server:
        connection = http.client.HTTPConnection(*address(server), timeout=30)
        connection.request("POST", "/", b"{}", DESCRIBE)
        assert began.wait(30)
    assert done == [1]
    connection.close()
