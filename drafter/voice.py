"""A brand's voice round a reply: greeting, opening, closing, sign-off.

The body of a reply is the model's; these lines are the brand's own, so that they are the
same whoever writes, and so that no model needs the requester's name.
"""

import re

from drafter.brands import Voice
from drafter.tickets import Requester

_CHATS = "chat sms whatsapp messenger instagram telegram facebook twitter x"
CHAT_CHANNELS = frozenset(_CHATS.split())

_ROLES = """
    customer client guest support info team sales office admin unknown none null test user anonymous visitor noreply
    no-reply contact the service hello orders billing
"""
_NOT_A_NAME = frozenset(_ROLES.split())
_TITLED = "mr mrs ms miss mx dr prof sir madam herr frau fr mme mlle m sr sra don dona dhr mevr"
_TITLES = frozenset(_TITLED.split())


def _any(*wordings: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(wordings)})\b", re.I)


_CHARGED = _any(
    r"(?:double|twice|duplicate|wrongly|over)[ -]?(?:charge[ds]?|billed|payments?)",
    r"charged (?:me )?(?:twice|two times|double|again)|two (?:identical )?(?:charges|payments)",
    r"(?:card|payment)s? (?:was|were|is|got|keeps getting|has been)? ?(?:declined|refused|rejected)",
    r"declined my (?:card|payment)|unknown charge|don'?t recogni[sz]e (?:a|this|the) charge",
    "doppelt abgebucht|zweimal abgebucht|cobrado dos veces|débité deux fois|dubbel afgeschreven",
)
_BROKEN = _any(
    "broken?|broke|snapped|crack(?:ed)?|smashed|shattered|damaged?|torn|ripped|bent|dented|leak(?:s|ed|ing)",
    "dead|defective|faulty|scratched|doesn'?t work|not working|won'?t (?:turn|open|close|charge|switch)",
    "beschädigt|kaputt|defekt|roto|rota|dañad[oa]|cassée?|abîmée?|kapot|beschadigd",
)
_ARRIVED = _any(
    "arrived|came(?! (?:apart|off|loose))",
    "turned up|showed up|received|delivered|out of the box|on arrival|opened|unpacked",
    "you sent|sent me|got (?:it|my|the)|angekommen|llegó|arrivée?|reçue?|aangekomen",
)
_WRONG = _any(
    "wrong (?:item|size|colou?r|product|one|order|thing|model|shoes?|jacket)s?",
    "(?:is|was|are|were) (?:missing from|not in)|not in (?:it|the (?:box|parcel|package))",
    "(?:item|part|piece)s? missing",
    "sent (?:me )?the wrong|otro color|equivocad[oa]|falsche[nrs]?|mauvaise? (?:article|taille|couleur)|verkeerde?",
)
_OWN_MISTAKE = _any("ordered the wrong|i (?:chose|picked|selected|took) the wrong|my mistake|by mistake|wrong address")
_LATE = _any(
    "late|delayed|stuck|(?:hasn'?t|has not|haven'?t) (?:moved|arrived|come|shipped|received)",
    "not (?:yet )?(?:arrived|received|delivered|here)|didn'?t (?:arrive|come)|never (?:arrived|came|received)",
    "still waiting|where(?:'s| is| are) my|label created|nothing (?:here|came|arrived)|lost|no sign of",
    "verspätet|nicht angekommen|no ha llegado|pas (?:encore )?(?:arrivé|reçu)e?|niet (?:aangekomen|ontvangen)",
)
_PARCEL = _any(
    "parcels?|packages?|orders?|delivery|delivered|shipment|tracking|courier|carrier",
    "paket|lieferung|bestellung|pedido|paquete|colis|commande|pakket|bestelling",
)
_NO_PARCEL = _any("gift ?cards?|refund|money back|back-?order(?:ed)?|points|promo|code|rückerstattung|reembolso")
_LOCKED = _any(
    "locked(?: out)?|(?:can'?t|cannot|can not|unable to) (?:sign|log) ?in|log-?in (?:fails|problem|issue)|hacked",
    "reset (?:mail|email|link)|forgot my password",
    "(?:can'?t|cannot) (?:change|open) (?:my |that )?(?:email|mailbox|account)",
)
_GRIEF = _any(
    r"unacceptable|ridiculous|disappoint\w*|frustrat\w*|angry|furious|terrible|awful|horrible|worst|fed up|complain\w*",
    r"(?:second|third|fourth) (?:time|broken)|still (?:no|not|nothing)|no (?:answer|reply|response|welcome code)",
    r"nobody (?:has )?(?:answer|replie)\w*|manager|lawyer|fix it|gave up|never (?:arrived|came)|failed",
    "came apart|fell apart",
    r"doesn'?t work|not working|nothing in (?:her|his|my|their) inbox|missing|delayed|problem|upset|not happy|unhappy",
)


def salutation_name(requester: Requester) -> str | None:
    """Return the first name to greet with, tidied; None when what is on record is no person's name."""
    name = (requester.name or "").strip()
    if not name or any(sign.isdigit() or sign in "@_/<>[]{}|⟦⟧" for sign in name):
        return None
    if "," in name:
        last, _, first = name.partition(",")
        name = f"{first.strip()} {last.strip()}"
    words = [word for word in name.split() if word.rstrip(".").lower() not in _TITLES]
    is_surname = len(words) == 1 and len(name.split()) > 1  # what is left after a title is no first name
    if not words or is_surname or any(word.lower() in _NOT_A_NAME for word in words):
        return None
    first = words[0].strip("\"'“”()")
    if len(first.rstrip(".")) < 2 or not first[0].isalpha() or len(first) > 30:
        return None
    return first.title() if first.islower() or (first.isupper() and len(first) > 2) else first


def greeting(voice: Voice, requester: Requester) -> str:
    """Return the brand's greeting, with the first name where there is one."""
    name = salutation_name(requester)
    return voice.greeting.replace("{first_name}", name) if name else voice.greeting_without_name


def is_chat(channel: str) -> bool:
    """Whether replies on a channel are short turns without a letter's ending."""
    return channel.lower() in CHAT_CHANNELS


def trouble_of(text: str) -> str | None:
    """Name the kind of trouble a request tells of: charged, damaged, wrong, late, account, general or None.

    None means a plain question: an apology would sound odd.
    """
    text = text.replace("’", "'")
    if _CHARGED.search(text):
        return "charged"
    if _BROKEN.search(text) and _ARRIVED.search(text):
        return "damaged"
    if _WRONG.search(text) and not _OWN_MISTAKE.search(text):
        return "wrong"
    if _LATE.search(text) and _PARCEL.search(text) and not _NO_PARCEL.search(text):
        return "late"
    if _LOCKED.search(text):
        return "account"
    return "general" if _GRIEF.search(text) else None


def opening(voice: Voice, text: str) -> str:
    """Return the brand's opening line for a request: its line of empathy where there is trouble, else its plain one."""
    trouble = trouble_of(text)
    if trouble is None:
        return voice.opening
    return voice.empathy.get(trouble) or voice.empathy.get("general") or voice.opening


_GREETS = _any("hi|hello|hey|dear|good (?:morning|day|evening)|hallo|guten tag|hola|bonjour|beste")
_SIGNS_OFF = _any("(?:(?:kind|best|warm|many) )*(?:regards|wishes)|sincerely|yours (?:truly|sincerely)")


def is_frame_line(text: str) -> bool:
    """Whether a model's sentence is only a greeting or a sign-off, which the brand's own lines replace."""
    bare = text.strip()
    if len(bare) > 60:
        return False
    greets = _GREETS.match(bare) and bare.endswith((",", ":", "!")) and len(bare.split()) <= 5
    return bool(greets or _SIGNS_OFF.match(bare))
