"""Decisions about warnings: remembered until a wording changes."""

import pytest

from knowledge_base.errors import WarningNotFoundError
from knowledge_base.lint_deciding import LintReport, lint_brand, remember
from knowledge_base.lint_decisions import LintVerdict
from knowledge_base.policies import Revision
from tests.knowledge_base.conftest import BRAND, OWNER, Keeper

OTHER = "## Refund time\n\nBoots can be returned for 30 days after delivery.\n"


@pytest.fixture
def pair(keeper: Keeper) -> tuple[Revision, Revision]:
    """Two published policies that contradict each other."""
    revisions = keeper.write(), keeper.write(OTHER, title="Refunds")
    keeper.publish(*revisions)
    return revisions


def report(keeper: Keeper) -> LintReport:
    with keeper.services.database.reading() as session:
        return lint_brand(session, BRAND, today=keeper.services.clock().date())


def decide(keeper: Keeper, key: str, verdict: LintVerdict, winner: str | None = None) -> None:
    with keeper.services.database.writing() as session:
        known = report(keeper)
        warnings = [*known.open, *(one for one, _ in known.settled)]
        now = keeper.services.clock()
        remember(session, BRAND, key, verdict, actor=OWNER, now=now, among=warnings, winner=winner)


def test_settled_warning_is_not_shown_again(keeper: Keeper, pair: tuple[Revision, Revision]) -> None:
    (warning,) = report(keeper).open

    decide(keeper, warning.key, LintVerdict.THIS_WINS, pair[0].policy_id)

    after = report(keeper)
    assert after.open == ()
    assert [(one.key, decision.winner) for one, decision in after.settled] == [(warning.key, pair[0].policy_id)]


def test_changed_wording_brings_the_warning_back(keeper: Keeper, pair: tuple[Revision, Revision]) -> None:
    decide(keeper, report(keeper).open[0].key, LintVerdict.NOT_A_CONFLICT)

    keeper.publish(keeper.rewrite(pair[1], OTHER.replace("30", "45")))

    assert len(report(keeper).open) == 1


def test_reopened_decision_no_longer_counts(keeper: Keeper, pair: tuple[Revision, Revision]) -> None:
    key = report(keeper).open[0].key
    decide(keeper, key, LintVerdict.NOT_A_CONFLICT)

    decide(keeper, key, LintVerdict.REOPENED)

    assert [one.key for one in report(keeper).open] == [key]


def test_winner_must_be_one_of_the_places(keeper: Keeper, pair: tuple[Revision, Revision]) -> None:
    with pytest.raises(WarningNotFoundError, match="no place of warning"):
        decide(keeper, report(keeper).open[0].key, LintVerdict.THIS_WINS, "pol_unknown")


def test_unknown_key_is_refused(keeper: Keeper, pair: tuple[Revision, Revision]) -> None:
    with pytest.raises(WarningNotFoundError, match="Lint again"):
        decide(keeper, "lint_0", LintVerdict.NOT_A_CONFLICT)
