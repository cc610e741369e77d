"""What a person does in each helpdesk to connect it: numbered steps, and what it cannot do."""

from collections.abc import Mapping

KINDS = (
    "zendesk",
    "freshdesk",
    "intercom",
    "gorgias",
    "front",
    "helpscout",
    "chatwoot",
    "zammad",
    "freescout",
    "django-helpdesk",
    "request-tracker",
    "generic",
)
COMMON_OPTIONS = frozenset({"base_url", "api_token", "own_user_id", "callback_url"})
OPTIONS = COMMON_OPTIONS | {
    "account_id",
    "agents",
    "api_secret",
    "app_id",
    "app_installation",
    "app_key",
    "channel_id",
    "email",
    "escalation_group",
    "escalation_tag",
    "frame_hosts",
    "mailbox_id",
    "region",
    "signs",
    "subdomain",
}
URL_OPTIONS = frozenset({"base_url", "callback_url"})
SECRET_OPTIONS = frozenset({"api_token", "api_secret", "app_key"})  # never shown again
CANNOT_SIGN = frozenset({"django-helpdesk"})  # its path ends in an unguessable segment instead

_ACCOUNT = "Make an account of Drafter's own, an agent, so that what it writes is never taken for a colleague's reply."
_KEYS = "give its token as the option api_token and the helpdesk's address as base_url"
STEPS: Mapping[str, tuple[str, ...]] = {
    "zendesk": (
        _ACCOUNT,
        f"Admin Centre > Apps and integrations > APIs: make a token; {_KEYS} (api_token as e-mail/token:token).",
        "Webhooks > Create webhook > Zendesk events: choose ticket created, comment added and status changed.",
        "Paste the address below, method POST, JSON; then copy the webhook's signing secret and set it with"
        " 'drafter connection rotate NAME --secret …'.",
        "Where your plan has no ticket events: a webhook for triggers, and a trigger each for created, public comment"
        ' and status changed, with the JSON body {"event": "created" (or "comment", "status"), "ticket": {"id":'
        ' "{{ticket.id}}", "status": "{{ticket.status}}", "updated_at": "{{ticket.updated_at_with_timestamp}}"}}.',
    ),
    "freshdesk": (
        _ACCOUNT,
        f"Profile settings > API key: {_KEYS}.",
        "Admin > Workflows > Automations: a rule each for ticket creation and ticket updates, action Trigger webhook,"
        ' POST to the address below, JSON, advanced content {"ticket_id": "{{ticket.id}}", "status":'
        ' "{{ticket.status}}", "triggered_event": "{{triggered_event}}", "comment":'
        ' "{{ticket.latest_public_comment}}"}; without the last two, two changes can look like one.',
        "Add the secret below as the custom header X-Drafter-Secret: Freshdesk cannot sign its hooks.",
    ),
    "intercom": (
        f"Developer Hub > New app > Authentication: {_KEYS}.",
        "Webhooks: paste the address below; topics conversation.user.created, .user.replied, .admin.replied,"
        " .admin.noted, .admin.closed.",
        "Set the app's client secret with 'drafter connection rotate NAME --secret …': Intercom signs with it.",
    ),
    "gorgias": (
        f"Settings > REST API: make a key; {_KEYS} (api_token as e-mail:key).",
        "Settings > HTTP integrations > Add: one each for the triggers ticket created, ticket message created and"
        " ticket status updated: POST to the address below, JSON, its trigger (ticket-message-created) in the header"
        ' X-Gorgias-Event, and the body {"form": "{{context}}"}.',
        "Add the secret below as the header X-Gorgias-Shared-Secret: Gorgias cannot sign.",
    ),
    "front": (
        f"Settings > Developers > Create app > API token with conversations, messages, comments and drafts; {_KEYS}.",
        "Features > Application webhooks: paste the address below; events inbound, outbound, comment, archive, reopen.",
        "Give a teammate's id (tea_…) of Drafter's own as own_user_id, and as channel_id where drafts go out from.",
        "Set the app's signing key with 'drafter connection rotate NAME --secret …'.",
    ),
    "helpscout": (
        _ACCOUNT,
        f"Profile > My apps > Create app (OAuth2, client credentials): {_KEYS} (api_token as id:secret).",
        "Manage > Apps > Webhooks: paste the address and the secret below (40 characters at most); events"
        " conversation created, customer reply, agent reply, note, status.",
    ),
    "chatwoot": (
        _ACCOUNT,
        f"Profile settings > Access token: {_KEYS}.",
        "Settings > Integrations > Webhooks > Add: paste the address below; events conversation created, status"
        " changed, message created.",
        "Set the webhook's secret with 'drafter connection rotate NAME --secret …'. A Chatwoot from before 2026 does"
        " not sign: add the connection with --option signs=no, and the address itself is the secret.",
    ),
    "zammad": (
        f"{_ACCOUNT} Its role needs ticket.agent in every group that is answered.",
        f"Profile > Token access: make a token with ticket.agent; {_KEYS}.",
        "Admin > Webhook > New: paste the address below and the secret as HMAC SHA1 signature token.",
        "Admin > Trigger: three that notify this webhook: article created; ticket state changed; ticket created."
        " Name the one for states so that 'state' is in its name.",
        "Admin > Groups: allow shared drafts, so that drafts wait in the reply box; elsewhere they are internal notes.",
    ),
    "freescout": (
        "Install the module API & Webhooks (it is paid for).",
        f"Manage > API & Webhooks: {_KEYS}; give the number of Drafter's own user as own_user_id.",
        "Add the address below as a webhook for conversation created, customer replied, agent replied, status updated.",
        "Set the key that this page shows for webhooks with 'drafter connection rotate NAME --secret …'.",
    ),
    "django-helpdesk": (
        _ACCOUNT,
        f"Make a token for it (or use user:password); {_KEYS}.",
        "Set the address below as HELPDESK_NEW_TICKET_WEBHOOK_URLS and HELPDESK_FOLLOWUP_WEBHOOK_URLS. Its last part"
        " is the secret: django-helpdesk cannot sign.",
    ),
    "request-tracker": (
        f"{_ACCOUNT} It needs ShowTicket, ShowTicketComments, CommentOnTicket, and to escalate ModifyTicket.",
        f"Logged in as it > Settings > Auth tokens: {_KEYS}; its user name as own_user_id.",
        "Admin > Global > Scrips > Create: paste the two parts of webhook/helpdesks/request_tracker_scrip.pl,"
        " stage TransactionCreate; set the address and the secret below in its head.",
    ),
    "generic": (
        "Send events as JSON POSTs to the address below, signed by Standard Webhooks with the secret.",
        "Give callback_url to be sent drafts and decisions; without it look them up at /api/v1/drafts?ticket=….",
    ),
}


def steps_of(kind: str) -> tuple[str, ...]:
    """Return what to do in a helpdesk of this kind, in order."""
    return STEPS.get(kind, ())
