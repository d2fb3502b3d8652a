"""A verdict belongs to the words that were judged, whatever one edit makes of an article."""

import dataclasses
from pathlib import Path

import pytest
import reviewing
from budget import examples
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from stories import MONDAY, TUESDAY, WEDNESDAY, claims, content, fresh, untrue_spans

from datasette_claims.extraction import analyse
from datasette_claims.model import Article
from datasette_claims.store.statements import statement
from datasette_claims.store.writing import store_batch

ROOT = Path(__file__).parent.parent
ENGLISH = """Minister Ann Lee said Iran attacked the base at dawn with 5 drones.
General Tom Hart denied that $5 million was missing from the fund.
"We will defend the new law in court," Ms Lee told reporters on Friday.
According to Mr Hart, Austria had promised to send 120 trucks by May.
The price rose to -2 per cent, said Paul Grey, a spokesman for the Bank of Niger.
"""
INDONESIAN = (next((ROOT / "seeds").glob("*.txt"))).read_text("utf-8")


def load(db, text, now, **details):
    analysis = analyse(text, details.get("language"))
    (outcome,) = store_batch(db, [(Article(text, url="https://example.org/a"), analysis)], now)
    return outcome


def judged_article(db, text):
    """Every claim of the text is judged, and what its verdict is about."""
    load(db, text, MONDAY)
    about = {}
    for number, claim in enumerate(claims(db)):
        if number % 4 == 3:  # a private note alone holds a claim too
            reviewing.add_note(db, claim["id"], note="tanya lagi", actor="ana")
        else:
            reviewing.set_status(
                db, claim["id"], seen=1, status="false", rationale="Data", publication="draft",
                actor="ana",
            )  # fmt: skip
        about[claim["id"]] = _about(claim)
    return about


def _about(claim):
    return statement(claim["text"], claim["speaker_id"], claim["kind"], claim["modality"])


def _found(db, text):
    """The statements that the rules find in a text."""
    with fresh() as other:
        load(other, text, MONDAY)
        article = other.execute("SELECT id FROM articles").fetchone()[0]
        assert article == db.execute("SELECT id FROM articles").fetchone()[0]
        return [_about(claim) for claim in claims(other)]


def check(db, about, text):
    """No verdict stands with words that nobody judged."""
    now = {claim["id"]: claim for claim in claims(db)}
    found = _found(db, text)
    for key, was in about.items():
        assert _about(now[key]) == was
        if now[key]["flag"] is None:
            assert was in found, "it stands unflagged, though the text does not say it"
    for key, claim in now.items():
        if key not in about:
            assert (claim["status"], claim["rationale"]) == ("unreviewed", None)
            assert not db.execute("SELECT 1 FROM acts WHERE claim_id = ?", [key]).fetchone()
    assert sorted(_about(c) for c in now.values() if c["flag"] is None) == sorted(found)
    assert untrue_spans(db) == []
    for claim_id, other_id in db.execute("SELECT claim_id, other_id FROM relations"):
        assert claim_id in about
        assert now[claim_id]["flag"] == "not_in_article"
        assert other_id in now


SWAPS = [
    ("Iran", "Iraq"), ("attacked", "did not attack"), ("5 drones", "50 drones"), ("$5", "€5"),
    ("defend", "defund"), ("Niger", "Nigeria"), ("Austria", "Australia"), ("-2", "2"), ("-2", "−2"),
    ("per cent", "%"), ("120", "12"), ("120", "120.5"), ("said Iran", "denied Iran"),
    ("said Iran", "did not say Iran"), ("Ann Lee", "Ann Leigh"), ("Tom Hart", "Tim Hart"),
    ("denied", "said"), ("promised", "refused"), ("We will", "We will not"), ("new law", "law"),
    ("at dawn", "at dusk"), ("missing", "missing,"), ("trucks", "trucks!"), ("had", "has"),
    ("Paul Grey", "Paula Grey"), ("Ms Lee", "Mr Hart"), ("base", "bases"), ("May", "March"),
]  # fmt: skip


@pytest.mark.parametrize(("word", "other"), SWAPS)
def test_one_word_swapped(word, other):
    changed = ENGLISH.replace(word, other, 1)
    assert changed != ENGLISH
    with fresh() as db:
        about = judged_article(db, ENGLISH)
        assert len(about) >= 5
        load(db, changed, TUESDAY)
        check(db, about, changed)
        before = content(db)
        assert load(db, changed, WEDNESDAY).kind == "unchanged"
        assert content(db) == before
        load(db, ENGLISH, WEDNESDAY)
        check(db, about, ENGLISH)
        standing = {claim["id"] for claim in claims(db, where="flag IS NULL")}
        assert standing == set(about)  # what was said again is what was judged


def test_what_the_article_says_now_is_linked():
    with fresh() as db:
        judged_article(db, ENGLISH)
        load(db, ENGLISH.replace("Iran", "Iraq"), TUESDAY)
        (pair,) = db.execute(
            "SELECT one.text, other.text, state FROM relations"
            " JOIN claims AS one ON one.id = claim_id JOIN claims AS other ON other.id = other_id"
        )
        assert pair == (
            "Iran attacked the base at dawn with 5 drones",
            "Iraq attacked the base at dawn with 5 drones",
            "suggested",
        )


@pytest.mark.parametrize(
    ("printed", "other"),
    [
        ('"We will', "“We will"), ("said Iran", "said  Iran"), ("attacked", "ATTACKED"),
        ("missing", "miss\u00ading"), ("defend", "de\u00adfend"),
    ],
)  # fmt: skip
def test_the_same_words_printed_otherwise_keep_their_verdict(printed, other):
    changed = ENGLISH.replace(printed, other, 1)
    if '"We' in printed:
        changed = changed.replace('court,"', "court,”")
    with fresh() as db:
        about = judged_article(db, ENGLISH)
        load(db, changed, TUESDAY)
        check(db, about, changed)
        assert {claim["id"] for claim in claims(db, where="flag IS NULL")} == set(about)


@st.composite
def edits(draw, text):
    """The text after one edit: of a character, a word, a digit, a sign, a negation or a cue."""
    kind = draw(st.sampled_from(["character", "gone", "word", "negation", "line", "swap"]))
    if kind == "character":
        at = draw(st.integers(0, len(text)))
        new = draw(st.sampled_from("0123456789-−+%$€.,!?'\"“” \nabinus"))
        return text[:at] + new + text[at + draw(st.integers(0, 1)) :]
    if kind == "gone":
        at = draw(st.integers(0, len(text) - 1))
        return text[:at] + text[at + draw(st.integers(1, 12)) :]
    words = text.split(" ")
    at = draw(st.integers(0, len(words) - 1))
    if kind == "word":
        words[at] = draw(st.sampled_from(["", "Iraq", "50", "Budi", "denied", "membantah", "she"]))
    elif kind == "negation":
        words.insert(at, draw(st.sampled_from(["not", "never", "tidak", "belum", "bukan"])))
    elif kind == "line":
        lines = text.splitlines()
        del lines[draw(st.integers(0, len(lines) - 1))]
        return "\n".join(lines) + "\n"
    else:
        other = draw(st.integers(0, len(words) - 1))
        words[at], words[other] = words[other], words[at]
    return " ".join(words)


@settings(max_examples=examples(60), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from([ENGLISH, INDONESIAN]).flatmap(lambda t: st.tuples(st.just(t), edits(t))))
def test_any_one_edit(texts):
    text, changed = texts
    if not changed.strip():
        return
    with fresh() as db:
        about = judged_article(db, text)
        load(db, changed, TUESDAY)
        check(db, about, changed)
        before = content(db)
        load(db, changed, WEDNESDAY)
        assert content(db) == before


def test_a_claim_that_a_change_elsewhere_hides_is_flagged_once():
    """Its own lines stand, but the rules do not find it any more; loading again changes nothing."""
    with fresh() as db:
        load(db, ENGLISH, MONDAY)
        (hidden,) = claims(db, where="text LIKE 'Iran attacked%'")
        reviewing.add_note(db, hidden["id"], note="ask again", actor="ana")
        changed = ENGLISH.replace("Friday", "Monday")
        found = analyse(changed, None)
        without = dataclasses.replace(
            found, claims=tuple(c for c in found.claims if c.speaker != "Ann Lee")
        )
        article = Article(changed, url="https://example.org/a")
        store_batch(db, [(article, without)], TUESDAY)
        assert claims(db, "flag", f"id = '{hidden['id']}'") == [{"flag": "not_extracted"}]
        before = content(db)
        store_batch(db, [(article, without)], WEDNESDAY)
        assert content(db) == before
