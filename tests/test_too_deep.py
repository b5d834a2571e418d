"""Input that would exhaust the interpreter's stack is refused like other bad input."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from pytest_orghandshake import SetupError

if TYPE_CHECKING:
    from pytest_orghandshake import OrgHandshake


def test_json_without_an_end(orghandshake: OrgHandshake) -> None:
    """JSON with too many nested levels is not a capture."""
    with pytest.raises(SetupError) as caught:
        orghandshake.load("[" * 100_000)
    assert str(caught.value).startswith(
        "this is not the JSON that the AWS CLI prints: maximum recursion depth exceeded"
    )


def nested(depth: int) -> list[dict[str, Any]]:
    """Return nested resources."""
    resources: list[dict[str, Any]] = [{"Type": "NOTES", "Value": "innermost"}]
    for _ in range(depth):
        resources = [{"Type": "ORGANIZATION", "Value": "o-exampleorgid", "Resources": resources}]
    return resources


def test_resources_without_an_end(orghandshake: OrgHandshake) -> None:
    """Resources can be nested deeper than AWS nests them, up to a limit."""
    assert orghandshake.seed(resources=nested(20)).resources == nested(20)
    for depth in (21, 5_000):
        with pytest.raises(SetupError) as caught:
            orghandshake.seed(resources=nested(depth))
        assert str(caught.value) == "resources are nested more than 20 levels deep: AWS nests them once"
