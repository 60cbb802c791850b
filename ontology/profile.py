"""Is an ontology in the OWL 2 RL profile? A check by the grammar of OWL 2 Profiles, section 4.2.

The graph is read as the structural specification maps it; a violation names the axiom and the
section that it breaks. Beside the grammar stand those conditions of OWL 2 DL that an author trips
over: what is used is declared, and no property that is composed of others is counted.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from rdflib import OWL, RDF, RDFS, BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from .datatypes import OWL_2_RL

_RESERVED = tuple(
    f"http://www.w3.org/{space}#"
    for space in ("2002/07/owl", "1999/02/22-rdf-syntax-ns", "2000/01/rdf-schema", "2001/XMLSchema")
)
_PROPERTY_KINDS = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
_CHARACTERISTICS = [
    OWL[f"{name}Property"]
    for name in ("InverseFunctional", "Symmetric", "Asymmetric", "Transitive", "Irreflexive")
]
# Each position, with the constructors it admits and the position of what is inside them.
_SUB, _SUPER, _EQUIVALENT = "subclass", "superclass", "equivalent class"
_ADMITTED: dict[str, dict[URIRef, str]] = {
    _SUB: {
        OWL.intersectionOf: _SUB,
        OWL.unionOf: _SUB,
        OWL.oneOf: _SUB,
        OWL.someValuesFrom: _SUB,
        OWL.hasValue: _SUB,
    },
    _SUPER: {
        OWL.intersectionOf: _SUPER,
        OWL.complementOf: _SUB,
        OWL.allValuesFrom: _SUPER,
        OWL.hasValue: _SUPER,
        OWL.maxCardinality: _SUB,
        OWL.maxQualifiedCardinality: _SUB,
    },
    _EQUIVALENT: {OWL.intersectionOf: _EQUIVALENT, OWL.hasValue: _EQUIVALENT},
}
_CONSTRUCTORS = sorted(
    {
        *(constructor for admitted in _ADMITTED.values() for constructor in admitted),
        *(OWL.hasSelf, OWL.minCardinality, OWL.minQualifiedCardinality),
        *(OWL.cardinality, OWL.qualifiedCardinality),
    }
)


@dataclass(frozen=True, slots=True, order=True)
class Violation:
    """What is outside the profile: the axiom, the section of the specification, the reason."""

    axiom: str
    section: str
    reason: str

    def __str__(self) -> str:
        return f"{self.axiom} ({self.section}): {self.reason}"


def check(graph: Graph) -> list[Violation]:
    """Check a whole ontology, imports merged; gives every violation once, sorted."""
    return sorted(set(_Check(graph).violations()))


class _Check:
    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._chained = self._composed()

    def violations(self) -> Iterator[Violation]:
        yield from self._class_axioms()
        yield from self._property_axioms()
        yield from self._individual_axioms()
        yield from self._properties_composed()
        yield from self._predicates()

    # Class expressions, section 4.2.3

    def _expression(self, node: Node, position: str, axiom: str) -> Iterator[Violation]:
        """Check what stands in a position; gives the violations within it."""
        if isinstance(node, URIRef):
            yield from self._named_class(node, position, axiom)
            return
        found = [name for name in _CONSTRUCTORS if (node, name, None) in self._graph]
        if isinstance(node, Literal) or len(found) != 1:
            yield Violation(axiom, "4.2.3", f"no class expression in the place of a {position}")
            return
        constructor = found[0]
        if constructor not in _ADMITTED[position]:
            reason = f"owl:{constructor.fragment} cannot stand in the place of a {position}"
            yield Violation(axiom, "4.2.3", reason)
            return
        inner = _ADMITTED[position][constructor]
        value = self._graph.value(node, constructor)
        if constructor in (OWL.intersectionOf, OWL.unionOf):
            for part in self._items(value):
                yield from self._expression(part, inner, axiom)
        elif constructor == OWL.complementOf and value is not None:
            yield from self._expression(value, inner, axiom)
        elif constructor == OWL.oneOf:
            if any(isinstance(item, Literal) for item in self._items(value)):
                yield Violation(axiom, "4.2.3", "owl:oneOf lists literals in the place of a class")
        else:
            yield from self._restriction(node, constructor, inner, axiom)

    def _named_class(self, node: URIRef, position: str, axiom: str) -> Iterator[Violation]:
        if node == OWL.Thing:
            yield Violation(axiom, "4.2.3", f"owl:Thing cannot be a {position}")
        elif node != OWL.Nothing and (node, RDF.type, OWL.Class) not in self._graph:
            yield Violation(axiom, "structure 5.8.2", f"{_name(node)} is not declared a class")

    def _restriction(
        self, node: Node, constructor: URIRef, inner: str, axiom: str
    ) -> Iterator[Violation]:
        prop = self._graph.value(node, OWL.onProperty)
        value = self._graph.value(node, constructor)
        if prop is None or value is None:
            yield Violation(axiom, "4.2.3", "a restriction needs owl:onProperty and one value")
            return
        yield from self._property(prop, axiom)
        data = self._is_data(prop)
        if constructor in (OWL.maxCardinality, OWL.maxQualifiedCardinality):
            if not isinstance(value, Literal) or value.toPython() not in (0, 1):
                yield Violation(axiom, "4.2.3", f"a maximum must be 0 or 1, not {value}")
            if prop in self._chained:
                yield Violation(
                    axiom, "structure 11.2", f"{_name(prop)} is composed: not countable"
                )
            filler = self._graph.value(node, OWL.onDataRange if data else OWL.onClass)
        elif constructor == OWL.hasValue:
            if isinstance(value, Literal) != data:
                yield Violation(axiom, "4.2.3", f"{_name(prop)} cannot have this kind of value")
            return
        else:
            filler = value
        if filler is None:
            return
        if data:
            yield from self._data_range(filler, axiom)
        elif filler != OWL.Thing or constructor == OWL.allValuesFrom:
            yield from self._expression(filler, inner, axiom)

    def _data_range(self, node: Node, axiom: str) -> Iterator[Violation]:
        """Section 4.2.4: a datatype of the map or an intersection of such."""
        if isinstance(node, URIRef):
            defined = (node, OWL.equivalentClass, None) in self._graph
            if str(node) not in OWL_2_RL and not (defined and self._is_datatype(node)):
                yield Violation(axiom, "4.2.1", f"{_name(node)} is no datatype of OWL 2 RL")
            return
        parts = self._graph.value(node, OWL.intersectionOf)
        if parts is None:
            yield Violation(axiom, "4.2.4", "a data range can only be an intersection of datatypes")
            return
        for part in self._items(parts):
            yield from self._data_range(part, axiom)

    # Axioms, section 4.2.5

    def _class_axioms(self) -> Iterator[Violation]:
        graph = self._graph
        for sub, sup in graph.subject_objects(RDFS.subClassOf):
            axiom = self._axiom(sub, RDFS.subClassOf, sup)
            yield from self._expression(sub, _SUB, axiom)
            yield from self._expression(sup, _SUPER, axiom)
        for one, other in graph.subject_objects(OWL.equivalentClass):
            axiom = self._axiom(one, OWL.equivalentClass, other)
            if self._is_datatype(one):
                yield from self._data_range(other, axiom)
                continue
            yield from self._expression(one, _EQUIVALENT, axiom)
            yield from self._expression(other, _EQUIVALENT, axiom)
        for one, other in graph.subject_objects(OWL.disjointWith):
            axiom = self._axiom(one, OWL.disjointWith, other)
            yield from self._expression(one, _SUB, axiom)
            yield from self._expression(other, _SUB, axiom)
        for whole in graph.subjects(RDF.type, OWL.AllDisjointClasses):
            for part in self._items(graph.value(whole, OWL.members)):
                yield from self._expression(part, _SUB, "owl:AllDisjointClasses")
        for kind, parts in graph.subject_objects(OWL.disjointUnionOf):
            axiom = self._axiom(kind, OWL.disjointUnionOf, parts)
            yield Violation(axiom, "4.2.5", "a disjoint union is outside the profile")
        for kind, keys in graph.subject_objects(OWL.hasKey):
            axiom = self._axiom(kind, OWL.hasKey, keys)
            yield from self._expression(kind, _SUB, axiom)
            for prop in self._items(keys):
                yield from self._property(prop, axiom)

    def _property_axioms(self) -> Iterator[Violation]:
        graph = self._graph
        for prop in graph.subjects(RDF.type, OWL.ReflexiveProperty):
            axiom = self._axiom(prop, RDF.type, OWL.ReflexiveProperty)
            yield Violation(axiom, "4.2.5", "a reflexive property is outside the profile")
        for prop, kind in graph.subject_objects(RDFS.domain):
            if not self._is_annotation(prop):
                axiom = self._axiom(prop, RDFS.domain, kind)
                yield from self._property(prop, axiom)
                yield from self._expression(kind, _SUPER, axiom)
        for prop, kind in graph.subject_objects(RDFS.range):
            if not self._is_annotation(prop):
                axiom = self._axiom(prop, RDFS.range, kind)
                yield from self._property(prop, axiom)
                inside = self._data_range if self._is_data(prop) else self._super
                yield from inside(kind, axiom)
        links = (RDFS.subPropertyOf, OWL.equivalentProperty, OWL.inverseOf)
        for link in (*links, OWL.propertyDisjointWith):
            for one, other in graph.subject_objects(link):
                if link == OWL.inverseOf and isinstance(one, BNode):
                    continue  # an inverse property expression, no axiom
                axiom = self._axiom(one, link, other)
                yield from self._property(one, axiom)
                yield from self._property(other, axiom)
                if self._is_data(one) != self._is_data(other):
                    reason = "an object property and a datatype property do not go together"
                    yield Violation(axiom, "structure 9.2", reason)
        for prop, chain in graph.subject_objects(OWL.propertyChainAxiom):
            axiom = self._axiom(prop, OWL.propertyChainAxiom, chain)
            for part in (prop, *self._items(chain)):
                yield from self._property(part, axiom)
                if self._is_data(part):
                    yield Violation(axiom, "structure 9.2.1", "a chain has object properties only")

    def _individual_axioms(self) -> Iterator[Violation]:
        """ClassAssertion takes a superclass expression; other types must be declared."""
        for individual, kind in self._graph.subject_objects(RDF.type):
            if not str(kind).startswith(_RESERVED):
                axiom = self._axiom(individual, RDF.type, kind)
                yield from self._expression(kind, _SUPER, axiom)

    # Properties, sections 4.2.1 and 4.2.2

    def _super(self, node: Node, axiom: str) -> Iterator[Violation]:
        yield from self._expression(node, _SUPER, axiom)

    def _property(self, prop: Node, axiom: str) -> Iterator[Violation]:
        inverse = self._graph.value(prop, OWL.inverseOf) if isinstance(prop, BNode) else None
        named = inverse if inverse is not None else prop
        kinds = [kind for kind in _PROPERTY_KINDS if (named, RDF.type, kind) in self._graph]
        if not kinds:
            yield Violation(axiom, "structure 5.8.2", f"{_name(named)} is not declared a property")
        elif OWL.ObjectProperty in kinds and OWL.DatatypeProperty in kinds:
            reason = f"{_name(named)} is both an object and a datatype property"
            yield Violation(axiom, "structure 5.8.1", reason)

    def _properties_composed(self) -> Iterator[Violation]:
        """Only a simple property may be functional, irreflexive, asymmetric or disjoint."""
        wanted = ("Functional", "InverseFunctional", "Irreflexive", "Asymmetric")
        for kind in (OWL[f"{name}Property"] for name in wanted):
            for prop in self._graph.subjects(RDF.type, kind):
                if prop in self._chained:
                    axiom = self._axiom(prop, RDF.type, kind)
                    reason = f"{_name(prop)} is composed of others and must be simple here"
                    yield Violation(axiom, "structure 11.2", reason)
        for kind in _CHARACTERISTICS:
            for prop in self._graph.subjects(RDF.type, kind):
                if self._is_data(prop):
                    axiom = self._axiom(prop, RDF.type, kind)
                    reason = "a datatype property can only be functional"
                    yield Violation(axiom, "structure 9.3", reason)

    def _composed(self) -> set[Node]:
        """Find the properties that are not simple: transitive, of a chain, or above or inverse."""
        graph = self._graph
        found = set(graph.subjects(RDF.type, OWL.TransitiveProperty))
        found |= set(graph.subjects(OWL.propertyChainAxiom))
        waiting = list(found)
        while waiting:
            prop = waiting.pop()
            near = [
                *graph.objects(prop, RDFS.subPropertyOf),
                *(other for link in _BOTH_WAYS for other in graph.objects(prop, link)),
                *(other for link in _BOTH_WAYS for other in graph.subjects(link, prop)),
            ]
            fresh = set(near) - found
            found |= fresh
            waiting.extend(fresh)
        return found

    def _predicates(self) -> Iterator[Violation]:
        for predicate in set(self._graph.predicates()):
            if not str(predicate).startswith(_RESERVED):
                yield from self._property(predicate, f"statements with {_name(predicate)}")

    # Looking things up

    def _is_data(self, prop: Node) -> bool:
        return (prop, RDF.type, OWL.DatatypeProperty) in self._graph

    def _is_annotation(self, prop: Node) -> bool:
        return (prop, RDF.type, OWL.AnnotationProperty) in self._graph

    def _is_datatype(self, node: Node) -> bool:
        return (node, RDF.type, RDFS.Datatype) in self._graph

    def _items(self, head: Node | None) -> list[Node]:
        return [] if head is None else list(Collection(self._graph, head))

    def _axiom(self, subject: Node, predicate: URIRef, obj: Node) -> str:
        return f"{self._show(subject)} {_name(predicate)} {self._show(obj)}"

    def _show(self, node: Node) -> str:
        """Show an anonymous expression by its constructor, since a blank node says nothing."""
        if not isinstance(node, BNode):
            return _name(node)
        prop = self._graph.value(node, OWL.onProperty)
        for constructor in (*_CONSTRUCTORS, OWL.inverseOf):
            value = self._graph.value(node, constructor)
            if value is not None:
                on = f"{_name(prop)} " if prop is not None else ""
                inner = "…" if isinstance(value, BNode) else _name(value)
                return f"[{on}{constructor.fragment} {inner}]"
        return "[…]"


_BOTH_WAYS = (OWL.inverseOf, OWL.equivalentProperty)


def _name(node: Node) -> str:
    for prefix, space in (("owl", OWL), ("rdf", RDF), ("rdfs", RDFS)):
        if str(node).startswith(str(space)):
            return f"{prefix}:{str(node).removeprefix(str(space))}"
    return f'"{node}"' if isinstance(node, Literal) else f"<{node}>"
