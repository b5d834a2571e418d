"""What many facts have in common: situations, calls and AWS's texts."""

from __future__ import annotations

from typing import Any

from .fact import Call, Given
from .matching import ABSENT, InAnyOrder, Like, error

# Where the member account is. Facts that AWS itself can be asked have one of these situations, and nothing else.

STANDALONE: tuple[Given, ...] = ()
SAME = (
    Given(
        "add_account",
        {
            "id": "222222222222",
            "email": "member@example.com",
            "name": "Member",
            "organization": "{organization}",
            "joined": "INVITED",
        },
        "member",
    ),
)
OTHER = (
    Given("add_organization", {"id": "o-other00000"}, "other"),
    Given(
        "add_account",
        {
            "id": "222222222222",
            "email": "member@example.com",
            "name": "Member",
            "organization": "{other}",
            "joined": "INVITED",
        },
        "member",
    ),
)
HEADS = (
    Given("add_account", {"id": "222222222222", "email": "member@example.com", "name": "Member"}, "member"),
    Given("add_organization", {"id": "o-other00000", "management": "{member}"}, "other"),
)
DELEGATED = (Given("add_account", {"organization": "{organization}", "delegated": True}, "delegated"),)
OLD = (Given("add_organization", {"id": "o-billing000", "feature_set": "CONSOLIDATED_BILLING"}, "billing"),)
"""An organization without all features: the name of its management account is ``{billing.management}``."""

# AWS's texts, one for each code or Reason.

PATTERN = "You provided a value that does not match the required pattern."
REQUIRED = "You must provide a value for the parameter."
TOO_LONG = "You provided a string that exceeds that maximum length."
NO_PERMISSION = "You don't have permissions to access this resource."
NOT_IN_USE = "Your account is not a member of an organization."

DENIED = error("AccessDeniedException", NO_PERMISSION)
NOT_FOUND = error("HandshakeNotFoundException", "You specified a handshake that doesn't exist.")
ALREADY = error("HandshakeAlreadyInStateException", "The handshake is already in the requested state.")
TRANSITION = error(
    "InvalidHandshakeTransitionException",
    "You cannot perform this operation on a handshake in its current state, such as attempting to cancel a handshake that "
    "was previously accepted or attempting to accept a handshake that was declined.",
)
DUPLICATE = error(
    "DuplicateHandshakeException",
    "A handshake with the specified type and parameters already exists for the given parties.",
)
ALREADY_IN = error(
    "HandshakeConstraintViolationException",
    "The AWS account is already a member of an organization.",
    "ALREADY_IN_AN_ORGANIZATION",
)
STANDALONE_CALLER = error("AWSOrganizationsNotInUseException", NOT_IN_USE)
MASTER = error(
    "MasterCannotLeaveOrganizationException",
    "You can't remove a management account from an organization. If you want the management account to become a member "
    "account in another organization, you must first delete the current organization of the management account.",
)
NO_ACCOUNT = error("AccountNotFoundException", "You specified an account that doesn't exist.")

UNKNOWN_ID = "h-0a51c0de00004000800000000000feed"
UNKNOWN_ACCOUNT = "999999999999"


def invalid(reason: str, message: str) -> dict[str, Any]:
    """Expect an InvalidInputException."""
    return error("InvalidInputException", message, reason)


def state(word: str) -> dict[str, Any]:
    """Expect a handshake in a state."""
    return {"Handshake": {"State": word}}


def invite(expected: Any = None, caller: str = "management", **more: Any) -> Call:
    """Invite the member by its account id; the reply is called ``invite``."""
    params = {"Target": {"Type": "ACCOUNT", "Id": "{member}"}, **more}
    return Call(caller, "InviteAccountToOrganization", params, expected, "invite")


def invite_email(expected: Any = None, address: str = "{member.email}", **more: Any) -> Call:
    """Invite an address; the reply is called ``invite``."""
    params = {"Target": {"Type": "EMAIL", "Id": address}, **more}
    return Call("management", "InviteAccountToOrganization", params, expected, "invite")


def describe(caller: str, expected: Any = None, of: str = "{invite.Handshake.Id}") -> Call:
    """Describe a handshake."""
    return Call(caller, "DescribeHandshake", {"HandshakeId": of}, expected)


def accept(caller: str, expected: Any = None, of: str = "{invite.Handshake.Id}") -> Call:
    """Accept a handshake."""
    return Call(caller, "AcceptHandshake", {"HandshakeId": of}, expected)


def decline(caller: str, expected: Any = None, of: str = "{invite.Handshake.Id}") -> Call:
    """Decline a handshake."""
    return Call(caller, "DeclineHandshake", {"HandshakeId": of}, expected)


def cancel(caller: str, expected: Any = None, of: str = "{invite.Handshake.Id}") -> Call:
    """Cancel a handshake."""
    return Call(caller, "CancelHandshake", {"HandshakeId": of}, expected)


def raw(caller: str, operation: str, params: dict[str, Any], expected: Any) -> Call:
    """Call with what botocore would refuse to send."""
    return Call(caller, operation, params, expected, is_checked=False)


def parties(kind: str, party: str) -> InAnyOrder:
    """Expect the sender and one other party: AWS answers them in either order."""
    return InAnyOrder(({"Id": "{organization:bare}", "Type": "ORGANIZATION"}, {"Id": party, "Type": kind}))


def sender(feature_set: str = "ALL") -> dict[str, Any]:
    """Expect the resource of the organization that sent an invitation."""
    return {
        "Type": "ORGANIZATION",
        "Value": "{organization}",
        "Resources": [
            {"Type": "MASTER_EMAIL", "Value": "{management.email}"},
            {"Type": "MASTER_NAME", "Value": Like(".+")},
            {"Type": "ORGANIZATION_FEATURE_SET", "Value": feature_set},
        ],
    }


def leaf(kind: str, value: Any) -> dict[str, Any]:
    """Expect a resource without resources of its own."""
    return {"Type": kind, "Value": value, "Resources": ABSENT}


def later(days: float = 0, **more: float) -> Given:
    """Let time pass."""
    seconds = days * 86_400 + more.get("seconds", 0) + more.get("hours", 0) * 3_600
    return Given("shift", {"delta": seconds})


def ids(operation: str = "ListHandshakesForOrganization", caller: str = "management", **more: Any) -> Call:
    """List handshakes, whatever comes out."""
    return Call(caller, operation, more)
