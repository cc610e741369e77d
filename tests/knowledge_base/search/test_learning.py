"""Precedents: a bonus for what was kept in like cases, never a malus for what was not."""

import math

import numpy as np
import pytest

from knowledge_base.embedding import Vectors
from knowledge_base.keeping import embed_kept
from knowledge_base.kept import KeptQuestion, Section
from knowledge_base.policies import Revision
from knowledge_base.search.hits import Hit, Question
from knowledge_base.search.learning import MOST_EXPECTED, Learned, Precedents, expect, rows_bonus
from knowledge_base.search.precedents import PrecedentLoader
from knowledge_base.settings import RetrievalSettings
from knowledge_base.store import kept as store
from tests.knowledge_base.conftest import BRAND, RETURNS, Keeper
from tests.tools.growing import MUCH, growth

KNOBS = RetrievalSettings(precedent_floor=0.45, precedent_weight=12, precedent_sharpness=7, precedent_noise=0.1)
WINDOW, FEES = Section("pol_1", ("Return window",)), Section("pol_1", ("Fees",))
ASKED = "How do I hand over my kayak?"


def at(degrees: float) -> Vectors:
    """A vector of length 1 whose cosine with ``at(0)`` is that of the angle."""
    return np.array([math.cos(math.radians(degrees)), math.sin(math.radians(degrees))], dtype=np.float32)


def precedents_of(*kept: tuple[float, Section]) -> Precedents:
    made = Precedents()
    for key, (degrees, section) in enumerate(kept):
        made.add(key, at(degrees), [section])
    return made


def bonus(precedents: Precedents, section: Section = WINDOW) -> float:
    return precedents.speak(at(0), KNOBS).get(section, Learned(0.0, 0)).bonus


def test_same_question_again_earns_nearly_the_whole_weight() -> None:
    assert bonus(precedents_of((0, WINDOW))) == pytest.approx(12 / 1.1)  # of one precedent a tenth is doubted


def test_question_that_is_not_alike_earns_nothing() -> None:
    assert precedents_of((70, WINDOW)).speak(at(0), KNOBS) == {}


def test_closer_precedent_says_more() -> None:
    found = precedents_of((20, WINDOW), (40, FEES))

    assert bonus(found, WINDOW) > bonus(found, FEES) >= 0


def test_second_precedent_says_less_than_the_first() -> None:
    one, two = bonus(precedents_of((0, WINDOW))), bonus(precedents_of((0, WINDOW), (0, WINDOW)))

    assert one < two < 12


def test_precedents_are_counted() -> None:
    found = precedents_of((0, WINDOW), (5, WINDOW), (10, FEES), (80, WINDOW)).speak(at(0), KNOBS)

    assert found[WINDOW].precedents == 2


def test_one_answer_may_keep_several_sections() -> None:
    made = Precedents()
    made.add(1, at(0), [WINDOW, FEES])

    assert bonus(made, WINDOW) == bonus(made, FEES) == pytest.approx(12 / 1.1)


def test_bonus_is_never_negative() -> None:
    rng = np.random.default_rng(3)
    made = precedents_of(*[(float(rng.uniform(-40, 40)), WINDOW if rng.random() < 0.5 else FEES) for _ in range(200)])

    assert all(one.bonus > 0 for degrees in range(-60, 60, 5) for one in made.speak(at(degrees), KNOBS).values())


def test_what_search_expected_anyway_is_no_news() -> None:
    found = precedents_of((0, WINDOW), (0, FEES))

    plain = found.speak(at(0), KNOBS)
    surprised = found.speak(at(0), KNOBS, lambda _key, _vector: {WINDOW: 0.5})

    assert surprised[FEES].bonus == pytest.approx(plain[FEES].bonus)
    assert surprised.get(WINDOW, Learned(0.0, 0)).bonus < plain[WINDOW].bonus


def test_what_was_expected_and_never_kept_is_not_held_against_a_section() -> None:
    found = precedents_of((0, WINDOW)).speak(at(0), KNOBS, lambda _key, _vector: {FEES: 0.9})

    assert set(found) == {WINDOW}


def test_belief_of_search_sums_to_one_and_names_the_likeliest_sections() -> None:
    rng = np.random.default_rng(4)
    sections = [Section("pol_1", (str(row),)) for row in range(200)]
    scores = rng.normal(size=200).astype(np.float32)

    believed = expect(scores, sections)

    assert len(believed) == MOST_EXPECTED
    assert max(believed, key=lambda one: believed[one]) == sections[int(scores.argmax())]
    assert 0 < sum(believed.values()) < 1
    assert sum(expect(scores[:20], sections[:20]).values()) == pytest.approx(1)
    assert expect(np.ones(3, dtype=np.float32), sections[:3]) == {}


def test_parts_of_one_section_share_what_is_expected_of_it() -> None:
    believed = expect(np.array([2.0, 1.0, 0.0], dtype=np.float32), [WINDOW, WINDOW, FEES])

    assert sum(believed.values()) == pytest.approx(1)
    assert believed[WINDOW] > 0.8


def test_what_was_dropped_counts_no_more() -> None:
    made = precedents_of(*[(number % 40, WINDOW) for number in range(200)])
    made.drop(frozenset(range(200)))
    assert made.speak(at(0), KNOBS) == {}

    made.add(7, at(0), [WINDOW])
    assert bonus(made) == pytest.approx(12 / 1.1)


def test_snippet_without_precedent_gets_nothing() -> None:
    assert rows_bonus({WINDOW: Learned(1.5, 1)}, [FEES, WINDOW, FEES]).tolist() == [0, 1.5, 0]


def kept_by(
    keeper: Keeper, section: Section, *, source: str = "dft_1", origin: str = "tkt_1", question: str = ASKED
) -> str:
    kept = KeptQuestion(
        id=keeper.services.new_id("kpt"),
        brand_id=BRAND,
        origin="tkt_1",
        source="dft_1",
        question=ASKED,
        sections=(section,),
        kept_at=keeper.services.clock(),
    )
    with keeper.services.database.writing() as session:
        return store.keep_question(session, kept)


def learn(keeper: Keeper) -> None:
    embed_kept(keeper.services.database, keeper.services.embedder)
    keeper.services.precedents.look_again(BRAND)


@pytest.fixture
def first(keeper: Keeper) -> Revision:
    """A published policy with a section that the question does not name."""
    made = keeper.write(RETURNS + "\n## Oversize items\n\nPickup is arranged by us.\n")
    keeper.publish(made)
    return made


@pytest.fixture
def oversize(first: Revision) -> Section:
    """That section."""
    return Section(first.policy_id, ("Oversize items",))


def best(keeper: Keeper) -> Hit:
    return keeper.services.retriever.retrieve([Question(ASKED)], brand_id=BRAND, k=2).hits[0]


def test_next_question_sees_what_was_kept_and_a_new_wording_inherits_it(
    keeper: Keeper, first: Revision, oversize: Section
) -> None:
    kept_by(keeper, oversize)
    learn(keeper)
    keeper.publish(keeper.rewrite(first, RETURNS + "\n## Oversize items\n\nWe fetch them for $39.\n"))

    hit = best(keeper)

    assert (hit.text, hit.precedents) == ("We fetch them for $39.", 1)
    assert hit.score == pytest.approx(hit.parts.dense + hit.parts.lexical + hit.parts.learned)


def test_another_process_sees_it_within_a_second(keeper: Keeper, oversize: Section) -> None:
    now = [0.0]
    other = PrecedentLoader(keeper.services.database, keeper.services.embedder.id, poll_s=0.5, monotonic=lambda: now[0])
    [vector] = keeper.services.embedder.embed_questions([ASKED])
    assert other.speak(BRAND, vector, KNOBS) == {}

    kept_by(keeper, oversize)
    embed_kept(keeper.services.database, keeper.services.embedder)
    assert other.speak(BRAND, vector, KNOBS) == {}
    now[0] = 0.6

    assert other.speak(BRAND, vector, KNOBS)[oversize].precedents == 1


def test_brands_learn_alone(keeper: Keeper, oversize: Section) -> None:
    kept_by(keeper, oversize)
    learn(keeper)
    [vector] = keeper.services.embedder.embed_questions([ASKED])

    assert keeper.services.precedents.speak("brd_2", vector, KNOBS) == {}


def test_what_is_forgotten_counts_no_more(keeper: Keeper, oversize: Section) -> None:
    kept_by(keeper, oversize)
    learn(keeper)
    assert best(keeper).parts.learned > 0

    with keeper.services.database.writing() as session:
        assert store.forget_origin(session, "tkt_1") == 1
    keeper.services.precedents.look_again(BRAND)

    assert best(keeper).parts.learned == 0


def test_same_source_teaches_once_and_keeps_its_vector(keeper: Keeper, oversize: Section) -> None:
    kept_by(keeper, Section(oversize.policy_id, ("Return window",)))
    learn(keeper)

    kept_by(keeper, oversize)
    with keeper.services.database.reading() as session:
        [kept] = store.list_kept(session, [BRAND])
    keeper.services.precedents.look_again(BRAND)

    assert (kept.sections, kept.is_used) == ((oversize,), True)
    assert best(keeper).heading == ("Oversize items",)


def test_work_of_learning_grows_no_faster_than_the_decisions(oversize: Section) -> None:
    vectors = np.random.default_rng(1).normal(size=(2000, 384)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)

    def learn(decisions: int) -> None:
        made = Precedents()
        for key in range(decisions):
            made.add(key, vectors[key], [oversize])

    assert growth(learn, (250, 2000)) < MUCH
