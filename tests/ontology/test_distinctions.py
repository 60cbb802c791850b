"""What must not be merged is not merged, and what a reasoner should infer is inferred.

The rows follow the two lists of the fact base: "Distinctions that must not be merged" and "Classes
a reasoner should infer". A merger is planted for each distinction and must clash.
"""

from collections.abc import Callable, Mapping

import pytest

from poimenno.ontology.ntriples import Triple

from .conftest import Worlds

# Two things that are not one: a world that takes one for the other.
MERGERS = {
    "amnesty-as-rehabilitation": ":d a poi:AmnestyApplication , poi:JudicialRehabilitation .",
    "amnesty-act-as-rehabilitation-act": ":d a poi:AmnestyAct , poi:RehabilitationLaw .",
    "release-as-rehabilitation": ":d a poi:Release , poi:RehabilitationDecision .",
    "record-clearing-as-rehabilitation": ":d a poi:RecordClearing , poi:RehabilitationDecision .",
    "record-clearing-as-release": ":d a poi:RecordClearing , poi:Release .",
    "appeal-as-legal-act": ":d a poi:PublicAppeal , poi:LegalAct .",
    "appeal-as-decision": ":d a poi:PublicAppeal , poi:PartyRehabilitation .",
    "court-as-procuracy": ":d a poi:JudicialRehabilitation , poi:ProsecutorialRehabilitation .",
    "court-as-party": ":d a poi:JudicialRehabilitation , poi:PartyRehabilitation .",
    "court-as-parliament": ":d a poi:JudicialRehabilitation , poi:LegislativeRehabilitation .",
    "civil-as-party": ":d a poi:CivilRehabilitation , poi:PartyRehabilitation .",
    "military-as-judicial": ":d a poi:MilitaryRehabilitation , poi:JudicialRehabilitation .",
    "lifting-as-return": ":m a poi:SpecialSettlementLifting , poi:ReturnPermission .",
    "charge-as-lifting": ":m a poi:ChargeWithdrawal , poi:SpecialSettlementLifting .",
    "autonomy-as-territory": ":m a poi:AutonomyRestoration , poi:TerritoryRestoration .",
    "return-as-rehabilitation": ":m a poi:ReturnPermission , poi:CollectiveRehabilitation .",
    "sentence-as-act": ":s a poi:Sentence , poi:RepressiveAct .",
    "sentence-as-execution": ":s a poi:Sentence , poi:Execution .",
    "killing-without-trial-as-sentence": ":s a poi:KillingWithoutTrial , poi:Sentence .",
    "charge-after-death-as-sentence": ":s a poi:PosthumousDenunciation , poi:Sentence .",
    "granted-and-refused": """:d a poi:JudicialRehabilitation ;
        poi:hasOutcome poi:granted , poi:refused .""",
    "granted-and-partial": """:d a poi:JudicialRehabilitation ;
        poi:hasOutcome poi:granted , poi:partial .""",
    "decision-that-annuls-itself": ":d poi:annuls :d .",
    "decisions-that-annul-each-other": ":d poi:annuls :e . :e poi:annuls :d .",
    "individual-as-collective": ":d a poi:JudicialRehabilitation , poi:CollectiveRehabilitation .",
    "people-as-place": ":k a poi:People , poi:AutonomousUnit .",
    "people-as-person": ":k a poi:EthnicGroup , poi:Person .",
    "person-as-group": ":k a poi:Person , poi:PersonGroup .",
    "body-as-office-holder": ":b a poi:Court , poi:Person .",
    "court-as-extrajudicial-body": ":b a poi:MilitaryCourt , poi:ExtrajudicialBody .",
    "sentence-of-court-and-troika": """:court a poi:Court . :troika a poi:ExtrajudicialBody .
        :s a poi:Sentence ; poi:decidedBy :court , :troika .""",
    "body-that-succeeds-itself": ":b poi:succeeds :b .",
    "document-as-event": ":a a poi:Decree , poi:Event .",
    "document-as-measure": ":a a poi:DeportationAct , poi:Deportation .",
    "autonomy-restored-and-not": """:k a poi:People .
        :m a poi:AutonomyRestoration ; poi:affects :k ; poi:hasOutcome poi:done .
        :n a poi:AutonomyRestoration ; poi:affects :k ; poi:hasOutcome poi:notDone .""",
    "posthumous-and-in-lifetime": """:d a poi:PosthumousRehabilitation ,
        poi:RehabilitationInLifetime .""",
}

# Things that go together although they are not one, and what follows: a world, what must be
# concluded there, what must not.
MODELS = {
    "victim-and-judge": (
        """:trial a poi:Trial ; poi:heardBy :p . :p a poi:Person .
        :s a poi:Sentence ; poi:affects :p ; poi:decidedBy :court . :court a poi:MilitaryCourt .
        :e a poi:Execution ; poi:affects :p .""",
        ":p a poi:JudiciallyRepressedPerson .",
        ":p a poi:ExtrajudiciallyRepressedPerson .",
    ),
    "shot-on-an-order": (
        """:p a poi:Person ; poi:hasSentenceStatus poi:executedWithoutSentence .
        :e a poi:Execution ; poi:affects :p ; poi:carriedOutBy :nkvd .""",
        """:p a poi:ExtrajudiciallyRepressedPerson , poi:PersonKilledWithoutSentence .
        :e a poi:KillingWithoutTrial .""",
        ":p a poi:JudiciallyRepressedPerson . :e a poi:Sentence .",
    ),
    "detained-without-charge": (
        """:p a poi:Person .
        :i a poi:Imprisonment ; poi:affects :p ; poi:hasPenalty poi:detentionWithoutCharge .""",
        ":p a poi:ExtrajudiciallyRepressedPerson .",
        ":p a poi:PersonKilledWithoutSentence .",
    ),
    "arrested-by-the-ogpu-sentenced-by-a-court": (
        """:ogpu a poi:SecurityBody , poi:ExtrajudicialBody . :court a poi:Court .
        :p a poi:Person . :a a poi:Arrest ; poi:affects :p ; poi:carriedOutBy :ogpu .
        :s a poi:Sentence ; poi:affects :p ; poi:decidedBy :court .""",
        ":p a poi:JudiciallyRepressedPerson . :s a poi:JudicialSentence .",
        ":p a poi:ExtrajudiciallyRepressedPerson .",
    ),
    "sentenced-twice": (
        """:collegium a poi:ExtrajudicialBody . :court a poi:MilitaryCourt . :p a poi:Person .
        :s a poi:Sentence ; poi:affects :p ; poi:decidedBy :collegium .
        :t a poi:Sentence ; poi:affects :p ; poi:decidedBy :court .""",
        """:p a poi:ExtrajudiciallyRepressedPerson , poi:JudiciallyRepressedPerson .
        :s a poi:ExtrajudicialSentence . :t a poi:JudicialSentence .""",
        ":s a poi:JudicialSentence .",
    ),
    "group-shot-without-trial": (
        ":p a poi:PersonGroup ; poi:hasSentenceStatus poi:executedWithoutSentence .",
        ":p a poi:ExtrajudiciallyRepressedPerson .",
        ":p a poi:Person .",
    ),
    "denounced-after-death": (
        ":p a poi:Person ; poi:hasSentenceStatus poi:denouncedAfterDeath .",
        ":p a poi:PosthumouslyDenouncedPerson , poi:RepressedPerson .",
        ":p a poi:ExtrajudiciallyRepressedPerson .",
    ),
    "wife-of-a-convict": (
        ":w a poi:Person ; poi:repressedAsRelativeOf :p .",
        ":w a poi:RepressedFamilyMember . :p poi:relativeOf :w .",
        ":p a poi:RepressedFamilyMember .",
    ),
    "order-00486": (
        ":w a poi:Person . :s a poi:Sentence ; poi:affects :w ; poi:orderedBy ent:Q2011 .",
        ":w a poi:RepressedFamilyMember .",
        ":w a poi:ExtrajudiciallyRepressedPerson .",
    ),
    "decision-by-its-sentence": (
        """:p a poi:Person . :s a poi:Sentence ; poi:affects :p .
        :d a poi:JudicialRehabilitation ; poi:reviews :s ; poi:hasOutcome poi:granted .""",
        ":d poi:affects :p . :p a poi:RehabilitatedPerson .",
        ":d a poi:Repression .",
    ),
    "annulment-of-a-rehabilitation": (
        """:p a poi:Person . :s a poi:Sentence ; poi:affects :p .
        :d a poi:ProsecutorialRehabilitation ; poi:reviews :s ; poi:hasOutcome poi:granted .
        :a a poi:ProsecutorialRehabilitation ; poi:annuls :d ; poi:hasOutcome poi:annulled .""",
        """:d a poi:RevokedRehabilitation . :a a poi:AnnulmentDecision ; poi:reviews :s .
        :p a poi:RehabilitationRevokedPerson , poi:PersonWithConvictionInForce .""",
        ":p a poi:RehabilitatedPerson . :d a poi:DecisionInForce .",
    ),
    "amnesty-clears-nobody": (
        """:p a poi:Person . :d a poi:AmnestyApplication ; poi:affects :p ;
        poi:hasOutcome poi:freed .""",
        ":p a poi:AmnestiedPerson .",
        ":p a poi:RehabilitatedPerson .",
    ),
    "appeal-clears-nobody": (
        """:p a poi:Person . :d a poi:PublicAppeal ; poi:affects :p ; poi:madeBy :speaker ;
        poi:hasOutcome poi:calledFor .""",
        ":d a poi:Event ; poi:performedBy :speaker .",
        ":p a poi:RehabilitatedPerson . :d a poi:ReviewDecision .",
    ),
    "law-1761": (
        """:p a poi:Person . :q a poi:Person .
        :d a poi:ProsecutorialRehabilitation ; poi:affects :p ; poi:hasOutcome poi:granted ;
            poi:hasLegalBasis ent:Q2077 .
        :e a poi:JudicialRehabilitation ; poi:affects :q ; poi:hasOutcome poi:refused ;
            poi:hasLegalBasis ent:Q2077 .""",
        ":p a poi:RehabilitatedUnderLaw1761 . :q a poi:RefusedPerson .",
        ":q a poi:RehabilitatedUnderLaw1761 .",
    ),
    "law-1761-article-5": (
        """:p a poi:Person . :d a poi:JudicialRehabilitation ; poi:affects :p ;
        poi:hasOutcome poi:granted ; poi:hasGround ent:Q6006 .""",
        ":p a poi:RehabilitatedUnderLaw1761 .",
        ":p a poi:RefusedPerson .",
    ),
    "person-of-a-rehabilitated-people": (
        """:k a poi:People . :p a poi:Person ; poi:belongsToPeople :k .
        :m a poi:CollectiveRehabilitation ; poi:affects :k ; poi:hasOutcome poi:done .""",
        ":k a poi:RehabilitatedPeople .",
        ":p a poi:RehabilitatedPerson .",
    ),
    "deported-people": (
        """:k a poi:People . :m a poi:Deportation ; poi:affects :k ; poi:hasOutcome poi:partly .
        :n a poi:People . :o a poi:Deportation ; poi:affects :n ; poi:hasOutcome poi:notDone .""",
        ":k a poi:DeportedPeople , poi:RepressedPeople . :m a poi:Repression .",
        ":n a poi:RepressedPeople . :o a poi:Event . :k a poi:RepressedPerson .",
    ),
    "people-without-territory": (
        """:k a poi:People . :m a poi:TerritoryRestoration ; poi:affects :k ;
        poi:hasOutcome poi:notDone . :n a poi:People .""",
        ":k a poi:PeopleWithoutRestoredTerritory .",
        ":n a poi:PeopleWithoutRestoredTerritory . :n a poi:PeopleWithoutRestoredAutonomy .",
    ),
    "people-with-part-of-its-territory": (
        """:k a poi:People .
        :m a poi:TerritoryRestoration ; poi:affects :k ; poi:hasOutcome poi:partly .
        :n a poi:AutonomyRestoration ; poi:affects :k ; poi:hasOutcome poi:done .
        :o a poi:ReturnPermission ; poi:affects :k ; poi:hasOutcome poi:done .""",
        """:k a poi:PeopleWithPartlyRestoredTerritory , poi:PeopleWithRestoredAutonomy ,
        poi:PeopleAllowedToReturn .""",
        ":k a poi:PeopleWithoutRestoredAutonomy .",
    ),
    "people-without-autonomy": (
        """:k a poi:People . :m a poi:AutonomyRestoration ; poi:affects :k ;
        poi:hasOutcome poi:notDone . :n a poi:People .
        :o a poi:AutonomyRestoration ; poi:affects :n ; poi:hasOutcome poi:notApplicable .""",
        ":k a poi:PeopleWithoutRestoredAutonomy .",
        ":n a poi:PeopleWithoutRestoredAutonomy .",
    ),
    "order-act-and-event": (
        """:order a poi:RepressiveAct ; poi:implements :resolution . :resolution a poi:PartyAct .
        :s a poi:Sentence ; poi:affects :p ; poi:orderedBy :order .
        :e a poi:Execution ; poi:affects :p ; poi:tookPlaceAt :ground .
        :ground poi:partOf :district . :district poi:partOf :region .""",
        ":s poi:goesBackTo :resolution . :e poi:tookPlaceWithin :region .",
        ":s poi:orderedBy :resolution . :e poi:tookPlaceAt :region .",
    ),
    "dates-of-one-act": (
        """:a a poi:RehabilitationLaw ; poi:date "2018-03-13" ; poi:signatureDate "2018-05-02" ;
        poi:publicationDate "2018-05-04" ; poi:entryIntoForceDate "2018-05-05" .""",
        ":a a poi:LegalAct .",
        ':a poi:date "2018-05-05" .',
    ),
    "one-body-under-three-names": (
        ":b a poi:ExtrajudicialBody . :c a poi:ExtrajudicialBody . :b poi:succeeds :c .",
        ":c poi:precedes :b .",
        ":b poi:precedes :c .",
    ),
    "held-in-the-gulag": (
        ":p a poi:Person ; poi:heldIn ent:Q3044 .",
        ":p a poi:GulagPrisoner .",
        ":p a poi:RepressedFamilyMember .",
    ),
}


@pytest.fixture(scope="module")
def worlds(close_worlds: Callable[[Mapping[str, str]], Worlds]) -> Worlds:
    return close_worlds({**MERGERS, **{name: world for name, (world, _, _) in MODELS.items()}})


@pytest.mark.parametrize("name", sorted(MERGERS))
def test_a_merger_clashes(name: str, worlds: Worlds) -> None:
    assert worlds.clashes(name)


@pytest.mark.parametrize("name", sorted(MODELS))
def test_what_is_kept_apart_goes_together(
    name: str, worlds: Worlds, read_world: Callable[[str, str], set[Triple]]
) -> None:
    _, follows, stays_open = MODELS[name]
    assert worlds.clashes(name) == []
    assert read_world(name, follows) - worlds.triples == set()
    assert read_world(name, stays_open) & worlds.triples == set()
