"""Two people who change different things of one row at once: both changes stand."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from drafter.brands import Brand
from drafter.people import Placement
from drafter.store.brands import change_brand, find_brand
from drafter.store.people import placements_of
from knowledge_base.foundation.database import Database
from tests.tools.waiting import until
from webhook.accounts.placing import place
from webhook.accounts.roles import Role
from webhook.accounts.signing_in import ensure_user
from webhook.connecting import change_options, set_paused
from webhook.helpdesks.base import Connection
from webhook.store.accounts import get_user
from webhook.store.connections import get_connection, lock_connection, update_connection
from webhook.wiring import Services

Act = Callable[[Services, Session], object]
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


def change(services: Services, first: Act, second: Callable[[], object]) -> None:
    """Begin one change, let another run into it, then commit the one and wait for the other."""
    database: Database = services.database
    with ThreadPoolExecutor(1) as pool:
        with database.writing() as session:
            first(services, session)
            other = pool.submit(second)
            until(lambda: other.done() or _is_waiting(database), what="the second change")
        other.result(timeout=60)


def _is_waiting(database: Database) -> bool:
    with database.reading() as session:
        return bool(session.scalar(text(WAITING)))


def _set_base_url(connection: Connection, url: str = "https://one.example") -> Act:
    def act(_: Services, session: Session) -> None:
        current = lock_connection(session, connection.id)
        update_connection(session, replace(current, options={**current.options, "base_url": url}))

    return act


def _place(agent: str, *, started_on: date | None = None) -> Act:
    def act(services: Services, session: Session) -> None:
        made = Placement(agent, services.clock().date(), "Leeds", started_on=started_on)
        place(session, made, actor_id="x", now=services.clock())

    return act


@pytest.mark.postgres
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_two_changes_at_once_lose_none(services: Services, brand: Brand, connection: Connection) -> None:
    def set_zone() -> None:
        with services.database.writing() as session:
            find_brand(session, brand.id)  # read before the wait, as an act does that looks who may
            change_brand(session, brand.id, lambda one: replace(one, time_zone="Europe/Berlin"))

    def give_brand(session: Session) -> str:
        given = {"now": services.clock(), "new_id": services.new_id, "brand_ids": [brand.id]}
        return ensure_user(session, "ada@example.com", Role.AGENT, **given).id  # type: ignore[arg-type]

    def give_again() -> None:
        with services.database.writing() as session:
            give_brand(session)

    def place_again() -> None:
        with services.database.writing() as session:
            _place("7")(services, session)

    change(services, lambda _, one: change_brand(one, brand.id, lambda now: replace(now, blind_share=0.4)), set_zone)
    change(services, _set_base_url(connection), lambda: set_paused(services, connection, is_paused=True))
    change(
        services,
        _set_base_url(connection, "https://two.example"),
        lambda: change_options(services, connection, {"own_user_id": "7"}, operator_given=True),
    )
    give_again()
    change(services, lambda _, one: give_brand(one), give_again)
    change(services, _place("7", started_on=date(2026, 1, 5)), place_again)

    with services.database.writing() as session:
        changed, link = find_brand(session, brand.id), get_connection(session, connection.id)
        user = get_user(session, give_brand(session))
        places = placements_of(session, ["7"])["7"]
    assert (changed.blind_share, changed.time_zone) == (0.4, "Europe/Berlin")
    assert (link.is_paused, link.options) == (True, {"base_url": "https://two.example", "own_user_id": "7"})
    assert user is not None
    assert user.brand_ids == (brand.id,)
    assert [one.started_on for one in places] == [date(2026, 1, 5)] * 2
