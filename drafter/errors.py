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
      FindingsOpenError        draft.findings_open a check blocks the text and nobody settled it
      EditNotFoundError        edit.not_found
      ReplyNotFoundError       reply.not_found
      ReviewFormatError        review.format
      ReviewNotFoundError      review.not_found
      OutcomeFileError         outcome.file        no CSV file with our columns
      OwnReplyError            review.own          nobody judges their own reply or review
      SampleNotFoundError      sample.not_found
      ScorecardFormatError     scorecard.format
      ScorecardConflictError   scorecard.conflict  saved or published by somebody else in between
      DisputeNotFoundError     dispute.not_found
      DisputeStateError        dispute.state       disputed or decided before
      CalibrationNotFoundError calibration.not_found
      CalibrationStateError    calibration.state   not the time, or not the person, for it
      ProposalNotFoundError    proposal.not_found
      ProposalStateError       proposal.state      decided already
      ReplayNotFoundError      replay.not_found
      ReplayStateError         replay.state        not at its end yet, or at it already
      ReplayNeededError        replay.needed       no signed replay of exactly this wording
      ConditionError           ladder.condition    a condition that can't be read; has a fix where one is near
      LadderFormatError        ladder.format
      LadderNotFoundError      ladder.not_found
      LadderStageError         ladder.stage        a step that its stage does not allow
      LadderConflictError      ladder.conflict     saved by somebody else in between
      LadderCasesError         ladder.cases        test cases come out otherwise
      RungNotOpenError         ladder.rung         that rung does not fit this ticket, or needs more authority
      StepNotFoundError        step.not_found
      VoiceFormatError         voice.format
      VoiceNotFoundError       voice.not_found     no version has this number
      VoiceConflictError       voice.conflict      saved or published by somebody else in between
      MacroNotFoundError       macro.not_found
      MacroConflictError       macro.conflict      its words changed since they were read
      OrderSourceError         order_source.failed
        OrderUnknownError      order_source.unknown the shop has no such order
      PromptTooLongError       prompt.too_long
      TemplateFormatError      template.format     lacks a slot that drafts need
      ModelError               model.failed
        ModelTimeoutError      model.timeout       retryable
        ModelRateLimitedError  model.rate_limited  retryable, retry_after_s
        ModelUnavailableError  model.unavailable   retryable
        ModelRefusedError      model.refused
        ModelOutputError       model.output        retryable: the next answer may parse
"""

from collections.abc import Sequence

from drafter.findings import Finding
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


class FindingsOpenError(DrafterError):
    """A check blocks the reply: settle it, or acknowledge it and say why; ``errors`` names each such finding."""

    code = "draft.findings_open"

    def __init__(self, message: str, *, findings: Sequence[Finding] = (), hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.findings = tuple(findings)
        self.errors = tuple({"field": finding.id, "message": finding.message} for finding in self.findings)


class EditNotFoundError(DrafterError):
    """No edit has this id."""

    code = "edit.not_found"


class CalibrationNotFoundError(DrafterError):
    """No calibration session has this id."""

    code = "calibration.not_found"


class CalibrationStateError(DrafterError):
    """It is not the time for that, or not for this person."""

    code = "calibration.state"


class ProposalNotFoundError(DrafterError):
    """No proposal to the policies has this id."""

    code = "proposal.not_found"


class ProposalStateError(DrafterError):
    """Somebody decided about the proposal before."""

    code = "proposal.state"


class ReviewFormatError(DrafterError):
    """A review's ratings do not fit its scorecard."""

    code = "review.format"


class OutcomeFileError(DrafterError):
    """A file of outcomes has no heading of ours."""

    code = "outcome.file"


class ReplyNotFoundError(DrafterError):
    """No sent reply has this id."""

    code = "reply.not_found"


class ReviewNotFoundError(DrafterError):
    """No review has this id."""

    code = "review.not_found"


class OwnReplyError(DrafterError):
    """Nobody judges their own reply, and nobody decides on a dispute of their own review."""

    code = "review.own"


class SampleNotFoundError(DrafterError):
    """No sample has this id."""

    code = "sample.not_found"


class ScorecardFormatError(DrafterError):
    """A scorecard's criteria do not fit together."""

    code = "scorecard.format"


class ScorecardConflictError(DrafterError):
    """Somebody else saved or published the scorecard in between."""

    code = "scorecard.conflict"


class DisputeNotFoundError(DrafterError):
    """No dispute has this id."""

    code = "dispute.not_found"


class DisputeStateError(DrafterError):
    """The review is disputed already, or its dispute is decided."""

    code = "dispute.state"


class ReplayNotFoundError(DrafterError):
    """No replay has this id."""

    code = "replay.not_found"


class ReplayStateError(DrafterError):
    """The replay is not at its end yet, or is at it already."""

    code = "replay.state"


class ReplayNeededError(DrafterError):
    """The brand publishes a wording only after its replay was signed."""

    code = "replay.needed"


class ConditionError(DrafterError):
    """A condition of a ladder can't be read.  ``fix`` is it put right, ``near`` the word meant, where that is known."""

    code = "ladder.condition"

    def __init__(self, message: str, *, fix: str | None = None, near: str | None = None) -> None:
        super().__init__(message)
        self.fix = fix
        self.near = near


class LadderFormatError(DrafterError):
    """A value is not a ladder as documented."""

    code = "ladder.format"


class LadderNotFoundError(DrafterError):
    """No ladder, or no version of it, has this id."""

    code = "ladder.not_found"


class LadderStageError(DrafterError):
    """A version of a ladder is not in the stage that this step needs."""

    code = "ladder.stage"


class LadderConflictError(DrafterError):
    """Somebody saved a newer version in between."""

    code = "ladder.conflict"


class LadderCasesError(DrafterError):
    """Test cases of a ladder come out otherwise than expected."""

    code = "ladder.cases"


class RungNotOpenError(DrafterError):
    """A rung does not fit this ticket, or needs more authority than the person has."""

    code = "ladder.rung"


class StepNotFoundError(DrafterError):
    """A draft has no thing to do with this number."""

    code = "step.not_found"


class MacroNotFoundError(DrafterError):
    """No macro has this id."""

    code = "macro.not_found"


class MacroConflictError(DrafterError):
    """A macro's words changed in the helpdesk since the person read them."""

    code = "macro.conflict"


class OrderSourceError(DrafterError):
    """An order source could not be asked, or answered what it should not."""

    code = "order_source.failed"


class OrderUnknownError(OrderSourceError):
    """The shop was asked and has no order of this number, or not one alone."""

    code = "order_source.unknown"


class VoiceFormatError(DrafterError):
    """A value is not a voice as documented."""

    code = "voice.format"


class VoiceNotFoundError(DrafterError):
    """A brand's voice has no version with this number."""

    code = "voice.not_found"


class VoiceConflictError(DrafterError):
    """Somebody saved or published this voice in between."""

    code = "voice.conflict"


class PromptTooLongError(DrafterError):
    """Even the shortest useful prompt does not fit the token budget."""

    code = "prompt.too_long"


class TemplateFormatError(DrafterError):
    """A prompt template lacks a part or a slot that drafts need."""

    code = "template.format"


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
