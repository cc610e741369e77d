"""Letter: a completion's sentences with the brand's lines round them, at exact offsets."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from drafter.brands import Voice
from drafter.completion import Completion, CompletionSentence
from drafter.questions import request_text
from drafter.tickets import Ticket
from drafter.voice import greeting, is_chat, is_frame_line, opening


@dataclass(frozen=True)
class Placed:
    """A sentence of the completion and where it stands: code points of the letter, end exclusive."""

    sentence: CompletionSentence
    start: int
    end: int


@dataclass(frozen=True)
class Letter:
    """The text of a reply and its sentences; the brand's own lines are in the text only."""

    text: str
    sentences: tuple[Placed, ...]


def write_letter(completion: Completion, ticket: Ticket, voice: Voice, restore: Callable[[str], str] = str) -> Letter:
    """Put greeting, opening, closing and sign-off round a completion.

    ``ticket`` is unmasked: the greeting names the requester.  ``restore`` puts masked data
    back into the model's sentences.  A chat reply has neither closing nor sign-off.
    """
    lines = [greeting(voice, ticket.requester), opening(voice, f"{ticket.subject}\n{request_text(ticket)}")]
    text = "\n\n".join(line for line in lines if line)
    placed: list[Placed] = []
    for sentence in completion.sentences:
        body = re.sub(r"\s+", " ", restore(sentence.text)).strip()
        if not body or is_frame_line(body):
            continue
        if text:
            text += " " if placed and not sentence.new_paragraph else "\n\n"
        placed.append(Placed(CompletionSentence(body, sentence.snippet_ids), len(text), len(text) + len(body)))
        text += body
    ends = [*voice.required_disclosures]
    if not is_chat(ticket.channel):
        ends += [voice.closing, voice.sign_off]
    return Letter("\n\n".join([text, *(line for line in ends if line)]), tuple(placed))
