"""Variants of names by rule and by chance: what people type who look for somebody.

These use the standards that the index knows, the habits of four languages, and the usual forms and
slips; `held_out_variants` was written apart, by other rules.
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


COMMON = "а-a б-b г-g д-d з-z и-i к-k л-l м-m н-n о-o п-p р-r т-t ф-f э-e ы-y ъ- ь- "
GERMAN = transliterate(
    COMMON + "в-w е-e ё-jo ж-sch й-i с-s х-ch ц-z ч-tsch ш-sch щ-schtsch у-u ю-ju я-ja ий-i ый-y"
    " ье-je ае-aje ее-eje ое-oje ьё-jo"
)
FRENCH = transliterate(
    COMMON + "в-v е-e ё-io ж-j й-ï с-s х-kh ц-ts ч-tch ш-ch щ-chtch у-ou ю-iou я-ia ий-i ый-y"
    " ин-ine ье-ie ей-eï"
)
POLISH = transliterate(
    COMMON + "в-w е-ie ё-io ж-ż й-j с-s х-ch ц-c ч-cz ш-sz щ-szcz у-u ю-iu я-ia ий-ij ый-yj"
    " л-ł ле-le ли-li ский-ski же-że ше-sze че-cze ще-szcze це-ce"
)
CZECH = transliterate(
    COMMON + "в-v е-e ё-jo ж-ž й-j с-s х-ch ц-c ч-č ш-š щ-šč у-u ю-ju я-ja ий-ij ый-yj"
)
ENGLISH = transliterate(
    COMMON + "в-v е-e ё-yo ж-zh й-y с-s х-kh ц-ts ч-ch ш-sh щ-shch у-u ю-yu я-ya ий-y ый-y"
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


def join(*words: str) -> str:
    return " ".join(word for word in words if word)


FORMS: dict[str, Form] = {
    "whole": lambda p, w: w(join(p.given, p.patronymic, p.surname)),
    "reversed": lambda p, w: w(join(p.surname, p.given, p.patronymic)),
    "comma": lambda p, w: w(p.surname) + ", " + w(join(p.given, p.patronymic)),
    "short": lambda p, w: w(join(p.given, p.surname)),
    "short reversed": lambda p, w: w(join(p.surname, p.given)),
    "initials after": lambda p, w: join(w(p.surname), *_initials(p, w)),
    "initials before": lambda p, w: join(*_initials(p, w), w(p.surname)),
    "initials close": lambda p, w: join(w(p.surname), "".join(_initials(p, w))),
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
