"""A world of invented persons in the project's own tables, small enough to lift in no time.

Its entities live under example.org: whoever builds it asks for the fixture `example_org`.
"""

import csv
from pathlib import Path

from poimenno.triples.lifting import OWN
from poimenno.triples.tables import SPECS
from poimenno.triples.tables_claims import CLAIM_TABLES

Row = dict[str, str]
World = dict[str, list[Row]]

KNOWN = {"source_ids": "book", "confidence": "high"}


def columns(table: str) -> list[str]:
    if table in CLAIM_TABLES:
        return list(CLAIM_TABLES[table])
    return list(dict.fromkeys([*OWN, *SPECS[table].columns]))


def world() -> World:
    """One who was shot and rehabilitated, with a source, and two dates for the decision."""
    return {
        "sources": [
            {"number": "Q13001", "id": "GK", "title": "General knowledge", "kind": "unverified"},
            {"number": "Q13002", "id": "book", "title": "An invented book", "kind": "book"},
            {"number": "Q13003", "id": "list", "title": "An invented list", "kind": "list"},
        ],
        "persons": [
            {
                "number": "Q1001",
                "id": "P001",
                "name_en": "Anna Invented",
                "name_ru": "Анна Выдуманная",
                "birth": "1890",
                "birth_precision": "year",
                "death": "1937-11-27",
                "death_precision": "day",
                "occupation": "teacher",
                "sentence_status": "sentenced",
                "verified_fields": "birth; death",
                "posthumous_rehabilitation": "yes",
                "status": "rehabilitated",
                **KNOWN,
            }
        ],
        "person_repressions": [
            {
                "number": "Q11001",
                "id": "RP001",
                "label_en": "Anna Invented: arrest",
                "label_ru": "Анна Выдуманная: арест",
                "person_id": "P001",
                "event": "arrest",
                "date": "1937-08",
                "date_precision": "month",
                **KNOWN,
            },
            {
                "number": "Q11002",
                "id": "RP002",
                "label_en": "Anna Invented: sentence",
                "label_ru": "Анна Выдуманная: приговор",
                "person_id": "P001",
                "event": "sentence",
                "date": "1937-11-26",
                "date_precision": "day",
                "penalty_kinds": "deathPenalty",
                **KNOWN,
            },
        ],
        "person_rehabilitations": [
            {
                "number": "Q12001",
                "id": "R001",
                "label_en": "Anna Invented: decision",
                "label_ru": "Анна Выдуманная: решение",
                "person_id": "P001",
                "decision_type": "judicial",
                "outcome": "granted",
                "date": "1956-03-14",
                "date_precision": "day",
                "posthumous": "yes",
                "affects_repression_ids": "RP002",
                **KNOWN,
            },
            {
                "number": "Q12002",
                "id": "R002",
                "label_en": "Anna Invented: decision",
                "label_ru": "Анна Выдуманная: решение",
                "person_id": "P001",
                "decision_type": "judicial",
                "outcome": "granted",
                "date": "1957",
                "date_precision": "year",
                "same_decision_as": "R001",
                "source_ids": "list",
                "confidence": "medium",
                "notes": "another list has 1957",
            },
        ],
        "extra_claims": [
            {
                "id": "X001",
                "about_id": "P001",
                "field": "birth",
                "value": "1891-01-03",
                "value_as_printed": "1890-12-22",
                "calendar": "julian",
                "source_ids": "list",
                "confidence": "medium",
                "rank": "normal",
                "rank_of_main": "preferred",
                "reason": "the book saw the register",
            }
        ],
    }


def write(folder: Path, tables: World) -> Path:
    """Write the tables with every column that they have."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns(name), restval="")
            writer.writeheader()
            writer.writerows(rows)
    return folder
