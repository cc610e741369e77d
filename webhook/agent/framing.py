"""Entering a helpdesk's frame: who opened it, and the pass under which the panel acts there."""

from dataclasses import dataclass
from datetime import timedelta

from flask import current_app, g, request, url_for

from webhook.agent.sidebar import connection_of
from webhook.apps.admitting import admit
from webhook.apps.proofs import KEY_OPTION, SIGNATURE_FIELD, Proof, check_front_secret, help_scout_proof, zendesk_proof
from webhook.errors import FrameProofError
from webhook.helpdesks.base import Connection
from webhook.http.context import frame_pass, has_pass, principal_in_frame, services
from webhook.http.frames import COOKIE, RENEW_AFTER, FramePass, new_keepsake, new_pass, read_keepsake
from webhook.store.accounts import User

FRONT_FIELD = "auth_secret"
CLIPBOARD_KINDS = frozenset({"chatwoot", "helpscout"})  # no app may write into their reply box
SHUT = "You can’t come in this way"


@dataclass(frozen=True)
class Entry:
    """How somebody came into a frame.

    ``token`` is their new frame pass, empty where they have one or should sign in;
    ``heading`` and ``reason`` say why they may see nothing.
    """

    connection: Connection | None = None
    token: str = ""
    ticket_id: str = ""
    heading: str = ""
    reason: str = ""

    @property
    def kind(self) -> str:
        """The connection's kind: whose messages the frame speaks."""
        return self.connection.kind if self.connection else ""

    @property
    def can_insert(self) -> bool:
        """Whether this helpdesk lets an app write into the reply box."""
        return self.kind not in CLIPBOARD_KINDS

    @property
    def renew_s(self) -> int:
        """After how many seconds the page asks for its next pass."""
        return int(RENEW_AFTER.total_seconds())

    @property
    def sign_in_url(self) -> str:
        """Where the small window to sign in opens; empty without a connection."""
        return url_for("frame.sign_in", connection=self.connection.id) if self.connection else ""


def enter_frame(connection_id: str | None) -> Entry:
    """Find out who opened the panel, and let the request be theirs.

    A helpdesk's word for its agent is checked where it gives one; else whoever has a pass for
    this very connection, or is signed in.  A helpdesk's form heeds no cookie.
    """
    connection = connection_of(services(), connection_id)
    if request.method == "POST":
        g.signed_in, g.principal = None, None
    try:
        proof = _proof(connection) if connection else None
        if proof and request.headers.get("Sec-Fetch-Dest") == "document":
            raise FrameProofError("This address opens inside your helpdesk only.")  # somebody passed it on
        return _admitted(connection, proof) if connection and proof else _unproven(connection)
    except FrameProofError as error:
        g.signed_in, g.principal = None, None
        return Entry(connection, heading=SHUT, reason=error.message)


def pass_for(user: User, connection_id: str) -> str:
    """Return a first frame pass for somebody who has just proven who they are."""
    now = services().clock()
    return new_pass(_key(), user.id, connection_id, proven_at=now, now=now)


def known_pass(connection_id: str) -> FramePass | None:
    """Return the pass that a frame's page carries, or what its cookie keeps; None where neither counts."""
    parts = services()
    found = frame_pass()
    if not has_pass():
        life = timedelta(hours=parts.settings.sessions.lifetime_hours)
        kept = request.cookies.get(COOKIE + connection_id, "")
        found = read_keepsake(_key(), kept, now=parts.clock(), life=life)
    if found is None or found.connection_id != connection_id:
        return None
    return found if principal_in_frame(found.user_id, connection_id) else None


def renewed(found: FramePass) -> str:
    """Return the next pass; it counts from the same proof."""
    return new_pass(_key(), found.user_id, found.connection_id, proven_at=found.proven_at, now=services().clock())


def keepsake_of(found: FramePass) -> str:
    """Return what the frame's cookie keeps of a pass."""
    return new_keepsake(_key(), found)


def _proof(connection: Connection) -> Proof | None:
    now = services().clock()
    has_key = bool(connection.options.get(KEY_OPTION))  # without one nobody vouches: people sign in
    if connection.kind == "zendesk" and request.method == "POST" and has_key:
        return zendesk_proof(connection, request.form.get("token", ""), now=now)
    if connection.kind == "helpscout" and SIGNATURE_FIELD in request.args and has_key:
        return help_scout_proof(connection, request.args.to_dict())
    if connection.kind == "front" and request.path == url_for("agent.sidebar") and "X-Fragment" not in request.headers:
        check_front_secret(connection, request.args.get(FRONT_FIELD, ""))
    return None


def _admitted(connection: Connection, proof: Proof) -> Entry:
    g.signed_in, g.principal = None, None
    if connection.is_paused:
        return Entry(
            connection, heading="This helpdesk is paused", reason="An admin paused it; drafts come again later."
        )
    found = admit(services(), connection, proof)
    if found.user is None:
        return Entry(connection, heading=SHUT, reason=found.reason)
    g.principal = principal_in_frame(found.user.id, connection.id)
    return Entry(connection, pass_for(found.user, connection.id), proof.ticket_id or "")


def _unproven(connection: Connection | None) -> Entry:
    if has_pass():
        found = frame_pass()
        if found is None or connection is None or found.connection_id != connection.id:
            g.principal = None
    return Entry(connection)


def _key() -> str:
    return str(current_app.config["SECRET_KEY"])
