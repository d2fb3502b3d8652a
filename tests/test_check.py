"""``datasette claims check``: what stands against publishing, and how it is mended."""

import json
from contextlib import closing

import pytest
import yaml
from click.testing import CliRunner
from newsroom import newsroom
from test_snapshot import fresh_original, plant, source  # noqa: F401 (fixtures)
from test_twins import judge

from datasette_claims.cli import claims
from datasette_claims.publishing import edition
from datasette_claims.publishing.snapshot import make
from datasette_claims.store.sqlite import sqlite3

pytestmark = pytest.mark.integration

NAMED = {
    "license": "CC BY 4.0",
    "plugins": {
        "datasette-claims": {
            "contact": "corrections@kabar.example",
            "organisation": {"name": "Kabar Check"},
            "permissions": {"edit-claims": {"id": ["alice"]}},
        }
    },
}


def run(*arguments):
    return CliRunner().invoke(claims, ["check", *map(str, arguments)])


@pytest.fixture
def work(tmp_path):
    path = tmp_path / "news.db"
    judge(path, newsroom(path)["bendungan"], links=[{"url": "https://bukti.example/1"}])
    return path


@pytest.fixture
def public(work, tmp_path):
    make(work, tmp_path / "public.db")
    return tmp_path / "public.db"


@pytest.fixture
def config(tmp_path):
    def write(told, name="metadata.json"):
        path = tmp_path / name
        path.write_text(yaml.safe_dump(told) if name.endswith("yaml") else json.dumps(told))
        return path

    return write


def spoiled(path, *statements):
    """The file as somebody's own program would leave it, without our triggers in the way."""
    with closing(sqlite3.connect(path, isolation_level=None)) as conn:
        triggers = conn.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = triggers.fetchall()
        for name, _ in triggers:
            conn.execute(f'DROP TRIGGER "{name}"')
        for statement in statements:
            conn.execute(statement).fetchall()
        for _, made in triggers:
            conn.execute(made)
    return path


def test_nothing_stands_against_a_whole_copy_that_is_named(public, config):
    result = run(public, "-m", config(NAMED))
    assert result.output == "Nothing stands against publishing it.\n"
    assert result.exit_code == 0


def test_without_its_configuration_it_says_what_it_has_not_looked_at(public):
    result = run(public)
    assert "not looked at, since no configuration was named" in result.output
    assert result.exit_code == 0


@pytest.mark.parametrize("closed", [{"allow_sql": False}, {"allow": {"id": ["alice"]}},
                                    {"databases": {"news": {"allow_sql": {"id": "alice"}}}},
                                    {"settings": {"default_allow_sql": False}}])  # fmt: skip
def test_a_working_database_is_for_the_team(work, config, closed):
    result = run(work, "-m", config(NAMED))
    assert result.exit_code == 1
    assert "is a working database" in result.output
    assert f"datasette claims snapshot {work} public.db" in result.output
    assert "may ask it by SQL" in result.output
    result = run(work, "-m", config(NAMED), "-m", config(closed, "datasette.yaml"))
    assert "may ask it by SQL" not in result.output
    assert result.exit_code == 1  # it is a working database still


@pytest.mark.parametrize("name", ["allow_sql", "allow"])
@pytest.mark.parametrize("everybody", [True, None, {"unauthenticated": True},
                                       {"unauthenticated": True, "id": ["alice"]}])  # fmt: skip
def test_who_is_let_in_with_everybody_closes_nothing(work, config, name, everybody):
    for told in ({name: everybody}, {"databases": {"news": {name: everybody}}}):
        result = run(work, "-m", config(NAMED), "-m", config(told, "datasette.yaml"))
        assert "may ask it by SQL" in result.output


def test_a_configuration_is_read_once(public, config, monkeypatch):
    """It may come through a pipe, which is empty the second time."""
    read, loaded = [], edition.loaded
    monkeypatch.setattr(edition, "loaded", lambda path: read.append(path) or loaded(path))
    files = [config(NAMED), config({"title": "Klaim"}, "datasette.yaml")]
    assert "contact" not in run(public, "-m", files[0], "-m", files[1]).output
    assert read == files


@pytest.mark.parametrize(
    ("statements", "said", "exit_code"),
    [
        (["DROP INDEX claims_dated", "DROP INDEX claims_month"],
         "indexes are missing (claims_dated, claims_month; 2 in all)", 0),
        (["UPDATE articles SET url = 'ftp://kabar.example/1' WHERE url IS NOT NULL"],
         "no http or https link, and are shown as words: 1 in articles.url", 0),
        (["UPDATE evidence SET url = 'https://x.example/?access_token=1'"],
         "addresses that hold a password or a token: 1 in evidence.url", 1),
        (["UPDATE claims SET language = NULL WHERE status = 'false'"],
         "which no filter by language finds: 1", 0),
        (["UPDATE articles SET language = 'und' WHERE url IS NOT NULL"],
         "articles of unknown language, in which no claims were looked for: 1", 0),
        (["DELETE FROM evidence"], "published without a reason", 0),
        (["PRAGMA journal_mode = wal"], "it is in WAL mode", 1),
        (["PRAGMA foreign_keys = off", "DELETE FROM speakers"],
         "the file is damaged: claims → speakers", 1),
    ],
)  # fmt: skip
def test_what_a_file_lacks_is_told_with_how_to_mend_it(public, config, statements, said, exit_code):
    spoiled(public, *statements)
    result = run(public, "-m", config(NAMED))
    assert said in " ".join(result.output.split())
    lines = result.output.splitlines()
    assert len(lines) >= 2
    assert all(line.startswith("        → ") for line in lines[1::2])
    assert result.exit_code == exit_code


def test_a_record_without_its_guards(public, config):
    with closing(sqlite3.connect(public)) as conn:
        (name,) = conn.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchone()
        conn.execute(f'DROP TRIGGER "{name}"')
    result = run(public, "-m", config(NAMED))
    assert "triggers that keep the history are missing" in result.output
    assert result.exit_code == 1


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"permissions": {"update-row": True}}, "everybody is granted update-row"),
        ({"databases": {"public": {"permissions": {"insert-row": {"unauthenticated": True}}}}},
         "everybody is granted insert-row"),
        ({"permissions": {"edit-claims": True}}, "everybody may edit claims"),
        ({"plugins": {"datasette-claims": {"permissions": {"edit-claims": True}}}},
         "everybody may edit claims"),
        ({"databases": {"other": {"permissions": {"insert-row": True}}}}, None),
        ({"permissions": {"update-row": {"id": "alice"}}}, None),
    ],
)  # fmt: skip
def test_who_may_write_is_nobody_by_chance(public, config, told, said):
    result = run(public, "-m", config(NAMED), "-m", config(told, "datasette.yaml"))
    assert (said or "Nothing stands against") in result.output
    assert result.exit_code == bool(said)


@pytest.mark.parametrize(
    ("gone", "said"),
    [
        ("contact", "no address for corrections"),
        ("organisation", "no organisation answers"),
        ("license", "no licence says"),
    ],
)
def test_who_answers_for_it_is_named(public, config, gone, said):
    block = {k: v for k, v in NAMED["plugins"]["datasette-claims"].items() if k != gone}
    told = {**NAMED, "plugins": {"datasette-claims": block}}
    if gone == "license":
        del told["license"]
    result = run(public, "-m", config(told))
    assert said in result.output
    assert result.exit_code == 1


@pytest.mark.parametrize(
    ("what", "said"),
    [("nothing.db", "there is no database"), ("bad.json", "neither JSON nor YAML")],
)
def test_what_cannot_be_read_is_said_in_a_line(public, tmp_path, what, said):
    (tmp_path / "bad.json").write_text("{[")
    arguments = [tmp_path / what] if what.endswith(".db") else [public, "-m", tmp_path / what]
    result = run(*arguments)
    assert result.exit_code == 1
    assert said in result.stderr
    assert "Traceback" not in result.stderr


def test_it_tells_nothing_private(source):  # noqa: F811
    plant(source)
    result = run(source.path)
    assert result.exit_code == 1
    assert "SECRET" not in result.output
