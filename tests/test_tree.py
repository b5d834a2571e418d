from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from answers import (
    DENIED,
    NO_ACCOUNT,
    NO_CHILD,
    NO_DESTINATION,
    NO_OU,
    NO_PARENT,
    NO_SOURCE,
    NOT_EMPTY_UNIT,
    NOT_IN_USE,
    PATTERN,
    REQUIRED,
    SAME_NAME,
    SAME_PLACE,
    TOO_DEEP,
    TOO_LONG,
    Refused,
    invalid,
    known_to,
    of,
    refused,
)

from pytest_orghandshake import Account, SetupError

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_orghandshake import OrganizationalUnit, OrgHandshake

ROOT = "r-exam"
SHORT = "You provided a string parameter that is shorter than allowed."
UNKNOWN_OU = "ou-exam-00000000"
READS: list[tuple[str, dict[str, str]]] = [
    ("list_roots", {}),
    ("list_parents", {"ChildId": "111111111111"}),
    ("list_children", {"ParentId": ROOT, "ChildType": "ACCOUNT"}),
    ("list_accounts_for_parent", {"ParentId": ROOT}),
    ("list_organizational_units_for_parent", {"ParentId": ROOT}),
    ("describe_organizational_unit", {"OrganizationalUnitId": UNKNOWN_OU}),
]
WRITES: list[tuple[str, dict[str, str]]] = [
    ("create_organizational_unit", {"ParentId": ROOT, "Name": "Workloads"}),
    ("update_organizational_unit", {"OrganizationalUnitId": UNKNOWN_OU, "Name": "Workloads"}),
    ("delete_organizational_unit", {"OrganizationalUnitId": UNKNOWN_OU}),
    ("move_account", {"AccountId": "111111111111", "SourceParentId": ROOT, "DestinationParentId": UNKNOWN_OU}),
]


def children(client: Any, parent: str) -> tuple[list[str], list[str]]:
    """Return the accounts and the units directly in a parent, after comparing both ways to list them."""
    found = []
    for kind, operation, name in (
        ("ACCOUNT", "list_accounts_for_parent", "Accounts"),
        ("ORGANIZATIONAL_UNIT", "list_organizational_units_for_parent", "OrganizationalUnits"),
    ):
        listed = client.list_children(ParentId=parent, ChildType=kind)["Children"]
        assert [each["Type"] for each in listed] == [kind] * len(listed)
        found.append([each["Id"] for each in listed])
        assert [each["Id"] for each in getattr(client, operation)(ParentId=parent)[name]] == found[-1]
    return found[0], found[1]


def parent_of(client: Any, child: str) -> dict[str, str]:
    """Return the only parent of a child."""
    [parent] = client.list_parents(ChildId=child)["Parents"]
    return dict(parent)


@pytest.mark.usefixtures("orghandshake")
def test_an_organization_has_one_root(organizations: Any) -> None:
    """ListRoots returns it, with service control policies enabled, and it contains everything."""
    assert of(organizations.list_roots()) == {
        "Roots": [
            {
                "Id": ROOT,
                "Arn": f"arn:aws:organizations::111111111111:root/o-exampleorgid/{ROOT}",
                "Name": "Root",
                "PolicyTypes": [{"Type": "SERVICE_CONTROL_POLICY", "Status": "ENABLED"}],
            }
        ]
    }
    assert children(organizations, ROOT) == (["111111111111"], [])
    assert parent_of(organizations, "111111111111") == {"Id": ROOT, "Type": "ROOT"}


def test_consolidated_billing_has_no_policies(orghandshake: OrgHandshake, client_of: Callable[..., Any]) -> None:
    """The root of an organization without all features has no enabled policy type."""
    billing = orghandshake.add_organization(feature_set="CONSOLIDATED_BILLING")
    [root] = client_of(billing.management).list_roots()["Roots"]
    assert (root["Id"], root["PolicyTypes"]) == (billing.root, [])


def test_roots_of_two_organizations_differ(orghandshake: OrgHandshake) -> None:
    """Generated organizations have similar ids, but different root ids."""
    roots = [orghandshake.add_organization().root.id for _ in range(20)]
    assert len({*roots, orghandshake.organization.root.id}) == 21
    orghandshake.reset()
    assert [orghandshake.add_organization().root.id for _ in range(20)] == roots


def test_the_life_of_a_unit(orghandshake: OrgHandshake, organizations: Any) -> None:
    """A unit is created, described, renamed and deleted, with ids and paths in AWS's form."""
    shape = known_to(organizations, "OrganizationalUnit", {"Id": "", "Arn": "", "Name": "Workloads", "Path": ""})
    created = organizations.create_organizational_unit(ParentId=ROOT, Name="Workloads")["OrganizationalUnit"]
    [unit] = orghandshake.organization.units
    shape |= {"Id": unit.id, "Arn": f"arn:aws:organizations::111111111111:ou/o-exampleorgid/{unit.id}"}
    if "Path" in shape:
        shape["Path"] = f"o-exampleorgid/{ROOT}/{unit.id}/"
    assert created == shape
    inner = organizations.create_organizational_unit(ParentId=unit.id, Name="Workloads")["OrganizationalUnit"]
    if "Path" in shape:
        assert inner["Path"] == f"o-exampleorgid/{ROOT}/{unit.id}/{inner['Id']}/"
    assert inner["Id"].startswith("ou-exam-")
    assert parent_of(organizations, inner["Id"]) == {"Id": unit.id, "Type": "ORGANIZATIONAL_UNIT"}
    shape["Name"] = "Production"
    renamed = organizations.update_organizational_unit(OrganizationalUnitId=unit.id, Name="Production")
    assert renamed["OrganizationalUnit"] == shape
    assert organizations.update_organizational_unit(OrganizationalUnitId=unit.id)["OrganizationalUnit"] == shape
    assert organizations.describe_organizational_unit(OrganizationalUnitId=unit.id)["OrganizationalUnit"] == shape
    assert unit.name == "Production"
    assert refused(organizations.delete_organizational_unit, OrganizationalUnitId=unit.id) == NOT_EMPTY_UNIT
    organizations.delete_organizational_unit(OrganizationalUnitId=inner["Id"])
    assert of(organizations.delete_organizational_unit(OrganizationalUnitId=unit.id)) == {}
    assert refused(organizations.describe_organizational_unit, OrganizationalUnitId=unit.id) == NO_OU
    assert children(organizations, ROOT) == (["111111111111"], [])


def test_a_name_is_free_in_another_parent(orghandshake: OrgHandshake, organizations: Any) -> None:
    """Two units in one parent can't have the same name, but units in different parents can."""
    first = orghandshake.add_organizational_unit("Workloads")
    second = orghandshake.add_organizational_unit("Sandbox")
    create, update = organizations.create_organizational_unit, organizations.update_organizational_unit
    assert refused(create, ParentId=ROOT, Name="Workloads") == SAME_NAME
    assert refused(update, OrganizationalUnitId=second.id, Name="Workloads") == SAME_NAME
    assert create(ParentId=first.id, Name="Workloads")["OrganizationalUnit"]["Name"] == "Workloads"
    assert second.name == "Sandbox"


def test_units_are_five_levels_deep(orghandshake: OrgHandshake, organizations: Any) -> None:
    """AWS allows five levels of units below the root."""
    parent: Any = orghandshake.organization.root
    for level in "12345":
        parent = orghandshake.add_organizational_unit(level, parent=parent)
    assert refused(organizations.create_organizational_unit, ParentId=parent.id, Name="6") == TOO_DEEP
    with pytest.raises(SetupError) as caught:
        orghandshake.add_organizational_unit("6", parent=parent)
    assert str(caught.value) == (
        f"AWS would not add this organizational unit: {parent} is 5 levels below the root, and AWS allows no more"
    )


def test_an_account_moves(orghandshake: OrgHandshake, organizations: Any) -> None:
    """MoveAccount moves an account from one parent to another, and its paths change."""
    unit = orghandshake.add_organizational_unit("Workloads")
    account = orghandshake.add_account("222222222222", organization=orghandshake.organization)
    assert account.parent == ROOT
    moved = organizations.move_account(AccountId=account.id, SourceParentId=ROOT, DestinationParentId=unit.id)
    assert of(moved) == {}
    assert account.parent is unit
    assert children(organizations, ROOT) == (["111111111111"], [unit.id])
    assert children(organizations, unit.id) == (["222222222222"], [])
    assert parent_of(organizations, account.id) == {"Id": unit.id, "Type": "ORGANIZATIONAL_UNIT"}
    described = organizations.describe_account(AccountId=account.id)["Account"]
    assert described.get("Paths", account.paths) == [f"o-exampleorgid/{ROOT}/{unit.id}/222222222222/"]
    assert refused(organizations.delete_organizational_unit, OrganizationalUnitId=unit.id) == NOT_EMPTY_UNIT


def test_what_does_not_move(orghandshake: OrgHandshake, organizations: Any) -> None:
    """An account that is not in the source is not found; source and destination have to exist."""
    unit = orghandshake.add_organizational_unit("Workloads")
    account = orghandshake.add_account("222222222222", parent=unit)
    orghandshake.add_account("333333333333")

    def move(account_id: str, source: str, destination: str) -> Refused:
        return refused(
            organizations.move_account, AccountId=account_id, SourceParentId=source, DestinationParentId=destination
        )

    assert move(account.id, ROOT, unit.id) == NO_ACCOUNT
    assert move("333333333333", ROOT, unit.id) == NO_ACCOUNT
    assert move("444444444444", ROOT, unit.id) == NO_ACCOUNT
    assert move(account.id, UNKNOWN_OU, ROOT) == NO_SOURCE
    assert move(account.id, unit.id, UNKNOWN_OU) == NO_DESTINATION
    assert move(account.id, unit.id, unit.id) == SAME_PLACE
    assert account.parent is unit


def test_who_joins_is_under_the_root(orghandshake: OrgHandshake, organizations: Any) -> None:
    """An account that accepts is in the root; leaving or moving to another organization removes it from its unit."""
    other = orghandshake.add_organization()
    unit = orghandshake.add_organizational_unit("Acquired", parent=other.root)
    account = orghandshake.add_account("222222222222", parent=unit)
    orghandshake.set_state(orghandshake.seed(account=account), "ACCEPTED")
    assert account.parent is orghandshake.organization.root
    assert account.paths == [f"o-exampleorgid/{ROOT}/222222222222/"]
    ours = orghandshake.add_organizational_unit("Workloads")
    organizations.move_account(AccountId=account.id, SourceParentId=ROOT, DestinationParentId=ours.id)
    organizations.remove_account_from_organization(AccountId=account.id)
    assert (str(account.parent), account.paths) == ("None", [])
    organizations.delete_organizational_unit(OrganizationalUnitId=ours.id)
    orghandshake.set_state(orghandshake.seed(account=account), "ACCEPTED")
    assert account.parent is orghandshake.organization.root


def test_what_is_elsewhere_is_not_there(orghandshake: OrgHandshake, organizations: Any) -> None:
    """Unknown units and accounts, and those of another organization, are not found."""
    other = orghandshake.add_organization()
    unit = orghandshake.add_organizational_unit("Acquired", parent=other.root)
    for parent in (unit.id, other.root.id, UNKNOWN_OU):
        assert refused(organizations.list_accounts_for_parent, ParentId=parent) == NO_PARENT
        assert refused(organizations.list_organizational_units_for_parent, ParentId=parent) == NO_PARENT
        assert refused(organizations.list_children, ParentId=parent, ChildType="ACCOUNT") == NO_PARENT
        assert refused(organizations.create_organizational_unit, ParentId=parent, Name="x") == NO_PARENT
    for child in (unit.id, other.management.id, orghandshake.add_account().id, "999999999999"):
        assert refused(organizations.list_parents, ChildId=child) == NO_CHILD
    assert refused(organizations.describe_organizational_unit, OrganizationalUnitId=unit.id) == NO_OU
    assert refused(organizations.update_organizational_unit, OrganizationalUnitId=unit.id) == NO_OU
    assert refused(organizations.delete_organizational_unit, OrganizationalUnitId=unit.id) == NO_OU


@pytest.mark.parametrize(("operation", "params"), [*READS, *WRITES])
def test_a_plain_member_may_do_nothing(
    orghandshake: OrgHandshake, client_of: Callable[..., Any], operation: str, params: dict[str, str]
) -> None:
    """A member is denied, a standalone account has no organization."""
    member = orghandshake.add_account(organization=orghandshake.organization)
    assert refused(getattr(client_of(member), operation), **params) == DENIED
    assert refused(getattr(client_of(orghandshake.add_account()), operation), **params) == NOT_IN_USE


@pytest.mark.parametrize(
    ("operation", "params", "reason", "message"),
    [
        ("list_parents", {"ChildId": "r-exam"}, "INVALID_PATTERN:CHILD_ID", PATTERN),
        ("list_parents", {"ChildId": ""}, "INVALID_PATTERN:CHILD_ID", PATTERN),
        ("list_children", {"ParentId": "111111111111"}, "INVALID_PATTERN:PARENT_ID", PATTERN),
        ("list_children", {"ParentId": "r-exam", "ChildType": "OU"}, "INVALID_ENUM:CHILD_TYPE", "You specified an invalid value."),
        ("list_children", {"ParentId": "r-exam", "ChildType": None}, "INPUT_REQUIRED:CHILD_TYPE", REQUIRED),
        ("list_accounts_for_parent", {"ParentId": "ou-exam-0000000"}, "INVALID_PATTERN:PARENT_ID", PATTERN),
        ("list_organizational_units_for_parent", {"ParentId": "r-EXAM"}, "INVALID_PATTERN:PARENT_ID", PATTERN),
        ("describe_organizational_unit", {"OrganizationalUnitId": "r-exam"}, "INVALID_PATTERN:ORGANIZATIONAL_UNIT_ID", PATTERN),
        ("describe_organizational_unit", {"OrganizationalUnitId": None}, "INPUT_REQUIRED:ORGANIZATIONAL_UNIT_ID", REQUIRED),
        ("create_organizational_unit", {"Name": ""}, "MIN_LENGTH_EXCEEDED:NAME", SHORT),
        ("create_organizational_unit", {"Name": 129 * "x"}, "MAX_LENGTH_EXCEEDED:NAME", TOO_LONG),
        ("create_organizational_unit", {"Name": "\ud800"}, "INVALID_PATTERN:NAME", PATTERN),
        ("create_organizational_unit", {"ParentId": None}, "INPUT_REQUIRED:PARENT_ID", REQUIRED),
        ("update_organizational_unit", {"Name": ""}, "MIN_LENGTH_EXCEEDED:NAME", SHORT),
        ("move_account", {"AccountId": "1"}, "INVALID_PATTERN:ACCOUNT_ID", PATTERN),
        ("move_account", {"SourceParentId": "x"}, "INVALID_PATTERN:SOURCE_PARENT_ID", PATTERN),
        ("move_account", {"DestinationParentId": "x"}, "INVALID_PATTERN:DESTINATION_PARENT_ID", PATTERN),
    ],
)  # fmt: skip
def test_input_is_checked_first(
    unchecked: Any, operation: str, params: dict[str, Any], reason: str, message: str
) -> None:
    """Input is checked before anything else, and the Reason names the field."""
    good = dict((*READS, *WRITES))[operation]
    asked = {name: value for name, value in {**good, **params}.items() if value is not None}
    assert refused(getattr(unchecked, operation), **asked) == invalid(reason, message)


@pytest.mark.parametrize(
    ("operation", "params", "name"),
    [
        ("list_children", {"ChildType": "ACCOUNT"}, "Children"),
        ("list_children", {"ChildType": "ORGANIZATIONAL_UNIT"}, "Children"),
        ("list_accounts_for_parent", {}, "Accounts"),
        ("list_organizational_units_for_parent", {}, "OrganizationalUnits"),
    ],
)
def test_lists_have_pages(
    orghandshake: OrgHandshake, organizations: Any, operation: str, params: dict[str, str], name: str
) -> None:
    """A paginator reads all pages; removals between pages shift nothing; a token is valid for its own list only."""
    top = orghandshake.add_organizational_unit("Top")
    units = [orghandshake.add_organizational_unit(str(number), parent=top) for number in range(5)]
    accounts = [orghandshake.add_account(parent=top) for _ in range(5)]
    expected: list[Any] = accounts if "ACCOUNT" in params.values() or name == "Accounts" else units
    asked = {"ParentId": top.id, **params}
    call = getattr(organizations, operation)
    pages = list(organizations.get_paginator(operation).paginate(**asked, PaginationConfig={"PageSize": 2}))
    assert [[each["Id"] for each in page[name]] for page in pages] == [expected[:2], expected[2:4], expected[4:]]
    assert "NextToken" not in pages[-1]
    assert len(call(**asked)[name]) == 5
    first = call(**asked, MaxResults=2)
    if isinstance(expected[0], Account):
        organizations.remove_account_from_organization(AccountId=expected[0].id)
    else:
        organizations.delete_organizational_unit(OrganizationalUnitId=expected[0].id)
    rest = call(**asked, NextToken=first["NextToken"])
    assert [each["Id"] for each in rest[name]] == expected[2:]
    other = {**asked, "ParentId": ROOT}
    assert refused(call, **other, NextToken=first["NextToken"]).reason == "INVALID_NEXT_TOKEN"


@pytest.mark.parametrize(("operation", "params"), READS[:2])
def test_lists_of_one_have_no_next_page(organizations: Any, operation: str, params: dict[str, str]) -> None:
    """ListRoots and ListParents accept MaxResults, but no token, because they never return one."""
    call = getattr(organizations, operation)
    assert "NextToken" not in call(**params, MaxResults=1)
    assert refused(call, **params, MaxResults=21).reason == "MAX_VALUE_EXCEEDED:MAX_RESULTS"
    assert refused(call, **params, NextToken="x").reason == "INVALID_NEXT_TOKEN"


def test_a_well_formed_token_of_another_list(orghandshake: OrgHandshake, organizations: Any) -> None:
    """A token from ListAccounts is refused by ListRoots and ListParents."""
    orghandshake.add_account(organization=orghandshake.organization)
    token = organizations.list_accounts(MaxResults=1)["NextToken"]
    for operation, params in READS[:2]:
        assert refused(getattr(organizations, operation), **params, NextToken=token).reason == "INVALID_NEXT_TOKEN"


# CreateOrganization


def test_a_standalone_account_creates_an_organization(
    orghandshake: OrgHandshake, client_of: Callable[..., Any]
) -> None:
    """The caller becomes the management account, with all features unless it asks for fewer."""
    for account_id, params in (("222222222222", {}), ("333333333333", {"FeatureSet": "CONSOLIDATED_BILLING"})):
        client = client_of(account_id)
        created = client.create_organization(**params)["Organization"]
        account = orghandshake.add_account(organization=created["Id"]).organization.management  # type: ignore[union-attr]
        assert (created["MasterAccountId"], account) == (account_id, account_id)
        assert created["FeatureSet"] == params.get("FeatureSet", "ALL")
        assert created == client.describe_organization()["Organization"]
        assert refused(client.create_organization) == Refused(
            "AlreadyInOrganizationException", None, "The AWS account is already a member of an organization."
        )
    assert orghandshake.organization == "o-exampleorgid"


def test_a_member_creates_none(orghandshake: OrgHandshake, client_of: Callable[..., Any]) -> None:
    """An account that is in an organization can't create another one."""
    member = client_of(orghandshake.add_account(organization=orghandshake.organization))
    assert refused(member.create_organization).code == "AlreadyInOrganizationException"
    assert refused(member.create_organization, FeatureSet="FULL") == invalid(
        "INVALID_ENUM:FEATURE_SET", "You specified an invalid value."
    )


def test_the_organization_after_the_deleted_one_is_the_default_one(
    orghandshake: OrgHandshake, organizations: Any, client_of: Callable[..., Any]
) -> None:
    """If code deletes its organization and creates another one, the new one becomes the default."""
    organizations.delete_organization()
    client_of("222222222222").create_organization()
    assert orghandshake.organization == "o-exampleorgid"
    created = organizations.create_organization()["Organization"]["Id"]
    assert orghandshake.organization == created
    assert orghandshake.seed().organization == created


# What a test adds


def test_what_a_unit_shows(orghandshake: OrgHandshake) -> None:
    """A unit equals its id, and has a name, a parent and an organization."""
    root = orghandshake.organization.root
    unit = orghandshake.add_organizational_unit("Workloads")
    inner = orghandshake.add_organizational_unit("Production", parent=unit.id)
    assert (str(unit), unit.id, hash(unit)) == (unit, unit, hash(unit.id))
    assert (inner.parent, unit.parent, root.organization, inner.organization) == (unit, root, *2 * ["o-exampleorgid"])
    assert repr(unit) == f"OrganizationalUnit('{unit}', 'Workloads')"
    assert repr(root) == "Root('r-exam')"
    assert (root.name, root.path, root.arn) == (
        "Root",
        "o-exampleorgid/r-exam/",
        "arn:aws:organizations::111111111111:root/o-exampleorgid/r-exam",
    )
    assert inner.arn == f"arn:aws:organizations::111111111111:ou/o-exampleorgid/{inner}"
    assert inner.path == f"o-exampleorgid/r-exam/{unit}/{inner}/"
    assert orghandshake.organization.units == [unit, inner]
    for thing, name in ((unit, "name"), (unit, "parent"), (root, "arn"), (orghandshake.organization, "root")):
        with pytest.raises(AttributeError):
            setattr(thing, name, getattr(thing, name))


def test_ids_are_the_same_at_every_run(orghandshake: OrgHandshake) -> None:
    """The ids of units depend only on the order in which they were created."""
    made = [orghandshake.add_organizational_unit(name).id for name in ("Workloads", "Sandbox")]
    orghandshake.reset()
    assert [orghandshake.add_organizational_unit(name).id for name in ("a", "b")] == made
    assert len(set(made)) == 2


def test_an_account_is_added_into_a_unit(orghandshake: OrgHandshake) -> None:
    """parent= sets the place of an account, and thereby its organization."""
    other = orghandshake.add_organization()
    unit = orghandshake.add_organizational_unit("Acquired", parent=other.root)
    account = orghandshake.add_account(parent=unit, joined="INVITED")
    assert (account.organization, account.parent, account.joined_method) == (other, unit, "INVITED")
    assert orghandshake.add_account(parent=unit.id, organization=other).parent is unit
    assert orghandshake.add_account(parent=other.root).parent is other.root
    assert orghandshake.add_account(parent=other.root.id).organization is other
    assert orghandshake.add_account().parent is None


NOWHERE = "there is no root or organizational unit 'ou-nowhere' here: add_organizational_unit() adds one"
NAMELESS = "is not a name: write 1 to 128 characters"


@pytest.mark.parametrize(
    ("add", "message"),
    [
        (lambda fake, _: fake.add_account(parent="ou-nowhere"), NOWHERE),
        (lambda fake, _: fake.add_organizational_unit("a", parent="ou-nowhere"), NOWHERE),
        (
            lambda fake, _: fake.add_account(parent=fake.organization),
            "o-exampleorgid is an organization: write organization.root, or one of its organizational units",
        ),
        (
            lambda fake, unit: fake.add_account(parent=unit, organization=fake.organization),
            "parent {unit} is in o-example00002: remove organization=",
        ),
        (
            lambda fake, _: fake.add_account(delegated=True),
            "delegated=True needs an organization: add organization=",
        ),
        (lambda fake, _: fake.add_organizational_unit(""), f"name='' {NAMELESS}"),
        (lambda fake, _: fake.add_organizational_unit(5), f"name=5 {NAMELESS}"),
        (
            lambda fake, unit: fake.add_organizational_unit("Acquired", parent=unit.organization.root),
            "AWS would not add this organizational unit: {unit} in {root} is called 'Acquired'",
        ),
    ],
)
def test_refused_additions(
    orghandshake: OrgHandshake, add: Callable[[OrgHandshake, OrganizationalUnit], object], message: str
) -> None:
    """Arguments that contradict each other or AWS are refused with advice, and nothing is added."""
    other = orghandshake.add_organization()
    unit = orghandshake.add_organizational_unit("Acquired", parent=other.root)
    with pytest.raises(SetupError) as caught:
        add(orghandshake, unit)
    assert str(caught.value) == message.format(unit=unit, root=other.root)
    assert orghandshake.add_account() == "300000000002"
    assert other.units == [unit]


def test_units_of_another_world(orghandshake: OrgHandshake) -> None:
    """Objects from before ``reset()`` do not belong to the new world."""
    unit, root = orghandshake.add_organizational_unit("Workloads"), orghandshake.organization.root
    orghandshake.reset()
    for thing, kind in ((unit, "organizational unit"), (root, "root")):
        with pytest.raises(SetupError) as caught:
            orghandshake.add_account(parent=thing)
        assert str(caught.value) == f"{kind} {thing} belongs to another fake, or was made before reset(): add it again"
