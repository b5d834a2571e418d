"""What the README says of the operations on billing transfers."""

from __future__ import annotations

from .sentence import Block, say

TRANSFERS = (
    Block(
        "InviteOrganizationToTransferResponsibility",
        ("InviteOrganizationToTransferResponsibility",),
        recorded=(say("A RESPONSIBILITY_TRANSFER resource stands at the top level.", "transfer-resource-at-the-top"),),
        documented=(
            say(
                "It is for management accounts only, on both sides.",
                "transfer-is-managements",
                "transfer-accepted-by-management-alone",
            ),
            say(
                "A transfer starts at 00:00 UTC on the first of a month; its invitation expires 24 hours before.",
                "transfer-start-is-midnight",
                "transfer-start-is-the-first",
                "transfer-start-too-early",
                "transfer-expires-a-day-before",
            ),
            say(
                "The state is REQUESTED; parties and resources are as in AWS's one sample, which was written by hand.",
                "transfer-starts-requested",
                "transfer-shape",
            ),
            say(
                "An organization has one payer, no inbound transfers at first, and chains of 1.",
                "transfer-quota-outbound",
                "transfer-quota-inbound",
                "transfer-quota-chain",
            ),
            say(
                "A transfer to oneself and a second one between the same two are refused.",
                "transfer-to-oneself",
                "transfer-already-exists",
            ),
        ),
        guess=(
            say("NOTES are shown where notes were sent.", "transfer-notes"),
            say(
                "Which Reason a bad field gets, and which check comes first, is our choice.",
                "transfer-reasons-of-fields",
                "transfer-order-of-checks",
            ),
            say("A start more than 366 days ahead is too late.", "transfer-start-too-late"),
            say(
                "Quotas for chains hold when an invitation is sent and when it is accepted.",
                "transfer-quota-chain-at-both-ends",
            ),
            say("A standalone caller gets an AWSOrganizationsNotInUseException.", "transfer-by-a-standalone-account"),
            say("Accepting a transfer moves no bill.", "transfer-moves-no-bill"),
        ),
    ),
    Block(
        "DescribeResponsibilityTransfer, ListInboundResponsibilityTransfers, ListOutboundResponsibilityTransfers, "
        "UpdateResponsibilityTransfer, TerminateResponsibilityTransfer",
        (
            "DescribeResponsibilityTransfer",
            "ListInboundResponsibilityTransfers",
            "ListOutboundResponsibilityTransfers",
            "UpdateResponsibilityTransfer",
            "TerminateResponsibilityTransfer",
        ),
        recorded=(
            say("The inviter sees a transfer as inbound.", "record-inbound"),
            say("Its status turns ACCEPTED.", "record-accepted-status"),
        ),
        documented=(
            say(
                "They are for management accounts; either side may rename and terminate a transfer.",
                "record-is-managements",
                "update-by-either-side",
                "terminate-by-either-side",
            ),
            say(
                "Each side has its own ARN, e-mail addresses are in Describe alone, and a WITHDRAWN transfer has no "
                "ActiveHandshakeId (samples written by hand).",
                "record-each-sides-arn",
                "record-emails-in-describe-alone",
                "record-withdrawn-has-no-handshake",
            ),
            say(
                "The status follows the invitation, and an unknown id fails with ResponsibilityTransferNotFoundException.",
                "record-statuses",
                "record-unknown",
            ),
            say("ListInbound takes the id of one transfer.", "record-inbound-by-id"),
            say(
                "A transfer ends with this month or the next, at 23:59:59 or 23:59:59.999 UTC.",
                "terminate-at-the-end-of-a-month",
                "terminate-end-in-the-reply",
            ),
            say("Terminated, it is WITHDRAWN at once and for good.", "terminate-at-once-and-for-good"),
            say(
                "What has ended keeps its name (AWS's own sample renames a WITHDRAWN one).",
                "update-of-what-has-ended",
            ),
            say("Transfers are offered in commercial regions; here, everywhere.", "record-where-offered"),
        ),
        guess=(
            say(
                "Both sides see the same Name, though AWS's user guide says that the source does not see it.",
                "record-same-name-to-both",
            ),
            say("Every status but WITHDRAWN has an ActiveHandshakeId.", "record-names-its-handshake"),
            say(
                "A transfer that was never accepted goes with its handshake after 30 days; an accepted one stays.",
                "record-goes-with-its-handshake",
            ),
            say("The oldest comes first.", "record-oldest-first"),
            say(
                "An account that takes no part in a transfer gets a ResponsibilityTransferNotFoundException.",
                "record-of-others",
            ),
            say(
                "Without an EndTimestamp, a transfer ends with this month, at 23:59:59.",
                "terminate-without-an-end",
            ),
            say(
                "Terminating an invitation that waits fails with InvalidResponsibilityTransferTransitionException.",
                "terminate-an-invitation",
            ),
            say(
                "Bad input fails with InvalidInputException and the field's name.",
                "record-id-malformed",
                "record-type-required",
            ),
        ),
    ),
)
