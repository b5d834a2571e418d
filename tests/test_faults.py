from __future__ import annotations

from typing import TYPE_CHECKING, Any

import boto3
import pytest
from answers import CONFLICT, NOT_FOUND, TOO_MANY, Refused, refused
from botocore.config import Config
from faults import call

if TYPE_CHECKING:
    from pytest_orghandshake import OrgHandshake


@pytest.mark.parametrize(
    ("operation", "error", "answer"),
    [
        ("DescribeHandshake", "TooManyRequestsException", (TOO_MANY, None, 400)),
        ("AcceptHandshake", "ConcurrentModificationException", (CONFLICT, None, 400)),
        ("AcceptHandshake", "HandshakeNotFoundException", (NOT_FOUND.message, None, 400)),
        (
            "DescribeHandshake",
            "ServiceException",
            ("Organizations can't complete your request because of an internal service error. Try again later.", None, 500),
        ),
        (
            "InviteAccountToOrganization",
            "FinalizingOrganizationException",
            (
                "Organizations couldn't perform the operation because your organization hasn't finished initializing. This "
                "can take up to an hour. Try again later. If after one hour you continue to receive this error, contact "
                "AWS Support.",
                None,
                400,
            ),
        ),
        (
            "InviteAccountToOrganization",
            "HandshakeConstraintViolationException",
            ("You have exceeded the allowed number of AWS accounts", "ACCOUNT_NUMBER_LIMIT_EXCEEDED", 400),
        ),
        ("ListRoots", "ThrottlingException", ("Rate exceeded", None, 400)),
        ("DescribeHandshake", "ServiceUnavailable", ("The request has failed due to a temporary failure of the server.", None, 503)),
        ("DescribeHandshake", "UnrecognizedClientException", ("The security token included in the request is invalid.", None, 400)),
        ("DescribeHandshake", "InvalidClientTokenId", ("The security token included in the request is invalid.", None, 403)),
    ],
)  # fmt: skip
def test_an_error_has_awss_text_reason_and_status(
    orghandshake: OrgHandshake, organizations: Any, operation: str, error: str, answer: tuple[str, str | None, int]
) -> None:
    """An error comes with AWS's text, Reason and HTTP status, once, and is in the log."""
    orghandshake.add_error(operation, error)
    message, reason, status = answer
    assert call(organizations, operation) == Refused(error, reason, message, status)
    assert [(each.operation, each.error) for each in orghandshake.calls] == [(operation, error)]


def test_a_reason_brings_its_text_and_a_message_is_kept(orghandshake: OrgHandshake, organizations: Any) -> None:
    """A Reason has its own text, even with a field; a message of the test's own is kept."""
    orghandshake.add_error("AcceptHandshake", "InvalidInputException", reason="INVALID_PATTERN:HANDSHAKE_ID")
    orghandshake.add_error(
        "AcceptHandshake", "HandshakeConstraintViolationException", reason="PAYMENT_INSTRUMENT_REQUIRED"
    )
    orghandshake.add_error("AcceptHandshake", "AccessDeniedException", message="User: x is not authorized")
    assert [call(organizations, "AcceptHandshake") for _ in range(3)] == [
        Refused(
            "InvalidInputException",
            "INVALID_PATTERN:HANDSHAKE_ID",
            "You provided a value that does not match the required pattern.",
        ),
        Refused(
            "HandshakeConstraintViolationException",
            "PAYMENT_INSTRUMENT_REQUIRED",
            "You can't complete the operation with an account that doesn't have a payment instrument, such as a credit card, "
            "associated with it.",
        ),
        Refused("AccessDeniedException", None, "User: x is not authorized"),
    ]


def test_a_modelled_error_is_the_clients_own_class(orghandshake: OrgHandshake, organizations: Any) -> None:
    """The client raises its own modelled exception, whose class can also be passed as the error."""
    modelled = organizations.exceptions.ConcurrentModificationException
    orghandshake.add_error("AcceptHandshake", modelled)
    with pytest.raises(modelled) as caught:
        organizations.accept_handshake(HandshakeId="h-examplehandshakeid111")
    assert caught.value.response["Message"] == CONFLICT


def test_sts_fails_in_its_own_shape(orghandshake: OrgHandshake) -> None:
    """STS fails in its own shape, with its own codes."""
    sts: Any = boto3.client("sts", region_name="us-east-1")
    orghandshake.add_error("AssumeRole", "MalformedPolicyDocumentException")
    orghandshake.add_error("GetCallerIdentity", "ExpiredTokenException")
    role = {"RoleArn": "arn:aws:iam::222222222222:role/vending", "RoleSessionName": "vending"}
    assert refused(sts.assume_role, **role).code == "MalformedPolicyDocument"
    assert refused(sts.get_caller_identity) == Refused(
        "ExpiredTokenException", None, "The security token included in the request is expired"
    )
    assert [(each.service, each.error) for each in orghandshake.calls] == [
        ("sts", "MalformedPolicyDocument"),
        ("sts", "ExpiredTokenException"),
    ]


def test_an_operation_of_moto_can_fail_too(orghandshake: OrgHandshake) -> None:
    """Under mock_aws, an operation that moto answers can fail too; moto answers the next call."""
    moto = pytest.importorskip("moto")
    orghandshake.add_error("DescribeOrganization", "ConcurrentModificationException")
    with moto.mock_aws():
        organizations: Any = boto3.client("organizations", region_name="us-east-1")
        assert orghandshake.organization.id == "o-exampleorgid"
        assert refused(organizations.describe_organization).code == "ConcurrentModificationException"
        assert organizations.describe_organization()["Organization"]["MasterAccountId"] == "123456789012"
        orghandshake.reset()


@pytest.mark.parametrize(
    ("error", "status"),
    [
        ("AccessDenied", 403),
        ("ExpiredToken", 403),
        ("Throttling", 400),
        ("SignatureDoesNotMatch", 403),
        ("InternalFailure", 500),
    ],
)
def test_sts_has_the_codes_of_its_protocol(orghandshake: OrgHandshake, error: str, status: int) -> None:
    """STS has the codes of its own protocol."""
    sts: Any = boto3.client("sts", region_name="us-east-1", config=Config(retries={"total_max_attempts": 1}))
    orghandshake.add_error("AssumeRole", error, message="no \x00 & <no>")
    role = {"RoleArn": "arn:aws:iam::222222222222:role/vending", "RoleSessionName": "vending"}
    assert refused(sts.assume_role, **role) == Refused(error, None, "no \ufffd & <no>", status)


@pytest.mark.parametrize("error", ["ThrottlingException", "AccessDeniedException"])
def test_an_empty_message_stays_empty(orghandshake: OrgHandshake, organizations: Any, error: str) -> None:
    """message="" is kept, and not replaced by AWS's text."""
    orghandshake.add_error("DescribeHandshake", error, message="")
    assert call(organizations, "DescribeHandshake") == Refused(error, None, "")


def test_a_reason_without_a_sentence_gets_that_of_its_error(orghandshake: OrgHandshake, organizations: Any) -> None:
    """A Reason without a sentence in the model gets the sentence of its error."""
    orghandshake.add_error("AcceptHandshake", "AccessDeniedForDependencyException")
    assert call(organizations, "AcceptHandshake") == Refused(
        "AccessDeniedForDependencyException",
        "ACCESS_DENIED_DURING_CREATE_SERVICE_LINKED_ROLE",
        "The operation that you attempted requires you to have the iam:CreateServiceLinkedRole for organizations.amazonaws.com "
        "permission so that Organizations can create the required service-linked role. You don't have that permission.",
    )
