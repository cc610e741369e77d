"""HTER and chrF are the numbers that sacrebleu gives."""

import random

import pytest
from sacrebleu.metrics import CHRF, TER

from drafter.edits import hter
from drafter.measures.chrf import chrf
from drafter.measures.words import normal_form, tokens

TEXT = (
    "we will send you a new tent today and the old one stays with you please pack it well return label is free "
    "refund takes 5 business days order A10482 costs $5.95 until 9 March , . ! ? sorry thanks Größe 我们"
)
WORDS = TEXT.split()


def pairs(count: int, seed: int) -> list[tuple[str, str]]:
    """Make pairs of texts: words changed, dropped, added, blocks moved."""
    dice = random.Random(seed)
    made = []
    for _ in range(count):
        draft = [dice.choice(WORDS) for _ in range(dice.randint(1, 45))]
        sent = list(draft)
        for _ in range(dice.randint(0, 9)):
            change, at = dice.randint(0, 3), dice.randrange(len(sent))
            if change == 0:
                sent[at] = dice.choice(WORDS)
            elif change == 1 and len(sent) > 1:
                del sent[at]
            elif change == 2:
                sent.insert(at, dice.choice(WORDS))
            else:
                block, rest = sent[at : at + 6], sent[:at] + sent[at + 6 :]
                place = dice.randint(0, len(rest))
                sent = rest[:place] + block + rest[place:]
        made.append((" ".join(draft), " ".join(sent)))
    return made


@pytest.mark.parametrize("seed", range(5))
def test_hter_equals_sacrebleus_ter(seed: int) -> None:
    reference = TER(normalized=False, case_sensitive=True)

    for draft, sent in pairs(50, seed):
        expected = reference.sentence_score(" ".join(tokens(draft)), [" ".join(tokens(sent))]).score / 100
        assert hter(draft, sent) == pytest.approx(expected, abs=1e-9), (draft, sent)


def test_chrf_equals_sacrebleus() -> None:
    reference = CHRF()

    for draft, sent in pairs(250, 7):
        expected = reference.sentence_score(normal_form(draft), [normal_form(sent)]).score
        assert chrf(normal_form(draft), normal_form(sent)) == pytest.approx(expected, abs=1e-6), (draft, sent)
