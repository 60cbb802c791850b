"""Answer `SERVICE wikibase:label`: names, other names and descriptions by a list of languages.

The service looks at solutions, not at triples: it comes last in its group, leaves their number as
it is, and names only what is bound. So it becomes a BIND at the end of the group. On a store of
this machine the BIND calls a function; for any other it is written in plain SPARQL 1.1.

Source: Wikidata Query Service, User Manual (label service); LabelService and
EmptyLabelServiceOptimizer of its Blazegraph extensions.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ..ontology.namespaces import ENTITY, STANDARD
from .functions import LABEL
from .groups import (
    Group,
    assignments,
    bound_variables,
    named_variables,
    projects_all,
)
from .guarding import Edit
from .service_blocks import WIKIBASE, Block, Reading, Term, quote

LANGUAGE = f"{WIKIBASE}language"
AUTOMATIC = "[AUTO_LANGUAGE]"
RDFS_LABEL = f"{STANDARD['rdfs']}label"
# The longer ending first: every alternative label ends in Label too.
ENDINGS = (
    ("AltLabel", f"{STANDARD['skos']}altLabel"),
    ("Label", RDFS_LABEL),
    ("Description", f"{STANDARD['schema']}description"),
)
MAX_LANGUAGES = 100
MAX_NAMES = 1000
# The language of names that are the same in all languages; a name without a language is one.
ANY = "mul"

_TAG = re.compile(r"[A-Za-z]{1,12}(?:-[A-Za-z0-9]{1,12}){0,7}")
_HELPER = "poimenno_"


@dataclass(frozen=True)
class Wanted:
    """One name that is wanted: of what, by which property, under which variable."""

    subject: str
    predicate: str
    name: str


def read_languages(reading: Reading, block: Block, automatic: Sequence[str]) -> tuple[str, ...]:
    """Read the languages of a block in their order, `automatic` in the place of [AUTO_LANGUAGE].

    Raises MalformedText where none is given, or a variable, or more than MAX_LANGUAGES.
    """
    given = block.parameters.get(LANGUAGE, ())
    if not given:
        raise reading.wrong(
            block.start, 'wikibase:label needs bd:serviceParam wikibase:language "en,…"'
        )
    found: dict[str, None] = {}
    for term in given:
        if term.kind != "literal":
            raise reading.wrong(term.start, "the languages of wikibase:label are a literal")
        for entry in term.value.split(","):
            # Some clients end the list with a dot.
            tag = entry.strip(" \t\r\n.")
            if tag == AUTOMATIC:
                found |= dict.fromkeys(language.lower() for language in automatic)
            elif _TAG.fullmatch(tag):
                found[tag.lower()] = None
        if len(found) > MAX_LANGUAGES:
            raise reading.wrong(term.start, f"more than {MAX_LANGUAGES} languages")
    return tuple(found)


class Labels:
    """The label services of one query, read one after the other, the outer before the inner."""

    def __init__(self, reading: Reading, automatic: Sequence[str], *, functions: bool) -> None:
        self._reading = reading
        self._automatic = automatic
        self._functions = functions
        self._made: dict[Group, dict[str, None]] = {}
        self._services: list[Group] = []
        self._written = 0

    def edits(self, blocks: Sequence[Block]) -> list[Edit]:
        """Give what is to be written in the place of the blocks, and at the end of their groups."""
        self._services = [block.group for block in blocks]
        edits = []
        for block in blocks:
            languages = read_languages(self._reading, block, self._automatic)
            wanted = self._wanted(block)
            edits.append(Edit(block.start, block.end, "{}"))
            edits += self._naming(block, wanted, languages)
        return edits

    def _wanted(self, block: Block) -> list[Wanted]:
        group = self._home(block)
        if block.patterns:
            asked = [
                self._asked(pattern.subject, pattern.predicate, pattern.object)
                for pattern in block.patterns
            ]
        else:
            asked = self._by_name(group)
        taken = self._taken(group)
        wanted = []
        for name in asked:
            # What the query binds itself is left alone, and what another service names already.
            if name.name not in taken:
                taken[name.name] = None
                wanted.append(name)
        self._written += len(wanted)
        if self._written > MAX_NAMES:
            raise self._reading.wrong(block.start, f"more than {MAX_NAMES} labels in one query")
        self._made.setdefault(group, {}).update(dict.fromkeys(name.name for name in wanted))
        return wanted

    def _home(self, block: Block) -> Group:
        """Find the group whose solutions are named: one that holds nothing else is none."""
        inner = block.group
        while (outer := inner.parent) is not None:
            alone = outer.close - outer.open - 1 == inner.close - inner.head + 1
            if not alone or outer.kind not in {"", "OPTIONAL"} or outer.parent is None:
                return outer
            if len(outer.alternatives()) > 1:
                return outer
            inner = outer
        return inner

    def _asked(self, subject: Term, predicate: Term, obj: Term) -> Wanted:
        if obj.kind != "variable":
            raise self._reading.wrong(
                obj.start, "wikibase:label binds a variable: here one is expected"
            )
        if predicate.kind not in ({"iri", "variable"} if self._functions else {"iri"}):
            raise self._reading.wrong(predicate.start, "here a property is expected")
        return Wanted(subject.written, predicate.written, obj.value)

    def _by_name(self, group: Group) -> list[Wanted]:
        query = group.query()
        tokens = self._reading.tokens
        form = tokens[query.form].keyword if query.form >= 0 else "ASK"
        if form == "ASK" or projects_all(tokens, query):
            return []
        wanted = []
        for name in named_variables(tokens, query):
            for ending, predicate in ENDINGS:
                if name.endswith(ending):
                    if subject := name.removesuffix(ending):
                        wanted.append(Wanted(f"?{subject}", f"<{predicate}>", name))
                    break
        return wanted

    def _taken(self, group: Group) -> dict[str, None]:
        """Name what is bound where the service stands, in its group and those around it."""
        tokens, made = self._reading.tokens, self._made
        taken = bound_variables(tokens, group, without=self._services, also=made)
        query = group.query()
        inner = group
        while inner is not query.where and inner.parent is not None and inner is not query:
            outer = inner.parent
            without = [*self._services, *inner.alternatives()]
            taken |= bound_variables(tokens, outer, without=without, also=made)
            inner = outer
        return taken

    def _naming(
        self, block: Block, wanted: Sequence[Wanted], languages: tuple[str, ...]
    ) -> list[Edit]:
        if not wanted:
            return []
        group = self._home(block)
        end = self._reading.tokens[group.close].start
        names = [
            self._call(name, languages) if self._functions else self._plain(name, languages)
            for name in wanted
        ]
        edits = [Edit(end, end, f" {' '.join(names)}")]
        if not self._functions:
            edits += self._columns(group)
        return [*edits, *self._deferred(group, wanted, end)]

    def _call(self, name: Wanted, languages: tuple[str, ...]) -> str:
        listed = quote(",".join(languages))
        return f"BIND(<{LABEL}>({name.subject}, {name.predicate}, {listed}) AS ?{name.name})"

    def _plain(self, name: Wanted, languages: tuple[str, ...]) -> str:
        """Write the choice out: a grouped subquery for each language, and the first that is bound.

        Grouped, because a join with several names would multiply the solutions.
        """
        subject, helper = name.subject, f"?{_HELPER}{name.name}"
        value = f"{helper}_v"
        pieces = [f"BIND(COALESCE({subject}, <urn:x-poimenno:nothing>) AS {helper})"]
        choices = []
        for number, language in enumerate(languages):
            tag, joined = f"{helper}_t{number}", f"{helper}_s{number}"
            tags = f'"{language}", ""' if language == ANY else f'"{language}"'
            pieces.append(
                f"OPTIONAL {{ SELECT {helper} (MIN(LCASE(LANG({value}))) AS {tag})"
                f' (GROUP_CONCAT(DISTINCT STR({value}); SEPARATOR=", ") AS {joined})'
                f" WHERE {{ {helper} {name.predicate} {value}"
                f" FILTER(isLITERAL({value}) && LCASE(LANG({value})) IN ({tags})) }}"
                f" GROUP BY {helper} }}"
            )
            choices.append(f'IF({tag} = "", {joined}, STRLANG({joined}, {tag}))')
        if name.predicate == f"<{RDFS_LABEL}>":
            choices.append(
                f'IF(isIRI({subject}) && STRSTARTS(STR({subject}), "{ENTITY}"),'
                f' STRAFTER(STR({subject}), "{ENTITY}"), STR({subject}))'
            )
        if choices:
            pieces.append(f"BIND(COALESCE({', '.join(choices)}) AS ?{name.name})")
        return " ".join(pieces)

    def _columns(self, group: Group) -> list[Edit]:
        """Write `SELECT *` out, so that it does not show the variables made here."""
        query = group.query()
        tokens = self._reading.tokens
        star = projects_all(tokens, query)
        if star is None or query.where is None:
            return []
        columns = bound_variables(tokens, query.where, without=self._services, also=self._made)
        written = " ".join(f"?{name}" for name in columns)
        return [Edit(star.start, star.end, written)] if written else []

    def _deferred(self, group: Group, wanted: Sequence[Wanted], end: int) -> list[Edit]:
        """Move what is made of the names behind them: `BIND(UCASE(?xLabel) AS ?name)`."""
        tokens = self._reading.tokens
        made = {name.name for name in wanted}
        edits = []
        for bind in assignments(tokens, group):
            inside = tokens[bind.first + 2 : bind.last - 2]
            if not made & {token.text[1:] for token in inside if token.kind == "variable"}:
                continue
            made.add(bind.name)
            start, stop = tokens[bind.first].start, tokens[bind.last].end
            edits += [
                Edit(start, stop, "{}"),
                Edit(end, end, f" {self._reading.text[start:stop]}"),
            ]
        return edits
