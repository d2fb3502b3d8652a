"""Which article is which: a page under many addresses, texts under one address, files that move."""

import itertools
import shutil

import pytest
from budget import examples, first, meeting
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from stories import MONDAY, TUESDAY, content, fresh, load
from test_cli_load import invoke
from test_loading import analyse, rows
from test_loading import load as load_files

from datasette_claims.model import Article
from datasette_claims.store import addresses, articles, identity, keys
from datasette_claims.store.candidates import Arrival, Candidate, Sighting
from datasette_claims.store.likeness import Likeness, likeness
from datasette_claims.store.writing import store_batch

pytestmark = pytest.mark.integration

PAGE = "https://example.org/berita/hujan"
RAIN = """Sari mengatakan bahwa hujan akan turun sampai malam di seluruh kota.
Warga diminta menjauh dari sungai karena air naik dengan cepat sejak pagi.
Petugas membuka tiga pintu air di utara dan menutup jalan menuju pasar lama.
"""
RAIN_LATER = RAIN.replace("tiga pintu", "empat pintu") + "Sekolah libur sampai besok.\n"
RAIN_WHOLE = RAIN + "Budi mengatakan bahwa bantuan sudah dikirim ke semua kecamatan.\n"
BRIDGE = """Wayan mengatakan bahwa jembatan baru itu selesai tahun depan.
Pembangunan sempat berhenti karena anggaran dipotong oleh dewan pada bulan Maret.
Para pedagang menunggu sejak lama, sebab perahu penyeberangan sering rusak.
"""


def write(folder, files):
    """Files of ``{name: (url, text)}``; an empty url is not told."""
    folder.mkdir(exist_ok=True)
    for name, (url, text) in files.items():
        head = f"---\nurl: {url}\n---\n" if url else ""
        (folder / name).write_text(head + text)
    return folder


def stored(path, columns="url, text"):
    return sorted(rows(path, f"SELECT {columns} FROM articles"), key=repr)  # noqa: S608


def everything(path):
    return {
        table: sorted(rows(path, f"SELECT * FROM {table}"), key=repr)  # noqa: S608
        for table in ("articles", "article_versions", "article_addresses", "claims", "claim_spans")
    }


def unchanged(path, *sources, **options):
    """The report of a run that changes nothing."""
    before = everything(path)
    report = load_files(path, *sources, **options)
    assert everything(path) == before
    assert set(report.articles) <= {"unchanged", "failed"}
    return report


VARIANTS = [
    PAGE + "/", PAGE + "?utm_source=wa&fbclid=1", PAGE + "#komentar", PAGE + "?page=all",
    "http://example.org/berita/huj%61n", "https://www.example.org/berita/hujan",
    "https://m.example.org/berita/hujan/", "https://amp.example.org/amp/berita/hujan",
]  # fmt: skip


@pytest.mark.parametrize(
    ("variant", "other_text", "swapped", "runs"),
    meeting(1, VARIANTS, [RAIN, RAIN_LATER, RAIN_WHOLE], [False, True], [1, 2]),
)
def test_one_page_under_two_addresses_is_one_article(tmp_path, variant, other_text, swapped, runs):
    first, second = (PAGE, RAIN), (variant, other_text)
    if swapped:
        first, second = second, first
    path = tmp_path / "claims.db"
    folder = write(tmp_path / "in", {"a.txt": first})
    if runs == 1:
        write(folder, {"b.txt": second})
        report = load_files(path, folder)
        assert report.articles["new"] == 1
    else:
        load_files(path, folder)
        report = load_files(path, write(tmp_path / "in", {"b.txt": second}))
        assert not report.articles["new"]
    ((url, _),) = stored(path)
    assert (report.also, report.clashes) == (second[0] != url, [])
    assert {url for (url,) in rows(path, "SELECT address FROM article_addresses")} == {
        PAGE, variant
    }  # fmt: skip
    kept = {text for (text,) in rows(path, "SELECT text FROM articles")}
    kept |= {text for (text,) in rows(path, "SELECT text FROM article_versions")}
    assert kept == {RAIN, other_text}
    again = unchanged(path, folder)
    assert (again.also, again.clashes) == (0, [])
    unchanged(path, folder / "b.txt", folder / "a.txt")


@pytest.mark.parametrize("names", [("a.txt", "b.txt"), ("b.txt", "a.txt")])
def test_of_two_views_of_a_page_the_fuller_one_stands(tmp_path, names):
    path, short, whole = tmp_path / "claims.db", *names
    folder = write(tmp_path / "in", {short: (PAGE, RAIN), whole: (PAGE + "?page=all", RAIN_WHOLE)})
    load_files(path, folder)
    assert [text for _, text in stored(path)] == [RAIN_WHOLE]
    unchanged(path, folder)


@pytest.mark.parametrize("variant", [v for v in VARIANTS if addresses.folded(v) != PAGE])
def test_another_text_under_a_mobile_address_is_another_article(tmp_path, variant):
    path = tmp_path / "claims.db"
    folder = write(tmp_path / "in", {"a.txt": (PAGE, RAIN), "b.txt": (variant, BRIDGE)})
    report = load_files(path, folder)
    assert (report.articles, report.clashes) == ({"new": 2}, [])
    unchanged(path, folder)


CLASHES = [
    (PAGE, PAGE, RAIN, BRIDGE),
    ("https://example.org/", "https://example.org/", RAIN, BRIDGE),
    (PAGE, PAGE, RAIN, RAIN_LATER),
    (PAGE, PAGE, RAIN_WHOLE, RAIN),
    (PAGE, PAGE, "Sari mengatakan bahwa hujan.", "Budi mengatakan bahwa banjir."),
    (PAGE, PAGE + "/?utm_source=x#top", RAIN, BRIDGE),
]


@pytest.mark.parametrize(
    ("clash", "workers"), [*((n, 1) for n in CLASHES), *first(1, ((n, 2) for n in CLASHES))]
)
def test_two_files_with_one_address_are_two_articles(tmp_path, clash, workers):
    url, other_url, text, other = clash
    path = tmp_path / "claims.db"
    folder = write(tmp_path / "in", {"a.txt": (url, text), "b.txt": (other_url, other)})
    for run in range(3):
        report = load_files(path, folder, workers=workers)
        assert report.articles == {"unchanged" if run else "new": 2}
        (clash,) = report.clashes
        assert clash.name == str(folder / "b.txt")
        assert str(folder / "a.txt") in clash.reason
        assert sorted(t for _, t in stored(path)) == sorted([text, other])
        assert {f for (f,) in rows(path, "SELECT DISTINCT flag FROM claims")} == {None}
    unchanged(path, folder / "b.txt", folder / "a.txt", workers=workers)
    unchanged(path, folder / "b.txt")
    assert unchanged(path, folder / "a.txt").clashes == []


@pytest.mark.parametrize(("url", "other_url", "text", "other"), CLASHES)
@pytest.mark.parametrize("late", ["a.txt", "b.txt"])
def test_a_second_file_of_an_address_may_come_later(tmp_path, url, other_url, text, other, late):
    path = tmp_path / "claims.db"
    files = {"a.txt": (url, text), "b.txt": (other_url, other)}
    folder = write(tmp_path / "in", files)
    (folder / late).rename(tmp_path / late)
    load_files(path, folder)
    (tmp_path / late).rename(folder / late)
    report = load_files(path, folder)
    assert report.articles == {"unchanged": 1, "new": 1}
    assert [clash.name for clash in report.clashes] == [str(folder / late)]
    assert sorted(t for _, t in stored(path)) == sorted([text, other])
    unchanged(path, folder)


def test_a_clash_is_told_in_a_line_that_names_both_and_ends_with_1(tmp_path):
    path = tmp_path / "claims.db"
    folder = write(tmp_path / "in", {"a.txt": (PAGE, RAIN), "b.txt": (PAGE, BRIDGE)})
    for options in (["--dry-run"], [], ["--dry-run"], []):
        result = invoke(path, folder, *options)
        assert result.exit_code == 1
        assert result.stderr == (
            f"{folder}/b.txt: warning: has the address of {folder}/a.txt ({PAGE}) but another text:"
            " both are kept, as two articles; give each the address of its own page\n"
        )
        assert "shared addresses" in result.stdout
    write(folder, {"b.txt": (PAGE + "-2", BRIDGE)})
    result = invoke(path, folder)
    assert (result.exit_code, "shared" in result.stdout) == (0, False)
    assert [url for url, _ in stored(path)] == [PAGE, PAGE + "-2"]


def test_a_home_page_as_the_address_of_many(tmp_path):
    path = tmp_path / "claims.db"
    texts = [f"Sari mengatakan bahwa {word} {word} itu {word}." for word in "abcdefghijklmnopqrst"]
    folder = write(
        tmp_path / "in", {f"{n}.txt": ("https://example.org", t) for n, t in enumerate(texts)}
    )
    assert len(load_files(path, folder).clashes) == len(texts) - 1
    assert sorted(text for _, text in stored(path)) == texts
    assert len(unchanged(path, folder).clashes) == len(texts) - 1


def test_a_copy_of_a_file_is_no_clash(tmp_path):
    path = tmp_path / "claims.db"
    folder = write(tmp_path / "in", {"a.txt": (PAGE, RAIN), "b.txt": (PAGE, RAIN)})
    report = load_files(path, folder)
    assert (report.articles, report.clashes) == ({"new": 1, "unchanged": 1}, [])
    write(folder, {"b.txt": (PAGE, RAIN_LATER)})
    report = load_files(path, folder)
    assert (report.articles["new"], len(report.clashes)) == (1, 1)
    unchanged(path, folder)


def test_a_newer_download_takes_the_place_of_an_older_one(tmp_path):
    path = tmp_path / "claims.db"
    old = write(tmp_path / "old", {"a.txt": (PAGE, RAIN)})
    load_files(path, old)
    new = write(tmp_path / "new", {"a.txt": (PAGE, RAIN_LATER)})
    assert load_files(path, new).articles == {"changed": 1}
    assert stored(path) == [(PAGE, RAIN_LATER)]
    for sources in ([old, new], [new, old], [old], [new]):
        report = unchanged(path, *sources)
        assert len(report.clashes) == (len(sources) > 1)


REPLACED = [
    (RAIN, RAIN_LATER, 1),  # a page that changed
    ("Hujan turun. Segera menyusul.", RAIN, 1),  # a stub that grew
    (RAIN, "Kosong.", 1),
    ("Menteri menerima suap.", "Menteri menderita sakit.", 1),  # too short to tell
    (RAIN, RAIN_WHOLE, 1),
    (RAIN_WHOLE, RAIN, 1),
    (RAIN, BRIDGE, 2),
]


@pytest.mark.parametrize(("text", "other", "count"), REPLACED)
def test_a_file_whose_text_was_replaced_under_one_address(tmp_path, text, other, count):
    path = tmp_path / "claims.db"
    folder = write(tmp_path / "in", {"a.txt": (PAGE, text)})
    load_files(path, folder)
    write(folder, {"a.txt": (PAGE, other)})
    report = load_files(path, folder)
    assert (len(stored(path)), len(report.clashes)) == (count, count - 1)
    assert report.articles == {"new" if count == 2 else "changed": 1}
    assert unchanged(path, folder).clashes == []  # nobody can mend it: it is told once
    if count == 2:
        assert "holds another text than before" in report.clashes[0].reason


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"a.txt": (PAGE, RAIN)}, {"a.txt": (PAGE + "-benar", RAIN)}),
        ({"a.txt": (PAGE, RAIN)}, {"a.txt": ("https://lain.example/x", RAIN)}),
        ({"a.txt": (PAGE, RAIN)}, {"a.txt": (PAGE + "-benar", RAIN_WHOLE)}),
        ({"a.txt": ("http://example.org", RAIN)}, {"a.txt": (PAGE, RAIN)}),
        ({"a.txt": ("", RAIN)}, {"a.txt": (PAGE, RAIN)}),
        ({"a.txt": ("", RAIN)}, {"a.txt": (PAGE, RAIN_LATER)}),
        ({"a.txt": (PAGE, RAIN)}, {"b.txt": (PAGE, RAIN)}),
        ({"a.txt": (PAGE, RAIN)}, {"b.txt": (PAGE, RAIN_LATER)}),
        ({"a.txt": ("", RAIN)}, {"b.txt": ("", RAIN)}),
        ({"a.txt": ("", RAIN)}, {"b.txt": (PAGE, RAIN)}),
    ],
)
def test_an_article_keeps_its_key_when_its_file_or_address_changes(tmp_path, before, after):
    path = tmp_path / "claims.db"
    folder = write(tmp_path / "in", before)
    load_files(path, folder)
    keys_before = rows(path, "SELECT articles.id, claims.id FROM articles JOIN claims")
    shutil.rmtree(folder)
    report = load_files(path, write(folder, after))
    ((url, text),) = after.values()
    assert stored(path) == [(url or None, text)]
    assert set(keys_before) <= set(rows(path, "SELECT article_id, id FROM claims"))
    assert report.clashes == []
    unchanged(path, folder)


def test_a_corrected_address_does_not_hold_the_place_of_its_true_owner(tmp_path):
    path = tmp_path / "claims.db"
    folder = write(tmp_path / "in", {"a.txt": (PAGE, RAIN)})
    load_files(path, folder)
    write(folder, {"a.txt": (PAGE + "-benar", RAIN), "b.txt": (PAGE, BRIDGE)})
    report = load_files(path, folder)
    assert (report.articles, report.clashes) == ({"changed": 1, "new": 1}, [])
    assert stored(path) == [(PAGE, BRIDGE), (PAGE + "-benar", RAIN)]
    unchanged(path, folder)


def test_files_that_swap_their_contents_change_nothing(tmp_path):
    path = tmp_path / "claims.db"
    files = {"a.txt": (PAGE, RAIN), "b.txt": (PAGE, BRIDGE)}
    folder = write(tmp_path / "in", files)
    load_files(path, folder)
    before = stored(path, "id, text, loaded_from")
    write(folder, {"a.txt": files["b.txt"], "b.txt": files["a.txt"]})
    assert load_files(path, folder).articles == {"unchanged": 2}
    assert stored(path, "id, text, loaded_from") == before


def test_a_file_that_holds_another_story_under_another_address_is_another_article(tmp_path):
    path = tmp_path / "claims.db"
    folder = write(tmp_path / "in", {"today.txt": (PAGE, RAIN)})
    load_files(path, folder)
    write(folder, {"today.txt": (PAGE + "-2", BRIDGE)})
    assert load_files(path, folder).articles == {"new": 1}
    assert stored(path) == [(PAGE, RAIN), (PAGE + "-2", BRIDGE)]
    unchanged(path, folder)


def test_a_wire_story_is_told(tmp_path):
    path = tmp_path / "claims.db"
    papers = {f"{n:02}.txt": (f"https://koran{n}.example/a", RAIN) for n in range(30)}
    folder = write(tmp_path / "in", papers)
    result = invoke(path, folder)
    assert result.exit_code == 0
    lines = result.stderr.splitlines()
    assert lines[0] == f"{folder}/01.txt: note: same text as {folder}/00.txt"
    assert lines[-1] == "9 more with this note: same text as …"
    assert len(lines) == 21
    assert len(stored(path)) == 30
    again = invoke(path, folder)
    assert (again.exit_code, again.stderr) == (0, "")
    assert [line.split() for line in again.stdout.splitlines() if "elsewhere" in line] == [
        ["same", "text", "elsewhere", "30"]
    ]


def test_another_address_is_told(tmp_path):
    path = tmp_path / "claims.db"
    mobile = "https://m.example.org/berita/hujan?utm_source=x"
    folder = write(tmp_path / "in", {"a.txt": (PAGE, RAIN), "b.txt": (mobile, RAIN)})
    dry = invoke(path, folder, "--dry-run")
    result = invoke(path, folder)
    assert result.stderr == dry.stderr == f"{folder}/b.txt: note: also known as {mobile}\n"
    assert ["also", "known", "as", "1"] in [line.split() for line in result.stdout.splitlines()]


def test_what_a_person_corrected_stays_and_is_an_address_too(tmp_path):
    with fresh(tmp_path / "claims.db") as db:
        one = load(db, RAIN, url=PAGE, origin="a.txt")
        db.execute("UPDATE articles SET url = 'https://example.org/benar', title = 'Benar'")
        db.conn.commit()
        articles.catch_up(db, TUESDAY)
        for url, origin in [
            (PAGE, "a.txt"), (PAGE + "-2", "a.txt"), ("https://m.example.org/benar", "b"),
        ]:  # fmt: skip
            outcome = load(db, RAIN, TUESDAY, url=url, origin=origin, title="Salah")
            assert outcome.article_id == one.article_id
        assert db.execute("SELECT url, title FROM articles").fetchall() == [
            ("https://example.org/benar", "Benar")
        ]


def test_an_older_database_knows_its_articles_by_folded_addresses(tmp_path):
    path = tmp_path / "claims.db"
    folder = write(tmp_path / "in", {"a.txt": (PAGE, RAIN)})
    load_files(path, folder)
    with fresh(path) as db, articles.by_loader(db):
        db.execute("UPDATE article_addresses SET page = NULL")  # as the step leaves them
    (folder / "a.txt").rename(folder / "b.txt")
    write(folder, {"b.txt": ("http://m.example.org/berita/hujan/?page=all", RAIN_LATER)})
    report = load_files(path, folder)
    assert (report.articles, len(stored(path))) == ({"changed": 1}, 1)


def test_a_route_behind_a_hash_mark_stays_in_the_address():
    with fresh() as db:
        for number, text in enumerate([RAIN, BRIDGE]):
            load(db, text, url=f"https://Example.org/#!/berita/{number}?utm_source=x", origin="x")
        assert [url for (url,) in db.execute("SELECT url FROM articles ORDER BY url")] == [
            "https://example.org/#!/berita/0?utm_source=x",
            "https://example.org/#!/berita/1?utm_source=x",
        ]


@pytest.mark.parametrize(
    ("stored_text", "text", "expected"),
    [
        (RAIN, RAIN, Likeness(1)),
        (RAIN, RAIN_WHOLE, Likeness(1, beyond=True)),
        (RAIN_WHOLE, RAIN, Likeness(1, within=True)),
        ("", "", Likeness(1, short=True)),
        ("Kosong.", "kosong", Likeness(1, short=True)),
        ("Kosong.", "", Likeness(0, short=True)),
        ("a b c", "a b d", Likeness(0.5, short=True)),
    ],
)
def test_how_like_two_texts_are(stored_text, text, expected):
    assert likeness(stored_text, text) == expected


def candidate(key, url, text, *seen, file="a.txt", had=False):
    row = {
        "id": key, "url": url, "loaded_from": file, "text_hash": keys.text_hash(text),
        "outlet_id": None, "edited": 0, "given": "",
    }  # fmt: skip
    return Candidate(row, [Sighting(*one) for one in seen], had=had, read=lambda: text)


def test_the_surest_sign_is_taken_first():
    whole = candidate("whole", PAGE, RAIN_WHOLE, (PAGE, "a.txt"))
    mobile = candidate("mobile", "https://m.example.org/berita/hujan", RAIN, file="m.txt")
    bare = candidate("bare", None, RAIN_LATER, file="b.txt")
    for text, url, origin, expected in [
        (RAIN, PAGE, "c.txt", "mobile"),  # family and text before page and half
        (RAIN_WHOLE, "https://m.example.org/berita/hujan", "m.txt", "whole"),
        (RAIN_LATER, PAGE, "a.txt", "bare"),  # the text itself, though the file and page agree
        (RAIN_LATER, "", "a.txt", "bare"),
        (BRIDGE, PAGE, "a.txt", None),
        (RAIN + "Tambahan.", PAGE, "c.txt", "whole"),
    ]:
        for order in itertools.permutations([whole, mobile, bare]):
            found = identity.identify(Arrival(Article(text, url=url, origin=origin)), order)
            assert (found.row and found.row["id"]) == expected


async def test_an_old_link_leads_to_the_article_which_tells_where_else_it_was_seen(
    tmp_path, instance
):
    path = tmp_path / "news.db"
    folder = write(tmp_path / "in", {"a.txt": (PAGE + "-salah", RAIN)})
    load_files(path, folder)
    ((article, claim),) = rows(path, "SELECT article_id, id FROM claims")
    mobile, wire = "https://m.example.org/berita/hujan", "https://koran.example/<b>"
    write(folder, {"a.txt": (PAGE, RAIN), "b.txt": (mobile, RAIN), "c.txt": (wire, RAIN)})
    load_files(path, folder)
    write(folder, {"a.txt": (PAGE, RAIN_LATER.replace("hujan akan turun", "tidak ada hujan"))})
    load_files(path, folder)
    ds = await instance(path)
    page = await ds.client.get(f"/news/-/articles/{article}")
    assert page.status_code == 200
    assert "Also seen at 2 other addresses" in page.text
    assert f'<a href="{mobile}"' in page.text
    assert f'<a href="{PAGE}-salah"' in page.text
    assert (await ds.client.get(f"/news/-/claims/{claim}")).status_code == 200
    assert str(tmp_path) not in page.text  # names of files stay at home
    (other,) = rows(path, "SELECT id FROM articles WHERE url LIKE '%koran%'")
    page = await ds.client.get(f"/news/-/articles/{other[0]}")
    assert "<b>" not in page.text.partition("</h1>")[2].partition("<footer")[0]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (RAIN, "2 other articles say some of the same"),
        ("Hujan turun di kota lama. Jalan menuju pasar tergenang air setinggi lutut.\n",
         "2 other articles have the same text"),
    ],
    ids=["with claims", "without"],
)  # fmt: skip
async def test_articles_with_one_text_lead_to_one_another(tmp_path, instance, text, told):
    path = tmp_path / "news.db"
    papers = {f"{n}.txt": (f"https://koran{n}.example/a", text) for n in range(3)}
    load_files(path, write(tmp_path / "in", papers))
    ds = await instance(path)
    keys_ = [key for (key,) in rows(path, "SELECT id FROM articles ORDER BY url")]
    page = await ds.client.get(f"/news/-/articles/{keys_[0]}")
    assert told in page.text
    assert all(f'href="/news/-/articles/{key}"' in page.text for key in keys_[1:])


STORIES = [[RAIN, RAIN_LATER, RAIN_WHOLE], [BRIDGE, BRIDGE + "Mereka lelah.\n"]]
TEXTS = [text for texts in STORIES for text in texts]
URLS = ["", PAGE, PAGE + "/?fbclid=1", *VARIANTS[3:6], "https://example.org/", PAGE + "-2"]
FILES = [f"/in/{name}.txt" for name in "abcd"]


class Newsroom(RuleBasedStateMachine):
    """Files come, go, change and are loaded in any order; now and then somebody judges a claim."""

    @initialize()
    def begin(self):
        self.opened = fresh()
        self.db = self.opened.__enter__()
        self.files, self.loaded, self.judged = {}, set(), {}

    def teardown(self):
        self.opened.__exit__(None, None, None)

    @rule(file=st.sampled_from(FILES), url=st.sampled_from(URLS), text=st.sampled_from(TEXTS))
    def write(self, file, url, text):
        self.files[file] = (url, text)

    @rule(file=st.sampled_from(FILES), to=st.sampled_from(FILES))
    def move(self, file, to):
        if file in self.files:
            self.files[to] = self.files.pop(file)

    @rule(order=st.permutations(FILES), again=st.permutations(FILES), alone=st.booleans())
    def run(self, order, again, alone):
        beside = {order[0]} if alone else set(self.files)
        self._load(order[:1] if alone else order, beside)
        before = content(self.db)
        kinds = self._load([file for file in again if file in beside], beside)
        assert kinds <= {"unchanged"}
        assert content(self.db) == before

    def _load(self, order, beside):
        kinds = set()
        for file in order:
            if file in self.files:
                url, text = self.files[file]
                article = Article(text, url=url, origin=file)
                analysis = analyse(articles.as_kept(self.db, article, beside))
                batch = [(article, analysis)]
                (outcome,) = store_batch(self.db, batch, MONDAY, extractor="1", beside=beside)
                kinds.add(outcome.kind)
                self.loaded.add((addresses.family(url), text))
        return kinds

    @rule(number=st.integers(0, 5))
    def judge(self, number):
        found = self.db.execute("SELECT id, article_id, text FROM claims").fetchall()
        if number < len(found):
            key, *words = found[number]
            self.db.execute("UPDATE claims SET status = 'in_review' WHERE id = ?", [key])
            self.db.conn.commit()
            self.judged[key] = words

    @invariant()
    def no_text_is_lost(self):
        texts = self._texts()
        assert {text for _, text in texts} == {text for _, text in self.loaded}

    @invariant()
    def no_article_holds_two_stories(self):
        for key, group in itertools.groupby(sorted(self._texts()), key=lambda one: one[0]):
            held = {text for _, text in group}
            assert any(held <= set(texts) for texts in STORIES), key

    @invariant()
    def there_are_no_more_articles_than_texts_under_an_address(self):
        assert len({key for key, _ in self._texts()}) <= len(self.loaded)

    @invariant()
    def no_judged_claim_moves(self):
        for key, words in self.judged.items():
            row = self.db.execute(
                "SELECT article_id, text, status FROM claims WHERE id = ?", [key]
            ).fetchone()
            assert row == (*words, "in_review")

    def _texts(self):
        return self.db.execute(
            "SELECT id, text FROM articles UNION SELECT article_id, text FROM article_versions"
        ).fetchall()


TestNewsroom = Newsroom.TestCase
TestNewsroom.settings = settings(max_examples=examples(30), stateful_step_count=15, deadline=None)
