"""What an admin can do with the order source of a brand of theirs."""

from collections.abc import Mapping

from drafter.brands import Brand
from webhook import order_setting
from webhook.accounts.permissions import Act, brand_in_sight, permit
from webhook.accounts.roles import Principal
from webhook.order_setting import TriedOrder
from webhook.store.order_sources import SourceState
from webhook.wiring import Services


def get_source(services: Services, who: Principal, brand: str | None) -> tuple[Brand, SourceState | None]:
    """Return a brand and its order source.  Raises BrandNotFoundError, RequestFieldsError."""
    permit(who, Act.READ_CONNECTIONS)
    found = _brand(services, who, brand)
    return found, order_setting.find_source(services, found.id)


def set_source(
    services: Services,
    who: Principal,
    brand: str | None,
    *,
    kind: str | None,
    options: Mapping[str, str | None],
    secret: str | None,
) -> tuple[Brand, SourceState]:
    """Set or change a brand's order source; its address has to be a public one.

    Raises BrandNotFoundError, RequestFieldsError, HelpdeskRejectedError (an address).
    """
    permit(who, Act.EDIT_CONNECTIONS)
    found = _brand(services, who, brand)
    state = order_setting.set_source(
        services, found, kind=kind, options=options, secret=secret, is_operators=False, actor_id=who.id
    )
    return found, state


def try_source(services: Services, who: Principal, brand: str | None, number: str) -> tuple[Brand, TriedOrder]:
    """Look an order up now.  Raises BrandNotFoundError, RequestFieldsError, OrderSourceError."""
    permit(who, Act.EDIT_CONNECTIONS)
    found = _brand(services, who, brand)
    return found, order_setting.try_source(services, found, number)


def remove_source(services: Services, who: Principal, brand: str | None) -> tuple[Brand, bool]:
    """Forget a brand's order source; return whether there was one.  Raises BrandNotFoundError."""
    permit(who, Act.EDIT_CONNECTIONS)
    found = _brand(services, who, brand)
    return found, order_setting.remove_source(services, found, actor_id=who.id)


def _brand(services: Services, who: Principal, name: str | None) -> Brand:
    with services.database.reading() as session:
        return brand_in_sight(session, who, name)
