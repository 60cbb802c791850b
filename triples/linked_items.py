"""Which entities, classes and concepts of ours are items of Wikidata, beyond doubt.

A link counts where it is exact, claimed with a source, and neither doubted nor deprecated; two
links of one entity are one too many. Terms of the ontology are linked by their alignment.
"""

import re
from collections.abc import Iterable

from ..ontology.namespaces import ENTITY, ONTOLOGY, WIKIDATA
from ..ontology.wikibase import mapping
from ..queries.binding import BindingError, expand_iri
from .walking import Ask

_EXACT = "http://www.w3.org/2004/02/skos/core#exactMatch"
_LINKS = f"""PREFIX poi: <{ONTOLOGY}>
SELECT DISTINCT ?entity ?item WHERE {{
  {{ ?claim poi:claimsProperty <{_EXACT}> ; poi:claimsAbout ?entity ; poi:claimsEntity ?item ;
      poi:hasSource ?source ; poi:hasConfidence ?confidence ; poi:hasRank ?rank
    FILTER(?confidence != poi:lowConfidence && ?rank != poi:deprecatedRank)
    FILTER(STRSTARTS(STR(?entity), "{ENTITY}")) }}
  UNION
  {{ ?entity <{_EXACT}> ?item FILTER(STRSTARTS(STR(?entity), "{ONTOLOGY}")) }}
  FILTER(STRSTARTS(STR(?item), "{WIKIDATA}Q"))
}} ORDER BY ?entity ?item"""
_OF_CLASS = """SELECT DISTINCT ?entity WHERE {{
  ?entity a <{iri}> FILTER(STRSTARTS(STR(?entity), "{entity}"))
}}"""
_NUMBER = re.compile(r"Q[1-9][0-9]*")


class UnknownClass(ValueError):
    """A type that is no class of the graph."""


def wikidata_items(ask: Ask) -> dict[str, str]:
    """Map numbers of ours to Wikidata's: entities by theirs, terms by those of the view."""
    found: dict[str, set[str]] = {}
    for row in ask(_LINKS):
        number = mapping().item_of(str(row["entity"]["value"]))
        if number is not None:
            found.setdefault(number, set()).add(str(row["item"]["value"]).removeprefix(WIKIDATA))
    return {number: items.pop() for number, items in found.items() if len(items) == 1}


def class_iri(name: str) -> str:
    """Read the name of a class: `Person`, `poi:Person`, an IRI or a number of the view.

    Raises UnknownClass.
    """
    if _NUMBER.fullmatch(name):
        iri = mapping().iri_of(name)
        if iri is None or iri == ENTITY + name:
            raise UnknownClass(f"{name} is no class here")
        return iri
    try:
        iri = expand_iri(name if ":" in name else f"poi:{name}")
    except BindingError as fault:
        raise UnknownClass(str(fault)) from fault
    if iri.startswith(ONTOLOGY) and mapping().item_of(iri) is None:
        raise UnknownClass(f"{name} is no class of the ontology")
    return iri


def ids_of_class(ask: Ask, iri: str) -> list[str]:
    """List the entities of a class and of the classes below it, by number."""
    names = (str(row["entity"]["value"]).removeprefix(ENTITY) for row in ask(_query(iri)))
    return in_order(name for name in names if _NUMBER.fullmatch(name))


def is_item(name: str) -> bool:
    """Tell whether a text is the number of an entity of ours as it is written."""
    return _NUMBER.fullmatch(name) is not None


def chosen(ask: Ask, ids: Iterable[str], types: Iterable[str]) -> list[str] | None:
    """List the entities that numbers and classes name together; None where neither is named.

    Raises UnknownClass.
    """
    named, kinds = set(ids), list(types)
    if not kinds:
        return in_order(named) if named else None
    found = {name for kind in kinds for name in ids_of_class(ask, class_iri(kind))}
    return in_order(found & named if named else found)


def in_order(ids: Iterable[str]) -> list[str]:
    """Sort ids by their numbers, each once."""
    return sorted(set(ids), key=lambda name: int(name[1:]))


def _query(iri: str) -> str:
    return _OF_CLASS.format(iri=iri, entity=ENTITY)
