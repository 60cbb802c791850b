"""Labels and addresses of what a page names: all that it names is asked for in one query."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import url_for

from ..ontology.namespaces import ENTITY, GRAPH, ONTOLOGY, PROPERTY, STATEMENT
from ..ontology.wikibase import mapping
from .entity_names import is_id
from .page_texts import choose
from .reading import rows

_NAMES = (
    "<http://www.w3.org/2000/01/rdf-schema#label>",
    "<http://www.w3.org/2004/02/skos/core#prefLabel>",
)
# Each branch names the things, so that each is looked up and no table of labels is read.
_BRANCHES = " UNION ".join(
    f"{{ VALUES ?thing {{ %s }} {pattern} }}"
    for name in _NAMES
    for pattern in (f"?thing {name} ?label", f"GRAPH ?g {{ ?thing {name} ?label }}")
)
_LABELS = f"SELECT DISTINCT ?thing ?label WHERE {{ {_BRANCHES} FILTER(isLiteral(?label)) }}"
_PLACES = {
    STATEMENT: "entities.statement",
    PROPERTY: "entities.predicate",
    GRAPH: "graph_store.own_graph",
}
_FORBIDDEN = set('<>"{}|^`\\')


@dataclass(frozen=True)
class Link:
    """Something named on a page: its label and language, its address, what else to say of it.

    `href` is None where there is nothing to go to; `outside` marks what is not of this server.
    """

    text: str
    language: str = ""
    href: str | None = None
    title: str = ""
    outside: bool = False


def iris_of(number: str) -> list[str]:
    """Give the IRIs under which the graph knows an entity: its own, and that of a term it names."""
    own = ENTITY + number
    term = mapping().iri_of(number)
    return [own, term] if term and term != own else [own]


def id_of(iri: str) -> str | None:
    """Give the id of the entity that an IRI of ours names, None where it names none."""
    number = iri.removeprefix(ENTITY)
    if number != iri:
        return number if is_id(number) else None
    return mapping().id_of(iri)


def local(iri: str) -> str:
    """Give the address at this server of what an IRI of ours names; any other IRI as it is."""
    if (number := id_of(iri)) is not None:
        return url_for("entities.page", title=number)
    if iri.startswith(ONTOLOGY):
        name = iri.removeprefix(ONTOLOGY)
        return url_for("ontology_pages.document", extension="html", _anchor=name)
    for space, endpoint in _PLACES.items():
        if iri.startswith(space) and len(iri) > len(space):
            return url_for(endpoint, name=iri.removeprefix(space))
    return iri


class Labels:
    """The labels of what a page names, in the language of the page."""

    def __init__(self, language: str, kept: dict[str, Any] | None = None) -> None:
        """`kept` are the parameters that links to other pages carry on."""
        self.language = language
        self._kept = kept or {}
        self._texts: dict[str, dict[str, str]] = {}

    def load(self, iris: Iterable[str]) -> None:
        """Read the labels of IRIs, and of the terms that ids of ours stand for."""
        wanted: set[str] = set()
        for iri in iris:
            number = id_of(iri)
            wanted.update(iris_of(number) if number else [iri])
        wanted = {iri for iri in wanted if is_plain(iri)}
        if not wanted:
            return
        things = " ".join(f"<{iri}>" for iri in sorted(wanted))
        for row in rows(_LABELS.replace("%s", things)):
            label = row["label"]
            texts = self._texts.setdefault(row["thing"]["value"], {})
            texts.setdefault(label.get("xml:lang", ""), label["value"])

    def texts(self, iri: str) -> dict[str, str]:
        """Give the labels of an IRI by language."""
        number = id_of(iri)
        known = iris_of(number) if number else [iri]
        return {name: text for one in known for name, text in self._texts.get(one, {}).items()}

    def place(self, iri: str) -> str | None:
        """Give the place of a term on the page of the ontology, None for what is no term of it."""
        if not iri.startswith(ONTOLOGY):
            return None
        name = iri.removeprefix(ONTOLOGY)
        return url_for("ontology_pages.document", extension="html", _anchor=name, **self._kept)

    def link(self, iri: str) -> Link:
        """Give an IRI as it is shown: with its label, and its page where there is one."""
        number = id_of(iri)
        found = choose(self.texts(iri), self.language)
        text, language = found or (number or _short(iri), "")
        if number:
            href = url_for("entities.page", title=number, **self._kept)
            return Link(text, language, href, number)
        if place := self.place(iri):
            return Link(text, language, place, _short(iri))
        if iri.startswith(("http://", "https://")):
            return Link(text, language, iri, iri, outside=True)
        # Only these are links: an IRI of the data may be `javascript:…`.
        return Link(text, language, None, iri)


def is_plain(iri: str) -> bool:
    """Tell whether a text can stand in an IRI as it is: no space, control or bracket in it."""
    return all(character > " " and character not in _FORBIDDEN for character in iri)


def _short(iri: str) -> str:
    """Shorten an IRI to what tells it apart for a reader."""
    tail = iri.rstrip("/").rpartition("#")[2].rpartition("/")[2]
    return tail or iri
