"""What can go wrong with policies, snapshots and search.

::

    KnowledgeBaseError
      PolicyNotFoundError      policy.not_found
      StageError               policy.stage        transition not allowed
      RevisionConflictError    policy.conflict     somebody else saved first
      ImportSourceError        policy.import       a file that cannot be read as policies
      SnapshotNotReadyError    snapshot.not_ready
      EmbeddingError           embedding.failed    retryable
      DimensionMismatchError   embedding.dimension
      LearnedNotFoundError     learned.not_found
      WarningNotFoundError     lint.not_found
      ConflictsOpenError       lint.open
"""

from knowledge_base.foundation.errors import ServiceError


class KnowledgeBaseError(ServiceError):
    """Anything this room raises."""

    code = "knowledge_base.error"


class PolicyNotFoundError(KnowledgeBaseError):
    """No policy or revision has this id."""

    code = "policy.not_found"


class StageError(KnowledgeBaseError):
    """A revision may not move from its stage to the asked one."""

    code = "policy.stage"


class RevisionConflictError(KnowledgeBaseError):
    """The wording that was edited is no longer the newest."""

    code = "policy.conflict"


class ImportSourceError(KnowledgeBaseError):
    """A file, folder or page cannot be read as policies; ``key`` names it among others."""

    code = "policy.import"

    def __init__(self, message: str, *, hint: str | None = None, key: str = "") -> None:
        super().__init__(message, hint=hint)
        self.key = key


class SnapshotNotReadyError(KnowledgeBaseError):
    """The brand has no active snapshot yet, or its file cannot be read."""

    code = "snapshot.not_ready"


class EmbeddingError(KnowledgeBaseError):
    """The embedder failed; the same call may succeed later."""

    code = "embedding.failed"
    retryable = True


class DimensionMismatchError(KnowledgeBaseError):
    """Vectors of different lengths met; the snapshot must be rebuilt."""

    code = "embedding.dimension"


class LearnedNotFoundError(KnowledgeBaseError):
    """Search learned nothing under this id, or has forgotten it."""

    code = "learned.not_found"


class WarningNotFoundError(KnowledgeBaseError):
    """The linter gives no such warning, or not any more."""

    code = "lint.not_found"


class ConflictsOpenError(KnowledgeBaseError):
    """The brand publishes a wording only once what it contradicts was settled."""

    code = "lint.open"
