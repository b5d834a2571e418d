from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from answers import Refused, refused
from billing import CUSTOMER, RESELLER

from pytest_orghandshake import OrgHandshake, SetupError
from pytest_orghandshake._world.transfers import MAX_QUOTAS, TransferQuotas

if TYPE_CHECKING:
    from billing import Billing

    from pytest_orghandshake import Handshake, Organization

EXISTS = Refused(
    "HandshakeConstraintViolationException",
    "RESPONSIBILITY_TRANSFER_ALREADY_EXISTS",
    "You cannot perform this operation with the current transfer.",
)
NO_INBOUND = Refused(
    "ConstraintViolationException",
    "RESPONSIBILITY_TRANSFER_MAX_INBOUND_QUOTA_VIOLATION",
    "You have exceeded your inbound transfers limit.",
)
NO_OUTBOUND = Refused(
    "ConstraintViolationException",
    "RESPONSIBILITY_TRANSFER_MAX_OUTBOUND_QUOTA_VIOLATION",
    "You have exceeded your outbound transfers limit.",
)
TOO_LONG_A_CHAIN = Refused(
    "ConstraintViolationException",
    "RESPONSIBILITY_TRANSFER_MAX_LEVEL_VIOLATION",
    "You have exceeded the maximum length of your transfer chain.",
)


def offer(billing: Billing, sender: Organization, to: Organization) -> Handshake:
    """Seed an invitation from one organization to another."""
    return billing.world.seed(action="TRANSFER_RESPONSIBILITY", organization=sender, account=to.management)


def accept(billing: Billing, handshake: Handshake) -> Any:
    """Accept an invitation as its recipient."""
    client = billing.client_of(str(handshake.account))
    return client.accept_handshake(HandshakeId=handshake.id)


def organizations(billing: Billing, number: int) -> list[Organization]:
    """Return some new organizations."""
    return [billing.world.add_organization() for _ in range(number)]


# What always holds


def test_the_same_two_have_one_transfer(billing: Billing) -> None:
    """An organization that already pays can't offer again until the transfer is withdrawn; the report names the transfer."""
    transfer = billing.accepted()
    assert billing.refused() == EXISTS
    assert billing.refused(Target={"Type": "EMAIL", "Id": "head@example.com"}) == EXISTS
    assert billing.world.calls[-1].why == (
        f"RESPONSIBILITY_TRANSFER_ALREADY_EXISTS: {transfer.id} is ACCEPTED: {RESELLER} pays for {CUSTOMER}"
    )
    billing.customer.terminate_responsibility_transfer(Id=transfer.id)
    assert billing.invite().state == "REQUESTED"


def test_others_are_invited_meanwhile(billing: Billing) -> None:
    """Transfers from another customer or to another payer don't prevent an invitation."""
    billing.accepted()
    assert billing.invite(Target={"Type": "ACCOUNT", "Id": "333333333333"}).state == "REQUESTED"
    assert billing.invite(Target={"Type": "EMAIL", "Id": "unknown@example.com"}).state == "REQUESTED"
    [other] = organizations(billing, 1)
    assert billing.invite(caller=other.management).state == "REQUESTED"


def test_two_addresses_without_an_account_are_two_sources(billing: Billing) -> None:
    """Two addresses without accounts count as two sources."""
    billing.world.seed("ACCEPTED", action="TRANSFER_RESPONSIBILITY", email="nobody@example.com")
    assert billing.invite(Target={"Type": "EMAIL", "Id": "unknown@example.com"}).state == "REQUESTED"


def test_nobody_has_two_payers(billing: Billing) -> None:
    """A second acceptance is refused, even without enforce_quotas(), until the first transfer is withdrawn."""
    transfer = billing.accepted()
    [other] = organizations(billing, 1)
    second = billing.invite(caller=other.management)
    assert refused(billing.customer.accept_handshake, HandshakeId=second.id) == NO_OUTBOUND
    assert billing.world.calls[-1].why == (
        f"RESPONSIBILITY_TRANSFER_MAX_OUTBOUND_QUOTA_VIOLATION: {transfer.id} is ACCEPTED: {RESELLER} pays for {CUSTOMER}"
    )
    assert second.state == "REQUESTED"
    with pytest.raises(SetupError) as caught:
        billing.world.set_state(second, "ACCEPTED")
    assert str(caught.value) == (
        f"AWS would not let {second.id} become ACCEPTED: ConstraintViolationException, {NO_OUTBOUND.message}"
    )
    billing.customer.terminate_responsibility_transfer(Id=transfer.id)
    billing.customer.accept_handshake(HandshakeId=second.id)
    assert second.state == "ACCEPTED"


def test_a_bill_is_passed_on_twice_at_most(billing: Billing) -> None:
    """Without enforce_quotas(), a chain of two is allowed and one of three is not, whichever end is added."""
    first, second, third, fourth = organizations(billing, 4)
    accept(billing, offer(billing, second, first))
    accept(billing, offer(billing, third, second))
    longer = offer(billing, fourth, third)
    assert refused(billing.client_of(third.management).accept_handshake, HandshakeId=longer.id) == TOO_LONG_A_CHAIN
    assert billing.world.calls[-1].why == (
        "RESPONSIBILITY_TRANSFER_MAX_LEVEL_VIOLATION: the bill would be passed on 3 times, and the limit is 2: "
        "enforce_quotas(transfer_chain=...) sets it"
    )
    lower = offer(billing, first, fourth)
    assert refused(billing.client_of(fourth.management).accept_handshake, HandshakeId=lower.id) == TOO_LONG_A_CHAIN


def test_a_chain_is_not_joined_in_the_middle(billing: Billing) -> None:
    """Transfers below count as much towards the limit as those above."""
    first, second, third, fourth = organizations(billing, 4)
    accept(billing, offer(billing, second, first))
    accept(billing, offer(billing, fourth, third))
    joint = offer(billing, third, second)
    assert refused(billing.client_of(second.management).accept_handshake, HandshakeId=joint.id) == TOO_LONG_A_CHAIN


def test_a_ring_has_an_end(billing: Billing) -> None:
    """Seeds may let two organizations pay for each other; following the chain ends, and a third one is refused."""
    first, second, third = organizations(billing, 3)
    for sender, to in ((first, second), (second, first)):
        billing.world.seed("ACCEPTED", action="TRANSFER_RESPONSIBILITY", organization=sender, account=to.management)
    handshake = offer(billing, first, third)
    assert refused(billing.client_of(third.management).accept_handshake, HandshakeId=handshake.id) == TOO_LONG_A_CHAIN
    upper = offer(billing, third, first)
    assert refused(billing.client_of(first.management).accept_handshake, HandshakeId=upper.id) == NO_OUTBOUND


def test_a_ring_below_has_an_end(billing: Billing) -> None:
    """An account that pays for a member of a ring would make too long a chain."""
    first, second, third, fourth = organizations(billing, 4)
    for sender, to in ((first, second), (second, first), (third, first)):
        billing.world.seed("ACCEPTED", action="TRANSFER_RESPONSIBILITY", organization=sender, account=to.management)
    handshake = offer(billing, fourth, third)
    assert refused(billing.client_of(third.management).accept_handshake, HandshakeId=handshake.id) == TOO_LONG_A_CHAIN


def test_an_address_without_an_account_lengthens_no_chain(billing: Billing) -> None:
    """A seeded transfer of an address without an account does not lengthen a chain."""
    billing.world.seed("ACCEPTED", action="TRANSFER_RESPONSIBILITY", email="nobody@example.com")
    [payer] = organizations(billing, 1)
    handshake = offer(billing, payer, billing.world.organization)
    billing.reseller.accept_handshake(HandshakeId=handshake.id)
    assert handshake.state == "ACCEPTED"


def test_a_standalone_account_lengthens_no_chain(billing: Billing) -> None:
    """A standalone account with a seeded acceptance has no transfers below it."""
    billing.world.enforce_quotas(inbound_transfers=9, transfer_chain=2)
    billing.world.seed("ACCEPTED", action="TRANSFER_RESPONSIBILITY", account="999999999999")
    [payer] = organizations(billing, 1)
    handshake = offer(billing, payer, billing.world.organization)
    billing.reseller.accept_handshake(HandshakeId=handshake.id)
    assert handshake.state == "ACCEPTED"


# What AWS grants at first


def test_at_first_nobody_is_paid_for(billing: Billing) -> None:
    """With AWS's default quota no invitation can be sent, and the report says how to raise it."""
    billing.world.enforce_quotas()
    assert billing.refused() == NO_INBOUND
    assert billing.world.calls[-1].why == (
        "RESPONSIBILITY_TRANSFER_MAX_INBOUND_QUOTA_VIOLATION: o-exampleorgid has 0 inbound transfers and may have 0: "
        "enforce_quotas(inbound_transfers=...) raises the quota"
    )
    assert billing.world.handshakes == []


def test_every_invitation_counts(billing: Billing) -> None:
    """Declined, canceled and expired invitations free the quota; withdrawn transfers do so at their end."""
    billing.world.enforce_quotas(inbound_transfers=1)
    for state in ("DECLINED", "CANCELED"):
        handshake = billing.invite()
        assert billing.refused(Target={"Type": "ACCOUNT", "Id": "333333333333"}) == NO_INBOUND
        billing.world.set_state(handshake, state)
    transfer = billing.accepted()
    assert billing.refused(Target={"Type": "ACCOUNT", "Id": "333333333333"}) == NO_INBOUND
    billing.reseller.terminate_responsibility_transfer(Id=transfer.id)
    assert billing.refused() == NO_INBOUND
    billing.world.move_to("2026-01-01T00:00:00Z")
    expires = billing.invite(StartTimestamp="2026-02-01T00:00:00Z").expires
    billing.world.move_to(expires)
    assert billing.invite(StartTimestamp="2026-03-01T00:00:00Z").state == "REQUESTED"


def test_each_organization_has_its_own_count(billing: Billing) -> None:
    """The transfers of one organization don't use up another one's quota."""
    billing.world.enforce_quotas(inbound_transfers=1)
    billing.invite()
    [other] = organizations(billing, 1)
    assert billing.invite(caller=other.management).state == "REQUESTED"


def test_at_first_no_bill_is_passed_on(billing: Billing) -> None:
    """With AWS's default, an account whose bill is paid by another can't invite, and one that pays for others can't accept."""
    billing.world.enforce_quotas(inbound_transfers=5)
    [payer] = organizations(billing, 1)
    billing.accepted()
    upper = offer(billing, payer, billing.world.organization)
    assert refused(billing.reseller.accept_handshake, HandshakeId=upper.id) == TOO_LONG_A_CHAIN
    assert billing.refused(caller=CUSTOMER, Target={"Type": "ACCOUNT", "Id": "333333333333"}) == TOO_LONG_A_CHAIN


def test_offers_form_no_chain(billing: Billing) -> None:
    """Offers that are not accepted don't lengthen a chain, in either direction."""
    billing.world.enforce_quotas(inbound_transfers=5)
    [payer] = organizations(billing, 1)
    offer(billing, payer, billing.world.organization)
    handshake = billing.invite()
    offer(billing, billing.other, payer)
    billing.customer.accept_handshake(HandshakeId=handshake.id)
    assert handshake.state == "ACCEPTED"


def test_a_chain_of_two_is_granted(billing: Billing) -> None:
    """With the higher quota, a bill can be passed on a second time."""
    billing.world.enforce_quotas(inbound_transfers=5, transfer_chain=2)
    billing.accepted()
    handshake = billing.invite(caller=CUSTOMER, Target={"Type": "ACCOUNT", "Id": "333333333333"})
    assert handshake.state == "REQUESTED"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ({"inbound_transfers": -1}, "inbound_transfers=-1: write a number from 0 to 1000, the most that AWS grants"),
        (
            {"inbound_transfers": 1001},
            "inbound_transfers=1001: write a number from 0 to 1000, the most that AWS grants",
        ),
        (
            {"inbound_transfers": True},
            "inbound_transfers=True: write a number from 0 to 1000, the most that AWS grants",
        ),
        ({"transfer_chain": 3}, "transfer_chain=3: write a number from 0 to 2, the most that AWS grants"),
        ({"transfer_chain": "2"}, "transfer_chain='2': write a number from 0 to 2, the most that AWS grants"),
    ],
)
def test_what_aws_grants_nobody_is_refused(orghandshake: OrgHandshake, words: dict[str, Any], expected: str) -> None:
    """A number that AWS never grants is refused, and no quotas are enforced."""
    with pytest.raises(SetupError) as caught:
        orghandshake.enforce_quotas(**words)
    assert str(caught.value) == expected
    assert orghandshake._service.quotas is None


def test_reset_gives_the_most_again(orghandshake: OrgHandshake) -> None:
    """reset() restores the highest quotas."""
    orghandshake.enforce_quotas()
    assert orghandshake._world.transfer_quotas == TransferQuotas(inbound=0, chain=1)
    orghandshake.reset()
    assert orghandshake._world.transfer_quotas == MAX_QUOTAS
