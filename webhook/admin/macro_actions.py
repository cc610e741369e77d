"""What an admin can do with the macros of a brand of theirs; another brand's is answered as unknown."""

from drafter.brands import Brand
from drafter.errors import MacroNotFoundError
from drafter.macros import Macro
from drafter.store.macros import get_macro, list_macros
from webhook import macro_fetching
from webhook.accounts.permissions import Act, brand_in_sight, permit
from webhook.accounts.roles import Principal
from webhook.macro_fetching import MacrosFetched
from webhook.wiring import Services


def read_macros(services: Services, who: Principal, brand: str | None) -> tuple[Brand, tuple[Macro, ...]]:
    """Return a brand and its macros, by title.  Raises BrandNotFoundError, RequestFieldsError."""
    permit(who, Act.READ_CONNECTIONS)
    with services.database.reading() as session:
        found = brand_in_sight(session, who, brand)
        return found, list_macros(session, found.id)


def fetch_macros(services: Services, who: Principal, brand: str | None) -> tuple[Brand, MacrosFetched]:
    """Fetch what a brand's helpdesks keep as saved replies.  Raises BrandNotFoundError, RequestFieldsError."""
    permit(who, Act.EDIT_CONNECTIONS)
    with services.database.reading() as session:
        found = brand_in_sight(session, who, brand)
    return found, macro_fetching.fetch_macros(services, found)


def approve_macro(
    services: Services, who: Principal, macro_id: str, *, is_approved: bool, words: str | None = None
) -> Macro:
    """Let prompts show a macro as it stands, or not.  Raises MacroNotFoundError, MacroConflictError."""
    permit(who, Act.EDIT_POLICIES)
    with services.database.reading() as session:
        found = get_macro(session, macro_id[:64])
    if not who.may_see(found.brand_id):
        raise MacroNotFoundError(f"No macro has the id {macro_id[:64]!r}.")
    return macro_fetching.approve_macro(services, found, is_approved=is_approved, actor_id=who.id, words=words)
