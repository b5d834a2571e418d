from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from botocore import exceptions
from judged import findings_of

from pytest_orghandshake import SetupError

if TYPE_CHECKING:
    from pytest_orghandshake import OrgHandshake


@pytest.mark.parametrize(
    ("operation", "error", "words", "message"),
    [
        ("DescribeHandshakes", "ServiceException", {}, "unknown operation 'DescribeHandshakes': did you mean 'DescribeHandshake'?"),
        ("DescribeHandshake", "TooManyRequestException", {}, "DescribeHandshake has no error 'TooManyRequestException': did you mean 'TooManyRequestsException'?"),
        ("DescribeHandshake", "DuplicateHandshakeException", {}, "DescribeHandshake has no error 'DuplicateHandshakeException': choose from "),
        ("DescribeHandshake", ValueError, {}, "ValueError is neither an error of DescribeHandshake nor a transport error: pass an error code, such as 'TooManyRequestsException', or one of botocore's transport error classes, such as botocore.exceptions.ReadTimeoutError"),
        ("DescribeHandshake", None, {}, "DescribeHandshake has no error 'None': choose from "),
        ("AcceptHandshake", "InvalidInputException", {"reason": "INVALID_PATERN:X"}, "InvalidInputException has no Reason 'INVALID_PATERN:X': did you mean 'INVALID_PATTERN'?"),
        ("AcceptHandshake", "AccessDeniedException", {"reason": "NO"}, "AccessDeniedException carries no Reason: remove reason="),
        ("DescribeHandshake", exceptions.ReadTimeoutError, {"message": "no"}, "ReadTimeoutError is a transport error and carries no message or Reason: remove them"),
        ("DescribeHandshakes", exceptions.ReadTimeoutError, {}, "unknown operation 'DescribeHandshakes': did you mean 'DescribeHandshake'?"),
        ("DescribeHandshake", "ServiceException", {"times": 0}, "times=0: write a positive number of calls, or None for every call from now on"),
        ("DescribeHandshake", "ServiceException", {"times": True}, "times=True: write a positive number of calls, or None for every call from now on"),
        ("DescribeHandshake", "ServiceException", {"times": "2"}, "times='2': write a positive number of calls, or None for every call from now on"),
        ("DescribeHandshake", "ServiceException", {"handshake": "h-examplehandshakeid111"}, "there is no handshake 'h-examplehandshakeid111' here: seed() adds one"),
    ],
)  # fmt: skip
def test_an_error_that_can_not_be_offers_the_nearest(
    orghandshake: OrgHandshake, operation: str, error: Any, words: dict[str, Any], message: str
) -> None:
    """An impossible error is refused, with the nearest possible one."""
    with pytest.raises(SetupError) as caught:
        orghandshake.add_error(operation, error, **words)
    assert str(caught.value).startswith(message)
    assert "did you mean" not in message or str(caught.value) == message
    findings_of(orghandshake).check()


def test_only_operations_that_name_a_handshake_fail_for_one(orghandshake: OrgHandshake) -> None:
    """An error for one handshake is possible only for operations that take a handshake id."""
    invite = orghandshake.seed()
    with pytest.raises(SetupError) as caught:
        orghandshake.add_error("EnableAllFeatures", "ServiceException", handshake=invite)
    assert str(caught.value) == "EnableAllFeatures takes no handshake: remove handshake="


class OwnError(exceptions.ReadTimeoutError):  # type: ignore[misc]
    """A transport error with arguments of its own."""

    def __init__(self, number: int) -> None:
        super().__init__(endpoint_url=str(number))


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({"operation": ["x"]}, "unknown operation ['x']"),
        ({"reason": 5}, "reason=5 is not text"),
        ({"message": 5}, "message=5 is not text"),
        (
            {"reason": "INVALID_PATTERN:any words"},
            "'INVALID_PATTERN:any words' is not a Reason in AWS's format: name the field as in 'INVALID_PATTERN:HANDSHAKE_ID'",
        ),
        (
            {"error": exceptions.ReadTimeoutError(endpoint_url="x")},
            """ReadTimeoutError('Read timeout on endpoint URL: "x"'): pass the exception class ReadTimeoutError, not an instance""",
        ),
        ({"error": OwnError}, "OwnError can't be created with botocore's arguments: TypeError"),
    ],
)
def test_what_is_no_word_of_add_error_is_refused(
    orghandshake: OrgHandshake, words: dict[str, Any], message: str
) -> None:
    """Values that are not text, an operation or an error of botocore are refused immediately."""
    given: dict[str, Any] = {"operation": "AcceptHandshake", "error": "InvalidInputException", **words}
    with pytest.raises(SetupError) as caught:
        orghandshake.add_error(**given)
    assert str(caught.value).startswith(message)
