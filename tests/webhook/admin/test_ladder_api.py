"""Ladders by API and on the command line: written, tried, reviewed, published."""

import json
from pathlib import Path
from typing import Any

from werkzeug.test import TestResponse

from drafter.brands import Brand
from tests.tools.api import Caller

LADDER: dict[str, Any] = {
    "intent": "Damaged or defective",
    "rungs": [
        {"name": "Send the part", "kind": "replace", "condition": "days_since_delivery <= 30 && part_in_stock"},
        {"name": "Hand over", "kind": "escalate"},
    ],
    "cases": [
        {
            "name": "Day 30",
            "rung": "Send the part",
            "facts": {"order_known": True, "days_since_delivery": 30, "part_in_stock": True},
        },
        {"name": "Day 31", "rung": "Hand over", "facts": {"order_known": True, "days_since_delivery": 31}},
    ],
}


def told(answer: TestResponse) -> dict[str, Any]:
    """The answer's JSON."""
    return dict(answer.get_json())


def made(admin: Caller) -> dict[str, Any]:
    """A new ladder."""
    return told(admin.post("/ladders", {"ladder": LADDER}))


def test_ladder_is_written_and_published(admin: Caller, brand: Brand) -> None:
    new = made(admin)
    assert (new["live"], new["versions"][0]["stage"], new["versions"][0]["cases"]) == (None, "draft", 2)

    live = told(admin.post(f"/ladders/{new['id']}/versions/1/publish", {}))
    assert (live["live"], live["versions"][0]["stage"]) == (1, "published")
    assert [one["id"] for one in told(admin.get("/ladders"))["items"]] == [new["id"]]


def test_misspelt_fact_is_refused_with_the_one_meant(admin: Caller, brand: Brand) -> None:
    wrong = {**LADDER, "rungs": [{**LADDER["rungs"][0], "condition": "parts_in_stock"}, LADDER["rungs"][1]]}
    answer = admin.post("/ladders", {"ladder": wrong})

    assert (answer.status_code, told(answer)["code"]) == (422, "ladder.condition")
    assert "part_in_stock" in told(answer)["detail"]


def test_failing_case_stops_publishing_until_a_note_says_why(admin: Caller, brand: Brand) -> None:
    new = made(admin)
    changed = {**LADDER, "rungs": [{**LADDER["rungs"][0], "condition": "part_in_stock"}, LADDER["rungs"][1]]}
    changed["cases"] = [*LADDER["cases"], {**LADDER["cases"][0], "name": "Wrong", "rung": "Hand over"}]
    saved = told(admin.post(f"/ladders/{new['id']}/versions", {"ladder": changed, "based_on": 1}))
    assert saved["versions"][0]["cases_failing"] == 1

    path = f"/ladders/{new['id']}/versions/2/publish"
    assert told(admin.post(path, {}))["code"] == "ladder.cases"
    assert told(admin.post(path, {"note": "The case is out of date."}))["live"] == 2
    assert told(admin.post(f"/ladders/{new['id']}/versions", {"ladder": LADDER, "based_on": 1}))["code"] == (
        "ladder.conflict"
    )


def test_author_does_not_approve_what_they_wrote(admin: Caller, brand: Brand) -> None:
    new = made(admin)
    told(admin.post(f"/ladders/{new['id']}/versions/1/submit", {}))

    answer = admin.post(f"/ladders/{new['id']}/versions/1/review", {"verdict": "approve"})
    assert (answer.status_code, told(answer)["code"]) == (409, "ladder.stage")


def test_trial_says_per_rung_why(admin: Caller, brand: Brand) -> None:
    new = made(admin)
    facts = {"order_known": True, "days_since_delivery": 38, "part_in_stock": True}
    tried = told(admin.post(f"/ladders/{new['id']}/try", {"facts": facts}))

    assert tried["chosen"] == "Hand over"
    assert "38" in tried["rungs"][0]["reason"]
    unknown = admin.post(f"/ladders/{new['id']}/try", {"order_number": "NW-1"})
    assert (unknown.status_code, told(unknown)["code"]) == (422, "ladder.format")


def test_ladder_of_another_brand_is_unknown(admin: Caller, brand: Brand) -> None:
    assert told(admin.get("/ladders/ldr_0"))["code"] == "ladder.not_found"


def test_documented_example_is_a_ladder(admin: Caller, brand: Brand) -> None:
    page = (Path(__file__).parents[3] / "docs" / "ladders.md").read_text("utf-8")
    example = json.loads(page.partition("```json\n")[2].partition("```")[0])

    assert told(admin.post("/ladders", {"ladder": example}))["versions"][0]["cases_failing"] == 0
