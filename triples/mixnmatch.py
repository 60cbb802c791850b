"""The entities as a catalogue of Mix'n'match, in which volunteers find their items of Wikidata.

Source: Mix'n'match/Import on Meta-Wiki, "Data columns": the names of the columns, of which others
are an error there; a date is a year, a month or a day.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from ..ontology.namespaces import ENTITY
from .wikibase_descriptions import LANGUAGES
from .wikibase_statements import best_of

Entity = dict[str, Any]

COLUMNS = ("id", "name", "desc", "url", "type", "born", "died", "q", "Aru", "Dru", "P1566", "P625")
_LENGTHS = {11: 10, 10: 7, 9: 4}


def row_of(entity: Entity, items: Mapping[str, str]) -> tuple[str, ...]:
    """Write one entity; `items` maps our numbers to Wikidata's.

    `q` is the item where the entity is linked, `type` that of its class; both are empty elsewhere.
    """
    claims = entity["claims"]
    classes = (items.get(value["id"], "") for value in _values(claims, "P31"))
    cells = (
        entity["id"],
        _first(entity["labels"]),
        _first(entity["descriptions"]),
        ENTITY + entity["id"],
        next(filter(None, classes), ""),
        _date(claims, "P569"),
        _date(claims, "P570"),
        items.get(entity["id"], ""),
        entity["labels"].get("ru", {}).get("value", ""),
        entity["descriptions"].get("ru", {}).get("value", ""),
        next((str(value) for value in _values(claims, "P1566")), ""),
        next((f"{v['latitude']}/{v['longitude']}" for v in _values(claims, "P625")), ""),
    )
    return tuple(" ".join(cell.split()) for cell in cells)


def sheet(entities: Iterable[Entity], items: Mapping[str, str], delimiter: str) -> Iterator[str]:
    """Write the catalogue row by row, the names of the columns first."""
    return sheet_lines(COLUMNS, (row_of(entity, items) for entity in entities), delimiter)


def sheet_lines(
    columns: Sequence[str], rows: Iterable[Sequence[str]], delimiter: str = ","
) -> Iterator[str]:
    """Write rows as text, a row in memory at a time, the names of the columns first."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow(row)
        yield text.getvalue()
        text.seek(0)
        text.truncate()
    yield text.getvalue()


def _first(texts: Mapping[str, dict[str, str]]) -> str:
    for language in (*LANGUAGES, *texts):
        if language in texts:
            return texts[language]["value"]
    return ""


def _values(claims: Mapping[str, list[dict[str, Any]]], name: str) -> Iterator[Any]:
    """Give the values of the best rank."""
    for statement in best_of(claims.get(name, ())):
        snak = statement["mainsnak"]
        if snak["snaktype"] == "value":
            yield snak["datavalue"]["value"]


def _date(claims: Mapping[str, list[dict[str, Any]]], name: str) -> str:
    """Write a date that is known to the day, the month or the year."""
    for value in _values(claims, name):
        length = _LENGTHS.get(value["precision"])
        if length is not None and value["time"].startswith("+"):
            return str(value["time"][1 : 1 + length])
    return ""
