"""One decorator for each JSON route: who may call it, what it takes, what it answers.

``ApiBlueprint.route_for`` declares a route once; the request is checked against it and the
OpenAPI document is made from it.  A view gets ``who``, its path values, and ``query`` and
``body`` as checked models; it returns plain JSON.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Annotated, Any, TypeVar

from flask import Blueprint, Flask, current_app, jsonify, request
from flask import Response as FlaskResponse
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from werkzeug.exceptions import ClientDisconnected

from webhook.accounts.permissions import Act, permit
from webhook.errors import MalformedEventError, RequestFieldsError, RequestMalformedError, UnsupportedMediaError
from webhook.http.context import principal, services
from webhook.http.idempotency import answer_once, fingerprint_of, read_key
from webhook.json_values import clean_text, describe_errors, read_json

API_ROOT = "/api/v1"
CHECK_ANSWERS = "CHECK_ANSWERS"  # set by tests: hold every answer against its model
MAX_BODY_BYTES = 2 * 1024 * 1024  # a long policy; tickets come without attachments
UPLOADS = {"/admin/import": 25 * 1024 * 1024}  # forms that take files
V = TypeVar("V", bound=Callable[..., Any])
Moment = Annotated[str, Field(json_schema_extra={"format": "date-time"})]


class Fields(BaseModel):
    """What a request may carry: unknown fields are ignored."""

    model_config = ConfigDict(extra="ignore")


class Shown(BaseModel):
    """What an answer holds."""

    model_config = ConfigDict(extra="ignore")


@dataclass(frozen=True)
class Operation:
    """One route as declared; ``conflicts`` says that it may answer 409."""

    id: str
    method: str
    path: str
    summary: str
    description: str
    act: Act
    answer: type[BaseModel]
    status: int = 200
    query: type[BaseModel] | None = None
    body: type[BaseModel] | None = None
    conflicts: bool = False

    @property
    def is_write(self) -> bool:
        """Whether calling it changes something."""
        return self.method != "GET"


class ApiBlueprint(Blueprint):
    """A blueprint whose routes are declared operations."""

    def __init__(self, name: str, import_name: str) -> None:
        super().__init__(name, import_name, url_prefix=API_ROOT)
        self.operations: list[Operation] = []

    def route_for(
        self,
        method: str,
        path: str,
        *,
        act: Act,
        answer: type[BaseModel],
        status: int = 200,
        query: type[BaseModel] | None = None,
        body: type[BaseModel] | None = None,
        conflicts: bool = False,
    ) -> Callable[[V], V]:
        """Declare a route; the view's docstring is its summary, its name the operation id."""

        def decorate(view: V) -> V:
            summary, _, rest = (view.__doc__ or "").strip().partition("\n")
            operation = Operation(
                view.__name__,
                method,
                path,
                summary.rstrip("."),
                " ".join(rest.split()),
                act,
                answer,
                status,
                query,
                body,
                conflicts,
            )
            self.operations.append(operation)
            self.add_url_rule(path, view.__name__, _served(operation, view), methods=[method])
            return view

        return decorate


def install(app: Flask) -> None:
    """Bound every body but those of webhooks, which have a limit of their own."""

    @app.before_request
    def bound_body() -> None:
        if not request.path.startswith("/webhooks/"):
            request.max_content_length = UPLOADS.get(request.path, MAX_BODY_BYTES)


def operations_of(app: Flask) -> list[Operation]:
    """Return every declared operation, in the order of declaration."""
    return [
        operation
        for blueprint in app.blueprints.values()
        if isinstance(blueprint, ApiBlueprint)
        for operation in blueprint.operations
    ]


def _served(operation: Operation, view: Callable[..., Any]) -> Callable[..., FlaskResponse]:
    @wraps(view)
    def serve(**path_values: Any) -> FlaskResponse:
        who = principal()
        permit(who, operation.act)
        given: dict[str, Any] = {name: _clean(value) for name, value in path_values.items()}
        raw: Any = None
        if operation.query:
            given["query"] = _checked(operation.query, {name: _clean(value) for name, value in request.args.items()})
        if operation.body:
            raw = read_body()
            given["body"] = _checked(operation.body, raw)

        def work() -> tuple[dict[str, Any], int]:
            return view(who, **given), operation.status

        key = read_key() if operation.is_write else None
        if key is None:
            answer, status = work()
        else:
            fingerprint = fingerprint_of(operation.method, request.path, raw)
            answer, status = answer_once(services(), who.id, key, fingerprint, work)
        if current_app.config.get(CHECK_ANSWERS):
            _check_answer(operation, answer)
        response = jsonify(answer)
        response.status_code = status
        return response

    return serve


def read_body() -> Any:
    """Return the request's JSON value, an empty object where there is no body.

    Raises UnsupportedMediaError, RequestMalformedError; too large a body is 413.
    """
    is_json = request.mimetype in ("", "application/json") or request.mimetype.endswith("+json")
    if not is_json and request.content_length != 0:
        raise UnsupportedMediaError("The content type should be application/json.")
    try:
        raw = request.get_data(cache=False)
    except (ClientDisconnected, OSError, ValueError) as error:
        raise RequestMalformedError("The body ended before its announced length; send it again.") from error
    if not raw.strip():
        return {}
    try:
        return read_json(raw)
    except MalformedEventError as error:
        raise RequestMalformedError(error.message) from error


def _checked(model: type[BaseModel], value: Any) -> BaseModel:
    if not isinstance(value, Mapping):
        raise RequestFieldsError("The body should be a JSON object.")
    try:
        return model.model_validate(value)
    except ValidationError as error:
        found = error.errors(include_input=False, include_url=False, include_context=False)[:20]
        errors = [
            {"field": ".".join(str(part) for part in one["loc"])[:120] or "(the whole)", "message": one["msg"]}
            for one in found
        ]
        raise RequestFieldsError(describe_errors(error), errors=errors) from error


def _clean(value: Any) -> Any:
    return clean_text(value) if isinstance(value, str) else value


def _check_answer(operation: Operation, answer: dict[str, Any]) -> None:
    """Hold an answer against its model, in tests only: document and answer must not drift apart."""
    shown = operation.answer.model_validate(answer).model_dump(mode="json", by_alias=True)
    if shown != answer:
        raise AssertionError(f"Operation {operation.id} answers {answer!r}, its model says {shown!r}.")
