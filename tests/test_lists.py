from __future__ import annotations

import base64
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from answers import BAD_TOKEN, DUPLICATE, NOT_FOUND, ids, of, refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_orghandshake import OrgHandshake

MILLISECOND = timedelta(milliseconds=1)
TO = {"Target": {"Id": "222222222222", "Type": "ACCOUNT"}}


def _pages(client: Any, operation: str, size: int, **params: Any) -> list[list[str]]:
    paginator = client.get_paginator(operation)
    return [ids(page) for page in paginator.paginate(**params, PaginationConfig={"PageSize": size})]


def test_an_invitation_expires_to_the_millisecond(orghandshake: OrgHandshake, client_of: Callable[..., Any]) -> None:
    """An invitation is OPEN up to the last millisecond before its expiry, EXPIRED at it, and OPEN if time goes back."""
    management = client_of(orghandshake.organization.management)
    invite = orghandshake.handshake(management.invite_account_to_organization(**TO)["Handshake"]["Id"])
    orghandshake.shift(timedelta(days=15) - MILLISECOND)
    assert management.describe_handshake(HandshakeId=invite.id)["Handshake"]["State"] == "OPEN"
    assert refused(management.invite_account_to_organization, **TO) == DUPLICATE
    orghandshake.shift(MILLISECOND)
    assert management.describe_handshake(HandshakeId=invite.id)["Handshake"]["State"] == "EXPIRED"
    assert invite.entered == invite.expires == orghandshake.now
    orghandshake.shift(-MILLISECOND)
    assert management.describe_handshake(HandshakeId=invite.id)["Handshake"]["State"] == "OPEN"
    assert invite.entered is None


@pytest.mark.parametrize("state", ["ACCEPTED", "DECLINED", "CANCELED", "EXPIRED"])
def test_a_handshake_is_kept_for_30_days_after_its_end(
    orghandshake: OrgHandshake, client_of: Callable[..., Any], state: Any
) -> None:
    """30 days after entering a terminal state, it is not found or listed any more, unless the clock moves back."""
    management = client_of(orghandshake.organization.management)
    invite = orghandshake.seed()
    orghandshake.shift(timedelta(days=15) if state == "EXPIRED" else timedelta(days=3))
    if state != "EXPIRED":
        orghandshake.set_state(invite, state)
    orghandshake.shift(timedelta(days=30) - MILLISECOND)
    assert management.describe_handshake(HandshakeId=invite.id)["Handshake"]["State"] == state
    assert ids(management.list_handshakes_for_organization()) == [invite.id]
    orghandshake.shift(MILLISECOND)
    assert refused(management.describe_handshake, HandshakeId=invite.id) == NOT_FOUND
    assert refused(management.cancel_handshake, HandshakeId=invite.id) == NOT_FOUND
    assert of(management.list_handshakes_for_organization()) == {"Handshakes": []}
    orghandshake.shift(-MILLISECOND)
    assert ids(management.list_handshakes_for_organization()) == [invite.id]


def test_an_account_lists_what_it_received(orghandshake: OrgHandshake, client_of: Callable[..., Any]) -> None:
    """An account sees its invitations by id and by address, from every organization, in every state, oldest first."""
    invitee = orghandshake.add_account(email="Owner@example.com")
    other = orghandshake.add_organization()
    third = orghandshake.seed(account=invitee)
    first = orghandshake.seed("DECLINED", email="owner@Example.com", requested="2025-11-20T00:00Z")
    second = orghandshake.seed(account=invitee, organization=other, requested="2025-11-25T00:00Z")
    orghandshake.seed()
    fifth = orghandshake.seed("CANCELED", email="owner@example.com")
    client = client_of(invitee)
    listed = [first.id, second.id, third.id, fifth.id]
    assert ids(client.list_handshakes_for_account()) == listed
    assert _pages(client, "list_handshakes_for_account", 3) == [listed[:3], listed[3:]]
    assert ids(client.list_handshakes_for_account(Filter={})) == listed
    assert ids(client.list_handshakes_for_account(Filter={"ActionType": "INVITE"})) == listed
    assert ids(client.list_handshakes_for_account(Filter={"ActionType": "APPROVE_ALL_FEATURES"})) == []


def test_management_sees_no_invitation_while_it_heads_an_organization(
    orghandshake: OrgHandshake, client_of: Callable[..., Any]
) -> None:
    """Invitations to a management account appear in its list once its own organization is deleted."""
    other = orghandshake.add_organization()
    invite = orghandshake.seed(account=other.management)
    client = client_of(other.management)
    assert ids(client.list_handshakes_for_account()) == []
    client.delete_organization()
    assert ids(client.list_handshakes_for_account()) == [invite.id]


def test_an_organization_lists_what_it_sent(orghandshake: OrgHandshake, client_of: Callable[..., Any]) -> None:
    """An organization lists everything it sent, oldest first, filtered by action or parent, and nothing from others."""
    newer = orghandshake.seed()
    older = orghandshake.seed(requested="2025-11-20T00:00Z")
    parent = orghandshake.seed("REQUESTED", action="ENABLE_ALL_FEATURES")
    child = orghandshake.seed(action="APPROVE_ALL_FEATURES", parent=parent)
    orghandshake.seed(organization=orghandshake.add_organization())
    management = client_of(orghandshake.organization.management)

    def listed(**chosen: str) -> list[str]:
        return ids(management.list_handshakes_for_organization(Filter=chosen))

    assert listed() == ids(management.list_handshakes_for_organization()) == [older.id, newer.id, parent.id, child.id]
    assert listed(ActionType="INVITE") == [older.id, newer.id]
    assert listed(ActionType="ENABLE_ALL_FEATURES") == [parent.id]
    assert listed(ParentHandshakeId=parent.id) == [child.id]
    assert listed(ParentHandshakeId="h-examplehandshakeid111") == []


@pytest.mark.parametrize(("count", "size", "lengths"), [(0, 5, [0]), (5, 5, [5]), (6, 5, [5, 1]), (20, 20, [20])])
def test_the_last_page_has_no_token(
    orghandshake: OrgHandshake, client_of: Callable[..., Any], count: int, size: int, lengths: list[int]
) -> None:
    """All pages but the last are full, and only the last has no token."""
    sent = [orghandshake.seed().id for _ in range(count)]
    management = client_of(orghandshake.organization.management)
    found = _pages(management, "list_handshakes_for_organization", size)
    assert [len(page) for page in found] == lengths
    assert [each for page in found for each in page] == sent


def test_a_page_holds_20_unless_asked_for_less(orghandshake: OrgHandshake, client_of: Callable[..., Any]) -> None:
    """Without MaxResults the first page has 20 handshakes and a token."""
    sent = [orghandshake.seed().id for _ in range(21)]
    management = client_of(orghandshake.organization.management)
    first = management.list_handshakes_for_organization()
    second = management.list_handshakes_for_organization(NextToken=first["NextToken"])
    assert (ids(first), ids(second), "NextToken" in second) == (sent[:20], sent[20:], False)


def test_pages_stay_stable_while_the_list_changes(orghandshake: OrgHandshake, client_of: Callable[..., Any]) -> None:
    """If handshakes are answered, deleted or added between two pages, none is repeated or skipped."""
    sent = [orghandshake.seed() for _ in range(6)]
    management = client_of(orghandshake.organization.management)
    first = management.list_handshakes_for_organization(MaxResults=2)
    older = orghandshake.seed(requested="2025-11-20T00:00Z")
    newer = orghandshake.seed()
    management.cancel_handshake(HandshakeId=sent[1].id)
    management.cancel_handshake(HandshakeId=sent[2].id)
    second = management.list_handshakes_for_organization(MaxResults=3, NextToken=first["NextToken"])
    third = management.list_handshakes_for_organization(MaxResults=3, NextToken=second["NextToken"])
    assert [each.id for each in sent] + [newer.id] == ids(first) + ids(second) + ids(third)
    assert [each["State"] for each in second["Handshakes"]] == ["CANCELED", "OPEN", "OPEN"]
    assert older.id == ids(management.list_handshakes_for_organization())[0]


def test_a_token_survives_the_end_of_the_handshake_it_names(
    orghandshake: OrgHandshake, client_of: Callable[..., Any]
) -> None:
    """A token still works if AWS has deleted the handshake at which it stopped."""
    sent = [orghandshake.seed() for _ in range(3)]
    management = client_of(orghandshake.organization.management)
    orghandshake.set_state(sent[0], "DECLINED")
    token = management.list_handshakes_for_organization(MaxResults=1)["NextToken"]
    orghandshake.shift(timedelta(days=31))
    assert ids(management.list_handshakes_for_organization(NextToken=token)) == [sent[1].id, sent[2].id]


def _tampered(token: str) -> str:
    text = base64.urlsafe_b64decode(token).decode()
    return base64.urlsafe_b64encode(text.rsplit("/", 1)[0].encode() + b"/x").decode()


@pytest.mark.parametrize(
    "token", ["", "nonsense", "bm9uc2Vuc2U=", "\ud800", "ü", "o/o/1/1", "b3JnYW5pemF0aW9uL28tZXhhbXBsZW9yZ2lkL05vbmUv"]
)
def test_a_token_that_was_never_given_is_refused(
    orghandshake: OrgHandshake, client_of: Callable[..., Any], token: str
) -> None:
    """A token that no reply contained is INVALID_NEXT_TOKEN, in each of the lists."""
    management = client_of(orghandshake.organization.management)
    stranger = client_of("333333333333")  # input is looked at before the caller is
    for operation in ("list_handshakes_for_organization", "list_handshakes_for_account", "list_accounts"):
        assert refused(getattr(management, operation), NextToken=token) == BAD_TOKEN
        assert refused(getattr(stranger, operation), NextToken=token) == BAD_TOKEN


def test_a_token_of_another_list_is_refused(orghandshake: OrgHandshake, client_of: Callable[..., Any]) -> None:
    """A token works only for its caller, operation and filter, and only unchanged."""
    invitee, other = orghandshake.add_account(), orghandshake.add_organization()
    for _ in range(2):
        orghandshake.seed("DECLINED", account=invitee)
    management, theirs = client_of(orghandshake.organization.management), client_of(other.management)
    token = management.list_handshakes_for_organization(MaxResults=1)["NextToken"]
    assert refused(theirs.list_handshakes_for_organization, NextToken=token) == BAD_TOKEN
    assert refused(client_of(invitee).list_handshakes_for_account, NextToken=token) == BAD_TOKEN
    assert refused(management.list_accounts, NextToken=token) == BAD_TOKEN
    chosen = {"ActionType": "INVITE"}
    assert refused(management.list_handshakes_for_organization, NextToken=token, Filter=chosen) == BAD_TOKEN
    assert refused(management.list_handshakes_for_organization, NextToken=_tampered(token)) == BAD_TOKEN
    assert refused(management.list_handshakes_for_organization, NextToken=f"{token}====") == BAD_TOKEN
