"""A look at links before they are saved: what is understood, and what is known of their pages.

Nothing is stored. What is found stands in the fields of the form, for a person to save or not.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from datasette.app import Datasette
from datasette.database import Database

from datasette_claims import weblink
from datasette_claims.loading import webpages
from datasette_claims.store import knownlinks, records
from datasette_claims.store.knownlinks import Known
from datasette_claims.store.records import Row
from datasette_claims.web import cards, seam, sending, settings, timelimit
from datasette_claims.web.asgi import Sees
from datasette_claims.web.form import Link
from datasette_claims.wording import said

PATIENCE = 0.2
"""The part of Datasette's limit for a query that looking may take."""

_ARCHIVES = re.compile(
    r"(?:.*\.)?(?:archive\.org|archive\.(?:today|is|ph|li|md|fo|vn)|archive-it\.org|perma\.cc"
    r"|webcitation\.org|ghostarchive\.org|megalodon\.jp|arquivo\.pt|webarchive\.org\.uk"
    r"|webarchive\.nationalarchives\.gov\.uk|conifer\.rhizome\.org)"
)
_WAYBACK = re.compile(r"https?://web\.archive\.org/web/[0-9]{4,14}[a-z_]*/(https?://.+)")


@dataclass(frozen=True, slots=True)
class Looked:
    """A link as it was ``asked`` about, and as its row is to be; ``told`` is for the editor."""

    asked: str
    url: str
    title: str
    outlet: str
    published: str
    archive_url: str
    told: tuple[str, ...] = ()

    def on(self, link: Link) -> Link:
        """The link with what was found of it, in the fields that are empty."""
        found = {name: getattr(self, name) for name in FILLED}
        return {**link, "url": self.url, **{k: link.get(k) or v for k, v in found.items()}}


FILLED = ("title", "outlet", "published", "archive_url")


def may_fetch(datasette: Datasette) -> bool:
    """May the pages be asked for? Off unless the configuration says so, and what asks is there.

    The server would ask for whatever address an editor names, from where it stands.
    """
    return seam.plugin_config(datasette).get(settings.FETCH) is True and webpages.installed()


async def look(
    datasette: Datasette,
    db: Database,
    claim_id: str,
    links: Sequence[Link],
    sees: Sees,
    *,
    fetch: bool = False,
) -> list[Looked]:
    """Each of the links with what the database knows of it, as far as its reader may see that.

    ``fetch``: and with what its page tells, where something of it is not in the form.
    """
    if fetch and not may_fetch(datasette):
        raise sending.Unusable(
            400, said("This server asks for no pages ({fetch} is off).", fetch=settings.FETCH)
        )
    urls = [_original(link.get("url") or "")[0] for link in links]
    known: Mapping[str, Known] = {}
    if sees["evidence"]:
        known = (
            await timelimit.read_in_time(
                datasette,
                db,
                lambda conn: knownlinks.known(conn, claim_id, urls),
                patience=PATIENCE,
            )
            or {}
        )
    claim = await db.execute_fn(lambda conn: records.said(conn, claim_id))
    asked = [
        url
        for link, url in zip(links, urls, strict=True)
        if weblink.is_web(url) and not all(link.get(name) for name in FILLED)
    ]
    told = await asyncio.to_thread(webpages.told, asked) if fetch and asked else {}
    return [
        _looked(link, known.get(url, Known()), claim, sees, told.get(url, webpages.Told()))
        for link, url in zip(links, urls, strict=True)
    ]


def _looked(link: Link, known: Known, claim: Row, sees: Sees, page: webpages.Told) -> Looked:
    asked = link.get("url") or ""
    url, archived = _original(asked)
    told: list[str] = []
    if archived and not link.get("archive_url"):
        told.append(said("This is an archived copy of {url}.", url=url))
    else:
        url, archived = asked, ""
    others = known.others if sees["speakers"] else ()
    if known.here:
        told.append(said("This claim has the page already."))
    told += [
        said(
            "Evidence already for “{words}” ({label}).",
            words=cards.shortened(other.text, 80),
            label=other.status.label_en,
        )
        for other in others
    ]
    if page.message:
        told.append(said("Its page told nothing: {message}.", message=page.message))
    found = {name: _first(link, name, page, *others) for name in ("title", "outlet", "published")}
    copy = link.get("archive_url") or archived or page.archive_url
    slips = hints({**link, **found}, claim)
    return Looked(asked, url, **found, archive_url=copy, told=(*told, *slips))


def hints(link: Mapping[str, str | None], claim: Row) -> list[str]:
    """What may be meant so, and may be a slip: of the date, and of the archived copy."""
    told: list[str] = []
    day, when = link.get("published") or "", claim.get("said_on") or claim.get("published") or ""
    if re.fullmatch(r"\d{4}-\d\d-\d\d", day) and when and day < when[: len(day)]:
        told.append(
            said("The page ({day}) is older than the claim ({when}).", day=day, when=when[:10])
        )
    copy = link.get("archive_url") or ""
    if copy and not _ARCHIVES.fullmatch(_host(copy)):
        told.append(
            said("The archived copy is at no web archive that is known here: will it stay?")
        )
    return told


def _first(link: Link, name: str, *told: webpages.Told | knownlinks.Elsewhere) -> str:
    """What is typed, else what the page tells, else what was told of it at other claims."""
    found = [link.get(name), *(getattr(each, name) for each in told)]
    return next((value for value in found if value), "")


def _original(url: str) -> tuple[str, str]:
    """The page that an address of the Wayback Machine is a copy of, and the copy; itself else."""
    found = _WAYBACK.fullmatch(url)
    return (found[1], url) if found else (url, "")


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""
