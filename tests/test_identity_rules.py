"""Which article a text is, rule by rule and without a database: for every sign what it takes, and
for each of its parts a case that lacks nothing but that.

Of a text of forty pairs of words, ``like(20)`` has twenty, and so the half; ``MORE`` holds all of
it and adds something.
"""

import pytest

from datasette_claims.model import Article
from datasette_claims.store import keys
from datasette_claims.store.candidates import Arrival, Candidate, Sighting
from datasette_claims.store.identity import Identity, identify
from datasette_claims.store.likeness import SHORT, Likeness, likeness

WORDS = [f"kata{n}" for n in range(41)]
TEXT = " ".join(WORDS)
MORE = f"{TEXT} ditambah dua kata"
PAGE = "https://kabar.example/hujan"
MOBILE = "https://m.kabar.example/hujan"
SPELT = f"{PAGE}?utm_source=x"  # the page itself, under another address
ELSEWHERE = "https://lain.example/hujan"


def like(pairs, of=WORDS):
    return " ".join([*of[: pairs + 1], *(f"lain{pairs}x{n}" for n in range(len(of) - pairs - 1))])


def new(text=TEXT, url=PAGE, file="new.txt", outlet=""):
    return Arrival(Article(text, url=url, origin=file, outlet=outlet))


def old(text=TEXT, url=PAGE, file="old.txt", seen=(), key="old", **more):
    """A stored article; it was seen where it stands, and at ``seen`` besides."""
    had, outlet = more.pop("had", False), more.pop("outlet", None)
    row = {
        "id": key, "url": url, "loaded_from": file, "text_hash": keys.text_hash(text),
        "outlet_id": outlet,
    }  # fmt: skip
    own = [Sighting(url, file or "")] if url and more.pop("own", True) else []
    return Candidate(row, [*own, *(Sighting(*one) for one in seen)], had=had, read=lambda: text)


def told(new, *candidates, beside=()):
    """What is found, in as many words as it differs from an article that nobody knows."""
    found = identify(new, candidates, beside)
    plain = Identity()
    words = {"row": found.row and found.row["id"]}
    for name in Identity.__dataclass_fields__:
        value, usual = getattr(found, name), getattr(plain, name)
        if name != "row" and value != usual:
            words[name] = value["id"] if name in ("clash", "twin") else value
    return words


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (TEXT, like(40), Likeness(1)),
        (TEXT, like(20), Likeness(0.5)),
        (TEXT, like(0), Likeness(0)),
        (TEXT, "", Likeness(0, short=True)),
        (" ".join(WORDS[: SHORT + 1]), TEXT, Likeness(1, beyond=True)),
        (" ".join(WORDS[:SHORT]), TEXT, Likeness(1, short=True, beyond=True)),
        (TEXT, " ".join(WORDS[:30]), Likeness(1, within=True)),
        # Of forty pairs thirty-eight are nearly all, thirty-seven are not.
        (TEXT + " dan seterusnya", like(38), Likeness(38 / 40, within=True)),
        (TEXT + " dan seterusnya", like(37), Likeness(37 / 40)),
        (like(38), TEXT + " dan seterusnya", Likeness(38 / 40, beyond=True)),
        (like(37), TEXT + " dan seterusnya", Likeness(37 / 40)),
        # Of equal length, neither holds more.
        (TEXT, like(39), Likeness(39 / 40)),
    ],
)
def test_how_like(one, other, expected):
    assert likeness(one, other) == expected
    assert likeness(one, other, Arrival(Article(other)).pairs) == expected


def test_twenty_pairs_of_words_tell_and_fewer_do_not():
    assert SHORT == 20


def test_a_candidate_is_read_once_for_each_text():
    read = []
    one = Candidate(old().row, read=lambda: read.append(1) or TEXT)
    assert [one.like(new(like(n))).common for n in (20, 30, 20)] == [0.5, 0.75, 0.5]
    assert len(read) == 2
    assert (one.seen, one.had, one.files) == ((), False, {"old.txt"})
    assert Candidate(old().row).like(new()).common == 0


SAME = {"row": "old", "same_source": False}

RULES = {
    # text and address
    "the same text at the page": (new(), [old()], {}, SAME),
    "the same text at the page, from the same file": (
        new(file="old.txt"), [old()], {}, {"row": "old"},
    ),
    "the same text at the page, spelt otherwise": (
        new(url=SPELT), [old()], {}, {**SAME, "new_address": True},
    ),
    "the same text at the page, where it was seen so before": (
        new(url=SPELT), [old(seen=[(SPELT, "b.txt")])], {}, SAME,
    ),
    "the same text at an address of the family": (
        new(url=MOBILE), [old()], {}, {**SAME, "new_address": True},
    ),
    "the same text really elsewhere": (
        new(url=ELSEWHERE), [old()], {}, {"row": None, "twin": "old"},
    ),
    "the same text elsewhere, from the same file": (
        new(url=ELSEWHERE, file="old.txt"), [old()], {},
        {"row": "old", "corrected": True, "new_address": True},
    ),
    "the same text elsewhere, from a file that had it": (
        new(url=ELSEWHERE, file="b.txt"), [old(seen=[(PAGE, "b.txt")])], {},
        {**SAME, "corrected": True, "new_address": True},
    ),
    # text without an address
    "the same text without an address": (new(url=""), [old()], {}, SAME),
    "another text without an address": (new(like(30), url=""), [old()], {}, {"row": None}),
    "the same text that had no address": (new(), [old(url=None)], {}, SAME),
    "the same text that had none, of the same outlet": (
        new(outlet="Kabar"), [old(url=None, outlet="kabar")], {}, SAME,
    ),
    "the same text that had none, of another outlet": (
        new(outlet="Kabar"), [old(url=None, outlet="harian")], {}, {"row": None, "twin": "old"},
    ),
    "the same text that had none, of an outlet, and nobody says of which": (
        new(), [old(url=None, outlet="harian")], {}, SAME,
    ),
    "the same text that had none, of no outlet": (
        new(outlet="Kabar"), [old(url=None)], {}, SAME,
    ),
    # a text that it once had
    "a text that it had, at the page": (
        new(like(5)), [old(had=True)], {}, SAME,
    ),
    "a text that it had, in the family": (
        new(like(5), url=MOBILE), [old(had=True)], {}, {**SAME, "new_address": True},
    ),
    "a text that it had, elsewhere": (
        new(like(5), url=ELSEWHERE), [old(had=True)], {}, {"row": None},
    ),
    "a text that it had, and no address": (
        new(like(5), url=""), [old(had=True)], {}, {"row": None},
    ),
    # file and page
    "half the text, from the same file at the page": (
        new(like(20), file="old.txt"), [old()], {}, {"row": "old", "new_text": True},
    ),
    "less than half, from the same file at the page": (
        new(like(19), file="old.txt"), [old()], {}, {"row": None, "clash": "old"},
    ),
    "a text too short to tell, from the same file at the page": (
        new("dua kata", file="old.txt"), [old()], {}, {"row": "old", "new_text": True},
    ),
    "a text too short to tell, from another file at the page": (
        new("dua kata"), [old()], {}, {"row": None, "clash": "old"},
    ),
    "a text too short to tell, from a file that gave the page": (
        new("dua kata", file="b.txt"), [old(seen=[(PAGE, "b.txt")])], {},
        {"row": "old", "new_text": True},
    ),
    "a text too short to tell, from the same file elsewhere": (
        new("dua kata", url=ELSEWHERE, file="old.txt"), [old()], {}, {"row": None},
    ),
    "a text too short to tell, at the page, and nobody says from where": (
        new("dua kata", file=""), [old(file="")], {}, {"row": "old", "new_text": True},
    ),
    "a text too short to tell, at the page, both from standard input": (
        new("dua kata", file="-"), [old(file="-")], {}, {"row": None, "clash": "old"},
    ),
    # page and half
    "half the text at the page": (
        new(like(20)), [old()], {}, {"row": "old", "new_text": True},
    ),
    "less than half at the page": (new(like(19)), [old()], {}, {"row": None, "clash": "old"}),
    "half the text at the page, of which another file of this run gives another": (
        new(like(20)), [old()], {"beside": ["old.txt"]}, {"row": None, "clash": "old"},
    ),
    "half the text at the page, spelt otherwise, which another file of this run gives": (
        new(like(20), url=SPELT), [old()], {"beside": ["old.txt"]},
        {"row": "old", "aside": True, "same_source": False, "new_address": True},
    ),
    "half the text at the page, which this file gave in an earlier run": (
        new(like(20), file="b.txt"), [old(seen=[(PAGE, "b.txt")])], {"beside": ["b.txt"]},
        {"row": "old", "new_text": True},
    ),
    # family and half
    "half the text in the family": (
        new(like(20), url=MOBILE), [old()], {},
        {"row": "old", "new_text": True, "new_address": True},
    ),
    "less than half in the family": (new(like(19), url=MOBILE), [old()], {}, {"row": None}),
    # file and most
    "half the text from the same file, and no address": (
        new(like(20), url="", file="old.txt"), [old()], {}, {"row": "old", "new_text": True},
    ),
    "half the text from the same file, that had no address": (
        new(like(20), file="old.txt"), [old(url=None)], {}, {"row": "old", "new_text": True},
    ),
    "less than half from the same file, and no address": (
        new(like(19), url="", file="old.txt"), [old()], {}, {"row": None},
    ),
    "most of the text from the same file, elsewhere": (
        new(like(32), url=ELSEWHERE, file="old.txt"), [old()], {},
        {"row": "old", "new_text": True, "corrected": True, "new_address": True},
    ),
    "not most of the text from the same file, elsewhere": (
        new(like(31), url=ELSEWHERE, file="old.txt"), [old()], {}, {"row": None},
    ),
    "most of the text, from another file elsewhere": (
        new(like(32), url=ELSEWHERE), [old()], {}, {"row": None},
    ),
    "most of the text, and nobody says from where": (
        new(like(32), url="", file=""), [old(file="", url=None)], {}, {"row": None},
    ),
    "most of the text, both from standard input": (
        new(like(32), url="", file="-"), [old(file="-", url=None)], {}, {"row": None},
    ),
    "a stored article of which nobody says from where": (
        new(like(32), url="", file=""), [old(file=None, url=None)], {}, {"row": None},
    ),
    # what becomes of the text
    "a newer state from another file": (
        new(like(30)), [old()], {}, {"row": "old", "new_text": True},
    ),
    "an older view of it, shorter, under an address of the family": (
        new(" ".join(WORDS[:30]), url=MOBILE), [old()], {},
        {"row": "old", "aside": True, "same_source": False, "new_address": True},
    ),
    "a shorter text at the page itself is its newer state": (
        new(" ".join(WORDS[:30])), [old(seen=[(PAGE, "b.txt")])], {},
        {"row": "old", "new_text": True},
    ),
    "a shorter view where the stored file gave that address too": (
        new(" ".join(WORDS[:30]), url=MOBILE), [old(seen=[(MOBILE, "old.txt")])], {},
        {"row": "old", "new_text": True},
    ),
    "a view that holds more": (
        new(MORE, url=MOBILE), [old()], {}, {"row": "old", "new_text": True, "new_address": True},
    ),
    "a view that holds more, though the file of the stored one is loaded too": (
        new(MORE, url=MOBILE), [old()], {"beside": ["old.txt"]},
        {"row": "old", "new_text": True, "new_address": True},
    ),
    "a view that holds no more, and the file of the stored one is loaded too": (
        new(like(30), url=MOBILE), [old()], {"beside": ["old.txt"]},
        {"row": "old", "aside": True, "same_source": False, "new_address": True},
    ),
    "a text that it had, from the file of the present one": (
        new(like(30), file="old.txt"), [old(had=True)], {}, {"row": "old", "new_text": True},
    ),
    # what is corrected
    "another address from the file that gave the stored one, as another file does still": (
        new(url=ELSEWHERE, file="b.txt"), [old(seen=[(PAGE, "b.txt")])], {"beside": ["old.txt"]},
        {**SAME, "new_address": True},
    ),
    "another address from the stored file, which is loaded": (
        new(url=ELSEWHERE, file="old.txt"), [old()], {"beside": ["old.txt"]},
        {"row": "old", "corrected": True, "new_address": True},
    ),
    "another spelling of the stored address corrects nothing": (
        new(url=SPELT, file="old.txt"), [old()], {}, {"row": "old", "new_address": True},
    ),
    "an address from a file that never gave the stored one": (
        new(url=ELSEWHERE, file="b.txt"),
        [old(own=False, seen=[(SPELT, "c.txt"), (ELSEWHERE, "b.txt")])], {}, SAME,
    ),
    "an address from a file that gave the stored one, spelt otherwise": (
        new(url=ELSEWHERE, file="b.txt"),
        [old(own=False, seen=[(SPELT, "b.txt"), (ELSEWHERE, "c.txt")])], {},
        {**SAME, "corrected": True},
    ),
    "an address from nowhere corrects nothing": (
        new(url=MOBILE, file=""), [old(file="")], {}, {"row": "old", "new_address": True},
    ),
    "an address from standard input corrects nothing": (
        new(url=MOBILE, file="-"), [old(file="-")], {}, {"row": "old", "new_address": True},
    ),
    # twins and clashes
    "a text that two others have": (
        new(url="https://tiga.example/x"), [old(url=ELSEWHERE, key="a"), old(key="b")], {},
        {"row": None, "twin": "a"},
    ),
    "a text that another has elsewhere too": (
        new(), [old(url=ELSEWHERE, key="a"), old(key="b")], {},
        {"row": "b", "same_source": False, "twin": "a"},
    ),
    "the same text, in the family of another one too": (
        new(url=MOBILE), [old(key="a"), old(url=MOBILE, key="b")], {},
        {"row": "b", "same_source": False},
    ),
    "an article that stands at the page with another text, before the one it is": (
        new(), [old(like(5), key="a"), old(key="b")], {},
        {"row": "b", "same_source": False, "clash": "a"},
    ),
    "one that stands there with another text, behind the one it is": (
        new(), [old(key="b"), old(like(5), key="a")], {}, {"row": "b", "same_source": False},
    ),
    "one at the page, spelt otherwise, with half the text": (
        new(), [old(like(20), url=SPELT, key="a"), old(key="b")], {},
        {"row": "b", "same_source": False},
    ),
    "one at the page, spelt otherwise, with less than half": (
        new(), [old(like(19), url=SPELT, key="a"), old(key="b")], {},
        {"row": "b", "same_source": False, "clash": "a"},
    ),
    "one at the very address, with half the text": (
        new(), [old(like(20), key="a"), old(key="b")], {},
        {"row": "b", "same_source": False, "clash": "a"},
    ),
    "one that the same file gave before": (
        new(file="old.txt"), [old(like(5), key="a"), old(key="b", file="b.txt")], {},
        {"row": "b", "same_source": False},
    ),
    "one from nowhere, as this": (
        new(file=""), [old(like(5), key="a", file=""), old(key="b", file="b.txt")], {},
        {"row": "b", "same_source": False, "clash": "a"},
    ),
    "one whose address was corrected since": (
        new(like(5)), [old(url=ELSEWHERE, seen=[(PAGE, "b.txt")])], {}, {"row": None},
    ),
    "one whose address was taken away since": (
        new(like(5)), [old(url=None, seen=[(PAGE, "b.txt")])], {}, {"row": None},
    ),
    # two texts of one article, both given now
    "a text that it had, and the file of the present one gives the address too": (
        new(like(5)), [old(had=True)], {"beside": ["old.txt"]}, {**SAME, "clash": "old"},
    ),
    "the present text, and the file of it gives the address too": (
        new(), [old(had=True)], {"beside": ["old.txt"]}, SAME,
    ),
    "a text that it had, and the other file gives another address": (
        new(like(5), url=MOBILE), [old(had=True)], {"beside": ["old.txt"]},
        {**SAME, "new_address": True},
    ),
    "a text that it had, from the file of the present one, which is loaded": (
        new(like(30), file="old.txt"), [old(had=True)], {"beside": ["old.txt"]},
        {"row": "old", "new_text": True},
    ),
    "nothing at all": (new(), [], {}, {"row": None}),
}  # fmt: skip


@pytest.mark.parametrize("case", RULES)
def test_which_article_it_is(case):
    arrival, candidates, options, expected = RULES[case]
    assert told(arrival, *candidates, **options) == expected


@pytest.mark.parametrize(
    ("arrival", "candidates", "row"),
    [
        # Of two at the page, the one that has more of the text; exactly it, or once, counts as all.
        (new(like(30)), [old(like(25), key="a"), old(like(28), key="b")], "b"),
        (new(), [old(like(39), key="a"), old(key="b")], "b"),
        (new(like(39)), [old(key="a"), old(like(5), key="b", had=True)], "b"),
        # Then the one whose text came from the same file, then one without an address.
        (new(file="b.txt"), [old(key="a"), old(key="b", file="b.txt")], "b"),
        (new(file=""), [old(key="a"), old(key="b", file="")], "a"),
        (new(url=""), [old(key="a"), old(key="b", url=None)], "b"),
        # Else the first.
        (new(), [old(key="a"), old(key="b")], "a"),
    ],
)
def test_of_several_the_nearest_is_it(arrival, candidates, row):
    assert identify(arrival, candidates).row["id"] == row


def test_what_an_article_is_recognised_by():
    one = new(url=f" {SPELT} ", file="a\udc80", outlet="Kabar Uji (KU)")
    assert (one.url, one.page, one.family) == (SPELT, PAGE, "kabar.example/hujan")
    assert (one.file, one.outlet) == ("a\\udc80", "ku")
    none = new(url=" ", file="", outlet="")
    assert (none.url, none.page, none.family, none.file, none.outlet) == ("", "", "", "", None)
