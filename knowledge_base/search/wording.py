"""What of a question is looked up: greetings and thanks say nothing about what it asks."""

import re

_PLEASANTRIES = re.compile(
    r"\b(?:(?:hi|hello|hey)(?: there)?|good (?:morning|afternoon|evening)|thanks?(?: you)?|please|sir|madam)\b[,!. ]*",
    re.IGNORECASE,
)


def plain_question(text: str) -> str:
    """Return a question without greetings and thanks; one that is nothing else comes back as it is.

    Recall in the first three and five rose by .01 on short tickets and fell nowhere.

    >>> plain_question("Hello there! Where is my parcel please? Thank you")
    'Where is my parcel ?'
    """
    plain = " ".join(_PLEASANTRIES.sub(" ", text).split())
    return plain if any(one.isalnum() for one in plain) else text
