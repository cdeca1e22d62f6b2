"""Les cinq chiffres : ce que disent les lignes, ce que doivent les clauses, et jamais une requête par lot."""

from datetime import date
from decimal import Decimal

import pytest

from clauses.fond.socle.signature import signer
from clauses.fond.socle.tests.fabriques import FABRICANT
from clauses.fond.structures.tests import fabriques as structures
from clauses.suivi.chiffres.cinq_chiffres import chiffres_des_lots, chiffres_des_operations
from clauses.suivi.chiffres.tests.scene import JOUR, operation_de, requetes, valider
from clauses.suivi.chiffres.tests.une_operation import chiffres_de_l_operation
from clauses.suivi.declarations.tests import fabriques as declarations
from clauses.suivi.marches.models import Lot
from clauses.suivi.marches.tests import fabriques as marches

pytestmark = pytest.mark.django_db


@pytest.fixture
def porteuse():
    return structures.porteuse()


@pytest.fixture
def lot(porteuse):
    return marches.lot_clause(porteuse, formule="fixe", heures=Decimal("1000"))[0]


def test_le_declare_et_le_retenu_ne_se_melent_pas(lot):
    contrat = declarations.contrat_eligible(lot)
    declarations.ligne(contrat, lot, date(2026, 3, 1), "100", etat="validee", retenu_travail=Decimal("88.5"))
    for mois, heures, etat in (
        (4, "70", "soumise"),
        (5, "30", "brouillon"),
        (6, "40", "refusee"),
        (7, "8", "a_corriger"),
    ):
        declarations.ligne(contrat, lot, date(2026, mois, 1), heures, etat=etat)
    chiffres = chiffres_de_l_operation(lot.marche.operation, JOUR)
    assert (chiffres.retenu, chiffres.a_decider) == (Decimal("88.5"), Decimal("78"))
    assert (chiffres.engagement, chiffres.reste) == (Decimal("1000"), Decimal("911.5"))
    assert chiffres.est_en_retard
    assert chiffres.retard == chiffres.attendu - Decimal("88.5")


def test_une_ligne_annulee_ne_compte_plus(lot):
    ligne = declarations.ligne(declarations.contrat_eligible(lot), lot, date(2026, 3, 1), "100", etat="validee")
    with signer(FABRICANT):
        ligne.annuler("Doublon")
    assert chiffres_de_l_operation(lot.marche.operation, JOUR).retenu == 0


def test_le_pourcentage_n_est_pas_plafonne(lot):
    valider(declarations.contrat_eligible(lot), lot, dict.fromkeys(range(2, 11), "151"))
    assert chiffres_de_l_operation(lot.marche.operation, JOUR).realisation.valeur == Decimal("135.90")


def test_un_lot_sans_clause_ne_doit_rien_et_ses_heures_se_comptent(porteuse):
    lot = marches.lot(marches.marche(marches.operation(porteuse)))
    marches.attribution(lot, structures.entreprise(porteuse))
    valider(declarations.contrat_eligible(lot), lot, {3: "10"})
    (fiche,) = chiffres_des_lots([lot], JOUR)
    assert (fiche.du, fiche.engagement, fiche.retenu, fiche.est_en_retard) == (None, 0, 10, False)
    assert chiffres_de_l_operation(lot.marche.operation, JOUR).obligations == ()


def test_les_chiffres_d_une_operation_sont_la_somme_de_ceux_de_ses_lots(porteuse):
    operation = operation_de(3, porteuse, structures.entreprise(porteuse))
    chiffres = chiffres_de_l_operation(operation, JOUR)
    for nom in ("engagement", "exigible", "attendu", "a_decider", "retenu"):
        assert getattr(chiffres, nom) == sum(getattr(fiche, nom) for fiche in chiffres.lots), nom
    assert (chiffres.engagement, chiffres.retenu, chiffres.a_decider) == (3000, 30, 15)


def test_trente_lots_ne_coutent_pas_plus_que_trois(porteuse):
    entreprise = structures.entreprise(porteuse)
    peu, beaucoup = (operation_de(n, porteuse, entreprise) for n in (3, 30))
    assert requetes(lambda: chiffres_de_l_operation(peu, JOUR)) == requetes(
        lambda: chiffres_de_l_operation(beaucoup, JOUR)
    )
    lots = [list(Lot.objects.filter(marche__operation=operation)) for operation in (peu, beaucoup)]
    assert requetes(lambda: chiffres_des_lots(lots[0], JOUR)) == requetes(lambda: chiffres_des_lots(lots[1], JOUR))


def test_huit_operations_ne_coutent_pas_plus_que_deux(porteuse):
    entreprise = structures.entreprise(porteuse)
    operations = [operation_de(1, porteuse, entreprise) for _ in range(8)]
    assert requetes(lambda: chiffres_des_operations(operations, JOUR)) == requetes(
        lambda: chiffres_des_operations(operations[:2], JOUR)
    )
    assert {c.retenu for c in chiffres_des_operations(operations, JOUR).values()} == {10}
