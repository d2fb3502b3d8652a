"""JSON: lines, lists, answers of services; broken and hostile ones."""

import json

import pytest
from exports import EXPORTS, PAGE, TEXT
from hypothesis import given
from hypothesis import strategies as st
from tables import came

from datasette_claims.reading import jsonlines

ROW = {"text": "Sari mengatakan bahwa hujan akan turun.", "url": PAGE}
TWO = [ROW["text"]] * 2


def nested(row):
    """A row whose names have dots, as the objects in objects that they stand for."""
    found: dict = {}
    for name, value in row.items():
        *outer, last = name.split(".")
        inner = found
        for step in outer:
            inner = inner.setdefault(step, {})
        inner[last] = value
    return found


@pytest.mark.parametrize("name", EXPORTS)
def test_the_exports_are_read_as_objects_in_objects(name):
    row, held = EXPORTS[name]
    found = came(json.dumps([nested(row)] * 2))
    assert len(found.texts) == 2
    assert TEXT.strip() in found.texts[0]
    assert set(found.fields()) == set(held) - {"text"} or name == "trafilatura"


@pytest.mark.parametrize(
    ("data", "texts"),
    [
        (f"{json.dumps(ROW)}\n{json.dumps(ROW)}\n", TWO),
        (f"\ufeff{json.dumps(ROW)}\r\n\r\n{json.dumps(ROW)}", TWO),
        (f"\x1e{json.dumps(ROW)}\n\x1e{json.dumps(ROW)}\n", TWO),
        (f"{json.dumps(ROW)},\n{json.dumps(ROW)},\n", TWO),
        (json.dumps([ROW, ROW]), TWO),
        (json.dumps([ROW, ROW], indent=2), TWO),
        (json.dumps(ROW, indent=2) + "\n" + json.dumps(ROW, indent=2), TWO),
        (json.dumps(ROW) + json.dumps(ROW), TWO),
        (json.dumps(ROW), TWO[:1]),
        (json.dumps(ROW, indent=2), TWO[:1]),
        (json.dumps({"status": "ok", "totalResults": 2, "articles": [ROW, ROW]}), TWO),
        (json.dumps({"response": {"status": "ok", "results": [ROW, ROW]}}, indent=1), TWO),
        (json.dumps({"data": [ROW, ROW], "meta": {"page": 1}}), TWO),
        (json.dumps({"took": 1, "hits": {"hits": [{"_source": ROW}, {"_source": ROW}]}}), TWO),
        (json.dumps({"a1": ROW, "a2": ROW}), TWO),
        (json.dumps({"text": {"0": TWO[0], "1": TWO[0]}, "url": {"0": PAGE, "1": PAGE}}), TWO),
        (json.dumps({"columns": ["text", "url"], "data": [[TWO[0], PAGE]] * 2}), TWO),
        (json.dumps({**ROW, "comments": [{"text": "Salah.", "author": "x"}]}), TWO[:1]),
        (json.dumps({**ROW, "related": [ROW, ROW]}), TWO[:1]),
        (json.dumps({**ROW, "text": ["Satu.", "Dua."]}), ["Satu.\n\nDua."]),
    ],
)  # fmt: skip
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_every_form(data, texts, encoding):
    found = came(data.encode(encoding), "a.json")
    assert found.failures == []
    assert found.texts == texts


@pytest.mark.parametrize(
    ("data", "count", "reason"),
    [
        (f'{json.dumps(ROW)}\n{{"text": "a\n{json.dumps(ROW)}\n', 2, "line 2: no JSON: Unterminat"),
        (f"{json.dumps(ROW)}\n[1]\n", 1, "line 2: is no object with fields"),
        (f"{json.dumps(ROW)}\n{'[' * 99_999}\n", 1, "line 2: nested too deep"),
        (f'{json.dumps(ROW)}\n{{"text": "a\\u0000b"}}\n', 1, "line 2: its text holds a NUL"),
        (f'{{"text": \n{json.dumps(ROW)}\n', 1, "line 1: no JSON"),
        (json.dumps([ROW, ROW])[:-9], 1, "item 2: no JSON: Unterminated"),
        (json.dumps([ROW, ROW])[:-1], 2, "item 3: cut off: the list does not end"),
        (f"[{json.dumps(ROW)}, {{'text': 1}}]", 1, "item 2: no JSON: Expecting property name"),
        ("[" * 99_999, 0, "item 1: nested too deep"),
        (json.dumps(ROW)[:-9], 0, "item 1: no JSON"),
        ("[]", 0, "holds no rows"),
        ("{}", 0, "no column is known to hold texts"),
        ("[1, 2]", 0, "item 1: is no object with fields"),
        ('{"name": "x", "version": "1.0"}', 0, "no column is known to hold texts (name, version)"),
        ("7", 0, "line 1: is no object with fields"),
        ("bukan json", 0, "no JSON"),
    ],
)  # fmt: skip
def test_a_broken_one_costs_itself(data, count, reason):
    found = came(data, "a.json")
    assert len(found.texts) == count
    assert reason in " ".join(found.failures)


def test_bytes_of_another_encoding_are_read_and_told():
    line = json.dumps({"text": "“Ya” – café"}, ensure_ascii=False)
    found = came(line.encode() + b"\n" + line.encode("cp1252") + b"\n")
    assert found.texts == ["“Ya” – café"] * 2
    assert found.items[1].notes == ("bytes that are no UTF-8 were read as Windows-1252",)


def test_half_a_character_is_a_lost_one():
    assert came('{"text": "Ya \\ud83d\\ude00 \\ud800"}\n').texts == ["Ya 😀 \ufffd"]


def test_a_list_is_read_in_pieces(monkeypatch):
    """Whatever is cut by the end of a piece: words, escapes, numbers."""
    rows = [
        {"text": f"“Ya” \\ \n {n} 😀 kata Sari", "n": 10**n / 7, "t": [True]} for n in range(30)
    ]
    for size in (1, 7, 64):
        monkeypatch.setattr(jsonlines, "_CHUNK", size)
        assert came(json.dumps(rows)).texts == [row["text"] for row in rows]


def test_one_object_that_is_too_large_says_what_to_do(monkeypatch):
    monkeypatch.setattr(jsonlines, "LARGEST", 1_000)
    monkeypatch.setattr(jsonlines, "_CHUNK", 100)
    data = json.dumps({"articles": [ROW] * 100})
    (failure,) = came(data, "a.json").failures
    assert "jq -c" in failure


@given(st.binary(max_size=200))
def test_any_bytes_give_articles_or_reasons(data):
    for start in (b'{"text": "', b'[{"text": "a"}, ', b'{"text": "a"}\n'):
        found = came(start + data, "a.json")
        assert not any("damaged?" in failure for failure in found.failures)


anything = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(),
    lambda x: st.lists(x) | st.dictionaries(st.text(), x),
)


@given(anything)
def test_any_json_gives_articles_or_reasons(value):
    found = came(json.dumps(value), "a.json")
    assert not any("damaged?" in failure for failure in found.failures)
