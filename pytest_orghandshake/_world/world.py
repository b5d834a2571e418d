"""The world of handshakes: what exists, and how to find it. ``transitions`` and ``scripts`` change it."""

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
"""Names a list: ``("from", organization)``, ``("from", organization, action)``, ``("to", account or address)``, ``("parent", id)``."""

list_order = attrgetter("list_order")


class World:
    """Accounts, organizations and handshakes under one clock."""

    def __init__(self, directory: Directory, clock: Clock) -> None:
        self.clock = clock
        self.directory = directory
        self.roles = Roles(self.clock)
        # Scripted changes: all of them; those that wait for the clock (soonest first); those that wait for calls which
        # could show a new member; and those that happen right after the present reply.
        self.scripts: list[ScriptedChange] = []
        self.timed: list[ScriptedChange] = []
        self.answering: list[ScriptedChange] = []
        self.replied: list[ScriptedChange] = []
        self.rules: list[AnswerRule] = []
        self.rule_of: dict[str, AnswerRule] = {}
        self.progress = 0
        # Shared with the service that answers calls from this world.
        self.lock: AbstractContextManager[object] = nullcontext()
        self.problems: list[str] = []
        self.journal: list[CallNote | ActNote] = []
        self.acts: list[Act] = []
        # Handshakes of accounts that have left the organization: enabling all features does not wait for them.
        self.exempt_children: set[str] = set()
        self.transfers: dict[str, ResponsibilityTransfer] = {}
        self.transfer_quotas = MAX_QUOTAS
        self._handshakes: dict[str, Handshake] = {}
        self._lists: dict[Key, list[Handshake]] = {}
        self._generated = 0

    def add(self, handshake: Handshake) -> Handshake:
        """Add a new handshake to the world and to every list it belongs to."""
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
        """Add a handshake to a list, in order."""
        handshakes = self._lists.setdefault(key, [])
        if handshakes and handshakes[-1].list_order > handshake.list_order:
            insort(handshakes, handshake, key=list_order)
        else:
            handshakes.append(handshake)

    def unindex(self, key: Key, handshake: Handshake) -> None:
        """Remove a handshake from a list."""
        self._lists[key].remove(handshake)

    def get(self, handshake_id: str) -> Handshake | None:
        """Return the handshake with this id, even if AWS has deleted it."""
        return self._handshakes.get(handshake_id)

    def find(self, handshake_id: str, partition: str) -> Handshake | None:
        """Return the handshake if AWS still has it and it belongs to this partition."""
        handshake = self._handshakes.get(handshake_id)
        if handshake is None or not handshake.is_in(partition) or handshake.is_deleted():
            return None
        return handshake

    def handshakes(self) -> list[Handshake]:
        """Return every handshake, oldest first."""
        return sorted(self._handshakes.values(), key=list_order)

    def iter_list(self, key: Key, after: tuple[int, int] | None = None) -> Iterator[Handshake]:
        """Iterate over a list, starting after a position, without reading what comes before."""
        handshakes = self._lists.get(key, [])
        start = 0 if after is None else bisect_right(handshakes, after, key=list_order)
        for position in range(start, len(handshakes)):
            yield handshakes[position]

    def sent_by(
        self, organization: Organization, *action: str, after: tuple[int, int] | None = None
    ) -> Iterator[Handshake]:
        """Iterate over the handshakes that an organization sent, optionally of one action or after a position."""
        return self.iter_list(("from", organization.record, *action), after)

    def received_by(self, account: Account) -> list[Key]:
        """Return the keys of the lists of handshakes that were sent to an account."""
        return [("to", account.id), ("to", account.email.lower())]

    def children(self, parent: Handshake) -> Iterator[Handshake]:
        """Iterate over the children of an ENABLE_ALL_FEATURES handshake."""
        return self.iter_list(("parent", parent.id))

    def pending_migration(self, organization: Organization) -> Handshake | None:
        """Return the pending ENABLE_ALL_FEATURES handshake of an organization."""
        return next((each for each in self.sent_by(organization, "ENABLE_ALL_FEATURES") if each.is_live()), None)

    def is_approved(self, parent: Handshake) -> bool:
        """Tell whether every child is accepted, except those of accounts that have left (AWS user guide)."""
        return all(child.state == "ACCEPTED" or child.id in self.exempt_children for child in self.children(parent))

    def recipient(self, handshake: Handshake) -> Account | None:
        """Return the account that a handshake was sent to, if there is one with this id or address."""
        if handshake.target_type == "ACCOUNT":
            return self.directory.account(handshake.target)
        if handshake.target_type == "EMAIL":
            return self.directory.account_by_email(handshake.target)
        return None

    # New ids: the same in every run, in the form of a uuid4, like AWS's

    def generate_handshake_id(self) -> str:
        """Return an unused handshake id."""
        while (handshake_id := f"h-{self._hash('handshake')}") in self._handshakes:
            pass
        return handshake_id

    def generate_transfer_id(self) -> str:
        """Return an unused id for a responsibility transfer, as long as real ones."""
        while (transfer_id := f"rt-{self._hash('transfer')[:8]}") in self.transfers:
            pass
        return transfer_id

    def _hash(self, kind: str) -> str:
        self._generated += 1
        digits = hashlib.blake2b(f"{kind}{self._generated}".encode(), digest_size=16).hexdigest()
        return f"{digits[:12]}4{digits[13:16]}a{digits[17:]}"
