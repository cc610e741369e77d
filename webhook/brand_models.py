"""Which language model drafts for a brand now: the endpoint's, as the brand set it, and what it may still cost."""

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property, partial
from threading import Lock
from typing import TYPE_CHECKING

from drafter.brands import Brand
from drafter.completion import LanguageModel
from drafter.model_settings import ModelSettings
from drafter.store.model_settings import add_spend, read_model_settings, read_spend
from drafter.translating import RememberedTranslation, Translate
from knowledge_base.foundation.clock import Clock
from knowledge_base.foundation.database import Database
from webhook.model_choice import AwayModel, MeteredModel, ModelChoice, ModelStatus, StoppedModel
from webhook.settings import Settings

if TYPE_CHECKING:
    from drafter.backends.openai import Endpoint

LISTING_TIMEOUT_S = 3.0  # a draft may wait this long to learn which model there is


class BrandModels:
    """Hands out each brand's model.  Safe to share between threads; the vendor's package is imported when asked for."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        composer: LanguageModel,
        *,
        clock: Clock,
        monotonic: Callable[[], float],
    ) -> None:
        self._settings, self._database, self._composer = settings, database, composer
        self._clock, self._monotonic = clock, monotonic
        self._made: dict[tuple[str, ModelSettings], LanguageModel] = {}
        self._translators: dict[str, Translate] = {}
        self._making = Lock()

    def model(self, brand: Brand) -> LanguageModel:
        """Return the model that drafts for a brand now, as the brand set it; counts what it costs."""
        with self._database.reading() as session:
            own = read_model_settings(session, brand.id)
            spent = read_spend(session, brand.id, now=self._clock())
        chosen = self.choice.model(own.model)
        if chosen is self._composer or isinstance(chosen, AwayModel):
            return chosen
        if reason := own.stopped_by(spent.usd_micros):
            return StoppedModel(reason)
        key = (chosen.id, replace(own, is_on=True, spend_cap_usd_micros=None))
        with self._making:
            if key not in self._made:
                self._made[key] = self._make(*key)
        return MeteredModel(self._made[key], partial(self._count_spend, brand.id))

    def is_asked(self, model: LanguageModel) -> bool:
        """Whether a model is asked elsewhere: the composer writes here, and a stopped or absent one nowhere."""
        return not isinstance(model, type(self._composer) | AwayModel | StoppedModel)

    def translator(self, model: LanguageModel) -> Translate | None:
        """Return what translates with a model that can; each model remembers what it translated."""
        ask = getattr(model, "translate", None)
        if ask is None:
            return None
        return self._translators.setdefault(model.id, RememberedTranslation(ask))

    def status(self) -> ModelStatus:
        """Return what is known of the model at once; where nothing is yet, it is asked for in the background."""
        self.choice.ask_soon()
        return self.choice.status()

    def listed(self) -> tuple[str, ...]:
        """Ask the language model's endpoint which models it has; empty without a key.  Raises ModelError."""
        from drafter.backends.openai import list_models

        if self._settings.openai_api_key is None:
            return ()
        return tuple(list_models(self._endpoint(LISTING_TIMEOUT_S)))

    @cached_property
    def choice(self) -> ModelChoice:
        """Which model the endpoint has, or the composer."""
        from drafter.backends.openai import list_models

        has_key = self._settings.openai_api_key is not None
        return ModelChoice(
            self._composer,
            configured=self._settings.model,
            list_models=partial(list_models, self._endpoint(LISTING_TIMEOUT_S)) if has_key else None,
            make_model=lambda model_id: self._make(model_id, ModelSettings()),
            monotonic=self._monotonic,
        )

    def _endpoint(self, timeout_s: float) -> "Endpoint":
        from drafter.backends.openai import OPENAI_BASE_URL, Endpoint

        key = self._settings.openai_api_key
        return Endpoint(
            key.get_secret_value() if key else "",
            self._settings.openai_base_url or OPENAI_BASE_URL,
            timeout_s,
            self._settings.openai_api_version,
        )

    def _make(self, model_id: str, own: ModelSettings) -> LanguageModel:
        """Make a model with a brand's settings; what it left open is the installation's."""
        from drafter.backends.openai import OpenAIModel, Pricing

        knobs = self._settings.drafting
        price, answer_price = own.prompt_price_usd_per_million, own.completion_price_usd_per_million
        return OpenAIModel(
            model_id,
            self._endpoint(knobs.model_timeout_s),
            max_completion_tokens=own.max_completion_tokens or knobs.max_completion_tokens,
            temperature=knobs.model_temperature if own.temperature is None else own.temperature,
            pricing=Pricing(
                knobs.prompt_price_usd_per_million if price is None else price,
                knobs.completion_price_usd_per_million if answer_price is None else answer_price,
            ),
        )

    def _count_spend(self, brand_id: str, usd_micros: int) -> None:
        with self._database.writing() as session:
            add_spend(session, brand_id, usd_micros, now=self._clock())
