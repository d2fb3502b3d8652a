"""One table of what takes changes (`web/writes.py`): each line is sent, nothing else is taken."""

import json
import re

import pytest
from budget import first
from conftest import IS_1
from datasette import hookimpl
from datasette.plugins import pm
from newsroom import newsroom
from test_loading import everything
from test_permissions import CHANGES

from datasette_claims.web import routes, writes

KINDS = sorted(
    ((actor, mutable) for actor in writes.ACTORS for mutable in (True, False)),
    key=lambda kind: not kind[1] and kind[0] not in ("editor", "token"),
)
READING = ("view-instance", "view-database", "view-table")
SAME = {"origin": "http://localhost", "sec-fetch-site": "same-origin"}
CROSS = {"origin": "https://evil.example", "sec-fetch-site": "cross-site"}
OF_0_65 = {
    "Bearer whole": {"id": "alice"},
    "Bearer restricted": {"id": "alice", "_r": {"a": list(READING)}},
    "Bearer to edit": {"id": "alice", "_r": {"a": [*READING, "edit-claims"]}},
    "Bearer to edit here": {"id": "alice", "_r": {"d": {"news": ["edit-claims"]}, "a": [*READING]}},
    "Bearer to edit elsewhere": {
        "id": "alice",
        "_r": {"d": {"other": ["edit-claims"]}, "a": [*READING]},
    },
}
"""What datasette-auth-tokens does, which tests/test_login.py tries; and tokens as 1.0 has them."""


@pytest.fixture(autouse=True)
def tokens_of_0_65():
    if IS_1:
        yield
        return

    class Tokens:
        __name__ = "tokens"

        @staticmethod
        @hookimpl
        def actor_from_request(request):
            return OF_0_65.get(request.headers.get("authorization"))

    pm.register(Tokens(), name="tokens")
    yield
    pm.unregister(name="tokens")


async def token(ds, name, actions=(), database=None):
    """The header of a token, restricted to reading and these actions unless it is whole."""
    if not IS_1:
        return {"authorization": f"Bearer {name}"}
    from datasette.tokens import TokenRestrictions

    restrictions = None
    if name != "whole":
        restrictions = TokenRestrictions()
        for action in READING:
            restrictions.allow_all(action)
        for action in actions:
            if database:
                restrictions.allow_database(database, action)
            else:
                restrictions.allow_all(action)
    made = await ds.create_token("alice", restrictions=restrictions)
    return {"authorization": f"Bearer {made}"}


async def who(ds, actor, as_editor):
    """Headers and cookies of an actor."""
    if actor in writes.BY_TOKEN:
        return await token(ds, "whole" if actor == "token" else "restricted"), {}
    names = {"visitor": "eve", "editor": "alice", "root": "root"}
    return {}, as_editor(ds, names[actor]) if actor in names else {}


@pytest.fixture
def path(tmp_path):
    return tmp_path / "news.db"


@pytest.fixture
def key(path):
    return newsroom(path)["bendungan"]


def address(pattern, key):
    parts = {
        "DATABASE": "news",
        "CLAIM": key,
        "OTHER": "other",
        "NUMBER": "1",
        "ARTICLE": "a",
        "SPEAKER": "rini-wulandari",
        "SEARCH": "beras",
    }
    found = writes.words(pattern)
    for name, value in parts.items():
        found = found.replace(name, value)
    return re.sub(r"\\(.)", r"\1", found.replace("(?P<format>)", ""))


def body(pattern):
    tail = pattern.removeprefix(writes.CLAIM).strip("/$")
    some = [sent for change, sent in CHANGES.items() if re.fullmatch(tail, change)]
    return {"text": "Teks."} if pattern == writes.ADD else some[0] if some else {}


def described(pattern):
    return writes.words(pattern)


@pytest.mark.parametrize(("actor", "mutable"), first(8, KINDS))
async def test_whose_changes_are_taken(instance, path, key, as_editor, post_json, actor, mutable):
    ds = await instance(path, immutable=not mutable)
    ds.root_enabled = True  # what --root sets on 1.0
    headers, cookies = await who(ds, actor, as_editor)
    wrong, before = [], everything(path)
    for origin in ("cross", "none", "same"):
        let = writes.taken(actor, mutable=mutable, origin=origin, asks_token=not IS_1)
        for pattern in writes.TAKING:
            to, sent = address(pattern, key), body(pattern)
            if origin == "same" and actor not in writes.BY_TOKEN:
                answer = await post_json(ds, to, sent, cookies, headers={**SAME, **headers})
            else:
                more = {"cross": CROSS, "none": {}, "same": SAME}[origin]
                answer = await ds.client.post(
                    to, json=sent, cookies=cookies, headers={**more, **headers}
                )
            taken = answer.status_code in (200, 303, 400, 404, 409)
            if taken != let or (not let and answer.status_code != 403):
                wrong.append((writes.words(pattern), origin, answer.status_code, answer.text))
        if not let:
            assert everything(path) == before, origin
    assert wrong == []
    assert (everything(path) != before) == (mutable and actor in ("editor", "root", "token"))


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "", "json"])
async def test_no_page_of_another_site_sends_json(instance, path, key, as_editor, kind):
    """What a browser sends for any page, without asking: JSON under another name, with a cookie."""
    ds = await instance(path)
    alice = as_editor(ds, "alice")
    token = {"cookie": "x"} if IS_1 else {}
    before = everything(path)
    for pattern in writes.TAKING:
        for accept in ("*/*", "application/json"):
            answer = await ds.client.post(
                address(pattern, key),
                content=json.dumps(body(pattern)),
                cookies={**alice, **token},
                headers={**CROSS, "content-type": kind, "accept": accept},
            )
            assert answer.status_code == 403, (pattern, answer.text)
    assert everything(path) == before


def test_the_table_and_the_routes_agree():
    patterns = [pattern for pattern, _ in routes.routes]
    assert [described(pattern) for pattern in writes.TAKING if pattern not in patterns] == []
    assert len(set(patterns)) == len(patterns)
    assert [described(pattern) for pattern, does in writes.TAKING.items() if not does] == []


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
async def test_nothing_else_takes_anything(instance, path, key, as_editor, post_json, method):
    """A page that would take changes has to stand in the table first."""
    ds = await instance(path)
    ds.root_enabled = True
    headers, _ = await who(ds, "token", as_editor)
    before = everything(path)
    answers = {}
    for pattern, _ in routes.routes:
        if method != "POST" or pattern not in writes.TAKING:
            to = address(pattern, key)
            answer = await ds.client.request(method, to, json={"note": "x"}, headers=headers)
            answers[writes.words(pattern)] = answer.status_code
    assert {to: status for to, status in answers.items() if status != 405} == {}
    assert len(answers) > 8
    assert everything(path) == before


@pytest.mark.parametrize(
    ("name", "actions", "database", "status"),
    [
        ("whole", (), None, 200),
        ("restricted", (), None, 403),
        ("to edit", ("edit-claims",), None, 200),
        ("to edit here", ("edit-claims",), "news", 200),
        ("to edit elsewhere", ("edit-claims",), "other", 403),
    ],
)
async def test_a_token_edits_where_it_is_made_for_it(
    instance, path, key, name, actions, database, status
):
    ds = await instance(path)
    headers = await token(ds, name, actions, database)
    to = f"/news/-/claims/{key}"
    read = (await ds.client.get(f"{to}.json", headers=headers)).json()
    assert (read["ok"], read["may_edit"]) == (True, status == 200)
    answer = await ds.client.post(f"{to}/note", json={"note": "x"}, headers=headers)
    assert (answer.status_code, answer.json()["ok"]) == (status, status == 200)
