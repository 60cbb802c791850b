"""A program as text and back: JSON, in which each term, atom and triple stands once.

What is read back holds the same rules in the same order, premises and facts included, so that a
process that maintains or explains a closure needs no reasoner to come by its program.
"""

import json
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from .compiling import EQUALITY
from .ntriples import Triple
from .program import Apart, Atom, Program, Rule

FORMAT = "poimenno program 1"
Entry = TypeVar("Entry", bound=Hashable)


def write_program(program: Program) -> str:
    """Write a program as JSON; equal programs give equal texts. Linear in the program."""
    terms: dict[str, int] = {}
    names: dict[str, int] = {}
    atoms: dict[Atom, int] = {}
    triples: dict[Triple, int] = {}
    groups: dict[tuple[Triple, ...], int] = {}

    def place(table: dict[Entry, int], entry: Entry) -> int:
        return table.setdefault(entry, len(table))

    rules = [
        [
            place(names, rule.name),
            [place(atoms, atom) for atom in rule.body],
            place(atoms, rule.head) if rule.head else -1,
            place(groups, rule.premises),
        ]
        for rule in program.rules
    ]
    facts = [
        [place(triples, triple), place(names, name)]
        for triple, name in sorted(program.facts.items())
    ]
    apart = [
        [whole.rule, [place(terms, term) for term in whole.members], place(groups, whole.premises)]
        for whole in program.apart
    ]
    numbered = [[place(triples, triple) for triple in group] for group in groups]
    document = {
        "format": FORMAT,
        "rules": rules,
        "facts": facts,
        "apart": apart,
        "datatypes": sorted(program.datatypes),
        "with files": program.with_files,
        "groups": numbered,
        "triples": [[place(terms, term) for term in triple] for triple in triples],
        "atoms": [[place(terms, term) for term in atom] for atom in atoms],
        "names": list(names),
        "terms": list(terms),
    }
    lines = (f"{json.dumps(key)}:{_compact(value)}" for key, value in document.items())
    return "{" + ",\n".join(lines) + "}\n"


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def read_program(text: str) -> Program:
    """Read what `write_program` wrote; raises ValueError for anything else."""
    try:
        return _read(json.loads(text, object_hook=_expected))
    except (KeyError, IndexError, TypeError) as fault:
        raise ValueError(f"not a rule program: {fault!r}") from fault


def _expected(document: dict[str, Any]) -> dict[str, Any]:
    if document.get("format") != FORMAT:
        raise ValueError(f'not a rule program: the format is not "{FORMAT}"')
    return document


def _read(document: dict[str, Any]) -> Program:
    names: list[str] = document["names"]
    term: Callable[[int], str] = document["terms"].__getitem__
    atoms = [Atom(term(s), term(p), term(o)) for s, p, o in document["atoms"]]
    triples: list[Triple] = [(term(s), term(p), term(o)) for s, p, o in document["triples"]]
    groups = [tuple(triples[at] for at in group) for group in document["groups"]]
    return Program(
        tuple(
            Rule(
                names[name],
                tuple([atoms[at] for at in body]),
                atoms[head] if head >= 0 else None,
                groups[premises],
            )
            for name, body, head, premises in document["rules"]
        ),
        facts={triples[at]: names[name] for at, name in document["facts"]},
        apart=tuple(
            Apart(rule, tuple(term(at) for at in members), groups[premises])
            for rule, members, premises in document["apart"]
        ),
        datatypes=frozenset(document["datatypes"]),
        equality=EQUALITY,
        with_files=document.get("with files", True),
    )
