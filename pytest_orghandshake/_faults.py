"""Errors on demand: scripted ones, and AWS's published quotas."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from . import _explain
from ._errors import Refusal
from ._exceptions import HIDDEN, SetupError

if TYPE_CHECKING:
    from collections.abc import Callable

    from ._catalog import Catalog
    from ._models import Account

__tracebackhide__ = HIDDEN

# How many calls a second, and how many at once, for each account and for each organization (AWS user guide, 2026).
_PER_ACCOUNT = {
    "AcceptHandshake": (1, 2),
    "CancelHandshake": (2, 3),
    "DeclineHandshake": (1, 1),
    "DescribeHandshake": (1, 2),
    "InviteAccountToOrganization": (3, 5),
    "ListHandshakesForAccount": (5, 8),
    "ListHandshakesForOrganization": (5, 8),
}
_PER_ORGANIZATION = {
    "AcceptHandshake": (5, 5),
    "DeclineHandshake": (5, 5),
    "DescribeHandshake": (6, 10),
    "ListHandshakesForAccount": (6, 10),
    "ListHandshakesForOrganization": (6, 10),
}
_TOKEN = 1000  # counted in thousandths, so that each millisecond brings whole ones


class UnreachableError(ConnectionError):
    """A scripted failure of the transport: the request has reached nobody."""

    def __init__(self, kind: Any) -> None:  # noqa: ANN401 - a class of botocore's, whose arguments no type tells
        super().__init__(kind.__name__)
        self._kind = kind
        self.why = ""

    def as_botocore_error(self, url: str) -> Exception:
        """Return botocore's error of a request to this URL."""
        error: Exception = self._kind(endpoint_url=url, proxy_url=url, error="scripted by add_error")
        return error


class Fault:
    """One ``add_error``."""

    __slots__ = ("_left", "_make", "handshake", "is_reached", "name", "operation", "origin")

    def __init__(
        self,
        operation: str,
        name: str,
        make: Callable[[], Refusal | UnreachableError],
        *,
        times: int | None,
        handshake: str | None,
        origin: str,
    ) -> None:
        self.operation = operation
        self.name = name
        self.handshake = handshake
        self.origin = origin
        self.is_reached = False
        self._make = make
        self._left = times

    def is_due(self, params: dict[str, Any]) -> bool:
        """Tell whether a call with these parameters gets it."""
        return self._left != 0 and self.handshake in (None, params.get("HandshakeId"))

    def next_error(self) -> Refusal | UnreachableError:
        """Return the error of one call."""
        self.is_reached = True
        if self._left is not None:
            self._left -= 1
        error = self._make()
        error.why = _explain.scripted(self.origin)
        return error


def make_fault(
    catalog: Catalog,
    operation: str,
    error: str | type[Exception],
    *,
    transport: type[Exception] | None,
    message: str | None,
    reason: str | None,
    times: int | None,
    handshake: str | None,
    origin: str,
) -> Fault:
    """Return the fault that a test asks for.

    Raises:
        SetupError: It asks for what can't be.
    """
    if times is not None and (not isinstance(times, int) or isinstance(times, bool) or times < 1):
        raise SetupError(f"times={times!r} is no number of calls: write 1 for the next one, None for all that follow")
    if handshake is not None and not catalog.takes_a_handshake(operation):
        raise SetupError(f"{operation} is about no one handshake: leave handshake= out")
    if isinstance(error, Exception):
        raise SetupError(f"{error!r} is one exception: write its class, {type(error).__name__}")
    name = error if isinstance(error, str) else getattr(error, "__name__", repr(error))
    make: Callable[[], Any]
    if transport is None:
        make = catalog.refusal_of(operation, name, message=message, reason=reason)
    else:
        catalog.service_of(operation)
        if message is not None or reason is not None:
            raise SetupError(f"{name} is no reply of AWS: leave message= and reason= out")
        make = partial(UnreachableError, transport)
        try:
            make().as_botocore_error("")
        except Exception as problem:  # noqa: BLE001 - a class of the test's own, which may want anything
            raise SetupError(f"{name} can't be raised as botocore raises its own: {problem!r}") from None
    return Fault(operation, name, make, times=times, handshake=handshake, origin=origin)


class Faults:
    """The scripted errors of one world, each operation's in the order they were added."""

    def __init__(self) -> None:
        self._faults: dict[str, list[Fault]] = {}

    def add(self, fault: Fault) -> None:
        """Let calls of its operation fail."""
        self._faults.setdefault(fault.operation, []).append(fault)

    def any_for(self, operation: str) -> bool:
        """Tell whether any error was scripted for an operation."""
        return operation in self._faults

    def check(self, operation: str, params: dict[str, Any]) -> None:
        """Raise the error that is due for this call: a Refusal, or UnreachableError."""
        for fault in self._faults.get(operation, ()):
            if fault.is_due(params):
                raise fault.next_error()

    def unused(self) -> list[Fault]:
        """Return the errors that no call ever got."""
        return [fault for faults in self._faults.values() for fault in faults if not fault.is_reached]


class Quotas:
    """AWS's token buckets: they fill with the time of the world, and each call takes a token of its account's and organization's."""

    def __init__(self) -> None:
        self._buckets: dict[tuple[str, str], tuple[int, int]] = {}

    def check(self, operation: str, account: Account, now: int) -> None:
        """Take the tokens of one call.

        Raises:
            Refusal: A bucket is empty: TooManyRequestsException, and no token is taken.
        """
        owners = [(account.id, _PER_ACCOUNT)]
        if account.organization is not None:
            owners.append((account.organization.id, _PER_ORGANIZATION))
        held, why = {}, ""
        for owner, quotas in owners:
            if operation in quotas:
                rate, burst = quotas[operation]
                tokens, since = self._buckets.get((operation, owner), (burst * _TOKEN, now))
                held[operation, owner] = left = min(burst * _TOKEN, tokens + rate * max(0, now - since))
                if left < _TOKEN and not why:
                    why = _explain.over_quota(operation, owner, rate, burst)
        cost = 0 if why else _TOKEN
        self._buckets |= {bucket: (tokens - cost, now) for bucket, tokens in held.items()}
        if why:
            raise Refusal("TooManyRequestsException", why=why)
