"""What the start page reads, in one short transaction."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from drafter.brands import Brand, Voice
from drafter.store.brands import list_brands
from drafter.store.ladders import live_ladders
from drafter.store.progress import Progress, count_progress
from knowledge_base.store.snapshots import active_snapshot
from webhook.accounts.roles import Principal, Role
from webhook.connecting import Overview, overviews
from webhook.store.accounts import list_users
from webhook.store.connections import list_connections
from webhook.store.health import Health, read_health
from webhook.wiring import Services


@dataclass(frozen=True)
class Survey:
    """How this installation stands, as far as one person may see it.

    ``ladders`` counts the ones that drafts use, ``voiced`` names the brands whose voice somebody set.
    """

    brands: tuple[str, ...]
    connections: tuple[Overview, ...]
    policies: int
    snippets: int
    ladders: int
    voiced: tuple[str, ...]
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
            connections=overviews(session, links, now=services.clock()),
            policies=policies,
            snippets=snippets,
            ladders=sum(len(live_ladders(session, brand.id)) for brand in brands),
            voiced=tuple(brand.name for brand in brands if _is_voiced(brand)),
            agents=sum(user.role == Role.AGENT and user.is_active for user in list_users(session)),
            progress=count_progress(session, brand_ids=who.brand_ids),
            health=read_health(session, now=services.clock(), dead_after_s=services.settings.jobs.dead_after_s),
        )


def _is_voiced(brand: Brand) -> bool:
    return brand.voice_version > 1 or brand.voice != Voice()


def _published(session: Session, brand_ids: Sequence[str]) -> tuple[int, int]:
    snapshots = [found for brand_id in brand_ids if (found := active_snapshot(session, brand_id))]
    return sum(len(one.revision_ids) for one in snapshots), sum(one.snippets for one in snapshots)
