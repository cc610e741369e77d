"""A voice as JSON: what is read back, what is refused and why."""

from typing import Any

import pytest

from drafter.brands import Disclosure, Lines, Tone, Voice
from drafter.errors import VoiceFormatError
from drafter.voice_values import changes_between, read_voice, voice_value
from tests.makers import VOICE

FULL = Voice(
    dont=("unfortunately",),
    instead={"unfortunately": "say what is possible"},
    address={"de": "formal"},
    disclosures=(Disclosure("It takes 5 days.", "refund"),),
    length_words={"email": (40, 140)},
    tones=(Tone("At the summit", "Cheer.", opening=""),),
    lines={"de": Lines(greeting="Hallo {first_name},", disclosures={"It takes 5 days.": "Das dauert 5 Tage."})},
    languages=("en", "de"),
)


@pytest.mark.parametrize("voice", [Voice(), VOICE, FULL])
def test_voice_is_read_back_as_it_was(voice: Voice) -> None:
    assert read_voice(voice_value(voice)) == voice


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"colour": "blue"}, "no field 'colour'"),
        ({"greeting": "  "}, "greeting: a reply needs one"),
        ({"greeting": "Hi {name},"}, "{name} would be sent as it stands"),
        ({"sign_off": "Best, {agent"}, "{agent} would be sent as it stands"),
        ({"opening": "x" * 501}, "opening: 500 characters at most"),
        ({"closing": "Bye\u202e now"}, "closing: it holds a character that nobody can see"),
        ({"formality": "rude"}, "formality: casual"),
        ({"emoji": "always"}, "emoji: never"),
        ({"address": {"de": "Sie"}}, "address.de: formal or informal"),
        ({"languages": ["klingon"]}, "'klingon' is none we know"),
        ({"length_words": {"email": [140, 40]}}, "from 140 to 40 is no length"),
        ({"length_words": {"email": [-1, 40]}}, "is no length"),
        ({"length_words": {"email": "long"}}, "length_words.email"),
        ({"dont": ["kindly", " "]}, "dont: one is empty"),
        ({"dont": ["x" * 101]}, "dont: 100 characters at most"),
        ({"dont": [f"phrase {n}" for n in range(101)]}, "dont: 100 at most"),
        ({"instead": {"kindly": "please"}}, "'kindly' is not among the phrases"),
        ({"tones": [{"name": "a\nb"}]}, "is no name"),
        ({"tones": [{"name": "dry"}, {"name": "dry"}]}, "'dry' is there twice"),
        ({"tones": [{"name": "dry", "formality": "rude"}]}, "tones.dry: formality"),
        ({"lines": {"de": {"greeting": "Hallo {Vorname},"}}}, "lines.de.greeting: {Vorname}"),
        ({"disclosures": [{"when": "refund"}]}, "disclosures.0"),
        ({"do": 7}, "do"),
    ],
)
def test_what_no_voice_may_hold_is_refused_with_its_field(change: dict[str, Any], said: str) -> None:
    with pytest.raises(VoiceFormatError) as error:
        read_voice({**voice_value(Voice()), **change})

    assert said in error.value.message


@pytest.mark.parametrize("value", [None, [], "warm", 7])
def test_what_is_no_object_is_no_voice(value: Any) -> None:
    with pytest.raises(VoiceFormatError, match="JSON object"):
        read_voice(value)


def test_changes_name_what_differs_in_words() -> None:
    changes = changes_between(Voice(), Voice(sign_off="Cheers", length_words={"chat": (5, 45)}))

    assert changes == (("sign off", "Kind regards", "Cheers"), ("length words, chat", "", "5; 45"))
