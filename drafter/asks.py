"""The requester's separate asks, in the public messages that nobody answered yet.

Questions with or without a question mark, requests, and troubles that ask for help without
saying so ("still waiting for my parcel").
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from drafter.tickets import Author, Message, Ticket
from drafter.topics import VAGUE, facet_of, topics_of, words_of
from drafter.turns import own_words
from knowledge_base.wording import sentences_of, stem

MAX_ASKS = 8
MAX_CHARS = 4000  # of one message or reply; nobody asks on the tenth page
SHORTEST_PART_WORDS = 2
MAX_ECHO_WORDS = 6
_ECHOES = "manage check help works happen update news idea explain done sort"
_ECHO_WORDS = frozenset(stem(word) for word in _ECHOES.split())


@dataclass(frozen=True)
class Ask:
    """One thing the requester wants to know or have, in their words.

    Offsets are code points of the message's text, end exclusive; ``is_implied`` marks a
    trouble that was told without a question.
    """

    text: str
    start: int
    end: int
    message_id: str
    is_implied: bool = False


_WH = r"how|what|whats|when|where|which|who|whose|why"
_AUX = (
    r"is|are|am|do|does|did|can|could|should|may|will|would|was|were|has|have|had|shall|might|isn't|aren't|don't"
    r"|won't|can't"
)
_QUESTION = re.compile(
    rf"\?|^(?:(?:and|also|or|but|so|plus|if so|then|ok|hi|hello|hey|next|second(?:ly)?|first(?:ly)?"
    rf"|finally)[,:]?\s+)*"
    rf"(?:(?:(?:within|in|by|after|before|for|from|until|till|to|at|on|with|under)\s+)?(?:{_WH})\b(?! a\b)"
    rf"|(?:{_AUX})\s+(?:i|you|u|we|it|they|he|she|my|the|this|that|there|your|these|those|both"
    rf"|all)\b)"
    rf"|[.,;:]\s(?:{_AUX})\s(?:i|you|u|we|it|they|the|my|there|this|that)\b"
    r"|\b(?:any (?:update|news|idea|chance)|(?:what|how) about|i (?:was |am |'m )?wonder\w*|wondering (?:if|whether)"
    r"|(?:like|need|want) to know|let me know|tell me|would it be possible|is it possible|not sure (?:if|how|whether)"
    r"|(?:want|wanted) to ask|my question)\b"
    r"|^(?:und |auch )?(?:wann|wie|wo|wohin|wer|was|warum|wieso|welche\w*|kann|können|könnte\w*|ist|sind|gibt"
    r"|habe?n?|muss|darf|bekomme)\b"
    r"|^(?:et )?(?:quand|où|comment|pourquoi|combien|quel\w*|qui|est-ce|puis-je|pouvez-vous|peut-on|avez-vous"
    r"|y a-t-il|dois-je|serait)\b"
    r"|^(?:y )?(?:¿|cu[aá]ndo|c[oó]mo|d[oó]nde|cu[aá]nto|cu[aá]l|por qué|puedo|pueden|puede|hay|es posible|tienen)\b"
    r"|^(?:en )?(?:wanneer|hoe|waar|wie|wat|waarom|welke|kan|kunnen|kunt|is|zijn|heb|hebben|moet|mag)\b(?=.*\b(?:ik"
    r"|jullie|u|het|mijn|er)\b)",
    re.I,
)
_REQUEST = re.compile(
    r"\b(?:please|pls|plz|kindly)\b"
    r"|\b(?:i|we)(?:'d|’d| would)? (?:really |still |also |just |rather )?(?:want|need|demand|prefer|expect"
    r"|request)\b"
    r"|\b(?:i|we)(?:'d|’d| would) (?:really |also |rather |much )*(?:like|love|appreciate|prefer)\b"
    r"|^(?:also |and |then |so )?(?:cancel|refund|change|send|resend|fix|delete|remove|take|stop|replace|return"
    r"|exchange|swap|confirm|check|call"
    r"|unsubscribe|update|give)\b|\b(?:can|could|would|will) (?:you|u)\b|^need\b|\bi(?:'m| am) (?:asking|requesting"
    r"|looking) (?:for|to)\b"
    r"|\bbitte\b|\b(?:ich|wir) (?:möchten?|will|wollen|hätten? gern|brauchen?|würden? gern)\w*|\bje (?:voudrais|veux"
    r"|souhaite|désire|demande)"
    r"|\b(?:merci de|veuillez|s'il vous plaît|svp)\b|\b(?:quiero|quisiera|quer[ií]a|necesito|me gustaría|solicito"
    r"|por favor)\b"
    r"|\b(?:ik (?:wil|zou)|graag)\b",
    re.I,
)
_TROUBLE = re.compile(
    r"\b(?:still (?:waiting|no|not|nothing|haven'?t|hasn'?t)|(?:hasn'?t|haven'?t|has not|have not|never|didn'?t"
    r"|did not|not) (?:yet )?"
    r"(?:been )?(?:arrived?|received?|come|came|shown? up|delivered|got(?:ten)?|refunded|shipped)|(?:isn'?t|doesn'?t"
    r"|does not|not|won'?t|stopped) (?:work\w*|turn\w* on|charg\w*|open)"
    r"|broken?|broke|cracked|damaged|defective|faulty|missing|wrong (?:item|size|colou?r|one|product)|crash\w*"
    r"|flickers?|nothing is here"
    r"|(?:came|fell|falls|falling|broke) (?:off|apart|loose)|tore|torn|ripped|leak(?:s|ed|ing)|stuck|scratched"
    r"|too (?:small|big|large|tight|late)"
    r"|(?:can'?t|cannot|unable to) (?:log|sign) ?in|locked(?: out)?|charged (?:me )?twice|hasn'?t moved"
    r"|(?:immer )?noch (?:nicht|keine?n?)|kaputt|defekt|beschädigt|fehlt|pas (?:encore )?(?:reçue?|arrivée?)"
    r"|cassée?|manque|no (?:ha llegado|he recibido|funciona)|rot[oa]|falta|nog (?:niet|geen|steeds)|stuk|kapot"
    r"|ontbreekt)\b",
    re.I,
)
_REMEDY = re.compile(
    r"\b(?:refund|replac\w*|new one|right one|repair\w*|fix|exchange|money back|return|send|enviar|otr[oa]|envoyer"
    r"|autre|schicken|senden|andere\w*|garant\w*|cover(?:ed)?|warranty|check|lost|manage|offer"
    r"|erstatt\w*|ersatz|umtausch\w*|rembours\w*|échang\w*|reembols\w*|cambi\w*|devol\w*|next|now what|what now"
    r"|what can)\b",
    re.I,
)
_NEXT_ASK = re.compile(
    r"[,;]?\s(?:and|also|plus|but|&)\s+(?=(?:also\s|then\s|if so,?\s|please\s)?"
    rf"(?:(?:{_WH}|whether)\b|(?:{_AUX})\s(?:i|you|u|we|it|they|my|the|this|that|there|your|she|he)\b|let me know"
    rf"|please\b|tell me)(?!\s?\w+\s?[,.!?]?$))"
    rf"|,\s(?=(?:(?:{_WH})\s(?:long|much|many|do|can|does|is|are|will|should)|(?:can|do|is|are|will|does|could"
    rf"|would)\s(?:i|you|we|it|they|there|the)\b))"
    r"|(?<=\w)\sand\s(?=(?:also\s|then\s|please\s)?(?:leave|send|add|put|change|remove|let me|refund|cancel"
    r"|replace|include|hold|call|email"
    r"|check|confirm|give me|update|reserve|deliver|wrap|print|extend|apply|exchange|ship|combine|switch)\s\w)"
    r"|[,;]?\s(?:und|et|y|en)\s(?=(?:auch\s|aussi\s|también\s|ook\s)?(?:welche\w*|wie ?viel|ob|warum|quel\w*|si"
    r"|pourquoi|où|cu[aá]l\w*|qué"
    r"|por qué|welke|hoeveel|of|waarom|wat)\s)"
    r"|[,;]?\s(?:und|et|y|en)\s(?=(?:auch\s)?(?:wann|wie|wo|wer|was|kann|können|brauche|muss|darf|bekomme|ist das"
    r"|gibt es|quand|comment|qui|combien|puis-je|où|cu[aá]ndo|c[oó]mo"
    r"|qui[eé]n|cu[aá]nto|puedo|wanneer|hoe|kan|waar)\b)",
    re.I,
)
_OWN_TELLING = re.compile(r"^(?:when|where|which|who|what|how) (?:i|we|my|it|the)\b[^?]*$", re.I)
_THANKS = re.compile(
    r"^(?:many |so )?(?:thanks?|thank you|thx|danke|vielen dank|merci|gracias|bedankt)\b(?![^.!]*\?)", re.I
)
_GREETING = re.compile(
    r"^\W*(?:hi|hello|hey|dear|good (?:morning|afternoon|evening|day)|hallo|guten (?:tag|morgen)|hola|bonjour|beste"
    r"|goedemorgen)\b[^\n?.!,]{0,30}[,!.]\s*",
    re.I,
)


def asks_of(ticket: Ticket) -> tuple[Ask, ...]:
    """Return the separate asks of the newest messages that nobody answered yet, in order."""
    found: list[Ask] = []
    for message in _waiting(ticket):
        found += _asks_in(message)
    if not found:
        return _whole(_waiting(ticket))
    return tuple(_without_told_troubles(_without_echoes(found))[:MAX_ASKS])


def _waiting(ticket: Ticket) -> list[Message]:
    """The requester's public messages since the last public answer, oldest first."""
    waiting: list[Message] = []
    for message in reversed([m for m in ticket.messages if m.is_public and m.author is not Author.SYSTEM]):
        if message.author is not Author.REQUESTER:
            break
        waiting.insert(0, message)
    return waiting


def _whole(waiting: Sequence[Message]) -> tuple[Ask, ...]:
    """The newest message as one implied ask, where no part of it asks: "My zip."."""
    if not waiting:
        return ()
    text = own_words(waiting[-1].text)[:MAX_CHARS]
    bare = _GREETING.sub("", text).strip()
    if not words_of(bare) or _THANKS.match(bare):
        return ()
    start, end = _place(waiting[-1].text, bare, 0)
    return (Ask(bare, start, end, waiting[-1].id, is_implied=True),)


def _asks_in(message: Message) -> list[Ask]:
    text = own_words(message.text)[:MAX_CHARS]
    found: list[Ask] = []
    place = 0
    for sentence in typed_sentences(text):
        bare = _GREETING.sub("", sentence).strip()
        was_ask = False
        for part in _parts(bare):
            is_ask = (_is_ask(part) or (was_ask and bool(_WHETHER.match(part)))) and not _OTHERWISE.match(part)
            was_ask = was_ask or is_ask
            if not is_ask and not _TROUBLE.search(part):
                continue
            start, end = _place(message.text, part, place)
            found.append(Ask(part, start, end, message.id, is_implied=not is_ask))
            place = end
    return found


def typed_sentences(text: str) -> list[str]:
    """Split a text as people type it: a new sentence may begin small, and after a single letter."""
    return [part.strip() for sentence in sentences_of(text) for part in _TYPED_END.split(sentence) if part.strip()]


def _is_ask(text: str) -> bool:
    plain = text.replace("’", "'")
    if _THANKS.match(plain) or (_OWN_TELLING.match(plain) and not _AUX_SECOND.match(plain)):
        return False
    return bool(_QUESTION.search(plain) or _REQUEST.search(plain))


_WHETHER = re.compile(
    rf"^(?:and |also )?(?:whether|if|{_WH}|leave|send|add|put|change|remove|let me|refund|cancel|replace"
    rf"|include|hold|call|email|check|confirm"
    r"|give me|update|reserve|deliver|wrap|print|extend|apply|exchange|ship|combine|switch|welche\w*|wie|ob"
    r"|quel\w*|si|combien|cu[aá]\w+|qué"
    r"|welke|hoe\w*|of|wat)\b",
    re.I,
)
_OTHERWISE = re.compile(r"^\W*(?:otherwise|if not|or else|ansonsten|sonst|sinon|si no|anders)\b", re.I)
_TYPED_END = re.compile(
    r"(?<=[a-zäöüéèñ0-9)]{3}[.!])(?<!incl\.)(?<!excl\.)(?<!approx\.)\s+(?=[a-zäöüéèñ¿])"
    r"|(?<=\s[SML]\.)\s+(?=(?:Yes|No|We|You|It|The|I|This|They|There|Your|Our|What|Which|Do|Does|Is|Are|Can|Will|How"
    r"|When|Also)\b)"
    r"|(?<=\?)\s+(?=[a-z¿])"
)
_AUX_SECOND = re.compile(rf"^(?:{_WH})(?: \w+)? (?:{_AUX})\b", re.I)


def _parts(sentence: str) -> list[str]:
    """Part a sentence that asks several things: "can I exchange it and who pays shipping?"."""
    pieces = [piece.strip(" ,;") for piece in _NEXT_ASK.split(sentence)]
    pieces = [piece for piece in pieces if piece]
    if len(pieces) < 2 or any(len(piece.split()) < SHORTEST_PART_WORDS or says_nothing(piece) for piece in pieces):
        return [sentence] if sentence else []
    return pieces


def _place(text: str, part: str, after: int) -> tuple[int, int]:
    pattern = r"\s+".join(re.escape(word) for word in part.split())
    found = re.compile(pattern).search(text, after) or re.search(pattern, text)
    return found.span() if found else (0, len(text))


def _without_echoes(asks: Sequence[Ask]) -> list[Ask]:
    """Drop an ask that says nothing of its own beside another: "Any news?", "Can you check?", "How does that work?"."""
    kept: list[Ask] = []
    for at, ask in enumerate(asks):
        is_empty = len(ask.text.split()) <= MAX_ECHO_WORDS and says_nothing(ask.text)
        if is_empty and kept:
            kept[-1] = replace(kept[-1], is_implied=False)
        elif is_empty and at + 1 < len(asks) and asks[at + 1].is_implied:
            continue
        else:
            kept.append(ask)
    return kept


def says_nothing(text: str) -> bool:
    """Whether an ask names no thing of its own: "Any news?", "How does that work?"."""
    is_open = facet_of(text.replace("’", "'")) in (None, "how", "which")
    return is_open and not topics_of(text) - VAGUE and not words_of(text) - _ECHO_WORDS


def _without_told_troubles(asks: Sequence[Ask]) -> list[Ask]:
    """Drop a trouble that only leads up to an ask: "The kettle cracked. I want a refund."."""
    explicit = [ask for ask in asks if not ask.is_implied]
    if not explicit:
        return [*asks]
    kept = []
    for at, ask in enumerate(asks):
        follows = [later for later in asks[at + 1 :] if not later.is_implied][:1]
        leads = any(_REMEDY.search(later.text) or _shares(ask, later) for later in follows)
        follows_one = any(_shares(ask, earlier) for earlier in asks[:at] if not earlier.is_implied)
        if not ask.is_implied or not (leads or follows_one):
            kept.append(ask)
    return kept


def _shares(left: Ask, right: Ask) -> bool:
    return bool((topics_of(left.text) & topics_of(right.text)) - VAGUE or words_of(left.text) & words_of(right.text))
