"""Which words of the claim's form were typed, and what becomes of them on another state."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasette_claims.web import form

CLAIM = {"status": "true", "rationale": "Data", "publication": "published"}
WAS = {f"was_{name}": value for name, value in CLAIM.items()}


BLANK = {"status": "", "rationale": "", "publication": "draft"}
CHANGES = st.sampled_from(["status", "evidence", "note", "remove", "carry", "take"])


@pytest.mark.parametrize(
    ("fields", "typed"),
    [
        ({**CLAIM, **WAS}, {}),
        ({**CLAIM, **WAS, "rationale": "Data\r\nbaru"}, {"rationale": "Data\r\nbaru"}),
        ({**CLAIM, **WAS, "rationale": " Data "}, {}),
        ({**CLAIM, **WAS, "rationale": ""}, {"rationale": ""}),
        ({**CLAIM, **WAS, "was_rationale": "a\nb", "rationale": "a\r\nb"}, {}),
        ({**CLAIM, **WAS, "note": " "}, {}),
        ({**CLAIM, **WAS, "note": "N", "evidence_url": "u"}, {"note": "N", "evidence_url": "u"}),
        ({**CLAIM, **WAS, "evidence_stance": "verdict"}, {}),
        ({**CLAIM, **WAS, "evidence_stance_2": "context"}, {"evidence_stance_2": "context"}),
        ({**CLAIM, **WAS, "evidence_stance": "refutes"}, {"evidence_stance": "refutes"}),
        ({"status": "false", "publication": "draft"}, {"status": "false"}),
        ({"status": ["a"], "csrftoken": "x", "other": "y"}, {}),
        ({}, {}),
    ],
)  # fmt: skip
def test_what_was_typed(fields, typed):
    assert form.typed(fields) == typed


@pytest.mark.parametrize(
    ("words", "rationale", "publication"),
    [
        ({}, "Data", "published"),
        ({"note": "N"}, "Data", "published"),
        ({"status": "false"}, "", "published"),  # a reason belongs to its status
        ({"status": "false", "rationale": "R"}, "R", "published"),
        ({"status": "true"}, "Data", "published"),
        ({"rationale": "R"}, "R", "published"),
        ({"publication": "draft"}, "Data", "draft"),
    ],
)
def test_what_was_typed_on_top_of_what_stands_now(words, rationale, publication):
    found = form.merged(words, CLAIM)
    assert (found["rationale"], found["publication"]) == (rationale, publication)
    assert found["status"] == words.get("status", "true")


@given(st.dictionaries(st.sampled_from(form.FIELDS), st.text()), CHANGES)
def test_no_button_loses_what_it_does_not_save(words, change):
    typed = form.typed(words)
    left = form.unsaved(typed, change)
    saved = set(form.SAVES.get(change, ()))
    assert {**left, **{name: typed[name] for name in typed if name in saved}} == typed
    assert not saved & left.keys()
    # What comes back as it was typed is recognised as typed once more.
    assert form.typed(form.merged(left, BLANK)) == left


@pytest.mark.parametrize("text", ["", "x", "-1", "1.5", "٣", "9" * 30, None, ["1"]])
def test_a_form_that_does_not_say_what_it_showed_is_not_ours(text):
    assert form.shown({"shown": text}) is None
    assert form.shown({"shown": "0"}) == 0
