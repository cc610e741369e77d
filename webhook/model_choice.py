"""Which language model drafts: the configured one, the endpoint's only one, or the composer.

The endpoint is asked by whoever drafts, never while a page waits; its answer is kept for a
while.  While it cannot be reached the model counts as away: the composer steps in, and the
drafting job asks again later.
"""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from drafter.completion import Completion, LanguageModel, Prompt
from drafter.errors import ModelError, ModelUnavailableError
from drafter.translating import Translate

LISTED_FOR_S = 600.0  # models at an endpoint change rarely
AWAY_FOR_S = 15.0  # an endpoint that was away is asked again after this


class ModelState(StrEnum):
    """What drafts, and why."""

    OFFLINE = "offline"  # no key: the composer
    CONFIGURED = "configured"  # DRAFTER_MODEL names it
    LISTED = "listed"  # the only model that the endpoint lists
    UNDECIDED = "undecided"  # the endpoint lists several, or none: the composer
    AWAY = "away"  # the endpoint does not answer: the composer, until it does
    UNKNOWN = "unknown"  # nobody has asked yet


@dataclass(frozen=True)
class ModelStatus:
    """What a person is told about the model: its id, and what to do where something is to be done."""

    state: ModelState
    model_id: str
    message: str

    @property
    def is_composer(self) -> bool:
        """Whether drafts come from the composer alone."""
        return self.state in (ModelState.OFFLINE, ModelState.UNDECIDED)


@dataclass(frozen=True)
class _Listing:
    """What the endpoint said: its models, or why it said nothing; good until ``until``."""

    models: tuple[str, ...]
    failure: str | None
    until: float


class ModelChoice:
    """Chooses the model.  ``list_models`` None means that there is no key.

    ``make_model`` makes the model of an id; ``monotonic`` gives seconds.  Threads may share it.
    """

    def __init__(
        self,
        composer: LanguageModel,
        *,
        configured: str | None,
        list_models: Callable[[], Sequence[str]] | None,
        make_model: Callable[[str], LanguageModel],
        monotonic: Callable[[], float],
    ) -> None:
        self._composer = composer
        self._configured = configured
        self._list_models = list_models
        self._make_model = make_model
        self._monotonic = monotonic
        self._listing: _Listing | None = None
        self._made: dict[str, LanguageModel] = {}
        self._lock = threading.Lock()
        self._asking: threading.Thread | None = None

    def model(self, named: str | None = None) -> LanguageModel:
        """Return the model that drafts now; asks the endpoint where that decides.

        ``named`` is a brand's own choice and wins over both; without a key it has no effect.
        """
        if named and self._list_models:
            return self._model_of(named)
        if self._list_models and not self._configured:
            self._ask()
        status = self.status()
        if status.state in (ModelState.CONFIGURED, ModelState.LISTED):
            return self._model_of(status.model_id)
        return AwayModel(status.message) if status.state is ModelState.AWAY else self._composer

    def status(self) -> ModelStatus:
        """Return what is known of the model, without asking anybody."""
        if self._list_models is None:
            message = "No OPENAI_API_KEY is set: the composer writes from your policies alone."
            return ModelStatus(ModelState.OFFLINE, self._composer.id, message)
        if self._configured:
            return ModelStatus(
                ModelState.CONFIGURED, self._configured, f"DRAFTER_MODEL names the model '{self._configured}'."
            )
        return self._status_of(self._listing)

    def ask_soon(self) -> None:
        """Ask the endpoint in the background where that decides and its answer is not known."""
        with self._lock:
            is_settled = self._list_models is None or self._configured or self._is_fresh(self._listing)
            if is_settled or (self._asking and self._asking.is_alive()):
                return
            self._asking = threading.Thread(target=self._ask, name="model-listing", daemon=True)
            self._asking.start()

    def _status_of(self, listing: _Listing | None) -> ModelStatus:
        if listing is None:
            return ModelStatus(ModelState.UNKNOWN, "", "The endpoint is asked for its models at the first draft.")
        if listing.failure:
            message = f"The model's endpoint does not answer ({listing.failure}); the composer writes until it does."
            return ModelStatus(ModelState.AWAY, "", message)
        if len(listing.models) == 1:
            only = listing.models[0]
            return ModelStatus(ModelState.LISTED, only, f"The endpoint lists one model, '{only}'.")
        listed = f"{len(listing.models)} models ({', '.join(listing.models[:5])}…)" if listing.models else "no model"
        message = f"The endpoint lists {listed}, so the composer writes; set DRAFTER_MODEL to the one to use."
        return ModelStatus(ModelState.UNDECIDED, self._composer.id, message)

    def _ask(self) -> None:
        listing = self._listing
        if self._is_fresh(listing) or self._list_models is None:
            return
        try:
            models, failure, keep_s = tuple(self._list_models()), None, LISTED_FOR_S
        except ModelError as error:
            models, failure, keep_s = (), error.message.rstrip("."), AWAY_FOR_S
        if len(models) != 1:
            keep_s = AWAY_FOR_S
        self._listing = _Listing(models, failure, self._monotonic() + keep_s)

    def _is_fresh(self, listing: _Listing | None) -> bool:
        return listing is not None and self._monotonic() < listing.until

    def _model_of(self, model_id: str) -> LanguageModel:
        with self._lock:
            if model_id not in self._made:
                self._made[model_id] = self._make_model(model_id)
            return self._made[model_id]


class StoppedModel:
    """Stands for a model that a brand switched off or whose cap is reached: it fails, and is not asked again."""

    id = "stopped"

    def __init__(self, message: str) -> None:
        self._message = message

    def complete(self, prompt: Prompt) -> Completion:
        """Raise ModelError."""
        raise ModelError(self._message)


class MeteredModel:
    """A model whose completions are counted: ``record`` gets what each one cost, in millionths of a dollar."""

    def __init__(self, model: LanguageModel, record: Callable[[int], None]) -> None:
        self._model = model
        self._record = record
        if hasattr(model, "translate"):
            self.translate: Translate = model.translate

    @property
    def id(self) -> str:
        """The model's own."""
        return self._model.id

    def complete(self, prompt: Prompt) -> Completion:
        """Return the model's completion and count it.  Raises ModelError and its kinds."""
        completion = self._model.complete(prompt)
        self._record(completion.usage.cost_usd_micros)
        return completion


class AwayModel:
    """Stands for a model whose endpoint is away: it always fails, so that the job asks again."""

    id = "unreachable"

    def __init__(self, message: str) -> None:
        self._message = message

    def complete(self, prompt: Prompt) -> Completion:
        """Raise ModelUnavailableError."""
        raise ModelUnavailableError(self._message)
