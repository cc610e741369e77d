"""Retrieval measured end to end: a throw-away knowledge base, the ordinary import, publication and search."""

import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

import drafter.store.ladder_tables
import drafter.store.model_tables
import drafter.store.review_tables
import drafter.store.tables  # noqa: F401  # its tables are made in the throw-away database too
from knowledge_base.errors import ImportSourceError
from knowledge_base.evaluation import RankingScores, score_rankings
from knowledge_base.foundation.actors import SYSTEM
from knowledge_base.foundation.database import Base
from knowledge_base.importing import import_sources
from knowledge_base.keeping import embed_kept
from knowledge_base.kept import KeptQuestion, Section
from knowledge_base.search.hits import Hit, Question
from knowledge_base.search.lexical import build_index, terms_of
from knowledge_base.sources import PolicySource
from knowledge_base.store.kept import keep_question
from webhook.evaluation_files import Documents, Query, read_documents, read_qrels, read_queries, section_names
from webhook.progress import progress_bar
from webhook.settings import load_settings
from webhook.wiring import Services, wire

BRAND = "brd_evaluation"
DOCUMENTS_PER_QUERY = 10
HITS_ASKED = 20  # several snippets of one document are common; more are asked for, untimed, when ten are not reached
RUN_NAME = "drafter"
# txtai 9.14's hybrid of the same model on the ABCD development set, the best of the libraries that were measured.
QUOTED_PEER = {"recall@1": 0.373, "recall@3": 0.592, "recall@5": 0.692}
ABCD_PREFIX = "abcd/"


@dataclass(frozen=True)
class Files:
    """What is measured on what."""

    documents: Path
    queries: Path
    qrels: Path
    history: Path | None = None
    history_qrels: Path | None = None
    history_limit: int | None = None
    seed: int = 0


@dataclass(frozen=True)
class Measured:
    """The figures of one run, those of simpler rankings in the same run, and the TREC run."""

    figures: Mapping[str, Any]
    references: Mapping[str, RankingScores] = field(default_factory=dict)
    quoted: Mapping[str, float] = field(default_factory=dict)
    trec_run: str = ""


@dataclass(frozen=True)
class _Ranked:
    """The documents of one query with their scores, best first, and what the search took."""

    documents: tuple[tuple[str, float], ...]
    cpu_ms: float
    wall_ms: float


def evaluate_retrieval(files: Files, *, with_references: bool) -> Measured:
    """Import the documents, search for each query, and score what was found.

    Raises ImportSourceError, EmbeddingError; click.ClickException for a file in another form.
    """
    documents, queries, qrels = read_documents(files.documents), read_queries(files.queries), read_qrels(files.qrels)
    with throw_away_services() as services:
        names = _import(services, documents, qrels)
        _check_judged(services, names)
        replayed = _replay(services, files, names)
        ranked = _search_all(services, queries, names)
        rankings = {qid: [doc for doc, _ in one.documents] for qid, one in ranked.items()}
        references = _references(services, documents, queries, qrels, names) if with_references else {}
    scores = score_rankings(rankings, qrels)
    is_abcd = any(doc.startswith(ABCD_PREFIX) for judged in qrels.values() for doc in judged)
    return Measured(
        figures={**_figures(scores, ranked, len(documents)), **({"history": replayed} if files.history else {})},
        references=references,
        quoted=QUOTED_PEER if is_abcd else {},
        trec_run="".join(_run_lines(ranked)),
    )


@contextmanager
def throw_away_services() -> Iterator[Services]:
    """Yield services over an empty database that is deleted afterwards; the other settings are the operator's."""
    with tempfile.TemporaryDirectory(prefix="drafter-evaluate-") as folder:
        own = load_settings(database_url=f"sqlite:///{folder}/evaluate.db", data_dir=Path(folder))
        kept = own.embedder_dir or load_settings().embedder_path  # the exported model is not thrown away
        services = wire(own.model_copy(update={"embedder_dir": kept}))
        Base.metadata.create_all(services.database.engine)
        try:
            yield services
        finally:
            services.close()


def table_of(measured: Measured) -> str:
    """Return the figures as lines for a person, ours beside the simpler rankings."""
    names = ["recall@1", "recall@3", "recall@5", "mrr@10", "ndcg@10", "macro_recall@3", "hit@3"]
    rows: list[tuple[str, Mapping[str, Any]]] = [("this search", measured.figures)]
    rows += [(name, _quality(scores)) for name, scores in measured.references.items()]
    if measured.quoted:
        rows.append(("txtai hybrid (quoted, not run here)", measured.quoted))
    width = max(len(label) for label, _ in rows)
    lines = ["  ".join([" " * width, *names])]
    for label, values in rows:
        cells = [f"{values[name]:.3f}" if name in values else "-" for name in names]
        lines.append("  ".join([label.ljust(width), *(c.rjust(len(n)) for c, n in zip(cells, names, strict=True))]))
    figures = measured.figures
    lines.append(
        f"\n{figures['queries']} queries, {figures['documents']} documents; a query took "
        f"{figures['cpu_ms']['p50']:.1f} ms of CPU (p95 {figures['cpu_ms']['p95']:.1f}), "
        f"{figures['wall_ms']['p50']:.1f} ms of time (p95 {figures['wall_ms']['p95']:.1f}); "
        f"peak memory {figures['peak_mb']:.0f} MB"
    )
    return "\n".join(lines)


# -- the run -----------------------------------------------------------------------------


@dataclass(frozen=True)
class _Names:
    """Which document a hit counts as: by its policy, or by its section in a folder of Markdown."""

    of_policy: Mapping[str, PolicySource]
    judged: frozenset[str]
    sections: bool

    def document_of(self, policy_id: str, heading: Sequence[str]) -> str:
        """Return the id of the document that a snippet under this heading counts as."""
        source = self.of_policy[policy_id]
        if not self.sections:
            return source.key
        known = section_names(source.key, source.title, heading) & self.judged
        return min(known, default=f"{source.key}#{'/'.join(heading)}")


def _import(services: Services, documents: Documents, qrels: Mapping[str, Mapping[str, int]]) -> _Names:
    with services.database.writing() as session:
        imported = import_sources(
            session,
            documents.sources,
            brand_id=BRAND,
            actor=SYSTEM,
            now=services.clock(),
            new_id=services.new_id,
        )
    with progress_bar("Embedding documents") as progress:
        services.publisher.publish([one.revision.id for one in imported], actor=SYSTEM, progress=progress)
    judged = frozenset(doc for grades in qrels.values() for doc in grades)
    return _Names({one.revision.policy_id: one.source for one in imported}, judged, documents.sections)


def _check_judged(services: Services, names: _Names) -> None:
    """Refuse judgements of which none names a document that is here: every figure would be zero."""
    known = {names.document_of(one.policy_id, one.heading) for one in services.snapshots.active(BRAND).sections}
    if names.judged and not known & names.judged:
        raise ImportSourceError(
            f"None of the {len(names.judged)} judged documents, such as {min(names.judged)!r}, is among the documents, "
            f"such as {min(known)!r}; use the same ids."
        )


def _replay(services: Services, files: Files, names: _Names) -> int:
    """Let search learn from past tickets in a seeded order, as if agents had kept what is right; return how many."""
    if files.history is None or files.history_qrels is None:
        return 0
    kept_of = read_qrels(files.history_qrels)
    past = [query for query in read_queries(files.history) if query.questions and kept_of.get(query.qid)]
    random.Random(files.seed).shuffle(past)
    past = past[: files.history_limit]
    snapshot = services.snapshots.active(BRAND)
    sections: dict[str, list[Section]] = {}
    for section in snapshot.sections:
        sections.setdefault(names.document_of(section.policy_id, section.heading), []).append(section)
    kept = [
        _kept(services, query, [sections[doc] for doc in _relevant(kept_of[query.qid]) if doc in sections])
        for query in past
    ]
    with services.database.writing() as session:
        for one in kept:
            keep_question(session, one)
    embed_kept(services.database, services.embedder)
    services.precedents.look_again(BRAND)
    return len(past)


def _relevant(grades: Mapping[str, int]) -> list[str]:
    return [doc for doc, grade in grades.items() if grade > 0]


def _kept(services: Services, query: Query, documents: Sequence[Sequence[Section]]) -> KeptQuestion:
    return KeptQuestion(
        id=services.new_id("kpt"),
        brand_id=BRAND,
        origin=query.qid,
        source=query.qid,
        question=query.questions[-1].text,
        sections=tuple(_kept_section(services, query, sections) for sections in documents),
        kept_at=services.clock(),
    )


def _kept_section(services: Services, query: Query, sections: Sequence[Section]) -> Section:
    """Of a document with several sections, the one that search shows first is the one that an agent kept."""
    if len(sections) == 1:
        return sections[0]
    hits = services.retriever.retrieve(query.questions, brand_id=BRAND, k=HITS_ASKED).hits
    found = [Section(hit.policy_id, hit.heading) for hit in hits]
    return next((section for section in found if section in sections), sections[0])


def _search_all(services: Services, queries: Sequence[Query], names: _Names) -> dict[str, _Ranked]:
    services.retriever.retrieve([Question("What is this about?")], brand_id=BRAND, k=1)  # the first is always slow
    ranked: dict[str, _Ranked] = {}
    with progress_bar("Searching") as progress:
        for done, query in enumerate(queries, start=1):
            ranked[query.qid] = _search(services, query.questions, names)
            progress(done, len(queries))
    return ranked


def _search(services: Services, questions: Sequence[Question], names: _Names) -> _Ranked:
    wall, cpu = time.perf_counter(), time.process_time()
    hits = services.retriever.retrieve(questions, brand_id=BRAND, k=HITS_ASKED).hits
    wall_ms, cpu_ms = (time.perf_counter() - wall) * 1000, (time.process_time() - cpu) * 1000
    found = _documents(hits, names)
    asked = HITS_ASKED
    while len(found) < DOCUMENTS_PER_QUERY and len(hits) == asked:
        asked *= 4
        hits = services.retriever.retrieve(questions, brand_id=BRAND, k=asked).hits
        found = _documents(hits, names)
    return _Ranked(tuple(found.items())[:DOCUMENTS_PER_QUERY], cpu_ms, wall_ms)


def _documents(hits: Sequence[Hit], names: _Names) -> dict[str, float]:
    found: dict[str, float] = {}
    for hit in hits:
        found.setdefault(names.document_of(hit.policy_id, hit.heading), hit.score)
    return found


# -- figures -----------------------------------------------------------------------------


def _figures(scores: RankingScores, ranked: Mapping[str, _Ranked], documents: int) -> dict[str, Any]:
    return {
        **_quality(scores),
        "cpu_ms": _percentiles([one.cpu_ms for one in ranked.values()]),
        "wall_ms": _percentiles([one.wall_ms for one in ranked.values()]),
        "peak_mb": round(_peak_mb(), 1),
        "queries": scores.questions,
        "documents": documents,
    }


def _quality(scores: RankingScores) -> dict[str, float]:
    return {
        **{f"recall@{k}": round(value, 4) for k, value in scores.recall.items()},
        "mrr@10": round(scores.mrr_10, 4),
        "ndcg@10": round(scores.ndcg_10, 4),
        "macro_recall@3": round(scores.macro_recall_3, 4),
        "hit@3": round(scores.hit[3], 4),
    }


def _percentiles(values: Sequence[float]) -> dict[str, float]:
    if not values:
        return {"p50": 0.0, "p95": 0.0}
    return {f"p{share}": round(float(np.percentile(values, share)), 2) for share in (50, 95)}


def _peak_mb() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024) if sys.platform == "darwin" else peak / 1024


def _run_lines(ranked: Mapping[str, _Ranked]) -> Iterator[str]:
    for qid, one in ranked.items():
        for rank, (doc, score) in enumerate(one.documents, start=1):
            yield f"{qid} Q0 {doc} {rank} {score:.6f} {RUN_NAME}\n"


# -- simpler rankings, for comparison ----------------------------------------------------


def _references(
    services: Services,
    documents: Documents,
    queries: Sequence[Query],
    qrels: Mapping[str, Mapping[str, int]],
    names: _Names,
) -> dict[str, RankingScores]:
    """Score BM25 over whole documents, and the vectors of whole documents, as most libraries do by default."""
    snapshot = services.snapshots.active(BRAND).content
    texts: dict[str, list[str]] = {}
    for snippet, position in zip(snapshot.snippets, snapshot.wording_of, strict=True):
        wording = snapshot.wordings[int(position)]
        doc = names.document_of(wording.policy_id, snippet.heading)
        texts.setdefault(doc, [wording.policy]).append("\n".join((*snippet.heading[-1:], snippet.searchable)))
    ids, whole = list(texts), ["\n".join(parts) for parts in texts.values()]
    asked = {query.qid: "\n".join(one.text for one in query.questions) for query in queries}

    index = build_index(whole)
    words = {qid: index.score(terms_of(text)) for qid, text in asked.items()}
    vectors = services.embedder.embed(whole)
    questions = services.embedder.embed_questions(list(asked.values()))
    dense = {qid: vectors @ vector for qid, vector in zip(asked, questions, strict=True)}
    return {
        "BM25 alone": score_rankings({qid: _best(ids, scores) for qid, scores in words.items()}, qrels),
        "whole sections' vectors alone": score_rankings({qid: _best(ids, one) for qid, one in dense.items()}, qrels),
    }


def _best(ids: Sequence[str], scores: Any) -> list[str]:
    if scores is None:
        return []
    return [ids[at] for at in np.argsort(-scores, kind="stable")[:DOCUMENTS_PER_QUERY]]
