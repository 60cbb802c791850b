"""Small random ontologies and data in Turtle: one strategy for each construct of OWL 2 RL."""

from hypothesis import strategies as st

PREFIXES = """@prefix ex: <http://example.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
_RDF = "@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .\n"
CLASSES = [f"ex:C{number}" for number in range(5)]
PROPERTIES = [f"ex:p{number}" for number in range(4)]
INDIVIDUALS = [f"ex:i{number}" for number in range(5)]
LITERALS = ['"a"', '"b"', "1", "2", '"a"@ru']

DECLARATIONS = "".join(
    [f"{name} a owl:Class .\n" for name in CLASSES]
    + [f"{name} a owl:ObjectProperty .\n" for name in PROPERTIES]
    + ["ex:d a owl:DatatypeProperty .\n"]
)

classes, properties = st.sampled_from(CLASSES), st.sampled_from(PROPERTIES)
individuals, literals = st.sampled_from(INDIVIDUALS), st.sampled_from(LITERALS)
parts = st.lists(classes, min_size=1, max_size=3, unique=True).map(" ".join)


def restriction(what: str, value: str) -> str:
    return f"[ a owl:Restriction ; owl:onProperty {what} ; {value} ]"


sub_expressions = st.one_of(
    classes,
    st.builds("[ a owl:Class ; owl:intersectionOf ( {} ) ]".format, parts),
    st.builds("[ a owl:Class ; owl:unionOf ( {} ) ]".format, parts),
    st.builds("[ a owl:Class ; owl:oneOf ( {} ) ]".format, individuals),
    st.builds(restriction, properties, st.builds("owl:someValuesFrom {}".format, classes)),
    st.builds(restriction, properties, st.just("owl:someValuesFrom owl:Thing")),
    st.builds(restriction, st.just("ex:d"), st.just("owl:someValuesFrom xsd:integer")),
    st.builds(restriction, properties, st.builds("owl:hasValue {}".format, individuals)),
    st.builds(restriction, st.just("ex:d"), st.builds("owl:hasValue {}".format, literals)),
)
_MOST = 'owl:max{}ardinality "{}"^^xsd:nonNegativeInteger'
super_expressions = st.one_of(
    classes,
    st.builds("[ a owl:Class ; owl:intersectionOf ( {} ) ]".format, parts),
    st.builds("[ a owl:Class ; owl:complementOf {} ]".format, classes),
    st.builds(restriction, properties, st.builds("owl:allValuesFrom {}".format, classes)),
    st.builds(restriction, properties, st.builds("owl:hasValue {}".format, individuals)),
    st.builds(restriction, properties, st.sampled_from([_MOST.format("C", n) for n in (0, 1)])),
    st.builds(
        restriction,
        properties,
        st.builds(
            "{} ; owl:onClass {}".format,
            st.sampled_from([_MOST.format("QualifiedC", n) for n in (0, 1)]),
            st.one_of(classes, st.just("owl:Thing")),
        ),
    ),
)
_KINDS = ["Functional", "InverseFunctional", "Symmetric", "Asymmetric", "Transitive", "Irreflexive"]

axioms = st.one_of(
    st.builds("{} rdfs:subClassOf {} .".format, sub_expressions, super_expressions),
    st.builds("{} owl:equivalentClass {} .".format, classes, classes),
    st.builds("{} owl:disjointWith {} .".format, sub_expressions, sub_expressions),
    st.builds("[] a owl:AllDisjointClasses ; owl:members ( {} ) .".format, parts),
    st.builds("{} a owl:{}Property .".format, properties, st.sampled_from(_KINDS)),
    st.builds("{} rdfs:subPropertyOf {} .".format, properties, properties),
    st.builds("{} owl:equivalentProperty {} .".format, properties, properties),
    st.builds("{} owl:inverseOf {} .".format, properties, properties),
    st.builds("{} owl:propertyDisjointWith {} .".format, properties, properties),
    st.builds("{} rdfs:subPropertyOf [ owl:inverseOf {} ] .".format, properties, properties),
    st.builds(
        "{} owl:propertyChainAxiom ( {} ) .".format,
        properties,
        st.lists(properties, min_size=1, max_size=3).map(" ".join),
    ),
    st.builds("{} rdfs:domain {} .".format, st.one_of(properties, st.just("ex:d")), classes),
    st.builds("{} rdfs:range {} .".format, properties, super_expressions),
    st.builds("ex:d rdfs:range {} .".format, st.sampled_from(["xsd:integer", "xsd:string"])),
    st.builds(
        "[] a owl:NegativePropertyAssertion ; owl:sourceIndividual {} ; "
        "owl:assertionProperty {} ; owl:targetIndividual {} .".format,
        individuals,
        properties,
        individuals,
    ),
)
facts = st.one_of(
    st.builds("{} {} {} .".format, individuals, properties, individuals),
    st.builds("{} {} {} .".format, individuals, properties, individuals),
    st.builds("{} a {} .".format, individuals, classes),
    st.builds("{} ex:d {} .".format, individuals, literals),
    st.builds("{} owl:sameAs {} .".format, individuals, individuals),
    st.builds("{} owl:differentFrom {} .".format, individuals, individuals),
)
# What makes one term stand for another in the schema itself: rules change under the data.
upheavals = st.one_of(
    st.builds("{} owl:sameAs {} .".format, classes, classes),
    st.builds("{} owl:sameAs {} .".format, properties, properties),
    st.builds("{} rdfs:subPropertyOf rdfs:subClassOf .".format, properties),
    st.builds("{} {} {} .".format, classes, properties, classes),
    st.builds("{} a owl:TransitiveProperty .".format, individuals),
    st.builds("{} {} {} .".format, individuals, individuals, individuals),
)


def worlds(extra: st.SearchStrategy[str] = facts) -> st.SearchStrategy[str]:
    """An ontology and its data in Turtle; `extra` are statements to mix in."""
    axiom_lists = st.lists(axioms, min_size=1, max_size=8)
    fact_lists = st.lists(st.one_of(facts, facts, extra), min_size=1, max_size=12)
    return st.builds(
        lambda one, two: PREFIXES + DECLARATIONS + "\n".join([*one, *two]), axiom_lists, fact_lists
    )


# Every other construct, which the closure alone is tried with.
DATA = ["ex:d", "ex:e"]
data = st.sampled_from(DATA)
links = st.one_of(properties, st.builds("[ owl:inverseOf {} ]".format, properties))
any_property = st.one_of(properties, data)
anyone = st.one_of(classes, st.sampled_from(["owl:Thing", "owl:Nothing"]))
_at_most = st.sampled_from(
    [
        *(_MOST.format("C", number) for number in (0, 1, 2)),
        *(_MOST.format("QualifiedC", number) + " ; owl:onClass ex:C1" for number in (0, 1, 2)),
    ]
)
deep_expressions = st.recursive(
    st.one_of(anyone, st.builds("[ a owl:Class ; owl:oneOf ( {} ) ]".format, individuals)),
    lambda inner: st.one_of(
        st.builds("[ a owl:Class ; owl:intersectionOf ( {} {} ) ]".format, inner, inner),
        st.builds("[ a owl:Class ; owl:unionOf ( {} {} ) ]".format, inner, inner),
        st.builds("[ a owl:Class ; owl:complementOf {} ]".format, inner),
        st.builds(restriction, links, st.builds("owl:someValuesFrom {}".format, inner)),
        st.builds(restriction, links, st.builds("owl:allValuesFrom {}".format, inner)),
        st.builds(restriction, links, _at_most),
        st.builds(restriction, data, st.builds("owl:hasValue {}".format, literals)),
        st.builds(
            restriction,
            data,
            st.sampled_from(["owl:someValuesFrom xsd:decimal", _MOST.format("C", 0)]),
        ),
    ),
    max_leaves=3,
)
_members = st.lists(individuals, min_size=2, max_size=4, unique=True).map(" ".join)
_keyed = st.lists(any_property, min_size=1, max_size=3, unique=True).map(" ".join)
further_axioms = st.one_of(
    st.builds("{} rdfs:subClassOf {} .".format, deep_expressions, deep_expressions),
    st.builds("{} owl:equivalentClass {} .".format, classes, deep_expressions),
    st.builds("{} owl:disjointWith {} .".format, classes, deep_expressions),
    st.builds("{} owl:hasKey ( {} ) .".format, classes, _keyed),
    st.builds("{} owl:hasKey ( {} ) .".format, classes, _keyed),
    st.builds("[] a owl:AllDifferent ; owl:members ( {} ) .".format, _members),
    st.builds("[] a owl:AllDifferent ; owl:distinctMembers ( {} ) .".format, _members),
    st.builds(
        "[] a owl:AllDisjointProperties ; owl:members ( {} ) .".format,
        st.lists(properties, min_size=2, max_size=3, unique=True).map(" ".join),
    ),
    st.builds(
        "{} owl:propertyChainAxiom ( {} ) .".format,
        properties,
        st.lists(links, min_size=1, max_size=6).map(" ".join),
    ),
    st.builds("{} owl:propertyChainAxiom ( {} {} ) .".format, data, links, data),
    st.builds("ex:e rdfs:subPropertyOf ex:d .".format),
    st.builds("{} a owl:InverseFunctionalProperty .".format, data),
    st.builds("{} owl:propertyDisjointWith {} .".format, data, data),
    st.builds("{} rdfs:domain {} .".format, any_property, deep_expressions),
    st.builds("{} rdfs:range {} .".format, properties, deep_expressions),
    st.builds(
        "[] owl:sourceIndividual {} ; owl:assertionProperty {} ; owl:targetValue {} .".format,
        individuals,
        data,
        literals,
    ),
)
further_facts = st.one_of(
    facts,
    st.builds("{} {} {} .".format, individuals, data, literals),
    st.builds("{} a {} .".format, individuals, deep_expressions),
    st.builds("[ {} {} ] owl:sameAs {} .".format, properties, individuals, individuals),
    st.builds("{} {} [ a {} ] .".format, individuals, properties, classes),
)
# Words of the vocabulary put below others, classes and properties as individuals.
further_upheavals = st.one_of(
    upheavals,
    st.builds("{} a {} .".format, classes, classes),
    st.builds("{} a {} .".format, properties, classes),
    st.builds("{} {} {} .".format, properties, properties, individuals),
    st.builds("{} rdfs:subClassOf {} .".format, individuals, classes),
    st.builds("{} rdfs:subClassOf owl:SymmetricProperty .".format, classes),
    st.builds("{} rdfs:subPropertyOf rdf:type .".format, properties),
    st.builds("{} rdfs:subPropertyOf owl:sameAs .".format, properties),
    st.builds("{} owl:sameAs owl:Thing .".format, classes),
    st.builds("owl:Thing rdfs:subClassOf {} .".format, classes),
    st.builds("{} owl:sameAs {} .".format, individuals, classes),
)


def wide_worlds(extra: st.SearchStrategy[str] = further_facts) -> st.SearchStrategy[str]:
    """An ontology of every construct of OWL 2 RL, and its data; `extra` are mixed in."""
    axiom_lists = st.lists(st.one_of(axioms, further_axioms), min_size=1, max_size=8)
    fact_lists = st.lists(st.one_of(further_facts, extra), min_size=1, max_size=12)
    declared = PREFIXES + _RDF + DECLARATIONS + "ex:e a owl:DatatypeProperty .\n"
    return st.builds(lambda one, two: declared + "\n".join([*one, *two]), axiom_lists, fact_lists)
