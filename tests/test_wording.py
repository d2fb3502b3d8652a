"""What is said in English keeps its pattern and its values, for a page in another language."""

import copy
import json
import pickle
from contextlib import closing

import pytest
from jinja2 import Environment
from markupsafe import Markup

from datasette_claims.store.errors import Refused
from datasette_claims.store.sqlite import sqlite3
from datasette_claims.wording import N_, READER, Said, said, said_n, together

WORDS = {"No {what}.": "Tiada {what}.", "claim": "dakwaan", "{n} claim": "{n} dakwaan"}


def in_malay(one, many, number):
    return WORDS.get(one, one if number == 1 or many is None else many)


@pytest.mark.parametrize(
    ("text", "english", "malay"),
    [
        (said("No {what}.", what="rule"), "No rule.", "Tiada rule."),
        (said("No {what}.", what=said("claim")), "No claim.", "Tiada dakwaan."),
        (said_n("{n} claim", "{n:,} claims", 1), "1 claim", "1 dakwaan"),
        (said_n("{n} claim", "{n:,} claims", 1200), "1,200 claims", "1200 dakwaan"),
        (together([said("claim"), "Ana"], ", "), "claim, Ana", "dakwaan, Ana"),
        (together([said("claim"), "{x}"], "{}"), "claim{}{x}", "dakwaan{}{x}"),
        (together([]), "", ""),
        (said("{what!r} of {{all}}", what="a"), "'a' of {all}", "'a' of {all}"),
    ],
)
def test_it_is_its_english_and_can_be_said_again(text, english, malay):
    assert text == english
    assert text.worded(in_malay) == malay


def test_numbers_are_written_in_the_manner_of_the_language():
    text = said_n("{n} claim", "{n:,} claims", 1200)
    assert text.worded(lambda one, many, n: many, lambda value, spec: f"<{value}|{spec}>") == (
        "<1200|,> claims"
    )


def test_a_page_shows_it_in_its_own_words():
    text = said("No {what}.", what="<b>")
    shown = Environment(autoescape=True).from_string("{{ x }} {{ x ~ '!' }}").render
    assert shown(x=text) == "No &lt;b&gt;. No &lt;b&gt;.!"
    token = READER.set(lambda it: it.worded(in_malay))
    try:
        assert shown(x=text) == "Tiada &lt;b&gt;. Tiada &lt;b&gt;.!"
        assert Markup("<i>{}</i>").format(text) == "<i>Tiada &lt;b&gt;.</i>"
        assert f"{text}" == "No <b>."
    finally:
        READER.reset(token)


@pytest.mark.parametrize("wrong", ["Tiada {apa}.", "Tiada {}.", "Tiada {what", "Tiada {what:Z}."])
def test_a_sentence_that_asks_for_what_is_not_there_is_said_in_english(wrong):
    text = said("No {what}.", what="rule")
    assert text.worded(lambda one, many, n: wrong) == "No rule."


def test_an_error_still_knows_it():
    error = Refused(said("No {what}.", what="rule"))
    assert str(error).worded(in_malay) == "Tiada rule."


@pytest.mark.parametrize(
    "again", [copy.copy, copy.deepcopy, lambda it: pickle.loads(pickle.dumps(it))]
)
def test_copies_know_it_too(again):
    text = again(said_n("{n} claim", "{n} claims", 1))
    assert isinstance(text, Said)
    assert text.worded(in_malay) == "1 dakwaan"


def test_others_take_it_for_plain_text():
    text = said("No {what}.", what="rule")
    assert json.dumps([text]) == '["No rule."]'
    with closing(sqlite3.connect(":memory:")) as conn:
        assert conn.execute("SELECT ? || '', typeof(?)", [text, text]).fetchone() == (text, "text")


def test_a_marked_constant_stays_as_it_is():
    assert N_("True") == "True"
    assert type(N_("True")) is str
