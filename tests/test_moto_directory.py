from __future__ import annotations

from typing import TYPE_CHECKING, Any

import boto3
import pytest
from answers import ALREADY_IN, NOT_IN_USE, refused
from beside_moto import EARLY, KNOWS_MEMBERS, MOTO_MANAGEMENT, members, models, moto

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_orghandshake import OrgHandshake


def test_the_first_look_founds_an_organization_in_moto(orghandshake: OrgHandshake, aws: Any) -> None:
    """If moto has no organization, the first access to orghandshake.organization creates one."""
    assert refused(aws.describe_organization) == NOT_IN_USE
    organization = orghandshake.organization
    described = aws.describe_organization()["Organization"]
    assert (described["Id"], described["FeatureSet"]) == ("o-exampleorgid", "ALL")
    assert (described["MasterAccountId"], described["MasterAccountEmail"]) == (MOTO_MANAGEMENT, "master@example.com")
    assert (organization.id, organization.management) == ("o-exampleorgid", MOTO_MANAGEMENT)
    assert organization.management.email == "master@example.com"
    [management] = aws.list_accounts()["Accounts"]
    assert management["Arn"] == organization.management.arn
    assert management["JoinedTimestamp"].timestamp() == pytest.approx(organization.members[0]._joined_at / 1000, abs=1)


def test_what_was_read_before_moto_is_read_anew_after_it(orghandshake: OrgHandshake) -> None:
    """What a client read before moto took over is read again afterwards."""
    client: Any = boto3.client("organizations", region_name="us-east-1")
    invite = orghandshake.seed()
    assert client.describe_handshake(HandshakeId=invite.id)["Handshake"]["Arn"].split(":")[4] == "111111111111"
    with moto.mock_aws():
        assert orghandshake.organization.management == MOTO_MANAGEMENT
        assert client.describe_handshake(HandshakeId=invite.id)["Handshake"] == invite.to_dict()
        assert invite.arn.split(":")[4] == MOTO_MANAGEMENT


def test_what_was_read_in_one_moto_is_read_anew_in_the_next(orghandshake: OrgHandshake) -> None:
    """What a client read in one mock_aws is read again in the next one, whose organization has another id."""
    invite = orghandshake.seed(account="222222222222")
    for _ in range(2):
        with moto.mock_aws():
            created = EARLY.create_organization(FeatureSet="ALL")["Organization"]
            described = EARLY.describe_handshake(HandshakeId=invite.id)["Handshake"]
            assert described["Arn"] == (
                f"arn:aws:organizations::{MOTO_MANAGEMENT}:handshake/{created['Id']}/invite/{invite.id}"
            )


def test_the_senders_name_is_read_anew_once_moto_has_named_it(orghandshake: OrgHandshake) -> None:
    """The sender's name is read again even if nothing else has changed: moto has another name for the account."""
    mine = orghandshake.add_organization("o-minemine00", management=MOTO_MANAGEMENT)
    invite = orghandshake.seed(organization=mine, account="222222222222")
    client: Any = boto3.client("organizations", "us-east-1", **orghandshake.credentials(MOTO_MANAGEMENT))

    def sender() -> dict[str, str]:
        described = client.describe_handshake(HandshakeId=invite.id)["Handshake"]
        return {each["Type"]: each["Value"] for each in described["Resources"][0]["Resources"]}

    assert sender()["MASTER_NAME"] == f"Account {MOTO_MANAGEMENT}"
    with moto.mock_aws():
        assert sender()["MASTER_NAME"] == "master"


def test_a_feature_set_that_is_set_in_motos_books_is_read(orghandshake: OrgHandshake, aws: Any) -> None:
    """Moto has no EnableAllFeatures: if a suite sets the feature set in moto's models, the plugin uses it."""
    aws.create_organization(FeatureSet="CONSOLIDATED_BILLING")
    before = orghandshake.organization.feature_set
    models.organizations_backends[MOTO_MANAGEMENT]["global"].org.feature_set = "ALL"
    assert (before, orghandshake.organization.feature_set) == ("CONSOLIDATED_BILLING", "ALL")


@pytest.mark.parametrize("way", ["organization", "seed", "add_organization"])
def test_an_organization_is_founded_in_the_partition_of_the_environment(
    orghandshake: OrgHandshake, aws: Any, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    """If the environment's region is in GovCloud, so is the organization that is created in moto."""
    del aws
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-gov-west-1")
    organization = orghandshake.add_organization() if way == "add_organization" else orghandshake.organization
    if way == "seed":
        orghandshake.seed()
    orghandshake.act_as(organization.management)
    client: Any = boto3.client("organizations")
    invite = client.invite_account_to_organization(Target={"Type": "ACCOUNT", "Id": "222222222222"})["Handshake"]
    assert invite["Arn"].startswith(f"arn:aws-us-gov:organizations::{organization.management}:")
    with orghandshake.act_as("222222222222"):
        client.accept_handshake(HandshakeId=invite["Id"])
    assert [each["Id"] for each in client.list_accounts()["Accounts"]] == [organization.management.id, "222222222222"]
    described = client.describe_organization()["Organization"]
    assert described["Id"] == organization.id
    if hasattr(models, "PARTITION_NAMES"):  # an older moto has one partition
        assert described["Arn"].startswith("arn:aws-us-gov:")


def test_the_first_seed_founds_an_organization_in_moto(orghandshake: OrgHandshake, aws: Any) -> None:
    """If moto has no organization, the first seed creates one, which is the sender of the handshake."""
    orghandshake.seed(account="222222222222", id="h-examplehandshakeid111")
    invite = aws.describe_handshake(HandshakeId="h-examplehandshakeid111")["Handshake"]
    assert invite["Arn"] == (
        f"arn:aws:organizations::{MOTO_MANAGEMENT}:handshake/o-exampleorgid/invite/h-examplehandshakeid111"
    )
    assert invite["Resources"][0]["Resources"][:2] == [
        {"Type": "MASTER_EMAIL", "Value": "master@example.com"},
        {"Type": "MASTER_NAME", "Value": "master"},
    ]
    assert invite["Arn"].split(":handshake/")[0] in aws.describe_organization()["Organization"]["Arn"]


def test_an_organization_that_moto_has_is_the_default_one(orghandshake: OrgHandshake, aws: Any) -> None:
    """An organization in moto is the default one, with moto's accounts as its members."""
    before = orghandshake.handshakes  # a look at something else founds nothing
    organization = aws.create_organization(FeatureSet="CONSOLIDATED_BILLING")["Organization"]
    status = aws.create_account(AccountName="Workload", Email="workload@example.com")["CreateAccountStatus"]
    assert before == []
    assert orghandshake.organization.id == organization["Id"]
    assert orghandshake.organization.feature_set == "CONSOLIDATED_BILLING"
    _, workload = orghandshake.organization.members
    assert (workload.id, workload.name, workload.email) == (status["AccountId"], "Workload", "workload@example.com")
    assert (workload.joined_method, workload.arn) == (
        "CREATED",
        aws.describe_account(AccountId=workload.id)["Account"]["Arn"],
    )
    target = {"Type": "ACCOUNT", "Id": workload.id}
    assert refused(aws.invite_account_to_organization, Target=target) == ALREADY_IN


def test_what_was_seeded_before_belongs_to_motos_organization(orghandshake: OrgHandshake) -> None:
    """What was seeded and added before moto got its organization belongs to that organization."""
    invite = orghandshake.seed(account="222222222222")
    orghandshake.add_account("333333333333", organization=orghandshake.organization, joined="INVITED")
    assert ":111111111111:" in invite.arn
    with moto.mock_aws():
        organization = EARLY.create_organization(FeatureSet="ALL")["Organization"]
        assert EARLY.describe_handshake(HandshakeId=invite.id)["Handshake"]["Arn"] == (
            f"arn:aws:organizations::{MOTO_MANAGEMENT}:handshake/{organization['Id']}/invite/{invite.id}"
        )
        assert invite.organization is orghandshake.organization
        assert members(EARLY) == [(MOTO_MANAGEMENT, "CREATED"), ("333333333333", "INVITED")]
    assert orghandshake.organization.members == [MOTO_MANAGEMENT, "333333333333"]


def test_organizations_added_before_are_founded_in_moto(orghandshake: OrgHandshake) -> None:
    """Organizations that were added before mock_aws was entered are created in moto, with their members."""
    acquired = orghandshake.add_organization("o-acquiredcorp", feature_set="CONSOLIDATED_BILLING")
    orghandshake.add_account("222222222222", organization=acquired)
    with moto.mock_aws():
        client = boto3.client("organizations", "us-east-1", **orghandshake.credentials(acquired.management))
        described = client.describe_organization()["Organization"]
        assert (described["Id"], described["FeatureSet"]) == ("o-acquiredcorp", "CONSOLIDATED_BILLING")
        assert described["MasterAccountEmail"] == acquired.management.email
        assert [account for account, _ in members(client)] == [acquired.management, "222222222222"]
        assert refused(EARLY.describe_organization) == NOT_IN_USE


def test_an_organization_that_moto_deletes_is_gone(orghandshake: OrgHandshake, aws: Any) -> None:
    """When moto deletes an organization, its open invitations are canceled, and the next one is the default."""
    first = orghandshake.organization
    invite = orghandshake.seed(account="222222222222")
    aws.delete_organization()
    assert invite.state == "CANCELED"
    assert first.management.organization is None
    assert refused(aws.describe_organization) == NOT_IN_USE
    second = aws.create_organization(FeatureSet="ALL")["Organization"]
    assert orghandshake.organization.id == second["Id"] != first.id
    assert orghandshake.organization.management == MOTO_MANAGEMENT


def test_an_organization_of_another_account_is_not_the_default_one(
    orghandshake: OrgHandshake, aws: Any, client_of: Callable[..., Any]
) -> None:
    """An organization that another account created in moto is known, but not the default one."""
    other = client_of("555555555555")
    created = other.create_organization(FeatureSet="ALL")["Organization"]
    invite = orghandshake.seed(organization=created["Id"], account="222222222222")
    assert invite.organization.management == "555555555555"
    assert refused(aws.list_handshakes_for_organization) == NOT_IN_USE
    assert len(other.list_handshakes_for_organization()["Handshakes"]) == 1
    assert orghandshake.organization.id == "o-exampleorgid"


def test_an_account_heads_what_moto_says_it_heads(orghandshake: OrgHandshake, aws: Any) -> None:
    """An account that moto made a management account is the management account of that organization, whatever the test did."""
    acquired = orghandshake.add_organization("o-acquiredcorp")
    backend = models.organizations_backends[acquired.management.id]["global"]
    region = {"region": "us-east-1"} if KNOWS_MEMBERS else {}
    founded = backend.create_organization(FeatureSet="ALL", **region)["Organization"]
    assert orghandshake.handshakes == []  # a look
    assert acquired.members == []
    assert orghandshake.seed(organization=founded["Id"]).organization.management is acquired.management
    del aws


def test_what_a_moto_knew_is_founded_in_the_next_one(orghandshake: OrgHandshake) -> None:
    """Organizations from a mock_aws that has ended are created in the next one."""
    acquired = orghandshake.add_organization("o-acquiredcorp")
    for _ in range(2):
        with moto.mock_aws():
            orghandshake.seed()
            organizations = boto3.client("organizations", "us-east-1", **orghandshake.credentials(acquired.management))
            assert organizations.describe_organization()["Organization"]["Id"] == "o-acquiredcorp"
            assert EARLY.describe_organization()["Organization"]["Id"] == "o-exampleorgid"


def test_what_the_default_account_heads_is_the_default_organization(orghandshake: OrgHandshake) -> None:
    """An organization that the test gave to moto's default account is the default one, and its only one."""
    mine = orghandshake.add_organization("o-minemine00", management=MOTO_MANAGEMENT)
    with moto.mock_aws():
        orghandshake.seed(organization=mine, account="222222222222")
        assert orghandshake.organization is mine
        assert EARLY.describe_organization()["Organization"]["Id"] == "o-minemine00"
        assert orghandshake.seed(account="333333333333").organization is mine


def test_a_capture_of_the_default_account_makes_the_default_organization(orghandshake: OrgHandshake, aws: Any) -> None:
    """A capture of the organization of moto's default account makes it the default one."""
    arn = f"arn:aws:organizations::{MOTO_MANAGEMENT}:handshake/o-realreal12/invite/h-examplehandshakeid111"
    [invite] = orghandshake.load({"Id": "h-examplehandshakeid111", "Arn": arn, "State": "OPEN", "Action": "INVITE"})
    assert orghandshake.organization.id == "o-realreal12"
    assert aws.describe_organization()["Organization"]["Id"] == "o-realreal12"
    assert aws.describe_handshake(HandshakeId=invite.id)["Handshake"]["Arn"] == arn


def test_an_organization_in_another_partition_leaves_the_first_alone(orghandshake: OrgHandshake, aws: Any) -> None:
    """An organization of the same account in another partition of moto does not change the first one."""
    aws.create_organization(FeatureSet="ALL")
    target = {"Type": "ACCOUNT", "Id": "222222222222"}
    invite = aws.invite_account_to_organization(Target=target)["Handshake"]
    before = orghandshake.organization.id
    if KNOWS_MEMBERS:  # moto 5.0 keeps partitions together
        boto3.client("organizations", region_name="us-gov-west-1").create_organization(FeatureSet="ALL")
    assert orghandshake.handshake(invite["Id"]).state == "OPEN"
    assert orghandshake.organization.id == before
    assert aws.describe_handshake(HandshakeId=invite["Id"])["Handshake"] == invite


def test_a_seed_after_the_deletion_founds_a_new_organization(orghandshake: OrgHandshake, aws: Any) -> None:
    """After moto deleted its organization, the next seed creates a new one; until then there is none."""
    first = orghandshake.organization
    aws.delete_organization()
    assert orghandshake.handshakes == []
    assert refused(aws.describe_organization) == NOT_IN_USE
    invite = orghandshake.seed(account="222222222222")
    assert aws.describe_handshake(HandshakeId=invite.id)["Handshake"]["Id"] == invite.id
    assert aws.describe_organization()["Organization"]["Id"] == orghandshake.organization.id != first.id
