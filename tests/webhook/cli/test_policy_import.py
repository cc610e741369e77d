"""``drafter policy import``, ``export`` and ``source``: files, archives, pages and help centres by command."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from drafter.brands import Brand
from tests.tools.documents import docx_bytes, zip_bytes
from tests.tools.websites import Website, website
from tests.webhook.cli.conftest import Run


@pytest.fixture
def site() -> Iterator[Website]:
    with website() as made:
        yield made


def test_archive_of_many_formats_is_imported_and_published(run: Run, brand: Brand, tmp_path: Path) -> None:
    files = {
        "returns.md": "# Returns\n\nYou can return boots within 60 days.\n",
        "care.docx": docx_bytes("# Care", "Wash it cold."),
        "faq.csv": "title,text\nGifts,They never expire.\n",
        "macro.docm": b"x",
    }
    (tmp_path / "shop.zip").write_bytes(zip_bytes(files))

    ran = run("policy", "import", tmp_path / "shop.zip", "--brand", "northway", "--publish", "--json")

    assert (ran.code, ran.json["created"], ran.json["published"], ran.json["failed"]) == (1, 3, 3, 1)
    assert ran.err == "drafter: 'macro.docm' is a document with macros; save it as .docx without them.\n"


def test_change_waits_for_review_without_publish(run: Run, northway: Brand, tmp_path: Path) -> None:
    (tmp_path / "policies" / "returns.md").write_text("# Returns\n\n## Return window\n\nYou have 14 days.\n")
    (tmp_path / "policies" / "shipping.md").unlink()

    ran = run("policy", "import", tmp_path / "policies", "--brand", "northway", "--json")

    assert (ran.code, ran.json["revised"], ran.json["vanished"], ran.json["published"]) == (0, 1, 1, 0)
    assert "'shipping.md' is no longer there; policy pol_" in ran.err
    stages = {row["title"]: row["stage"] for row in run("policy", "list", "--brand", "northway", "--json").lines}
    assert stages == {"Returns": "in_review", "Shipping": "published"}
    hits = run("policy", "search", "how many days for returns", "--brand", "northway", "--json").json["hits"]
    assert "within 30 days" in " ".join(hit["text"] for hit in hits)
    assert {hit["policy"]: hit["source_gone"] for hit in hits} == {"Returns": False, "Shipping": True}


def test_publish_asks_for_review_where_the_brand_asks_for_two_people(run: Run, brand: Brand, tmp_path: Path) -> None:
    run("brand", "set", "northway", "--two-people")
    (tmp_path / "a.md").write_text("# A\n\nWords.\n")

    ran = run("policy", "import", tmp_path / "a.md", "--brand", "northway", "--publish", "--json")

    assert (ran.code, ran.json["created"], ran.json["published"]) == (0, 1, 0)
    assert [row["stage"] for row in run("policy", "list", "--brand", "northway", "--json").lines] == ["in_review"]


def test_export_is_imported_as_unchanged(run: Run, northway: Brand, tmp_path: Path) -> None:
    exported = run("policy", "export", "--brand", "northway", tmp_path / "out.zip", "--json")

    ran = run("policy", "import", tmp_path / "out.zip", "--brand", "northway", "--json")

    assert exported.json == {"policies": 2, "path": str(tmp_path / "out.zip")}
    assert (ran.code, ran.json["unchanged"], ran.json["created"]) == (0, 2, 0)
    again = run("policy", "export", "--brand", "northway", tmp_path / "out.zip")
    assert (again.code, "is there already" in again.err) == (1, True)


def test_page_that_the_operator_names_may_be_inside(run: Run, brand: Brand, site: Website) -> None:
    site.put("/returns", "<main><h1>Returns</h1><p>Sixty days.</p></main>")

    ran = run("policy", "import", f"{site.url}/returns", "--brand", "northway", "--json")

    assert (ran.code, ran.json["created"]) == (0, 1)


def test_help_centre_is_added_listed_fetched_and_removed(run: Run, brand: Brand, site: Website) -> None:
    site.articles = [{"id": n, "title": f"A{n}", "body": "<p>Words.</p>"} for n in range(3)]

    made = run("policy", "source", "add", f"{site.url}/hc/en-us", "--brand", "northway", "--every", 6, "--json").json
    fetched = run("policy", "source", "fetch", made["id"], "--json")

    assert (made["address"], made["locale"], made["every_hours"]) == (site.url, "en-us", 6)
    assert (fetched.code, fetched.json["created"]) == (0, 3)
    assert [one["id"] for one in run("policy", "source", "list", "--brand", "northway", "--json").lines] == [made["id"]]
    assert run("policy", "source", "remove", made["id"], "--json").json["removed"] is True
    assert run("policy", "source", "list", "--brand", "northway", "--json").lines == []


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("import", "nowhere", "--brand", "northway"), 2),
        (("source", "add", "https://acme.zendesk.com", "--brand", "northway", "--locale", "e n"), 2),
        (("source", "add", "ftp://acme", "--brand", "northway"), 1),
        (("source", "fetch", "src_none"), 1),
        (("import", "http://127.0.0.1:9/x", "--brand", "northway"), 1),
    ],
)
def test_wrong_use_is_told_in_one_line(run: Run, brand: Brand, arguments: tuple[str, ...], code: int) -> None:
    ran = run("policy", *arguments)

    assert ran.code == code
    assert ran.err.strip()
