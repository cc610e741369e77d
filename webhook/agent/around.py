"""What the panel shows round a draft: its resolution, things to do, asks, what was promised, how it was made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from drafter.answers import AskState, asked
from drafter.brands import Brand
from drafter.covering import Meanings
from drafter.drafts import COMPOSED_NOTE, Draft, Provenance
from drafter.resolutions import Alternative, Resolution, Step, needs_words
from drafter.steps import StepTick
from drafter.tickets import Ticket
from drafter.told import Told
from drafter.tones import tones_of
from drafter.wishes import Wish, languages_of
from knowledge_base.languages import NAMES
from webhook.rendering import money

MOST_KEYS = 3  # resolutions that a key chooses
MOST_TOLD = 6
MICROS = 1_000_000


@dataclass(frozen=True)
class RungView:
    """A rung of the ticket's ladder: ``key`` chooses it, ``reason`` says why or why not."""

    name: str
    label: str
    reason: str
    needs: str = ""
    key: int | None = None
    fits: bool = True


@dataclass(frozen=True)
class ResolutionView:
    """What the draft commits to, the other rungs an agent may choose, and those that don't fit."""

    chosen: RungView
    is_wished: bool
    details: tuple[str, ...]
    open: tuple[RungView, ...]
    closed: tuple[RungView, ...]


@dataclass(frozen=True)
class StepView:
    """One thing to do; ``about`` has its order number and amount, ``by`` who ticked it."""

    number: int
    text: str
    about: str
    source: str
    is_done: bool = False
    by: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class AskView:
    """One thing the requester asks, and what the reply does about it; ``badge`` is the word's colour class."""

    text: str
    word: str
    badge: str
    is_settled: bool


@dataclass(frozen=True)
class ToldView:
    """One sentence that we told this person; ``due`` is the day it promised something for."""

    sentence: str
    at: datetime
    ticket: str
    due: date | None = None


@dataclass(frozen=True)
class ChoiceView:
    """One tone or language to draft in."""

    value: str
    text: str
    is_current: bool


@dataclass(frozen=True)
class Around:
    """All that stands round a draft; what is not known is empty."""

    resolution: ResolutionView | None = None
    steps: tuple[StepView, ...] = ()
    asks: tuple[AskView, ...] = ()
    overdue: tuple[ToldView, ...] = ()
    told: tuple[ToldView, ...] = ()
    suspicious: tuple[str, ...] = ()
    tones: tuple[ChoiceView, ...] = ()
    languages: tuple[ChoiceView, ...] = ()
    wish: str = ""
    made: tuple[tuple[str, str], ...] = ()
    composed_in: str = ""

    @property
    def left(self) -> int:
        """How many things there are still to do."""
        return sum(not step.is_done for step in self.steps)

    @property
    def unanswered(self) -> int:
        """How many asks the reply neither answers nor asks back."""
        return sum(not ask.is_settled for ask in self.asks)


@dataclass(frozen=True)
class Surroundings:
    """What is known beside the draft itself: ``sentences`` maps a told record's reference to its words.

    ``authority`` is what whoever looks may grant, None: what the brand's agents may.
    ``meanings`` compare texts, where that takes no waiting.
    """

    ticks: Mapping[int, StepTick] = field(default_factory=dict)
    people: Mapping[str, str] = field(default_factory=dict)
    told: Sequence[Told] = ()
    sentences: Mapping[str, str] = field(default_factory=dict)
    today: date | None = None
    authority: int | None = None
    meanings: Meanings | None = None


NOTHING_KNOWN = Surroundings()


def around(draft: Draft, ticket: Ticket, brand: Brand, known: Surroundings, text: str) -> Around:
    """Return what to show round a draft whose reply now reads ``text``."""
    late = [one for one in known.told if known.today and one.is_overdue(known.today)]
    wish = Wish.read(draft.steer)
    is_composed = is_composers(draft.provenance)
    return Around(
        resolution=_resolution(draft, brand.agents_authority if known.authority is None else known.authority),
        steps=tuple(_step(step, known) for step in draft.steps),
        asks=asks_in(ticket, text, known.meanings),
        overdue=_sentences(sorted(late, key=lambda one: (one.due or date.max, one.reference)), known),
        told=_sentences([one for one in known.told if one not in late], known)[:MOST_TOLD],
        suspicious=draft.suspicious,
        tones=_tones(brand, wish),
        languages=() if is_composed else _languages(brand, wish),
        wish="" if is_composed else wish.words,
        made=_made(draft.provenance),
        composed_in=NAMES.get(draft.language.partition("-")[0], draft.language),
    )


def asks_in(ticket: Ticket, text: str, meanings: Meanings | None = None) -> tuple[AskView, ...]:
    """Return each separate ask of a ticket with what a reply does about it."""
    return tuple(
        AskView(ask.text, *_ASK_WORDS[state], state in (AskState.ANSWERED, AskState.ASKED_BACK))
        for ask, state in asked(ticket, text, meanings)
    )


def is_composers(provenance: Provenance | None) -> bool:
    """Whether the brand has no language model, so that language and other wishes can't be asked for."""
    return provenance is not None and provenance.note == COMPOSED_NOTE and provenance.fallback_reason is None


_ASK_WORDS = {
    AskState.ANSWERED: ("Answered", "badge-good"),
    AskState.ASKED_BACK: ("Asked back", "badge-note"),
    AskState.MISSED: ("Not answered", "badge-bad"),
    AskState.DEFLECTED: ("Only points elsewhere", "badge-warn"),
}


def _resolution(draft: Draft, authority: int) -> ResolutionView | None:
    if draft.resolution is None and not draft.alternatives:
        return None
    given = draft.resolution
    none = RungView("Nothing may be offered", "", "No rung of the ladder fits")
    chosen = _chosen(given, authority) if given else none
    fitting = [one for one in draft.alternatives if one.is_open_to(authority)]
    first = 2 if given else 1
    return ResolutionView(
        chosen=chosen,
        is_wished=bool(given and draft.rung == given.rung),
        details=_details(given) if given else (),
        open=tuple(_rung(one, authority, key=n if n <= MOST_KEYS else None) for n, one in enumerate(fitting, first)),
        closed=tuple(_rung(one, authority) for one in draft.alternatives if not one.is_open_to(authority)),
    )


def _chosen(given: Resolution, authority: int) -> RungView:
    label = " ".join(part for part in (given.kind.label, money(given.amount, given.currency)) if part)
    return RungView(given.rung, label, given.reason, _needs(given.authority, authority), key=1)


def _details(given: Resolution) -> tuple[str, ...]:
    by = (f"Until {given.deadline.day} {given.deadline:%b %Y}",) if given.deadline else ()
    return (*given.conditions, *by)


def _rung(one: Alternative, authority: int, key: int | None = None) -> RungView:
    label = " ".join(part for part in (one.kind.label, money(one.amount, one.currency)) if part)
    is_open = one.is_open_to(authority)
    reason = "fits, and you may grant it" if is_open and not one.fits else one.reason
    return RungView(one.rung, label, reason, _needs(one.authority, authority), key, is_open)


def _needs(wanted: int, authority: int) -> str:
    """What a rung lacks for whoever looks; nothing where they may grant it."""
    return needs_words(wanted) if wanted > authority else ""


def _step(step: Step, known: Surroundings) -> StepView:
    tick = known.ticks.get(step.number)
    done = tick if tick and tick.is_done else None
    about = " · ".join(part for part in (step.order_number, money(step.amount, step.currency)) if part)
    by = known.people.get(done.actor_id, "") if done else ""
    at = done.created_at if done else None
    return StepView(step.number, step.text, about, step.source, done is not None, by, at)


def _sentences(told: Sequence[Told], known: Surroundings) -> tuple[ToldView, ...]:
    found = {one.reference: one for one in reversed(told) if known.sentences.get(one.reference)}
    return tuple(ToldView(known.sentences[ref], one.at, one.ticket, one.due) for ref, one in reversed(found.items()))


def _tones(brand: Brand, wish: Wish) -> tuple[ChoiceView, ...]:
    own = {"friendly": "warm"}.get(brand.voice.formality, brand.voice.formality)
    others = [tone for tone in tones_of(brand.voice) if tone != own]
    usual = ChoiceView("", f"{own.capitalize()} tone", wish.tone is None)
    return (usual, *(ChoiceView(tone, f"{tone[:1].upper()}{tone[1:]} tone", wish.tone == tone) for tone in others))


def _languages(brand: Brand, wish: Wish) -> tuple[ChoiceView, ...]:
    usual = ChoiceView("", "Their language", wish.language is None)
    return (usual, *(ChoiceView(one, NAMES[one], wish.language == one) for one in languages_of(brand)))


def _made(provenance: Provenance | None) -> tuple[tuple[str, str], ...]:
    if provenance is None:
        return ()
    tokens = provenance.prompt_tokens + provenance.completion_tokens
    kept_here = ", ".join(f"{count} × {kind.replace('_', ' ')}" for kind, count in sorted(provenance.masked.items()))
    rows: Sequence[tuple[str, str]] = (
        ("Written by", "Composed from policy, no language model" if provenance.note else provenance.model_id),
        ("Voice", f"v{provenance.voice_version}" if provenance.voice_version else ""),
        ("Took", f"{provenance.seconds:.1f} s" if provenance.seconds else ""),
        ("Cost", _cost(provenance.cost_usd_micros) if provenance.cost_usd_micros else ""),
        ("Tokens", f"{tokens:,}" if tokens else ""),
        ("Kept from the model", kept_here),
        ("Macros shown to the model", "; ".join(provenance.macros)),
        ("Left out for length", ", ".join(provenance.left_out)),
        ("Could not be looked up", "; ".join(provenance.missed)),
        ("Rules of", f"{provenance.rules_on.day} {provenance.rules_on:%b %Y}" if provenance.rules_on else ""),
        ("Prompt", provenance.prompt_id),
    )
    return tuple((name, value) for name, value in rows if value)


def _cost(micros: int) -> str:
    dollars = micros / MICROS
    return f"${dollars:.2f}" if dollars >= 1 else f"${dollars:.4f}"
