"""The operations on tags of accounts, organizational units and the root: one function each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._report import messages
from .._world import tree
from .._world.refusals import Refusal, invalid
from . import validation as validate
from .authorization import managed_organization, readable_organization
from .pages import read_token
from .wire import encode

if TYPE_CHECKING:
    from .._world.accounts import Account, Organization
    from .._world.tree import Parent
    from .._world.world import World
    from .authorization import Caller, Params


def tag_resource(world: World, caller: Caller, params: Params) -> bytes:
    """TagResource: only the management account may call it; a tag with an existing key replaces its value."""
    resource_id = validate.resource_id(params)
    given = validate.required_tags(params)
    thing = _resource(managed_organization(caller), resource_id)
    validate.limit_tags({**thing.tags, **given})
    world.directory.tag(thing, given)
    return b""


def untag_resource(world: World, caller: Caller, params: Params) -> bytes:
    """UntagResource: only the management account may call it; missing keys are not an error (recorded)."""
    resource_id = validate.resource_id(params)
    keys = validate.tag_keys(params)
    world.directory.untag(_resource(managed_organization(caller), resource_id), keys)
    return b""


def list_tags_for_resource(world: World, caller: Caller, params: Params) -> bytes:  # noqa: ARG001 - the caller has it
    """ListTagsForResource: the management account and delegated administrators may call it.

    All tags are on one page, in the order in which they were added.
    """
    resource_id = validate.resource_id(params)
    token = read_token(params)
    thing = _resource(readable_organization(caller), resource_id)
    if token is not None:
        raise invalid("INVALID_NEXT_TOKEN")
    return encode({"Tags": [{"Key": key, "Value": value} for key, value in thing.tags.items()]})


def _resource(organization: Organization, resource_id: str) -> Account | Parent:
    found = organization.member(resource_id) or tree.find_parent(organization, resource_id)
    if found is None:
        raise Refusal("TargetNotFoundException", why=messages.not_a_member(resource_id, organization))
    return found
