"""A reply links only to hosts on the brand's list or in a passage; what imitates or hides one is stopped."""

import re

from drafter.checks.context import CheckContext
from drafter.checks.hosts import Link, find_links, is_own, looks_like, own_hosts
from drafter.findings import Finding, Severity

NAME = "links"
VERSION = "1"

_SHORTENING = (
    "bit.ly tinyurl.com t.co goo.gl ow.ly is.gd buff.ly rebrand.ly cutt.ly rb.gy t.ly shorturl.at tiny.cc lnkd.in "
    "s.id v.gd bl.ink short.io dub.sh"
)
_SHORTENERS = frozenset(_SHORTENING.split())
_MARKDOWN = re.compile(r"\[(?P<label>[^\]\n]{1,300})\]\(\s*<?(?P<target>[^)\s>]{1,500})>?(?:\s[^)\n]{0,200})?\)")
_WEB = frozenset({"", "http", "https"})


def check_links(context: CheckContext) -> list[Finding]:
    """Return a finding for each link that the brand's own words do not name."""
    hosts = own_hosts(context)
    found = [finding for link in find_links(context.text) if (finding := _weigh(link, hosts))]
    return found + [finding for match in _MARKDOWN.finditer(context.text) if (finding := _weigh_label(match))]


def _weigh(link: Link, hosts: frozenset[str]) -> Finding | None:
    if link.scheme not in _WEB:
        return _finding(link, f"“{link.text}” is no address of a web page. Take it out.")
    if link.has_userinfo:
        return _finding(link, f"“{link.text}” leads to {link.host}, not where it seems to. Take it out.")
    if is_own(link.host, hosts):
        return None
    if link.host in _SHORTENERS:
        return _finding(link, f"{link.host} shortens links, so nobody sees where “{link.text}” leads. Write it out.")
    if meant := looks_like(link.host, hosts):
        return _finding(link, f"{link.host} looks like {meant} and is not it.", link.text.replace(link.host, meant))
    if not link.host.isascii() or "xn--" in link.host:
        return _finding(link, f"{link.host} is written with signs that imitate others. Take it out.")
    message = f"{link.host} is not on the brand's list of links and in no passage. Take it out, or add it to the list."
    return Finding(NAME, Severity.HIGH, link.start, link.end, link.text, message)


def _weigh_label(match: re.Match[str]) -> Finding | None:
    """Weigh a link whose words name one place and whose target is another."""
    told = next(find_links(match["label"]), None)
    target = next(find_links(match["target"]), None)
    if told is None or not told.host or (target and target.host == told.host):
        return None
    message = f"The words say {told.host}, the link leads to {target.host if target else match['target']}."
    return Finding(NAME, Severity.BLOCK, *match.span(), match.group(), message, match["label"])


def _finding(link: Link, message: str, fix: str | None = None) -> Finding:
    return Finding(NAME, Severity.BLOCK, link.start, link.end, link.text, message, fix)
