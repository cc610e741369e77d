"""Whether drafting knows what the policies do not answer: each question asked with its policies and without them.

A throw-away knowledge base, the ordinary import, publication, search and drafting.  Leaving a
policy out only hides its snippets from search, so that a few hundred questions take a minute.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from drafter.brands import Brand
from drafter.choosing import asked_of
from drafter.covering import Coverage, Signs, coverage_of, signs_of
from drafter.drafting import DraftingKit, draft_reply, no_masking
from drafter.drafts import DraftStatus
from drafter.tickets import Ticket
from knowledge_base.errors import ImportSourceError
from knowledge_base.foundation.actors import SYSTEM
from knowledge_base.importing import import_sources
from knowledge_base.scopes import Scope
from knowledge_base.search.hits import Question, Retrieval
from knowledge_base.search.loading import LoadedSnapshot
from webhook.evaluating import BRAND, throw_away_services
from webhook.evaluation_files import Query, read_documents, read_qrels, read_queries, section_names
from webhook.progress import progress_bar
from webhook.wiring import Services

FLOORS = (0.2, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7)


@dataclass(frozen=True)
class Case:
    """One question asked once: ``answerable`` as the policies that answer it are there or not."""

    qid: str
    answerable: bool
    drafted: bool
    coverage: Coverage
    signs: tuple[Signs, ...]
    natural: bool = False  # nothing was left out: no policy answers it anyway


def evaluate_covering(documents: Path, queries: Path, qrels: Path | None) -> dict[str, Any]:
    """Return the shares of covered questions answered and of uncovered ones caught, also at other floors.

    Raises ImportSourceError, EmbeddingError; click.ClickException for a file in another form.
    """
    return figures_of([*cases_of(documents, queries, qrels)])


def cases_of(documents: Path, queries: Path, qrels: Path | None) -> Iterator[Case]:
    """Ask each question with its policies and without them; one that no policy answers, once."""
    asked = [query for query in read_queries(queries) if query.questions and query.ticket]
    judged = read_qrels(qrels) if qrels else {}
    with throw_away_services() as services:
        names = _import(services, documents)
        kit = services.kit(Brand(BRAND, "evaluation", "Evaluation"))
        kit = replace(kit, model=kit.fallback, mask=no_masking)  # nothing is asked elsewhere
        snapshot = services.snapshots.active(BRAND)
        with progress_bar("Asking") as progress:
            for done, query in enumerate(asked, start=1):
                wanted = {doc for doc, grade in judged.get(query.qid, {}).items() if grade > 0}
                wanted |= set(query.policies or ())
                yield from _ask(services, kit, snapshot, query, _policies(names, wanted, query.qid))
                progress(done, len(asked))


def figures_of(cases: Sequence[Case]) -> dict[str, Any]:
    """Return the figures of cases: at the floor in use by whole drafts, at others by likelihood alone."""
    covered, uncovered = [c for c in cases if c.answerable], [c for c in cases if not c.answerable]
    natural, removed = [c for c in uncovered if c.natural], [c for c in uncovered if not c.natural]
    return {
        "covered": len(covered),
        "answered": _share(covered, lambda one: one.drafted),
        "uncovered": len(uncovered),
        "caught": _share(uncovered, lambda one: not one.drafted),
        "caught_removed": _share(removed, lambda one: not one.drafted),
        "caught_never_covered": _share(natural, lambda one: not one.drafted),
        "floors": [
            {
                "floor": floor,
                "answered": _share(covered, lambda one, at=floor: _likelihood(one) >= at),
                "caught_removed": _share(removed, lambda one, at=floor: _likelihood(one) < at),
                "caught_never_covered": _share(natural, lambda one, at=floor: _likelihood(one) < at),
            }
            for floor in FLOORS
        ],
    }


class _LeavingOut:
    """A retriever over a snapshot in which some policies are not to be found."""

    def __init__(self, services: Services, snapshot: LoadedSnapshot, policies: frozenset[str]) -> None:
        self._retriever = services.retriever
        self._snapshot = without(snapshot, policies) if policies else snapshot

    def retrieve(
        self,
        questions: Sequence[Question],
        *,
        brand_id: str,
        k: int,
        on: date | None = None,
        scope: Scope | None = None,
        explain: bool = False,
    ) -> Retrieval:
        """Search in the snapshot without them."""
        return self._retriever.retrieve_in(self._snapshot, questions, k=k, on=on, scope=scope, explain=explain)


class _Without(LoadedSnapshot):
    """A snapshot some of whose snippets are in force nowhere."""

    def _in_force(self, on: date, scope: Scope) -> NDArray[np.int64]:
        rows = super()._in_force(on, scope)
        hidden: frozenset[int] = self.__dict__["hidden"]
        return np.array([row for row in rows if int(row) not in hidden], dtype=np.int64)


def without(snapshot: LoadedSnapshot, policies: frozenset[str]) -> LoadedSnapshot:
    """Return a snapshot that hides these policies; it lives no longer than the one it is made from."""
    content = snapshot.content
    hidden = {at for at, of in enumerate(content.wording_of.tolist()) if content.wordings[of].policy_id in policies}
    made = _Without(snapshot.id, snapshot.brand_id, content, snapshot.vectors)
    made.__dict__["hidden"] = frozenset(hidden)
    made.__dict__["made_from"] = snapshot  # its vectors go with it
    return made


def _ask(
    services: Services, kit: DraftingKit, snapshot: LoadedSnapshot, query: Query, policies: frozenset[str]
) -> Iterator[Case]:
    assert query.ticket is not None
    ticket = replace(query.ticket, brand_id=BRAND)
    for left_out in [frozenset[str](), policies] if policies else [frozenset[str]()]:
        retriever = _LeavingOut(services, snapshot, left_out)
        answerable = bool(policies) and not left_out
        yield _case(services, replace(kit, retriever=retriever), ticket, query, answerable, not policies)


def _case(services: Services, kit: DraftingKit, ticket: Ticket, query: Query, answerable: bool, natural: bool) -> Case:
    found = kit.retriever.retrieve(query.questions, brand_id=BRAND, k=kit.settings.hits_per_ticket)
    asks = asked_of(ticket)
    coverage = coverage_of(found, asks, kit.meanings, least=kit.settings.least_coverage)
    signs = signs_of(found.questions, asks, found.hits, kit.meanings) if kit.meanings and found.hits else []
    draft = draft_reply(ticket, kit, now=services.clock(), new_id=services.new_id)
    return Case(query.qid, answerable, draft.status is DraftStatus.READY, coverage, tuple(signs), natural)


def _import(services: Services, path: Path) -> dict[str, frozenset[str]]:
    """Publish the documents; return by policy what each is called in judgements."""
    with services.database.writing() as session:
        imported = import_sources(
            session,
            read_documents(path).sources,
            brand_id=BRAND,
            actor=SYSTEM,
            now=services.clock(),
            new_id=services.new_id,
        )
    with progress_bar("Embedding documents") as progress:
        services.publisher.publish([one.revision.id for one in imported], actor=SYSTEM, progress=progress)
    return {one.revision.policy_id: section_names(one.source.key, one.source.title, ()) for one in imported}


def _policies(names: Mapping[str, frozenset[str]], wanted: set[str], qid: str) -> frozenset[str]:
    """Return the policies that are meant; a section stands for its whole policy."""
    wanted = wanted | {name.split("#")[0] for name in wanted}
    found = frozenset(policy for policy, called in names.items() if called & wanted)
    if wanted and not found:
        raise ImportSourceError(f"Query {qid!r} names {min(wanted)!r}, which is none of the documents; use their ids.")
    return found


def _likelihood(case: Case) -> float:
    return case.coverage.likelihood if case.coverage.likelihood is not None else float(case.coverage.covered)


def _share(cases: Sequence[Case], holds: Any) -> float | None:
    return round(sum(map(holds, cases)) / len(cases), 4) if cases else None
