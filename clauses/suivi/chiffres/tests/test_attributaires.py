"""Les chiffres d'un attributaire : sa part, ses heures, celles de ceux à qui il confie des travaux."""

from datetime import date
from decimal import Decimal

import pytest

from clauses.fond.socle.signature import signer
from clauses.fond.socle.tests.fabriques import FABRICANT
from clauses.fond.structures.tests import fabriques as structures
from clauses.suivi.chiffres.attributaires import chiffres_des_attributions, heures_des_attributions
from clauses.suivi.chiffres.tests.scene import JOUR, operation_de, requetes, valider
from clauses.suivi.declarations.tests import fabriques as declarations
from clauses.suivi.marches.attributaires import chaine
from clauses.suivi.marches.models import Attribution
from clauses.suivi.marches.obligations import obligations
from clauses.suivi.marches.tests import fabriques as marches
from clauses.suivi.participants.tests import fabriques as participants

pytestmark = pytest.mark.django_db


@pytest.fixture
def porteuse():
    return structures.porteuse()


@pytest.fixture
def groupement(porteuse):
    """Mandataire (60 %), cotraitant (40 %), sous-traitant du mandataire, sous-traitant de ce sous-traitant ; chacun a
    fait des heures : 100, 50, 20, 7."""
    lot = marches.lot(marches.marche(marches.operation(porteuse)))
    marches.clause(lot)
    noms = ("Tête", "Second", "Tiers", "Quart")
    qui = {nom: structures.entreprise(porteuse, nom) for nom in noms}
    tete = marches.attribution(lot, qui["Tête"], role="mandataire", part=Decimal(60))
    second = marches.attribution(lot, qui["Second"], role="cotraitant", part=Decimal(40))
    tiers = marches.attribution(lot, qui["Tiers"], role="sous_traitant", donneur=tete, part=0)
    quart = marches.attribution(lot, qui["Quart"], role="sous_traitant", donneur=tiers, part=0)
    for attribution, heures in ((tete, "100"), (second, "50"), (tiers, "20"), (quart, "7")):
        contrat = declarations.contrat(participants.participant(porteuse), lot, attribution=attribution)
        valider(contrat, lot, {3: heures})
        declarations.ligne(contrat, lot, date(2026, 10, 1), "1", etat="soumise")
    return lot, (tete, second, tiers, quart)


def test_un_sous_traitant_compte_pour_tous_ceux_qui_lui_ont_confie_les_travaux(groupement):
    lot, (tete, second, tiers, quart) = groupement
    heures = heures_des_attributions(lot.attributions.all())
    assert {a: (h.retenu, h.a_decider) for a, h in heures.items()} == {
        tete.pk: (127, 3),
        second.pk: (50, 1),
        tiers.pk: (27, 2),
        quart.pk: (7, 1),
    }


def test_chacun_a_sa_part_et_un_sous_traitant_ne_doit_rien(groupement):
    lot, attributions = groupement
    chiffres = chiffres_des_attributions(attributions, obligations([lot], JOUR))
    dus = [(chiffres[a.pk].engagement, chiffres[a.pk].reste) for a in attributions]
    assert dus == [(600, 473), (400, 350), (0, 0), (0, 0)]
    sienne = chiffres[attributions[1].pk]
    du_lot = obligations([lot], JOUR)[lot.pk]
    assert sienne.repere == sienne.attendu == du_lot.parts_attendu[attributions[1].pk]
    assert sum(du_lot.parts_attendu.values()) == du_lot.attendu.valeur
    assert "Tête" not in sienne.du.engagement.motif + str(sienne.du.engagement.detail)


def test_une_affectation_annulee_ne_compte_plus_pour_personne(groupement):
    lot, (tete, *_, quart) = groupement
    with signer(FABRICANT):
        quart.affectations.get().annuler("Erreur de lot")
    heures = heures_des_attributions(lot.attributions.all())
    assert quart.pk not in heures
    assert heures[tete.pk].retenu == 120


def test_une_chaine_rompue_ou_en_boucle_s_arrete():
    a, b, c = "a", "b", "c"
    assert [*chaine(a, {a: b, b: c, c: None})] == [a, b, c]
    assert [*chaine(a, {a: b})] == [a]
    assert [*chaine(a, {a: b, b: a})] == [a, b]
    assert [*chaine(None, {a: None})] == []


def test_trente_lots_ne_coutent_pas_plus_que_trois(porteuse):
    entreprise = structures.entreprise(porteuse)
    cout = set()
    for combien in (3, 30):
        operation = operation_de(combien, porteuse, entreprise)
        attributions = list(Attribution.objects.filter(lot__marche__operation=operation))
        dues = obligations([a.lot for a in attributions], JOUR)
        cout.add(requetes(lambda siennes=attributions, d=dues: chiffres_des_attributions(siennes, d)))
    assert cout == {1}
