"""Headline and day of a plain text: told by its first lines, and by nothing that is a sentence."""

import pytest
from budget import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from datasette_claims.extraction import analyse
from datasette_claims.loading import languages, one
from datasette_claims.reading import Document, opening, read
from datasette_claims.store import adding, database

PROSE = (
    "The mayor of Leeds, Rina Hall, told reporters that the bridge was closed. It will open in June"
    " once the repair, which costs 4 million pounds, is done."
)
INDONESIAN = (
    "Wali Kota Leeds, Rina Hall, mengatakan kepada wartawan bahwa jembatan itu ditutup sampai bulan"
    " Juni karena perbaikan belum selesai."
)


def article(text, **told):
    (found,) = read([Document.of(text.encode(), "a.txt")], languages=languages.for_reading())
    return found


@pytest.mark.parametrize(
    "line",
    [
        "Bridge to stay closed until June",
        "Mayor: bridge to stay closed until June",
        "“We will not open it,” says mayor of Leeds",
        "Will the bridge open in June?",
        "5 things to know about the bridge of Leeds",
        "Jembatan Leeds ditutup hingga Juni, kata wali kota",
        "Menteri Luar Negeri bertemu Putin di Moskow pada 11 April 2025",
    ],
)
def test_a_first_line_that_is_no_sentence_is_the_headline(line):
    found = article(f"{line}\n\n{PROSE}\n")
    assert (found.title, dict(found.found_by)["title"]) == (line, "text")
    assert found.text == f"{line}\n\n{PROSE}\n"  # the headline is part of the text


@pytest.mark.parametrize(
    "text",
    [
        PROSE,
        f"{PROSE}\n\n{PROSE}",
        f"The bridge will stay closed until June.\n\n{PROSE}",
        f"“We will not open it before June.”\n\n{PROSE}",
        f"The bridge will stay closed, the mayor said:\n\n{PROSE}",
        f"Bridge to stay closed until June\n{PROSE}",  # no blank line below it
        f"HALL: We will not open it\n\nWARD: {PROSE}",
        f"Rina Hall: We will not open it\n\n{PROSE}\n\nBo Ward: No.",
        f"By Ana Smith and Bo Lee\n\n{PROSE}",
        f"Oleh: Budi Santoso dan Ana\n\n{PROSE}",
        f"Friday, 11 April 2025\n\n{PROSE}",
        f"Dear members of the council\n\n{PROSE}",
        f"NEWS\n\n{PROSE}",
        f"https://paper.example/a b c\n\n{PROSE}",
        f"- The first of many points\n\n{PROSE}",
        f"and so the bridge stayed closed\n\n{PROSE}",
        "Shall I compare thee to a summer's day\n\nThou art more lovely and more temperate\n",
        f"Bridge {'closed ' * 30}\n\n{PROSE}",
        "Bridge to stay closed until June\n\n",
    ],
)
def test_what_is_a_sentence_or_no_headline_is_no_title(text):
    assert article(text).title == ""


@pytest.mark.parametrize(
    ("line", "day", "place", "outlet"),
    [
        ("JAKARTA, 11 April 2025 – {}", "2025-04-11", "JAKARTA", None),
        ("LONDON, March 3, 2025 (Reuters) - {}", "2025-03-03", "LONDON", "Reuters"),
        ("LONDON, March 3 (Reuters) - {}", "", "LONDON", "Reuters"),
        ("Kompas.com, Jakarta — 11/04/2025\n\n{}", "2025-04-11", "Jakarta", "Kompas.com"),
        ("Kompas.com, Jakarta (11/04/2025) — {}", "2025-04-11", "Jakarta", "Kompas.com"),
        ("LEEDS, Jan. 5, 2026 (Meridian Wire) -- {}", "2026-01-05", "LEEDS", None),
        ("Friday, 11 April 2025, 10:05 BST\n\n{}", "2025-04-11", None, None),
        ("Jumat (11/4/2025)\n\n{}", "2025-04-11", None, None),
        ("Published on April 11, 2025\n\n{}", "2025-04-11", None, None),
        ("The war that began on 24 February 2022 – in its third year\n\n{}", "", None, None),
        ("He died on 11 April 2025\n\n{}", "", None, None),
        ("Deadline for applications: 11 April 2025\n\n{}", "", None, None),
        ("{}\n\n11 April 2025", "", None, None),
    ],
)
@pytest.mark.parametrize("title", ["", "Mayor says that the bridge will stay closed\n\n"])
def test_a_dateline_tells_day_place_and_outlet(line, day, place, outlet, title):
    text = title + line.format(INDONESIAN if "/" in line else PROSE)
    found = article(text)
    assert found.published.startswith(day)
    assert bool(found.published) == bool(day)
    analysed = analyse(text, found.language)
    if place is not None:
        assert analysed.place == place
    if outlet is not None:
        assert analysed.outlet == outlet


def test_front_matter_goes_first():
    matter = "---\ntitle: Other\npublished: 2024-01-01\n---\n"
    found = article(f"{matter}Bridge to stay closed\n\nLEEDS, 11 April 2025 – {PROSE}")
    assert (found.title, found.published) == ("Other", "2024-01-01")


@given(st.text(alphabet="aB.,:\n –-(1/2)", max_size=300))
@settings(max_examples=examples(200))
def test_a_title_is_the_first_line_and_ends_no_sentence(text):
    for told in opening.told(text):
        if told.field == "title":
            first = next(line for line in text.split("\n") if line)
            assert told.value == " ".join(first.split())
            assert not first.rstrip().endswith(".")
        else:
            assert told.value in text


def test_the_day_tells_the_year_of_what_was_said():
    text = f"Bridge to stay closed\n\nLEEDS, 11 April 2025 – Rina Hall said on Monday that {PROSE}"
    found = one.read(one.pasted(text, "the text")).articles[0]
    analysis = one.analyse(found)
    with database.opened(":memory:") as db:
        adding.add(db, found, analysis, "alice", "2025-05-01T09:00:00Z")
        (row,) = db.query("select title, published, place, given from articles")
        assert row["title"] == "Bridge to stay closed"
        assert row["published"] == "2025-04-11"
        assert row["place"] == "LEEDS"
        assert {"title", "published"} <= set(row["given"].split())
        assert "2025-04-07" in {day for (day,) in db.execute("select said_on from claims")}
