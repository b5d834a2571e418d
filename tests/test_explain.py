from __future__ import annotations

import sys
from typing import Any

import boto3
import pytest
from judged import report_of

from pytest_orghandshake import (
    Account,
    Call,
    OrgHandshake,
    OrgHandshakeWarning,
    UnexpectedCallError,
    UnusedError,
    fake_handshakes,
)
from pytest_orghandshake._report import messages, origin, unused
from pytest_orghandshake._world.scripts import ScriptedChange


def call(operation: str, params: dict[str, Any], error: str | None = None) -> Call:
    """Return a call of the management account."""
    return Call("organizations", operation, params, Account("111111111111", None, None), error, b"{}")


def test_report_of_nothing(orghandshake: OrgHandshake) -> None:
    """A test that did nothing gets one line."""
    assert report_of(orghandshake) == "no calls were made"
    assert repr(orghandshake) == "OrgHandshake(0 handshakes, 0 calls)"


def test_report(orghandshake: OrgHandshake) -> None:
    """Findings stand above the numbered calls, and the handshakes below them."""
    orghandshake.seed("ACCEPTED", id="h-vendingteam01", account="222222222222")._origin = "test_vending.py:7"
    orghandshake.seed("EXPIRED", id="h-vendingteam02", email="new@example.com", requested="2025-11-01T12:00:00Z")
    orghandshake.seed("REQUESTED", id="h-vendingteam03", action="ENABLE_ALL_FEATURES")
    for handshake in orghandshake.handshakes:
        handshake._origin = "test_vending.py:7"
    orghandshake.shift(20 * 86_400)
    calls = [
        call("DescribeHandshake", {"HandshakeId": "h-vendingteam01"}),
        call("EnableAllFeatures", {}, "HandshakeConstraintViolationException"),
    ]
    assert messages.report(calls, orghandshake.handshakes, ["something is wrong\n- for a reason"]).splitlines() == [
        "something is wrong",
        "- for a reason",
        "1. 111111111111 DescribeHandshake(HandshakeId='h-vendingteam01') -> OK",
        "2. 111111111111 EnableAllFeatures() -> HandshakeConstraintViolationException",
        "handshakes:",
        "- h-vendingteam02 INVITE from o-exampleorgid to new@example.com: EXPIRED, deleted by AWS 30 days after it ended"
        " (test_vending.py:7)",
        "- h-vendingteam01 INVITE from o-exampleorgid to 222222222222: ACCEPTED (test_vending.py:7)",
        "- h-vendingteam03 ENABLE_ALL_FEATURES from o-exampleorgid: REQUESTED (test_vending.py:7)",
    ]


def test_report_of_many_calls(orghandshake: OrgHandshake) -> None:
    """Of more than a hundred calls the newest hundred are shown, and it says so."""
    calls = [call("DescribeOrganization", {})] * 103
    first, *rest = messages.report(calls, orghandshake.handshakes, []).splitlines()
    assert first == "the first 3 of 103 calls are left out"
    assert rest == [f"{number}. 111111111111 DescribeOrganization() -> OK" for number in range(4, 104)]


def test_report_of_many_handshakes(orghandshake: OrgHandshake) -> None:
    """Of more than twenty handshakes the newest twenty are shown, and it says so."""
    for number in range(21):
        orghandshake.seed(id=f"h-vending{number:04d}", account="222222222222")._origin = "test_vending.py:7"
    first, second, *rest = report_of(orghandshake).splitlines()
    assert (first, second) == ("no calls were made", "handshakes: the newest 20 of 21")
    assert rest == [
        f"- h-vending{number:04d} INVITE from o-exampleorgid to 222222222222: OPEN (test_vending.py:7)"
        for number in range(1, 21)
    ]


@pytest.mark.parametrize(
    ("length", "shown"),
    [
        (92, f"Notes='{'x' * 92}'"),
        (93, f"Notes='{'x' * 90}..."),
    ],
)
def test_long_parameters(length: int, shown: str) -> None:
    """Parameters of more than a hundred characters are cut."""
    text = messages.describe_call(call("InviteAccountToOrganization", {"Notes": "x" * length}))
    assert text == f"111111111111 InviteAccountToOrganization({shown}) -> OK"


@pytest.mark.parametrize(
    ("service", "name"), [("organizations", "Organizations CreateAccount"), ("sts", "STS CreateAccount")]
)
def test_unexpected_call(service: str, name: str) -> None:
    """An unexpected call names the operation, the caller and the two ways out."""
    assert messages.unexpected_call(service, "CreateAccount", "222222222222") == (
        f"{name} was called by account 222222222222, which this plugin does not answer.\n"
        "- if moto implements it, run the test under mock_aws()\n"
        '- to let such calls through: @pytest.mark.orghandshake(unhandled="pass")'
    )


@pytest.mark.parametrize(
    ("calls", "left"), [(1, "1 more call that reads"), (2, "2 more calls that read"), (30, "30 more calls that read")]
)
def test_unused_change(orghandshake: OrgHandshake, calls: int, left: str) -> None:
    """A scripted change that was never reached names its line, what it waits for and the way out."""
    invite = orghandshake.seed(id="h-vendingteam01")
    change = ScriptedChange(invite, "ACCEPTED", "test_vending.py:8", after_calls=calls + 1)
    change.calls = calls
    assert unused.unused_change(change, 0) == (
        f"set_state(h-vendingteam01, 'ACCEPTED', after_calls=...) at test_vending.py:8 waits for {left} the "
        "handshake.\n"
        "- the code under test stopped asking, or asked for another handshake\n"
        '- if that is fine here: @pytest.mark.orghandshake(unused="ignore")'
    )


def test_errors_outside_of_pytest() -> None:
    """At the end of fake_handshakes() each finding is said once, whatever was swallowed how often."""
    client: Any = boto3.client("organizations", region_name="us-east-1")
    with pytest.raises(UnexpectedCallError) as raised, fake_handshakes():  # noqa: PT012 - it is raised at the end
        for _ in range(2):
            with pytest.raises(UnexpectedCallError):
                client.list_roots()
    assert str(raised.value) == messages.unexpected_call("organizations", "ListRoots", "111111111111")


def test_errors_before_reset() -> None:
    """reset() forgets no call that nothing answered: the end still tells."""
    client: Any = boto3.client("organizations", region_name="us-east-1")
    with pytest.raises(UnexpectedCallError), fake_handshakes() as fake:  # noqa: PT012 - it is raised at the end
        with pytest.raises(UnexpectedCallError):
            client.list_roots()
        fake.reset()
        assert fake.calls == []


def test_unused_outside_of_pytest() -> None:
    """At the end of fake_handshakes() a change that was never reached is an UnusedError, a warning or nothing."""
    with pytest.raises(UnusedError), fake_handshakes() as fake:
        fake.set_state(fake.seed(), "ACCEPTED", after_calls=1)
    with pytest.warns(OrgHandshakeWarning, match="waits for 1 more call"), fake_handshakes(unused="warn") as fake:
        fake.set_state(fake.seed(), "ACCEPTED", after_calls=1)
    with fake_handshakes(unused="ignore") as fake:
        fake.set_state(fake.seed(), "ACCEPTED", after_calls=1)


def test_note_outside_of_pytest() -> None:
    """An error that leaves fake_handshakes() carries the report as a note, where Python has notes."""
    with pytest.raises(RuntimeError) as raised, fake_handshakes():
        raise RuntimeError
    expected = ["orghandshake:\nno calls were made"] if sys.version_info >= (3, 11) else None
    assert getattr(raised.value, "__notes__", None) == expected


def test_no_note_in_python_310() -> None:
    """Where errors take no notes, the error leaves as it is."""

    class OldError(Exception):
        @property
        def add_note(self) -> None:
            raise AttributeError

    error = OldError()
    with pytest.raises(OldError) as raised, fake_handshakes():
        raise error
    assert raised.value is error


def test_unprintable_target(orghandshake: OrgHandshake) -> None:
    """What would break the line or colour the terminal is escaped."""
    orghandshake.seed(email="x\n@y.z\x1b[31m", id="h-vendingteam01")._origin = "test_vending.py:7"
    assert report_of(orghandshake).splitlines()[-1] == (
        "- h-vendingteam01 INVITE from o-exampleorgid to 'x\\n@y.z\\x1b[31m': OPEN (test_vending.py:7)"
    )


def test_folder_that_is_gone(orghandshake: OrgHandshake, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a folder that is gone, a line is named by its file alone."""
    folder = tmp_path / "gone"
    folder.mkdir()
    monkeypatch.chdir(folder)
    folder.rmdir()
    origin._line.cache_clear()
    assert orghandshake.seed()._origin.startswith("test_explain.py:")
    origin._line.cache_clear()
