"""Places around a place and in a box, held to a measure by vectors; and the functions of places."""

import math
from collections.abc import Sequence

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from poimenno.queries.functions import EARTH, FUNCTIONS, in_box, kilometres, point
from poimenno.queries.guarding import MalformedText

from .wikidata_habits import LABELLING, PREFIXES, adapted, answer, rows, store_of

WKT = "^^<http://www.opengis.net/ont/geosparql#wktLiteral>"
DATA = """
ent:Q1 wdt:P625 "Point(37.62 55.75)"^^geo:wktLiteral ; rdfs:label "Moscow"@en .
ent:Q2 wdt:P625 "Point(44.51 40.18)"^^geo:wktLiteral ; rdfs:label "Yerevan"@en .
ent:Q3 wdt:P625 "POINT (179.9 66.5)"^^geo:wktLiteral ; rdfs:label "East"@en .
ent:Q4 wdt:P625 "Point(-179.8 66.4)"^^geo:wktLiteral ; rdfs:label "West"@en .
ent:Q5 wdt:P625 "Point(200 95)"^^geo:wktLiteral .
ent:Q6 wdt:P625 _:unknown .
ent:Q1 p:P625 [ ps:P625 "Point(37.62 55.75)"^^geo:wktLiteral ] .
"""
degrees = st.tuples(st.floats(-180, 180, allow_nan=False), st.floats(-90, 90, allow_nan=False))


def names(body: str, head: str = "?pLabel") -> list[tuple[str | None, ...]]:
    label = LABELLING.replace("ru,en", "en")
    found = rows(store_of(DATA), f"SELECT {head} {{ {body} {label} }}")
    return sorted(found.elements(), key=repr)


def around(center: str, radius: str, more: str = "") -> str:
    return (
        "SERVICE wikibase:around { ?p wdt:P625 ?at . bd:serviceParam wikibase:center"
        f" {center} ; wikibase:radius {radius} {more} }}"
    )


def box(**corners: str) -> str:
    written = " ; ".join(
        f'wikibase:{name} "Point({place})"^^geo:wktLiteral' for name, place in corners.items()
    )
    return f"SERVICE wikibase:box {{ ?p wdt:P625 ?at . bd:serviceParam {written} . }}"


def test_what_lies_around_a_place_is_found() -> None:
    moscow = '"Point(37.6 55.7)"^^geo:wktLiteral'
    assert names(around(moscow, '"10"')) == [("Moscow@en",)]
    assert names(around(moscow, "2000.5")) == [("Moscow@en",), ("Yerevan@en",)]
    assert names(around(moscow, '"0.001"')) == []
    assert names(around(moscow, '"10"', "; wikibase:globe wd:Q2")) == [("Moscow@en",)]


def test_the_center_may_be_a_place_of_the_graph_and_the_distance_is_told() -> None:
    found = names(
        "ent:Q1 wdt:P625 ?from . " + around("?from", '"2000"', "; wikibase:distance ?km"),
        "?pLabel (ROUND(?km) AS ?far)",
    )
    far = round(EARTH * angle((37.62, 55.75), (44.51, 40.18)))
    assert found == [("Moscow@en", "0"), ("Yerevan@en", str(far))]


def test_the_center_may_be_bound_behind_the_service() -> None:
    body = (
        around("?from", "?far", "; wikibase:distance ?km")
        + " ent:Q2 wdt:P625 ?from BIND(5 AS ?far)"
    )
    assert names(body) == [("Yerevan@en",)]


def test_statement_nodes_can_be_searched_too() -> None:
    service = around('"Point(37.6 55.7)"^^geo:wktLiteral', '"9"').replace(
        "?p wdt:P625", "?node ps:P625"
    )
    assert names(service + " ?p p:P625 ?node") == [("Moscow@en",)]


def test_what_lies_in_a_box_is_found() -> None:
    assert names(box(cornerSouthWest="30 39", cornerNorthEast="50 60")) == [
        ("Moscow@en",),
        ("Yerevan@en",),
    ]
    assert names(box(cornerSouthWest="30 50", cornerNorthEast="50 60")) == [("Moscow@en",)]
    # West and east may stand with either in the north.
    for west, east in (("30 39", "50 42"), ("30 42", "50 39"), ("30,39", "50,42")):
        assert names(box(cornerWest=west, cornerEast=east)) == [("Yerevan@en",)]


def test_a_box_goes_over_the_antimeridian() -> None:
    found = names(box(cornerSouthWest="170 60", cornerNorthEast="-170 70"))
    assert found == [("East@en",), ("West@en",)]
    assert names(box(cornerSouthWest="-170 60", cornerNorthEast="170 70")) == []


WRONG = [
    ("SERVICE wikibase:around { ?p wdt:P625 ?at }", "needs wikibase:center once"),
    (around('"Moscow"', '"10"'), "wikibase:center is a place"),
    (around('"Point(1 2)"', '"near"'), "wikibase:radius is no number: 'near'"),
    (around('"Point(1 2)"', "-1"), "wikibase:radius is no number: '-1'"),
    (around("wd:Q1", '"10"'), "a variable or a literal"),
    (around('"Point(1 2)"', '"1"', '; wikibase:distance "x"'), "binds a variable"),
    (around('"Point(1 2)"', '"1"', ". ?p wdt:P31 ?t"), "takes one pattern"),
    (around('"Point(1 2)"', '"1"').replace("wdt:P625 ?at", "wdt:P276/wdt:P625 ?at"), "'/'"),
    ("SERVICE wikibase:box { ?p wdt:P625 ?at }", "needs wikibase:cornerWest once"),
    (box(cornerWest="1 2"), "needs wikibase:cornerEast once, here it is 0 times"),
]


@pytest.mark.parametrize(("body", "message"), WRONG, ids=[message for _, message in WRONG])
def test_what_is_wrong_is_named_with_its_place(body: str, message: str) -> None:
    with pytest.raises(MalformedText, match=r"^line 2, column \d+: ") as caught:
        adapted(f"SELECT * {{\n{body} }}")
    assert message in str(caught.value)


def test_another_store_does_not_measure() -> None:
    text = f"SELECT * {{ {around('?c', '1')} }}"
    with pytest.raises(MalformedText, match="on a store of this machine"):
        adapted(text, functions=False)


def vector(place: tuple[float, float]) -> tuple[float, float, float]:
    east, north = map(math.radians, place)
    return (
        math.cos(north) * math.cos(east),
        math.cos(north) * math.sin(east),
        math.sin(north),
    )


def angle(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Measure by the chord between two points of the unit sphere."""
    return 2 * math.asin(min(1.0, math.dist(vector(one), vector(other)) / 2))


@given(one=degrees, other=degrees)
def test_distances_are_those_of_vectors(
    one: tuple[float, float], other: tuple[float, float]
) -> None:
    assert kilometres(one, other) == pytest.approx(EARTH * angle(one, other), abs=1e-3)
    assert kilometres(one, other) == kilometres(other, one)


@given(place=degrees, west=degrees, east=degrees)
def test_a_box_and_the_rest_of_its_band_make_the_band(
    place: tuple[float, float], west: tuple[float, float], east: tuple[float, float]
) -> None:
    assume(west[0] != east[0])
    in_band = min(west[1], east[1]) <= place[1] <= max(west[1], east[1])
    inside, outside = in_box(place, west, east), in_box(place, east, west)
    assert (inside or outside) == in_band
    if inside and outside:
        assert place[0] in {west[0], east[0]}


@settings(max_examples=25, deadline=None)
@given(places=st.lists(degrees, max_size=5), center=degrees, radius=st.floats(0, 21_000))
def test_the_service_finds_what_a_loop_finds(
    places: Sequence[tuple[float, float]], center: tuple[float, float], radius: float
) -> None:
    lines = [
        f'ent:Q{number} wdt:P625 "Point({east!r} {north!r})"^^geo:wktLiteral .'
        for number, (east, north) in enumerate(places)
    ]
    written = f'"Point({center[0]!r} {center[1]!r})"^^geo:wktLiteral'
    text = f"SELECT ?p {{ {around(written, repr(str(radius)))} }}"
    found = {row[0] for row in rows(store_of("\n".join(lines)), text)}
    expected = {
        f"{PREFIXES['ent']}Q{number}"
        for number, place in enumerate(places)
        if kilometres(place, center) <= radius
    }
    assert found == expected


READ = [
    ('"Point(37.6 55.7)"', (37.6, 55.7)),
    (f'"POINT(-1.5e1 +2)"{WKT}', (-15.0, 2.0)),
    (f'"<http://www.opengis.net/def/crs/OGC/1.3/CRS84> Point(1 2 3)"{WKT}', (1.0, 2.0)),
    ('"Point(1)"', None),
    ('"Point(1 91)"', None),
    ('"POLYGON((1 2, 3 4))"', None),
    ("<http://example.org/Point>", None),
    ("_:b", None),
]


@pytest.mark.parametrize(("term", "expected"), READ)
def test_points_are_read(term: str, expected: tuple[float, float] | None) -> None:
    assert point(term) == expected


CALLS = [
    ('geof:latitude("Point(37.6 55.7)"^^geo:wktLiteral)', "55.7"),
    ('geof:longitude("Point(37.6 55.7)"^^geo:wktLiteral)', "37.6"),
    ('geof:latitude("nowhere")', None),
    ('geof:globe("<http://example.org/Moon> Point(1 2)")', "http://example.org/Moon"),
    ('geof:globe("Point(1 2)")', None),
    ('ROUND(geof:distance("Point(0 0)", "Point(0 90)"))', "10008"),
    ('ROUND(geof:distance("Point(0 0)", "Point(0 90)", uom:metre) / 1000)', "10008"),
    ('geof:distance("Point(0 0)", "Point(0 90)", uom:parsec)', None),
    ('geof:distance("Point(0 0)", 1)', None),
    ('geof:distance("Point(0 0)")', None),
    ("wikibase:isSomeValue(ent:Q1)", "false"),
    ("wikibase:isSomeValue(BNODE())", "true"),
    ("wikibase:isSomeValue(<http://example.org/.well-known/genid/x>)", "true"),
    ('wikibase:isSomeValue("_:b")', "false"),
    ('wikibase:decodeUri("%D0%90%20b")', "А b"),
    ("wikibase:decodeUri(<http://example.org/%D0%90>)", "http://example.org/А"),
    ('xsd:integer(STRAFTER(STR(ent:P31), "P"))', "31"),
]


@pytest.mark.parametrize(("call", "expected"), CALLS, ids=[call for call, _ in CALLS])
def test_functions_of_the_query_service_are_there(call: str, expected: str | None) -> None:
    text = f"PREFIX uom: <http://www.opengis.net/def/uom/OGC/1.0/> SELECT ({call} AS ?x) {{}}"
    table = answer(store_of(""), text)
    assert not isinstance(table, bool)
    value = table.rows[0][0]
    found = None if value is None else value["value"].removesuffix(".0")
    assert found == expected


def test_unknown_values_are_told_by_any_store() -> None:
    text = "SELECT ?p { ?p wdt:P625 ?at FILTER wikibase:isSomeValue(?at) }"
    for functions in (True, False):
        found = rows(store_of(DATA), text, functions=functions)
        assert list(found) == [(f"{PREFIXES['ent']}Q6",)]
    assert len(FUNCTIONS) == len(set(FUNCTIONS.values()))
