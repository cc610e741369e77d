"""Why drafts of the consistency groups are not right: a table of causes for each brand.

    python -m tests.bench.causes [BRAND …] [-v]

BRAND is ``demo`` or a folder of ``tests/data`` with ``policies`` and ``consistency.jsonl``; without
any, all of them.  A wrong draft has the first cause that holds:

- abstained, uncovered: the likelihood of being answered is under the floor
- abstained, no sentence: covered, and the composer found no sentence
- decision only: the gold's facts are stated and another decision is read from the reply
- passage not found: no hit holds the gold's facts
- passage not chosen: a hit holds them, and the reply quotes other passages only
- sentence not chosen: the reply quotes that passage, without the sentences that say it
"""

import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from drafter.brands import Brand
from drafter.consistency import Gold, facts_of, outcome_of
from drafter.drafting import draft_reply
from drafter.drafts import Draft, DraftStatus
from drafter.silence import no_draft_reason
from tests.bench.tables import print_table
from webhook.evaluating_consistency import Asked, demo_services, document_services, read_groups
from webhook.telemetry import configure_logging
from webhook.wiring import Services

DATA = Path(__file__).parents[1] / "data"
CAUSES = (
    "right",
    "abstained, uncovered",
    "abstained, no sentence",
    "decision only",
    "passage not found",
    "passage not chosen",
    "sentence not chosen",
    "no draft wanted",
)


def main() -> None:
    """Print the causes for the brands named on the command line."""
    configure_logging("ERROR")
    named = [one for one in sys.argv[1:] if not one.startswith("-")]
    folders = sorted(one.parent.name for one in DATA.glob("*/consistency.jsonl"))
    counts = {brand: causes_of(brand, verbose="-v" in sys.argv) for brand in named or ["demo", *folders]}
    shares = [[cause, *(f"{count[cause] / count.total():.3f}" for count in counts.values())] for cause in CAUSES]
    rows = [*shares, ["tickets", *(str(count.total()) for count in counts.values())]]
    print_table("Causes", ["cause", *counts], rows, "Shares of all tickets of the groups that have a gold answer.")


def causes_of(brand: str, *, verbose: bool) -> Counter[str]:
    """Draft every ticket of a brand's groups and count the causes."""
    path = DATA / "consistency.jsonl" if brand == "demo" else DATA / brand / "consistency.jsonl"
    count: Counter[str] = Counter()
    with _services(brand) as (services, which):
        kit = services.kit(which)
        for asked in read_groups(path):
            if asked.gold is None:
                continue
            if no_draft_reason(asked.ticket):
                count["no draft wanted"] += 1
                continue
            ticket = replace(asked.ticket, brand_id=which.id)
            draft = draft_reply(ticket, kit, now=services.clock(), new_id=services.new_id)
            cause = cause_of(draft, asked.gold)
            count[cause] += 1
            if verbose and cause != "right":
                show(brand, asked, draft, cause)
    return count


def cause_of(draft: Draft, gold: Gold) -> str:
    """Say why a draft is not right, or that it is."""
    if draft.status is not DraftStatus.READY:
        return "abstained, uncovered" if "No policy covers" in (draft.reason or "") else "abstained, no sentence"
    outcome = outcome_of(draft, to_request=True)
    if gold.judges(outcome):
        return "right"
    if replace(gold, decision=None).judges(outcome):
        return "decision only"
    holding = {hit.snippet_id for hit in draft.hits if _holds(hit.text, gold)}
    if not holding:
        return "passage not found"
    quoted = {cited.snippet_id for one in draft.sentences for cited in one.citations}
    return "sentence not chosen" if holding & quoted else "passage not chosen"


def show(brand: str, asked: Asked, draft: Draft, cause: str) -> None:
    """Print one draft that is not right."""
    gold = asked.gold
    assert gold is not None
    wanted = [gold.decision, *gold.facts, *gold.words]
    print(f"\n== {brand} {asked.ticket.external_id} [{cause}] wanted {wanted}")
    print("   " + " ".join(" ".join(message.text for message in asked.ticket.messages).split()))
    if draft.reason:
        print(f"   {draft.reason}")
    for sentence in draft.sentences:
        source = sentence.citations[0].heading if sentence.citations else ""
        print(f"   > {sentence.text} <{source}>")
    if draft.sentences:
        print(f"   decides {outcome_of(draft, to_request=True).decision}")


def _holds(passage: str, gold: Gold) -> bool:
    return gold.facts <= facts_of([passage]) and all(word in passage.casefold() for word in gold.words)


@contextmanager
def _services(brand: str) -> Iterator[tuple[Services, Brand]]:
    with demo_services() if brand == "demo" else document_services(DATA / brand / "policies") as made:
        yield made


if __name__ == "__main__":
    main()
