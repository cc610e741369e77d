"""The processes of ``drafter serve``: one supervisor, one gthread web process, one job worker.

The supervisor restarts a worker that dies, passes signals on, and takes its children with
it: each child also watches its parent, so none outlives a supervisor that was killed.
"""

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import FrameType
from typing import Any

import structlog
from gunicorn.app.base import BaseApplication

from webhook.app import Part, create_app
from webhook.demo.routes import start_sending
from webhook.errors import SettingsError
from webhook.settings import Settings, child_environment
from webhook.telemetry import configure_logging
from webhook.warming import warm_soon
from webhook.wiring import wire

WEB_THREADS = 32
STOP_S = 25.0  # a worker gets 20 s to finish its jobs
RESTART_PAUSE_S = 1.0
PARENT_CHECK_S = 0.5
LOOK_S = 0.2  # how often the supervisor looks after its children

log = structlog.get_logger()


@dataclass(frozen=True)
class Serving:
    """What ``drafter serve`` was asked for."""

    host: str
    port: int
    slots: int | None
    only: Part | None
    with_worker: bool


class WebServer(BaseApplication):  # type: ignore[misc]
    """gunicorn with our settings; the app and its engine are made after the fork."""

    def __init__(self, settings: Settings, serving: Serving) -> None:
        self._settings = settings
        self._serving = serving
        super().__init__()

    def load_config(self) -> None:
        """Set what gunicorn reads from a file otherwise."""
        options = {
            "bind": f"{self._serving.host}:{self._serving.port}",
            "workers": 1,  # one process writes to the embedded database; more would fight over its lock
            "worker_class": "gthread",
            "threads": WEB_THREADS,
            "timeout": 60,
            "graceful_timeout": 10,
            "keepalive": 30,
            "accesslog": None,
            "loglevel": "warning",
            "control_socket_disable": True,
            "proc_name": "drafter-web",
        }
        for name, value in options.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Any:
        """Make the application in the worker process."""
        configure_logging(self._settings.log_level)
        services = wire(self._settings)
        app = create_app(self._settings, services, only=self._serving.only)
        start_sending(app, base_url=local_url(self._serving.host, self._serving.port))
        if self._serving.only != "webhooks":
            warm_soon(services)
        return app


def serve(settings: Settings, serving: Serving, *, on_up: Callable[[], None] | None = None) -> int:
    """Run until told to stop; return the exit status.  ``on_up`` is called once requests are answered."""
    check_port(serving.host, serving.port)
    return Supervisor(settings, serving, on_up=on_up).run()


def local_url(host: str, port: int) -> str:
    """Return the address under which this machine reaches a server that listens on ``host``."""
    name = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    return f"http://{name}:{port}"


def check_port(host: str, port: int) -> None:
    """Raise SettingsError when nothing can listen at this address."""
    try:
        family, *_ = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        raise SettingsError(f"Address {host}:{port} cannot be used: {error.strerror}; give another --port.") from error


class Supervisor:
    """Starts the children, restarts the worker, stops everything together."""

    def __init__(self, settings: Settings, serving: Serving, *, on_up: Callable[[], None] | None = None) -> None:
        self._settings = settings
        self._serving = serving
        self._on_up = on_up
        self._stopping = threading.Event()
        self._web = 0
        self._worker: subprocess.Popen[bytes] | None = None

    def run(self) -> int:
        """Start, wait for a signal or the web process's end, stop."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._on_signal)
        self._web = self._fork_web()
        if self._serving.with_worker:
            self._worker = self._start_worker()
        status = self._watch()
        self._stop()
        return status

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self._stopping.set()

    def _fork_web(self) -> int:
        parent = os.getpid()
        pid = os.fork()
        if pid:
            return pid
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_DFL)
        watch_parent(parent, lambda: os.kill(os.getpid(), signal.SIGTERM))
        try:
            WebServer(self._settings, self._serving).run()
        except SystemExit as stop:
            os._exit(stop.code if isinstance(stop.code, int) else 1)
        os._exit(0)

    def _start_worker(self) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", "webhook", "worker", "--parent", str(os.getpid())]
        if self._serving.slots:
            command += ["--slots", str(self._serving.slots)]
        # A new session keeps a terminal's Ctrl-C from reaching the worker before we pass it on.
        return subprocess.Popen(command, env=child_environment(), start_new_session=True)  # noqa: S603

    def _watch(self) -> int:
        while not self._stopping.wait(LOOK_S):
            if self._on_up and self._answers():
                self._on_up()
                self._on_up = None
            done, status = os.waitpid(self._web, os.WNOHANG)
            if done:
                self._web = 0
                ended = os.waitstatus_to_exitcode(status)
                log.error("web_ended", status=ended)
                return 128 - ended if ended < 0 else ended or 1  # a signal's number, as shells tell it
            if self._worker and self._worker.poll() is not None:
                log.warning("worker_ended", status=self._worker.returncode)
                if not self._stopping.wait(RESTART_PAUSE_S):
                    self._worker = self._start_worker()
        return 0

    def _answers(self) -> bool:
        host = local_url(self._serving.host, self._serving.port).removeprefix("http://")
        connection = http.client.HTTPConnection(host, timeout=LOOK_S)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def _stop(self) -> None:
        if self._worker and self._worker.poll() is None:
            self._worker.terminate()
        if self._web:
            _signal(self._web, signal.SIGTERM)
        until = time.monotonic() + STOP_S
        while time.monotonic() < until and not self._all_ended():
            time.sleep(0.1)
        if self._web:
            _signal(self._web, signal.SIGKILL)
        if self._worker and self._worker.poll() is None:
            self._worker.kill()

    def _all_ended(self) -> bool:
        if self._web:
            done, _ = os.waitpid(self._web, os.WNOHANG)
            self._web = 0 if done else self._web
        return not self._web and (self._worker is None or self._worker.poll() is not None)


def watch_parent(parent: int, act: Callable[[], None]) -> None:
    """Call ``act`` once when the process ``parent`` is no longer our parent."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(PARENT_CHECK_S)
        act()

    threading.Thread(target=watch, name="parent-watch", daemon=True).start()


def _signal(pid: int, number: signal.Signals) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return
