"""An edition: the same data give the same bytes and the same key, and it says what it is."""

import json
import subprocess
import sys
from contextlib import closing

import pytest
from test_snapshot import fresh_original, one, rows, source, target  # noqa: F401 (fixtures)

from datasette_claims.publishing import allowed, content, edition, naming
from datasette_claims.publishing.snapshot import make
from datasette_claims.store.sqlite import sqlite3

pytestmark = pytest.mark.integration


@pytest.fixture
def checked(source):  # noqa: F811
    """Two claims, of which one was checked."""
    source.add("c1")
    source.add("c2", "Harga beras naik", "Budi Dua")
    source.cite("c1", title="Laporan uji")
    source.cite("c1", url="https://bukti.example/2")
    source.review("c1", "true", "published", "Diuji bulan lalu.")
    return source


def key(path):
    return one(path, "SELECT id FROM edition")["id"]


def test_two_runs_give_the_same_bytes(checked, target, tmp_path, monkeypatch):  # noqa: F811
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    made = []
    for name in ("public.db", "again.db"):
        make(checked.path, tmp_path / name)
        made.append((tmp_path / name).read_bytes())
    assert made[0] == made[1]
    assert one(target, "SELECT made_on FROM edition") == {"made_on": "1970-01-02"}


def test_nothing_in_it_tells_the_second_at_which_it_was_made(checked, tmp_path):
    """One day, one file: no variable is needed for that."""
    copying = (
        "import sys; from pathlib import Path; from datasette_claims.publishing.snapshot import "
        "make; make(Path(sys.argv[1]), Path(sys.argv[2]))"
    )
    for name in ("a.db", "b.db"):
        command = [sys.executable, "-c", copying, checked.path, tmp_path / name]
        subprocess.run(command, check=True, timeout=60)
    day = {
        one(tmp_path / name, "SELECT made_on FROM edition")["made_on"] for name in ("a.db", "b.db")
    }
    if len(day) == 1:  # it was not midnight just now
        assert (tmp_path / "a.db").read_bytes() == (tmp_path / "b.db").read_bytes()


def test_the_key_is_that_of_the_content_alone(checked, target, tmp_path, monkeypatch):  # noqa: F811
    """Not of the day, the names of the site, the order of the rows, nor of a copy of the copy."""
    make(checked.path, target)
    first = key(target)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    make(checked.path, tmp_path / "b.db", about=edition.About(title="Klaim"))
    make(target, tmp_path / "c.db")
    with closing(sqlite3.connect(target, isolation_level=None)) as conn:
        triggers = conn.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in triggers:
            conn.execute(f'DROP TRIGGER "{name}"')
        conn.execute("UPDATE claims SET rowid = -rowid")
        conn.execute("UPDATE speakers SET rowid = -rowid")
        turned = content.digest(conn)[: edition.KEY_LENGTH]
    assert {first, key(tmp_path / "b.db"), key(tmp_path / "c.db"), turned} == {first}
    assert len(first) == 16


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE claims SET text = text || 'x' WHERE id = 'c2'",
        "UPDATE claims SET confidence = 0.5 WHERE id = 'c2'",
        'UPDATE claim_spans SET "end" = "end" + 1 WHERE claim_id = \'c2\'',
        "UPDATE evidence SET title = 'Lain' WHERE id = 1",
        "UPDATE status_history SET reason = 'Lain'",
        "UPDATE articles SET text_hash = 'x'",
        "UPDATE speakers SET name = 'Lain' WHERE id = 'ana'",
        "UPDATE statuses SET label_en = 'Lain' WHERE key = 'true'",
        "DELETE FROM speaker_aliases WHERE speaker_id = 'ana'",
        "DELETE FROM article_links",
        "UPDATE claims SET source = text, text = source WHERE id = 'c2'",
        "UPDATE evidence SET quote = title, title = NULL WHERE title IS NOT NULL",
        "UPDATE evidence SET quote = '' WHERE id = 1",
        "UPDATE evidence SET url = (SELECT url FROM evidence AS e WHERE e.id <> evidence.id)",
        "UPDATE claim_spans SET claim_id = iif(claim_id = 'c1', 'c2', 'c1') WHERE part = 'content'",
    ],
)
def test_another_content_has_another_key(checked, target, change):  # noqa: F811
    make(checked.path, target)
    with closing(sqlite3.connect(target, isolation_level=None)) as conn:
        for (name,) in conn.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall():
            conn.execute(f'DROP TRIGGER "{name}"')
        conn.execute(change)
        assert content.digest(conn)[: edition.KEY_LENGTH] != key(target)


def test_every_column_that_leaves_is_content_or_follows_from_it():
    told = {
        (part.table, column)
        for kind in content.KINDS
        for part in (kind.row, *kind.parts)
        for column in (part.owner, *part.columns)
    }
    told |= {(table, column) for table, some in content.FOLLOWS.items() for column in some}
    leaves = {
        (table.name, column) for table in allowed.TABLES for column in (*table.public, *table.shown)
    }
    assert told == leaves


def test_a_column_of_a_later_version_makes_no_other_key(checked, target, monkeypatch):  # noqa: F811
    make(checked.path, target)
    with closing(sqlite3.connect(target, isolation_level=None)) as conn:
        conn.execute("ALTER TABLE claims ADD COLUMN later TEXT")
        conn.execute("CREATE TABLE later (id TEXT PRIMARY KEY, x TEXT)")
        row = content.Part("claims", "id", (*content.KINDS[-1].row.columns, "later"), "later")
        later = content.Part("later", "id", ("x",), "x")
        kinds = (
            *content.KINDS[:-1],
            content.Kind(row, content.KINDS[-1].parts),
            content.Kind(later, ()),
        )
        monkeypatch.setattr(content, "KINDS", kinds)
        assert content.KINDS[-2].name == "claims"
        assert content.digest(conn)[: edition.KEY_LENGTH] == key(target)


def test_the_key_counts_every_row_however_many_are_hashed_at_once(checked, target):  # noqa: F811
    """In the order of their keys, whatever that of the table."""
    make(checked.path, target)
    words = [(f"w{number}", f"W {number}") for number in range(2 * content.BATCH + 1)]
    keys = []
    with closing(sqlite3.connect(target, isolation_level=None)) as conn:
        for told in (words, words[::-1], words[:-1], words[1:], [*words[:-1], ("w", "W")]):
            conn.execute("DELETE FROM outlets WHERE id LIKE 'w%'")
            conn.executemany("INSERT INTO outlets (id, name) VALUES (?, ?)", told)
            keys.append(content.digest(conn))
    assert keys[0] == keys[1]
    assert len({*keys}) == 4


def test_a_copy_that_was_made_before_editions_says_nothing(checked, target):  # noqa: F811
    make(checked.path, target)
    with closing(sqlite3.connect(target, isolation_level=None)) as conn:
        assert edition.read(conn).id == key(target)
        conn.execute("DROP TABLE edition")
        assert edition.read(conn) is None


# ---- names, licence, contact


def test_what_the_configuration_says(tmp_path, monkeypatch):
    monkeypatch.setenv("DESK", "koreksi@kabar.example")
    site = tmp_path / "metadata.json"
    site.write_text(
        json.dumps(
            {
                "title": "Klaim",
                "license": "CC BY 4.0",
                "license_url": "https://creativecommons.org/licenses/by/4.0/",
                "databases": {"pemilu": {"title": "Klaim pemilu"}, "lain": {"title": "Lain"}},
            }
        )
    )
    config = tmp_path / "datasette.yaml"
    config.write_text(
        "plugins:\n  datasette-claims:\n    contact: {$env: DESK}\n"
        "    organisation:\n      name: Kabar\n      url: https://kabar.example/\n"
    )
    assert edition.configured(map(edition.loaded, [site, config]), "pemilu") == edition.About(
        title="Klaim pemilu",
        organisation="Kabar",
        organisation_url="https://kabar.example/",
        licence="CC BY 4.0",
        licence_url="https://creativecommons.org/licenses/by/4.0/",
        contact="koreksi@kabar.example",
    )
    assert edition.configured([], "pemilu") == edition.About()


def named(organisation, **more):
    return {"plugins": {"datasette-claims": {"organisation": organisation}}, **more}


@pytest.mark.parametrize(
    "organisation",
    [
        {"name": "Kabar", "url": "https://kabar.example/"},
        {"name": " Kabar \n Cek ", "url": " https://kabar.example/ "},
        {"name": 2024},
        {"name": "Kabar", "url": "javascript:alert(1)"},
        {"name": "Kabar", "url": "kabar.example"},
        {"name": "Kabar", "url": 1},
        {"name": ["Kabar"]},
        {"name": {"a": "Kabar"}},
        {"name": "  ", "url": "https://kabar.example/"},
        {"url": "https://kabar.example/"},
        "Kabar",
        None,
    ],
    ids=str,
)
def test_an_edition_names_whom_feeds_name(organisation):
    """And has no address that feeds would not link."""
    read = naming.organisation({"organisation": organisation})
    told = edition.configured([named(organisation)], "x")
    assert (told.organisation, told.organisation_url) == (
        (read.name, read.url) if read else (None, None)
    )
    assert not (told.organisation_url or "").startswith("javascript")
    assert read is None or read.name in ("Kabar", "Kabar Cek", "2024")


def test_a_name_keeps_the_address_that_it_came_with():
    site = named({"name": "Kabar", "url": "https://kabar.example/"}, license="CC BY 4.0",
                 license_url="https://licence.example/by")  # fmt: skip
    other = named({"name": "Berita"}, databases={"x": {"license": "Terms of Berita"}})
    told = edition.configured([site, other], "x")
    assert (told.organisation, told.organisation_url) == ("Berita", None)
    assert (told.licence, told.licence_url) == ("Terms of Berita", None)
    told = edition.configured([other, site], "x")
    assert (told.organisation, told.organisation_url) == ("Kabar", "https://kabar.example/")
    assert (told.licence, told.licence_url) == ("CC BY 4.0", "https://licence.example/by")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (None, "cannot be read"),
        ("a: [", "neither JSON nor YAML"),
        ("- a", "no configuration"),
        ('{"license_url": "javascript:alert(1)"}', "license_url"),
    ],
)
def test_a_configuration_that_is_none(tmp_path, text, words):
    path = tmp_path / "m.json"
    if text is not None:
        path.write_text(text)
    with pytest.raises(edition.EditionError, match=words) as told:
        edition.configured([edition.loaded(path)], "x")
    assert "\n" not in str(told.value)


@pytest.mark.parametrize("given", ["tomorrow", "-1", "1e9"])
def test_a_day_that_is_none(given):
    with pytest.raises(edition.EditionError, match="seconds since 1970"):
        edition.day({"SOURCE_DATE_EPOCH": given})


def test_the_edition_has_them(checked, target, monkeypatch):  # noqa: F811
    make(
        checked.path,
        target,
        passages_only=True,
        about=edition.About("Klaim", contact="a@b.example"),
    )
    told = one(target, "SELECT title, contact, licence, passages_only FROM edition")
    assert told == {"title": "Klaim", "contact": "a@b.example", "licence": None, "passages_only": 1}
    assert rows(target, "SELECT 1 FROM edition_changes") == []
