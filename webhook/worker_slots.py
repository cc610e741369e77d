"""A worker's place on this machine: the lock that makes its executor id its own."""

import fcntl
import os
import socket
from dataclasses import dataclass
from pathlib import Path

from webhook.settings import Settings, kept_secret

MOST_SLOTS = 64


@dataclass
class WorkerSlot:
    """One worker's place on this machine: its name is its executor id while the lock is held."""

    name: str
    lock: int

    def release(self) -> None:
        """Leave the place to another process."""
        os.close(self.lock)


def take_worker_slot(settings: Settings) -> WorkerSlot:
    """Take the first free worker place of this data directory.

    The name is the same after a crash, so a restarted worker recovers its own runs at once,
    and no two living processes share it: a dead one's lock is released by the system.
    """
    folder = settings.data_path / "workers"
    folder.mkdir(parents=True, exist_ok=True)
    place = kept_secret(settings, "installation")[:8]
    for slot in range(MOST_SLOTS):
        handle = _try_lock(folder / f"{slot}.lock")
        if handle is not None:
            name = settings.worker_name or f"{socket.gethostname()}-{place}-{slot}"
            return WorkerSlot(name, handle)
    raise RuntimeError(f"All {MOST_SLOTS} worker places in {folder} are taken; stop a worker first.")


def _try_lock(path: Path) -> int | None:
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        return None
    return handle
