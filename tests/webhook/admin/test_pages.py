"""The admin's pages, without scripts: the list, the editor, publishing, conflicts, who may do what."""

from html import unescape
from itertools import count

import pytest
from flask import Flask

from drafter.brands import Brand
from knowledge_base.errors import EmbeddingError
from tests.tools.clocks import SettableClock
from tests.tools.visiting import Visitor, visit, words
from webhook.wiring import Services

RETURNS = """---
title: Returns
owner: Priya Raman
review_by: 2026-02-01
region: [US, CA]
---

## Return window

You can return boots within 30 days of delivery.

:::internal
Accept up to 7 days late once.
:::
"""
CHANGED = RETURNS.replace("30 days", "45 days")


@pytest.fixture
def admin(services: Services, app: Flask) -> Visitor:
    """An admin of every brand."""
    return visit(services, app, "admin")


@pytest.fixture
def colleague(services: Services, app: Flask) -> Visitor:
    """Another admin."""
    return visit(services, app, "admin")


@pytest.fixture
def policy(admin: Visitor, brand: Brand) -> str:
    """The path of a policy in stage draft."""
    return _create(admin)


def test_new_policy_is_a_draft_with_its_front_matter(admin: Visitor, policy: str) -> None:
    page = admin.text(policy)

    assert "Draft of v1" in page
    assert "nothing is live" in page
    body = admin.get(policy).get_data(as_text=True)
    assert 'name="owner" maxlength="255" list="owners" value="Priya Raman"' in body
    assert 'name="region" value="CA" checked' in body


def test_list_shows_stage_scope_and_overdue_review(admin: Visitor, policy: str) -> None:
    page = admin.text("/admin")

    assert "0 of 1 are published" in page
    assert "Returns Return window US, CA Draft v1" in page
    assert "1 Feb 2026 Review overdue" in page


def test_list_is_filtered_by_stage_and_words(admin: Visitor, policy: str) -> None:
    admin.post(f"{policy}/publish", revision=1)
    _create(admin, title="Gift cards", text="## Buying\n\nGift cards never expire.")

    assert "Gift cards" not in admin.text("/admin", stage="published")
    assert "Returns" not in admin.text("/admin", stage="draft")
    assert "Gift cards" in admin.text("/admin", q="expire")
    assert "No policy mentions “zebra”" in admin.text("/admin", q="zebra")


def test_senseless_filters_show_everything(admin: Visitor, policy: str) -> None:
    assert "Returns" in admin.text("/admin", stage="zebra", page="-3")
    assert admin.get("/admin", brand="nobody").status_code == 404


def test_without_policies_the_list_says_what_to_do(admin: Visitor, brand: Brand) -> None:
    page = admin.text("/admin")

    assert "No policies yet" in page
    assert "Write one" in page


def test_saving_makes_the_next_draft(admin: Visitor, policy: str) -> None:
    page = admin.follow(policy, text=CHANGED, base=1, note="Longer window")

    assert "Saved as draft v2" in page
    assert "within 45 days" in page
    assert "Longer window" in page


def test_saving_an_unchanged_draft_makes_nothing_new(admin: Visitor, policy: str) -> None:
    page = admin.follow(policy, text=_document(admin, policy), base=1)

    assert "Saved as draft v1" in page
    assert "Draft of v1" in page


def test_lines_of_a_browser_come_back_as_lines(admin: Visitor, policy: str) -> None:
    admin.follow(policy, text=CHANGED.replace("\n", "\r\n"), base=1)

    assert "\r" not in _document(admin, policy)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("---\nreview_by: soon\n---\n\nWords.", "write a day such as 2026-03-31"),
        ("---\ntitle: [", "never ends it"),
        ("---\ntitle: Returns\n---\n\n  \n", "has no text yet"),
        ("", "has no text yet"),
        ("one\n<<<<<<< v2, Priya\ntwo\n=======\n2\n>>>>>>> yours\n", "keep what holds and delete the marks"),
    ],
    ids=["date", "unclosed", "no-words", "empty", "undecided"],
)
def test_unreadable_text_is_refused_and_kept(admin: Visitor, policy: str, text: str, says: str) -> None:
    answer = admin.post(policy, text=text, base=1, note="why")

    page = words(answer)
    assert answer.status_code == 422
    assert says in page
    assert "Your text is kept below" in page
    assert _document_in(answer.get_data(as_text=True)) == text
    assert 'value="why"' in answer.get_data(as_text=True)


def test_second_save_is_refused_with_both_texts(admin: Visitor, colleague: Visitor, policy: str) -> None:
    colleague.follow(policy, text=RETURNS + "\nTheirs.", base=1)

    answer = admin.post(policy, text=CHANGED, base=1)

    page = words(answer)
    assert answer.status_code == 409
    assert "saved v2 meanwhile" in page
    assert "deleted: Theirs." in page
    assert "inserted: 45" in page
    assert "no line was changed by both" in page
    merged = _document_in(answer.get_data(as_text=True))
    assert "within 45 days" in merged
    assert "Theirs." in merged
    assert "Your text as you wrote it" in page


def test_save_after_a_conflict_goes_on_top_on_purpose(admin: Visitor, colleague: Visitor, policy: str) -> None:
    colleague.follow(policy, text=RETURNS + "\nTheirs.", base=1)
    refused = admin.post(policy, text=CHANGED, base=1)
    assert 'name="base" value="2"' in refused.get_data(as_text=True)

    page = admin.follow(policy, text=CHANGED + "\nTheirs.", base=2)

    assert "Saved as draft v3" in page
    assert "Theirs." in page


def test_preview_shows_unsaved_text_and_keeps_it(admin: Visitor, colleague: Visitor, policy: str) -> None:
    answer = admin.post(policy, text=CHANGED + "\n<script>alert(1)</script>", base=1, then="preview")

    body = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "<h2>Return window</h2>" in body
    assert "Internal, never quoted to a customer" in body
    assert "<script>alert" not in body
    assert "Not saved yet" in body
    assert 'type="hidden" name="text"' in body
    assert "within 30 days" in _document(colleague, policy)


def test_changes_tab_compares_word_by_word(admin: Visitor, policy: str) -> None:
    admin.post(f"{policy}/publish", revision=1)
    admin.follow(policy, text=CHANGED, base=1)

    page = admin.text(policy, tab="changes")

    assert "Compared with v1 1 added 1 deleted" in page
    assert "deleted: 30 inserted: 45" in page


def test_any_two_wordings_can_be_compared(admin: Visitor, policy: str) -> None:
    for number, days in enumerate((45, 60, 90), start=1):
        admin.follow(policy, text=RETURNS.replace("30 days", f"{days} days"), base=number)

    assert "deleted: 45 inserted: 90" in admin.text(policy, tab="changes", revision=4, against=2)


def test_author_cannot_approve_but_a_colleague_can(admin: Visitor, colleague: Visitor, policy: str) -> None:
    waiting = admin.follow(policy, text=CHANGED, base=1, note="Longer window", then="submit")
    assert "somebody else has to approve it" in waiting
    assert "Approve" not in waiting.replace("approve it", "")
    assert "“Longer window”" in colleague.text(policy)

    refused = admin.post(f"{policy}/review", revision=2, verdict="approve")
    approved = colleague.follow(f"{policy}/review", revision=2, verdict="approve")

    assert refused.status_code == 409
    assert "somebody else must approve it" in words(refused)
    assert "v2 is approved" in approved
    assert "v2 is live" in admin.follow(f"{policy}/publish", revision=2)


def test_asking_for_changes_makes_it_a_draft_again(admin: Visitor, colleague: Visitor, policy: str) -> None:
    admin.follow(policy, text=CHANGED, base=1, then="submit")

    page = colleague.follow(f"{policy}/review", revision=2, verdict="request_changes", note="Too long")

    assert "v2 is a draft again" in page
    assert "Draft of v2" in page


def test_verdict_that_is_none_changes_nothing(admin: Visitor, colleague: Visitor, policy: str) -> None:
    admin.follow(policy, text=CHANGED, base=1, then="submit")

    answer = colleague.post(f"{policy}/review", revision=2, verdict="perhaps")

    assert answer.status_code == 422
    assert "nothing was decided" in words(answer)
    assert "v2 in review" in admin.text(policy)


def test_published_wording_is_found_by_the_test_search(admin: Visitor, policy: str) -> None:
    assert "nothing to search" in admin.text("/admin", ask="Can I return boots?")

    assert "v1 is live" in admin.follow(f"{policy}/publish", revision=1)

    page = admin.text("/admin", ask="Can I return boots?")
    assert "Returns, Return window" in page
    assert "within 30 days of delivery" in page
    assert "Cutoff" in page


def test_new_wording_replaces_the_old_one_in_search(admin: Visitor, policy: str, services: Services) -> None:
    seconds = count()
    services.monotonic = lambda: float(next(seconds))  # each look at the pointer is a second later
    admin.follow(f"{policy}/publish", revision=1)
    admin.follow(policy, text=CHANGED, base=1)
    assert "within 30 days" in admin.text("/admin", ask="return boots")

    admin.follow(f"{policy}/publish", revision=2)

    page = admin.text("/admin", ask="return boots")
    assert "within 45 days" in page
    assert "within 30 days" not in page


def test_wording_can_be_published_for_a_later_day(admin: Visitor, policy: str) -> None:
    page = admin.follow(f"{policy}/publish", revision=1, effective_at="2026-12-01")

    assert "holds from 2026-12-01" in page
    assert "v1 scheduled" in page


def test_day_that_is_none_publishes_nothing(admin: Visitor, policy: str) -> None:
    answer = admin.post(f"{policy}/publish", revision=1, effective_at="31.12.")

    assert answer.status_code == 422
    assert "'31.12.' is no day; write it as 2026-12-01" in words(answer)
    assert "nothing is live" in admin.text(policy)


def test_failing_embedder_says_so_and_keeps_the_text(
    admin: Visitor, policy: str, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise EmbeddingError("The embedder did not answer within 30 s.", hint="Try again in a minute.")

    monkeypatch.setattr(services.embedder, "embed", fail)

    answer = admin.post(f"{policy}/publish", revision=1)

    assert answer.status_code == 503
    assert "The embedder did not answer within 30 s." in words(answer)
    assert _document_in(answer.get_data(as_text=True)) == _document(admin, policy)
    assert "nothing is live" in admin.text(policy)


def test_retired_policy_is_no_longer_found(admin: Visitor, policy: str) -> None:
    admin.follow(f"{policy}/publish", revision=1)

    page = admin.follow(f"{policy}/retire", reason="Replaced by Exchanges")

    assert "The policy is retired" in page
    assert "within 30 days" not in admin.text("/admin", ask="return boots")


def test_test_search_reads_the_text_in_the_editor_before_it_is_saved(admin: Visitor, policy: str) -> None:
    admin.follow(f"{policy}/publish", revision=1)
    admin.post(policy, text=CHANGED, base=1, then="preview")

    typed, live = admin.text(policy, ask="return boots"), admin.text(policy, ask="return boots", **{"in": "live"})

    assert "With your text" in typed
    assert "within 45 days" in typed.partition("Test search")[2]
    assert "within 30 days" in live.partition("Test search")[2]
    assert "within 45 days" not in live.partition("Test search")[2]


def test_policy_is_deleted_only_with_the_box_ticked(admin: Visitor, policy: str) -> None:
    assert "Delete this policy" in admin.text(policy)

    assert "Tick the box first" in words(admin.post(f"{policy}/delete"))
    page = admin.follow(f"{policy}/delete", sure="yes")

    assert "is deleted; its words are gone" in page
    assert admin.get(policy).status_code == 404


def test_older_wording_comes_back_as_a_new_draft(admin: Visitor, policy: str) -> None:
    admin.follow(policy, text=CHANGED, base=1)
    assert "You read v1" in admin.text(policy, revision=1)

    page = admin.follow(f"{policy}/restore", revision=1)

    assert "v1 is back as draft v3" in page
    assert "within 30 days" in page


def test_revision_that_is_none_is_not_found(admin: Visitor, policy: str) -> None:
    assert admin.get(policy, revision=7).status_code == 404
    assert admin.get(policy, revision="zebra").status_code == 404
    assert admin.get("/admin/policies/pol_none").status_code == 404


@pytest.mark.parametrize("role", ["agent", "qa"])
def test_others_read_the_wording_in_force_and_see_no_buttons(
    admin: Visitor, policy: str, services: Services, app: Flask, role: str
) -> None:
    admin.follow(f"{policy}/publish", revision=1)
    admin.follow(policy, text=CHANGED, base=1)
    reader = visit(services, app, role)

    page = reader.text(policy)

    assert "within 30 days" in page
    assert not [button for button in ("Save", "Publish v", "Request review", "Retire this") if button in page]
    assert "New policy" not in reader.text("/admin")


@pytest.mark.parametrize("role", ["agent", "qa"])
def test_others_may_not_write(admin: Visitor, policy: str, services: Services, app: Flask, role: str) -> None:
    reader = visit(services, app, role)

    answers = [
        reader.post(policy + act, revision=1, text="Mine.", base=1)
        for act in ("", "/publish", "/review", "/retire", "/restore")
    ]

    assert [answer.status_code for answer in answers] == [403] * 5
    assert "Draft of v1" in admin.text(policy)


def test_foreign_brand_is_not_found(policy: str, services: Services, app: Flask, other_brand: Brand) -> None:
    stranger = visit(services, app, "admin", brand_id=other_brand.id)

    assert stranger.get(policy).status_code == 404
    assert stranger.post(f"{policy}/publish", revision=1).status_code == 404
    assert "Return window" not in stranger.text("/admin")


def test_new_policy_for_a_foreign_brand_is_refused_and_kept(
    services: Services, app: Flask, brand: Brand, other_brand: Brand
) -> None:
    stranger = visit(services, app, "admin", brand_id=other_brand.id)

    answer = stranger.post("/admin/policies/new", title="Returns", brand=brand.slug, text="Kept words.")

    assert answer.status_code == 404
    assert "Kept words." in words(answer)
    assert "Your text is kept below" in words(answer)


def test_new_policy_without_words_is_refused(admin: Visitor, brand: Brand) -> None:
    answer = admin.post("/admin/policies/new", title="Returns", brand=brand.slug, text=" ")

    assert answer.status_code == 422
    assert 'value="Returns"' in answer.get_data(as_text=True)


def test_stranger_is_led_to_sign_in(app: Flask) -> None:
    answer = app.test_client().get("/admin")

    assert answer.status_code == 303
    assert answer.headers["Location"] == "/sign-in?next=/admin"


def test_list_pages_fifty_at_a_time(admin: Visitor, brand: Brand, clock: SettableClock) -> None:
    for number in range(52):
        _create(admin, title=f"Policy {number:02d}", text="Words.")

    assert "1–50 of 52" in admin.text("/admin")
    assert "51–52 of 52" in admin.text("/admin", page=2)


def _create(who: Visitor, *, title: str = "Returns", text: str = RETURNS, brand: str = "northway") -> str:
    answer = who.post("/admin/policies/new", title=title, text=text, brand=brand)
    assert answer.status_code == 303
    return str(answer.headers["Location"])


def _document(who: Visitor, policy: str) -> str:
    return _document_in(who.get(policy).get_data(as_text=True))


def _document_in(body: str) -> str:
    start = body.index('" id="md"')
    return unescape(body[body.index(">", start) + 1 : body.index("</textarea>", start)])
