"""What the README and the pages of the documentation say is there, and what they show works."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tools.listening import Heard, listening
from tests.tools.sending import SECRET
from tests.tools.source import ROOT

PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
ADDRESS = "http://127.0.0.1:8000/webhooks/generic/con_…"
MAX_PICTURE_BYTES = 300_000


def links_of(page: Path) -> Iterator[tuple[Path, str]]:
    """Yield the file and the section that each link within the project leads to."""
    for link in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8")):
        if not link.startswith("http"):
            file, _, section = link.partition("#")
            yield (page.parent / file if file else page), section


def sections_of(page: Path) -> set[str]:
    """Return the names under which a page's headings are linked to."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.M)
    return {re.sub(r"[^\w -]", "", one.lower()).replace(" ", "-") for one in headings}


def example(page: str, language: str, first: str) -> str:
    """Return the code of the block in this language that begins with these words."""
    blocks = re.findall(rf"^```{language}\n(.*?)^```", (ROOT / "docs" / page).read_text(encoding="utf-8"), re.M | re.S)
    return next(block for block in blocks if block.startswith(first))


@pytest.mark.parametrize("page", PAGES, ids=[page.name for page in PAGES])
def test_every_link_leads_somewhere(page: Path) -> None:
    broken = [
        (str(file), section)
        for file, section in links_of(page)
        if not file.exists() or (section and section not in sections_of(file))
    ]

    assert broken == []


def test_pictures_are_light() -> None:
    heavy = [one.name for one in (ROOT / "docs/pictures").iterdir() if one.stat().st_size > MAX_PICTURE_BYTES]

    assert heavy == []


@pytest.mark.parametrize(
    ("language", "first", "command"),
    [("python", "import base64", [sys.executable, "-c"]), ("sh", "URL=", ["sh", "-c"])],
    ids=["python", "curl and openssl"],
)
def test_signing_example_is_verified(language: str, first: str, command: list[str]) -> None:
    if language == "sh" and not (shutil.which("curl") and shutil.which("openssl")):
        pytest.skip("curl or openssl is not installed")
    code = example("operator.md", language, first)

    with listening(SECRET) as listener:
        code = code.replace(ADDRESS, listener.url).replace("whsec_…", SECRET)
        subprocess.run([*command, code], check=True, capture_output=True, timeout=30)

    heard: list[Heard] = listener.heard
    assert [(one.type, one.is_verified) for one in heard] == [("ticket.created", True)]
