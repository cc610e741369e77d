"""``drafter simulate``."""

from tests.webhook.cli.conftest import Run


def test_every_figure_stands_beside_what_was_planted(run: Run) -> None:
    shown = run("simulate", "--weeks", "12", "--runs", "20")

    lines = shown.out.splitlines()
    assert any(line.startswith("mean review score, Hájek") for line in lines)
    assert any(line.startswith("flagged pairs, precision") for line in lines)


def test_same_seed_gives_the_same_figures(run: Run) -> None:
    first, second = (run("simulate", "--weeks", "4", "--runs", "20", "--seed", "3", "--json").json for _ in range(2))

    assert first == second
    assert {"name", "truth", "found", "goal", "holds", "n"} == set(first[0])


def test_weeks_must_be_enough_to_split(run: Run) -> None:
    assert run("simulate", "--weeks", "1").code == 2
