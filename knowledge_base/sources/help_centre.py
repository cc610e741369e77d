"""Articles of a help centre to policies: JSON as Zendesk Guide exports and serves it.

``{"articles": [...], "sections": [...], "categories": [...]}`` or a bare list of articles; an
article has ``id``, ``title``, ``body`` (HTML), ``draft``,
``locale`` and ``section_id``.
"""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from knowledge_base.errors import ImportSourceError
from knowledge_base.policies import PolicyMeta
from knowledge_base.sources.html import html_to_markdown
from knowledge_base.sources.texts import read_text
from knowledge_base.sources.values import MAX_POLICIES, Found, LeftOut, Parsed, PolicySource, SourceFile, clean_title

MAX_TAGS = 20
MAX_TAG_CHARS = 100

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


def parse_help_centre(file: SourceFile) -> Parsed:
    """Read each article as one policy; drafts are left out.  Raises ImportSourceError."""
    try:
        value = json.loads(read_text(file))
    except (ValueError, RecursionError) as error:
        raise ImportSourceError(f"'{file.key}' is no JSON; export the help centre again.", key=file.key) from error
    articles = value if isinstance(value, list) else value.get("articles") if isinstance(value, dict) else None
    if not isinstance(articles, list) or not all(isinstance(one, dict) for one in articles):
        raise ImportSourceError(
            f"'{file.key}' has no list of 'articles'; export it as a help centre does (Zendesk Guide).", key=file.key
        )
    if len(articles) > MAX_POLICIES:
        raise ImportSourceError(
            f"'{file.key}' has {len(articles):,} articles; at most {MAX_POLICIES:,} are read.", key=file.key
        )
    places = _places(value if isinstance(value, dict) else {})
    taken: set[str] = set()
    for number, article in enumerate(articles, start=1):
        key = _key(file.key, article, number)
        try:
            yield _article(article, places, key=key, url=file.url, is_again=key in taken)
        except ImportSourceError as problem:
            yield ImportSourceError(problem.message, key=key)
        taken.add(key)


def _article(
    article: Mapping[str, Any], places: Mapping[str, Sequence[str]], *, key: str, url: str | None, is_again: bool
) -> Found:
    if is_again:
        raise ImportSourceError(f"'{key}' stands in the export twice; the second one is not taken.")
    if article.get("draft") is True:
        return LeftOut(key, "a draft in the help centre")
    if article.get("archived") is True or (article.get("outdated") is True and not article.get("body")):
        return LeftOut(key, "archived in the help centre")
    title, body = article.get("title") or article.get("name"), article.get("body")
    if not isinstance(title, str) or not title.strip():
        raise ImportSourceError(f"'{key}' has no title; give the article one.")
    if not isinstance(body, str) or not body.strip():
        raise ImportSourceError(f"'{key}' has no text; write the article or leave it out of the export.")
    own = article.get("html_url")
    text = html_to_markdown(body, key=key, url=own if isinstance(own, str) and own.startswith("http") else url)
    if not text.strip():
        raise ImportSourceError(f"'{key}' has no words, only pictures or scripts.")
    locale = article.get("locale")
    language = locale if isinstance(locale, str) and _LANGUAGE.fullmatch(locale) else "en"
    return PolicySource(key, clean_title(title), text, PolicyMeta(language=language[:35], tags=_tags(article, places)))


def _key(base: str, article: Mapping[str, Any], number: int) -> str:
    identity, locale = article.get("id"), article.get("locale")
    name = str(identity)[:80] if isinstance(identity, int | str) and str(identity).strip() else f"article {number}"
    return f"{base}#{name}" + (f".{locale[:35]}" if isinstance(locale, str) and locale else "")


def _places(value: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Return the names of each section, its category's first, by the section's id."""
    categories = {str(one.get("id")): str(one.get("name") or "") for one in _objects(value.get("categories"))}
    sections = {}
    for one in _objects(value.get("sections")):
        names = (categories.get(str(one.get("category_id")), ""), str(one.get("name") or ""))
        sections[str(one.get("id"))] = tuple(name for name in names if name)
    return sections


def _objects(value: Any) -> list[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _tags(article: Mapping[str, Any], places: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    labels = article.get("label_names")
    words = [*places.get(str(article.get("section_id")), ()), *(labels if isinstance(labels, list) else ())]
    named = (" ".join(str(word).replace(",", " ").split())[:MAX_TAG_CHARS] for word in words)
    return tuple(dict.fromkeys(word for word in named if word))[:MAX_TAGS]
