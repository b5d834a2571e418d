"""The world of handshakes: what exists, and how it is found. What changes it is in ``transitions`` and ``scripts``."""

from __future__ import annotations

import hashlib
from bisect import bisect_right, insort
from contextlib import nullcontext
from operator import attrgetter
from typing import TYPE_CHECKING

from .identity import Roles
from .transfers import MAX_QUOTAS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

    from .accounts import Account, Organization
    from .clock import Clock
    from .directory import Directory
    from .handshake import Handshake
    from .journal import ActNote, CallNote
    from .scripts import Act, AnswerRule, ScriptedChange
    from .transfers import ResponsibilityTransfer

Key = tuple[object, ...]
"""Which list: ``("from", organization)``, ``("from", organization, action)``, ``("to", account or address)``, ``("parent", id)``."""

list_order = attrgetter("list_order")


class World:
    """Accounts, organizations and handshakes under one clock."""

    def __init__(self, directory: Directory, clock: Clock) -> None:
        self.clock = clock
        self.directory = directory
        self.roles = Roles(self.clock)
        # What a test scripted: all of it, what waits for the clock (soonest first), what waits for looks at a member, and
        # what comes right behind a reply.
        self.scripts: list[ScriptedChange] = []
        self.timed: list[ScriptedChange] = []
        self.answering: list[ScriptedChange] = []
        self.replied: list[ScriptedChange] = []
        self.rules: list[AnswerRule] = []
        self.rule_of: dict[str, AnswerRule] = {}
        self.progress = 0
        # Shared with whoever answers calls from this world.
        self.lock: AbstractContextManager[object] = nullcontext()
        self.problems: list[str] = []
        self.journal: list[CallNote | ActNote] = []
        self.acts: list[Act] = []
        # Children whose account is gone: the all-features process no longer waits for them.
        self.exempt_children: set[str] = set()
        self.transfers: dict[str, ResponsibilityTransfer] = {}
        self.transfer_quotas = MAX_QUOTAS
        self._handshakes: dict[str, Handshake] = {}
        self._lists: dict[Key, list[Handshake]] = {}
        self._generated = 0

    def add(self, handshake: Handshake) -> Handshake:
        """Put a new handshake into the world and into every list it belongs to."""
        handshake._sequence = len(self._handshakes)
        self._handshakes[handshake.id] = handshake
        sender = handshake.organization.record
        self.index(("from", sender), handshake)
        self.index(("from", sender, handshake.action), handshake)
        if handshake.target_type is not None:
            self.index(("to", handshake.target.lower()), handshake)
        if handshake.parent_id is not None:
            self.index(("parent", handshake.parent_id), handshake)
        return handshake

    def index(self, key: Key, handshake: Handshake) -> None:
        """Put a handshake into a list."""
        handshakes = self._lists.setdefault(key, [])
        if handshakes and handshakes[-1].list_order > handshake.list_order:
            insort(handshakes, handshake, key=list_order)
        else:
            handshakes.append(handshake)

    def unindex(self, key: Key, handshake: Handshake) -> None:
        """Take a handshake out of a list."""
        self._lists[key].remove(handshake)

    def get(self, handshake_id: str) -> Handshake | None:
        """Return the handshake with this id, deleted by AWS or not."""
        return self._handshakes.get(handshake_id)

    def find(self, handshake_id: str, partition: str) -> Handshake | None:
        """Return the handshake if AWS still has it and it is of this partition."""
        handshake = self._handshakes.get(handshake_id)
        if handshake is None or not handshake.is_in(partition) or handshake.is_deleted():
            return None
        return handshake

    def handshakes(self) -> list[Handshake]:
        """Return every handshake, oldest first."""
        return sorted(self._handshakes.values(), key=list_order)

    def iter_list(self, key: Key, after: tuple[int, int] | None = None) -> Iterator[Handshake]:
        """Walk one list from behind a place in it: at a page's cost, however long the list is."""
        handshakes = self._lists.get(key, [])
        start = 0 if after is None else bisect_right(handshakes, after, key=list_order)
        for position in range(start, len(handshakes)):
            yield handshakes[position]

    def sent_by(
        self, organization: Organization, *action: str, after: tuple[int, int] | None = None
    ) -> Iterator[Handshake]:
        """Walk what an organization sent: everything, or what is of one action; all of it, or what came later."""
        return self.iter_list(("from", organization.record, *action), after)

    def received_by(self, account: Account) -> list[Key]:
        """Return the lists that hold what was sent to an account."""
        return [("to", account.id), ("to", account.email.lower())]

    def children(self, parent: Handshake) -> Iterator[Handshake]:
        """Walk the children of an ENABLE_ALL_FEATURES handshake."""
        return self.iter_list(("parent", parent.id))

    def pending_migration(self, organization: Organization) -> Handshake | None:
        """Return the ENABLE_ALL_FEATURES handshake that the organization has under way."""
        return next((each for each in self.sent_by(organization, "ENABLE_ALL_FEATURES") if each.is_live()), None)

    def is_approved(self, parent: Handshake) -> bool:
        """Tell whether every child is accepted, but for those of accounts that went (AWS user guide)."""
        return all(child.state == "ACCEPTED" or child.id in self.exempt_children for child in self.children(parent))

    def recipient(self, handshake: Handshake) -> Account | None:
        """Return the account a handshake was sent to, if anybody here has that id or address."""
        if handshake.target_type == "ACCOUNT":
            return self.directory.account(handshake.target)
        if handshake.target_type == "EMAIL":
            return self.directory.account_by_email(handshake.target)
        return None

    # New ids: the same at every run, in the layout of the uuid4 that AWS's look like

    def generate_handshake_id(self) -> str:
        """Return an id that no handshake here has."""
        while (handshake_id := f"h-{self._hash('handshake')}") in self._handshakes:
            pass
        return handshake_id

    def generate_transfer_id(self) -> str:
        """Return an id for a responsibility transfer, of the length that real ones have."""
        while (transfer_id := f"rt-{self._hash('transfer')[:8]}") in self.transfers:
            pass
        return transfer_id

    def _hash(self, kind: str) -> str:
        self._generated += 1
        digits = hashlib.blake2b(f"{kind}{self._generated}".encode(), digest_size=16).hexdigest()
        return f"{digits[:12]}4{digits[13:16]}a{digits[17:]}"
