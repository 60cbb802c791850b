"""What Wikidata says of the entities that are linked to it, as a graph of its own.

The graph speaks Wikidata's own names, with ranks, qualifiers and references as they are there, so
that nothing of it is taken for a claim of ours: a curator compares, and adopts with a source.
"""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ..ontology.namespaces import GRAPH, LICENCE, ONTOLOGY, STANDARD
from ..ontology.ntriples import Triple, write_literal, write_quads
from .walking import Ask
from .wikibase_rdf import entity_triples
from .wikibase_vocabulary import PROV, TYPE, WIKIDATA, XSD
from .wikidata_files import Entity, WikidataFileError, read_file

WIKIDATA_GRAPH = GRAPH + "wikidata"
LANGUAGES = ("en", "ru")
# The whole graph is held as text until it is written, whole or not at all.
LARGEST = 256 * 1024 * 1024

_LINKED = f"""PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT DISTINCT ?item WHERE {{
  ?entity skos:exactMatch|skos:closeMatch ?item
  FILTER(!STRSTARTS(STR(?entity), "{ONTOLOGY}") && STRSTARTS(STR(?item), "{WIKIDATA.entity}Q"))
}} ORDER BY ?item"""
_DCTERMS = STANDARD["dcterms"]


class ImportTooLarge(Exception):
    """More is said of the linked entities than is taken in at a time."""


@dataclass
class Imported:
    """The lines of the graph to be, and what they were made of.

    `entities` maps each id to its revision, 0 where none is told; `sources` are IRIs with what is
    known of them; `size` is that of the lines, in bytes.
    """

    lines: dict[str, bytes] = field(default_factory=dict)
    entities: dict[str, int] = field(default_factory=dict)
    sources: dict[str, dict[str, str]] = field(default_factory=dict)
    size: int = 0

    def add(self, name: str, triples: Iterable[Triple], revision: int = 0) -> None:
        """Take in an entity, unless it is here in a newer revision; raises ImportTooLarge."""
        if revision >= self.entities.get(name, 0):
            self.entities[name] = revision
            self.put(name, triples)

    def put(self, part: str, triples: Iterable[Triple]) -> None:
        """Hold some triples, in the place of what the part held; raises ImportTooLarge."""
        new = write_quads((triple, None) for triple in triples)
        self.size += len(new) - len(self.lines.get(part, b""))
        self.lines[part] = new
        if self.size > LARGEST:
            raise ImportTooLarge(f"the entities come to more than {LARGEST} bytes of N-Triples")

    def document(self, moment: str) -> bytes:
        """Write the whole graph as N-Triples, with where it comes from and when it came."""
        graph, activity = f"<{WIKIDATA_GRAPH}>", f"<{WIKIDATA_GRAPH}#import>"
        about: list[Triple] = [
            (graph, TYPE, f"<{PROV}Entity>"),
            (graph, f"<{PROV}wasGeneratedBy>", activity),
            (graph, f"<{_DCTERMS}license>", f"<{LICENCE}>"),
            (activity, TYPE, f"<{PROV}Activity>"),
            (activity, f"<{PROV}endedAtTime>", write_literal(moment, "", XSD + "dateTime")),
        ]
        for source, facts in sorted(self.sources.items()):
            about.append((activity, f"<{PROV}used>", f"<{source}>"))
            about += [
                (f"<{source}>", f"<{_DCTERMS}{name}>", write_literal(value))
                for name, value in facts.items()
            ]
        told = write_quads((triple, None) for triple in about)
        return told + b"".join(self.lines[name] for name in sorted(self.lines))


def linked_items(ask: Ask) -> list[str]:
    """List the ids of the Wikidata items that entities of the graph are linked to."""
    return [row["item"]["value"].removeprefix(WIKIDATA.entity) for row in ask(_LINKED)]


def import_files(
    paths: Sequence[Path], wanted: Collection[str], languages: Collection[str] = LANGUAGES
) -> Imported:
    """Read what files of Wikidata's JSON say of the wanted entities; of two revisions the newer.

    Names are taken in some languages, statements whole. Raises WikidataFileError with the file and
    the line, ImportTooLarge and OSError.
    """
    imported, chosen = Imported(), frozenset(wanted)
    for path in paths:
        for entity in read_file(path, chosen):
            try:
                triples = list(triples_of(entity, languages))
            except (KeyError, TypeError, ValueError, AttributeError) as error:
                message = f"{path.name}: {entity['id']} is not as Wikibase writes it: {error!r}"
                raise WikidataFileError(message) from error
            revision = entity.get("lastrevid")
            imported.add(entity["id"], triples, revision if isinstance(revision, int) else 0)
        digest = _digest(path)
        imported.sources[f"{WIKIDATA_GRAPH}#file-{digest[:16]}"] = {
            "title": path.name,
            "identifier": f"sha256:{digest}",
        }
    return imported


def triples_of(entity: Entity, languages: Collection[str]) -> Iterator[Triple]:
    """Write an entity in Wikidata's own names: RDF as its dumps have it."""
    known = dict(_datatypes(entity))
    return entity_triples(
        entity, WIKIDATA, flavor="dump", properties=known.get, languages=languages
    )


def _datatypes(entity: Entity) -> Iterator[tuple[str, str]]:
    """Find the datatype of each property, as far as its snaks tell."""
    for group in entity["claims"].values():
        for statement in group:
            snaks = [statement["mainsnak"]]
            maps = [statement.get("qualifiers") or {}]
            maps += [found.get("snaks") or {} for found in statement.get("references") or ()]
            snaks += [snak for found in maps for group in found.values() for snak in group]
            yield from (
                (str(snak.get("property")), told)
                for snak in snaks
                if isinstance(told := snak.get("datatype"), str)
            )


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
