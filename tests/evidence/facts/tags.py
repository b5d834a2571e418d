"""Tags of accounts, organizational units and the root."""

from __future__ import annotations

from ..fact import Call, Fact, Given, Live
from ..forms import (
    DELEGATED,
    DENIED,
    REQUIRED,
    SAME,
    TOO_LONG,
    UNKNOWN_ACCOUNT,
    accept,
    invalid,
    invite,
)
from ..matching import ABSENT, error
from ..sources import CAPTURE, MODEL, because, guide

_TAG, _UNTAG, _LIST = "TagResource", "UntagResource", "ListTagsForResource"
_TEAM = {"Key": "Team", "Value": "vending"}
_MANY = [{"Key": f"key{number}", "Value": ""} for number in range(51)]
_NO_TARGET = error("TargetNotFoundException", "You specified a target that doesn't exist.")

FACTS = (
    Fact(
        "tags-of-an-unknown-account",
        "The tags of an account that does not exist fail with TargetNotFoundException.",
        "recorded",
        CAPTURE,
        steps=(Call("management", _LIST, {"ResourceId": UNKNOWN_ACCOUNT}, _NO_TARGET),),
        live=Live("read"),
    ),
    Fact(
        "tags-reasons",
        "What is missing or too long in Tags and TagKeys is named by its path: TAGS, TAGS_1_MEMBER_VALUE, TAGS_2_MEMBER_KEY, "
        "TAG_KEYS.",
        "recorded",
        CAPTURE,
        given=SAME,
        steps=(
            Call(
                "management",
                _TAG,
                {"ResourceId": "{member}"},
                invalid("INPUT_REQUIRED:TAGS", REQUIRED),
                is_checked=False,
            ),
            Call(
                "management",
                _TAG,
                {"ResourceId": "{member}", "Tags": [{"Key": "Team"}]},
                invalid("INPUT_REQUIRED:TAGS_1_MEMBER_VALUE", REQUIRED),
                is_checked=False,
            ),
            Call(
                "management",
                _TAG,
                {"ResourceId": "{member}", "Tags": [_TEAM, {"Key": "k" * 129, "Value": ""}]},
                invalid("MAX_LENGTH_EXCEEDED:TAGS_2_MEMBER_KEY", TOO_LONG),
            ),
            Call(
                "management",
                _UNTAG,
                {"ResourceId": "{member}"},
                invalid("INPUT_REQUIRED:TAG_KEYS", REQUIRED),
                is_checked=False,
            ),
            Call("management", _LIST, {"ResourceId": "{member}"}, {"Tags": []}),
        ),
    ),
    Fact(
        "tags-duplicate-keys",
        "Two tags with one key fail with DUPLICATE_TAG_KEY without a field.",
        "recorded",
        CAPTURE,
        given=SAME,
        steps=(
            Call(
                "management",
                _TAG,
                {"ResourceId": "{member}", "Tags": [_TEAM, _TEAM]},
                invalid("DUPLICATE_TAG_KEY", "Your request includes duplicate tag keys."),
            ),
        ),
    ),
    Fact(
        "tags-nothing-to-do",
        "An empty list of tags, and a key that is not there, are no error.",
        "recorded",
        CAPTURE,
        given=SAME,
        steps=(
            Call("management", _TAG, {"ResourceId": "{member}", "Tags": []}, {"Status": 200}),
            Call("management", _UNTAG, {"ResourceId": "{member}", "TagKeys": ["absent"]}, {"Status": 200}),
        ),
    ),
    Fact(
        "tags-empty-value",
        "A tag's value may be empty.",
        "recorded",
        CAPTURE,
        given=SAME,
        steps=(
            Call(
                "management", _TAG, {"ResourceId": "{member}", "Tags": [{"Key": "Team", "Value": ""}]}, {"Status": 200}
            ),
            Call("management", _LIST, {"ResourceId": "{member}"}, {"Tags": [{"Key": "Team", "Value": ""}]}),
        ),
    ),
    Fact(
        "tags-lengths-count-characters",
        "Lengths count characters, not bytes: a key of 128 accented letters will do.",
        "recorded",
        CAPTURE,
        given=SAME,
        steps=(
            Call(
                "management",
                _TAG,
                {"ResourceId": "{member}", "Tags": [{"Key": "é" * 128, "Value": ""}]},
                {"Status": 200},
            ),
        ),
    ),
    Fact(
        "tags-are-managements",
        "Tags are changed by the management account, and listed to delegated administrators too.",
        "documented",
        guide("Delegated administrator for AWS Organizations"),
        given=(*DELEGATED, *SAME),
        steps=(
            Call("member", _TAG, {"ResourceId": "{member}", "Tags": [_TEAM]}, DENIED),
            Call("delegated", _LIST, {"ResourceId": "{member}"}, {"Tags": []}),
        ),
    ),
    Fact(
        "tags-of-an-invitation",
        "The tags of an invitation are the account's once it has joined.",
        "documented",
        MODEL,
        steps=(
            invite(Tags=[_TEAM]),
            accept("member"),
            Call("management", _LIST, {"ResourceId": "{member}"}, {"Tags": [_TEAM]}),
        ),
    ),
    Fact(
        "tags-go-with-membership",
        "Tags go when the account leaves the organization.",
        "documented",
        guide("Tagging AWS Organizations resources"),
        steps=(
            invite(Tags=[_TEAM]),
            accept("member"),
            Call("member", "LeaveOrganization"),
            invite(),
            accept("member"),
            Call("management", _LIST, {"ResourceId": "{member}"}, {"Tags": []}),
        ),
    ),
    Fact(
        "tags-at-most-50",
        "A resource has 50 tags at most: MAX_TAG_LIMIT_EXCEEDED, in the model's words.",
        "documented",
        MODEL,
        given=SAME,
        steps=(
            Call(
                "management",
                _TAG,
                {"ResourceId": "{member}", "Tags": _MANY},
                error(
                    "ConstraintViolationException",
                    "You have exceeded the number of tags allowed on this resource.",
                    "MAX_TAG_LIMIT_EXCEEDED",
                ),
            ),
        ),
    ),
    Fact(
        "tags-on-one-page",
        "All tags are on one page.",
        "guess",
        because("ListTagsForResource takes no MaxResults; nobody has published a second page"),
        given=(*SAME,),
        steps=(
            Call("management", _TAG, {"ResourceId": "{member}", "Tags": _MANY[:50]}),
            Call("management", _LIST, {"ResourceId": "{member}"}, {"Tags": _MANY[:50], "NextToken": ABSENT}),
        ),
    ),
    Fact(
        "tags-of-policies",
        "Policies and transfers have no tags here: TargetNotFoundException.",
        "guess",
        because("the fake has no policies, and keeps no tags of transfers"),
        given=(Given("seed", {}, "sent"),),
        steps=(Call("management", _LIST, {"ResourceId": "p-0a51c0de"}, _NO_TARGET),),
        rests_on=("tags-of-an-unknown-account",),
    ),
)
