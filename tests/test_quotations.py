"""Quotation marks of every style, unbalanced ones, and apostrophes that are none."""

from __future__ import annotations

import pytest

from datasette_claims.extraction.languages.files import load
from datasette_claims.extraction.text.sentences import LONGEST_SENTENCE
from datasette_claims.extraction.text.tokens import tokenise
from datasette_claims.model import Span
from tests.marked import AROUND

BEFORE, BEHIND = AROUND["en"]


def quotations(text: str) -> list[str]:
    document = tokenise(text, load("en"))
    return [document.piece(q.first, q.end) for q in document.quotations]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("“We go,” she said.", ["“We go,”"]),
        ('"We go," she said.', ['"We go,"']),
        ("”We go,” she said.", ["”We go,”"]),
        ("“We go,“ she said.", ["“We go,“"]),
        ("„We go,“ she said.", ["„We go,“"]),
        ("«We go,» she said.", ["«We go,»"]),
        ("``We go,'' she said.", ["``We go,''"]),
        ("''We go,'' she said.", ["''We go,''"]),
        ("‘We go,’ she said.", ["‘We go,’"]),
        ("'We go,' she said.", ["'We go,'"]),
        ("'We don't go,' she said.", ["'We don't go,'"]),
        ("The dogs’ tails and Ana’s hat.", []),
        ("‘The dogs’ tails are long,’ she said.", ["‘The dogs’ tails are long,’"]),
        ("The ‘dogs’ and the ‘cats’ left.", ["‘dogs’", "‘cats’"]),
        ("Rock 'n' roll since the '90s.", []),
        ("“He said ‘no’ to us,” she said.", ["“He said ‘no’ to us,”"]),
        ("(“We go,” she said.)", ["“We go,”"]),
        # where the neighbours do not tell, the form of a mark does
        ("She said“We go”and went.", ["“We go”"]),
        ("She said«We go»and went.", ["«We go»"]),
        ("She said``We go''and went.", ["``We go''"]),
        ('She said"We go"and went.', ['"We go"']),
        ('She said"We go" and went.', ['"We go"']),
        ('She said "We go"and went.', ['"We go"']),
        ("We go “ they said ” so.", ["“ they said ”"]),
        ("—“We go”—", ["“We go”"]),
        ("“We go”; she left.", ["“We go”"]),
        ("“A” “B” “C", ["“A”", "“B”"]),
        ("“A” B” “C”", ["“A”", "“C”"]),
        ("‘We go’ ‘they go’ she said.", ["‘We go’", "‘they go’"]),
        ("‘Why?’ she asked.", ["‘Why?’"]),
        ("‘Why’? she asked.", ["‘Why’"]),
        ("‘It’s late’.", ["‘It’s late’"]),
        ("It’s ‘late’.", ["‘late’"]),
        ("‘a’ is a letter.", []),
        ("“We ‘all’ go” and ‘they’ go.", ["“We ‘all’ go”", "‘they’"]),
        ("The dancers’ union and ‘they’ go.", ["‘they’"]),
        ("‘The dancers’ union met’ she said.", ["‘The dancers’ union met’"]),
        ("She said‘We go’and went.", []),
        ("5' 6\" tall", []),
        ("She said—“We go”—and went.", ["“We go”"]),
        ("“We go. They stay,” she said. “So be it.”", ["“We go. They stay,”", "“So be it.”"]),
    ],
)
def test_marks_are_paired(text, found):
    assert quotations(text) == found
    assert quotations(BEFORE + text + BEHIND) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("“We go, she said.", [], id="never closed"),
        pytest.param("We go,” she said.", [], id="never opened"),
        pytest.param("“Lost “We go,” she said.", ["“We go,”"], id="the first is lost only"),
        pytest.param(
            "“It rains. “They stay. “We go,” she said.",
            ["“It rains.", "“They stay.", "“We go,”"],
            id="taken up behind each sentence",
        ),
        pytest.param(
            "“It rains. He left. “We go,” she said.",
            ["“We go,”"],
            id="not behind several sentences",
        ),
        pytest.param(
            "He left. “It rains. “We go,” she said.", ["“We go,”"], id="not within a paragraph"
        ),
        pytest.param("“Lost.\nShe said “yes” to it.", ["“yes”"], id="ends with its paragraph"),
        pytest.param(
            "“We go.\n“They stay,” she said.",
            ["“We go.", "“They stay,”"],
            id="taken up by the next paragraph",
        ),
        pytest.param(
            "‘We don’t go.\n‘They stay,’ she said.",
            ["‘We don’t go.", "‘They stay,’"],
            id="taken up in single marks",
        ),
        pytest.param("“We go.\n‘They stay.’", ["‘They stay.’"], id="taken up by other marks"),
        pytest.param("“We go.\nThey stay.”", [], id="not taken up"),
        pytest.param(
            "“We go.\n\n“They stay.\n\n“So be it.”",
            ["“We go.", "“They stay.", "“So be it.”"],
            id="taken up twice",
        ),
        pytest.param(
            "She said ‘we go.\n‘They stay.’", ["‘They stay.’"], id="no sentence begins with it"
        ),
        pytest.param(
            "She left. ‘We go.\n‘They stay.’",
            ["‘We go.", "‘They stay.’"],
            id="a sentence begins with it",
        ),
        pytest.param(
            "‘We go,’ she said. ‘The dogs’ tails are long.\n‘They stay.’",
            ["‘We go,’", "‘The dogs’ tails are long.", "‘They stay.’"],
            id="begun behind a sentence",
        ),
    ],
)
def test_an_unbalanced_mark_loses_that_quotation_only(text, found):
    assert quotations(text) == found
    assert quotations(BEFORE + text + BEHIND) == found


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("We go. They stay.", ["We go.", "They stay."]),
        ("“We go. They stay,” she said. So be it.", ["“We go. They stay,” she said.", "So be it."]),
        ("“We go.” They stay.", ["“We go.”", "They stay."]),
        ("Mr. Lee of the U.S. Army came. He left.", ["Mr. Lee of the U.S. Army came.", "He left."]),
        ("It cost 1.234,56 on 19/4/2022. So.", ["It cost 1.234,56 on 19/4/2022.", "So."]),
        ("“Why?” she asked. Nobody knew.", ["“Why?” she asked.", "Nobody knew."]),
        ("A line\nthat is wrapped. Next.", ["A line\nthat is wrapped.", "Next."]),
        ("A title\n\nA text.", ["A title", "A text."]),
        ("One.\ntwo.", ["One.", "two."]),
        ("One,\nTwo.", ["One,", "Two."]),
        ("One\n\ntwo.", ["One", "two."]),
        ("One\r\ntwo.", ["One", "two."]),
        ("One)\ntwo.", ["One)", "two."]),
        ("He left. 'We go.' they said. Yes.", ["He left.", "'We go.' they said.", "Yes."]),
        ("It (that is odd.) rained. So.", ["It (that is odd.) rained.", "So."]),
        ("It rained.) So.", ["It rained.)", "So."]),
        ("Is it [x.] Yes.", ["Is it [x.]", "Yes."]),
        ("It rained?! So.", ["It rained?!", "So."]),
        ("It rained... So.", ["It rained...", "So."]),
        ("It rained…So it was.", ["It rained…", "So it was."]),
        ("“We go.”, he said. So.", ["“We go.”, he said.", "So."]),
        ("“We go.” he said. So.", ["“We go.” he said.", "So."]),
        ("“We go. They stay.” So.", ["“We go. They stay.”", "So."]),
        ("“We go.” (Yes.) So.", ["“We go.”", "(Yes.)", "So."]),
        ("“We go.” – He left.", ["“We go.” – He left."]),
        ("A. Lee came. So.", ["A. Lee came.", "So."]),
        ("Lt. Lee came. So.", ["Lt. Lee came.", "So."]),
        ("We saw Lt.-Gen. Lee.", ["We saw Lt.-Gen. Lee."]),
        ("It cost 5. So.", ["It cost 5.", "So."]),
        ("Is it J? Yes.", ["Is it J?", "Yes."]),
        ("", []),
    ],
)
def test_sentences(text, sentences):
    document = tokenise(text, load("en"))
    assert [document.piece(*sentence) for sentence in document.sentences] == sentences


@pytest.mark.parametrize("size", [LONGEST_SENTENCE, LONGEST_SENTENCE + 1, 2 * LONGEST_SENTENCE])
def test_what_is_too_long_for_a_sentence_is_cut(size):
    document = tokenise("It is late. " + "X " * size + "\n\nSo it is.", load("en"))
    first, *pieces, last = (end - begin for begin, end in document.sentences)
    assert (first, sum(pieces), last) == (4, size, 4)
    assert all(piece == LONGEST_SENTENCE for piece in pieces[:-1])
    assert 0 < pieces[-1] <= LONGEST_SENTENCE


def test_a_stretch_that_is_skipped_parts_paragraphs_and_has_no_words():
    text = "It rained [related] and was late. So."
    skip = [Span(text.index("["), text.index("]") + 1)]
    document = tokenise(text, load("en"), skip)
    assert [document.piece(*one) for one in document.paragraphs] == [
        "It rained",
        "and was late. So.",
    ]
    assert "related" not in document.words
