"""Wikidata's JSON and its endpoint: what is read, what is refused, and what a curator compares."""

import bz2
import csv
import gzip
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard

from poimenno.queries import catalogue
from poimenno.queries.running import Reply, RunError
from poimenno.triples import importing_wikidata
from poimenno.triples.asking_wikidata import BATCH, import_endpoint
from poimenno.triples.importing_wikidata import (
    WIKIDATA_GRAPH,
    Imported,
    ImportTooLarge,
    import_files,
    linked_items,
)
from poimenno.triples.store import Store
from poimenno.triples.walking import asking
from poimenno.triples.wikidata_files import WikidataFileError, read_file

from .wikidata_items import item, place, reference, said, time, unknown, url

MOMENT = "2025-01-02T03:04:05+00:00"
LINKED = ["Q855", "Q35314"]
PAGE = "http://example.org/a page"
STALIN = item(
    "Q855",
    said(
        time("P569", "1900-01-01", 11),
        rank="preferred",
        qualifiers={"P580": [time("P580", "1930-00-00", 9)]},
        references=[reference(url("P854", PAGE), time("P813", "2025-01-02", 11))],
    ),
    said(time("P569", "1901-00-00", 9), rank="deprecated"),
    said(unknown("P570")),
    said(place("P19", "Q649")),
    revision=7,
)
OTHER = item("Q35314", said(time("P570", "1950-05-00", 10)), revision=9)
UNLINKED = item("Q141829", said(time("P570", "1950-05-00", 10)))
WD, WDS = "http://www.wikidata.org/entity/", "http://www.wikidata.org/entity/statement/"


def lines(*items: object) -> bytes:
    return b"[\n" + b",\n".join(json.dumps(one).encode() for one in items) + b"\n]\n"


SHAPES: dict[str, Callable[[], bytes]] = {
    "a dump": lambda: lines(STALIN, UNLINKED, OTHER),
    "lines": lambda: lines(STALIN, UNLINKED, OTHER)[2:-3].replace(b",\n{", b"\n{"),
    "a document of many": lambda: json.dumps(
        {"entities": {one["id"]: one for one in (STALIN, UNLINKED, OTHER)}, "success": 1}
    ).encode(),
    "a document over lines": lambda: json.dumps([STALIN, OTHER, UNLINKED], indent=1).encode(),
}


def written(folder: Path, data: bytes, name: str = "some.json") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def loaded(imported: Imported) -> Store:
    graph = Store.in_memory()
    graph.load(imported.document(MOMENT), "application/n-triples", graph=WIKIDATA_GRAPH)
    return graph


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_of_file_gives_the_linked_items(tmp_path: Path, shape: str) -> None:
    path = written(tmp_path, SHAPES[shape]())
    assert [one["id"] for one in read_file(path, LINKED)] == LINKED
    assert import_files([path], LINKED).entities == {"Q855": 7, "Q35314": 9}


@pytest.mark.parametrize(
    ("ending", "pack"),
    [("gz", gzip.compress), ("zst", zstandard.compress), ("bz2", bz2.compress)],
)
def test_a_packed_file_is_unpacked(
    tmp_path: Path, ending: str, pack: Callable[[bytes], bytes]
) -> None:
    data = pack(lines(STALIN, OTHER))
    path = written(tmp_path, data, f"dump.json.{ending}")
    assert [one["id"] for one in read_file(path, LINKED)] == LINKED
    cut = written(tmp_path, data[: len(data) * 2 // 3], f"cut.json.{ending}")
    with pytest.raises(WikidataFileError, match=r"cut\.json"):
        list(read_file(cut, LINKED))


def test_one_entity_is_a_file_too(tmp_path: Path) -> None:
    for data in (json.dumps(STALIN), json.dumps(STALIN, indent=2)):
        assert [one["id"] for one in read_file(written(tmp_path, data.encode()), LINKED)] == [
            "Q855"
        ]
    quirks = {**STALIN, "labels": [], "claims": [], "sitelinks": []}
    found = list(read_file(written(tmp_path, json.dumps(quirks).encode()), LINKED))
    assert found[0]["claims"] == {}, "PHP writes an empty map as a list"
    missing = {"entities": {"Q855": {"id": "Q855", "missing": ""}}}
    assert list(read_file(written(tmp_path, json.dumps(missing).encode()), LINKED)) == []


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "empty"),
        (lines(STALIN)[:-20], r"line 2: no JSON at column"),
        (lines(OTHER, STALIN).replace(b'"Q855$', b'"Q855\x01'), "line 3: no JSON"),
        (lines(OTHER).replace(b'"precision": 10', b'"precision": NaN'), "NaN is no number"),
        (lines(OTHER) + lines(STALIN), "line 4: expected nothing after"),
        (lines(OTHER, 5), "line 3: expected one entity"),
        (b"\xff\xfe{}", "some.json"),
        (b'"text"', "expected an entity"),
        (b"{}", "expected an entity with an id"),
        (b"[" * 100_000, "no JSON"),
        (lines({**OTHER, "claims": 5}), "Q35314: expected a map in `claims`"),
        (lines({**OTHER, "claims": {"P1": 5}}), "Q35314: expected a list of statements for P1"),
        (lines({**OTHER, "claims": {"P1": [{"id": "a"}]}}), "P1: expected a rank"),
        (lines(OTHER).replace(b'"snaktype": "value"', b'"snaktype": "?"'), "expected a snak"),
        (lines(OTHER).replace(b'"datavalue"', b'"data"'), "expected a datavalue"),
    ],
)
def test_what_is_malformed_is_told_with_its_place(
    tmp_path: Path, data: bytes, message: str
) -> None:
    with pytest.raises(WikidataFileError, match=message) as raised:
        import_files([written(tmp_path, data)], LINKED)
    assert str(raised.value).startswith("some.json")


def test_an_unlinked_item_is_passed_over_unread(tmp_path: Path) -> None:
    broken = json.dumps(UNLINKED, separators=(",", ":"))[:-30].encode()
    path = written(tmp_path, b"[\n" + broken + b",\n" + lines(STALIN)[2:])
    assert [one["id"] for one in read_file(path, LINKED)] == ["Q855"]


def test_ranks_qualifiers_and_references_are_kept(tmp_path: Path) -> None:
    graph = loaded(import_files([written(tmp_path, lines(STALIN))], LINKED))
    assert list(graph.graphs()) == [WIKIDATA_GRAPH]
    ask = asking(graph)
    found = ask(
        "PREFIX wikibase: <http://wikiba.se/ontology#> PREFIX p: <http://www.wikidata.org/prop/>"
        " PREFIX prov: <http://www.w3.org/ns/prov#> SELECT * WHERE {"
        f" <{WD}Q855> <http://www.wikidata.org/prop/P569> ?statement ."
        " ?statement wikibase:rank ?rank"
        " OPTIONAL { ?statement <http://www.wikidata.org/prop/qualifier/P580> ?since }"
        " OPTIONAL { ?statement prov:wasDerivedFrom ?reference ."
        " ?reference <http://www.wikidata.org/prop/reference/P854> ?page } } ORDER BY ?statement"
    )
    assert [row["rank"]["value"].rpartition("#")[2] for row in found] == [
        "PreferredRank",
        "DeprecatedRank",
    ]
    assert found[0]["since"]["value"] == "1930-01-01T00:00:00Z"
    assert found[0]["page"]["value"] == "http://example.org/a%20page"
    labels = ask(
        f"SELECT ?l WHERE {{ <{WD}Q855> <http://www.w3.org/2000/01/rdf-schema#label> ?l }}"
    )
    assert {row["l"]["xml:lang"] for row in labels} == {"en", "ru"}
    subjects = {row["s"]["value"] for row in ask("SELECT DISTINCT ?s WHERE { ?s ?p ?o }")}
    assert not [iri for iri in subjects if "poimenno/entity" in iri], "nothing is said of ours"


def test_a_datatype_that_is_told_stands_above_a_snak_that_tells_none(tmp_path: Path) -> None:
    bare = url("P953", "http://example.org/b")
    del bare["datatype"]
    document = item("Q855", said(url("P953", "http://example.org/a"), references=[reference(bare)]))
    told = {
        (triple[1].rpartition("/")[2], triple[2])
        for triple in importing_wikidata.triples_of(document, ["en"])
        if "P953" in triple[1] and "example.org" in triple[2]
    }
    assert told == {("P953>", "<http://example.org/a>"), ("P953>", "<http://example.org/b>")}


def test_the_newer_revision_of_an_item_counts_and_the_files_are_told(tmp_path: Path) -> None:
    old = written(tmp_path, lines(item("Q855", revision=3)), "old.json")
    new = written(tmp_path, lines(STALIN), "new.json")
    assert import_files([new, old], LINKED).lines == import_files([old, new], LINKED).lines
    imported = import_files([old, new], LINKED)
    assert imported.entities == {"Q855": 7}
    document = imported.document(MOMENT).decode()
    assert '"old.json"' in document
    assert '"sha256:' in document
    assert f'endedAtTime> "{MOMENT}"' in document
    assert 'schema.org/version> "7"' in document
    assert str(tmp_path) not in document, "where a file lay is nobody's business"


def test_an_import_has_a_bound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing_wikidata, "LARGEST", 1000)
    with pytest.raises(ImportTooLarge, match="1000 bytes"):
        import_files([written(tmp_path, lines(STALIN))], LINKED)


# The endpoint.


class Endpoint:
    """An endpoint over a graph, that notes what it is asked."""

    def __init__(self, graph: Store) -> None:
        self.graph = graph
        self.asked: list[str] = []

    def __call__(self, text: str, media_type: str) -> Reply:
        self.asked.append(text)
        return Reply(media_type, self.graph.answer(text, media_type, union=True) or b"")


def triples(graph: Store) -> set[str]:
    """The triples about Wikidata's nodes, without the nodes that have no name."""
    found = graph.triples_of(WIKIDATA_GRAPH)
    return {" ".join(triple) for triple in found if "_:" not in triple[2]}


def test_an_endpoint_gives_what_the_files_give(tmp_path: Path) -> None:
    files = import_files([written(tmp_path, lines(STALIN, OTHER))], LINKED)
    endpoint = Endpoint(loaded(files))
    endpoint.graph.load(b"<urn:x> <urn:x> <urn:x> .", "application/n-triples", graph="urn:g")
    imported = import_endpoint("http://example.org/sparql", endpoint, LINKED)
    assert imported.entities.keys() == files.entities.keys()
    told = triples(loaded(imported))
    documents = {line for line in triples(endpoint.graph) if line.startswith("<https://www.")}
    ours = {line for line in triples(endpoint.graph) if line.startswith(f"<{WIKIDATA_GRAPH}")}
    expected = triples(endpoint.graph) - documents - ours
    assert expected <= told
    assert not [line for line in told - expected if WIKIDATA_GRAPH not in line]
    assert all("wd:Q855" in text and "wd:Q35314" in text for text in endpoint.asked)


def test_an_endpoint_is_asked_in_batches_and_only_for_linked_items() -> None:
    endpoint = Endpoint(Store.in_memory())
    wanted = [f"Q{number}" for number in range(1, BATCH + 2)]
    assert import_endpoint("http://example.org/sparql", endpoint, wanted).entities == {}
    assert len(endpoint.asked) == 10
    assert all(text.count("wd:Q") in {BATCH, 1} for text in endpoint.asked)


def test_an_endpoint_can_say_nothing_of_ours() -> None:
    hostile = (
        "<https://w3id.org/poimenno/entity/Q1> <http://example.org/p> 1 ."
        f"<{WD}Q855> <http://example.org/p> 1 . <http://example.org/x> <http://example.org/p> 1 ."
    )
    imported = import_endpoint(
        "http://example.org/sparql", lambda *_: Reply("text/turtle", hostile.encode()), ["Q855"]
    )
    assert imported.lines["batch 000000000"].count(b"\n") == 1
    with pytest.raises(RunError, match="cannot be read"):
        import_endpoint("http://example.org/", lambda *_: Reply("text/html", b"<p>"), ["Q855"])


# What a curator asks. The entity, its dates and its places are invented.

OURS = """
@prefix poi: <https://w3id.org/poimenno/ontology#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix edtf: <http://id.loc.gov/datatypes/edtf/> .
@prefix ex: <http://example.org/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix wd: <http://www.wikidata.org/entity/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

poi:birthDate skos:exactMatch wd:P569 . poi:deathDate skos:exactMatch wd:P570 .
poi:bornAt skos:exactMatch wd:P19 . poi:diedAt skos:exactMatch wd:P20 .
poi:occupation skos:exactMatch wd:P106 .

ex:one dcterms:identifier "E1" ; rdfs:label "One"@en ; skos:exactMatch wd:Q855 ;
  poi:birthDate "1899-01-01"^^edtf:EDTF ; poi:bornAt ex:town ; poi:diedAt ex:town .
ex:one-birth poi:claimsAbout ex:one ; poi:claimsProperty poi:birthDate ;
  poi:claimedValue "1899-01-01"^^edtf:EDTF ; poi:hasConfidence poi:highConfidence ;
  poi:earliestDate "1899-01-01"^^xsd:date ; poi:latestDate "1899-01-01"^^xsd:date .
ex:one-place poi:claimsAbout ex:one ; poi:claimsProperty poi:bornAt ;
  poi:claimsEntity ex:town ; poi:hasConfidence poi:highConfidence .
ex:one-end poi:claimsAbout ex:one ; poi:claimsProperty poi:diedAt ;
  poi:claimsEntity ex:town ; poi:hasConfidence poi:lowConfidence .

ex:two dcterms:identifier "E2" ; rdfs:label "Two"@en ; skos:exactMatch wd:Q35314 ;
  poi:deathDate "1950-05-17"^^edtf:EDTF .
ex:two-death poi:claimsAbout ex:two ; poi:claimsProperty poi:deathDate ;
  poi:claimedValue "1950-05-17"^^edtf:EDTF ; poi:hasConfidence poi:highConfidence ;
  poi:earliestDate "1950-05-17"^^xsd:date ; poi:latestDate "1950-05-17"^^xsd:date .

ex:town rdfs:label "Town"@en ; skos:exactMatch wd:Q1953 .
ex:unseen dcterms:identifier "E3" ; rdfs:label "Unseen"@en ; skos:exactMatch wd:Q141829 ;
  poi:deathDate "1950"^^edtf:EDTF .
"""


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> Store:
    folder = tmp_path_factory.mktemp("wikidata")
    graph = loaded(import_files([written(folder, lines(STALIN, OTHER))], LINKED))
    graph.load(OURS.encode(), "text/turtle", graph="http://example.org/graph")
    return graph


def answered(graph: Store, name: str) -> list[list[str]]:
    text = catalogue.shipped()[f"wikidata/{name}"].text
    data = graph.answer(text, "text/csv", union=True) or b""
    return list(csv.reader(io.StringIO(data.decode())))


def test_the_linked_items_are_found(compared: Store) -> None:
    assert linked_items(asking(compared)) == ["Q141829", "Q1953", "Q35314", "Q855"]


def test_dates_differ_only_where_no_day_fits_both(compared: Store) -> None:
    assert answered(compared, "differing-dates")[1:] == [
        ["E1", "One", "P569", "1899-01-01", "1900-01-01", "11", f"{WD}Q855", f"{WDS}Q855-0"]
    ]


def test_what_only_wikidata_has_is_listed(compared: Store) -> None:
    header, *rows = answered(compared, "missing-here")
    assert header == ["id", "name", "property", "theirs", "ourName", "item"]
    assert [row[:3] for row in rows] == [["E1", "One", "P570"]], "an unknown value is one, too"


def test_what_wikidata_has_not_is_listed_of_imported_items_alone(compared: Store) -> None:
    assert answered(compared, "missing-there")[1:] == [
        ["E1", "One", "P20", "http://example.org/town", f"{WD}Q1953", "low", f"{WD}Q855"]
    ]


def test_places_are_compared_by_their_links(compared: Store) -> None:
    row = ["E1", "One", "P19", "Town", f"{WD}Q1953", f"{WD}Q649"]
    assert answered(compared, "places-compared")[1:] == [[*row, "different"]]


def test_what_can_be_adopted_has_the_columns_of_the_table(compared: Store) -> None:
    table = Path(__file__).parents[2] / "triples" / "records" / "extra_claims.csv"
    header, *rows = answered(compared, "claims-to-adopt")
    assert header == table.read_text("utf-8").partition("\n")[0].split(",")
    found = [dict(zip(header, row, strict=True)) for row in rows]
    assert [(row["about_id"], row["field"], row["value"]) for row in found] == [
        ("E1", "birth", "1900-01-01"),
        ("E2", "death", "1950-05"),
    ]
    assert found[0]["origin"] == "wikidata.Q855"
    assert found[0]["remark"] == "revision 7; references: http://example.org/a%20page"
    assert found[1]["remark"] == "revision 9; references: none with an address"
    assert {row["source_ids"] for row in found} == {""}, "what vouches for it is for a curator"
