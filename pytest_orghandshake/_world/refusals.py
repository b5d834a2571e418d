"""AWS's error replies: code, HTTP status and text, with the source of each text."""

from __future__ import annotations

TEXTS = {
    # Recorded from a real account, or printed in public bug reports.
    "AccessDeniedException": "You don't have permissions to access this resource.",
    "AccountNotFoundException": "You specified an account that doesn't exist.",
    "AWSOrganizationsNotInUseException": "Your account is not a member of an organization.",
    "ConcurrentModificationException": (
        "AWS Organizations can't complete your request because it conflicts with another attempt to modify the same "
        "entity. Try again later."
    ),
    "DuplicateHandshakeException": (
        "A handshake with the specified type and parameters already exists for the given parties."
    ),
    "HandshakeAlreadyInStateException": "The handshake is already in the requested state.",
    "HandshakeNotFoundException": "You specified a handshake that doesn't exist.",
    "InvalidHandshakeTransitionException": (
        "You cannot perform this operation on a handshake in its current state, such as attempting to cancel a "
        "handshake that was previously accepted or attempting to accept a handshake that was declined."
    ),
    # Pasted by a user into localstack#5288.
    "OrganizationNotEmptyException": (
        "To delete an organization you must first remove all member accounts (except the master)."
    ),
    "AlreadyInOrganizationException": "The AWS account is already a member of an organization.",
    "OrganizationalUnitNotFoundException": "You specified an organizational unit that doesn't exist.",
    "UnauthorizedException": "Session token not found or invalid",
    "TargetNotFoundException": "You specified a target that doesn't exist.",
    "EffectivePolicyNotFoundException": (
        "The specified policy type is not enabled. Enable that policy type on your organization root and then retry."
    ),
    "PolicyInUseException": "The specified policy is in use and cannot be deleted.",
    "ResourcePolicyNotFoundException": "No resource-based policy found.",
    "SerializationException": "",
    "TooManyRequestsException": "You have sent too many requests in too short a period of time. Try again later.",
    # Guesses, worded like every recorded text of a NotFoundException.
    "ChildNotFoundException": "You specified a child that doesn't exist.",
    "DestinationParentNotFoundException": "You specified a destination parent that doesn't exist.",
    "ParentNotFoundException": "You specified a parent that doesn't exist.",
    "SourceParentNotFoundException": "You specified a source parent that doesn't exist.",
    # Guesses: sentences from botocore's service model (1.43.117), never seen in a reply.
    "DuplicateAccountException": "That account is already present in the specified destination.",
    "DuplicateOrganizationalUnitException": "An OU with the same name already exists.",
    "OrganizationalUnitNotEmptyException": (
        "The specified OU is not empty. Move all accounts to another root or to other OUs, remove all child OUs, and try "
        "the operation again."
    ),
    "MasterCannotLeaveOrganizationException": (
        "You can't remove a management account from an organization. If you want the management account to become a "
        "member account in another organization, you must first delete the current organization of the management "
        "account."
    ),
    "InvalidResponsibilityTransferTransitionException": (
        "The responsibility transfer can't transition to the requested state because it's not in a valid state for this "
        "operation."
    ),
    "ResponsibilityTransferAlreadyInStatusException": (
        "The responsibility transfer is already in the status that you specified."
    ),
    "ResponsibilityTransferNotFoundException": "We can't find a transfer that you specified.",
}

REASONS = {
    # Recorded from a real account, or printed in public bug reports.
    "ACCOUNT_NUMBER_LIMIT_EXCEEDED": "You have exceeded the allowed number of AWS accounts",
    "ALREADY_IN_AN_ORGANIZATION": "The AWS account is already a member of an organization.",
    "DUPLICATE_TAG_KEY": "Your request includes duplicate tag keys.",
    "INPUT_REQUIRED": "You must provide a value for the parameter.",
    "INVALID_EMAIL_ADDRESS_TARGET": "You specified an invalid email address for the invited account owner.",
    "INVALID_ENUM": "You specified an invalid value.",
    "INVALID_ENUM_POLICY_TYPE": "You specified an invalid policy type.",
    "INVALID_NEXT_TOKEN": (
        "You specified an invalid value for nextToken. You must get the value from the response to a previous call to "
        "the API."
    ),
    "INVALID_PARTY_TYPE_TARGET": "You specified an invalid party type as the target parameter.",
    "INVALID_RESOURCE_POLICY_JSON": "This resource-based policy contains invalid JSON.",
    "INVALID_PATTERN": "You provided a value that does not match the required pattern.",
    "MAX_LENGTH_EXCEEDED": "You provided a string that exceeds that maximum length.",
    "MAX_LIMIT_EXCEEDED_FILTER": "You specified too many filter parameters.",
    "MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED": (
        "You cannot remove the last policy attached to the specified target. You must have at least one attached at all times."
    ),
    "ORGANIZATION_ALREADY_HAS_ALL_FEATURES": "All features are already enabled on this organization.",
    "TARGET_NOT_SUPPORTED": "You specified a target that is not currently supported.",
    "WAIT_PERIOD_ACTIVE": "This operation requires a wait period.  Try again later.",
    # Guesses: sentences from botocore's service model (1.43.117), never seen in a reply; with "AWS" for "Amazon Web
    # Services", as in the API reference and in every recorded text.
    "CANNOT_REMOVE_DELEGATED_ADMINISTRATOR_FROM_ORG": (
        "You attempted to remove an account that is registered as a delegated administrator for a service integrated with "
        "your organization. To complete this operation, you must first deregister this account as a delegated "
        "administrator."
    ),
    "ACTIVE_RESPONSIBILITY_TRANSFER_PROCESS": (
        "You cannot delete organization due to an ongoing responsibility transfer process. For example, a pending "
        "invitation or an in-progress transfer. To delete the organization, you must resolve the current transfer process."
    ),
    "END_DATE_NOT_END_OF_MONTH": (
        "You provided an invalid end date. The end date must be the end of the last day of the month (23.59.59.999)."
    ),
    "END_DATE_TOO_EARLY": "You provided an invalid end date. The end date is too early.",
    "END_DATE_TOO_LATE": "You provided an invalid end date. The end date is too late.",
    "INVALID_SYSTEM_TAGS_PARAMETER": (
        "You specified a tag key that is a system tag. You can\N{RIGHT SINGLE QUOTATION MARK}t add, edit, or delete system "
        "tag keys because they're reserved for AWS use. System tags don\N{RIGHT SINGLE QUOTATION MARK}t count against your "
        "tags per resource limit."
    ),
    "MAX_TAG_LIMIT_EXCEEDED": "You have exceeded the number of tags allowed on this resource.",
    "MAX_VALUE_EXCEEDED": "You provided a numeric parameter that has a larger value than allowed.",
    "MIN_LENGTH_EXCEEDED": "You provided a string parameter that is shorter than allowed.",
    "MIN_VALUE_EXCEEDED": "You provided a numeric parameter that has a smaller value than allowed.",
    "OU_DEPTH_LIMIT_EXCEEDED": "You attempted to create an OU tree that is too many levels deep.",
    "ORGANIZATION_IS_ALREADY_PENDING_ALL_FEATURES_MIGRATION": (
        "The handshake request is invalid because the organization has already started the process to enable all "
        "features."
    ),
    "RESPONSIBILITY_TRANSFER_ALREADY_EXISTS": "You cannot perform this operation with the current transfer.",
    "RESPONSIBILITY_TRANSFER_MAX_INBOUND_QUOTA_VIOLATION": "You have exceeded your inbound transfers limit.",
    "RESPONSIBILITY_TRANSFER_MAX_LEVEL_VIOLATION": "You have exceeded the maximum length of your transfer chain.",
    "RESPONSIBILITY_TRANSFER_MAX_OUTBOUND_QUOTA_VIOLATION": "You have exceeded your outbound transfers limit.",
    "SOURCE_AND_TARGET_CANNOT_MATCH": (
        "An account can't accept a transfer invitation if it is both the sender and recipient of the invitation."
    ),
    "START_DATE_NOT_BEGINNING_OF_DAY": (
        "You provided an invalid start date. The start date must be the beginning of the day (00:00:00.000)."
    ),
    "START_DATE_NOT_BEGINNING_OF_MONTH": (
        "You provided an invalid start date. The start date must be the first day of the month."
    ),
    "START_DATE_TOO_EARLY": "You provided an invalid start date. The start date is too early.",
    "START_DATE_TOO_LATE": "You provided an invalid start date. The start date is too late.",
    "TRANSFER_RESPONSIBILITY_UPDATE_NOT_ALLOWED": (
        "You cannot update this transfer because it is no longer active. Transfers that have been withdrawn, declined, "
        "expired, or cancelled cannot be modified."
    ),
    "UNSUPPORTED_ACTION_IN_RESPONSIBILITY_TRANSFER": "You provided a value that is not supported by this operation.",
}  # fmt: skip


UNAPPROVED = "not all of its APPROVE_ALL_FEATURES handshakes are accepted yet"
"""Why the management account can't finalise yet; not a text of AWS."""


class Refusal(Exception):  # noqa: N818 - it never leaves the package: it becomes a reply
    """AWS refuses a call. It becomes an error reply, which botocore turns into an exception of its own."""

    def __init__(
        self, code: str, reason: str | None = None, *, message: str | None = None, status: int = 400, why: str = ""
    ) -> None:
        super().__init__(code)
        self.code = code
        self.reason = reason
        # A Reason may end with a colon and a field, on which the text does not depend.
        if message is None:
            message = TEXTS[code] if reason is None else REASONS[reason.partition(":")[0]]
        self.message = message
        self.status = status
        self.is_scripted = False
        self.why = why  # printed in the report, not part of the reply


def denied(why: str) -> Refusal:
    """Return an AccessDeniedException."""
    return Refusal("AccessDeniedException", why=why)


def invalid(reason: str, why: str = "") -> Refusal:
    """Return an InvalidInputException with a Reason such as ``INVALID_PATTERN:HANDSHAKE_ID``."""
    return Refusal("InvalidInputException", reason, why=why)
