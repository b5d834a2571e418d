"""What goes wrong on the way, as a test scripts it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._api import faults
from .._exceptions import HIDDEN
from .._report.origin import origin
from .._world.lookup import handshake_of
from .._world.transfers import quotas_of
from .base import Base

if TYPE_CHECKING:
    from .._world.handshake import Handshake

__tracebackhide__ = HIDDEN


class Faults(Base):
    """Errors and quotas."""

    def add_error(
        self,
        operation: str,
        error: str | type[Exception],
        *,
        message: str | None = None,
        reason: str | None = None,
        times: int | None = 1,
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
            handshake: The one that calls have to be about to get it.

        Raises:
            SetupError: The operation, the error or the Reason is unknown, or does not go with the others.
        """
        from .._api.catalog import catalog  # noqa: PLC0415 - most tests script no error
        from .._transport.service_models import load_model, transport_error  # noqa: PLC0415 - imports botocore

        with self._lock:
            fault = faults.make_fault(
                catalog(load_model),
                operation,
                error,
                transport=transport_error(error),
                message=message,
                reason=reason,
                times=times,
                handshake=None if handshake is None else handshake_of(self._world, handshake).id,
                origin=origin(),
            )
            self._service.faults.add(fault)

    def lag(self, looks: int) -> None:
        """Let what a call changes be seen so many reads later, from now on, as AWS's eventual consistency does.

        The next so many calls that describe or list something see it as it was before: an invitation is not listed, a state is
        still OPEN, a member unknown to ListParents, tags are missing. Each change waits on its own, and none overtakes an
        earlier one. Calls that change something see what is; so does the test, and what the test does is seen at once.

        Args:
            looks: How many reads; 0 ends it, and all is seen as it is.

        Raises:
            SetupError: It is no number of reads.
        """
        from .._world.lag import Lag  # noqa: PLC0415 - most tests need none

        with self._lock:
            self._service.lag = self._service.lag or Lag()
            self._service.lag.begin(looks)

    def enforce_quotas(self, *, inbound_transfers: int = 0, transfer_chain: int = 1) -> None:
        """Refuse calls beyond AWS's published quotas with TooManyRequestsException, from now on.

        Each operation has a number of calls a second, and at once, for the calling account and its organization (AWS user
        guide, "Quotas for AWS Organizations"). They come back as the clock moves; botocore's retries take none of its time.

        Billing transfers are then refused beyond what AWS grants an organization at first; before that, they are beyond the
        most that it grants (AWS Billing user guide).

        Args:
            inbound_transfers: How many others each organization may pay for, open invitations included; at most 1,000.
            transfer_chain: How often a bill may be passed on; at most 2.

        Raises:
            SetupError: AWS grants no such number.
        """
        from .._api.quotas import Quotas  # noqa: PLC0415 - most tests enforce none

        with self._lock:
            self._world.transfer_quotas = quotas_of(inbound_transfers, transfer_chain)
            self._service.quotas = Quotas()
