"""Bring a standalone account into the organization, from both sides."""

from __future__ import annotations

from typing import Any

import boto3

ROLE = "OrganizationAccountAccessRole"

organizations = boto3.client("organizations", region_name="us-east-1")
sts = boto3.client("sts", region_name="us-east-1")


class NotOnboardedError(Exception):
    """The account did not become a member."""


def onboard(account_id: str, *, notes: str = "") -> dict[str, Any]:
    """Invite an account, accept in its name, and return its entry in the list of accounts.

    It can be run again after it was interrupted: an open invitation is used, a member is left as it is.

    Raises:
        NotOnboardedError: The account is not a member afterwards.
    """
    try:
        handshake_id = _invite(account_id, notes)
    except organizations.exceptions.HandshakeConstraintViolationException as error:
        if error.response["Reason"] != "ALREADY_IN_AN_ORGANIZATION":
            raise
    else:
        _client_of(account_id).accept_handshake(HandshakeId=handshake_id)
    for page in organizations.get_paginator("list_accounts").paginate(PaginationConfig={"PageSize": 10}):
        for account in page["Accounts"]:
            if account["Id"] == account_id:
                return dict(account)
    raise NotOnboardedError(f"account {account_id} is not in the organization")


def _invite(account_id: str, notes: str) -> str:
    options = {"Notes": notes} if notes else {}
    try:
        reply = organizations.invite_account_to_organization(Target={"Type": "ACCOUNT", "Id": account_id}, **options)
    except organizations.exceptions.DuplicateHandshakeException:
        return _open_invitation(account_id)
    return str(reply["Handshake"]["Id"])


def _open_invitation(account_id: str) -> str:
    paginator = organizations.get_paginator("list_handshakes_for_organization")
    for page in paginator.paginate(Filter={"ActionType": "INVITE"}):
        for handshake in page["Handshakes"]:
            parties = {party["Type"]: party["Id"] for party in handshake["Parties"]}
            if handshake["State"] == "OPEN" and parties.get("ACCOUNT") == account_id:
                return str(handshake["Id"])
    raise NotOnboardedError(f"account {account_id} has an invitation, but not one to its account id")


def _client_of(account_id: str) -> Any:
    keys = sts.assume_role(RoleArn=f"arn:aws:iam::{account_id}:role/{ROLE}", RoleSessionName="onboarding")[
        "Credentials"
    ]
    return boto3.client(
        "organizations",
        region_name="us-east-1",
        aws_access_key_id=keys["AccessKeyId"],
        aws_secret_access_key=keys["SecretAccessKey"],
        aws_session_token=keys["SessionToken"],
    )
