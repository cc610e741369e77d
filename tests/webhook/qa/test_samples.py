"""From a drawn sample to the dashboard: the queue's card, a review with its probability, scorecards, disputes."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from drafter.pairing import record_reply
from drafter.store.decisions import replies_of
from drafter.store.edits import edit_of_draft, list_reviews
from tests.tools.api import Caller, token_caller
from tests.tools.seeding import Seeds
from tests.tools.visiting import Visitor, visit
from webhook.accounts.roles import Principal, Role
from webhook.accounts.signing_in import ensure_user
from webhook.jobs.draw_samples import WeeklyDraw
from webhook.qa import card_actions
from webhook.store.accounts import list_users
from webhook.wiring import Services

RATINGS = {"accuracy": 1, "policy": 1, "completeness": None, "tone": 0.5, "language": 1}
FORM = {f"rating.{key}": "na" if value is None else str(value) for key, value in RATINGS.items()}


@pytest.fixture
def qa_page(services: Services, app: Flask, seeds: Seeds) -> Visitor:
    """A reviewer at the pages."""
    services.clock.now += timedelta(minutes=1)  # type: ignore[attr-defined]
    return visit(services, app, "qa")


@pytest.fixture
def qa(services: Services, api_client: FlaskClient, seeds: Seeds) -> Caller:
    """A reviewer's token."""
    services.clock.now += timedelta(minutes=1)  # type: ignore[attr-defined]
    return token_caller(services, api_client, "qa")


def test_sample_is_drawn_reviewed_and_counted(qa_page: Visitor, services: Services, seeds: Seeds) -> None:
    assert "Drew 2 of 2 replies" in qa_page.follow("/qa/samples", brand=seeds.brand.slug, places="60")
    assert "This week’s sample 2 of 2 sent replies" in qa_page.text("/qa")

    first, then = _edit_id(services, seeds, "edited"), _edit_id(services, seeds, "as_is")
    page = qa_page.follow(f"/qa/reviews/{first}?show=sample", **FORM)
    assert "Warranty on the kettle" in page  # the next of the sample
    assert "This sample is done" in qa_page.follow(f"/qa/reviews/{then}?show=sample", **FORM)

    with services.database.reading() as session:
        assert [one.probability for one in list_reviews(session)] == [1.0, 1.0]
    assert "probability 1" in qa_page.text(f"/qa/reviews/{first}")


def test_filters_narrow_the_sample(qa_page: Visitor, seeds: Seeds) -> None:
    qa_page.follow("/qa/samples", brand=seeds.brand.slug, places="60")

    assert "Return without receipt" not in qa_page.text("/qa", show="sample", outcome="as_is")
    assert "Return without receipt" in qa_page.text("/qa", show="sample", risk="fact_change")
    assert "No reply of this sample fits" in qa_page.text("/qa", show="sample", tenure="old")


def test_everything_else_is_reached_beside_the_sample(qa_page: Visitor, seeds: Seeds) -> None:
    qa_page.follow("/qa/samples", brand=seeds.brand.slug, places="60")

    assert "Return without receipt #48215 Edited" in qa_page.text("/qa", show="all")


def test_api_draws_lists_assigns_and_estimates(qa: Caller, seeds: Seeds) -> None:
    drawn = qa.post("/samples/draw", {"places": 5})
    assert (drawn.status_code, drawn.json["population"], drawn.json["places"]) == (201, 2, 2)
    assert qa.post("/samples/draw", {"places": 5}).json["id"] is None

    items = qa.get("/samples").json["items"]
    assert {one["probability"] for one in items} == {1.0}
    edit = qa.get("/edits", outcome="edited").json["items"][0]
    review = qa.post("/reviews", {"edit_id": edit["id"], "ratings": RATINGS}).json
    assert (review["probability"], review["is_wrong"]) == (1.0, False)
    figures = qa.get("/quality/reviews").json
    assert (figures["score"]["n"], figures["drawn"], figures["reviewed"]) == (1, 2, 1)
    assert figures["score"]["value"] == pytest.approx(91.1765, abs=1e-4)
    assert qa.get("/quality").json["review_score"]["n"] == 1


def test_unsampled_review_enters_no_average(qa: Caller, seeds: Seeds) -> None:
    edit = qa.get("/edits", outcome="edited").json["items"][0]
    qa.post("/reviews", {"edit_id": edit["id"], "ratings": RATINGS})

    assert qa.get("/quality/reviews").json["score"]["n"] == 0


def test_card_is_edited_published_and_old_reviews_keep_theirs(qa: Caller, seeds: Seeds) -> None:
    edit = qa.get("/edits", outcome="edited").json["items"][0]
    old = qa.post("/reviews", {"edit_id": edit["id"], "ratings": RATINGS}).json
    criteria = [
        {"key": "right", "name": "Right", "weight": 60, "steps": 2},
        {"key": "kind", "name": "Kind", "weight": 30},
    ]

    saved = qa.send("PUT", "/scorecards", {"criteria": criteria}).json
    refused = qa.post("/scorecards/publish", {"version": saved["version"]})
    assert (refused.status_code, refused.json["code"]) == (422, "scorecard.format")
    criteria[1]["weight"] = 40
    qa.send("PUT", "/scorecards", {"criteria": criteria})
    assert qa.post("/scorecards/publish", {"version": 2}).json["published_at"]
    assert qa.post("/scorecards/publish", {"version": 2}).status_code == 409

    again = qa.post("/reviews", {"edit_id": edit["id"], "ratings": {"right": 1, "kind": 0}}).json
    assert (old["scorecard_version"], again["scorecard_version"], again["score"]) == (1, 2, 60.0)
    assert [one["scorecard_version"] for one in qa.get(f"/edits/{edit['id']}").json["reviews"]] == [1, 2]


def test_card_page_saves_refuses_and_publishes(qa_page: Visitor, seeds: Seeds) -> None:
    assert "As reviewers see it" in qa_page.text("/qa/scorecards")
    form = {"name": "Ours", "0.name": "Right", "0.weight": "50", "0.steps": "2", "0.key": "right"}

    refused = qa_page.post("/qa/scorecards", **form, act="publish")
    assert refused.status_code == 422
    assert "Weights must add up to 100; they add up to 50" in refused.get_data(as_text=True)
    assert "Version 2 is in use" in qa_page.follow("/qa/scorecards", **{**form, "0.weight": "100"}, act="publish")
    assert "v2 in use" in qa_page.text("/qa/scorecards", tab="versions")


def test_reply_without_a_draft_is_reviewed_too(qa_page: Visitor, services: Services, seeds: Seeds) -> None:
    with services.database.writing() as session:
        record_reply(
            session,
            seeds.tickets["silent"],
            external_id="r77",
            text="Glad that it works again.",
            agent_id="a-9",
            agent_name="Femi",
            sent_at=services.clock() - timedelta(seconds=30),
            now=services.clock(),
            new_id=services.new_id,
        )
        (reply,) = replies_of(session, seeds.tickets["silent"])
    assert "Drew 3 of 3" in qa_page.follow("/qa/samples", brand=seeds.brand.slug, places="60")

    page = qa_page.text(f"/qa/reviews/{reply.id}")
    assert "Written without a draft Glad that it works again." in page
    qa_page.follow(f"/qa/reviews/{reply.id}", **FORM)

    with services.database.reading() as session:
        (review,) = list_reviews(session)
    assert (review.reply_id, review.draft_id, review.probability) == (reply.id, None, 1.0)


def test_comment_is_answered_and_kind_is_kept_beside_the_suggestion(
    qa_page: Visitor, services: Services, seeds: Seeds
) -> None:
    path = f"/qa/reviews/{_edit_id(services, seeds, 'edited')}"

    assert "Why <45> days?" in qa_page.follow(f"{path}/comments", text="Why <45> days?")
    page = qa_page.follow(f"{path}/kind", category="tone", severity="minor")
    assert "Kind of edit by " in page
    assert "Saved what the edit was" in page


def test_dispute_is_raised_by_the_agent_and_decided_by_a_third_person(
    services: Services, app: Flask, qa_page: Visitor, seeds: Seeds
) -> None:
    qa_page.follow(f"/qa/reviews/{_edit_id(services, seeds, 'edited')}", **{**FORM, "rating.accuracy": "0"})
    with services.database.reading() as session:
        (review,) = list_reviews(session)
    stranger = visit(services, app, "agent")

    assert stranger.post(f"/reviews/{review.id}/dispute", text="45 days is right.").status_code == 303
    assert "No disputes" in qa_page.text("/qa/scorecards", tab="disputes")  # it is not their reply
    card_actions.raise_dispute(services, _sender(services), review.id, "45 days is right.", {"accuracy": 1.0})
    assert "Waits for somebody who neither" in qa_page.text("/qa/scorecards", tab="disputes")
    (case,) = card_actions.list_disputes(services, _third(services))
    card_actions.decide_dispute(services, _third(services), case.dispute.id, {"accuracy": 1.0}, "It is right.")

    page = qa_page.text("/qa/scorecards", tab="disputes")
    assert "score 0; decided: 91" in page
    assert "the first score stays" in qa_page.text(f"/qa/reviews/{review.edit_id}")


def test_weekly_draw_comes_once(services: Services, qa: Caller, seeds: Seeds) -> None:
    weekly = WeeklyDraw(services.database, services.new_id)

    assert weekly.draw(services.clock()) == 1
    assert weekly.draw(services.clock()) == 0
    assert {one["assigned_to"] is not None for one in qa.get("/samples").json["items"]} == {True}


def _edit_id(services: Services, seeds: Seeds, key: str) -> str:
    with services.database.reading() as session:
        found = edit_of_draft(session, seeds.drafts[key])
    assert found is not None
    return found.id


def _sender(services: Services) -> Principal:
    """The agent who sent the seeded replies."""
    with services.database.reading() as session:
        user = next(one for one in list_users(session) if one.email == "dani@northway.example")
    return Principal(user.id, user.name, Role.AGENT)


def _third(services: Services) -> Principal:
    with services.database.writing() as session:
        user = ensure_user(
            session, "lena@northway.example", Role.QA, name="Lena", now=services.clock(), new_id=services.new_id
        )
    return Principal(user.id, user.name, Role.QA)
