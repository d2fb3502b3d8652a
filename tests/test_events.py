"""What people do is told to plugins of Datasette 1.0, by keys and states and no word of theirs."""

import json
import re
from dataclasses import asdict
from pathlib import Path

import pytest
from conftest import IS_1
from datasette import hookimpl
from datasette.plugins import pm
from newsroom import newsroom
from test_writes import CHANGES

from datasette_claims.web import events

REASON, LINK, NOTE = "Rahasia alasan", "https://rahasia.example/uji", "Rahasia catatan"


class Listener:
    __name__ = "listener"

    def __init__(self, fails=False):
        self.heard, self.fails = [], fails

    @hookimpl(optionalhook=True)
    def track_event(self, event):
        if self.fails:
            raise RuntimeError("the alert service is down")
        self.heard.append(event)

    @property
    def names(self):
        return [event.name for event in self.heard if event.name.startswith("claims-")]


@pytest.fixture
def listener(request):
    one = Listener(fails=getattr(request, "param", False))
    pm.register(one, name="listener")
    yield one
    pm.unregister(name="listener")


@pytest.fixture
def desk(instance, tmp_path, as_editor, post_json):
    """``send(change, body)`` as alice to one claim, and to the database for what starts with /."""

    async def begin():
        path = tmp_path / "news.db"
        address = f"/news/-/claims/{newsroom(path)['bendungan']}"
        ds = await instance(path)

        async def send(change, body):
            to = f"/news/-/claims{change}" if change[0] == "/" else f"{address}/{change}"
            answer = await post_json(ds, to, body, as_editor(ds, "alice"))
            assert answer.status_code == 200, answer.text
            return answer.json()

        return send

    return begin


async def test_each_change_is_told_once(desk, listener):
    send = await desk()
    judged = {"status": "false", "rationale": REASON, "publication": "published"}
    saved = await send(
        "status", {**judged, "revision": 1, "evidence": {"url": LINK, "quote": REASON}}
    )
    await send("note", {"note": NOTE})
    await send("undo", {"undo": saved["undo"]})
    link = await send("evidence", {"revision": 3, "url": f"{LINK}/2"})
    await send(f"evidence/{link['evidence']}/remove", {"revision": 3})
    await send("hold", {})
    added = await send(
        "/add", {"text": "Bupati Rini Wulandari mengatakan bahwa jalan itu ditutup.", "title": NOTE}
    )
    if not IS_1:
        assert listener.heard == []
        return
    assert sorted(listener.names[:3]) == sorted(
        ["claims-evidence-added", "claims-status", "claims-published"]
    )
    assert sorted(listener.names[3:]) == sorted(
        ["claims-note", "claims-status", "claims-evidence-removed", "claims-undone",
         "claims-evidence-added", "claims-evidence-removed", "claims-article-added"]
    )  # fmt: skip
    for event in listener.heard:
        assert event.actor == {"id": "alice"}
        assert event.database == "news"
        told = json.dumps(event.properties())
        assert not any(word in told for word in ("ahasia", "example", "Rini"))
    first = next(event for event in listener.heard if event.name == "claims-status")
    assert (first.claim, first.revision) == (saved["claim"], 2)
    assert (first.from_status, first.status, first.publication) == (
        "unreviewed", "false", "published",
    )  # fmt: skip
    assert listener.heard[-1].article == added["article"]


async def test_what_changes_nothing_is_told_to_nobody(desk, listener):
    send = await desk()
    for _ in range(2):
        await send("note", {"note": NOTE})
        await send("skip", CHANGES["skip"])
    assert listener.names == ["claims-note"] * IS_1


@pytest.mark.parametrize("listener", [True], indirect=True)
async def test_a_plugin_that_fails_costs_no_change(desk, listener, capsys):
    send = await desk()
    assert (await send("note", {"note": NOTE}))["message"] == "Note added."
    assert ("alert service is down" in capsys.readouterr().err) == IS_1


def test_an_act_that_nobody_named_is_told_as_such():
    """A colleague's new kind of act is told too, without its words."""
    words = {"record": REASON, "was": {"status": REASON}, "became": {"publication": REASON}}
    act = {"id": 7, "kind": "of_tomorrow", "claim_id": "c1", "revision": 2, "actor": "alice"}
    ((name, actor, told),) = events.of_acts("news", [{**act, **words}])
    assert (name, actor, told.act, told.claim) == ("claims-act", "alice", "of_tomorrow", "c1")
    assert REASON not in json.dumps(asdict(told))


def test_the_docs_name_every_event():
    page = (Path(__file__).parent.parent / "docs" / "api.md").read_text("utf-8")
    assert dict(re.findall(r"^\| `(claims-[a-z-]+)` \| (.*) \|$", page, re.M)) == events.NAMES
