"""What a person does to put our app into a helpdesk: numbered steps, each with where it is done."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class AppStep:
    """One step: ``text`` says what to do.

    ``way`` are the entries to choose, from the menu down; a drawing shows them.  ``pastes`` are
    commands and addresses to copy; ``{sidebar}``, ``{canvas}`` and ``{name}`` stand for this connection's.
    """

    title: str
    text: str
    way: tuple[str, ...] = ()
    pastes: tuple[str, ...] = ()


_TOGETHER = AppStep(
    "Look at a ticket",
    "Open a ticket that Drafter knows. Its draft stands in the side panel; Approve and insert puts it where you write.",
    ("A ticket", "Drafter"),
)
_COPY = AppStep(
    "Look at a conversation",
    "Open one that Drafter knows. This helpdesk lets no app write into the reply box: approve, then press Copy.",
    ("A conversation", "Drafter"),
)
_SIGN_IN = AppStep(
    "Sign in once",
    "This helpdesk cannot prove who looks at the app, so each agent presses Sign in there; a small window opens.",
    ("Drafter", "Sign in"),
)
_SET = "drafter connection set {name} --option"
APP_STEPS: Mapping[str, tuple[AppStep, ...]] = {
    "zendesk": (
        AppStep(
            "Upload the app",
            "Upload the zip as a private app and install it; limit it to the agents who answer for this brand.",
            ("Admin Centre", "Apps and integrations", "Zendesk Support apps", "Upload private app"),
        ),
        AppStep(
            "Fetch the app’s public key",
            "Read this address of your Zendesk as an admin, and note the number of the installation.",
            pastes=("/api/v2/apps/<app id>/public_key.pem", "/api/v2/apps/installations.json"),
        ),
        AppStep(
            "Let Drafter check its tokens",
            "Zendesk signs each opening for the agent who looks. Without a key agents sign in to Drafter themselves.",
            pastes=(f'{_SET} app_key="$(cat public_key.pem)"', f"{_SET} app_installation=NUMBER"),
        ),
        _TOGETHER,
    ),
    "freshdesk": (
        AppStep(
            "Pack the app",
            "In the unpacked folder, with Freshworks’ developer kit:",
            pastes=("fdk validate", "fdk pack"),
        ),
        AppStep(
            "Upload it as a custom app",
            "Create a custom app, upload the packed file, publish it, then install it.",
            ("Admin", "Apps", "Get more apps", "Build custom app"),
        ),
        AppStep(
            "Say where its pages live",
            "If the panel stays empty, its host is another than *.freshdesk.com; the browser’s console names it.",
            pastes=(f"{_SET} frame_hosts=https://HOST",),
        ),
        _SIGN_IN,
        _TOGETHER,
    ),
    "front": (
        AppStep(
            "Put the folder on the web",
            "Unpack it onto any host for static pages with https, and allow that host to show the panel:",
            pastes=(f"{_SET} frame_hosts=https://HOST",),
        ),
        AppStep(
            "Add the plugin",
            "Create an app, add the feature Sidebar plugin, and give it the address of the folder’s index.html.",
            ("Settings", "Developers", "Create app", "Sidebar plugin"),
        ),
        AppStep(
            "Share its secret",
            "Copy the plugin’s auth secret. It proves that Front opened the plugin; who looks at it, it does not.",
            ("Settings", "Developers", "Auth secret"),
            (f"{_SET} app_key=SECRET",),
        ),
        _SIGN_IN,
        _TOGETHER,
    ),
    "chatwoot": (
        AppStep(
            "Add a dashboard app",
            "Name it Drafter and give it this address:",
            ("Settings", "Integrations", "Dashboard apps", "Add a new dashboard app"),
            ("{sidebar}",),
        ),
        _SIGN_IN,
        _COPY,
    ),
    "helpscout": (
        AppStep(
            "Create an app",
            "Choose iframe content and give it this callback address:",
            ("Manage", "Apps", "Custom app", "Create app"),
            ("{sidebar}",),
        ),
        AppStep(
            "Share its secret key",
            "Make up a key of at most 40 characters, for there and here. Help Scout signs each opening with it.",
            ("Custom app", "Secret key"),
            (f"{_SET} app_key=KEY",),
        ),
        AppStep(
            "Install it",
            "Choose the mailboxes that answer for this brand.",
            ("Custom app", "Mailboxes", "Save"),
        ),
        _COPY,
    ),
    "intercom": (
        AppStep(
            "Turn on Canvas Kit",
            "Choose “for teammates”, and give it these as Initialize URL and Submit URL:",
            ("Developer Hub", "Your app", "Canvas Kit"),
            ("{canvas}/initialize", "{canvas}/submit"),
        ),
        AppStep(
            "Share the client secret",
            "The app’s client secret signs each card, as it signs the webhooks; it may be the connection’s already.",
            ("Developer Hub", "Your app", "Basic information"),
            ("drafter connection rotate {name} --secret SECRET",),
        ),
        AppStep(
            "Add it to the inbox",
            "In a conversation’s details edit the apps and add Drafter; then approve on the card and copy its text.",
            ("Inbox", "Conversation details", "Edit apps", "Drafter"),
        ),
    ),
}
APP_KINDS = tuple(APP_STEPS)
