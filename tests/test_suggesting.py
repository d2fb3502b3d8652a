"""Which speakers may be one: its reasons by rows, what is never suggested, and what it costs."""

import random
import sys

import pytest
from stories import fresh, load

from datasette_claims.store import merging, speakerlists
from datasette_claims.store.suggesting import REASONS, Candidate, suggestions


def people(*names):
    """Candidates by their names: ``Ana Wati*9 @ketua ~A. Wati`` has nine claims, an office, and
    another name that was filed under theirs; ``#`` before it is a body."""
    made = []
    for number, written in enumerate(names):
        name, *others = written.split("~")
        name, *offices = name.split("@")
        name, _, claims = name.partition("*")
        kind = "organisation" if name.startswith("#") else "person"
        made.append(
            Candidate(
                f"k{number}", name.strip(" #"), kind, int(claims or 1),
                tuple(map(str.strip, others)), frozenset(map(str.strip, offices)),
            )
        )  # fmt: skip
    return made


def found(*names, refused=()):
    some = people(*names)
    called = {one.key: one.name for one in some}
    return [(called[a], called[b], why, n) for a, b, why, n in suggestions(some, refused)]


ROWS = {
    "middle": [
        (("Donna Marsh*51", "Donna J. Marsh"), ("Donna J. Marsh", "Donna Marsh")),
        (("Donna Jane Marsh*51", "Donna J. Marsh"), ("Donna J. Marsh", "Donna Jane Marsh")),
    ],
    "initial": [(("Donna Marsh", "D. Marsh*7"), ("D. Marsh", "Donna Marsh"))],
    "letters": [(("José Al Awda*3", "Jose Alawda"), ("Jose Alawda", "José Al Awda"))],
    "particle": [
        (("Samir al-Haddad*3", "Samir Haddad"), ("Samir Haddad", "Samir al-Haddad")),
        (("Ana van Loon*3", "Ana Loon"), ("Ana Loon", "Ana van Loon")),
    ],
    "acronym": [
        (("#Badan Air Nasional", "#BAN*9"), ("BAN", "Badan Air Nasional")),
        (("#Kementerian Perairan", "#Kemenper*9"), ("Kemenper", "Kementerian Perairan")),
        (("#Office of the River", "#OR"), ("OR", "Office of the River")),
        (("Raka Bima Yuda", "RBY*9"), ("RBY", "Raka Bima Yuda")),
    ],
    "fuller": [
        (("Raka Subandi*30", "Raka*40"), ("Raka", "Raka Subandi")),
        (("Samir al-Haddad*3", "Haddad"), ("Haddad", "Samir al-Haddad")),
    ],
    "office": [
        (
            ("Raka Subandi@presiden", "Raka Sentosa@bupati", "Raka@Presiden RI"),
            ("Raka", "Raka Subandi"),
        ),
    ],
    "known": [(("Joni Wiraga*7~Jowi", "Jowi"), ("Jowi", "Joni Wiraga"))],
    "slip": [
        (("Raka Yudhoyana*3", "Raka Yudoyana"), ("Raka Yudoyana", "Raka Yudhoyana")),
        (("Raka Subandi*3", "Raka Sunabdi"), None),
        (("Raka Subandi*3", "Raka Subanid"), ("Raka Subanid", "Raka Subandi")),
    ],
    "same": [(("Jowi*3", "Jowi"), ("Jowi", "Jowi"))],
}


@pytest.mark.parametrize(
    ("reason", "names", "pair"), [(why, *row) for why, rows in ROWS.items() for row in rows]
)
def test_each_reason(reason, names, pair):
    assert [(a, b, why) for a, b, why, _ in found(*names)] == ([(*pair, reason)] if pair else [])


def test_every_reason_has_a_row_and_words():
    assert set(ROWS) == set(REASONS)


NEVER = {
    "another first name": ("Donna Marsh", "David Marsh"),
    "another letter at the beginning of a word": ("Budi Hartono", "Rudi Hartono"),
    "a person and a body": ("Marsh*3", "#Marsh", "#KPK", "KPK"),
    "one word of several fuller names": ("Raka Subandi", "Raka Sentosa", "Raka"),
    "short words": ("Ana Li", "Ana Lu"),
    "a number": ("#Komisi 11", "#Komisi 12"),
    "another middle name": ("Donna Jane Marsh", "Donna Kate Marsh"),
    "the lower word is a name": ("Ana Sari Loon", "Ana Loon Sari"),
}


@pytest.mark.parametrize("case", NEVER)
def test_what_is_not_suggested(case):
    assert found(*NEVER[case]) == []


def test_who_is_not_named_is_never_suggested():
    some = [Candidate(key, "seorang warga", "unnamed", 1) for key in "ab"]
    assert suggestions(some) == []


def test_the_most_claims_come_first_and_what_was_refused_does_not_come_again():
    names = ("Raka Subandi*30", "Raka*2", "Raka*5", "Donna Marsh", "D. Marsh")
    assert [n for *_, n in found(*names)] == [35, 32, 2]
    assert [n for *_, n in found(*names, refused={frozenset(("k0", "k2"))})] == [32, 2]


def test_one_name_of_many_articles_comes_down_to_one():
    some = found("Raka Subandi*30", *["Raka"] * 11)
    assert [(a, b) for a, b, *_ in some] == [("Raka", "Raka Subandi")] * 11


SYLLABLES = [a + b for a in "bcdfgklmnprst" for b in "aeiou"]


def crowd(number):
    rng = random.Random(number)
    words = ["".join(rng.choices(SYLLABLES, k=rng.choice((2, 3)))).title() for _ in range(400)]
    return [
        Candidate(
            f"k{n}", " ".join(rng.choices(words, k=rng.choice((1, 2, 2, 2, 3)))),
            rng.choice(("person", "person", "organisation")), rng.randint(1, 50),
            offices=frozenset([f"Ketua {rng.choice(words)}"]),
        )
        for n in range(number)
    ]  # fmt: skip


def calls(number):
    """How many functions are called to suggest pairs among so many speakers."""
    some, counted = crowd(number), 0

    def count(_frame, event, _argument):
        nonlocal counted
        counted += event == "call"

    sys.setprofile(count)
    try:
        suggestions(some)
    finally:
        sys.setprofile(None)
    return counted


def test_the_work_grows_with_the_speakers_and_not_with_their_square():
    assert calls(4000) < 8 * calls(1000)


@pytest.mark.slow
def test_twenty_thousand_speakers():
    assert calls(20_000) < 80 * calls(1000)


def test_what_a_database_suggests_and_what_of_it_is_still_open():
    with fresh() as db:
        for number in range(3):
            load(
                db,
                "Raka= [source Raka] [cue mengatakan] bahwa [content jembatan itu aman].\n"
                f"Raka Subandi= [source Raka Subandi] [cue kata] bahwa [content ada {number}].",
                url=f"https://{number}.example/",
            )
        some = speakerlists.suggested(db.conn)
        assert [(one.into, one.reason, one.claims) for one in some] == [
            ("raka-subandi", "fuller", 4)
        ] * 3
        merging.merge(db, some[0].key, some[0].into, actor="ana")
        merging.told_apart(db, some[1].key, some[1].into, actor="ana")
        assert speakerlists.open_still(db.conn, some) == some[2:]
        (left,) = speakerlists.suggested(db.conn)
        assert (left.key, left.reason, left.claims) == (some[2].key, "known", 5)
        told = speakerlists.described(db.conn, left[:2])
        assert told["raka-subandi"]["claims"] == 4
        assert told[left.key]["said"]["text"] == "jembatan itu aman"


def test_the_list_counts_speakers_as_whom_they_count():
    with fresh() as db:
        load(db, "Raka= [source Raka] [cue mengatakan] bahwa [content jembatan itu aman].\n"
             "Raka Subandi= [source Raka Subandi] [cue berkata] bahwa [content air naik].\n"
             "Walhi= [source Walhi] [cue menyebut] [content sungai itu kotor].")  # fmt: skip
        db.execute("UPDATE speakers SET kind = 'organisation' WHERE name = 'Walhi'")
        (key,) = db.execute("SELECT id FROM speakers WHERE name = 'Raka'").fetchone()
        merging.merge(db, key, "raka-subandi", actor="ana")
        some = speakerlists.listed(db.conn, speakerlists.Asked(), 50)
        assert [(row["name"], row["claims"], row["others"]) for row in some.rows] == [
            ("Raka Subandi", 2, 1), ("Walhi", 1, 0),
        ]  # fmt: skip
        assert some.groups == {"people": 1, "bodies": 1, "unnamed": 0}
        for asked, names in (
            ({"q": "wal"}, ["Walhi"]), ({"q": "SUBANDI raka"}, ["Raka Subandi"]),
            ({"group": "people"}, ["Raka Subandi"]),
            ({"q": '"*', "sort": "name"}, ["Raka Subandi", "Walhi"]),
            ({"start": 1}, ["Walhi"]), ({"sort": "last"}, ["Raka Subandi", "Walhi"]),
        ):  # fmt: skip
            rows = speakerlists.listed(db.conn, speakerlists.Asked(**asked), 50).rows
            assert [row["name"] for row in rows] == names, asked
