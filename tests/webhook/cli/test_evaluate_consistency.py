"""``drafter evaluate consistency`` on one policy and groups of our own."""

import json
from pathlib import Path
from typing import Any

from tests.webhook.cli.conftest import Run


def group(name: str, *texts: str, gold: dict[str, Any] | None = None, varies: str = "wording") -> list[dict[str, Any]]:
    """Lines of a group."""
    return [
        {"group": name, "id": f"{name}-{n}", "ticket": {"body": text}, "gold": gold, "varies": varies}
        for n, text in enumerate(texts)
    ]


def write(tmp_path: Path, *lines: dict[str, Any]) -> tuple[str, ...]:
    """Write a policy and the lines; return the command."""
    folder = tmp_path / "policies"
    folder.mkdir()
    (folder / "gift-cards.md").write_text("# Gift cards\n\nNorthway gift cards never expire and have no fees.\n")
    cases = tmp_path / "groups.jsonl"
    cases.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    return ("evaluate", "consistency", str(cases), "--documents", str(folder))


def test_groups_and_their_mean_are_printed(run: Run, tmp_path: Path) -> None:
    gold = {"resolution": "explain", "facts": ["never expire"]}
    lines = [
        *group("expiry", "Do your gift cards expire?", "do gift cards expire", "When do gift cards expire?", gold=gold),
        *group("jobs", "Are you hiring warehouse staff?", "Any jobs for drivers?", gold=gold),
    ]

    shown = run(*write(tmp_path, *lines), "--json")

    expiry, jobs, mean = map(json.loads, shown.out.splitlines())
    assert (expiry["group"], expiry["n"], expiry["answered"], expiry["right"]) == ("expiry", 3, 1.0, 1.0)
    assert (jobs["decision"], jobs["answered"], jobs["right"]) == (1.0, 0.0, 0.0)
    assert (mean["group"], mean["groups"], mean["right"]) == ("*", 2, 0.5)


def test_mood_and_politeness_change_nothing(run: Run, tmp_path: Path) -> None:
    texts = (
        "Do your gift cards expire?",
        "Hello, could you please help me? Do your gift cards expire? Thank you so much!",
        "This is ridiculous, I am really annoyed. Do your gift cards expire? Answer me NOW!!",
    )

    shown = run(*write(tmp_path, *group("expiry", *texts, varies="swap")), "--json")

    mean = json.loads(shown.out.splitlines()[-1])
    assert (mean["answered"], mean["swaps"], mean["flips"]) == (1.0, 2, 0.0)


def test_line_without_group_is_named(run: Run, tmp_path: Path) -> None:
    shown = run(*write(tmp_path, {"ticket": {"body": "Hi"}}))

    assert shown.code == 1
    assert "Line 1" in shown.err


def test_brand_and_documents_exclude_each_other(run: Run, tmp_path: Path) -> None:
    assert run(*write(tmp_path, *group("g", "Hi?")), "--brand", "northway").code == 2
