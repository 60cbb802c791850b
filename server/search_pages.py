"""Search by name for people who come with a name: one form, in any spelling, without a client.

Source: MediaWiki, Special:Search (its address and its parameter).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from flask import Blueprint, Response, redirect, render_template, request, url_for

from ..ontology.namespaces import ENTITY, ONTOLOGY
from .answering import VARY, send_bytes
from .engine import BadRequest
from .entity_names import is_id
from .labelling import Labels, Link
from .negotiation import HTML
from .page_texts import Words, choose, language_of
from .reading import Entity, read
from .searching import names

blueprint = Blueprint("search_pages", __name__)

ON_A_PAGE = 20
_LAST_PAGE = 50
_LONGEST = 300
# What one may narrow a search to: a word of the page, and the class.
KINDS = {
    "person": "Person",
    "people": "EthnicGroup",
    "act": "LegalAct",
    "body": "Body",
    "case": "Case",
    "place": "Place",
    "source": "Source",
}


@dataclass(frozen=True)
class Found:
    """One entity that fits: its page, its other name, what it is, the name that fits."""

    link: Link
    other: str
    description: str
    matched: str


@blueprint.get("/wiki/Special:Search")
def search() -> Response:
    """Show the entities whose names fit `search=`; a number leads to its entity at once."""
    text = request.args.get("search", "").strip()
    kind = request.args.get("kind", "")
    if kind and kind not in KINDS:
        raise BadRequest(f"kind is {kind[:40]!r}; expected one of {', '.join(KINDS)}")
    if len(text) > _LONGEST:
        raise BadRequest(f"a name of {len(text)} characters; at most {_LONGEST} are searched for")
    language = language_of(request.args.get("uselang"), request.accept_languages)
    kept: dict[str, Any] = {"uselang": language} if request.args.get("uselang") else {}
    numbered = is_id(text.upper())
    if numbered and read([text.upper()]):
        where = url_for("entities.page", title=text.upper(), **kept)
        return cast(Response, redirect(where, 303))
    page = _page(request.args.get("page", "1"))
    labels = Labels(language, kept)
    found, more = _find(text, kind, labels, page) if text and not numbered else ([], False)
    shown = render_template(
        "search.html",
        text=text,
        kind=kind,
        kinds=list(KINDS),
        found=found,
        page=page,
        more=more,
        say=Words(language),
        language=language,
        kept=kept,
    )
    response = send_bytes(shown.encode(), HTML)
    response.headers["Vary"] = f"{VARY}, Accept-Language"
    response.headers["Content-Language"] = language
    return response


def _find(text: str, kind: str, labels: Labels, page: int) -> tuple[list[Found], bool]:
    """Give one page of what fits, and whether there is another."""
    hits = names().search(
        text,
        language=labels.language,
        types=[ONTOLOGY + KINDS[kind]] if kind else (),
        limit=ON_A_PAGE + 1,
        offset=(page - 1) * ON_A_PAGE,
    )
    entities = read([hit.id for hit in hits[:ON_A_PAGE]])
    found = [
        _shown(entities[hit.id], hit.text, labels) for hit in hits[:ON_A_PAGE] if hit.id in entities
    ]
    return found, len(hits) > ON_A_PAGE and page < _LAST_PAGE


def _shown(entity: Entity, matched: str, labels: Labels) -> Found:
    own = _texts(entity, "labels")
    label = choose(own, labels.language) or (entity["id"], "")
    other = choose({name: text for name, text in own.items() if name != label[1]}, labels.language)
    described = choose(_texts(entity, "descriptions"), labels.language)
    known = {label[0], other[0] if other else ""}
    page = labels.link(ENTITY + entity["id"])
    return Found(
        link=Link(label[0], label[1], page.href, entity["id"]),
        other=other[0] if other else "",
        description=described[0] if described else "",
        matched="" if matched in known else matched,
    )


def _texts(entity: Entity, member: str) -> Mapping[str, str]:
    return {name: text["value"] for name, text in (entity.get(member) or {}).items()}


def _page(text: str) -> int:
    whole = text.isascii() and text.isdigit() and len(text) < 9
    return min(max(int(text), 1), _LAST_PAGE) if whole else 1
