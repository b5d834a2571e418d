"""Handshakes as a test sees them: read-only and live.

What they keep is private, and written by the rooms that change the world alone; the rest of the package reads it by the
names without an underscore.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, ClassVar

from .clock import to_datetime
from .scripts import catch_up
from .shapes import make_parties, make_resources
from .text import Named
from .words import LIVE, RETENTION

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from typing_extensions import Self

    from .accounts import Account, Organization
    from .scripts import ScriptedChange
    from .transfers import ResponsibilityTransfer
    from .words import Action, FeatureSet, PartyType, State
    from .world import World


class Handshake(Named):
    """A handshake: its id, with what it is now, so that ``invite.state`` is the state at the moment of looking."""

    __slots__ = (
        "_action",
        "_arn",
        "_encoded",
        "_entered_at",
        "_expires_at",
        "_expires_in_fact",
        "_feature_set",
        "_notes",
        "_organization",
        "_origin",
        "_original_email",
        "_parent_id",
        "_parties",
        "_partition",
        "_requested_at",
        "_resources",
        "_scripted",
        "_sequence",
        "_state",
        "_tags",
        "_target",
        "_target_type",
        "_transfer",
        "_world",
    )

    _advice: ClassVar[Mapping[str, str]] = {
        "state": ": set_state(handshake, {value!r}) lets the other side act",
        "": ": it stays as it was sent; seed(...) sets it",
    }
    _subscript_advice = "to_dict() returns AWS's dictionary"

    def __new__(cls, world: World, id: str, *_: object, **__: object) -> Self:  # noqa: A002, ARG004 - the text is the id
        """Make the text."""
        return super().__new__(cls, id)

    def __init__(
        self,
        world: World,
        id: str,  # noqa: A002, ARG002 - AWS's word, and the text
        action: Action,
        state: State,
        organization: Organization,
        *,
        requested: int,
        expires: int,
        origin: str,
        expires_in_fact: int | None = None,
        entered: int | None = None,
        target_type: PartyType | None = None,
        target: str = "",
        notes: str | None = None,
        tags: Mapping[str, str] | None = None,
        parent_id: str | None = None,
        partition: str | None = None,
        feature_set: FeatureSet | None = None,
        arn: str | None = None,
        parties: list[dict[str, Any]] | None = None,
        resources: list[dict[str, Any]] | None = None,
    ) -> None:
        self._world = world
        self._action = action
        self._state = state
        self._organization = organization
        self._requested_at = requested
        self._expires_at = expires
        # A test may bring its end forward, and a capture may be past it and still OPEN.
        self._expires_in_fact = expires if expires_in_fact is None else expires_in_fact
        self._entered_at = entered
        self._target_type = target_type
        self._target = target
        self._original_email: str | None = None
        self._notes = notes
        self._tags = tags
        self._parent_id = parent_id
        self._partition = partition
        self._feature_set = feature_set or organization.record.feature_set
        self._transfer: ResponsibilityTransfer | None = None
        self._arn = arn
        self._parties = parties
        self._resources = resources
        self._origin = origin
        self._sequence = 0
        self._scripted: list[ScriptedChange] | None = None
        self._encoded: tuple[tuple[str | None, ...], bytes] | None = None

    def __repr__(self) -> str:
        return f"Handshake({self.id!r}, {self.action} {self.state})"

    @property
    def action(self) -> Action:
        """What it is about."""
        return self._action

    @property
    def state(self) -> str:
        """The state now; an unanswered handshake is EXPIRED from its expiry on."""
        return self.state_at(self._look())

    @property
    def arn(self) -> str:
        """The ARN: the account and organization in it are always the sender's."""
        return self.arn_in(self._partition or "aws")

    @property
    def requested(self) -> datetime:
        """When it was sent."""
        return to_datetime(self._requested_at)

    @property
    def expires(self) -> datetime:
        """When it turns EXPIRED unless it is answered before."""
        return to_datetime(self._expires_at)

    @property
    def entered(self) -> datetime | None:
        """When it entered its terminal state, or None while it is REQUESTED or OPEN."""
        entered = self.entered_at(self._look())
        return None if entered is None else to_datetime(entered)

    @property
    def parent(self) -> Handshake | str | None:
        """The ENABLE_ALL_FEATURES handshake that a child belongs to, or the bare id of one that is not here."""
        return None if self._parent_id is None else self._world.get(self._parent_id) or self._parent_id

    @property
    def account(self) -> Account | None:
        """The account it was sent to, where it was sent to an account id."""
        self._look()
        return self._world.directory.account(self._target) if self._target_type == "ACCOUNT" else None

    @property
    def email(self) -> str | None:
        """The address it was sent to, where it was sent to one and no account has taken the address's place."""
        self._look()
        return self._target if self._target_type == "EMAIL" else None

    @property
    def organization(self) -> Organization:
        """The organization that sent it."""
        return self._organization.current

    @property
    def transfer(self) -> ResponsibilityTransfer | None:
        """The transfer of bills that a TRANSFER_RESPONSIBILITY handshake is about."""
        return self._transfer

    @property
    def tags(self) -> dict[str, str]:
        """The tags that an invitation was sent with: AWS shows them once the account has joined, as the account's."""
        return dict(self._tags or {})

    @property
    def parties(self) -> list[dict[str, str]]:
        """AWS's ``Parties``: ``[{"Id": ..., "Type": ...}]``; the ORGANIZATION's id lacks its ``o-`` there."""
        return make_parties(self) if self._parties is None else [dict(party) for party in self._parties]

    @property
    def resources(self) -> list[dict[str, Any]]:
        """AWS's ``Resources``: ``[{"Type": ..., "Value": ..., "Resources": [...]}]``."""
        if self._resources is None:
            return make_resources(self)
        return json.loads(json.dumps(self._resources))  # type: ignore[no-any-return]

    def to_dict(self) -> dict[str, Any]:
        """Return the handshake in boto3's shape, timestamps as aware datetimes."""
        self._look()
        return {
            "Id": self.id,
            "Arn": self.arn,
            "Parties": self.parties,
            "State": self.state,
            "RequestedTimestamp": self.requested,
            "ExpirationTimestamp": self.expires,
            "Action": self.action,
            "Resources": self.resources,
        }

    # For the package

    @property
    def requested_at(self) -> int:
        """The instant at which it was sent."""
        return self._requested_at

    @property
    def expires_at(self) -> int:
        """The instant that AWS names as its expiry."""
        return self._expires_at

    @property
    def list_order(self) -> tuple[int, int]:
        """Its place in every list: oldest first, then in the order they were made."""
        return self._requested_at, self._sequence

    @property
    def target_type(self) -> PartyType | None:
        """What it is sent to, or None where it is sent to nobody."""
        return self._target_type

    @property
    def target(self) -> str:
        """The account id or the address that it is sent to."""
        return self._target

    @property
    def original_email(self) -> str | None:
        """The address it was sent to before the account behind it took its place."""
        return self._original_email

    @property
    def parent_id(self) -> str | None:
        """The id of the ENABLE_ALL_FEATURES handshake that it belongs to."""
        return self._parent_id

    @property
    def own_partition(self) -> str | None:
        """The partition of the client that made it; None for one that a test seeded."""
        return self._partition

    @property
    def notes(self) -> str | None:
        """What the sender wrote."""
        return self._notes

    @property
    def feature_set(self) -> FeatureSet:
        """The feature set that it tells its recipient of."""
        return self._feature_set

    @property
    def origin(self) -> str:
        """The line that added it."""
        return self._origin

    def _look(self) -> int:
        """Return the time, once everything has happened that was to happen by now."""
        world = self._world
        if world.timed:
            catch_up(world)
        return world.clock.now()

    def state_at(self, now: int) -> State:
        """Return the state at an instant."""
        state = self._state
        if now >= self._expires_in_fact and state in LIVE:
            return "EXPIRED"
        return state

    def entered_at(self, now: int) -> int | None:
        """Return when it entered the terminal state that it has at an instant."""
        if self._state not in LIVE:
            return self._entered_at
        return self._expires_in_fact if now >= self._expires_in_fact else None

    def is_live(self) -> bool:
        """Tell whether it waits for an answer."""
        return self.state_at(self._world.clock.now()) in LIVE

    def is_deleted(self) -> bool:
        """Tell whether AWS has deleted it by now."""
        now = self._world.clock.now()
        entered = self.entered_at(now)
        return entered is not None and now >= entered + RETENTION

    def is_in(self, partition: str) -> bool:
        """Tell whether a client of this partition can see it; one that a test seeded shows in any."""
        return self._partition is None or self._partition == partition

    def arn_in(self, partition: str) -> str:
        """Return the ARN as a client of this partition reads it."""
        if self._arn is not None:
            return self._arn
        sender = self.organization
        account, kind = sender.management.id, self.action.lower()
        return f"arn:{partition}:organizations::{account}:handshake/{sender.id}/{kind}/{self.id}"
