"""How a word sounds, whoever wrote it: one key for all spellings of a name in all scripts.

Letters of Cyrillic, Armenian and Georgian have one sound each. Latin letters have the sound that
the writer's habit gives them: `ch` is ч to the English, ш to the French and х to the Germans, so a
Latin word is read in each habit and has a key for each. A key is written in small Latin letters,
with C, S and Z for ч, ш and ж; where hissing sounds are not to be told apart (diacritics are often
left out) it is lowered. Sources: the tables of the standards as `iuliia` has them; for the habits
of languages, the rules that their encyclopaedias give for Russian names.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache

import iuliia


def _table(pairs: str) -> dict[str, str]:
    """Read a table of letters: each followed by its sound, or by nothing where it has none."""
    return {pair[0]: pair[1:] for pair in pairs.split()}


_CYRILLIC = _table(
    "аa бb вv гg дd еe ёe жZ зz иi йi кk лl мm нn оo пp рr сs тt уu фf хh цc чC шS щS ъ ыi ь эe юiu"
    " яia іi їi єe ґg ўu ѣe ѳf ѵi јi љl њn ћC ђdZ џdZ ѓg ќk ѕz әa ғg қk ңn өo ұu үu һh җZ ҳh ҷC ӣi"
    " ӯu ӂZ ҫs ҡk ҥn ӑa ӗe ӳu ҽC ӏ"
)
_ARMENIAN = _table(
    "աa բb գg դd եe զz էe ը թt ժZ իi լl խh ծc կk հh ձdz ղg ճC մm յi նn շS ոo չC պp ջdZ ռr սs վv տt"
    " րr ցc ւv փp քk օo ֆf ևev"
)
_GEORGIAN = _table(
    "აa ბb გg დd ეe ვv ზz თt იi კk ლl მm ნn ოo პp ჟZ რr სs ტt უu ფp ქk ღg ყk შS ჩC ცc ძdz წc ჭC ხh"
    " ჯdZ ჰh"
)
_LETTERS = _CYRILLIC | _ARMENIAN | _GEORGIAN
_DIGRAPHS = {"ու": "u"}

# Latin letters whose mark tells the sound; every other mark is left out.
_MARKED = {
    "č": "C", "ć": "C", "ç": "C", "ĉ": "C", "š": "S", "ş": "S", "ș": "S", "ŝ": "S", "ś": "s",
    "ž": "Z", "ż": "Z", "ź": "z", "ł": "l", "đ": "d", "ð": "d", "þ": "t", "ø": "o", "å": "o",
    "æ": "e", "œ": "e", "ß": "ss", "ı": "i", "û": "iu", "â": "ia", "ə": "a", "ŏ": "o", "ė": "e",
    "ẑ": "Z", "ḩ": "h", "ŋ": "n",
}  # fmt: skip
# Signs within a word that stand for no sound: soft and hard signs, half rings, ligature ties.
_SILENT = re.compile("['`\"´ʹʺʻʼʽʾʿˈ‘’‚‛“”„′″·\u0361\ufe20\ufe21]")

_BASE = {
    "schtsch": "S", "shtsh": "S", "shtch": "S", "chtch": "S", "stsch": "S", "shch": "S",
    "szcz": "S", "sjtsj": "S", "stsj": "S", "shh": "S", "sch": "S", "sh": "S", "sz": "S",
    "tsch": "C", "tch": "C", "tsj": "C", "tsh": "C", "tj": "C", "cz": "C", "cs": "C", "ch": "C",
    "dzh": "dZ", "dzj": "dZ", "dsch": "dZ", "dj": "dZ", "zh": "Z", "zs": "Z", "zj": "Z",
    "kh": "h", "gh": "g", "dh": "d", "ph": "f", "th": "t", "ck": "k", "qu": "kv",
    "ts": "c", "tz": "c", "oo": "u", "jj": "i", "x": "ks", "w": "v", "y": "i", "j": "i", "q": "k",
}  # fmt: skip
_GERMAN = {"ch": "h", "z": "c", "zz": "c"}
# Before a vowel the Germans write s for з, and sch for ж as well as for ш.
_VOICED = {"s": "z", "ss": "s", "sp": "sp", "st": "st", "sk": "sk"}
_HABITS: dict[str, dict[str, str]] = {
    "english": {},
    "scientific": {"ch": "h", "x": "h", "sz": "S", "dż": "dZ"},
    "gost": {"x": "h", "cz": "c"},
    "german": _GERMAN,
    "german-z": {**_GERMAN, **_VOICED},
    "german-zh": {**_GERMAN, "sch": "Z"},
    "german-z-zh": {**_GERMAN, **_VOICED, "sch": "Z"},
    "french": {"ou": "u", "ch": "S", "j": "Z", "gue": "ge", "gui": "gi", "guy": "gi"},
    "spanish": {"j": "h", "qu": "k", "ll": "l"},
    "nordic": {"oe": "u", "sj": "S", "ch": "h"},
    "turkic": {"j": "dZ", "c": "dZ", "x": "h"},
    "hard": {"c": "k"},
}
_HABIT_OF = {
    "de": tuple(habit for habit in _HABITS if habit.startswith("german")),
    "fr": ("french",),
    "es": ("spanish",),
    **dict.fromkeys(("pl", "cs", "sk", "sl", "hr", "lt", "lv", "et", "fi"), ("scientific",)),
    **dict.fromkeys(("sv", "nl", "nb", "no", "da"), ("nordic",)),
    **dict.fromkeys(("tr", "az", "uz", "tt", "tk", "tt-latn", "kk-latn"), ("turkic",)),
}
_READERS = {
    habit: (
        re.compile("|".join(sorted(map(re.escape, {**_BASE, **own}), key=len, reverse=True))),
        {**_BASE, **own},
    )
    for habit, own in _HABITS.items()
}
_STANDARDS = tuple(sorted(name for name in dir(iuliia) if name.isupper()))
_USUAL = ("WIKIPEDIA", "GOST_52535", "GOST_779_ALT", "MVD_310_FR")
_FRENCH_END = re.compile("(?<=[iy]n)e$")
_LATIN = re.compile("[a-z]")
_CYRILLIC_LETTER = re.compile("[\u0400-\u052f]")
_UKRAINIAN = re.compile("[іїєґў]")
# The order counts: what one rule makes, the next reads.
_RULES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), to)
    for pattern, to in (
        ("[td]?[sS]C", "S"),
        ("[sS]c", "s"),
        ("t[cs]", "c"),
        ("t[CS]", "C"),
        ("i+o", "e"),
        ("i+(?=[aeu])", ""),
        ("f$", "v"),
        (r"(.)\1+", r"\1"),
        ("sS|Ss", "S"),
        ("(?<=[aeiou])h$", ""),
    )
)


@lru_cache(maxsize=200_000)
def keys(word: str, language: str | None = None, *, stored: bool = False) -> tuple[str, ...]:
    """Give the keys of one word, the likeliest first, each once.

    `language` narrows the habits in which a Latin word is read; without one it is read in all.
    `stored` adds the keys of the forms that the standards give to a Cyrillic word, as an index
    keeps them. A word without a letter or digit has no key. Linear in the length of the word.
    """
    found = [_settle(sound) for sound in sounds(word, language)]
    if stored and found and _CYRILLIC_LETTER.search(word):
        found += _read_standards(word, found[0])
    return tuple(dict.fromkeys(key for key in found if key))


@lru_cache(maxsize=50_000)
def sounds(word: str, language: str | None = None) -> tuple[str, ...]:
    """Give the sounds of a word letter by letter, before they are settled into keys.

    A key leaves out what spellings differ in, and so one slip can change two letters of it; here
    it changes one.
    """
    word = unicodedata.normalize("NFC", word).lower()
    found = _read_latin(word, language) if _is_latin(word) else _read_letters(word)
    return tuple(dict.fromkeys(sound for sound in found if sound))


def blunt(key: str) -> str:
    """Lower a key, so that hissing sounds with and without their marks are one."""
    return re.sub(r"(.)\1+", r"\1", key.lower())


def skeleton(key: str) -> str:
    """Give the consonants of a key in six classes: what is left of a word under two mistakes."""
    rough = key.lower().translate(_CLASSES)
    return re.sub(r"(.)\1+", r"\1", rough)


_CLASSES = str.maketrans("bpvfgkhcszdtmn", "ppffkkksssttnn", "aeiou")


def _is_latin(word: str) -> bool:
    return bool(_LATIN.search(unicodedata.normalize("NFD", word)))


def _settle(sound: str) -> str:
    for pattern, to in _RULES:
        sound = pattern.sub(to, sound)
    return sound


def _read_letters(word: str) -> list[str]:
    for pair, sound in _DIGRAPHS.items():
        word = word.replace(pair, sound)
    word = _SILENT.sub("", word)
    found = ["".join(_LETTERS.get(letter, _bare(letter)) for letter in word)]
    if _UKRAINIAN.search(word):
        found.append(found[0].replace("g", "h"))
    return found


def _bare(letter: str) -> str:
    """Leave out the marks of a letter that no table has."""
    base = "".join(c for c in unicodedata.normalize("NFD", letter) if not unicodedata.combining(c))
    return "".join(_LETTERS.get(c, c if c.isalnum() else "") for c in base)


def _read_latin(word: str, language: str | None) -> list[str]:
    # A letter of another script within a Latin word is a slip of the keyboard, or a table's own.
    word = _SILENT.sub("", word)
    word = "".join(_MARKED.get(c) or (c if c in "CSZ" else _bare(c)) for c in word)
    habits = _HABIT_OF.get(language or "", ()) if language else tuple(_HABITS)
    found: list[str] = []
    for habit in dict.fromkeys(("english", *habits, *(("turkic",) if language else ()))):
        pattern, table = _READERS[habit]
        written = _FRENCH_END.sub("", word) if habit == "french" else word
        read = _replace(pattern, table, written)
        found.append(read)
        # After a hissing sound some standards write ё as o.
        if re.search("[CSZ]o", read):
            found.append(re.sub("(?<=[CSZ])o", "e", read))
    return found


def _replace(pattern: re.Pattern[str], table: Mapping[str, str], word: str) -> str:
    return pattern.sub(lambda match: table[match[0]], word)


def _read_standards(word: str, known: str) -> Iterator[str]:
    """Give a key of each standard's form that none of its readings brings to the known key."""
    for form in standard_forms(word, _STANDARDS):
        read = [_settle(sound) for sound in _read_latin(form, None)]
        if blunt(known) not in map(blunt, read):
            yield read[0]


@lru_cache(maxsize=50_000)
def standard_forms(word: str, standards: tuple[str, ...] = _USUAL) -> tuple[str, ...]:
    """Give the forms that standards of transliteration give to a Cyrillic word, without signs.

    Without a choice they are a few that differ most from each other.
    """
    if not _CYRILLIC_LETTER.search(word):
        return ()
    forms = (getattr(iuliia, name).translate(word).lower() for name in standards)
    return tuple(sorted({_SILENT.sub("", form) for form in forms}))
