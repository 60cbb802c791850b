"""The tables of an index of names, in one SQLite file, and how names come and go in them.

names     one row for each label and alias: entity, text, language
words     each word once, with its keys (see `spellings`) and how many names have it
sounds    key -> word; a range of keys finds a prefix
slips     a key as it is and without one letter -> word: two words that differ by one slip
share one (the symmetric delete method of Garbe's SymSpell)
rough     the consonants of a key likewise -> word, for two slips
places    word -> name
kinds     set of classes -> class; names carry the number of their set
"""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from ..ontology.namespaces import ONTOLOGY
from .names import words_of
from .spellings import blunt, keys, skeleton, sounds

PERSON = ONTOLOGY + "Person"
LONGEST = 300
"""The letters of a name that are read; what is longer is cut there."""
VERSION = "1"
_SCHEMA = """
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE names (
    id INTEGER PRIMARY KEY, entity TEXT NOT NULL, text TEXT NOT NULL, language TEXT NOT NULL,
    role TEXT NOT NULL, kind TEXT NOT NULL, person INTEGER NOT NULL, kinds INTEGER NOT NULL
);
CREATE UNIQUE INDEX names_of_entity ON names (entity, text, language, role);
CREATE TABLE words (
    id INTEGER PRIMARY KEY, word TEXT NOT NULL UNIQUE, keys TEXT NOT NULL, names INTEGER NOT NULL
);
CREATE TABLE sounds (key TEXT, word INTEGER, PRIMARY KEY (key, word)) WITHOUT ROWID;
CREATE TABLE slips (key TEXT, word INTEGER, PRIMARY KEY (key, word)) WITHOUT ROWID;
CREATE TABLE rough (key TEXT, word INTEGER, PRIMARY KEY (key, word)) WITHOUT ROWID;
CREATE TABLE places (word INTEGER, name INTEGER, PRIMARY KEY (word, name)) WITHOUT ROWID;
CREATE TABLE kinds (id INTEGER, class TEXT, PRIMARY KEY (id, class)) WITHOUT ROWID;
CREATE INDEX kinds_of_class ON kinds (class, id);
"""
_TABLES = ("names", "words", "sounds", "slips", "rough", "places", "kinds")
_SHORTEST_SLIP = 3
# How long a change waits for readers, in seconds.
_PATIENCE = 10.0


class Named(NamedTuple):
    """One name of an entity: `role` is label or alias, `kind` item or property.

    `types` are all its classes, those above them included, as ids and as IRIs.
    """

    id: str
    text: str
    language: str
    role: str = "label"
    kind: str = "item"
    types: frozenset[str] = frozenset()


class IndexBroken(Exception):
    """The file is no index of names that this version reads."""


def build_index(path: Path, rows: Iterable[Named], *, snapshot: str = "") -> int:
    """Write a new index of all names; `snapshot` names the state of the store it is true of.

    Gives the number of names. The rows of one entity need not stand together. Linear in the
    letters of all names.
    """
    path.unlink(missing_ok=True)
    database = sqlite3.connect(path)
    try:
        database.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;" + _SCHEMA)
        writing = _Writing(database)
        for row in rows:
            writing.add(row)
        writing.finish()
        facts = {"version": VERSION, "snapshot": snapshot}
        database.executemany("INSERT INTO facts VALUES (?, ?)", facts.items())
        database.commit()
        database.execute("PRAGMA journal_mode=DELETE")
        return int(database.execute("SELECT count(*) FROM names").fetchone()[0])
    finally:
        database.close()


class Changed:
    """A change of an index that is made and not yet kept: readers see it when it is."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    def keep(self, snapshot: str) -> None:
        """Make the change durable, and the index true of this snapshot; raises IndexBroken."""
        told = "UPDATE facts SET value = ? WHERE name = 'snapshot'"
        try:
            with closing(self._database), self._database:
                self._database.execute(told, (snapshot,))
        except sqlite3.Error as error:
            raise IndexBroken(f"the change of the index is lost: {error}") from error

    def drop(self) -> None:
        """Leave the index as it was."""
        self._database.close()


def change_index(path: Path, ids: Iterable[str] | None, rows: Iterable[Named]) -> Changed:
    """Put rows in the place of all names of some ids, or of all, in an index that is there.

    Costs what the names of these ids cost. Raises IndexBroken for what is no index.
    """
    database = sqlite3.connect(path, timeout=_PATIENCE)
    try:
        if read_fact(database, "version") != VERSION:
            raise IndexBroken(f"{path.name} is no index of names of version {VERSION}")
        database.execute("BEGIN IMMEDIATE")
        writing = _Writing(database)
        if ids is None:
            for table in _TABLES:
                database.execute(f"DELETE FROM {table}")  # noqa: S608  names of this module
        for name in ids or ():
            writing.remove(name)
        for row in rows:
            writing.add(row)
        writing.finish()
    except sqlite3.Error as error:
        database.close()
        raise IndexBroken(f"{path.name} cannot be changed: {error}") from error
    except BaseException:
        database.close()
        raise
    return Changed(database)


def read_fact(database: sqlite3.Connection, name: str) -> str | None:
    """Give a fact about the index: its version, and the snapshot that it is true of."""
    row = database.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
    return None if row is None else str(row[0])


class _Writing:
    """Rows on their way into the tables; words and sets of classes are written once."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        self._kinds: dict[frozenset[str], int] = {}
        self._words: dict[str, int] = {}
        self._persons: set[str] = set()
        self._counts: defaultdict[int, int] = defaultdict(int)

    def add(self, row: Named) -> None:
        cursor = self._database.execute(
            "INSERT OR IGNORE INTO names (entity, text, language, role, kind, person, kinds)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                row.id,
                row.text,
                row.language,
                row.role,
                row.kind,
                PERSON in row.types,
                self._kind(row.types),
            ),
        )
        if not cursor.rowcount:
            return
        for word in words_of(row.text[:LONGEST]):
            number = self._word(word, person=PERSON in row.types)
            self._counts[number] += 1
            self._database.execute(
                "INSERT OR IGNORE INTO places VALUES (?, ?)", (number, cursor.lastrowid)
            )

    def remove(self, entity: str) -> None:
        rows = self._database.execute("SELECT id, text FROM names WHERE entity = ?", (entity,))
        for name, text in rows.fetchall():
            for word in words_of(text[:LONGEST]):
                number = self._word(word)
                self._counts[number] -= 1
                self._database.execute(
                    "DELETE FROM places WHERE word = ? AND name = ?", (number, name)
                )
        self._database.execute("DELETE FROM names WHERE entity = ?", (entity,))

    def finish(self) -> None:
        self._database.executemany(
            "UPDATE words SET names = names + ? WHERE id = ?",
            ((count, word) for word, count in self._counts.items()),
        )

    def _kind(self, types: frozenset[str]) -> int:
        if types in self._kinds:
            return self._kinds[types]
        wanted = sorted(types)
        for (number,) in self._database.execute(
            "SELECT id FROM kinds WHERE class = ?", (wanted[0] if wanted else "",)
        ).fetchall():
            found = self._database.execute("SELECT class FROM kinds WHERE id = ?", (number,))
            if {name for (name,) in found} == (set(types) or {""}):
                self._kinds[types] = int(number)
                return int(number)
        (new,) = self._database.execute("SELECT 1 + coalesce(max(id), 0) FROM kinds").fetchone()
        self._database.executemany(
            "INSERT INTO kinds VALUES (?, ?)", ((int(new), name) for name in wanted or [""])
        )
        self._kinds[types] = int(new)
        return int(new)

    def _word(self, word: str, *, person: bool = False) -> int:
        """Find or make a word; one of a person's name has the keys of all standards too."""
        if word not in self._words:
            row = self._database.execute("SELECT id FROM words WHERE word = ?", (word,)).fetchone()
            if row is None:
                cursor = self._database.execute(
                    "INSERT INTO words (word, keys, names) VALUES (?, '', 0)", (word,)
                )
                row = (cursor.lastrowid or 0,)
                self._spell(word, int(row[0]), keys(word))
            self._words[word] = int(row[0])
        if person and word not in self._persons:
            self._persons.add(word)
            self._spell(word, self._words[word], keys(word, stored=True))
        return self._words[word]

    def _spell(self, word: str, number: int, found: Sequence[str]) -> None:
        settled = {blunt(key) for key in found}
        loose = settled | {sound.lower() for sound in sounds(word, "en")}
        self._database.execute(
            "UPDATE words SET keys = ? WHERE id = ? AND length(keys) < length(?)",
            (" ".join(found), number, " ".join(found)),
        )
        for table, wanted in (
            ("sounds", settled),
            ("slips", loose | {short for key in loose for short in shortened(key)}),
            ("rough", rough_keys(settled)),
        ):
            self._database.executemany(
                f"INSERT OR IGNORE INTO {table} VALUES (?, ?)",  # noqa: S608  three names
                ((key, number) for key in wanted if key),
            )


def shortened(key: str) -> Iterator[str]:
    """Give a key without each of its letters; a very short one has too many neighbours."""
    if len(key) >= _SHORTEST_SLIP:
        yield from {key[:at] + key[at + 1 :] for at in range(len(key))}


def rough_keys(found_keys: Iterable[str]) -> set[str]:
    """Give the consonants of keys, whole and without one."""
    found = {skeleton(key) for key in found_keys}
    return found | {short for key in found for short in shortened(key)}
