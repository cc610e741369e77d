"""The import page without scripts: upload, page, help centre, vanished policies, and each import's result."""

import io
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from drafter.brands import Brand
from drafter.store.brands import change_brand, insert_brand
from knowledge_base.store.imports import list_origins, list_vanished
from tests.makers import make_brand
from tests.tools.documents import zip_bytes
from tests.tools.visiting import Visitor, visit, words
from webhook.wiring import Services

RETURNS = b"# Returns\n\n## Window\n\nYou can return boots within 60 days.\n"


@pytest.fixture
def admin(services: Services, app: Flask, brand: Brand) -> Visitor:
    """An admin of every brand."""
    return visit(services, app, "admin")


def upload(who: Visitor, name: str, data: bytes, **fields: Any) -> TestResponse:
    sent = {"csrf_token": who.csrf_token, "file": (io.BytesIO(data), name), **fields}
    return who.client.post("/admin/import", data=sent, content_type="multipart/form-data")


def follow(who: Visitor, answer: TestResponse) -> str:
    assert answer.status_code == 303, words(answer)[:400]
    return who.text(answer.headers["Location"])


def test_upload_shows_what_was_new_and_what_was_refused(admin: Visitor) -> None:
    archive = zip_bytes({"returns.md": RETURNS, "macro.docm": b"x"})

    page = follow(admin, upload(admin, "shop.zip", archive))

    assert "Returns returns.md New arrived as a draft" in page
    assert "macro.docm Refused 'macro.docm' is a document with macros" in page
    assert "Publish the new one" in page
    assert "shop.zip" in admin.text("/admin/import")


def test_new_ones_of_an_import_are_published_together(admin: Visitor, services: Services) -> None:
    answer = upload(admin, "shop.zip", zip_bytes({"returns.md": RETURNS, "fees.md": b"# Fees\n\nNone.\n"}))

    page = admin.follow(f"{answer.headers['Location']}/publish")

    assert "2 policies published." in page
    assert "Publish" not in page
    assert "2 of 2 are published" in admin.text("/admin")


def test_new_ones_wait_for_review_where_two_people_are_asked_for(admin: Visitor, services: Services) -> None:
    with services.database.writing() as session:
        change_brand(session, make_brand().id, lambda _: make_brand(needs_two_people=True))
    answer = upload(admin, "returns.md", RETURNS)

    page = admin.follow(f"{answer.headers['Location']}/publish")

    assert "1 policy put up for review: this brand asks for two people." in page


def test_same_upload_again_changes_nothing(admin: Visitor) -> None:
    upload(admin, "returns.md", RETURNS)

    assert "Nothing changed" in follow(admin, upload(admin, "returns.md", RETURNS))


def test_upload_without_a_file_is_told_beside_its_form(admin: Visitor) -> None:
    answer = admin.post("/admin/import")

    assert answer.status_code == 422
    assert "Choose a file first" in words(answer)


def test_upload_past_the_limit_is_refused(admin: Visitor) -> None:
    assert upload(admin, "large.pdf", b"x" * (26 * 1024 * 1024)).status_code == 413


def test_private_address_is_refused_from_the_page(admin: Visitor) -> None:
    answer = admin.post("/admin/import/page", url="http://127.0.0.1:9/returns")

    assert answer.status_code == 502
    assert "lies in a private network" in words(answer)
    assert 'value="http://127.0.0.1:9/returns"' in answer.get_data(as_text=True)


def test_help_centre_is_added_scheduled_and_removed(admin: Visitor, services: Services) -> None:
    page = admin.follow("/admin/import/sources", address="acme.zendesk.com/hc/de", every="168")

    assert "acme.zendesk.com (de)" in page
    assert "Not done yet" in page
    shown = admin.text("/admin/import")
    assert "https://acme.zendesk.com de Help centre, next 17 Mar" in shown
    [origin] = _sources(services)
    path = f"/admin/import/sources/{origin}"
    assert "It is fetched when you ask." in admin.follow(path, then="schedule", every="")
    assert "Not done yet" in admin.follow(path, then="fetch")
    assert "It is fetched no more" in admin.follow(path, then="remove")
    assert "https://acme.zendesk.com" not in admin.text("/admin/import")


def test_vanished_policy_is_kept_or_retired(admin: Visitor, services: Services) -> None:
    upload(admin, "faq.csv", b"title,text\nA,one\nB,two\nC,three\n")
    upload(admin, "faq.csv", b"title,text\nC,three\n")
    first, second = _vanished(services)

    assert "No longer at their source 2 policies" in admin.text("/admin/import")
    assert admin.text("/admin").count("No longer at its source") == 2
    assert "No longer at its source" in admin.text(f"/admin/policies/{first}")
    assert "It stays" in admin.follow(f"/admin/import/vanished/{first}", then="keep")
    assert "The policy is retired" in admin.follow(f"/admin/import/vanished/{second}", then="retire")
    assert "No longer at their source" not in admin.text("/admin/import")


def test_import_asks_for_the_brand_where_there_are_several(admin: Visitor, services: Services) -> None:
    with services.database.writing() as session:
        insert_brand(session, make_brand(id="brd_2", slug="fernhollow", name="Fernhollow"), now=services.clock())

    assert "Field 'brand' should name" in words(upload(admin, "returns.md", RETURNS))
    assert "Returns" in follow(admin, upload(admin, "returns.md", RETURNS, brand="fernhollow"))


def test_other_brands_imports_are_unknown(services: Services, app: Flask, admin: Visitor) -> None:
    with services.database.writing() as session:
        insert_brand(session, make_brand(id="brd_2", slug="fernhollow", name="Fernhollow"), now=services.clock())
    location = upload(admin, "returns.md", RETURNS, brand="northway").headers["Location"]
    other = visit(services, app, "admin", brand_id="brd_2")

    assert other.get(location).status_code == 404
    assert "returns.md" not in other.text("/admin/import")


def test_export_is_a_zip_that_an_import_takes_as_unchanged(admin: Visitor) -> None:
    upload(admin, "faq.csv", b"title,text\nReturns,Sixty days.\nFees,None.\n")

    sent = admin.get("/admin/export", brand="northway")

    assert sent.headers["Content-Disposition"] == "attachment; filename=northway-policies.zip"
    assert "Nothing changed" in follow(admin, upload(admin, "northway-policies.zip", sent.data))


@pytest.mark.parametrize("role", ["agent", "qa"])
def test_only_admins_import(services: Services, app: Flask, brand: Brand, role: str) -> None:
    who = visit(services, app, role)

    assert who.get("/admin/import").status_code == 403
    assert upload(who, "returns.md", RETURNS).status_code == 403


def _sources(services: Services) -> list[str]:
    with services.database.reading() as session:
        return [one.id for one in list_origins(session)]


def _vanished(services: Services) -> list[str]:
    with services.database.reading() as session:
        return [one.policy_id for one in list_vanished(session)]
