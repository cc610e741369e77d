"""The apps' files: whole, ours, and filled with this connection's addresses."""

import io
import json
import re
import struct
import zipfile

import pytest

from webhook.apps.app_steps import APP_KINDS
from webhook.apps.building import app_files, logo_png, zip_of
from webhook.apps.pictures import draw_way
from webhook.errors import RequestFieldsError
from webhook.helpdesks.base import Connection

SITE = "https://drafter.example.com"


def files_of(kind: str, url: str | None = SITE) -> dict[str, bytes]:
    return app_files(Connection("con_1", kind, "brd_1", "desk"), url)


@pytest.mark.parametrize("kind", APP_KINDS)
def test_app_is_filled_and_says_its_steps(kind: str) -> None:
    files = files_of(kind)

    texts = {name: content.decode() for name, content in files.items() if not name.endswith(".png")}
    assert not [name for name, text in texts.items() if "@@" in text]
    assert any(SITE in text for text in texts.values())
    assert re.search(r"^1\. ", texts["README.md"], re.M)
    for name, text in texts.items():
        if name.endswith(".json"):
            json.loads(text)


def test_zendesk_app_is_opened_with_a_signed_token() -> None:
    files = files_of("zendesk")
    manifest = json.loads(files["manifest.json"])

    assert manifest["signedUrls"] is True
    assert manifest["frameworkVersion"] == "2.0"
    where = manifest["location"]["support"]["ticket_sidebar"]
    assert where["url"] == f"{SITE}/agent/sidebar?connection=con_1"
    assert {"assets/logo.png", "assets/logo-small.png", "translations/en.json"} <= set(files)


def test_bridges_name_one_origin_and_never_everybody() -> None:
    for kind, name in (("freshdesk", "app/scripts/bridge.js"), ("front", "bridge.js")):
        script = files_of(kind)[name].decode()
        assert f'"{SITE}"' in script
        assert "event.origin !== SITE" in script
        assert '"*"' not in script
        assert "'*'" not in script


def test_logo_is_a_square_png() -> None:
    drawn = logo_png(64)

    assert drawn.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", drawn[16:24]) == (64, 64)


def test_same_files_make_the_same_zip() -> None:
    packed = zip_of(files_of("zendesk"))

    assert packed == zip_of(files_of("zendesk"))
    assert "manifest.json" in zipfile.ZipFile(io.BytesIO(packed)).namelist()


@pytest.mark.parametrize(("kind", "url"), [("gorgias", SITE), ("generic", SITE), ("zendesk", None), ("zendesk", "x")])
def test_no_app_without_a_frame_or_an_address(kind: str, url: str | None) -> None:
    with pytest.raises(RequestFieldsError):
        files_of(kind, url)


def test_drawing_says_its_way_and_escapes_it() -> None:
    drawn = draw_way(["Admin", 'A "very" long <b>name</b> that does not fit'])

    assert 'aria-label="Choose Admin, then A &#34;very&#34; long &lt;b&gt;' in drawn
    assert "<b>" not in drawn
    assert "style=" not in drawn
