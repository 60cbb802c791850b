"""Statements of ours as commands of QuickStatements, with which a Wikidata editor adds them there.

Only what can be said there without a loss: of entities and values that are items of Wikidata
beyond doubt, by properties that mean the same and take the same kind of value, dates that a time
value says exactly. Each line has a reference that a reader can follow.

Source: Help:QuickStatements, "Command sequence syntax" and "CSV file syntax"; the data model of
quickstatements-client, which knows no ranks: so only the statements of the best rank are sent, and
a deprecated one, which would arrive as a normal one, never.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from ..ontology.namespaces import ONTOLOGY
from ..ontology.wikibase import mapping
from .mixnmatch import sheet_lines
from .wikibase_statements import best_of

Entity = dict[str, Any]

# The kinds of value that Wikidata's own properties take; ours of the same number may be words of a
# source where Wikidata wants an item, as for occupations.
DATATYPES = {
    "P19": "wikibase-item",
    "P20": "wikibase-item",
    "P31": "wikibase-item",
    "P155": "wikibase-item",
    "P172": "wikibase-item",
    "P276": "wikibase-item",
    "P361": "wikibase-item",
    "P467": "wikibase-item",
    "P569": "time",
    "P570": "time",
    "P577": "time",
    "P580": "time",
    "P582": "time",
    "P585": "time",
    "P1001": "wikibase-item",
    "P1365": "wikibase-item",
    "P1566": "external-id",
    "P1596": "wikibase-item",
    "P1891": "wikibase-item",
    "P3148": "wikibase-item",
    "P7588": "time",
    "P8550": "string",
}
# Wikidata asks for a very high standard of proof for the people that a person belongs to.
ON_REQUEST = {"P172"}
QUALIFIERS = {"P580", "P582", "P585"}
HUMAN = "Q5"

_STATED, _URL, _RETRIEVED = "P248", "P854", "P813"
# What Wikidata itself is made of, and a mirror of it, is no reference there.
_OWN = re.compile(r"(^|\.)((wikipedia|wikidata|wikimedia)\.org|wikiwand\.com)$")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_UNSAYABLE = re.compile(r'[\t\n\r|"\x00-\x1f]')


@dataclass(frozen=True)
class Line:
    """One command: add a value to an item, with qualifiers and one reference.

    `subject` is an item's id or LAST, `property` a P-number or, for a name, L or D with a language.
    An empty property stands for the command that makes an item.
    """

    subject: str
    property: str = ""
    value: str = ""
    qualifiers: tuple[tuple[str, str], ...] = ()
    reference: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Choice:
    """What is to be sent: by default what is confident and has a reference.

    `properties` names some of DATATYPES; without it all are sent that need no special proof.
    `create` makes items of persons that are not linked and of whom there is a date or place to
    send; whoever may have an item already is to be matched first.
    """

    low: bool = False
    unreferenced: bool = False
    create: bool = False
    properties: frozenset[str] = field(
        default_factory=lambda: frozenset(DATATYPES.keys() - ON_REQUEST)
    )


def lines_of(entity: Entity, items: Mapping[str, str], choice: Choice) -> Iterator[Line]:
    """Write what can be said of an entity, in the order of its properties.

    `items` maps our numbers to Wikidata's. An entity that is not linked gives nothing, or the
    commands that create it where it is a person and that is chosen.
    """
    subject = items.get(entity["id"])
    if subject is not None:
        yield from _statements(entity, subject, items, choice)
        return
    if not choice.create or not _is_human(entity, items):
        return
    said = list(_statements(entity, "LAST", items, choice))
    # A bare name would make a second item of whoever has one: something must tell the person apart.
    if any(line.property != "P31" for line in said):
        yield Line("LAST")
        yield from _names(entity)
        yield from said


def tsv(lines: Iterable[Line]) -> Iterator[str]:
    """Write commands of version 1, one to a line."""
    for line in lines:
        if not line.property:
            yield "CREATE\n"
            continue
        parts = [line.subject, line.property, line.value]
        for name, value in (*line.qualifiers, *line.reference):
            parts += [name, value]
        yield "\t".join(parts) + "\n"


def comma_separated(lines: Iterable[Line]) -> Iterator[str]:
    """Write the CSV form: a row for each line, a group of columns for each property.

    A reference begins with the column of a capital S, the small ones go on with it. There is no
    name for an item that a row before has made: lines with LAST raise ValueError.
    """
    held = list(lines)
    if any(line.subject == "LAST" for line in held):
        raise ValueError("the CSV form cannot create items; use TSV")
    columns: dict[tuple[str, str], None] = {}
    for name in sorted({line.property for line in held}, key=lambda name: int(name[1:])):
        columns[name, name] = None
        group = [column for line in held if line.property == name for column, _ in _cells(line)]
        columns |= dict.fromkeys((name, column) for column in sorted(set(group), key=_column_key))
    names = [column for _, column in columns]
    yield from sheet_lines(["qid", *names], (_row(line, columns) for line in held))


def _row(line: Line, columns: Iterable[tuple[str, str]]) -> list[str]:
    cells = {(line.property, name): value for name, value in _cells(line)}
    cells[line.property, line.property] = line.value
    return [line.subject, *(cells.get(column, "") for column in columns)]


def _cells(line: Line) -> Iterator[tuple[str, str]]:
    for name, value in line.qualifiers:
        yield f"qal{name[1:]}", value
    for place, (name, value) in enumerate(line.reference):
        yield name if place == 0 else name.lower(), value


def _column_key(column: str) -> tuple[bool, bool, str]:
    return not column.startswith("qal"), column.startswith("s"), column


def _statements(
    entity: Entity, subject: str, items: Mapping[str, str], choice: Choice
) -> Iterator[Line]:
    for name, group in entity["claims"].items():
        if name not in DATATYPES or name not in choice.properties:
            continue
        for statement in best_of(group):
            if not choice.low and _is_doubted(statement):
                continue
            value = _value(statement["mainsnak"], items)
            if value is None or _is_inexact(statement):
                continue
            qualifiers = tuple(_qualifiers(statement, items))
            references = list(_references(statement, items))
            if not references and choice.unreferenced:
                references = [()]
            # A line has one reference; the same line with another one adds to the statement.
            for reference in references:
                yield Line(subject, name, value, qualifiers, reference)


def _value(snak: dict[str, Any], items: Mapping[str, str]) -> str | None:
    """Write a value where Wikidata's property takes its kind; None for all else."""
    kind = DATATYPES.get(snak["property"])
    if snak["snaktype"] != "value" or snak.get("datatype") != kind:
        return None
    value = snak["datavalue"]["value"]
    if kind == "wikibase-item":
        return items.get(value["id"])
    return _time(value) if kind == "time" else _quoted(value)


def _time(value: dict[str, Any]) -> str:
    return f"{value['time']}/{value['precision']}"


def _quoted(text: str) -> str | None:
    return None if _UNSAYABLE.search(text) else f'"{text}"'


def _qualifiers(statement: dict[str, Any], items: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for name, snaks in statement.get("qualifiers", {}).items():
        if name in QUALIFIERS:
            for snak in snaks:
                value = _value(snak, items)
                if value is not None:
                    yield name, value


def _references(
    statement: dict[str, Any], items: Mapping[str, str]
) -> Iterator[tuple[tuple[str, str], ...]]:
    for reference in statement.get("references", ()):
        snaks = reference["snaks"]
        parts: list[tuple[str, str]] = []
        for snak in snaks.get(_STATED, ()):
            item = items.get(snak["datavalue"]["value"]["id"])
            if item is not None:
                parts.append(("S248", item))
        for snak in snaks.get(_URL, ()):
            address = snak["datavalue"]["value"]
            quoted = _quoted(address)
            if quoted is not None and not _OWN.search(urlsplit(address).hostname or ""):
                parts.append(("S854", quoted))
        if parts:
            # When a page was read is told only where that was written down.
            parts += [("S813", _time(s["datavalue"]["value"])) for s in snaks.get(_RETRIEVED, ())]
            yield tuple(parts)


def _names(entity: Entity) -> Iterator[Line]:
    for letter, part in (("L", "labels"), ("D", "descriptions")):
        for language, text in entity[part].items():
            quoted = _quoted(text["value"])
            if quoted is not None and _LANGUAGE.fullmatch(language):
                yield Line("LAST", letter + language, quoted)


def _is_human(entity: Entity, items: Mapping[str, str]) -> bool:
    return HUMAN in {
        _value(statement["mainsnak"], items) for statement in entity["claims"].get("P31", ())
    }


def _is_doubted(statement: dict[str, Any]) -> bool:
    return _says(statement, "hasConfidence", "lowConfidence")


def _is_inexact(statement: dict[str, Any]) -> bool:
    """Tell a time value that says more than is known: see the qualifier with its exact text."""
    exact = mapping().property_of(ONTOLOGY + "claimedValue")
    text = exact is not None and exact.id in statement.get("qualifiers", {})
    return text or _says(statement, "hasCalendar", "calendarNotStated")


def _says(statement: dict[str, Any], name: str, value: str) -> bool:
    prop, item = mapping().property_of(ONTOLOGY + name), mapping().item_of(ONTOLOGY + value)
    if prop is None or item is None:
        return False
    snaks = statement.get("qualifiers", {}).get(prop.id, ())
    return any(snak.get("datavalue", {}).get("value", {}).get("id") == item for snak in snaks)


def chosen_properties(names: Collection[str]) -> frozenset[str]:
    """Read a choice of properties; raises ValueError for one that cannot be sent."""
    for name in names:
        if name not in DATATYPES:
            raise ValueError(f"{name} cannot be sent; expected some of {', '.join(DATATYPES)}")
    return frozenset(names)
