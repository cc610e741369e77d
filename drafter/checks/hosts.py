"""Links in a text, also bare and disguised ones, and the hosts that a brand's own words name."""

import contextlib
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rapidfuzz.distance import DamerauLevenshtein

from drafter.checks.context import CheckContext

_COMMON_ENDINGS = (
    r"com|net|org|io|co|de|fr|es|nl|uk|eu|shop|store|example|info|biz|app|dev|ca|au|ch|xyz|top|click|link|online|site"
    r"|ru|cn|pl|se|dk|support|help|live|club|vip|pro|gl|ly|tk|ws|cc|gd|ai|tech|cloud|page|test|cards?|sale|world|today"
)
_SHORT_ENDINGS = r"me|to|so|is|it|in|at|be|no|us|my|pe|do|id"  # also ends of sentences without a blank after them
_LINK = re.compile(
    r"(?P<scheme>[a-z][a-z0-9+.-]{1,10}:)?//(?P<rest>[^\s<>\"'\])]+)"
    rf"|(?<![\w@.%+/-])(?P<host>(?:[\w-]{{1,63}}\.){{1,8}}"
    rf"(?:(?:{_COMMON_ENDINGS})(?![\w-]|\.\w)|(?:{_SHORT_ENDINGS})(?=/)))"
    r"(?P<path>[/?][^\s<>\"'\])]*)?"
    r"|(?P<script>\b(?:javascript|data|vbscript):[^\s]+)",
    re.IGNORECASE,
)
_TRAILING = ".,;:!?*_…'\"”’»"
_FOLDS = {"0": "o", "1": "l", "3": "e", "5": "s", "rn": "m", "vv": "w", "cl": "d", "i": "l", "-": ""}


@dataclass(frozen=True)
class Link:
    """A link as written (span in code points): its host in lower case, without ``www.``; empty for a script."""

    start: int
    end: int
    text: str
    host: str
    has_userinfo: bool = False
    scheme: str = ""


def find_links(text: str) -> Iterator[Link]:
    """Yield every link and bare host name of a text; no e-mail addresses."""
    for match in _LINK.finditer(text):
        words = match.group().rstrip(_TRAILING)
        if match["script"]:
            yield Link(match.start(), match.start() + len(words), words, "", scheme=words.partition(":")[0].lower())
            continue
        rest = match["rest"] or f"{match['host']}{match['path'] or ''}"
        if match["host"] and re.fullmatch(r"[\d.]+", match["host"]):
            continue
        authority = re.split(r"[/?#\\]", rest.rstrip(_TRAILING), maxsplit=1)[0]
        user, _, host = authority.rpartition("@")
        scheme = (match["scheme"] or "").rstrip(":").lower()
        yield Link(match.start(), match.start() + len(words), words, _tidy(host), bool(user), scheme)


def own_hosts(context: CheckContext) -> frozenset[str]:
    """Return the hosts that the brand's list and the passages name, those of their e-mail addresses too."""
    hosts: set[str] = set()
    brand = context.brand
    texts = [*(brand.links if brand else ()), *(source.text for source in context.sources)]
    if brand:
        texts += [brand.voice.opening, brand.voice.closing, brand.voice.sign_off, *brand.voice.required_disclosures]
    for text in texts:
        hosts |= {link.host for link in find_links(text) if link.host}
        hosts |= {found.lower() for found in re.findall(r"@([\w-]+(?:\.[\w-]+)+)", text)}
    return frozenset(hosts)


def is_own(host: str, hosts: Iterable[str]) -> bool:
    """Whether a host is one of these or below one."""
    return any(host == own or host.endswith(f".{own}") for own in hosts)


def looks_like(host: str, hosts: Iterable[str]) -> str | None:
    """Return the host that another one imitates: a letter off, its name with another ending, or as a part."""
    folded = fold_host(host)
    for own in hosts:
        name = _name(own)
        if folded == fold_host(own) or (len(name) >= 4 and name in re.split(r"[.-]", host)):
            return own
        if len(name) >= 4 and (fold_host(name) in folded or _is_a_slip(fold_host(_name(host)), fold_host(name))):
            return own
    return None


def fold_host(host: str) -> str:
    """Return a host with its confusable signs brought to one: ``paypa1`` and ``paypal`` are alike."""
    with contextlib.suppress(UnicodeError):
        host = host.encode("ascii").decode("idna") if "xn--" in host else host
    plain = "".join(s for s in unicodedata.normalize("NFKD", host) if not unicodedata.combining(s)).lower()
    plain = plain.translate(_LOOK_ALIKES)
    for written, meant in _FOLDS.items():
        plain = plain.replace(written, meant)
    return plain


_LOOK_ALIKES = str.maketrans("аеорсухіјѕԁɡոһ", "aeopcyxijsdgnh")


def _is_a_slip(left: str, right: str) -> bool:
    return DamerauLevenshtein.distance(left, right, score_cutoff=2) <= (2 if len(right) >= 8 else 1)


def _name(host: str) -> str:
    """Return the part of a host that is its owner's name: ``northway`` of ``help.northway.co.uk``."""
    parts = host.split(".")
    keep = -3 if len(parts) >= 3 and parts[-2] in ("co", "com", "org", "ac") else -2
    return parts[keep] if len(parts) >= -keep else parts[0]


def _tidy(host: str) -> str:
    return re.sub(r":\d+$", "", host.lower()).removeprefix("www.").rstrip(".")
