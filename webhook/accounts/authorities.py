"""What somebody may grant, as commands, pages and the API name it."""

from drafter.resolutions import AUTHORITIES
from webhook.errors import RequestFieldsError

DEFAULT = "default"
MOST = 1_000
NAMED = {DEFAULT: None, "agent": 1, "senior": 2, "lead": 3}


def read_authority(text: str) -> int | None:
    """Return the authority that a word or a number names; None is what the brand's agents may grant.

    Raises RequestFieldsError.
    """
    plain = text.strip().lower()
    if plain in NAMED:
        return NAMED[plain]
    if plain.isascii() and plain.isdigit() and 0 < int(plain[:6]) <= MOST:
        return int(plain[:6])
    raise RequestFieldsError(f"Authority {text[:40]!r} should be {', '.join(NAMED)}, or a number of 1 to {MOST:,}.")


def authority_name(authority: int | None) -> str:
    """Return the word or number that ``read_authority`` reads."""
    word = next((word for word, number in NAMED.items() if number == authority), None)
    return word or str(authority)


def authority_words(authority: int | None) -> str:
    """Return an authority as pages write it."""
    if authority is None:
        return "as the brand’s agents"
    return AUTHORITIES.get(authority, f"authority {authority}")
