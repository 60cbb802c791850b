"""An index of names in one file, for search by any spelling: words, slips of the hand, prefixes.

    names     one row for each label and alias: entity, text, language
    words     each word once, with its keys (see `spellings`) and how many names have it
    sounds    key -> word; a range of keys finds a prefix
    slips     a key without one letter -> word: two words that differ by one slip share one
              (the symmetric delete method of Garbe's SymSpell)
    rough     the consonants of a key -> word, for two slips
    places    word -> name
    kinds     set of classes -> class; names carry the number of their set

A search looks up rows by primary keys alone, reads a bounded number of them, and ranks what it
found by `names`; its time hangs on how common the asked words are, up to a bound, and not on the
size of the index.
"""

import json
import sqlite3
import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import log
from pathlib import Path
from typing import NamedTuple

from ..ontology.namespaces import ONTOLOGY
from .names import Name, Score, likeness, parse, score_person, score_thing, words_of
from .spellings import blunt, keys, skeleton

PERSON = ONTOLOGY + "Person"
_VERSION = "1"
_SCHEMA = """
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE names (
    id INTEGER PRIMARY KEY, entity TEXT NOT NULL, text TEXT NOT NULL, language TEXT NOT NULL,
    role TEXT NOT NULL, kind TEXT NOT NULL, person INTEGER NOT NULL, kinds INTEGER NOT NULL
);
CREATE INDEX names_of_entity ON names (entity);
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
_WORDS_BY = {
    table: f"SELECT word FROM {table} WHERE key IN (SELECT value FROM json_each(?)) LIMIT ?"  # noqa: S608
    for table in ("sounds", "slips", "rough")
}
_WORDS_BEGINNING = "SELECT word FROM sounds WHERE key >= ? AND key < ? LIMIT ?"
_WORDS = """
    SELECT id, word, keys, names FROM words WHERE id IN (SELECT value FROM json_each(?))
"""
_NAMES_OF_WORD = "SELECT name FROM places WHERE word = ? LIMIT ?"
_NAMES_WITH_WORD = """
    SELECT name FROM places WHERE word = ? AND name IN (SELECT value FROM json_each(?))
"""
_NAMES = """
    SELECT id, entity, text, language, role, person FROM names
    WHERE id IN (SELECT value FROM json_each(?)) AND kind = ? AND (? IS NULL OR kinds IN (
        SELECT id FROM kinds WHERE class IN (SELECT value FROM json_each(?))
    ))
"""
# The bounds of one search: words read, words kept for one asked word, names of one word, names
# ranked.
_READ, _KEPT, _COMMON, _RANKED = 2_000, 80, 20_000, 400
_LONGEST, _MOST_WORDS = 300, 12
_SHORTEST_SLIP = 3


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


class IndexBroken(Exception):
    """The file is no index of names that this version reads."""


def build_index(path: Path, rows: Iterable[Named], *, snapshot: str = "") -> None:
    """Write a new index of all names; `snapshot` names the state of the store it is true of.

    The rows of one entity need not stand together. Linear in the letters of all names.
    """
    path.unlink(missing_ok=True)
    database = sqlite3.connect(path)
    try:
        database.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;" + _SCHEMA)
        writing = _Writing(database)
        for row in rows:
            writing.add(row)
        writing.finish()
        facts = {"version": _VERSION, "snapshot": snapshot}
        database.executemany("INSERT INTO facts VALUES (?, ?)", facts.items())
        database.commit()
        database.executescript("ANALYZE; PRAGMA journal_mode=WAL;")
    finally:
        database.close()


class _Writing:
    """Rows on their way into the tables; words and sets of classes are written once."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        self._kinds: dict[frozenset[str], int] = {}
        self._words: dict[str, int] = {}
        self._counts: defaultdict[int, int] = defaultdict(int)

    def add(self, row: Named) -> None:
        cursor = self._database.execute(
            "INSERT INTO names (entity, text, language, role, kind, person, kinds)"
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
        for word in words_of(row.text[:_LONGEST]):
            number = self._word(word)
            self._counts[number] += 1
            self._database.execute(
                "INSERT OR IGNORE INTO places VALUES (?, ?)", (number, cursor.lastrowid)
            )

    def remove(self, entity: str) -> None:
        rows = self._database.execute("SELECT id, text FROM names WHERE entity = ?", (entity,))
        for name, text in rows.fetchall():
            for word in words_of(text[:_LONGEST]):
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
                self._kinds[types] = number
                return number
        (number,) = self._database.execute("SELECT 1 + coalesce(max(id), 0) FROM kinds").fetchone()
        self._database.executemany(
            "INSERT INTO kinds VALUES (?, ?)", ((number, name) for name in wanted or [""])
        )
        self._kinds[types] = number
        return int(number)

    def _word(self, word: str) -> int:
        if word in self._words:
            return self._words[word]
        known = self._database.execute("SELECT id FROM words WHERE word = ?", (word,)).fetchone()
        if known is None:
            found = keys(word, stored=True)
            cursor = self._database.execute(
                "INSERT INTO words (word, keys, names) VALUES (?, ?, 0)", (word, " ".join(found))
            )
            known = (cursor.lastrowid,)
            sounds = {blunt(key) for key in found}
            for table, wanted in (
                ("sounds", sounds),
                ("slips", {short for key in sounds for short in _shortened(key)}),
                ("rough", {skeleton(key) for key in sounds}),
            ):
                self._database.executemany(
                    f"INSERT OR IGNORE INTO {table} VALUES (?, ?)",  # noqa: S608  three names
                    ((key, known[0]) for key in wanted if key),
                )
        self._words[word] = int(known[0])
        return self._words[word]


def _shortened(key: str) -> Iterator[str]:
    if len(key) >= _SHORTEST_SLIP:
        yield from {key[:at] + key[at + 1 :] for at in range(len(key))}


class NameIndex:
    """An index open for reading; threads may share it, each has its own connection."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._local = threading.local()
        try:
            version = self.fact("version")
        except sqlite3.Error as error:
            raise IndexBroken(f"{path.name} is no index of names: {error}") from error
        if version != _VERSION:
            raise IndexBroken(f"{path.name} is an index of version {version}, not {_VERSION}")

    def fact(self, name: str) -> str | None:
        """Give a fact about the index: its version, and the snapshot that it is true of."""
        row = self.ask("SELECT value FROM facts WHERE name = ?", name).fetchone()
        return None if row is None else str(row[0])

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
    ) -> list[Hit]:
        """Find the entities whose names fit a text, the best first, each once.

        `language` breaks ties and chooses the label that is shown; `types` are classes by id or
        IRI, one of which an entity must be of; `prefix` lets the last word be the begin of one.
        A text longer than 300 characters or 12 words is cut there.
        """
        text = " ".join(text[:_LONGEST].split())
        found = _Search(self, text, kind, types, prefix=prefix).run()
        best: dict[str, tuple[float, int, _Row, Score]] = {}
        for row, score in found:
            preferred = (row.language == language) + (row.role == "label") * 2
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

    def _labels(self, entities: Sequence[str], language: str | None) -> dict[str, str]:
        rows = self.ask(
            "SELECT entity, language, text FROM names"
            " WHERE entity IN (SELECT value FROM json_each(?)) AND role = 'label'",
            json.dumps(entities),
        )
        wish = {language: 0, "en": 1, "ru": 2}
        found = sorted(rows, key=lambda row: wish.get(row[1], 3), reverse=True)
        return {entity: text for entity, _, text in found}

    def ask(self, statement: str, *values: object) -> sqlite3.Cursor:
        """Run a statement that reads; raises sqlite3.Error."""
        database: sqlite3.Connection | None = getattr(self._local, "database", None)
        if database is None:
            database = sqlite3.connect(f"{self.path.absolute().as_uri()}?mode=ro", uri=True)
            self._local.database = database
        return database.execute(statement, values)


class _Row(NamedTuple):
    id: int
    entity: str
    text: str
    language: str
    role: str
    person: bool


class _Word(NamedTuple):
    """A word of the index that one asked word may mean, and how alike the two are."""

    id: int
    word: str
    names: int
    fit: float


class _Search:
    """One search, from the words asked to the names ranked."""

    def __init__(
        self, index: NameIndex, text: str, kind: str, types: Sequence[str], *, prefix: bool
    ) -> None:
        self._ask = index.ask
        self._text = text
        self._kind = kind
        self._types = types
        self._prefix = prefix
        self._keys: dict[str, tuple[str, ...]] = {}
        self._fits: dict[tuple[str, str], float] = {}
        self._counts: dict[str, int] = {}

    def run(self) -> list[tuple[_Row, Score]]:
        forms = [name[:_MOST_WORDS] for name in parse(self._text)]
        words = {part.word: None for name in forms for part in name if not part.initial}
        last = forms[0][-1].word if forms else ""
        meant = {word: self._meant(word, begin=self._prefix and word == last) for word in words}
        rows = self._rows(self._names(meant))
        found = [(row, self._score(forms, row)) for row in rows]
        return [(row, score) for row, score in found if score.value > 0]

    # From a word asked to words of the index.

    def _meant(self, word: str, *, begin: bool) -> list[_Word]:
        asked = {blunt(key) for key in keys(word)}
        near = asked | {short for key in asked for short in _shortened(key)}
        found = self._words("sounds", near) | self._words("slips", near)
        if begin:
            found |= self._beginning(asked)
        kept = self._fitting(word, found, begin=begin)
        if not any(one.fit >= 0.8 for one in kept):
            rough = {skeleton(key) for key in asked}
            close = rough | {short for key in rough for short in _shortened(key)}
            kept = self._fitting(word, found | self._words("rough", close), begin=begin)
        return kept

    def _words(self, table: str, wanted: Iterable[str]) -> set[int]:
        rows = self._ask(_WORDS_BY[table], json.dumps(sorted(wanted)), _READ)
        return {number for (number,) in rows}

    def _beginning(self, asked: set[str]) -> set[int]:
        found: set[int] = set()
        for key in asked:
            rows = self._ask(_WORDS_BEGINNING, key, key + "\U0010ffff", _READ)
            found.update(number for (number,) in rows)
        return found

    def _fitting(self, word: str, found: set[int], *, begin: bool) -> list[_Word]:
        rows = self._ask(_WORDS, json.dumps(sorted(found)))
        kept = []
        for number, other, written, names in rows:
            self._keys[other] = tuple(written.split())
            self._counts[other] = names
            fit = self._alike(word, other)
            if begin:
                fit = max(fit, self._begins(word, other))
                self._fits[word, other] = fit
            if fit >= 0.5:
                kept.append(_Word(number, other, names, fit))
        kept.sort(key=lambda one: (-one.fit, -one.names))
        return kept[:_KEPT]

    def _begins(self, word: str, other: str) -> float:
        """Tell how well a word can be the begin of another: never as well as the whole."""
        longest = max((len(key) for key in self._keys[other]), default=1)
        asked = {blunt(key) for key in keys(word)}
        if any(blunt(key).startswith(one) for key in self._keys[other] for one in asked):
            return 0.7 + 0.2 * min(1.0, len(word) / longest)
        return 0.0

    def _alike(self, asked: str, known: str) -> float:
        fit = self._fits.get((asked, known))
        if fit is None:
            fit = self._fits[asked, known] = likeness(asked, known, self._keys.get(known))
        return fit

    # From words to names.

    def _names(self, meant: Mapping[str, list[_Word]]) -> list[int]:
        """Give the names that have the asked words, the rarer the more it counts."""
        scores: defaultdict[int, float] = defaultdict(float)
        common = []
        for words in sorted(meant.values(), key=lambda words: sum(one.names for one in words)):
            if not words:
                continue
            if scores and sum(one.names for one in words) > _COMMON:
                common.append(words)
                continue
            for name, fit in self._places(words):
                scores[name] += fit
        if common:
            self._add_common(scores, common)
        order = sorted(scores, key=lambda name: (-scores[name], name))
        return order[: 5 * _RANKED]

    def _places(self, words: Sequence[_Word]) -> Iterator[tuple[int, float]]:
        best: dict[int, float] = {}
        for one in words:
            rarity = 1 / log(2.0 + one.names)
            for (name,) in self._ask(_NAMES_OF_WORD, one.id, _COMMON):
                best[name] = max(best.get(name, 0.0), one.fit**2 * rarity)
        yield from best.items()

    def _add_common(self, scores: dict[int, float], common: Sequence[Sequence[_Word]]) -> None:
        """Look common words up in the names found by the rarer ones alone."""
        names = sorted(scores, key=lambda name: -scores[name])[:_READ]
        for words in common:
            for one in words:
                for (name,) in self._ask(_NAMES_WITH_WORD, one.id, json.dumps(names)):
                    scores[name] += one.fit**2 / log(2.0 + one.names)

    def _rows(self, names: Sequence[int]) -> list[_Row]:
        types = json.dumps(list(self._types)) if self._types else None
        rows = self._ask(_NAMES, json.dumps(names), self._kind, types, types)
        order = {name: place for place, name in enumerate(names)}
        found = sorted((_Row(*row) for row in rows), key=lambda row: order[row.id])
        return found[:_RANKED]

    def _score(self, forms: Sequence[Name], row: _Row) -> Score:
        best = Score(0.0, {})
        for known in parse(row.text[:_LONGEST]):
            for asked in forms:
                if row.person:
                    score = score_person(asked, known, self._alike)
                else:
                    score = score_thing(asked, known, self._weight, self._alike)
                if score.value > best.value:
                    best = score
        return best

    def _weight(self, word: str) -> float:
        return 1 / log(2.0 + self._counts.get(word, 1))


def _number(entity: str) -> int:
    return int(entity[1:]) if entity[1:].isdigit() else 0
