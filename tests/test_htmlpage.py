"""HTML pages: the article alone, readable, with what the page tells of it; what is none is told."""

import json
import re

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml.html import tostring
from trafilatura import bare_extraction
from trafilatura.utils import load_html

from datasette_claims import cli
from datasette_claims.loading.languages import for_reading
from datasette_claims.reading import Document, Failure, Options, read

PARAGRAPHS = [
    "Wali kota Ana Wati mengatakan bahwa jembatan baru itu selesai tahun depan di kota lama.",
    "Para pedagang menunggu sejak lama, sebab perahu penyeberangan sering rusak dan mahal.",
    "“Kami senang,” kata Wayan, pedagang beras yang sudah dua puluh tahun berjualan di pasar.",
    "Pembangunan sempat berhenti karena anggaran dipotong oleh dewan pada bulan Maret lalu.",
    "Dinas pekerjaan umum menyatakan bahwa jalan menuju pasar akan ditutup selama dua bulan.",
]
BODY = "".join(f"<p>{paragraph}</p>\n" for paragraph in PARAGRAPHS)
ENGLISH = "".join(
    f"<p>{line}</p>\n"
    for line in (
        "The mayor of Leeds, Rina Hall, told reporters on Monday that the bridge was safe again.",
        "Traders have waited for years, because the ferry often breaks down and costs too much.",
        "“We are glad,” said Tom Reed, who has sold rice at the old market for twenty years now.",
        "Building had stopped after the council cut the budget in March, the town hall said then.",
        "The works department said that the road to the market would be closed for two months.",
    )
)


def page(head="", body=BODY, lang="id", before="<h1>Jembatan Baru</h1>"):
    return (
        f"<!DOCTYPE html><html lang='{lang}'><head><meta charset=utf-8>{head}</head><body>"
        f"<nav><a href='/'>Beranda</a></nav><article>{before}{body}</article>"
        "<footer>Hak cipta</footer></body></html>"
    )


def ld(**node):
    data = {"@context": "https://schema.org", "@type": "NewsArticle", **node}
    return f'<script type="application/ld+json">{json.dumps(data)}</script>'


def one(markup, url="", options=None, **told):
    data = markup if isinstance(markup, bytes) else markup.encode()
    notes = []
    document = Document.of(data, "a.html", "/a.html", {**({"url": url} if url else {}), **told})
    (outcome,) = read(
        [document], options=options, note=lambda _, m: notes.append(m), languages=for_reading()
    )
    return outcome


def test_the_text_is_the_article_in_paragraphs():
    body = BODY.replace("Ana Wati", "Ana&shy;s&#8203;tasia <b>Wati</b>").replace("“", "&ldquo;")
    article = one(page("<style>p { color: red }</style><script>var x = '<p>no</p>'</script>", body))
    assert article.text.split("\n\n")[-5:] == [
        paragraph.replace("Ana Wati", "Anastasia Wati") for paragraph in PARAGRAPHS
    ]
    for never in ("<", "&", "color", "var x", "\xad", "\u200b", "Beranda", "Hak cipta"):
        assert never not in article.text
    assert article.kind == "html"
    assert len(article.raw_hash) == 64


def test_lists_breaks_quotes_and_tables_are_readable():
    body = BODY + (
        "<blockquote><p>Kami tidak akan mundur dari rencana itu.</p></blockquote>"
        "<ul><li>Satu hal</li><li>Dua <b>hal</b></li></ul><p>Baris satu.<br>Baris dua.</p>"
        "<table><tr><td>Beras</td><td>12</td></tr></table>"
    )
    text = one(page(body=body)).text
    assert "\n\nKami tidak akan mundur dari rencana itu.\n\n- Satu hal\n- Dua hal\n\n" in text
    assert "\n\nBaris satu.\nBaris dua.\n\n" in text
    assert text.endswith("Beras | 12")


WITHIN = [
    # What stands apart within an item or a cell does not run together.
    ("<ul><li><h4>Langkah 1</h4><p>Rebus air.</p></li></ul>", "- Langkah 1\nRebus air."),
    ("<ul><li>Ketua<br>Ana Wati</li><li>Wakil</li></ul>", "- Ketua\nAna Wati\n- Wakil"),
    ("<ol><li><p>Pukul 10.</p><p>Air naik.</p></li></ol>", "- Pukul 10.\nAir naik."),
    ("<table><tr><td><p>Kota</p><p>Medan</p></td><td>12</td></tr></table>", "Kota Medan | 12"),
    ("<ul><li>Beras<ul><li>merah</li><li>putih</li></ul></li></ul>", "- Beras\n- merah\n- putih"),
    ("<p>Lalu <code>defer</code> dipanggil di akhir.</p>", "Lalu defer dipanggil di akhir."),
]  # fmt: skip


@pytest.mark.parametrize(("markup", "text"), WITHIN)
def test_what_stands_apart_on_a_page_stands_apart_in_its_text(markup, text):
    assert f"\n\n{text}" in one(page(body=BODY + markup)).text


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ("<article>", "</article>"),
        ("", ""),
        ("<DOCUMENT>\n<TYPE>EX-99.1\n<SEQUENCE>2\n<FILENAME>d1dex991.htm\n<TEXT>\n<HTML><BODY>",
         "</BODY></HTML>\n</TEXT>\n</DOCUMENT>"),
        ("Disimpan oleh pembaca pada 12 April 2025 dari peramban.\n\n<!doctype html><html><body>",
         "</body></html>"),
        ("<div id=halaman><section>", "</section></div>"),
    ],
)  # fmt: skip
def test_a_part_of_a_page_and_a_page_with_words_above_it_are_read(above, below):
    text = one(above + "".join(f"<p>{words}</p>" for words in PARAGRAPHS) + below).text
    assert all(words in text for words in PARAGRAPHS)


@pytest.mark.parametrize("markup", ["Kata tanpa markah. " * 40, "1 < 2 > 1", "a <b"])
def test_what_has_no_element_of_a_page_is_refused(markup):
    outcome = one(markup)
    assert isinstance(outcome, Failure)
    assert outcome.reason.startswith("no HTML that can be read")


JSON_LD = {
    "plain": ld(headline="Judul", datePublished="2025-04-12", author={"name": "Ana"}),
    "a list": '<script type="application/ld+json">[{"@type":"WebPage"},{"@type":["Thing",'
    '"NewsArticle"],"headline":"Judul","datePublished":"2025-04-12","author":["Ana"]}]</script>',
    "a graph": ld(**{
        "@type": "WebSite", "@graph": [
            {"@type": "ReportageNewsArticle", "headline": "Judul", "datePublished": "2025-04-12",
             "author": {"@id": "#a"}},
            {"@type": "Person", "@id": "#a", "name": "Ana"},
        ],
    }),
    "with a comma too many": '<script type="application/ld+json">{"@type":"NewsArticle",'
    '"headline":"Judul","datePublished":"2025-04-12","author":{"name":"Ana"},}</script>',
    "with line breaks": '<script type="application/ld+json">{"@type":"NewsArticle","headline":'
    '"Judul","description":"a\nb","datePublished":"2025-04-12","author":{"name":"Ana"}}</script>',
    "in a comment": '<script type="application/ld+json"><!-- {"@type":"NewsArticle","headline":'
    '"Judul","datePublished":"2025-04-12","author":{"name":"Ana"}} --></script>',
    "two in one": '<script type="application/ld+json">{"@type":"WebPage"} {"@type":"NewsArticle",'
    '"headline":"Judul","datePublished":"2025-04-12","author":"Ana"}</script>',
    "as mainEntity": ld(**{"@type": "WebPage", "mainEntity": {
        "@type": "Article", "headline": "Judul", "datePublished": "2025-04-12", "author": "Ana"}}),
}  # fmt: skip


@pytest.mark.parametrize("script", JSON_LD.values(), ids=JSON_LD)
def test_json_ld_in_all_its_forms(script):
    article = one(page(script))
    assert (article.title, article.published, article.byline) == ("Judul", "2025-04-12", "Ana")
    assert dict(article.found_by)["published"] == "json-ld"


def test_of_broken_json_what_can_be_read_counts():
    script = (
        '<script type="application/ld+json">{"@type":"NewsArticle","headline":"Kata \\"ya\\"",'
        '"datePublished":"2025-04-12T10:00:00+07:00","author": }</script>'
    )
    article = one(page(script))
    assert (article.title, article.published) == ('Kata "ya"', "2025-04-12T10:00:00+07:00")


TITLES = [
    ('<meta property="og:title" content="Judul &amp;quot;A&amp;quot;">', 'Judul "A"', "og"),
    ("<title>Judul | Kabar</title><meta property='og:site_name' content='Kabar'>",
     "Jembatan Baru", "page"),
    ('<meta name="twitter:title" content="Judul - Kabar"><meta property="og:site_name"'
     ' content="Kabar">', "Judul", "meta"),
    # What stands as the headline is the headline, with whatever the title goes on.
    ('<meta property="og:title" content="Jembatan Baru | Daerah">', "Jembatan Baru", "og"),
    ("<title>Kabar: Berita Terkini » Jembatan Baru</title>", "Jembatan Baru", "page"),
    ("<title>Daerah - Jembatan Baru - Kabar</title>", "Jembatan Baru", "page"),
    ('<meta property="og:title" content="Judul lain - Kabar Kota"><link rel=canonical'
     " href='https://www.kabarkota.example/a'>", "Judul lain", "og"),
    ('<meta property="og:title" content="Kàbar: Judul lain"><link rel=canonical'
     " href='https://kabar.example/a'>", "Kàbar: Judul lain", "og"),  # no space before the colon
]  # fmt: skip


@pytest.mark.parametrize(("head", "title", "by"), TITLES)
def test_titles(head, title, by):
    article = one(page(head))
    assert (article.title, dict(article.found_by)["title"]) == (title, by)


@pytest.mark.parametrize(
    ("headings", "title", "headline"),
    [
        (
            "<h1>Kabar Kota</h1><h2>Jembatan dibuka lagi</h2>",
            "Jembatan dibuka lagi - Kabar Kota",
            1,
        ),
        ("<h1>Berita</h1><h3>Jembatan dibuka lagi</h3>", "Jembatan dibuka lagi", 1),
        ("<h1>Jembatan dibuka lagi</h1><h1>Baca juga</h1>", "Jembatan dibuka lagi", 0),
        ("<h2>Jembatan</h2><h1>Harga beras naik</h1>", "Sesuatu yang lain", 1),
        ("<h2>Baca juga</h2><h2>Jembatan dibuka lagi</h2>", "Kabar | Jembatan dibuka lagi", 1),
    ],
)
def test_the_headline_is_the_heading_that_the_page_is_called_by(headings, title, headline):
    article = one(page(f"<title>{title}</title>", before=headings))
    assert article.title == re.findall(r"<h\d>(.*?)</h\d>", headings)[headline]


DATES = [
    (ld(datePublished="2025-04-12T10:05:00.000+0700"), "", "2025-04-12T10:05:00+07:00"),
    (ld(datePublished="2025-04-12T03:05:00Z"), "", "2025-04-12T03:05:00+00:00"),
    (ld(datePublished="Sat, 12 Apr 2025 10:05:00 +0700"), "", "2025-04-12T10:05:00+07:00"),
    (ld(datePublished="kemarin", dateModified="2025-05-01"), "", ""),
    (ld(dateModified="2025-05-01"), "<time datetime='2025-04-12T10:05'>x</time>",
     "2025-04-12T10:05:00"),
    ('<meta property="article:published_time" content="2025-04-12">', "", "2025-04-12"),
    ('<meta name="publishdate" content="2025/04/12 10:05:00">', "", "2025-04-12T10:05:00"),
    ('<meta name="date" content="1744427100">', "", "2025-04-12T03:05:00+00:00"),
    ('<meta name="date" content="1970-01-01">', "<span class=date>12 April 2025</span>",
     "2025-04-12"),
    ("", '<div class="read__time">Kabar.com - 11/04/2025, 10:05 WIB</div>',
     "2025-04-11T10:05:00+07:00"),
    ("", '<p class="post-date">Diterbitkan: Sabtu, 12 April 2025 | 10.05 WIB</p>',
     "2025-04-12T10:05:00+07:00"),
    ("", '<time>12/04/2025</time>', "2025-04-12"),
    ("", '<div class="comments"><time datetime="2025-05-05">x</time></div>', ""),
    ("", "<aside><time datetime='2025-05-05'>x</time></aside>", ""),
    ("", "<footer><time datetime='2025-04-12'>x</time></footer>", "2025-04-12"),
    ("", "<p class='entry-footer'><time datetime='2025-04-12'>x</time></p>", "2025-04-12"),
    # By the names of meta elements, whoever put something before them.
    ('<meta name="shareaholic:article_published_time" content="2025-04-12">', "", "2025-04-12"),
    ('<meta name="date" content="2025-05-01"><meta name="DC.date.issued" content="2025-04-12">',
     "", "2025-04-12"),
    ('<meta name="PUBDATE" content="20250412100500">', "", "2025-04-12T10:05:00"),
    ('<meta name="og:time " content="2025-04-12 10:05">', "", "2025-04-12T10:05:00"),
    ('<meta name="displaydate" content="April 12, 2025">', "", "2025-04-12"),
    ('<meta name="last-modified" content="2025-05-01">', "", ""),
    # By JSON-LD of what is no article.
    (ld(**{"@type": "WebPage", "datePublished": "2025-04-12"}), "", "2025-04-12"),
    (ld(**{"@type": "Review", "datePublished": "2025-04-12"}), "", ""),
    # By what a reader sees near the headline.
    ("", '<abbr class="published" title="2025-04-12T10:05:00Z">Sabtu</abbr>',
     "2025-04-12T10:05:00+00:00"),
    ("", '<span class="date updated">12 April 2025</span>', "2025-04-12"),
    ("", '<span class="updated">12 April 2025</span>', ""),
    ("", '<span class="last-updated date">12 April 2025</span>', ""),
    ("", '<p class="date">Diperbarui 1 Mei 2025</p>', ""),
    ("", "<div><i class=icon></i> 12 April 2025 </div>", "2025-04-12"),
    ("", "<p>Redaksi / 2025-4-12 10:05</p>", "2025-04-12T10:05:00"),
    ("", "<h2 class=tanggal>Sabtu, 12 April 2025</h2>", "2025-04-12"),
    ("", "<p>12 April 2025 adalah hari pasar yang tidak akan pernah dilupakan warga kota.</p>", ""),
    ("", "<b></b>" * 80 + "<i>12 April 2025</i>", ""),
    # By programs and the address, where nothing else tells.
    ("<script>var a = {'publishTime': '2025-04-12 10:05'}</script>", "", "2025-04-12T10:05:00"),
    ("<script>s.pubdate='2025/04/12';</script>", "", "2025-04-12"),
    ("", "<span class='updated dtstamp' title='2025-04-12T10:05'>Terbit: 12 April</span>",
     "2025-04-12T10:05:00"),
    ("<script>[{publishDate: '2025-04-12'}, {publishDate: '2025-04-13'}]</script>", "", ""),
    ("<link rel=canonical href='https://kabar.example/2025/04/12/jembatan/'>", "", "2025-04-12"),
    ("<link rel=canonical href='https://kabar.example/2025/13/12/jembatan/'>", "", ""),
]  # fmt: skip


@pytest.mark.parametrize(("head", "before", "published"), DATES)
def test_dates(head, before, published):
    article = one(page(head, before=f"<h1>Jembatan</h1>{before}"))
    assert article.published == published


ITEM = "<div class=x><h4>Harga beras</h4><meta itemprop=datePublished content='2025-05-05'></div>"
NEAREST = [
    (ITEM * 3 + "{h1}<meta itemprop=datePublished content='2025-04-12'>" + ITEM),
    ("<a href=/b>Berita lain yang cukup panjang <i class=date>5 Mei 2025</i></a>{h1}<b>x</b>" * 2
     + "<a href=/a><time datetime='2025-04-12'>{day}</time></a>").replace("{h1}", "", 1),
    # The day of the paper above, that of the article below; the other way round; in a wrapper
    # that is called after what stands beside the article.
    ("<p class=date>Senin, 5 Mei 2025</p><ul><li>A</li><li>B</li></ul>{h1}<i class=date>{day}</i>"),
    ("<p class=date>{day}</p>{h1}<p>Redaksi</p><p>Kabar</p><i class=date>5 Mei 2025</i>"),
    ("<div class='content with-sidebar'>{h1}<time datetime='2025-04-12'>x</time></div>"),
    ("<div class=related><i class=date>5 Mei 2025</i></div>{h1}<i class=date>{day}</i>"),
    ("{h1}<p><time datetime='P5M'>5 menit</time></p><time datetime='2025-04-12'>x</time>"),
    ("{h1}<p class=date>2025-04-12 10:05 Sumber: Kabar A- A+</p>"),
]  # fmt: skip


@pytest.mark.parametrize("before", NEAREST)
def test_of_dates_the_one_nearest_to_the_headline_is_the_article_s(before):
    before = before.format(h1="<h1>Jembatan Baru</h1>", day="12 April 2025")
    assert one(page(before=before)).published[:10] == "2025-04-12"


@pytest.mark.parametrize(
    ("lang", "url", "published"),
    [
        ("en-GB", "", "2025-04-11"), ("en-US", "", "2025-11-04"), ("en", "", "2025-11-04"),
        ("en", "https://www.example.co.uk/a", "2025-04-11"), ("en-AU", "", "2025-04-11"),
        ("en", "https://news.example.my/a", "2025-04-11"), ("en_SG", "", "2025-04-11"),
    ],
)  # fmt: skip
def test_where_english_dates_begin_with_the_day(lang, url, published):
    markup = page(lang=lang, body=ENGLISH, before="<h1>Bridge</h1><time>11/04/2025</time>")
    assert one(markup, url).published == published


OUTLETS = [
    ('<meta property="og:site_name" content="Kabar">' + ld(publisher={"name": "PT Kabar Media"}),
     "Kabar", "og"),
    (ld(publisher={"name": "Kabar"}, author={"name": "Kabar"}), "Kabar", "json-ld"),
    (ld(author={"name": "Ana Wati"}), "", ""),
    ('<meta property="og:site_name" content="Home">' + ld(publisher=[{"name": "Kabar"}]),
     "Kabar", "json-ld"),
    ('<meta property="og:site_name" content="https://kabar.example">', "", ""),
    ('<meta name=author content="Kabar"><meta name=publisher content="Kabar">', "Kabar", "meta"),
    (ld(publisher={"@type": ["Person", "Organization"], "name": "Ana Wati"}), "", ""),
    # Behind the headline in a title, or as the address is called.
    ("<title>Jembatan Baru - Kabar Kota</title>", "Kabar Kota", "page"),
    ("<title>Jembatan Baru | Daerah | Kabar</title>", "", ""),
    ("<title>Harga: naik | Daerah | Kabar Kota</title><link rel=canonical"
     " href='https://www.kabarkota.example/a'>", "Kabar Kota", "page"),
    ("<title>Jembatan Baru - dan lima hal yang harus Anda ketahui</title>", "", ""),
    ('<meta property="og:title" content="Jembatan"><title>Jembatan — The Kabar</title>',
     "The Kabar", "page"),
    ('<meta name="cps_site_name" content="Kabar">', "Kabar", "meta"),
]  # fmt: skip


@pytest.mark.parametrize(("head", "outlet", "by"), OUTLETS)
def test_outlets_are_told_by_the_site_never_by_the_author(head, outlet, by):
    article = one(page(head))
    assert (article.outlet, dict(article.found_by).get("outlet", "")) == (outlet, by)
    if outlet:
        assert article.byline != outlet


BYLINES = [
    (ld(author=[{"name": "Ana Wati"}, {"name": "Budi Rai"}]), "", "Ana Wati, Budi Rai"),
    ('<meta name="author" content="Oleh: Ana Wati">', "", "Ana Wati"),
    ('<meta property="article:author" content="https://facebook.com/ana">', "", ""),
    ("", '<span class="byline">By Ana Wati</span>', "Ana Wati"),
    ("", '<a rel="author" href="/ana">Ana Wati</a>', "Ana Wati"),
    ("", '<div class=sidebar><a rel="author nofollow" href="/ana">Ana Wati</a></div>', "Ana Wati"),
    ("", '<i itemprop=author><b>Foto</b><u itemprop=name>Ana Wati</u></i>', "Ana Wati"),
    ("", '<p class="byline">Posted by <b>Ana Wati</b> on 12 April 2025 in Daerah</p>', "Ana Wati"),
    ("", '<p class="by_line">Ana Wati | 12/04/2025 10:05</p>', "Ana Wati"),
    ("", '<p class="byline">Ann Monroe, Saturday, 12 April 2025</p>', "Ann Monroe"),
    ("", '<p class="author">9:39AM 12 April 2025</p>', ""),
    ("", '<p class="author">Penulis telah menulis dua belas berita di halaman ini</p>', ""),
    ("", '<p class="byline">Ana Wati, Budi Rai Putra and Wayan Sudarsana Adi</p>',
     "Ana Wati, Budi Rai Putra and Wayan Sudarsana Adi"),
    ('<meta name="byline" content="By Ana Wati"><meta name="author" content="Budi Rai">', "",
     "Budi Rai"),
    (ld(**{"@type": "WebPage", "author": {"name": "Ana Wati"}}), "", "Ana Wati"),
    (ld(**{"@type": "Comment", "author": {"name": "Ana Wati"}}), "", ""),
]  # fmt: skip


@pytest.mark.parametrize(("head", "before", "byline"), BYLINES)
def test_bylines(head, before, byline):
    assert one(page(head, before=f"<h1>Jembatan</h1>{before}")).byline == byline


URLS = [
    ("<link rel=canonical href='https://k.example/a'>", "https://k.example/a?utm_source=x",
     "https://k.example/a"),
    ("<link rel='canonical' href='/a'>", "https://k.example/b", "https://k.example/a"),
    ("<link rel=canonical href='https://k.example/'>", "https://k.example/a",
     "https://k.example/a"),
    ("<link rel=canonical href='javascript:alert(1)'>", "https://k.example/a",
     "https://k.example/a"),
    ("<meta property='og:url' content='https://k.example/a'>", "", "https://k.example/a"),
    (ld(mainEntityOfPage={"@id": "https://k.example/a"}), "", "https://k.example/a"),
    ("<!-- saved from url=(0019)https://k.example/a -->", "", "https://k.example/a"),
    ("<!--\n Page saved with SingleFile \n url: https://k.example/a \n-->", "",
     "https://k.example/a"),
    ("<link rel=canonical href='http://[bad'>", "", ""),
    ("", "", ""),
]  # fmt: skip


@pytest.mark.parametrize(("head", "address", "url"), URLS)
def test_addresses(head, address, url):
    assert one(page(head), address).url == url


def test_the_language_of_a_page_counts_where_the_text_agrees():
    assert one(page(lang="en")).language == ""
    assert one(page(lang="id-ID")).language == "id"
    assert one(page(lang="ms")).language == "ms"
    assert one(page(lang="xx")).language == ""


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1252", "utf-16"])
@pytest.mark.parametrize("declared", ["utf-8", "windows-1252", "", "nonsense"])
def test_encodings(encoding, declared):
    markup = page().replace("<meta charset=utf-8>", f"<meta charset='{declared}'>" * bool(declared))
    assert "“Kami senang,”" in one(markup.encode(encoding)).text


def test_the_answer_tells_the_encoding():
    body = (
        "<p>首相は月曜日、新しい法案を提出すると述べた。記者団に対し、状況は深刻だと語った。</p>"
        * 9
    )
    markup = f"<html><body><article>{body}</article></body></html>".encode("euc_jp")
    options = Options(keep_stubs=True)
    article = one(markup, content_type="text/html; charset=euc-jp", options=options)
    assert "首相は月曜日" in article.text


TEASERS = "".join(
    f"<div class=item><h2><a href='/{n}'>Berita nomor {n}</a></h2><p>{paragraph}</p></div>"
    for n, paragraph in enumerate(PARAGRAPHS * 2)
)
STUBS = {
    "a few words": page(body="<p>Jembatan baru itu selesai tahun depan.</p>"),
    "nothing": "<html><head><title>Judul</title></head><body></body></html>",
    "a consent wall": page(
        body="<p>Kami dan mitra kami menyimpan cookie di perangkat Anda untuk iklan.</p>"
        "<p>We value your privacy. We and our partners use cookies to process personal data.</p>"
        "<p>You can accept all or reject all of them, or manage your choices at any time.</p>"
    ),
    "a paywall": page(
        ld(isAccessibleForFree=False),
        body=f"<p>{PARAGRAPHS[0]}</p><p>Artikel ini hanya untuk yang membayar, kata kami.</p>",
    ),
    "a paywall in words": page(
        body=f"<p>{PARAGRAPHS[0]}</p><p>Already a subscriber? Sign in to continue reading this.</p>"
    ),
    "an index": page('<meta property="og:type" content="website">', body=TEASERS, before=""),
    "a front page": page("<link rel=canonical href='https://k.example/'>", before=""),
    "a collection": page('<script type="application/ld+json">{"@type":"CollectionPage"}</script>'),
    "a video": page(
        '<meta property="og:type" content="video.other">', body="".join(PARAGRAPHS[:3])
    ),
}


@pytest.mark.parametrize("markup", STUBS.values(), ids=STUBS)
def test_what_is_no_article_is_told_and_not_stored(markup):
    stub = one(markup)
    assert isinstance(stub, Failure)
    assert stub.skipped
    assert stub.reason.startswith("no article text: ")
    assert "word" in stub.reason
    kept = one(markup, options=Options(keep_stubs=True))
    assert isinstance(kept, Failure) == (markup == STUBS["nothing"])


@pytest.mark.parametrize(
    "head",
    [
        "<link rel=canonical href='https://k.example/?p=12'>",
        "<link rel=canonical href='https://k.example/'><meta property='og:type' content='article'>",
        "<link rel=canonical href='https://k.example/'><meta property='og:url'"
        " content='https://k.example/news/12'>",
        "<link rel=canonical href=''>",
    ],
)
def test_an_article_that_names_the_front_page_of_its_site_is_one(head):
    assert not isinstance(one(page(head)), Failure)


FEED = "<link rel='alternate' type='application/rss+xml' title='Kabar' href='/feed/'>"


@pytest.mark.parametrize(
    ("head", "name", "told"),
    [
        (FEED, "an index", True),
        (FEED.replace("rss+xml", "atom+xml"), "a few words", True),
        (FEED.replace("application/rss+xml", "text/html"), "an index", False),
        (FEED, "a paywall", False),
        (FEED, "a video", False),
        ("", "an index", False),
    ],
)
def test_where_the_articles_are_that_a_page_may_only_list(head, name, told):
    stub = one(STUBS[name].replace("</head>", f"{head}</head>"), "https://k.example/news/")
    assert ("; its feed is https://k.example/feed/" in stub.reason) == told


def test_a_short_article_is_one_where_the_page_says_so():
    body = f"<p>{PARAGRAPHS[0]}</p><p>{PARAGRAPHS[1]}</p>"
    assert isinstance(one(page(body=body)), Failure)
    assert not isinstance(one(page(ld(headline="Judul"), body=body)), Failure)


@pytest.mark.parametrize("where", ["before", "behind"])
@pytest.mark.parametrize("around", ["<aside>{}</aside>", "<div class=more>{}</div>"])
@pytest.mark.parametrize("count", [6, 10])
def test_an_article_beside_a_list_of_others_is_none(where, around, count):
    own = "".join(
        f"<p>{PARAGRAPHS[n % 5]} Begitu kabar yang ke-{n} dari kota itu.</p>" for n in range(count)
    )
    listed = around.format(
        "".join(
            f"<div><h3><a href='/{n}'>Kabar nomor {n}</a></h3><p>Ringkasan kabar yang ke-{n}, yang"
            f" panjangnya sebaris dan tamat di sini.</p></div>"
            for n in range(8)
        )
    )
    body = f"<article><h1>Jembatan</h1>{own}</article>"
    both = (listed, body) if where == "before" else (body, listed)
    article = one(f"<html><head><title>Jembatan</title></head><body>{''.join(both)}</body></html>")
    assert not isinstance(article, Failure), article.reason
    assert PARAGRAPHS[0][:40] in article.text


@pytest.mark.parametrize(
    ("sentence", "times", "stub"),
    [
        ("首相は月曜日、新しい法案を国会に提出すると記者団に述べた。", 9, False),
        ("总理星期一对记者说，政府将向议会提交一项新的法案。", 9, False),
        ("นายกรัฐมนตรีกล่าวกับผู้สื่อข่าวเมื่อวันจันทร์ว่ารัฐบาลจะเสนอร่างกฎหมาย", 9, False),
        ("首相は月曜日、新しい法案を国会に提出すると記者団に述べた。", 1, True),
        ("总理说。", 3, True),
    ],
)
def test_words_without_spaces_are_counted(sentence, times, stub):
    body = "".join(f"<p>{n}、{sentence}</p>" for n in range(times))
    assert isinstance(one(f"<html><body><article>{body}</article></body></html>"), Failure) == stub


def test_an_article_with_related_headlines_is_no_index():
    related = "".join(f"<h3><a href='/{n}'>Berita lain nomor {n}</a></h3>" for n in range(12))
    article = one(page(body=BODY + f"<aside>{related}</aside>"))
    assert not isinstance(article, Failure)


NASTY = st.sampled_from(
    ["<", ">", "</p>", "<p>", "<script>", "<!--", "-->", "<![CDATA[", "&#x0;", "&#xd800;", "\0",
     "<title>", "<svg>", '<script type="application/ld+json">', "{", "[", '"@graph":', "</script>",
     "<meta property='og:title' content='", "<link rel=canonical href='", "<time datetime='", "x"]
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(NASTY, max_size=30))
def test_any_markup_gives_an_article_or_a_reason(pieces):
    outcome = one("<html>" + "".join(pieces), options=Options(keep_stubs=True))
    if isinstance(outcome, Failure):
        assert "\n" not in outcome.reason
    else:
        assert "\0" not in outcome.text


def test_a_page_is_as_it_was_after_its_text_was_found():
    """The tree is shared with trafilatura, and asked again afterwards (for lists, for its feed)."""
    markup = page(body=BODY + TEASERS + "<table><tr><td>Beras</td></tr></table><!-- x -->")
    tree = load_html(markup)
    before = tostring(tree)
    assert bare_extraction(tree, include_comments=False) is not None
    assert tostring(tree) == before


def test_deep_markup_is_no_trouble():
    outcome = one("<html><body>" + "<div>" * 5000 + BODY + "</div>" * 5000)
    assert outcome.reason if isinstance(outcome, Failure) else outcome.text
    outcome = one(page('<script type="application/ld+json">' + "[" * 100_000 + "</script>"))
    assert outcome.text


def test_a_load_tells_of_pages_without_an_article(tmp_path):
    (tmp_path / "a.html").write_text(page(ld(headline="Judul")))
    (tmp_path / "wall.html").write_text(STUBS["a consent wall"])
    path = tmp_path / "claims.db"
    told = CliRunner().invoke(cli.claims, ["load", str(path), str(tmp_path)])
    assert told.exit_code == 0
    assert "wall.html: no article text: " in told.stderr
    assert re.search(r"^pages without an article +1$", told.stdout, re.MULTILINE)
    assert re.search(r"^articles from HTML pages +1$", told.stdout, re.MULTILINE)
    told = CliRunner().invoke(
        cli.claims, ["load", str(path), str(tmp_path), "--json", "--keep-stubs"]
    )
    assert json.loads(told.stdout)["articles"]["by_kind"] == {"html": 2}
    assert json.loads(told.stdout)["skipped"] == []
