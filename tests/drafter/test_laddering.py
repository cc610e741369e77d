"""A ladder's life: written, submitted, reviewed by somebody else, published, replaced."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from drafter.brands import Brand
from drafter.errors import (
    ConditionError,
    LadderCasesError,
    LadderConflictError,
    LadderNotFoundError,
    LadderStageError,
)
from drafter.laddering import (
    create_ladder,
    discard_ladder,
    find_version,
    publish_ladder,
    review_ladder,
    save_ladder,
    submit_ladder,
)
from drafter.ladders import Cap, Ladder, LadderCase, Rung
from drafter.resolutions import RungKind
from drafter.store.brands import insert_brand
from drafter.store.ladders import get_ladder, live_ladders
from knowledge_base.foundation.actors import Actor
from knowledge_base.policies import Stage

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
MARCO, PRIYA = Actor("usr_marco", "admin"), Actor("usr_priya", "admin")
LADDER = Ladder(
    "",
    "brd_1",
    "Damaged",
    (
        Rung("Credit", RungKind.CREDIT, "days_since_delivery <= 30", Cap(Decimal("20.00"))),
        Rung("Hand over", RungKind.ESCALATE),
    ),
    (LadderCase("Unknown", {"order_known": False}, "Hand over"),),
    ("It is broken",),
)


@pytest.fixture
def session(database):
    with database.writing() as opened:
        yield opened


@pytest.fixture
def acting(session):
    ids = iter(range(1000))
    insert_brand(session, Brand("brd_1", "northway", "Northway"), now=NOW)
    insert_brand(session, Brand("brd_2", "fern", "Fern", needs_two_people=True), now=NOW)
    return {"actor": MARCO, "now": NOW, "new_id": lambda kind: f"{kind}_{next(ids):04}"}


def step(acting, actor=MARCO):
    return {"actor": actor, "now": acting["now"]}


def test_new_ladder_is_a_draft_and_nobody_uses_it(session, acting):
    made = create_ladder(session, LADDER, **acting)

    assert (made.newest.number, made.newest.stage, made.live) == (1, Stage.DRAFT, None)
    assert live_ladders(session, "brd_1") == ()
    assert made.newest.ladder == replace(LADDER, id=made.id, version=1)


def test_published_version_stays_as_it_was(session, acting):
    made = create_ladder(session, LADDER, **acting)
    publish_ladder(session, made.id, 1, **step(acting))

    save_ladder(session, made.id, replace(LADDER, rungs=LADDER.rungs[1:]), based_on=1, **acting)
    published = publish_ladder(session, made.id, 2, **step(acting))

    assert [(one.number, one.stage) for one in published.versions] == [(2, Stage.PUBLISHED), (1, Stage.RETIRED)]
    assert find_version(published, 1).ladder.rungs == LADDER.rungs
    assert [len(one.rungs) for one in live_ladders(session, "brd_1")] == [1]


def test_live_version_stands_while_the_next_is_written(session, acting):
    made = create_ladder(session, LADDER, **acting)
    publish_ladder(session, made.id, 1, **step(acting))

    saved = save_ladder(session, made.id, replace(LADDER, rungs=LADDER.rungs[1:]), **acting)

    assert (saved.newest.number, saved.live.number) == (2, 1)


def test_saving_the_same_again_makes_no_version(session, acting):
    made = create_ladder(session, LADDER, **acting)

    assert save_ladder(session, made.id, LADDER, **acting).newest.number == 1


def test_second_person_who_saves_is_told(session, acting):
    made = create_ladder(session, LADDER, **acting)
    save_ladder(session, made.id, replace(LADDER, rungs=LADDER.rungs[1:]), based_on=1, **acting)

    with pytest.raises(LadderConflictError, match="at version 2, not 1"):
        save_ladder(session, made.id, LADDER, based_on=1, **acting)


def test_author_can_not_approve_their_own(session, acting):
    made = create_ladder(session, LADDER, **acting)
    submit_ladder(session, made.id, 1, **step(acting))

    with pytest.raises(LadderStageError, match="somebody else"):
        review_ladder(session, made.id, 1, verdict="approve", **step(acting))
    with pytest.raises(LadderStageError, match="no approval"):
        publish_ladder(session, made.id, 1, **step(acting))


def test_approved_version_is_published(session, acting):
    made = create_ladder(session, LADDER, **acting)
    submit_ladder(session, made.id, 1, **step(acting))
    review_ladder(session, made.id, 1, verdict="approve", **step(acting, PRIYA))

    published = publish_ladder(session, made.id, 1, **step(acting))

    assert (published.live.number, published.live.approved_by) == (1, PRIYA.id)


def test_brand_that_asks_for_two_people_publishes_no_draft(session, acting):
    made = create_ladder(session, replace(LADDER, brand_id="brd_2"), **acting)

    with pytest.raises(LadderStageError, match="no approval"):
        publish_ladder(session, made.id, 1, **step(acting, PRIYA))


def test_changes_asked_for_make_it_a_draft_again(session, acting):
    made = create_ladder(session, LADDER, **acting)
    submit_ladder(session, made.id, 1, **step(acting))

    back = review_ladder(session, made.id, 1, verdict="request_changes", note="Why 20?", **step(acting, PRIYA))

    assert back.newest.stage is Stage.DRAFT


def test_failing_case_holds_publishing_until_a_note_says_why(session, acting):
    wrong = replace(LADDER, cases=(LadderCase("Unknown", {"order_known": False}, "Credit"),))
    made = create_ladder(session, wrong, **acting)

    with pytest.raises(LadderCasesError, match="1 of 1 test cases"):
        publish_ladder(session, made.id, 1, **step(acting))
    assert publish_ladder(session, made.id, 1, note="Meant for later.", **step(acting)).live.number == 1


def test_brand_has_one_ladder_for_an_intent(session, acting):
    create_ladder(session, LADDER, **acting)

    with pytest.raises(LadderConflictError, match="has a ladder for"):
        create_ladder(session, replace(LADDER, intent="DAMAGED "), **acting)


def test_published_ladder_can_be_taken_out_of_use(session, acting):
    made = create_ladder(session, LADDER, **acting)
    publish_ladder(session, made.id, 1, **step(acting))

    discard_ladder(session, made.id, 1, **step(acting))

    assert live_ladders(session, "brd_1") == ()


def test_unreadable_rung_is_not_saved(session, acting):
    made = create_ladder(session, LADDER, **acting)

    with pytest.raises(ConditionError):
        save_ladder(session, made.id, replace(LADDER, rungs=(Rung("A", RungKind.EXPLAIN, "nope"),), cases=()), **acting)
    assert get_ladder(session, made.id).newest.number == 1


def test_unknown_ladder_and_version_are_named(session, acting):
    made = create_ladder(session, LADDER, **acting)

    with pytest.raises(LadderNotFoundError, match="ldr_none"):
        get_ladder(session, "ldr_none")
    with pytest.raises(LadderNotFoundError, match="no version 9"):
        submit_ladder(session, made.id, 9, **step(acting))
