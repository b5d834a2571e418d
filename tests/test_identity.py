from __future__ import annotations

from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from hypothesis import given
from hypothesis import strategies as st

from pytest_orghandshake import SetupError, fake_handshakes
from pytest_orghandshake._world import identity

if TYPE_CHECKING:
    from pytest_orghandshake import OrgHandshake

ROLE = "arn:aws:iam::222222222222:role/vending/Deployer"
ACCOUNTS = st.integers(1, 10**12 - 1).map("{:012d}".format)
PATTERN = "Member must satisfy regular expression pattern: [\\w+=,.@-]*"


def sts(**keys: Any) -> Any:
    """Return a client."""
    return boto3.client("sts", region_name=keys.pop("region", "us-east-1"), **keys)


def account_of(**keys: Any) -> str:
    """Return the account that calls with these keys."""
    return str(sts(**keys).get_caller_identity()["Account"])


def keys_of(reply: dict[str, Any]) -> dict[str, Any]:
    """Return the keys in a reply of AssumeRole, in the form that clients take."""
    return {
        "aws_access_key_id": reply["Credentials"]["AccessKeyId"],
        "aws_secret_access_key": reply["Credentials"]["SecretAccessKey"],
        "aws_session_token": reply["Credentials"]["SessionToken"],
    }


def error_of(**params: Any) -> dict[str, Any]:
    """Return the error of AssumeRole, with botocore's validation switched off."""
    with pytest.raises(ClientError) as raised:
        sts(config=Config(parameter_validation=False)).assume_role(
            **{"RoleArn": ROLE, "RoleSessionName": "vending", **params}
        )
    assert raised.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400
    return dict(raised.value.response["Error"])


@given(account=ACCOUNTS, number=st.integers(0, 2**32 - 1))
def test_every_key_carries_its_account(account: str, number: int) -> None:
    """The account can be decoded from every key that was made for it."""
    key = identity.key_of(account, number=number)
    assert (key[:4], len(key), identity.account_in(key)) == ("ASIA", 20, account)


@given(account=ACCOUNTS)
def test_credentials_name_any_account(account: str) -> None:
    """The keys of credentials() contain the account they were made for."""
    with fake_handshakes() as fake:
        assert identity.account_in(fake.credentials(account)["aws_access_key_id"]) == account


@pytest.mark.parametrize(
    ("key", "account"),
    [
        ("ASIAY34FZKBOKMUTVV7A", "609629065308"),
        ("AKIAIOSFODNN7EXAMPLE", None),
        ("ASIAAAAAAAAAAAAAAAAA", None),
        ("ASIA7777777777777777", None),
        ("testing", None),
        ("ASIA", None),
        ("", None),
        ("ASIA\u00e9\u00e9\u00e9\u00e9", None),
        ("ASIAY34F", None),
    ],
)
def test_awss_published_key_names_its_account(key: str, account: str | None) -> None:
    """AWS's published key decodes to the account that AWS documents, and malformed keys to none."""
    assert identity.account_in(key) == account


def test_a_client_with_credentials_calls_as_the_account(orghandshake: OrgHandshake) -> None:
    """An account and its id have the same keys, and calls signed with them come from that account."""
    member = orghandshake.add_account(organization=orghandshake.organization)
    assert orghandshake.credentials(member) == orghandshake.credentials(member.id)
    assert account_of(**orghandshake.credentials(member)) == member.id
    assert account_of(**orghandshake.credentials("222222222222")) == "222222222222"
    assert orghandshake.calls[-1].account == "222222222222"


@pytest.mark.parametrize("account", ["", "22222222222", "2222222222222", "22222222222x", "\u0662" * 12])
def test_credentials_of_no_account_are_refused(orghandshake: OrgHandshake, account: str) -> None:
    """A value that is not an account is refused, with advice."""
    with pytest.raises(SetupError) as raised:
        orghandshake.credentials(account)
    assert str(raised.value) == (
        f"{account!r} is not an account: write its 12 digits, or an Account from add_account()"
    )


def test_the_management_account_calls_by_default(orghandshake: OrgHandshake) -> None:
    """Without keys from this world, the caller is the management account."""
    unknown = {"aws_access_key_id": "ASIAY34FZKBOKMUTVV7A", "aws_secret_access_key": "secret"}
    assert [account_of(), account_of(**unknown)] == ["111111111111", "111111111111"]
    orghandshake.add_account("609629065308")
    assert account_of(**unknown) == "609629065308"


def test_act_as_names_the_default_caller(orghandshake: OrgHandshake) -> None:
    """act_as changes the default caller from now on, but not the caller of clients with keys of their own."""
    orghandshake.act_as("222222222222")
    assert account_of() == "222222222222"
    assert account_of(**orghandshake.credentials("333333333333")) == "333333333333"
    orghandshake.reset()
    assert account_of() == "111111111111"


def test_act_as_gives_the_caller_back_at_the_end_of_a_block(orghandshake: OrgHandshake) -> None:
    """As a context manager, act_as restores the default caller, even when nested and after an error."""
    client = sts()
    with orghandshake.act_as("222222222222"):
        assert client.get_caller_identity()["Account"] == "222222222222"
        with pytest.raises(RuntimeError), orghandshake.act_as("333333333333"):  # noqa: PT012 - of the block
            assert client.get_caller_identity()["Account"] == "333333333333"
            raise RuntimeError
        assert client.get_caller_identity()["Account"] == "222222222222"
    assert client.get_caller_identity()["Account"] == "111111111111"


def test_act_as_gives_back_no_caller_of_a_world_that_is_gone(orghandshake: OrgHandshake) -> None:
    """A block that ends after reset() does not restore an account of the old world."""
    orghandshake.act_as("222222222222")
    with orghandshake.act_as("333333333333"):
        orghandshake.reset()
        orghandshake.act_as("444444444444")
    assert account_of() == "444444444444"


@pytest.mark.orghandshake(account="222222222222")
def test_the_markers_account_calls_after_reset_too(orghandshake: OrgHandshake) -> None:
    """The marker's account is the default caller after reset() too."""
    assert account_of() == "222222222222"
    orghandshake.reset()
    assert account_of() == "222222222222"


def test_get_caller_identity_answers_a_user_of_the_account(orghandshake: OrgHandshake) -> None:
    """GetCallerIdentity returns the calling account, and is logged without parameters."""
    reply = sts(**orghandshake.credentials("222222222222")).get_caller_identity()
    assert reply.pop("ResponseMetadata")["HTTPStatusCode"] == 200
    assert reply == {
        "UserId": "AIDA222222222222EXAMP",
        "Account": "222222222222",
        "Arn": "arn:aws:iam::222222222222:user/orghandshake",
    }
    assert (orghandshake.calls[0].operation, orghandshake.calls[0].params) == ("GetCallerIdentity", {})


def test_assume_role_hands_out_keys_of_the_roles_account(orghandshake: OrgHandshake) -> None:
    """AssumeRole issues keys of the role's account, and adds an unknown account."""
    reply = sts().assume_role(RoleArn=ROLE, RoleSessionName="vending@example")
    assert reply["AssumedRoleUser"] == {
        "AssumedRoleId": "AROA222222222222EXAMP:vending@example",
        "Arn": "arn:aws:sts::222222222222:assumed-role/Deployer/vending@example",
    }
    identity = sts(**keys_of(reply)).get_caller_identity()
    identity.pop("ResponseMetadata")
    assert identity == {
        "UserId": "AROA222222222222EXAMP:vending@example",
        "Account": "222222222222",
        "Arn": "arn:aws:sts::222222222222:assumed-role/Deployer/vending@example",
    }
    assert [(call.service, call.operation, call.account) for call in orghandshake.calls] == [
        ("sts", "AssumeRole", "111111111111"),
        ("sts", "GetCallerIdentity", "222222222222"),
    ]
    assert orghandshake.calls[0].params == {"RoleArn": ROLE, "RoleSessionName": "vending@example"}


def test_each_assume_role_hands_out_keys_of_its_own(orghandshake: OrgHandshake) -> None:
    """Each AssumeRole issues new keys, and each key keeps its session."""
    first, second = (
        sts().assume_role(RoleArn=ROLE, RoleSessionName=name, DurationSeconds=900) for name in ("one", "two")
    )
    assert first["Credentials"]["AccessKeyId"] != second["Credentials"]["AccessKeyId"]
    assert [sts(**keys_of(each)).get_caller_identity()["UserId"] for each in (first, second)] == [
        "AROA222222222222EXAMP:one",
        "AROA222222222222EXAMP:two",
    ]
    assert len(orghandshake.calls) == 4


@pytest.mark.usefixtures("orghandshake")
def test_a_role_can_be_assumed_with_keys_of_a_role() -> None:
    """With the keys of a role, a role in another account can be assumed."""
    keys: dict[str, Any] = {}
    for account in ("222222222222", "333333333333", "444444444444"):
        role = f"arn:aws:iam::{account}:role/OrganizationAccountAccessRole"
        keys = keys_of(sts(**keys).assume_role(RoleArn=role, RoleSessionName="chain"))
        assert account_of(**keys) == account


@pytest.mark.usefixtures("orghandshake")
def test_a_session_is_of_the_partition_of_its_role() -> None:
    """A session has the partition in the ARN of its role."""
    role = "arn:aws-us-gov:iam::222222222222:role/Deployer"
    reply = sts(region="us-gov-west-1").assume_role(RoleArn=role, RoleSessionName="vending")
    assert reply["AssumedRoleUser"]["Arn"] == "arn:aws-us-gov:sts::222222222222:assumed-role/Deployer/vending"


def test_keys_expire_by_the_clock_of_the_world(orghandshake: OrgHandshake) -> None:
    """The keys of a role expire after the requested time on the fake's clock."""
    orghandshake.move_to("2030-01-01")
    reply = sts().assume_role(RoleArn=ROLE, RoleSessionName="vending", DurationSeconds=43200)
    assert reply["Credentials"]["Expiration"].isoformat() == "2030-01-01T12:00:00+00:00"


@pytest.mark.usefixtures("orghandshake")
@pytest.mark.parametrize("role", ["arn:aws:iam::2:role/Deployer", "x" * 20, ROLE.replace("role", "user")])
def test_what_is_no_arn_of_a_role_is_refused(role: str) -> None:
    """An ARN that does not name a role is a ValidationError."""
    error = error_of(RoleArn=role)
    assert (error["Code"], error["Message"]) == ("ValidationError", f"{role} is invalid")


@pytest.mark.usefixtures("orghandshake")
def test_a_bad_session_name_is_named() -> None:
    """A session name with forbidden characters is a ValidationError that contains it."""
    error = error_of(RoleSessionName="a <b> & c")
    assert (error["Code"], error["Message"]) == (
        "ValidationError",
        f"1 validation error detected: Value 'a <b> & c' at 'roleSessionName' failed to satisfy constraint: {PATTERN}",
    )


@pytest.mark.parametrize(
    ("seconds", "constraint"),
    [
        (899, "greater than or equal to 900"),
        (0, "greater than or equal to 900"),
        (43_201, "less than or equal to 43200"),
    ],
)
def test_a_bad_duration_is_refused_and_logged(orghandshake: OrgHandshake, seconds: int, constraint: str) -> None:
    """A duration outside 15 minutes to 12 hours is a ValidationError, and is logged."""
    error = error_of(DurationSeconds=seconds)
    assert (error["Code"], error["Message"]) == (
        "ValidationError",
        f"1 validation error detected: Value '{seconds}' at 'durationSeconds' failed to satisfy constraint: "
        f"Member must have value {constraint}",
    )
    assert orghandshake.calls[0].error == "ValidationError"


def test_a_refused_call_assumes_no_role(orghandshake: OrgHandshake) -> None:
    """A refused call does not assume a role: its account stays unknown."""
    error_of(RoleSessionName="!!")
    unknown = {"aws_access_key_id": identity.key_of("222222222222"), "aws_secret_access_key": "secret"}
    assert account_of(**unknown) == "111111111111"
    assert orghandshake.calls[-1].error is None
