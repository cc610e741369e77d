"""Deleting a policy: after it no search, no file and no table holds its words."""

from pathlib import Path

import pytest
from sqlalchemy import text

from knowledge_base.deleting import delete_policy, remove_files
from knowledge_base.errors import PolicyNotFoundError, StageError
from knowledge_base.keeping import embed_kept
from knowledge_base.kept import KeptQuestion, Section
from knowledge_base.policies import Revision, Stage
from knowledge_base.store import kept as kept_store
from knowledge_base.store import policies as store
from knowledge_base.store.catalogue import Wanted, catalogue_page
from knowledge_base.store.history import history_of
from tests.knowledge_base.conftest import BRAND, OWNER, RETURNS, Keeper

SECRET = "quicksilver"
GONE = f"## Polishing\n\nWe polish {SECRET} kettles within 9 days.\n"


def delete(keeper: Keeper, policy_id: str) -> None:
    services = keeper.services
    with services.database.writing() as session:
        done = delete_policy(session, policy_id, actor=OWNER, now=services.clock(), reason="A mistake.")
    remove_files(services.snapshot_folder, done.files)
    services.precedents.look_again(BRAND)


def holding(keeper: Keeper) -> list[str]:
    """Return every table and file that holds the word."""
    services = keeper.services
    found = []
    with services.database.reading() as session:
        tables = session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'table'")).all()
        for table in tables:
            rows = session.execute(text(f'SELECT * FROM "{table}"')).all()
            found += [table] if any(SECRET in repr(row) for row in rows) else []
    files: list[Path] = [path for path in services.snapshot_folder.rglob("*") if path.is_file()]
    return found + [path.name for path in files if SECRET.encode() in path.read_bytes()]


@pytest.fixture
def retired(keeper: Keeper) -> Revision:
    """A policy that was published, learned from, and retired, beside one that stays."""
    gone, stays = keeper.write(GONE, title=f"About {SECRET}", source="gone.md"), keeper.write()
    keeper.publish(gone)
    keeper.publish(stays)
    learned = KeptQuestion(
        id=keeper.services.new_id("kpt"),
        brand_id=BRAND,
        origin="tkt_1",
        source="dft_1",
        question="Do you polish?",
        sections=(Section(gone.policy_id, ("Polishing",)), Section(stays.policy_id, ("Return window",))),
        kept_at=keeper.services.clock(),
    )
    with keeper.services.database.writing() as session:
        kept_store.keep_question(session, learned)
    embed_kept(keeper.services.database, keeper.services.embedder)
    keeper.services.publisher.retire(gone.policy_id, actor=OWNER)
    return gone


def test_no_table_and_no_file_holds_a_deleted_wording(keeper: Keeper, retired: Revision) -> None:
    assert set(holding(keeper)) > {"revisions"}  # and the file of the former snapshot

    delete(keeper, retired.policy_id)

    assert holding(keeper) == []


def test_no_search_finds_a_deleted_wording(keeper: Keeper, retired: Revision) -> None:
    with keeper.services.database.reading() as session:
        former = session.scalar(text("SELECT id FROM snapshots ORDER BY created_at LIMIT 1"))
    delete(keeper, retired.policy_id)

    retriever, loader = keeper.services.retriever, keeper.services.snapshots
    from knowledge_base.search.hits import Question

    asked = [Question(f"polish {SECRET} kettles")]
    everywhere = [
        retriever.retrieve(asked, brand_id=BRAND, k=50, explain=True),
        retriever.retrieve_in(loader.load(str(former)), asked, k=50, explain=True),
        retriever.retrieve_in(
            keeper.services.publisher.candidate(BRAND, [retired.id], on_every_day=True), asked, k=50, explain=True
        ),
    ]

    assert all(SECRET not in hit.text + hit.policy for found in everywhere for hit in found.hits)
    assert [hit.text for hit in everywhere[0].hits] == ["You can return boots within 60 days of delivery."]


def test_what_was_learned_for_it_is_forgotten_and_the_rest_is_kept(keeper: Keeper, retired: Revision) -> None:
    delete(keeper, retired.policy_id)

    with keeper.services.database.reading() as session:
        [learned] = kept_store.list_kept(session, [BRAND])
    assert [one.policy_id for one in learned.sections] != []
    assert all(one.policy_id != retired.policy_id for one in learned.sections)


def test_deleted_policy_is_in_no_list_and_its_steps_stay(keeper: Keeper, retired: Revision) -> None:
    delete(keeper, retired.policy_id)

    with keeper.services.database.reading() as session:
        assert retired.policy_id not in [one.policy.id for one in store.list_policies(session)]
        page = catalogue_page(session, Wanted((BRAND,)), today=keeper.services.clock().date())
        steps = history_of(session, retired.policy_id)
        with pytest.raises(PolicyNotFoundError):
            store.get_policy(session, retired.policy_id)
    assert (page.total, len(page.rows)) == (1, 1)
    assert (steps[0].note, steps[0].actor_id) == ("Deleted. A mistake.", OWNER.id)


def test_same_file_can_be_imported_again(keeper: Keeper, retired: Revision, tmp_path: Path) -> None:
    delete(keeper, retired.policy_id)
    (tmp_path / "gone.md").write_text(RETURNS)

    [made] = keeper.take_over(tmp_path)

    assert made.revision.policy_id != retired.policy_id
    assert made.revision.stage is Stage.DRAFT


def test_draft_that_was_never_published_is_deleted_at_once(keeper: Keeper) -> None:
    draft = keeper.write(GONE)

    delete(keeper, draft.policy_id)

    assert holding(keeper) == []


def test_published_policy_is_not_deleted(keeper: Keeper) -> None:
    live = keeper.write(GONE)
    keeper.publish(live)

    with pytest.raises(StageError, match="retire it before"):
        delete(keeper, live.policy_id)
    assert keeper.texts(f"{SECRET} kettles") != []


def test_policy_is_deleted_once(keeper: Keeper) -> None:
    draft = keeper.write(GONE)
    delete(keeper, draft.policy_id)

    with pytest.raises(PolicyNotFoundError):
        delete(keeper, draft.policy_id)
