"""``drafter policy lint`` and ``settle``."""

from pathlib import Path

import pytest

from drafter.brands import Brand
from tests.webhook.cli.conftest import Run

RETURNS = "# Returns\n\n## Return window\n\nYou can return boots within 60 days of delivery.\n"
REFUNDS = "# Refunds\n\n## Time\n\nBoots can be returned for 30 days after delivery.\n"
LINT = ("policy", "lint", "--brand", "northway")


@pytest.fixture
def conflict(run: Run, tmp_path: Path, brand: Brand) -> None:
    """Two published policies that contradict each other."""
    made = tmp_path / "shop"
    made.mkdir()
    (made / "returns.md").write_text(RETURNS)
    (made / "refunds.md").write_text(REFUNDS)
    assert run("policy", "import", made, "--brand", "northway", "--publish").code == 0


@pytest.mark.usefixtures("conflict")
def test_lint_prints_a_line_for_each_warning(run: Run) -> None:
    ran = run(*LINT, "--json")

    (line,) = ran.lines
    assert ran.code == 0
    assert (line["kind"], line["severity"]) == ("number", "high")
    assert [(one["policy"], one["heading"]) for one in line["places"]] == [
        ("Refunds", ["Time"]),
        ("Returns", ["Return window"]),
    ] or [(one["policy"], one["heading"]) for one in line["places"]] == [
        ("Returns", ["Return window"]),
        ("Refunds", ["Time"]),
    ]


@pytest.mark.usefixtures("conflict")
def test_strict_lint_fails_until_the_warning_is_settled(run: Run) -> None:
    key = run(*LINT, "--json").lines[0]["key"]

    before = run(*LINT, "--strict").code
    settled = run("policy", "settle", key, "not_a_conflict", "--brand", "northway", "--note", "Two shops.", "--json")
    after = run(*LINT, "--strict")

    assert (before, settled.code, after.code) == (1, 0, 0)
    assert "0 open, 1 settled" in after.out
    assert run(*LINT, "--settled", "--json").lines[0]["decision"]["note"] == "Two shops."


@pytest.mark.usefixtures("conflict")
def test_unknown_key_says_what_to_do(run: Run) -> None:
    ran = run("policy", "settle", "lint_0", "not_a_conflict", "--brand", "northway")

    assert ran.code == 1
    assert "Lint again." in ran.err
