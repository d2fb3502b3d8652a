"""Where a copy or an export may be written: files alone; devices of the tests' own are tried."""

import os
import re
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import closing, suppress
from pathlib import Path

import pytest
from click.testing import CliRunner
from stories import fresh, load

from datasette_claims.cli import claims
from datasette_claims.publishing import files, placing, snapshot
from datasette_claims.publishing.export import ExportError
from datasette_claims.publishing.snapshot import SnapshotError, make
from datasette_claims.store.errors import StoreError
from datasette_claims.store.sqlite import sqlite3

STORY = "[source Ana Wati] [cue berkata] [content jalan itu sudah selesai]."
NULL = (
    1,
    3,
)  # major and minor number of Linux's null device: a node of our own takes and gives nothing

pytestmark = [
    pytest.mark.integration,
    pytest.mark.skipif(sys.platform != "linux", reason="needs Linux's kinds of files"),
]


def export(source, query, target):
    return files.export(source, target, files.Wanted(query)).rows


@pytest.fixture
def source(tmp_path):
    folder = tmp_path / "work"
    folder.mkdir()
    with fresh(folder / "claims.db") as db:
        load(db, STORY, origin="a.txt")
    return folder / "claims.db"


def pipe(path):
    os.mkfifo(path)


def device(path):
    try:
        os.mknod(path, 0o600 | stat.S_IFCHR, os.makedev(*NULL))
    except PermissionError:
        pytest.skip("only root makes device nodes, and not everywhere")


def unix_socket(path):
    with closing(socket.socket(socket.AF_UNIX)) as made:
        made.bind(str(path))


def folder(path):
    path.mkdir()


KINDS = {"a pipe": pipe, "a device": device, "a socket": unix_socket, "a folder": folder}


def links(made, tmp_path):
    """The thing itself, and the ways to it."""
    once, twice = tmp_path / "once", tmp_path / "twice"
    once.symlink_to(made)
    twice.symlink_to(once)
    return (made, once, twice)


def everything(folder):
    return {
        path.name: (stat.S_IFMT(path.lstat().st_mode), path.lstat().st_ino)
        for path in folder.iterdir()
    }


@pytest.mark.parametrize("force", [False, True])
@pytest.mark.parametrize("kind", KINDS)
def test_a_copy_takes_the_place_of_no_special_file(tmp_path, source, kind, force):
    made = tmp_path / "public.db"
    KINDS[kind](made)
    for target in links(made, tmp_path):
        before = everything(tmp_path)
        with pytest.raises(SnapshotError) as refusal:
            make(source, target, force=force)
        assert kind in str(refusal.value)
        assert everything(tmp_path) == before


@pytest.mark.parametrize("kind", ["a socket", "a folder"])
def test_an_export_takes_the_place_of_none_either(tmp_path, source, kind):
    made = tmp_path / "claims.csv"
    KINDS[kind](made)
    for target in links(made, tmp_path):
        before = everything(tmp_path)
        with pytest.raises(ExportError, match=kind):
            export(source, "", target)
        assert everything(tmp_path) == before


def test_an_export_writes_into_a_device_and_leaves_it_there(tmp_path, source):
    device(tmp_path / "null")
    before = everything(tmp_path)
    assert export(source, "", tmp_path / "null") == 1
    assert everything(tmp_path) == before


def test_an_export_writes_into_a_pipe_and_leaves_it_there(tmp_path, source):
    pipe(tmp_path / "pipe")
    before = everything(tmp_path)
    read = []
    reader = threading.Thread(target=lambda: read.append((tmp_path / "pipe").read_text()))
    reader.start()
    assert export(source, "", tmp_path / "pipe") == 1
    reader.join(10)
    assert "jalan itu sudah selesai" in read[0]
    assert everything(tmp_path) == before


@pytest.mark.parametrize("kind", KINDS)
def test_a_database_is_no_special_file(tmp_path, kind):
    """Opened as one, a pipe would wait for ever, and a device be written to."""
    made = tmp_path / "claims.db"
    KINDS[kind](made)
    (tmp_path / "a.txt").write_text("Ana Wati berkata jalan itu sudah selesai.")
    for target in links(made, tmp_path):
        before = everything(tmp_path)
        for command in (
            ["load", target, tmp_path / "a.txt"],
            ["load", target, tmp_path / "a.txt", "--dry-run"],
            ["snapshot", target, tmp_path / "public.db"],
            ["export", target],
        ):
            done = CliRunner().invoke(claims, [str(part) for part in command])
            assert done.exit_code == 1, done
            assert done.stderr.count("\n") == 1
            assert isinstance(done.exception, SystemExit)
            assert everything(tmp_path) == before


def command_line(*arguments, **options):
    return subprocess.run(
        [sys.executable, "-m", "datasette", "claims", *map(str, arguments)],
        capture_output=options.pop("capture_output", True),
        text=True,
        timeout=60,
        stdin=subprocess.DEVNULL,
        check=False,
        **options,
    )


def test_a_copy_is_not_for_standard_output(source):
    done = command_line("snapshot", source, "/dev/stdout", "--force")
    assert done.returncode == 1
    assert "a pipe" in done.stderr
    assert done.stdout == ""


def test_standard_output_by_another_name_is_added_to(tmp_path, source):
    """``export -o /dev/stdout >> all.csv`` keeps what all.csv held."""
    held = tmp_path / "all.csv"
    held.write_text("tajuk\n")
    with held.open("a") as file:
        done = command_line(
            "export", source, "-o", "/dev/stdout", stdout=file, capture_output=False
        )
    assert done.returncode == 0
    assert held.read_text().startswith("tajuk\n")
    assert "jalan itu sudah selesai" in held.read_text()


def test_an_export_replaces_no_database(tmp_path, source):
    before = source.read_bytes()
    with pytest.raises(ExportError, match="is a database"):
        export(source, "", source)
    (tmp_path / "link").symlink_to(source)
    with pytest.raises(ExportError, match="is a database"):
        export(source, "", tmp_path / "link")
    assert source.read_bytes() == before


def test_a_link_to_a_public_copy_stays_and_leads_to_the_new_one(tmp_path, source):
    real, link = tmp_path / "edition.db", tmp_path / "public.db"
    make(source, real)
    link.symlink_to(real)
    number = real.stat().st_ino
    make(source, link, force=True)
    assert link.is_symlink()
    assert real.stat().st_ino != number


def test_a_link_that_leads_nowhere_yet(tmp_path, source):
    (tmp_path / "public.db").symlink_to(tmp_path / "edition.db")
    make(source, tmp_path / "public.db")
    assert (tmp_path / "edition.db").is_file()


def test_a_second_name_of_a_public_copy_keeps_the_old_one(tmp_path, source):
    make(source, tmp_path / "public.db")
    os.link(tmp_path / "public.db", tmp_path / "archive.db")
    old = (tmp_path / "archive.db").read_bytes()
    make(source, tmp_path / "public.db", force=True)
    assert (tmp_path / "archive.db").read_bytes() == old


def test_a_second_name_of_the_working_database_is_refused(tmp_path, source):
    os.link(source, tmp_path / "public.db")
    with pytest.raises(SnapshotError, match="working database"):
        make(source, tmp_path / "public.db", force=True)


def test_links_in_a_circle(tmp_path, source):
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    with pytest.raises(StoreError):
        make(source, tmp_path / "a", force=True)
    with pytest.raises(ExportError):
        export(source, "", tmp_path / "a")


# ---- what killed programs leave

WRITE_AND_WAIT = """
import sys, time
from pathlib import Path
from datasette_claims.cli import claims
from datasette_claims.publishing import placing, snapshot
with placing.beside(Path(sys.argv[1]), mode=0o644) as new:
    new.write_bytes(b"half")
    new.with_name(new.name + "-journal").write_bytes(b"half")
    print("ready", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def writing(tmp_path):
    """A process that is writing beside a target."""
    running = []

    def start(target):
        process = subprocess.Popen(
            [sys.executable, "-c", WRITE_AND_WAIT, target], stdout=subprocess.PIPE, text=True
        )
        running.append(process)
        assert process.stdout.readline() == "ready\n"
        return process

    yield start
    for process in running:
        process.kill()
        process.wait()
        process.stdout.close()


def hidden(folder):
    return sorted(path.name for path in folder.glob(".*"))


def test_what_a_killed_copy_left_goes_with_the_next_and_what_is_written_stays(
    tmp_path, source, writing
):
    target = tmp_path / "public.db"
    dead, living = writing(target), writing(target)
    dead.kill()
    dead.wait()
    assert len(hidden(tmp_path)) == 4
    make(source, target)
    assert len(hidden(tmp_path)) == 2
    living.send_signal(signal.SIGKILL)
    living.wait()
    make(source, target, force=True)
    assert hidden(tmp_path) == []


def test_killed_copies_and_exports(tmp_path, source):
    """The real commands, killed wherever they are; each next one tidies up after the last."""
    for number in range(4):
        for command in (
            ["snapshot", source, tmp_path / "public.db", "--force"],
            ["export", source, "-o", tmp_path / "claims.csv"],
        ):
            process = subprocess.Popen(
                [sys.executable, "-m", "datasette", "claims", *map(str, command)],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            until = time.monotonic() + 30
            while process.poll() is None and time.monotonic() < until:
                if number % 2 and hidden(tmp_path):
                    break  # it writes
                time.sleep(0.002)
                if not number % 2 and time.monotonic() > until - 30 + number / 5:
                    break
            process.kill()
            process.wait()
    make(source, tmp_path / "public.db", force=(tmp_path / "public.db").exists())
    export(source, "", tmp_path / "claims.csv")
    assert hidden(tmp_path) == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["claims.csv", "public.db", "work"]


def test_only_what_such_a_program_left_is_taken_away(tmp_path, source):
    target = tmp_path / "public[1].db"
    others = [
        ".public[1].db.new", ".public[1].db.notes.new", ".public[1].db.ABCDEFGH.new",
        ".public1.db.abcdefgh.new", ".public[1].db.abcdefgh.old", "public[1].db.abcdefgh.new",
    ]  # fmt: skip
    for name in others:
        (tmp_path / name).write_text("x")
    (tmp_path / ".public[1].db.linklink.new").symlink_to(source)
    pipe(tmp_path / ".public[1].db.pipepipe.new")
    (tmp_path / ".public[1].db.deaddead.new").write_text("x")
    placing.clear(target)
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {*others, ".public[1].db.linklink.new", ".public[1].db.pipepipe.new", "work"}


def test_a_file_that_is_written_is_named_as_such_files_are(tmp_path):
    with placing.beside(tmp_path / "public.db", mode=0o644) as new:
        assert re.fullmatch(r"\.public\.db\.[a-z0-9_]{8}\.new", new.name)
        placing.clear(tmp_path / "public.db")
        assert new.exists()


# ---- a file takes its name when all is in it, and on the disk


def handles(path):
    """How many open files of this process are the one at the path."""
    found = 0
    for number in os.listdir("/proc/self/fd"):
        with suppress(OSError):
            found += os.path.samestat(os.fstat(int(number)), path.stat())
    return found


@pytest.fixture
def at_the_end(monkeypatch):
    """Calls a function with the new file, just before it takes its name."""

    def prepare(act):
        replace = Path.replace

        def replacing(new, target):
            act(new)
            return replace(new, target)

        monkeypatch.setattr(Path, "replace", replacing)

    return prepare


def test_what_takes_the_name_is_whole_on_the_disk_and_still_locked(
    tmp_path, monkeypatch, at_the_end
):
    synced, seen = [], []
    fsync = os.fsync

    def syncing(number):
        synced.append((os.fstat(number).st_ino, os.fstat(number).st_size))
        fsync(number)

    def look(new):
        placing.clear(tmp_path / "public.db")
        seen.append((new.read_bytes(), stat.S_IMODE(new.stat().st_mode)))

    monkeypatch.setattr(os, "fsync", syncing)
    at_the_end(look)
    with placing.beside(tmp_path / "public.db", mode=0o604) as new:
        assert new.parent == tmp_path
        new.write_bytes(b"whole")
        number = new.stat().st_ino
    assert synced == [(number, 5)]
    assert seen == [(b"whole", 0o604)]
    assert (tmp_path / "public.db").stat().st_ino == number
    assert handles(tmp_path / "public.db") == 0


def test_what_breaks_off_leaves_neither_file_nor_handle(tmp_path):
    def write_half():
        with placing.beside(tmp_path / "public.db", mode=0o644) as new:
            os.link(new, tmp_path / "second")
            for tail in ("-journal", "-wal", "-shm"):
                new.with_name(new.name + tail).write_bytes(b"x")
            raise ValueError

    with pytest.raises(ValueError) as kept:  # noqa: PT011 (what is raised keeps what frames hold)
        write_half()
    assert kept
    assert [path.name for path in tmp_path.iterdir()] == ["second"]
    assert handles(tmp_path / "second") == 0


def test_a_new_file_that_somebody_tidies_away_at_once_is_made_again(tmp_path, monkeypatch):
    made, mkstemp = [], tempfile.mkstemp

    def quickly_gone(**options):
        number, name = mkstemp(**options)
        made.append(Path(name))
        if len(made) < 3:
            os.rename(name, tmp_path / f"gone{len(made)}")
        if len(made) == 2:
            Path(name).write_text("of somebody else")
        return number, name

    monkeypatch.setattr(tempfile, "mkstemp", quickly_gone)
    with placing.beside(tmp_path / "public.db", mode=0o644) as new:
        assert new == made[2]
        assert [handles(tmp_path / name) for name in ("gone1", "gone2")] == [0, 0]


def test_where_locks_are_not_to_be_had_a_file_is_closed_before_it_moves(
    tmp_path, monkeypatch, at_the_end
):
    """As on Windows, where a file that is open can be neither moved nor deleted."""
    open_then = []
    monkeypatch.setattr(placing, "fcntl", None)
    at_the_end(lambda new: open_then.append(handles(new)))
    (tmp_path / ".public.db.deaddead.new").write_text("x")
    with placing.beside(tmp_path / "public.db", mode=0o644) as new:
        new.write_bytes(b"whole")
    assert open_then == [0]
    assert [path.name for path in tmp_path.iterdir()] == ["public.db"]


@pytest.mark.parametrize("umask", [0o022, 0o027, 0o077, 0])
def test_an_export_is_readable_as_any_other_file(tmp_path, source, umask):
    before = os.umask(umask)
    try:
        export(source, "", tmp_path / "claims.csv")
        assert stat.S_IMODE((tmp_path / "claims.csv").stat().st_mode) == 0o666 & ~umask
        assert os.umask(umask) == umask
    finally:
        os.umask(before)


def test_an_export_that_is_refused_keeps_no_handle_on_the_database(tmp_path, source):
    with pytest.raises(ExportError) as kept:
        export(source, "stauts=false", tmp_path / "claims.csv")
    assert kept
    assert handles(source) == 0


@pytest.mark.parametrize("target", [None, Path("/dev/full")])
def test_an_output_that_is_full_is_told_in_a_line(source, monkeypatch, target):
    with open("/dev/full", "w") as full:
        if target is None:
            monkeypatch.setattr(sys, "stdout", full)
        with pytest.raises(ExportError) as told:
            export(source, "", target)
    assert str(told.value) == (
        f"{target or 'the output'} cannot be written: No space left on device"
    )


def test_a_copy_is_checked_when_nobody_holds_it_open_but_its_lock(tmp_path, source, monkeypatch):
    """What is open cannot take another name everywhere."""
    open_then, check = [], snapshot._check

    def checking(new, held):
        open_then.append(handles(new))
        check(new, held)

    monkeypatch.setattr(snapshot, "_check", checking)
    make(source, tmp_path / "public.db")
    assert open_then == [1]


def test_a_public_copy_is_marked(tmp_path, source):
    make(source, tmp_path / "public.db")
    with closing(sqlite3.connect(tmp_path / "public.db")) as conn:
        assert conn.execute("PRAGMA application_id").fetchone()[0]
    assert Path(source).exists()
