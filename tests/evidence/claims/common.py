"""What the README says of what all operations have in common."""

from __future__ import annotations

from ..facts import FACTS
from .sentence import Block, say

COMMON = (
    Block(
        "All operations: errors, ids, ARNs, parties and resources",
        (),
        recorded=(
            say(
                "The status is 400; `Message` and `Reason` stand beside each other.",
                "wire-errors-are-400",
                "wire-reason-beside-message",
                "wire-error-body",
            ),
            say(
                "The texts in use for handshakes are AWS's.",
                "handshake-id-unknown",
                "cancel-twice",
                "accept-after-decline",
                "invite-open-twin",
                "accept-by-the-sender",
            ),
            say("Input is checked before state.", "wire-input-before-state"),
            say("Unknown members are ignored.", "wire-unknown-members"),
            say(
                "Headers, the order of members and timestamps are AWS's; a void reply has no body.",
                "wire-content-type",
                "wire-alphabetical",
                "wire-timestamps",
                "wire-empty-list",
                "wire-void-replies",
            ),
            say(
                "The ORGANIZATION party has no `o-`; the resource and the ARN have it.",
                "wire-organization-party",
            ),
            say(
                "The order of the parties varies on AWS; that of the resources does not.",
                "parties-in-either-order",
                "resources-in-one-order",
            ),
        ),
        documented=(
            say("Exceptions and states are the model's.", "wire-classes", "wire-states"),
            say("ServiceException has the status 500.", "wire-service-exception"),
            say("Ids and ARNs have AWS's forms.", "wire-arn-of-the-sender", "wire-handshake-id"),
            say("A PARENT_HANDSHAKE has no `h-`.", "wire-parent-handshake"),
            say(
                "The region decides the partition, and invitations do not cross partitions.",
                "wire-partitions",
                "invite-partitions",
            ),
        ),
        guess=(
            say("A Reason that nobody has published has the model's sentence.", "errors-of-reasons-nobody-published"),
            say("When several errors apply, which one comes first is our choice.", "wire-order-of-errors"),
            say(
                "A request that is no JSON fails with SerializationException without a text.", "wire-malformed-request"
            ),
            say("Handshake ids look like those of uuid4.", "handshake-id-like-uuid4"),
            say("The ORGANIZATION is always the first party here.", "parties-organization-first"),
        ),
    ),
    Block(
        "Events",
        (),
        recorded=(
            say(
                "The envelope, the names, and the user or role in an event are those of other operations' events.",
                "events-envelope",
                "events-identity",
            ),
            say(
                'The inviting management account gets an AcceptHandshake, with `sharedEventID`, "INVITE", "ACCEPTED" and the '
                "ACCOUNT party.",
                "events-accept-reaches-the-inviter",
            ),
            say('IAM\'s denials have the errorCode "AccessDenied" and a text of their own.', "events-iam-denial"),
            say(
                "The names and the detail-type of membership events, and who invoked them, are AWS's.",
                "events-membership",
            ),
        ),
        documented=(
            say("A handshake is written in lower camel case.", "events-lower-camel-case"),
            say(
                "The acting account gets the event of its call. (It alone, says the user guide of an invitation's answer; deployed "
                "handlers contradict it.)",
                "events-of-the-acting-account",
            ),
            say("Other errors have the exception's name and text.", "events-of-errors"),
            say("Each partition has one region for events.", "events-one-region"),
            say(
                "Membership events carry `joinedMethod` and `joinedTime`, or `departureMethod` and `departureTime`, and go to the "
                "management account only.",
                "events-membership-fields",
                "events-membership-recipient",
            ),
            say(
                "Both events of billing transfers are whole samples of AWS's; everyone up to the account that pays in the end gets "
                "them.",
                "events-transfer-accepted",
                "events-transfer-terminated",
            ),
        ),
        guess=(
            say("AWS has published no whole event of a handshake.", "events-whole"),
            say("Moments are written as in newer events of other operations.", "events-moments"),
            say("The ORGANIZATION party has no `o-`.", "events-organization-party"),
            say("The inviting account sees the other one as an AWSAccount.", "events-foreign-identity"),
            say(
                "The inviting account hears of declines, of members of other organizations and of answers to other handshakes; a "
                "recipient hears of no cancellation.",
                "events-inviter-hears-of-declines",
                "events-inviter-hears-of-other-members",
                "events-cancel-is-not-shared",
            ),
            say(
                "A scripted AccessDeniedException is IAM's, and its text names the handshake.",
                "events-scripted-denial-is-iams",
            ),
            say("sourceIPAddress and userAgent are made up.", "events-address-is-made-up"),
            say("Beside moto, roles show as users.", "events-roles-beside-moto"),
            say(
                "How membership events nest is our choice, and so are `accountId` and moments in milliseconds; they come at once.",
                "events-membership-nesting",
            ),
            say(
                "The termination of a transfer is told at once, and its requester is the caller.",
                "events-transfer-terminated-at-once",
            ),
        ),
    ),
    Block(
        "Scripted errors, quotas, eventual consistency",
        (),
        recorded=(
            say(
                "The errors above, TooManyRequestsException, ConcurrentModificationException, WAIT_PERIOD_ACTIVE, IAM's "
                "AccessDeniedException and some errors of accounts and policies have AWS's texts.",
                *(fact.id for fact in FACTS if fact.id.startswith("error-") and fact.strength == "recorded"),
            ),
        ),
        documented=(
            say(
                "An operation has the model's errors, with its texts where nothing better is known.",
                "errors-of-the-model",
                "policy-type-not-enabled",
                "common-errors",
            ),
            say("Quotas have the user guide's numbers.", "quotas-numbers"),
            say("All reads are eventually consistent.", "list-reads-lag"),
        ),
        guess=(
            say(
                "The errors that all operations share may have other codes and texts on AWS.",
                *(fact.id for fact in FACTS if fact.id.startswith("shared-")),
            ),
            say("Calls of one operation take nothing from another's quota.", "quotas-share-no-bucket"),
            say(
                "A change is hidden from as many reads as `lag` says, and from none without it.",
                "list-lags-not-at-all-unasked",
            ),
        ),
    ),
)
