"""Vend an account into an organizational unit: invite its owner, wait for the answer, move it, and verify."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, TypeVar

import boto3

if TYPE_CHECKING:
    from collections.abc import Callable

HOUR = 3600

organizations = boto3.client("organizations", region_name="us-east-1")
_Found = TypeVar("_Found")


class NotVendedError(Exception):
    """The account is not where it should be."""


def vend(email: str, path: str, tags: dict[str, str], *, patience: int = 20) -> str:
    """Invite the owner of an account, and return the account's id once it is in its unit, tagged.

    Args:
        email: The owner's address.
        path: The names of units below the root, ``"Workloads/Production"``; those that are missing are made.
        tags: What the account is tagged with.
        patience: How often to look before giving up on a change that AWS does not show yet.

    Raises:
        NotVendedError: The owner does not want to, or the account is not there in time.
    """
    unit = _unit(path)
    handshake_id = organizations.invite_account_to_organization(
        Target={"Type": "EMAIL", "Id": email},
        Notes=f"Your account in {path}",
        Tags=[{"Key": key, "Value": value} for key, value in tags.items()],
    )["Handshake"]["Id"]
    account = _wait_for_answer(handshake_id)
    missing = organizations.exceptions.ChildNotFoundException
    [parent] = _retry(lambda: organizations.list_parents(ChildId=account)["Parents"], missing, patience)
    if parent["Id"] != unit:
        missing = organizations.exceptions.AccountNotFoundException
        move = {"AccountId": account, "SourceParentId": parent["Id"], "DestinationParentId": unit}
        _retry(lambda: organizations.move_account(**move), missing, patience)
    _verify(account, unit, tags, patience)
    return account


def _unit(path: str) -> str:
    [root] = organizations.list_roots()["Roots"]
    parent = str(root["Id"])
    for name in path.split("/"):
        pages = organizations.get_paginator("list_organizational_units_for_parent").paginate(ParentId=parent)
        found = [each["Id"] for page in pages for each in page["OrganizationalUnits"] if each["Name"] == name]
        if not found:
            made = organizations.create_organizational_unit(ParentId=parent, Name=name)
            found = [made["OrganizationalUnit"]["Id"]]
        parent = found[0]
    return parent


def _wait_for_answer(handshake_id: str) -> str:
    handshake = {"State": "OPEN"}
    while handshake["State"] == "OPEN":
        time.sleep(HOUR)
        try:
            handshake = organizations.describe_handshake(HandshakeId=handshake_id)["Handshake"]
        except organizations.exceptions.HandshakeNotFoundException:  # not shown yet
            continue
    if handshake["State"] != "ACCEPTED":
        raise NotVendedError(f"the invitation is {handshake['State']}")
    parties: Any = handshake["Parties"]
    return str(next(party["Id"] for party in parties if party["Type"] == "ACCOUNT"))


def _verify(account: str, unit: str, tags: dict[str, str], patience: int) -> None:
    for _ in range(patience):
        pages = organizations.get_paginator("list_accounts_for_parent").paginate(ParentId=unit)
        if account in [each["Id"] for page in pages for each in page["Accounts"]]:
            listed = organizations.list_tags_for_resource(ResourceId=account)["Tags"]
            if tags.items() <= {each["Key"]: each["Value"] for each in listed}.items():
                return
        time.sleep(5)
    raise NotVendedError(f"account {account} is not in {unit}, or not tagged")


def _retry(call: Callable[[], _Found], missing: type[Exception], patience: int) -> _Found:
    for _ in range(patience):
        try:
            return call()
        except missing:  # noqa: PERF203 - a retry is a loop around it
            time.sleep(5)
    raise NotVendedError("the account is still unknown")
