"""Who opened the app, as far as the helpdesk can prove it.

Zendesk posts a signed token with the first page (``signedUrls``), Help Scout signs the
address, Front adds a secret that proves the account alone, Intercom signs each body.
Chatwoot and Freshdesk prove nothing: there people sign in to us.
"""

import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt

from webhook.errors import FrameProofError
from webhook.frame_hosts import hosts_of_connection
from webhook.helpdesks.base import Connection
from webhook.helpdesks.signatures import keyed_digest, same

KEY_OPTION = "app_key"
INSTALLATION_OPTION = "app_installation"
LEEWAY = timedelta(seconds=60)  # clocks drift
LONGEST_LIFE = timedelta(hours=24)  # a token good for longer would be a password
LEAST_KEY = 32  # characters of a shared key, as RFC 7518 asks of HS256
MAX_TOKEN = 8192
MAX_BODY = 512 * 1024
SIGNATURE_FIELD = "X-HelpScout-Signature"
OWN_FIELDS = frozenset({"connection", "ticket"})
AUDIENCE = re.compile(r"(https?://[^/]+)/api/v2/apps/installations/(\d+)(?:\.json)?")
AGENT_ID = re.compile(r"[A-Za-z0-9_-]{1,80}")
SUBJECT = re.compile(r"(?:.*/users/)?(\d+)(?:\.json)?")


@dataclass(frozen=True)
class Proof:
    """An agent as their helpdesk knows them.

    ``once`` names the proof where it counts only once, until ``expires_at``; ``email`` is None
    where the helpdesk has to be asked for it.
    """

    agent_id: str
    email: str | None = None
    ticket_id: str | None = None
    once: str | None = None
    expires_at: datetime | None = None


def zendesk_proof(connection: Connection, token: str, *, now: datetime) -> Proof:
    """Read the token that Zendesk posts with the app's first page.

    The option ``app_key`` holds the app's public key (RS256) or a shared one (HS256); the key
    decides which, never the token.  Raises FrameProofError.
    Source: developer.zendesk.com, "Building a server-side app, part 5: Securing the app".
    """
    claims = _claims(token, connection.options.get(KEY_OPTION, ""))
    expires_at, issued_at = _moment(claims.get("exp")), _moment(claims.get("iat"))
    if expires_at + LEEWAY <= now:
        raise FrameProofError("The helpdesk's token is over; open the ticket again.")
    is_odd = expires_at > now + LONGEST_LIFE + LEEWAY or issued_at > now + LEEWAY
    if is_odd or _moment(claims.get("nbf", claims["iat"])) > now + LEEWAY:
        raise FrameProofError("The helpdesk's token is not good now; check both clocks.")
    _check_audience(claims.get("aud"), connection)
    subject = SUBJECT.fullmatch(str(claims.get("sub", "")))
    if subject is None:
        raise FrameProofError("The helpdesk's token names no agent.")
    once = hashlib.sha256(token.encode()).hexdigest()
    return Proof(subject[1], once=once, expires_at=expires_at + LEEWAY)


def help_scout_proof(connection: Connection, fields: Mapping[str, str]) -> Proof:
    """Read the signed address under which Help Scout opens an app.

    Signed is the JSON of its own parameters, in their order, as PHP writes it: slashes and
    letters beyond ASCII escaped.  It holds no time, so it counts as often as it is opened.
    Raises FrameProofError.
    Source: developer.helpscout.com, "Signature validation".
    """
    theirs = {name: value for name, value in fields.items() if name not in OWN_FIELDS and name != SIGNATURE_FIELD}
    content = json.dumps(theirs, separators=(",", ":")).replace("/", "\\/").encode()
    key = connection.options.get(KEY_OPTION, "")
    if not key or not same(fields.get(SIGNATURE_FIELD, ""), keyed_digest(key, content, "sha1", "base64")):
        raise FrameProofError("Help Scout's signature does not match; check the app's secret key.")
    agent, ticket = _named(theirs, "user-id"), _named(theirs, "conversation-id")
    if not agent or not AGENT_ID.fullmatch(agent):
        raise FrameProofError("Help Scout names no user in the app's address.")
    return Proof(agent, ticket_id=ticket)


def check_front_secret(connection: Connection, given: str) -> None:
    """Check that Front opened its plugin; who looks at it is not said.  Raises FrameProofError."""
    key = connection.options.get(KEY_OPTION, "")
    if key and not same(given, key):
        raise FrameProofError("Front's auth_secret is not the one of this plugin.")


def intercom_proof(connection: Connection, body: bytes, signature: str) -> tuple[Proof, Mapping[str, Any]]:
    """Read a Canvas Kit request: who looks at which conversation, and the whole request.

    Signed is the raw body, HMAC-SHA256 in hexadecimal under the app's client secret, which also
    signs its webhooks.  Raises FrameProofError.
    """
    matched = False
    for key in connection.secrets:
        right = hmac.new(key.encode("utf-8", "replace"), body, "sha256").hexdigest()
        matched |= bool(key) and same(signature.strip().lower().removeprefix("sha256="), right)
    if not matched:
        raise FrameProofError(f"The body is not signed for connection '{connection.id}'; check the client secret.")
    try:
        asked = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise FrameProofError("The body is not JSON.") from error
    admin, conversation = (_object(asked, name) for name in ("admin", "conversation"))
    agent = str(admin.get("id") or "")
    if not AGENT_ID.fullmatch(agent):
        raise FrameProofError("The request names no teammate.")
    ticket = conversation.get("id") or _object(asked, "context").get("conversation_id")
    email = admin.get("email")
    return Proof(agent, str(email) if email else None, str(ticket) if ticket else None), asked


def _claims(token: str, key: str) -> Mapping[str, Any]:
    if not key.strip():
        raise FrameProofError("This connection holds no app_key to check the helpdesk's token with.")
    is_public = "BEGIN" in key
    if not is_public and len(key) < LEAST_KEY:
        raise FrameProofError("The app_key is too short to trust; give the app's public key.")
    # Times are checked by our own clock.
    names = ("verify_exp", "verify_iat", "verify_nbf", "verify_aud", "verify_sub")
    options: Any = {**dict.fromkeys(names, False), "require": ["exp", "iat", "aud", "sub"]}
    try:
        return jwt.decode(
            token[:MAX_TOKEN],
            _pem(key) if is_public else key,
            algorithms=["RS256" if is_public else "HS256"],
            options=options,
        )
    except (jwt.PyJWTError, ValueError, TypeError) as error:
        raise FrameProofError("The helpdesk's token is not signed with this connection's app_key.") from error


def _pem(key: str) -> str:
    """Return a public key as PEM wants it, also where a form or a shell took its line ends."""
    label, _, rest = key.strip().removeprefix("-----BEGIN ").partition("-----")
    body = "".join(rest.partition("-----")[0].replace("\\n", "").split())
    lines = [body[at : at + 64] for at in range(0, len(body), 64)]
    return "\n".join([f"-----BEGIN {label}-----", *lines, f"-----END {label}-----", ""])


def _check_audience(audience: object, connection: Connection) -> None:
    hosts = hosts_of_connection(connection)
    wanted = connection.options.get(INSTALLATION_OPTION, "").strip()
    for one in audience if isinstance(audience, list) else [audience]:
        found = AUDIENCE.fullmatch(str(one))
        if found and found[1].lower() in hosts and (not wanted or found[2] == wanted):
            return
    raise FrameProofError("The helpdesk's token is for another account or installation.")


def _moment(stamp: object) -> datetime:
    if isinstance(stamp, bool) or not isinstance(stamp, int | float) or not 0 < stamp < 1e11:
        raise FrameProofError("The helpdesk's token holds a time that is none.")
    return datetime.fromtimestamp(stamp, tz=UTC)


def _named(fields: Mapping[str, str], name: str) -> str | None:
    wanted = name.replace("-", "")
    for field, value in fields.items():
        if field.lower().replace("-", "").replace("_", "") == wanted and value:
            return value[:80]
    return None


def _object(value: Any, name: str) -> Mapping[str, Any]:
    found = value.get(name) if isinstance(value, dict) else None
    return found if isinstance(found, dict) else {}
