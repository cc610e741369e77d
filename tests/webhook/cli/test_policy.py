"""``drafter policy``: import, search, list, rebuild."""

from pathlib import Path

import pytest

from drafter.brands import Brand
from tests.webhook.cli.conftest import Run

RETURNS = "# Returns\n\n## Return window\n\nYou can return boots within 60 days of delivery.\n"
FEES = "# Fees\n\nA return label costs $6.95.\n"


@pytest.fixture
def folder(tmp_path: Path, brand: Brand) -> Path:
    made = tmp_path / "shop"
    made.mkdir()
    (made / "returns.md").write_text(RETURNS)
    (made / "fees.md").write_text(FEES)
    return made


def test_import_says_what_it_did_and_repeats_do_nothing(run: Run, folder: Path) -> None:
    first = run("policy", "import", folder, "--brand", "northway", "--publish", "--json").json
    again = run("policy", "import", folder, "--brand", "northway", "--publish", "--json").json

    assert (first["created"], first["published"], first["failed"]) == (2, 2, 0)
    assert first["snapshot_id"].startswith("snp_")
    assert (again["created"], again["unchanged"], again["published"], again["snapshot_id"]) == (0, 2, 0, None)


def test_changed_file_is_published_as_the_next_revision(run: Run, folder: Path) -> None:
    run("policy", "import", folder, "--brand", "northway", "--publish")
    (folder / "returns.md").write_text(RETURNS.replace("60", "30"))

    changed = run("policy", "import", folder, "--brand", "northway", "--publish", "--json").json

    hit = run("policy", "search", "return boots", "--brand", "northway", "--json").json["hits"][0]
    assert (changed["revised"], changed["unchanged"], changed["published"]) == (1, 1, 1)
    assert (hit["revision"], hit["text"]) == (2, "You can return boots within 30 days of delivery.")


def test_bad_file_is_named_and_the_others_are_imported(run: Run, folder: Path) -> None:
    (folder / "broken.md").write_text("---\ntitle: [one\n---\nText.")

    ran = run("policy", "import", folder, "--brand", "northway", "--json")

    assert (ran.code, ran.json["created"], ran.json["failed"]) == (1, 2, 1)
    assert ran.err.startswith("drafter: 'broken.md' has front matter that is not YAML")
    assert ran.err.count("\n") == 1


def test_import_without_publish_leaves_drafts(run: Run, folder: Path) -> None:
    run("policy", "import", folder, "--brand", "northway")

    assert [row["stage"] for row in run("policy", "list", "--brand", "northway", "--json").lines] == ["draft", "draft"]
    searched = run("policy", "search", "boots", "--brand", "northway")
    assert searched.code == 1
    assert "has no published policy yet" in searched.err


def test_list_shows_what_is_published(run: Run, folder: Path) -> None:
    run("policy", "import", folder / "returns.md", "--brand", "northway", "--publish")
    run("policy", "import", folder / "fees.md", "--brand", "northway")

    rows = run("policy", "list", "--brand", "northway", "--json").lines

    assert [(row["title"], row["stage"], row["published"]) for row in rows] == [
        ("Fees", "draft", None),
        ("Returns", "published", 1),
    ]
    assert "Returns" in run("policy", "list", "--brand", "northway", "--stage", "published").out


def test_search_shows_scores_with_their_parts(run: Run, folder: Path) -> None:
    run("policy", "import", folder, "--brand", "northway", "--publish")

    found = run("policy", "search", "return boots", "--brand", "northway", "-k", 1, "--json").json
    shown = run("policy", "search", "return boots", "--brand", "northway").out

    [hit] = found["hits"]
    assert set(found) == {"question", "snapshot_id", "floor", "hits"}
    assert hit["heading"] == ["Return window"]
    assert hit["score"] == pytest.approx(sum(hit["parts"].values()), abs=0.001)
    assert "1. Returns > Return window  v1" in shown


def test_rebuild_makes_the_same_snapshot(run: Run, folder: Path) -> None:
    published = run("policy", "import", folder, "--brand", "northway", "--publish", "--json").json

    assert run("policy", "rebuild", "--brand", "northway", "--json").json["snapshot_id"] == published["snapshot_id"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("policy", "import", "nowhere", "--brand", "northway"), 2),
        (("policy", "search", "boots"), 2),
        (("policy", "search", "boots", "--brand", "nobody"), 1),
        (("policy", "list", "--brand", "northway", "--stage", "lost"), 2),
    ],
)
def test_wrong_use_is_told(run: Run, brand: Brand, arguments: tuple[str, ...], code: int) -> None:
    ran = run(*arguments)

    assert ran.code == code
    assert ran.err
