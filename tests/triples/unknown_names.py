"""Names of nobody: of other families, and near to persons of the graph."""

import random
from collections.abc import Sequence

from .name_variants import FORMS, TUNED, Person, Variant

_SURNAMES = [
    "Иванов",
    "Петров",
    "Сидоров",
    "Смирнов",
    "Васильев",
    "Новиков",
    "Фёдоров",
    "Морозов",
    "Волков",
    "Лебедев",
    "Козлов",
    "Зайцев",
    "Соловьёв",
    "Воробьёв",
    "Голубев",
    "Беляев",
    "Тарасов",
    "Белов",
    "Орлов",
    "Киселёв",
    "Макаров",
    "Андреев",
    "Ковалёв",
    "Ильин",
    "Гусев",
    "Титов",
    "Кузьмин",
    "Кудрявцев",
    "Баранов",
    "Куликов",
    "Алексеев",
    "Сорокин",
    "Сергеев",
    "Романенко",
    "Цветков",
    "Данилов",
    "Жуков",
    "Захаров",
    "Журавлёв",
    "Шевченко",
    "Бондаренко",
    "Мельник",
    "Левин",
    "Гольдберг",
    "Кац",
    "Шульман",
    "Гринберг",
    "Оганесян",
    "Саркисян",
    "Джапаридзе",
    "Кикнадзе",
    "Абдуллаев",
    "Рахимов",
    "Янсон",
    "Берзин",
    "Озолин",
    "Мюллер",
]
_GIVEN = [
    "Иван",
    "Пётр",
    "Николай",
    "Александр",
    "Алексей",
    "Михаил",
    "Сергей",
    "Василий",
    "Григорий",
    "Яков",
    "Лев",
    "Борис",
    "Андрей",
    "Павел",
    "Владимир",
    "Дмитрий",
    "Георгий",
    "Исаак",
    "Соломон",
    "Давид",
    "Роман",
    "Константин",
]
_PATRONYMICS = [
    "Иванович",
    "Петрович",
    "Николаевич",
    "Александрович",
    "Алексеевич",
    "Михайлович",
    "Сергеевич",
    "Васильевич",
    "Григорьевич",
    "Яковлевич",
    "Львович",
    "Борисович",
    "Андреевич",
    "Павлович",
    "Владимирович",
    "Игнатьевич",
    "Тарасович",
]


def unknown(persons: Sequence[Person], number: int, seed: int) -> list[Variant]:
    """Make names of nobody: some of other families, some near to persons of the graph.

    Near names keep the surname and change the given name or the patronymic, or keep the given
    name and have another surname that begins alike. None is the name of a person of the graph.
    """
    chance = random.Random(seed)  # noqa: S311  chance is not secret here
    known = {(p.given, p.surname) for p in persons}
    initials = {(p.given[0], p.patronymic[:1], p.surname) for p in persons}
    surnames = {p.surname for p in persons} | {p.surname + "а" for p in persons}
    found: list[Variant] = []
    while len(found) < number:
        who = chance.choice(persons)
        given, patronymic = chance.choice(_GIVEN), chance.choice(_PATRONYMICS)
        kind = chance.choice(("other", "given", "patronymic", "surname"))
        if kind == "other":
            made = Person("", given, patronymic, chance.choice(_SURNAMES))
        elif kind == "given":
            made = Person("", given, patronymic, who.surname)
        elif kind == "patronymic" and who.patronymic:
            made = Person("", who.given, patronymic, who.surname)
        else:
            stem = who.surname[: max(3, len(who.surname) - 3)]
            ending = chance.choice(("андзе", "юхин", "арчук"))
            made = Person("", who.given, who.patronymic, stem + ending)
        form = chance.choice(sorted(FORMS))
        if kind != "surname" and made.surname in surnames:
            short = form.startswith("short") or "initials" in form
            if made.patronymic == who.patronymic or (kind == "patronymic" and short):
                continue
            if (made.given, made.surname) in known and (kind == "given" or short):
                continue
            if (made.given[0], made.patronymic[:1], made.surname) in initials and short:
                continue
        if kind == "other" and made.surname in surnames:
            continue
        table = chance.choice(sorted(TUNED))
        found.append(Variant("", FORMS[form](made, TUNED[table]), f"{kind}, {table}, {form}"))
    return found
