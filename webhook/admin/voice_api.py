"""``/api/v1/voice``: how a brand sounds, in versions, for programs."""

from typing import Any

from pydantic import Field

from drafter.findings import Finding
from drafter.tones import tones_of
from drafter.voice_values import read_voice, voice_value
from drafter.voice_versions import VoiceVersion
from webhook.accounts.permissions import Act
from webhook.accounts.roles import Principal
from webhook.admin.voice_actions import VoiceCase, check_words, publish, read_voices, save
from webhook.draft_json import finding_json, moment_json
from webhook.http.api import ApiBlueprint, Fields, Moment, Shown
from webhook.http.context import services
from webhook.ticket_json import MAX_TEXT

api = ApiBlueprint("voice_api", __name__)

VOICE = "/voice"
_BRAND = Field(None, max_length=255, description="Name, slug or id; may be left out with one brand.")
_NOTE = Field(None, max_length=500, description="What changed, in a few words.")


class VoiceQuery(Fields):
    """Whose voice."""

    brand: str | None = _BRAND


class VoiceBody(Fields):
    """A draft of a voice; fields that it leaves out are as a new brand's."""

    brand: str | None = _BRAND
    voice: dict[str, Any] = Field(description="As `GET /voice` shows it.")
    note: str | None = _NOTE
    seen: str | None = Field(
        None, max_length=40, description="`mark` of the version that was changed; 409 where somebody saved since."
    )


class VoicePublishBody(Fields):
    """Which version to publish."""

    brand: str | None = _BRAND
    version: int | None = Field(None, ge=1, description="An earlier one comes back as a new version; null: the draft.")
    note: str | None = _NOTE


class VoiceCheckBody(Fields):
    """A reply to hold against a voice."""

    brand: str | None = _BRAND
    text: str = Field(max_length=MAX_TEXT)
    channel: str = Field("email", max_length=40)
    is_draft: bool = Field(False, description="Hold it against the draft instead of the live voice.")


class VoiceVersionShown(Shown):
    """One version of a voice."""

    version: int
    stage: str
    mark: str = Field(description="What `seen` names it by.")
    voice: dict[str, Any]
    note: str | None
    saved_at: Moment | None
    saved_by: str
    published_at: Moment | None
    published_by: str | None


class VoiceShown(Shown):
    """A brand's voice: the version that drafts use, the one being worked on, and all of them."""

    brand_id: str
    live: VoiceVersionShown
    draft: VoiceVersionShown | None
    versions: list[VoiceVersionShown] = Field(description="Newest first.")
    tones: list[str] = Field(description="What `regenerate` may ask for.")


class VoiceFindingShown(Shown):
    """A breach of the voice."""

    id: str
    check: str
    severity: str
    start: int
    end: int
    text: str
    message: str
    fix: str | None


class VoiceChecked(Shown):
    """What a text breaks."""

    findings: list[VoiceFindingShown]
    words: int = Field(description="Without greeting and sign-off.")
    length: list[int] | None = Field(description="Shortest and longest on this channel.")


@api.route_for("GET", VOICE, act=Act.READ_POLICIES, query=VoiceQuery, answer=VoiceShown)
def get_voice(who: Principal, query: VoiceQuery) -> dict[str, Any]:
    """Show how a brand sounds, with every version."""
    return _shown(read_voices(services(), who, brand=query.brand))


@api.route_for("PUT", VOICE, act=Act.EDIT_POLICIES, body=VoiceBody, answer=VoiceShown, conflicts=True)
def save_voice(who: Principal, body: VoiceBody) -> dict[str, Any]:
    """Save a draft of how a brand sounds; drafts use it once it is published."""
    voice = read_voice(body.voice)
    return _shown(save(services(), who, voice, brand=body.brand, seen=body.seen, note=body.note))


@api.route_for("POST", f"{VOICE}/publish", act=Act.EDIT_POLICIES, body=VoicePublishBody, answer=VoiceShown)
def publish_voice(who: Principal, body: VoicePublishBody) -> dict[str, Any]:
    """Publish the draft of a voice, or bring an earlier version back."""
    number = body.version or read_voices(services(), who, brand=body.brand).voices.newest.number
    publish(services(), who, number, brand=body.brand, note=body.note)
    return _shown(read_voices(services(), who, brand=body.brand))


@api.route_for("POST", f"{VOICE}/check", act=Act.READ_POLICIES, body=VoiceCheckBody, answer=VoiceChecked)
def check_voice(who: Principal, body: VoiceCheckBody) -> dict[str, Any]:
    """Say what a reply breaks of a brand's voice; nothing is kept."""
    case = read_voices(services(), who, brand=body.brand)
    version = case.voices.newest if body.is_draft else case.voices.live
    tried = check_words(services(), who, body.text, brand=case.brand.slug, voice=version.voice, channel=body.channel)
    return {
        "findings": [_found(one) for one in tried.findings],
        "words": tried.words,
        "length": list(tried.band) if tried.band else None,
    }


def _found(finding: Finding) -> dict[str, Any]:
    known = finding_json(finding)
    return {name: known[name] for name in VoiceFindingShown.model_fields}


def _shown(case: VoiceCase) -> dict[str, Any]:
    voices = case.voices
    return {
        "brand_id": case.brand.id,
        "live": version_json(voices.live),
        "draft": version_json(voices.draft) if voices.draft else None,
        "versions": [version_json(one) for one in voices.versions],
        "tones": list(tones_of(voices.live.voice)),
    }


def version_json(version: VoiceVersion) -> dict[str, Any]:
    """Return one version of a voice as plain JSON."""
    return {
        "version": version.number,
        "stage": version.stage.value,
        "mark": version.mark,
        "voice": voice_value(version.voice),
        "note": version.note,
        "saved_at": moment_json(version.saved_at),
        "saved_by": version.actor_id,
        "published_at": moment_json(version.published_at),
        "published_by": version.publisher_id,
    }
