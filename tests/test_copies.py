"""Wire copies: the same words in copies of an article are found, and nothing else is."""

import itertools
import re
from dataclasses import replace

import pytest
from budget import examples, first
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from planting import CHANGES, COPIES
from stories import MONDAY, TUESDAY, claims, content, fresh

from datasette_claims.extraction import analyse
from datasette_claims.model import Article
from datasette_claims.store import adding, appearances, copies, database
from datasette_claims.store.appearances import Appearance, copied, groups
from datasette_claims.store.changes import by_loader, by_person, transaction
from datasette_claims.store.shingles import MOST, packed, share, shingles, unpacked
from datasette_claims.store.sqlite import sqlite3
from datasette_claims.store.writing import store_batch
from tests.gold.articles import articles

STORY = """MARFIELD, May 4 (Wire) - The harbour will close, the town council said on Monday.

"Nobody asked the fishermen," said Hanna Lindqvist, who speaks for forty of them.

The mayor, Tom Reed, said the harbour would lose 4 million pounds this year. It has lost money
since the ferry to Holm stopped in the spring of last year, after a storm had broken the pier.

Lindqvist said that the figures were well-known and that the first of them was wrong.

The ferry carried sixty thousand passengers in its last summer, most of them to the islands.

Reed told the council that no pier would be torn down.
""".replace("\nsince", " since")


@pytest.fixture
def db():
    with fresh() as one:
        yield one


def read(text, place="one", published="2026-05-04", language="en", **details):
    """The article as one paper has it, with its claims."""
    details = {"url": f"https://{place}.example/x", "outlet": place} | details
    article = Article(text, published=published, language=language, **details)
    return article, analyse(text, language, published=published)


def load(db, *pairs, now=MONDAY):
    return store_batch(db, list(pairs), now)


def joined(db, where="1"):
    """The groups: sets of (outlet, words)."""
    found = {}
    for claim in claims(db, where=f"group_id IS NOT NULL AND {where}"):
        found.setdefault(claim["group_id"], []).append((claim["outlet_id"], claim["text"]))
    return sorted(sorted(group) for group in found.values())


def outlets(db, words):
    """The outlets of each group of claims that have these words in them."""
    return [{outlet for outlet, text in group if words in text} for group in joined(db)
            if any(words in text for _, text in group)]  # fmt: skip


def plain(words):
    return re.sub(r"\s+", " ", re.sub("[“”„\"'‘’]", "", words)).casefold().strip()


def check(db):
    """What must hold of every database, whatever was done to it."""
    sets, stands = {}, {}
    for claim in claims(db):
        if claim["copies"]:
            assert claim["flag"] is None
            sets.setdefault(claim["copies"], []).append(claim)
        else:
            assert claim["group_id"] is None
    apart = {
        key
        for (key,) in db.execute(
            "SELECT claim_id FROM relations WHERE kind = 'same_words' AND state = 'refused'"
        )
    }
    for some in sets.values():
        assert len({claim["statement"] for claim in some} - {None}) <= 1
        assert (
            len({(plain(claim["text"]), claim["kind"], claim["modality"]) for claim in some}) == 1
        )
        assert len({claim["article_id"] for claim in some}) == len(some)
        for claim in some:
            judged = (claim["copies"], claim["status"], claim["rationale"], claim["publication"])
            stands.setdefault((*judged, claim["id"] if claim["id"] in apart else ""), []).append(
                claim
            )
    for some in stands.values():
        order = sorted(some, key=lambda c: (c["published"] is None, c["published"] or "", c["id"]))
        expected = order[0]["id"] if len(order) > 1 else None
        assert {claim["group_id"] for claim in some} == {expected}


def anew(db):
    """What looking at everything once more finds."""
    before = claims(db, "id, copies, group_id, statement")
    with by_loader(db):
        copies.find(db, [key for (key,) in db.execute("SELECT id FROM articles ORDER BY id DESC")])
    return before, claims(db, "id, copies, group_id, statement")


# ---- texts


def test_a_text_is_wholly_in_itself_and_not_in_another():
    one, other = shingles(STORY), shingles("\n".join(a.text for a in articles()[:3]))
    assert share(one, one) == 1
    assert share(one, other) < 0.05
    assert share(one, shingles("")) == share(shingles(""), shingles("")) == 0


@pytest.mark.parametrize("part", [0.25, 0.5, 0.75])
@pytest.mark.parametrize("times", [1, 3, 12])
def test_the_share_of_long_texts_is_known_well_enough(part, times):
    """The shorter text is a part of the longer one, and as long a text that is not."""
    words = [f"{word}{n}" for n in range(times) for word in STORY.split()]
    cut = int(len(words) * part)
    other = " ".join([*words[:cut], *(f"x{n}" for n in range(len(words) - cut))])
    assert abs(share(shingles(" ".join(words)), shingles(other)) - part) < 0.08


@given(st.text(max_size=400), st.text(max_size=400))
@settings(max_examples=examples(100))
def test_shares_are_fractions_the_same_both_ways_and_as_stored(one, other):
    a, b = shingles(one), shingles(other)
    assert 0 <= share(a, b) == share(b, a) <= 1
    assert unpacked(packed(a)) == a
    assert len(a) <= MOST


# ---- which claims of a statement are one

USUAL = Appearance("c1", "a1", 1, "h1", "2026-05-04", "", "o1")
OTHER = Appearance("c2", "a2", 1, "h2", "2026-05-04", "", "o2")


@pytest.mark.parametrize(
    ("change", "alike", "same"),
    [
        ({}, 0.5, True),
        ({}, 0.49, False),
        ({"published": "2026-05-07"}, 0.5, True),
        ({"published": "2026-05-08T01:00:00Z"}, 1, False),
        ({"published": "2026-05-01"}, 0.5, True),
        ({"published": None}, 0.5, True),
        ({"published": "May"}, 0.5, True),
        ({"published": "2026-02-30"}, 0.5, True),
        ({"outlet_id": None}, 0.5, True),
        ({"outlet_id": "o1"}, 0.79, False),
        ({"outlet_id": "o1"}, 0.8, True),
        ({"outlet_id": "o1", "published": "2026-05-05"}, 1, False),
        ({"outlet_id": "o1", "published": None}, 0.8, True),
        ({"text_hash": "h1"}, 0, True),
        ({"text_hash": "h1", "published": "2026-05-05", "outlet_id": "o1"}, 0, False),
        ({"turn": 2}, 1, False),
        ({"article_id": "a1"}, 1, False),
    ],
)
def test_what_makes_two_a_copy(change, alike, same):
    other = replace(OTHER, **change)
    assert copied(USUAL, other, lambda *_: alike) is copied(other, USUAL, lambda *_: alike) is same


@pytest.mark.parametrize(
    ("days", "apart"),
    [
        (["2026-05-04", "2026-05-04"], False),
        (["2026-05-04", ""], False),
        (["2026-05", "2026-05-04"], False),
        (["2026-05-04", "2026-05-03"], True),
        (["2026-05-04", "2026-04"], True),
    ],
)
def test_what_was_said_on_another_day_is_another_claim(days, apart):
    some = [replace(one, said_on=day) for one, day in zip((USUAL, OTHER), days, strict=True)]
    assert (groups(some, lambda *_: 1)["c2"] is None) is apart


def test_a_story_that_goes_on_for_weeks_is_no_chain():
    """Each is a copy of the one of the day before; a group spans no more than the days of one."""
    some = [replace(USUAL, id=f"c{n:02}", article_id=f"a{n}", outlet_id=f"o{n}",
                    published=f"2026-05-{n + 1:02}") for n in range(20)]  # fmt: skip
    found = groups(some, lambda *_: 1)
    assert [found[f"c{n:02}"] for n in range(20)] == [f"c{n // 4 * 4:02}" for n in range(20)]


def members(found):
    by_first = {}
    for key, first_key in found.items():
        if first_key:
            by_first.setdefault(first_key, []).append(key)
    return by_first


dates = st.sampled_from([None, "", "2026-05", "0001-01-01", "9999-12-31",
                         *(f"2026-05-{n:02}" for n in range(1, 9))])  # fmt: skip


@given(
    st.lists(
        st.builds(
            Appearance,
            id=st.from_regex("c[0-9]{3}", fullmatch=True),
            article_id=st.sampled_from("abcdefgh"),
            turn=st.just(1),
            text_hash=st.sampled_from("uvwxyz"),
            published=dates,
            said_on=st.sampled_from(["", "2026-05", "2026-05-04", "2026-05-05"]),
            outlet_id=st.sampled_from([None, "o", "p", "q"]),
        ),
        max_size=9,
        unique_by=lambda one: one.id,
    ),
    st.dictionaries(
        st.frozensets(st.sampled_from("uvwxyz"), min_size=2, max_size=2),
        st.sampled_from([0, 0.6, 1]),
    ),
    st.randoms(use_true_random=False),
)  # fmt: skip
@settings(max_examples=examples(300))
def test_groups_do_not_hang_on_the_order(some, shares, random):
    def alike(one, other):
        return shares.get(frozenset((one, other)), 0)

    found = groups(some, alike)
    shuffled = list(some)
    random.shuffle(shuffled)
    assert groups(shuffled, alike) == found
    by_key = {one.id: one for one in some}
    for first_key, keys in members(found).items():
        group = [by_key[key] for key in keys]
        assert first_key in keys
        assert len({one.article_id for one in group}) == len(group) > 1
        for one, other in itertools.combinations(group, 2):
            assert one.said_on.startswith(other.said_on) or other.said_on.startswith(one.said_on)
        known = [day for one in group if (day := appearances.day(one.published))]
        assert not known or (max(known) - min(known)).days <= appearances.DAYS


# ---- planted copies


@pytest.mark.parametrize("kind", COPIES)
@pytest.mark.parametrize(
    "name", first(3, [a.name for a in articles()][::13] + [a.name for a in articles()])
)
def test_planted_copies_are_found(db, kind, name):
    """Every statement that both make is one claim; at least two thirds of the story's are."""
    (one,) = (article for article in articles() if article.name == name)
    text = COPIES[kind](one.text, one.language)
    load(db, read(one.text, "first", one.published, one.language),
         read(text, "second", one.published, one.language))  # fmt: skip
    stored = claims(db)
    said = [{(plain(c["text"]), re.sub("-a[0-9a-z]{11}$", "", c["speaker_id"] or ""), c["kind"],
              c["modality"]) for c in stored if c["outlet_id"] == outlet}
            for outlet in ("first", "second")]  # fmt: skip
    found = {plain(text) for group in joined(db) for _, text in group}
    assert {words for words, *_ in said[0] & said[1]} <= found
    assert len(said[0] & said[1]) >= 2 / 3 * len(said[0])
    check(db)


@pytest.mark.parametrize("kind", CHANGES)
@pytest.mark.parametrize(
    "name", first(2, [a.name for a in articles()][::21] + [a.name for a in articles()])
)
def test_changed_claims_are_not(db, kind, name):
    """One claim of the copy is changed: it stands alone, whatever the others do."""
    (one,) = (article for article in articles() if article.name == name)
    for number, claim in enumerate(one.claims):
        start, end = claim.content[0]
        other = CHANGES[kind](one.text[start:end], one.language)
        if other:
            text = one.text[:start] + other + one.text[end:]
            place = f"second{number}"
            load(db, read(text, place, one.published, one.language))
            alone = [c for c in claims(db, where=f"outlet_id = '{place}'") if other in c["text"]]
            assert all(c["group_id"] is None for c in alone), other
    load(db, read(one.text, "first", one.published, one.language))
    check(db)


# ---- what is stored


def test_a_story_in_three_papers(db):
    second = STORY.replace("MARFIELD, May 4 (Wire) - ", "").replace("4 million", "5 million")
    load(db, read(STORY), read(second, "two", "2026-05-05"), read(STORY, "three", "2026-05-06"))
    assert outlets(db, "Nobody asked") == [{"one", "two", "three"}]
    assert outlets(db, "4 million") == [{"one", "three"}]
    assert outlets(db, "5 million") == []
    ids = {c["id"] for c in claims(db)}
    assert len(ids) == 15
    (key,) = {c["group_id"] for c in claims(db, where="text LIKE '%Nobody%'")}
    assert claims(db, where=f"id = '{key}'")[0]["outlet_id"] == "one"
    check(db)


@pytest.mark.parametrize("name", ["Reed", "warga", ""])
def test_one_name_is_one_person_within_copies_of_one_text(db, name):
    """Their keys differ from article to article."""
    text = f"{STORY}\nThe pier is rotten, {name} said.\n"
    load(db, read(text), read(text, "two"))
    for group in joined(db):
        assert {outlet for outlet, _ in group} == {"one", "two"}
    assert len(joined(db)) == len(claims(db)) / 2


def test_another_speaker_has_said_something_else(db):
    """A paper that dropped the paragraph with the full name knows but half of it."""
    without = STORY.replace("The mayor, Tom Reed, said", "The mayor, Ann Hall, said")
    load(db, read(STORY), read(without, "two"))
    assert outlets(db, "4 million") == []
    assert outlets(db, "Nobody") == [{"one", "two"}]


VARIANTS = [
    (STORY, "one", "2026-05-04"),
    (STORY.replace("May 4", "May 5"), "two", "2026-05-05"),
    (STORY.replace("4 million", "5 million"), "three", "2026-05-06"),
    (STORY.split("\n\n", 1)[1], "four", None),
    (STORY, "five", "2026-05-08"),
    (STORY, "six", "2026-05-11"),
    (STORY + STORY, "seven", "2026-05-05"),
    (STORY.split("\n\n")[2], "eight", "2026-05-05"),
]  # fmt: skip


@given(st.permutations(VARIANTS), st.lists(st.integers(1, 4), min_size=8, max_size=8))
@settings(max_examples=examples(40))
def test_the_order_of_loading_does_not_matter(order, sizes):
    with fresh() as all_at_once, fresh() as one_by_one:
        load(all_at_once, *(read(*variant) for variant in VARIANTS))
        left = [read(*variant) for variant in order]
        for size in sizes:
            load(one_by_one, *left[:size])
            left = left[size:]
        columns = "id, copies, group_id"
        assert sorted(map(str, claims(one_by_one, columns))) == sorted(
            map(str, claims(all_at_once, columns))
        )
        assert len(joined(one_by_one)) > 5
        check(one_by_one)
        before, after = anew(one_by_one)
        assert before == after


def test_loading_twice_changes_nothing(db):
    pairs = [read(*variant) for variant in VARIANTS]
    load(db, *pairs)
    before = content(db)
    assert {one.kind for one in load(db, *pairs, now=TUESDAY)} == {"unchanged"}
    assert content(db) == before


def test_a_changed_article_leaves_and_comes_back(db):
    load(db, read(STORY), read(STORY, "two"), read(STORY, "three"))
    load(db, read(STORY.replace("4 million", "7 million"), "one"), now=TUESDAY)
    assert outlets(db, "million") == [{"two", "three"}]
    assert outlets(db, "Nobody") == [{"one", "two", "three"}]
    load(db, read(STORY.replace("4 million", "7 million"), "two"), now=TUESDAY)
    assert outlets(db, "million") == [{"one", "two"}]
    load(db, read(STORY, "one"), read(STORY, "two"), now=TUESDAY)
    assert outlets(db, "million") == [{"one", "two", "three"}]
    check(db)


def test_a_date_that_is_told_later_parts_what_was_printed_weeks_apart(db):
    load(db, read(STORY), read(STORY, "two", None))
    assert outlets(db, "Nobody") == [{"one", "two"}]
    load(db, read(STORY, "two", "2026-08-01"), now=TUESDAY)
    assert joined(db) == []
    check(db)


# ---- whatever else is done to them


@pytest.fixture
def three(db):
    load(db, read(STORY), read(STORY, "two", "2026-05-05"), read(STORY, "three", "2026-05-06"))
    return claims(db, where="text LIKE '%Nobody%'")


def test_judged_otherwise_is_not_joined(db, three):
    one, two, last = sorted(three, key=lambda claim: claim["published"])
    judge = "UPDATE claims SET status = 'false', rationale = 'Data' WHERE id = ?"
    db.execute(judge, [one["id"]])
    assert outlets(db, "Nobody") == [{"two", "three"}]
    assert claims(db, "group_id", f"id = '{last['id']}'") == [{"group_id": two["id"]}]
    check(db)
    db.execute(judge, [last["id"]])
    assert outlets(db, "Nobody") == [{"one", "three"}]
    check(db)
    db.execute("UPDATE claims SET rationale = 'Data lain' WHERE id = ?", [one["id"]])
    assert outlets(db, "Nobody") == []
    db.execute("UPDATE claims SET status = 'false', rationale = 'Data lain'")
    assert outlets(db, "Nobody") == [{"one", "two", "three"}]
    check(db)


CORRECTIONS = {
    "words": "UPDATE claims SET text = 'Nobody asked us' WHERE id = :id",
    "speaker": "UPDATE claims SET speaker_id = 'tom-reed' WHERE id = :id",
    "kind": "UPDATE claims SET kind = 'deny' WHERE id = :id",
    "modality": "UPDATE claims SET modality = 'negated' WHERE id = :id",
    "day said": "UPDATE claims SET said_on = '2026-04-01', said_precision = 'day' WHERE id = :id",
    "date of the article": "UPDATE articles SET published = '2026-06-01' WHERE id = :article_id",
}


@pytest.mark.parametrize("what", CORRECTIONS)
def test_a_correction_takes_a_claim_out_at_once(db, three, what):
    one = min(three, key=lambda claim: claim["published"])
    db.execute(CORRECTIONS[what], {name: one[name] for name in ("id", "article_id")})
    assert outlets(db, "Nobody") == [{"two", "three"}]
    check(db)
    assert copies.catch_up(db) > 0
    assert copies.catch_up(db) == 0
    back = {"one"} if what == "day said" else set()  # the others do not say another day
    assert outlets(db, "Nobody") == [{"two", "three"} | back]
    check(db)


def test_the_same_correction_in_all_brings_them_together(db, three):
    db.execute("UPDATE claims SET text = 'Nobody asked us' WHERE text LIKE '%Nobody%'")
    assert outlets(db, "Nobody") == []
    copies.catch_up(db)
    assert outlets(db, "Nobody") == [{"one", "two", "three"}]


def test_who_turns_out_to_be_somebody_else_is_compared_anew(db):
    load(db, read(STORY.replace("Hanna Lindqvist", "Lindqvist")), read(STORY, "two"))
    assert outlets(db, "Nobody") == []
    (key,) = db.execute("SELECT id FROM speakers WHERE id LIKE 'lindqvist-a%'").fetchone()
    db.execute("UPDATE speakers SET merged_into = 'hanna-lindqvist' WHERE id = ?", [key])
    copies.catch_up(db)
    assert outlets(db, "Nobody") == [{"one", "two"}]
    db.execute("UPDATE speakers SET merged_into = NULL WHERE id = ?", [key])
    assert outlets(db, "Nobody") == []


@pytest.mark.parametrize("keys", [0, 1])
def test_a_deleted_claim_leaves_the_others_joined(db, three, keys):
    db.execute(f"PRAGMA foreign_keys = {keys}")
    one, two, _ = sorted(three, key=lambda claim: claim["published"])
    for claim, left in ((one, [{"two", "three"}]), (two, [])):
        with by_loader(db):
            db.execute("DELETE FROM claim_spans WHERE claim_id = ?", [claim["id"]])
            db.execute("DELETE FROM claims WHERE id = ?", [claim["id"]])
        assert outlets(db, "Nobody") == left


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE claims SET group_id = (SELECT id FROM claims WHERE text LIKE '%million%')",
        "UPDATE claims SET copies = 'x'",
        "UPDATE claims SET statement = 'x'",
        "UPDATE claims SET copies = statement",
        "INSERT INTO text_shingles VALUES ('x', 'x')",
        "INSERT INTO relations (claim_id, other_id, kind, state, at)"
        " SELECT id, id, 'same_words', 'refused', 'x' FROM claims",
    ],
)
def test_nobody_else_says_what_is_a_copy(db, three, change):
    with pytest.raises(sqlite3.IntegrityError):
        db.execute(change)


def test_a_claim_entered_by_hand_is_compared_too(db, three):
    db.execute("DELETE FROM claim_spans WHERE claim_id = ?", [three[0]["id"]])
    db.execute(
        "INSERT INTO claims"
        " (id, article_id, text, type, kind, context, copies, group_id, statement, speaker_id)"
        " SELECT 'mine', article_id, 'By hand', 'direct', 'say', '', copies, group_id, statement,"
        " speaker_id FROM claims WHERE id = ?",
        [three[0]["id"]],
    )
    assert claims(db, "copies, group_id, statement", "id = 'mine'") == [
        {"copies": None, "group_id": None, "statement": None}
    ]


def test_what_was_stored_before_there_were_groups_is_grouped(tmp_path):
    path = tmp_path / "older.db"
    with database.opened(path) as db:
        load(db, *(read(*variant) for variant in VARIANTS))
        expected = claims(db, "id, copies, group_id, statement")
        db.execute("UPDATE claims SET statement = NULL, copies = NULL")
        assert joined(db) == []
    assert database.upgraded(path) == [
        f"{len(expected)} claims were compared with those of other articles"
    ]
    with database.opened(path) as db:
        assert claims(db, "id, copies, group_id, statement") == expected
    assert database.upgraded(path) == []


def test_many_articles_are_compared_in_batches(db, monkeypatch):
    monkeypatch.setattr(copies, "BATCH", 3)
    load(db, *(read(*variant) for variant in VARIANTS))
    expected = claims(db, "id, copies, group_id, statement")
    db.execute("UPDATE claims SET statement = NULL, copies = NULL")
    assert copies.catch_up(db) == len(expected)
    assert claims(db, "id, copies, group_id, statement") == expected


ACTS = {
    "judge": lambda db, ids, random: db.execute(
        "UPDATE claims SET status = ?, rationale = ? WHERE id = ?",
        [random.choice(["false", "unreviewed"]), random.choice([None, "x"]), random.choice(ids)],
    ),
    "part": lambda db, ids, random: db.execute(
        "INSERT OR IGNORE INTO relations (claim_id, other_id, kind, state, at)"
        " VALUES (?, ?, 'same_words', ?, '')",
        [random.choice(ids), random.choice(ids), random.choice(["refused", "accepted"])],
    ),
    "join": lambda db, ids, random: db.execute(
        "DELETE FROM relations WHERE claim_id = ?", [random.choice(ids)]
    ),
    "date": lambda db, ids, random: db.execute(
        "UPDATE articles SET published = ? WHERE outlet_id = ?",
        [random.choice(["2026-05-04", "2026-05-09", None]), random.choice(["one", "two", "three"])],
    ),
    "words": lambda db, ids, random: db.execute(
        "UPDATE claims SET text = ? WHERE id = ?", [random.choice(["A", "B"]), random.choice(ids)]
    ),
}  # fmt: skip


@given(
    st.lists(st.sampled_from([*ACTS, "load", "catch up"]), max_size=12),
    st.randoms(use_true_random=False),
)
@settings(max_examples=examples(60), suppress_health_check=[HealthCheck.too_slow])
def test_whatever_is_done_joined_are_copies_that_stand_alike(acts, random):
    with fresh() as db:
        load(db, *(read(*variant) for variant in VARIANTS[:3]))
        for act in acts:
            if act == "load":
                load(db, read(*random.choice(VARIANTS)), now=TUESDAY)
            elif act == "catch up":
                copies.catch_up(db)
            else:
                ids = [claim["id"] for claim in claims(db, "id")]
                with by_person(db, "ana") if act in ("part", "join") else transaction(db):
                    ACTS[act](db, ids, random)
            check(db)
        copies.catch_up(db)
        before, after = anew(db)
        assert before == after
        check(db)


@pytest.mark.parametrize("compared", [True, False])
def test_the_copies_of_an_article_that_a_person_adds_are_found_at_once(db, compared):
    """Also where no load has yet compared what stands there (an older database, a correction)."""
    load(db, read(STORY))
    if not compared:
        with by_loader(db):
            db.execute("UPDATE claims SET statement = NULL, copies = NULL")
    copy = read(STORY.partition(" - ")[2], "two", "2026-05-05")
    adding.add(db, *copy, "alice", TUESDAY)
    assert len(joined(db)) == 5
    assert not db.execute("SELECT 1 FROM claims WHERE statement IS NULL").fetchall()
    check(db)
    before, after = anew(db)
    assert before == after


def test_who_adds_an_article_does_not_wait_for_all_that_was_not_compared(db, monkeypatch):
    monkeypatch.setattr(copies, "BATCH", 2)
    load(db, *[read(varied(n), f"p{n}", f"2026-05-{4 + n:02}") for n in range(6)])
    with by_loader(db):
        db.execute("UPDATE claims SET statement = NULL, copies = NULL")
    adding.add(db, *read(varied(3), "two", "2026-05-07"), "alice", TUESDAY)
    assert {outlet for group in joined(db) for outlet, _ in group} == {"p3", "two"}
    assert db.execute(
        "SELECT count(DISTINCT article_id) FROM claims WHERE statement IS NULL"
    ).fetchone() == (4,)


def varied(number):
    """Another story for each number: its longer words are other ones."""
    return re.sub(r"\b[a-z]{5,}\b", rf"\g<0>{number}", STORY)
