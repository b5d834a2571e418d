"""``seed``: add a handshake in any state, fill in defaults, and refuse arguments that contradict each other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from .._exceptions import HIDDEN, SetupError
from .clock import DAY, EARLIEST, LATEST, to_instant, to_iso
from .directory import check_email
from .handshake import Handshake
from .identity import is_account_id
from .shapes import check_word, parent_in, read_parties, read_resources
from .transfers import add_transfer, expiry_of, month_from, transfer_in
from .words import ACTIONS, ADDRESSABLE_BY_EMAIL, BEGINS_REQUESTED, CHILDREN, HANDSHAKE_ID, LIVE, PERIODS, STATES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .accounts import Organization
    from .clock import When
    from .words import Action, JoinedMethod, PartyType, State
    from .world import World

__tracebackhide__ = HIDDEN


def seed(
    world: World,
    state: State,
    *,
    action: Action,
    account: str | None,
    email: str | None,
    organization: Organization | None,
    notes: str | None,
    tags: Mapping[str, str] | None,
    handshake_id: str | None,
    requested: When | None,
    expires: When | None,
    entered: When | None,
    parent: Handshake | None,
    parties: Sequence[dict[str, Any]] | None,
    resources: Sequence[dict[str, Any]] | None,
    origin: str,
) -> Handshake:
    """Add one handshake; omitted arguments get the values that AWS would give them.

    Raises:
        SetupError: The arguments contradict each other. Nothing was added.
    """
    _check_state(state)
    check_word("action", action, ACTIONS)
    _check_target(action, account, email)
    _check_notes(notes)
    _check_tags(action, tags)
    own_parties = None if parties is None else read_parties(parties)
    own_resources = None if resources is None else read_resources(resources)
    parent_id = _parent_id(action, parent, own_resources)
    if parent is None and parent_id is not None:
        parent = world.get(parent_id)
    if organization is None:
        organization = world.directory.default if parent is None else parent.organization
    _check_parent(parent, organization)
    if handshake_id is not None:
        check_id(world, handshake_id)
        handshake_id = str(handshake_id)
    transfer_id = transfer_start = None
    if action == "TRANSFER_RESPONSIBILITY":
        transfer_id, transfer_start = transfer_in(world, own_resources or [])
    times = _Times(world.clock.now(), state, action, parent, requested, expires, entered, transfer_start)

    # Nothing above this line changes the world; nothing below it can fail.
    if handshake_id is None:
        handshake_id = world.generate_handshake_id()
    if account is not None:
        world.directory.get_or_add_account(account)
    target_type, target = _target(world, action, account, email, organization, own_parties, times.requested)
    if action in CHILDREN and parent_id is None:
        parent_id = str(world.pending_migration(organization) or world.generate_handshake_id())
    handshake = world.add(
        Handshake(
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
            tags=dict(tags) if tags else None,
            parent_id=parent_id,
            parties=own_parties,
            resources=own_resources,
            origin=origin,
        )
    )
    if action == "TRANSFER_RESPONSIBILITY":
        if transfer_start is None:
            transfer_start = month_from(times.expires + DAY)
        add_transfer(world, handshake, start=transfer_start, transfer_id=transfer_id)
    return handshake


def _check_state(state: object) -> None:
    if isinstance(state, dict):
        raise SetupError(
            "seed() takes a state and keywords: pass AWS's dictionaries to load(), and what seeds() draws as seed(**drawn)"
        )
    if is_account_id(state) or (isinstance(state, str) and "@" in state):
        word = "account" if is_account_id(state) else "email"
        raise SetupError(f"{state!r} is not a state: write seed({word}={state!r})")
    check_word("state", state, STATES)


class _Times:
    """The times of a seeded handshake, and the state to store."""

    def __init__(
        self,
        now: int,
        state: State,
        action: Action,
        parent: Handshake | None,
        requested: When | None,
        expires: When | None,
        entered: When | None,
        transfer_start: int | None,
    ) -> None:
        period = PERIODS[action]
        end = None if expires is None else to_instant(expires)
        start = None if requested is None else to_instant(requested)
        moment = None if entered is None else to_instant(entered)
        if state == "EXPIRED" and end is None:
            end = moment if moment is not None else (now if start is None else _end(action, start, transfer_start))
        if start is None:
            start = now if parent is None else parent.requested_at
            if end is not None:
                start = min(start, end - period)
            if moment is not None:
                start = min(start, moment)
        if end is None:
            end = parent.expires_at if parent is not None else _end(action, start, transfer_start)
        self.requested, self.expires = start, end
        self._check(now, state)
        self.state, self.entered = self._stored(now, state, action, moment)

    def _stored(self, now: int, state: State, action: Action, moment: int | None) -> tuple[State, int | None]:
        """Return the state to store, and when it was entered."""
        if state in LIVE:
            if moment is not None:
                raise SetupError(f"a handshake that is {state} has not entered a terminal state: remove entered=")
            return state, None
        if state == "EXPIRED":
            if moment is not None and moment != self.expires:
                raise SetupError("a handshake becomes EXPIRED at its expiry: write expires= instead of entered=")
            # Expiry is computed from the clock, so that moving the clock back undoes it.
            return ("REQUESTED" if action in BEGINS_REQUESTED else "OPEN"), None
        entered = min(now, self.expires - 1) if moment is None else moment
        if not self.requested <= entered <= min(now, self.expires):
            raise SetupError(
                f"entered= must lie between requested= and now (the clock says {to_iso(now)}), and before expires=: change one "
                "of them"
            )
        return state, entered

    def _check(self, now: int, state: State) -> None:
        if self.expires <= self.requested:
            raise SetupError("a handshake must expire after it was requested: change expires= or requested=")
        if not EARLIEST <= self.requested < self.expires <= LATEST:
            raise SetupError("a handshake must lie within the years 1 to 9998: change expires= or requested=")
        if self.requested > now:
            raise SetupError(
                f"requested= lies in the future (the clock says {to_iso(now)}): move the clock first, with move_to(...)"
            )
        if state in LIVE and self.expires <= now:
            raise SetupError(
                f"a handshake that is {state} must not have expired, and this one has (the clock says {to_iso(now)}): write "
                "state='EXPIRED', or a later expires= or requested="
            )
        if state == "EXPIRED" and self.expires > now:
            raise SetupError(
                f"a handshake that is EXPIRED must be past its expiry, and this one is not (the clock says {to_iso(now)}): "
                "write state='OPEN' and move the clock, or an earlier expires= or requested="
            )


def _end(action: Action, start: int, transfer_start: int | None) -> int:
    """Return the expiry of a handshake that was sent at an instant."""
    period = PERIODS[action]
    return start + period if action != "TRANSFER_RESPONSIBILITY" else expiry_of(start, period, transfer_start)


def check_id(world: World, handshake_id: object, instead: str = "use another id") -> None:
    """Refuse an id that is malformed or taken."""
    if not isinstance(handshake_id, str) or not HANDSHAKE_ID.fullmatch(handshake_id):
        raise SetupError(
            f"{handshake_id!r} is not a handshake id: write 'h-' and 8 to 32 lower-case letters or digits, such as "
            "'h-examplehandshakeid111'"
        )
    there = world.get(handshake_id)
    if there is not None:
        raise SetupError(f"handshake {handshake_id} already exists (added at {there.origin}): {instead}")


def _check_target(action: Action, account: str | None, email: str | None) -> None:
    if account is not None and email is not None:
        raise SetupError("a handshake is sent to an account or to an e-mail address: remove account= or email=")
    if action == "ENABLE_ALL_FEATURES" and (account is not None or email is not None):
        raise SetupError(
            "ENABLE_ALL_FEATURES has no recipient: remove account= and email=, or write "
            "action='APPROVE_ALL_FEATURES' for the handshake that a member answers"
        )
    if email is not None and action not in ADDRESSABLE_BY_EMAIL:
        raise SetupError(
            f"a handshake with action {action} is sent to a member account: write account= instead of email="
        )
    if email is not None:
        check_email(email)


def _check_notes(notes: object) -> None:
    if notes is not None and not isinstance(notes, str):
        raise SetupError(f"notes={notes!r} is not text")


def _check_tags(action: Action, tags: Mapping[str, str] | None) -> None:
    if tags is None:
        return
    if not isinstance(tags, Mapping) or not all(isinstance(text, str) for pair in tags.items() for text in pair):
        raise SetupError(f"tags={tags!r}: keys and values must be text, as in tags={{'Team': 'vending'}}")
    if action not in ADDRESSABLE_BY_EMAIL:
        raise SetupError(f"a handshake with action {action} carries no tags: remove tags=")


def _parent_id(action: Action, parent: Handshake | None, resources: list[dict[str, Any]] | None) -> str | None:
    """Return the id of the parent, from ``parent=`` or from the resources."""
    if parent is not None:
        if action not in CHILDREN:
            raise SetupError(
                f"a handshake with action {action} has no parent: remove parent=, or write "
                "action='APPROVE_ALL_FEATURES'"
            )
        return parent.id
    return parent_in(resources or []) if action in CHILDREN else None


def _check_parent(parent: Handshake | None, organization: Organization) -> None:
    if parent is None:
        return
    if parent.action != "ENABLE_ALL_FEATURES":
        raise SetupError(
            f"{parent.id} has action {parent.action} and can't have children: pass an ENABLE_ALL_FEATURES handshake as parent="
        )
    if parent.organization is not organization:
        raise SetupError(
            f"the parent {parent.id} belongs to {parent.organization}, and so must its child: remove organization="
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
    """Return the type and id of the party that is not the sender; an unknown account is added."""
    for party in parties:
        if party["Type"] != "ORGANIZATION":
            if party["Type"] == "ACCOUNT" and is_account_id(party["Id"]):
                world.directory.get_or_add_account(party["Id"])
            return party["Type"], party["Id"]
    return None, ""
