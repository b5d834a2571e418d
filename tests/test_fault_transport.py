from __future__ import annotations

import http.client
from typing import TYPE_CHECKING, Any

import pytest
from botocore import exceptions

from pytest_orghandshake._context import serving

if TYPE_CHECKING:
    from pytest_orghandshake import OrgHandshake

TRANSPORT = ["ReadTimeoutError", "ConnectTimeoutError", "EndpointConnectionError", "ConnectionClosedError"]


@pytest.mark.parametrize("name", [*TRANSPORT, "SSLError", "ProxyConnectionError"])
@pytest.mark.parametrize("by_name", [False, True])
def test_a_failure_of_the_transport_is_raised_as_botocore_raises_it(
    orghandshake: OrgHandshake,
    organizations: Any,
    name: str,
    by_name: bool,  # noqa: FBT001
) -> None:
    """A transport error is raised as botocore raises it, with the endpoint in its text."""
    kind = getattr(exceptions, name)
    orghandshake.add_error("DescribeHandshake", name if by_name else kind)
    with pytest.raises(kind, match=r"https://organizations.us-east-1.amazonaws.com/") as caught:
        organizations.describe_handshake(HandshakeId="h-examplehandshakeid111")
    assert type(caught.value) is kind
    assert caught.value.__suppress_context__
    [logged] = orghandshake.calls
    assert (logged.error, logged.params, logged.response) == (name, {"HandshakeId": "h-examplehandshakeid111"}, None)


def test_a_failure_of_the_transport_ends_the_connection_over_http(orghandshake: OrgHandshake) -> None:
    """Over HTTP, a transport error closes the connection."""
    orghandshake.add_error("ListHandshakesForAccount", exceptions.ReadTimeoutError, times=2)
    with serving(orghandshake._service) as server:
        host = server.url.removeprefix("http://")
        target = {"X-Amz-Target": "AWSOrganizationsV20161128.ListHandshakesForAccount"}
        for body in (b"{}", iter([b"{}"])):
            connection = http.client.HTTPConnection(host, timeout=30)
            connection.request("POST", "/", body, target, encode_chunked=not isinstance(body, bytes))
            with pytest.raises((http.client.RemoteDisconnected, ConnectionError)):
                connection.getresponse()
            connection.close()
        connection = http.client.HTTPConnection(host, timeout=30)
        connection.request("POST", "/", b"{}", target)
        assert connection.getresponse().read() == b'{"Handshakes":[]}'
        connection.close()
    assert [each.error for each in orghandshake.calls] == ["ReadTimeoutError", "ReadTimeoutError", None]
