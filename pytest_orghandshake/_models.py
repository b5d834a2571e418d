"""What a test sees of the world: accounts, organizations and handshakes, all of them read-only and live."""

from __future__ import annotations

import builtins
import json
from typing import TYPE_CHECKING, Any, Literal

from ._clock import DAY, to_datetime

if TYPE_CHECKING:
    from datetime import datetime

    from ._world import ScriptedChange, World

State = Literal["REQUESTED", "OPEN", "CANCELED", "ACCEPTED", "DECLINED", "EXPIRED"]
Action = Literal[
    "INVITE",
    "ENABLE_ALL_FEATURES",
    "APPROVE_ALL_FEATURES",
    "ADD_ORGANIZATIONS_SERVICE_LINKED_ROLE",
    "TRANSFER_RESPONSIBILITY",
]
PartyType = Literal["ACCOUNT", "ORGANIZATION", "EMAIL"]
ResourceType = Literal[
    "ACCOUNT",
    "ORGANIZATION",
    "ORGANIZATION_FEATURE_SET",
    "EMAIL",
    "MASTER_EMAIL",
    "MASTER_NAME",
    "NOTES",
    "PARENT_HANDSHAKE",
    "RESPONSIBILITY_TRANSFER",
    "TRANSFER_START_TIMESTAMP",
    "TRANSFER_TYPE",
    "MANAGEMENT_ACCOUNT",
    "MANAGEMENT_EMAIL",
    "MANAGEMENT_NAME",
]
FeatureSet = Literal["ALL", "CONSOLIDATED_BILLING"]
JoinedMethod = Literal["INVITED", "CREATED"]

LIVE: tuple[State, ...] = ("REQUESTED", "OPEN")
NEVER = 1 << 62
RETENTION = 30 * DAY
"""How long AWS keeps a handshake after it entered a terminal state (botocore's model, DescribeHandshake)."""


class _Named:
    """Something with an id, which stands for it: it prints as its id, and equals it."""

    __slots__ = ("_id",)

    _id: str

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, str) and self._id == other)

    def __hash__(self) -> int:
        return hash(self._id)

    def __str__(self) -> str:
        return self._id

    @property
    def id(self) -> str:
        """AWS's id: an account's 12 digits, ``o-...``, ``h-...``."""
        return self._id


class Account(_Named):
    """An AWS account, in an organization or standalone; it equals its 12 digits."""

    __slots__ = ("_email", "_joined", "_joined_method", "_name", "_organization", "_place")

    def __init__(self, id: str, email: str | None, name: str | None) -> None:  # noqa: A002 - AWS's word
        self._id = id
        self._email = email
        self._name = name
        self._organization: Organization | None = None
        self._joined_method: JoinedMethod | None = None
        self._joined = 0
        self._place = 0

    def __repr__(self) -> str:
        return f"Account({self.id!r}, email={self.email!r})"

    @property
    def email(self) -> str:
        """The address of its owner; EMAIL invitations find the account by it."""
        return self._email or f"account-{self.id}@example.com"

    @property
    def name(self) -> str:
        """What the account is called."""
        return self._name or f"Account {self.id}"

    @property
    def organization(self) -> Organization | None:
        """The organization it belongs to now, or None for a standalone account."""
        return self._organization

    @property
    def _is_management(self) -> bool:
        """Whether it is the management account of its organization."""
        return self._organization is not None and self._organization._management is self

    @property
    def joined_method(self) -> JoinedMethod | None:
        """How it joined its organization, or None for a standalone account."""
        return self._joined_method

    @property
    def joined(self) -> datetime | None:
        """When it joined its organization, or None for a standalone account."""
        return None if self._organization is None else to_datetime(self._joined)

    @property
    def arn(self) -> str | None:
        """Its ARN in its organization, or None: outside of one AWS Organizations has no ARN for it."""
        return self._arn_in("aws")

    def _arn_in(self, partition: str) -> str | None:
        """Return the ARN as a client of this partition reads it."""
        owner = self._organization
        if owner is None:
            return None
        return f"arn:{partition}:organizations::{owner.management.id}:account/{owner.id}/{self.id}"

    def _paths(self) -> list[str]:
        """Return where it stands in its organization, in the form that was observed; the root's id is made up."""
        owner = self._organization
        return [] if owner is None else [f"{owner.id}/r-{owner.id[2:6]}/{self.id}/"]


class Organization(_Named):
    """An AWS organization; it equals its id."""

    __slots__ = ("_feature_set", "_key", "_management", "_members")

    def __init__(self, id: str, management: Account, feature_set: FeatureSet) -> None:  # noqa: A002 - AWS's word
        self._id = id
        self._management = management
        self._feature_set = feature_set
        self._members: dict[str, Account] = {}
        # What the world finds it by: next to moto, the default organization gets the id that moto's has.
        self._key = builtins.id(self)

    def __repr__(self) -> str:
        return f"Organization({self.id!r}, management={self.management.id!r})"

    @property
    def arn(self) -> str:
        """Its ARN, which names the management account."""
        return self._arn_in("aws")

    @property
    def management(self) -> Account:
        """Its management account."""
        return self._management

    @property
    def feature_set(self) -> FeatureSet:
        """What it can do: ``"ALL"``, or ``"CONSOLIDATED_BILLING"`` alone."""
        return self._feature_set

    @property
    def members(self) -> list[Account]:
        """Its accounts in the order they joined, the management account included."""
        return list(self._members.values())

    def _arn_in(self, partition: str) -> str:
        """Return the ARN as a client of this partition reads it."""
        return f"arn:{partition}:organizations::{self.management.id}:organization/{self.id}"


class Handshake(_Named):
    """A handshake as it is now: a live view, so that ``invite.state`` is the state at the moment of looking.

    It equals its id.
    """

    __slots__ = (
        "_action",
        "_arn",
        "_entered",
        "_expires",
        "_feature_set",
        "_invited",
        "_notes",
        "_organization",
        "_origin",
        "_parent",
        "_parties",
        "_partition",
        "_requested",
        "_resources",
        "_scripted",
        "_sequence",
        "_state",
        "_target",
        "_target_type",
        "_transfer",
        "_until",
        "_wire",
        "_world",
    )

    def __init__(
        self,
        world: World,
        id: str,  # noqa: A002 - AWS's word
        action: Action,
        state: State,
        organization: Organization,
        *,
        requested: int,
        expires: int,
        entered: int | None = None,
        target_type: PartyType | None = None,
        target: str = "",
        notes: str | None = None,
        parent: str | None = None,
        origin: str = "",
    ) -> None:
        self._world = world
        self._id = id
        self._action = action
        self._state = state
        self._organization = organization
        self._feature_set = organization.feature_set
        self._requested = requested
        self._expires = expires
        # When it turns EXPIRED in fact: a test may bring that forward, and a capture may be past it and still OPEN.
        self._until = expires
        self._entered = entered
        self._target_type = target_type
        self._target = target
        self._notes = notes
        self._parent = parent
        self._origin = origin
        self._sequence = 0
        self._partition: str | None = None
        self._arn: str | None = None
        self._parties: list[dict[str, Any]] | None = None
        self._resources: list[dict[str, Any]] | None = None
        self._transfer: tuple[str, int] | None = None
        self._invited: str | None = None
        self._scripted: list[ScriptedChange] | None = None
        self._wire: tuple[tuple[str | None, ...], bytes] | None = None

    def __repr__(self) -> str:
        return f"Handshake({self.id!r}, {self.action} {self.state})"

    @property
    def action(self) -> Action:
        """What it is about."""
        return self._action

    @property
    def state(self) -> State:
        """The state now; an unanswered handshake is EXPIRED from its expiry on."""
        return self._state_at(self._world.clock.now())

    @property
    def arn(self) -> str:
        """The ARN: the account and organization in it are always the sender's."""
        return self._arn_in(self._partition or "aws")

    @property
    def requested(self) -> datetime:
        """When it was sent."""
        return to_datetime(self._requested)

    @property
    def expires(self) -> datetime:
        """When it turns EXPIRED unless it is answered before."""
        return to_datetime(self._expires)

    @property
    def entered(self) -> datetime | None:
        """When it entered its terminal state, or None while it is REQUESTED or OPEN."""
        entered = self._entered_at(self._world.clock.now())
        return None if entered is None else to_datetime(entered)

    @property
    def parent(self) -> Handshake | str | None:
        """The ENABLE_ALL_FEATURES handshake that a child belongs to, or the bare id of one that is not here."""
        return None if self._parent is None else self._world.get(self._parent) or self._parent

    @property
    def account(self) -> Account | None:
        """The account it was sent to, where it was sent to an account id."""
        return self._world.directory.account(self._target) if self._target_type == "ACCOUNT" else None

    @property
    def email(self) -> str | None:
        """The address it was sent to, where it was sent to one and no account has taken the address's place."""
        return self._target if self._target_type == "EMAIL" else None

    @property
    def organization(self) -> Organization:
        """The organization that sent it."""
        return self._organization

    @property
    def parties(self) -> list[dict[str, str]]:
        """AWS's ``Parties``: ``[{"Id": ..., "Type": ...}]``; the ORGANIZATION's id lacks its ``o-`` there."""
        if self._parties is not None:
            return [dict(party) for party in self._parties]
        parties = [{"Id": self._organization.id.removeprefix("o-"), "Type": "ORGANIZATION"}]
        if self._target_type is not None:
            parties.append({"Id": self._target, "Type": self._target_type})
        return parties

    @property
    def resources(self) -> list[dict[str, Any]]:
        """AWS's ``Resources``: ``[{"Type": ..., "Value": ..., "Resources": [...]}]``."""
        if self._resources is None:
            return self._make_resources()
        return json.loads(json.dumps(self._resources))  # type: ignore[no-any-return]

    def to_dict(self) -> dict[str, Any]:
        """Return the handshake in boto3's shape, timestamps as aware datetimes."""
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

    def _state_at(self, now: int) -> State:
        """Return the state at an instant."""
        state = self._state
        if now >= self._until and state in LIVE:
            return "EXPIRED"
        return state

    def _entered_at(self, now: int) -> int | None:
        """Return when it entered the terminal state that it has at an instant."""
        if self._state not in LIVE:
            return self._entered
        return self._until if now >= self._until else None

    def _is_in(self, partition: str) -> bool:
        """Tell whether a client of this partition can see it; one that a test seeded shows in any."""
        return self._partition is None or self._partition == partition

    def _is_gone(self, now: int) -> bool:
        """Tell whether AWS has deleted it by then."""
        entered = self._entered_at(now)
        return entered is not None and now >= entered + RETENTION

    def _arn_in(self, partition: str) -> str:
        """Return the ARN as a client of this partition reads it."""
        if self._arn is not None:
            return self._arn
        sender = self._organization
        account, kind = sender.management.id, self.action.lower()
        return f"arn:{partition}:organizations::{account}:handshake/{sender.id}/{kind}/{self.id}"

    def _make_resources(self) -> list[dict[str, Any]]:
        sender = self._organization
        organization: dict[str, Any] = {"Type": "ORGANIZATION", "Value": sender.id}
        if self.action == "ENABLE_ALL_FEATURES":
            return [organization]
        resources = [organization]
        if self._target_type is not None:
            # The EMAIL resource stays when the account behind the address took its place among the parties (recorded).
            kind, value = (self._target_type, self._target) if self._invited is None else ("EMAIL", self._invited)
            resources.append({"Type": kind, "Value": value})
        if self._parent is not None:
            resources.insert(0, {"Type": "PARENT_HANDSHAKE", "Value": self._parent.removeprefix("h-")})
        if self.action in ("INVITE", "TRANSFER_RESPONSIBILITY"):
            organization["Resources"] = [
                {"Type": "MASTER_EMAIL", "Value": sender.management.email},
                {"Type": "MASTER_NAME", "Value": sender.management.name},
                {"Type": "ORGANIZATION_FEATURE_SET", "Value": self._feature_set},
            ]
        if self._transfer is not None:
            # A guess but for the first, which production code reads: no sample of the others is public.
            transfer, start = self._transfer
            resources += [
                {"Type": "RESPONSIBILITY_TRANSFER", "Value": transfer},
                {"Type": "TRANSFER_TYPE", "Value": "BILLING"},
                {"Type": "TRANSFER_START_TIMESTAMP", "Value": to_datetime(start).strftime("%Y-%m-%dT%H:%M:%SZ")},
            ]
        if self._notes is not None:
            resources.append({"Type": "NOTES", "Value": self._notes})
        return resources
