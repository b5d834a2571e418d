"""The portal of IAM Identity Center ("SSO"): only GetRoleCredentials, from which callers get their keys.

Its protocol is REST with JSON: the parameters are in the query, and the access token is in a header that is ignored here.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from .._world.identity import SECRET, Session, is_account_id, token_of
from .._world.refusals import Refusal
from .sts import expiration

if TYPE_CHECKING:
    from .._world.world import World
    from .authorization import Caller, Params

CONTENT_TYPE = "application/json"

_NAMES = {"role_name": "roleName", "account_id": "accountId"}
_SECONDS = 3_600  # the default of a permission set (user guide of IAM Identity Center)
_USER = "orghandshake"


def decode(query: bytes | str | None) -> Params:
    """Parse the query of a request."""
    text = query.decode("utf-8", "replace") if isinstance(query, bytes) else query or ""
    return {_NAMES.get(name, name): values[0] for name, values in parse_qs(text).items()}


def encode_error(refusal: Refusal) -> bytes:
    """Encode an error."""
    return json.dumps({"__type": refusal.code, "message": refusal.message}, separators=(",", ":")).encode()


def error_in(reply: bytes) -> str:
    """Return the code of an error that moto encoded."""
    del reply  # moto's portal sends no codes
    return "an error without a code"


def get_role_credentials(world: World, caller: Caller, params: Params) -> bytes:
    """GetRoleCredentials: works for any permission set in any account, with any token; an unknown account is added.

    The names of role and session have the form that Identity Center documents. The error for a missing one is a guess.
    """
    account, role = params.get("accountId", ""), params.get("roleName", "")
    if not is_account_id(account) or not role:
        raise Refusal("InvalidRequestException", message="Invalid request")
    del caller  # the request is not signed
    digits = hashlib.blake2b(f"{account}/{role}".encode(), digest_size=8).hexdigest()
    world.directory.get_or_add_account(account)
    key = world.roles.assume(Session(account, f"AWSReservedSSO_{role}_{digits}", _USER))
    found = {
        "accessKeyId": key,
        "expiration": expiration(world, _SECONDS),
        "secretAccessKey": SECRET,
        "sessionToken": token_of(account),
    }
    return json.dumps({"roleCredentials": found}, separators=(",", ":")).encode()
