"""From questions to candidates: who may be meant, what speaks for each, and which one is sure.

A batch costs one search for each name, and few readings of the graph for all of it together.
"""

import re
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ..ontology.namespaces import ENTITY, ONTOLOGY
from ..triples.accounting import WHOLE, accounts_for, names_thing
from ..triples.comparing import QUALIFIERS, Given, compare
from ..triples.likening import liken
from ..triples.matching import AGREES, Candidate, Feature, rank
from ..triples.property_paths import Path, Step, read_path
from .engine import DeadlineExceeded
from .reading import deadline, rows
from .reconciling_finding import find_by_property
from .reconciling_requests import Condition, Question, Value
from .reconciling_terms import Named, Terms
from .reconciling_values import Reader, iri_of
from .searching import names

PERSON = ONTOLOGY + "Person"
_ID = re.compile(r"[QP][1-9][0-9]{0,9}")
_FEWEST, _WITH_PROPERTIES = 8, 16
# A name that is less like than this is another name.
_LEAST_LIKE = 45.0


@dataclass
class _Known:
    """A condition on a property whose path is known."""

    condition: Condition
    path: Path


@dataclass
class _Work:
    """A question while it is worked on."""

    question: Question
    types: list[str] = field(default_factory=list)
    nothing: bool = False
    found: dict[str, Candidate] = field(default_factory=dict)
    properties: list[_Known] = field(default_factory=list)
    notes: dict[str, str] = field(default_factory=dict)

    def note(self, key: str, text: str) -> None:
        """Remember a feature that says what was passed over."""
        self.notes[key] = text


def answer(
    questions: Sequence[Question], terms: Terms, reader: Reader, language: str | None
) -> list[list[Candidate]]:
    """Answer a batch: for each question its candidates, best first, at most as many as it wants.

    Raises EngineError, DeadlineExceeded where the batch takes longer than the server allows.
    """
    works = [_prepare(question, terms) for question in questions]
    for work in works:
        _hurry()
        if not work.nothing:
            _find(work, terms, work.question.language or language)
    _drop_unknown(works, reader)
    _check_types(works, terms)
    reader.load_names(name for work in works for name in work.found)
    reader.load(name for work in works if work.properties for name in work.found)
    given_items = {
        value.id
        for work in works
        for known in work.properties
        for value in map(_given_id, known.condition.values)
        if entity_id(value.id)
    }
    reader.load_above(given_items)
    persons = _persons(name for work in works for name in work.found)
    for work in works:
        _weigh(work, reader, persons)
    ranked = [rank(_meeting(work))[: work.question.limit] for work in works]
    reader.load(candidate.id for found in ranked for candidate in found)
    return ranked


def _hurry() -> None:
    if time.monotonic() > deadline():
        raise DeadlineExceeded("the batch took longer than this server allows: send fewer queries")


def _prepare(question: Question, terms: Terms) -> _Work:
    work = _Work(question)
    for text in question.types:
        known = terms.type_of(text)
        if known is not None:
            work.types.append(known.id)
        elif question.strict == "should":
            work.note(f"unknown_type:{text}", f"{text} is no type here")
        elif question.strict == "all" or len(question.types) == 1:
            # Nothing is of a type that is not there.
            work.nothing = True
    if question.types and not work.types and question.strict != "should":
        work.nothing = True
    for condition in question.of_kind("property"):
        if not any(value.id or value.text for value in condition.values):
            # An empty cell of the table says nothing.
            continue
        path = property_path(condition.key, terms)
        if path is None:
            note = f"{condition.key} is no property here, and was passed over"
            work.note(f"unknown_property:{condition.key}", note)
            work.nothing = work.nothing or condition.required
        else:
            work.properties.append(_Known(condition, path))
        if condition.qualifier and condition.qualifier not in QUALIFIERS:
            note = f"{condition.qualifier} is no match qualifier here, and was passed over"
            work.note(f"unknown_qualifier:{condition.qualifier}", note)
    return work


def property_path(text: str, terms: Terms) -> Path | None:
    """Read a property path, or a property by its IRI or name; None where it is not known here."""
    path = read_path(text)
    if path is not None:
        return path if all(map(terms.has_property, path.properties)) else None
    known: Named | None = terms.property_of(text.strip())
    return Path(text, (Step((known.id,)),)) if known else None


def _find(work: _Work, terms: Terms, language: str | None) -> None:
    """Collect who may be meant: by name, by identifier, else by the properties."""
    question = work.question
    wanted = [condition for condition in question.of_kind("name") if condition.quantifier != "none"]
    for condition in question.of_kind("id"):
        for value in condition.values:
            _by_id(work, value.id or value.text)
    most = max(question.limit, _WITH_PROPERTIES if work.properties else _FEWEST)
    types = [] if question.strict == "should" else [iri_of(kind) for kind in work.types]
    for condition in wanted:
        for value in condition.values:
            if _by_id(work, value.id or value.text) or not value.text:
                continue
            hits = names().search(
                value.text, language=language, types=types, limit=most, prefix=False
            )
            for hit in hits:
                if hit.score >= _LEAST_LIKE:
                    candidate = work.found.setdefault(hit.id, Candidate(hit.id, 0.0))
                    candidate.name = max(candidate.name or 0.0, min(hit.score, 100.0))
    if not wanted and not question.of_kind("id"):
        for name in find_by_property(_conditions(work), types, terms, most):
            work.found.setdefault(name, Candidate(name))


def _conditions(work: _Work) -> list[tuple[Condition, Path]]:
    """Give the conditions of a question that can be looked up."""
    return [(known.condition, known.path) for known in work.properties]


def _by_id(work: _Work, text: str) -> bool:
    """Take an identifier or the IRI of an entity for what it is; tells whether the text is one."""
    name = entity_id(text)
    if name is None:
        return False
    candidate = work.found.setdefault(name, Candidate(name))
    candidate.by_id = True
    return True


def entity_id(text: str) -> str | None:
    """Read an identifier, or the IRI of an entity; None for what is neither."""
    name = text.strip().removeprefix(ENTITY)
    return name if _ID.fullmatch(name) else None


def _drop_unknown(works: Iterable[_Work], reader: Reader) -> None:
    """Drop identifiers that nothing here has: those that were found by name are there."""
    named = {name for work in works for name, one in work.found.items() if one.by_id}
    reader.load(named)
    for work in works:
        for name in named & work.found.keys():
            if reader.entity(name) is None:
                del work.found[name]


def _check_types(works: Sequence[_Work], terms: Terms) -> None:
    """Mark or drop what is of another type: names were searched by type, the rest was not."""
    ids = {name for work in works if work.types for name in work.found}
    if not ids:
        return
    held = types_held(ids, terms)
    below = {kind: terms.below(kind) for work in works for kind in work.types}
    for work in works:
        if not work.types:
            continue
        how = all if work.question.strict == "all" else any
        for name, candidate in list(work.found.items()):
            if how(below[kind] & held.get(name, set()) for kind in work.types):
                continue
            if work.question.strict == "should":
                candidate.right_type = False
            else:
                del work.found[name]


def types_held(ids: Iterable[str], terms: Terms) -> dict[str, set[str]]:
    """Find the types of entities, also those that were inferred, in one SELECT."""
    iris = {iri_of(name): name for name in ids}
    text = "SELECT ?item ?type WHERE { VALUES ?item { %s } ?item a ?type FILTER(isIRI(?type)) }"
    held: dict[str, set[str]] = {}
    for row in rows(text % " ".join(f"<{iri}>" for iri in iris)):
        kind = terms.type_of(row["type"]["value"])
        if kind is not None:
            held.setdefault(iris[row["item"]["value"]], set()).add(kind.id)
    return held


def _persons(ids: Iterable[str]) -> set[str]:
    """Pick those that are persons: their names are read by other rules than names of things."""
    iris = {iri_of(name): name for name in ids}
    if not iris:
        return set()
    listed = " ".join(f"<{iri}>" for iri in iris)
    found = rows(
        f"SELECT DISTINCT ?item WHERE {{ VALUES ?item {{ {listed} }} ?item a <{PERSON}> }}"
    )
    return {iris[row["item"]["value"]] for row in found}


def _given_id(value: Value) -> Given:
    return Given(value.text, entity_id(value.id or value.text) or value.id)


def _sure(text: str, name: str, reader: Reader, *, person: bool) -> int:
    labels, aliases = reader.labels_and_aliases(name)
    if person:
        return WHOLE if accounts_for(text, labels, aliases) else 0
    return names_thing(text, [*labels, *aliases])


def _weigh(work: _Work, reader: Reader, persons: set[str]) -> None:
    """Look at what speaks for and against each candidate of a question."""
    asked, forbidden = _name_texts(work, "any", "all"), _name_texts(work, "none")
    for candidate in list(work.found.values()):
        is_person = candidate.id in persons
        candidate.notes = [Feature(key, text, True) for key, text in work.notes.items()]
        if any(_sure(text, candidate.id, reader, person=is_person) for text in forbidden):
            del work.found[candidate.id]
        elif candidate.name is not None:
            candidate.sure = max(
                (_sure(text, candidate.id, reader, person=is_person) for text in asked), default=0
            )
    for known in work.properties:
        values = reader.hold(list(work.found), known.path)
        condition = known.condition
        given = [_with_above(_given_id(value), reader) for value in condition.values]
        for candidate in list(work.found.values()):
            _hurry()
            agreement = compare(
                given,
                values[candidate.id],
                liken,
                quantifier=condition.quantifier,
                qualifier=condition.qualifier,
            )
            if condition.required and (agreement is None or agreement < AGREES):
                del work.found[candidate.id]
            before = candidate.agreements.get(condition.key)
            # Of two conditions on one property both are to be met.
            both = [one for one in (before, agreement) if one is not None]
            candidate.agreements[condition.key] = min(both, default=None)


def _name_texts(work: _Work, *quantifiers: str) -> list[str]:
    return [
        value.text
        for condition in work.question.of_kind("name")
        if condition.quantifier in quantifiers
        for value in condition.values
    ]


def _with_above(given: Given, reader: Reader) -> Given:
    return Given(given.text, given.id, reader.above(given.id)) if entity_id(given.id) else given


def _meeting(work: _Work) -> Iterable[Candidate]:
    """Give the candidates that have the identifiers that are required, if any are."""
    exact = {
        entity_id(value.id or value.text)
        for condition in work.question.of_kind("id")
        if condition.required
        for value in condition.values
    }
    return [one for one in work.found.values() if not exact or one.id in exact]
