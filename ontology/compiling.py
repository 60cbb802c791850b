"""From a closed schema to a rule program: the OWL 2 RL/RDF rules with their schema atoms resolved.

Each rule of OWL 2 Profiles section 4.3 whose body mentions the schema is evaluated against the
schema, once; what is left are rules over data alone (partial evaluation). The scm-* rules, cls-oo
and the rest that speaks of the schema only have been run by then: what they gave are the facts of
the program. owl:hasSelf, owl:cardinality and owl:disjointUnionOf have no rule in OWL 2 RL.
"""

from collections.abc import Callable, Iterator
from itertools import combinations

from rdflib import OWL, RDF, RDFS, Graph, Literal
from rdflib.term import Node

from .datatypes import OWL_2_RL
from .noise import is_noise
from .ntriples import Triple, write_term, write_triples
from .program import Atom, Program, Rule, is_variable

TYPE = write_term(RDF.type)
SAME_AS = write_term(OWL.sameAs)
_DIFFERENT = write_term(OWL.differentFrom)
_NOTHING = write_term(OWL.Nothing)

EQUALITY = (
    Rule("eq-sym", (Atom("?x", SAME_AS, "?y"),), Atom("?y", SAME_AS, "?x")),
    Rule(
        "eq-trans",
        (Atom("?x", SAME_AS, "?y"), Atom("?y", SAME_AS, "?z")),
        Atom("?x", SAME_AS, "?z"),
    ),
    Rule("eq-rep-s", (Atom("?s", SAME_AS, "?t"), Atom("?s", "?p", "?o")), Atom("?t", "?p", "?o")),
    Rule("eq-rep-p", (Atom("?p", SAME_AS, "?q"), Atom("?s", "?p", "?o")), Atom("?s", "?q", "?o")),
    Rule("eq-rep-o", (Atom("?o", SAME_AS, "?t"), Atom("?s", "?p", "?o")), Atom("?s", "?p", "?t")),
    Rule("eq-diff1", (Atom("?x", SAME_AS, "?y"), Atom("?x", _DIFFERENT, "?y"))),
)

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
    """Tell whether a triple (of N-Triples strings) speaks of the schema in RDFS or OWL words."""
    _, predicate, obj = triple
    return predicate in _PREDICATE_TEXTS or (predicate == TYPE and obj in _METATYPE_TEXTS)


def schema_of(graph: Graph) -> Graph:
    """Take the schema out of a graph: labels, definitions and individuals stay behind."""
    schema = Graph()
    for subject, predicate, obj in graph:
        if predicate in _SCHEMA_PREDICATES or (predicate == RDF.type and obj in _METATYPES):
            schema.add((subject, predicate, obj))
    return schema


def compile_program(closed: Graph) -> Program:
    """Compile a schema that owlrl has closed into the rules it makes for data.

    Two rules that say the same are one, under the first name. The order is stable for one schema
    with the same blank nodes. Raises ValueError for a list that does not end or a cardinality
    that is no number.
    """
    different: dict[tuple[str, ...], Rule] = {}
    for table in _TABLES:
        for rule in sorted(table(closed), key=str):
            if rule.head not in rule.body:
                different.setdefault(_shape(rule), rule)
    rules = tuple(different.values())
    types = {atom.object for rule in rules for atom in rule.body if atom.predicate == TYPE}
    return Program(
        rules,
        facts=_facts(closed),
        different=tuple(sorted(_different(closed))),
        datatypes=frozenset(name for name in types if name[1:-1] in OWL_2_RL),
        equality=EQUALITY,
    )


def _shape(rule: Rule) -> tuple[str, ...]:
    """Write a rule so that two that differ in the names of variables only are alike."""
    terms = [term for atom in rule.body for term in atom] + list(rule.head or ())
    numbers: dict[str, str] = {}
    for term in terms:
        if is_variable(term):
            numbers.setdefault(term, f"?{len(numbers)}")
    return ("rule" if rule.head else "clash", *(numbers.get(term, term) for term in terms))


def _facts(closed: Graph) -> dict[Triple, str]:
    enumerated = {
        (write_term(member), TYPE, write_term(whole))
        for whole, members in closed.subject_objects(OWL.oneOf)
        for member in _items(closed, members)
    }
    return {
        triple: "cls-oo" if triple in enumerated else _SCM.get(triple[1], "scm-cls")
        for triple in sorted(write_triples(closed))
        if not is_noise(*triple)
    }


# One name for what the schema entails of one shape; owlrl does not tell which rule it was.
_SCM = {
    write_term(RDFS.subClassOf): "scm-sco",
    write_term(OWL.equivalentClass): "scm-eqc",
    write_term(RDFS.subPropertyOf): "scm-spo",
    write_term(OWL.equivalentProperty): "scm-eqp",
    write_term(RDFS.domain): "scm-dom",
    write_term(RDFS.range): "scm-rng",
}


def _items(graph: Graph, head: Node) -> list[Node]:
    """Read a list; where equality gave an item several names, the first of them in order."""
    items: list[Node] = []
    seen: set[Node] = set()
    while head != RDF.nil:
        if head in seen:
            raise ValueError(f"the list at {head} does not end")
        seen.add(head)
        items.extend(sorted(graph.objects(head, RDF.first), key=write_term)[:1])
        head = min(graph.objects(head, RDF.rest), key=write_term, default=RDF.nil)
    return items


def _typed(variable: str, kind: Node) -> Atom:
    return Atom(variable, TYPE, write_term(kind))


def _linked(subject: str, predicate: Node, obj: str) -> Atom:
    return Atom(subject, write_term(predicate), obj)


def _different(graph: Graph) -> Iterator[tuple[str, str]]:
    """eq-diff2 and eq-diff3: each two members."""
    for whole in graph.subjects(RDF.type, OWL.AllDifferent):
        for link in (OWL.members, OWL.distinctMembers):
            for members in graph.objects(whole, link):
                yield from combinations(map(write_term, _items(graph, members)), 2)


def _property_types(graph: Graph) -> Iterator[Rule]:
    """prp-fp to prp-trp: what the type of a property says."""
    for prop in graph.subjects(RDF.type, OWL.FunctionalProperty):
        body = (_linked("?x", prop, "?y1"), _linked("?x", prop, "?y2"))
        yield Rule("prp-fp", body, Atom("?y1", SAME_AS, "?y2"))
    for prop in graph.subjects(RDF.type, OWL.InverseFunctionalProperty):
        body = (_linked("?x1", prop, "?y"), _linked("?x2", prop, "?y"))
        yield Rule("prp-ifp", body, Atom("?x1", SAME_AS, "?x2"))
    for prop in graph.subjects(RDF.type, OWL.IrreflexiveProperty):
        yield Rule("prp-irp", (_linked("?x", prop, "?x"),))
    for prop in graph.subjects(RDF.type, OWL.SymmetricProperty):
        yield Rule("prp-symp", (_linked("?x", prop, "?y"),), _linked("?y", prop, "?x"))
    for prop in graph.subjects(RDF.type, OWL.AsymmetricProperty):
        yield Rule("prp-asyp", (_linked("?x", prop, "?y"), _linked("?y", prop, "?x")))
    for prop in graph.subjects(RDF.type, OWL.TransitiveProperty):
        body = (_linked("?x", prop, "?y"), _linked("?y", prop, "?z"))
        yield Rule("prp-trp", body, _linked("?x", prop, "?z"))


def _property_axioms(graph: Graph) -> Iterator[Rule]:
    """prp-eqp, prp-spo, prp-inv, prp-dom, prp-rng, prp-pdw and prp-adp: properties and others."""
    for one, other in graph.subject_objects(OWL.equivalentProperty):
        yield Rule("prp-eqp1", (_linked("?x", one, "?y"),), _linked("?x", other, "?y"))
        yield Rule("prp-eqp2", (_linked("?x", other, "?y"),), _linked("?x", one, "?y"))
    for one, other in graph.subject_objects(RDFS.subPropertyOf):
        yield Rule("prp-spo1", (_linked("?x", one, "?y"),), _linked("?x", other, "?y"))
    for prop, chain in graph.subject_objects(OWL.propertyChainAxiom):
        links = _items(graph, chain)
        body = tuple(_linked(f"?u{at}", link, f"?u{at + 1}") for at, link in enumerate(links))
        if body:
            yield Rule("prp-spo2", body, _linked("?u0", prop, f"?u{len(links)}"))
    for one, other in graph.subject_objects(OWL.inverseOf):
        yield Rule("prp-inv1", (_linked("?x", one, "?y"),), _linked("?y", other, "?x"))
        yield Rule("prp-inv2", (_linked("?x", other, "?y"),), _linked("?y", one, "?x"))
    for prop, kind in graph.subject_objects(RDFS.domain):
        yield Rule("prp-dom", (_linked("?x", prop, "?y"),), _typed("?x", kind))
    for prop, kind in graph.subject_objects(RDFS.range):
        yield Rule("prp-rng", (_linked("?x", prop, "?y"),), _typed("?y", kind))
    for one, other in graph.subject_objects(OWL.propertyDisjointWith):
        yield Rule("prp-pdw", (_linked("?x", one, "?y"), _linked("?x", other, "?y")))
    for whole in graph.subjects(RDF.type, OWL.AllDisjointProperties):
        for members in graph.objects(whole, OWL.members):
            for one, other in combinations(_items(graph, members), 2):
                yield Rule("prp-adp", (_linked("?x", one, "?y"), _linked("?x", other, "?y")))


def _keys(graph: Graph) -> Iterator[Rule]:
    """prp-key: the first key value leads from one individual to the other."""
    for kind, keys in graph.subject_objects(OWL.hasKey):
        props = _items(graph, keys)
        pairs = [
            _linked(name, prop, f"?z{at}") for at, prop in enumerate(props) for name in ("?x", "?y")
        ]
        if pairs:
            body = (_typed("?x", kind), *pairs, _typed("?y", kind))
            yield Rule("prp-key", body, Atom("?x", SAME_AS, "?y"))


def _negative_assertions(graph: Graph) -> Iterator[Rule]:
    """prp-npa1 and prp-npa2."""
    for denial, subject in graph.subject_objects(OWL.sourceIndividual):
        for prop in graph.objects(denial, OWL.assertionProperty):
            for name, link in (("prp-npa1", OWL.targetIndividual), ("prp-npa2", OWL.targetValue)):
                for target in graph.objects(denial, link):
                    yield Rule(name, (_linked(write_term(subject), prop, write_term(target)),))


def _boolean_classes(graph: Graph) -> Iterator[Rule]:
    """cls-nothing2, cls-int, cls-uni and cls-com."""
    yield Rule("cls-nothing2", (Atom("?x", TYPE, _NOTHING),))
    for kind, members in graph.subject_objects(OWL.intersectionOf):
        parts = _items(graph, members)
        body = tuple(dict.fromkeys(_typed("?y", part) for part in parts))
        if body:
            yield Rule("cls-int1", body, _typed("?y", kind))
        for part in parts:
            yield Rule("cls-int2", (_typed("?y", kind),), _typed("?y", part))
    for kind, members in graph.subject_objects(OWL.unionOf):
        for part in _items(graph, members):
            yield Rule("cls-uni", (_typed("?y", part),), _typed("?y", kind))
    for one, other in graph.subject_objects(OWL.complementOf):
        yield Rule("cls-com", (_typed("?x", one), _typed("?x", other)))


def _restrictions(graph: Graph) -> Iterator[Rule]:
    """cls-svf, cls-avf, cls-hv, cls-maxc and cls-maxqc."""
    for kind, prop in graph.subject_objects(OWL.onProperty):
        value = _linked("?u", prop, "?v")
        for filler in graph.objects(kind, OWL.someValuesFrom):
            if filler == OWL.Thing:
                yield Rule("cls-svf2", (value,), _typed("?u", kind))
            else:
                yield Rule("cls-svf1", (value, _typed("?v", filler)), _typed("?u", kind))
        for filler in graph.objects(kind, OWL.allValuesFrom):
            yield Rule("cls-avf", (_typed("?u", kind), value), _typed("?v", filler))
        for filler in graph.objects(kind, OWL.hasValue):
            fixed = _linked("?u", prop, write_term(filler))
            yield Rule("cls-hv1", (_typed("?u", kind),), fixed)
            yield Rule("cls-hv2", (fixed,), _typed("?u", kind))
        yield from _cardinalities(graph, kind, prop)


def _cardinalities(graph: Graph, kind: Node, prop: Node) -> Iterator[Rule]:
    one, other = _linked("?u", prop, "?y1"), _linked("?u", prop, "?y2")
    same = Atom("?y1", SAME_AS, "?y2")
    for most in graph.objects(kind, OWL.maxCardinality):
        if _number(most) == 0:
            yield Rule("cls-maxc1", (_typed("?u", kind), _linked("?u", prop, "?y")))
        elif _number(most) == 1:
            yield Rule("cls-maxc2", (_typed("?u", kind), one, other), same)
    for most in graph.objects(kind, OWL.maxQualifiedCardinality):
        for filler in graph.objects(kind, OWL.onClass):
            if _number(most) == 0:
                inside = () if filler == OWL.Thing else (_typed("?y", filler),)
                name = "cls-maxqc1" if inside else "cls-maxqc2"
                yield Rule(name, (_typed("?u", kind), _linked("?u", prop, "?y"), *inside))
            elif _number(most) == 1 and filler == OWL.Thing:
                yield Rule("cls-maxqc4", (_typed("?u", kind), one, other), same)
            elif _number(most) == 1:
                body = (_typed("?u", kind), one, _typed("?y1", filler))
                yield Rule("cls-maxqc3", (*body, other, _typed("?y2", filler)), same)


def _number(term: Node) -> int:
    value = term.toPython() if isinstance(term, Literal) else None
    if not isinstance(value, int):
        raise ValueError(f"a cardinality must be a whole number, not {term}")
    return value


def _class_axioms(graph: Graph) -> Iterator[Rule]:
    """cax-eqc, cax-sco, cax-dw and cax-adc."""
    for one, other in graph.subject_objects(OWL.equivalentClass):
        yield Rule("cax-eqc1", (_typed("?x", one),), _typed("?x", other))
        yield Rule("cax-eqc2", (_typed("?x", other),), _typed("?x", one))
    for one, other in graph.subject_objects(RDFS.subClassOf):
        yield Rule("cax-sco", (_typed("?x", one),), _typed("?x", other))
    for one, other in graph.subject_objects(OWL.disjointWith):
        yield Rule("cax-dw", (_typed("?x", one), _typed("?x", other)))
    for whole in graph.subjects(RDF.type, OWL.AllDisjointClasses):
        for members in graph.objects(whole, OWL.members):
            for one, other in combinations(_items(graph, members), 2):
                yield Rule("cax-adc", (_typed("?x", one), _typed("?x", other)))


_TABLES: tuple[Callable[[Graph], Iterator[Rule]], ...] = (
    _boolean_classes,
    _restrictions,
    _class_axioms,
    _property_types,
    _property_axioms,
    _keys,
    _negative_assertions,
)
