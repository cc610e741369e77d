"""The admin's pages, gathered on one blueprint: the list, one policy with its editor, the steps of a wording."""

from webhook.admin import (
    account_pages,
    conflict_pages,
    connection_app_pages,
    connection_pages,
    connection_setup_pages,
    importing_pages,
    ladder_pages,
    lint_pages,
    listing_pages,
    operations_audit,
    operations_pages,
    policy_pages,
    prompt_pages,
    proposal_pages,
    replay_pages,
    step_pages,
    voice_pages,
)
from webhook.admin.blueprint import pages

__all__ = [
    "account_pages",
    "conflict_pages",
    "connection_app_pages",
    "connection_pages",
    "connection_setup_pages",
    "importing_pages",
    "ladder_pages",
    "lint_pages",
    "listing_pages",
    "operations_audit",
    "operations_pages",
    "pages",
    "policy_pages",
    "prompt_pages",
    "proposal_pages",
    "replay_pages",
    "step_pages",
    "voice_pages",
]
