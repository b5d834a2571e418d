from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Literal

import pytest
from wait_for_handshake import HandshakeRefusedError, organizations, wait_for_handshake

if TYPE_CHECKING:
    from pytest_orghandshake import OrgHandshake


@pytest.fixture(autouse=True)
def no_waiting(orghandshake: OrgHandshake, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let sleeping move the fake's clock instead of taking time."""
    monkeypatch.setattr("time.sleep", orghandshake.shift)


def test_it_returns_at_the_look_that_finds_it_accepted(orghandshake: OrgHandshake) -> None:
    """The poll that finds the handshake accepted returns it."""
    invite = orghandshake.seed(account="222222222222")
    orghandshake.set_state(invite, "ACCEPTED", after_calls=3)

    handshake = wait_for_handshake(invite.id, every=20)

    assert handshake["State"] == "ACCEPTED"
    assert [call.operation for call in orghandshake.calls] == ["DescribeHandshake"] * 3


@pytest.mark.parametrize("state", ["DECLINED", "CANCELED"])
def test_a_refusal_ends_the_wait(orghandshake: OrgHandshake, state: Literal["DECLINED", "CANCELED"]) -> None:
    """A handshake that is declined or canceled while we wait ends the wait."""
    invite = orghandshake.seed(account="222222222222")
    orghandshake.set_state(invite, state, after_calls=2)

    with pytest.raises(HandshakeRefusedError) as caught:
        wait_for_handshake(invite.id)

    assert str(caught.value) == f"handshake {invite.id} is {state}"


@pytest.mark.parametrize("state", ["DECLINED", "CANCELED", "EXPIRED"])
def test_what_has_ended_is_not_waited_for(
    orghandshake: OrgHandshake, state: Literal["DECLINED", "CANCELED", "EXPIRED"]
) -> None:
    """A handshake in a terminal state is not waited for."""
    invite = orghandshake.seed(state)

    with pytest.raises(HandshakeRefusedError) as caught:
        wait_for_handshake(invite.id)

    assert caught.value.state == state
    assert len(orghandshake.calls) == 1


def test_expiry_ends_the_wait(orghandshake: OrgHandshake) -> None:
    """An invitation that nobody answers expires after 15 days, and that ends the wait."""
    invite = orghandshake.seed()

    with pytest.raises(HandshakeRefusedError) as caught:
        wait_for_handshake(invite.id, every=86_400, at_most=30 * 86_400)

    assert caught.value.state == "EXPIRED"
    assert orghandshake.now - invite.requested == timedelta(days=15)


def test_the_wait_ends_in_time(orghandshake: OrgHandshake) -> None:
    """The wait ends with a TimeoutError while the handshake is still open."""
    invite = orghandshake.seed()

    with pytest.raises(TimeoutError) as caught:
        wait_for_handshake(invite.id, every=20, at_most=60)

    assert str(caught.value) == f"handshake {invite.id} is still OPEN after 60 seconds"
    assert invite.state == "OPEN"


@pytest.mark.usefixtures("orghandshake")
def test_an_unknown_handshake_is_an_error_of_aws() -> None:
    """AWS's error for an unknown handshake reaches the caller."""
    with pytest.raises(organizations.exceptions.HandshakeNotFoundException):
        wait_for_handshake("h-examplehandshakeid111")
