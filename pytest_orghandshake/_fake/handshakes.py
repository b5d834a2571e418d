"""Handshakes, as a test seeds, loads and moves them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .._exceptions import HIDDEN, SetupError, nearest
from .._report.origin import origin
from .._world import loading, scripts, seeding
from .._world.lookup import account_id_of, account_of, handshake_of, organization_of
from .._world.words import LIVE, STATES
from .base import Base
from .waiting import read_wait

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping, Sequence
    from datetime import timedelta

    from .._world.accounts import Account, Organization
    from .._world.clock import When
    from .._world.handshake import Handshake
    from .._world.words import Action, State

__tracebackhide__ = HIDDEN

_ENDS = tuple(state for state in STATES if state not in LIVE)


class Handshakes(Base):
    """What was sent, and what the other side does."""

    def seed(
        self,
        state: State = "OPEN",
        *,
        action: Action = "INVITE",
        account: Account | str | None = None,
        email: str | None = None,
        organization: Organization | str | None = None,
        notes: str | None = None,
        tags: Mapping[str, str] | None = None,
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
            tags: What the account is tagged with once it joins, by key.
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
            return seeding.seed(
                self._world,
                state,
                action=action,
                account=None if account is None else account_id_of(self._world, account),
                email=email,
                organization=None if organization is None else organization_of(self._world, organization),
                notes=notes,
                tags=tags,
                handshake_id=id,
                requested=requested,
                expires=expires,
                entered=entered,
                parent=None if parent is None else handshake_of(self._world, parent),
                parties=parties,
                resources=resources,
                origin=origin(),
            )

    def load(
        self, source: str | bytes | os.PathLike[str] | Mapping[str, Any] | Sequence[Mapping[str, Any]]
    ) -> list[Handshake]:
        """Add what ``aws organizations describe-handshake`` or ``list-handshakes-for-...`` printed, verbatim.

        Args:
            source: The path of a JSON file, JSON text, or the reply as boto3 returns it; or the event of a call that was
                answered with a handshake, as EventBridge delivers it or as CloudTrail logs it.

        Raises:
            SetupError: It is not such a capture; nothing was added.
        """
        with self._lock:
            return loading.load(self._world, source, origin())

    def set_state(
        self,
        handshake: Handshake | str,
        state: State,
        *,
        after_calls: int = 0,
        after: timedelta | float | None = None,
    ) -> None:
        """Let the other side act, with every effect that its API call would have.

        It acts at once, unless one of the last two says when. Several lines about one handshake count from their own.

        Args:
            handshake: The handshake, or its id.
            state: The state it enters.
            after_calls: n for the n-th call from here on that reads the handshake, which sees the new state. Calls that are
                refused for their caller read nothing.
            after: How long from now, as a timedelta or seconds: once the world's clock has moved on that far, whoever moved
                it. What happened meanwhile is seen at the next look, with the time at which it happened.

        Raises:
            SetupError: The handshake has ended already, is in that state already, or AWS would refuse the change.
        """
        if state not in STATES:
            raise SetupError(f"unknown state {state!r}{nearest(state, STATES)}")
        wait = read_wait(after_calls, after)
        with self._lock:
            world = self._world
            target = handshake_of(world, handshake)
            if target.state not in LIVE:
                raise SetupError(
                    f"{target.id} is {target.state}, and a handshake that has ended stays as it is: seed another one"
                )
            if after_calls or wait:
                change = scripts.ScriptedChange(target, state, origin(), after_calls=after_calls, after=wait)
                scripts.script(world, change)
                return
            if target.state == state:
                raise SetupError(f"{target.id} is {state} already: remove this line")
            scripts.apply_script(world, target, state)

    def answer(
        self,
        recipient: Account | str,
        state: State = "ACCEPTED",
        *,
        after_calls: int = 0,
        after: timedelta | float | None = None,
    ) -> None:
        """Let an account or an address answer every handshake that the code under test sends it from now on.

        It answers at once, behind the reply to the invitation, which says OPEN, unless one of the last two says when. The
        last line about a recipient counts; what ``seed`` and ``load`` add is not answered.

        Args:
            recipient: An account, its 12 digits, or an e-mail address.
            state: What becomes of the handshake: ``"ACCEPTED"``, ``"DECLINED"``, ``"CANCELED"`` or ``"EXPIRED"``.
            after_calls: n for the n-th look: a call that reads the handshake, or a DescribeAccount or ListAccounts in which
                the account would show as a member; that call sees the answer.
            after: How long after the handshake was sent, as a timedelta or seconds on the world's clock.

        Raises:
            SetupError: It is no account and no address, or no answer.
        """
        if state not in _ENDS:
            raise SetupError(f"{state!r} is not an answer{nearest(state, _ENDS)}")
        wait = read_wait(after_calls, after)
        with self._lock:
            world = self._world
            if isinstance(recipient, str) and "@" in recipient:
                key = str(recipient).lower()
            else:
                key = account_of(world, recipient).id
            scripts.add_rule(world, scripts.AnswerRule(key, state, after_calls, wait, origin()))

    @property
    def handshakes(self) -> list[Handshake]:
        """Every handshake of this world, oldest first, those that AWS would have deleted by now included."""
        with self._service.lock:
            return self._world.handshakes()

    def handshake(self, id: str) -> Handshake:  # noqa: A002 - AWS's word
        """Return the handshake with this id.

        Raises:
            SetupError: There is none.
        """
        with self._service.lock:
            return handshake_of(self._world, id)
