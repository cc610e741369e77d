"""The prompt of a brand: read, tried, changed and restored, by page, by API and on the command line."""

from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from drafter.brands import Brand
from drafter.prompts.template import load_template
from tests.tools.api import Caller
from tests.tools.visiting import Visitor, visit
from webhook.wiring import Services

OWN = load_template().text.replace("Rules\n", "Rules of Northway\n", 1)


@pytest.fixture
def visitor(services: Services, app: Flask, brand: Brand) -> Visitor:
    """An admin of every brand."""
    return visit(services, app, "admin")


def told(answer: TestResponse) -> dict[str, Any]:
    """The answer's JSON."""
    return dict(answer.get_json())


def test_own_wording_is_what_drafts_use_until_it_is_reset(admin: Caller, services: Services, brand: Brand) -> None:
    changed = told(admin.post("/prompt", {"text": OWN}))

    assert (changed["is_own"], changed["text"]) == (True, OWN)
    assert services.records.template(brand).text == OWN
    assert services.records.template(brand).id == changed["id"]

    restored = told(admin.post("/prompt", {"text": None}))
    assert (restored["is_own"], restored["text"]) == (False, load_template().text)
    assert services.records.template(brand) == load_template()


def test_wording_without_the_marker_is_refused_and_nothing_changes(admin: Caller, brand: Brand) -> None:
    answer = admin.post("/prompt", {"text": OWN.replace("{{marker}}", "")})

    assert (answer.status_code, told(answer)["code"]) == (422, "template.format")
    assert "{{marker}}" in told(answer)["detail"]
    assert told(admin.get("/prompt"))["is_own"] is False


def test_preview_shows_a_made_up_ticket_masked(admin: Caller, brand: Brand) -> None:
    made = told(admin.post("/prompt/preview", {"text": OWN}))

    system, user = (message["content"] for message in made["messages"])
    assert "Rules of Northway" in system
    assert "⟦EMAIL_1⟧" in user
    assert "⟦PERSON_1⟧ here" in user
    assert "ana@example.com" not in user


def test_page_tries_keeps_and_restores_a_wording(visitor: Visitor) -> None:
    assert "The wording that ships" in visitor.text("/admin/prompt")

    tried = visitor.post("/admin/prompt", text=OWN, step="preview")
    assert "Rules of Northway" in tried.text
    assert "The wording that ships" in visitor.text("/admin/prompt")

    assert visitor.post("/admin/prompt", text=OWN, step="keep").status_code == 303
    assert "own wording, changed" in visitor.text("/admin/prompt")

    assert visitor.post("/admin/prompt", text="", step="reset").status_code == 303
    assert "The wording that ships" in visitor.text("/admin/prompt")


def test_page_keeps_a_refused_wording_in_its_field(visitor: Visitor) -> None:
    answer = visitor.post("/admin/prompt", text="Just write.", step="keep")

    assert answer.status_code == 422
    assert "two parts" in answer.text
    assert "Just write." in answer.text
