"""The editor of one policy: what stands in it, its preview, its changes, a conflict."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from drafter.brands import Brand
from knowledge_base.errors import ImportSourceError
from knowledge_base.policies import Revision, Stage
from webhook.admin.actions import PolicyCase
from webhook.admin.documents import document_of, read_document
from webhook.admin.preview import preview_html
from webhook.word_diff import WordDiff, compact, word_diff

WRITE, PREVIEW, CHANGES = TABS = ("write", "preview", "changes")


@dataclass(frozen=True)
class EditorView:
    """What stands in the editor.

    ``text`` is the document as typed and ``base`` the number of the revision it began from.
    ``theirs`` is what somebody else saved meanwhile: then ``diff`` leads from theirs to ours.
    """

    tab: str
    text: str
    base: int
    note: str = ""
    is_unsaved: bool = False
    error: str = ""
    compared_with: int | None = None
    diff: WordDiff | None = None
    preview: str = ""
    theirs: str = ""
    theirs_by: str = ""


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
    title: str = ""
    brand: str = ""
    text: str = ""
    error: str = ""


def editor_of(revision: Revision, tab: str = WRITE) -> EditorView:
    """Return the editor with a saved wording in it."""
    return EditorView(tab if tab in TABS else WRITE, document_of(revision), revision.number)


def with_tab(editor: EditorView, case: PolicyCase, revision: Revision, against: int | None = None) -> EditorView:
    """Return the editor with what its open tab shows; ``against`` names the wording to compare with."""
    if editor.tab == PREVIEW:
        return replace(editor, preview=preview_of(editor.text))
    other = compared(case, revision, against, is_unsaved=editor.is_unsaved)
    if editor.tab == WRITE or other is None:
        return editor
    return replace(editor, compared_with=other.number, diff=word_diff(document_of(other), editor.text))


def with_conflict(editor: EditorView, newest: Revision, author: str) -> EditorView:
    """Return the editor with both texts; the next save goes on top of theirs, on purpose."""
    theirs = document_of(newest)
    return replace(
        editor,
        tab=WRITE,
        base=newest.number,
        theirs=theirs,
        theirs_by=author,
        diff=compact(word_diff(theirs, editor.text)),
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


def preview_of(text: str) -> str:
    """Return a document as safe HTML; where its front matter cannot be read, all of it."""
    try:
        return preview_html(read_document(text, title="-").text)
    except ImportSourceError:
        return preview_html(text)
