"""Entities of the Wikibase JSON model as RDF, triple for triple as Wikibase writes it.

Source: the RDF Dump Format of Wikibase and what its RdfBuilder does; its golden files are the
tests. Triples are canonical N-Triples strings, in a fixed order, valid whatever the JSON holds.
"""

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from typing import Any

from ..ontology.ntriples import Triple
from .wikibase_hashes import number
from .wikibase_properties import declarations
from .wikibase_statements import (
    Datatypes,
    Form,
    Sites,
    Statements,
    no_formatters,
    statements_of,
)
from .wikibase_values import Formatters, Json
from .wikibase_vocabulary import (
    CC,
    CC0,
    FLAVORS,
    FORMAT_VERSION,
    OWL,
    RDFS,
    SCHEMA,
    SKOS,
    TYPE,
    WIKIBASE,
    XSD,
    Namespaces,
    Produce,
    iri,
    literal,
    name,
    page_name,
    text_in,
    wikimedia_site,
)

Lookup = Callable[[Sequence[str]], Mapping[str, Json]]
"""Gives entities by id; one under another id than its own is where a redirect leads."""

_LABELS = tuple(f"<{p}>" for p in (f"{RDFS}label", f"{SKOS}prefLabel", f"{SCHEMA}name"))


def entity_triples(
    entity: Json,
    space: Namespaces,
    *,
    flavor: str | Produce = "dump",
    properties: Datatypes,
    sites: Sites = wikimedia_site,
    formatters: Formatters = no_formatters,
    languages: Container[str] | None = None,
    seen: set[str] | None = None,
    lookup: Lookup | None = None,
) -> Iterator[Triple]:
    """Write all of an entity, with the node of its document.

    `flavor` is one of FLAVORS or any of Produce together. `seen` is shared by the entities of one
    document: what they have in common (references, values, sites) is written once. `lookup` finds
    what is only mentioned, for its label, in the flavours that describe it. Raises KeyError for a
    flavour that there is none of.
    """
    produce = FLAVORS[flavor] if isinstance(flavor, str) else flavor
    form = Form(space, produce, properties, sites, formatters, languages)
    statements = Statements(form, set() if seen is None else seen)
    yield from data_triples(entity, space, produce)
    yield from _content(entity, form, statements)
    if lookup is not None:
        yield from _mentioned(lookup, form, statements, {str(entity["id"])})


def content_triples(
    entity: Json,
    space: Namespaces,
    *,
    flavor: str | Produce = "dump",
    properties: Datatypes,
    formatters: Formatters = no_formatters,
    seen: set[str] | None = None,
) -> Iterator[Triple]:
    """Write an entity without the node of its document; the rest is as in `entity_triples`."""
    produce = FLAVORS[flavor] if isinstance(flavor, str) else flavor
    form = Form(space, produce, properties, formatters=formatters)
    yield from _content(entity, form, Statements(form, set() if seen is None else seen))


def stub_triples(
    entity: Json,
    space: Namespaces,
    *,
    properties: Datatypes,
    languages: Container[str] | None = None,
) -> Iterator[Triple]:
    """Write of an entity only what it is and what it is called."""
    yield from _stub(entity, Form(space, Produce(0), properties, languages=languages))


def redirect_triple(source: str, target: str, space: Namespaces) -> Triple:
    """Say that an id stands for the entity of another one."""
    return name(space.entity, source), f"<{OWL}sameAs>", name(space.entity, target)


def dump_header(modified: str, license_iri: str = CC0) -> Iterator[Triple]:
    """Write what a dump says of itself; `modified` is an xsd:dateTime."""
    dump = f"<{WIKIBASE}Dump>"
    yield dump, TYPE, f"<{SCHEMA}Dataset>"
    yield dump, TYPE, f"<{OWL}Ontology>"
    yield dump, f"<{CC}license>", f"<{license_iri}>"
    yield dump, f"<{SCHEMA}softwareVersion>", literal(FORMAT_VERSION)
    yield dump, f"<{SCHEMA}dateModified>", literal(modified, f"{XSD}dateTime")
    yield dump, f"<{OWL}imports>", f"<{WIKIBASE.removesuffix('#')}-1.0.owl>"


def data_triples(entity: Json, space: Namespaces, produce: Produce) -> Iterator[Triple]:
    """Write the node of the document about an entity: revision, licence and counts."""
    local = str(entity["id"])
    node = name(space.data, local)
    yield node, TYPE, f"<{SCHEMA}Dataset>"
    yield node, f"<{SCHEMA}about>", name(space.entity, local)
    if Produce.VERSION in produce:
        yield node, f"<{CC}license>", f"<{space.license}>"
        yield node, f"<{SCHEMA}softwareVersion>", literal(FORMAT_VERSION)
    if "lastrevid" in entity:
        yield node, f"<{SCHEMA}version>", literal(str(entity["lastrevid"]), f"{XSD}integer")
    if "modified" in entity:
        modified = literal(str(entity["modified"]), f"{XSD}dateTime")
        yield node, f"<{SCHEMA}dateModified>", modified
    if Produce.PAGE_PROPERTIES in produce:
        yield from page_property_triples(node, page_properties(entity))


def page_properties(entity: Json) -> dict[str, int]:
    """Count what the page of an entity is known to hold: statements, identifiers, sitelinks."""
    statements = statements_of(entity)
    identifiers = [s for s in statements if s["mainsnak"].get("datatype") == "external-id"]
    counts = {"statements": len(statements), "identifiers": len(identifiers)}
    return counts | {"sitelinks": len(entity.get("sitelinks") or ())}


def page_property_triples(node: str, values: Mapping[str, object]) -> Iterator[Triple]:
    """Write facts of a page under words of the Wikibase ontology: numbers typed, texts plain."""
    for word, value in values.items():
        datatype = {int: f"{XSD}integer", float: f"{XSD}double"}.get(type(value), "")
        yield node, name(WIKIBASE, word), literal(number(value), datatype)


def _content(entity: Json, form: Form, statements: Statements) -> Iterator[Triple]:
    node = name(form.space.entity, str(entity["id"]))
    yield from _stub(entity, form)
    for language, aliases in _texts(entity.get("aliases"), form.languages):
        for alias in aliases:
            yield node, f"<{SKOS}altLabel>", text_in(alias["value"], language)
    yield from statements.of(entity)
    if Produce.SITELINKS in form.produce:
        yield from _sitelinks(node, entity.get("sitelinks") or {}, form, statements)


def _stub(entity: Json, form: Form) -> Iterator[Triple]:
    local = str(entity["id"])
    node = name(form.space.entity, local)
    kind = str(entity.get("type") or ("property" if local[:1] == "P" else "item"))
    yield node, TYPE, name(WIKIBASE, kind[:1].upper() + kind[1:])
    if kind == "property":
        datatype = form.properties(local) or str(entity.get("datatype", "string"))
        yield from declarations(node, page_name(local), datatype, form.space)
    for language, label in _texts(entity.get("labels"), form.languages):
        for predicate in _LABELS:
            yield node, predicate, text_in(label["value"], language)
    for language, text in _texts(entity.get("descriptions"), form.languages):
        yield node, f"<{SCHEMA}description>", text_in(text["value"], language)


def _mentioned(
    lookup: Lookup, form: Form, statements: Statements, known: set[str]
) -> Iterator[Triple]:
    """Describe what was mentioned: by a stub, or where it redirects to, and that by a stub."""
    asked = [local for local in statements.mentioned if local not in known]
    known.update(asked)
    for local, entity in lookup(asked).items():
        target = str(entity["id"])
        if target != local:
            yield redirect_triple(local, target, form.space)
            if target in known:
                continue
            known.add(target)
        yield from _stub(entity, form)


def _sitelinks(
    node: str, links: Mapping[str, Json], form: Form, statements: Statements
) -> Iterator[Triple]:
    for code, link in links.items():
        site = form.sites(code)
        title = str(link.get("title", ""))
        page = site and iri(site.pages.replace("$1", page_name(title.replace(" ", "_"))))
        if not site or not page:
            continue
        home = page[: page.index("/", page.index("//") + 2)] + "/>"
        yield page, TYPE, f"<{SCHEMA}Article>"
        yield page, f"<{SCHEMA}about>", node
        yield page, f"<{SCHEMA}inLanguage>", literal(site.language)
        yield page, f"<{SCHEMA}isPartOf>", home
        yield page, f"<{SCHEMA}name>", text_in(title, site.language)
        for badge in link.get("badges") or ():
            yield page, f"<{WIKIBASE}badge>", name(form.space.entity, badge)
        if statements.is_new(home):
            yield home, f"<{WIKIBASE}wikiGroup>", literal(site.group)


def _texts(terms: Any, languages: Container[str] | None) -> Iterator[tuple[str, Any]]:  # noqa: ANN401
    """Give the terms by language; an empty PHP array is a list and holds none."""
    if isinstance(terms, Mapping):
        for language, term in terms.items():
            if languages is None or language in languages:
                yield language, term
