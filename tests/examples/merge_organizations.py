"""Move every account of one organization into another, the old management account last."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import boto3

if TYPE_CHECKING:
    from collections.abc import Iterator

ROLE = "OrganizationAccountAccessRole"
REGION = "us-east-1"


def merge(source: boto3.Session, target: boto3.Session) -> list[str]:
    """Merge the organization that ``source`` manages into the one that ``target`` manages.

    Members move directly. A management account can't: its organization has to be deleted first.

    Returns:
        The ids of the accounts in the order they moved.
    """
    old = source.client("organizations", region_name=REGION)
    new = target.client("organizations", region_name=REGION)
    management = old.describe_organization()["Organization"]["MasterAccountId"]
    sts = source.client("sts", region_name=REGION)
    members = [account_id for account_id in _account_ids(old) if account_id != management]
    for account_id in members:
        move(new, _member(sts, account_id), account_id)
    old.delete_organization()
    move(new, old, management)
    return [*members, management]


def move(new: Any, client: Any, account_id: str) -> None:
    """Invite an account, and accept with the client that acts for it."""
    handshake = new.invite_account_to_organization(Target={"Type": "ACCOUNT", "Id": account_id})["Handshake"]
    try:
        client.accept_handshake(HandshakeId=handshake["Id"])
    except Exception:
        new.cancel_handshake(HandshakeId=handshake["Id"])
        raise


def _account_ids(client: Any) -> Iterator[str]:
    for page in client.get_paginator("list_accounts").paginate():
        for account in page["Accounts"]:
            yield account["Id"]


def _member(sts: Any, account_id: str) -> Any:
    keys = sts.assume_role(RoleArn=f"arn:aws:iam::{account_id}:role/{ROLE}", RoleSessionName="merger")["Credentials"]
    return boto3.client(
        "organizations",
        region_name=REGION,
        aws_access_key_id=keys["AccessKeyId"],
        aws_secret_access_key=keys["SecretAccessKey"],
        aws_session_token=keys["SessionToken"],
    )
