"""Spellings, parts of names and how well two names fit: each rule by a case and its opposite."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poimenno.triples.fitting import MATCH, likeness, score_person, score_thing
from poimenno.triples.names import fits_initial, parse, parse_thing
from poimenno.triples.spellings import blunt, keys, skeleton


def meet(one: str, other: str) -> bool:
    known = {blunt(key) for key in keys(one, stored=True)}
    return not known.isdisjoint(blunt(key) for key in keys(other))


def fit(asked: str, known: str) -> float:
    return max(score_person(a, k).value for a in parse(asked) for k in parse(known))


@pytest.mark.parametrize(
    ("known", "spellings"),
    [
        (
            "Тухачевский",
            "Tukhachevsky Tukhachevskiy Tukhachevskii Tukhachevskij Tuhačevskij Tuxačevskij"
            " Tuchatschewski Toukhatchevski Tuchaczewski Tuchačevskij Tujachevski Tuhaçevski"
            " Toechatsjevski Tuhacsevszkij Tuhacevskij ТУХАЧЕВСКИЙ Тухачевский",
        ),
        ("Хрущёв", "Хрущев Khrushchev Chruschtschow Khrouchtchev Chruszczow Chruščov Khrushchyov"),
        ("Солженицын", "Solzhenitsyn Solschenizyn Soljenitsyne Sołżenicyn Solženicyn"),
        ("Ежов", "Yezhov Ezhov Jeschow Iejov Jeżow Ežov"),
        ("Вознесенский", "Voznesensky Wosnessenski Voznesenskij"),
        ("Кузнецов", "Kuznetsov Kusnezow Kouznetsov Kuzniecow Kuznecov"),
        ("Юрьевич", "Yuryevich Yur’yevich Iur'evich Jurʹevič Jurjewitsch Iourevitch"),
        ("Եղիշե", "Егише Yeghishe Egishe"),
        ("Չարենց", "Чаренц Charents"),
        ("ტიციან", "Тициан Titsian"),
        ("Григорій", "Hryhorii Григорий Grigory"),
        ("Xoʻjayev", "Ходжаев Khodzhaev"),
        ("Cavid", "Джавид Javid"),
    ],
)
def test_spellings_of_one_word_meet(known: str, spellings: str) -> None:
    assert [other for other in spellings.split() if not meet(known, other)] == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Бухарин", "Бухаров"),
        ("Ежов", "Ершов"),
        ("Рыков", "Рыбков"),
        ("Каменев", "Каменский"),
        # A given name with forms of its own is not a form of every other word.
        ("Иосиф", "Авель"),
        ("Joseph", "Nikita"),
        ("Авель", "Иосиф"),
    ],
)
def test_other_words_do_not_meet(one: str, other: str) -> None:
    assert not meet(one, other)
    assert likeness(one, other) < 0.9


@given(st.text(max_size=40))
def test_any_text_has_keys_and_parts(text: str) -> None:
    for key in keys(text):
        assert key
        assert blunt(key) == blunt(blunt(key))
        assert skeleton(key) == skeleton(blunt(key))
    assert all(part.word for name in (*parse(text), *parse_thing(text)) for part in name)


def test_a_hissing_letter_is_told_from_another_where_both_writers_had_it() -> None:
    assert likeness("зданов", "жданов") < 0.9
    # A Latin writer may have left the sign out.
    assert likeness("zdanov", "жданов") > 0.95


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("Николай Иванович Бухарин", "given patronymic surname"),
        ("Бухарин Николай Иванович", "surname given patronymic"),
        ("Bukharin, Nikolai", "surname given"),
        ("Бухарин Н. И.", "surname given patronymic"),
        ("N.I. Bukharin", "given patronymic surname"),
        ("Иероним Петрович Уборевич", "given patronymic surname"),
        ("Уборевич Иероним Петрович", "surname given patronymic"),
        ("Helmuth von Pannwitz", "given particle surname"),
        ("Yu. M. Daniel", "given patronymic surname"),
    ],
)
def test_words_of_a_name_have_roles(text: str, roles: str) -> None:
    assert " ".join(part.role for part in parse(text)[0]) == roles


@pytest.mark.parametrize(
    ("asked", "known"),
    [
        ("Егише Согомонян", "Егише Чаренц (Согомонян)"),
        ("Исаак Соломонович Фефер", "Ицик (Исаак Соломонович) Фефер"),
        ("Николай Романов", "Николай II (Николай Александрович Романов)"),
        ("Sultangaliev Mirsaid", "Мирсаид Султан-Галиев"),
        ("Sultan-Galiev Mirsaid", "Мирсаид Султан-Галиев"),
        ("Бухарин Н. И.", "Николай Иванович Бухарин"),
        ("N. I. Bukharin", "Николай Иванович Бухарин"),
        ("BUKHARIN, NIKOLAI", "Николай Иванович Бухарин"),
        ("Bucharin (Nikolai)", "Николай Иванович Бухарин"),
        ("Nikolaj Bucharin", "Nikolai Bukharin"),
        ("Lev Trotsky", "Leon Trotsky"),
        ("Ю. М. Даниэль", "Yuli Markovich Daniel"),
    ],
)
def test_names_of_one_person_match(asked: str, known: str) -> None:
    assert fit(asked, known) >= MATCH


@pytest.mark.parametrize(
    ("asked", "known"),
    [
        ("Бухарин", "Николай Иванович Бухарин"),
        ("Н. Бухарин", "Николай Иванович Бухарин"),
        ("И. Н. Бухарин", "Николай Иванович Бухарин"),
        ("Николай Петрович Кузнецов", "Николай Герасимович Кузнецов"),
        ("Н. П. Кузнецов", "Николай Герасимович Кузнецов"),
        ("Иван Тухачевский", "Михаил Николаевич Тухачевский"),
        ("Nikolai Perov", "Nikolai Pegov"),
        ("Сергей Миронов", "Миронов"),
        ("Николай Иванович", "Николай Иванович Бухарин"),
    ],
)
def test_what_does_not_decide_is_no_match(asked: str, known: str) -> None:
    assert fit(asked, known) < MATCH


def test_what_is_given_more_precisely_fits_better() -> None:
    whole = "Николай Иванович Бухарин"
    asked = (whole, "Н. И. Бухарин", "Н. Бухарин", "Бухарин", "Пётр Бухарин", "Пётр Иванов")
    values = [fit(text, whole) for text in asked]
    assert values[0] == 100
    assert values == sorted(values, reverse=True)
    assert len(set(values)) == len(values)


@pytest.mark.parametrize(
    ("initial", "word", "fits"),
    [
        ("ю", "yuli", True),
        ("yu", "юлий", True),
        ("e", "егор", True),
        ("ж", "zhanna", True),
        ("ник", "николай", True),
        ("ник", "наталья", False),
        ("н", "иван", False),
    ],
)
def test_initials_stand_for_words_in_any_script(initial: str, word: str, fits: bool) -> None:
    assert fits_initial(initial, word) is fits


def test_a_thing_is_found_by_its_rare_words() -> None:
    rarity = {"of": 0.1, "the": 0.1, "in": 0.1}

    def score(asked: str, known: str) -> float:
        weight = lambda word: rarity.get(word, 1.0)  # noqa: E731
        return score_thing(parse_thing(asked)[0], parse_thing(known)[0], weight).value

    assert score("Ministry of the Interior", "Ministry of the Interior") == 100
    assert score("Interior Ministry", "Ministry of the Interior") >= MATCH
    assert score("Ministry of Justice", "Ministry of the Interior") < 60
    assert score("Order 447", "Order 485") < MATCH
