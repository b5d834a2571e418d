from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from vend_account import NotVendedError, vend

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_orghandshake import OrgHandshake
    from pytest_orghandshake._world.words import State

TAGS = {"Team": "vending", "Stage": "production"}


@pytest.fixture
def answer(orghandshake: OrgHandshake, monkeypatch: pytest.MonkeyPatch) -> Callable[[State | None], None]:
    """Let the owner answer during the third sleep of the code; None means never."""

    def prepare(state: State | None) -> None:
        sleeps = 0

        def sleep(seconds: float) -> None:
            nonlocal sleeps
            sleeps += 1
            orghandshake.shift(seconds)
            if sleeps == 3 and state is not None:
                orghandshake.set_state(orghandshake.handshakes[-1], state)

        monkeypatch.setattr("time.sleep", sleep)

    return prepare


def test_the_account_is_in_its_unit(orghandshake: OrgHandshake, answer: Callable[[State | None], None]) -> None:
    """The owner accepts, and the account ends up in the unit, with its tags; existing units are used."""
    workloads = orghandshake.add_organizational_unit("Workloads")
    owner = orghandshake.add_account("222222222222", email="owner@example.com")
    answer("ACCEPTED")

    assert vend("owner@example.com", "Workloads/Production", TAGS) == "222222222222"

    production = orghandshake.organization.units[-1]
    assert (production.name, production.parent) == ("Production", workloads)
    assert (owner.parent, owner.tags, owner.joined_method) == (production, TAGS, "INVITED")
    assert [call.operation for call in orghandshake.calls if not call.operation.startswith(("List", "Describe"))] == [
        "CreateOrganizationalUnit",
        "InviteAccountToOrganization",
        "MoveAccount",
    ]


@pytest.mark.parametrize("looks", [1, 2, 5])
def test_aws_shows_changes_late(orghandshake: OrgHandshake, answer: Callable[[State | None], None], looks: int) -> None:
    """The code waits for an invitation that is not found yet, and for a move that is not listed yet."""
    orghandshake.lag(looks)
    answer("ACCEPTED")

    account = vend("owner@example.com", "Workloads", TAGS)

    assert [each.id for each in orghandshake.organization.members] == ["111111111111", account]
    assert orghandshake.organization.members[1].parent == orghandshake.organization.units[0]


@pytest.mark.parametrize("state", ["DECLINED", "CANCELED"])
def test_an_owner_who_does_not_want_to(
    orghandshake: OrgHandshake, answer: Callable[[State | None], None], state: State
) -> None:
    """Nothing is moved, and the error names the final state."""
    answer(state)

    with pytest.raises(NotVendedError, match=f"the invitation is {state}"):
        vend("owner@example.com", "Workloads", TAGS)

    assert orghandshake.organization.members == ["111111111111"]


def test_an_owner_who_never_answers(orghandshake: OrgHandshake, answer: Callable[[State | None], None]) -> None:
    """The wait ends when the invitation expires after fifteen days."""
    answer(None)
    before = orghandshake.now

    with pytest.raises(NotVendedError, match="the invitation is EXPIRED"):
        vend("owner@example.com", "Workloads", TAGS)

    assert (orghandshake.now - before).days == 15


@pytest.mark.parametrize(
    ("operation", "error"),
    [("ListParents", "ChildNotFoundException"), ("MoveAccount", "AccountNotFoundException")],
)
def test_an_account_that_stays_unknown(
    orghandshake: OrgHandshake, answer: Callable[[State | None], None], operation: str, error: str
) -> None:
    """The code gives up with an error, but only after several attempts."""
    orghandshake.add_error(operation, error, times=3)
    answer("ACCEPTED")
    assert vend("owner@example.com", "Workloads", TAGS)

    orghandshake.add_error(operation, error, times=None)
    answer("ACCEPTED")
    with pytest.raises(NotVendedError, match="the account is still unknown"):
        vend("other@example.com", "Workloads", TAGS, patience=4)


def test_a_change_that_is_shown_too_late(orghandshake: OrgHandshake, answer: Callable[[State | None], None]) -> None:
    """Verification gives up in the same way."""
    orghandshake.lag(5)
    answer("ACCEPTED")

    with pytest.raises(NotVendedError, match=r"account \d{12} is not in ou-\S+, or not tagged"):
        vend("owner@example.com", "Workloads", TAGS, patience=3)
