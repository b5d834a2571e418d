from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from answers import (
    ALL_ALREADY,
    DENIED,
    NOT_FOUND,
    NOT_IN_USE,
    SAME_STATE,
    START,
    WRONG_STATE,
    Refused,
    ids,
    of,
    refused,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_orghandshake import Handshake, Organization, OrgHandshake

PENDING = Refused(
    "HandshakeConstraintViolationException",
    "ORGANIZATION_IS_ALREADY_PENDING_ALL_FEATURES_MIGRATION",
    "The handshake request is invalid because the organization has already started the process to enable all features.",
)


class _Migration:
    """An organization with consolidated billing, two invited members and a created one."""

    def __init__(self, orghandshake: OrgHandshake, client_of: Callable[..., Any]) -> None:
        self.world = orghandshake
        self.client_of = client_of
        self.organization: Organization = orghandshake.add_organization(feature_set="CONSOLIDATED_BILLING")
        self.management = client_of(self.organization.management)
        self.invited = [orghandshake.add_account(organization=self.organization, joined="INVITED") for _ in range(2)]
        self.created = orghandshake.add_account(organization=self.organization)

    def begin(self) -> Handshake:
        return self.world.handshake(self.management.enable_all_features()["Handshake"]["Id"])

    def children(self) -> list[Handshake]:
        return [each for each in self.world.handshakes if each.action == "APPROVE_ALL_FEATURES"]

    def answer(self, child: Handshake, operation: str = "accept_handshake") -> None:
        assert child.account is not None
        getattr(self.client_of(child.account), operation)(HandshakeId=child.id)


@pytest.fixture
def migration(orghandshake: OrgHandshake, client_of: Callable[..., Any]) -> _Migration:
    """Return an organization that is about to enable all features."""
    return _Migration(orghandshake, client_of)


def test_the_parent_is_requested(migration: _Migration) -> None:
    """EnableAllFeatures returns a REQUESTED handshake for 90 days, with the organization as its only party."""
    reply = migration.management.enable_all_features()
    handshake_id, sender = reply["Handshake"]["Id"], migration.organization
    assert of(reply) == {
        "Handshake": {
            "Id": handshake_id,
            "Arn": f"arn:aws:organizations::{sender.management.id}:handshake/{sender.id}/enable_all_features/"
            f"{handshake_id}",
            "Parties": [{"Id": sender.id[2:], "Type": "ORGANIZATION"}],
            "State": "REQUESTED",
            "RequestedTimestamp": START,
            "ExpirationTimestamp": START + timedelta(days=90),
            "Action": "ENABLE_ALL_FEATURES",
            "Resources": [{"Type": "ORGANIZATION", "Value": sender.id}],
        }
    }


def test_every_invited_member_is_asked(migration: _Migration) -> None:
    """Each invited member, and no other account, finds an APPROVE_ALL_FEATURES child in its list."""
    parent = migration.begin()
    sender = migration.organization
    for member in migration.invited:
        (child,) = migration.client_of(member).list_handshakes_for_account()["Handshakes"]
        assert child == {
            "Id": child["Id"],
            "Arn": f"arn:aws:organizations::{sender.management.id}:handshake/{sender.id}/approve_all_features/"
            f"{child['Id']}",
            "Parties": [{"Id": sender.id[2:], "Type": "ORGANIZATION"}, {"Id": member.id, "Type": "ACCOUNT"}],
            "State": "OPEN",
            "RequestedTimestamp": START,
            "ExpirationTimestamp": START + timedelta(days=90),
            "Action": "APPROVE_ALL_FEATURES",
            "Resources": [
                {"Type": "PARENT_HANDSHAKE", "Value": parent.id[2:]},
                {"Type": "ORGANIZATION", "Value": sender.id},
                {"Type": "ACCOUNT", "Value": member.id},
            ],
        }
    for account in (migration.created, sender.management):
        assert migration.client_of(account).list_handshakes_for_account()["Handshakes"] == []


def test_the_last_approval_opens_the_parent_and_management_finalises(migration: _Migration) -> None:
    """The last approval opens the parent, and accepting the parent sets the feature set to ALL."""
    parent = migration.begin()
    first, second = migration.children()
    assert refused(migration.management.accept_handshake, HandshakeId=parent.id) == WRONG_STATE
    migration.answer(first)
    before = parent.state
    migration.answer(second)
    assert (before, parent.state) == ("REQUESTED", "OPEN")
    assert migration.management.describe_organization()["Organization"]["FeatureSet"] == "CONSOLIDATED_BILLING"
    assert migration.management.accept_handshake(HandshakeId=parent.id)["Handshake"]["State"] == "ACCEPTED"
    assert migration.management.describe_organization()["Organization"]["FeatureSet"] == "ALL"
    assert refused(migration.management.accept_handshake, HandshakeId=parent.id) == SAME_STATE
    assert refused(migration.management.enable_all_features) == ALL_ALREADY


def test_without_invited_members_the_parent_is_open_at_the_next_read(
    orghandshake: OrgHandshake, client_of: Callable[..., Any]
) -> None:
    """Without invited members, the reply still says REQUESTED, and later reads OPEN until it is finalised."""
    organization = orghandshake.add_organization(feature_set="CONSOLIDATED_BILLING")
    management = client_of(organization.management)
    parent = management.enable_all_features()["Handshake"]
    assert parent["State"] == "REQUESTED"
    assert management.list_handshakes_for_organization()["Handshakes"] == [{**parent, "State": "OPEN"}]
    before = organization.feature_set
    management.accept_handshake(HandshakeId=parent["Id"])
    assert (before, organization.feature_set) == ("CONSOLIDATED_BILLING", "ALL")


def test_it_can_not_be_begun_twice(migration: _Migration) -> None:
    """While the process runs, a second one is refused; after it is canceled, another one may start."""
    parent = migration.begin()
    assert refused(migration.management.enable_all_features) == PENDING
    migration.management.cancel_handshake(HandshakeId=parent.id)
    assert migration.begin().state == "REQUESTED"
    assert len(migration.children()) == 4


def test_only_management_begins(migration: _Migration) -> None:
    """A member is denied, and a standalone account has no organization."""
    assert refused(migration.client_of(migration.created).enable_all_features) == DENIED
    assert refused(migration.client_of("999999999999").enable_all_features) == NOT_IN_USE


@pytest.mark.parametrize(
    ("operation", "caller", "which", "expected"),
    [
        ("accept_handshake", "member", "parent", DENIED),
        ("accept_handshake", "stranger", "parent", DENIED),
        ("decline_handshake", "management", "parent", DENIED),
        ("decline_handshake", "member", "parent", DENIED),
        ("cancel_handshake", "member", "parent", DENIED),
        ("accept_handshake", "management", "child", DENIED),
        ("accept_handshake", "other member", "child", DENIED),
        ("decline_handshake", "other member", "child", DENIED),
        ("cancel_handshake", "member", "child", DENIED),
        ("describe_handshake", "member", "parent", None),
        ("describe_handshake", "other member", "child", None),
        ("describe_handshake", "management", "child", None),
        ("describe_handshake", "stranger", "child", NOT_FOUND),
        ("describe_handshake", "stranger", "parent", NOT_FOUND),
    ],
)
def test_who_may_answer(
    migration: _Migration, operation: str, caller: str, which: str, expected: Refused | None
) -> None:
    """Only the member answers its child, only the management account the parent, and the whole organization may read both."""
    parent = migration.begin()
    child = migration.children()[0]
    accounts = {
        "management": migration.organization.management,
        "member": migration.invited[0],
        "other member": migration.invited[1],
        "stranger": migration.world.add_account(),
    }
    handshake = parent if which == "parent" else child
    call = getattr(migration.client_of(accounts[caller]), operation)
    if expected is None:
        assert call(HandshakeId=handshake.id)["Handshake"] == handshake.to_dict()
    else:
        assert refused(call, HandshakeId=handshake.id) == expected
    assert (parent.state, child.state) == ("REQUESTED", "OPEN")


def test_beginning_cancels_pending_invitations(migration: _Migration) -> None:
    """EnableAllFeatures cancels the open invitations of the organization, and no others."""
    theirs = migration.world.seed(organization=migration.organization)
    declined = migration.world.seed("DECLINED", organization=migration.organization)
    foreign = migration.world.seed()
    migration.begin()
    assert [theirs.state, declined.state, foreign.state] == ["CANCELED", "DECLINED", "OPEN"]


def test_cancelling_the_parent_cancels_what_hangs_on_it(migration: _Migration) -> None:
    """Canceling the parent cancels open children and newer invitations; answered ones stay as they are."""
    parent = migration.begin()
    first, second = migration.children()
    migration.answer(first, "decline_handshake")
    target = {"Id": "222222222222", "Type": "ACCOUNT"}
    invite = migration.management.invite_account_to_organization(Target=target)["Handshake"]
    assert invite["Resources"][0]["Resources"][2] == {"Type": "ORGANIZATION_FEATURE_SET", "Value": "ALL"}
    answered = migration.world.seed("DECLINED", organization=migration.organization)
    migration.management.cancel_handshake(HandshakeId=parent.id)
    states = [each.state for each in (parent, first, second, migration.world.handshake(invite["Id"]), answered)]
    assert states == ["CANCELED", "DECLINED", "CANCELED", "CANCELED", "DECLINED"]
    assert migration.organization.feature_set == "CONSOLIDATED_BILLING"


def test_cancelling_the_parent_leaves_older_invitations_open(migration: _Migration) -> None:
    """Only invitations that were sent during the process promise all features and are canceled."""
    older = migration.world.seed(organization=migration.organization)
    parent = migration.world.seed("REQUESTED", action="ENABLE_ALL_FEATURES", organization=migration.organization)
    meanwhile = migration.world.seed(organization=migration.organization)
    migration.management.cancel_handshake(HandshakeId=parent.id)
    assert [older.state, meanwhile.state] == ["OPEN", "CANCELED"]


def test_an_expired_parent_expires_its_children(migration: _Migration) -> None:
    """After 90 days, parent and open children are EXPIRED, an approval stays, and a new process may start."""
    parent = migration.begin()
    first, second = migration.children()
    migration.answer(first)
    migration.world.shift(timedelta(days=90))
    assert [each.state for each in (parent, first, second)] == ["EXPIRED", "ACCEPTED", "EXPIRED"]
    assert refused(migration.management.accept_handshake, HandshakeId=parent.id) == WRONG_STATE
    assert migration.begin().state == "REQUESTED"


def test_expiring_the_parent_by_hand_expires_its_children(migration: _Migration) -> None:
    """set_state("EXPIRED") has the same effect on the children as the passing of time."""
    parent = migration.begin()
    migration.world.set_state(parent, "EXPIRED")
    assert [each.state for each in migration.children()] == ["EXPIRED", "EXPIRED"]


@pytest.mark.parametrize("way", ["removed", "left", "moved"])
@pytest.mark.parametrize("declined", [False, True])
def test_a_member_that_goes_no_longer_holds_the_process_up(migration: _Migration, way: str, declined: bool) -> None:  # noqa: FBT001
    """When a member leaves, its unanswered child is canceled, and the parent waits only for the others."""
    parent = migration.begin()
    stays, goes = migration.children()
    account = migration.invited[1]
    if declined:
        migration.answer(goes, "decline_handshake")
    migration.answer(stays)
    assert parent.state == "REQUESTED"
    if way == "removed":
        migration.management.remove_account_from_organization(AccountId=account.id)
    elif way == "left":
        migration.client_of(account).leave_organization()
    else:
        migration.world.set_state(migration.world.seed(account=account), "ACCEPTED")
    assert (stays.state, goes.state, parent.state) == ("ACCEPTED", "DECLINED" if declined else "CANCELED", "OPEN")


def test_a_member_that_goes_first_leaves_the_others_to_ask(migration: _Migration) -> None:
    """Removing one of two unanswered members leaves the parent waiting for the other."""
    parent = migration.begin()
    goes, stays = migration.children()
    migration.management.remove_account_from_organization(AccountId=migration.invited[0].id)
    assert (goes.state, stays.state, parent.state) == ("CANCELED", "OPEN", "REQUESTED")
    migration.answer(stays)
    assert parent.state == "OPEN"


def test_a_decline_does_not_end_the_process(migration: _Migration) -> None:
    """After a decline, the parent stays REQUESTED, whatever the others answer."""
    parent = migration.begin()
    first, second = migration.children()
    migration.answer(first, "decline_handshake")
    migration.answer(second)
    assert (first.state, parent.state) == ("DECLINED", "REQUESTED")


def test_a_canceled_approval_holds_the_process_up(migration: _Migration) -> None:
    """If management cancels an approval request, the process waits until that member has left."""
    parent = migration.begin()
    first, second = migration.children()
    migration.management.cancel_handshake(HandshakeId=second.id)
    migration.answer(first)
    assert (second.state, parent.state) == ("CANCELED", "REQUESTED")
    migration.management.remove_account_from_organization(AccountId=migration.invited[1].id)
    assert parent.state == "OPEN"


@pytest.mark.parametrize("state", ["ACCEPTED", "CANCELED", "DECLINED"])
def test_a_late_approval_does_not_reopen_a_parent_that_has_ended(migration: _Migration, state: Any) -> None:
    """An open child under a terminated parent can be approved, and the parent does not change."""
    parent = migration.world.seed(state, action="ENABLE_ALL_FEATURES", organization=migration.organization)
    child = migration.world.seed(action="APPROVE_ALL_FEATURES", account=migration.invited[0], parent=parent)
    migration.answer(child)
    assert (child.state, parent.state) == ("ACCEPTED", state)


def test_a_member_that_comes_back_holds_nothing_up(migration: _Migration) -> None:
    """A member that left and was invited again joins an organization that is about to enable all features."""
    parent = migration.begin()
    stays, goes = migration.children()
    migration.client_of(migration.invited[1]).leave_organization()
    migration.world.set_state(
        migration.world.seed(account=migration.invited[1], organization=migration.organization), "ACCEPTED"
    )
    migration.answer(stays)
    assert (goes.state, parent.state) == ("CANCELED", "OPEN")


def test_children_are_found_by_their_parent(migration: _Migration) -> None:
    """A ParentHandshakeId filter lists the children for management, and its own child for each member."""
    parent = migration.begin()
    children = migration.children()
    chosen = {"Filter": {"ParentHandshakeId": parent.id}}
    assert ids(migration.management.list_handshakes_for_organization(**chosen)) == [each.id for each in children]
    member = migration.client_of(migration.invited[0])
    assert ids(member.list_handshakes_for_account(**chosen)) == [children[0].id]
    other = migration.client_of(migration.world.organization.management)
    assert ids(other.list_handshakes_for_organization(**chosen)) == []


def test_a_child_of_a_parent_that_is_gone(orghandshake: OrgHandshake, client_of: Callable[..., Any]) -> None:
    """A seeded child can be answered even if its parent does not exist."""
    child = orghandshake.seed(action="APPROVE_ALL_FEATURES")
    assert client_of(child.account).accept_handshake(HandshakeId=child.id)["Handshake"]["State"] == "ACCEPTED"
