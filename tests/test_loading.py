"""Loading: however a run ends, what is stored is whole, and the next run does the rest."""

import re
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from datasette_claims import loading
from datasette_claims.model import Analysis, Claim, Span
from datasette_claims.reading import Failure
from datasette_claims.store import database
from datasette_claims.store.sqlite import sqlite3

pytestmark = pytest.mark.integration

SEEDS = Path(__file__).parent.parent / "seeds"
SAID = re.compile(r"(\w+) (mengatakan) bahwa ([^.]+)")


def analyse(article):
    """A stand-in for extraction that only knows one sentence."""
    claims = [
        Claim(
            content=(Span(*match.span(3)),),
            source=(Span(*match.span(1)),),
            cue=(Span(*match.span(2)),),
            speaker=match[1],
            type="indirect",
            kind="say",
            context=Span(*match.span()),
            rule="test",
            confidence=0.5,
        )
        for match in SAID.finditer(article.text)
    ]
    return Analysis(language="id", claims=tuple(claims), outlet="Kabar Uji", place="Bogor")


def articles(folder, count, words="hujan akan turun"):
    """A folder of ``count`` articles with one claim each."""
    folder.mkdir(exist_ok=True)
    for number in range(count):
        head = f"---\nurl: https://example.org/{number}\n---\n"
        text = f"Sari mengatakan bahwa {words} {number} kali.\n"
        (folder / f"{number:04}.txt").write_text(head + text)
    return folder


def rows(path, sql):
    with closing(sqlite3.connect(path)) as db:
        return db.execute(sql).fetchall()


def everything(path):
    """All that a database holds, without the times at which it was written."""
    schema = rows(path, "SELECT name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_stat%'")
    held = [
        *schema,
        *(
            (name, row)
            for name, sql in schema
            if (sql or "").startswith("CREATE TABLE")
            for row in rows(path, f'SELECT * FROM "{name}"')  # noqa: S608
        ),
    ]
    return re.sub(
        r"\d{4}-\d\d-\d\d[T ][\d:.]+(Z|\+00:00)?", "", "\n".join(map(str, sorted(held, key=repr)))
    )


def load(path, *sources, **options):
    return loading.load(path, sources, **{"analyse": analyse, **options})


def test_articles_and_claims_are_counted_by_what_became_of_them(tmp_path):
    folder = articles(tmp_path / "in", 3)
    (folder / "bad.txt").write_bytes(b"\xff")
    path = tmp_path / "claims.db"
    first = load(path, folder)
    assert first.articles == {"new": 3, "failed": 1}
    assert first.claims == {"indirect": 3}
    assert [failure.name for failure in first.failures] == [str(folder / "bad.txt")]
    (folder / "0001.txt").write_text("---\nurl: https://example.org/1\n---\nKosong.")
    second = load(path, folder)
    assert second.articles == {"unchanged": 2, "changed": 1, "failed": 1}
    assert second.claims == {"indirect": 2}


def test_the_seed_gives_eight_claims_and_its_own_outlet_and_place(tmp_path):
    path = tmp_path / "claims.db"
    report = loading.load(path, [SEEDS])
    assert report.articles == {"new": 1}
    assert report.claims == {"indirect": 6, "mixed": 2}
    assert rows(path, "SELECT place, language FROM articles") == [("St. Petersburg", "id")]
    ((outlet,),) = rows(path, "SELECT name FROM outlets")
    assert "MINA" in outlet


def test_loading_twice_changes_nothing(tmp_path):
    path = tmp_path / "claims.db"
    loading.load(path, [SEEDS])
    before = rows(path, "SELECT * FROM claims"), rows(path, "SELECT * FROM articles")
    report = loading.load(path, [SEEDS])
    assert report.articles == {"unchanged": 1}
    assert (rows(path, "SELECT * FROM claims"), rows(path, "SELECT * FROM articles")) == before


def test_line_ends_are_of_one_kind_and_spans_are_true_of_what_is_stored(tmp_path):
    (seed,) = SEEDS.iterdir()
    (tmp_path / "a.txt").write_bytes(seed.read_bytes().replace(b"\n", b"\r\n"))
    path = tmp_path / "claims.db"
    report = loading.load(path, [tmp_path / "a.txt"])
    assert report.claims == {"indirect": 6, "mixed": 2}
    ((text,),) = rows(path, "SELECT text FROM articles")
    assert text.encode() == seed.read_bytes()
    for claim, start, end in rows(
        path,
        "SELECT claims.text, start, end FROM claim_spans JOIN claims ON claims.id = claim_id"
        " WHERE part = 'content'",
    ):
        assert text[start:end] in claim


def test_what_the_file_says_goes_before_what_the_text_says(tmp_path):
    (tmp_path / "a.txt").write_text("---\noutlet: Koran Lain\n---\nSari mengatakan bahwa ya.")
    path = tmp_path / "claims.db"
    load(path, tmp_path / "a.txt")
    assert rows(path, "SELECT name, place FROM outlets, articles") == [("Koran Lain", "Bogor")]


def test_newer_rules_are_applied_to_what_was_loaded_before(tmp_path):
    folder, path = articles(tmp_path / "in", 2), tmp_path / "claims.db"
    load(path, folder)

    def surer(article):
        found = analyse(article)
        return replace(found, claims=tuple(replace(c, confidence=0.9) for c in found.claims))

    assert load(path, folder, analyse=surer).articles == {"changed": 2}
    assert rows(path, "SELECT DISTINCT confidence FROM claims") == [(0.9,)]


def test_an_article_that_extraction_cannot_bear_costs_itself(tmp_path):
    folder, path = articles(tmp_path / "in", 3), tmp_path / "claims.db"

    def fails(article):
        if article.url.endswith("/1"):
            raise RecursionError("too deep")
        return analyse(article)

    report = load(path, folder, analyse=fails)
    assert report.articles == {"new": 2, "failed": 1}
    assert "RecursionError: too deep" in report.failures[0].reason


def test_an_article_that_cannot_be_stored_costs_itself(tmp_path):
    folder, path = articles(tmp_path / "in", 3), tmp_path / "claims.db"

    def outside(article):
        found = analyse(article)
        if article.url.endswith("/1"):
            return replace(found, claims=(replace(found.claims[0], content=(Span(0, 9_999),)),))
        return found

    report = load(path, folder, analyse=outside)
    assert report.articles == {"new": 2, "failed": 1}
    assert report.failures[0].name == str(folder / "0001.txt")
    assert "outside the text" in report.failures[0].reason
    assert len(rows(path, "SELECT 1 FROM articles")) == 2


def test_options_for_one_article_are_not_taken_for_several(tmp_path):
    path = tmp_path / "claims.db"
    with pytest.raises(loading.TooMany):
        load(path, articles(tmp_path / "in", 2), overrides={"url": "https://example.org/"})
    assert not path.exists()
    load(path, articles(tmp_path / "one", 1), overrides={"url": "https://example.org/z"})
    assert rows(path, "SELECT url FROM articles") == [("https://example.org/z",)]


def test_sources_without_an_article_leave_no_database_behind(tmp_path):
    (tmp_path / "empty").mkdir()
    report = load(tmp_path / "claims.db", tmp_path / "empty")
    assert report.failures == [Failure(str(tmp_path / "empty"), report.failures[0].reason)]
    assert not (tmp_path / "claims.db").exists()


class Ends(loading.Listener):
    """A person who presses Ctrl-C when ``count`` articles are stored."""

    def __init__(self, count):
        self.count = count

    def stored(self, article, outcome):
        self.count -= 1
        if not self.count:
            raise KeyboardInterrupt


def test_an_interrupted_run_keeps_what_is_done_and_the_next_one_does_the_rest(tmp_path):
    folder = articles(tmp_path / "in", loading.BATCH_ARTICLES * 2 + 10)
    load(tmp_path / "whole.db", folder)
    path = tmp_path / "claims.db"
    with pytest.raises(loading.Interrupted) as interrupted:
        load(path, folder, listener=Ends(loading.BATCH_ARTICLES + 1))
    assert interrupted.value.report.articles["new"] == loading.BATCH_ARTICLES * 2  # whole batches
    assert rows(path, "SELECT count(*) FROM articles") == [(loading.BATCH_ARTICLES * 2,)]
    assert load(path, folder).articles == {"new": 10, "unchanged": loading.BATCH_ARTICLES * 2}
    assert everything(path) == everything(tmp_path / "whole.db")


def test_others_may_write_between_batches(tmp_path):
    path = tmp_path / "claims.db"
    load(path, articles(tmp_path / "in", 1))

    class Writes(loading.Listener):
        def stored(self, article, outcome):
            with closing(sqlite3.connect(path, timeout=0)) as db, db:
                db.execute("UPDATE claims SET status = 'in_review' WHERE status = 'unreviewed'")

    load(path, articles(tmp_path / "in", loading.BATCH_ARTICLES + 1), listener=Writes())
    assert rows(path, "SELECT DISTINCT status FROM claims") == [("in_review",)]


def test_a_database_that_another_program_holds(tmp_path):
    folder, path = articles(tmp_path / "in", 1), tmp_path / "claims.db"
    load(path, folder)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(loading.Stopped, match=r"claims\.db is in use by another program"):
            load(path, folder, wait=0.05)
        other.execute("ROLLBACK")
    assert load(path, folder).articles == {"unchanged": 1}


@pytest.mark.parametrize("contents", [b"x", b"Not a database at all. " * 99, b"SQLite format 3 "])
@pytest.mark.parametrize("dry_run", [False, True])
def test_a_file_that_is_no_database_stays_as_it_is(tmp_path, contents, dry_run):
    path = tmp_path / "notes.txt"
    path.write_bytes(contents)
    with pytest.raises(loading.Stopped, match=r"notes\.txt is not an SQLite database"):
        load(path, articles(tmp_path / "in", 1), dry_run=dry_run)
    assert path.read_bytes() == contents


def test_a_damaged_database_is_told(tmp_path):
    path = tmp_path / "claims.db"
    path.write_bytes(b"SQLite format 3\0" + b"\xff" * 5_000)
    with pytest.raises(loading.Stopped, match=r"claims\.db is"):
        load(path, articles(tmp_path / "in", 1))


def test_a_folder_is_no_database(tmp_path):
    with pytest.raises(loading.Stopped, match="is a folder, not a database"):
        load(tmp_path, articles(tmp_path / "in", 1))
    with pytest.raises(loading.Stopped, match="its folder does not exist"):
        load(tmp_path / "gone" / "claims.db", articles(tmp_path / "in", 1))
    with pytest.raises(loading.Stopped, match="is a pipe or a device"):
        load("/dev/null", articles(tmp_path / "in", 1))


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs Linux")
def test_a_place_where_no_file_can_be_made():
    with pytest.raises(loading.Stopped, match=r"/proc/claims\.db cannot be opened"):
        load("/proc/claims.db", SEEDS)


def test_tables_of_others_stay_beside_ours(tmp_path):
    path = tmp_path / "mine.db"
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("CREATE TABLE birds (name)")
        db.execute("INSERT INTO birds VALUES ('kutilang')")
    assert load(path, articles(tmp_path / "in", 1)).articles == {"new": 1}
    assert rows(path, "SELECT * FROM birds") == [("kutilang",)]


@pytest.mark.parametrize("name", ["claims", "outlets", "evidence"])
def test_tables_of_others_under_our_names_are_left_alone(tmp_path, name):
    path = tmp_path / "mine.db"
    with closing(sqlite3.connect(path)) as db, db:
        db.execute(f"CREATE TABLE {name} (x)")
    before = path.read_bytes()
    with pytest.raises(loading.Stopped, match=rf"mine\.db.*{name}"):
        load(path, articles(tmp_path / "in", 1))
    assert path.read_bytes() == before


def test_a_full_disk_stops_the_run_and_keeps_what_is_done(tmp_path, monkeypatch):
    folder = articles(tmp_path / "in", loading.BATCH_ARTICLES * 2, words="hujan " * 200)
    path = tmp_path / "claims.db"
    opened = database.opened
    connections = []

    @contextmanager
    def remembered(*arguments, **options):
        with opened(*arguments, **options) as db:
            connections.append(db.conn)
            yield db

    class Fills(loading.Listener):
        """After the first batch the file cannot grow any more."""

        def stored(self, article, outcome):
            (pages,) = connections[0].execute("PRAGMA page_count").fetchone()
            connections[0].execute(f"PRAGMA max_page_count = {pages}")

    monkeypatch.setattr(database, "opened", remembered)
    with pytest.raises(loading.Stopped, match=r"claims\.db .*disk is full") as stopped:
        load(path, folder, listener=Fills())
    assert stopped.value.report.articles == {"new": loading.BATCH_ARTICLES}
    assert rows(path, "SELECT count(*) FROM articles") == [(loading.BATCH_ARTICLES,)]
    assert rows(path, "PRAGMA integrity_check") == [("ok",)]
    report = load(path, folder)
    assert report.articles == {"unchanged": loading.BATCH_ARTICLES, "new": loading.BATCH_ARTICLES}


def test_a_dry_run_tells_the_same_and_writes_nothing(tmp_path):
    folder, path = articles(tmp_path / "in", 2), tmp_path / "claims.db"
    assert load(path, folder, dry_run=True).articles == {"new": 2}
    assert not path.exists()
    load(path, folder)
    before = path.read_bytes()
    articles(folder, 3)
    assert load(path, folder, dry_run=True).articles == {"unchanged": 2, "new": 1}
    assert path.read_bytes() == before
    assert not list(tmp_path.glob("claims.db-*"))
