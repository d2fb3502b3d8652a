"""Pairing stored and found claims, moving spans, keys; and, over any sequence of loads and human
edits, that no person's work is lost and every stored span is true."""

import string
from contextlib import suppress
from dataclasses import replace

import pytest
import reviewing
from budget import examples
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from stories import MONDAY, claims, content, fresh, load, story, untrue_spans

from datasette_claims.model import Span
from datasette_claims.store import joining, keys
from datasette_claims.store.matching import Matter, nearest, pair, similarity
from datasette_claims.store.moving import Move
from datasette_claims.store.sqlite import sqlite3
from datasette_claims.store.statements import folded, statement


def matter(text, *content, **more):
    return Matter(text, tuple(Span(*span) for span in content), **more)


def worked(text, *content, speaker="ana", **more):
    return told(text, *content, speaker=speaker, worked_on=True, **more)


def told(text, *content, speaker="ana", kind="say", **more):
    """A claim whose statement counts, as where somebody has worked on one."""
    return matter(text, *content, statement=statement(text, speaker, kind, None), **more)


@pytest.mark.parametrize(
    ("stored", "found", "pairs"),
    [
        ([matter("a b", (0, 3))], [matter("a b", (0, 3))], {0: 0}),
        # one longer or shorter at the same place
        ([matter("a b", (0, 3))], [matter("a b c d e f", (0, 11))], {0: 0}),
        ([matter("a b c d e f", (0, 11))], [matter("a b", (0, 3))], {0: 0}),
        # beside each other
        ([matter("a b", (0, 3))], [matter("c d", (4, 7))], {}),
        # at another place: only if the words are all the same
        ([matter("a b", (0, 3))], [matter("a b", (9, 12))], {0: 0}),
        ([matter("A, b c", (0, 6))], [matter("a b “c”", (50, 57))], {0: 0}),
        ([matter("a b c", (0, 5))], [matter("a b d", (9, 14))], {}),
        # one claim becomes two, two become one: the better overlap keeps the key
        ([matter("a b c d e", (0, 9))], [matter("a b", (0, 3)), matter("c d e", (4, 9))], {1: 0}),
        ([matter("a b", (0, 3)), matter("c d e", (4, 9))], [matter("a b c d e", (0, 9))], {0: 1}),
        # two sources of the same content
        (
            [matter("x", (0, 1), source="Ana"), matter("x", (0, 1), source="Budi")],
            [matter("x", (0, 1), source="Budi")],
            {0: 1},
        ),
        # what did not change at all comes first
        (
            [matter("x", (0, 1), whole=1), matter("x", (0, 1), whole=2)],
            [matter("x", (0, 1), whole=2), matter("x", (0, 1), whole=1)],
            {0: 1, 1: 0},
        ),
        # no longer in the article: by words
        ([matter("a b c")], [matter("a b c", (0, 5))], {0: 0}),
        ([matter("a b c")], [matter("a b d", (0, 5))], {0: 0}),
        ([matter("a b c")], [matter("d e c", (0, 5))], {}),
        # worked on: the same statement, wherever it stands
        ([worked("a b c")], [told("A\xa0 b c", (0, 5))], {0: 0}),
        ([worked("a b c", (0, 5))], [told("a b c", (9, 14))], {0: 0}),
        ([worked("a b c", (0, 5))], [told("a b c", (0, 5), source="Bu Ana")], {0: 0}),
        # and nothing that is only alike, even in the same place
        ([worked("a b c", (0, 5))], [told("a b, c", (0, 6))], {}),
        ([worked("a b c", (0, 5))], [told("a b c", (0, 5), speaker="budi")], {}),
        ([worked("a b c", (0, 5))], [told("a b c", (0, 5), kind="deny")], {}),
        ([worked("naek 5 persen")], [told("naik 5 persen", (0, 9))], {}),
        ([worked("a b c d $5", (0, 10))], [told("a b c d €5", (0, 10))], {}),
        # of two that say the same, the one in its place
        (
            [worked("a", (0, 1)), worked("a", (5, 6))],
            [told("a", (5, 6)), told("a", (0, 1))],
            {0: 1, 1: 0},
        ),
        # what stands in its place is not given to a claim that nobody has worked on
        ([worked("a b", (0, 3)), matter("a b c d", (20, 27))], [told("a b c", (0, 5))], {}),
        # but what an outer claim says stays the outer claim's
        (
            [worked("c d", (4, 7)), matter("a b c d", (0, 7))],
            [told("a b c d", (0, 7)), told("c e", (4, 7))],
            {0: 1},
        ),
        ([], [matter("a", (0, 1))], {}),
        ([matter("…", (0, 1))], [matter("?", (5, 6))], {}),
    ],
)
def test_which_claims_are_the_same(stored, found, pairs):
    assert pair(stored, found) == pairs


MATTERS = st.lists(
    st.builds(
        lambda text, start, length, work: told(text, (start, start + length), worked_on=work),
        st.text("ab 1", max_size=8),
        st.integers(0, 30),
        st.integers(1, 9),
        st.booleans(),
    ),
    max_size=8,
)


@given(MATTERS, MATTERS)
def test_no_claim_is_paired_twice(stored, found):
    pairs = pair(stored, found)
    assert len(set(pairs.values())) == len(pairs)
    assert set(pairs) <= set(range(len(found)))
    assert set(pairs.values()) <= set(range(len(stored)))


@given(MATTERS)
def test_what_did_not_change_is_paired_with_itself(matters):
    named = [replace(one, whole=number + 1) for number, one in enumerate(matters)]
    assert pair(named, named) == {number: number for number in range(len(named))}


@pytest.mark.parametrize(
    ("one", "other", "similar"),
    [
        ("a b c d e f", "a b c d e f", 1.0),
        ("a b c d e f", "x a b c d e f y z", 1.0),
        ("a b c d e f", "g h i j k l", 0.0),
        ("", "", 1.0),
        ("", "a b", 0.0),
        ("a", "a", 1.0),
        ("a", "b", 0.0),
    ],
)
def test_similar_texts(one, other, similar):
    assert similarity(one, other) == similarity(other, one) == similar


@given(st.text("ab ", max_size=20), st.text("ab ", max_size=20), st.data())
def test_moved_spans_have_their_words(old, new, data):
    places = st.integers(0, max(len(old) - 1, 0))
    spans = frozenset(
        (part, start, min(start + length, len(old)))
        for part, start, length in data.draw(
            st.lists(
                st.tuples(st.sampled_from(["content", "source", "cue"]), places, st.integers(1, 5)),
                max_size=4,
            )
        )
        if old
    )
    result = Move(old, new)(spans)
    words = {(part, old[start:end]) for part, start, end in spans}
    assert all((part, new[start:end]) in words for part, start, end in result)
    assert all(0 <= start < end <= len(new) for _, start, end in result)
    if any(part == "content" for part, _, _ in spans):
        assert Move(old, old)(spans) == spans
        assert len(Move(old, "xyz" + old)(spans)) == len(spans)
    if result:
        content = {span for span in spans if span[0] == "content"}
        assert len({span for span in result if span[0] == "content"}) == len(content)


@pytest.mark.parametrize(
    ("name", "kind", "key"),
    [
        ("Donald Trump", "person", "donald-trump"),
        ("Trump", "person", "trump-a1"),
        ("Rusia", "state", "rusia"),
        ("seorang warga setempat", "unnamed", "seorang-warga-setempat-a1"),
        ("Mi’raj News Agency", "outlet", "miraj-news-agency"),
        ("Recep Tayyip Erdoğan", "person", "recep-tayyip-erdogan"),
        ("Lech Wałęsa", "person", "lech-walesa"),
        ("Søren Æbelø", "person", "soren-aebelo"),
        ("習近平 主席", "person", keys.speaker_key("習近平  主席", "person", "")),
        ("...", "organisation", keys.speaker_key("...", "organisation", "")),
    ],
)
def test_keys_of_speakers(name, kind, key):
    assert keys.speaker_key(name, kind, "a1") == key
    assert keys.speaker_key(name.upper(), kind, "a1") == key


@given(st.text(max_size=90), st.text(max_size=90), st.sampled_from(["person", "organisation"]))
def test_keys_are_short_and_plain(name, url, kind):
    article = keys.article_key(url, keys.text_hash(name))
    claim = keys.claim_key(article, name)
    speaker = keys.speaker_key(name, kind, article)
    assert len(article) == len(claim) == 12
    assert set(article + claim + speaker) <= set(string.ascii_lowercase + string.digits + "-")
    assert 1 <= len(speaker) <= 90


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://x.org/a", "HTTPS://X.ORG:443/a#top"),
        ("https://x.org", "https://x.org/"),
        ("https://x.org/a?id=1", "https://x.org/a?id=1&utm_source=x&fbclid=y"),
        ("https://x.org/a?a=%20b+c", "https://user:secret@x.org/a?a=%20b+c"),
    ],
)
def test_addresses_of_one_page(one, other):
    assert keys.address(one) == keys.address(other)


@given(st.text(max_size=60))
def test_an_address_is_its_own_address(url):
    assert keys.address(keys.address(url)) == keys.address(url)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("“Ya”", '"ya"', True),
        ("«Ya»", "„Ya‟", True),
        ("he said ‘no’, sir", 'He said "no", sir', True),
        ("Mi’raj don't", "Mi'raj don’t", True),
        ("cafe\u0301", "café", True),
        ("per\u00adsen", "persen", True),
        ("5\u202f000", "5 000", True),
        ("5 000", "5000", False),
        ("5'", '5"', False),
        ("5′", "5″", False),
        ("$5", "€5", False),
        ("-2", "2", False),
        ("−2", "2", False),
        ("5%", "5", False),
        ("m²", "m2", False),
        ("a, b", "a b", False),
        ("“ya”", "ya", False),
        ("Niger", "Nigeria", False),
        ("no\u200bone", "noone", False),
        ("Straße", "STRASSE", True),
        ("x!", "x", False),
    ],
)
def test_which_words_are_the_same(one, other, same):
    assert (folded(one) == folded(other)) is same


@given(st.text(max_size=30))
def test_folding_again_changes_nothing(text):
    assert folded(folded(text)) == folded(text)


@given(st.lists(st.integers(0, 50), max_size=12), st.integers(0, 50), st.integers(1, 4))
def test_the_nearest_places(places, wanted, most):
    places = sorted(places)
    found = [places[n] for n in nearest(places, [wanted], most)]
    best = sorted(places, key=lambda place: abs(place - wanted))[:most]
    assert sorted(abs(p - wanted) for p in found) == sorted(abs(p - wanted) for p in best)


# Any sequence of loads and human edits

SENTENCES = [
    "[source Ana Wati] [cue berkata] [content jalan itu sudah selesai].",
    "[source Ana Wati] [cue berkata] [content jalan itu belum selesai sama sekali].",
    "[source Budi] [cue menegaskan] [content harga beras naik 5 persen].",
    "[source Budi] [cue menegaskan] [content harga beras naik 50 persen].",
    "Harga beras, [cue kata] [source Budi], [content naik 5 persen].",
    "[source Seorang warga] [cue mengaku] [content tidak tahu].",
    "Hujan turun sepanjang hari.",
    "Budi menegaskan harga beras naik 5 persen.",
    "😀 [source Ana Wati] [cue menulis] [content “hujan”].",
    # other rules on the same sentences
    "[source Budi] [cue menegaskan] harga [content beras naik 5 persen].",
    "[source Budi] [cue menegaskan harga beras] [content naik] 5 persen.",
    "Ana= [source Ana] Wati [cue berkata] [content jalan itu] sudah [content selesai].",
    "[source Ana Wati] berkata jalan itu [cue sudah] [content selesai].",
    "Ana Wati [cue berkata] jalan itu [content sudah selesai].",
    # other speakers of the same words
    "Citra= [source Ana Wati] [cue berkata] [content jalan itu sudah selesai].",
    "[source Citra] [cue berkata] [content jalan itu sudah selesai].",
]
ARTICLES = [
    {"url": "https://one.org/a", "origin": "one.txt"},
    {"origin": "two.txt"},
    {"url": "https://other.org/a", "outlet": "Antara", "published": "2026-01-01"},
]
HUMAN = (
    "status", "rationale", "publication", "revision", "edited", "origin", "article_id",
)  # fmt: skip
JUDGED = ("status", "rationale", "publication", "revision")
CORRECTED = ("speaker_id", "text", "kind", "role", "source", "cue")
SEEN = ("speaker_id", "kind", "modality")


class Life(RuleBasedStateMachine):
    """What people and the loader do to a database, in any order."""

    @initialize()
    def begin(self):
        self.opened = fresh()
        self.db = self.opened.__enter__()
        self.human, self.words, self.merged, self.corrected = {}, {}, {}, {}
        self.seen = set()

    def teardown(self):
        if hasattr(self, "opened"):
            self.opened.__exit__(None, None, None)

    @rule(
        sentences=st.lists(st.sampled_from(SENTENCES), max_size=5),
        details=st.sampled_from(ARTICLES),
    )
    def load(self, sentences, details):
        marked = "\n".join(sentences)
        load(self.db, marked, **details)
        before = content(self.db)
        assert load(self.db, marked, "2099-01-01T00:00:00Z", **details).kind == "unchanged"
        assert content(self.db) == before

    def pick(self, data):
        return data.draw(st.sampled_from(claims(self.db)), label="claim")

    @precondition(lambda self: claims(self.db))
    @rule(data=st.data(), status=st.sampled_from(["true", "false", "in_review", "unreviewed"]))
    def judge(self, data, status):
        claim = self.pick(data)
        joined = joining.others(self.db, claim["id"])
        reviewing.set_status(
            self.db, claim["id"], seen=claim["revision"], status=status, rationale=f"r {status}",
            publication="draft", actor="ana",
        )  # fmt: skip
        for key in joined:  # copies take the judgement along, and nothing else of them changes
            before = self.human.get(key, {})
            self.remember(key)
            assert self.human[key]["status"] == status
            assert all(
                self.human[key][name] == value
                for name, value in before.items()
                if name not in JUDGED
            )
        self.remember(claim["id"])

    @precondition(lambda self: claims(self.db))
    @rule(data=st.data())
    def add_evidence(self, data):
        claim = self.pick(data)
        (count,) = self.db.execute("SELECT count(*) FROM evidence").fetchone()
        url = f"https://x.org/{count}"
        reviewing.add_evidence(self.db, claim["id"], seen=claim["revision"], url=url, actor="ana")
        self.remember(claim["id"])

    @precondition(lambda self: claims(self.db))
    @rule(data=st.data(), words=st.sampled_from(["Kata-kata lain", "harga beras naik 5 persen"]))
    def correct(self, data, words):
        claim = self.pick(data)
        self.db.execute(
            "UPDATE claims SET text = ?, kind = 'promise' WHERE id = ?", [words, claim["id"]]
        )
        self.remember(claim["id"])

    @precondition(lambda self: self.db.execute("SELECT 1 FROM articles").fetchone())
    @rule(words=st.sampled_from(["Hujan turun", "Dengan kata sendiri"]))
    def enter(self, words):
        (number,) = self.db.execute("SELECT count(*) FROM claims").fetchone()
        self.db.execute(
            "INSERT INTO claims (id, article_id, text, type, kind, context)"
            " SELECT ?, id, ?, 'indirect', 'say', '' FROM articles LIMIT 1",
            [f"mine{number}", words],
        )
        self.remember(f"mine{number}")

    @rule(data=st.data(), table=st.sampled_from(["speakers", "outlets"]))
    def merge(self, data, table):
        keys_ = [row["id"] for row in self.db.table(table).rows]
        if len(keys_) > 1:
            one, into = data.draw(st.permutations(keys_), label="merge")[:2]
            with suppress(sqlite3.IntegrityError):  # a circle
                self.db.table(table).update(one, {"merged_into": into})
                self.merged[table, one] = into

    @precondition(lambda self: self.db.execute("SELECT 1 FROM articles").fetchone())
    @rule(data=st.data(), title=st.sampled_from(["Judul benar", None]))
    def correct_article(self, data, title):
        rows = list(self.db.table("articles").rows)
        article = data.draw(st.sampled_from(rows), label="article")
        self.db.table("articles").update(article["id"], {"title": title, "byline": "Oleh Ana"})
        self.corrected[article["id"]] = title

    def remember(self, claim_id):
        (row,) = claims(self.db, where=f"id = '{claim_id}'")
        own = row["edited"] or row["origin"] == "person"
        columns = HUMAN + (CORRECTED if own else SEEN)
        self.human[claim_id] = {name: row[name] for name in columns}
        self.words[claim_id] = folded(row["text"])

    @invariant()
    def nothing_human_is_lost(self):
        if not hasattr(self, "db"):
            return
        now = {row["id"]: row for row in claims(self.db)}
        assert self.seen <= set(now)  # no claim is ever deleted
        self.seen = set(now)
        for claim_id, fields in self.human.items():
            assert {name: now[claim_id][name] for name in fields} == fields
            assert folded(now[claim_id]["text"]) == self.words[claim_id]
        for (table, one), into in self.merged.items():
            assert self.db.table(table).get(one)["merged_into"] == into
        for article_id, title in self.corrected.items():
            row = self.db.table("articles").get(article_id)
            assert (row["title"], row["byline"]) == (title, "Oleh Ana")

    @invariant()
    def every_span_is_true(self):
        if hasattr(self, "db"):
            assert untrue_spans(self.db) == []


Life.TestCase.settings = settings(
    max_examples=examples(30), stateful_step_count=12, deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip
TestLife = Life.TestCase


@settings(deadline=None, max_examples=examples(40))
@given(
    st.lists(st.sampled_from(SENTENCES), max_size=6),
    st.lists(st.sampled_from(SENTENCES), max_size=6),
)
def test_going_there_and_back_restores_every_claim(first, second):
    one, other = "\n".join(first), "\n".join(second)
    with fresh() as db:
        for marked in (one, other, one):
            load(db, marked, MONDAY, url="https://example.org/a", origin="a")
        _, analysis = story(one)
        standing = claims(db, where="flag IS NULL")
        assert len(standing) == len(analysis.claims)
        assert sorted(row["position"] for row in standing) == sorted(
            claim.content[0].start for claim in analysis.claims
        )
