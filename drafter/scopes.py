"""Which rules a ticket falls under: those of its order's day, and of its region, channel, audience, language.

What a ticket does not say is left open and rules no policy out.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime

from drafter.brands import Brand
from drafter.tickets import Ticket
from knowledge_base.scopes import Scope, speaks

REGION_FIELDS = ("region", "ship_to", "shipping_country", "country_code", "country", "market")
AUDIENCE_FIELDS = ("audience", "customer_type", "customer_group", "segment")
_NOT_WORD = re.compile(r"[^a-z0-9]+")


def scope_of(ticket: Ticket, brand: Brand) -> Scope:
    """Return where a ticket comes from, as far as it says.

    The region is the order's destination, else a custom field's, else the brand's home.  A
    language counts only where the brand keeps policies in it.
    """
    fields = {_NOT_WORD.sub("_", name.casefold()).strip("_"): value for name, value in ticket.custom_fields.items()}
    going_to = ticket.order.ship_to if ticket.order else None
    return Scope(
        region=going_to or _first(fields, REGION_FIELDS) or brand.home_region,
        channel=ticket.channel or None,
        audience=_first(fields, AUDIENCE_FIELDS),
        language=_kept_language(ticket.language, brand.languages),
    )


def rule_day(ticket: Ticket, brand: Brand, now: datetime) -> date:
    """Return the day whose rules apply: the order's in the brand's time zone, else today there."""
    order = ticket.order
    if order and order.ordered_at:
        return brand.day_of(order.ordered_at)
    return order.ordered_on if order and order.ordered_on else brand.day_of(now)


def with_brands_day(ticket: Ticket, brand: Brand) -> Ticket:
    """Return the ticket with its order on the day that the brand's time zone gives it, for words and checks alike."""
    order = ticket.order
    if order is None or order.ordered_at is None:
        return ticket
    return replace(ticket, order=replace(order, ordered_on=brand.day_of(order.ordered_at)))


def _first(fields: Mapping[str, str], names: Iterable[str]) -> str | None:
    return next((fields[name].strip() for name in names if fields.get(name, "").strip()), None)


def _kept_language(language: str | None, kept: Iterable[str]) -> str | None:
    return next((one for one in kept if language and speaks(one, language)), None)
