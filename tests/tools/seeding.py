"""A desk full of work: one brand, a person of each role, and a ticket in each state of the panel.

Drafts are written through the stores with texts chosen here, so a test knows each word and each
finding beforehand.  ``Seeds`` gives the ids by a short name.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlalchemy.orm import Session

from drafter.brands import Brand
from drafter.decisions import Decision, DecisionKind
from drafter.drafts import Draft, DraftStatus
from drafter.edits import measure
from drafter.findings import Severity
from drafter.orders import Order, OrderItem
from drafter.store import brands, decisions, drafts, edits, tickets
from drafter.store.decisions import Reply
from drafter.store.edits import EditRecord
from drafter.tickets import Author, Message, Requester, Ticket
from knowledge_base.foundation.database import Database
from knowledge_base.foundation.ids import NewId
from tests.makers import make_brand, make_draft, make_finding, make_hit
from webhook.accounts.roles import Role
from webhook.accounts.signing_in import ensure_user

PEOPLE = {
    Role.AGENT: ("Dani Kowalczyk", "dani@northway.example"),
    Role.ADMIN: ("Priya Raman", "priya@northway.example"),
    Role.QA: ("Theo Osei", "theo@northway.example"),
}
PARTS = make_hit(
    "Report damage within 30 days of delivery and we send the replacement part free of charge.",
    snippet_id="snp_parts",
    policy_id="pol_damaged",
    policy="Damaged on arrival",
    heading=("What we offer for a damaged item",),
)
RETURNS = make_hit(
    "",
    snippet_id="snp_returns",
    policy_id="pol_parts",
    policy="Part returns, US",
    heading=("Return labels",),
    internal="Parts under $50: no return label.",
    rank=2,
)
DELIVERY = make_hit(
    "Standard shipping takes 3 to 5 business days.",
    snippet_id="snp_delivery",
    policy_id="pol_delivery",
    policy="Delivery times, US",
    heading=("Standard",),
    rank=3,
)
RECYCLING = make_hit(
    "Used gas canisters are hazardous and cannot be returned to a store.",
    snippet_id="snp_hazard",
    policy_id="pol_hazard",
    policy="Hazardous items",
    heading=("Returns",),
    above_floor=False,
)


@dataclass(frozen=True)
class Seeds:
    """What was seeded: ticket and draft ids by short name (``ready``, ``checked``, ``uncovered``, …)."""

    brand: Brand
    tickets: Mapping[str, str]
    drafts: Mapping[str, str]


def seed_people(database: Database, brand: Brand, *, now: datetime, new_id: NewId) -> None:
    """Add the brand and a person of each role."""
    with database.writing() as session:
        brands.insert_brand(session, brand, now=now)
        for role, (name, email) in PEOPLE.items():
            ensure_user(session, email, role, name=name, now=now, new_id=new_id)


def seed_desk(database: Database, *, now: datetime, new_id: NewId) -> Seeds:
    """Fill an empty database: the brand, its people, nine tickets."""
    brand = make_brand(id=new_id("brd"))
    seed_people(database, brand, now=now, new_id=new_id)
    seeder = _Seeder(database, brand, now, new_id)
    seeder.add("silent", "Sana Malik", "Thank you!", "Thanks, the kettle works again.", hours=8, draft=None)
    seeder.add("as_is", "Hugh Pemberton", "Warranty on the kettle", "It stopped heating.", hours=7, draft=_warranty())
    seeder.add("edited", "Ingrid Sørensen", "Return without receipt", "Can I return it?", hours=6, draft=_return())
    seeder.add("failed", "Amina Yusuf", "Wrong size sent", "I ordered M and got S.", hours=5, draft=_failed())
    seeder.add("loading", "Klara Lindqvist-Österberg", "Where is it?", "Eight days now.", hours=4, draft=_queued())
    seeder.add("uncovered", "Desmond Achebe", "Old batteries", "Do you recycle them?", hours=3, draft=_uncovered())
    seeder.add("ready", "Tomás Herrera", "Where is my order?", "It says “label created”.", hours=2, draft=_delivery())
    seeder.add("checked", "Maya Okafor", "Broken tent pole", _TENT, hours=1, draft=_tent(), order=_order())
    seeder.send("as_is", _warranty().text)
    seeder.send("edited", _return().text.replace("store credit", "a gift card").replace("60 days", "45 days"))
    return Seeds(brand, seeder.tickets, seeder.drafts)


class _Seeder:
    def __init__(self, database: Database, brand: Brand, now: datetime, new_id: NewId) -> None:
        self._database, self._brand, self._now, self._new_id = database, brand, now, new_id
        self.tickets: dict[str, str] = {}
        self.drafts: dict[str, str] = {}

    def add(
        self,
        key: str,
        who: str,
        subject: str,
        text: str,
        *,
        hours: int,
        draft: Draft | None,
        order: Order | None = None,
    ) -> None:
        at = self._now - timedelta(hours=hours)
        ticket = self._ticket(who, subject, text, at, order)
        self.tickets[key] = ticket.id
        with self._database.writing() as session:
            tickets.save_ticket(session, ticket, now=at)
            if draft is None:
                tickets.set_no_draft_reason(session, ticket.id, "The customer says thanks and asks for nothing.")
            else:
                self.drafts[key] = write_draft(
                    session, replace(draft, ticket_id=ticket.id, created_at=at), new_id=self._new_id
                ).id

    def send(self, key: str, text: str) -> None:
        draft_id, ticket_id = self.drafts[key], self.tickets[key]
        name, email = PEOPLE[Role.AGENT]
        with self._database.writing() as session:
            draft = drafts.get_draft(session, draft_id)
            kind = DecisionKind.ACCEPTED if draft.text == text else DecisionKind.EDITED
            decided = Decision(self._new_id("dec"), draft_id, kind, email, "agent", self._now, text=text)
            decisions.add_decision(session, decided, idempotency_key=None)
            reply = Reply(self._new_id("rpl"), ticket_id, f"r-{key}", text, self._now, "pair", draft_id, email, name)
            decisions.add_reply(session, reply, now=self._now)
            edits.add_edit(session, self._edit(draft, decided, reply))

    def _edit(self, draft: Draft, decided: Decision, reply: Reply) -> EditRecord:
        return EditRecord(
            id=self._new_id("edt"),
            brand_id=self._brand.id,
            ticket_id=reply.ticket_id,
            draft_id=draft.id,
            edit=measure(draft.text, reply.text),
            actor_id=decided.actor_id,
            actor_name=reply.agent_name,
            created_at=self._now,
            decision_id=decided.id,
            reply_id=reply.id,
            sent_text=reply.text,
        )

    def _ticket(self, who: str, subject: str, text: str, at: datetime, order: Order | None) -> Ticket:
        number = 48213 + len(self.tickets)
        mail = f"{who.split()[0].lower()}@example.com"
        message = Message("m1", Author.REQUESTER, text, created_at=at)
        return Ticket(
            id=self._new_id("tkt"),
            external_id=str(number),
            brand_id=self._brand.id,
            messages=(message,),
            subject=subject,
            requester=Requester(f"c-{number}", who, mail),
            order=order,
            created_at=at,
        )


def write_draft(session: Session, draft: Draft, *, new_id: Callable[[str], str]) -> Draft:
    """Record a draft as though it had been asked for and written; return it under its new id."""
    made = replace(draft, id=new_id("dft"))
    drafts.insert_draft(session, made, actor_id="system")
    finish_draft(session, made)
    return made


def finish_draft(session: Session, draft: Draft) -> None:
    """Move a queued draft to the status it has, with its text."""
    if draft.status is DraftStatus.QUEUED:
        return
    drafts.add_event(session, draft.id, DraftStatus.DRAFTING, at=draft.created_at)
    if draft.text or draft.hits:
        drafts.write_text(session, draft, now=draft.created_at)
    drafts.add_event(session, draft.id, draft.status, at=draft.created_at, reason=draft.reason)


_TENT = (
    "Hi, my Ridgeline 2 tent came last week. I only opened it today and one of the poles has snapped "
    "clean at the joint.\n\nWe leave for the coast on 5 December so I’m a bit worried. Can you send a new pole?"
)


def _tent() -> Draft:
    draft = make_draft(
        "Hi Maya,\n\n",
        ("I’m sorry your Ridgeline 2 turned up with a snapped pole.", ()),
        "\n\n",
        ("You told us within 30 days of delivery, so we’ll send you a new pole set free of charge.", (PARTS,)),
        " ",
        ("No need to return the broken one.", (RETURNS,)),
        " ",
        ("It ships by standard mail and usually takes 3–5 business days.", (DELIVERY,)),
        "\n\n",
        ("If you’d rather not wait, we can refund $45 for the poles instead.", ()),
        "\n\nWarm regards,\nThe Northway team",
    )
    amount = make_finding(draft, "$45", message="The amount $45 isn’t in the policy or the order", fix="$38.00")
    source = make_finding(
        draft, "3–5 business days", check="tone", severity=Severity.NOTICE, message="Source 3 changes on 1 December"
    )
    return replace(draft, findings=(amount, source))


def _delivery() -> Draft:
    return make_draft(
        "Hi Tomás,\n\n",
        ("Standard shipping takes 3 to 5 business days.", (DELIVERY,)),
        " ",
        ("If it has not moved by Friday, reply to this message and we open a search.", ()),
        "\n\nWarm regards,\nThe Northway team",
    )


def _warranty() -> Draft:
    part = ("Report it within 30 days and we send the part free of charge.", (PARTS,))
    return make_draft("Hi Hugh,\n\n", part, "\n\nWarm regards,\nThe Northway team")


def _return() -> Draft:
    return make_draft(
        "Hi Ingrid,\n\n",
        ("You can return it within 60 days for store credit.", (RETURNS,)),
        " ",
        ("Bring the item with its tags to any store.", ()),
        "\n\nWarm regards,\nThe Northway team",
    )


def _uncovered() -> Draft:
    reason = "No published policy is close enough to “battery recycling”."
    return replace(make_draft("", hits=(RECYCLING,)), status=DraftStatus.ABSTAINED, reason=reason)


def _queued() -> Draft:
    return replace(make_draft(""), status=DraftStatus.QUEUED, provenance=None)


def _failed() -> Draft:
    return replace(make_draft(""), status=DraftStatus.FAILED, reason="The model did not answer within 20 s.")


def _order() -> Order:
    return Order(
        order_number="NW-73018",
        currency="USD",
        total=Decimal("218.00"),
        items=(
            OrderItem("Ridgeline 2 tent, moss", quantity=1, price=Decimal("189.00")),
            OrderItem("Glow 300 headlamp", quantity=1, price=Decimal("29.00")),
        ),
        ordered_on=date(2026, 11, 12),
        delivered_on=date(2026, 11, 17),
        status="delivered",
        carrier="Cascade Parcel",
        tracking="CP68988146",
    )
