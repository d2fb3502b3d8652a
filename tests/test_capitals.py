"""Runs of words with capitals: where they end, and where in them the name begins."""

from __future__ import annotations

from bisect import bisect_left

import pytest

from datasette_claims.extraction.languages.files import load
from datasette_claims.extraction.languages.name_words import (
    AFFILIATION,
    ORGANISATION,
    PLACE,
    ROLE,
    TITLE,
)
from datasette_claims.extraction.speakers.capitals import (
    Evidence,
    followers,
    key_of,
    parse,
    shown,
)
from datasette_claims.extraction.speakers.runs import LONGEST_RUN, find_runs
from datasette_claims.extraction.text.tokens import tokenise

CLASSES = {
    TITLE: "title",
    ROLE: "role",
    ORGANISATION: "body",
    PLACE: "place",
    AFFILIATION: "affiliation",
}


ALONE = ("", "")
NEIGHBOURS = (ALONE, ("Il Xy. ", " Xy"), ("xy, ", " (Xy)"), ("of Xy: ", "\nXy"), ("“", " of Xy”"))
"""What stands before and behind a text: its runs end where it ends."""


def runs_of(document, low=0, high=None):
    high = len(document.words) if high is None else high
    return find_runs(document, document.language.names, low, high)


def between(code, text, neighbours):
    """A text among its neighbours, and where its tokens are."""
    before, behind = neighbours
    document = tokenise(before + text + behind, load(code))
    ends = (bisect_left(document.starts, at) for at in (len(before), len(before + text)))
    return document, *ends


def cut(code, text, neighbours=ALONE, **evidence):
    """The first run of a text, with a bar where its name begins."""
    document, low, high = between(code, text, neighbours)
    after = followers(document.words[low:high], document.capital[low:high])
    told = {key: frozenset(value.split()) for key, value in evidence.items()}
    first, end = runs_of(document, low, high)[0]
    name = parse(document, document.language.names, first, end, Evidence(followers=after, **told))
    assert (name.first, name.end) == (first, end)
    before, proper = document.piece(first, name.proper), document.piece(name.proper, end)
    kind = " (body)" if name.organisation else ""
    assert not name.classes & ~sum(CLASSES)
    classes = " ".join(word for bit, word in CLASSES.items() if name.classes & bit)
    return f"{before} | {proper}{kind}".strip(), classes


RUNS = [
    ("en", "He met Ana Lee and Tom Hale on Monday.", ["He", "Ana Lee", "Tom Hale", "Monday"]),
    ("en", "met J. K. Rowling and Dr. Ana Lee", ["J. K. Rowling", "Dr. Ana Lee"]),
    ("en", "Dr. who", ["Dr"]),
    ("en", "E. coli", ["E"]),
    ("en", "by Supt. Hale", ["Supt. Hale"]),
    ("en", "a Lecturer. Ana", ["Lecturer", "Ana"]),
    ("en", "a Commander. Ana", ["Commander", "Ana"]),  # a title, and no short form
    ("en", "Ludwig van der Berg spoke", ["Ludwig van der Berg"]),
    ("en", "Al van", ["Al"]),
    ("en", "Al van der", ["Al"]),
    ("en", "Al van town", ["Al"]),
    ("en", "Walid al-Hakim and al-Assad", ["Walid al-Hakim", "al-Assad"]),
    ("en", "a co-Op and an e-Book", ["co-Op"]),
    ("en", "the Bank of England and the City", ["Bank of England and the City"]),
    ("en", "Bank of the West", ["Bank of the West"]),
    ("en", "Bank of the west", ["Bank"]),
    ("en", "Bank of the", ["Bank"]),
    ("en", "Bank of", ["Bank"]),
    ("en", "Bank of\nEngland", ["Bank", "England"]),
    ("en", "Ana of Leeds", ["Ana", "Leeds"]),
    ("en", "Ministry of health", ["Ministry"]),
    ("en", "Minister of State for Health Ana Lee", ["Minister of State for Health Ana Lee"]),
    ("en", "Ana Lee's Tom Hale", ["Ana Lee's", "Tom Hale"]),
    ("en", "Ana Lee’s Tom", ["Ana Lee’s", "Tom"]),
    ("en", "Room 5 Hall", ["Room", "Hall"]),
    ("en", "Ana\n\nTom Hale", ["Ana", "Tom Hale"]),
    ("en", "small letters only", []),
    (
        "id",
        "Ketua Serikat Petani (SPI) Henry Saragih",
        ["Ketua Serikat Petani (SPI) Henry Saragih"],
    ),
    ("id", "Ketua KPU (Komisi) berkata", ["Ketua KPU", "Komisi"]),
    ("id", "Bupati Batu (dari PKB) Ana", ["Bupati Batu (dari PKB) Ana"]),
    ("id", "Ketua (a b c) Ana", ["Ketua (a b c) Ana"]),
    ("id", "Ketua (a b c d e) Ana", ["Ketua", "Ana"]),
    ("id", "Ketua (SPI", ["Ketua", "SPI"]),
    ("id", "Ana (KPU) Budi", ["Ana", "KPU", "Budi"]),
    ("id", "Ketua DPRD 2019 Ana Lestari", ["Ketua DPRD 2019 Ana Lestari"]),
    ("id", "Ketua DPRD 2019 lalu", ["Ketua DPRD"]),
    ("id", "Ana 2019 Lestari", ["Ana", "Lestari"]),
    ("id", "Badan Sungai dan Rawa", ["Badan Sungai dan Rawa"]),
    ("id", "Ana dan Budi", ["Ana", "Budi"]),
    ("id", "Ahmad bin Hassan", ["Ahmad bin Hassan"]),
]


@pytest.mark.parametrize(("code", "text", "runs"), RUNS)
def test_where_a_run_ends(code, text, runs):
    for neighbours in NEIGHBOURS:
        document, low, high = between(code, text, neighbours)
        assert [document.piece(*run) for run in runs_of(document, low, high)] == runs


def test_a_run_has_a_longest_length_and_what_is_left_is_another():
    document = tokenise("Ana " * (LONGEST_RUN + 2), load("en"))
    assert runs_of(document) == [(0, LONGEST_RUN), (LONGEST_RUN, LONGEST_RUN + 2)]


def test_runs_are_sought_within_the_tokens_asked_for_only():
    document = tokenise("Ana Lee met Tom Hale", load("en"))
    words = document.language.names
    assert find_runs(document, words, 1, 4) == [(1, 2), (3, 4)]
    assert find_runs(document, words, 2, 3) == []


CUTS = [
    ("en", "Ana Lee", "| Ana Lee", ""),
    ("en", "President Ana Lee", "President | Ana Lee", "title role"),
    ("en", "Vice President Ana Lee", "Vice President | Ana Lee", "title role"),
    ("en", "France President Ana Lee", "France President | Ana Lee", "title role"),
    ("en", "Police Chief Ana Lee", "Police Chief | Ana Lee", "title role"),
    ("en", "Dr. Ana Lee", "Dr. | Ana Lee", "title"),
    ("en", "Lt. Gen. Ana Lee", "Lt. Gen. | Ana Lee", "title"),
    ("en", "King Charles III", "King | Charles III", "title role"),
    (
        "en",
        "Minister of State for Health Ana Lee",
        "Minister of State for Health | Ana Lee",
        "title role",
    ),
    (
        "en",
        "Minister of Foreign Affairs Ana Lee",
        "Minister of Foreign Affairs | Ana Lee",
        "title role",
    ),
    ("en", "Minister of Sea Ana Rose Lee", "Minister of Sea | Ana Rose Lee", "title role"),
    ("en", "Minister of Sea Ana Bo Rose Lee", "Minister of Sea Ana Bo | Rose Lee", "title role"),
    (
        "en",
        "Secretary of State for the Colonies Ana Lee",
        "Secretary of State for the Colonies | Ana Lee",
        "title role",
    ),
    (
        "en",
        "Governor of the Bank of England Ana Lee",
        "Governor of the Bank of England | Ana Lee",
        "title role",
    ),
    ("en", "Mayor of Leeds Ana Lee", "Mayor of Leeds | Ana Lee", "title role"),
    ("en", "Chancellor of Germany", "Chancellor of Germany |", "title role"),
    ("en", "President", "President |", "title role"),
    ("en", "House Speaker", "House Speaker |", "role"),
    ("en", "University President", "University President |", "title role"),
    ("en", "Mayor's Tom", "Mayor's |", "title role"),
    ("en", "Dean", "Dean |", "role"),
    ("en", "River Fund", "| River Fund (body)", ""),
    ("en", "Ministry of Health", "| Ministry of Health (body)", ""),
    ("en", "President Trust", "| President Trust (body)", ""),
    ("en", "BBC Ana", "| BBC Ana", ""),
    ("id", "Ana Lestari", "| Ana Lestari", ""),
    ("id", "Ketua", "Ketua |", "role affiliation"),
    ("id", "Menteri Keuangan Sri Mulyani", "Menteri Keuangan | Sri Mulyani", "role affiliation"),
    ("id", "Presiden Rusia Vladimir Putin", "Presiden Rusia | Vladimir Putin", "role place"),
    ("id", "Presiden Jawa Timur", "Presiden Jawa Timur |", "role place affiliation"),
    ("id", "Rusia", "| Rusia", "place"),
    ("id", "Jawa Timur", "| Jawa Timur", "place"),
    ("id", "Kementerian Luar Negeri", "| Kementerian Luar Negeri (body)", ""),
    ("id", "Polres Batu", "| Polres Batu (body)", ""),
    ("id", "Bank Ana Lestari", "| Bank Ana Lestari (body)", ""),
    ("id", "Badan Sungai dan Rawa", "| Badan Sungai dan Rawa (body)", ""),
    (
        "id",
        "Kepala Dinas Kesehatan Kota Malang Rini Astuti",
        "Kepala Dinas Kesehatan Kota Malang | Rini Astuti",
        "role body place affiliation",
    ),
    ("id", "Letnan Kolonel (Inf) Joko Susilo", "Letnan Kolonel (Inf) | Joko Susilo", "title"),
    ("id", "Ketua Perkebunan Ana", "Ketua Perkebunan | Ana", "role affiliation"),
    ("id", "Bupati Jember Ana Lestari", "Bupati Jember | Ana Lestari", "role place"),
    ("id", "Bupati Lawang Ana Lestari", "Bupati | Lawang Ana Lestari", "role"),
    ("id", "Menteri Ana BH", "Menteri | Ana BH", "role"),
    ("id", "Menteri BH Ana", "Menteri BH | Ana", "role"),
    ("id", "Ketua Rumpun Ana", "Ketua | Rumpun Ana", "role affiliation"),
    ("ms", "Tan Sri Halim Yusof", "Tan Sri | Halim Yusof", "title"),
    ("ms", "Datuk Seri Aina", "Datuk Seri | Aina", "title"),
    ("ms", "Tan Wei", "| Tan Wei", ""),
]

EVIDENCE = [
    ("en", "Ana Dean", "| Ana Dean", "", {"alone": "dean"}),
    ("en", "Judge Dean", "Judge | Dean", "title role", {"alone": "dean"}),
    ("en", "Ana Police", "| Ana Police (body)", "", {"alone": "police"}),
    (
        "id",
        "Ketua Perkebunan Ana",
        "Ketua | Perkebunan Ana",
        "role affiliation",
        {"alone": "perkebunan"},
    ),
    ("id", "Bupati Lawang Ana", "Bupati Lawang | Ana", "role", {"located": "lawang"}),
    (
        "id",
        "Bupati Lawang Ana",
        "Bupati | Lawang Ana",
        "role",
        {"located": "lawang", "alone": "lawang"},
    ),
    ("id", "Bupati Lawang", "Bupati | Lawang", "role", {"located": "lawang"}),
    ("id", "Menteri Rusia Ana", "Menteri Rusia | Ana", "role place", {"alone": "rusia"}),
    ("id", "Menteri Bali", "Menteri | Bali", "role", {"alone": "bali"}),
    ("id", "Ketua Rumpun Ana", "Ketua Rumpun | Ana", "role affiliation", {"common": "rumpun"}),
    ("id", "Ketua Rumpun Ana", "Ketua Rumpun | Ana", "role affiliation", {"common": "rumpun ana"}),
    (
        "id",
        "Ketua Rumpun Ana",
        "Ketua | Rumpun Ana",
        "role affiliation",
        {"common": "rumpun", "alone": "rumpun"},
    ),
    ("id", "Dr Rumpun Ana", "Dr | Rumpun Ana", "title", {"common": "rumpun"}),
    (
        "id",
        "Ketua Rumpun Lestari. Rumpun Tua",
        "Ketua Rumpun | Lestari",
        "role affiliation",
        {"alone": "lestari"},
    ),
    (
        "id",
        "Ketua Rumpun Lestari. Rumpun Lestari",
        "Ketua | Rumpun Lestari",
        "role affiliation",
        {"alone": "lestari"},
    ),
]


@pytest.mark.parametrize(("code", "text", "expected", "classes"), CUTS)
def test_where_the_name_begins_in_a_run(code, text, expected, classes):
    assert [cut(code, text, around) for around in NEIGHBOURS] == [(expected, classes)] * len(
        NEIGHBOURS
    )


@pytest.mark.parametrize(("code", "text", "expected", "classes", "evidence"), EVIDENCE)
def test_the_text_itself_tells_where_the_name_begins(code, text, expected, classes, evidence):
    told = [cut(code, text, around, **evidence) for around in NEIGHBOURS]
    assert told == [(expected, classes)] * len(NEIGHBOURS)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("ketua umum Dewan Ana Lestari", "Ana Lestari"),
        ("ketua Dewan Ana Lestari", "Ana Lestari"),
        ("ketua pada saat ini Dewan Ana Lestari", ""),  # too far before it
        ("ketua umum dari Dewan Ana Lestari", "Ana Lestari"),
        ("ketua (lama) dari Dewan Ana Lestari", "Ana Lestari"),
        ("ketua, kini dari Dewan Ana Lestari", ""),
        ("datang dari Dewan Ana Lestari", ""),
        ("ketua satu dua tiga empat lima enam tujuh dari Dewan Ana Lestari", "Ana Lestari"),
        ("ketua satu dua tiga empat lima enam tujuh delapan dari Dewan Ana Lestari", ""),
        ("dari Dewan Ana Lestari", ""),
        ("Dewan Ana Lestari", ""),
    ],
)
def test_a_body_behind_a_role_leaves_a_name_at_its_end(text, name):
    document = tokenise(text, load("id"))
    first, end = runs_of(document)[-1]
    found = parse(document, document.language.names, first, end, Evidence())
    assert found.organisation is not bool(name)
    assert not name or (document.piece(found.proper, end), found.classes & ROLE) == (name, ROLE)


def test_what_follows_a_word_with_a_capital_counts_where_it_is_always_the_same():
    document = tokenise("Ana Lee met Tom Hale and Ana Lee met Tom Roe", load("en"))
    capital = document.capital
    found = followers(document.words, capital)
    assert found == {"Ana": "Lee", "Lee": "met", "Tom": "", "Hale": "and"}


@pytest.mark.parametrize(
    ("code", "text", "key", "printed"),
    [
        ("en", "Ana Lee's", ("ana", "lee"), "Ana Lee"),
        ("en", "Dr. Ana  Lee,", ("dr", "ana", "lee"), "Dr. Ana Lee"),
        ("en", "(Ana\nLee", ("ana", "lee"), "(Ana Lee"),
        ("id", "Ana-Lee –", ("ana-lee",), "Ana-Lee"),
    ],
)
def test_key_and_print_of_a_name(code, text, key, printed):
    document = tokenise(text, load(code))
    size, words = len(document.words), document.language.names
    assert key_of(document.lower, 0, size, words) == key
    assert shown(document, 0, size, words) == printed
