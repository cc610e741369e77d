"""The whole program as an operator runs it: real processes, a database and a data directory of its own."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")
START_S = 60.0


class Program:
    """``drafter`` commands and one ``drafter serve`` in a folder; ``variables`` are added to the environment."""

    def __init__(self, folder: Path, **variables: str) -> None:
        self.folder = folder
        self.port = free_port()
        own = {name: value for name, value in os.environ.items() if not name.startswith(("DRAFTER_", "OPENAI_"))}
        own |= {"DRAFTER_DATABASE_URL": f"sqlite:///{folder / 'drafter.db'}", "PYTHONPATH": os.getcwd()}
        own |= {"DRAFTER_LOG_LEVEL": "WARNING", "DRAFTER_JOBS__POLL_S": "0.05", "DRAFTER_JOBS__SWEEP_S": "1"}
        self.environment = own | variables
        self._server: subprocess.Popen[bytes] | None = None

    @property
    def base_url(self) -> str:
        """Where it serves."""
        return f"http://127.0.0.1:{self.port}"

    def run(self, *arguments: str) -> str:
        """Run one command and return what it printed; a failure raises with its words."""
        command = [sys.executable, "-m", "webhook", *arguments]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False, timeout=300)
        assert done.returncode == 0, f"drafter {' '.join(arguments[:3])}: {done.stderr}"
        return done.stdout

    def value(self, *arguments: str) -> Any:
        """Run one command with ``--json`` and return the value it printed."""
        return json.loads(self.run(*arguments, "--json"))

    def start(self, *arguments: str) -> None:
        """Serve in the background; returns once drafting is warm."""
        command = [sys.executable, "-m", "webhook", "serve", "--port", str(self.port), *arguments]
        with (self.folder / "serve.log").open("ab") as log:
            self._server = subprocess.Popen(command, env=self.environment, stdout=log, stderr=log)
        wait_for(lambda: self._is_ready(), what="a warm program", within_s=START_S)

    def stop(self) -> None:
        """Stop as an operator does, by SIGTERM."""
        if self._server and self._server.poll() is None:
            self._server.send_signal(signal.SIGTERM)
            self._server.wait(40)

    def get(self, path: str, token: str) -> Any:
        """Read from the JSON API."""
        request = urllib.request.Request(f"{self.base_url}{path}", headers={"Authorization": f"Bearer {token}"})
        return json.loads(urllib.request.urlopen(request, timeout=20).read())

    def log(self) -> str:
        """Return the end of the server's log, for a failing test's message."""
        return (self.folder / "serve.log").read_text()[-4000:]

    def _is_ready(self) -> bool:
        assert self._server is not None
        assert self._server.poll() is None, self.log()
        try:
            answer = urllib.request.urlopen(f"{self.base_url}/readyz", timeout=5)
        except OSError:
            return False
        return bool(json.loads(answer.read())["warm"])


def wait_for(look: Callable[[], T | None], *, what: str, within_s: float = 90.0) -> T:
    """Return the first true value that ``look`` gives; fails loudly when none comes in time."""
    until = time.monotonic() + within_s
    while time.monotonic() < until:
        found = look()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError(f"Waited {within_s:.0f} s in vain for {what}.")


def free_port() -> int:
    """Return a port on loopback that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
