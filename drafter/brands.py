"""Brand: the name under which a team answers, and its voice."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Disclosure:
    """A sentence that must be said: always, or when a reply speaks of ``when``.

    ``when`` is one of ``refund replacement exchange credit return battery shipping warranty
    discount``, or any words of the brand's own; empty means always.
    """

    text: str
    when: str = ""


@dataclass(frozen=True)
class Tone:
    """A way to sound that an agent may ask for: what it changes in the brand's voice.

    ``say`` is told to a language model; an empty ``formality`` or ``emoji``, or a line that is
    None, leaves the voice's; an empty line leaves that line out.
    """

    name: str
    say: str = ""
    formality: str = ""
    emoji: str = ""
    opening: str | None = None
    closing: str | None = None


@dataclass(frozen=True)
class Lines:
    """The brand's own lines in one more language; an empty one is taken from those that ship.

    ``disclosures`` maps a sentence that must be said to its wording in this language.
    """

    greeting: str = ""
    greeting_without_name: str = ""
    opening: str = ""
    closing: str = ""
    sign_off: str = ""
    empathy: Mapping[str, str] = field(default_factory=dict)
    disclosures: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Voice:
    """How a brand sounds.  ``{first_name}`` in the greeting is the requester's.

    ``empathy`` maps a kind of trouble (``late``, ``damaged``, ``charged``, ``general``) to a
    one-sentence opener; ``length_words`` maps a channel to its shortest and longest reply,
    greeting and sign-off not counted.  ``formality`` is ``casual``, ``warm`` (or ``friendly``),
    ``neutral`` or ``formal``; ``address`` says for a language whether people are addressed
    ``formal`` (Sie, vous, usted) or ``informal`` (du, tu, tú).  ``instead`` maps a phrase of
    ``dont`` to what to write in its place; ``emoji`` is ``never``, ``if_customer`` or ``one``.
    ``languages`` are those that replies may be written in; none: the brand's own.  ``tones``
    are the brand's own beside those that ship, ``lines`` its lines by further language.
    """

    greeting: str = "Hi {first_name},"
    greeting_without_name: str = "Hi,"
    opening: str = "Thanks for getting in touch."
    empathy: Mapping[str, str] = field(default_factory=dict)
    closing: str = "If anything is unclear, just reply to this message."
    sign_off: str = "Kind regards"
    formality: str = "warm"
    do: tuple[str, ...] = ()
    dont: tuple[str, ...] = ()
    required_disclosures: tuple[str, ...] = ()
    emoji: str = "never"
    length_words: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    instead: Mapping[str, str] = field(default_factory=dict)
    address: Mapping[str, str] = field(default_factory=dict)
    disclosures: tuple[Disclosure, ...] = ()
    languages: tuple[str, ...] = ()
    tones: tuple[Tone, ...] = ()
    lines: Mapping[str, Lines] = field(default_factory=dict)


@dataclass(frozen=True)
class Brand:
    """Scopes policies, tickets and voice.  ``languages`` are the policies' own, first is the default.

    ``time_zone`` says to which day a moment belongs, ``home_region`` where its customers are
    unless a ticket says otherwise.  ``needs_two_people``: a wording is published only once
    somebody else than its author approved it; ``needs_replay``: only once its replay was signed;
    ``needs_settled``: only once what it contradicts was settled.  ``retention_days`` after a
    ticket's last news its texts are erased; None or 0 keeps them.
    ``allows_training``: its replies may be exported as preference pairs.  ``blind_share`` (0 to 1) of its
    replies hide their automatic score until they are rated.  ``hold_back_share`` (0 to 0.5) of its tickets,
    chosen by chance, get no draft by themselves.  ``agents_authority`` is what its agents may grant unless
    one of them is given more or less (``drafter.resolutions.AUTHORITIES``).
    """

    id: str
    slug: str
    name: str
    voice: Voice = Voice()
    languages: tuple[str, ...] = ("en",)
    links: tuple[str, ...] = ()
    time_zone: str = "UTC"
    home_region: str | None = None
    needs_two_people: bool = False
    retention_days: int | None = None
    allows_training: bool = False
    needs_replay: bool = False
    needs_settled: bool = False
    voice_version: int = 1
    blind_share: float = 0.2
    hold_back_share: float = 0.0
    agents_authority: int = 1

    def day_of(self, moment: datetime) -> date:
        """Return the day on which an aware moment falls for this brand."""
        return moment.astimezone(ZoneInfo(self.time_zone)).date()
