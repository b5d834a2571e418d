from __future__ import annotations

from contextlib import ExitStack
from functools import lru_cache
from typing import Any

import boto3
from answers import (
    ALREADY_IN,
    DAY,
    DENIED,
    DUPLICATE,
    MASTER,
    NO_ACCOUNT,
    NO_CHILD,
    NO_TARGET,
    NOT_EMPTY_UNIT,
    NOT_FOUND,
    NOT_IN_USE,
    REGISTERED,
    SAME_NAME,
    SAME_PLACE,
    SAME_STATE,
    TOO_DEEP,
    WRONG_STATE,
    Refused,
    ids,
)
from botocore.exceptions import ClientError
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, multiple, rule

from pytest_orghandshake import fake_handshakes

HEADS = {"o-exampleorgid": "111111111111", "o-otherexample": "222222222222"}
DELEGATED = "888888888888"
MEMBERS = {"333333333333": "o-exampleorgid", "444444444444": "o-otherexample", DELEGATED: "o-exampleorgid"}
STANDALONE = ("555555555555", "666666666666")
ACCOUNTS = (*HEADS.values(), *MEMBERS, *STANDALONE)
STEPS = {"accept_handshake": "ACCEPTED", "decline_handshake": "DECLINED", "cancel_handshake": "CANCELED"}

accounts = st.sampled_from(ACCOUNTS)
organizations = st.sampled_from(tuple(HEADS))
keys = st.sampled_from(("a", "b"))
places = st.integers(0, 5)


@lru_cache
def _session() -> Any:
    return boto3.Session()


@lru_cache
def _client_of(**keys: str) -> Any:
    return _session().client("organizations", region_name="us-east-1", **keys)


def _address(account: str) -> str:
    return "management@example.com" if account == "111111111111" else f"account-{account}@example.com"


class _Sent:
    """The model's data about an invitation."""

    def __init__(self, number: int, organization: str, target: str, now: int, tags: dict[str, str]) -> None:
        self.number = number
        self.tags = tags
        self.id = ""
        self.organization = organization
        self.target = target
        self.requested = now
        self.state = "OPEN"
        self.entered = 0

    def state_at(self, now: int) -> str:
        return "EXPIRED" if self.state == "OPEN" and now >= self.requested + 15 * DAY else self.state

    def gone_at(self, now: int) -> bool:
        state = self.state_at(now)
        entered = self.requested + 15 * DAY if state == "EXPIRED" else self.entered
        return state != "OPEN" and now >= entered + 30 * DAY


class _Handshakes(RuleBasedStateMachine):
    """Two organizations and seven accounts invite, answer, read, join, leave and move, compared with a model of AWS's rules."""

    sent = Bundle("sent")

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.world = self.stack.enter_context(fake_handshakes())
        self.now = int(self.world.now.timestamp())
        self.belongs: dict[str, str | None] = dict.fromkeys(STANDALONE)
        self.accounts = [self.world.organization.management, self.world.add_account("222222222222")]
        self.world.add_organization("o-otherexample", management="222222222222")
        for account in (*MEMBERS, *STANDALONE):
            organization = MEMBERS.get(account)
            added = self.world.add_account(account, organization=organization, delegated=account == DELEGATED)
            self.accounts.append(added)
        self.belongs |= {**MEMBERS, **{head: organization for organization, head in HEADS.items()}}
        self.invitations: list[_Sent] = []
        self.roots = {each: self.call(HEADS[each], "list_roots")["Roots"][0]["Id"] for each in HEADS}
        self.units: dict[str, tuple[str, str]] = {}  # where each is, and its name
        self.places = {account: self.roots[home] for account, home in self.belongs.items() if home is not None}
        self.tags: dict[str, dict[str, str]] = {account: {} for account in self.places}

    def teardown(self) -> None:
        self.stack.close()

    def call(self, account: str, operation: str, **params: Any) -> Any:
        try:
            return getattr(_client_of(**self.world.credentials(account)), operation)(**params)
        except ClientError as error:
            said = error.response
            status = said["ResponseMetadata"]["HTTPStatusCode"]
            return Refused(said["Error"]["Code"], said.get("Reason"), said["Error"]["Message"], status)

    @rule(target=sent, organization=organizations, account=accounts, by_email=st.booleans(), key=keys)
    def invite(self, organization: str, account: str, by_email: bool, key: str) -> Any:  # noqa: FBT001
        tags = {key: "invited"}
        to = {"Id": _address(account), "Type": "EMAIL"} if by_email else {"Id": account, "Type": "ACCOUNT"}
        listed = [{"Key": key, "Value": "invited"}]
        reply = self.call(HEADS[organization], "invite_account_to_organization", Target=to, Tags=listed)
        twins = [
            each
            for each in self.invitations
            if (each.organization, each.target, each.state_at(self.now)) == (organization, account, "OPEN")
        ]
        if not by_email and self.belongs[account] == organization:
            assert reply == ALREADY_IN
            return multiple()
        if twins:
            assert reply == DUPLICATE
            return multiple()
        made = _Sent(len(self.invitations), organization, account, self.now, tags)
        made.id = reply["Handshake"]["Id"]
        self.invitations.append(made)
        return made

    @rule(sender=accounts)
    def invite_as_anybody(self, sender: str) -> None:
        reply = None
        if sender not in HEADS.values():
            reply = self.call(
                sender, "invite_account_to_organization", Target={"Id": "777777777777", "Type": "ACCOUNT"}
            )
            assert reply == (NOT_IN_USE if self.belongs[sender] is None else DENIED)

    @rule(invitation=sent, caller=accounts, right=st.booleans(), operation=st.sampled_from(tuple(STEPS)))
    def answer(self, invitation: _Sent, caller: str, right: bool, operation: str) -> None:  # noqa: FBT001
        wanted = STEPS[operation]
        party = HEADS[invitation.organization] if wanted == "CANCELED" else invitation.target
        caller = party if right else caller
        expected = self.step(invitation, caller, party, wanted)
        reply = self.call(caller, operation, HandshakeId=invitation.id)
        if expected is None:
            assert reply["Handshake"]["State"] == wanted
        else:
            assert reply == expected

    def step(self, invitation: _Sent, caller: str, party: str, wanted: str) -> Refused | None:
        state = invitation.state_at(self.now)
        home = self.belongs[invitation.target]
        refusal: Refused | None = None
        if invitation.gone_at(self.now):
            refusal = NOT_FOUND
        elif caller != party:
            refusal = DENIED
        elif state != "OPEN":
            refusal = SAME_STATE if state == wanted else WRONG_STATE
        elif wanted == "ACCEPTED" and home == invitation.organization:
            invitation.state, invitation.entered = "ACCEPTED", self.now
            refusal = ALREADY_IN
        elif wanted == "ACCEPTED" and invitation.target in HEADS.values():
            refusal = MASTER
        elif wanted == "ACCEPTED" and invitation.target == DELEGATED:
            refusal = REGISTERED
        if refusal is None:
            invitation.state, invitation.entered = wanted, self.now
            if wanted == "ACCEPTED":
                self.belongs[invitation.target] = invitation.organization
                self.places[invitation.target] = self.roots[invitation.organization]
                self.tags[invitation.target] = dict(invitation.tags)
        return refusal

    def depart(self, account: str) -> None:
        self.belongs[account] = None
        del self.places[account], self.tags[account]

    @rule(invitation=sent, caller=accounts)
    def describe(self, invitation: _Sent, caller: str) -> None:
        reply = self.call(caller, "describe_handshake", HandshakeId=invitation.id)
        party = caller == invitation.target or self.belongs[caller] == invitation.organization
        if invitation.gone_at(self.now) or not party:
            assert reply == NOT_FOUND
        else:
            assert reply["Handshake"]["State"] == invitation.state_at(self.now)

    @rule(caller=accounts, size=st.integers(1, 3))
    def list_received(self, caller: str, size: int) -> None:
        expected = [] if caller in HEADS.values() else [each for each in self.ordered() if each.target == caller]
        assert self.pages(caller, "list_handshakes_for_account", size) == [each.id for each in expected]

    @rule(caller=accounts, size=st.integers(1, 3))
    def list_sent(self, caller: str, size: int) -> None:
        home = self.belongs[caller]
        if caller in (*HEADS.values(), DELEGATED):
            expected = [each.id for each in self.ordered() if each.organization == home]
            assert self.pages(caller, "list_handshakes_for_organization", size) == expected
        else:
            reply = self.call(caller, "list_handshakes_for_organization")
            assert reply == (NOT_IN_USE if home is None else DENIED)

    def ordered(self) -> list[_Sent]:
        kept = [each for each in self.invitations if not each.gone_at(self.now)]
        return sorted(kept, key=lambda each: (each.requested, each.number))

    def pages(self, caller: str, operation: str, size: int) -> list[str]:
        client = _client_of(**self.world.credentials(caller))
        pages = list(client.get_paginator(operation).paginate(PaginationConfig={"PageSize": size}))
        assert all(len(page["Handshakes"]) == size for page in pages[:-1])
        return [handshake_id for page in pages for handshake_id in ids(page)]

    @rule(caller=accounts)
    def leave(self, caller: str) -> None:
        reply = self.call(caller, "leave_organization")
        if self.belongs[caller] is None:
            assert reply == NOT_IN_USE
        elif caller in HEADS.values():
            assert reply == MASTER
        elif caller == DELEGATED:
            assert reply == REGISTERED
        else:
            assert reply["ResponseMetadata"]["HTTPStatusCode"] == 200
            self.depart(caller)

    @rule(organization=organizations, account=accounts)
    def remove(self, organization: str, account: str) -> None:
        reply = self.call(HEADS[organization], "remove_account_from_organization", AccountId=account)
        if self.belongs[account] != organization:
            assert reply == NO_ACCOUNT
        elif account in HEADS.values():
            assert reply == MASTER
        elif account == DELEGATED:
            assert reply == REGISTERED
        else:
            assert reply["ResponseMetadata"]["HTTPStatusCode"] == 200
            self.depart(account)

    def parents(self, organization: str) -> list[str]:
        """Return the root and the units of an organization, in the order in which they were made."""
        root = self.roots[organization]
        return [root, *(unit for unit in self.units if self.root_of(unit) == root)]

    def root_of(self, parent: str) -> str:
        while parent in self.units:
            parent = self.units[parent][0]
        return parent

    def depth(self, parent: str) -> int:
        return 1 + self.depth(self.units[parent][0]) if parent in self.units else 0

    @rule(organization=organizations, place=places, name=keys)
    def create_unit(self, organization: str, place: int, name: str) -> None:
        found = self.parents(organization)
        parent = found[min(place, len(found) - 1)]
        reply = self.call(HEADS[organization], "create_organizational_unit", ParentId=parent, Name=name)
        if (parent, name) in self.units.values():
            assert reply == SAME_NAME
        elif self.depth(parent) == 5:
            assert reply == TOO_DEEP
        else:
            self.units[reply["OrganizationalUnit"]["Id"]] = (parent, name)

    @rule(organization=organizations, place=places)
    def delete_unit(self, organization: str, place: int) -> None:
        found = self.parents(organization)[1:]
        if found:
            unit = found[min(place, len(found) - 1)]
            reply = self.call(HEADS[organization], "delete_organizational_unit", OrganizationalUnitId=unit)
            if unit in self.places.values() or any(parent == unit for parent, _ in self.units.values()):
                assert reply == NOT_EMPTY_UNIT
            else:
                del self.units[unit]

    @rule(organization=organizations, account=accounts, source=places, destination=places)
    def move(self, organization: str, account: str, source: int, destination: int) -> None:
        found = self.parents(organization)
        here, there = (found[min(each, len(found) - 1)] for each in (source, destination))
        asked = {"AccountId": account, "SourceParentId": here, "DestinationParentId": there}
        reply = self.call(HEADS[organization], "move_account", **asked)
        if self.places.get(account) != here:
            assert reply == NO_ACCOUNT
        elif here == there:
            assert reply == SAME_PLACE
        else:
            self.places[account] = there

    @rule(organization=organizations, account=accounts, key=keys, value=st.sampled_from(("1", "2", None)))
    def tag(self, organization: str, account: str, key: str, value: str | None) -> None:
        if value is None:
            reply = self.call(HEADS[organization], "untag_resource", ResourceId=account, TagKeys=[key])
        else:
            tags = [{"Key": key, "Value": value}]
            reply = self.call(HEADS[organization], "tag_resource", ResourceId=account, Tags=tags)
        if self.belongs[account] != organization:
            assert reply == NO_TARGET
        elif value is None:
            self.tags[account].pop(key, None)
        else:
            self.tags[account][key] = value

    @rule(caller=accounts, account=accounts, operation=st.sampled_from(("list_parents", "list_tags_for_resource")))
    def look_at_account(self, caller: str, account: str, operation: str) -> None:
        name = "ChildId" if operation == "list_parents" else "ResourceId"
        reply = self.call(caller, operation, **{name: account})
        home = self.belongs[caller]
        if home is None:
            assert reply == NOT_IN_USE
        elif caller not in (*HEADS.values(), DELEGATED):
            assert reply == DENIED
        elif self.belongs[account] != home:
            assert reply == (NO_CHILD if name == "ChildId" else NO_TARGET)
        elif name == "ChildId":
            assert [each["Id"] for each in reply["Parents"]] == [self.places[account]]
        else:
            assert {each["Key"]: each["Value"] for each in reply["Tags"]} == self.tags[account]

    @rule(organization=organizations, place=places, size=st.integers(1, 3))
    def look_at_parent(self, organization: str, place: int, size: int) -> None:
        found = self.parents(organization)
        parent = found[min(place, len(found) - 1)]
        client = _client_of(**self.world.credentials(HEADS[organization]))
        for kind, expected in (
            ("ACCOUNT", {account for account, there in self.places.items() if there == parent}),
            ("ORGANIZATIONAL_UNIT", {unit for unit, (above, _) in self.units.items() if above == parent}),
        ):
            asked = {"ParentId": parent, "ChildType": kind, "PaginationConfig": {"PageSize": size}}
            listed = [each["Id"] for each in client.get_paginator("list_children").paginate(**asked).search("Children")]
            assert (set(listed), len(listed)) == (expected, len(expected))

    @rule(days=st.sampled_from((1, 5, 14, 15, 30, -1, -15)))
    def pass_time(self, days: int) -> None:
        self.now += days * DAY
        self.world.shift(days * DAY)

    @rule(invitation=consumes(sent))
    def forget(self, invitation: _Sent) -> None:
        assert self.world.handshake(invitation.id).state == invitation.state_at(self.now)

    @rule(organization=organizations)
    def list_members(self, organization: str) -> None:
        listed = {each["Id"] for each in self.call(HEADS[organization], "list_accounts")["Accounts"]}
        assert listed == {account for account, home in self.belongs.items() if home == organization}

    @invariant()
    def members_agree(self) -> None:
        for account in self.accounts:
            assert self.belongs[account.id] == account.organization
            assert self.places.get(account.id) == account.parent
            assert self.tags.get(account.id, {}) == account.tags


class TestHandshakes(_Handshakes.TestCase):  # type: ignore[misc, valid-type]
    """Whatever the accounts do, in any order, the fake and the model agree."""

    settings = settings(
        max_examples=40,
        stateful_step_count=30,
        derandomize=True,
        deadline=None,
        database=None,
        phases=[Phase.generate],  # shrinking a failure takes minutes
    )
