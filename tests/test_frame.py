"""What stands around an article: related links, credits, dateline, signature, secondary sources."""

from __future__ import annotations

import pytest
from budget import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from datasette_claims.extraction import analyse
from datasette_claims.extraction.languages.files import codes, load
from datasette_claims.extraction.text.boilerplate import LONGEST_TITLE
from datasette_claims.extraction.text.dateline import is_bare_place, place_and_outlet
from datasette_claims.extraction.text.frame import merged, read_frame
from datasette_claims.model import Span

BODY = "Wali kota mengatakan jembatan itu selesai tahun depan."


def frame(code, text):
    return read_frame(text, load(code))


def skipped(code, text):
    return [text[start:end] for start, end in frame(code, text).skipped]


DATELINES = [
    ("id", "St. Petersburg, MINA – Kedua tokoh bertemu.", "St. Petersburg", "MINA"),
    ("id", "JAKARTA, KOMPAS — Hujan turun sejak pagi.", "JAKARTA", "KOMPAS"),
    ("id", "BANDAR LAMPUNG, KOMPAS - Hujan turun.", "BANDAR LAMPUNG", "KOMPAS"),
    ("id", "TEMPO.CO, Jakarta - Hujan turun sejak pagi.", "Jakarta", "TEMPO.CO"),
    ("id", "Jakarta, CNBC Indonesia - Hujan turun.", "Jakarta", "CNBC Indonesia"),
    ("id", "Jakarta (ANTARA) - Hujan turun sejak pagi.", "Jakarta", "ANTARA"),
    ("id", "SURABAYA, KOMPAS.com – Hujan turun.", "SURABAYA", "KOMPAS.com"),
    ("ms", "KUALA LUMPUR: Hujan turun sejak pagi.", "KUALA LUMPUR", ""),
    ("ms", "KUALA LUMPUR, 12 Nov (Bernama) -- Hujan turun.", "KUALA LUMPUR", "Bernama"),
    ("en", "WASHINGTON (Reuters) - Rain fell all day.", "WASHINGTON", "Reuters"),
    ("en", "London (AP) — Rain fell all day.", "London", "AP"),
    ("en", "RENO, Nev. (AP) — Rain fell all day.", "RENO, Nev.", "AP"),
    ("en", "NEW YORK, Dec. 14 (UPI) — Rain fell all day.", "NEW YORK", "UPI"),
    ("en", "LEEDS, Jan. 1 (UPI) — Rain fell all day.", "LEEDS", "UPI"),
    ("id", "JAKARTA, 5 Agus (ANTARA) - Hujan turun.", "JAKARTA", "ANTARA"),
    ("en", "BERLIN — Rain fell all day.", "BERLIN", ""),
    ("en", "A day of rain.\n\nPARIS, May 3 (AFP) — Rain fell.", "PARIS", "AFP"),
]


@pytest.mark.parametrize(("code", "text", "place", "outlet"), DATELINES)
def test_dateline_tells_place_and_outlet_and_is_skipped(code, text, place, outlet):
    found = frame(code, text)
    assert (found.place, found.outlet) == (place, outlet)
    assert len(found.skipped) == 1
    assert skipped(code, text)[0].endswith(("—", "–", "-", ":", " "))


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("en", "Ana Lee – who lives in Paris – said it rained."),
        ("en", "EXCLUSIVE – the bridge is late."),
        ("en", "Breaking: Bridge Closed On Monday – and nobody knows why."),
        ("en", "The bridge (built in 1920) - the oldest in town - is closed."),
        ("id", "Ana, Budi, dan Cici – tiga bersaudara – datang."),
        ("id", "Covid-19 belum usai."),
        ("ms", "AMARAN: Hujan lebat di pantai timur."),
    ],
)
def test_other_dashes_are_no_dateline(code, text):
    found = frame(code, text)
    assert (found.place, found.outlet, found.skipped) == ("", "", ())


def test_signature_names_the_outlet_in_full():
    text = f"Batu, MINA – {BODY} []\nMi’raj News Agency (MINA)"
    assert frame("id", text).outlet == "Mi’raj News Agency (MINA)"
    assert skipped("id", text) == ["Batu, MINA – ", "[]", "Mi’raj News Agency (MINA)"]


def test_a_signature_of_another_outlet_does_not_displace_the_dateline():
    text = f"JAKARTA, KOMPAS — {BODY}\nOne News Agency (ONA)"
    assert frame("id", text).outlet == "KOMPAS"


@pytest.mark.parametrize(
    "ending", ["[]", "(*)", "***", "###", "(ant/dil)", "(MDN/DVD)", "[Gambas:Video]", "—-"]
)
def test_end_marks_are_skipped(ending):
    assert skipped("id", f"{BODY}\n\n{BODY} {ending}") == [ending]


RELATED = [
    ("id", "Baca Juga: Harga Beras Naik Lagi", "Harga Beras Naik Lagi", ""),
    ("id", "Baca juga Harga Beras Naik Lagi", "Harga Beras Naik Lagi", ""),
    ("id", "BACA JUGA: Harga Beras Naik Lagi", "Harga Beras Naik Lagi", ""),
    ("id", "* Simak juga: Harga Beras Naik Lagi", "Harga Beras Naik Lagi", ""),
    ("id", "[Baca juga: Harga Beras Naik Lagi]", "Harga Beras Naik Lagi", ""),
    ("id", "(baca juga: Harga Beras Naik Lagi)", "Harga Beras Naik Lagi", ""),
    ("id", "Baca juga:\nHarga Beras Naik Lagi", "Harga Beras Naik Lagi", ""),
    ("id", "Baca juga:\n\nHarga Beras Naik Lagi", "Harga Beras Naik Lagi", ""),
    ("id", "Baca juga： Harga Beras Naik Lagi", "Harga Beras Naik Lagi", ""),
    ("id", "Baca juga “Harga Beras” Naik Lagi", "“Harga Beras” Naik Lagi", ""),
    ("id", "**Baca juga:** Harga Beras Naik Lagi", "Harga Beras Naik Lagi", ""),
    ("id", "[ Baca juga: Harga Beras Naik Lagi]", "Harga Beras Naik Lagi", ""),
    ("id", "Baca juga: Beras Naik https://a.id/b", "Beras Naik", "https://a.id/b"),
    ("en", "Read more: Rice Is Dearer Again", "Rice Is Dearer Again", ""),
    ("en", "See also: Rice Is Dearer Again", "Rice Is Dearer Again", ""),
]


@pytest.mark.parametrize(("code", "line", "title", "url"), RELATED)
def test_related_lines_become_links(code, line, title, url):
    text = f"{BODY}\n{line}\n{BODY}"
    (link,) = frame(code, text).links
    assert (link.kind, link.name, link.url) == ("related", title, url)
    assert text[slice(*link.span)].strip() == line
    assert frame(code, text).skipped == (link.span,)


def test_a_related_link_within_a_line_ends_with_it():
    text = f"{BODY} Baca juga: Harga Beras Naik Lagi\n{BODY}"
    assert skipped("id", text) == ["Baca juga: Harga Beras Naik Lagi"]


def test_a_related_link_in_brackets_stands_within_a_line():
    text = f"{BODY} (Baca juga: Harga Beras Naik) {BODY} [Baca juga Beras]"
    assert skipped("id", text) == ["(Baca juga: Harga Beras Naik)", "[Baca juga Beras]"]


@pytest.mark.parametrize(
    ("before", "fills"),
    [("*" * 11, True), ("*" * 12, False), ("", True), ("1 ", False)],
)
def test_a_related_line_may_begin_with_some_ornament(before, fills):
    text = f"{BODY}\n{before}Baca juga: Harga Beras Naik\n{BODY}"
    assert skipped("id", text) == ([f"{before}Baca juga: Harga Beras Naik"] if fills else [])
    assert bool(frame("id", f"{'*' * 12}Baca juga: Beras Naik\n{BODY}").links)
    assert not frame("id", f"{'*' * 13}Baca juga: Beras Naik\n{BODY}").links


@pytest.mark.parametrize(
    "text",
    [
        "Anak-anak juga baca juga cerita lama.",
        "Lihat juga bagaimana ia bekerja.",
        "Dia minta agar siswa baca juga buku itu.",
        f"{BODY} (Baca juga Harga Beras Naik {BODY}",  # a bracket that never closes
        f"{BODY}\nBaca juga harga beras naik\n{BODY}",
        f"{BODY} Baca juga Harga Beras Naik\n{BODY}",  # within a line only with a colon
        f"Kota, Baca juga: Harga Beras Naik\n{BODY}",  # no sentence ends before it
    ],
)
def test_the_same_words_in_a_sentence_are_no_link(text):
    assert frame("id", text).links == ()


def test_a_title_without_its_line_break_is_cut():
    text = "Baca juga: Beras Naik. " + "Ia tetap datang ke pasar setiap pagi " * 20
    (link,) = frame("id", text).links
    assert link.name == "Beras Naik."
    assert link.span.end - link.span.start < LONGEST_TITLE


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("id", "Editor: Sari Dewi"),
        ("id", "Penulis: Sari Dewi"),
        ("id", "Foto: Jembatan di pagi hari"),
        ("id", "Oleh Sari Dewi"),
        ("id", "#jembatan #banjir"),
        ("id", "#jembatan, #banjir"),
        ("id", "sari@contoh.id"),
        ("id", "www.contoh.id"),
        ("id", f"Editor: {'Sari Dewi dan Budi ' * 20}".strip()),
        ("en", "By: Sam Doe"),
        ("en", "BY SAM DOE"),
        ("en", "By Sam Doe and Ana Lee in Leeds"),
        ("id", "https://contoh.id/berita/1"),
        ("en", "By Sam Doe"),
        ("en", "Reporting by Sam Doe; editing by Ana Lee"),
        ("en", "FILE PHOTO: The bridge in spring"),
        ("en", "Sign up for our newsletter."),
    ],
)
def test_credits_and_captions_are_skipped(code, line):
    assert skipped(code, f"{line}\n{BODY}") == [line]


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("id", "Oleh karena itu, ia pulang."),
        ("en", "By noon the road was closed."),
        ("en", "By Sam Doe and Ana Lee in the town"),  # too long
        ("id", "#jembatan banjir"),
        ("id", f"Foto: {'Jembatan di pagi hari ' * 12}".strip()),
    ],
)
def test_sentences_that_begin_like_a_byline_stay(code, line):
    assert skipped(code, f"{line}\n{BODY}") == []


@pytest.mark.parametrize(("lines", "at_the_top"), [(0, True), (3, True), (4, False)])
def test_a_byline_stands_at_the_top(lines, at_the_top):
    text = "It rains.\n" * lines + f"By Sam Doe\n{BODY}"
    assert skipped("en", text) == (["By Sam Doe"] if at_the_top else [])


@pytest.mark.parametrize(
    ("line", "outlet"),
    [
        ("Kantor Berita Indonesia (KBI)", "Kantor Berita Indonesia (KBI)"),
        ("Kantor Berita Indonesia (K.B.I.).", "Kantor Berita Indonesia (K.B.I.)"),
        ("Kantor Berita Indonesia (XYZ)", ""),
        ("kantor Berita Indonesia (KBI)", ""),
        ("Bank Desa Maju (BDM) untung", ""),
    ],
)
def test_a_signature_is_that_of_a_medium(line, outlet):
    assert frame("id", f"{BODY}\n{line}").outlet == outlet


@pytest.mark.parametrize(("lines", "outlet"), [(5, "Kantor Berita Indonesia (KBI)"), (6, "")])
def test_a_signature_stands_at_the_end(lines, outlet):
    text = f"{BODY}\nKantor Berita Indonesia (KBI)\n" + "Hujan turun.\n" * lines
    assert frame("id", text).outlet == outlet


def test_a_signature_tells_the_outlet_of_the_dateline_in_full():
    text = f"JAKARTA, KBI — {BODY}\nKantor Berita Indonesia (KBI)"
    assert frame("id", text).outlet == "Kantor Berita Indonesia (KBI)"


@pytest.mark.parametrize(
    ("head", "place", "outlet"),
    [
        ("LONDON (AP)", "LONDON", "AP"),
        ("LONDON (Wire)", "LONDON", "Wire"),
        ("London (Wire)", "", ""),  # not loud, and no medium that is known
        ("London (wire)", "", ""),
        ("LONDON (wire)", "", ""),
        ("LONDON (Wire 5)", "", ""),
        ("London (US)", "", ""),
        ("(AP)", "", ""),
        ("AP", "", "AP"),
        ("AP, London", "London", "AP"),
        ("London, AP", "London", "AP"),
        ("London, Ohio, AP", "London, Ohio", "AP"),
        ("London, KOMPAS", "London", "KOMPAS"),
        ("London, ABC", "London", "ABC"),
        ("LONDON", "LONDON", ""),
        ("UK", "", ""),  # too short for a place
        ("LEEDS, England", "LEEDS, England", ""),
        ("Leeds, England", "", ""),
        ("LONDON, May 5", "LONDON", ""),
        ("LONDON, 5 May", "LONDON", ""),
        ("LONDON PARIS ROME", "LONDON PARIS ROME", ""),
        ("LONDON PARIS ROME OSLO", "", ""),
        ("LONDON, B, C, D", "LONDON, B, C, D", ""),
        ("LONDON, B, C, D, E", "", ""),
        ("LONDON: x", "", ""),
        ("EXCLUSIVE", "", ""),
        ("london, AP", "", ""),
        ("London on fire, AP", "", ""),
        ("5, London", "", ""),
    ],
)
def test_the_head_of_a_dateline(head, place, outlet):
    assert place_and_outlet(head, load("en").frame) == (place, outlet)


@pytest.mark.parametrize(
    ("head", "rest", "bare"),
    [
        ("Leeds", "X" * 61, True),
        ("Leeds", "“" + "x" * 60, True),
        ("Leeds On Sea", "X" * 61, True),
        ("Leeds", "X" * 60, False),
        ("Leeds", "x" * 61, False),
        ("Leeds On Sea By", "X" * 61, False),
        ("leeds", "X" * 61, False),
        ("Leeds 5", "X" * 61, False),
        ("Monday", "X" * 61, False),
        ("Exclusive", "X" * 61, False),
        ("", "X" * 61, False),
    ],
)
def test_a_bare_place_stands_before_a_paragraph(head, rest, bare):
    assert is_bare_place(head, rest, load("en").frame) is bare


SOURCES = [
    ("id", "Dilansir dari Khaama Press, jembatan itu runtuh.", ["Khaama Press"]),
    ("id", "Jembatan itu runtuh, dikutip dari laman resmi BBC News.", ["BBC News"]),
    ("id", "Mengutip Reuters, ia pulang. Menurut Reuters, ia sakit.", ["Reuters"]),
    ("id", "Mengutip Ana Lee, ia pulang.", []),
    ("id", "Data yang dikutip Senin (4/5) itu salah.", []),
    ("en", "The bridge fell, according to AFP.", ["AFP"]),
    ("en", "The bridge fell, according to Ana Lee.", []),
    ("en", "The bridge fell, The New York Times reported.", ["New York Times"]),
    ("en", "It rained. The Post reported that the bridge fell.", ["Post"]),
    ("en", "Police reported that the bridge fell.", []),
]


@pytest.mark.parametrize(("code", "text", "names"), SOURCES)
def test_secondary_sources_are_named(code, text, names):
    links = frame(code, text).links
    assert [link.name for link in links] == names
    assert all(link.kind == "secondary_source" for link in links)
    assert all(text[slice(*link.span)].endswith(link.name) for link in links)


WORDS = "( ) [ ] : — – - , . Oleh JAKARTA KOMPAS (AP) MINA x Reuters reported https://a.b [] #a İ"
PHRASES = ["\n", "\n\n", "\x00", "Baca juga", "BACA JUGA:", "dilansir dari", "according to"]
PIECES = st.sampled_from([*PHRASES, *WORDS.split()])


@pytest.mark.parametrize("code", codes())
@given(text=st.lists(PIECES, max_size=40).map(" ".join))
@settings(deadline=None, max_examples=examples(150))
def test_spans_lie_in_the_text_and_apart(code, text):
    found = frame(code, text)
    edges = [edge for span in found.skipped for edge in span]
    assert edges == sorted(edges)
    assert all(0 <= start < end <= len(text) for start, end in found.skipped)
    assert all(0 <= link.span.start < link.span.end <= len(text) for link in found.links)


@pytest.mark.parametrize("piece", ["Baca juga: ", "(Baca juga ", "dilansir dari A ", "x ", "\n"])
def test_long_texts_are_read_through(piece):
    text = piece * 40_000
    found = frame("id", text)
    assert all(end <= len(text) for _, end in found.skipped)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (
            "Bandung - Wali Kota Rina Hapsari mengatakan jembatan itu akan dibuka bulan depan.",
            "Bandung",
        ),
        ("Leeds - “The bridge will open next month,” Mayor Rina Hall told the council.", "Leeds"),
        ("Hall - Lee Menang di Bandung", ""),  # a headline
        ("Bandung - yang dilanda banjir - mulai pulih, kata Wali Kota Rina Hapsari kemarin.", ""),
    ],
)
def test_a_place_alone_before_a_dash(text, place):
    found = analyse(text)
    assert found.place == place
    assert all(claim.speaker.startswith("Rina") for claim in found.claims)


def test_a_long_related_line_ends_behind_its_first_sentence():
    text = f"Baca juga: Jembatan Itu Ditutup. {'Hujan turun sejak pagi dan air naik. ' * 9}"
    assert skipped("id", text) == ["Baca juga: Jembatan Itu Ditutup."]


@pytest.mark.parametrize(
    ("spans", "one"),
    [
        ([(0, 3), (2, 5)], [(0, 5)]),
        ([(7, 9), (0, 3), (1, 2)], [(0, 3), (7, 9)]),
        ([(0, 3), (3, 5)], [(0, 3), (3, 5)]),
        ([(0, 1), (4, 9), (5, 6), (8, 12)], [(0, 1), (4, 12)]),
        ([], []),
    ],
)
def test_stretches_that_overlap_are_one(spans, one):
    assert merged([Span(*span) for span in spans]) == one
