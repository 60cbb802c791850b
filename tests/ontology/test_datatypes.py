"""Which literal has which value, and which datatype has it (OWL 2 RL's datatype map)."""

import pytest

from poimenno.ontology.datatypes import belongs, value_of

XSD = "http://www.w3.org/2001/XMLSchema#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"


def typed(lexical: str, name: str) -> str:
    return f'"{lexical}"^^<{XSD}{name}>'


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (typed("1", "integer"), typed("01", "integer")),
        (typed("1", "integer"), typed("1.0", "decimal")),
        (typed("+5", "byte"), typed("5", "nonNegativeInteger")),
        (typed("true", "boolean"), typed("1", "boolean")),
        (typed("1e2", "double"), typed("100", "double")),
        (typed("NaN", "float"), typed("NaN", "float")),
        ('"a"', typed("a", "token")),
        ('"a"@ru', '"a"@RU'),
        (typed("ff", "hexBinary"), typed("FF", "hexBinary")),
        (typed("1937-08-05T12:00:00Z", "dateTime"), typed("1937-08-05T15:00:00+03:00", "dateTime")),
        (typed("1937-08-05T24:00:00", "dateTime"), typed("1937-08-06T00:00:00", "dateTime")),
        (typed("YQ==", "base64Binary"), typed(" YQ == ", "base64Binary")),
    ],
)
def test_equal_values(one: str, other: str) -> None:
    assert value_of(one) is not None
    assert value_of(one) == value_of(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (typed("1", "integer"), typed("2", "integer")),
        (typed("1", "integer"), typed("1", "double")),
        (typed("1", "integer"), '"1"'),
        (typed("1", "float"), typed("1", "double")),
        (typed("0", "double"), typed("-0", "double")),
        ('"a"', '"a"@ru'),
        ('"a"@en', '"a"@ru'),
        (typed("1937-08-05T12:00:00Z", "dateTime"), typed("1937-08-05T12:00:00", "dateTime")),
        (typed("1937-08-05", "date"), typed("1937-08-06", "date")),
    ],
)
def test_different_values(one: str, other: str) -> None:
    assert value_of(one) != value_of(other)


@pytest.mark.parametrize(
    "literal",
    [
        typed("much", "integer"),
        typed("1.5", "integer"),
        typed("٣", "integer"),
        typed("1e5", "decimal"),
        typed("-1", "nonNegativeInteger"),
        typed("128", "byte"),
        typed("yes", "boolean"),
        typed("fff", "hexBinary"),
        typed("a b  c", "token"),
        typed("1a", "NCName"),
        typed("1937-02-30T00:00:00", "dateTime"),
        typed("1937-08-05T24:00:01", "dateTime"),
        typed("1937-08-05T00:00:00", "dateTimeStamp"),
        typed("inf", "double"),
        typed("a", "base64Binary"),
    ],
)
def test_ill_typed_literals_have_no_value(literal: str) -> None:
    assert value_of(literal) is None


@pytest.mark.parametrize(
    ("literal", "datatype", "expected"),
    [
        (typed("5", "integer"), XSD + "decimal", True),
        (typed("5.0", "decimal"), XSD + "integer", True),
        (typed("5.5", "decimal"), XSD + "integer", False),
        (typed("5", "integer"), XSD + "byte", True),
        (typed("500", "integer"), XSD + "byte", False),
        (typed("5", "integer"), XSD + "double", False),
        (typed("5", "integer"), XSD + "string", False),
        ('"a b"', XSD + "token", True),
        ('"a  b"', XSD + "token", False),
        ('"a"@ru', XSD + "string", False),
        ('"a"@ru', RDF + "langString", True),
        ('"a"@ru', RDF + "PlainLiteral", True),
        ('"a"', RDF + "langString", False),
        (typed("1937-08-05T12:00:00Z", "dateTime"), XSD + "dateTimeStamp", True),
        (typed("1937-08-05T12:00:00", "dateTime"), XSD + "dateTimeStamp", False),
        (typed("much", "integer"), XSD + "integer", False),
        (typed("http://example.org/", "anyURI"), XSD + "anyURI", True),
        (typed("http://example.org/", "anyURI"), XSD + "string", False),
        (typed("anything", "integer"), "http://www.w3.org/2000/01/rdf-schema#Literal", False),
        (typed("1937", "gYear"), "http://www.w3.org/2000/01/rdf-schema#Literal", True),
        (typed("1937", "gYear"), XSD + "integer", None),
        (typed("1937", "integer"), XSD + "gYear", None),
    ],
)
def test_membership(literal: str, datatype: str, expected: bool | None) -> None:
    assert belongs(literal, datatype) is expected
