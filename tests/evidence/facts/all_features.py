"""EnableAllFeatures, and the handshakes of the all-features family."""

from __future__ import annotations

from ..fact import Call, Fact, Given, Live
from ..forms import (
    DENIED,
    OLD,
    SAME,
    STANDALONE_CALLER,
    accept,
    leaf,
    state,
)
from ..matching import InAnyOrder, Later, error
from ..migration_forms import CONSTRAINT, ENABLE, PARENT, WITH_MEMBER, children, start
from ..sources import CAPTURE, MODEL, TERRAFORM_TESTS, because, guide, observed

FACTS = (
    Fact(
        "features-already-all",
        "EnableAllFeatures in an organization that has them fails with ORGANIZATION_ALREADY_HAS_ALL_FEATURES.",
        "recorded",
        CAPTURE,
        steps=(
            Call(
                "management",
                ENABLE,
                {},
                error(
                    CONSTRAINT,
                    "All features are already enabled on this organization.",
                    "ORGANIZATION_ALREADY_HAS_ALL_FEATURES",
                ),
            ),
        ),
        live=Live("refusal", all_features=True),
    ),
    Fact(
        "features-by-a-member",
        "EnableAllFeatures by a member fails with AccessDeniedException.",
        "recorded",
        CAPTURE,
        given=SAME,
        steps=(Call("member", ENABLE, {}, DENIED),),
        live=Live("refusal", member=("same",)),
    ),
    Fact(
        "features-by-a-standalone-account",
        "EnableAllFeatures by a standalone account fails with AWSOrganizationsNotInUseException.",
        "guess",
        because("it was seen for DescribeOrganization and ListAccounts, and is in the list of this operation"),
        steps=(Call("member", ENABLE, {}, STANDALONE_CALLER),),
        live=Live("refusal", member=("standalone",)),
        rests_on=("organization-of-a-standalone-account",),
    ),
    Fact(
        "features-change-when-finalized",
        "FeatureSet stays CONSOLIDATED_BILLING until the process is finalized, even in an organization without members.",
        "recorded",
        TERRAFORM_TESTS,
        given=OLD,
        steps=(
            start(),
            Call(
                "billing.management",
                "DescribeOrganization",
                {},
                {"Organization": {"FeatureSet": "CONSOLIDATED_BILLING"}},
            ),
            accept("billing.management", state("ACCEPTED"), of=PARENT),
            Call("billing.management", "DescribeOrganization", {}, {"Organization": {"FeatureSet": "ALL"}}),
        ),
    ),
    Fact(
        "features-last-90-days",
        "The handshakes of the process expire after 90 days.",
        "documented",
        guide("Enabling all features, its outputs", "2022"),
        given=OLD,
        steps=(
            start({"Handshake": {"ExpirationTimestamp": Later("{parent.Handshake.RequestedTimestamp}", 7_776_000)}}),
        ),
    ),
    Fact(
        "features-parent-shape",
        "The parent is an ENABLE_ALL_FEATURES handshake with the organization as its only party and resource.",
        "documented",
        guide("Enabling all features, its outputs", "2022"),
        given=OLD,
        steps=(
            start(
                {
                    "Handshake": {
                        "Action": "ENABLE_ALL_FEATURES",
                        "State": "REQUESTED",
                        "Parties": [{"Id": "{billing:bare}", "Type": "ORGANIZATION"}],
                        "Resources": [leaf("ORGANIZATION", "{billing}")],
                    }
                }
            ),
        ),
    ),
    Fact(
        "features-child-shape",
        "Each invited member gets an APPROVE_ALL_FEATURES handshake, whose resources are its parent, the organization and "
        "the account.",
        "documented",
        guide("Enabling all features, its outputs", "2022"),
        given=WITH_MEMBER,
        steps=(
            start(),
            children(
                {
                    "Handshakes": [
                        {
                            "Action": "APPROVE_ALL_FEATURES",
                            "State": "OPEN",
                            "Parties": InAnyOrder(
                                (
                                    {"Id": "{billing:bare}", "Type": "ORGANIZATION"},
                                    {"Id": "{member}", "Type": "ACCOUNT"},
                                )
                            ),
                            "Resources": [
                                leaf("PARENT_HANDSHAKE", "{parent.Handshake.Id:bare}"),
                                leaf("ORGANIZATION", "{billing}"),
                                leaf("ACCOUNT", "{member}"),
                            ],
                        }
                    ]
                }
            ),
        ),
    ),
    Fact(
        "features-child-expires-with-parent",
        "A child has its parent's expiry.",
        "documented",
        guide("Enabling all features, its outputs", "2022"),
        given=WITH_MEMBER,
        steps=(
            start(),
            children({"Handshakes": [{"ExpirationTimestamp": Later("{parent.Handshake.ExpirationTimestamp}", 0)}]}),
        ),
    ),
    Fact(
        "features-created-members-are-not-asked",
        "Accounts that were created in the organization are not asked.",
        "documented",
        guide("Enabling all features"),
        given=(*OLD, Given("add_account", {"organization": "{billing}"}, "created")),
        steps=(start(), children({"Handshakes": []})),
    ),
    Fact(
        "features-twice",
        "EnableAllFeatures while the process runs fails with ORGANIZATION_IS_ALREADY_PENDING_ALL_FEATURES_MIGRATION.",
        "documented",
        MODEL,
        given=OLD,
        steps=(
            start(),
            Call(
                "billing.management",
                ENABLE,
                {},
                {"Reason": "ORGANIZATION_IS_ALREADY_PENDING_ALL_FEATURES_MIGRATION", "Error": {"Code": CONSTRAINT}},
            ),
        ),
    ),
    Fact(
        "features-twice-text",
        "The text for a process that runs already is the model's.",
        "guess",
        because("nobody has published it"),
        given=OLD,
        steps=(
            start(),
            Call(
                "billing.management",
                ENABLE,
                {},
                error(
                    CONSTRAINT,
                    "The handshake request is invalid because the organization has already started the process to enable "
                    "all features.",
                    "ORGANIZATION_IS_ALREADY_PENDING_ALL_FEATURES_MIGRATION",
                ),
            ),
        ),
    ),
    Fact(
        "features-are-for-good",
        "All features can't be given up again.",
        "documented",
        guide("Enabling all features"),
        untold="there is no operation that would do it",
        about=(ENABLE,),
    ),
    Fact(
        "features-already-all-in-public",
        "The text of ORGANIZATION_ALREADY_HAS_ALL_FEATURES was printed by the AWS CLI too.",
        "recorded",
        observed("output of the AWS CLI that a third party published"),
        untold="features-already-all shows it",
        about=(ENABLE,),
    ),
)
