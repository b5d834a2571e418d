"""What comes of the invitation to a billing transfer: its record, as each side reads and ends it."""

from __future__ import annotations

from ..fact import Call, Fact, Given, Live
from ..forms import DENIED, HEADS, PATTERN, REQUIRED, SAME, invalid, later
from ..matching import ABSENT, PRESENT, Later, Like, error
from ..sources import BILLING_CLIENT, MODEL, because, billing, reference
from ..transfer_forms import (
    ACCEPTED,
    BILLING,
    BY_ID,
    DECEMBER_ENDS,
    DESCRIBE,
    END,
    INBOUND,
    NO_TRANSFER,
    NOT_WAITING,
    OUTBOUND,
    SAMPLES,
    SENT,
    TERMINATE,
    UPDATE,
    answer,
    describe,
    inbound,
    outbound,
    send,
    terminate,
)

_LIST = "ResponsibilityTransfers"
_END_OF_NOVEMBER, _END_OF_FEBRUARY = 1_764_547_199, 1_772_323_199
_UNKNOWN = "rt-0a51c0de"

FACTS = (
    Fact(
        "record-inbound",
        "The inviter, who will pay, sees the transfer as inbound.",
        "recorded",
        BILLING_CLIENT,
        given=HEADS,
        steps=(
            send(),
            inbound(
                {
                    _LIST: [
                        {
                            "Arn": Like(
                                "arn:aws:organizations::{management}:transfer/{organization}/billing/inbound/rt-[0-9a-z]{8}"
                            ),
                            "Source": {"ManagementAccountId": "{member}"},
                            "Target": {"ManagementAccountId": "{management}"},
                            "Name": "Customer",
                            "Type": "BILLING",
                        }
                    ]
                }
            ),
        ),
    ),
    Fact(
        "record-accepted-status",
        "The status of a transfer turns ACCEPTED with its handshake.",
        "recorded",
        BILLING_CLIENT,
        given=HEADS,
        steps=(*ACCEPTED, describe("management", {"Status": "ACCEPTED"})),
    ),
    Fact(
        "record-is-managements",
        "Transfers are for management accounts.",
        "documented",
        billing("prerequisites"),
        given=SAME,
        steps=(
            Call("member", DESCRIBE, {"Id": _UNKNOWN}, DENIED),
            Call("member", INBOUND, BILLING, DENIED),
            Call("member", OUTBOUND, BILLING, DENIED),
            Call("member", UPDATE, {"Id": _UNKNOWN, "Name": "x"}, DENIED),
            Call("member", TERMINATE, {"Id": _UNKNOWN}, DENIED),
        ),
        live=Live("refusal", member=("same",)),
    ),
    Fact(
        "record-each-sides-arn",
        "Each side has an ARN of its own for the transfer.",
        "documented",
        SAMPLES,
        given=HEADS,
        steps=(
            *SENT,
            outbound(
                {
                    _LIST: [
                        {
                            "Arn": Like(
                                "arn:aws:organizations::{member}:transfer/{other}/billing/outbound/rt-[0-9a-z]{8}"
                            )
                        }
                    ]
                }
            ),
        ),
    ),
    Fact(
        "record-emails-in-describe-alone",
        "E-mail addresses are in Describe alone.",
        "documented",
        SAMPLES,
        given=HEADS,
        steps=(
            send(),
            inbound(
                {_LIST: [{"Source": {"ManagementAccountEmail": ABSENT}, "Target": {"ManagementAccountEmail": ABSENT}}]}
            ),
            describe(
                "management",
                {
                    "Source": {"ManagementAccountEmail": "{member.email}"},
                    "Target": {"ManagementAccountEmail": "{management.email}"},
                },
            ),
        ),
    ),
    Fact(
        "record-withdrawn-has-no-handshake",
        "A WITHDRAWN transfer has no ActiveHandshakeId.",
        "documented",
        SAMPLES,
        given=HEADS,
        steps=(
            *ACCEPTED,
            terminate(**END),
            describe("management", {"Status": "WITHDRAWN", "ActiveHandshakeId": ABSENT}),
        ),
    ),
    Fact(
        "record-statuses",
        "The status of a transfer is REQUESTED while the invitation waits, and then follows it.",
        "documented",
        MODEL,
        given=HEADS,
        steps=(
            *SENT,
            describe("management", {"Status": "REQUESTED"}),
            answer("DeclineHandshake", "member"),
            describe("management", {"Status": "DECLINED"}),
        ),
    ),
    Fact(
        "record-names-its-handshake",
        "Every other transfer names its handshake in ActiveHandshakeId.",
        "guess",
        because("the samples show it nowhere else to be absent"),
        given=HEADS,
        steps=(
            *SENT,
            describe("management", {"ActiveHandshakeId": "{invite.Handshake.Id}"}),
            answer("DeclineHandshake", "member"),
            describe("management", {"ActiveHandshakeId": "{invite.Handshake.Id}"}),
        ),
    ),
    Fact(
        "record-same-name-to-both",
        "Both sides see the same Name, though AWS's user guide says that the source does not see it.",
        "guess",
        because("the operations' samples show a Name on both sides"),
        given=HEADS,
        steps=(*SENT, outbound({_LIST: [{"Name": "Customer"}]})),
    ),
    Fact(
        "record-goes-with-its-handshake",
        "A transfer that was never accepted goes with its handshake after 30 days, while an accepted one stays.",
        "guess",
        because("a transfer that runs can't vanish, and nothing else is said"),
        given=(*HEADS, Given("add_organization", {}, "second")),
        steps=(
            send(),
            answer("CancelHandshake", "management"),
            send(),
            answer("AcceptHandshake", "member"),
            later(days=31),
            inbound({_LIST: [{"Status": "ACCEPTED"}]}),
        ),
    ),
    Fact(
        "record-oldest-first",
        "Transfers are listed oldest first.",
        "guess",
        because("as handshakes are here"),
        given=(*HEADS, Given("add_organization", {}, "second")),
        steps=(
            send(SourceName="first"),
            later(seconds=1),
            send(SourceName="second", Target={"Type": "ACCOUNT", "Id": "{second.management}"}),
            inbound({_LIST: [{"Name": "first"}, {"Name": "second"}]}),
        ),
    ),
    Fact(
        "record-of-others",
        "An account that takes no part in a transfer gets a ResponsibilityTransferNotFoundException.",
        "guess",
        because("as a stranger to a handshake does here"),
        given=(*HEADS, Given("add_organization", {}, "second")),
        steps=(*SENT, Call("second.management", DESCRIBE, {"Id": BY_ID}, NO_TRANSFER)),
        rests_on=(),
    ),
    Fact(
        "record-unknown",
        "An id that no transfer has fails with ResponsibilityTransferNotFoundException, in the model's words.",
        "documented",
        MODEL,
        steps=(Call("management", DESCRIBE, {"Id": _UNKNOWN}, NO_TRANSFER),),
        live=Live("read"),
    ),
    Fact(
        "record-id-malformed",
        "An id that does not match the pattern fails with INVALID_PATTERN:ID.",
        "guess",
        because("by the recorded grammar of a Reason"),
        steps=(Call("management", DESCRIBE, {"Id": "bad"}, invalid("INVALID_PATTERN:ID", PATTERN)),),
        live=Live("read"),
        rests_on=("handshake-id-malformed",),
    ),
    Fact(
        "record-type-required",
        "A list without a Type fails with INPUT_REQUIRED:TYPE.",
        "guess",
        because("by the recorded grammar of a Reason"),
        steps=(Call("management", INBOUND, {}, invalid("INPUT_REQUIRED:TYPE", REQUIRED), is_checked=False),),
        live=Live("read"),
        rests_on=("handshake-id-missing",),
    ),
    # Update and Terminate
    Fact(
        "update-by-either-side",
        "Either side may rename a transfer.",
        "documented",
        reference("UpdateResponsibilityTransfer"),
        given=HEADS,
        steps=(
            *ACCEPTED,
            Call("member", UPDATE, {"Id": BY_ID, "Name": "New"}, {"ResponsibilityTransfer": {"Name": "New"}}),
        ),
    ),
    Fact(
        "update-of-what-has-ended",
        "A transfer that has ended keeps its name: TRANSFER_RESPONSIBILITY_UPDATE_NOT_ALLOWED.",
        "documented",
        MODEL,
        given=HEADS,
        steps=(
            *ACCEPTED,
            terminate(**END),
            Call(
                "management",
                UPDATE,
                {"Id": BY_ID, "Name": "New"},
                error(
                    "ConstraintViolationException",
                    "You cannot update this transfer because it is no longer active. Transfers that have been withdrawn, "
                    "declined, expired, or cancelled cannot be modified.",
                    "TRANSFER_RESPONSIBILITY_UPDATE_NOT_ALLOWED",
                ),
            ),
        ),
    ),
    Fact(
        "terminate-by-either-side",
        "Either side may terminate a transfer.",
        "documented",
        billing("ending a transfer"),
        given=HEADS,
        steps=(*ACCEPTED, terminate("member", {"ResponsibilityTransfer": {"Status": "WITHDRAWN"}}, **END)),
    ),
    Fact(
        "terminate-at-once-and-for-good",
        "A terminated transfer is WITHDRAWN at once, and a second Terminate fails with ResponsibilityTransferAlreadyInStatusException.",
        "documented",
        MODEL,
        given=HEADS,
        steps=(
            *ACCEPTED,
            terminate(expected={"ResponsibilityTransfer": {"Status": "WITHDRAWN", "EndTimestamp": PRESENT}}, **END),
            terminate(
                expected=error(
                    "ResponsibilityTransferAlreadyInStatusException",
                    "The responsibility transfer is already in the status that you specified.",
                ),
                **END,
            ),
        ),
    ),
    Fact(
        "terminate-at-the-end-of-a-month",
        "An end is 23:59:59 UTC on the last day of this month or the next: else END_DATE_NOT_END_OF_MONTH, _TOO_EARLY or _TOO_LATE.",
        "documented",
        MODEL,
        given=HEADS,
        steps=(
            *ACCEPTED,
            terminate(
                expected=invalid(
                    "END_DATE_NOT_END_OF_MONTH",
                    "You provided an invalid end date. The end date must be the end of the last day of the month "
                    "(23.59.59.999).",
                ),
                EndTimestamp=DECEMBER_ENDS - 1,
            ),
            terminate(
                expected=invalid("END_DATE_TOO_EARLY", "You provided an invalid end date. The end date is too early."),
                EndTimestamp=_END_OF_NOVEMBER,
            ),
            terminate(
                expected=invalid("END_DATE_TOO_LATE", "You provided an invalid end date. The end date is too late."),
                EndTimestamp=_END_OF_FEBRUARY,
            ),
        ),
    ),
    Fact(
        "terminate-end-in-the-reply",
        "The EndTimestamp of the reply is the one that was asked for, 23:59:59 or 23:59:59.999.",
        "documented",
        SAMPLES,
        given=HEADS,
        steps=(
            *ACCEPTED,
            terminate(
                expected={
                    "ResponsibilityTransfer": {
                        "EndTimestamp": Later("{invite.Handshake.RequestedTimestamp}", 30.5 * 86_400 - 0.001)
                    }
                },
                EndTimestamp=DECEMBER_ENDS + 0.999,
            ),
        ),
    ),
    Fact(
        "terminate-without-an-end",
        "An EndTimestamp that is left out is the end of this month, at 23:59:59.",
        "guess",
        because("no page says what is left out"),
        given=HEADS,
        steps=(
            *ACCEPTED,
            terminate(
                expected={
                    "ResponsibilityTransfer": {
                        "EndTimestamp": Later("{invite.Handshake.RequestedTimestamp}", 30.5 * 86_400 - 1)
                    }
                }
            ),
        ),
    ),
    Fact(
        "terminate-an-invitation",
        "Terminating an invitation that still waits fails with InvalidResponsibilityTransferTransitionException.",
        "guess",
        because("the error is in the operation's list, and nothing else there fits"),
        given=HEADS,
        steps=(*SENT, terminate(expected=NOT_WAITING, **END)),
    ),
    Fact(
        "record-inbound-by-id",
        "ListInboundResponsibilityTransfers takes the id of one transfer.",
        "documented",
        MODEL,
        given=HEADS,
        steps=(*SENT, inbound({_LIST: [{"Id": Like("rt-[0-9a-z]{8}")}]}, Id=BY_ID)),
    ),
    Fact(
        "record-where-offered",
        "Billing transfers are offered in all commercial regions; elsewhere they may be an UnsupportedAPIEndpointException.",
        "documented",
        billing("availability"),
        untold="it is not faked: every partition has them here",
        about=(DESCRIBE, INBOUND, OUTBOUND, UPDATE, TERMINATE),
    ),
)
