"""What arrives just as it was stored is not looked at again, and nothing else comes of that."""

import json

import pytest
from budget import examples
from hypothesis import given, settings
from hypothesis import strategies as st
from stories import content

from datasette_claims import extraction, loading
from datasette_claims.store import analysed, changes, database, keys, merging, moments

TEXT = "Sari Dewi, wali kota Bogor, mengatakan bahwa hujan akan turun pada Senin.\n"
LINES = (
    TEXT,
    "“Kami akan datang,” kata Budi Hartono.\n",
    "Jokowi menyatakan bahwa jalan itu selesai.\n",
    "Presiden tiba di Bogor.\n",
)


def told(text=TEXT, **details):
    return {"text": text, "url": "https://example.org/a", "published": "2026-01-05", **details}


def load(path, *records):
    source = path.parent / "a.jsonl"
    source.write_text("".join(json.dumps(one) + "\n" for one in records))
    return loading.load(path, [source])


@pytest.fixture
def asked(monkeypatch):
    """The texts in which claims were looked for, of one process."""
    texts, real = [], extraction.analyse
    monkeypatch.setattr(
        extraction, "analyse", lambda text, *a, **k: texts.append(text) or real(text, *a, **k)
    )
    return texts


def test_what_is_as_it_was_is_not_looked_at(tmp_path, asked):
    path = tmp_path / "claims.db"
    first = load(path, told(), told(LINES[1], url="https://example.org/b"))
    assert (first.articles, len(asked)) == ({"new": 2}, 2)
    again = load(path, told(), told(LINES[1], url="https://example.org/b"))
    assert (again.articles, len(asked)) == ({"unchanged": 2}, 2)
    assert (again.claims, again.speakers, again.kinds) == (
        first.claims,
        first.speakers,
        first.kinds,
    )


def corrected(db, article_id):
    with changes.by_person(db, "alice"):
        db.execute("UPDATE articles SET published = '2026-01-06' WHERE id = ?", [article_id])


def named(db, _):
    merging.add_name(db, keys.speaker_key("Sari Dewi", "person", ""), "Bu Sari", actor="alice")


@pytest.mark.parametrize("act", [corrected, named])
def test_what_a_person_said_meanwhile_counts(tmp_path, asked, act):
    path = tmp_path / "claims.db"
    load(path, told())
    with database.opened(path) as db:
        (article_id,) = db.execute("SELECT id FROM articles").fetchone()
        act(db, article_id)
    load(path, told())
    assert len(asked) == 2


@pytest.mark.parametrize(
    "other",
    [
        {"text": TEXT + "Budi membantah bahwa hujan turun.\n"},
        {"title": "Hujan"},
        {"outlet": "Kabar"},
        {"published": "2026-01-07"},
        {"byline": "Ana"},
        {"language": "id"},
        {"url": "https://example.org/b"},
    ],
    ids=repr,
)
def test_what_is_told_otherwise_is_looked_at(tmp_path, asked, other):
    path = tmp_path / "claims.db"
    load(path, told())
    load(path, {**told(), **other})
    assert len(asked) == 2


def test_other_rules_look_at_everything(tmp_path, asked, monkeypatch):
    path = tmp_path / "claims.db"
    load(path, told())
    monkeypatch.setattr(analysed, "program", lambda: "other rules")
    load(path, told())
    load(path, told())
    assert len(asked) == 2


def test_a_text_that_was_replaced_meanwhile_comes_back(tmp_path, asked):
    path = tmp_path / "claims.db"
    load(path, told())
    load(path, told(LINES[1]))
    report = load(path, told())
    assert (report.articles, len(asked)) == ({"changed": 1}, 3)


def test_the_rules_are_part_of_the_program(tmp_path):
    """A wheel that is compiled has its sources too; without any, all programs would be one."""
    found = {path.suffix for path in analysed.PROGRAM.rglob("*")}
    assert set(analysed.RULES) <= found
    assert len(analysed.program()) == 64


@settings(deadline=None, max_examples=examples(12))
@given(
    st.lists(
        st.lists(
            st.tuples(
                st.sampled_from("ab"), st.lists(st.sampled_from(LINES), min_size=1, max_size=3)
            ),
            min_size=1,
            max_size=3,
        ),
        min_size=2,
        max_size=4,
    )
)
def test_the_database_is_the_same_as_without_it(tmp_path_factory, runs):
    """Whatever was loaded, in whichever order, at one address or two."""
    folder = tmp_path_factory.mktemp("same")
    held = []
    for number, looked in enumerate((analysed.standing, lambda db, stamp, article: None)):
        path = folder / f"{number}.db"
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(analysed, "standing", looked)
            for day, records in enumerate(runs):
                now = f"2026-01-0{day + 1}T09:00:00Z"
                patch.setattr(moments, "now", lambda now=now: now)
                load(
                    path,
                    *(told("".join(lines), url=f"https://x.example/{at}") for at, lines in records),
                )
        with database.opened(path) as db:
            held.append(content(db))
    assert held[0] == held[1]
