"""The log of calls."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .._world.accounts import Account


class Call:
    """One HTTP attempt of a client, and what it was answered.

    Attributes:
        service: ``"organizations"``, ``"sts"`` or ``"sso"``.
        operation: AWS's name of it, such as ``"DescribeHandshake"``.
        params: What was asked, as it was sent.
        account: Who asked.
        why: What the report says below it: AWS's Reason, and what AWS does not say; empty where there is nothing to say.
        error: The code of the error, the class of the transport error that ``add_error`` asked for, or None.
    """

    __slots__ = ("_body", "account", "error", "operation", "params", "service", "why")

    def __init__(
        self,
        service: str,
        operation: str,
        params: dict[str, Any],
        account: Account,
        error: str | None,
        body: bytes,
        why: str = "",
    ) -> None:
        self.service = service
        self.operation = operation
        self.params = params
        self.account = account
        self.error = error
        self._body = body
        self.why = why

    def __repr__(self) -> str:
        return f"Call({self.operation}, account={self.account.id!r}, error={self.error!r})"

    @property
    def response(self) -> dict[str, Any] | None:
        """The reply as it went over the wire (timestamps in epoch seconds), or None where there was an error.

        It is empty where AWS returns nothing, as from LeaveOrganization. STS speaks XML: its replies are ``{"xml": text}``.
        """
        if self.error is not None:
            return None
        text = self._body.decode() or "{}"
        return {"xml": text} if text.startswith("<") else json.loads(text)
