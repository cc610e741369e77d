"""The editor's forms, without scripts: fields, unsaved text, reviews by two people, care, what publishing does."""

import re
from dataclasses import replace
from html import unescape

import pytest
from flask import Flask

from drafter.brands import Brand
from drafter.store.brands import change_brand
from knowledge_base.errors import EmbeddingError
from tests.tools.visiting import Visitor, visit, words
from webhook.wiring import Services

TEXT = "## Window\n\nReturn boots within 30 days."
FIELDS = {"fields": "1", "title": "Returns", "text": TEXT, "region": ["US", "CA"], "channel_more": "email; chat"}


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
    answer = admin.post("/admin/policies/new", brand=brand.slug, owner="Priya Raman", **FIELDS)
    assert answer.status_code == 303
    return str(answer.headers["Location"])


def test_fields_say_where_and_when_it_applies(admin: Visitor, policy: str) -> None:
    admin.follow(policy, base=1, effective_from="2026-04-01", effective_until="2026-04-30", tags_more="boots", **FIELDS)

    body = _body(admin, policy)
    assert 'name="region" value="CA" checked' in body
    assert 'name="channel" value="chat" checked' in body
    assert 'name="effective_from" type="date" value="2026-04-01"' in body
    assert "From empty 1 Apr 2026" not in words(admin.get(policy))
    assert "Until deleted: empty inserted: 2026-04-30" in admin.text(policy, tab="changes")


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"effective_from": "2026-05-01", "effective_until": "2026-04-30"}, "lies before “From” (2026-05-01)"),
        ({"review_by": "soon"}, "“Review by” says 'soon', which is no day"),
    ],
    ids=["turned-round", "no-day"],
)
def test_days_that_make_no_sense_are_refused_and_kept(
    admin: Visitor, policy: str, fields: dict[str, str], says: str
) -> None:
    answer = admin.post(policy, base=1, **FIELDS, **fields)

    assert answer.status_code == 422
    assert says in words(answer)
    assert f'value="{next(iter(fields.values()))}"' in answer.get_data(as_text=True)


def test_unsaved_text_is_kept_for_its_writer_alone(admin: Visitor, colleague: Visitor, policy: str) -> None:
    answer = admin.post(f"{policy}/keep", base=1, **{**FIELDS, "text": "Forty days."}, note="Longer")

    assert "kept_at" in answer.get_json()
    assert "Forty days." in _body(admin, policy)
    assert "You go on with what you typed" in admin.text(policy)
    assert "Forty days." not in _body(colleague, policy)
    assert "Your unsaved text is thrown away." in admin.follow(f"{policy}/drop")
    assert "Forty days." not in _body(admin, policy)


def test_saving_forgets_what_was_kept(admin: Visitor, policy: str) -> None:
    admin.post(f"{policy}/keep", base=1, **{**FIELDS, "text": "Forty days."})

    admin.follow(policy, base=1, **{**FIELDS, "text": "Fifty days."})

    assert "You go on with" not in admin.text(policy)
    assert "Fifty days." in _body(admin, policy)


def test_kept_text_meets_a_newer_wording_as_one_text(admin: Visitor, colleague: Visitor, policy: str) -> None:
    admin.post(f"{policy}/keep", base=1, **{**FIELDS, "text": f"Mine.\n\n{TEXT}", "owner": "Priya Raman"})
    colleague.follow(policy, base=1, **{**FIELDS, "text": TEXT.replace("30", "45"), "owner": "Marco"})

    page = _body(admin, policy)

    assert "Mine.\n\n## Window\n\nReturn boots within 45 days.</textarea>" in page
    assert 'list="owners" value="Marco"' in page
    assert 'name="base" value="2"' in page


def test_field_that_both_changed_is_named(admin: Visitor, colleague: Visitor, policy: str) -> None:
    colleague.follow(policy, base=1, **FIELDS, review_by="2026-09-01")

    answer = admin.post(policy, base=1, **FIELDS, review_by="2026-12-01")

    assert answer.status_code == 409
    assert "Review by theirs: 2026-09-01 yours: 2026-12-01" in words(answer)


def test_new_policy_is_kept_until_it_is_saved(admin: Visitor, brand: Brand) -> None:
    admin.post("/admin/policies/new/keep", brand=brand.slug, title="Gift cards", text="They never expire.", fields="1")

    assert "You began this on" in admin.text("/admin/policies/new")
    assert "They never expire." in _body(admin, "/admin/policies/new")
    admin.post("/admin/policies/new", brand=brand.slug, title="Gift cards", text="They never expire.")
    assert "They never expire." not in _body(admin, "/admin/policies/new")


def test_review_is_asked_for_with_what_a_reviewer_looks_for(admin: Visitor, policy: str) -> None:
    asked = admin.post(policy, base=1, then="ask", **FIELDS, owner="Priya Raman")

    assert asked.status_code == 200
    assert 'id="ask" aria-labelledby="ask-h" open' in asked.get_data(as_text=True)
    assert "Priya Raman looks after it" in words(asked)
    assert "No day is set to look at it again" in words(asked)
    page = admin.follow(policy, base=1, then="submit", ask_note="Spring", owner="Priya Raman", **FIELDS)
    assert "“Spring”" in page


def test_brand_of_two_people_offers_no_publishing_of_own_drafts(
    admin: Visitor, policy: str, services: Services, brand: Brand
) -> None:
    assert "Publish v1" in admin.text(policy)
    with services.database.writing() as session:
        change_brand(session, brand.id, lambda one: replace(one, needs_two_people=True))

    page = admin.text(policy)

    assert "asks for two people" in page
    assert "Publish v1" not in page
    assert admin.post(f"{policy}/publish", revision=1).status_code == 409


def test_publishing_says_which_days_it_takes_over(admin: Visitor, policy: str) -> None:
    admin.follow(f"{policy}/publish", revision=1)
    admin.follow(policy, base=1, **{**FIELDS, "text": "Forty days."})

    page = admin.text(policy)

    assert "Without a day v2 replaces v1 on all days, also for orders from before today." in page


def test_failed_publication_stays_on_the_policy(
    admin: Visitor, policy: str, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise EmbeddingError("The embedder did not answer within 30 s.")

    with monkeypatch.context() as broken:
        broken.setattr(services.embedder, "embed", fail)
        admin.post(f"{policy}/publish", revision=1)

    assert "The last publication failed The embedder did not answer within 30 s." in admin.text(policy)
    assert "publication failed" not in admin.follow(f"{policy}/publish", revision=1)


def test_wording_in_force_is_verified_until_a_day(admin: Visitor, policy: str) -> None:
    assert "still holds" not in admin.text(policy)
    admin.follow(f"{policy}/publish", revision=1)

    page = admin.follow(f"{policy}/verify", review_by="2026-09-01")

    assert "v1 is verified until 2026-09-01." in page
    assert "verified it until 1 Sep 2026" in page
    assert admin.post(f"{policy}/verify", review_by="2020-01-01").status_code == 409


def test_published_wording_comes_back_with_its_days(admin: Visitor, policy: str) -> None:
    admin.follow(f"{policy}/publish", revision=1, effective_at="2026-01-01")
    admin.follow(policy, base=1, **{**FIELDS, "text": "Forty days."})

    page = admin.follow(f"{policy}/restore", revision=1)

    assert "v1 is back as draft v3" in page
    assert 'name="effective_from" type="date" value="2026-01-01"' in _body(admin, policy)


def test_search_asks_with_the_draft_or_live_and_says_what_is_left_out(admin: Visitor, policy: str) -> None:
    admin.follow(f"{policy}/publish", revision=1)
    admin.follow(policy, base=1, **{**FIELDS, "text": TEXT.replace("30", "45")})

    assert "This draft" in admin.text(policy, ask="return boots")
    assert "within 45 days" in admin.text(policy, ask="return boots")
    assert "within 30 days" in admin.text(policy, ask="return boots", **{"in": "live"})
    abroad = admin.text(policy, ask="return boots", as_region="DE", **{"in": "live"})
    assert "1 more matches, but not for this question" in abroad
    assert "is for another region, channel, audience or language" in abroad


def test_list_is_filtered_by_front_matter_and_sorted_by_damage(admin: Visitor, policy: str, brand: Brand) -> None:
    admin.follow(f"{policy}/publish", revision=1)
    admin.post("/admin/policies/new", brand=brand.slug, title="Gift cards", text="Ever.", fields="1", region="DE")

    assert "Gift cards" not in admin.text("/admin", owner="Priya Raman")
    assert "Returns" not in _rows(admin, region="DE")
    page = _rows(admin, sort="damage")
    assert page.index("Returns") < page.index("Gift cards")


def _rows(who: Visitor, **query: str) -> str:
    body = who.get("/admin", **query).get_data(as_text=True)
    return body[body.index("<tbody") : body.index("</tbody>")]


def _body(who: Visitor, path: str) -> str:
    return unescape(who.get(path).get_data(as_text=True))


def test_conflict_with_another_policy_is_shown_and_what_was_decided_is_remembered(
    admin: Visitor, policy: str, brand: Brand
) -> None:
    other = admin.post(
        "/admin/policies/new", brand=brand.slug, title="Damage", text="Damage must be reported within 14 days."
    )
    admin.follow(f"{other.headers['Location']}/publish", revision=1)
    typed = {**FIELDS, "text": "Damage must be reported within 30 days."}

    shown = admin.post(f"{policy}/lint", base=1, **typed)
    assert "“Damage”" in words(shown)
    assert "within 14 days" in words(shown)
    key = re.search(r'value="this_wins (lint_\w+)"', shown.get_data(as_text=True))
    assert key
    page = admin.follow(f"{policy}/lint/decide", base=1, decision=f"this_wins {key[1]}", **typed)

    assert "Remembered: this one wins" in page
    assert "reported within 30 days" in page
    again = words(admin.post(policy, base=1, then="lint", **typed))
    assert "Nothing contradicts" in again
    assert "1 was decided before" in again


def test_conflicts_of_a_brand_are_settled_on_a_page(
    admin: Visitor, brand: Brand, services: Services, app: Flask
) -> None:
    for title, days in (("Damage", 14), ("Reports", 30)):
        text = f"Damage must be reported within {days} days."
        made = admin.post("/admin/policies/new", brand=brand.slug, title=title, text=text)
        admin.follow(f"{made.headers['Location']}/publish", revision=1)

    body = admin.get("/admin/conflicts").get_data(as_text=True)
    assert "“Damage” wins" in body
    assert "“Damage” wins" not in visit(services, app, "agent").text("/admin/conflicts")
    for key in dict.fromkeys(re.findall(r'name="key" value="(lint_\w+)"', body)):
        page = admin.follow("/admin/conflicts", brand=brand.slug, key=key)

    assert "Nothing contradicts" in page
    assert admin.post("/admin/conflicts", brand=brand.slug).status_code == 422


def test_decision_about_nothing_is_refused(admin: Visitor, policy: str) -> None:
    assert admin.post(f"{policy}/lint/decide", base=1, decision="perhaps lint_1", **FIELDS).status_code == 422
    page = admin.follow(f"{policy}/lint/decide", base=1, decision="not_a_conflict lint_1", **FIELDS)
    assert "that warning is no more" in page
