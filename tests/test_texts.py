"""Texts of AWS that other programs look for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from answers import Refused, refused
from botocore import xform_name

if TYPE_CHECKING:
    from pytest_orghandshake import OrgHandshake


def test_another_seller_of_record(orghandshake: OrgHandshake, organizations: Any) -> None:
    """The text is that of the API reference, which says "AWS"."""
    reason = "ORGANIZATION_FROM_DIFFERENT_SELLER_OF_RECORD"
    orghandshake.add_error("AcceptHandshake", "HandshakeConstraintViolationException", reason=reason)
    found = refused(organizations.accept_handshake, HandshakeId=orghandshake.seed().id)
    if "partition" not in found.message:
        pytest.skip("this botocore has the older text")
    assert found == Refused(
        "HandshakeConstraintViolationException",
        reason,
        "You can only join an organization that operates in the same AWS partition as your account.",
    )


@pytest.mark.parametrize(
    ("reason", "message"),
    [
        ("WAIT_PERIOD_ACTIVE", "This operation requires a wait period.  Try again later."),
        ("MAX_TAG_LIMIT_EXCEEDED", "You have exceeded the number of tags allowed on this resource."),
    ],
)
def test_why_an_account_can_not_leave(
    orghandshake: OrgHandshake, organizations: Any, reason: str, message: str
) -> None:
    """Each Reason has its own text."""
    orghandshake.add_error("LeaveOrganization", "ConstraintViolationException", reason=reason)
    assert refused(organizations.leave_organization) == Refused("ConstraintViolationException", reason, message)


@pytest.mark.parametrize(
    ("operation", "code", "reason", "message"),
    [
        ("DescribeResourcePolicy", "ResourcePolicyNotFoundException", None, "No resource-based policy found."),
        ("DeletePolicy", "PolicyInUseException", None, "The specified policy is in use and cannot be deleted."),
        (
            "DetachPolicy",
            "ConstraintViolationException",
            "MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED",
            "You cannot remove the last policy attached to the specified target. You must have at least one attached at all times.",
        ),
    ],
)
def test_errors_of_policies_say_what_aws_was_seen_to_say(
    orghandshake: OrgHandshake, organizations: Any, operation: str, code: str, reason: str | None, message: str
) -> None:
    """An operation that is not faked can fail all the same, with AWS's own words where they are recorded."""
    params = {
        "DeletePolicy": {"PolicyId": "p-example0"},
        "DetachPolicy": {"PolicyId": "p-example0", "TargetId": "r-exam"},
    }
    orghandshake.add_error(operation, code, reason=reason)
    found = refused(getattr(organizations, xform_name(operation)), **params.get(operation, {}))
    assert found == Refused(code, reason, message)
