"""Subtitles: sentences and paragraphs, who speaks, and the second of each stretch."""

import pytest
from budget import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from datasette_claims.reading import signs, subtitles
from datasette_claims.reading.documents import Document, Item, Options
from datasette_claims.reading.outcomes import Refused


def only(text, name="talk.vtt"):
    data = text if isinstance(text, bytes) else text.encode()
    (item,) = subtitles.read(Document.of(data, name), Options())
    assert isinstance(item, Item)
    return item


def vtt(*lines, step=2.0, head="WEBVTT"):
    """Cues of two seconds, one right after the other."""
    cues = []
    for n, line in enumerate(lines):
        begin, end = n * step, n * step + 2
        cues.append(f"{clock(begin)} --> {clock(end)}\n{line}")
    return "\n\n".join([head, *cues]) + "\n"


def clock(seconds):
    return f"{int(seconds) // 60:02}:{int(seconds) % 60:02}.{round(seconds % 1 * 1000):03}"


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (["The harbour", "will close."], "The harbour will close."),
        (["The harbour\nwill close."], "The harbour will close."),
        (["<i>The</i> <c.red>harbour</c>", "{\\an8}closes."], "The harbour closes."),
        (["A &amp; B &lt;c&gt;"], "A & B <c>"),
        (["♪ la la ♪", "(APPLAUSE) It closes. [door slams]"], "It closes."),
        (["It is [inaudible] closed."], "It is [inaudible] closed."),
        (["He said (and meant) it."], "He said (and meant) it."),
        (["<v Ana Lee>It is safe,", "<v Ana Lee>I know.", "<v Bo>No."],
         "Ana Lee: It is safe, I know.\n\nBo: No."),
        (["<v.loud Ana Lee>It is.</v>"], "Ana Lee: It is."),
        (["ANA LEE: It is safe,", "I know.", "BO: No."], "ANA LEE: It is safe, I know.\n\nBO: No."),
        ([">> ANA LEE: It is safe.", ">> No."], "ANA LEE: It is safe.\n\n– No."),
        (["- Is it safe?\n- It is."], "– Is it safe?\n\n– It is."),
        (["Ana: It is.", "Bo: No.", "Ana: Yes.", "Bo: No."],
         "Ana: It is.\n\nBo: No.\n\nAna: Yes.\n\nBo: No."),
        (["Ana Lee: It is."], "Ana Lee: It is."),
        (["Remember: it closes."], "Remember: it closes."),
        (["It opens at 10:30, he said."], "It opens at 10:30, he said."),
        (["- 5 degrees, he said"], "– 5 degrees, he said"),
        (["No.", "No."], "No. No."),
    ],
)  # fmt: skip
def test_what_is_said_is_text(lines, text):
    assert only(vtt(*lines)).text == text


def test_a_pause_after_a_sentence_ends_a_paragraph():
    assert only(vtt("It closes.", "It opens.", step=6)).text == "It closes.\n\nIt opens."
    assert only(vtt("It closes", "and opens.", step=6)).text == "It closes and opens."


def test_a_long_speech_has_paragraphs():
    item = only(vtt(*["The harbour of Marfield closes in the winter."] * 40))
    longest = max(len(text) for text in item.text.split("\n\n"))
    assert 300 < longest < 700
    item = only(vtt(*["the harbour of marfield closes in the winter and then"] * 60))
    assert max(len(text) for text in item.text.split("\n\n")) < 1100


def test_every_stretch_knows_its_second():
    item = only(vtt("ANA: It is safe.", "I know.", "BO: No."))
    assert [(item.text[at : at + 8], second) for at, second in item.times] == [
        ("ANA: It ", 0), ("I know.\n", 2), ("BO: No.", 4),
    ]  # fmt: skip


SRT = "1\n00:00:01,000 --> 00:00:02,500\nThe harbour\n\n2\n01:02:03,500 --> 01:02:05,000\ncloses.\n"


@pytest.mark.parametrize(
    "text",
    [
        SRT,
        SRT.replace("\n", "\r\n"),
        SRT.replace("\n\n", "\n"),
        SRT.replace("\n\n", "\n \n"),
        "\ufeff" + SRT,
        SRT.encode("utf-16"),
        SRT.encode("utf-16-be"),
        SRT.encode("utf-32"),
        SRT.rstrip(),
        SRT.replace("1\n00", "00", 1),
    ],
)
def test_srt_in_all_its_forms(text):
    item = only(text, "a.srt")
    assert item.text == "The harbour closes."
    assert item.times == ((0, 1.0), (12, 3723.5))
    assert signs.subtitles((text if isinstance(text, bytes) else text.encode())[:500], "x")


def test_an_encoding_that_nothing_names_is_told_by_the_text_or_refused():
    western = SRT.replace("closes.", "“closes” – à l’été, said Zoë.")
    assert (
        only(western.encode("cp1252"), "a.srt").text == "The harbour “closes” – à l’été, said Zoë."
    )
    with pytest.raises(Refused, match="convert it"):
        only(SRT.replace("closes.", "мост").encode("cp1251"), "a.srt")


def test_captions_that_roll_say_each_line_once():
    text = "WEBVTT\nKind: captions\nLanguage: en\n\n" + "\n\n".join(
        f"00:00:0{n}.000 --> 00:00:0{n + 1}.000 align:start position:0%\n{lines}"
        for n, lines in enumerate((
            " \nthe<00:00:00.500><c> harbour</c>", "the harbour\n ",
            "the harbour\nwill<00:00:02.500><c> close</c>", "will close\n ",
            "will close\nin<00:00:04.400><c> winter</c>",
        ))
    )  # fmt: skip
    item = only(text)
    assert item.text == "the harbour will close in winter"
    assert item.times == ((0, 0.0), (12, 2.0), (23, 4.0))


def test_notes_and_styles_are_no_cues():
    text = (
        "WEBVTT - Harbour talk\n\nSTYLE\n::cue { color: red }\n\nNOTE\nby Ida\n\n" + vtt("Hi.")[8:]
    )
    item = only(text)
    assert item.text == "Hi."
    assert ("title", "Harbour talk", "file") in item.fields


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("Harbour talk [dQw4w9WgXcQ].en.vtt",
         {"url": "https://www.youtube.com/watch?v=dQw4w9WgXcQ", "title": "Harbour talk",
          "language": "en"}),
        ("in.zip: a/b/talk.id.srt", {"language": "id"}),
        ("talk.en-GB.vtt", {"language": "en"}),
        ("talk.vtt", {}),
        ("-", {}),
    ],
)  # fmt: skip
def test_the_name_of_the_file_tells_where_it_is_from(name, fields):
    assert {field: value for field, value, _ in only(vtt("Hi."), name).fields} == fields


@pytest.mark.parametrize("text", ["WEBVTT", "WEBVTT\n\nNOTE x", vtt("♪"), vtt("")])
def test_a_file_without_words_is_told(text):
    with pytest.raises(Refused, match="subtitles without"):
        only(text)


@pytest.mark.parametrize(
    ("head", "answer"),
    [
        ("WEBVTT\n", True),
        ("WEBVTT is a format, she said.", True),
        ("WEBVTTX\n", False),
        ("1\n00:00:01,000 --> 00:00:02,000\nHi", True),
        ("The time 00:00:01,000 --> 00:00:02,000 passed.", False),
        ("Title\n\n00:00:01,000 --> 00:00:02,000\nHi", True),
        ("", False),
    ],
)
def test_subtitles_are_told_by_their_beginning(head, answer):
    assert signs.subtitles(head.encode(), "a.txt") is answer


LINES = st.one_of(
    st.sampled_from(("", "1", "00:00:01,000 --> 00:00:02,000", "9999:99:99.9 --> 0:0.1", "- ",
                     "<v A>x", ">> ", "NAME:", "NAME: x", "WEBVTT", "♪", "[", "(")),
    st.text(max_size=12),
)  # fmt: skip


@settings(max_examples=examples(200), deadline=None)
@given(st.lists(LINES, max_size=14).map("\n".join))
def test_any_text_gives_times_that_lie_in_it(text):
    try:
        item = only(text.encode("utf-8", "replace"))
    except Refused:
        return
    positions = [at for at, _ in item.times]
    assert positions == sorted(set(positions))
    assert all(0 <= at < len(item.text) for at in positions)
