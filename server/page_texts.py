"""The words of the pages in English and Russian, and which of both a reader wants."""

from collections.abc import Mapping

from werkzeug.datastructures import LanguageAccept

LANGUAGES = {"en": "English", "ru": "Русский"}

_TEXTS = {
    "aliases": ("also", "также"),
    "article": ("charged under", "обвинение по"),
    "basis": ("legal basis", "правовое основание"),
    "body": ("by whom", "кем"),
    "case": ("case", "дело"),
    "confidence": ("{} confidence", "достоверность: {}"),
    "data": ("This page as data", "Эта страница как данные"),
    "date": ("when", "когда"),
    "datatype": ("type of its values", "тип значений"),
    "deprecated": ("not held to be true", "не считается верным"),
    "event": ("what", "что"),
    "examples": ("Where it is used", "Где используется"),
    "ground": ("ground", "основание"),
    "ordered by": ("ordered by", "предписано"),
    "identifier": ("identifier", "идентификатор"),
    "inferred": ("What follows", "Что из этого следует"),
    "inferred_note": (
        "This is stated nowhere: it follows from what is stated, and is as sure as the weakest "
        "statement that it rests on.",
        "Этого прямо не говорит ни один источник: это следует из сказанного и достоверно "
        "настолько, насколько достоверно самое слабое из оснований.",
    ),
    "life": ("Course of life and fate", "Жизнь и судьба"),
    "licence": ("Free of rights (CC0).", "Свободно от прав (CC0)."),
    "low": ("low", "низкая"),
    "medium": ("medium", "средняя"),
    "high": ("high", "высокая"),
    "named_by": ("What refers to it", "Что на это ссылается"),
    "no_value": ("no value", "нет значения"),
    "no_statements": ("Nothing is stated.", "Утверждений нет."),
    "nothing_more": ("No more statements.", "Больше утверждений нет."),
    "or_more": ("{} or more", "{} или больше"),
    "other_vocabularies": ("In other vocabularies: {}", "В других словарях: {}"),
    "outcome": ("outcome", "итог"),
    "people_story": ("What befell them", "Что произошло"),
    "place": ("where", "где"),
    "preferred": ("preferred", "предпочтительное"),
    "properties": ("Properties", "Свойства"),
    "property": ("property", "свойство"),
    "concept": ("term of the ontology", "термин онтологии"),
    "reference": ("{} source", "источник: {}"),
    "references": ("{} sources", "источники: {}"),
    "search": ("Ask for this in SPARQL", "Спросить об этом в SPARQL"),
    "show_all": ("show all {}", "показать все: {}"),
    "born": ("birth", "рождение"),
    "died": ("death", "смерть"),
    "statements": ("Statements", "Утверждения"),
    "term": ("Term", "Термин"),
    "unsourced": ("no source given", "источник не указан"),
    "unknown_value": ("unknown", "неизвестно"),
    "why": ("why?", "почему?"),
    "search_title": ("Search by name", "Поиск по имени"),
    "search_label": (
        "A name in any spelling or alphabet, or a number",
        "Имя в любом написании, любым письмом, или номер",
    ),
    "search_kind": ("Among", "Среди"),
    "search_any": ("everything", "всего"),
    "search_button": ("Search", "Искать"),
    "search_none": (
        "No name here fits. That somebody is not found does not mean that they were not repressed.",
        "Такого имени здесь нет. Если человек не найден, это не значит, что он не был "
        "репрессирован.",
    ),
    "kind_person": ("persons", "людей"),
    "kind_people": ("peoples", "народов"),
    "kind_act": ("legal acts", "правовых актов"),
    "kind_body": ("bodies", "органов"),
    "kind_case": ("cases", "дел"),
    "kind_place": ("places", "мест"),
    "kind_source": ("sources", "источников"),
    "years": ("years", "лет"),
    "yes": ("yes", "да"),
    "no": ("no", "нет"),
    "next": ("next", "далее"),
    "previous": ("previous", "назад"),
    "page": ("page {} of {}", "страница {} из {}"),
    "whole": ("back to the whole page", "назад ко всей странице"),
    "contents": ("On this page", "На этой странице"),
    "ontology_title": ("The ontology: what can be said", "Онтология: что можно сказать"),
    "classes": ("Classes", "Классы"),
    "vocabulary": ("Vocabularies", "Словари"),
}


def language_of(wish: str | None, accepted: LanguageAccept) -> str:
    """Choose the language of a page: `uselang=` if it names one of ours, else Accept-Language."""
    named = (wish or "").lower().partition("-")[0]
    if named in LANGUAGES:
        return named
    return accepted.best_match(LANGUAGES) or next(iter(LANGUAGES))


class Words:
    """The words of one language, for a template: `say("why")`, `say("all_n", 12)`."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._place = list(LANGUAGES).index(language)

    def __call__(self, name: str, *filled: object) -> str:
        """Give a phrase with its gaps filled."""
        return _TEXTS[name][self._place].format(*filled)


def choose(texts: Mapping[str, str], language: str) -> tuple[str, str] | None:
    """Choose one of the texts by language, with its language; None where there is none.

    First the language itself, then the other of the pages, then one without a language, then any.
    """
    for name in (language, *LANGUAGES, "mul", ""):
        if name in texts:
            return texts[name], name
    for name in sorted(texts):
        return texts[name], name
    return None
