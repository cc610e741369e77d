"""Which language a text is written in: told by its small words, its letters, or its script.

Deterministic and offline; knows the languages below.  A text too short or too mixed to tell
has no language, which is better than a wrong one.
"""

import math
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache

NAMES = {
    "en": "English", "de": "German", "fr": "French", "es": "Spanish", "nl": "Dutch", "it": "Italian",
    "pt": "Portuguese", "ru": "Russian", "el": "Greek", "ar": "Arabic", "he": "Hebrew", "ja": "Japanese",
    "zh": "Chinese", "ko": "Korean", "th": "Thai", "hi": "Hindi",
}  # fmt: skip
_SMALL_WORDS = {
    "en": """the a an and or but is are was were be been i you he she we they my your our his her it its this
        that these those of to in on at for with from by as not no do does did have has had can could would will
        should may what when where which who how why if there their them me us am i'm don't didn't can't haven't
        it's please thanks hi hello hey get got want need still just after before about back out up so any some
        order""",
    "de": """der die das den dem des ein eine einen einem einer und oder aber ist sind war waren bin ich du er
        sie es wir ihr mein meine meinen meinem meiner ihre ihren ihnen mir mich uns nicht kein keine keinen zu
        zum zur im in an am auf für mit von vom bei nach aus seit über wie was wann wo wer warum wenn dass ob
        noch schon auch nur bitte danke hallo guten tag habe hat haben hatte kann können könnte würde werden
        wird wurde bekomme möchte sehr jetzt""",
    "fr": """le la les un une des du de et ou mais est sont était suis je tu il elle nous vous ils elles mon ma
        mes votre vos notre son sa ses ce cette ces ne pas plus que qui quoi quand où comment pourquoi combien
        si dans sur pour avec sans par à au aux chez depuis encore déjà aussi bonjour merci svp s'il ai avez
        avons peut puis pouvez voudrais j'ai je n'ai c'est d'une l'ai qu'il reçu mais être fait été bien très""",
    "es": """el la los las un una unos unas y o pero es son era fue soy estoy está están yo tú él ella nosotros
        usted ustedes mi mis su sus tu este esta estos no que qué quien cuándo cuando dónde donde cómo como por
        para con sin de del al en se me te lo le les hay he ha han tengo tiene pueden puede puedo quiero hola
        gracias favor ya aún todavía también muy más si desde hasta llegó pedí hace""",
    "nl": """de het een en of maar is zijn was ben ik jij je u hij zij wij we jullie mijn uw ons onze niet geen
        te naar in op aan voor met van bij na uit sinds over hoe wat wanneer waar wie waarom als dat dit die
        deze nog al ook alleen graag bedankt hallo beste dag heb heeft hebben had kan kunnen kunt wil zou worden
        wordt werd krijg mij me er om dan meer zeer""",
    "it": """il lo la gli le un una uno e o ma è sono era io tu lui lei noi voi mio mia miei vostro vostra suo non
        che chi quando dove come perché se nel nella del della dei delle al alla con senza per da di su questo
        questa ho hai ha abbiamo avete posso potete vorrei ciao buongiorno grazie ancora già anche più molto mi vi
        ci""",
    "pt": """o a os as um uma e ou mas é são era foi eu você ele ela nós meu minha meus seu sua não que quem quando
        onde como porque se no na do da dos das ao com sem para por de em este esta isso tenho tem posso pode podem
        quero olá obrigado obrigada bom dia ainda já também mais muito me lhe está""",
}  # fmt: skip
_USUAL_WORDS = {  # of shops and their customers
    "en": """orders ordered parcel refund return returned delivery delivered shipping received arrived week
        weeks day days money size wrong broken waiting again only one two because since like know would've item
        within yours while never anything nothing every until over also very much than then into through being
        going made""",
    "de": """bestellung bestellt paket lieferung geliefert erstattung rückgabe zurück woche wochen tage tagen
        geld größe falsche falsch falscher defekt warte wieder beim sich nichts niemand zwei unser unsere
        unserem ihrer ihrem ihres diese dieser dieses diesem lässt wurden obwohl alle alles leider mal jemand
        gibt gab bis durch ohne zwischen weil damit wegen laut möchten könnten welche welcher welches immer""",
    "fr": """commande commandé colis livraison livré remboursement remboursé retour taille jours semaine
        semaines mois argent reçue cassé mauvaise mauvais toujours avant après pourriez pourrait pouvons
        souhaite souhaitons sera serait quel quelle quels quelles leur leurs rien personne tout toute toutes
        tous nouveau nouvelle ça qu'une n'en n'est n'a l'a d'un s'est jamais alors donc car dès deux dont lors
        celui ainsi nos même autre j'attends veuillez""",
    "es": """pedido paquete envío entrega reembolso devolución devolver talla días semana semanas meses dinero
        recibido recibí roto rota equivocada equivocado antes después podrían podría queremos quisiera nuestra
        nuestro nuestras nuestros cuál quiénes porque nada nadie todo toda todos todas otra otro nuevo nueva
        sigue sigo siempre nunca aunque así dos sea ser estaba tienen tienes gustaría ese esa eso aquí ruego""",
    "nl": """bestelling besteld pakket levering geleverd terugbetaling retour terug week weken dagen geld maat
        verkeerde kapot wacht weer steeds twee omdat niets niemand alles alle zodra zonder tussen binnen buiten
        altijd nooit willen welke ontvangen gekregen staat hebt bent hem haar hun zich tot toe zodat terwijl
        gaat komt moet eens iets veel weinig""",
}  # fmt: skip
SMALL_WORDS = {language: frozenset(words.split()) for language, words in _SMALL_WORDS.items()}
_TELLING = {
    language: words | frozenset(_USUAL_WORDS.get(language, "").split()) for language, words in SMALL_WORDS.items()
}
_LETTERS = {"de": "äöüß", "fr": "çœêèëîïùûâ", "es": "ñ¿¡", "pt": "ãõ", "it": "ìò"}
_SHAPES = {
    "en": re.compile(r"\b(?:th\w+|wh\w+|\w{3,}(?:ing|ed|ly|ness|'s))\b"),
    "de": re.compile(r"\b\w+(?:ung|ungen|keit|heit|lich\w*|isch\w*|tion|gen|ten|schaft)\b|\bge\w+t\b"),
    "fr": re.compile(r"\b\w+(?:ée?s?|eux|euse|ment|eau|oir|aient|ions|que)\b|\b[ldnjcs]'\w+"),
    "es": re.compile(r"\b\w+(?:ción|ad[oa]s?|id[oa]s?|mente|iento|eza|ar|er|ir|ó)\b"),
    "nl": re.compile(r"\b\w*(?:ij|aa|uu|eeu|oei)\w*\b|\b\w+(?:heid|tje|lijk\w*|ing)\b"),
    "it": re.compile(r"\b\w+(?:zione|mente|ato|ata|are|ere|ità)\b"),
    "pt": re.compile(r"\b\w+(?:ção|ções|mente|ado|ada|agem)\b"),
}
SHAPE_WEIGHT = 0.4  # a word's form hints; small words tell
LETTER_WEIGHT = 1.5  # more than one small word: English has none of these letters
_SCRIPTS = (
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("ko", re.compile(r"[\uac00-\ud7af]")),
    ("zh", re.compile(r"[\u4e00-\u9fff]")),
    ("ru", re.compile(r"[\u0400-\u04ff]")),
    ("el", re.compile(r"[\u0370-\u03ff]")),
    ("ar", re.compile(r"[\u0600-\u06ff]")),
    ("he", re.compile(r"[\u0590-\u05ff]")),
    ("th", re.compile(r"[\u0e00-\u0e7f]")),
    ("hi", re.compile(r"[\u0900-\u097f]")),
)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_NOT_WORDS = re.compile(r"\S*[@/\\]\S*|\[[A-Z_0-9]+\]|\S*\d\S*")
READ_CHARS = 4000
LEAST_SCORE = 2.0  # one small word may be a name or a foreign word
LEAST_LEAD = 1.25  # times the next language: nl, de and en share words, and so do es, pt and it


@lru_cache(maxsize=512)  # of a policy's sentences and a ticket's messages, asked again and again
def language_of(text: str) -> str | None:
    """Return the language of a text as ISO 639-1 has it, None where it cannot be told.

    >>> language_of("Wann bekomme ich mein Geld zurück?")
    'de'
    >>> language_of("Size 42?")
    """
    plain = _NOT_WORDS.sub(" ", text[:READ_CHARS]).lower().replace("’", "'")
    words = _WORD.findall(plain)
    letters = sum(len(word) for word in words)
    for language, script in _SCRIPTS:
        if letters and len(script.findall(plain)) * 3 > letters:
            return language
    scores = {language: float(sum(word in small for word in words)) for language, small in _TELLING.items()}
    for language, signs in _LETTERS.items():
        scores[language] += LETTER_WEIGHT * sum(sign in plain for sign in signs)
    for language, shape in _SHAPES.items():
        scores[language] += SHAPE_WEIGHT * len(shape.findall(plain))
    first, second = sorted(scores, key=lambda one: -scores[one])[:2]
    if scores[first] < LEAST_SCORE or scores[first] < LEAST_LEAD * scores[second]:
        return None
    return first


_PIECES = (2, 3, 4)  # letters of a piece of a word, its ends marked
SMOOTHING = 0.3  # counts that a piece has in a language whose words have none
NOUN_WEIGHT = 2.5  # of a word that begins big within a sentence: German writes nouns so
SIGN_WEIGHT = 3.0  # of a letter that few languages have
FEWEST_WORDS = 2  # one may be borrowed
LEAST_MARGIN = 6.0  # nats before the next language; with less, short texts of names and goods are told wrongly


def likely_language(text: str, among: Collection[str] = (), *, least: float = LEAST_MARGIN) -> str | None:
    """Return the language that a short text most likely is in, None where its words' spelling does not tell.

    For a subject or a line, which ``language_of`` leaves open: pieces of words are weighed against the
    words we know of each language (``among``, or all), so that a word nobody listed tells, too.

    >>> likely_language("Falsche Farbe erhalten")
    'de'
    >>> likely_language("XL 42")
    """
    if told := language_of(text):
        return told if not among or told in among else None
    plain = _NOT_WORDS.sub(" ", text[:READ_CHARS]).replace("’", "'")
    words = re.findall(r"[^\W\d_]+", plain)
    known = _known_pieces()
    scores = {one: _weigh(words, known[one]) for one in known if not among or one in among}
    if len(scores) < 2 or len(words) < FEWEST_WORDS:
        return None
    if "de" in scores:
        scores["de"] += NOUN_WEIGHT * sum(word[0].isupper() and word[1:].islower() for word in words[1:])
    for one, signs in _LETTERS.items():
        if one in scores:
            scores[one] += SIGN_WEIGHT * sum(sign in plain.lower() for sign in signs)
    first, second = sorted(scores, key=lambda one: (-scores[one], one))[:2]
    return first if scores[first] - scores[second] > least and first in _USUAL_WORDS else None


def _weigh(words: Collection[str], known: Mapping[str, float]) -> float:
    return sum(known.get(piece, known[""]) for word in words for piece in _pieces_of(word.lower()))


def _pieces_of(word: str) -> Iterator[str]:
    marked = f"^{word}$"
    for length in _PIECES:
        yield from (marked[at : at + length] for at in range(len(marked) - length + 1))


@lru_cache(maxsize=1)
def _known_pieces() -> dict[str, dict[str, float]]:
    """The log share of each piece among the words of each language; under "" that of one they have not."""
    counts = {one: Counter(p for word in sorted(words) for p in _pieces_of(word)) for one, words in _TELLING.items()}
    kinds = len(set().union(*counts.values()))
    shares = {}
    for one, found in counts.items():
        total = found.total() + SMOOTHING * kinds
        shares[one] = {p: math.log((n + SMOOTHING) / total) for p, n in found.items()} | {
            "": math.log(SMOOTHING / total)
        }
    return shares
