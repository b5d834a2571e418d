"""AWS's answers word for word, written down a second time so that a test does not compare the package with itself."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from collections.abc import Callable

MANAGEMENT = "111111111111"
DAY = 86_400
START = datetime(2025, 12, 1, 12, tzinfo=timezone.utc)
"""The start of these tests' worlds: ``orghandshake_now`` in pyproject.toml."""
SENT_BY = {
    "Type": "ORGANIZATION",
    "Value": "o-exampleorgid",
    "Resources": [
        {"Type": "MASTER_EMAIL", "Value": "management@example.com"},
        {"Type": "MASTER_NAME", "Value": "Management"},
        {"Type": "ORGANIZATION_FEATURE_SET", "Value": "ALL"},
    ],
}


class Refused(NamedTuple):
    """An error as a caller of boto3 sees it."""

    code: str
    reason: str | None
    message: str
    status: int = 400


def refused(call: Callable[..., Any], **params: Any) -> Refused:
    """Make a call that has to fail, and return its error."""
    with pytest.raises(ClientError) as caught:
        call(**params)
    response = caught.value.response
    return Refused(
        response["Error"]["Code"],
        response.get("Reason"),
        response["Error"]["Message"],
        response["ResponseMetadata"]["HTTPStatusCode"],
    )


def invalid(reason: str, message: str) -> Refused:
    """Return the InvalidInputException with this Reason."""
    return Refused("InvalidInputException", reason, message)


def of(reply: dict[str, Any]) -> dict[str, Any]:
    """Return a reply without botocore's HTTP metadata."""
    return {name: value for name, value in reply.items() if name != "ResponseMetadata"}


def ids(reply: dict[str, Any]) -> list[str]:
    """Return the ids of the handshakes in a page."""
    return [each["Id"] for each in reply["Handshakes"]]


def known_to(client: Any, shape: str, fields: dict[str, Any]) -> dict[str, Any]:
    """Keep only the members that the client's service model has."""
    members = client.meta.service_model.shape_for(shape).members
    return {name: value for name, value in fields.items() if name in members}


def keys_of(reply: dict[str, Any]) -> dict[str, Any]:
    """Return the keys in a reply, in the form that clients take."""
    return {
        "aws_access_key_id": reply["Credentials"]["AccessKeyId"],
        "aws_secret_access_key": reply["Credentials"]["SecretAccessKey"],
        "aws_session_token": reply["Credentials"]["SessionToken"],
    }


def violation(value: str, name: str, constraint: str) -> str:
    """Return the message of AWS's validation for one bad value."""
    return f"Value {value} at '{name}' failed to satisfy constraint: Member must {constraint}"


DENIED = Refused("AccessDeniedException", None, "You don't have permissions to access this resource.")
NOT_IN_USE = Refused("AWSOrganizationsNotInUseException", None, "Your account is not a member of an organization.")
NOT_FOUND = Refused("HandshakeNotFoundException", None, "You specified a handshake that doesn't exist.")
NO_ACCOUNT = Refused("AccountNotFoundException", None, "You specified an account that doesn't exist.")
SAME_STATE = Refused("HandshakeAlreadyInStateException", None, "The handshake is already in the requested state.")
WRONG_STATE = Refused(
    "InvalidHandshakeTransitionException",
    None,
    "You cannot perform this operation on a handshake in its current state, such as attempting to cancel a handshake "
    "that was previously accepted or attempting to accept a handshake that was declined.",
)
DUPLICATE = Refused(
    "DuplicateHandshakeException",
    None,
    "A handshake with the specified type and parameters already exists for the given parties.",
)
ALREADY_IN = Refused(
    "HandshakeConstraintViolationException",
    "ALREADY_IN_AN_ORGANIZATION",
    "The AWS account is already a member of an organization.",
)
ALL_ALREADY = Refused(
    "HandshakeConstraintViolationException",
    "ORGANIZATION_ALREADY_HAS_ALL_FEATURES",
    "All features are already enabled on this organization.",
)
MASTER = Refused(
    "MasterCannotLeaveOrganizationException",
    None,
    "You can't remove a management account from an organization. If you want the management account to become a member "
    "account in another organization, you must first delete the current organization of the management account.",
)
NO_OU = Refused("OrganizationalUnitNotFoundException", None, "You specified an organizational unit that doesn't exist.")
NO_PARENT = Refused("ParentNotFoundException", None, "You specified a parent that doesn't exist.")
NO_CHILD = Refused("ChildNotFoundException", None, "You specified a child that doesn't exist.")
NO_SOURCE = Refused("SourceParentNotFoundException", None, "You specified a source parent that doesn't exist.")
NO_DESTINATION = Refused(
    "DestinationParentNotFoundException", None, "You specified a destination parent that doesn't exist."
)
SAME_PLACE = Refused("DuplicateAccountException", None, "That account is already present in the specified destination.")
SAME_NAME = Refused("DuplicateOrganizationalUnitException", None, "An OU with the same name already exists.")
TOO_DEEP = Refused(
    "ConstraintViolationException",
    "OU_DEPTH_LIMIT_EXCEEDED",
    "You attempted to create an OU tree that is too many levels deep.",
)
NOT_EMPTY_UNIT = Refused(
    "OrganizationalUnitNotEmptyException",
    None,
    "The specified OU is not empty. Move all accounts to another root or to other OUs, remove all child OUs, and try the "
    "operation again.",
)
NO_TARGET = Refused("TargetNotFoundException", None, "You specified a target that doesn't exist.")
REGISTERED = Refused(
    "ConstraintViolationException",
    "CANNOT_REMOVE_DELEGATED_ADMINISTRATOR_FROM_ORG",
    "You attempted to remove an account that is registered as a delegated administrator for a service integrated with "
    "your organization. To complete this operation, you must first deregister this account as a delegated administrator.",
)
BAD_TOKEN = invalid(
    "INVALID_NEXT_TOKEN",
    "You specified an invalid value for nextToken. You must get the value from the response to a previous call to the "
    "API.",
)
PATTERN = "You provided a value that does not match the required pattern."
REQUIRED = "You must provide a value for the parameter."
TOO_LONG = "You provided a string that exceeds that maximum length."
TOO_MANY = "You have sent too many requests in too short a period of time. Try again later."
CONFLICT = (
    "AWS Organizations can't complete your request because it conflicts with another attempt to modify the same entity. "
    "Try again later."
)
