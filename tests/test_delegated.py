from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from answers import DENIED, REGISTERED, of, refused

from pytest_orghandshake._api.operations import OPERATIONS

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_orghandshake import OrgHandshake

ROOT = "r-exam"
READS: dict[str, dict[str, Any]] = {
    "describe_account": {"AccountId": "111111111111"},
    "describe_organization": {},
    "describe_organizational_unit": {},
    "list_accounts": {},
    "list_accounts_for_parent": {"ParentId": ROOT},
    "list_children": {"ParentId": ROOT, "ChildType": "ACCOUNT"},
    "list_handshakes_for_organization": {},
    "list_organizational_units_for_parent": {"ParentId": ROOT},
    "list_parents": {"ChildId": "111111111111"},
    "list_roots": {},
    "list_tags_for_resource": {"ResourceId": "111111111111"},
}
WRITES: dict[str, dict[str, Any]] = {
    "cancel_handshake": {},
    "create_organizational_unit": {"ParentId": ROOT, "Name": "Sandbox"},
    "delete_organization": {},
    "delete_organizational_unit": {},
    "enable_all_features": {},
    "invite_account_to_organization": {"Target": {"Type": "ACCOUNT", "Id": "222222222222"}},
    "move_account": {"AccountId": "111111111111", "SourceParentId": ROOT, "DestinationParentId": ROOT},
    "remove_account_from_organization": {"AccountId": "111111111111"},
    "tag_resource": {"ResourceId": "111111111111", "Tags": []},
    "untag_resource": {"ResourceId": "111111111111", "TagKeys": []},
    "update_organizational_unit": {},
}
EVERYBODYS = {
    *("accept_handshake", "decline_handshake", "describe_handshake", "list_handshakes_for_account"),
    *("create_organization", "leave_organization", "list_responsibility_transfers"),
}


def asked(orghandshake: OrgHandshake, operation: str, params: dict[str, Any]) -> dict[str, Any]:
    """Return valid parameters for an operation, with the id of a unit or a handshake if it needs one."""
    if "organizational_unit" in operation and "ParentId" not in params:
        return {"OrganizationalUnitId": orghandshake.add_organizational_unit("Workloads").id, **params}
    return {"HandshakeId": orghandshake.seed().id} if operation == "cancel_handshake" else params


@pytest.mark.parametrize("operation", READS)
def test_a_delegated_administrator_reads_what_management_reads(
    orghandshake: OrgHandshake, client_of: Callable[..., Any], operation: str
) -> None:
    """A delegated administrator sees the same handshakes, accounts, tree and tags as the management account."""
    orghandshake.seed(account="222222222222")
    member = orghandshake.add_account(organization=orghandshake.organization, delegated=True)
    params = asked(orghandshake, operation, READS[operation])
    seen = of(getattr(client_of(member), operation)(**params))
    assert seen == of(getattr(client_of("111111111111"), operation)(**params))


@pytest.mark.parametrize("operation", WRITES)
def test_a_delegated_administrator_changes_nothing(
    orghandshake: OrgHandshake, client_of: Callable[..., Any], operation: str
) -> None:
    """A delegated administrator is denied every change, like any member."""
    member = client_of(orghandshake.add_account(organization=orghandshake.organization, delegated=True))
    params = asked(orghandshake, operation, WRITES[operation])
    assert refused(getattr(member, operation), **params) == DENIED


def test_every_operation_is_a_read_or_a_write_of_management_or_everybodys() -> None:
    """The two tests above cover every operation except those on transfers, which have tests of their own."""
    named = {"".join(part.title() for part in each.split("_")) for each in (*READS, *WRITES, *EVERYBODYS)}
    left_out = {each for each in OPERATIONS["organizations"] if "Transfer" not in each} - named
    assert left_out == set()


def test_it_describes_every_handshake_of_its_organization(
    orghandshake: OrgHandshake, client_of: Callable[..., Any]
) -> None:
    """Like any member, it can describe all handshakes of its organization, but none of another one."""
    member = client_of(orghandshake.add_account(organization=orghandshake.organization, delegated=True))
    ours, theirs = orghandshake.seed(), orghandshake.seed(organization=orghandshake.add_organization())
    assert member.describe_handshake(HandshakeId=ours.id)["Handshake"]["Id"] == ours
    assert refused(member.describe_handshake, HandshakeId=theirs.id).code == "HandshakeNotFoundException"
    assert [each["Id"] for each in member.list_handshakes_for_organization()["Handshakes"]] == [ours]


def test_a_delegated_administrator_stays(orghandshake: OrgHandshake, client_of: Callable[..., Any]) -> None:
    """It can't leave, be removed or accept another organization's invitation until it is deregistered."""
    account = orghandshake.add_account(organization=orghandshake.organization, delegated=True)
    other = orghandshake.add_organization()
    invite = orghandshake.seed(account=account, organization=other)
    assert refused(client_of(account).leave_organization) == REGISTERED
    assert refused(client_of("111111111111").remove_account_from_organization, AccountId=account.id) == REGISTERED
    assert refused(client_of(account).accept_handshake, HandshakeId=invite.id) == REGISTERED
    assert (account.organization, invite.state) == (orghandshake.organization, "OPEN")
