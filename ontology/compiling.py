"""From a closed schema to a rule program: the OWL 2 RL/RDF rules with their schema atoms resolved.

Each rule of OWL 2 Profiles section 4.3 whose body mentions the schema is evaluated against the
schema, once; what is left are rules over data alone (partial evaluation). The scm-* rules, cls-oo
and the rest that speaks of the schema only have been run by then: what they gave are the facts of
the program. owl:hasSelf, owl:cardinality and owl:disjointUnionOf have no rule in OWL 2 RL.
"""

from rdflib import OWL, RDF, RDFS, Graph

from .datatypes import OWL_2_RL
from .naming import name_triples
from .noise import RESERVED, is_noise
from .ntriples import Triple, write_term, write_triples
from .program import EQUALITY, SAME_AS, TYPE, Program, Rule, is_variable
from .resolving import TABLES, different
from .schema_rules import schema_program

__all__ = ["EQUALITY", "SAME_AS", "TYPE", "compile_program", "is_schema", "schema_of"]

_METATYPES = {
    *(RDFS[name] for name in ("Class", "Datatype", "ContainerMembershipProperty")),
    RDF.Property,
}
_METATYPE_NAMES = (
    "Class Restriction DataRange DeprecatedClass DeprecatedProperty ObjectProperty "
    "DatatypeProperty AnnotationProperty OntologyProperty FunctionalProperty "
    "InverseFunctionalProperty SymmetricProperty AsymmetricProperty TransitiveProperty "
    "ReflexiveProperty IrreflexiveProperty AllDifferent AllDisjointClasses AllDisjointProperties "
    "NegativePropertyAssertion Axiom"
)
_SCHEMA_NAMES = (
    "equivalentClass disjointWith complementOf intersectionOf unionOf oneOf disjointUnionOf "
    "onProperty onProperties someValuesFrom allValuesFrom hasValue hasSelf maxCardinality "
    "minCardinality cardinality maxQualifiedCardinality minQualifiedCardinality "
    "qualifiedCardinality onClass onDataRange onDatatype withRestrictions datatypeComplementOf "
    "equivalentProperty inverseOf propertyDisjointWith propertyChainAxiom hasKey members "
    "distinctMembers sourceIndividual assertionProperty targetIndividual targetValue"
)
_SCHEMA_PREDICATES = {
    *(RDFS[name] for name in ("subClassOf", "subPropertyOf", "domain", "range")),
    *(OWL[name] for name in _SCHEMA_NAMES.split()),
    RDF.first,
    RDF.rest,
}
_METATYPES |= {OWL[name] for name in _METATYPE_NAMES.split()}
_PREDICATE_TEXTS = {write_term(term) for term in _SCHEMA_PREDICATES}
_METATYPE_TEXTS = {write_term(term) for term in _METATYPES}


def is_schema(triple: Triple) -> bool:
    """Tell whether a triple (of N-Triples strings) speaks of the schema in RDFS or OWL words.

    Another name for one of these words, owl:Thing say, does so too.
    """
    subject, predicate, obj = triple
    if predicate == SAME_AS:
        return subject.startswith(RESERVED) or obj.startswith(RESERVED)
    return predicate in _PREDICATE_TEXTS or (predicate == TYPE and obj in _METATYPE_TEXTS)


def schema_of(graph: Graph) -> Graph:
    """Take the schema out of a graph: labels, definitions and individuals stay behind."""
    schema = Graph()
    for subject, predicate, obj in graph:
        known = predicate in _SCHEMA_PREDICATES or (predicate == RDF.type and obj in _METATYPES)
        if known or (
            predicate == OWL.sameAs and is_schema((write_term(subject), SAME_AS, write_term(obj)))
        ):
            schema.add((subject, predicate, obj))
    return schema


def compile_program(closed: Graph) -> Program:
    """Compile a schema that owlrl has closed into the rules it makes for data.

    Two rules that say the same are one, under the first name. The order is stable for one schema
    with the same blank nodes. Raises ValueError for a list that does not end or a cardinality
    that is no number.
    """
    shaped: dict[tuple[str, ...], Rule] = {}
    for table in TABLES:
        for rule in sorted(table(closed), key=_order):
            if rule.head not in rule.body:
                shaped.setdefault(_shape(rule), rule)
    rules = tuple(shaped.values())
    types = {atom.object for rule in rules for atom in rule.body if atom.predicate == TYPE}
    return Program(
        rules,
        facts=_facts(closed, rules),
        apart=tuple(sorted(different(closed))),
        datatypes=frozenset(name for name in types if name[1:-1] in OWL_2_RL),
        equality=EQUALITY,
    )


def _order(rule: Rule) -> tuple[str, int, tuple[Triple, ...]]:
    """Put the rule that needs the fewest premises first among those that say the same."""
    return str(rule), len(rule.premises), rule.premises


def _shape(rule: Rule) -> tuple[str, ...]:
    """Write a rule so that two that differ in the names of variables only are alike."""
    terms = [term for atom in rule.body for term in atom] + list(rule.head or ())
    numbers: dict[str, str] = {}
    for term in terms:
        if is_variable(term):
            numbers.setdefault(term, f"?{len(numbers)}")
    return ("rule" if rule.head else "clash", *(numbers.get(term, term) for term in terms))


def _facts(closed: Graph, rules: tuple[Rule, ...]) -> dict[Triple, str]:
    """Name what the schema entails: by the rules about schemas, else by those made from it."""
    held = sorted(triple for triple in write_triples(closed) if not is_noise(*triple))
    return name_triples(held, (*schema_program(closed).rules, *rules))
