"""Ticket, hits and voice -> Prompt inside a token budget.

Stable parts come first (a server can cache them), the ticket comes last, as data between
two marks that differ each time.  What did not fit is named in ``Prompt.left_out``.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from drafter.brands import Brand, Voice
from drafter.completion import Prompt, PromptMessage
from drafter.errors import PromptTooLongError
from drafter.orders import Order
from drafter.tickets import Author, Message, Ticket
from drafter.turns import own_words, visible
from knowledge_base.foundation.tokens import TokenCounter
from knowledge_base.search.hits import Hit

LANGUAGE_NAMES = {"en": "English", "de": "German", "fr": "French", "es": "Spanish", "nl": "Dutch"}
SHORTEST_REQUEST_CHARS = 400  # below this a cut request no longer says what is asked
_MESSAGE_TOKENS = 4  # what a chat format adds to each message
_SLOT = re.compile(r"\{\{(\w+)\}\}")
_TAG_LIKE = re.compile(r"<(?=[/!?]?[A-Za-z])|(?<=[A-Za-z\"'/])>")


@dataclass(frozen=True)
class Template:
    """A versioned prompt text: a system part and a user part with ``{{slots}}``."""

    name: str
    text: str

    @property
    def id(self) -> str:
        """Name and content hash, such as ``reply-3f9a0c11``."""
        return f"{self.name}-{hashlib.sha256(self.text.encode()).hexdigest()[:8]}"

    @property
    def parts(self) -> tuple[str, str]:
        """The system part and the user part."""
        system, _, user = self.text.partition("\n=== user ===\n")
        return system.strip(), user.strip()


@cache
def load_template(name: str = "reply") -> Template:
    """Read a template that ships with the package.  Raises FileNotFoundError."""
    return Template(name, (files("drafter.prompts") / "templates" / f"{name}.txt").read_text("utf-8"))


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
) -> Prompt:
    """Build the prompt for a masked ticket.

    When it is too long, first older messages go, then the lowest hits, then the middle of
    the request; at least one hit and ``SHORTEST_REQUEST_CHARS`` of the request stay.
    Raises PromptTooLongError when even that exceeds ``budget_tokens``.
    """
    canary = hashlib.sha256(f"canary:{marker}".encode()).hexdigest()[:12]
    material = _Material(tuple(_spoken(ticket)), tuple(hits))

    def build(material: _Material) -> Prompt:
        slots = {
            "brand": brand.name,
            "language": LANGUAGE_NAMES.get(language, language),
            "voice": _voice(brand.voice),
            "canary": canary,
            "snippets": "\n".join(_snippet(hit) for hit in material.hits),
            "marker": marker,
            "ticket": _ticket(ticket, material.messages),
            "steer": f" The agent asks you to: {_data(steer)}" if steer else "",
        }
        system, user = (_fill(part, slots) for part in template.parts)
        messages = (PromptMessage("system", system), PromptMessage("user", user))
        tokens = sum(counter(message.content) + _MESSAGE_TOKENS for message in messages)
        return Prompt(
            id=template.id,
            messages=messages,
            ticket=ticket,
            brand=brand,
            hits=material.hits,
            tokens=tokens,
            left_out=material.left_out,
            marker=marker,
            canary=canary,
            steer=steer,
        )

    prompt = build(material)
    while prompt.tokens > budget_tokens:
        shorter = material.shortened(prompt.tokens / budget_tokens)
        if shorter is None:
            raise PromptTooLongError(
                f"The shortest prompt for ticket {ticket.id!r} has {prompt.tokens} tokens, "
                f"the budget is {budget_tokens}; raise max_prompt_tokens."
            )
        material = shorter
        prompt = build(material)
    return prompt


@dataclass(frozen=True)
class _Material:
    """What may be cut to make room, and what was."""

    messages: tuple[Message, ...]
    hits: tuple[Hit, ...]
    left_out: tuple[str, ...] = ()

    def shortened(self, excess: float) -> "_Material | None":
        """Drop the least needed piece; None when nothing more can go."""
        if len(self.messages) > 1:
            gone = f"message {self.messages[0].id}"
            return _Material(self.messages[1:], self.hits, (*self.left_out, gone))
        if len(self.hits) > 1:
            lowest = self.hits[-1]
            gone = f"snippet {lowest.snippet_id} ({lowest.policy})"
            return _Material(self.messages, self.hits[:-1], (*self.left_out, gone))
        if self.messages and len(self.messages[0].text) > SHORTEST_REQUEST_CHARS:
            request = self.messages[0]
            keep = max(SHORTEST_REQUEST_CHARS, int(len(request.text) / max(excess, 1.25)))
            text = f"{request.text[: keep * 2 // 3]}\n[…]\n{request.text[len(request.text) - keep // 3 + 5 :]}"
            gone = f"middle of message {request.id}"
            left_out = self.left_out if gone in self.left_out else (*self.left_out, gone)
            return _Material((_with_text(request, text),), self.hits, left_out)
        return None


def _fill(text: str, slots: dict[str, str]) -> str:
    # One pass: a slot written inside a ticket or a snippet stays what it is, text.
    return _SLOT.sub(lambda found: slots.get(found[1], found[0]), text)


def _snippet(hit: Hit) -> str:
    heading = _data(" > ".join((hit.policy, *hit.heading)))
    internal = f"\n<internal>\n{_data(hit.internal)}\n</internal>" if hit.internal else ""
    return f'<snippet id="{hit.snippet_id}" policy="{heading}">\n{_data(hit.text)}\n</snippet>{internal}'


def _voice(voice: Voice) -> str:
    lines = [f"{voice.formality}; emoji: {voice.emoji}."]
    lines += [f"Do: {line}" for line in voice.do]
    lines += [f"Don't say: {line}" for line in voice.dont]
    return "\n".join(lines)


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
    return _TAG_LIKE.sub(lambda found: "‹" if found[0] == "<" else "›", visible(text)).strip()


def _with_text(message: Message, text: str) -> Message:
    return Message(message.id, message.author, text, message.is_public, message.created_at, message.author_id)
