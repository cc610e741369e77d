"""Fit each brand's automatic score at most once a day, and score the replies that were drawn since."""

from dataclasses import dataclass
from datetime import datetime

import structlog

from drafter import scoring
from drafter.store.brands import list_brands
from knowledge_base.foundation.database import Database
from knowledge_base.foundation.ids import NewId

log = structlog.get_logger()


@dataclass(frozen=True)
class AutomaticScores:
    """Fits and scores, brand by brand: nothing of one brand reaches another's fit."""

    database: Database
    new_id: NewId

    def work(self, now: datetime) -> int:
        """Make the fits that are due and score what has no score; return how many replies were scored."""
        with self.database.reading() as session:
            brand_ids = [one.id for one in list_brands(session)]
        done = 0
        for brand_id in brand_ids:
            self.refit(brand_id, now)
            done += self.score(brand_id, now)
        return done

    def score(self, brand_id: str, now: datetime) -> int:
        """Score a brand's sampled replies that its fit in use has not scored; return how many."""
        with self.database.reading() as session:
            due = scoring.scores_due(session, brand_id)
        if not due:
            return 0
        with self.database.writing() as session:
            return scoring.keep_scores(session, due, now=now, new_id=self.new_id)

    def refit(self, brand_id: str, now: datetime) -> bool:
        """Make a brand's next fit where it is due; return whether one was made."""
        with self.database.reading() as session:
            if not scoring.may_refit(session, brand_id, now):
                return False
            material = scoring.gather(session, brand_id)
        if not scoring.is_due(material, now):
            return False
        fit = scoring.make_fit(material, now=now, new_id=self.new_id)
        if fit is None:
            return False
        with self.database.writing() as session:
            # Another worker may have been quicker: one fit a day.
            if not scoring.may_refit(session, brand_id, now):
                return False
            scoring.save_fit(session, fit)
        log.info("automatic_score_fitted", brand_id=brand_id, fit_id=fit.id, ratings=fit.n)
        return True
