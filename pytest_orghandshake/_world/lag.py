"""Eventual consistency: the next few reads after a call still see the state before it.

A snapshot of everything that AWS shows is taken before and after each call that may change something; the differences are the
change. While a read is answered, the changes that it must not see yet are undone, and then redone. What the test does itself,
or scripts for the other side, is visible immediately.
"""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from .._exceptions import SetupError
from .accounts import Account, OrganizationRecord
from .handshake import Handshake
from .organizational_unit import OrganizationalUnit, Root
from .transfers import ResponsibilityTransfer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .world import World

_Reply = TypeVar("_Reply")

_READS = ("Describe", "List")
_SHOWN: dict[type, tuple[str, ...]] = {
    Handshake: ("_state", "_entered_at", "_expires_in_fact", "_target_type", "_target", "_original_email", "_parties"),
    Account: (
        *("_organization", "_joined_method", "_joined_at", "_join_order"),
        *("_parent", "_tags", "_is_delegated"),
    ),
    OrganizationRecord: ("feature_set",),
    OrganizationalUnit: ("_name", "_tags"),
    Root: ("_tags",),
    ResponsibilityTransfer: ("_end", "_name"),
}
"""The attributes that AWS shows and a call may change."""

_ABSENT = object()


class _Difference(NamedTuple):
    """One value that a call changed."""

    kind: str
    owner: Any
    name: Any
    before: Any
    after: Any


class _Change:
    """Everything that one call changed, and how many more reads must not see it."""

    def __init__(self, operation: str, looks: int, differences: list[_Difference]) -> None:
        self.operation = operation
        self.looks = looks
        self.differences = differences


class Lag:
    """The changes that reads don't see yet."""

    def __init__(self) -> None:
        self.looks = 0
        self._changes: list[_Change] = []

    def begin(self, looks: int) -> None:
        """Set how many reads don't see a later change; 0 also makes pending changes visible.

        Raises:
            SetupError: ``looks`` is not a number of reads.
        """
        if not isinstance(looks, int) or isinstance(looks, bool) or looks < 0:
            raise SetupError(f"looks={looks!r} is not a number of reads: write 2 for the next two, or 0 to end the lag")
        self.looks = looks
        if not looks:
            self._changes.clear()

    def answer(self, world: World, operation: str, call: Callable[[], _Reply]) -> _Reply:
        """Run a call: a read sees the oldest possible state, and a change becomes visible later."""
        return self._read(world, call) if operation.startswith(_READS) else self._write(world, operation, call)

    def oldest(self, operation: str) -> str | None:
        """Return the operation of the first change that a read does not see yet."""
        return self._changes[0].operation if self._changes and operation.startswith(_READS) else None

    def _write(self, world: World, operation: str, call: Callable[[], _Reply]) -> _Reply:
        before = _snapshot(world)
        try:
            return call()
        finally:
            found = list(_differences(before, _snapshot(world)))
            if found and self.looks:
                # Changes become visible in order.
                longest = max([self.looks, *(change.looks for change in self._changes)])
                self._changes.append(_Change(operation, longest, found))

    def _read(self, world: World, call: Callable[[], _Reply]) -> _Reply:
        taken_back = [
            each
            for change in reversed(self._changes)
            for each in reversed(change.differences)
            if _write_value(world, each, each.after, each.before)
        ]
        _sort(taken_back)
        # Scripted changes don't count reads that see an old state of the handshake.
        scripted = [(each.owner, each.owner._scripted) for each in taken_back if isinstance(each.owner, Handshake)]
        for handshake, _ in scripted:
            handshake._scripted = None
        try:
            return call()
        finally:
            for handshake, script in scripted:
                handshake._scripted = handshake._scripted or script
            for each in reversed(taken_back):
                _write_value(world, each, each.before, each.after)
            _sort(taken_back)
            for change in self._changes:
                change.looks -= 1
            self._changes = [change for change in self._changes if change.looks]


_Snapshot = dict[tuple[str, int, Any], tuple[Any, Any]]
"""The owner and the value, by kind, id of the owner, and name."""


def _snapshot(world: World) -> _Snapshot:
    directory = world.directory
    things: list[Any] = [*world._handshakes.values(), *world.transfers.values(), *directory._accounts.values()]
    collections: list[dict[Any, Any]] = [world._handshakes, world.transfers, directory._organizations]
    for organization in directory.organizations:
        things += [organization.record, organization.root, *organization.units]
        collections += [organization.record.members, organization.record.units]
    found: _Snapshot = {
        ("slot", id(each), name): (each, getattr(each, name)) for each in things for name in _SHOWN[type(each)]
    }
    for each in collections:
        found |= {("entry", id(each), name): (each, value) for name, value in each.items()}
    for key, handshakes in world._lists.items():
        found |= {("listed", 0, (key, each.id)): (each, True) for each in handshakes}
    return found


def _differences(before: _Snapshot, after: _Snapshot) -> Iterator[_Difference]:
    for place in dict.fromkeys([*before, *after]):
        kind, _, name = place
        owner = (before.get(place) or after[place])[0]
        old = before[place][1] if place in before else _ABSENT
        if kind == "slot":
            new = getattr(owner, name)
            if old is _ABSENT:
                continue  # the owner is new, and is hidden as a whole
        elif kind == "entry":
            new = owner.get(name, _ABSENT)
        else:
            new = after[place][1] if place in after else _ABSENT
        if new is not old:
            yield _Difference(kind, owner, name, old, new)


def _write_value(world: World, place: _Difference, expected: Any, value: Any) -> bool:  # noqa: ANN401 - whatever is kept
    """Replace a value, unless the test has changed it meanwhile; return whether it was replaced."""
    kind, owner, name = place[:3]
    if kind == "slot":
        if getattr(owner, name) is not expected:
            return False
        setattr(owner, name, value)
    elif kind == "entry":
        if owner.get(name, _ABSENT) is not expected:
            return False
        if value is _ABSENT:
            del owner[name]
        else:
            owner[name] = value
    elif any(each is owner for each in world._lists.get(name[0], ())) is (expected is _ABSENT):
        return False
    elif value is _ABSENT:
        world.unindex(name[0], owner)
    else:
        world.index(name[0], owner)
    return True


def _sort(places: list[_Difference]) -> None:
    """Restore the order of members and units, because an entry that was removed and added again comes last."""
    for collection in {id(each.owner): each.owner for each in places if each.kind == "entry"}.values():
        for kind, order in ((Account, "join_order"), (OrganizationalUnit, "order")):
            if collection and all(isinstance(each, kind) for each in collection.values()):
                kept = sorted(collection.items(), key=lambda item, order=order: attrgetter(order)(item[1]))  # type: ignore[misc]
                collection.clear()
                collection.update(kept)
