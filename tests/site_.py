"""A web site on this machine, as simple as a test needs it: answers by path, and what was asked."""

import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Page:
    """What a path answers; ``chunks`` are written one by one, with ``pause`` seconds between."""

    body: bytes = b"<p>Hello</p>"
    status: int = 200
    headers: dict = field(default_factory=dict)
    pause: float = 0.0
    chunks: tuple = ()


@dataclass
class Asked:
    path: str
    headers: dict
    host: str


class TestSite:
    """``pages`` may be changed while it runs; ``asked`` tells the requests in order."""

    __test__ = False

    def __init__(self, address, port):
        self.address = address
        self.port = port
        self.pages = {}
        self.asked = []

    def url(self, path="/", host="127.0.0.1"):
        return f"http://{host}:{self.port}{path}"

    def paths(self):
        return [asked.path for asked in self.asked if asked.path != "/robots.txt"]


@contextmanager
def serving(host="127.0.0.1"):
    """A site that runs until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            site.asked.append(Asked(self.path, dict(self.headers), self.headers.get("Host", "")))
            page = site.pages.get(self.path, Page(b"no such page", 404))
            if callable(page):
                page = page(self)
            etag = page.headers.get("ETag")
            if etag and self.headers.get("If-None-Match") == etag:
                page = Page(b"", 304, {"ETag": etag})
            self.send_response(page.status)
            for name, value in page.headers.items():
                self.send_header(name, value)
            if page.chunks:
                self.send_header("Connection", "close")
                self.end_headers()
                for chunk in page.chunks:
                    self.wfile.write(chunk)
                    self.wfile.flush()
                    stop.wait(page.pause)
                self.close_connection = True
                return
            self.send_header("Content-Length", str(len(page.body)))
            self.end_headers()
            self.wfile.write(page.body)

        def log_message(self, *_):
            pass

        def handle(self):
            try:
                super().handle()
            except ConnectionError:  # who asked has heard enough
                self.close_connection = True

    stop = threading.Event()
    server = ThreadingHTTPServer((host, 0), Handler)
    server.daemon_threads = True
    site = TestSite(host, server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield site
    finally:
        stop.set()
        server.shutdown()
        server.server_close()
        thread.join()
