from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import boto3
import botocore.session
import pytest
from botocore import UNSIGNED, handlers
from botocore.config import Config
from botocore.hooks import EventAliaser, HierarchicalEmitter
from calling import EXPLICIT, organization_of, organizations

from pytest_orghandshake import fake_handshakes

if TYPE_CHECKING:
    from endpoint import Endpoint


@pytest.mark.usefixtures("clean")
def test_botocore_is_put_back() -> None:
    """Everything that was wrapped in botocore and boto3 is the same object afterwards."""
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
def test_a_configured_default_session_stays_the_default(words: dict[str, str]) -> None:
    """A default session that was configured with keys or a region stays the default during the test."""
    boto3.setup_default_session(**words)
    session = boto3.DEFAULT_SESSION
    with fake_handshakes():
        assert boto3.DEFAULT_SESSION is session
        assert organization_of(organizations()) == "o-exampleorgid"
    assert boto3.DEFAULT_SESSION is session


def test_a_real_client_really_sends_again(endpoint: Endpoint) -> None:
    """Before and after the test, a client sends its requests; during the test, none leaves the process."""
    client = organizations(endpoint_url=endpoint.url, region_name="us-east-1", **EXPLICIT)
    assert organization_of(client) == "o-realreality"
    with fake_handshakes():
        during = organizations(endpoint_url=endpoint.url, region_name="us-east-1", **EXPLICIT)
        assert [organization_of(client), organization_of(during)] == ["o-exampleorgid"] * 2
        assert len(endpoint.seen) == 1
    assert [organization_of(client), organization_of(during)] == ["o-realreality"] * 2
    assert endpoint.seen == ["AWSOrganizationsV20161128.DescribeOrganization"] * 3


def test_a_copy_of_a_clients_emitter_answers_nothing_afterwards(endpoint: Endpoint) -> None:
    """A copy of a client's emitter that was made during the test answers nothing afterwards."""
    client = organizations(endpoint_url=endpoint.url, region_name="us-east-1", **EXPLICIT)
    unsigned = organizations(
        endpoint_url=endpoint.url, region_name="us-east-1", config=Config(signature_version=UNSIGNED)
    )
    with fake_handshakes():
        for each in (client, unsigned):
            organization_of(each)
            each.meta.events._emitter = copy.copy(each.meta.events._emitter)
            each._endpoint._event_emitter = copy.copy(each.meta.events)
            each._request_signer._event_emitter = each._endpoint._event_emitter
    unsigned._request_signer._credentials = None
    assert [organization_of(client), organization_of(unsigned)] == ["o-realreality"] * 2


def test_no_handler_is_left_on_a_client() -> None:
    """A client that was answered has the same handlers afterwards as before."""
    client = organizations()
    event = "before-send.organizations.DescribeOrganization"

    def found() -> list[Any]:
        return list(client.meta.events._emitter._handlers.prefix_search(event))

    before = found()
    with fake_handshakes():
        organization_of(client)
        assert len(found()) == len(before) + 1
    assert found() == before


def test_a_request_on_its_way_at_the_end_of_the_fake_leaves_no_handler() -> None:
    """A call in another thread that started before the last fake ended is sent as if there had been no fake."""
    emitter = EventAliaser(HierarchicalEmitter())
    with fake_handshakes():
        emit = emitter.emit
    emit("request-created.organizations.DescribeHandshake")
    assert emitter.emit("before-send.organizations.DescribeHandshake") == []
