"""“Log in” where a visitor may not edit, and back to where they were."""

import re
from html import unescape
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from browsing import Browser
from datasette import Response, hookimpl
from datasette.plugins import pm
from many import claims

CLAIM = "/news/-/claims/c0"


@pytest.fixture
def path(tmp_path):
    return claims(tmp_path / "news.db", [{"id": "c0", "speaker": "Ana"}, {"id": "c1"}])


@pytest.fixture
def passwords():
    """A plugin as datasette-auth-passwords is: a link in the menu, and home after the login."""

    async def log_in(request, datasette):
        if request.args.get("as") is None:
            return Response.html("<form>")
        answer = Response.redirect(datasette.urls.path("/"))
        actor = datasette.sign({"a": {"id": request.args["as"]}}, "actor")
        answer.set_cookie("ds_actor", actor)
        return answer

    class Passwords:
        __name__ = "passwords"

        @hookimpl
        def register_routes(self):
            return [(r"^/-/enter$", log_in)]

        @hookimpl
        def menu_links(self, datasette, actor):
            return [] if actor else [{"href": datasette.urls.path("/-/enter"), "label": "Log in"}]

    plugin = Passwords()
    pm.register(plugin)
    yield
    pm.unregister(plugin)


def offered(page):
    found = re.search(r'<a href="([^"]*)"[^>]*>Log in to check this claim</a>', page.text)
    return found and unescape(found[1])


@pytest.mark.parametrize(
    "address",
    [CLAIM, f"{CLAIM}?list={quote('status=unreviewed')}",
     "/news/-/claims/queue?status=unreviewed&at=c0"],
)  # fmt: skip
async def test_from_a_claim_to_the_login_and_back(path, instance, passwords, address):
    ds = await instance(path)
    visitor = Browser(ds)
    link = offered(await visitor.get(address))
    await visitor.get(link)
    assert urlsplit(visitor.went).path == "/-/enter"
    assert parse_qs(urlsplit(visitor.went).query)["next"][0].startswith("/news/-/claims/")
    page = await visitor.get("/-/enter?as=alice")
    assert sorted(parse_qs(urlsplit(visitor.went).query).items()) == sorted(
        parse_qs(urlsplit(address).query).items()
    )
    assert urlsplit(visitor.went).path == urlsplit(address).path
    assert 'id="review-form"' in page.text
    assert offered(page) is None
    # Once: who goes elsewhere later is left alone.
    visitor.cookies.pop("ds_actor")
    await visitor.get("/-/enter?as=alice")
    assert visitor.went == "/"


@pytest.mark.parametrize("kind", ["claims", "articles", "speakers"])
async def test_from_lists_articles_and_speakers_too(path, instance, passwords, kind):
    ds = await instance(path)
    page = (await ds.client.get("/news/-/claims/c0")).text
    key = "" if kind == "claims" else re.search(rf'"/news/-/{kind}(/[^"/?#]+)', page)[1]
    address = f"/news/-/{kind}{key}?list={quote('q=a&sort=changed')}&sort=said"
    visitor = Browser(ds)
    link = re.search(
        r'<a href="([^"]*)"[^>]*>Log in to check claims</a>', (await visitor.get(address)).text
    )
    await visitor.get(unescape(link[1]))
    assert parse_qs(urlsplit(visitor.went).query)["next"] == [address]
    page = await visitor.get("/-/enter?as=alice")
    assert visitor.went == address
    assert "Log in to check claims" not in page.text
    assert (await ds.client.get(f"/none/-/{kind}{key}/login")).status_code == 404


async def test_it_is_offered_to_visitors_of_what_can_be_changed(
    path, instance, passwords, as_editor
):
    ds = await instance(path)
    assert offered(await ds.client.get(CLAIM))
    for who in ("eve", "alice"):
        assert offered(await ds.client.get(CLAIM, cookies=as_editor(ds, who))) is None
    copy = await instance(path, immutable=True)
    assert offered(await copy.client.get(CLAIM)) is None


async def test_not_without_a_way_to_log_in(path, instance):
    ds = await instance(path)
    assert offered(await ds.client.get(CLAIM)) is None
    visitor = Browser(ds)
    await visitor.get(f"{CLAIM}/login")
    assert visitor.went == CLAIM


async def test_a_forged_way_back_leads_nowhere(path, instance, passwords):
    ds = await instance(path)
    elsewhere = ("https://evil.example/", "//evil.example/", "/\\evil.example", {"a": 1}, 7)
    signed = [ds.sign(place, "claims_back") for place in elsewhere]
    for forged in ("/evil", "https://evil.example/", ds.sign("/x", "other"), *signed):
        visitor = Browser(ds, {"claims_back": forged})
        await visitor.get("/-/enter?as=alice")
        assert visitor.went == "/"


async def test_whoever_may_not_see_the_claims_is_told_nothing(path, instance, passwords):
    hidden = {"databases": {"news": {"allow": {"id": "alice"}}}}
    ds = await instance(path, metadata=hidden)
    answer = await ds.client.get(f"{CLAIM}/login", follow_redirects=False)
    assert answer.status_code == 403
