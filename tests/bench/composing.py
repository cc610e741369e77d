"""How well the composer answers the demo brand's labelled requests: every ask, from the right policies, and no more.

    python -m tests.bench.composing [-v]

Each case of ``tests/data/composing.jsonl`` and ``covering.jsonl`` names the policies that answer it
and, for each ask, wordings of which the reply must hold one.
"""

import json
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from drafter.brands import Brand
from drafter.drafting import DraftingKit, draft_reply
from drafter.drafts import Draft, DraftStatus
from drafter.store.brands import find_brand
from drafter.tickets import Ticket
from knowledge_base.foundation.clock import utc_now
from knowledge_base.foundation.ids import new_id
from tests.bench.tables import print_table
from webhook.demo.brand_files import brand_slug
from webhook.demo.loading import load_demo
from webhook.migrating import upgrade
from webhook.settings import load_settings
from webhook.ticket_json import parse_ticket
from webhook.wiring import wire

DATA = Path(__file__).parents[1] / "data"
SETS = ("composing.jsonl", "covering.jsonl")


@dataclass(frozen=True)
class Case:
    """A request, the policies that answer it, and for each ask the wordings of which one must be there."""

    ticket: Ticket
    policies: frozenset[str]
    must: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Answered:
    """What became of a case: asks answered, sentences quoted, and those from the policies that answer it."""

    case: Case
    draft: Draft
    asks: int
    right: int

    @property
    def missed(self) -> list[str]:
        """The first wording of each ask that is not answered."""
        return [wordings[0] for wordings in self.case.must if not any(one in self.draft.text for one in wordings)]


def composing(*, verbose: bool = False) -> None:
    """Draft every case and print how well it is answered."""
    with demo_kit() as (kit, brand):
        rows = []
        for name in SETS:
            answered = [answer(case, kit, brand) for case in read_cases(DATA / name)]
            rows.append((name, *figures(answered)))
            if verbose:
                show(answered)
    print_table(
        "Composing",
        ["cases", "n", "drafted", "asks answered", "all asks answered", "sentences", "from the right policy"],
        rows,
        "Shares of all cases; an abstention answers nothing.",
    )


def read_cases(path: Path) -> list[Case]:
    """Read the labelled requests of a file that some policy answers."""
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [_case(line) for line in lines if line["policies"]]


def answer(case: Case, kit: DraftingKit, brand: Brand) -> Answered:
    """Draft one case."""
    draft = draft_reply(replace(case.ticket, brand_id=brand.id), kit, now=utc_now(), new_id=new_id)
    asks = sum(any(one in draft.text for one in wordings) for wordings in case.must)
    right = sum(any(cited.policy in case.policies for cited in one.citations) for one in draft.sentences)
    return Answered(case, draft, asks, right)


def figures(answered: Sequence[Answered]) -> tuple[int, float, float, float, float, float]:
    """Return cases, share drafted, asks answered, cases wholly answered, sentences a draft, share of them right."""
    n = len(answered)
    asks = sum(len(one.case.must) for one in answered)
    drafted = [one for one in answered if one.draft.status is DraftStatus.READY]
    sentences = sum(len(one.draft.sentences) for one in drafted)
    return (
        n,
        len(drafted) / n,
        sum(one.asks for one in answered) / asks,
        sum(one.asks == len(one.case.must) for one in answered) / n,
        sentences / max(1, len(drafted)),
        sum(one.right for one in drafted) / max(1, sentences),
    )


def show(answered: Sequence[Answered]) -> None:
    """Print each case that is not wholly answered, and what was said."""
    for one in answered:
        if one.missed or one.right < len(one.draft.sentences):
            print(f"\n== {one.case.ticket.external_id} {' // '.join(m.text for m in one.case.ticket.messages)}")
            print(f"   missed {one.missed} {one.draft.reason or ''}")
            for sentence in one.draft.sentences:
                policy = sentence.citations[0].policy if sentence.citations else ""
                print(f"   {' ' if policy in one.case.policies else 'X'} {sentence.text}  <{policy}>")


@contextmanager
def demo_kit() -> Iterator[tuple[DraftingKit, Brand]]:
    """Yield the demo brand and what it drafts with offline, over a database that is deleted afterwards."""
    with tempfile.TemporaryDirectory(prefix="drafter-bench-") as folder:
        settings = load_settings(database_url=f"sqlite:///{folder}/d.db", data_dir=Path(folder), log_level="ERROR")
        services = wire(settings)
        upgrade(services.database)
        load_demo(services, base_url="http://127.0.0.1:1")
        services.warm_up()
        with services.database.reading() as session:
            brand = find_brand(session, brand_slug())
        kit = services.kit(brand)
        try:
            yield replace(kit, model=kit.fallback), brand
        finally:
            services.close()


def _case(line: Mapping[str, Any]) -> Case:
    written = {"id": line.get("id", line.get("qid")), **line["ticket"]}
    return Case(parse_ticket(written), frozenset(line["policies"]), tuple(tuple(one) for one in line["must"]))


if __name__ == "__main__":
    composing(verbose="-v" in sys.argv)
