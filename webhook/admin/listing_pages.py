"""The list of policies, with a test search below it."""

from dataclasses import replace
from datetime import date

from flask import render_template, request, url_for
from sqlalchemy.orm import Session

from drafter.store.usage import staleness, usage_of_policies
from knowledge_base.store.catalogue import Order, Shelf, Wanted, catalogue_ids, catalogue_page, facets
from knowledge_base.store.imports import vanished_since
from knowledge_base.store.policies import overviews
from knowledge_base.store.verifications import newest_verifications
from webhook.accounts.permissions import Act, brands_in_sight, permit
from webhook.accounts.roles import Principal, Role
from webhook.admin.blueprint import may_edit, my_brands, pages
from webhook.admin.counting import conflict_counts
from webhook.admin.listing import DAMAGE, PAGE, ListChoice, Listed, list_view
from webhook.admin.searching import Asked, try_search
from webhook.http.context import principal, require, services
from webhook.wiring import Services


@pages.get("/admin")
@require(Role.ADMIN, Role.AGENT, Role.QA)
def policies() -> str:
    """Show one page of policies, and what a test search finds."""
    choice, brands = ListChoice.read(request.args), my_brands()
    listed = read_list(services(), principal(), choice)
    asked = Asked.read(request.args)
    if not asked.brand and brands:
        asked = Asked.read({**request.args, "as": choice.brand or brands[0].slug})
    view = list_view(
        listed,
        choice,
        brands=brands,
        search=try_search(services(), principal(), asked),
        can_edit=may_edit(),
        today=services().clock().date(),
        link=lambda fields: url_for("admin.policies", **fields),
        import_href=url_for("admin.imports"),
    )
    return render_template("admin/policies.html", policies=view)


def read_list(services: Services, who: Principal, choice: ListChoice) -> Listed:
    """Read one page of the list that ``who`` may see.  Raises BrandNotFoundError."""
    permit(who, Act.READ_POLICIES)
    today = services.clock().date()
    shelf = Shelf(choice.stage) if choice.stage else None
    with services.database.reading() as session:
        brand_ids = brands_in_sight(session, who, choice.brand or None)
        wanted = Wanted(
            brand_ids,
            query=choice.q,
            region=choice.region,
            channel=choice.channel,
            language=choice.language,
            owner=choice.owner,
            is_overdue=bool(choice.stale),
        )
        order = Order(choice.sort) if choice.sort in set(Order) else Order.TITLE
        first, limit = (choice.page - 1) * PAGE, 0 if choice.sort == DAMAGE else PAGE
        page = catalogue_page(session, wanted, today=today, shelf=shelf, order=order, limit=limit, offset=first)
        if choice.sort == DAMAGE:
            first = min(first, max(page.found - 1, 0) // PAGE * PAGE)
            ranked = _by_damage(session, wanted, today, shelf)
            page = replace(page, offset=first, rows=overviews(session, ranked[first : first + PAGE], on=today))
        ids = [one.policy.id for one in page.rows]
        is_all = wanted == Wanted(brand_ids)
        whole = page if is_all else catalogue_page(session, Wanted(brand_ids), today=today, limit=0)
        return Listed(
            page,
            whole,
            facets(session, brand_ids),
            usage_of_policies(session, ids),
            newest_verifications(session, ids),
            frozenset(vanished_since(session, ids)),
            conflict_counts(
                session,
                sorted({one.policy.brand_id for one in page.rows}),
                today=today,
                vectors_of=services.sentence_vectors,
            ),
        )


def _by_damage(session: Session, wanted: Wanted, today: date, shelf: Shelf | None) -> list[str]:
    """Return the ids of the wanted policies, those first whose age may do most harm; unpublished ones last."""
    ranks = {one.policy.id: rank for rank, one in enumerate(staleness(session, wanted.brand_ids, today=today))}
    return sorted(catalogue_ids(session, wanted, today=today, shelf=shelf), key=lambda one: ranks.get(one, len(ranks)))
