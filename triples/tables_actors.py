"""What the tables of persons, peoples, bodies and their names mean."""

from rdflib.namespace import RDFS

from .claims import term
from .columns import (
    Claimed,
    Classifying,
    Ignored,
    Named,
    Plain,
    Spec,
    address,
    by_word,
    concept,
    date,
    dates,
    known_word,
    ref,
    refs,
    text,
    texts,
)
from .reading import Record

ENGLISH, RUSSIAN = Named(RDFS.label, "en"), Named(RDFS.label, "ru")
REMARK = Plain(term("remark"), text("en"))
EVENT_ROWS = "the event rows are the truth; held against what is inferred (expectations)"
NAMES_TABLE = "superseded by names.csv, which gives each name its language"
CLAIMS_TABLE = "superseded by extra_claims.csv, which gives each value its sources"
NOTHING = frozenset({"none", "not known"})
PRECISION = "held against the date itself"

BODY_CLASSES: dict[str, str | list[str]] = {
    "security": "SecurityBody",
    "extrajudicial": "ExtrajudicialBody",
    "judicial": "Court",
    "party": "PartyBody",
    "state": "StateBody",
    "procuracy": "Procuracy",
    "review commission": "ReviewCommission",
    "penal": "PenalBody",
    "civil society": "CivilSocietyOrganisation",
    "government": "Government",
    "ministry": "Ministry",
    "legislature": "Legislature",
    "head of state": "HeadOfState",
    "party and state": ["PartyBody", "StateBody"],
    "military": "MilitaryBody",
    "foreign": "ForeignBody",
    "revolutionary committee": "RevolutionaryCommittee",
    "soviet": "LocalSoviet",
}
BODY_KINDS = {
    "security": "securityKind",
    "extrajudicial": "extrajudicialKind",
    "judicial": "judicialKind",
    "party": "partyKind",
    "state": "stateKind",
    "procuracy": "procuracyKind",
    "review commission": "reviewCommissionKind",
    "penal": "penalKind",
    "civil society": "civilSocietyKind",
    "government": "governmentKind",
    "ministry": "ministryKind",
    "legislature": "legislatureKind",
    "head of state": "headOfStateKind",
    "party and state": "partyAndStateKind",
    "military": "militaryKind",
    "foreign": "foreignKind",
    "revolutionary committee": "revolutionaryCommitteeKind",
    "soviet": "sovietKind",
}
SENTENCE_STATUSES = {
    "sentenced": "sentenced",
    "executed_without_sentence": "executedWithoutSentence",
    "died_in_custody_without_sentence": "diedInCustodyWithoutSentence",
    "freed_without_sentence": "freedWithoutSentence",
    "denounced_after_death": "denouncedAfterDeath",
    "killed_without_case": "killedWithoutCase",
    "unknown": "sentenceUnknown",
}
# Records that the sources keep for several persons together.
GROUP_RECORDS = {"P115"}
# Which columns of a persons row a word of `verified_fields` vouches for.
VERIFIED = {
    "birth": {"birth"},
    "birth:year": {"birth"},
    "death": {"death", "fate", "sentence_status"},
    "death:year": {"death"},
    "charge": {"charge", "articles_cited"},
    "occupation": {"occupation"},
    "arrest_date": set(),
    "sentence_date": {"sentence_status"},
    "sentencing_body": {"sentence_status"},
}
PERSON_CLAIMS = {
    "birth",
    "birth_place_id",
    "death",
    "death_place_id",
    "death_circumstance",
    "occupation",
    "married_to_ids",
    "people_id",
    "charge",
    "articles_cited",
    "sentence_status",
    "fate",
}


def unverified(record: Record) -> set[str]:
    """Find the columns of a person that rest on general knowledge: all but the verified ones."""
    vouched: set[str] = set()
    for word in record.items("verified_fields"):
        vouched |= known_word(VERIFIED, word, "verified_fields")
    return PERSON_CLAIMS - vouched


def body_classes(record: Record) -> list[str]:
    """Give the class of a body's kind, and the extrajudicial one where it sentenced."""
    classes = by_word("kind", BODY_CLASSES)(record)
    if record["kind"] == "judicial" and "ilitary" in record["name_en"]:
        classes = ["MilitaryCourt"]
    if record["sentences_extrajudicially"] == "yes" and "ExtrajudicialBody" not in classes:
        classes.append("ExtrajudicialBody")
    return classes


PERSONS = Spec(
    classes=lambda record: ["PersonGroup" if record["id"] in GROUP_RECORDS else "Person"],
    unverified=unverified,
    columns={
        "name_en": ENGLISH,
        "name_ru": RUSSIAN,
        "name_other": Ignored(NAMES_TABLE),
        "birth": Claimed("birthDate", date, precision="birth_precision"),
        "birth_precision": Ignored(PRECISION),
        "birth_place": Ignored("printed text of birth_place_id"),
        "birth_place_id": Claimed("bornAt", ref, printed="birth_place"),
        "death": Claimed("deathDate", date, precision="death_precision"),
        "death_precision": Ignored(PRECISION),
        "death_place": Ignored("printed text of death_place_id"),
        "death_place_id": Claimed("diedAt", ref, printed="death_place"),
        "death_circumstance": Claimed("deathCircumstance", text("en")),
        "occupation": Claimed("occupation", text("en")),
        "married_to_ids": Claimed("marriedTo", refs),
        "people_id": Claimed("belongsToPeople", ref),
        "repressed_as_relative_of_id": Claimed("repressedAsRelativeOf", ref),
        "judge_in_case_ids": Ignored("the case points to its judges; lifted there"),
        "arrest_date": Ignored(EVENT_ROWS),
        "arresting_organ": Ignored(EVENT_ROWS),
        "charge": Claimed("chargeAsPrinted", text(), nothing=NOTHING),
        "articles_cited": Claimed("articleCited", texts),
        "sentence_status": Claimed("hasSentenceStatus", concept(SENTENCE_STATUSES)),
        "sentencing_body": Ignored(EVENT_ROWS),
        "sentence_date": Ignored(EVENT_ROWS),
        "penalty": Ignored(EVENT_ROWS),
        "fate": Claimed("fate", text("en")),
        "posthumous_rehabilitation": Ignored(EVENT_ROWS),
        "status": Ignored(EVENT_ROWS),
        "status_confidence": Ignored(EVENT_ROWS),
        "case_id": Ignored(EVENT_ROWS),
        "verified_fields": Ignored("decides the confidence of the other columns"),
        "fields_verified_in_sources": Ignored("words for verified_fields"),
        "rehabilitation_summary": Ignored(EVENT_ROWS),
        "party_rehabilitation": Ignored(EVENT_ROWS),
        "notes": REMARK,
    },
)

PEOPLES = Spec(
    classes=lambda record: ["SocialContingent" if record["id"] == "N18" else "EthnicGroup"],
    columns={
        "name_en": ENGLISH,
        "name_ru": RUSSIAN,
        "name_own": Ignored(NAMES_TABLE),
        "notes": REMARK,
        **{
            column: Ignored(EVENT_ROWS)
            for column in (
                "deportation_dates",
                "decree_act_ids",
                "confirming_act_ids",
                "number_deported",
                "number_range",
                "from",
                "to",
                "autonomy_abolished",
                "special_settlement_lifted",
                "lifting_act_ids",
                "decriminalised_or_rehabilitated",
                "right_of_return",
                "autonomy_restored",
                "territory_restored",
            )
        },
    },
)

BODIES = Spec(
    classes=body_classes,
    columns={
        "name_en": ENGLISH,
        "name_ru": RUSSIAN,
        "kind": Claimed("hasKindOfBody", concept(BODY_KINDS)),
        "jurisdiction_ids": Claimed("hasJurisdiction", refs),
        "start": Claimed("startDate", date),
        "end": Claimed("endDate", date),
        "active_periods": Claimed("periodCovered", dates),
        "rival_dates": Ignored(CLAIMS_TABLE),
        "death_sentences_since": Claimed("deathSentencesSince", date),
        "predecessor_ids": Claimed("succeeds", refs),
        "successor_ids": Claimed("precedes", refs),
        "role": Claimed("role", text("en")),
        "sentences_extrajudicially": Classifying(),
        "extrajudicial_body_ids": Claimed("actsThrough", refs),
        "notes": REMARK,
    },
)

NAMED_BODIES = Spec(
    classes=by_word("kind", BODY_CLASSES),
    columns={
        "name_en": ENGLISH,
        "name_ru": RUSSIAN,
        "kind": Claimed("hasKindOfBody", concept(BODY_KINDS)),
        "jurisdiction_ids": Claimed("hasJurisdiction", refs),
        "parent_body_id": Claimed("partOfBody", ref),
        "source_rows": Ignored("where the body is named"),
        "remark": REMARK,
    },
)


def source_classes(record: Record) -> list[str]:
    """Tell a primary document, an unverified source and a plain one apart by their kind."""
    if record["kind"] == "unverified":
        return ["UnverifiedSource"]
    return ["PrimaryDocument" if record["kind"].startswith("primary document") else "Source"]


SOURCES = Spec(
    classes=source_classes,
    vouched=False,
    columns={
        "title": Named(RDFS.label, ""),  # in whatever language it was published
        "url": Plain(term("sourceUrl"), address),
        "kind": Plain(term("sourceKind"), text("en")),
        "institution": Plain(term("institution"), text()),
        "url_note": Plain(term("urlNote"), text("en")),
        "times_used": Ignored("counted anew from the claims"),
    },
)
