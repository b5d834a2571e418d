"""The errors that an operation can have: those that AWS models for it, and those that all operations share.

Texts that are not recorded from AWS (``refusals``) come from botocore's service model or AWS's list of common errors.
"""

from __future__ import annotations

import html
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from .._exceptions import HIDDEN, SetupError, nearest
from .._world.refusals import REASONS, TEXTS, Refusal
from .sts import DENIED

if TYPE_CHECKING:
    from collections.abc import Callable

__tracebackhide__ = HIDDEN

SERVICES = ("organizations", "sts", "sso")

_SIGNATURE = "The request signature we calculated does not match the signature you provided."
_WELL_FORMED = re.compile(r"[A-Z][A-Z0-9_]*(:[A-Z0-9_]+)?")

# What is said of a Reason may be a list of its own: the first item will do.
_REASON = re.compile(r"<li>\s*<p>\s*([A-Z][A-Z_]+):?(?:\s|</p>\s*<ul>\s*<li>\s*<p>)(.*?)</p>", re.DOTALL)
_PARAGRAPH = re.compile(r"<p>(.*?)</p>", re.DOTALL)


class ErrorSpec(NamedTuple):
    """An error that an operation can have."""

    code: str
    status: int
    text: str
    reasons: dict[str, str]


def _shared(code: str, status: int, text: str) -> ErrorSpec:
    return ErrorSpec(code, status, text, {})


# The common errors in the API reference, and those of AWS's front end, as other services with the same protocol send them. A
# guess: Organizations and STS use the same texts.
_SHARED = (
    _shared("IncompleteSignature", 400, "The request signature does not conform to AWS standards."),
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
    _shared("ValidationError", 400, "The input fails to satisfy the constraints specified by an AWS service."),
)
_OF_PROTOCOL = {
    "organizations": (
        _shared("AccessDeniedException", 400, TEXTS["AccessDeniedException"]),
        _shared("IncompleteSignatureException", 400, "The request signature does not conform to AWS standards."),
        _shared("InvalidSignatureException", 400, f"{_SIGNATURE} Check your AWS Secret Access Key and signing method."),
        _shared("MissingAuthenticationTokenException", 400, "Missing Authentication Token"),
        _shared("SerializationException", 400, TEXTS["SerializationException"]),
        _shared("UnknownOperationException", 400, "The operation is unknown."),
        _shared("ValidationException", 400, "The input fails to satisfy the constraints specified by an AWS service."),
    ),
    # Observed.
    "sso": (_shared("ForbiddenException", 403, "No access"),),
    "sts": (
        _shared("AccessDenied", 403, DENIED),
        _shared("ExpiredToken", 403, "The security token included in the request is expired"),
        _shared(
            "SignatureDoesNotMatch",
            403,
            f"{_SIGNATURE} Check your AWS Secret Access Key and signing method. Consult the service documentation for "
            "details.",  # observed
        ),
        _shared("Throttling", 400, "Rate exceeded"),
    ),
}  # fmt: skip


class Catalog:
    """The operations and errors in the installed botocore's service models."""

    def __init__(self, load_model: Callable[[str], dict[str, Any]]) -> None:
        self._models = {service: load_model(service) for service in SERVICES}

    def refusal_factory(
        self, operation: str, error: str, *, message: str | None, reason: str | None
    ) -> Callable[[], Refusal]:
        """Return a function that makes an error of this operation, with AWS's text and status.

        Raises:
            SetupError: The operation does not have this error, or the error does not have this Reason.
        """
        possible = self.errors_of(operation)
        for name, word in (("message", message), ("reason", reason)):
            if word is not None and not isinstance(word, str):
                raise SetupError(f"{name}={word!r} is not text")
        if error not in possible:
            raise SetupError(f"{operation} has no error {error!r}{nearest(error, tuple(sorted(possible)))}")
        found = possible[error]
        if reason is not None and not found.reasons:
            raise SetupError(f"{error} carries no Reason: remove reason=")
        if reason is None and found.reasons:
            reason = next(iter(found.reasons))
        text = found.text
        if reason is not None:
            name = reason.partition(":")[0]
            if name not in found.reasons:
                raise SetupError(f"{error} has no Reason {reason!r}{nearest(name, tuple(found.reasons))}")
            if not _WELL_FORMED.fullmatch(reason):
                raise SetupError(
                    f"{reason!r} is not a Reason in AWS's format: name the field as in 'INVALID_PATTERN:HANDSHAKE_ID'"
                )
            text = found.reasons[name]
        if message is not None:
            text = message
        return lambda: Refusal(found.code, reason, message=text, status=found.status)

    def service_of(self, operation: str) -> str:
        """Return the service that an operation belongs to.

        Raises:
            SetupError: No service has it.
        """
        for service, model in self._models.items():
            if isinstance(operation, str) and operation in model["operations"]:
                return service
        kind = operation if isinstance(operation, type) else type(operation)
        if issubclass(kind, BaseException) or str(operation).endswith(("Error", "Exception")):
            raise SetupError(f"{operation!r} is an error: add_error() takes the operation first, and then the error")
        known = tuple(name for model in self._models.values() for name in model["operations"])
        raise SetupError(f"unknown operation {operation!r}{nearest(operation, known)}")

    def takes_a_handshake(self, operation: str) -> bool:
        """Tell whether an operation has a HandshakeId parameter."""
        model = self._models[self.service_of(operation)]
        shape = model["operations"][operation].get("input")
        return shape is not None and "HandshakeId" in model["shapes"][shape["shape"]]["members"]

    def errors_of(self, operation: str) -> dict[str, ErrorSpec]:
        """Return the errors of an operation, by AWS's code and by the name of botocore's exception."""
        service = self.service_of(operation)
        model = self._models[service]
        found = {each.code: each for each in (*_SHARED, *_OF_PROTOCOL[service])}
        for each in model["operations"][operation].get("errors", ()):
            possible = self._possible(model, each["shape"])
            found[each["shape"]] = found[possible.code] = possible
        return found

    @staticmethod
    def _possible(model: dict[str, Any], name: str) -> ErrorSpec:
        shape = model["shapes"][name]
        documentation = shape.get("documentation", "")
        error = shape.get("error", {})
        code = error.get("code", name)
        # In the API reference, every modelled exception has status 400, except ServiceException.
        status = error.get("httpStatusCode", 500 if shape.get("fault") else 400)
        reason = shape["members"].get("Reason")
        first = _PARAGRAPH.search(documentation)
        text = TEXTS.get(code) or (_plain(first[1]) if first else code)
        sentences = {key: _plain(sentence) for key, sentence in _REASON.findall(documentation)}
        reasons = () if reason is None else model["shapes"][reason["shape"]]["enum"]
        return ErrorSpec(
            code, status, text, {each: REASONS.get(each) or sentences.get(each) or text for each in reasons}
        )


@lru_cache(maxsize=1)
def catalog(load_model: Callable[[str], dict[str, Any]]) -> Catalog:
    """Return the catalog; the models are read once."""
    return Catalog(load_model)


def _plain(text: str) -> str:
    # The API reference and every recorded text say "AWS", where the model says "Amazon Web Services".
    plain = " ".join(html.unescape(re.sub(r"<[^>]+>", "", text)).split())
    return plain.replace("Amazon Web Services", "AWS")
