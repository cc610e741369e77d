"""``/api/v1/policies``: history, comparison, going back, verifying, use, staleness; search by scope."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient

from drafter.brands import Brand
from drafter.store.brands import change_brand
from knowledge_base.errors import EmbeddingError
from knowledge_base.foundation.actors import SYSTEM
from tests.knowledge_base.test_publishing import CountingEmbedder, publisher_with
from tests.tools.api import Caller, token_caller
from tests.tools.clocks import SettableClock
from webhook.wiring import Services

TEXT = "# Returns\n\n## Return window\n\nYou can return boots within 30 days of delivery. Shipping back is free.\n"
OTHER = TEXT.replace("30 days", "45 days")


def make(admin: Caller, **more: Any) -> str:
    """Write a policy and return its path."""
    return f"/policies/{admin.post('/policies', {'title': 'Returns', 'text': TEXT, **more}).json['id']}"


def revise(admin: Caller, path: str, text: str = OTHER, **more: Any) -> None:
    assert admin.post(f"{path}/revisions", {"text": text, **more}).status_code == 201


def publish(admin: Caller, path: str, number: int = 1, **more: Any) -> None:
    assert admin.post(f"{path}/revisions/{number}/publish", more).status_code == 200


def found(admin: Caller, **query: Any) -> list[str]:
    answer = admin.get("/search", q="return boots", **query)
    assert answer.status_code == 200, answer.json
    return [hit["text"] for hit in answer.json["hits"]]


def test_wordings_are_compared_word_by_word(admin: Caller, brand: Brand) -> None:
    path = make(admin, meta={"region": ["US"]})
    revise(admin, path, meta={"region": ["US", "CA"]}, title="Returns and refunds")

    shown = admin.get(f"{path}/revisions/1/compare/2").json

    changed = [(part["kind"], part["text"].strip()) for part in shown["parts"] if part["kind"] != "same"]
    assert changed == [("removed", "30"), ("added", "45")]
    assert "".join(part["text"] for part in shown["parts"] if part["kind"] != "removed").split() == OTHER.split()
    assert (shown["added_words"], shown["removed_words"], shown["moves"]) == (1, 1, 0)
    assert shown["changes"] == [
        {"field": "title", "before": "Returns", "after": "Returns and refunds"},
        {"field": "region", "before": ["US"], "after": ["US", "CA"]},
    ]
    assert admin.get(f"{path}/revisions/1/compare/9").status_code == 404


def test_published_wording_is_brought_back_as_a_draft(admin: Caller, brand: Brand) -> None:
    path = make(admin)
    publish(admin, path)
    revise(admin, path)
    publish(admin, path, 2)

    back = admin.post(f"{path}/revisions/1/rollback", {"note": "Too costly."})

    assert (back.status_code, back.json["number"], back.json["stage"]) == (201, 3, "draft")
    assert (back.json["text"], back.json["note"]) == (TEXT, "Brings back revision 1. Too costly.")


def test_draft_is_not_brought_back(admin: Caller, brand: Brand) -> None:
    answer = admin.post(f"{make(admin)}/revisions/1/rollback")

    assert (answer.status_code, answer.json["code"]) == (409, "policy.stage")


def test_history_names_every_step(admin: Caller, brand: Brand) -> None:
    path = make(admin, note="New.")
    publish(admin, path, note="Approved by legal.", effective_at="2026-01-01")
    admin.post(f"{path}/verify", {"review_by": "2026-12-01", "note": "Read again."})
    admin.post(f"{path}/retire", {"reason": "Gone."})

    items = admin.get(f"{path}/history").json["items"]

    assert {(one["step"], one["revision"], one["note"], one["day"]) for one in items} == {
        ("retired", 1, "Gone.", None),
        ("verified", 1, "Read again.", "2026-12-01"),
        ("published", 1, "Approved by legal.", "2026-01-01"),
        ("written", 1, "New.", None),
    }
    assert all(one["actor"] and one["role"] == "admin" and one["at"] for one in items)


def test_verified_state_is_shown_and_runs_out(admin: Caller, brand: Brand, clock: SettableClock) -> None:
    path = make(admin, meta={"owner": "Priya", "review_by": "2026-03-11"})
    states = [admin.get(path).json["standing"]["state"]]
    publish(admin, path)
    states.append(admin.get(path).json["standing"]["state"])
    clock.advance(days=2)
    states.append(admin.get(path).json["standing"]["state"])

    verified = admin.post(f"{path}/verify", {"review_by": "2026-09-01"})

    standing = admin.get(path).json["standing"]
    assert states == ["not_published", "verified", "due"]
    assert (verified.status_code, verified.json["review_by"]) == (201, "2026-09-01")
    assert (standing["state"], standing["owner"], standing["review_by"]) == ("verified", "Priya", "2026-09-01")


def test_draft_is_not_verified(admin: Caller, brand: Brand) -> None:
    assert admin.post(f"{make(admin)}/verify").json["code"] == "policy.stage"


def test_unused_policy_has_zeros_and_no_share(admin: Caller, brand: Brand) -> None:
    shown = admin.get(f"{make(admin)}/usage", days=30).json

    assert (shown["used"], shown["decided"], shown["edited_share"]) == (0, 0, None)
    assert (shown["revisions"], shown["snippets"]) == ([], [])


def test_stale_policies_are_listed_with_their_figures(admin: Caller, brand: Brand, clock: SettableClock) -> None:
    for title, review_by in (("Old", "2026-03-20"), ("New", None)):
        publish(admin, make(admin, title=title, meta={"review_by": review_by}))
    clock.advance(days=30)

    items = admin.get("/policies/stale", brand="northway").json["items"]

    assert [(one["title"], one["is_stale"], one["overdue_days"]) for one in items] == [
        ("Old", True, 20),
        ("New", False, 0),
    ]
    assert {one["age_days"] for one in items} == {30}


def test_two_people_are_asked_for_by_the_brand(
    admin: Caller, services: Services, api_client: FlaskClient, brand: Brand
) -> None:
    with services.database.writing() as session:
        change_brand(session, brand.id, lambda one: replace(one, needs_two_people=True))
    path, second = make(admin), token_caller(services, api_client, "admin")

    alone = admin.post(f"{path}/revisions/1/publish")
    admin.post(f"{path}/revisions/1/submit")
    own = admin.post(f"{path}/revisions/1/review", {"verdict": "approve"})
    second.post(f"{path}/revisions/1/review", {"verdict": "approve"})
    together = admin.post(f"{path}/revisions/1/publish")

    assert [(one.status_code, one.json.get("code")) for one in (alone, own, together)] == [
        (409, "policy.stage"),
        (409, "policy.stage"),
        (200, None),
    ]


def test_failed_publication_is_shown_on_the_policy(admin: Caller, services: Services, brand: Brand) -> None:
    path = make(admin)
    revision = admin.get(path).json["revision"]["id"]
    with pytest.raises(EmbeddingError):
        publisher_with(services, CountingEmbedder(services, most=0)).publish([revision], actor=SYSTEM)

    shown = admin.get(path).json["failure"]
    publish(admin, path)

    assert (shown["revision_id"], shown["code"]) == (revision, "embedding.failed")
    assert admin.get(path).json["failure"] is None


def test_search_is_asked_as_from_a_region_and_channel_on_a_day(admin: Caller, brand: Brand) -> None:
    publish(admin, make(admin, meta={"region": ["US"], "channel": ["email"]}))
    publish(admin, make(admin, text=OTHER, meta={"region": ["EU"], "effective_from": "2026-03-01"}))

    def days(**query: Any) -> list[str]:
        return sorted(text.split(" days")[0][-2:] for text in found(admin, **query))

    assert days() == ["30", "45"]
    assert days(region="US") == ["30"]
    assert days(region="DE") == ["45"]
    assert days(channel="chat") == ["45"]
    assert days(region="DE", on="2026-02-28") == []


def test_search_says_why_a_wording_is_left_out(admin: Caller, brand: Brand) -> None:
    publish(admin, make(admin, meta={"region": ["US"]}))
    publish(admin, make(admin, text=OTHER, meta={"region": ["EU"]}))
    publish(admin, make(admin, text=OTHER, meta={"effective_from": "2027-01-01"}))

    hits = admin.get("/search", q="return boots", region="US", explain="true").json["hits"]

    assert sorted(str(hit["excluded"]) for hit in hits) == ["None", "date", "scope"]
    assert hits[0]["excluded"] is None


def test_wording_is_tried_out_before_it_is_published(admin: Caller, brand: Brand) -> None:
    path = make(admin)
    publish(admin, path)
    revise(admin, path)
    candidate = admin.get(path).json["revision"]["id"]

    assert "45 days" in found(admin, revision=candidate)[0]
    assert "30 days" in found(admin)[0]


def test_only_editors_try_out_a_wording(admin: Caller, agent: Caller, brand: Brand) -> None:
    path = make(admin)
    publish(admin, path)

    assert agent.get("/search", q="boots", revision=admin.get(path).json["revision"]["id"]).status_code == 403


def test_wording_of_another_brand_is_not_tried_out(
    admin: Caller, services: Services, api_client: FlaskClient, brand: Brand, other_brand: Brand
) -> None:
    publish(admin, make(admin, brand=brand.slug))
    theirs = admin.get(make(admin, brand=other_brand.slug)).json["revision"]["id"]
    mine = token_caller(services, api_client, "admin", brand_id=brand.id)

    answer = mine.get("/search", q="boots", revision=theirs)

    assert (answer.status_code, answer.json["code"]) == (404, "policy.not_found")


def test_retired_wording_is_in_no_search(admin: Caller, brand: Brand) -> None:
    gone, kept = make(admin), make(admin, title="Fees", text="# Fees\n\nReturning boots costs $6.95.")
    publish(admin, gone)
    publish(admin, kept)
    candidate = admin.get(kept).json["revision"]["id"]
    assert any("30 days" in text for text in found(admin, k=50))

    admin.post(f"{gone}/retire")

    for query in (
        {},
        {"explain": True},
        {"on": "2020-01-01"},
        {"on": date(2030, 1, 1).isoformat()},
        {"revision": candidate},
    ):
        assert found(admin, k=50, **query) == ["Returning boots costs $6.95."]


def test_retired_policy_can_be_deleted_and_is_unknown_then(admin: Caller, brand: Brand) -> None:
    path = make(admin)
    publish(admin, path)
    refused = admin.send("DELETE", path)
    admin.post(f"{path}/retire")

    answer = admin.send("DELETE", f"{path}?reason=A+mistake")

    assert (refused.status_code, refused.json["code"]) == (409, "policy.stage")
    assert (answer.status_code, answer.json["title"], answer.json["revisions"]) == (200, "Returns", 1)
    assert admin.get(path).status_code == admin.send("DELETE", path).status_code == 404
    assert admin.get("/policies").json["items"] == []


def test_list_says_how_a_policy_is_used_and_who_stands_behind_it(admin: Caller, brand: Brand) -> None:
    path = make(admin, meta={"owner": "Mara"})
    publish(admin, path)
    assert admin.post(f"{path}/verify", {}).status_code in (200, 201)

    [shown] = admin.get("/policies").json["items"]

    assert (shown["usage"]["used"], shown["usage"]["edited_share"]) == (0, None)
    assert (shown["standing"]["state"], shown["standing"]["owner"]) == ("verified", "Mara")
    assert shown["source_gone"] is False
