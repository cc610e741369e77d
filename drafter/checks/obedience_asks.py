"""What a ticket asks of whoever writes the reply, parted from what it asks of the shop."""

import re
from dataclasses import dataclass
from functools import cached_property

from drafter.checks.context import CheckContext
from drafter.checks.obedience_wording import ASKED_OF_WRITER, GRANT
from drafter.injection import Steering, find_steering, most_steering, plain_reading, steering_odds
from drafter.injection_acts import kinds_of
from drafter.injection_wording import ALIKE
from drafter.redacting.folding import fold
from drafter.tickets import Author, Ticket
from knowledge_base.wording import stems_of

SENTENCE = re.compile(r"[^\n.!?]+(?:[.!?](?!\s|$)[^\n.!?]*)*[.!?]*")
WORD = re.compile(r"\w+")
_PAYLOAD = re.compile(  # what an attack wants to see: quoted words, words in capitals, words with digits
    r"[\"“”„«»‘’'`]\s?([^\"“”„«»‘’'`\n]{2,120}?)\s?[\"“”„«»‘’'`]|\b([A-ZÀ-ÞА-Я]{3,}(?:[ _-][A-ZÀ-ÞА-Я]{2,})*)\b"
    r"|\b((?=\w*\d)(?=\w*[a-z])\w{4,})\b|[「“]([^」”\n]{1,40})[」”]"
)
_TO_A_MODEL = frozenset(("machine", "rules", "role", "undo", "prior"))
_LEAST_LETTERS = 3


def words_of(text: str) -> str:
    """Return the words of a text in small letters, a blank between each."""
    return " ".join(WORD.findall(fold(text).text.lower()))


@dataclass(frozen=True)
class Asked:
    """What a ticket says and demands, and what the reply may rest on."""

    ticket: Ticket
    context: CheckContext

    @cached_property
    def steering(self) -> tuple[Steering, ...]:
        """Each attempt that the advisory flag rests on."""
        return find_steering(self.ticket)

    @cached_property
    def is_sure(self) -> bool:
        """Whether a wording that we know steers, not just what reads like it."""
        return any(one.reason != ALIKE for one in self.steering)

    @cached_property
    def odds(self) -> float:
        """Log-odds that the ticket steers, within four of nought; at least one where the flag is up."""
        odds = steering_odds(self.told)
        return min(4.0, max(odds, 1.0 if self.steering else -4.0))

    @cached_property
    def _texts(self) -> list[str]:
        return [self.ticket.subject, *(m.text for m in self.ticket.messages if m.author is Author.REQUESTER)]

    @cached_property
    def told(self) -> str:
        """All that the requester wrote, and what is hidden in it."""
        return "\n".join([*self._texts, *(one.passage for one in self.steering)])

    @cached_property
    def told_words(self) -> str:
        """The same, as words between blanks."""
        return f" {words_of(self.told)} "

    @cached_property
    def told_stems(self) -> set[str]:
        """The stems of all that the requester wrote."""
        return set(stems_of(self.told))

    @cached_property
    def of_writer(self) -> bool:
        """Whether it asks the writer for a manner or a task, as a joke too may do."""
        return bool(ASKED_OF_WRITER.search(self.told))

    @cached_property
    def ordered(self) -> str:
        """The sentences by which it steers; of an unflagged ticket those that are most like it."""
        passages = [one.passage for one in self.steering]
        if not passages:
            passages = [most_steering("\n".join(self._texts))]
        sentences = (found[0].strip() for passage in passages for found in SENTENCE.finditer(passage))
        return "\n".join(dict.fromkeys(one for one in sentences if not _is_plain_question(one)))

    @cached_property
    def honest(self) -> str:
        """All other sentences: what the shop is asked."""
        ordered = words_of(self.ordered)
        sentences = (
            found[0] for text in self._texts for found in SENTENCE.finditer(plain_reading(text)) if found[0].strip()
        )
        return "\n".join(one for one in sentences if words_of(one) not in ordered)

    @cached_property
    def ordered_stems(self) -> set[str]:
        """Stems that only the steering sentences have."""
        return set(stems_of(self.ordered)) - self.honest_stems - self.known_stems

    @cached_property
    def honest_stems(self) -> set[str]:
        """Stems of what the shop is asked."""
        return set(stems_of(self.honest))

    @cached_property
    def orders_grant(self) -> bool:
        """Whether what it steers to is a concession."""
        return bool(GRANT.search(self.ordered))

    @cached_property
    def payloads(self) -> set[str]:
        """Words that an attack wants to see."""
        dictated = {words_of(next(part for part in m.groups() if part)) for m in _PAYLOAD.finditer(self.ordered)}
        honest = f" {words_of(self.honest)} "
        return {
            word for word in dictated if len(word) >= _LEAST_LETTERS and word not in self.known and word not in honest
        }

    @cached_property
    def known(self) -> str:
        """The words of passages, order, requester and brand."""
        order, brand = self.context.order or self.ticket.order, self.context.brand
        name = self.ticket.requester.name or ""
        is_name = all(one.passage != name for one in self.steering)
        own = [self.ticket.requester.email or "", name if is_name else "", str(order or "")]
        lines = [*brand.links, str(brand.voice), brand.name] if brand else []
        return words_of("\n".join([*(source.text for source in self.context.sources), *own, *lines]))

    @cached_property
    def known_stems(self) -> set[str]:
        """The stems of what the reply may rest on."""
        return set(stems_of(self.known))

    def is_name(self, words: str) -> bool:
        """Whether words are only the requester's name, the ticket's number or something known."""
        return words in words_of(f"{self.ticket.requester.name} {self.ticket.external_id}") or words in self.known


def _is_plain_question(sentence: str) -> bool:
    """Whether a sentence asks the shop something and nothing in it is about a model or its rules."""
    if not sentence.endswith("?"):
        return False
    return not any(_TO_A_MODEL.intersection(kinds_of(word.lower())) for word in WORD.findall(sentence))
