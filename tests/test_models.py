from __future__ import annotations

from importlib.metadata import version
from typing import Any, Literal, get_args, get_origin

import boto3
import pytest

import pytest_orghandshake
from pytest_orghandshake._api.operations import OPERATIONS
from pytest_orghandshake._world import words

MODEL: Any = boto3.client(
    "organizations", "us-east-1", aws_access_key_id="x", aws_secret_access_key="x"
).meta.service_model


BILLING_TRANSFERS = {
    "DescribeResponsibilityTransfer",
    "InviteOrganizationToTransferResponsibility",
    "ListInboundResponsibilityTransfers",
    "ListOutboundResponsibilityTransfers",
    "TerminateResponsibilityTransfer",
    "UpdateResponsibilityTransfer",
}
"""The operations that were added to botocore in one release."""


@pytest.mark.parametrize(
    ("literal", "shape"),
    [
        (words.State, "HandshakeState"),
        (words.Action, "ActionType"),
        (words.PartyType, "HandshakePartyType"),
        (words.ResourceType, "HandshakeResourceType"),
        (words.FeatureSet, "OrganizationFeatureSet"),
        (words.JoinedMethod, "AccountJoinedMethod"),
    ],
)
def test_every_word_of_botocores_model_can_be_seeded(literal: object, shape: str) -> None:
    """The fake knows every value in the enumerations of the installed botocore."""
    assert sorted(set(MODEL.shape_for(shape).enum) - set(get_args(literal))) == []


def test_no_word_is_ours_alone() -> None:
    """With a botocore that has billing transfers, the enumerations are identical."""
    if "InviteOrganizationToTransferResponsibility" not in MODEL.operation_names:
        pytest.skip("this botocore is older than billing transfers")
    assert sorted(get_args(words.Action)) == sorted(MODEL.shape_for("ActionType").enum)
    assert sorted(get_args(words.ResourceType)) == sorted(MODEL.shape_for("HandshakeResourceType").enum)
    assert sorted(get_args(words.TransferStatus)) == sorted(MODEL.shape_for("ResponsibilityTransferStatus").enum)


def test_every_handshake_operation_is_answered() -> None:
    """Each operation of the installed botocore that returns a handshake has a function."""
    shapes = ("Handshake", "Handshakes")
    wanted = [
        name
        for name in MODEL.operation_names
        if any(member in shapes for member in getattr(MODEL.operation_model(name).output_shape, "members", ()))
    ]
    assert sorted(set(wanted) - set(OPERATIONS["organizations"])) == []


def test_no_operation_is_ours_alone() -> None:
    """Every function answers an operation of AWS; an older botocore may lack the billing transfers, but only all of them."""
    missing = {*OPERATIONS["organizations"]} - set(MODEL.operation_names)
    assert missing in (set(), BILLING_TRANSFERS)


def test_every_public_name_is_the_packages_own() -> None:
    """``__all__`` is sorted and every name in it exists; exceptions show the package as their module in reports."""
    assert pytest_orghandshake.__all__ == sorted(pytest_orghandshake.__all__)
    for name in pytest_orghandshake.__all__:
        assert name in dir(pytest_orghandshake)
        found = getattr(pytest_orghandshake, name)
        assert get_origin(found) is Literal or found.__name__ == name
        if name.endswith(("Error", "Warning")):
            assert found.__module__ == "pytest_orghandshake"


def test_the_version_is_the_distributions() -> None:
    """``__version__`` is the version of the distribution."""
    assert pytest_orghandshake.__version__ == version("pytest-orghandshake")


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    """An unknown name is an AttributeError, as in any module."""
    with pytest.raises(AttributeError) as caught:
        pytest_orghandshake.nothing  # type: ignore[attr-defined]  # noqa: B018
    assert str(caught.value) == "module 'pytest_orghandshake' has no attribute 'nothing'"
