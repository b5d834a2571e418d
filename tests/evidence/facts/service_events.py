"""Events that AWS itself tells: of membership and of billing transfers."""

from __future__ import annotations

from typing import Any

from ..fact import Call, Fact, Given, Source
from ..forms import HEADS, OTHER, accept, invite
from ..matching import ABSENT, PRESENT, Has, Lacks
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
_CALL, _SERVICE = "AWS API Call via CloudTrail", "AWS Service Event via CloudTrail"


def _event(name: str, detail: dict[str, Any], **more: Any) -> Has:
    return Has({"detail": {"eventName": name, **detail}, **more})


def _fact(
    name: str,
    statement: str,
    strength: Any,
    source: Source,
    steps: tuple[Call | Given, ...],
    about: tuple[str, ...],
    given: tuple[Given, ...] = (),
) -> Fact:
    return Fact(name, statement, strength, source, given=given, steps=steps, about=about)


def _told(account: str, expected: Any) -> Call:
    return Call("events", account, {}, {"Events": expected})


_ACCEPT = (invite(), accept("member"))

FACTS = (
    _fact(
        "events-membership",
        "An account that joins or departs is told as AccountJoinedOrganization or AccountDepartedOrganization, by 'AWS Service Event via "
        "CloudTrail', invoked by organizations.amazonaws.com.",
        "recorded",
        _HISTORY,
        (
            *_ACCEPT,
            _told(
                "management",
                _event(
                    "AccountJoinedOrganization",
                    {
                        "userIdentity": {"invokedBy": "organizations.amazonaws.com"},
                        "eventType": "AwsServiceEvent",
                        "requestID": ABSENT,
                    },
                    **{"detail-type": _SERVICE},
                ),
            ),
        ),
        _JOINED,
    ),
    _fact(
        "events-membership-fields",
        "They carry joinedMethod and joinedTime, or departureMethod and departureTime.",
        "documented",
        MODEL,
        (
            *_ACCEPT,
            _told(
                "management",
                _event(
                    "AccountJoinedOrganization",
                    {"serviceEventDetails": {"joinedMethod": "INVITED", "joinedTime": PRESENT}},
                ),
            ),
            _told(
                "other.management",
                _event(
                    "AccountDepartedOrganization",
                    {"serviceEventDetails": {"departureMethod": "LEFT", "departureTime": PRESENT}},
                ),
            ),
        ),
        _JOINED,
        given=OTHER,
    ),
    _fact(
        "events-membership-recipient",
        "Only the management account has them.",
        "documented",
        MODEL,
        (*_ACCEPT, _told("member", Lacks({"detail": {"eventName": "AccountJoinedOrganization"}}))),
        _JOINED,
    ),
    _fact(
        "events-membership-nesting",
        "The fields stand in serviceEventDetails, beside accountId, with moments in milliseconds, and come at once.",
        "guess",
        because("the full JSON was found nowhere; real ones came about a second later"),
        (
            *_ACCEPT,
            _told(
                "management",
                _event(
                    "AccountJoinedOrganization",
                    {"serviceEventDetails": {"accountId": "{member}", "joinedTime": 1_764_590_400_000}},
                ),
            ),
        ),
        _JOINED,
    ),
    _fact(
        "events-transfer-accepted",
        "ResponsibilityTransferAccepted is told to everyone up to who pays in the end, with the chain of transfers.",
        "documented",
        guide("Logging with AWS CloudTrail, a full sample", "2026-08"),
        (
            *ACCEPTED,
            *(
                _told(
                    each,
                    _event(
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
    _fact(
        "events-transfer-terminated",
        "ResponsibilityTransferTerminated says WITHDRAWN, with its endTimestamp.",
        "documented",
        guide("Logging with AWS CloudTrail, a full sample", "2026-08"),
        (
            *ACCEPTED,
            terminate(**END),
            _told(
                "member",
                _event(
                    "ResponsibilityTransferTerminated",
                    {"serviceEventDetails": {"status": "WITHDRAWN", "endTimestamp": 1_767_225_599_000}},
                ),
            ),
        ),
        ("TerminateResponsibilityTransfer",),
        given=HEADS,
    ),
    _fact(
        "events-transfer-terminated-at-once",
        "A termination is told at once, and the requester is whoever called.",
        "guess",
        because("the sample shows neither when it came nor who had asked"),
        (
            *ACCEPTED,
            terminate(**END),
            _told(
                "management",
                _event("ResponsibilityTransferTerminated", {"serviceEventDetails": {"requester": "{management}"}}),
            ),
        ),
        ("TerminateResponsibilityTransfer",),
        given=HEADS,
    ),
)
