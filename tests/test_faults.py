"""Errors on demand: AWS's, and the network's."""

from __future__ import annotations

import http.client
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from answers import NOT_FOUND, TOO_MANY, Refused, refused
from botocore import exceptions, xform_name
from botocore.config import Config
from judged import findings_of
from terminal import has_lines, run, section_of

from pytest_orghandshake import SetupError, UnusedError, fake_handshakes
from pytest_orghandshake._context import serving

if TYPE_CHECKING:
    from pytest_orghandshake import OrgHandshake

CONFLICT = (
    "AWS Organizations can't complete your request because it conflicts with another attempt to modify the same entity. "
    "Try again later."
)
TRANSPORT = ["ReadTimeoutError", "ConnectTimeoutError", "EndpointConnectionError", "ConnectionClosedError"]


# Which errors


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
                "Amazon Web Services Support.",
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
def test_text_and_status(
    orghandshake: OrgHandshake, organizations: Any, operation: str, error: str, answer: tuple[str, str | None, int]
) -> None:
    """An error comes with AWS's text, Reason and HTTP status, once, and is in the log."""
    orghandshake.add_error(operation, error)
    message, reason, status = answer
    assert call(organizations, operation) == Refused(error, reason, message, status)
    assert [(each.operation, each.error) for each in orghandshake.calls] == [(operation, error)]


def call(client: Any, operation: str) -> Refused:
    """Make a call with what it requires, and return its error."""
    params: dict[str, Any] = {}
    if operation in ("DescribeHandshake", "AcceptHandshake"):
        params = {"HandshakeId": "h-examplehandshakeid111"}
    if operation == "InviteAccountToOrganization":
        params = {"Target": {"Type": "ACCOUNT", "Id": "222222222222"}}
    return refused(getattr(client, xform_name(operation)), **params)


def test_reason_and_message(orghandshake: OrgHandshake, organizations: Any) -> None:
    """A Reason brings its own text, its field included; a message is taken as it is."""
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


def test_modelled_class(orghandshake: OrgHandshake, organizations: Any) -> None:
    """What is raised is the client's own modelled exception, and its class names the error as well."""
    modelled = organizations.exceptions.ConcurrentModificationException
    orghandshake.add_error("AcceptHandshake", modelled)
    with pytest.raises(modelled) as caught:
        organizations.accept_handshake(HandshakeId="h-examplehandshakeid111")
    assert caught.value.response["Message"] == CONFLICT


def test_sts(orghandshake: OrgHandshake) -> None:
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


def test_under_moto(orghandshake: OrgHandshake) -> None:
    """Inside mock_aws an operation that is moto's can fail as well; the next call is moto's."""
    moto = pytest.importorskip("moto")
    orghandshake.add_error("DescribeOrganization", "ConcurrentModificationException")
    with moto.mock_aws():
        organizations: Any = boto3.client("organizations", region_name="us-east-1")
        assert orghandshake.organization.id == "o-exampleorgid"
        assert refused(organizations.describe_organization).code == "ConcurrentModificationException"
        assert organizations.describe_organization()["Organization"]["MasterAccountId"] == "123456789012"
        orghandshake.reset()


# How often, for whom, in which order


def test_times(orghandshake: OrgHandshake, organizations: Any) -> None:
    """The n next calls fail, then the operation answers; other operations always do."""
    invite = orghandshake.seed()
    orghandshake.add_error("DescribeHandshake", "TooManyRequestsException", times=2)
    assert organizations.list_handshakes_for_organization()["Handshakes"]
    for _ in range(2):
        assert refused(organizations.describe_handshake, HandshakeId=invite.id).message == TOO_MANY
    assert organizations.describe_handshake(HandshakeId=invite.id)["Handshake"] == invite.to_dict()


def test_always(orghandshake: OrgHandshake, organizations: Any) -> None:
    """times=None is every call from now on, until reset()."""
    orghandshake.add_error("DescribeHandshake", "TooManyRequestsException", times=None)
    for _ in range(20):
        assert call(organizations, "DescribeHandshake").code == "TooManyRequestsException"
    orghandshake.reset()
    assert call(organizations, "DescribeHandshake") == NOT_FOUND


def test_one_handshake(orghandshake: OrgHandshake, organizations: Any) -> None:
    """With handshake=, only calls about it fail."""
    first, second = orghandshake.seed(), orghandshake.seed()
    orghandshake.add_error("CancelHandshake", "ConcurrentModificationException", handshake=second)
    organizations.cancel_handshake(HandshakeId=first.id)
    assert refused(organizations.cancel_handshake, HandshakeId=second.id).message == CONFLICT
    organizations.cancel_handshake(HandshakeId=second.id)
    assert [first.state, second.state] == ["CANCELED", "CANCELED"]


def test_order(orghandshake: OrgHandshake, organizations: Any) -> None:
    """Errors of an operation come in the order in which they were added."""
    orghandshake.add_error("DescribeHandshake", "ServiceException")
    orghandshake.add_error("DescribeHandshake", exceptions.ReadTimeoutError)
    orghandshake.add_error("DescribeHandshake", "TooManyRequestsException")
    assert call(organizations, "DescribeHandshake").code == "ServiceException"
    with pytest.raises(exceptions.ReadTimeoutError):
        organizations.describe_handshake(HandshakeId="h-examplehandshakeid111")
    assert call(organizations, "DescribeHandshake").code == "TooManyRequestsException"
    assert call(organizations, "DescribeHandshake") == NOT_FOUND


def test_nothing_happens(orghandshake: OrgHandshake, organizations: Any) -> None:
    """A call that fails changes nothing, and counts for no scripted change."""
    invite = orghandshake.seed()
    orghandshake.add_error("CancelHandshake", "ConcurrentModificationException")
    orghandshake.add_error("DescribeHandshake", exceptions.ConnectTimeoutError)
    orghandshake.set_state(invite, "DECLINED", after_calls=1)
    assert refused(organizations.cancel_handshake, HandshakeId=invite.id).message == CONFLICT
    with pytest.raises(exceptions.ConnectTimeoutError):
        organizations.describe_handshake(HandshakeId=invite.id)
    assert invite.state == "OPEN"
    assert organizations.describe_handshake(HandshakeId=invite.id)["Handshake"]["State"] == "DECLINED"


# Transport


@pytest.mark.parametrize("name", [*TRANSPORT, "SSLError", "ProxyConnectionError"])
@pytest.mark.parametrize("by_name", [False, True])
def test_transport(orghandshake: OrgHandshake, organizations: Any, name: str, by_name: bool) -> None:  # noqa: FBT001
    """A failure of the transport is raised as botocore raises it, with the endpoint in its text."""
    kind = getattr(exceptions, name)
    orghandshake.add_error("DescribeHandshake", name if by_name else kind)
    with pytest.raises(kind, match=r"https://organizations.us-east-1.amazonaws.com/") as caught:
        organizations.describe_handshake(HandshakeId="h-examplehandshakeid111")
    assert type(caught.value) is kind
    assert caught.value.__suppress_context__
    [logged] = orghandshake.calls
    assert (logged.error, logged.params, logged.response) == (name, {"HandshakeId": "h-examplehandshakeid111"}, None)


def test_transport_over_http(orghandshake: OrgHandshake) -> None:
    """Over HTTP, a failure of the transport ends the connection."""
    pytest.importorskip("werkzeug")
    orghandshake.add_error("ListHandshakesForAccount", exceptions.ReadTimeoutError, times=2)
    with serving(orghandshake._service) as server:
        host = server.url.removeprefix("http://")
        target = {"X-Amz-Target": "AWSOrganizationsV20161128.ListHandshakesForAccount"}
        for body in (b"{}", iter([b"{}"])):
            connection = http.client.HTTPConnection(host, timeout=30)
            connection.request("POST", "/", body, target, encode_chunked=not isinstance(body, bytes))
            with pytest.raises((http.client.RemoteDisconnected, ConnectionError)):
                connection.getresponse()
            connection.close()
        connection = http.client.HTTPConnection(host, timeout=30)
        connection.request("POST", "/", b"{}", target)
        assert connection.getresponse().read() == b'{"Handshakes":[]}'
        connection.close()
    assert [each.error for each in orghandshake.calls] == ["ReadTimeoutError", "ReadTimeoutError", None]


# What is wrong with a script


@pytest.mark.parametrize(
    ("operation", "error", "words", "message"),
    [
        ("DescribeHandshakes", "ServiceException", {}, "unknown operation 'DescribeHandshakes': did you mean 'DescribeHandshake'?"),
        ("DescribeHandshake", "TooManyRequestException", {}, "DescribeHandshake has no error 'TooManyRequestException': did you mean 'TooManyRequestsException'?"),
        ("DescribeHandshake", "DuplicateHandshakeException", {}, "DescribeHandshake has no error 'DuplicateHandshakeException': did you mean 'HandshakeNotFoundException'?"),
        ("DescribeHandshake", ValueError, {}, "ValueError is no error of DescribeHandshake, and none of the network: write the error's code, 'TooManyRequestsException', or a class of botocore's transport errors, such as botocore.exceptions.ReadTimeoutError"),
        ("DescribeHandshake", None, {}, "DescribeHandshake has no error 'None': choose from "),
        ("AcceptHandshake", "InvalidInputException", {"reason": "INVALID_PATERN:X"}, "InvalidInputException has no Reason 'INVALID_PATERN:X': did you mean 'INVALID_PATTERN'?"),
        ("AcceptHandshake", "AccessDeniedException", {"reason": "NO"}, "AccessDeniedException carries no Reason: leave reason= out"),
        ("DescribeHandshake", exceptions.ReadTimeoutError, {"message": "no"}, "ReadTimeoutError is a transport error and carries no message or Reason: remove them"),
        ("DescribeHandshakes", exceptions.ReadTimeoutError, {}, "unknown operation 'DescribeHandshakes': did you mean 'DescribeHandshake'?"),
        ("DescribeHandshake", "ServiceException", {"times": 0}, "times=0: write a positive number of calls, or None for every call from now on"),
        ("DescribeHandshake", "ServiceException", {"times": True}, "times=True: write a positive number of calls, or None for every call from now on"),
        ("DescribeHandshake", "ServiceException", {"times": "2"}, "times='2': write a positive number of calls, or None for every call from now on"),
        ("DescribeHandshake", "ServiceException", {"handshake": "h-examplehandshakeid111"}, "there is no handshake 'h-examplehandshakeid111' here: seed() adds one"),
    ],
)  # fmt: skip
def test_impossible(
    orghandshake: OrgHandshake, operation: str, error: Any, words: dict[str, Any], message: str
) -> None:
    """An error that can't be is refused, with the nearest that can."""
    with pytest.raises(SetupError) as caught:
        orghandshake.add_error(operation, error, **words)
    assert str(caught.value).startswith(message)
    assert "did you mean" not in message or str(caught.value) == message
    findings_of(orghandshake).check()


def test_about_no_handshake(orghandshake: OrgHandshake) -> None:
    """Only operations that name a handshake can fail for one."""
    invite = orghandshake.seed()
    with pytest.raises(SetupError) as caught:
        orghandshake.add_error("EnableAllFeatures", "ServiceException", handshake=invite)
    assert str(caught.value) == "EnableAllFeatures takes no handshake: remove handshake="


def test_never_reached(pytester: pytest.Pytester) -> None:
    """An error that no call ever gets fails the test and names its line; one that was reached at least once is fine."""
    pytester.makepyfile("""
        import boto3
        import pytest

        def describe(handshake_id):
            try:
                boto3.client("organizations").describe_handshake(HandshakeId=handshake_id)
            except Exception:
                pass

        def test_never(orghandshake):
            invite = orghandshake.seed(id="h-vendingteam01")
            orghandshake.add_error("DescribeHandshake", "TooManyRequestsException")
            orghandshake.add_error("CancelHandshake", "ConcurrentModificationException", handshake=invite)
            describe("h-vendingteam01")

        def test_once(orghandshake):
            orghandshake.add_error("DescribeHandshake", "HandshakeNotFoundException", times=3)
            describe("h-vendingteam01")

        @pytest.mark.orghandshake(unused="ignore")
        def test_ignored(orghandshake):
            orghandshake.add_error("DescribeHandshake", "HandshakeNotFoundException")
    """)
    result = run(pytester)
    result.assert_outcomes(passed=2, failed=1)
    assert has_lines(
        result.outlines,
        [
            "add_error('CancelHandshake', 'ConcurrentModificationException') at test_never_reached.py:13 was never reached.",
            "- the code under test never called CancelHandshake for h-vendingteam01",
            '- if that is fine here: @pytest.mark.orghandshake(unused="ignore")',
        ],
    )
    assert section_of(result)[:3] == [
        "1. 111111111111 DescribeHandshake(HandshakeId='h-vendingteam01') -> TooManyRequestsException",
        "   add_error at test_never_reached.py:12",
        "2. 111111111111 DescribeHandshake(HandshakeId='h-vendingteam01') -> OK",
    ]


def test_never_reached_outside_of_pytest() -> None:
    """fake_handshakes() raises it."""
    with (
        pytest.raises(
            UnusedError,
            match=r"add_error\('EnableAllFeatures', 'ServiceException'\) at \S*test_faults.py:\d+ was never",
        ),
        fake_handshakes() as fake,
    ):
        fake.add_error("EnableAllFeatures", "ServiceException")


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
def test_codes_of_sts(orghandshake: OrgHandshake, error: str, status: int) -> None:
    """STS has the codes of its own protocol."""
    sts: Any = boto3.client("sts", region_name="us-east-1", config=Config(retries={"total_max_attempts": 1}))
    orghandshake.add_error("AssumeRole", error, message="no \x00 & <no>")
    role = {"RoleArn": "arn:aws:iam::222222222222:role/vending", "RoleSessionName": "vending"}
    assert refused(sts.assume_role, **role) == Refused(error, None, "no \ufffd & <no>", status)


@pytest.mark.parametrize("error", ["ThrottlingException", "AccessDeniedException"])
def test_empty_message(orghandshake: OrgHandshake, organizations: Any, error: str) -> None:
    """An empty message is one."""
    orghandshake.add_error("DescribeHandshake", error, message="")
    assert call(organizations, "DescribeHandshake") == Refused(error, None, "")


def test_reason_without_a_sentence(orghandshake: OrgHandshake, organizations: Any) -> None:
    """A Reason that the model has no sentence for comes with the sentence of its error."""
    orghandshake.add_error("AcceptHandshake", "AccessDeniedForDependencyException")
    assert call(organizations, "AcceptHandshake") == Refused(
        "AccessDeniedForDependencyException",
        "ACCESS_DENIED_DURING_CREATE_SERVICE_LINKED_ROLE",
        "The operation that you attempted requires you to have the iam:CreateServiceLinkedRole for organizations.amazonaws.com "
        "permission so that Organizations can create the required service-linked role. You don't have that permission.",
    )


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
            "'INVALID_PATTERN:any words' is no Reason as AWS writes it: write a field as 'INVALID_PATTERN:HANDSHAKE_ID'",
        ),
        (
            {"error": exceptions.ReadTimeoutError(endpoint_url="x")},
            """ReadTimeoutError('Read timeout on endpoint URL: "x"'): pass the exception class ReadTimeoutError, not an instance""",
        ),
        ({"error": OwnError}, "OwnError can't be raised as botocore raises its own: TypeError"),
    ],
)
def test_bad_words(orghandshake: OrgHandshake, words: dict[str, Any], message: str) -> None:
    """What is no text, no operation or no error of botocore's is refused where it is written."""
    given: dict[str, Any] = {"operation": "AcceptHandshake", "error": "InvalidInputException", **words}
    with pytest.raises(SetupError) as caught:
        orghandshake.add_error(**given)
    assert str(caught.value).startswith(message)
