"""What agents' edits suggest for the policies, with a real embedder on planted additions."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from drafter.clustering import cluster, most_central
from drafter.insertions import Insertion, Removal, marked
from drafter.proposals import (
    ProposalKind,
    Question,
    Refused,
    find_gaps,
    is_same_subject,
    propose_additions,
    propose_reviews,
    still_open,
)
from knowledge_base.embedding import Embedder

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)

# Eight things agents kept adding, each in five to seven wordings; the figures differ from order to order.
PLANTED = {
    "cut label": [
        "Please cut the old label off the box before you stick ours on.",
        "Before you stick our label on, please remove the old label from the box.",
        "Cover or remove the old shipping label on the box before you use ours.",
        "Make sure the old label is off the box before you put our label on.",
        "Kindly take the old label off the box before sticking on the new one.",
    ],
    "bank days": [
        "Your bank may need 3 more days to show the refund on your statement.",
        "It can take your bank another 5 days until the refund shows on your statement.",
        "Please allow your bank 4 extra days to show the refund on your statement.",
        "Banks sometimes need 2 days longer before a refund shows on the statement.",
        "The refund may take your bank a further 3 days to show on your statement.",
        "Please note that your bank can take 5 days to show the refund.",
    ],
    "door photo": [
        "Please send us a photo of your front door so that the courier can be asked.",
        "Could you send a photo of your front door? The courier asks us for one.",
        "The courier needs a photo of your front door, so please send us one.",
        "Send us a picture of your front door, please, as the courier wants one.",
        "To ask the courier, we need a photo of your front door.",
    ],
    "wash cold": [
        "Wash the jacket at 30 degrees without softener so that it stays waterproof.",
        "The jacket stays waterproof if you wash it at 30 degrees without softener.",
        "Please wash your jacket without softener at 30 degrees to keep it waterproof.",
        "To keep the jacket waterproof, wash it at 30 degrees and leave out softener.",
        "Do not use softener and wash the jacket at 30 degrees, then it stays waterproof.",
    ],
    "gift receipt": [
        "We can e-mail a gift receipt without prices if you need one.",
        "If you need a gift receipt without prices, we can e-mail it to you.",
        "A gift receipt without prices can be e-mailed on request.",
        "Just ask and we will e-mail you a gift receipt without prices.",
        "We are able to e-mail a gift receipt that shows no prices.",
    ],
    "holiday delay": [
        "Because of the holidays, the warehouse packs two days later than usual.",
        "The warehouse packs two days later than usual because of the holidays.",
        "Over the holidays our warehouse needs two days more for packing than usual.",
        "During the holidays orders are packed in the warehouse two days later than usual.",
        "Packing in the warehouse takes two days longer than usual during the holidays.",
    ],
    "spare poles": [
        "Spare tent poles are listed on the page of your tent under spare parts.",
        "You find spare poles under spare parts on the page of your tent.",
        "On your tent's page, spare poles are listed under spare parts.",
        "Spare poles for your tent can be found on its page under spare parts.",
        "Look under spare parts on the page of your tent for spare poles.",
    ],
    "two parcels": [
        "Your order travels in two parcels, so one may arrive a day before the other.",
        "One parcel may arrive a day before the other, as your order travels in two parcels.",
        "The order was split into two parcels and one may arrive a day earlier.",
        "As your order comes in two parcels, one of them may arrive a day earlier.",
        "Since it is sent in two parcels, one may come a day before the other.",
    ],
}
ONE_OFFS = [
    "I asked my colleague in the Leeds shop to hold the last pair for you until Saturday.",
    "Your brother picked the parcel up at the counter this morning.",
    "The zip on the blue one is a different make, as you noticed.",
    "You can keep the hat as well, since it was our mistake.",
    "I have written to the ferry company about the lost kayak.",
    "The stamp on your loyalty card from 2019 is still good.",
    "We would love to see photos from your trip to Norway.",
    "The yellow colour is called saffron in our catalogue.",
    "Our shop in Bath closes early on the day of the marathon.",
    "The scratch you describe is a mould line and not damage.",
    "Your invoice now carries the name of your company.",
    "The dog bed fits into the larger of the two crates.",
]


def added(texts: list[str], subject: str, *, snippets: tuple[str, ...] = ("snp_1",), days: int = 1) -> list[Insertion]:
    return [
        Insertion(
            f"edt_{subject}_{n}",
            f"tkt_{subject}_{n}",
            f"agent {n % 3}",
            NOW - timedelta(days=days, hours=n),
            text,
            marked(text),
            snippets,
        )
        for n, text in enumerate(texts)
    ]


@pytest.fixture(scope="module")
def planted() -> list[Insertion]:
    return [one for subject, texts in PLANTED.items() for one in added(texts, subject)] + added(ONE_OFFS, "one-off")


def test_planted_additions_come_back(planted: list[Insertion], minilm: Embedder) -> None:
    """Goal: precision and recall of at least .8."""
    vectors = minilm.embed([one.marked for one in planted])
    found = propose_additions(planted, vectors, now=NOW, likeness=lambda row, snippet: 0.5)
    subjects = [{piece.ticket_id.split("_")[1] for piece in proposal.evidence} for proposal in found]
    right = [subject for one in subjects if len(one) == 1 for subject in one if subject in PLANTED]

    assert len(set(right)) / len(PLANTED) >= 0.8
    assert len(right) / len(found) >= 0.8


def test_proposal_tells_whose_tickets_stand_behind_it(minilm: Embedder) -> None:
    additions = added(PLANTED["bank days"], "bank")
    [found] = propose_additions(
        additions, minilm.embed([one.marked for one in additions]), now=NOW, likeness=lambda row, snippet: 0.5
    )

    assert (found.kind, found.snippet_id) == (ProposalKind.EXTEND, "snp_1")
    assert (found.tickets, found.agents) == (6, 3)
    assert len(found.evidence) == 6
    assert "5 days" in dict(found.facts)


def test_addition_unlike_every_cited_snippet_asks_for_a_new_policy(minilm: Embedder) -> None:
    additions = added(PLANTED["bank days"], "bank")
    vectors = minilm.embed([one.marked for one in additions])
    [found] = propose_additions(additions, vectors, now=NOW, likeness=lambda row, snippet: 0.2)

    assert (found.kind, found.snippet_id) == (ProposalKind.NEW_POLICY, None)


@pytest.mark.parametrize("change", ["one agent", "four tickets", "long ago"])
def test_too_little_evidence_proposes_nothing(minilm: Embedder, change: str) -> None:
    texts = PLANTED["bank days"][: 4 if change == "four tickets" else 6]
    additions = added(texts, "bank", days=40 if change == "long ago" else 1)
    if change == "one agent":
        additions = [Insertion(**{**one.__dict__, "agent": "Ann"}) for one in additions]

    assert not propose_additions(
        additions, minilm.embed([one.marked for one in additions]), now=NOW, likeness=lambda row, snippet: 0.5
    )


def test_sentence_taken_out_again_and_again_is_to_be_reviewed() -> None:
    gone = [
        Removal(f"e{n}", f"t{n}", f"agent {n % 2}", NOW - timedelta(days=n), "Labels are free.", ("snp_9", "snp_2"))
        for n in range(5)
    ]

    found = propose_reviews(gone, now=NOW)

    assert {(one.kind, one.snippet_id, one.tickets) for one in found} == {
        (ProposalKind.REVIEW, "snp_2", 5),
        (ProposalKind.REVIEW, "snp_9", 5),
    }
    assert propose_reviews(gone[:4], now=NOW) == ()


def test_refused_proposal_is_silent_until_it_doubles(minilm: Embedder) -> None:
    additions = added([*PLANTED["bank days"], *PLANTED["bank days"]], "bank")
    vectors = minilm.embed([one.marked for one in additions])
    few = propose_additions(additions[:6], vectors[:6], now=NOW, likeness=lambda row, snippet: 0.5)
    many = propose_additions(additions, vectors, now=NOW, likeness=lambda row, snippet: 0.5)
    refused = [Refused(ProposalKind.EXTEND, few[0].marked, few[0].tickets, "snp_1")]
    alike = is_same_subject({(one.marked, refused[0].marked): 0.9 for one in (*few, *many)})

    assert still_open(few, refused, is_same=alike) == ()
    assert still_open(many, refused, is_same=alike) == many


def test_questions_that_nothing_answers_are_gaps_by_subject(minilm: Embedder) -> None:
    asked = [
        "Do you rent out tents for a weekend?",
        "Can I rent a tent from you for the weekend?",
        "Is it possible to rent tents?",
        "Do you sharpen ski edges in the shop?",
        "Can you sharpen the edges of my skis?",
    ]
    questions = [Question(f"t{n}", text, NOW, ("snp_1",)) for n, text in enumerate(asked)]
    found = find_gaps(questions, minilm.embed(asked))

    assert [gap.tickets for gap in found] == [3, 2]
    assert "rent" in found[0].text.lower()


def test_facts_are_replaced_by_what_they_are() -> None:
    assert marked("A label costs $6.95 and takes 3 days.") == "A label costs [amount] and takes [time span]."


def test_alike_rows_share_a_cluster() -> None:
    vectors = np.array([[1, 0], [0, 1], [0.99, 0.141], [0.1, 0.995]], dtype=np.float32)

    assert cluster(vectors) == [[0, 2], [1, 3]]
    assert cluster(vectors[:1]) == [[0]]
    assert cluster(vectors[:0]) == []
    assert most_central(vectors, [0, 2]) in (0, 2)
