"""Imports over the API: files, pages, sources and what vanished."""

import base64
from typing import Any

import pytest

from drafter.brands import Brand
from tests.tools.api import Caller
from tests.tools.documents import docx_bytes

TABLE = "title,text\nReturns,Sixty days.\nFees,None.\n"


def counts(answer: Any) -> dict[str, int]:
    return {kind: count for kind, count in answer.json["counts"].items() if count}


def test_file_is_imported_as_text_or_in_base64(admin: Caller, brand: Brand) -> None:
    table = admin.post("/policies/import", {"brand": "northway", "name": "faq.csv", "text": TABLE})
    document = base64.b64encode(docx_bytes("# Care", "Wash cold.")).decode()
    word = admin.post("/policies/import", {"name": "care.docx", "base64": document})

    assert (table.status_code, counts(table), counts(word)) == (200, {"created": 2}, {"created": 1})
    assert table.json["items"][0]["title"] == "Returns"
    policy = admin.get(f"/policies/{word.json['items'][0]['policy_id']}").json
    assert policy["revision"]["text"] == "# Care\n\nWash cold."
    assert admin.get(f"/imports/{table.json['id']}").json == table.json
    assert [one["id"] for one in admin.get("/imports").json["items"]] == [word.json["id"], table.json["id"]]


def test_policy_missing_from_its_source_is_listed_until_it_is_kept(admin: Caller, brand: Brand) -> None:
    admin.post("/policies/import", {"name": "faq.csv", "text": TABLE})

    again = admin.post("/policies/import", {"name": "faq.csv", "text": "title,text\nReturns,Sixty days.\n"})

    [vanished] = admin.get("/vanished").json["items"]
    assert counts(again) == {"unchanged": 1, "vanished": 1}
    assert (vanished["title"], vanished["key"]) == ("Fees", "faq.csv#fees")
    assert admin.post(f"/vanished/{vanished['policy_id']}/keep").json["items"] == []


def test_help_centre_is_added_fetched_scheduled_and_removed(admin: Caller, brand: Brand) -> None:
    made = admin.post("/sources", {"address": "https://acme.zendesk.com/hc/de", "every_hours": 24})

    source = f"/sources/{made.json['id']}"
    assert (made.status_code, made.json["locale"], made.json["every_hours"]) == (201, "de", 24)
    assert made.json["next_at"] == "2026-03-11T09:00:00Z"
    fetched = admin.post(f"{source}/fetch")
    assert (fetched.status_code, fetched.json["state"]) == (202, "queued")
    assert admin.send("PATCH", source, {"every_hours": None}).json["next_at"] is None
    assert [one["id"] for one in admin.get("/sources").json["items"]] == [made.json["id"]]
    assert admin.post(f"{source}/remove").json["items"] == []


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 422),
        ({"name": "a.md"}, 422),
        ({"text": "# A"}, 422),
        ({"name": "a.md", "text": "# A", "url": "https://shop.example/a"}, 422),
        ({"name": "a.docx", "base64": "!!!"}, 422),
        ({"name": "a.md", "text": "# A\n\nx", "brand": "nobody"}, 404),
        ({"url": "http://127.0.0.1:9/a"}, 502),
        ({"url": "ftp://shop.example/a"}, 502),
    ],
)
def test_what_cannot_be_imported_is_told(admin: Caller, brand: Brand, body: dict[str, str], status: int) -> None:
    answer = admin.post("/policies/import", body)

    assert answer.status_code == status
    assert answer.json["code"]


def test_unknown_import_or_source_is_not_found(admin: Caller, brand: Brand) -> None:
    assert admin.get("/imports/imp_none").status_code == 404
    assert admin.post("/sources/src_none/fetch").status_code == 404
    assert admin.post("/vanished/pol_none/keep").status_code == 404
