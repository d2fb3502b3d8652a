"""Labelled turns are claims of who speaks; lists with labels are not speech."""

from contextlib import closing

import pytest

from datasette_claims import loading
from datasette_claims.extraction import analyse
from datasette_claims.store.sqlite import sqlite3

INTERVIEW = """
The architect Margit Helland met us in her studio.

REVIEW: Did you build it?

HELLAND: I did, with my own hands.

REVIEW: And the roof?

HELLAND: We never finished the roof. It was too dear.
"""

HEARING = """
The CHAIRMAN: The committee is in session. I call the first witness.

Mr SMITH (Leeds, Lab): I thank the chairman. We asked for the bridge in 2019.

Ms ANNE HALL (York): You did, and it was never built.

Mr SMITH: That is not what the record says.
"""

PANEL = """
TANYA JAWAB

Moderator: Apakah jembatan itu aman?

Wali Kota Rina Hasan: Kami sudah memeriksanya dua kali.

Budi Santoso: Saya tidak percaya. Jembatan itu retak.

Rina Hasan: Retak itu tidak berbahaya, kita semua melihatnya.
"""

TIMED = """
[00:00:05] Ana Lee: I saw the bridge fall.

[00:01:10] Bo Hart: You did not, it was dark.

[00:02:00] Ana Lee: The lamps were on, and I stood below it.
"""

VOX_POP = """
Three people of the town told us what they think.

Ana Lee, who we met first, was angry.

Ana Lee: I will not pay for it.

Bo Hart: We paid enough already.

Cato Lind: You get what you pay for, I say.
"""

MARKDOWN = INTERVIEW.replace("HELLAND:", "**HELLAND:**").replace("REVIEW:", "**REVIEW:**")
ON_ITS_OWN_LINE = INTERVIEW.replace(": ", ":\n\n")


def spoken(text, **options):
    found = analyse(text, **options)
    return [
        (claim.speaker, text[claim.content[0].start : claim.content[-1].end])
        for claim in found.claims
        if claim.rule == "labelled turn"
    ]


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        (INTERVIEW, [("Margit Helland", "I did, with my own hands."),
                     ("Margit Helland", "We never finished the roof. It was too dear.")]),
        (MARKDOWN, [("Margit Helland", "I did, with my own hands."),
                    ("Margit Helland", "We never finished the roof. It was too dear.")]),
        (ON_ITS_OWN_LINE, [("Margit Helland", "I did, with my own hands."),
                           ("Margit Helland", "We never finished the roof. It was too dear.")]),
        (HEARING, [("CHAIRMAN", "The committee is in session. I call the first witness."),
                   ("Smith", "I thank the chairman. We asked for the bridge in 2019."),
                   ("Anne Hall", "You did, and it was never built."),
                   ("Smith", "That is not what the record says.")]),
        (PANEL, [("Rina Hasan", "Kami sudah memeriksanya dua kali."),
                 ("Budi Santoso", "Saya tidak percaya. Jembatan itu retak."),
                 ("Rina Hasan", "Retak itu tidak berbahaya, kita semua melihatnya.")]),
        (TIMED, [("Ana Lee", "I saw the bridge fall."), ("Bo Hart", "You did not, it was dark."),
                 ("Ana Lee", "The lamps were on, and I stood below it.")]),
        (VOX_POP, [("Ana Lee", "I will not pay for it."), ("Bo Hart", "We paid enough already."),
                   ("Cato Lind", "You get what you pay for, I say.")]),
    ],
)  # fmt: skip
def test_a_turn_is_a_claim_of_who_speaks(text, claims):
    found = spoken(text)
    assert [content for _, content in found] == [content for _, content in claims]
    assert [who.lower() for who, _ in found] == [who.lower() for who, _ in claims]


def test_the_label_is_source_and_cue_and_the_words_are_direct():
    claim, *_ = analyse(INTERVIEW).claims
    (source,), (cue,) = claim.source, claim.cue
    assert INTERVIEW[source.start : source.end] == INTERVIEW[cue.start : cue.end] == "HELLAND"
    assert (claim.type, claim.kind) == ("direct", "say")
    assert INTERVIEW[claim.context.start : claim.context.end].startswith("HELLAND: I did")


LISTS = [
    "Tickets: From five pounds at the door.\n\nCast: Ana Lee, Bo Hart.\n\nDirector: Cato Lind.",
    "Where: The old hall.\n\nWhen: On Monday, if you like.\n\nTickets: You can buy them here.\n\n"
    "Where: The new hall.\n\nWhen: On Friday.\n\nTickets: You can buy them there.",
    "Serves: four of you\n\nPrep: 10 minutes\n\nMethod: Mix all. Then bake it, as we do.",
    "Q: How do I pay?\n\nA: You can pay by card.\n\nQ: Do you deliver?\n\nA: We do.",
    "Claim: The bridge fell.\n\nVerdict: False. We saw it.\n\nClaim: It was sold.\n\n"
    "Verdict: True. You can look it up.",
    "Pros: You save money.\n\nCons: You wait.\n\nPros: We like it.\n\nCons: It is slow.",
    "Name: Ana Lee\n\nAge: 34\n\nCity: Leeds\n\nName: Bo Hart\n\nAge: 40\n\nCity: York",
    "Leeds: 3 goals\n\nYork: 2 goals\n\nLeeds: 5 goals\n\nYork: 1 goal",
    "TICKETS: You pay five pounds.\n\nDOORS: We open at seven.\n\nPARKING: You find it behind.",
    "Photo: Ana Lee\n\nEditor: Bo Hart\n\nSource: The Gazette\n\nPhoto: Cato Lind",
    "Harga: Rp 5.000\n\nTempat: Balai Kota.\n\nHarga: Rp 7.000\n\nTempat: Anda tahu di mana.",
    "The rule is simple: we pay.\n\nHe said: I will not.\n\nAnd so: you wait.",
    "Update: The bridge is open.\n\nUpdate: We hear that it closed.\n\nUpdate: You may pass.",
    "10:30: We arrive.\n\n11:00: You speak.\n\n12:30: I leave.",
    "",
    ":\n\n: :\n\n::",
]


@pytest.mark.parametrize("text", LISTS)
def test_a_list_is_no_speech(text):
    assert spoken(text) == []
    assert spoken(text, language="en") == []


def test_of_subtitles_it_is_known_that_they_are_speech():
    text = (
        "ANA: The bridge is safe.\n\nIt was tested twice.\n\n– Who tested it?\n\nIt was them.\n\n"
        "BO: No.\n\nANA: It was."
    )
    assert spoken(text, language="en") == []
    assert spoken(text, language="en", record=True) == [
        ("ANA", "The bridge is safe."), ("ANA", "It was tested twice."), ("BO", "No."),
        ("ANA", "It was."),
    ]  # fmt: skip
    claim = analyse(text, "en", record=True).claims[1]
    assert claim.source == claim.cue == ()


def test_what_others_are_said_to_have_said_in_a_turn_is_theirs():
    text = INTERVIEW.replace("It was too dear.", "The mayor Rina Hall said that it was too dear.")
    found = analyse(text).claims
    assert "Rina Hall" in [claim.speaker for claim in found]
    assert sum(claim.rule == "labelled turn" for claim in found) == 2


def test_subtitles_are_loaded_as_speech(tmp_path):
    (tmp_path / "talk.vtt").write_text(
        "WEBVTT\n\n00:01.000 --> 00:04.000\n<v Ana Lee>The bridge is safe and it was tested.\n\n"
        "01:05.000 --> 01:09.000\n<v Bo Hart>It was not tested, and the council knows that.\n"
    )
    loading.load(tmp_path / "claims.db", [tmp_path / "talk.vtt"])
    with closing(sqlite3.connect(tmp_path / "claims.db")) as conn:
        rows = conn.execute(
            "select speakers.name, seconds from claims join speakers on speakers.id = speaker_id"
            " join claim_spans on claim_id = claims.id and part = 'source'"
            " join article_times on article_times.article_id = claims.article_id"
            " and article_times.position = start"
            " order by seconds"
        ).fetchall()
    assert rows == [("Ana Lee", 1.0), ("Bo Hart", 65.0)]


FEW = [
    # minutes: a title or office with a name, in capitals or with brackets
    ("en", "SEN. ADA BROOK: The files were lost last year.", ["ADA BROOK"]),
    ("en", "The Minister for Ports (Ada Brook): The ferry was late last year.", ["Ada Brook"]),
    ("en", "SEN. ADA BROOK (Ohio): The files were lost.", ["ADA BROOK"]),
    ("id", "KETUA KOMISI IX (DODI PERDANA): Rapat saya buka.", ["DODI PERDANA"]),
    ("id", "F-PTK (RINA LESTARI): Kami menolak tarif itu.", ["RINA LESTARI"]),
    ("ms", "Menteri Kesihatan [Puan Siti Aminah]: Sebanyak 40 klinik dibina.", ["Siti Aminah"]),
    ("ms", "Dato’ Seri Amir Razak [Arau]: Kami minta penjelasan.\nTuan Pengerusi: Sila.",
     ["Amir Razak"]),
    # somebody asks, a name answers
    ("en", "LEDGER: What comes next?\nAda Brook: We build the pier.", ["Ada Brook"]),
    ("id", "Harian: Mengapa naik?\nRina Lestari: Kami harus menutup biaya.", ["Rina Lestari"]),
    # a name before a quotation
    ("en", "- Ada Brook: “Rates stay.”\n- Tom Hall: “They rise.”", ["Ada Brook", "Tom Hall"]),
    ("en", "Ada Brook, 34: “I will not pay.”", ["Ada Brook"]),
    ("id", "1. Rina Lestari: “Tarif tetap.”\n2. Dodi Perdana: “Tarif turun.”",
     ["Rina Lestari", "Dodi Perdana"]),
    ("ms", "Siti Aminah: “Saya tidak setuju.”", ["Siti Aminah"]),
    # lists of facts and titles
    ("en", "Film Review: “A triumph of the year.”", []),
    ("en", "Mayor Ada Brook: 54 years old, lives in Hull.\nMayor Tom Hall: 61 years old.", []),
    ("en", "MAYOR ADA BROOK: re-elected in 2019.", []),
    ("en", "Director: Ada Brook\nEditor: Tom Hall\nMusic: Cy Lind", []),
    ("en", "Coach Ada Brook: 3 titles\nCoach Tom Hall: 2 titles", []),
    ("id", "Ketua Panitia: Rina Lestari, S.H.\nSekretaris: Dodi Perdana, M.Si.", []),
    ("ms", "Pengerusi: Amir Razak\nSetiausaha: Siti Aminah", []),
    ("id", "Tanya: Bagaimana membayar?\nJawab: Anda bisa membayar di loket.", []),
]  # fmt: skip


@pytest.mark.parametrize(("code", "text", "speakers"), FEW)
def test_one_or_two_turns_count_where_the_label_tells_who_speaks(code, text, speakers):
    assert [who for who, _ in spoken(text, language=code)] == speakers


def test_in_minutes_a_turn_goes_on_over_paragraphs():
    text = (
        "MR. SMITH: I thank the gentleman.\nThe files were lost.\n(Applause.)\n"
        "They were found again.\nMS. HALL: I object to that."
    )
    assert spoken(text, language="en") == [
        ("SMITH", "I thank the gentleman."), ("SMITH", "The files were lost."),
        ("SMITH", "They were found again."), ("HALL", "I object to that."),
    ]  # fmt: skip
