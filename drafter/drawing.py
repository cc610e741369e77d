"""Draw the replies that reviewers are to look at, and pick single ones by hand."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from drafter.errors import ReplyNotFoundError
from drafter.quality.sampling import Drawn, Stratum, draw
from drafter.reviewables import Reviewable, risks_of
from drafter.store import reviewables as reviewable_store
from drafter.store import samples as sample_store
from drafter.store.samples import Draw, Sample
from knowledge_base.foundation.actors import Actor
from knowledge_base.foundation.ids import NewId

PLACES = 60  # replies a week for a brand, where nobody says another number
FIRST_SPAN = timedelta(days=7)  # how far the first draw of a brand looks back
DUE_IN = timedelta(days=7)
WEEK = timedelta(days=7)


def draw_sample(
    session: Session,
    brand_id: str,
    *,
    places: int = PLACES,
    since: datetime | None = None,
    reviewers: Sequence[str] = (),
    actor: Actor,
    now: datetime,
    new_id: NewId,
) -> tuple[Draw, tuple[Sample, ...]] | None:
    """Draw up to ``places`` of the replies a brand sent since its last draw; None where there is none.

    Spans never overlap, so each reply has one chance of coming in.  ``since`` counts for a brand's
    first draw only.  With ``reviewers`` the samples are shared out in turn, never to somebody who
    decided on or wrote that reply.
    """
    last = sample_store.last_draw(session, brand_id)
    start = last.until if last else since or now - FIRST_SPAN
    found = {one.key: one for one in reviewable_store.sent_between(session, brand_id, start, now)}
    if not found or places < 1:
        return None
    seed = f"{brand_id}:{start.isoformat()}"
    drawn = _drawn({key: risks_of(one) for key, one in found.items()}, places, seed)
    made = Draw(new_id("drw"), brand_id, start, now, len(found), len(drawn), seed, actor.id, now)
    samples = tuple(
        _sample(found[one.key], one, made.id, _reviewer(found[one.key], reviewers, place), now=now, new_id=new_id)
        for place, one in enumerate(drawn)
    )
    sample_store.add_draw(session, made, samples)
    return made, samples


def is_due(last: Draw | None, now: datetime) -> bool:
    """Whether a brand's weekly draw is due."""
    return last is None or now - last.until >= WEEK


def pick(session: Session, key: str, *, actor: Actor, now: datetime, new_id: NewId) -> Sample:
    """Put a reply into the queue by hand: it gets no probability and enters no average.

    A reply that is in a sample already stays what it is.  Raises ReplyNotFoundError.
    """
    known = sample_store.sample_of(session, key)
    if known:
        return known
    one = reviewable_store.by_keys(session, [key]).get(key)
    if one is None:
        raise ReplyNotFoundError(f"No sent reply has the id {key[:64]!r}.")
    sample = _sample(one, Drawn(key, Stratum.HAND, None, "", risks_of(one)), None, actor.id, now=now, new_id=new_id)
    sample_store.add_sample(session, sample)
    return sample


def _drawn(risks: Mapping[str, Sequence[str]], places: int, seed: str) -> tuple[Drawn, ...]:
    """Draw; where there are places for everything, everything comes in, with certainty."""
    if places >= len(risks):
        return tuple(Drawn(key, Stratum.RANDOM, 1.0, seed, tuple(found)) for key, found in risks.items())
    return draw(risks, places, seed=seed)


def _sample(
    one: Reviewable, drawn: Drawn, draw_id: str | None, reviewer: str | None, *, now: datetime, new_id: NewId
) -> Sample:
    return Sample(
        id=new_id("smp"),
        brand_id=one.brand_id,
        ticket_id=one.ticket_id,
        draft_id=one.draft_id,
        reply_id=None if one.draft_id else one.reply_id,
        stratum=drawn.stratum,
        probability=drawn.probability,
        seed=drawn.seed,
        reasons=drawn.reasons,
        outcome=one.outcome.value,
        agent_id=one.agent_id,
        tenure_days=one.tenure_days,
        drawn_at=now,
        draw_id=draw_id,
        assigned_to=reviewer,
        due_at=now + DUE_IN,
    )


def _reviewer(one: Reviewable, reviewers: Sequence[str], place: int) -> str | None:
    able = [name for name in reviewers if name not in one.acted]
    return able[place % len(able)] if able else None
