"""The dumps at `/dumps/`: an index, the files in ranges, and each content unpacked on the way.

They are made by another process, on first request or ahead by `poimenno dump --all`; whoever asks
in between gets the newest set that is whole.
"""

import datetime
import gzip
import os
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

from flask import Blueprint, Response, abort, current_app, render_template, request
from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.wsgi import wrap_file

from ..triples.dumping_all import CHECKSUMS, MANIFEST
from .answering import problem, send_bytes, service
from .caching import tag
from .dump_making import Maker
from .local import LocalEngine
from .negotiation import GRAPHS, HTML, Format, negotiate
from .settings import GIB
from .spooling import choose_encoding

blueprint = Blueprint("dumps", __name__)

LIST = Format("application/json", ("json",))
_TYPES = {".gz": "application/gzip", ".zst": "application/zstd"}
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9.\-]*")
_LIMIT = 8 * GIB
# A client that asks for a file before the first set is made may wait for it, a few at a time.
_PATIENCE, _WAITING = 28.0, threading.BoundedSemaphore(2)
_RETRY_AFTER = 20
_BLOCK = 256 * 1024


def maker() -> Maker | None:
    """Give the maker of the running application; None where the store is a remote one."""
    found = current_app.extensions.get("poimenno-dumps")
    engine = service().engine
    if found is None and isinstance(engine, LocalEngine):
        found = current_app.extensions.setdefault("poimenno-dumps", Maker(engine.directory, _LIMIT))
    return cast("Maker | None", found)


def dumped() -> dict[str, Any]:
    """Read the manifest of the dumps there are, empty without any; making them is another's."""
    made = maker()
    return (made.manifest() if made else None) or {}


@blueprint.get("/dumps/")
def index() -> Response:
    """List the files of the newest set, as a page or as JSON."""
    form = negotiate((LIST, HTML), request.headers.get("Accept"), request.args.getlist("format"))
    made = _maker()
    state = service().engine.state()
    manifest = made.ensure(state) or {"files": []}
    shown = {**manifest, "current": manifest.get("state") == state, "making": made.making}
    if made.failed:
        shown["failed"] = made.failed
    for file in shown["files"]:
        file["url"] = f"{request.base_url.rstrip('/')}/{file['name']}"
    if form is HTML:
        page = render_template("dumps.html", manifest=shown, names=(MANIFEST, CHECKSUMS))
        response = send_bytes(page.encode(), HTML)
    else:
        text = current_app.json.dumps(shown, ensure_ascii=False, indent=1)
        response = send_bytes(f"{text}\n".encode(), LIST)
    response.headers["Cache-Control"] = "no-cache"
    return response


@blueprint.get("/dumps/<name>")
def file(name: str) -> Response:
    """Send one file, whole or a range of it; one named without `.gz` comes unpacked."""
    if not _NAME.fullmatch(name):
        raise NotFound("there is no dump of this name")
    made = _maker()
    manifest = made.ensure(service().engine.state()) or _first(made)
    if manifest is None:
        detail = f"the dumps could not be made: {made.failed}" if made.failed else None
        response = problem(503, detail or "the dumps are being made; ask again in a moment")
        response.headers["Retry-After"] = str(_RETRY_AFTER)
        return response
    if name in {MANIFEST, CHECKSUMS}:
        kind = "application/json" if name == MANIFEST else "text/plain; charset=utf-8"
        return _send(made.folder / name, kind, tag(name, manifest["created"]), manifest)
    entry = _entry(manifest, name)
    if entry["name"] == name and entry["compression"] != "none":
        kind = _TYPES[f".{name.rpartition('.')[2]}"]
        return _send(made.folder / name, kind, entry["sha256"], manifest)
    return _unpacked(made.folder, entry, manifest)


def _entry(manifest: dict[str, Any], name: str) -> dict[str, Any]:
    """Find the file of a name, or the one that has the content of that name."""
    for entry in manifest["files"]:
        if name == entry["name"] or (
            name == entry["content"] and entry["compression"] in {"gzip", "none"}
        ):
            return cast("dict[str, Any]", entry)
    raise NotFound(f"there is no dump {name!r}; /dumps/ lists them")


def _maker() -> Maker:
    made = maker()
    if made is None:
        abort(501, "a remote store is dumped where it is, not here")
    return made


def _first(made: Maker) -> dict[str, Any] | None:
    if not _WAITING.acquire(blocking=False):
        return None
    try:
        return made.wait(min(_PATIENCE, service().timeout()))
    finally:
        _WAITING.release()


def _send(path: Path, kind: str, etag: str, manifest: dict[str, Any]) -> Response:
    try:
        file = path.open("rb")
    except FileNotFoundError:
        # A newer set has just taken the place of the one whose manifest was read.
        abort(503, "the dumps are being replaced; ask again in a moment")
    size = os.fstat(file.fileno()).st_size
    response = Response(wrap_file(request.environ, file, _BLOCK), direct_passthrough=True)
    response.content_length = size
    response.set_etag(etag)
    response.last_modified = datetime.datetime.fromisoformat(manifest["created"])
    try:
        response.make_conditional(request.environ, accept_ranges=True, complete_length=size)
    except HTTPException:
        response.close()
        raise
    response.headers["Content-Type"] = kind
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Content-Disposition"] = f'attachment; filename="{path.name}"'
    return response


def _unpacked(folder: Path, entry: dict[str, Any], manifest: dict[str, Any]) -> Response:
    """Send a content under its own media type, compressed only for the transfer."""
    path = folder / entry["name"]
    kind = next(
        (form.content_type for form in GRAPHS if form.media_type == entry["mediaType"]),
        entry["mediaType"],
    )
    if entry["compression"] == "none":
        return _send(path, kind, entry["sha256"], manifest)
    if choose_encoding(request.headers.get("Accept-Encoding", "")) == "gzip":
        response = _send(path, kind, f"{entry['sha256']}-gzip", manifest)
        response.headers["Content-Encoding"] = "gzip"
        response.headers["Content-Disposition"] = f'attachment; filename="{entry["content"]}"'
        return response
    etag = f"{entry['sha256']}-plain"
    if request.if_none_match.contains_weak(etag):
        response = Response(status=304)
    else:
        response = Response(_pieces(path), direct_passthrough=True)
        response.headers["Content-Length"] = str(entry["unpackedSize"])
        response.headers["Content-Type"] = kind
    response.headers["ETag"] = f'"{etag}"'
    response.headers["Cache-Control"] = "no-cache"
    response.last_modified = datetime.datetime.fromisoformat(manifest["created"])
    return response


def _pieces(path: Path) -> Iterator[bytes]:
    with gzip.open(path) as file:
        while piece := file.read(_BLOCK):
            yield piece
