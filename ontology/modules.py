"""The ontology as it ships: modules, vocabularies, alignments and shapes as graphs, rules as text.

Everything is read from package data, so that an installed wheel finds it without a checkout.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from rdflib import Graph

MODULES = (
    "actors",
    "repressions",
    "acts",
    "rehabilitations",
    "places",
    "time",
    "evidence",
    "history",
)
_HEADER = re.compile(r"#\+ (?P<key>[a-z]+): (?P<value>.+)")
_KEYS = ("summary", "conclusion", "reason", "stratum")


_STYLE = "house-style.ttl"


class RuleFileError(ValueError):
    """A rule file whose header is incomplete or cannot be read; names file and line."""


@dataclass(frozen=True, slots=True)
class RuleFile:
    """One rule that OWL 2 RL cannot say: a SPARQL CONSTRUCT over asserted and entailed triples.

    `conclusion` names what it concludes, `reason` why the ontology cannot. Rules of one stratum
    are run together until nothing is new, OWL closure included, before the next stratum begins:
    what a rule negates is then complete.
    """

    name: str
    text: str
    summary: str
    conclusion: str
    reason: str
    stratum: int


def schema_graph() -> Graph:
    """Read all modules, vocabularies and alignments into one graph."""
    return _read([*_modules(), *_turtle("vocabularies"), *_turtle("alignments")])


def module_graph() -> Graph:
    """Read the modules alone: classes, properties and axioms, no individuals, no outside models."""
    return _read(_modules())


def vocabulary_graph() -> Graph:
    """Read the SKOS vocabularies and the waves of rehabilitation."""
    return _read(_turtle("vocabularies"))


def shapes_graph() -> Graph:
    """Read the SHACL shapes that guard the data."""
    return _read([path for path in _turtle("shapes") if path.name != _STYLE])


def style_graph() -> Graph:
    """Read the SHACL shapes that guard the style of the ontology itself."""
    return _read([path for path in _turtle("shapes") if path.name == _STYLE])


@cache
def rules() -> list[RuleFile]:
    """Read the rule files by stratum and name; raises RuleFileError."""
    found = [
        read_rule(path.name.removesuffix(".rq"), path.read_text("utf-8"))
        for path in _files("rules", ".rq")
    ]
    return sorted(found, key=lambda rule: (rule.stratum, rule.name))


def read_rule(name: str, text: str) -> RuleFile:
    """Read one rule from its text with the `#+` header; raises RuleFileError with file and line."""
    header: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.startswith("#+"):
            continue
        match = _HEADER.fullmatch(line)
        if match is None or match["key"] not in _KEYS or match["key"] in header:
            raise RuleFileError(f"{name}.rq, line {number}: header line not understood: {line}")
        header[match["key"]] = match["value"]
    missing = [key for key in _KEYS if key not in header]
    if missing:
        raise RuleFileError(f"{name}.rq, line 1: header lacks {', '.join(missing)}")
    if not header["stratum"].isdecimal():
        raise RuleFileError(f"{name}.rq: stratum is no number: {header['stratum']}")
    return RuleFile(
        name=name,
        text=text,
        summary=header["summary"],
        conclusion=header["conclusion"],
        reason=header["reason"],
        stratum=int(header["stratum"]),
    )


def _modules() -> list[Traversable]:
    return [_root().joinpath(f"{name}.ttl") for name in MODULES]


def _turtle(folder: str) -> list[Traversable]:
    return list(_files(folder, ".ttl"))


def _files(folder: str, ending: str) -> Iterator[Traversable]:
    found = (path for path in _root().joinpath(folder).iterdir() if path.name.endswith(ending))
    yield from sorted(found, key=lambda path: path.name)


def _root() -> Traversable:
    return files(__package__)


def _read(paths: list[Traversable]) -> Graph:
    graph = Graph()
    for path in paths:
        graph.parse(data=path.read_text("utf-8"), format="turtle", publicID=path.name)
    return graph
