"""The log of calls."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Callable

    from .._world.accounts import Account, Organization

AnsweredBy = Literal["orghandshake", "moto"]


class Call:
    """One HTTP attempt of a client, and its outcome.

    Attributes:
        service: ``"organizations"``, ``"sts"`` or ``"sso"``.
        operation: AWS's name of the operation, such as ``"DescribeHandshake"``.
        params: The parameters of the request.
        account: The account that made the call.
        answered_by: ``"orghandshake"``, ``"moto"``, or None if neither answered, as with ``unhandled="pass"``.
        why: The explanation that the report prints below the call: AWS's Reason, and what AWS does not say. May be empty.
        error: The error code, the class name of a scripted transport error, or None.
        site: The line of the code under test that made a failed call, such as ``"vending.py:5"`` or ``"over HTTP"``; None
            if the call succeeded or the line is unknown.
    """

    __slots__ = (
        "account",
        "acts",
        "answered_by",
        "at",
        "body",
        "error",
        "operation",
        "owner",
        "params",
        "service",
        "site",
        "why",
    )

    def __init__(
        self,
        service: str,
        operation: str,
        params: dict[str, Any],
        account: Account,
        owner: Organization | None = None,
    ) -> None:
        self.service = service
        self.operation = operation
        self.params = params
        self.account = account
        self.error: str | None = None
        self.why = ""
        self.answered_by: AnsweredBy | None = None
        self.site: str | None = None
        # For the package: the organization that the caller was in when it made the call, the reply, the instant of the
        # reply, and how many scripted acts of the other side had happened by then.
        self.owner = owner
        self.body = b""
        self.at = 0
        self.acts = 0

    def __repr__(self) -> str:
        return f"Call({self.operation}, account={self.account.id!r}, error={self.error!r})"

    @property
    def response(self) -> dict[str, Any] | None:
        """The reply as it was sent (timestamps in epoch seconds), or None if the call got no reply or an error.

        It is empty for operations that return nothing, such as LeaveOrganization. STS replies are XML: ``{"xml": text}``.
        """
        if self.error is not None or self.answered_by is None:
            return None
        text = self.body.decode() or "{}"
        return {"xml": text} if text.startswith("<") else json.loads(text)

    @property
    def total(self) -> int | None:
        """How many items the whole list has, if this reply is only one page of it; otherwise None."""
        return self.body.count_all() if isinstance(self.body, Page) else None


class Page(bytes):
    """A reply with one page of a list, which can count the items of the whole list on demand."""

    count_all: Callable[[], int]


def part_of_list(reply: bytes, count_all: Callable[[], int]) -> Page:
    """Mark a reply as one page of a longer list."""
    page = Page(reply)
    page.count_all = count_all
    return page
