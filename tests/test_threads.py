"""Calls from many threads at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import boto3

if TYPE_CHECKING:
    from pytest_orghandshake import OrgHandshake


def test_thread_pool(orghandshake: OrgHandshake) -> None:
    """Threads that share a client, or make one each, invite and describe side by side."""
    shared: Any = boto3.client("organizations")

    def invite(number: int) -> str:
        target = {"Type": "ACCOUNT", "Id": f"{number + 200_000_000_000}"}
        organizations: Any = boto3.session.Session().client("organizations") if number % 10 == 0 else shared
        invited: str = organizations.invite_account_to_organization(Target=target)["Handshake"]["Id"]
        described = organizations.describe_handshake(HandshakeId=invited)["Handshake"]
        assert {"Type": "ACCOUNT", "Id": target["Id"]} in described["Parties"]
        return invited

    with ThreadPoolExecutor(8) as pool:
        invited = list(pool.map(invite, range(40)))
    assert sorted(each.id for each in orghandshake.handshakes) == sorted(invited)
    assert len(set(invited)) == 40
    assert len(orghandshake.calls) == 80
