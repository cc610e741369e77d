"""A brand words its own prompt: look at it, change it, go back to the shipped one."""

from datetime import datetime

from sqlalchemy.orm import Session

from drafter.brands import Brand
from drafter.completion import Prompt
from drafter.orders import Order, OrderItem
from drafter.prompts.assembly import assemble
from drafter.prompts.template import Template, check_template, load_template
from drafter.redaction import mask_ticket
from drafter.store.prompt_templates import add_template, newest_template
from drafter.tickets import Author, Message, Requester, Ticket
from knowledge_base.foundation.actors import Actor
from knowledge_base.foundation.tokens import TokenCounter
from knowledge_base.search.hits import Hit, HitParts

PREVIEW_BUDGET_TOKENS = 1_000_000


def template_of(session: Session, brand: Brand, shipped: str) -> Template:
    """Return the prompt a brand drafts with: its own wording, else the one shipped as ``shipped``."""
    kept = newest_template(session, brand.id)
    if kept is None or kept.text is None:
        return load_template(shipped)
    return Template(f"{brand.slug}.{shipped}", kept.text)


def edit_template(session: Session, brand: Brand, text: str, *, actor: Actor, now: datetime) -> str:
    """Keep a brand's own wording; return it as it is kept.  Raises TemplateFormatError."""
    checked = check_template(text)
    kept = newest_template(session, brand.id)
    if kept is None or kept.text != checked:
        add_template(session, brand.id, checked, actor_id=actor.id, actor_role=actor.role, now=now)
    return checked


def reset_template(session: Session, brand: Brand, *, actor: Actor, now: datetime) -> None:
    """Let a brand draft with the shipped prompt again; its own wordings stay in the record."""
    kept = newest_template(session, brand.id)
    if kept and kept.text is not None:
        add_template(session, brand.id, None, actor_id=actor.id, actor_role=actor.role, now=now)


def preview_template(template: Template, brand: Brand, counter: TokenCounter) -> Prompt:
    """Return the prompt that a made-up ticket would give: masked, with a passage, nobody's data.

    Raises TemplateFormatError.
    """
    check_template(template.text)
    masked, _ = mask_ticket(_sample_ticket(brand))
    return assemble(
        masked,
        [_sample_hit()],
        brand,
        template=template,
        budget_tokens=PREVIEW_BUDGET_TOKENS,
        counter=counter,
        marker="differs-each-time",
        language=brand.languages[0],
        ladder="Replace the item once it is back with us.",
    )


def _sample_ticket(brand: Brand) -> Ticket:
    text = "Hello, Ana Li here. The zip of my tent broke on the first night. Can I send it back? Mail ana@example.com."
    return Ticket(
        id="tkt_sample",
        external_id="T-1",
        brand_id=brand.id,
        messages=(Message("m1", Author.REQUESTER, text),),
        subject="Order A10482",
        requester=Requester("c-1", "Ana Li", "ana@example.com"),
        order=Order(order_number="A10482", items=(OrderItem("Two-person tent"),), status="delivered"),
    )


def _sample_hit() -> Hit:
    return Hit(
        snippet_id="snp_sample",
        policy_id="pol_sample",
        policy="Returns",
        revision_id="rev_sample",
        revision=1,
        heading=("Damaged goods",),
        text="Goods that break within 60 days of delivery are replaced.",
        rank=1,
        score=1.0,
        similarity=0.9,
        parts=HitParts(1.0, 0.5),
        above_floor=True,
    )
