"""Under mock_aws, the tree, the tags and the delegated administrators are moto's too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import boto3
import pytest
from answers import DENIED, refused
from beside_moto import EARLY, MOTO_MANAGEMENT, models, moto

from pytest_orghandshake import fake_handshakes

if TYPE_CHECKING:
    from pytest_orghandshake import OrgHandshake

SERVICE = "config-multiaccountsetup.amazonaws.com"


def tags_of(client: Any, resource: str) -> dict[str, str]:
    """Return the tags that moto lists."""
    return {each["Key"]: each["Value"] for each in client.list_tags_for_resource(ResourceId=resource)["Tags"]}


def member(orghandshake: OrgHandshake, account: str) -> Any:
    """Make a client of an account."""
    return boto3.client("organizations", "us-east-1", **orghandshake.credentials(account))


def test_motos_tree_is_the_worlds(orghandshake: OrgHandshake, aws: Any) -> None:
    """The test sees the root, the units and the places of accounts as moto has them, with every change."""
    aws.create_organization(FeatureSet="ALL")
    [root] = aws.list_roots()["Roots"]
    outer = aws.create_organizational_unit(ParentId=root["Id"], Name="Outer")["OrganizationalUnit"]
    inner = aws.create_organizational_unit(ParentId=outer["Id"], Name="Inner")["OrganizationalUnit"]
    orghandshake.set_state(orghandshake.seed(account="222222222222"), "ACCEPTED")
    organization = orghandshake.organization
    account = organization.members[1]
    assert (organization.root, account.parent) == (root["Id"], organization.root)
    assert [(each, each.name, each.parent) for each in organization.units] == [
        (outer["Id"], "Outer", root["Id"]),
        (inner["Id"], "Inner", outer["Id"]),
    ]
    assert organization.units[1].arn == inner["Arn"]
    aws.move_account(AccountId=account.id, SourceParentId=root["Id"], DestinationParentId=inner["Id"])
    assert account.parent is organization.units[1]
    assert account.paths == [f"{organization}/{root['Id']}/{outer['Id']}/{inner['Id']}/222222222222/"]
    aws.update_organizational_unit(OrganizationalUnitId=inner["Id"], Name="Renamed")
    assert organization.units[1].name == "Renamed"
    aws.move_account(AccountId=account.id, SourceParentId=inner["Id"], DestinationParentId=root["Id"])
    aws.delete_organizational_unit(OrganizationalUnitId=inner["Id"])
    assert ([*map(str, organization.units)], str(account.parent)) == ([outer["Id"]], root["Id"])


@pytest.mark.parametrize("is_early", [False, True])
def test_what_a_test_adds_is_in_moto(is_early: bool) -> None:  # noqa: FBT001
    """Units, and accounts in them, that a test adds before or under mock_aws are in moto; afterwards nothing remains."""
    with fake_handshakes() as fake, moto.mock_aws():
        if not is_early:
            EARLY.create_organization(FeatureSet="ALL")
        outer = fake.add_organizational_unit("Outer")
        inner = fake.add_organizational_unit("Inner", parent=outer)
        account = fake.add_account("222222222222", parent=inner, delegated=True)
        root = EARLY.list_roots()["Roots"][0]["Id"]
        assert fake.organization.root == root
        listed = EARLY.list_organizational_units_for_parent(ParentId=root)["OrganizationalUnits"]
        assert [(each["Id"], each["Name"], each["Arn"]) for each in listed] == [(outer.id, "Outer", outer.arn)]
        assert EARLY.list_parents(ChildId=account.id)["Parents"] == [{"Id": inner.id, "Type": "ORGANIZATIONAL_UNIT"}]
        [administrator] = EARLY.list_delegated_administrators()["DelegatedAdministrators"]
        assert administrator["Id"] == account.id
        assert (account.parent, inner.parent, outer.parent) == (inner, outer, root)
    with moto.mock_aws():
        client = boto3.client("organizations", "us-east-1")
        client.create_organization(FeatureSet="ALL")
        root = client.list_roots()["Roots"][0]["Id"]
        assert client.list_organizational_units_for_parent(ParentId=root)["OrganizationalUnits"] == []


def test_units_from_before_moto_had_an_organization(orghandshake: OrgHandshake) -> None:
    """What was added earlier moves into the organization that moto creates, with places and tags."""
    outer = orghandshake.add_organizational_unit("Outer")
    account = orghandshake.add_account("222222222222", parent=outer, delegated=True)
    orghandshake.set_state(orghandshake.seed(account="333333333333", tags={"Team": "vending"}), "ACCEPTED")
    with moto.mock_aws():
        EARLY.create_organization(FeatureSet="ALL")
        root = EARLY.list_roots()["Roots"][0]["Id"]
        assert EARLY.list_parents(ChildId=outer.id)["Parents"] == [{"Id": root, "Type": "ROOT"}]
        assert EARLY.list_parents(ChildId=account.id)["Parents"] == [{"Id": outer.id, "Type": "ORGANIZATIONAL_UNIT"}]
        assert tags_of(EARLY, "333333333333") == {"Team": "vending"}
        assert [each["Id"] for each in EARLY.list_delegated_administrators()["DelegatedAdministrators"]] == [account]
        assert orghandshake.organization.units == [outer]
        assert outer.parent is orghandshake.organization.root


def test_a_world_that_moto_takes_over_as_it_is(orghandshake: OrgHandshake) -> None:
    """The organization that is created in moto on the first access has the same root and units."""
    outer = orghandshake.add_organizational_unit("Outer")
    account = orghandshake.add_account("222222222222", parent=outer)
    with moto.mock_aws():
        assert orghandshake.organization.management == MOTO_MANAGEMENT
        assert EARLY.list_roots()["Roots"][0]["Id"] == "r-exam" == orghandshake.organization.root
        assert EARLY.list_parents(ChildId=MOTO_MANAGEMENT)["Parents"] == [{"Id": "r-exam", "Type": "ROOT"}]
        assert EARLY.list_children(ParentId=outer.id, ChildType="ACCOUNT")["Children"] == [
            {"Id": account.id, "Type": "ACCOUNT"}
        ]


def test_a_unit_that_moto_deleted_is_not_undone(aws: Any) -> None:
    """If code under test deletes a unit that the test added, there is nothing to undo."""
    aws.create_organization(FeatureSet="ALL")
    with fake_handshakes() as fake:
        unit = fake.add_organizational_unit("Outer")
        kept = fake.add_organizational_unit("Kept")
        aws.delete_organizational_unit(OrganizationalUnitId=unit.id)
    [root] = aws.list_roots()["Roots"]
    assert aws.list_children(ParentId=root["Id"], ChildType="ORGANIZATIONAL_UNIT")["Children"] == []
    policies = next(iter(models.organizations_backends[MOTO_MANAGEMENT].values())).policies
    assert kept.id not in {each.id for policy in policies for each in policy.attachments}


def test_tags_of_an_invitation_reach_moto(orghandshake: OrgHandshake, aws: Any) -> None:
    """An account that accepts has the invitation's tags in moto; the test sees tags that moto adds."""
    orghandshake.organization  # noqa: B018 - the look founds it
    invite = aws.invite_account_to_organization(
        Target={"Type": "ACCOUNT", "Id": "222222222222"}, Tags=[{"Key": "Team", "Value": "vending"}]
    )["Handshake"]
    member(orghandshake, "222222222222").accept_handshake(HandshakeId=invite["Id"])
    assert tags_of(aws, "222222222222") == {"Team": "vending"}
    aws.tag_resource(ResourceId="222222222222", Tags=[{"Key": "Stage", "Value": "new"}])
    [root] = aws.list_roots()["Roots"]
    aws.tag_resource(ResourceId=root["Id"], Tags=[{"Key": "Owner", "Value": "platform"}])
    assert orghandshake.organization.members[1].tags == {"Team": "vending", "Stage": "new"}
    assert orghandshake.organization.root.tags == {"Owner": "platform"}


def test_who_is_registered_in_moto_reads(orghandshake: OrgHandshake, aws: Any) -> None:
    """A member that is registered in moto can list handshakes, and is denied once it is deregistered."""
    invite = orghandshake.seed()
    orghandshake.add_account("222222222222", organization=orghandshake.organization)
    client = member(orghandshake, "222222222222")
    assert refused(client.list_handshakes_for_organization) == DENIED
    aws.register_delegated_administrator(AccountId="222222222222", ServicePrincipal=SERVICE)
    assert [each["Id"] for each in client.list_handshakes_for_organization()["Handshakes"]] == [invite.id]
    assert refused(client.enable_all_features) == DENIED
    assert refused(client.leave_organization).reason == "CANNOT_REMOVE_DELEGATED_ADMINISTRATOR_FROM_ORG"
    aws.deregister_delegated_administrator(AccountId="222222222222", ServicePrincipal=SERVICE)
    assert refused(client.list_handshakes_for_organization) == DENIED
    client.leave_organization()


def test_who_was_registered_and_removed_may_come_again(orghandshake: OrgHandshake, aws: Any) -> None:
    """Moto lets a registered account be removed, and its old registration does not prevent a new one."""
    aws.create_organization(FeatureSet="ALL")
    account = orghandshake.add_account("222222222222", organization=orghandshake.organization, delegated=True)
    aws.remove_account_from_organization(AccountId=account.id)
    assert (account.organization, account.is_delegated) == (None, False)
    orghandshake.set_state(orghandshake.seed(account=account), "ACCEPTED")
    assert account.organization is orghandshake.organization
