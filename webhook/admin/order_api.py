"""``/api/v1/order-source``: where a brand's orders are looked up, for programs.  A secret is never shown again."""

from typing import Any, Literal

from pydantic import Field

from webhook import order_setting
from webhook.accounts.permissions import Act
from webhook.accounts.roles import Principal
from webhook.admin import order_actions as actions
from webhook.http.api import ApiBlueprint, Fields, Moment, Shown
from webhook.http.context import services
from webhook.order_json import order_json
from webhook.order_setting import TriedOrder
from webhook.orders.configs import MOST_OPTION
from webhook.store.order_sources import SourceState

api = ApiBlueprint("order_api", __name__)

SOURCE = "/order-source"
_BRAND = Field(None, max_length=255, description="Name, slug or id; may be left out with one brand.")


class OrderSourceQuery(Fields):
    """Whose order source."""

    brand: str | None = _BRAND


class OrderSourceBody(Fields):
    """What changes; left out it stays, an option that is null is taken away, another kind begins anew."""

    brand: str | None = _BRAND
    kind: Literal["http", "shopify"] | None = None
    options: dict[str, str | None] = Field(default_factory=dict)
    secret: str | None = Field(None, max_length=MOST_OPTION, description="Has to be given again with another address.")


class OrderTrialBody(Fields):
    """Which order to look up."""

    brand: str | None = _BRAND
    order_number: str = Field(min_length=1, max_length=40)


class OrderSourceShown(Shown):
    """A brand's order source and where it stands; ``kind`` is null where it has none."""

    brand_id: str
    kind: str | None
    options: dict[str, str]
    has_secret: bool
    last_error: str | None
    last_error_at: Moment | None


class OrderTrialShown(Shown):
    """An order as the shop knows it now, and what ladders can know of it."""

    order: dict[str, Any]
    email: str | None
    facts: dict[str, Any]


class OrderSourceRemovedShown(Shown):
    """Whether there was an order source to forget."""

    brand_id: str
    removed: bool


@api.route_for("GET", SOURCE, act=Act.READ_CONNECTIONS, query=OrderSourceQuery, answer=OrderSourceShown)
def get_order_source(who: Principal, query: OrderSourceQuery) -> dict[str, Any]:
    """Show where a brand's orders are looked up."""
    brand, state = actions.get_source(services(), who, query.brand)
    return source_json(brand.id, state)


@api.route_for("POST", SOURCE, act=Act.EDIT_CONNECTIONS, body=OrderSourceBody, answer=OrderSourceShown)
def set_order_source(who: Principal, body: OrderSourceBody) -> dict[str, Any]:
    """Set or change where a brand's orders are looked up.

    Its address has to be a public one: an inner one is given on the command line.
    """
    options = {name: "" if value is None else value for name, value in body.options.items()}
    brand, state = actions.set_source(services(), who, body.brand, kind=body.kind, options=options, secret=body.secret)
    return source_json(brand.id, state)


@api.route_for("POST", f"{SOURCE}/test", act=Act.EDIT_CONNECTIONS, body=OrderTrialBody, answer=OrderTrialShown)
def try_order_source(who: Principal, body: OrderTrialBody) -> dict[str, Any]:
    """Look an order up now, as a draft would."""
    return trial_json(actions.try_source(services(), who, body.brand, body.order_number)[1])


@api.route_for("DELETE", SOURCE, act=Act.EDIT_CONNECTIONS, query=OrderSourceQuery, answer=OrderSourceRemovedShown)
def remove_order_source(who: Principal, query: OrderSourceQuery) -> dict[str, Any]:
    """Forget a brand's order source with its secret."""
    brand, is_gone = actions.remove_source(services(), who, query.brand)
    return {"brand_id": brand.id, "removed": is_gone}


def source_json(brand_id: str, state: SourceState | None) -> dict[str, Any]:
    """Return an order source as JSON, without its secret."""
    config = state.config if state else None
    return {
        "brand_id": brand_id,
        "kind": config.kind if config else None,
        "options": dict(config.options) if config else {},
        "has_secret": bool(config and config.secret),
        "last_error": state.last_error if state else None,
        "last_error_at": state.failed_at.isoformat().replace("+00:00", "Z") if state and state.failed_at else None,
    }


def trial_json(tried: TriedOrder) -> dict[str, Any]:
    """Return an order that was looked up as JSON; amounts as decimal strings."""
    return {"order": order_json(tried.order), "email": tried.email, "facts": order_setting.facts_json(tried.facts)}
