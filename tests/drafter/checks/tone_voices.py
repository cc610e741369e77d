"""The voices that labelled cases of tone are written in, by their short names."""

from drafter.brands import Disclosure, Voice
from drafter.checks import CheckContext
from tests.makers import make_brand, make_ticket

NORTHWAY = Voice(
    greeting_without_name="Hi there,",
    sign_off="Warm regards,\nThe Northway team",
    dont=(
        "unfortunately",
        "as per our policy",
        "kindly",
        "we apologize for any inconvenience",
        "no problem",
        "at your earliest convenience",
    ),
)
FORMAL = Voice(
    greeting="Dear {first_name},",
    greeting_without_name="Dear customer,",
    sign_off="Yours sincerely,\nThe Fernhollow team",
    formality="formal",
)
CASUAL = Voice(greeting_without_name="Hi,", sign_off="Cheers,\nYour Pip team", formality="casual", emoji="one")
TELLS = Voice(
    sign_off="Warm regards,\nThe Northway team",
    disclosures=(
        Disclosure("It can take 5–10 business days to show on your statement.", "refund"),
        Disclosure("Batteries ship by ground mail only.", "battery"),
    ),
)
VOICES = {
    "N": NORTHWAY,
    "F": FORMAL,
    "C": CASUAL,
    "D": TELLS,
    "L": Voice(sign_off="Warm regards,\nThe Northway team", length_words={"email": (20, 160)}),
}


def context_of(name: str, text: str) -> CheckContext:
    """Make the context of a labelled text: ``Fde`` is the formal voice in German; ``@`` marks a whole reply."""
    voice, language = VOICES[name[0]], name[1:] or "en"
    whole = (
        text[1:]
        if text.startswith("@")
        else f"{voice.greeting.format(first_name='Maya')}\n\n{text}\n\n{voice.sign_off}"
    )
    return CheckContext(whole, ticket=make_ticket(), brand=make_brand(voice=voice), language=language)
