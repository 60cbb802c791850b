"""The rules of OWL 2 Profiles section 4.3 that read the schema, evaluated against a closed schema.

Each function covers some rules of Tables 5 to 7 and gives what is left of them: rules over data
alone, each with the schema triples it came from as premises.
"""

from collections.abc import Callable, Iterator
from itertools import combinations

from rdflib import OWL, RDF, RDFS, Graph, Literal
from rdflib.term import Node

from .lists import read_list
from .ntriples import Triple, write_term
from .program import SAME_AS, TYPE, Apart, Atom, Rule

_NOTHING = write_term(OWL.Nothing)


def _said(subject: Node, predicate: Node, obj: Node) -> Triple:
    """Write the schema triple that a rule rests on."""
    return write_term(subject), write_term(predicate), write_term(obj)


def _typed(variable: str, kind: Node) -> Atom:
    return Atom(variable, TYPE, write_term(kind))


def _linked(subject: str, predicate: Node, obj: str) -> Atom:
    return Atom(subject, write_term(predicate), obj)


def different(graph: Graph) -> Iterator[Apart]:
    """eq-diff2 and eq-diff3: the lists of owl:AllDifferent."""
    for whole in graph.subjects(RDF.type, OWL.AllDifferent):
        for name, link in (("eq-diff2", OWL.members), ("eq-diff3", OWL.distinctMembers)):
            for head in graph.objects(whole, link):
                items = read_list(graph, head)
                said = _said(whole, RDF.type, OWL.AllDifferent), _said(whole, link, head)
                members = tuple(map(write_term, items.terms))
                yield Apart(name, members, (*said, *items.triples))


def _property_types(graph: Graph) -> Iterator[Rule]:
    """prp-fp to prp-trp: what the type of a property says."""
    one, other = Atom("?y1", SAME_AS, "?y2"), Atom("?x1", SAME_AS, "?x2")
    forms: dict[Node, tuple[str, tuple[str, ...], Atom | str | None]] = {
        OWL.FunctionalProperty: ("prp-fp", ("?x ?y1", "?x ?y2"), one),
        OWL.InverseFunctionalProperty: ("prp-ifp", ("?x1 ?y", "?x2 ?y"), other),
        OWL.IrreflexiveProperty: ("prp-irp", ("?x ?x",), None),
        OWL.SymmetricProperty: ("prp-symp", ("?x ?y",), "?y ?x"),
        OWL.AsymmetricProperty: ("prp-asyp", ("?x ?y", "?y ?x"), None),
        OWL.TransitiveProperty: ("prp-trp", ("?x ?y", "?y ?z"), "?x ?z"),
    }
    for kind, (name, ends, conclusion) in forms.items():
        for prop in graph.subjects(RDF.type, kind):
            body = tuple(_between(prop, pair) for pair in ends)
            head = _between(prop, conclusion) if isinstance(conclusion, str) else conclusion
            yield Rule(name, body, head, (_said(prop, RDF.type, kind),))


def _between(prop: Node, ends: str) -> Atom:
    subject, obj = ends.split()
    return _linked(subject, prop, obj)


def _pairs(graph: Graph, link: Node) -> Iterator[tuple[Node, Node, tuple[Triple, ...]]]:
    """Give the ends of every axiom of one triple, and the triple."""
    for one, other in graph.subject_objects(link):
        yield one, other, (_said(one, link, other),)


def _property_axioms(graph: Graph) -> Iterator[Rule]:
    """prp-eqp, prp-spo, prp-inv, prp-dom, prp-rng, prp-pdw and prp-adp: properties and others."""
    for one, other, said in _pairs(graph, OWL.equivalentProperty):
        there, back = _linked("?x", one, "?y"), _linked("?x", other, "?y")
        yield Rule("prp-eqp1", (there,), back, said)
        yield Rule("prp-eqp2", (back,), there, said)
    for one, other, said in _pairs(graph, RDFS.subPropertyOf):
        yield Rule("prp-spo1", (_linked("?x", one, "?y"),), _linked("?x", other, "?y"), said)
    for prop, chain, said in _pairs(graph, OWL.propertyChainAxiom):
        links = read_list(graph, chain)
        body = tuple(_linked(f"?u{at}", link, f"?u{at + 1}") for at, link in enumerate(links.terms))
        if body:
            head = _linked("?u0", prop, f"?u{len(body)}")
            yield Rule("prp-spo2", body, head, (*said, *links.triples))
    for one, other, said in _pairs(graph, OWL.inverseOf):
        there, back = _linked("?x", one, "?y"), _linked("?y", other, "?x")
        yield Rule("prp-inv1", (there,), back, said)
        there, back = _linked("?x", other, "?y"), _linked("?y", one, "?x")
        yield Rule("prp-inv2", (there,), back, said)
    for prop, kind, said in _pairs(graph, RDFS.domain):
        yield Rule("prp-dom", (_linked("?x", prop, "?y"),), _typed("?x", kind), said)
    for prop, kind, said in _pairs(graph, RDFS.range):
        yield Rule("prp-rng", (_linked("?x", prop, "?y"),), _typed("?y", kind), said)
    for one, other, said in _pairs(graph, OWL.propertyDisjointWith):
        yield Rule("prp-pdw", (_linked("?x", one, "?y"), _linked("?x", other, "?y")), None, said)
    for one, other, said in _members(graph, OWL.AllDisjointProperties):
        yield Rule("prp-adp", (_linked("?x", one, "?y"), _linked("?x", other, "?y")), None, said)


def _members(graph: Graph, kind: Node) -> Iterator[tuple[Node, Node, tuple[Triple, ...]]]:
    """Give every two members of the lists of a kind, and what makes them members."""
    for whole in graph.subjects(RDF.type, kind):
        for head in graph.objects(whole, OWL.members):
            items = read_list(graph, head)
            said = _said(whole, RDF.type, kind), _said(whole, OWL.members, head)
            premises = (*said, *items.triples)
            for one, other in combinations(items.terms, 2):
                yield one, other, premises


def _keys(graph: Graph) -> Iterator[Rule]:
    """prp-key: the first key value leads from one individual to the other."""
    for kind, keys, said in _pairs(graph, OWL.hasKey):
        props = read_list(graph, keys)
        pairs = [
            _linked(name, prop, f"?z{at}")
            for at, prop in enumerate(props.terms)
            for name in ("?x", "?y")
        ]
        if pairs:
            body = (_typed("?x", kind), *pairs, _typed("?y", kind))
            yield Rule("prp-key", body, Atom("?x", SAME_AS, "?y"), (*said, *props.triples))


def _negative_assertions(graph: Graph) -> Iterator[Rule]:
    """prp-npa1 and prp-npa2."""
    for denial, subject, source in _pairs(graph, OWL.sourceIndividual):
        for prop in graph.objects(denial, OWL.assertionProperty):
            for name, link in (("prp-npa1", OWL.targetIndividual), ("prp-npa2", OWL.targetValue)):
                for target in graph.objects(denial, link):
                    denied = _linked(write_term(subject), prop, write_term(target))
                    about = _said(denial, OWL.assertionProperty, prop)
                    said = (*source, about, _said(denial, link, target))
                    yield Rule(name, (denied,), None, said)


def _boolean_classes(graph: Graph) -> Iterator[Rule]:
    """cls-nothing2, cls-int, cls-uni and cls-com, and what cax-sco always says."""
    yield Rule("cls-nothing2", (Atom("?x", TYPE, _NOTHING),))
    # By cls-nothing1 and scm-cls owl:Nothing is below owl:Thing, which is noise as a triple.
    yield Rule("cax-sco", (Atom("?x", TYPE, _NOTHING),), _typed("?x", OWL.Thing))
    for kind, members, said in _pairs(graph, OWL.intersectionOf):
        parts = read_list(graph, members)
        premises = (*said, *parts.triples)
        body = tuple(dict.fromkeys(_typed("?y", part) for part in parts.terms))
        if body:
            yield Rule("cls-int1", body, _typed("?y", kind), premises)
        for part in parts.terms:
            yield Rule("cls-int2", (_typed("?y", kind),), _typed("?y", part), premises)
    for kind, members, said in _pairs(graph, OWL.unionOf):
        parts = read_list(graph, members)
        premises = (*said, *parts.triples)
        for part in parts.terms:
            yield Rule("cls-uni", (_typed("?y", part),), _typed("?y", kind), premises)
    for one, other, said in _pairs(graph, OWL.complementOf):
        yield Rule("cls-com", (_typed("?x", one), _typed("?x", other)), None, said)


def _restrictions(graph: Graph) -> Iterator[Rule]:
    """cls-svf, cls-avf, cls-hv, cls-maxc and cls-maxqc."""
    for kind, prop, on in _pairs(graph, OWL.onProperty):
        value = _linked("?u", prop, "?v")
        for filler in graph.objects(kind, OWL.someValuesFrom):
            said = (*on, _said(kind, OWL.someValuesFrom, filler))
            if filler == OWL.Thing:
                yield Rule("cls-svf2", (value,), _typed("?u", kind), said)
            else:
                yield Rule("cls-svf1", (value, _typed("?v", filler)), _typed("?u", kind), said)
        for filler in graph.objects(kind, OWL.allValuesFrom):
            said = (*on, _said(kind, OWL.allValuesFrom, filler))
            yield Rule("cls-avf", (_typed("?u", kind), value), _typed("?v", filler), said)
        for filler in graph.objects(kind, OWL.hasValue):
            said = (*on, _said(kind, OWL.hasValue, filler))
            fixed = _linked("?u", prop, write_term(filler))
            yield Rule("cls-hv1", (_typed("?u", kind),), fixed, said)
            yield Rule("cls-hv2", (fixed,), _typed("?u", kind), said)
        yield from _cardinalities(graph, kind, prop)


def _cardinalities(graph: Graph, kind: Node, prop: Node) -> Iterator[Rule]:
    on = _said(kind, OWL.onProperty, prop)
    one, other = _linked("?u", prop, "?y1"), _linked("?u", prop, "?y2")
    same = Atom("?y1", SAME_AS, "?y2")
    for most in graph.objects(kind, OWL.maxCardinality):
        said: tuple[Triple, ...] = (on, _said(kind, OWL.maxCardinality, most))
        if _number(most) == 0:
            yield Rule("cls-maxc1", (_typed("?u", kind), _linked("?u", prop, "?y")), None, said)
        elif _number(most) == 1:
            yield Rule("cls-maxc2", (_typed("?u", kind), one, other), same, said)
    for most in graph.objects(kind, OWL.maxQualifiedCardinality):
        for filler in graph.objects(kind, OWL.onClass):
            bound = _said(kind, OWL.maxQualifiedCardinality, most)
            said = (on, bound, _said(kind, OWL.onClass, filler))
            if _number(most) == 0:
                inside = () if filler == OWL.Thing else (_typed("?y", filler),)
                name = "cls-maxqc1" if inside else "cls-maxqc2"
                body = (_typed("?u", kind), _linked("?u", prop, "?y"), *inside)
                yield Rule(name, body, None, said)
            elif _number(most) == 1 and filler == OWL.Thing:
                yield Rule("cls-maxqc4", (_typed("?u", kind), one, other), same, said)
            elif _number(most) == 1:
                first, second = (one, _typed("?y1", filler)), (other, _typed("?y2", filler))
                yield Rule("cls-maxqc3", (_typed("?u", kind), *first, *second), same, said)


def _number(term: Node) -> int:
    value = term.toPython() if isinstance(term, Literal) else None
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError(f"a cardinality must be a whole number, not {term}")
    return value


def _class_axioms(graph: Graph) -> Iterator[Rule]:
    """cax-eqc, cax-sco, cax-dw and cax-adc."""
    for one, other, said in _pairs(graph, OWL.equivalentClass):
        yield Rule("cax-eqc1", (_typed("?x", one),), _typed("?x", other), said)
        yield Rule("cax-eqc2", (_typed("?x", other),), _typed("?x", one), said)
    for one, other, said in _pairs(graph, RDFS.subClassOf):
        yield Rule("cax-sco", (_typed("?x", one),), _typed("?x", other), said)
    for one, other, said in _pairs(graph, OWL.disjointWith):
        yield Rule("cax-dw", (_typed("?x", one), _typed("?x", other)), None, said)
    for one, other, said in _members(graph, OWL.AllDisjointClasses):
        yield Rule("cax-adc", (_typed("?x", one), _typed("?x", other)), None, said)


TABLES: tuple[Callable[[Graph], Iterator[Rule]], ...] = (
    _boolean_classes,
    _restrictions,
    _class_axioms,
    _property_types,
    _property_axioms,
    _keys,
    _negative_assertions,
)
