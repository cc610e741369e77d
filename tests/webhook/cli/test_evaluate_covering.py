"""``drafter evaluate covering`` on a few policies and questions of our own."""

import json
from pathlib import Path

from tests.webhook.cli.conftest import Run

POLICIES = {
    "Gift cards": "Northway gift cards never expire and have no fees.",
    "Returns": "You can return most items within 60 days of delivery. A return label costs $6.95.",
    "Warranty": "Northway tents have a 5-year warranty from the date of delivery.",
}


def write(tmp_path: Path, *questions: tuple[str, list[str]]) -> tuple[str, ...]:
    """Write policies and questions; return the command's options."""
    folder = tmp_path / "policies"
    folder.mkdir()
    for title, text in POLICIES.items():
        (folder / f"{title.lower().replace(' ', '-')}.md").write_text(f"# {title}\n\n{text}\n", encoding="utf-8")
    lines = [
        {"qid": f"q{n}", "ticket": {"body": text}, "policies": policies} for n, (text, policies) in enumerate(questions)
    ]
    queries = tmp_path / "queries.jsonl"
    queries.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    return ("evaluate", "covering", "--documents", str(folder), "--queries", str(queries))


def test_questions_are_asked_with_and_without_their_policy(run: Run, tmp_path: Path) -> None:
    options = write(
        tmp_path,
        ("Do your gift cards expire?", ["Gift cards"]),
        ("How many days do I have to return most items?", ["Returns"]),
        ("Are you hiring warehouse staff?", []),
    )

    figures = json.loads(run(*options, "--json").out)

    assert (figures["covered"], figures["uncovered"]) == (2, 3)
    assert figures["answered"] == 1.0
    assert figures["caught_never_covered"] == 1.0
    assert len(figures["floors"]) > 3


def test_table_says_what_was_caught(run: Run, tmp_path: Path) -> None:
    shown = run(*write(tmp_path, ("Do your gift cards expire?", ["Gift cards"])))

    assert "1 covered questions, 100.0% answered" in shown.out


def test_unknown_policy_is_named(run: Run, tmp_path: Path) -> None:
    shown = run(*write(tmp_path, ("Do your gift cards expire?", ["Vouchers"])))

    assert shown.code == 1
    assert "'Vouchers'" in shown.err
