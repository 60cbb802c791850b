"""For search engines: the pages of all entities as sitemaps, and which routes to leave alone.

Sources: sitemaps.org protocol 0.9 (at most 50,000 addresses a file); RFC 9309 (robots.txt).
"""

import datetime
from collections.abc import Callable
from xml.sax.saxutils import escape

from flask import Blueprint, Response, request, url_for
from werkzeug.exceptions import NotFound

from ..triples.snapshots import current_snapshot
from ..triples.wikibase_entities import entity_ids
from .answering import ready, send_bytes, service
from .caching import tag
from .local import LocalEngine
from .negotiation import PLAIN, Format
from .reading import rows

blueprint = Blueprint("sitemaps", __name__)

PART = 50_000
# Ten million entities; more are not listed.
_MOST_PARTS = 200
_XML = Format("application/xml", ("xml",), charset=True)
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_PAGES = ("portal.index", "cataloguing.catalog", "dumps.index", "api_pages.page")
# Where every address leads to others without end, or costs a query.
_CLOSED = ("/sparql", "/ldf", "/explain", "/graphs", "/w/api.php", "/reconcile", "/*?query=")


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Tell crawlers what to leave alone, and where the sitemap is."""
    closed = "".join(f"Disallow: {path}\n" for path in _CLOSED)
    sitemap = url_for("sitemaps.index", _external=True)
    text = f"User-agent: *\nAllow: /\n{closed}\nSitemap: {sitemap}\n"
    return send_bytes(text.encode(), PLAIN, tag("robots", text), remember=False)


@blueprint.get("/sitemap.xml")
def index() -> Response:
    """List the sitemaps; each changed when the graph last did."""
    return _answer("index", _index)


@blueprint.get("/sitemap-<int:number>.xml")
def part(number: int) -> Response:
    """List the pages of up to 50,000 entities."""
    return _answer(number, lambda: _part(number))


def _answer(name: object, write: Callable[[], str]) -> Response:
    state = service().engine.state()
    key = tag("sitemap", name, state, request.url_root) if state else None
    return ready(key, _XML) or send_bytes((_HEAD + write()).encode(), _XML, key)


def _index() -> str:
    changed = _changed()
    entries = "".join(
        f"<sitemap><loc>{escape(url_for('sitemaps.part', number=number, _external=True))}</loc>"
        f"{changed}</sitemap>\n"
        for number in range(1, _parts() + 1)
    )
    return f"<sitemapindex {_SPACE}>\n{entries}</sitemapindex>\n"


def _part(number: int) -> str:
    if not 1 <= number <= _MOST_PARTS:
        raise NotFound("there is no such sitemap")
    pages = _pages()[(number - 1) * PART : number * PART]
    if not pages and number > 1:
        raise NotFound(f"there are fewer than {number} sitemaps")
    addresses = (url_for(endpoint, _external=True, **values) for endpoint, values in pages)
    # When a single page changed is not known, and is not said.
    entries = "".join(f"<url><loc>{escape(address)}</loc></url>\n" for address in addresses)
    return f"<urlset {_SPACE}>\n{entries}</urlset>\n"


def _parts() -> int:
    return min(max(1, -(-len(_pages()) // PART)), _MOST_PARTS)


def _pages() -> list[tuple[str, dict[str, str]]]:
    """List the pages there are, by endpoint and values."""
    entities = (("entities.page", {"title": name}) for name in entity_ids(rows))
    return [*((endpoint, {}) for endpoint in _PAGES), *entities]


def _changed() -> str:
    """Say when the graph last changed, where that is known: a remote store does not tell."""
    engine = service().engine
    if not isinstance(engine, LocalEngine):
        return ""
    moment = current_snapshot(engine.directory).path.stat().st_mtime
    written = datetime.datetime.fromtimestamp(moment, datetime.UTC).isoformat(timespec="seconds")
    return f"<lastmod>{written}</lastmod>"
