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


def test_secret_is_rotated_with_the_old_one_beside_it(run: Run, brand: Brand) -> None:
    made = run(*ADD, "--json").json

    rotated = run("connection", "rotate", "shop", "--grace-hours", "2", "--json").json

    assert rotated["secret"] not in ("", made["secret"])
    assert rotated["old_secret_ends_at"]
    assert run("connection", "rotate", "shop", "--end-old", "--json").json["old_secret_ends_at"] is None


def test_vendors_own_secret_is_taken_over(run: Run, brand: Brand) -> None:
    run(*ADD)

    assert run("connection", "rotate", "shop", "--secret", "their-secret", "--json").json["secret"] == "their-secret"


def test_pause_is_shown_and_taken_back(run: Run, brand: Brand) -> None:
    run(*ADD)
    run("connection", "pause", "shop")

    assert run("connection", "show", "shop", "--json").json["state"] == "paused"
    run("connection", "resume", "shop")
    assert [one["state"] for one in run("connection", "list", "--json").lines] == ["waiting"]


def test_options_change_and_go(run: Run, brand: Brand) -> None:
    run(*ADD, "--option", "callback_url=http://127.0.0.1:9/x")

    changed = run("connection", "set", "shop", "--option", "callback_url=", "--option", "api_token=t", "--json").json

    assert changed["options"] == {"api_token": "********"}


def test_removed_connection_is_listed_no_more(run: Run, brand: Brand) -> None:
    run(*ADD)

    assert run("connection", "remove", "shop", "--yes", "--json").json["removed"] is True
    assert run("connection", "list", "--json").lines == []
    assert run("connection", "show", "shop").code == 1


def test_test_of_a_connection_nobody_can_call_says_what_to_give(run: Run, brand: Brand) -> None:
    run("connection", "add", "zammad", "--brand", "northway", "--name", "desk")

    shown = run("connection", "test", "desk", "--json")

    assert shown.code == 0
    assert {one["step"]: one["result"] for one in shown.lines} == {"event": "skipped", "account": "skipped"}
    assert run("connection", "test", "desk", "--note").code == 2


def test_failed_test_ends_badly(run: Run, brand: Brand) -> None:
    options = ("--option", "base_url=http://127.0.0.1:9", "--option", "api_token=t")
    run("connection", "add", "zammad", "--brand", "northway", "--name", "desk", *options)

    shown = run("connection", "test", "desk", "--ticket", "7")

    assert (shown.code, shown.err.count("\n")) == (1, 1)


def test_added_connection_prints_numbered_steps(run: Run, brand: Brand) -> None:
    shown = run("connection", "add", "zammad", "--brand", "northway", "--name", "desk")

    assert "1. " in shown.out
    assert "Trigger" in shown.out
