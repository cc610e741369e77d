"""What a policy's page shows beside the text: history, use, who may approve it, what a search would find."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from drafter.impacts import ReplayState
from drafter.store.usage import usage_of
from drafter.usage import PolicyUsage
from knowledge_base.history import HistoryEntry
from knowledge_base.policies import Revision, Stage
from knowledge_base.store.catalogue import Facets, facets
from knowledge_base.store.history import history_of
from webhook.accounts.people import keepers_of
from webhook.accounts.roles import Principal, Role
from webhook.admin.actions import PolicyCase
from webhook.admin.impact_view import ImpactView, read_impact
from webhook.admin.searching import DRAFT, LIVE, Asked, SearchView, try_search
from webhook.admin.stages import day_words
from webhook.wiring import Services


@dataclass(frozen=True)
class Readiness:
    """One thing that a reviewer will look for, and whether it is there."""

    text: str
    is_good: bool


@dataclass(frozen=True)
class PolicyFile:
    """All that is known of a policy besides its wordings.

    ``admins`` are the names of all who keep this brand's policies, ``approvers`` of those
    who may approve the wording on the page.
    """

    history: tuple[HistoryEntry, ...]
    usage: PolicyUsage
    facets: Facets
    admins: tuple[str, ...]
    approvers: tuple[str, ...]
    readiness: tuple[Readiness, ...]
    impact: ImpactView | None
    search: SearchView


def gather(
    services: Services, who: Principal, case: PolicyCase, revision: Revision, *, asked: Mapping[str, str]
) -> PolicyFile:
    """Read what belongs to a policy that ``who`` has in sight; ``asked`` may hold a test search."""
    impact = read_impact(services, who, case, revision.number)
    with services.database.reading() as session:
        keepers = keepers_of(session, case.brand.id)
        found = PolicyFile(
            history=history_of(session, case.policy.id),
            usage=usage_of(session, case.policy.id),
            facets=facets(session, [case.brand.id]),
            admins=tuple(sorted(keepers.values())),
            approvers=tuple(sorted(name for one, name in keepers.items() if one != revision.author_id)),
            readiness=_readiness(revision, impact),
            impact=impact,
            search=SearchView(),
        )
    is_draft = revision.stage in (Stage.DRAFT, Stage.IN_REVIEW) and who.role is Role.ADMIN
    search = Asked.read({**asked, "as": case.brand.id}, where=DRAFT if is_draft else LIVE)
    return replace(found, search=try_search(services, who, search, draft=revision if is_draft else None))


def _readiness(revision: Revision, impact: ImpactView | None) -> tuple[Readiness, ...]:
    meta = revision.meta
    scope = [", ".join(meta.region) or "all regions", ", ".join(meta.channel) or "all channels"]
    first = f"from {day_words(meta.effective_from)}" if meta.effective_from else "for every order"
    found = [
        Readiness(f"Holds in {scope[0]}, {scope[1]}, {first}", True),
        Readiness(f"{meta.owner} looks after it" if meta.owner else "Nobody is named as its owner", bool(meta.owner)),
        Readiness(
            f"Looked at again by {day_words(meta.review_by)}"
            if meta.review_by
            else "No day is set to look at it again",
            meta.review_by is not None,
        ),
    ]
    if impact and impact.state is ReplayState.DONE:
        changed, lost = impact.replay.changed, impact.loses_answer
        found.append(Readiness(f"{changed} of {impact.replay.looked_at} past replies would change", True))
        found += [Readiness(f"{lost} of them would have no answer", False)] if lost else []
    elif impact is None:
        found.append(Readiness("Nobody replayed past tickets with it yet", False))
    return tuple(found)
