"""Which addresses are one page, which may be, and that no stored key hangs on it."""

import re
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from datasette_claims.store import keys
from datasette_claims.store.addresses import family, folded, route

PAGE = "https://example.org/berita/hujan"


def spelt(label):
    """A part of a host's name as machines write it."""
    return f"xn--{label.encode('punycode').decode()}"


ONE_PAGE = [
    (PAGE, PAGE + "/"),
    (PAGE, PAGE + "//"),
    (PAGE, PAGE + "#komentar"),
    (PAGE, PAGE + "#:~:text=hujan"),
    (PAGE, PAGE + "?"),
    (PAGE, PAGE + "?&"),
    (PAGE, f"  {PAGE} "),
    (PAGE, "HTTPS://EXAMPLE.org:443/berita/hujan"),
    (PAGE, "https://example.org./berita/hujan"),
    (PAGE, "https://example.org:/berita/hujan"),
    (PAGE, "https://example.org/berita/./x/../hujan"),
    (PAGE, "https://example.org/%62erita/hu%6Aan"),
    (PAGE, PAGE + ";jsessionid=0AF3?utm_source=x"),
    (PAGE, PAGE + "?utm_source=wa&utm_medium=social&utm_id=1#top"),
    (PAGE, PAGE + "?fbclid=IwAR1_-x"),
    (PAGE, PAGE + "?UTM_Source=X&GCLID=1"),
    (PAGE, PAGE + "?utm%5Fsource=x"),
    (PAGE, PAGE + "?gad_source=1&gad_campaignid=2&gbraid=3&srsltid=4"),
    (PAGE, PAGE + "?igsh=abc&mibextid=Zx"),
    (PAGE, PAGE + "?tag_from=wp_hl_terkait&_ga=2.1&_gl=1*x"),
    (PAGE, PAGE + "?mc_cid=1&mc_eid=2&mkt_tok=3&_hsenc=4"),
    (PAGE, PAGE + "?at_medium=RSS&ocid=socialflow&xtor=AL-72&smid=tw-share"),
    (PAGE, PAGE + "?guccounter=1&guce_referrer=aHR0&guce_referrer_sig=AQ"),
    (PAGE, PAGE + "?wt.mc_id=a&PHPSESSID=b"),
    (PAGE + "?id=2", PAGE + "/?id=2&utm_campaign=x"),
    (PAGE + "?id=2", PAGE + "?fbclid=1&id=2&"),
    (PAGE + "?q=a%20b", PAGE + "?q=a+b"),
    (PAGE + "?q=%C3%A9", PAGE + "?q=é"),
    (PAGE + "?q=%c3%a9", PAGE + "?q=e%CC%81"),
    (PAGE + "/it%27s(a)", PAGE + "/it's%28a%29"),
    (PAGE + "/100%", PAGE + "/100%25"),
    (PAGE + "/a|b", PAGE + "/a%7Cb"),
    ("https://bücher.example/x", "https://xn--bcher-kva.example/x"),
    ("https://BÜCHER.example/x", "https://bu\u0308cher.example/x"),
    ("https://[2001:DB8:0:0::1]/x", "https://[2001:db8::1]:443/x"),
    ("http://192.0.2.1:80/x", "http://192.0.2.1/x/"),
    ("https://example.org", "https://example.org/#"),
    ("https://example.org/?p=12", "https://example.org?p=12"),
    ("https://example.org/#!/berita/1", "https://example.org#!/berita/1"),
    ("https://example.org/#!/berita/1", "https://example.org#!/berita/1:~:text=hujan"),
    ("https://example.org/", "https://example.org/#!/"),
    ("https://example.org/", "https://example.org/#//"),
    ("https://example.org/a", "https://example.org/../../a"),
    ("https://example.org/a/c", "https://example.org/a/b/../b/../c"),
    (f"https://{spelt('bücher')}.example/x", "https://BÜCHER.example/x"),
    (PAGE + "/%C2%80", PAGE + "/\x80"),
]

ONE_FAMILY = [
    (PAGE, "http://example.org/berita/hujan"),
    (PAGE, "http://example.org:80/berita/hujan/"),
    (PAGE, "https://www.example.org/berita/hujan"),
    (PAGE, "https://m.example.org/berita/hujan"),
    (PAGE, "https://mobile.example.org/berita/hujan"),
    (PAGE, "https://amp.example.org/berita/hujan"),
    (PAGE, "https://www.m.example.org/berita/hujan"),
    (PAGE, "https://m.example.org/amp/berita/hujan"),
    (PAGE, PAGE + "/amp"),
    (PAGE, PAGE + "/amp/"),
    (PAGE, PAGE + ".amp"),
    (PAGE + ".html", PAGE + ".amp.html"),
    (PAGE, PAGE + "?amp"),
    (PAGE, PAGE + "?amp=1"),
    (PAGE, PAGE + "?outputType=amp&usqp=mq331"),
    (PAGE, PAGE + "?page=all"),
    (PAGE, PAGE + "?page=1"),
    (PAGE, PAGE + "?single=1"),
    (PAGE, PAGE + "?showpage=all#bagian2"),
    (PAGE, PAGE + "?m=1"),
    (PAGE, PAGE + "?ref=rss&source=feed"),
    (PAGE, PAGE + "/index.html"),
    (PAGE, "https://example.org//berita//hujan"),
    (PAGE, "https://www.google.com/amp/s/m.example.org/berita/hujan"),
    (PAGE, "https://www-example-org.cdn.ampproject.org/c/s/www.example.org/berita/hujan"),
    (PAGE + "?a=1&b=2", PAGE + "?b=2&a=1"),
    (PAGE + "/a,b:c", PAGE + "/a%2Cb%3Ac"),
    ("https://en.wikipedia.org/wiki/Hujan", "https://en.m.wikipedia.org/wiki/Hujan"),
]

TWO_FAMILIES = [
    (PAGE, "https://example.com/berita/hujan"),
    (PAGE, "https://sub.example.org/berita/hujan"),
    (PAGE, "https://example.org:8443/berita/hujan"),
    (PAGE, "https://example.org/berita/Hujan"),
    (PAGE, PAGE + "?page=2"),
    (PAGE, PAGE + "?id=2"),
    (PAGE, PAGE + "?tag=x"),
    (PAGE + "?id=1", PAGE + "?id=2"),
    (PAGE + "?id=1&id=2", PAGE + "?id=1"),
    (PAGE, PAGE + "/2"),
    (PAGE, PAGE + "/ampas"),
    (PAGE + "/a%2Fb", PAGE + "/a/b"),
    (PAGE + "/a%3Fb", PAGE + "/a?b"),
    (PAGE + "?q=a%26b", PAGE + "?q=a&b"),
    (PAGE + "?q=a%2Bb", PAGE + "?q=a+b"),
    (PAGE + "/%2541", PAGE + "/A"),
    (PAGE + "/%E9", PAGE + "/%C3%A9"),
    ("https://example.org/#!/berita/1", "https://example.org/#!/berita/2"),
    ("https://example.org/#/berita/1", "https://example.org/"),
    ("https://m.co/x", "https://www.co/x"),
    ("https://[::1]/x", "https://[::2]/x"),
    ("https://faß.de/x", "https://fass.de/x"),
    # A spelling of a name that nobody could type is left as it is.
    (f"https://{spelt('abc')}.org/x", "https://abc.org/x"),
    (f"https://{spelt('ｅxé')}.org/x", "https://exé.org/x"),
    ("https://" + spelt("a\u200dé") + ".org/x", "https://a\u200dé.org/x"),
    ("https://xn--é.org/x", "https://é.org/x"),
    (PAGE + "/%C2%80", PAGE + "/%80"),
    (PAGE + "/%7F", PAGE),
    ("https://example.org:80/x", "https://example.org/x"),
    ("http://example.org:443/x", "http://example.org/x"),
]


@pytest.mark.parametrize(("one", "other"), ONE_PAGE)
def test_addresses_that_are_one_page_whatever_stands_there(one, other):
    assert folded(one) == folded(other)
    assert family(one) == family(other)


@pytest.mark.parametrize(("one", "other"), ONE_FAMILY)
def test_addresses_that_are_one_page_only_where_the_texts_agree(one, other):
    assert folded(one) != folded(other)
    assert family(one) == family(other)


@pytest.mark.parametrize(("one", "other"), TWO_FAMILIES)
def test_addresses_that_are_two_pages(one, other):
    assert folded(one) != folded(other)
    assert family(one) != family(other)


@pytest.mark.parametrize(
    "odd", ["", "-", "a.txt", "ftp://x/y", "https://[x/", "https://x:y/", "//x", "http:///x"]
)
def test_what_is_no_web_address_stays_as_it_is(odd):
    assert folded(odd) == family(odd) == odd


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("https://x.org/#!/berita/1", "#!/berita/1"),
        ("https://x.org/#/berita/%7e", "#/berita/~"),
        ("https://x.org/#/berita:~:text=a", "#/berita"),
        ("https://x.org/#komentar", ""),
        ("https://x.org/#/", ""),
        ("https://x.org/", ""),
        ("a.txt#!/1", ""),
    ],
)
def test_a_fragment_that_tells_the_page(url, told):
    assert route(url) == told


ODD = (
    "a B é e\u0301 %41 %7e %C3%A9 %c3 %2F %3d % + amp m .. . / // ;jsessionid=1 index.html"
    " utm_source=x fbclid=1 page=all & = id=2 # ? ! \u0338 \udc80"
)
HOSTS = (
    "example.org WWW.Example.org. m.amp.x.co.id xn--bcher-kva.example bücher.example [2001:DB8::1]"
    " 127.0.0.1 localhost xn--a amp ｅxample.org faß.de İ.org"
)
PIECES = st.lists(st.one_of(st.sampled_from(ODD.split()), st.characters()), max_size=12).map(
    "".join
)
URLS = st.builds(
    "{}://{}{}/{}".format,
    st.sampled_from(["http", "HTTPS"]),
    st.sampled_from(HOSTS.split()),
    st.sampled_from(["", ":", ":80", ":443", ":8080"]),
    PIECES,
)


@given(st.one_of(URLS, st.text()))
@example("http://example.org/\ud800")
@example("http://example.org/\udfff?a=\udc80")
def test_what_is_folded_stays_folded(url):
    page = folded(url)
    assert folded(page) == page
    assert family(page) == family(url)


def _tells(url):
    """What of an address a server sees that might tell a page, in a form of the test's own."""
    parts = urlsplit(url)
    path = re.sub(r";jsessionid=[^/;]*", "", parts.path)
    kept = [
        pair for pair in parse_qsl(parts.query, keep_blank_values=True)
        if pair[0] not in ("utm_source", "fbclid")
    ]  # fmt: skip
    return unquote(path).rstrip("/"), kept


WORDS = st.sampled_from(
    ["berita", "Berita", "1", "a%2Fb", "a%20b", "x,y", "ref", "amp", "m", "%41"]
)
NAMES = st.sampled_from(
    ["id", "ID", "page", "ref", "source", "tag", "sid", "amp", "s", "p", "news_id"]
)
TOLD = st.builds(
    lambda path, query: "https://example.org/" + "/".join(path) + "?" + "&".join(query),
    st.lists(WORDS, max_size=3),
    st.lists(
        st.one_of(
            st.builds("{}={}".format, NAMES, WORDS),
            st.sampled_from(["utm_source=x", "fbclid=2"]),
        ),
        max_size=3,
    ),
)


@given(TOLD, TOLD)
def test_only_what_tells_no_page_is_taken_away(one, other):
    assert _tells(folded(one)) == _tells(one)
    assert (folded(one) == folded(other)) is (_tells(one) == _tells(other))


KEYS_OF_TODAY = [
    ("https://example.org/a", "a52r883zg1z9"),
    ("http://example.org/a", "a52r883zg1z9"),
    ("https://example.org/a/", "azjmt9fa4q75"),
    ("https://www.example.org/a", "a5zremeb1ret"),
    ("https://m.example.org/a", "aqfktk621193"),
    ("https://example.org/a?utm_source=x&id=2#top", "atkptacmvan3"),
    ("https://example.org/a?id=2", "atkptacmvan3"),
    ("https://example.org/a?gad_source=1", "a74kv4fb82eh"),
    ("https://example.org/a?page=all", "awenc15he373"),
    ("https://example.org", "anm4z4592ze4"),
    ("https://Example.org:443/%7eb", "awn2zs38gjgq"),
    ("https://bücher.example/é", "agjb1s46g2d2"),
    ("https://example.org/#!/berita/1", "anm4z4592ze4"),
    ("", "an9p293h2wwt"),
]


@pytest.mark.parametrize(("url", "key"), KEYS_OF_TODAY)
def test_the_key_of_an_article_never_changes(url, key):
    assert keys.article_key(url, keys.text_hash("Isi.")) == key


def test_keys_of_claims_and_speakers_never_change():
    article = "a0123456789a"
    assert keys.claim_key(article, "“Rusia harus bergerak,”") == "cfxnfxfm07h5"
    assert keys.claim_key(article, "Rusia harus bergerak", 1) == "c4035a2hnssp"
    assert keys.speaker_key("Donald J. Trump", "person", article) == "donald-j-trump"
    assert keys.speaker_key("Putin", "person", article) == f"putin-{article}"
    assert keys.outlet_key("Mi’raj News Agency (MINA)") == "mina"
