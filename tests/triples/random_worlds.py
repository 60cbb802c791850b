"""Small random ontologies and data in Turtle: one strategy for each construct of OWL 2 RL."""

from hypothesis import strategies as st

PREFIXES = """@prefix ex: <http://example.org/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
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
