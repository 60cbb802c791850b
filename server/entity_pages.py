"""The page of an entity: its statements with their sources, its story, what follows, what refers.

Everything is made ready here and escaped by the template; it works without JavaScript.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from math import ceil
from typing import Any

from flask import render_template, request, url_for

from ..ontology.namespaces import ENTITY, ONTOLOGY
from ..ontology.wikibase import mapping
from .engine import BadRequest
from .entity_names import EXTENSIONS, is_id
from .labelling import Labels, Link, iris_of
from .page_texts import LANGUAGES, Words, choose
from .reading import Entity
from .statement_views import LONG, SHORT, Group, Json, group, ordered, snaks_of
from .stories import Story, read_story
from .structured_data import structured
from .surrounding_views import Following, Referring, Uses, follows, refers, used
from .surroundings import inferred, life, referring, story, uses
from .value_texts import Shown, iris_in, show


@dataclass
class Page:
    """All that the template shows of an entity."""

    id: str
    concept: str
    is_property: bool
    is_person: bool
    heading: Link
    second: Link | None
    description: str
    aliases: list[Link]
    kinds: list[Shown]
    groups: list[Group] = field(default_factory=list)
    datatype: str = ""
    term: Link | None = None
    story: Story | None = None
    follows: Following | None = None
    refers: list[Referring] = field(default_factory=list)
    uses: Uses | None = None
    number: int = 1
    pages: int = 1
    only: str = ""


def page_of(entity: Entity, language: str) -> str:
    """Write the page of an entity as HTML, in a language of ours."""
    kept = {"uselang": language} if request.args.get("uselang") else {}
    say, labels = Words(language), Labels(language, kept)
    only = request.args.get("property", "")
    if only and not (is_id(only) and only[0] == "P"):
        raise BadRequest(f"property is {only[:40]!r}; expected a P-number")
    number = _number(request.args.get("page", ""))
    things = iris_of(entity["id"])
    claims = ordered(entity)
    events = [] if only else story(things)
    events = sorted([*life(things, events), *events], key=lambda event: event.order)
    named_by = {} if only else referring(things)
    following = [] if only else inferred(things)
    uses_of = uses(things[-1]) if entity["id"][0] == "P" and not only else []
    shown = {only: claims.get(only, [])} if only else claims
    pages = max(1, ceil(len(shown[only]) / LONG)) if only else 1
    number = min(number, pages)
    most = LONG if only else SHORT
    start = (number - 1) * most
    cut = {name: said[start : start + most] for name, said in shown.items()}
    labels.load(
        {
            *iris_in(snaks_of(cut)),
            *iris_in(snak["mainsnak"] for snak in claims.get("P31", [])[:SHORT]),
            *(iri for event in events for iri in event.iris()),
            *(iri for item in following for iri in item.iris()),
            *_first(named_by),
            *(iri for iri, _ in uses_of),
            *(term["value"] for _, term in uses_of if term["type"] == "uri"),
        }
    )
    page = _top(entity, language, labels, say)
    page.only, page.number, page.pages = only, number, pages
    page.groups = [group(name, said, len(shown[name]), labels, say) for name, said in cut.items()]
    page.story = read_story(events, labels, say)
    page.follows = follows(things, following, labels, say, told=page.story is not None)
    page.uses = used(things[-1], uses_of, labels, say)
    page.refers = refers(things, named_by, labels, told=page.story is not None)
    return render_template(
        "entity.html",
        page=page,
        say=say,
        language=language,
        formats=[name for name in EXTENSIONS if name != "html"],
        types={name: form.media_type for name, form in EXTENSIONS.items()},
        structured=structured(entity, following, labels),
        languages=[(name, url_for("entities.page", **_here(page.id, name))) for name in LANGUAGES],
        tongues=LANGUAGES,
        kept=kept,
    )


def _here(number: str, language: str) -> dict[str, Any]:
    """Give what makes the address of the same page in another language."""
    # By name: url_for takes orders too, `_scheme` for one, and a client must not give them.
    asked = {name: request.args[name] for name in ("property", "page") if name in request.args}
    return {"title": number, **asked, "uselang": language}


def _top(entity: Entity, language: str, labels: Labels, say: Words) -> Page:
    """Make the head of the page: names, description, what it is."""
    names = {name: text["value"] for name, text in (entity.get("labels") or {}).items()}
    heading = choose(names, language) or (entity["id"], "")
    others = {name: text for name, text in names.items() if name != heading[1]}
    second = choose(others, language)
    described = {name: t["value"] for name, t in (entity.get("descriptions") or {}).items()}
    description = choose(described, language)
    aliases = [
        Link(text, name) for name, text in others.items() if second is None or name != second[1]
    ] + [
        Link(alias["value"], name)
        for name, all_of in (entity.get("aliases") or {}).items()
        for alias in all_of
    ]
    kinds = (entity.get("claims") or {}).get("P31", [])
    return Page(
        id=entity["id"],
        concept=ENTITY + entity["id"],
        is_property=entity["id"].startswith("P"),
        is_person=any(_is(said["mainsnak"], "Person") for said in kinds),
        heading=Link(*heading),
        second=Link(*second) if second else None,
        description=description[0] if description else "",
        aliases=list(dict.fromkeys(aliases))[:LONG],
        kinds=[
            show(said["mainsnak"], labels, say)
            for said in kinds[:SHORT]
            if said["rank"] != "deprecated"
        ],
        datatype=str(entity.get("datatype") or ""),
        term=_term(entity["id"], labels),
    )


def _term(number: str, labels: Labels) -> Link | None:
    """Give the term of the ontology that an entity stands for, by its IRI."""
    *_, iri = iris_of(number)
    if iri == ENTITY + number:
        return None
    local = labels.place(iri)
    return Link(iri, href=local or iri, outside=not local)


def _is(snak: Json, name: str) -> bool:
    """Tell whether the value of a snak is a term of the ontology."""
    value = snak.get("datavalue", {}).get("value")
    number = str(value.get("id", "")) if isinstance(value, Mapping) else ""
    return mapping().iri_of(number) == ONTOLOGY + name


def _first(named_by: Mapping[str, list[str]]) -> Iterator[str]:
    """Give what of the referring things is shown."""
    for name, iris in named_by.items():
        yield name
        yield from iris[:SHORT]


def _number(text: str) -> int:
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 9 else 1
