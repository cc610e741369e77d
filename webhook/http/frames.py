"""Frame passes: who looks at the panel inside a helpdesk, where the browser withholds our cookies.

A pass names one person and one connection, is signed by us, counts for a few minutes and is
renewed by the page that holds it.  It travels in a header of the panel's own requests alone:
never in an address or a log, and no other page accepts it.  Who signed in to us in a frame
also gets a partitioned cookie, which does nothing but fetch a pass when the frame is loaded again.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from itsdangerous import BadSignature, URLSafeSerializer

HEADER = "X-Frame-Pass"
LIFE = timedelta(minutes=10)
RENEW_AFTER = timedelta(minutes=4)  # a page asks for the next one while two tries are left
MAX_PASS = 600
COOKIE = "drafter_frame_"  # and the connection's id


@dataclass(frozen=True)
class FramePass:
    """A person in one connection's frame; ``proven_at`` is when they signed in or their helpdesk vouched for them."""

    user_id: str
    connection_id: str
    proven_at: datetime
    expires_at: datetime


def new_pass(secret_key: str, user_id: str, connection_id: str, *, proven_at: datetime, now: datetime) -> str:
    """Make a pass that counts for ten minutes from ``now``."""
    stamps = [int(proven_at.timestamp()), int((now + LIFE).timestamp())]
    made = _signer(secret_key).dumps([user_id, connection_id, *stamps])
    return made if isinstance(made, str) else made.decode()


def read_pass(secret_key: str, token: str, *, now: datetime, life: timedelta) -> FramePass | None:
    """Return what a pass says; None where it is not ours, is over, or its proof is older than ``life``."""
    try:
        values = _signer(secret_key).loads(token[:MAX_PASS])
    except BadSignature:
        return None
    user_id, connection_id, proven, expires = values
    found = FramePass(user_id, connection_id, _moment(proven, now), _moment(expires, now))
    is_over = found.expires_at <= now or found.proven_at + life <= now
    return None if is_over else found


def new_keepsake(secret_key: str, found: FramePass) -> str:
    """Make what the partitioned cookie of a connection's frame holds."""
    made = _signer(secret_key, "frame keepsake").dumps(
        [found.user_id, found.connection_id, int(found.proven_at.timestamp())]
    )
    return made if isinstance(made, str) else made.decode()


def read_keepsake(secret_key: str, value: str, *, now: datetime, life: timedelta) -> FramePass | None:
    """Return whose a cookie is; None where it is not ours or its proof is older than ``life``."""
    try:
        user_id, connection_id, proven = _signer(secret_key, "frame keepsake").loads(value[:MAX_PASS])
    except BadSignature:
        return None
    proven_at = _moment(proven, now)
    return None if proven_at + life <= now else FramePass(user_id, connection_id, proven_at, proven_at + life)


def _signer(secret_key: str, salt: str = "frame pass") -> URLSafeSerializer:
    return URLSafeSerializer(secret_key, salt=salt)


def _moment(stamp: int, now: datetime) -> datetime:
    return datetime.fromtimestamp(stamp, tz=now.tzinfo)
