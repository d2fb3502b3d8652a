"""What a language file says, compiled: inflected cues with their readings, names, dates, frames."""

from __future__ import annotations

import math

import pytest

from datasette_claims.extraction.languages.calendar import read_calendar
from datasette_claims.extraction.languages.checking import LanguageError, any_of, expression
from datasette_claims.extraction.languages.files import load, tables
from datasette_claims.extraction.languages.frame_words import needle, to_find
from datasette_claims.extraction.languages.language import by_first_word
from datasette_claims.extraction.languages.lexicon import CUE_FORMS, cue_lexicon, inflected
from datasette_claims.extraction.languages.name_words import (
    PLACE,
    ROLE,
    TITLE,
    genders,
    name_classes,
    reporting,
)
from datasette_claims.extraction.languages.weights import Confidence
from datasette_claims.extraction.patterns.scoring import confidence_of, score_of

INFLECTED = [
    ("en", "say", "verb", "say base, says present, said past, saying gerund"),
    ("en", "put", "verb", "put base, puts present, put past, putting gerund"),
    (
        "en",
        "call for",
        "verb",
        "call for base, calls for present, called for past, calling for gerund",
    ),
    ("en", "deny", "verb", "deny base, denies present, denied past, denying gerund"),
    ("en", "admit", "verb", "admit base, admits present, admitted past, admitting gerund"),
    ("en", "stress", "verb", "stress base, stresses present, stressed past, stressing gerund"),
    ("en", "agree", "verb", "agree base, agrees present, agreed past, agreeing gerund"),
    (
        "en",
        "write",
        "verb",
        "write base, writes present, wrote past, written participle, writing gerund",
    ),
    ("en", "claim", "noun", "claim noun, claims noun"),
    ("en", "promise", "noun", "promise noun, promises noun"),
    ("en", "according to", "preposition", "according to preposition"),
    ("id", "kata", "bare", "kata bare, katanya clitic"),
    ("id", "mengatakan", "verb", "mengatakan verb"),
    ("id", "seruan", "noun", "seruan noun"),
]


@pytest.mark.parametrize(("code", "lemma", "form", "forms"), INFLECTED)
def test_a_lemma_stands_for_its_forms(code, lemma, form, forms):
    found = inflected(lemma, form, tables(code))
    assert ", ".join(f"{word} {label}" for word, label in found) == forms


def group(form, **words):
    return {"form": form, "takes": ["that"], "words": words}


LABELS = {"labels": ["present", "past", "participle", "gerund"]}
REGULAR = {**LABELS, "rules": [{"ending": "", "forms": ["s", "ed", "ed", "ing"]}]}


def test_readings_of_a_cue_tell_their_odds_and_whether_they_are_verbs():
    rows = [group("verb", warn=0.5, hint=0.1), group("noun", warn=0.3), group("bare", kata=1)]
    found = cue_lexicon("xx", {"inflection": REGULAR, "cues": rows})
    (readings,) = found["warns"]
    present, noun = readings
    assert (present.form, present.homograph, present.finite) == ("present", True, True)
    assert (noun.form, noun.homograph, noun.finite) == ("noun", False, False)
    assert present.log_odds == pytest.approx(0, abs=0.001)
    assert noun.log_odds == pytest.approx(math.log(0.3 / 0.7), abs=0.001)
    ((hints,),) = found["hints"]
    assert (hints.homograph, hints.finite) == (False, False)  # it seldom reports anything
    ((warned,),) = found["warned"]
    assert (warned.form, warned.homograph, warned.finite) == ("past", False, True)
    ((kata,),) = found["kata"]
    assert kata.log_odds > 9
    assert (kata.prior, kata.wide, kata.document_odds, kata.kind) == (1, False, None, "say")


def test_a_prior_of_documents_and_a_kind_are_those_of_the_group():
    rows = [{**group("verb", shows=0.2), "documents": 0.9, "kind": "report", "wide": True}]
    ((cue,),) = cue_lexicon("xx", {"cues": rows})["shows"]
    assert cue.document_odds == pytest.approx(math.log(9), abs=0.01)
    assert (cue.kind, cue.wide, cue.finite) == ("report", True, True)


def test_phrases_stand_by_their_first_word_the_longest_first():
    words = {"said": 1, "said so": 1, "said so there": 1}
    found = cue_lexicon("xx", {"cues": [group("past", **words)]})
    assert [phrase[0].words for phrase in found["said"]] == [
        ("said", "so", "there"),
        ("said", "so"),
        ("said",),
    ]  # fmt: skip
    assert by_first_word(["in", "in town of", "in town"]) == {
        "in": (("in", "town", "of"), ("in", "town"), ("in",))
    }


@pytest.mark.parametrize("prior", [0, -0.1, 1.1])
def test_a_prior_is_a_share(prior):
    with pytest.raises(LanguageError, match=r"said must have a prior in 0\.\.1"):
        cue_lexicon("xx", {"cues": [group("past", said=prior)]})


def test_a_word_has_one_group_of_each_form():
    rows = [group("past", said=0.5), group("verb", said=0.5)]
    assert len(cue_lexicon("xx", {"cues": rows})["said"][0]) == 2
    with pytest.raises(LanguageError, match=r"said is a past in another group too"):
        cue_lexicon("xx", {"cues": [*rows, group("past", said=0.5)]})


def test_words_that_a_name_may_follow_report_something_mostly():
    rows = [group("past", said=0.4, hinted=0.39, **{"made clear": 1}), group("noun", claim=1)]
    cues = cue_lexicon("xx", {"cues": rows})
    assert reporting(cues, frozenset({"past"})) == {"said"}
    assert reporting(cues, frozenset(CUE_FORMS)) == {"said", "claim"}


def test_words_of_a_state_are_places_where_a_role_comes_first():
    table = {"states": ["Korea Selatan", "AS", "Uni Dua"], "places": ["Bali"]}
    assert name_classes(table, role_first=True) == dict.fromkeys(
        ["bali", "korea", "selatan", "as"], PLACE
    )
    assert name_classes(table, role_first=False) == {"bali": PLACE}


def test_a_word_of_two_lists_has_both_classes():
    table = {"titles": ["General"], "roles": ["general"], "states": ["General"]}
    assert name_classes(table, role_first=True) == {"general": TITLE | ROLE | PLACE}


def test_gender_of_nouns_and_pronouns():
    pronouns = {"he": "male", "her": "female", "it": "thing"}
    signs = genders(frozenset({"mr"}), frozenset({"mrs"}), pronouns)
    assert signs == {"mr": 1, "mrs": -1, "he": 1, "her": -1}  # fmt: skip


WEEK = ["mon monday", "tue", "wed", "thu", "fri", "sat", "sun"]


def test_weekdays_are_numbered_with_all_their_spellings():
    relative = {"the other day": -1, "Today": 0}
    calendar = read_calendar("xx", {"weekdays": WEEK, "relative": relative})
    assert (calendar.order, calendar.months) == ("DMY", {})
    assert calendar.weekdays["mon"] == calendar.weekdays["monday"] == 0
    assert calendar.weekdays["sun"] == 6
    assert calendar.relative == {"the other day": -1, "today": 0}
    assert calendar.adverbs == {"the", "today"}
    assert calendar.triggers == calendar.days_and_months | {"the", "today"}


@pytest.mark.parametrize("size", [6, 8])
def test_a_week_has_seven_days(size):
    with pytest.raises(LanguageError, match="weekdays must have 7 items"):
        read_calendar("xx", {"weekdays": ["x"] * size})


@pytest.mark.parametrize(
    ("phrase", "word", "offset"),
    [("read more", "ead", 1), ("see also", "lso", 5), ("by", "by", 0), ("at it", "at", 0)],
)
def test_a_phrase_is_found_by_its_longest_word(phrase, word, offset):
    assert needle(phrase) == (word, offset)
    assert phrase[offset:].startswith(word)


def test_phrases_are_found_in_small_letters_and_with_capitals():
    text = "Read more; read more! READ MORE. Read More? bread more, read moreover"
    quiet, loud = (to_find(["read more"], r"(?!\w)", loud=one) for one in (False, True))
    assert [match.group() for match in quiet.find(text)] == ["Read more", "read more", "Read More"]
    assert len(loud.find(text)) == 4
    assert [match.start() for match in loud.find(text)] == [0, 11, 22, 33]


def test_an_expression_makes_exceptions_and_is_none_where_the_key_is_not():
    shape = expression("xx", "syntax", {"verb_shape": "me.+"}, "verb_shape", ["meja", "me.e"])
    assert shape is not None
    assert shape.match("membaca")
    assert shape.match("mejanya")
    assert not shape.match("meja")
    assert shape.match("mexe")  # the dot of an exception is a dot
    assert expression("xx", "syntax", {}, "verb_shape") is None
    assert any_of(["a", "ab", "c."]) == r"ab|c\.|a"
    assert any_of([]) == "(?!)"


@pytest.mark.parametrize("confidence", [0.01, 0.3, 0.5, 0.75, 0.99])
def test_a_score_stands_for_its_confidence(confidence):
    levels = load("en").confidence
    assert confidence_of(levels, score_of(levels, confidence)) == pytest.approx(confidence)


def test_scores_without_end_are_confidences_still():
    levels = Confidence(slope=2.0, shift=1.0)
    assert confidence_of(levels, 0) == pytest.approx(1 / (1 + math.exp(-1)))
    assert confidence_of(levels, 1) == pytest.approx(1 / (1 + math.exp(-3)))
    assert confidence_of(levels, 1e9) == pytest.approx(1)
    assert confidence_of(levels, -1e9) == pytest.approx(0)
    assert score_of(levels, 0) == pytest.approx((math.log(1e-9) - 1) / 2, abs=1e-6)
    assert score_of(levels, 1) == pytest.approx((-math.log(1e-9) - 1) / 2, abs=1e-6)
