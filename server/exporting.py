"""Exports for Wikidata's tools: commands for QuickStatements, a catalogue for Mix'n'match.

Both are written from the entities that a page shows, in rounds of fifty, and sent whole.
"""

from collections.abc import Iterable, Iterator

from flask import Blueprint, Response, abort, request

from ..triples import mixnmatch, quickstatements
from ..triples.linked_items import (
    UnknownClass,
    chosen,
    class_iri,
    ids_of_class,
    in_order,
    is_item,
    wikidata_items,
)
from ..triples.quickstatements import Choice, Line, chosen_properties
from ..triples.walking import entities
from .answering import ready, send_bytes, service
from .caching import tag
from .negotiation import CSV, TSV, Format, negotiate
from .reading import rows

blueprint = Blueprint("exporting", __name__)

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
    key = _key(form)
    if found := ready(key, form):
        return _named(found, form)
    items = wikidata_items(rows)
    ids = _asked_for(None)
    if ids is None:
        ids = ids_of_class(rows, class_iri("Person")) if choice.create else []
        ids = in_order([*ids, *items])
    lines = _lines(ids, items, choice)
    write = quickstatements.tsv if form is TSV else quickstatements.comma_separated
    return _send(write(lines), form, key)


@blueprint.get("/export/mixnmatch.<ending>")
def catalogue(ending: str) -> Response:
    """Write the persons, or another class, as a catalogue: its address is stable."""
    form = _form(ending)
    key = _key(form)
    if found := ready(key, form):
        return _named(found, form)
    ids = _asked_for("Person") or []
    items = wikidata_items(rows)
    delimiter = "\t" if form is TSV else ","
    return _send(mixnmatch.sheet(entities(rows, ids), items, delimiter), form, key)


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
        if not is_item(name):
            abort(400, f"ids= names entities such as Q1001, not {name[:40]!r}")
    if len(ids) > _MOST:
        abort(400, f"ids= names {len(ids)} entities; at most {_MOST} are read, or type= all")
    try:
        return chosen(rows, ids, types)
    except UnknownClass as fault:
        abort(400, f"type=: {fault}")


def _lines(ids: list[str], items: dict[str, str], choice: Choice) -> Iterator[Line]:
    for entity in entities(rows, ids):
        yield from quickstatements.lines_of(entity, items, choice)


def _key(form: Format) -> str | None:
    """Name the export by the state before anything of it is read."""
    state = service().engine.state()
    return tag("export", state, request.full_path, form.media_type) if state else None


def _send(pieces: Iterable[str], form: Format, key: str | None) -> Response:
    return _named(send_bytes("".join(pieces).encode(), form, key), form)


def _named(response: Response, form: Format) -> Response:
    name = request.path.rpartition("/")[2].partition(".")[0]
    response.headers["Content-Disposition"] = f'inline; filename="{name}.{form.names[0]}"'
    return response
