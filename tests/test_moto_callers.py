"""Under mock_aws, a key stands for its account in every service that moto answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import boto3
import pytest
from answers import keys_of
from beside_moto import MOTO_MANAGEMENT, models, moto

from pytest_orghandshake import fake_handshakes

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_orghandshake import OrgHandshake

HAS_PARTITIONS = hasattr(models, "PARTITION_NAMES")  # moto 5.0 has one
MADE: dict[str, Callable[[Any], str]] = {
    "iam": lambda client: client.create_role(RoleName="R", AssumeRolePolicyDocument="{}")["Role"]["Arn"],
    "sqs": lambda client: client.get_queue_attributes(
        QueueUrl=client.create_queue(QueueName="q")["QueueUrl"], AttributeNames=["QueueArn"]
    )["Attributes"]["QueueArn"],
    "sns": lambda client: client.create_topic(Name="t")["TopicArn"],
    "dynamodb": lambda client: client.create_table(
        TableName="t",
        KeySchema=[{"AttributeName": "k", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "k", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )["TableDescription"]["TableArn"],
}
MODULES = {"iam": "iam", "sqs": "sqs", "sns": "sns", "dynamodb": "dynamodb"}


def owner_of(service: str, **keys: Any) -> str:
    """Create something in a service, and return the account in its ARN."""
    pytest.importorskip(f"moto.{MODULES[service]}.models")
    client: Any = boto3.client(service, region_name="us-east-1", **keys)
    return MADE[service](client).split(":")[4]


@pytest.mark.parametrize("service", MADE)
def test_every_service_knows_the_keys_of_an_account(orghandshake: OrgHandshake, service: str) -> None:
    """Resources made with credentials() are in that account, and others in moto's default account."""
    with moto.mock_aws():
        assert owner_of(service, **orghandshake.credentials("222222222222")) == "222222222222"
        assert owner_of(service) == MOTO_MANAGEMENT


@pytest.mark.parametrize("service", MADE)
def test_every_service_knows_who_acts(orghandshake: OrgHandshake, service: str) -> None:
    """act_as applies to these services too, until it ends."""
    with moto.mock_aws():
        with orghandshake.act_as("333333333333"):
            assert owner_of(service) == "333333333333"
        assert owner_of(service) == MOTO_MANAGEMENT


@pytest.mark.parametrize("assumed_before", [False, True])
def test_every_service_knows_a_role(orghandshake: OrgHandshake, assumed_before: bool) -> None:  # noqa: FBT001
    """A role that was assumed before or under mock_aws is the role's account."""
    del orghandshake
    asked = {"RoleArn": "arn:aws:iam::444444444444:role/Vending", "RoleSessionName": "vending"}
    sts: Any = boto3.client("sts", "us-east-1")
    if assumed_before:
        keys = keys_of(sts.assume_role(**asked))
    with moto.mock_aws():
        if not assumed_before:
            keys = keys_of(boto3.client("sts", "us-east-1").assume_role(**asked))
        assert owner_of("sqs", **keys) == "444444444444"


def test_identity_center_is_answered_beside_moto(orghandshake: OrgHandshake) -> None:
    """Keys from Identity Center stand for their account in moto's services."""
    del orghandshake
    with moto.mock_aws():
        asked = {"roleName": "Vending", "accountId": "555555555555", "accessToken": "token"}
        found = boto3.client("sso", "us-east-1").get_role_credentials(**asked)["roleCredentials"]
        keys = {
            "aws_access_key_id": found["accessKeyId"],
            "aws_secret_access_key": found["secretAccessKey"],
            "aws_session_token": found["sessionToken"],
        }
        assert owner_of("sns", **keys) == "555555555555"


def test_a_key_that_moto_minted_is_its_own(orghandshake: OrgHandshake) -> None:
    """A key that moto made stands for its own account, whatever act_as says."""
    pytest.importorskip("moto.iam.models")
    with moto.mock_aws():
        iam: Any = boto3.client("iam", "us-east-1")
        iam.create_user(UserName="someone")
        minted = iam.create_access_key(UserName="someone")["AccessKey"]
        keys = {"aws_access_key_id": minted["AccessKeyId"], "aws_secret_access_key": minted["SecretAccessKey"]}
        with orghandshake.act_as("333333333333"):
            assert owner_of("sqs", **keys) == MOTO_MANAGEMENT


def test_presigned_requests_and_headers_of_a_test_are_left_alone(orghandshake: OrgHandshake) -> None:
    """A header that names the caller is kept, whoever set it."""

    def say_who(request: Any, **_: Any) -> None:
        request.headers["x-moto-account-id"] = "666666666666"

    with moto.mock_aws():
        client: Any = boto3.client("sqs", "us-east-1", **orghandshake.credentials("222222222222"))
        client.meta.events.register("before-sign.sqs", say_who)
        assert "/666666666666/" in client.create_queue(QueueName="q")["QueueUrl"]


def test_nothing_of_it_is_left() -> None:
    """After the fake, such keys stand for moto's default account again."""
    stubber = type(moto.core.models.botocore_stubber)
    before = stubber.__call__
    with moto.mock_aws():
        with fake_handshakes() as fake:
            keys = fake.credentials("222222222222")
            assert stubber.__call__ is not before
            assert owner_of("sqs", **keys) == "222222222222"
        assert stubber.__call__ is before
        assert owner_of("sqs", **keys) == MOTO_MANAGEMENT


# Partitions


@pytest.mark.skipif(not HAS_PARTITIONS, reason="this moto has one partition")
@pytest.mark.parametrize(("region", "partition"), [("us-gov-west-1", "aws-us-gov"), ("cn-north-1", "aws-cn")])
def test_a_client_of_another_partition_finds_the_organization(
    orghandshake: OrgHandshake, region: str, partition: str
) -> None:
    """A GovCloud client beside a commercial default region lists new members, with its ARNs, and so does a commercial one."""
    with moto.mock_aws():
        organization = orghandshake.organization
        client: Any = boto3.client("organizations", region_name=region)
        commercial: Any = boto3.client("organizations", region_name="us-east-1")
        invite = client.invite_account_to_organization(Target={"Type": "ACCOUNT", "Id": "222222222222"})["Handshake"]
        keys = orghandshake.credentials("222222222222")
        member: Any = boto3.client("organizations", region_name=region, **keys)
        member.accept_handshake(HandshakeId=invite["Id"])
        described = client.describe_organization()["Organization"]
        assert (described["Id"], described["Arn"].split(":")[1]) == (organization.id, partition)
        for each, name in ((client, partition), (commercial, "aws"), (client, partition)):
            accounts = each.list_accounts()["Accounts"]
            assert [(found["Id"], found["Arn"].split(":")[1]) for found in accounts] == [
                (MOTO_MANAGEMENT, name),
                ("222222222222", name),
            ]
            assert each.list_roots()["Roots"][0]["Id"] == organization.root
        assert member.describe_organization()["Organization"]["Id"] == organization
        assert organization.members == [MOTO_MANAGEMENT, "222222222222"]
        orghandshake.set_state(orghandshake.seed(account="333333333333"), "ACCEPTED")
        assert len(client.list_accounts()["Accounts"]) == 3


@pytest.mark.skipif(not HAS_PARTITIONS, reason="this moto has one partition")
def test_an_organization_of_the_code_stays_in_its_partition(orghandshake: OrgHandshake) -> None:
    """An organization that code under test created in one partition is not in the other, as on AWS."""
    with moto.mock_aws():
        commercial: Any = boto3.client("organizations", region_name="us-east-1")
        commercial.create_organization(FeatureSet="ALL")
        gov: Any = boto3.client("organizations", region_name="us-gov-west-1")
        gov.create_organization(FeatureSet="ALL")
        ids = {each.describe_organization()["Organization"]["Id"] for each in (commercial, gov)}
        assert len(ids) == 2
        assert orghandshake.organization.id in ids


@pytest.mark.skipif(not HAS_PARTITIONS, reason="this moto has one partition")
def test_partitions_are_as_they_were_afterwards() -> None:
    """Afterwards, neither partition has an organization, and no account is recorded as a member."""
    with moto.mock_aws():
        before = dict(models.organizations_backends.master_accounts)  # moto keeps them beyond mock_aws
        with fake_handshakes() as fake:
            fake.set_state(fake.seed(account="222222222222"), "ACCEPTED")
            boto3.client("organizations", region_name="us-gov-west-1").list_accounts()
            fake.set_state(fake.seed(account="333333333333"), "ACCEPTED")
        assert models.organizations_backends.master_accounts == before
        for backend in models.organizations_backends[MOTO_MANAGEMENT].values():
            assert (backend.org, backend.accounts, backend.ou) == (None, [], [])
