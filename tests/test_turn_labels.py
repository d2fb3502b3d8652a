"""Labels of turns: which there are, what belongs to them, and when a text counts as speech."""

from __future__ import annotations

import pytest

from datasette_claims.extraction.languages.files import load
from datasette_claims.extraction.patterns.turns import find_turns
from datasette_claims.extraction.text.tokens import tokenise


def turns(text, record=False):
    """Who says what; the label is empty where a turn goes on."""
    document = tokenise(text, load("en"))
    return [
        (document.piece(*one.turn) if one.source else "", document.piece(*one.content[0]))
        for one in find_turns(document, 1.0, record)
    ]


LABELS = [
    ("Ana: It rained.", [("Ana", "It rained.")]),
    ("ANA LEE: It rained.", [("ANA LEE", "It rained.")]),
    ("Ana van der Lee: It rained.", [("Ana van der Lee", "It rained.")]),
    ("Ana & Bo: It rained.", [("Ana & Bo", "It rained.")]),
    ("Ana’s son: It rained.", [("Ana’s son", "It rained.")]),
    ("Mr. Lee: It rained.", [("Mr. Lee", "It rained.")]),
    ("Ana (Leeds): It rained.", [("Ana", "It rained.")]),
    ("Ana (Leeds, 41) [smiling]: It rained.", [("Ana", "It rained.")]),
    ("[00:01] Ana: It rained.", [("Ana", "It rained.")]),
    ("(10:30) Ana: It rained.", [("Ana", "It rained.")]),
    ("**Ana:** It rained.", [("Ana", "It rained.")]),
    ("**Ana**: It rained.", [("Ana", "It rained.")]),
    ("- Ana: It rained.", [("Ana", "It rained.")]),
    ("– Ana: It rained.", [("Ana", "It rained.")]),
    ("> Ana: It rained.", [("Ana", "It rained.")]),
    ("Ana : It rained.", [("Ana", "It rained.")]),
    ("Ana:It rained.", [("Ana", "It rained.")]),
    ("Ana: 10 came.", [("Ana", "10 came.")]),
    ("Ana: —It rained.", [("Ana", "It rained.")]),
    ("Ana and Bo: It rained.", [("Ana and Bo", "It rained.")]),
    ("Ana. Bo: It rained.", [("Ana. Bo", "It rained.")]),
    ("Ana Bo Cy Di Ed Fi: It rained.", [("Ana Bo Cy Di Ed Fi", "It rained.")]),
    ("Ana: It? No.", [("Ana", "It? No.")]),
    ("Ana: It? (He laughs.)", [("Ana", "It? (He laughs.)")]),
    ("Ana long Lee: It rained.", []),
    ("Ana:10 is late.", []),
    (": It rained.", []),
    ("ana: It rained.", []),
    (". Bo: It rained.", []),
    ("Ana Bo Cy Di Ed Fi Gu: It rained.", []),
    ("Ana (a b c d e f g h i j k l): It rained.", []),
    ("1. Ana: It rained.", [("Ana", "It rained.")]),
    ("2) Ana: It rained.", [("Ana", "It rained.")]),
    ("Ana, Bo: It rained.", []),
    ("Ana with Bo: It rained.", []),
    ("5 Ana: It rained.", []),
    ("Ana 5: It rained.", []),
    ("Ana [x: It rained.", []),
    ("Ana", []),
    ("Ana:", []),
    ("Ana: It?", []),
    ("Ana: It? Really?", []),
    ("Ana: “It?”", []),
    ("Ana:\n\nIt rained.", [("Ana", "It rained.")]),
    ("Ana:\n\nIt rained.\n\nIt was late.", [("Ana", "It rained."), ("", "It was late.")]),
    ("Ana: It.\n\nIt was late.\n\n– Who?\n\nIt is.", [("Ana", "It."), ("", "It was late.")]),
    (
        "Ana: It.\n\nIt was late.\n\nBo:\n\nYes.",
        [("Ana", "It."), ("", "It was late."), ("Bo", "Yes.")],
    ),
    ("Ana: It.\n\n– Bo: Yes.\n\nNo.", [("Ana", "It."), ("Bo", "Yes."), ("", "No.")]),
]


@pytest.mark.parametrize(("text", "said"), LABELS)
def test_labels_of_a_record_and_what_is_said(text, said):
    assert turns(text, record=True) == said


SPEECH = [
    pytest.param(
        ["Ana Lee: I saw it.", "Bo Hart: You did not.", "Ana Lee: I did, and we all did."],
        ["Ana Lee", "Bo Hart", "Ana Lee"],
        id="three turns of two names",
    ),
    pytest.param(["Ana Lee: I saw it.", "Bo Hart: You did not."], [], id="two turns"),
    pytest.param(
        ["Ana Lee: I saw it.", "Ana Lee: I did, and we all did.", "Ana Lee: You know it."],
        [],
        id="one name",
    ),
    pytest.param(
        ["Ana Lee: It rained.", "Bo Hart: It did not.", "Ana Lee: It did."], [], id="no talk"
    ),
    pytest.param(
        ["Ana Lee: I saw it.", "Bo Hart: It did not.", "Ana Lee: It did."],
        ["Ana Lee", "Bo Hart", "Ana Lee"],
        id="one of three talks",
    ),
    pytest.param(
        ["Ana Lee: I saw it.", "Bo Hart: It did not.", "Ana Lee: It did.", "Bo Hart: It did not."],
        [],
        id="one of four talks",
    ),
    pytest.param(
        ["Ana Lee: I saw it", "Bo Hart: It did not.", "Ana Lee: It did."],
        ["Ana Lee", "Bo Hart", "Ana Lee"],
        id="one of three is no whole sentence",
    ),
    pytest.param(
        ["Ana Lee: I saw it", "Bo Hart: It did not", "Ana Lee: It did."],
        [],
        id="two of three are no whole sentences",
    ),
    pytest.param(
        [
            *["It rained."] * 12,
            "Ana Lee: I saw it.",
            "Bo Hart: You did not.",
            "Ana Lee: I did, and we all did.",
        ],
        ["Ana Lee", "Bo Hart", "Ana Lee"],
        id="a fifth of the paragraphs",
    ),
    pytest.param(
        [
            *["It rained."] * 13,
            "Ana Lee: I saw it.",
            "Bo Hart: You did not.",
            "Ana Lee: I did, and we all did.",
        ],
        [],
        id="less than a fifth",
    ),
    pytest.param(
        ["HART: I saw it.", "LEE: You did not.", "HART: I did.", "LEE: You did not."],
        ["HART", "LEE", "HART", "LEE"],
        id="shouted names that come again",
    ),
    pytest.param(
        ["HART: I saw it.", "LEE: You did not.", "HART: I did."],
        ["HART", "HART"],
        id="shouted names, one once",
    ),
    pytest.param(
        ["HART: I saw it.", "LEE: You did not.", "DOE: I did."], [], id="shouted names once"
    ),
    pytest.param(
        [
            "RULES: I saw it.",
            "LEE: You did not, by the rules.",
            "RULES: I did.",
            "LEE: You did not.",
        ],
        ["LEE", "LEE"],
        id="shouted common words",
    ),
    pytest.param(
        ["AB: I saw it.", "LEE: You did not.", "AB: I did.", "LEE: You did not."],
        ["LEE", "LEE"],
        id="shouted short names",
    ),
    pytest.param(
        ["Hart: I saw it.", "Lee: You did not.", "Hart: I did.", "Lee: You did not."],
        [],
        id="names not shouted",
    ),
    pytest.param(
        [
            "We met Hart and Lee there.",
            "Hart: I saw it.",
            "Lee: You did not.",
            "Hart: I did.",
            "Lee: You did not.",
        ],
        ["Hart", "Lee", "Hart", "Lee"],
        id="names of the text",
    ),
    pytest.param(
        [
            "We met Ana Hart and Bo Lee there.",
            "Hart: I saw it.",
            "Lee: You did not.",
            "Hart: I did.",
        ],
        ["Hart", "Lee", "Hart"],
        id="names of the text, once",
    ),
    pytest.param(
        ["Moderator: I saw it.", "Mayor: You did not.", "Mayor: I did.", "Mayor: You did not."],
        ["Mayor", "Mayor", "Mayor"],
        id="roles",
    ),
    pytest.param(
        ["Mayor: I saw it.", "Chairman: You did not.", "Mayor: I did."],
        ["Mayor", "Mayor"],
        id="roles, one once",
    ),
    pytest.param(
        ["Q: I saw it.", "A: You did not.", "Q: I did.", "A: You did not."], [], id="letters"
    ),
    pytest.param(
        ["REVIEW: Was it late?", "HART: I saw it.", "REVIEW: Was it?", "HART: I did."],
        ["HART", "HART"],
        id="interviewer",
    ),
    pytest.param(
        [
            "REVIEW: Was it late?",
            "HART: I saw it.",
            "REVIEW: Was it?",
            "HART: I did.",
            "REVIEW: So it was.",
            "HART: It was.",
            "REVIEW: Yes?",
        ],
        ["HART", "HART", "HART"],
        id="interviewer with remarks",
    ),
    pytest.param(
        ["Mr Hart: I saw it.", "Ms Lee: You did not.", "Mr Hart: I did."],
        ["Mr Hart", "Ms Lee", "Mr Hart"],
        id="titles",
    ),
]


@pytest.mark.parametrize(("paragraphs", "speakers"), SPEECH)
def test_which_labels_are_speakers(paragraphs, speakers):
    assert [label for label, _ in turns("\n\n".join(paragraphs))] == speakers


def test_a_turn_has_its_label_for_source_and_cue_and_what_goes_on_has_none():
    document = tokenise("It rained.\n\nAna Lee: Yes.\n\nNo.", load("en"))
    turn, following = find_turns(document, 2.5, record=True)
    assert (turn.source.first, turn.source.end) == turn.cue == turn.turn == (3, 5)
    assert (turn.content, turn.region, turn.token) == (((6, 8),), 6, 3)
    assert (following.source, following.cue, following.turn) == (None, (8, 8), (3, 5))
    assert (following.content, following.region, following.token) == (((8, 10),), 8, 8)
    assert turn.score == following.score == 2.5
    assert turn.rule == following.rule == "labelled turn"
    assert turn.reading is following.reading is None
