"""Languages are told apart by their stop words, close relatives too."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasette_claims.extraction import analyse
from datasette_claims.extraction.languages.detect import (
    LOOKED_AT,
    UNKNOWN,
    detect,
    evidence,
    others,
    vocabulary,
)

SENTENCES = [
    ("id", "Polisi mengatakan bahwa jalan itu ditutup karena banjir sejak Senin."),
    ("id", "Harga beras naik, kata pedagang, dan warga belum bisa membeli."),
    ("ms", "Polis berkata jalan itu ditutup kerana banjir sejak Isnin."),
    ("ms", "Harga beras naik, kata peniaga, manakala syarikat itu mahu penjelasan kerajaan."),
    ("en", "The mayor said that the road had been closed since Monday."),
    ("en", "He was not at home when it happened."),
]


@pytest.mark.parametrize(("code", "text"), SENTENCES)
def test_a_sentence_tells_its_language(code, text):
    assert detect(text) == code


@pytest.mark.parametrize(("code", "text"), SENTENCES)
def test_capitals_and_repetition_do_not_matter(code, text):
    assert detect(text.upper()) == code
    assert detect(text * 3) == code


HEADLINES = [
    ("id", "Harga Beras Naik"),
    ("id", "Prabowo Resmikan Pabrik Baru di Karawang"),
    ("ms", "Polis tahan lelaki warga asing kerana rasuah"),
    ("en", "Man in court"),
    ("en", "Ludwig von der Heide denied the report. Von der Heide said he was in Rome."),
    ("en", "José Muñoz said he will meet Zoë Brontë in São Paulo, and that he is not afraid."),
    ("id", "Erdoğan mengatakan bahwa ia akan bertemu Şimşek di Istanbul."),
    # Short, and with none of the words that betray a language: its verbs tell it.
    ("id", "Direktur Niken Larasati sebaliknya berpendapat pasar masih kuat."),
]


@pytest.mark.parametrize(("code", "text"), HEADLINES)
def test_few_words_tell_it_too(code, text):
    assert detect(text) == code


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   \n",
        "12 345 !?",
        "\x00",
        "Joe Biden, Donald Trump, Prabowo Subianto",
        "Der Minister sagte am Montag, dass die Steuern nicht steigen würden. Was war in Berlin?",
        "De minister zei maandag dat de belasting niet omhoog gaat. Hij was in Den Haag.",
        "El presidente dijo el lunes que no subirá los impuestos. Me has de creer, afirmó.",
        "Le président a déclaré lundi que les impôts n’augmenteront pas.",
        "Ministr financí řekl, že daně letos neporostou, a starosta to potvrdil.",
        "To by se mělo změnit.",
        "Podle ministra se dane nezvysi a stat ma dost penez.",
        "Министр сказал, что налоги не вырастут.",
        "市长李安娜周一表示，大桥要到秋天才能重新开放。“我们没有钱，”她说。",
        "Bakan vergilerin artmayacağını söyledi.",
        "Sinabi ni Pangulong Marcos na hindi tataas ang buwis sa bansa ngayong taon.",
        "Menteri Budi ngandika yen rega beras bakal mudhun, lan warga wis nampa anggaran.",
        "Presiden rawuh ing Solo",
        "Mentri Budi nyarios yén harga béas bakal turun bulan hareup pikeun warga di désa.",
        "Gubernur mangatokan harago bareh ka turun untuak urang nagari.",
        "Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor.",
        "Wasiirka ayaa sheegay in canshuurta aan la kordhin doonin, waxaana jira lacag ku filan.",
        "Dywedodd y gweinidog na fydd trethi yn codi eleni a bod digon o arian yn y gyllideb.",
    ],
)
def test_what_is_in_no_language_with_a_file_is_not_known(text):
    assert detect(text) == UNKNOWN
    assert analyse(text).claims == ()


def test_most_words_win_in_a_mixed_text():
    indonesian = "Menteri itu mengatakan bahwa harga tidak akan naik pada tahun ini. "
    english = "“We will not raise the price.” "
    ours = frozenset().union(*evidence().values(), *vocabulary().values())
    foreign = " ".join(max((sorted(words - ours) for words in others().values()), key=len)[:12])
    assert detect(indonesian * 2 + english) == "id"
    assert detect(indonesian * 2 + foreign) == "id"
    assert detect(foreign + english) == UNKNOWN


def test_the_middle_of_a_long_text_counts_when_its_head_is_empty():
    body = "Polisi mengatakan bahwa jalan itu ditutup karena banjir. " * 400
    text = "0 " * (len(body) // 2) + body
    assert len(text) > LOOKED_AT
    assert detect(text) == "id"


def test_every_language_lists_words_that_no_other_lists():
    for code, words in evidence().items():
        others = frozenset().union(*(w for other, w in evidence().items() if other != code))
        assert len(words - others) > 20, code


@given(st.text(st.characters(codec=None)))
def test_any_text_has_a_language_or_none(text):
    assert detect(text) in {*evidence(), UNKNOWN}


def test_no_list_of_another_language_is_one_of_ours():
    assert others().keys().isdisjoint(evidence())
