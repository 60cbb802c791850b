"""Suggestions while somebody types: entities, properties and types, and the flyout of each."""

from collections.abc import Mapping, Sequence

from markupsafe import Markup, escape

from ..triples.comparing import QUALIFIERS
from .engine import UnknownGraph
from .reconciling_candidates import entity_id
from .reconciling_showing import Json, View
from .reconciling_terms import Named
from .searching import names

PAGE, FURTHEST = 20, 10_000
_NOWHERE = 4
_QUALIFIER_NAMES = {
    "ExactMatch": "Exactly this value",
    "WildcardMatch": "A pattern, with * for any letters and ? for one",
    "schema:containedInPlace": "A place within the one that is given",
    "schema:containsPlace": "A place around the one that is given",
}


class UnknownTerm(UnknownGraph):
    """No entity, property or type has the identifier."""


def suggest_entities(prefix: str, cursor: int, view: View, kind: str = "") -> Json:
    """Suggest entities whose names begin so, or the one whose identifier it is.

    `kind` is a type, which OpenRefine gives where the column has one; an unknown one is passed
    over.
    """
    known = view.terms.type_of(kind) if kind else None
    types = [known.iri] if known else []
    named = entity_id(prefix)
    found = [named] if named and view.reader.entity(named) is not None and not cursor else []
    if not found and prefix.strip():
        hits = names().search(
            prefix,
            language=next(iter(view.languages), None),
            types=types,
            limit=PAGE,
            offset=cursor,
            prefix=True,
        )
        found = [hit.id for hit in hits]
    view.reader.load(found)
    return {"result": [_entity(name, view) for name in found]}


def _entity(name: str, view: View) -> Json:
    written: Json = {
        "id": name,
        "name": view.name(name),
        "notable": view.types(name),
    }
    description = view.description(name)
    return {**written, "description": description} if description else written


def suggest_types(prefix: str, cursor: int, view: View) -> Json:
    """Suggest types whose names begin so, with what is directly above each."""
    known = view.terms.type_of(prefix.strip())
    found = _beginning(view.terms.types, known, prefix, view.languages)[cursor : cursor + PAGE]
    return {"result": [write_type(one, view) for one in found]}


def write_type(term: Named, view: View) -> Json:
    """Write a type with its description and the types directly above it."""
    written = _named(term, view.languages)
    above = [view.terms.types[name] for name in term.broader if name in view.terms.types]
    if above:
        written["broader"] = [{"id": one.id, "name": one.label(view.languages)} for one in above]
    return written


def suggest_properties(prefix: str, cursor: int, view: View) -> Json:
    """Suggest properties whose names begin so, with the qualifiers of matching."""
    known = view.terms.property_of(prefix.strip())
    found = _beginning(view.terms.properties, known, prefix, view.languages)
    found = found[cursor : cursor + PAGE]
    qualifiers = [{"id": one, "name": _QUALIFIER_NAMES[one]} for one in QUALIFIERS]
    return {
        "result": [{**_named(one, view.languages), "matchQualifiers": qualifiers} for one in found]
    }


def _beginning(
    terms: Mapping[str, Named], known: Named | None, prefix: str, languages: Sequence[str]
) -> list[Named]:
    """Order terms by where the text stands in their names: at the start, at a word, within.

    All of them for an empty text; the one that it identifies comes first.
    """
    wanted = prefix.strip().casefold()
    rated = []
    for term in terms.values():
        shown = term.label(languages).casefold()
        fits = [_fit(wanted, label.casefold()) for label in term.labels.values()]
        place, length = min(fits) if wanted and fits else (0, 0)
        if term is known or place < _NOWHERE:
            rated.append((term is not known, place, length, shown, term))
    return [entry[-1] for entry in sorted(rated, key=lambda entry: entry[:-1])]


def _fit(wanted: str, name: str) -> tuple[int, int]:
    """Tell where a text stands in a name: as all of it, at its start, at a word, within."""
    if name.startswith(wanted):
        return (0 if name == wanted else 1), len(name)
    return (2 if f" {wanted}" in name else 3 if wanted in name else _NOWHERE), len(name)


def _named(term: Named, languages: Sequence[str]) -> Json:
    written: Json = {"id": term.id, "name": term.label(languages)}
    description = term.describe(languages)
    return {**written, "description": description} if description else written


def flyout(kind: str, name: str, view: View) -> Json:
    """Write the small text that is shown beside a suggestion; raises UnknownTerm."""
    finders = {"type": view.terms.type_of, "property": view.terms.property_of}
    term = finders[kind](name) if kind in finders else None
    if term is not None:
        label, text = term.label(view.languages), term.describe(view.languages)
    else:
        identified = entity_id(name)
        if kind != "entity" or not identified or view.reader.entity(identified) is None:
            raise UnknownTerm(f"{name[:80]!r} is no {kind} here")
        label = view.name(identified)
        text = view.description(identified)
    html = Markup('<p style="font-size: 0.8em; color: black;"><b>{}</b> {}</p>')
    return {"id": name, "html": str(html.format(escape(label), escape(text)))}
