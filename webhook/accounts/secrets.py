"""Tokens and passwords: made, hashed, compared.  Only hashes are stored."""

import base64
import hashlib
import hmac
import secrets

SCRYPT_N, SCRYPT_R, SCRYPT_P = 2**15, 8, 1  # about 32 MB and 0.1 s a try
SCRYPT_MEMORY = 64 * 1024 * 1024


def new_token(prefix: str) -> str:
    """Make a secret of 256 random bits behind a prefix that scanners recognise."""
    return f"{prefix}_{secrets.token_urlsafe(32)}"


def token_hash(token: str) -> str:
    """Return what is stored of a token: SHA-256, enough for 256 random bits."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def hash_password(password: str) -> str:
    """Return a salted scrypt hash of a password."""
    salt = secrets.token_bytes(16)
    return f"scrypt${_b64(salt)}${_b64(_scrypt(password, salt))}"


def password_matches(password: str, stored: str | None) -> bool:
    """Whether a password is the stored one; takes as long when there is none."""
    kind, _, rest = (stored or "").partition("$")
    salt_text, _, digest_text = rest.partition("$")
    is_kept = kind == "scrypt" and bool(digest_text)
    salt = base64.b64decode(salt_text) if is_kept else b"no-such-user----"
    digest = _scrypt(password, salt)
    return is_kept and hmac.compare_digest(digest, base64.b64decode(digest_text))


def _scrypt(password: str, salt: bytes) -> bytes:
    return hashlib.scrypt(
        password.encode("utf-8", "replace"), salt=salt, n=SCRYPT_N, r=SCRYPT_R, p=SCRYPT_P, maxmem=SCRYPT_MEMORY
    )


def _b64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
