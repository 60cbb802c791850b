"""What OWL 2 RL entails and nobody wants to read: the one definition of noise.

The closure and its comparison with owlrl use the same predicate. Noise is

* generalised RDF: a literal as subject, or a predicate that is no IRI;
* `x owl:sameAs x` (eq-ref);
* the vocabulary about itself: subject, predicate and object all in the RDF, RDFS, OWL or XSD
  namespaces (cls-thing, cls-nothing1, prp-ap, dt-type1 and all that follows from no premise);
* triples about the datatypes of RDF and XSD;
* `x rdf:type rdfs:Resource`.

Not noise, since they follow from what was said and OWL 2 RL has a rule for each: `x rdf:type
owl:Thing` (scm-cls with cax-sco: x is in a declared class), reflexive `C rdfs:subClassOf C` and
`C owl:equivalentClass C` (scm-cls), `owl:Nothing rdfs:subClassOf C`, and membership in anonymous
classes. To leave them out would make `?x a owl:Thing` or `?c rdfs:subClassOf ex:C` answer less
than the specification demands.
"""

_RDF = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_RDFS = "<http://www.w3.org/2000/01/rdf-schema#"
_OWL = "<http://www.w3.org/2002/07/owl#"
_XSD = "<http://www.w3.org/2001/XMLSchema#"
RESERVED = (_RDF, _RDFS, _OWL, _XSD)
_DATATYPES = frozenset(
    [
        *(f"{_RDF}{name}>" for name in ("PlainLiteral", "XMLLiteral", "HTML", "langString")),
        f"{_RDFS}Literal>",
    ]
)
_SAME_AS = f"{_OWL}sameAs>"
_TYPE = f"{_RDF}type>"
_RESOURCE = f"{_RDFS}Resource>"


def is_noise(subject: str, predicate: str, obj: str) -> bool:
    """Tell whether an entailed triple is kept out of the graph; terms are N-Triples strings."""
    if subject[0] == '"' or predicate[0] != "<":
        return True
    if subject == obj and predicate == _SAME_AS:
        return True
    if predicate == _TYPE and obj == _RESOURCE:
        return True
    if subject.startswith(RESERVED):
        if subject in _DATATYPES or subject.startswith(_XSD):
            return True
        return predicate.startswith(RESERVED) and obj.startswith(RESERVED)
    return False
