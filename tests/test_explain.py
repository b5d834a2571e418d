from __future__ import annotations

import inspect
import re
import sys
from typing import Any

import boto3
import pytest
from judged import report_of
from terminal import MOMENT, NOTHING

from pytest_orghandshake import (
    Account,
    Call,
    OrgHandshake,
    OrgHandshakeWarning,
    UnexpectedCallError,
    UnusedError,
    fake_handshakes,
)
from pytest_orghandshake._report import messages, origin, section


def call(operation: str, params: dict[str, Any], error: str | None = None) -> Call:
    """Return a call of the management account."""
    made = Call("organizations", operation, params, Account("111111111111", None, None))
    made.error, made.body, made.answered_by = error, b"{}", "orghandshake"
    return made


def test_the_report_of_a_test_that_did_nothing_is_one_line(orghandshake: OrgHandshake) -> None:
    """A test that did nothing gets one line."""
    orghandshake.move_to("2025-12-01T12:00:00Z")
    assert report_of(orghandshake).splitlines() == [
        "now: 2025-12-01T12:00:00Z",
        "no calls were made",
        "organizations:",
        "- o-exampleorgid: 111111111111 (management)",
    ]
    assert repr(orghandshake) == "OrgHandshake(0 handshakes, 0 calls)"


def test_the_report_has_findings_calls_and_handshakes_in_this_order(orghandshake: OrgHandshake) -> None:
    """Findings come before the numbered calls, and the handshakes after them."""
    orghandshake.move_to("2025-12-01T12:00:00.25Z")
    orghandshake.add_account("222222222222", organization=orghandshake.organization)
    orghandshake.seed("ACCEPTED", id="h-vendingteam01", account="222222222222")
    orghandshake.seed("EXPIRED", id="h-vendingteam02", email="new@example.com", requested="2025-11-01T12:00:00Z")
    orghandshake.seed("REQUESTED", id="h-vendingteam03", action="ENABLE_ALL_FEATURES")
    for handshake in orghandshake.handshakes:
        handshake._origin = "test_vending.py:7"
    orghandshake.shift(20 * 86_400)
    calls = [
        call("DescribeHandshake", {"HandshakeId": "h-vendingteam01"}),
        call("EnableAllFeatures", {}, "HandshakeConstraintViolationException"),
    ]
    assert section.write_section(orghandshake._world, calls, ["something is wrong\n- for a reason"]).splitlines() == [
        "something is wrong",
        "- for a reason",
        "now: 2025-12-21T12:00:00.250Z",
        "1. 111111111111 DescribeHandshake(HandshakeId='h-vendingteam01') -> OK",
        "2. 111111111111 EnableAllFeatures() -> HandshakeConstraintViolationException",
        "handshakes:",
        "- h-vendingteam02 INVITE from o-exampleorgid to new@example.com: EXPIRED, expired 2025-11-16T12:00:00Z, "
        "deleted by AWS 30 days after it ended (test_vending.py:7)",
        "- h-vendingteam01 INVITE from o-exampleorgid to 222222222222: ACCEPTED, expired 2025-12-16T12:00:00.250Z "
        "(test_vending.py:7)",
        "- h-vendingteam03 ENABLE_ALL_FEATURES from o-exampleorgid: REQUESTED, expires 2026-03-01T12:00:00.250Z "
        "(test_vending.py:7)",
        "organizations:",
        "- o-exampleorgid: 111111111111 (management), 222222222222",
    ]


def test_the_report_shows_the_newest_hundred_calls(orghandshake: OrgHandshake) -> None:
    """If there are more than a hundred calls, the newest hundred are shown, with a note."""
    calls = [call("DescribeOrganization", {})] * 103
    _, first, *rest = section.write_section(orghandshake._world, calls).splitlines()
    assert first == "the first 3 of 103 calls are not shown"
    assert rest[:-2] == [f"{number}. 111111111111 DescribeOrganization() -> OK" for number in range(4, 104)]


def test_the_report_shows_the_newest_twenty_handshakes(orghandshake: OrgHandshake) -> None:
    """If there are more than twenty handshakes, the newest twenty are shown, with a note."""
    orghandshake.move_to("2025-12-01T12:00:00Z")
    for number in range(21):
        orghandshake.seed(id=f"h-vending{number:04d}", account="222222222222")._origin = "test_vending.py:7"
    _, first, second, *rest = report_of(orghandshake).splitlines()
    assert (first, second) == ("no calls were made", "handshakes: the newest 20 of 21")
    assert rest[:-2] == [
        f"- h-vending{number:04d} INVITE from o-exampleorgid to 222222222222: OPEN, expires 2025-12-16T12:00:00Z "
        "(test_vending.py:7)"
        for number in range(1, 21)
    ]


@pytest.mark.parametrize(
    ("length", "shown"),
    [
        (92, f"Notes='{'x' * 92}'"),
        (93, f"Notes='{'x' * 90}..."),
    ],
)
def test_long_parameters_are_cut(length: int, shown: str) -> None:
    """Parameters of more than a hundred characters are cut."""
    text = section.describe_call(call("InviteAccountToOrganization", {"Notes": "x" * length}))
    assert text == f"111111111111 InviteAccountToOrganization({shown}) -> OK"


@pytest.mark.parametrize(
    ("service", "name"), [("organizations", "Organizations CreateAccount"), ("sts", "STS CreateAccount")]
)
def test_an_unexpected_call_names_the_ways_out(service: str, name: str) -> None:
    """An unexpected call names the operation, the caller and the two ways out."""
    assert messages.unexpected_call(service, "CreateAccount", "222222222222") == (
        f"{name} was called by account 222222222222, which this plugin does not answer.\n"
        "- if moto implements it, run the test under mock_aws()\n"
        '- to let such calls through: @pytest.mark.orghandshake(unhandled="pass")'
    )


@pytest.mark.parametrize(
    ("calls", "left"), [(1, "1 more call that reads"), (2, "2 more calls that read"), (30, "30 more calls that read")]
)
def test_a_change_that_was_never_reached_is_an_error_at_the_end(calls: int, left: str) -> None:
    """The message names the line that scripted it, what it waits for and what to do."""
    with pytest.raises(UnusedError) as caught, fake_handshakes() as fake:
        fake.set_state(fake.seed(id="h-vendingteam01"), "ACCEPTED", after_calls=calls)
    assert re.sub(r"at \S*test_explain\.py:\d+ ", "", str(caught.value)) == (
        f"set_state(h-vendingteam01, 'ACCEPTED', after_calls=...) waits for {left} the handshake.\n"
        "- the code under test never asked for it, or asked for another handshake\n"
        '- if that is fine here: @pytest.mark.orghandshake(unused="ignore")'
    )


def test_a_finding_is_told_once_however_often_it_was_swallowed() -> None:
    """At the end of fake_handshakes(), each finding is reported once, however often it was swallowed."""
    client: Any = boto3.client("organizations", region_name="us-east-1")
    with pytest.raises(UnexpectedCallError) as raised, fake_handshakes():  # noqa: PT012 - it is raised at the end
        for _ in range(2):
            with pytest.raises(UnexpectedCallError):
                client.list_create_account_status()
    place = (
        f"test_explain.py:{inspect.getsourcelines(test_a_finding_is_told_once_however_often_it_was_swallowed)[1] + 6}"
    )
    assert str(raised.value).replace("tests/", "") == messages.unexpected_call(
        "organizations", "ListCreateAccountStatus", "111111111111", place
    )


def test_reset_forgets_no_unexpected_call() -> None:
    """reset() does not forget calls that nothing answered: they are still reported at the end."""
    client: Any = boto3.client("organizations", region_name="us-east-1")
    with pytest.raises(UnexpectedCallError), fake_handshakes() as fake:  # noqa: PT012 - it is raised at the end
        with pytest.raises(UnexpectedCallError):
            client.list_create_account_status()
        fake.reset()
        assert fake.calls == []


def test_a_change_that_was_never_reached_is_a_warning_or_nothing_where_the_test_says_so() -> None:
    """unused= of fake_handshakes() means the same as in the marker."""
    with pytest.warns(OrgHandshakeWarning, match="waits for 1 more call"), fake_handshakes(unused="warn") as fake:
        fake.set_state(fake.seed(), "ACCEPTED", after_calls=1)
    with fake_handshakes(unused="ignore") as fake:
        fake.set_state(fake.seed(), "ACCEPTED", after_calls=1)


def test_each_of_two_changes_that_were_never_reached_is_told_once() -> None:
    """Two changes of one handshake are two findings, each with its own count."""
    with pytest.raises(UnusedError) as caught, fake_handshakes() as fake:  # noqa: PT012 - its end raises
        parent = fake.seed("REQUESTED", action="ENABLE_ALL_FEATURES", id="h-vendingteam01")
        fake.set_state(parent, "OPEN", after_calls=1)
        fake.set_state(parent, "ACCEPTED", after_calls=2)
    told = [line.split(" waits ") for line in str(caught.value).splitlines() if line.startswith("set_state")]
    assert [waits for _, waits in told] == [
        "for 1 more call that reads the handshake.",
        "for 2 more calls that read the handshake.",
    ]


def test_an_error_outside_of_pytest_carries_the_report_as_a_note() -> None:
    """An exception that leaves fake_handshakes() carries the report as a note, if Python has notes."""
    with pytest.raises(RuntimeError) as raised, fake_handshakes():
        raise RuntimeError
    heading = ["orghandshake:"] if sys.version_info >= (3, 11) else []
    notes = "".join(getattr(raised.value, "__notes__", ())).splitlines()
    assert notes[:1] == heading
    assert [MOMENT.sub("<time>", line) for line in notes[1:]] == (NOTHING if heading else [])


def test_an_error_that_takes_no_notes_leaves_as_it_is() -> None:
    """An exception without support for notes leaves the block unchanged."""

    class OldError(Exception):
        @property
        def add_note(self) -> None:
            raise AttributeError

    error = OldError()
    with pytest.raises(OldError) as raised, fake_handshakes():
        raise error
    assert raised.value is error


def test_what_would_break_a_line_of_the_report_is_escaped(orghandshake: OrgHandshake) -> None:
    """Characters that would break a line or colour the terminal are escaped."""
    orghandshake.move_to("2025-12-01T12:00:00Z")
    orghandshake.seed(email="x\n@y.z\x1b[31m", id="h-vendingteam01")._origin = "test_vending.py:7"
    assert report_of(orghandshake).splitlines()[-3] == (
        "- h-vendingteam01 INVITE from o-exampleorgid to 'x\\n@y.z\\x1b[31m': OPEN, expires 2025-12-16T12:00:00Z "
        "(test_vending.py:7)"
    )


def test_a_line_is_named_in_a_folder_that_is_gone(
    orghandshake: OrgHandshake, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If the working directory no longer exists, a line is named by its file name only."""
    folder = tmp_path / "gone"
    folder.mkdir()
    monkeypatch.chdir(folder)
    folder.rmdir()
    origin._line.cache_clear()
    assert orghandshake.seed()._origin.startswith("test_explain.py:")
    origin._line.cache_clear()
