"""An edition that can be cited: files that others read, and what changed since the one before."""

import hashlib
import json
import subprocess
import sys
from contextlib import suppress

import pytest
import yaml
from test_snapshot import fresh_original, one, plant, rows, source, target  # noqa: F401 (fixtures)

from datasette_claims.publishing import citing, edition, snapshot
from datasette_claims.publishing.snapshot import Choice, make
from datasette_claims.store.errors import StoreError

pytestmark = pytest.mark.integration

ABOUT = edition.About(
    title="Klaim",
    description="Siapa mengatakan apa: “klaim” # dan lain-lain",
    organisation="Kabar: cek fakta",
    organisation_url="https://kabar.example/",
    licence="CC BY 4.0",
    licence_url="https://creativecommons.org/licenses/by/4.0/",
    contact="koreksi@kabar.example",
    address="https://klaim.example/public",
)


def test_the_files_say_what_the_copy_is(source, target, monkeypatch):  # noqa: F811
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    plant(source)
    make(source.path, target, about=ABOUT, citable=True)
    key = one(target, "SELECT id FROM edition")["id"]
    checksum = hashlib.sha256(target.read_bytes()).hexdigest()
    beside = citing.names(target)
    assert beside["checksum"].read_text() == f"{checksum}  public.db\n"
    cited = yaml.safe_load(beside["citation"].read_text("utf-8"))
    assert cited["authors"] == [{"name": "Kabar: cek fakta", "website": "https://kabar.example/"}]
    assert {cited[name] for name in ("cff-version", "version", "license", "url", "type")} == {
        "1.2.0", key, "CC-BY-4.0", "https://klaim.example/public", "dataset",
    }  # fmt: skip
    assert (cited["abstract"], cited["date-released"]) == (ABOUT.description, "1970-01-01")
    assert cited["identifiers"][0]["value"] == f"sha256:{checksum}"
    package = json.loads(beside["package"].read_text("utf-8"))
    (resource,) = package["resources"]
    assert (resource["path"], resource["hash"], resource["bytes"]) == (
        "public.db", f"sha256:{checksum}", target.stat().st_size,
    )  # fmt: skip
    tables = {table["name"]: table for table in resource["tables"]}
    assert tables["claims"]["rows"] == one(target, "SELECT count(*) AS n FROM claims")["n"]
    assert all(column["description"] for column in tables["claims"]["columns"])
    assert not {"acts", "review_notes"} & set(tables)
    assert all("SECRET" not in path.read_text("utf-8") for path in beside.values())


def test_datasette_would_say_the_same_of_the_file(source, target):  # noqa: F811
    source.add("c1")
    make(source.path, target, about=ABOUT, citable=True)
    command = [sys.executable, "-m", "datasette", "inspect", "public.db"]
    done = subprocess.run(
        command, cwd=target.parent, capture_output=True, text=True, timeout=60, check=True
    )
    ours = json.loads(citing.names(target)["inspected"].read_text("utf-8"))
    assert json.loads(done.stdout) == ours


def test_two_runs_give_the_same_files(source, tmp_path, monkeypatch):  # noqa: F811
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    source.add("c1")
    made = []
    for folder in (tmp_path / "a", tmp_path / "b"):
        folder.mkdir()
        make(source.path, folder / "public.db", about=ABOUT, citable=True)
        made.append({path.name: path.read_bytes() for path in folder.iterdir()})
    assert made[0] == made[1]
    assert len(made[0]) == 5


@pytest.mark.parametrize("missing", ["title", "organisation", "licence"])
def test_nothing_is_made_up(source, target, missing):  # noqa: F811
    told = {"title": "a", "organisation": "b", "licence": "c", missing: None}
    with pytest.raises(StoreError, match=f"needs an? {missing}"):
        make(source.path, target, about=edition.About(**told), citable=True)
    assert not target.exists()


@pytest.mark.parametrize("what", ["citation", "package", "inspected", "checksum"])
def test_what_somebody_else_wrote_stays(source, target, what):  # noqa: F811
    source.add("c1")
    make(source.path, target, about=ABOUT, citable=True)
    make(source.path, target, about=ABOUT, citable=True, force=True)
    path = citing.names(target)[what]
    path.write_text('{"theirs": 1}')
    before = target.read_bytes()
    with pytest.raises(StoreError, match="is left alone"):
        make(source.path, target, about=ABOUT, citable=True, force=True)
    assert path.read_text() == '{"theirs": 1}'
    assert target.read_bytes() == before


@pytest.mark.parametrize("place", ["a file/public.db", "loop/public.db"])
@pytest.mark.parametrize("dry_run", [False, True])
def test_a_place_where_nothing_can_stand_is_told(source, tmp_path, place, dry_run):  # noqa: F811
    (tmp_path / "a file").touch()
    (tmp_path / "loop").symlink_to("loop")
    with suppress(StoreError) if dry_run else pytest.raises(StoreError) as told:
        make(source.path, tmp_path / place, about=ABOUT, citable=True, dry_run=dry_run)
    assert dry_run or "\n" not in str(told.value)


# ---- since the one before


@pytest.mark.parametrize("what", ["nothing", "a folder", "no database", "the working database"])
@pytest.mark.parametrize("dry_run", [False, True])
def test_the_one_before_is_looked_at_first(source, target, tmp_path, monkeypatch, what, dry_run):  # noqa: F811
    """Before a database of gigabytes is copied, and where it would only be said what goes in."""
    source.add("c1")
    source.review("c1", "false", "published", "Keliru.")
    previous = source.path if what == "the working database" else tmp_path / "previous.db"
    if what == "a folder":
        previous.mkdir()
    if what == "no database":
        previous.write_text("Siapa mengatakan apa? " * 100)
    monkeypatch.setattr(snapshot, "_private_copy", None)
    with pytest.raises(StoreError, match=previous.name):
        make(source.path, target, since=previous, dry_run=dry_run)
    assert not target.exists()


def test_what_changed_is_kept_and_nothing_that_is_gone(source, target, tmp_path):  # noqa: F811
    previous = tmp_path / "previous.db"
    source.add("c1")
    source.add("c2", "Harga beras naik", "Budi Dua")
    source.cite("c1")
    source.review("c1", "false", "published", "OLD-REASON")
    make(source.path, previous)
    source.review("c1", "false", "withdrawn", "Keliru.")
    source.review("c2", "extraction_error")
    source.add("c3")
    make(source.path, target, since=previous)
    kept = rows(
        target, "SELECT kind, key, change, was, became FROM edition_changes ORDER BY number"
    )
    assert [tuple(row.values()) for row in kept] == [
        ("speaker", "", "gone", None, None),
        ("claim", "c1", "withdrawn", None, None),
        ("claim", "c2", "gone", None, None),
        ("claim", "c3", "new", None, None),
    ]
    told = one(target, "SELECT previous_id, previous_made_on FROM edition")
    assert told == one(
        previous, "SELECT id AS previous_id, made_on AS previous_made_on FROM edition"
    )
    assert b"OLD-REASON" not in target.read_bytes()
    plain = tmp_path / "plain.db"
    make(source.path, plain)
    assert one(plain, "SELECT id FROM edition") == one(target, "SELECT id FROM edition")


def test_a_name_that_was_public_is_in_no_byte_of_the_next_edition(source, target, tmp_path):  # noqa: F811
    previous = tmp_path / "previous.db"
    source.add("c1")
    make(source.path, previous)
    make(source.path, target, since=previous, choice=Choice(redact=("Ana Satu",)))
    copy = target.read_bytes().lower()
    assert b"ana satu" not in copy
    assert rows(target, "SELECT 1 FROM edition_changes")


def test_the_one_before_is_a_public_copy(source, target):  # noqa: F811
    plant(source)
    with pytest.raises(StoreError, match="working database"):
        make(source.path, target, since=source.path)
    assert not target.exists()
