"""docs/login.md, done as it says, with the real plugins and a server that is started anew."""

import json
import os
import re
import secrets
import subprocess
import sys
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

import pytest
from conftest import IS_1
from serving import serve

pytest.importorskip(
    "datasette_auth_passwords", reason="docs/login.md needs pip install --group login"
)

PAGE = (Path(__file__).parent.parent / "docs" / "login.md").read_text(encoding="utf-8")
PASSWORDS, TOKENS = (json.loads(block) for block in re.findall(r"```json\n(.*?)```", PAGE, re.S))
WORDS = {"alice": "a long password", "bob": "another one"}


def command(*arguments, stdin=""):
    done = subprocess.run(
        [sys.executable, "-m", "datasette", *arguments],
        input=stdin, capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    return done.stdout.strip()


class Browser:
    """What a browser does here: keep cookies, send the form that it was shown."""

    def __init__(self, site):
        self.site = site
        self.cookies = CookieJar()
        self.opener = build_opener(HTTPCookieProcessor(self.cookies))

    def get(self, path):
        with self.opener.open(self.site.address + path, timeout=30) as answer:
            return answer.read().decode()

    def log_in(self, name, password):
        token = re.search(r'name="csrftoken" value="([^"]*)"', self.get("/-/login"))
        fields = {"username": name, "password": password, "csrftoken": token[1] if token else ""}
        form = urlencode(fields).encode()
        with self.opener.open(self.site.address + "/-/login", form, timeout=30) as answer:
            return answer.read().decode()

    @property
    def actor(self):
        return json.loads(self.get("/-/actor.json"))["actor"]


@pytest.fixture
def desk(seed_db, monkeypatch):
    """``desk(PASSWORDS)``: the server of step 5 with this configuration."""
    for name, password in WORDS.items():
        line = command("hash-password", "--no-confirm", stdin=password)
        assert line.startswith("pbkdf2_sha256$")
        monkeypatch.setenv(f"{name.upper()}_PASSWORD_HASH", line)
    monkeypatch.setenv("DATASETTE_SECRET", secrets.token_hex(32))

    def start(configuration):
        metadata = seed_db.parent / "metadata.json"
        metadata.write_text(json.dumps(configuration))
        return serve(seed_db, "-m", metadata)

    return start


def note(site, headers):
    """The status of an answer to a note that a script sends."""
    opener = build_opener()
    with opener.open(f"{site.address}/claims/-/claims.json?_size=1", timeout=30) as answer:
        key = json.load(answer)["rows"][0]["id"]
    body = json.dumps({"note": "Seen by the robot"}).encode()
    headers = {"Content-Type": "application/json", **headers}
    request = Request(f"{site.address}/claims/-/claims/{key}/note", body, headers)
    try:
        with opener.open(request, timeout=30) as answer:
            return answer.status
    except HTTPError as refusal:
        return refusal.code


def may_edit(site, headers):
    """What the record of a claim says to a script."""
    opener = build_opener()
    with opener.open(f"{site.address}/claims/-/claims.json?_size=1", timeout=30) as answer:
        key = json.load(answer)["rows"][0]["id"]
    request = Request(f"{site.address}/claims/-/claims/{key}.json", headers=headers)
    with opener.open(request, timeout=30) as answer:
        return json.load(answer)["may_edit"]


def test_people_log_in_edit_and_stay_logged_in_over_a_restart(desk, monkeypatch):
    with desk(PASSWORDS) as site:
        browser = Browser(site)
        assert "Log in" in browser.get("/claims/-/claims")
        assert "Invalid" in browser.log_in("alice", "a guess")
        assert browser.actor is None
        browser.log_in("alice", WORDS["alice"])
        assert browser.actor == {"id": "alice", "name": "Alice Wijaya"}
        claim = re.search(r'href="(/claims/-/claims/c\w{11})"', browser.get("/claims/-/claims"))[1]
        bob = Browser(site)
        bob.log_in("bob", WORDS["bob"])
        assert bob.actor["id"] == "bob"
        assert "rationale" not in bob.get(claim).partition("<main")[2]
        assert "rationale" in browser.get(claim).partition("<main")[2]
    with desk(PASSWORDS) as site:
        browser.site = site
        assert browser.actor["id"] == "alice"
    monkeypatch.setenv("DATASETTE_SECRET", "another one")
    with desk(PASSWORDS) as site:
        browser.site = site
        assert browser.actor is None


def test_a_script_comes_with_a_token(desk, monkeypatch):
    configuration = json.loads(json.dumps(PASSWORDS))
    configuration["plugins"]["datasette-claims"]["permissions"]["edit-claims"] = ["alice", "robot"]
    if IS_1:
        robot = ("create-token", "robot", "--secret", os.environ["DATASETTE_SECRET"])
        told = re.search(r"create-token robot .*?( -a view-instance.* view-table)$", PAGE, re.M)
        reading = told[1].split()
        reader = command(*robot, *reading)
        clerk = command(*robot, *reading, "-a", "edit-claims")
        here = command(*robot, *reading, "-d", "claims", "edit-claims")
        token = command(*robot)
        assert token.startswith("dstok_")
    else:
        pytest.importorskip("datasette_auth_tokens", reason="0.65 takes tokens by this plugin")
        token, reader, clerk, here = (secrets.token_hex(16) for _ in range(4))
        monkeypatch.setenv("ROBOT_TOKEN", token)
        configuration["plugins"].update(TOKENS["plugins"])
        restricted = json.loads(re.search(r'`({"_r": .*})`', PAGE)[1])
        more = {"_r": {"a": ["view-table", "edit-claims"]}}
        one = {"_r": {"d": {"claims": ["edit-claims"]}}}
        configuration["plugins"]["datasette-auth-tokens"]["tokens"] += [
            {"token": reader, "actor": {"id": "robot", **restricted}},
            {"token": clerk, "actor": {"id": "robot", **more}},
            {"token": here, "actor": {"id": "robot", **one}},
        ]
    with desk(configuration) as site:
        for known, edits in ((token, True), (reader, False), (clerk, True), (here, True)):
            headers = {"Authorization": f"Bearer {known}"}
            assert may_edit(site, headers) == edits
            assert note(site, headers) == (200 if edits else 403)
            # A cookie beside it, which is none of theirs, does not get it further.
            foreign = {**headers, "Cookie": "x=y", "Origin": "https://evil.example"}
            if IS_1:
                assert note(site, foreign) == 403
        assert note(site, {}) == 403
        assert note(site, {"Authorization": f"Bearer {token}x"}) in (401, 403)
