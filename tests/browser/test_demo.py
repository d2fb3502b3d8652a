"""What `make demo` runs after loading: two addresses, a way in that works once, a clean end."""

import re
import shutil
import signal
import socket
import subprocess
import sys

import pytest
from serving import HOST, ROOT, USUAL_PORT

ADDRESS = re.compile(r"http://\S+")


@pytest.fixture
def demo(seed_original, tmp_path):
    """The demo on a copy of the site, as far as its two addresses."""
    shutil.copy(seed_original, tmp_path / "claims.db")
    shutil.copy(ROOT / "metadata.json", tmp_path)
    process = subprocess.Popen(
        [sys.executable, ROOT / "tests" / "serving.py", tmp_path],
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    addresses = []
    while len(addresses) < 2:
        line = process.stdout.readline()
        assert line, "the demo ended before it printed its addresses"
        addresses += ADDRESS.findall(line)
    yield process, *addresses
    process.terminate()
    process.wait()
    process.stdout.close()


@pytest.fixture
def taken_port():
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            other.bind((HOST, USUAL_PORT))
            other.listen()
        except OSError:
            pass  # somebody else has it, which is as good
        yield


def test_addresses_lead_in_and_ctrl_c_ends_it(taken_port, demo, page):
    process, browse, login = demo
    assert f":{USUAL_PORT}/" not in browse

    page.goto(browse)
    assert page.get_by_text("Vladimir Putin").first.is_visible()
    page.goto(login)
    assert page.get_by_text("root", exact=True).first.is_visible()

    process.send_signal(signal.SIGINT)
    said, _ = process.communicate()
    assert process.returncode == 0
    assert said.endswith("Stopped. Your work is in claims.db.\n")


@pytest.mark.answers(403)
def test_login_works_once(demo, page):
    _, _, login = demo
    page.goto(login)
    page.context.clear_cookies()
    assert page.goto(login).status == 403
