from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from pytest_orghandshake import SetupError

if TYPE_CHECKING:
    from pytest_orghandshake import OrgHandshake

ALREADY = (
    "seed, act_as and credentials create the accounts they name. Call add_account() before them, or use another id"
)


def test_the_default_organization_is_the_one_of_awss_examples(orghandshake: OrgHandshake) -> None:
    """The default organization is the one of AWS's own examples."""
    organization = orghandshake.organization
    management = organization.management
    assert (organization.id, organization.feature_set) == ("o-exampleorgid", "ALL")
    assert organization.arn == "arn:aws:organizations::111111111111:organization/o-exampleorgid"
    assert (management.id, management.email, management.name) == (
        "111111111111",
        "management@example.com",
        "Management",
    )
    assert (organization.members, management.joined_method) == ([management], "INVITED")
    assert repr(organization) == "Organization('o-exampleorgid', management='111111111111')"
    assert repr(management) == "Account('111111111111', email='management@example.com')"


def test_an_account_outside_of_any_organization_has_no_arn(orghandshake: OrgHandshake) -> None:
    """An account outside of any organization has neither an ARN nor a date of joining."""
    account = orghandshake.add_account()
    assert (account.email, account.name) == (f"account-{account.id}@example.com", f"Account {account.id}")
    assert (account.organization, account.arn, account.joined, account.joined_method) == (None, None, None, None)


def test_a_member_knows_its_organization(orghandshake: OrgHandshake) -> None:
    """A member knows its organization, how it joined and when."""
    other = orghandshake.add_organization("o-0123456789", feature_set="CONSOLIDATED_BILLING")
    account = orghandshake.add_account("222222222222", email="a@example.com", name="A", organization="o-0123456789")
    assert (account.organization, account.joined_method, account.joined) == (other, "CREATED", orghandshake.now)
    assert account.arn == f"arn:aws:organizations::{other.management.id}:account/o-0123456789/222222222222"
    assert other.members == [other.management, account]
    assert other.feature_set == "CONSOLIDATED_BILLING"


def test_a_standalone_account_can_head_an_organization(orghandshake: OrgHandshake) -> None:
    """A standalone account, as an Account or 12 digits, can become the management account of a new organization."""
    first = orghandshake.add_organization(management=orghandshake.add_account("222222222222"))
    second = orghandshake.add_organization(management="333333333333")
    assert (first.management.id, second.management.id) == ("222222222222", "333333333333")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({"id": "1234"}, "'1234' is not an account id: write its 12 digits, '222222222222'"),
        ({"id": "111111111111"}, f"account 111111111111 already exists: {ALREADY}"),
        (
            {"email": "Management@example.com"},
            "'Management@example.com' already belongs to account 111111111111: AWS requires a different address for each account",
        ),
        ({"joined": "INVITE"}, "unknown joined 'INVITE': did you mean 'INVITED'?"),
        ({"joined": "INVITED"}, "joined='INVITED' needs an organization: add organization="),
        ({"email": "owner"}, "email='owner' is not an e-mail address: write it as 'owner@example.com'"),
        ({"email": b"a@b.c"}, "email=b'a@b.c' is not text"),
        ({"name": 5}, "name=5 is not text"),
        ({"organization": "o-nowhere000"}, "there is no organization 'o-nowhere000' here: add_organization() adds one"),
    ],
)
def test_an_account_that_contradicts_what_is_there_is_refused(
    orghandshake: OrgHandshake, words: dict[str, Any], message: str
) -> None:
    """An account that contradicts existing ones is refused, with advice."""
    with pytest.raises(SetupError) as caught:
        orghandshake.add_account(**words)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            {"id": "o-1"},
            "'o-1' is not an organization id: write 'o-' and 10 to 32 lower-case letters or digits, as in 'o-acquiredcorp'",
        ),
        ({"id": "o-exampleorgid"}, "organization o-exampleorgid already exists: use another id, or none"),
        (
            {"management": "111111111111"},
            "account 111111111111 is already in o-exampleorgid: pass a standalone account as management=, or none",
        ),
        ({"feature_set": "FULL"}, "unknown feature_set 'FULL': choose from 'ALL', 'CONSOLIDATED_BILLING'"),
    ],
)
def test_an_organization_that_contradicts_what_is_there_is_refused(
    orghandshake: OrgHandshake, words: dict[str, Any], message: str
) -> None:
    """An organization that contradicts existing ones is refused, with advice."""
    with pytest.raises(SetupError) as caught:
        orghandshake.add_organization(**words)
    assert str(caught.value) == message
    assert orghandshake.add_account().id == "300000000001"


def test_no_account_has_the_number_zero(orghandshake: OrgHandshake) -> None:
    """AWS has no account number 0, and no key could encode it."""
    with pytest.raises(SetupError) as caught:
        orghandshake.credentials("000000000000")
    assert str(caught.value) == (
        "'000000000000' is not an account: write its 12 digits, or an Account from add_account()"
    )


def test_leaving_no_organization_changes_nothing(orghandshake: OrgHandshake) -> None:
    """Removing a standalone account from its organization changes nothing."""
    account = orghandshake.add_account()
    orghandshake._world.directory.leave(account)
    assert (account.organization, account.joined_method) == (None, None)


def test_what_was_made_before_reset_is_refused_after_it(orghandshake: OrgHandshake) -> None:
    """Objects from before ``reset()`` do not belong to the new world."""
    account, organization = orghandshake.add_account(), orghandshake.add_organization()
    orghandshake.reset()
    with pytest.raises(SetupError) as caught:
        orghandshake.seed(account=account)
    assert str(caught.value) == (
        f"account {account.id} belongs to another fake, or was made before reset(): add it again"
    )
    with pytest.raises(SetupError) as caught:
        orghandshake.seed(organization=organization)
    assert str(caught.value) == (
        f"organization {organization.id} belongs to another fake, or was made before reset(): add it again"
    )


def test_an_account_that_a_seed_made_up_can_be_named(orghandshake: OrgHandshake) -> None:
    """An account that a seed generated can be used by its id, and its address finds it."""
    invite = orghandshake.seed()
    assert invite.account is not None
    with pytest.raises(SetupError) as caught:
        orghandshake.add_account(invite.account.id)
    assert str(caught.value) == (f"account {invite.account} already exists: {ALREADY}")
    with pytest.raises(SetupError):
        orghandshake.add_account(email=f"account-{orghandshake.seed().account}@example.com")


def test_what_a_test_looks_at_can_not_be_assigned(orghandshake: OrgHandshake) -> None:
    """Properties can't be assigned, because AWS would not know about the change."""
    invite, organization = orghandshake.seed(), orghandshake.organization
    for thing, names in (
        (invite, ("id", "arn", "action", "parties", "resources", "requested", "expires", "entered", "parent", "state")),
        (invite, ("account", "email", "organization")),
        (organization, ("id", "arn", "management", "feature_set", "members")),
        (organization.management, ("id", "arn", "email", "name", "organization", "joined_method", "joined")),
    ):
        for name in names:
            with pytest.raises(AttributeError):
                setattr(thing, name, getattr(thing, name))
