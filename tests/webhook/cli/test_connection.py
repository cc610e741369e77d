"""``drafter connection``."""

import pytest

from drafter.brands import Brand
from tests.webhook.cli.conftest import Run
from webhook.helpdesks.signatures import sign_standard
from webhook.wiring import Services

ADD = ("connection", "add", "generic", "--brand", "northway", "--name", "shop")


def test_added_connection_names_its_path_and_secret(run: Run, brand: Brand) -> None:
    made = run(*ADD, "--json").json

    assert made["path"] == f"/webhooks/generic/{made['id']}"
    assert made["secret"].startswith("whsec_")
    assert made["paste"]


def test_added_connection_takes_signed_events(run: Run, brand: Brand, services: Services) -> None:
    from webhook.app import create_app

    made = run(*ADD, "--json").json
    body = b'{"type": "ticket.unheard_of", "timestamp": "2026-03-10T09:00:00Z", "data": {}}'
    headers = sign_standard("evt_1", body, [made["secret"]], now=services.clock())
    client = create_app(services.settings, services).test_client()

    answer = client.post(made["path"], data=body, headers={"Content-Type": "application/json", **headers})

    assert (answer.status_code, answer.json) == (202, {"event_id": "evt_1", "status": "ignored"})


def test_given_secret_is_kept(run: Run, brand: Brand) -> None:
    assert run(*ADD, "--secret", "whsec_c2VjcmV0", "--json").json["secret"] == "whsec_c2VjcmV0"


def test_helpdesk_that_cannot_sign_gets_unguessable_path(run: Run, brand: Brand) -> None:
    made = run("connection", "add", "django-helpdesk", "--brand", "northway", "--name", "desk", "--json").json

    segment = made["path"].rpartition("/")[2]
    assert made["path"].startswith(f"/webhooks/django-helpdesk/{made['id']}/")
    assert len(segment) >= 32


def test_private_address_of_the_operator_is_taken(run: Run, brand: Brand) -> None:
    made = run(*ADD, "--option", "callback_url=http://127.0.0.1:9/x", "--json").json

    assert made["options"] == {"callback_url": "http://127.0.0.1:9/x"}


@pytest.mark.parametrize("option", ["colour=blue", "callback_url", "=x"])
def test_unknown_option_is_wrong_use(run: Run, brand: Brand, option: str) -> None:
    assert run(*ADD, "--option", option).code == 2


@pytest.mark.parametrize("address", ["ftp://x", "javascript:alert(1)", "http://", "http://user:pw@x/"])
def test_unusable_address_is_refused(run: Run, brand: Brand, address: str) -> None:
    shown = run(*ADD, "--option", f"callback_url={address}")

    assert (shown.code, shown.err.count("\n")) == (1, 1)


def test_unknown_kind_is_wrong_use(run: Run, brand: Brand) -> None:
    assert run("connection", "add", "pigeon", "--brand", "northway", "--name", "p").code == 2


def test_second_connection_of_a_name_is_refused(run: Run, brand: Brand) -> None:
    run(*ADD)

    assert run(*ADD).code == 1


def test_list_hides_secrets(run: Run, brand: Brand) -> None:
    made = run(*ADD, "--option", "api_token=do-not-show", "--json").json

    listed = run("connection", "list", "--json")

    assert [line["id"] for line in listed.lines] == [made["id"]]
    assert "do-not-show" not in listed.out
    assert made["secret"] not in listed.out
