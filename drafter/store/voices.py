"""Versions of brands' voices: rows to values and back."""

from datetime import datetime

from pydantic import TypeAdapter
from sqlalchemy import select
from sqlalchemy.orm import Session

from drafter.brands import Brand, Voice
from drafter.store.model_tables import VoiceRow
from drafter.store.tables import BrandRow
from drafter.voice_versions import BrandVoices, VoiceVersion
from knowledge_base.foundation.actors import SYSTEM, Actor
from knowledge_base.policies import Stage

_VOICE = TypeAdapter(Voice)


def voices_of(session: Session, brand: Brand) -> BrandVoices:
    """Return every version of a brand's voice; the one it came with is version 1."""
    rows = session.scalars(select(VoiceRow).where(VoiceRow.brand_id == brand.id).order_by(VoiceRow.number.desc())).all()
    if rows:
        return BrandVoices(tuple(_version(row) for row in rows))
    return BrandVoices((VoiceVersion(brand.id, brand.voice_version, brand.voice, Stage.PUBLISHED, SYSTEM.id),))


def lock_voice(session: Session, brand: Brand) -> None:
    """Make others wait who want to change this voice; write down the version that the brand came with."""
    since = session.scalars(select(BrandRow.created_at).where(BrandRow.id == brand.id).with_for_update()).one()
    if session.scalar(select(VoiceRow.seq).where(VoiceRow.brand_id == brand.id).limit(1)) is None:
        first = VoiceVersion(brand.id, brand.voice_version, brand.voice, Stage.PUBLISHED, SYSTEM.id, since)
        insert_voice(session, first, actor=SYSTEM)
        publish_row(session, first, actor=SYSTEM, now=since)


def insert_voice(session: Session, version: VoiceVersion, *, actor: Actor) -> None:
    """Record a new version."""
    session.add(
        VoiceRow(
            brand_id=version.brand_id,
            number=version.number,
            stage=version.stage.value,
            content=_VOICE.dump_python(version.voice, mode="json"),
            note=version.note,
            actor_id=actor.id,
            actor_role=actor.role,
            saved_at=version.saved_at,
        )
    )
    session.flush()


def change_draft(
    session: Session, version: VoiceVersion, voice: Voice, *, actor: Actor, now: datetime, note: str | None
) -> None:
    """Record what a draft says now."""
    row = _row(session, version)
    row.content = _VOICE.dump_python(voice, mode="json")
    row.actor_id, row.actor_role, row.saved_at = actor.id, actor.role, now
    row.note = note if note is not None else row.note
    session.flush()


def publish_row(
    session: Session, version: VoiceVersion, *, actor: Actor, now: datetime, note: str | None = None
) -> None:
    """Record that a version was published."""
    row = _row(session, version)
    row.stage, row.published_at, row.publisher_id = Stage.PUBLISHED.value, now, actor.id
    row.note = note if note is not None else row.note
    session.flush()


def _row(session: Session, version: VoiceVersion) -> VoiceRow:
    return session.scalars(
        select(VoiceRow).where(VoiceRow.brand_id == version.brand_id, VoiceRow.number == version.number)
    ).one()


def _version(row: VoiceRow) -> VoiceVersion:
    return VoiceVersion(
        brand_id=row.brand_id,
        number=row.number,
        voice=_VOICE.validate_python(row.content),
        stage=Stage(row.stage),
        actor_id=row.actor_id,
        saved_at=row.saved_at,
        note=row.note,
        published_at=row.published_at,
        publisher_id=row.publisher_id,
    )
