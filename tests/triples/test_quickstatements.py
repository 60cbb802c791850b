"""Commands for QuickStatements: what is sent, what is held back, and that its client reads it."""

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from poimenno.ontology.namespaces import ONTOLOGY
from poimenno.ontology.wikibase import mapping
from poimenno.triples import mixnmatch, snapshots
from poimenno.triples.linked_items import (
    UnknownClass,
    class_iri,
    ids_of_class,
    in_order,
    wikidata_items,
)
from poimenno.triples.quickstatements import (
    DATATYPES,
    QUALIFIERS,
    Choice,
    Line,
    chosen_properties,
    comma_separated,
    lines_of,
    tsv,
)
from poimenno.triples.store import Store
from poimenno.triples.walking import Ask, asking, entities

# Our numbers, invented here, and Wikidata's, of which nothing is said but the format.
ITEMS = {"Q9001": "Q855", "Q9002": "Q649", "Q9003": "Q180588", "Q1000124": "Q5"}
CONFIDENCE = str(mapping().id_of(ONTOLOGY + "hasConfidence"))
LOW = str(mapping().item_of(ONTOLOGY + "lowConfidence"))
EXACT_TEXT = str(mapping().id_of(ONTOLOGY + "claimedValue"))
URL = "http://example.org/page"


def item(prop: str, number: str) -> dict[str, Any]:
    return snak(prop, "wikibase-item", {"entity-type": "item", "id": number})


def time(prop: str, text: str, precision: int) -> dict[str, Any]:
    return snak(prop, "time", {"time": f"+{text}T00:00:00Z", "precision": precision})


def snak(prop: str, datatype: str, value: object) -> dict[str, Any]:
    return {
        "snaktype": "value",
        "property": prop,
        "datatype": datatype,
        "datavalue": {"value": value},
    }


def reference(*snaks: dict[str, Any]) -> dict[str, Any]:
    grouped: dict[str, list[dict[str, Any]]] = {}
    for one in snaks:
        grouped.setdefault(one["property"], []).append(one)
    return {"snaks": grouped, "snaks-order": list(grouped)}


PAGE = reference(item("P248", "Q9009"), snak("P854", "url", URL))


def statement(main: dict[str, Any], **parts: Any) -> dict[str, Any]:
    return {"mainsnak": main, "rank": "normal", "references": [PAGE], **parts}


def entity(*statements: dict[str, Any], number: str = "Q9001") -> dict[str, Any]:
    claims: dict[str, list[dict[str, Any]]] = {}
    for one in statements:
        claims.setdefault(one["mainsnak"]["property"], []).append(one)
    names = {"en": {"language": "en", "value": "An invented person"}}
    return {"id": number, "labels": names, "descriptions": {}, "aliases": {}, "claims": claims}


def sent(*statements: dict[str, Any], **wishes: Any) -> list[str]:
    return list(tsv(lines_of(entity(*statements), ITEMS, Choice(**wishes))))


def test_a_day_a_month_and_a_year_keep_their_precision() -> None:
    assert sent(statement(time("P570", "1937-11-27", 11))) == [
        f'Q855\tP570\t+1937-11-27T00:00:00Z/11\tS854\t"{URL}"\n'
    ]
    assert "\t+1937-11-00T00:00:00Z/10\t" in sent(statement(time("P570", "1937-11-00", 10)))[0]
    assert "\t+1937-00-00T00:00:00Z/9\t" in sent(statement(time("P570", "1937-00-00", 9)))[0]


def test_a_source_is_named_where_it_is_linked_and_a_day_of_reading_where_one_is_known() -> None:
    read = reference(
        item("P248", "Q9003"), snak("P854", "url", URL), time("P813", "2025-01-02", 11)
    )
    assert sent(statement(item("P20", "Q9002"), references=[read, PAGE])) == [
        f'Q855\tP20\tQ649\tS248\tQ180588\tS854\t"{URL}"\tS813\t+2025-01-02T00:00:00Z/11\n',
        f'Q855\tP20\tQ649\tS854\t"{URL}"\n',
    ]


def test_qualifiers_are_sent_where_wikidata_has_them() -> None:
    qualifiers = {"P580": [time("P580", "1930-00-00", 9)], CONFIDENCE: [item(CONFIDENCE, "Q1")]}
    line = sent(statement(item("P20", "Q9002"), qualifiers=qualifiers))[0]
    assert line.startswith("Q855\tP20\tQ649\tP580\t+1930-00-00T00:00:00Z/9\tS854")


@pytest.mark.parametrize(
    "held_back",
    [
        statement(item("P20", "Q9555")),
        statement(item("P20", "Q9002"), rank="deprecated"),
        statement(item("P20", "Q9002"), references=[]),
        statement(
            item("P20", "Q9002"),
            references=[reference(snak("P854", "url", "https://en.wikipedia.org/wiki/X"))],
        ),
        statement(item("P20", "Q9002"), qualifiers={CONFIDENCE: [item(CONFIDENCE, LOW)]}),
        statement(
            time("P570", "1937-00-00", 9),
            qualifiers={EXACT_TEXT: [snak(EXACT_TEXT, "string", "1937~")]},
        ),
        statement({"snaktype": "somevalue", "property": "P570", "datatype": "time"}),
        statement(snak("P106", "monolingualtext", {"text": "poet", "language": "en"})),
        statement(snak("P1595", "string", "58-10")),
        statement(snak("P2888", "url", "http://www.wikidata.org/entity/Q855")),
        statement(item("P100066", "Q9002")),
        statement(item("P172", "Q9002")),
        statement(snak("P8550", "string", "a | b")),
    ],
    ids=lambda made: made["mainsnak"]["property"],
)
def test_what_cannot_be_said_there_is_held_back(held_back: dict[str, Any]) -> None:
    good = statement(time("P569", "1900-01-01", 11))
    assert len(sent(good, held_back)) == 1


def test_what_is_held_back_can_be_asked_for() -> None:
    doubted = statement(item("P20", "Q9002"), qualifiers={CONFIDENCE: [item(CONFIDENCE, LOW)]})
    assert len(sent(doubted, low=True)) == 1
    bare = statement(item("P20", "Q9002"), references=[])
    assert sent(bare, unreferenced=True) == ["Q855\tP20\tQ649\n"]
    people = statement(item("P172", "Q9002"))
    assert len(sent(people, bare, properties=chosen_properties(["P172"]))) == 1
    with pytest.raises(ValueError, match="P106 cannot be sent"):
        chosen_properties(["P172", "P106"])


def test_only_the_best_rank_is_sent() -> None:
    lines = sent(
        statement(time("P569", "1900-01-01", 11), rank="preferred"),
        statement(time("P569", "1901-01-01", 11)),
    )
    assert len(lines) == 1
    assert "+1900" in lines[0]


def test_an_item_is_only_made_when_that_is_asked_for_and_something_tells_the_person_apart() -> None:
    human = statement(item("P31", "Q1000124"))
    born = statement(time("P569", "1900-01-01", 11))
    person = entity(human, born, number="Q9555")
    assert list(lines_of(person, ITEMS, Choice())) == []
    assert list(tsv(lines_of(person, ITEMS, Choice(create=True)))) == [
        "CREATE\n",
        'LAST\tLen\t"An invented person"\n',
        f'LAST\tP31\tQ5\tS854\t"{URL}"\n',
        f'LAST\tP569\t+1900-01-01T00:00:00Z/11\tS854\t"{URL}"\n',
    ]
    assert not list(lines_of(entity(human, number="Q9555"), ITEMS, Choice(create=True)))
    assert not list(lines_of(entity(born, number="Q9555"), ITEMS, Choice(create=True)))
    with pytest.raises(ValueError, match="CSV form cannot create"):
        list(comma_separated(lines_of(person, ITEMS, Choice(create=True))))


def test_the_csv_form_has_a_group_of_columns_for_each_property() -> None:
    read = reference(item("P248", "Q9003"), snak("P854", "url", URL))
    lines = lines_of(
        entity(
            statement(item("P20", "Q9002"), references=[read]),
            statement(time("P570", "1937-11-27", 11)),
        ),
        ITEMS,
        Choice(),
    )
    rows = list(csv.reader(io.StringIO("".join(comma_separated(lines)))))
    assert rows == [
        ["qid", "P20", "S248", "s854", "P570", "S854"],
        ["Q855", "Q649", "Q180588", f'"{URL}"', "", ""],
        ["Q855", "", "", "", "+1937-11-27T00:00:00Z/11", f'"{URL}"'],
    ]
    assert list(comma_separated([])) == ["qid\n"]


def test_wikidatas_own_properties_take_the_kinds_of_value_that_are_sent(shared: Path) -> None:
    listed = json.loads((shared / "wikidata" / "wikidata-properties.json").read_text("utf-8"))
    known = {
        entry["id"]: re.sub(r"(?<=.)(?=[A-Z])", "-", entry["datatype"]).lower()
        for entry in listed["properties"]
    }
    wrong = {
        name: (kind, known.get(name)) for name, kind in DATATYPES.items() if known.get(name) != kind
    }
    assert wrong == {}
    assert known["P106"] == "wikibase-item", "occupations are words here, so they are not sent"
    assert DATATYPES.keys() >= QUALIFIERS


# The curated graph.


@pytest.fixture(scope="module")
def ask(built_store: Path) -> Iterator[Ask]:
    with snapshots.reading(built_store) as opened:
        yield asking(opened)


@pytest.fixture(scope="module")
def items(ask: Ask) -> dict[str, str]:
    return wikidata_items(ask)


@pytest.fixture(scope="module")
def exported(ask: Ask, items: dict[str, str]) -> list[Line]:
    linked = in_order(number for number in items if int(number[1:]) < 1_000_000)
    choice = Choice(create=True)
    chosen = [*linked, *ids_of_class(ask, class_iri("Person"))[-40:]]
    return [line for one in entities(ask, chosen) for line in lines_of(one, items, choice)]


# The grammar of version 1 as its help page has it; `tests/clients` reads the same lines with the
# models of quickstatements-client.
VALUE = r'(?:Q[1-9][0-9]*|"[^"\t]+"|\+[0-9]{4}-[0-9]{2}-[0-9]{2}T00:00:00Z/(?:[789]|1[01]))'
COMMAND = re.compile(
    rf"CREATE\n|(?:Q[1-9][0-9]*|LAST)\t(?:[LD][a-z]+\t{VALUE}"
    rf"|P[1-9][0-9]*\t{VALUE}(?:\tP[1-9][0-9]*\t{VALUE})*(?:\tS[1-9][0-9]*\t{VALUE})*)\n"
)


def test_each_line_of_the_curated_graph_is_a_command(exported: list[Line]) -> None:
    lines = list(tsv(exported))
    assert len(lines) > 100
    assert any(line.startswith("CREATE") for line in lines)
    assert not [line for line in lines if not COMMAND.fullmatch(line)]
    assert not COMMAND.fullmatch("Q855\tP570\t1953-03-05\n")
    assert not COMMAND.fullmatch('Q855\tP570\tQ1\tS854\t"a\tb"\n')


def test_only_listed_items_are_named(
    exported: list[Line], items: dict[str, str], shared: Path
) -> None:
    listed = json.loads((shared / "wikidata" / "wikidata-items.json").read_text("utf-8"))
    text = json.dumps(listed)
    named = {line.subject for line in exported} | {
        line.value for line in exported if line.value.startswith("Q")
    }
    assert not [name for name in named - {"LAST"} if f'"{name}"' not in text]
    assert {line.property for line in exported} & {"P569", "P570"}
    assert "P172" not in {line.property for line in exported}


def test_links_that_are_doubted_or_not_exact_are_none() -> None:
    claim = (
        "@prefix poi: <https://w3id.org/poimenno/ontology#> ."
        "@prefix ent: <https://w3id.org/poimenno/entity/> ."
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> ."
        "@prefix wd: <http://www.wikidata.org/entity/> ."
        "[] poi:claimsProperty skos:%s ; poi:claimsAbout ent:Q9001 ; poi:claimsEntity wd:%s ;"
        " poi:hasSource ent:Q9009 ; poi:hasConfidence poi:%sConfidence ; poi:hasRank poi:%sRank ."
    )
    cases = {
        ("exactMatch", "Q855", "high", "normal"): {"Q9001": "Q855"},
        ("closeMatch", "Q855", "high", "normal"): {},
        ("exactMatch", "Q855", "low", "normal"): {},
        ("exactMatch", "Q855", "high", "deprecated"): {},
    }
    for case, expected in cases.items():
        with Store.in_memory() as graph:
            graph.load((claim % case).encode(), "text/turtle")
            assert wikidata_items(asking(graph)) == expected
    with Store.in_memory() as graph:
        for number in ("Q855", "Q649"):
            made = claim % ("exactMatch", number, "high", "normal")
            graph.load(made.encode(), "text/turtle")
        assert wikidata_items(asking(graph)) == {}, "two links are one too many"
        prefixes, _, _ = claim.partition("[]")
        bare = f"{prefixes} ent:Q9003 skos:exactMatch wd:Q855 ."
        graph.load(bare.encode(), "text/turtle")
        assert wikidata_items(asking(graph)) == {}, "a link without a claim has no evidence"


def test_a_class_has_several_names() -> None:
    person = ONTOLOGY + "Person"
    for name in ("Person", "poi:Person", person, str(mapping().item_of(person))):
        assert class_iri(name) == person
    for name in ("Nobody", "Q1001", "a b"):
        with pytest.raises(UnknownClass):
            class_iri(name)


def test_the_catalogue_lists_all_persons_in_the_columns_that_are_known_there(
    ask: Ask, items: dict[str, str]
) -> None:
    ids = ids_of_class(ask, class_iri("Person"))
    text = "".join(mixnmatch.sheet(entities(ask, ids), items, "\t"))
    rows = list(csv.DictReader(io.StringIO(text), delimiter="\t"))
    assert [row["id"] for row in rows] == ids
    assert all(None not in row and None not in row.values() for row in rows)
    assert all(row["name"] and row["url"].endswith(f"/entity/{row['id']}") for row in rows)
    date = re.compile(r"(\d{3,}|\d{3,4}-\d{2}|\d{3,4}-\d{2}-\d{2})?")
    assert all(date.fullmatch(row["born"]) and date.fullmatch(row["died"]) for row in rows)
    known = {row["id"]: row for row in rows}
    assert known["Q1001"]["born"] == "1897-03-25"
    assert known["Q1001"]["died"] == "1937-11-27"
    assert known["Q1001"]["q"] == "", "no link without evidence"
    assert known["Q1084"]["q"] == "Q141829"
    assert {row["type"] for row in rows} == {"Q5"}
    header = re.compile(r"id|name|desc|url|type|born|died|q|[AD][a-z]+|P\d+")
    assert all(header.fullmatch(name) for name in mixnmatch.COLUMNS)


def test_a_cell_holds_no_separator() -> None:
    made = entity(number="Q9001")
    made["labels"]["en"]["value"] = 'a\tb\n"c'
    text = "".join(mixnmatch.sheet([made], ITEMS, "\t"))
    rows = list(csv.reader(io.StringIO(text), delimiter="\t"))
    assert rows[1][1] == 'a b "c'
    assert len(rows) == 2
