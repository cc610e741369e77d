"""``/api/v1/policies/lint``: warnings, decisions, and what publishing answers."""

from dataclasses import replace
from typing import Any

from flask import Flask

from drafter.brands import Brand
from drafter.store.brands import change_brand
from tests.tools.api import Caller
from tests.tools.visiting import visit
from webhook.accounts.roles import Principal, Role
from webhook.admin.lint_actions import lint_text
from webhook.wiring import Services

RETURNS = "## Return window\n\nYou can return boots within 60 days of delivery.\n"
REFUNDS = "## Time\n\nBoots can be returned for 30 days after delivery.\n"


def publish(admin: Caller, title: str, text: str) -> dict[str, Any]:
    policy = admin.post("/policies", {"title": title, "text": text}).json
    answer = admin.post(f"/policies/{policy['id']}/revisions/1/publish", {})
    assert answer.status_code == 200
    return dict(answer.json)


def test_publishing_answers_with_warnings_and_is_done(admin: Caller, brand: Brand) -> None:
    first, second = publish(admin, "Returns", RETURNS), publish(admin, "Refunds", REFUNDS)

    assert (first["warnings"], second["stage"]) == ([], "published")
    assert [one["kind"] for one in second["warnings"]] == ["number"]


def test_warning_is_listed_until_it_is_decided(admin: Caller, brand: Brand) -> None:
    winner = publish(admin, "Returns", RETURNS)["policy_id"]
    publish(admin, "Refunds", REFUNDS)
    (warning,) = admin.get("/policies/lint", brand="northway").json["items"]

    made = admin.post(f"/policies/lint/{warning['key']}/decision", {"decision": "this_wins", "winner": winner})

    assert (made.status_code, made.json["winner"]) == (200, winner)
    assert admin.get("/policies/lint").json["items"] == []
    assert admin.get("/policies/lint", settled="true").json["items"][0]["decision"]["decision"] == "this_wins"


def test_decision_about_unknown_warning_is_not_found(admin: Caller, brand: Brand) -> None:
    answer = admin.post("/policies/lint/lint_0/decision", {"decision": "not_a_conflict"})

    assert (answer.status_code, answer.json["code"]) == (404, "lint.not_found")


def test_agent_reads_warnings_but_decides_nothing(agent: Caller, admin: Caller, brand: Brand) -> None:
    read = agent.get("/policies/lint")
    decided = agent.post("/policies/lint/lint_0/decision", {"decision": "not_a_conflict"})

    assert (read.status_code, decided.status_code) == (200, 403)


def test_text_being_written_is_linted_against_what_is_published(
    admin: Caller, services: Services, brand: Brand
) -> None:
    publish(admin, "Returns", RETURNS)
    who = Principal("usr_1", "Priya", Role.ADMIN)

    report = lint_text(services, who, title="Refunds", text=REFUNDS, brand="northway")

    assert [one.kind.value for one in report.open] == ["number"]


def test_list_counts_the_conflicts_of_each_policy_until_they_are_settled(
    admin: Caller, services: Services, brand: Brand, app: Flask
) -> None:
    visitor = visit(services, app, Role.ADMIN)
    publish(admin, "Returns", RETURNS)
    publish(admin, "Refunds", REFUNDS)
    assert visitor.text("/admin").count("1 conflict") == 2

    (warning,) = admin.get("/policies/lint").json["items"]
    admin.post(f"/policies/lint/{warning['key']}/decision", {"decision": "not_a_conflict"})

    assert "1 conflict" not in visitor.text("/admin")


def test_brand_may_ask_for_conflicts_to_be_settled_before_publishing(
    admin: Caller, services: Services, brand: Brand
) -> None:
    with services.database.writing() as session:
        change_brand(session, brand.id, lambda one: replace(one, needs_settled=True))
    publish(admin, "Returns", RETURNS)
    path = f"/policies/{admin.post('/policies', {'title': 'Refunds', 'text': REFUNDS}).json['id']}/revisions/1"

    refused = admin.post(f"{path}/publish", {})
    (warning,) = admin.get(f"{path}/lint").json["items"]
    admin.post(f"/policies/lint/{warning['key']}/decision", {"decision": "not_a_conflict"})

    assert (refused.status_code, refused.json["code"]) == (409, "lint.open")
    assert admin.post(f"{path}/publish", {}).status_code == 200
