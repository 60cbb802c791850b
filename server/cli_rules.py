"""The command that prints the rule program of an ontology: rules."""

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import click
from rdflib import BNode, Literal

from ..ontology import modules
from ..ontology.compiling import compile_program
from ..ontology.ntriples import Triple, read_term
from ..ontology.owl_rl import NAMES
from ..ontology.program import TYPE, Rule, is_variable
from ..queries.binding import BindingError, expand_iri
from ..queries.results import FORMS
from ..triples.rdf_files import read_graph
from ..triples.reasoner import close_schema
from ..triples.store import InvalidData
from .terminal import ExitCode, as_table, emit, fail, shortened, show


@click.command(
    epilog="""\b
Examples:
  poimenno rules --count
  poimenno rules --name prp-spo2
  poimenno rules --about poi:Person --format csv
  poimenno rules --schema my-ontology.ttl
"""
)
@click.option("--name", "names", multiple=True, metavar="RULE", help="Only rules of this name.")
@click.option("--about", multiple=True, metavar="IRI", help="Only rules that mention this term.")
@click.option(
    "--schema",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Compile this ontology, not that of the project; may be given again.",
)
@click.option("--count", is_flag=True, help="Count the rules of each name.")
@click.option("-f", "--format", "form", type=click.Choice(["text", "table", *FORMS]))
def rules(
    *,
    names: Sequence[str],
    about: Sequence[str],
    schema: Sequence[Path],
    count: bool,
    form: str | None,
) -> None:
    """Print the rules that the ontology makes for data, under the names of OWL 2 RL.

    One line a rule: its name, what must hold, and what follows (false: an inconsistency). The
    tables also tell the axioms that made it. docs/rules.md explains each name.
    """
    if unknown := sorted(set(names) - NAMES):
        raise click.UsageError(f"no rule of OWL 2 RL is named {', '.join(unknown)}")
    terms = {_term(text) for text in about}
    found = [
        rule
        for rule in _compiled(schema)
        if (not names or rule.name in names) and (not terms or terms & set(_terms(rule)))
    ]
    if not found:
        fail(ExitCode.FINDINGS, "There is no such rule.")
    if count:
        counted = Counter(rule.name for rule in found)
        show(as_table(("rule", "count"), sorted(counted.items())), _drawn(form))
    elif form in (None, "text"):
        emit("".join(f"{_line(rule)}\n" for rule in found).encode())
    else:
        rows = [(rule.name, _body(rule), _head(rule), _atoms(rule.premises)) for rule in found]
        show(as_table(("rule", "body", "head", "premises"), rows), str(form))


def _drawn(form: str | None) -> str:
    return "table" if form in (None, "text") else str(form)


def _compiled(files: Sequence[Path]) -> list[Rule]:
    """Compile the ontology in the files, or our own; ends the command where it is broken."""
    try:
        graph = read_graph(files) if files else modules.schema_graph()
        program = compile_program(close_schema(graph))
    except (InvalidData, ValueError) as fault:
        fail(ExitCode.FAILED, str(fault))
    return sorted((*program.rules, *program.equality), key=str)


def _term(text: str) -> str:
    try:
        return f"<{expand_iri(text)}>"
    except BindingError as fault:
        raise click.UsageError(str(fault)) from fault


def _terms(rule: Rule) -> Iterable[str]:
    for atom in (*rule.body, *([rule.head] if rule.head else [])):
        yield from atom


def _line(rule: Rule) -> str:
    return f"{rule.name}: {_body(rule)} -> {_head(rule)}"


def _body(rule: Rule) -> str:
    return _atoms(rule.body)


def _head(rule: Rule) -> str:
    return _atoms([rule.head]) if rule.head else "false"


def _atoms(atoms: Iterable[Triple]) -> str:
    return " . ".join(" ".join(map(_short, atom)) for atom in atoms)


def _short(term: str) -> str:
    """Write a term for a reader, without the control characters a terminal would obey."""
    if is_variable(term):
        return term
    if term == TYPE:
        return "a"
    read = read_term(term)
    if isinstance(read, Literal):
        text = term
        if read.datatype and read.language is None:
            lexical, _, _ = term.rpartition("^^")
            text = f"{lexical}^^{shortened(str(read.datatype))}" if lexical else term
    else:
        text = term if isinstance(read, BNode) else shortened(str(read))
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)
