"""How policies are used, counted from what drafts cite and what agents sent."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from drafter.brands import Brand
from drafter.decisions import Action
from drafter.drafts import Draft
from drafter.store.usage import staleness, usage_of, usage_of_policies
from drafter.usage import Usage, weigh
from knowledge_base.editing import create_policy, verify
from knowledge_base.foundation.actors import SYSTEM
from knowledge_base.foundation.database import Database
from knowledge_base.policies import Policy, Revision, Stage, Standing, Verified
from knowledge_base.store.policies import record_stage
from tests.makers import make_hit
from tests.tools.acting import Acts
from tests.tools.clocks import SettableClock
from tests.tools.databases import BOTH

WINDOW = make_hit("You have 60 days.", snippet_id="sni_window", policy_id="pol_returns", revision_id="rev_r2")
FEES = make_hit("A label costs $6.95.", snippet_id="sni_fees", policy_id="pol_returns", revision_id="rev_r1")
DELIVERY = make_hit("It takes 3 days.", snippet_id="sni_delivery", policy_id="pol_delivery", revision_id="rev_d1")


@pytest.fixture
def cite(acts: Acts) -> Callable[..., Draft]:
    """Write the draft of a new ticket that cites hits."""
    made = 0

    def work(*hits: object) -> Draft:
        nonlocal made
        made += 1
        ticket = acts.record(external_id=f"T-{made}")
        return acts.ready(ticket, ("You have 60 days to return it, and it takes 3 days.", hits))

    return work


@pytest.mark.parametrize("database_url", BOTH, indirect=True)
def test_use_is_counted_by_policy_revision_and_snippet(
    acts: Acts, cite: Callable[..., Draft], database: Database
) -> None:
    acts.decide(cite(WINDOW, FEES), Action.ACCEPT)
    acts.decide(cite(WINDOW), Action.EDIT, text="You have 14 days to return it, and it takes 3 days.")
    acts.decide(cite(WINDOW, DELIVERY), Action.REJECT)
    cite(FEES)

    with database.reading() as session:
        found = usage_of(session, "pol_returns")
        both = usage_of_policies(session, ["pol_returns", "pol_delivery", "pol_unused"])

    assert found.whole == Usage(used=4, accepted=1, edited=1, rejected=1)
    assert found.by_revision == {"rev_r2": Usage(3, 1, 1, 1), "rev_r1": Usage(2, 1, 0, 0)}
    assert found.by_snippet == {"sni_window": Usage(3, 1, 1, 1), "sni_fees": Usage(2, 1, 0, 0)}
    assert both == {
        "pol_returns": found.whole,
        "pol_delivery": Usage(1, 0, 0, 1),
        "pol_unused": Usage(),
    }
    assert found.whole.decided == 3


def test_undone_decision_and_superseded_draft_do_not_count(
    acts: Acts, cite: Callable[..., Draft], database: Database
) -> None:
    first = cite(WINDOW)
    acts.decide(first, Action.ACCEPT)
    acts.decide(first, Action.UNDO)
    ticket = acts.record(external_id="T-again")
    acts.ready(ticket, ("You have 60 days.", (WINDOW,)))
    acts.ready(ticket, ("You have 60 days.", (WINDOW,)), again=True)

    with database.reading() as session:
        assert usage_of(session, "pol_returns").whole == Usage(used=2)


def test_use_is_counted_since_a_moment(cite: Callable[..., Draft], database: Database, clock: SettableClock) -> None:
    cite(WINDOW)
    later = clock.advance(days=40)
    cite(WINDOW)

    with database.reading() as session:
        assert usage_of(session, "pol_returns", since=later - timedelta(days=30)).whole.used == 1


def test_shares_have_their_n() -> None:
    assert Usage().edited_share is None
    assert Usage(used=9, accepted=3, edited=1).edited_share == 0.25
    assert Usage(used=9, accepted=3, edited=1).edit_rate == pytest.approx(2 / 6)


def make_policy(policy_id: str = "pol_1") -> Policy:
    return Policy(policy_id, "brd_1", "Returns", None, datetime(2025, 1, 1).astimezone(), False)


def test_damage_is_drafts_times_age_times_edit_rate(clock: SettableClock) -> None:
    standing = Standing(Verified.DUE, None, date(2026, 5, 1), clock())

    weighed = weigh(make_policy(), standing, Usage(used=20, accepted=5, edited=3), today=date(2026, 6, 8))

    assert (weighed.age_days, weighed.overdue_days) == (90, 38)
    assert weighed.damage == pytest.approx(20 * 90 * (3 + 1) / (8 + 2))
    assert weighed.is_stale


def published(database: Database, clock: SettableClock, new_id: Callable[[str], str], title: str) -> Revision:
    with database.writing() as session:
        made = create_policy(
            session, brand_id="brd_1", title=title, text="Words.", actor=SYSTEM, now=clock(), new_id=new_id
        )
        record_stage(session, made, Stage.PUBLISHED, actor=SYSTEM, now=clock())
    return made


@pytest.mark.parametrize("database_url", BOTH, indirect=True)
def test_most_damage_comes_first_and_verifying_ends_it(
    brand: Brand, acts: Acts, database: Database, clock: SettableClock, new_id: Callable[[str], str]
) -> None:
    old, older = (published(database, clock, new_id, title) for title in ("Returns", "Never used"))
    for number in range(3):
        hit = make_hit("You have 60 days.", policy_id=old.policy_id, revision_id=old.id)
        acts.ready(acts.record(external_id=f"T-{number}"), ("You have 60 days.", (hit,)))
    clock.advance(days=200)
    fresh = published(database, clock, new_id, "Fresh")

    def listed() -> list[str]:
        with database.reading() as session:
            found = staleness(session, [brand.id], today=clock().date())
        return [one.policy.title for one in found]

    assert listed() == ["Returns", "Never used", "Fresh"]
    with database.writing() as session:
        now = clock()
        verify(session, old.policy_id, actor=SYSTEM, now=now, today=now.date())
    with database.reading() as session:
        by_title = {one.policy.title: one for one in staleness(session, [brand.id], today=clock().date())}
    assert (by_title["Returns"].age_days, by_title["Returns"].damage) == (1, 1.5)
    assert {older.policy_id, fresh.policy_id} == {by_title[title].policy.id for title in ("Never used", "Fresh")}
    with database.reading() as session:
        assert staleness(session, ["brd_other"], today=clock().date()) == ()
