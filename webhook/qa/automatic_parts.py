"""The parts that other pages of the desk include: an automatic score beside a reply, a brand's on the dashboard."""

from collections.abc import Sequence

from drafter.brands import Brand
from drafter.errors import ReplyNotFoundError
from webhook.accounts.roles import Principal
from webhook.qa import automatic as actions
from webhook.qa.automatic_views import BesideView, ReportView, beside_view, pages_of, saved_text
from webhook.wiring import Services


def review_part(services: Services, who: Principal, key: str) -> BesideView | None:
    """Return the card beside a reply under review; None where nothing was sent, so nothing is rated."""
    try:
        return beside_view(actions.of_reply(services, who, key))
    except ReplyNotFoundError:
        return None


def saved_part(services: Services, who: Principal, key: str) -> str:
    """Return what is said of the automatic score once a review is saved; nothing where none may be shown."""
    try:
        return saved_text(actions.of_reply(services, who, key))
    except ReplyNotFoundError:
        return ""


def dashboard_part(
    services: Services, who: Principal, brands: Sequence[Brand], *, brand: str | None
) -> tuple[ReportView, ...]:
    """Return each brand's part of the dashboard; none where there are too many brands to show at once."""
    return pages_of(actions.reports(services, who, brand=brand), brands)
