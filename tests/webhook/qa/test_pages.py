"""The reviewer's pages, without scripts: the queue, one reply under review, the figures."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask

from drafter.brands import Brand
from drafter.edits import Outcome, measure
from drafter.estimates import SampledReply, estimate_reviews
from drafter.findings import Finding, Severity
from drafter.store.drafts import get_draft
from drafter.store.edits import EditRecord, add_edit, edit_of_draft, get_edit
from tests.tools.seeding import Seeds, write_draft
from tests.tools.visiting import Visitor, visit, words
from webhook.qa.estimate_rows import estimates_view
from webhook.wiring import Services

GOOD = {
    "rating.accuracy": "1",
    "rating.policy": "1",
    "rating.completeness": "na",
    "rating.tone": "0.5",
    "rating.language": "1",
}


@pytest.fixture
def reviewer(services: Services, app: Flask, seeds: Seeds) -> Visitor:
    """A reviewer of every brand."""
    return visit(services, app, "qa")


def test_queue_shows_outcomes_with_counts_and_too_few(reviewer: Visitor) -> None:
    page = reviewer.text("/qa")

    assert "Sent as drafted too few 1 of 2 drafts" in page
    assert "All To review Edited 1 Sent as drafted 1" in page
    assert "Return without receipt #48215 Edited" in page
    assert "Warranty on the kettle #48214 Sent as drafted" in page


def test_queue_is_filtered_by_outcome(reviewer: Visitor) -> None:
    page = reviewer.text("/qa", show="as_is")

    assert "Warranty on the kettle" in page
    assert "Return without receipt" not in page
    assert "No reply has this outcome" in reviewer.text("/qa", show="scratch")


def test_senseless_filter_shows_everything(reviewer: Visitor) -> None:
    assert "Return without receipt" in reviewer.text("/qa", show="zebra")
    assert reviewer.get("/qa", after="!!").status_code == 422


def test_rate_over_thirty_cases_has_value_and_interval(reviewer: Visitor, services: Services, seeds: Seeds) -> None:
    _add_edits(services, seeds, 58, services.clock())

    assert "Sent as drafted 98 % 91 to 100%, 59 of 60" in reviewer.text("/qa")


def test_queue_pages_by_cursor(reviewer: Visitor, services: Services, seeds: Seeds) -> None:
    _add_edits(services, seeds, 30, services.clock())

    first = reviewer.get("/qa").get_data(as_text=True)
    older = first.split('href="/qa?after=')[1].split('"')[0]
    second = reviewer.text("/qa", after=older)

    assert "25 replies on this page" in words(reviewer.get("/qa"))
    assert "7 replies on this page" in second


def test_review_shows_draft_sent_reply_findings_and_sources(
    reviewer: Visitor, services: Services, seeds: Seeds
) -> None:
    page = reviewer.text(_path(services, seeds, "edited"))

    assert "Customer’s message “Can I return it?”" in page
    assert "deleted: 60 inserted: 45 days" in page
    assert "deleted: store credit inserted: a gift card" in page
    assert "Sources the draft had: Part returns, US, v1" in page
    assert "What the checks noticed in the draft, before the agent saw it Nothing." in page
    assert "Facts, 40 points" in page


def test_findings_of_the_sent_text_stand_before_those_of_the_draft(
    reviewer: Visitor, services: Services, seeds: Seeds
) -> None:
    edit_id = _add_edit(services, seeds, "edited", "You have 45 days.")
    with services.database.writing() as session:
        record = get_edit(session, edit_id)
        assert record
        found = Finding("facts", Severity.HIGH, 9, 16, "45 days", "No source says 45 days.")
        add_edit(session, replace(record, id=services.new_id("edt"), findings=(found,)))
        newest = edit_of_draft(session, record.draft_id)
        assert newest

    page = reviewer.text(f"/qa/reviews/{newest.id}")

    assert "What the checks noticed in the reply that was sent" in page
    assert page.index("No source says 45 days. “45 days” facts") < page.index(
        "In the draft, before the agent saw it (0)"
    )


def test_side_by_side_view_has_both_texts(reviewer: Visitor, services: Services, seeds: Seeds) -> None:
    page = reviewer.text(_path(services, seeds, "edited"), view="split")

    assert "within Edit 1 deleted: 60 days for Edit 2 deleted: store credit" in page
    assert "within Edit 1 inserted: 45 days for Edit 2 inserted: a gift card" in page


def test_moved_sentence_is_shown_as_a_move(reviewer: Visitor, services: Services, seeds: Seeds) -> None:
    text = "Hi Ingrid,\n\nBring the item with its tags to any store. You can return it within 60 days for store credit."
    edit_id = _add_edit(services, seeds, "edited", text + "\n\nWarm regards,\nThe Northway team")

    page = reviewer.text(f"/qa/reviews/{edit_id}")

    assert "moved 1" in page
    assert "moved from here: " in page
    assert "moved to here: " in page


def test_unchanged_reply_says_so(reviewer: Visitor, services: Services, seeds: Seeds) -> None:
    assert "Sent without changes" in reviewer.text(_path(services, seeds, "as_is"))


def test_rejected_draft_says_that_nothing_was_sent(reviewer: Visitor, services: Services, seeds: Seeds) -> None:
    edit_id = _add_edit(services, seeds, "edited", None)

    assert "Nothing was sent from this draft" in reviewer.text(f"/qa/reviews/{edit_id}")


def test_saved_review_leads_to_the_next_open_one(reviewer: Visitor, services: Services, seeds: Seeds) -> None:
    page = reviewer.follow(_path(services, seeds, "edited"), **GOOD, note="Well done.")

    assert "Review saved, 91 of 100." in page
    assert "Warranty on the kettle" in page
    assert "Scorecard" in page


def test_last_review_leads_back_to_the_queue(reviewer: Visitor, services: Services, seeds: Seeds) -> None:
    reviewer.follow(_path(services, seeds, "edited"), **GOOD)

    page = reviewer.follow(_path(services, seeds, "as_is") + "?show=open", **GOOD)

    assert "No older reply waits here" in page
    assert "Everything is reviewed" in page


def test_past_review_is_shown_with_its_ratings(reviewer: Visitor, services: Services, seeds: Seeds) -> None:
    reviewer.follow(_path(services, seeds, "edited"), **GOOD, note="Check the <b>days</b>.")

    page = reviewer.text(_path(services, seeds, "edited"))

    assert "91 of 100 Facts Yes Decision by policy Yes Every question answered N/A Tone Partly Language Yes" in page
    assert "Note Check the <b>days</b>." in page
    assert "Score it again" in page


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"rating.tone": ""}, "Still open: Tone."),
        ({"rating.tone": "0.4"}, "0.4 is none of them"),
        ({"rating.tone": "nan"}, "nan is none of them"),
        ({"rating.tone": "great"}, "no level of the scorecard"),
    ],
    ids=["missing", "between", "not-a-number", "words"],
)
def test_refused_scorecard_keeps_what_was_filled(
    reviewer: Visitor, services: Services, seeds: Seeds, change: dict[str, str], says: str
) -> None:
    answer = reviewer.post(_path(services, seeds, "edited"), **{**GOOD, **change}, note="Kept note")

    body = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert says in words(answer)
    assert "Kept note" in body
    assert body.count(" checked") >= 4


def test_admin_reads_but_does_not_score(services: Services, app: Flask, seeds: Seeds) -> None:
    admin = visit(services, app, "admin")
    path = _path(services, seeds, "edited")

    assert "Save and next" not in admin.text(path)
    assert admin.post(path, **GOOD).status_code == 403


@pytest.mark.parametrize("path", ["/qa", "/qa/quality", "/qa/reviews/edt_1"])
def test_agents_have_no_access(services: Services, app: Flask, seeds: Seeds, path: str) -> None:
    assert visit(services, app, "agent").get(path).status_code == 403


def test_foreign_brand_is_not_found(services: Services, app: Flask, seeds: Seeds, other_brand: Brand) -> None:
    stranger = visit(services, app, "qa", brand_id=other_brand.id)
    path = _path(services, seeds, "edited")

    assert stranger.get(path).status_code == 404
    assert stranger.post(path, **GOOD).status_code == 404
    assert "Nothing to review yet" in stranger.text("/qa")
    assert stranger.get("/qa", brand=seeds.brand.slug).status_code == 404


def test_dashboard_under_twenty_replies_shows_counts_not_charts(reviewer: Visitor) -> None:
    page = reviewer.get("/qa/quality")

    assert "Charts start at 20 replies" in words(page)
    assert "Accepted sent as drafted, or changed little" in words(page)
    assert 'class="chart" viewBox="0 0 540' not in page.get_data(as_text=True)


def test_dashboard_draws_weeks_and_marks_few(reviewer: Visitor, services: Services, seeds: Seeds) -> None:
    _add_edits(services, seeds, 40, services.clock() - timedelta(weeks=2))

    page = reviewer.get("/qa/quality")

    assert "9 Mar few 2 50% 50% 50%" in words(page)
    assert "9 Feb" not in words(page)  # nothing was decided before 23 Feb; four weeks are the least
    assert "2 Mar 0 – – –" in words(page)
    assert "23 Feb 40 100% 100%" in words(page)
    assert page.get_data(as_text=True).count('viewBox="0 0 540') == 2


def test_dashboard_of_an_empty_desk_says_what_it_waits_for(services: Services, app: Flask, other_brand: Brand) -> None:
    stranger = visit(services, app, "qa", brand_id=other_brand.id)

    assert "Figures start with the first draft" in stranger.text("/qa/quality")


def _record(services: Services, seeds: Seeds, key: str) -> EditRecord:
    with services.database.reading() as session:
        found = edit_of_draft(session, seeds.drafts[key])
    assert found is not None
    return found


def _path(services: Services, seeds: Seeds, key: str) -> str:
    return f"/qa/reviews/{_record(services, seeds, key).id}"


def _add_edit(services: Services, seeds: Seeds, key: str, sent: str | None) -> str:
    """Measure a seeded draft against another sent text; that edit counts from now on."""
    former = _record(services, seeds, key)
    with services.database.writing() as session:
        draft = get_draft(session, former.draft_id)
        edit = measure(draft.text, sent, was_rejected=sent is None)
        made = replace(former, id=services.new_id("edt"), edit=edit, sent_text=sent, decision_id=None)
        add_edit(session, made)
    return made.id


def _add_edits(services: Services, seeds: Seeds, number: int, at: datetime) -> None:
    """Add edits of drafts that were sent as they were."""
    former = _record(services, seeds, "as_is")
    assert former.edit.outcome is Outcome.AS_IS
    with services.database.writing() as session:
        draft = get_draft(session, former.draft_id)
        for ordinal in range(1, number + 1):
            made = write_draft(session, replace(draft, ordinal=ordinal), new_id=services.new_id)
            record = replace(former, id=services.new_id("edt"), draft_id=made.id, created_at=at, decision_id=None)
            add_edit(session, record)


def test_quality_page_shows_estimates_of_the_sample_and_opens_their_replies(
    reviewer: Visitor, services: Services, seeds: Seeds
) -> None:
    services.clock.now += timedelta(minutes=1)  # type: ignore[attr-defined]
    assert "What the samples say" not in reviewer.text("/qa/quality")
    reviewer.follow("/qa/samples", brand=seeds.brand.slug, places="60")

    page = reviewer.get("/qa/quality").get_data(as_text=True)
    assert "0 of 2 drawn replies reviewed" in page
    assert "Review score Everybody too few" in reviewer.text("/qa/quality")
    href = page.split('href="/qa?show=sample&amp;tenure=new')[1].split('"')[0]
    assert reviewer.get("/qa?show=sample&tenure=new" + href.replace("&amp;", "&")).status_code == 200


def test_estimate_over_thirty_replies_has_value_interval_and_both_ns() -> None:
    thirty = [SampledReply("drw_1", 0.2, "as_is", 10, True, 90.0 + at % 2, at < 3) for at in range(30)]
    view = estimates_view(estimate_reviews(thirty), lambda fields: "&".join(f"{k}={v}" for k, v in fields.items()))

    score, wrong = view.rows[1], view.rows[4]
    assert (score.who, score.value, score.n, score.n_effective) == ("Agents under 90 days", "90.5", 30, "30.0")
    assert (wrong.value, wrong.is_few, wrong.href) == ("10.0%", False, "tenure=new&outcome=as_is")
    assert "svg" in wrong.chart
    assert wrong.interval.endswith("%")


def test_estimate_under_thirty_replies_is_too_few() -> None:
    some = [SampledReply("drw_1", 0.2, "as_is", 100, True, 90.0, False) for _ in range(29)]

    rows = estimates_view(estimate_reviews(some), lambda fields: "/qa").rows

    assert {(row.value, str(row.chart)) for row in rows} == {("too few", "")}
    assert [row.n for row in rows] == [29, 0, 29, 29, 0, 29]
