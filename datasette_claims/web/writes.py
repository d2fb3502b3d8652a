"""Every address of ours that takes changes, and whose it takes: one table.

`routes` lets nothing else be sent to, docs/permissions.md prints it, and the tests send each line
of it. Who is let through is decided by `permitted`; this table says what comes of that.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

from datasette_claims.web import changes, corrections, searches, speakeracts

Actor = Literal["nobody", "visitor", "editor", "root", "token", "restricted token"]
Origin = Literal["same", "none", "cross"]

ACTORS: Mapping[Actor, str] = {
    "nobody": "not logged in",
    "visitor": "logged in, without `edit-claims`",
    "editor": "has `edit-claims`",
    "root": "`root` of a server started with `--root`",
    "token": "a token of an editor",
    "restricted token": "a token of an editor that is restricted to reading",
}
ORIGINS: Mapping[Origin, str] = {
    "same": "our own page (on 0.65 with its CSRF token)",
    "none": "a program, which names no page and has no CSRF token",
    "cross": "a page of another site",
}
BY_TOKEN: tuple[Actor, ...] = ("token", "restricted token")
"""Those who come without a cookie, so that no page can send anything in their name."""

DATABASE = r"^/(?P<database>[^/]+)/-"
CLAIM = DATABASE + r"/claims/(?P<claim>[^/]+)"
ARTICLE = DATABASE + r"/articles/(?P<article>[^/]+)"
SPEAKER = DATABASE + r"/speakers/(?P<speaker>[^/]+)"

ADD = DATABASE + r"/claims/add$"
QUEUE = DATABASE + r"/claims/queue$"
MANY = DATABASE + r"/claims/many$"
MANY_SAVE = DATABASE + r"/claims/many/save$"
MANY_DONE = DATABASE + r"/claims/many/(?P<batch>[^/]+)$"
MANY_UNDO = DATABASE + r"/claims/many/(?P<batch>[^/]+)/undo$"
SEEN = DATABASE + r"/claims/seen$"
DROP = CLAIM + r"/drop$"
SEARCH = DATABASE + r"/searches/(?P<search>[^/]+)"
SEARCH_SAVE = DATABASE + r"/searches/save$"
SEARCH_RESTORE = DATABASE + r"/searches/restore$"
SPEAKERS_UNDO = DATABASE + r"/suggested-speakers/undo$"
ENTER = f"{ARTICLE}/{corrections.ENTER}$"


def of_claim(tail: str) -> str:
    """The pattern of an address below that of a claim."""
    return f"{CLAIM}/{tail}$"


def of_speaker(tail: str) -> str:
    """The pattern of an address below that of a speaker."""
    return f"{SPEAKER}/{tail}$"


DOES: Mapping[str, str] = {
    "status": "sets status, reason and publication; adds evidence and a note with them",
    "evidence": "adds evidence",
    "remove": "removes evidence",
    "look": "looks at links before they are saved; changes nothing",
    "note": "adds a private note",
    "carry": "carries over reason and evidence of the claim OTHER",
    "unrelated": "says that the two claims have nothing to do with each other",
    "take": "has the claim say what the program reads now",
    "leave": "leaves the claim as it is",
    "skip": "goes on to the next claim of a queue",
    "part": "separates a copy",
    "join": "joins a copy again",
    "hold": "keeps the claim from colleagues' queues for five minutes",
    "assign": "assigns the claim to somebody",
    "undo": "undoes what its sender saved last",
    "second": "confirms a colleague's verdict, or objects to it",
    "correct": "has the claim say what a person reads: other words, speaker, kind, date",
    "split": "makes several claims of one",
    "unite": "makes one claim of two",
    "error": "marks the claim as an extraction error",
}
"""What each change does (`changes.ADDRESSES`)."""

_ADDRESSES: tuple[tuple[str, str], ...] = (
    *changes.ADDRESSES.items(),
    *corrections.ADDRESSES.items(),
)

TAKING: Mapping[str, str] = {
    ADD: "adds an article",
    MANY: "shows what would become of many claims; changes nothing",
    MANY_SAVE: "gives many claims a status, publishes their drafts, or assigns them",
    MANY_UNDO: "undoes what its sender did to many claims",
    SEEN: "marks what others did until now as seen by its sender",
    QUEUE: "begins a queue at a claim that nobody is at",
    # One that says nothing fails a test, not the server.
    **{of_claim(tail): DOES.get(change, "") for change, tail in _ADDRESSES},
    **{of_speaker(act): does for act, does in speakeracts.DOES.items()},
    SEARCH_SAVE: searches.DOES["save"],
    SEARCH_RESTORE: searches.DOES["restore"],
    **{f"{SEARCH}/{act}$": searches.DOES[act] for act in searches.BELOW},
    SPEAKERS_UNDO: "undoes what its sender did to speakers last",
    ENTER: "enters a claim that the program missed",
    DROP: "lets go of what was typed and not saved",
}
"""The patterns of `routes` that take what is sent to them, with what they do."""


def taken(actor: Actor, *, mutable: bool, origin: Origin, asks_token: bool) -> bool:
    """Is a change let through? The same for every address.

    ``asks_token``: the line of Datasette that looks for a CSRF token, not at headers.
    """
    if actor not in ("editor", "root", "token") or not mutable:
        return False
    if actor in BY_TOKEN or origin == "same":
        return True
    return origin == "none" and not asks_token


def words(pattern: str) -> str:
    """The address as people read it: ``/DATABASE/-/claims/CLAIM/note``."""
    named = re.sub(r"\(\?P<(\w+)>\[\^/\]\+\)", lambda part: part[1].upper(), pattern)
    return named.removeprefix("^").removesuffix("$")
