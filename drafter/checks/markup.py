"""A reply is plain words: no tags, no template slots, no placeholders, no code, no hidden signs."""

import re
from collections.abc import Iterator

from drafter.checks.context import CheckContext
from drafter.findings import Finding, Severity

NAME = "markup"
VERSION = "1"

_TAGS = (
    r"a|abbr|b|blockquote|body|br|button|center|code|div|em|font|footer|form|h[1-6]|head|header|hr|html|i|iframe|img"
    r"|input|li|link|mark|meta|ol|p|pre|s|script|section|small|span|strong|style|sub|sup|svg|table|tbody|td|th|thead"
    r"|title"
    r"|tr|u|ul|video"
)
_FIELDS = (
    r"(?:customer|client|agent|requester|recipient|user|first|last|full|your|our|company|brand|store|shop|order"
    r"|tracking"
    r"|ticket|return|refund|product|item|insert|enter|add|date|amount|name|link|url|phone|number|e-?mail|address"
    r"|code|price"
    r"|placeholder|kunde\w*|name\w*|nom|prénom|nombre|vorname|bestell\w*|commande|pedido|fecha|datum)"
)
_Pattern = tuple[re.Pattern[str], Severity, str]
_PATTERNS: tuple[_Pattern, ...] = (
    (
        re.compile(
            r"⟦[^⟧\n]{0,80}⟧?|⟧"
            r"|\{\{.{0,200}?\}\}|\{%.{0,200}?%\}|\$\{[^}\n]{0,80}\}|<%.{0,200}?%>|%%\w{1,40}%%|%[A-Z][A-Z_]{2,40}%"
            r"|\{[a-z][a-z_]{2,40}\}|#\{[^}\n]{0,80}\}",
        ),
        Severity.BLOCK,
        "is a slot that was never filled",
    ),
    (
        re.compile(
            rf"\[(?:(?:(?:ihre?|votre|vos|su|tu|deine?|uw) )?{_FIELDS}\b[^\]\n]{{0,60}})\](?!\()"
            rf"|(?-i:\[[A-Z][A-Z0-9_ -]{{3,40}}\])(?!\()|\[_{{2,}}\]"
            rf"|<(?!enter>){_FIELDS}[ _-]?\w{{0,30}}>|<(?:insert|enter|add|your|customer) [^<>\n]{{1,60}}>"
            r"|(?-i:\b(?:TODO|TBD|FIXME|Lorem ipsum)\b|\bX{4,}\b)|_{4,}",
            re.IGNORECASE,
        ),
        Severity.BLOCK,
        "is a placeholder that was never filled",
    ),
    (
        re.compile(
            rf"</?(?:{_TAGS})(?:\s[^<>\n]{{0,500}})?/?>|<!--.{{0,500}}?(?:-->|$)|&(?:nbsp|amp|lt|gt|quot|apos"
            rf"|#x?[\da-f]{{2,6}});",
            re.I,
        ),
        Severity.HIGH,
        "is markup that the customer would see",
    ),
    (re.compile(r"```\w*|~~~"), Severity.HIGH, "is a fence for code"),
    (
        re.compile(r"^\s{0,3}[{\[]\s*\"\w+\"\s*:|\"(?:snippet_ids|sentences|can_answer|abstain_reason)\"\s*:", re.M),
        Severity.BLOCK,
        "is raw data, not a sentence",
    ),
    (
        re.compile(
            "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064"
            "\u2066-\u2069\ufeff\ufffd\ufff9-\ufffb\ud800-\udfff\ue000-\uf8ff\U000e0000-\U000e007f]+"
            "|(?<![\u2190-\u2bff\U0001f000-\U0001faff\ufe0f])\u200d"
        ),
        Severity.HIGH,
        "hides signs that nobody can see",
    ),
)
_FORMATTED: tuple[re.Pattern[str], ...] = (
    re.compile(r"(?<![\w*])\*\*(?=\S)(?P<bare>[^*\n]{1,300}?)\*\*(?!\w)"),
    re.compile(r"(?<![\w_])__(?=\S)(?P<bare>[^_\n]{1,300}?)__(?!\w)"),
    re.compile(r"^#{1,6}\s+(?P<bare>\S[^\n]*)$", re.M),
    re.compile(r"(?<!`)`(?P<bare>[^`\n]{1,200})`(?!`)"),
    re.compile(r"!?\[(?P<bare>[^\]\n]{1,300})\]\([^)\n]{1,2000}\)"),
    re.compile(r"^\|(?P<bare>[^\n]*\|[^\n]*)\|\s*$", re.M),
)
_FORMATTING_CHANNELS = frozenset({"markdown"})


def check_markup(context: CheckContext) -> list[Finding]:
    """Return a finding for each place that is no plain word."""
    channel = context.ticket.channel.lower() if context.ticket else "email"
    found = [*_unfilled(context.text)]
    if channel not in _FORMATTING_CHANNELS:
        found += _formatted(context.text)
    return _without_overlaps(found)


def _unfilled(text: str) -> Iterator[Finding]:
    for pattern, severity, what in _PATTERNS:
        for match in pattern.finditer(text):
            words = match.group()
            shown = words if words.isprintable() else " ".join(f"U+{ord(sign):04X}" for sign in words[:4])
            fix = "" if severity is Severity.HIGH and not words.startswith("&") else None
            yield Finding(NAME, severity, *match.span(), words, f"“{shown}” {what}. Take it out or fill it in.", fix)


def _formatted(text: str) -> Iterator[Finding]:
    for pattern in _FORMATTED:
        for match in pattern.finditer(text):
            message = f"“{match.group()[:60]}” is formatting that this channel shows as it is."
            yield Finding(NAME, Severity.HIGH, *match.span(), match.group(), message, match["bare"].strip())


def _without_overlaps(found: list[Finding]) -> list[Finding]:
    kept: list[Finding] = []
    for finding in sorted(found, key=lambda one: (one.start, -one.end)):
        if not kept or finding.start >= kept[-1].end:
            kept.append(finding)
    return kept
