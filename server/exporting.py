"""Exports for Wikidata's tools: commands for QuickStatements, a catalogue for Mix'n'match.

Both are written from the entities that a page shows, in rounds of fifty, and sent whole.
"""

from collections.abc import Iterable, Iterator

from flask import Blueprint, Response, abort, request

from ..triples import mixnmatch, quickstatements
from ..triples.linked_items import UnknownClass, class_iri, ids_of_class, in_order, wikidata_items
from ..triples.quickstatements import Choice, Line, chosen_properties
from .answering import not_modified, send_bytes, service
from .caching import tag
from .negotiation import CSV, TSV, Format, negotiate
from .reading import read, rows

blueprint = Blueprint("exporting", __name__)

_BATCH = 50
_MOST = 1000
_WORDS = {"1", "true", "yes", ""}


@blueprint.get("/export/quickstatements")
@blueprint.get("/export/quickstatements.<ending>")
def commands(ending: str | None = None) -> Response:
    """Write what Wikidata could take over, as commands (TSV) or as CSV."""
    form = _form(ending)
    try:
        choice = Choice(
            low=_flag("low"),
            unreferenced=_flag("unreferenced"),
            create=_flag("create"),
            **_properties(),
        )
    except ValueError as fault:
        abort(400, str(fault))
    if choice.create and form is CSV:
        abort(400, "the CSV form cannot create items; ask for format=tsv")
    ready = _known(form)
    if ready:
        return ready
    items = wikidata_items(rows)
    ids = _asked_for(None)
    if ids is None:
        ids = ids_of_class(rows, class_iri("Person")) if choice.create else []
        ids = in_order([*ids, *(name for name in items if _is_entity(name))])
    lines = _lines(ids, items, choice)
    write = quickstatements.tsv if form is TSV else quickstatements.comma_separated
    return _send(write(lines), form)


@blueprint.get("/export/mixnmatch.<ending>")
def catalogue(ending: str) -> Response:
    """Write the persons, or another class, as a catalogue: its address is stable."""
    form = _form(ending)
    ready = _known(form)
    if ready:
        return ready
    ids = _asked_for("Person") or []
    items = wikidata_items(rows)
    delimiter = "\t" if form is TSV else ","
    return _send(mixnmatch.sheet(_entities(ids), items, delimiter), form)


def _form(ending: str | None) -> Format:
    if ending is not None and ending not in {*TSV.names, *CSV.names}:
        abort(404, "this is exported as .tsv and as .csv")
    names = [ending] if ending else request.args.getlist("format")
    return negotiate((TSV, CSV), request.headers.get("Accept"), names)


def _flag(name: str) -> bool:
    value = request.args.get(name)
    if value is None or value.lower() in {"0", "false", "no"}:
        return False
    if value.lower() not in _WORDS:
        abort(400, f"{name}= is 1 or 0, not {value[:40]!r}")
    return True


def _properties() -> dict[str, frozenset[str]]:
    asked = _listed("properties")
    return {"properties": chosen_properties(asked)} if asked else {}


def _listed(name: str) -> list[str]:
    values = (part.strip() for text in request.args.getlist(name) for part in text.split(","))
    return [value for value in values if value]


def _asked_for(usual: str | None) -> list[str] | None:
    """Give the ids that `ids=` and `type=` name together; None where neither is there."""
    ids, types = _listed("ids"), _listed("type") or ([usual] if usual else [])
    for name in ids:
        if not _is_entity(name):
            abort(400, f"ids= names entities such as Q1001, not {name[:40]!r}")
    if len(ids) > _MOST:
        abort(400, f"ids= names {len(ids)} entities; at most {_MOST} are read, or type= all")
    if not types:
        return in_order(ids) if ids else None
    try:
        found = {name for kind in types for name in ids_of_class(rows, class_iri(kind))}
    except UnknownClass as fault:
        abort(400, f"type=: {fault}")
    return in_order(found & set(ids) if ids else found)


def _is_entity(name: str) -> bool:
    return name[:1] == "Q" and name[1:].isascii() and name[1:].isdecimal() and name[1:2] != "0"


def _entities(ids: list[str]) -> Iterator[quickstatements.Entity]:
    for start in range(0, len(ids), _BATCH):
        yield from read(ids[start : start + _BATCH]).values()


def _lines(ids: list[str], items: dict[str, str], choice: Choice) -> Iterator[Line]:
    for entity in _entities(ids):
        yield from quickstatements.lines_of(entity, items, choice)


def _key() -> str | None:
    state = service().engine.state()
    return tag("export", state, request.full_path) if state else None


def _known(form: Format) -> Response | None:
    key = _key()
    return not_modified(f"{key}-{form.names[0]}") if key else None


def _send(pieces: Iterable[str], form: Format) -> Response:
    key = _key()
    data = "".join(pieces).encode()
    response = send_bytes(data, form, f"{key}-{form.names[0]}" if key else None)
    name = request.path.rpartition("/")[2].partition(".")[0]
    response.headers["Content-Disposition"] = f'inline; filename="{name}.{form.names[0]}"'
    return response
