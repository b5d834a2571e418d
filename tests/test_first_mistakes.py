"""Typical mistakes of newcomers, and the messages that tell them what to write instead."""

from __future__ import annotations

import re
import warnings
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore import exceptions
from botocore.exceptions import ClientError
from terminal import run

from pytest_orghandshake import OrgHandshakeWarning, SetupError, fake_handshakes
from pytest_orghandshake._settings import keyword_for, unquoted
from pytest_orghandshake._world.words import STATES

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_orghandshake import OrgHandshake

ID = "h-examplehandshakeid111"
CODES = (
    "pass an error code, such as 'TooManyRequestsException', or one of botocore's transport error classes, such as "
    "botocore.exceptions.ReadTimeoutError"
)


def throttled() -> ClientError:
    """Return an exception as botocore raises it."""
    return ClientError({"Error": {"Code": "TooManyRequestsException"}}, "DescribeHandshake")


@pytest.mark.parametrize(
    ("act", "message"),
    [
        (
            lambda fake: fake.seed({"Id": ID, "State": "OPEN"}),
            "seed() takes a state and keywords: pass AWS's dictionaries to load(), and what seeds() draws as seed(**drawn)",
        ),
        (
            lambda fake: fake.seed("222222222222"),
            "'222222222222' is not a state: write seed(account='222222222222')",
        ),
        (
            lambda fake: fake.seed("owner@example.com"),
            "'owner@example.com' is not a state: write seed(email='owner@example.com')",
        ),
        (
            lambda fake: fake.seed(organization="111111111111"),
            "there is no organization '111111111111' here: it is an account, so write account.organization",
        ),
        (
            lambda fake: fake.seed(organization="o-examplemissing"),
            "there is no organization 'o-examplemissing' here: add_organization() adds one",
        ),
        (
            lambda fake: fake.set_state("ACCEPTED", fake.seed(id=ID)),
            "set_state() takes the handshake first: set_state(handshake, 'ACCEPTED')",
        ),
        (
            lambda fake: fake.set_state(fake.seed(id=ID).to_dict(), "ACCEPTED"),
            f"a handshake is named by its id: write {ID!r}",
        ),
        (
            lambda fake: fake.set_state({"Handshake": fake.seed(id=ID).to_dict()}, "ACCEPTED"),
            f"a handshake is named by its id: write {ID!r}",
        ),
        (
            lambda fake: fake.set_state({"Id": 1}, "ACCEPTED"),
            "there is no handshake {'Id': 1} here: seed() adds one",
        ),
        (
            lambda fake: fake.seed(b"a@b.c"),
            f"unknown state b'a@b.c': choose from {', '.join(map(repr, STATES))}",
        ),
        (
            lambda fake: fake.add_error(exceptions.ConnectionError(error="no"), "DescribeHandshake"),
            f"{exceptions.ConnectionError(error='no')!r} is an error: add_error() takes the operation first, and then the "
            "error",
        ),
        (
            lambda fake: fake.set_state({"State": "OPEN"}, "ACCEPTED"),
            "there is no handshake {'State': 'OPEN'} here: seed() adds one",
        ),
        (
            lambda fake: fake.answer(fake.seed(id=ID), "DECLINED"),
            f"Handshake({ID!r}, INVITE OPEN) is not an account: it is a handshake, which set_state() lets the other side "
            "answer",
        ),
        (
            lambda fake: fake.add_error("TooManyRequestsException", "DescribeHandshake"),
            "'TooManyRequestsException' is an error: add_error() takes the operation first, and then the error",
        ),
        (
            lambda fake: fake.add_error(exceptions.ReadTimeoutError, "DescribeHandshake"),
            f"{exceptions.ReadTimeoutError!r} is an error: add_error() takes the operation first, and then the error",
        ),
        (
            lambda fake: fake.add_error("ValidationError", "AssumeRole"),
            "'ValidationError' is an error: add_error() takes the operation first, and then the error",
        ),
        (
            lambda fake: fake.load(["capture.json"]),
            "the capture is a list with 'capture.json': pass a path or JSON text by itself, one for each load()",
        ),
        (
            lambda fake: fake.seed(account="owner@example.com"),
            "'owner@example.com' is not an account: seed(...) takes an address as email='owner@example.com', and "
            "add_account(email='owner@example.com') makes an account",
        ),
        (
            lambda fake: fake.act_as(fake.seed(email="owner@example.com").account),
            "None is not an account: the account of an invitation by e-mail is None until it is accepted: write 12 "
            "digits, or add_account(email=...) first",
        ),
        (
            lambda fake: fake.add_error("DescribeHandshake", throttled()),
            f"{throttled()!r}: botocore makes that error from AWS's reply: pass its code, 'TooManyRequestsException'",
        ),
        (lambda fake: fake.add_error("DescribeHandshake", ValueError("no")), f"ValueError('no'): {CODES}"),
        (
            lambda fake: fake.add_error("DescribeHandshake", exceptions.NoCredentialsError()),
            f"NoCredentialsError('Unable to locate credentials'): {CODES}",
        ),
        (
            lambda fake: fake.add_error("DescribeHandshake", exceptions.ReadTimeoutError(endpoint_url="x")),
            """ReadTimeoutError('Read timeout on endpoint URL: "x"'): pass the exception class ReadTimeoutError, not an """
            "instance",
        ),
        (
            lambda fake: fake.add_error("DescribeHandshake", ClientError),
            f"ClientError is neither an error of DescribeHandshake nor a transport error: {CODES}",
        ),
        (
            lambda fake: fake.add_error("DescribeHandshake", TimeoutError),
            f"TimeoutError is neither an error of DescribeHandshake nor a transport error: {CODES}",
        ),
        (
            lambda fake: fake.add_error("DescribeHandshake", "ServiceException", after_calls=-1),
            "after_calls=-1 is not a number of calls: write 3 for the third call, or remove it",
        ),
    ],
)
def test_the_sentence_that_helps(orghandshake: OrgHandshake, act: Callable[[Any], object], message: str) -> None:
    """A natural first guess is refused, with what to write instead."""
    with pytest.raises(SetupError) as caught:
        act(orghandshake)
    assert str(caught.value) == message


def test_the_class_of_a_client_is_the_name_of_its_error(orghandshake: OrgHandshake, organizations: Any) -> None:
    """A client's exception class can be passed for AWS's error."""
    orghandshake.add_error("DescribeHandshake", organizations.exceptions.TooManyRequestsException)
    with pytest.raises(organizations.exceptions.TooManyRequestsException):
        organizations.describe_handshake(HandshakeId=ID)


def test_loaded_twice(orghandshake: OrgHandshake) -> None:
    """The message about a capture that was loaded twice does not suggest another id."""
    capture = {"Handshake": orghandshake.seed(id=ID).to_dict()}
    with pytest.raises(SetupError) as caught:
        orghandshake.load(capture)
    assert re.sub(r"\(added at .*?\)", "(added at HERE)", str(caught.value)) == (
        f"handshake {ID} already exists (added at HERE): load it once, or call reset() first"
    )


@pytest.mark.parametrize(
    ("value", "advice"),
    [
        ("ignore", "write unused='ignore'"),
        ("pass", "write unhandled='pass'"),
        ("222222222222", "write account='222222222222'"),
        ("2025-12-01T12:00:00Z", "write now='2025-12-01T12:00:00Z'"),
        ("whatever", "its keywords are unused=, unhandled=, account=, now="),
    ],
)
def test_the_keyword_of_a_value(pytester: pytest.Pytester, value: str, advice: str) -> None:
    """For a value in the marker without a keyword, the message names the keyword."""
    assert keyword_for(value) == advice
    pytester.makepyfile(f"""
        import pytest

        @pytest.mark.orghandshake({value!r})
        def test_marked():
            pass
    """)
    result = pytester.runpytest("-p", "no:randomly", "-p", "no:cacheprovider")
    assert result.errlines == [
        "ERROR: test_the_keyword_of_a_value.py::test_marked: @pytest.mark.orghandshake: takes keywords only, not "
        f"{value!r}: {advice}",
        "",
    ]


@pytest.mark.parametrize("quote", ["", '"', "'"])
def test_ini_values_may_be_quoted(pytester: pytest.Pytester, quote: str) -> None:
    """Values in an ini file may have quotes, as in TOML."""
    pytester.makeini(f"[pytest]\norghandshake_account = {quote}222222222222{quote}")
    pytester.makepyfile("""
        def test_ini(orghandshake):
            assert orghandshake._service.caller == "222222222222"
    """)
    pytester.runpytest("-p", "no:randomly").assert_outcomes(passed=1)


@pytest.mark.parametrize("text", ['"', "'a\"", "a", ""])
def test_what_is_not_quoted_stays(text: str) -> None:
    """Only a pair of matching quotes is removed."""
    assert unquoted(text) == text


OVER = (
    "this fake has ended and answers no more calls: use it inside its test or its with block; its calls, "
    "handshakes and now can still be read"
)


@pytest.mark.parametrize(
    "act",
    [
        lambda fake: fake.seed(),
        lambda fake: fake.load({"Handshakes": []}),
        lambda fake: fake.set_state(ID, "ACCEPTED"),
        lambda fake: fake.answer("222222222222"),
        lambda fake: fake.add_error("DescribeHandshake", "ServiceException"),
        lambda fake: fake.add_account(),
        lambda fake: fake.add_organization(),
        lambda fake: fake.act_as("222222222222"),
        lambda fake: fake.shift(1),
        lambda fake: fake.move_to("2025-12-01"),
    ],
)
def test_after_its_end(act: Callable[[OrgHandshake], object]) -> None:
    """A fake that has ended can be read, but not changed."""
    with fake_handshakes() as fake:
        invite = fake.seed(id=ID)
        boto3.client("organizations").describe_handshake(HandshakeId=ID)
    with pytest.raises(SetupError) as caught:
        act(fake)
    assert str(caught.value) == OVER
    assert (invite.state, fake.handshakes, len(fake.calls), fake.organization) == ("OPEN", [ID], 1, "o-exampleorgid")


# The warning


def test_the_warning_can_be_filtered_and_points_at_the_test(pytester: pytest.Pytester) -> None:
    """The warning has a category of its own and points at the test; where warnings are errors, it is a one-sentence failure."""
    pytester.makepyfile("""
        import pytest

        @pytest.mark.orghandshake(unused="warn")
        def test_invite(orghandshake):
            orghandshake.add_error("CancelHandshake", "ServiceException")
    """)
    quiet = run(pytester, "-W", "ignore::pytest_orghandshake.OrgHandshakeWarning")
    assert quiet.parseoutcomes() == {"passed": 1}
    loud = run(pytester)
    assert loud.parseoutcomes() == {"passed": 1, "warnings": 1}
    name = "test_the_warning_can_be_filtered_and_points_at_the_test.py"
    told = (
        f"add_error('CancelHandshake', 'ServiceException') at {name}:5 was never reached.",
        "- the code under test never called CancelHandshake",
        '- if that is fine here: @pytest.mark.orghandshake(unused="ignore")',
    )
    start = loud.outlines.index(f"  {name}:3: OrgHandshakeWarning: {told[0]}")
    assert loud.outlines[start + 1 : start + 3] == [f"  {line}" for line in told[1:]]
    strict = run(pytester, "-W", "error")
    assert strict.parseoutcomes() == {"failed": 1}
    start = strict.outlines.index(told[0])
    assert strict.outlines[start + 1 : start + 3] == list(told[1:])
    assert "Captured orghandshake call" in strict.outlines[start + 3]


def test_the_warning_points_at_the_with_statement() -> None:
    """Outside pytest, the warning points at the file with the ``with`` block."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        with fake_handshakes(unused="warn") as fake:
            fake.add_error("CancelHandshake", "ServiceException")
    [warning] = caught
    assert (warning.category, warning.filename) == (OrgHandshakeWarning, __file__)


def test_a_unit_is_not_named_by_its_name() -> None:
    """A name in place of a unit is answered with the id that it belongs to."""
    with fake_handshakes() as fake:
        unit = fake.add_organizational_unit("Workloads")
        with pytest.raises(SetupError) as raised:
            fake.add_account(parent="Workloads")
        message = "there is no root or organizational unit 'Workloads' here: it is the name of"
        assert str(raised.value) == f"{message} {str(unit)!r}"
        with pytest.raises(SetupError, match=r"'Workload' here: add_organizational_unit\(\) adds one$"):
            fake.add_account(parent="Workload")


@pytest.mark.parametrize("word", ["ListBuckets", "list_buckets"])
def test_a_word_that_is_not_near_is_not_offered(word: str) -> None:
    """An operation of another service is not taken for a misspelt one."""
    with fake_handshakes() as fake, pytest.raises(SetupError, match=r"^unknown operation '[A-Za-z_]+': choose from"):
        fake.add_error(word, "AccessDenied")
