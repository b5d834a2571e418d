from __future__ import annotations

import itertools
import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any, get_args

import pytest
from answers import SENT_BY, START

from pytest_orghandshake import SetupError
from pytest_orghandshake._world.words import Action, PartyType, ResourceType, State

if TYPE_CHECKING:
    from pytest_orghandshake import OrgHandshake

SENDER = {"Id": "exampleorgid", "Type": "ORGANIZATION"}


@pytest.mark.parametrize(("state", "action"), list(itertools.product(get_args(State), get_args(Action))))
def test_every_state_goes_with_every_action(orghandshake: OrgHandshake, state: State, action: Action) -> None:
    """Every state goes with every action, and omitted arguments are filled in."""
    handshake = orghandshake.seed(state, action=action)
    days = 15 if action == "INVITE" else 90
    assert (handshake.state, handshake.action) == (state, action)
    if action != "TRANSFER_RESPONSIBILITY":  # whose start decides
        assert handshake.expires - handshake.requested == timedelta(days=days)
    assert (handshake.entered is None) == (state in ("OPEN", "REQUESTED"))
    assert re.fullmatch(r"h-[0-9a-f]{12}4[0-9a-f]{3}[89ab][0-9a-f]{15}", handshake.id)
    assert handshake.arn == (
        f"arn:aws:organizations::111111111111:handshake/o-exampleorgid/{action.lower()}/{handshake.id}"
    )
    assert orghandshake.handshakes == [handshake]


def test_an_invitation_to_an_account_is_as_recorded(orghandshake: OrgHandshake) -> None:
    """An invitation has the recorded parties and resources, in the recorded order."""
    invite = orghandshake.seed(account="222222222222", notes="welcome")
    assert invite.to_dict() == {
        "Id": invite.id,
        "Arn": f"arn:aws:organizations::111111111111:handshake/o-exampleorgid/invite/{invite.id}",
        "Parties": [SENDER, {"Id": "222222222222", "Type": "ACCOUNT"}],
        "State": "OPEN",
        "RequestedTimestamp": START,
        "ExpirationTimestamp": START + timedelta(days=15),
        "Action": "INVITE",
        "Resources": [
            SENT_BY,
            {"Type": "ACCOUNT", "Value": "222222222222"},
            {"Type": "NOTES", "Value": "welcome"},
        ],
    }
    assert (invite.account, invite.email, invite.parent) == ("222222222222", None, None)
    assert invite.organization is orghandshake.organization


def test_an_invitation_to_an_address_names_it(orghandshake: OrgHandshake) -> None:
    """An invitation by e-mail names the address as party and as resource."""
    invite = orghandshake.seed(email="juan@example.com")
    assert invite.parties == [SENDER, {"Id": "juan@example.com", "Type": "EMAIL"}]
    assert invite.resources == [SENT_BY, {"Type": "EMAIL", "Value": "juan@example.com"}]
    assert (invite.account, invite.email) == (None, "juan@example.com")


def test_a_child_names_its_parent_and_inherits_its_times(orghandshake: OrgHandshake) -> None:
    """A child has the id of its parent without ``h-``, and inherits its times."""
    parent = orghandshake.seed("REQUESTED", action="ENABLE_ALL_FEATURES", requested=START - timedelta(days=3))
    member = orghandshake.add_account("222222222222", organization=orghandshake.organization, joined="INVITED")
    child = orghandshake.seed(action="APPROVE_ALL_FEATURES", account=member, parent=parent)
    assert parent.parties == [SENDER]
    assert parent.resources == [{"Type": "ORGANIZATION", "Value": "o-exampleorgid"}]
    assert child.parties == [SENDER, {"Id": "222222222222", "Type": "ACCOUNT"}]
    assert child.resources == [
        {"Type": "PARENT_HANDSHAKE", "Value": parent.id.removeprefix("h-")},
        {"Type": "ORGANIZATION", "Value": "o-exampleorgid"},
        {"Type": "ACCOUNT", "Value": "222222222222"},
    ]
    assert (child.parent, child.requested, child.expires) == (parent.id, parent.requested, parent.expires)


def test_a_child_joins_the_migration_under_way(orghandshake: OrgHandshake) -> None:
    """A child without a parent belongs to the pending migration of its organization."""
    parent = orghandshake.seed("REQUESTED", action="ENABLE_ALL_FEATURES")
    approve = orghandshake.seed(action="APPROVE_ALL_FEATURES")
    linked = orghandshake.seed(action="ADD_ORGANIZATIONS_SERVICE_LINKED_ROLE")
    methods = {each.id: each.joined_method for each in orghandshake.organization.members}
    assert (approve.parent, linked.parent) == (parent.id, parent.id)
    assert (methods[str(approve.account)], methods[str(linked.account)]) == ("INVITED", "CREATED")


def test_parties_and_resources_come_out_as_given(orghandshake: OrgHandshake) -> None:
    """Every type of party and resource, even nested, is returned as it was given."""
    parties = [{"Id": f"{kind}-id", "Type": kind} for kind in get_args(PartyType)]
    nested: list[dict[str, Any]] = [{"Type": kind, "Value": kind.lower()} for kind in get_args(ResourceType)]
    resources: list[dict[str, Any]] = [
        {"Type": "ORGANIZATION", "Value": "o-x", "Resources": nested},
        {"Value": "no type"},
        *nested,
    ]
    handshake = orghandshake.seed(parties=parties, resources=resources)
    assert handshake.parties == parties
    assert handshake.resources == resources
    resources[0]["Value"] = "changed"
    handshake.resources[0]["Value"] = "changed"
    handshake.parties[0]["Id"] = "changed"
    assert (handshake.resources[0]["Value"], handshake.parties) == ("o-x", parties)


def test_the_parties_name_the_recipient(orghandshake: OrgHandshake) -> None:
    """The recipient in the parties is the account that may answer."""
    to_account = orghandshake.seed(parties=[{"Id": "222222222222", "Type": "ACCOUNT"}, SENDER])
    to_nobody = orghandshake.seed(parties=[SENDER])
    assert (to_account.account, to_nobody.account, to_nobody.email) == ("222222222222", None, None)
    assert to_nobody.resources == [SENT_BY]


def test_ids_are_the_same_at_every_run(orghandshake: OrgHandshake) -> None:
    """After reset(), a world generates the same ids, accounts and times, each only once."""
    first = [orghandshake.seed().to_dict() for _ in range(50)]
    organization = orghandshake.add_organization()
    orghandshake.reset()
    assert [orghandshake.seed().to_dict() for _ in range(50)] == first
    again = orghandshake.add_organization()
    assert (again.id, again.management.id) == (organization.id, organization.management.id)
    assert len({each["Id"] for each in first}) == len({each["Parties"][1]["Id"] for each in first}) == 50


def test_made_up_ids_keep_clear_of_given_ones(orghandshake: OrgHandshake) -> None:
    """Generated ids never collide with ids that the test wrote."""
    taken = orghandshake.seed().id
    account = orghandshake.seed().account
    orghandshake.reset()
    orghandshake.seed(id=taken, account="300000000001")
    fresh = orghandshake.seed()
    assert fresh.id != taken
    assert account is not None
    assert fresh.account == "300000000002"


def test_handshakes_are_listed_oldest_first(orghandshake: OrgHandshake) -> None:
    """Handshakes are listed in the order of their requests, however they were seeded."""
    new = orghandshake.seed()
    old = orghandshake.seed(requested=START - timedelta(days=1))
    assert orghandshake.handshakes == [old, new]
    assert orghandshake.handshake(old.id) is old
    assert repr(old) == f"Handshake({old.id!r}, INVITE OPEN)"


def test_what_ended_was_answered_as_late_as_it_could_be(orghandshake: OrgHandshake) -> None:
    """A terminal state was entered as late as possible, unless the test says when."""
    now = orghandshake.seed("ACCEPTED")
    late = orghandshake.seed("DECLINED", requested=START - timedelta(days=20))
    given = orghandshake.seed("CANCELED", entered=START - timedelta(days=2))
    assert (now.requested, now.entered) == (START, START)
    assert late.entered == START - timedelta(days=5, milliseconds=1)
    assert (given.requested, given.entered) == (START - timedelta(days=2), START - timedelta(days=2))


def test_expiry_is_undone_by_going_back_in_time(orghandshake: OrgHandshake) -> None:
    """EXPIRED is computed from the clock: going back in time undoes it."""
    just = orghandshake.seed("EXPIRED")
    given = orghandshake.seed("EXPIRED", entered=START - timedelta(days=1))
    since = orghandshake.seed("EXPIRED", requested=START - timedelta(days=16))
    parent = orghandshake.seed("EXPIRED", action="ENABLE_ALL_FEATURES")
    assert (just.expires, just.entered, just.requested) == (START, START, START - timedelta(days=15))
    assert given.expires == since.expires == START - timedelta(days=1)
    orghandshake.shift(-timedelta(days=2))
    assert [each.state for each in (just, given, since, parent)] == ["OPEN", "OPEN", "OPEN", "REQUESTED"]
    assert just.entered is None


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({"state": "OPENED"}, "unknown state 'OPENED': did you mean 'OPEN'?"),
        ({"state": "CANCELLED"}, "unknown state 'CANCELLED': did you mean 'CANCELED'?"),
        ({"state": "open"}, "unknown state 'open': did you mean 'OPEN'?"),
        ({"action": "INVITES"}, "unknown action 'INVITES': did you mean 'INVITE'?"),
        (
            {"action": 7},
            "unknown action 7: choose from 'INVITE', 'ENABLE_ALL_FEATURES', 'APPROVE_ALL_FEATURES', "
            "'ADD_ORGANIZATIONS_SERVICE_LINKED_ROLE', 'TRANSFER_RESPONSIBILITY'",
        ),
        (
            {"id": "h-1"},
            "'h-1' is not a handshake id: write 'h-' and 8 to 32 lower-case letters or digits, such as "
            "'h-examplehandshakeid111'",
        ),
        (
            {"requested": START, "expires": START},
            "a handshake must expire after it was requested: change expires= or requested=",
        ),
        (
            {"requested": START + timedelta(days=1)},
            "requested= lies in the future (the clock says 2025-12-01T12:00:00Z): move the clock first, with move_to(...)",
        ),
        (
            {"requested": START - timedelta(days=15)},
            "a handshake that is OPEN must not have expired, and this one has (the clock says 2025-12-01T12:00:00Z): write "
            "state='EXPIRED', or a later expires= or requested=",
        ),
        (
            {"state": "EXPIRED", "requested": START},
            "a handshake that is EXPIRED must be past its expiry, and this one is not (the clock says 2025-12-01T12:00:00Z): "
            "write state='OPEN' and move the clock, or an earlier expires= or requested=",
        ),
        (
            {"entered": START},
            "a handshake that is OPEN has not entered a terminal state: remove entered=",
        ),
        (
            {"state": "EXPIRED", "entered": START, "expires": START - timedelta(days=1)},
            "a handshake becomes EXPIRED at its expiry: write expires= instead of entered=",
        ),
        (
            {"state": "ACCEPTED", "entered": START + timedelta(days=1)},
            "entered= must lie between requested= and now (the clock says 2025-12-01T12:00:00Z), and before expires=: change one of them",
        ),
        (
            {"account": "222222222222", "email": "juan@example.com"},
            "a handshake is sent to an account or to an e-mail address: remove account= or email=",
        ),
        (
            {"action": "ENABLE_ALL_FEATURES", "account": "222222222222"},
            "ENABLE_ALL_FEATURES has no recipient: remove account= and email=, or write "
            "action='APPROVE_ALL_FEATURES' for the handshake that a member answers",
        ),
        (
            {"action": "APPROVE_ALL_FEATURES", "email": "juan@example.com"},
            "a handshake with action APPROVE_ALL_FEATURES is sent to a member account: write account= instead of email=",
        ),
        ({"email": "juan"}, "email='juan' is not an e-mail address: write it as 'owner@example.com'"),
        ({"email": ["a@b.c"]}, "email=['a@b.c'] is not an e-mail address: write it as 'owner@example.com'"),
        (
            {"state": "EXPIRED", "expires": "0001-01-02"},
            "a handshake must lie within the years 1 to 9998: change expires= or requested=",
        ),
        (
            {"action": "TRANSFER_RESPONSIBILITY", "expires": "9999-12-31T23:59:59Z"},
            "a handshake must lie within the years 1 to 9998: change expires= or requested=",
        ),
        ({"notes": 5}, "notes=5 is not text"),
        ({"account": "2222"}, "'2222' is not an account: write its 12 digits, or an Account from add_account()"),
        ({"organization": "o-nowhere000"}, "there is no organization 'o-nowhere000' here: add_organization() adds one"),
        ({"parent": "h-nothing00"}, "there is no handshake 'h-nothing00' here: seed() adds one"),
        (
            {"parties": "me"},
            "parties='me': expected AWS's list, [{'Id': '222222222222', 'Type': 'ACCOUNT'}]",
        ),
        ({"parties": [{"Id": 7, "Type": "ACCOUNT"}]}, "party {'Id': 7, 'Type': 'ACCOUNT'}: expected {'Id': '222222222222', 'Type': 'ACCOUNT'}"),
        ({"parties": [{"Id": "x", "Type": "MAIL"}]}, "unknown party type 'MAIL': did you mean 'EMAIL'?"),
        ({"resources": {}}, "resources={}: expected AWS's list, [{'Type': 'NOTES', 'Value': 'hello'}]"),
        ({"resources": ["x"]}, "resource 'x': expected {'Type': 'NOTES', 'Value': 'hello'}"),
        (
            {"resources": [{"Resources": [{"Type": "NOTE"}]}]},
            "unknown resource type 'NOTE': did you mean 'NOTES'?",
        ),
    ],
)  # fmt: skip
def test_a_seed_that_contradicts_itself_is_refused(
    orghandshake: OrgHandshake, words: dict[str, Any], message: str
) -> None:
    """A seed that contradicts itself is refused with advice, and adds nothing."""
    with pytest.raises(SetupError) as caught:
        orghandshake.seed(**words)
    assert str(caught.value) == message
    assert orghandshake.handshakes == []


def test_an_id_that_is_taken_names_the_line_that_took_it(orghandshake: OrgHandshake) -> None:
    """If an id is taken, the message names the line that added the first handshake."""
    orghandshake.seed(id="h-examplehandshakeid111")
    with pytest.raises(SetupError) as caught:
        orghandshake.seed(id="h-examplehandshakeid111")
    assert re.fullmatch(
        r"handshake h-examplehandshakeid111 already exists \(added at .*test_seed\.py:\d+\): use another id",
        str(caught.value),
    )


def test_an_invitation_has_no_parent(orghandshake: OrgHandshake) -> None:
    """Only handshakes of the members in a migration have a parent."""
    parent = orghandshake.seed(action="ENABLE_ALL_FEATURES")
    with pytest.raises(SetupError) as caught:
        orghandshake.seed(parent=parent)
    assert str(caught.value) == (
        "a handshake with action INVITE has no parent: remove parent=, or write action='APPROVE_ALL_FEATURES'"
    )


def test_a_child_is_of_its_parents_organization(orghandshake: OrgHandshake) -> None:
    """A child belongs to its parent's organization and inherits its expiry, however the parent is given."""
    other = orghandshake.add_organization(feature_set="CONSOLIDATED_BILLING")
    parent = orghandshake.seed(
        "REQUESTED", action="ENABLE_ALL_FEATURES", organization=other, requested=START - timedelta(days=5)
    )
    orghandshake.seed("REQUESTED", action="ENABLE_ALL_FEATURES")
    child = orghandshake.seed(action="APPROVE_ALL_FEATURES", parent=parent)
    listed = [{"Type": "PARENT_HANDSHAKE", "Value": parent.id.removeprefix("h-")}]
    second = orghandshake.seed(action="APPROVE_ALL_FEATURES", resources=listed)
    for each in (child, second):
        assert (each.parent, each.organization, each.expires) == (parent, other, parent.expires)
        assert each.account is not None
        assert each.account.organization is other
    assert second.resources == listed
    stray = orghandshake.seed(
        action="APPROVE_ALL_FEATURES", resources=[{"Type": "PARENT_HANDSHAKE", "Value": "examplehandshakeid111"}]
    )
    assert (stray.parent, stray.organization) == ("h-examplehandshakeid111", orghandshake.organization)


def test_only_enable_all_features_has_children(orghandshake: OrgHandshake) -> None:
    """Only an ENABLE_ALL_FEATURES handshake has children, and they belong to its organization."""
    invite = orghandshake.seed(id="h-examplehandshakeid111")
    parent = orghandshake.seed("REQUESTED", action="ENABLE_ALL_FEATURES", id="h-examplehandshakeid222")
    other = orghandshake.add_organization("o-other00000")
    with pytest.raises(SetupError) as caught:
        orghandshake.seed(action="APPROVE_ALL_FEATURES", parent=invite)
    assert str(caught.value) == (
        "h-examplehandshakeid111 has action INVITE and can't have children: pass an ENABLE_ALL_FEATURES handshake as parent="
    )
    with pytest.raises(SetupError) as caught:
        orghandshake.seed(action="APPROVE_ALL_FEATURES", parent=parent, organization=other)
    assert str(caught.value) == (
        "the parent h-examplehandshakeid222 belongs to o-exampleorgid, and so must its child: remove organization="
    )
    assert orghandshake.handshakes == [invite, parent]


def test_an_unknown_handshake_offers_the_nearest(orghandshake: OrgHandshake) -> None:
    """For an unknown id, the message suggests the nearest one, or lists the ids."""
    known = [orghandshake.seed(id=f"h-example{number:04d}") for number in range(12)]
    with pytest.raises(SetupError) as caught:
        orghandshake.handshake("h-example00")
    assert "did you mean" in str(caught.value)
    with pytest.raises(SetupError) as caught:
        orghandshake.handshake("x")
    assert str(caught.value) == (
        "there is no handshake 'x' here: the newest are 'h-example0007', 'h-example0008', 'h-example0009', "
        "'h-example0010', 'h-example0011'"
    )
    orghandshake.reset()
    orghandshake.seed(id=known[0].id)
    with pytest.raises(SetupError) as caught:
        orghandshake.set_state(known[0], "ACCEPTED")
    assert str(caught.value) == (
        "handshake h-example0000 belongs to another fake, or was made before reset(): seed it again"
    )
