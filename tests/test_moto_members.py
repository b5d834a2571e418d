from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from answers import MASTER, NOT_IN_USE, refused
from beside_moto import MOTO_MANAGEMENT, members, models

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_orghandshake import OrgHandshake


def test_who_accepts_is_a_member_in_moto(orghandshake: OrgHandshake, aws: Any, client_of: Callable[..., Any]) -> None:
    """An account that accepts is in moto's root, with JoinedMethod INVITED, and can be moved from there."""
    aws.create_organization(FeatureSet="ALL")
    target = {"Type": "ACCOUNT", "Id": "222222222222"}
    invite = aws.invite_account_to_organization(Target=target)["Handshake"]
    client_of("222222222222").accept_handshake(HandshakeId=invite["Id"])

    [root] = aws.list_roots()["Roots"]
    assert members(aws) == [(MOTO_MANAGEMENT, "CREATED"), ("222222222222", "INVITED")]
    described = aws.describe_account(AccountId="222222222222")["Account"]
    account = orghandshake.handshake(invite["Id"]).account
    assert account is not None
    assert (described["Arn"], described["Email"], described["Name"]) == (account.arn, account.email, account.name)
    assert aws.list_parents(ChildId="222222222222")["Parents"] == [{"Id": root["Id"], "Type": "ROOT"}]
    unit = aws.create_organizational_unit(ParentId=root["Id"], Name="Workloads")["OrganizationalUnit"]
    aws.move_account(AccountId="222222222222", SourceParentId=root["Id"], DestinationParentId=unit["Id"])
    assert [each["Id"] for each in aws.list_accounts_for_parent(ParentId=unit["Id"])["Accounts"]] == ["222222222222"]


def test_who_accepts_by_set_state_is_a_member_in_moto(orghandshake: OrgHandshake, aws: Any) -> None:
    """set_state adds the invited account to moto's organization, as AcceptHandshake does."""
    orghandshake.set_state(orghandshake.seed(account="222222222222"), "ACCEPTED")
    assert members(aws) == [(MOTO_MANAGEMENT, "CREATED"), ("222222222222", "INVITED")]


def test_an_added_account_is_a_member_in_moto(orghandshake: OrgHandshake, aws: Any) -> None:
    """add_account adds a member to moto."""
    orghandshake.add_account("222222222222", name="Workload", organization=orghandshake.organization)
    assert aws.describe_account(AccountId="222222222222")["Account"]["Name"] == "Workload"


def test_who_leaves_is_no_member_in_moto(orghandshake: OrgHandshake, aws: Any, client_of: Callable[..., Any]) -> None:
    """LeaveOrganization, which moto lacks, removes a member from moto; the management account can't leave."""
    account = orghandshake.add_account("222222222222", organization=orghandshake.organization)
    client_of(account).leave_organization()
    assert members(aws) == [(MOTO_MANAGEMENT, "CREATED")]
    assert refused(client_of(account).leave_organization) == NOT_IN_USE
    assert refused(aws.leave_organization) == MASTER


def test_who_moto_removed_is_standalone_at_once(orghandshake: OrgHandshake, aws: Any) -> None:
    """A member that moto removed is standalone immediately, and can be invited again."""
    account = orghandshake.add_account("222222222222", organization=orghandshake.organization)
    aws.remove_account_from_organization(AccountId=account.id)
    assert account.organization is None
    orghandshake.set_state(orghandshake.seed(account=account), "ACCEPTED")
    assert members(aws)[1:] == [("222222222222", "INVITED")]


def test_a_member_moves_from_one_organization_to_another_in_moto(
    orghandshake: OrgHandshake, aws: Any, client_of: Callable[..., Any]
) -> None:
    """A member of another organization that accepts moves between the two in moto too."""
    acquired = orghandshake.add_organization("o-acquiredcorp")
    account = orghandshake.add_account("222222222222", organization=acquired)
    orghandshake.set_state(orghandshake.seed(account=account), "ACCEPTED")
    assert members(aws) == [(MOTO_MANAGEMENT, "CREATED"), ("222222222222", "INVITED")]
    assert members(client_of(acquired.management)) == [(acquired.management, "CREATED")]


def test_an_account_is_where_moto_lists_it(orghandshake: OrgHandshake, aws: Any) -> None:
    """An account that moto has moved to another organization is a member there."""
    acquired = orghandshake.add_organization("o-acquiredcorp")
    account = orghandshake.add_account("222222222222", organization=acquired)
    assert orghandshake.organization.members == [MOTO_MANAGEMENT]
    [moved] = (
        each for each in models.organizations_backends[acquired.management.id]["global"].accounts if each.id == account
    )
    models.organizations_backends[MOTO_MANAGEMENT]["global"].accounts.append(moved)
    models.organizations_backends[acquired.management.id]["global"].accounts.remove(moved)
    assert orghandshake.organization.members == [MOTO_MANAGEMENT, "222222222222"]
    assert account.organization is orghandshake.organization
    del aws


def test_an_account_that_moto_lists_twice_is_where_it_was_read_last(orghandshake: OrgHandshake, aws: Any) -> None:
    """An account that moto lists in a second organization is a member of the one that was read last."""
    account = orghandshake.add_account("222222222222", organization=orghandshake.organization)
    acquired = orghandshake.add_organization("o-acquiredcorp")
    aws.describe_organization()
    [listed] = (
        each for each in models.organizations_backends[MOTO_MANAGEMENT]["global"].accounts if each.id == account
    )
    models.organizations_backends[acquired.management.id]["global"].accounts.append(listed)
    assert acquired.members == [acquired.management]
    aws.describe_organization()
    assert account.organization is acquired


def test_the_migration_to_all_features_ends_in_moto(
    orghandshake: OrgHandshake, aws: Any, client_of: Callable[..., Any]
) -> None:
    """Enabling all features is finalised in moto's organization; a member that moto removed does not block it."""
    aws.create_organization(FeatureSet="CONSOLIDATED_BILLING")
    for account in ("222222222222", "333333333333"):
        orghandshake.set_state(orghandshake.seed(account=account), "ACCEPTED")
    parent = aws.enable_all_features()["Handshake"]
    children = aws.list_handshakes_for_organization(Filter={"ParentHandshakeId": parent["Id"]})["Handshakes"]
    client_of("222222222222").accept_handshake(HandshakeId=children[0]["Id"])
    aws.remove_account_from_organization(AccountId="333333333333")
    assert orghandshake.handshake(children[1]["Id"]).state == "CANCELED"
    aws.accept_handshake(HandshakeId=parent["Id"])
    assert aws.describe_organization()["Organization"]["FeatureSet"] == "ALL"


def test_a_removal_that_moto_refuses_keeps_nobody_from_leaving(
    orghandshake: OrgHandshake, aws: Any, client_of: Callable[..., Any]
) -> None:
    """If moto refuses a removal and carries out half of it, accounts can still leave, and everything is undone."""
    acquired = orghandshake.add_organization("o-acquiredcorp")
    account = orghandshake.add_account("222222222222", organization=acquired)
    orghandshake.set_state(orghandshake.seed(account=account), "ACCEPTED")
    former = client_of(acquired.management)
    with pytest.raises(former.exceptions.AccountNotFoundException):
        former.remove_account_from_organization(AccountId=account.id)
    client_of(account).leave_organization()
    assert members(aws) == [(MOTO_MANAGEMENT, "CREATED")]
    assert account.organization is None
    orghandshake.set_state(orghandshake.seed(account=account), "ACCEPTED")
    with pytest.raises(former.exceptions.AccountNotFoundException):
        former.remove_account_from_organization(AccountId=account.id)
    orghandshake.reset()
    assert refused(aws.describe_organization) == NOT_IN_USE


def test_the_default_account_can_be_a_member(
    orghandshake: OrgHandshake, aws: Any, client_of: Callable[..., Any]
) -> None:
    """Moto's default account may be a member elsewhere; the default organization then has another management account."""
    other = client_of("555555555555")
    other.create_organization(FeatureSet="ALL")
    invite = orghandshake.seed(
        account=MOTO_MANAGEMENT, organization=other.describe_organization()["Organization"]["Id"]
    )
    aws.accept_handshake(HandshakeId=invite.id)
    assert [account for account, _ in members(other)] == ["555555555555", MOTO_MANAGEMENT]
    assert orghandshake.organization.management == "111111111111"
    assert orghandshake.seed(account="222222222222").organization is orghandshake.organization
    assert [account for account, _ in members(client_of("111111111111"))] == ["111111111111"]
    assert [account for account, _ in members(other)] == ["555555555555", MOTO_MANAGEMENT]
