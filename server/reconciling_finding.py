"""Find entities by their properties alone: what a client asks that has identifiers and no names."""

from collections.abc import Iterable, Sequence

from ..ontology.namespaces import ENTITY, ONTOLOGY
from ..ontology.ntriples import write_literal
from ..triples.property_paths import Path
from ..triples.timespans import read_spans
from .reading import rows
from .reconciling_requests import Condition, Value
from .reconciling_terms import Terms
from .reconciling_values import iri_of
from .searching import names

# A value that is the name of an item stands for the items that bear it.
_NAMESAKES, _ALIKE = 5, 90.0

_FIND = f"""
PREFIX poi: <{ONTOLOGY}>
SELECT ?item (COUNT(DISTINCT ?condition) AS ?met) WHERE {{
%s
  FILTER(STRSTARTS(STR(?item), "{ENTITY}Q"))
}} GROUP BY ?item ORDER BY DESC(?met) ?item LIMIT %d"""


def find_by_property(
    conditions: Sequence[tuple[Condition, Path]], types: Iterable[str], terms: Terms, most: int
) -> list[str]:
    """Find the entities that meet the most conditions, at most so many; raises EngineError.

    `types` are IRIs of classes, one of which an entity must be of. Conditions of `none` find
    nobody, nor do paths that end at a label.
    """
    patterns = []
    for place, (condition, path) in enumerate(conditions):
        predicate = _predicate(path, terms)
        if predicate is None or condition.quantifier == "none":
            continue
        tests = [test for value in condition.values if (test := _test(value))]
        if tests:
            test = " || ".join(tests)
            patterns.append(
                f"{{ ?item {predicate} ?value FILTER({test}) BIND({place} AS ?condition) }}"
            )
    if not patterns:
        return []
    kinds = " ".join(f"<{iri}>" for iri in types)
    typed = f"VALUES ?type {{ {kinds} }} ?item a ?type ." if kinds else ""
    body = typed + "\n UNION ".join(patterns)
    found = rows(_FIND % (body, most))
    return [row["item"]["value"].removeprefix(ENTITY) for row in found if "item" in row]


def _predicate(path: Path, terms: Terms) -> str | None:
    """Write a path as a property path of SPARQL; None for one that ends at a label."""
    steps = []
    for step in path.steps:
        iris = [iri for name in step.properties if (iri := terms.iri_of_property(name))]
        if not iris:
            return None
        steps.append(f"({'|'.join(f'<{iri}>' for iri in iris)})")
    return "/".join(steps)


def _test(value: Value) -> str:
    """Write what a value of the graph must be to be the given one, roughly: it is weighed later."""
    tests = []
    text = value.text.strip()
    if value.id:
        tests.append(_is_item([value.id.removeprefix(ENTITY)]))
    elif text:
        hits = names().search(text, limit=_NAMESAKES, prefix=False)
        items = [hit.id for hit in hits if hit.score >= _ALIKE]
        if text.removeprefix(ENTITY) != text or (text[:1] == "Q" and text[1:].isdigit()):
            items.append(text.removeprefix(ENTITY))
        if items:
            tests.append(_is_item(items))
        tests.append(f"LCASE(STR(?value)) = {write_literal(text.lower())}")
        for span in read_spans(text)[:2]:
            if span.first and span.last and span.first.year == span.last.year:
                tests.append(f'STRSTARTS(STR(?value), "{span.first.year:04}")')
    return " || ".join(tests)


def _is_item(names: Iterable[str]) -> str:
    iris = (iri_of(name) for name in names if name.isalnum() and name.isascii())
    return f"?value IN ({', '.join(f'<{iri}>' for iri in iris)})"
