from __future__ import annotations

import contextlib
import http.client
import json
import socket
from typing import TYPE_CHECKING

import pytest
from judged import taken_from
from over_http import DESCRIBE, FORM, address, is_answering, send

from pytest_orghandshake._transport import http_listener

if TYPE_CHECKING:
    from pytest_orghandshake import OrgHandshake, OrgHandshakeServer

ROLE = b"&RoleArn=arn:aws:iam::333333333333:role/x"
DEEP = b'{"HandshakeId":' + b"[" * 100_000 + b"]" * 100_000 + b"}"


@pytest.mark.parametrize(
    ("body", "headers", "status", "error"),
    [
        (b"{", DESCRIBE, 400, "SerializationException"),
        (b"[]", DESCRIBE, 400, "SerializationException"),
        (b"\xff\xfe{}", DESCRIBE, 400, "SerializationException"),
        (DEEP, DESCRIBE, 400, "SerializationException"),
        (b'{"HandshakeId":"\xc3\x28"}', DESCRIBE, 400, "SerializationException"),
        (b'{"HandshakeId":"\\ud800"}', DESCRIBE, 400, "InvalidInputException"),
        (b"", DESCRIBE, 400, "InvalidInputException"),
        (b"x" * (1 << 20), DESCRIBE, 400, "SerializationException"),
        (b"x" * ((1 << 20) + 1), DESCRIBE, 413, "SerializationException"),
        (b"{}", {}, 400, "UnknownOperationException"),
        (b"{}", {"X-Amz-Target": "DynamoDB_20120810.ListTables"}, 400, "UnknownOperationException"),
        (b"{}", {"X-Amz-Target": "AWSOrganizationsV20161128."}, 400, "UnknownOperationException"),
        (b"{}", {"X-Amz-Target": "AWSOrganizationsV20161128.Nonsense"}, 400, "UnknownOperationException"),
        (b"Action=Nonsense&Version=2011-06-15", FORM, 400, "UnknownOperationException"),
        (b"\xff=\xfe", FORM, 400, "UnknownOperationException"),
        (b"Action=AssumeRole", FORM, 400, "ValidationError"),
        (b"{}", {**DESCRIBE, "Authorization": "Credential"}, 400, "InvalidInputException"),
        (b"{}", {**DESCRIBE, "Authorization": "\xff/////,"}, 400, "InvalidInputException"),
        (b"{}", {**DESCRIBE, "Content-Length": "many"}, 400, "SerializationException"),
        (b"{}", {**DESCRIBE, "Content-Length": "-1"}, 400, "SerializationException"),
        (b"{}", {**DESCRIBE, "Content-Length": "0x2"}, 400, "SerializationException"),
        (b"{}", {**DESCRIBE, "Content-Length": ""}, 400, "SerializationException"),
        (b"{}", {**DESCRIBE, "Content-Length": "9" * 5000}, 413, "SerializationException"),
        (b"{}", {**DESCRIBE, "Content-Length": "9" * 70_000}, 431, "SerializationException"),
        (b"{}", {**DESCRIBE, "Content-Length": "0" * 5000 + "2"}, 400, "InvalidInputException"),
        (b"Action=AssumeRole&RoleSessionName=ab&DurationSeconds=%C2%B2" + ROLE, FORM, 400, "MalformedInput"),
        (b"Action=AssumeRole&RoleSessionName=ab&DurationSeconds=" + b"9" * 5000 + ROLE, FORM, 400, "MalformedInput"),
    ],
)
def test_nonsense_gets_an_error_of_aws(
    unwatched: OrgHandshake, server: OrgHandshakeServer, body: bytes, headers: dict[str, str], status: int, error: str
) -> None:
    """Any input gets a reply in AWS's shape, does not fail the test, and does not stop the server."""
    answered, reply = send(server, body, headers)
    assert (answered, reply["__type"]) == (status, error)
    assert taken_from(unwatched) == []
    assert is_answering(unwatched, server)


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/"), ("PUT", "/"), ("POST", "/elsewhere"), ("GET", "//%ff?x=%zz")]
)
def test_what_is_no_post_for_the_root_is_unknown(server: OrgHandshakeServer, method: str, path: str) -> None:
    """Anything but a POST to / is an UnknownOperationException."""
    assert send(server, b"", DESCRIBE, method, path) == (
        404,
        {"__type": "UnknownOperationException", "Message": "Send POST requests to /."},
    )


def test_a_body_may_come_in_chunks(unwatched: OrgHandshake, server: OrgHandshakeServer) -> None:
    """A body may come in chunks, up to the same size."""
    connection = http.client.HTTPConnection(*address(server), timeout=30)
    text = json.dumps({"HandshakeId": unwatched.seed().id}).encode()
    connection.request("POST", "/", iter([text[:5], text[5:]]), DESCRIBE, encode_chunked=True)
    assert connection.getresponse().status == 200
    connection.close()
    connection.request("POST", "/", iter([b"x" * 65536] * 20), DESCRIBE, encode_chunked=True)
    assert connection.getresponse().status == 413
    connection.close()


def test_chunks_may_have_extensions_and_trailers(unwatched: OrgHandshake, server: OrgHandshakeServer) -> None:
    """A chunk may have extensions, and headers may follow the last one; the connection stays open."""
    text = json.dumps({"HandshakeId": unwatched.seed().id}).encode()
    head = "POST / HTTP/1.1\r\nX-Amz-Target: AWSOrganizationsV20161128.DescribeHandshake\r\nTransfer-Encoding: chunked"
    request = b"%b\r\n\r\n%08X ;a=b\r\n%b\r\n0\r\nX: y\r\n\r\n" % (head.encode(), len(text), text)
    with socket.create_connection(address(server), timeout=30) as connection:
        connection.sendall(request * 2)
        connection.shutdown(socket.SHUT_WR)
        replies = b"".join(iter(lambda: connection.recv(65536), b""))
    assert replies.count(b"HTTP/1.1 200 OK\r\n") == 2


def test_a_client_that_sends_too_much_gets_its_reply(server: OrgHandshakeServer) -> None:
    """A client that sends more than the server reads still gets its reply."""
    assert send(server, b"x" * (20 << 20), DESCRIBE)[0] == 413


@pytest.mark.parametrize(
    "sent",
    [
        b"\x00\x01\x02\r\n\r\n",
        b"POST\r\n\r\n",
        b"POST / HTTP/9.9\r\n\r\n",
        b"POST / HTTP/1.1\r\n" + b"X: y\r\n" * 1000 + b"\r\n",
        b"POST http://[ HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    ],
)
def test_what_is_no_http_is_cut_off_without_a_word(
    unwatched: OrgHandshake, server: OrgHandshakeServer, sent: bytes, capfd: pytest.CaptureFixture[str]
) -> None:
    """Input that is not HTTP is refused in AWS's shape or dropped, without output on the terminal; the server keeps running."""
    with socket.create_connection(address(server), timeout=30) as connection:
        connection.sendall(sent)
        connection.shutdown(socket.SHUT_WR)
        reply = b"".join(iter(lambda: connection.recv(65536), b""))
    assert not reply or b'{"__type":"SerializationException"' in reply
    assert is_answering(unwatched, server)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    "sent",
    [
        b"POST / HT",
        b"POST / HTTP/1.1\r\nX-Amz-Target: AWSOrgan",
        b"POST / HTTP/1.1\r\nContent-Length: 100\r\n\r\n{",
        b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{",
    ],
)
@pytest.mark.parametrize("ending", ["dropped", "silent"])
def test_an_unfinished_request_is_cut_off(
    unwatched: OrgHandshake, server: OrgHandshakeServer, sent: bytes, ending: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A client that drops its connection or stops sending is disconnected; others are answered meanwhile."""
    assert 0 < http_listener._Handler.timeout <= 10
    monkeypatch.setattr(http_listener._Handler, "timeout", 0.3)
    with socket.create_connection(address(server), timeout=30) as connection:
        connection.sendall(sent)
        assert is_answering(unwatched, server)
        if ending == "silent":
            reply = b"".join(iter(lambda: connection.recv(65536), b""))
            assert not reply or b'{"__type":"SerializationException"' in reply
    assert is_answering(unwatched, server)
    assert taken_from(unwatched) == []


@pytest.mark.parametrize(
    ("operation", "body", "length"), [("CancelHandshake", None, 100), ("EnableAllFeatures", b"", 2)]
)
def test_a_request_that_is_cut_short_is_not_carried_out(
    unwatched: OrgHandshake, server: OrgHandshakeServer, operation: str, body: bytes | None, length: int
) -> None:
    """A request whose body ends too early is not executed."""
    organization = unwatched.add_organization(feature_set="CONSOLIDATED_BILLING")
    unwatched.act_as(organization.management)
    invite = unwatched.seed(organization=organization)
    if body is None:
        body = json.dumps({"HandshakeId": invite.id}).encode()
    with socket.create_connection(address(server), timeout=30) as connection:
        target = f"X-Amz-Target: AWSOrganizationsV20161128.{operation}\r\nContent-Length: {length}"
        connection.sendall(f"POST / HTTP/1.1\r\n{target}\r\n\r\n".encode() + body)
        connection.shutdown(socket.SHUT_WR)
        reply = b"".join(iter(lambda: connection.recv(65536), b""))
    assert b'"__type":"SerializationException"' in reply
    assert (invite.state, len(unwatched.handshakes)) == ("OPEN", 1)


@pytest.mark.parametrize("length", [b"many", b"-1", b"0x2"])
def test_what_follows_a_body_without_a_length_is_not_carried_out(
    unwatched: OrgHandshake, server: OrgHandshakeServer, length: bytes
) -> None:
    """If the end of a body is unknown, the connection is closed, so that the body is not read as the next request."""
    invite = unwatched.seed()
    body = json.dumps({"HandshakeId": invite.id}).encode()
    target = b"X-Amz-Target: AWSOrganizationsV20161128.CancelHandshake\r\nContent-Length: "
    first = b"POST / HTTP/1.1\r\n" + target + length + b"\r\n\r\n"
    second = b"POST / HTTP/1.1\r\n" + target + str(len(body)).encode() + b"\r\n\r\n" + body
    with socket.create_connection(address(server), timeout=30) as connection:
        connection.sendall(first)
        reply = connection.recv(65536)
        with contextlib.suppress(ConnectionError):
            connection.sendall(second)
            reply += b"".join(iter(lambda: connection.recv(65536), b""))
    assert (reply.count(b"HTTP/1.1 "), reply.count(b"SerializationException")) == (1, 1)
    assert invite.state == "OPEN"


def test_a_client_that_waits_is_asked_for_its_body_once(unwatched: OrgHandshake, server: OrgHandshakeServer) -> None:
    """A client that sends Expect: 100-continue is asked for its body immediately, and once."""
    body = json.dumps({"HandshakeId": unwatched.seed().id}).encode()
    with socket.create_connection(address(server), timeout=30) as connection:
        target = f"X-Amz-Target: AWSOrganizationsV20161128.DescribeHandshake\r\nContent-Length: {len(body)}"
        connection.sendall(f"POST / HTTP/1.1\r\nExpect: 100-continue\r\n{target}\r\n\r\n".encode())
        assert connection.recv(65536) == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.sendall(body)
        assert connection.recv(65536).startswith(b"HTTP/1.1 200 OK\r\n")


@pytest.mark.parametrize(
    ("headers", "body", "error"),
    [
        ({"X-Amz-Target": "AWSOrganizationsV20161128.DescribeAccount"}, b"{nope", "SerializationException"),
        ({"X-Amz-Target": "AWSOrganizationsV20161128.DescribeAccount"}, b"\xff", "SerializationException"),
        ({"X-Amz-Target": "AWSOrganizationsV20161128.DescribeAccount"}, b"[1]", "SerializationException"),
        ({"X-Amz-Target": "AWSOrganizationsV20161128.DescribeAccount"}, b"{}", "ValidationException"),
        ({"X-Amz-Target": "AWSOrganizationsV20161128.Nope"}, b"{}", "UnknownOperationException"),
        ({"X-Amz-Target": "AWSOrganizationsV20161128."}, b"{}", "UnknownOperationException"),
        ({"X-Amz-Target": "AWSOrganizationsV20161128.ListCreateAccountStatu"}, b"{}", "UnknownOperationException"),
        (FORM, b"Action=Nope", "UnknownOperationException"),
        (FORM, b"Version=2011-06-15", "UnknownOperationException"),
        (FORM, b"Action=AssumeRole", "ValidationException"),
    ],
)
def test_nonsense_for_moto_gets_an_error_of_aws(
    unwatched: OrgHandshake, server: OrgHandshakeServer, headers: dict[str, str], body: bytes, error: str
) -> None:
    """Input that would crash moto also gets a reply in AWS's shape, and does not fail the test."""
    moto = pytest.importorskip("moto")
    with moto.mock_aws():
        status, reply = send(server, body, headers)
        assert (status, reply["__type"]) == (400, error)
        assert taken_from(unwatched) == []
        unwatched.reset()


def test_a_changed_moto_is_told_to_both_sides(
    unwatched: OrgHandshake, server: OrgHandshakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With an unsupported moto, both the client and the test get the error."""
    moto = pytest.importorskip("moto")
    models = pytest.importorskip("moto.organizations.models")
    target = {"X-Amz-Target": "AWSOrganizationsV20161128.ListCreateAccountStatus"}
    with moto.mock_aws():
        assert unwatched.organization.id == "o-exampleorgid"
        with monkeypatch.context() as patch:
            patch.delattr(models, "organizations_backends")
            status, reply = send(server, b"{}", target)
        assert (status, reply["__type"]) == (400, "ValidationException")
        assert taken_from(unwatched) == [reply["Message"]]
        unwatched.reset()
