"""AWS's lists of parties and resources: made from a handshake, or read from a test or a capture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .._exceptions import HIDDEN, SetupError, nearest
from .clock import SECOND
from .words import PARTY_TYPES, RESOURCE_TYPES

if TYPE_CHECKING:
    from .handshake import Handshake

__tracebackhide__ = HIDDEN

_MAX_DEPTH = 20


def make_parties(handshake: Handshake) -> list[dict[str, str]]:
    """Return AWS's ``Parties``."""
    parties = [{"Id": handshake.organization.id.removeprefix("o-"), "Type": "ORGANIZATION"}]
    if handshake.target_type is not None:
        parties.append({"Id": handshake.target, "Type": handshake.target_type})
    return parties


def make_resources(handshake: Handshake) -> list[dict[str, Any]]:
    """Return AWS's ``Resources``."""
    sender = handshake.organization
    organization: dict[str, Any] = {"Type": "ORGANIZATION", "Value": sender.id}
    if handshake.action == "ENABLE_ALL_FEATURES":
        return [organization]
    resources = [organization]
    transfer = handshake.transfer
    if transfer is not None:
        # Contents and order are those of the only sample in AWS's API reference, which is written by hand.
        resources.insert(
            0,
            {
                "Type": "RESPONSIBILITY_TRANSFER",
                "Value": transfer.id,
                "Resources": [
                    {"Type": "TRANSFER_START_TIMESTAMP", "Value": str(transfer.start_at // SECOND)},
                    {"Type": "TRANSFER_TYPE", "Value": "BILLING"},
                ],
            },
        )
        organization["Resources"] = [
            {"Type": "MANAGEMENT_EMAIL", "Value": sender.management.email},
            {"Type": "MANAGEMENT_NAME", "Value": sender.management.name},
            {"Type": "MANAGEMENT_ACCOUNT", "Value": sender.management.id},
        ]
    if handshake.original_email is not None:
        # It stays when an account takes the place of the address among the parties (recorded).
        resources.append({"Type": "EMAIL", "Value": handshake.original_email})
    elif handshake.target_type is not None:
        resources.append({"Type": handshake.target_type, "Value": handshake.target})
    if handshake.parent_id is not None:
        resources.insert(0, {"Type": "PARENT_HANDSHAKE", "Value": handshake.parent_id.removeprefix("h-")})
    if handshake.action == "INVITE":
        organization["Resources"] = [
            {"Type": "MASTER_EMAIL", "Value": sender.management.email},
            {"Type": "MASTER_NAME", "Value": sender.management.name},
            {"Type": "ORGANIZATION_FEATURE_SET", "Value": handshake.feature_set},
        ]
    if handshake.notes is not None:  # a guess for transfers: AWS's sample omits the notes that were sent
        resources.append({"Type": "NOTES", "Value": handshake.notes})
    return resources


def parent_in(resources: list[dict[str, Any]]) -> str | None:
    """Return the id of the parent in AWS's list, where it is written without ``h-``."""
    for resource in resources:
        if resource.get("Type") == "PARENT_HANDSHAKE" and resource.get("Value"):
            return f"h-{resource['Value'].removeprefix('h-')}"
    return None


def read_parties(parties: object) -> list[dict[str, Any]]:
    """Check and copy a list of parties."""
    if not isinstance(parties, (list, tuple)):
        raise SetupError(f"parties={parties!r}: expected AWS's list, [{{'Id': '222222222222', 'Type': 'ACCOUNT'}}]")
    for party in parties:
        if not isinstance(party, dict) or set(party) != {"Id", "Type"} or not isinstance(party["Id"], str):
            raise SetupError(f"party {party!r}: expected {{'Id': '222222222222', 'Type': 'ACCOUNT'}}")
        check_word("party type", party["Type"], PARTY_TYPES)
    return [{"Id": str(party["Id"]), "Type": party["Type"]} for party in parties]


def read_resources(resources: object, depth: int = 0) -> list[dict[str, Any]]:
    """Check and copy a list of resources."""
    if depth > _MAX_DEPTH:
        raise SetupError(f"resources are nested more than {_MAX_DEPTH} levels deep: AWS nests them once")
    if not isinstance(resources, (list, tuple)):
        raise SetupError(f"resources={resources!r}: expected AWS's list, [{{'Type': 'NOTES', 'Value': 'hello'}}]")
    copied = []
    for resource in resources:
        if (
            not isinstance(resource, dict)
            or not set(resource) <= {"Type", "Value", "Resources"}
            or not isinstance(resource.get("Value", ""), str)
        ):
            raise SetupError(f"resource {resource!r}: expected {{'Type': 'NOTES', 'Value': 'hello'}}")
        if "Type" in resource:
            check_word("resource type", resource["Type"], RESOURCE_TYPES)
        copy = dict(resource)
        if "Value" in copy:
            copy["Value"] = str(copy["Value"])
        if "Resources" in copy:
            copy["Resources"] = read_resources(copy["Resources"], depth + 1)
        copied.append(copy)
    return copied


def check_word(name: str, value: object, known: tuple[str, ...]) -> None:
    """Refuse a value that is not in one of AWS's enumerations."""
    if value not in known:
        raise SetupError(f"unknown {name} {value!r}{nearest(value, known)}")
