from __future__ import annotations

from typing import TYPE_CHECKING, Any

import boto3
import pytest
from answers import DUPLICATE, NOT_FOUND, ids, refused
from botocore import UNSIGNED
from botocore.config import Config
from botocore.loaders import Loader

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_orghandshake import OrgHandshake

REGIONS = [
    ("us-east-1", "aws"),
    ("ap-southeast-2", "aws"),
    (None, "aws"),
    ("cn-north-1", "aws-cn"),
    ("us-gov-west-1", "aws-us-gov"),
    ("us-iso-east-1", "aws-iso"),
    ("us-isob-east-1", "aws-iso-b"),
    ("eu-isoe-west-1", "aws-iso-e"),
    ("us-isof-south-1", "aws-iso-f"),
    ("eusc-de-east-1", "aws-eusc"),
]
KNOWN = {each["id"] for each in Loader().load_data("partitions")["partitions"]}
TO = {"Target": {"Id": "222222222222", "Type": "ACCOUNT"}}


@pytest.mark.parametrize("signature", ["v4", UNSIGNED])
@pytest.mark.parametrize(("region", "partition"), REGIONS)
def test_arns_are_of_the_partition_that_the_client_calls(
    orghandshake: OrgHandshake, region: str | None, partition: str, signature: Any
) -> None:
    """Clients of any region, signed or not, get ARNs of their own partition for the same handshake."""
    if partition not in KNOWN:
        pytest.skip(f"this botocore does not know {partition}")
    invite = orghandshake.seed()
    config = Config(signature_version=signature)
    here = boto3.client("organizations", region_name=region, config=config)
    elsewhere = boto3.client("organizations", region_name="us-gov-east-1" if partition == "aws" else "eu-central-1")
    for client in (elsewhere, here):
        described = client.describe_handshake(HandshakeId=invite.id)["Handshake"]
    (account,) = here.list_accounts()["Accounts"]
    caller = boto3.client("sts", region_name=region or "us-east-1", config=config).get_caller_identity()
    owner = f"arn:{partition}:organizations::111111111111"
    expected = [
        f"{owner}:handshake/o-exampleorgid/invite/{invite.id}",
        f"{owner}:organization/o-exampleorgid",
        f"{owner}:account/o-exampleorgid/111111111111",
        f"arn:{partition}:iam::111111111111:user/orghandshake",
    ]
    organization = here.describe_organization()["Organization"]
    assert expected == [described["Arn"], organization["Arn"], account["Arn"], caller["Arn"]]


def test_every_partition_of_botocore_is_in_the_table() -> None:
    """The table has a row for every partition in the installed botocore."""
    assert sorted(KNOWN - {partition for _, partition in REGIONS}) == []


@pytest.mark.parametrize(("region", "partition"), [("us-gov-west-1", "aws-us-gov"), ("cn-north-1", "aws-cn")])
def test_partitions_are_worlds_apart(
    orghandshake: OrgHandshake, client_of: Callable[..., Any], region: str, partition: str
) -> None:
    """ARNs have the client's partition, and invitations in one partition neither exist in nor affect another."""
    there = client_of(orghandshake.organization.management, region)
    here = client_of(orghandshake.organization.management)
    invite = there.invite_account_to_organization(**TO)["Handshake"]
    assert (
        invite["Arn"] == f"arn:{partition}:organizations::111111111111:handshake/o-exampleorgid/invite/{invite['Id']}"
    )
    assert orghandshake.handshake(invite["Id"]).arn == invite["Arn"]
    organization = there.describe_organization()["Organization"]
    assert organization["Arn"] == f"arn:{partition}:organizations::111111111111:organization/o-exampleorgid"
    assert refused(here.describe_handshake, HandshakeId=invite["Id"]) == NOT_FOUND
    assert ids(here.list_handshakes_for_organization()) == []
    assert ids(client_of("222222222222").list_handshakes_for_account()) == []
    assert ids(there.list_handshakes_for_organization()) == [invite["Id"]]
    assert refused(there.invite_account_to_organization, **TO) == DUPLICATE
    assert here.invite_account_to_organization(**TO)["Handshake"]["State"] == "OPEN"
