"""Calls to an address that somebody configured, guarded against inner networks.

Addresses the operator gave may be private or loopback; those from a page or the API may
not.  The name is resolved once and that very address is connected to, so a second answer
of the name server cannot lead inside.  Redirects are not followed, but by ``fetch``, which
checks each step as it checks the first.
"""

import http.client
import ipaddress
import json
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import Message
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import SplitResult, urljoin, urlsplit

from webhook.errors import HelpdeskRejectedError, HelpdeskUnavailableError

TIMEOUT_S = 10.0  # for the whole call, however slowly its answer drips in
MAX_ANSWER_BYTES = 65_536
MAX_JSON_BYTES = 8 * 1024 * 1024  # a long ticket with its whole conversation
TRY_AGAIN = frozenset({408, 425, 429})
CHUNK_BYTES = 65_536
# What vendors name the end of their window by, the most exact first (all ``x-``s in lower case).
WAIT_HEADERS = ("retry-after", "x-ratelimit-retry-after", "ratelimit-reset", "x-ratelimit-reset", "x-rate-limit-reset")
LEAST_EPOCH_S = 1_000_000_000
LONGEST_WAIT_S = 3600.0
REDIRECTS = frozenset({301, 302, 303, 307, 308})
MOST_REDIRECTS = 5
CARRYING_NETWORKS = tuple(ipaddress.IPv6Network(one) for one in ("::/96", "::ffff:0:0/96", "64:ff9b::/96"))


@dataclass(frozen=True)
class Answer:
    """What the other side said."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True)
class Fetched:
    """A document that was fetched: where it was found in the end, what it is called and its bytes."""

    url: str
    content_type: str
    charset: str | None
    body: bytes


def post(
    url: str, body: bytes, headers: Mapping[str, str], *, allow_private: bool, timeout_s: float = TIMEOUT_S
) -> Answer:
    """POST ``body`` and return the answer when its status is 2xx; an answer's end beyond 64 KiB is left unread.

    Raises HelpdeskRejectedError for an address we may not call and for 3xx and 4xx answers,
    HelpdeskUnavailableError when it cannot be reached, answers 5xx or asks us to wait.
    """
    return _call("POST", url, body, headers, allow_private=allow_private, timeout_s=timeout_s)


def call_json(
    method: str,
    url: str,
    value: Any = None,
    *,
    headers: Mapping[str, str],
    allow_private: bool,
    timeout_s: float = TIMEOUT_S,
) -> Any:
    """Send ``value`` as JSON (None: no body) and return the JSON value of a 2xx answer.

    Raises as ``post`` does, and HelpdeskUnavailableError for an answer that is no JSON.
    """
    return call_answer(method, url, value, headers=headers, allow_private=allow_private, timeout_s=timeout_s)[0]


def call_answer(
    method: str,
    url: str,
    value: Any = None,
    *,
    headers: Mapping[str, str],
    allow_private: bool,
    timeout_s: float = TIMEOUT_S,
) -> tuple[Any, Mapping[str, str]]:
    """Do as ``call_json`` does; return the value and the answer's headers, names in lower case."""
    body = None if value is None else json.dumps(value, ensure_ascii=False).encode()
    own = {"Accept": "application/json"} | ({} if body is None else {"Content-Type": "application/json"})
    answer = _call(
        method,
        url,
        body,
        {**own, **headers},
        allow_private=allow_private,
        timeout_s=timeout_s,
        max_bytes=MAX_JSON_BYTES,
    )
    try:
        return (json.loads(answer.body) if answer.body.strip() else None), answer.headers
    except (ValueError, RecursionError) as error:
        raise HelpdeskUnavailableError(
            f"Address '{urlsplit(url).hostname}' answered with something else than JSON."
        ) from error


def fetch(
    url: str, *, headers: Mapping[str, str], allow_private: bool, max_bytes: int, timeout_s: float = TIMEOUT_S
) -> Fetched:
    """GET a document, following at most five redirects within ``timeout_s`` for all of them.

    Each step is checked as the first one is; a private address is allowed only on the host
    that was given, and a secure address leads to no insecure one.  Raises as ``post`` does,
    and HelpdeskRejectedError for a document of more than ``max_bytes`` and for too many steps.
    """
    deadline, given = time.monotonic() + timeout_s, check_url(url).netloc
    for _ in range(MOST_REDIRECTS + 1):
        answer = _exchange(
            "GET",
            url,
            None,
            {"Accept-Encoding": "identity", **headers},
            allow_private=allow_private and urlsplit(url).netloc == given,
            timeout_s=max(0.1, deadline - time.monotonic()),
            max_bytes=max_bytes + 1,
        )
        if answer.status not in REDIRECTS:
            return _document(url, _accepted(url, answer), max_bytes)
        url = _next_step(url, answer)
    raise HelpdeskRejectedError(f"Address '{urlsplit(url).hostname}' redirects more than {MOST_REDIRECTS} times.")


def _next_step(url: str, answer: Answer) -> str:
    host = urlsplit(url).hostname
    try:
        target = urljoin(url, answer.headers.get("location", "").strip())
    except ValueError:
        target = ""
    if not answer.headers.get("location", "").strip() or not target:
        raise HelpdeskRejectedError(f"Address '{host}' redirects without saying where to.", status=answer.status)
    if check_url(target).scheme == "http" and urlsplit(url).scheme == "https":
        raise HelpdeskRejectedError(f"Address '{host}' redirects from https to http; give the address that it means.")
    return target


def _document(url: str, answer: Answer, max_bytes: int) -> Fetched:
    host = urlsplit(url).hostname
    if len(answer.body) > max_bytes:
        raise HelpdeskRejectedError(
            f"The document at '{host}' has more than {max_bytes:,} bytes; import a smaller one."
        )
    if answer.headers.get("content-encoding", "identity").strip().lower() not in ("", "identity"):
        raise HelpdeskRejectedError(f"Address '{host}' answers compressed, although we asked it not to.")
    kind = Message()
    kind["Content-Type"] = answer.headers.get("content-type", "application/octet-stream")
    return Fetched(url, kind.get_content_type(), kind.get_content_charset(), answer.body)


def reach(url: str, *, allow_private: bool, timeout_s: float = TIMEOUT_S) -> None:
    """Connect to an address and hang up.  Raises as ``post`` does where that is not possible."""
    parts = check_url(url)
    connection = _connect(parts, _resolve(parts, allow_private=allow_private), timeout_s)
    connection.close()


def _call(
    method: str,
    url: str,
    body: bytes | None,
    headers: Mapping[str, str],
    *,
    allow_private: bool,
    timeout_s: float,
    max_bytes: int = MAX_ANSWER_BYTES,
) -> Answer:
    answer = _exchange(
        method, url, body, headers, allow_private=allow_private, timeout_s=timeout_s, max_bytes=max_bytes
    )
    return _accepted(url, answer)


def _accepted(url: str, answer: Answer) -> Answer:
    """Return an answer of status 2xx.  Raises HelpdeskRejectedError, HelpdeskUnavailableError for others."""
    host = urlsplit(url).hostname
    if 200 <= answer.status < 300:
        return answer
    if answer.status >= 500 or answer.status in TRY_AGAIN:
        raise HelpdeskUnavailableError(
            f"Address '{host}' answered {answer.status}; we try again.",
            retry_after_s=wait_told(answer.headers),
            status=answer.status,
        )
    raise HelpdeskRejectedError(
        f"Address '{host}' answered {answer.status}; check the address and secret.",
        status=answer.status,
        location=answer.headers.get("location") if answer.status in REDIRECTS else None,
    )


def wait_told(headers: Mapping[str, str]) -> float | None:
    """Return how many seconds an answer's headers (names in lower case) ask us to wait; None where they say nothing.

    ``Retry-After`` as seconds or a date counts first, then the vendors' own headers, whose
    reset is a length or, where it is large, a moment in seconds since 1970.  A moment is
    compared with the answer's own ``Date``: the vendor's clock need not be ours.
    """
    sent_at = _epoch_s(headers.get("date", ""))
    for name in WAIT_HEADERS:
        said = headers.get(name, "").strip()
        if not said:
            continue
        try:
            wait = float(said)
            wait = wait if wait >= 0 else float("nan")
        except ValueError:
            wait = _epoch_s(said)
        if wait > LEAST_EPOCH_S:
            wait -= sent_at
        if wait == wait:  # not a number where something could not be read
            return min(max(0.0, wait), LONGEST_WAIT_S)
    return None


def _epoch_s(said: str) -> float:
    try:
        return parsedate_to_datetime(said).timestamp()
    except (ValueError, TypeError, OverflowError):
        return float("nan")


def _exchange(
    method: str,
    url: str,
    body: bytes | None,
    headers: Mapping[str, str],
    *,
    allow_private: bool,
    timeout_s: float,
    max_bytes: int,
) -> Answer:
    deadline = time.monotonic() + timeout_s
    parts = check_url(url)
    address = _resolve(parts, allow_private=allow_private)
    connection = _connect(parts, address, timeout_s)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    watchdog = threading.Timer(max(0.0, deadline - time.monotonic()), _hang_up, [connection.sock])
    watchdog.daemon = True  # a timeout alone starts anew with every byte of a header that drips in
    watchdog.start()
    try:
        connection.request(method, path, body, {"Host": parts.netloc.rpartition("@")[2], **headers})
        response = connection.getresponse()
        said = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, _read(response, connection, max_bytes, deadline), said)
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise HelpdeskUnavailableError(f"Address '{parts.hostname}' did not answer: {type(error).__name__}.") from error
    finally:
        watchdog.cancel()
        connection.close()


def _read(
    response: http.client.HTTPResponse, connection: http.client.HTTPConnection, most: int, deadline: float
) -> bytes:
    """Read up to ``most`` bytes before ``deadline``; each read alone may not take longer than what is left."""
    parts: list[bytes] = []
    size = 0
    while size < most:
        left = deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        if connection.sock is not None:
            connection.sock.settimeout(left)
        chunk = response.read1(min(CHUNK_BYTES, most - size))
        if not chunk:
            if time.monotonic() >= deadline:
                raise TimeoutError
            break
        parts.append(chunk)
        size += len(chunk)
    return b"".join(parts)


def _hang_up(connected: socket.socket) -> None:
    with suppress(OSError):
        connected.shutdown(socket.SHUT_RDWR)


def check_url(url: str) -> SplitResult:
    """Return the parts of an http or https address.  Raises HelpdeskRejectedError."""
    try:
        parts = urlsplit(url)
        port_is_fine = parts.port is None or 0 < parts.port < 65536
    except ValueError as error:
        raise HelpdeskRejectedError("An address has to look like https://host/path.") from error
    if parts.scheme not in ("http", "https") or not parts.hostname or not port_is_fine or parts.username:
        raise HelpdeskRejectedError("An address has to look like https://host/path, without a user name.")
    return parts


def _resolve(parts: SplitResult, *, allow_private: bool) -> str:
    host = parts.hostname or ""
    try:
        found = socket.getaddrinfo(host, parts.port or 443, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise HelpdeskUnavailableError(f"The name '{host}' cannot be resolved.") from error
    addresses = [str(entry[4][0]) for entry in found]
    if not allow_private and not all(_is_public(address) for address in addresses):
        raise HelpdeskRejectedError(
            f"Address '{host}' lies in a private network; the operator may allow it on the command line."
        )
    return addresses[0]


def _is_public(address: str) -> bool:
    parsed = ipaddress.ip_address(address.partition("%")[0])
    inner = _carried(parsed) if isinstance(parsed, ipaddress.IPv6Address) else None
    return all(one.is_global and not one.is_multicast for one in (parsed, inner) if one is not None)


def _carried(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """Return the IPv4 address that an IPv6 one leads to: mapped, compatible, NAT64, 6to4 or Teredo."""
    last = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    if any(address in network for network in CARRYING_NETWORKS):
        return last
    return address.sixtofour or (address.teredo[1] if address.teredo else None)


def _connect(parts: SplitResult, address: str, timeout_s: float) -> http.client.HTTPConnection:
    host = parts.hostname or ""
    if parts.scheme == "http":
        connection = http.client.HTTPConnection(host, parts.port or 80, timeout=timeout_s)
        connection.sock = _dial(address, parts.port or 80, timeout_s, host)
        return connection
    secure = http.client.HTTPSConnection(host, parts.port or 443, timeout=timeout_s)
    raw = _dial(address, parts.port or 443, timeout_s, host)
    try:
        secure.sock = ssl.create_default_context().wrap_socket(raw, server_hostname=host)
    except OSError as error:
        raw.close()
        raise HelpdeskUnavailableError(f"Address '{host}' does not offer a secure connection we trust.") from error
    return secure


def _dial(address: str, port: int, timeout_s: float, host: str) -> socket.socket:
    try:
        return socket.create_connection((address, port), timeout=timeout_s)
    except OSError as error:
        raise HelpdeskUnavailableError(f"Address '{host}' cannot be reached: {type(error).__name__}.") from error
