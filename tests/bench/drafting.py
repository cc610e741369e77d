"""How long a draft takes, and what of it is search, checks and the embedder's own forward pass.

The demo brand's sample tickets, MiniLM and the composer, everything in this process and warm;
the clock is the processor's, best of three rounds.
"""

import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from drafter.drafting import draft_reply, no_precedents, nothing_told
from drafter.questions import questions_of
from drafter.tickets import Ticket
from knowledge_base.foundation.clock import utc_now
from knowledge_base.foundation.ids import new_id
from tests.bench.tables import load, percentile, print_table
from webhook.demo.brand_files import brand_slug, read_tickets
from webhook.demo.loading import load_demo
from webhook.migrating import upgrade
from webhook.settings import load_settings
from webhook.ticket_json import parse_ticket
from webhook.wiring import wire

ROUNDS = 3


class Timed:
    """A function that notes how long each call took, in milliseconds."""

    def __init__(self, call: Callable[..., Any]) -> None:
        self._call = call
        self.ms: list[float] = []

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        started = time.process_time()
        try:
            return self._call(*arguments, **named)
        finally:
            self.ms.append((time.process_time() - started) * 1000)


class TimedRetriever:
    """A retriever that notes how long each search took."""

    def __init__(self, retriever: Any) -> None:
        self.retrieve = Timed(retriever.retrieve)


def drafting() -> None:
    """Draft every sample ticket and print where the time goes."""
    with tempfile.TemporaryDirectory(prefix="drafter-bench-") as folder:
        settings = load_settings(database_url=f"sqlite:///{folder}/d.db", data_dir=Path(folder), log_level="ERROR")
        services = wire(settings)
        upgrade(services.database)
        load_demo(services, base_url="http://127.0.0.1:1")
        services.warm_up()
        tickets = [replace(parse_ticket(one), brand_id=_brand_id(services)) for one in read_tickets(utc_now())]
        rows = _measure(services, tickets)
        services.close()
    print_table(
        f"Drafting {len(tickets)} sample tickets: MiniLM and the composer, one thread, no language model",
        ["step", "calls", "p50 CPU ms", "p95 CPU ms", "p50 / reference"],
        rows,
        f"Measured on {load()}; best of {ROUNDS} rounds for each ticket. The reference is MiniLM's own pass over"
        " the ticket's questions, which every draft needs once; what is above it is ours.",
    )


def _measure(services: Any, tickets: Sequence[Ticket]) -> list[tuple[object, ...]]:
    from drafter.store.brands import find_brand

    with services.database.reading() as session:
        brand = find_brand(session, brand_slug())
    kit = services.kit(brand)
    search, check = TimedRetriever(kit.retriever), Timed(kit.check)
    draft = Timed(draft_reply)
    embed = Timed(services.embedder.embed_questions)
    ladders = kit.ladders(brand)  # the database is not measured here
    timed_kit = replace(
        kit,
        retriever=search,
        check=check,
        told=nothing_told,
        precedents=no_precedents,
        ladders=lambda _: ladders,
    )
    best: dict[str, list[float]] = {"reference": [], "search": [], "checks": [], "draft_reply": []}
    for ticket in tickets:
        questions = [one.text for one in questions_of(ticket)]
        if not questions:
            continue
        marks = {"reference": embed, "search": search.retrieve, "checks": check, "draft_reply": draft}
        before = {name: len(one.ms) for name, one in marks.items()}
        for _ in range(ROUNDS):
            services.embedder.forget()  # a new ticket's questions were never embedded before
            embed(questions)
            services.embedder.forget()
            draft(ticket, timed_kit, now=utc_now(), new_id=new_id)
        for name, one in marks.items():
            if fresh := one.ms[before[name] :]:
                best[name].append(min(fresh))
    reference = percentile(best["reference"], 0.5)
    names = {
        "reference": "embedding the questions (reference)",
        "search": "search, embedding included",
        "checks": "checks of a draft",
        "draft_reply": "draft_reply, from ticket to checked draft",
    }
    return [
        (names[name], len(ms), percentile(ms, 0.5), percentile(ms, 0.95), percentile(ms, 0.5) / reference)
        for name, ms in best.items()
    ]


def _brand_id(services: Any) -> str:
    from drafter.store.brands import find_brand

    with services.database.reading() as session:
        return find_brand(session, brand_slug()).id
