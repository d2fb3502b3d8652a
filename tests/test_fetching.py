"""Pages by their address: who may be asked, how often, what comes of it. A real server answers."""

import gzip
import ipaddress
import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st
from site_ import Page, serving

from datasette_claims.fetching import Fetcher, Known, Limits, guard

pytestmark = pytest.mark.integration

HERE = ipaddress.ip_address("127.0.0.1")


def here(address):
    """Stands for the internet: one machine of this house, and no other."""
    return address == HERE


@pytest.fixture
def site():
    with serving() as running:
        running.pages["/"] = Page()
        yield running


@pytest.fixture
def naps():
    return []


@pytest.fixture
def fetcher(naps):
    with Fetcher(Limits(largest=200_000, seconds=2), permits=here, sleep=naps.append) as running:
        yield running


# Who may be asked


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.1.1",
        "169.254.169.254", "100.64.0.1", "192.0.2.1", "198.18.0.1", "224.0.0.1", "240.0.0.1",
        "255.255.255.255", "::", "::1", "fe80::1", "fc00::1", "fd00:ec2::254", "ff02::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::", "2002:a9fe:a9fe::1",
        "64:ff9b::7f00:1", "64:ff9b:1::a00:1", "2001:db8::1",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    ],
)  # fmt: skip
def test_machines_of_no_public_network(address):
    assert not guard.public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "address", ["1.1.1.1", "93.184.216.34", "2606:4700::1111", "2002:101:101::1", "::ffff:8.8.8.8"]
)
def test_machines_of_the_internet(address):
    assert guard.public(ipaddress.ip_address(address))


@given(st.ip_addresses(network="10.0.0.0/8"))
def test_a_private_number_stays_private_however_it_is_wrapped(address):
    number = int(address)
    for wrapped in (0xFFFF << 32 | number, 0x2002 << 112 | number << 80):
        assert not guard.public(ipaddress.IPv6Address(wrapped))


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "127.1", "0", "[::1]", "127.0.0.1."]
)
def test_machines_of_this_house_are_not_asked(site, host):
    with Fetcher(Limits(seconds=2)) as fetcher:
        answer = fetcher.get(site.url("/", host))
    assert answer.outcome in ("refused", "failed")  # not every resolver knows every spelling
    assert not site.asked
    if host in ("127.0.0.1", "localhost", "[::1]"):
        assert "--allow-private" in answer.message


def test_who_says_so_may_ask_them(site):
    with Fetcher(permits=guard.anywhere, sleep=lambda _: None) as fetcher:
        assert fetcher.get(site.url()).outcome == "got"


@pytest.mark.parametrize(
    "address",
    ["ftp://127.0.0.1/a", "file:///etc/passwd", "gopher://x/", "https://ana:rahasia@example.org/",
     "http://", "http://[", "http:\\\\127.0.0.1/", "javascript:alert(1)", "", "http://a b/"],
)  # fmt: skip
def test_addresses_that_are_none(fetcher, address):
    assert fetcher.get(address).outcome == "refused"


@pytest.mark.parametrize(
    "target", ["http://127.0.0.2:{port}/", "http://[::1]:{port}/", "http://169.254.169.254/",
               "file:///etc/passwd", "ftp://127.0.0.1/"],
)  # fmt: skip
def test_a_redirect_does_not_lead_into_the_house(site, fetcher, target):
    site.pages["/"] = Page(b"", 302, {"Location": target.format(port=site.port)})
    answer = fetcher.get(site.url())
    assert answer.outcome == "refused"
    assert not answer.data
    assert site.paths() == ["/"]


def test_robots_txt_does_not_lead_into_the_house(site, fetcher):
    site.pages["/robots.txt"] = Page(b"", 301, {"Location": "http://169.254.169.254/robots.txt"})
    assert fetcher.get(site.url()).outcome == "refused"
    assert not site.paths()


def test_the_machine_that_was_looked_at_is_the_one_that_is_asked(site, naps):
    """A name that leads elsewhere the next time it is looked up leads nowhere."""
    answers = iter(["127.0.0.1", "127.0.0.2"])
    asked = []

    def resolve(host, port, **_):
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), port))]

    with Fetcher(permits=here, resolve=resolve, sleep=naps.append) as fetcher:
        answer = fetcher.get(site.url("/", "news.example"))
    assert answer.outcome == "got"
    assert {each.host for each in site.asked} == {f"news.example:{site.port}"}
    assert asked == ["news.example"]  # the connection is kept: nothing is looked up again


def test_a_name_with_one_number_of_this_house_is_not_asked_at_all(site, naps):
    def resolve(_host, port, **_):
        return [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", (number, port))
            for number in ("127.0.0.1", "10.0.0.1")
        ]

    with Fetcher(permits=here, resolve=resolve, sleep=naps.append) as fetcher:
        assert fetcher.get(site.url("/", "news.example")).outcome == "refused"
    assert not site.asked


def test_proxies_of_the_environment_are_not_asked(site, fetcher, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.2:9")
    monkeypatch.setenv("all_proxy", "http://127.0.0.2:9")
    with Fetcher(permits=here, sleep=lambda _: None) as fetcher:
        assert fetcher.get(site.url()).outcome == "got"


# How they are asked


def test_it_says_who_asks(site, fetcher):
    fetcher.get(site.url())
    for asked in site.asked:
        assert asked.headers["User-Agent"].startswith("datasette-claims/")
        assert "+https://" in asked.headers["User-Agent"]
        assert "Cookie" not in asked.headers


def test_robots_txt_is_read_once_and_kept_to(site, fetcher):
    site.pages["/robots.txt"] = Page(
        b"User-agent: *\nDisallow: /private\nDisallow: /*?print=\nAllow: /private/open\n"
    )
    for path in ("/a", "/private/open", "/private/b", "/a?print=1"):
        site.pages[path] = Page()
    outcomes = {path: fetcher.get(site.url(path)).outcome for path in list(site.pages)[2:]}
    assert outcomes == {
        "/a": "got",
        "/private/open": "got",
        "/private/b": "refused",
        "/a?print=1": "refused",
    }
    assert [asked.path for asked in site.asked].count("/robots.txt") == 1
    assert site.paths() == ["/a", "/private/open"]


def test_rules_for_us_by_name(site, fetcher):
    site.pages["/robots.txt"] = Page(
        b"User-agent: datasette-claims\nDisallow: /\n\nUser-agent: *\nAllow: /\n"
    )
    assert fetcher.get(site.url()).outcome == "refused"


@pytest.mark.parametrize(
    ("status", "outcome"),
    [(200, "got"), (404, "got"), (403, "got"), (500, "refused"), (503, "refused")],
)
def test_a_site_without_readable_rules(site, fetcher, status, outcome):
    site.pages["/robots.txt"] = Page(b"", status)
    assert fetcher.get(site.url()).outcome == outcome


@pytest.mark.parametrize(
    "rules", [b"\xff\xfe\x00", b"<html>none</html>", b"a" * 2_000_000, b"User-agent"]
)
def test_rules_that_are_none(site, fetcher, rules):
    site.pages["/robots.txt"] = Page(rules)
    assert fetcher.get(site.url()).outcome == "got"


def test_one_request_a_second(site, fetcher, naps):
    fetcher.get(site.url())
    fetcher.get(site.url())
    assert len(naps) == 2  # three requests: robots.txt too is one
    assert all(0 < nap <= 2 for nap in naps)


def test_another_host_does_not_wait(site, fetcher, naps):
    site.pages["/robots.txt"] = Page(status=404)
    fetcher.get(site.url())
    before = len(naps)
    with serving() as other:
        other.pages["/"] = Page()
        fetcher.get(other.url())
        assert len(naps) == before + 1  # its own robots.txt, then the page


def test_a_site_that_asks_for_more_time_gets_it(site, fetcher, naps):
    site.pages["/robots.txt"] = Page(b"User-agent: *\nCrawl-delay: 7\n")
    fetcher.get(site.url())
    fetcher.get(site.url())
    assert naps[-1] > 5


def test_a_site_that_asks_for_an_hour_is_not_waited_for_that_long(site, fetcher, naps):
    site.pages["/robots.txt"] = Page(b"User-agent: *\nCrawl-delay: 3600\n")
    fetcher.get(site.url())
    fetcher.get(site.url())
    assert naps[-1] <= 61


@pytest.mark.parametrize(("after", "calls"), [("3", 2), ("7200", 1), ("soon", 1), ("-1", 1)])
def test_come_back_later(site, fetcher, naps, after, calls):
    turns = iter([Page(b"", 503, {"Retry-After": after}), Page(b"now")])
    site.pages["/"] = lambda _: next(turns)
    answer = fetcher.get(site.url())
    assert len(site.paths()) == calls
    assert (answer.outcome, answer.data) == (("got", b"now") if calls == 2 else ("failed", b""))
    if calls == 2:
        assert 3.0 in naps


# What comes


def test_what_an_answer_tells(site, fetcher):
    site.pages["/"] = Page(
        "<p>Apa kabar – “baik”</p>".encode("windows-1252"),
        headers={
            "Content-Type": "text/html; charset=windows-1252",
            "ETag": '"1"',
            "Last-Modified": "Mon, 05 Jan 2026 10:00:00 GMT",
        },
    )
    answer = fetcher.get(site.url())
    assert (answer.outcome, answer.status, answer.final) == ("got", 200, site.url())
    assert answer.data.decode("windows-1252") == "<p>Apa kabar – “baik”</p>"
    assert answer.content_type == "text/html; charset=windows-1252"
    assert (answer.etag, answer.last_modified[:3]) == ('"1"', "Mon")
    assert len(answer.hash) == 64
    assert answer.at.endswith("Z")


def test_where_a_redirect_led(site, fetcher):
    site.pages["/old"] = Page(b"", 301, {"Location": "/new?a=1"})
    site.pages["/new?a=1"] = Page(b"new")
    answer = fetcher.get(site.url("/old"))
    assert (answer.address, answer.final) == (site.url("/old"), site.url("/new?a=1"))
    assert answer.data == b"new"


def test_a_circle_of_redirects_ends(site, fetcher):
    site.pages["/"] = Page(b"", 302, {"Location": "/"})
    answer = fetcher.get(site.url())
    assert (answer.outcome, "led on" in answer.message) == ("failed", True)
    assert len(site.paths()) == 6


def test_only_what_is_new_is_sent(site, fetcher):
    site.pages["/"] = Page(headers={"ETag": '"1"'})
    first = fetcher.get(site.url())
    known = Known(first.etag, first.last_modified, first.hash)
    again = fetcher.get(site.url(), known)
    assert (again.outcome, again.status, again.data) == ("unchanged", 304, b"")
    assert (again.etag, again.hash) == (first.etag, first.hash)
    site.pages["/"] = Page(b"other", headers={"ETag": '"2"'})
    assert fetcher.get(site.url(), known).data == b"other"


def test_the_same_bytes_are_unchanged_where_the_site_does_not_say_so(site, fetcher):
    first = fetcher.get(site.url())
    again = fetcher.get(site.url(), Known(hash=first.hash))
    assert (again.outcome, again.status, again.data) == ("unchanged", 200, b"")


@pytest.mark.parametrize(
    ("status", "outcome"),
    [(404, "gone"), (410, "gone"), (401, "refused"), (403, "refused"), (451, "refused"),
     (500, "failed"), (502, "failed"), (418, "failed"), (204, "failed")],
)  # fmt: skip
def test_answers_that_bring_no_page(site, fetcher, status, outcome):
    site.pages["/"] = Page(b"" if status == 204 else b"words", status)
    answer = fetcher.get(site.url())
    assert (answer.outcome, answer.status, answer.data) == (outcome, status, b"")
    assert str(status) in answer.message


@pytest.mark.parametrize("packed", [False, True])
def test_too_much_is_not_read(site, fetcher, packed):
    body = b"a" * 5_000_000
    page = Page(gzip.compress(body), headers={"Content-Encoding": "gzip"}) if packed else Page(body)
    site.pages["/"] = page
    answer = fetcher.get(site.url())
    assert (answer.outcome, "larger than" in answer.message) == ("refused", True)


def test_what_trickles_for_ever_ends(site, naps):
    site.pages["/"] = Page(chunks=(b"a",) * 1000, pause=0.1)
    with Fetcher(Limits(seconds=0.6), permits=here, sleep=naps.append) as fetcher:
        answer = fetcher.get(site.url())
    assert answer.outcome == "failed"
    assert "in the time" in answer.message


@pytest.mark.parametrize(
    "broken",
    [
        Page(b"not gzip", headers={"Content-Encoding": "gzip"}),
        Page(gzip.compress(b"words" * 1000)[:-20], headers={"Content-Encoding": "gzip"}),
        Page(b"", 302, {"Location": "http://[::bad"}),
        Page(b"", 302, {"Location": "\u00ff\u00fe"}),
    ],
)
def test_answers_that_are_broken(site, fetcher, broken):
    site.pages["/"] = broken
    assert fetcher.get(site.url()).outcome != "unchanged"


def test_nobody_answers(naps):
    with socket.socket() as taken, Fetcher(Limits(seconds=2), permits=here, sleep=naps.append) as f:
        taken.bind(("127.0.0.1", 0))
        answer = f.get(f"http://127.0.0.1:{taken.getsockname()[1]}/")
    assert answer.status is None
    assert answer.outcome in ("failed", "refused")
    assert answer.message
