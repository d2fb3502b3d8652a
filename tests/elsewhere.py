"""Another site: a real server on another origin, with the pages that a test gives it."""

import threading
from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple

HTML = "text/html; charset=utf-8"


class Page(NamedTuple):
    body: str | bytes
    headers: Mapping[str, str] = {}
    content_type: str = HTML


@dataclass
class Elsewhere:
    """``pages`` by path; ``asked`` are the paths that were asked for, in order."""

    address: str
    pages: dict[str, Page] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def serve(self, path, body, headers=None, content_type=HTML):
        """The address of a page that is served from now on."""
        self.pages[path] = Page(body, headers or {}, content_type)
        return f"{self.address}{path}"


@contextmanager
def elsewhere(host="localhost"):
    """A site until the block ends; ``localhost`` and ``127.0.0.1`` are two sites to a browser."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            path = self.path.partition("?")[0]
            site.asked.append(path)
            page = site.pages.get(path)
            body = page.body if page else "There is no such page."
            body = body.encode() if isinstance(body, str) else body
            self.send_response(200 if page else 404)
            self.send_header("content-type", page.content_type if page else HTML)
            self.send_header("content-length", str(len(body)))
            for name, value in (page.headers if page else {}).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    class Server(ThreadingHTTPServer):
        def handle_error(self, *_):
            """A browser that goes away before it has heard all is no error here."""

    with Server(("127.0.0.1", 0), Handler) as server:
        site = Elsewhere(f"http://{host}:{server.server_port}")
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield site
        finally:
            server.shutdown()
            thread.join()
