"""Errors that all operations share, and those of the door before them: codes and texts are guesses for Organizations."""

from __future__ import annotations

from typing import Any

from ..fact import Call, Fact, Given
from ..forms import UNKNOWN_ID
from ..matching import Like
from ..sources import because, observed

_BY_LIST = because(
    "AWS's list of common errors has the code; that Organizations uses it, and in these words, is not known"
)
_BY_SIBLINGS = because("other services of the same protocol answer it; that Organizations does is not known")
_SIGNATURE = "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method."
_CONFORM = "The request signature does not conform to AWS standards."
_CONSTRAINTS = "The input fails to satisfy the constraints specified by an AWS service."

_CALLS: dict[str, dict[str, Any]] = {"DescribeHandshake": {"HandshakeId": UNKNOWN_ID}, "GetCallerIdentity": {}}


def _shared(code: str, status: int, message: str, *, operation: str = "DescribeHandshake", listed: bool = True) -> Fact:
    where = "" if operation == "DescribeHandshake" else " of STS"
    return Fact(
        f"shared-{code.lower()}{'' if not where else '-of-sts'}",
        f"{code}{where} has the status {status} and says {message!r}",
        "guess",
        _BY_LIST if listed else _BY_SIBLINGS,
        given=(Given("add_error", {"operation": operation, "error": code}),),
        steps=(
            Call(
                "management",
                operation,
                _CALLS[operation],
                {"Error": {"Code": code, "Message": message}, "Status": status},
            ),
        ),
    )


FACTS = (
    _shared("IncompleteSignature", 400, _CONFORM),
    _shared(
        "InternalFailure", 500, "The request processing has failed because of an unknown error, exception or failure."
    ),
    _shared("InvalidAction", 400, "The action or operation requested is invalid."),
    _shared("InvalidClientTokenId", 403, "The security token included in the request is invalid."),
    _shared("NotAuthorized", 400, "You do not have permission to perform this action."),
    _shared("OptInRequired", 403, "The AWS access key ID needs a subscription for the service."),
    _shared("RequestExpired", 400, "The request has expired."),
    _shared("ServiceUnavailable", 503, "The request has failed due to a temporary failure of the server."),
    _shared("ThrottlingException", 400, "Rate exceeded"),
    _shared("ExpiredTokenException", 400, "The security token included in the request is expired"),
    _shared("UnrecognizedClientException", 400, "The security token included in the request is invalid."),
    _shared("ValidationError", 400, _CONSTRAINTS),
    _shared("IncompleteSignatureException", 400, _CONFORM, listed=False),
    _shared("InvalidSignatureException", 400, _SIGNATURE, listed=False),
    _shared("MissingAuthenticationTokenException", 400, "Missing Authentication Token", listed=False),
    _shared("UnknownOperationException", 400, "The operation is unknown.", listed=False),
    _shared("ValidationException", 400, _CONSTRAINTS, listed=False),
    _shared("SerializationException", 400, "", listed=False),
    _shared(
        "ExpiredToken",
        403,
        "The security token included in the request is expired",
        operation="GetCallerIdentity",
        listed=False,
    ),
    _shared("Throttling", 400, "Rate exceeded", operation="GetCallerIdentity", listed=False),
    Fact(
        "sts-signature-does-not-match",
        "SignatureDoesNotMatch of STS ends in 'Consult the service documentation for details.'",
        "recorded",
        observed("XML of STS that was published"),
        given=(Given("add_error", {"operation": "GetCallerIdentity", "error": "SignatureDoesNotMatch"}),),
        steps=(
            Call(
                "management",
                "GetCallerIdentity",
                {},
                {
                    "Error": {
                        "Code": "SignatureDoesNotMatch",
                        "Message": f"{_SIGNATURE} Consult the service documentation for details.",
                    },
                    "Status": 403,
                },
            ),
        ),
    ),
    Fact(
        "sts-scripted-denial-of-others",
        "A scripted AccessDenied of another operation of STS names the resource *.",
        "guess",
        because("seen for AssumeRole, which names the role"),
        given=(Given("add_error", {"operation": "GetCallerIdentity", "error": "AccessDenied"}),),
        steps=(
            Call(
                "management",
                "GetCallerIdentity",
                {},
                {
                    "Error": {
                        "Code": "AccessDenied",
                        "Message": Like(
                            "User: \\S+ is not authorized to perform: sts:GetCallerIdentity on resource: [*]"
                        ),
                    },
                    "Status": 403,
                },
            ),
        ),
        rests_on=("sts-denied",),
    ),
)
