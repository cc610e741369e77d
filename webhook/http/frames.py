"""Frame passes: who looks at the panel inside a helpdesk, where the browser withholds our cookies.

A pass names one person and one connection, is signed by us, counts for a few minutes and is
renewed by the page that holds it.  It travels in a header of the panel's own requests alone:
never in an address, a cookie or a log, and no other page accepts it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from itsdangerous import BadSignature, URLSafeSerializer

HEADER = "X-Frame-Pass"
LIFE = timedelta(minutes=10)
RENEW_AFTER = timedelta(minutes=4)  # a page asks for the next one while two tries are left
MAX_PASS = 600


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


def _signer(secret_key: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret_key, salt="frame pass")


def _moment(stamp: int, now: datetime) -> datetime:
    return datetime.fromtimestamp(stamp, tz=now.tzinfo)
