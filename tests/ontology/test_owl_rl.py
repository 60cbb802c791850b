"""The tables of OWL 2 RL as data: whole, and every rule of a program bears a name of them."""

from pathlib import Path

import pytest

from poimenno.ontology.compiling import compile_program
from poimenno.ontology.documenting import page
from poimenno.ontology.owl_rl import NAMES, RULES, TABLES, TREATMENTS
from poimenno.ontology.program import CLASHES, EQUALITY
from poimenno.ontology.schema_rules import SCHEMA_RULES

from .test_compiling import COMPILED, graph

DOCS = Path(__file__).parents[2] / "docs"
BY_NAME = {rule.name: rule for rule in RULES}


def test_the_tables_are_whole() -> None:
    counts = [sum(rule.table == table for rule in RULES) for table in TABLES]
    assert counts == [9, 20, 19, 5, 5, 20]
    assert len(NAMES) == len(RULES) == 78
    assert {rule.treatment for rule in RULES} == set(TREATMENTS)


def test_every_rule_of_a_program_bears_a_name_of_the_tables() -> None:
    programs = [compile_program(graph(axiom)) for axiom, _ in COMPILED]
    made = {rule.name for program in programs for rule in program.rules}
    assert made <= NAMES
    told = {rule.name for rule in RULES if rule.treatment == "compiled"}
    told |= {rule.name for rule in RULES if rule.treatment == "finding" and rule.table in (5, 6, 7)}
    assert made == told
    assert set(CLASHES) <= NAMES


def test_the_rules_of_the_schema_are_those_of_table_9() -> None:
    lists = {"scm-int", "scm-uni"}
    assert {rule.name for rule in SCHEMA_RULES} | lists == {r.name for r in RULES if r.table == 9}
    heads = [len(rule.conclusions) for rule in RULES if rule.table == 9 and rule.name not in lists]
    assert len(SCHEMA_RULES) == sum(heads)
    assert {rule.name for rule in EQUALITY} <= {r.name for r in RULES if r.table == 4}


@pytest.mark.parametrize("name", sorted({name for name in NAMES if name[:3] in ("cls", "prp")}))
def test_a_rule_of_data_rests_on_what_it_leaves(name: str) -> None:
    rule = BY_NAME[name]
    assert len(rule.left()) <= len(rule.premises)
    if rule.treatment in ("compiled", "finding"):
        assert rule.left()
        assert (rule.conclusions == ("false",)) == (rule.treatment == "finding")


def test_the_page_is_what_the_tables_say() -> None:
    text = (DOCS / "rules.md").read_text("utf-8")
    assert text == page(), "run: python -m poimenno.ontology.documenting > docs/rules.md"
    for name in NAMES:
        assert f"### {name}\n" in text
