"""The errors that ``add_error`` scripts."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from .._exceptions import HIDDEN, SetupError
from .._report import messages

if TYPE_CHECKING:
    from collections.abc import Callable

    from .._world.refusals import Refusal
    from .catalog import Catalog

__tracebackhide__ = HIDDEN

_EXAMPLES = (
    "pass an error code, such as 'TooManyRequestsException', or one of botocore's transport error classes, such as "
    "botocore.exceptions.ReadTimeoutError"
)


class UnreachableError(ConnectionError):
    """A scripted transport error: the request never reached AWS."""

    def __init__(self, kind: Any) -> None:  # noqa: ANN401 - an untyped exception class of botocore
        super().__init__(kind.__name__)
        self._kind = kind
        self.is_scripted = False
        self.why = ""

    def as_botocore_error(self, url: str) -> Exception:
        """Return botocore's exception for a request to this URL."""
        error: Exception = self._kind(endpoint_url=url, proxy_url=url, error="scripted by add_error")
        return error


class Fault:
    """One ``add_error``."""

    __slots__ = (
        "_left",
        "_make",
        "after_calls",
        "calls",
        "calls_for_others",
        "handshake",
        "is_reached",
        "name",
        "operation",
        "origin",
        "takers",
    )

    def __init__(
        self,
        operation: str,
        name: str,
        make: Callable[[], Refusal | UnreachableError],
        *,
        times: int | None,
        after_calls: int,
        handshake: str | None,
        origin: str,
    ) -> None:
        self.operation = operation
        self.name = name
        self.handshake = handshake
        self.origin = origin
        self.is_reached = False
        self.after_calls = after_calls
        # For the report of an unreached error: how many calls could have got it, and which errors they got instead.
        self.calls = 0
        self.calls_for_others = 0
        self.takers: dict[Fault, None] = {}
        self._make = make
        self._left = times

    def is_due(self, params: dict[str, Any]) -> bool:
        """Count a call with these parameters, and tell whether it gets the error."""
        if self.handshake not in (None, params.get("HandshakeId")):
            self.calls_for_others += 1
            return False
        self.calls += 1
        return self._left != 0 and self.calls >= self.after_calls

    def next_error(self) -> Refusal | UnreachableError:
        """Return the error for one call."""
        self.is_reached = True
        if self._left is not None:
            self._left -= 1
        error = self._make()
        error.is_scripted, error.why = True, messages.scripted(self.origin)
        return error


def make_fault(
    catalog: Catalog,
    operation: str,
    error: str | type[Exception],
    *,
    transport: type[Exception] | None,
    is_transport_error: Callable[[type], bool],
    message: str | None,
    reason: str | None,
    times: int | None,
    after_calls: int,
    handshake: str | None,
    origin: str,
) -> Fault:
    """Check the arguments of ``add_error``, and make a fault.

    Raises:
        SetupError: The arguments are not valid.
    """
    if times is not None and (not isinstance(times, int) or isinstance(times, bool) or times < 1):
        raise SetupError(f"times={times!r}: write a positive number of calls, or None for every call from now on")
    if handshake is not None and not catalog.takes_a_handshake(operation):
        raise SetupError(f"{operation} takes no handshake: remove handshake=")
    if isinstance(error, Exception):
        raise SetupError(f"{error!r}: {_instead_of(error, is_transport=is_transport_error(type(error)))}")
    name = error if isinstance(error, str) else getattr(error, "__name__", repr(error))
    make: Callable[[], Any]
    if transport is None:
        if isinstance(error, type) and error.__name__ not in catalog.errors_of(operation):
            raise SetupError(f"{name} is neither an error of {operation} nor a transport error: {_EXAMPLES}")
        make = catalog.refusal_factory(operation, name, message=message, reason=reason)
    else:
        catalog.service_of(operation)
        if message is not None or reason is not None:
            raise SetupError(f"{name} is a transport error and carries no message or Reason: remove them")
        make = partial(UnreachableError, transport)
        try:
            make().as_botocore_error("")
        except Exception as problem:  # noqa: BLE001 - a test's own class may require any arguments
            raise SetupError(f"{name} can't be created with botocore's arguments: {problem!r}") from None
    return Fault(operation, name, make, times=times, after_calls=after_calls, handshake=handshake, origin=origin)


def _instead_of(error: Exception, *, is_transport: bool) -> str:
    """Return the advice for an exception that was passed as an instance."""
    if is_transport:
        return f"pass the exception class {type(error).__name__}, not an instance"
    response = getattr(error, "response", None)
    code = response.get("Error", {}).get("Code") if isinstance(response, dict) else None
    return _EXAMPLES if code is None else f"botocore makes that error from AWS's reply: pass its code, {code!r}"


class Faults:
    """The scripted errors of one world."""

    def __init__(self) -> None:
        self.scripted: dict[str, list[Fault]] = {}
        """Those of each operation, in the order they were added."""

    def add(self, fault: Fault) -> None:
        """Add a fault for later calls of its operation."""
        self.scripted.setdefault(fault.operation, []).append(fault)

    def check(self, operation: str, params: dict[str, Any]) -> None:
        """Raise the error that is due for this call, if any: a Refusal or an UnreachableError."""
        taken = None
        for fault in self.scripted.get(operation, ()):
            if not fault.is_due(params):
                continue
            if taken is None:
                taken = fault
            else:
                fault.takers[taken] = None
        if taken is not None:
            raise taken.next_error()

    def unused(self) -> list[Fault]:
        """Return the faults that no call has got."""
        return [fault for faults in self.scripted.values() for fault in faults if not fault.is_reached]
