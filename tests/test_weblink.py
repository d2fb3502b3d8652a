"""Which addresses are kept as links, and what of one may stand in a public copy."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from datasette_claims import weblink
from datasette_claims.reading import metadata
from datasette_claims.reading.outcomes import Refused

GOOD = [
    "https://a.example/x?y=1#z",
    "http://a.example",
    "HTTPS://a.example",
    "https://medium.example/@ana/tulisan",
    "https://a.example/?mail=ana@a.example",
    "https://web.archive.example/web/2025/https://a.example/@ana",
    "https://a.example/cari?q=https%3A%2F%2Fb.example%2F%40ana",
    "https://[::1]:8001/x",
    "https://müller.example/",
]
CREDENTIALS = [
    "https://ana:rahasia@a.example/x",
    "https://ana@a.example/x",
    "https://:rahasia@a.example/x",
    "https://ana:@a.example/x",
    "https://@a.example/x",
    "HTTPS://ANA:RAHASIA@a.example",
    "https://ana%3Arahasia@a.example/",
    "https://ana:rahasia@[::1]/",
    "https://web.archive.example/web/2025/https://ana:rahasia@a.example/x",
    "https://web.archive.example/web/2025/https:/ana:rahasia@a.example/x",
    "https://a.example/masuk?ke=https://ana:rahasia@b.example/",
    "https://a.example/masuk?ke=https%3A%2F%2Fana%3Arahasia%40b.example%2F",
    "https://a.example/masuk?ke=https%253A%252F%252Fana%253Arahasia%2540b.example",
    "https://a.example/#ftp://ana:rahasia@b.example/",
    "https://a.example/?ke=//ana:rahasia@b.example/&u=ftp:///ana:rahasia@c.example",
]
OTHERS = [
    "javascript:alert(1)", "java\nscript:alert(1)", "https:///nohost", "//a.example/x",
    "data:text/html,x", "https://[bad", "https://a.example/x y", "https://a.example:99999/",
    "", "ftp://a.example/", "mailto:ana@a.example", "https://a.example\u202e/",
    "https://a.example\\@b.example/",
]  # fmt: skip


@pytest.mark.parametrize("url", GOOD)
def test_web_addresses_are_links(url):
    assert weblink.fault(url) is None
    assert weblink.is_web(url)
    assert metadata.address(url) == url
    assert weblink.without_secrets(url) == url


@pytest.mark.parametrize("url", CREDENTIALS)
def test_passwords_are_no_part_of_a_link(url):
    """Neither a reader's click nor a message of the program may pass one on."""
    assert not weblink.is_web(url)
    with pytest.raises(Refused, match="user name or a password") as refusal:
        metadata.address(url)
    assert "rahasia" not in str(refusal.value)
    bare = weblink.without_secrets(url)
    assert "rahasia" not in bare.lower()
    assert "example" in bare or "[::1]" in bare
    assert not weblink.has_credentials(bare)


@pytest.mark.parametrize("url", OTHERS)
def test_what_is_no_web_address_is_no_link(url):
    assert weblink.fault(url)
    assert not weblink.is_web(url)
    assert not weblink.is_web(None)
    with pytest.raises(Refused):
        metadata.address(url)


@pytest.mark.parametrize(
    ("url", "bare"),
    [
        ("https://a.example/x?token=RAHASIA", "https://a.example/x"),
        ("https://a.example/x?page=2&access_token=RAHASIA", "https://a.example/x?page=2"),
        ("https://a.example/x?accessToken=RAHASIA&page=2", "https://a.example/x?page=2"),
        ("https://a.example/x?api_key=RAHASIA#bagian", "https://a.example/x#bagian"),
        ("https://a.example/x?API-KEY=RAHASIA", "https://a.example/x"),
        ("https://a.example/x?x%5Ftoken=RAHASIA", "https://a.example/x"),
        ("https://a.example/x?X-Amz-Signature=RAHASIA&X-Amz-Date=1", "https://a.example/x?X-Amz-Date=1"),
        ("https://a.example/x?pwd=RAHASIA", "https://a.example/x"),
        ("https://a.example/x?mc_cid=1&mc_eid=RAHASIA", "https://a.example/x?mc_cid=1"),
        ("https://a.example/x?mkt_tok=RAHASIA&_hsenc=RAHASIA", "https://a.example/x"),
        ("https://a.example/x#access_token=RAHASIA&state=1", "https://a.example/x#state=1"),
        ("https://a.example/x;jsessionid=RAHASIA?y=1", "https://a.example/x?y=1"),
        ("https://a.example/x?unlocked_access_code=RAHASIA", "https://a.example/x?unlocked_access_code=RAHASIA"),
        ("https://a.example/x?author=ana&session=58-1&secretary=b", "https://a.example/x?author=ana&session=58-1&secretary=b"),
        ("https://a.example/x?q=a%26b&&=&c", "https://a.example/x?q=a%26b&&=&c"),
        ("https://a.example/x?", "https://a.example/x?"),
        ("https://ana:rahasia@[bad", ""),
        ("https://[bad", "https://[bad"),
        ("bukan alamat", "bukan alamat"),
    ],
)  # fmt: skip
def test_keys_and_tokens_stay_at_home(url, bare):
    assert weblink.without_secrets(url) == bare


@given(st.text(st.sampled_from("htps:/\\@%3AF40 ?#&=;[]ab.token"), max_size=40))
@example("http:/@/@a")
def test_what_leaves_of_an_address_has_no_credentials(tail):
    for url in (tail, f"https://a.example/{tail}", f"https://u:p@a.example{tail}"):
        bare = weblink.without_secrets(url)
        assert not weblink.has_credentials(bare)
        assert weblink.without_secrets(bare) == bare
        if weblink.is_web(url):
            assert weblink.is_web(bare)
