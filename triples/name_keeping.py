"""The index of names beside a store, kept true by the writer of the store.

A change of the store and that of its index are committed one after the other. Where a writer died
in between, or the index cannot be read, the next writer makes it anew; readers do not use one that
is not true of their snapshot.
"""

from collections.abc import Iterable
from pathlib import Path

from ..ontology.ntriples import Triple
from . import snapshots
from .changing import Difference
from .name_index import NameIndex
from .name_rows import index_names, reindex_names, renamed, rows_of_store
from .name_tables import Changed, IndexBroken, change_index
from .store import Store

# A larger store is not indexed anew by its writer, whose client waits.
_MOST_ANEW = 5_000_000


class Naming:
    """The index of one generation, for as long as its writer has it open."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._changed: Changed | None = None

    @classmethod
    def of(cls, generation: Path, store: Store) -> "Naming | None":
        """Find the index of a generation, and mend it; None where there is none to keep."""
        file = snapshots.names_file(generation)
        if not file.exists():
            return None
        number = snapshots.newest_number(generation)
        try:
            if NameIndex(file).fact("snapshot") == number:
                return cls(file)
        except IndexBroken:
            pass
        file.unlink()
        if len(store) > _MOST_ANEW:
            return None
        index_names(store, file, snapshot=number)
        return cls(file)

    def settle(self, store: Store, difference: Difference, moved: Iterable[Triple]) -> None:
        """Change the index after a change that the store has already; nobody sees it yet.

        `moved` are the entailed triples that came or went with it. Costs what the names of the
        entities cost whose names or classes are others now.
        """
        self.drop()
        try:
            if difference.emptied:
                self._changed = change_index(self._file, None, rows_of_store(store))
            else:
                asserted = (triple for triple, _ in (*difference.removed, *difference.added))
                subjects = renamed(asserted) | renamed(moved)
                self._changed = reindex_names(store, self._file, subjects)
        except IndexBroken:
            self._file.unlink(missing_ok=True)

    def keep(self, number: str) -> None:
        """Let the change be seen: the store has it, in the snapshot of this number."""
        changed, self._changed = self._changed, None
        try:
            if changed is not None:
                changed.keep(number)
        except IndexBroken:
            self._file.unlink(missing_ok=True)

    def drop(self) -> None:
        """Leave the index as it was: the change is not made."""
        changed, self._changed = self._changed, None
        if changed is not None:
            changed.drop()
