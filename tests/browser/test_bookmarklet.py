"""The bookmarklet: the page that a reader sees comes to the form, from any site but no other tab.

Its code is taken from the link that is dragged, and used as a browser uses a bookmark: as an
address that the tab is told to go to.
"""

import re
import shutil
from contextlib import closing, suppress

import pytest
from elsewhere import elsewhere
from playwright.sync_api import Error, expect

from datasette_claims.store.sqlite import sqlite3

HEAD = """
<title>Harbour bridge shut for a month | Harbour Post</title>
<meta charset="utf-8">
<meta property="og:site_name" content="Harbour Post">
<link rel="canonical" href="/2024/05/bridge">
"""
DETAILS = """<script type="application/ld+json">{"@type": "NewsArticle",
"headline": "Harbour bridge shut for a month", "datePublished": "2024-05-03T08:00:00+07:00",
"author": {"@type": "Person", "name": "Rina Hall"}}</script>"""
SAID = "The mayor of Leeds, Dewi Clarke, told reporters on Friday that the bridge was safe."
OTHER = (
    "An engineer, Tom Pryce, said that the second pier had moved by four centimetres since March."
)
FILLING = "The bridge was built in 1931 and carries two lanes of traffic over the old harbour."
ARTICLE = f"""<!doctype html><html lang="en"><head>{HEAD}</head><body>
<nav><a href="/">Home</a> <a href="/sport">Sport</a></nav>
<script>window.page = "own script"</script><style>p {{ color: black }}</style>
<article><h1>Harbour bridge shut for a month</h1><p id="said">{SAID}</p><p id="other">{OTHER}</p>
<p id="filling">{FILLING}</p><p>{FILLING.replace("1931", "stone")}</p></article>
{DETAILS}</body></html>"""
COOP = {"cross-origin-opener-policy": "same-origin"}


@pytest.fixture(scope="module")
def desk(served, seed_original, tmp_path_factory, browser):
    """A site, the cookies of somebody who may add to it, and its database."""
    path = shutil.copy(seed_original, tmp_path_factory.mktemp("desk") / "claims.db")
    with served(path) as site, closing(browser.new_context()) as context:
        context.new_page().goto(site.login)
        yield site, context.storage_state(), path


@pytest.fixture
def browser_context_args(browser_context_args, desk):
    return {**browser_context_args, "storage_state": desk[1]}


@pytest.fixture
def form(desk):
    return f"{desk[0].address}/claims/-/claims/add"


@pytest.fixture
def news():
    with elsewhere() as site:
        yield site


@pytest.fixture
def reader(context, watch):
    """The tab in which somebody reads other sites: they may complain, what it opens may not."""
    tab = context.new_page()
    context.on("page", watch)
    return tab


@pytest.fixture
def code(page, form):
    """What is dragged to the bookmarks bar."""
    page.goto(form)
    return page.get_by_role("link", name="Add to claims").get_attribute("href")


def use(reader, code):
    """The tab that the bookmarklet opens, used on this page."""
    with reader.context.expect_page() as opened:
        click(reader, code)
    return opened.value


def click(reader, code):
    with suppress(Error):  # the address is a script: the tab goes nowhere
        reader.goto(code)


def brought(tab):
    return tab.get_by_role("region", name=re.compile("^(A page|What you selected) from "))


def select(reader, selector):
    reader.evaluate(
        "selector => getSelection().selectAllChildren(document.querySelector(selector))", selector
    )


def markup(tab):
    return tab.locator("[name=markup]").input_value()


def why(tab):
    return tab.locator("#brought-why p:visible")


def test_three_clicks_from_a_page_to_its_claims(reader, news, code, desk, axe, picture):
    reader.goto(
        news.serve("/2024/05/bridge", ARTICLE, {"content-security-policy": "default-src 'none'"})
    )
    asked = len(news.asked)

    tab = use(reader, code)  # 1
    expect(brought(tab)).to_contain_text(re.compile(r"A page from localhost:\d+"))
    expect(brought(tab)).to_contain_text("Harbour bridge shut for a month | Harbour Post 1 kB")
    expect(brought(tab)).to_contain_text(SAID)
    expect(tab.get_by_role("button", name="Read it")).to_be_focused()
    axe(tab)
    picture(tab, "add-brought")
    tab.keyboard.press("Enter")  # 2
    expect(tab.get_by_role("textbox", name="Headline")).to_have_value(
        "Harbour bridge shut for a month"
    )
    expect(tab.get_by_role("textbox", name="Outlet")).to_have_value("Harbour Post")
    expect(tab.get_by_role("textbox", name="Address")).to_have_value(reader.url)
    expect(tab.get_by_role("textbox", name="Published")).to_have_value(re.compile("^2024-05-03"))
    tab.get_by_role("button", name="Save the article").click()  # 3
    expect(tab.get_by_role("status").first).to_contain_text("2 claims found")

    assert news.asked[asked:] == []
    with closing(sqlite3.connect(desk[2])) as db:
        found = db.execute("select title, byline from articles where url = ?", [reader.url])
        assert found.fetchall() == [("Harbour bridge shut for a month", "Rina Hall")]


@pytest.mark.parametrize(
    "headers",
    [
        {"content-security-policy": "default-src 'none'; script-src 'none'"},
        {"content-security-policy": "require-trusted-types-for 'script'; trusted-types 'none'"},
        {"cross-origin-opener-policy": "same-origin-allow-popups"},
        {"referrer-policy": "no-referrer", "x-frame-options": "DENY"},
    ],
    ids=["nothing allowed", "trusted types", "opens tabs", "says nothing"],
)
def test_it_comes_from_pages_with_strict_headers(reader, news, code, headers):
    reader.goto(news.serve("/strict", ARTICLE, headers))
    expect(brought(use(reader, code))).to_contain_text(SAID)


def test_a_page_that_cuts_itself_off_is_copied_and_pasted(reader, news, code, axe, picture):
    reader.context.grant_permissions(["clipboard-read", "clipboard-write"])
    reader.goto(news.serve("/2024/05/cut", ARTICLE, COOP))
    reader.evaluate("navigator.clipboard.writeText('mine')")

    tab = use(reader, code)
    expect(why(tab)).to_contain_text("The page did not come")
    expect(tab.get_by_label("Paste the text")).to_be_focused()
    axe(tab)
    picture(tab, "add-nothing-came")
    reader.bring_to_front()
    assert reader.evaluate("navigator.clipboard.readText()") == "mine"

    tab = use(reader, code)
    expect(why(tab)).to_contain_text("The page is on your clipboard")
    tab.keyboard.press("Control+V")
    expect(tab.get_by_role("textbox", name="Headline")).to_have_value(
        "Harbour bridge shut for a month"
    )
    expect(tab.get_by_role("textbox", name="Address")).to_have_value(
        f"{news.address}/2024/05/bridge"
    )


def test_what_is_selected_comes_alone_with_the_details_of_its_page(reader, news, code):
    reader.goto(news.serve("/selected", ARTICLE))
    select(reader, "#other")
    tab = use(reader, code)
    expect(brought(tab)).to_contain_text("What you selected from")
    expect(brought(tab)).to_contain_text(OTHER)
    expect(brought(tab)).not_to_contain_text(SAID)
    tab.get_by_role("button", name="Read it").click()
    expect(tab.get_by_role("textbox", name="Headline")).to_have_value(
        "Harbour bridge shut for a month"
    )
    expect(tab.get_by_role("textbox", name="Outlet")).to_have_value("Harbour Post")
    expect(tab.get_by_role("textbox", name="Author")).to_have_value("Rina Hall")
    expect(tab.get_by_role("textbox", name="Published")).to_have_value(re.compile("^2024-05-03"))
    expect(tab.get_by_text("This is what you selected, not the whole page.")).to_be_visible()
    expect(tab.locator(".article-text p")).to_have_text([OTHER])


def test_only_what_is_seen_of_a_selection_comes(reader, news, code):
    body = (
        "<div id=all><p>One said so.</p><p hidden>Unseen.</p><script>1</script>Two<br>three</div>"
    )
    reader.goto(news.serve("/seen", f"<title>Seen</title>{body}"))
    select(reader, "#all")
    tab = use(reader, code)
    tab.get_by_role("button", name="Read it").click()
    expect(tab.locator(".article-text p")).to_have_text(["One said so.", "Two", "three"])


def test_a_selection_of_nothing_is_none(reader, news, code):
    reader.goto(news.serve("/blank", ARTICLE.replace("<nav>", "<p id=gap> </p><nav>")))
    select(reader, "#gap")
    expect(brought(use(reader, code))).to_contain_text("A page from")


SHADOW = f"""<title>Portal</title><portal-page><template shadowrootmode="open">
<portal-article><template shadowrootmode="open"><h1>Bridge</h1><slot></slot><p>{SAID}</p>
<p id="deep">{OTHER}</p></template><p>{FILLING}</p></portal-article>
<footer><template shadowrootmode="closed"><p>Not to be read.</p></template></footer>
</template></portal-page>"""


def test_what_stands_in_shadow_trees_comes(reader, news, code):
    reader.goto(news.serve("/portal", SHADOW))
    tab = use(reader, code)
    expect(brought(tab)).to_contain_text(SAID)
    tab.get_by_role("button", name="Read it").click()
    for words in (SAID, OTHER, FILLING):
        expect(tab.locator(".article-text")).to_contain_text(words)
    expect(tab.locator(".article-text")).not_to_contain_text("Not to be read")


def test_a_selection_in_a_shadow_tree_is_one(reader, news, code):
    reader.goto(news.serve("/portal", SHADOW))
    reader.locator("#deep").click(click_count=3)
    expect(brought(use(reader, code))).to_contain_text("What you selected")


@pytest.mark.parametrize(
    ("path", "outer"),
    [
        ("/set", "<frameset cols='20%,*'><frame src='/menu'><frame src='/inner'></frameset>"),
        ("/within", "<p>Around it.</p><iframe src='/menu'></iframe><iframe src='/inner'></iframe>"),
    ],
)
def test_of_frames_the_one_that_is_meant_comes(reader, news, code, path, outer):
    news.serve("/menu", "<p>Menu</p>")
    news.serve("/inner", ARTICLE)
    reader.goto(news.serve(path, f"<html><head><title>Outer</title></head>{outer}</html>"))
    if path == "/within":
        reader.frame(url="**/inner").evaluate("getSelection().selectAllChildren(said)")
    tab = use(reader, code)
    expect(brought(tab)).to_contain_text(SAID)
    expect(tab.locator("#add-url")).to_have_value(f"{news.address}/inner")


def test_frames_of_other_sites_stay_closed(reader, news, code):
    with elsewhere("127.0.0.1") as other:
        frame = other.serve("/frame", "<p>Secret of another site.</p>")
        reader.goto(
            news.serve("/outer", ARTICLE.replace("<nav>", f"<iframe src='{frame}'></iframe><nav>"))
        )
        tab = use(reader, code)
        expect(brought(tab)).to_contain_text(SAID)
        assert "Secret" not in markup(tab)


def test_too_large_a_page_is_told_and_its_article_still_comes(reader, news, code, axe):
    much = "<p>" + "word " * 200 + "</p>"
    reader.goto(news.serve("/large", ARTICLE.replace("</article>", f"</article>{much * 6000}")))
    tab = use(reader, code)
    expect(why(tab)).to_contain_text("The page has 5.8 MB, and 5 MB are taken here")
    expect(brought(tab)).to_be_hidden()
    axe(tab)
    select(reader, "article")
    tab = use(reader, code)
    expect(brought(tab)).to_contain_text(SAID)


def test_just_small_enough_a_page_is_taken(reader, news, code):
    comment = f"<!-- {'é' * (5 * 2**19 - 1500)} -->"  # two bytes each
    reader.goto(news.serve("/fits", ARTICLE.replace("<nav>", f"{comment}<nav>")))
    tab = use(reader, code)
    expect(brought(tab)).to_contain_text("5.0 MB")
    tab.get_by_role("button", name="Read it").click()
    expect(tab.get_by_role("textbox", name="Outlet")).to_have_value("Harbour Post")


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("image/svg+xml", "<svg xmlns='http://www.w3.org/2000/svg'><title>A map</title></svg>"),
        ("application/xml", "<data><title>A table</title></data>"),
    ],
)
def test_what_is_no_page_is_told(reader, news, code, content_type, body):
    reader.goto(news.serve("/file", body, content_type=content_type))
    expect(why(use(reader, code))).to_contain_text(f"That tab shows a file ({content_type})")


def test_a_plain_text_comes_as_it_is(reader, news, code):
    words = f"{SAID}\n\n{OTHER}\n\n{FILLING}\n"
    reader.goto(news.serve("/text", words, content_type="text/plain; charset=utf-8"))
    tab = use(reader, code)
    tab.get_by_role("button", name="Read it").click()
    expect(tab.locator(".article-text p")).to_have_text([SAID, OTHER, FILLING])


def test_used_on_the_form_itself_it_says_so(reader, code, form):
    reader.goto(form)
    expect(why(use(reader, code))).to_contain_text("Use it on an article")


def test_a_page_without_words_is_told(reader, code):
    reader.goto("about:blank")
    expect(why(use(reader, code))).to_contain_text("no words")


def test_a_page_saved_on_ones_own_machine_comes_without_an_address(reader, code, tmp_path):
    saved = tmp_path / "saved.html"
    saved.write_text(ARTICLE.replace('<link rel="canonical" href="/2024/05/bridge">', ""), "utf-8")
    reader.goto(saved.as_uri())
    tab = use(reader, code)
    expect(brought(tab)).to_contain_text("A page from a place without an address")
    tab.get_by_role("button", name="Read it").click()
    expect(tab.get_by_role("textbox", name="Outlet")).to_have_value("Harbour Post")
    expect(tab.get_by_role("textbox", name="Address")).to_have_value("")


def test_what_was_brought_can_be_left_out(reader, news, code):
    reader.goto(news.serve("/left", ARTICLE))
    tab = use(reader, code)
    expect(tab.get_by_label("Paste the text")).to_be_hidden()
    tab.get_by_role("button", name="Leave it out").click()
    expect(brought(tab)).to_be_hidden()
    expect(tab.get_by_label("Paste the text")).to_be_focused()
    assert markup(tab) == ""
    assert tab.locator("#add-url").input_value() == ""
    expect(tab.get_by_role("link", name="Add to claims")).to_be_visible()


@pytest.mark.answers(403)
def test_the_page_waits_until_its_reader_has_logged_in(reader, news, code):
    reader.goto(news.serve("/waits", ARTICLE))
    cookies = reader.context.cookies()
    reader.context.clear_cookies()
    tab = use(reader, code)
    expect(brought(tab)).to_have_count(0)
    reader.context.add_cookies(cookies)
    tab.reload()
    expect(brought(tab)).to_contain_text(SAID)


def test_the_next_article_begins_with_an_empty_form(reader, news, code):
    reader.goto(news.serve("/first", ARTICLE))
    tab = use(reader, code)
    tab.get_by_role("button", name="Read it").click()
    tab.get_by_role("link", name="Add another article instead").click()
    expect(tab.get_by_label("Paste the text")).to_be_visible()
    tab.wait_for_timeout(300)
    expect(brought(tab)).to_be_hidden()
    expect(why(tab)).to_have_count(0)


@pytest.mark.answers(400)
def test_a_page_that_cannot_be_read_comes_back_and_can_be_left_out(reader, news, code):
    reader.goto(news.serve("/foot", "<title>Foot</title><footer>Harbour Post, 2024</footer>"))
    tab = use(reader, code)
    tab.get_by_role("button", name="Read it").click()
    expect(tab.get_by_role("alert")).to_contain_text("cannot be read")
    expect(tab.get_by_label("Paste the text")).to_be_hidden()
    tab.get_by_role("button", name="Leave it out").click()
    tab.get_by_label("Paste the text").fill(SAID)
    tab.get_by_role("button", name="Read", exact=True).click()
    expect(tab.locator(".article-text p")).to_have_text([SAID])


def test_behind_a_prefix(reader, news, served, seed_db):
    reader.goto(news.serve("/prefixed", ARTICLE))
    with served(seed_db, base_url="/news/") as site:
        reader.goto(site.login)
        reader.goto(f"{site.address}/claims/-/claims/add")
        code = reader.get_by_role("link", name="Add to claims").get_attribute("href")
        reader.goto(f"{news.address}/prefixed")
        tab = use(reader, code)
        expect(brought(tab)).to_contain_text(SAID)
        tab.get_by_role("button", name="Read it").click()
        expect(tab.get_by_role("textbox", name="Outlet")).to_have_value("Harbour Post")


class TestInstalling:
    @pytest.fixture(autouse=True)
    def _at_the_form(self, page, form):
        page.goto(form)

    def test_the_link_is_for_dragging_and_says_so_when_it_is_clicked(self, page, form):
        link = page.get_by_role("link", name="Add to claims")
        link.click()
        expect(page.get_by_text("Clicked here it does nothing")).to_be_visible()
        assert page.url == form
        code = link.get_attribute("href")
        assert code.startswith("javascript:(function%20bring(")
        assert len(code) < 4000, "bookmarks are not made for much more"

    def test_by_keyboard_or_on_a_phone_its_code_is_copied(self, page, axe, picture):
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.set_viewport_size({"width": 390, "height": 800})
        page.get_by_text("By keyboard, or on a phone").click()
        page.get_by_role("button", name="Copy").click()
        expect(page.get_by_text("Copied.")).to_be_visible()
        code = page.get_by_role("link", name="Add to claims").get_attribute("href")
        assert page.evaluate("navigator.clipboard.readText()") == code
        assert page.get_by_label("Copy this code").input_value() == code
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        picture(page, "add-bookmarklet-390")

    def test_where_the_clipboard_is_shut_the_code_is_selected(self, page):
        page.evaluate("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
        page.get_by_text("By keyboard, or on a phone").click()
        page.get_by_role("button", name="Copy").click()
        expect(page.get_by_text("It is selected")).to_be_visible()
        assert page.evaluate("String(getSelection())").startswith("javascript:")

    def test_without_script_nothing_is_offered_that_does_not_work(self, browser, desk, form):
        with closing(
            browser.new_context(java_script_enabled=False, storage_state=desk[1])
        ) as plain:
            tab = plain.new_page()
            tab.goto(form)
            expect(tab.locator("noscript p")).to_be_visible()
            expect(tab.get_by_role("link", name="Add to claims")).to_be_hidden()


class TestMisuse:
    """Whoever opened the tab can answer it. What comes is shown, and decides nothing."""

    MARKUP = "<title>Bait</title><p>First."
    GOOD = f"{{claims: 'page', type: 'text/html', markup: '{MARKUP}', url: location.href}}"

    @pytest.fixture
    def attack(self, reader, news, form):
        """``attack(script)``: the tab that a page opens, which answers so when it is asked."""

        def run(answer, beside=""):
            script = f"""const send = (sent) => window.tab.postMessage(sent, "*");
                const good = {self.GOOD};
                addEventListener("message", () => {{ {answer} }});"""
            button = f"""<button onclick="window.tab = window.open('{form}#page')">Win</button>"""
            page = f"<title>Evil</title>{button}{beside}<script>{script}</script>"
            reader.goto(news.serve("/evil", page))
            with reader.context.expect_page() as opened:
                reader.get_by_role("button").click()
            return opened.value

        return run

    def test_its_site_is_the_browsers_word(self, attack, news):
        tab = attack("send({...good, markup: '<title>Harbour Post</title><p>Trust me.'})")
        expect(brought(tab)).to_contain_text(f"A page from {news.address.removeprefix('http://')}")

    @pytest.mark.parametrize(
        ("answer", "told"),
        [
            ("send({...good, url: 'https://harbour.example/2024'})", "a page of another site"),
            ("send({...good, url: location.origin + '.example/'})", "a page of another site"),
            ("send({...good, markup: 7})", "The page did not come"),
            ("send({...good, markup: ['<p>List'], url: {}, type: null})", "The page did not come"),
            ("send({...good, markup: ' '})", "The page did not come"),
            ("send({claims: 'page'})", "The page did not come"),
            ("send('page'); send(null); send([]); send({}); send(1)", "The page did not come"),
            ("send({...good, markup: 'x'.repeat(60e6)})", "The page has 57.2 MB"),
            ("send({...good, type: '<b>x</b>'.repeat(40)})", "That tab shows a file (<b>x</b><b>"),
        ],
    )
    def test_what_is_no_answer_is_left_out(self, attack, answer, told):
        tab = attack(answer)
        expect(why(tab)).to_contain_text(told)
        expect(brought(tab)).to_be_hidden()
        assert markup(tab) == ""

    def test_the_first_answer_is_the_only_one(self, attack):
        tab = attack(
            "send(good); send({...good, markup: 'Switched'});"
            "setTimeout(() => send({...good, markup: 'Late'}), 300)"
        )
        expect(brought(tab)).to_contain_text("Bait")
        tab.wait_for_timeout(600)
        expect(brought(tab)).to_contain_text("Bait")
        assert markup(tab) == self.MARKUP

    # Newer versions of Chromium tell of what they have not run, also in a page that is only read.
    @pytest.mark.complains("error: Executing inline event handler violates")
    def test_nothing_of_it_runs(self, attack):
        tab = attack(
            "send({...good, markup: '<title><img src=x onerror=alert(1)></title>"
            "<article><img src=x onerror=alert(2)><script>alert(3)<\\/script>Words'})"
        )
        expect(brought(tab)).to_contain_text("Words")
        expect(tab.locator("#brought-title")).to_have_text("<img src=x onerror=alert(1)>")

    def test_another_than_the_opener_is_not_heard(self, attack, news):
        sent = "{claims: 'page', type: 'text/html', markup: 'inner', url: location.href}"
        often = f"setInterval(() => parent.tab && parent.tab.postMessage({sent}, '*'), 50)"
        news.serve("/inner", f"<script>{often}</script>")
        tab = attack("", "<iframe src='/inner'></iframe>")
        expect(why(tab)).to_contain_text("The page did not come")
        expect(brought(tab)).to_be_hidden()

    def test_a_key_held_down_decides_nothing(self, attack):
        tab = attack("send(good)")
        expect(tab.get_by_role("button", name="Read it")).to_be_focused()
        tab.evaluate(
            "addEventListener('submit', (event) => {"
            "event.preventDefault(); document.title = 'sent' })"
        )
        held = tab.context.new_cdp_session(tab)
        key = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13, "text": "\r"}
        for _ in range(5):
            held.send("Input.dispatchKeyEvent", {"type": "keyDown", "autoRepeat": True, **key})
        assert tab.title() != "sent"
        tab.keyboard.press("Enter")
        assert tab.title() == "sent"


class TestAnsweringTwice:
    """The bookmarklet answers the tab that it opened, while that is where it was sent to."""

    SPY = """<title>Spy</title><script>
        addEventListener("message", () => { document.title = "Got it" });
        opener.postMessage("claims: which page?", "*");
    </script>"""

    def test_another_tab_gets_nothing(self, reader, news, code, form):
        reader.goto(news.serve("/asked", ARTICLE))
        expect(brought(use(reader, code))).to_contain_text(SAID)
        with elsewhere("127.0.0.1") as other:
            spy = other.serve("/spy", self.SPY)
            with reader.context.expect_page() as opened:
                reader.evaluate(f"void open('{spy}')")
            opened.value.wait_for_timeout(500)
            assert opened.value.title() == "Spy"

    def test_the_tab_that_went_elsewhere_gets_nothing(self, reader, news, code, form):
        reader.goto(news.serve("/gone", ARTICLE))
        tab = use(reader, code)
        expect(brought(tab)).to_contain_text(SAID)
        with elsewhere("127.0.0.1") as other:
            spy = other.serve("/spy", self.SPY)
            tab.goto(spy)
            tab.wait_for_timeout(500)
            assert tab.title() == "Spy"
            tab.go_back()
            expect(brought(tab)).to_contain_text(SAID)


def test_a_page_that_was_left_meanwhile_is_not_waited_for(reader, news, code, form):
    reader.goto(news.serve("/leaves", ARTICLE))
    next_page = news.serve("/next", "<title>Next</title>")

    def late(route):
        reader.goto(next_page)
        route.continue_()

    reader.context.route(f"{form}*", late)
    tab = use(reader, code)
    expect(why(tab)).to_contain_text("The page did not come")
    expect(tab.get_by_label("Paste the text")).to_be_focused()


def test_the_page_that_came_in_its_place_is_shown_as_what_it_is(reader, news, code, form):
    reader.goto(news.serve("/leaves", ARTICLE))
    with elsewhere("127.0.0.1") as other:
        answer = f"({{source}}) => source.postMessage({TestMisuse.GOOD}, '*')"
        evil = other.serve("/evil", f"<script>addEventListener('message', {answer})</script>")

        def late(route):
            reader.goto(evil)
            route.continue_()

        reader.context.route(f"{form}*", late)
        expect(brought(use(reader, code))).to_contain_text(
            f"A page from {other.address.removeprefix('http://')}"
        )
