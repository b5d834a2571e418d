"""Billing transfers, as the calls of many facts make them."""

from __future__ import annotations

from typing import Any

from .fact import Call
from .matching import error
from .sources import reference

SEND = "InviteOrganizationToTransferResponsibility"
DESCRIBE, INBOUND, OUTBOUND = (
    "DescribeResponsibilityTransfer",
    "ListInboundResponsibilityTransfers",
    "ListOutboundResponsibilityTransfers",
)
UPDATE, TERMINATE = "UpdateResponsibilityTransfer", "TerminateResponsibilityTransfer"
SAMPLE = reference("InviteOrganizationToTransferResponsibility, Examples (written by hand)")
SAMPLES = reference("the operations on responsibility transfers, Examples (written by hand)")
JANUARY = 1_767_225_600
"""2026-01-01T00:00:00Z, a month after the worlds of facts begin."""
DECEMBER_ENDS = 1_767_225_599
BILLING = {"Type": "BILLING"}
NO_TRANSFER = error("ResponsibilityTransferNotFoundException", "We can't find a transfer that you specified.")
NOT_WAITING = error(
    "InvalidResponsibilityTransferTransitionException",
    "The responsibility transfer can't transition to the requested state because it's not in a valid state for this operation.",
)
BY_ID = "{transfer.ResponsibilityTransfers.0.Id}"


def send(expected: Any = None, caller: str = "management", **more: Any) -> Call:
    """Offer to pay for the member; the reply is called ``invite``."""
    params = {
        "Type": "BILLING",
        "Target": {"Type": "ACCOUNT", "Id": "{member}"},
        "StartTimestamp": JANUARY,
        "SourceName": "Customer",
        **more,
    }
    return Call(caller, SEND, params, expected, "invite")


def answer(operation: str, caller: str, expected: Any = None) -> Call:
    """Answer the invitation."""
    return Call(caller, operation, {"HandshakeId": "{invite.Handshake.Id}"}, expected)


def inbound(expected: Any = None, **more: Any) -> Call:
    """List what the inviter sees; the reply is called ``transfer``."""
    return Call("management", INBOUND, {**BILLING, **more}, expected, "transfer")


def outbound(expected: Any = None) -> Call:
    """List what the invited account sees."""
    return Call("member", OUTBOUND, BILLING, expected, "seen")


def describe(caller: str, expected: Any = None) -> Call:
    """Describe the transfer that ``inbound`` found."""
    return Call(caller, DESCRIBE, {"Id": BY_ID}, {"ResponsibilityTransfer": expected} if expected else None)


def terminate(caller: str = "management", expected: Any = None, **more: Any) -> Call:
    """Terminate it."""
    return Call(caller, TERMINATE, {"Id": BY_ID, **more}, expected)


SENT = (send(), inbound())
ACCEPTED = (*SENT, answer("AcceptHandshake", "member"))
END: dict[str, Any] = {"EndTimestamp": DECEMBER_ENDS}
