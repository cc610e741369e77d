"""``drafter policy learned``: see what search learned, and let it forget."""

from drafter.brands import Brand
from knowledge_base.foundation.database import Database
from knowledge_base.kept import KeptQuestion, Section
from knowledge_base.store.kept import keep_question
from tests.tools.clocks import SettableClock
from tests.webhook.cli.conftest import Run


def test_learned_question_is_listed_and_forgotten(
    run: Run, database: Database, brand: Brand, clock: SettableClock
) -> None:
    kept = KeptQuestion(
        "kpt_1", brand.id, "tkt_1", "dft_1", "Where is\nmy parcel?", (Section("pol_1", ("Late",)),), clock()
    )
    with database.writing() as session:
        keep_question(session, kept)

    listed = run("policy", "learned", "--brand", brand.slug).out
    forgotten = run("policy", "learned", "--brand", brand.slug, "--forget", "kpt_1", "--json").out
    after = run("policy", "learned", "--brand", brand.slug, "--json").out

    assert "Where is my parcel?" in listed
    assert '"kpt_1"' in forgotten
    assert after.strip() == ""


def test_unknown_question_cannot_be_forgotten(run: Run, brand: Brand) -> None:
    ran = run("policy", "learned", "--brand", brand.slug, "--forget", "kpt_9")

    assert ran.code != 0
    assert "kpt_9" in ran.err
