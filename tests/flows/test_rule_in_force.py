"""The rule in force on the order's day, and in its region, is the one that a draft rests on."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from drafter.backends.composer import Composer
from drafter.brands import Brand
from drafter.completion import Completion, Prompt
from drafter.drafting import draft_reply
from drafter.drafts import Draft
from drafter.prompts.assembly import assemble
from drafter.prompts.template import load_template
from knowledge_base.editing import create_policy, start_revision
from knowledge_base.foundation.actors import Actor
from knowledge_base.foundation.tokens import estimate_tokens
from knowledge_base.policies import PolicyMeta, Revision
from knowledge_base.search.hits import Question
from tests.makers import make_brand, make_ticket
from webhook.ticket_json import parse_ticket
from webhook.wiring import Services

OWNER = Actor("usr_owner", "admin")
MAY = date(2026, 5, 1)
NORTHWAY, FERNHOLLOW = make_brand(), make_brand(id="brd_2", slug="fernhollow", name="Fernhollow")


@pytest.fixture
def publish(services: Services) -> Callable[..., Revision]:
    """Publish a policy, or the next wording of the one that ``follows``."""

    def work(text: str, *, follows: Revision | None = None, brand: Brand = NORTHWAY, **more: Any) -> Revision:
        first_day = more.pop("effective_at", None)
        values = {"text": text, "actor": OWNER, "now": services.clock(), "new_id": services.new_id, **more}
        with services.database.writing() as session:
            if follows:
                made = start_revision(session, follows.policy_id, **values)
            else:
                made = create_policy(session, brand_id=brand.id, **{"title": "Returns", **values})
        services.publisher.publish([made.id], actor=OWNER, effective_at=first_day)
        return made

    return work


def draft(services: Services, brand: Brand, order: dict[str, Any] | None, **ticket: Any) -> Draft:
    asked = {"id": "T-1", "body": "How long can I return boots?", "order": order, **ticket}
    parsed = replace(parse_ticket(asked), id="tkt_1", brand_id=brand.id)
    return draft_reply(parsed, services.kit(brand), now=services.clock(), new_id=services.new_id)


def wording(days: int) -> str:
    return f"## Return window\n\nYou can return boots within {days} days of delivery.\n"


@pytest.mark.parametrize(
    ("zone", "order", "days"),
    [
        ("UTC", {"ordered_on": "2026-04-30"}, 60),
        ("UTC", {"ordered_on": "2026-05-01"}, 30),
        ("UTC", {"ordered_on": "2026-05-02"}, 30),
        ("Asia/Tokyo", {"ordered_on": "2026-04-30"}, 60),
        ("UTC", {"ordered_on": "2026-04-30T23:59:59Z"}, 60),
        ("UTC", {"ordered_on": "2026-05-01T00:00:00Z"}, 30),
        ("Europe/Berlin", {"ordered_on": "2026-04-30T22:00:00Z"}, 30),
        ("Europe/Berlin", {"ordered_on": "2026-04-30T21:59:59Z"}, 60),
        ("America/New_York", {"ordered_on": "2026-05-01T03:59:59Z"}, 60),
        ("America/New_York", {"ordered_on": "2026-05-01T04:00:00Z"}, 30),
        ("America/New_York", {"ordered_on": "2026-05-01T06:00:00+02:00"}, 30),
        ("Europe/Berlin", {"ordered_on": "2026-04-30", "ordered_at": "2026-04-30T22:30:00Z"}, 30),
        ("UTC", None, 60),
    ],
    ids=[
        "day before",
        "first day",
        "day after",
        "a bare day belongs to no zone",
        "last second before",
        "first second",
        "midnight in Berlin",
        "a second before midnight in Berlin",
        "last second in New York",
        "first second in New York",
        "written with another offset",
        "the moment beside the day counts",
        "no order: today's rule",
    ],
)
def test_rule_of_the_orders_day_is_quoted(
    services: Services, publish: Callable[..., Revision], zone: str, order: dict[str, Any] | None, days: int
) -> None:
    publish(wording(30), follows=publish(wording(60)), effective_at=MAY)

    written = draft(services, replace(NORTHWAY, time_zone=zone), order)

    assert f"within {days} days" in written.text
    assert {hit.text for hit in written.hits} == {f"You can return boots within {days} days of delivery."}


def test_todays_rule_changes_at_the_brands_midnight(services: Services, publish: Callable[..., Revision]) -> None:
    publish(wording(30), follows=publish(wording(60)), effective_at=date(2026, 3, 11))
    services.clock.advance(hours=8)  # type: ignore[attr-defined]  # 17:00 UTC on 10 March: the 11th in Tokyo

    assert "within 60 days" in draft(services, NORTHWAY, None).text
    assert "within 30 days" in draft(services, replace(NORTHWAY, time_zone="Asia/Tokyo"), None).text


def test_model_is_told_the_brands_day_of_the_order(services: Services, publish: Callable[..., Revision]) -> None:
    publish(wording(60))
    prompts: list[Prompt] = []

    class Listening(Composer):
        def complete(self, prompt: Prompt) -> Completion:
            prompts.append(prompt)
            return super().complete(prompt)

    brand = replace(NORTHWAY, time_zone="Europe/Berlin")
    asked = parse_ticket({"id": "T-1", "body": "May I return boots?", "order": {"ordered_on": "2026-02-01T23:30:00Z"}})
    kit = replace(services.kit(brand), model=Listening())
    draft_reply(replace(asked, id="tkt_1", brand_id=brand.id), kit, now=services.clock(), new_id=services.new_id)

    [prompt] = prompts
    said = "\n".join(message.content for message in prompt.messages)
    assert "2026-02-02" in said
    assert "2026-02-01" not in said


def test_draft_says_which_days_rules_it_followed(services: Services, publish: Callable[..., Revision]) -> None:
    publish(wording(60))

    written = draft(services, NORTHWAY, {"ordered_on": "2026-02-01", "ship_to": "US"})

    assert written.provenance is not None
    assert written.provenance.rules_on == date(2026, 2, 1)
    assert (written.provenance.scope.region, written.provenance.scope.channel) == ("US", "email")


def test_rule_ends_after_its_last_day(services: Services, publish: Callable[..., Revision]) -> None:
    always = publish(wording(60))
    publish(
        wording(90),
        follows=always,
        meta=PolicyMeta(effective_from=date(2026, 11, 1), effective_until=date(2026, 12, 31)),
    )

    said = {day: draft(services, NORTHWAY, {"ordered_on": day}).text for day in ("2026-12-31", "2027-01-01")}

    assert "within 90 days" in said["2026-12-31"]
    assert "within 60 days" in said["2027-01-01"]


def test_ticket_that_changes_brand_falls_under_the_other_brands_rule(
    services: Services, publish: Callable[..., Revision]
) -> None:
    publish(wording(60))
    publish(wording(14), brand=FERNHOLLOW, effective_at=MAY)
    late_april = {"ordered_on": "2026-04-30T23:00:00Z"}

    assert "within 60 days" in draft(services, NORTHWAY, late_april).text
    assert draft(services, FERNHOLLOW, late_april).text == ""
    assert "within 14 days" in draft(services, replace(FERNHOLLOW, time_zone="Europe/Berlin"), late_april).text


@pytest.mark.parametrize(
    ("ticket", "days"),
    [
        ({"order": {"ship_to": "DE"}}, 14),
        ({"order": {"ship_to": {"country_code": "US"}}}, 60),
        ({"custom_fields": {"Country": "France"}}, 14),
        ({"order": {"ship_to": "US"}, "custom_fields": {"country": "DE"}}, 60),
    ],
    ids=["destination", "destination's address", "custom field", "destination counts first"],
)
def test_rule_of_the_region_is_quoted(
    services: Services, publish: Callable[..., Revision], ticket: dict[str, Any], days: int
) -> None:
    publish(wording(60), meta=PolicyMeta(region=("US",)))
    publish(wording(14), meta=PolicyMeta(region=("EU",)))

    written = draft(services, NORTHWAY, ticket.pop("order", None), **ticket)

    assert {hit.text for hit in written.hits} == {f"You can return boots within {days} days of delivery."}


def test_internal_words_ground_a_draft_and_are_never_quoted(
    services: Services, publish: Callable[..., Revision]
) -> None:
    secret = "Goodwill credit up to $20 needs no approval."
    publish(f"{wording(60)}\n:::internal\n{secret}\n:::\n")

    written = draft(services, NORTHWAY, None, body="How long can I return boots? Do I get a goodwill credit up to $20?")

    [hit] = written.hits
    assert hit.internal == secret
    assert "Goodwill" not in hit.text
    quotes = [citation.quote for sentence in written.sentences for citation in sentence.citations]
    assert "within 60 days" in written.text
    assert all("oodwill credit" not in text and "$20" not in text for text in (written.text, *quotes))


def test_prompt_marks_internal_words_as_not_to_be_quoted(services: Services, publish: Callable[..., Revision]) -> None:
    publish(f"{wording(60)}\n:::internal\nGoodwill credit up to $20.\n:::\n")
    hits = services.retriever.retrieve([Question("return boots")], brand_id=NORTHWAY.id, k=3).hits

    prompt = assemble(
        make_ticket(),
        hits,
        NORTHWAY,
        template=load_template(),
        budget_tokens=6000,
        counter=estimate_tokens,
        marker="mark",
        language="en",
    )

    said = "\n".join(message.content for message in prompt.messages)
    assert "<internal>\nGoodwill credit up to $20.\n</internal>" in said
    assert "Never quote it" in said
