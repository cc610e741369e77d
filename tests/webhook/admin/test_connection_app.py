"""The page of a connection's app: steps with drawings, who may look in, and the files."""

import io
import zipfile

import pytest
from flask import Flask

from drafter.brands import Brand
from tests.tools.seeding import Seeds
from tests.tools.visiting import visit
from webhook.apps.app_steps import APP_KINDS, APP_STEPS
from webhook.helpdesks.base import Connection
from webhook.store.connections import insert_connection
from webhook.wiring import Services


def add(services: Services, brand_id: str, kind: str) -> str:
    options = {"base_url": "https://desk.example.com", "app_key": "a secret that nobody sees"}
    with services.database.writing() as session:
        made = Connection(services.new_id("con"), kind, brand_id, kind, ("s",), options)
        insert_connection(session, made, now=services.clock())
    return made.id


@pytest.mark.parametrize("kind", [*APP_KINDS, "gorgias"])
def test_app_page_shows_steps_or_why_there_are_none(services: Services, app: Flask, seeds: Seeds, kind: str) -> None:
    admin = visit(services, app, "admin")
    path = f"/admin/connections/{add(services, seeds.brand.id, kind)}/app"

    page = admin.get(path)

    assert page.status_code == 200
    assert page.text.count('<svg class="way"') == len([step for step in APP_STEPS.get(kind, ()) if step.way])
    assert "a secret that nobody sees" not in page.text
    assert ("No app for this helpdesk" in page.text) == (kind == "gorgias")


def test_app_is_downloaded_by_admins_of_its_brand(
    services: Services, app: Flask, seeds: Seeds, other_brand: Brand
) -> None:
    path = f"/admin/connections/{add(services, seeds.brand.id, 'zendesk')}/app.zip"

    packed = visit(services, app, "admin").get(path)

    names = zipfile.ZipFile(io.BytesIO(packed.data)).namelist()
    assert "manifest.json" in names
    assert visit(services, app, "agent").get(path).status_code == 403
    assert visit(services, app, "admin", brand_id=other_brand.id).get(path).status_code == 404
