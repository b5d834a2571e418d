"""What a test has others do: the other side of a handshake, AWS, and the network on the way to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._api import faults
from ._exceptions import HIDDEN, SetupError, nearest
from ._report.origin import origin
from ._world import scripts
from ._world.clock import to_milliseconds
from ._world.lookup import account_of, handshake_of
from ._world.words import LIVE, STATES

if TYPE_CHECKING:
    import threading
    from datetime import timedelta

    from ._api.service import Service
    from ._world.accounts import Account
    from ._world.handshake import Handshake
    from ._world.words import State
    from ._world.world import World

__tracebackhide__ = HIDDEN

_ENDS = tuple(state for state in STATES if state not in LIVE)


class Scripting:
    """The part of ``OrgHandshake`` that says what happens."""

    def __init__(self, service: Service) -> None:
        self._service = service

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
        wait = _read_wait(after_calls, after)
        with self._lock:
            world = self._open_world
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
                raise SetupError(f"{target.id} is {state} already: leave this line out")
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
            raise SetupError(f"{state!r} is no answer{nearest(state, _ENDS)}")
        wait = _read_wait(after_calls, after)
        with self._lock:
            world = self._open_world
            if isinstance(recipient, str) and "@" in recipient:
                key = str(recipient).lower()
            else:
                key = account_of(world, recipient).id
            scripts.add_rule(world, scripts.AnswerRule(key, state, after_calls, wait, origin()))

    def add_error(
        self,
        operation: str,
        error: str | type[Exception],
        *,
        message: str | None = None,
        reason: str | None = None,
        times: int | None = 1,
        after_calls: int = 0,
        handshake: Handshake | str | None = None,
    ) -> None:
        """Let calls fail, as AWS or the network on the way to it would.

        botocore's own retries run, and take no time; each attempt counts. Several errors come in the order of their lines.

        Args:
            operation: The name of an Organizations or STS operation, answered here or not.
            error: The name of an error that AWS models for the operation or that all operations share, or a class of
                botocore's transport errors, such as ``botocore.exceptions.ReadTimeoutError``.
            message: AWS's text if left out.
            reason: Where the error carries one (``"INVALID_PATTERN:HANDSHAKE_ID"`` with its field); the first that
                botocore's model lists if left out.
            times: How many calls get it; None for all that follow.
            after_calls: n for the n-th call from here on, to fail the second page or the third poll; the next one if left
                out.
            handshake: The one that calls have to be about to get it.

        Raises:
            SetupError: The operation, the error or the Reason is unknown, or does not go with the others.
        """
        _check_after_calls(after_calls)
        from ._api.catalog import catalog  # noqa: PLC0415 - most tests script no error
        from ._transport.service_models import load_model, transport_error  # noqa: PLC0415 - imports botocore

        with self._lock:
            world = self._open_world
            fault = faults.make_fault(
                catalog(load_model),
                operation,
                error,
                transport=transport_error(error),
                is_transport_error=lambda kind: transport_error(kind) is not None,
                message=message,
                reason=reason,
                times=times,
                after_calls=after_calls,
                handshake=None if handshake is None else handshake_of(world, handshake).id,
                origin=origin(),
            )
            self._service.faults.add(fault)

    def enforce_quotas(self) -> None:
        """Refuse calls beyond AWS's published quotas with TooManyRequestsException, from now on.

        Each operation has a number of calls a second, and at once, for the calling account and its organization (AWS user
        guide, "Quotas for AWS Organizations"). They come back as the clock moves; botocore's retries take none of its time.
        """
        from ._api.quotas import Quotas  # noqa: PLC0415 - most tests enforce none

        with self._lock:
            self._service.quotas = Quotas()

    @property
    def _lock(self) -> threading.RLock:
        return self._service.lock

    @property
    def _world(self) -> World:
        return self._service.refresh()

    @property
    def _open_world(self) -> World:
        """The world, to be changed.

        Raises:
            SetupError: It is over.
        """
        if self._service.has_ended:
            raise SetupError("this fake has ended, and no call is answered from it any more: do this before its end")
        return self._service.refresh()


def _check_after_calls(after_calls: object) -> None:
    if not isinstance(after_calls, int) or isinstance(after_calls, bool) or after_calls < 0:
        raise SetupError(f"after_calls={after_calls!r} is no number of calls: write 0 for now, 3 for the third call")


def _read_wait(after_calls: int, after: timedelta | float | None) -> int | None:
    """Check what says when the other side acts, and return after how many milliseconds."""
    _check_after_calls(after_calls)
    if after is None:
        return None
    if after_calls:
        raise SetupError("after_calls= and after= are two ways to wait: write one of them")
    wait = to_milliseconds(after)
    if wait < 0:
        raise SetupError(f"after={after!r} lies in the past: write how long from now the other side acts")
    return wait
