"""Writing the page of rules, `docs/rules.md`, from the tables in `owl_rl`.

`python -m poimenno.ontology.documenting` prints it; a test holds the page to what it prints.
"""

import re
from collections.abc import Iterable, Iterator

from .owl_rl import RULES, SOURCE, TABLES, TREATMENTS, WITHOUT_A_RULE, OwlRule

_HEAD = f"""\
# The rules of OWL 2 RL, and what becomes of each

Written from `ontology/owl_rl.py` by `python -m poimenno.ontology.documenting`; do not edit.

The names and rules are those of [OWL 2 Profiles, section 4.3]({SOURCE}).
`T(s, p, o)` is a triple, `LIST[h, e1, …, en]` a list that begins at h; a rule with the conclusion
`false` finds an inconsistency. The schema is closed first; then every rule that reads the schema is
evaluated against it, once, and what is left are rules over data, which `poimenno rules` prints.
"""


def page() -> str:
    """Write the page: the ways of treatment, one section a table, and what has no rule."""
    lines = [_HEAD, "## How a rule is treated\n"]
    lines += [f"* **{name}**: {sentence}" for name, sentence in TREATMENTS.items()]
    for table, title in TABLES.items():
        lines.append(f"\n## Table {table}: {title}\n")
        lines += [_section(rule) for rule in RULES if rule.table == table]
    lines.append("\n## What has no rule\n")
    lines += [f"* `{name}`: {reason}" for name, reason in WITHOUT_A_RULE.items()]
    return "\n".join(lines) + "\n"


def _section(rule: OwlRule) -> str:
    return "\n".join(_sentences(rule)) + "\n"


def _sentences(rule: OwlRule) -> Iterator[str]:
    yield f"### {rule.name}\n"
    yield f"* If: {_written(rule.premises) or 'true'}"
    yield f"* Then: {_written(rule.conclusions)}"
    kept = rule.left()
    over = f" Left: {_written(kept)}." if rule.treatment in ("compiled", "finding") and kept else ""
    note = f" {rule.note}" if rule.note else ""
    yield f"* Here: {rule.treatment}.{over}{note}"


def _written(patterns: Iterable[str]) -> str:
    return " ".join(f"`{_pattern(pattern)}`" for pattern in patterns)


def _pattern(pattern: str) -> str:
    if re.match(r"LIST|…|false", pattern):
        return pattern
    return f"T({', '.join(pattern.split())})"


if __name__ == "__main__":
    print(page(), end="")  # noqa: T201
