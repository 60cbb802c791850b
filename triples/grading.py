"""Confidence travels: the level of what is entailed, from the levels of what is asserted.

An entailed triple is as strong as the weakest premise of its strongest proof. So the triples of a
level or a stronger one are the closure of the asserted triples of that level or a stronger one,
rule files included, and the levels are found by closing anew, the strongest triples first. What a
rule file denies was looked up among all that is true, and is a condition and no premise.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from rdflib import Graph

from ..ontology.compiling import is_schema
from ..ontology.modules import RuleFile
from ..ontology.ntriples import Triple
from ..ontology.program import Program
from .asserting import LEVELS
from .branches import Asked
from .citing import cited
from .closing import Closure, Compiled, Executor, RuleStore, close_and_compile, close_strata

_ASSERTED, _CONCLUDED = "asserted", "concluded"


class GradedStore(RuleStore, Asked, Protocol):
    """Where rule files are asked, for their conclusions and for their premises."""


@dataclass(frozen=True, slots=True)
class Conclusion:
    """A conclusion of a rule file under one solution."""

    conclusion: Triple
    premises: tuple[Triple, ...]


@dataclass(frozen=True, slots=True)
class Graded:
    """A closure, the program it was made by, and what is entailed by level, sorted."""

    closure: Closure
    program: Program
    entailed: Mapping[str, list[Triple]]


def close_graded(
    schema: Graph,
    levels: Mapping[Triple, str],
    rules: Sequence[RuleFile],
    store: GradedStore,
    executor: Executor,
) -> Graded:
    """Close asserted triples of known levels under the schema and the rule files together.

    See `closing.close_strata` for the store, the strata and RuleError. `schema` counts as
    high, and where all that is asserted does, nothing is closed twice. The items of RDF lists must
    be high, as `confidence` has them: the schema of a level would else hold broken lists.
    """
    made = close_and_compile(schema, levels, executor)
    close_strata(made.closure, rules, store)
    entailed = sorted(made.closure.entailed())
    if set(levels.values()) <= {LEVELS[0]}:
        return Graded(made.closure, made.program, {LEVELS[0]: entailed})
    reached = _reached(schema, made, levels, list(_conclusions(rules, store)), executor)
    graded: dict[str, list[Triple]] = {level: [] for level in LEVELS}
    for triple in entailed:
        graded[reached[triple]].append(triple)
    return Graded(made.closure, made.program, graded)


def _conclusions(rules: Sequence[RuleFile], store: Asked) -> Iterator[Conclusion]:
    for rule in rules:
        found = dict.fromkeys(cited(rule).conclusions(store))
        yield from (Conclusion(conclusion, premises) for conclusion, premises in found)


def _reached(
    schema: Graph,
    made: Compiled,
    levels: Mapping[Triple, str],
    waiting: list[Conclusion],
    executor: Executor,
) -> dict[Triple, str]:
    """Tell at which level each triple is first true, the strongest level first."""
    reached: dict[Triple, str] = {}
    by_level: dict[str, list[Triple]] = {level: [] for level in LEVELS}
    for triple, level in levels.items():
        by_level[level].append(triple)
    # Where every level has one and the same schema, one closure grows from level to level.
    steady = made.steady and not any(is_schema(t) for lv in LEVELS[1:] for t in by_level[lv])
    closure: Closure | None = None
    concluded: list[Triple] = []
    for at, level in enumerate(LEVELS):
        fresh: Iterable[Triple] = ()
        if steady and closure is None:
            closure = executor.close(made.program, by_level[level])
            fresh = closure.entailed()
        elif steady and closure is not None:
            fresh = closure.extend(by_level[level], _ASSERTED)
            steady = not any(map(is_schema, fresh))
        if not steady or closure is None:
            known = [triple for known in LEVELS[: at + 1] for triple in by_level[known]]
            closure = close_and_compile(schema, known, executor).closure
            closure.extend(concluded, _CONCLUDED)
            fresh = closure.entailed()
        for triple in (*by_level[level], *fresh):
            reached.setdefault(triple, level)
        while ready := [one for one in waiting if reached.keys() >= set(one.premises)]:
            waiting = [one for one in waiting if not reached.keys() >= set(one.premises)]
            conclusions = list(dict.fromkeys(one.conclusion for one in ready))
            concluded += conclusions
            for triple in (*conclusions, *closure.extend(conclusions, _CONCLUDED)):
                reached.setdefault(triple, level)
    return reached
