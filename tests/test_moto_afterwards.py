from __future__ import annotations

import subprocess
import sys
import threading
from textwrap import dedent
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from answers import NOT_IN_USE, refused
from beside_moto import EARLY, MOTO_MANAGEMENT, members, models, moto

from pytest_orghandshake import fake_handshakes

if TYPE_CHECKING:
    from pytest_orghandshake import OrgHandshake


def test_moto_is_as_before_after_the_fake() -> None:
    """A mock_aws that outlives the fake is the same as before, including policies and the feature set."""
    with moto.mock_aws():
        organizations: Any = boto3.client("organizations", region_name="us-east-1")
        organizations.create_organization(FeatureSet="CONSOLIDATED_BILLING")
        made = organizations.create_account(AccountName="Workload", Email="workload@example.com")["CreateAccountStatus"]

        def state() -> list[Any]:
            policies = organizations.list_policies_for_target(
                TargetId=made["AccountId"], Filter="SERVICE_CONTROL_POLICY"
            )
            targets = organizations.list_targets_for_policy(PolicyId="p-FullAWSAccess")["Targets"]
            described = organizations.describe_organization()["Organization"]
            listed = organizations.list_accounts()["Accounts"]
            return [policies["Policies"], sorted(each["TargetId"] for each in targets), described, listed]

        before, masters = state(), dict(getattr(models.organizations_backends, "master_accounts", {}))
        with fake_handshakes() as fake:
            parent = organizations.enable_all_features()["Handshake"]
            organizations.accept_handshake(HandshakeId=parent["Id"])
            fake.set_state(fake.seed(account="222222222222"), "ACCEPTED")
            organizations.remove_account_from_organization(AccountId="222222222222")
            fake.set_state(fake.seed(account="222222222222"), "ACCEPTED")
            boto3.client("organizations", "us-east-1", **fake.credentials(made["AccountId"])).leave_organization()
            fake.add_organization("o-acquiredcorp")
            assert len(organizations.list_accounts()["Accounts"]) == 2
        assert state() == before
        assert getattr(models.organizations_backends, "master_accounts", {}) == masters


def test_an_organization_that_was_founded_for_the_fake_goes_with_it() -> None:
    """An organization that was created in moto for the fake is removed at its end, and by reset(), with all additions."""
    masters = dict(getattr(models.organizations_backends, "master_accounts", {}))
    with moto.mock_aws():
        for end in ("stop", "reset"):
            with fake_handshakes() as fake:
                fake.set_state(fake.seed(account="222222222222"), "ACCEPTED")
                EARLY.create_account(AccountName="Workload", Email="workload@example.com")
                assert len(members(EARLY)) == 3
                if end == "reset":
                    fake.reset()
                    assert refused(EARLY.describe_organization) == NOT_IN_USE
        organizations: Any = boto3.client("organizations", region_name="us-east-1")
        assert refused(organizations.describe_organization) == NOT_IN_USE
        assert getattr(models.organizations_backends, "master_accounts", {}) == masters


def test_nothing_stays_in_motos_books_where_moto_is_left_first() -> None:
    """If mock_aws is left before the fake ends, nothing of the fake stays in moto either."""
    masters = dict(getattr(models.organizations_backends, "master_accounts", {}))
    with fake_handshakes() as fake:
        with moto.mock_aws():
            left = fake.add_account("333333333333", organization=fake.organization)
            fake.set_state(fake.seed(account="222222222222"), "ACCEPTED")
            boto3.client("organizations", "us-east-1", **fake.credentials(left)).leave_organization()
        assert fake.organization.members == [MOTO_MANAGEMENT, "222222222222"]
    assert getattr(models.organizations_backends, "master_accounts", {}) == masters


def test_who_left_comes_back_to_its_place() -> None:
    """An account that left returns to its position, an added delegated administrator goes, and no roles remain."""
    iam = pytest.importorskip("moto.iam.models")
    service = "config-multiaccountsetup.amazonaws.com"
    with moto.mock_aws():
        organizations: Any = boto3.client("organizations", region_name="us-east-1")
        organizations.create_organization(FeatureSet="ALL")
        statuses = [
            organizations.create_account(AccountName=f"w{each}", Email=f"w{each}@example.com") for each in range(3)
        ]
        first, second, _ = (each["CreateAccountStatus"]["AccountId"] for each in statuses)
        organizations.register_delegated_administrator(AccountId=first, ServicePrincipal=service)
        [root] = organizations.list_roots()["Roots"]

        def state() -> list[Any]:
            administrators = organizations.list_delegated_administrators()["DelegatedAdministrators"]
            children = organizations.list_children(ParentId=root["Id"], ChildType="ACCOUNT")["Children"]
            return [children, [each["Id"] for each in administrators], sorted(iam.iam_backends)]

        before = state()
        with fake_handshakes() as fake:
            boto3.client("organizations", "us-east-1", **fake.credentials(second)).leave_organization()
            assert state()[1] == [first]
            fake.set_state(fake.seed(account="222222222222"), "ACCEPTED")
            organizations.register_delegated_administrator(AccountId="222222222222", ServicePrincipal=service)
            assert state()[1] == [first, "222222222222"]
            assert set(iam.iam_backends) - {"222222222222", second} == set(before[2]) - {"222222222222", second}
        after = state()
        assert after[:2] == before[:2]
        assert set(after[2]) - {"222222222222", second} == set(before[2]) - {"222222222222", second}


def test_what_moto_creates_disturbs_no_other_thread(orghandshake: OrgHandshake, aws: Any) -> None:
    """Organizations and accounts that moto creates in one thread don't disturb other threads, and none is lost."""
    errors: list[BaseException] = []
    done = threading.Event()

    def poll() -> None:
        client = boto3.session.Session().client("organizations", "us-east-1")
        try:
            while not done.is_set():
                client.list_handshakes_for_account()
        except Exception as error:  # noqa: BLE001 - told below
            errors.append(error)

    threads = [threading.Thread(target=poll) for _ in range(3)]
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        for thread in threads:
            thread.start()
        for _ in range(20):
            aws.create_organization(FeatureSet="ALL")
            aws.delete_organization()
        aws.create_organization(FeatureSet="ALL")
        invites = [orghandshake.seed(account=f"{number:012d}") for number in range(700, 720)]
        made: list[str] = []

        def create() -> None:
            for number in range(20):
                status = aws.create_account(AccountName="made", Email=f"made{number}@example.com")
                made.append(status["CreateAccountStatus"]["AccountId"])

        threads.append(threading.Thread(target=create))
        threads[-1].start()
        for invite in invites:
            boto3.client("organizations", **orghandshake.credentials(invite.account or "")).accept_handshake(
                HandshakeId=invite.id
            )
    finally:
        done.set()
        for thread in threads:
            thread.join()
        sys.setswitchinterval(before)
    assert errors == []
    pages = aws.get_paginator("list_accounts").paginate()
    names = {each["Id"]: each["Name"] for page in pages for each in page["Accounts"]}
    assert len(names) == 41
    assert {names[each] for each in made} == {"made"}


IMPORTED_BY_THREADS = """
    import threading

    import boto3
    import moto
    from pytest_orghandshake import fake_handshakes

    errors, barrier = [], threading.Barrier(6)
    with fake_handshakes(), moto.mock_aws():

        def call(create):
            organizations = boto3.session.Session().client("organizations", "us-east-1")
            barrier.wait()
            try:
                if create:
                    organizations.create_organization(FeatureSet="ALL")
                else:
                    for _ in range(100):
                        organizations.list_handshakes_for_account()
            except Exception as error:
                errors.append(error)

        threads = [threading.Thread(target=call, args=(number == 5,)) for number in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert not errors, errors
"""


def test_threads_that_meet_the_import_of_moto_wait_for_it() -> None:
    """Threads that run while moto is being imported wait for it."""
    subprocess.run([sys.executable, "-c", dedent(IMPORTED_BY_THREADS)], check=True)
