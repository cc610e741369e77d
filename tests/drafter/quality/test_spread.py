"""How much of the differences goes with who answered."""

import random

import pytest

from drafter.quality.spread import Answered, between_agents, between_classes, centred


def replies(agents: int, each: int, effect: float, seed: int = 1, sites: int = 2) -> list[Answered]:
    chance = random.Random(seed)
    found = []
    for i in range(agents):
        own = chance.gauss(0, effect) + 2 * effect * (i % sites)
        found += [Answered("g", f"a{i}", f"s{i % sites}", i % 2 == 0, own + chance.gauss(0, 1)) for _ in range(each)]
    return found


def test_agents_who_decide_alike_explain_next_to_nothing() -> None:
    found = between_agents(replies(30, 60, 0.0))

    assert found.value is not None
    assert found.low == 0.0
    assert found.value < 0.02
    assert (found.replies, found.agents, found.is_enough) == (1800, 30, True)


def test_agents_who_differ_explain_much() -> None:
    found = between_agents(replies(30, 60, 1.0, sites=1))

    assert found.low is not None
    assert found.high is not None
    assert found.low < 0.5 < found.high
    assert found.low > 0.2


def test_two_agents_are_too_few_to_say() -> None:
    assert between_agents(replies(2, 10, 1.0)).value is None
    assert between_agents([]).value is None


def test_equal_values_have_no_variance_to_share() -> None:
    same = [Answered("g", f"a{i % 5}", "s", False, 1.0) for i in range(50)]

    assert between_agents(same).value is None
    assert between_classes(same, {f"a{i}": str(i % 2) for i in range(5)}).value is None


def test_interval_is_the_same_each_time() -> None:
    assert between_agents(replies(20, 20, 0.5)) == between_agents(replies(20, 20, 0.5))


def test_classes_that_differ_explain_it() -> None:
    found = replies(40, 50, 0.3)
    by_site = between_classes(found, {reply.agent: reply.site for reply in found})

    assert by_site.low is not None
    assert by_site.low > 0.01


def test_one_class_explains_nothing_that_could_be_told() -> None:
    found = replies(10, 10, 0.3)

    assert between_classes(found, {reply.agent: "all" for reply in found}).value is None


def test_what_the_tickets_explain_is_taken_out() -> None:
    dear = [Answered("dear", f"a{i}", "s", False, 100 + i % 2) for i in range(4)]
    cheap = [Answered("cheap", f"a{i}", "s", False, 10 + i % 2) for i in range(4)]
    alone = [Answered("alone", "a1", "s", False, 5.0)]

    values = [reply.value for reply in centred([*dear, *cheap, *alone])]

    assert len(values) == 8
    assert max(abs(value) for value in values) == pytest.approx(0.5 * (4 / 3) ** 0.5)
