"""Ticket, hits and voice -> Prompt inside a token budget.

Stable parts come first (a server can cache them), the ticket comes last, as data between
two marks that differ each time.  What did not fit is named in ``Prompt.left_out``.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from drafter.brands import Brand, Disclosure, Voice
from drafter.completion import Prompt, PromptMessage
from drafter.errors import PromptTooLongError
from drafter.manners import ADDRESS_NAMES
from drafter.orders import Order
from drafter.prompts.template import SLOT, Template
from drafter.tickets import Author, Message, Ticket
from drafter.turns import own_words, visible
from knowledge_base.foundation.tokens import TokenCounter
from knowledge_base.search.hits import Hit

LANGUAGE_NAMES = {"en": "English", "de": "German", "fr": "French", "es": "Spanish", "nl": "Dutch"}
MOST_PRECEDENTS = 2
SHORTEST_REQUEST_CHARS = 400  # below this a cut request no longer says what is asked
_MESSAGE_TOKENS = 4  # what a chat format adds to each message
_TAG_LIKE = re.compile(r"[<＜﹤](?=[\s/!?|<＜]*[A-Za-z])|(?<=[A-Za-z\"'/|>])[>＞﹥]")
_ROLE_MARK = re.compile(r"\[(?=/?(?:INST|SYS|SYSTEM|USER|ASSISTANT)\b)", re.I)


@dataclass(frozen=True)
class Example:
    """A reply that the model may lean on: an approved macro, or a precedent under the same revision."""

    id: str
    text: str


def assemble(
    ticket: Ticket,
    hits: Sequence[Hit],
    brand: Brand,
    *,
    template: Template,
    budget_tokens: int,
    counter: TokenCounter,
    marker: str,
    language: str = "en",
    steer: str | None = None,
    ladder: str | None = None,
    macros: Sequence[Example] = (),
    precedents: Sequence[Example] = (),
) -> Prompt:
    """Build the prompt for a masked ticket.

    ``ladder`` is the wording of the resolution that the draft has to offer.  When it is too
    long, first older messages go, then precedents and macros, then the lowest hits, then the
    middle of the request; at least one hit, the resolution and ``SHORTEST_REQUEST_CHARS`` of
    the request stay.
    Raises PromptTooLongError when even that exceeds ``budget_tokens``.
    """
    given = _Given(ticket, brand, template, marker, language, steer, ladder, frozenset(one.id for one in macros))
    material = _Material(tuple(_spoken(ticket)), tuple(hits), (*macros, *precedents[:MOST_PRECEDENTS]))
    prompt = given.prompt(material, counter)
    while prompt.tokens > budget_tokens:
        shorter = material.shortened(prompt.tokens / budget_tokens)
        if shorter is None:
            raise PromptTooLongError(
                f"The shortest prompt for ticket {ticket.id!r} has {prompt.tokens} tokens, "
                f"the budget is {budget_tokens}; raise max_prompt_tokens."
            )
        material = shorter
        prompt = given.prompt(material, counter)
    return prompt


@dataclass(frozen=True)
class _Given:
    """What stays in every prompt for a ticket, whatever is cut."""

    ticket: Ticket
    brand: Brand
    template: Template
    marker: str
    language: str
    steer: str | None
    ladder: str | None
    macro_ids: frozenset[str]

    @property
    def canary(self) -> str:
        """A word that no reply may have."""
        return hashlib.sha256(f"canary:{self.marker}".encode()).hexdigest()[:12]

    def prompt(self, material: "_Material", counter: TokenCounter) -> Prompt:
        """Fill the template with the material that is left."""
        macros = tuple(one for one in material.examples if one.id in self.macro_ids)
        precedents = tuple(one for one in material.examples if one.id not in self.macro_ids)
        slots = {
            "brand": self.brand.name,
            "language": LANGUAGE_NAMES.get(self.language, self.language),
            "voice": _voice(self.brand.voice),
            "canary": self.canary,
            "snippets": "\n".join(_snippet(hit) for hit in material.hits),
            "ladder": f"\nResolution to offer:\n{_data(self.ladder)}\n" if self.ladder else "",
            "macros": _examples("macro", macros),
            "precedents": _examples("precedent", precedents),
            "marker": self.marker,
            "ticket": _ticket(self.ticket, material.messages),
            "steer": f" The agent asks you to: {_data(self.steer)}" if self.steer else "",
        }
        system, user = (_fill(part, slots) for part in self.template.parts)
        messages = (PromptMessage("system", system), PromptMessage("user", user))
        return Prompt(
            id=self.template.id,
            messages=messages,
            ticket=self.ticket,
            brand=self.brand,
            hits=material.hits,
            tokens=sum(counter(message.content) + _MESSAGE_TOKENS for message in messages),
            left_out=material.left_out,
            marker=self.marker,
            canary=self.canary,
            steer=self.steer,
            template=self.template.text,
            ladder=self.ladder,
            macros=tuple(one.text for one in macros),
            macro_ids=tuple(one.id for one in macros),
            precedents=tuple(one.text for one in precedents),
        )


@dataclass(frozen=True)
class _Material:
    """What may be cut to make room, and what was."""

    messages: tuple[Message, ...]
    hits: tuple[Hit, ...]
    examples: tuple[Example, ...] = ()
    left_out: tuple[str, ...] = ()

    def shortened(self, excess: float) -> "_Material | None":
        """Drop the least needed piece; None when nothing more can go."""
        if len(self.messages) > 1:
            return self._without(f"message {self.messages[0].id}", messages=self.messages[1:])
        if self.examples:
            return self._without(f"example {self.examples[-1].id}", examples=self.examples[:-1])
        if len(self.hits) > 1:
            lowest = self.hits[-1]
            return self._without(f"snippet {lowest.snippet_id} ({lowest.policy})", hits=self.hits[:-1])
        if self.messages and len(self.messages[0].text) > SHORTEST_REQUEST_CHARS:
            return self._with_shorter_request(excess)
        return None

    def _without(self, gone: str, **changes: Any) -> "_Material":
        return replace(self, left_out=(*self.left_out, gone), **changes)

    def _with_shorter_request(self, excess: float) -> "_Material":
        request = self.messages[0]
        keep = max(SHORTEST_REQUEST_CHARS, int(len(request.text) / max(excess, 1.25)))
        text = f"{request.text[: keep * 2 // 3]}\n[…]\n{request.text[len(request.text) - keep // 3 + 5 :]}"
        gone = f"middle of message {request.id}"
        left_out = self.left_out if gone in self.left_out else (*self.left_out, gone)
        return replace(self, messages=(_with_text(request, text),), left_out=left_out)


def _fill(text: str, slots: dict[str, str]) -> str:
    # One pass: a slot written inside a ticket or a snippet stays what it is, text.
    return SLOT.sub(lambda found: slots.get(found[1], found[0]), text)


def _snippet(hit: Hit) -> str:
    heading = _data(" > ".join((hit.policy, *hit.heading)))
    internal = f"\n<internal>\n{_data(hit.internal)}\n</internal>" if hit.internal else ""
    return f'<snippet id="{hit.snippet_id}" policy="{heading}">\n{_data(hit.text)}\n</snippet>{internal}'


def _examples(kind: str, examples: Sequence[Example]) -> str:
    if not examples:
        return ""
    heads = {"macro": "Approved replies of the brand", "precedent": "What we answered in a like case, same policy"}
    blocks = "\n".join(f'<{kind} id="{_data(one.id)}">\n{_data(one.text)}\n</{kind}>' for one in examples)
    return f"\n{heads[kind]}; take facts only from snippets:\n{blocks}\n"


def _voice(voice: Voice) -> str:
    lines = [f"{voice.formality}; emoji: {voice.emoji}."]
    lines += [f"Address: {ADDRESS_NAMES.get(pair, pair[1])} ({pair[0]})" for pair in voice.address.items()]
    lines += [f"Do: {line}" for line in voice.do]
    lines += [f"Don't say: {line}{_instead(voice, line)}" for line in voice.dont]
    said = [*(Disclosure(one) for one in voice.required_disclosures), *voice.disclosures]
    lines += [f"Always say, when a reply speaks of a {one.when}: {one.text}" for one in said if one.when]
    return "\n".join(lines)


def _instead(voice: Voice, phrase: str) -> str:
    return f" (instead: {voice.instead[phrase]})" if voice.instead.get(phrase) else ""


def _spoken(ticket: Ticket) -> list[Message]:
    spoken = [
        _with_text(m, own_words(m.text)) for m in ticket.messages if m.is_public and m.author is not Author.SYSTEM
    ]
    return [message for message in spoken if message.text]


def _ticket(ticket: Ticket, messages: Sequence[Message]) -> str:
    lines = [f"Subject: {_data(ticket.subject)}"] if ticket.subject else []
    if ticket.order:
        lines.append(f"Order on record: {_data(_order(ticket.order))}")
    for message in messages:
        who = "Customer" if message.author is Author.REQUESTER else "Our agent"
        lines.append(f"{who}:\n{_data(message.text)}")
    return "\n\n".join(lines)


def _order(order: Order) -> str:
    facts = [
        ("number", order.order_number),
        ("status", order.status),
        ("total", f"{order.total} {order.currency or ''}".strip() if order.total is not None else None),
        ("items", ", ".join(f"{item.quantity} x {item.name}" for item in order.items)),
        ("ordered on", order.ordered_on),
        ("delivered on", order.delivered_on),
        ("sold by", order.seller),
    ]
    return "; ".join(f"{name} {value}" for name, value in facts if value)


def _data(text: str) -> str:
    safe = _TAG_LIKE.sub(lambda found: "‹" if found[0] in "<＜﹤" else "›", visible(text))
    return _ROLE_MARK.sub("(", safe).strip()


def _with_text(message: Message, text: str) -> Message:
    return Message(message.id, message.author, text, message.is_public, message.created_at, message.author_id)
