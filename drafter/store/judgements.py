"""What people said of pairs of unlike replies."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from drafter.store.tables import PairJudgementRow


class PairVerdict(StrEnum):
    """Which of two replies follows the policy."""

    FIRST = "first"
    SECOND = "second"
    BOTH = "both"
    NEITHER = "neither"
    NOT_ALIKE = "not_alike"


def add_judgement(
    session: Session, brand_id: str, pair: tuple[str, str], verdict: PairVerdict, *, actor_id: str, now: datetime
) -> None:
    """Record a judgement of a pair of edits."""
    session.add(
        PairJudgementRow(
            brand_id=brand_id,
            first_id=pair[0],
            second_id=pair[1],
            verdict=verdict.value,
            actor_id=actor_id,
            created_at=now,
        )
    )
    session.flush()


def judgements(session: Session, brand_ids: Sequence[str]) -> Mapping[tuple[str, str], tuple[PairVerdict, str]]:
    """Return the last verdict on each pair, and whose it is."""
    rows = session.scalars(
        select(PairJudgementRow).where(PairJudgementRow.brand_id.in_(brand_ids)).order_by(PairJudgementRow.seq)
    )
    return {(row.first_id, row.second_id): (PairVerdict(row.verdict), row.actor_id) for row in rows}
