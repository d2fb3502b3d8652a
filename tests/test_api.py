"""docs/api.md, done as it says, against a real server."""

import json
import os
import re
import shutil
import subprocess
from contextlib import closing
from pathlib import Path

import pytest
from desk import desk

from datasette_claims.store.sqlite import sqlite3
from datasette_claims.web import writes

pytestmark = pytest.mark.integration

PAGE = (Path(__file__).parent.parent / "docs" / "api.md").read_text("utf-8")
EXACT = ("revision", "status", "error", "actor", "kind")


def blocks(page):
    """The commands of the page, each with the answer that it shows."""
    parts = re.findall(r"```(bash|json)\n(.*?)```", page, re.S)
    for at, (kind, text) in enumerate(parts):
        if kind == "bash":
            following = parts[at + 1] if at + 1 < len(parts) else ("", "")
            yield text, json.loads(following[1]) if following[0] == "json" else None


def holds(answer, shown):
    """What an answer does not have of what the page shows; the page cuts texts short."""
    for name, value in shown.items():
        if name not in answer:
            yield f"no {name}"
        elif isinstance(value, dict) and value:
            yield from holds(answer[name], value)
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            yield from holds((answer[name] or [{}])[0], value[0])
        elif isinstance(value, (bool, dict, list)) or name in EXACT:
            if type(answer[name]) is not type(value):
                yield f"{name} is {answer[name]!r}"
            elif value and value != "…" and answer[name] != value:
                yield f"{name} is {answer[name]!r}, not {value!r}"


@pytest.mark.skipif(not shutil.which("curl"), reason="the examples are commands for curl")
def test_the_examples_do_what_they_say(seed_db):
    with desk(seed_db, ["robot"]) as (site, headers):
        done(site, headers["robot"].partition(" ")[2], seed_db)
        assert not site.errors


def done(site, token, seed_db):
    """The examples, run one after the other."""
    with closing(sqlite3.connect(seed_db)) as db:
        sql = "SELECT id FROM claims WHERE status = 'unreviewed' ORDER BY id LIMIT 2"
        (key,), (other,) = db.execute(sql).fetchall()
    page = PAGE.replace("c0123456789ab", other)
    between = "\necho; echo =====\n"
    script = between.join(command for command, _ in blocks(page))
    for name, value in (("SITE", f"{site.address}/claims/-/claims"), ("CLAIM", key)):
        script = re.sub(rf"^{name}=.*$", f"{name}={value}", script, flags=re.M)
    ran = subprocess.run(
        ["bash", "-euc", script], env={**os.environ, "TOKEN": token},
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    answers = ran.stdout.split("\n=====\n")
    shown = [answer for _, answer in blocks(page)]
    assert len(answers) == len(shown) > 8
    for text, expected in zip(answers, shown, strict=True):
        if expected is not None:
            decoder, answer = json.JSONDecoder(), {}
            while text := text.strip():  # of two commands in one block the last is shown
                answer, end = decoder.raw_decode(text)
                text = text[end:]
            assert list(holds(answer, expected)) == [], answer
    with closing(sqlite3.connect(seed_db)) as db:
        acts = db.execute("SELECT kind, actor FROM acts ORDER BY id").fetchall()
    kinds = ["article_added", *["evidence_added"] * 2, "many", "note", *["status"] * 2]
    assert sorted(acts) == [(kind, "robot") for kind in kinds]


def test_every_change_of_a_claim_is_told():
    rows = re.findall(r"^\| `(/DATABASE/-/claims/CLAIM/[^`]*)` \| .*\S \|$", PAGE, re.MULTILINE)
    told = {writes.words(pattern) for pattern in writes.TAKING if "/(?P<claim>" in pattern}
    assert set(rows) == told - {writes.words(writes.DROP)}  # which is the page's own
