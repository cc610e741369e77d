"""The editor of one policy: what stands in it, its preview, its changes, a clash with a colleague."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from markupsafe import Markup

from drafter.brands import Brand
from knowledge_base.errors import ImportSourceError
from knowledge_base.policies import Revision, Stage
from knowledge_base.store.catalogue import Facets
from webhook.admin.actions import PolicyCase
from webhook.admin.documents import read_document
from webhook.admin.fields import LABELS, LISTED, FieldChange, Typed, field_changes, settled, typed_of
from webhook.admin.lint_view import Linted
from webhook.admin.preview import preview_html
from webhook.merging import merge
from webhook.word_diff import WordDiff, compact, word_diff

WRITE, PREVIEW, CHANGES = TABS = ("write", "preview", "changes")


@dataclass(frozen=True)
class Clash:
    """What somebody else saved while we typed: their text and ours, and one text made of both.

    ``diff`` leads from theirs to ours; ``places`` counts the lines that both changed, ``fields``
    the fields that both changed (ours stands in the form).
    """

    number: int
    author: str
    theirs: Typed
    yours: Typed
    places: int
    fields: tuple[FieldChange, ...]
    diff: WordDiff


@dataclass(frozen=True)
class EditorView:
    """What stands in the editor.

    ``typed`` is the form and ``base`` the number of the revision it began from; ``kept_at``
    is when unsaved text was last kept on the server; ``linted`` None: nobody asked the linter.
    """

    tab: str
    typed: Typed
    base: int
    note: str = ""
    is_unsaved: bool = False
    asks_review: bool = False
    error: str = ""
    kept_at: datetime | None = None
    compared_with: int | None = None
    diff: WordDiff | None = None
    changes: tuple[FieldChange, ...] = ()
    preview: str = ""
    clash: Clash | None = None
    linted: Linted | None = None

    @property
    def grave(self) -> int:
        """How many warnings say that a customer may be told something false."""
        return self.linted.grave if self.linted else 0

    @property
    def text(self) -> str:
        """The policy's Markdown."""
        return self.typed.text


@dataclass(frozen=True)
class TabView:
    """A tab of the editor; ``key`` is what its button sends where there is unsaved text."""

    key: str
    text: str
    href: str
    is_current: bool


@dataclass(frozen=True)
class NewView:
    """The form for a new policy, with what was typed."""

    brands: tuple[Brand, ...]
    typed: Typed = field(default_factory=Typed)
    brand: str = ""
    error: str = ""
    kept_at: datetime | None = None
    facets: Facets = field(default_factory=Facets)
    admins: tuple[str, ...] = ()


def editor_of(revision: Revision, tab: str = WRITE) -> EditorView:
    """Return the editor with a saved wording in it."""
    return EditorView(tab if tab in TABS else WRITE, typed_of(revision), revision.number)


def with_tab(editor: EditorView, case: PolicyCase, revision: Revision, against: int | None = None) -> EditorView:
    """Return the editor with what its open tab shows; ``against`` names the wording to compare with."""
    if editor.tab == PREVIEW:
        return replace(editor, preview=preview_of(editor.text))
    other = compared(case, revision, against, is_unsaved=editor.is_unsaved)
    if editor.tab == WRITE or other is None:
        return editor
    before = typed_of(other)
    return replace(
        editor,
        compared_with=other.number,
        diff=word_diff(before.text, editor.text),
        changes=field_changes(before, editor.typed),
    )


def with_clash(editor: EditorView, case: PolicyCase, author: str) -> EditorView:
    """Return the editor with one text made of theirs and ours; the next save goes on top of theirs, on purpose."""
    newest = case.newest
    base = next((one for one in case.revisions if one.number == editor.base), None)
    began, theirs, yours = typed_of(base or newest), typed_of(newest), settled(editor.typed)
    merged = merge(
        began.text,
        theirs.text,
        yours.text,
        theirs_name=f"v{newest.number}, {author}",
        yours_name="yours",
    )
    typed, both = _merged_fields(began, theirs, yours)
    clash = Clash(
        number=newest.number,
        author=author,
        theirs=theirs,
        yours=yours,
        places=merged.clashes,
        fields=both,
        diff=compact(word_diff(theirs.text, yours.text)),
    )
    return replace(
        editor,
        tab=WRITE,
        base=newest.number,
        typed=replace(typed, text=merged.text.removesuffix("\n")),
        clash=clash,
        is_unsaved=True,
    )


def compared(case: PolicyCase, revision: Revision, against: int | None, *, is_unsaved: bool) -> Revision | None:
    """Return the wording to compare with: the named one, else the last published, else the one before."""
    if against is not None:
        return next((one for one in case.revisions if one.number == against), None)
    if is_unsaved:
        return case.published or case.newest
    earlier = [one for one in case.revisions if one.number < revision.number]
    return next((one for one in earlier if one.stage is Stage.PUBLISHED), earlier[0] if earlier else None)


def tabs_of(
    case: PolicyCase, revision: Revision, editor: EditorView, *, can_save: bool, link: Callable[..., str]
) -> tuple[TabView, ...]:
    """Return the editor's tabs; ``link`` makes the policy's address from query fields."""
    other = compared(case, revision, None, is_unsaved=editor.is_unsaved)
    words = {
        WRITE: "Write" if can_save else "Text",
        PREVIEW: "Preview",
        CHANGES: f"Changes since v{other.number}" if other else "Changes",
    }
    return tuple(TabView(key, words[key], link(revision=revision.number, tab=key), key == editor.tab) for key in TABS)


def preview_of(text: str) -> Markup:
    """Return a policy's text as safe HTML; where front matter on top cannot be read, all of it."""
    try:
        return preview_html(read_document(text, title="-").text)
    except ImportSourceError:
        return preview_html(text)


def _merged_fields(began: Typed, theirs: Typed, yours: Typed) -> tuple[Typed, tuple[FieldChange, ...]]:
    """Take over each field from the side that changed it; where both did, from ours."""
    values: dict[str, Any] = {}
    both = []
    for name, label in LABELS.items():
        old, ours, mine = (getattr(one, name) for one in (began, theirs, yours))
        values[name] = ours if mine == old else mine
        if ours != old and mine != old and ours != mine:
            shown = [", ".join(one) if name in LISTED else str(one) for one in (ours, mine)]
            both.append(FieldChange(label, *shown))
    return replace(yours, **values), tuple(both)
