from __future__ import annotations

from typing import TYPE_CHECKING, Any

import boto3
import pytest
from answers import Refused, keys_of, refused, violation
from botocore.config import Config

if TYPE_CHECKING:
    from pytest_orghandshake import OrgHandshake

ROLE = "arn:aws:iam::222222222222:role/vending/Deployer"
CREATED = "arn:aws:iam::222222222222:role/OrganizationAccountAccessRole"


def sts(**words: Any) -> Any:
    """Make a client without parameter validation."""
    return boto3.client("sts", "us-east-1", config=Config(parameter_validation=False), **words)


@pytest.mark.usefixtures("orghandshake")
@pytest.mark.parametrize(
    ("params", "wrong"),
    [
        ({"RoleSessionName": 65 * "a"}, [violation(f"'{65 * 'a'}'", "roleSessionName", "have length less than or equal to 64")]),
        ({"RoleSessionName": "a"}, [violation("'a'", "roleSessionName", "have length greater than or equal to 2")]),
        ({"RoleSessionName": None}, [violation("null", "roleSessionName", "not be null")]),
        ({"RoleArn": ""}, [violation("''", "roleArn", "have length greater than or equal to 20")]),
        (
            {"RoleSessionName": "!", "DurationSeconds": 43201},
            [
                violation("'!'", "roleSessionName", "have length greater than or equal to 2"),
                violation("'43201'", "durationSeconds", "have value less than or equal to 43200"),
                violation("'!'", "roleSessionName", "satisfy regular expression pattern: [\\w+=,.@-]*"),
            ],
        ),
    ],
)  # fmt: skip
def test_all_that_is_wrong_with_a_request_is_said_at_once(params: dict[str, Any], wrong: list[str]) -> None:
    """AWS's validation reports every invalid value with its constraint, and counts them."""
    asked = {"RoleArn": ROLE, "RoleSessionName": "vending", **params}
    asked = {name: value for name, value in asked.items() if value is not None}
    counted = "1 validation error" if len(wrong) == 1 else f"{len(wrong)} validation errors"
    assert refused(sts().assume_role, **asked) == Refused(
        "ValidationError", None, f"{counted} detected: {'; '.join(wrong)}"
    )


@pytest.mark.usefixtures("orghandshake")
@pytest.mark.parametrize("seconds", ["0900", "+900"])
def test_leading_zeros_and_a_sign_are_a_number(seconds: str) -> None:
    """Numbers with leading zeros or a sign are valid in the query protocol, as recorded."""
    assert sts().assume_role(RoleArn=ROLE, RoleSessionName="vending", DurationSeconds=seconds)["Credentials"]


@pytest.mark.usefixtures("orghandshake")
@pytest.mark.parametrize("seconds", [" 900 ", "900.0", "9e2", ""])
def test_what_is_no_number_is_malformed(seconds: str) -> None:
    """Anything else is a malformed number."""
    asked = {"RoleArn": ROLE, "RoleSessionName": "vending", "DurationSeconds": seconds}
    assert refused(sts().assume_role, **asked)[::3] == ("MalformedInput", 400)


@pytest.mark.usefixtures("orghandshake")
def test_a_chain_of_roles_ends_after_an_hour() -> None:
    """A role may assume another role for an hour, and not a second longer."""
    first = keys_of(sts().assume_role(RoleArn=ROLE, RoleSessionName="first", DurationSeconds=43200))
    asked = {"RoleArn": ROLE.replace("2222", "3333"), "RoleSessionName": "second"}
    assert sts(**first).assume_role(**asked, DurationSeconds=3600)["Credentials"]
    assert refused(sts(**first).assume_role, **asked, DurationSeconds=3601) == Refused(
        "ValidationError",
        None,
        "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.",
    )


@pytest.mark.usefixtures("orghandshake")
def test_the_role_of_created_accounts_lasts_an_hour() -> None:
    """OrganizationAccountAccessRole has a MaxSessionDuration of 3600; that of other roles is unknown."""
    asked = {"RoleArn": CREATED, "RoleSessionName": "vending"}
    assert sts().assume_role(**asked, DurationSeconds=3600)["Credentials"]
    assert refused(sts().assume_role, **asked, DurationSeconds=3601) == Refused(
        "ValidationError", None, "The requested DurationSeconds exceeds the MaxSessionDuration set for this role."
    )


def test_a_denial_names_the_caller_and_the_role(orghandshake: OrgHandshake) -> None:
    """A scripted AccessDenied names the caller and the role, in AWS's words."""
    orghandshake.add_error("AssumeRole", "AccessDenied", times=2)
    asked = {"RoleArn": CREATED, "RoleSessionName": "vending"}
    client = sts(**orghandshake.credentials("333333333333"))
    denied = "is not authorized to perform: sts:AssumeRole on resource"
    assert refused(client.assume_role, **asked) == Refused(
        "AccessDenied", None, f"User: arn:aws:iam::333333333333:user/orghandshake {denied}: {CREATED}", 403
    )
    orghandshake._service.faults.unused()
    with orghandshake.act_as("444444444444"):
        assert refused(sts().assume_role, **asked).message == (
            f"User: arn:aws:iam::444444444444:user/orghandshake {denied}: {CREATED}"
        )


def test_a_denied_role_is_named_as_a_role(orghandshake: OrgHandshake) -> None:
    """A caller with an assumed role is named by the ARN of its session."""
    role = keys_of(sts().assume_role(RoleArn=ROLE, RoleSessionName="first"))
    orghandshake.add_error("AssumeRole", "AccessDenied")
    assert refused(sts(**role).assume_role, RoleArn=CREATED, RoleSessionName="second").message == (
        "User: arn:aws:sts::222222222222:assumed-role/Deployer/first is not authorized to perform: sts:AssumeRole on "
        f"resource: {CREATED}"
    )


def test_a_denial_in_the_words_of_a_test_stays_as_it_is(orghandshake: OrgHandshake) -> None:
    """A message of the test's own is kept."""
    orghandshake.add_error("AssumeRole", "AccessDenied", message="no")
    assert refused(sts().assume_role, RoleArn=ROLE, RoleSessionName="x") == Refused("AccessDenied", None, "no", 403)


def test_a_wrong_signature_is_told_at_length(orghandshake: OrgHandshake) -> None:
    """SignatureDoesNotMatch has the ending of STS's text."""
    orghandshake.add_error("GetCallerIdentity", "SignatureDoesNotMatch")
    assert refused(sts().get_caller_identity) == Refused(
        "SignatureDoesNotMatch",
        None,
        "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key "
        "and signing method. Consult the service documentation for details.",
        403,
    )
