"""How a test puts handshakes into the world: in any state, and as a capture holds them."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from ._clock import DAY, to_datetime, to_instant
from ._exceptions import HIDDEN, SetupError
from ._models import LIVE, NEVER, Action, Handshake, JoinedMethod, Organization, PartyType, ResourceType, State
from ._settings import is_account_id, listed, nearest
from ._world import CHILDREN, PERIODS, World

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ._clock import When

__tracebackhide__ = HIDDEN

HANDSHAKE_ID = re.compile(r"h-[0-9a-z]{8,32}")
_ARN = re.compile(r"arn:[a-z-]+:organizations::(\d{12}):handshake/(o-[a-z0-9]{10,32})/.+")
_ACTIONS, _STATES = get_args(Action), get_args(State)
_PARTY_TYPES, _RESOURCE_TYPES = get_args(PartyType), get_args(ResourceType)
TO_SOMEBODY: tuple[Action, ...] = ("INVITE", "TRANSFER_RESPONSIBILITY")


def seed(
    world: World,
    state: State,
    *,
    action: Action,
    account: str | None,
    email: str | None,
    organization: Organization,
    notes: str | None,
    handshake_id: str | None,
    requested: When | None,
    expires: When | None,
    entered: When | None,
    parent: str | None,
    parties: Sequence[dict[str, Any]] | None,
    resources: Sequence[dict[str, Any]] | None,
    origin: str,
) -> Handshake:
    """Add one handshake, with what is not given filled in as AWS would.

    Raises:
        SetupError: It contradicts itself. Nothing was added.
    """
    _check_word("state", state, _STATES)
    _check_word("action", action, _ACTIONS)
    _check_target(action, account, email)
    if notes is not None and not isinstance(notes, str):
        raise SetupError(f"notes={notes!r} is not text")
    if parent is not None and action not in CHILDREN:
        raise SetupError(
            f"a handshake of action {action} has no parent: leave parent= out, or write action='APPROVE_ALL_FEATURES'"
        )
    if handshake_id is None:
        handshake_id = world.generate_handshake_id()
    else:
        _check_id(world, handshake_id)
    above = None if parent is None else world.get(parent)
    times = _Times(world.clock.now(), state, action, above, requested, expires, entered)
    own_parties = None if parties is None else _read_parties(parties)
    own_resources = None if resources is None else _read_resources(resources)

    # Nothing above this line changes the world; nothing below it can fail.
    target_type, target = _target(world, action, account, email, organization, own_parties, times.requested)
    if action in CHILDREN and parent is None:
        running = world.pending_migration(organization)
        parent = running.id if running is not None else world.generate_handshake_id()
    handshake = Handshake(
        world,
        handshake_id,
        action,
        times.state,
        organization,
        requested=times.requested,
        expires=times.expires,
        entered=times.entered,
        target_type=target_type,
        target=target,
        notes=notes,
        parent=parent,
        origin=origin,
    )
    handshake._parties, handshake._resources = own_parties, own_resources
    if action == "TRANSFER_RESPONSIBILITY":
        handshake._transfer = (world.generate_transfer_id(), _first_of_month(times.expires + DAY))
    return world.add(handshake)


def load(world: World, source: object, origin: str) -> list[Handshake]:
    """Add what AWS printed, verbatim.

    Raises:
        SetupError: It is not what AWS prints. Nothing was added.
    """
    records = [_Record(world, each) for each in _records(_parsed(source))]
    ids = [record.id for record in records]
    for handshake_id in ids:
        _check_id(world, handshake_id)
        if ids.count(handshake_id) > 1:
            raise SetupError(f"the capture holds {handshake_id} twice: keep one of the two")
    return [world.add(record.make(origin)) for record in records]


class _Times:
    """The four moments of a handshake, and the state that is stored for them."""

    def __init__(
        self,
        now: int,
        state: State,
        action: Action,
        above: Handshake | None,
        requested: When | None,
        expires: When | None,
        entered: When | None,
    ) -> None:
        period = PERIODS[action]
        until = None if expires is None else to_instant(expires)
        since = None if requested is None else to_instant(requested)
        moment = None if entered is None else to_instant(entered)
        if state == "EXPIRED" and until is None:
            until = moment if moment is not None else (now if since is None else since + period)
        if since is None:
            since = above._requested if above is not None else now
            since = min(since, *(each for each in (until and until - period, moment) if each is not None), since)
        if until is None:
            until = above._expires if above is not None else since + period
        self.requested, self.expires = since, until
        self.state: State = state
        self.entered = moment
        self._check(now, state)
        self._enter(now, state, action, moment)

    def _enter(self, now: int, state: State, action: Action, moment: int | None) -> None:
        """Work out when it entered its state."""
        since, until = self.requested, self.expires
        if state in LIVE:
            if moment is not None:
                raise SetupError(f"a handshake that is {state} has entered no terminal state: leave entered= out")
        elif state == "EXPIRED":
            if moment is not None and moment != until:
                raise SetupError("a handshake enters EXPIRED at its expiry: leave entered= out, and write expires=")
            # Expiry is worked out from the clock, so that a clock that moves back undoes it.
            self.state = "REQUESTED" if action == "ENABLE_ALL_FEATURES" else "OPEN"
            self.entered = None
        else:
            self.entered = min(now, until - 1) if moment is None else moment
            if not since <= self.entered <= min(now, until):
                raise SetupError(
                    "entered= has to lie between requested= and now, and before expires=: move one of them"
                )

    def _check(self, now: int, state: State) -> None:
        if self.expires <= self.requested:
            raise SetupError("a handshake expires after it was requested: move expires= or requested=")
        if self.requested > now:
            raise SetupError("requested= lies in the future: move the clock there first, with move_to(...)")
        if state in LIVE and self.expires <= now:
            raise SetupError(
                f"a handshake that is {state} has not expired yet, and this one has by now: write state='EXPIRED', or "
                "a later expires= or requested="
            )
        if state == "EXPIRED" and self.expires > now:
            raise SetupError(
                "a handshake that is EXPIRED has passed its expiry, and this one has not by now: write state='OPEN' "
                "and move the clock, or an earlier expires= or requested="
            )


class _Record:
    """One handshake of a capture."""

    def __init__(self, world: World, record: object) -> None:
        if not isinstance(record, dict):
            raise SetupError(f"a handshake in the capture is {record!r}: write AWS's object, with Id, State and Action")
        missing = [name for name in ("Id", "State", "Action") if name not in record]
        if missing:
            raise SetupError(f"a handshake in the capture lacks {listed(tuple(missing))}: keep what AWS printed whole")
        self._world = world
        self.id = record["Id"]
        self._state, self._action = record["State"], record["Action"]
        _check_word("State", self._state, _STATES)
        _check_word("Action", self._action, _ACTIONS)
        now = world.clock.now()
        requested, expires = record.get("RequestedTimestamp"), record.get("ExpirationTimestamp")
        self._requested = now if requested is None else to_instant(requested)
        self._expires = self._requested + PERIODS[self._action] if expires is None else to_instant(expires)
        self._now = now
        self._arn = record.get("Arn")
        self._parties = _read_parties(record.get("Parties", []))
        self._resources = _read_resources(record.get("Resources", []))

    def make(self, origin: str) -> Handshake:
        target_type, target = _addressee(self._parties)
        values = {each.get("Type"): each.get("Value") for each in self._resources}
        parent = values.get("PARENT_HANDSHAKE")
        handshake = Handshake(
            self._world,
            self.id,
            self._action,
            self._state,
            self._sender(),
            requested=self._requested,
            expires=self._expires,
            entered=None if self._state in LIVE else self._now,
            target_type=target_type,
            target=target,
            notes=values.get("NOTES"),
            parent=f"h-{parent.removeprefix('h-')}" if parent else None,
            origin=origin,
        )
        if target_type == "ACCOUNT" and is_account_id(target):
            self._world.directory.known(target)
        if self._state in LIVE and self._expires <= self._now:
            handshake._until = NEVER  # somebody captured it open, after its own expiry: it stays so
        handshake._arn, handshake._parties, handshake._resources = self._arn, self._parties, self._resources
        return handshake

    def _sender(self) -> Organization:
        directory = self._world.directory
        named = _ARN.fullmatch(self._arn or "")
        party = next((each["Id"] for each in self._parties if each["Type"] == "ORGANIZATION"), None)
        organization_id = named[2] if named else party
        if organization_id is None:
            return directory.default
        known = directory.organization(organization_id)
        if known is not None:
            return known
        management = directory.known(named[1]) if named else directory.add_account()
        if management.organization is not None:
            management = directory.add_account()
        prefixed = f"o-{organization_id.removeprefix('o-')}"
        return directory.add_organization(prefixed, management, "ALL", joined=self._requested)


def _check_word(name: str, value: object, known: tuple[str, ...]) -> None:
    if value not in known:
        raise SetupError(f"unknown {name} {value!r}{nearest(value, known)}")


def _check_id(world: World, handshake_id: object) -> None:
    if not isinstance(handshake_id, str) or not HANDSHAKE_ID.fullmatch(handshake_id):
        raise SetupError(
            f"{handshake_id!r} is not a handshake id: write 'h-' and 8 to 32 lower-case letters or digits, such as "
            "'h-examplehandshakeid111'"
        )
    there = world.get(handshake_id)
    if there is not None:
        raise SetupError(f"handshake {handshake_id} is there already (added at {there._origin}): write another id")


def _check_target(action: Action, account: str | None, email: str | None) -> None:
    if account is not None and email is not None:
        raise SetupError("a handshake is sent to an account or to an e-mail address: leave account= or email= out")
    if action == "ENABLE_ALL_FEATURES" and (account is not None or email is not None):
        raise SetupError(
            "ENABLE_ALL_FEATURES is sent to nobody: leave account= and email= out, or write "
            "action='APPROVE_ALL_FEATURES' for the handshake that a member answers"
        )
    if email is not None and action not in TO_SOMEBODY:
        raise SetupError(f"a handshake of action {action} is sent to a member account: write account=, not email=")
    if email is not None and "@" not in str(email):
        raise SetupError(f"email={email!r} is not an e-mail address")


def _target(
    world: World,
    action: Action,
    account: str | None,
    email: str | None,
    organization: Organization,
    parties: list[dict[str, Any]] | None,
    requested: int,
) -> tuple[PartyType | None, str]:
    if parties is not None and account is None and email is None:
        kind, value = _addressee(parties)
        if kind == "ACCOUNT" and is_account_id(value):
            world.directory.known(value)
        return kind, value
    if action == "ENABLE_ALL_FEATURES":
        return None, ""
    if email is not None:
        return "EMAIL", email
    if account is not None:
        return "ACCOUNT", account
    if action == "INVITE":
        return "ACCOUNT", world.directory.reserve_account()
    invitee = world.directory.add_account()
    if action == "TRANSFER_RESPONSIBILITY":
        world.directory.add_organization(None, invitee, "ALL", joined=requested)
    else:
        method: JoinedMethod = "INVITED" if action == "APPROVE_ALL_FEATURES" else "CREATED"
        world.directory.join(invitee, organization, method, requested)
    return "ACCOUNT", invitee.id


def _addressee(parties: list[dict[str, Any]]) -> tuple[PartyType | None, str]:
    for party in parties:
        if party["Type"] != "ORGANIZATION":
            return party["Type"], party["Id"]
    return None, ""


def _read_parties(parties: object) -> list[dict[str, Any]]:
    if not isinstance(parties, (list, tuple)):
        raise SetupError(f"parties are {parties!r}: write AWS's list, [{{'Id': '222222222222', 'Type': 'ACCOUNT'}}]")
    for party in parties:
        if not isinstance(party, dict) or set(party) != {"Id", "Type"} or not isinstance(party["Id"], str):
            raise SetupError(f"a party is {party!r}: write {{'Id': '222222222222', 'Type': 'ACCOUNT'}}")
        _check_word("party type", party["Type"], _PARTY_TYPES)
    return [dict(party) for party in parties]


def _read_resources(resources: object) -> list[dict[str, Any]]:
    if not isinstance(resources, (list, tuple)):
        raise SetupError(f"resources are {resources!r}: write AWS's list, [{{'Type': 'NOTES', 'Value': 'hello'}}]")
    copied = []
    for resource in resources:
        if (
            not isinstance(resource, dict)
            or not set(resource) <= {"Type", "Value", "Resources"}
            or not isinstance(resource.get("Value", ""), str)
        ):
            raise SetupError(f"a resource is {resource!r}: write {{'Type': 'NOTES', 'Value': 'hello'}}")
        if "Type" in resource:
            _check_word("resource type", resource["Type"], _RESOURCE_TYPES)
        copy = dict(resource)
        if "Resources" in copy:
            copy["Resources"] = _read_resources(copy["Resources"])
        copied.append(copy)
    return copied


def _parsed(source: object) -> object:
    if isinstance(source, os.PathLike) or (isinstance(source, str) and not source.lstrip().startswith(("{", "["))):
        path = Path(source)
        try:
            source = path.read_text(encoding="utf-8")
        except (OSError, ValueError) as error:
            raise SetupError(
                f"{str(path)[:80]!r} can't be read ({error}): write a path, JSON text or the reply"
            ) from None
    if isinstance(source, (str, bytes)):
        try:
            return json.loads(source)
        except ValueError as error:
            raise SetupError(f"this is not the JSON that the AWS CLI prints: {error}") from None
    return source


def _records(parsed: object) -> list[object]:
    if isinstance(parsed, dict):
        if isinstance(parsed.get("Handshakes"), list):
            return list(parsed["Handshakes"])
        if "Handshake" in parsed:
            return [parsed["Handshake"]]
        if "Id" in parsed:
            return [parsed]
    if isinstance(parsed, list):
        return parsed
    raise SetupError(
        "there is neither 'Handshakes' nor 'Handshake' in the capture: give what `aws organizations "
        "list-handshakes-for-organization` or `describe-handshake` printed"
    )


def _first_of_month(instant: int) -> int:
    moment = to_datetime(instant)
    year, month = divmod(moment.year * 12 + moment.month, 12)
    return to_instant(moment.replace(year=year, month=month + 1, day=1, hour=0, minute=0, second=0, microsecond=0))
