"""Requests to the server that no SDK would send."""

from __future__ import annotations

import http.client
import json
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from pytest_orghandshake import OrgHandshake, OrgHandshakeServer

DESCRIBE = {"X-Amz-Target": "AWSOrganizationsV20161128.DescribeHandshake"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def address(server: OrgHandshakeServer) -> tuple[str, int]:
    """Return host and port."""
    host, port = server.url.removeprefix("http://").split(":")
    return host, int(port)


def send(
    server: OrgHandshakeServer, body: bytes, headers: dict[str, str], method: str = "POST", path: str = "/"
) -> tuple[int, dict[str, Any]]:
    """Send a raw request, and return the status and the error."""
    connection = http.client.HTTPConnection(*address(server), timeout=30)
    connection.request(method, path, body, headers)
    reply = connection.getresponse()
    text = reply.read()
    connection.close()
    assert reply.headers["Content-Type"] in ("application/x-amz-json-1.1", "text/xml")
    if reply.headers["Content-Type"] == "text/xml":
        error = ET.fromstring(text).find("{*}Error")  # noqa: S314 - our own reply
        assert error is not None
        return reply.status, {"__type": error.findtext("{*}Code"), "Message": error.findtext("{*}Message")}
    return reply.status, json.loads(text)


def is_answering(unwatched: OrgHandshake, server: OrgHandshakeServer) -> bool:
    """Tell whether the server still describes a handshake."""
    invite = unwatched.seed()
    status, reply = send(server, json.dumps({"HandshakeId": invite.id}).encode(), DESCRIBE)
    return status == 200 and reply["Handshake"]["Id"] == invite.id
