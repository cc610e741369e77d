"""The API's whole round on SQLite and PostgreSQL: the same requests, the same answers."""

import pytest

from drafter.brands import Brand
from tests.tools.api import Caller
from tests.tools.databases import BOTH
from tests.tools.seeding import Seeds
from tests.tools.sending import ticket_data

pytestmark = [pytest.mark.parametrize("database_url", BOTH, indirect=True)]
GOOD = {"accuracy": 1, "policy": 1, "completeness": None, "tone": 0.5, "language": 1}


def test_ticket_is_submitted_decided_and_reviewed(agent: Caller, reviewer: Caller, seeds: Seeds) -> None:
    submitted = agent.post("/tickets", {**ticket_data("T-9"), "brand": "northway"}, key="k-1")
    again = agent.post("/tickets", {**ticket_data("T-9"), "brand": "northway"}, key="k-1")
    path = f"/drafts/{seeds.drafts['ready']}"
    edit = {"action": "edit", "text": "It takes 4 days.", "acknowledge": ["facts"], "reason": "The carrier said so."}
    decided = agent.post(f"{path}/decision", edit)
    conflict = agent.post(f"{path}/decision", {"action": "reject"})
    measured = reviewer.get("/edits", limit=1).json["items"][0]
    review = reviewer.post("/reviews", {"edit_id": measured["id"], "ratings": GOOD})

    assert (submitted.status_code, again.json) == (202, submitted.json)
    assert (decided.status_code, conflict.status_code) == (200, 409)
    assert (measured["sent_text"], review.json["edit_id"]) == ("It takes 4 days.", measured["id"])
    assert [one["id"] for one in reviewer.get("/reviews").json["items"]] == [review.json["id"]]
    assert reviewer.get("/quality").json["review_score"]["n"] == 0  # picked by hand: it enters no average


def test_policy_is_written_published_and_found(admin: Caller, brand: Brand) -> None:
    policy = admin.post("/policies", {"title": "Returns", "text": "# Returns\n\nYou can return boots within 30 days."})
    path = f"/policies/{policy.json['id']}"
    changed = admin.send("PATCH", path, {"meta": {"owner": "Priya"}, "based_on": 1})
    published = admin.post(f"{path}/revisions/2/publish")
    hits = admin.get("/search", q="return boots").json["hits"]

    assert (changed.json["revision"]["meta"]["owner"], published.json["stage"]) == ("Priya", "published")
    assert [(hit["policy_id"], hit["revision"]) for hit in hits] == [(policy.json["id"], 2)]


def test_lists_page_and_filter(agent: Caller, admin: Caller, seeds: Seeds) -> None:
    first = agent.get("/tickets", limit=5).json
    second = agent.get("/tickets", limit=5, after=first["next"]).json

    assert len(first["items"]) + len(second["items"]) == len(seeds.tickets)
    assert len(agent.get("/drafts", status="ready").json["items"]) == 4
    assert admin.get("/policies", q="%", stage="draft").json == {"items": [], "next": None}


def test_odd_ids_are_unknown(admin: Caller, brand: Brand) -> None:
    paths = [
        path + odd
        for path in ("/drafts/", "/tickets/", "/policies/", "/edits/")
        for odd in ("%00", "a%00b", "%ff", "%F0%9F", "x" * 999, "🦊", "'%22;--")
    ]

    assert {admin.get(path).status_code for path in paths} == {404}
    for ticket in ("a\x00b", "x" * 255, "\ufffe🦊"):
        assert admin.get("/drafts", ticket=ticket).json == {"items": [], "next": None}
