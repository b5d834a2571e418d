from __future__ import annotations

from typing import TYPE_CHECKING, Any

import boto3
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_orghandshake import Account, OrgHandshake

pytest_plugins = ["pytester"]


@pytest.fixture
def client_of(orghandshake: OrgHandshake) -> Callable[..., Any]:
    """Make an Organizations client that signs with the keys of an account."""

    def make(account: Account | str, region: str = "us-east-1") -> Any:
        return boto3.client("organizations", region_name=region, **orghandshake.credentials(account))

    return make
