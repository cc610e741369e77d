"""Gathering what nothing answered: a question in a language that the policies don't have is no gap."""

from itertools import count

from drafter.backends.composer import Composer
from drafter.brands import Brand
from drafter.drafting import DraftingKit, draft_reply
from drafter.drafts import DraftStatus
from drafter.prompts.template import load_template
from drafter.proposing import gather
from knowledge_base.foundation.tokens import estimate_tokens
from tests.makers import FixedRetriever, make_hit, make_ticket
from tests.tools.acting import Acts

ENGLISH = "Do you repair climbing shoes of other makers?"
GERMAN = "Repariert ihr auch Kletterschuhe von anderen Herstellern, und was kostet das?"
FAR = make_hit("Gift cards never expire.", snippet_id="snp_gift", above_floor=False)


def test_foreign_question_is_no_gap_while_the_same_one_in_english_is(acts: Acts, brand: Brand) -> None:
    kit = DraftingKit(
        retriever=FixedRetriever(FAR),
        model=Composer(),
        fallback=Composer(),
        brand=brand,
        template=load_template(),
        counter=estimate_tokens,
        monotonic=lambda: 0.0,
    )
    numbers = count(1)
    for name, text in (("T-en", ENGLISH), ("T-de", GERMAN)):
        ticket = acts.record(make_ticket(text, external_id=name))
        made = draft_reply(ticket, kit, now=acts.clock(), new_id=lambda kind: f"{kind}_{next(numbers):06d}")
        asked = acts.ask(ticket)
        assert asked is not None
        written = acts.write(
            asked,
            text="",
            sentences=(),
            status=made.status,
            reason=made.reason,
            hits=made.hits,
            questions=made.questions,
        )
        assert written.status is DraftStatus.ABSTAINED

    with acts.database.reading() as session:
        material = gather(session, brand.id, now=acts.clock())

    assert [one.text for one in material.questions] == [ENGLISH]
