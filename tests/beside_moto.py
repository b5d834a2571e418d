"""Helpers for tests under mock_aws."""

from __future__ import annotations

from typing import Any

import boto3
import pytest

moto = pytest.importorskip("moto")
models = pytest.importorskip("moto.organizations.models")

# A client from before moto was imported: moto's handler is not among its handlers.
EARLY: Any = boto3.client("organizations", region_name="us-east-1")
EARLY.meta.events.unregister("before-send", moto.core.models.botocore_stubber)

MOTO_MANAGEMENT = "123456789012"
KNOWS_MEMBERS = hasattr(models.organizations_backends, "master_accounts")  # moto 5.0 does not


def members(client: Any) -> list[tuple[str, str]]:
    """Return id and JoinedMethod of the accounts in moto, the management account first."""
    return [(each["Id"], each["JoinedMethod"]) for each in client.list_accounts()["Accounts"]]


def sts(**keys: str) -> Any:
    """Make an STS client."""
    return boto3.client("sts", region_name="us-east-1", **keys)
