"""The rules of OWL 2 RL/RDF, Tables 4 to 9 of OWL 2 Profiles, section 4.3, and how each is treated.

The tables are data: the page `docs/rules.md` is written from them, and tests hold the program of
any ontology to their names.
"""

# ruff: noqa: E501
# A row of a table is one line.

import re
from typing import NamedTuple

SOURCE = "https://www.w3.org/TR/owl2-profiles/#Reasoning_in_OWL_2_RL_and_RDF_Graphs_using_Rules"

TREATMENTS = {
    "compiled": "Compiled: the schema part is looked up once, the rest is a rule over data.",
    "finding": "Compiled without a conclusion: what fits the rest is reported as a finding.",
    "schema": "Run when the schema is closed; what it gives are facts of the program.",
    "equality": "Done by representatives: the names of one individual share its triples, and every "
    "name is given back.",
    "value": "Decided by the value of the literal (`ontology/datatypes.py`).",
    "noise": "Kept out of the answer as noise (`ontology/noise.py`).",
}

TABLES = {
    4: "The semantics of equality",
    5: "The semantics of axioms about properties",
    6: "The semantics of classes",
    7: "The semantics of class axioms",
    8: "The semantics of datatypes",
    9: "The semantics of schema vocabulary",
}


class OwlRule(NamedTuple):
    """One rule: premises and conclusions as patterns of triples, `false` for an inconsistency."""

    name: str
    table: int
    premises: tuple[str, ...]
    conclusions: tuple[str, ...]
    treatment: str
    note: str

    def left(self) -> tuple[str, ...]:
        """Tell which premises speak of data: those that a compiled rule still has."""
        return tuple(premise for premise in self.premises if not _SCHEMA.search(premise))


_SCHEMA = re.compile(
    r"^LIST|rdfs:(subClassOf|subPropertyOf|domain|range)|rdf:type (owl|rdfs):(?!Nothing)"
    r"|owl:(?!sameAs|differentFrom|Nothing)"
)

# name | premises; … | conclusions; … | treatment | note
_TEXT = {
    4: """
eq-ref | ?s ?p ?o | ?s owl:sameAs ?s; ?p owl:sameAs ?p; ?o owl:sameAs ?o | noise |
eq-sym | ?x owl:sameAs ?y | ?y owl:sameAs ?x | equality |
eq-trans | ?x owl:sameAs ?y; ?y owl:sameAs ?z | ?x owl:sameAs ?z | equality |
eq-rep-s | ?s owl:sameAs ?t; ?s ?p ?o | ?t ?p ?o | equality |
eq-rep-p | ?p owl:sameAs ?q; ?s ?p ?o | ?s ?q ?o | equality | A merged name that stands in a rule arms the rules anew.
eq-rep-o | ?o owl:sameAs ?t; ?s ?p ?o | ?s ?p ?t | equality |
eq-diff1 | ?x owl:sameAs ?y; ?x owl:differentFrom ?y | false | finding | Read off the classes of equal names.
eq-diff2 | ?x rdf:type owl:AllDifferent; ?x owl:members ?y; LIST[?y, ?z1, …, ?zn]; ?zi owl:sameAs ?zj | false | finding | For each 1 ≤ i < j ≤ n. Lists are kept as lists, not as pairs.
eq-diff3 | ?x rdf:type owl:AllDifferent; ?x owl:distinctMembers ?y; LIST[?y, ?z1, …, ?zn]; ?zi owl:sameAs ?zj | false | finding | For each 1 ≤ i < j ≤ n.
""",
    5: """
prp-ap | | ap rdf:type owl:AnnotationProperty | noise | For each built-in annotation property.
prp-dom | ?p rdfs:domain ?c; ?x ?p ?y | ?x rdf:type ?c | compiled |
prp-rng | ?p rdfs:range ?c; ?x ?p ?y | ?y rdf:type ?c | compiled | A literal as subject stays inside; a literal outside a datatype is a finding (dt-not-type).
prp-fp | ?p rdf:type owl:FunctionalProperty; ?x ?p ?y1; ?x ?p ?y2 | ?y1 owl:sameAs ?y2 | compiled | Two literals with different values are a finding, and are not merged (dt-diff).
prp-ifp | ?p rdf:type owl:InverseFunctionalProperty; ?x1 ?p ?y; ?x2 ?p ?y | ?x1 owl:sameAs ?x2 | compiled |
prp-irp | ?p rdf:type owl:IrreflexiveProperty; ?x ?p ?x | false | finding |
prp-symp | ?p rdf:type owl:SymmetricProperty; ?x ?p ?y | ?y ?p ?x | compiled |
prp-asyp | ?p rdf:type owl:AsymmetricProperty; ?x ?p ?y; ?y ?p ?x | false | finding |
prp-trp | ?p rdf:type owl:TransitiveProperty; ?x ?p ?y; ?y ?p ?z | ?x ?p ?z | compiled |
prp-spo1 | ?p1 rdfs:subPropertyOf ?p2; ?x ?p1 ?y | ?x ?p2 ?y | compiled |
prp-spo2 | ?p owl:propertyChainAxiom ?x; LIST[?x, ?p1, …, ?pn]; ?u1 ?p1 ?u2; …; ?un ?pn ?un+1 | ?u1 ?p ?un+1 | compiled | Of any length.
prp-eqp1 | ?p1 owl:equivalentProperty ?p2; ?x ?p1 ?y | ?x ?p2 ?y | compiled |
prp-eqp2 | ?p1 owl:equivalentProperty ?p2; ?x ?p2 ?y | ?x ?p1 ?y | compiled |
prp-pdw | ?p1 owl:propertyDisjointWith ?p2; ?x ?p1 ?y; ?x ?p2 ?y | false | finding |
prp-adp | ?x rdf:type owl:AllDisjointProperties; ?x owl:members ?y; LIST[?y, ?p1, …, ?pn]; ?u ?pi ?v; ?u ?pj ?v | false | finding | One rule for each 1 ≤ i < j ≤ n.
prp-inv1 | ?p1 owl:inverseOf ?p2; ?x ?p1 ?y | ?y ?p2 ?x | compiled |
prp-inv2 | ?p1 owl:inverseOf ?p2; ?x ?p2 ?y | ?y ?p1 ?x | compiled |
prp-key | ?c owl:hasKey ?u; LIST[?u, ?p1, …, ?pn]; ?x rdf:type ?c; ?x ?p1 ?z1; …; ?x ?pn ?zn; ?y rdf:type ?c; ?y ?p1 ?z1; …; ?y ?pn ?zn | ?x owl:sameAs ?y | compiled | An empty key makes no rule.
prp-npa1 | ?x owl:sourceIndividual ?i1; ?x owl:assertionProperty ?p; ?x owl:targetIndividual ?i2; ?i1 ?p ?i2 | false | finding |
prp-npa2 | ?x owl:sourceIndividual ?i; ?x owl:assertionProperty ?p; ?x owl:targetValue ?lt; ?i ?p ?lt | false | finding |
""",
    6: """
cls-thing | | owl:Thing rdf:type owl:Class | noise |
cls-nothing1 | | owl:Nothing rdf:type owl:Class | noise |
cls-nothing2 | ?x rdf:type owl:Nothing | false | finding |
cls-int1 | ?c owl:intersectionOf ?x; LIST[?x, ?c1, …, ?cn]; ?y rdf:type ?c1; …; ?y rdf:type ?cn | ?y rdf:type ?c | compiled | An empty list makes no rule.
cls-int2 | ?c owl:intersectionOf ?x; LIST[?x, ?c1, …, ?cn]; ?y rdf:type ?c | ?y rdf:type ?c1; …; ?y rdf:type ?cn | compiled |
cls-uni | ?c owl:unionOf ?x; LIST[?x, ?c1, …, ?cn]; ?y rdf:type ?ci | ?y rdf:type ?c | compiled | For each 1 ≤ i ≤ n.
cls-com | ?c1 owl:complementOf ?c2; ?x rdf:type ?c1; ?x rdf:type ?c2 | false | finding |
cls-svf1 | ?x owl:someValuesFrom ?y; ?x owl:onProperty ?p; ?u ?p ?v; ?v rdf:type ?y | ?u rdf:type ?x | compiled | Of a datatype: dt-type2 tells which literals fit.
cls-svf2 | ?x owl:someValuesFrom owl:Thing; ?x owl:onProperty ?p; ?u ?p ?v | ?u rdf:type ?x | compiled |
cls-avf | ?x owl:allValuesFrom ?y; ?x owl:onProperty ?p; ?u rdf:type ?x; ?u ?p ?v | ?v rdf:type ?y | compiled |
cls-hv1 | ?x owl:hasValue ?y; ?x owl:onProperty ?p; ?u rdf:type ?x | ?u ?p ?y | compiled |
cls-hv2 | ?x owl:hasValue ?y; ?x owl:onProperty ?p; ?u ?p ?y | ?u rdf:type ?x | compiled |
cls-maxc1 | ?x owl:maxCardinality "0"^^xsd:nonNegativeInteger; ?x owl:onProperty ?p; ?u rdf:type ?x; ?u ?p ?y | false | finding |
cls-maxc2 | ?x owl:maxCardinality "1"^^xsd:nonNegativeInteger; ?x owl:onProperty ?p; ?u rdf:type ?x; ?u ?p ?y1; ?u ?p ?y2 | ?y1 owl:sameAs ?y2 | compiled |
cls-maxqc1 | ?x owl:maxQualifiedCardinality "0"^^xsd:nonNegativeInteger; ?x owl:onProperty ?p; ?x owl:onClass ?c; ?u rdf:type ?x; ?u ?p ?y; ?y rdf:type ?c | false | finding |
cls-maxqc2 | ?x owl:maxQualifiedCardinality "0"^^xsd:nonNegativeInteger; ?x owl:onProperty ?p; ?x owl:onClass owl:Thing; ?u rdf:type ?x; ?u ?p ?y | false | finding |
cls-maxqc3 | ?x owl:maxQualifiedCardinality "1"^^xsd:nonNegativeInteger; ?x owl:onProperty ?p; ?x owl:onClass ?c; ?u rdf:type ?x; ?u ?p ?y1; ?y1 rdf:type ?c; ?u ?p ?y2; ?y2 rdf:type ?c | ?y1 owl:sameAs ?y2 | compiled |
cls-maxqc4 | ?x owl:maxQualifiedCardinality "1"^^xsd:nonNegativeInteger; ?x owl:onProperty ?p; ?x owl:onClass owl:Thing; ?u rdf:type ?x; ?u ?p ?y1; ?u ?p ?y2 | ?y1 owl:sameAs ?y2 | compiled |
cls-oo | ?c owl:oneOf ?x; LIST[?x, ?y1, …, ?yn] | ?y1 rdf:type ?c; …; ?yn rdf:type ?c | schema |
""",
    7: """
cax-sco | ?c1 rdfs:subClassOf ?c2; ?x rdf:type ?c1 | ?x rdf:type ?c2 | compiled |
cax-eqc1 | ?c1 owl:equivalentClass ?c2; ?x rdf:type ?c1 | ?x rdf:type ?c2 | compiled |
cax-eqc2 | ?c1 owl:equivalentClass ?c2; ?x rdf:type ?c2 | ?x rdf:type ?c1 | compiled |
cax-dw | ?c1 owl:disjointWith ?c2; ?x rdf:type ?c1; ?x rdf:type ?c2 | false | finding |
cax-adc | ?x rdf:type owl:AllDisjointClasses; ?x owl:members ?y; LIST[?y, ?c1, …, ?cn]; ?z rdf:type ?ci; ?z rdf:type ?cj | false | finding | One rule for each 1 ≤ i < j ≤ n.
""",
    8: """
dt-type1 | | dt rdf:type rdfs:Datatype | noise | For each datatype of OWL 2 RL.
dt-type2 | | lt rdf:type dt | value | For each literal and each datatype that has its value. A literal as subject is no RDF: the triple counts where a rule asks for it, and stays inside.
dt-eq | | lt1 owl:sameAs lt2 | value | For literals of one value. Never stated by itself; where a rule makes two literals equal, their values decide.
dt-diff | | lt1 owl:differentFrom lt2 | value | For literals of different values: where a rule makes two of them equal, that is a finding.
dt-not-type | lt rdf:type dt | false | finding | For a literal whose value the datatype does not have.
""",
    9: """
scm-cls | ?c rdf:type owl:Class | ?c rdfs:subClassOf ?c; ?c owl:equivalentClass ?c; ?c rdfs:subClassOf owl:Thing; owl:Nothing rdfs:subClassOf ?c | schema |
scm-sco | ?c1 rdfs:subClassOf ?c2; ?c2 rdfs:subClassOf ?c3 | ?c1 rdfs:subClassOf ?c3 | schema |
scm-eqc1 | ?c1 owl:equivalentClass ?c2 | ?c1 rdfs:subClassOf ?c2; ?c2 rdfs:subClassOf ?c1 | schema |
scm-eqc2 | ?c1 rdfs:subClassOf ?c2; ?c2 rdfs:subClassOf ?c1 | ?c1 owl:equivalentClass ?c2 | schema |
scm-op | ?p rdf:type owl:ObjectProperty | ?p rdfs:subPropertyOf ?p; ?p owl:equivalentProperty ?p | schema |
scm-dp | ?p rdf:type owl:DatatypeProperty | ?p rdfs:subPropertyOf ?p; ?p owl:equivalentProperty ?p | schema |
scm-spo | ?p1 rdfs:subPropertyOf ?p2; ?p2 rdfs:subPropertyOf ?p3 | ?p1 rdfs:subPropertyOf ?p3 | schema |
scm-eqp1 | ?p1 owl:equivalentProperty ?p2 | ?p1 rdfs:subPropertyOf ?p2; ?p2 rdfs:subPropertyOf ?p1 | schema |
scm-eqp2 | ?p1 rdfs:subPropertyOf ?p2; ?p2 rdfs:subPropertyOf ?p1 | ?p1 owl:equivalentProperty ?p2 | schema |
scm-dom1 | ?p rdfs:domain ?c1; ?c1 rdfs:subClassOf ?c2 | ?p rdfs:domain ?c2 | schema |
scm-dom2 | ?p2 rdfs:domain ?c; ?p1 rdfs:subPropertyOf ?p2 | ?p1 rdfs:domain ?c | schema |
scm-rng1 | ?p rdfs:range ?c1; ?c1 rdfs:subClassOf ?c2 | ?p rdfs:range ?c2 | schema |
scm-rng2 | ?p2 rdfs:range ?c; ?p1 rdfs:subPropertyOf ?p2 | ?p1 rdfs:range ?c | schema |
scm-hv | ?c1 owl:hasValue ?i; ?c1 owl:onProperty ?p1; ?c2 owl:hasValue ?i; ?c2 owl:onProperty ?p2; ?p1 rdfs:subPropertyOf ?p2 | ?c1 rdfs:subClassOf ?c2 | schema |
scm-svf1 | ?c1 owl:someValuesFrom ?y1; ?c1 owl:onProperty ?p; ?c2 owl:someValuesFrom ?y2; ?c2 owl:onProperty ?p; ?y1 rdfs:subClassOf ?y2 | ?c1 rdfs:subClassOf ?c2 | schema |
scm-svf2 | ?c1 owl:someValuesFrom ?y; ?c1 owl:onProperty ?p1; ?c2 owl:someValuesFrom ?y; ?c2 owl:onProperty ?p2; ?p1 rdfs:subPropertyOf ?p2 | ?c1 rdfs:subClassOf ?c2 | schema |
scm-avf1 | ?c1 owl:allValuesFrom ?y1; ?c1 owl:onProperty ?p; ?c2 owl:allValuesFrom ?y2; ?c2 owl:onProperty ?p; ?y1 rdfs:subClassOf ?y2 | ?c1 rdfs:subClassOf ?c2 | schema |
scm-avf2 | ?c1 owl:allValuesFrom ?y; ?c1 owl:onProperty ?p1; ?c2 owl:allValuesFrom ?y; ?c2 owl:onProperty ?p2; ?p1 rdfs:subPropertyOf ?p2 | ?c2 rdfs:subClassOf ?c1 | schema |
scm-int | ?c owl:intersectionOf ?x; LIST[?x, ?c1, …, ?cn] | ?c rdfs:subClassOf ?c1; …; ?c rdfs:subClassOf ?cn | schema |
scm-uni | ?c owl:unionOf ?x; LIST[?x, ?c1, …, ?cn] | ?c1 rdfs:subClassOf ?c; …; ?cn rdfs:subClassOf ?c | schema |
""",
}

# What OWL 2 has and its RL rules say nothing of, or nothing more.
WITHOUT_A_RULE = {
    "owl:hasSelf": "Not in OWL 2 RL (section 4.2.3); no table has a rule for it, and none is made.",
    "owl:ReflexiveProperty": "Not in OWL 2 RL (section 4.2.5).",
    "owl:disjointUnionOf": "Not in OWL 2 RL (section 4.2.5).",
    "owl:cardinality, owl:qualifiedCardinality": "Exact cardinalities are not in OWL 2 RL; the "
    "tables read neither their upper nor their lower half. Write owl:maxCardinality.",
    "owl:minCardinality, owl:minQualifiedCardinality": "Not in OWL 2 RL (section 4.2.3).",
    "owl:maxCardinality above 1": "Not in OWL 2 RL (section 4.2.3): 0 and 1 only.",
    "owl:onDataRange, owl:withRestrictions": "Not in OWL 2 RL (section 4.2.4): of data ranges it has "
    "datatypes and their intersections.",
    "owl:datatypeComplementOf": "Not in OWL 2 RL (section 4.2.4).",
    "xsd:date, xsd:gYear and EDTF": "Not in the datatype map (section 4.2.1): nothing follows from "
    "their values.",
}


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())


def _rule(table: int, line: str) -> OwlRule:
    name, premises, conclusions, treatment, note = (part.strip() for part in line.split("|"))
    return OwlRule(name, table, _parts(premises), _parts(conclusions), treatment, note)


RULES = tuple(
    _rule(table, line) for table, text in _TEXT.items() for line in text.strip().splitlines()
)
NAMES = frozenset(rule.name for rule in RULES)
