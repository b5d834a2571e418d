"""The server without the fixture, for unittest and scripts."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import boto3
import pytest

from pytest_orghandshake import OrgHandshakeServer, fake_handshakes

CHILD = """
import boto3
reply = boto3.client("organizations").describe_handshake(HandshakeId="h-vendingteam01")
print(reply["Handshake"]["State"])
"""


def test_child_processes_find_it() -> None:
    """Within the block, a child process reaches the same world."""
    with fake_handshakes() as fake, fake.serve() as server:
        assert isinstance(server, OrgHandshakeServer)
        fake.seed("DECLINED", id="h-vendingteam01")
        printed = subprocess.run([sys.executable, "-c", CHILD], check=True, capture_output=True, text=True).stdout
        assert printed == "DECLINED\n"
        assert [call.operation for call in fake.calls] == ["DescribeHandshake"]


def test_environment_is_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    """After the block, even after an error, the environment is restored and nothing listens."""
    monkeypatch.setenv("AWS_ENDPOINT_URL_STS", "https://sts.example.com")
    monkeypatch.delenv("AWS_ENDPOINT_URL_ORGANIZATIONS", raising=False)
    before = dict(os.environ)
    with fake_handshakes() as fake:
        inside = dict(os.environ)
        with pytest.raises(RuntimeError), fake.serve() as server:  # noqa: PT012 - what the block does is the point
            assert os.environ["AWS_ENDPOINT_URL_ORGANIZATIONS"] == os.environ["AWS_ENDPOINT_URL_STS"] == server.url
            raise RuntimeError
        assert dict(os.environ) == inside
        client: Any = boto3.client("organizations", "us-east-1", endpoint_url=server.url)
        assert client.describe_organization()["Organization"]["Id"] == "o-exampleorgid"  # in process, as ever
    assert dict(os.environ) == before
