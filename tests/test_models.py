"""The words in the code against those of the installed botocore."""

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
    """An enumeration of the installed botocore holds nothing that the fake does not know."""
    assert sorted(set(MODEL.shape_for(shape).enum) - set(get_args(literal))) == []


def test_no_word_is_ours_alone() -> None:
    """With a botocore that has billing transfers, the enumerations are the same to the letter."""
    if "InviteOrganizationToTransferResponsibility" not in MODEL.operation_names:
        pytest.skip("this botocore is older than billing transfers")
    assert sorted(get_args(words.Action)) == sorted(MODEL.shape_for("ActionType").enum)
    assert sorted(get_args(words.ResourceType)) == sorted(MODEL.shape_for("HandshakeResourceType").enum)


def test_every_handshake_operation_is_answered() -> None:
    """Each operation of the installed botocore that replies with a handshake has its function."""
    shapes = ("Handshake", "Handshakes")
    wanted = [
        name
        for name in MODEL.operation_names
        if any(member in shapes for member in getattr(MODEL.operation_model(name).output_shape, "members", ()))
    ]
    assert sorted(set(wanted) - set(OPERATIONS["organizations"])) == []


def test_operations_exist() -> None:
    """No function answers an operation that AWS does not have."""
    ours = {*OPERATIONS["organizations"]} - {"InviteOrganizationToTransferResponsibility"}
    assert sorted(ours - set(MODEL.operation_names)) == []


def test_public_names() -> None:
    """Every name in ``__all__`` is there, sorted; exceptions, which people read in a report, are the package's own."""
    assert pytest_orghandshake.__all__ == sorted(pytest_orghandshake.__all__)
    for name in pytest_orghandshake.__all__:
        assert name in dir(pytest_orghandshake)
        found = getattr(pytest_orghandshake, name)
        assert get_origin(found) is Literal or found.__name__ == name
        if name.endswith(("Error", "Warning")):
            assert found.__module__ == "pytest_orghandshake"


def test_version() -> None:
    """The version is the distribution's."""
    assert pytest_orghandshake.__version__ == version("pytest-orghandshake")


def test_unknown_name() -> None:
    """A name that is not there is an AttributeError like any module's."""
    with pytest.raises(AttributeError) as caught:
        pytest_orghandshake.nothing  # type: ignore[attr-defined]  # noqa: B018
    assert str(caught.value) == "module 'pytest_orghandshake' has no attribute 'nothing'"
