"""The table of operations: the function that answers each, and whether it also does so under ``mock_aws``.

To add an operation, write its function in the module of its kind, and add a line here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from . import handshakes, organizations, sso, sts, tags, transfers, tree

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from .._world.world import World
    from .authorization import Caller, Params


class Operation(NamedTuple):
    """One entry of the table."""

    function: Callable[[World, Caller, Params], bytes]
    beside_moto: bool
    """Whether this plugin answers it even under ``mock_aws``, because moto does not implement it."""


def _here(function: Callable[[World, Caller, Params], bytes]) -> Operation:
    return Operation(function, beside_moto=True)


def _or_moto(function: Callable[[World, Caller, Params], bytes]) -> Operation:
    return Operation(function, beside_moto=False)


OPERATIONS: Mapping[str, Mapping[str, Operation]] = {
    "organizations": {
        "AcceptHandshake": _here(handshakes.accept_handshake),
        "CancelHandshake": _here(handshakes.cancel_handshake),
        "DeclineHandshake": _here(handshakes.decline_handshake),
        "DescribeHandshake": _here(handshakes.describe_handshake),
        "EnableAllFeatures": _here(handshakes.enable_all_features),
        "InviteAccountToOrganization": _here(handshakes.invite_account_to_organization),
        "ListHandshakesForAccount": _here(handshakes.list_handshakes_for_account),
        "ListHandshakesForOrganization": _here(handshakes.list_handshakes_for_organization),
        "DescribeResponsibilityTransfer": _here(transfers.describe_responsibility_transfer),
        "InviteOrganizationToTransferResponsibility": _here(transfers.invite_organization_to_transfer_responsibility),
        "ListInboundResponsibilityTransfers": _here(transfers.list_inbound_responsibility_transfers),
        "ListOutboundResponsibilityTransfers": _here(transfers.list_outbound_responsibility_transfers),
        "TerminateResponsibilityTransfer": _here(transfers.terminate_responsibility_transfer),
        "UpdateResponsibilityTransfer": _here(transfers.update_responsibility_transfer),
        "CreateOrganization": _or_moto(organizations.create_organization),
        "CreateOrganizationalUnit": _or_moto(tree.create_organizational_unit),
        "DeleteOrganization": _or_moto(organizations.delete_organization),
        "DeleteOrganizationalUnit": _or_moto(tree.delete_organizational_unit),
        "DescribeAccount": _or_moto(organizations.describe_account),
        "DescribeOrganization": _or_moto(organizations.describe_organization),
        "DescribeOrganizationalUnit": _or_moto(tree.describe_organizational_unit),
        "LeaveOrganization": _here(organizations.leave_organization),
        "ListAccounts": _or_moto(organizations.list_accounts),
        "ListAccountsForParent": _or_moto(tree.list_accounts_for_parent),
        "ListChildren": _or_moto(tree.list_children),
        "ListOrganizationalUnitsForParent": _or_moto(tree.list_organizational_units_for_parent),
        "ListParents": _or_moto(tree.list_parents),
        "ListRoots": _or_moto(tree.list_roots),
        "ListTagsForResource": _or_moto(tags.list_tags_for_resource),
        "MoveAccount": _or_moto(tree.move_account),
        "RemoveAccountFromOrganization": _or_moto(organizations.remove_account_from_organization),
        "TagResource": _or_moto(tags.tag_resource),
        "UntagResource": _or_moto(tags.untag_resource),
        "UpdateOrganizationalUnit": _or_moto(tree.update_organizational_unit),
    },
    "sso": {
        "GetRoleCredentials": _here(sso.get_role_credentials),
    },
    "sts": {
        "AssumeRole": _or_moto(sts.assume_role),
        "AssumeRoleWithWebIdentity": _or_moto(sts.assume_role_with_web_identity),
        "GetAccessKeyInfo": _or_moto(sts.get_access_key_info),
        "GetCallerIdentity": _or_moto(sts.get_caller_identity),
        "GetSessionToken": _or_moto(sts.get_session_token),
    },
}
"""The operations by service and name."""
