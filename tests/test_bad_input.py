from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from answers import MANAGEMENT, NOT_IN_USE, PATTERN, TOO_LONG, Refused, invalid, refused
from botocore.exceptions import ParamValidationError

from pytest_orghandshake._api import validation as validate
from pytest_orghandshake._world.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_orghandshake import OrgHandshake

PARTY_TYPE = ("INVALID_PARTY_TYPE_TARGET", "You specified an invalid party type as the target parameter.")
ADDRESS = ("INVALID_EMAIL_ADDRESS_TARGET", "You specified an invalid email address for the invited account owner.")
DUPLICATE_TAG = ("DUPLICATE_TAG_KEY", "Your request includes duplicate tag keys.")
SYSTEM_TAG = (
    "INVALID_SYSTEM_TAGS_PARAMETER",
    "You specified a tag key that is a system tag. You can\u2019t add, edit, or delete system tag keys because they're "
    "reserved for AWS use. System tags don\u2019t count against your tags per resource limit.",
)
TOO_MANY_TAGS = Refused(
    "ConstraintViolationException",
    "MAX_TAG_LIMIT_EXCEEDED",
    "You have exceeded the number of tags allowed on this resource.",
)
GOOD = {"Id": "222222222222", "Type": "ACCOUNT"}


@pytest.mark.parametrize(
    "operation", ["describe_handshake", "accept_handshake", "decline_handshake", "cancel_handshake"]
)
@pytest.mark.parametrize(
    ("handshake_id", "reason", "message"),
    [
        ("", "INVALID_PATTERN:HANDSHAKE_ID", PATTERN),
        ("h-1234567", "INVALID_PATTERN:HANDSHAKE_ID", PATTERN),
        ("h-EXAMPLEHANDSHAKE", "INVALID_PATTERN:HANDSHAKE_ID", PATTERN),
        ("h-examplehandshakeid111\n", "INVALID_PATTERN:HANDSHAKE_ID", PATTERN),
        (f"h-{33 * 'a'}", "INVALID_PATTERN:HANDSHAKE_ID", PATTERN),
        ("h-\ud800aaaaaaaa", "INVALID_PATTERN:HANDSHAKE_ID", PATTERN),
    ],
)
def test_an_id_that_no_handshake_could_have_is_invalid_input(
    orghandshake: OrgHandshake,
    client_of: Callable[..., Any],
    operation: str,
    handshake_id: str,
    reason: str,
    message: str,
) -> None:
    """An id that no handshake could have is InvalidInput, not HandshakeNotFound."""
    call = getattr(client_of(orghandshake.organization.management), operation)
    assert refused(call, HandshakeId=handshake_id) == invalid(reason, message)


@pytest.mark.parametrize("operation", ["describe_account", "remove_account_from_organization"])
@pytest.mark.parametrize("account_id", ["", "1", "22222222222x", 12 * "\uff12", "\udc00"])
def test_an_account_id_is_12_ascii_digits(
    orghandshake: OrgHandshake, client_of: Callable[..., Any], operation: str, account_id: str
) -> None:
    """An account id is 12 ASCII digits."""
    call = getattr(client_of(orghandshake.organization.management), operation)
    assert refused(call, AccountId=account_id) == invalid("INVALID_PATTERN:ACCOUNT_ID", PATTERN)


@pytest.mark.parametrize(
    ("params", "reason", "message"),
    [
        ({"Target": {"Id": "o-exampleorgid", "Type": "ORGANIZATION"}}, *PARTY_TYPE),
        ({"Target": {"Id": "222222222222", "Type": "PHONE"}}, *PARTY_TYPE),
        ({"Target": {"Id": "2222", "Type": "ACCOUNT"}}, "INVALID_PATTERN", PATTERN),
        ({"Target": {"Id": "owner@example.com", "Type": "ACCOUNT"}}, "INVALID_PATTERN", PATTERN),
        ({"Target": {"Id": "owner", "Type": "EMAIL"}}, *ADDRESS),
        ({"Target": {"Id": "a@b.c", "Type": "EMAIL"}}, *ADDRESS),
        ({"Target": {"Id": "222222222222", "Type": "EMAIL"}}, *ADDRESS),
        ({"Target": {"Id": "own er@example.com", "Type": "EMAIL"}}, *ADDRESS),
        ({"Target": {"Id": f"{60 * 'a'}@example.com", "Type": "EMAIL"}}, *ADDRESS),
        ({"Target": {"Id": "\ud800wner@example.com", "Type": "EMAIL"}}, *ADDRESS),
        ({"Notes": 1025 * "x"}, "MAX_LENGTH_EXCEEDED:NOTES", TOO_LONG),
        ({"Notes": "half a \udc00 pair"}, "INVALID_PATTERN:NOTES", PATTERN),
        ({"Tags": [{"Key": "a", "Value": "1"}, {"Key": "a", "Value": "2"}]}, *DUPLICATE_TAG),
        ({"Tags": [{"Key": "aws:team", "Value": ""}]}, *SYSTEM_TAG),
        ({"Tags": [{"Key": "a!", "Value": ""}]}, "INVALID_PATTERN:TAGS_1_MEMBER_KEY", PATTERN),
        ({"Tags": [{"Key": "a", "Value": "<b>"}]}, "INVALID_PATTERN:TAGS_1_MEMBER_VALUE", PATTERN),
        ({"Tags": [{"Key": "a", "Value": "\ud800"}]}, "INVALID_PATTERN:TAGS_1_MEMBER_VALUE", PATTERN),
        (
            {"Tags": [{"Key": "a", "Value": ""}, {"Key": 129 * "b", "Value": ""}]},
            "MAX_LENGTH_EXCEEDED:TAGS_2_MEMBER_KEY",
            TOO_LONG,
        ),
        ({"Tags": [{"Key": "a", "Value": 257 * "b"}]}, "MAX_LENGTH_EXCEEDED:TAGS_1_MEMBER_VALUE", TOO_LONG),
        ({"Target": {"Id": MANAGEMENT, "Type": "ACCOUNT"}, "Notes": 1025 * "x"}, "MAX_LENGTH_EXCEEDED:NOTES", TOO_LONG),
    ],
)
def test_what_an_invitation_says_is_checked_before_it_is_sent(
    orghandshake: OrgHandshake, client_of: Callable[..., Any], params: dict[str, Any], reason: str, message: str
) -> None:
    """Target, notes and tags are checked first, and nothing is sent if one is invalid."""
    call = client_of(orghandshake.organization.management).invite_account_to_organization
    assert refused(call, **{"Target": GOOD, **params}) == invalid(reason, message)
    assert orghandshake.handshakes == []


def test_input_is_checked_before_the_caller(orghandshake: OrgHandshake, client_of: Callable[..., Any]) -> None:
    """Even a caller without an organization gets errors about its input first."""
    client = client_of(orghandshake.add_account())
    assert refused(client.invite_account_to_organization, Target=GOOD, Notes=1025 * "x").reason == (
        "MAX_LENGTH_EXCEEDED:NOTES"
    )
    assert refused(client.list_accounts, MaxResults=21).reason == "MAX_VALUE_EXCEEDED:MAX_RESULTS"
    assert refused(client.list_accounts) == NOT_IN_USE


def test_the_longest_input_is_accepted(orghandshake: OrgHandshake, client_of: Callable[..., Any]) -> None:
    """Notes of 1024 characters, an address of 64 and 50 tags of full length pass; a 51st tag does not."""
    tags = [{"Key": f"{number:03}{125 * 'k'}", "Value": 256 * "é"} for number in range(51)]
    call = client_of(orghandshake.organization.management).invite_account_to_organization
    address = f"{52 * 'a'}@example.com"
    params: dict[str, Any] = {"Target": {"Id": address, "Type": "EMAIL"}, "Notes": 1024 * "😀"}
    assert refused(call, **params, Tags=tags) == TOO_MANY_TAGS
    handshake = call(**params, Tags=tags[:50])["Handshake"]
    assert handshake["Resources"][1:] == [{"Type": "EMAIL", "Value": address}, {"Type": "NOTES", "Value": 1024 * "😀"}]


@pytest.mark.parametrize("operation", ["list_handshakes_for_account", "list_handshakes_for_organization"])
@pytest.mark.parametrize(
    ("params", "reason", "message"),
    [
        (
            {"Filter": {"ActionType": "INVITE", "ParentHandshakeId": "h-examplehandshakeid111"}},
            "MAX_LIMIT_EXCEEDED_FILTER",
            "You specified too many filter parameters.",
        ),
        ({"Filter": {"ActionType": "invite"}}, "INVALID_ENUM:FILTER_ACTION_TYPE", "You specified an invalid value."),
        (
            {"Filter": {"ParentHandshakeId": "examplehandshakeid111"}},
            "INVALID_PATTERN:FILTER_PARENT_HANDSHAKE_ID",
            PATTERN,
        ),
        ({"Filter": {"ParentHandshakeId": ""}}, "INVALID_PATTERN:FILTER_PARENT_HANDSHAKE_ID", PATTERN),
        (
            {"MaxResults": 21},
            "MAX_VALUE_EXCEEDED:MAX_RESULTS",
            "You provided a numeric parameter that has a larger value than allowed.",
        ),
    ],
)
def test_the_words_of_a_list_are_checked(
    orghandshake: OrgHandshake,
    client_of: Callable[..., Any],
    operation: str,
    params: dict[str, Any],
    reason: str,
    message: str,
) -> None:
    """A filter has one of two keys with AWS's values, and a page has at most 20 handshakes."""
    call = getattr(client_of(orghandshake.organization.management), operation)
    assert refused(call, **params) == invalid(reason, message)


def test_what_botocore_refuses_itself_is_no_call(orghandshake: OrgHandshake, client_of: Callable[..., Any]) -> None:
    """A call that botocore itself refuses is never sent, and so is not logged."""
    client = client_of(orghandshake.organization.management)
    with pytest.raises(ParamValidationError):
        client.list_handshakes_for_account(MaxResults=0)
    with pytest.raises(ParamValidationError):
        client.invite_account_to_organization(Target={"Id": "", "Type": "EMAIL"})
    assert orghandshake.calls == []


@pytest.mark.parametrize(
    ("check", "params", "reason"),
    [
        (validate.handshake_id, {}, "INPUT_REQUIRED:HANDSHAKE_ID"),
        (validate.handshake_id, {"HandshakeId": 1}, "INVALID_PATTERN:HANDSHAKE_ID"),
        (validate.account_id, {"AccountId": None}, "INPUT_REQUIRED:ACCOUNT_ID"),
        (validate.target, {}, "INVALID_PATTERN"),
        (validate.target, {"Target": {}}, "INVALID_PARTY_TYPE_TARGET"),
        (validate.target, {"Target": {"Type": "EMAIL"}}, "INVALID_EMAIL_ADDRESS_TARGET"),
        (validate.target, {"Target": {"Type": "ACCOUNT"}}, "INVALID_PATTERN"),
        (validate.target, {"Target": {"Type": "ACCOUNT", "Id": 222222222222}}, "INVALID_PATTERN"),
        (validate.notes, {"Notes": 1}, "INVALID_PATTERN:NOTES"),
        (validate.tags, {"Tags": {}}, "INVALID_PATTERN:TAGS"),
        (validate.tags, {"Tags": ["a"]}, "INVALID_PATTERN:TAGS_1_MEMBER"),
        (validate.tags, {"Tags": [{"Value": "a"}]}, "INPUT_REQUIRED:TAGS_1_MEMBER_KEY"),
        (validate.tags, {"Tags": [{"Key": "", "Value": "a"}]}, "MIN_LENGTH_EXCEEDED:TAGS_1_MEMBER_KEY"),
        (validate.tags, {"Tags": [{"Key": "a"}]}, "INPUT_REQUIRED:TAGS_1_MEMBER_VALUE"),
        (validate.tags, {"Tags": [{"Key": "a", "Value": 1}]}, "INVALID_PATTERN:TAGS_1_MEMBER_VALUE"),
        (validate.filters, {"Filter": ["INVITE"]}, "INVALID_PATTERN:FILTER"),
        (validate.max_results, {"MaxResults": "5"}, "INVALID_PATTERN:MAX_RESULTS"),
        (validate.max_results, {"MaxResults": True}, "INVALID_PATTERN:MAX_RESULTS"),
        (validate.max_results, {"MaxResults": 0}, "MIN_VALUE_EXCEEDED:MAX_RESULTS"),
    ],
)
def test_what_only_another_client_could_send(
    check: Callable[[dict[str, Any]], object], params: dict[str, Any], reason: str
) -> None:
    """Input that botocore would not send is refused with the same grammar of Reasons."""
    with pytest.raises(Refusal) as caught:
        check(params)
    assert (caught.value.code, caught.value.reason) == ("InvalidInputException", reason)
