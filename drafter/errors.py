"""What can go wrong between a ticket and its score.

::

    DrafterError
      BrandNotFoundError       brand.not_found
      TicketNotFoundError      ticket.not_found
      TicketFormatError        ticket.format       not a ticket as documented
      DraftNotFoundError       draft.not_found
      DraftNotReadyError       draft.not_ready     decided before there was a text
      DraftSupersededError     draft.superseded    a newer draft stands in its place
      AlreadyDecidedError      draft.already_decided
      DecisionFormatError      decision.format
      EditNotFoundError        edit.not_found
      ReviewFormatError        review.format
      ReplayNotFoundError      replay.not_found
      ReplayStateError         replay.state        not at its end yet, or at it already
      ReplayNeededError        replay.needed       no signed replay of exactly this wording
      PromptTooLongError       prompt.too_long
      ModelError               model.failed
        ModelTimeoutError      model.timeout       retryable
        ModelRateLimitedError  model.rate_limited  retryable, retry_after_s
        ModelUnavailableError  model.unavailable   retryable
        ModelRefusedError      model.refused
        ModelOutputError       model.output        retryable: the next answer may parse
"""

from knowledge_base.foundation.errors import ServiceError


class DrafterError(ServiceError):
    """Anything this room raises."""

    code = "drafter.error"


class BrandNotFoundError(DrafterError):
    """No brand has this name, slug or id."""

    code = "brand.not_found"


class TicketNotFoundError(DrafterError):
    """No ticket has this id."""

    code = "ticket.not_found"


class TicketFormatError(DrafterError):
    """A value is not a ticket as documented."""

    code = "ticket.format"


class DraftNotFoundError(DrafterError):
    """No draft has this id."""

    code = "draft.not_found"


class DraftNotReadyError(DrafterError):
    """The draft has no text yet, so nothing can be decided on it."""

    code = "draft.not_ready"


class DraftSupersededError(DrafterError):
    """A newer draft stands in this one's place."""

    code = "draft.superseded"


class AlreadyDecidedError(DrafterError):
    """The draft was decided before, in another way."""

    code = "draft.already_decided"


class DecisionFormatError(DrafterError):
    """A decision lacks what its action needs."""

    code = "decision.format"


class EditNotFoundError(DrafterError):
    """No edit has this id."""

    code = "edit.not_found"


class ReviewFormatError(DrafterError):
    """A review's ratings do not fit its scorecard."""

    code = "review.format"


class ReplayNotFoundError(DrafterError):
    """No replay has this id."""

    code = "replay.not_found"


class ReplayStateError(DrafterError):
    """The replay is not at its end yet, or is at it already."""

    code = "replay.state"


class ReplayNeededError(DrafterError):
    """The brand publishes a wording only after its replay was signed."""

    code = "replay.needed"


class PromptTooLongError(DrafterError):
    """Even the shortest useful prompt does not fit the token budget."""

    code = "prompt.too_long"


class ModelError(DrafterError):
    """The language model did not give a usable completion.

    ``retry_after_s`` is how long its server asked us to wait, if it named a time.
    """

    code = "model.failed"

    def __init__(self, message: str, *, retry_after_s: float | None = None, hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.retry_after_s = retry_after_s


class ModelTimeoutError(ModelError):
    """The model did not finish within its deadline."""

    code = "model.timeout"
    retryable = True


class ModelRateLimitedError(ModelError):
    """The model's server asked us to slow down."""

    code = "model.rate_limited"
    retryable = True


class ModelUnavailableError(ModelError):
    """The model's server failed or could not be reached."""

    code = "model.unavailable"
    retryable = True


class ModelRefusedError(ModelError):
    """The model declined to write."""

    code = "model.refused"


class ModelOutputError(ModelError):
    """The completion was empty, cut off or not in the asked shape."""

    code = "model.output"
    retryable = True
