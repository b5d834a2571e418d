"""A poll that can't end is an error, and load tests are allowed."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from pytest_orghandshake import UnexpectedCallError, fake_handshakes
from pytest_orghandshake._api import service as services
from pytest_orghandshake._api.polls import MAX_POLLS, Polls

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_orghandshake import OrgHandshake

ID = "h-examplehandshakeid111"
ENOUGH = 20
MOVE = (
    "move it with orghandshake.shift(...), or let the code's sleeps do so: monkeypatch.setattr('time.sleep', "
    "orghandshake.shift)"
)
WAY_OUT = '- if that many calls are intended, as in a load test: @pytest.mark.orghandshake(unused="ignore")'


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lower the limit to a few calls."""
    monkeypatch.setattr("pytest_orghandshake._api.polls.MAX_POLLS", ENOUGH)
    monkeypatch.setattr(services, "MAX_POLLS", ENOUGH)


def test_a_few_thousand() -> None:
    """Every identical call counts, and the one after the limit is too many."""
    assert MAX_POLLS == 5_000
    polls = Polls()
    assert [polls.is_endless("a") for _ in range(ENOUGH + 2)] == [False] * ENOUGH + [True] * 2
    assert [polls.is_endless("b"), polls.is_endless("a")] == [False] * 2


def poll(client: Any, handshake_id: str = ID) -> int:
    """Poll until the handshake is answered."""
    for number in count(1):
        if client.describe_handshake(HandshakeId=handshake_id)["Handshake"]["State"] != "OPEN":
            return number
    return 0  # never


def poll_account(client: Any, *_: object) -> None:
    """Invite, and poll until the account is a member, ignoring errors."""
    client.invite_account_to_organization(Target={"Type": "ACCOUNT", "Id": "222222222222"})
    while True:
        try:
            client.describe_account(AccountId="222222222222")
        except client.exceptions.AccountNotFoundException:  # noqa: PERF203 - the code under test
            continue


def told_of(script: Callable[[OrgHandshake], object], code: Callable[[Any], object] = poll) -> list[str]:
    """Run code that never ends, and return the error's message, which the end of the test repeats once."""
    with pytest.raises(UnexpectedCallError) as caught, fake_handshakes(now="2025-12-01T12:00:00Z") as fake:  # noqa: PT012
        fake.seed(id=ID)
        script(fake)
        with pytest.raises(UnexpectedCallError) as there:
            code(boto3.client("organizations"))
        assert [call.error for call in fake.calls[-2:]][1] == "UnexpectedCallError"
    assert str(caught.value) == str(there.value)
    return str(there.value).splitlines()


def heading(operation: str) -> str:
    """Return the first line."""
    return (
        f"Organizations {operation} was called {ENOUGH} times in a row by account 111111111111, each with the same "
        "parameters and the same reply, while the clock stood still: this poll cannot end."
    )


def test_nothing_is_scripted() -> None:
    """The message about a poll without a scripted change says what to write."""
    assert told_of(lambda _: None) == [
        heading("DescribeHandshake"),
        "- nothing is scripted to change it: before the code polls, write set_state(handshake, 'ACCEPTED', "
        "after_calls=3), or answer('222222222222') for an invitation that the code sends itself",
        f"- the clock stands at 2025-12-01T12:00:00Z: {MOVE}",
        WAY_OUT,
    ]


def test_it_waits_for_the_clock() -> None:
    """The message about a poll that waits for a clock that stands still says so."""
    line = told_of(lambda fake: fake.set_state(ID, "ACCEPTED", after=60))[1]
    assert line.startswith(f"- set_state({ID}, 'ACCEPTED', after=0:01:00) at ")
    assert line.endswith(
        f" waits for the clock to move on by 0:01:00. The clock stands at 2025-12-01T12:00:00Z: {MOVE}."
    )


def test_it_waits_for_other_calls() -> None:
    """The message about a poll that never makes the awaited calls says so, even if each call is an error."""
    lines = told_of(lambda fake: fake.set_state(ID, "ACCEPTED", after_calls=3), poll_account)
    assert lines[0] == heading("DescribeAccount")
    assert lines[1].startswith(f"- set_state({ID}, 'ACCEPTED', after_calls=...) at ")
    assert lines[1].endswith(
        " waits for 3 more calls that read the handshake. The code under test never asked for it, or asked for another "
        "handshake."
    )


@pytest.mark.parametrize("unused", ["warn", "ignore"])
def test_load_is_spared(unused: Any) -> None:
    """With unused="ignore" or "warn", code may call as often as it likes."""
    with fake_handshakes(unused=unused) as fake:
        client, invite = boto3.client("organizations"), fake.seed()
        for _ in range(2 * ENOUGH):
            client.describe_handshake(HandshakeId=invite)
        assert len(fake.calls) == 2 * ENOUGH


def test_what_moves_on_may_take_long(orghandshake: OrgHandshake, monkeypatch: pytest.MonkeyPatch) -> None:
    """A clock that moves, a script that progresses, or calls that differ are not an endless poll."""
    client = boto3.client("organizations")
    first, second = orghandshake.seed(), orghandshake.seed()
    orghandshake.set_state(first, "ACCEPTED", after_calls=2 * ENOUGH)
    assert poll(client, first) == 2 * ENOUGH
    third = orghandshake.seed()
    for _ in range(2 * ENOUGH):
        orghandshake.shift(1)
        client.describe_handshake(HandshakeId=second)
    for _ in range(2 * ENOUGH):
        client.describe_handshake(HandshakeId=second)
        client.describe_handshake(HandshakeId=third)
    monkeypatch.undo()


def test_calls_that_differ_in_one_thing_are_no_poll(orghandshake: OrgHandshake, client_of: Callable[..., Any]) -> None:
    """Other parameters, another caller or another reply restarts the count."""
    first, second = client_of("222222222222"), client_of("333333333333")
    for number in range(2 * ENOUGH):
        with pytest.raises(first.exceptions.HandshakeNotFoundException):
            first.describe_handshake(HandshakeId=f"h-nosuchhandshake{number % 2}")
    for _ in range(2 * ENOUGH):
        assert first.list_handshakes_for_account()["Handshakes"] == []
        assert second.list_handshakes_for_account()["Handshakes"] == []
    for _ in range(20):  # the most that a page shows
        orghandshake.seed(account="222222222222")
        for _ in range(ENOUGH - 1):
            assert first.list_handshakes_for_account()["Handshakes"]


def test_answers_that_count_account_looks_may_take_long(orghandshake: OrgHandshake) -> None:
    """A poll of the account makes progress if an answer counts it."""
    client = boto3.client("organizations")
    orghandshake.answer("222222222222", after_calls=2 * ENOUGH)
    client.invite_account_to_organization(Target={"Type": "ACCOUNT", "Id": "222222222222"})
    while "222222222222" not in [each["Id"] for each in client.list_accounts()["Accounts"]]:
        pass
    assert len(orghandshake.calls) == 2 * ENOUGH + 1


@pytest.mark.usefixtures("orghandshake")
def test_who_am_i_is_no_poll() -> None:
    """STS calls are never an endless poll."""
    sts = boto3.client("sts", region_name="us-east-1")
    assert {sts.get_caller_identity()["Account"] for _ in range(2 * ENOUGH)} == {"111111111111"}
