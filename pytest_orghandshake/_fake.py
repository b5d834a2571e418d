"""``OrgHandshake``: the object a test holds, and what answers while it is active."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ._exceptions import HIDDEN, SetupError, nearest
from ._report.origin import origin
from ._scripting import Scripting
from ._world import identity, loading, seeding
from ._world.clock import to_datetime, to_instant, to_milliseconds
from ._world.lookup import account_of, handshake_of, organization_of
from ._world.words import FEATURE_SETS, JOINED_METHODS

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping, Sequence
    from datetime import datetime, timedelta
    from types import TracebackType

    from ._api.service import Service
    from ._report.calls import Call
    from ._world.accounts import Account, Organization
    from ._world.clock import When
    from ._world.handshake import Handshake
    from ._world.identity import Credentials
    from ._world.words import Action, FeatureSet, JoinedMethod, State

__tracebackhide__ = HIDDEN


class OrgHandshake(Scripting):
    """A world of AWS accounts, organizations and handshakes that answers every botocore client while it is active."""

    def __repr__(self) -> str:
        return f"OrgHandshake({len(self.handshakes)} handshakes, {len(self.calls)} calls)"

    # Accounts and organizations

    @property
    def organization(self) -> Organization:
        """The default organization: ``o-exampleorgid``, feature set ALL, management account 111111111111."""
        with self._lock:
            return self._world.directory.default

    def add_organization(
        self,
        id: str | None = None,  # noqa: A002 - AWS's word
        *,
        management: Account | str | None = None,
        feature_set: FeatureSet = "ALL",
    ) -> Organization:
        """Add another organization.

        Args:
            id: ``o-`` and 10 to 32 lower-case letters or digits; made up if left out.
            management: The standalone account that heads it, or its 12 digits; a new one if left out.
            feature_set: ``"ALL"`` or ``"CONSOLIDATED_BILLING"``.

        Raises:
            SetupError: The id is taken or malformed, or the account is in an organization already.
        """
        if feature_set not in FEATURE_SETS:
            raise SetupError(f"unknown feature_set {feature_set!r}{nearest(feature_set, FEATURE_SETS)}")
        with self._lock:
            world = self._open_world
            head = None if management is None else account_of(world, management)
            return world.directory.add_organization(id, head, feature_set, joined=world.clock.now())

    def add_account(
        self,
        id: str | None = None,  # noqa: A002 - AWS's word
        *,
        email: str | None = None,
        name: str | None = None,
        organization: Organization | str | None = None,
        joined: JoinedMethod = "CREATED",
    ) -> Account:
        """Add an account.

        Args:
            id: Its 12 digits; made up if left out.
            email: The address of its owner; invitations to it find the account.
            name: What it is called.
            organization: Where it is a member, or None for a standalone account.
            joined: How it became a member: ``"CREATED"`` or ``"INVITED"``.

        Raises:
            SetupError: The id or the address is taken, or the id is malformed.
        """
        if joined not in JOINED_METHODS:
            raise SetupError(f"unknown joined {joined!r}{nearest(joined, JOINED_METHODS)}")
        if organization is None and joined != "CREATED":
            raise SetupError(f"joined={joined!r} says how it joined an organization: write organization= beside it")
        with self._lock:
            world = self._open_world
            owner = None if organization is None else organization_of(world, organization)
            account = world.directory.add_account(id, email=email, name=name)
            if owner is not None:
                world.directory.join(account, owner, joined, world.clock.now())
            return account

    # Handshakes

    def seed(
        self,
        state: State = "OPEN",
        *,
        action: Action = "INVITE",
        account: Account | str | None = None,
        email: str | None = None,
        organization: Organization | str | None = None,
        notes: str | None = None,
        id: str | None = None,  # noqa: A002 - AWS's word
        requested: When | None = None,
        expires: When | None = None,
        entered: When | None = None,
        parent: Handshake | str | None = None,
        parties: Sequence[dict[str, Any]] | None = None,
        resources: Sequence[dict[str, Any]] | None = None,
    ) -> Handshake:
        """Add a handshake in any state; what is left out is filled in as AWS would.

        It changes nothing else: seeding an ACCEPTED invitation makes nobody a member (``set_state`` and the API do).

        Args:
            state: The state it is in now.
            action: What it is about.
            account: The account it was sent to; a new standalone one if neither this nor ``email`` is given.
            email: The address it was sent to, for INVITE and TRANSFER_RESPONSIBILITY.
            organization: Who sent it; the default organization if left out.
            notes: The NOTES resource.
            id: ``h-`` and 8 to 32 lower-case letters or digits; made up if left out.
            requested: RequestedTimestamp, as an aware datetime, epoch seconds or ISO 8601. If left out: the parent's, or
                now, or as much earlier as ``expires``, ``entered`` or EXPIRED need.
            expires: ExpirationTimestamp. If left out: the parent's, or 15 days after ``requested``, 90 for the all-features
                family; for EXPIRED without ``requested``, now.
            entered: When it entered its terminal state, now if left out; AWS keeps it for 30 days from then.
            parent: The ENABLE_ALL_FEATURES handshake that a child belongs to.
            parties: AWS's ``Parties``, verbatim.
            resources: AWS's ``Resources``, verbatim.

        Raises:
            SetupError: It contradicts itself; the message says what to write instead, and nothing was added.
        """
        with self._lock:
            world = self._open_world
            return seeding.seed(
                world,
                state,
                action=action,
                account=None if account is None else account_of(world, account).id,
                email=email,
                organization=None if organization is None else organization_of(world, organization),
                notes=notes,
                handshake_id=id,
                requested=requested,
                expires=expires,
                entered=entered,
                parent=None if parent is None else handshake_of(world, parent),
                parties=parties,
                resources=resources,
                origin=origin(),
            )

    def load(
        self, source: str | bytes | os.PathLike[str] | Mapping[str, Any] | Sequence[Mapping[str, Any]]
    ) -> list[Handshake]:
        """Add what ``aws organizations describe-handshake`` or ``list-handshakes-for-...`` printed, verbatim.

        Args:
            source: The path of a JSON file, JSON text, or the reply as boto3 returns it.

        Raises:
            SetupError: It is not such a capture; nothing was added.
        """
        with self._lock:
            return loading.load(self._open_world, source, origin())

    @property
    def handshakes(self) -> list[Handshake]:
        """Every handshake of this world, oldest first, those that AWS would have deleted by now included."""
        with self._lock:
            return self._world.handshakes()

    def handshake(self, id: str) -> Handshake:  # noqa: A002 - AWS's word
        """Return the handshake with this id.

        Raises:
            SetupError: There is none.
        """
        with self._lock:
            return handshake_of(self._world, id)

    # Who is calling

    def credentials(self, account: Account | str) -> Credentials:
        """Return the keys of an account, as ``boto3.Session(**keys)`` and ``boto3.client(..., **keys)`` take them.

        The account is written in the access key id, as AWS does it, so other processes can use them too.

        Raises:
            SetupError: It is no account, or one of another world.
        """
        with self._lock:
            account_id = account_of(self._world, account).id
        return {
            "aws_access_key_id": identity.key_of(account_id),
            "aws_secret_access_key": identity.SECRET,
            "aws_session_token": identity.token_of(account_id),
        }

    def environment(self, account: Account | str) -> dict[str, str]:
        """Return the keys of an account as the variables that AWS's command line and SDKs read, for child processes.

        Where such processes find the fake is in the environment already, if the test uses ``orghandshake_server``.

        Raises:
            SetupError: It is no account, or one of another world.
        """
        keys = self.credentials(account)
        return {
            "AWS_ACCESS_KEY_ID": keys["aws_access_key_id"],
            "AWS_SECRET_ACCESS_KEY": keys["aws_secret_access_key"],
            "AWS_SESSION_TOKEN": keys["aws_session_token"],
        }

    def act_as(self, account: Account | str) -> ActingAs:
        """Make an account the default caller: from here on, or for the length of a ``with`` block.

        Raises:
            SetupError: It is no account, or one of another world.
        """
        with self._lock:
            before, self._service.caller = self._service.caller, account_of(self._open_world, account)
            return ActingAs(self._service, before)

    # Time

    @property
    def now(self) -> datetime:
        """What time it is in this world, in UTC, to the millisecond: when the test began, until it is moved.

        ``now=`` (marker, ini file, ``fake_handshakes``) lets it begin at a moment of yours. While time-machine or freezegun is active, it follows them.
        """
        return to_datetime(self._world.clock.now())

    def move_to(self, when: When) -> None:
        """Go to a moment, forwards or backwards: an aware datetime, epoch seconds or ISO 8601.

        Raises:
            SetupError: It is no such moment, or not in the years 1 to 9998.
        """
        with self._lock:
            self._open_world.clock.move_to(to_instant(when))
            self._service.refresh()  # what was scripted for a moment that has come

    def shift(self, delta: timedelta | float) -> None:
        """Let time pass: a timedelta or seconds, negative to go back.

        Raises:
            SetupError: It is no span of time, or leaves the years 1 to 9998.
        """
        with self._lock:
            clock = self._open_world.clock
            clock.move_to(clock.now() + to_milliseconds(delta))
            self._service.refresh()

    # What happened

    @property
    def calls(self) -> list[Call]:
        """Every HTTP attempt that reached the fake, in order, those included that it refused or cut off.

        What moto answered is not among them, nor what ``unhandled="pass"`` let through.
        """
        return list(self._service.calls)

    def reset(self) -> None:
        """Begin anew: forget handshakes, accounts, calls, scripted errors, quotas and the clock's moves.

        A call that nothing answered is told at the end of the test all the same.
        """
        with self._lock:
            self._service.end()
            self._service.begin()


class ActingAs:
    """What ``act_as`` returns: used in a ``with`` statement, it gives the default caller back at the end."""

    __slots__ = ("_before", "_service", "_world")

    def __init__(self, service: Service, before: Account | None) -> None:
        self._service = service
        self._world = service.world
        self._before = before

    def __enter__(self) -> None:
        """Nothing is left to do: the account acts already."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Give the default caller back, unless the world that it is of is gone."""
        if self._service.world is self._world:
            self._service.caller = self._before
