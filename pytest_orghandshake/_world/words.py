"""AWS's enumerations for handshakes, the patterns of its ids, and its periods."""

from __future__ import annotations

import re
from typing import Literal, get_args

from .clock import DAY

State = Literal["REQUESTED", "OPEN", "CANCELED", "ACCEPTED", "DECLINED", "EXPIRED"]
Action = Literal[
    "INVITE",
    "ENABLE_ALL_FEATURES",
    "APPROVE_ALL_FEATURES",
    "ADD_ORGANIZATIONS_SERVICE_LINKED_ROLE",
    "TRANSFER_RESPONSIBILITY",
]
PartyType = Literal["ACCOUNT", "ORGANIZATION", "EMAIL"]
ResourceType = Literal[
    "ACCOUNT",
    "ORGANIZATION",
    "ORGANIZATION_FEATURE_SET",
    "EMAIL",
    "MASTER_EMAIL",
    "MASTER_NAME",
    "NOTES",
    "PARENT_HANDSHAKE",
    "RESPONSIBILITY_TRANSFER",
    "TRANSFER_START_TIMESTAMP",
    "TRANSFER_TYPE",
    "MANAGEMENT_ACCOUNT",
    "MANAGEMENT_EMAIL",
    "MANAGEMENT_NAME",
]
FeatureSet = Literal["ALL", "CONSOLIDATED_BILLING"]
JoinedMethod = Literal["INVITED", "CREATED"]
TransferStatus = Literal["REQUESTED", "DECLINED", "CANCELED", "EXPIRED", "ACCEPTED", "WITHDRAWN"]

STATES: tuple[State, ...] = get_args(State)
ACTIONS: tuple[Action, ...] = get_args(Action)
PARTY_TYPES: tuple[PartyType, ...] = get_args(PartyType)
RESOURCE_TYPES: tuple[ResourceType, ...] = get_args(ResourceType)
FEATURE_SETS: tuple[FeatureSet, ...] = get_args(FeatureSet)
JOINED_METHODS: tuple[JoinedMethod, ...] = get_args(JoinedMethod)

LIVE: tuple[State, ...] = ("REQUESTED", "OPEN")
CHILDREN: tuple[Action, ...] = ("APPROVE_ALL_FEATURES", "ADD_ORGANIZATIONS_SERVICE_LINKED_ROLE")
ADDRESSABLE_BY_EMAIL: tuple[Action, ...] = ("INVITE", "TRANSFER_RESPONSIBILITY")
BEGINS_REQUESTED: tuple[Action, ...] = ("ENABLE_ALL_FEATURES", "TRANSFER_RESPONSIBILITY")
"""Handshakes of these actions are REQUESTED while they wait; all others are OPEN (AWS API reference)."""

HANDSHAKE_ID = re.compile(r"h-[0-9a-z]{8,32}")
UNIT_ID = re.compile(r"ou-[0-9a-z]{4,32}-[a-z0-9]{8,32}")
PARENT_ID = re.compile(rf"r-[0-9a-z]{{4,32}}|{UNIT_ID.pattern}")
ORGANIZATION_ID = re.compile(r"o-[a-z0-9]{10,32}")

INVITE_PERIOD = 15 * DAY
ALL_FEATURES_PERIOD = 90 * DAY
PERIODS: dict[Action, int] = {
    "INVITE": INVITE_PERIOD,
    "ENABLE_ALL_FEATURES": ALL_FEATURES_PERIOD,
    "APPROVE_ALL_FEATURES": ALL_FEATURES_PERIOD,
    "ADD_ORGANIZATIONS_SERVICE_LINKED_ROLE": ALL_FEATURES_PERIOD,
    # The minimum for seeds. AWS has no fixed period: the handshake expires 24 hours before the transfer starts.
    "TRANSFER_RESPONSIBILITY": INVITE_PERIOD,
}
RETENTION = 30 * DAY
"""How long AWS keeps a handshake in a terminal state (botocore's model, DescribeHandshake)."""
