"""What may stand in the plugin's block of the configuration. Pure: knows no Datasette.

::

    {"permissions": {"edit-claims": {"id": ["alice", "bob"]}}, "contact": "desk@kabar.example"}

Whatever could silently mean something else than was meant is an error: nobody may edit, or
everybody may, and neither shows before it is too late.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any

from datasette_claims import weblink

EDIT = "edit-claims"
FETCH = "fetch_evidence"
"""May the server ask for the pages of evidence, where an editor wants that? Not unless told."""

LANGUAGE = "language"
"""In which language pages speak to whom asks for none."""

KEYS = {
    "top level": (
        "permissions",
        "contact",
        "organisation",
        "address",
        "second_reader",
        LANGUAGE,
        FETCH,
    ),
    "database": ("permissions", "second_reader"),
}
"""The keys of the block, by where it stands."""

PERMISSIONS = (EDIT,)
ORGANISATION = ("name", "url", "logo")

# The two keys of an allow block that every actor can match; any other names something that only
# some plugins give to actors.
ALLOW = ("id", "unauthenticated")
# What is written instead of "id". Nobody would match, and nobody would be told.
NOT_ID = {
    "ids",
    "user",
    "users",
    "actor",
    "actors",
    "editor",
    "editors",
    "person",
    "people",
    "allow",
}

FORMS = '"alice", ["alice", "bob"], {"id": "alice"}, true (everybody) or false (nobody)'


class Wrong(ValueError):
    """What is wrong, where within the block and what is allowed there, in one line."""


def check(block: object, level: str) -> None:
    """Raises ``Wrong`` where the block, which stands at this level, holds what is not known."""
    if block is None:
        return
    known = _object(block, "", KEYS[level], elsewhere=KEYS["top level"])
    if "permissions" in known:
        granted = _object(known["permissions"], "permissions", PERMISSIONS)
        if EDIT in granted:
            try:
                allow(granted[EDIT])
            except Wrong as wrong:
                raise Wrong(f"permissions → {EDIT}: {wrong}") from None
    waits = known.get("second_reader", False)
    if not isinstance(waits, bool):
        raise Wrong(
            "second_reader must be true (publishing waits for a second reader) or false, "
            f"not {_shown(waits)}"
        )
    contact = known.get("contact")
    if contact is not None and not isinstance(contact, str):
        raise Wrong(f"contact must be text, an address or a link, not {_shown(contact)}")
    address = known.get("address")
    if address is not None and not (isinstance(address, str) and _is_home(address)):
        raise Wrong(
            "address must be the http or https address of the home page, without ? and #, "
            f"not {_shown(address)}"
        )
    if "organisation" in known:
        _organisation(known["organisation"])
    spoken = known.get(LANGUAGE)
    if spoken is not None and not isinstance(spoken, str):
        raise Wrong(f"{LANGUAGE} must be the code of a language, not {_shown(spoken)}")
    fetches = known.get(FETCH)
    if fetches is not None and not isinstance(fetches, bool):
        raise Wrong(f"{FETCH} must be true or false, not {_shown(fetches)}")


def _is_home(address: str) -> bool:
    return weblink.is_web(address) and not set("?#") & set(address)


def _organisation(value: object) -> None:
    """Who answers for the verdicts; its addresses are links on other people's pages."""
    told = _object(value, "organisation", ORGANISATION)
    name = told.get("name")
    if not isinstance(name, str) or not name.strip():
        raise Wrong("organisation → name must be the name under which verdicts are published")
    for key in ORGANISATION[1:]:
        url = told.get(key)
        if url is not None and not (isinstance(url, str) and weblink.is_web(url)):
            raise Wrong(f"organisation → {key} must be an http or https address, not {_shown(url)}")


def allow(value: object) -> bool | dict[str, Any]:
    """Who is meant, as Datasette's allow block; a plain name or a list of them are ids.

    >>> allow(["alice", "bob"])
    {'id': ['alice', 'bob']}
    """
    if isinstance(value, bool):
        return value
    if value is None:
        raise Wrong(
            f"null (or a variable that is not set) would let everybody edit; allowed: {FORMS}"
        )
    if isinstance(value, int) and value in (0, 1):
        raise Wrong(
            f"{value} may be an id or true or false; write which: "
            f'{{"id": {value}}} or {str(bool(value)).lower()}'
        )
    if isinstance(value, dict):
        return {key: _values(key, given) for key, given in value.items()}
    return {"id": _values("id", value)}


def unusual(value: object) -> list[str]:
    """The keys of an allow block that fit only those actors to whom a plugin gives such a thing."""
    return [key for key in value if key not in ALLOW] if isinstance(value, dict) else []


def resembles(word: object, known: Iterable[str]) -> str | None:
    """The known word that this one seems to be a slip of, None where it is one or is like none."""
    known = list(known)
    if word in known or not isinstance(word, str):
        return None
    plain = word.strip().lower().replace("_", "-")
    found = get_close_matches(plain, known, n=1, cutoff=0.8)
    return found[0] if found else None


def _object(
    value: object, where: str, keys: tuple[str, ...], elsewhere: tuple[str, ...] = ()
) -> Mapping[str, Any]:
    at = f" in {where}" if where else ""
    allowed = ", ".join(keys)
    if not isinstance(value, dict):
        name = where or "the block"
        raise Wrong(f"{name} must be an object with the keys {allowed}, not {_shown(value)}")
    for key in value:
        if key in keys:
            continue
        if key in elsewhere:
            raise Wrong(f"the key “{key}” is known at top level only; allowed here: {allowed}")
        raise Wrong(f"unknown key {_shown(key)}{at}; allowed here: {allowed}")
    return value


def _values(key: object, given: object) -> Any:
    """What an actor must have under this key, as Datasette compares it."""
    plain = str(key).strip().lower()
    if key not in ALLOW and (plain in NOT_ID or plain in ALLOW or resembles(plain, ALLOW[1:])):
        raise Wrong(
            f"unknown key {_shown(key)}; allowed: id, unauthenticated, or what else actors have"
        )
    if key == "unauthenticated":
        if not isinstance(given, bool):
            raise Wrong(f"unauthenticated must be true or false, not {_shown(given)}")
        return given
    if isinstance(given, str) and given.strip() == "*":
        return "*"
    values = list(given) if isinstance(given, (list, tuple)) else [given]
    return [word for value in values for word in _words(key, value)]


def _words(key: object, value: object) -> list[Any]:
    """One value; a number also as text, since most plugins give out ids as text."""
    if isinstance(value, int) and not isinstance(value, bool):
        return [value, str(value)]
    if not isinstance(value, str) or not value.strip():
        raise Wrong(f"{key} must be a name or a list of names, not {_shown(value)}")
    word = value.strip()
    if word == "*":
        raise Wrong(f'"*" stands alone, not in a list: {{"{key}": "*"}} is whoever is logged in')
    if word.lower() in ("true", "false"):
        raise Wrong(f"{_shown(word)} is a name here; allowed: {FORMS}")
    if "," in word or "\n" in word:
        raise Wrong(f'{_shown(word)} is one name; write several as a list: ["alice", "bob"]')
    return [word]


def _shown(value: object) -> str:
    words = repr(value) if not isinstance(value, str) else f"“{value}”"
    words = " ".join(words.split())
    return words if len(words) <= 60 else f"{words[:59]}…"
