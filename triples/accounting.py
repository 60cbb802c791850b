"""Whether every word of a name that is asked for is accounted for by the names of a candidate.

This decides what may be called a match, and is stricter than a score: a slip of one letter may be
a slip, or the name of somebody else.
"""

import re
from collections.abc import Iterable, Sequence

from .fitting import likeness
from .names import Name, Part, fits_initial, parse, parse_thing

# Words that differ by a rule of spelling are the same, by a letter they are not.
SAME = 0.97
_FEWEST_INITIALS = 2
_BRACKETS = re.compile(r"\s*\([^()]*\)|,?\s*\(?\b1[0-9]{3}\)?$")
_DOUBLE = re.compile(r"(.)\1+")
WHOLE, SHORTENED = 2, 1
# Letters that Russian, Ukrainian and Belarusian write for one another at the start of a name.
_SAME_LETTERS = str.maketrans("ёэєіїґ", "еееииг")


def accounts_for(asked: str, labels: Sequence[str], aliases: Iterable[str] = ()) -> bool:
    """Tell whether a person with these names is called just so.

    Each word that is asked must be a word of some name of the candidate, or an initial of one, and
    the words of one whole name but its patronymic must be asked for: `Н. И. Бухарин` accounts for
    Николай Иванович Бухарин, `Николай Иванович` and `Бухарин` alone do not, since others are called
    so as well. A single word is enough only where it is a whole label; an alias of one word is
    another surname. The cost is the product of the words.
    """
    wanted = parse(asked)
    main = [reading for label in labels for reading in parse(label)]
    known = [*main, *(reading for alias in aliases for reading in parse(alias))]
    # An alias `Тухачевский М. Н.` must not account for a Максим where Михаил is known.
    spelled = [name for name in known if len(name) > 1 and not any(p.initial for p in name)]
    if spelled:
        known = [name for name in known if not any(part.initial for part in name)]
    words = {part for name in known for part in name}
    whole = [name for name in known if len(name) > 1 or name in main]
    whole += [
        _renamed(name, alias[0])
        for alias in known
        if len(alias) == 1 and alias not in main
        for name in main
        if len(name) > 1
    ]
    return any(
        _is_specific(name, whole)
        and all(_accounted(part, words) for part in name)
        and _in_order(name, whole)
        and any(_covered(one, name) for one in whole)
        for name in wanted
    )


def names_thing(asked: str, names: Iterable[str]) -> int:
    """Tell whether one of these names of a place, a body, an act is asked for, word by word.

    WHOLE where all of its words are and no others, SHORTENED where those in brackets or a year at
    its end are missing, 0 where the words differ. Brackets tell apart what has one name.
    """
    best = 0
    listed = list(names)
    for level, forms in (
        (WHOLE, listed),
        (SHORTENED, [short for name in listed if (short := _BRACKETS.sub("", name)) != name]),
    ):
        for wanted in parse_thing(asked):
            for known in (reading for form in forms for reading in parse_thing(form)):
                if known and _is_same_thing(known, wanted):
                    best = max(best, level)
    return best


def _is_same_thing(known: Name, asked: Name) -> bool:
    """Tell whether two names of things have the same words; a letter stands for no word here."""
    free = list(asked)
    for part in known:
        for one in free:
            short = one.initial or part.initial
            if one.word == part.word or (not short and likeness(one.word, part.word) >= SAME):
                free.remove(one)
                break
        else:
            return False
    return not free


def _is_specific(asked: Name, whole: Sequence[Name]) -> bool:
    """Tell whether enough is asked for to mean one person: two words, or one with two initials."""
    full = sum(not part.initial for part in asked)
    if not full:
        return False
    initials = len(asked) - full
    if full > 1 or initials >= _FEWEST_INITIALS:
        return True
    return initials == 0 and any(len(name) == 1 for name in whole)


def _accounted(part: Part, words: set[Part]) -> bool:
    """Tell whether a word is one of the candidate's.

    What is written in Cyrillic is held against Cyrillic, where there is some: a Latin form takes a
    Симонов for a Шимонов.
    """
    alike = {word for word in words if _is_cyrillic(word)} if _is_cyrillic(part) else set()
    return any(_same(part, word) for word in alike or words)


def _in_order(asked: Name, whole: Sequence[Name]) -> bool:
    """Tell whether two initials are those of a given name and a patronymic, in this order."""
    initials = [part for part in asked if part.initial]
    if len(initials) < _FEWEST_INITIALS:
        return True
    for name in whole:
        first = [part for part in name if part.role == "given"]
        second = [part for part in name if part.role == "patronymic"]
        if first and second and _same(initials[0], first[0]) and _same(initials[1], second[0]):
            return True
    return False


def _is_cyrillic(part: Part) -> bool:
    return all("\u0400" <= letter <= "\u052f" for letter in part.word)


def _renamed(name: Name, alias: Part) -> Name:
    """Put an alias of one word in the place of the surname: Bronstein is Lev Bronstein."""
    return (*(part for part in name if part.role != "surname"), alias)


def _covered(known: Name, asked: Name) -> bool:
    """Tell whether each word of a name is asked for, by a word of its own; patronymics need not."""
    free = list(asked)
    for part in known:
        if part.role == "patronymic":
            continue
        taken = next((one for one in free if _same(one, part)), None)
        if taken is None:
            return False
        free.remove(taken)
    return True


def _same(asked: Part, known: Part) -> bool:
    if asked.initial:
        # Nobody shortens a surname.
        if known.initial:
            return asked.word == known.word
        return known.role != "surname" and _begins(asked, known)
    if known.initial:
        return _begins(known, asked)
    if _is_cyrillic(asked) and _is_cyrillic(known) and _differ_by_doubling(asked.word, known.word):
        return False
    return likeness(asked.word, known.word) >= SAME


def _differ_by_doubling(one: str, other: str) -> bool:
    """Tell whether a letter is double in one word only: a rule in other scripts, a slip in this."""
    return one != other and _DOUBLE.sub(r"\1", one) == _DOUBLE.sub(r"\1", other)


def _begins(initial: Part, part: Part) -> bool:
    if _is_cyrillic(initial) and _is_cyrillic(part):
        return part.word[0].translate(_SAME_LETTERS) == initial.word[0].translate(_SAME_LETTERS)
    return fits_initial(initial.word, part.word)
