"""What has to be known of moto: whether it answers, and how to keep a call away from it."""

from __future__ import annotations

import sys
from typing import Any

ANSWERED = "https://answered-by-orghandshake.invalid/"
"""botocore asks every ``before-send`` handler and takes the first reply, so moto's is asked after ours: it passes over a
request whose URL is none of AWS's, and nothing else reads the URL from there on."""


def is_loaded() -> bool:
    """Tell whether moto may have handlers in this process."""
    return "moto.core.models" in sys.modules


def is_answering() -> bool:
    """Tell whether ``mock_aws`` is entered."""
    models: Any = sys.modules.get("moto.core.models")
    return models is not None and models.botocore_stubber.enabled is True
