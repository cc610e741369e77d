"""The page on which an admin says where a brand's orders are looked up, and tries it with a number."""

from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from drafter.errors import OrderSourceError
from drafter.order_facts import VOCABULARY
from webhook.accounts.roles import Role
from webhook.admin import order_actions as actions
from webhook.admin.blueprint import field_in_form, my_brands, pages
from webhook.errors import HelpdeskError, RequestFieldsError
from webhook.http.context import principal, require, services
from webhook.order_setting import TriedOrder
from webhook.orders.configs import HTTP, MOST_OPTION, OPTIONS, SHOPIFY
from webhook.orders.shopify import SCOPES
from webhook.rendering import money
from webhook.store.order_sources import SourceState

KIND_NAMES = {SHOPIFY: "Shopify", HTTP: "Another shop, by HTTP"}
LABELS = {
    "url": "Address of an order",
    "header": "Header of the key",
    "mapping": "Mapping",
    "base_url": "Address of the shop",
    "api_version": "API version",
    "sellers": "Sellers",
    "replacement_tag": "Replacement tag",
}
REQUIRED = frozenset({"url", "base_url"})
OF_TICKETS = frozenset({"order_known", "channel", "photo_attached"})  # what no order says
SECRET_LABELS = {SHOPIFY: "Admin API access token", HTTP: "Key"}


@dataclass(frozen=True)
class SourceField:
    """One field of the form."""

    name: str
    label: str
    hint: str
    value: str
    is_long: bool
    is_required: bool


@dataclass(frozen=True)
class TrialView:
    """An order that was just looked up, in rows of a name and what it is."""

    number: str
    rows: tuple[tuple[str, str], ...]


@pages.get("/admin/orders")
@require(Role.ADMIN)
def orders() -> str:
    """Show where a brand's orders are looked up."""
    return _page(_asked("brand"), kind=_asked("kind"))


@pages.post("/admin/orders")
@require(Role.ADMIN)
def set_orders() -> Response | tuple[str, int]:
    """Keep the order source; a key left empty stays as it is."""
    brand, kind = field_in_form("brand", 255), field_in_form("kind", 40)
    options = {name: field_in_form(name, MOST_OPTION) for name in OPTIONS.get(kind, {})}
    secret = field_in_form("secret", MOST_OPTION) or None
    try:
        found, _ = actions.set_source(
            services(), principal(), brand or None, kind=kind, options=dict(options), secret=secret
        )
    except (RequestFieldsError, HelpdeskError) as error:
        return _page(brand, kind=kind, given=options, wrong=error.message), 422
    flash("Kept. Try it with an order you know.")
    return redirect(url_for("admin.orders", brand=found.slug), 303)


@pages.post("/admin/orders/test")
@require(Role.ADMIN)
def try_orders() -> str | tuple[str, int]:
    """Look an order up now and show what ladders can know of it."""
    brand, number = field_in_form("brand", 255), field_in_form("number", 40)
    try:
        _, tried = actions.try_source(services(), principal(), brand or None, number)
    except (RequestFieldsError, OrderSourceError) as error:
        return _page(brand, number=number, failed=error.message), 422
    return _page(brand, number=number, tried=tried)


@pages.post("/admin/orders/remove")
@require(Role.ADMIN)
def remove_orders() -> Response:
    """Forget the order source."""
    found, _ = actions.remove_source(services(), principal(), field_in_form("brand", 255) or None)
    flash("Forgotten, with its key. Drafts use the orders that come with tickets.")
    return redirect(url_for("admin.orders", brand=found.slug), 303)


def _page(
    brand: str,
    *,
    kind: str = "",
    given: dict[str, str] | None = None,
    wrong: str = "",
    number: str = "",
    failed: str = "",
    tried: TriedOrder | None = None,
) -> str:
    brands = my_brands()
    slug = brand or (brands[0].slug if brands else "")
    found, state = actions.get_source(services(), principal(), slug) if slug else (None, None)
    chosen = kind if kind in OPTIONS else (state.config.kind if state else "")
    return render_template(
        "admin/orders.html",
        brands=brands,
        brand=found,
        state=state,
        kinds=KIND_NAMES,
        kind=chosen,
        fields=_fields(chosen, state, given) if chosen else (),
        secret_label=SECRET_LABELS.get(chosen, ""),
        has_secret=bool(state and state.config.kind == chosen and state.config.secret),
        scopes=SCOPES if chosen == SHOPIFY else (),
        wrong=wrong,
        number=number,
        failed=failed,
        tried=_trial(number, tried) if tried else None,
    )


def _fields(kind: str, state: SourceState | None, given: dict[str, str] | None) -> tuple[SourceField, ...]:
    kept: Any = state.config.options if state and state.config.kind == kind else {}
    values = given if given is not None else kept
    return tuple(
        SourceField(name, LABELS[name], hint, values.get(name, ""), name == "mapping", name in REQUIRED)
        for name, hint in OPTIONS[kind].items()
    )


def _trial(number: str, tried: TriedOrder) -> TrialView:
    currency = tried.order.currency
    rows = [
        ("customer", tried.email or "the shop does not say"),
        *(
            (VOCABULARY[name].words, _shown(name, value, currency))
            for name, value in tried.facts.items()
            if name not in OF_TICKETS
        ),
    ]
    return TrialView(tried.order.order_number or number, tuple(rows))


def _shown(name: str, value: Any, currency: str | None) -> str:
    fact = VOCABULARY[name]
    if isinstance(value, bool):
        return fact.yes if value else fact.no
    return money(value, currency) if fact.kind.value == "amount" else str(value)


def _asked(name: str) -> str:
    return request.args.get(name, "")[:255].replace("\x00", "")
