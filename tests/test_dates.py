"""When something was said: the weekday is checked, the year found or left open."""

from __future__ import annotations

import json
from datetime import date

import pytest
from budget import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from datasette_claims.extraction import analyse
from datasette_claims.extraction.dates import Reader, find_dates
from datasette_claims.extraction.jsonl import claims_of_lines
from datasette_claims.extraction.languages.checking import LanguageError
from datasette_claims.extraction.languages.files import load, read
from datasette_claims.extraction.languages.language import compile_language
from datasette_claims.extraction.text.tokens import tokenise


def said(code, text, published=""):
    language = load(code)
    dates = find_dates(tokenise(text, language))
    if not dates:
        return None
    found = Reader(language.calendar, dates, published).said(dates[0])
    return text[slice(*found.span)], found.date


FULL = [
    ("id", "Ia berkata, Selasa (19/4/2022), begini.", "Selasa (19/4/2022)", "2022-04-19"),
    ("id", "katanya, Minggu (3/1/21), di Batu", "Minggu (3/1/21)", "2021-01-03"),
    ("id", "katanya, Senin, 12 Mei 2025.", "Senin, 12 Mei 2025", "2025-05-12"),
    ("id", "katanya pada 12 Mei 2025", "12 Mei 2025", "2025-05-12"),
    ("ms", "katanya pada Jumaat, 15 Ogos 2025", "Jumaat, 15 Ogos 2025", "2025-08-15"),
    ("en", "he said on April 12, 2025", "April 12, 2025", "2025-04-12"),
    ("en", "he said on Tuesday, Sept. 11, 2018", "Tuesday, Sept. 11, 2018", "2018-09-11"),
    ("en", "he said on 12 April 2025", "12 April 2025", "2025-04-12"),
    ("en", "he said on Thursday (12/4/2018)", "Thursday (12/4/2018)", "2018-04-12"),
    ("en", "he said on Thursday (4/12/2018)", "Thursday (4/12/2018)", "2018-04-12"),
]


@pytest.mark.parametrize(("code", "text", "words", "day"), FULL)
def test_full_dates(code, text, words, day):
    assert said(code, text) == (words, day)


@pytest.mark.parametrize(
    ("code", "text", "published", "day"),
    [
        ("id", "Jumat (11/4)", "", ""),  # no year is made up
        ("id", "Jumat (11/4)", "2025-04-12T08:00:00", "2025-04-11"),
        ("id", "Kamis (31/12)", "2021-01-02", "2020-12-31"),
        ("id", "Rabu (31/12)", "2021-01-02", ""),  # it was a Thursday
        ("en", "Tuesday, Sept. 11", "", ""),
        ("en", "Tuesday, Sept. 11", "2018-09-13", "2018-09-11"),
        ("id", "12 Mei", "2025-06-01", "2025-05-12"),
        ("id", "12 Mei", "", ""),
        ("id", "Selasa", "2025-06-04", "2025-06-03"),
        ("en", "Wednesday", "2025-06-04", "2025-06-04"),
        ("en", "Wednesday", "", ""),
        ("id", "kemarin", "2025-06-04", "2025-06-03"),
        ("ms", "semalam", "2025-06-04", "2025-06-03"),
        ("en", "yesterday", "2025-06-04", "2025-06-03"),
        ("en", "yesterday", "", ""),
        ("en", "yesterday", "no date", ""),
        ("id", "Jumat (11/4)", "2025-04-10", "2025-04-11"),  # papers lie printed a day ahead
        ("id", "Jumat (11/4)", "2025-04-09", ""),
        ("id", "12 Mei", "2025-05-11", "2025-05-12"),
        ("id", "12 Mei", "2025-05-10", "2024-05-12"),
        ("id", "12 Mei", " 2025-06-01T08:00", "2025-05-12"),
        ("id", "29 Februari", "2025-03-01", "2024-02-29"),
        ("id", "29 Februari", "2026-03-01", ""),  # papers tell no day of two years ago
        ("en", "Monday, May 5", "2025-05-06", "2025-05-05"),
        ("id", "Senin (11/4)", "2025-04-16", ""),  # a Friday: the fourth of November is none's
        ("ms", "Isnin (11/4)", "2025-04-16", ""),
        ("en", "May 5", "2025-05-03", "2024-05-05"),
        ("en", "Monday", "2025-06-04", "2025-06-02"),
        ("en", "Thursday", "2025-06-04", "2025-05-29"),
        ("en", "Tuesday (5/6)", "2025-06-07", "2025-05-06"),
        ("id", "Selasa (6/5)", "2025-06-07", "2025-05-06"),
    ],
)
def test_years_and_days_are_found_where_the_evidence_suffices(code, text, published, day):
    assert said(code, f"x {text} x", published) == (text, day)


@pytest.mark.parametrize(
    ("code", "text", "told"),
    [
        (
            "id",
            "Senin, 12 Mei 2025 dan Selasa (13/5)",
            [
                ("Senin, 12 Mei 2025", 0, 12, 5, 2025, "", ""),
                ("Selasa (13/5)", 1, 0, 0, 0, "13/5", ""),
            ],
        ),
        (
            "id",
            "12 Mei 2025, 13 Juni 2025",
            [
                ("12 Mei 2025", -1, 12, 5, 2025, "", ""),
                ("13 Juni 2025", -1, 13, 6, 2025, "", ""),
            ],
        ),
        (
            "en",
            "May 5, 2025 and June 6",
            [
                ("May 5, 2025", -1, 5, 5, 2025, "", ""),
                ("June 6", -1, 6, 6, 0, "", ""),
            ],
        ),
        ("id", "1/2/2023 dan 3/4", [("1/2/2023", -1, 0, 0, 2023, "1/2/2023", "")]),
        ("id", "1/2/23", [("1/2/23", -1, 0, 0, 2023, "1/2/23", "")]),
        ("id", "Senin 1/2", [("Senin 1/2", 0, 0, 0, 0, "1/2", "")]),
        ("id", "Senin(1/2)", [("Senin(1/2)", 0, 0, 0, 0, "1/2", "")]),
        ("id", "Senin lalu", [("Senin", 0, 0, 0, 0, "", "")]),
        ("id", "kemarin (12/5)", [("kemarin", -1, 0, 0, 0, "", "kemarin")]),
        ("id", "5 Mei 20255", [("5 Mei", -1, 5, 5, 0, "", "")]),
        ("en", "Sept. 5.", [("Sept. 5", -1, 5, 9, 0, "", "")]),
        ("en", "May 5th", [("May 5th", -1, 5, 5, 0, "", "")]),
        ("en", "Mon., May 5", [("Mon., May 5", 0, 5, 5, 0, "", "")]),
        ("en", "Monday morning", [("Monday", 0, 0, 0, 0, "", "")]),
        ("en", "Yesterday", [("Yesterday", -1, 0, 0, 0, "", "Yesterday")]),
        *(("id", text, []) for text in ("Mei 2025", "pada Mei", "1.2.2023", "12 mei 2025")),
        *(("en", text, []) for text in ("may 5", "on monday", "last night", "tomorrow")),
    ],
)
def test_what_an_expression_tells(code, text, told):
    found = find_dates(tokenise(text, load(code)))
    assert [(text[slice(*one.span)], *one[1:]) for one in found] == told


@pytest.mark.parametrize("text", ["Senin (19/4/2022)", "Senin (31/2/2021)", "Senin (40/40)"])
def test_contradictions_give_words_but_no_date(text):
    assert said("id", text) == (text, "")


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("en", "It may 12 times rain."),
        ("en", "The ratio is 9/11 and 24/7."),
        ("en", "They march on."),
        ("id", "Skor 3/1 itu."),
        ("id", "Rapat Selasa depan."),
        ("en", "There was nothing."),
    ],
)
def test_other_words_and_figures_are_no_dates(code, text):
    assert said(code, text) is None


def test_claims_carry_their_date():
    text = "Ana Lee, Selasa (19/4/2022), mengatakan bahwa jembatan itu runtuh."
    (claim,) = analyse(text, "id").claims
    assert claim.said is not None
    assert claim.said.date == "2022-04-19"
    assert text[slice(*claim.said.span)] == "Selasa (19/4/2022)"


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ({"weekdays": ["senin"]}, "weekdays must have 7 items"),
        ({"order": "YDM"}, "order must be"),
        ({"also_names": ["yan"]}, r"\[dates\] also_names has no weekday or month: yan"),
    ],
)
def test_a_wrong_table_is_told_by_file_and_key(table, message):
    with pytest.raises(LanguageError, match=message) as error:
        compile_language("xx", {"dates": table})
    assert "xx.toml" in str(error.value)


@given(day=st.dates(date(1990, 1, 1), date(2026, 11, 23)), code=st.sampled_from(["id", "en"]))
@settings(deadline=None, max_examples=examples(60))
def test_a_weekday_with_its_numbers_gives_back_the_day(day, code):
    weekdays = read(f"{code}.toml")["dates"]["weekdays"]
    name = weekdays[day.weekday()].split()[0].capitalize()
    numbers = f"{day.day}/{day.month}" if code == "id" else f"{day.month}/{day.day}"
    words = f"{name} ({numbers}/{day.year})"
    assert said(code, words) == (words, day.isoformat())
    assert said(code, f"{name} ({numbers})", day.isoformat()) == (
        f"{name} ({numbers})",
        day.isoformat(),
    )


@pytest.mark.parametrize(
    ("code", "printed", "day"),
    [
        ("en", "2/13/2023", "2023-02-13"),
        ("en", "13/2/2023", ""),  # no thirteenth month, and no weekday that says how to read it
        ("en", "Monday (13/2/2023)", "2023-02-13"),
        ("id", "30/2/2023", ""),
        ("id", "31 Februari 2023", ""),
    ],
)
def test_numbers_are_turned_round_for_a_weekday_alone(code, printed, day):
    assert said(code, f"x {printed} x") == (printed, day)


def test_lines_tell_dates_also_of_an_article_without_one():
    line = json.dumps({"text": "Ana Lee said on Monday, April 11, 2022 that the pier was shut."})
    (found,) = map(json.loads, claims_of_lines([line], "en"))
    assert found["claims"][0]["said"]["date"] == "2022-04-11"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Rapat Rabu (16/4/2025) batal. Ia datang Senin", ""),  # before it or after it?
        ("Rapat Senin (14/4/2025) batal. Ia datang Senin", "2025-04-14"),
        ("Senin (14/4/2025), Senin (7/4/2025), Senin", ""),  # which of the two?
        ("Rabu (16/4/2025), Selasa (15/4)", "2025-04-15"),
        ("Rabu (16/4/2025), Kamis (17/4)", "2025-04-17"),
        ("Rabu (16/4/2025), 5 Maret", "2025-03-05"),
        ("Kamis (2/1/2025), 24 Desember", "2024-12-24"),
        ("Rabu (17/4/2025), Selasa (15/4)", ""),  # the first is no day
        ("Rabu (16/4/2025), Senin (15/4)", ""),
    ],
)
def test_other_dates_of_the_text_tell_what_one_lacks(text, day):
    language = load("id")
    dates = find_dates(tokenise(text, language))
    assert Reader(language.calendar, dates).said(dates[-1]).date == day
