"""Who may call which route of the API."""

import re

import pytest
from flask import Flask

from tests.tools.api import Caller, token_caller
from tests.tools.seeding import Seeds
from webhook.accounts.permissions import ROLES_OF, Act
from webhook.accounts.roles import Role
from webhook.http.api import Operation, operations_of
from webhook.wiring import Services

READERS = {"agent", "admin", "qa"}
WANTED = {  # written out by hand: who may call each operation
    "list_drafts": READERS,
    "get_draft": READERS,
    "decide_draft": {"agent"},
    "regenerate_draft": {"agent"},
    "list_steps": READERS,
    "tick_step": {"agent"},
    "escalate_ticket": {"agent"},
    "list_tickets": READERS,
    "get_ticket": READERS,
    "submit_ticket": {"agent", "admin"},
    "list_policies": READERS,
    "get_policy": READERS,
    "list_revisions": READERS,
    "get_revision": READERS,
    "list_stale": READERS,
    "list_history": READERS,
    "compare_revisions": READERS,
    "get_usage": READERS,
    "roll_back": {"admin"},
    "verify_policy": {"admin"},
    "create_policy": {"admin"},
    "change_policy": {"admin"},
    "save_revision": {"admin"},
    "submit_revision": {"admin"},
    "review_revision": {"admin"},
    "publish_revision": {"admin"},
    "retire_policy": {"admin"},
    "delete_policy": {"admin"},
    "start_replay": {"admin"},
    "list_replays": READERS,
    "get_replay": READERS,
    "cancel_replay": {"admin"},
    "sign_replay": {"admin"},
    "list_warnings": READERS,
    "lint_revision": READERS,
    "decide_warning": {"admin"},
    "list_ladders": READERS,
    "create_ladder": {"admin"},
    "get_ladder": READERS,
    "save_ladder": {"admin"},
    "submit_ladder": {"admin"},
    "review_ladder": {"admin"},
    "publish_ladder": {"admin"},
    "discard_ladder": {"admin"},
    "try_ladder": READERS,
    "get_prompt": {"admin"},
    "edit_prompt": {"admin"},
    "preview_prompt": {"admin"},
    "get_voice": READERS,
    "save_voice": {"admin"},
    "publish_voice": {"admin"},
    "check_voice": READERS,
    "list_learned": READERS,
    "list_proposals": READERS,
    "accept_proposal": {"admin"},
    "reject_proposal": {"admin"},
    "erase_texts": {"admin"},
    "place_agents": {"admin"},
    "forget_learned": {"admin"},
    "list_connections": {"admin"},
    "add_connection": {"admin"},
    "get_connection": {"admin"},
    "change_connection": {"admin"},
    "rotate_secret": {"admin"},
    "end_old_secret": {"admin"},
    "try_connection": {"admin"},
    "remove_connection": {"admin"},
    "list_people": {"admin"},
    "change_person": {"admin"},
    "list_macros": {"admin"},
    "fetch_macros": {"admin"},
    "approve_macro": {"admin"},
    "get_order_source": {"admin"},
    "set_order_source": {"admin"},
    "try_order_source": {"admin"},
    "remove_order_source": {"admin"},
    "import_policies": {"admin"},
    "list_imports": {"admin"},
    "get_import": {"admin"},
    "list_sources": {"admin"},
    "add_source": {"admin"},
    "schedule_source": {"admin"},
    "fetch_source": {"admin"},
    "remove_source": {"admin"},
    "list_vanished": {"admin"},
    "keep_policy": {"admin"},
    "list_samples": {"admin", "qa"},
    "draw_samples": {"qa"},
    "pick_sample": {"qa"},
    "assign_sample": {"qa"},
    "judge_edit": {"qa"},
    "list_comments": {"admin", "qa"},
    "add_comment": {"qa"},
    "estimate_quality": {"admin", "qa"},
    "get_outcomes": {"admin", "qa"},
    "list_outcome_tickets": {"admin", "qa"},
    "get_automatic": {"admin", "qa"},
    "list_automatic_reviews": {"admin", "qa"},
    "get_reply_automatic": {"admin", "qa"},
    "set_blind_share": {"admin", "qa"},
    "get_scorecard": {"admin", "qa"},
    "save_scorecard": {"admin", "qa"},
    "publish_scorecard": {"admin", "qa"},
    "list_disputes": {"admin", "qa"},
    "raise_dispute": {"agent"},
    "decide_dispute": {"qa"},
    "search": READERS,
    "list_edits": {"admin", "qa"},
    "get_edit": {"admin", "qa"},
    "list_reviews": {"admin", "qa"},
    "add_review": {"qa"},
    "quality": {"admin", "qa"},
}


def test_every_act_has_roles() -> None:
    assert set(ROLES_OF) == set(Act)


def test_table_names_every_operation(app: Flask) -> None:
    assert {operation.id for operation in operations_of(app)} == set(WANTED)


@pytest.mark.parametrize("role", [role.value for role in Role])
def test_routes_open_to_their_roles_only(role: str, app: Flask, services: Services) -> None:
    caller = token_caller(services, app.test_client(), role)

    allowed = {one.id for one in operations_of(app) if _call(caller, one) != 403}

    assert allowed == {name for name, roles in WANTED.items() if role in roles}


def test_strangers_are_asked_to_sign_in(app: Flask) -> None:
    stranger = Caller(app.test_client(), {})

    assert {_call(stranger, operation) for operation in operations_of(app)} == {401}


def test_wrong_token_is_401_with_challenge(app: Flask) -> None:
    answer = app.test_client().get("/api/v1/drafts", headers={"Authorization": "Bearer drf_wrong"})

    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert answer.json["code"] == "access.not_signed_in"


def test_refused_role_changes_nothing(services: Services, app: Flask, seeds: Seeds, reviewer: Caller) -> None:
    path = f"/drafts/{seeds.drafts['ready']}"

    answer = reviewer.post(f"{path}/decision", {"action": "accept"})

    assert (answer.status_code, answer.json["code"]) == (403, "access.denied")
    assert reviewer.get(path).json["decision"] is None


def _call(caller: Caller, operation: Operation) -> int:
    path = re.sub(r"<int[^>]*>", "1", operation.path)
    return caller.send(operation.method, re.sub(r"<[^>]*>", "unknown", path)).status_code
