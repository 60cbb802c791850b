"""Cases for each rule of OWL 2 RL, in the manner of the W3C's OWL 2 test cases, kept as files.

A file of `conformance/` bears the name of its rule and holds several cases. Each begins with
`#+ case:` and what it shows; its parts are Turtle: `#+ premise`, `#+ conclusion` (all of it is
entailed), `#+ non-conclusion` (nothing of it is). `#+ inconsistent:` names the rule that finds the
clash; without it the case is consistent, which `#+ consistent` may say as well. `#+ owlrl:` tells
why owlrl departs from the specification: our answer stands, and owlrl's is held to be another.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path
from unittest.mock import patch

import pytest
from rdflib import Graph

from poimenno.ontology.ntriples import Triple, write_triples
from poimenno.ontology.owl_rl import NAMES
from poimenno.triples.closing import Finding, close_graph
from poimenno.triples.evaluating import InMemory
from poimenno.triples.reasoner import close_all

from .random_worlds import PREFIXES

FOLDER = Path(__file__).parent / "conformance"
RDF = "@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .\n"
MARK = re.compile(r"#\+ ([a-z-]+)(?:: (.+))?")
PARTS = ("premise", "conclusion", "non-conclusion")
TOLD = ("case", "inconsistent", "consistent", "owlrl")


@dataclass
class Case:
    """One case; `parts` are Turtle texts, `told` is what its other marks say."""

    rule: str
    told: dict[str, str] = field(default_factory=dict)
    parts: dict[str, str] = field(default_factory=dict)

    def graph(self, part: str) -> Graph:
        text = PREFIXES + RDF + self.parts.get(part, "")
        with patch("rdflib.NORMALIZE_LITERALS", False):  # 01 shall stay 01
            return Graph().parse(data=text, format="turtle")

    def triples(self, part: str) -> set[Triple]:
        return set(write_triples(self.graph(part)))


def read_cases(rule: str, text: str) -> list[Case]:
    cases: list[Case] = []
    part = ""
    for line in text.splitlines():
        mark = MARK.fullmatch(line)
        if line.startswith("#") and not mark:
            raise ValueError(f"{rule}: {line}: no mark of a case")
        if mark and mark[1] == "case":
            cases.append(Case(rule))
        if mark and mark[1] in PARTS:
            part = mark[1]
        elif mark and mark[1] in TOLD:
            cases[-1].told[mark[1]] = mark[2] or ""
            part = ""
        elif mark:
            raise ValueError(f"{rule}: {line}: no part of a case")
        elif line.strip():
            cases[-1].parts[part] = cases[-1].parts.get(part, "") + line + "\n"
    return cases


CASES = [
    case
    for path in sorted(FOLDER.glob("*.ttl"))
    for case in read_cases(path.stem, path.read_text("utf-8"))
]
every_case = pytest.mark.parametrize(
    "case", CASES, ids=[f"{case.rule}: {case.told['case']}" for case in CASES]
)


def closed(premise: Graph) -> tuple[set[Triple], list[Finding]]:
    stated = set(write_triples(premise))
    closure = close_graph(premise, sorted(stated), InMemory())
    return stated | set(closure.entailed()), closure.findings()


@every_case
def test_a_case_is_answered_as_the_tables_say(case: Case) -> None:
    held, findings = closed(case.graph("premise"))
    assert case.triples("conclusion") <= held
    assert case.triples("non-conclusion") & held == set()
    clash = case.told.get("inconsistent")
    assert {finding.rule for finding in findings} == ({clash} if clash else set())


@pytest.mark.long
@every_case
def test_a_case_is_answered_as_owlrl_does(case: Case) -> None:
    premise = case.graph("premise")
    held, findings = closed(premise)
    oracle, errors = close_all(premise)
    same = held == set(write_triples(oracle)) and bool(findings) == bool(errors)
    assert same == ("owlrl" not in case.told)


def test_every_rule_has_a_case_that_fits_and_one_that_nearly_does() -> None:
    assert {case.rule for case in CASES} == NAMES
    for rule in NAMES:
        own = [case for case in CASES if case.rule == rule]
        told_apart = ["non-conclusion" in c.parts or "inconsistent" not in c.told for c in own]
        assert any(told_apart), rule
        silent = {"eq-ref", "prp-ap", "cls-thing", "dt-type1", "dt-eq", "dt-not-type", "dt-diff"}
        assert rule in silent or any(
            "conclusion" in case.parts or "inconsistent" in case.told for case in own
        ), rule
        for case in own:
            assert case.parts.keys() <= set(PARTS), case
            assert case.told.keys() <= set(TOLD), case
            assert case.triples("premise")


@pytest.mark.parametrize(
    ("text", "reason"),
    [("#+ case: a\n#+ premiss\n", "no part"), ("# premise\n", "no mark of a case")],
)
def test_a_case_that_cannot_be_read_is_refused(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        read_cases("cax-sco", text)
