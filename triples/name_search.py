"""One search in an index of names: from the words asked to the words of the index, to names.

It looks up rows of `name_tables` by keys alone, reads a bounded number of them, and ranks what it
found by `fitting`; its time hangs on how common the asked words are, up to a bound, and not on the
size of the index.
"""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import product
from math import log
from typing import NamedTuple

from .fitting import Score, likeness, score_person, score_thing
from .name_tables import LONGEST, rough_keys, shortened
from .names import Name, parse, parse_thing
from .spellings import blunt, keys, sounds

Ask = Callable[..., sqlite3.Cursor]
"""Runs a statement with its values."""

_WORDS_BY = {
    table: f"SELECT word FROM {table} WHERE key IN (SELECT value FROM json_each(?)) LIMIT ?"  # noqa: S608
    for table in ("sounds", "slips", "rough")
}
_WORDS_BEGINNING = "SELECT word FROM sounds WHERE key >= ? AND key < ? LIMIT ?"
_WORDS = """
    SELECT id, word, keys, names FROM words WHERE id IN (SELECT value FROM json_each(?))
"""
_COUNTS = "SELECT word, names FROM words WHERE word IN (SELECT value FROM json_each(?))"
_NAMES_OF_WORD = "SELECT name FROM places WHERE word = ? LIMIT ?"
_NAMES_WITH_WORD = """
    SELECT name FROM places WHERE word = ? AND name IN (SELECT value FROM json_each(?))
"""
_NAMES = """
    SELECT id, entity, text, language, role, person FROM names
    WHERE id IN (SELECT value FROM json_each(?)) AND kind = ? AND (? IS NULL OR kinds IN (
        SELECT id FROM kinds WHERE class IN (SELECT value FROM json_each(?))
    )) AND (? IS NULL OR language = ?)
"""
# The bounds of one search: words read, words kept for one asked word, names of one word, names
# ranked.
_READ, _KEPT, _COMMON, _RANKED = 2_000, 80, 20_000, 400
_MOST_WORDS, _LONGEST_WORD, _RESPACED = 12, 40, 12
# Below this score the spaces of a text are doubted.
_GOOD = 85.0
# Below this one nothing is shown.
_FLOOR = 30.0


class Row(NamedTuple):
    """A name of the index."""

    id: int
    entity: str
    text: str
    language: str
    role: str
    person: bool


class _Word(NamedTuple):
    """A word of the index that one asked word may mean, and how alike the two are."""

    id: int
    names: int
    fit: float


class Search:
    """One search, from the words asked to the names ranked."""

    def __init__(
        self,
        ask: Ask,
        text: str,
        kind: str,
        types: Sequence[str],
        *,
        prefix: bool,
        language: str | None,
    ) -> None:
        self._ask = ask
        self._text = text
        self._kind = kind
        self._types = types
        self._prefix = prefix
        self._language = language
        self._keys: dict[str, tuple[str, ...]] = {}
        self._fits: dict[tuple[str, str], float] = {}
        self._counts: dict[str, int] = {}

    def run(self) -> list[tuple[Row, Score]]:
        """Search for the text as it is, and where nothing fits well, with its spaces amended."""
        found = self._try([self._text])
        if max((score.value for _, score in found), default=0.0) < _GOOD:
            found += self._try(self._respaced())
        return [(row, score) for row, score in found if score.value >= _FLOOR]

    def _try(self, texts: Sequence[str]) -> list[tuple[Row, Score]]:
        forms = [name[:_MOST_WORDS] for text in texts for name in parse(text)]
        things = [name[:_MOST_WORDS] for text in texts for name in parse_thing(text)]
        words = {part.word: None for name in (*forms, *things) for part in name if not part.initial}
        last = forms[0][-1].word if forms else ""
        meant = {word: self._meant(word, begin=self._prefix and word == last) for word in words}
        rows = self._rows(self._names(meant))
        self._count(rows)
        return [(row, self._score(forms, things, row)) for row in rows]

    def _respaced(self) -> list[str]:
        """Give the text with a space left out, or put where both sides of it are known words."""
        words = self._text.split()
        found = [
            " ".join([*words[:at], words[at] + words[at + 1], *words[at + 2 :]])
            for at in range(len(words) - 1)
        ]
        for at, word in enumerate(words):
            places = range(1, len(word)) if 4 < len(word) < _LONGEST_WORD else ()
            for place in places:
                halves = word[:place], word[place:]
                if all(len(half) == 1 or self._is_known(half) for half in halves):
                    found.append(" ".join([*words[:at], *halves, *words[at + 1 :]]))
        return found[:_RESPACED]

    def _is_known(self, word: str) -> bool:
        return bool(self._words("sounds", {blunt(key) for key in keys(word.lower())}))

    # From a word asked to words of the index.

    def _meant(self, word: str, *, begin: bool) -> list[_Word]:
        asked = {blunt(key) for key in keys(word)}
        loose = asked | {sound.lower() for sound in sounds(word)}
        near = loose | {short for key in loose for short in shortened(key)}
        found = self._words("slips", near)
        if begin:
            found |= self._beginning(asked)
        kept = self._fitting(word, found, begin=begin)
        if not any(one.fit >= 0.8 for one in kept):
            rough = rough_keys(asked)
            if not any(one.fit >= 0.6 for one in kept):
                rough |= {short for key in rough for short in shortened(key)}
            kept = self._fitting(word, found | self._words("rough", rough), begin=begin)
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
                kept.append(_Word(number, names, fit))
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
        among, listed = set(names), json.dumps(names)
        for words in common:
            for one in words:
                # To read all names of a word is cheaper than to look for each of more others.
                if one.names <= len(names):
                    rows = self._ask(_NAMES_OF_WORD, one.id, _COMMON)
                else:
                    rows = self._ask(_NAMES_WITH_WORD, one.id, listed)
                for (name,) in rows:
                    if name in among:
                        scores[name] += one.fit**2 / log(2.0 + one.names)

    def _rows(self, names: Sequence[int]) -> list[Row]:
        types = json.dumps(list(self._types)) if self._types else None
        rows = self._ask(
            _NAMES, json.dumps(names), self._kind, types, types, self._language, self._language
        )
        order = {name: place for place, name in enumerate(names)}
        found = sorted((Row(*row) for row in rows), key=lambda row: order[row.id])
        return found[:_RANKED]

    def _score(self, forms: Sequence[Name], things: Sequence[Name], row: Row) -> Score:
        text = row.text[:LONGEST]
        if row.person:
            pairs = product(forms, parse(text))
            scores = [score_person(asked, known, self._alike) for asked, known in pairs]
        else:
            pairs = product(things, parse_thing(text))
            scores = [
                score_thing(asked, known, self._weight, self._alike) for asked, known in pairs
            ]
        return max(scores, key=lambda score: score.value, default=Score(0.0, {}))

    def _count(self, rows: Sequence[Row]) -> None:
        """Look up how common the words of things are: `of` says less than a name does."""
        things = (parse_thing(row.text[:LONGEST]) for row in rows if not row.person)
        words = {part.word for names in things for name in names for part in name}
        unknown = json.dumps(sorted(words - self._counts.keys()))
        self._counts.update(self._ask(_COUNTS, unknown))

    def _weight(self, word: str) -> float:
        return 1 / log(2.0 + self._counts.get(word, 1))
