"""One branch of a rule file as a query: its solutions, and the triples that each has matched.

What is bound is written into the text, and not joined as VALUES: the planner of Oxigraph then
starts from it.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Protocol

from ..ontology.ntriples import Triple
from ..ontology.program import Atom, Binding, filled, unify
from ..queries.results import written
from ..queries.tokens import Token, tokenize
from .rule_patterns import Branch, Parsed, variables

_JSON = "application/sparql-results+json"
Cut = tuple[int, int]


class Asked(Protocol):
    """A store that answers queries over all its graphs together; `store.Store` is one."""

    def answer(self, text: str, media_type: str, *, union: bool) -> bytes | None:
        """Answer a query, with the union of all graphs as the default graph."""
        ...


class BranchQuery:
    """A branch of a rule file, asked of stores that hold what is asserted and entailed."""

    def __init__(self, parsed: Parsed, branch: Branch) -> None:
        self.required: Sequence[Atom] = branch.group.required
        self._heads, self._prologue = parsed.heads, parsed.prologue
        self._text, self._tokens = branch.text, tokenize(branch.text)
        self._optional = [group.required for group in branch.group.optional]
        optional = [atom for group in self._optional for atom in group]
        self._names = sorted(variables([*self.required, *optional]))

    def bindings(self, conclusion: Triple) -> Iterator[Binding]:
        """Bind the variables of each head that a triple fits."""
        for head in self._heads:
            binding = unify(head, conclusion, {})
            if binding is not None:
                yield binding

    def solutions(
        self,
        binding: Binding,
        store: Asked,
        *,
        cuts: Sequence[Cut] = (),
        most: int | None = None,
    ) -> Iterator[Binding]:
        """Solve the branch with some variables bound; optional ones may be left out.

        `cuts` are the places of the text that are left out, as filters are.
        """
        # SPARQL cannot name a blank node: it is left open, and compared afterwards.
        fixed = named(binding)
        names = [name for name in self._names if name not in fixed]
        shown = " ".join(names) or "(1 AS ?solved)"
        limit = "" if most is None else f" LIMIT {most}"
        for solution in self._rows(
            store, f"SELECT {shown} WHERE {self._where(fixed, cuts)}{limit}"
        ):
            if all(solution.setdefault(name, term) == term for name, term in binding.items()):
                yield solution

    def holds(self, binding: Binding, store: Asked, *, cuts: Sequence[Cut] = ()) -> bool:
        """Tell whether the branch has a solution with these variables bound."""
        if len(named(binding)) < len(binding):
            return any(True for _ in self.solutions(binding, store, cuts=cuts))
        text = f"{self._prologue}ASK WHERE {self._where(binding, cuts)}"
        return bool(_answer(store, text).get("boolean"))

    def matched(self, solution: Binding) -> tuple[Triple, ...]:
        """Give the patterns of the branch under a solution, the optional ones where they match."""
        atoms = list(self.required)
        for group in self._optional:
            if variables(group) <= solution.keys():
                atoms += group
        return tuple(dict.fromkeys(filled(atom, solution) for atom in atoms))

    def _where(self, fixed: Binding, cuts: Sequence[Cut]) -> str:
        return rewritten(self._text, self._tokens, values_in(fixed), cuts)

    def _rows(self, store: Asked, query: str) -> Iterator[Binding]:
        """Give the rows of a query under the prologue of the rule, in N-Triples."""
        for row in _answer(store, self._prologue + query).get("results", {}).get("bindings", ()):
            yield {f"?{name}": written(term) for name, term in row.items()}


def named(binding: Binding) -> Binding:
    """Leave out the blank nodes of a binding, which no query can name."""
    return {name: term for name, term in binding.items() if not term.startswith("_:")}


def values_in(values: Mapping[str, str]) -> Callable[[Token], str | None]:
    """Write the values of variables in their place; see `rewritten`."""

    def write(token: Token) -> str | None:
        return values.get("?" + token.text[1:]) if token.kind == "variable" else None

    return write


def rewritten(
    text: str,
    tokens: Sequence[Token],
    write: Callable[[Token], str | None],
    cuts: Sequence[Cut] = (),
) -> str:
    """Write each token anew, None for one that stays as it is, and nothing in place of the cuts."""
    pieces, at = [], 0
    for token in tokens:
        if any(start <= token.start < end for start, end in cuts):
            at = token.end
            continue
        made = write(token)
        pieces.append(text[at : token.start] + (token.text if made is None else made))
        at = token.end
    return "".join([*pieces, text[at:]])


def _answer(store: Asked, text: str) -> dict[str, dict[str, list[dict[str, dict[str, str]]]]]:
    found: dict[str, dict[str, list[dict[str, dict[str, str]]]]]
    found = json.loads(store.answer(text, _JSON, union=True) or b"{}")
    return found
