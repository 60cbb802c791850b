"""Entities as RDF: valid whatever their JSON holds, flavours, links, times, unknown values."""

from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from poimenno.ontology.ntriples import Triple, write_quads
from poimenno.triples.store import InvalidData, Store
from poimenno.triples.wikibase_hashes import number
from poimenno.triples.wikibase_rdf import content_triples, entity_triples, redirect_triple
from poimenno.triples.wikibase_times import GREGORIAN, JULIAN, date_time
from poimenno.triples.wikibase_vocabulary import (
    FLAVORS,
    OURS,
    WIKIDATA,
    Produce,
    iri,
    language_tag,
    text_in,
    wikimedia_site,
)

DATATYPES = [
    "string",
    "url",
    "external-id",
    "commonsMedia",
    "geo-shape",
    "tabular-data",
    "wikibase-item",
    "monolingualtext",
    "time",
    "quantity",
    "globe-coordinate",
]
# Half of what is drawn is text of any kind, half is near to what the place expects.
TEXTS = st.text(max_size=12) | st.text('aB1-_:/%#?[]@.<>"\\ \n\ud800й', max_size=16)
LINKS = st.builds("{}{}".format, st.sampled_from(["http://", "https://[", "urn:", ""]), TEXTS)
LANGUAGES = TEXTS | st.from_regex(r"[a-z]{1,9}(-[a-z0-9]{1,9}){0,3}", fullmatch=True)
NUMBERS = st.integers(-20, 20) | st.floats() | TEXTS
TIMES = st.from_regex(r"[+-][0-9]{4,6}-[0-9]{2}-[0-9]{2}T00:00:00Z", fullmatch=True) | TEXTS
VALUES = st.one_of(
    st.builds(lambda text: {"type": "string", "value": text}, TEXTS | LINKS),
    st.builds(
        lambda text, language: {
            "type": "monolingualtext",
            "value": {"text": text, "language": language},
        },
        TEXTS,
        LANGUAGES,
    ),
    st.builds(lambda id_: {"type": "wikibase-entityid", "value": {"id": id_}}, TEXTS),
    st.builds(
        lambda time, precision, calendar: {
            "type": "time",
            "value": {"time": time, "precision": precision, "calendarmodel": calendar},
        },
        TIMES,
        st.integers(0, 14) | TEXTS,
        st.sampled_from([GREGORIAN, JULIAN]) | LINKS,
    ),
    st.builds(
        lambda amount, unit, bound: {
            "type": "quantity",
            "value": {"amount": amount, "unit": unit, "upperBound": bound, "lowerBound": bound},
        },
        NUMBERS,
        LINKS,
        st.none() | NUMBERS,
    ),
    st.builds(
        lambda latitude, longitude, precision, globe: {
            "type": "globecoordinate",
            "value": {
                "latitude": latitude,
                "longitude": longitude,
                "precision": precision,
                "globe": globe,
            },
        },
        NUMBERS,
        NUMBERS,
        st.none() | NUMBERS,
        LINKS,
    ),
)
SNAKS = st.builds(
    lambda kind, prop, datatype, value: {
        "snaktype": kind,
        "property": prop,
        "datatype": datatype,
        "datavalue": value,
    },
    st.sampled_from(["value", "value", "value", "somevalue", "novalue"]) | TEXTS,
    TEXTS,
    st.sampled_from(DATATYPES) | TEXTS,
    VALUES,
)
STATEMENTS = st.builds(
    lambda id_, snak, qualifiers, reference, rank: {
        "id": id_,
        "mainsnak": snak,
        "rank": rank,
        "qualifiers": {"P1": qualifiers},
        "references": [{"hash": id_, "snaks": {"P1": reference}}],
    },
    TEXTS,
    SNAKS,
    st.lists(SNAKS, max_size=2),
    st.lists(SNAKS, max_size=2),
    st.sampled_from(["preferred", "normal", "deprecated"]) | TEXTS,
)
ENTITIES = st.builds(
    lambda kind, id_, language, text, statements, code: {
        "id": id_,
        "type": kind,
        "datatype": text,
        "lastrevid": text,
        "modified": text,
        "labels": {language: {"language": language, "value": text}},
        "descriptions": {language: {"language": language, "value": text}},
        "aliases": {language: [{"language": language, "value": text}]},
        "claims": {"P1": statements},
        "sitelinks": {code: {"site": code, "title": text, "badges": [text]}},
    },
    st.sampled_from(["item", "property"]) | TEXTS,
    TEXTS,
    LANGUAGES,
    TEXTS,
    st.lists(STATEMENTS, max_size=3),
    st.sampled_from(["ruwiki", "zh_min_nanwiki"]) | TEXTS,
)


def loaded(triples: list[Triple]) -> set[Triple]:
    """Let Oxigraph read the triples by the letter of N-Triples; raises InvalidData."""
    with Store.in_memory() as store:
        store.load(write_quads((triple, None) for triple in triples), "application/n-triples")
        return set(store.triples_of(None))


@given(ENTITIES)
@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
@example({"id": "Q1", "claims": [], "labels": [], "aliases": []})
def test_no_json_becomes_invalid_triples(entity: dict[str, Any]) -> None:
    triples = list(
        entity_triples(entity, OURS, flavor="full", properties=lambda _: None, formatters=str)
    )
    # The same strings come out of the store: they are canonical, too (numbers it rewrites itself).
    assert untyped(loaded(triples)) == untyped(triples)


def untyped(triples: Iterable[Triple]) -> set[Triple]:
    return {triple for triple in triples if "^^" not in triple[2]}


def test_an_invalid_triple_would_be_found() -> None:
    with pytest.raises(InvalidData):
        loaded([("<http://example.org/a b>", "<urn:p>", '"x"')])


def snak(value: dict[str, Any], datatype: str, prop: str = "P1") -> dict[str, Any]:
    return {"snaktype": "value", "property": prop, "datatype": datatype, "datavalue": value}


def item(*snaks: dict[str, Any]) -> dict[str, Any]:
    statements = [
        {"id": f"Q1${number_}", "mainsnak": main, "rank": "normal"}
        for number_, main in enumerate(snaks)
    ]
    return {"id": "Q1", "type": "item", "claims": {"P1": statements}}


def objects(entity: dict[str, Any], predicate: str, **options: Any) -> list[str]:
    triples = content_triples(entity, OURS, properties=lambda _: None, **options)
    return [obj for _, pred, obj in triples if pred == predicate]


def test_the_statement_node_of_a_claim_is_the_claim() -> None:
    entity = item(snak({"type": "string", "value": "x"}, "string"))
    entity["claims"]["P1"][0]["id"] = "Q1$22272b83afa9"
    assert objects(entity, OURS.property("", "P1")) == [
        "<https://w3id.org/poimenno/statement/Q1-22272b83afa9>"
    ]


def test_an_unknown_value_is_an_iri_here_and_a_blank_node_in_wikibase() -> None:
    unknown = item({"snaktype": "somevalue", "property": "P1"})
    found = objects(unknown, OURS.property("direct", "P1"))
    assert [text[: len(OURS.skolem) + 1] for text in found] == [f"<{OURS.skolem}"]
    triples = content_triples(unknown, WIKIDATA, properties=lambda _: None)
    assert [obj[:2] for _, pred, obj in triples if pred == WIKIDATA.property("direct", "P1")] == [
        "_:"
    ]


def test_an_external_identifier_has_an_iri_where_a_pattern_is_known() -> None:
    entity = item(snak({"type": "string", "value": " a/b c "}, "external-id"))
    pattern = {"P1": "http://example.org/id/$1"}.get
    assert objects(entity, OURS.property("direct", "P1"), formatters=pattern) == ['"a/b c"']
    for facet in ("direct-normalized", "statement/value-normalized"):
        found = objects(entity, OURS.property(facet, "P1"), formatters=pattern)
        assert found == ["<http://example.org/id/a/b+c>".replace("+", "%20")]
        assert not objects(entity, OURS.property(facet, "P1"))


def test_truthy_statements_are_those_of_the_best_rank() -> None:
    entity = item(*(snak({"type": "string", "value": text}, "string") for text in "abc"))
    direct = OURS.property("direct", "P1")
    ranks = entity["claims"]["P1"]
    assert objects(entity, direct) == ['"a"', '"b"', '"c"']
    ranks[1]["rank"] = "preferred"
    assert objects(entity, direct) == ['"b"']
    for statement in ranks:
        statement["rank"] = "deprecated"
    assert objects(entity, direct) == []


def test_flavours_differ_in_what_they_tell() -> None:
    entity = item(snak({"type": "wikibase-entityid", "value": {"id": "Q2"}}, "wikibase-item"))

    def told(flavor: str) -> set[str]:
        def lookup(ids: Any) -> dict[str, Any]:
            return {id_: {"id": id_, "labels": {"en": {"value": "two"}}} for id_ in ids}

        return {
            predicate
            for _, predicate, _ in entity_triples(
                entity, OURS, flavor=flavor, properties=lambda _: None, lookup=lookup
            )
        }

    direct, claim = OURS.property("direct", "P1"), OURS.property("", "P1")
    licence, label = "<http://creativecommons.org/ns#license>", "<http://schema.org/name>"
    assert {licence, direct} <= told("simple")
    assert claim not in told("simple")
    assert {licence, claim} <= told("long")
    assert direct not in told("long")
    assert {licence, claim, direct} <= told("dump")
    assert label not in told("dump")
    assert {licence, claim, direct, label} <= told("full")
    assert direct in told("truthy-dump")
    assert not {licence, claim} & told("truthy-dump")
    assert {claim, direct} <= told("full-dump")
    assert licence not in told("full-dump")
    assert set(FLAVORS) == {"simple", "dump", "long", "full", "truthy-dump", "full-dump"}
    with pytest.raises(KeyError):
        told("planted")


def test_a_redirect_is_the_same() -> None:
    assert redirect_triple("Q9", "Q1", OURS)[1] == "<http://www.w3.org/2002/07/owl#sameAs>"


@pytest.mark.parametrize(
    ("time", "precision", "calendar", "expected"),
    [
        ("+1937-12-00T00:00:00Z", 10, GREGORIAN, "1937-12-01T00:00:00Z"),
        ("+1900-02-29T00:00:00Z", 11, GREGORIAN, "1900-02-28T00:00:00Z"),
        # The day of the October revolution, old style; and the last Julian day of Russia.
        ("+1917-10-25T00:00:00Z", 11, JULIAN, "1917-11-07T00:00:00Z"),
        ("+1918-01-31T00:00:00Z", 11, JULIAN, "1918-02-13T00:00:00Z"),
        ("+1917-10-00T00:00:00Z", 10, JULIAN, "1917-10-01T00:00:00Z"),
        ("-0001-00-00T00:00:00Z", 9, GREGORIAN, "0000-01-01T00:00:00Z"),
        ("-0044-03-15T00:00:00Z", 11, JULIAN, "-0043-03-13T00:00:00Z"),
        ("+1937-12-01T00:00:00Z", 11, "http://example.org/calendar", None),
        ("1937", 9, GREGORIAN, None),
        ("", 9, GREGORIAN, None),
    ],
)
def test_times_are_gregorian_days(
    time: str, precision: int, calendar: str, expected: str | None
) -> None:
    assert date_time(time, precision, calendar) == expected


def test_what_is_no_iri_is_no_iri() -> None:
    assert iri(" http://example.org/a b[1]#c#d ") == "<http://example.org/a%20b%5B1%5D#c%23d>"
    assert iri("http://example.org/100%") == "<http://example.org/100%25>"
    for text in ("", "example.org", "/a", "http://a:b/", "http://[x]/", "1a:b"):
        assert iri(text) is None
    entity = item(snak({"type": "string", "value": "example.org"}, "url"))
    assert objects(entity, OURS.property("direct", "P1")) == ['"example.org"']


def test_languages_are_tags() -> None:
    assert text_in("x", "ru-Latn") == '"x"@ru-latn'
    tags = {"be-x-old": "be-tarask", "simple": "en-simple", "zh-min-nan": "nan", "a b": "und"}
    assert {code: language_tag(code) for code in tags} == tags


def test_sites_are_wikis_of_wikimedia() -> None:
    site = wikimedia_site("zh_min_nanwikisource")
    assert site is not None
    assert site.pages == "https://zh-min-nan.wikisource.org/wiki/$1"
    assert site.group == "wikisource"
    assert wikimedia_site("commonswiki") is None
    assert wikimedia_site("planted") is None


def test_numbers_are_those_of_php() -> None:
    numbers = {
        0.0: "0",
        12.5: "12.5",
        1 / 3600: "0.00027777777777778",
        1e-5: "1.0E-5",
        1e15: "1.0E+15",
    }
    assert {value: number(value) for value in numbers} == numbers


def test_all_that_can_be_produced_is_in_the_full_flavour() -> None:
    assert all(part in FLAVORS["full"] for part in Produce)
