"""Pay a customer's bills as a reseller: offer it, wait for the answer, and end it with next month."""

from __future__ import annotations

import time
from datetime import datetime, timedelta, timezone
from typing import Any

import boto3

organizations = boto3.client("organizations", region_name="us-east-1")


class NotAcceptedError(Exception):
    """The customer will go on paying; ``status`` says why."""

    def __init__(self, transfer_id: str, status: str) -> None:
        super().__init__(f"transfer {transfer_id} is {status}")
        self.status = status


def take_over(customer: str, name: str, *, poll: float = 3600) -> dict[str, Any]:
    """Offer to pay a customer's bills from the next possible month on, and return the transfer once it is accepted.

    It can be run again after it was interrupted: an offer that waits, or a transfer that runs, is used.

    Raises:
        NotAcceptedError: The offer was declined or canceled, has expired, or the transfer was withdrawn.
    """
    transfer_id = _running(customer) or _invite(customer, name)
    while True:
        transfer = organizations.describe_responsibility_transfer(Id=transfer_id)["ResponsibilityTransfer"]
        if transfer["Status"] == "ACCEPTED":
            return dict(transfer)
        if transfer["Status"] != "REQUESTED":
            raise NotAcceptedError(transfer_id, transfer["Status"])
        time.sleep(poll)


def give_back(customer: str) -> datetime | None:
    """Stop paying a customer's bills at the end of next month, and return that moment; None if nobody pays them for it.

    A customer that was faster has set the end itself, and that stands.
    """
    for transfer in _transfers():
        if transfer["Source"].get("ManagementAccountId") != customer:
            continue
        if transfer["Status"] == "WITHDRAWN":
            return _as_utc(transfer["EndTimestamp"])
        if transfer["Status"] == "ACCEPTED":
            end = _month(datetime.now(timezone.utc), 2) - timedelta(milliseconds=1)
            reply = organizations.terminate_responsibility_transfer(Id=transfer["Id"], EndTimestamp=end)
            return _as_utc(reply["ResponsibilityTransfer"]["EndTimestamp"])
    return None


def _invite(customer: str, name: str) -> str:
    now = datetime.now(timezone.utc)
    # An offer ends 24 hours before its start: leave the customer two weeks.
    start = _month(now + timedelta(days=15), 1)
    reply = organizations.invite_organization_to_transfer_responsibility(
        Type="BILLING", Target={"Type": "ACCOUNT", "Id": customer}, StartTimestamp=start, SourceName=name
    )
    for resource in reply["Handshake"]["Resources"]:
        if resource["Type"] == "RESPONSIBILITY_TRANSFER":
            return str(resource["Value"])
    raise LookupError(f"AWS names no transfer in {reply['Handshake']['Id']}")


def _running(customer: str) -> str | None:
    for transfer in _transfers():
        is_customers = transfer["Source"].get("ManagementAccountId") == customer
        if is_customers and transfer["Status"] in ("REQUESTED", "ACCEPTED"):
            return str(transfer["Id"])
    return None


def _transfers() -> list[dict[str, Any]]:
    """Return every inbound transfer, the newest first; botocore has no paginator for them."""
    found: list[dict[str, Any]] = []
    page: dict[str, Any] = {}
    while True:
        reply = organizations.list_inbound_responsibility_transfers(Type="BILLING", **page)
        found += reply["ResponsibilityTransfers"]
        if not reply.get("NextToken"):
            return sorted(found, key=lambda each: each["StartTimestamp"], reverse=True)
        page = {"NextToken": reply["NextToken"]}


def _month(moment: datetime, later: int) -> datetime:
    """Return the beginning of a month, counted from the one that a moment lies in."""
    year, month = divmod(moment.year * 12 + moment.month - 1 + later, 12)
    return datetime(year, month + 1, 1, tzinfo=timezone.utc)


def _as_utc(moment: datetime) -> datetime:
    return moment.astimezone(timezone.utc)
