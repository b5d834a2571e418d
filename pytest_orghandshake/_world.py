"""The world of handshakes: what exists, how it changes, and what each change brings about."""

from __future__ import annotations

import hashlib
from bisect import bisect_right, insort
from typing import TYPE_CHECKING

from . import _explain
from ._clock import DAY, Clock
from ._errors import Refusal
from ._exceptions import HIDDEN, SetupError
from ._identity import Roles
from ._models import LIVE, Account, Action, Handshake, Organization, State

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ._directory import Directory

__tracebackhide__ = HIDDEN

INVITE_PERIOD = 15 * DAY
ALL_FEATURES_PERIOD = 90 * DAY
PERIODS: dict[Action, int] = {
    "INVITE": INVITE_PERIOD,
    "ENABLE_ALL_FEATURES": ALL_FEATURES_PERIOD,
    "APPROVE_ALL_FEATURES": ALL_FEATURES_PERIOD,
    "ADD_ORGANIZATIONS_SERVICE_LINKED_ROLE": ALL_FEATURES_PERIOD,
    "TRANSFER_RESPONSIBILITY": INVITE_PERIOD,
}
CHILDREN: tuple[Action, ...] = ("APPROVE_ALL_FEATURES", "ADD_ORGANIZATIONS_SERVICE_LINKED_ROLE")


Key = tuple[object, ...]


def place(handshake: Handshake) -> tuple[int, int]:
    """Return a handshake's place in every list: oldest first, then in the order they were made."""
    return handshake._requested, handshake._sequence


class ScriptedChange:
    """One ``set_state`` that waits for calls to read the handshake."""

    __slots__ = ("calls", "handshake", "origin", "state")

    def __init__(self, handshake: Handshake, state: State, calls: int, origin: str) -> None:
        self.handshake = handshake
        self.state = state
        self.calls = calls
        self.origin = origin


class World:
    """Accounts, organizations and handshakes under one clock."""

    def __init__(self, directory: Directory) -> None:
        self.clock = Clock()
        self.directory = directory
        self.roles = Roles()
        self._handshakes: dict[str, Handshake] = {}
        self._lists: dict[Key, list[Handshake]] = {}
        self._released: set[str] = set()
        self._scripted: list[ScriptedChange] = []
        self._generated = 0

    # What exists

    def add(self, handshake: Handshake) -> Handshake:
        """Put a new handshake into the world and into every list it belongs to."""
        handshake._sequence = len(self._handshakes)
        self._handshakes[handshake.id] = handshake
        for key in self._keys(handshake):
            self._enter(key, handshake)
        return handshake

    def get(self, handshake_id: str) -> Handshake | None:
        """Return the handshake with this id, deleted by AWS or not."""
        return self._handshakes.get(handshake_id)

    def find(self, handshake_id: str, partition: str) -> Handshake | None:
        """Return the handshake if AWS still has it and it is of this partition."""
        handshake = self._handshakes.get(handshake_id)
        if handshake is None or not handshake._is_in(partition) or handshake._is_gone(self.clock.now()):
            return None
        return handshake

    def handshakes(self) -> list[Handshake]:
        """Return every handshake, oldest first."""
        return sorted(self._handshakes.values(), key=place)

    def listed(self, key: Key, after: tuple[int, int] | None = None) -> Iterator[Handshake]:
        """Walk one list from behind a place in it: at a page's cost, however long the list is."""
        handshakes = self._lists.get(key, [])
        start = 0 if after is None else bisect_right(handshakes, after, key=place)
        for index in range(start, len(handshakes)):
            yield handshakes[index]

    def received_by(self, account: Account) -> list[Key]:
        """Return the lists that hold what was sent to an account."""
        return [("to", account.id), ("to", account.email.lower())]

    def children(self, parent: Handshake) -> Iterator[Handshake]:
        """Walk the children of an ENABLE_ALL_FEATURES handshake."""
        return self.listed(("parent", parent.id))

    def pending_migration(self, organization: Organization) -> Handshake | None:
        """Return the ENABLE_ALL_FEATURES handshake that the organization has under way."""
        now = self.clock.now()
        for parent in self.listed(("from", organization._key, "ENABLE_ALL_FEATURES")):
            if parent._state_at(now) in LIVE:
                return parent
        return None

    def recipient(self, handshake: Handshake) -> Account | None:
        """Return the account a handshake was sent to, if anybody here has that id or address."""
        if handshake._target_type == "ACCOUNT":
            return self.directory.account(handshake._target)
        if handshake._target_type == "EMAIL":
            return self.directory.account_of(handshake._target)
        return None

    # New ids: the same at every run, in the layout of the uuid4 that AWS's look like

    def generate_handshake_id(self) -> str:
        """Return an id that no handshake here has."""
        while (handshake_id := f"h-{self._hash('handshake')}") in self._handshakes:
            pass
        return handshake_id

    def generate_transfer_id(self) -> str:
        """Return an id for a responsibility transfer, of the length that real ones have."""
        return f"rt-{self._hash('transfer')[:8]}"

    def _hash(self, kind: str) -> str:
        self._generated += 1
        digits = hashlib.blake2b(f"{kind}{self._generated}".encode(), digest_size=16).hexdigest()
        return f"{digits[:12]}4{digits[13:16]}a{digits[17:]}"

    # What changes

    def script(self, handshake: Handshake, state: State, after_calls: int, origin: str) -> None:
        """Let the other side act at the n-th call from here on that reads the handshake."""
        change = ScriptedChange(handshake, state, after_calls, origin)
        handshake._scripted = [*(handshake._scripted or ()), change]
        self._scripted.append(change)

    def pending_changes(self) -> list[ScriptedChange]:
        """Return the scripted changes that wait for more calls."""
        return [change for change in self._scripted if change.calls]

    def count_read(self, handshake: Handshake) -> None:
        """Count a call that reads the handshake: a scripted change may be due before it is answered."""
        if handshake._scripted is None:
            return
        for change in handshake._scripted:
            change.calls -= 1
            if not change.calls and handshake.state in LIVE and handshake.state != change.state:
                # The reader is not the one who is refused.
                self.force(handshake, change.state, f", as set_state at {change.origin} asks")
        handshake._scripted = [change for change in handshake._scripted if change.calls] or None

    def force(self, handshake: Handshake, state: State, because: str = "") -> None:
        """Let the other side act, as a test scripted it.

        Raises:
            SetupError: AWS would not let this happen.
        """
        refused = f"AWS would not let {handshake.id} become {state}{because}: "
        if (
            handshake.action == "ENABLE_ALL_FEATURES"
            and state in ("OPEN", "ACCEPTED")
            and not self._is_approved(handshake)
        ):
            raise SetupError(f"{refused}{_explain.UNAPPROVED}")
        try:
            self.move(handshake, state)
        except Refusal as refusal:
            if handshake.state != state:  # an e-mail invitation to a member of the organization is used up all the same
                raise SetupError(f"{refused}{refusal.code}, {refusal.message}") from None

    def move(self, handshake: Handshake, state: State) -> None:
        """Bring a live handshake into another state, with every effect this has on AWS.

        Raises:
            Refusal: AWS would not let this happen; nothing has changed, but for the one case in which AWS changes
                the handshake all the same (an e-mail invitation accepted by a member of the organization).
        """
        if state == "ACCEPTED":
            self._accept(handshake)
        else:
            self._settle(handshake, state)
        if handshake.action == "ENABLE_ALL_FEATURES" and state in ("CANCELED", "EXPIRED"):
            self._abandon_migration(handshake, state)

    def open_migration(self, parent: Handshake) -> None:
        """Let management finalise, once nobody has to approve any more."""
        if parent._state == "REQUESTED" and self._is_approved(parent):
            parent._state = "OPEN"

    def _is_approved(self, parent: Handshake) -> bool:
        """Tell whether every child is accepted, but for those of accounts that went (AWS user guide)."""
        return all(child._state == "ACCEPTED" or child.id in self._released for child in self.children(parent))

    def depart(self, account: Account) -> None:
        """Take an account out of its organization; its part in an all-features migration is canceled."""
        organization = account.organization
        if organization is None:
            return
        self.directory.leave(account)
        self._departed(account, organization)

    def dissolve(self, organization: Organization) -> None:
        """Delete an organization."""
        self.directory.delete(organization)
        self._departed(organization.management, organization)

    def refresh(self) -> None:
        """Take in what moto's accounts did meanwhile; only while ``mock_aws`` is entered."""
        for account, organization in self.directory.refresh():
            self._departed(account, organization)

    def _departed(self, account: Account, organization: Organization) -> None:
        if organization.management is account:
            now = self.clock.now()
            for sent in self.listed(("from", organization._key)):
                if sent._state_at(now) in LIVE:
                    self.move(sent, "CANCELED")  # a guess
            return
        parent = self.pending_migration(organization)
        if parent is not None:
            for child in self.children(parent):
                if child._target == account.id:
                    self._released.add(child.id)
                    if child.state in LIVE:
                        self._settle(child, "CANCELED")
            self.open_migration(parent)

    def _accept(self, handshake: Handshake) -> None:
        if handshake.action == "INVITE":
            account = self.recipient(handshake)
            if account is None and handshake._target_type == "EMAIL":
                account = self.directory.add_account(email=handshake._target)  # somebody reads that mail
            if account is not None:
                self._join(handshake, account)
        self._settle(handshake, "ACCEPTED")
        if handshake.action == "ENABLE_ALL_FEATURES":
            self.directory.enable_all_features(handshake._organization)
        if handshake._parent is not None and (parent := self.get(handshake._parent)) is not None:
            self.open_migration(parent)

    def _join(self, handshake: Handshake, account: Account) -> None:
        joined = handshake._organization
        if account.organization is joined:
            # Recorded from AWS: the call fails and the invitation is used up all the same.
            self._settle(handshake, "ACCEPTED")
            self._turn_to_account(handshake, account)
            why = _explain.member(account)
            raise Refusal("HandshakeConstraintViolationException", "ALREADY_IN_AN_ORGANIZATION", why=why)
        if account._is_management:
            raise Refusal("MasterCannotLeaveOrganizationException", why=_explain.management(account))
        self.depart(account)
        self.directory.join(account, joined, "INVITED", self.clock.now())
        self._turn_to_account(handshake, account)

    def _turn_to_account(self, handshake: Handshake, account: Account) -> None:
        """Put the account in the place of the address it was invited by; the EMAIL resource stays (recorded)."""
        if handshake._target_type != "EMAIL":
            return
        lowered = handshake._target.lower()
        self._lists[("to", lowered)].remove(handshake)
        handshake._invited = handshake._target
        handshake._target_type, handshake._target = "ACCOUNT", account.id
        if handshake._parties is not None:
            handshake._parties = [
                {"Id": account.id, "Type": "ACCOUNT"} if party["Type"] == "EMAIL" else party
                for party in handshake._parties
            ]
        self._enter(("to", account.id), handshake)

    def _settle(self, handshake: Handshake, state: State) -> None:
        if state == "EXPIRED":  # sooner than AWS said; worked out from the clock all the same
            handshake._until = self.clock.now()
            return
        handshake._state = state
        handshake._entered = None if state in LIVE else self.clock.now()

    def _abandon_migration(self, parent: Handshake, state: State) -> None:
        now = self.clock.now()
        for child in self.children(parent):
            if child._state_at(now) in LIVE:
                self._settle(child, state)
        if state == "CANCELED":
            # Invitations sent meanwhile promised all features, so they go with it (AWS user guide).
            for invite in self.listed(("from", parent._organization._key, "INVITE"), place(parent)):
                if invite._state_at(now) in LIVE:
                    self._settle(invite, "CANCELED")

    def _keys(self, handshake: Handshake) -> Iterator[Key]:
        sender = handshake._organization._key
        yield ("from", sender)
        yield ("from", sender, handshake.action)
        if handshake._target_type is not None:
            yield ("to", handshake._target.lower())
        if handshake._parent is not None:
            yield ("parent", handshake._parent)

    def _enter(self, key: Key, handshake: Handshake) -> None:
        handshakes = self._lists.setdefault(key, [])
        if handshakes and place(handshakes[-1]) > place(handshake):
            insort(handshakes, handshake, key=place)
        else:
            handshakes.append(handshake)
