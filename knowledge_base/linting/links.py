"""Links between policies that lead nowhere: files, headings and titles that no policy has."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from posixpath import dirname, join, normpath
from urllib.parse import unquote, urlsplit

from rapidfuzz.fuzz import token_set_ratio, token_sort_ratio

from knowledge_base.blocks import BlockKind, read_blocks
from knowledge_base.linting.statements import LintedPolicy, Section
from knowledge_base.linting.warnings import Kind, Place, Warning, warn

_LINK = re.compile(r"(?<!!)\[(?P<words>[^\]\n]*)\]\((?P<target>[^()\s]*(?:\([^()\s]*\)[^()\s]*)*)(?:\s+\"[^\"]*\")?\)")
_REFERENCE = re.compile(r"(?m)^ {0,3}\[(?P<words>[^\]\n]+)\]:\s*(?P<target>\S+)")
_NAMED = re.compile(
    r"\b(?:polic(?:y|ies)|section|article|page|chapter|guideline)s?\s(?:on |called |named |titled "
    r"|about )?[\"“‘](?P<name>[^\"”’]{4,80})[\"”’]"
    r"|\b(?:see|under|read|refer to|described in|explained in|consult)\s(?:our |the "
    r"|also )*[\"“](?P<other>[A-Z][^\"”]{3,80})[\"”]"
    r"(?!\s(?:button|tab|menu|link))",
    re.IGNORECASE,
)
_CODE = re.compile(r"```.*?```|`[^`\n]*`", re.S)
_SUFFIX = re.compile(r"\.(?:md|markdown|html?|txt|docx?|pdf)$", re.IGNORECASE)
_INDEX = re.compile(r"(?:^|/)(?:index|readme|_index)$", re.IGNORECASE)
ALIKE = 86  # of 100: a title that is named nearly so is that title


def find_dead_links(
    policies: Sequence[LintedPolicy], sections: Sequence[Section], focus: str | None = None
) -> Iterator[Warning]:
    """Yield a warning for each link to a policy or heading that is not there.  Web addresses are not asked.

    With ``focus``, the id of a policy, only the links in that policy.
    """
    known = {name for policy in policies for name in _names(policy)}
    anchors = {policy.id: _anchors(policy) for policy in policies}
    titles = {policy.title for policy in policies} | {name for section in sections for name in section.heading}
    places = _Places(sections)
    for policy in (one for one in policies if focus in (None, one.id)):
        for link in _links(policy.text):
            if not _leads_somewhere(link["target"], policy, policies, known, anchors):
                yield warn(
                    Kind.DEAD_LINK,
                    (places.at(policy, link.start(), link.end(), f"[{link['words']}]({link['target']})"),),
                    f"“{link['target']}” names no policy or heading of this brand.",
                )
        for named in _NAMED.finditer(policy.text):
            name = (named["name"] or named["other"]).rstrip(".,")
            if not any(_is_called(title, name) for title in titles):
                yield warn(
                    Kind.DEAD_LINK,
                    (places.at(policy, named.start(), named.end(), named.group()),),
                    f"No policy or heading of this brand is called “{name}”.",
                )


class _Places:
    def __init__(self, sections: Sequence[Section]) -> None:
        self._sections = sections

    def at(self, policy: LintedPolicy, start: int, end: int, text: str) -> Place:
        """Return the place of a span, with the headings above it."""
        inside = [one for one in self._sections if one.policy.id == policy.id and one.start <= start]
        return Place(policy.id, policy.title, inside[-1].heading if inside else (), text, start, end)


def _links(text: str) -> Iterator[re.Match[str]]:
    hidden = _CODE.sub(lambda found: " " * len(found.group()), text)
    yield from _LINK.finditer(hidden)
    yield from _REFERENCE.finditer(hidden)


def _leads_somewhere(
    target: str, policy: LintedPolicy, policies: Sequence[LintedPolicy], known: set[str], anchors: dict[str, set[str]]
) -> bool:
    parts = urlsplit(unquote(target.strip("<>")))
    if not target or parts.scheme or parts.netloc:
        return True
    if not parts.path:
        return not parts.fragment or slug(parts.fragment) in anchors[policy.id]
    if parts.path.startswith("/") and not parts.path.startswith(("/admin/policies/", "/policies/")):
        return True  # a page of the shop, not a policy
    if re.search(r"\.(?:png|jpe?g|gif|svg|webp|css|js|zip|mp4)$", parts.path, re.IGNORECASE):
        return True
    name = _plain_path(parts.path)
    if name not in known and not _is_ours(parts.path, policy, policies):
        return True
    if name not in known and not _is_near(name, known):
        return False
    if not parts.fragment:
        return True
    aimed = [one for one in policies if name in _names(one)]
    return not aimed or any(slug(parts.fragment) in anchors[one.id] for one in aimed)


def _is_ours(path: str, policy: LintedPolicy, policies: Sequence[LintedPolicy]) -> bool:
    """Whether a path lies in a folder that policies were imported from; others lead out of what is kept here."""
    if path.startswith("/"):
        return True
    folder = dirname(normpath(join(dirname(policy.source or ""), path)))
    return not folder.startswith("..") and folder in {dirname(one.source or "") for one in policies}


def _plain_path(path: str) -> str:
    name = _SUFFIX.sub("", normpath(path).strip("/"))
    name = _INDEX.sub("", name)
    return slug(name.rsplit("/", 1)[-1])


def _names(policy: LintedPolicy) -> set[str]:
    names = {slug(policy.title), slug(policy.id)}
    if policy.source:
        names.add(_plain_path(policy.source))
    return names


def _is_near(name: str, known: set[str]) -> bool:
    """Whether a policy is named by part of its name: folders of a web site become one name here."""
    words = set(name.split("-"))
    return bool(words) and any(words <= set(one.split("-")) for one in known)


@lru_cache(maxsize=4096)
def _anchors(policy: LintedPolicy) -> set[str]:
    found = {slug(block.text) for block in read_blocks(policy.text) if block.kind is BlockKind.HEADING}
    return found | {slug(name) for name in re.findall(r"(?:id|name)=[\"']([^\"']+)", policy.text)} | {""}


def slug(text: str) -> str:
    """Return a heading as links name it: lower-case words with hyphens."""
    return "-".join(re.findall(r"[^\W_]+", text.replace("’", "").replace("'", "").casefold()))


def _is_called(title: str, name: str) -> bool:
    """Whether a title is what somebody calls so: the same words nearly, or a short form of it."""
    ours, theirs = title.casefold(), name.casefold()
    is_short = len(theirs.split()) <= len(ours.split()) and token_set_ratio(theirs, ours) >= ALIKE
    return is_short or token_sort_ratio(theirs, ours) >= ALIKE
