"""How a test puts a handshake into the world, in any state: what ``seed`` fills in, and what contradicts itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

from ._clock import DAY, EARLIEST, LATEST, to_datetime, to_instant
from ._directory import check_email
from ._exceptions import HIDDEN, SetupError
from ._explain import nearest
from ._identity import is_account_id
from ._models import LIVE, Action, Handshake, JoinedMethod, Organization, PartyType, ResourceType, State
from ._validation import HANDSHAKE_ID
from ._world import CHILDREN, PERIODS, World

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ._clock import When

__tracebackhide__ = HIDDEN

ACTIONS, STATES = get_args(Action), get_args(State)
_PARTY_TYPES, _RESOURCE_TYPES = get_args(PartyType), get_args(ResourceType)
TO_SOMEBODY: tuple[Action, ...] = ("INVITE", "TRANSFER_RESPONSIBILITY")


def seed(
    world: World,
    state: State,
    *,
    action: Action,
    account: str | None,
    email: str | None,
    organization: Organization | None,
    notes: str | None,
    handshake_id: str | None,
    requested: When | None,
    expires: When | None,
    entered: When | None,
    parent: Handshake | None,
    parties: Sequence[dict[str, Any]] | None,
    resources: Sequence[dict[str, Any]] | None,
    origin: str,
) -> Handshake:
    """Add one handshake, with what is not given filled in as AWS would.

    Raises:
        SetupError: It contradicts itself. Nothing was added.
    """
    check_word("state", state, STATES)
    check_word("action", action, ACTIONS)
    _check_target(action, account, email)
    if notes is not None and not isinstance(notes, str):
        raise SetupError(f"notes={notes!r} is not text")
    own_parties = None if parties is None else read_parties(parties)
    own_resources = None if resources is None else read_resources(resources)
    parent_id = _parent_id(action, parent, own_resources)
    if parent is None and parent_id is not None:
        parent = world.get(parent_id)
    if organization is None:
        organization = world.directory.default if parent is None else parent.organization
    _check_parent(parent, organization)
    if handshake_id is None:
        handshake_id = world.generate_handshake_id()
    else:
        check_id(world, handshake_id)
    times = _Times(world.clock.now(), state, action, parent, requested, expires, entered)

    # Nothing above this line changes the world; nothing below it can fail.
    target_type, target = _target(world, action, account, email, organization, own_parties, times.requested)
    if action in CHILDREN and parent_id is None:
        running = world.pending_migration(organization)
        parent_id = running.id if running is not None else world.generate_handshake_id()
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
        parent=parent_id,
        origin=origin,
    )
    handshake._parties, handshake._resources = own_parties, own_resources
    if action == "TRANSFER_RESPONSIBILITY":
        handshake._transfer = (world.generate_transfer_id(), _first_of_month(times.expires + DAY))
    return world.add(handshake)


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
            since = now if above is None else above._requested
            if until is not None:
                since = min(since, until - period)
            if moment is not None:
                since = min(since, moment)
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
        if not EARLIEST <= self.requested < self.expires <= LATEST:
            raise SetupError("a handshake lives within the years 1 to 9998: move expires= or requested=")
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


def check_word(name: str, value: object, known: tuple[str, ...]) -> None:
    """Refuse a word that AWS does not have."""
    if value not in known:
        raise SetupError(f"unknown {name} {value!r}{nearest(value, known)}")


def check_id(world: World, handshake_id: object) -> None:
    """Refuse an id that is malformed or taken."""
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
    if email is not None:
        check_email(email)


def _parent_id(action: Action, parent: Handshake | None, resources: list[dict[str, Any]] | None) -> str | None:
    """Return the parent that a test names, in one way or the other."""
    if parent is not None:
        if action not in CHILDREN:
            raise SetupError(
                f"a handshake of action {action} has no parent: leave parent= out, or write "
                "action='APPROVE_ALL_FEATURES'"
            )
        return parent.id
    return parent_in(resources or []) if action in CHILDREN else None


def _check_parent(parent: Handshake | None, organization: Organization) -> None:
    if parent is None:
        return
    if parent.action != "ENABLE_ALL_FEATURES":
        raise SetupError(
            f"{parent.id} is of action {parent.action} and has no children: name an ENABLE_ALL_FEATURES handshake as parent"
        )
    if parent.organization is not organization:
        raise SetupError(
            f"the parent {parent.id} is of {parent.organization}, and so is a child of it: leave organization= out"
        )


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
        return addressee(world, parties)
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


def addressee(world: World, parties: list[dict[str, Any]]) -> tuple[PartyType | None, str]:
    """Return the type and id of the party that did not send it; an account is known from here on."""
    for party in parties:
        if party["Type"] != "ORGANIZATION":
            if party["Type"] == "ACCOUNT" and is_account_id(party["Id"]):
                world.directory.known(party["Id"])
            return party["Type"], party["Id"]
    return None, ""


def parent_in(resources: list[dict[str, Any]]) -> str | None:
    """Return the id of the parent that AWS's list names; its ``h-`` is left out there."""
    for resource in resources:
        if resource.get("Type") == "PARENT_HANDSHAKE" and resource.get("Value"):
            return f"h-{resource['Value'].removeprefix('h-')}"
    return None


def read_parties(parties: object) -> list[dict[str, Any]]:
    """Copy AWS's list of parties."""
    if not isinstance(parties, (list, tuple)):
        raise SetupError(f"parties are {parties!r}: write AWS's list, [{{'Id': '222222222222', 'Type': 'ACCOUNT'}}]")
    for party in parties:
        if not isinstance(party, dict) or set(party) != {"Id", "Type"} or not isinstance(party["Id"], str):
            raise SetupError(f"a party is {party!r}: write {{'Id': '222222222222', 'Type': 'ACCOUNT'}}")
        check_word("party type", party["Type"], _PARTY_TYPES)
    return [dict(party) for party in parties]


def read_resources(resources: object) -> list[dict[str, Any]]:
    """Copy AWS's list of resources."""
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
            check_word("resource type", resource["Type"], _RESOURCE_TYPES)
        copy = dict(resource)
        if "Resources" in copy:
            copy["Resources"] = read_resources(copy["Resources"])
        copied.append(copy)
    return copied


def _first_of_month(instant: int) -> int:
    moment = to_datetime(instant)
    year, month = divmod(moment.year * 12 + moment.month, 12)
    return to_instant(moment.replace(year=year, month=month + 1, day=1, hour=0, minute=0, second=0, microsecond=0))
