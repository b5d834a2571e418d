"""AWS's published quotas on calls, which ``enforce_quotas`` turns on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._report import messages
from .._world.refusals import Refusal

if TYPE_CHECKING:
    from .._world.accounts import Account

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
                    why = messages.over_quota(operation, owner, rate, burst)
        cost = 0 if why else _TOKEN
        self._buckets |= {bucket: (tokens - cost, now) for bucket, tokens in held.items()}
        if why:
            raise Refusal("TooManyRequestsException", why=why)
