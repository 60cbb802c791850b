"""Wikidata is only named by identifiers that have evidence: in the graph and in every file.

Wrong identifiers circulate widely and look right, so each one is held against the lists of those
that were seen in a published file.
"""

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from poimenno.triples.snapshots import reading
from poimenno.triples.store import Store

ROOT = Path(__file__).parents[1]
FOLDERS = ("ontology", "queries", "triples", "server", "docs", "tests", "*.md")
# An address of an entity of Wikidata, in whatever of its namespaces.
_ADDRESS = re.compile(
    r"wikidata\.org/(?:entity|wiki|prop)/(?:[A-Za-z-]+[/:])*([QPLE][0-9]+)\b", re.IGNORECASE
)
_DECLARED = re.compile(r"prefix\s+([\w-]*):\s*<https?://www\.wikidata\.org/[^>]*>", re.IGNORECASE)
# A wrong number on purpose, to see whether it is found.
PLANTED = "wikidata.org/entity/" + "Q19777"
# What Wikibase's own format writes: the Julian calendar, and the unit of a bare number.
FORMAT = {"Q1985786", "Q199"}


@pytest.fixture(scope="module")
def evident(shared: Path) -> set[str]:
    """The identifiers with evidence."""
    found = set(FORMAT)
    for name in ("items", "properties"):
        text = (shared / "wikidata" / f"wikidata-{name}.json").read_text("utf-8")
        found |= {item["id"] for item in json.loads(text)[name]}
    return found


def named(text: str) -> set[str]:
    """Find the identifiers that a text names, by address or by a prefix declared in it."""
    found = {number.upper() for number in _ADDRESS.findall(text)}
    for prefix in set(_DECLARED.findall(text)):
        found |= set(re.findall(rf"(?<![\w:-]){re.escape(prefix)}:([QP][0-9]+)\b", text))
    return found


def files() -> Iterator[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", *FOLDERS], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("not a git checkout")
    yield from (ROOT / name for name in listed.stdout.split("\0") if name)


def named_in(store: Store) -> set[str]:
    """Find the identifiers that any term of a store names, literals included."""
    found = b""
    for place in ("?term ?p ?o", "?s ?term ?o", "?s ?p ?term"):
        text = f'SELECT DISTINCT ?term {{ {place} FILTER(CONTAINS(STR(?term), "wikidata.org")) }}'
        found += store.answer(text, "text/csv", union=True) or b""
    return named(found.decode())


def test_every_identifier_in_the_graph_has_evidence(built_store: Path, evident: set[str]) -> None:
    with reading(built_store) as store:
        found = named_in(store)
    assert len(found) > 100
    assert not found - evident


def test_every_identifier_in_the_files_has_evidence(evident: set[str]) -> None:
    found = {
        (path.relative_to(ROOT).as_posix(), number)
        for path in files()
        if path.is_file() and path != Path(__file__).resolve()
        for number in named(path.read_text("utf-8", "replace"))
    }
    assert ("ontology/alignments/wikidata.ttl", "P569") in found
    # Other tests plant it too.
    allowed = evident | {"Q19777"}
    assert not {(path, number) for path, number in found if number not in allowed}


def test_the_format_names_what_it_is_allowed_to(shared: Path) -> None:
    golden = "".join(path.read_text("utf-8") for path in (shared / "wikibase").rglob("*.nt"))
    assert named(golden) >= FORMAT


def test_a_wrong_identifier_is_found(evident: set[str]) -> None:
    store = Store.in_memory()
    store.extend(f"<http://a.example/> <http://b.example/> <http://www.{PLANTED}> .\n".encode())
    assert named_in(store) - evident == {"Q19777"}
    for text in (
        f"see https://www.{PLANTED}#P1",
        "PREFIX wd: <http://www.wikidata.org/entity/> SELECT * { wd:Q19777 ?p ?o }",
        "@prefix wdt: <http://www.wikidata.org/prop/direct/> . <a> wdt:P99999 <b> .",
        "https://www.wikidata.org/wiki/Special:EntityData/Q19777.json",
        "https://www.wikidata.org/wiki/Property:P99999",
    ):
        assert named(text) - evident in ({"Q19777"}, {"P99999"}), text
    assert not named("PREFIX wd: <https://w3id.org/poimenno/entity/> wd:Q1001")
