"""Errors, eventual consistency and quotas, as a test scripts them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._api import faults
from .._exceptions import HIDDEN
from .._report.origin import origin
from .._world.lookup import handshake_of
from .._world.transfers import quotas_of
from .base import Base
from .waiting import check_after_calls

if TYPE_CHECKING:
    from .._world.handshake import Handshake

__tracebackhide__ = HIDDEN


class Faults(Base):
    """The part of a fake that makes calls fail or lag."""

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
        """Let calls fail with an error of AWS or of the network.

        botocore retries as usual, but without waiting; each attempt counts. Several errors for one operation apply in the
        order in which they were added.

        Args:
            operation: The name of an Organizations, STS or SSO operation, whether this plugin answers it or not.
            error: The code of an error that AWS models for the operation or that all operations share, or a class of
                botocore's transport errors, such as ``botocore.exceptions.ReadTimeoutError``.
            message: The error message; by default AWS's text.
            reason: The error's Reason, with its field if it has one (``"INVALID_PATTERN:HANDSHAKE_ID"``); by default the
                first one in botocore's model.
            times: How many calls get the error; None for all later calls.
            after_calls: n to start with the n-th call from now on, for example the second page or the third poll; by
                default the next call.
            handshake: Only calls with the id of this handshake get the error.

        Raises:
            SetupError: The operation, the error or the Reason is unknown, or they don't fit together.
        """
        check_after_calls(after_calls)
        from .._api.catalog import catalog  # noqa: PLC0415 - most tests script no error
        from .._transport.service_models import load_model, transport_error  # noqa: PLC0415 - imports botocore

        with self._lock:
            world = self._world
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

    def lag(self, looks: int) -> None:
        """Hide each later change from the next few reads, as AWS's eventual consistency does.

        That many Describe and List calls after a change still see the old state: an invitation is not listed, a state is
        still OPEN, ListParents does not know a new member, tags are missing. Each change has its own count, and no change
        becomes visible before an earlier one. Only changes made by calls are delayed, not those made by the test. Calls that
        change something always see the present state, and so does the test.

        Args:
            looks: How many reads don't see a change; 0 ends the lag and makes all changes visible.

        Raises:
            SetupError: ``looks`` is not a number of reads.
        """
        from .._world.lag import Lag  # noqa: PLC0415 - most tests need none

        with self._lock:
            self._service.lag = self._service.lag or Lag()
            self._service.lag.begin(looks)

    def enforce_quotas(self, *, inbound_transfers: int = 0, transfer_chain: int = 1) -> None:
        """Enforce AWS's published quotas from now on: calls beyond them get TooManyRequestsException.

        Each operation has a rate and a burst size for the calling account and for its organization (AWS user guide, "Quotas
        for AWS Organizations"). Tokens come back as the fake's clock moves; botocore's retries do not move it.

        Billing transfers are limited too, by default to what AWS grants a new organization. Without this call, they are
        limited to the maximum that AWS grants on request (AWS Billing user guide).

        Args:
            inbound_transfers: How many others each organization may pay for, including open invitations; at most 1,000.
            transfer_chain: How often a bill may be passed on; at most 2.

        Raises:
            SetupError: AWS does not grant this number.
        """
        from .._api.quotas import Quotas  # noqa: PLC0415 - most tests enforce none

        with self._lock:
            self._world.transfer_quotas = quotas_of(inbound_transfers, transfer_chain)
            self._service.quotas = Quotas()
