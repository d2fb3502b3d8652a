# What this plugin uses of Datasette, with its types: Datasette itself tells mypy nothing. It holds
# for 0.65 and 1.0 alike; what only one of them has is marked, and asked for in web/seam.py alone.
# Names with an underscore in front are of these files, not of Datasette.
import pluggy

__version__: str
hookimpl: pluggy.HookimplMarker
