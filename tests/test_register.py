"""The table of names of a text: what it names, as what, with which role, and how sure that is."""

from __future__ import annotations

import pytest

from datasette_claims.extraction.languages.files import load
from datasette_claims.extraction.speakers.survey import read_register
from datasette_claims.extraction.text.tokens import tokenise
from tests.marked import AROUND


def register_of(code, text, alone=""):
    document = tokenise(text, load(code))
    return read_register(document, document.language.names, frozenset(alone.split()))


def told(register):
    """Each name with its kind, its role, and what is known of it."""
    lines = []
    for one in register.entities.values():
        occurrences = [where for where in register.occurrences if where.key == one.key]
        known = [one.kind, *([f"“{one.role}”"] if one.role else [])]
        known += [word for word in ("certain", "located", "opens") if getattr(one, word)]
        known += [
            word for word in ("speaks", "hidden") if any(getattr(o, word) for o in occurrences)
        ]
        lines.append(f"{one.name}: {', '.join(known)}")
    return lines


# The third text are words that stand for a speaker by themselves.
TOLD = [
    ("en", "It rained. Ana Lee said so.", "", ["Ana Lee: person, certain, opens, speaks"]),
    ("en", "It rained. Ana Lee left.", "", ["Ana Lee: person, opens"]),
    ("en", "We met Ana Lee there.", "", ["Ana Lee: person"]),
    ("en", "We met with Ana Lee there.", "", ["Ana Lee: person, hidden"]),
    ("en", "It rained. Ana Lee later said so.", "", ["Ana Lee: person, certain, opens, speaks"]),
    ("en", "It rained. Ana Lee has since then said so.", "", ["Ana Lee: person, opens"]),
    ("en", "“Ana Lee said so.”", "", ["Ana Lee: person, opens, hidden"]),
    ("en", "It rained in Ana Lee today.", "", ["Ana Lee: person, located, hidden"]),
    ("en", "It rained, said Ana Lee.", "", ["Ana Lee: person, certain, speaks"]),
    ("en", "It rained. Lee said so.", "", []),
    ("en", "It rained. Lee said so.", "lee", ["Lee: person, certain, opens, speaks"]),
    ("en", "It rained and Lee said so.", "", []),
    ("en", "It rained, said Lee.", "", []),
    ("en", "We saw Mr. Lee there.", "", ["Lee: person, “Mr.”, certain"]),
    ("en", "We saw Mayor Lee there.", "", ["Lee: person, “Mayor”, certain"]),
    ("en", "We saw Mayor Ana Lee there.", "", ["Ana Lee: person, “Mayor”, certain"]),
    ("en", "We saw mayor Ana Lee there.", "", ["Ana Lee: person, “mayor”, certain"]),
    ("en", "We saw deputy mayor Ana Lee there.", "", ["Ana Lee: person, “deputy mayor”, certain"]),
    (
        "en",
        "We saw former deputy mayor Ana Lee there.",
        "",
        ["Ana Lee: person, “deputy mayor”, certain"],
    ),
    ("en", "We saw mayor Ana, Tom and Al.", "", []),
    ("en", "We saw the mayor, Ana Lee, there.", "", ["Ana Lee: person, “mayor”, certain, opens"]),
    (
        "en",
        "We saw the town's mayor, Ana Lee, there.",
        "",
        ["Ana Lee: person, “mayor”, certain, opens"],
    ),
    (
        "en",
        "We saw a man who is mayor, Ana Lee, there.",
        "",
        ["Ana Lee: person, “mayor”, certain, opens"],
    ),
    ("en", "We saw the insurer, Hall Mutual, there.", "", ["Hall Mutual: organisation, opens"]),
    ("en", "We saw Ana Lee, 41, there.", "", ["Ana Lee: person, certain"]),
    ("en", "We saw Ana Lee (41) there.", "", ["Ana Lee: person, certain"]),
    ("en", "We saw Ana Lee (410) there.", "", ["Ana Lee: person"]),
    ("en", "We saw Ana Lee, who sang.", "", ["Ana Lee: person, certain"]),
    ("en", "We saw Ana Lee, a mayor.", "", ["Ana Lee: person, certain"]),
    ("en", "We saw Ana Lee, a former mayor.", "", ["Ana Lee: person, certain"]),
    ("en", "We saw Ana Lee, a very old mayor.", "", ["Ana Lee: person"]),
    ("en", "We saw Ana Lee, a very very old mayor.", "", ["Ana Lee: person"]),
    ("en", "We saw Ana Lee as Hamlet.", "", ["Ana Lee: person, certain"]),
    ("en", "We saw Ana Lee; mayor of the town.", "", ["Ana Lee: person"]),
    ("en", "We saw Ana Lee,", "", ["Ana Lee: person"]),
    ("en", "We saw Ana Lee", "", ["Ana Lee: person"]),
    ("en", "We saw MFL Lee there.", "", ["MFL Lee: organisation"]),
    ("en", "We saw Toyota UK there.", "", ["Toyota UK: organisation"]),
    (
        "en",
        "We saw France there. We met President France.",
        "",
        ["France: person, “President”, certain"],
    ),
    ("en", "We saw River Fund there.", "", ["River Fund: organisation"]),
    ("en", "We saw President River Fund there.", "", ["President River Fund: organisation"]),
    ("en", "We saw mayor River Fund there.", "", ["River Fund: person, “mayor”, certain"]),
    (
        "en",
        "We saw the River Trust Fund (RTF) there. RTF met.",
        "rtf",
        ["River Trust Fund: organisation, hidden", "RTF: organisation, opens"],
    ),
    ("en", "We saw the Rivers Trust (Kent) there.", "", ["Rivers Trust: organisation, hidden"]),
    ("en", "We saw Dan Lee, the MP for Hove.", "", ["Dan Lee: person, certain"]),
    ("en", "We saw MP for Hove Dan Lee.", "", ["Dan Lee: person, “MP for Hove”, certain"]),
    (
        "en",
        "Mayor Ana Lee left. Ana Lee slept. Mrs Ana Lee woke.",
        "",
        ["Ana Lee: person, “Mayor”, certain, opens"],
    ),
    ("en", "Ana Lee left. Mayor Ana Lee slept.", "", ["Ana Lee: person, “Mayor”, certain, opens"]),
    ("en", "Ana Lee left. We saw Ana Lee.", "", ["Ana Lee: person"]),
    (
        "en",
        "Rain Falls Over Hill Town Today\n\nAna Lee said so.",
        "",
        ["Ana Lee: person, certain, speaks"],
    ),
    ("en", "Report: it rained. Report Ana Lee.", "", ["Ana Lee: person"]),
    ("en", "Their Ana Lee left.", "", ["Ana Lee: person, hidden"]),
    ("en", "The Ana Lee left.", "", ["Ana Lee: person, hidden"]),
    ("id", "Hujan turun, kata Ana Lestari.", "", ["Ana Lestari: person, certain, speaks"]),
    ("id", "Kata Ana Lestari, hujan turun.", "", ["Ana Lestari: person, certain, speaks"]),
    ("id", "Menurut Ana Lestari hujan turun.", "", ["Ana Lestari: person, certain, speaks"]),
    ("id", "Ana Lestari mengatakan itu.", "", ["Ana Lestari: person, certain, opens, speaks"]),
    ("id", "Kami bertemu Ana Lestari di sana.", "", ["Ana Lestari: person"]),
    ("id", "Kami pergi ke Ana Lestari.", "", ["Ana Lestari: person, located, hidden"]),
    ("id", "Kami di Ana Lestari.", "", ["Ana Lestari: person, located, hidden"]),
    ("id", "Kami melihat Bupati Ana Lestari.", "", ["Ana Lestari: person, “Bupati”, certain"]),
    ("id", "Kami melihat bupati Ana Lestari.", "", ["Ana Lestari: person, “bupati”, certain"]),
    (
        "id",
        "Kami melihat wakil bupati Ana Lestari.",
        "",
        ["Ana Lestari: person, “wakil bupati”, certain"],
    ),
    (
        "id",
        "Kami melihat mantan wakil bupati Ana Lestari.",
        "",
        ["Ana Lestari: person, “mantan wakil bupati”, certain"],
    ),
    (
        "id",
        "Kami melihat dua mantan wakil bupati Ana Lestari.",
        "",
        ["Ana Lestari: person, “dua mantan wakil bupati”, certain"],
    ),
    (
        "id",
        "Ekonom Lembaga Kajian Cipta, Budi Santoso, hadir.",
        "",
        [
            "Lembaga Kajian: organisation, opens",
            "Cipta: organisation, opens",
            "Budi Santoso: person, “Ekonom Lembaga Kajian Cipta”, certain, opens",
        ],
    ),
    (
        "id",
        "Badan Sungai Nasional (BSN) hadir.",
        "",
        ["Badan Sungai Nasional: organisation, opens"],
    ),
    (
        "id",
        "Badan Sungai Nasional (Basunas) hadir.",
        "",
        ["Badan Sungai Nasional: organisation, opens"],
    ),
    (
        "id",
        "Badan Sungai Nasional (XYZ) hadir.",
        "",
        ["Badan Sungai Nasional: organisation, opens"],
    ),
    (
        "id",
        "Rumpun Serikat Petani (RSTI) hadir.",
        "",
        ["Rumpun Serikat Petani: organisation, opens", "Serikat Petani: organisation, opens"],
    ),
    (
        "id",
        "Ketua Rumpun Serikat Petani (RSTI) hadir.",
        "",
        ["Rumpun Serikat Petani: organisation, opens", "Serikat Petani: organisation, opens"],
    ),
    (
        "id",
        "Ketua Serikat Petani Ana Lestari hadir.",
        "",
        [
            "Serikat Petani: organisation, opens",
            "Ana Lestari: person, “Ketua Serikat Petani”, certain, opens",
        ],
    ),
    (
        "id",
        "Kementerian Sosial hadir. Menteri Sosial Ana hadir.",
        "",
        ["Kementerian Sosial: organisation, opens", "Ana: person, “Menteri Sosial”, opens"],
    ),
    ("ms", "Kami melihat Datuk Aina Rahim di sana.", "", ["Aina Rahim: person, “Datuk”, certain"]),
    ("en", "We met Ana Lee. Lee left.", "lee", ["Ana Lee: person", "Lee: person, opens"]),
    ("en", "It rained. Yesterday Ana Lee left.", "", ["Ana Lee: person"]),
    ("en", "We saw Lee, 41, there.", "lee", ["Lee: person, certain"]),
    ("en", "We saw Judge Lee there.", "", ["Lee: person, “Judge”, certain"]),
    ("en", "It rained. Judge Lee left.", "", ["Lee: person, “Judge”, certain, opens"]),
    ("en", "We saw France Mayor Lee there.", "", ["Lee: person, “France Mayor”, certain"]),
    ("en", "We saw Ana Lee's house. Ana Lee's.", "", ["Ana Lee: person"]),
    ("en", "We saw the mayor of Ana Lee.", "", ["Ana Lee: person, hidden"]),
    (
        "en",
        "Ana Lee met Tom Hale, and Tom Hale said so.",
        "",
        ["Ana Lee: person, opens", "Tom Hale: person, certain, speaks"],
    ),
    (
        "en",
        "We saw the old and wise mayor, Ana Lee.",
        "",
        ["Ana Lee: person, “mayor”, certain, opens"],
    ),
    (
        "en",
        "We saw the mayor of the small old town by the sea, Ana Lee.",
        "",
        ["Ana Lee: person, “mayor of the small old town by the sea”, certain, opens"],
    ),
    ("en", "The mayor said so, Ana Lee replied.", "", ["Ana Lee: person, certain, opens, speaks"]),
    ("en", "We saw the mayor; he, Ana Lee, was there.", "", ["Ana Lee: person, opens"]),
    ("en", "A mayor has died, Ana Lee left.", "", ["Ana Lee: person, opens"]),
    ("id", "Pakar, Ana Lestari, hadir.", "", ["Ana Lestari: person, “Pakar”, certain, opens"]),
    (
        "id",
        "Ketua DPRD (DPRD Batu) Ana Lestari hadir.",
        "",
        ["Ana Lestari: person, “Ketua DPRD (DPRD Batu)”, certain, opens"],
    ),
    ("id", "Ana Lestari (BSN) hadir.", "", ["Ana Lestari: person, opens"]),
    (
        "id",
        "Kapal Sungai Nasional (Kasunas) hadir.",
        "",
        ["Kapal Sungai Nasional: organisation, opens"],
    ),
    (
        "id",
        "Kapal Sungai Nasional (KSN Batu) hadir.",
        "",
        ["Kapal Sungai Nasional: organisation, opens"],
    ),
    (
        "id",
        "Dewan Kapal Sungai Nasional (XYZ-PQ) hadir.",
        "",
        ["Dewan Kapal Sungai Nasional: organisation, opens"],
    ),
    ("id", "Lawang Dewan Kapal (XYZ) hadir.", "", ["Lawang Dewan Kapal: organisation, opens"]),
    ("en", "The Kent Boat Club (K-BC) met.", "", ["Kent Boat Club: organisation, hidden"]),
    ("en", "The Kent Club of Boats (KCB) met.", "", ["Kent Club of Boats: organisation, hidden"]),
    (
        "en",
        "The Kent Club of the Boats (KCB) met.",
        "",
        ["Kent Club of the Boats: organisation, hidden"],
    ),
    ("en", "Ana Lee (KCB) met.", "", ["Ana Lee: person, opens"]),
    ("en", "The Kent Boat Club (the KBC) met.", "", ["Kent Boat Club: organisation, hidden"]),
    ("en", "The Kent Boat Club (KBC)", "", ["Kent Boat Club: organisation, hidden"]),
    (
        "ms",
        "Suruhanjaya Pilihan Raya (SPR) hadir.",
        "",
        ["Suruhanjaya Pilihan Raya: organisation, opens"],
    ),
    (
        "ms",
        "Pengerusi Suruhanjaya Pilihan Raya (SPR) Tan Sri Halim Yusof hadir.",
        "",
        [
            "Suruhanjaya Pilihan Raya: organisation, opens",
            "Halim Yusof: person, “Pengerusi Suruhanjaya Pilihan Raya (SPR) Tan Sri”, "
            "certain, opens",
        ],
    ),
]


@pytest.mark.parametrize(("code", "text", "alone", "expected"), TOLD)
def test_what_a_text_tells_of_a_name(code, text, alone, expected):
    before, behind = AROUND[code]
    assert told(register_of(code, text, alone)) == expected
    assert told(register_of(code, before + text + behind, alone)) == expected


def test_a_headline_in_capitals_names_nobody():
    text = "Rain Falls Over Hill Town Today\n\nAna Lee said so."
    assert told(register_of("en", text)) == ["Ana Lee: person, certain, speaks"]


@pytest.mark.parametrize(
    ("code", "text", "acronyms"),
    [
        ("en", "The Kent Boat Club (KBC)", {"kbc": "Kent Boat Club"}),
        ("en", "The Kent Boat Club (the KBC) met.", {}),
        ("en", "The Kent Boat Club (K-BC) met.", {"k-bc": "Kent Boat Club"}),
        ("en", "The Kent Club of Boats (KCB) met.", {"kcb": "Kent Club of Boats"}),
        ("en", "The Kent Club of the Boats (KCB) met.", {"kcb": "Kent Club of the Boats"}),
        ("en", "Ana Lee (KCB) met.", {}),
        ("en", "Kent (KCB) met.", {}),
        ("id", "Badan Sungai Nasional (Basunas) hadir.", {"basunas": "Badan Sungai Nasional"}),
        ("id", "Badan Sungai Nasional (XYZ) hadir.", {"xyz": "Badan Sungai Nasional"}),
        ("id", "Badan Sungai Nasional (XYZ lama) hadir.", {}),
        ("id", "Lawang Dewan Kapal (XYZ) hadir.", {"xyz": "Lawang Dewan Kapal"}),
        ("id", "Ketua Dewan Kapal (XYZ) hadir.", {"xyz": "Dewan Kapal"}),
        ("id", "Kapal Sungai Nasional (Kasunas) hadir.", {"kasunas": "Kapal Sungai Nasional"}),
        ("id", "Kapal Sungai Nasional (KSN Batu) hadir.", {"ksn": "Kapal Sungai Nasional"}),
        ("id", "Kapal Sungai Nasional (ksn) hadir.", {}),
        ("id", "Kapal Sungai Nasional (KN) hadir.", {}),
        ("ms", "Suruhanjaya Pilihan Raya (SPR) hadir.", {"spr": "Suruhanjaya Pilihan Raya"}),
    ],
)
def test_acronyms_in_brackets_stand_for_the_body_before_them(code, text, acronyms):
    before, behind = AROUND[code]
    assert register_of(code, text).acronyms == acronyms
    assert register_of(code, before + text + behind).acronyms == acronyms


@pytest.mark.parametrize(
    ("code", "text", "short", "full"),
    [
        ("id", "Badan Pangan Nasional (BPN) bekerja.", "BPN", "Badan Pangan Nasional"),
        ("id", "Badan Pangan Nasional bekerja.", "BPN", "Badan Pangan Nasional"),
        ("id", "Badan Pangan dan Nasional bekerja.", "BPN", "Badan Pangan dan Nasional"),
        ("id", "Badan Pangan Nasional bekerja.", "BPM", ""),
        ("id", "Badan Pangan bekerja.", "BP", ""),  # two letters are too few
        ("en", "The Norland Ocean Ministry met.", "NOM", "Norland Ocean Ministry"),
        ("en", "Senator Norland Ocean Mist came.", "NOM", ""),  # a person
        (
            "id",
            "Kementerian Komunikasi dan Digital bekerja.",
            "Kemenkomdi",
            "Kementerian Komunikasi dan Digital",
        ),
        ("id", "Kementerian Komunikasi dan Digital bekerja.", "Kemenkom", ""),
        ("id", "Kementerian Komunikasi bekerja.", "Kemko", "Kementerian Komunikasi"),
        ("id", "Kementerian Komunikasi bekerja.", "Keme", ""),
        ("en", "The Norland Fund met.", "Norfu", "Norland Fund"),
        ("en", "The Norland Fund met.", "Norf", ""),
        ("en", "Senator Norland Funder came.", "Norfu", ""),  # a person
        ("id", "Kepolisian Daerah Bali hadir.", "Polda Bali", "Kepolisian Daerah Bali"),
        ("id", "Kepala kepolisian daerah Bali hadir.", "Polda Bali", "kepolisian daerah Bali"),
        ("id", "Ana hadir.", "Polda Bali", ""),
    ],
)
def test_short_forms_of_bodies_find_their_full_form(code, text, short, full):
    register = register_of(code, text)
    assert register.organisation(tuple(short.lower().split())) == full


TWO = "Senator Ruth Hale came. Governor Tom Hale left."
THREE = "Senator Ruth Hale came. Mr Tom Roe left. Tom Hale, a judge, left. Rain fell on all."


@pytest.mark.parametrize(
    ("code", "text", "name", "at", "full"),
    [
        ("en", TWO, "Hale", 99, None),  # nothing tells them apart
        ("en", TWO, "Hale", 4, "Ruth Hale"),
        ("en", TWO, "Hale", 0, "Ruth Hale"),  # else the first after
        ("en", "Ruth Ann Hale sang, said Ruth Ann Hale.", "Ruth Hale", 99, "Ruth Ann Hale"),
        ("en", "Ruth Ann Hale sang, said Ruth Ann Hale.", "Ann Hale", 99, "Ruth Ann Hale"),
        ("en", "We saw Ruth Ann Hale.", "Ruth Hale", 99, "Ruth Ann Hale"),
        ("en", "We saw Ruth Ann Hale.", "Ann Hale", 99, None),  # may be somebody else
        ("en", "We saw Ruth Ann Hale.", "Hale Ann", 99, None),
        ("en", "Ruth Hale sat, and Senator Ruth Ann Hale left.", "Ruth Hale", 99, "Ruth Ann Hale"),
        ("en", "Senator Ruth Hale came. The Hale Fund met.", "Hale", 99, "Ruth Hale"),
        ("en", "We saw the Hale Fund.", "Hale", 99, "Hale Fund"),
        ("en", "Senator Ana France came.", "France", 99, None),  # the state
        ("id", "Presiden Joko Widodo hadir.", "Jokowi", 99, "Joko Widodo"),
        ("id", "Presiden Joko Widodo hadir.", "Widod", 99, "Joko Widodo"),
        ("id", "Presiden Joko Widodo hadir.", "Widoda", 99, "Joko Widodo"),
        ("id", "Presiden Joko Widodo hadir.", "Wido", 99, None),
        ("id", "Kami melihat Joko Widodo.", "Widod", 99, None),  # who need be no person
        ("id", "Wali Kota Tri Rismaharini hadir.", "Risma", 99, "Tri Rismaharini"),
        ("id", "Wali Kota Tri Rismaharini hadir.", "Rismo", 99, None),
        ("id", "Badan Rismaharini Tri hadir.", "Rismo", 99, None),
    ],
)
def test_the_fullest_name_that_a_short_one_stands_for(code, text, name, at, full):
    found = register_of(code, text).fullest(tuple(name.lower().split()), at)
    assert (found.name if found else None) == full


def test_a_slip_of_the_pen_is_the_name_that_is_written_more_often():
    register = register_of("id", "Bupati Chaidir hadir. Chaidir duduk. Chadir pulang.", "chadir")
    assert register.fullest(("chadir",), 99).name == "Chaidir"
    assert register.fullest(("chaidir",), 99).name == "Chaidir"


@pytest.mark.parametrize(("sign", "full"), [(1, "Tom Hale"), (-1, "Ruth Hale")])
def test_a_title_tells_which_of_two_is_meant(sign, full):
    register = register_of("en", "Mr Tom Hale came. Mrs Ruth Hale left.")
    assert register.fullest(("hale",), 99, sign).name == full


def test_whom_a_title_rules_out_is_not_meant():
    assert register_of("en", "Mr Tom Hale came.").fullest(("hale",), 99, -1) is None


@pytest.mark.parametrize(
    ("text", "gender"),
    [
        ("Sam Doe, a lawyer, came.", 0),
        ("Sam Doe, a lawyer, came and he ate.", 1),
        ("Sam Doe, a lawyer, came and she ate.", -1),
        ("Sam Doe, a lawyer, came and lost his hat.", 1),
        ("Sam Doe, a lawyer, came and she ate when she sat.", -2),
        ("Sam Doe, a lawyer, came and she ate when he sat.", 0),
        ("Sam Doe, a lawyer, came. He left.", 0),  # may be another
        ("Sam Doe, a lawyer, came and “he left”.", 0),
        ("Sam Doe, a lawyer, met Ana Lee, a judge, and she left.", 0),  # of two
        ("Sam Doe, a lawyer, went, and after Sam Doe ate, she left.", -1),  # twice the same
        ("Ana Lee, a judge, sat. Sam Doe, a lawyer, sat and she left.", -1),
        ("Sam Doe, a lawyer, went with Ana Lee and she left.", -1),
        ("We saw Sam Doe and she left.", 0),  # not sure to be a person
        ("Spokesman Sam Doe came.", 5),
        ("Mrs. Sam Doe came.", -5),
        ("Spokesman Sam Doe came and she ate.", 4),
        ("Sam Doe, a lawyer, came. Mr Doe left.", 5),
        ("Mr Doe left. Sam Doe, a lawyer, came.", 5),
        ("Sam Doe, a lawyer, came and she ate. Mr Doe left.", -1),
        (f"Sam Doe, a lawyer, came {'and sat ' * 11}she left.", -1),
        (f"Sam Doe, a lawyer, came {'and sat ' * 11}and she left.", 0),
    ],
)
def test_titles_and_pronouns_tell_the_gender(text, gender):
    register = register_of("en", text, "doe")
    assert register.gender(register.entities["sam", "doe"]) == gender
