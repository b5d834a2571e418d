"""Handshakes as a test sees them: read-only and live.

Only the modules that change the world write their private attributes; the rest of the package reads the properties.
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
    """A handshake. It is a string, its id, with live properties: ``invite.state`` is its present state."""

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
        """Make the string, which is the id."""
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
        # A test may let it expire early, and a capture may be OPEN after its expiry.
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
        """Its action, such as ``"INVITE"``."""
        return self._action

    @property
    def state(self) -> str:
        """The present state; an unanswered handshake becomes EXPIRED at its expiry."""
        return self.state_at(self._look())

    @property
    def arn(self) -> str:
        """The ARN, which contains the account and organization of the sender."""
        return self.arn_in(self._partition or "aws")

    @property
    def requested(self) -> datetime:
        """When it was sent."""
        return to_datetime(self._requested_at)

    @property
    def expires(self) -> datetime:
        """When it becomes EXPIRED if nobody answers it."""
        return to_datetime(self._expires_at)

    @property
    def entered(self) -> datetime | None:
        """When it entered its terminal state, or None while it is REQUESTED or OPEN."""
        entered = self.entered_at(self._look())
        return None if entered is None else to_datetime(entered)

    @property
    def parent(self) -> Handshake | str | None:
        """The ENABLE_ALL_FEATURES handshake that a child belongs to, or only its id if it does not exist here."""
        return None if self._parent_id is None else self._world.get(self._parent_id) or self._parent_id

    @property
    def account(self) -> Account | None:
        """The account it was sent to; None while its recipient is an e-mail address."""
        self._look()
        return self._world.directory.account(self._target) if self._target_type == "ACCOUNT" else None

    @property
    def email(self) -> str | None:
        """The e-mail address it was sent to; None if its recipient is an account."""
        self._look()
        return self._target if self._target_type == "EMAIL" else None

    @property
    def organization(self) -> Organization:
        """The organization that sent it."""
        return self._organization._record.named

    @property
    def transfer(self) -> ResponsibilityTransfer | None:
        """The transfer of bills that a TRANSFER_RESPONSIBILITY handshake is about."""
        return self._transfer

    @property
    def tags(self) -> dict[str, str]:
        """The tags that an invitation was sent with; the account gets them when it joins."""
        return dict(self._tags or {})

    @property
    def parties(self) -> list[dict[str, str]]:
        """AWS's ``Parties``: ``[{"Id": ..., "Type": ...}]``; the id of the ORGANIZATION has no ``o-``, as on AWS."""
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
        """The instant in ExpirationTimestamp."""
        return self._expires_at

    @property
    def list_order(self) -> tuple[int, int]:
        """Its sort key in lists: by time of request, then by order of creation."""
        return self._requested_at, self._sequence

    @property
    def target_type(self) -> PartyType | None:
        """The type of its recipient, or None if it has no recipient."""
        return self._target_type

    @property
    def target(self) -> str:
        """The account id or e-mail address of its recipient."""
        return self._target

    @property
    def original_email(self) -> str | None:
        """The e-mail address it was sent to, if an account has since taken its place among the parties."""
        return self._original_email

    @property
    def parent_id(self) -> str | None:
        """The id of the ENABLE_ALL_FEATURES handshake that it belongs to."""
        return self._parent_id

    @property
    def own_partition(self) -> str | None:
        """The partition of the client that created it; None if a test added it."""
        return self._partition

    @property
    def notes(self) -> str | None:
        """The sender's notes."""
        return self._notes

    @property
    def feature_set(self) -> FeatureSet:
        """The feature set in its resources."""
        return self._feature_set

    @property
    def origin(self) -> str:
        """The line that added it."""
        return self._origin

    def _look(self) -> int:
        """Apply the scripted changes that are due, and return the current instant."""
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
        if self._state in LIVE and now < self._expires_in_fact:
            return False
        entered = self.entered_at(now)
        return entered is not None and now >= entered + RETENTION

    def is_in(self, partition: str) -> bool:
        """Tell whether a client of this partition can see it; a seeded one is in every partition."""
        return self._partition is None or self._partition == partition

    def arn_in(self, partition: str) -> str:
        """Return the ARN for a client of this partition."""
        if self._arn is not None:
            return self._arn
        sender = self.organization
        account, kind = sender.management.id, self.action.lower()
        return f"arn:{partition}:organizations::{account}:handshake/{sender.id}/{kind}/{self.id}"
