"""Rule files and OWL together: to a fixpoint, stratum by stratum, and nothing that is unsound."""

import pytest
from rdflib import Graph

from poimenno.ontology.modules import RuleFile
from poimenno.ontology.ntriples import Triple, write_triples
from poimenno.triples.closing import Closure, RuleError, close_graph, close_strata
from poimenno.triples.concluding import RuleQueries
from poimenno.triples.evaluating import InMemory

EX = "http://example.org/"
TURTLE = """
@prefix ex: <http://example.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
ex:Late a owl:Class ; rdfs:subClassOf ex:Decision . ex:Decision a owl:Class .
ex:Relieved a owl:Class . ex:affects a owl:ObjectProperty . ex:isAffectedBy a owl:ObjectProperty .
ex:isAffectedBy owl:inverseOf ex:affects .
[ a owl:Restriction ; owl:onProperty ex:isAffectedBy ; owl:someValuesFrom ex:Late ]
    rdfs:subClassOf ex:Relieved .
ex:d1 ex:year 1956 ; ex:affects ex:one . ex:d2 ex:year 1936 ; ex:affects ex:two .
"""
LATE = "CONSTRUCT { ?d a ex:Late } WHERE { ?d ex:year ?y FILTER (?y > 1953) }"
NOTED = "CONSTRUCT { ?p ex:note true } WHERE { ?p a ex:Relieved }"
WAITING = (
    "CONSTRUCT { ?p ex:waits true } WHERE { ?p ex:isAffectedBy ?d "
    "FILTER NOT EXISTS { ?p a ex:Relieved } }"
)


def rule(name: str, query: str, stratum: int = 0) -> RuleFile:
    text = "PREFIX ex: <http://example.org/>\nPREFIX owl: <http://www.w3.org/2002/07/owl#>\n"
    return RuleFile(name, text + query, "", "", "", stratum)


def run(*rules: RuleFile, extra: str = "") -> tuple[Closure, RuleQueries]:
    graph = Graph().parse(data=TURTLE + extra, format="turtle")
    triples: list[Triple] = sorted(write_triples(graph))
    store = RuleQueries(triples)
    closure = close_graph(graph, triples, InMemory())
    close_strata(closure, rules, store)
    return closure, store


def short(closure: Closure) -> set[str]:
    return {" ".join(part.split("/")[-1].rstrip(">") for part in t) for t in closure.entailed()}


def test_a_rule_sets_off_owl_and_owl_sets_off_a_rule() -> None:
    closure, store = run(rule("noted", NOTED), rule("late", LATE))
    found = short(closure)
    assert {"d1 22-rdf-syntax-ns#type Late", "one 22-rdf-syntax-ns#type Relieved"} <= found
    assert any(one.startswith("one note") for one in found)
    assert not any(one.startswith("two note") for one in found)
    assert closure.counts()["late"] == closure.counts()["noted"] == 1
    held = set(store.construct("CONSTRUCT WHERE { ?s ?p ?o }"))
    assert set(closure.entailed()) <= held


def test_negation_waits_for_the_strata_below_it() -> None:
    closure, _ = run(rule("waiting", WAITING, 1), rule("late", LATE))
    assert {one.split()[0] for one in short(closure) if " waits " in one} == {"two"}


def test_a_negation_in_too_low_a_stratum_is_refused() -> None:
    with pytest.raises(RuleError, match="waiting: what it denies became true"):
        run(rule("waiting", WAITING, 0), rule("late", LATE, 1))


def test_a_rule_set_off_by_a_later_stratum_is_refused() -> None:
    with pytest.raises(RuleError, match="noted: set off by a later stratum"):
        run(rule("noted", NOTED, 0), rule("late", LATE, 1))


def test_a_rule_that_makes_blank_nodes_is_refused() -> None:
    with pytest.raises(RuleError, match="blank nodes"):
        run(rule("maker", "CONSTRUCT { ?d ex:has [] } WHERE { ?d ex:year ?y }"))


def test_a_rule_that_changes_the_schema_is_refused() -> None:
    with pytest.raises(RuleError, match="conclude schema"):
        run(rule("maker", "CONSTRUCT { ex:x a owl:Class } WHERE { ?d ex:year ?y }"))
    meta = "ex:makes rdfs:subPropertyOf rdfs:subClassOf ."
    with pytest.raises(RuleError, match="changes the schema"):
        run(rule("maker", "CONSTRUCT { ?d ex:makes ex:Late } WHERE { ?d ex:year ?y }"), extra=meta)


def test_an_inconsistency_that_a_rule_makes_is_found() -> None:
    clash = "ex:Late owl:disjointWith ex:Early . ex:d1 a ex:Early ."
    closure, _ = run(rule("late", LATE), extra=clash)
    (finding,) = closure.findings()
    assert finding.rule == "cax-dw"
    assert f"<{EX}d1>" in str(finding)


def test_without_rules_it_is_the_closure_alone() -> None:
    closure, store = run()
    assert set(closure.entailed()) <= set(store.construct("CONSTRUCT WHERE { ?s ?p ?o }"))
    assert not [one for one in short(closure) if " Late" in one and one.startswith("d1")]
