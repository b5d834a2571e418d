"""Billing transfers: the invitation, and the five operations on what comes of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ..fact import Call, Fact, Given, Live
from ..forms import (
    DENIED,
    HEADS,
    PATTERN,
    SAME,
    STANDALONE_CALLER,
    TOO_LONG,
    invalid,
    leaf,
    state,
)
from ..matching import InAnyOrder, Later, Like, error
from ..sources import BILLING_CLIENT, MODEL, because, billing, reference
from ..transfer_forms import ACCEPTED, BILLING, JANUARY, SAMPLE, SEND, answer, send

_QUOTAS = Given("enforce_quotas", {})


def _over_quota(reason: str, text: str) -> dict[str, Any]:
    return error("ConstraintViolationException", text, reason)


FACTS = (
    # The invitation
    Fact(
        "transfer-resource-at-the-top",
        "The handshake of a transfer has a RESPONSIBILITY_TRANSFER resource at the top level.",
        "recorded",
        BILLING_CLIENT,
        given=HEADS,
        steps=(
            send(
                {
                    "Handshake": {
                        "Resources": [{"Type": "RESPONSIBILITY_TRANSFER", "Value": Like("rt-[0-9a-z]{8}")}, {}, {}]
                    }
                }
            ),
        ),
    ),
    Fact(
        "transfer-shape",
        "Its resources are the transfer with start and type, the organization with its management account, and the target.",
        "documented",
        SAMPLE,
        given=HEADS,
        steps=(
            send(
                {
                    "Handshake": {
                        "Action": "TRANSFER_RESPONSIBILITY",
                        "Parties": InAnyOrder(
                            (
                                {"Id": "{organization:bare}", "Type": "ORGANIZATION"},
                                {"Id": "{member}", "Type": "ACCOUNT"},
                            )
                        ),
                        "Resources": [
                            {
                                "Type": "RESPONSIBILITY_TRANSFER",
                                "Resources": [
                                    leaf("TRANSFER_START_TIMESTAMP", str(JANUARY)),
                                    leaf("TRANSFER_TYPE", "BILLING"),
                                ],
                            },
                            {
                                "Type": "ORGANIZATION",
                                "Value": "{organization}",
                                "Resources": [
                                    leaf("MANAGEMENT_EMAIL", "{management.email}"),
                                    leaf("MANAGEMENT_NAME", "{management.name}"),
                                    leaf("MANAGEMENT_ACCOUNT", "{management}"),
                                ],
                            },
                            leaf("ACCOUNT", "{member}"),
                        ],
                    }
                }
            ),
        ),
    ),
    Fact(
        "transfer-starts-requested",
        "A new TRANSFER_RESPONSIBILITY handshake is REQUESTED, and can be accepted from there.",
        "documented",
        SAMPLE,
        given=HEADS,
        steps=(send(state("REQUESTED")), answer("AcceptHandshake", "member", state("ACCEPTED"))),
    ),
    Fact(
        "transfer-expires-a-day-before",
        "The invitation expires 24 hours before the transfer starts, however far that is ahead.",
        "documented",
        billing("accept by Apr 29 23:59:59 UTC for a start on May 1; the API reference's sample says the same"),
        given=HEADS,
        steps=(
            send({"Handshake": {"ExpirationTimestamp": Later("{invite.Handshake.RequestedTimestamp}", 29.5 * 86_400)}}),
        ),
    ),
    Fact(
        "transfer-notes",
        "Notes that were sent are in the NOTES resource of a transfer's handshake.",
        "guess",
        because("as for INVITE; the one sample leaves them out though they were sent"),
        given=HEADS,
        steps=(send({"Handshake": {"Resources": [{}, {}, {}, leaf("NOTES", "Hello")]}}, Notes="Hello"),),
    ),
    Fact(
        "transfer-is-managements",
        "Only a management account sends the invitation.",
        "documented",
        billing("prerequisites"),
        given=SAME,
        steps=(
            Call(
                "member",
                SEND,
                {
                    **BILLING,
                    "Target": {"Type": "ACCOUNT", "Id": "999999999999"},
                    "StartTimestamp": JANUARY,
                    "SourceName": "x",
                },
                DENIED,
            ),
        ),
    ),
    Fact(
        "transfer-by-a-standalone-account",
        "A standalone account that sends one gets an AWSOrganizationsNotInUseException.",
        "guess",
        because("it was seen for DescribeOrganization and ListAccounts, and is in the list of this operation"),
        steps=(send(STANDALONE_CALLER, caller="member", Target={"Type": "ACCOUNT", "Id": "{management}"}),),
        rests_on=("organization-of-a-standalone-account",),
    ),
    Fact(
        "transfer-accepted-by-management-alone",
        "Only a management account accepts a transfer.",
        "documented",
        reference("AcceptHandshake: 'Only the management account can accept'"),
        steps=(send(), answer("AcceptHandshake", "member", DENIED)),
    ),
    Fact(
        "transfer-start-is-midnight",
        "A start that is not 00:00 UTC fails with START_DATE_NOT_BEGINNING_OF_DAY, in the model's words.",
        "documented",
        MODEL,
        given=HEADS,
        steps=(
            send(
                invalid(
                    "START_DATE_NOT_BEGINNING_OF_DAY",
                    "You provided an invalid start date. The start date must be the beginning of the day (00:00:00.000).",
                ),
                StartTimestamp=JANUARY + 1,
            ),
        ),
        live=Live("refusal", member=("heads",)),
    ),
    Fact(
        "transfer-start-is-the-first",
        "A start that is not the first of a month fails with START_DATE_NOT_BEGINNING_OF_MONTH, in the model's words.",
        "documented",
        MODEL,
        given=HEADS,
        steps=(
            send(
                invalid(
                    "START_DATE_NOT_BEGINNING_OF_MONTH",
                    "You provided an invalid start date. The start date must be the first day of the month.",
                ),
                StartTimestamp=JANUARY + 86_400,
            ),
        ),
        live=Live("refusal", member=("heads",)),
    ),
    Fact(
        "transfer-start-too-early",
        "A start that leaves no 24 hours fails with START_DATE_TOO_EARLY, in the model's words.",
        "documented",
        MODEL,
        given=(*HEADS, Given("move_to", {"when": "2025-12-31T00:00:00Z"})),
        steps=(
            send(invalid("START_DATE_TOO_EARLY", "You provided an invalid start date. The start date is too early.")),
        ),
    ),
    Fact(
        "transfer-start-too-late",
        "A start more than 366 days ahead fails with START_DATE_TOO_LATE.",
        "guess",
        because("AWS has the Reason, and does not say when a start is too late"),
        given=HEADS,
        steps=(
            send(
                invalid("START_DATE_TOO_LATE", "You provided an invalid start date. The start date is too late."),
                StartTimestamp=1_798_761_600,
            ),
        ),
    ),
    Fact(
        "transfer-reasons-of-fields",
        "A bad SourceName fails with INVALID_PATTERN, MAX_LENGTH_EXCEEDED or MIN_LENGTH_EXCEEDED:SOURCE_NAME; a bad Type "
        "an UNSUPPORTED_ACTION_IN_RESPONSIBILITY_TRANSFER.",
        "guess",
        because("the Reasons are the model's; which goes with which field follows the recorded grammar"),
        given=HEADS,
        steps=(
            send(invalid("INVALID_PATTERN:SOURCE_NAME", PATTERN), SourceName="ü"),
            send(invalid("MAX_LENGTH_EXCEEDED:SOURCE_NAME", TOO_LONG), SourceName="n" * 129),
            replace(
                send(
                    invalid(
                        "MIN_LENGTH_EXCEEDED:SOURCE_NAME",
                        "You provided a string parameter that is shorter than allowed.",
                    ),
                    SourceName="",
                ),
                is_checked=False,
            ),
            send(
                invalid(
                    "UNSUPPORTED_ACTION_IN_RESPONSIBILITY_TRANSFER",
                    "You provided a value that is not supported by this operation.",
                ),
                Type="OTHER",
            ),
        ),
        rests_on=("tree-name-lengths",),
    ),
    Fact(
        "transfer-order-of-checks",
        "Input is checked before who calls, and who calls before the target and the quotas.",
        "guess",
        because("input comes first in every recording; the rest is not known"),
        given=SAME,
        steps=(
            Call(
                "member",
                SEND,
                {**BILLING, "Target": {"Type": "ACCOUNT", "Id": "bad"}, "StartTimestamp": JANUARY, "SourceName": "x"},
                invalid("INVALID_PATTERN", PATTERN),
            ),
        ),
        rests_on=("invite-checks-input-first",),
    ),
    Fact(
        "transfer-to-oneself",
        "An invitation to oneself fails with SOURCE_AND_TARGET_CANNOT_MATCH.",
        "documented",
        MODEL,
        steps=(
            send(
                error(
                    "HandshakeConstraintViolationException",
                    "An account can't accept a transfer invitation if it is both the sender and recipient of the invitation.",
                    "SOURCE_AND_TARGET_CANNOT_MATCH",
                ),
                Target={"Type": "ACCOUNT", "Id": "{management}"},
            ),
        ),
    ),
    # Quotas
    Fact(
        "transfer-quota-inbound",
        "An organization may have no inbound transfer at first.",
        "documented",
        billing("quotas"),
        given=(*HEADS, _QUOTAS),
        steps=(
            send(
                _over_quota(
                    "RESPONSIBILITY_TRANSFER_MAX_INBOUND_QUOTA_VIOLATION",
                    "You have exceeded your inbound transfers limit.",
                )
            ),
        ),
    ),
    Fact(
        "transfer-quota-outbound",
        "An organization has one payer.",
        "documented",
        billing("quotas"),
        given=(*HEADS, Given("add_organization", {}, "second")),
        steps=(
            send(),
            answer("AcceptHandshake", "member"),
            send(caller="second.management"),
            answer(
                "AcceptHandshake",
                "member",
                _over_quota(
                    "RESPONSIBILITY_TRANSFER_MAX_OUTBOUND_QUOTA_VIOLATION",
                    "You have exceeded your outbound transfers limit.",
                ),
            ),
        ),
    ),
    Fact(
        "transfer-quota-chain",
        "Bills are passed on once at first.",
        "documented",
        billing("quotas"),
        given=(
            *HEADS,
            Given("enforce_quotas", {"inbound_transfers": 5}),
            Given("add_organization", {}, "second"),
        ),
        steps=(
            send(caller="second.management", Target={"Type": "ACCOUNT", "Id": "{management}"}),
            answer("AcceptHandshake", "management"),
            send(
                _over_quota(
                    "RESPONSIBILITY_TRANSFER_MAX_LEVEL_VIOLATION",
                    "You have exceeded the maximum length of your transfer chain.",
                )
            ),
        ),
    ),
    Fact(
        "transfer-quota-chain-at-both-ends",
        "The quota for chains holds when an invitation is sent and when it is accepted.",
        "guess",
        because("the guide names the quota, and not the moment"),
        given=(
            *HEADS,
            Given("enforce_quotas", {"inbound_transfers": 5}),
            Given("add_organization", {}, "second"),
        ),
        steps=(
            send(),
            Call(
                "second.management",
                SEND,
                {
                    **BILLING,
                    "Target": {"Type": "ACCOUNT", "Id": "{management}"},
                    "StartTimestamp": JANUARY,
                    "SourceName": "x",
                },
                name="above",
            ),
            answer("AcceptHandshake", "member"),
            Call(
                "management",
                "AcceptHandshake",
                {"HandshakeId": "{above.Handshake.Id}"},
                _over_quota(
                    "RESPONSIBILITY_TRANSFER_MAX_LEVEL_VIOLATION",
                    "You have exceeded the maximum length of your transfer chain.",
                ),
            ),
        ),
    ),
    Fact(
        "transfer-already-exists",
        "A second transfer of the same bills to the same payer fails with RESPONSIBILITY_TRANSFER_ALREADY_EXISTS.",
        "documented",
        MODEL,
        given=HEADS,
        steps=(
            *ACCEPTED,
            send(
                error(
                    "HandshakeConstraintViolationException",
                    "You cannot perform this operation with the current transfer.",
                    "RESPONSIBILITY_TRANSFER_ALREADY_EXISTS",
                )
            ),
        ),
    ),
    Fact(
        "transfer-moves-no-bill",
        "Accepting a transfer moves no bill here.",
        "guess",
        because("there are no bills in the fake"),
        untold="what would show it are bills, which are not faked",
        about=("AcceptHandshake", SEND),
    ),
)
