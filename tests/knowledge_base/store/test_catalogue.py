"""The catalogue on both databases: filters, shelves, order and pages, counted in one look."""

from datetime import date, timedelta

import pytest

from knowledge_base.editing import submit, verify
from knowledge_base.policies import PolicyMeta
from knowledge_base.store.catalogue import Facets, Order, Shelf, Wanted, catalogue_ids, catalogue_page, facets
from tests.knowledge_base.conftest import OWNER, Keeper
from tests.tools.databases import BOTH

pytestmark = pytest.mark.parametrize("database_url", BOTH, indirect=True)

TODAY = date(2026, 3, 10)
YESTERDAY, TOMORROW = TODAY - timedelta(1), TODAY + timedelta(1)


@pytest.fixture
def shelves(keeper: Keeper) -> Keeper:
    """A policy on each shelf: Boots published and stale, Cards to come, Delivery in review, Engraving a draft."""
    boots = keeper.write(
        title="Boots", meta=PolicyMeta(owner="Priya", region=("US", "CA"), channel=("email",), review_by=YESTERDAY)
    )
    cards = keeper.write(title="cards", meta=PolicyMeta(owner="Marco", region=("CA",), review_by=TOMORROW))
    keeper.publish(boots)
    keeper.publish(cards, effective_at=TOMORROW)
    delivery = keeper.write(title="Delivery", meta=PolicyMeta(language="de"))
    keeper.write(title="Engraving", text="Engraved goods are not taken back.", meta=PolicyMeta(channel=("chat",)))
    with keeper.services.database.writing() as session:
        submit(session, delivery.id, actor=OWNER, now=keeper.services.clock())
    keeper.rewrite(boots, "Sixty days.")
    return keeper


def test_shelves_are_counted_and_a_policy_may_stand_on_two(shelves: Keeper) -> None:
    assert _titles(shelves, shelf=Shelf.PUBLISHED) == ["Boots"]
    assert _titles(shelves, shelf=Shelf.SCHEDULED) == ["cards"]
    assert _titles(shelves, shelf=Shelf.IN_REVIEW) == ["Delivery"]
    assert _titles(shelves, shelf=Shelf.DRAFT) == ["Boots", "Engraving"]

    with shelves.services.database.reading() as session:
        page = catalogue_page(session, Wanted(), today=TODAY, limit=0)
    assert (page.total, page.overdue) == (4, 1)
    assert [page.counts[one] for one in Shelf] == [2, 1, 1, 1, 0]


@pytest.mark.parametrize(
    ("wanted", "titles"),
    [
        (Wanted(), ["Boots", "cards", "Delivery", "Engraving"]),
        (Wanted(query="engraved BACK"), ["Engraving"]),
        (Wanted(query="100%"), []),
        (Wanted(region="US"), ["Boots", "Delivery", "Engraving"]),
        (Wanted(channel="email"), ["Boots", "cards", "Delivery"]),
        (Wanted(language="de"), ["Delivery"]),
        (Wanted(owner="Marco"), ["cards"]),
        (Wanted(is_overdue=True), ["Boots"]),
        (Wanted(("brd_other",)), []),
    ],
    ids=["all", "words", "signs", "region", "channel", "language", "owner", "overdue", "brand"],
)
def test_filters_leave_what_is_wanted(shelves: Keeper, wanted: Wanted, titles: list[str]) -> None:
    assert _titles(shelves, wanted) == titles
    with shelves.services.database.reading() as session:
        assert len(catalogue_ids(session, wanted, today=TODAY)) == len(titles)


def test_verified_policy_is_overdue_no_longer(shelves: Keeper) -> None:
    with shelves.services.database.writing() as session:
        boots = catalogue_ids(session, Wanted(owner="Priya"), today=TODAY)[0]
        verify(session, boots, review_by=TOMORROW, actor=OWNER, now=shelves.services.clock(), today=TODAY)

    assert _titles(shelves, Wanted(is_overdue=True)) == []


def test_pages_follow_the_order_and_end_with_the_last(shelves: Keeper) -> None:
    assert _titles(shelves, limit=3, offset=3) == ["Engraving"]
    assert _titles(shelves, limit=3, offset=90) == ["Engraving"]
    assert _titles(shelves, order=Order.REVIEW_BY)[:2] == ["Boots", "cards"]


def test_facets_are_what_the_newest_wordings_name(shelves: Keeper) -> None:
    with shelves.services.database.reading() as session:
        found = facets(session, None)

    assert found == Facets(("CA", "US"), ("chat", "email"), (), ("de", "en"), ("Marco", "Priya"))


def _titles(keeper: Keeper, wanted: Wanted | None = None, **choice: object) -> list[str]:
    with keeper.services.database.reading() as session:
        page = catalogue_page(session, wanted or Wanted(), today=TODAY, **choice)  # type: ignore[arg-type]
    return [one.policy.title for one in page.rows]
