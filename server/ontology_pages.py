"""The ontology at its own address: in every RDF format, and as one page with a place for each term.

Terms are hash IRIs, so that `/ontology` is what a client asks for, whichever term it means; the
modules, whose names lie below it, lead there.
"""

from dataclasses import dataclass, field
from typing import cast

from flask import Blueprint, Response, redirect, render_template, request, url_for

from ..ontology.namespaces import GRAPH, ONTOLOGY
from .answering import VARY, ready, send_answer, send_bytes, service, wished_formats
from .caching import tag
from .entity_data import LICENSE
from .entity_names import EXTENSIONS, JSON, UnknownEntity, UnsupportedFormat, extension_of
from .labelling import Labels, Link, id_of, is_plain
from .negotiation import HTML, TURTLE, Format, negotiate
from .page_texts import Words, choose, language_of
from .reading import rows

blueprint = Blueprint("ontology_pages", __name__)

_GRAPH = f"{GRAPH}ontology"
# A term is no entity of the JSON model here, so that JSON is JSON-LD.
_DOCUMENTS = {"ttl": TURTLE} | {
    name: form for name, form in EXTENSIONS.items() if form is not JSON and name != "ttl"
}
_OFFERED = (*_DOCUMENTS.values(),)
_TERMS = f"""\
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?term ?property ?value WHERE {{
  GRAPH <{_GRAPH}> {{ ?term ?property ?value }}
  FILTER(STRSTARTS(STR(?term), "{ONTOLOGY}") && !isBlank(?value))
  FILTER(?property IN (<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>, rdfs:label,
    skos:definition, rdfs:subClassOf, rdfs:subPropertyOf, rdfs:domain, rdfs:range, skos:inScheme))
}} LIMIT 50000"""
_OWL = "http://www.w3.org/2002/07/owl#"
_SECTIONS = (
    ("classes", {f"{_OWL}Class"}),
    ("properties", {f"{_OWL}ObjectProperty", f"{_OWL}DatatypeProperty"}),
    ("vocabulary", set[str]()),
)
_RELATIONS = ("subClassOf", "subPropertyOf", "domain", "range", "inScheme")


@dataclass
class Term:
    """A term as the page tells of it: its names and definitions by language, what it belongs to."""

    iri: str
    types: set[str] = field(default_factory=set)
    labels: dict[str, str] = field(default_factory=dict)
    definitions: dict[str, str] = field(default_factory=dict)
    relations: dict[str, set[str]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The name of the term within the ontology, which is its place on the page."""
        return self.iri.removeprefix(ONTOLOGY)


@blueprint.get("/ontology")
def ontology() -> Response:
    """Give the ontology in the form that the client likes best; who has no wish gets Turtle."""
    names = wished_formats()
    form = negotiate(_OFFERED, request.headers.get("Accept"), names)
    response = _send(form)
    response.headers["Content-Location"] = url_for(".document", extension=extension_of(form))
    return response


@blueprint.get("/ontology.<extension>")
def document(extension: str) -> Response:
    """Give the ontology in one form; raises UnsupportedFormat."""
    form = _DOCUMENTS.get(extension.lower())
    if form is None:
        known = ", ".join(_DOCUMENTS)
        raise UnsupportedFormat(f"no ontology in the format {extension[:40]!r}; there are {known}")
    return _send(form)


@blueprint.get("/ontology/<path:module>")
def part(module: str) -> Response:
    """Send whoever asks for a module to the ontology, of which it is a part."""
    name = f"{ONTOLOGY.removesuffix('#')}/{module}"
    if not _is_module(name):
        raise UnknownEntity(f"the ontology has no module {module[:80]!r}")
    form = negotiate(_OFFERED, request.headers.get("Accept"))
    where = url_for(".document", extension=extension_of(form))
    return cast(Response, redirect(where, 303))


def _is_module(name: str) -> bool:
    """Tell whether a module of the ontology, or the version that there is of it, has a name."""
    if not name.isascii() or not is_plain(name):
        return False
    said = f"{{ <{name}> ?p ?o }} UNION {{ ?o <{_OWL}versionIRI> <{name}> }}"
    return bool(rows(f"SELECT ?o WHERE {{ GRAPH <{_GRAPH}> {{ {said} }} }} LIMIT 1"))


def _send(form: Format) -> Response:
    language = language_of(request.args.get("uselang"), request.accept_languages)
    engine = service().engine

    def key(state: str) -> str | None:
        named = (state, form.media_type, request.full_path if form is HTML else "")
        return tag("ontology", *named, language if form is HTML else "") if state else None

    known = key(engine.state())
    if found := ready(known, form):
        response = found
    elif form is HTML:
        response = send_bytes(_page(language).encode(), HTML, known)
    else:
        answer = engine.read_graph(_GRAPH, form.media_type, service().timeout())
        response = send_answer(answer, form, key(answer.state))
    if form is HTML:
        response.headers["Vary"] = f"{VARY}, Accept-Language"
        response.headers["Content-Language"] = language
    response.headers["Link"] = ", ".join(
        [
            f'<{ONTOLOGY.removesuffix("#")}>; rel="canonical"',
            *(
                f"<{url_for('.document', extension=name, _external=True)}>;"
                f' rel="alternate"; type="{other.media_type}"'
                for name, other in _DOCUMENTS.items()
                if other is not form
            ),
            f'<{LICENSE}>; rel="license"',
        ]
    )
    return response


def _page(language: str) -> str:
    terms: dict[str, Term] = {}
    for row in rows(_TERMS):
        term = terms.setdefault(row["term"]["value"], Term(row["term"]["value"]))
        name = row["property"]["value"].rpartition("#")[2]
        value = row["value"]
        if name == "type":
            term.types.add(value["value"])
        elif name == "label":
            term.labels[value.get("xml:lang", "")] = value["value"]
        elif name == "definition":
            term.definitions[value.get("xml:lang", "")] = value["value"]
        else:
            term.relations.setdefault(name, set()).add(value["value"])
    labels = Labels(language)
    labels.load(
        {iri for term in terms.values() for all_of in term.relations.values() for iri in all_of}
    )
    sections: dict[str, list[dict[str, object]]] = {name: [] for name, _ in _SECTIONS}
    for term in sorted(terms.values(), key=lambda term: term.name.lower()):
        section = next(name for name, types in _SECTIONS if not types or types & term.types)
        sections[section].append(_told(term, language, labels))
    return render_template(
        "ontology.html",
        sections=sections,
        say=Words(language),
        language=language,
        documents=_DOCUMENTS,
    )


def _told(term: Term, language: str, labels: Labels) -> dict[str, object]:
    label = choose(term.labels, language) or (term.name, "")
    definition = choose(term.definitions, language)
    number = id_of(term.iri)
    return {
        "name": term.name,
        "label": Link(*label),
        "definition": Link(*definition) if definition else None,
        "number": number,
        "relations": [
            (name, [labels.link(iri) for iri in sorted(term.relations[name])])
            for name in _RELATIONS
            if name in term.relations
        ],
    }
