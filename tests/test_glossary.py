"""The interface says its terms as the glossary has them, and the statuses as they are shipped."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from datasette_claims.store.vocabulary import statuses

ROOT = Path(__file__).parent.parent
CODES = ("id", "ms")


def terms():
    """English, Indonesian and Malay of each row."""
    page = (ROOT / "docs" / "glossary.md").read_text("utf-8")
    rows = re.findall(r"^\| ([A-Z][^|]*) \| ([^|]+) \| ([^|]+) \|", page, re.MULTILINE)
    return [row for row in rows if row[0] != "English"]


def words(code):
    with (ROOT / "datasette_claims" / "locale" / f"{code}.po").open("rb") as file:
        return {each.id: each.string for each in read_po(file) if isinstance(each.id, str)}


@pytest.mark.parametrize("place", range(len(CODES)), ids=CODES)
def test_a_term_is_translated_as_the_glossary_has_it(place):
    said = words(CODES[place])
    wrong = {
        row[0]: said[row[0]]
        for row in terms()
        if said.get(row[0], row[place + 1]) != row[place + 1]
    }
    assert wrong == {}


def test_the_glossary_has_every_status_as_shipped():
    told = {row[0]: row[1] for row in terms()}
    for status in statuses().values():
        assert told[status["label_en"]] == status["label_id"]


def test_no_two_statuses_have_one_name():
    for code in CODES:
        said = words(code)
        names = [said[status["label_en"]] for status in statuses().values()]
        assert len(set(names)) == len(names)
