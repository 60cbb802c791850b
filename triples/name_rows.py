"""From the graph to the rows of the index of names: labels, aliases and classes of what has an id.

What has an id is an entity of ours, or a term of the ontology that the Wikibase view shows.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from ..ontology.compiling import TYPE
from ..ontology.namespaces import ENTITY, STANDARD
from ..ontology.ntriples import read_term
from .name_index import Named
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


def id_of(iri: str) -> str | None:
    """Give the id under which the view shows an IRI, None where it shows none."""
    return iri.removeprefix(ENTITY) if iri.startswith(ENTITY) else None


def rows_of_store(store: Store, subjects: Iterable[str] | None = None) -> Iterator[Named]:
    """Read the rows of all that has an id, or of some IRIs, from a store that is open.

    What is entailed counts, in whatever graph it stands. A name that stands in two graphs comes
    once for one subject; all of them are read one by one, whatever their number.
    """
    places = [None] if subjects is None else [f"<{subject}>" for subject in subjects]
    for place in places:
        for property_, role in ROLES.items():
            last: tuple[str, str] | None = None
            for (subject, _, name), _ in store.match(place, f"<{property_}>", None):
                if subject[0] == "<" and name[0] == '"' and (subject, name) != last:
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
    return {obj[1:-1] for (_, _, obj), _ in store.match(subject, TYPE, None) if obj[0] == "<"}


def _types_at(ask: Ask, entities: Iterable[str]) -> defaultdict[str, set[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    written = " ".join(f"<{iri}>" for iri in sorted(entities))
    for row in ask(_TYPES.format(entities=written)):
        found[row["entity"]["value"]].add(row["class"]["value"])
    return found


def _row(
    iri: str, text: str, language: str | None, role: str, classes: Iterable[str]
) -> Iterator[Named]:
    name = id_of(iri)
    if name and text.strip():
        found = {*classes}
        found |= {number for one in found if (number := id_of(one))}
        kind = "property" if name.startswith("P") else "item"
        yield Named(name, text, language or "", role, kind, frozenset(found))
