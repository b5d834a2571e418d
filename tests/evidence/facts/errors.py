"""Errors that come when they are scripted, and the quotas."""

from __future__ import annotations

from typing import Any

from ..fact import Call, Fact, Given, Source
from ..forms import NO_PERMISSION, UNKNOWN_ACCOUNT, UNKNOWN_ID
from ..matching import ABSENT, error
from ..sources import CAPTURE, MODEL, because, guide, observed, reference

_CONSTRAINT, _HANDSHAKE = "ConstraintViolationException", "HandshakeConstraintViolationException"
_TOO_MANY = "You have sent too many requests in too short a period of time. Try again later."
_DESCRIBE = Call("management", "DescribeHandshake", {"HandshakeId": "{sent}"})
_SENT = Given("seed", {}, "sent")

_PARAMS: dict[str, dict[str, Any]] = {
    "CloseAccount": {"AccountId": UNKNOWN_ACCOUNT},
    "CreateAccount": {"Email": "new@example.com", "AccountName": "New"},
    "DeletePolicy": {"PolicyId": "p-0a51c0de"},
    "DescribeAccount": {"AccountId": UNKNOWN_ACCOUNT},
    "DescribeEffectivePolicy": {"PolicyType": "TAG_POLICY"},
    "DescribeHandshake": {"HandshakeId": UNKNOWN_ID},
    "DescribeResourcePolicy": {},
    "DetachPolicy": {"PolicyId": "p-0a51c0de", "TargetId": UNKNOWN_ACCOUNT},
    "InviteAccountToOrganization": {"Target": {"Type": "ACCOUNT", "Id": UNKNOWN_ACCOUNT}},
    "LeaveOrganization": {},
    "PutResourcePolicy": {"Content": "{}"},
    "RemoveAccountFromOrganization": {"AccountId": UNKNOWN_ACCOUNT},
}


def scripted(
    name: str,
    source: Source,
    operation: str,
    code: str,
    message: str,
    reason: str | None = None,
) -> Fact:
    """Return the fact that an error has this text."""
    words: dict[str, Any] = {"operation": operation, "error": code}
    if reason is not None:
        words["reason"] = reason
    expected = error(code, message, ABSENT if reason is None else reason)
    return Fact(
        name,
        f"{code}{f' with the Reason {reason}' if reason else ''} says {message!r}",
        "recorded",
        source,
        given=(Given("add_error", words),),
        steps=(Call("management", operation, _PARAMS[operation], expected),),
    )


FACTS = (
    scripted(
        "error-too-many",
        observed("aws-deployment-framework#781, innovation-sandbox-on-aws#119", "2025-02"),
        "DescribeHandshake",
        "TooManyRequestsException",
        _TOO_MANY,
    ),
    scripted(
        "error-concurrent",
        CAPTURE,
        "InviteAccountToOrganization",
        "ConcurrentModificationException",
        "AWS Organizations can't complete your request because it conflicts with another attempt to modify the same entity. "
        "Try again later.",
    ),
    scripted("error-denied-by-iam", CAPTURE, "DescribeHandshake", "AccessDeniedException", NO_PERMISSION),
    scripted(
        "error-wait-period",
        observed("softwareone's swo, its list of AWS errors and its tests"),
        "RemoveAccountFromOrganization",
        _CONSTRAINT,
        "This operation requires a wait period.  Try again later.",
        "WAIT_PERIOD_ACTIVE",
    ),
    scripted(
        "error-account-limit",
        observed("compliant-framework-for-federal-and-dod-workloads-in-aws-govcloud-us#12", "2022"),
        "InviteAccountToOrganization",
        _HANDSHAKE,
        "You have exceeded the allowed number of AWS accounts",
        "ACCOUNT_NUMBER_LIMIT_EXCEEDED",
    ),
    scripted(
        "error-resource-policy-not-found",
        CAPTURE,
        "DescribeResourcePolicy",
        "ResourcePolicyNotFoundException",
        "No resource-based policy found.",
    ),
    scripted(
        "error-policy-in-use",
        CAPTURE,
        "DeletePolicy",
        "PolicyInUseException",
        "The specified policy is in use and cannot be deleted.",
    ),
    scripted(
        "error-effective-policy-not-found",
        CAPTURE,
        "DescribeEffectivePolicy",
        "EffectivePolicyNotFoundException",
        "The specified policy type is not enabled. Enable that policy type on your organization root and then retry.",
    ),
    scripted(
        "error-target-not-supported",
        CAPTURE,
        "DescribeEffectivePolicy",
        "InvalidInputException",
        "You specified a target that is not currently supported.",
        "TARGET_NOT_SUPPORTED",
    ),
    scripted(
        "error-invalid-policy-type",
        CAPTURE,
        "DescribeEffectivePolicy",
        "InvalidInputException",
        "You specified an invalid policy type.",
        "INVALID_ENUM_POLICY_TYPE",
    ),
    scripted(
        "error-resource-policy-json",
        CAPTURE,
        "PutResourcePolicy",
        "InvalidInputException",
        "This resource-based policy contains invalid JSON.",
        "INVALID_RESOURCE_POLICY_JSON",
    ),
    scripted(
        "error-close-account-quota",
        observed("a published program that lists errors of CloseAccount"),
        "CloseAccount",
        _CONSTRAINT,
        "You have exceeded close account quota for the past 30 days.",
        "CLOSE_ACCOUNT_QUOTA_EXCEEDED",
    ),
    scripted(
        "error-last-policy",
        observed("hashicorp/terraform-provider-aws#26797"),
        "DetachPolicy",
        _CONSTRAINT,
        "You cannot remove the last policy attached to the specified target. You must have at least one attached at all times.",
        "MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED",
    ),
    # Texts that no call shows here
    Fact(
        "error-too-many-until-2024",
        "Until 2024 TooManyRequestsException said 'AWS Organizations can't complete your request because another request is "
        "already in progress. Try again later.'",
        "recorded",
        observed("aws-sdk-js#2135, org-formation-cli#280, adf#752", "2024"),
        untold="the newer text is the one that is answered",
        about=("DescribeHandshake",),
    ),
    Fact(
        "error-standalone-prerequisites",
        "RemoveAccountFromOrganization of an account that lacks what a standalone one needs says 'The member account is missing "
        "one or more of the prerequisites required to operate as a standalone account. To add what is missing, sign-in to the "
        "member account using the AWS Organizations console, then select to leave the organization. You will then be prompted "
        "to enter any missing information.'",
        "recorded",
        observed("two published programs that look for the text"),
        untold="its Reason was not recorded, so nothing says which error of add_error it belongs to",
        about=("RemoveAccountFromOrganization",),
    ),
    Fact(
        "error-payment-method",
        "A missing payment method is worded 'The member account must be configured with a valid payment method, such as a credit "
        "card' and on.",
        "recorded",
        observed("turbogeek.co.uk; awslabs/aws-account-migration-automation matches 'valid payment method'"),
        untold="the end of the sentence is not known",
        about=("RemoveAccountFromOrganization",),
    ),
    Fact(
        "error-phone-and-agreement",
        "Other refusals to let an account go contain 'completed phone pin verification' or 'signed the Customer Agreement'.",
        "recorded",
        observed("awslabs/aws-account-migration-automation"),
        untold="the rest of the sentences is not known",
        about=("RemoveAccountFromOrganization",),
    ),
    Fact(
        "error-account-limit-of-create-account",
        "CreateAccount's text for too many accounts ends in a full stop: 'You have exceeded the allowed number of AWS accounts.'",
        "recorded",
        observed("output of the AWS CLI that a third party published"),
        untold="CreateAccount is not faked, and a Reason has one text here",
        about=("CreateAccount",),
    ),
    Fact(
        "error-resource-policy-tags",
        "PutResourcePolicy with tags on a policy that is there fails with UPDATE_EXISTING_RESOURCE_POLICY_WITH_TAGS_NOT_SUPPORTED: "
        "'Adding tags on updating an existing resource-based policy is not supported.'",
        "recorded",
        CAPTURE,
        untold="the fake answers no operations on policies, and the model does not have the Reason, so that it can't be scripted",
        about=("PutResourcePolicy",),
    ),
    Fact(
        "error-policy-type-enabled",
        "EnablePolicyType a second time says 'The specified policy type is already enabled.'",
        "recorded",
        observed("pepperize/cdk-organizations#447"),
        untold="the fake answers no operations on policies, and the error's code was not recorded",
        about=("EnablePolicyType",),
    ),
    Fact(
        "policy-type-not-enabled",
        "CloudTrail words an AttachPolicy whose type is not enabled 'The given policy type ServiceControlPolicy is not enabled on "
        "the current view'",
        "documented",
        guide("Logging with AWS CloudTrail", "2022"),
        untold="it is CloudTrail's text of an operation that the fake does not answer",
        about=("AttachPolicy",),
    ),
    Fact(
        "error-unsupported-action-in-policy",
        "An action that a resource policy can't have is named: 'organizations:CreateAccount is not a supported action for this "
        "resource-based policy.'",
        "recorded",
        CAPTURE,
        untold="the text holds the action, and the fake reads no policies",
        about=("PutResourcePolicy",),
    ),
    Fact(
        "error-email-exists",
        "CreateAccount with an address that is taken raises nothing: its status turns FAILED with EMAIL_ALREADY_EXISTS.",
        "recorded",
        CAPTURE,
        untold="CreateAccount is not faked",
        about=("CreateAccount",),
    ),
    Fact(
        "error-seller-of-record",
        "ORGANIZATION_FROM_DIFFERENT_SELLER_OF_RECORD was worded 'You can only join an organization whose Seller of Record is same "
        "as your account', and is worded by partition today.",
        "recorded",
        observed("title of an article of the AWS knowledge center"),
        untold="the older text is not what is answered",
        about=("AcceptHandshake",),
    ),
    # How errors come
    Fact(
        "errors-of-the-model",
        "An operation can have the errors that the model lists for it, in the model's words where nothing better is known.",
        "documented",
        MODEL,
        given=(
            Given(
                "add_error", {"operation": "InviteAccountToOrganization", "error": "FinalizingOrganizationException"}
            ),
        ),
        steps=(
            Call(
                "management",
                "InviteAccountToOrganization",
                _PARAMS["InviteAccountToOrganization"],
                {"Error": {"Code": "FinalizingOrganizationException"}, "Status": 400},
            ),
        ),
    ),
    Fact(
        "errors-of-reasons-nobody-published",
        "A Reason that nobody has published has the model's sentence.",
        "guess",
        because("where both are known, AWS's words differ a little from the model's"),
        given=(
            Given(
                "add_error",
                {
                    "operation": "InviteAccountToOrganization",
                    "error": _HANDSHAKE,
                    "reason": "HANDSHAKE_RATE_LIMIT_EXCEEDED",
                },
            ),
        ),
        steps=(
            Call(
                "management",
                "InviteAccountToOrganization",
                _PARAMS["InviteAccountToOrganization"],
                error(
                    _HANDSHAKE,
                    "You attempted to exceed the number of handshakes that you can send in one day.",
                    "HANDSHAKE_RATE_LIMIT_EXCEEDED",
                ),
            ),
        ),
    ),
    Fact(
        "quotas-numbers",
        "DescribeHandshake: one call a second and two at once for an account.",
        "documented",
        guide("Quotas for AWS Organizations"),
        given=(_SENT, Given("enforce_quotas", {})),
        steps=(
            _DESCRIBE,
            _DESCRIBE,
            Call(_DESCRIBE.caller, _DESCRIBE.operation, _DESCRIBE.params, error("TooManyRequestsException", _TOO_MANY)),
        ),
    ),
    Fact(
        "quotas-share-no-bucket",
        "The calls of one operation take nothing from another's quota.",
        "guess",
        because("the guide lists each operation by itself"),
        given=(_SENT, Given("enforce_quotas", {})),
        steps=(
            _DESCRIBE,
            _DESCRIBE,
            Call("management", "ListHandshakesForOrganization", {}, {"Status": 200}),
        ),
    ),
    Fact(
        "common-errors",
        "All operations share errors such as ThrottlingException; the API reference lists them.",
        "documented",
        reference("Common errors"),
        given=(Given("add_error", {"operation": "DescribeHandshake", "error": "ThrottlingException"}),),
        steps=(
            Call(
                "management",
                "DescribeHandshake",
                {"HandshakeId": UNKNOWN_ID},
                {"Error": {"Code": "ThrottlingException"}, "Status": 400},
            ),
        ),
    ),
)
