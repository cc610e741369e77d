"""A brand with hundreds of reviewed replies in the real store, drawn from one seed, whose truth is known.

Each reply's edit says how good it was: the more was changed, the lower a careful person rates it.
Every text is made up and short; what counts are the measures.
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from drafter.edits import Edit, EditMetrics, Outcome
from drafter.measures.verdicts import EditSeverity
from drafter.quality.reviews import Review
from drafter.quality.sampling import Stratum
from drafter.quality.scorecards import DEFAULT_SCORECARD, Scorecard, fails, review_score
from drafter.store import drafts, edits, samples, tickets
from drafter.store.edits import EditRecord
from drafter.store.samples import Draw, Sample
from knowledge_base.foundation.ids import NewId
from tests.makers import make_draft, make_ticket
from tests.tools.seeding import finish_draft

LEVELS = (0.0, 0.5, 1.0)
# How far each line follows what the edit shows, and where its levels begin.
FOLLOWS: Mapping[str, float] = {"accuracy": 4.0, "policy": 3.5, "completeness": 3.0, "tone": 3.0, "language": 2.5}


@dataclass
class Reviewed:
    """What was made: replies with their drafts' ids, and how much each was changed (0 to 1)."""

    subjects: list[str] = field(default_factory=list)
    edit_ids: list[str] = field(default_factory=list)
    changed: dict[str, float] = field(default_factory=dict)


def add_reviewed(
    session: Session,
    brand_id: str,
    count: int,
    *,
    now: datetime,
    new_id: NewId,
    seed: int = 11,
    card: Scorecard = DEFAULT_SCORECARD,
    noise: float = 0.35,
    apart: float | None = None,
    doubled: int = 60,
    shift: float = 0.0,
    rate: bool = True,
) -> Reviewed:
    """Add replies of a brand, each drawn and rated; the first ``doubled`` by two people.

    ``noise`` is how far people scatter about what is so, ``apart`` how far the second one does, whose review
    comes first; ``shift`` moves how much is changed; without ``rate`` the replies wait for a review.
    """
    chance, made = random.Random(seed), Reviewed()
    draw = Draw(new_id("drw"), brand_id, now - timedelta(seconds=seed), now, count, count, str(seed), "system", now)
    drawn = []
    for place in range(count):
        changed = min(1.0, max(0.0, chance.betavariate(0.9, 1.6) + shift))
        record = _add_reply(session, brand_id, changed, now - timedelta(days=1), chance, new_id)
        made.subjects.append(record.draft_id)
        made.edit_ids.append(record.id)
        made.changed[record.draft_id] = changed
        drawn.append(_sample(record, draw, now, new_id))
        if rate:
            people = (("usr_b", noise if apart is None else apart), ("usr_a", noise))
            for person, scatter in people[0 if place < doubled else 1 :]:
                ratings = rate_reply(changed, chance, scatter, card)
                edits.add_review(session, _review(record, drawn[-1], ratings, card, person, now, new_id))
    samples.add_draw(session, draw, drawn)
    return made


def rate_reply(
    changed: float, chance: random.Random, noise: float, card: Scorecard = DEFAULT_SCORECARD
) -> dict[str, float | None]:
    """Return the ratings of somebody who scatters by ``noise`` about what the change shows."""
    found: dict[str, float | None] = {}
    for one in card.criteria:
        level = FOLLOWS.get(one.key, 3.0) * (0.55 - changed) + chance.gauss(0, noise * FOLLOWS.get(one.key, 3.0) / 2)
        found[one.key] = 1.0 if level > 0 else 0.5 if level > -1.0 else 0.0
    return found


def _add_reply(
    session: Session, brand_id: str, changed: float, at: datetime, chance: random.Random, new_id: NewId
) -> EditRecord:
    ticket = make_ticket("Where is it?", id=new_id("tkt"), external_id=new_id("T"), brand_id=brand_id, created_at=at)
    tickets.save_ticket(session, ticket, now=at)
    draft = make_draft("It ships today.", id=new_id("dft"), ticket_id=ticket.id, created_at=at)
    drafts.insert_draft(session, draft, actor_id="system")
    finish_draft(session, draft)
    record = EditRecord(
        new_id("edt"), brand_id, ticket.id, draft.id, _edit(changed, chance), "a-1", at, sent_text="It ships today, Jo."
    )
    edits.add_edit(session, record)
    return record


def _edit(changed: float, chance: random.Random) -> Edit:
    outcome = Outcome.AS_IS if changed < 0.15 else Outcome.SCRATCH if changed > 0.9 else Outcome.EDITED
    seen = 0.0 if outcome is Outcome.AS_IS else min(1.0, max(0.0, changed + chance.gauss(0, 0.03)))
    metrics = EditMetrics(seen, seen, seen, 100 * (1 - seen), seen, 60, chance.randint(40, 120))
    grave = EditSeverity.CRITICAL if changed > 0.8 else EditSeverity.MAJOR if changed > 0.5 else EditSeverity.NONE
    facts = ("money:USD:45",) if changed > 0.6 else ()
    return Edit(outcome, metrics, severity=grave, facts_added=facts, facts_removed=facts)


def _sample(record: EditRecord, draw: Draw, now: datetime, new_id: NewId) -> Sample:
    return Sample(
        id=new_id("smp"),
        brand_id=record.brand_id,
        ticket_id=record.ticket_id,
        draft_id=record.draft_id,
        reply_id=None,
        stratum=Stratum.RANDOM,
        probability=1.0,
        seed=draw.seed,
        reasons=(),
        outcome=record.edit.outcome.value,
        agent_id=record.actor_id,
        tenure_days=None,
        drawn_at=now,
        draw_id=draw.id,
    )


def _review(
    record: EditRecord,
    sample: Sample,
    ratings: Mapping[str, float | None],
    card: Scorecard,
    person: str,
    now: datetime,
    new_id: NewId,
) -> Review:
    review = Review(
        id=new_id("rvw"),
        brand_id=record.brand_id,
        edit_id=record.id,
        draft_id=record.draft_id,
        scorecard_id=card.id,
        scorecard_version=card.version,
        ratings=ratings,
        score=review_score(card, ratings),
        actor_id=person,
        created_at=now,
        ticket_id=record.ticket_id,
        sample_id=sample.id,
        probability=sample.probability,
    )
    return replace(review, is_wrong=fails(card, ratings))
