"""The W3C SPARQL 1.0 and 1.1 suites over HTTP: our endpoint answers as plain Oxigraph does.

The suites come from rdflib's source distribution, which `make long` fetches (`build/w3c`). Each
test runs on an embedded Oxigraph and against our server with `--default-graph plain`: same
acceptance of the syntax, isomorphic results. So no test that plain Oxigraph passes fails here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pyoxigraph as ox
import pytest
from rdflib import BNode, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.compare import isomorphic
from rdflib.namespace import RDF, RDFS

SUITES = Path(__file__).parents[2] / "build" / "w3c"
MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
QT = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")
UT = Namespace("http://www.w3.org/2009/sparql/tests/test-update#")
BINDING = Namespace("http://example.org/binding#")
# Entailment regimes other than simple entailment are not what a plain store answers.
LEFT_OUT = {"entailment", "protocol", "service-description", "http-rdf-update"}
TOKEN = "w3c"

pytestmark = [pytest.mark.long, pytest.mark.timeout(1500)]


@dataclass(frozen=True)
class Case:
    """One test of a manifest: what to load, what to send."""

    name: str
    kind: str
    text: Path
    default: tuple[Path, ...]
    named: tuple[tuple[str, Path], ...]

    @property
    def is_update(self) -> bool:
        return "Update" in self.kind

    @property
    def base(self) -> str:
        return self.text.as_uri()


def path_of(iri: Any) -> Path:
    return Path(httpx.URL(str(iri)).path)


def cases_of(manifest: Path) -> Iterator[Case]:
    graph = Graph().parse(manifest, publicID=manifest.as_uri())
    for head in graph.objects(None, MF.entries):
        for test in Collection(graph, head):
            kinds = [str(kind).rpartition("#")[2] for kind in graph.objects(test, RDF.type)]
            kind = next((kind for kind in kinds if kind.endswith(("Test", "Test11"))), "")
            action = graph.value(test, MF.action)
            if not kind or action is None:
                continue
            text: Any = action
            default: list[Path] = []
            named: list[tuple[str, Path]] = []
            if isinstance(action, BNode):
                text = graph.value(action, QT.query) or graph.value(action, UT.request)
                default = [path_of(d) for n in (QT, UT) for d in graph.objects(action, n.data)]
                for node in (
                    *graph.objects(action, QT.graphData),
                    *graph.objects(action, UT.graphData),
                ):
                    if isinstance(node, URIRef):
                        named.append((str(node), path_of(node)))
                    else:
                        named.append(
                            (
                                str(graph.value(node, RDFS.label)),
                                path_of(graph.value(node, UT.graph)),
                            )
                        )
            if text is None:
                continue
            yield Case(
                f"{manifest.parent.name}/{graph.value(test, MF.name)}",
                kind,
                path_of(text),
                tuple(sorted(default)),
                tuple(sorted(named)),
            )


def quads_of(case: Case) -> list[ox.Quad]:
    """The data of a case, with the graphs that its own FROM clauses name beside it."""
    sources: list[tuple[ox.DefaultGraph | ox.NamedNode, Path]] = [
        (ox.DefaultGraph(), path) for path in case.default
    ]
    sources += [(ox.NamedNode(name), path) for name, path in case.named]
    known = {str(name) for name, _ in case.named}
    if not sources and not case.is_update:
        for path in sorted(case.text.parent.glob("data-g*.ttl")):
            if path.name in case.text.read_text("utf-8", "replace") and path.as_uri() not in known:
                sources.append((ox.NamedNode(path.as_uri()), path))
    quads = []
    for graph, path in sources:
        form = ox.RdfFormat.RDF_XML if path.suffix == ".rdf" else ox.RdfFormat.TURTLE
        for quad in ox.parse(path=str(path), format=form, base_iri=path.as_uri()):
            quads.append(ox.Quad(quad.subject, quad.predicate, quad.object, graph))
    return quads


def as_graph(result: Any) -> Graph | bool:
    """A result as something isomorphism is defined for: an RDF graph, or a truth value."""
    if isinstance(result, ox.QueryBoolean):
        return bool(result)
    graph = Graph()
    if isinstance(result, ox.QuerySolutions):
        names = [variable.value for variable in result.variables]
        for solution in result:
            row = BNode()
            graph.add((row, RDF.type, BINDING.Row))
            for name in names:
                if solution[name] is not None:
                    graph.add((row, BINDING[name], node(solution[name])))
    else:
        for triple in result:
            graph.add((node(triple.subject), node(triple.predicate), node(triple.object)))
    return graph


def node(term: Any) -> URIRef | BNode | Literal:
    if isinstance(term, ox.NamedNode):
        return URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return BNode(term.value)
    if term.language:
        return Literal(term.value, lang=term.language, normalize=False)
    return Literal(term.value, datatype=URIRef(term.datatype.value), normalize=False)


def same(ours: Graph | bool, plain: Graph | bool) -> bool:
    if isinstance(ours, Graph) and isinstance(plain, Graph):
        return isomorphic(ours, plain)
    return ours is plain


def dataset_graphs(quads: list[ox.Quad]) -> dict[str, Graph]:
    graphs: dict[str, Graph] = {}
    for quad in quads:
        graph = graphs.setdefault(str(quad.graph_name), Graph())
        graph.add((node(quad.subject), node(quad.predicate), node(quad.object)))
    return graphs


class Endpoint:
    """Our server as the suite uses it: emptied, filled, asked."""

    def __init__(self, url: str) -> None:
        self.http = httpx.Client(
            base_url=url, timeout=60, headers={"Authorization": f"Bearer {TOKEN}"}
        )

    def fill(self, quads: list[ox.Quad]) -> None:
        self.update("DROP ALL").raise_for_status()
        if quads:
            lines = [
                f"GRAPH {quad.graph_name} {{ {triple_text(quad)} }}"
                if isinstance(quad.graph_name, ox.NamedNode)
                else triple_text(quad)
                for quad in quads
            ]
            self.update("INSERT DATA {\n" + "\n".join(lines) + "\n}").raise_for_status()

    def update(self, text: str) -> httpx.Response:
        return self.http.post(
            "/sparql", content=text.encode(), headers={"Content-Type": "application/sparql-update"}
        )

    def query(self, text: str, accept: str) -> httpx.Response:
        return self.http.post(
            "/sparql",
            content=text.encode(),
            headers={"Content-Type": "application/sparql-query", "Accept": accept},
        )

    def result(self, text: str) -> Graph | bool:
        answer = self.query(text, "application/sparql-results+json, application/n-triples;q=0.9")
        answer.raise_for_status()
        if answer.headers["content-type"].startswith("application/n-triples"):
            return as_graph(ox.parse(answer.content, format=ox.RdfFormat.N_TRIPLES))
        return as_graph(ox.parse_query_results(answer.content, format=ox.QueryResultsFormat.JSON))

    def quads(self) -> list[ox.Quad]:
        answer = self.query(
            "SELECT ?g ?s ?p ?o { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }",
            "application/sparql-results+json",
        )
        answer.raise_for_status()
        rows: Any = ox.parse_query_results(answer.content, format=ox.QueryResultsFormat.JSON)
        return [
            ox.Quad(row["s"], row["p"], row["o"], row["g"] or ox.DefaultGraph()) for row in rows
        ]


def triple_text(quad: ox.Quad) -> str:
    return f"{quad.subject} {quad.predicate} {quad.object} ."


def with_base(case: Case) -> str:
    return f"BASE <{case.base}>\n" + case.text.read_bytes().decode("utf-8")


def difference(case: Case, endpoint: Endpoint) -> str | None:
    """What our endpoint does otherwise than plain Oxigraph, or None."""
    quads = [] if "Syntax" in case.kind else quads_of(case)
    plain = ox.Store()
    plain.extend(quads)
    text = with_base(case)
    endpoint.fill(quads)
    try:
        if case.is_update:
            plain.update(text)
            expected: Any = None
        else:
            expected = as_graph(plain.query(text))
    except (SyntaxError, ValueError, RuntimeError, OSError) as refusal:
        answer = endpoint.update(text) if case.is_update else endpoint.query(text, "*/*")
        return None if 400 <= answer.status_code < 500 else f"{answer.status_code} for {refusal}"
    if not case.is_update:
        return None if same(endpoint.result(text), expected) else "another result"
    answer = endpoint.update(text)
    if answer.status_code >= 300:
        return f"{answer.status_code}: {answer.text[:200]}"
    ours, theirs = dataset_graphs(endpoint.quads()), dataset_graphs(list(plain))
    if ours.keys() != theirs.keys():
        return f"graphs {sorted(ours)} for {sorted(theirs)}"
    return None if all(isomorphic(ours[name], theirs[name]) for name in ours) else "another dataset"


def all_cases() -> list[Case]:
    manifests = sorted(SUITES.glob("*/*/manifest.ttl"))
    return [
        case for path in manifests if path.parent.name not in LEFT_OUT for case in cases_of(path)
    ]


@pytest.fixture(scope="module")
def endpoint(plain_server_url: str) -> Iterator[Endpoint]:
    asked = Endpoint(plain_server_url)
    yield asked
    asked.http.close()


def test_the_suites_answer_as_on_plain_oxigraph(endpoint: Endpoint) -> None:
    if not SUITES.is_dir():
        pytest.skip("build/w3c is not there: `make long` fetches the W3C suites")
    cases = all_cases()
    assert len(cases) > 600
    found = {}
    for case in cases:
        what = difference(case, endpoint)
        if what is not None:
            found[case.name] = what
    assert found == {}
