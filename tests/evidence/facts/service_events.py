"""Events that AWS itself tells: of membership and of billing transfers."""

from __future__ import annotations

from ..event_forms import ACCEPT, SERVICE, event, fact, told
from ..forms import HEADS, OTHER
from ..matching import ABSENT, PRESENT, Lacks
from ..sources import MODEL, because, guide, observed
from ..transfer_forms import ACCEPTED, END, terminate

_HISTORY = observed("event histories of real accounts that were published", "2026-08")
_JOINED = (
    "AcceptHandshake",
    "LeaveOrganization",
    "RemoveAccountFromOrganization",
    "DeleteOrganization",
    "CreateOrganization",
)

FACTS = (
    fact(
        "events-membership",
        "An account that joins or departs is told as AccountJoinedOrganization or AccountDepartedOrganization, by 'AWS Service Event via "
        "CloudTrail', invoked by organizations.amazonaws.com.",
        "recorded",
        _HISTORY,
        (
            *ACCEPT,
            told(
                "management",
                event(
                    "AccountJoinedOrganization",
                    {
                        "userIdentity": {"invokedBy": "organizations.amazonaws.com"},
                        "eventType": "AwsServiceEvent",
                        "requestID": ABSENT,
                    },
                    **{"detail-type": SERVICE},
                ),
            ),
        ),
        _JOINED,
    ),
    fact(
        "events-membership-fields",
        "They carry joinedMethod and joinedTime, or departureMethod and departureTime.",
        "documented",
        MODEL,
        (
            *ACCEPT,
            told(
                "management",
                event(
                    "AccountJoinedOrganization",
                    {"serviceEventDetails": {"joinedMethod": "INVITED", "joinedTime": PRESENT}},
                ),
            ),
            told(
                "other.management",
                event(
                    "AccountDepartedOrganization",
                    {"serviceEventDetails": {"departureMethod": "LEFT", "departureTime": PRESENT}},
                ),
            ),
        ),
        _JOINED,
        given=OTHER,
    ),
    fact(
        "events-membership-recipient",
        "Only the management account has them.",
        "documented",
        MODEL,
        (*ACCEPT, told("member", Lacks({"detail": {"eventName": "AccountJoinedOrganization"}}))),
        _JOINED,
    ),
    fact(
        "events-membership-nesting",
        "The fields stand in serviceEventDetails, beside accountId, with moments in milliseconds, and come at once.",
        "guess",
        because("the full JSON was found nowhere; real ones came about a second later"),
        (
            *ACCEPT,
            told(
                "management",
                event(
                    "AccountJoinedOrganization",
                    {"serviceEventDetails": {"accountId": "{member}", "joinedTime": 1_764_590_400_000}},
                ),
            ),
        ),
        _JOINED,
    ),
    fact(
        "events-transfer-accepted",
        "ResponsibilityTransferAccepted is told to everyone up to who pays in the end, with the chain of transfers.",
        "documented",
        guide("Logging with AWS CloudTrail, a full sample", "2026-08"),
        (
            *ACCEPTED,
            *(
                told(
                    each,
                    event(
                        "ResponsibilityTransferAccepted",
                        {
                            "userIdentity": {"type": "AWSService", "invokedBy": "AWS Internal"},
                            "sharedEventID": PRESENT,
                            "serviceEventDetails": {
                                "id": "{transfer.ResponsibilityTransfers.0.Id}",
                                "transferChain": ["{transfer.ResponsibilityTransfers.0.Id}"],
                                "type": "BILLING",
                                "status": "ACCEPTED",
                                "source": {"managementAccountId": "{member}"},
                                "target": {"managementAccountId": "{management}"},
                                "startTimestamp": 1_767_225_600_000,
                            },
                        },
                    ),
                )
                for each in ("management", "member")
            ),
        ),
        ("AcceptHandshake",),
        given=HEADS,
    ),
    fact(
        "events-transfer-terminated",
        "ResponsibilityTransferTerminated says WITHDRAWN, with its endTimestamp.",
        "documented",
        guide("Logging with AWS CloudTrail, a full sample", "2026-08"),
        (
            *ACCEPTED,
            terminate(**END),
            told(
                "member",
                event(
                    "ResponsibilityTransferTerminated",
                    {"serviceEventDetails": {"status": "WITHDRAWN", "endTimestamp": 1_767_225_599_000}},
                ),
            ),
        ),
        ("TerminateResponsibilityTransfer",),
        given=HEADS,
    ),
    fact(
        "events-transfer-terminated-at-once",
        "A termination is told at once, and the requester is whoever called.",
        "guess",
        because("the sample shows neither when it came nor who had asked"),
        (
            *ACCEPTED,
            terminate(**END),
            told(
                "management",
                event("ResponsibilityTransferTerminated", {"serviceEventDetails": {"requester": "{management}"}}),
            ),
        ),
        ("TerminateResponsibilityTransfer",),
        given=HEADS,
    ),
)
