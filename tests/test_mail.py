"""A message is an article: its text as it was typed, what its head tells, and what is attached."""

from email.message import EmailMessage

import pytest
from budget import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from datasette_claims.reading import mail
from datasette_claims.reading.documents import Document, Item, Options
from datasette_claims.reading.outcomes import Refused
from tests.making import PARAGRAPHS, wrapped

WHOLE = "\n\n".join(PARAGRAPHS)


def read(data, name="a.eml"):
    return list(mail.read(Document.of(data, name, "/in/a.eml"), Options()))


def message(text=WHOLE, **headers):
    made = EmailMessage()
    for name, value in {"From": "Ida Berg <ida@example.org>", **headers}.items():
        made[name.replace("_", "-")] = value
    if text is not None:
        made.set_content(text)
    return made


def only(made):
    (item,) = read(made if isinstance(made, bytes) else made.as_bytes())
    assert isinstance(item, Item)
    return item


def told(item):
    return {field: value for field, value, _ in reversed(item.fields)}


def test_the_head_tells_title_sender_and_date():
    item = only(message(Subject="Fwd: Re: Harbour closes", Date="Mon, 3 Mar 2025 10:00:00 +0700"))
    assert item.text == WHOLE
    assert told(item) == {
        "title": "Harbour closes",
        "byline": "Ida Berg",
        "published": "2025-03-03T10:00:00+07:00",
    }


def test_the_sender_of_a_newsletter_is_its_outlet():
    item = only(message(From="Harbour Weekly <news@example.org>", List_Id="<weekly.example.org>"))
    assert told(item) == {"outlet": "Harbour Weekly"}


@pytest.mark.parametrize(
    ("charset", "text"),
    [
        ("utf-8", "“Café,” said Zoë."),
        ("iso-8859-1", "Café, said Zoë."),
        ("windows-1252", "“Café,” said Zoë."),
        ("koi8-r", "Сказал Иван."),
    ],
)
def test_encodings(charset, text):
    made = message(None)
    made.set_content(text, charset=charset)
    assert only(made).text == text


def test_an_encoding_that_is_not_declared_or_lies():
    head = b"From: a@example.org\nMIME-Version: 1.0\nContent-Type: text/plain; charset=%s\n\n"
    assert only(head % b"x-unknown" + "“Café”".encode()).text == "“Café”"
    assert only(head % b"utf-8" + "“Café”".encode("cp1252")).text == "“Café”"
    assert only(head % b"us-ascii" + "“Café”".encode("cp1252")).text == "“Café”"
    assert only(b"From: a@example.org\n\n" + "“Café”".encode()).text == "“Café”"


def test_words_of_the_head_that_are_encoded():
    made = b"From: =?utf-8?q?Zo=C3=AB?= <z@example.org>\nSubject: =?utf-8?b?UGFzYXI=?=\n\nHi there."
    assert told(only(made)) == {"title": "Pasar", "byline": "Zoë"}


def test_lines_that_were_broken_are_whole_again_and_others_are_not():
    broken = "\n\n".join("\n".join(wrapped(text, 70)) for text in PARAGRAPHS)
    assert only(message(broken)).text == WHOLE
    lines = "Tickets: 5 pounds\nDoors: 7 pm\nPlace: the old hall"
    assert only(message(lines)).text == lines


def test_flowed_lines_and_quoted_ones():
    head = b"From: a@example.org\nContent-Type: text/plain; format=flowed%s\n\n"
    assert only(head % b"" + b"The harbour \nwill close.\nHe \nsaid.").text == (
        "The harbour will close.\nHe said."
    )
    assert only(head % b"; delsp=yes" + b"The har \nbour.").text == "The harbour."
    assert only(message("> > The harbour closes.\n> He said.")).text == (
        "The harbour closes.\nHe said."
    )


def test_the_signature_is_no_text():
    assert only(message(WHOLE + "\n\n-- \nIda Berg\n+62 000")).text == WHOLE


def test_plain_text_goes_before_html_unless_it_says_next_to_nothing():
    html = f"<html><head><title>x</title></head><p>{'</p><p>'.join(PARAGRAPHS)}</p></html>"
    made = message()
    made.add_alternative("<p>Another text</p>", subtype="html")
    assert only(made).text == WHOLE
    made = message("Read it in your browser:\nhttps://example.org/view?id=1234567890\n")
    made.add_alternative(html, subtype="html")
    assert only(made).text == WHOLE
    made = message(None)
    made.set_content(html, subtype="html")
    assert only(made).text == WHOLE


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One<br>two</p><p>three", "One\ntwo\n\nthree"),
        ("One<br>\n<br/>two<br><br><br>three<br>four", "One\n\ntwo\n\nthree\nfour"),
        ("<style>p{}</style><script>x</script><p>One", "One"),
        ("<div style='display: none'>Preview</div><p>One</p>", "One"),
        ("<div hidden>Preview <div>more</div></div><p>One</p>", "One"),
        ("<table><tr><td>One</td><td>Two</td></tr></table>", "One\n\nTwo"),
        ("One &amp; <b>two</b>&nbsp;three\n four", "One & two three four"),
        ("<head><title>T</title><body>One", "One"),
        ("<p>a &lt;b&gt; c</p>", "a <b> c"),
        ("<p>gov&shy;ernment&#8203;</p>", "government"),
    ],
)
def test_html_as_it_is_seen(html, text):
    made = message(None)
    made.set_content(html, subtype="html")
    assert only(made).text == text


def test_what_is_attached_is_a_document_and_pictures_are_not():
    made = message()
    made.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="a.pdf")
    made.add_attachment(b"%PDF-1.5", maintype="application", subtype="pdf", filename="a.pdf")
    made.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="logo.png")
    made.add_attachment("A note.", filename="../../etc/note.txt")
    item, *inner = read(made.as_bytes())
    assert isinstance(item, Item)
    assert [one.name for one in inner] == [
        "a.eml: a.pdf", "a.eml: a.pdf (2)", "a.eml: note.txt",
    ]  # fmt: skip
    assert inner[0].origin == "/in/a.eml#a.pdf"
    assert [one.data() for one in inner] == [b"%PDF-1.4", b"%PDF-1.5", b"A note.\n"]


def test_a_message_that_was_forwarded_whole_is_a_document():
    made = message("See below.")
    made.add_attachment(message(Subject="Inside"))
    _, inner = read(made.as_bytes())
    (item,) = read(inner.data())
    assert told(item)["title"] == "Inside"
    assert item.text == WHOLE


def test_a_line_of_a_mailbox_above_it_is_passed_over():
    assert only(b"From ida@example.org Mon Mar  3\n" + message().as_bytes()).text == WHOLE


@pytest.mark.parametrize("data", [b"", b"From: a@example.org\n\n", b"From: a\n\n   \n"])
def test_a_message_without_text_is_told(data):
    with pytest.raises(Refused, match="without text"):
        read(data)


def test_messages_in_messages_without_end():
    data = b"".join(
        b"Content-Type: multipart/mixed; boundary=%d\n\n--%d\n" % (n, n) for n in range(1200)
    )
    with pytest.raises(Refused):
        read(data)
    parts = b"Content-Type: multipart/mixed; boundary=x\n\n" + b"--x\n\na\n" * 5000
    with pytest.raises(Refused, match="parts"):
        read(parts)


HEADERS = st.sampled_from((
    b"Content-Type: text/plain; charset=", b"Content-Type: multipart/mixed; boundary=x",
    b"Content-Type: message/rfc822", b"Content-Transfer-Encoding: base64", b"Subject: =?utf-8?b?",
    b"Content-Disposition: attachment; filename*=utf-8''", b"Date: ", b"From: \"", b"--x", b"--x--",
    b"Content-Type: text/html; charset=utf-7",
))  # fmt: skip


@settings(max_examples=examples(150), deadline=None)
@given(st.lists(st.builds(lambda a, b: a + b, HEADERS, st.binary(max_size=20)), max_size=9))
def test_any_bytes_cost_no_traceback(lines):
    try:
        for one in read(b"\n".join(lines)):
            assert isinstance(one, (Item, Document))
    except Refused as refused:
        assert str(refused)  # noqa: PT017
