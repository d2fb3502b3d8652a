"""``datasette claims load`` as people run it: a process, its exit status and what it prints."""

import fcntl
import itertools
import json
import os
import pty
import random
import re
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time
from contextlib import suppress
from pathlib import Path

import click
import pytest
from budget import first
from click.testing import CliRunner
from test_loading import articles, everything, rows

from datasette_claims import cli, loading, terminal
from datasette_claims.store.sqlite import sqlite3
from datasette_claims.terminal import one_line
from tests import making

pytestmark = pytest.mark.integration

SEEDS = Path(__file__).parent.parent / "seeds"
COMMAND = [sys.executable, "-m", "datasette", "claims", "load"]
MANY = loading.BATCH_ARTICLES * 4


def run(*arguments, **options):
    return subprocess.run(
        [*COMMAND, *map(str, arguments)], capture_output=True, text=True, timeout=60, **options
    )


def invoke(*arguments, stdin=None):
    """The same in this process, where a process is not the point."""
    return CliRunner().invoke(cli.claims, ["load", *map(str, arguments)], input=stdin)


def started(*arguments, **options):
    return subprocess.Popen([*COMMAND, *map(str, arguments)], **options)


def wait_for_articles(path, process):
    """Return once some articles are stored, or the process is over."""
    while process.poll() is None:
        with suppress(sqlite3.OperationalError):  # not migrated yet, or locked at this moment
            if path.exists() and rows(path, "SELECT count(*) FROM articles")[0][0]:
                return
        time.sleep(0.005)


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    """A folder that takes a moment to load, and a database that was loaded from it in peace."""
    folder = articles(tmp_path_factory.mktemp("many") / "in", MANY, words="hujan akan " * 150)
    path = folder.parent / "whole.db"
    assert loading.load(path, [folder]).articles == {"new": MANY}
    return folder, everything(path)


def test_in_a_pipe_there_is_a_table_and_nothing_else(tmp_path):
    result = run(tmp_path / "claims.db", SEEDS)
    assert (result.returncode, result.stderr) == (0, "")
    counts, _, rest = result.stdout.partition("\n\n")
    lines = dict(line.rsplit(maxsplit=1) for line in counts.splitlines())
    assert lines.pop("seconds").replace(".", "").isdigit()
    assert rest == f"To see it: datasette {tmp_path / 'claims.db'} --open\n"
    assert lines == {
        "articles new": "1",
        "articles changed": "0",
        "articles unchanged": "0",
        "articles failed": "0",
        "articles from text files": "1",
        "articles without claims": "0",
        "articles in a language without rules": "0",
        "claims": "8",
        "claims direct": "0",
        "claims indirect": "6",
        "claims mixed": "2",
        "speakers": "4",
    }


def test_on_a_terminal_there_is_a_progress_bar(tmp_path):
    ours, theirs = pty.openpty()
    fcntl.ioctl(ours, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    environment = {**os.environ, "TERM": "xterm"}
    with open(ours, "rb", buffering=0) as terminal:
        (tmp_path / "a.txt").write_bytes(b"\xff")
        result = subprocess.run(
            [*COMMAND, str(tmp_path / "claims.db"), str(tmp_path), str(SEEDS)],
            stdout=subprocess.PIPE,
            stderr=theirs,
            env=environment,
            timeout=60,
        )
        os.close(theirs)
        shown = b""
        while True:
            try:
                shown += terminal.read(65_536)
            except OSError:  # the other end is closed
                break
    assert result.returncode == 1
    assert "Loading" in shown.decode()
    assert "a.txt: not UTF-8 text" in shown.decode()
    assert b"\x1b" not in result.stdout


def test_every_failure_is_one_line_and_the_rest_goes_on(tmp_path, monkeypatch):
    folder = articles(tmp_path / "in", 2)
    (folder / "a\nb\x1b[31m.txt").write_bytes(b"\xff")
    (folder / "zero.txt").write_bytes(b"")
    for name in ("tags.txt", "tags2.txt", "tags3.txt"):
        (folder / name).write_text(f"---\ntags: x\n---\nIsi {name}.")
    monkeypatch.chdir(tmp_path)
    result = invoke("claims.db", folder, "gone.txt")
    assert result.exit_code == 1
    assert result.stderr.splitlines() == [
        rf"{folder}/a\nb\x1b[31m.txt: not UTF-8 text (byte 0),"
        " and which encoding it is in cannot be told; convert it:"
        " iconv -f WINDOWS-1252 -t UTF-8 OLD > NEW, with the encoding it has",
        f"{folder}/tags.txt: note: front matter not used: tags",
        f"{folder}/zero.txt: empty: it holds no text",
        "gone.txt: no such file or folder",
        "2 more with this note: front matter not used: tags",
    ]
    assert re.search(r"^articles new +5$", result.stdout, re.MULTILINE)
    assert re.search(r"^articles failed +3$", result.stdout, re.MULTILINE)


def test_standard_input_with_options(tmp_path):
    text = "Sari mengatakan bahwa hujan akan turun.\n"
    options = ["--url", "https://example.org/a", "--title", "Hujan", "--outlet", "Kabar"]
    options += ["--published", "12/4/2025", "--language", "id", "--byline", "Budi"]
    path = tmp_path / "claims.db"
    result = invoke(path, "-", *options, stdin=text)
    assert (result.exit_code, result.stderr) == (0, "")
    assert rows(
        path,
        "SELECT articles.url, title, byline, published, language, text, loaded_from, name"
        " FROM articles JOIN outlets ON outlets.id = outlet_id",
    ) == [("https://example.org/a", "Hujan", "Budi", "2025-04-12", "id", text, "-", "Kabar")]


@pytest.mark.parametrize("workers", first(1, [2, 1]))
def test_a_killed_load_is_ended_by_the_next_one(tmp_path, many, workers):
    folder, whole = many
    for attempt in range(20):  # until one is struck in the middle
        path = tmp_path / f"claims{attempt}.db"
        process = started(path, folder, "--workers", workers, stdout=subprocess.PIPE)
        wait_for_articles(path, process)
        process.kill()
        process.communicate(timeout=60)  # returns when the workers, which share the pipe, are gone
        ((stored,),) = rows(path, "SELECT count(*) FROM articles")
        if process.returncode == -signal.SIGKILL and stored < MANY:
            break
    assert 0 < stored < MANY
    assert rows(path, "SELECT count(DISTINCT article_id) FROM claims") == [(stored,)]
    loading.load(path, [folder])
    assert everything(path) == whole


@pytest.fixture(scope="module")
def web_archive(tmp_path_factory):
    """A web archive of many texts, and what a load of it stores that nobody breaks off."""
    folder = tmp_path_factory.mktemp("warc")
    path = folder / "pages.warc.gz"
    texts = (f"Sari {n} mengatakan bahwa hujan {n} akan turun. " * 8 for n in range(MANY))
    path.write_bytes(
        making.warc(
            *(
                making.record(
                    f"https://example.org/{n}",
                    text.encode(),
                    "conversion",
                    content_type="text/plain",
                )
                for n, text in enumerate(texts)
            )
        )
    )
    assert loading.load(folder / "whole.db", [path]).articles == {"new": MANY}
    return path, everything(folder / "whole.db")


@pytest.mark.parametrize("seed", first(1, range(6)))
def test_a_load_of_a_web_archive_that_is_killed_again_and_again_ends_as_a_whole_one(
    tmp_path, web_archive, seed
):
    archive, whole = web_archive
    moment = random.Random(seed)
    path = tmp_path / "claims.db"
    before = 0
    for _ in range(3):
        process = started(path, archive, stdout=subprocess.PIPE)
        wait_for_articles(path, process)
        time.sleep(moment.uniform(0, 0.5))
        process.kill()
        process.communicate(timeout=60)
        ((stored,),) = rows(path, "SELECT count(*) FROM articles")
        assert before <= stored <= MANY
        assert rows(path, "SELECT count(DISTINCT article_id) FROM claims") == [(stored,)]
        before = stored
    loading.load(path, [archive])
    assert everything(path) == whole


def test_control_c_ends_a_load_with_130_and_keeps_what_is_done(tmp_path, many):
    folder, whole = many
    path = tmp_path / "claims.db"
    batch = loading.BATCH_ARTICLES * 2
    process = started(
        path,
        *sorted(folder.iterdir())[:batch],
        "-",  # here it waits for us
        folder,
        "--workers",
        2,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    wait_for_articles(path, process)
    time.sleep(1)  # what is stored is counted too, and standard input is waited for
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to the workers too
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert err == "Interrupted. What is stored stays; load again to go on.\n"
    assert re.search(rf"^articles new +{batch}$", out, re.MULTILINE)
    loading.load(path, [folder])
    assert everything(path) == whole


@pytest.mark.slow  # two workers are also looked at in test_identity
def test_workers_find_the_same(tmp_path, many):
    folder, whole = many
    path = tmp_path / "claims.db"
    assert run(path, folder, "--workers", "2").returncode == 0
    assert everything(path) == whole


@pytest.mark.slow  # in test_loading, without a process
def test_a_disk_without_room(tmp_path, many):
    folder, whole = many
    path = tmp_path / "claims.db"
    limited = (
        "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (900_000, 900_000));"
        "from datasette.cli import cli; cli()"
    )
    result = subprocess.run(
        [sys.executable, "-c", limited, "claims", "load", path, folder],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert result.returncode == 1
    assert result.stderr.startswith(f"{path} ")
    assert result.stderr.count("\n") == 1
    assert "disk" in result.stderr
    loading.load(path, [folder])
    assert everything(path) == whole


AS_NOBODY = """
import os, sys
from datasette_claims import loading
database, readable, secret, closed, spare = sys.argv[1:]
loading.load(spare, [readable])  # whatever is imported late is imported now
if os.geteuid() == 0:
    os.setuid(65534)
try:
    loading.load(database, [readable])
except loading.Stopped as error:
    print(error)
for failure in loading.load(spare, [secret, closed], dry_run=True).failures:
    print(failure.name, failure.reason)
"""


def test_what_permissions_forbid():
    # Not tmp_path: its parents keep others out, so that all would be forbidden for one reason.
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        path, secret, closed = folder / "claims.db", folder / "secret.txt", folder / "closed"
        loading.load(path, [SEEDS])
        path.chmod(0o444)
        secret.write_text("Isi.")
        secret.chmod(0)
        articles(closed, 1)
        closed.chmod(0)
        readable = folder / "readable.txt"
        readable.write_text("Sari mengatakan bahwa hujan akan turun.")
        result = subprocess.run(
            [sys.executable, "-c", AS_NOBODY, path, readable, secret, closed, folder / "spare.db"],
            capture_output=True,
            text=True,
            timeout=60,
        )
        closed.chmod(0o700)
    assert result.stdout.splitlines() == [
        f"{path} cannot be written to; check the permissions of the file and folder",
        f"{secret} may not be read (permission denied)",
        f"{closed} may not be read (permission denied)",
    ], result.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs Linux")
def test_a_table_that_cannot_be_printed(tmp_path):
    with open("/dev/full", "w") as full:
        result = subprocess.run(
            [*COMMAND, str(tmp_path / "claims.db"), str(SEEDS)],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            timeout=60,
        )
    assert result.returncode == 1
    assert result.stderr == "datasette claims load: No space left on device\n"


def test_a_dry_run_names_every_article(tmp_path):
    folder = articles(tmp_path / "in", 2)
    result = invoke(tmp_path / "claims.db", folder, "--dry-run")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0] == f"new           1 claim   {folder}/0000.txt"
    assert lines[2] == "Dry run: nothing was written. It would be:"
    assert not (tmp_path / "claims.db").exists()


def mixed(folder):
    """Files of which some fail, one is in a language without rules, and one has no claim."""
    folder.mkdir()
    (folder / "a.txt").write_text("Sari mengatakan bahwa hujan akan turun di Bogor.")
    (folder / "b.txt").write_text("Budi mengatakan bahwa hujan akan turun di Solo.")
    (folder / "latin.txt").write_text("Lorem ipsum dolor sit amet, consectetur adipiscing elit.")
    (folder / "none.txt").write_text("Hujan turun di Bogor dan di Solo pada hari itu.")
    (folder / "bad1.txt").write_bytes(b"a\xff")
    (folder / "bad2.txt").write_bytes(b"abc\xff")
    (folder / "lines.txt").write_text('{"nama": "a"}\n{"nama": "b"}\n')
    return folder


def test_the_summary_tells_what_became_of_all(tmp_path):
    folder, path = mixed(tmp_path / "in"), tmp_path / "my claims.db"
    result = invoke(path, folder)
    assert result.exit_code == 1
    counts = dict(
        line.rsplit(maxsplit=1) for line in result.stdout.partition("\n\n")[0].splitlines()
    )
    assert counts["articles new"] == "4"
    assert counts["articles without claims"] == "2"
    assert counts["articles in a language without rules"] == "1"
    assert counts["speakers"] == "2"
    assert int(counts["claims"]) >= 2
    assert (
        "Failed, by reason:\n  2  not UTF-8 text\n  1  no column is known to hold texts\n"
        in result.stdout
    )
    assert result.stdout.endswith(f"To see it: datasette '{path}' --open\n")
    assert rows(path, "SELECT language, count(*) FROM articles GROUP BY 1 ORDER BY 1") == [
        ("id", 3),
        ("und", 1),
    ]


def test_a_text_in_a_language_without_rules_is_no_failure(tmp_path):
    (tmp_path / "latin.txt").write_text("Lorem ipsum dolor sit amet, consectetur adipiscing elit.")
    path = tmp_path / "claims.db"
    result = invoke(path, tmp_path / "latin.txt")
    assert (result.exit_code, result.stderr) == (0, "")
    assert rows(path, "SELECT language FROM articles") == [("und",)]
    assert rows(path, "SELECT * FROM claims") == []
    assert re.search("^articles unchanged +1$", invoke(path, tmp_path).stdout, re.MULTILINE)


@pytest.mark.parametrize("options", [[], ["--dry-run"]])
def test_the_summary_as_json(tmp_path, options):
    folder, path = mixed(tmp_path / "in"), tmp_path / "claims.db"
    result = invoke(path, folder, "--json", *options)
    assert result.exit_code == 1
    told = json.loads(result.stdout)
    assert told["articles"] == {
        "new": 4, "changed": 0, "unchanged": 0, "failed": 3,
        "without_claims": 2, "language_without_rules": 1,
        "also_known_as": 0, "same_text_elsewhere": 0, "by_kind": {"text": 4}, "read_anew": 0,
    }  # fmt: skip
    assert told["claims"]["total"] == sum(
        told["claims"][kind] for kind in ("direct", "indirect", "mixed")
    )
    assert told["failures_by_reason"] == {
        "not UTF-8 text": 2,
        "no column is known to hold texts": 1,
    }
    assert {failure["name"] for failure in told["failures"]} == {
        f"{folder}/{name}.txt" for name in ("bad1", "bad2", "lines")
    }
    assert told["dry_run"] is bool(options)
    assert told["open"] == (None if options else f"datasette {path} --open")
    assert len(told.get("outcomes", [])) == (4 if options else 0)
    assert path.exists() is not bool(options)


@pytest.mark.parametrize("options", [[], ["--dry-run"]])
def test_quiet_tells_of_failures_alone(tmp_path, options):
    folder, path = mixed(tmp_path / "in"), tmp_path / "claims.db"
    (folder / "tags.txt").write_text("---\ntags: x\n---\nIsi.")
    result = invoke(path, folder, "--quiet", *options)
    assert (result.exit_code, result.stdout) == (1, "")
    assert len(result.stderr.splitlines()) == 3
    assert "note" not in result.stderr
    for name in ("bad1.txt", "bad2.txt", "lines.txt"):
        (folder / name).unlink()
    result = invoke(path, folder, "--quiet", *options)
    assert (result.exit_code, result.output) == (0, "")


@pytest.mark.parametrize("name", ["nofile", "empty.txt", "table.csv"])
@pytest.mark.parametrize("options", [[], ["--dry-run"], ["--workers", "2"]])
def test_where_nothing_can_be_loaded_no_file_is_left(tmp_path, name, options):
    (tmp_path / "empty.txt").write_text("")
    (tmp_path / "table.csv").write_text("url,title,text\na,b,\n")
    before = sorted(tmp_path.iterdir())
    result = invoke(tmp_path / "x.db", tmp_path / name, *options)
    assert result.exit_code == 1
    assert sorted(tmp_path.iterdir()) == before


# Before that Datasette imports its own modules, and what Ctrl-C does there is its own.
THAT_SAYS_WHEN_IT_BEGINS = """
from datasette.cli import cli
from datasette_claims.cli import claims
load = claims.commands["load"]
begin = load.callback
def callback(**options):
    print("ready", flush=True)
    begin(**options)
load.callback = callback
cli()
"""


@pytest.mark.parametrize(
    ("seconds", "workers"),
    first(2, [(0.8, "2"), (0.05, "1"), *itertools.product([0, 0.05, 0.3, 0.8, 1.6], "12")]),
)
def test_control_c_at_any_moment_is_quiet(tmp_path, many, workers, seconds):
    """Also while modules are imported, by this process or by those that look for claims."""
    folder, _ = many
    process = subprocess.Popen(
        [
            sys.executable,
            "-c",
            THAT_SAYS_WHEN_IT_BEGINS,
            "claims",
            "load",
            tmp_path / "x.db",
            folder,
            "--workers",
            str(workers),
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdout.readline() == "ready\n"
    time.sleep(seconds)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode in (130, 0)  # 0: it was done before
    assert err in (
        "",
        "Interrupted.\n",
        "Interrupted. What is stored stays; load again to go on.\n",
    )
    assert process.returncode == 0 or "articles new" in out or err == "Interrupted.\n"


def test_control_c_after_the_end_makes_no_failure_of_it(tmp_path, many):
    """Python takes a tenth of a second to tidy up, with Ctrl-C as the system has it."""
    folder, _ = many
    command = [sys.executable, "-m", "datasette", "claims", "load", tmp_path / "x.db", folder]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    for line in process.stdout:
        if "articles new" in line:
            break
    time.sleep(0.02)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (0, "")


def test_what_stands_in_the_way_of_the_database_is_one_line(tmp_path):
    result = invoke(tmp_path, SEEDS)
    assert result.exit_code == 1
    assert result.stderr == f"{tmp_path} is a folder, not a database (which comes first)\n"
    assert result.stdout == ""


def test_options_of_one_article_with_several(tmp_path):
    folder = articles(tmp_path / "in", 2)
    result = invoke(tmp_path / "claims.db", folder, "--url", "https://example.org/", "--title", "x")
    assert result.exit_code == click.UsageError.exit_code
    assert "--url, --title: only for a single article, not for 2 articles" in result.stderr


@pytest.mark.parametrize(
    ("option", "value", "reason"),
    [
        ("--url", "javascript:alert(1)", "only http:// and https://"),
        ("--published", "kemarin", "date 'kemarin' is not understood"),
        ("--language", "xx", "no rules for language 'xx'; there are en, id"),
        ("--title", "x" * 3_000, "title is longer"),
        ("--title", os.fsdecode(b"\xff"), "title is not valid text"),
    ],
)
def test_options_that_are_wrong(tmp_path, option, value, reason):
    (folder := tmp_path / "in").mkdir()
    (folder / "a.txt").write_text("Isi.")
    result = invoke(tmp_path / "claims.db", folder, option, value)
    assert result.exit_code == 1
    assert result.stderr.startswith(f"{folder}/a.txt: {reason}") or reason in result.stderr
    assert result.stderr.count("\n") == 1


def test_the_help_shows_examples():
    result = CliRunner().invoke(cli.claims, ["load", "--help"])
    assert "datasette claims load claims.db articles/" in result.stdout
    for field in ("url", "title", "outlet", "byline", "published", "language"):
        assert f"--{field}" in result.stdout
        assert f"{field}: " in result.stdout


def test_a_line_of_any_text_stays_one_line():
    assert one_line("é “x” \udcff\n\r\t\0\u2028\u202e") == (r"é “x” \udcff\n\r\t\x00\u2028\u202e")
    assert len(one_line("x" * 10_000)) == terminal.LONGEST + 1
