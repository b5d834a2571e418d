from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any, get_args

import boto3
import pytest
from botocore.exceptions import ClientError
from botocore.validate import ParamValidator

from pytest_orghandshake._world.words import Action, State

if TYPE_CHECKING:
    from pytest_orghandshake import OrgHandshake


def make_client(region: str | None = "us-east-1", **keys: str) -> Any:
    """Return a real client."""
    return boto3.client("organizations", region_name=region, **keys)


@pytest.mark.parametrize(("state", "action"), list(itertools.product(get_args(State), get_args(Action))))
def test_every_state_of_every_action_reaches_the_client(
    orghandshake: OrgHandshake, state: State, action: Action
) -> None:
    """A client reads what was seeded, and botocore's own model finds nothing wrong with the reply."""
    handshake = orghandshake.seed(state, action=action)
    client = make_client()
    reply = client.describe_handshake(HandshakeId=handshake.id)
    assert reply["Handshake"] == handshake.to_dict()
    shape = client.meta.service_model.operation_model("DescribeHandshake").output_shape
    report = ParamValidator().validate({"Handshake": reply["Handshake"]}, shape)
    assert report.generate_report() == ""


def test_a_reply_has_awss_headers(orghandshake: OrgHandshake) -> None:
    """The reply has the headers that AWS sends, and botocore's metadata of them."""
    metadata = make_client().describe_handshake(HandshakeId=orghandshake.seed().id)["ResponseMetadata"]
    headers = metadata["HTTPHeaders"]
    assert (metadata["HTTPStatusCode"], metadata["RetryAttempts"]) == (200, 0)
    assert metadata["RequestId"] == headers["x-amzn-requestid"] == "0a51c0de-0000-4000-8000-000000000001"
    assert headers["content-type"] == "application/x-amz-json-1.1"
    assert headers["date"] == "Mon, 01 Dec 2025 12:00:00 GMT"
    assert headers["content-length"].isdigit()


def test_milliseconds_reach_the_client(orghandshake: OrgHandshake) -> None:
    """A timestamp keeps its milliseconds in the reply, and so does the expiry."""
    handshake = orghandshake.seed(requested="2025-11-30T17:24:58.046Z")
    reply = make_client().describe_handshake(HandshakeId=handshake.id)["Handshake"]
    assert reply["RequestedTimestamp"] == handshake.requested
    assert reply["ExpirationTimestamp"].microsecond == 46_000


def test_a_call_is_logged_with_its_caller_parameters_and_answer(orghandshake: OrgHandshake) -> None:
    """A logged call has its caller, its parameters and its reply."""
    handshake = orghandshake.seed()
    client = make_client(**orghandshake.credentials(orghandshake.organization.management))
    client.describe_handshake(HandshakeId=handshake.id)
    with pytest.raises(ClientError):
        client.describe_handshake(HandshakeId="h-unknown00")
    good, bad = orghandshake.calls
    assert (good.service, good.operation, good.account) == ("organizations", "DescribeHandshake", "111111111111")
    assert (good.params, good.error) == ({"HandshakeId": handshake.id}, None)
    assert good.response is not None
    assert good.response["Handshake"]["Id"] == handshake.id
    assert (bad.error, bad.response) == ("HandshakeNotFoundException", None)
    assert repr(bad) == "Call(DescribeHandshake, account='111111111111', error='HandshakeNotFoundException')"
