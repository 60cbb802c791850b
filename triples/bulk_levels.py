"""The confidence of asserted triples in SQL, by the rules of `confidence`, for any number of them.

The result is a table `levels(s, p, o, level)` of what `known` asserts; 0 is the strongest level.
"""

# ruff: noqa: S608  statements are made of numbers and of the words of this module alone

from .bulk import Duck
from .confidence import (
    ABOUT,
    CONFIDENCE,
    DATED,
    DEPRECATED_RANK,
    ENTITY,
    ITEMS,
    PROPERTY,
    RANK,
    STRENGTH,
    VALUE,
    WEAKEST,
)


def has_levels(engine: Duck) -> bool:
    """Tell whether anything that is asserted states a confidence or makes a claim."""
    numbers = engine.number([ABOUT, CONFIDENCE])
    listed = ", ".join(map(str, numbers.values()))
    return any(True for _ in engine.rows(f"SELECT 1 FROM known WHERE p IN ({listed}) LIMIT 1"))


def make_levels(engine: Duck) -> list[int]:
    """Fill the table `levels` from what `known` asserts; gives the levels there are, in order."""
    terms = [ABOUT, PROPERTY, ENTITY, VALUE, CONFIDENCE, RANK, DEPRECATED_RANK, *ITEMS, *STRENGTH]
    numbers = engine.number([*terms, *DATED, *dict.fromkeys(DATED.values())])

    def of(predicate: str) -> str:
        return f"SELECT s, o FROM known WHERE rule < 0 AND p = {numbers[predicate]}"

    strengths = ", ".join(f"({numbers[term]}, {level})" for term, level in STRENGTH.items())
    bounds = ", ".join(f"({numbers[bound]}, {numbers[date]})" for bound, date in DATED.items())
    items = ", ".join(str(numbers[item]) for item in ITEMS)
    strength = (
        f"SELECT c.s, coalesce(v.level, {WEAKEST}) AS level FROM ({of(CONFIDENCE)}) c "
        f"LEFT JOIN (VALUES {strengths}) v(o, level) ON v.o = c.o"
    )
    engine.create("about", f"SELECT s AS claim, o AS subject FROM ({of(ABOUT)})")
    engine.create(
        "strengths",
        f"SELECT a.claim, CASE WHEN d.s IS NOT NULL THEN {WEAKEST} "
        f"ELSE coalesce(min(t.level), {WEAKEST}) END AS level, d.s IS NOT NULL AS deprecated "
        f"FROM (SELECT DISTINCT claim FROM about) a LEFT JOIN ({strength}) t ON t.s = a.claim "
        f"LEFT JOIN (SELECT DISTINCT s FROM ({of(RANK)}) WHERE o = {numbers[DEPRECATED_RANK]}) d "
        "ON d.s = a.claim GROUP BY a.claim, d.s",
    )
    said = (
        "SELECT a.subject AS s, p.o AS p, t.claim, t.level FROM about a "
        f"JOIN strengths t ON t.claim = a.claim JOIN ({of(PROPERTY)}) p ON p.s = a.claim "
        "WHERE NOT t.deprecated"
    )
    values = f"{of(ENTITY)} UNION ALL {of(VALUE)}"
    engine.create("dated", f"SELECT s, p, min(level) AS level FROM ({said}) GROUP BY s, p")
    engine.create(
        "exact",
        f"SELECT q.s, q.p, v.o, min(q.level) AS level FROM ({said}) q JOIN ({values}) v "
        "ON v.s = q.claim GROUP BY q.s, q.p, v.o",
    )
    engine.create(
        "any_said",
        "SELECT s, min(level) AS level FROM (SELECT a.subject AS s, t.level FROM about a "
        f"JOIN strengths t ON t.claim = a.claim UNION ALL {strength} "
        "WHERE c.s NOT IN (SELECT claim FROM about)) GROUP BY s",
    )
    engine.create(
        "levels",
        f"SELECT k.s, k.p, k.o, CASE WHEN k.p IN ({items}) THEN 0 "
        "ELSE coalesce(e.level, d.level, a.level, 0) END AS level "
        "FROM (SELECT s, p, o FROM known WHERE rule < 0) k "
        "LEFT JOIN exact e ON e.s = k.s AND e.p = k.p AND e.o = k.o "
        f"LEFT JOIN (VALUES {bounds}) b(bound, date) ON b.bound = k.p "
        "LEFT JOIN dated d ON d.s = k.s AND d.p = b.date LEFT JOIN any_said a ON a.s = k.s",
    )
    for table in ("about", "strengths", "dated", "exact", "any_said"):
        engine.run(f"DROP TABLE {table}")
    return [int(level) for (level,) in engine.rows("SELECT DISTINCT level FROM levels ORDER BY 1")]
