"""``drafter user``."""

from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient

from drafter.brands import Brand
from tests.webhook.cli.conftest import Run
from webhook.app import create_app
from webhook.settings import load_settings
from webhook.wiring import wire


def test_link_signs_in_once(run: Run, brand: Brand) -> None:
    made = run("user", "add", "Ada@Example.com", "--role", "agent", "--json").json
    client, token = _client(), urlsplit(made["link"]).query.removeprefix("token=")

    first = client.post("/sign-in", data={"token": token})
    second = _client().post("/sign-in", data={"token": token})

    assert made["email"] == "ada@example.com"
    assert (first.status_code, second.status_code) == (303, 401)
    assert client.get("/api/v1/drafts").status_code == 200


def test_link_names_the_public_address(run: Run) -> None:
    made = run("user", "add", "ada@example.com", "--role", "qa", "--url", "https://drafter.example/", "--json").json

    assert made["link"].startswith("https://drafter.example/sign-in?token=lnk_")


def test_person_added_again_changes_role(run: Run, brand: Brand) -> None:
    first = run("user", "add", "ada@example.com", "--role", "agent", "--json").json

    second = run("user", "add", "ada@example.com", "--role", "qa", "--brand", "northway", "--json").json

    assert second["id"] == first["id"]
    assert [(one["role"], one["brands"]) for one in run("user", "list", "--json").lines] == [("qa", [brand.id])]


def test_person_with_password_signs_in_with_it(run: Run) -> None:
    run("user", "add", "ada@example.com", "--role", "agent", "--password", "correct horse")
    client = _client()

    wrong = client.post("/sign-in", data={"email": "ada@example.com", "password": "battery"})
    right = client.post("/sign-in", data={"email": "ada@example.com", "password": "correct horse"})

    assert (wrong.status_code, right.status_code) == (401, 303)


def test_account_is_switched_off_and_on(run: Run) -> None:
    run("user", "add", "ada@example.com", "--role", "agent", "--password", "correct horse")
    client, form = _client(), {"email": "ada@example.com", "password": "correct horse"}
    client.post("/sign-in", data=form)

    off = run("user", "switch", "ADA@example.com", "--off", "--json").json
    while_off = client.get("/").status_code, client.post("/sign-in", data=form).status_code
    run("user", "switch", "ada@example.com", "--on")

    assert (off["is_active"], off["sessions_ended"]) == (False, 1)
    assert while_off == (303, 401)
    assert client.post("/sign-in", data=form).status_code == 303
    assert run("user", "switch", "eve@example.com", "--off").code == 1


@pytest.mark.parametrize("address", ["ada", "@example.com", "a b@example.com", "x" * 300 + "@example.com"])
def test_unusable_address_is_refused(run: Run, address: str) -> None:
    shown = run("user", "add", address, "--role", "agent")

    assert (shown.code, shown.err.count("\n")) == (1, 1)


def test_unknown_brand_and_role_are_refused(run: Run) -> None:
    assert run("user", "add", "ada@example.com", "--role", "agent", "--brand", "lost").code == 1
    assert run("user", "add", "ada@example.com", "--role", "king").code == 2
    assert run("user", "list", "--json").lines == []


def _client() -> FlaskClient:
    services = wire(load_settings())
    return create_app(services.settings, services).test_client()


def test_person_is_placed(run: Run) -> None:
    run("user", "add", "ada@example.com", "--role", "agent")

    placed = run("user", "place", "ada@example.com", "--site", "Leeds", "--started-on", "2026-01-12", "--json").json

    assert placed["site"] == "Leeds"
    assert "ada@example.com" in placed["agents"]
    assert run("user", "place", "ada@example.com", "--since", "soon").code == 2
