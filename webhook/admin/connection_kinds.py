"""The kinds of helpdesk as a page tells of them: names, what to fill in, what to paste where.

The steps are those of ``drafter connection add``, in the words of somebody at a form.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from webhook.apps.app_steps import APP_KINDS
from webhook.helpdesks.setup_steps import CANNOT_SIGN, KINDS, steps_of


@dataclass(frozen=True)
class OptionField:
    """One field of the form; ``name`` is the connection's option."""

    name: str
    label: str
    hint: str = ""
    is_required: bool = False
    is_secret: bool = False


@dataclass(frozen=True)
class Kind:
    """A kind of helpdesk.  ``theirs`` names the secret that the helpdesk itself makes, empty where we make it.

    ``shows`` says how drafts appear there, ``pastes`` what else to set there beside address and
    secret, as name and value.
    """

    key: str
    name: str
    fields: tuple[OptionField, ...]
    shows: str = "private note"
    theirs: str = ""
    pastes: tuple[tuple[str, str], ...] = ()

    @property
    def can_sign(self) -> bool:
        """Whether its events carry a secret; else the address does."""
        return self.key not in CANNOT_SIGN

    @property
    def has_app(self) -> bool:
        """Whether it can show the draft beside the ticket, in an app of ours."""
        return self.key in APP_KINDS

    @property
    def app_fields(self) -> tuple[OptionField, ...]:
        """What its app takes beside, once the connection stands."""
        if not self.has_app:
            return ()
        proof = OptionField("app_key", "The app’s key", "Checks the helpdesk’s word for who looks.", is_secret=True)
        proofs = (proof,) if self.key in ("zendesk", "helpscout") else ()
        return (*proofs, OptionField("frame_hosts", "Further pages that may show the side panel", _FRAMES))

    @property
    def steps(self) -> tuple[str, ...]:
        """What to do there, in order."""
        return tuple(for_a_page(step) for step in steps_of(self.key))


def _address(example: str) -> OptionField:
    return OptionField("base_url", "Address", f"Such as {example}, without /api at its end.", is_required=True)


def _token(label: str, hint: str = "", *, is_required: bool = True) -> OptionField:
    return OptionField("api_token", label, hint, is_required, is_secret=True)


def _own(hint: str, label: str = "Drafter’s own account there", *, is_required: bool = False) -> OptionField:
    return OptionField("own_user_id", label, hint, is_required)


_FRAMES = "Addresses with spaces between, such as https://desk.example.com. Optional."
_ASKED = "Its number; asked for by itself if left out."
_GROUP = OptionField("escalation_group", "Hand tickets on to", "The group or team that takes over. Optional.")
_TAG = OptionField("escalation_tag", "Tag for tickets handed on", "Optional.")
_HANDS_ON = (_GROUP, _TAG)
_JSON = ("Request format", "JSON, POST")

_ALL = (
    Kind(
        "zendesk",
        "Zendesk",
        (
            _address("https://shop.zendesk.com"),
            _token("API token", "As e-mail/token:token, of an account of Drafter’s own."),
            _own(_ASKED),
            *_HANDS_ON,
        ),
        theirs="the webhook’s signing secret",
        pastes=(_JSON, ("Events", "Ticket created, comment added, status changed")),
    ),
    Kind(
        "freshdesk",
        "Freshdesk",
        (_address("https://shop.freshdesk.com"), _token("API key", "Of a full agent."), _own(_ASKED), *_HANDS_ON),
        pastes=(_JSON, ("Header", "X-Drafter-Secret: the secret")),
    ),
    Kind(
        "intercom",
        "Intercom",
        (
            _token("Access token"),
            OptionField("region", "Region", "us, eu or au; us if left out."),
            _own("The admin whose name our notes carry; asked for if left out."),
            *_HANDS_ON,
        ),
        theirs="the app’s client secret",
        pastes=(("Topics", "conversation.user.created, .user.replied, .admin.replied, .admin.noted, .admin.closed"),),
    ),
    Kind(
        "gorgias",
        "Gorgias",
        (
            _address("https://shop.gorgias.com"),
            _token("API key", "As e-mail:key."),
            _own(_ASKED),
            *_HANDS_ON,
        ),
        pastes=(_JSON, ("Header", "X-Gorgias-Shared-Secret: the secret"), ("Body", '{"form": "{{context}}"}')),
    ),
    Kind(
        "front",
        "Front",
        (
            _token("API token", "With conversations, messages, comments and drafts."),
            _own("A teammate’s id, such as tea_55c8c149.", is_required=True),
            OptionField("channel_id", "Channel", "Where drafts go out from; else the first of the inbox."),
            *_HANDS_ON,
        ),
        shows="shared draft",
        theirs="the app’s signing key",
        pastes=(("Events", "Inbound, outbound, comment, archive, reopen"),),
    ),
    Kind(
        "helpscout",
        "Help Scout",
        (
            _token("App id and secret", "As id:secret, of an app with client credentials."),
            _own("The user whose name drafts carry; asked for if left out."),
            OptionField("mailbox_id", "Mailbox", "Whose saved replies are read; all if left out."),
            *_HANDS_ON,
        ),
        shows="draft reply",
        pastes=(("Events", "Conversation created, customer reply, agent reply, note, status"),),
    ),
    Kind(
        "chatwoot",
        "Chatwoot",
        (
            _address("https://app.chatwoot.com"),
            _token("Access token", "Of an agent of Drafter’s own."),
            OptionField("account_id", "Account number", "Asked for by itself if left out."),
            OptionField("signs", "Signs its webhooks", "“no” for a Chatwoot from before 2026; else leave it empty."),
            *_HANDS_ON,
        ),
        theirs="the webhook’s secret",
        pastes=(("Events", "Conversation created, conversation status changed, message created"),),
    ),
    Kind(
        "zammad",
        "Zammad",
        (
            _address("https://support.shop.example"),
            _token("Access token", "With the right ticket.agent."),
            _own(_ASKED),
            OptionField("escalation_group", "Hand tickets on to", "A group’s name. Optional."),
            _TAG,
        ),
        shows="shared draft or note",
        pastes=(("Secret goes to", "HMAC SHA1 signature token"),),
    ),
    Kind(
        "freescout",
        "FreeScout",
        (
            _address("https://help.shop.example"),
            _token("API key", "Of the module API & Webhooks."),
            _own("The number of the user whose name our notes carry.", is_required=True),
            *_HANDS_ON,
        ),
        theirs="the key for webhooks",
        pastes=(("Events", "Conversation created, customer replied, agent replied, status updated"),),
    ),
    Kind(
        "django-helpdesk",
        "django-helpdesk",
        (_address("https://shop.example/helpdesk"), _token("API token", "Or user:password."), _own(_ASKED)),
        shows="private follow-up",
        pastes=(("Settings", "HELPDESK_NEW_TICKET_WEBHOOK_URLS, HELPDESK_FOLLOWUP_WEBHOOK_URLS"),),
    ),
    Kind(
        "request-tracker",
        "Request Tracker",
        (
            _address("https://shop.example/rt"),
            _token("Auth token", "Or user:password."),
            _own("Our user’s name there.", is_required=True),
            OptionField("escalation_group", "Hand tickets on to", "A queue. Optional."),
        ),
        shows="comment",
        pastes=(("Stage of the scrip", "TransactionCreate"),),
    ),
    Kind(
        "generic",
        "Anything else",
        (OptionField("callback_url", "Address for drafts", "Where drafts and decisions are sent to. Optional."),),
        shows="signed event",
        pastes=(("Signed by", "Standard Webhooks 1.0.0"), _JSON),
    ),
)
BY_KEY: Mapping[str, Kind] = {kind.key: kind for kind in sorted(_ALL, key=lambda one: KINDS.index(one.key))}


def kind_of(key: str) -> Kind:
    """Return a kind by its key; one without words of its own for a key that has none."""
    return BY_KEY.get(key) or Kind(key, key, ())


def for_a_page(said: str) -> str:
    """Say a step or a piece of advice of the command line's in the words of a form."""
    for theirs, ours in _WORDS:
        said = said.replace(theirs, ours)
    return said


_WORDS = (
    ("give its token as the option api_token and the helpdesk's address as base_url", "fill both in at step 2"),
    ("set it with 'drafter connection rotate NAME --secret …'", "paste it here"),
    ("with 'drafter connection rotate NAME --secret …'", "by pasting it here"),
    ("add the connection with --option signs=no", "say so at step 2"),
    (" (api_token as ", " (the token as "),
    ("Give callback_url to be sent", "Fill in an address at step 2 to be sent"),
    (" as own_user_id, and as channel_id where drafts go out from", " at step 2, and the channel drafts go out from"),
    ("give the number of Drafter's own user as own_user_id", "fill in the number of Drafter's own user too"),
    ("; its user name as own_user_id", ", and its user name"),
    (
        "Give the options base_url and api_token (generic: callback_url).",
        "Fill in an address in Settings to be called.",
    ),
    ("Give the option that is missing.", "Fill in what is missing in Settings."),
    ("check base_url", "check the address"),
    ("the address below", "the webhook address"),
    ("the address and the secret below", "the webhook address and the secret"),
    ("the secret below", "the secret"),
)
