"""How an entity may be asked for, and which documents there are of it.

Source: Wikibase, Special:EntityData (what it redirects, and which faults it tells apart).
"""

import re
from dataclasses import dataclass

from .engine import BadRequest, EngineError
from .negotiation import HTML, JSON_LD, N3, N_QUADS, N_TRIPLES, RDF_XML, TRIG, TURTLE, Format

JSON = Format("application/json", ("json",), ("text/json",))
EXTENSIONS = {
    "json": JSON,
    "ttl": TURTLE,
    "nt": N_TRIPLES,
    "rdf": RDF_XML,
    "n3": N3,
    "jsonld": JSON_LD,
    "nq": N_QUADS,
    "trig": TRIG,
    "html": HTML,
}
"""The documents of an entity by the end of their name; the first is for who has no wish."""

FLAVORS = ("simple", "dump", "long", "full")
EXPECTED = "a Q-number or a P-number, such as Q1001 or P569"

_NAME = re.compile(
    r"(?:(?P<space>[A-Za-z]+):)?(?P<id>[^.:]*)(?:\.(?P<extension>[A-Za-z0-9]{1,16}))?"
)
_ID = re.compile(r"[QP][1-9][0-9]{0,9}")
_SPACES = {"item": "Q", "property": "P"}


class UnknownEntity(EngineError):
    """No entity has this id."""

    status = 404


class WithdrawnEntity(EngineError):
    """An entity had this id and is no more."""

    status = 410


class UnsupportedFormat(EngineError):
    """A document is asked for in a format that there is not."""

    status = 415


@dataclass(frozen=True)
class Named:
    """What a name stands for; `canonical` tells that it is written as it should be."""

    id: str
    extension: str | None
    canonical: bool

    @property
    def name(self) -> str:
        """The name as it should be written."""
        return f"{self.id}.{self.extension}" if self.extension else self.id


def read_name(name: str) -> Named:
    """Read `Q1001`, `q1001`, `Q1001.ttl`, `Property:P569`.

    Raises BadRequest where that is no id, UnsupportedFormat where the format is unknown.
    """
    found = _NAME.fullmatch(name.strip())
    number = found["id"].strip().upper() if found else ""
    if found is None or not _ID.fullmatch(number):
        raise BadRequest(f"{name[:80]!r} is no id of an entity; expected {EXPECTED}")
    space = found["space"]
    if space and _SPACES.get(space.lower()) != number[0]:
        raise BadRequest(f"{name[:80]!r} is no name of an entity; expected {EXPECTED}")
    extension = found["extension"]
    if extension and extension.lower() not in EXTENSIONS:
        raise UnsupportedFormat(f"no document in the format {extension!r}; there are {_known()}")
    named = Named(number, extension.lower() if extension else None, False)
    return Named(named.id, named.extension, named.name == name)


def form_of(name: str) -> Format:
    """Find the form that `format=` names, by its extension or media type.

    Raises UnsupportedFormat.
    """
    # In a query string the plus of `application/rdf+xml` reads as a space.
    wish = name.partition(";")[0].strip().lower().replace(" ", "+")
    for extension, form in EXTENSIONS.items():
        if wish in {extension, form.media_type, *form.names, *form.aliases}:
            return form
    raise UnsupportedFormat(f"no document in the format {name[:40]!r}; there are {_known()}")


def _known() -> str:
    return ", ".join(EXTENSIONS)


def is_id(text: str) -> bool:
    """Tell whether a text is the id of an entity as it is written."""
    return _ID.fullmatch(text) is not None


def extension_of(form: Format) -> str:
    """Give the end of the name of a document in a format."""
    return next(name for name, offered in EXTENSIONS.items() if offered is form)
