"""What the README says of the operations on handshakes."""

from __future__ import annotations

from .sentence import Block, say

HANDSHAKES = (
    Block(
        "DescribeHandshake, ListHandshakesForAccount, ListHandshakesForOrganization",
        ("DescribeHandshake", "ListHandshakesForAccount", "ListHandshakesForOrganization"),
        recorded=(
            say(
                "An unknown id fails with HandshakeNotFoundException; a malformed, empty or missing one with InvalidInputException.",
                "handshake-id-unknown",
                "handshake-id-malformed",
                "handshake-id-empty",
                "handshake-id-missing",
            ),
            say("The reply has the parties, resources and times of an INVITE.", "describe-invite-to-email"),
            say("The recipient may describe it.", "describe-by-recipient"),
            say(
                "An account lists what it received, a standalone one too; an accepted invitation stays listed.",
                "list-received",
                "list-received-after-joining",
                "list-for-account-needs-no-organization",
            ),
            say("An organization lists what it sent.", "list-sent"),
            say(
                "A list takes one filter at most; `{}` is no filter; an unknown parent gives `[]`.",
                "list-one-filter",
                "list-empty-filter",
                "list-unknown-parent",
            ),
            say(
                "Bad filters, tokens and sizes are errors.",
                "list-unknown-action",
                "list-bad-token",
                "list-at-most-20",
            ),
            say("The last page has no NextToken.", "list-last-page"),
        ),
        documented=(
            say("Any account of the sender's organization may describe it.", "describe-by-a-member-of-the-sender"),
            say(
                "The management account and delegated administrators may list what the organization sent.",
                "list-for-organization-by-a-member",
                "list-for-organization-by-a-delegated-administrator",
            ),
            say(
                "The handshakes of the all-features family have their shapes from the user guide.",
                "features-parent-shape",
                "features-child-shape",
            ),
            say(
                "A handshake turns EXPIRED when its time has come, and its timestamps never change.",
                "handshake-expires",
                "handshake-times-never-change",
            ),
            say("What has ended stays listed for 30 days.", "list-keeps-30-days"),
            say("A page holds 20 at most.", "list-pages-of-20-at-most"),
            say(
                "A management account does not see invitations to it, only billing transfers.",
                "list-hides-invitations-from-management",
                "list-transfers-received",
            ),
            say(
                "Filters choose an action or a parent's children; children appear in unfiltered lists too.",
                "list-sent-by-action",
                "list-children",
                "list-children-unfiltered",
            ),
        ),
        guess=(
            say("A standalone recipient may describe it.", "describe-by-standalone-recipient"),
            say(
                "A stranger gets a HandshakeNotFoundException, and so does everybody after the 30 days.",
                "describe-by-a-stranger",
                "describe-after-retention",
            ),
            say("An id of more than 34 characters is malformed.", "handshake-id-overlong"),
            say("The oldest comes first.", "list-oldest-first"),
            say("A page holds 20 unless MaxResults says otherwise.", "list-20-on-a-page"),
            say("The errors for MaxResults out of range have the model's texts.", "list-size-texts"),
            say("A malformed ParentHandshakeId fails with INVALID_PATTERN.", "list-malformed-parent"),
            say(
                "A standalone caller of ListHandshakesForOrganization gets an AWSOrganizationsNotInUseException.",
                "list-for-organization-by-a-standalone-account",
            ),
        ),
    ),
    Block(
        "InviteAccountToOrganization",
        ("InviteAccountToOrganization",),
        recorded=(
            say(
                "An invitation is OPEN and lasts exactly 15 days.",
                "invite-opens",
                "invite-lasts-15-days",
            ),
            say(
                "The replies to an EMAIL target, and to an ACCOUNT target with Notes, have AWS's parties and resources.",
                "invite-to-email",
                "invite-to-account-with-notes",
            ),
            say(
                "Inviting a member by its account id fails with ALREADY_IN_AN_ORGANIZATION; inviting it by e-mail opens.",
                "invite-own-member-by-account",
                "invite-own-member-by-email",
            ),
            say(
                "Only an OPEN invitation to the same target is a duplicate.",
                "invite-open-twin",
                "invite-again-after-the-end",
            ),
            say(
                "Target, Notes and duplicate tags are checked.",
                "invite-without-target",
                "invite-empty-target",
                "invite-party-type",
                "invite-account-pattern",
                "invite-email-address",
                "invite-notes-length",
                "invite-duplicate-tags",
                "invite-checks-input-first",
            ),
            say("The tags of an invitation never show in the handshake.", "invite-tags-never-show"),
        ),
        documented=(
            say("Only the management account may invite.", "invite-is-managements"),
            say(
                "A member of another organization may be invited.",
                "invite-member-of-another-organization",
                "accept-as-a-member-of-another",
            ),
            say("Long keys and system tags are refused.", "invite-tag-key-length", "invite-system-tags"),
            say("A Target is an ACCOUNT or an EMAIL.", "invite-party-types-of-the-model"),
            say("Without Notes there is no NOTES resource.", "invite-without-notes"),
            say("The organization's feature set is in the invitation.", "invite-from-consolidated-billing"),
        ),
        guess=(
            say("An account id and its e-mail address are duplicates.", "invite-account-and-email-are-twins"),
            say("A management account can be invited.", "invite-a-management-account"),
            say(
                "A standalone caller gets an AWSOrganizationsNotInUseException.",
                "invite-by-a-standalone-account",
            ),
            say(
                "An invitation that expired does not block the next, nor does one whose account left again.",
                "invite-again-after-expiry",
                "invite-reopens-after-joining",
            ),
            say("An EMAIL target without Id fails with INVALID_EMAIL_ADDRESS_TARGET.", "invite-email-without-id"),
        ),
    ),
    Block(
        "AcceptHandshake, DeclineHandshake, CancelHandshake",
        ("AcceptHandshake", "DeclineHandshake", "CancelHandshake"),
        recorded=(
            say(
                "The wrong party gets an AccessDeniedException; a second accept, decline or cancel, a "
                "HandshakeAlreadyInStateException; any of them after another one, an InvalidHandshakeTransitionException.",
                "accept-by-the-sender",
                "decline-by-the-sender",
                "cancel-by-the-recipient",
                "accept-twice",
                "decline-twice",
                "cancel-twice",
                "accept-after-decline",
                "answer-after-cancel",
                "cancel-after-decline",
                "step-after-accept",
            ),
            say("The reply to an accept says ACCEPTED at once.", "accept-is-synchronous"),
            say(
                "Accepting turns the EMAIL party into an ACCOUNT; the EMAIL resource stays.",
                "accept-turns-email-into-account",
            ),
            say(
                "When a member of the organization accepts, the call fails, and yet the handshake turns ACCEPTED.",
                "accept-by-email-as-a-member",
            ),
        ),
        documented=(
            say(
                "The account joins with JoinedMethod INVITED, and lands in the root.",
                "accept-joins-as-invited",
                "accept-lands-in-the-root",
            ),
            say("A member of another organization moves over directly.", "accept-direct-transfer"),
            say("Management finalizes ENABLE_ALL_FEATURES by accepting it.", "features-approved"),
            say("Only the recipient may decline.", "decline-is-for-the-recipient"),
            say(
                "Only the sender's management account may cancel, up to the expiry.",
                "cancel-is-for-the-sender",
                "cancel-before-expiry",
            ),
            say("A declined child does not end the all-features process.", "features-decline-holds-up"),
            say(
                "Canceling the parent of the all-features process cancels its children and the invitations sent meanwhile.",
                "features-cancel-takes-all-along",
            ),
        ),
        guess=(
            say(
                "No step is possible once a handshake has expired, and a parent that is still REQUESTED can't be accepted: "
                "InvalidHandshakeTransitionException.",
                "step-after-expiry",
                "features-parent-too-early",
            ),
            say(
                "A management account that accepts gets a MasterCannotLeaveOrganizationException, a delegated administrator what it "
                "gets when it leaves.",
                "accept-by-another-management-account",
                "delegated-administrator-can-not-move",
            ),
            say("Other open invitations stay OPEN.", "accept-leaves-other-invitations-open"),
            say(
                "The wrong party gets an AccessDeniedException where the recipient is outside of the organization, and where the "
                "handshake has ended.",
                "wrong-party-from-outside",
                "wrong-party-after-the-end",
            ),
        ),
    ),
    Block(
        "EnableAllFeatures",
        ("EnableAllFeatures",),
        recorded=(
            say(
                "An organization with all features gets an ORGANIZATION_ALREADY_HAS_ALL_FEATURES.",
                "features-already-all",
                "features-already-all-in-public",
            ),
            say("A member gets an AccessDeniedException.", "features-by-a-member"),
            say("FeatureSet turns ALL only when the process is finalized.", "features-change-when-finalized"),
        ),
        documented=(
            say("The process lasts 90 days, and can't be undone.", "features-last-90-days", "features-are-for-good"),
            say(
                "Each invited member gets one APPROVE_ALL_FEATURES, with the parent's expiry. Created members get none.",
                "features-child-shape",
                "features-child-expires-with-parent",
                "features-created-members-are-not-asked",
            ),
            say(
                "Pending invitations are canceled, and new ones allowed "
                '(`add_error` with `reason="INVITE_DISABLED_DURING_ENABLE_ALL_FEATURES"` gives the older rule).',
                "features-cancel-pending-invitations",
                "features-allow-new-invitations",
                "features-older-rule-for-invitations",
            ),
            say(
                "A member whose approval is declined or canceled holds the process up until it is removed.",
                "features-decline-holds-up",
                "features-canceled-child-holds-up",
                "features-removed-member-lets-go",
                "features-removal-cancels-child",
            ),
            say("An expired parent takes its children along.", "features-expiry-takes-children-along"),
            say(
                "A second call fails with ORGANIZATION_IS_ALREADY_PENDING_ALL_FEATURES_MIGRATION.",
                "features-twice",
            ),
            say("The action ADD_ORGANIZATIONS_SERVICE_LINKED_ROLE exists.", "service-linked-role-exists"),
        ),
        guess=(
            say(
                "Without invited members the reply says REQUESTED, and the next look shows OPEN.",
                "features-parent-of-nobody",
            ),
            say("The error for a process that runs already has the model's text.", "features-twice-text"),
            say(
                "A standalone caller gets an AWSOrganizationsNotInUseException.",
                "features-by-a-standalone-account",
            ),
            say(
                "An ADD_ORGANIZATIONS_SERVICE_LINKED_ROLE looks like an APPROVE_ALL_FEATURES, and lasts 90 days. It can be seeded "
                "and answered; EnableAllFeatures sends none.",
                "service-linked-role-shape",
                "service-linked-role-is-never-sent",
            ),
        ),
    ),
)
