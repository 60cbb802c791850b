"""Every table and what it means, in one place."""

from rdflib.namespace import SKOS

from .columns import Classifying, Named, Spec
from .reading import Record
from .tables_actors import (
    BODIES,
    ENGLISH,
    NAMED_BODIES,
    PEOPLES,
    PERSONS,
    REMARK,
    RUSSIAN,
    SOURCES,
)
from .tables_acts import ACTS, PLACE_JURISDICTIONS, PLACES
from .tables_events import (
    CASES,
    FIGURES,
    GROUNDS,
    PEOPLE_EVENTS,
    PERSON_REHABILITATIONS,
    PERSON_REPRESSIONS,
    STATISTICS,
)


def own_classes(record: Record) -> list[str]:
    """Give the classes that the row itself names."""
    return record.items("class")


ENTITIES = Spec(
    classes=own_classes,
    columns={
        "class": Classifying(),
        "name_en": ENGLISH,
        "name_ru": RUSSIAN,
        "alt_en": Named(SKOS.altLabel, "en", many=True),
        "alt_ru": Named(SKOS.altLabel, "ru", many=True),
        "alt_ru_latn": Named(SKOS.altLabel, "ru-Latn", many=True),
        "definition_en": Named(SKOS.definition, "en"),
        "definition_ru": Named(SKOS.definition, "ru"),
        "remark": REMARK,
    },
)

SPECS = {
    "acts": ACTS,
    "bodies": BODIES,
    "cases": CASES,
    "entities": ENTITIES,
    "figures": FIGURES,
    "grounds": GROUNDS,
    "history_events": ENTITIES,
    "named_bodies": NAMED_BODIES,
    "people_events": PEOPLE_EVENTS,
    "peoples": PEOPLES,
    "person_rehabilitations": PERSON_REHABILITATIONS,
    "person_repressions": PERSON_REPRESSIONS,
    "persons": PERSONS,
    "place_jurisdictions": PLACE_JURISDICTIONS,
    "places": PLACES,
    "sources": SOURCES,
    "statistics": STATISTICS,
}
