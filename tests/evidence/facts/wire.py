"""What leaves over the wire: errors, timestamps, ids, ARNs and headers."""

from __future__ import annotations

from ..fact import OUTSIDE, Call, Fact, Given, Live
from ..forms import NOT_FOUND, OLD, PATTERN, STANDALONE, UNKNOWN_ID, cancel, invite, state
from ..matching import Has, Like, error
from ..sources import CAPTURE, CLOUDSHELL, MODEL, SARS, TERRAFORM_LOG, because, guide, observed, reference

_STATES = ("OPEN", "CANCELED", "ACCEPTED", "DECLINED", "EXPIRED")
_LIST = "ListHandshakesForOrganization"
_UUID = Like("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")
_OPEN_PROCESS = (
    *OLD,
    Given("seed", {"state": "REQUESTED", "action": "ENABLE_ALL_FEATURES", "organization": "{billing}"}, "parent"),
    Given("seed", {"action": "APPROVE_ALL_FEATURES", "parent": "{parent}"}, "child"),
)


def _arn(kind: str, partition: str = "{partition}") -> Like:
    return Like(f"arn:{partition}:organizations::{{management}}:handshake/{{organization}}/{kind}/h-[0-9a-z]{{8,32}}")


FACTS = (
    Fact(
        "wire-errors-are-400",
        "Errors have the HTTP status 400, AccessDeniedException too.",
        "recorded",
        CAPTURE,
        steps=(Call("management", "DescribeHandshake", {"HandshakeId": UNKNOWN_ID}, {"Status": 400}),),
        live=Live("read"),
    ),
    Fact(
        "wire-reason-beside-message",
        "Message and Reason stand beside each other at the top level of an error.",
        "recorded",
        CAPTURE,
        steps=(
            Call(
                "management",
                "DescribeHandshake",
                {"HandshakeId": "bad"},
                {"Message": PATTERN, "Reason": "INVALID_PATTERN:HANDSHAKE_ID"},
            ),
        ),
        live=Live("read"),
    ),
    Fact(
        "wire-error-body",
        "An error is written as __type, without a namespace, then Message and Reason.",
        "recorded",
        CAPTURE,
        steps=(
            Call(
                "management",
                "DescribeHandshake",
                {"HandshakeId": "bad"},
                {
                    "Body": f'{{"__type":"InvalidInputException","Message":"{PATTERN}","Reason":"INVALID_PATTERN:HANDSHAKE_ID"}}'
                },
            ),
        ),
        live=Live("read"),
    ),
    Fact(
        "wire-input-before-state",
        "Input is checked before anything else: a malformed id is reported to whoever asks.",
        "recorded",
        CAPTURE,
        given=STANDALONE,
        steps=(
            Call(
                "member",
                "CancelHandshake",
                {"HandshakeId": "bad"},
                error("InvalidInputException", PATTERN, "INVALID_PATTERN:HANDSHAKE_ID"),
            ),
        ),
        live=Live("refusal"),
    ),
    Fact(
        "wire-classes",
        "Each operation has the exceptions that the model lists for it.",
        "documented",
        MODEL,
        steps=(
            Call(
                "management",
                "DescribeHandshake",
                {"HandshakeId": UNKNOWN_ID},
                {"Error": {"Code": NOT_FOUND["Error"]["Code"]}},
            ),
        ),
    ),
    Fact(
        "wire-order-of-errors",
        "When several errors apply, a handshake that does not exist comes before who calls.",
        "guess",
        because("only that input comes first was recorded"),
        steps=(Call("member", "CancelHandshake", {"HandshakeId": UNKNOWN_ID}, NOT_FOUND),),
        live=Live("refusal", member=OUTSIDE),
    ),
    Fact(
        "wire-content-type",
        "Replies are application/x-amz-json-1.1 and carry an x-amzn-requestid, a lower-case UUID of version 4.",
        "recorded",
        CLOUDSHELL,
        steps=(
            Call(
                "management",
                "DescribeOrganization",
                {},
                {"Headers": {"content-type": "application/x-amz-json-1.1", "x-amzn-requestid": _UUID}},
            ),
        ),
        live=Live("read"),
    ),
    Fact(
        "wire-empty-list",
        "An empty list is written as [], and nothing stands beside it.",
        "recorded",
        CLOUDSHELL,
        given=STANDALONE,
        steps=(
            Call("management", _LIST, {"Filter": {"ParentHandshakeId": UNKNOWN_ID}}, {"Body": '{"Handshakes":[]}'}),
        ),
        live=Live("read"),
    ),
    Fact(
        "wire-void-replies",
        "What answers nothing answers with status 200 and no body.",
        "recorded",
        observed("log of a real DeleteOrganization", "2019"),
        steps=(Call("management", "DeleteOrganization", {}, {"Status": 200, "Body": ""}),),
    ),
    Fact(
        "wire-alphabetical",
        "Members are written in alphabetical order.",
        "recorded",
        TERRAFORM_LOG,
        steps=(
            Call(
                "management",
                "ListAccounts",
                {},
                {"Body": Like('.*"Arn":.*"Email":.*"Id":.*"JoinedMethod":.*"JoinedTimestamp":.*"Name":.*"Status":.*')},
            ),
        ),
        live=Live("read"),
    ),
    Fact(
        "wire-timestamps",
        "Timestamps are epoch seconds with milliseconds, as Java prints a double: 1.631121728678E9.",
        "recorded",
        TERRAFORM_LOG,
        given=STANDALONE,
        steps=(
            invite({"Body": Like(r'.*"RequestedTimestamp":1\.\d+E9.*')}),
            cancel("management"),
        ),
        live=Live("sends", member=OUTSIDE),
    ),
    # Ids and ARNs
    Fact(
        "wire-organization-party",
        "The Id of an ORGANIZATION party has no o-; the resource and the ARN have it.",
        "recorded",
        CAPTURE,
        given=STANDALONE,
        steps=(
            invite(
                {
                    "Handshake": {
                        "Parties": Has({"Type": "ORGANIZATION", "Id": "{organization:bare}"}),
                        "Resources": Has({"Type": "ORGANIZATION", "Value": "{organization}"}),
                        "Arn": _arn("invite"),
                    }
                }
            ),
            cancel("management"),
        ),
        live=Live("sends", member=OUTSIDE),
    ),
    Fact(
        "wire-arn-of-the-sender",
        "The ARN of a handshake names the management account and the organization of its sender, and its action in lower case.",
        "documented",
        SARS,
        given=STANDALONE,
        steps=(
            invite({"Handshake": {"Arn": _arn("invite")}}),
            Call(
                "member",
                "DescribeHandshake",
                {"HandshakeId": "{invite.Handshake.Id}"},
                {"Handshake": {"Arn": _arn("invite")}},
            ),
            cancel("management"),
        ),
        live=Live("sends", member=OUTSIDE),
    ),
    Fact(
        "wire-handshake-id",
        "The id of a handshake is h- and 8 to 32 lower-case letters and digits.",
        "documented",
        MODEL,
        given=STANDALONE,
        steps=(invite({"Handshake": {"Id": Like("h-[0-9a-z]{8,32}")}}), cancel("management")),
        live=Live("sends", member=OUTSIDE),
    ),
    Fact(
        "wire-parent-handshake",
        "The value of a PARENT_HANDSHAKE resource has no h-.",
        "documented",
        guide("Enabling all features, its outputs", "2022"),
        given=_OPEN_PROCESS,
        steps=(
            Call(
                "billing.management",
                "DescribeHandshake",
                {"HandshakeId": "{child}"},
                {"Handshake": {"Resources": Has({"Type": "PARENT_HANDSHAKE", "Value": "{parent:bare}"})}},
            ),
        ),
    ),
    Fact(
        "wire-partitions",
        "The region of the client decides the partition, which is in every ARN.",
        "documented",
        SARS,
        steps=(
            Call(
                "management",
                "InviteAccountToOrganization",
                {"Target": {"Type": "ACCOUNT", "Id": "{member}"}},
                {"Handshake": {"Arn": _arn("invite", "aws-us-gov")}},
                region="us-gov-west-1",
            ),
            Call(
                "management",
                "InviteAccountToOrganization",
                {"Target": {"Type": "ACCOUNT", "Id": "{member}"}},
                {"Handshake": {"Arn": _arn("invite", "aws-cn")}},
                region="cn-north-1",
            ),
        ),
    ),
    # Parties
    Fact(
        "parties-in-either-order",
        "The order of the parties varies from call to call, for one and the same handshake.",
        "recorded",
        CAPTURE,
        untold="that AWS is not steady can't be shown by a call; whatever is compared with AWS takes either order",
        about=("InviteAccountToOrganization", "DescribeHandshake"),
    ),
    Fact(
        "parties-organization-first",
        "Here the ORGANIZATION is always the first party.",
        "guess",
        because("most of the user guide's outputs have it there, and AWS has both orders"),
        given=STANDALONE,
        steps=(
            invite({"Handshake": {"Parties": [{"Type": "ORGANIZATION"}, {"Type": "ACCOUNT"}]}}),
            cancel("management"),
        ),
    ),
    Fact(
        "resources-in-one-order",
        "The resources of an invitation are always in the same order.",
        "recorded",
        CAPTURE,
        given=STANDALONE,
        steps=(
            invite(
                {"Handshake": {"Resources": [{"Type": "ORGANIZATION"}, {"Type": "ACCOUNT"}, {"Type": "NOTES"}]}},
                Notes="Hello",
            ),
            cancel("management"),
        ),
        live=Live("sends", member=OUTSIDE),
    ),
    Fact(
        "wire-unknown-members",
        "Unknown members of a request are ignored.",
        "recorded",
        CAPTURE,
        untold="botocore leaves out what its model does not know, so no client can send them",
        about=("InviteAccountToOrganization",),
    ),
    Fact(
        "wire-malformed-request",
        "A body that is no JSON object fails with SerializationException without a text.",
        "guess",
        because("other services of the same protocol answer like that"),
        untold="botocore sends none",
        about=("InviteAccountToOrganization",),
    ),
    Fact(
        "wire-service-exception",
        "ServiceException has the status 500, and every other modelled exception 400.",
        "documented",
        reference("HTTP Status Code of each exception"),
        given=(Given("add_error", {"operation": "DescribeHandshake", "error": "ServiceException", "times": None}),),
        steps=(
            Call(
                "management",
                "DescribeHandshake",
                {"HandshakeId": UNKNOWN_ID},
                {"Error": {"Code": "ServiceException"}, "Status": 500},
            ),
        ),
    ),
    Fact(
        "wire-states",
        "The state of a handshake is one of the model's.",
        "documented",
        MODEL,
        given=tuple(Given("seed", {"state": each, "id": f"h-state{each.lower()}"}) for each in _STATES),
        steps=tuple(
            Call("management", "DescribeHandshake", {"HandshakeId": f"h-state{each.lower()}"}, state(each))
            for each in _STATES
        ),
        about=("DescribeHandshake",),
    ),
)
