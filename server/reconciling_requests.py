"""Read what clients of the reconciliation protocol ask, as 0.1, 0.2 and 1.0-draft write it.

No IO: a document of JSON comes in, questions come out, and BadRequest says where it is wrong.
Sources: the specifications of the W3C Entity Reconciliation Community Group and their schemas.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from .answering import BodyTooLarge
from .engine import BadRequest

# More than what is announced is answered, too: who sends two hundred names has asked clearly.
ANNOUNCED, BATCH = 50, 200
LIMIT, LARGEST_LIMIT = 5, 100
CONDITIONS, VALUES = 50, 20
LONGEST, LONGEST_VALUE = 2000, 50_000
STRICT = ("any", "should", "all")

_OLD_FIELDS = {"query", "type", "limit", "properties", "type_strict"}
_DRAFT_FIELDS = {"type", "limit", "lang", "dir", "conditions"}

Json = Any


@dataclass(frozen=True)
class Value:
    """A value that is asked for: an identifier with or without a name, or what was written."""

    text: str
    id: str = ""


@dataclass(frozen=True)
class Condition:
    """What an entity should be like: its name, its identifier or a property."""

    kind: Literal["name", "id", "property"]
    values: tuple[Value, ...]
    key: str = ""
    required: bool = False
    quantifier: str = "any"
    qualifier: str = ""


@dataclass(frozen=True)
class Question:
    """One reconciliation query: conditions, the types that are wished for, how many answers."""

    conditions: tuple[Condition, ...]
    types: tuple[str, ...] = ()
    strict: str = "any"
    limit: int = LIMIT
    language: str = ""

    def of_kind(self, kind: str) -> list[Condition]:
        """Pick the conditions of one kind."""
        return [condition for condition in self.conditions if condition.kind == kind]


@dataclass(frozen=True)
class Wanted:
    """A property to fetch, with its settings."""

    id: str
    settings: Mapping[str, str] = field(default_factory=dict)


def read_document(text: str, what: str) -> Json:
    """Parse JSON that came in a parameter or a body; raises BadRequest with the position."""
    try:
        return json.loads(text, parse_constant=_no_constant)
    except RecursionError as error:
        raise BadRequest(f"{what} is nested too deeply") from error
    except ValueError as error:
        raise BadRequest(f"{what} is no JSON: {error}") from error


def read_old_batch(document: Json) -> dict[str, Question]:
    """Read a batch of versions 0.1 and 0.2: a map of keys to queries."""
    batch = _object(document, "queries")
    _hold(len(batch), BATCH, "queries")
    return {key: read_old_query(query, f"queries.{key[:80]}") for key, query in batch.items()}


def read_old_query(document: Json, where: str) -> Question:
    """Read one query of versions 0.1 and 0.2."""
    query = _given(document, where)
    _fields(query, _OLD_FIELDS, where)
    conditions = []
    if "query" in query:
        text = _string(query["query"], f"{where}.query").strip()
        conditions = [Condition("name", (Value(text),))] if text else []
    listed = _list(query.get("properties", []), f"{where}.properties")
    _hold(len(listed), CONDITIONS, f"{where}.properties")
    if "query" not in query and not listed:
        raise BadRequest(f"{where}: expected `query`, or `properties` that are not empty")
    for place, item in enumerate(listed):
        at = f"{where}.properties[{place}]"
        given = _given(item, at)
        key = _string(_required(given, "pid", at), f"{at}.pid")
        values = _values(_required(given, "v", at), f"{at}.v")
        conditions.append(Condition("property", values, key))
    strict = query.get("type_strict", "any")
    if strict not in STRICT:
        raise BadRequest(f"{where}.type_strict: expected one of {', '.join(STRICT)}")
    types = query.get("type", [])
    named = [types] if isinstance(types, str) else _list(types, f"{where}.type")
    return Question(
        tuple(conditions),
        tuple(filter(None, (_string(name, f"{where}.type").strip() for name in named))),
        strict,
        _limit(query, where),
    )


def read_draft_batch(document: Json) -> list[Question]:
    """Read a batch of version 1.0-draft: an object whose `queries` is a list."""
    listed = _list(_required(_object(document, "the body"), "queries", "the body"), "queries")
    _hold(len(listed), BATCH, "queries")
    return [_draft_query(query, f"queries[{place}]") for place, query in enumerate(listed)]


def _draft_query(document: Json, where: str) -> Question:
    query = _given(document, where)
    _fields(query, _DRAFT_FIELDS, where)
    listed = _list(_required(query, "conditions", where), f"{where}.conditions")
    if not listed:
        raise BadRequest(f"{where}.conditions: expected at least one condition")
    _hold(len(listed), CONDITIONS, f"{where}.conditions")
    kind = _string(query.get("type", ""), f"{where}.type").strip()
    return Question(
        tuple(_draft_condition(item, f"{where}.conditions[{i}]") for i, item in enumerate(listed)),
        (kind,) if kind else (),
        "any",
        _limit(query, where),
        _string(query.get("lang", ""), f"{where}.lang"),
    )


def _draft_condition(document: Json, where: str) -> Condition:
    given = _given(document, where)
    kind = _required(given, "matchType", where)
    if kind not in {"name", "id", "property"}:
        raise BadRequest(f"{where}.matchType: expected name, id or property")
    key = _string(given.get("propertyId", ""), f"{where}.propertyId")
    if kind == "property" and not key:
        raise BadRequest(f"{where}.propertyId: expected the identifier of a property")
    required = given.get("required", False)
    if not isinstance(required, bool):
        raise BadRequest(f"{where}.required: expected true or false")
    quantifier = given.get("matchQuantifier", "any")
    if quantifier not in {"any", "all", "none"}:
        raise BadRequest(f"{where}.matchQuantifier: expected any, all or none")
    values = _values(_required(given, "propertyValue", where), f"{where}.propertyValue")
    qualifier = _string(given.get("matchQualifier", ""), f"{where}.matchQualifier")
    return Condition(kind, values, key, required, quantifier, qualifier)


def read_extension(document: Json) -> tuple[list[str], list[Wanted]]:
    """Read a data extension query: the ids, without repetition, and the properties."""
    query = _object(document, "extend")
    ids = _list(_required(query, "ids", "extend"), "extend.ids")
    properties = _list(_required(query, "properties", "extend"), "extend.properties")
    _hold(len(ids), BATCH, "extend.ids")
    _hold(len(properties), CONDITIONS, "extend.properties")
    wanted = []
    for place, item in enumerate(properties):
        at = f"extend.properties[{place}]"
        given = _object(item, at)
        settings = _object(given.get("settings") or {}, f"{at}.settings")
        key = _string(_required(given, "id", at), f"{at}.id")
        wanted.append(Wanted(key, dict(_settings(settings, f"{at}.settings"))))
    names = [_string(name, f"extend.ids[{place}]") for place, name in enumerate(ids)]
    return list(dict.fromkeys(names)), wanted


def _settings(settings: Mapping[str, Json], where: str) -> Iterator[tuple[str, str]]:
    """Give settings as text: OpenRefine sends numbers and checkboxes as text or as they are."""
    for name, value in settings.items():
        if isinstance(value, bool):
            yield name, "on" if value else ""
        elif isinstance(value, int | float):
            yield name, f"{value:g}"
        elif value is None:
            yield name, ""
        else:
            yield name, _string(value, f"{where}.{name[:40]}")


def _values(document: Json, where: str) -> tuple[Value, ...]:
    if isinstance(document, str):
        # The client `reconciler` joins the values of equal names by line breaks.
        text = _string(document, where, LONGEST_VALUE)
        document = list(dict.fromkeys(text.strip().splitlines()))[:VALUES] or [""]
    listed = document if isinstance(document, list) else [document]
    _hold(len(listed), VALUES, where)
    return tuple(_value(item, where) for item in listed)


def _value(document: Json, where: str) -> Value:
    if isinstance(document, bool):
        return Value("true" if document else "false")
    if isinstance(document, int | float):
        return Value(_number(document))
    if isinstance(document, dict):
        name = _string(_required(document, "id", where), f"{where}.id")
        return Value(_string(document.get("name") or "", f"{where}.name"), name)
    if isinstance(document, str):
        return Value(_string(document, where).strip())
    raise BadRequest(f"{where}: expected a string, a number, a truth value or an object with an id")


def _number(value: float) -> str:
    """Write a number without the `.0` and the exponent that tables do not have."""
    whole = isinstance(value, int) or (value.is_integer() and abs(value) < 1e15)
    try:
        return str(int(value)) if whole else repr(value)
    except ValueError as error:
        # Python writes no whole number of thousands of digits.
        raise BadRequest("a number has too many digits") from error


def _limit(query: Mapping[str, Json], where: str) -> int:
    limit = query.get("limit", LIMIT)
    if isinstance(limit, bool) or not isinstance(limit, int | float):
        raise BadRequest(f"{where}.limit: expected a number")
    if limit < 1 or limit != limit // 1:
        raise BadRequest(f"{where}.limit: expected a whole number from 1 on")
    return int(min(limit, LARGEST_LIMIT))


def _object(document: Json, where: str) -> dict[str, Json]:
    if not isinstance(document, dict):
        raise BadRequest(f"{where}: expected an object")
    return document


def _given(document: Json, where: str) -> dict[str, Json]:
    """Read an object, passing over nulls: clients write them for what they leave out."""
    return {key: value for key, value in _object(document, where).items() if value is not None}


def _list(document: Json, where: str) -> list[Json]:
    if not isinstance(document, list):
        raise BadRequest(f"{where}: expected a list")
    return document


def _string(document: Json, where: str, longest: int = LONGEST) -> str:
    if not isinstance(document, str):
        raise BadRequest(f"{where}: expected a string")
    if len(document) > longest:
        raise BadRequest(f"{where}: longer than {longest} characters")
    # A lone surrogate is JSON, but no text that a database takes.
    return document.encode("utf-8", "replace").decode("utf-8").replace("\0", " ")


def _required(document: Mapping[str, Json], name: str, where: str) -> Json:
    if name not in document:
        raise BadRequest(f"{where}: expected `{name}`")
    return document[name]


def _fields(document: Mapping[str, Json], known: set[str], where: str) -> None:
    unknown = sorted(document.keys() - known)
    if unknown:
        raise BadRequest(
            f"{where}: {unknown[0][:80]!r} is no field; expected {', '.join(sorted(known))}"
        )


def _hold(count: int, most: int, where: str) -> None:
    if count > most:
        raise BodyTooLarge(f"{where}: {count} are too many, at most {most} are answered at once")


def _no_constant(name: str) -> Sequence[float]:
    raise ValueError(f"{name} is no number in JSON")
