"""Sources resolve to the fullest name of the article, without titles; the unnamed stay unnamed.

In the texts `{…}` marks the source of a claim, `{~…}` a clitic, `{}` a continued quotation.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from itertools import pairwise
from pathlib import Path

import pytest
from budget import examples
from hypothesis import given, settings
from hypothesis import strategies as st

from datasette_claims.extraction.languages.files import codes, load
from datasette_claims.extraction.speakers.mentions import Mention
from datasette_claims.extraction.speakers.resolution import resolve
from datasette_claims.extraction.text.tokens import tokenise
from tests.marked import AROUND, widen

MARK = re.compile(r"\{(~?)([^{}]*)\}")


def speakers(code, marked):
    """The speakers of the marked sources, in text order."""
    text, places, at = "", [], 0
    for mark in MARK.finditer(marked):
        text += marked[at : mark.start()]
        places.append((len(text), len(text) + len(mark[2]), bool(mark[1])))
        text += mark[2]
        at = mark.end()
    document = tokenise(text + marked[at:], load(code))
    mentions = []
    for start, end, clitic in places:
        first, last = bisect_left(document.starts, start), bisect_left(document.starts, end)
        quote = next((q.first for q in document.quotations if q.end <= first <= q.end + 3), first)
        mentions.append(Mention(first, last, quote if clitic else first, clitic))
    return resolve(document, mentions)


def names(code, marked):
    return [speaker.name for speaker in speakers(code, marked)]


NAMED = [
    ("id", "{Menko Polhukam Ana MD} berkata.", "Ana MD", "Menko Polhukam"),
    (
        "id",
        "{Kepala Pusat Cuaca, Gempa, dan Komunikasi BNPB Budi Santoso} berkata.",
        "Budi Santoso",
        None,
    ),
    ("en", "{Secretary of State Ana Lee} spoke.", "Ana Lee", "Secretary of State"),
    (
        "en",
        "{Minister of State for Health Ana Lee} spoke.",
        "Ana Lee",
        "Minister of State for Health",
    ),
    ("en", "{President of Norland Ana Lee} spoke.", "Ana Lee", "President of Norland"),
    ("id", "{Presiden Rusia Vladimir Putin} berkata.", "Vladimir Putin", "Presiden Rusia"),
    ("id", "{Menteri Keuangan Sri Mulyani Indrawati} berkata.", "Sri Mulyani Indrawati", None),
    ("id", "{Kepala Dinas Kesehatan Kota Malang dr Rini Astuti} berkata.", "Rini Astuti", None),
    ("id", "{Kepala Polres Batu Komisaris Besar Budi Santoso} berkata.", "Budi Santoso", None),
    ("id", "{Ketua Serikat Petani Indonesia (SPI) Henry Saragih} berkata.", "Henry Saragih", None),
    ("id", "{Letnan Kolonel (Inf) Joko Susilo} berkata.", "Joko Susilo", None),
    ("id", "{pengamat politik dari Universitas Batu, Ana Lestari,} berkata.", "Ana Lestari", None),
    ("id", "{anggota DPRD Papua Yan Mandenas} berkata.", "Yan Mandenas", None),
    ("id", "{Budi Santoso, Wali Kota Batu,} berkata.", "Budi Santoso", "Wali Kota Batu"),
    ("id", "{Siti Aminah (31), pedagang sayur,} berkata.", "Siti Aminah", "pedagang sayur"),
    ("id", "{Ana Lestari dari komunitas sungai} berkata.", "Ana Lestari", ""),
    ("id", "{Ketua Bidang Hukum, Budi Santoso,} berkata.", "Budi Santoso", None),
    ("ms", "{Menterinya, Datuk Aina Rahim} berkata.", "Aina Rahim", None),
    ("en", "{The doctor who came first, Ruth Hale}, spoke.", "Ruth Hale", None),
    ("id", "{Pengacara Lestari, Budi Santoso}, berkata.", "Budi Santoso", "Pengacara Lestari"),
    ("ms", "{Timbalan Menteri Pengangkutan Datuk Aina Rahim} berkata.", "Aina Rahim", None),
    ("ms", "{Ketua Polis Daerah Klang ACP Ahmad bin Hassan} berkata.", "Ahmad bin Hassan", None),
    ("ms", "{Encik Tan Wei} berkata.", "Tan Wei", ""),
    ("ms", "{Ketua Polis, Asisten Komisioner Lim Boon Keat}, berkata.", "Lim Boon Keat", None),
    ("ms", "{Menteri Besar Dato’ Seri Aina Rahim} berkata.", "Aina Rahim", None),
    ("ms", "{Tan Sri Halim Yusof} berkata.", "Halim Yusof", "Tan Sri"),
    ("en", "{President Ana Lee} spoke.", "Ana Lee", "President"),
    ("en", "{Foreign Minister Walid al-Hakim} spoke.", "Walid al-Hakim", "Foreign Minister"),
    ("en", "{Sen. Ruth Hale (D-Ohio)} spoke.", "Ruth Hale", None),
    ("en", "{Bank of Norland Governor Sam Doe} spoke.", "Sam Doe", None),
    ("en", "{Sam Doe, 61, a retired teacher,} spoke.", "Sam Doe", "a retired teacher"),
    ("en", "{Sam Doe, who runs the shop,} spoke.", "Sam Doe", ""),
    ("en", "{Norland's chief negotiator, Sam Doe,} spoke.", "Sam Doe", None),
    ("en", "{a lawyer for Ms. Hale, Sam Doe,} spoke.", "Sam Doe", None),
    ("en", "{the River Fund's Ruth Hale} spoke.", "Ruth Hale", None),
    ("en", "{party spokeswoman Ruth Hale} spoke.", "Ruth Hale", None),
    ("en", "{Ludwig van der Berg} spoke.", "Ludwig van der Berg", ""),
]


@pytest.mark.parametrize(("code", "text", "name", "role"), NAMED)
def test_titles_roles_and_additions_are_no_part_of_the_name(code, text, name, role):
    (speaker,) = speakers(code, text)
    assert (speaker.name, speaker.kind) == (name, "person")
    assert speaker.role if role is None else speaker.role == role


SHORT = [
    ("id", "{Gubernur Bali Wayan Koster} hadir. {Koster} pulang.", "Wayan Koster"),
    ("id", "{Wayan} pulang. Gubernur Bali Wayan Koster hadir.", "Wayan Koster"),
    ("id", "Bupati Jember Ahmad Zaki Iskandar hadir. {Zaki} pulang.", "Ahmad Zaki Iskandar"),
    ("id", "Presiden Joko Widodo hadir. {Jokowi} pulang.", "Joko Widodo"),
    ("id", "Wali Kota Tri Rismaharini hadir. {Risma} pulang.", "Tri Rismaharini"),
    ("id", "{Bupati Chaidir} hadir. {Chaidir} duduk. {Chadir} pulang.", "Chaidir"),
    ("en", "President Ana Lee came. {Lee} left.", "Ana Lee"),
    ("en", "President Ana Lee came. {President Lee} left.", "Ana Lee"),
    ("en", "Sam Doe, a lawyer, came. {Mr. Doe} left.", "Sam Doe"),
    ("en", "{Hale} left. Senator Ruth Hale had come early.", "Ruth Hale"),
]


@pytest.mark.parametrize(("code", "text", "name"), SHORT)
def test_short_names_find_their_full_form(code, text, name):
    assert names(code, text)[-1] == name


def test_of_two_with_one_name_neither_is_meant_unless_a_role_tells():
    text = "Senator Ruth Hale came. Governor Tom Hale left. {Hale} spoke. {Senator Hale} wept."
    assert names("en", text) == ["Hale", "Ruth Hale"]


BODIES = [
    ("id", "Badan Pangan Nasional (BPN) bekerja. {BPN} berkata.", "Badan Pangan Nasional"),
    ("id", "Kementerian Komunikasi dan Digital bekerja. {Kemenkomdi} berkata.", None),
    ("id", "Kepala Kepolisian Daerah Bali hadir. {Polda Bali} berkata.", "Kepolisian Daerah Bali"),
    ("id", "Gugus Tugas Banjir Batu bekerja. {gugus tugas} berkata.", "Gugus Tugas Banjir Batu"),
    ("id", "{data Badan Pangan Nasional} menunjukkan.", "Badan Pangan Nasional"),
    ("id", "{Kementerian Luar Negeri} berkata.", "Kementerian Luar Negeri"),
    ("id", "{Walhi Bersih Indonesia} berkata.", "Walhi Bersih Indonesia"),
    ("en", "The River Trust Fund (RTF) met. {The RTF} warned.", "River Trust Fund"),
    ("en", "The Norland Police Department met. {The department} warned.", None),
    ("id", "Ketua Rumpun Serikat Petani (RSTI) hadir. {RSTI} berkata.", "Rumpun Serikat Petani"),
    ("ms", "Suruhanjaya Pilihan Raya (SPR) bekerja. {SPR} berkata.", "Suruhanjaya Pilihan Raya"),
    ("en", "{The Ministry of Health} warned.", "Ministry of Health"),
    ("id", "{Indonesia River Watch (IRW)} berkata.", "Indonesia River Watch"),
    ("id", "{Badan Sungai, Danau, dan Rawa (BSDR)} berkata.", "Badan Sungai, Danau, dan Rawa"),
]


@pytest.mark.parametrize(("code", "text", "name"), BODIES)
def test_bodies_are_named_in_full(code, text, name):
    (speaker,) = speakers(code, text)
    assert speaker.kind == "organisation"
    assert speaker.name == name if name else len(speaker.name.split()) > 2


@pytest.mark.parametrize(
    ("code", "text", "name", "kind"),
    [
        ("id", "{Rusia} menuntut.", "Rusia", "state"),
        ("en", "{The United States} warned.", "United States", "state"),
        ("en", "{the White House} warned.", "White House", "state"),
        ("en", "{The New York Times} reported.", "New York Times", "outlet"),
        ("en", "Senator Anita Hill came. {Hill} warned.", "Anita Hill", "person"),
        ("id", "{Khaama Press} melaporkan.", "Khaama Press", "outlet"),
        ("en", "{The report} said.", "report", "document"),
        ("id", "{laporan itu} menyebut.", "laporan itu", "document"),
    ],
)
def test_states_media_and_documents(code, text, name, kind):
    (speaker,) = speakers(code, text)
    assert (speaker.name, speaker.kind) == (name, kind)


UNNAMED = [
    ("id", "{Kantor berita setempat} berkata.", "kantor berita setempat"),
    ("id", "Presiden Ana Lee hadir. {Seorang pejabat} berkata.", "seorang pejabat"),
    ("id", "Menteri Ana Lee hadir. {sejumlah menteri} berkata.", "sejumlah menteri"),
    ("id", "Ana Lee hadir. {para saksi} berkata.", "para saksi"),
    ("id", "Ana Lee hadir. {Gubernur itu} berkata.", "gubernur"),
    ("en", "President Ana Lee came. {A spokesman} declined.", "a spokesman"),
    ("en", "President Ana Lee came. {Officials} declined.", "officials"),
    ("en", "Sen. Ruth Hale came. {Hale's lawyers} declined.", "Hale's lawyers"),
    ("en", "Sen. Ruth Hale came. {two people close to Hale} spoke.", "two people close to Hale"),
]


@pytest.mark.parametrize(("code", "text", "name"), UNNAMED)
def test_who_is_unnamed_stays_unnamed(code, text, name):
    (speaker,) = speakers(code, text)
    assert speaker.name == name
    assert speaker.kind in ("unnamed", "group")


ROLES = [
    ("id", "Presiden Joko Widodo tiba. {Presiden} berkata.", "Joko Widodo"),
    ("id", "Menteri Sosial Ana Lestari tiba. {Menteri itu} berkata.", "Ana Lestari"),
    ("id", "Ana Lestari, duta besar Norland, tiba. {Pejabat itu} berkata.", "Ana Lestari"),
    ("id", "Ketua DPRD Budi Santoso tiba. {Politisi PKB itu} berkata.", "Budi Santoso"),
    ("en", "President Ana Lee came. {The president} spoke.", "Ana Lee"),
    ("en", "Mayor Sam Doe met President Ana Lee. {The mayor} spoke.", "Sam Doe"),
    ("id", "Juru bicara RIS Ana Lestari hadir. {Juru bicara itu} diam.", "Ana Lestari"),
]


@pytest.mark.parametrize(("code", "text", "name"), ROLES)
def test_a_role_alone_means_who_holds_it(code, text, name):
    assert names(code, text) == [name]


def test_a_role_that_nobody_holds_stays_a_role():
    assert names("en", "Mayor Sam Doe came. {The president} spoke.") == ["president"]


ANAPHORS = [
    (
        "en",
        "Fiona Hale, a farmer, said it rained. Callum Rennie said it was dry. "
        "Mr Rennie left early. “It is late,” {she} said.",
        "Fiona Hale",
    ),
    ("id", "{Bupati Ana Lestari} berkata begini. {Ia} menambahkan itu.", "Ana Lestari"),
    ("id", "{Bupati Ana Lestari} berkata begini. “Kami siap,” {~katanya}.", "Ana Lestari"),
    ("id", "Bupati Ana Lestari datang ke pasar. “Kami siap,” {~katanya}.", "Ana Lestari"),
    ("id", "{Ana Lestari} berkata. Bupati Budi Santoso pulang. {Dia} marah.", "Budi Santoso"),
    ("id", "{Bupati Ana Lestari} berkata. {Kementerian Sosial} membantah. {Ia} marah.", None),
    ("ms", "{Datuk Aina Rahim} berkata begitu. {Beliau} menambah lagi.", "Aina Rahim"),
    ("ms", "{Datuk Aina Rahim} berkata begitu. “Kami sedia,” {~katanya}.", "Aina Rahim"),
    ("en", "{Senator Ruth Hale} said so. {She} added more.", "Ruth Hale"),
    ("en", "Senator Ruth Hale came in. {She} said so.", "Ruth Hale"),
    ("en", "{Mr. Tom Lee} said so. {Mrs. Ruth Hale} left. {He} added more.", "Tom Lee"),
    ("en", "Mr. Tom Lee met Mrs. Ruth Hale. {She} said so.", "Ruth Hale"),
    ("en", "{Sen. Tom Lee} came. Ruth Hale, a judge, met her son. {He} spoke.", "Tom Lee"),
    ("en", "{The World Food Fund} warned. {The agency} said more.", "World Food Fund"),
    ("en", "{Acme Foods Inc} apologised. {It} promised more.", "Acme Foods Inc"),
    ("en", "Sen. Tom Hale, his brother, met Mr. Al Roe. Mrs. Hale came. {She} spoke.", "Hale"),
    ("en", "Acme Inc sued. The insurer, {Hall Mutual}, paid. {The company} left.", "Hall Mutual"),
    ("en", "Sen. Ruth Hale came. {A spokesman} said so. {He} added more.", "a spokesman"),
    ("en", "Sen. Ruth Hale came. {A man} said so. {She} added more.", "Ruth Hale"),
    ("en", "“We go,” said {an aide} to Tom Lee. “And {}we stay.” {He} left.", "an aide"),
    ("en", "{Sen. Tom Lee} came. Governor Ruth Hale made him sing. {She} spoke.", "Ruth Hale"),
    (
        "id",
        "Bupati Ana Lestari hadir. {Gubernur Bali} berjanji. “Ya,” {~katanya}.",
        "Gubernur Bali",
    ),
    ("id", "Hakim Budi Santoso tiba. Hakim anggota Ana Lestari pulang. {Hakim itu} diam.", None),
]


ANAPHORS += [
    ("id", "{Ana Lestari} berkata. {Karyawati asal Solo itu} marah.", "Ana Lestari"),
    ("id", "{Ana Lestari} berkata. “Ya,” kata {ibu} tiga anak tersebut.", "Ana Lestari"),
    ("id", "{Dokter Ana Lestari} hadir. {Mantan Kapolres Batu itu} diam. {Ia} pergi.", None),
    ("id", "Pelatih Batu, Ana Lestari, hadir. {Budi Santoso} pergi. {Pelatih itu} diam.", None),
    (
        "id",
        "{Budi Santoso} pergi. {Seorang perawat} menangis. {Wanita itu} diam.",
        "seorang perawat",
    ),
    ("id", "{Budi Santoso} pergi. Seorang pria jatuh. {Pria itu} diam.", "pria itu"),
    ("id", "{Bank Desa Maju} untung. {Perusahaan pelat merah itu} senang.", "Bank Desa Maju"),
    ("ms", "{Aina Rahim} berkata. “Ya,” ujar {ibu} kepada dua anak itu.", "Aina Rahim"),
    ("ms", "{Aina Rahim} berkata. {Bekas akauntan itu} marah.", "Aina Rahim"),
    ("en", "Dan Lee, the Labour MP for Hove, came. {Ruth Hale} left. {The MP} spoke.", "Dan Lee"),
    ("en", "{Dan Lee} left. {The father of two} spoke.", "Dan Lee"),
    ("en", "Gov. Dan Lee met Ruth Hale. {The Republican governor} spoke.", "Dan Lee"),
    ("en", "The Malayan Football League met. {MFL} spoke.", "Malayan Football League"),
    ("ms", "Syarikat penghantaran itu, CepatMakan, diam. {Syarikat itu} marah.", "CepatMakan"),
    ("id", "Bank Indonesia menahan bunga. {Bank sentral} diam.", "Bank Indonesia"),
    ("en", "President Dan Lee met Ruth Hale. {The French president} spoke.", "French president"),
]


@pytest.mark.parametrize(("code", "text", "name"), ANAPHORS)
def test_pronouns_and_clitics_mean_the_last_who_fits(code, text, name):
    assert names(code, text)[-1] == (name or "Ana Lestari")


def test_a_continued_quotation_has_the_last_speaker():
    text = "“We go,” said {Senator Ruth Hale}. “And {}we stay.”"
    assert names("en", text) == ["Ruth Hale", "Ruth Hale"]


def test_a_pronoun_without_anybody_stays_a_pronoun():
    (speaker,) = speakers("en", "{He} said so.")
    assert (speaker.name, speaker.kind) == ("he", "unnamed")


def test_headlines_and_dates_are_no_people():
    text = "Lee Warns Against River Plan\n\nSenator Ana Lee spoke on Monday. {Lee} left."
    assert names("en", text) == ["Ana Lee"]


def cases():
    """The lines of `tests/speakers`: a text, and behind `=` its speakers, parted by `;`."""
    for path in sorted((Path(__file__).parent / "speakers").glob("*.txt")):
        for line in path.read_text("utf-8").splitlines():
            if not line.startswith("#"):
                text, _, expected = line.rpartition(" = ")
                yield pytest.param(path.stem, text, expected, id=f"{path.stem}: {text}")


@pytest.mark.parametrize(("code", "text", "expected"), list(cases()))
def test_who_is_meant_in_which_role_and_of_what_kind(code, text, expected):
    found = speakers(code, widen(text))
    told = [f"{one.name}: {one.kind}, {one.role}".removesuffix(", ") for one in found]
    assert " ; ".join(told) == widen(expected)
    before, after = AROUND.get(code, ("", ""))
    assert speakers(code, before + widen(text) + after) == found


WORDS = """Ana Lee Ana. Presiden President Mr. Kementerian (KPU) KPU kata said ia he katanya , . “ ”
    the itu of dan and Ministry yang who 31 ( ) al-Hakim Lee’s İ ﷺ - van Menurut"""
PIECES = st.sampled_from([*WORDS.split(), "\n", "\x00"])


@pytest.mark.parametrize("code", codes())
@given(text=st.lists(PIECES, max_size=50).map(" ".join), data=st.data())
@settings(deadline=None, max_examples=examples(200))
def test_every_mention_has_a_speaker(code, text, data):
    document = tokenise(text, load(code))
    size = len(document.words)
    edges = data.draw(st.lists(st.integers(0, size), max_size=12).map(sorted))
    mentions = [
        Mention(first, end, first, data.draw(st.booleans()))
        for first, end in pairwise(edges)
        if first < size
    ]
    found = resolve(document, mentions)
    assert len(found) == len(mentions)
    assert all("\n" not in speaker.name for speaker in found)
    assert found == resolve(document, mentions)
