"""Tar files and mailboxes: what is in them is read by itself, and a bad member costs itself."""

import gzip
import io
import tarfile

import making
import pytest
from budget import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from datasette_claims.loading import languages
from datasette_claims.reading import Document, Failure, Options, kinds, read, tararchive
from datasette_claims.reading.mailbox import messages
from datasette_claims.reading.outcomes import Refused

PAGE = making.page().encode()
BODY = "The mayor of Leeds said that the bridge was closed, and that it will open in June."


def tar(members, **told):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", **told) as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
        link = tarfile.TarInfo("link.html")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    return out.getvalue()


def message(number, body=BODY, **headers):
    told = {"From": "Ana <a@b.example>", "Subject": f"Bridge {number}", **headers}
    told = {"Message-ID": f"<{number}@b.example>", **told} if number else told
    head = "".join(f"{name.replace('_', '-')}: {value}\n" for name, value in told.items())
    return f"{head}\n{body}\n"


def box(*some):
    return "".join(f"From a@b.example Mon Jan  5 09:00:00 2026\n{one}\n" for one in some).encode()


def articles(data, name):
    found = list(read([Document.of(data, name, f"/{name}")], languages=languages.for_reading()))
    return [one for one in found if not isinstance(one, Failure)], [
        (one.name, one.reason) for one in found if isinstance(one, Failure)
    ]


@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_every_file_in_a_tar_file_is_read(form, pack):
    members = {
        "a.txt": f"{BODY}\n".encode(), "x/style.css": b"p {}", "._a.txt": b"x", "x/b.txt": b"Yes.",
        f"{'long/' * 40}é.txt": b"No.", "../../etc/c.txt": b"Perhaps.",
    }  # fmt: skip
    found, failed = articles(pack(tar(members, format=form)), "news.tar.gz")
    assert [one.text.strip() for one in found] == [BODY, "Yes.", "No.", "Perhaps."]
    assert not failed
    assert found[3].origin.endswith("#etc/c.txt")


def test_a_tar_file_is_known_by_its_content_whatever_comes_first_in_it():
    for first in (making.pdf(making.column(["Words of a page."])), PAGE, b"{}", b"WARC/1.0\r\n"):
        kind = kinds.recognised(Document.of(tar({"a": first}), "export"))
        assert kind.key == "tar"
    assert kinds.recognised(Document.of(gzip.compress(tar({"a": PAGE})), "a.tgz")).key == "packed"


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_of_a_tar_file_that_is_cut_off_what_is_there_is_read(pack):
    whole = tar({"a.txt": b"Yes. " * 400, "b.txt": bytes(range(32, 127)) * 2000})
    data = pack(whole)
    found, failed = articles(data[: len(data) * 2 // 3] if pack is bytes else data[:-60], "n.tar")
    assert [one.text[:4] for one in found][:1] == ["Yes."]
    assert any("damaged or cut off" in reason for _, reason in failed)
    with pytest.raises(Refused, match="damaged"):
        list(tararchive.read(Document.of(b"x" * 600, "a.tar"), Options()))


def test_a_member_that_is_too_large_costs_itself(monkeypatch):
    monkeypatch.setattr(tararchive, "LARGEST", 1024**2)
    members = {"a.txt": b"Yes.", "b.txt": b"x" * (1024**2 + 1), "c.txt": b"No."}
    found, failed = articles(tar(members), "news.tar")
    assert [one.text.strip() for one in found] == ["Yes.", "No."]
    assert failed == [("news.tar: b.txt", "larger than 1 MB; unpack it")]


def test_every_message_of_a_mailbox_is_an_article():
    some = [
        message(1),
        message(2, f"{BODY}\n\n>From here on all is well.\n\nFrom here on too."),
        message(3, Reply_To="x@y.example"),
    ]
    found, failed = articles(box(*some), "Inbox")
    assert [one.title for one in found] == ["Bridge 1", "Bridge 2", "Bridge 3"]
    assert not failed
    assert found[1].text.count("From here on") == 2
    assert [one.origin for one in found] == [f"/Inbox#{n}@b.example.eml" for n in (1, 2, 3)]
    assert {one.kind for one in found} == {"mail"}


def test_a_message_keeps_its_name_when_others_come_before_it():
    first, _ = articles(box(message(1), message(0), message(0, f"{BODY} Yes.")), "news.mbox")
    later, _ = articles(box(message(9), message(1), message(0), message(1)), "news.mbox")
    assert len({one.origin for one in first}) == 3
    assert {one.origin for one in first[:2]} < {one.origin for one in later}
    assert len(later) == 3  # one is there twice


def test_a_file_of_one_message_is_a_message():
    for data, name, key in (
        (box(message(1)), "a.eml", "mail"),
        (box(message(1)), "news.mbox", "mailbox"),
        (box(message(1), message(2)), "a", "mailbox"),
        (b"From here on all is well.\n\nFrom there: no.\n", "a.txt", "text"),
    ):
        assert kinds.recognised(Document.of(data, name)).key == key


@given(st.lists(st.text(alphabet="From >:\na", max_size=60), max_size=6))
@settings(max_examples=examples(100))
def test_no_word_of_a_mailbox_is_lost(bodies):
    data = box(*(message(n, body) for n, body in enumerate(bodies, 1)))
    found = b"".join(messages(io.BytesIO(data)))
    for number, body in enumerate(bodies, 1):
        assert f"Bridge {number}\n".encode() in found
        assert found.count(b"a") >= body.count("a")
