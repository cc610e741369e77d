"""Automatic scores at the reviewer's desk: too few, hidden, shown, after saving; the dashboard, the API, exports."""

import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from drafter.brands import Brand
from drafter.pairing import record_reply
from drafter.quality.automatic_blindness import is_blind
from drafter.store.automatic import sights_of
from drafter.store.brands import change_brand, find_brand
from drafter.store.decisions import replies_of
from drafter.store.edits import add_edit, edit_of_draft, get_edit, list_reviews, reviews_of
from knowledge_base.foundation.database import Database, make_engine
from tests.tools.api import token_caller
from tests.tools.clocks import START, counting_ids
from tests.tools.reviewed import Reviewed, add_reviewed
from tests.tools.seeding import Seeds, seed_desk
from tests.tools.visiting import Visitor, visit
from webhook.exporting import LogKind, export_rows
from webhook.jobs.score_replies import AutomaticScores
from webhook.store.accounts import list_tokens
from webhook.wiring import Services

RATINGS: Mapping[str, float] = dict.fromkeys(("accuracy", "policy", "completeness", "tone", "language"), 1.0)
FORM = {f"rating.{key}": "1" for key in RATINGS}
HIDDEN = "Hidden until you save. This reply is one of those rated blind"


@dataclass(frozen=True)
class Desk:
    """A brand whose automatic score may be shown, with replies that wait for a review."""

    services: Services
    seeds: Seeds
    waiting: Reviewed

    def edit_of(self, *, blind: bool) -> str:
        """Return an edit that waits and whose score is hidden, or shown."""
        brand = self.seeds.brand.id
        return next(
            edit
            for key, edit in zip(self.waiting.subjects, self.waiting.edit_ids, strict=True)
            if is_blind(brand, key, 0.2) is blind
        )

    def subject_of(self, *, blind: bool) -> str:
        """Return the draft of that edit."""
        return self.waiting.subjects[self.waiting.edit_ids.index(self.edit_of(blind=blind))]


@pytest.fixture(scope="module")
def desk_file(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Seeds, Reviewed]:
    """100 reviewed replies, 24 of them by two people, a fit made of them, and 25 that wait: to be copied."""
    path = tmp_path_factory.mktemp("desk") / "drafter.db"
    shutil.copy(sqlite_template, path)
    database, count = Database(make_engine(f"sqlite:///{path}")), counting_ids()
    seeds = seed_desk(database, now=START, new_id=count)
    with database.writing() as session:
        past = START - timedelta(days=3)
        add_reviewed(session, seeds.brand.id, 100, now=past, new_id=count, doubled=24, apart=1.2)
        waiting = add_reviewed(session, seeds.brand.id, 25, now=START, new_id=count, seed=5, rate=False)
    AutomaticScores(database, count).work(START - timedelta(hours=1))
    database.engine.dispose()
    return path, seeds, waiting


@pytest.fixture
def sqlite_url(desk_file: tuple[Path, Seeds, Reviewed], tmp_path: Path) -> str:
    """The URL of this test's own copy."""
    shutil.copy(desk_file[0], tmp_path / "drafter.db")
    return f"sqlite:///{tmp_path / 'drafter.db'}"


@pytest.fixture
def new_id() -> Callable[[str], str]:
    """Ids that sort after the copied ones."""
    count = counting_ids()
    return lambda prefix: count(prefix).replace("_", "_9", 1)


@pytest.fixture
def desk(services: Services, desk_file: tuple[Path, Seeds, Reviewed]) -> Desk:
    """The copied desk."""
    return Desk(services, desk_file[1], desk_file[2])


@pytest.fixture
def qa_page(desk: Desk, app: Flask) -> Visitor:
    """A reviewer at the pages."""
    desk.services.clock.now += timedelta(minutes=1)  # type: ignore[attr-defined]
    return visit(desk.services, app, "qa")


def test_too_few_says_how_many_and_what_is_missing(services: Services, app: Flask, other_brand: Brand) -> None:
    page, now = visit(services, app, "qa"), services.clock()
    with services.database.writing() as session:
        made = add_reviewed(session, other_brand.id, 12, now=now, new_id=services.new_id, doubled=0)
        more = add_reviewed(session, other_brand.id, 1, now=now, new_id=services.new_id, rate=False, seed=3)

    words = "it needs 50 rated replies on this scorecard, 12 are there, 38 missing"
    assert words in page.text(f"/qa/reviews/{more.edit_ids[0]}")
    assert words in page.text(f"/qa/reviews/{made.edit_ids[0]}")
    assert "Too few: 12 of 50 rated replies on scorecard v1, 38 missing" in page.text(
        "/qa/quality", brand=other_brand.slug
    )


def test_blind_reply_hides_its_score_until_it_is_saved(qa_page: Visitor, desk: Desk) -> None:
    edit_id = desk.edit_of(blind=True)
    before = qa_page.text(f"/qa/reviews/{edit_id}")
    assert HIDDEN in before
    assert "with 90%" not in before

    said = qa_page.follow(f"/qa/reviews/{edit_id}", **FORM)
    after = qa_page.text(f"/qa/reviews/{edit_id}")

    assert "Review saved, 100 of 100. Automatic score " in said
    assert HIDDEN not in after
    assert "Human 100 Automatic " in after
    assert "this reply is rated blind" in after


def test_shown_score_stands_beside_the_form_and_the_saved_review(qa_page: Visitor, desk: Desk) -> None:
    edit_id = desk.edit_of(blind=False)
    before = qa_page.text(f"/qa/reviews/{edit_id}")
    assert "Automatic score enters no average" in before
    assert "with 90%" in before
    assert "Fit 1 of" in before

    qa_page.follow(f"/qa/reviews/{edit_id}", **FORM)

    after = qa_page.text(f"/qa/reviews/{edit_id}")
    assert "Human 100 Automatic " in after
    assert "Difference " in after
    assert "this reply is rated blind" not in after


def test_another_reviewer_stays_blind_and_an_admin_does_not(desk: Desk, app: Flask, qa_page: Visitor) -> None:
    edit_id = desk.edit_of(blind=True)
    qa_page.follow(f"/qa/reviews/{edit_id}", **FORM)

    other = visit(desk.services, app, "qa")
    assert HIDDEN in other.text(f"/qa/reviews/{edit_id}")
    assert "Blind 100 hidden" in other.text("/qa/quality/automatic", brand=desk.seeds.brand.slug)
    assert "hidden" not in qa_page.text("/qa/quality/automatic", brand=desk.seeds.brand.slug)
    assert HIDDEN not in visit(desk.services, app, "admin").text(f"/qa/reviews/{edit_id}")


def test_gate_that_is_shut_shows_nothing(services: Services, app: Flask, other_brand: Brand) -> None:
    """Without replies that several people rated nobody can say whether the score may be shown."""
    now = services.clock()
    with services.database.writing() as session:
        add_reviewed(session, other_brand.id, 60, now=now - timedelta(days=3), new_id=services.new_id, doubled=19)
        more = add_reviewed(session, other_brand.id, 1, now=now, new_id=services.new_id, seed=3, rate=False)
    AutomaticScores(services.database, services.new_id).work(now)
    page = visit(services, app, "qa")

    assert "Not shown: it does not agree with people better" in page.text(f"/qa/reviews/{more.edit_ids[0]}")
    assert "Review saved, 100 of 100." in page.follow(f"/qa/reviews/{more.edit_ids[0]}", **FORM)
    assert "Too few rated by several people" in page.text("/qa/quality", brand=other_brand.slug)
    with services.database.reading() as session:
        review = list_reviews(session)[0]
        assert sights_of(session, [review.id])[review.id].seen == "nothing"


def test_reply_without_a_draft_has_a_score_too(qa_page: Visitor, desk: Desk) -> None:
    services, ticket_id = desk.services, desk.seeds.tickets["silent"]
    with services.database.writing() as session:
        record_reply(
            session,
            ticket_id,
            external_id="r77",
            text="Glad that it works again.",
            agent_id="a-9",
            agent_name="Femi",
            sent_at=services.clock() - timedelta(seconds=30),
            now=services.clock(),
            new_id=services.new_id,
        )
        (reply,) = replies_of(session, ticket_id)
        change_brand(session, desk.seeds.brand.id, lambda one: replace(one, blind_share=0.0))

    assert "Fit 1 of" in qa_page.text(f"/qa/reviews/{reply.id}")
    qa_page.follow(f"/qa/reviews/{reply.id}", **FORM)
    assert "Human 100 Automatic " in qa_page.text(f"/qa/reviews/{reply.id}")


def test_nobody_reviews_their_own_though_it_has_a_score(desk: Desk, app: Flask, api_client: FlaskClient) -> None:
    services, edit_id = desk.services, desk.edit_of(blind=False)
    caller = token_caller(services, api_client, "qa")
    with services.database.writing() as session:
        first = get_edit(session, edit_id)
        assert first is not None
        (token,) = list_tokens(session)
        add_edit(session, replace(first, id=services.new_id("edt"), actor_id=token.id))
        mine = edit_of_draft(session, first.draft_id)
    assert mine is not None

    refused = caller.post("/reviews", {"edit_id": mine.id, "ratings": dict(RATINGS)})

    assert (refused.status_code, refused.json["code"]) == (403, "review.own")
    with services.database.reading() as session:
        assert reviews_of(session, [first.draft_id]) == {}


def test_dashboard_shows_gates_blindness_and_the_share(qa_page: Visitor, desk: Desk) -> None:
    qa_page.follow(f"/qa/reviews/{desk.edit_of(blind=True)}", **FORM)
    qa_page.follow(f"/qa/reviews/{desk.edit_of(blind=False)}", **FORM)

    page = qa_page.text("/qa/quality")

    assert "Automatic score Stands beside reviews; never in their averages" in page
    assert "Whole score 100" in page
    assert "Blind few 1 " in page
    assert "Shown few 1 " in page
    assert "too few: 30 reviews of each kind are needed, there are 1 and 1" in page
    rows = qa_page.text("/qa/quality/automatic", seen="blind")
    assert "1 reviews" in rows
    assert "Theo" not in rows
    assert "2 reviews" in qa_page.text("/qa/quality/automatic", seen="nonsense")


def test_blind_share_is_set_in_percent(qa_page: Visitor, desk: Desk) -> None:
    slug = desk.seeds.brand.slug

    said = qa_page.follow("/qa/quality/automatic/share", brand=slug, share="35")
    assert "35% of replies hide their automatic score" in said
    for odd in ("101", "-1", "nan", "", "many"):
        qa_page.follow("/qa/quality/automatic/share", brand=slug, share=odd)

    with desk.services.database.reading() as session:
        assert find_brand(session, slug).blind_share == 0.35


def test_api_tells_where_the_score_stands_and_hides_it_too(desk: Desk, api_client: FlaskClient) -> None:
    caller = token_caller(desk.services, api_client, "qa")
    blind, shown = desk.subject_of(blind=True), desk.subject_of(blind=False)

    found = caller.get("/quality/automatic").json
    hidden, seen = (caller.get(f"/replies/{key}/automatic").json for key in (blind, shown))

    assert (found["fit"]["n"], found["missing"], found["blind_share"]) == (100, 0, 0.2)
    assert [line["key"] for line in found["fit"]["lines"]] == list(RATINGS)
    assert (hidden["state"], hidden["total"], hidden["lines"]) == ("hidden", None, [])
    assert seen["state"] == "shown"
    assert seen["low"] <= seen["total"] <= seen["high"]
    caller.post("/reviews", {"edit_id": desk.edit_of(blind=True), "ratings": dict(RATINGS)})
    assert caller.get(f"/replies/{blind}/automatic").json["state"] == "shown"
    assert [one["seen"] for one in caller.get("/quality/automatic/reviews").json["items"]] == ["blind"]


def test_other_brands_are_unknown(desk: Desk, api_client: FlaskClient, other_brand: object) -> None:
    caller = token_caller(desk.services, api_client, "qa", brand_id=getattr(other_brand, "id", ""))

    assert caller.get(f"/replies/{desk.subject_of(blind=False)}/automatic").status_code == 404
    assert caller.get("/quality/automatic", brand=desk.seeds.brand.slug).status_code == 404
    assert caller.get("/quality/automatic").json["fit"] is None
    refused = caller.send("PUT", "/quality/automatic/blind-share", {"brand": desk.seeds.brand.slug, "blind_share": 1})
    assert refused.status_code == 404


def test_api_refuses_a_share_that_is_none(desk: Desk, api_client: FlaskClient) -> None:
    caller = token_caller(desk.services, api_client, "qa")

    for odd in (-0.1, 1.1, "much", None):
        assert caller.send("PUT", "/quality/automatic/blind-share", {"blind_share": odd}).status_code == 422
    assert caller.send("PUT", "/quality/automatic/blind-share", {"blind_share": 1}).json == {"blind_share": 1.0}


def test_averages_of_reviews_know_nothing_of_it(qa_page: Visitor, desk: Desk, api_client: FlaskClient) -> None:
    caller = token_caller(desk.services, api_client, "qa")
    before = caller.get("/quality/reviews").json["score"]

    AutomaticScores(desk.services.database, desk.services.new_id).work(desk.services.clock() + timedelta(days=2))

    assert caller.get("/quality/reviews").json["score"] == before


def test_export_carries_it_in_fields_of_its_own(qa_page: Visitor, desk: Desk) -> None:
    qa_page.follow(f"/qa/reviews/{desk.edit_of(blind=True)}", **FORM)

    rows = list(export_rows(desk.services.database, LogKind.REVIEWS, desk.seeds.brand.id))

    newest, *older = rows
    assert (newest["automatic_seen"], newest["score"]) == ("blind", 100)
    assert newest["automatic_low"] <= newest["automatic_score"] <= newest["automatic_high"]
    assert newest["automatic_fit"].startswith("fit_")
    assert set(newest["automatic_ratings"]) == set(RATINGS)
    assert any(newest["automatic_ratings"].values())
    assert {row["automatic_seen"] for row in older} == {None}
    assert {row["automatic_score"] for row in older} == {None}


def test_export_keeps_another_reviewer_blind_but_no_admin(desk: Desk, app: Flask, qa_page: Visitor) -> None:
    qa_page.follow(f"/qa/reviews/{desk.edit_of(blind=True)}", **FORM)

    def newest(role: str) -> dict[str, Any]:
        answer = visit(desk.services, app, role).get("/qa/export/reviews.jsonl", brand=desk.seeds.brand.slug)
        found: dict[str, Any] = json.loads(answer.get_data(as_text=True).splitlines()[0])
        return found

    other, own, admins = newest("qa"), json.loads(_exported(qa_page, desk)[0]), newest("admin")
    assert (other["score"], other["automatic_score"], other["automatic_seen"]) == (100, None, None)
    assert set(other["automatic_ratings"].values()) == {None}
    assert own["automatic_score"] == admins["automatic_score"]
    assert own["automatic_score"] is not None


def _exported(visitor: Visitor, desk: Desk) -> list[str]:
    answer = visitor.get("/qa/export/reviews.jsonl", brand=desk.seeds.brand.slug)
    return answer.get_data(as_text=True).splitlines()


def test_operations_page_says_that_replies_moved(desk: Desk, app: Flask) -> None:
    services, page = desk.services, visit(desk.services, app, "admin")
    assert "may no longer hold" not in page.text("/admin/operations")
    with services.database.writing() as session:
        add_reviewed(
            session,
            desk.seeds.brand.id,
            60,
            now=services.clock(),
            new_id=services.new_id,
            seed=8,
            shift=0.6,
            rate=False,
        )
    AutomaticScores(services.database, services.new_id).work(services.clock())

    assert "Northway Outdoor: the automatic score may no longer hold Replies moved:" in page.text("/admin/operations")
    assert "The score may no longer hold" in visit(services, app, "qa").text("/qa/quality")
