"""The index of names: what it finds, how it is kept, and that it looks nothing up row by row."""

import random
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import pytest

from poimenno.triples.fitting import LEAD, MATCH
from poimenno.triples.name_index import PERSON, Hit, IndexBroken, Named, NameIndex, build_index
from poimenno.triples.name_rows import index_names
from poimenno.triples.name_tables import change_index
from poimenno.triples.snapshots import reading

from .held_out_variants import held_out
from .name_variants import Person, Variant, person, tuned
from .unknown_names import unknown

PERSONS = (PERSON,)
Make = Callable[[Sequence[Person], int, int], list[Variant]]


@pytest.fixture(scope="module")
def index(built_store: Path, tmp_path_factory: pytest.TempPathFactory) -> NameIndex:
    """The names of the curated graph."""
    file = tmp_path_factory.mktemp("names") / "names.sqlite"
    with reading(built_store) as store:
        index_names(store, file)
    return NameIndex(file)


@pytest.fixture(scope="module")
def persons(index: NameIndex) -> list[Person]:
    rows = index.ask(
        "SELECT entity, text FROM names WHERE person AND language = 'ru' AND role = 'label'"
    )
    found = [who for entity, text in rows if (who := person(entity, text))]
    assert len(found) > 120
    return found


def matched(hits: list[Hit]) -> str | None:
    """What a client may take for the same without a look: the rule of the reconciliation."""
    ahead = len(hits) == 1 or (hits and hits[0].score - hits[1].score >= LEAD)
    return hits[0].id if ahead and hits[0].score >= MATCH else None


def share_first(
    index: NameIndex, variants: Iterable[Variant], types: Sequence[str] = PERSONS
) -> float:
    missed = []
    number = 0
    for variant in variants:
        number += 1
        hits = index.search(variant.text, limit=3, types=types)
        if not hits or hits[0].id != variant.id:
            missed.append((variant, hits[:1]))
    print(f"{number - len(missed)} of {number}", *missed[:5], sep="\n")  # noqa: T201
    return 1 - len(missed) / number


@pytest.mark.parametrize("make", [tuned, held_out])
def test_variants_of_a_person_find_the_person(
    index: NameIndex, persons: list[Person], make: Make
) -> None:
    variants = make(persons, 200, 4)
    assert share_first(index, variants) >= 0.97


@pytest.mark.long
@pytest.mark.parametrize("make", [tuned, held_out])
@pytest.mark.parametrize("types", [PERSONS, ()], ids=["persons", "anything"])
def test_many_variants_find_the_person(
    index: NameIndex, persons: list[Person], make: Make, types: Sequence[str]
) -> None:
    variants = make(persons, 5000, 11)
    assert share_first(index, variants, types) >= 0.985


def test_scrambled_names_find_nobody(index: NameIndex, persons: list[Person]) -> None:
    # The planted fault of the measure above: a variant of nobody is not counted as found.
    chance = random.Random(1)  # noqa: S311  chance is not secret here
    scrambled = [
        Variant(v.id, "".join(chance.sample(v.text, len(v.text))), v.how)
        for v in tuned(persons, 50, seed=4)
    ]
    assert share_first(index, scrambled) < 0.5


def test_names_of_nobody_match_nobody(index: NameIndex, persons: list[Person]) -> None:
    strangers = unknown(persons, 120, seed=2)
    found = [
        (v.text, hits) for v in strangers if matched(hits := index.search(v.text, types=PERSONS))
    ]
    assert found == []
    known = [v for v in tuned(persons, 60, seed=3) if matched(index.search(v.text, types=PERSONS))]
    assert len(known) > 30, "the measure takes somebody at all"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kuznetsov", None),
        ("Каменев", None),
        ("Н. Г. Кузнецов", "Николай Герасимович Кузнецов"),
        ("Kamenev L. B.", "Лев Борисович Каменев"),
        ("Каменев Сергей", "Sergei Kamenev"),
        ("Романова", None),
    ],
)
def test_namesakes_are_matched_only_where_what_is_asked_decides(
    index: NameIndex, text: str, expected: str | None
) -> None:
    hits = index.search(text, types=PERSONS)
    assert (hits[0].text if matched(hits) else None) == expected


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Тухач", "Mikhail Tukhachevsky"),
        ("Mikhail Tu", "Mikhail Tukhachevsky"),
        ("Чаренц", "Yeghishe Charents"),
        ("Չարենց", "Yeghishe Charents"),
        ("Mosc", "Moscow"),
        ("МихаилТухачевский", "Mikhail Tukhachevsky"),
        ("Mikhail Tukha chevsky", "Mikhail Tukhachevsky"),
    ],
)
def test_begins_other_scripts_and_spaces(index: NameIndex, text: str, label: str) -> None:
    assert label in [hit.label for hit in index.search(text, language="en")[:3]]


def test_a_begin_is_not_a_name(index: NameIndex) -> None:
    assert index.search("Тухач", prefix=False, types=PERSONS) == []
    assert index.search("Тухач", types=PERSONS)[0].score < MATCH


def test_properties_are_apart_from_items(index: NameIndex) -> None:
    assert index.search("date of birth", kind="property")[0].id == "P569"
    assert not [hit for hit in index.search("date of birth") if hit.id.startswith("P")]


def test_pages_follow_each_other_without_gap(index: NameIndex) -> None:
    whole = [hit.id for hit in index.search("Романова", limit=20)]
    pages = [
        hit.id for at in range(0, 20, 5) for hit in index.search("Романова", limit=5, offset=at)
    ]
    assert pages == whole
    assert len(set(whole)) == len(whole)


@pytest.mark.parametrize(
    ("language", "label"), [("ru", "Михаил Николаевич Тухачевский"), ("en", "Mikhail Tukhachevsky")]
)
def test_a_hit_has_its_name_in_the_language_asked(
    index: NameIndex, language: str, label: str
) -> None:
    assert index.search("Тухачевский", language=language, types=PERSONS)[0].label == label


# Keeping.


def rows(*names: tuple[str, str]) -> Iterator[Named]:
    for id_, text in names:
        yield Named(id_, text, "ru", types=frozenset({PERSON}))


def small(path: Path) -> Path:
    build_index(path, rows(("Q1", "Иван Вымышленный"), ("Q2", "Пётр Придуманный")), snapshot="1")
    return path


def found(file: Path, text: str) -> list[str]:
    return [hit.id for hit in NameIndex(file).search(text, prefix=False)]


def test_a_change_is_seen_when_it_is_kept(tmp_path: Path) -> None:
    file = small(tmp_path / "names.sqlite")
    changed = change_index(file, ["Q1"], rows(("Q1", "Семён Сочинённый")))
    assert found(file, "Вымышленный") == ["Q1"]
    changed.keep("2")
    assert found(file, "Вымышленный") == []
    assert found(file, "Сочинённый") == ["Q1"]
    assert found(file, "Придуманный") == ["Q2"]
    assert NameIndex(file).fact("snapshot") == "2"


def test_a_change_that_is_dropped_leaves_no_trace(tmp_path: Path) -> None:
    file = small(tmp_path / "names.sqlite")
    change_index(file, ["Q1"], rows()).drop()
    assert found(file, "Вымышленный") == ["Q1"]
    assert NameIndex(file).fact("snapshot") == "1"


def test_all_can_be_replaced(tmp_path: Path) -> None:
    file = small(tmp_path / "names.sqlite")
    change_index(file, None, rows(("Q3", "Анна Небывалая"))).keep("7")
    assert found(file, "Небывалая") == ["Q3"]
    assert found(file, "Придуманный") == []


@pytest.mark.parametrize("seed", range(3))
def test_any_changes_leave_what_a_new_index_has(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  chance is not secret here
    words = ["Иван", "Пётр", "Анна", "Вымышленный", "Придуманная", "Сочинённый", "Небывалый"]
    kept = {"Q1": "Иван Вымышленный", "Q2": "Пётр Придуманный"}
    file = small(tmp_path / "kept.sqlite")
    for step in range(12):
        id_ = f"Q{chance.randrange(1, 6)}"
        kept.pop(id_, None)
        if chance.random() < 0.7:
            kept[id_] = " ".join(chance.sample(words, 2))
        new = rows((id_, kept[id_])) if id_ in kept else rows()
        change_index(file, [id_], new).keep(str(step))
    fresh = tmp_path / "fresh.sqlite"
    build_index(fresh, rows(*kept.items()))
    assert contents(file) == contents(fresh)


def contents(file: Path) -> list[list[tuple[object, ...]]]:
    """What an index says, without its numbers and without words that no name has any more."""
    database = sqlite3.connect(file)
    statements = (
        "SELECT entity, text, language, role FROM names ORDER BY 1, 2",
        "SELECT word, names FROM words WHERE names > 0 ORDER BY 1",
        "SELECT w.word, n.text FROM places p JOIN words w ON w.id = p.word"
        " JOIN names n ON n.id = p.name ORDER BY 1, 2",
    )
    return [database.execute(statement).fetchall() for statement in statements]


def test_what_is_no_index_is_told(tmp_path: Path) -> None:
    file = tmp_path / "names.sqlite"
    file.write_bytes(b"this is no database, but a text")
    with pytest.raises(IndexBroken):
        NameIndex(file)
    with pytest.raises(IndexBroken):
        change_index(file, ["Q1"], rows())


# Scale.


def scans(database: sqlite3.Connection, statement: str, values: tuple[object, ...]) -> list[str]:
    plan = database.execute(f"EXPLAIN QUERY PLAN {statement}", values).fetchall()
    return [row[3] for row in plan if row[3].startswith("SCAN") and "json_each" not in row[3]]


def test_no_search_reads_a_table_through(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = small(tmp_path / "names.sqlite")
    index = NameIndex(file)
    database = sqlite3.connect(file)
    asked: list[str] = []
    plain = index.ask

    def watched(statement: str, *values: object) -> sqlite3.Cursor:
        asked.append(statement)
        assert scans(database, statement, values) == []
        return plain(statement, *values)

    monkeypatch.setattr(index, "ask", watched)
    index.search("Иван Вымышленный", types=["Q5"])
    index.search("Вымыш Ивн", language="ru")
    index.search("Qqqqqqqq xxxxxxx")
    assert len(set(asked)) >= 7
    assert scans(database, "SELECT id FROM names WHERE text = ?", ("x",)), "the planted scan"


@pytest.mark.long
def test_a_large_index_is_searched_in_bounded_steps(tmp_path: Path) -> None:
    """Where all words are common, four times the names do not take many times the steps."""
    chance = random.Random(5)  # noqa: S311  chance is not secret here
    parts = [[a + b + c for a in "бвгдж" for b in "аеиоу" for c in "лмнрст"] for _ in range(3)]

    def made(number: int) -> Iterator[Named]:
        for at in range(number):
            text = " ".join(chance.choice(words).capitalize() + "ов" for words in parts)
            yield Named(f"Q{at}", text, "ru", types=frozenset({PERSON}))

    steps = []
    for number in (20_000, 80_000):
        file = tmp_path / f"{number}.sqlite"
        build_index(file, made(number))
        index = NameIndex(file)
        assert index.search("Балов Гемов")
        count = [0]

        def tick(count: list[int] = count) -> int:
            count[0] += 1
            return 0

        index.connection().set_progress_handler(tick, 100)
        index.search("Балов Гемов Дитов")
        steps.append(count[0])
    assert steps[1] < 6 * steps[0]
    assert steps[1] * 100 < 20_000_000
