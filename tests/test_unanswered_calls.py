from __future__ import annotations

from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.parsers import ResponseParserError
from calling import EXPLICIT, organization_of, organizations

from pytest_orghandshake import UnexpectedCallError, fake_handshakes

if TYPE_CHECKING:
    from endpoint import Endpoint


def test_a_call_let_through_is_sent(endpoint: Endpoint) -> None:
    """With unhandled="pass", a call that nothing answers is sent; answered calls are not."""
    with fake_handshakes(unhandled="pass") as fake:
        client = organizations(endpoint_url=endpoint.url, region_name="us-east-1")
        sts: Any = boto3.client("sts", endpoint_url=endpoint.url, region_name="us-east-1")
        client.list_create_account_status()
        organization_of(client)

        with pytest.raises(ResponseParserError):  # the server speaks no XML
            sts.get_federation_token(Name="ab")
        assert [(call.operation, call.answered_by) for call in fake.calls] == [
            ("ListCreateAccountStatus", None),
            ("DescribeOrganization", "orghandshake"),
            ("GetFederationToken", None),
        ]
        assert fake.calls[0].response is None
    assert len(endpoint.seen) == 2


def test_a_call_that_nothing_answers_is_never_sent() -> None:
    """Unanswered calls to Organizations and STS are never sent, and are reported at the end again."""
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


def test_calls_to_other_services_are_sent(endpoint: Endpoint) -> None:
    """Requests to other services are sent."""
    with fake_handshakes() as fake:
        client: Any = boto3.client("ssm", endpoint_url=endpoint.url, region_name="us-east-1")
        client.describe_parameters()
        assert fake.calls == []
    assert endpoint.seen == ["AmazonSSM.DescribeParameters"]
