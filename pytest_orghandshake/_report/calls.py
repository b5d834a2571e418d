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
        "_acts",
        "_at",
        "_body",
        "_owner",
        "account",
        "answered_by",
        "error",
        "operation",
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
        error: str | None,
        body: bytes,
        why: str = "",
        answered_by: AnsweredBy | None = "orghandshake",
        site: str | None = None,
        owner: Organization | None = None,
        at: int = 0,
        acts: int = 0,
    ) -> None:
        self.service = service
        self.operation = operation
        self.params = params
        self.account = account
        self.answered_by = answered_by
        self.error = error
        self.site = site
        self.why = why
        self._body = body
        self._owner = owner
        self._at = at
        self._acts = acts

    def __repr__(self) -> str:
        return f"Call({self.operation}, account={self.account.id!r}, error={self.error!r})"

    @property
    def response(self) -> dict[str, Any] | None:
        """The reply as it went over the wire (timestamps in epoch seconds), or None where there was none.

        It is empty where AWS returns nothing, as from LeaveOrganization. STS speaks XML: its replies are ``{"xml": text}``.
        """
        if self.error is not None or self.answered_by is None:
            return None
        text = self._body.decode() or "{}"
        return {"xml": text} if text.startswith("<") else json.loads(text)

    # For the package

    @property
    def owner(self) -> Organization | None:
        """The organization that the caller was in when it asked."""
        return self._owner

    @property
    def at(self) -> int:
        """The instant at which it was answered."""
        return self._at

    @property
    def acts(self) -> int:
        """How much the other side had done, as the test scripted it, once this was answered."""
        return self._acts

    @property
    def total(self) -> int | None:
        """How many there are of what this page of a list shows a part of; None where it shows all."""
        return self._body.count_all() if isinstance(self._body, Page) else None


class Page(bytes):
    """A reply that shows a part of a list, and can say how many there are: counted only if somebody asks."""

    count_all: Callable[[], int]


def part_of_list(reply: bytes, count_all: Callable[[], int]) -> Page:
    """Return the reply as such a page."""
    page = Page(reply)
    page.count_all = count_all
    return page
