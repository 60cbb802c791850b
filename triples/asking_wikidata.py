"""What a SPARQL endpoint with Wikidata's data says of linked entities, asked batch by batch.

The endpoint is a stranger: of its answers only triples about Wikidata's own nodes are taken, so
that it can say nothing of ours.
"""

from collections.abc import Collection, Iterator, Sequence

from ..ontology.ntriples import Triple
from ..queries.running import RunError, Source
from .importing_wikidata import LANGUAGES, Imported
from .store import Store, StoreError
from .wikibase_vocabulary import WIKIDATA

BATCH = 20
"""Entities asked for at a time: one of Wikidata's largest comes to some megabytes of RDF."""

_PROLOGUE = f"""PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX wd: <{WIKIDATA.entity}>
"""
_OF_STATEMENT = f'FILTER(STRSTARTS(STR(?statement), "{WIKIDATA.statement}"))'
_VALUES = f'FILTER(STRSTARTS(STR(?value), "{WIKIDATA.value}"))'
# The entity itself, its statements, their values and references, the values of these.
_QUESTIONS = (
    "CONSTRUCT {{ ?item ?p ?o }} WHERE {{ VALUES ?item {{ {items} }} ?item ?p ?o"
    " FILTER(!ISLITERAL(?o) || LANG(?o) IN ({languages})) }}",
    f"CONSTRUCT {{{{ ?statement ?p ?o }}}} WHERE {{{{ VALUES ?item {{{{ {{items}} }}}}"
    f" ?item ?about ?statement {_OF_STATEMENT} ?statement ?p ?o }}}}",
    f"CONSTRUCT {{{{ ?value ?p ?o }}}} WHERE {{{{ VALUES ?item {{{{ {{items}} }}}}"
    f" ?item ?about ?statement {_OF_STATEMENT} ?statement ?has ?value {_VALUES}"
    f" ?value ?p ?o }}}}",
    f"CONSTRUCT {{{{ ?reference ?p ?o }}}} WHERE {{{{ VALUES ?item {{{{ {{items}} }}}}"
    f" ?item ?about ?statement {_OF_STATEMENT} ?statement prov:wasDerivedFrom ?reference ."
    f" ?reference ?p ?o }}}}",
    f"CONSTRUCT {{{{ ?value ?p ?o }}}} WHERE {{{{ VALUES ?item {{{{ {{items}} }}}}"
    f" ?item ?about ?statement {_OF_STATEMENT} ?statement prov:wasDerivedFrom ?reference ."
    f" ?reference ?has ?value {_VALUES} ?value ?p ?o }}}}",
)
_VERSION = "<http://schema.org/version>"
_ITSELF = tuple(f"<{start}" for start in (WIKIDATA.entity, WIKIDATA.reference, WIKIDATA.value))


def import_endpoint(
    name: str,
    source: Source,
    wanted: Sequence[str],
    languages: Collection[str] = LANGUAGES,
) -> Imported:
    """Ask an endpoint for the wanted entities, and for nothing else; five queries for twenty.

    `name` is its address. What it does not know is absent. Raises RunError where it fails, so that
    nothing is imported by halves, and ImportTooLarge.
    """
    imported = Imported()
    spoken = ", ".join(f'"{language}"' for language in ("", *languages))
    for start in range(0, len(wanted), BATCH):
        batch = wanted[start : start + BATCH]
        items = " ".join(f"wd:{item}" for item in batch)
        found: dict[Triple, None] = {}
        for question in _QUESTIONS:
            text = _PROLOGUE + question.format(items=items, languages=spoken)
            found.update(dict.fromkeys(_answered(text, source)))
        known = {subject for subject, _, _ in found}
        versions = {subject: obj for subject, predicate, obj in found if predicate == _VERSION}
        for item in batch:
            if f"<{WIKIDATA.entity}{item}>" in known:
                imported.entities[item] = _number(versions.get(f"<{WIKIDATA.entity}{item}>", ""))
        if found:
            imported.put(f"batch {start:09d}", found)
    imported.sources[name] = {}
    return imported


def _answered(text: str, source: Source) -> Iterator[Triple]:
    reply = source(text, "application/n-triples")
    try:
        with Store.in_memory() as graph:
            graph.load(reply.data, reply.media_type)
            for triple in graph.triples_of(None):
                if triple[0].startswith(_ITSELF):
                    yield triple
    except StoreError as error:
        raise RunError(f"the answer is {reply.media_type} and cannot be read: {error}") from error


def _number(literal: str) -> int:
    digits = literal[1:].partition('"')[0]
    return int(digits) if digits.isdecimal() else 0
