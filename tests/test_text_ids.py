"""Accounts, organizations and handshakes are strings, their ids."""

from __future__ import annotations

import copy
import json
import pickle
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from pytest_orghandshake import SetupError, fake_handshakes

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_orghandshake import OrgHandshake

ID = "h-examplehandshakeid111"


def test_they_go_where_text_goes(orghandshake: OrgHandshake) -> None:
    """They compare, sort, join, print, serialise to JSON and work as keys like their ids."""
    second, first = orghandshake.add_account("333333333333"), orghandshake.add_account("222222222222")
    invite = orghandshake.seed(id=ID)
    organization = orghandshake.organization

    assert sorted([second, first]) == ["222222222222", "333333333333"]
    assert ", ".join(sorted([second, first])) == "222222222222, 333333333333"
    assert json.dumps({"to": first, organization: [invite]}) == json.dumps(
        {"to": first.id, organization.id: [invite.id]}
    )
    assert f"{first}|{organization}|{invite:>30}" == f"222222222222|o-exampleorgid|{ID:>30}"
    accounts: dict[str, int] = {first: 1}
    assert accounts["222222222222"] == {"222222222222": 1}[first]
    assert "example" in invite
    assert invite[2:9] == "example"
    assert invite[0] == "h"


@pytest.mark.parametrize("look", ["account", "organization", "handshake"])
def test_their_id_is_plain_text(orghandshake: OrgHandshake, look: str) -> None:
    """``id`` and ``str()`` return plain strings."""
    things: dict[str, Any] = {
        "account": orghandshake.organization.management,
        "organization": orghandshake.organization,
        "handshake": orghandshake.seed(),
    }
    thing = things[look]
    assert (type(thing.id), type(str(thing))) == (str, str)
    assert thing.id == str(thing) == thing
    assert isinstance(thing, str)


def test_clients_take_them(orghandshake: OrgHandshake) -> None:
    """A boto3 client accepts a handshake as its id, and an account as its digits."""
    organizations = boto3.client("organizations")
    joined = orghandshake.add_account(organization=orghandshake.organization)
    invite = orghandshake.seed(account="222222222222")
    assert invite.account is not None

    assert organizations.describe_handshake(HandshakeId=invite)["Handshake"]["Id"] == invite
    assert organizations.describe_account(AccountId=joined)["Account"]["Id"] == joined
    twin = {"Type": "ACCOUNT", "Id": invite.account}
    with pytest.raises(organizations.exceptions.DuplicateHandshakeException):
        organizations.invite_account_to_organization(Target=twin)


def test_seed_takes_them_in_the_lists_of_aws(orghandshake: OrgHandshake) -> None:
    """``parties=`` and ``resources=`` accept accounts and organizations, and return plain strings."""
    account = orghandshake.add_account("222222222222")
    invite = orghandshake.seed(
        parties=[{"Id": orghandshake.organization, "Type": "ORGANIZATION"}, {"Id": account, "Type": "ACCOUNT"}],
        resources=[{"Type": "ACCOUNT", "Value": account}],
    )
    assert invite.account is account
    values = [*(party["Id"] for party in invite.parties), invite.resources[0]["Value"]]
    assert [(type(value), value) for value in values] == [
        (str, "o-exampleorgid"),
        (str, "222222222222"),
        (str, "222222222222"),
    ]


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, lambda thing: pickle.loads(pickle.dumps(thing))])  # noqa: S301 - made here
def test_a_copy_is_the_text(orghandshake: OrgHandshake, copied: Callable[[object], object]) -> None:
    """A copy or a pickle is a plain string, which is still valid as an argument."""
    for thing in (orghandshake.organization, orghandshake.add_account(), orghandshake.seed()):
        assert type(copied(thing)) is str
        assert copied(thing) == thing
    invite = orghandshake.seed(account=str(copied(orghandshake.add_account("222222222222"))))
    assert invite.account == "222222222222"


def test_equality_between_worlds_is_that_of_text(orghandshake: OrgHandshake) -> None:
    """Objects with the same id in two worlds are equal, but an object of another world is refused as an argument."""
    invite = orghandshake.seed(id=ID)
    with fake_handshakes(unused="ignore") as other:
        twin = other.seed(id=ID)
        assert twin == ID == invite
        assert twin is not invite
        with pytest.raises(SetupError) as caught:
            other.set_state(invite, "ACCEPTED")
    assert str(caught.value) == f"handshake {ID} belongs to another fake, or was made before reset(): seed it again"


def test_they_say_what_they_are(orghandshake: OrgHandshake) -> None:
    """Their repr shows more than the id."""
    assert repr(orghandshake.organization) == "Organization('o-exampleorgid', management='111111111111')"
    assert repr(orghandshake.organization.management) == "Account('111111111111', email='management@example.com')"
    assert repr(orghandshake.seed(id=ID)) == f"Handshake('{ID}', INVITE OPEN)"


JOINING = (
    ": an account becomes a member by accepting an invitation (set_state(invite, 'ACCEPTED') or AcceptHandshake), or with "
    "add_account(organization=...)"
)


@pytest.mark.parametrize(
    ("thing", "name", "advice"),
    [
        ("handshake", "state", ": set_state(handshake, 'ACCEPTED') lets the other side act"),
        ("handshake", "expires", ": it stays as it was sent; seed(...) sets it"),
        ("handshake", "id", ": it stays as it was sent; seed(...) sets it"),
        ("account", "organization", JOINING),
        ("account", "joined", JOINING),
        ("account", "email", ": add_account(...) sets it"),
        ("organization", "members", JOINING),
        (
            "organization",
            "feature_set",
            ": accepting its ENABLE_ALL_FEATURES handshake enables all features, or add_organization(feature_set=...) "
            "sets it",
        ),
        ("organization", "management", ": add_organization(...) sets it"),
    ],
)
def test_an_assignment_is_told_what_changes_it(orghandshake: OrgHandshake, thing: str, name: str, advice: str) -> None:
    """The error for assigning to a property says how to change it."""
    things: dict[str, object] = {
        "account": orghandshake.organization.management,
        "organization": orghandshake.organization,
        "handshake": orghandshake.seed(id=ID),
    }
    with pytest.raises(AttributeError) as caught:
        setattr(things[thing], name, "ACCEPTED")
    assert str(caught.value) == f"{name} of {things[thing]} can't be assigned{advice}"


def test_nothing_can_be_hung_on_them(orghandshake: OrgHandshake) -> None:
    """A misspelt property can't be assigned."""
    for thing in (orghandshake.organization, orghandshake.organization.management, orghandshake.seed()):
        with pytest.raises(AttributeError):
            setattr(thing, "stat", "ACCEPTED")  # noqa: B010 - mypy knows that there is none


@pytest.mark.parametrize(
    ("thing", "message"),
    [
        ("handshake", "a Handshake is not a dictionary, so it has no ['State']: to_dict() returns AWS's dictionary"),
        (
            "account",
            "an Account is not a dictionary, so it has no ['State']: its properties are id, email, name, organization and "
            "the like",
        ),
        (
            "organization",
            "an Organization is not a dictionary, so it has no ['State']: its properties are id, arn, management, "
            "feature_set and members",
        ),
    ],
)
def test_a_subscript_is_told_the_way_to_the_dictionary(orghandshake: OrgHandshake, thing: str, message: str) -> None:
    """The error for subscripting with AWS's keys says what to use instead."""
    things: dict[str, Any] = {
        "account": orghandshake.organization.management,
        "organization": orghandshake.organization,
        "handshake": orghandshake.seed(id=ID),
    }
    with pytest.raises(TypeError) as caught:
        things[thing]["State"]
    assert str(caught.value) == message
    with pytest.raises(TypeError):
        things[thing][1.5]


def test_an_organization_kept_from_before_moto_is_motos_now(orghandshake: OrgHandshake) -> None:
    """What was seeded before ``mock_aws`` belongs to moto's organization, and objects from before still stand for it."""
    moto = pytest.importorskip("moto")
    kept = orghandshake.organization
    invite = orghandshake.seed(account="222222222222")
    member = orghandshake.add_account("333333333333", organization=kept)
    with moto.mock_aws():
        made = boto3.client("organizations", region_name="us-east-1").create_organization(FeatureSet="ALL")
        now = orghandshake.organization

        assert (kept, now) == ("o-exampleorgid", made["Organization"]["Id"])
        assert kept.management is now.management
        assert kept.members == now.members
        assert orghandshake.add_account(organization=kept).organization is now
        assert invite.organization is now
        assert member.organization is now
        assert orghandshake.seed(organization=kept).organization is now
        assert (
            orghandshake.seed(
                parent=orghandshake.seed("REQUESTED", action="ENABLE_ALL_FEATURES", organization=kept),
                action="APPROVE_ALL_FEATURES",
                organization=kept,
            ).organization
            is now
        )
        orghandshake.set_state(invite, "ACCEPTED")
        assert invite.account is not None
        assert invite.account.organization is now
