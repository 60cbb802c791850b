"""Entities of Wikidata read from files: one document, many in one, or a dump line by line.

Source: the JSON of Wikibase (its own description of the model), as `Special:EntityData`,
`wbgetentities` and the dumps give it. A dump is read at constant memory, and the lines of entities
that are not wanted are passed over unparsed.
"""

import json
import re
import zlib
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

from .compressing import unpacked

Entity = dict[str, Any]

_ID = re.compile(r"Q[1-9][0-9]*")
_BEGIN = re.compile(rb'\{\s*(?:"type"\s*:\s*"item"\s*,\s*)?"id"\s*:\s*"(Q[1-9][0-9]*)"')
_RANKS = {"preferred", "normal", "deprecated"}
_SNAKS = {"value", "somevalue", "novalue"}
_MAPS = ("labels", "descriptions", "aliases", "claims", "sitelinks")
_BLOCK = 1 << 20
_LINE = 64 * 1024 * 1024
_DOCUMENT = 256 * 1024 * 1024


class WikidataFileError(ValueError):
    """A file that cannot be read as Wikidata's JSON; says where and what was expected."""


def read_file(path: Path, wanted: Collection[str]) -> Iterator[Entity]:
    """Give the wanted entities of a file in their order; `.gz`, `.zst` and `.bz2` are unpacked.

    Raises WikidataFileError with the name and the line, also between two entities.
    """
    at = _Place(path.name)
    try:
        with unpacked(path) as file:
            for entity in _read(file, wanted, at):
                yield _checked(entity, at)
    except (OSError, EOFError, zlib.error) as error:
        at.fail(getattr(error, "strerror", None) or str(error))


class _Place:
    """Where in a file the reading is, for messages."""

    def __init__(self, name: str) -> None:
        self._name = name
        self.line = 0

    def fail(self, message: str) -> NoReturn:
        where = f"{self._name}, line {self.line}" if self.line else self._name
        raise WikidataFileError(f"{where}: {message}")


def _read(file: BinaryIO, wanted: Collection[str], at: _Place) -> Iterator[Entity]:
    lines = _lines(file, at)
    opened = b""
    for line in lines:
        if not line:
            continue
        if line == b"[" and not opened:
            opened = line
            continue
        if line == b"]" and opened:
            return
        if (opened and _BEGIN.match(line)) or _is_entity_line(line):
            yield from _of_lines(line, lines, wanted, at)
        else:
            yield from _of_document(opened + b"\n" + line if opened else line, lines, wanted, at)
        return
    at.fail("the file is empty; expected Wikidata's JSON")


def _is_entity_line(line: bytes) -> bool:
    """Tell a line of a dump from the beginning of a document; both may be one line."""
    try:
        found = json.loads(line.rstrip(b","))
    except (ValueError, RecursionError):
        return False
    return isinstance(found, dict) and "id" in found


def _of_lines(
    first: bytes, rest: Iterator[bytes], wanted: Collection[str], at: _Place
) -> Iterator[Entity]:
    ended = False
    for line in _chain(first, rest):
        if not line:
            continue
        if ended:
            at.fail("expected nothing after the ] that closes the dump")
        if line == b"]":
            ended = True
            continue
        begin = _BEGIN.match(line)
        if begin and begin[1].decode() not in wanted:
            continue
        entity = _parse(line.rstrip(b","), at, at.line)
        if not isinstance(entity, dict) or "id" not in entity:
            at.fail("expected one entity, a JSON object with an id, on each line of a dump")
        if entity["id"] in wanted:
            yield entity


def _of_document(
    first: bytes, rest: Iterator[bytes], wanted: Collection[str], at: _Place
) -> Iterator[Entity]:
    begin = at.line - first.count(b"\n")
    text = bytearray(first)
    for line in rest:
        text += b"\n" + line
        if len(text) > _DOCUMENT:
            at.fail(f"a document of more than {_DOCUMENT} bytes; give a dump with a line for each")
    document = _parse(bytes(text), at, begin)
    at.line = 0
    found: list[Any] = document if isinstance(document, list) else [document]
    if isinstance(document, dict) and "entities" in document:
        entities = document["entities"]
        found = list(entities.values()) if isinstance(entities, dict) else entities
    if not isinstance(found, list) or not all(isinstance(entity, dict) for entity in found):
        at.fail("expected an entity, a list of entities or an object with `entities`")
    for entity in found:
        if "missing" in entity:
            continue
        if "id" not in entity:
            at.fail("expected an entity with an id, or an object with `entities`")
        if entity["id"] in wanted:
            yield entity


def _chain(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def _lines(file: BinaryIO, at: _Place) -> Iterator[bytes]:
    """Give the lines without the white space around them; `at` follows."""
    held = b""
    while block := file.read(_BLOCK):
        *whole, held = (held + block).split(b"\n")
        for line in whole:
            at.line += 1
            yield line.strip()
        if len(held) > _LINE:
            at.line += 1
            at.fail(f"a line of more than {_LINE} bytes")
    if held.strip():
        at.line += 1
        yield held.strip()


def _parse(text: bytes, at: _Place, first: int) -> Any:  # noqa: ANN401  JSON may be anything
    try:
        return json.loads(text, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        at.line = first + error.lineno - 1
        at.fail(f"no JSON at column {error.colno}: {error.msg}")
    except UnicodeDecodeError as error:
        at.fail(f"not UTF-8: {error.reason}")
    except (ValueError, RecursionError) as error:
        at.fail(f"no JSON of Wikidata: {error}")


def _no_number(word: str) -> NoReturn:
    raise ValueError(f"{word} is no number in JSON")


def _checked(entity: Entity, at: _Place) -> Entity:
    """Hold an entity to what the RDF is made of; an empty map may be written as a list."""
    name = entity["id"]
    if not isinstance(name, str) or not _ID.fullmatch(name):
        at.fail(f"expected an item's id such as Q42, found {name!r}")
    entity = dict(entity)
    for part in _MAPS:
        found = entity.get(part, {})
        entity[part] = {} if found == [] else found
        if not isinstance(entity[part], dict):
            at.fail(f"{name}: expected a map in `{part}`, found {type(found).__name__}")
    for number, group in entity["claims"].items():
        if not isinstance(group, list):
            at.fail(f"{name}: expected a list of statements for {number}")
        for statement in group:
            _check_statement(statement, f"{name}, {number}", at)
    return entity


def _check_statement(statement: Any, place: str, at: _Place) -> None:  # noqa: ANN401
    if not isinstance(statement, dict) or not isinstance(statement.get("id"), str):
        at.fail(f"{place}: expected a statement with an id")
    if statement.get("rank") not in _RANKS:
        at.fail(f"{place}: expected a rank of {', '.join(sorted(_RANKS))}")
    snaks = [statement.get("mainsnak")]
    groups = [statement.get("qualifiers") or {}]
    for reference in statement.get("references") or []:
        if not isinstance(reference, dict):
            at.fail(f"{place}: expected a reference with snaks")
        groups.append(reference.get("snaks") or {})
    for group in groups:
        if not isinstance(group, dict) or not all(isinstance(v, list) for v in group.values()):
            at.fail(f"{place}: expected qualifiers and references as maps of lists")
        snaks += [snak for found in group.values() for snak in found]
    for snak in snaks:
        if not isinstance(snak, dict) or snak.get("snaktype") not in _SNAKS:
            at.fail(f"{place}: expected a snak of the type {', '.join(sorted(_SNAKS))}")
        if snak["snaktype"] == "value" and not isinstance(snak.get("datavalue"), dict):
            at.fail(f"{place}: expected a datavalue")
