"""Near misses of planted cases: what is there, what is missing, and which filter said no."""

from dataclasses import dataclass

import pytest
from rdflib import Graph

from poimenno.ontology import modules
from poimenno.ontology.compiling import compile_program
from poimenno.ontology.modules import read_rule
from poimenno.ontology.ntriples import Triple, write_triples
from poimenno.triples.conditions import ways
from poimenno.triples.deriving import Derivation, SetKnown
from poimenno.triples.near_misses import Miss, NearMisses
from poimenno.triples.proving import Explainer
from poimenno.triples.reasoner import close_schema
from poimenno.triples.store import Store

from .test_proving import PREFIXES, World, triple

POI = "https://w3id.org/poimenno/ontology#"
HEAD = f"@prefix poi: <{POI}> . @prefix : <http://example.org/> .\n" + (
    "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
)
TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"


def misses(turtle: str, wanted: str) -> list[Miss]:
    world = World(PREFIXES + turtle)
    return NearMisses(world.program, world.known).of(triple(wanted))


def test_the_premise_that_is_missing_and_those_that_are_there() -> None:
    (miss,) = misses(
        "[ a owl:Class ; owl:intersectionOf ( ex:C0 ex:C1 ex:C2 ) ] rdfs:subClassOf ex:D . "
        "ex:i0 a ex:C0, ex:C1 .",
        "ex:i0 a ex:D .",
    )
    assert (miss.rule, miss.present, miss.several) == ("cax-sco", (), False)
    (below,) = miss.below
    assert below.rule == "cls-int1"
    assert below.present == (triple("ex:i0 a ex:C0 ."), triple("ex:i0 a ex:C1 ."))
    assert below.missing == triple("ex:i0 a ex:C2 .")
    assert below.distance < miss.distance


def test_a_chain_that_breaks_off_and_one_that_does_not_begin() -> None:
    turtle = "ex:p0 owl:propertyChainAxiom ( ex:p1 ex:p2 ) . ex:i0 ex:p1 ex:i1 ."
    (miss,) = misses(turtle, "ex:i0 ex:p0 ex:i4 .")
    assert miss.present == (triple("ex:i0 ex:p1 ex:i1 ."),)
    assert miss.missing == triple("ex:i1 ex:p2 ex:i4 .")
    assert misses(turtle, "ex:i3 ex:p0 ex:i4 .") == []
    some = "[ a owl:Restriction ; owl:onProperty ex:p0 ; owl:someValuesFrom ex:C0 ]"
    (miss,) = misses(f"{some} rdfs:subClassOf ex:D . ex:i1 a ex:C0 .", "ex:i0 a ex:D .")
    (below,) = miss.below
    assert below.missing == (*triple("ex:i0 ex:p0 ex:i9 .")[:2], "?v")
    assert below.present == ()


def test_nothing_near_is_nothing() -> None:
    assert misses("ex:C0 rdfs:subClassOf ex:D . ex:i0 a ex:C1 .", "ex:i0 a ex:D .") == []


@dataclass
class Ruled:
    """A world of the project's own words, asked by rule files alone."""

    store: Store
    known: SetKnown

    @classmethod
    def of(cls, turtle: str) -> "Ruled":
        triples = sorted(write_triples(Graph().parse(data=HEAD + turtle, format="turtle")))
        store = Store.in_memory()
        store.extend("".join(f"{' '.join(t)} <{POI}g> .\n" for t in triples).encode())
        return cls(store, SetKnown(triples))

    def of_class(self, subject: str, name: str) -> list[Miss]:
        looking = NearMisses(
            compile_program(Graph()), self.known, ways(modules.rules()), self.store
        )
        return looking.of((f"<http://example.org/{subject}>", TYPE, f"<{POI}{name}>"))


DECIDED = """
:decision a poi:DecisionInForce ; poi:affects :person ; poi:earliestDate "1955-03-01"^^xsd:date .
:person poi:latestDeath "1961-05-02"^^xsd:date .
"""


def test_a_filter_that_says_no_is_told_with_its_values() -> None:
    (miss,) = Ruled.of(DECIDED).of_class("decision", "PosthumousRehabilitation")
    assert miss.rule == "posthumous-rehabilitations"
    assert miss.missing is None
    assert miss.unmet == (
        "(?decided > ?died) does not hold: decided is 1955-03-01, died is 1961-05-02",
    )
    assert len(miss.present) == 4


def test_a_pattern_that_is_missing_in_a_rule_file() -> None:
    without_death = DECIDED.replace(":person poi:latestDeath", ":other poi:latestDeath")
    (miss,) = Ruled.of(without_death).of_class("decision", "PosthumousRehabilitation")
    assert miss.missing == ("<http://example.org/person>", f"<{POI}latestDeath>", "?died")
    assert miss.unmet == ()


def test_what_a_rule_denies_and_finds_is_shown() -> None:
    ruled = Ruled.of("""
        :fell a poi:GrantedRehabilitation, poi:AnnulledDecision .
        :annulment poi:annuls :fell .
    """)
    (miss,) = ruled.of_class("fell", "DecisionInForce")
    assert miss.unmet[0].startswith("NOT EXISTS { <http://example.org/fell> a poi:AnnulledDecision")
    assert miss.found == (("<http://example.org/fell>", TYPE, f"<{POI}AnnulledDecision>"),)
    annulled = Ruled.of(":a poi:annuls :fell . :b poi:annuls :a .")
    (miss,) = annulled.of_class("fell", "AnnulledDecision")
    assert miss.found == (("<http://example.org/b>", f"<{POI}annuls>", "<http://example.org/a>"),)


def test_the_missing_conclusion_of_another_rule_is_looked_into() -> None:
    world = DECIDED.replace(
        "poi:DecisionInForce", "poi:GrantedRehabilitation, poi:AnnulledDecision"
    )
    (miss,) = Ruled.of(world).of_class("decision", "PosthumousRehabilitation")
    assert miss.missing == ("<http://example.org/decision>", TYPE, f"<{POI}DecisionInForce>")
    (below,) = miss.below
    assert below.rule == "decisions-in-force"
    assert below.found


def test_every_shipped_rule_can_be_taken_apart() -> None:
    found = ways(modules.rules())
    assert {way.rule.name for way in found} == {rule.name for rule in modules.rules()}
    assert sum(len(way.conditions) for way in found) > 20
    for way in found:
        for condition in way.conditions:
            assert condition.text in way.rule.text
            assert bool(condition.denied) == condition.text.startswith("NOT EXISTS")


@pytest.mark.parametrize("graph", ["high", "low"])
def test_filters_are_cut_where_they_stand(graph: str) -> None:
    rule = read_rule(
        "cut",
        "#+ summary: s\n#+ conclusion: c\n#+ reason: r\n#+ stratum: 1\n"
        f"PREFIX poi: <{POI}>\n"
        "CONSTRUCT { ?x a poi:Out } WHERE { ?x a poi:In ; poi:size ?n ; poi:in ?g .\n"
        "  FILTER (?n > 3) # } a comment ( that closes nothing\n"
        '  FILTER NOT EXISTS { ?x poi:not ?y FILTER (STR(?y) != ")") }\n'
        f"  FILTER (?g = poi:{graph}) }}",
    )
    ruled = Ruled.of(":x a poi:In ; poi:size 2 ; poi:in poi:high ; poi:not :y .")
    looking = NearMisses(compile_program(Graph()), ruled.known, ways([rule]), ruled.store)
    (miss,) = looking.of(("<http://example.org/x>", TYPE, f"<{POI}Out>"))
    expected = ["(?n > 3) does not hold: n is 2", "NOT EXISTS"]
    expected += [] if graph == "high" else ["(?g = poi:low) does not hold: g is poi:high"]
    assert len(miss.unmet) == len(expected)
    assert all(text.startswith(wanted) for text, wanted in zip(miss.unmet, expected, strict=True))


def test_a_rule_file_proves_with_the_conditions_it_met() -> None:
    world = DECIDED.replace("1961", "1938")
    ruled = Ruled.of(world)
    schema = compile_program(close_schema(Graph()))
    explainer = Explainer(Derivation(schema), ruled.store, modules.rules())
    wanted: Triple = (
        "<http://example.org/decision>",
        TYPE,
        f"<{POI}PosthumousRehabilitation>",
    )
    proof = explainer.prover.prove(wanted)
    assert proof is not None
    assert proof.conditions == ("(1955-03-01 > 1938-05-02)",)
    assert [leaf.conclusion for leaf in proof.leaves()] == [p.conclusion for p in proof.premises]
    late = Ruled.of(DECIDED)
    assert Explainer(Derivation(schema), late.store, modules.rules()).prover.prove(wanted) is None
