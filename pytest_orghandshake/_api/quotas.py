"""AWS's published rate limits, which ``enforce_quotas`` turns on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._report import messages
from .._world.refusals import Refusal

if TYPE_CHECKING:
    from .._world.accounts import Account

# Calls per second and burst size, for each account and for each organization (AWS user guide, 2026).
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
_TOKEN = 1000  # tokens are counted in thousandths, so that a bucket gains a whole number each millisecond


class Quotas:
    """Token buckets that fill as the fake's clock moves; a call takes one token from its account and its organization."""

    def __init__(self) -> None:
        self._buckets: dict[tuple[str, str], tuple[int, int]] = {}

    def check(self, operation: str, account: Account, now: int) -> None:
        """Take the tokens for one call.

        Raises:
            Refusal: A bucket is empty: TooManyRequestsException. No token is taken.
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
