"""Whether a clause says yes or no, and to what: "Sale items cannot be returned", "all but swimwear can"."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from drafter.checks.phrases import WINDOW, Phrase, phrases_of
from knowledge_base.wording import stems_of

_PREFIX = 5  # letters of a stem that tell two words apart well enough here
_KNOWN_SHARE = 0.7  # of a rule's words; with so many shared, a clause is about it
_ALIKE = 0.75  # of the words of two clauses
_SAID_SHARE = 0.6  # of a clause's own words
_NO = re.compile(
    r"(?<!\w)(?:not|n[o']t|cannot|\w+n't|never|no(?! (?:minimum|maximum|limit|need)\b)|non(?= \w+(?:able|ible)s?\b)"
    r"|neither|nothing|nichts|rien|nada|niets|nor|ni|none|nobody|unable|impossible|imposible|unmöglich|onmogelijk|nicht|kein\w*|niemals|nie|pas"
    r"|aucun\w*"
    r"|jamais|nunca|ningún|ninguna|tampoco|niet|geen|nooit|ineligible|void|refuse[sd]?|prohibited|forbidden|outside"
    r"|unzulässig|ungültig)(?!\w)",
    re.I,
)
_EXCLUDED = re.compile(
    r"(?<!\w)(?:exclud(?:ed|es|e)|exempt|ausgeschlossen|ausgenommen|exclu(?:s|e|es|t|ent)?|excluid[oa]s?|uitgesloten"
    r"|uitgezonderd)(?!\w)",
    re.I,
)
_PREFIXED = re.compile(r"(?<!\w)(?:non-?|un|in|ir)(?=\w{4,}(?:able|ible)s?(?!\w))", re.I)
_ATTRIBUTE = re.compile(  # a denial that only names a kind of thing: "articles non portés", "nicht getragene Artikel"
    r"(?<!\w)non[- ](?!\w+(?:able|ible)s?\b)\w+|(?<!\w)nicht \w+(?:te|ne|ene)[nrsm]?(?= [A-ZÄÖÜ])"
    r"|(?<!\w)(?<!está )(?<!están )(?<!es )(?<!son )no (?=\w+[aei]d[oa]s?\b)\w+",
    re.I,
)
_AUXILIARY = re.compile(
    r"(?<!\w)(?:can|may|will|schon|sí|wel|do|does|is|are|kann|können|dürfen|ist|sind|peu(?:t|vent)|est|sont|puede[ns]?|es|son|kan"
    r"|kunnen"
    r"|mag|mogen)(?!\w)",
    re.I,
)
_WEEKDAY = re.compile(
    r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b|\b(?:mon|diens|donners|frei|sams|sonn)tags?\b|\bmittwochs?\b"
    r"|\b(?:lun|mar|mercre|jeu|vendre|same)di\b|\bdimanche\b|\b(?:lunes|martes|miércoles|jueves|viernes|sábados?"
    r"|domingos?)\b"
    r"|\b(?:maan|dins|woens|donder|vrij|zater|zon)dag\b",
    re.I,
)
_BREAKS = frozenset("-–—")
_ANDS = frozenset({"and", "und", "et", "y", "en"})
_SHORT_WORDS = 6  # of a sentence that goes on from the one before
_LONGEST_ITEM = 3  # words of a clause that goes on with the act of the one before
_BACK = re.compile(
    r"(?<!\w)(?:take|takes|taking|taken|send|sends|sent|sending|bring|brings|brought|bringing|come|comes|hand|give"
    r"|accept"
    r"|ship|post)\b((?:\s\w+){0,4}?)\sback(?!\w)",
    re.I,
)
_TAKEN_ON = re.compile(r"\b(?:prises?|pris|prends?|prenons|prennent)(?= (?:pas |plus )?en charge)", re.I)
_NO_NEED = re.compile(
    r"(?<!\w)(?:(?:don't|doesn't|do not|does not|won't|needn't|need not) (?:have to|need(?: to)?)|needn't|need not"
    r"|no need(?: to| for)?|not (?:required|needed|necessary)|(?:müssen|muss|musst|brauchen|brauchst"
    r"|braucht)\b[^,;]*?\bnicht"
    r"|nicht (?:nötig|erforderlich)|n'avez pas (?:à|besoin)|pas (?:nécessaire|besoin|obligatoire)|inutile"
    r"|no (?:tiene|es necesario|hace falta|necesita)(?: que)?|(?:hoeft|hoeven)\b[^,;]*?\bniet|niet nodig)(?!\w)",
    re.I,
)
_NEED = re.compile(
    r"(?<!\w)(?:needs?|needed|requires?|required|must(?! not)|have to|has to|benötig\w+|brauch\w+|erforderlich|muss"
    r"|müssen"
    r"|nécessaire|doi(?:t|vent)|devez|necesit\w+|debe\w*|moet(?:en)?)(?!\w)",
    re.I,
)
_ONLY = re.compile(  # in some cases, or so often
    r"(?<!\w)(?:only|once|nur|einmal|seulement|uniquement|une fois|n[e'] ?\w+ [^,;]{0,20}qu(?:e\b"
    r"|')"
    r"|solo|sólo|únicamente|una vez|alleen|eenmaal)(?!\w)|(?<!\w)n[e'] ?\w+ [^,;]{0,20}\bqu(?:e\b|')",
    re.I,
)
_ADDRESS = re.compile(r"\S+[./@]\w\S*")
_WORD = re.compile(r"[^\W\d_]{2,}")
_BEFORE = re.compile(
    r"(?<!\w)(?:before|until|till|prior to|bis(?! zu)|vor|bevor|avant|jusqu\w*|antes del?|hasta|voor(?= (?:de|het)\b)"
    r"|tot)"
    r"(?!\w)",
    re.I,
)
_AFTER = re.compile(
    r"(?<!\w)(?:after|once(?= (?:\w+ed\b|worn\b|broken\b|the|your|it|we|you|they|a|an|this|that|our|\w+ (?:is|are|has"
    r"|have|was|were))\b)"
    r"|as soon as"
    r"|nach(?=\s)|sobald|après|une fois|dès qu\w*|después del?|tras|una vez|na(?=\s)|zodra)(?!\w)",
    re.I,
)
_SPAN = re.compile(
    r"(?:days?|weeks?|months?|years?|hours?|minutes?|nights?|tage?n?|wochen?|monate?n?|jahre?n?|stunden?|minuten|jours?"
    r"|ouvrés|mois|ans?|heures?|semaines?|días?|hábiles|laborables|semanas?|mes(?:es)?|años?|horas?|dagen?|we[ek]+en?"
    r"|maanden|uur)\s*$",
    re.I,
)
_ACTS = {
    "RETURN": "return renvo renvoy retourn retour rückgab rückgeb zurückg zurücks zurückn zurückb devol devuel repris"
    " reprend reprise reprenon terugst terugge",
    "REFUND": "refund reimburs erstatt rückerst rembours reembols terugbet",
    "EXCHANGE": "exchang swap umtausch umgetausch tausch échang echang cambi omruil ruil",
    "REPLACE": "replac ersatz ersetz remplac reempl reposi vervang",
    "REPAIR": "repair reparat reparier répar repar",
    "CANCEL": "cancel storn annul anul kündig kündb résili opzeg",
    "COVER": "cover abgedeckt deckt includ eingeschl einschl inbegriff enthalten incluid incluy inclus compris couv"
    " cubier cubre cubri valt fällt gedekt dekt inbegrep exclud ausgeschl ausgenom exclu excluid uitgesl uitgezon",
    "EXPIRE": "expir verfall verfäll verfall ablauf abläuf périm caduc verval verloop verlop lapse",
    "COMBINE": "combin kombin cumul stack zusammen",
    "ALLOW": "accep allow permi erlaub akzept admit possib möglich posible mogelijk toegest autor gestatt",
    "APPLY": "count$ counts counted appl appli gilt gelten aplic valid gültig valab válid geld gelt",
    "DELIVER": "ship send deliver dispatch liefer versend verschick livr expédi entreg lever bezorg verzend envi",
    "REDEEM": "redeem einlös canje inwissel",
    "TRANSFER": "transf übertrag cédé cedib cesib overdraag resal resell weiterverk",
    "RENEW": "renew verläng renouv reconduc verleng",
    "EXTEND": "extend",
    "CHANGE": "chang änder geändert modifi wijzig",
    "PAUSE": "paus freez frozen aussetz suspend",
    "BOOK": "book reserv buchen buchung rebook",
    "MATCH": "match",
    "HONOUR": "honou honor",
    "ELIGIBLE": "elig qualif berechtig",
    "GRANT": "grant gewähr offered provid anbiet bieten propos ofrec aanbied",
    "USE": "use usable verwend nutzen genutzt benutz utilis",
    "STORE": "stor",
    "WASH": "wash wasch lav",
    "ALTER": "alter retouch",
    "GUARANTEE": "guarant",
    "BRING": "bring",
    "WORK": "work",
}


def _plain(word: str) -> str:
    """Return a word without its accents."""
    return "".join(sign for sign in unicodedata.normalize("NFKD", word) if not unicodedata.combining(sign))


_ACT_OF = sorted(
    ((_plain(prefix), act) for act, prefixes in _ACTS.items() for prefix in prefixes.split()),
    key=lambda pair: -len(pair[0]),
)
_WEAK = frozenset({"ALLOW", "APPLY", "GRANT", "need"})  # said of anything: another word has to be shared
_STATES = """
    open opene used worn damag defec fault broke custo perso engra reduc clear sale redig digit peris refur secon
    geöff gebra getra besch defek redzu reduz perso indiv indivi ouver porté usées endom défec solde perso
    abier usado usada dañad defec rebaj perso geope gebru gedra kapot afgep mark sold
"""
_STATE_STEMS = frozenset(_plain(stem) for stem in _STATES.split())


@dataclass(frozen=True)
class Clause:
    """What a clause speaks of, whether it denies it, and on which side of an event it lies.

    ``own`` are its own words, cut short, acts under one name in all languages; ``stems`` those
    with its subject's.  ``excludes`` where it only names what is out of it all: "Marketplace
    sellers are excluded."; ``is_only`` where it holds under a condition alone.
    """

    own: frozenset[str]
    denies: bool
    subject: frozenset[str] = frozenset()
    side: str = ""
    event: frozenset[str] = frozenset()
    excludes: bool = False
    is_only: bool = False
    weekdays: frozenset[str] = frozenset()
    condition: frozenset[str] = frozenset()
    condition_denies: bool = False
    is_state: bool = False
    has_cause: bool = False
    is_exception: bool = False
    numbers: frozenset[str] = frozenset()

    @property
    def stems(self) -> frozenset[str]:
        """All that it speaks of."""
        return self.own | self.subject

    @property
    def acts(self) -> frozenset[str]:
        """The acts that it rules on."""
        return self.own & _ACT_NAMES

    @property
    def is_limited(self) -> bool:
        """Whether it allows something in some cases alone, so that in others it may be denied."""
        return bool(self.is_only or self.condition or self.numbers or self.side or self.own & _STATE_STEMS)


_ACT_NAMES = frozenset((*_ACTS, "need"))


@lru_cache(maxsize=4096)
def clauses_of(sentence: str, before: Clause | None = None) -> tuple[Clause, ...]:
    """Return what a sentence says yes and no to; an exception is a clause of its own, of the other kind.

    ``before`` is the clause that a short sentence goes on from: "Loss is covered. | Theft is not."
    """
    if len(sentence.split()) > _SHORT_WORDS or not _AUXILIARY.search(sentence):
        before = None
    found: list[Clause] = []
    subject: frozenset[str] = frozenset()
    phrases = phrases_of(_TAKEN_ON.sub("couvert", _BACK.sub(r"return\1", sentence)))
    joints = [*(one.joint for one in phrases), ""]
    for phrase, joint in zip(phrases, joints[1:], strict=True):
        clause, *exceptions = _read(phrase)
        is_listed = joint in _ANDS  # "earrings | and swimwear are excluded"
        if before and not clause.acts and not clause.is_state and phrase.joint not in _BREAKS and not is_listed:
            clause = _going_on(clause, before, phrase.text)
        if len(clause.own - _ACT_NAMES) < 2:
            clause = replace(clause, subject=subject)
        named = clause.own - _ACT_NAMES
        subject = named if named and clause.acts else subject | named
        before = clause if clause.own else before
        is_heading = joint == ":" and not named  # "Not eligible for return: | earrings"
        found += [one for one in (clause, *exceptions) if one.own and not is_heading]
    return tuple(found)


def _going_on(clause: Clause, before: Clause, text: str) -> Clause:
    """Add what a clause without an act takes from the one before: "opened ones cannot", and the items of a list."""
    if len(clause.own) > _LONGEST_ITEM or not before.acts or before.is_state:
        return clause
    denies = clause.denies or (before.denies and not _AUXILIARY.search(text))
    return replace(clause, own=clause.own | before.acts, denies=denies, weekdays=clause.weekdays | before.weekdays)


def contradicts(said: Clause, known: Clause) -> bool:
    """Whether one clause says yes where the other says no, about the same."""
    if not is_about(said, known):
        return False
    is_turned = said.denies is not known.denies
    if {said.side, known.side} == {"before", "after"}:
        return not is_turned and bool(said.event & known.event)
    if said.condition and known.condition:
        shared = len(said.condition & known.condition)
        if not shared:
            return False
        if not is_turned:  # "if you like it" against "if you don't like it"
            is_near = shared >= _KNOWN_SHARE * max(len(said.condition), len(known.condition))
            return is_near and said.condition_denies is not known.condition_denies
        return is_turned is (said.condition_denies is known.condition_denies)
    if is_turned and said.has_cause and (known.side or known.condition):
        return False
    if is_turned and known.weekdays and said.weekdays - known.weekdays:
        return False
    if is_turned and said.denies and known.is_limited:
        is_same = bool(said.numbers & known.numbers) or (
            known.own - {"ALLOW"} <= said.stems and not said.own - known.stems - _ACT_NAMES
        )
        return is_same and not said.has_cause
    return is_turned


def is_about(said: Clause, known: Clause) -> bool:
    """Whether a clause speaks of what another one rules: an act and most of its words are shared."""
    shared = said.stems & known.stems
    acts = shared & _ACT_NAMES
    if said.is_state or (known.own & _STATE_STEMS) - said.stems:
        return False
    if known.excludes and said.acts and known.own - _ACT_NAMES and known.own - {"COVER"} <= said.stems:
        return True
    if _are_alike(said, known):
        return True
    if not acts or not (
        shared - _ACT_NAMES or len(acts - _WEAK) > 1 or (acts - _WEAK and said.own <= known.own <= _ACT_NAMES)
    ):
        return False
    return len(shared & known.own) >= _KNOWN_SHARE * len(known.own) or len(shared) >= _SAID_SHARE * len(said.own)


def _are_alike(said: Clause, known: Clause) -> bool:
    """Whether two clauses say nearly the same words, whatever act it is that they rule on."""
    if ("need" in said.own) is not ("need" in known.own):
        return False
    shared = len(said.own & known.own)
    fewest = 2 if known.denies else 3  # "your machine isn't refurbished" denies no rule
    return shared >= fewest and shared >= _ALIKE * len(said.own | known.own)


def _read(phrase: Phrase) -> Iterator[Clause]:
    text = _ATTRIBUTE.sub(" ", _PREFIXED.sub("not ", phrase.text))
    own, is_free = _stems(WINDOW.sub(" ", text)), bool(_NO_NEED.search(text))
    side, event = _side(text)
    excludes = bool(_EXCLUDED.search(text))
    own = (own - _ACT_NAMES) | {"need"} if is_free else own if own & _ACT_NAMES == {"COVER"} else own - {"COVER"}
    clause = Clause(
        own,
        is_free or bool(_NO.search(text)) is not excludes,
        side=side,
        event=event,
        excludes=excludes and own & _ACT_NAMES == {"COVER"},
        is_only=bool(_ONLY.search(text)),
        condition=_stems(phrase.condition),
        condition_denies=bool(_NO.search(phrase.condition)),
        is_state=phrase.is_state,
        has_cause=phrase.has_cause,
        numbers=frozenset(re.findall(r"\d+", phrase.text)),
        weekdays=frozenset(one.lower()[:3] for one in _WEEKDAY.findall(text)),
    )
    yield clause
    if phrase.exception and not _stems(phrase.exception) & _ACT_NAMES:
        yield replace(
            clause,
            own=_stems(phrase.exception) | clause.acts,
            denies=not clause.denies,
            excludes=False,
            is_exception=True,
        )


def _side(text: str) -> tuple[str, frozenset[str]]:
    """Return on which side of an event a clause lies, and what that is; a length of time before it makes a window."""
    for name, pattern in (("before", _BEFORE), ("after", _AFTER)):
        found = pattern.search(text)
        if found and not (name == "after" and _SPAN.search(text[: found.start()])):
            return name, _stems(text[found.end() :])
    return "", frozenset()


def _stems(text: str) -> frozenset[str]:
    words = (word.lower() for word in _WORD.findall(_ADDRESS.sub(" ", _NO.sub(" ", text))) if not _NEED.match(word))
    found = frozenset(cut for word in words if (cut := _cut(word)) and cut not in _IDLE)
    return found | {"need"} if _NEED.search(text) else found


@lru_cache(maxsize=8192)
def _cut(word: str) -> str:
    """Cut a word so that its forms meet: "covers" and "covered"; an act has one name, a function word none."""
    word = _plain(word)
    act = next((act for prefix, act in _ACT_OF if f"{word}$".startswith(prefix)), None)
    if act:
        return act
    if not stems_of(word):
        return ""
    short = (word[:-1] if word.endswith("s") and not word.endswith("ss") else word)[:_PREFIX].replace("y", "i")
    return short[:-1] if len(short) > 3 and short[-1] == short[-2] else short


_IDLE_WORDS = """
    unfortunately leider malheureusement lamentablemente please within days day months month week year also still always
    someone else anyone everything item thing article artikel produit product produkt sont les des est une dans votre
    vos notre nos vous nous peuvent peut être sie sind ist der die das den dem ein eine einen können kann werden wird
    von vom mit bei auf für los las del una uno puede pueden son está que con por para sus usted
    sorry afraid though however actually course gladly happily gern gerne natürlich bien volontiers hélas helaas wir re
    ihre ihr ihnen dürfen darf innerhalb tagen tage monate jahre jours mois días meses nicht aber oder und ils elles par
    sur pour aux avec cette ces ser ustedes nuestro nuestra het een van zijn kunt kunnen uw wij worden wordt binnen
    están queda quedan uns dagen business working calendar werktage ouvrés hábiles laborables lässt lassen sich
"""
_IDLE = frozenset(_IDLE_WORDS.split()) | frozenset(_cut(word) for word in _IDLE_WORDS.split())
