"""Which address leads to which page."""

from datasette_claims.web import (
    article,
    browse,
    claim,
    conflict,
    editing,
    export,
    home,
    speaker,
    unsaved,
)
from datasette_claims.web.page import answered

DATABASE = r"^/(?P<database>[^/]+)/-"

_views = [
    (DATABASE + r"/claims$", browse.page),
    (DATABASE + r"/claims\.csv$", export.csv),
    (DATABASE + r"/claims\.json$", export.json),
    (DATABASE + r"/claims/(?P<claim>[^/]+)$", unsaved.over(claim.page)),
    (DATABASE + r"/claims/(?P<claim>[^/]+)/status$", editing.status),
    (DATABASE + r"/claims/(?P<claim>[^/]+)/evidence$", editing.evidence),
    (DATABASE + r"/claims/(?P<claim>[^/]+)/evidence/(?P<number>[^/]+)/remove$", editing.remove),
    (DATABASE + r"/claims/(?P<claim>[^/]+)/note$", editing.note),
    (DATABASE + r"/claims/(?P<claim>[^/]+)/carry/(?P<other>[^/]+)$", editing.carry),
    (DATABASE + r"/claims/(?P<claim>[^/]+)/unrelated/(?P<other>[^/]+)$", editing.unrelated),
    (DATABASE + r"/claims/(?P<claim>[^/]+)/reading/(?P<number>[^/]+)/take$", editing.take),
    (DATABASE + r"/claims/(?P<claim>[^/]+)/reading/(?P<number>[^/]+)/leave$", editing.leave),
    (DATABASE + r"/claims/(?P<claim>[^/]+)/conflict$", conflict.page),
    (DATABASE + r"/claims/(?P<claim>[^/]+)/unsaved$", unsaved.show),
    (DATABASE + r"/claims/(?P<claim>[^/]+)/drop$", conflict.drop),
    (DATABASE + r"/articles/(?P<article>[^/]+)$", article.page),
    (DATABASE + r"/speakers/(?P<speaker>[^/]+)$", speaker.page),
]

# Datasette's own, where it would fail with any database that it cannot read.
_around = [
    (r"^/(?P<format>)$", home.page),
    (r"^/(?P<database>about)(?P<format>)$", home.about),
]

routes = [*_around, *((path, answered(view)) for path, view in _views)]
