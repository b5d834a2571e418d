"""Wait until the other side has answered a handshake."""

from __future__ import annotations

import logging
import time
from typing import Any

import boto3

logger = logging.getLogger(__name__)
organizations = boto3.client("organizations")

REFUSED = ("DECLINED", "CANCELED", "EXPIRED")


class HandshakeRefusedError(Exception):
    """The handshake ended, and nobody accepted it."""

    def __init__(self, handshake_id: str, state: str) -> None:
        super().__init__(f"handshake {handshake_id} is {state}")
        self.state = state


def wait_for_handshake(handshake_id: str, *, every: float = 20, at_most: float = 3600) -> dict[str, Any]:
    """Return the handshake once it is ACCEPTED.

    Args:
        handshake_id: Its id.
        every: Seconds between two looks.
        at_most: Seconds after which to stop looking.

    Raises:
        HandshakeRefusedError: It was declined or canceled, or has expired.
        TimeoutError: It was not answered in time.
    """
    waited = 0.0
    while True:
        handshake: dict[str, Any] = organizations.describe_handshake(HandshakeId=handshake_id)["Handshake"]
        state = handshake["State"]
        if state == "ACCEPTED":
            return handshake
        if state in REFUSED:
            raise HandshakeRefusedError(handshake_id, state)
        if waited >= at_most:
            raise TimeoutError(f"handshake {handshake_id} is still {state} after {waited:.0f} seconds")
        logger.info("handshake %s is %s, looking again in %s seconds", handshake_id, state, every)
        time.sleep(every)
        waited += every
