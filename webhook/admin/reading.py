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
from knowledge_base.store.imports import vanished_since
from webhook.accounts.people import keepers_of, names_by_id
from webhook.accounts.roles import Principal, Role
from webhook.admin import replay_actions
from webhook.admin.actions import PolicyCase
from webhook.admin.replay_views import ReplayView, replay_view
from webhook.admin.searching import DRAFT, LIVE, Asked, SearchView, try_search
from webhook.admin.stages import day_words
from webhook.wiring import Services

REPLIES_SHOWN = 3  # of those that would change; the replay's own page has all


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
    impact: ReplayView | None
    search: SearchView
    is_gone: bool = False


def gather(
    services: Services,
    who: Principal,
    case: PolicyCase,
    revision: Revision,
    *,
    asked: Mapping[str, str],
    written: Revision | None = None,
) -> PolicyFile:
    """Read what belongs to a policy that ``who`` has in sight; ``asked`` may hold a test search.

    ``written`` is the wording as it stands unsaved in the editor, to be searched in its place.
    """
    impact = _impact(services, who, case, revision.number)
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
            is_gone=bool(vanished_since(session, [case.policy.id])),
        )
    waits = revision.stage in (Stage.DRAFT, Stage.IN_REVIEW) or written is not None
    is_draft = waits and who.role is Role.ADMIN
    search = Asked.read({**asked, "as": case.brand.id}, where=DRAFT if is_draft else LIVE)
    return replace(found, search=try_search(services, who, search, draft=(written or revision) if is_draft else None))


def _impact(services: Services, who: Principal, case: PolicyCase, number: int) -> ReplayView | None:
    """Return the last replay of a wording, None before the first."""
    runs = replay_actions.list_replays(services, who, case.policy.id, number)
    if not runs:
        return None
    with services.database.reading() as session:
        names = names_by_id(session)
    found = replay_actions.get_replay(services, who, runs[0].id)
    return replay_view(found, names=names, viewer_id=who.id, size=REPLIES_SHOWN)


def _readiness(revision: Revision, impact: ReplayView | None) -> tuple[Readiness, ...]:
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
        is_read = bool(impact.signatures)
        words = f"{impact.changed} of {impact.looked_at} past replies would change"
        found.append(Readiness(words if is_read else f"{words}; nobody read which", is_read or not impact.changed))
    elif impact is None:
        found.append(Readiness("Nobody replayed past tickets with it yet", False))
    return tuple(found)
