"""Many editors at once, and a server that dies: nothing that was answered as saved is lost."""

import json
import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, suppress

import pytest
from budget import first
from desk import ask, desk
from serving import free_port
from stories import fresh, load

from datasette_claims.store.sqlite import sqlite3

pytestmark = pytest.mark.integration

CLAIMS = 25
KINDS = ("say", "deny", "warn", "ask")
STATUSES = ("false", "misleading", "partly_true", "mostly_true", "true", "in_review")


WORDS = "the price of rice rose by {number} per cent"


@pytest.fixture
def path(tmp_path):
    where = tmp_path / "claims.db"
    with fresh(where) as db:
        load(
            db,
            "\n".join(
                f"[source Siti Rahma] [cue said] that [content {WORDS.format(number=number)}]."
                for number in range(CLAIMS)
            ),
            url="https://news.example/rice",
        )
    return where


def rows(path, sql):
    with closing(sqlite3.connect(path)) as db:
        return db.execute(sql).fetchall()


class Editor:
    """What one of them does, in an order of their own, and what was answered."""

    def __init__(self, who, site, header, keys, seed):
        self.who, self.site, self.header, self.keys = who, site, header, keys
        self.chance = random.Random(seed)
        self.answers = []
        self.undoable = []
        self.known = dict.fromkeys(keys, 1)

    def send(self, key, change, body):
        address = f"{self.site}/claims/-/claims/{key}/{change}"
        status, answer = ask(address, self.header, body)
        self.answers.append((change, key, body, status, answer))
        if "revision" in answer:
            self.known[key] = answer["revision"]
        if status == 409:
            self.known[key] = answer["current"]["revision"]
        return status, answer

    def otherwise(self, key):
        """How somebody says that a claim reads: other words, kind or speaker; it may be no news."""
        words = WORDS.format(number=self.keys.index(key))
        return {
            **self.chance.choice(
                (
                    {"kind": self.chance.choice(KINDS)},
                    {"speaker": self.chance.choice(("Siti Rahma", "Budi Hartono", self.who))},
                    {"words": words.removeprefix("the ") if self.chance.random() < 0.5 else words},
                )
            ),
            "still": self.chance.random() < 0.3,
        }

    def work(self, changes):
        for number in range(changes):
            key, word = self.chance.choice(self.keys), f"{self.who}-{number}"
            deed = self.chance.choice(
                ("status", "status", "evidence", "note", "correct", "correct", "undo", "undo")
            )
            if self.chance.random() < 0.5:  # the others act on what they saw earlier
                code, read = ask(f"{self.site}/claims/-/claims/{key}.json", self.header)
                assert code == 200, read
                self.known[key] = read["revision"]
            body = {"revision": self.known[key]}
            if deed == "undo" and self.undoable:
                key, batch = self.undoable.pop()
                self.send(key, "undo", {"undo": batch})
            elif deed == "evidence":
                self.send(key, "evidence", {**body, "url": f"https://found.example/{word}"})
            elif deed == "note":
                self.send(key, "note", {"note": word})
            elif deed == "correct":
                code, answer = self.send(key, "correct", {**body, **self.otherwise(key)})
                if code == 200 and "undo" in answer:
                    self.undoable.append((key, answer["undo"]))
            else:
                status = self.chance.choice(STATUSES)
                body |= {"status": status, "rationale": word, "publication": "draft"}
                code, answer = self.send(key, "status", body)
                if code == 200:
                    self.undoable.append((key, answer["undo"]))
        return self


def pytest_generate_tests(metafunc):
    if "editors" in metafunc.fixturenames:
        asked = metafunc.config.getoption("--editors"), metafunc.config.getoption("--changes")
        sizes = [asked] if all(asked) else first(1, [(4, 6), (8, 25)])
        metafunc.parametrize(("editors", "changes"), sizes)


def test_all_that_was_answered_as_saved_is_there(path, editors, changes):
    names = [f"e{number:02}" for number in range(editors)]
    keys = [key for (key,) in rows(path, "SELECT id FROM claims ORDER BY position")]
    with desk(path, names) as (site, headers), ThreadPoolExecutor(editors) as pool:
        people = [
            Editor(who, site.address, headers[who], keys, number)
            for number, who in enumerate(names)
        ]
        done = list(pool.map(lambda person: person.work(changes), people))
        assert not site.errors
    answered = [(person.who, *answer) for person in done for answer in person.answers]
    assert len(answered) == editors * changes
    told = Counter((change, status) for _, change, _, _, status, _ in answered)
    print(dict(told))
    assert {status for _, status in told} <= {200, 400, 409}
    for _, change, key, body, status, answer in answered:
        assert answer["ok"] == (status == 200), answer
        if status == 409:  # shown what stands, of which it did not know
            assert change in ("status", "correct")
            assert answer["current"]["revision"] != body["revision"]
            assert answer["changed"]
            assert change == "status" or answer["current"]["claim"] == key
        if status == 400:  # somebody judged or corrected it since: there is nothing to take back
            assert change == "undo", answer
    saved = [answer for answer in answered if answer[4] == 200]

    def of(change):
        return [answer for answer in saved if answer[1] == change]

    # A decision is one row of the history and one act under its name, at the revision answered.
    reasons = Counter(rows(path, "SELECT claim_id, actor, to_status, reason FROM status_history"))
    acts = rows(path, "SELECT claim_id, actor, revision, reason FROM acts WHERE kind = 'status'")
    for who, _, key, body, _, answer in of("status"):
        assert reasons[key, who, body["status"], body["rationale"]] >= 1
        assert acts.count((key, who, answer["revision"], body["rationale"])) == 1
    refused = {a[3]["rationale"] for a in answered if a[1] == "status" and a[4] != 200}
    assert refused.isdisjoint(reason for *_, reason in acts)
    history = Counter(rows(path, "SELECT claim_id FROM status_history"))
    assert history == Counter((key,) for key, *_ in acts)  # each is told, once
    # So is a correction: how the claim read before and reads since stands in the log.
    sql = "SELECT claim_id, actor, batch, was, became FROM acts WHERE kind = 'spans' ORDER BY id"
    readings = [(*told, json.loads(was), json.loads(now)) for *told, was, now in rows(path, sql)]
    corrected = [answer for answer in of("correct") if "undo" in answer[5]]
    batches = {batch: (key, who, now) for key, who, batch, _, now in readings}
    for who, _, key, body, _, answer in corrected:
        assert batches[answer["undo"]][:2] == (key, who)
        now = batches[answer["undo"]][2]
        assert body.get("words") in (None, now["text"])
        assert body.get("kind") in (None, now["kind"])
        assert body.get("speaker") in (None, now["speaker"][1])
    stands = {key: (now["text"], now["kind"], now["speaker_id"]) for key, _, _, _, now in readings}
    sql = "SELECT id, text, kind, speaker_id FROM claims"
    assert {key: reads for key, *reads in rows(path, sql) if key in stands} == {
        key: list(reads) for key, reads in stands.items()
    }
    for earlier, later in steps(readings):  # each is made on the one before it, none over another
        assert {**earlier, "edited": 0} == {**later, "edited": 0}
    told_once = Counter(
        (key, answer["revision"]) for _, _, key, _, _, answer in (*of("status"), *corrected)
    )
    assert set(told_once.values()) <= {1}  # no two people were told the same step of one claim
    moved = "SELECT claim_id, count(DISTINCT revision) FROM acts WHERE revision > 1 GROUP BY 1"
    revisions = "SELECT id, revision - 1 FROM claims WHERE revision > 1"
    assert rows(path, f"{moved} ORDER BY 1") == rows(path, f"{revisions} ORDER BY 1")
    assert rows(path, "SELECT count(*) FROM claims WHERE features IS NULL") == [(0,)]
    notes = Counter(rows(path, "SELECT claim_id, actor, note FROM review_notes"))
    assert notes == Counter((key, who, body["note"]) for who, _, key, body, _, _ in of("note"))
    evidence = rows(path, "SELECT claim_id, added_by, url FROM evidence WHERE removed_at IS NULL")
    sent = [(key, who, body["url"]) for who, _, key, body, _, _ in of("evidence")]
    assert sorted(evidence) == sorted(sent)
    undone = rows(path, "SELECT actor, record FROM acts WHERE kind = 'undid'")
    assert sorted(undone) == sorted((who, body["undo"]) for who, _, _, body, _, _ in of("undo"))
    assert rows(path, "PRAGMA integrity_check") == [("ok",)]


def steps(readings):
    """Of each claim, every two of its readings that follow one another: after the one, before the
    other."""
    last = {}
    for key, _, _, was, now in readings:
        if key in last:
            yield last[key], was
        last[key] = now


def decide(address, header, number, seen):
    body = {
        "revision": seen,
        "status": STATUSES[number % 5],
        "rationale": f"Reason {number}",
        "evidence": {"url": f"https://figures.example/{number}"},
    }
    return ask(address, header, body)


@pytest.mark.slow
def test_a_server_that_is_killed_loses_no_decision_that_it_answered(path):
    """Thirty decisions, the server killed at ten of them: each is stored, with all its parts."""
    moment = random.Random(7)
    keys = [key for (key,) in rows(path, "SELECT id FROM claims ORDER BY id")]
    port, answered, lost = free_port(), [], 0
    with ExitStack() as servers, ThreadPoolExecutor(1) as pool:
        site, headers = servers.enter_context(desk(path, ["alice"], port=port))
        for number in range(30):
            key = keys[number % CLAIMS]
            address = f"{site.address}/claims/-/claims/{key}"
            status, read = ask(f"{address}.json", headers["alice"])
            sending = pool.submit(
                decide, f"{address}/status", headers["alice"], number, read["revision"]
            )
            if number % 3 == 2:
                with suppress(TimeoutError):  # in the midst of it, or behind it
                    sending.result(timeout=moment.choice((0.001, 0.005, 0.01, 0.02, 0.05, 5)))
                site.process.kill()
                site.process.wait()
            try:
                status, answer = sending.result()
            except OSError:
                lost += 1
                site, headers = servers.enter_context(desk(path, ["alice"], port=port))
                status, now = ask(f"{address}.json", headers["alice"])
                if now["revision"] == read["revision"]:  # it was not stored: no part of it
                    assert now["history"] == read["history"]
                    assert now["evidence"] == read["evidence"]
                    status, answer = decide(
                        f"{address}/status", headers["alice"], number, now["revision"]
                    )
                    assert status == 200, answer
                answered.append(number)
                continue
            assert status == 200, answer
            answered.append(number)
            if number % 3 == 2:
                site, headers = servers.enter_context(desk(path, ["alice"], port=port))
    print(f"killed 10 times, {lost} times before it answered")
    stored = rows(path, "SELECT reason FROM status_history ORDER BY id")
    assert stored == [(f"Reason {number}",) for number in answered]
    links = rows(path, "SELECT url FROM evidence ORDER BY id")
    assert links == [(f"https://figures.example/{number}",) for number in answered]
    assert len(rows(path, "SELECT 1 FROM acts")) == 60
    assert rows(path, "PRAGMA integrity_check") == [("ok",)]
