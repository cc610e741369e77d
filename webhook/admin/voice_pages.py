"""The page on which an admin says how a brand sounds, hears it on a sample, and holds a text against it."""

from dataclasses import dataclass, replace
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from drafter.brands import Voice
from drafter.errors import VoiceConflictError, VoiceFormatError
from drafter.tones import tones_of
from drafter.voice_trying import mended
from drafter.voice_values import checked_voice
from drafter.voicing import voice_numbered
from webhook.accounts.roles import Role
from webhook.admin import voice_actions
from webhook.admin.blueprint import may_edit, my_brands, names, note_in_form, pages
from webhook.admin.voice_actions import VoiceCase
from webhook.admin.voice_forms import CHANNELS, EMOJI, FORMALITIES, TROUBLES, WHENS, form_of, read_form
from webhook.admin.voice_views import change_rows, text_view, version_rows
from webhook.http.context import principal, require, services
from webhook.http.forms import number_in

LONGEST_TEXT_CHARS = 20_000
SAMPLE, YOURS = "sample", "yours"
Answer = Response | str | tuple[str, int]


@dataclass(frozen=True)
class _Shown:
    """What the page shows beside what is kept: the voice in the fields, the sample asked for, a text of one's own."""

    voice: Voice
    seen: str
    view: str = SAMPLE
    channel: str = CHANNELS[0]
    tone: str = ""
    nth: int = 0
    text: str = ""
    wrong: str = ""
    clash: str = ""
    is_kept: bool = True


@pages.route("/admin/voice", methods=["GET", "POST"])
@require(Role.ADMIN, Role.AGENT, Role.QA)
def voice() -> Answer:
    """Show how a brand sounds; by POST save, publish, go back, hear a sample or check a text."""
    brands = my_brands()
    given = request.form if request.method == "POST" else request.args
    slug = given.get("brand", "")[:255] or (brands[0].slug if brands else "")
    if not slug:
        return render_template("admin/voice.html", case=None, brands=brands, slug="")
    case = voice_actions.read_voices(services(), principal(), brand=slug)
    if request.method != "POST":
        known = case.voices.newest if may_edit() else case.voices.live
        return _page(case, _Shown(known.voice, known.mark))
    return _act(case, _read(case))


def _read(case: VoiceCase) -> _Shown:
    form, newest = request.form, case.voices.newest
    known = read_form(form, newest.voice, case.brand) if may_edit() and "greeting" in form else None
    return _Shown(
        voice=known or (newest.voice if may_edit() else case.brand.voice),
        seen=form.get("seen", "")[:40] or newest.mark,
        view=YOURS if form.get("view") == YOURS else SAMPLE,
        channel=form.get("channel", CHANNELS[0])[:40],
        tone=form.get("tone", "")[:40],
        nth=number_in(form.get("nth")) or 0,
        text=form.get("text", "").replace("\r\n", "\n")[:LONGEST_TEXT_CHARS],
        is_kept=known is None or known == newest.voice,
    )


def _act(case: VoiceCase, shown: _Shown) -> Answer:
    step, _, number = request.form.get("step", SAMPLE).partition("-")
    if step in ("save", "publish"):
        return _keep(case, shown, publishes=step == "publish")
    if step == "copy":
        return _copy(case, number_in(number) or 0)
    if step == "from":
        other = voice_actions.read_voices(services(), principal(), brand=request.form.get("from", "")[:255])
        return _page(case, replace(shown, voice=other.brand.voice, is_kept=False))
    if step == "drop":
        return _page(case, replace(shown, voice=_without(shown.voice, number), is_kept=False))
    if step == "view":
        return _page(case, replace(shown, view=YOURS if number == YOURS else SAMPLE))
    if step == "another":
        return _page(case, replace(shown, nth=shown.nth + 1, view=SAMPLE))
    if step in ("check", "mend"):
        text = _mended(case, shown, number) if step == "mend" else shown.text
        return _page(case, replace(shown, text=text, view=YOURS))
    return _page(case, shown)


def _keep(case: VoiceCase, shown: _Shown, *, publishes: bool) -> Answer:
    who, slug = principal(), case.brand.slug
    try:
        kept = voice_actions.save(services(), who, shown.voice, brand=slug, seen=shown.seen, note=note_in_form())
    except VoiceFormatError as error:
        return _page(case, replace(shown, wrong=error.message)), 422
    except VoiceConflictError:
        return _clash(case, shown)
    newest = kept.voices.newest
    if publishes:
        made = voice_actions.publish(services(), who, newest.number, brand=slug)
        flash(f"v{made.number} is live. New drafts use it.")
    else:
        flash(f"Saved as draft v{newest.number}." if newest.is_draft else f"That is v{newest.number} as it stands.")
    return redirect(url_for("admin.voice", brand=slug), 303)


def _clash(case: VoiceCase, shown: _Shown) -> Answer:
    """Somebody was faster: what they published stays and this is kept as the next draft; what they saved is shown."""
    newest = case.voices.newest
    by = names().get(newest.publisher_id or newest.actor_id, "Somebody")
    if newest.is_draft:
        said = f"{by} saved draft v{newest.number} meanwhile. Yours stands below; saving again puts it in its place."
        return _page(case, replace(shown, seen=newest.mark, clash=said, is_kept=False)), 409
    kept = voice_actions.save(services(), principal(), shown.voice, brand=case.brand.slug, note=note_in_form())
    mine = kept.voices.newest
    said = f"{by} published v{newest.number} meanwhile. Yours is kept as a draft of v{mine.number}."
    return _page(kept, replace(shown, seen=mine.mark, clash=said, is_kept=True)), 409


def _copy(case: VoiceCase, number: int) -> Response:
    former = voice_numbered(case.voices, number)
    voice_actions.save(services(), principal(), former.voice, brand=case.brand.slug, note=f"Back to v{number}")
    flash(f"v{number} is copied into the draft. Publish it to go back.")
    return redirect(url_for("admin.voice", brand=case.brand.slug), 303)


def _without(voice: Voice, what: str) -> Voice:
    """Return a voice without one row: ``phrase-2``, ``must-0`` or ``tone-1``."""
    kind, _, given = what.partition("-")
    at = number_in(given)
    if at is None:
        return voice
    if kind == "phrase":
        dont = voice.dont[:at] + voice.dont[at + 1 :]
        return replace(voice, dont=dont, instead={key: one for key, one in voice.instead.items() if key in dont})
    if kind == "tone":
        return replace(voice, tones=voice.tones[:at] + voice.tones[at + 1 :])
    always = len(voice.required_disclosures)
    if at < always:
        needed = voice.required_disclosures
        return replace(voice, required_disclosures=needed[:at] + needed[at + 1 :])
    at -= always
    return replace(voice, disclosures=voice.disclosures[:at] + voice.disclosures[at + 1 :])


def _mended(case: VoiceCase, shown: _Shown, number: str) -> str:
    tried = _check(case, shown)
    return mended(shown.text, tried.findings, number_in(number))


def _check(case: VoiceCase, shown: _Shown) -> Any:
    return voice_actions.check_words(
        services(), principal(), shown.text, brand=case.brand.slug, voice=shown.voice, channel=shown.channel
    )


def _page(case: VoiceCase, shown: _Shown) -> str:
    who, brand, voices = principal(), case.brand, case.voices
    wrong = shown.wrong or _wrong(shown.voice)
    sample = None
    if shown.view == SAMPLE and not wrong:
        sample = voice_actions.sample(
            services(), who, shown.voice, brand=brand.slug, channel=shown.channel, tone=shown.tone, nth=shown.nth
        )
    brands = my_brands()
    return render_template(
        "admin/voice.html",
        case=case,
        brands=brands,
        slug=brand.slug,
        shown=shown,
        wrong=wrong,
        form=form_of(shown.voice, brand, spare=may_edit()),
        can_edit=may_edit(),
        is_new=voices.newest.saved_at is None and voices.newest.voice == Voice(),
        others=[one for one in brands if one.id != brand.id],
        versions=version_rows(voices, names()),
        changes=change_rows(voices.live, replace(voices.newest, voice=shown.voice)),
        next_number=voices.newest.number + (0 if voices.newest.is_draft else 1),
        by=names().get(voices.newest.actor_id, ""),
        sample=sample,
        sampled=text_view(sample.tried) if sample else None,
        checked=text_view(_check(case, shown)) if shown.view == YOURS and shown.text.strip() else None,
        tone_names=list(tones_of(shown.voice)),
        **_CHOICES,
    )


def _wrong(voice: Voice) -> str:
    try:
        checked_voice(voice)
    except VoiceFormatError as error:
        return error.message
    return ""


_CHOICES: dict[str, Any] = {
    "channels": CHANNELS,
    "formalities": FORMALITIES,
    "emoji_rules": EMOJI,
    "troubles": TROUBLES,
    "whens": WHENS,
}
