"""A person says what a claim is: by the pages, without script, on both lines of Datasette."""

import re

import pytest
from newsroom import newsroom, run
from test_permissions import controls

PAGES = ("claims/{claim}/correct", "articles/{article}/claim")
WORDS = "Words of the claim"
DAM = "bendungan itu aman & kuat"


@pytest.fixture
def path(tmp_path):
    return tmp_path / "news.db"


@pytest.fixture
def keys(path):
    return newsroom(path)


@pytest.fixture
def article(path, keys):
    return run(path, f"select article_id from claims where id = '{keys['bendungan']}'")[0][0][0]  # noqa: S608


def row(path, key, columns="text, status, origin, edited, kind, modality, said_on"):
    return run(path, f"select {columns} from claims where id = '{key}'")[0][0]  # noqa: S608


def speaker(path, key):
    sql = "select speakers.name from claims join speakers on speakers.id = speaker_id"
    return run(path, f"{sql} where claims.id = '{key}'")[0][0][0]


def held(html):
    """The fields of the page's form, as a browser would send them."""
    form = html.partition('id="review-form"')[2]
    form = form.partition("</form>")[0]
    fields = {}
    for tag in re.findall(r"<input\b[^>]*>", form):
        name = re.search(r'\bname="([^"]*)"', tag)
        value = re.search(r'\bvalue="([^"]*)"', tag)
        kind = re.search(r'\btype="(\w+)"', tag)
        if name and not (kind and kind[1] in ("radio", "checkbox") and " checked" not in tag):
            fields[name[1]] = unescape(value[1]) if value else ""
    for name, words in re.findall(
        r'<textarea\b[^>]*\bname="(\w+)"[^>]*>\n(.*?)</textarea>', form, re.DOTALL
    ):
        fields[name] = unescape(words)
    for name, options in re.findall(
        r'<select\b[^>]*\bname="(\w+)"[^>]*>(.*?)</select>', form, re.DOTALL
    ):
        chosen = re.search(r'<option(?: value="([^"]*)")? selected>([^<]*)', options)
        fields[name] = chosen[1] if chosen[1] is not None else chosen[2]
    return fields


def versions(html):
    """What stands now, and what was typed, where the page shows both: ``{label: words}`` each."""
    both = html.partition('class="versions"')[2].partition("</section>\n  </div>")[0]
    return tuple(
        {
            label: unescape(words)
            for label, words in re.findall(r"<dt>(.*?)</dt><dd[^>]*>(.*?)</dd>", one)
        }
        for one in both.split('id="mine"')
    )


def unescape(text):
    from html import unescape as plain

    return plain(text)


@pytest.fixture
async def alice(instance, path, keys, as_editor, post_form):
    """Alice's browser: ``get(address)`` and ``send(address, **typed)``, which fills in the form
    that ``address`` shows and follows the redirect."""
    ds = await instance(path)
    jar = as_editor(ds, "alice")

    class Browser:
        server = ds

        async def get(self, address):
            return await ds.client.get(address, cookies=jar)

        async def send(self, address, *, to="", **typed):
            fields = held((await self.get(address)).text)
            return await self.post(to or address.partition("?")[0], {**fields, **typed})

        async def post(self, address, fields):
            answer = await post_form(ds, address, fields, jar)
            for name, value in answer.cookies.items():
                jar[name] = value
            return answer

    return Browser()


def where(answer):
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


async def test_words_that_are_typed_become_a_claim(alice, path, article):
    address = f"/news/-/articles/{article}/claim"
    answer = await alice.send(
        address, words="Kalimat  biasa tanpa klaim", speaker="Rini Wulandari", kind="warn",
        modality="future", said_on="2026-01",
    )  # fmt: skip
    key = where(answer).partition("#claim-")[2]
    assert where(answer) == f"/news/-/articles/{article}#claim-{key}"
    stored = row(path, key)
    assert stored == (
        "Kalimat biasa tanpa klaim", "unreviewed", "person", 0, "warn", "future", "2026-01"
    )  # fmt: skip
    assert speaker(path, key) == "Rini Wulandari"
    page = (await alice.get(f"/news/-/articles/{article}")).text
    assert f'id="claim-{key}"' in page


async def test_numbers_of_words_do_too(alice, path, article):
    page = (await alice.get(f"/news/-/articles/{article}/claim")).text
    numbers = [re.search(rf'data-n="(\d+)">{word}<', page)[1] for word in ("Kalimat", "klaim")]
    address = f"/news/-/articles/{article}/claim"
    answer = await alice.send(address, from_1=numbers[0], to_1=numbers[1], speaker="Walhi")
    assert row(path, where(answer).partition("#claim-")[2], "text") == (
        "Kalimat biasa tanpa klaim",
    )


async def test_words_that_cannot_be_told_are_asked_about_and_kept(alice, path, article):
    address = f"/news/-/articles/{article}/claim"
    before = run(path, "select count(*) from claims")
    assert where(await alice.send(address, words="tidak ada di sana", speaker="Ana")) == address
    page = (await alice.get(address)).text
    assert "does not say these words" in page
    assert held(page)["words"] == "tidak ada di sana"
    assert held(page)["speaker"] == "Ana"
    assert where(await alice.send(address, words="itu")) == address
    page = (await alice.get(address)).text
    places = re.findall(r'name="place" value="([\d-]+)"', page)
    assert len(places) > 1
    assert "choose where" in page
    assert run(path, "select count(*) from claims") == before
    answer = await alice.send(address, place=places[1])
    key = where(answer).partition("#claim-")[2]
    start = run(path, f"select start from claim_spans where claim_id = '{key}'")[0][0][0]  # noqa: S608
    assert places[1].startswith(f"{start}-")
    assert speaker(path, key) == "Ana"
    assert held((await alice.get(address)).text)["words"] == ""


async def test_a_claim_gets_other_ends_speaker_kind_and_date(alice, path, keys):
    key = keys["bendungan"]
    address = f"/news/-/claims/{key}/correct"
    page = (await alice.get(address)).text
    fields = held(page)
    assert fields["words"] == DAM
    assert re.findall(r'class="w on"[^>]*>([^<]+)', page) == [
        "bendungan",
        "itu",
        "aman",
        "&amp;",
        "kuat",
    ]
    last = str(int(fields["to_1"]) - 2)
    answer = await alice.send(
        address, to_1=last, speaker="Walhi", kind="deny", said_on="2026-01-03"
    )
    assert where(answer) == f"/news/-/claims/{key}"
    assert row(path, key)[:5] == ("bendungan itu aman", "unreviewed", "machine", 1, "deny")
    assert speaker(path, key) == "Walhi"
    page = (await alice.get(f"/news/-/claims/{key}")).text
    assert "<mark>bendungan itu aman</mark>" in page
    # A form that changes nothing says so.
    await alice.send(address)
    assert "Nothing was different" in (await alice.get(f"/news/-/claims/{key}")).text


async def test_all_claims_of_a_mention_get_the_speaker(alice, path, keys):
    address = f"/news/-/claims/{keys['Retak']}/correct"
    await alice.send(address, speaker="Ani Yudhoyono", everywhere="1")
    assert speaker(path, keys["Retak"]) == "Ani Yudhoyono"


async def test_who_comes_too_late_sees_both_and_saves_again(alice, path, keys):
    key = keys["bendungan"]
    address = f"/news/-/claims/{key}/correct"
    fields = held((await alice.get(address)).text)
    await alice.send(address, kind="warn")
    answer = await alice.post(address, {**fields, "words": "itu aman", "speaker": "Walhi"})
    assert where(answer) == address
    page = (await alice.get(address)).text
    assert "Somebody changed this claim" in page
    assert versions(page) == (
        {WORDS: DAM, "Speaker": "Rini Wulandari", "Reported as": "warn", "It was": "said"},
        {WORDS: "itu aman", "Speaker": "Walhi"},
    )
    assert "Reported as: “say” → “warn”" in page
    assert held(page)["words"] == "itu aman"
    assert held(page)["kind"] == "warn"
    # To look at other words of the article decides nothing.
    look = await alice.send(address, look="1")
    assert versions((await alice.get(where(look))).text)[1][WORDS] == "itu aman"
    await alice.send(address)
    assert row(path, key, "text, kind") == ("itu aman", "warn")
    assert speaker(path, key) == "Walhi"
    assert "Somebody changed this claim" not in (await alice.get(address)).text


async def test_who_comes_too_late_may_let_go_of_what_was_typed(alice, path, keys):
    key = keys["bendungan"]
    address = f"/news/-/claims/{key}/correct"
    first = held((await alice.get(address)).text)
    numbers = {"to_1": str(int(first["to_1"]) - 2)}
    await alice.send(address, kind="warn")
    await alice.post(address, {**first, **numbers})
    page = (await alice.get(address)).text
    assert versions(page)[1] == {WORDS: "bendungan itu aman"}
    assert where(await alice.send(address, drop="1")) == f"/news/-/claims/{key}"
    page = (await alice.get(address)).text
    assert held(page)["to_1"] == first["to_1"]
    assert "Somebody changed" not in page
    assert row(path, key, "text, kind") == (DAM, "warn")


@pytest.mark.parametrize("change", ["split", "error"])
async def test_a_button_of_the_form_that_comes_too_late_shows_what_stands(
    alice, path, keys, change
):
    key = keys["bendungan"]
    address = f"/news/-/claims/{key}"
    fields = held((await alice.get(f"{address}/correct")).text)
    await alice.send(f"{address}/correct", kind="warn")
    await alice.post(
        f"{address}/{change}", {**fields, "split_from": str(int(fields["from_1"]) + 2)}
    )
    page = (await alice.get(f"{address}/correct")).text
    assert versions(page)[0]["Reported as"] == "warn"
    assert row(path, key, "text, status") == (DAM, "unreviewed")


@pytest.mark.parametrize("page", PAGES)
async def test_what_is_said_of_a_claim_has_its_place_in_the_order_at_once(
    alice, path, keys, article, page
):
    """Else a corrected claim would stand last in “checkable first” until somebody's next change."""
    address = "/news/-/" + page.format(claim=keys["bendungan"], article=article)
    answer = await alice.send(address, words="Kalimat biasa tanpa klaim", speaker="Ana", kind="ask")
    assert "/correct" not in where(answer)
    waiting = "select count(*) from claims where features is null"
    assert run(path, waiting) == [[(0,)]]


async def test_words_that_moved_meanwhile_are_refused_and_kept(alice, path, keys, article):
    address = f"/news/-/articles/{article}/claim"
    moved = {"spans": "5-9", "words": "bendungan", "speaker": "Ana"}
    assert where(await alice.send(address, **moved)) == address
    page = (await alice.get(address)).text
    assert "changed meanwhile" in page
    assert held(page)["words"] == "bendungan"


async def test_a_claim_is_split_joined_and_marked_as_an_error(alice, path, keys):
    key = keys["bendungan"]
    correct = f"/news/-/claims/{key}/correct"
    fields = held((await alice.get(correct)).text)
    answer = await alice.send(
        correct, to=f"/news/-/claims/{key}/split", split_from=str(int(fields["from_1"]) + 2)
    )
    assert where(answer) == f"/news/-/claims/{key}"
    assert row(path, key, "text") == ("bendungan itu",)
    ((other, text),) = run(path, "select id, text from claims where origin = 'person'")[0]
    assert text == "aman & kuat"
    page = (await alice.get(correct)).text
    assert "Join with the next claim" in page
    assert "aman &amp; kuat" in page
    unite = {
        "revision": held(page)["revision"],
        "other": other,
        "other_revision": "1",
        "shown": "0",
    }
    await alice.post(f"/news/-/claims/{key}/unite", unite)
    assert row(path, other, "status") == ("extraction_error",)
    page = (await alice.get(correct)).text
    await alice.post(
        f"/news/-/claims/{key}/error",
        {"revision": held(page)["revision"], "shown": "0", "back": "article"},
    )
    assert row(path, key, "status") == ("extraction_error",)


async def test_from_the_queue_one_comes_back_to_it(alice, keys):
    key = keys["bendungan"]
    queue = "status=unreviewed"
    page = (await alice.get(f"/news/-/claims/queue?{queue}&at={key}")).text
    link = re.search(r'id="to-correct" href="([^"]+)"', page)[1].replace("&amp;", "&")
    answer = await alice.send(link, kind="warn")
    assert where(answer) == f"/news/-/claims/queue?{queue}&at={key}"
    fields = held((await alice.get(link)).text)
    answer = await alice.post(
        f"/news/-/claims/{key}/error",
        {name: fields[name] for name in ("revision", "shown", "queue")},
    )
    assert where(answer).startswith(f"/news/-/claims/queue?{queue}&at=")
    assert key not in where(answer)


@pytest.mark.parametrize("place", PAGES)
async def test_a_form_that_is_not_known_any_more_costs_no_word(
    alice, keys, article, as_editor, place
):
    """0.65 refuses a token of another secret before a view is asked; 1.0 looks at headers."""
    address = "/news/-/" + place.format(claim=keys["bendungan"], article=article)
    fields = {**held((await alice.get(address)).text), "words": "itu aman", "csrftoken": "old"}
    jar = {**as_editor(alice.server), "ds_csrftoken": "other"}
    own = {"sec-fetch-site": "same-origin"}
    answer = await alice.server.client.post(address, data=fields, cookies=jar, headers=own)
    jar |= dict(answer.cookies)
    back = await alice.server.client.get(where(answer), cookies=jar)
    if back.status_code == 303:
        back = await alice.server.client.get(where(back), cookies=jar)
    assert "itu aman" in back.text


async def test_what_was_corrected_is_undone(alice, path, keys):
    key = keys["bendungan"]
    address = f"/news/-/claims/{key}/correct"
    await alice.send(address, words="itu aman", kind="warn")
    page = (await alice.get(address)).text
    batch = re.search(r'name="undo" value="(\w+)"', page)[1]
    answer = await alice.send(address, to=f"/news/-/claims/{key}/undo", undo=batch)
    assert where(answer) == f"/news/-/claims/{key}"
    assert row(path, key, "text, kind") == (DAM, "say")


async def test_a_form_of_somebody_else_is_not_saved_under_another_name(alice, path, keys):
    address = f"/news/-/claims/{keys['bendungan']}/correct"
    await alice.send(address, words="itu aman", editor="bob")
    assert row(path, keys["bendungan"], "text") == (DAM,)
    page = (await alice.get(address)).text
    assert "begun by bob" in page
    assert held(page)["words"] == "itu aman"
    await alice.send(address)
    assert row(path, keys["bendungan"], "text") == ("itu aman",)


async def test_a_session_that_ended_costs_no_word(alice, keys, path, post_form, as_editor):
    address = f"/news/-/claims/{keys['bendungan']}/correct"
    fields = {**held((await alice.get(address)).text), "words": "itu aman", "speaker": "<b>Ana"}
    own = {"sec-fetch-site": "same-origin"}
    answer = await post_form(alice.server, address, fields, {}, headers=own)
    page = await alice.server.client.get(where(answer), cookies=dict(answer.cookies))
    assert "You are not logged in any more" in page.text
    assert "itu aman" in page.text
    assert "&lt;b&gt;Ana" in page.text
    # Logged in again, one is led to the form with these words.
    jar = {**as_editor(alice.server), **dict(answer.cookies)}
    back = await alice.server.client.get(where(answer), cookies=jar)
    assert where(back) == address
    page = (await alice.server.client.get(address, cookies=jar)).text
    assert held(page)["words"] == "itu aman"
    assert held(page)["speaker"] == "<b>Ana"


async def test_json_says_the_same(alice, path, keys, article, post_json, as_editor):
    cookies = as_editor(alice.server, "alice")
    text = run(path, f"select text from articles where id = '{article}'")[0][0][0]  # noqa: S608
    start = text.index("Kalimat biasa")
    body = {"spans": [[start, start + 13]], "words": "Kalimat biasa", "speaker": "Walhi"}
    address = f"/news/-/articles/{article}/claim"
    told = (await post_json(alice.server, address, body, cookies)).json()
    assert told["ok"]
    assert row(path, told["claim"], "text") == ("Kalimat biasa",)
    wrong = await post_json(alice.server, address, {**body, "words": "Kalimat lain"}, cookies)
    assert (wrong.status_code, list(wrong.json()["problems"])) == (400, ["words"])
    key = told["claim"]
    change = f"/news/-/claims/{key}/correct"
    patch = {"revision": told["revision"], "kind": "warn"}
    told = (await post_json(alice.server, change, patch, cookies)).json()
    assert told["ok"]
    assert row(path, key, "text, kind") == ("Kalimat biasa", "warn")
    stale = await post_json(alice.server, change, {**patch, "kind": "ask"}, cookies)
    assert stale.status_code == 409
    assert stale.json()["current"] == {
        "claim": key, "revision": 2, "status": "unreviewed", "rationale": None,
        "publication": "draft", "words": "Kalimat biasa", "spans": [[start, start + 13]],
        "speaker": "Walhi", "kind": "warn", "modality": "", "said_on": "",
    }  # fmt: skip
    assert [(act["kind"], act["actor"]) for act in stale.json()["changed"]] == [
        ("correction", "alice"), ("spans", "alice"),
    ]  # fmt: skip
    # Of two claims that are to be one it is told which was changed.
    first = keys["bendungan"]
    body = {"revision": 1, "other": key, "other_revision": 1}
    stale = await post_json(alice.server, f"/news/-/claims/{first}/unite", body, cookies)
    assert (stale.status_code, stale.json()["current"]["claim"]) == (409, key)
    assert stale.json()["current"]["revision"] == 2


async def test_names_are_offered_the_articles_first(alice, article):
    found = await alice.get(f"/news/-/names.json?q=wal&article={article}")
    assert [(name["name"], name["here"]) for name in found.json()["names"]] == [("Walhi", True)]
    found = (await alice.get("/news/-/names.json?q=bud")).json()["names"]
    assert [(name["name"], name["here"]) for name in found] == [("Budi Hartono", False)]
    assert (await alice.get("/news/-/names.json?q=%22%20OR")).json()["names"] == []


@pytest.mark.parametrize("place", PAGES)
async def test_who_may_not_edit_gets_no_form(instance, path, keys, article, as_editor, place):
    address = "/news/-/" + place.format(claim=keys["bendungan"], article=article)
    ds = await instance(path)
    assert (await ds.client.get(address)).status_code == 403
    assert (await ds.client.get(address, cookies=as_editor(ds, "eve"))).status_code == 403
    page = (await ds.client.get(f"/news/-/articles/{article}")).text
    assert controls(page) == []
    assert "/correct" not in page
    assert "data-at" not in page
    frozen = await instance(path, immutable=True)
    assert (await frozen.client.get(address, cookies=as_editor(frozen))).status_code == 403
    page = await frozen.client.get(f"/news/-/articles/{article}", cookies=as_editor(frozen))
    assert controls(page.text) == []


@pytest.mark.parametrize("table", ["articles", "claim_spans", "speakers"])
@pytest.mark.parametrize("place", PAGES)
async def test_who_may_not_see_what_it_is_made_of_gets_none_either(
    instance, path, keys, article, as_editor, post_json, place, table
):
    hidden = {"databases": {"news": {"tables": {table: {"allow": False}}}}}
    ds = await instance(path, metadata=hidden)
    address = "/news/-/" + place.format(claim=keys["bendungan"], article=article)
    assert (await ds.client.get(address, cookies=as_editor(ds))).status_code == 403
    body = {"words": "itu", "revision": 1}
    assert (await post_json(ds, address, body, as_editor(ds))).status_code == 403
    if table == "speakers":
        names = await ds.client.get("/news/-/names.json?q=ri", cookies=as_editor(ds))
        assert names.status_code == 403


async def test_under_a_base_url_all_leads_there(instance, path, keys, article, as_editor):
    ds = await instance(path, settings={"base_url": "/kabar/"})
    for place in PAGES:
        address = "/news/-/" + place.format(claim=keys["bendungan"], article=article)
        page = (await ds.client.get(address, cookies=as_editor(ds))).text
        ours = page.partition('<main class="claims')[2].partition("</main>")[0]
        for target in re.findall(r'(?:href|action|formaction|data-names)="(/[^"]*)"', ours):
            assert target.startswith("/kabar/"), target
