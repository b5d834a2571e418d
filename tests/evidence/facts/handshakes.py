"""DescribeHandshake, and the input of all operations that take a handshake's id."""

from __future__ import annotations

from ..fact import OUTSIDE, Call, Fact, Given, Live
from ..forms import (
    NOT_FOUND,
    OTHER,
    PATTERN,
    REQUIRED,
    SAME,
    STANDALONE,
    UNKNOWN_ID,
    cancel,
    describe,
    invalid,
    invite,
    invite_email,
    later,
    leaf,
    parties,
    raw,
    sender,
    state,
)
from ..matching import Later, Like
from ..sources import CAPTURE, MODEL, because, guide, reference

_BY_ID = ("DescribeHandshake", "AcceptHandshake", "DeclineHandshake", "CancelHandshake")

FACTS = (
    Fact(
        "handshake-id-unknown",
        "A well-formed id that no handshake has gets a HandshakeNotFoundException.",
        "recorded",
        CAPTURE,
        steps=tuple(Call("management", each, {"HandshakeId": UNKNOWN_ID}, NOT_FOUND) for each in _BY_ID),
        live=Live("refusal"),
    ),
    Fact(
        "handshake-id-malformed",
        "An id that does not match the pattern fails with INVALID_PATTERN, with the name of the field.",
        "recorded",
        CAPTURE,
        steps=tuple(
            Call("management", each, {"HandshakeId": "bad"}, invalid("INVALID_PATTERN:HANDSHAKE_ID", PATTERN))
            for each in _BY_ID
        ),
        live=Live("refusal"),
    ),
    Fact(
        "handshake-id-empty",
        "An empty id is malformed, not missing.",
        "recorded",
        CAPTURE,
        steps=tuple(
            Call("management", each, {"HandshakeId": ""}, invalid("INVALID_PATTERN:HANDSHAKE_ID", PATTERN))
            for each in _BY_ID
        ),
        live=Live("refusal"),
    ),
    Fact(
        "handshake-id-missing",
        "An id that is left out or null fails with INPUT_REQUIRED, with the name of the field.",
        "recorded",
        CAPTURE,
        steps=(*(raw("management", each, {}, invalid("INPUT_REQUIRED:HANDSHAKE_ID", REQUIRED)) for each in _BY_ID),),
        live=Live("refusal"),
    ),
    Fact(
        "handshake-id-overlong",
        "An id longer than 34 characters is malformed too.",
        "guess",
        because("the pattern does not match, and nobody has published what AWS says of one"),
        steps=(
            Call(
                "management",
                "DescribeHandshake",
                {"HandshakeId": f"h-{'0' * 33}"},
                invalid("INVALID_PATTERN:HANDSHAKE_ID", PATTERN),
            ),
        ),
        live=Live("refusal"),
    ),
    Fact(
        "describe-invite-to-email",
        "DescribeHandshake shows the parties, the resources and the times of an invitation as the invitation's reply did.",
        "recorded",
        CAPTURE,
        given=SAME,
        steps=(
            invite_email(Notes="Hello"),
            describe(
                "management",
                {
                    "Handshake": {
                        "Id": "{invite.Handshake.Id}",
                        "Arn": "{invite.Handshake.Arn}",
                        "Action": "INVITE",
                        "State": "OPEN",
                        "Parties": parties("EMAIL", "{member.email}"),
                        "Resources": [sender(), leaf("EMAIL", "{member.email}"), leaf("NOTES", "Hello")],
                        "RequestedTimestamp": Later("{invite.Handshake.RequestedTimestamp}", 0),
                        "ExpirationTimestamp": Later("{invite.Handshake.RequestedTimestamp}", 1_296_000),
                    }
                },
            ),
            cancel("management"),
        ),
        live=Live("sends", member=("same",), all_features=True),
    ),
    Fact(
        "describe-by-recipient",
        "The recipient may describe an invitation.",
        "recorded",
        CAPTURE,
        given=SAME,
        steps=(invite_email(), describe("member", state("OPEN")), cancel("management")),
        live=Live("sends", member=("same",)),
    ),
    Fact(
        "describe-by-standalone-recipient",
        "A standalone account may describe the invitation that was sent to it.",
        "guess",
        because("it has to be able to read what it accepts; the recipient in the capture was a member already"),
        given=STANDALONE,
        steps=(invite(), describe("member", state("OPEN")), cancel("management")),
        live=Live("sends", member=OUTSIDE),
        rests_on=("describe-by-recipient",),
    ),
    Fact(
        "describe-by-a-member-of-the-sender",
        "Any account of the sender's organization may describe a handshake.",
        "documented",
        reference("DescribeHandshake: 'from any account in a organization'"),
        given=(*SAME, Given("seed", {"account": "333333333333"}, "sent")),
        steps=(describe("member", state("OPEN"), of="{sent}"),),
    ),
    Fact(
        "describe-by-a-stranger",
        "An account that is no party to a handshake gets a HandshakeNotFoundException.",
        "guess",
        because("AWS may as well say AccessDenied; nobody has published it"),
        given=OTHER,
        steps=(
            invite_email(address="orghandshake-evidence@example.com"),
            describe("member", NOT_FOUND),
            cancel("management"),
        ),
        live=Live("sends", member=OUTSIDE),
    ),
    Fact(
        "describe-after-retention",
        "DescribeHandshake no longer finds a handshake 30 days after it ended.",
        "guess",
        because("the model says that it is deleted then; the error is inferred"),
        given=(Given("seed", {"state": "CANCELED", "account": "{member}"}, "ended"),),
        steps=(
            later(days=29.9),
            describe("management", state("CANCELED"), of="{ended}"),
            later(days=0.2),
            describe("management", NOT_FOUND, of="{ended}"),
        ),
    ),
    Fact(
        "handshake-times-never-change",
        "A change of state leaves RequestedTimestamp and ExpirationTimestamp as they were.",
        "documented",
        guide("Accept or decline invitations, its outputs", "2022"),
        given=STANDALONE,
        steps=(
            invite(),
            later(days=1),
            cancel(
                "management",
                {
                    "Handshake": {
                        "RequestedTimestamp": Later("{invite.Handshake.RequestedTimestamp}", 0),
                        "ExpirationTimestamp": Later("{invite.Handshake.ExpirationTimestamp}", 0),
                    }
                },
            ),
        ),
    ),
    Fact(
        "handshake-expires",
        "A handshake turns EXPIRED when its time has come.",
        "documented",
        MODEL,
        given=STANDALONE,
        steps=(
            invite(),
            later(days=15),
            describe("management", state("EXPIRED")),
        ),
    ),
    Fact(
        "handshake-id-like-uuid4",
        "The id of a handshake is h- and the 32 hexadecimal digits of a version 4 UUID.",
        "guess",
        because("all four ids in the user guide are laid out like that; the pattern allows more"),
        given=STANDALONE,
        steps=(
            invite({"Handshake": {"Id": Like("h-[0-9a-f]{12}4[0-9a-f]{3}[89ab][0-9a-f]{15}")}}),
            cancel("management"),
        ),
        live=Live("sends", member=OUTSIDE),
    ),
)
