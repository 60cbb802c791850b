"""Ask a small graph as the query service of Wikidata is asked: adapted, guarded, evaluated."""

from collections import Counter
from collections.abc import Sequence

from poimenno.ontology.namespaces import COMMON_PREFIXES
from poimenno.queries.adapting import Habits, adapt
from poimenno.queries.functions import FUNCTIONS, LABEL
from poimenno.queries.guarding import prepare_query
from poimenno.queries.results import Table, read_json
from poimenno.queries.search_service import Searching
from poimenno.triples.labelling import Labels
from poimenno.triples.store import Store

PREFIXES = {**COMMON_PREFIXES, "ex": "http://example.org/"}
HEADER = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
LABELLING = 'SERVICE wikibase:label { bd:serviceParam wikibase:language "ru,en" }'

Row = tuple[str | None, ...]


def store_of(turtle: str) -> Store:
    store = Store.in_memory()
    store.load((HEADER + turtle).encode(), "text/turtle")
    return store


def adapted(
    text: str,
    *,
    languages: Sequence[str] = (),
    searching: Searching | None = None,
    functions: bool = True,
) -> str:
    steps = adapt(text, Habits(PREFIXES, tuple(languages), searching, functions))
    return prepare_query(text, PREFIXES, steps=steps).text


def answer(
    store: Store,
    text: str,
    *,
    languages: Sequence[str] = (),
    searching: Searching | None = None,
    functions: bool = True,
) -> Table | bool:
    data = store.answer(
        adapted(text, languages=languages, searching=searching, functions=functions),
        "application/sparql-results+json",
        prefixes=PREFIXES,
        functions={**FUNCTIONS, LABEL: Labels(store).name} if functions else None,
    )
    return read_json(data or b"")


def rows(store: Store, text: str, **habits: object) -> Counter[Row]:
    """Count the rows of an answer, each term written as value@language."""
    table = answer(store, text, **habits)  # type: ignore[arg-type]
    assert isinstance(table, Table)
    return Counter(
        tuple(
            None
            if term is None
            else "@".join([term["value"], *filter(None, [term.get("xml:lang")])])
            for term in row
        )
        for row in table.rows
    )


def unordered(counted: Counter[Row]) -> Counter[Row]:
    """Sort joined names, whose order plain SPARQL does not say."""
    sorted_rows: Counter[Row] = Counter()
    for row, number in counted.items():
        cells = []
        for cell in row:
            text, at, tag = (cell or "").partition("@")
            cells.append(cell and ", ".join(sorted(text.split(", "))) + at + tag)
        sorted_rows[tuple(cells)] += number
    return sorted_rows
