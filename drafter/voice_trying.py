"""Try a voice that is not live: on a reply somebody wrote, on a ticket the brand had, on a made-up one."""

from dataclasses import dataclass, replace

from drafter.brands import Brand, Voice
from drafter.checks.context import CheckContext
from drafter.checks.tone import check_tone, length_band, words_in
from drafter.completion import Completion, CompletionSentence
from drafter.findings import Finding
from drafter.letters import write_letter
from drafter.tickets import Author, Message, Requester, Ticket
from knowledge_base.languages import language_of

MADE_UP_REQUEST = "The zip of my jacket broke after three weeks, what now?"
_MADE_UP_ANSWER = (
    "You can return the jacket within 60 days of delivery.",
    "Once it is back with us we check the zip and send you a new one.",
    "Please pack it so that nothing else gets damaged on the way.",
)


@dataclass(frozen=True)
class TriedVoice:
    """A text held against a voice; ``band`` is the length its channel should have, in words."""

    text: str
    findings: tuple[Finding, ...]
    words: int
    band: tuple[int, int] | None

    @property
    def fits(self) -> bool:
        """Whether the text keeps every rule."""
        return not self.findings


def try_text(text: str, brand: Brand, voice: Voice, ticket: Ticket) -> TriedVoice:
    """Hold a reply to a ticket against a voice.  Never raises."""
    sounding = replace(brand, voice=voice)
    context = CheckContext(text=text, brand=sounding, ticket=ticket, language=language_of(text))
    findings = tuple(check_tone(context))
    return TriedVoice(text, findings, words_in(text, voice), length_band(voice, ticket.channel))


def made_up_ticket(brand: Brand, channel: str = "email", *, name: str | None = None) -> Ticket:
    """Return a ticket that nobody wrote, for a brand without any."""
    return Ticket(
        id="tkt_sample",
        external_id="sample",
        brand_id=brand.id,
        messages=(Message("m1", Author.REQUESTER, MADE_UP_REQUEST),),
        subject="Broken zip",
        channel=channel,
        requester=Requester("sample", name, None),
    )


def made_up_reply(ticket: Ticket, voice: Voice) -> str:
    """Return the reply to the made-up ticket in a voice."""
    sentences = tuple(CompletionSentence(text, ()) for text in _MADE_UP_ANSWER)
    return write_letter(Completion("sample", sentences), ticket, voice).text


def mended(text: str, findings: tuple[Finding, ...], chosen: int | None = None) -> str:
    """Return a text with one finding's fix put in, or with every fix (None); of two that overlap, one."""
    picked = findings if chosen is None else findings[chosen : chosen + 1] if chosen >= 0 else ()
    last = len(text) + 1
    for finding in sorted(picked, key=lambda one: (one.start, one.end), reverse=True):
        if finding.fix is not None and finding.end <= last:
            text = text[: finding.start] + finding.fix + text[finding.end :]
            last = finding.start
    return text
