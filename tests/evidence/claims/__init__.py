"""What the README says of the facts: sentences, each with the ids of the facts behind it, in the bullets of their strength."""

from .around import AROUND
from .common import COMMON
from .handshakes import HANDSHAKES
from .sentence import Block, Claim
from .surprises import SURPRISES
from .transfers import TRANSFERS

BLOCKS = (*HANDSHAKES, *TRANSFERS, *AROUND, *COMMON)

__all__ = ["BLOCKS", "SURPRISES", "Block", "Claim"]
