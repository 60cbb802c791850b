"""What the tables of repressions, decisions, cases and measures mean."""

from rdflib.namespace import RDFS

from .columns import (
    Claimed,
    Classifying,
    Ignored,
    Named,
    Spec,
    by_word,
    concept,
    concepts,
    date,
    decimal,
    integer,
    ref,
    refs,
    text,
    texts,
)
from .reading import Record
from .tables_actors import CLAIMS_TABLE, ENGLISH, PRECISION, REMARK, RUSSIAN

REPRESSIONS: dict[str, str | list[str]] = {
    "arrest": "Arrest",
    "sentence": "Sentence",
    "execution": "Execution",
    "death_in_custody": "DeathInCustody",
    "exile": "Exile",
    "imprisonment": "Imprisonment",
    "expulsion_from_party": "PartyExpulsion",
}
# A release, an amnesty, a cleared record and an appeal are no rehabilitation.
DECISIONS: dict[str, str | list[str]] = {
    "judicial": "JudicialRehabilitation",
    "prosecutorial": "ProsecutorialRehabilitation",
    "judicial_or_prosecutorial": "JudicialOrProsecutorialRehabilitation",
    "party": "PartyRehabilitation",
    "military": "MilitaryRehabilitation",
    "presidential": "PresidentialRehabilitation",
    "unspecified": "RehabilitationDecision",
    "release": "Release",
    "amnesty": "AmnestyApplication",
    "record_cleared": "RecordClearing",
    "public_appeal": "PublicAppeal",
}
DECISION_OUTCOMES = {
    "granted": "granted",
    "refused": "refused",
    "partial": "partial",
    "annulled": "annulled",
    "freed": "freed",
    "called_for": "calledFor",
    "unknown": "unknownOutcome",
}
MEASURES: dict[str, str | list[str]] = {
    "deportation": "Deportation",
    "autonomy_abolished": "AutonomyAbolition",
    "special_settlement_lifted": "SpecialSettlementLifting",
    "charge_withdrawn": "ChargeWithdrawal",
    "right_of_return": "ReturnPermission",
    "autonomy_restored": "AutonomyRestoration",
    "territory_restored": "TerritoryRestoration",
    "rehabilitated": "CollectiveRehabilitation",
}
MEASURE_OUTCOMES = {
    "done": "done",
    "partly": "partly",
    "refused": "refused",
    "not_done": "notDone",
    "not_applicable": "notApplicable",
}
CASES_BY_KIND: dict[str, str | list[str]] = {
    "trial": "Trial",
    "administrative": "AdministrativeCase",
    "investigation": "Investigation",
    "killing without trial": "UntriedKilling",
    "label": "CaseLabel",
    "campaign label": "CaseLabel",
}


def decider(record: Record) -> str:
    """Tell who decided a sentence from who carried out an arrest or an execution."""
    return "decidedBy" if record["event"] == "sentence" else "carriedOutBy"


def measure_act(record: Record) -> str:
    """Tell the order for a deportation from the legal basis of what was lifted or restored."""
    return (
        "orderedBy" if record["event"] in {"deportation", "autonomy_abolished"} else "hasLegalBasis"
    )


PERSON_REPRESSIONS = Spec(
    classes=by_word("event", REPRESSIONS),
    rival="rival_of",
    columns={
        "label_en": ENGLISH,
        "label_ru": RUSSIAN,
        "person_id": Claimed("affects", ref),
        "event": Classifying(),
        "date": Claimed("date", date, precision="date_precision"),
        "date_precision": Ignored(PRECISION),
        "body_id": Claimed(decider, ref, printed="body_text"),
        "body_text": Claimed("performerAsPrinted", text()),
        "body_ref_ids": Claimed("performedBy", refs, printed="body_text"),
        "articles": Claimed("chargeAsPrinted", text()),
        "articles_cited": Claimed("articleCited", texts, printed="articles"),
        "legal_act_ids": Claimed("hasLegalBasis", refs),
        "penalty": Claimed("penaltyAsPrinted", text("en")),
        "penalty_kinds": Claimed("hasPenalty", concepts, printed="penalty"),
        "term_years": Claimed("termYears", decimal, printed="penalty"),
        "place": Ignored("printed text of place_id"),
        "place_id": Claimed("tookPlaceAt", ref, printed="place"),
        "case_id": Claimed("partOfCase", ref),
        "rival_of": Ignored("the event that this row's values rival"),
        "notes": REMARK,
    },
)

PERSON_REHABILITATIONS = Spec(
    classes=by_word("decision_type", DECISIONS),
    rival="same_decision_as",
    columns={
        "label_en": ENGLISH,
        "label_ru": RUSSIAN,
        "person_id": Claimed("affects", ref),
        "decision_type": Classifying(),
        "kind_id": Claimed("hasKind", refs),
        "outcome": Claimed("hasOutcome", concept(DECISION_OUTCOMES)),
        "date": Claimed("date", date, precision="date_precision", confidence="date_confidence"),
        "date_precision": Ignored(PRECISION),
        "date_confidence": Ignored("decides the confidence of the date"),
        "rival_dates": Ignored(CLAIMS_TABLE),
        "posthumous": Ignored("inferred from the dates; held against what is inferred"),
        "body_id": Claimed("decidedBy", ref, printed="body"),
        "body": Claimed("performerAsPrinted", text("en")),
        "body_ref_ids": Claimed(
            lambda record: (
                "madeBy" if record["decision_type"] == "public_appeal" else "performedBy"
            ),
            refs,
            printed="body",
        ),
        "place_id": Claimed("tookPlaceAt", ref),
        "ground_id": Claimed("hasGround", refs, printed="ground"),
        "ground": Ignored("printed text of ground_id; `not known` says nothing"),
        "legal_act_ids": Claimed("hasLegalBasis", refs),
        "case_id": Claimed("partOfCase", ref),
        "affects_repression_ids": Claimed("reviews", refs, printed="act_or_case_affected"),
        "act_or_case_affected": Claimed("reviewedAsPrinted", text("en")),
        "same_decision_as": Ignored("the decision that this row's values rival"),
        "annuls_id": Claimed("annuls", ref),
        "notes": REMARK,
    },
)

PEOPLE_EVENTS = Spec(
    classes=by_word("event", MEASURES),
    columns={
        "label_en": ENGLISH,
        "label_ru": RUSSIAN,
        "people_id": Claimed("affects", ref),
        "event": Classifying(),
        "outcome": Claimed("hasOutcome", concept(MEASURE_OUTCOMES)),
        "date": Claimed("date", date),
        "act_ids": Ignored("split into basis_act_ids and the acts that came after the measure"),
        "basis_act_ids": Claimed(measure_act, refs),
        "confirming_act_ids": Claimed("confirmedBy", refs),
        "from_places": Ignored("printed text of from_place_ids"),
        "from_place_ids": Claimed("hasOrigin", refs, printed="from_places"),
        "to_places": Ignored("printed text of to_place_ids"),
        "to_place_ids": Claimed("hasDestination", refs, printed="to_places"),
        "number_low": Ignored("superseded by figures.csv"),
        "number_high": Ignored("superseded by figures.csv"),
        "number_as_printed": Ignored("superseded by figures.csv, one row a number"),
        "notes": REMARK,
    },
)

CASES = Spec(
    classes=by_word("kind", CASES_BY_KIND),
    columns={
        "kind": Classifying(),
        "name_en": ENGLISH,
        "name_ru": RUSSIAN,
        "trial_date": Claimed("date", date, precision="date_precision"),
        "date_precision": Ignored(PRECISION),
        "body_id": Claimed("decidedBy", ref),
        "body_ref_ids": Claimed("performedBy", refs),
        "notes": REMARK,
    },
)

MODIFIERS = {
    "exact": "exact",
    "about": "about",
    "over": "over",
    "at least": "atLeast",
    "up to": "upTo",
    "almost": "almost",
    "under": "under",
    "conflict": "conflictingFigure",
}
UNITS = {
    "persons": "persons",
    "cases": "cases",
    "certificates": "certificates",
    "conclusions": "conclusions",
    "families": "families",
}

STATISTICS = Spec(
    classes=lambda _: ["Figure"],
    columns={
        "measure": ENGLISH,
        "measure_ru": RUSSIAN,
        "value": Claimed("valueAsPrinted", text("en")),
        "value_low": Claimed("figureLow", integer, printed="value"),
        "value_high": Claimed("figureHigh", integer, printed="value"),
        "value_modifier": Claimed("hasModifier", concept(MODIFIERS)),
        "as_of": Claimed("asOfDate", date),
        "period": Claimed("periodCovered", date),
        "unit": Claimed("hasUnit", concept(UNITS)),
        "relates_to_id": Claimed("partOfFigure", ref),
        "conflicts_with_ids": Claimed("conflictsWith", refs),
        "remark": REMARK,
    },
)

FIGURES = Spec(
    classes=lambda _: ["Figure"],
    columns={
        "about_id": Ignored("the thing counted points to its figures; lifted there"),
        "label_en": Named(RDFS.label, "en"),
        "label_ru": Named(RDFS.label, "ru"),
        "value_as_printed": Claimed("valueAsPrinted", text("en")),
        "low": Claimed("figureLow", integer, printed="value_as_printed"),
        "high": Claimed("figureHigh", integer, printed="value_as_printed"),
        "modifier": Claimed("hasModifier", concept(MODIFIERS)),
        "unit": Claimed("hasUnit", concept(UNITS)),
        "as_of": Claimed("asOfDate", date),
        "conflicts_with_ids": Claimed("conflictsWith", refs),
        "origin": Ignored("the cell it was split from"),
        "remark": REMARK,
    },
)

GROUND_CLASSES: dict[str, str | list[str]] = {
    "ground": "Ground",
    "kind": "KindOfRehabilitation",
    "consequence": "Consequence",
    "exclusion": "ExclusionCategory",
}

GROUNDS = Spec(
    classes=by_word("kind", GROUND_CLASSES),
    columns={
        "kind": Classifying(),
        "label_ru": RUSSIAN,
        "label_en": ENGLISH,
        "meaning": Claimed("meaning", text("en")),
        "legal_article": Claimed("legalArticle", text("en")),
        "legal_act_ids": Claimed("hasLegalBasis", refs),
        "notes": REMARK,
    },
)
