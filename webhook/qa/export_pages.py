"""The rows behind the pages as a file, streamed: as many as there are, in the memory of one batch."""

import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, abort, request

from webhook.accounts.permissions import Act, brand_in_sight, permit
from webhook.accounts.roles import Role
from webhook.exporting import LogKind, export_rows
from webhook.http.context import principal, require, services
from webhook.pair_rows import pair_rows
from webhook.parquet import write_parquet
from webhook.row_files import csv_lines, json_lines

Rows = Iterable[Mapping[str, Any]]
CHUNK_BYTES = 64 * 1024
PAIRS = "pairs"
AT_ONCE = 100  # lines in one piece of the answer: one each would be a packet each

pages = Blueprint("qa_export", __name__)


@pages.get("/qa/export/<kind>.<form>")
@require(Role.QA, Role.ADMIN)
def export(kind: str, form: str) -> Response:
    """Stream a brand's edits, reviews, decisions, drafts or unlike pairs, newest first, personal data blanked."""
    if kind not in {*LogKind, PAIRS} or form not in FORMATS:
        abort(404)
    who = principal()
    permit(who, Act.READ_REVIEWS)
    with services().database.reading() as session:
        brand = brand_in_sight(session, who, request.args.get("brand", "")[:255] or None)
    rater = who.id if who.role is Role.QA else None
    if kind == PAIRS:
        rows: Rows = pair_rows(services().database, services().comparisons, brand, now=services().clock())
    else:
        rows = export_rows(services().database, LogKind(kind), brand.id, rater=rater)
    mime, write = FORMATS[form]
    answer = Response(write(rows), mimetype=mime)
    answer.headers["Content-Disposition"] = f'attachment; filename="{brand.slug}-{kind}.{form}"'
    return answer


def _text(lines: Iterator[str]) -> Iterator[bytes]:
    piece: list[str] = []
    for line in lines:
        piece.append(line)
        if len(piece) == AT_ONCE:
            yield "".join(piece).encode()
            piece = []
    yield "".join(piece).encode()


def _parquet(rows: Rows) -> Iterator[bytes]:
    """Write the whole file aside first: its index stands at its end."""
    with tempfile.TemporaryDirectory(prefix="drafter-export-") as folder:
        path = Path(folder) / "rows.parquet"
        for _ in write_parquet(path, rows):
            pass
        with path.open("rb") as file:
            while chunk := file.read(CHUNK_BYTES):
                yield chunk


FORMATS: Mapping[str, tuple[str, Callable[[Rows], Iterator[bytes]]]] = {
    "csv": ("text/csv; charset=utf-8", lambda rows: _text(csv_lines(rows))),
    "jsonl": ("application/x-ndjson; charset=utf-8", lambda rows: _text(json_lines(rows))),
    "parquet": ("application/vnd.apache.parquet", _parquet),
}
