from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from onboard_account import NotOnboardedError, onboard

if TYPE_CHECKING:
    from pytest_orghandshake import OrgHandshake


def test_a_standalone_account_becomes_a_member(orghandshake: OrgHandshake) -> None:
    """A standalone account becomes a member, and the list of accounts says that it was invited."""
    account = orghandshake.add_account("222222222222", email="workload@example.com", name="Workload")

    entry = onboard("222222222222", notes="Welcome")

    assert (entry["Id"], entry["Email"], entry["JoinedMethod"]) == ("222222222222", "workload@example.com", "INVITED")
    assert account.organization is orghandshake.organization
    assert [(call.account, call.operation) for call in orghandshake.calls] == [
        ("111111111111", "InviteAccountToOrganization"),
        ("111111111111", "AssumeRole"),
        ("222222222222", "AcceptHandshake"),
        ("111111111111", "ListAccounts"),
    ]
    assert orghandshake.calls[0].params["Notes"] == "Welcome"


def test_an_open_invitation_is_used(orghandshake: OrgHandshake) -> None:
    """An invitation from an earlier, interrupted run is accepted, and no second one is sent."""
    for _ in range(25):
        orghandshake.seed()
    orghandshake.seed("DECLINED", account="222222222222")
    invite = orghandshake.seed("OPEN", account="222222222222")

    onboard("222222222222")

    assert invite.state == "ACCEPTED"
    assert len(orghandshake.handshakes) == 27


def test_a_member_is_left_as_it_is(orghandshake: OrgHandshake) -> None:
    """An account that is already a member is returned, and no invitation is sent."""
    orghandshake.add_account("222222222222", organization=orghandshake.organization)

    assert onboard("222222222222")["JoinedMethod"] == "CREATED"
    assert orghandshake.handshakes == []


def test_a_member_of_another_organization_moves(orghandshake: OrgHandshake) -> None:
    """A member of another organization moves, which AWS allows since late 2025."""
    other = orghandshake.add_organization()
    account = orghandshake.add_account("222222222222", organization=other)

    onboard("222222222222")

    assert account.organization is orghandshake.organization
    assert other.members == [other.management]


def test_an_invitation_by_address_is_in_the_way(orghandshake: OrgHandshake) -> None:
    """An open invitation to the account's e-mail address blocks one to its id, and the error says so."""
    orghandshake.add_account("222222222222", email="workload@example.com")
    orghandshake.seed("OPEN", email="workload@example.com")

    with pytest.raises(NotOnboardedError) as caught:
        onboard("222222222222")

    assert str(caught.value) == "account 222222222222 has an invitation, but not one to its account id"
