"""Names that are taken out of a copy: not a byte of them is left, and every offset stays true."""

import unicodedata
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_snapshot import TEXT, fresh_original, one, rows, source, target  # noqa: F401 (fixtures)

from datasette_claims.publishing import edition, names
from datasette_claims.publishing.names import Names, without
from datasette_claims.publishing.snapshot import Choice, make
from datasette_claims.store.changes import named
from datasette_claims.store.errors import StoreError
from datasette_claims.store.sqlite import sqlite3

pytestmark = pytest.mark.integration

# ---- finding


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("Zulka Ardé", "kata Zulka Ardé kemarin", ["Zulka Ardé"]),
        ("Zulka Ardé", "ZULKA ARDÉ, zulka arde", ["ZULKA ARDÉ", "zulka arde"]),
        ("Zulka Ardé", "oleh Zulka\nArde", ["Zulka\nArde"]),
        ("Zulka Arde", unicodedata.normalize("NFD", "Zulka Ardé."), ["Zulka Arde\u0301"]),
        ("Zulka Arde", "https://k.example/zulka-arde-bohong", ["zulka-arde"]),
        ("Zulka Arde", "?q=Zulka%20Arde&x", ["Zulka%20Arde"]),
        ("Zulka Arde", "@zulkaarde_88", ["zulkaarde"]),
        ("Zulka Arde", "Zulka\u00ad Ar\u200bde", ["Zulka\u00ad Ar\u200bde"]),
        ("Zulka Arde", "Ｚｕｌｋａ Arde", ["Ｚｕｌｋａ Arde"]),
        ("Zulka Arde", "Zulka dan Arde", []),
        # A short name is a word; a long one stands in words too.
        ("Ana", "Ana makan banana, ana-ana", ["Ana", "ana", "ana"]),
        ("Zulkarna", "Zulkarnain", ["Zulkarna"]),
        ("Straße", "STRASSE", ["STRASSE"]),
        ("Li Na", "Carolina; Li Na", ["Li Na"]),
    ],
)  # fmt: skip
def test_what_is_found(name, text, found):
    assert [text[start:end] for start, end in Names([name]).ranges(text)] == found
    assert Names([name]).stand_in(text) is bool(found)


@given(st.text(alphabet="aáb A-\n\u0301\u00adß", max_size=40))
def test_what_was_taken_out_is_found_no_more_and_nothing_moves(text):
    looked = Names(["Ab Aß", "baab"], as_words=["aa"])
    left = without(text, looked.ranges(text), same_length=True)
    assert len(left) == len(text)
    assert not looked.ranges(text) or left != text
    assert [i for i, c in enumerate(left) if c == "\n"] == [
        i for i, c in enumerate(text) if c == "\n"
    ]


def test_a_list_of_names(tmp_path):
    path = tmp_path / "names.txt"
    path.write_text("\ufeff# kept at home\n\n Ana  Satu \nBudi Dua\nAna Satu\n", "utf-8")
    assert names.read([path]) == ("Ana Satu", "Budi Dua")
    path.write_text("# nobody\n")
    for wrong in (path, tmp_path / "none.txt"):
        with pytest.raises(StoreError) as told:
            names.read([wrong])
        assert "\n" not in str(told.value)


# ---- a list


def forms(name):
    """The bytes by which somebody would look for a name."""
    for shape in ("NFC", "NFD"):
        for case in (str, str.lower, str.upper, str.title):
            text = unicodedata.normalize(shape, case(name))
            for between in (" ", "-", "_", "%20", "+", ""):
                for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
                    yield text.replace(" ", between).encode(encoding)


def leaks(path, *found):
    copy = path.read_bytes()
    return sorted({form for name in found for form in forms(name) if form in copy})


NAME = "Zulka Ardé"


def planted(source):  # noqa: F811
    """A name in every place that leaves: texts, keys, addresses, evidence, reasons."""
    article = f"{NAME} menyatakan bahwa beras langka. Menteri Ana Satu: “{NAME.upper()} keliru.”"
    slug = "https://kabar.example/zulka-arde-bicara"
    insert = source.insert
    insert("outlets", id="zulka-arde-news", name=f"{NAME} News", url="https://zulkaarde.example/")
    insert("articles", id="a2", url=slug, title=f"{NAME} bicara", text=article, byline=NAME,
           outlet_id="zulka-arde-news", text_hash="1" * 64, loaded_at="x")  # fmt: skip
    insert("article_links", article_id="a2", kind="related", name=NAME, url=slug, start=0, end=10)
    insert("speakers", id="zulka-arde", name=NAME, kind="person", wikidata="Q1")
    insert("speaker_aliases", speaker_id="zulka-arde", alias=f"warga, {NAME}")
    insert("speaker_aliases", speaker_id="ana", alias=f"kawan {NAME}")
    common = {"article_id": "a2", "type": "indirect", "kind": "say", "confidence": 1, "rule": "r",
              "extractor": "e", "created_at": "x", "updated_at": "x",
              "outlet_id": "zulka-arde-news"}  # fmt: skip
    with named(source.conn, "loader", "loader"):
        for address in (slug, "https://kabar.example/2"):
            insert("article_addresses", address=address, article_id="a2", loaded_from="x",
                   first_seen="x", last_seen="x")  # fmt: skip
        insert("claims", id="c1", speaker_id="zulka-arde", text="beras langka", source=NAME,
               context=f"{NAME} menyatakan bahwa beras langka.", **common)  # fmt: skip
        insert("claims", id="c2", speaker_id="ana", text=f"{NAME.upper()} keliru.",
               source="Ana Satu", role=f"kawan {NAME}", context=article[34:], **common)  # fmt: skip
        for key, part, words in (
            ("c1", "content", "beras langka"), ("c1", "source", NAME),
            ("c2", "content", f"{NAME.upper()} keliru."), ("c2", "source", "Ana Satu"),
        ):  # fmt: skip
            start = article.index(words)
            insert("claim_spans", claim_id=key, part=part, start=start, end=start + len(words))
    for key in ("c1", "c2"):
        source.cite(key, url=slug, archive_url=slug, title=NAME, quote=f"„{NAME}“", outlet=NAME)
        source.cite(key, url="https://zulkaarde.example/x")
        source.review(key, "true", "published", f"Kata {NAME} sendiri.")
    source.review("c2", "false", "published", f"Kata {NAME} lagi.")
    return article


@pytest.mark.parametrize("passages_only", [False, True])
def test_no_byte_of_a_listed_name(source, target, passages_only):  # noqa: F811
    article = planted(source)
    make(source.path, target)
    assert len(leaks(target, NAME, "Zulka Arde")) > 3
    choice = Choice(redact=("zulka arde",))
    make(source.path, target, force=True, passages_only=passages_only, choice=choice)
    assert leaks(target, NAME, "Zulka Arde") == []
    assert b"zulka" not in target.read_bytes().lower()
    text = one(target, "SELECT text FROM articles WHERE id = 'a2'")["text"]
    assert len(text) == len(article)
    spans = rows(target, "SELECT claim_id, start, end FROM claim_spans WHERE part = 'content'"
                 " AND claim_id IN ('c1', 'c2')")  # fmt: skip
    words = {row["id"]: row["text"] for row in rows(target, "SELECT id, text FROM claims")}
    assert {row["claim_id"]: text[row["start"] : row["end"]] for row in spans} == words
    assert words == {"c1": "beras langka", "c2": "[…]        keliru."}
    speaker = one(target, "SELECT speakers.* FROM claims JOIN speakers ON speakers.id = speaker_id"
                  " WHERE claims.id = 'c1'")  # fmt: skip
    assert (speaker["id"], speaker["name"], speaker["wikidata"]) == (
        "withheld-c1", "name withheld", None,
    )  # fmt: skip
    assert {row["url"] for row in rows(target, "SELECT url FROM evidence")} == {
        "https://kabar.example/", "https://withheld.invalid/",
    }  # fmt: skip
    assert [row["address"] for row in rows(target, "SELECT address FROM article_addresses")] == [
        "https://kabar.example/2"
    ]
    assert one(target, "SELECT names_withheld FROM edition") == {"names_withheld": 1}
    found = "SELECT count(*) AS n FROM claims_fts WHERE claims_fts MATCH 'keliru'"
    assert one(target, found)["n"] == 1


def test_a_claim_over_whose_edge_a_name_reaches_stays_at_home(source, target):  # noqa: F811
    source.add("c1", "Ana Satu menyatakan"[4:])
    source.add("c2")
    report = make(source.path, target, choice=Choice(redact=("Ana Satu",)))
    assert [row["id"] for row in rows(target, "SELECT id FROM claims")] == ["c2"]
    (told,) = [line for line in report.left_out if "edge" in line.what]
    assert told.number == 1
    assert leaks(target, "Ana Satu") == []


@pytest.mark.parametrize("name", ["x", "-", "Trigger", "claims"])
def test_a_name_that_is_none(source, target, name):  # noqa: F811
    with pytest.raises(edition.EditionError, match=name) as told:
        make(source.path, target, choice=Choice(redact=(name,)))
    assert "\n" not in str(told.value)
    assert not target.exists()


def test_a_name_that_the_configuration_says_again_makes_no_copy(source, target):  # noqa: F811
    source.add("c1")
    about = edition.About(title="Kabar Ana Satu")
    with pytest.raises(StoreError, match="still in the table edition"):
        make(source.path, target, about=about, choice=Choice(redact=("Ana Satu",)))
    assert not target.exists()


# ---- private persons


def test_private_persons_go_without_their_name(source, target):  # noqa: F811
    """Their name is no name of the list: nobody wrote it down, and it is gone all the same."""
    planted(source)
    source.conn.execute("UPDATE speakers SET wikidata = NULL")
    make(source.path, target, choice=Choice(private_under=2))
    assert leaks(target, NAME, "Zulka Arde") == []
    assert b"zulka" not in target.read_bytes().lower()
    assert one(target, "SELECT passages_only, private_persons FROM edition") == {
        "passages_only": 1, "private_persons": 2,
    }  # fmt: skip
    named_as = rows(target, "SELECT id, name FROM speakers ORDER BY id")
    assert named_as[-1] == {"id": "private-c1", "name": "a private person"}
    assert "ana" in [row["id"] for row in named_as]  # who has an office is no private person


@pytest.mark.parametrize(
    ("change", "private"),
    [
        ("UPDATE speakers SET name = name", True),
        ("UPDATE claims SET role = 'petani' WHERE id = 'c1'", False),
        ("UPDATE speakers SET wikidata = 'Q7' WHERE id = 'budi'", False),
        ("UPDATE speakers SET kind = 'organisation' WHERE id = 'budi'", False),
    ],
)
def test_who_is_private(source, target, change, private):  # noqa: F811
    source.add("c1", "Harga beras naik", "Budi Dua")
    with named(source.conn, "loader", "loader"):
        source.conn.execute(change)
    make(source.path, target, choice=Choice(private_under=2))
    names_told = {row["name"] for row in rows(target, "SELECT name FROM speakers")}
    assert names_told == {"a private person" if private else "Budi Dua"}
    assert bool(leaks(target, "Budi Dua")) is not private
    make(source.path, target, force=True, choice=Choice(private_under=1))
    assert leaks(target, "Budi Dua")


def test_a_word_of_a_private_name_is_gone_where_they_speak_and_stays_elsewhere(source, target):  # noqa: F811
    source.add("c1", "Harga beras naik", "Budi Dua")
    insert = source.insert
    for key, text in (
        ("a2", "Menteri Dua Tiga: setuju."),
        ("a3", "Budi Dua lagi, kata Menteri Ana."),
    ):
        insert("articles", id=key, title=text, text=text, text_hash=key, loaded_at="x")
    with named(source.conn, "loader", "loader"):
        source.conn.execute("UPDATE articles SET title = 'Budi menjerit' WHERE id = 'a1'")
    make(source.path, target, choice=Choice(private_under=2))
    titles = {row["id"]: row["title"] for row in rows(target, "SELECT id, title FROM articles")}
    assert titles == {
        "a1": "[…] menjerit", "a2": "Menteri Dua Tiga: setuju.",
        "a3": "[…] lagi, kata Menteri Ana.",
    }  # fmt: skip


# ---- only what was checked


def test_only_what_was_checked(source, target):  # noqa: F811
    source.add("c1")
    source.add("c2", "Harga beras naik", "Budi Dua")
    source.add("c3", "beras naik", "Budi Dua")
    source.insert("articles", id="a2", title="x", text="SECRET", text_hash="x", loaded_at="x",
                  url="https://kabar.example/SECRET")  # fmt: skip
    source.cite("c1")
    source.review("c1", "true", "published", "Diuji.")
    source.cite("c2")
    source.review("c2", "true", "published", "Diuji.")
    source.review("c2", "true", "withdrawn", "Keliru.")
    source.review("c3", "true", "draft", "SECRET")
    report = make(source.path, target, choice=Choice(reviewed_only=True))
    assert [row["id"] for row in rows(target, "SELECT id FROM claims ORDER BY id")] == ["c1", "c2"]
    assert [row["id"] for row in rows(target, "SELECT id FROM articles")] == ["a1"]
    assert b"SECRET" not in target.read_bytes()
    assert one(target, "SELECT reviewed_only FROM edition") == {"reviewed_only": 1}
    told = {line.what: line.number for line in report.left_out}
    assert (told["claims that nobody has checked"], told["articles"]) == (1, 1)
    assert TEXT in one(target, "SELECT text FROM articles")["text"]
    with closing(sqlite3.connect(source.path)) as conn:
        assert conn.execute("SELECT count(*) FROM claims").fetchone() == (3,)
