"""Consistency measured on groups of tickets that ask the same, through the product's own drafting."""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from drafter.brands import Brand
from drafter.consistency import (
    Gold,
    GroupScore,
    Outcome,
    Summary,
    flips,
    gold_of,
    outcome_of,
    score_group,
    summarise,
)
from drafter.drafting import DraftingKit, draft_reply
from drafter.order_sources import TicketOrders
from drafter.silence import no_draft_reason
from drafter.store.brands import find_brand
from drafter.tickets import Ticket
from knowledge_base.errors import ImportSourceError
from knowledge_base.foundation.actors import SYSTEM
from knowledge_base.importing import import_sources
from webhook.demo.brand_files import brand_slug
from webhook.demo.loading import load_demo
from webhook.evaluating import BRAND, throw_away_services
from webhook.evaluation_files import read_documents
from webhook.json_lines import read_json_lines
from webhook.migrating import upgrade
from webhook.progress import progress_bar
from webhook.settings import load_settings
from webhook.ticket_json import parse_ticket
from webhook.wiring import Services, wire

SWAP = "swap"


@dataclass(frozen=True)
class Asked:
    """One ticket of a group; ``is_swap`` marks those that differ only in name, politeness, anger or language."""

    group: str
    ticket: Ticket
    gold: Gold | None
    is_swap: bool


@dataclass(frozen=True)
class Consistency:
    """Figures of each group, and of all."""

    groups: tuple[GroupScore, ...]
    summary: Summary


def evaluate_consistency(cases: Path, services: Services, brand: Brand) -> Consistency:
    """Draft every ticket of the groups and score them.  Raises ImportSourceError; errors of drafting."""
    asked = [*read_groups(cases)]
    kit = replace(services.kit(brand), orders=TicketOrders())
    outcomes: list[tuple[Asked, Outcome]] = []
    with progress_bar("Drafting") as progress:
        for done, one in enumerate(asked, start=1):
            outcomes.append((one, _outcome(services, kit, brand, one.ticket)))
            progress(done, len(asked))
    return _scored(outcomes)


def read_groups(path: Path) -> Iterator[Asked]:
    """Read tickets with their groups.  Raises ImportSourceError naming a line that lacks something."""
    some = False
    for number, line in enumerate(read_json_lines(path), start=1):
        if not isinstance(line, dict) or not line.get("group") or not isinstance(line.get("ticket"), dict):
            raise ImportSourceError(f"Line {number} of '{path}' lacks group or ticket; each line should have both.")
        some = True
        ticket = parse_ticket({"id": str(line.get("id") or f"line-{number}"), **line["ticket"]}, needs_message=False)
        yield Asked(str(line["group"]), ticket, _gold(line.get("gold")), line.get("varies") == SWAP)
    if not some:
        raise ImportSourceError(f"'{path}' holds no ticket; each line should be one.")


@contextmanager
def demo_services() -> Iterator[tuple[Services, Brand]]:
    """Yield services with the demo brand over a database that is deleted afterwards."""
    with tempfile.TemporaryDirectory(prefix="drafter-evaluate-") as folder:
        own = load_settings(database_url=f"sqlite:///{folder}/evaluate.db", data_dir=Path(folder))
        kept = own.embedder_dir or load_settings().embedder_path  # the exported model is not thrown away
        services = wire(own.model_copy(update={"embedder_dir": kept}))
        try:
            upgrade(services.database)
            load_demo(services, base_url="http://127.0.0.1:1")
            with services.database.reading() as session:
                brand = find_brand(session, brand_slug())
            yield services, brand
        finally:
            services.close()


@contextmanager
def document_services(documents: Path) -> Iterator[tuple[Services, Brand]]:
    """Yield services whose one brand has these documents as its policies.  Raises ImportSourceError."""
    with throw_away_services() as services:
        with services.database.writing() as session:
            imported = import_sources(
                session,
                read_documents(documents).sources,
                brand_id=BRAND,
                actor=SYSTEM,
                now=services.clock(),
                new_id=services.new_id,
            )
        services.publisher.publish([one.revision.id for one in imported], actor=SYSTEM)
        yield services, Brand(BRAND, "evaluation", "Evaluation")


def _outcome(services: Services, kit: DraftingKit, brand: Brand, ticket: Ticket) -> Outcome:
    if no_draft_reason(ticket):
        return Outcome("abstained", frozenset())
    draft = draft_reply(replace(ticket, brand_id=brand.id), kit, now=services.clock(), new_id=services.new_id)
    return outcome_of(draft, to_request=True)


def _scored(outcomes: Sequence[tuple[Asked, Outcome]]) -> Consistency:
    groups: dict[str, list[tuple[Asked, Outcome]]] = {}
    for asked, outcome in outcomes:
        groups.setdefault(asked.group, []).append((asked, outcome))
    scores, changed, swaps = [], 0, 0
    for name, members in groups.items():
        gold = next((asked.gold for asked, _ in members if asked.gold), None)
        scores.append(score_group(name, [outcome for _, outcome in members], gold))
        flipped, of = flips([outcome for asked, outcome in members if asked.is_swap])
        changed, swaps = changed + flipped, swaps + of
    summary = replace(summarise(scores), swaps=swaps, flips=changed / swaps if swaps else None)
    return Consistency(tuple(scores), summary)


def _gold(value: object) -> Gold | None:
    if not isinstance(value, Mapping):
        return None
    listed: Any = value.get("facts")
    facts = [str(fact) for fact in listed] if isinstance(listed, list) else []
    decision = value.get("resolution")
    return gold_of(str(decision) if decision else None, facts)
