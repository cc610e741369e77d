"""A made-up helpdesk whose truth is known: what the figures say can be held against what is so.

Everything is drawn from one seed.  Nothing here looks like a customer's text; it is counts,
scores and decisions, as the figures of quality see them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import numpy as np

from drafter.quality.pairs import ComparedReply
from drafter.quality.spread import Answered

START = datetime(2026, 8, 31, tzinfo=UTC)  # a Monday
RESOLUTIONS = ("explain", "replace", "credit", "partial_refund", "refund")


@dataclass(frozen=True)
class World:
    """What is planted.

    ``agent_share`` and ``site_share`` are shares of the variance of review scores;
    ``tenure_points`` is how many points less a person under 90 days scores; ``deviating`` the
    share of resolutions that an agent decides by their own head; ``stamped`` the share of
    replies sent as drafted that are wrong; ``anchoring`` how far (0 to 1) a reviewer who sees
    the automatic score moves to it; ``held_back`` the share of tickets without a draft and
    ``draft_effect`` what a draft adds to the chance of solving at first contact.
    """

    agents: int = 40
    sites: int = 3
    replies_per_week: int = 400
    intents: int = 12
    agent_share: float = 0.08
    site_share: float = 0.03
    tenure_points: float = 2.0
    score_deviation: float = 12.0
    mean_score: float = 88.0
    deviating: float = 0.04
    misread: float = 0.01
    stamped: float = 0.06
    anchoring: float = 0.4
    held_back: float = 0.1
    draft_effect: float = 0.08
    solved_without: float = 0.62


@dataclass(frozen=True)
class SimulatedReply:
    """One reply with its truth.

    ``score`` is what a careful reviewer would give (0 to 100), ``predicted`` the automatic
    score (0 to 1), ``is_wrong`` whether it tells the requester something false, ``risks`` what a
    risk sample would see, ``is_deviant`` whether the agent decided by their own head.
    """

    sent: ComparedReply
    compared: Answered
    score: float
    predicted: float
    as_is: bool
    is_wrong: bool
    is_deviant: bool
    held_back: bool
    is_solved: bool
    read_s: float
    words: int
    risks: tuple[str, ...] = field(default=())


def simulate(world: World, weeks: int, *, seed: int) -> tuple[SimulatedReply, ...]:
    """Return the replies of these weeks, oldest first; the same for the same seed."""
    return tuple(_replies(world, weeks, np.random.default_rng(seed)))


def simulate_scores(world: World, weeks: int, *, seed: int) -> tuple[Answered, ...]:
    """Return only what review scores are compared by, without wrong replies: quick enough for many worlds."""
    chance = np.random.default_rng(seed)
    agents = _agents(world, chance)
    count = weeks * world.replies_per_week
    who = chance.integers(0, len(agents), count)
    noise = chance.normal(0, _rest(world), count)
    return tuple(
        Answered(
            "all", agents[i].name, agents[i].site, agents[i].is_new, world.mean_score + agents[i].effect + float(e)
        )
        for i, e in zip(who, noise, strict=True)
    )


@dataclass(frozen=True)
class _Agent:
    name: str
    site: str
    is_new: bool
    effect: float


def _agents(world: World, chance: np.random.Generator) -> list[_Agent]:
    spread = world.score_deviation
    tilt = np.linspace(-1, 1, world.sites)
    tilt *= np.sqrt(world.site_share) * spread / max(float(np.std(tilt)), 1e-9)
    effects = chance.normal(0, np.sqrt(world.agent_share) * spread, world.agents)
    return [
        _Agent(f"agent {i + 1}", f"site {i % world.sites + 1}", i % 4 == 0, float(effects[i] + tilt[i % world.sites]))
        for i in range(world.agents)
    ]


def _rest(world: World) -> float:
    """Return the standard deviation of what neither agent nor site explains."""
    return float(np.sqrt(max(0.0, 1 - world.agent_share - world.site_share))) * world.score_deviation


def _replies(world: World, weeks: int, chance: np.random.Generator) -> Iterator[SimulatedReply]:
    agents = _agents(world, chance)
    usual = chance.integers(0, len(RESOLUTIONS), (world.intents, 3))
    rest = _rest(world)
    for number in range(weeks * world.replies_per_week):
        agent = agents[int(chance.integers(0, len(agents)))]
        intent, band = int(chance.integers(0, world.intents)), int(chance.integers(0, 3))
        at = START + timedelta(weeks=number / world.replies_per_week)
        noise = float(chance.normal(0, rest))
        score = world.mean_score + agent.effect + noise - world.tenure_points * agent.is_new
        yield _reply(world, agent, number, (intent, band), int(usual[intent, band]), at, score, chance)


def _reply(
    world: World,
    agent: _Agent,
    number: int,
    like: tuple[int, int],
    usual: int,
    at: datetime,
    score: float,
    chance: np.random.Generator,
) -> SimulatedReply:
    as_is = bool(chance.random() < 0.55)
    is_wrong = bool(chance.random() < (world.stamped if as_is else world.stamped / 3))
    score -= 35.0 * is_wrong
    is_deviant = bool(chance.random() < world.deviating)
    said = (usual + 1 + int(chance.integers(0, 4))) % len(RESOLUTIONS) if is_deviant else usual
    read_as = int(chance.integers(0, len(RESOLUTIONS))) if chance.random() < world.misread else said
    words = int(chance.integers(60, 180))
    read_s = words / float(chance.uniform(500, 900) if is_wrong and as_is and chance.random() < 0.6 else 230) * 60
    held_back = bool(chance.random() < world.held_back)
    solved = world.solved_without + (0.0 if held_back else world.draft_effect)
    key, intent = f"reply {number}", f"intent {like[0] + 1}"
    facts = {"age": ("under 30 days", "30 to 90 days", "over 90 days")[like[1]]}
    resolution = RESOLUTIONS[read_as]
    amount = Decimal(20 + 10 * like[1]) if resolution in ("credit", "partial_refund", "refund") else None
    sent = ComparedReply(key, agent.name, "brand 1", intent, frozenset({f"{intent} v1"}), resolution, at, amount, facts)
    return SimulatedReply(
        sent=sent,
        compared=Answered(f"{intent} {facts['age']}", agent.name, agent.site, agent.is_new, score),
        score=score,
        predicted=_predicted(score, chance),
        as_is=as_is,
        is_wrong=is_wrong,
        is_deviant=is_deviant,
        held_back=held_back,
        is_solved=bool(chance.random() < solved),
        read_s=read_s,
        words=words,
        risks=("approved faster than it can be read",) if as_is and words / read_s * 60 > 400 else (),
    )


def _predicted(score: float, chance: np.random.Generator) -> float:
    """Return an automatic score that ranks well and is badly calibrated, as such scores are."""
    seen = score + float(chance.normal(0, 6))
    return float(1 / (1 + np.exp(-(seen - 70) / 20)))
