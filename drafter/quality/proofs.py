"""Hold each figure of quality against a simulated truth: what was planted, what was found, is the goal met."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import fmean, stdev

import numpy as np

from drafter.quality.agreement import anchoring
from drafter.quality.calibration import calibrate, conformal_radius, ece
from drafter.quality.holdback import effect_on_rate, is_held_back
from drafter.quality.pairs import compare
from drafter.quality.sampling import draw, hajek
from drafter.quality.simulation import SimulatedReply, World, simulate, simulate_scores
from drafter.quality.spread import Share, between_agents, between_classes

REVIEWS_PER_WEEK = 60
RUNS = 1000
ENOUGH_RUNS = 1000
WEEKS_OF_SHARES = 6
TICKETS_OF_EFFECT = 3000
ANCHORED_REVIEWS = 2000
PASS_SCORE = 80.0  # a reply with this score and more passes


@dataclass(frozen=True)
class Proof:
    """One figure beside its truth.

    ``truth`` and ``found`` are in the figure's own unit; ``goal`` says in words what must hold
    and ``holds`` whether it does.
    """

    name: str
    truth: float | None
    found: float
    goal: str
    holds: bool
    n: int


def prove(weeks: int, *, seed: int = 7, world: World | None = None, runs: int = RUNS) -> tuple[Proof, ...]:
    """Simulate ``weeks`` weeks and hold every figure against its truth; ``runs`` repeats for coverage."""
    world = world or World()
    replies = simulate(world, weeks, seed=seed)
    return (
        *_means(replies, weeks, seed),
        *_stamped(replies, weeks, seed, runs),
        *_calibration(replies),
        *_pairs(replies),
        *_shares(world, runs, seed),
        *_hold_back(world, runs, seed),
        *_anchoring(world, replies, seed),
    )


def _means(replies: Sequence[SimulatedReply], weeks: int, seed: int) -> list[Proof]:
    """A risk sample's plain mean lies; Hájek's does not."""
    truth = fmean(reply.score for reply in replies)
    risks = {reply.sent.key: (*reply.risks, *(("low score",) if reply.predicted < 0.6 else ())) for reply in replies}
    scores = {reply.sent.key: reply.score for reply in replies}
    drawn = draw(risks, REVIEWS_PER_WEEK * weeks, seed=f"means {seed}")
    found = hajek([(one.probability, scores[one.key]) for one in drawn])
    plain = fmean(scores[one.key] for one in drawn)
    assert found.value is not None
    assert found.low is not None
    assert found.high is not None
    inside = found.low <= truth <= found.high
    return [
        Proof("mean review score, Hájek", truth, found.value, "truth inside the 95 % interval", inside, found.n),
        Proof(
            "mean review score, plain mean of the risk sample",
            truth,
            plain,
            "further off than Hájek's",
            abs(plain - truth) > abs(found.value - truth),
            found.n,
        ),
    ]


def _stamped(replies: Sequence[SimulatedReply], weeks: int, seed: int, runs: int) -> list[Proof]:
    """The share of wrong replies among those sent as drafted, over repeated samples of them."""
    as_is = {reply.sent.key: reply for reply in replies if reply.as_is}
    truth = fmean(reply.is_wrong for reply in as_is.values())
    risks = {key: reply.risks for key, reply in as_is.items()}
    estimates, covered = [], 0
    for run in range(runs):
        drawn = draw(risks, REVIEWS_PER_WEEK * weeks, seed=f"stamped {seed} {run}")
        found = hajek([(one.probability, float(as_is[one.key].is_wrong)) for one in drawn])
        assert found.value is not None
        assert found.low is not None
        assert found.high is not None
        estimates.append(found.value)
        covered += found.low <= truth <= found.high
    mean, error = fmean(estimates), stdev(estimates) / runs**0.5
    return [
        Proof(
            "wrong replies among those sent as drafted",
            truth,
            mean,
            "no bias: the mean of all samples within 3 standard errors",
            abs(mean - truth) <= 3 * error,
            runs,
        ),
        Proof("its interval covers", 0.95, covered / runs, "at least 92 % of samples", covered / runs >= 0.92, runs),
    ]


def _calibration(replies: Sequence[SimulatedReply]) -> list[Proof]:
    half = len(replies) // 2
    seen, new = replies[:half], replies[half:]
    fit = calibrate([reply.predicted for reply in seen], [reply.score >= PASS_SCORE for reply in seen])
    if fit is None:
        return []
    verdicts = [reply.score >= PASS_SCORE for reply in new]
    before = ece([reply.predicted for reply in new], verdicts)
    after = ece([fit.curve(reply.predicted) for reply in new], verdicts)
    slope, intercept = np.polyfit([reply.predicted for reply in seen], [reply.score for reply in seen], 1)
    quarter = half // 2
    residuals = [abs(float(slope * r.predicted + intercept) - r.score) for r in new[:quarter]]
    radius = conformal_radius(residuals)
    assert radius is not None
    covered = fmean(abs(float(slope * r.predicted + intercept) - r.score) <= radius for r in new[quarter:])
    return [
        Proof("calibration error before", None, before, "shown for comparison", True, len(new)),
        Proof("calibration error after", 0.0, after, "at most .06", after <= 0.06, len(new)),
        Proof("conformal interval covers", 0.9, covered, ".88 to .92", 0.88 <= covered <= 0.92, len(new) - quarter),
    ]


def _pairs(replies: Sequence[SimulatedReply]) -> list[Proof]:
    flagged = {pair.first.key for pair in compare([reply.sent for reply in replies]).pairs}
    planted = {reply.sent.key for reply in replies if reply.is_deviant}
    hit = len(flagged & planted)
    precision, recall = hit / max(1, len(flagged)), hit / max(1, len(planted))
    return [
        Proof("flagged pairs, precision", None, precision, "at least .8", precision >= 0.8, len(flagged)),
        Proof("flagged pairs, recall", None, recall, "at least .7", recall >= 0.7, len(planted)),
    ]


def _shares(world: World, runs: int, seed: int) -> list[Proof]:
    """Whether the intervals of shares of variance cover what was planted, over fresh worlds."""
    agents_only, both = replace(world, site_share=0.0, tenure_points=0.0), replace(world, tenure_points=0.0)
    by_agent = [
        between_agents(simulate_scores(agents_only, WEEKS_OF_SHARES, seed=seed * 1000 + run), resamples=200)
        for run in range(runs)
    ]
    by_site = []
    for run in range(runs):
        replies = simulate_scores(both, WEEKS_OF_SHARES, seed=seed * 2000 + run)
        by_site.append(between_classes(replies, {reply.agent: reply.site for reply in replies}))
    return [
        *_share_proofs("variance between agents", world.agent_share, by_agent),
        *_share_proofs("variance between sites", world.site_share, by_site),
    ]


def _share_proofs(name: str, truth: float, found: Sequence[Share]) -> list[Proof]:
    said = [share for share in found if share.value is not None]
    mean = fmean(share.value for share in said if share.value is not None)
    return [
        Proof(name, truth, mean, "within a fifth of the truth", abs(mean - truth) <= truth / 5, len(said)),
        _coverage(name, [_holds(truth, share.low, share.high) for share in said]),
    ]


def _hold_back(world: World, runs: int, seed: int) -> list[Proof]:
    """Whether the interval of what drafts do covers the planted effect, over fresh worlds."""
    chance = np.random.default_rng(seed)
    covered, values, held = [], [], 0
    for run in range(runs):
        tickets = [f"ticket {run} {number}" for number in range(TICKETS_OF_EFFECT)]
        without = sum(is_held_back(ticket, world.held_back) for ticket in tickets)
        held += without
        with_draft = len(tickets) - without
        solved_with = int(chance.binomial(with_draft, world.solved_without + world.draft_effect))
        solved_without = int(chance.binomial(without, world.solved_without))
        found = effect_on_rate((solved_with, with_draft), (solved_without, without), is_causal=True)
        values.append(found.value or 0.0)
        covered.append(_holds(world.draft_effect, found.low, found.high))
    mean, share = fmean(values), held / runs / TICKETS_OF_EFFECT
    return [
        Proof("share held back", world.held_back, share, "within .01", abs(share - world.held_back) <= 0.01, runs),
        Proof("effect of drafts", world.draft_effect, mean, "within .01", abs(mean - world.draft_effect) <= 0.01, runs),
        _coverage("effect of drafts", covered),
    ]


def _anchoring(world: World, replies: Sequence[SimulatedReply], seed: int) -> list[Proof]:
    """Reviewers who see the automatic score move to it; half of the reviews are blind, so it can be measured."""
    chance = np.random.default_rng(seed)
    reviewed = replies[:ANCHORED_REVIEWS]
    shown: list[tuple[float, float]] = []
    blind: list[tuple[float, float]] = []
    for number, reply in enumerate(reviewed):
        own = reply.score + float(chance.normal(0, 5))
        automatic = 100 * reply.predicted
        is_shown = number % 2 == 0
        rating = own + world.anchoring * (automatic - own) if is_shown else own
        (shown if is_shown else blind).append((automatic, rating))
    found = anchoring(shown, blind)
    return [
        Proof(
            "anchoring of reviewers who see the automatic score",
            world.anchoring,
            found,
            "within .05",
            abs(found - world.anchoring) <= 0.05,
            len(reviewed),
        )
    ]


def _coverage(name: str, covered: Sequence[bool]) -> Proof:
    share = fmean(covered)
    # Over few runs chance alone leaves .93 to .97: two standard errors are allowed then.
    slack = 2 * (0.95 * 0.05 / len(covered)) ** 0.5 if len(covered) < ENOUGH_RUNS else 0.0
    return Proof(
        f"{name}: interval covers", 0.95, share, ".93 to .97", 0.93 - slack <= share <= 0.97 + slack, len(covered)
    )


def _holds(truth: float, low: float | None, high: float | None) -> bool:
    return low is not None and high is not None and low <= truth <= high
