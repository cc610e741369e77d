"""The job after a decision: the next like question finds what the agent kept."""

from collections.abc import Callable

from drafter.brands import Brand
from drafter.decisions import Action
from knowledge_base.editing import create_policy
from knowledge_base.foundation.actors import Actor
from knowledge_base.search.hits import Question
from knowledge_base.store.kept import pending_of
from tests.makers import make_hit
from tests.tools.acting import Acts
from tests.tools.clocks import SettableClock
from webhook.jobs.base import LEARN, job_id_for
from webhook.jobs.learn import enqueue_learning
from webhook.wiring import Services
from webhook.working import job_handlers

ASKED = "How do I hand over my kayak?"
OWNER = Actor("usr_owner", "admin")


def test_decision_teaches_the_next_question(
    services: Services, brand: Brand, clock: SettableClock, new_id: Callable[[str], str]
) -> None:
    text = "## Return window\n\nBoots: 60 days.\n\n## Oversize items\n\nPickup is arranged by us.\n"
    with services.database.writing() as session:
        policy = create_policy(
            session, brand_id=brand.id, title="Returns", text=text, actor=OWNER, now=clock(), new_id=new_id
        )
    services.publisher.publish([policy.id], actor=OWNER)
    pickup = make_hit("Pickup is arranged by us.", policy_id=policy.policy_id, heading=("Oversize items",))
    acts = Acts(services.database, clock, new_id)
    asked = acts.ask(acts.record(text=ASKED))
    assert asked
    draft = acts.write(asked, ("Pickup is arranged by us.", [pickup]), questions=(ASKED,))

    acts.decide(draft, Action.ACCEPT)
    with services.database.writing() as session:
        enqueue_learning(session, services.jobs, draft.id)
        enqueue_learning(session, services.jobs, "dft_unknown")
        job = services.jobs.status(session, job_id_for(LEARN, pending_of(session, draft.id) or ""))
    assert job
    job_handlers(services)[LEARN](job.subject_id, None)  # type: ignore[arg-type]

    [first, *_] = services.retriever.retrieve([Question(ASKED)], brand_id=brand.id, k=2).hits
    assert (first.heading, first.precedents) == (("Oversize items",), 1)
