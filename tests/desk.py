"""A real server, and tokens of people who may edit there: on both lines, without cookies.

1.0 makes them itself. On 0.65 a plugin of three lines stands for datasette-auth-tokens, which
tests/test_login.py tries.
"""

import asyncio
import json
import urllib.error
import urllib.request
from contextlib import contextmanager

from conftest import IS_1
from datasette.app import Datasette
from serving import serve

SECRET = "a secret of these tests"
OF_0_65 = """
from datasette import hookimpl

@hookimpl
def actor_from_request(request):
    who = (request.headers.get("authorization") or "").partition("Bearer of-")[2]
    return {"id": who} if who else None
"""


@contextmanager
def desk(path, editors, **options):
    """``(site, {editor: header})`` as long as the block lasts."""
    folder = path.parent / "desk"
    folder.mkdir(exist_ok=True)
    edit = {"permissions": {"edit-claims": list(editors)}}
    (folder / "metadata.json").write_text(json.dumps({"plugins": {"datasette-claims": edit}}))
    arguments = ["-m", folder / "metadata.json", "--secret", SECRET]
    if not IS_1:
        (folder / "plugins").mkdir(exist_ok=True)
        (folder / "plugins" / "tokens.py").write_text(OF_0_65)
        arguments += ["--plugins-dir", folder / "plugins"]
    with serve(path, *arguments, **options) as site:
        yield site, {who: f"Bearer {token}" for who, token in tokens(editors).items()}


def tokens(editors):
    if not IS_1:
        return {who: f"of-{who}" for who in editors}

    async def made():
        ds = Datasette(secret=SECRET)
        await ds.invoke_startup()
        found = {who: await ds.create_token(who) for who in editors}
        ds.close()
        return found

    return asyncio.run(made())


def ask(address, header, body=None, timeout=120):
    """The status and the JSON of an answer; ``OSError`` where none came."""
    data = None if body is None else json.dumps(body).encode()
    headers = {"Authorization": header, "Content-Type": "application/json"}
    request = urllib.request.Request(address, data, headers)
    try:
        with urllib.request.urlopen(request, timeout=timeout) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as refusal:
        with refusal:
            return refusal.code, json.load(refusal)
