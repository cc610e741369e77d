"""A real django-helpdesk beside the tests: installed from its package, run on loopback, played by hand.

``Desk`` builds a site in a folder (its own virtual environment, SQLite, two people and our
account), sends it customers' mail, and writes replies on its own pages as an agent would.
"""

import http.cookiejar
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Mapping, Sequence
from email import policy, utils
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import Any

PACKAGES = ("django-helpdesk==2.6.1", "django>=5.2,<5.3")
PASSWORDS = {"admin": "rig-admin-pw", "agent": "rig-agent-pw", "draftbot": "rig-bot-pw"}
QUEUE_SLUG = "support"
QUEUE_ADDRESS = "support@desk.example.test"
START_S = 40.0

SETTINGS = """\
import os
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
SECRET_KEY = "rig-only-not-secret-0123456789abcdefghij"
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
ROOT_URLCONF = "deskproj.urls"
WSGI_APPLICATION = "deskproj.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
SITE_ID = 1
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
STATIC_URL = "/static/"
MEDIA_URL = "/media/"
MEDIA_ROOT = BASE_DIR / "media"
LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sites",
    "django.contrib.admin",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
    "rest_framework",
    "rest_framework.authtoken",
    "helpdesk",
    "django_cleanup.apps.CleanupConfig",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
TEMPLATES = [{
    "BACKEND": "django.template.backends.django.DjangoTemplates",
    "APP_DIRS": True,
    "OPTIONS": {"context_processors": [
        "django.template.context_processors.debug",
        "django.template.context_processors.request",
        "django.contrib.auth.context_processors.auth",
        "django.template.context_processors.media",
        "django.template.context_processors.static",
        "django.contrib.messages.context_processors.messages",
    ]},
}]
DATABASES = {"default": {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": BASE_DIR / "desk.sqlite3",
    "OPTIONS": {"timeout": 20},
}}
# Every mail the helpdesk sends lands here as a file: this is what the customer saw.
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = str(BASE_DIR / "outbox")
DEFAULT_FROM_EMAIL = "@ADDRESS@"

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "rest_framework.authentication.TokenAuthentication",
        "rest_framework.authentication.BasicAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
}

HELPDESK_TEAMS_MODE_ENABLED = False
HELPDESK_PUBLIC_ENABLED = True
HELPDESK_SUBMIT_A_TICKET_PUBLIC = True
# Read at call time, so one settings file serves the web process and get_email.
def _hooks():
    f = BASE_DIR / "hooks.txt"
    return [l.strip() for l in f.read_text().splitlines() if l.strip()] if f.exists() else []
HELPDESK_GET_FOLLOWUP_WEBHOOK_URLS = _hooks
HELPDESK_GET_NEW_TICKET_WEBHOOK_URLS = _hooks

LOGGING = {
    "version": 1, "disable_existing_loggers": False,
    "handlers": {"err": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["err"], "level": "WARNING"},
}
"""

URLS = """\
from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("helpdesk.urls", namespace="helpdesk")),
]
"""

WSGI = """\
import os
from django.core.wsgi import get_wsgi_application
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "deskproj.settings")
application = get_wsgi_application()
"""

MANAGE = """\
import os, sys
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "deskproj.settings")
from django.core.management import execute_from_command_line
execute_from_command_line(sys.argv)
"""

SEED = """\
import json, sys, os
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "deskproj.settings")
import django; django.setup()
from django.contrib.auth import get_user_model
from django.contrib.sites.models import Site
from rest_framework.authtoken.models import Token
from helpdesk.models import CustomField, Queue

spec = json.loads(sys.argv[1])
U = get_user_model()
tokens = {}
for name, pw in spec["users"].items():
    u, _ = U.objects.get_or_create(username=name, defaults={"email": name + "@desk.example.test"})
    u.is_staff, u.is_superuser = True, name == "admin"
    u.set_password(pw); u.save()
    tokens[name] = Token.objects.get_or_create(user=u)[0].key
q, _ = Queue.objects.get_or_create(slug=spec["slug"], defaults={"title": "Support"})
q.email_address = spec["address"]
q.allow_public_submission = True
q.allow_email_submission = True
q.email_box_type = "local"
q.email_box_local_dir = spec["maildir"]
q.email_box_interval = 0
q.save()
CustomField.objects.get_or_create(name="draft_state", defaults={
    "label": "Draft state", "data_type": "varchar", "max_length": 40,
    "required": False, "staff_only": True, "ordering": 1})
Site.objects.update_or_create(id=1, defaults={"domain": spec["netloc"], "name": "desk"})
print(json.dumps({"queue_id": q.id, "tokens": tokens}))
"""


class Desk:
    """One site.  ``venv`` may be shared by many sites and is kept between runs."""

    def __init__(self, folder: Path, venv: Path) -> None:
        self.folder = folder.resolve()
        self.port = _free_port()
        self.tokens: dict[str, str] = {}
        self._queue_id = 0
        self._python = venv.resolve() / "bin" / "python"
        self._server: subprocess.Popen[bytes] | None = None

    @property
    def base_url(self) -> str:
        """Where the site answers."""
        return f"http://127.0.0.1:{self.port}"

    def install(self) -> None:
        """Make the virtual environment where it is missing, the site, its database and its people."""
        if not self._python.exists():
            subprocess.run([sys.executable, "-m", "venv", str(self._python.parents[1])], check=True)
        if self._quietly("-c", "import helpdesk, rest_framework").returncode:
            self._run("-m", "pip", "install", "-q", "--disable-pip-version-check", *PACKAGES)
        project = self.folder / "deskproj"
        for made in (project, *(self.folder / name for name in ("outbox", "mail_in", "media"))):
            made.mkdir(parents=True, exist_ok=True)
        files = {
            "__init__.py": "",
            "settings.py": SETTINGS.replace("@ADDRESS@", QUEUE_ADDRESS),
            "urls.py": URLS,
            "wsgi.py": WSGI,
        }
        for name, text in files.items():
            (project / name).write_text(text)
        (self.folder / "manage.py").write_text(MANAGE)
        (self.folder / "seed.py").write_text(SEED)
        self._run("manage.py", "migrate", "-v", "0", "--noinput")
        spec = {
            "users": PASSWORDS,
            "slug": QUEUE_SLUG,
            "address": QUEUE_ADDRESS,
            "maildir": f"{self.folder / 'mail_in'}/",
            "netloc": f"127.0.0.1:{self.port}",
        }
        made_people = json.loads(self._run("seed.py", json.dumps(spec)).strip().splitlines()[-1])
        self.tokens, self._queue_id = made_people["tokens"], made_people["queue_id"]

    def set_hooks(self, urls: Sequence[str]) -> None:
        """Point both webhooks (new ticket, follow-up) at these addresses."""
        (self.folder / "hooks.txt").write_text("\n".join(urls) + "\n")

    def start(self) -> None:
        """Serve the site; returns once its sign-in page answers."""
        command = [str(self._python), "manage.py", "runserver", "--noreload", "--insecure", f"127.0.0.1:{self.port}"]
        with (self.folder / "server.log").open("ab") as log:
            self._server = subprocess.Popen(command, cwd=self.folder, env=self._environment(), stdout=log, stderr=log)
        until = time.monotonic() + START_S
        while time.monotonic() < until and self._server.poll() is None:
            try:
                urllib.request.urlopen(f"{self.base_url}/login/", timeout=5).read()
                return
            except OSError:
                time.sleep(0.1)
        raise RuntimeError(f"The helpdesk did not come up: {(self.folder / 'server.log').read_text()[-2000:]}")

    def stop(self) -> None:
        """Stop serving."""
        if self._server and self._server.poll() is None:
            self._server.send_signal(signal.SIGTERM)
            self._server.wait(10)

    def mail(
        self,
        sender: str,
        subject: str,
        body: str,
        *,
        ticket: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Send a customer's mail: put it into the queue's mailbox and run the poller once."""
        message = EmailMessage(policy=policy.default)
        message["From"], message["To"] = sender, QUEUE_ADDRESS
        message["Subject"] = f"[{QUEUE_SLUG}-{ticket}] {subject}" if ticket else subject
        message["Message-ID"] = f"<{uuid.uuid4().hex}@customer.example.test>"
        message["Date"] = utils.formatdate(usegmt=True)
        for name, value in (headers or {}).items():
            message[name] = value
        message.set_content(body)
        (self.folder / "mail_in" / f"{uuid.uuid4().hex}.eml").write_bytes(message.as_bytes())
        self._run("manage.py", "get_email", "--quiet")

    def agent_replies(self, ticket: int, text: str, *, is_public: bool = True, status: int | None = None) -> None:
        """Write into the ticket page's reply box as the human agent and press the button."""
        browser = self._signed_in("agent")
        page_url = f"{self.base_url}/tickets/{ticket}/"
        page = browser.open(page_url).read().decode()
        known = self.api("GET", f"tickets/{ticket}/")
        form = {
            "csrfmiddlewaretoken": _form_token(page),
            "comment": text,
            "title": known["title"],
            "new_status": status if status is not None else known["status"],
            "priority": known["priority"],
            "queue": known["queue"],
            "owner": known["assigned_to"] or 0,
        }
        if is_public:
            form["public"] = "1"  # the page posts 1; "on" makes the server answer 500
        url = f"{self.base_url}/tickets/{ticket}/update/"
        browser.open(urllib.request.Request(url, urllib.parse.urlencode(form).encode(), {"Referer": page_url}))

    def page_of_ticket(self, ticket: int) -> str:
        """Return the ticket's page as the agent sees it."""
        page: str = self._signed_in("agent").open(f"{self.base_url}/tickets/{ticket}/").read().decode()
        return page

    def api(self, method: str, path: str, value: Any = None) -> Any:
        """Call the REST API as our own account; raises urllib.error.HTTPError."""
        request = urllib.request.Request(
            f"{self.base_url}/api/{path}",
            method=method,
            data=None if value is None else json.dumps(value).encode(),
            headers={"Authorization": f"Token {self.tokens['draftbot']}", "Content-Type": "application/json"},
        )
        raw = urllib.request.urlopen(request, timeout=30).read()
        return json.loads(raw) if raw else None

    def followups(self, ticket: int) -> list[dict[str, Any]]:
        """Return a ticket's follow-ups, oldest first."""
        return list(self.api("GET", f"tickets/{ticket}/")["followup_set"])

    def outbox(self) -> list[tuple[str, str]]:
        """Return the mails that left the helpdesk, as (address, text): what customers saw."""
        mails = []
        for file in sorted((self.folder / "outbox").glob("*.log")):
            for raw in file.read_bytes().split(b"\n" + b"-" * 79 + b"\n"):
                if raw.strip():
                    mail = BytesParser(policy=policy.default).parsebytes(raw.lstrip(b"\n"))
                    part = mail.get_body(("plain",)) or mail
                    mails.append((str(mail["To"]), str(part.get_content())))
        return mails

    def _signed_in(self, user: str) -> urllib.request.OpenerDirector:
        browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
        url = f"{self.base_url}/login/"
        form = {
            "csrfmiddlewaretoken": _form_token(browser.open(url).read().decode()),
            "username": user,
            "password": PASSWORDS[user],
        }
        browser.open(urllib.request.Request(url, urllib.parse.urlencode(form).encode(), {"Referer": url}))
        return browser

    def _environment(self) -> dict[str, str]:
        return dict(os.environ, PYTHONPATH=str(self.folder), DJANGO_SETTINGS_MODULE="deskproj.settings")

    def _run(self, *arguments: str) -> str:
        done = subprocess.run(
            [str(self._python), *arguments],
            cwd=self._cwd(),
            env=self._environment(),
            check=False,
            text=True,
            capture_output=True,
        )
        if done.returncode:
            raise RuntimeError(f"{arguments[:2]} failed: {done.stderr[-2000:]}")
        return done.stdout

    def _quietly(self, *arguments: str) -> "subprocess.CompletedProcess[bytes]":
        return subprocess.run([str(self._python), *arguments], capture_output=True, check=False)

    def _cwd(self) -> Path:
        self.folder.mkdir(parents=True, exist_ok=True)
        return self.folder


def _form_token(page: str) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert found, "no form token on the page"
    return found[1]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
