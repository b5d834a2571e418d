"""The guesses that are likeliest to change what somebody's test shows."""

from __future__ import annotations

from .sentence import say

SURPRISES = (
    say(
        "An account that is no party to a handshake gets a HandshakeNotFoundException. So does everybody, 30 days after the "
        "handshake ended.",
        "describe-by-a-stranger",
        "describe-after-retention",
    ),
    say("A handshake that expired can't be answered: InvalidHandshakeTransitionException.", "step-after-expiry"),
    say(
        "The wrong party gets an AccessDeniedException, whatever state the handshake is in.",
        "wrong-party-from-outside",
        "wrong-party-after-the-end",
    ),
    say(
        "The management account of an organization can be invited; when it accepts, it gets a "
        "MasterCannotLeaveOrganizationException.",
        "invite-a-management-account",
        "accept-by-another-management-account",
    ),
    say(
        "Accepting one invitation leaves the others OPEN. Deleting an organization cancels its open invitations.",
        "accept-leaves-other-invitations-open",
        "delete-cancels-invitations",
    ),
    say(
        "An invitation to an account id and one to its e-mail address are duplicates.",
        "invite-account-and-email-are-twins",
    ),
    say("Lists are sorted, oldest first, 20 on a page.", "list-oldest-first", "list-20-on-a-page"),
    say(
        "EnableAllFeatures in an organization without invited members answers REQUESTED, and the next look shows OPEN.",
        "features-parent-of-nobody",
    ),
    say("The ORGANIZATION is always the first party. On AWS the order varies.", "parties-organization-first"),
    say(
        "Where AWS's own text is unknown, an error has the sentence of botocore's service model.",
        "errors-of-reasons-nobody-published",
        "list-size-texts",
        "management-can-not-leave-text",
        "features-twice-text",
    ),
)
