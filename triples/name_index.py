"""Search in an index of names by any spelling: words, slips of the hand, initials, prefixes.

A search looks up rows of `name_tables` by keys alone, reads a bounded number of them, and ranks
what it found by `names`; its time hangs on how common the asked words are, up to a bound, and not
on the size of the index.
"""

import json
import sqlite3
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from .fitting import Score
from .name_search import Row, Search
from .name_tables import LONGEST, PERSON, VERSION, IndexBroken, Named, build_index, read_fact

__all__ = ["PERSON", "Hit", "IndexBroken", "NameIndex", "Named", "build_index"]


class Hit(NamedTuple):
    """An entity that was found: its label, the name that fits, and how well, from 0 to 100.

    `kind` is label or alias, `language` that of the name that fits.
    """

    id: str
    label: str
    text: str
    kind: str
    language: str
    score: float
    features: dict[str, float]


class NameIndex:
    """An index open for reading; threads may share it, each has its own connection."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._local = threading.local()
        try:
            version = self.fact("version")
        except sqlite3.Error as error:
            raise IndexBroken(f"{path.name} is no index of names: {error}") from error
        if version != VERSION:
            raise IndexBroken(f"{path.name} is an index of version {version}, not {VERSION}")

    def fact(self, name: str) -> str | None:
        """Give a fact about the index: its version, and the snapshot that it is true of."""
        return read_fact(self.connection(), name)

    def search(
        self,
        text: str,
        *,
        language: str | None = None,
        kind: str = "item",
        types: Sequence[str] = (),
        limit: int = 10,
        offset: int = 0,
        prefix: bool = True,
        strict: bool = False,
    ) -> list[Hit]:
        """Find the entities whose names fit a text, the best first, each once.

        `language` breaks ties and chooses the label that is shown; `types` are classes by id or
        IRI, one of which an entity must be of; `prefix` lets the last word be the begin of one.
        `strict` takes no name of another language than `language`. A text longer than 300
        characters or 12 words is cut there.
        """
        text = " ".join(text[:LONGEST].split())
        only = language if strict else None
        found = Search(self.ask, text, kind, types, prefix=prefix, language=only).run()
        best: dict[str, tuple[float, int, Row, Score]] = {}
        for row, score in found:
            preferred = (row.language == language) + (row.role == "label") * 2 + row.person * 4
            ranked = (round(score.value, 2), preferred, row, score)
            if row.entity not in best or ranked[:2] > best[row.entity][:2]:
                best[row.entity] = ranked
        order = sorted(best.values(), key=lambda r: (-r[0], -r[1], _number(r[2].entity)))
        page = order[offset : offset + limit]
        labels = self._labels([row.entity for _, _, row, _ in page], language)
        return [
            Hit(
                row.entity,
                labels.get(row.entity, row.text),
                row.text,
                row.role,
                row.language,
                value,
                score.features,
            )
            for value, _, row, score in page
        ]

    def texts_of(self, ids: Sequence[str]) -> dict[str, list[tuple[str, str]]]:
        """Give all names of some entities, each with its language, labels before aliases."""
        found: dict[str, list[tuple[str, str]]] = {name: [] for name in ids}
        rows = self.ask(
            "SELECT entity, text, language FROM names"
            " WHERE entity IN (SELECT value FROM json_each(?)) ORDER BY role DESC, language, text",
            json.dumps(list(ids)),
        )
        for entity, text, language in rows:
            found[entity].append((text, language))
        return found

    def _labels(self, entities: Sequence[str], language: str | None) -> dict[str, str]:
        rows = self.ask(
            "SELECT entity, language, text FROM names"
            " WHERE entity IN (SELECT value FROM json_each(?)) AND role = 'label'",
            json.dumps(entities),
        )
        wish = {"en": 1, "ru": 2, language: 0}
        found = sorted(rows, key=lambda row: wish.get(row[1], 3), reverse=True)
        return {entity: text for entity, _, text in found}

    def ask(self, statement: str, *values: object) -> sqlite3.Cursor:
        """Run a statement that reads; raises sqlite3.Error."""
        return self.connection().execute(statement, values)

    def connection(self) -> sqlite3.Connection:
        """Give the connection of this thread."""
        database: sqlite3.Connection | None = getattr(self._local, "database", None)
        if database is None:
            database = sqlite3.connect(f"{self.path.absolute().as_uri()}?mode=ro", uri=True)
            self._local.database = database
        return database


def _number(entity: str) -> int:
    return int(entity[1:]) if entity[1:].isdigit() else 0
