"""A Lambda function behind EventBridge, in the management account: tag the account that joined, and move it out of the root.

Its rule::

    {"source": ["aws.organizations"], "detail": {"eventName": ["AcceptHandshake"]}}
"""

from __future__ import annotations

import os
from typing import Any

import boto3

organizations = boto3.client("organizations", region_name="us-east-1")


def handler(event: dict[str, Any], context: object) -> str | None:  # noqa: ARG001 - as Lambda calls it
    """Tag and move the account that accepted an invitation, and return its id.

    EventBridge delivers an event at least once, so a second time has to do no harm.
    """
    detail = event["detail"]
    if "errorCode" in detail:
        return None
    handshake = detail["responseElements"]["handshake"]
    if handshake["action"] != "INVITE":
        return None
    # Not from the resources: an invitation that was sent to an address names no account there.
    account = next(party["id"] for party in handshake["parties"] if party["type"] == "ACCOUNT")
    tags = [{"Key": "invitation", "Value": handshake["id"]}, {"Key": "joined", "Value": detail["eventTime"]}]
    organizations.tag_resource(ResourceId=account, Tags=tags)
    destination = os.environ["NEWCOMERS"]
    [parent] = organizations.list_parents(ChildId=account)["Parents"]
    if parent["Id"] != destination:
        organizations.move_account(AccountId=account, SourceParentId=parent["Id"], DestinationParentId=destination)
    return str(account)
