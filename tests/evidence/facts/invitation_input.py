"""What AWS checks of an invitation before it looks at anything else."""

from __future__ import annotations

from typing import Any

from ..fact import Call, Fact, Live
from ..forms import (
    PATTERN,
    SAME,
    TOO_LONG,
    invalid,
    raw,
)
from ..sources import CAPTURE, MODEL, because, reference

_INVITE = "InviteAccountToOrganization"
_PARTY = invalid("INVALID_PARTY_TYPE_TARGET", "You specified an invalid party type as the target parameter.")
_EMAIL = invalid(
    "INVALID_EMAIL_ADDRESS_TARGET", "You specified an invalid email address for the invited account owner."
)
_TAG = {"Key": "Team", "Value": "vending"}


def _to(kind: str, target: str, expected: Any, **more: Any) -> Call:
    return Call("management", _INVITE, {"Target": {"Type": kind, "Id": target}, **more}, expected, "invite")


FACTS = (
    Fact(
        "invite-without-target",
        "An invitation without Target fails with INVALID_PATTERN without a field.",
        "recorded",
        CAPTURE,
        steps=(raw("management", _INVITE, {}, invalid("INVALID_PATTERN", PATTERN)),),
        live=Live("refusal"),
    ),
    Fact(
        "invite-empty-target",
        "A Target without a type fails with INVALID_PARTY_TYPE_TARGET.",
        "recorded",
        CAPTURE,
        steps=(raw("management", _INVITE, {"Target": {}}, _PARTY),),
        live=Live("refusal"),
    ),
    Fact(
        "invite-party-type",
        "A Target of type ORGANIZATION, or of a type that does not exist, fails with INVALID_PARTY_TYPE_TARGET.",
        "recorded",
        CAPTURE,
        steps=(_to("ORGANIZATION", "o-exampleorgid", _PARTY), _to("INVALID", "222222222222", _PARTY)),
        live=Live("refusal"),
    ),
    Fact(
        "invite-account-pattern",
        "An ACCOUNT that is not 12 digits fails with INVALID_PATTERN without a field.",
        "recorded",
        CAPTURE,
        steps=(_to("ACCOUNT", "bad", invalid("INVALID_PATTERN", PATTERN)),),
        live=Live("refusal"),
    ),
    Fact(
        "invite-email-address",
        "An EMAIL that is no address fails with INVALID_EMAIL_ADDRESS_TARGET.",
        "recorded",
        CAPTURE,
        steps=(_to("EMAIL", "invalid", _EMAIL),),
        live=Live("refusal"),
    ),
    Fact(
        "invite-email-without-id",
        "An EMAIL without an address fails with INVALID_EMAIL_ADDRESS_TARGET.",
        "guess",
        because("INVALID_PATTERN is as likely; nobody has published it"),
        steps=(raw("management", _INVITE, {"Target": {"Type": "EMAIL"}}, _EMAIL),),
        live=Live("refusal"),
    ),
    Fact(
        "invite-notes-length",
        "Notes of more than 1,024 characters fail with MAX_LENGTH_EXCEEDED.",
        "recorded",
        CAPTURE,
        steps=(_to("ACCOUNT", "{management}", invalid("MAX_LENGTH_EXCEEDED:NOTES", TOO_LONG), Notes="n" * 1025),),
        live=Live("refusal"),
    ),
    Fact(
        "invite-duplicate-tags",
        "Two tags with one key fail with DUPLICATE_TAG_KEY.",
        "recorded",
        CAPTURE,
        steps=(
            _to(
                "ACCOUNT",
                "{management}",
                invalid("DUPLICATE_TAG_KEY", "Your request includes duplicate tag keys."),
                Tags=[_TAG, _TAG],
            ),
        ),
        live=Live("refusal"),
    ),
    Fact(
        "invite-checks-input-first",
        "Input is checked before state: too long Notes are reported for a member that could not be invited anyway.",
        "recorded",
        CAPTURE,
        given=SAME,
        steps=(_to("ACCOUNT", "{member}", invalid("MAX_LENGTH_EXCEEDED:NOTES", TOO_LONG), Notes="n" * 1025),),
        live=Live("refusal", member=("same",)),
    ),
    Fact(
        "invite-tag-key-length",
        "A tag key of more than 128 characters fails with MAX_LENGTH_EXCEEDED, with the tag's number from 1.",
        "documented",
        reference("InviteAccountToOrganization; the grammar of the Reason is recorded for TagResource"),
        steps=(
            _to(
                "ACCOUNT",
                "{management}",
                invalid("MAX_LENGTH_EXCEEDED:TAGS_1_MEMBER_KEY", TOO_LONG),
                Tags=[{"Key": "k" * 129, "Value": ""}],
            ),
        ),
        live=Live("refusal"),
    ),
    Fact(
        "invite-system-tags",
        "A tag key that begins with aws: fails with INVALID_SYSTEM_TAGS_PARAMETER.",
        "documented",
        MODEL,
        steps=(
            _to(
                "ACCOUNT",
                "{management}",
                invalid(
                    "INVALID_SYSTEM_TAGS_PARAMETER",
                    "You specified a tag key that is a system tag. You can\N{RIGHT SINGLE QUOTATION MARK}t add, edit, or "
                    "delete system tag keys because they're reserved for AWS use. System tags don\N{RIGHT SINGLE QUOTATION MARK}"
                    "t count against your tags per resource limit.",
                ),
                Tags=[{"Key": "aws:team", "Value": "vending"}],
            ),
        ),
        live=Live("refusal"),
    ),
    Fact(
        "invite-party-types-of-the-model",
        "ORGANIZATION is a party type of replies alone; a Target is an ACCOUNT or an EMAIL.",
        "documented",
        MODEL,
        untold="it is what invite-party-type shows, in the model's words",
        about=(_INVITE,),
    ),
)
