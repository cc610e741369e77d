"""``/api/v1/drafts`` and ``/api/v1/tickets``."""

import pytest
from flask.testing import FlaskClient

from drafter.brands import Brand
from tests.tools.api import Caller, token_caller
from tests.tools.seeding import Seeds
from tests.tools.sending import ticket_data
from webhook.store.jobs import count_jobs
from webhook.wiring import Services


def test_draft_shows_sentences_with_their_citations(agent: Caller, seeds: Seeds) -> None:
    draft = agent.get(f"/drafts/{seeds.drafts['checked']}").json

    cited = [sentence for sentence in draft["sentences"] if sentence["citations"]]
    first = cited[0]["citations"][0]
    assert draft["status"] == "ready"
    assert draft["text"][cited[0]["start"] : cited[0]["end"]] == cited[0]["text"]
    assert (first["snippet_id"], first["policy"], first["heading"]) == (
        "snp_parts",
        "Damaged on arrival",
        ["What we offer for a damaged item"],
    )


def test_draft_shows_its_findings(agent: Caller, seeds: Seeds) -> None:
    finding = agent.get(f"/drafts/{seeds.drafts['checked']}").json["findings"][0]

    assert (finding["text"], finding["fix"]) == ("$45", "$38.00")


def test_draft_of_ticket_is_found_by_either_id(agent: Caller, seeds: Seeds) -> None:
    draft = agent.get(f"/drafts/{seeds.drafts['ready']}").json

    by_theirs = agent.get("/drafts", ticket=draft["ticket"]).json["items"]
    by_ours = agent.get("/drafts", ticket=draft["ticket_id"]).json["items"]

    assert by_theirs == by_ours == [draft]


def test_drafts_are_filtered_by_status(agent: Caller, seeds: Seeds) -> None:
    found = agent.get("/drafts", status="abstained").json["items"]

    assert [one["id"] for one in found] == [seeds.drafts["uncovered"]]


def test_drafts_page_by_cursor(agent: Caller, seeds: Seeds) -> None:
    seen: list[str] = []
    after: str | None = ""
    while after is not None:
        answer = agent.get("/drafts", limit=3, after=after).json
        seen += [one["id"] for one in answer["items"]]
        after = answer["next"]

    assert seen == sorted(seeds.drafts.values(), reverse=True)


def test_unknown_status_names_its_field(agent: Caller) -> None:
    answer = agent.get("/drafts", status="lost")

    assert answer.status_code == 422
    assert answer.json["errors"][0]["field"] == "status"


def test_accepted_draft_shows_its_decision(agent: Caller, seeds: Seeds) -> None:
    answer = agent.post(f"/drafts/{seeds.drafts['ready']}/decision", {"action": "accept"})

    assert answer.status_code == 200
    assert answer.json["decision"]["kind"] == "accepted"
    assert answer.json["decision"]["text"] == answer.json["text"]


def test_edited_draft_is_measured_at_once(agent: Caller, reviewer: Caller, seeds: Seeds) -> None:
    text = "Hi Tomás,\n\nStandard shipping takes 4 to 6 business days.\n\nWarm regards,\nThe Northway team"

    sent = {"action": "edit", "text": text, "acknowledge": ["facts"], "reason": "Told by the carrier"}
    agent.post(f"/drafts/{seeds.drafts['ready']}/decision", sent)

    edit = reviewer.get("/edits").json["items"][0]
    assert (edit["draft_id"], edit["outcome"], edit["sent_text"]) == (seeds.drafts["ready"], "edited", text)
    assert 0 < edit["metrics"]["hter"] < 2


def test_same_decision_again_answers_as_first(agent: Caller, seeds: Seeds) -> None:
    path = f"/drafts/{seeds.drafts['ready']}/decision"
    first = agent.post(path, {"action": "reject", "reason": "wrong policy"})

    second = agent.post(path, {"action": "reject", "reason": "wrong policy"})

    assert second.status_code == 200
    assert second.json["decision"] == first.json["decision"]


def test_other_second_decision_is_conflict(agent: Caller, seeds: Seeds) -> None:
    path = f"/drafts/{seeds.drafts['ready']}/decision"
    agent.post(path, {"action": "accept"})

    answer = agent.post(path, {"action": "reject"})

    assert (answer.status_code, answer.json["code"]) == (409, "draft.already_decided")


def test_undone_decision_can_be_made_anew(agent: Caller, seeds: Seeds) -> None:
    path = f"/drafts/{seeds.drafts['ready']}/decision"
    agent.post(path, {"action": "accept"})

    undone = agent.post(path, {"action": "undo"})
    rejected = agent.post(path, {"action": "reject"})

    assert undone.json["decision"] is None
    assert rejected.json["decision"]["kind"] == "rejected"


def test_draft_without_text_is_not_accepted(agent: Caller, seeds: Seeds) -> None:
    answer = agent.post(f"/drafts/{seeds.drafts['loading']}/decision", {"action": "accept"})

    assert (answer.status_code, answer.json["code"]) == (409, "draft.not_ready")


@pytest.mark.parametrize(
    "body",
    [{}, {"action": "approve"}, {"action": 7}, {"action": "edit", "text": 5}, {"action": "edit", "text": ["a"]}],
    ids=["empty", "unknown", "number", "text-number", "text-list"],
)
def test_wrong_decision_is_field_problem(agent: Caller, seeds: Seeds, body: dict[str, object]) -> None:
    answer = agent.post(f"/drafts/{seeds.drafts['ready']}/decision", body)

    assert (answer.status_code, answer.json["code"]) == (422, "request.fields")


def test_unknown_fields_are_ignored(agent: Caller, seeds: Seeds) -> None:
    answer = agent.post(f"/drafts/{seeds.drafts['ready']}/decision", {"action": "accept", "colour": "blue"})

    assert answer.status_code == 200


def test_regenerated_draft_is_queued_with_its_steer(agent: Caller, services: Services, seeds: Seeds) -> None:
    answer = agent.post(f"/drafts/{seeds.drafts['ready']}/regenerate", {"steer": "shorter"})

    former = agent.get(f"/drafts/{seeds.drafts['ready']}").json
    with services.database.reading() as session:
        jobs = count_jobs(session)
    assert (answer.status_code, answer.json["status"], answer.json["steer"]) == (202, "queued", "shorter")
    assert former["status"] == "superseded"
    assert jobs == {"queued": 1}


def test_regenerated_draft_keeps_the_tone_and_language_asked_for(agent: Caller, seeds: Seeds) -> None:
    path = f"/drafts/{seeds.drafts['ready']}/regenerate"

    answer = agent.post(path, {"steer": "mention the loan tent", "tone": "brief", "language": "en"})

    assert answer.json["steer"] == "Tone: brief. Write in English. mention the loan tent"


@pytest.mark.parametrize("wish", [{"tone": "rude"}, {"language": "xx"}, {"language": "ja"}])
def test_tone_or_language_that_the_brand_has_not_is_refused(agent: Caller, seeds: Seeds, wish: dict[str, str]) -> None:
    answer = agent.post(f"/drafts/{seeds.drafts['ready']}/regenerate", wish)

    assert (answer.status_code, answer.json["code"]) == (422, "request.fields")
    assert agent.get(f"/drafts/{seeds.drafts['ready']}").json["status"] == "ready"


def test_submitted_ticket_answers_with_queued_draft(agent: Caller, services: Services, seeds: Seeds) -> None:
    answer = agent.post("/tickets", {**ticket_data("T-9"), "brand": "northway"})

    with services.database.reading() as session:
        jobs = count_jobs(session)
    assert answer.status_code == 202
    assert (answer.json["ticket"], answer.json["status"], answer.json["no_draft_reason"]) == ("T-9", "queued", None)
    assert agent.get(f"/drafts/{answer.json['id']}").json["ticket"] == "T-9"
    assert jobs == {"queued": 1}


def test_ticket_submitted_twice_has_one_draft(agent: Caller, seeds: Seeds) -> None:
    body = {**ticket_data("T-9"), "brand": "northway"}

    first, second = agent.post("/tickets", body), agent.post("/tickets", body)

    assert first.json["id"] == second.json["id"]


def test_ticket_that_wants_no_answer_has_no_draft(agent: Caller, seeds: Seeds) -> None:
    answer = agent.post(
        "/tickets", {**ticket_data("T-9", "Out of office"), "headers": {"Auto-Submitted": "auto-replied"}}
    )

    shown = agent.get("/tickets/T-9").json
    assert (answer.status_code, answer.json["id"]) == (202, None)
    assert answer.json["no_draft_reason"] == shown["no_draft_reason"] != ""
    assert agent.get("/drafts", ticket="T-9").json["items"] == []


def test_brand_may_be_left_out_where_there_is_one(agent: Caller, seeds: Seeds) -> None:
    assert agent.post("/tickets", ticket_data("T-9")).status_code == 202


def test_brand_is_asked_for_where_there_are_two(agent: Caller, seeds: Seeds, other_brand: Brand) -> None:
    answer = agent.post("/tickets", ticket_data("T-9"))

    assert (answer.status_code, answer.json["code"]) == (422, "request.fields")
    assert "brand" in answer.json["detail"]


def test_body_is_shorthand_for_one_message(agent: Caller, seeds: Seeds) -> None:
    agent.post("/tickets", {"id": "T-9", "body": "Where is my parcel?"})

    messages = agent.get("/tickets/T-9").json["messages"]
    assert [(one["author"], one["text"]) for one in messages] == [("requester", "Where is my parcel?")]


def test_submitted_order_keeps_exact_money(agent: Caller, seeds: Seeds) -> None:
    order = {"order_number": "A1", "currency": "USD", "total": "120.10", "items": [{"name": "Tent", "price": 60.05}]}

    agent.post("/tickets", {**ticket_data("T-9"), "order": order})

    shown = agent.get("/tickets/T-9").json["order"]
    assert (shown["total"], shown["items"][0]["price"]) == ("120.10", "60.05")


@pytest.mark.parametrize(
    "changes",
    [{"id": None}, {"messages": []}, {"messages": "x"}, {"order": {"total": "a lot"}}, {"messages": [{"text": None}]}],
    ids=["no-id", "no-message", "messages-text", "money", "text-null"],
)
def test_wrong_ticket_is_422(agent: Caller, seeds: Seeds, changes: dict[str, object]) -> None:
    answer = agent.post("/tickets", {**ticket_data("T-9"), **changes})

    assert answer.status_code == 422
    assert answer.json["code"] in ("request.fields", "ticket.format")


def test_ticket_shows_its_newest_draft(agent: Caller, seeds: Seeds) -> None:
    shown = agent.get(f"/tickets/{seeds.tickets['ready']}").json

    assert (shown["draft_id"], shown["draft_status"]) == (seeds.drafts["ready"], "ready")


def test_tickets_page_by_cursor(agent: Caller, seeds: Seeds) -> None:
    first = agent.get("/tickets", limit=5).json
    second = agent.get("/tickets", limit=5, after=first["next"]).json

    ids = [one["ticket_id"] for one in first["items"] + second["items"]]
    assert ids == sorted(seeds.tickets.values(), reverse=True)
    assert second["next"] is None


def test_other_brands_things_are_unknown(
    services: Services, api_client: FlaskClient, seeds: Seeds, other_brand: Brand
) -> None:
    outsider = token_caller(services, api_client, "agent", brand_id=other_brand.id)
    draft_id, ticket_id = seeds.drafts["ready"], seeds.tickets["ready"]

    answers = {
        "draft": outsider.get(f"/drafts/{draft_id}"),
        "decision": outsider.post(f"/drafts/{draft_id}/decision", {"action": "accept"}),
        "regenerate": outsider.post(f"/drafts/{draft_id}/regenerate"),
        "ticket": outsider.get(f"/tickets/{ticket_id}"),
        "brand": outsider.get("/drafts", brand="northway"),
        "submit": outsider.post("/tickets", {**ticket_data("T-9"), "brand": "northway"}),
    }

    assert {name: answer.status_code for name, answer in answers.items()} == dict.fromkeys(answers, 404)
    assert outsider.get("/drafts").json["items"] == outsider.get("/tickets").json["items"] == []
    assert answers["draft"].json["detail"] == outsider.get("/drafts/dft_none").json["detail"].replace(
        "dft_none", draft_id
    )


def test_same_ticket_id_of_two_brands_stays_apart(
    services: Services, api_client: FlaskClient, agent: Caller, seeds: Seeds, other_brand: Brand
) -> None:
    agent.post("/tickets", {**ticket_data("T-9", "Mine"), "brand": "northway"})
    outsider = token_caller(services, api_client, "agent", brand_id=other_brand.id)

    outsider.post("/tickets", ticket_data("T-9", "Theirs"))

    assert [m["text"] for m in outsider.get("/tickets/T-9").json["messages"]] == ["Theirs"]
    assert len(agent.get("/drafts", ticket="T-9").json["items"]) == 2
