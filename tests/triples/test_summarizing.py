"""What a store holds is counted right, and the description of it stands in the store itself."""

from pathlib import Path

import pytest
from rdflib import RDF, Graph, Literal, Namespace, URIRef

from poimenno.ontology.namespaces import COMMON_PREFIXES, ENTITY, ONTOLOGY
from poimenno.triples.asserting import VOID_GRAPH, is_derived_graph
from poimenno.triples.snapshots import reading
from poimenno.triples.store import Store
from poimenno.triples.summarizing import Summary, summarize
from poimenno.triples.void_graph import DATASET, VOID, VOID_EXT, stored_description

TYPE = f"<{RDF.type}>"
PERSON, PLACE, AGENT = (f"<{ONTOLOGY}{name}>" for name in ("Person", "Place", "Actor"))
BORN, NAME, SAME = f"<{ONTOLOGY}bornAt>", f"<{ONTOLOGY}nameAsPrinted>", COMMON_PREFIXES["skos"]
EXACT = f"<{SAME}exactMatch>"
Q1, Q2, Q9, Q10 = (f"<{ENTITY}Q{number}>" for number in (1, 2, 9, 10))
ASSERTED = [
    (Q9, TYPE, PERSON),
    (Q10, TYPE, PERSON),
    (Q2, TYPE, PLACE),
    (Q9, BORN, Q2),
    (Q10, BORN, Q2),
    (Q9, NAME, '"a"'),
    (Q10, NAME, '"b"@ru'),
    (Q2, EXACT, "<http://www.wikidata.org/entity/Q15180>"),
    (Q2, EXACT, "<http://example.org/nowhere>"),
    ("<http://example.org/other>", EXACT, "<http://www.wikidata.org/entity/Q15180>"),
]
ENTAILED = [(Q9, TYPE, AGENT), (Q9, NAME, '"never counted"')]


@pytest.fixture(scope="module")
def summary() -> Summary:
    store = Store.in_memory()
    lines = [f"{' '.join(triple)} .\n" for triple in (*ASSERTED, *ENTAILED)]
    store.extend("".join(lines).encode())
    return summarize(store, ASSERTED, ENTAILED)


def test_classes_and_properties_are_counted(summary: Summary) -> None:
    assert summary.classes == {PERSON[1:-1]: 2, PLACE[1:-1]: 1, AGENT[1:-1]: 1}
    assert summary.properties[BORN[1:-1]] == 2
    assert summary.properties[NAME[1:-1]] == 3


def test_use_is_of_what_is_asserted_by_members_who_may_be_inferred(summary: Summary) -> None:
    born, name = summary.uses[PERSON[1:-1]][BORN[1:-1]], summary.uses[AGENT[1:-1]][NAME[1:-1]]
    assert (born.triples, born.classes, born.datatypes) == (2, {PLACE[1:-1]: 2}, {})
    assert (name.triples, name.datatypes) == (1, {COMMON_PREFIXES["xsd"] + "string": 1})
    assert summary.uses[PERSON[1:-1]][NAME[1:-1]].datatypes == {
        COMMON_PREFIXES["xsd"] + "string": 1,
        COMMON_PREFIXES["rdf"] + "langString": 1,
    }


def test_links_lead_from_our_names_to_known_collections(summary: Summary) -> None:
    assert summary.links == {EXACT[1:-1]: {"http://www.wikidata.org/entity/": 1}}


def test_the_example_has_the_lowest_number(summary: Summary) -> None:
    assert summary.examples == (Q9[1:-1],)


def test_every_part_of_the_description_has_a_name(summary: Summary) -> None:
    graph = stored_description(summary)
    assert all(isinstance(term, URIRef) for term in graph.subjects())
    (person,) = graph.subjects(VOID["class"], URIRef(PERSON[1:-1]))
    assert (DATASET, VOID.classPartition, person) in graph
    parts = {
        graph.value(p, VOID.property): p for p in graph.objects(person, VOID.propertyPartition)
    }
    born = parts[URIRef(BORN[1:-1])]
    assert graph.value(born, VOID.triples) == Literal(2)
    (kind,) = graph.objects(born, VOID.classPartition)
    assert graph.value(kind, VOID["class"]) == URIRef(PLACE[1:-1])
    (links,) = graph.subjects(RDF.type, VOID.Linkset)
    target = graph.value(links, VOID.objectsTarget)
    assert graph.value(target, VOID.uriSpace) == Literal("http://www.wikidata.org/entity/")


# The three queries that the SIB SPARQL editor asks when it starts, as its README has them.
VOID_QUERY = """\
PREFIX void: <http://rdfs.org/ns/void#>
PREFIX void-ext: <http://ldf.fi/void-ext#>
SELECT DISTINCT ?subjectClass ?prop ?objectClass ?objectDatatype WHERE {
  { ?cp void:class ?subjectClass ; void:propertyPartition ?pp . ?pp void:property ?prop .
    OPTIONAL { { ?pp void:classPartition [ void:class ?objectClass ] . }
      UNION { ?pp void-ext:datatypePartition [ void-ext:datatype ?objectDatatype ] . } } }
  UNION { ?linkset void:subjectsTarget [ void:class ?subjectClass ] ; void:linkPredicate ?prop ;
    void:objectsTarget [ void:class ?objectClass ] . } }"""
EXAMPLES_QUERY = """\
PREFIX sh: <http://www.w3.org/ns/shacl#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT DISTINCT ?comment ?query WHERE { ?sq a sh:SPARQLExecutable ; rdfs:comment ?comment ;
  sh:select|sh:ask|sh:construct|sh:describe ?query . } ORDER BY ?sq"""
PREFIXES_QUERY = """\
PREFIX sh: <http://www.w3.org/ns/shacl#>
SELECT DISTINCT ?prefix ?namespace WHERE { [] sh:namespace ?namespace ; sh:prefix ?prefix }
ORDER BY ?prefix"""


def test_the_editor_of_sib_finds_what_it_asks_for(built_store: Path) -> None:
    with reading(built_store) as store:
        found = {}
        for text in (VOID_QUERY, EXAMPLES_QUERY, PREFIXES_QUERY):
            data = store.answer(text, "text/tab-separated-values", union=True) or b""
            found[text] = data.decode().splitlines()[1:]
    assert f"{PERSON}\t{BORN}\t<{ONTOLOGY}Settlement>\t" in found[VOID_QUERY]
    assert any(row.startswith(f"{PERSON}\t") and "EDTF" in row for row in found[VOID_QUERY])
    assert len(found[EXAMPLES_QUERY]) > 150
    assert any(row.startswith('"poi"\t') for row in found[PREFIXES_QUERY])


def test_the_stored_counts_are_those_of_the_store(built_store: Path) -> None:
    void = Namespace(COMMON_PREFIXES["void"])
    with reading(built_store) as store:
        described = Graph().parse(
            data=store.dump("application/n-triples", graph=VOID_GRAPH) or b"", format="nt"
        )
        rows = store.solutions(
            f"SELECT (COUNT(DISTINCT ?s) AS ?n) WHERE {{ GRAPH ?g {{ ?s a {PERSON} }} }}"
        )
        (number,) = next(iter(rows))
    (part,) = (
        part
        for part in described.subjects(void["class"], URIRef(PERSON[1:-1]))
        if described.value(part, void.entities)
    )
    assert number
    assert str(described.value(part, void.entities)) == number.split('"')[1]
    assert list(described.objects(None, VOID_EXT.datatype))
    assert is_derived_graph(VOID_GRAPH)
