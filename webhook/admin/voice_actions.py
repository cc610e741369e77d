"""What can be done with a brand's voice: read it, save a draft, publish, go back, try it.

A brand that is not theirs is answered as unknown.
"""

from dataclasses import dataclass, replace

from drafter.brands import Brand, Voice
from drafter.drafting import draft_reply
from drafter.drafts import DraftStatus
from drafter.questions import request_text
from drafter.store.tickets import list_tickets
from drafter.store.voices import voices_of
from drafter.tickets import Ticket
from drafter.tones import in_tone
from drafter.voice_trying import TriedVoice, made_up_reply, made_up_ticket, try_text
from drafter.voice_values import checked_voice
from drafter.voice_versions import BrandVoices, VoiceVersion
from drafter.voicing import publish_voice, roll_back, save_voice, voice_numbered
from knowledge_base.foundation.errors import ServiceError
from webhook.accounts.permissions import Act, brand_in_sight, permit
from webhook.accounts.roles import Principal
from webhook.store.audit import note_act
from webhook.wiring import Services

TICKETS_TO_CHOOSE_FROM = 40
MOST_TRIES = 4  # tickets that are drafted to find one that the policies answer
SHORTEST_REQUEST_CHARS = 25


@dataclass(frozen=True)
class VoiceCase:
    """A brand with every version of its voice."""

    brand: Brand
    voices: BrandVoices


@dataclass(frozen=True)
class Sample:
    """A ticket, and the reply to it in a voice; ``is_made_up`` where the brand has no ticket that policies answer.

    ``nth`` is its place among those to choose from.
    """

    ticket: Ticket
    request: str
    tried: TriedVoice
    is_made_up: bool
    nth: int = 0


def read_voices(services: Services, who: Principal, *, brand: str | None = None) -> VoiceCase:
    """Return a brand's voice in all its versions.  Raises BrandNotFoundError, RequestFieldsError."""
    permit(who, Act.READ_POLICIES)
    with services.database.reading() as session:
        found = brand_in_sight(session, who, brand)
        return VoiceCase(found, voices_of(session, found))


def save(
    services: Services,
    who: Principal,
    voice: Voice,
    *,
    brand: str | None = None,
    seen: str | None = None,
    note: str | None = None,
) -> VoiceCase:
    """Keep a voice as the brand's draft.  Raises VoiceFormatError, VoiceConflictError, BrandNotFoundError."""
    permit(who, Act.EDIT_POLICIES)
    checked_voice(voice)
    with services.database.writing() as session:
        found = brand_in_sight(session, who, brand)
        save_voice(session, found, voice, actor=who.actor, now=services.clock(), seen=seen, note=note)
    return read_voices(services, who, brand=found.slug)


def publish(
    services: Services, who: Principal, number: int, *, brand: str | None = None, note: str | None = None
) -> VoiceVersion:
    """Publish the draft with this number, or an earlier version again as a new one.

    Raises VoiceNotFoundError, BrandNotFoundError.
    """
    permit(who, Act.EDIT_POLICIES)
    with services.database.writing() as session:
        found, now = brand_in_sight(session, who, brand), services.clock()
        voices = voices_of(session, found)
        asked = voice_numbered(voices, number)
        act = publish_voice if asked.is_draft or asked == voices.live else roll_back
        made = act(session, found, number, actor=who.actor, now=now, note=note)
        if made != voices.live:
            said = f"published v{made.number} of how {found.name} sounds"
            note_act(session, "voice.published", said, actor_id=who.id, now=now, brand_id=found.id)
    return made


def check_words(
    services: Services,
    who: Principal,
    text: str,
    *,
    brand: str | None = None,
    voice: Voice | None = None,
    channel: str = "email",
) -> TriedVoice:
    """Hold a reply against a voice (None: the live one); nothing is recorded.  Raises BrandNotFoundError."""
    case = read_voices(services, who, brand=brand)
    return try_text(text, case.brand, voice or case.brand.voice, made_up_ticket(case.brand, channel))


def sample(
    services: Services,
    who: Principal,
    voice: Voice,
    *,
    brand: str | None = None,
    channel: str = "email",
    tone: str | None = None,
    nth: int = 0,
) -> Sample:
    """Draft one of the brand's newest tickets in a voice, without its language model; nothing is recorded.

    ``nth`` counts through them.  Raises BrandNotFoundError.
    """
    found = read_voices(services, who, brand=brand).brand
    sounding = in_tone(replace(found, voice=voice), tone)
    for place, ticket in _tickets(services, found, channel, nth):
        made = _drafted(services, ticket, sounding)
        if made is not None:
            return Sample(ticket, request_text(ticket), try_text(made, found, sounding.voice, ticket), False, place)
    ticket = made_up_ticket(found, channel, name="Leah")
    text = made_up_reply(ticket, sounding.voice)
    return Sample(ticket, request_text(ticket), try_text(text, found, sounding.voice, ticket), True)


def _tickets(services: Services, brand: Brand, channel: str, nth: int) -> list[tuple[int, Ticket]]:
    with services.database.reading() as session:
        every = list_tickets(session, brand_ids=[brand.id], limit=TICKETS_TO_CHOOSE_FROM)
    fitting = [one for one in every if one.channel == channel and len(request_text(one)) >= SHORTEST_REQUEST_CHARS]
    start, numbered = nth % len(fitting) if fitting else 0, [*enumerate(fitting)]
    return (numbered[start:] + numbered[:start])[:MOST_TRIES]


def _drafted(services: Services, ticket: Ticket, sounding: Brand) -> str | None:
    """Return the reply, None where policies don't answer or can't be searched."""
    kit = services.composing_kit(sounding)
    try:
        made = draft_reply(ticket, kit, now=services.clock(), new_id=services.new_id)
    except ServiceError:
        return None
    return made.text if made.status is DraftStatus.READY else None
