"""``drafter token``."""

from drafter.brands import Brand
from tests.webhook.cli.conftest import Run
from webhook.app import create_app
from webhook.wiring import Services


def test_token_is_listed_and_revoked(run: Run, services: Services) -> None:
    made = run("token", "add", "reporting", "--role", "qa", "--json").json
    client = create_app(services.settings, services).test_client()
    headers = {"Authorization": f"Bearer {made['token']}"}

    listed = run("token", "list", "--json")
    run("token", "revoke", "reporting")

    assert made["token"] not in listed.out
    assert client.get("/api/v1/quality", headers=headers).status_code == 401
    assert run("token", "revoke", "reporting").code == 1


def test_token_opens_the_api(run: Run, services: Services, brand: Brand) -> None:
    made = run("token", "add", "reporting", "--role", "qa", "--json").json
    client = create_app(services.settings, services).test_client()

    answer = client.get("/api/v1/quality", headers={"Authorization": f"Bearer {made['token']}"})

    assert set(made) == {"id", "name", "role", "token"}
    assert (made["name"], made["role"]) == ("reporting", "qa")
    assert answer.status_code == 200


def test_token_of_a_brand_sees_that_brand_only(run: Run, services: Services, brand: Brand) -> None:
    run("brand", "add", "Harbour Lane")
    made = run("token", "add", "shop", "--role", "agent", "--brand", "harbour-lane", "--json").json
    client = create_app(services.settings, services).test_client()

    answer = client.get("/api/v1/drafts?brand=northway", headers={"Authorization": f"Bearer {made['token']}"})

    assert answer.status_code == 404


def test_token_is_not_kept_in_clear(run: Run, services: Services) -> None:
    made = run("token", "add", "reporting", "--role", "qa", "--json").json

    raw = (services.database.engine.url.database or "").encode()
    with open(raw, "rb") as file:
        assert made["token"].encode() not in file.read()


def test_unknown_brand_makes_no_token(run: Run) -> None:
    assert run("token", "add", "x", "--role", "qa", "--brand", "lost").code == 1
