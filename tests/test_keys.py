"""What keys are made of, to the letter: links that were published must stay."""

import pytest

from datasette_claims.store import keys


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://x.org/a#top", "https://x.org/a"),
        (" HTTPS://X.ORG ", "https://x.org/"),
        ("http://x.org:80/a", "http://x.org/a"),
        ("https://x.org:443/a", "https://x.org/a"),
        ("http://x.org:443/a", "http://x.org:443/a"),
        ("https://x.org:80/a", "https://x.org:80/a"),
        ("https://x.org:8443/a", "https://x.org:8443/a"),
        ("http://x.org:0/a", "http://x.org:0/a"),
        ("https://ana:secret@X.org:443/a", "https://x.org/a"),
        ("https://[::1]:443/a", "https://[::1]/a"),
        ("https://x.org/a?b=%20c+d", "https://x.org/a?b=%20c+d"),
        ("https://x.org/a?utm_source=x", "https://x.org/a"),
        ("https://x.org/a?id=&UTM_Source=x&b=1+2", "https://x.org/a?id=&b=1+2"),
        ("https://x.org/a?my_utm_source=x", "https://x.org/a?my_utm_source=x"),
        ("ftp://x.org:443/a", "ftp://x.org:443/a"),
        # What is no address of a page stays, but for the spaces around it.
        (" a.txt ", "a.txt"),
        (" mailto:ana@x.org ", "mailto:ana@x.org"),
        (" https://x:y/ ", "https://x:y/"),
        (" https://[x/ ", "https://[x/"),
        ("", ""),
    ],
)
def test_the_address_of_a_page(url, address):
    assert keys.address(url) == address


def test_an_article_has_the_key_of_its_address_else_of_its_text():
    of_text = keys.article_key("", "hash")
    assert keys.article_key("https://x.org/", "hash") == keys.article_key("http://x.org", "other")
    assert keys.article_key("a.txt", "hash") == of_text  # no address of a page
    assert len({of_text, *(keys.article_key("", "hash", turn) for turn in (1, 2, 3))}) == 4
    assert keys.article_key("", "hash", 0) == of_text
    assert of_text.startswith("a")


def test_a_claim_has_the_key_of_its_words():
    of_words = keys.claim_key("a1", "Harga, beras!")
    assert keys.claim_key("a1", "harga “BERAS”") == of_words
    assert keys.claim_key("a1", "harga beras", 0) == of_words
    assert keys.claim_key("a1", "harga beras", 1) != of_words
    assert keys.claim_key("a2", "harga beras") != of_words
    assert keys.claim_key("a1", "!") != keys.claim_key("a1", "?")  # words or not


def test_a_digest_tells_parts_apart():
    assert keys.digest("ab", "c") != keys.digest("a", "bc") != keys.digest("abc")
    assert len(keys.digest("")) == 11
    assert keys.digest("\ud800") != keys.digest("\ud801")


@pytest.mark.parametrize(("length", "cut"), [(59, False), (60, False), (61, True), (200, True)])
def test_a_long_name_is_cut_and_told_apart_by_a_digest(length, cut):
    name = ("nama " * 50)[: length - 1] + "x"
    slug = name.replace(" ", "-")
    key = keys.speaker_key(name, "organisation", "a1")
    if not cut:
        assert key == slug
    else:
        assert key == f"{slug[:60].rstrip('-')}-{keys.digest(slug)}"


@pytest.mark.parametrize(
    ("name", "kind", "key"),
    [
        ("Ana Wati", "person", "ana-wati"),
        ("Ana", "person", "ana-a1"),
        ("Ana Wati", "unnamed", "ana-wati-a1"),
        ("Ana", "organisation", "ana"),
        ("ʻOkina Mi'raj", "person", "okina-miraj"),
        ("Đặng Ðæ", "person", "dang-dae"),
        ("  Ana   Wati ", "person", "ana-wati"),
    ],
)
def test_a_speaker_has_the_key_of_the_name(name, kind, key):
    assert keys.speaker_key(name, kind, "a1") == key


def test_a_name_of_which_letters_would_be_lost_has_a_digest():
    assert keys.speaker_key("Ян Kowalski", "person", "a1").startswith("x")
    assert keys.speaker_key("ЯН  kowalski", "person", "a1") == keys.speaker_key(
        "Ян Kowalski", "person", "a1"
    )
    assert keys.outlet_key("!!!").startswith("x")
    assert keys.outlet_key("!!!") != keys.outlet_key("???")


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Mi'raj News Agency (MINA)", "mina"),
        ("Kantor Berita (A&B.c-d) ", "a-b-c-d"),
        ("Harian (A)", "harian-a"),
        ("Harian (AB)", "ab"),
        ("Harian (Abcdefghijklmno)", "abcdefghijklmno"),
        ("Harian (Abcdefghijklmnop)", "harian-abcdefghijklmnop"),
        ("Harian (dua kata)", "harian-dua-kata"),
        ("(MINA) Agency", "mina-agency"),
    ],
)
def test_an_outlet_has_the_key_of_its_short_name(name, key):
    assert keys.outlet_key(name) == key
