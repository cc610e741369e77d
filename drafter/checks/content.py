"""Content words of a clause in four languages, cut so that their forms meet: what two statements are about."""

import re
from functools import lru_cache

from knowledge_base.wording import stems_of

_PREFIX = 5  # letters of a stem that tell two words apart well enough here
_LONGEST = 600  # characters of a clause
_SMALL = """
    der die das den dem des ein eine einen einem einer eines und oder aber auch ist sind war waren wird werden kann
    können sie ihr ihre ihren ihrem ihrer wir uns unser unsere mit von vom zum zur bei beim nach vor für auf aus bis
    als wie so nur noch schon sich nicht kein keine innerhalb binnen spätestens mehr über unter tag tage tagen woche
    wochen monat monate monaten jahr jahre jahren stunde stunden euro bitte haben hat hatte habe dass wenn falls sowie
    les des une dans pour par sur avec sans vous nous votre vos notre nos est sont été sera peut pouvez avez aux chez
    que qui dont mais donc plus moins très entre sous dès jours jour mois ans année heures heure euros ouvrés c'est
    los las una uno con por para sin del que como más menos muy entre desde hasta sus nos usted ustedes puede pueden
    está están son fue será tiene tienen hay día días semana semanas mes meses año años hora horas euros hábiles
    laborables días natural naturales
    day days week weeks month months year years hour hours minute minutes business working calendar euro euros dollar
    dollars pound pounds within least most two three four five six seven eight nine ten eleven twelve fifteen twenty
    thirty forty fifty sixty ninety hundred half quarter
    zwei drei vier fünf sechs sieben acht neun zehn zwölf vierzehn dreißig deux trois quatre cinq sept huit neuf dix
    quinze trente dos tres cuatro cinco seis siete ocho nueve diez quince treinta monday tuesday wednesday thursday
    friday saturday sunday montag dienstag mittwoch donnerstag freitag samstag sonntag uhr
"""


def content_of(text: str) -> frozenset[str]:
    """Return the content words of a text, cut short and without numbers, units of time and small words."""
    return _content_of(text[:_LONGEST])


@lru_cache(maxsize=4096)
def tails_of(text: str) -> frozenset[str]:
    """Return the content words that a text's long words may end with: "label" of "Retourenlabel"."""
    long = (word.lower() for word in re.findall(r"[^\W\d_]{9,}", text[:_LONGEST]))
    return frozenset(word[-length:][:_PREFIX] for word in long for length in range(_PREFIX, len(word) - 2))


@lru_cache(maxsize=4096)
def _content_of(text: str) -> frozenset[str]:
    words = (_cut(word) for word in stems_of(re.sub(r"\d\S*", " ", text)))
    return frozenset(word for word in words if len(word) > 2 and word not in _SMALL_WORDS)


def _cut(stem: str) -> str:
    return stem[:_PREFIX]


_SMALL_WORDS = frozenset(_cut(stem) for stem in stems_of(_SMALL))
