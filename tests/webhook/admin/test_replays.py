"""Replays over the API and on their pages, without scripts: asked for, followed, stopped, read, signed."""

from typing import Any

import pytest
from flask import Flask

from drafter.brands import Brand
from drafter.store.brands import change_brand
from drafter.store.tickets import save_ticket
from tests.makers import make_brand, make_ticket
from tests.tools.api import Caller, token_caller
from tests.tools.lines import Try
from tests.tools.visiting import Visitor, visit, words
from webhook.store.jobs import JobState
from webhook.wiring import Services

TEXT = "# Returns\n\n## Return window\n\nYou can return boots within 30 days of delivery.\n"


@pytest.fixture
def policy(admin: Caller, services: Services, brand: Brand) -> str:
    """The id of a published policy with a draft of a longer window, and one past ticket about it."""
    made = admin.post("/policies", {"title": "Returns", "text": TEXT}).json["id"]
    admin.post(f"/policies/{made}/revisions/1/publish")
    admin.post(f"/policies/{made}/revisions", {"text": TEXT.replace("30", "45")})
    ticket = make_ticket(subject="Boots", external_id="T-<1>")
    with services.database.writing() as session:
        save_ticket(session, ticket, now=services.clock())
    return str(made)


@pytest.fixture
def visitor(services: Services, app: Flask) -> Visitor:
    return visit(services, app, "admin")


def start(admin: Caller, policy: str, **body: Any) -> Any:
    answer = admin.post(f"/policies/{policy}/revisions/2/replay", body)
    assert answer.status_code == 202, answer.json
    return answer.json


def finish(services: Services, replay_id: str) -> None:
    services.replaying(replay_id, Try())


def test_replay_is_queued_run_and_read(admin: Caller, policy: str, services: Services) -> None:
    asked = start(admin, policy, last=10)
    assert (asked["state"], asked["tickets_total"]) == ("queued", None)

    finish(services, asked["id"])

    report = admin.get(f"/replays/{asked['id']}").json
    (item,) = report["items"]
    assert (report["state"], report["tickets_found"], report["changed"]) == ("done", 1, 1)
    assert (item["ticket"], item["flips"]) == ("T-<1>", [{"kind": "days", "before": "30 days", "after": "45 days"}])
    assert report["flips"] == [{"kind": "days", "before": "30 days", "after": "45 days", "tickets": 1}]


def test_second_asking_answers_the_replay_on_its_way(admin: Caller, policy: str, services: Services) -> None:
    first = start(admin, policy)

    assert start(admin, policy)["id"] == first["id"]
    finish(services, first["id"])
    assert start(admin, policy)["id"] != first["id"]
    listed = admin.get(f"/policies/{policy}/revisions/2/replays").json["items"]
    assert [one["state"] for one in listed] == ["queued", "done"]


def test_stopped_replay_does_not_run(admin: Caller, policy: str, services: Services) -> None:
    asked = start(admin, policy)

    stopped = admin.post(f"/replays/{asked['id']}/cancel")
    finish(services, asked["id"])

    assert stopped.json["state"] == "cancelled"
    assert admin.get(f"/replays/{asked['id']}").json["tickets_looked_at"] == 0
    with services.database.reading() as session:
        job = services.jobs.status(session, f"replay_impact:{asked['id']}")
    assert job is not None
    assert job.state is JobState.CANCELLED


def test_only_a_finished_replay_is_signed_and_stopped_only_before(
    admin: Caller, policy: str, services: Services
) -> None:
    asked = start(admin, policy)
    early = admin.post(f"/replays/{asked['id']}/sign")
    assert (early.status_code, early.json["code"]) == (409, "replay.state")
    finish(services, asked["id"])

    signed = admin.post(f"/replays/{asked['id']}/sign", {"note": "Fine."})
    again = admin.post(f"/replays/{asked['id']}/sign", {"note": "Still fine."})

    assert [one["note"] for one in signed.json["signatures"]] == ["Fine."]
    assert again.json["signatures"] == signed.json["signatures"]
    assert admin.post(f"/replays/{asked['id']}/cancel").status_code == 409


def test_brand_publishes_only_the_wording_whose_replay_was_signed(
    admin: Caller, policy: str, services: Services
) -> None:
    with services.database.writing() as session:
        change_brand(session, make_brand().id, lambda _: make_brand(needs_replay=True))
    publish = f"/policies/{policy}/revisions/2/publish"
    refused = admin.post(publish)
    assert (refused.status_code, refused.json["code"]) == (409, "replay.needed")
    asked = start(admin, policy)
    finish(services, asked["id"])
    assert admin.post(publish).json["code"] == "replay.needed"
    admin.post(f"/replays/{asked['id']}/sign")

    admin.post(f"/policies/{policy}/revisions", {"text": TEXT.replace("30", "50")})
    other = admin.post(f"/policies/{policy}/revisions/3/publish")
    assert other.json["code"] == "replay.needed"
    back = admin.post(f"/policies/{policy}/revisions", {"text": TEXT.replace("30", "45")})
    assert admin.post(f"/policies/{policy}/revisions/{back.json['number']}/publish").json["code"] == "replay.needed"


def test_signed_wording_is_published(admin: Caller, policy: str, services: Services) -> None:
    with services.database.writing() as session:
        change_brand(session, make_brand().id, lambda _: make_brand(needs_replay=True))
    asked = start(admin, policy)
    finish(services, asked["id"])
    admin.post(f"/replays/{asked['id']}/sign")

    published = admin.post(f"/policies/{policy}/revisions/2/publish")

    assert (published.status_code, published.json["stage"]) == (200, "published")


def test_replay_of_another_brand_is_unknown(
    admin: Caller, policy: str, services: Services, app: Flask, other_brand: Brand
) -> None:
    asked = start(admin, policy)
    stranger = token_caller(services, app.test_client(), "admin", brand_id=other_brand.id)

    for answer in (stranger.get(f"/replays/{asked['id']}"), stranger.post(f"/replays/{asked['id']}/cancel")):
        assert (answer.status_code, answer.json["code"]) == (404, "replay.not_found")
    assert stranger.post(f"/policies/{policy}/revisions/2/replay").status_code == 404


def test_page_asks_follows_and_signs_without_scripts(
    visitor: Visitor, policy: str, services: Services, brand: Brand
) -> None:
    assert "None yet." in visitor.text(f"/admin/policies/{policy}/replay", revision=2)
    started = visitor.post(f"/admin/policies/{policy}/replay", revision=2, last=20)
    path = started.headers["Location"]
    assert "Waiting for a worker Stop 0 of … looked at" in visitor.text(path)
    finish(services, path.rsplit("/", 1)[1])

    page = visitor.text(path)

    assert "1 of 1 past replies would change" in page
    assert "1 say 45 days, not 30 days" in page
    assert "#T-<1> Boots" in page
    assert "within deleted: 30 inserted: 45 days of delivery" in page
    assert "found by search" in page
    after = visitor.follow(f"{path}/sign", note="Read on the train.")
    assert "You have read what v2 would change." in after
    assert "Read on the train." in after


def test_page_stops_a_replay_and_says_why_it_cannot(visitor: Visitor, policy: str, services: Services) -> None:
    path = visitor.post(f"/admin/policies/{policy}/replay", revision=2).headers["Location"]

    assert "Stopped early" in visitor.follow(f"{path}/cancel")
    refused = visitor.post(f"{path}/sign")

    assert refused.status_code == 409
    assert "run it to its end, then sign it" in words(refused)


def test_publishing_without_a_signature_says_so_on_the_page(visitor: Visitor, policy: str, services: Services) -> None:
    with services.database.writing() as session:
        change_brand(session, make_brand().id, lambda _: make_brand(needs_replay=True))

    refused = visitor.post(f"/admin/policies/{policy}/publish", revision=2)

    assert refused.status_code == 409
    assert "has no signed replay" in words(refused)


def test_agents_read_replays_and_have_no_buttons(services: Services, app: Flask, admin: Caller, policy: str) -> None:
    asked = start(admin, policy)
    finish(services, asked["id"])
    agent = visit(services, app, "agent")

    page = agent.text(f"/admin/replays/{asked['id']}")

    assert "would change" in page
    assert "I have read this" not in page
    assert agent.post(f"/admin/replays/{asked['id']}/sign").status_code == 403
