"""A model that fails in each way there is: the composer's draft stands at once, the model's follows.

The model is a simulated server on loopback, reached over real HTTP by the shipped backend.
"""

import json
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from drafter.drafts import COMPOSED_NOTE, Draft, DraftStatus
from drafter.errors import ModelUnavailableError
from drafter.model_settings import ModelSettings
from drafter.store.model_settings import read_spend, write_model_settings
from knowledge_base.foundation.database import Database
from tests.makers import FixedRetriever
from tests.tools.acting import Acts
from tests.tools.clocks import SettableClock, counting_ids
from tests.tools.lines import WINDOW
from tests.tools.listening import Listener, listening
from tests.tools.program import Program, free_port
from tests.tools.sending import SECRET, event_body, signed, ticket_data
from tests.tools.simulating import simulated_model
from webhook.jobs.base import DRAFT_TICKET
from webhook.model_choice import ModelState
from webhook.settings import load_settings
from webhook.store.jobs import Job, JobState, get_job
from webhook.wiring import Services
from webhook.working import make_worker

TIMEOUT_S = 0.5
AGAIN = ["429", "500", "503", "529", "hang", "stall", "reset", "cut", "malformed", "badbody", "empty", "length"]
NOT_AGAIN = ["refusal", "content_filter", "400", "401", "403", "404"]


@pytest.fixture(scope="module")
def model_url() -> Iterator[str]:
    with simulated_model("--hang", "3", "--retry-after", "0") as url:
        yield url


class Drafting:
    """A queued draft and the worker that writes it with a model of the given mode."""

    def __init__(self, database_url: str, folder: Path, model_url: str, mode: str) -> None:
        settings = load_settings(
            database_url=database_url,
            data_dir=folder,
            embedder="hashing",
            OPENAI_API_KEY="key",
            OPENAI_BASE_URL=model_url,
            model=f"sim+{mode}" if mode != "plain" else "sim",
            drafting={"model_timeout_s": TIMEOUT_S if mode in ("hang", "stall") else 20, "model_attempts": 3},
        )
        self.services = Services(settings, clock=SettableClock(), new_id=counting_ids())
        self.services.__dict__["_search"] = (None, FixedRetriever(WINDOW))
        self.worker = make_worker(self.services, "worker-1")
        self.acts = Acts(self.services.database, SettableClock(), self.services.new_id)
        self.ticket = self.acts.record(connection_id=None)
        draft = self.acts.ask(self.ticket)
        assert draft
        self.first = draft
        with self.services.database.writing() as session:
            self.job_id = self.services.jobs.enqueue(session, DRAFT_TICKET, draft.id)

    def run(self, attempt: int) -> Draft:
        """Run one try of the job; return the ticket's newest draft."""
        self.worker.run(self.job_id, attempt)
        return self.acts.drafts(self.ticket)[-1]

    def use(self, mode: str) -> None:
        """From now on the model is in this mode."""
        settings = self.services.settings
        self.services.settings = settings.model_copy(update={"model": mode})
        self.services.__dict__.pop("models", None)

    def job(self) -> Job:
        """The job as it stands."""
        with self.services.database.reading() as session:
            found = get_job(session, self.job_id)
        assert found
        return found


@pytest.fixture
def drafting(
    request: pytest.FixtureRequest, database_url_of_brand: str, tmp_path: Path, model_url: str
) -> Iterator[Drafting]:
    made = Drafting(database_url_of_brand, tmp_path / "data", model_url, request.param)
    yield made
    made.services.close()


@pytest.fixture
def database_url_of_brand(sqlite_url: str, database: Database, brand: object) -> str:
    return sqlite_url


@pytest.mark.parametrize("drafting", ["plain"], indirect=True)
def test_model_that_answers_writes_the_draft(drafting: Drafting) -> None:
    draft = drafting.run(0)

    assert (draft.status, draft.provenance.model_id) == (DraftStatus.READY, "sim")  # type: ignore[union-attr]
    assert "60 days" in draft.text
    assert drafting.job().state is JobState.DONE


@pytest.mark.parametrize("drafting", AGAIN, indirect=True)
def test_composed_draft_stands_at_once_and_the_model_is_asked_again(drafting: Drafting) -> None:
    composed = drafting.run(0)

    provenance = composed.provenance
    assert provenance
    assert (composed.status, provenance.note) == (DraftStatus.READY, COMPOSED_NOTE)
    assert provenance.fallback_reason
    assert (drafting.job().state, drafting.job().attempt) == (JobState.QUEUED, 1)

    drafting.use("sim")
    later = drafting.run(1)

    assert (later.provenance.model_id, later.ordinal) == ("sim", 1)  # type: ignore[union-attr]
    assert drafting.acts.draft(composed.id).status is DraftStatus.SUPERSEDED
    assert drafting.job().state is JobState.DONE


@pytest.mark.parametrize("drafting", NOT_AGAIN, indirect=True)
def test_model_that_will_not_answer_is_not_asked_again(drafting: Drafting) -> None:
    composed = drafting.run(0)

    assert composed.status is DraftStatus.READY
    assert composed.provenance.fallback_reason  # type: ignore[union-attr]
    assert drafting.job().state is JobState.DONE


@pytest.mark.parametrize("drafting", ["plain"], indirect=True)
def test_model_is_given_no_personal_data_and_the_draft_proves_it(drafting: Drafting) -> None:
    draft = drafting.run(0)

    provenance = draft.provenance
    assert provenance
    assert provenance.masked["EMAIL"] >= 1
    assert len(provenance.prompt_sha256 or "") == 64


@pytest.mark.parametrize("drafting", ["plain"], indirect=True)
@pytest.mark.parametrize(
    "own", [ModelSettings(is_on=False), ModelSettings(spend_cap_usd_micros=0)], ids=["switched off", "cap reached"]
)
def test_stopped_model_lets_the_composer_write_and_the_draft_says_so(drafting: Drafting, own: ModelSettings) -> None:
    with drafting.services.database.writing() as session:
        write_model_settings(session, drafting.ticket.brand_id, own, now=drafting.services.clock())

    draft = drafting.run(0)

    provenance = draft.provenance
    assert provenance
    assert (draft.status, provenance.note, provenance.prompt_sha256) == (DraftStatus.READY, COMPOSED_NOTE, None)
    assert "composed from policy" in (provenance.fallback_reason or "")
    assert drafting.job().state is JobState.DONE


@pytest.mark.parametrize("drafting", ["plain"], indirect=True)
def test_completions_are_counted_with_the_brands_own_price(drafting: Drafting) -> None:
    own = ModelSettings(model="sim", prompt_price_usd_per_million=2.0, completion_price_usd_per_million=0.0)
    brand_id, now = drafting.ticket.brand_id, drafting.services.clock()
    with drafting.services.database.writing() as session:
        write_model_settings(session, brand_id, own, now=now)

    draft = drafting.run(0)

    with drafting.services.database.reading() as session:
        spent = read_spend(session, brand_id, now=now)
    assert draft.provenance
    assert spent.completions == 1
    assert spent.usd_micros == draft.provenance.cost_usd_micros == 2 * draft.provenance.prompt_tokens


@pytest.mark.parametrize("drafting", ["500"], indirect=True)
def test_model_that_stays_away_leaves_the_composed_draft(drafting: Drafting) -> None:
    for attempt in range(3):
        drafting.run(attempt)

    (draft,) = drafting.acts.drafts(drafting.ticket)
    assert draft.status is DraftStatus.READY
    assert drafting.job().state is JobState.DONE


@pytest.mark.parametrize("drafting", ["500", "hang"], indirect=True)
def test_composer_writes_after_the_first_failed_call(drafting: Drafting, model_url: str) -> None:
    mode = str(drafting.services.settings.model).partition("+")[2]
    before = _calls(model_url, mode)

    draft = drafting.run(0)

    assert draft.status is DraftStatus.READY
    assert _calls(model_url, mode) == before + 1


def _calls(model_url: str, mode: str) -> int:
    """How often a simulated model was called in a mode."""
    with urllib.request.urlopen(f"{model_url.removesuffix('/v1')}/_sim", timeout=60) as answer:
        return int(json.load(answer)["by_mode"].get(mode, 0))


def test_only_model_of_the_endpoint_is_used_without_being_named(model_url: str) -> None:
    services = Services(load_settings(OPENAI_API_KEY="key", OPENAI_BASE_URL=model_url))

    before, model, after = services.models.choice.status(), services.models.choice.model(), services.model_status()

    assert before.state is ModelState.UNKNOWN
    assert (model.id, after.state) == ("sim", ModelState.LISTED)


def test_unreachable_endpoint_counts_as_a_model_that_is_away() -> None:
    services = Services(load_settings(OPENAI_API_KEY="key", OPENAI_BASE_URL=f"http://127.0.0.1:{free_port()}/v1"))

    with pytest.raises(ModelUnavailableError):
        services.models.choice.model().complete(None)  # type: ignore[arg-type]

    assert services.model_status().state is ModelState.AWAY


class Recovering:
    """The whole program with a model that is down at first, and a system that listens."""

    def __init__(self, program: Program, listener: Listener, model_url: str) -> None:
        self.program = program
        self.listener = listener
        self.model_url = model_url
        program.run("db", "upgrade")
        program.run("brand", "add", "Northway")
        policies = program.folder / "policies"
        policies.mkdir()
        (policies / "returns.md").write_text("# Returns\n\nYou can return most items within 60 days of delivery.\n")
        program.run("policy", "import", str(policies), "--brand", "northway", "--publish")
        given = ["--secret", SECRET, "--option", f"callback_url={listener.url}"]
        self.path = program.value("connection", "add", "generic", "--brand", "northway", "--name", "shop", *given)[
            "path"
        ]

    def post(self, id: str) -> None:
        """Send a new ticket."""
        now, body = datetime.now(UTC), event_body(data=ticket_data(id))
        headers = signed(body, event_id=id, now=now)
        request = urllib.request.Request(f"{self.program.base_url}{self.path}", body, headers)
        urllib.request.urlopen(request, timeout=20).read()

    def switch(self, mode: str) -> None:
        """Let the model's server behave otherwise from now on."""
        address = self.model_url.removesuffix("/v1") + "/_sim"
        request = urllib.request.Request(address, json.dumps({"mode": mode}).encode())
        urllib.request.urlopen(request, timeout=5).read()


def test_whole_program_recovers_with_its_model(tmp_path_factory: pytest.TempPathFactory) -> None:
    with simulated_model("--mode", "503", "--retry-after", "0") as url, listening(SECRET) as listener:
        folder = tmp_path_factory.mktemp("failing")
        program = Program(folder, DRAFTER_EMBEDDER="hashing", OPENAI_API_KEY="key", OPENAI_BASE_URL=url)
        recovering = Recovering(program, listener, url)
        program.start()
        try:
            recovering.post("T-1")
            composed = listener.wait_for("draft.ready")
            assert composed.data["provenance"]["note"] == COMPOSED_NOTE
            assert composed.data["provenance"]["fallback_reason"]

            recovering.switch("plain")
            later = listener.wait_for("draft.ready", that=lambda one: one.data["provenance"]["model_id"] == "sim")
            assert (later.data["ticket"], later.data["ordinal"]) == ("T-1", 1)
            assert "60 days" in later.data["text"]
        finally:
            program.stop()
