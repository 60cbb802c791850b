"""A program written as text is read back the same, premises and facts included."""

import pytest
from rdflib import Graph

from poimenno.ontology import modules
from poimenno.ontology.compiling import compile_program
from poimenno.ontology.program import Program
from poimenno.ontology.writing import FORMAT, read_program, write_program

from .test_compiling import COMPILED, PREFIXES


@pytest.fixture(scope="module")
def everything() -> Program:
    axioms = "".join(axiom for axiom, _ in COMPILED)
    more = (
        '[] a owl:AllDifferent ; owl:members ( ex:i ex:j ex:k "a\\n\\"b\\"" ) . '
        'ex:S owl:onProperty ex:d ; owl:hasValue "\\u2028?x \\\\"@ru ; '
        "owl:someValuesFrom xsd:int . "
        "ex:E owl:oneOf ( ex:i ) . ex:i a ex:E ."
    )
    return compile_program(Graph().parse(data=PREFIXES + axioms + more, format="turtle"))


def same(one: Program, other: Program) -> bool:
    premises = [[rule.premises for rule in program.rules] for program in (one, other)]
    return one == other and premises[0] == premises[1]


def test_a_program_comes_back_the_same(everything: Program) -> None:
    text = write_program(everything)
    read = read_program(text)
    assert same(read, everything)
    assert any(rule.premises for rule in read.rules)
    assert read.apart
    assert read.datatypes
    assert list(read.facts) == sorted(everything.facts)
    assert write_program(read) == text


def test_a_lost_premise_is_seen(everything: Program) -> None:
    other = compile_program(modules.vocabulary_graph())
    assert not same(everything, other)
    assert write_program(everything) != write_program(other)


def test_the_ontology_of_the_project_comes_back_the_same() -> None:
    program = compile_program(modules.schema_graph())
    assert len(program.rules) > 500
    assert same(read_program(write_program(program)), program)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"format": "poimenno program 0"}',
        f'{{"format": "{FORMAT}"}}',
        f'{{"format": "{FORMAT}", "names": [], "terms": [], "atoms": [[0, 0, 0]]}}',
    ],
)
def test_what_is_no_program_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"not a rule program|Expecting value"):
        read_program(text)
