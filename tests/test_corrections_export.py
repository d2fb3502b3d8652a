"""A team's corrections leave as gold and measure the rules: `export --corrections`, `--score`."""

import json
import re

import pytest
from click.testing import CliRunner
from stories import fresh
from test_correcting import correct, judge, place

from datasette_claims.cli import claims as command
from datasette_claims.extraction import analyse, measure
from datasette_claims.model import Article
from datasette_claims.store import correcting
from datasette_claims.store.asserting import Words
from datasette_claims.store.writing import store_batch

LINES = (
    "“We will close the bridge 🌉 in May,” Mayor Rina Hall said.",
    "Tom Reed denied that five million pounds were missing.",
    "Ann Lee said that the ferry had broken down.",
    "The council was asked for papers, and Marta Quill has none, or so she let it be known.",
)
TEXT = "\r\n\r\n".join(LINES) + "\r\n"


@pytest.fixture
def path(tmp_path):
    """Hall's claim is judged, Reed's corrected, Lee's refused; Quill's is entered."""
    where = tmp_path / "c.db"
    with fresh(where) as db:
        article = Article(TEXT, url="https://example.org/a", published="2026-05-04")
        store_batch(db, [(article, analyse(TEXT, "en"))], "2026-05-05T09:00:00Z")
        other = Article("Ann Lee said that it was late.", url="https://example.org/b")
        store_batch(db, [(other, analyse(other.text, "en"))], "2026-05-05T09:00:00Z")
        (article_id,) = db.execute("SELECT id FROM articles WHERE published IS NOT NULL").fetchone()
        keys = dict(
            db.execute("SELECT speaker_id, id FROM claims WHERE article_id = ?", [article_id])
        )
        judge(db, keys["rina-hall"])
        correct(db, keys["tom-reed"], spans=(place(db, "pounds were missing"),), kind="deny")
        correcting.extraction_error(db, keys["ann-lee"], seen=1, actor="ana")
        start = TEXT.index("Marta Quill has none")
        words = Words(((start, start + 20),), speaker="Marta Quill", source=((start, start + 11),))
        correcting.enter(db, article_id, words=words, actor="ana")
    return where


def run(*args, **options):
    return CliRunner().invoke(command, list(map(str, args)), **options)


def exported(path, query=""):
    result = run("export", path, "--corrections", "--filter", query)
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()], result


def test_corrected_entered_and_judged_claims_leave_as_gold(path):
    (record,), result = exported(path)
    assert result.stderr == "1 article, 3 claims\n"
    assert (record["lang"], record["published"], record["text"]) == ("en", "2026-05-04", TEXT)
    told = [
        (one["by"], one["speaker"], one["type"], *(TEXT[slice(*span)] for span in one["content"]))
        for one in record["claims"]
    ]
    assert told == [
        ("judged", "Rina Hall", "direct", "“We will close the bridge 🌉 in May,”"),
        ("corrected", "Tom Reed", "indirect", "pounds were missing"),
        ("entered", "Marta Quill", "indirect", "Marta Quill has none"),
    ]
    assert [one["kind"] for one in record["claims"]] == ["say", "deny", "say"]
    for one in record["claims"]:
        assert set(one) >= {"content", "source", "cue", "speaker", "type"}
    unseen = " | ".join(TEXT[slice(*span)] for span in record["ignore"])
    assert "the ferry had broken down" not in unseen  # somebody looked, and it is none
    assert "five million" not in unseen
    assert "The council was asked for papers" in unseen


@pytest.mark.parametrize(
    ("query", "speakers"),
    [
        ("", ["Rina Hall", "Tom Reed", "Marta Quill"]),
        ("?language=en", ["Rina Hall", "Tom Reed", "Marta Quill"]),
        ("month=2026-05&copies=all&sort=oldest", ["Rina Hall", "Tom Reed", "Marta Quill"]),
        ("edited=entered", ["Marta Quill"]),
        ("edited=entered&edited=corrected", ["Tom Reed", "Marta Quill"]),
        ("speaker=tom-reed", ["Tom Reed"]),
        ("status=extraction_error", []),
        ("q=ferry", []),
    ],
)
def test_the_claims_of_a_filter_alone_leave(path, query, speakers):
    (record,), result = exported(path, query)
    assert [one["speaker"] for one in record["claims"]] == speakers
    assert result.stderr.startswith(f"1 article, {len(speakers)} claim")
    unseen = " | ".join(TEXT[slice(*span)] for span in record["ignore"])
    for one in record["claims"]:
        assert TEXT[slice(*one["content"][0])] not in unseen
    assert ("We will close" in unseen) == ("Rina Hall" not in speakers)


@pytest.mark.parametrize("query", ["language=ms", "edited=corrected&speaker=rina-hall"])
def test_no_article_leaves_without_a_correction_of_the_filter(path, query):
    assert exported(path, query)[0] == []


@pytest.mark.parametrize(
    ("query", "says"), [("colour=red", "no such filter"), ("_x=1", "no filter")]
)
def test_a_filter_that_says_nothing_stops_it(path, tmp_path, query, says):
    gold = tmp_path / "gold.jsonl"
    result = run("export", path, "--corrections", "--filter", query, "-o", gold)
    assert (result.exit_code, gold.exists()) == (1, False)
    assert says in result.stderr


def test_the_names_of_people_do_not_leave(path):
    text = exported(path)[1].stdout
    assert not re.search(r"\b(ana|budi|actor)\b", text)


def test_the_rules_are_measured_by_them(path, tmp_path):
    gold = tmp_path / "gold.jsonl"
    assert run("export", path, "--corrections", "-o", gold).exit_code == 0
    result = run("extract", "--score", gold)
    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines()[0] == "claims told by people: 3, found there: 3, articles: 1"
    # Of three claims that people told the rules find two; Ann Lee's is none
    assert result.stdout.splitlines()[2].split() == ["words", "2", "66.7", "66.7", "66.7"]
    assert run("extract", "--score", "-", input=gold.read_bytes()).stdout == result.stdout


def test_what_nobody_has_looked_at_does_not_count():
    found = [measure.Told(frozenset(range(n, n + 4)), "ana") for n in (0, 10, 20)]
    assert measure.compare([], found, frozenset(range(99))).found == 0
    assert measure.compare([], found, frozenset(range(2))).found == 2  # half of the first
    assert measure.compare([], found, frozenset()).found == 3
    assert measure.compare(found[:1], found, frozenset(range(99))) == measure.Score(
        1, 1, 1, 1, 1, 1
    )
    assert measure.compare(found, [], frozenset()) == measure.Score(1, 3)


@pytest.mark.parametrize(
    ("content", "speaker", "agree"),
    [
        ((0, 10), "Ana Lee", (1, 1, 1)),
        ((0, 10), "ana", (1, 1, 0)),
        ((0, 6), "Ana Lee", (1, 1, 0)),
        ((0, 10), "Budi", (1, 0, 0)),
        ((0, 10), "", (1, 0, 0)),
        ((0, 4), "Ana Lee", (0, 0, 0)),
    ],
)
def test_how_much_agrees(content, speaker, agree):
    told = measure.Told(frozenset(range(10)), "ana lee")
    found = measure.Told(frozenset(range(*content)), speaker.casefold())
    score = measure.compare([told], [found], frozenset())
    assert (score.right, score.attributed, score.clean) == agree


def test_a_score_of_what_the_rules_find_themselves_is_full():
    line = json.dumps({"text": TEXT, "lang": "en"})
    (found,) = [analyse(TEXT, "en")]
    gold = [
        {"content": [list(span) for span in one.content], "speaker": one.speaker}
        for one in found.claims
    ]
    score = measure.score([json.dumps({**json.loads(line), "claims": gold}), "", "\n"])
    assert score == measure.Score(1, 3, 3, 3, 3, 3)
    assert "100.0" in measure.table(score)
    assert "0.0" in measure.table(measure.Score())


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{", "is not JSON"),
        ('{"text": "a", "claims": [{}]}', "of another form"),
        ('{"text": "a", "claims": [{"content": 3}]}', "of another form"),
        ('{"text": "a", "claims": 3}', "of another form"),
        (b"\xff\xfe\xfa", "not UTF-8"),
    ],
)
def test_a_file_of_another_form_is_named(tmp_path, line, words):
    path = tmp_path / "gold.jsonl"
    path.write_bytes(line if isinstance(line, bytes) else line.encode())
    result = run("extract", "--score", path)
    assert result.exit_code == 1
    assert words in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_options_that_do_not_go_together(path, tmp_path):
    assert run("export", path, "--corrections", "--spreadsheet").exit_code == 2
    assert run("extract", "--score", "x", "--jsonl").exit_code == 2
    result = run("extract", "--score", tmp_path / "no\x1b[31mne.jsonl")
    assert (result.exit_code, "cannot be read" in result.stderr) == (1, True)
    assert "\x1b" not in result.stderr
