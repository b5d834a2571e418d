from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from answers import CONFLICT, NOT_FOUND, TOO_MANY, refused
from botocore import exceptions
from faults import call
from terminal import has_lines, run, section_of

if TYPE_CHECKING:
    from pytest_orghandshake import OrgHandshake


def test_the_next_calls_fail_and_then_it_answers(orghandshake: OrgHandshake, organizations: Any) -> None:
    """The next n calls fail, then the operation is answered; other operations are not affected."""
    invite = orghandshake.seed()
    orghandshake.add_error("DescribeHandshake", "TooManyRequestsException", times=2)
    assert organizations.list_handshakes_for_organization()["Handshakes"]
    for _ in range(2):
        assert refused(organizations.describe_handshake, HandshakeId=invite.id).message == TOO_MANY
    assert organizations.describe_handshake(HandshakeId=invite.id)["Handshake"] == invite.to_dict()


def test_every_call_fails_until_reset(orghandshake: OrgHandshake, organizations: Any) -> None:
    """times=None applies to every call from now on, until reset()."""
    orghandshake.add_error("DescribeHandshake", "TooManyRequestsException", times=None)
    for _ in range(20):
        assert call(organizations, "DescribeHandshake").code == "TooManyRequestsException"
    orghandshake.reset()
    assert call(organizations, "DescribeHandshake") == NOT_FOUND


def test_only_calls_about_the_named_handshake_fail(orghandshake: OrgHandshake, organizations: Any) -> None:
    """With handshake=, only calls for it fail."""
    first, second = orghandshake.seed(), orghandshake.seed()
    orghandshake.add_error("CancelHandshake", "ConcurrentModificationException", handshake=second)
    organizations.cancel_handshake(HandshakeId=first.id)
    assert refused(organizations.cancel_handshake, HandshakeId=second.id).message == CONFLICT
    organizations.cancel_handshake(HandshakeId=second.id)
    assert [first.state, second.state] == ["CANCELED", "CANCELED"]


def test_errors_come_in_the_order_they_were_added(orghandshake: OrgHandshake, organizations: Any) -> None:
    """Errors of an operation come in the order in which they were added."""
    orghandshake.add_error("DescribeHandshake", "ServiceException")
    orghandshake.add_error("DescribeHandshake", exceptions.ReadTimeoutError)
    orghandshake.add_error("DescribeHandshake", "TooManyRequestsException")
    assert call(organizations, "DescribeHandshake").code == "ServiceException"
    with pytest.raises(exceptions.ReadTimeoutError):
        organizations.describe_handshake(HandshakeId="h-examplehandshakeid111")
    assert call(organizations, "DescribeHandshake").code == "TooManyRequestsException"
    assert call(organizations, "DescribeHandshake") == NOT_FOUND


def test_a_call_that_fails_changes_nothing(orghandshake: OrgHandshake, organizations: Any) -> None:
    """A failing call changes nothing, and does not count for scripted changes."""
    invite = orghandshake.seed()
    orghandshake.add_error("CancelHandshake", "ConcurrentModificationException")
    orghandshake.add_error("DescribeHandshake", exceptions.ConnectTimeoutError)
    orghandshake.set_state(invite, "DECLINED", after_calls=1)
    assert refused(organizations.cancel_handshake, HandshakeId=invite.id).message == CONFLICT
    with pytest.raises(exceptions.ConnectTimeoutError):
        organizations.describe_handshake(HandshakeId=invite.id)
    assert invite.state == "OPEN"
    assert organizations.describe_handshake(HandshakeId=invite.id)["Handshake"]["State"] == "DECLINED"


def test_an_error_that_no_call_ever_gets_fails_the_test(pytester: pytest.Pytester) -> None:
    """An error that no call gets fails the test and names its line; one that was reached once does not."""
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
            "add_error('CancelHandshake', 'ConcurrentModificationException') at test_an_error_that_no_call_ever_gets_fails_the_test.py:13 was never reached.",
            "- the code under test never called CancelHandshake for h-vendingteam01",
            '- if that is fine here: @pytest.mark.orghandshake(unused="ignore")',
        ],
    )
    assert section_of(result)[1:5] == [
        "1. 111111111111 DescribeHandshake(HandshakeId='h-vendingteam01') -> TooManyRequestsException",
        "   add_error at test_an_error_that_no_call_ever_gets_fails_the_test.py:12",
        "   called at test_an_error_that_no_call_ever_gets_fails_the_test.py:6",
        "2. 111111111111 DescribeHandshake(HandshakeId='h-vendingteam01') -> OK",
    ]
