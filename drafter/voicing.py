"""Change how a brand sounds: save a draft of its voice, publish it, go back to an earlier version.

Every act works in its caller's session, which commits.  What is published is the brand's
voice from then on, in every draft and every check.
"""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from drafter.brands import Brand, Voice
from drafter.errors import VoiceConflictError, VoiceNotFoundError
from drafter.store.brands import change_brand
from drafter.store.voices import change_draft, insert_voice, lock_voice, publish_row, voices_of
from drafter.voice_versions import BrandVoices, VoiceVersion
from knowledge_base.foundation.actors import Actor
from knowledge_base.policies import Stage


def save_voice(
    session: Session,
    brand: Brand,
    voice: Voice,
    *,
    actor: Actor,
    now: datetime,
    seen: str | None = None,
    note: str | None = None,
) -> VoiceVersion:
    """Keep a voice as the brand's draft and return it; a new one where the newest is published.

    ``seen`` is the mark of the version that was changed; raises VoiceConflictError where
    somebody else has saved another since.
    """
    lock_voice(session, brand)
    voices = voices_of(session, brand)
    newest = voices.newest
    if seen is not None and seen != newest.mark and voice != newest.voice:
        raise VoiceConflictError(f"Version {newest.number} of the voice of {brand.name} was saved meanwhile.")
    if newest.is_draft:
        change_draft(session, newest, voice, actor=actor, now=now, note=note)
    else:
        made = VoiceVersion(brand.id, newest.number + 1, voice, Stage.DRAFT, actor.id, now, note)
        insert_voice(session, made, actor=actor)
    return voices_of(session, brand).newest


def publish_voice(
    session: Session, brand: Brand, number: int, *, actor: Actor, now: datetime, note: str | None = None
) -> VoiceVersion:
    """Publish a draft: the brand sounds like it from now on.  Publishing it again changes nothing.

    Raises VoiceNotFoundError.
    """
    lock_voice(session, brand)
    version = voice_numbered(voices_of(session, brand), number)
    if version.is_draft:
        publish_row(session, version, actor=actor, now=now, note=note)
        change_brand(session, brand.id, lambda now: replace(now, voice=version.voice, voice_version=number))
    return voice_numbered(voices_of(session, brand), number)


def roll_back(
    session: Session, brand: Brand, number: int, *, actor: Actor, now: datetime, note: str | None = None
) -> VoiceVersion:
    """Publish an earlier version again, as a new one; a draft that stands is kept as the one after it.

    Raises VoiceNotFoundError.
    """
    lock_voice(session, brand)
    voices = voices_of(session, brand)
    former, draft = voice_numbered(voices, number), voices.draft
    why = note or f"Back to v{number}"
    made = save_voice(session, brand, former.voice, actor=actor, now=now, note=why)
    published = publish_voice(session, brand, made.number, actor=actor, now=now)
    if draft is not None and draft.number != number:
        save_voice(session, brand, draft.voice, actor=actor, now=now, note=draft.note)
    return published


def voice_numbered(voices: BrandVoices, number: int) -> VoiceVersion:
    """Return the version with this number.  Raises VoiceNotFoundError."""
    found = next((one for one in voices.versions if one.number == number), None)
    if found is None:
        raise VoiceNotFoundError(f"This brand's voice has no version {number}.")
    return found
