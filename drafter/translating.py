"""Put a ticket's questions into the policies' language before they are looked up."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from threading import Lock

from drafter.brands import Brand
from drafter.errors import ModelError
from knowledge_base.languages import NAMES, language_of
from knowledge_base.scopes import speaks
from knowledge_base.search.hits import Question

Translate = Callable[[str, str], str]
"""(text, name of a language) -> the text in that language.  Raises ModelError and its kinds."""

MOST_REMEMBERED = 2048  # texts; a ticket is drafted, replayed and regenerated with the same question


@dataclass(frozen=True)
class Asked:
    """What will be looked up; ``foreign`` names the ticket's language where the policies cannot be searched in it.

    ``glossed`` names it where the questions were put into the policies' language word by word.
    """

    questions: tuple[Question, ...]
    foreign: str | None = None
    glossed: str | None = None


def put_into_policies_language(questions: Sequence[Question], brand: Brand, translate: Translate | None) -> Asked:
    """Return the questions in a language of the brand's policies, translated where need be and possible.

    A question whose language cannot be told is taken to be in the policies'.  Without a
    translator, or when it fails, the questions come back as they are, and marked.
    """
    foreign = _foreign(questions, brand.languages)
    if foreign is None:
        return Asked(tuple(questions))
    if translate is None:
        return Asked(tuple(questions), foreign)
    target = NAMES.get(brand.languages[0].partition("-")[0].lower(), brand.languages[0])
    try:
        return Asked(tuple(replace(one, text=translate(one.text, target)) for one in questions))
    except ModelError:
        return Asked(tuple(questions), foreign)


def foreign_reason(language: str, brand: Brand) -> str:
    """Say to an agent why a ticket in another language has no draft."""
    kept = " and ".join(NAMES.get(one.partition("-")[0].lower(), one) for one in brand.languages)
    own = NAMES.get(language, language)
    return f"The policies are in {kept}, this ticket is in {own}; search them in {kept}, or answer yourself."


def glossed_note(language: str) -> str:
    """Say to an agent how a ticket in another language was looked up."""
    return f"translation: {NAMES.get(language, language)} was looked up word by word"


@dataclass
class RememberedTranslation:
    """A translator that asks once for each text.  Safe to share between threads."""

    ask: Translate
    _known: OrderedDict[tuple[str, str], str] = field(default_factory=OrderedDict, init=False, repr=False)
    _lock: Lock = field(default_factory=Lock, init=False, repr=False)

    def __call__(self, text: str, language: str) -> str:
        """Return the text in a language.  Raises ModelError and its kinds."""
        key = (text, language)
        with self._lock:
            if key in self._known:
                self._known.move_to_end(key)
                return self._known[key]
        found = self.ask(text, language)
        with self._lock:
            self._known[key] = found
            while len(self._known) > MOST_REMEMBERED:
                self._known.popitem(last=False)
        return found


def _foreign(questions: Sequence[Question], kept: Sequence[str]) -> str | None:
    """The language of the newest question, if none of the policies is written in it."""
    language = language_of(questions[0].text) if questions else None
    return language if language and not any(speaks(one, language) for one in kept) else None
