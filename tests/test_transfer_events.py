from __future__ import annotations

from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

import pytest
from billing import CUSTOMER, RESELLER, Billing

if TYPE_CHECKING:
    from pytest_orghandshake import OrgHandshake

SERVICE = "AWS Service Event via CloudTrail"
PAYER = "444444444444"


def service_events(orghandshake: OrgHandshake) -> list[dict[str, Any]]:
    """Return the events of AWS itself."""
    return [event for event in orghandshake.events if event["detail-type"] == SERVICE]


def test_an_accepted_transfer_is_told_to_both_sides(billing: Billing) -> None:
    """Both management accounts get the event of a transfer as in AWS's sample, with a shared id, after that of the call."""
    transfer = billing.accepted()

    assert [(each["account"], each["detail"]["eventName"]) for each in billing.world.events] == [
        (RESELLER, "InviteOrganizationToTransferResponsibility"),
        (CUSTOMER, "AcceptHandshake"),
        (RESELLER, "AcceptHandshake"),
        (CUSTOMER, "ResponsibilityTransferAccepted"),
        (RESELLER, "ResponsibilityTransferAccepted"),
    ]
    first, second = (each["detail"] for each in service_events(billing.world))
    shared = first["sharedEventID"]
    assert first == {
        "eventVersion": "1.11",
        "userIdentity": {"type": "AWSService", "invokedBy": "AWS Internal"},
        "eventTime": "2025-12-01T12:00:00Z",
        "eventSource": "organizations.amazonaws.com",
        "eventName": "ResponsibilityTransferAccepted",
        "awsRegion": "us-east-1",
        "sourceIPAddress": "AWS Internal",
        "userAgent": "AWS Internal",
        "requestParameters": None,
        "responseElements": None,
        "eventID": first["eventID"],
        "readOnly": False,
        "eventType": "AwsServiceEvent",
        "managementEvent": True,
        "recipientAccountId": CUSTOMER,
        "sharedEventID": shared,
        "serviceEventDetails": {
            "id": transfer.id,
            "transferChain": [transfer.id],
            "type": "BILLING",
            "status": "ACCEPTED",
            "source": {"managementAccountId": CUSTOMER},
            "target": {"managementAccountId": RESELLER},
            "requester": CUSTOMER,
            "startTimestamp": 1767225600000,
        },
        "eventCategory": "Management",
    }
    assert {**second, "eventID": first["eventID"], "recipientAccountId": CUSTOMER} == first
    assert (second["recipientAccountId"], second["eventID"] != first["eventID"]) == (RESELLER, True)


def test_each_side_has_an_event_of_its_own(billing: Billing) -> None:
    """Changing the event of one side does not affect that of the other."""
    billing.accepted()
    first, second = (each["detail"] for each in service_events(billing.world))
    for part in ("source", "target", "transferChain"):
        first["serviceEventDetails"][part].clear()
    first["userIdentity"].clear()

    assert second["serviceEventDetails"]["source"] == {"managementAccountId": CUSTOMER}
    assert second["serviceEventDetails"]["target"] == {"managementAccountId": RESELLER}
    assert (len(second["serviceEventDetails"]["transferChain"]), len(second["userIdentity"])) == (1, 2)


def test_the_moment_that_was_asked_for_is_written_for_people(billing: Billing) -> None:
    """Times in the parameters are written in CloudTrail's form."""
    billing.invite()

    assert billing.world.events[0]["detail"]["requestParameters"] == {
        "type": "BILLING",
        "target": {"id": CUSTOMER, "type": "ACCOUNT"},
        "startTimestamp": "Jan 1, 2026, 12:00:00 AM",
        "sourceName": "Other",
    }


def test_a_transfer_that_is_passed_on_is_told_up_to_who_pays(orghandshake: OrgHandshake) -> None:
    """The account that pays for the payer gets the event too, with all transfers in the chain."""
    payer = orghandshake.add_organization("o-payer00000", management=PAYER)
    orghandshake.add_organization("o-customer00", management=CUSTOMER)
    upper = orghandshake.seed(
        "ACCEPTED", action="TRANSFER_RESPONSIBILITY", account=RESELLER, organization=payer
    ).transfer
    lower = orghandshake.seed(action="TRANSFER_RESPONSIBILITY", account=CUSTOMER)
    orghandshake.seed("DECLINED", action="TRANSFER_RESPONSIBILITY", account=PAYER)
    orghandshake.set_state(lower, "ACCEPTED")

    events = service_events(orghandshake)
    assert [each["account"] for each in events] == [CUSTOMER, RESELLER, PAYER]
    assert {each["detail"]["sharedEventID"] for each in events} == {events[0]["detail"]["sharedEventID"]}
    assert [each["detail"]["serviceEventDetails"]["transferChain"] for each in events] == [[lower.transfer, upper]] * 3


def test_transfers_in_a_ring_are_told_once(billing: Billing) -> None:
    """If two organizations were seeded to pay for each other, each gets the event once."""
    world = billing.world
    world.seed("ACCEPTED", action="TRANSFER_RESPONSIBILITY", account=RESELLER, organization="o-customer000")
    transfer = world.seed("ACCEPTED", action="TRANSFER_RESPONSIBILITY", account=CUSTOMER).transfer
    billing.reseller.terminate_responsibility_transfer(Id=transfer)

    told = service_events(world)
    assert [(each["account"], each["detail"]["serviceEventDetails"]["requester"]) for each in told] == [
        (CUSTOMER, RESELLER),
        (RESELLER, RESELLER),
    ]
    assert [len(each["detail"]["serviceEventDetails"]["transferChain"]) for each in told] == [2, 2]


def test_a_terminated_transfer_is_told_to_both_sides(billing: Billing) -> None:
    """Both sides get the event of a terminated transfer, with its end and the requester, when the call is made."""
    transfer = billing.accepted()
    before = len(billing.world.events)
    billing.customer.terminate_responsibility_transfer(
        Id=transfer.id, EndTimestamp=datetime(2025, 12, 31, 23, 59, 59, tzinfo=timezone.utc)
    )

    call, *told = billing.world.events[before:]
    assert call["detail"]["requestParameters"]["endTimestamp"] == "Dec 31, 2025, 11:59:59 PM"
    assert call["detail"]["responseElements"]["responsibilityTransfer"]["status"] == "WITHDRAWN"
    assert [(each["account"], each["detail"]["eventName"]) for each in told] == [
        (CUSTOMER, "ResponsibilityTransferTerminated"),
        (RESELLER, "ResponsibilityTransferTerminated"),
    ]
    assert told[0]["detail"]["serviceEventDetails"] == {
        "id": transfer.id,
        "transferChain": [transfer.id],
        "type": "BILLING",
        "status": "WITHDRAWN",
        "source": {"managementAccountId": CUSTOMER},
        "target": {"managementAccountId": RESELLER},
        "requester": CUSTOMER,
        "startTimestamp": 1767225600000,
        "endTimestamp": 1767225599000,
    }


def test_a_declined_transfer_is_told_by_its_call_alone(billing: Billing) -> None:
    """A declined transfer causes only the event of the call, and so does a refused call about a transfer."""
    invite = billing.invite()
    billing.customer.decline_handshake(HandshakeId=invite.id)
    with pytest.raises(billing.customer.exceptions.InvalidResponsibilityTransferTransitionException):
        billing.customer.terminate_responsibility_transfer(Id=invite.transfer)

    billing.world.set_state(billing.invite(), "DECLINED")

    assert service_events(billing.world) == []
