"""Every fact, one module for each family."""

from . import (
    all_features,
    answers,
    catalog,
    errors,
    events,
    handshakes,
    invitation_input,
    invitations,
    lists,
    membership,
    migration,
    service_events,
    sts,
    tags,
    transfer_records,
    transfers,
    tree,
    tree_errors,
    wire,
)

FACTS = (
    *handshakes.FACTS,
    *answers.FACTS,
    *invitations.FACTS,
    *invitation_input.FACTS,
    *lists.FACTS,
    *all_features.FACTS,
    *migration.FACTS,
    *transfers.FACTS,
    *transfer_records.FACTS,
    *membership.FACTS,
    *tree.FACTS,
    *tree_errors.FACTS,
    *tags.FACTS,
    *sts.FACTS,
    *wire.FACTS,
    *errors.FACTS,
    *catalog.FACTS,
    *events.FACTS,
    *service_events.FACTS,
)

__all__ = ["FACTS"]
