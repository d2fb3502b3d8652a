"""Pages by their address: asked for politely, and never from the machines of this house.

`guard` says which machines may be asked and sees to it that those are asked that were looked at;
`transport` hands requests to its connections, `robots` says what a site wants left alone; `client`
asks. Nothing here knows what a page holds.
"""

from datasette_claims.fetching.answers import Answer, Known
from datasette_claims.fetching.client import Fetcher, Limits

__all__ = ["Answer", "Fetcher", "Known", "Limits"]
