"""Load the demo: brand, policies, connection, people, sample tickets.

Every step asks first what is there.  So a load that was killed is finished by the next one,
a second load adds nothing, and what an admin changed since stays as it is.
"""

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from drafter.brands import Brand
from drafter.errors import BrandNotFoundError
from drafter.laddering import create_ladder, find_by_intent, publish_ladder
from drafter.store.brands import find_brand, insert_brand
from knowledge_base.foundation.actors import SYSTEM
from knowledge_base.importing import ImportKind, import_sources
from knowledge_base.policies import Stage
from knowledge_base.search.building import Progress
from knowledge_base.sources import PolicySource, read_sources
from knowledge_base.store.policies import find_policy_by_source, last_imported
from webhook.accounts.roles import Role
from webhook.accounts.signing_in import ensure_user, make_link_token
from webhook.demo.brand_files import (
    brand_slug,
    policy_folder,
    read_brand,
    read_history,
    read_ladders,
    read_replies,
    read_team,
    read_tickets,
)
from webhook.demo.desk import Desk
from webhook.demo.routes import CALLBACK_PATH, desk_store
from webhook.demo.store import DeskSettings, DeskStore, Plan
from webhook.helpdesks.base import Connection
from webhook.helpdesks.signatures import new_signing_secret
from webhook.store.accounts import find_user
from webhook.store.connections import find_connection_by_name, insert_connection, lock_connection, update_options
from webhook.wiring import Services

CONNECTION_NAME = "sample-desk"


@dataclass(frozen=True)
class Loaded:
    """What a load found or made; the counts are of what was new."""

    brand_id: str
    connection_id: str
    new_policies: int
    new_tickets: int


def load_demo(services: Services, *, base_url: str, progress: Progress | None = None) -> Loaded:
    """Bring the demo into the database and the helpdesk's file; ``base_url`` is our address.

    The tickets arrive through the webhook route once the server runs.  Raises EmbeddingError.
    """
    now = services.clock()
    with services.database.writing() as session:
        brand = _ensure_brand(session, services)
        connection = _ensure_connection(session, services, brand, base_url)
        for role, person in read_team().items():
            if find_user(session, person.email) is None:
                ensure_user(
                    session,
                    person.email,
                    Role(role),
                    name=person.name,
                    brand_ids=[brand.id],
                    now=now,
                    new_id=services.new_id,
                )
    _ensure_ladders(services, brand)
    new_policies = _ensure_policies(services, brand, progress)
    new_tickets = _fill_desk(services, connection, brand, base_url)
    return Loaded(brand.id, connection.id, new_policies, new_tickets)


def is_published(services: Services) -> bool:
    """Whether every policy of the demo is imported and published, so that a load embeds nothing."""
    sources = read_sources(policy_folder()).sources
    with services.database.reading() as session:
        try:
            brand = find_brand(session, brand_slug())
        except BrandNotFoundError:
            return False
        return all(_is_taken_over(session, brand, source) for source in sources)


def make_links(services: Services, *, base_url: str) -> dict[str, str]:
    """Make a fresh sign-in link for each role of the demo's team; each works once."""
    links = {}
    now, life_h = services.clock(), services.settings.sessions.link_hours
    with services.database.writing() as session:
        for role, person in read_team().items():
            user = find_user(session, person.email)
            if user:
                token = make_link_token(session, user, now=now, life_h=life_h)
                links[role] = f"{base_url}/sign-in?token={token}"
    return links


def _ensure_brand(session: Session, services: Services) -> Brand:
    try:
        return find_brand(session, brand_slug())
    except BrandNotFoundError:
        brand = read_brand(services.new_id("brd"))
        insert_brand(session, brand, now=services.clock())
        return brand


def _ensure_policies(services: Services, brand: Brand, progress: Progress | None) -> int:
    sources = read_sources(policy_folder()).sources
    with services.database.writing() as session:
        imported = import_sources(
            session, sources, brand_id=brand.id, actor=SYSTEM, now=services.clock(), new_id=services.new_id
        )
    waiting = [one.revision.id for one in imported if one.is_publishable]
    if waiting:
        services.publisher.publish(waiting, actor=SYSTEM, note="Published with the demo.", progress=progress)
    return sum(one.kind is not ImportKind.UNCHANGED for one in imported)


def _ensure_ladders(services: Services, brand: Brand) -> None:
    """Publish each ladder the brand has none for; what an admin made of it since stays."""
    now = services.clock()
    with services.database.writing() as session:
        for ladder in read_ladders(brand.id):
            if find_by_intent(session, brand.id, ladder.intent) is None:
                note = "Comes with the demo."
                made = create_ladder(session, ladder, note=note, actor=SYSTEM, now=now, new_id=services.new_id)
                if not brand.needs_two_people:
                    publish_ladder(session, made.id, 1, actor=SYSTEM, now=now, note="Published with the demo.")


def _is_taken_over(session: Session, brand: Brand, source: PolicySource) -> bool:
    policy = find_policy_by_source(session, brand.id, source.key)
    last = last_imported(session, policy.id) if policy else None
    return bool(last and last[1] == source.content_hash and last[0].stage is not Stage.DRAFT)


def _ensure_connection(session: Session, services: Services, brand: Brand, base_url: str) -> Connection:
    options = {"callback_url": f"{base_url}{CALLBACK_PATH}"}
    known = find_connection_by_name(session, brand.id, CONNECTION_NAME)
    if known is None:
        made = Connection(
            id=services.new_id("con"),
            kind="generic",
            brand_id=brand.id,
            name=CONNECTION_NAME,
            secrets=(new_signing_secret(),),
            options=options,
        )
        # The person who starts the demo gives this address, so it may be the machine's own.
        insert_connection(session, made, operator_given=frozenset(options), now=services.clock())
        return made
    known = lock_connection(session, known.id)
    current = replace(known, options={**known.options, **options})
    if current != known:
        update_options(session, current)
    return current


def _fill_desk(services: Services, connection: Connection, brand: Brand, base_url: str) -> int:
    store = desk_store(services)
    known = store.settings()
    if known and known.connection_id != connection.id:
        store.delete()  # it talked to a database that is no more
    store.create()
    path = f"/webhooks/{connection.kind}/{connection.id}"
    store.save_settings(DeskSettings(base_url, path, connection.id, connection.secrets[0], brand.slug))
    return _add_tickets(store, services)


def _add_tickets(store: DeskStore, services: Services) -> int:
    desk, now = Desk(store, new_id=services.new_id), services.clock()
    plans = {reply.ticket: Plan(reply.agent, reply.change) for reply in read_replies()}
    # The sample tickets first: a newcomer looks at those while last week's are still on their way.
    tickets = [*_oldest_first(read_tickets(now)), *_oldest_first(read_history(now))]
    return sum(desk.load(ticket, plans.get(ticket["id"]), now=now) for ticket in tickets)


def _oldest_first(tickets: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(tickets, key=lambda ticket: str(ticket["messages"][-1]["created_at"]))
