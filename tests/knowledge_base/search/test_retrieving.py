"""Search: ranks with reasons, a floor, and no question that breaks it."""

from datetime import date
from itertools import count
from pathlib import Path

import numpy as np
import pytest

import drafter.store.tables  # noqa: F401  # its tables are made too
from knowledge_base.errors import SnapshotNotReadyError
from knowledge_base.foundation.database import Base
from knowledge_base.policies import PolicyMeta
from knowledge_base.scopes import Scope
from knowledge_base.search.files import open_content, path_of
from knowledge_base.search.hits import Question
from tests.knowledge_base.conftest import BRAND, OWNER, Keeper
from webhook.settings import load_settings
from webhook.wiring import Services

PAGES = {
    "Returns": "## Return window\n\nYou can return boots within 60 days of delivery.\n\n## Fees\n\nLabels cost $6.95.",
    "Gift cards": "## Lost gift card\n\nWe replace a lost gift card when you know its number.",
    "Shipping": "## Times\n\nStandard shipping takes 3 to 5 business days.\n\n:::internal\nStorms add two days.\n:::",
}


@pytest.fixture
def shop(keeper: Keeper) -> Keeper:
    keeper.publish(*(keeper.write(text, title=title) for title, text in PAGES.items()))
    return keeper


def test_best_hit_comes_first_and_explains_itself(shop: Keeper) -> None:
    hits = shop.search("I lost my gift card, can you replace it?")

    assert hits[0].policy == "Gift cards"
    assert hits[0].matched_words == ("lost", "gift", "card", "replace")
    assert [hit.rank for hit in hits] == [1, 2, 3, 4]
    assert all(hit.score == pytest.approx(hit.parts.dense + hit.parts.lexical + hit.parts.learned) for hit in hits)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_internal_words_are_found_and_kept_apart(shop: Keeper) -> None:
    hit = shop.search("storms add days")[0]

    assert hit.policy == "Shipping"
    assert "Storms" not in hit.text
    assert hit.internal == "Storms add two days."


def test_foreign_question_stays_under_the_floor(shop: Keeper) -> None:
    found = shop.services.retriever.retrieve([Question("Quantum entanglement of photons")], brand_id=BRAND, k=3)

    assert not found.covered
    assert found.floor == shop.services.embedder.floor
    assert len(found.hits) == 3


@pytest.mark.parametrize("text", ["", "   \n", "\x00"], ids=["empty", "blank", "zero byte"])
def test_nothing_asked_finds_nothing_above_the_floor(shop: Keeper, text: str) -> None:
    found = shop.services.retriever.retrieve([Question(text)], brand_id=BRAND, k=3)

    assert not found.covered


@pytest.mark.parametrize(
    "text",
    ["😀🎉🙏", "boots " * 17_000, "x" * 100_000, "\ud800 boots", "?!…—", "(((((" * 1000],
    ids=["emoji", "100 kB of words", "100 kB without spaces", "lone surrogate", "punctuation", "brackets"],
)
def test_garbage_is_answered(shop: Keeper, text: str) -> None:
    found = shop.services.retriever.retrieve([Question(text)], brand_id=BRAND, k=3)

    assert len(found.hits) == 3


def test_no_question_and_no_hits_asked(shop: Keeper) -> None:
    retrieve = shop.services.retriever.retrieve

    assert retrieve([], brand_id=BRAND, k=3).hits == ()
    assert retrieve([Question("boots")], brand_id=BRAND, k=0).hits == ()


def test_several_questions_are_mixed(shop: Keeper) -> None:
    asked = [Question("standard shipping times", 0.2), Question("lost gift card", 0.8)]

    found = shop.services.retriever.retrieve(asked, brand_id=BRAND, k=2)

    assert found.questions == ("standard shipping times", "lost gift card")
    assert [hit.policy for hit in found.hits] == ["Gift cards", "Shipping"]


def test_lost_file_is_made_again_from_the_database(shop: Keeper, tmp_path: Path) -> None:
    there = Services(shop.services.settings.model_copy(update={"data_dir": tmp_path / "elsewhere"}))
    here = shop.search("lost gift card")

    try:
        hits = Keeper(there).search("lost gift card")
    finally:
        there.close()

    assert [(hit.snippet_id, hit.score) for hit in hits] == [(hit.snippet_id, hit.score) for hit in here]
    [file] = (tmp_path / "elsewhere" / "snapshots").iterdir()
    assert file.name == next(shop.services.snapshot_folder.iterdir()).name


def test_damaged_file_is_made_again(shop: Keeper) -> None:
    [file] = shop.services.snapshot_folder.iterdir()
    file.write_bytes(file.read_bytes()[:200])
    again = Services(shop.services.settings)

    try:
        assert Keeper(again).search("lost gift card")[0].policy == "Gift cards"
    finally:
        again.close()


def test_publication_of_another_process_is_noticed(shop: Keeper) -> None:
    other = Services(shop.services.settings, monotonic=count().__next__)
    watcher = Keeper(other)
    assert len(watcher.search("boots", k=10)) == 4

    shop.publish(shop.write("## Boots\n\nCare for boots.", title="Care"))

    try:
        assert len(watcher.search("boots", k=10)) == 5
    finally:
        other.close()


def test_search_in_progress_keeps_its_snapshot(shop: Keeper) -> None:
    held = shop.services.snapshots.active(BRAND)

    shop.publish(shop.write("## Boots\n\nCare for boots.", title="Care"))
    shop.search("boots")

    found = shop.services.retriever.retrieve_in(held, [Question("boots")], k=10)
    assert (found.snapshot_id, len(found.hits)) == (held.id, 4)


def test_snapshot_of_another_embedder_asks_for_a_rebuild(shop: Keeper) -> None:
    class Renamed:
        id, dimensions, floor = "other/1", 512, 0.1

        def __init__(self, inner: object) -> None:
            self.embed = inner.embed  # type: ignore[attr-defined]
            self.embed_questions = self.embed

    other = Services(shop.services.settings)
    other.__dict__["embedder"] = Renamed(shop.services.embedder)

    with pytest.raises(SnapshotNotReadyError, match="drafter policy rebuild"):
        Keeper(other).search("boots")
    other.publisher.rebuild(BRAND, actor=OWNER)
    assert Keeper(other).search("boots")
    other.close()


def test_file_gives_back_what_was_written(shop: Keeper) -> None:
    active = shop.services.snapshots.active(BRAND)

    content = open_content(next(shop.services.snapshot_folder.iterdir()))

    assert content.snippets == active.content.snippets
    assert content.wordings == active.content.wordings
    assert np.array_equal(content.vectors, active.content.vectors)
    assert not content.vectors.flags.writeable


def test_file_that_is_no_snapshot_is_refused(tmp_path: Path) -> None:
    file = path_of(tmp_path, "abc")
    file.write_bytes(b"something else entirely")

    with pytest.raises(SnapshotNotReadyError, match="cannot be read"):
        open_content(file)


def test_floor_can_be_set(shop: Keeper) -> None:
    knobs = shop.services.settings.retrieval.model_copy(update={"floor": 0.99})
    strict = Services(shop.services.settings.model_copy(update={"retrieval": knobs}))

    try:
        assert not strict.retriever.retrieve([Question("lost gift card")], brand_id=BRAND, k=1).covered
    finally:
        strict.close()


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Keeper:
    folder = tmp_path_factory.mktemp("minilm")
    services = Services(load_settings(database_url=f"sqlite:///{folder}/a.db", data_dir=folder))
    Base.metadata.create_all(services.database.engine)
    keeper = Keeper(services)
    keeper.publish(*(keeper.write(text, title=title) for title, text in PAGES.items()))
    return keeper


@pytest.mark.parametrize(
    ("question", "policy"),
    [
        ("I mislaid the voucher I was given as a present.", "Gift cards"),
        ("How many days until my parcel arrives?", "Shipping"),
        ("Until when may I send my shoes back to you?", "Returns"),
    ],
)
def test_meaning_finds_what_words_do_not(real: Keeper, question: str, policy: str) -> None:
    hit = real.search(question)[0]

    assert hit.policy == policy
    assert hit.above_floor


def test_meaning_knows_what_is_not_covered(real: Keeper) -> None:
    found = real.services.retriever.retrieve([Question("Who won the football match last night?")], brand_id=BRAND, k=3)

    assert not found.covered


def test_explained_search_shows_what_the_question_does_not_reach(shop: Keeper) -> None:
    old = shop.write(title="Old sale", text="Sale items were final.", meta=PolicyMeta(effective_until=date(2025, 1, 1)))
    home = shop.write(title="At home", text="Boots are sold in Canada.", meta=PolicyMeta(region=("CA",)))
    shop.publish(old, home)
    asked, retriever = [Question("are boots from the sale final?")], shop.services.retriever

    found = retriever.retrieve(asked, brand_id=BRAND, k=5, scope=Scope(region="US"), explain=True)

    assert {hit.policy: hit.excluded for hit in found.hits if hit.excluded} == {"Old sale": "date", "At home": "scope"}
    assert [hit.rank for hit in found.hits] == list(range(1, len(found.hits) + 1))
    plain = retriever.retrieve(asked, brand_id=BRAND, k=5, scope=Scope(region="US"))
    assert plain.hits == tuple(hit for hit in found.hits if hit.excluded is None)


def test_what_a_question_does_not_reach_covers_nothing(keeper: Keeper) -> None:
    until = PolicyMeta(effective_until=date(2025, 1, 1))
    keeper.publish(keeper.write(title="Old sale", text="Boots from the sale are final.", meta=until))

    asked = [Question("Boots from the sale are final")]
    found = keeper.services.retriever.retrieve(asked, brand_id=BRAND, k=5, explain=True)

    assert found.hits[0].above_floor
    assert not found.covered


def test_greetings_do_not_change_what_is_found(real: Keeper) -> None:
    bare, polite = (real.search(text)[0] for text in ("Where is my parcel?", "Hi there! Where is my parcel? Thank you"))

    assert polite.similarity == pytest.approx(bare.similarity, abs=0.02)
