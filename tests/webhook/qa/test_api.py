"""``/api/v1/edits``, ``/reviews`` and ``/quality``."""

import pytest
from flask.testing import FlaskClient

from drafter.brands import Brand
from tests.tools.api import Caller, token_caller
from tests.tools.seeding import Seeds
from webhook.wiring import Services

GOOD = {"accuracy": 1, "policy": 1, "completeness": None, "tone": 0.5, "language": 1}


def test_edit_shows_metrics_and_sent_text(reviewer: Caller, seeds: Seeds) -> None:
    edit = _edit(reviewer, "edited")

    assert (edit["draft_id"], edit["outcome"], edit["actor_name"]) == (
        seeds.drafts["edited"],
        "edited",
        "Dani Kowalczyk",
    )
    assert "a gift card" in edit["sent_text"]
    assert edit["metrics"]["draft_tokens"] > 10
    assert set(edit) >= {"id", "ticket", "categories", "severity", "facts_added", "facts_removed", "created_at"}


def test_edits_are_filtered_by_outcome(reviewer: Caller, seeds: Seeds) -> None:
    found = reviewer.get("/edits", outcome="as_is").json["items"]

    assert [one["draft_id"] for one in found] == [seeds.drafts["as_is"]]


def test_edits_page_by_cursor(reviewer: Caller, seeds: Seeds) -> None:
    first = reviewer.get("/edits", limit=1).json
    second = reviewer.get("/edits", limit=1, after=first["next"]).json

    assert [one["draft_id"] for one in first["items"] + second["items"]] == [
        seeds.drafts["edited"],
        seeds.drafts["as_is"],
    ]
    assert second["next"] is None


def test_one_edit_shows_draft_and_reviews(reviewer: Caller, seeds: Seeds) -> None:
    edit = _edit(reviewer, "edited")
    reviewer.post("/reviews", {"edit_id": edit["id"], "ratings": GOOD, "note": "Well done."})

    shown = reviewer.get(f"/edits/{edit['id']}").json

    assert "store credit" in shown["draft_text"]
    assert [one["note"] for one in shown["reviews"]] == ["Well done."]


def test_review_is_scored(reviewer: Caller, seeds: Seeds) -> None:
    answer = reviewer.post("/reviews", {"edit_id": _edit(reviewer, "edited")["id"], "ratings": GOOD})

    assert answer.status_code == 201
    assert answer.json["score"] == pytest.approx(91.1765, abs=1e-4)  # quality spec, section 6
    assert reviewer.get("/reviews").json["items"] == [answer.json]


@pytest.mark.parametrize(
    "ratings",
    [{}, {"accuracy": 1}, {**GOOD, "charm": 1}, {**GOOD, "tone": 0.4}],
    ids=["none", "missing", "unknown", "between-steps"],
)
def test_review_that_does_not_fit_scorecard_is_422(reviewer: Caller, seeds: Seeds, ratings: dict[str, float]) -> None:
    answer = reviewer.post("/reviews", {"edit_id": _edit(reviewer, "edited")["id"], "ratings": ratings})

    assert (answer.status_code, answer.json["code"]) == (422, "review.format")


@pytest.mark.parametrize("rating", [2, -1, "good", [1]], ids=["above", "below", "word", "list"])
def test_rating_outside_0_to_1_names_its_field(reviewer: Caller, seeds: Seeds, rating: object) -> None:
    body = {"edit_id": _edit(reviewer, "edited")["id"], "ratings": {**GOOD, "tone": rating}}

    answer = reviewer.post("/reviews", body)

    assert answer.json["code"] == "request.fields"
    assert answer.json["errors"][0]["field"].startswith("ratings.tone")


def test_review_of_unknown_edit_is_404(reviewer: Caller, seeds: Seeds) -> None:
    answer = reviewer.post("/reviews", {"edit_id": "edt_none", "ratings": GOOD})

    assert (answer.status_code, answer.json["code"]) == (404, "edit.not_found")


def test_quality_counts_with_intervals(reviewer: Caller, seeds: Seeds) -> None:
    figures = reviewer.get("/quality").json

    as_is = figures["as_is"]
    assert (as_is["count"], as_is["n"], as_is["value"], as_is["is_enough"]) == (1, 2, 0.5, False)
    assert as_is["low"] == pytest.approx(0.0945, abs=1e-4)  # Wilson 95 % of 1 in 2, worked by hand
    assert as_is["high"] == pytest.approx(0.9055, abs=1e-4)
    assert figures["review_score"] == {"value": None, "n": 0, "low": None, "high": None}


def test_quality_of_nothing_has_no_values(reviewer: Caller, brand: Brand) -> None:
    figures = reviewer.get("/quality").json

    assert figures["acceptance"] == {
        "count": 0,
        "n": 0,
        "value": None,
        "low": None,
        "high": None,
        "is_enough": False,
    }
    assert figures["hter"] == {"value": None, "n": 0, "low": None, "high": None}


def test_other_brands_edits_are_unknown(
    services: Services, api_client: FlaskClient, reviewer: Caller, seeds: Seeds, other_brand: Brand
) -> None:
    edit = _edit(reviewer, "edited")
    outsider = token_caller(services, api_client, "qa", brand_id=other_brand.id)

    assert outsider.get(f"/edits/{edit['id']}").status_code == 404
    assert outsider.post("/reviews", {"edit_id": edit["id"], "ratings": GOOD}).status_code == 404
    assert outsider.get("/edits").json["items"] == []
    assert outsider.get("/quality").json["as_is"]["n"] == 0
    assert outsider.get("/quality", brand="northway").status_code == 404


def _edit(reviewer: Caller, outcome: str) -> dict[str, object]:
    found: dict[str, object] = reviewer.get("/edits", outcome=outcome).json["items"][0]
    return found
