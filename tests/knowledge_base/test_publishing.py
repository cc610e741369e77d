"""Publishing: everything at once or nothing, and only published wording is found."""

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from knowledge_base.embedding import Vectors
from knowledge_base.errors import EmbeddingError, SnapshotNotReadyError, StageError
from knowledge_base.policies import PolicyMeta, Revision, Stage
from knowledge_base.publishing import Publisher
from knowledge_base.search.hits import Question
from knowledge_base.store.policies import get_revision, stage_events_of
from knowledge_base.store.snapshots import active_snapshot
from tests.knowledge_base.conftest import BRAND, OWNER, RETURNS, Keeper
from webhook.wiring import Services

ROOT = Path(__file__).parents[2]


class CountingEmbedder:
    """The shipped offline embedder, counting texts, and failing after ``most`` of them."""

    def __init__(self, services: Services, most: int = 10**9) -> None:
        self._inner, self.most, self.texts = services.embedder, most, 0
        self.id, self.dimensions, self.floor = self._inner.id, self._inner.dimensions, self._inner.floor

    def embed(self, texts: Sequence[str]) -> Vectors:
        if self.texts + len(texts) > self.most:
            raise EmbeddingError("The embedder is out of order.")
        self.texts += len(texts)
        return self._inner.embed(texts)

    def embed_questions(self, texts: Sequence[str]) -> Vectors:
        return self._inner.embed_questions(texts)


def publisher_with(services: Services, embedder: CountingEmbedder) -> Publisher:
    return Publisher(
        services.database,
        services.snapshot_folder,
        lambda: embedder,
        clock=services.clock,
        hold=services.snapshots.hold,
    )


def many_sections(count: int) -> str:
    return "\n\n".join(f"## Section {n}\n\nRule number {n} about boots." for n in range(count))


def test_published_wording_is_found_with_its_provenance(keeper: Keeper) -> None:
    revision = keeper.write()

    snapshot = keeper.publish(revision)

    [hit] = keeper.search("return boots")
    assert hit.text == "You can return boots within 60 days of delivery."
    assert (hit.policy, hit.heading, hit.revision_id) == ("Returns", ("Return window",), revision.id)
    assert hit.published_on == date(2026, 3, 10)
    assert snapshot.revision_ids == (revision.id,)


def test_draft_is_not_found(keeper: Keeper) -> None:
    keeper.publish(keeper.write())
    keeper.write("## Secret\n\nA draft about boots.", title="Draft")

    assert {hit.policy for hit in keeper.search("draft about boots")} == {"Returns"}


def test_correction_replaces_the_former_wording_on_every_day(keeper: Keeper, services: Services) -> None:
    first = keeper.write()
    keeper.publish(first)

    keeper.publish(keeper.rewrite(first, RETURNS.replace("60", "30")))

    for day in (None, date(2020, 1, 1)):
        assert keeper.texts("return boots", on=day) == ["You can return boots within 30 days of delivery."]
    with services.database.reading() as session:
        assert get_revision(session, first.id).stage is Stage.RETIRED


@pytest.mark.parametrize(
    ("day", "days"),
    [(date(2026, 4, 30), "60"), (date(2026, 5, 1), "30"), (date(2027, 1, 1), "30"), (None, "60")],
    ids=["the day before", "the first day", "later", "today"],
)
def test_rule_in_force_on_the_day_is_found(keeper: Keeper, day: date | None, days: str) -> None:
    first = keeper.write()
    keeper.publish(first)

    keeper.publish(keeper.rewrite(first, RETURNS.replace("60", "30")), effective_at=date(2026, 5, 1))

    assert keeper.texts("return boots", on=day) == [f"You can return boots within {days} days of delivery."]


def test_front_matter_dates_bound_a_wording(keeper: Keeper) -> None:
    meta = PolicyMeta(effective_from=date(2026, 1, 1), effective_until=date(2026, 12, 31))
    keeper.publish(keeper.write(meta=meta))

    assert keeper.texts("return boots", on=date(2026, 12, 31))
    assert not keeper.texts("return boots", on=date(2025, 12, 31))
    assert not keeper.texts("return boots", on=date(2027, 1, 1))


def test_retired_policy_is_never_found_again(keeper: Keeper, services: Services) -> None:
    kept, gone = keeper.write("## Fees\n\nA label costs $6.95.", title="Fees"), keeper.write()
    keeper.publish(kept, gone)

    snapshot = services.publisher.retire(gone.policy_id, actor=OWNER, reason="Replaced.")

    assert snapshot is not None
    for day in (None, date(2020, 1, 1), date(2030, 1, 1)):
        assert {hit.policy for hit in keeper.search("return boots within 60 days", on=day)} == {"Fees"}
    with pytest.raises(StageError, match="retired already"):
        services.publisher.retire(gone.policy_id, actor=OWNER)


def test_last_policy_can_be_retired(keeper: Keeper, services: Services) -> None:
    revision = keeper.write()
    keeper.publish(revision)

    services.publisher.retire(revision.policy_id, actor=OWNER)

    assert keeper.texts("return boots") == []


def test_unpublished_policy_is_retired_without_a_snapshot(keeper: Keeper, services: Services) -> None:
    revision = keeper.write()

    assert services.publisher.retire(revision.policy_id, actor=OWNER) is None
    with services.database.reading() as session:
        assert get_revision(session, revision.id).stage is Stage.RETIRED


def test_unapproved_wording_stops_the_whole_publication(keeper: Keeper, services: Services) -> None:
    fine, published = keeper.write(title="Fine"), keeper.write()
    keeper.publish(published)

    with pytest.raises(StageError):
        keeper.publish(fine, published)

    with services.database.reading() as session:
        assert get_revision(session, fine.id).stage is Stage.DRAFT


def test_nothing_named_and_two_brands_are_refused(keeper: Keeper) -> None:
    with pytest.raises(StageError, match="No revision was named"):
        keeper.publish()
    with pytest.raises(StageError, match="2 brands"):
        keeper.publish(keeper.write(), keeper.write(brand_id="brd_2"))


def test_brands_do_not_see_each_other(keeper: Keeper) -> None:
    keeper.publish(keeper.write())
    keeper.publish(keeper.write("## Boots\n\nOther rules for boots.", title="Other", brand_id="brd_2"))

    assert {hit.policy for hit in keeper.search("boots")} == {"Returns"}
    assert {hit.policy for hit in keeper.search("boots", brand_id="brd_2")} == {"Other"}
    with pytest.raises(SnapshotNotReadyError, match="no published policy yet"):
        keeper.search("boots", brand_id="brd_3")


def test_unchanged_snippets_are_not_embedded_again(keeper: Keeper, services: Services) -> None:
    embedder = CountingEmbedder(services)
    publisher = publisher_with(services, embedder)
    first = keeper.write(many_sections(10))
    publisher.publish([first.id], actor=OWNER)
    before = embedder.texts

    changed = keeper.rewrite(first, many_sections(10).replace("number 3", "three"))
    publisher.publish([changed.id], actor=OWNER)

    assert embedder.texts - before == 2  # the section and its passage; its headings are as before


def test_failing_embedder_leaves_everything_as_it_was(keeper: Keeper, services: Services) -> None:
    first = keeper.write()
    active = keeper.publish(first)
    second = keeper.rewrite(first, many_sections(100))

    with pytest.raises(EmbeddingError):
        publisher_with(services, CountingEmbedder(services, most=300)).publish([second.id], actor=OWNER)

    with services.database.reading() as session:
        assert active_snapshot(session, BRAND) == active
        assert [event.stage for event in stage_events_of(session, second.id)] == [Stage.DRAFT]
    assert keeper.texts("return boots") == ["You can return boots within 60 days of delivery."]


def test_what_was_embedded_before_a_failure_is_kept(keeper: Keeper, services: Services) -> None:
    revision = keeper.write(many_sections(100))
    broken, whole = CountingEmbedder(services, most=300), CountingEmbedder(services)

    with pytest.raises(EmbeddingError):
        publisher_with(services, broken).publish([revision.id], actor=OWNER)
    publisher_with(services, whole).publish([revision.id], actor=OWNER)

    assert whole.texts < 300


def test_wording_changed_meanwhile_is_built_again(keeper: Keeper, services: Services) -> None:
    first, other = keeper.write(), keeper.write("## Fees\n\nA label costs $6.95.", title="Fees")

    class Interrupted(CountingEmbedder):
        def embed(self, texts: Sequence[str]) -> Vectors:
            if not self.texts:
                keeper.publish(other)  # somebody else publishes while we embed
            return super().embed(texts)

    snapshot = publisher_with(services, Interrupted(services)).publish([first.id], actor=OWNER)

    assert set(snapshot.revision_ids) == {first.id, other.id}


def test_same_content_has_the_same_snapshot_id(keeper: Keeper, services: Services) -> None:
    published = keeper.publish(keeper.write())

    assert services.publisher.rebuild(BRAND).id == published.id


def test_rebuild_without_publication_is_refused(services: Services) -> None:
    with pytest.raises(SnapshotNotReadyError, match="publish one first"):
        services.publisher.rebuild(BRAND)


KILLED = """
import os, signal, sys
from webhook.settings import load_settings
from webhook.wiring import wire
from knowledge_base import publishing
from knowledge_base.foundation.actors import SYSTEM

write = publishing.write_content
def write_and_die(*arguments):
    write(*arguments)
    os.kill(os.getpid(), signal.SIGKILL)
publishing.write_content = write_and_die
services = wire(load_settings(database_url=sys.argv[1], data_dir=sys.argv[2], embedder="hashing"))
services.publisher.publish([sys.argv[3]], actor=SYSTEM)
"""


def test_death_between_file_and_pointer_publishes_nothing(keeper: Keeper, services: Services) -> None:
    first = keeper.write()
    active = keeper.publish(first)
    second = keeper.rewrite(first, RETURNS.replace("60", "30"))
    folder = services.snapshot_folder

    arguments = [services.settings.database_url, str(services.settings.data_path), second.id]
    died = subprocess.run([sys.executable, "-c", KILLED, *arguments], cwd=ROOT, env={**os.environ}, check=False)

    assert died.returncode == -signal.SIGKILL
    assert len(list(folder.glob("*.snapshot"))) == 2
    with services.database.reading() as session:
        assert active_snapshot(session, BRAND) == active
        assert get_revision(session, second.id).stage is Stage.DRAFT
    assert keeper.texts("return boots") == ["You can return boots within 60 days of delivery."]
    keeper.publish(second)
    assert keeper.texts("return boots") == ["You can return boots within 30 days of delivery."]


def test_candidate_is_searched_beside_the_active_snapshot_and_changes_nothing(
    keeper: Keeper, services: Services
) -> None:
    first = keeper.write()
    active = keeper.publish(first)
    draft = keeper.rewrite(first, RETURNS.replace("60", "45"))

    candidate = services.publisher.candidate(BRAND, [draft.id])

    found = services.retriever.retrieve_in(candidate, [Question("return boots")], k=5)
    assert [hit.text for hit in found.hits] == ["You can return boots within 45 days of delivery."]
    assert found.snapshot_id.startswith("cnd_")
    assert keeper.texts("return boots") == ["You can return boots within 60 days of delivery."]
    with services.database.reading() as session:
        now_active = active_snapshot(session, BRAND)
        assert now_active is not None
        assert now_active.id == active.id
        assert get_revision(session, draft.id).stage is Stage.DRAFT


def test_candidate_keeps_its_days_unless_told_otherwise(keeper: Keeper, services: Services) -> None:
    first = keeper.write()
    keeper.publish(first)
    later = keeper.rewrite(first, RETURNS.replace("60", "45"), meta=PolicyMeta(effective_from=date(2026, 5, 1)))

    texts = [
        services.retriever.retrieve_in(candidate, [Question("return boots")], k=1, on=date(2026, 3, 10)).hits[0].text
        for candidate in (
            services.publisher.candidate(BRAND, [later.id]),
            services.publisher.candidate(BRAND, [later.id], on_every_day=True),
        )
    ]

    assert ["60" in texts[0], "45" in texts[1]] == [True, True]


def test_candidate_of_another_brand_is_refused(keeper: Keeper, services: Services) -> None:
    revision = keeper.write()

    with pytest.raises(StageError):
        services.publisher.candidate("brd_other", [revision.id])


def test_publication_is_refused_by_whoever_checks_it(keeper: Keeper, services: Services) -> None:
    revision = keeper.write()

    def refuse(session: Session, brand_id: str, revisions: Sequence[Revision]) -> None:
        raise StageError(f"{brand_id} {[one.id for one in revisions]}")

    publisher = Publisher(
        services.database,
        services.snapshot_folder,
        lambda: services.embedder,
        clock=services.clock,
        hold=services.snapshots.hold,
        check=refuse,
    )

    with pytest.raises(StageError, match=revision.id):
        publisher.publish([revision.id], actor=OWNER)

    with services.database.reading() as session:
        assert active_snapshot(session, BRAND) is None
