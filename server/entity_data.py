"""The documents of an entity: the Wikibase JSON model, and its RDF model in each format."""

import json
from collections.abc import Iterator, Mapping, Sequence

from flask import request, url_for

from ..ontology.namespaces import ENTITY, STANDARD, WIKIBASE_VIEW
from ..ontology.wikibase import mapping
from ..triples.issuing import issued
from ..triples.store import Store
from ..triples.wikibase_rdf import entity_triples
from ..triples.wikibase_vocabulary import CC0, OURS
from .answering import service
from .engine import BadRequest
from .entity_names import (
    EXTENSIONS,
    FLAVORS,
    JSON,
    Named,
    UnknownEntity,
    WithdrawnEntity,
)
from .negotiation import HTML, N_QUADS, N_TRIPLES, Format
from .reading import Entity, read, rows

LICENSE = CC0
PREFIXES = {
    **{name: STANDARD[name] for name in ("rdf", "rdfs", "owl", "xsd", "skos", "schema", "prov")},
    **{name: STANDARD[name] for name in ("geo", "wikibase")},
    **WIKIBASE_VIEW,
    "cc": "http://creativecommons.org/ns#",
}
"""What the documents declare, as those of Wikidata do."""
# Labels are read for this many of the entities that one entity mentions.
_MENTIONED = 1000
_WITHDRAWN = """\
SELECT ?new WHERE {{ {{ GRAPH ?g {{ <{0}{1}> <http://www.w3.org/2002/07/owl#deprecated> true }} }}
UNION {{ <{0}{1}> <http://www.w3.org/2002/07/owl#deprecated> true }}
OPTIONAL {{ GRAPH ?g {{ <{0}{1}> <http://purl.org/dc/terms/isReplacedBy> ?new }} }} }} LIMIT 1"""


def find(named: Named) -> Entity:
    """Read the entity of a name; raises UnknownEntity and WithdrawnEntity, each with the reason.

    Withdrawn is what the graph calls `owl:deprecated`, and what the tables record but this graph
    no longer has. Persons who are withheld are unknown, as if they never had been recorded.
    """
    entity = read([named.id]).get(named.id)
    if entity is not None:
        return entity
    found = rows(_WITHDRAWN.format(ENTITY, named.id))
    if found:
        new = found[0].get("new", {}).get("value", "").removeprefix(ENTITY)
        instead = f"; {new} stands in its place" if new else ""
        raise WithdrawnEntity(f"{named.id} was withdrawn{instead}")
    if named.id in issued() and service().holds_ours():
        raise WithdrawnEntity(f"{named.id} was an entity and was taken out of this graph")
    raise UnknownEntity(f"there is no entity {named.id} here")


def check_revision(entity: Entity, wanted: str | None) -> None:
    """Let the current revision pass, by its number, as 0 or unsaid.

    Numbers are made of the content and tell no order in time, so that an older revision and one
    that never was are alike. Raises BadRequest for what is no number, UnknownEntity for another.
    """
    if wanted is None or not wanted.strip("0"):
        return
    if not (wanted.isascii() and wanted.isdigit() and len(wanted) <= 18):
        raise BadRequest(f"revision is {wanted[:40]!r}; expected a number")
    current = entity["lastrevid"]
    if int(wanted) != current:
        raise UnknownEntity(
            f"revision {wanted} of {entity['id']} is not here: only the current one, {current}, is"
        )


def read_flavor() -> str:
    """Read `flavor=`; raises BadRequest."""
    flavor = request.args.get("flavor", "full")
    if flavor not in FLAVORS:
        raise BadRequest(f"flavor is {flavor[:40]!r}; expected one of {', '.join(FLAVORS)}")
    return flavor


def write_entity(entity: Entity, form: Format, flavor: str) -> bytes:
    """Write the document of an entity in a format other than HTML."""
    if form is JSON:
        document = {"entities": {entity["id"]: entity}}
        return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
    lookup = None if flavor == "simple" else _mentioned
    data = "".join(
        f"{' '.join(triple)} .\n"
        for triple in entity_triples(
            entity, OURS, flavor=flavor, properties=mapping().datatype, lookup=lookup
        )
    ).encode()
    if form in {N_TRIPLES, N_QUADS}:
        return data
    with Store.in_memory() as graph:
        graph.load(data, N_TRIPLES.media_type)
        return graph.dump(form.media_type, prefixes=PREFIXES) or b""


def _mentioned(ids: Sequence[str]) -> Mapping[str, Entity]:
    """Read what an entity mentions, for its label; of a great many the first."""
    return read(ids[:_MENTIONED])


def links(number: str, shown: Format | None = None) -> str:
    """Write the Link header: the thing itself, its documents, the licence.

    `shown` is the form of the document itself, None for the thing, which is no document.

    Source: RFC 8288 (Link), RFC 6596 (canonical), RFC 6892 (describes).
    """
    return ", ".join(_links(number, shown))


def _links(number: str, shown: Format | None) -> Iterator[str]:
    concept = ENTITY + number
    yield f'<{concept}>; rel="canonical"'
    if shown in {HTML, None}:
        yield f'<{address(number, "ttl")}>; rel="describedby"; type="text/turtle"'
    else:
        yield f'<{concept}>; rel="describes"'
    for extension, form in EXTENSIONS.items():
        if form is not shown:
            yield f'<{address(number, extension)}>; rel="alternate"; type="{form.media_type}"'
    yield f'<{LICENSE}>; rel="license"'


def address(number: str, extension: str) -> str:
    """Give the address of a document of an entity at this server."""
    if extension == "html":
        return url_for("entities.page", title=number, _external=True)
    return url_for("entities.data", name=f"{number}.{extension}", _external=True)
