from __future__ import annotations

from typing import TYPE_CHECKING

import boto3
import pytest
from botocore.exceptions import ClientError
from merge_organizations import merge, move

if TYPE_CHECKING:
    from pytest_orghandshake import Organization, OrgHandshake


@pytest.fixture
def acquired(orghandshake: OrgHandshake) -> Organization:
    """An organization of 25 members, more than fit on a page."""
    organization = orghandshake.add_organization("o-acquiredcorp")
    for _ in range(25):
        orghandshake.add_account(organization=organization)
    return organization


def test_everybody_moves_and_the_old_organization_is_gone(orghandshake: OrgHandshake, acquired: Organization) -> None:
    """Every account ends up in the target, the old management account last, and the old organization is deleted."""
    accounts = acquired.members
    management = acquired.management

    moved = merge(
        boto3.Session(**orghandshake.credentials(management)),
        boto3.Session(**orghandshake.credentials(orghandshake.organization.management)),
    )

    assert moved == [account.id for account in accounts if account is not management] + [management.id]
    assert {account.organization for account in accounts} == {orghandshake.organization}
    assert {account.joined_method for account in accounts} == {"INVITED"}
    assert [handshake.state for handshake in orghandshake.handshakes] == ["ACCEPTED"] * 26
    deleted = [call.operation for call in orghandshake.calls].index("DeleteOrganization")
    assert [call.operation for call in orghandshake.calls[deleted + 1 :]] == [
        "InviteAccountToOrganization",
        "AcceptHandshake",
    ]


def test_the_management_account_can_not_move_first(orghandshake: OrgHandshake, acquired: Organization) -> None:
    """AWS refuses a management account that still has an organization, and the invitation is canceled."""
    new = boto3.client("organizations")  # the default caller is the management account of the default organization
    old = boto3.client("organizations", **orghandshake.credentials(acquired.management))

    with pytest.raises(ClientError) as caught:
        move(new, old, acquired.management.id)

    assert caught.value.response["Error"]["Code"] == "MasterCannotLeaveOrganizationException"
    assert [handshake.state for handshake in orghandshake.handshakes] == ["CANCELED"]


def test_an_organization_must_be_empty_to_be_deleted(orghandshake: OrgHandshake, acquired: Organization) -> None:
    """AWS refuses to delete an organization that has members left."""
    old = boto3.client("organizations", **orghandshake.credentials(acquired.management))

    with pytest.raises(old.exceptions.OrganizationNotEmptyException):
        old.delete_organization()

    assert len(acquired.members) == 26
