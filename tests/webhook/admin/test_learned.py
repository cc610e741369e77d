"""``/api/v1/learned``: what search learned can be seen and taken back."""

import pytest

from drafter.brands import Brand
from knowledge_base.kept import KeptQuestion, Section
from knowledge_base.store.kept import keep_question
from tests.tools.api import Caller
from webhook.wiring import Services


@pytest.fixture
def kept(services: Services, brand: Brand) -> tuple[str, ...]:
    """Three questions that search learned from."""
    with services.database.writing() as session:
        return tuple(
            keep_question(
                session,
                KeptQuestion(
                    id=f"kpt_{number}",
                    brand_id=brand.id,
                    origin=f"tkt_{number}",
                    source=f"dft_{number}",
                    question=f"Question {number}?",
                    sections=(Section("pol_1", ("Returns", "Fees")),),
                    kept_at=services.clock(),
                ),
            )
            for number in (1, 2, 3)
        )


def test_learned_questions_are_listed_newest_first_in_pages(admin: Caller, kept: tuple[str, ...]) -> None:
    first = admin.get("/learned", limit=2).json
    second = admin.get("/learned", limit=2, after=first["next"]).json

    assert [one["id"] for one in first["items"]] == ["kpt_3", "kpt_2"]
    assert [one["id"] for one in second["items"]] == ["kpt_1"]
    assert first["items"][0]["sections"] == [{"policy_id": "pol_1", "heading": ["Returns", "Fees"]}]


def test_forgotten_question_is_gone(admin: Caller, kept: tuple[str, ...]) -> None:
    answer = admin.send("DELETE", "/learned/kpt_2")
    again = admin.send("DELETE", "/learned/kpt_2")

    assert (answer.status_code, answer.json["question"]) == (200, "Question 2?")
    assert (again.status_code, again.json["code"]) == (404, "learned.not_found")
    assert [one["id"] for one in admin.get("/learned").json["items"]] == ["kpt_3", "kpt_1"]
