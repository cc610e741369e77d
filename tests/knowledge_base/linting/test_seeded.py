"""How well the linter finds what was seeded, and how quiet it is where nothing is wrong."""

from datetime import date
from pathlib import Path

import pytest

from knowledge_base.linting import Kind, lint
from tests.tools.lint_cases import read_cases, read_folder, score

ROOT = Path(__file__).parents[3]
LINT = ROOT / "tests" / "data" / "lint"
DEMO = ROOT / "webhook" / "demo" / "brand" / "policies"
REAL = ROOT.parent / "shared" / "data" / "policies"  # never part of this project; read where it lies beside it
TODAY = date(2026, 11, 25)


def test_seeded_troubles_are_found_without_many_false_alarms() -> None:
    found = score(["loom", "northway"])

    assert found.recall >= 0.9, f"missed: {found.missed}"
    assert found.precision >= 0.8, f"false: {[(case, one.message) for case, one in found.false]}"


def test_wording_of_other_trades_is_still_understood_mostly() -> None:
    """On texts that no word list was made for: less is found, but what is told is nearly always right."""
    found = score(["kettlewick", "northway-2"])

    assert found.recall >= 0.65, f"missed: {found.missed}"
    assert found.precision >= 0.9, f"false: {[(case, one.message) for case, one in found.false]}"


def test_troubles_said_in_quite_other_words_are_found_by_half_at_least() -> None:
    """Batches that were made hard on purpose: nearly every subject is said again in other words."""
    found = score(["marlow", "inkwell"])

    assert found.recall >= 0.55, f"missed: {found.missed}"
    assert found.precision >= 0.85, f"false: {[(case, one.message) for case, one in found.false]}"


def test_at_least_sixty_troubles_of_every_kind_are_seeded() -> None:
    kinds = [case.kind for case in read_cases("loom")[0] if case.kind]  # the other file was written later

    assert len(kinds) >= 60
    assert set(kinds) == set(Kind)


@pytest.mark.parametrize("folder", [LINT / "loom", LINT / "kettlewick", DEMO], ids=["loom", "kettlewick", "demo"])
def test_clean_policies_give_no_warning(folder: Path) -> None:
    warnings = lint(tuple(read_folder(folder).values()), today=TODAY)

    assert [(one.kind.value, [place.text for place in one.places]) for one in warnings] == []


@pytest.mark.skipif(not REAL.is_dir(), reason="the texts lie outside of the project")
def test_real_policies_give_at_most_five_warnings_in_a_hundred() -> None:
    brands = [read_folder(folder) for folder in sorted(REAL.iterdir()) if folder.is_dir()]
    warnings = [one for policies in brands for one in lint(tuple(policies.values()), today=TODAY)]

    assert len(warnings) <= 0.05 * sum(map(len, brands)), [one.message for one in warnings]
