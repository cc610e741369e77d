"""A brand's voice in another tone or language: the same voice with a few lines changed."""

from collections.abc import Mapping
from dataclasses import replace

from drafter.brands import Brand, Disclosure, Lines, Tone, Voice
from drafter.manners import CONTRACTION, CONTRACTIONS

SHIPPED_TONES = (
    Tone("casual", "Write as to somebody you know: everyday words, contractions.", formality="casual"),
    Tone("warm", "Be kind and personal; show that the request was read.", formality="warm"),
    Tone("neutral", "Be plain and factual, without small talk.", formality="neutral"),
    Tone("formal", "Write whole, formal sentences without contractions.", formality="formal", emoji="never"),
    Tone("brief", "As short as it can be: the answer first, then only what has to be done.", opening="", closing=""),
    Tone("apologetic", "Say once, in plain words, that we are sorry for what went wrong; promise nothing for it."),
)
_SHIPPED_LINES: Mapping[tuple[str, str], Lines] = {
    ("en", ""): Lines(
        "Hi {first_name},",
        "Hi,",
        "Thanks for getting in touch.",
        "If anything is unclear, just reply to this message.",
        "Kind regards",
    ),
    ("de", "formal"): Lines(
        "Guten Tag {first_name},",
        "Guten Tag,",
        "vielen Dank für Ihre Nachricht.",
        "Wenn noch etwas unklar ist, antworten Sie einfach auf diese Nachricht.",
        "Freundliche Grüße",
    ),
    ("de", "informal"): Lines(
        "Hallo {first_name},",
        "Hallo,",
        "danke für deine Nachricht.",
        "Wenn noch etwas unklar ist, antworte einfach auf diese Nachricht.",
        "Viele Grüße",
    ),
    ("fr", "formal"): Lines(
        "Bonjour {first_name},",
        "Bonjour,",
        "Merci de nous avoir écrit.",
        "Si quelque chose n’est pas clair, il vous suffit de répondre à ce message.",
        "Cordialement",
    ),
    ("fr", "informal"): Lines(
        "Bonjour {first_name},",
        "Bonjour,",
        "Merci de nous avoir écrit.",
        "Si quelque chose n’est pas clair, il te suffit de répondre à ce message.",
        "Bien à toi",
    ),
    ("es", "formal"): Lines(
        "Hola, {first_name}:",
        "Hola:",
        "Gracias por escribirnos.",
        "Si algo no queda claro, responda a este mensaje.",
        "Saludos cordiales",
    ),
    ("es", "informal"): Lines(
        "Hola, {first_name}:",
        "Hola:",
        "Gracias por escribirnos.",
        "Si algo no queda claro, responde a este mensaje.",
        "Saludos",
    ),
    ("nl", "formal"): Lines(
        "Beste {first_name},",
        "Beste,",
        "Bedankt voor uw bericht.",
        "Als er iets onduidelijk is, kunt u gewoon op dit bericht antwoorden.",
        "Met vriendelijke groet",
    ),
    ("nl", "informal"): Lines(
        "Hoi {first_name},",
        "Hoi,",
        "Bedankt voor je bericht.",
        "Als er iets onduidelijk is, kun je gewoon op dit bericht antwoorden.",
        "Groeten",
    ),
}


def tones_of(voice: Voice) -> Mapping[str, Tone]:
    """Return the tones that an agent may ask for, by name: those that ship, unless the brand's own have their names."""
    return {tone.name: tone for tone in (*SHIPPED_TONES, *voice.tones)}


def in_tone(brand: Brand, name: str | None) -> Brand:
    """Return the brand sounding as a tone asks for; as it is where it has no such tone."""
    tone = tones_of(brand.voice).get(name or "")
    if tone is None:
        return brand
    voice = brand.voice
    changed = replace(
        voice,
        formality=tone.formality or voice.formality,
        emoji=tone.emoji or voice.emoji,
        opening=voice.opening if tone.opening is None else tone.opening,
        empathy={} if tone.opening is not None else voice.empathy,
        closing=voice.closing if tone.closing is None else tone.closing,
        do=(*voice.do, tone.say) if tone.say else voice.do,
    )
    return replace(brand, voice=_written_out(changed) if tone.formality == "formal" else changed)


def _written_out(voice: Voice) -> Voice:
    """Return a voice whose own lines have no contractions, as its check on formality asks of every reply."""

    def whole(line: str) -> str:
        return CONTRACTION.sub(lambda found: _like(found[0], CONTRACTIONS[found[0].lower()]), line.replace("’", "'"))

    empathy = {kind: whole(line) for kind, line in voice.empathy.items()}
    return replace(voice, opening=whole(voice.opening), closing=whole(voice.closing), empathy=empathy)


def _like(written: str, whole: str) -> str:
    return whole[:1].upper() + whole[1:] if written[0].isupper() else whole


def in_language(brand: Brand, language: str) -> Brand:
    """Return the brand with its lines in a language (``de``, ``de-AT``): its own, else those that ship.

    As it is in its first language, and in one that neither has.
    """
    code = language.partition("-")[0].strip().lower()
    own = brand.languages[0].partition("-")[0].lower() if brand.languages else "en"
    voice = brand.voice
    given, shipped = voice.lines.get(code), _shipped_lines(voice, code)
    if code == own or (given is None and shipped is None):
        return brand
    return replace(brand, voice=_with_lines(voice, given or Lines(), shipped or Lines()))


def shipped_lines(voice: Voice, language: str) -> Lines:
    """Return the lines that ship for a language, in the voice's address; empty ones where none do."""
    return _shipped_lines(voice, language) or Lines()


def _shipped_lines(voice: Voice, code: str) -> Lines | None:
    address = voice.address.get(code) or ("informal" if voice.formality == "casual" else "formal")
    return _SHIPPED_LINES.get((code, address)) or _SHIPPED_LINES.get((code, ""))


def _with_lines(voice: Voice, given: Lines, shipped: Lines) -> Voice:
    """Put lines in; a line that the voice leaves out is left out in every language."""
    _, _, signature = voice.sign_off.partition("\n")  # the name under "Kind regards" is the same in each language
    signed = "\n".join(part for part in (shipped.sign_off, signature) if part)
    return replace(
        voice,
        greeting=given.greeting or shipped.greeting or voice.greeting,
        greeting_without_name=given.greeting_without_name
        or shipped.greeting_without_name
        or voice.greeting_without_name,
        opening=(given.opening or shipped.opening) if voice.opening else "",
        closing=(given.closing or shipped.closing) if voice.closing else "",
        sign_off=given.sign_off or signed if voice.sign_off else "",
        empathy=given.empathy if voice.empathy else {},
        required_disclosures=tuple(given.disclosures.get(one, one) for one in voice.required_disclosures),
        disclosures=tuple(Disclosure(given.disclosures.get(one.text, one.text), one.when) for one in voice.disclosures),
    )
