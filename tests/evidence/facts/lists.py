"""ListHandshakesForAccount and ListHandshakesForOrganization."""

from __future__ import annotations

from typing import Any

from ..fact import OUTSIDE, Call, Fact, Given, Live
from ..forms import (
    DELEGATED,
    DENIED,
    HEADS,
    OLD,
    PATTERN,
    SAME,
    STANDALONE,
    STANDALONE_CALLER,
    UNKNOWN_ID,
    accept,
    cancel,
    decline,
    invalid,
    invite,
    invite_email,
    later,
)
from ..matching import ABSENT, PRESENT, Has, Lacks
from ..sources import CAPTURE, CLOUDSHELL, LANDING_ZONE, MODEL, because, billing, guide

_ACCOUNT, _ORGANIZATION = "ListHandshakesForAccount", "ListHandshakesForOrganization"
_BOTH = (_ACCOUNT, _ORGANIZATION)
_TOKEN = invalid(
    "INVALID_NEXT_TOKEN",
    "You specified an invalid value for nextToken. You must get the value from the response to a previous call to the API.",
)
_INVITE = {"Handshakes": Has({"Id": "{invite.Handshake.Id}"})}
_SEEDS = tuple(Given("seed", {"id": f"h-number{number:02}"}) for number in range(21))
_PROCESS = (
    *OLD,
    Given("seed", {"state": "REQUESTED", "action": "ENABLE_ALL_FEATURES", "organization": "{billing}"}, "parent"),
    Given("seed", {"action": "APPROVE_ALL_FEATURES", "parent": "{parent}"}, "child"),
)


def _both(expected: Any, **params: Any) -> tuple[Call, ...]:
    return tuple(Call("management", each, params, expected) for each in _BOTH)


FACTS = (
    # Filters and pages
    Fact(
        "list-one-filter",
        "A filter with both members fails with MAX_LIMIT_EXCEEDED_FILTER.",
        "recorded",
        CAPTURE,
        steps=_both(
            invalid("MAX_LIMIT_EXCEEDED_FILTER", "You specified too many filter parameters."),
            Filter={"ActionType": "INVITE", "ParentHandshakeId": UNKNOWN_ID},
        ),
        live=Live("refusal"),
    ),
    Fact(
        "list-empty-filter",
        "An empty filter is no filter.",
        "recorded",
        CAPTURE,
        given=STANDALONE,
        steps=(invite(), Call("management", _ORGANIZATION, {"Filter": {}}, _INVITE), cancel("management")),
        live=Live("sends", member=OUTSIDE),
    ),
    Fact(
        "list-unknown-parent",
        "An unknown parent is no error.",
        "recorded",
        CAPTURE,
        steps=_both({"Status": 200, "Handshakes": []}, Filter={"ParentHandshakeId": UNKNOWN_ID}),
        live=Live("read"),
    ),
    Fact(
        "list-unknown-action",
        "An ActionType that does not exist fails with INVALID_ENUM, with the path to it.",
        "recorded",
        CAPTURE,
        steps=_both(
            invalid("INVALID_ENUM:FILTER_ACTION_TYPE", "You specified an invalid value."),
            Filter={"ActionType": "invalid"},
        ),
        live=Live("refusal"),
    ),
    Fact(
        "list-malformed-parent",
        "A parent that does not match the pattern fails with INVALID_PATTERN, with the path to it.",
        "guess",
        because("by the recorded grammar of a Reason"),
        steps=_both(
            invalid("INVALID_PATTERN:FILTER_PARENT_HANDSHAKE_ID", PATTERN), Filter={"ParentHandshakeId": "bad"}
        ),
        live=Live("refusal"),
        rests_on=("list-unknown-action", "handshake-id-malformed"),
    ),
    Fact(
        "list-bad-token",
        "A NextToken that no page gave, or an empty one, fails with INVALID_NEXT_TOKEN without a field.",
        "recorded",
        CAPTURE,
        steps=(*_both(_TOKEN, NextToken="bad"), *_both(_TOKEN, NextToken="")),
        live=Live("refusal"),
    ),
    Fact(
        "list-last-page",
        "The last page has no NextToken.",
        "recorded",
        CAPTURE,
        given=STANDALONE,
        steps=(Call("member", _ACCOUNT, {}, {"NextToken": ABSENT}),),
        live=Live("read", member=("standalone",)),
    ),
    Fact(
        "list-at-most-20",
        "A MaxResults of 21 fails with MAX_VALUE_EXCEEDED, and one of 0 with MIN_VALUE_EXCEEDED, with the field.",
        "recorded",
        CAPTURE,
        steps=tuple(
            Call("management", each, {"MaxResults": size}, {"Reason": reason, "Status": 400}, is_checked=False)
            for each in _BOTH
            for size, reason in ((21, "MAX_VALUE_EXCEEDED:MAX_RESULTS"), (0, "MIN_VALUE_EXCEEDED:MAX_RESULTS"))
        ),
        live=Live("refusal"),
    ),
    Fact(
        "list-size-texts",
        "The texts for MaxResults out of range are the model's.",
        "guess",
        because("the capture kept the Reasons alone; where both are known, the model's words differ a little"),
        steps=tuple(
            Call("management", _ORGANIZATION, {"MaxResults": size}, invalid(reason, text), is_checked=False)
            for size, reason, text in (
                (
                    21,
                    "MAX_VALUE_EXCEEDED:MAX_RESULTS",
                    "You provided a numeric parameter that has a larger value than allowed.",
                ),
                (
                    0,
                    "MIN_VALUE_EXCEEDED:MAX_RESULTS",
                    "You provided a numeric parameter that has a smaller value than allowed.",
                ),
            )
        ),
        live=Live("refusal"),
    ),
    Fact(
        "list-20-on-a-page",
        "A page has 20 handshakes unless MaxResults says otherwise.",
        "guess",
        because("it is the maximum; no recording had more than one page"),
        given=_SEEDS,
        steps=(
            Call(
                "management",
                _ORGANIZATION,
                {},
                {"Handshakes": [{"Id": f"h-number{number:02}"} for number in range(20)], "NextToken": PRESENT},
            ),
        ),
    ),
    Fact(
        "list-pages-of-20-at-most",
        "A page holds 20 handshakes at most.",
        "documented",
        MODEL,
        given=_SEEDS,
        steps=(Call("management", _ORGANIZATION, {"MaxResults": 20}, {"Handshakes": [{}] * 20, "NextToken": PRESENT}),),
    ),
    Fact(
        "list-oldest-first",
        "Handshakes are listed oldest first.",
        "guess",
        because("no recording shows an order; AWS's console shows the newest first"),
        given=(
            Given("seed", {"requested": "2025-11-30T00:00:00Z", "id": "h-second00"}),
            Given("seed", {"requested": "2025-11-29T00:00:00Z", "id": "h-first000"}),
        ),
        steps=(Call("management", _ORGANIZATION, {}, {"Handshakes": [{"Id": "h-first000"}, {"Id": "h-second00"}]}),),
    ),
    # What is in them
    Fact(
        "list-received",
        "ListHandshakesForAccount shows what an account received, to a standalone account too.",
        "recorded",
        CLOUDSHELL,
        given=STANDALONE,
        steps=(invite(), Call("member", _ACCOUNT, {}, _INVITE), cancel("management")),
        live=Live("sends", member=OUTSIDE),
    ),
    Fact(
        "list-received-after-joining",
        "An invitation that was accepted is still listed to the new member.",
        "recorded",
        LANDING_ZONE,
        given=STANDALONE,
        steps=(
            invite(),
            accept("member"),
            Call("member", _ACCOUNT, {}, {"Handshakes": Has({"Id": "{invite.Handshake.Id}", "State": "ACCEPTED"})}),
        ),
        live=Live("joins", member=("standalone",)),
    ),
    Fact(
        "list-sent",
        "ListHandshakesForOrganization shows what the organization sent.",
        "recorded",
        CAPTURE,
        given=SAME,
        steps=(invite_email(), Call("management", _ORGANIZATION, {}, _INVITE), cancel("management")),
        live=Live("sends", member=("same",)),
    ),
    Fact(
        "list-sent-by-action",
        "A filter by ActionType leaves out other actions.",
        "documented",
        MODEL,
        given=STANDALONE,
        steps=(
            invite(),
            Call("management", _ORGANIZATION, {"Filter": {"ActionType": "INVITE"}}, _INVITE),
            Call(
                "management",
                _ORGANIZATION,
                {"Filter": {"ActionType": "ENABLE_ALL_FEATURES"}},
                {"Handshakes": Lacks({"Id": "{invite.Handshake.Id}"})},
            ),
            cancel("management"),
        ),
        live=Live("sends", member=OUTSIDE),
    ),
    Fact(
        "list-children",
        "A filter by ParentHandshakeId shows the children of an ENABLE_ALL_FEATURES handshake.",
        "documented",
        MODEL,
        given=_PROCESS,
        steps=(
            Call(
                "billing.management",
                _ORGANIZATION,
                {"Filter": {"ParentHandshakeId": "{parent}"}},
                {"Handshakes": [{"Id": "{child}"}]},
            ),
        ),
    ),
    Fact(
        "list-children-unfiltered",
        "Children appear in unfiltered lists.",
        "documented",
        MODEL,
        given=_PROCESS,
        steps=(Call("billing.management", _ORGANIZATION, {}, {"Handshakes": Has({"Id": "{child}"})}),),
    ),
    Fact(
        "list-transfers-received",
        "A management account finds billing transfers among what it received.",
        "documented",
        billing("responding to an invitation"),
        given=(
            *HEADS,
            Given(
                "seed", {"state": "REQUESTED", "action": "TRANSFER_RESPONSIBILITY", "account": "{member}"}, "transfer"
            ),
        ),
        steps=(Call("member", _ACCOUNT, {}, {"Handshakes": [{"Id": "{transfer}"}]}),),
    ),
    Fact(
        "list-hides-invitations-from-management",
        "A management account does not see invitations to it.",
        "documented",
        guide("Accepting or declining an account invitation"),
        given=HEADS,
        steps=(
            invite(),
            Call("member", _ACCOUNT, {}, {"Handshakes": Lacks({"Id": "{invite.Handshake.Id}"})}),
            cancel("management"),
        ),
        live=Live("sends", member=("heads",)),
    ),
    Fact(
        "list-keeps-30-days",
        "What has ended stays in lists for 30 days after it entered that state.",
        "documented",
        MODEL,
        given=STANDALONE,
        steps=(
            invite(),
            later(days=14),
            decline("member"),
            later(days=29.9),
            Call("member", _ACCOUNT, {}, _INVITE),
            later(days=0.2),
            Call("member", _ACCOUNT, {}, {"Handshakes": []}),
        ),
    ),
    # Who may
    Fact(
        "list-for-organization-by-a-member",
        "A member that is no delegated administrator can't list what its organization sent.",
        "documented",
        MODEL,
        given=SAME,
        steps=(Call("member", _ORGANIZATION, {}, DENIED),),
        live=Live("refusal", member=("same",)),
    ),
    Fact(
        "list-for-organization-by-a-delegated-administrator",
        "A delegated administrator lists what its organization sent.",
        "documented",
        guide("Delegated administrator for AWS Organizations"),
        given=(*DELEGATED, Given("seed", {}, "sent")),
        steps=(Call("delegated", _ORGANIZATION, {}, {"Handshakes": [{"Id": "{sent}"}]}),),
    ),
    Fact(
        "list-for-organization-by-a-standalone-account",
        "A standalone account that asks what its organization sent gets an AWSOrganizationsNotInUseException.",
        "guess",
        because("it was seen for DescribeOrganization and ListAccounts, and is in the list of this operation"),
        given=STANDALONE,
        steps=(Call("member", _ORGANIZATION, {}, STANDALONE_CALLER),),
        live=Live("read", member=("standalone",)),
        rests_on=("organization-of-a-standalone-account",),
    ),
    Fact(
        "list-for-account-needs-no-organization",
        "ListHandshakesForAccount works without an organization.",
        "recorded",
        CLOUDSHELL,
        given=STANDALONE,
        steps=(Call("member", _ACCOUNT, {}, {"Status": 200, "Handshakes": PRESENT}),),
        live=Live("read", member=("standalone",)),
    ),
    Fact(
        "list-reads-lag",
        "All reads are eventually consistent.",
        "documented",
        guide("Troubleshooting AWS Organizations", "2022"),
        given=(Given("lag", {"looks": 1}),),
        steps=(
            invite(),
            Call("management", _ORGANIZATION, {}, {"Handshakes": []}),
            Call("management", _ORGANIZATION, {}, _INVITE),
        ),
    ),
    Fact(
        "list-lags-not-at-all-unasked",
        "How long a change takes to be seen is open; without lag the next read sees it.",
        "guess",
        because("AWS gives no number"),
        given=STANDALONE,
        steps=(invite(), Call("management", _ORGANIZATION, {}, _INVITE)),
    ),
)
