"""The root of the error tree.

::

    ServiceError                 code (stable, dotted), retryable, hint
      KnowledgeBaseError         knowledge_base.errors
      DrafterError               drafter.errors
      WebhookError               webhook.errors

Rooms raise their own branch; ``webhook.http.problems`` alone maps codes to HTTP.
"""

from typing import ClassVar


class ServiceError(Exception):
    """Something the next line cannot handle, in words a person can act on.

    ``code`` is stable and dotted (``policy.not_found``).  ``retryable`` says whether
    the same call may succeed later.  ``hint`` is what to do, if the message does not
    already say so.  Messages quote ids, never secrets or customer text.
    """

    code: ClassVar[str] = "service.error"
    retryable: ClassVar[bool] = False

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
