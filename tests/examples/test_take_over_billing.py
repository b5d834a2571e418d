from __future__ import annotations

import time
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

import boto3
import pytest
import time_machine
from take_over_billing import NotAcceptedError, give_back, organizations, take_over

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytest_orghandshake import OrgHandshake, ResponsibilityTransfer

pytestmark = [
    pytest.mark.orghandshake(now=None),  # the calendar's time, whatever the ini file says
    pytest.mark.skipif(
        "InviteOrganizationToTransferResponsibility" not in organizations.meta.service_model.operation_names,
        reason="the installed botocore is older than billing transfers",
    ),
]
CUSTOMER = "222222222222"
DAY = 86_400
END_OF_FEBRUARY = datetime(2027, 2, 28, 23, 59, 59, 999_000, tzinfo=timezone.utc)


@pytest.fixture(autouse=True)
def customer(orghandshake: OrgHandshake) -> Any:
    """Add the customer's organization, and return a client of its management account."""
    head = orghandshake.add_account(CUSTOMER, email="customer@example.com")
    orghandshake.add_organization(management=head)
    return boto3.client("organizations", region_name="us-east-1", **orghandshake.credentials(head))


@pytest.fixture(autouse=True)
def calendar(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Set the time to 10 January 2027 for the program and the fake; sleeping moves the clock."""
    with time_machine.travel(datetime(2027, 1, 10, 9, tzinfo=timezone.utc), tick=False) as traveller:
        monkeypatch.setattr("time.sleep", traveller.shift)
        yield traveller


def only_transfer(orghandshake: OrgHandshake) -> ResponsibilityTransfer:
    """Return the transfer of the only handshake."""
    [handshake] = orghandshake.handshakes
    assert handshake.transfer is not None
    return handshake.transfer


def while_it_sleeps(monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> None:
    """Let the other side act during the first pause of the program."""
    pause = time.sleep

    def sleep(seconds: float) -> None:
        pause(seconds)
        act()
        monkeypatch.setattr("time.sleep", pause)

    monkeypatch.setattr("time.sleep", sleep)


def test_accepted_while_it_waits(orghandshake: OrgHandshake, customer: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The customer accepts, and is paid for from the first month that leaves two weeks for the answer."""
    while_it_sleeps(monkeypatch, lambda: customer.accept_handshake(HandshakeId=orghandshake.handshakes[0].id))

    transfer = take_over(CUSTOMER, "Customer 7")

    seen = only_transfer(orghandshake)
    assert (transfer["Id"], transfer["Name"], transfer["Status"]) == (seen.id, "Customer 7", "ACCEPTED")
    assert transfer["StartTimestamp"] == seen.start == datetime(2027, 2, 1, tzinfo=timezone.utc)
    assert seen.source == CUSTOMER
    assert [call.operation for call in orghandshake.calls] == [
        "ListInboundResponsibilityTransfers",
        "InviteOrganizationToTransferResponsibility",
        "DescribeResponsibilityTransfer",
        "AcceptHandshake",
        "DescribeResponsibilityTransfer",
    ]


@pytest.mark.parametrize("state", ["DECLINED", "CANCELED"])
def test_refused_while_it_waits(orghandshake: OrgHandshake, state: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """An offer that the customer declines, or that somebody else cancels, ends the wait."""
    while_it_sleeps(monkeypatch, lambda: orghandshake.set_state(orghandshake.handshakes[0], state))

    with pytest.raises(NotAcceptedError) as caught:
        take_over(CUSTOMER, "Customer 7")

    assert str(caught.value) == f"transfer {only_transfer(orghandshake).id} is {state}"


def test_nobody_answers(orghandshake: OrgHandshake) -> None:
    """The offer expires 24 hours before the month begins."""
    with pytest.raises(NotAcceptedError) as caught:
        take_over(CUSTOMER, "Customer 7", poll=DAY)

    assert caught.value.status == "EXPIRED"
    assert orghandshake.now == datetime(2027, 1, 31, 9, tzinfo=timezone.utc)


def test_late_in_a_month(orghandshake: OrgHandshake, calendar: Any) -> None:
    """From the middle of a month on, the offer is for the month after next, even in the next year."""
    calendar.move_to(datetime(2027, 11, 20, tzinfo=timezone.utc))

    with pytest.raises(NotAcceptedError):
        take_over(CUSTOMER, "Customer 7", poll=DAY)

    assert only_transfer(orghandshake).start == datetime(2028, 1, 1, tzinfo=timezone.utc)


def test_an_offer_that_waits_is_used(orghandshake: OrgHandshake) -> None:
    """An open offer from an earlier, interrupted run is used, wherever it is in the list."""
    for _ in range(30):
        orghandshake.seed(action="TRANSFER_RESPONSIBILITY")
    orghandshake.seed("DECLINED", action="TRANSFER_RESPONSIBILITY", account=CUSTOMER)
    offer = orghandshake.seed(action="TRANSFER_RESPONSIBILITY", account=CUSTOMER)
    orghandshake.set_state(offer, "ACCEPTED", after_calls=3)

    assert take_over(CUSTOMER, "Customer 7")["Id"] == offer.transfer
    assert len(orghandshake.handshakes) == 32


def test_the_reseller_withdraws(orghandshake: OrgHandshake) -> None:
    """The reseller pays until the last millisecond of next month."""
    orghandshake.seed("ACCEPTED", action="TRANSFER_RESPONSIBILITY", account=CUSTOMER)

    assert give_back(CUSTOMER) == END_OF_FEBRUARY

    transfer = only_transfer(orghandshake)
    assert (transfer.status, transfer.end) == ("WITHDRAWN", END_OF_FEBRUARY)


def test_withdrawn_while_it_waits(orghandshake: OrgHandshake, customer: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A customer that accepts and withdraws before the next poll is not taken for one that accepted."""

    def accept_and_withdraw() -> None:
        transfer = only_transfer(orghandshake)
        customer.accept_handshake(HandshakeId=transfer.handshake.id)
        customer.terminate_responsibility_transfer(Id=transfer.id)

    while_it_sleeps(monkeypatch, accept_and_withdraw)

    with pytest.raises(NotAcceptedError) as caught:
        take_over(CUSTOMER, "Customer 7")

    assert caught.value.status == "WITHDRAWN"


def test_the_customer_withdraws(orghandshake: OrgHandshake, customer: Any) -> None:
    """If the customer has already withdrawn, its end date stays."""
    orghandshake.seed("ACCEPTED", action="TRANSFER_RESPONSIBILITY", account=CUSTOMER)
    end = datetime(2027, 1, 31, 23, 59, 59, tzinfo=timezone.utc)
    customer.terminate_responsibility_transfer(Id=only_transfer(orghandshake).id, EndTimestamp=end)

    assert give_back(CUSTOMER) == end


def test_nothing_to_give_back(orghandshake: OrgHandshake) -> None:
    """A declined offer and another customer's transfer are not ended."""
    orghandshake.seed("DECLINED", action="TRANSFER_RESPONSIBILITY", account=CUSTOMER)
    other = orghandshake.seed("ACCEPTED", action="TRANSFER_RESPONSIBILITY")

    assert give_back(CUSTOMER) is None
    assert other.transfer is not None
    assert other.transfer.status == "ACCEPTED"


def test_a_partner_contract_is_in_the_way(orghandshake: OrgHandshake) -> None:
    """An end before the notice period of a partner contract is AWS's error, with its Reason."""
    orghandshake.seed("ACCEPTED", action="TRANSFER_RESPONSIBILITY", account=CUSTOMER)
    orghandshake.add_error("TerminateResponsibilityTransfer", "InvalidInputException", reason="INVALID_END_DATE")

    with pytest.raises(organizations.exceptions.InvalidInputException) as caught:
        give_back(CUSTOMER)

    assert caught.value.response["Reason"] == "INVALID_END_DATE"
