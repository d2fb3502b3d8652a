"""A team's list of names: read in, at work in later loads, given back."""

import csv
import io

import pytest
from click.testing import CliRunner
from stories import content, fresh, load

from datasette_claims import cli
from datasette_claims.store import merging

STORY = """
Jowi= [source Jowi] [cue mengatakan] bahwa [content jembatan itu aman].
Walhi Pusat= [source Walhi Pusat] [cue menyebut] [content sungai itu kotor].
"""
NAMES = """name,alias,kind,wikidata
Joni Wiraga,Jowi,person,Q42
Joni Wiraga,J. Wiraga,person,Q42
Suri,,person,
Wahana Air,Walhi Pusat,organisation,
"""


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "news.db"
    with fresh(path) as db:
        for number in range(2):
            load(db, STORY + f"Suri= [source Suri] [cue kata] [content {number}].",
                 url=f"https://{number}.example/")  # fmt: skip
        db.execute("UPDATE speakers SET kind = 'organisation' WHERE name LIKE 'Walhi%'")
    return path


def run(*arguments):
    return CliRunner().invoke(cli.claims, ["speakers", *map(str, arguments)])


@pytest.fixture
def names(tmp_path):
    def written(text):
        (tmp_path / "names.csv").write_bytes(text.encode())
        return tmp_path / "names.csv"

    return written


def stored(path):
    with fresh(path) as db:
        return content(db)


def counted(path):
    with fresh(path) as db:
        return dict(
            db.execute(
                "SELECT w.name, count(*) FROM claims JOIN speakers AS s ON s.id = speaker_id"
                " JOIN speakers AS w ON w.id = s.whole_id GROUP BY w.id"
            ).fetchall()
        )


def test_a_dry_run_tells_and_changes_nothing(path, names):
    before = stored(path)
    told = run("import", path, names(NAMES), "--dry-run")
    assert told.exit_code == 0, told.output
    assert "line 2: filed: 2 × Jowi, 1 claims: Joni Wiraga" in told.output.replace(
        "2 claims", "1 claims"
    )
    assert "none of them made" in told.output
    assert stored(path) == before


def test_what_a_list_names_is_put_together_now_and_in_later_loads(path, names):
    assert run("import", path, names(NAMES)).exit_code == 0
    assert counted(path) == {"Joni Wiraga": 2, "Suri": 2, "Wahana Air": 2}
    before = stored(path)
    assert ", 0 changes" in run("import", path, names(NAMES)).output
    assert stored(path) == before
    with fresh(path) as db:
        load(db, "Jowi= [source Jowi] [cue kata] [content hujan].", url="https://9.example/")
    assert counted(path)["Joni Wiraga"] == 3


def test_a_list_comes_back_as_it_was(path, names):
    run("import", path, names(NAMES))
    given = run("export", path).output
    rows = [(r["name"], r["alias"], r["kind"], r["wikidata"]) for r in rows_of(given)]
    assert rows == sorted(tuple(line.split(",")) for line in NAMES.splitlines()[1:])
    before = stored(path)
    assert ", 0 changes" in run("import", path, names(given)).output
    assert stored(path) == before


def test_a_list_of_all_is_cleaned_elsewhere(path, names):
    everything = run("export", path, "--all").output
    assert ("", "Jowi") in [(row["name"], row["alias"]) for row in rows_of(everything)]
    assert ", 0 changes" in run("import", path, names(everything)).output
    mended = everything.replace("\n,Jowi", "\nJoni Wiraga,Jowi")
    for form in (mended, "\ufeff" + mended, mended.replace(",", ";")):
        assert run("import", path, names(form)).exit_code == 0
    assert counted(path)["Joni Wiraga"] == 2


def rows_of(text):
    return list(csv.DictReader(io.StringIO(text)))


def test_what_a_person_decided_stays(path, names):
    with fresh(path) as db:
        one, other = [key for (key,) in db.execute("SELECT id FROM speakers WHERE name = 'Jowi'")]
        merging.merge(db, one, "walhi-pusat", actor="ana")
    run("import", path, names("name,alias\nJoni Wiraga,Jowi\n"))
    with fresh(path) as db:
        assert merging.speaker(db, one)["merged_into"] == "walhi-pusat"
        assert merging.speaker(db, other)["merged_into"] == "joni-wiraga"
        merging.part(db, other, actor="ana")
    run("import", path, names("name,alias\nJoni Wiraga,Jowi\n"))
    with fresh(path) as db:
        assert merging.speaker(db, other)["merged_into"] is None


WRONG = {
    "no such kind": ("name,kind\nAna,dog\n", "dog is no kind"),
    "no such id": ("name,wikidata\nAna,42\n", "Q with digits"),
    "a name of two": ("name,alias\nAna Wati,Ana\nAna Sari,Ana\n", "goes by that name already"),
    "nobody": ("name,kind\nseorang warga,unnamed\n", "who is not named"),
    "no column": ("who\nAna\n", "has no column “name”"),
    "nothing": ("", "has no column “name”"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_told_with_its_line(path, names, case):
    text, words = WRONG[case]
    told = run("import", path, names(text))
    assert told.exit_code == 1
    assert words in told.output


def test_what_is_not_there(path, tmp_path, names):
    assert "no.csv: No such file" in run("import", path, tmp_path / "no.csv").output
    told = run("import", tmp_path / "no.db", names(NAMES))
    assert (told.exit_code, "there is no database" in told.output) == (1, True)
    assert run("export", tmp_path / "no.db").exit_code == 1
    assert not (tmp_path / "no.db").exists()
