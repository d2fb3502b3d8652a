"""Quotation marks of every style, unbalanced ones, and apostrophes that are none."""

from __future__ import annotations

import pytest

from datasette_claims.extraction.languages.files import load
from datasette_claims.extraction.text.tokens import tokenise


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
        ("She said—“We go”—and went.", ["“We go”"]),
        ("“We go. They stay,” she said. “So be it.”", ["“We go. They stay,”", "“So be it.”"]),
    ],
)
def test_marks_are_paired(text, found):
    assert quotations(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("“We go, she said.", [], id="never closed"),
        pytest.param("We go,” she said.", [], id="never opened"),
        pytest.param("“Lost. “We go,” she said.", ["“We go,”"], id="the first is lost only"),
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
        pytest.param(
            "‘We go,’ she said. ‘The dogs’ tails are long.\n‘They stay.’",
            ["‘We go,’", "‘The dogs’ tails are long.", "‘They stay.’"],
            id="begun behind a sentence",
        ),
    ],
)
def test_an_unbalanced_mark_loses_that_quotation_only(text, found):
    assert quotations(text) == found


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
        ("", []),
    ],
)
def test_sentences(text, sentences):
    document = tokenise(text, load("en"))
    assert [document.piece(*sentence) for sentence in document.sentences] == sentences
