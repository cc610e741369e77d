"""Reads the program's own source: what a module imports, names and calls."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("knowledge_base", "drafter", "webhook")


@dataclass(frozen=True)
class Module:
    """One source file of the program."""

    path: Path

    @property
    def name(self) -> str:
        """The dotted name, ``webhook.store.jobs``; a package's own file has the package's name."""
        return ".".join(self.path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")

    @property
    def last_name(self) -> str:
        """The file's own word, ``jobs``."""
        return self.path.stem

    @cached_property
    def tree(self) -> ast.Module:
        """The parsed source."""
        return ast.parse(self.path.read_text(encoding="utf-8"))

    @cached_property
    def imports(self) -> frozenset[str]:
        """Every imported module or name in full, wherever in the file: ``sqlalchemy.orm.Session``."""
        return frozenset(self._imports())

    @cached_property
    def dotted(self) -> frozenset[str]:
        """Every dotted expression that the code spells out: ``datetime.now``, ``os.environ``."""
        return frozenset(
            f"{node.value.id}.{node.attr}"
            for node in ast.walk(self.tree)
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
        )

    def imports_any(self, *packages: str) -> list[str]:
        """Return which of these packages the file imports something from."""
        return [one for one in packages if any(name == one or name.startswith(f"{one}.") for name in self.imports)]

    def is_in(self, *places: str) -> bool:
        """Whether the module is one of these or lies in one of these packages."""
        return any(self.name == place or self.name.startswith(f"{place}.") for place in places)

    def _imports(self) -> Iterator[str]:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                yield node.module
                yield from (f"{node.module}.{alias.name}" for alias in node.names)

    def __hash__(self) -> int:
        return hash(self.path)


@cache
def modules() -> tuple[Module, ...]:
    """Return every source file of the three rooms, migrations left out."""
    found = [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]
    return tuple(Module(path) for path in found if "versions" not in path.parts)


def papers() -> str:
    """Return the README and every page of the documentation as one text; empty before there is a page."""
    pages = sorted((ROOT / "docs").glob("**/*.md"))
    return "\n".join(page.read_text(encoding="utf-8") for page in [ROOT / "README.md", *pages]) if pages else ""
