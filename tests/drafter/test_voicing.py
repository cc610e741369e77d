"""A brand's voice in versions: saved as a draft, published, brought back; two people at once."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from drafter.brands import Brand, Lines, Tone, Voice
from drafter.errors import VoiceConflictError, VoiceNotFoundError
from drafter.store.brands import find_brand, insert_brand
from drafter.store.voices import voices_of
from drafter.voicing import publish_voice, roll_back, save_voice
from knowledge_base.foundation.actors import Actor
from knowledge_base.foundation.database import Database
from tests.makers import make_brand

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
PRIYA, LENA = Actor("usr_priya", "admin"), Actor("usr_lena", "admin")
FORMAL = Voice(
    greeting="Dear {first_name},",
    formality="formal",
    length_words={"email": (40, 140)},
    tones=(Tone("plain", "Short words.", opening=""),),
    lines={"de": Lines(greeting="Guten Tag {first_name},")},
)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A session with the brand in it."""
    with database.writing() as opened:
        insert_brand(opened, make_brand(voice=Voice(greeting="Hi {first_name},")), now=NOW)
        yield opened


@pytest.fixture
def standing(session: Session) -> Callable[[], Brand]:
    """Call for the brand as it now stands."""
    return lambda: find_brand(session, make_brand().id)


def test_voice_that_a_brand_came_with_is_version_one_and_live(session: Session, standing: Callable[[], Brand]) -> None:
    voices = voices_of(session, standing())

    assert (voices.live.number, voices.draft, voices.live.voice) == (1, None, standing().voice)


def test_draft_changes_nothing_until_it_is_published(session: Session, standing: Callable[[], Brand]) -> None:
    draft = save_voice(session, standing(), FORMAL, actor=PRIYA, now=NOW)
    assert (draft.number, draft.is_draft, standing().voice.formality) == (2, True, "warm")

    published = publish_voice(session, standing(), 2, actor=LENA, now=NOW, note="More formal")

    assert (standing().voice, standing().voice_version) == (FORMAL, 2)
    assert (published.publisher_id, published.actor_id, published.note) == (LENA.id, PRIYA.id, "More formal")
    assert voices_of(session, standing()).live.number == 2


def test_saving_a_draft_again_keeps_its_number(session: Session, standing: Callable[[], Brand]) -> None:
    save_voice(session, standing(), FORMAL, actor=PRIYA, now=NOW)

    again = save_voice(session, standing(), replace(FORMAL, emoji="one"), actor=PRIYA, now=NOW)

    assert (again.number, again.voice.emoji) == (2, "one")
    assert [one.number for one in voices_of(session, standing()).versions] == [2, 1]


def test_second_of_two_savers_is_told_and_loses_nothing(session: Session, standing: Callable[[], Brand]) -> None:
    seen = voices_of(session, standing()).newest.mark
    save_voice(session, standing(), FORMAL, actor=LENA, now=NOW, seen=seen)

    with pytest.raises(VoiceConflictError, match="Version 2"):
        save_voice(session, standing(), replace(FORMAL, emoji="one"), actor=PRIYA, now=NOW, seen=seen)

    assert voices_of(session, standing()).newest.voice == FORMAL


def test_publishing_twice_publishes_once(session: Session, standing: Callable[[], Brand]) -> None:
    save_voice(session, standing(), FORMAL, actor=PRIYA, now=NOW)
    first = publish_voice(session, standing(), 2, actor=PRIYA, now=NOW)

    assert publish_voice(session, standing(), 2, actor=LENA, now=NOW) == first


def test_going_back_publishes_a_new_version_and_keeps_the_draft(
    session: Session, standing: Callable[[], Brand]
) -> None:
    save_voice(session, standing(), FORMAL, actor=PRIYA, now=NOW)
    publish_voice(session, standing(), 2, actor=PRIYA, now=NOW)
    begun = replace(FORMAL, emoji="one")
    save_voice(session, standing(), begun, actor=PRIYA, now=NOW)

    back = roll_back(session, standing(), 1, actor=LENA, now=NOW)

    voices = voices_of(session, standing())
    assert (standing().voice.greeting, back.note) == ("Hi {first_name},", "Back to v1")
    assert (voices.live.number, standing().voice_version) == (back.number, back.number)
    assert voices.draft is not None
    assert voices.draft.voice == begun
    assert find_brand(session, make_brand().id).name == make_brand().name


def test_version_that_never_was_is_not_found(session: Session, standing: Callable[[], Brand]) -> None:
    with pytest.raises(VoiceNotFoundError, match="no version 9"):
        publish_voice(session, standing(), 9, actor=PRIYA, now=NOW)
    with pytest.raises(VoiceNotFoundError):
        roll_back(session, standing(), 9, actor=PRIYA, now=NOW)
