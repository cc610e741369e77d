"""Who may grant what: a draft by what the brand's agents may, each person by their own authority."""

from dataclasses import replace
from decimal import Decimal

import pytest
from flask import Flask

from drafter.backends.composer import Composer
from drafter.brands import Brand
from drafter.drafting import DraftingKit
from drafter.drafts import Draft
from drafter.errors import FindingsOpenError, RungNotOpenError
from drafter.ladders import Ladder, Rung
from drafter.orders import Order, OrderItem, Payment
from drafter.resolutions import RungKind
from drafter.store.brands import change_brand
from drafter.tickets import Ticket
from tests.makers import FixedRetriever, make_brand, make_hit, make_message
from tests.tools.acting import Acts
from tests.tools.api import Caller
from tests.tools.lines import Line
from tests.tools.visiting import visit
from tests.webhook.cli.conftest import Run
from tests.webhook.cli.conftest import run as run
from webhook.accounts.roles import Principal, Role
from webhook.agent import actions
from webhook.agent.browsing import open_ticket
from webhook.wiring import Services

REFUND = Rung("Refund", RungKind.REFUND, authority=3, wording="We refund what was lost.")
LADDER = Ladder(
    "lad_1",
    "brd_1",
    "Lost parcels",
    (REFUND, Rung("Send it again", RungKind.REPLACE, authority=2), Rung("Hand over", RungKind.ESCALATE)),
    examples=("My parcel is lost, I want my money back", "The parcel never came"),
)
PASSAGE = make_hit("If your parcel is lost, we send it again or refund what you paid.", policy="Lost parcels")
ORDER = Order(
    "1001",
    "USD",
    Decimal(80),
    (OrderItem("Tent", price=Decimal(80)),),
    payments=(Payment("Visa", Decimal(80), Decimal(80), Decimal(0)),),
)
TRAINEE = Principal("usr_1", "Tia", Role.AGENT, authority=1)
AGENT = Principal("usr_2", "Dani", Role.AGENT)
LEAD = Principal("usr_3", "Lea", Role.AGENT, authority=3)


class LadderLine(Line):
    """The line with a ladder, as the brand's agents stand to it."""

    def kit(self, brand: Brand) -> DraftingKit:
        """The line's kit with the ladder."""
        return replace(super().kit(brand), ladders=lambda _: (LADDER,), authority=brand.agents_authority)


@pytest.fixture
def line(services: Services, connection: object, brand: Brand) -> LadderLine:
    """A brand whose agents may send things again."""
    with services.database.writing() as session:
        change_brand(session, brand.id, lambda one: replace(one, agents_authority=2))
    acts = Acts(services.database, services.clock, services.new_id)  # type: ignore[arg-type]
    return LadderLine(services, connection, acts, Composer(), FixedRetriever(PASSAGE))  # type: ignore[arg-type]


def drafted(
    line: LadderLine, text: str = "My parcel is lost, I want my money back for order 1001."
) -> tuple[Ticket, Draft]:
    ticket = line.acts.record(order=ORDER, messages=(make_message(text),))
    asked = line.acts.ask(ticket)
    assert asked is not None
    line.draft(asked.id)
    return ticket, line.acts.draft(asked.id)


def written_again(line: LadderLine, who: Principal, draft: Draft, rung: str) -> Draft:
    asked = actions.regenerate(line.services, who, draft.id, rung=rung)
    line.draft(asked.id)
    return line.acts.draft(asked.id)


def test_draft_goes_by_what_the_brands_agents_may_grant(line: LadderLine) -> None:
    _, draft = drafted(line)

    assert draft.resolution is not None
    assert (draft.resolution.rung, draft.resolution.authority) == ("Send it again", 2)
    assert [(one.rung, one.fits, one.needs) for one in draft.alternatives if one.rung == "Refund"] == [
        ("Refund", False, 3)
    ]


def test_lead_chooses_what_a_draft_may_not_offer(line: LadderLine) -> None:
    _, draft = drafted(line)

    again = written_again(line, LEAD, draft, "Refund")

    assert again.resolution is not None
    assert (again.resolution.rung, again.resolution.amount) == ("Refund", 80)


@pytest.mark.parametrize("who", [TRAINEE, AGENT], ids=lambda who: who.name)
def test_agent_cannot_choose_what_needs_a_lead(line: LadderLine, who: Principal) -> None:
    _, draft = drafted(line)

    with pytest.raises(RungNotOpenError, match="needs a lead"):
        actions.regenerate(line.services, who, draft.id, rung="Refund")


def test_trainee_sees_the_drafts_own_resolution_as_needing_somebody(line: LadderLine) -> None:
    ticket, _ = drafted(line)

    seen = {who.name: open_ticket(line.services, who, ticket.id).known.authority for who in (TRAINEE, AGENT, LEAD)}

    assert seen == {"Tia": 1, "Dani": 2, "Lea": 3}


def test_concession_beyond_ones_authority_stops_until_it_is_named(line: LadderLine) -> None:
    _, draft = drafted(line)
    text = "Hi Maya,\n\nWe are sending you a replacement today."

    with pytest.raises(FindingsOpenError) as error:
        actions.decide(line.services, TRAINEE, draft.id, "edit", text=text)

    assert "needs a senior agent" in error.value.findings[0].message
    findings = actions.check_text(line.services, AGENT, draft.id, text)
    assert "concession" not in [one.check for one in findings]


def test_lead_may_write_what_only_needed_a_lead(line: LadderLine) -> None:
    _, draft = drafted(line)
    text = "Hi Maya,\n\nWe will refund you $80.00 today."

    found = {
        who.name: "concession" in [one.check for one in actions.check_text(line.services, who, draft.id, text)]
        for who in (TRAINEE, AGENT, LEAD)
    }

    assert found == {"Tia": True, "Dani": True, "Lea": False}


def test_admin_has_a_leads_authority() -> None:
    brand = make_brand()

    assert Principal("usr_4", "Ana", Role.ADMIN).may_grant(brand) == 3
    assert (TRAINEE.may_grant(brand), AGENT.may_grant(brand)) == (1, 1)


def test_command_gives_authority_and_takes_it_back(run: Run) -> None:
    run("user", "add", "ada@example.com", "--role", "agent")

    assert run("user", "authority", "ADA@example.com", "lead", "--json").json["authority"] == "lead"
    run("user", "add", "ada@example.com", "--role", "agent", "--name", "Ada")
    assert run("user", "list", "--json").lines[0]["authority"] == "lead"
    assert run("user", "authority", "ada@example.com", "default", "--json").json["authority"] == "default"
    assert run("user", "authority", "ada@example.com", "boss").code == 2
    assert run("user", "authority", "ada@example.com", "0").code == 2
    assert run("user", "authority", "eve@example.com", "lead").code == 1


def test_command_sets_what_a_brands_agents_may_grant(run: Run, brand: Brand) -> None:
    assert run("brand", "set", "northway", "--authority", "senior", "--json").json["agents_authority"] == "senior"
    assert run("brand", "set", "northway", "--authority", "nobody").code == 2


def test_api_gives_agents_authority_and_nobody_else(admin: Caller, run: Run, brand: Brand) -> None:
    ada = run("user", "add", "ada@example.com", "--role", "agent", "--json").json["id"]
    quinn = run("user", "add", "quinn@example.com", "--role", "qa", "--json").json["id"]

    given = admin.send("PATCH", f"/people/{ada}", {"authority": "lead"})

    assert (given.status_code, given.get_json()["authority"]) == (200, "lead")
    assert {one["email"]: one["authority"] for one in admin.get("/people").get_json()["items"]}[
        "ada@example.com"
    ] == "lead"
    assert admin.send("PATCH", f"/people/{quinn}", {"authority": "lead"}).status_code == 422
    assert admin.send("PATCH", f"/people/{ada}", {"authority": "much"}).status_code == 422
    assert admin.send("PATCH", "/people/usr_none", {"authority": "lead"}).status_code == 422


def test_page_gives_authority(services: Services, app: Flask, run: Run, brand: Brand) -> None:
    ada = run("user", "add", "ada@example.com", "--role", "agent", "--json").json["id"]
    priya = visit(services, app, "admin")

    said = priya.follow(f"/admin/accounts/{ada}/authority", authority="senior")

    assert "ada may grant: senior agent." in said
    assert "may grant: senior agent" in priya.text("/admin/operations", tab="accounts")
    assert "should be" in priya.follow(f"/admin/accounts/{ada}/authority", authority="x")
