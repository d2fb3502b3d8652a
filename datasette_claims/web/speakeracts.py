"""What people do to speakers: sent by a form or as JSON, made in the store, told in a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Literal

from datasette.app import Datasette
from datasette.utils import tilde_decode
from datasette.utils.asgi import Request, Response
from sqlite_utils import Database as Store

from datasette_claims.store import errors, merging, moments, speakerlists
from datasette_claims.store.merging import Done
from datasette_claims.web import page as pages
from datasette_claims.web import permitted, seam, sending
from datasette_claims.web.asgi import View
from datasette_claims.web.sending import Sent, Unusable
from datasette_claims.web.suggested import UNDONE_WITHIN
from datasette_claims.wording import for_reader, said

Act = Literal["merge", "apart", "part", "describe", "name", "undo"]

DOES: Mapping[Act, str] = {
    "merge": "files the speaker under another one",
    "apart": "says that the speaker is not another one, so that nobody is asked again",
    "part": "takes the speaker apart from whom they are filed under",
    "describe": "gives the speaker's name, kind, Wikidata id and private note",
    "name": "gives or takes a name by which the speaker goes in every article",
}
"""What each does, below the address of its speaker."""

TOLD: Mapping[Act, str] = {
    "merge": said("Put together; their claims are listed and counted as one speaker's."),
    "apart": said("Not the same: the two are not suggested again."),
    "part": said("Taken apart; the two are not suggested again."),
    "describe": said("Saved."),
    "name": said("Saved; it holds for what is loaded from now on, too."),
    "undo": said("Undone; the log keeps both."),
}
NOTHING = said("Nothing was different, so nothing was changed.")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of it, and what its sender can undo now."""

    done: Done
    undo: str | None


def taking(act: Act) -> View:
    """The view that takes this act."""

    async def take(datasette: Datasette, request: Request) -> Response:
        return await _take(datasette, request, act)

    return sending.answering(take)


async def _take(datasette: Datasette, request: Request, act: Act) -> Response:
    db = await permitted.database(datasette, request)
    if not await seam.can_view(datasette, request.actor, db.name, "speakers"):
        raise Unusable(403, said("You may not see the speakers of this database."))
    sent = await sending.read(request)
    key = tilde_decode(request.url_vars.get("speaker", ""))
    actor = sending.author(request)
    outcome = await seam.write(db, lambda store: _made(store, act, key, sent, actor))
    done = outcome.done
    message = TOLD[act] if done.batch else NOTHING
    if sent.as_json or sending.wants_json(request):
        told = {"ok": True, "message": message, "speaker": done.whole, "undo": outcome.undo}
        undone = {"undone": sent.fields.get("undo")} if act == "undo" else {}
        return Response.json(for_reader({**told, **undone}))
    sending.announce(datasette, request, message)
    if act == "undo" or sent.fields.get("back") == "suggested":
        to = pages.path(datasette, db.name, "suggested-speakers")
    else:
        to = pages.path(datasette, db.name, "speakers", str(sent.fields.get("of") or done.whole))
    return Response.redirect(to, status=303)


def _made(store: Store, act: Act, key: str, sent: Sent, actor: str) -> Outcome:
    done = _make(store, act, key, sent, actor)
    if act != "undo" and done.batch:
        return Outcome(done, done.batch)
    since = moments.told(datetime.now(timezone.utc) - UNDONE_WITHIN)
    return Outcome(done, merging.undoable(store.conn, actor, since))


def _make(store: Store, act: Act, key: str, sent: Sent, actor: str) -> Done:
    if act == "undo":
        return merging.undo(store, sent.text("undo", required=True) or "", actor=actor)
    if act == "part":
        return merging.part(store, key, actor=actor)
    if act == "name":
        name = sent.text("name", required=True) or ""
        if sent.fields.get("remove"):
            return merging.remove_name(store, key, name, actor=actor)
        return merging.add_name(store, key, name, actor=actor)
    if act == "describe":
        wanted = sent.texts(merging.FIELDS)
        return merging.describe(store, key, wanted, actor=actor, seen=sent.number("seen"))
    other = _other(store, key, sent.text("other", required=True) or "")
    if act == "apart":
        return merging.told_apart(store, key, other, actor=actor)
    return merging.merge(store, key, other, actor=actor, seen=sent.number("seen"))


def _other(store: Store, key: str, given: str) -> str:
    """The key of the speaker who is meant by a key or by a name that one other has."""
    found = speakerlists.keys_of(store.conn, given, but=key)
    if len(found) == 1:
        return found[0]
    if found:
        raise errors.Refused(
            said("There are {found} speakers of that name; give the key of one.", found=len(found))
        )
    raise errors.Refused(said("There is no speaker of that name or key."))
