"""Next to moto: each answers what is its own, in whatever order they were entered."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import boto3
import pytest

from pytest_orghandshake import fake_handshakes

if TYPE_CHECKING:
    from pytest_orghandshake import OrgHandshake

moto = pytest.importorskip("moto")


def test_moto_inside(orghandshake: OrgHandshake) -> None:
    """With mock_aws entered after the fixture, a handshake is ours and a table is moto's."""
    invite = orghandshake.seed()
    with moto.mock_aws():
        client = boto3.client("organizations", region_name="us-east-1")
        assert client.describe_handshake(HandshakeId=invite.id)["Handshake"] == invite.to_dict()
        assert boto3.client("dynamodb", region_name="us-east-1").list_tables()["TableNames"] == []


@moto.mock_aws  # type: ignore[untyped-decorator,unused-ignore] # moto's decorator is generic
def test_moto_as_decorator(orghandshake: OrgHandshake) -> None:
    """The decorator does as well."""
    invite = orghandshake.seed()
    client = boto3.client("organizations", region_name="us-east-1")
    assert client.describe_handshake(HandshakeId=invite.id)["Handshake"]["State"] == "OPEN"


def test_moto_outside() -> None:
    """With mock_aws entered first, a handshake is ours, and what only moto knows is moto's."""
    with moto.mock_aws():
        client = boto3.client("organizations", region_name="us-east-1")
        with fake_handshakes() as fake:
            invite = fake.seed()
            assert client.describe_handshake(HandshakeId=invite.id)["Handshake"]["State"] == "OPEN"
            client.create_organization(FeatureSet="ALL")
            assert len(client.list_roots()["Roots"]) == 1
        with pytest.raises(NotImplementedError):
            client.describe_handshake(HandshakeId=invite.id)
        assert client.describe_organization()["Organization"]["MasterAccountId"] == "123456789012"


def test_without_moto(orghandshake: OrgHandshake, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where moto is not loaded, the request keeps its URL for the client's own handlers."""
    seen = []
    monkeypatch.delitem(sys.modules, "moto.core.models")
    client = boto3.client("organizations", region_name="us-east-1")
    client.meta.events.register("before-send.organizations", lambda request, **_: seen.append(request.url))
    client.describe_handshake(HandshakeId=orghandshake.seed().id)
    assert seen == ["https://organizations.us-east-1.amazonaws.com/"]
