"""More tickets for the desk of ``tests.tools.seeding``: the states that need a ladder, a model, an earlier reply.

Each maker adds one ticket to a seeded database and returns its id.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from drafter.drafts import Draft, DraftStatus, Provenance
from drafter.findings import Finding, Severity
from drafter.handling import WROTE_AGAIN
from drafter.orders import Order, OrderItem
from drafter.resolutions import Alternative, Resolution, RungKind, Step
from drafter.store import drafts, tickets
from drafter.store.told import told_of
from drafter.tickets import Author, Message, Requester, Ticket
from tests.makers import make_draft, make_finding
from tests.tools.seeding import DELIVERY, PARTS, Seeds, write_draft
from webhook.wiring import Services

MODEL = Provenance(
    "snp_fixed",
    "reply-7f3a",
    "gpt-4o-mini",
    prompt_tokens=1840,
    completion_tokens=212,
    cost_usd_micros=4_100,
    seconds=2.4,
    masked={"email": 1, "phone": 2},
    prompt_sha256="0" * 64,
)
ASKS = "Can you send me a new pole set? And will you pay the return postage for the broken one?"
PROMISE = "We will dispatch the replacement pole set by 3 November 2026."
REFUND = "We will refund $45.00 for the poles."
REPLACE = "Replace the pole set"
FOREIGN = "The policies are in English, this ticket is in Italian; search them in English, or answer yourself."


def add_laddered(services: Services, seeds: Seeds) -> str:
    """Add a ticket with all that can stand round a draft; its requester was promised something before."""
    now = services.clock()
    _earlier(services, seeds, now)
    ticket = _ticket(services, seeds, "Pole set, again", ASKS, now - timedelta(minutes=20), order=_order())
    draft = replace(_laddered(now), ticket_id=ticket.id)
    with services.database.writing() as session:
        tickets.save_ticket(session, ticket, now=now)
        told = told_of(session, ticket)
        clash = next(one for one in told if "45" in one.value)
        contradiction = _finding(draft, "refund $20.00", "told", Severity.HIGH, "We told this person otherwise.")
        findings = (*draft.findings, replace(contradiction, reference=clash.reference))
        write_draft(session, replace(draft, findings=findings), new_id=services.new_id)
    return ticket.id


def add_stopgap(services: Services, seeds: Seeds) -> tuple[str, str]:
    """Add a ticket whose model timed out and is asked again; return the ids of ticket and draft."""
    provenance = replace(
        MODEL,
        model_id="composer",
        note="composed from policy, no language model",
        fallback_reason="The model did not answer within 20 s.",
        retry_after_s=2.0,
    )
    draft = make_draft("Hi Maya,\n\n", ("Standard shipping takes 3 to 5 business days.", (DELIVERY,)), "\n\nBye")
    return _add(services, seeds, "How long does it take?", replace(draft, provenance=provenance))


def add_foreign(services: Services, seeds: Seeds) -> str:
    """Add a ticket in a language that the policies are not in."""
    draft = replace(make_draft(""), status=DraftStatus.ABSTAINED, hits=(), reason=FOREIGN, provenance=MODEL)
    return _add(services, seeds, "Posso restituire la tenda senza lo scontrino?", draft)[0]


def add_overtaken(services: Services, seeds: Seeds) -> str:
    """Add a ticket whose requester wrote again: its first draft was superseded, the second is ready."""
    ticket_id, former = _add(services, seeds, "Where is my parcel?", make_draft())
    with services.database.writing() as session:
        drafts.add_event(session, former, DraftStatus.SUPERSEDED, at=services.clock(), reason=WROTE_AGAIN)
        newer = make_draft(
            "Hi Maya,\n\n", ("It ships by standard mail.", (DELIVERY,)), "\n\nBye", newest_message_id="m2"
        )
        at = services.clock() + timedelta(seconds=1)
        write_draft(
            session, replace(newer, ticket_id=ticket_id, created_at=at, newest_message_id="m2"), new_id=services.new_id
        )
    return ticket_id


def add_late(services: Services, seeds: Seeds) -> str:
    """Add a ticket whose reply was due twelve minutes ago."""
    return _add(services, seeds, "Where is my order?", make_draft(), due_at=services.clock() - timedelta(minutes=12))[0]


def add_over(services: Services, seeds: Seeds, connection_id: str) -> tuple[str, str]:
    """Add a ticket with a ready draft that came over a connection; return the ids of ticket and draft."""
    return _add(services, seeds, "Where is my order?", make_draft(), connection_id=connection_id)


def supersede(services: Services, ticket_id: str, draft_id: str, *, text: str, reason: str = WROTE_AGAIN) -> None:
    """Put a newer draft in the place of one, as a customer's next message or a model's answer does."""
    with services.database.writing() as session:
        drafts.add_event(session, draft_id, DraftStatus.SUPERSEDED, at=services.clock(), reason=reason)
        newer = make_draft("Hi Maya,\n\n", (text, (DELIVERY,)), "\n\nBye", provenance=MODEL, ordinal=1)
        at = services.clock() + timedelta(seconds=1)
        write_draft(session, replace(newer, ticket_id=ticket_id, created_at=at), new_id=services.new_id)


def _add(
    services: Services,
    seeds: Seeds,
    text: str,
    draft: Draft,
    *,
    due_at: datetime | None = None,
    connection_id: str | None = None,
) -> tuple[str, str]:
    now = services.clock() - timedelta(minutes=5)
    ticket = replace(_ticket(services, seeds, text, text, now, who="Nadia Bruni"), due_at=due_at)
    ticket = replace(ticket, connection_id=connection_id)
    with services.database.writing() as session:
        tickets.save_ticket(session, ticket, now=now)
        written = write_draft(session, replace(draft, ticket_id=ticket.id, created_at=now), new_id=services.new_id)
    return ticket.id, written.id


def _earlier(services: Services, seeds: Seeds, now: datetime) -> None:
    at = now - timedelta(days=25)
    asked = _ticket(services, seeds, "Pole set", "One of my poles snapped.", at, number="47801")
    reply = Message("m2", Author.AGENT, f"Hi Nadia,\n\n{PROMISE} {REFUND}\n\nWarm regards", created_at=at)
    with services.database.writing() as session:
        tickets.save_ticket(session, replace(asked, messages=(*asked.messages, reply)), now=at)
        tickets.set_no_draft_reason(session, asked.id, "It was answered.")


def _ticket(
    services: Services,
    seeds: Seeds,
    subject: str,
    text: str,
    at: datetime,
    *,
    who: str = "Nadia Bruni",
    number: str = "",
    order: Order | None = None,
) -> Ticket:
    made = services.new_id("tkt")
    return Ticket(
        id=made,
        external_id=number or made[-6:],
        brand_id=seeds.brand.id,
        messages=(Message("m1", Author.REQUESTER, text, created_at=at),),
        subject=subject,
        requester=Requester("c-nadia", who, "nadia@example.com"),
        order=order,
        created_at=at,
    )


def _laddered(now: datetime) -> Draft:
    parts = replace(PARTS, published_on=now.date() - timedelta(days=55))
    draft = make_draft(
        "Hi Nadia,\n\n",
        ("I’m sorry the new pole set has not reached you.", ()),
        "\n\n",
        (
            "We have sent you a new pole set free of charge.",
            (parts,),
        ),
        " ",
        ("If you’d rather not wait, we can refund $20.00 for the poles instead, as our sister shop does.", ()),
        "\n\nWarm regards,\nThe Northway team",
    )
    resolution = Resolution(
        kind=RungKind.REPLACE,
        rung=REPLACE,
        steps=("Create the replacement order", "Send the return label"),
        reason="it was reported within 30 days of delivery",
        intent="Damaged or defective",
    )
    findings: Sequence[Finding] = (
        _finding(draft, "free of charge", "tone", Severity.NOTICE, "This wording changes on 1 December."),
        _finding(draft, "our sister shop", "other_brand", Severity.BLOCK, "This names another shop of ours."),
        _finding(draft, "We have sent", "steps", Severity.HIGH, "This says that something is done: tick its step."),
        _finding(draft, "I’m sorry", "tone", Severity.LOW, "Apologise once, then help."),
    )
    return replace(
        draft,
        findings=tuple(findings),
        provenance=MODEL,
        suspicious=("It tells whoever reads it to ignore instructions (“ignore all previous rules”).",),
        resolution=resolution,
        alternatives=(
            Alternative("Replace the whole tent", RungKind.REPLACE, True, "a photo was sent"),
            Alternative("Refund the poles", RungKind.PARTIAL_REFUND, True, "the poles are known", Decimal("38"), "USD"),
            Alternative(
                "Refund the tent", RungKind.REFUND, False, "would fit, but needs a lead", Decimal("189"), "USD", 3
            ),
            Alternative("Exchange", RungKind.EXCHANGE, False, "item_in_stock is false"),
        ),
        steps=(
            Step(1, "Create the replacement order", REPLACE, "replace", "NW-73018"),
            Step(2, "Refund the postage in the shop", "Part returns, US", "refund", "NW-73018", Decimal("6.50"), "USD"),
        ),
        created_at=now - timedelta(minutes=19),
    )


def _finding(draft: Draft, words: str, check: str, severity: Severity, message: str) -> Finding:
    return make_finding(draft, words, check=check, severity=severity, message=message)


def _order() -> Order:
    return Order(
        order_number="NW-73018",
        currency="USD",
        total=Decimal("218.00"),
        items=(OrderItem("Ridgeline 2 tent, moss", quantity=1, price=Decimal("189.00")),),
        ordered_on=date(2026, 10, 12),
        delivered_on=None,
        status="in_transit",
    )
