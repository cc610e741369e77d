"""Publishing with two people, beside others, with a broken embedder, and seen by other processes."""

import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drafter.brands import Brand
from drafter.store.brands import insert_brand
from knowledge_base.editing import review, roll_back, submit
from knowledge_base.embedding import Embedder
from knowledge_base.errors import EmbeddingError, StageError
from knowledge_base.foundation.actors import Actor
from knowledge_base.foundation.database import Database
from knowledge_base.policies import PublishFailure, Revision, Stage
from knowledge_base.publishing import Publisher
from knowledge_base.search.hits import Question
from knowledge_base.store.policies import get_revision, published_revisions, revisions_of, stage_events_of
from knowledge_base.store.snapshots import active_snapshot
from knowledge_base.store.verifications import standing_failure
from tests.knowledge_base.conftest import BRAND, OWNER, RETURNS, Keeper
from tests.knowledge_base.test_publishing import ROOT, CountingEmbedder, many_sections, publisher_with
from tests.makers import make_brand
from tests.tools.databases import BOTH
from webhook.wiring import Services

REVIEWER = Actor("usr_reviewer", "admin")


@pytest.fixture
def careful(services: Services) -> Brand:
    """The keeper's brand, where a second person must approve."""
    made = make_brand(id=BRAND, needs_two_people=True)
    with services.database.writing() as session:
        insert_brand(session, made, now=services.clock())
    return made


def stand(services: Services, revision: Revision) -> Stage:
    with services.database.reading() as session:
        return get_revision(session, revision.id).stage


def test_author_alone_cannot_publish_where_two_are_asked_for(
    keeper: Keeper, services: Services, careful: Brand
) -> None:
    revision = keeper.write()

    with pytest.raises(StageError, match="asks for two people"):
        keeper.publish(revision)
    with services.database.writing() as session:
        submit(session, revision.id, actor=OWNER, now=services.clock())
        with pytest.raises(StageError, match="somebody else must approve"):
            review(session, revision.id, verdict="approve", actor=OWNER, now=services.clock())
    with pytest.raises(StageError, match="asks for two people"):
        keeper.publish(revision)

    assert stand(services, revision) is Stage.IN_REVIEW


def test_wording_of_two_people_is_published(keeper: Keeper, services: Services, careful: Brand) -> None:
    revision = keeper.write()
    with services.database.writing() as session:
        submit(session, revision.id, actor=OWNER, now=services.clock())
        review(session, revision.id, verdict="approve", actor=REVIEWER, now=services.clock())

    keeper.publish(revision)

    assert stand(services, revision) is Stage.PUBLISHED


def test_one_unapproved_wording_of_several_stops_them_all(keeper: Keeper, services: Services, careful: Brand) -> None:
    approved, alone = keeper.write(), keeper.write("## Fees\n\nA label costs $6.95.", title="Fees")
    with services.database.writing() as session:
        submit(session, approved.id, actor=OWNER, now=services.clock())
        review(session, approved.id, verdict="approve", actor=REVIEWER, now=services.clock())

    with pytest.raises(StageError):
        keeper.publish(approved, alone)

    assert stand(services, approved) is Stage.IN_REVIEW


STEPS = ("revise", "submit", "approve", "approve_own", "request_changes", "publish", "retire", "roll_back")


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.sampled_from(STEPS), min_size=2, max_size=10))
def test_whatever_is_published_was_approved_by_somebody_else(
    services: Services, careful: Brand, steps: list[str]
) -> None:
    keeper = Keeper(services)
    newest = keeper.write("## A\n\nWords.", title="Any")

    for step in steps:
        with suppress(StageError):
            newest = take(keeper, newest, step)

    with services.database.reading() as session:
        for revision in revisions_of(session, newest.policy_id):
            was_out = any(event.stage is Stage.PUBLISHED for event in stage_events_of(session, revision.id))
            assert not was_out or revision.approved_by not in (None, revision.author_id)


def take(keeper: Keeper, newest: Revision, step: str) -> Revision:
    services = keeper.services
    if step == "revise":
        return keeper.rewrite(newest, f"## A\n\nWords {newest.number}.")
    if step == "publish":
        keeper.publish(newest)
        return newest
    if step == "retire":
        services.publisher.retire(newest.policy_id, actor=OWNER)
        return newest
    now = services.clock()
    with services.database.writing() as session:
        if step == "roll_back":
            return roll_back(session, newest.policy_id, 1, actor=REVIEWER, now=now, new_id=services.new_id)
        if step == "submit":
            return submit(session, newest.id, actor=OWNER, now=now)
        verdict, who = ("approve", OWNER) if step == "approve_own" else (step, REVIEWER)
        return review(session, newest.id, verdict=verdict, actor=who, now=now)


def failure_of(services: Services, revision: Revision) -> PublishFailure | None:
    with services.database.reading() as session:
        return standing_failure(session, revision.policy_id)


def test_failing_embedder_is_said_on_the_policy_until_a_publication_succeeds(
    keeper: Keeper, services: Services
) -> None:
    first = keeper.write()
    active = keeper.publish(first)
    second = keeper.rewrite(first, many_sections(100))

    with pytest.raises(EmbeddingError):
        publisher_with(services, CountingEmbedder(services, most=10)).publish([second.id], actor=OWNER)

    failure = failure_of(services, second)
    assert failure is not None
    assert (failure.revision_id, failure.code, failure.message) == (
        second.id,
        "embedding.failed",
        "The embedder is out of order.",
    )
    with services.database.reading() as session:
        assert active_snapshot(session, BRAND) == active
    assert keeper.texts("return boots") == ["You can return boots within 60 days of delivery."]

    keeper.publish(second)
    assert failure_of(services, second) is None


def test_embedder_that_cannot_be_loaded_is_said_on_the_policy_too(keeper: Keeper, services: Services) -> None:
    revision = keeper.write()

    def load() -> Embedder:
        raise EmbeddingError("The model's files are missing.")

    publisher = Publisher(
        services.database, services.snapshot_folder, load, clock=services.clock, hold=services.snapshots.hold
    )
    with pytest.raises(EmbeddingError):
        publisher.publish([revision.id], actor=OWNER)

    failure = failure_of(services, revision)
    assert failure is not None
    assert failure.message == "The model's files are missing."


def test_failure_is_no_stage_of_the_revision(keeper: Keeper, services: Services) -> None:
    revision = keeper.write()

    with pytest.raises(EmbeddingError):
        publisher_with(services, CountingEmbedder(services, most=0)).publish([revision.id], actor=OWNER)

    with services.database.reading() as session:
        assert [event.stage for event in stage_events_of(session, revision.id)] == [Stage.DRAFT]


def test_retiring_needs_no_embedder(keeper: Keeper, services: Services) -> None:
    gone, kept = keeper.write(), keeper.write("## Fees\n\nA label costs $6.95.", title="Fees")
    keeper.publish(gone, kept)

    publisher_with(services, CountingEmbedder(services, most=0)).retire(gone.policy_id, actor=OWNER)

    assert stand(services, gone) is Stage.RETIRED


@pytest.mark.parametrize("database_url", BOTH, indirect=True)
def test_people_who_publish_at_once_all_succeed_in_one_snapshot(keeper: Keeper, services: Services) -> None:
    keeper.publish(keeper.write())
    written = [keeper.write(f"## Rule {n}\n\nRule number {n}.", title=f"Rule {n}") for n in range(4)]

    with ThreadPoolExecutor(4) as people:
        list(people.map(keeper.publish, written))

    with services.database.reading() as session:
        published = {one.id for one in published_revisions(session, BRAND)}
        active = active_snapshot(session, BRAND)
    assert active is not None
    assert published == set(active.revision_ids)
    assert len(published) == 5


def test_wording_published_twice_at_once_is_published_once(keeper: Keeper, services: Services) -> None:
    revision = keeper.write()

    def try_it(_: int) -> bool:
        try:
            keeper.publish(revision)
        except StageError:
            return False
        return True

    with ThreadPoolExecutor(2) as people:
        assert sorted(people.map(try_it, range(2))) == [False, True]


WATCH = """
import sys, time
from knowledge_base.search.hits import Question
from webhook.settings import load_settings
from webhook.wiring import wire

services = wire(load_settings(database_url=sys.argv[1], data_dir=sys.argv[2], embedder="hashing"))
def found():
    return {hit.revision for hit in services.retriever.retrieve([Question("boots")], brand_id=sys.argv[3], k=5).hits}
assert found() == {1}
print("ready", flush=True)
while found() != {2}:
    time.sleep(0.02)
print("seen", flush=True)
"""


def test_other_process_sees_a_publication_while_it_runs(keeper: Keeper, services: Services) -> None:
    first = keeper.write()
    keeper.publish(first)
    arguments = [services.settings.database_url, str(services.settings.data_path), BRAND]
    command = [sys.executable, "-c", WATCH, *arguments]
    with subprocess.Popen(command, cwd=ROOT, env={**os.environ}, stdout=subprocess.PIPE, text=True) as watcher:
        assert watcher.stdout is not None
        assert watcher.stdout.readline() == "ready\n"

        keeper.publish(keeper.rewrite(first, RETURNS.replace("60", "30")))

        assert watcher.stdout.readline() == "seen\n"


def searches(services: Services, revision: Revision) -> dict[str, Callable[[], Any]]:
    asked, retriever = [Question("return boots within 60 days")], services.retriever
    return {
        "retriever": lambda: retriever.retrieve(asked, brand_id=BRAND, k=50).hits,
        "explained": lambda: retriever.retrieve(asked, brand_id=BRAND, k=50, explain=True).hits,
        "candidate": lambda: (
            retriever.retrieve_in(services.publisher.candidate(BRAND, [revision.id]), asked, k=50).hits
        ),
    }


def test_retired_wording_is_in_no_search(keeper: Keeper, services: Services, database: Database) -> None:
    gone, kept = keeper.write(), keeper.write("## Fees\n\nA label costs $6.95.", title="Fees")
    keeper.publish(gone, kept)
    every = searches(services, kept)
    assert all(gone.policy_id in {hit.policy_id for hit in search()} for search in every.values())

    services.publisher.retire(gone.policy_id, actor=OWNER)

    assert {name: {hit.policy_id for hit in search()} for name, search in every.items()} == {
        name: {kept.policy_id} for name in every
    }
