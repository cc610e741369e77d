"""A real ``drafter serve`` in a process of its own, and the handle a test holds it by."""

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from tests.tools.waiting import until

ROOT = Path(__file__).resolve().parents[2]
QUIET = {"DRAFTER_LOG_LEVEL": "WARNING", "DRAFTER_EMBEDDER": "hashing", "OMP_NUM_THREADS": "1"}


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def drafter(*arguments: str, env: Mapping[str, str], check: bool = True) -> "subprocess.CompletedProcess[str]":
    """Run one command to its end in the environment of a test; with ``check`` a failure raises with its words."""
    done = subprocess.run(
        [sys.executable, "-m", "webhook", *arguments],
        env={**os.environ, **QUIET, **env},
        cwd=ROOT,
        text=True,
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert not check or done.returncode == 0, f"drafter {' '.join(arguments[:3])}: {done.stderr}"
    return done


@dataclass
class Served:
    """A running ``drafter`` command and its address."""

    process: "subprocess.Popen[str]"
    port: int
    log: Path
    killed: list[int] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    def web(self) -> psutil.Process | None:
        """Return gunicorn's arbiter, the direct child that is not a worker."""
        return next((one for one in self._children() if "serve" in _words(one)), None)

    def worker(self) -> psutil.Process | None:
        """Return the job worker, if one lives."""
        return next((one for one in self._children() if "worker" in _words(one)), None)

    def family(self) -> list[psutil.Process]:
        """Return the process and everything below it."""
        try:
            parent = psutil.Process(self.process.pid)
            return [parent, *parent.children(recursive=True)]
        except psutil.NoSuchProcess:
            return []

    def kill_all(self) -> None:
        """End it and everything below it with SIGKILL, in one blow."""
        for one in self.family():
            try:
                one.kill()
            except psutil.NoSuchProcess:
                continue
        self.process.wait(10)

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Stop it in good order and return its exit status."""
        self.process.send_signal(number)
        return self.process.wait(40)

    def get(self, path: str) -> tuple[int, Any]:
        """Return status and JSON (or text) of a page."""
        return fetch(f"{self.url}{path}")

    def _children(self) -> list[psutil.Process]:
        try:
            return psutil.Process(self.process.pid).children()
        except psutil.NoSuchProcess:
            return []


def fetch(url: str, *, timeout_s: float = 10) -> tuple[int, Any]:
    """Return status and JSON (or text) of an address; status 0 when nobody answers."""
    try:
        with urllib.request.urlopen(url, timeout=timeout_s) as answer:
            return answer.status, _read(answer.read())
    except urllib.error.HTTPError as error:
        return error.code, _read(error.read())
    except OSError:
        return 0, None


@contextmanager
def served(
    *arguments: str, env: Mapping[str, str], port: int | None = None, wait_for: str | None = "/healthz"
) -> Iterator[Served]:
    """Start ``drafter serve`` (or what ``arguments`` begin with) and wait until ``wait_for`` answers 200."""
    port = port or free_port()
    command = [sys.executable, "-m", "webhook"]
    command += list(arguments) if arguments and arguments[0] == "worker" else ["serve", "--port", str(port), *arguments]
    log = Path(env["DRAFTER_DATA_DIR"]) / f"serve-{port}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("a") as lines:
        process = subprocess.Popen(
            command, env={**os.environ, **QUIET, **env}, cwd=ROOT, text=True, stdout=lines, stderr=lines
        )
    one = Served(process, port, log)
    try:
        if wait_for:
            until(
                lambda: process.poll() is not None or one.get(wait_for)[0] == 200,
                timeout_s=60,
                what=f"{wait_for}; {log}",
            )
            assert process.poll() is None, f"ended with {process.returncode}: {log.read_text()[-2000:]}"
        yield one
    finally:
        if process.poll() is None:
            one.kill_all()


def _words(process: psutil.Process) -> list[str]:
    """Return a living process's command line, nothing for one that has just ended."""
    try:
        return process.cmdline()
    except psutil.Error:
        return []


def _read(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return body.decode("utf-8", "replace")
