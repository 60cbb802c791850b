"""Make a query that is written for Wikidata ready for a store of this machine, with its functions.

The same for the workers of the server and for the command line.
"""

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ..ontology.namespaces import COMMON_PREFIXES
from ..queries.adapting import Habits, adapt, default_graphs
from ..queries.functions import FUNCTIONS, LABEL, Function
from ..queries.guarding import Ready, prepare_query
from ..queries.search_service import Found, Searching, Wanted
from ..triples.labelling import Labels
from ..triples.snapshots import Snapshot, names_file
from ..triples.store import InvalidQuery, Store

if TYPE_CHECKING:
    # Loaded where a name is looked for: what it rests on takes a tenth of a second.
    from ..triples.name_index import NameIndex

_NAMES = "names.sqlite"


def searching_in(index: Callable[[], "NameIndex"]) -> Searching:
    """Look names up for `wikibase:mwapi`; the index is opened when something is looked for."""

    def search(wanted: Wanted) -> list[Found]:
        hits = index().search(
            wanted.text,
            language=wanted.language,
            kind=wanted.kind,
            limit=wanted.limit,
            prefix=not wanted.whole_words,
        )
        return [Found(hit.id, hit.label) for hit in hits]

    return search


class Names:
    """The index of names that is true of one snapshot: the store's own, or one made for it."""

    def __init__(self, store: Store, snapshot: Snapshot) -> None:
        self._store, self._snapshot = store, snapshot
        self._index: NameIndex | None = None
        self._directory: tempfile.TemporaryDirectory[str] | None = None

    def __call__(self) -> "NameIndex":
        """Open the index, or make it where there is none for this snapshot."""
        if self._index is None:
            self._index = self._beside() or self._made()
        elif self._directory is None and not self._is_true(self._index):
            self._index = self._made()
        return self._index

    def close(self) -> None:
        """Delete what was made."""
        self._index = None
        if self._directory is not None:
            self._directory.cleanup()
            self._directory = None

    def _beside(self) -> "NameIndex | None":
        from ..triples.name_index import IndexBroken, NameIndex  # noqa: PLC0415

        file = names_file(self._snapshot.generation)
        try:
            index = NameIndex(file) if file.exists() else None
            return index if index and self._is_true(index) else None
        except IndexBroken:
            return None

    def _is_true(self, index: "NameIndex") -> bool:
        return index.fact("snapshot") == self._snapshot.number

    def _made(self) -> "NameIndex":
        from ..triples.name_index import NameIndex, build_index  # noqa: PLC0415
        from ..triples.name_rows import rows_of_store  # noqa: PLC0415

        self._directory = tempfile.TemporaryDirectory(prefix="poimenno-names-")
        file = Path(self._directory.name) / _NAMES
        build_index(file, rows_of_store(self._store), snapshot=self._snapshot.number)
        return NameIndex(file)


def prepare(
    text: str,
    *,
    union: bool,
    languages: Sequence[str] = (),
    searching: Searching | None = None,
) -> Ready:
    """Adapt a query and make it safe; common prefixes may be undeclared where the graph is a union.

    Raises GuardError, with the position in the text as it came.
    """
    prefixes = COMMON_PREFIXES if union else {}
    steps = adapt(text, Habits(prefixes, tuple(languages), searching))
    return prepare_query(text, prefixes, when_reached=True, steps=steps)


def functions_for(
    store: Store,
    ready: Ready,
    *,
    union: bool,
    graphs: Sequence[str] | None = None,
) -> dict[str, Function]:
    """Give the functions that the text may call; names come from the dataset of the query."""
    known: list[str | None] | None = list(graphs) if graphs is not None else None
    if known is None and ready.names_dataset:
        known = list(default_graphs(ready.text, ready.missing | ready.declared))
    elif known is None and not union:
        known = [None]
    return {**FUNCTIONS, LABEL: Labels(store, known).name}


def relocated(ready: Ready, error: InvalidQuery) -> InvalidQuery:
    """Give the error the position in the text as the client wrote it."""
    if error.line is None or error.column is None:
        return error
    return InvalidQuery(error.detail, *ready.original_position(error.line, error.column))
