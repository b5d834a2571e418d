from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from answers import DENIED, MASTER, NO_ACCOUNT, NOT_FOUND, NOT_IN_USE, START, Refused, known_to, of, refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_orghandshake import OrgHandshake

NOT_EMPTY = Refused(
    "OrganizationNotEmptyException",
    None,
    "To delete an organization you must first remove all member accounts (except the master).",
)


def test_the_organization_is_described_to_every_member(
    orghandshake: OrgHandshake, client_of: Callable[..., Any]
) -> None:
    """The management account and members read the same organization."""
    member = orghandshake.add_account(organization="o-exampleorgid")
    for account in (member, orghandshake.organization.management):
        assert of(client_of(account).describe_organization()) == {
            "Organization": {
                "Id": "o-exampleorgid",
                "Arn": "arn:aws:organizations::111111111111:organization/o-exampleorgid",
                "FeatureSet": "ALL",
                "MasterAccountArn": "arn:aws:organizations::111111111111:account/o-exampleorgid/111111111111",
                "MasterAccountId": "111111111111",
                "MasterAccountEmail": "management@example.com",
                "AvailablePolicyTypes": [{"Type": "SERVICE_CONTROL_POLICY", "Status": "ENABLED"}],
            }
        }


def test_an_account_is_described_in_aws_shape(orghandshake: OrgHandshake, client_of: Callable[..., Any]) -> None:
    """DescribeAccount and ListAccounts return the same fields of a member, limited to those in the client's model."""
    orghandshake.shift(1.234)
    orghandshake.add_account("222222222222", email="owner@example.com", name="Vended", organization="o-exampleorgid")
    management = client_of(orghandshake.organization.management)
    expected = known_to(
        management,
        "Account",
        {
            "Id": "222222222222",
            "Arn": "arn:aws:organizations::111111111111:account/o-exampleorgid/222222222222",
            "Email": "owner@example.com",
            "Name": "Vended",
            "Status": "ACTIVE",
            "State": "ACTIVE",
            "Paths": ["o-exampleorgid/r-exam/222222222222/"],
            "JoinedMethod": "CREATED",
            "JoinedTimestamp": START + timedelta(milliseconds=1234),
        },
    )
    assert of(management.describe_account(AccountId="222222222222")) == {"Account": expected}
    listed = management.list_accounts()
    assert [each["Id"] for each in listed["Accounts"]] == ["111111111111", "222222222222"]
    assert listed["Accounts"][1] == expected
    assert "NextToken" not in listed


@pytest.mark.parametrize(
    ("operation", "params", "to_member", "to_stranger"),
    [
        ("describe_organization", {}, None, NOT_IN_USE),
        ("list_accounts", {}, DENIED, NOT_IN_USE),
        ("describe_account", {"AccountId": "111111111111"}, DENIED, NOT_IN_USE),
        ("remove_account_from_organization", {"AccountId": "111111111111"}, DENIED, NOT_IN_USE),
        ("leave_organization", {}, None, NOT_IN_USE),
        ("delete_organization", {}, DENIED, NOT_IN_USE),
        ("list_handshakes_for_organization", {}, DENIED, NOT_IN_USE),
        ("list_handshakes_for_account", {}, None, None),
        ("enable_all_features", {}, DENIED, NOT_IN_USE),
    ],
)
def test_who_may_ask_what(
    orghandshake: OrgHandshake,
    client_of: Callable[..., Any],
    operation: str,
    params: dict[str, str],
    to_member: Refused | None,
    to_stranger: Refused | None,
) -> None:
    """A member is denied what only management may do; a standalone account is refused for lack of an organization."""
    member = orghandshake.add_account(organization="o-exampleorgid")
    for account, expected in ((member, to_member), (orghandshake.add_account(), to_stranger)):
        call = getattr(client_of(account), operation)
        if expected is None:
            assert call(**params)["ResponseMetadata"]["HTTPStatusCode"] == 200
        else:
            assert refused(call, **params) == expected


@pytest.mark.parametrize("operation", ["describe_account", "remove_account_from_organization"])
def test_an_account_outside_of_the_organization_does_not_exist(
    orghandshake: OrgHandshake, client_of: Callable[..., Any], operation: str
) -> None:
    """Unknown accounts, standalone ones and members of other organizations are all AccountNotFound."""
    foreign = orghandshake.add_account(organization=orghandshake.add_organization())
    call = getattr(client_of(orghandshake.organization.management), operation)
    for account_id in ("999999999999", orghandshake.add_account().id, foreign.id):
        assert refused(call, AccountId=account_id) == NO_ACCOUNT


def test_a_member_that_left_sees_no_handshake_of_the_organization(
    orghandshake: OrgHandshake, client_of: Callable[..., Any]
) -> None:
    """A member that left is standalone and no longer sees the handshakes of the organization."""
    member = orghandshake.add_account(organization="o-exampleorgid")
    invite = orghandshake.seed()
    client = client_of(member)
    assert client.describe_handshake(HandshakeId=invite.id)["Handshake"]["State"] == "OPEN"
    assert of(client.leave_organization()) == {}
    assert (member.organization, member.joined_method, member.joined, member.arn) == (None, None, None, None)
    assert refused(client.describe_handshake, HandshakeId=invite.id) == NOT_FOUND
    assert refused(client.leave_organization) == NOT_IN_USE


def test_a_member_that_was_removed_can_be_invited_again(
    orghandshake: OrgHandshake, client_of: Callable[..., Any]
) -> None:
    """A member that was removed is standalone, can't be removed twice, and may be invited again."""
    member = orghandshake.add_account(organization="o-exampleorgid")
    management = client_of(orghandshake.organization.management)
    assert of(management.remove_account_from_organization(AccountId=member.id)) == {}
    assert orghandshake.organization.members == [orghandshake.organization.management]
    assert refused(management.remove_account_from_organization, AccountId=member.id) == NO_ACCOUNT
    invite = management.invite_account_to_organization(Target={"Id": member.id, "Type": "ACCOUNT"})["Handshake"]
    client_of(member).accept_handshake(HandshakeId=invite["Id"])
    assert member.joined_method == "INVITED"


def test_management_can_neither_leave_nor_be_removed(orghandshake: OrgHandshake, client_of: Callable[..., Any]) -> None:
    """The management account can neither leave nor be removed."""
    management = client_of(orghandshake.organization.management)
    assert refused(management.leave_organization) == MASTER
    assert refused(management.remove_account_from_organization, AccountId="111111111111") == MASTER


def test_deleting_an_organization_cancels_its_invitations(
    orghandshake: OrgHandshake, client_of: Callable[..., Any]
) -> None:
    """An organization can be deleted when management is alone; its open invitations are canceled."""
    other = orghandshake.add_organization()
    member = orghandshake.add_account(organization=other)
    sent, declined = orghandshake.seed(organization=other), orghandshake.seed("DECLINED", organization=other)
    received = orghandshake.seed(account=other.management)
    management = client_of(other.management)
    assert refused(management.delete_organization) == NOT_EMPTY
    management.remove_account_from_organization(AccountId=member.id)
    assert of(management.delete_organization()) == {}
    assert (sent.state, declined.state, received.state) == ("CANCELED", "DECLINED", "OPEN")
    assert refused(management.describe_organization) == NOT_IN_USE
    assert management.accept_handshake(HandshakeId=received.id)["Handshake"]["State"] == "ACCEPTED"
    assert orghandshake.organization.members[1:] == [other.management]


def test_pages_of_accounts_survive_departures(orghandshake: OrgHandshake, client_of: Callable[..., Any]) -> None:
    """If each account of a page is removed before the next page is read, none is skipped."""
    joined = [orghandshake.add_account(organization="o-exampleorgid").id for _ in range(6)]
    management = client_of(orghandshake.organization.management)
    seen = []
    for page in management.get_paginator("list_accounts").paginate(PaginationConfig={"PageSize": 2}):
        assert len(page["Accounts"]) <= 2
        for each in page["Accounts"]:
            seen.append(each["Id"])
            if each["Id"] != "111111111111":
                management.remove_account_from_organization(AccountId=each["Id"])
    assert seen == ["111111111111", *joined]
    assert orghandshake.organization.members == [orghandshake.organization.management]


def test_an_account_that_joins_between_pages_is_on_the_last(
    orghandshake: OrgHandshake, client_of: Callable[..., Any]
) -> None:
    """An account that joins while pages are read comes last, even if it was on an earlier page before."""
    first, second = (orghandshake.add_account(organization="o-exampleorgid") for _ in range(2))
    management = client_of(orghandshake.organization.management)
    page = management.list_accounts(MaxResults=2)
    client_of(first).leave_organization()
    orghandshake.set_state(orghandshake.seed(account=first), "ACCEPTED")
    rest = management.list_accounts(MaxResults=2, NextToken=page["NextToken"])
    assert [each["Id"] for each in rest["Accounts"]] == [second.id, first.id]
    assert "NextToken" not in rest
