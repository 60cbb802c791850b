"""Files in, a file out: the same closure as in memory, on generated persons and moving schemas."""

from pathlib import Path

import pytest
from rdflib import Graph

from poimenno.ontology.ntriples import Triple, read_lines, write_triples
from poimenno.triples.bulk_closing import Report, close_files
from poimenno.triples.closing import Closure, close_graph
from poimenno.triples.evaluating import InMemory

from ..benchmarks import generating
from .random_worlds import DECLARATIONS, PREFIXES

# What 1,000 generated persons and their ontology hold, and what follows: it changes only with the
# generator or the rules.
ASSERTED, ENTAILED = 22_917, 61_891


def close_in_memory(schema: str, data: str) -> tuple[set[Triple], Closure]:
    graph = Graph().parse(data=schema, format="turtle")
    stated = {*write_triples(graph), *read_lines(data.split("\n"))}
    return stated, close_graph(graph, stated, InMemory())


def close_on_disk(folder: Path, schema: str, data: str) -> tuple[set[Triple], Report]:
    (folder / "schema.ttl").write_text(schema, "utf-8")
    (folder / "data.nt").write_text(data, "utf-8")
    out = folder / "out.nt"
    report = close_files([folder / "data.nt"], [folder / "schema.ttl"], out, "1GiB")
    with out.open(encoding="utf-8") as file:
        return set(read_lines(file)), report


def named(triples: set[Triple]) -> set[Triple]:
    """Leave out what stands under names that each reading of a schema makes anew."""
    return {triple for triple in triples if "_:" not in f"{triple[0]} {triple[2]}"}


def test_thousand_generated_persons_close_as_in_memory(tmp_path: Path) -> None:
    schema, data = generating.schema(), "".join(generating.lines(1000))
    stated, memory = close_in_memory(schema, data)
    entailed = set(memory.entailed())
    ours, report = close_on_disk(tmp_path, schema, data)
    assert (len(stated), len(entailed)) == (ASSERTED, ENTAILED)
    assert (report.asserted, report.entailed, len(ours)) == (ASSERTED, ENTAILED, ENTAILED)
    assert report.counts.total() == ENTAILED
    assert named(ours) == named(entailed)
    assert report.findings == memory.findings() == []


EX = "<http://example.org/{}>".format
A = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"


@pytest.mark.parametrize(
    ("axioms", "data"),
    [
        # The data says it, or what it says entails it.
        ("", f"{EX('C0')} <http://www.w3.org/2000/01/rdf-schema#subClassOf> {EX('C1')} ."),
        (
            "ex:p0 rdfs:subPropertyOf rdfs:subClassOf .",
            f"{EX('C0')} {EX('p0')} {EX('C1')} .",
        ),
        # A class is another: names in rules change, and the asserted triples come back.
        (
            "ex:p0 rdfs:subPropertyOf rdfs:subClassOf . ex:C2 owl:sameAs ex:C0 .",
            f"{EX('C2')} {EX('p0')} {EX('C1')} .",
        ),
    ],
)
def test_data_that_changes_the_schema_changes_the_rules(
    tmp_path: Path, axioms: str, data: str
) -> None:
    data = f"{EX('i0')} {A} {EX('C0')} .\n{data}\n"
    schema = PREFIXES + DECLARATIONS + axioms
    _, memory = close_in_memory(schema, data)
    ours, _ = close_on_disk(tmp_path, schema, data)
    assert (EX("i0"), A, EX("C1")) in ours
    assert ours == set(memory.entailed())


def test_a_literal_of_the_schema_keeps_its_form(tmp_path: Path) -> None:
    number = '"01"^^<http://www.w3.org/2001/XMLSchema#integer>'
    fixed = "[ a owl:Restriction ; owl:onProperty ex:p0 ; owl:hasValue 01 ]"
    schema = f"{PREFIXES}{DECLARATIONS}ex:C0 owl:equivalentClass {fixed} ."
    ours, _ = close_on_disk(tmp_path, schema, f"{EX('i0')} {EX('p0')} {number} .\n")
    assert (EX("i0"), A, EX("C0")) in ours
