"""What was done between two editions is what `diff` says, in both directions, and nothing else."""

import json
import shutil
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from budget import examples
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_snapshot import Source, fresh_original, one, plant, source, target  # noqa: F401 (fixtures)

from datasette_claims.publishing import content, differences, telling
from datasette_claims.publishing.edition import EditionError
from datasette_claims.publishing.snapshot import make
from datasette_claims.store.changes import named

pytestmark = pytest.mark.integration


@pytest.fixture
def checked(source):  # noqa: F811
    source.add("c1")
    source.add("c2", "Harga beras naik", "Budi Dua")
    source.cite("c1", title="Laporan uji")
    source.review("c1", "true", "published", "Diuji bulan lalu.")
    return source


def changes(before, after):
    with differences.opened(Path(before)) as old, differences.opened(Path(after)) as new:
        return list(differences.changes(old, new))


def told(before, after):
    return [(one.kind, one.key, one.change) for one in changes(before, after)]


def loader(source, sql):  # noqa: F811
    with named(source.conn, "loader", "loader"):
        source.conn.execute(sql)


def remove_evidence(source):  # noqa: F811
    with named(source.conn, "somebody", "person"):
        source.conn.execute("UPDATE evidence SET removed_at = 'y', removed_by = 'somebody'")


def republish(source):  # noqa: F811
    source.review("c1", "true", "draft", "Diuji bulan lalu.")
    source.review("c1", "true", "published", "Diuji bulan lalu.")


C1, C2 = ("claim", "c1"), ("claim", "c2")

ACTS = {
    "nothing": (lambda s: None, []),
    "a draft": (lambda s: s.review("c2", "false", "draft", "SECRET"), []),
    "evidence of a draft": (lambda s: s.cite("c2", title="SECRET"), []),
    "a note": (
        lambda s: s.insert("review_notes", claim_id="c1", at="x", note="SECRET"),
        [],
    ),
    "a verdict": (
        lambda s: (s.cite("c2"), s.review("c2", "false", "published", "Salah.")),
        [(*C2, "published")],
    ),
    "another verdict": (
        lambda s: s.review("c1", "false", "published", "Diuji lagi."),
        [(*C1, "corrected")],
    ),
    "another reason": (
        lambda s: s.review("c1", "true", "published", "Diuji lagi."),
        [(*C1, "corrected")],
    ),
    "more evidence": (lambda s: s.cite("c1", url="https://b.example/2"), [(*C1, "evidence")]),
    "no evidence any more": (remove_evidence, [(*C1, "reopened")]),
    "published again": (republish, [(*C1, "republished")]),
    "a withdrawal": (
        lambda s: s.review("c1", "true", "withdrawn", "Keliru."),
        [(*C1, "withdrawn")],
    ),
    "taken back into the desk": (
        lambda s: s.review("c1", "true", "draft", "SECRET"),
        [(*C1, "reopened")],
    ),
    "a claim": (
        lambda s: s.add("c3", "beras naik", "Budi Dua"),
        [("claim", "c3", "new")],
    ),
    "a claim with a verdict": (
        lambda s: (
            s.add("c3", "beras naik", "Budi Dua"),
            s.review("c3", "not_checkable", "published", "Pendapat."),
        ),
        [("claim", "c3", "new"), ("claim", "c3", "published")],
    ),
    "an extraction error": (
        lambda s: s.review("c2", "extraction_error"),
        [("speaker", "budi", "gone"), (*C2, "gone")],
    ),
    "other words": (
        lambda s: loader(s, "UPDATE claims SET kind = 'deny' WHERE id = 'c2'"),
        [(*C2, "changed")],
    ),
    "read anew": (
        lambda s: loader(s, "UPDATE claims SET extractor = 'f', confidence = 0.5 WHERE id = 'c2'"),
        [(*C2, "read_anew")],
    ),
    "a headline": (
        lambda s: loader(s, "UPDATE articles SET title = 'Lain'"),
        [("article", "a1", "changed")],
    ),
    "a merge": (
        lambda s: s.conn.execute("UPDATE speakers SET merged_into = 'ana' WHERE id = 'budi'"),
        [("speaker", "budi", "changed")],
    ),
    "a word for a status": (
        lambda s: s.conn.execute("UPDATE statuses SET label_en = 'Right' WHERE key = 'true'"),
        [("status", "true", "changed")],
    ),
}


@pytest.mark.parametrize("act", ACTS)
def test_each_act_is_told_and_nothing_else(checked, tmp_path, act):
    before, after = tmp_path / "a.db", tmp_path / "b.db"
    make(checked.path, before)
    done, expected = ACTS[act]
    done(checked)
    make(checked.path, after)
    assert told(before, after) == expected
    same = one(before, "SELECT id FROM edition") == one(after, "SELECT id FROM edition")
    assert same is (expected == [])
    assert "SECRET" not in "".join(telling.compared(before, after, "json"))


def test_what_a_result_was_and_became(checked, tmp_path):
    make(checked.path, tmp_path / "a.db")
    checked.review("c1", "false", "published", "Diuji lagi.")
    make(checked.path, tmp_path / "b.db")
    (change,) = changes(tmp_path / "a.db", tmp_path / "b.db")
    assert (change.was, change.became) == ("true", "false")
    assert change.before["rationale"] == "Diuji bulan lalu."
    assert change.after["rationale"] == "Diuji lagi."
    words = "".join(telling.compared(tmp_path / "a.db", tmp_path / "b.db", "words"))
    assert words == "1 result corrected\n  Ana Satu: jembatan itu aman — True → False (c1)\n"


# ---- whatever is done


STATUSES = ("unreviewed", "in_review", "true", "false", "not_checkable", "extraction_error")
WORDS = {"c1": ("jembatan itu aman", "Ana Satu"), "c2": ("Harga beras naik", "Budi Dua"),
         "c3": ("beras naik", "Budi Dua"), "c4": ("jembatan itu", "Ana Satu")}  # fmt: skip
acts = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.sampled_from(["c3", "c4"])),
        st.tuples(st.just("cite"), st.sampled_from(list(WORDS))),
        st.tuples(st.just("uncite"), st.sampled_from(list(WORDS))),
        st.tuples(
            st.just("review"),
            st.sampled_from(list(WORDS)),
            st.sampled_from(STATUSES),
            st.sampled_from(["draft", "published", "withdrawn"]),
            st.sampled_from([None, "Sebab satu.", "Sebab dua."]),
        ),
        st.tuples(
            st.just("role"), st.sampled_from(list(WORDS)), st.sampled_from(["ahli", "ketua"])
        ),
    ),
    max_size=6,
)


def do(source, act, *told):  # noqa: F811
    key = told[0]
    there = source.conn.execute("SELECT 1 FROM claims WHERE id = ?", [key]).fetchone()
    if act == "add" and not there:
        source.add(key, *WORDS[key])
    elif act == "cite" and there:
        source.cite(key)
    elif act == "uncite":
        with named(source.conn, "somebody", "person"):
            source.conn.execute(
                "UPDATE evidence SET removed_at = 'y' WHERE claim_id = ? AND removed_at IS NULL",
                [key],
            )
    elif act == "review" and there:
        source.review(*told)
    elif act == "role":
        with named(source.conn, "loader", "loader"):
            source.conn.execute("UPDATE claims SET role = ? WHERE id = ?", [told[1], key])


def state(path):
    """All that an edition says, by kind and key, as another reading of it than the program's."""
    found = {}
    with differences.opened(path) as conn:
        for kind in content.KINDS:
            columns = kind.row.columns
            name = differences.NAMES.get(kind.name, kind.name)
            for thing in content.things(conn, kind):
                parts = {p.table: rows for p, rows in zip(kind.parts, thing.parts, strict=True)}
                found[name, thing.key] = {**dict(zip(columns, thing.row, strict=True)), **parts}
    return found


def patched(before, found):
    """The earlier state with each change done to it."""
    after = {key: dict(value) for key, value in before.items()}
    for change in found:
        key = (change.kind, change.key)
        if change.change == "new":
            after[key] = dict(change.after)
        elif change.change == "gone":
            assert after.pop(key) == change.before
        elif change.columns:
            for column in change.columns:
                assert after[key][column] == change.before[column] != change.after[column]
                after[key][column] = change.after[column]
    return after


@settings(
    max_examples=examples(60),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(first=acts, then=acts)
def test_the_changes_done_to_the_one_edition_make_the_other(
    fresh_original,  # noqa: F811
    tmp_path,
    first,
    then,
):
    path = Path(shutil.copy(fresh_original, tmp_path / "w.db"))
    path.chmod(0o600)
    work = Source(path)
    before, after = tmp_path / "a.db", tmp_path / "b.db"
    with closing(work.conn):
        for key in ("c1", "c2"):
            work.add(key, *WORDS[key])
        for act in first:
            do(work, *act)
        make(path, before, force=True)
        for act in then:
            do(work, *act)
        make(path, after, force=True)
    old, new = state(before), state(after)
    forth, back = changes(before, after), changes(after, before)
    assert patched(old, forth) == new
    assert patched(new, back) == old
    same = one(before, "SELECT id FROM edition") == one(after, "SELECT id FROM edition")
    assert same is (old == new) is (not forth) is (not back)
    for change in forth:
        if change.change in ("new", "gone"):
            turned = {"new": "gone", "gone": "new"}[change.change]
            assert (change.kind, change.key, turned) in [(c.kind, c.key, c.change) for c in back]


# ---- the command


def run(*args):
    command = [sys.executable, "-m", "datasette", "claims", "diff", *map(str, args)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60)


def test_command(checked, tmp_path):
    before, after = tmp_path / "a.db", tmp_path / "b.db"
    make(checked.path, before)
    make(checked.path, after)
    done = run(before, after)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    checked.review("c1", "true", "withdrawn", "Keliru.")
    make(checked.path, after, force=True)
    assert run(before, after, "--csv").stdout.splitlines() == [
        "kind,key,change,columns,was,became,speaker,words",
        "claim,c1,withdrawn,status rationale publication evidence status_history,,,Ana Satu,"
        "jembatan itu aman",
    ]
    told = json.loads(run(before, after, "--json").stdout)
    assert told["before"]["edition"] == one(before, "SELECT id FROM edition")["id"]
    assert [one["change"] for one in told["changes"]] == ["withdrawn"]
    refused = run(checked.path, after)
    assert refused.returncode == 1
    assert "is a working database" in refused.stderr
    assert refused.stderr.count("\n") == 1


def test_no_working_database_is_compared(source, target):  # noqa: F811
    plant(source)
    make(source.path, target)
    for pair in ((source.path, target), (target, source.path)):
        with pytest.raises(EditionError, match="working database") as refused:
            "".join(telling.compared(*pair, "json"))
        assert "SECRET" not in str(refused.value)
    with pytest.raises(EditionError, match="no database"):
        "".join(telling.compared(target, Path("none.db"), "words"))


def test_many_are_counted_and_some_listed(source, tmp_path):  # noqa: F811
    make(source.path, tmp_path / "a.db")
    for number in range(telling.MOST + 5):
        source.add(f"c{number}")
    make(source.path, tmp_path / "b.db")
    words = "".join(telling.compared(tmp_path / "a.db", tmp_path / "b.db", "words"))
    assert words.startswith("25 claims new\n")
    assert "… and 5 more; --csv has all" in words
    assert words.count("jembatan itu aman") == telling.MOST
