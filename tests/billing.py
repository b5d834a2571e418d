"""Helpers for tests of billing transfers: one organization offers to pay for another one."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

from answers import Refused, of, refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_orghandshake import Account, Handshake, OrgHandshake, ResponsibilityTransfer

JANUARY = datetime(2026, 1, 1, tzinfo=timezone.utc)
RESELLER, CUSTOMER = "111111111111", "222222222222"
NO_TRANSFER = Refused("ResponsibilityTransferNotFoundException", None, "We can't find a transfer that you specified.")
OPERATION = "InviteOrganizationToTransferResponsibility"
"""If botocore has this operation, it has all of them."""


class Billing:
    """The reseller, who will pay, and the management account of another organization, whose bills are transferred."""

    def __init__(self, orghandshake: OrgHandshake, client_of: Callable[..., Any]) -> None:
        self.world = orghandshake
        self.client_of = client_of
        self.reseller = client_of(orghandshake.organization.management)
        head = orghandshake.add_account(CUSTOMER, email="Head@example.com")
        self.other = orghandshake.add_organization("o-customer000", management=head)
        self.customer = client_of(head)

    def invite(self, *, caller: Account | str | None = None, **params: Any) -> Handshake:
        """Send an invitation as the reseller, or with another client."""
        return self.world.handshake(self.reply(caller=caller, **params)["Id"])

    def reply(self, *, caller: Account | str | None = None, **params: Any) -> dict[str, Any]:
        """Send an invitation and return the handshake as boto3 does."""
        client = self.reseller if caller is None else self.client_of(caller)
        reply = client.invite_organization_to_transfer_responsibility(**_wanted(**params))
        handshake: dict[str, Any] = of(reply)["Handshake"]
        return handshake

    def refused(self, *, caller: Account | str | None = None, **params: Any) -> Refused:
        """Return the error for an invitation that AWS refuses."""
        client = self.reseller if caller is None else self.client_of(caller)
        return refused(client.invite_organization_to_transfer_responsibility, **_wanted(**params))

    def accepted(self) -> ResponsibilityTransfer:
        """Return a transfer that the customer has accepted."""
        handshake = self.invite()
        self.customer.accept_handshake(HandshakeId=handshake.id)
        assert handshake.transfer is not None
        return handshake.transfer


def _wanted(**params: Any) -> dict[str, Any]:
    return {
        "Type": "BILLING",
        "Target": {"Id": CUSTOMER, "Type": "ACCOUNT"},
        "StartTimestamp": JANUARY,
        "SourceName": "Other",
        **params,
    }
