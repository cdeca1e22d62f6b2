"""La trajectoire : les mois, leur cumul, la courbe attendue, la prévision."""

from datetime import date
from decimal import Decimal

import pytest

from clauses.fond.socle.signature import signer
from clauses.fond.socle.tests.fabriques import FABRICANT
from clauses.fond.structures.tests import fabriques as structures
from clauses.suivi.chiffres.cinq_chiffres import heures_des_lots
from clauses.suivi.chiffres.tests.scene import JOUR, operation_de, requetes, valider
from clauses.suivi.chiffres.tests.une_operation import chiffres_de_l_operation
from clauses.suivi.chiffres.trajectoire import lire_les_mois, suivre_l_operation, suivre_le_lot
from clauses.suivi.declarations.tests import fabriques as declarations
from clauses.suivi.marches.tests import fabriques as marches

pytestmark = pytest.mark.django_db


@pytest.fixture
def porteuse():
    return structures.porteuse()


@pytest.fixture
def lot(porteuse):
    return marches.lot_clause(porteuse)[0]


def _trajectoire(lot):
    return suivre_l_operation(lot.marche.operation, JOUR)[1]


def test_un_cumul_repris_se_repartit_sur_ses_mois(lot):
    contrat = declarations.contrat_eligible(lot)
    declarations.ligne(contrat, lot, date(2026, 4, 1), "300", etat="validee", depuis=date(2026, 2, 1))
    assert {m: h.retenu for m, h in lire_les_mois([lot.pk]).par_lot[lot.pk].items()} == dict.fromkeys(
        (date(2026, mois, 1) for mois in (2, 3, 4)), Decimal(100)
    )
    assert _trajectoire(lot).prevision.rythme_mensuel == Decimal("100.00")


def test_les_mois_font_le_cumul_jusqu_au_dernier_qui_porte_une_ligne(lot):
    contrat = declarations.contrat_eligible(lot)
    valider(contrat, lot, {3: "100", 5: "50"})
    declarations.ligne(contrat, lot, date(2026, 6, 1), "40", etat="soumise")
    lignes = {ligne[0]: ligne[1:] for ligne in _trajectoire(lot).courbe.lignes}
    assert lignes["30/04/2026"][1:] == ("100", "100"), "un mois sans heures garde le cumul"
    assert lignes["31/05/2026"][1:] == ("150", "150")
    assert lignes["30/06/2026"][1:] == ("—", "190"), "ce qui attend une décision n'est pas retenu"


def test_valider_un_mois_tel_que_declare_ne_change_rien_a_la_prevision(lot):
    contrat = declarations.contrat_eligible(lot)
    valider(contrat, lot, {7: "100", 8: "100", 9: "130"})
    octobre = declarations.ligne(contrat, lot, date(2026, 10, 1), "60", etat="soumise")
    novembre = declarations.ligne(contrat, lot, date(2026, 11, 1), "20", etat="soumise")
    avant = _trajectoire(lot).prevision
    assert avant.realise == 410
    with signer(FABRICANT):
        for ligne in (octobre, novembre):
            ligne.etat, ligne.retenu_travail = "validee", ligne.heures_travaillees
            ligne.save()
    assert _trajectoire(lot).prevision == avant


def test_chaque_lot_d_une_operation_va_jusqu_a_sa_fin(porteuse):
    """JOUR suit octobre : 3 × 100 h puis deux mois pour le premier, huit mois et demi pour le second."""
    operation = marches.operation(porteuse)
    court = marches.lot(marches.marche(operation, date_debut=date(2026, 1, 1), duree_mois=12), "1")
    long = marches.lot(marches.marche(operation, date_debut=date(2026, 1, 1), duree_mois=24), "2")
    for lot in (court, long):
        marches.clause(lot, heures=Decimal(1000))
        marches.attribution(lot, structures.entreprise(porteuse))
        valider(declarations.contrat_eligible(lot), lot, {8: "100", 9: "100", 10: "100"})
    prevision = suivre_l_operation(operation, JOUR)[1].prevision
    assert prevision.valeur == (300 + 2 * 100) + (300 + 14 * 100)


def test_celle_du_lot_seul_est_celle_de_l_operation(lot):
    valider(declarations.contrat_eligible(lot), lot, {3: "100", 4: "100", 5: "130"})
    seul, toute = suivre_le_lot(lot, JOUR)[1], _trajectoire(lot)
    assert seul.prevision == toute.prevision
    assert seul.courbe.lignes == toute.courbe.lignes


def test_sans_dates_il_n_y_a_rien_a_dessiner(porteuse):
    lot = marches.lot(marches.marche(marches.operation(porteuse), date_notification=None, date_debut=None))
    marches.clause(lot)
    assert _trajectoire(lot).courbe is None
    assert _trajectoire(lot).temps_ecoule is None


def test_une_execution_finie_ne_se_prevoit_plus(porteuse):
    lot = marches.lot(marches.marche(marches.operation(porteuse), duree_mois=6))
    marches.clause(lot)
    marches.attribution(lot, structures.entreprise(porteuse))
    valider(declarations.contrat_eligible(lot), lot, {3: "100", 4: "100", 5: "100"})
    trajectoire = _trajectoire(lot)
    assert trajectoire.est_finie
    assert trajectoire.temps_ecoule == 100
    assert "prévision" not in trajectoire.courbe.alternative


def test_les_mois_disent_les_memes_heures_que_les_chiffres(porteuse):
    operation = operation_de(3, porteuse, structures.entreprise(porteuse))
    chiffres, _ = suivre_l_operation(operation, JOUR)
    seuls = chiffres_de_l_operation(operation, JOUR)
    cles = [fiche.lot.pk for fiche in chiffres.lots]
    assert lire_les_mois(cles).heures == heures_des_lots(cles)
    for nom in ("engagement", "exigible", "attendu", "a_decider", "retenu"):
        assert getattr(chiffres, nom) == getattr(seuls, nom), nom


def test_trente_lots_ne_coutent_pas_plus_que_trois(porteuse):
    entreprise = structures.entreprise(porteuse)
    operations = [operation_de(combien, porteuse, entreprise) for combien in (3, 30)]
    couts = [requetes(lambda de=o: suivre_l_operation(de, JOUR)[1].courbe) for o in operations]
    assert couts[0] == couts[1] <= 11
