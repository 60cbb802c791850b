"""The commands that ask: query, queries and describe."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from ..ontology.namespaces import COMMON_PREFIXES
from ..queries.binding import BindingError, expand_iri
from ..queries.catalogue import CataloguedQuery, CatalogueError, UnknownQueryError, read_query
from ..queries.catalogue import shipped as shipped_queries
from ..queries.results import FORMS as RESULT_FORMS
from ..queries.results import Table
from ..queries.running import FORMS, TABLE_FORMS, Reply, RunError, Source, remote, run, run_as
from .asking import local
from .terminal import ExitCode, as_table, chosen_form, emit, fail, show, store_option

_FORM = click.Choice(FORMS)
_PROLOGUE = "".join(
    f"PREFIX {prefix}: <{COMMON_PREFIXES[prefix]}>\n"
    for prefix in ("poi", "ent", "rdf", "rdfs", "owl", "skos", "xsd", "dcterms")
)
_ABOUT = """SELECT ?property ?value ?label ?graph WHERE {{
  GRAPH ?graph {{ <{iri}> ?property ?value }}
  FILTER(!(isBlank(?value) && ?property = rdf:type))
  OPTIONAL {{ ?value rdfs:label ?label FILTER(LANG(?label) = "en") }}
}} ORDER BY ?property ?value ?graph"""


def _source(store: Path, endpoint: str | None, timeout: float | None) -> Source:
    return remote(endpoint, timeout) if endpoint else local(store, timeout)


def _answer(text: str, source: Source, form: str | None) -> None:
    """Print the answer of a query: drawn on a terminal, CSV or Turtle elsewhere."""
    try:
        if form not in {None, "table"}:
            emit(run_as(text, source, str(form)).encode())
            return
        answer = run(text, source)
    except RunError as fault:
        fail(ExitCode.FAILED, str(fault))
    match answer:
        case bool():
            click.echo(str(answer).lower())
        case Reply():
            emit(answer.data)
        case Table():
            show(answer, chosen_form(form, "csv"))


@click.command(
    epilog="""\b
Examples:
  poimenno query competency/cq76-refused-rehabilitations
  poimenno query my-question.rq --param person=Q1001 --format json
  poimenno query -q 'SELECT ?p ?name { ?p a poi:Person ; rdfs:label ?name } LIMIT 5'
  echo 'ASK { ent:Q1001 ?p ?o }' | poimenno query -
  poimenno query competency/cq76-refused-rehabilitations --endpoint http://localhost:8000/sparql
"""
)
@click.argument("name", required=False)
@click.option("-q", "--text", help="The query itself.")
@click.option(
    "-p",
    "--param",
    "parameters",
    multiple=True,
    metavar="NAME=VALUE",
    help="Bind a parameter of the query; given twice, either value fits.",
)
@click.option("--endpoint", metavar="URL", help="Ask this SPARQL endpoint, not the local store.")
@click.option("--timeout", type=click.FloatRange(min=0.1), help="Give up after so many seconds.")
@click.option("-f", "--format", "form", type=_FORM, help="How to write the answer.")
@store_option
def query(
    *,
    name: str | None,
    text: str | None,
    parameters: Sequence[str],
    endpoint: str | None,
    timeout: float | None,
    form: str | None,
    store: Path,
) -> None:
    """Run a query: NAME is one of the catalogue, a file, or - for stdin.

    The answer is a table on a terminal; elsewhere CSV, or Turtle where it is RDF.
    """
    asked = _find(name, text)
    try:
        bound = asked.with_values(_values(parameters))
    except BindingError as fault:
        raise click.UsageError(str(fault)) from fault
    _answer(bound, _source(store, endpoint, timeout), form)


def _find(name: str | None, text: str | None) -> CataloguedQuery:
    """Find the query that the command line means; a text of the user needs no header."""
    if (name is None) == (text is None):
        raise click.UsageError("give the name of a query, a file, - or -q TEXT: one of them")
    if text is not None:
        return _own("-q", text)
    name = str(name)
    if name == "-":
        return _own("stdin", sys.stdin.read())
    if (path := Path(name)).is_file():
        try:
            return _own(name, path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError) as fault:
            raise click.UsageError(f"{name}: {fault}") from fault
    try:
        return shipped_queries()[name]
    except UnknownQueryError as fault:
        raise click.UsageError(f"{fault}. `poimenno queries` lists them.") from fault


def _own(name: str, text: str) -> CataloguedQuery:
    """Read the user's query, with its header if it has one."""
    if not any(line.startswith("#+") for line in text.splitlines()):
        return CataloguedQuery(name=name, text=text, form="", summary="")
    try:
        return read_query(name, text, name)
    except CatalogueError as fault:
        raise click.UsageError(str(fault)) from fault


def _values(parameters: Sequence[str]) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    for parameter in parameters:
        name, equals, value = parameter.partition("=")
        if not equals:
            raise click.UsageError(f"--param {parameter}: write NAME=VALUE")
        values.setdefault(name, []).append(value)
    return values


@click.command(
    epilog="""\b
Examples:
  poimenno queries
  poimenno queries competency --format csv
"""
)
@click.argument("topic", required=False)
@click.option("-f", "--format", "form", type=click.Choice(["table", *RESULT_FORMS]))
def queries(*, topic: str | None, form: str | None) -> None:
    """List the queries of the catalogue, or those of one TOPIC."""
    catalogue = shipped_queries()
    topics = catalogue.topics()
    if topic is not None and topic not in topics:
        raise click.UsageError(f"no topic {topic!r}; there are {', '.join(topics)}")
    listed = topics[topic] if topic else list(catalogue)
    rows = [
        (
            entry.name,
            entry.question,
            ", ".join(f"{name}: {kind}" for name, kind in entry.parameters.items()) or None,
            entry.summary,
        )
        for entry in listed
    ]
    table = as_table(("name", "question", "parameters", "summary"), rows)
    show(table, chosen_form(form, "csv"))


@click.command(
    epilog="""\b
Examples:
  poimenno describe Q1001
  poimenno describe poi:Claim --format ttl
  poimenno describe Q1001 --endpoint http://localhost:8000/sparql
"""
)
@click.argument("iri", metavar="IRI|Q-NUMBER")
@click.option("--endpoint", metavar="URL", help="Ask this SPARQL endpoint, not the local store.")
@click.option("--timeout", type=click.FloatRange(min=0.1), help="Give up after so many seconds.")
@click.option("-f", "--format", "form", type=_FORM, help="How to write the answer.")
@store_option
def describe(
    *, iri: str, endpoint: str | None, timeout: float | None, form: str | None, store: Path
) -> None:
    """Tell all that is said about a resource, with the graph that says it.

    Tables leave out the classes without a name; RDF formats have them.
    """
    try:
        iri = expand_iri(iri)
    except BindingError as fault:
        raise click.UsageError(str(fault)) from fault
    source = _source(store, endpoint, timeout)
    form = chosen_form(form, "ttl")
    try:
        if run(f"ASK {{ <{iri}> ?p ?o }}", source) is not True:
            fail(ExitCode.FINDINGS, f"Nothing is said about <{iri}>.")
    except RunError as fault:
        fail(ExitCode.FAILED, str(fault))
    about = _ABOUT.format(iri=iri) if form in TABLE_FORMS else f"{_PROLOGUE}DESCRIBE <{iri}>"
    _answer(about, source, form)
