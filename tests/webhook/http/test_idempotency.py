"""``Idempotency-Key``."""

import threading
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from drafter.brands import Brand
from tests.tools.api import Caller, token_caller
from tests.tools.clocks import SettableClock
from tests.tools.seeding import Seeds
from tests.tools.sending import ticket_data
from webhook.errors import InProgressError, RequestFieldsError
from webhook.http.idempotency import answer_once, fingerprint_of
from webhook.wiring import Services

POLICY = {"title": "Returns", "text": "30 days."}


def test_same_key_and_body_answers_as_first_time(admin: Caller, brand: Brand) -> None:
    first = admin.post("/policies", POLICY, key="k-1")

    second = admin.post("/policies", POLICY, key="k-1")

    assert (second.status_code, second.json) == (201, first.json)
    assert len(admin.get("/policies").json["items"]) == 1


def test_order_of_fields_does_not_matter(admin: Caller, brand: Brand) -> None:
    first = admin.post("/policies", POLICY, key="k-1")

    second = admin.post("/policies", dict(reversed(POLICY.items())), key="k-1")

    assert second.json == first.json


def test_same_key_with_other_body_is_422(admin: Caller, brand: Brand) -> None:
    admin.post("/policies", POLICY, key="k-1")

    answer = admin.post("/policies", {**POLICY, "text": "45 days."}, key="k-1")

    assert (answer.status_code, answer.json["code"]) == (422, "request.idempotency")


def test_same_key_on_other_route_is_422(agent: Caller, seeds: Seeds) -> None:
    agent.post(f"/drafts/{seeds.drafts['ready']}/regenerate", key="k-1")

    answer = agent.post(f"/drafts/{seeds.drafts['checked']}/regenerate", key="k-1")

    assert answer.json["code"] == "request.idempotency"


def test_regenerate_with_same_key_asks_once(agent: Caller, seeds: Seeds) -> None:
    path = f"/drafts/{seeds.drafts['ready']}/regenerate"

    first, second = agent.post(path, key="k-1"), agent.post(path, key="k-1")
    third = agent.post(path, key="k-2")

    assert first.json["id"] == second.json["id"] != third.json["id"]


def test_failed_request_gives_its_key_back(agent: Caller, seeds: Seeds) -> None:
    assert agent.post("/tickets", {**ticket_data("T-9"), "brand": "lost"}, key="k-1").status_code == 404

    assert agent.post("/tickets", {**ticket_data("T-9"), "brand": "northway"}, key="k-1").status_code == 202


def test_keys_of_two_callers_are_apart(services: Services, app: Flask, admin: Caller, brand: Brand) -> None:
    other = token_caller(services, app.test_client(), "admin")

    first, second = admin.post("/policies", POLICY, key="k-1"), other.post("/policies", POLICY, key="k-1")

    assert first.json["id"] != second.json["id"]


@pytest.mark.parametrize("key", ["", "x" * 181], ids=["empty", "long"])
def test_unusable_key_is_field_problem(admin: Caller, brand: Brand, key: str) -> None:
    answer = admin.client.post("/api/v1/policies", json=POLICY, headers={**admin.headers, "Idempotency-Key": key})

    assert (answer.status_code, answer.json["code"]) == (422, RequestFieldsError.code)


def test_second_request_is_told_that_first_one_runs(services: Services) -> None:
    started, finish = threading.Event(), threading.Event()
    answers = []

    def slow() -> tuple[dict[str, int], int]:
        started.set()
        finish.wait(10)
        return {"made": 1}, 201

    mark = fingerprint_of("POST", "/x", None)
    first = threading.Thread(target=lambda: answers.append(answer_once(services, "usr_1", "k", mark, slow)))
    first.start()
    started.wait(10)
    with pytest.raises(InProgressError):
        answer_once(services, "usr_1", "k", mark, slow)
    finish.set()
    first.join(10)

    assert answer_once(services, "usr_1", "k", mark, slow) == answers[0] == ({"made": 1}, 201)


def test_claim_of_a_dead_process_is_taken_over(services: Services, clock: SettableClock) -> None:
    mark = fingerprint_of("POST", "/x", None)
    with pytest.raises(SystemExit):
        answer_once(services, "usr_1", "gone", mark, _die)
    _leave_claimed(services, mark)
    clock.advance(seconds=61)

    assert answer_once(services, "usr_1", "k", mark, lambda: ({"made": 2}, 200)) == ({"made": 2}, 200)


def test_keys_are_forgotten_after_a_day(services: Services, clock: SettableClock) -> None:
    answer_once(services, "usr_1", "k", fingerprint_of("POST", "/x", 1), lambda: ({"made": 1}, 200))
    clock.now += timedelta(hours=25)

    again = answer_once(services, "usr_1", "k", fingerprint_of("POST", "/x", 2), lambda: ({"made": 2}, 200))

    assert again == ({"made": 2}, 200)


def _leave_claimed(services: Services, mark: str) -> None:
    from webhook.store.idempotency import claim_key

    with services.database.writing() as session:
        claim_key(session, "usr_1", "k", mark, now=services.clock())


def _die() -> tuple[dict[str, int], int]:
    raise SystemExit


def test_stranger_is_not_given_a_kept_answer(admin: Caller, brand: Brand, client: FlaskClient) -> None:
    admin.post("/policies", POLICY, key="k-1")

    answer = client.post("/api/v1/policies", json=POLICY, headers={"Idempotency-Key": "k-1"})

    assert answer.status_code == 401
