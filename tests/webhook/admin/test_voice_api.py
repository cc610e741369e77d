"""How a brand sounds, by API and on the command line: saved, published, brought back, checked."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from werkzeug.test import TestResponse

from drafter.brands import Brand
from drafter.store.brands import find_brand
from drafter.store.tickets import save_ticket
from tests.makers import make_ticket
from tests.tools.api import Caller
from webhook.admin.voice_actions import sample
from webhook.cli.main import cli
from webhook.cli.policy_common import OPERATOR
from webhook.wiring import Services


def told(answer: TestResponse) -> dict[str, Any]:
    """The answer's JSON."""
    return dict(answer.get_json())


@pytest.fixture
def voice(admin: Caller, brand: Brand) -> dict[str, Any]:
    """The live voice as JSON."""
    return dict(told(admin.get("/voice"))["live"]["voice"])


def test_voice_is_saved_then_published_and_drafts_use_it(
    admin: Caller, services: Services, brand: Brand, voice: dict[str, Any]
) -> None:
    saved = told(admin.send("PUT", "/voice", {"voice": {**voice, "emoji": "one"}, "note": "Emoji allowed"}))
    assert (saved["draft"]["version"], saved["live"]["version"]) == (2, 1)

    published = told(admin.post("/voice/publish", {}))

    assert (published["live"]["version"], published["draft"]) == (2, None)
    assert published["live"]["note"] == "Emoji allowed"
    kit = services.kit(_standing(services, brand))
    assert (kit.brand.voice.emoji, kit.brand.voice_version) == ("one", 2)


def test_earlier_version_comes_back_as_a_new_one(admin: Caller, voice: dict[str, Any]) -> None:
    admin.send("PUT", "/voice", {"voice": {**voice, "emoji": "one"}})
    admin.post("/voice/publish", {})

    back = told(admin.post("/voice/publish", {"version": 1}))

    assert [one["version"] for one in back["versions"]] == [3, 2, 1]
    assert (back["live"]["version"], back["live"]["voice"], back["live"]["note"]) == (3, voice, "Back to v1")
    assert admin.post("/voice/publish", {"version": 9}).status_code == 404


def test_second_of_two_savers_gets_409(admin: Caller, voice: dict[str, Any]) -> None:
    seen = told(admin.get("/voice"))["live"]["mark"]
    admin.send("PUT", "/voice", {"voice": {**voice, "emoji": "one"}, "seen": seen})

    answer = admin.send("PUT", "/voice", {"voice": {**voice, "emoji": "if_customer"}, "seen": seen})

    assert (answer.status_code, told(answer)["code"]) == (409, "voice.conflict")


def test_broken_voice_is_refused_and_nothing_changes(admin: Caller, voice: dict[str, Any]) -> None:
    answer = admin.send("PUT", "/voice", {"voice": {**voice, "greeting": "Hi {name},"}})

    assert (answer.status_code, told(answer)["code"]) == (422, "voice.format")
    assert "{name}" in told(answer)["detail"]
    assert told(admin.get("/voice"))["draft"] is None


def test_text_is_checked_against_the_live_voice_or_the_draft(
    agent: Caller, admin: Caller, voice: dict[str, Any]
) -> None:
    admin.send("PUT", "/voice", {"voice": {**voice, "dont": ["kindly"], "instead": {"kindly": "please"}}})
    text = f"{voice['greeting_without_name']}\n\nKindly send it back.\n\n{voice['sign_off']}"

    live = told(agent.post("/voice/check", {"text": text}))
    draft = told(agent.post("/voice/check", {"text": text, "is_draft": True}))

    assert not any("kindly" in one["message"] for one in live["findings"])
    (found,) = [one for one in draft["findings"] if "kindly" in one["message"]]
    assert (text[found["start"] : found["end"]], found["fix"]) == ("Kindly", "Please")
    assert draft["words"] == 4


def test_other_brands_voice_is_not_found(admin: Caller, brand: Brand) -> None:
    assert admin.get("/voice", brand="nobody").status_code == 404


@pytest.mark.parametrize("text", ["", "\x00", "😀" * 5000, "{" * 3000, "A" * 100_000])
def test_any_text_can_be_checked(agent: Caller, brand: Brand, text: str) -> None:
    assert agent.post("/voice/check", {"text": text}).status_code == 200


def test_command_line_saves_publishes_and_checks(
    services: Services, brand: Brand, voice: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("webhook.cli.common.wire", lambda settings: services)
    monkeypatch.setattr(services, "close", lambda: None)
    file, reply = tmp_path / "voice.json", tmp_path / "reply.txt"
    file.write_text(json.dumps({**voice, "dont": ["kindly"]}), "utf-8")
    reply.write_text("Kindly send it back.", "utf-8")

    shown = CliRunner().invoke(cli, ["brand", "voice", brand.slug, "--file", str(file), "--publish"])
    checked = CliRunner().invoke(cli, ["brand", "voice", brand.slug, "--check", str(reply), "--json"])
    listed = CliRunner().invoke(cli, ["brand", "voice", brand.slug, "--versions", "--json"])

    assert json.loads(shown.output)["dont"] == ["kindly"]
    assert checked.exit_code == 1
    assert "Kindly" in checked.output
    assert [json.loads(line)["is_live"] for line in listed.output.splitlines()] == [True, False]


def _standing(services: Services, brand: Brand) -> Brand:
    with services.database.reading() as session:
        return find_brand(session, brand.id)


def test_sample_is_made_up_where_the_brand_has_no_ticket(services: Services, brand: Brand) -> None:
    made = sample(services, OPERATOR, replace(brand.voice, greeting="Ahoy {first_name},"), brand=brand.slug)

    assert made.is_made_up
    assert made.tried.text.startswith("Ahoy Leah,")


def test_another_sample_is_another_ticket(services: Services, brand: Brand, monkeypatch: pytest.MonkeyPatch) -> None:
    answered = {"T-1", "T-3"}
    drafted = "webhook.admin.voice_actions._drafted"
    monkeypatch.setattr(drafted, lambda _, ticket, brand: "Hi," if ticket.external_id in answered else None)
    with services.database.writing() as session:
        for name in ("T-1", "T-2", "T-3"):
            ticket = make_ticket("How long can I return my boots for?", external_id=name, id=services.new_id("tkt"))
            save_ticket(session, replace(ticket, brand_id=brand.id), now=services.clock())

    first = sample(services, OPERATOR, brand.voice, brand=brand.slug)
    second = sample(services, OPERATOR, brand.voice, brand=brand.slug, nth=first.nth + 1)

    assert {first.ticket.external_id, second.ticket.external_id} == answered
