"""Never run: mistakes that an editor should mark, with the names that mypy and pyright give the errors."""

from __future__ import annotations

from datetime import timedelta

import pytest_orghandshake
from pytest_orghandshake import OrgHandshake, State, fake_handshakes


def mistakes(orghandshake: OrgHandshake, state: str) -> None:
    invite = orghandshake.seed("CANCELLED")  # arg-type reportArgumentType
    orghandshake.seed(state)  # arg-type reportArgumentType
    orghandshake.seed(action="INVITATION")  # arg-type reportArgumentType
    orghandshake.seed("OPEN", "INVITE")  # call-arg,misc reportCallIssue
    orghandshake.load(7)  # arg-type reportArgumentType
    orghandshake.answer("222222222222", "ACEPTED")  # arg-type reportArgumentType
    orghandshake.set_state(invite, "ACCEPTED", after="2 days")  # arg-type reportArgumentType
    orghandshake.shift(timedelta(days=1), hours=2)  # call-arg reportCallIssue
    orghandshake.organization.feature_set = "ALL"  # misc reportAttributeAccessIssue
    invite.state = "ACCEPTED"  # misc reportAttributeAccessIssue
    invite.stat  # attr-defined reportAttributeAccessIssue
    invite["State"]  # index reportArgumentType
    orghandshake.credentials("222222222222")["aws_acess_key_id"]  # typeddict-item reportGeneralTypeIssues
    pytest_orghandshake.Orghandshake  # attr-defined reportAttributeAccessIssue
    fake_handshakes(unused="never")  # arg-type reportArgumentType
    final: State = "CANCELLED"  # assignment reportAssignmentType
