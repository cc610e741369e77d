"""Writing and reviewing wordings, and the stage machine under any sequence of steps."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from knowledge_base.editing import create_policy, review, roll_back, start_revision, submit, verify
from knowledge_base.errors import KnowledgeBaseError, PolicyNotFoundError, RevisionConflictError, StageError
from knowledge_base.foundation.actors import Actor
from knowledge_base.foundation.database import Database
from knowledge_base.history import Step
from knowledge_base.policies import TRANSITIONS, PolicyMeta, Revision, Stage, Verification
from knowledge_base.store.history import history_of
from knowledge_base.store.policies import (
    find_revision,
    get_policy,
    get_revision,
    list_policies,
    revisions_of,
    stage_events_of,
)
from tests.knowledge_base.conftest import BRAND, OWNER, Keeper
from tests.tools.clocks import SettableClock, counting_ids
from webhook.wiring import Services

REVIEWER = Actor("usr_reviewer", "admin")


def test_first_revision_is_a_draft(keeper: Keeper, database: Database) -> None:
    revision = keeper.write(meta=PolicyMeta(owner="Priya", tags=("fees",)))

    with database.reading() as session:
        assert get_revision(session, revision.id) == revision
        assert get_policy(session, revision.policy_id).title == "Returns"
    assert (revision.number, revision.stage, revision.meta.tags) == (1, Stage.DRAFT, ("fees",))


def test_new_revision_keeps_title_and_retires_the_waiting_draft(keeper: Keeper, database: Database) -> None:
    first = keeper.write()

    second = keeper.rewrite(first, "New words.")

    assert (second.number, second.title, second.stage) == (2, "Returns", Stage.DRAFT)
    with database.reading() as session:
        assert [one.stage for one in revisions_of(session, first.policy_id)] == [Stage.DRAFT, Stage.RETIRED]
        assert stage_events_of(session, first.id)[-1].note == "Revision 2 took its place."


def test_second_person_to_save_is_told(keeper: Keeper) -> None:
    first = keeper.write()
    keeper.rewrite(first, "One.", based_on=1)

    with pytest.raises(RevisionConflictError, match="at revision 2, not 1"):
        keeper.rewrite(first, "Two.", based_on=1)


def test_submitted_wording_is_approved_by_somebody_else(keeper: Keeper, database: Database, clock: Any) -> None:
    revision = keeper.write()

    with database.writing() as session:
        submit(session, revision.id, actor=OWNER, now=clock())
        with pytest.raises(StageError, match="somebody else must approve"):
            review(session, revision.id, verdict="approve", actor=OWNER, now=clock())
        approved = review(session, revision.id, verdict="approve", actor=REVIEWER, now=clock(), note="Good.")

    assert (approved.stage, approved.approved_by) == (Stage.IN_REVIEW, "usr_reviewer")


def test_changes_asked_for_make_it_a_draft_without_approval(keeper: Keeper, database: Database, clock: Any) -> None:
    revision = keeper.write()

    with database.writing() as session:
        submit(session, revision.id, actor=OWNER, now=clock())
        review(session, revision.id, verdict="approve", actor=REVIEWER, now=clock())
        back = review(session, revision.id, verdict="request_changes", actor=REVIEWER, now=clock())

    assert (back.stage, back.approved_by) == (Stage.DRAFT, None)


def test_draft_cannot_be_reviewed(keeper: Keeper, database: Database, clock: Any) -> None:
    revision = keeper.write()

    with database.writing() as session, pytest.raises(StageError, match="only 'in_review'"):
        review(session, revision.id, verdict="approve", actor=REVIEWER, now=clock())


def test_unknown_ids_are_named(database: Database) -> None:
    with database.reading() as session:
        with pytest.raises(PolicyNotFoundError, match="pol_none"):
            get_policy(session, "pol_none")
        with pytest.raises(PolicyNotFoundError, match="rev_none"):
            get_revision(session, "rev_none")
        with pytest.raises(PolicyNotFoundError, match="revision 3"):
            find_revision(session, "pol_none", 3)


def test_zero_byte_is_left_out_of_what_is_kept(keeper: Keeper) -> None:
    assert keeper.write("a\x00b\r\nc", title="T\x00").text == "ab\nc"


def test_list_pages_and_filters(keeper: Keeper, database: Database) -> None:
    written = [keeper.write(title=title) for title in ("Returns", "Gift 100% cards", "Shipping")]
    keeper.publish(written[0])

    def titles(**filters: Any) -> list[str]:
        with database.reading() as session:
            return [one.policy.title for one in list_policies(session, **filters)]

    assert titles() == ["Shipping", "Gift 100% cards", "Returns"]
    assert titles(limit=1, before=written[2].policy_id) == ["Gift 100% cards"]
    assert titles(stage=Stage.PUBLISHED) == ["Returns"]
    assert titles(stage=Stage.DRAFT) == ["Shipping", "Gift 100% cards"]
    assert titles(query="100%") == ["Gift 100% cards"]
    assert titles(brand_ids=["brd_other"]) == []


def test_published_wording_is_brought_back_with_its_words_scope_and_days(keeper: Keeper) -> None:
    spring = date(2026, 3, 1)
    first = keeper.write(meta=PolicyMeta(region=("US",)))
    keeper.publish(first, effective_at=spring)
    second = keeper.rewrite(first, "## Return window\n\nThirty days.", title="Returns, new", meta=PolicyMeta())
    keeper.publish(second)

    back = restore(keeper, second, 1, note="Too strict.")

    assert (back.number, back.title, back.text) == (3, first.title, first.text)
    assert back.meta == PolicyMeta(region=("US",), effective_from=spring)
    assert (back.stage, back.author_id, back.note) == (Stage.DRAFT, REVIEWER.id, "Brings back revision 1. Too strict.")


def test_wording_brought_back_holds_as_if_nothing_had_come_between(keeper: Keeper) -> None:
    first = keeper.write()
    keeper.publish(first, effective_at=date(2026, 3, 1))
    second = keeper.rewrite(first, "## Return window\n\nThirty days for boots.")
    keeper.publish(second, effective_at=date(2026, 5, 1))

    keeper.publish(restore(keeper, second, 1))

    for day in (date(2026, 3, 1), date(2026, 4, 30), date(2026, 5, 1), date(2027, 1, 1)):
        assert keeper.texts("return boots", on=day) == ["You can return boots within 60 days of delivery."]
    assert keeper.texts("return boots", on=date(2026, 2, 28)) == []


def test_retired_policy_is_brought_back(keeper: Keeper, services: Services) -> None:
    first = keeper.write()
    keeper.publish(first)
    services.publisher.retire(first.policy_id, actor=OWNER)

    keeper.publish(restore(keeper, first, 1))

    assert [hit.revision for hit in keeper.search("return boots")] == [2]


def test_wording_that_was_never_published_is_not_brought_back(keeper: Keeper) -> None:
    first = keeper.write()

    with pytest.raises(StageError, match="never published"):
        restore(keeper, first, 1)


def check(keeper: Keeper, revision: Revision, **more: Any) -> Verification:
    services = keeper.services
    now = services.clock()
    with services.database.writing() as session:
        return verify(session, revision.policy_id, **more, actor=REVIEWER, now=now, today=now.date())


def test_wording_in_force_is_verified_until_a_day(keeper: Keeper) -> None:
    revision = keeper.write()
    keeper.publish(revision)

    made = check(keeper, revision, review_by=date(2026, 9, 1), note="Read with legal.")

    assert (made.number, made.actor_id, made.review_by, made.note) == (
        1,
        REVIEWER.id,
        date(2026, 9, 1),
        "Read with legal.",
    )


def test_draft_and_past_day_are_not_verified(keeper: Keeper) -> None:
    revision = keeper.write()
    with pytest.raises(StageError, match="no wording in force"):
        check(keeper, revision)
    keeper.publish(revision)
    with pytest.raises(StageError, match="has passed"):
        check(keeper, revision, review_by=date(2026, 3, 10))


def test_history_says_who_did_what_and_why_newest_first(keeper: Keeper, database: Database, clock: Any) -> None:
    revision = keeper.write(note="First words.")
    with database.writing() as session:
        submit(session, revision.id, actor=OWNER, now=clock.advance(minutes=1), note="Please.")
        review(session, revision.id, verdict="request_changes", actor=REVIEWER, now=clock.advance(minutes=1))
        submit(session, revision.id, actor=OWNER, now=clock.advance(minutes=1))
        review(session, revision.id, verdict="approve", actor=REVIEWER, now=clock.advance(minutes=1), note="Good.")
    clock.advance(minutes=1)
    keeper.publish(revision, effective_at=date(2026, 4, 1))
    clock.now = datetime(2026, 4, 2, tzinfo=UTC)
    check(keeper, revision, review_by=date(2026, 9, 1))

    with database.reading() as session:
        history = history_of(session, revision.policy_id)

    assert [(one.step, one.actor_id, one.note, one.day) for one in history] == [
        (Step.VERIFIED, REVIEWER.id, None, date(2026, 9, 1)),
        (Step.PUBLISHED, OWNER.id, None, date(2026, 4, 1)),
        (Step.APPROVED, REVIEWER.id, "Good.", None),
        (Step.SUBMITTED, OWNER.id, None, None),
        (Step.CHANGES_REQUESTED, REVIEWER.id, None, None),
        (Step.SUBMITTED, OWNER.id, "Please.", None),
        (Step.WRITTEN, OWNER.id, "First words.", None),
    ]


STEPS = ("revise", "submit", "approve", "request_changes", "publish", "retire", "roll_back")


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.sampled_from(STEPS), max_size=8))
def test_any_steps_leave_a_history_of_legal_moves(services: Services, steps: list[str]) -> None:
    keeper = Keeper(services)
    newest = keeper.write("## A\n\nWords.", title="Any")

    for step in steps:
        newest = take_step(keeper, newest, step)

    with services.database.reading() as session:
        revisions = revisions_of(session, newest.policy_id)
        for revision in revisions:
            stages = [event.stage for event in stage_events_of(session, revision.id)]
            assert stages[0] is Stage.DRAFT
            assert stages[-1] is revision.stage
            assert all(after in TRANSITIONS[before] for before, after in pairwise(stages))
        assert sum(one.stage is Stage.PUBLISHED for one in revisions) <= 1
        assert sum(one.stage in (Stage.DRAFT, Stage.IN_REVIEW) for one in revisions) <= 1
    found = {hit.revision_id for hit in found_anywhere(keeper)}
    published = {one.id for one in revisions if one.stage is Stage.PUBLISHED}
    assert found & {one.id for one in revisions} == published


def take_step(keeper: Keeper, newest: Revision, step: str) -> Revision:
    services = keeper.services
    try:
        if step == "revise":
            return keeper.rewrite(newest, f"## A\n\nWords {newest.number}.")
        if step == "roll_back":
            return restore(keeper, newest, 1)
        if step == "publish":
            keeper.publish(newest)
        elif step == "retire":
            services.publisher.retire(newest.policy_id, actor=OWNER)
        else:
            with services.database.writing() as session:
                review_step(session, newest, step, services.clock)
    except StageError:
        pass  # a refused step changes nothing, which the history will show
    with services.database.reading() as session:
        return get_revision(session, newest.id)


def restore(keeper: Keeper, newest: Revision, number: int, **more: Any) -> Revision:
    services = keeper.services
    with services.database.writing() as session:
        return roll_back(
            session,
            newest.policy_id,
            number,
            **more,
            actor=REVIEWER,
            now=services.clock(),
            new_id=services.new_id,
        )


def review_step(session: Session, newest: Revision, step: str, clock: Callable[[], Any]) -> None:
    if step == "submit":
        submit(session, newest.id, actor=OWNER, now=clock())
    else:
        review(session, newest.id, verdict=step, actor=REVIEWER, now=clock())


def found_anywhere(keeper: Keeper) -> list[Any]:
    try:
        return list(keeper.search("words", k=1000))
    except KnowledgeBaseError:
        return []  # nothing was ever published


def test_acts_leave_committing_to_the_caller(database: Database) -> None:
    clock, new_id = SettableClock(), counting_ids()
    with database.reading() as session:
        made = create_policy(session, brand_id=BRAND, title="T", text="", actor=OWNER, now=clock(), new_id=new_id)
        start_revision(session, made.policy_id, text="", actor=OWNER, now=clock(), new_id=new_id)

    with database.reading() as session:
        assert list_policies(session) == ()
