"""Importing files: new, changed, unchanged; never twice."""

from pathlib import Path

from knowledge_base.importing import ImportKind
from knowledge_base.policies import Stage
from tests.knowledge_base.conftest import OWNER, Keeper


def kinds(keeper: Keeper, folder: Path) -> list[ImportKind]:
    return [one.kind for one in keeper.take_over(folder)]


def test_second_import_does_nothing(keeper: Keeper, tmp_path: Path) -> None:
    folder = tmp_path / "policies"
    folder.mkdir()
    (folder / "returns.md").write_text("# Returns\n\nSixty days.")
    (folder / "fees.md").write_text("# Fees\n\nA label costs $6.95.")

    assert kinds(keeper, folder) == [ImportKind.CREATED] * 2
    assert kinds(keeper, folder) == [ImportKind.UNCHANGED] * 2


def test_changed_file_becomes_the_next_revision(keeper: Keeper, tmp_path: Path) -> None:
    file = tmp_path / "returns.md"
    file.write_text("# Returns\n\nSixty days.")
    keeper.take_over(file)

    file.write_text("# Returns\n\nThirty days.")
    [imported] = keeper.take_over(file)

    assert imported.kind is ImportKind.REVISED
    assert (imported.revision.number, imported.revision.text) == (2, "# Returns\n\nThirty days.")


def test_changed_front_matter_alone_is_a_change(keeper: Keeper, tmp_path: Path) -> None:
    file = tmp_path / "returns.md"
    file.write_text("---\nowner: Priya\n---\nText.")
    keeper.take_over(file)

    file.write_text("---\nowner: Marcus\n---\nText.")

    assert kinds(keeper, file) == [ImportKind.REVISED]


def test_unchanged_file_leaves_an_edit_on_the_page_alone(keeper: Keeper, tmp_path: Path) -> None:
    file = tmp_path / "returns.md"
    file.write_text("Sixty days.")
    [first] = keeper.take_over(file)
    keeper.rewrite(first.revision, "Edited on the page.")

    [again] = keeper.take_over(file)

    assert again.kind is ImportKind.UNCHANGED
    assert (again.revision.stage, again.is_publishable) == (Stage.RETIRED, False)


def test_unchanged_draft_can_still_be_published(keeper: Keeper, tmp_path: Path) -> None:
    file = tmp_path / "returns.md"
    file.write_text("Sixty days.")
    keeper.take_over(file)

    [again] = keeper.take_over(file)
    keeper.publish(again.revision)

    assert again.is_publishable
    assert [one.is_publishable for one in keeper.take_over(file)] == [False]


def test_retired_policy_stays_retired_when_its_file_is_unchanged(keeper: Keeper, tmp_path: Path) -> None:
    file = tmp_path / "returns.md"
    file.write_text("Sixty days.")
    [first] = keeper.take_over(file)
    keeper.publish(first.revision)
    keeper.services.publisher.retire(first.revision.policy_id, actor=OWNER)

    assert [one.is_publishable for one in keeper.take_over(file)] == [False]
