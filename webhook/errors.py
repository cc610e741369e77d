"""What can go wrong where the world reaches us.

::

    WebhookError
      SettingsError               settings.wrong
      ConnectionNotFoundError     connection.not_found
      SignatureError              event.signature
      StaleEventError             event.stale
      MalformedEventError         event.malformed
      EventTooLargeError          event.too_large
      UnsupportedMediaError       event.media_type
      StoreUnavailableError       store.unavailable    retryable
      NotSignedInError            access.not_signed_in
        FrameProofError           access.frame
      PermissionDeniedError       access.denied
      RequestFieldsError          request.fields
      RequestMalformedError       request.malformed
      IdempotencyError            request.idempotency
      InProgressError             request.in_progress    retryable
      HelpdeskError               helpdesk.failed
        HelpdeskUnavailableError  helpdesk.unavailable retryable, retry_after_s
        HelpdeskRejectedError     helpdesk.rejected
"""

from collections.abc import Mapping, Sequence

from knowledge_base.foundation.errors import ServiceError


class WebhookError(ServiceError):
    """Anything this room raises."""

    code = "webhook.error"


class SettingsError(WebhookError):
    """A setting has a value that cannot work."""

    code = "settings.wrong"


class ConnectionNotFoundError(WebhookError):
    """No connection of this kind has this id."""

    code = "connection.not_found"


class SignatureError(WebhookError):
    """A request's signature is missing or does not match."""

    code = "event.signature"


class StaleEventError(WebhookError):
    """A signed request is older, or further in the future, than we accept."""

    code = "event.stale"


class MalformedEventError(WebhookError):
    """A signed request does not hold an event as documented."""

    code = "event.malformed"


class EventTooLargeError(WebhookError):
    """A request is larger than we read."""

    code = "event.too_large"


class UnsupportedMediaError(WebhookError):
    """A request's content type is not the documented one."""

    code = "event.media_type"


class StoreUnavailableError(WebhookError):
    """The database is away; nothing was accepted."""

    code = "store.unavailable"
    retryable = True


class NotSignedInError(WebhookError):
    """Nobody is signed in, or the token is unknown."""

    code = "access.not_signed_in"


class FrameProofError(NotSignedInError):
    """A helpdesk's word for its agent is missing, forged, over or was used before."""

    code = "access.frame"


class PermissionDeniedError(WebhookError):
    """This role or brand may not do that."""

    code = "access.denied"


class RequestFieldsError(WebhookError):
    """A query or body field is not as documented; ``errors`` names each such field."""

    code = "request.fields"

    def __init__(self, message: str, *, errors: Sequence[Mapping[str, str]] = (), hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.errors = tuple(errors)


class RequestMalformedError(WebhookError):
    """A body is not JSON that we can read."""

    code = "request.malformed"


class IdempotencyError(WebhookError):
    """An idempotency key came back with another request."""

    code = "request.idempotency"


class InProgressError(WebhookError):
    """The first request with this idempotency key has not finished."""

    code = "request.in_progress"
    retryable = True


class HelpdeskError(WebhookError):
    """A helpdesk did not do what we asked."""

    code = "helpdesk.failed"


class HelpdeskUnavailableError(HelpdeskError):
    """The helpdesk could not be reached or asked us to wait; ``status`` is its HTTP status, where it answered."""

    code = "helpdesk.unavailable"
    retryable = True

    def __init__(
        self,
        message: str,
        *,
        retry_after_s: float | None = None,
        status: int | None = None,
        hint: str | None = None,
    ) -> None:
        super().__init__(message, hint=hint)
        self.retry_after_s = retry_after_s
        self.status = status


class HelpdeskRejectedError(HelpdeskError):
    """The helpdesk understood and said no; ``status`` is its HTTP status, where there was one.

    ``location`` is where a redirect leads, which is not followed unasked.
    """

    code = "helpdesk.rejected"

    def __init__(
        self, message: str, *, status: int | None = None, hint: str | None = None, location: str | None = None
    ) -> None:
        super().__init__(message, hint=hint)
        self.status = status
        self.location = location
