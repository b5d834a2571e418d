"""What EventBridge delivers: events of calls, of membership and of billing transfers."""

from __future__ import annotations

from typing import Any

from ..event_forms import ACCEPT, CALL, event, fact, told
from ..fact import Call, Fact, Given
from ..forms import DENIED, OTHER, accept, cancel, decline, invite
from ..matching import PRESENT, Has, Lacks, Like
from ..sources import because, guide, observed

_LOGS = guide("Logging with AWS CloudTrail")
_FLEXSAVE = observed("event handlers that are deployed, such as DoiT's Flexsave, and a type made from an event", "2023")
_REAL_EVENT = observed(
    "aws-samples/aws-secure-environment-accelerator, event of a RemoveAccountFromOrganization", "2020-07"
)
_SHOWN: dict[str, Any] = {
    "handshake": {"state": "ACCEPTED", "action": "INVITE", "parties": Has({"type": "ACCOUNT", "id": "{member}"})}
}

FACTS = (
    # Events of calls
    fact(
        "events-envelope",
        "A call is told as 'AWS API Call via CloudTrail' from aws.organizations, with the detail that CloudTrail logs.",
        "recorded",
        _REAL_EVENT,
        (
            invite(),
            told(
                "management",
                event(
                    "InviteAccountToOrganization",
                    {"eventSource": "organizations.amazonaws.com", "awsRegion": "us-east-1", "eventType": "AwsApiCall"},
                    **{"detail-type": CALL, "source": "aws.organizations", "version": "0", "resources": []},
                ),
            ),
        ),
        ("InviteAccountToOrganization",),
    ),
    fact(
        "events-identity",
        "The event names the user or the role that called.",
        "recorded",
        _REAL_EVENT,
        (
            invite(),
            told(
                "management",
                event(
                    "InviteAccountToOrganization",
                    {
                        "userIdentity": {
                            "type": Like("IAMUser|AssumedRole"),
                            "accountId": "{management}",
                            "arn": PRESENT,
                        }
                    },
                ),
            ),
        ),
        ("InviteAccountToOrganization",),
    ),
    fact(
        "events-accept-reaches-the-inviter",
        "The inviting management account hears of an AcceptHandshake, with sharedEventID, INVITE, ACCEPTED and the ACCOUNT party.",
        "recorded",
        _FLEXSAVE,
        (
            *ACCEPT,
            told("management", event("AcceptHandshake", {"sharedEventID": PRESENT, "responseElements": _SHOWN})),
        ),
        ("AcceptHandshake",),
    ),
    fact(
        "events-iam-denial",
        "A call that IAM denies has the errorCode AccessDenied and a text that names the caller, the action and the policy.",
        "recorded",
        observed("detonation log of stratus-red-team; panther-analysis", "2024-08"),
        (
            Call("member", "LeaveOrganization", {}, DENIED),
            told(
                "member",
                event(
                    "LeaveOrganization",
                    {
                        "errorCode": "AccessDenied",
                        "errorMessage": Like(
                            "User: \\S+ is not authorized to perform: organizations:LeaveOrganization on resource: [*] because no "
                            "identity-based policy allows the organizations:LeaveOrganization action"
                        ),
                        "responseElements": None,
                    },
                ),
            ),
        ),
        ("LeaveOrganization",),
        given=(*OTHER, Given("add_error", {"operation": "LeaveOrganization", "error": "AccessDeniedException"})),
    ),
    fact(
        "events-lower-camel-case",
        "A handshake is written in lower camel case.",
        "documented",
        _LOGS,
        (
            invite(),
            told(
                "management",
                event(
                    "InviteAccountToOrganization",
                    {
                        "requestParameters": {"target": {"type": "ACCOUNT", "id": "{member}"}},
                        "responseElements": {"handshake": {"requestedTimestamp": PRESENT, "resources": PRESENT}},
                    },
                ),
            ),
        ),
        ("InviteAccountToOrganization",),
    ),
    fact(
        "events-of-the-acting-account",
        "The acting account has the event of its answer, alone, as the user guide says; deployed handlers contradict it.",
        "documented",
        guide("Accepting or declining an account invitation"),
        (*ACCEPT, told("member", event("AcceptHandshake", {"recipientAccountId": "{member}"}))),
        ("AcceptHandshake",),
    ),
    fact(
        "events-of-errors",
        "A call that fails otherwise has the exception's name and text, and no responseElements.",
        "documented",
        _LOGS,
        (
            invite(),
            accept("management", DENIED),
            told(
                "management",
                event(
                    "AcceptHandshake",
                    {"errorCode": "AccessDeniedException", "errorMessage": DENIED["Error"]["Message"]},
                ),
            ),
        ),
        ("AcceptHandshake",),
    ),
    fact(
        "events-one-region",
        "Events come in one region of each partition.",
        "documented",
        _LOGS,
        (
            Call(
                "management",
                "InviteAccountToOrganization",
                {"Target": {"Type": "ACCOUNT", "Id": "{member}"}},
                region="us-gov-east-1",
            ),
            told("management", Has({"region": "us-gov-west-1"})),
        ),
        ("InviteAccountToOrganization",),
    ),
    Fact(
        "events-whole",
        "Whole events are put together from parts of several; AWS shows none of a handshake in full.",
        "guess",
        because("the full JSON of an AcceptHandshake event was found nowhere"),
        untold="each part is shown by a fact of its own",
        about=("AcceptHandshake",),
    ),
    fact(
        "events-moments",
        "Moments in them are written like 'Jul 17, 2025, 2:53:40 PM'.",
        "guess",
        because("newer events of other operations are; the guide's of 2017 lack the second comma"),
        (
            invite(),
            told(
                "management",
                event(
                    "InviteAccountToOrganization",
                    {"responseElements": {"handshake": {"requestedTimestamp": "Dec 1, 2025, 12:00:00 PM"}}},
                ),
            ),
        ),
        ("InviteAccountToOrganization",),
    ),
    fact(
        "events-organization-party",
        "The ORGANIZATION party has no o- in events either.",
        "guess",
        because("it has none on the wire, and the guide's event is written by hand"),
        (
            invite(),
            told(
                "management",
                event(
                    "InviteAccountToOrganization",
                    {
                        "responseElements": {
                            "handshake": {"parties": Has({"type": "ORGANIZATION", "id": "{organization:bare}"})}
                        }
                    },
                ),
            ),
        ),
        ("InviteAccountToOrganization",),
    ),
    fact(
        "events-foreign-identity",
        "The inviting account sees the other one as type AWSAccount, with its id and principal.",
        "guess",
        because("the one type that was published has these three members, and no values"),
        (
            *ACCEPT,
            told(
                "management",
                event(
                    "AcceptHandshake",
                    {"userIdentity": {"type": "AWSAccount", "accountId": "{member}", "principalId": PRESENT}},
                ),
            ),
        ),
        ("AcceptHandshake",),
    ),
    fact(
        "events-inviter-hears-of-declines",
        "The inviting account hears of declines too.",
        "guess",
        because("it hears of an acceptance"),
        (invite(), decline("member"), told("management", event("DeclineHandshake", {"sharedEventID": PRESENT}))),
        ("DeclineHandshake",),
    ),
    fact(
        "events-inviter-hears-of-other-members",
        "The inviting account hears of the answers of members of other organizations and to other handshakes too.",
        "guess",
        because("it hears of the answer of a standalone account"),
        (*ACCEPT, told("management", event("AcceptHandshake", {"sharedEventID": PRESENT}))),
        ("AcceptHandshake",),
        given=OTHER,
    ),
    fact(
        "events-scripted-denial-is-iams",
        "A scripted AccessDeniedException is IAM's, and its text names the handshake's ARN.",
        "guess",
        because("what Organizations itself denies comes about by itself"),
        (
            Call("member", "AcceptHandshake", {"HandshakeId": "{sent}"}, DENIED),
            told(
                "member",
                event(
                    "AcceptHandshake",
                    {
                        "errorCode": "AccessDenied",
                        "errorMessage": Like(".* on resource: arn:aws:organizations::\\S+/invite/h-\\S+ .*"),
                    },
                ),
            ),
        ),
        ("AcceptHandshake",),
        given=(
            Given("seed", {"account": "{member}"}, "sent"),
            Given("add_error", {"operation": "AcceptHandshake", "error": "AccessDeniedException"}),
        ),
    ),
    fact(
        "events-address-is-made-up",
        "The values of sourceIPAddress and userAgent are made up.",
        "guess",
        because("nobody here knows the caller's"),
        (
            invite(),
            told(
                "management",
                event(
                    "InviteAccountToOrganization", {"sourceIPAddress": "192.0.2.0", "userAgent": "pytest-orghandshake"}
                ),
            ),
        ),
        ("InviteAccountToOrganization",),
    ),
    Fact(
        "events-roles-beside-moto",
        "Beside moto, roles show as users.",
        "guess",
        because("moto keeps the sessions of roles to itself"),
        untold="it takes moto; tests/test_moto_events.py shows it",
        about=("AcceptHandshake",),
    ),
    # Events of billing transfers
    fact(
        "events-cancel-is-not-shared",
        "A cancellation is told to the sender alone.",
        "guess",
        because("nothing says that a recipient hears of it"),
        (invite(), cancel("management"), told("member", Lacks({"detail": {"eventName": "CancelHandshake"}}))),
        ("CancelHandshake",),
    ),
)
