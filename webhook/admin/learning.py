"""What search learned from kept snippets, as an admin sees it and takes it back."""

from drafter.store.brands import list_brands
from knowledge_base.errors import LearnedNotFoundError
from knowledge_base.kept import KeptQuestion
from knowledge_base.store import kept as store
from webhook.accounts.permissions import Act, brand_in_sight, permit
from webhook.accounts.roles import Principal
from webhook.wiring import Services


def list_learned(
    services: Services, who: Principal, *, brand: str | None = None, before: str | None = None, limit: int = 50
) -> tuple[KeptQuestion, ...]:
    """List the questions that search learned from, newest first.  Raises BrandNotFoundError."""
    permit(who, Act.READ_POLICIES)
    with services.database.reading() as session:
        brands = [brand_in_sight(session, who, brand)] if brand else list_brands(session)
        visible = [one.id for one in brands if who.may_see(one.id)]
        return store.list_kept(session, visible, before=before, limit=limit)


def forget_learned(services: Services, who: Principal, kept_id: str) -> KeptQuestion:
    """Let search forget one question; the next one is ranked without it.  Raises LearnedNotFoundError."""
    permit(who, Act.EDIT_POLICIES)
    with services.database.writing() as session:
        found = store.find_kept(session, kept_id)
        if found is None or not who.may_see(found.brand_id):
            raise LearnedNotFoundError(f"Search learned nothing under the id {kept_id!r}.")
        store.forget_kept(session, kept_id)
    return found
