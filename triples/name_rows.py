"""From the graph to the rows of the index of names: labels, aliases and classes of what has an id.

What has an id is an entity of ours, or a term of the ontology that the Wikibase view shows.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from ..ontology.compiling import TYPE
from ..ontology.namespaces import STANDARD
from ..ontology.ntriples import Triple, read_term
from ..ontology.wikibase import mapping
from .asserting import is_shown_graph
from .name_tables import Changed, Named, build_index, change_index
from .store import Store

Ask = Callable[[str], Iterable[Mapping[str, Mapping[str, Any]]]]
"""Runs a SELECT and gives its rows, terms as the JSON results format writes them."""

ROLES = {
    STANDARD["rdfs"] + "label": "label",
    STANDARD["skos"] + "prefLabel": "label",
    STANDARD["skos"] + "altLabel": "alias",
}
_PAGE = 20_000
_LABELS = """SELECT DISTINCT ?entity ?property ?name WHERE {{
  VALUES ?property {{ {properties} }}
  {{ ?entity ?property ?name }} UNION {{ GRAPH ?graph {{ ?entity ?property ?name }} }}
  FILTER(isIRI(?entity) && isLiteral(?name))
}} ORDER BY ?entity ?property ?name LIMIT {page} OFFSET {offset}"""
_TYPES = """SELECT DISTINCT ?entity ?class WHERE {{
  VALUES ?entity {{ {entities} }}
  {{ ?entity a ?class }} UNION {{ GRAPH ?graph {{ ?entity a ?class }} }}
  FILTER(isIRI(?class))
}}"""
_ASKED = 500


FIRST_SNAPSHOT = "000001"
"""The number of the first snapshot of a generation."""


def index_names(store: Store, file: Path, *, snapshot: str = FIRST_SNAPSHOT) -> int:
    """Write the index of all names of a store that is open, true of one snapshot.

    Gives the number of names.
    """
    return build_index(file, rows_of_store(store), snapshot=snapshot)


def renamed(changed: Iterable[Triple]) -> set[str]:
    """Find the IRIs whose names or classes are touched by triples that came or went."""
    telling = {TYPE, *(f"<{property_}>" for property_ in ROLES)}
    return {
        subject[1:-1]
        for subject, predicate, _ in changed
        if predicate in telling and subject[0] == "<" and mapping().id_of(subject[1:-1])
    }


def reindex_names(store: Store, file: Path, subjects: Iterable[str]) -> Changed:
    """Bring an index up to date for some IRIs; the change is kept when `keep` is called on it."""
    wanted = sorted(subjects)
    ids = [name for iri in wanted if (name := mapping().id_of(iri))]
    return change_index(file, ids, rows_of_store(store, wanted))


def rows_of_store(store: Store, subjects: Iterable[str] | None = None) -> Iterator[Named]:
    """Read the rows of all that has an id, or of some IRIs, from a store that is open.

    What is entailed counts, in whatever graph it stands. A name that stands in two graphs comes
    once for one subject; all of them are read one by one, whatever their number.
    """
    places = [None] if subjects is None else [f"<{subject}>" for subject in subjects]
    for place in places:
        for property_, role in ROLES.items():
            last: tuple[str, str] | None = None
            for (subject, _, name), graph in store.match(place, f"<{property_}>", None):
                if subject[0] != "<" or name[0] != '"' or (subject, name) == last:
                    continue
                if not is_shown_graph(graph):
                    last = subject, name
                    term = read_term(name)
                    language = getattr(term, "language", None)
                    yield from _row(
                        subject[1:-1], str(term), language, role, _types_in(store, subject)
                    )


def rows_of_endpoint(ask: Ask) -> Iterator[Named]:
    """Read the rows of all that has an id by SELECTs of bounded size, from any endpoint."""
    offset = 0
    while True:
        properties = " ".join(f"<{name}>" for name in ROLES)
        page = list(ask(_LABELS.format(properties=properties, page=_PAGE, offset=offset)))
        for start in range(0, len(page), _ASKED):
            rows = page[start : start + _ASKED]
            types = _types_at(ask, {row["entity"]["value"] for row in rows})
            for row in rows:
                iri, name = row["entity"]["value"], row["name"]
                role = ROLES[row["property"]["value"]]
                yield from _row(iri, name["value"], name.get("xml:lang"), role, types[iri])
        if len(page) < _PAGE:
            return
        offset += _PAGE


def _types_in(store: Store, subject: str) -> set[str]:
    found = store.match(subject, TYPE, None)
    return {
        obj[1:-1] for (_, _, obj), graph in found if obj[0] == "<" and not is_shown_graph(graph)
    }


def _types_at(ask: Ask, entities: Iterable[str]) -> defaultdict[str, set[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    written = " ".join(f"<{iri}>" for iri in sorted(entities))
    for row in ask(_TYPES.format(entities=written)):
        found[row["entity"]["value"]].add(row["class"]["value"])
    return found


def _row(
    iri: str, text: str, language: str | None, role: str, classes: Iterable[str]
) -> Iterator[Named]:
    name = mapping().id_of(iri)
    if name and text.strip():
        found = {*classes}
        found |= {number for one in found if (number := mapping().id_of(one))}
        kind = "property" if name.startswith("P") else "item"
        yield Named(name, text, language or "", role, kind, frozenset(found))
