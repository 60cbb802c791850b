"""Whether a proof is one: judged step by step from the rules alone, without the search.

Every step must be an instance of a rule of its name, every leaf asserted, and no conclusion may
rest on itself.
"""

from collections.abc import Callable, Iterator

from poimenno.ontology.datatypes import belongs
from poimenno.ontology.ntriples import Triple
from poimenno.ontology.program import SAME_AS, TYPE, Atom, Program, Rule, is_variable
from poimenno.triples.proofs import Proof

Ruled = Callable[[str, Triple, tuple[Triple, ...]], bool]


def is_valid(
    proof: Proof,
    program: Program,
    asserted: Callable[[Triple], bool],
    *,
    schema: Program | None = None,
    ruled: Ruled | None = None,
) -> bool:
    """Tell whether a proof holds; see `faults`."""
    return next(faults(proof, program, asserted, schema=schema, ruled=ruled), None) is None


def faults(
    proof: Proof,
    program: Program,
    asserted: Callable[[Triple], bool],
    *,
    schema: Program | None = None,
    ruled: Ruled | None = None,
) -> Iterator[str]:
    """Name what is wrong with a proof, step by step; nothing where it holds.

    `asserted` tells the leaves, `schema` are the rules of the schema, without which its facts are
    taken as they are, and `ruled` tells whether a rule file gives a conclusion from premises.
    """
    rules: dict[str, list[Rule]] = {}
    for rule in (*program.rules, *program.equality, *(schema.rules if schema else ())):
        rules.setdefault(rule.name, []).append(rule)
    axioms = (schema or program).facts
    for step in proof.walk():
        shown = " ".join(step.conclusion)
        if step.is_leaf:
            if not asserted(step.conclusion):
                yield f"not asserted: {shown}"
            continue
        premises = tuple(part.conclusion for part in step.premises)
        axiomatic = tuple(part.conclusion for part in step.schema)
        if not (
            _given(step.rule, step.conclusion, premises)
            or (not premises and axioms.get(step.conclusion) == step.rule)
            or any(_is_instance(r, step, premises, axiomatic) for r in rules.get(step.rule, ()))
            or (ruled is not None and ruled(step.rule, step.conclusion, premises))
        ):
            yield f"no instance of {step.rule}: {shown}"
    yield from _circles(proof, frozenset(), set())


def _given(name: str, conclusion: Triple, premises: tuple[Triple, ...]) -> bool:
    """eq-ref and dt-type2, which have no premises, and eq-rep-o of two literals of one value."""
    subject, predicate, obj = conclusion
    if premises:
        return False
    if name == "eq-ref":
        return predicate == SAME_AS and subject == obj
    typed = name == "dt-type2" and predicate == TYPE and subject[0] == '"'
    return typed and belongs(subject, obj[1:-1]) is True


def _is_instance(
    rule: Rule, step: Proof, premises: tuple[Triple, ...], schema: tuple[Triple, ...]
) -> bool:
    if rule.head is None or len(rule.body) != len(premises) or rule.premises != schema:
        return False
    binding: dict[str, str] = {}
    pairs = [*zip(rule.body, premises, strict=True), (rule.head, step.conclusion)]
    return all(_matches(atom, triple, binding) for atom, triple in pairs)


def _matches(atom: Atom, triple: Triple, binding: dict[str, str]) -> bool:
    return all(
        binding.setdefault(place, term) == term if is_variable(place) else place == term
        for place, term in zip(atom, triple, strict=True)
    )


def _circles(proof: Proof, above: frozenset[Triple], done: set[int]) -> Iterator[str]:
    """Name the conclusions that rest on themselves."""
    if proof.conclusion in above:
        yield f"rests on itself: {' '.join(proof.conclusion)}"
        return
    if id(proof) in done and not above:
        return
    for part in proof.below():
        yield from _circles(part, above | {proof.conclusion}, done)
    done.add(id(proof))
