from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import welcome_account

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_orghandshake import OrgHandshake

MEMBER = "222222222222"


@pytest.fixture
def newcomers(orghandshake: OrgHandshake, monkeypatch: pytest.MonkeyPatch) -> str:
    """Add the organizational unit for new accounts."""
    unit = orghandshake.add_organizational_unit("Newcomers")
    monkeypatch.setenv("NEWCOMERS", unit.id)
    return unit.id


def delivered(orghandshake: OrgHandshake) -> list[dict[str, Any]]:
    """Return the events that the rule matches in the management account."""
    return [
        event
        for event in orghandshake.events
        if event["account"] == orghandshake.organization.management
        and event["detail"]["eventName"] == "AcceptHandshake"
    ]


def test_an_account_that_joined_is_welcomed(orghandshake: OrgHandshake, organizations: Any, newcomers: str) -> None:
    """The account gets tags and is moved, and a duplicate event changes nothing."""
    invite = orghandshake.seed(account=MEMBER)
    orghandshake.set_state(invite, "ACCEPTED")
    [event] = delivered(orghandshake)

    assert [welcome_account.handler(event, None) for _ in range(2)] == [MEMBER, MEMBER]

    assert organizations.list_parents(ChildId=MEMBER)["Parents"] == [{"Id": newcomers, "Type": "ORGANIZATIONAL_UNIT"}]
    tags = {tag["Key"]: tag["Value"] for tag in organizations.list_tags_for_resource(ResourceId=MEMBER)["Tags"]}
    assert tags == {"invitation": invite.id, "joined": event["time"]}


def test_an_account_that_was_invited_by_address_is_welcomed(
    orghandshake: OrgHandshake, organizations: Any, newcomers: str
) -> None:
    """An account that was invited by e-mail is welcomed too."""
    invite = orghandshake.seed(email="workload@example.com")
    orghandshake.set_state(invite, "ACCEPTED")
    [event] = delivered(orghandshake)

    assert welcome_account.handler(event, None) == invite.account
    assert organizations.list_parents(ChildId=invite.account)["Parents"][0]["Id"] == newcomers


@pytest.mark.usefixtures("newcomers")
def test_a_refused_acceptance_and_another_handshake_are_left_alone(
    orghandshake: OrgHandshake, client_of: Callable[..., Any]
) -> None:
    """Neither a refusal nor the acceptance of another kind of handshake is taken for a new account."""
    management = client_of(orghandshake.organization.management)
    with pytest.raises(management.exceptions.AccessDeniedException):
        management.accept_handshake(HandshakeId=orghandshake.seed(account=MEMBER).id)
    orghandshake.set_state(orghandshake.seed(action="ENABLE_ALL_FEATURES"), "ACCEPTED")

    events = delivered(orghandshake)

    assert [welcome_account.handler(event, None) for event in events] == [None, None]
