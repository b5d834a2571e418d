from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from answers import DENIED, NO_TARGET, NOT_IN_USE, PATTERN, REQUIRED, TOO_LONG, Refused, invalid, of, refused

from pytest_orghandshake import SetupError

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_orghandshake import OrgHandshake

TEAM = {"Key": "Team", "Value": "vending"}
STAGE = {"Key": "Stage", "Value": ""}


def tags_of(client: Any, resource: str) -> dict[str, str]:
    """Return the tags of a resource, as ListTagsForResource does."""
    return {each["Key"]: each["Value"] for each in client.list_tags_for_resource(ResourceId=resource)["Tags"]}


@pytest.mark.parametrize("target", ["ACCOUNT", "EMAIL"])
def test_the_tags_of_an_invitation_are_the_accounts_once_it_joins(
    orghandshake: OrgHandshake, organizations: Any, client_of: Callable[..., Any], target: str
) -> None:
    """An invitation's tags appear when the account joins, and are removed when it leaves."""
    account = orghandshake.add_account("222222222222", email="owner@example.com")
    to = {"Type": target, "Id": account.id if target == "ACCOUNT" else account.email}
    invite = organizations.invite_account_to_organization(Target=to, Tags=[TEAM, STAGE])["Handshake"]
    assert "Tags" not in invite
    assert orghandshake.handshake(invite["Id"]).tags == {"Team": "vending", "Stage": ""}
    assert account.tags == {}
    assert refused(organizations.list_tags_for_resource, ResourceId=account.id) == NO_TARGET
    client_of(account).accept_handshake(HandshakeId=invite["Id"])
    assert account.tags == tags_of(organizations, account.id) == {"Team": "vending", "Stage": ""}
    client_of(account).leave_organization()
    assert account.tags == {}


def test_a_seed_has_tags(orghandshake: OrgHandshake, organizations: Any) -> None:
    """seed(tags=) sets the tags of an invitation, and set_state gives them to the account."""
    given = {"Team": "vending"}
    invite = orghandshake.seed(account="222222222222", tags=given)
    given["Team"] = "later"
    assert orghandshake.seed().tags == {}
    orghandshake.set_state(invite, "ACCEPTED")
    assert tags_of(organizations, "222222222222") == {"Team": "vending"} == invite.tags
    assert "Tags" not in organizations.describe_handshake(HandshakeId=invite.id)["Handshake"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({"tags": [TEAM]}, f"tags={[TEAM]!r}: keys and values must be text, as in tags={{'Team': 'vending'}}"),
        ({"tags": {"Cost": 5}}, "tags={'Cost': 5}: keys and values must be text, as in tags={'Team': 'vending'}"),
        (
            {"tags": {"a": "b"}, "action": "ENABLE_ALL_FEATURES"},
            "a handshake with action ENABLE_ALL_FEATURES carries no tags: remove tags=",
        ),
    ],
)
def test_refused_tags_of_a_seed(orghandshake: OrgHandshake, words: dict[str, Any], message: str) -> None:
    """Values that are not tags are refused, and nothing is added."""
    with pytest.raises(SetupError) as caught:
        orghandshake.seed(**words)
    assert str(caught.value) == message
    assert orghandshake.handshakes == []


def test_what_can_be_tagged(orghandshake: OrgHandshake, organizations: Any) -> None:
    """Accounts, units and the root can be tagged, retagged and untagged; missing keys are ignored."""
    unit = organizations.create_organizational_unit(ParentId="r-exam", Name="Workloads", Tags=[STAGE])
    unit_id = unit["OrganizationalUnit"]["Id"]
    assert orghandshake.organization.units[0].tags == {"Stage": ""}
    organization = orghandshake.organization
    things: list[Any] = [organization.management, *organization.units, organization.root]
    for thing in things:
        assert of(organizations.tag_resource(ResourceId=thing.id, Tags=[TEAM, STAGE])) == {}
        organizations.tag_resource(ResourceId=thing.id, Tags=[{"Key": "Team", "Value": "other"}])
        assert thing.tags == tags_of(organizations, thing.id) == {"Stage": "", "Team": "other"}
        assert of(organizations.untag_resource(ResourceId=thing.id, TagKeys=["Stage", "Nothing"])) == {}
        organizations.tag_resource(ResourceId=thing.id, Tags=[])
        assert thing.tags == {"Team": "other"}
    assert organizations.list_tags_for_resource(ResourceId=unit_id)["Tags"] == [{"Key": "Team", "Value": "other"}]


def test_a_resource_has_fifty_tags(orghandshake: OrgHandshake, organizations: Any) -> None:
    """Existing tags count towards the limit, and the whole call is refused."""
    tags = [{"Key": str(number), "Value": ""} for number in range(50)]
    organizations.tag_resource(ResourceId="111111111111", Tags=tags)
    organizations.tag_resource(ResourceId="111111111111", Tags=tags[:1])
    asked = {"ResourceId": "111111111111", "Tags": [{"Key": "0", "Value": "changed"}, TEAM]}
    assert refused(organizations.tag_resource, **asked) == Refused(
        "ConstraintViolationException",
        "MAX_TAG_LIMIT_EXCEEDED",
        "You have exceeded the number of tags allowed on this resource.",
    )
    assert orghandshake.organization.management.tags["0"] == ""


CALLS: list[tuple[str, dict[str, Any]]] = [
    ("tag_resource", {"Tags": [TEAM]}),
    ("untag_resource", {"TagKeys": ["Team"]}),
    ("list_tags_for_resource", {}),
]


@pytest.mark.parametrize(("operation", "params"), CALLS)
def test_who_may(
    orghandshake: OrgHandshake, client_of: Callable[..., Any], operation: str, params: dict[str, Any]
) -> None:
    """Management may tag, a plain member is denied, and a standalone account has no organization."""
    member = orghandshake.add_account(organization=orghandshake.organization)
    other = orghandshake.add_organization()
    asked = {"ResourceId": member.id, **params}
    assert refused(getattr(client_of(member), operation), **asked) == DENIED
    assert refused(getattr(client_of(orghandshake.add_account()), operation), **asked) == NOT_IN_USE
    for target in (member.id, "999999999999", "r-exam", "ou-exam-00000000", "p-FullAWSAccess", "rt-00000000"):
        assert refused(getattr(client_of(other.management), operation), **{**asked, "ResourceId": target}) == NO_TARGET


@pytest.mark.parametrize(
    ("operation", "params", "reason", "message"),
    [
        *((each, {"ResourceId": "o-exampleorgid"}, "INVALID_PATTERN:RESOURCE_ID", PATTERN) for each, _ in CALLS),
        ("list_tags_for_resource", {"ResourceId": None}, "INPUT_REQUIRED:RESOURCE_ID", REQUIRED),
        ("tag_resource", {"Tags": None}, "INPUT_REQUIRED:TAGS", REQUIRED),
        ("tag_resource", {"Tags": [TEAM, {"Key": "x"}]}, "INPUT_REQUIRED:TAGS_2_MEMBER_VALUE", REQUIRED),
        ("untag_resource", {"TagKeys": None}, "INPUT_REQUIRED:TAG_KEYS", REQUIRED),
        ("untag_resource", {"TagKeys": {}}, "INVALID_PATTERN:TAG_KEYS", PATTERN),
        ("untag_resource", {"TagKeys": ["a", 129 * "x"]}, "MAX_LENGTH_EXCEEDED:TAG_KEYS_2_MEMBER", TOO_LONG),
    ],
)
def test_input_is_checked_first(
    orghandshake: OrgHandshake, operation: str, params: dict[str, Any], reason: str, message: str
) -> None:
    """Input is checked first, and the Reason has the recorded form."""
    import json  # noqa: PLC0415

    from pytest_orghandshake._world.identity import Signature  # noqa: PLC0415

    asked = {"ResourceId": "111111111111", **dict(CALLS)[operation], **params}
    asked = {name: value for name, value in asked.items() if value is not None}
    name = "".join(part.title() for part in operation.split("_"))
    answer: Any = orghandshake._service.answer("organizations", name, Signature("", "aws"), json.dumps(asked).encode())
    error = json.loads(answer.body)
    assert Refused(error["__type"], error["Reason"], error["Message"], answer.status) == invalid(reason, message)


def test_all_tags_are_on_one_page(orghandshake: OrgHandshake, organizations: Any) -> None:
    """ListTagsForResource neither returns nor accepts a token."""
    orghandshake.add_account(organization=orghandshake.organization)
    token = organizations.list_accounts(MaxResults=1)["NextToken"]
    for each in (token, "x"):
        assert refused(organizations.list_tags_for_resource, ResourceId="r-exam", NextToken=each).reason == (
            "INVALID_NEXT_TOKEN"
        )
