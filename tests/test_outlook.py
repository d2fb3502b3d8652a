"""How a stored claim stands after its article was read again: rows and spans in and out.

The claim is “jalan itu rusak” in the second of three lines, said by Ana.
"""

from dataclasses import replace

import pytest

from datasette_claims.model import Claim, Span
from datasette_claims.store.matching import Matter, pair
from datasette_claims.store.moving import Move
from datasette_claims.store.outlook import (
    Becomes,
    Found,
    Stored,
    found_again,
    in_changed_text,
    not_found,
    read_otherwise,
)
from datasette_claims.store.statements import statement

BEFORE, LINE, AFTER = "Pagi hujan.", "Ana berkata jalan itu rusak.", "Sore cerah."
TEXT = f"{BEFORE}\n{LINE}\n{AFTER}"
WORDS = "jalan itu rusak"
NOWHERE = frozenset()


def spans(text, source="Ana"):
    """Where the claim stands in a text; nowhere if its words are not there."""
    if WORDS not in text:
        return NOWHERE
    start = text.index(WORDS)
    found = {("content", start, start + len(WORDS))}
    if source in text:
        at = text.index(source)
        found.add(("source", at, at + len(source)))
    return frozenset(found)


def row(**more):
    return {
        "text": WORDS, "speaker_id": "ana", "kind": "say", "modality": None, "flag": None,
        "position": 24, "context": None, **more,
    }  # fmt: skip


def matter(worked, says=WORDS):
    return Matter(says, worked_on=worked, statement=statement(says, "ana", "say", None))


def old(*, worked=True, personal=False, now=None, where=None, speaker="Ana", **more):
    readings = more.pop("readings", None)
    standing = spans(TEXT) if where is None else where
    return Stored(
        id="c1", row=row(**more), spans=standing, now=standing if now is None else now,
        matter=matter(worked), personal=personal, speaker=speaker, readings=readings,
    )  # fmt: skip


def found(says="jalan itu baru", **more):
    start = TEXT.index("jalan")
    claim = Claim((Span(start, start + 5),), (), (), "Ana", "indirect", "say", Span(0, 5), "r", 0.9)
    return Found(
        row(text=says, **more), frozenset({("content", start, start + 5)}), matter(False, says),
        claim,
    )  # fmt: skip


def becomes(one, flag=None, where=None, beside=None):
    """The claim as it was, but for its flag and its place."""
    where = one.spans if where is None else where
    position = min((start for part, start, _ in where if part == "content"), default=None)
    return Becomes({**one.row, "flag": flag, "position": position}, where, beside)


# ---- found again


def test_nobodys_claim_is_as_it_is_found():
    new = found(speaker_id="budi", kind="deny")
    assert found_again(old(worked=False), new) == Becomes(new.row, new.spans)


def test_a_claim_with_work_keeps_who_said_what_and_takes_how_it_is_printed():
    new = found(says="Jalan itu rusak", speaker_id="budi", kind="deny", modality="negated")
    kept = {"speaker_id": "ana", "kind": "say", "modality": None}
    assert found_again(old(), new) == Becomes({**new.row, **kept}, new.spans)


def test_a_claim_of_a_person_keeps_all_and_its_place_while_it_has_one():
    new = found()
    moved = frozenset({("content", 3, 8)})
    for place, stands in ((moved, moved), (NOWHERE, new.spans)):
        one = old(personal=True, now=place, flag="not_in_article")
        assert found_again(one, new) == becomes(one, None, stands)


@pytest.mark.parametrize(
    ("worked", "change", "else_"),
    [
        (False, {}, False),
        (False, {"text": "x"}, True),
        (False, {"speaker_id": "budi"}, True),
        (False, {"kind": "deny"}, True),
        (False, {"modality": "negated"}, True),
        (False, {"flag": "not_extracted", "position": 1}, False),
        (True, {"text": "x"}, False),
    ],
)
def test_whoever_is_about_to_judge_must_see_it_again(worked, change, else_):
    assert Becomes(row(**change), NOWHERE).says_else(old(worked=worked)) is else_


# ---- not found again


def test_nobodys_claim_is_flagged_by_whether_its_words_still_stand():
    one = old(worked=False)
    moved = frozenset({("content", 3, 8), ("source", 0, 2)})
    gone = old(worked=False, now=NOWHERE)
    assert not_found(one) == becomes(one, "not_extracted")
    assert not_found(old(worked=False, now=moved)) == becomes(one, "not_extracted", moved)
    assert not_found(gone) == becomes(gone, "not_in_article", NOWHERE)


# ---- the rules changed, the text did not


@pytest.mark.parametrize("flag", [None, "not_extracted"])
@pytest.mark.parametrize("beside", [(), (found(),)])
def test_with_newer_rules_a_claim_with_work_stands_and_what_is_read_is_beside_it(flag, beside):
    one = old(flag=flag)
    assert read_otherwise(one, beside) == becomes(one, flag, beside=beside)


def test_what_is_not_in_the_article_or_a_persons_own_has_nothing_beside_it():
    gone, own = old(flag="not_in_article"), old(personal=True)
    assert read_otherwise(gone, [found()]) == Becomes(gone.row, gone.spans)
    assert read_otherwise(own, []) == Becomes(own.row, own.spans)
    assert read_otherwise(own, [found()]) == becomes(own, beside=(found(),))


# ---- the text changed


def changed(text, one, beside=()):
    """What becomes of the claim in a text, its spans moved there."""
    moved = Move(TEXT, text)(one.spans)
    return in_changed_text(replace(one, now=moved), beside, text, TEXT)


STANDING = {
    "a line before it is another": f"Pagi gelap.\n{LINE}\n{AFTER}",
    "a line before it is gone": f"{LINE}\n{AFTER}",
    "a line more before it": f"Pagi hujan.\nSiang.\n{LINE}\n{AFTER}",
    "a line behind it is another": f"{BEFORE}\n{LINE}\nSore gelap.",
    "a line behind it is gone": f"{BEFORE}\n{LINE}",
    "it is the only line": LINE,
    "empty lines around it": f"{BEFORE}\n\n{LINE}\n\n{AFTER}",
}
FALLEN = {
    "its words are others": f"{BEFORE}\nAna berkata jalan itu baru.\n{AFTER}",
    "a word of its line is another": f"{BEFORE}\nBudi berkata jalan itu rusak.\n{AFTER}",
    "its line begins earlier": f"{BEFORE}\nKata {LINE}\n{AFTER}",
    "its line is joined to the one before": f"{BEFORE} {LINE}\n{AFTER}",
    "its line goes on": f"{BEFORE}\n{LINE} Kata Budi.\n{AFTER}",
    "its line is joined to the one behind": f"{BEFORE}\n{LINE} {AFTER}",
    "its line is cut": f"{BEFORE}\nAna berkata jalan itu rusak\n{AFTER}",
    "it is gone": f"{BEFORE}\n{AFTER}",
    "nothing is left": "",
}


@pytest.mark.parametrize("case", STANDING)
def test_where_its_lines_stand_and_nothing_is_read_a_claim_stands_flagged(case):
    text = STANDING[case]
    one = old()
    assert changed(text, one) == (becomes(one, "not_extracted", spans(text), ()), False)
    assert changed(text, old(worked=False))[0].beside == ()


@pytest.mark.parametrize("case", STANDING)
def test_a_persons_own_claim_stands_there_without_a_flag(case):
    text = STANDING[case]
    one = old(personal=True)
    assert changed(text, one) == (becomes(one, None, spans(text)), False)


@pytest.mark.parametrize("case", FALLEN)
@pytest.mark.parametrize("personal", [False, True])
@pytest.mark.parametrize("known", [False, True])
def test_where_its_lines_are_others_it_is_no_longer_in_the_article(case, personal, known):
    beside = [found()]
    readings = frozenset({beside[0].matter.statement}) if known else None
    one = old(personal=personal, readings=readings)
    assert changed(FALLEN[case], one, beside) == (becomes(one, "not_in_article", NOWHERE), False)
    assert changed(FALLEN[case], one) == (becomes(one, "not_in_article", NOWHERE), False)


def test_a_claim_of_the_first_line_and_one_of_the_last():
    for before, after in (("", "\nlain"), ("lain\n", "")):
        text = f"{before}{LINE}{after}"
        one = old(where=spans(text))
        for now, flag in (
            (f"{LINE}\nx", "not_extracted"),
            (f"x\n{LINE}", "not_extracted"),
            (f"x{LINE}", "not_in_article"),
            (f"{LINE}x", "not_in_article"),
        ):
            moved = Stored("c1", one.row, one.spans, Move(text, now)(one.spans), one.matter, False)
            assert in_changed_text(moved, (), now, text)[0].row["flag"] == flag, (text, now)


@pytest.mark.parametrize(
    ("readings", "stands"),
    [
        (None, False),
        (frozenset(), False),
        (frozenset({statement("jalan itu baru", "ana", "say", None)}), True),
        (frozenset({statement("jalan itu lama", "ana", "say", None)}), False),
        (
            frozenset(
                {statement("jalan itu baru", "ana", "say", None), statement("x", "", "", None)}
            ),
            False,
        ),
    ],
)
@pytest.mark.parametrize("personal", [False, True])
def test_a_reading_that_is_known_already_is_no_news(readings, stands, personal):
    text, beside = STANDING["a line before it is gone"], [found()]
    one = old(readings=readings, personal=personal, flag="not_extracted")
    if stands:
        expected = becomes(one, None, spans(text), tuple(beside)), True
    else:
        expected = becomes(one, "not_in_article", NOWHERE), False
    assert changed(text, one, beside) == expected


def test_that_nothing_was_read_is_known_too():
    text = STANDING["a line before it is gone"]
    one = old(readings=frozenset())
    assert changed(text, one) == (becomes(one, None, spans(text), ()), True)


@pytest.mark.parametrize(
    ("speaker", "text", "flag"),
    [
        ("", f"Pagi.\n{LINE}", None),
        ("Ana", f"Pagi.\n{LINE}", None),
        ("HUJAN", f"Pagi hujan.\n{LINE}", None),
        ("Hujan", f"Pagi.\n{LINE}", "not_extracted"),  # the name stood in the line that is gone
        ("Citra", f"Pagi.\n{LINE}", None),  # it never stood there
        ("Citra", f"Pagi Citra.\n{LINE}", None),
    ],
)
def test_a_persons_own_claim_is_flagged_where_the_name_of_its_speaker_is_gone(speaker, text, flag):
    one = old(personal=True, speaker=speaker)
    assert changed(text, one) == (becomes(one, flag, spans(text)), False)


@pytest.mark.parametrize(
    ("flag", "text", "after", "where"),
    [
        ("not_in_article", f"x {WORDS} y", None, {("content", 2, 2 + len(WORDS))}),
        (None, "x", "not_in_article", set()),
        ("not_in_article", "x", "not_in_article", set()),
    ],
)
def test_words_without_a_place_that_a_person_entered_are_looked_for(flag, text, after, where):
    one = old(personal=True, where=NOWHERE, flag=flag, position=None)
    assert changed(text, one) == (becomes(one, after, frozenset(where)), False)


@pytest.mark.parametrize(
    ("words", "flag", "text"),
    [
        (WORDS, None, f"x {WORDS} y"),  # they stand: nothing to tell, and no place to give
        ("kata sendiri", None, "x"),  # they never did
        ("kata sendiri", "not_in_article", "x"),
    ],
)
def test_and_left_alone_where_there_is_nothing_to_tell(words, flag, text):
    one = old(personal=True, where=NOWHERE, flag=flag, position=7, text=words)
    assert changed(text, one) == (Becomes(one.row, NOWHERE), False)


@pytest.mark.parametrize(
    ("one", "beside"),
    [
        (old(where=NOWHERE), []),  # no person's
        (old(where=NOWHERE, personal=True), [found()]),  # something is read there
    ],
)
def test_but_only_where_nothing_else_speaks_of_them(one, beside):
    text = f"x {WORDS} y"
    assert changed(text, one, beside) == (becomes(one, "not_in_article", NOWHERE), False)


# ---- moving


@pytest.mark.parametrize(
    ("before", "now", "where", "moved"),
    [
        ("abc", "abc", {("content", 0, 3)}, {("content", 0, 3)}),
        ("abc", "xabc", {("content", 0, 3)}, {("content", 1, 4)}),
        ("xabc", "abc", {("content", 1, 4)}, {("content", 0, 3)}),
        ("abc", "ab", {("content", 0, 3)}, set()),
        ("abc", "abc", {("source", 0, 3)}, set()),
        ("abc", "abc", set(), set()),
        # The nearest place of the words, before or behind.
        ("...ab.......", "ab......ab........", {("content", 3, 5)}, {("content", 0, 2)}),
        ("......ab..", "ab.......ab.....x", {("content", 6, 8)}, {("content", 9, 11)}),
        # The content alone, where the source is gone or stands elsewhere.
        ("Ana: ab", "Budi: ab", {("source", 0, 3), ("content", 5, 7)}, {("content", 6, 8)}),
        (
            "Ana: ab", "Ana said: ab",
            {("source", 0, 3), ("content", 5, 7)}, {("content", 10, 12)},
        ),
        ("ab, Ana", "ab. Ana", {("content", 0, 2), ("source", 4, 7)},
         {("content", 0, 2), ("source", 4, 7)}),
        ("Ana ab", "ab", {("source", 0, 3), ("content", 4, 6)}, {("content", 0, 2)}),
    ],
)  # fmt: skip
def test_where_a_claim_moved(before, now, where, moved):
    assert Move(before, now)(frozenset(where)) == moved


def test_a_claim_moves_as_far_as_the_one_before_it():
    """Of two places for the same words it is the one that went along with its neighbours."""
    move = Move("a. x. x. x.", "a. new a. x. x. x. x.")
    first = move(frozenset({("content", 0, 5)}))
    assert first == {("content", 7, 12)}
    assert move(frozenset({("content", 6, 7)})) == {("content", 13, 14)}


# ---- pairing: what matching alone decides


def plain(text, *content, **more):
    return Matter(text, tuple(Span(*span) for span in content), **more)


@pytest.mark.parametrize(
    ("stored", "found", "pairs"),
    [
        # Contents that cover each other by half of the shorter one, and by less.
        ([plain("w", (0, 10))], [plain("v", (5, 15))], {0: 0}),
        ([plain("w", (0, 10))], [plain("v", (6, 16))], {}),
        ([plain("w", (0, 4))], [plain("v", (2, 20))], {0: 0}),
        ([plain("w", (0, 4))], [plain("v", (3, 20))], {}),
        ([plain("w", (10, 20))], [plain("v", (0, 15))], {0: 0}),
        # Of several, the one that covers most of the union.
        ([plain("w", (0, 10))], [plain("v", (0, 30)), plain("u", (0, 11))], {1: 0}),
        ([plain("w", (0, 30)), plain("v", (2, 12))], [plain("u", (0, 12))], {0: 1}),
        # In pieces: the lengths of all of them count.
        ([plain("w", (0, 5), (10, 15))], [plain("v", (0, 5), (10, 15))], {0: 0}),
        ([plain("w", (0, 4), (20, 24))], [plain("v", (0, 4), (40, 80))], {0: 0}),
        ([plain("w", (0, 3), (20, 25))], [plain("v", (0, 3), (40, 80))], {}),
        # What ends where the next begins is beside it.
        ([plain("w", (0, 5))], [plain("v", (5, 10))], {}),
        # Gone from its place: half of the words, of both together.
        ([plain("a b c d")], [plain("a b x y", (0, 5))], {0: 0}),
        ([plain("a b c d")], [plain("a x y z", (0, 5))], {}),
        ([plain("a b c d e")], [plain("a b x", (0, 5))], {0: 0}),
        ([plain("a b c d e f")], [plain("a b x", (0, 5))], {}),
        # The more alike of two.
        ([plain("a b c d")], [plain("a b x y", (0, 5)), plain("a b c y", (9, 12))], {1: 0}),
        # The same text: before what is only alike, and by its source before any.
        (
            [plain("a b", source="Ana"), plain("a b", source="Budi")],
            [plain("a b", (0, 3), source="Budi"), plain("a b", (5, 8), source="Ana")],
            {0: 1, 1: 0},
        ),
        ([plain("a b"), plain("A b!")], [plain("A b!", (0, 4)), plain("a b", (9, 12))],
         {0: 1, 1: 0}),
        # In their order, where nothing tells them apart.
        ([plain("a b"), plain("a b")], [plain("a b", (0, 3)), plain("a b", (5, 8))], {0: 0, 1: 1}),
    ],
)  # fmt: skip
def test_which_claims_are_one(stored, found, pairs):
    assert pair(stored, found) == pairs
