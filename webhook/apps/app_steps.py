"""What a person does to put our app into a helpdesk: numbered steps, each with where it is done."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class AppStep:
    """One step: ``text`` says what to do; ``{sidebar}``, ``{canvas}`` and ``{name}`` stand for this connection's.

    ``way`` are the entries to choose, from the menu down; a drawing shows them.
    """

    title: str
    text: str
    way: tuple[str, ...] = ()


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
APP_STEPS: Mapping[str, tuple[AppStep, ...]] = {
    "zendesk": (
        AppStep(
            "Upload the app",
            "Upload the zip as a private app and install it; limit it to the agents who answer for this brand.",
            ("Admin Centre", "Apps and integrations", "Zendesk Support apps", "Upload private app"),
        ),
        AppStep(
            "Fetch the app's public key",
            "Read /api/v2/apps/<app id>/public_key.pem as an admin, and note the installation's number.",
            ("Admin Centre", "APIs", "public_key.pem"),
        ),
        AppStep(
            "Let Drafter check its tokens",
            'drafter connection set {name} --option app_key="$(cat public_key.pem)" --option app_installation=NUMBER.'
            " Without a key agents sign in to Drafter themselves.",
            ("Drafter", "Connection", "Options"),
        ),
        _TOGETHER,
    ),
    "freshdesk": (
        AppStep(
            "Pack the app",
            "In the unpacked folder run 'fdk validate' and 'fdk pack' with Freshworks' developer kit.",
            ("Your computer", "fdk pack"),
        ),
        AppStep(
            "Upload it as a custom app",
            "Create a custom app, upload the packed file, publish it, then install it.",
            ("Admin", "Apps", "Get more apps", "Build custom app"),
        ),
        AppStep(
            "Say where its pages live",
            "If the panel stays empty, its host is another than *.freshdesk.com: take it from the browser's console and"
            " drafter connection set {name} --option frame_hosts=https://HOST.",
            ("Drafter", "Connection", "Options"),
        ),
        _SIGN_IN,
        _TOGETHER,
    ),
    "front": (
        AppStep(
            "Put the folder on the web",
            "Unpack it onto any host for static pages with https, and allow that host:"
            ' drafter connection set {name} --option "frame_hosts=https://HOST https://app.frontapp.com".',
            ("Your web host", "drafter-front"),
        ),
        AppStep(
            "Add the plugin",
            "Create an app, add the feature Sidebar plugin, and give it the address of the folder's index.html.",
            ("Settings", "Developers", "Create app", "Sidebar plugin"),
        ),
        AppStep(
            "Share its secret",
            "Copy the plugin's auth secret: drafter connection set {name} --option app_key=SECRET. It proves that"
            " Front opened the plugin; who looks at it, it does not.",
            ("Settings", "Developers", "Auth secret"),
        ),
        _SIGN_IN,
        _TOGETHER,
    ),
    "chatwoot": (
        AppStep(
            "Add a dashboard app",
            "Name it Drafter and give it this address: {sidebar}",
            ("Settings", "Integrations", "Dashboard apps", "Add a new dashboard app"),
        ),
        _SIGN_IN,
        _COPY,
    ),
    "helpscout": (
        AppStep(
            "Create an app",
            "Choose iframe content and give it this callback address: {sidebar}",
            ("Manage", "Apps", "Custom app", "Create app"),
        ),
        AppStep(
            "Share its secret key",
            "Make up a key of at most 40 characters, enter it there, and"
            " drafter connection set {name} --option app_key=KEY. Help Scout signs each opening with it.",
            ("Custom app", "Secret key"),
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
            "Choose “for teammates”, with {canvas}/initialize as Initialize URL and {canvas}/submit as Submit URL.",
            ("Developer Hub", "Your app", "Canvas Kit"),
        ),
        AppStep(
            "Share the client secret",
            "The app's client secret signs each card: drafter connection rotate {name} --secret SECRET, if it is not"
            " the connection's already.",
            ("Developer Hub", "Your app", "Basic information"),
        ),
        AppStep(
            "Add it to the inbox",
            "In a conversation's details edit the apps and add Drafter; then approve on the card and copy its text.",
            ("Inbox", "Conversation details", "Edit apps", "Drafter"),
        ),
    ),
}
APP_KINDS = tuple(APP_STEPS)
