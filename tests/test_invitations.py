from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from answers import (
    ALREADY_IN,
    DENIED,
    DUPLICATE,
    MASTER,
    NOT_FOUND,
    NOT_IN_USE,
    SAME_STATE,
    SENT_BY,
    START,
    WRONG_STATE,
    of,
    refused,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from answers import Refused

    from pytest_orghandshake import OrgHandshake

STEPS = {"ACCEPTED": "accept_handshake", "DECLINED": "decline_handshake", "CANCELED": "cancel_handshake"}


def _account(target: str) -> dict[str, str]:
    return {"Id": target, "Type": "ACCOUNT"}


def _email(target: str) -> dict[str, str]:
    return {"Id": target, "Type": "EMAIL"}


@pytest.mark.parametrize("kind", ["ACCOUNT", "EMAIL"])
def test_an_invitation_is_answered_in_aws_shape(
    orghandshake: OrgHandshake, client_of: Callable[..., Any], kind: str
) -> None:
    """An invitation expires after exactly 15 days, has the sender without o- as a party, and contains the notes."""
    target = "222222222222" if kind == "ACCOUNT" else "owner@example.com"
    reply = client_of(orghandshake.organization.management).invite_account_to_organization(
        Target={"Id": target, "Type": kind}, Notes="welcome", Tags=[{"Key": "team", "Value": ""}]
    )
    handshake_id = reply["Handshake"]["Id"]
    assert of(reply) == {
        "Handshake": {
            "Id": handshake_id,
            "Arn": f"arn:aws:organizations::111111111111:handshake/o-exampleorgid/invite/{handshake_id}",
            "Parties": [{"Id": "exampleorgid", "Type": "ORGANIZATION"}, {"Id": target, "Type": kind}],
            "State": "OPEN",
            "RequestedTimestamp": START,
            "ExpirationTimestamp": START + timedelta(days=15),
            "Action": "INVITE",
            "Resources": [SENT_BY, {"Type": kind, "Value": target}, {"Type": "NOTES", "Value": "welcome"}],
        }
    }
    assert orghandshake.handshake(handshake_id).to_dict() == reply["Handshake"]


def test_an_invitation_without_notes_has_no_notes(orghandshake: OrgHandshake, client_of: Callable[..., Any]) -> None:
    """There is a NOTES resource only if notes were given."""
    management = client_of(orghandshake.organization.management)
    reply = management.invite_account_to_organization(Target=_account("222222222222"))
    assert reply["Handshake"]["Resources"] == [SENT_BY, {"Type": "ACCOUNT", "Value": "222222222222"}]


@pytest.mark.parametrize(
    ("operation", "caller", "expected"),
    [
        ("describe_handshake", "recipient", "OPEN"),
        ("describe_handshake", "management", "OPEN"),
        ("describe_handshake", "member", "OPEN"),
        ("describe_handshake", "stranger", NOT_FOUND),
        ("describe_handshake", "other management", NOT_FOUND),
        ("accept_handshake", "recipient", "ACCEPTED"),
        ("accept_handshake", "management", DENIED),
        ("accept_handshake", "member", DENIED),
        ("accept_handshake", "stranger", DENIED),
        ("decline_handshake", "recipient", "DECLINED"),
        ("decline_handshake", "management", DENIED),
        ("decline_handshake", "member", DENIED),
        ("decline_handshake", "stranger", DENIED),
        ("cancel_handshake", "management", "CANCELED"),
        ("cancel_handshake", "recipient", DENIED),
        ("cancel_handshake", "member", DENIED),
        ("cancel_handshake", "stranger", DENIED),
        ("cancel_handshake", "other management", DENIED),
    ],
)
@pytest.mark.parametrize("kind", ["ACCOUNT", "EMAIL"])
def test_who_may_do_what(
    orghandshake: OrgHandshake,
    client_of: Callable[..., Any],
    kind: str,
    operation: str,
    caller: str,
    expected: str | Refused,
) -> None:
    """The recipient accepts and declines, management cancels, both sides describe, and all others are refused."""
    accounts = {
        "management": orghandshake.organization.management,
        "recipient": orghandshake.add_account(email="Owner@example.com"),
        "member": orghandshake.add_account(organization=orghandshake.organization),
        "stranger": orghandshake.add_account(),
        "other management": orghandshake.add_organization().management,
    }
    invite = (
        orghandshake.seed(account=accounts["recipient"])
        if kind == "ACCOUNT"
        else orghandshake.seed(email="owner@EXAMPLE.com")
    )
    call = getattr(client_of(accounts[caller]), operation)
    if isinstance(expected, str):
        assert call(HandshakeId=invite.id)["Handshake"]["State"] == expected
    else:
        assert refused(call, HandshakeId=invite.id) == expected
    assert invite.state == (expected if isinstance(expected, str) else "OPEN")


@pytest.mark.parametrize("wanted", ["ACCEPTED", "DECLINED", "CANCELED"])
@pytest.mark.parametrize("state", ["ACCEPTED", "DECLINED", "CANCELED", "EXPIRED"])
def test_nothing_leaves_a_terminal_state(
    orghandshake: OrgHandshake, client_of: Callable[..., Any], state: Any, wanted: str
) -> None:
    """In a terminal state, the same step again is HandshakeAlreadyInState, any other step InvalidHandshakeTransition."""
    invite = orghandshake.seed(state, account="222222222222")
    caller = orghandshake.organization.management if wanted == "CANCELED" else "222222222222"
    expected = SAME_STATE if wanted == state else WRONG_STATE
    assert refused(getattr(client_of(caller), STEPS[wanted]), HandshakeId=invite.id) == expected
    assert invite.state == state


@pytest.mark.parametrize(
    "operation", ["describe_handshake", "accept_handshake", "decline_handshake", "cancel_handshake"]
)
def test_an_unknown_handshake_is_not_found(
    orghandshake: OrgHandshake, client_of: Callable[..., Any], operation: str
) -> None:
    """A well-formed id of no handshake is HandshakeNotFound for every operation."""
    call = getattr(client_of(orghandshake.organization.management), operation)
    assert refused(call, HandshakeId="h-examplehandshakeid111") == NOT_FOUND


def test_accepting_joins_the_organization(orghandshake: OrgHandshake, client_of: Callable[..., Any]) -> None:
    """An account that accepts is a member immediately, with JoinedMethod INVITED, and the handshake keeps its timestamps."""
    invitee = orghandshake.add_account("222222222222")
    invite = orghandshake.seed(account=invitee)
    orghandshake.shift(timedelta(days=2))
    accepted = client_of(invitee).accept_handshake(HandshakeId=invite.id)["Handshake"]
    assert accepted == invite.to_dict()
    assert (accepted["RequestedTimestamp"], accepted["State"]) == (START, "ACCEPTED")
    assert (invitee.organization, invitee.joined_method) == (orghandshake.organization, "INVITED")
    assert invitee.joined == invite.entered == START + timedelta(days=2)


def test_accepting_an_email_invitation_names_the_account(
    orghandshake: OrgHandshake, client_of: Callable[..., Any]
) -> None:
    """When an e-mail invitation is accepted, its EMAIL party becomes an ACCOUNT, and its EMAIL resource stays."""
    invitee = orghandshake.add_account("222222222222", email="owner@example.com")
    invite = orghandshake.seed(email="owner@example.com")
    accepted = client_of(invitee).accept_handshake(HandshakeId=invite.id)["Handshake"]
    assert accepted["Parties"] == [{"Id": "exampleorgid", "Type": "ORGANIZATION"}, _account("222222222222")]
    assert accepted["Resources"] == [SENT_BY, {"Type": "EMAIL", "Value": "owner@example.com"}]
    assert client_of(invitee).list_handshakes_for_account()["Handshakes"] == [accepted]
    assert (invite.account, invite.email) == (invitee, None)


def test_accepting_turns_the_parties_that_were_seeded(
    orghandshake: OrgHandshake, client_of: Callable[..., Any]
) -> None:
    """Parties written verbatim keep their order when an account takes the place of the address."""
    invitee = orghandshake.add_account("222222222222", email="owner@example.com")
    invite = orghandshake.seed(parties=[_email("owner@example.com"), {"Id": "exampleorgid", "Type": "ORGANIZATION"}])
    accepted = client_of(invitee).accept_handshake(HandshakeId=invite.id)["Handshake"]
    assert accepted["Parties"] == [_account("222222222222"), {"Id": "exampleorgid", "Type": "ORGANIZATION"}]


def test_accepting_moves_a_member_of_another_organization(
    orghandshake: OrgHandshake, client_of: Callable[..., Any]
) -> None:
    """A member of another organization can be invited, and moves directly when it accepts."""
    other = orghandshake.add_organization()
    member = orghandshake.add_account(organization=other)
    management = client_of(orghandshake.organization.management)
    invite = management.invite_account_to_organization(Target=_account(member.id))["Handshake"]
    client_of(member).accept_handshake(HandshakeId=invite["Id"])
    assert other.members == [other.management]
    assert orghandshake.organization.members == [orghandshake.organization.management, member]
    assert member.joined_method == "INVITED"


def test_a_management_account_can_not_accept(orghandshake: OrgHandshake, client_of: Callable[..., Any]) -> None:
    """The management account of another organization can't leave it by accepting, and the invitation stays open."""
    other = orghandshake.add_organization()
    invite = orghandshake.seed(account=other.management)
    assert refused(client_of(other.management).accept_handshake, HandshakeId=invite.id) == MASTER
    assert (invite.state, other.members) == ("OPEN", [other.management])


def test_a_member_uses_up_an_invitation_to_its_address(
    orghandshake: OrgHandshake, client_of: Callable[..., Any]
) -> None:
    """A member that accepts an e-mail invitation gets ALREADY_IN_AN_ORGANIZATION, and the invitation becomes ACCEPTED."""
    member = orghandshake.add_account("222222222222", email="owner@example.com", organization="o-exampleorgid")
    management = client_of(orghandshake.organization.management)
    invite = management.invite_account_to_organization(Target=_email("owner@example.com"))["Handshake"]
    assert refused(client_of(member).accept_handshake, HandshakeId=invite["Id"]) == ALREADY_IN
    assert management.describe_handshake(HandshakeId=invite["Id"])["Handshake"] == {
        **invite,
        "State": "ACCEPTED",
        "Parties": [{"Id": "exampleorgid", "Type": "ORGANIZATION"}, _account("222222222222")],
    }
    assert refused(client_of(member).accept_handshake, HandshakeId=invite["Id"]) == SAME_STATE
    assert member.joined_method == "CREATED"


def test_a_member_that_joined_meanwhile_uses_up_its_other_invitation(
    orghandshake: OrgHandshake, client_of: Callable[..., Any]
) -> None:
    """The same happens if an account invited by id has become a member before it accepts."""
    member = orghandshake.add_account("222222222222", organization="o-exampleorgid")
    invite = orghandshake.seed(account=member)
    assert refused(client_of(member).accept_handshake, HandshakeId=invite.id) == ALREADY_IN
    assert (invite.state, invite.account) == ("ACCEPTED", member)


@pytest.mark.parametrize(("caller", "expected"), [("member", DENIED), ("stranger", NOT_IN_USE)])
def test_only_management_invites(
    orghandshake: OrgHandshake, client_of: Callable[..., Any], caller: str, expected: Refused
) -> None:
    """A member is denied, and a standalone account has no organization to invite to."""
    accounts = {"member": orghandshake.add_account(organization="o-exampleorgid"), "stranger": "333333333333"}
    call = client_of(accounts[caller]).invite_account_to_organization
    assert refused(call, Target=_account("222222222222")) == expected
    assert orghandshake.handshakes == []


def test_a_member_can_not_be_invited_by_its_id(orghandshake: OrgHandshake, client_of: Callable[..., Any]) -> None:
    """Inviting an account of the same organization is ALREADY_IN_AN_ORGANIZATION."""
    member = orghandshake.add_account(organization="o-exampleorgid")
    call = client_of(orghandshake.organization.management).invite_account_to_organization
    assert refused(call, Target=_account(member.id)) == ALREADY_IN


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (_account("222222222222"), _account("222222222222")),
        (_account("222222222222"), _email("OWNER@example.com")),
        (_email("owner@example.com"), _account("222222222222")),
        (_email("nobody@example.com"), _email("NoBody@example.com")),
    ],
)
def test_an_open_twin_is_a_duplicate(
    orghandshake: OrgHandshake, client_of: Callable[..., Any], first: dict[str, str], second: dict[str, str]
) -> None:
    """An account has at most one open invitation from an organization, by id or by address; others may invite it too."""
    orghandshake.add_account("222222222222", email="owner@example.com")
    management = client_of(orghandshake.organization.management)
    management.invite_account_to_organization(Target=first)
    assert refused(management.invite_account_to_organization, Target=second) == DUPLICATE
    other = client_of(orghandshake.add_organization().management)
    assert other.invite_account_to_organization(Target=second)["Handshake"]["State"] == "OPEN"
    assert len(orghandshake.handshakes) == 2


@pytest.mark.parametrize("state", ["ACCEPTED", "DECLINED", "CANCELED", "EXPIRED"])
def test_a_new_invitation_after_the_end_of_the_last(
    orghandshake: OrgHandshake, client_of: Callable[..., Any], state: Any
) -> None:
    """Only an open invitation blocks another one; after any terminal state, the account can be invited again."""
    ended = orghandshake.seed(state, account="222222222222")
    management = client_of(orghandshake.organization.management)
    invite = management.invite_account_to_organization(Target=_account("222222222222"))["Handshake"]
    assert [each.id for each in orghandshake.handshakes] == [ended.id, invite["Id"]]
    assert (ended.state, invite["State"]) == (state, "OPEN")


def test_ids_are_valid_and_unique_beside_seeded_ones(orghandshake: OrgHandshake, client_of: Callable[..., Any]) -> None:
    """A generated id is never one that a seed already uses."""
    management = client_of(orghandshake.organization.management)
    taken = management.invite_account_to_organization(Target=_account("222222222222"))["Handshake"]["Id"]
    orghandshake.reset()
    orghandshake.seed(id=taken)
    made = management.invite_account_to_organization(Target=_account("222222222222"))["Handshake"]["Id"]
    assert made != taken
    assert len(made) == 34
