"""``drafter connection app``."""

import json
import zipfile
from pathlib import Path

from drafter.brands import Brand
from tests.webhook.cli.conftest import Run

URL = ("--url", "https://drafter.example.com")


def add(run: Run, kind: str) -> str:
    options = ("--option", "base_url=https://northway.zendesk.com")
    made = run("connection", "add", kind, "--brand", "northway", "--name", "desk", *options, "--json").json
    return str(made["id"])


def test_app_is_written_as_a_folder_and_as_a_zip(run: Run, brand: Brand, tmp_path: Path) -> None:
    id = add(run, "zendesk")

    made = run("connection", "app", "desk", *URL, "--output", str(tmp_path / "app"), "--json").json
    run("connection", "app", id, *URL, "--output", str(tmp_path / "app.zip"))

    manifest = json.loads((tmp_path / "app" / "manifest.json").read_text())
    assert manifest["location"]["support"]["ticket_sidebar"]["url"].endswith(f"connection={id}")
    assert sorted(made["files"]) == sorted(zipfile.ZipFile(tmp_path / "app.zip").namelist())


def test_app_needs_an_address_a_frame_and_a_place(run: Run, brand: Brand, tmp_path: Path) -> None:
    add(run, "zendesk")
    (tmp_path / "taken").write_text("a file")

    taken = run("connection", "app", "desk", *URL, "--output", str(tmp_path / "taken"))

    assert "Could not write" in taken.err
    assert "DRAFTER_PUBLIC_URL" in run("connection", "app", "desk").err
