"""The voice page by plain forms: kept, published, two people at once, rows added and taken out, garbage."""

import re
from html import unescape

import pytest
from flask import Flask

from drafter.brands import Brand
from drafter.store.brands import find_brand
from drafter.store.voices import voices_of
from drafter.voice_versions import BrandVoices
from tests.tools.visiting import Visitor, visit, words
from webhook.wiring import Services

PAGE = "/admin/voice"


@pytest.fixture
def priya(services: Services, app: Flask, brand: Brand) -> Visitor:
    """An admin of every brand."""
    return visit(services, app, "admin")


@pytest.fixture
def lena(services: Services, app: Flask, brand: Brand) -> Visitor:
    """Another admin."""
    return visit(services, app, "admin")


def fields_of(visitor: Visitor) -> dict[str, list[str]]:
    """What the page's form would send as it stands."""
    page = visitor.get(PAGE).get_data(as_text=True)
    found: dict[str, list[str]] = {}
    for tag in re.findall(r"<input\b[^>]*>", page):
        name, kind = _attribute(tag, "name"), _attribute(tag, "type")
        if name and (kind not in ("radio", "checkbox") or " checked" in tag):
            found.setdefault(name, []).append(_attribute(tag, "value"))
    for name, text in re.findall(r'<textarea\b[^>]*name="(\w+)"[^>]*>(.*?)</textarea>', page, re.S):
        found.setdefault(name, []).append(unescape(text))
    for name, options in re.findall(r'<select\b[^>]*name="(\w+)"[^>]*>(.*?)</select>', page, re.S):
        found.setdefault(name, []).append(next(iter(re.findall(r'value="(\w*)" selected', options)), ""))
    return found


def test_form_sent_as_it_stands_changes_nothing(priya: Visitor, services: Services, brand: Brand) -> None:
    answer = priya.post(PAGE, **fields_of(priya), step="save")

    assert answer.status_code == 303
    assert _voices(services, brand).draft is None or _voices(services, brand).newest.voice == brand.voice


def test_draft_is_saved_then_published(priya: Visitor, services: Services, brand: Brand) -> None:
    said = priya.follow(PAGE, **{**fields_of(priya), "formality": "formal", "note": "More formal", "step": "save"})
    assert "Saved as draft v2." in said
    assert _brand(services, brand).voice.formality == brand.voice.formality

    priya.follow(PAGE, **fields_of(priya), step="publish")

    assert (_brand(services, brand).voice.formality, _brand(services, brand).voice_version) == ("formal", 2)


def test_who_publishes_second_keeps_a_draft_and_is_told(
    priya: Visitor, lena: Visitor, services: Services, brand: Brand
) -> None:
    mine = {**fields_of(priya), "emoji": "one"}
    lena.post(PAGE, **{**fields_of(lena), "formality": "formal"}, step="publish")

    answer = priya.post(PAGE, **mine, step="publish")

    assert answer.status_code == 409
    assert "published v2 meanwhile. Yours is kept as a draft of v3." in words(answer)
    voices = _voices(services, brand)
    assert voices.draft is not None
    assert (voices.live.voice.formality, voices.draft.voice.emoji) == ("formal", "one")


def test_who_saves_second_sees_theirs_and_may_save_it_again(priya: Visitor, lena: Visitor) -> None:
    mine = {**fields_of(priya), "emoji": "one"}
    lena.post(PAGE, **{**fields_of(lena), "formality": "formal"}, step="save")

    answer = priya.post(PAGE, **mine, step="save")

    seen = re.search(r'name="seen" value="([^"]+)"', answer.get_data(as_text=True))
    assert seen is not None
    assert answer.status_code == 409
    assert "saved draft v2 meanwhile" in words(answer)
    assert priya.post(PAGE, **{**mine, "seen": seen[1]}, step="save").status_code == 303


def test_rows_are_added_and_taken_out(priya: Visitor, services: Services, brand: Brand) -> None:
    given = fields_of(priya)
    given["dont"][-1], given["instead"][-1] = "per our records", "we see that"
    given["must_text"][-1], given["must_when"][-1] = "It takes 5 days.", "refund"
    given["tone_name"][-1], given["tone_say"][0] = "At the summit", "Cheer."
    priya.post(PAGE, **given, step="save")

    draft = _voices(services, brand).newest.voice
    assert draft.instead["per our records"] == "we see that"
    assert [(one.text, one.when) for one in draft.disclosures] == [("It takes 5 days.", "refund")]
    assert [(one.name, one.say) for one in draft.tones] == [("At the summit", "Cheer.")]

    without = words(priya.post(PAGE, **fields_of(priya), step="drop-tone-0"))
    assert "Not saved yet" in without


@pytest.mark.parametrize(
    "given",
    [
        {"length_channel": "email", "length_from": "many", "length_to": "5"},
        {"greeting": ""},
        {"greeting": "\x00\u202e"},
        {"dont": ["x" * 5000]},
        {"formality": "rude"},
        {"tone_name": ["a"] * 300, "tone_say": ["b"] * 300, "tone_formality": [""] * 300, "tone_lines": [""] * 300},
    ],
)
def test_garbage_is_refused_by_name_and_nothing_changes(
    priya: Visitor, services: Services, brand: Brand, given: dict[str, str]
) -> None:
    answer = priya.post(PAGE, **{**fields_of(priya), **given}, step="publish")

    assert answer.status_code == 422
    assert "Not saved" in words(answer)
    assert _voices(services, brand).live.number == 1


@pytest.mark.parametrize(
    "step", ["drop-x-9", "drop-phrase-999", "mend-99", "mend-all", "another", "view-yours", "?", ""]
)
def test_any_other_step_only_shows_the_page(priya: Visitor, step: str) -> None:
    assert priya.post(PAGE, **fields_of(priya), step=step).status_code == 200


def test_agent_may_check_a_text_but_not_save(services: Services, app: Flask, brand: Brand) -> None:
    agent = visit(services, app, "agent")
    text = "Dear customer, we go ahead 😊"

    checked = words(agent.post(PAGE, step="check", view="yours", text=text))

    assert "You can read the voice, not change it" in checked
    assert "Emoji" in checked
    assert agent.post(PAGE, step="save", greeting="Yo").status_code == 403
    assert agent.post(PAGE, step="copy-1").status_code == 403


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf'\b{name}="([^"]*)"', tag)
    return unescape(found[1]) if found else ""


def _brand(services: Services, brand: Brand) -> Brand:
    with services.database.reading() as session:
        return find_brand(session, brand.id)


def _voices(services: Services, brand: Brand) -> BrandVoices:
    with services.database.reading() as session:
        return voices_of(session, brand)
