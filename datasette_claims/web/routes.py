"""Which address leads to which page. What takes changes is listed in `writes`: no other does."""

from __future__ import annotations

from datasette_claims.web import (
    add,
    amended,
    article,
    articlelist,
    browse,
    changes,
    claim,
    conflict,
    corrections,
    coverage,
    crawlers,
    downloads,
    editing,
    editionpage,
    embedding,
    entering,
    feeds,
    home,
    logins,
    many,
    names,
    outletlist,
    picture,
    program,
    queue,
    recent,
    record,
    searches,
    sharing,
    speaker,
    speakeracts,
    speakers,
    suggested,
    twins,
    unsaved,
    values,
    writes,
)
from datasette_claims.web.asgi import View
from datasette_claims.web.page import answered, read_only
from datasette_claims.web.writes import ARTICLE, CLAIM, DATABASE, SPEAKER

FORMAT = f"(?P<format>{'|'.join(feeds.TYPES)})$"
"""What feeds and programs ask for, behind the address of a page."""

_views: list[tuple[str, View]] = [
    (DATABASE + r"/claims$", browse.page),
    (DATABASE + r"/claims\.csv$", downloads.csv),
    (DATABASE + r"/claims\.json$", downloads.json),
    (DATABASE + r"/claims\." + FORMAT, feeds.of_filter),
    (writes.ADD, program.over(add.page)),
    (writes.QUEUE, queue.page),
    (DATABASE + r"/claims/changes$", recent.page),
    (DATABASE + r"/claims/login$", logins.above("claims")),
    (DATABASE + r"/claims/values$", values.page),
    (DATABASE + r"/claims/values\.json$", values.json),
    (writes.MANY, many.page),
    (writes.MANY_SAVE, many.save),
    (writes.MANY_DONE, many.done),
    (writes.MANY_UNDO, many.undo),
    (writes.SEEN, many.seen),
    # It takes any name: pages with a name of their own stand above.
    (CLAIM + r"\.json$", record.json),
    (CLAIM + r"\." + FORMAT, feeds.of_claim),
    (CLAIM + sharing.PICTURE + "$", picture.of_claim),
    (CLAIM + embedding.TAIL + "$", embedding.frame),
    (CLAIM + "$", unsaved.over(claim.page)),
    *((writes.of_claim(at), editing.taking(change)) for change, at in changes.ADDRESSES.items()),
    *((writes.of_claim(at), entering.taking(each)) for each, at in corrections.ADDRESSES.items()),
    (CLAIM + r"/conflict$", conflict.page),
    (CLAIM + r"/unsaved$", unsaved.show),
    (CLAIM + r"/login$", logins.go),
    (writes.DROP, conflict.drop),
    (ARTICLE + r"\.json$", twins.article),
    (ARTICLE + r"\.txt$", twins.text),
    (ARTICLE + r"\." + FORMAT, feeds.of_article),
    (ARTICLE + "$", article.page),
    (ARTICLE + "/login$", logins.above("articles", "article")),
    (writes.ENTER, entering.taking("enter")),
    (DATABASE + r"/corrections$", amended.page),
    (DATABASE + r"/coverage$", coverage.page),
    (DATABASE + r"/coverage\.csv$", coverage.csv),
    (DATABASE + r"/edition$", editionpage.page),
    (DATABASE + r"/edition\.csv$", editionpage.csv),
    (DATABASE + r"/edition\.atom$", editionpage.feed),
    (DATABASE + r"/oembed\.json$", embedding.oembed),
    (DATABASE + r"/sitemap-(?P<number>[1-9][0-9]{0,5})\.xml$", crawlers.part),
    (DATABASE + r"/names\.json$", names.page_of_names),
    (DATABASE + r"/articles$", articlelist.page),
    (DATABASE + r"/articles\.csv$", articlelist.csv),
    (DATABASE + r"/outlets$", outletlist.page),
    (DATABASE + r"/outlets\.csv$", outletlist.csv),
    (DATABASE + r"/speakers$", speakers.page),
    (DATABASE + r"/speakers\.csv$", speakers.csv),
    (DATABASE + r"/suggested-speakers$", suggested.page),
    (writes.SPEAKERS_UNDO, speakeracts.taking("undo")),
    (DATABASE + r"/searches$", searches.page),
    (DATABASE + r"/searches\.json$", searches.page),
    (writes.SEARCH_SAVE, searches.taking("save")),
    (writes.SEARCH_RESTORE, searches.taking("restore")),
    *((f"{writes.SEARCH}/{act}$", searches.taking(act)) for act in searches.BELOW),
    *((writes.of_speaker(act), speakeracts.taking(act)) for act in speakeracts.DOES),
    (SPEAKER + r"\.json$", twins.speaker),
    (SPEAKER + r"\." + FORMAT, feeds.of_speaker),
    (SPEAKER + "$", speaker.page),
    (SPEAKER + "/login$", logins.above("speakers", "speaker")),
]

# Datasette's own, where it would fail with any database that it cannot read.
_around: list[tuple[str, View]] = [
    (r"^/(?P<format>)$", home.page),
    (r"^/(?P<database>about)(?P<format>)$", home.about),
]

_site: list[tuple[str, View]] = [
    (r"^/robots\.txt$", crawlers.robots),
    (r"^/sitemap\.xml$", crawlers.index),
]

routes: list[tuple[str, View]] = [
    *_around,
    *((path, answered(read_only(view))) for path, view in _site),
    *(
        (path, answered(view if path in writes.TAKING else read_only(view)))
        for path, view in _views
    ),
]
