"""The label service held to an oracle: its semantics, followed row by row over the data."""

from collections import Counter
from collections.abc import Sequence
from itertools import product
from typing import NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from .wikidata_habits import rows, store_of, unordered

LANGUAGE = "bd:serviceParam wikibase:language"
Row = tuple[str | None, ...]


class World(NamedTuple):
    """Who knows whom, and names: (person, property, language) to the values there are."""

    knows: tuple[tuple[int, str], ...]
    names: dict[tuple[int, str, str], tuple[str, ...]]


TAGS = ("en", "ru", "de-at", "")
PROPERTIES = ("rdfs:label", "skos:altLabel", "schema:description")
PEOPLE = 4
OBJECTS = [*(f"ent:Q{number}" for number in range(1, PEOPLE + 1)), '"a word"@en', "ex:outside"]

worlds = st.builds(
    World,
    st.lists(
        st.tuples(st.integers(1, PEOPLE), st.sampled_from(OBJECTS)), unique=True, max_size=6
    ).map(tuple),
    st.dictionaries(
        st.tuples(st.integers(1, PEOPLE), st.sampled_from(PROPERTIES), st.sampled_from(TAGS)),
        st.lists(st.sampled_from(["A", "B", 'C "c"']), unique=True, min_size=1, max_size=2).map(
            tuple
        ),
        max_size=10,
    ),
)


def turtle_of(world: World) -> str:
    lines = [f"ent:Q{number} a ex:Person ." for number in range(1, PEOPLE + 1)]
    lines += [f"ent:Q{number} ex:knows {known} ." for number, known in world.knows]
    for (number, name, tag), values in world.names.items():
        for value in values:
            quoted = value.replace('"', '\\"')
            lines.append(f'ent:Q{number} {name} "{quoted}"{f"@{tag}" if tag else ""} .')
    return "\n".join(lines)


def named(world: World, subject: str | None, name: str, languages: Sequence[str]) -> str | None:
    """Follow the service for one subject as the data has it."""
    if subject is None:
        return None
    if subject.startswith("ent:Q"):
        for language in languages:
            for tag in (language, "") if language == "mul" else (language,):
                values = world.names.get((int(subject[5:]), name, tag))
                if values:
                    return ", ".join(sorted(values)) + (f"@{tag}" if tag else "")
    if name != "rdfs:label":
        return None
    if subject.startswith("ent:"):
        return subject[4:]
    return "a word" if subject.startswith('"') else "http://example.org/outside"


@settings(deadline=None, max_examples=60)
@given(
    world=worlds,
    languages=st.lists(st.sampled_from(["en", "ru", "de-at", "mul", "fr"]), unique=True),
    functions=st.booleans(),
)
def test_the_service_names_what_the_oracle_names(
    world: World,
    languages: list[str],
    functions: bool,
) -> None:
    expected: Counter[Row] = Counter()
    for number in range(1, PEOPLE + 1):
        known: list[str | None] = [other for person, other in world.knows if person == number]
        for other in known or [None]:
            expected[
                tuple(
                    named(world, subject, name, languages)
                    for subject, name in product([f"ent:Q{number}", other], PROPERTIES)
                )
            ] += 1
    columns = " ".join(
        f"?{variable}{ending}"
        for variable, ending in product("xy", ("Label", "AltLabel", "Description"))
    )
    text = (
        f"SELECT {columns} {{ ?x a ex:Person OPTIONAL {{ ?x ex:knows ?y }}"
        f' SERVICE wikibase:label {{ {LANGUAGE} "{",".join(languages)}" }} }}'
    )
    found = rows(store_of(turtle_of(world)), text, functions=functions)
    assert unordered(found) == unordered(expected)
