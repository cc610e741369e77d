"""Say where a brand's orders are looked up, try it, take it away; secrets are kept as connections' are."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from sqlalchemy.orm import Session

from drafter.brands import Brand
from drafter.order_facts import Facts, facts_of
from drafter.orders import Order
from drafter.store.brands import lock_brand
from drafter.tickets import Requester, Ticket
from webhook.errors import RequestFieldsError
from webhook.orders.asking import AskedOrders, Remembered
from webhook.orders.configs import OPTIONS, URL_OPTIONS, OrderSourceConfig, check_config
from webhook.store import order_sources as store
from webhook.store.audit import note_act
from webhook.store.order_sources import SourceState
from webhook.wiring import Services

HIDDEN = "********"


@dataclass(frozen=True)
class TriedOrder:
    """An order that a source found, whose it is where the shop says, and what ladders can know of it."""

    order: Order
    email: str | None
    facts: Facts


def find_source(services: Services, brand_id: str) -> SourceState | None:
    """Return a brand's order source and where it stands, None where it has none."""
    with services.database.reading() as session:
        return store.read_source(session, brand_id)


def set_source(
    services: Services,
    brand: Brand,
    *,
    kind: str | None,
    options: Mapping[str, str | None],
    secret: str | None,
    is_operators: bool,
    actor_id: str,
) -> SourceState:
    """Set or change a brand's order source; what is left out (None) stays, another kind begins anew.

    ``is_operators``: it comes from the command line, so its address may be an inner one.  Who
    gives another address has to give the secret again: it was meant for the old one.
    Raises RequestFieldsError, HelpdeskRejectedError (an address).
    """
    with services.database.writing() as session:
        lock_brand(session, brand.id)
        state = store.read_source(session, brand.id)
        before = state.config if state and kind in (None, state.config.kind) else None
        if before is None and kind is None:
            raise RequestFieldsError(f"Say which kind of source it is: {' or '.join(OPTIONS)}.")
        made = _changed(before or OrderSourceConfig(brand.id, kind or ""), options, secret, is_operators=is_operators)
        check_config(made)
        store.write_source(session, made, now=services.clock())
        _note(services, session, brand, f"set the order source of {brand.name} ({made.kind})", actor_id)
        written = store.read_source(session, brand.id)
    assert written is not None
    return written


def remove_source(services: Services, brand: Brand, *, actor_id: str) -> bool:
    """Forget a brand's order source with its secret; return whether there was one."""
    with services.database.writing() as session:
        is_gone = store.remove_source(session, brand.id)
        if is_gone:
            _note(services, session, brand, f"removed the order source of {brand.name}", actor_id)
    return is_gone


def try_source(services: Services, brand: Brand, number: str) -> TriedOrder:
    """Look an order up as a draft would, but anew.  Raises RequestFieldsError, OrderSourceError."""
    state = find_source(services, brand.id)
    if state is None:
        raise RequestFieldsError(f"{brand.name} has no order source; 'drafter brand orders set' sets one.")
    if not number.strip() or len(number) > 40:
        raise RequestFieldsError("Give the number of one order, as the shop writes it.")
    reasons: list[str | None] = []
    source = AskedOrders(state.config, Remembered(services.monotonic), note=lambda _, reason: reasons.append(reason))
    try:
        found = source.look_up(number.strip())
    finally:
        with services.database.writing() as session:
            for reason in reasons:
                store.note_outcome(session, brand.id, reason, now=services.clock())
    ticket = Ticket("", "", brand.id, (), requester=Requester(), order=found.order)
    return TriedOrder(found.order, found.email, facts_of(ticket, brand, brand.day_of(services.clock())))


def facts_json(facts: Facts) -> dict[str, bool | int | str]:
    """Return facts as plain JSON; amounts as decimal strings."""
    return {name: f"{value:f}" if isinstance(value, Decimal) else value for name, value in facts.items()}


def _changed(
    before: OrderSourceConfig, options: Mapping[str, str | None], secret: str | None, *, is_operators: bool
) -> OrderSourceConfig:
    given = {name: value for name, value in options.items() if value is not None}
    kept = {name: value for name, value in {**before.options, **given}.items() if value.strip()}
    moved = any(before.options.get(name) != kept.get(name) for name in URL_OPTIONS)
    if moved and before.secret and secret is None:
        raise RequestFieldsError("Give the secret again with another address; it was meant for the former one.")
    # An address from a page is never an inner one, whoever gave the one before.
    operators = is_operators if moved else before.is_operators
    return replace(before, options=kept, secret=before.secret if secret is None else secret, is_operators=operators)


def _note(services: Services, session: Session, brand: Brand, text: str, actor_id: str) -> None:
    note_act(session, "order_source.changed", text, actor_id=actor_id, now=services.clock(), brand_id=brand.id)
