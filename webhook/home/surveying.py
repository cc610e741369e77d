"""What the start page reads, in one short transaction."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from drafter.store.brands import list_brands
from drafter.store.progress import Progress, count_progress
from knowledge_base.store.snapshots import active_snapshot
from webhook.accounts.roles import Principal, Role
from webhook.store.accounts import list_users
from webhook.store.connections import list_connections
from webhook.store.health import Health, read_health
from webhook.wiring import Services


@dataclass(frozen=True)
class Survey:
    """How this installation stands, as far as one person may see it."""

    brands: tuple[str, ...]
    connections: tuple[str, ...]
    policies: int
    snippets: int
    agents: int
    progress: Progress
    health: Health


def survey(services: Services, who: Principal) -> Survey:
    """Return what is set up and what runs."""
    with services.database.reading() as session:
        brands = [brand for brand in list_brands(session) if who.may_see(brand.id)]
        policies, snippets = _published(session, [brand.id for brand in brands])
        links = [link for link in list_connections(session) if who.may_see(link.brand_id)]
        return Survey(
            brands=tuple(brand.name for brand in brands),
            connections=tuple(link.name for link in links),
            policies=policies,
            snippets=snippets,
            agents=sum(user.role == Role.AGENT and user.is_active for user in list_users(session)),
            progress=count_progress(session, brand_ids=who.brand_ids),
            health=read_health(session, now=services.clock(), dead_after_s=services.settings.jobs.dead_after_s),
        )


def _published(session: Session, brand_ids: Sequence[str]) -> tuple[int, int]:
    snapshots = [found for brand_id in brand_ids if (found := active_snapshot(session, brand_id))]
    return sum(len(one.revision_ids) for one in snapshots), sum(one.snippets for one in snapshots)
