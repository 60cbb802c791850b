"""Variants of names by rules that the index was not written for.

Tables of languages that the index has no standard for, keyboards, old catalogues, shouting, titles
left in.
"""

import random
from collections.abc import Callable, Sequence

from .name_variants import Form, Person, Variant, join, transliterate

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
    lambda p, w: w(join(p.given, p.patronymic, p.surname)).upper(),
    lambda p, w: w(join(p.surname, p.given, p.patronymic)).lower(),
    lambda p, w: w(p.surname).upper() + " " + w(join(p.given, p.patronymic)),
    lambda p, w: join(w(p.surname), *(w(n[0]) for n in (p.given, p.patronymic) if n)),
    lambda p, w: join(*(w(n[0]) for n in (p.given, p.patronymic) if n), w(p.surname)),
    lambda p, w: "".join(w(n[0]) + "." for n in (p.given, p.patronymic) if n) + w(p.surname),
    lambda p, w: join(w(p.given), w(p.patronymic[:1]) + "." * bool(p.patronymic), w(p.surname)),
    lambda p, w: join(
        w(p.surname) + ",", w(p.given), w(p.patronymic[:1]) + "." * bool(p.patronymic)
    ),
    lambda p, w: f"{w(p.surname)} ({w(join(p.given, p.patronymic))})",
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
