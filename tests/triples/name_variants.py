"""Variants of names by rule and by chance: what people type who look for somebody.

Two generators. The first uses the standards that the index knows, the habits of four languages,
and the usual forms and slips. The second was written apart, by other rules: tables of languages
that the index has no standard for, keyboards, old catalogues, shouting, titles left in.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import iuliia


@dataclass(frozen=True)
class Person:
    """A person as the curated graph names them in Russian: given name, patronymic, surname."""

    id: str
    given: str
    patronymic: str
    surname: str


@dataclass(frozen=True)
class Variant:
    id: str
    text: str
    how: str


def person(id_: str, label: str) -> Person | None:
    """Read a label of two or three plain words; brackets and particles are other tests' matter."""
    words = label.split()
    if "(" in label or len(words) not in (2, 3) or any(word[0].islower() for word in words):
        return None
    if words[0].endswith(".") or words[-1].isascii():
        return None
    return Person(id_, words[0], words[1] if len(words) == 3 else "", words[-1])


def transliterate(table: str) -> Callable[[str], str]:
    """Make a transliteration of a table `а-a б-b …`, longest first, capitals kept."""
    pairs = dict(entry.split("-") for entry in table.split())

    def write(text: str) -> str:
        out = []
        at = 0
        while at < len(text):
            for size in (4, 3, 2, 1):
                piece = text[at : at + size]
                if len(piece) == size and piece.lower() in pairs:
                    found = pairs[piece.lower()]
                    out.append(found.capitalize() if piece[0].isupper() else found)
                    break
            else:
                size = 1
                out.append(text[at])
            at += size
        return "".join(out)

    return write


_COMMON = "а-a б-b г-g д-d з-z и-i к-k л-l м-m н-n о-o п-p р-r т-t ф-f э-e ы-y ъ- ь- "
GERMAN = transliterate(
    _COMMON + "в-w е-e ё-jo ж-sch й-i с-s х-ch ц-z ч-tsch ш-sch щ-schtsch у-u ю-ju я-ja ий-i ый-y"
    " ье-je ае-aje ее-eje ое-oje ьё-jo"
)
FRENCH = transliterate(
    _COMMON + "в-v е-e ё-io ж-j й-ï с-s х-kh ц-ts ч-tch ш-ch щ-chtch у-ou ю-iou я-ia ий-i ый-y"
    " ин-ine ье-ie ей-eï"
)
POLISH = transliterate(
    _COMMON + "в-w е-ie ё-io ж-ż й-j с-s х-ch ц-c ч-cz ш-sz щ-szcz у-u ю-iu я-ia ий-ij ый-yj"
    " л-ł ле-le ли-li ский-ski же-że ше-sze че-cze ще-szcze це-ce"
)
CZECH = transliterate(
    _COMMON + "в-v е-e ё-jo ж-ž й-j с-s х-ch ц-c ч-č ш-š щ-šč у-u ю-ju я-ja ий-ij ый-yj"
)
ENGLISH = transliterate(
    _COMMON + "в-v е-e ё-yo ж-zh й-y с-s х-kh ц-ts ч-ch ш-sh щ-shch у-u ю-yu я-ya ий-y ый-y"
    " ей-ei ье-ie ия-ia кс-x"
)
TUNED: dict[str, Callable[[str], str]] = {
    "cyrillic": lambda text: text,
    "german": GERMAN,
    "french": FRENCH,
    "polish": POLISH,
    "czech": CZECH,
    "english": ENGLISH,
    **{name: getattr(iuliia, name).translate for name in dir(iuliia) if name.isupper()},
}


def _initial(word: str, write: Callable[[str], str]) -> str:
    return write(word[0]) + "."


Form = Callable[[Person, Callable[[str], str]], str]


def _join(*words: str) -> str:
    return " ".join(word for word in words if word)


FORMS: dict[str, Form] = {
    "whole": lambda p, w: w(_join(p.given, p.patronymic, p.surname)),
    "reversed": lambda p, w: w(_join(p.surname, p.given, p.patronymic)),
    "comma": lambda p, w: w(p.surname) + ", " + w(_join(p.given, p.patronymic)),
    "short": lambda p, w: w(_join(p.given, p.surname)),
    "short reversed": lambda p, w: w(_join(p.surname, p.given)),
    "initials after": lambda p, w: _join(w(p.surname), *_initials(p, w)),
    "initials before": lambda p, w: _join(*_initials(p, w), w(p.surname)),
    "initials close": lambda p, w: _join(w(p.surname), "".join(_initials(p, w))),
}


def _initials(p: Person, write: Callable[[str], str]) -> list[str]:
    return [_initial(word, write) for word in (p.given, p.patronymic) if word]


def slip(text: str, chance: random.Random, letters: str = "") -> str:
    """Make one mistake of typing: a letter too many, too few, another, or two exchanged."""
    places = [at for at, letter in enumerate(text) if letter.isalpha()]
    at = chance.choice(places)
    kind = chance.choice(("insert", "delete", "substitute", "transpose"))
    cyrillic = any("а" <= letter <= "я" for letter in text.lower())
    letters = letters or ("абвгдежзиклмнопрстуфхцчшы" if cyrillic else "abcdefghijklmnoprstuvyz")
    other = chance.choice(letters.replace(text[at].lower(), ""))
    match kind:
        case "insert":
            return text[:at] + other + text[at:]
        case "delete":
            return text[:at] + text[at + 1 :]
        case "substitute":
            return text[:at] + other + text[at + 1 :]
    if at + 1 < len(text) and text[at + 1] != text[at]:
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    return text[:at] + text[at + 1 :]


def tuned(persons: Sequence[Person], number: int, seed: int) -> list[Variant]:
    """Make variants by the rules that the index was written for."""
    chance = random.Random(seed)  # noqa: S311  chance is not secret here
    found = []
    for _ in range(number):
        who = chance.choice(persons)
        table, form = chance.choice(sorted(TUNED)), chance.choice(sorted(FORMS))
        text = FORMS[form](who, TUNED[table])
        how = f"{table}, {form}"
        if chance.random() < 0.4:
            text, how = slip(text, chance), how + ", slip"
        found.append(Variant(who.id, text, how))
    return found


# The second generator: nothing of the above but the persons.

_ROMANCE = "а-a б-b в-v г-g д-d е-e з-z и-i к-k л-l м-m н-n о-o п-p р-r с-s т-t у-u ф-f э-e ъ- ь- "
HELD_OUT: dict[str, Callable[[str], str]] = {
    "spanish": transliterate(
        _ROMANCE + "ё-io ж-zh й-i х-j ц-ts ч-ch ш-sh щ-sch ы-y ю-yu я-ya ий-i ый-y ге-gue ги-gui"
    ),
    "italian": transliterate(
        _ROMANCE + "ё-io ж-ž й-j х-ch ц-c ч-č ш-š щ-šč ы-y ю-ju я-ja ий-ij ый-yj"
    ),
    "portuguese": transliterate(
        _ROMANCE + "ё-io ж-j й-i х-kh ц-ts ч-tch ш-ch щ-chtch ы-i ю-iu я-ia ий-i ый-i"
    ),
    "dutch": transliterate(
        "а-a б-b в-v г-g д-d е-e ё-jo ж-zj з-z и-i й-j к-k л-l м-m н-n о-o п-p р-r с-s т-t у-oe"
        " ф-f х-ch ц-ts ч-tsj ш-sj щ-sjtsj ы-y э-e ю-joe я-ja ъ- ь- ий-i ый-y"
    ),
    "swedish": transliterate(
        _ROMANCE + "ё-jo ж-zj й-j х-ch ц-ts ч-tj ш-sj щ-sjtj ы-y ю-ju я-ja ий-ij ый-yj"
    ),
    "norwegian": transliterate(
        _ROMANCE + "ё-jo ж-zj й-j х-kh ц-ts ч-tsj ш-sj щ-sjtsj ы-y ю-ju я-ja ий-ij ый-yj"
    ),
    "finnish": transliterate(
        _ROMANCE + "ё-jo ж-ž й-i х-h ц-ts ч-tš ш-š щ-štš ы-y ю-ju я-ja ий-i ый-yi"
    ),
    "hungarian": transliterate(
        "а-a б-b в-v г-g д-d е-e ё-jo ж-zs з-z и-i й-j к-k л-l м-m н-n о-o п-p р-r с-sz т-t у-u"
        " ф-f х-h ц-c ч-cs ш-s щ-scs ы-i э-e ю-ju я-ja ъ- ь- ий-ij ый-ij"
    ),
    "turkish": transliterate(
        _ROMANCE + "ё-yo ж-j й-y х-h ц-ts ч-ç ш-ş щ-şç ы-ı ю-yu я-ya ий-iy ый-ıy"
    ),
    "romanian": transliterate(
        _ROMANCE + "ё-io ж-j й-i х-h ц-ț ч-ci ш-ș щ-șci ы-î ю-iu я-ia ий-i ый-îi"
    ),
    "croatian": transliterate(
        _ROMANCE + "ё-jo ж-ž й-j х-h ц-c ч-č ш-š щ-šč ы-i ю-ju я-ja ий-ij ый-ij"
    ),
    "latvian": transliterate(
        _ROMANCE + "ё-jo ж-ž й-j х-h ц-c ч-č ш-š щ-šč ы-i ю-ju я-ja ий-ijs ый-ijs"
    ),
    "esperanto": transliterate(
        _ROMANCE + "ё-jo ж-ĵ й-j х-ĥ ц-c ч-ĉ ш-ŝ щ-ŝĉ ы-i ю-ju я-ja ий-ij ый-ij"
    ),
    "chat": transliterate(
        _ROMANCE + "ё-yo ж-zh й-j х-h ц-c ч-ch ш-sh щ-sch ы-y ю-u я-ya ий-iy ый-yj ь-'"
    ),
    "bare": transliterate(_ROMANCE + "ё-e ж-z й-j х-h ц-c ч-c ш-s щ-sc ы-y ю-ju я-ja ий-ij ый-yj"),
    "ukrainian letters": transliterate("и-і й-й ы-и э-е ё-ьо е-є ъ-"),
    "as typed": lambda text: text.replace("ё", "е").replace("Ё", "Е"),
    "old spelling": lambda text: "".join(
        word + ("ъ" if word[-1:] in set("бвгджзклмнпрстфхцчшщ") else "") + " "
        for word in text.split()
    ).strip(),
}
_ROWS = ("йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю", "qwertyuiop", "asdfghjkl", "zxcvbnm")


def neighbour(text: str, chance: random.Random) -> str:
    """Hit the next key of the keyboard, double a letter, or miss one."""
    places = [at for at, letter in enumerate(text) if letter.isalpha()]
    at = chance.choice(places)
    letter = text[at].lower()
    row = next((row for row in _ROWS if letter in row), "")
    kind = chance.choice(("next", "next", "double", "miss", "swap", "space"))
    if kind == "next" and row:
        place = row.index(letter)
        other = row[place - 1] if place else row[1]
        return text[:at] + other + text[at + 1 :]
    if kind == "double":
        return text[: at + 1] + letter + text[at + 1 :]
    if kind == "swap" and at + 1 < len(text):
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    if kind == "space" and " " in text:
        place = text.index(" ")
        return text[:place] + text[place + 1 :]
    return text[:at] + text[at + 1 :]


_SHAPES: tuple[Form, ...] = (
    lambda p, w: w(_join(p.given, p.patronymic, p.surname)).upper(),
    lambda p, w: w(_join(p.surname, p.given, p.patronymic)).lower(),
    lambda p, w: w(p.surname).upper() + " " + w(_join(p.given, p.patronymic)),
    lambda p, w: _join(w(p.surname), *(w(n[0]) for n in (p.given, p.patronymic) if n)),
    lambda p, w: _join(*(w(n[0]) for n in (p.given, p.patronymic) if n), w(p.surname)),
    lambda p, w: "".join(w(n[0]) + "." for n in (p.given, p.patronymic) if n) + w(p.surname),
    lambda p, w: _join(w(p.given), w(p.patronymic[:1]) + "." * bool(p.patronymic), w(p.surname)),
    lambda p, w: _join(
        w(p.surname) + ",", w(p.given), w(p.patronymic[:1]) + "." * bool(p.patronymic)
    ),
    lambda p, w: f"{w(p.surname)} ({w(_join(p.given, p.patronymic))})",
    lambda p, w: f"  {w(p.given)}   {w(p.surname)} ",
)


def held_out(persons: Sequence[Person], number: int, seed: int) -> list[Variant]:
    """Make variants by rules that the index was not written for."""
    chance = random.Random(seed)  # noqa: S311  chance is not secret here
    found = []
    for _ in range(number):
        who = chance.choice(persons)
        table = chance.choice(sorted(HELD_OUT))
        shape = chance.randrange(len(_SHAPES))
        text = _SHAPES[shape](who, HELD_OUT[table])
        how = f"{table}, shape {shape}"
        if chance.random() < 0.4:
            text, how = neighbour(text, chance), how + ", slip"
        found.append(Variant(who.id, text, how))
    return found


# Names that nobody in the graph bears.

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
