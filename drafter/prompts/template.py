"""Template: the versioned text a prompt is built from, shipped or a brand's own."""

import hashlib
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from drafter.errors import TemplateFormatError

MANDATORY_SLOTS = ("ticket", "snippets", "canary", "marker")
SLOTS = (*MANDATORY_SLOTS, "brand", "voice", "language", "ladder", "macros", "precedents", "steer")
PARTS_MARK = "=== user ==="
LONGEST_TEMPLATE_CHARS = 40_000
SLOT = re.compile(r"\{\{(\w+)\}\}")
_TICKET_BLOCK = re.compile(r'<ticket mark="\{\{marker\}\}">\s*\{\{ticket\}\}\s*</ticket>')


@dataclass(frozen=True)
class Template:
    """A versioned prompt text: a system part and a user part with ``{{slots}}``."""

    name: str
    text: str

    @property
    def id(self) -> str:
        """Name and content hash, such as ``reply-3f9a0c11``."""
        return f"{self.name}-{hashlib.sha256(self.text.encode()).hexdigest()[:8]}"

    @property
    def parts(self) -> tuple[str, str]:
        """The system part and the user part."""
        system, _, user = self.text.partition(f"\n{PARTS_MARK}\n")
        return system.strip(), user.strip()


@cache
def load_template(name: str = "reply") -> Template:
    """Read a template that ships with the package.  Raises FileNotFoundError."""
    return Template(name, (files("drafter.prompts") / "templates" / f"{name}.txt").read_text("utf-8"))


def check_template(text: str) -> str:
    """Return a template's text as it is kept.  Raises TemplateFormatError that names what is missing or unknown."""
    text = text.replace("\r\n", "\n").strip() + "\n"
    if len(text) > LONGEST_TEMPLATE_CHARS:
        raise TemplateFormatError(f"The template has {len(text)} characters; {LONGEST_TEMPLATE_CHARS} are allowed.")
    system, _, user = text.partition(f"\n{PARTS_MARK}\n")
    if not system.strip() or not user.strip():
        raise TemplateFormatError(f"A template has two parts with a line '{PARTS_MARK}' between them; one is missing.")
    used = set(SLOT.findall(text))
    if missing := [slot for slot in MANDATORY_SLOTS if slot not in used]:
        named = ", ".join(f"{{{{{slot}}}}}" for slot in missing)
        raise TemplateFormatError(f"The template lacks {named}; without it a draft would be unsafe or empty.")
    if unknown := sorted(used - {*SLOTS}):
        known = ", ".join(f"{{{{{slot}}}}}" for slot in SLOTS)
        raise TemplateFormatError(
            f"The template has the slot {{{{{unknown[0]}}}}}, which nothing fills; known are {known}."
        )
    if "{{ticket}}" in system or not _TICKET_BLOCK.search(user):
        raise TemplateFormatError(
            "The ticket belongs into the second part, inside its own block: "
            '<ticket mark="{{marker}}">, {{ticket}} and </ticket>, each on its line.'
        )
    return text
