"""Outcomes as figures: what is counted, what is left open, and what is compared."""

import random
from dataclasses import replace
from datetime import timedelta

import pytest

from drafter.outcomes import Happened, Happening, Metric, Offered, outcome_of
from drafter.outcomes_figures import OutcomeFigures, figures_of, middle_of
from drafter.resolutions import RungKind
from tests.drafter.test_outcomes import LATER, REPLIED, SOLVED, Story, story


def figures(*stories: Story) -> OutcomeFigures:
    return figures_of([outcome_of(one, now=LATER) for one in stories], {"brd_1": "Northway"})


def many(count: int, given: Story) -> list[Story]:
    return [replace(given, ticket_id=f"tkt_{n}", customer=f"c{n}@example.com") for n in range(count)]


def test_open_windows_are_counted_beside_the_share() -> None:
    recent = outcome_of(story(), now=SOLVED + timedelta(days=1))
    old = outcome_of(story(Happened(Happening.REOPENED, SOLVED + timedelta(days=1))), now=LATER)

    found = figures_of([recent, old], {}).shares[Metric.REOPENED]

    assert (found.rate.count, found.rate.n, found.open) == (1, 1, 1)


def test_median_has_an_interval_of_order_statistics() -> None:
    found = middle_of(range(1, 101))

    assert (found.value, found.low, found.high, found.p90, found.n) == (50.5, 40, 61, 91, 100)
    assert middle_of([1, 2, 3]).low is None
    assert middle_of([]).value is None


def test_median_interval_covers_the_true_median() -> None:
    chance = random.Random(7)
    covered = 0
    for _ in range(400):
        found = middle_of([chance.lognormvariate(0, 1) for _ in range(60)])
        covered += bool(found.low and found.high and found.low <= 1 <= found.high)

    assert 0.93 <= covered / 400 <= 0.985


def test_offers_are_counted_by_rung_revision_and_brand() -> None:
    offer = Offered(REPLIED, RungKind.REPLACE, "replace", intent="Damaged", revision="Damaged items, revision 2")
    kept = story(offers=(offer,))
    given = story(Happened(Happening.REFUNDED, SOLVED), offers=(replace(offer, kind=RungKind.EXPLAIN, rung="explain"),))

    found = figures(kept, kept, given, story())

    assert [(row.name, row.offered, row.accepted.count, row.conceded.count) for row in found.by_rung] == [
        ("Damaged: replace", 2, 2, 2),
        ("Damaged: explain", 1, 0, 1),
    ]
    assert [(row.name, row.offered) for row in found.by_revision] == [("Damaged items, revision 2", 3)]
    assert [(row.name, row.accepted.count, row.accepted.n) for row in found.by_brand] == [("Northway", 2, 3)]


@pytest.mark.parametrize("is_chosen", [True, False])
def test_comparison_goes_by_chance_only_where_tickets_were_held_back(is_chosen: bool) -> None:
    bad = story(Happened(Happening.REOPENED, SOLVED + timedelta(days=1)))
    treated = [replace(one, is_held_back=False if is_chosen else None, reply="as_is") for one in many(40, story())]
    untreated = [replace(one, is_held_back=True if is_chosen else None) for one in many(40, bad)]

    found = figures(*treated, *untreated)

    reopened = next(one.effect for one in found.comparisons if one.name == Metric.REOPENED)
    assert (found.is_causal, reopened.is_causal, reopened.value) == (is_chosen, is_chosen, -1.0)


def test_ticket_drafted_on_request_counts_where_chance_put_it() -> None:
    held = [replace(one, is_held_back=True, reply="as_is") for one in many(30, story())]
    others = [replace(one, is_held_back=False, reply="no_draft") for one in many(31, story())]

    found = figures(*held, *others).comparisons[0].effect

    assert (found.treated, found.untreated) == (31, 30)


def test_planted_effect_of_drafts_is_covered_through_the_pages_own_figures() -> None:
    chance, covered = random.Random(11), 0
    bad = story(Happened(Happening.REOPENED, SOLVED + timedelta(days=1)))
    for _ in range(80):
        made = []
        for place in range(240):
            held = chance.random() < 0.3
            base = bad if chance.random() < (0.3 if held else 0.2) else story()
            made.append(replace(base, is_held_back=held, customer=f"c{place}@example.com"))
        effect = next(one.effect for one in figures(*made).comparisons if one.name == Metric.REOPENED)
        covered += bool(effect.low is not None and effect.high is not None and effect.low <= -0.1 <= effect.high)

    assert 0.9 <= covered / 80 <= 1.0
