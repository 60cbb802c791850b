"""Answer `SERVICE wikibase:mwapi`: entities found by name, as VALUES in the place of the block.

Offered are the searches that this server answers from its own names: EntitySearch, and Search (also
as a Generator) with words, `haswbstatement:` and `inlabel:`. The endpoint that a query names is not
asked.

Source: Wikidata Query Service, User Manual (MWAPI); MWApiServiceFactory of its Blazegraph
extensions; CirrusSearch, help page of haswbstatement.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import starmap

from ..ontology.namespaces import ENTITY, STANDARD, WIKIBASE_VIEW
from .guarding import Edit
from .service_blocks import WIKIBASE, Block, Pattern, Reading, Term, quote, read_term
from .tokens import Token

API = STANDARD["mwapi"]
ENTITY_SEARCH, SEARCH, GENERATOR = "EntitySearch", "Search", "Generator"
MAX_RESULTS = 500
_DEFAULT = 50
_MAX_TEXTS = 50
_OUTPUT, _ITEM, _URI, _ORDINAL = (
    f"{WIKIBASE}{name}" for name in ("apiOutput", "apiOutputItem", "apiOutputURI", "apiOrdinal")
)
_FIELDS = {
    "item": "id",
    "title": "id",
    "label": "label",
    "@id": "id",
    "@title": "id",
    "@label": "label",
}
_STATEMENT = re.compile(r"(-?)haswbstatement:(\S+)", re.IGNORECASE)
_IS = re.compile(r"(P[1-9][0-9]*)(?:=(.+))?")
_ID = re.compile(r"[QP][1-9][0-9]*")
# What words cannot be searched by here: the field, quotes, brackets, and what is excluded.
_SYNTAX = re.compile(r'inlabel:|["()]|(?<!\S)-\S+', re.IGNORECASE)
_HIT, _NUMBER, _ANY = "?poimenno_hit", "?poimenno_number", "?poimenno_any"
# What is known of a hit that was found by its statements alone, and has no place in an order.
_BOUND = {
    "id": f"BIND(STRAFTER(STR({_HIT}), {quote(ENTITY)}) AS {{}})",
    "iri": f"BIND({_HIT} AS {{}})",
    "label": "",
    "ordinal": "",
}


@dataclass(frozen=True)
class Found:
    """An entity that was found: its id, and the name it is known by."""

    id: str
    label: str


@dataclass(frozen=True)
class Wanted:
    """What is looked for: the words, the language (or None), item or property, how many.

    The last word may be the beginning of one, unless they are `whole_words`.
    """

    text: str
    language: str | None
    kind: str
    limit: int
    whole_words: bool


Searching = Callable[[Wanted], Sequence[Found]]
"""Looks names up; the best comes first."""


def search(reading: Reading, block: Block, searching: Searching | None) -> list[Edit]:
    """Give the edits for one search; raises MalformedText for what is not offered or not said."""
    asked = _Asked(reading, block)
    if searching is None:
        raise reading.wrong(
            block.start, "wikibase:mwapi is offered on a store of this machine only"
        )
    return [Edit(block.start, block.end, asked.answer(searching))]


class _Asked:
    def __init__(self, reading: Reading, block: Block) -> None:
        self._reading, self._block = reading, block
        api = self._value("api", namespace=WIKIBASE)
        generated = api == GENERATOR and self._value("generator") == "search"
        if api not in {ENTITY_SEARCH, SEARCH} and not generated:
            raise reading.wrong(
                block.start,
                f'wikibase:api {quote(api or "")} is not offered; offered are "{ENTITY_SEARCH}",'
                f' "{SEARCH}" and "{GENERATOR}" with mwapi:generator "search"',
            )
        self._full = api != ENTITY_SEARCH
        # The parameters of a generator are those of the search with a letter before them.
        self._before = "g" if generated else ""
        self._outputs = [self._output(pattern) for pattern in block.patterns]
        limit = self._limit(self._before + "srlimit" if self._full else "limit", API)
        self._most = min(limit, self._limit("limit", WIKIBASE), MAX_RESULTS)

    def answer(self, searching: Searching) -> str:
        """Look up, and write what was found."""
        key = self._before + "srsearch" if self._full else "search"
        given = self._block.parameters.get(f"{API}{key}", ())
        if len(given) != 1:
            raise self._reading.wrong(self._block.start, f"wikibase:mwapi needs mwapi:{key} once")
        term = given[0]
        if term.kind == "literal":
            return self._group(term.value, searching, "")
        groups = [
            self._group(text.value, searching, f"VALUES {term.written} {{ {text.written} }}")
            for text in self._texts(term)
        ]
        return f"{{ {' UNION '.join(groups)} }}"

    def _group(self, text: str, searching: Searching, source: str) -> str:
        """Write one search as a group: what was found by its words, held to its statements."""
        conditions, words = self._conditions(text)
        names = [name for name, _ in self._outputs]
        if not conditions:
            rows = " ".join(
                starmap(self._row, enumerate(self._found(words, searching, self._most)))
            )
            return f"{{ {source} VALUES ({' '.join(names)}) {{ {rows} }} }}"
        if words:
            found = enumerate(self._found(words, searching, MAX_RESULTS))
            rows = " ".join(
                f"(<{ENTITY}{entity.id}> {number} {self._row(number, entity)[1:]}"
                for number, entity in found
            )
            pattern = f"VALUES ({_HIT} {_NUMBER} {' '.join(names)}) {{ {rows} }}"
            ordered = _NUMBER
        else:
            pattern = " ".join(_BOUND[field].format(name) for name, field in self._outputs)
            ordered = _HIT
        inner = f"{' '.join(conditions)} {pattern}"
        return (
            f"{{ {source} {{ SELECT DISTINCT {' '.join(names)} WHERE {{ {inner} }}"
            f" ORDER BY {ordered} LIMIT {self._most} }} }}"
        )

    def _found(self, words: str, searching: Searching, most: int) -> Sequence[Found]:
        kind = self._value("type", default="item")
        if kind not in {"item", "property"}:
            raise self._reading.wrong(
                self._block.start, f"mwapi:type is item or property, not {kind[:40]!r}"
            )
        if not words.strip():
            return ()
        language = self._value("language") or None
        return searching(Wanted(words, language, kind, most, self._full))[:most]

    def _row(self, number: int, entity: Found) -> str:
        cells = {
            "id": quote(entity.id),
            "label": quote(entity.label),
            "iri": f"<{ENTITY}{entity.id}>",
            "ordinal": str(number),
        }
        return f"({' '.join(cells[field] for _, field in self._outputs)})"

    def _output(self, pattern: Pattern) -> tuple[str, str]:
        subject, predicate, obj = pattern.subject, pattern.predicate, pattern.object
        if subject.kind != "variable":
            raise self._reading.wrong(subject.start, "an output of wikibase:mwapi is a variable")
        if predicate.value == _ORDINAL:
            return subject.written, "ordinal"
        name = obj.value.removeprefix(API)
        field = _FIELDS.get(name)
        if predicate.value not in {_OUTPUT, _ITEM, _URI} or field is None:
            raise self._reading.wrong(
                subject.start,
                "an output of wikibase:mwapi is wikibase:apiOutputItem mwapi:item,"
                " wikibase:apiOutput mwapi:label or mwapi:title, or wikibase:apiOrdinal true",
            )
        return subject.written, field if predicate.value == _OUTPUT else "iri"

    def _conditions(self, text: str) -> tuple[list[str], str]:
        """Take `haswbstatement:` out of the text: graph patterns, and the words that are left."""
        if not self._full:
            return [], text
        wanted, unwanted = [], []
        for found in _STATEMENT.finditer(text):
            entries = found[2].split("|")[:_MAX_TEXTS]
            group = " UNION ".join(f"{{ {self._statement(entry)} }}" for entry in entries)
            if found[1]:
                unwanted.append(f"FILTER NOT EXISTS {{ {group} }}")
            else:
                wanted.append(f"{{ {group} }}")
        words = _SYNTAX.sub(" ", _STATEMENT.sub(" ", text)).strip()
        if unwanted and not wanted and not words:
            raise self._reading.wrong(self._block.start, "a search for what is not said finds all")
        return wanted + unwanted, words

    def _statement(self, entry: str) -> str:
        found = _IS.fullmatch(entry.strip('"'))
        if not found:
            raise self._reading.wrong(
                self._block.start, f"haswbstatement: is followed by P31=Q5, not {entry[:40]!r}"
            )
        pattern, value = f"{_HIT} <{WIKIBASE_VIEW['wdt']}{found[1]}>", found[2]
        if not value:
            return f"{pattern} {_ANY}"
        if _ID.fullmatch(value):
            return f"{pattern} <{ENTITY}{value}>"
        return f"{pattern} {_ANY} FILTER(STR({_ANY}) = {quote(value)})"

    def _texts(self, term: Term) -> list[Term]:
        """Find the literals that a variable stands for: by VALUES, or by BIND of a literal."""
        tokens = self._reading.tokens
        query = self._block.group.query()
        for at in range(query.open + 1, query.close - 2):
            word, index = tokens[at].keyword, at + 1
            if word not in {"VALUES", "BIND"}:
                continue
            if tokens[index].text == "(":
                index += 1
            if word == "VALUES" and tokens[index].text[1:] == term.value:
                found = self._literals(_brace(tokens, index) + 1)
            elif word == "BIND" and tokens[index].kind == "string":
                text, index = read_term(self._reading, index, self._block.name)
                # A text that is cut short may have nothing after the value.
                after = [token.text for token in tokens[index : index + 2]]
                named = len(after) == 2 and after[0].upper() == "AS"
                found = [text] if named and after[1][1:] == term.value else []
            else:
                continue
            if found:
                return found
        raise self._reading.wrong(
            term.start,
            f"the text of a search is a literal, or a variable that BIND or VALUES sets to one,"
            f" and {term.written} is neither",
        )

    def _literals(self, at: int) -> list[Term]:
        tokens, found = self._reading.tokens, []
        while at < len(tokens) and tokens[at].text != "}":
            if tokens[at].kind == "string":
                text, at = read_term(self._reading, at, self._block.name)
                found.append(text)
            else:
                at += 1
        if len(found) > _MAX_TEXTS:
            raise self._reading.wrong(tokens[at].start, f"more than {_MAX_TEXTS} texts to look for")
        return found

    def _limit(self, name: str, namespace: str) -> int:
        value = self._value(name, namespace=namespace, default="max")
        if value in {"max", "once"}:
            return MAX_RESULTS if namespace == WIKIBASE else _DEFAULT
        if not value.isdecimal() or len(value) > 9:
            raise self._reading.wrong(self._block.start, f"the limit is no number: {value[:40]!r}")
        return int(value)

    def _value(self, name: str, *, namespace: str = API, default: str = "") -> str:
        given = self._block.parameters.get(f"{namespace}{name}", ())
        if not given:
            return default
        if given[-1].kind != "literal":
            raise self._reading.wrong(given[-1].start, f"the parameter {name} is a literal here")
        return given[-1].value


def _brace(tokens: Sequence[Token], at: int) -> int:
    while at < len(tokens) - 1 and tokens[at].text != "{":
        at += 1
    return at
