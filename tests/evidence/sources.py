"""What facts are known from."""

from __future__ import annotations

from .fact import Source

CAPTURE = Source("capture from a real account", "2026-09")
CLOUDSHELL = Source("printed output of real CloudShell sessions: an ACCOUNT invited, listed and accepted")
TERRAFORM_LOG = Source("wire log in terraform-provider-aws#23079", "2021-09")
TERRAFORM_TESTS = Source("terraform-provider-aws, the organization resource and its acceptance tests")
BILLING_CLIENT = Source(
    "swo-aws-extension, a production client for billing transfers, and its recorded test data", "2025-11"
)
LANDING_ZONE = Source("awslabs/landing-zone-accelerator-on-aws, its invite module")

CARRIED = Source("README up to 2026-11, which called it observed; no better source is kept", "2026-11")

MODEL = Source("botocore's service model of Organizations (1.43.117)", "2026-11")
SARS = Source("service authorization reference, AWS Organizations", "2026")


def guide(page: str, date: str = "2026") -> Source:
    """Name a page of the AWS Organizations user guide."""
    return Source(f"AWS Organizations user guide, {page!r}", date)


def billing(page: str) -> Source:
    """Name a page on billing transfers."""
    return Source(f"AWS Billing user guide, billing transfer: {page}", "2026")


def reference(page: str) -> Source:
    """Name a page of the API reference."""
    return Source(f"AWS Organizations API reference, {page}", "2026")


def observed(where: str, date: str = "") -> Source:
    """Name an observation that somebody published."""
    return Source(where, date)


def because(reason: str) -> Source:
    """Give the reasoning behind a guess."""
    return Source(f"inferred: {reason}", "2026-11")
