"""Turn all features on in an organization that has consolidated billing only."""

from __future__ import annotations

import logging
from typing import Any

import boto3

logger = logging.getLogger(__name__)
ROLE = "OrganizationAccountAccessRole"
REGION = "us-east-1"

organizations = boto3.client("organizations", region_name=REGION)
sts = boto3.client("sts", region_name=REGION)


def enable_all_features() -> str:
    """Start the process or take up one that runs, approve for every invited member, and finalise.

    Returns:
        The feature set of the organization: ``ALL``.

    Raises:
        RuntimeError: A member has not approved.
    """
    try:
        parent = organizations.enable_all_features()["Handshake"]["Id"]
    except organizations.exceptions.HandshakeConstraintViolationException as error:
        reason = error.response["Reason"]
        if reason == "ORGANIZATION_ALREADY_HAS_ALL_FEATURES":
            return _feature_set()
        if reason != "ORGANIZATION_IS_ALREADY_PENDING_ALL_FEATURES_MIGRATION":
            raise
        parent = _running()
    for child in _listed(ParentHandshakeId=parent):
        if child["State"] == "OPEN":
            _approve(child)
    state = organizations.describe_handshake(HandshakeId=parent)["Handshake"]["State"]
    if state != "OPEN":
        raise RuntimeError(f"not every member has approved: handshake {parent} is {state}")
    organizations.accept_handshake(HandshakeId=parent)
    return _feature_set()


def _approve(child: dict[str, Any]) -> None:
    account_id = next(resource["Value"] for resource in child["Resources"] if resource["Type"] == "ACCOUNT")
    role = f"arn:aws:iam::{account_id}:role/{ROLE}"
    keys = sts.assume_role(RoleArn=role, RoleSessionName="all-features")["Credentials"]
    member = boto3.client(
        "organizations",
        region_name=REGION,
        aws_access_key_id=keys["AccessKeyId"],
        aws_secret_access_key=keys["SecretAccessKey"],
        aws_session_token=keys["SessionToken"],
    )
    member.accept_handshake(HandshakeId=child["Id"])
    logger.info("account %s has approved", account_id)


def _running() -> str:
    live = [each["Id"] for each in _listed(ActionType="ENABLE_ALL_FEATURES") if each["State"] in ("REQUESTED", "OPEN")]
    return str(live[0])


def _listed(**criteria: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    reply = organizations.list_handshakes_for_organization(Filter=criteria)
    found += reply["Handshakes"]
    while "NextToken" in reply:
        reply = organizations.list_handshakes_for_organization(Filter=criteria, NextToken=reply["NextToken"])
        found += reply["Handshakes"]
    return found


def _feature_set() -> str:
    return str(organizations.describe_organization()["Organization"]["FeatureSet"])
