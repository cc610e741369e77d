"""Settings to Services: the only place that names a backend or makes an engine.

Everything heavy is made on first use: a command that only reads the database starts in
well under a second, and torch is imported by the first question that must be embedded.
"""

import os
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, cast

from drafter.brands import Brand
from knowledge_base.foundation.clock import Clock, utc_now
from knowledge_base.foundation.database import Database, make_engine
from knowledge_base.foundation.ids import NewId, new_id
from webhook.helpdesks.base import Connection, Helpdesk
from webhook.settings import Settings, kept_secret, prepare_environment
from webhook.store.connections import operator_given_options

if TYPE_CHECKING:
    from drafter.comparing import RecentComparisons
    from drafter.completion import LanguageModel
    from drafter.covering import Meanings
    from drafter.drafting import DraftingKit
    from drafter.likeness import Likeness
    from drafter.outcomes_measuring import RecentOutcomes
    from knowledge_base.embedding import Embedder
    from knowledge_base.foundation.tokens import TokenCounter
    from knowledge_base.linting import SentenceVectors
    from knowledge_base.publishing import Publisher
    from knowledge_base.search.loading import SnapshotLoader
    from knowledge_base.search.precedents import PrecedentLoader
    from knowledge_base.search.retrieving import SnapshotRetriever
    from webhook.brand_models import BrandModels
    from webhook.brand_orders import BrandOrders
    from webhook.brand_records import BrandRecords
    from webhook.delivering import Delivering
    from webhook.importing import PolicyImports
    from webhook.jobs.durable import DbosJobs
    from webhook.jobs.replay_impact import ReplayImpact
    from webhook.model_choice import ModelStatus
    from webhook.receiving import Receiver

VERSION = "0.1.0"
POOL_SIZE = 20
SENTENCES_WARMED = 512  # a second of work for each brand before the first job
_LOADING = Lock()


@dataclass
class Services:
    """What the program is made of, each part made when it is first asked for."""

    settings: Settings
    clock: Clock = utc_now
    new_id: NewId = new_id
    monotonic: Callable[[], float] = time.monotonic
    holder: str = field(default_factory=lambda: f"{socket.gethostname()}-{os.getpid()}")
    _counters: "dict[str, TokenCounter]" = field(default_factory=dict, init=False, repr=False)

    @cached_property
    def database(self) -> Database:
        """The one engine and its sessions."""
        options = {} if self.settings.is_embedded else {"connect_args": {"connect_timeout": 5}}
        engine = make_engine(
            self.settings.database_url,
            hide_parameters=True,  # an error's text must not quote what a customer wrote
            pool_size=POOL_SIZE,
            max_overflow=POOL_SIZE,
            pool_timeout=self.settings.intake.accept_timeout_s,
            **options,
        )
        return Database(engine)

    @cached_property
    def jobs(self) -> "DbosJobs":
        """The Jobs door."""
        from webhook.jobs.durable import DbosJobs

        return DbosJobs(self.database, self.settings.jobs, clock=self.clock, holder=self.holder)

    @cached_property
    def receiver(self) -> "Receiver":
        """The webhook route's work."""
        from webhook.receiving import Inbox, Receiver

        inbox = Inbox(self.database, self.jobs, new_id=self.new_id, timeout_s=self.settings.intake.accept_timeout_s)
        return Receiver(self.database, inbox, self.helpdesk, clock=self.clock, monotonic=self.monotonic)

    @cached_property
    def secret_key(self) -> str:
        """Signs session cookies."""
        given = self.settings.secret_key
        return given.get_secret_value() if given else kept_secret(self.settings, "session-key")

    @cached_property
    def embedder(self) -> "Embedder":
        """The Embedder door, as the settings say."""
        with _LOADING:  # a second copy of the model would cost hundreds of megabytes
            if "embedder" not in self.__dict__:
                from knowledge_base.recent import RecentQuestions
                from webhook.embedder_choice import make_embedder

                self.__dict__["embedder"] = RecentQuestions(make_embedder(self.settings))
            return cast("Embedder", self.__dict__["embedder"])

    @cached_property
    def sentence_vectors(self) -> "SentenceVectors | None":
        """Vectors by which policies are linted; None without an embedder that the linter knows."""
        from knowledge_base.errors import EmbeddingError
        from knowledge_base.linting import vectors_for

        try:
            return vectors_for(self.embedder)
        except EmbeddingError:
            return None

    @cached_property
    def publisher(self) -> "Publisher":
        """Publishes and retires policies: builds the snapshots that search reads."""
        from drafter.signing import check_ready
        from drafter.store.brands import needs_two_people
        from knowledge_base.publishing import Publisher

        return Publisher(
            self.database,
            self.snapshot_folder,
            lambda: self.embedder,
            clock=self.clock,
            hold=lambda content, snapshot_id: self.snapshots.hold(content, snapshot_id),
            needs_approval=needs_two_people,
            check=lambda session, brand_id, revisions: check_ready(
                session, brand_id, revisions, vectors_of=self.sentence_vectors
            ),
            on_moved=lambda brand_id: self.snapshots.look_again(brand_id),
        )

    @property
    def snapshot_folder(self) -> Path:
        """Where snapshot files lie; a cache that the database can make again."""
        return self.settings.data_path / "snapshots"

    @property
    def snapshots(self) -> "SnapshotLoader":
        """Hands out each brand's active snapshot."""
        return self._search[0]

    @property
    def retriever(self) -> "SnapshotRetriever":
        """Finds snippets for questions."""
        return self._search[1]

    @cached_property
    def precedents(self) -> "PrecedentLoader":
        """What search learned from the snippets that people kept."""
        from knowledge_base.search.precedents import PrecedentLoader

        poll_s = self.settings.retrieval.poll_s
        return PrecedentLoader(self.database, self.embedder.id, poll_s=poll_s, monotonic=self.monotonic)

    @cached_property
    def _search(self) -> "tuple[SnapshotLoader, SnapshotRetriever]":
        from knowledge_base.search.loading import SnapshotLoader
        from knowledge_base.search.retrieving import SnapshotRetriever
        from webhook.embedder_choice import make_index

        index, knobs = make_index(self.settings, self.database), self.settings.retrieval
        loader = SnapshotLoader(
            self.database, self.snapshot_folder, self.embedder, index, poll_s=knobs.poll_s, monotonic=self.monotonic
        )
        return loader, SnapshotRetriever(
            loader, self.embedder, index, knobs, clock=self.clock, precedents=self.precedents
        )

    def helpdesk(self, kind: str) -> Helpdesk | None:
        """Return the adapter for a kind of connection, None for a kind that is not built in."""
        return self._helpdesks.get(kind)

    def helpdesk_kinds(self) -> tuple[str, ...]:
        """Return the kinds of connection that are built in."""
        return tuple(self._helpdesks)

    @cached_property
    def _helpdesks(self) -> dict[str, Helpdesk]:
        from webhook.helpdesks.chatwoot import Chatwoot
        from webhook.helpdesks.django_helpdesk import DjangoHelpdesk
        from webhook.helpdesks.freescout import FreeScout
        from webhook.helpdesks.freshdesk import Freshdesk
        from webhook.helpdesks.front import Front
        from webhook.helpdesks.generic import GenericHelpdesk
        from webhook.helpdesks.gorgias import Gorgias
        from webhook.helpdesks.helpscout import HelpScout
        from webhook.helpdesks.intercom import Intercom
        from webhook.helpdesks.request_tracker import RequestTracker
        from webhook.helpdesks.zammad import Zammad
        from webhook.helpdesks.zendesk import Zendesk

        adapters: list[Helpdesk] = [
            GenericHelpdesk(now=self.clock, may_call_private=self.may_call_private),
            DjangoHelpdesk(may_call_private=self.may_call_private),
            Chatwoot(may_call_private=self.may_call_private),
            Zammad(may_call_private=self.may_call_private),
            FreeScout(may_call_private=self.may_call_private),
            RequestTracker(may_call_private=self.may_call_private),
            HelpScout(may_call_private=self.may_call_private),
            Front(may_call_private=self.may_call_private),
            Gorgias(may_call_private=self.may_call_private),
            Intercom(may_call_private=self.may_call_private),
            Freshdesk(may_call_private=self.may_call_private),
            Zendesk(may_call_private=self.may_call_private),
        ]
        return {adapter.kind: adapter for adapter in adapters}

    def may_call_private(self, connection: Connection) -> bool:
        """Whether the operator gave this connection's address, so that it may be an inner one."""
        with self.database.reading() as session:
            given = operator_given_options(session, connection.id)
        return bool(given & {"callback_url", "base_url"})

    def kit(self, brand: Brand, *, model: "LanguageModel | None" = None) -> "DraftingKit":
        """Return all that drafting for a brand needs; ``model`` None: the brand's, which the endpoint is asked for."""
        from drafter.drafting import DraftingKit, no_macros, no_masking
        from drafter.redaction import mask_ticket

        model = model or self.model(brand)
        return DraftingKit(
            retriever=self.retriever,
            mend=partial(self.retriever.mend, brand.id),
            model=model,
            fallback=self._composer,
            brand=brand,
            template=self.records.template(brand),
            counter=self._counter(model.id),
            monotonic=self.monotonic,
            settings=self.settings.drafting,
            translate=self.models.translator(model),
            mask=mask_ticket if self.models.is_asked(model) else no_masking,
            searches_any_language=self.settings.embedder_is_multilingual,
            meanings=self._likeness,
            told=self.records.told,
            precedents=partial(self.records.precedents, brand.id),
            orders=self.orders.source(brand.id),
            authority=brand.agents_authority,
            macros=self.records.macros if self.models.is_asked(model) else no_macros,
            ladders=self.records.ladders,
            other_brands=self.records.other_brands(brand),
        )

    def composing_kit(self, brand: Brand) -> "DraftingKit":
        """Return all that drafting for a brand needs without its language model: nothing is asked, nothing costs."""
        from drafter.order_sources import TicketOrders

        return replace(self.kit(brand, model=self._composer), orders=TicketOrders())

    @cached_property
    def records(self) -> "BrandRecords":
        """What drafting reads of brands' records."""
        from webhook.brand_records import BrandRecords

        return BrandRecords(self.database, template=self.settings.drafting.template, likeness=self._likeness)

    @cached_property
    def models(self) -> "BrandModels":
        """Each brand's language model."""
        from webhook.brand_models import BrandModels

        return BrandModels(self.settings, self.database, self._composer, clock=self.clock, monotonic=self.monotonic)

    @cached_property
    def orders(self) -> "BrandOrders":
        """Where each brand's orders are looked up."""
        from webhook.brand_orders import BrandOrders

        return BrandOrders(self.database, clock=self.clock, monotonic=self.monotonic)

    def model(self, brand: Brand) -> "LanguageModel":
        """Return the model that drafts for a brand now, as the brand set it; counts what it costs."""
        return self.models.model(brand)

    def model_status(self) -> "ModelStatus":
        """Return what is known of the model at once; where nothing is yet, it is asked for in the background."""
        return self.models.status()

    def endpoint_models(self) -> tuple[str, ...]:
        """Ask the language model's endpoint which models it has; empty without a key.  Raises ModelError."""
        return self.models.listed()

    @cached_property
    def comparisons(self) -> "RecentComparisons":
        """Compares what was sent across agents."""
        from drafter.comparing import RecentComparisons

        return RecentComparisons()

    @cached_property
    def outcomes(self) -> "RecentOutcomes":
        """Measures what became of tickets, and keeps the figures for some minutes."""
        from drafter.outcomes_measuring import RecentOutcomes

        return RecentOutcomes()

    @cached_property
    def replaying(self) -> "ReplayImpact":
        """Replays past tickets with a wording that is not published yet."""
        from webhook.jobs.replay_impact import ReplayImpact, Searching

        return ReplayImpact(
            self.database,
            lambda: Searching(self.snapshots, self.publisher, self.retriever),
            lambda brand, uses_model: self.kit(brand, model=None if uses_model else self._composer),
            clock=self.clock,
            new_id=self.new_id,
        )

    @cached_property
    def _composer(self) -> "LanguageModel":
        from drafter.backends.composer import Composer

        return Composer(self._likeness)

    @cached_property
    def _likeness(self) -> "Likeness | None":
        from drafter.likeness import Likeness

        has_meaning = self.settings.embedder != "hashing"  # which compares spellings, as the composer does itself
        return Likeness(lambda: self.embedder) if has_meaning else None

    @property
    def warm_meanings(self) -> "Meanings | None":
        """Compares texts by meaning where the embedder is loaded already: a page waits for no model."""
        return self._likeness if "embedder" in self.__dict__ else None

    def _counter(self, model_id: str) -> "TokenCounter":
        from knowledge_base.foundation.tokens import exact_counter

        if model_id not in self._counters:
            self._counters[model_id] = exact_counter(model_id, self.settings.data_path / "tiktoken")
        return self._counters[model_id]

    @cached_property
    def delivering(self) -> "Delivering":
        """Shows drafts and decisions in helpdesks."""
        from webhook.delivering import Delivering
        from webhook.jobs.base import DELIVER

        return Delivering(
            self.database,
            self.helpdesk,
            enqueue=lambda session, delivery_id: self.jobs.enqueue(session, DELIVER, delivery_id),
            clock=self.clock,
            new_id=self.new_id,
        )

    @cached_property
    def imports(self) -> "PolicyImports":
        """Brings policies in from files, pages and help centres."""
        from webhook.importing import PolicyImports
        from webhook.jobs.base import IMPORT_POLICIES

        return PolicyImports(
            self.database,
            clock=self.clock,
            new_id=self.new_id,
            enqueue=lambda session, run_id: self.jobs.enqueue(session, IMPORT_POLICIES, run_id),
        )

    def warm_up(self) -> None:
        """Load what the first draft needs, so that it does not wait: tokenizer, embedder, snapshots, model."""
        from drafter.store.brands import list_brands
        from knowledge_base.errors import SnapshotNotReadyError
        from knowledge_base.keeping import embed_kept
        from knowledge_base.search.hits import Question

        with self.database.reading() as session:
            brands = list_brands(session)
        self._counter(self._composer.id)("warm")
        self.embedder.embed_questions(["warm"])
        embed_kept(self.database, self.embedder)  # after a change of the embedder all wait
        for brand in brands:
            self.kit(brand)
            try:
                self.retriever.retrieve([Question("warm")], brand_id=brand.id, k=1)
            except SnapshotNotReadyError:
                continue  # nothing was published yet; the first draft says so
            self._remember_sentences(brand)

    def _remember_sentences(self, brand: Brand) -> None:
        """Embed what drafting compares requests with; sentences past the limit are embedded when first met."""
        from drafter.common_topics import COMMON_TOPICS
        from drafter.relevance import compared_texts

        if self._likeness is None:
            return
        content = self.snapshots.active(brand.id).content
        wordings = [content.wordings[int(of)] for of in content.wording_of]
        texts = [
            text
            for snippet, wording in zip(content.snippets, wordings, strict=True)
            for text in compared_texts(wording.policy, snippet.heading, snippet.text)
        ]
        self._likeness.remember([*COMMON_TOPICS, *texts[:SENTENCES_WARMED]])

    def close(self) -> None:
        """Let go of connections."""
        if "jobs" in self.__dict__:
            self.jobs.close()
        if "database" in self.__dict__:
            self.database.engine.dispose()


def wire(settings: Settings) -> Services:
    """Make the services for these settings."""
    prepare_environment(settings)
    return Services(settings)
