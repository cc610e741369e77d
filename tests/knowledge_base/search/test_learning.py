"""Precedents: a bonus for what was kept in like cases, never a malus for what was not."""

import math

import numpy as np
import pytest

from knowledge_base.embedding import Vectors
from knowledge_base.search.hits import Question
from knowledge_base.search.learning import Precedents, Section, rows_bonus
from knowledge_base.settings import RetrievalSettings
from tests.knowledge_base.conftest import BRAND, RETURNS, Keeper

KNOBS = RetrievalSettings(precedent_floor=0.5, nearest_bonus=3, several_bonus=2)
WINDOW, FEES = Section("pol_1", ("Return window",)), Section("pol_1", ("Fees",))


def at(degrees: float) -> Vectors:
    """A vector of length 1 whose cosine with ``at(0)`` is that of the angle."""
    return np.array([math.cos(math.radians(degrees)), math.sin(math.radians(degrees))], dtype=np.float32)


def test_nearest_and_several_precedents_add_a_bonus() -> None:
    precedents = Precedents()
    precedents.keep(BRAND, at(0), WINDOW, ticket_id="t1")
    precedents.keep(BRAND, at(60), FEES, ticket_id="t2")

    bonus = precedents.bonus(BRAND, at(0), KNOBS)

    assert bonus == {WINDOW: pytest.approx(3 * 1 + 2 * math.log(2))}  # the other is just at the floor


def test_more_precedents_say_more() -> None:
    one, two = Precedents(), Precedents()
    for store, tickets in ((one, ["t1"]), (two, ["t1", "t2"])):
        for ticket in tickets:
            store.keep(BRAND, at(20), WINDOW, ticket_id=ticket)

    assert two.bonus(BRAND, at(0), KNOBS)[WINDOW] > one.bonus(BRAND, at(0), KNOBS)[WINDOW]


def test_forgotten_ticket_counts_no_more() -> None:
    precedents = Precedents()
    for number in range(200):
        precedents.keep(BRAND, at(number % 40), WINDOW, ticket_id=f"t{number}")
    for number in range(200):
        precedents.forget(BRAND, f"t{number}")
    precedents.forget("brd_none", "t1")

    assert precedents.bonus(BRAND, at(0), KNOBS) == {}


def test_brands_learn_alone() -> None:
    precedents = Precedents()
    precedents.keep(BRAND, at(0), WINDOW, ticket_id="t1")

    assert precedents.bonus("brd_2", at(0), KNOBS) == {}


def test_snippet_without_precedent_gets_nothing() -> None:
    assert rows_bonus({WINDOW: 1.5}, [FEES, WINDOW, FEES]).tolist() == [0, 1.5, 0]


def test_next_question_sees_what_was_kept_and_a_new_wording_inherits_it(keeper: Keeper) -> None:
    first = keeper.write(RETURNS + "\n## Oversize items\n\nPickup is arranged by us.\n")
    keeper.publish(first)
    asked = "How do I hand over my kayak?"
    [vector] = keeper.services.embedder.embed_questions([asked])

    keeper.services.precedents.keep(BRAND, vector, Section(first.policy_id, ("Oversize items",)), ticket_id="t1")
    keeper.publish(keeper.rewrite(first, RETURNS + "\n## Oversize items\n\nWe fetch them for $39.\n"))

    found = keeper.services.retriever.retrieve([Question(asked)], brand_id=BRAND, k=2).hits
    assert found[0].heading == ("Oversize items",)
    assert found[0].parts.learned > 0
    assert found[1].parts.learned == 0
