"""Programs of others read what ours writes: extruct, pyld, frictionless, and datasette-mcp.

They bring much with them, and a plugin that is installed is part of every test: so they stand in
an environment of their own, as the plugins of docs/login.md do.
"""

import json
import re
import subprocess
import sys
import urllib.request
from pathlib import Path

import many
import pytest
from desk import desk
from test_export_files import SITE, run
from test_feeds_out import NAMED, news  # noqa: F401 (fixture)
from test_snapshot import fresh_original, plant, source  # noqa: F401 (fixtures)

extruct = pytest.importorskip("extruct", reason="needs pip install --group readers")
frictionless = pytest.importorskip("frictionless", reason="needs pip install --group readers")
jsonld = pytest.importorskip("pyld.jsonld", reason="needs pip install --group readers")
pytest.importorskip("datasette_mcp", reason="needs pip install --group readers")

SCHEMA = "https://schema.org/"
OA, AS = "http://www.w3.org/ns/oa#", "http://www.w3.org/ns/activitystreams#"
TERMS = {
    "id": "@id",
    "type": "@type",
    "oa": OA,
    "as": AS,
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "dcterms": "http://purl.org/dc/terms/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "AnnotationPage": "as:OrderedCollectionPage",
    "Annotation": "oa:Annotation",
    "items": {"@type": "@id", "@id": "as:items", "@container": "@list"},
    "TextQuoteSelector": "oa:TextQuoteSelector",
    "TextPositionSelector": "oa:TextPositionSelector",
    "TextualBody": "oa:TextualBody",
    "body": {"@type": "@id", "@id": "oa:hasBody"},
    "target": {"@type": "@id", "@id": "oa:hasTarget"},
    "source": {"@type": "@id", "@id": "oa:hasSource"},
    "selector": {"@type": "@id", "@id": "oa:hasSelector"},
    "start": {"@type": "xsd:nonNegativeInteger", "@id": "oa:start"},
    "end": {"@type": "xsd:nonNegativeInteger", "@id": "oa:end"},
    "exact": "oa:exact",
    "prefix": "oa:prefix",
    "suffix": "oa:suffix",
    "value": "rdf:value",
    "motivation": {"@type": "@vocab", "@id": "oa:motivatedBy"},
    "assessing": "oa:assessing",
    "identifying": "oa:identifying",
}
"""Of the context of Web Annotations, what these tests look at, as the specification has it."""

CONTEXTS = {
    "https://schema.org": {"@vocab": SCHEMA, "url": {"@type": "@id"}},
    "http://www.w3.org/ns/anno.jsonld": TERMS,
}


def expanded(document):
    """The document in full names; contexts are looked up here, not fetched."""

    def load(url, options=None):
        context = {"@context": CONTEXTS[url.rstrip("/")]}
        return {"contextUrl": None, "documentUrl": url, "document": context}

    return jsonld.expand(document, {"documentLoader": load})


async def test_extruct_finds_the_review_in_the_page(news, instance):  # noqa: F811
    path, keys = news
    ds = await instance(path, metadata=NAMED)
    for word in ("bendungan", "sekolah"):
        here = f"/news/-/claims/{keys[word]}"
        page = (await ds.client.get(here)).text
        found = extruct.extract(page, base_url=f"http://localhost{here}", syntaxes=["json-ld"])
        assert found["json-ld"] == [(await ds.client.get(f"{here}.jsonld")).json()]
    draft = (await ds.client.get(f"/news/-/claims/{keys['Retak']}")).text
    assert extruct.extract(draft, syntaxes=["json-ld"])["json-ld"] == []


async def test_pyld_reads_reviews_as_schema_org_has_them(news, instance):  # noqa: F811
    path, _ = news
    ds = await instance(path, metadata=NAMED)
    told = (await ds.client.get("/news/-/claims.jsonld?publication=published")).json()
    (feed,) = expanded(told)
    assert feed["@type"] == [f"{SCHEMA}DataFeed"]
    items = [item[f"{SCHEMA}item"][0] for item in feed[f"{SCHEMA}dataFeedElement"]]
    reviews = [item for item in items if item["@type"] == [f"{SCHEMA}ClaimReview"]]
    assert len(reviews) == 2
    for review in reviews:
        assert review["@id"].endswith("#review")
        (claim,) = review[f"{SCHEMA}itemReviewed"]
        assert claim["@type"] == [f"{SCHEMA}Claim"]
        assert claim[f"{SCHEMA}appearance"]
        (rating,) = review[f"{SCHEMA}reviewRating"]
        assert rating[f"{SCHEMA}alternateName"]


async def test_pyld_reads_annotations_as_the_specification_has_them(news, instance):  # noqa: F811
    path, _ = news
    ds = await instance(path, metadata=NAMED)
    (page,) = expanded((await ds.client.get("/news/-/claims.annotations")).json())
    items = page[f"{AS}items"][0]["@list"]
    assert len(items) == 7
    for item in items:
        assert item["@type"] == [f"{OA}Annotation"]
        assert item[f"{OA}motivatedBy"][0]["@id"] in (f"{OA}assessing", f"{OA}identifying")
        first = item[f"{OA}hasTarget"][0]
        kinds = {selector["@type"][0] for selector in first[f"{OA}hasSelector"]}
        assert kinds == {f"{OA}TextPositionSelector", f"{OA}TextQuoteSelector"}


@pytest.mark.parametrize("form", ["csv", "jsonl", "xlsx"])
def test_frictionless_finds_an_export_whole_and_a_damaged_one_not(tmp_path, form):
    rows = [{"speaker": "Siti", "text": f"=harga “{n}”,\n{'x' * n}"} for n in range(30)]
    db = many.claims(tmp_path / "claims.db", rows)
    folder = tmp_path / "open"
    folder.mkdir()
    (tmp_path / "metadata.json").write_text(json.dumps(SITE))
    target = folder / f"claims.{form}"
    metadata = ["--metadata", tmp_path / "metadata.json"]
    result = run(db, "--format", form, "--datapackage", *metadata, "-o", target)
    assert result.exit_code == 0, result.output
    package = folder / "datapackage.json"
    assert validated(package) == 0
    data = target.read_bytes()
    target.write_bytes(data[: len(data) // 2])
    assert validated(package) != 0


def validated(package):
    done = subprocess.run(
        [sys.executable, "-m", "frictionless", "validate", package.name],
        cwd=package.parent, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    return done.returncode


class Model:
    """What a language model's program does: it opens a session and calls tools."""

    def __init__(self, site, header=None):
        self.address = f"{site.address}/-/mcp"
        self.headers = {
            "content-type": "application/json",
            "accept": "application/json, text/event-stream",
            **({"authorization": header} if header else {}),
        }
        self.number = 0
        start = {
            "protocolVersion": "2025-06-18",
            "capabilities": {},
            "clientInfo": {"name": "test", "version": "1"},
        }
        self.ask("initialize", start)
        self.send({"jsonrpc": "2.0", "method": "notifications/initialized"})

    def send(self, message):
        request = urllib.request.Request(
            self.address, json.dumps(message).encode(), self.headers, method="POST"
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            if session := answer.headers.get("mcp-session-id"):
                self.headers["mcp-session-id"] = session
            return answer.read().decode()

    def ask(self, method, params):
        self.number += 1
        message = {"jsonrpc": "2.0", "id": self.number, "method": method, "params": params}
        return json.loads(self.send(message))["result"]

    def call(self, tool, **arguments):
        """What a tool answers, as text; with ``Error`` before it where it refused."""
        told = self.ask("tools/call", {"name": tool, "arguments": arguments})
        text = "".join(part.get("text", "") for part in told["content"])
        return f"Error: {text}" if told.get("isError") else text


def test_a_model_is_told_what_pages_tell(news):  # noqa: F811
    path, keys = news
    with desk(path, ["alice"]) as (site, headers):
        visitor, editor = Model(site), Model(site, headers["alice"])
        tools = {tool["name"] for tool in visitor.ask("tools/list", {})["tools"]}
        assert {"search_claims", "get_claim", "get_speaker", "list_verdicts"} <= tools
        found = json.loads(visitor.call("search_claims", database="news", words="sekolah"))
        (claim,) = found["claims"]
        assert (claim["id"], claim["status"]) == (keys["sekolah"], "unproven")
        assert claim["page"] == f"{site.address}/news/-/claims/{keys['sekolah']}"
        told = json.loads(visitor.call("get_claim", database="news", claim=keys["Retak"]))
        assert told["claim"]["status"] == "unreviewed"
        assert "Retak itu sudah lama" in told["passage"]
        told = json.loads(visitor.call("get_speaker", database="news", speaker="rini-wulandari"))
        assert told["speaker"]["name"] == "Rini Wulandari"
        told = json.loads(visitor.call("list_verdicts", database="news"))
        assert {one["id"] for one in told["verdicts"]} == {keys["bendungan"], keys["sekolah"]}
        # Drafts: to who may edit, and to nobody else, asked in whichever way.
        retak = {"database": "news", "words": "retak"}
        for asking, status in ((editor, "false"), (visitor, "unreviewed")):
            found = json.loads(asking.call("search_claims", **retak))["claims"]
            assert {one["id"]: one["status"] for one in found}[keys["Retak"]] == status
        for filters in ("status=false", "status=true"):
            found = json.loads(visitor.call("search_claims", database="news", filters=filters))
            assert (found["count"], found["claims"]) == (0, [])
        for filters in ("publication=draft", "evidence=some", "judged=alice", "sort=changed",
                        "status=unreviewed", "second=awaited"):  # fmt: skip
            told = visitor.call("search_claims", database="news", filters=filters)
            assert "who may not edit" in told or "published results" in told, filters
            assert not editor.call("search_claims", database="news", filters=filters).startswith(
                "Error"
            )
        for wrong in ({"database": "nowhere"}, {"database": "_internal"}):
            assert visitor.call("search_claims", **wrong).startswith("Error")
        assert visitor.call("get_claim", database="news", claim="nobody").startswith("Error")
        assert not site.errors


def test_a_model_is_told_nothing_private(source):  # noqa: F811
    plant(source)
    with desk(source.path, ["alice"]) as (site, _):
        visitor = Model(site)
        for tool, arguments in (
            ("search_claims", {}),
            ("search_claims", {"words": "SECRET"}),
            ("get_claim", {"claim": "c1"}),
            ("get_claim", {"claim": "c2"}),
            ("get_claim", {"claim": "c4"}),
            ("get_speaker", {"speaker": "ana"}),
            ("list_verdicts", {}),
        ):
            told = visitor.call(tool, database="claims", **arguments)
            assert not told.startswith("Error"), told
            assert "SECRET" not in told, tool


def test_the_docs_name_the_tools():
    page = (Path(__file__).parent.parent / "docs" / "works-with.md").read_text("utf-8")
    named = set(re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE))
    assert named == {"search_claims", "get_claim", "get_speaker", "list_verdicts"}
