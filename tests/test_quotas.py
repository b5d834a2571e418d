from __future__ import annotations

from typing import TYPE_CHECKING, Any

import boto3
import pytest
from answers import TOO_MANY
from botocore import exceptions
from botocore.config import Config

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_orghandshake import OrgHandshake


# At once, and a second: of each account, and of all accounts of an organization together (AWS user guide).
OF_AN_ACCOUNT = {
    "accept_handshake": (2, 1),
    "cancel_handshake": (3, 2),
    "decline_handshake": (1, 1),
    "describe_handshake": (2, 1),
    "invite_account_to_organization": (5, 3),
    "list_handshakes_for_account": (8, 5),
    "list_handshakes_for_organization": (8, 5),
}
OF_AN_ORGANIZATION = {
    "accept_handshake": (5, 5),
    "decline_handshake": (5, 5),
    "describe_handshake": (10, 6),
    "list_handshakes_for_account": (10, 6),
    "list_handshakes_for_organization": (10, 6),
}


def is_throttled(client: Any, name: str) -> bool:
    """Make a call, and tell whether it was throttled."""
    arguments: dict[str, Any] = {}
    if name.endswith("_handshake"):
        arguments = {"HandshakeId": "h-examplehandshakeid111"}
    if name.startswith("invite"):
        arguments = {"Target": {"Type": "ACCOUNT", "Id": "111111111111"}}
    try:
        getattr(client, name)(**arguments)
    except exceptions.ClientError as error:
        return (error.response["Error"]["Code"], error.response["Message"]) == ("TooManyRequestsException", TOO_MANY)
    return False


def through(client: Any, name: str) -> int:
    """Return how many calls succeed before the first is throttled, up to 30."""
    return next((number for number in range(30) if is_throttled(client, name)), 30)


@pytest.mark.parametrize("name", OF_AN_ACCOUNT)
def test_an_account_gets_its_burst_and_then_its_rate(orghandshake: OrgHandshake, organizations: Any, name: str) -> None:
    """An account gets its burst, then its rate as the clock moves; operations have separate quotas."""
    burst, rate = OF_AN_ACCOUNT[name]
    assert through(organizations, name) == 30
    orghandshake.enforce_quotas()
    assert through(organizations, name) == burst
    assert through(organizations, name) == 0
    orghandshake.shift(1)
    assert through(organizations, name) == rate
    orghandshake.shift(0.5)
    assert through(organizations, name) == rate // 2
    orghandshake.shift(3600)
    assert through(organizations, name) == burst
    orghandshake.shift(-7200)
    assert through(organizations, name) == 0
    other = next(each for each in OF_AN_ACCOUNT if each != name)
    assert through(organizations, other) == OF_AN_ACCOUNT[other][0]
    assert through(organizations, name) == 0


def test_a_clock_that_moves_back_takes_no_token_away(orghandshake: OrgHandshake, organizations: Any) -> None:
    """A clock that moves back takes no token away."""
    orghandshake.enforce_quotas()
    assert not is_throttled(organizations, "describe_handshake")
    orghandshake.shift(-10)
    assert through(organizations, "describe_handshake") == 1


@pytest.mark.parametrize("name", OF_AN_ORGANIZATION)
def test_the_accounts_of_an_organization_share_its_burst_and_its_rate(orghandshake: OrgHandshake, name: str) -> None:
    """All accounts together get the organization's burst, and its rate a second later; standalone accounts share nothing."""
    burst, rate = OF_AN_ORGANIZATION[name]
    orghandshake.enforce_quotas()
    once = Config(retries={"total_max_attempts": 1})

    def client(account: Any) -> Any:
        return boto3.client("organizations", config=once, **orghandshake.credentials(account))

    def passed(clients: list[Any]) -> int:
        return sum(not is_throttled(each, name) for each in clients)

    members = [client(orghandshake.add_account(organization=orghandshake.organization)) for _ in range(burst + 1)]
    assert [burst, 0] == [passed(members), passed(members)]
    orghandshake.shift(1)
    assert [rate, 0] == [passed(members), passed(members)]
    alone = [client(orghandshake.add_account()) for _ in range(burst + 1)]
    assert burst + 1 == passed(alone)


def test_a_loop_without_a_pause_runs_into_the_quota(orghandshake: OrgHandshake) -> None:
    """A loop without a pause runs into the quota, including retries; one that waits does not."""
    invite = orghandshake.seed()
    orghandshake.enforce_quotas()
    client: Any = boto3.client("organizations")

    def poll(pause: Callable[[], None]) -> None:
        for _ in range(10):
            client.describe_handshake(HandshakeId=invite.id)
            pause()

    poll(lambda: orghandshake.shift(20))
    with pytest.raises(client.exceptions.TooManyRequestsException):
        poll(lambda: None)
    assert orghandshake.calls[-1].error == "TooManyRequestsException"


def test_there_is_no_quota_where_aws_publishes_none(orghandshake: OrgHandshake, organizations: Any) -> None:
    """Operations without a published quota are not limited; reset() ends all quotas."""
    orghandshake.enforce_quotas()
    for _ in range(30):
        organizations.describe_organization()
    orghandshake.reset()
    assert through(organizations, "describe_handshake") == 30


def test_tokens_come_again_after_the_clock_moved_back(orghandshake: OrgHandshake, organizations: Any) -> None:
    """After the clock moved back, tokens are added for each second from there."""
    orghandshake.enforce_quotas()
    assert through(organizations, "describe_handshake") == 2
    orghandshake.shift(-3600)
    assert through(organizations, "describe_handshake") == 0
    orghandshake.shift(1)
    assert through(organizations, "describe_handshake") == 1


@pytest.mark.parametrize("step", [0.004, 0.02, 0.025, 0.1])
def test_a_second_in_small_steps_brings_what_a_second_brings(
    orghandshake: OrgHandshake, organizations: Any, step: float
) -> None:
    """Many small steps of the clock add the same tokens as one second."""
    orghandshake.enforce_quotas()
    assert through(organizations, "describe_handshake") == 2
    for _ in range(round(1 / step) - 1):
        orghandshake.shift(step)
        assert is_throttled(organizations, "describe_handshake")
    orghandshake.shift(step)
    assert not is_throttled(organizations, "describe_handshake")
