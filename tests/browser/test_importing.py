"""The import page in a browser: a file comes in, its result is read, new policies are published."""

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from knowledge_base.foundation.actors import SYSTEM
from tests.browser.site import Site
from tests.tools.documents import docx_bytes, zip_bytes
from webhook.accounts.roles import Role

pytestmark = pytest.mark.browser

RETURNS = "# Returns\n\n## Window\n\nYou can return boots within 30 days.\n"
ARTICLES = {"articles": [{"id": 7, "title": "Repairs", "body": "<p>Repairs take a week.</p>", "locale": "en-us"}]}


def test_archive_is_imported_and_its_new_policies_published(
    site: Site, check_axe: Callable[[Page], None], check_widths: Callable[[Page], None]
) -> None:
    page = site.sign_in(Role.ADMIN, java_script_enabled=False)
    page.goto("/admin/import")
    archive = zip_bytes(
        {
            "returns.md": RETURNS,
            "gifts.docx": docx_bytes("# Gift cards", "They never expire."),
            "articles.json": json.dumps(ARTICLES),
            "macro.docm": b"x",
        }
    )
    page.get_by_label("File or archive").set_input_files(
        {"name": "shop.zip", "mimeType": "application/zip", "buffer": archive}
    )

    page.get_by_role("button", name="Import file").click()

    expect(page.get_by_role("heading", name="shop.zip")).to_be_visible()
    expect(page.get_by_role("row", name="macro.docm Refused")).to_contain_text("document with macros")
    page.get_by_role("button", name="Publish 3 new ones").click()
    expect(page.get_by_role("status")).to_contain_text("3 policies published.")


def test_import_pages_read_well_in_both_themes(
    site: Site, check_axe: Callable[[Page], None], check_widths: Callable[[Page], None]
) -> None:
    imports, brand = site.services.imports, site.seeds.brand.id
    first = json.dumps({"articles": [*ARTICLES["articles"], {"id": 8, "title": "Fees", "body": "<p>None.</p>"}]})
    imports.import_upload(brand, "articles.json", first.encode(), actor=SYSTEM)
    run = imports.import_upload(brand, "articles.json", json.dumps(ARTICLES).encode(), actor=SYSTEM).run
    with site.services.database.writing() as session:
        source = imports.add_help_centre(
            session, brand, "https://help.example", "en-us", actor=SYSTEM, is_operator_given=False
        )
        imports.schedule(session, source, 24)
    page = site.sign_in(Role.ADMIN)

    for address in ("/admin/import", f"/admin/import/runs/{run.id}"):
        page.goto(address)
        check_axe(page)
        check_widths(page)

    page.goto("/admin/import")
    page.get_by_role("button", name="Keep Fees").click()
    expect(page.get_by_role("status")).to_contain_text("It stays")
