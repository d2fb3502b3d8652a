"""Many editors correct, judge and undo in one file: each change is there, or was refused."""

import random
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest
from stories import claims, fresh, load
from test_correcting import TALKS, correct, judge, place, row, true_to_the_text

from datasette_claims.store import database, undoing
from datasette_claims.store.errors import Refused, Stale

EDITORS, CHANGES = 8, 12


def work(path, name):
    """What one editor did: batches of corrections, keys judged, batches undone, conflicts."""
    chance = random.Random(name)
    done = {"corrected": [], "judged": 0, "undone": [], "refused": 0}
    with database.opened(path, wait=60) as db:
        keys = [one["id"] for one in claims(db)]
        for number in range(CHANGES):
            key = chance.choice(keys)
            try:
                deed = chance.choice(["kind", "words", "judge", "undo"])
                if deed == "judge":
                    judge(db, key, publication="draft")
                    done["judged"] += 1
                elif deed == "undo":
                    last = undoing.of_claim(db.conn, key, name)
                    if last:
                        undoing.undo(db, last, actor=name)
                        done["undone"].append(last)
                else:
                    change = (
                        {"kind": f"{name}-{number}"}
                        if deed == "kind"
                        else {"spans": (place(db, chance.choice(["Rusia", "bergerak", "baik"])),)}
                    )
                    batch = correct(db, key, actor=name, **change).batch
                    if batch:
                        done["corrected"].append(batch)
            except (Refused, Stale):
                done["refused"] += 1
    return done


@pytest.mark.slow
def test_of_many_editors_nothing_is_lost(tmp_path):
    path = tmp_path / "c.db"
    with fresh(path) as db:
        load(db, TALKS, url="https://example.org/a")
    with ThreadPoolExecutor(EDITORS) as pool:
        everyone = list(pool.map(lambda n: work(path, f"editor{n}"), range(EDITORS)))
    with fresh(path) as db:
        true_to_the_text(db)
        batches = {
            batch for (batch,) in db.execute("SELECT DISTINCT batch FROM acts WHERE kind = 'spans'")
        }
        corrected = [batch for one in everyone for batch in one["corrected"]]
        assert len(set(corrected)) == len(corrected) > EDITORS
        assert set(corrected) <= batches
        undone = db.execute("SELECT record FROM acts WHERE kind = 'undid'").fetchall()
        assert sorted(undone) == sorted((b,) for one in everyone for b in one["undone"])
        # the log tells of every step from the first to the present
        for one in claims(db):
            acts = db.execute(
                "SELECT json_extract(was, '$.text', '$.kind'),"
                " json_extract(became, '$.text', '$.kind')"
                " FROM acts WHERE kind = 'spans' AND claim_id = ? ORDER BY id",
                [one["id"]],
            ).fetchall()
            for (_, became), (was, _) in pairwise(acts):
                assert became == was
            if acts:
                assert row(db, one["id"])["kind"] in acts[-1][1]
