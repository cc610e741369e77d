"""Imports from files, pages and help centres: what is new, changed, unchanged, vanished and refused."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from drafter.brands import Brand
from knowledge_base.errors import ImportSourceError
from knowledge_base.foundation.actors import Actor
from knowledge_base.origins import ImportRun, ItemKind, Origin, RunState, Vanished
from knowledge_base.policies import PolicyOverview, Stage
from knowledge_base.sources.writing import export_files, write_files
from knowledge_base.store import imports as import_store
from knowledge_base.store.policies import list_policies
from tests.tools.clocks import SettableClock
from tests.tools.databases import BOTH
from tests.tools.documents import docx_bytes, pdf_bytes, zip_bytes
from tests.tools.websites import Website, website
from webhook.errors import HelpdeskRejectedError
from webhook.importing import ImportResult
from webhook.wiring import Services
from webhook.working import make_housework

PRIYA = Actor("usr_priya", "admin")
RETURNS = "# Returns\n\n## Window\n\nYou can return boots within 60 days.\n"
FEES = "# Fees\n\nA label costs $6.95.\n"


class Admin:
    """Imports for one brand, and looks at what came of it."""

    def __init__(self, services: Services) -> None:
        self.services = services

    def files(self, folder: Path, **files: str) -> ImportResult:
        """Write Markdown files into a folder and import it."""
        folder.mkdir(exist_ok=True)
        for name, text in files.items():
            (folder / f"{name}.md").write_text(text)
        return self.services.imports.import_path("brd_1", folder, actor=PRIYA)

    def publish(self, result: ImportResult) -> None:
        """Publish every draft of an import."""
        wanted = [one.revision.id for one in result.imported if one.is_publishable]
        self.services.publisher.publish(wanted, actor=PRIYA)

    def policies(self) -> dict[str, PolicyOverview]:
        """Return every policy by title."""
        with self.services.database.reading() as session:
            return {one.policy.title: one for one in list_policies(session, brand_ids=["brd_1"], limit=100)}

    def vanished(self) -> tuple[Vanished, ...]:
        """Return what is put up for retirement."""
        with self.services.database.reading() as session:
            return import_store.list_vanished(session)

    def help_centre(self, url: str, *, every_hours: int | None = None) -> Origin:
        """Add a help centre as the operator does."""
        with self.services.database.writing() as session:
            origin = self.services.imports.add_help_centre(
                session, "brd_1", url, "en-us", actor=PRIYA, is_operator_given=True
            )
            self.services.imports.schedule(session, origin, every_hours)
            return import_store.get_origin(session, origin.id)

    def runs(self) -> tuple[ImportRun, ...]:
        """Return the last imports."""
        with self.services.database.reading() as session:
            return import_store.list_runs(session)


@pytest.fixture
def admin(services: Services, brand: Brand) -> Admin:
    return Admin(services)


@pytest.fixture
def site() -> Iterator[Website]:
    with website() as made:
        yield made


def counts(result: ImportResult) -> dict[str, int]:
    return {kind.value: count for kind, count in result.run.counts if count}


@pytest.mark.parametrize("database_url", BOTH, indirect=True)
def test_change_of_a_published_policy_waits_for_review(admin: Admin, tmp_path: Path) -> None:
    first = admin.files(tmp_path / "shop", returns=RETURNS, fees=FEES)
    admin.publish(first)

    again = admin.files(tmp_path / "shop")
    changed = admin.files(tmp_path / "shop", returns=RETURNS.replace("60", "30"))

    returns = admin.policies()["Returns"]
    assert counts(first) == {"created": 2}
    assert counts(again) == {"unchanged": 2}
    assert counts(changed) == {"revised": 1, "unchanged": 1}
    assert (returns.newest.number, returns.newest.stage) == (2, Stage.IN_REVIEW)
    assert returns.published is not None
    assert "60 days" in returns.published.text
    assert counts(admin.files(tmp_path / "shop")) == {"unchanged": 2}


def test_change_of_a_draft_stays_a_draft(admin: Admin, tmp_path: Path) -> None:
    admin.files(tmp_path / "shop", returns=RETURNS)

    admin.files(tmp_path / "shop", returns=RETURNS.replace("60", "30"))

    assert admin.policies()["Returns"].newest.stage is Stage.DRAFT


@pytest.mark.parametrize("database_url", BOTH, indirect=True)
def test_vanished_file_proposes_retirement_until_it_is_back(admin: Admin, tmp_path: Path) -> None:
    admin.publish(admin.files(tmp_path / "shop", returns=RETURNS, fees=FEES))
    (tmp_path / "shop" / "fees.md").unlink()

    gone = admin.files(tmp_path / "shop")
    twice = admin.files(tmp_path / "shop")

    [vanished] = admin.vanished()
    assert counts(gone) == {"vanished": 1, "unchanged": 1}
    assert counts(twice) == {"unchanged": 1}
    assert (vanished.title, vanished.key) == ("Fees", "fees.md")
    assert admin.policies()["Fees"].published is not None
    admin.files(tmp_path / "shop", fees=FEES)
    assert admin.vanished() == ()


def test_retired_policy_is_not_proposed(admin: Admin, tmp_path: Path) -> None:
    admin.publish(admin.files(tmp_path / "shop", returns=RETURNS, fees=FEES))
    (tmp_path / "shop" / "fees.md").unlink()
    admin.files(tmp_path / "shop")

    admin.services.publisher.retire(admin.policies()["Fees"].policy.id, actor=PRIYA)

    assert admin.vanished() == ()


def test_file_that_became_unreadable_has_not_vanished(admin: Admin, tmp_path: Path) -> None:
    admin.files(tmp_path / "shop", returns=RETURNS, fees=FEES)

    refused = admin.files(tmp_path / "shop", fees="---\ntitle: [\n---\n")

    assert counts(refused) == {"refused": 1, "unchanged": 1}
    assert admin.vanished() == ()


def test_lone_file_and_another_folder_make_nothing_vanish(admin: Admin, tmp_path: Path) -> None:
    admin.files(tmp_path / "shop", returns=RETURNS, fees=FEES)

    admin.files(tmp_path / "other", gifts="# Gifts\n\nNever expire.")
    admin.services.imports.import_path("brd_1", tmp_path / "shop" / "fees.md", actor=PRIYA)

    assert admin.vanished() == ()
    (tmp_path / "shop" / "fees.md").unlink()
    admin.files(tmp_path / "shop")
    assert [one.title for one in admin.vanished()] == ["Fees"]


def test_row_missing_from_a_table_has_vanished(admin: Admin) -> None:
    imports = admin.services.imports
    imports.import_upload("brd_1", "faq.csv", b"title,text\nA,one\nB,two\n", actor=PRIYA)

    imports.import_upload("brd_1", "faq.csv", b"title,text\nA,one\n", actor=PRIYA)

    assert [one.key for one in admin.vanished()] == ["faq.csv#b"]


def test_refused_upload_is_recorded_with_its_reason(admin: Admin) -> None:
    result = admin.services.imports.import_upload("brd_1", "macro.docm", b"x", actor=PRIYA)

    [item] = result.run.items
    assert (item.kind, result.run.state) == (ItemKind.REFUSED, RunState.DONE)
    assert "macros" in item.reason
    assert [run.id for run in admin.runs()] == [result.run.id]


@pytest.mark.parametrize("packed", [False, True], ids=["folder", "zip"])
def test_export_gives_back_what_import_took(admin: Admin, tmp_path: Path, packed: bool) -> None:
    front = "---\ntitle: Returns\nowner: Priya\nreview_by: 2027-01-31\nregion: [US, 'NO']\n---\n\n## Window\n\n60.\n"
    admin.files(tmp_path / "shop", returns=front, fees=FEES)
    table = zip_bytes(
        {
            "faq.csv": "id,title,text\n1,Gifts,They never expire.\n",
            "deep/care.docx": docx_bytes("# Care", "Wash cold."),
            "deep/size.pdf": pdf_bytes([(20, "Sizes"), (10, "Order your usual size.")]),
        }
    )
    admin.services.imports.import_upload("brd_1", "more.zip", table, actor=PRIYA)
    target = tmp_path / ("out.zip" if packed else "out")

    write_files(export_files(admin.policies().values()), target)
    result = admin.services.imports.import_path("brd_1", target, actor=PRIYA)

    assert counts(result) == {"unchanged": 5}
    if not packed:
        assert (target / "returns.md").read_text() == front
        assert (target / "gifts.md").read_text() == "---\ntitle: Gifts\n---\n\nThey never expire.\n"


def test_page_is_imported_again_when_it_changed(admin: Admin, site: Website) -> None:
    site.put("/returns", "<main><h1>Returns</h1><p>Sixty days.</p></main>")
    site.redirect("/old", "/returns")

    first = admin.services.imports.import_page("brd_1", f"{site.url}/old#top", actor=PRIYA, allow_private=True)
    site.put("/returns", "<main><h1>Returns</h1><p>Thirty days.</p></main>")
    changed = admin.services.imports.import_page("brd_1", f"{site.url}/old", actor=PRIYA, allow_private=True)

    assert (counts(first), counts(changed)) == ({"created": 1}, {"revised": 1})
    assert admin.policies()["Returns"].policy.source == f"{site.url}/old"
    assert admin.policies()["Returns"].newest.text == "# Returns\n\nThirty days."


def test_page_that_is_gone_proposes_retirement(admin: Admin, site: Website) -> None:
    url = f"{site.url}/returns"
    with pytest.raises(HelpdeskRejectedError, match="answered 404"):
        admin.services.imports.import_page("brd_1", url, actor=PRIYA, allow_private=True)
    site.put("/returns", "<main><h1>Returns</h1><p>Sixty days.</p></main>")
    admin.services.imports.import_page("brd_1", url, actor=PRIYA, allow_private=True)
    site.put("/returns", "gone", status=410)

    result = admin.services.imports.import_page("brd_1", url, actor=PRIYA, allow_private=True)

    assert counts(result) == {"vanished": 1}
    assert [one.title for one in admin.vanished()] == ["Returns"]


def test_page_inside_is_refused_where_the_operator_did_not_give_it(admin: Admin, site: Website) -> None:
    site.put("/returns", "<p>Secret</p>")

    with pytest.raises(HelpdeskRejectedError, match="lies in a private network"):
        admin.services.imports.import_page("brd_1", f"{site.url}/returns", actor=PRIYA)
    assert site.asked == []


@pytest.mark.parametrize(
    ("headers", "body", "text"),
    [
        ({"Content-Type": "text/markdown"}, b"# T\n\nWords.", "# T\n\nWords."),
        ({"Content-Type": "application/pdf"}, pdf_bytes([(20, "T"), (10, "Words.")]), "# T\n\nWords."),
        ({"Content-Type": "text/html; charset=iso-8859-1"}, "<p>Größe</p>".encode("latin-1"), "Größe"),
    ],
    ids=["Markdown", "PDF", "named encoding"],
)
def test_page_is_read_as_what_its_server_calls_it(
    admin: Admin, site: Website, headers: dict[str, str], body: bytes, text: str
) -> None:
    site.put("/policy", body, headers=headers)

    result = admin.services.imports.import_page("brd_1", f"{site.url}/policy", actor=PRIYA, allow_private=True)

    assert result.imported[0].revision.text == text


def test_help_centre_is_read_page_by_page(admin: Admin, site: Website) -> None:
    site.sections = [{"id": 5, "name": "Returns"}]
    site.articles = [
        {"id": n, "title": f"Article {n}", "body": f"<p>Text {n}.</p>", "locale": "en-us", "section_id": 5}
        for n in range(1, 6)
    ]
    origin = admin.help_centre(site.url)

    first = admin.services.imports.fetch_now(origin, actor=PRIYA)
    again = admin.services.imports.fetch_now(origin, actor=PRIYA)
    site.articles[0]["body"], site.articles[1]["draft"] = "<p>Other.</p>", True
    changed = admin.services.imports.fetch_now(origin, actor=PRIYA)

    assert (counts(first), counts(again)) == ({"created": 5}, {"unchanged": 5})
    assert counts(changed) == {"revised": 1, "unchanged": 3, "vanished": 1, "left_out": 1}
    assert admin.policies()["Article 1"].newest.meta.tags == ("Returns",)


def test_help_centre_that_answers_nothing_makes_nothing_vanish(admin: Admin, site: Website) -> None:
    site.articles = [{"id": 1, "title": "A", "body": "<p>x</p>"}]
    origin = admin.help_centre(site.url)
    admin.services.imports.fetch_now(origin, actor=PRIYA)
    site.articles = []

    with pytest.raises(ImportSourceError, match="has no public article in 'en-us'"):
        admin.services.imports.fetch_now(origin, actor=PRIYA)
    assert admin.vanished() == ()


def test_next_page_on_another_host_is_not_asked(admin: Admin, site: Website) -> None:
    body = json.dumps({"articles": [{"id": 1}], "next_page": "http://127.0.0.1:9/api"})
    origin = admin.help_centre(site.url)
    site.articles, site.answer = [], lambda _: (200, {}, body.encode())  # type: ignore[method-assign]

    with pytest.raises(ImportSourceError, match="another host"):
        admin.services.imports.fetch_now(origin, actor=PRIYA)


@pytest.mark.parametrize("database_url", BOTH, indirect=True)
def test_due_help_centre_is_queued_once_and_fetched(admin: Admin, site: Website, clock: SettableClock) -> None:
    site.articles = [{"id": 1, "title": "A", "body": "<p>x</p>"}]
    admin.help_centre(site.url, every_hours=24)
    work = make_housework(admin.services)

    assert work.sweep(now=clock()) == 0
    clock.advance(hours=25)
    assert [work.sweep(now=clock()), work.sweep(now=clock())] == [1, 0]
    [run] = admin.runs()
    admin.services.imports.fetch(run.id)

    [done] = admin.runs()
    assert (run.state, done.state, done.count(ItemKind.CREATED)) == (RunState.QUEUED, RunState.DONE, 1)
    assert done.origin.next_at == clock() + timedelta(hours=24)


def test_failed_fetch_says_why(admin: Admin, site: Website) -> None:
    origin = admin.help_centre(f"{site.url}/nowhere")
    with admin.services.database.writing() as session:
        run = admin.services.imports.fetch_soon(session, origin, actor=PRIYA)
        same = admin.services.imports.fetch_soon(session, origin, actor=PRIYA)

    with pytest.raises(HelpdeskRejectedError):
        admin.services.imports.fetch(run.id)
    with admin.services.database.writing() as session:
        admin.services.imports.fail(session, run.id, "helpdesk.rejected")

    [failed] = admin.runs()
    assert (same.id, failed.state) == (run.id, RunState.FAILED)
    assert failed.error == "Address '127.0.0.1' answered 404; check the address and secret."
