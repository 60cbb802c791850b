"""Data extension: values of properties for entities that were reconciled, and which to fetch."""

from collections.abc import Mapping, Sequence

from ..ontology.namespaces import ENTITY
from ..triples.property_paths import Path
from ..triples.snaks import cell
from .engine import BadRequest
from .reading import rows
from .reconciling_candidates import property_path
from .reconciling_manifest import CHOICES, DRAFT
from .reconciling_requests import Wanted
from .reconciling_showing import Json, View
from .reconciling_values import Found, Reader

PROPOSED, MOST_PROPOSED = 30, 500
_ON = {"on", "true", "1", "yes"}
_OFF = {"", "off", "false", "0", "no"}
_USED = """
PREFIX poi: <https://w3id.org/poimenno/ontology#>
SELECT ?property (COUNT(DISTINCT ?item) AS ?number) WHERE {
  %s ?claim poi:claimsAbout ?item ; poi:claimsProperty ?property .
} GROUP BY ?property ORDER BY DESC(?number) ?property"""


def extend(ids: Sequence[str], wanted: Sequence[Wanted], version: str, view: View) -> Json:
    """Write the answer to a data extension query; what is unknown has no values.

    Raises BadRequest for a setting that is none, EngineError where the graph cannot be read.
    """
    named = view.property_names(one.id for one in wanted)
    meta: list[Json] = []
    columns: list[dict[str, list[Json]]] = []
    entities = {text: text.removeprefix(ENTITY) for text in ids}
    for one in wanted:
        settings = _check(one)
        path = property_path(one.id, view.terms)
        about: Json = {"id": one.id, "name": named[one.id]}
        found = _fetch(list(entities.values()), path, settings, view.reader) if path else {}
        if path and not path.part and (kind := _range(path, found, view)):
            about["type"] = kind
        meta.append(about)
        columns.append(
            {
                text: _cells(found.get(name, []), path, settings, view)
                for text, name in entities.items()
            }
        )
    if version != DRAFT:
        # Rows are maps here: of a property that is asked for twice the last answer stays.
        pairs = list(zip(wanted, columns, strict=True))
        return {
            "meta": meta,
            "rows": {text: {one.id: column[text] for one, column in pairs} for text in ids},
        }
    listed = [
        {
            "id": text,
            "properties": [
                {"id": one.id, "values": column[text]}
                for one, column in zip(wanted, columns, strict=True)
            ],
        }
        for text in ids
    ]
    return {"meta": meta, "rows": listed}


def propose(kind: str | None, limit: int, view: View) -> Json:
    """List the properties of a type by how many entities of it have them, the most used first."""
    known = view.terms.type_of(kind) if kind else None
    listed: list[Json] = []
    if known is not None or not kind:
        typed = f"?item a <{known.iri}> ." if known else ""
        for row in rows(_USED % typed):
            used = view.terms.property_of(row["property"]["value"])
            if used is not None:
                described = used.describe(view.languages)
                more = {"description": described} if described else {}
                listed.append({"id": used.id, "name": used.label(view.languages), **more})
    answer: Json = {"properties": listed[:limit], "limit": limit}
    return {**answer, "type": kind} if kind else answer


def _check(wanted: Wanted) -> Mapping[str, str]:
    settings = wanted.settings
    for name, choices in CHOICES.items():
        value = settings.get(name, "")
        if value and value not in choices:
            raise BadRequest(
                f"{wanted.id[:80]}: the setting {name} is {value[:40]!r}; expected one of"
                f" {', '.join(choices)}"
            )
    limit = settings.get("limit", "") or "0"
    if not (limit.isascii() and limit.isdigit()):
        raise BadRequest(
            f"{wanted.id[:80]}: the setting limit is {limit[:40]!r}; expected a whole number, 0 for"
            " no limit"
        )
    if settings.get("count", "").lower() not in _ON | _OFF:
        raise BadRequest(f"{wanted.id[:80]}: the setting count is neither on nor off")
    return settings


def _fetch(
    ids: Sequence[str], path: Path, settings: Mapping[str, str], reader: Reader
) -> dict[str, list[Found]]:
    found = reader.follow(
        ids,
        path,
        settings.get("rank") or "best",
        referenced=settings.get("references") == "referenced",
    )
    # Names of all the items in one reading.
    reader.load(end for ends in found.values() for kind, end in ends if kind == _ITEM)
    return found


_ITEM = "wikibase-entityid"


def _range(path: Path, found: Mapping[str, Sequence[Found]], view: View) -> Json | None:
    """Tell the type of the items at the end of a path, where the ontology says it."""
    if not any(kind == _ITEM for ends in found.values() for kind, _ in ends):
        return None
    last = path.steps[-1].properties
    return view.terms.range_of(last[0], view.languages) if len(last) == 1 else None


def _cells(
    found: Sequence[Found], path: Path | None, settings: Mapping[str, str], view: View
) -> list[Json]:
    cells = [written for end in found if (written := _cell(end, path, settings, view)) is not None]
    limit = int(settings.get("limit") or 0)
    if settings.get("count", "").lower() in _ON:
        return [{"int": len(cells)}] if path else []
    return cells[:limit] if limit else cells


def _cell(end: Found, path: Path | None, settings: Mapping[str, str], view: View) -> Json | None:
    kind, value = end
    part = path.part if path else ""
    if kind != _ITEM:
        return cell(kind, value, part)
    content = settings.get("content") or "entity"
    if content == "id":
        return {"str": value}
    name = view.name(value)
    return {"str": name} if content == "literal" else {"id": value, "name": name}
