"""The log of calls."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Callable

    from .._world.accounts import Account, Organization

AnsweredBy = Literal["orghandshake", "moto"]


class Call:
    """One HTTP attempt of a client, and what it was answered.

    Attributes:
        service: ``"organizations"``, ``"sts"`` or ``"sso"``.
        operation: AWS's name of it, such as ``"DescribeHandshake"``.
        params: What was asked, as it was sent.
        account: Who asked.
        answered_by: ``"orghandshake"``, ``"moto"``, or None: nobody, or whoever ``unhandled="pass"`` let it through to.
        why: What the report says below it: AWS's Reason, and what AWS does not say; empty where there is nothing to say.
        error: The code of the error, the class of the transport error that ``add_error`` asked for, or None.
        site: Where the code under test made a call that failed, as ``"vending.py:5"`` or ``"over HTTP"``; None for calls
            that succeeded, and where no line is known.
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
        # For the package: the organization that the caller was in when it asked, the reply, the instant it was given, and
        # how much the other side had done by then, as the test scripted it.
        self.owner = owner
        self.body = b""
        self.at = 0
        self.acts = 0

    def __repr__(self) -> str:
        return f"Call({self.operation}, account={self.account.id!r}, error={self.error!r})"

    @property
    def response(self) -> dict[str, Any] | None:
        """The reply as it went over the wire (timestamps in epoch seconds), or None where there was none.

        It is empty where AWS returns nothing, as from LeaveOrganization. STS speaks XML: its replies are ``{"xml": text}``.
        """
        if self.error is not None or self.answered_by is None:
            return None
        text = self.body.decode() or "{}"
        return {"xml": text} if text.startswith("<") else json.loads(text)

    @property
    def total(self) -> int | None:
        """How many there are of what this page of a list shows a part of; None where it shows all."""
        return self.body.count_all() if isinstance(self.body, Page) else None


class Page(bytes):
    """A reply that shows a part of a list, and can say how many there are: counted only if somebody asks."""

    count_all: Callable[[], int]


def part_of_list(reply: bytes, count_all: Callable[[], int]) -> Page:
    """Return the reply as such a page."""
    page = Page(reply)
    page.count_all = count_all
    return page
