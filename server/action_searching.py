"""Searching in the Action API: wbsearchentities by names, list=search by words and statements.

A search of pages reads the words of CirrusSearch that Wikibase adds: `haswbstatement:P1=Q2`, with
`|` for alternatives and `[P3=Q4]` for a qualifier, `inlabel:`, and `-` before what must not be.

Source: MediaWiki, Help:Extension:WikibaseCirrusSearch; Wikibase, SearchEntities.
"""

import itertools
import re
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any, NamedTuple

from flask import request

from ..ontology.namespaces import ENTITY, WIKIBASE_VIEW
from ..ontology.ntriples import write_literal
from ..triples.name_index import Hit
from ..triples.names import words_of
from ..triples.spellings import blunt, keys
from ..triples.wikibase_entities import PROPERTY_NAMESPACE, Revision
from .action_entities import chain, entity_id
from .action_pages import page_id, title_of
from .action_parameters import ActionError, Arguments, check_language
from .reading import read, rows
from .searching import names

# Names that fit worse are left out: a search is no reconciliation.
_FLOOR = 50.0
_MOST_HITS = 500
_LONGEST, _MOST_WORDS = 300, 20
_WORD = re.compile(r'(-?)(?:([A-Za-z]+):)?("(?:[^"\\]|\\.)*"|\S+)(?:@([a-z,-]+))?')
_STATEMENT = re.compile(
    r"(P[1-9][0-9]{0,9})(?:=([^\[\]|]*))?(?:\[(P[1-9][0-9]{0,9})=([^\[\]|]*)\])?"
)


def search_entities(main: Arguments, asked: Arguments) -> dict[str, Any]:
    """Answer wbsearchentities: entities by id, by names in any spelling, and by their begin."""
    text = str(asked.text("search")).strip()
    language = check_language("language", str(asked.text("language")))
    shown_in = main.text("uselang") or "user"
    shown_in = language if shown_in in ("user", "content") else shown_in.lower()
    kind, start, limit = str(asked.text("type")), asked.number("continue"), asked.number("limit")
    number = entity_id(text)
    letter = "P" if kind == "property" else "Q"
    named = number if number and number[0] == letter and read([number]) else None
    found = names().search(
        text[:_LONGEST],
        language=language,
        kind=kind,
        limit=limit + 1,
        # What is found by its id is the first hit of all, and counts.
        offset=max(start - (named is not None), 0),
        strict=asked.flag("strictlanguage"),
    )
    hits = [hit for hit in found if hit.score >= _FLOOR and hit.id != named]
    if named and start == 0:
        hits.insert(0, Hit(named, named, named, "entityId", "", 100.0, {}))
    known = read([hit.id for hit in hits[:limit]])
    entries = [
        _entry(hit, known[hit.id], shown_in, asked) for hit in hits[:limit] if hit.id in known
    ]
    body: dict[str, Any] = {"searchinfo": {"search": text}, "search": entries}
    if len(hits) > limit:
        body["search-continue"] = start + limit
    return {**body, "success": 1}


def _entry(hit: Hit, entity: dict[str, Any], language: str, asked: Arguments) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "id": hit.id,
        "title": title_of(hit.id),
        "pageid": page_id(hit.id),
    }
    if "url" in asked.many("props"):
        entry["concepturi"] = ENTITY + hit.id
        entry["url"] = f"//{request.host}/wiki/{title_of(hit.id)}"
    entry |= {"repository": "local", "display": {}}
    if "datatype" in entity:
        entry["datatype"] = entity["datatype"]
    for part, name in (("labels", "label"), ("descriptions", "description")):
        source = next(chain(language, entity[part]), None)
        if source is not None:
            entry["display"][name] = dict(entity[part][source])
            entry[name] = entity[part][source]["value"]
    match = {"type": hit.kind, "language": hit.language or "mul", "text": hit.text}
    if hit.kind == "entityId":
        del match["language"]
    entry["match"] = match
    if hit.text != entry.get("label"):
        entry["aliases"] = [hit.text]
    return entry


class _Statement(NamedTuple):
    """A statement that an entity must have: a property, and what it and a qualifier must be."""

    property: str
    value: str | None
    qualifier: str | None
    qualified: str | None


class _Wish(NamedTuple):
    """One word of a search: alternatives of statements, or words of a name."""

    negative: bool
    statements: tuple[_Statement, ...]
    words: str


def search_pages(main: Arguments, asked: Arguments) -> tuple[dict[str, Any], dict[str, Any]]:
    """Answer list=search; gives what was found, and where to go on."""
    text = str(asked.text("search"))
    offset, limit = asked.number("offset"), asked.number("limit")
    letters = {"P" if number == "120" else "Q" for number in asked.many("namespace")}
    wishes = _wishes(text[:_LONGEST])
    words = " ".join(wish.words for wish in wishes if wish.words and not wish.negative)
    statements = [wish for wish in wishes if wish.statements]
    if any(wish.negative and wish.words for wish in wishes) and not (words or statements):
        raise ActionError(
            "search-error", "A search needs something to be found, not only what must not be."
        )
    snippets: dict[str, str] = {}
    if words:
        unwanted = {key for wish in wishes if wish.negative for key in _keys(wish.words)}
        snippets = {hit.id: hit.text for hit in _hits(words, letters)}
        if unwanted:
            texts = names().texts_of(list(snippets))
            snippets = {
                number: text
                for number, text in snippets.items()
                if not any(unwanted & _keys(name) for name, _ in texts[number])
            }
        ids = list(snippets)
        if statements:
            kept = set(_with_statements(statements, letters, among=ids))
            ids = [number for number in ids if number in kept]
        total, page = len(ids), ids[offset : offset + limit]
    elif statements:
        total = _number_with(statements, letters)
        page = _with_statements(statements, letters, offset=offset, limit=limit)
    else:
        total, page = 0, []
    texts = names().texts_of(page)
    told = [_result(number, texts[number], snippets, asked) for number in page]
    body: dict[str, Any] = {"search": told}
    if "totalhits" in asked.many("info"):
        body = {"searchinfo": {"totalhits": total}, **body}
    going_on = {"sroffset": offset + limit} if total > offset + limit else {}
    return body, going_on


def _hits(words: str, letters: set[str]) -> list[Hit]:
    """Find by names; an id finds its entity first."""
    found = [
        hit
        for kind, letter in (("item", "Q"), ("property", "P"))
        if letter in letters
        for hit in names().search(words, kind=kind, limit=_MOST_HITS, prefix=False)
        if hit.score >= _FLOOR
    ]
    found.sort(key=lambda hit: -hit.score)
    number = entity_id(words)
    if number and number[0] in letters and read([number]):
        found.insert(0, Hit(number, number, number, "entityId", "", 100.0, {}))
    return found


def _keys(text: str) -> set[str]:
    return {blunt(key) for word in words_of(text) for key in keys(word)}


def _result(
    number: str,
    texts: Sequence[tuple[str, str]],
    snippets: Mapping[str, str],
    asked: Arguments,
) -> dict[str, Any]:
    """Tell of a page that was found by its names alone: a long list reads no entities."""
    english = [text for text, language in texts if language == "en"]
    label = next(iter(english or [text for text, _ in texts]), number)
    parts = {
        "size": sum(len(text) for text, _ in texts),
        "wordcount": len(label.split()),
        "snippet": escape(snippets.get(number, label)),
        "titlesnippet": escape(label),
        "timestamp": Revision().modified,
    }
    namespace = PROPERTY_NAMESPACE if number[0] == "P" else 0
    told = {"ns": namespace, "title": title_of(number), "pageid": page_id(number)}
    return told | {name: parts[name] for name in asked.many("prop") if name in parts}


def _wishes(text: str) -> list[_Wish]:
    """Cut a search into its words; raises ActionError for a statement that cannot be read."""
    wishes = []
    for match in list(_WORD.finditer(text))[:_MOST_WORDS]:
        negative, keyword, value = match[1] == "-", (match[2] or "").lower(), match[3]
        plain = re.sub(r"\\(.)", r"\1", value[1:-1]) if value[:1] == '"' else value
        if keyword == "haswbstatement":
            wishes.append(_Wish(negative, tuple(map(_statement, plain.split("|"))), ""))
        elif keyword in ("inlabel", "incaption", "intitle"):
            wishes.append(_Wish(negative, (), plain))
        elif keyword:
            wishes.append(_Wish(negative, (), f"{match[2]} {plain}"))
        else:
            wishes.append(_Wish(negative, (), plain))
    return wishes


def _statement(text: str) -> _Statement:
    match = _STATEMENT.fullmatch(text.strip())
    if match is None:
        raise ActionError(
            "search-error",
            f'haswbstatement: expected P1, P1=Q2 or P1=Q2[P3=Q4], found "{text[:100]}".',
        )
    return _Statement(*match.groups())


_PREFIXES = (
    "".join(f"PREFIX {prefix}: <{WIKIBASE_VIEW[prefix]}>\n" for prefix in ("wd", "p", "ps", "pq"))
    + "PREFIX wikibase: <http://wikiba.se/ontology#>\n"
)


def _pattern(wishes: Sequence[_Wish], letters: set[str]) -> str:
    """Write what is wished as a pattern over statement nodes; deprecated ones do not count."""
    starts = (f'STRSTARTS(STR(?entity), "{ENTITY}{letter}")' for letter in sorted(letters))
    variables = itertools.count()
    wanted = [wish for wish in wishes if not wish.negative]
    kinds = {"Q": "wikibase:Item", "P": "wikibase:Property"}
    either = " UNION ".join(f"{{ ?entity a {kinds[letter]} }}" for letter in sorted(letters))
    parts = [] if wanted else [f"{{ {either} }}"]
    for wish in (*wanted, *(wish for wish in wishes if wish.negative)):
        either = " UNION ".join(
            "{ " + _statement_pattern(one, next(variables)) + " }" for one in wish.statements
        )
        parts.append(f"MINUS {{ {either} }}" if wish.negative else f"{{ {either} }}")
    return f"{' '.join(parts)} FILTER({' || '.join(starts)})"


def _statement_pattern(wish: _Statement, at: int) -> str:
    """Write one statement: its value stands in the pattern, which is how few are found at once."""
    node = f"?statement{at}"
    value, fixed = _term(wish.value, f"?value{at}")
    pattern = f"{fixed} {node} ps:{wish.property} {value} . ?entity p:{wish.property} {node} ."
    if wish.qualifier is not None:
        value, fixed = _term(wish.qualified, f"?qualified{at}")
        pattern += f" {fixed} {node} pq:{wish.qualifier} {value} ."
    return f"{pattern} {node} wikibase:rank ?rank{at} FILTER(?rank{at} != wikibase:DeprecatedRank)"


def _term(text: str | None, variable: str) -> tuple[str, str]:
    """Write what a value must be, with what binds it where that takes more than a term."""
    if text is None:
        return variable, ""
    if number := entity_id(text):
        return f"wd:{number}", ""
    if re.fullmatch(r'https?://[^\x00-\x20<>"{}|^`\\]+', text):
        return variable, f"VALUES {variable} {{ <{text}> {write_literal(text)} }}"
    return write_literal(text), ""


def _with_statements(
    wishes: Sequence[_Wish],
    letters: set[str],
    *,
    among: Sequence[str] | None = None,
    offset: int = 0,
    limit: int = _MOST_HITS,
) -> list[str]:
    """Find the entities that have the statements, by number; `among` narrows where to look."""
    if among is not None and not among:
        return []
    within = (
        "" if among is None else "VALUES ?entity { " + " ".join(f"wd:{n}" for n in among) + " }"
    )
    found = rows(
        f"{_PREFIXES}SELECT DISTINCT ?entity WHERE {{ {within} {_pattern(wishes, letters)} }}"
        " ORDER BY STRLEN(STR(?entity)) ?entity"
        f" LIMIT {limit} OFFSET {offset}"
    )
    return [row["entity"]["value"].removeprefix(ENTITY) for row in found]


def _number_with(wishes: Sequence[_Wish], letters: set[str]) -> int:
    found = rows(
        f"{_PREFIXES}SELECT (COUNT(DISTINCT ?entity) AS ?number) WHERE {{"
        f" {_pattern(wishes, letters)} }}"
    )
    return sum(int(row["number"]["value"]) for row in found)
