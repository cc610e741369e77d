"""``/api/v1/policies`` and ``/api/v1/search``."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from drafter.brands import Brand
from tests.tools.api import Caller, token_caller
from webhook.wiring import Services

TEXT = "# Returns\n\n## Return window\n\nYou can return boots within 30 days of delivery. Shipping back is free.\n"
OTHER = TEXT.replace("30 days", "45 days")


def test_new_policy_begins_as_draft(admin: Caller, brand: Brand) -> None:
    answer = admin.post("/policies", {"title": "Returns", "text": TEXT, "meta": {"owner": "Priya", "region": ["US"]}})

    revision = answer.json["revision"]
    assert answer.status_code == 201
    assert (revision["number"], revision["stage"], revision["text"]) == (1, "draft", TEXT)
    assert (revision["meta"]["owner"], revision["meta"]["region"]) == ("Priya", ["US"])


def test_change_makes_next_revision_and_keeps_the_rest(admin: Caller, brand: Brand) -> None:
    policy = _policy(admin, meta={"owner": "Priya"})

    answer = admin.send("PATCH", f"/policies/{policy['id']}", {"text": OTHER, "based_on": 1})

    revision = answer.json["revision"]
    assert (revision["number"], revision["text"], revision["title"]) == (2, OTHER, "Returns")
    assert revision["meta"]["owner"] == "Priya"
    assert answer.json["revisions"] == [2, 1]


def test_revision_based_on_older_one_is_conflict(admin: Caller, brand: Brand) -> None:
    policy = _policy(admin)
    admin.post(f"/policies/{policy['id']}/revisions", {"text": OTHER, "based_on": 1})

    answer = admin.post(f"/policies/{policy['id']}/revisions", {"text": "Mine.", "based_on": 1})

    assert (answer.status_code, answer.json["code"]) == (409, "policy.conflict")


def test_change_of_nothing_is_field_problem(admin: Caller, brand: Brand) -> None:
    policy = _policy(admin)

    answer = admin.send("PATCH", f"/policies/{policy['id']}", {"note": "just a thought"})

    assert (answer.status_code, answer.json["code"]) == (422, "request.fields")


def test_wording_is_submitted_approved_and_published(
    admin: Caller, services: Services, api_client: FlaskClient, brand: Brand
) -> None:
    policy = _policy(admin)
    second = token_caller(services, api_client, "admin")
    path = f"/policies/{policy['id']}/revisions/1"

    submitted = admin.post(f"{path}/submit")
    approved = second.post(f"{path}/review", {"verdict": "approve", "note": "Good."})
    published = admin.post(f"{path}/publish")

    assert [one.json["stage"] for one in (submitted, approved, published)] == ["in_review", "in_review", "published"]
    assert approved.json["approved_by"]


def test_own_wording_is_not_approved(admin: Caller, brand: Brand) -> None:
    path = f"/policies/{_policy(admin)['id']}/revisions/1"
    admin.post(f"{path}/submit")

    answer = admin.post(f"{path}/review", {"verdict": "approve"})

    assert (answer.status_code, answer.json["code"]) == (409, "policy.stage")


def test_requested_changes_send_wording_back(
    admin: Caller, services: Services, api_client: FlaskClient, brand: Brand
) -> None:
    path = f"/policies/{_policy(admin)['id']}/revisions/1"
    admin.post(f"{path}/submit")

    answer = token_caller(services, api_client, "admin").post(f"{path}/review", {"verdict": "request_changes"})

    assert answer.json["stage"] == "draft"


def test_published_wording_is_found(admin: Caller, agent: Caller, brand: Brand) -> None:
    policy = _policy(admin)
    admin.post(f"/policies/{policy['id']}/revisions/1/publish")

    found = agent.get("/search", q="How many days to return boots?", brand="northway", k=3).json

    hit = found["hits"][0]
    assert found["question"] == "How many days to return boots?"
    assert (hit["rank"], hit["policy_id"], hit["revision"], hit["above_floor"]) == (1, policy["id"], 1, True)
    assert "30 days" in hit["text"]
    assert hit["score"] == pytest.approx(sum(hit["parts"].values()), abs=2e-4)


def test_search_without_snapshot_says_what_is_missing(agent: Caller, brand: Brand) -> None:
    answer = agent.get("/search", q="returns", brand="northway")

    assert (answer.status_code, answer.json["code"]) == (409, "snapshot.not_ready")


def test_retired_policy_is_found_no_more(admin: Caller, brand: Brand) -> None:
    policy, other = _policy(admin), _policy(admin, title="Shipping", text="# Shipping\n\nParcels take 3 days.\n")
    for one in (policy, other):
        admin.post(f"/policies/{one['id']}/revisions/1/publish")

    answer = admin.post(f"/policies/{policy['id']}/retire", {"reason": "replaced"})

    hits = admin.get("/search", q="return boots", brand="northway").json["hits"]
    assert answer.json["is_retired"] is True
    assert policy["id"] not in {hit["policy_id"] for hit in hits if not hit["excluded"]}


def test_policies_are_filtered_by_stage_and_words(admin: Caller, brand: Brand) -> None:
    policy, _ = _policy(admin), _policy(admin, title="Shipping", text="Parcels take 3 days.")
    admin.post(f"/policies/{policy['id']}/revisions/1/publish")

    published = admin.get("/policies", stage="published").json["items"]
    named = admin.get("/policies", q="parcels").json["items"]

    assert [one["title"] for one in published] == ["Returns"]
    assert [one["title"] for one in named] == ["Shipping"]


def test_policies_page_by_cursor(admin: Caller, brand: Brand) -> None:
    for number in range(3):
        _policy(admin, title=f"Policy {number}")

    first = admin.get("/policies", limit=2).json
    second = admin.get("/policies", limit=2, after=first["next"]).json

    assert [one["title"] for one in first["items"] + second["items"]] == ["Policy 2", "Policy 1", "Policy 0"]
    assert second["next"] is None


def test_every_wording_is_listed(admin: Caller, brand: Brand) -> None:
    policy = _policy(admin)
    admin.post(f"/policies/{policy['id']}/revisions", {"text": OTHER})

    listed = admin.get(f"/policies/{policy['id']}/revisions").json
    first = admin.get(f"/policies/{policy['id']}/revisions/1").json

    assert [one["number"] for one in listed["items"]] == [2, 1]
    assert first["text"] == TEXT


@pytest.mark.parametrize(
    "body",
    [
        {"title": "A"},
        {"text": "B"},
        {"title": " ", "text": "B"},
        {"title": "A", "text": " \n "},
        {"title": "A", "text": "B", "meta": {"review_by": "soon"}},
        {"title": "A", "text": "B", "meta": []},
        {"title": "A" * 256, "text": "B"},
    ],
    ids=["no-text", "no-title", "blank-title", "blank-text", "date", "meta-list", "long-title"],
)
def test_wrong_policy_is_field_problem(admin: Caller, brand: Brand, body: dict[str, Any]) -> None:
    answer = admin.post("/policies", body)

    assert (answer.status_code, answer.json["code"]) == (422, "request.fields")


@pytest.mark.parametrize("number", ["0", "2", "999999999999999999999", "one"])
def test_unknown_revision_is_404(admin: Caller, brand: Brand, number: str) -> None:
    policy = _policy(admin)

    assert admin.get(f"/policies/{policy['id']}/revisions/{number}").status_code == 404


def test_other_brands_policies_are_unknown(
    admin: Caller, services: Services, api_client: FlaskClient, brand: Brand, other_brand: Brand
) -> None:
    policy = _policy(admin, brand="northway")
    outsider = token_caller(services, api_client, "admin", brand_id=other_brand.id)
    path = f"/policies/{policy['id']}"

    answers = [
        outsider.get(path),
        outsider.get(f"{path}/revisions"),
        outsider.get(f"{path}/revisions/1"),
        outsider.send("PATCH", path, {"text": "Mine."}),
        outsider.post(f"{path}/revisions/1/submit"),
        outsider.post(f"{path}/revisions/1/publish"),
        outsider.post(f"{path}/retire"),
        outsider.get("/search", q="returns", brand="northway"),
        outsider.post("/policies", {"brand": "northway", "title": "A", "text": "B"}),
    ]

    assert [answer.status_code for answer in answers] == [404] * len(answers)
    assert outsider.get("/policies").json["items"] == []


def _policy(admin: Caller, **changes: Any) -> dict[str, Any]:
    answer = admin.post("/policies", {"title": "Returns", "text": TEXT, **changes})
    assert answer.status_code == 201, answer.json
    found: dict[str, Any] = answer.json
    return found
