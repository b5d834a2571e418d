"""InviteAccountToOrganization: who may, whom, and what is checked of the input."""

from __future__ import annotations

from ..fact import OUTSIDE, Call, Fact, Live
from ..forms import (
    ALREADY_IN,
    DENIED,
    DUPLICATE,
    HEADS,
    OLD,
    OTHER,
    SAME,
    STANDALONE,
    STANDALONE_CALLER,
    accept,
    cancel,
    decline,
    invite,
    invite_email,
    later,
    leaf,
    parties,
    sender,
    state,
)
from ..matching import ABSENT, Later
from ..sources import CAPTURE, CLOUDSHELL, MODEL, because, guide

_INVITE = "InviteAccountToOrganization"
_TAG = {"Key": "Team", "Value": "vending"}


FACTS = (
    # What it answers
    Fact(
        "invite-opens",
        "A new invitation is OPEN.",
        "recorded",
        CAPTURE,
        given=STANDALONE,
        steps=(invite(state("OPEN")), cancel("management")),
        live=Live("sends", member=OUTSIDE),
    ),
    Fact(
        "invite-lasts-15-days",
        "An invitation expires exactly 15 days after it was sent.",
        "recorded",
        CAPTURE,
        given=STANDALONE,
        steps=(
            invite({"Handshake": {"ExpirationTimestamp": Later("{invite.Handshake.RequestedTimestamp}", 1_296_000)}}),
            cancel("management"),
        ),
        live=Live("sends", member=OUTSIDE),
    ),
    Fact(
        "invite-to-email",
        "The reply to an EMAIL target has the parties ORGANIZATION and EMAIL and the resources ORGANIZATION, EMAIL and NOTES.",
        "recorded",
        CAPTURE,
        given=SAME,
        steps=(
            invite_email(
                {
                    "Handshake": {
                        "Action": "INVITE",
                        "Parties": parties("EMAIL", "{member.email}"),
                        "Resources": [sender(), leaf("EMAIL", "{member.email}"), leaf("NOTES", "Hello")],
                    }
                },
                Notes="Hello",
            ),
            cancel("management"),
        ),
        live=Live("sends", member=("same",), all_features=True),
    ),
    Fact(
        "invite-to-account-with-notes",
        "The reply to an ACCOUNT target has the parties ORGANIZATION and ACCOUNT and the resources ORGANIZATION, ACCOUNT, "
        "NOTES.",
        "recorded",
        CLOUDSHELL,
        given=STANDALONE,
        steps=(
            invite(
                {
                    "Handshake": {
                        "Action": "INVITE",
                        "Parties": parties("ACCOUNT", "{member}"),
                        "Resources": [sender(), leaf("ACCOUNT", "{member}"), leaf("NOTES", "Hello")],
                    }
                },
                Notes="Hello",
            ),
            cancel("management"),
        ),
        live=Live("sends", member=OUTSIDE, all_features=True),
    ),
    Fact(
        "invite-without-notes",
        "Without Notes there is no NOTES resource.",
        "documented",
        guide("Managing invitations"),
        given=STANDALONE,
        steps=(
            invite({"Handshake": {"Resources": [sender(), leaf("ACCOUNT", "{member}")]}}),
            cancel("management"),
        ),
        live=Live("sends", member=OUTSIDE, all_features=True),
    ),
    Fact(
        "invite-from-consolidated-billing",
        "An organization without all features says so in ORGANIZATION_FEATURE_SET.",
        "documented",
        guide("Managing invitations, the output of a cancellation"),
        given=OLD,
        steps=(
            invite(
                {
                    "Handshake": {
                        "Resources": [
                            {"Resources": [{}, {}, leaf("ORGANIZATION_FEATURE_SET", "CONSOLIDATED_BILLING")]},
                            {},
                        ]
                    }
                },
                caller="billing.management",
            ),
        ),
    ),
    Fact(
        "invite-tags-never-show",
        "The tags of an invitation never show in the handshake.",
        "recorded",
        CAPTURE,
        given=STANDALONE,
        steps=(
            invite(
                {"Handshake": {"Tags": ABSENT, "Resources": [sender(), leaf("ACCOUNT", "{member}")]}},
                Tags=[_TAG],
            ),
            cancel("management"),
        ),
        live=Live("sends", member=OUTSIDE, all_features=True),
    ),
    # Who may, and whom
    Fact(
        "invite-own-member-by-account",
        "A member of the same organization can't be invited by its account id: ALREADY_IN_AN_ORGANIZATION.",
        "recorded",
        CAPTURE,
        given=SAME,
        steps=(invite(ALREADY_IN),),
        live=Live("refusal", member=("same",)),
    ),
    Fact(
        "invite-own-member-by-email",
        "An invitation to the e-mail address of a member of the same organization opens.",
        "recorded",
        CAPTURE,
        given=SAME,
        steps=(invite_email(state("OPEN")), cancel("management")),
        live=Live("sends", member=("same",)),
    ),
    Fact(
        "invite-open-twin",
        "While an invitation is OPEN, a second one to the same target fails with DuplicateHandshakeException.",
        "recorded",
        CAPTURE,
        given=STANDALONE,
        steps=(
            invite(),
            Call("management", _INVITE, {"Target": {"Type": "ACCOUNT", "Id": "{member}"}}, DUPLICATE),
            cancel("management"),
        ),
        live=Live("sends", member=OUTSIDE),
    ),
    Fact(
        "invite-again-after-the-end",
        "An invitation that was canceled or declined does not block the next one.",
        "recorded",
        CAPTURE,
        given=STANDALONE,
        steps=(
            invite(),
            cancel("management"),
            invite(state("OPEN")),
            decline("member"),
            invite(state("OPEN")),
            cancel("management"),
        ),
        live=Live("sends", member=OUTSIDE),
    ),
    Fact(
        "invite-again-after-expiry",
        "An invitation that expired does not block the next one.",
        "guess",
        because("what ended in another way does not"),
        given=STANDALONE,
        steps=(invite(), later(days=15), invite(state("OPEN"))),
        rests_on=("invite-again-after-the-end",),
    ),
    Fact(
        "invite-is-managements",
        "Only the management account invites.",
        "documented",
        MODEL,
        given=SAME,
        steps=(Call("member", _INVITE, {"Target": {"Type": "ACCOUNT", "Id": "999999999999"}}, DENIED),),
        live=Live("refusal", member=("same",)),
    ),
    Fact(
        "invite-member-of-another-organization",
        "A member of another organization can be invited.",
        "documented",
        guide("Inviting an account to join an organization", "2025-12"),
        given=OTHER,
        steps=(invite(state("OPEN")), cancel("management")),
        live=Live("sends", member=("other",)),
    ),
    Fact(
        "invite-account-and-email-are-twins",
        "An invitation to an account id and one to its e-mail address are duplicates of each other.",
        "guess",
        because("the model speaks of the invited account, whichever way it is named"),
        given=STANDALONE,
        steps=(invite(), Call("management", _INVITE, {"Target": {"Type": "EMAIL", "Id": "{member.email}"}}, DUPLICATE)),
    ),
    Fact(
        "invite-a-management-account",
        "The management account of another organization can be invited.",
        "guess",
        because("the guide says that it can't see the invitation, not that there is none"),
        given=HEADS,
        steps=(invite(state("OPEN")), cancel("management")),
        live=Live("sends", member=("heads",)),
    ),
    Fact(
        "invite-by-a-standalone-account",
        "A standalone account that invites gets an AWSOrganizationsNotInUseException.",
        "guess",
        because("it was seen for DescribeOrganization and ListAccounts, and is in the list of this operation"),
        given=STANDALONE,
        steps=(Call("member", _INVITE, {"Target": {"Type": "ACCOUNT", "Id": "{management}"}}, STANDALONE_CALLER),),
        live=Live("refusal", member=("standalone",)),
        rests_on=("organization-of-a-standalone-account",),
    ),
    Fact(
        "invite-reopens-after-joining",
        "An account that joined and left can be invited again.",
        "guess",
        because("only an OPEN twin was recorded to be one"),
        given=STANDALONE,
        steps=(invite(), accept("member"), Call("member", "LeaveOrganization"), invite(state("OPEN"))),
        rests_on=("invite-again-after-the-end",),
    ),
    # Input
    Fact(
        "invite-partitions",
        "Invitations do not cross partitions.",
        "documented",
        guide("Inviting an account to join an organization"),
        given=STANDALONE,
        steps=(
            invite(),
            Call(
                "member",
                "ListHandshakesForAccount",
                {},
                {"Handshakes": []},
                region="us-gov-west-1",
            ),
        ),
    ),
    Fact(
        "invite-raises-no-wait",
        "An account that was created in an organization can move four days later; the fake knows no wait periods.",
        "documented",
        guide("Migrating accounts between organizations"),
        untold="wait periods are not faked; WAIT_PERIOD_ACTIVE comes when it is scripted",
        about=("LeaveOrganization", "RemoveAccountFromOrganization"),
    ),
)
