"""LA phrase, pour chaque état d'une opération et d'un lot."""

from datetime import date
from decimal import Decimal

import pytest

from clauses.fond.socle.tests.fabriques import creer
from clauses.fond.structures.tests import fabriques as structures
from clauses.suivi.chiffres.attributaires import chiffres_des_attributions
from clauses.suivi.chiffres.cartes import cartes_des_heures_dues
from clauses.suivi.chiffres.phrases import phrase_de_l_operation, phrase_des_heures, phrase_du_lot, ton_des_heures
from clauses.suivi.chiffres.tests.scene import JOUR, valider
from clauses.suivi.chiffres.trajectoire import suivre_l_operation, suivre_le_lot
from clauses.suivi.declarations.tests import fabriques as declarations
from clauses.suivi.marches.models import EvenementMarche
from clauses.suivi.marches.obligations import obligations
from clauses.suivi.marches.tests import fabriques as marches

pytestmark = pytest.mark.django_db


@pytest.fixture
def porteuse():
    return structures.porteuse()


@pytest.fixture
def lot(porteuse):
    return marches.lot_clause(porteuse)[0]


def _lisible(texte: str) -> str:
    return texte.replace("\u202f", " ").replace("\u00a0", " ")


def dit(operation) -> str:
    return _lisible(phrase_de_l_operation(*suivre_l_operation(operation, JOUR)))


def dit_du_lot(lot) -> str:
    return _lisible(phrase_du_lot(*suivre_le_lot(lot, JOUR)))


def test_la_phrase_n_est_chaude_que_si_la_fin_prevue_ne_rattrape_pas_le_retard(lot):
    contrat = declarations.contrat_eligible(lot)
    valider(contrat, lot, {8: "10", 9: "10", 10: "10"})
    assert ton_des_heures(*suivre_le_lot(lot, JOUR)) == "alerte"
    autre = marches.lot_clause(lot.marche.porteuse, formule="fixe", heures=Decimal(400))[0]
    valider(declarations.contrat_eligible(autre), autre, {8: "60", 9: "60", 10: "60"})
    fiche, ou = suivre_le_lot(autre, JOUR)
    assert fiche.est_en_retard
    assert ou.prevision.valeur >= fiche.engagement
    assert ton_des_heures(fiche, ou) == "neutre"


def test_la_carte_dit_les_heures_dues_du_meme_mot_que_la_phrase(porteuse):
    lot = marches.lot(marches.marche(marches.operation(porteuse)))
    marches.clause_ugap(lot)
    marches.commande(lot, "200000", date(2026, 2, 1))
    marches.facture(lot, "200000", date(2027, 3, 1), est_prevision=True)
    fiche, _ = suivre_le_lot(lot, JOUR)
    carte = cartes_des_heures_dues(fiche, JOUR, lambda _: "")[0]
    assert _lisible(carte.precision) == "dues à la fin, d'après des prévisions"
    assert "sur 440 h dues" in dit_du_lot(lot)


def test_ce_qui_n_est_prevu_qu_en_partie_dit_sa_part(porteuse):
    """Tout entier prévu, « 1 200 h, dont 1 200 h d'après des prévisions » se lirait comme une partie du tout."""
    lot = marches.lot(marches.marche(marches.operation(porteuse)))
    marches.clause_ugap(lot)
    marches.facture(lot, "200000", date(2026, 3, 1))
    marches.facture(lot, "100000", date(2027, 3, 1), est_prevision=True)
    fiche, _ = suivre_le_lot(lot, JOUR)
    carte = cartes_des_heures_dues(fiche, JOUR, lambda _: "")[0]
    assert _lisible(carte.precision) == "dues à la fin, dont 220 h d'après des prévisions"


def test_ce_qui_manque_et_ou_l_on_va(lot):
    valider(declarations.contrat_eligible(lot), lot, {8: "60", 9: "60", 10: "60"})
    suite = "finira à 69 %."
    assert dit(lot.marche.operation) == f"Il manque 820 h sur 1 000 ; au rythme des derniers mois, l'opération {suite}"
    assert dit_du_lot(lot) == f"Il manque 820 h sur 1 000 ; au rythme des derniers mois, le lot {suite}"


def test_rien_encore_et_ce_qui_attend(lot):
    assert dit(lot.marche.operation) == "Aucune heure n'est encore retenue sur 1 000 h dues."
    declarations.ligne(declarations.contrat_eligible(lot), lot, date(2026, 10, 1), "40", etat="soumise")
    assert dit_du_lot(lot) == "Aucune heure n'est encore retenue sur 1 000 h dues ; 40 h attendent une décision."


def test_l_objectif_atteint(lot):
    valider(declarations.contrat_eligible(lot), lot, dict.fromkeys(range(2, 11), "120"))
    assert dit(lot.marche.operation) == "L'objectif est atteint : 1 080 h pour 1 000 h dues."


def test_sans_marche_puis_sans_clause(porteuse):
    operation = marches.operation(porteuse)
    assert dit(operation) == "Aucun marché n'est encore saisi."
    marche = marches.marche(operation)
    lot = marches.lot(marche)
    assert dit(operation) == "Le lot n'a pas encore sa clause."
    assert dit_du_lot(lot) == "Ce lot n'a pas encore sa clause."
    marches.lot(marche, "2")
    assert dit(operation) == "Aucun des 2 lots n'a encore sa clause."


def test_une_clause_dont_le_seuil_n_est_pas_atteint_ne_doit_rien_encore(porteuse):
    lot = marches.lot(marches.marche(marches.operation(porteuse)))
    marches.clause_ugap(lot)
    assert dit_du_lot(lot) == "Aucune heure n'est due à ce jour."


def test_une_execution_finie_se_dit_sans_se_prevoir(porteuse):
    lot = marches.lot(marches.marche(marches.operation(porteuse), duree_mois=6))
    marches.clause(lot)
    marches.attribution(lot, structures.entreprise(porteuse))
    valider(declarations.contrat_eligible(lot), lot, {3: "100", 4: "100", 5: "100"})
    assert dit(lot.marche.operation) == "Il manque 700 h sur 1 000, et l'exécution est finie depuis le 14 juillet 2026."


def test_un_marche_resilie_le_dit(lot):
    creer(EvenementMarche, marche=lot.marche, nature="resiliation", jour=date(2026, 9, 30))
    fin = ", et le marché est résilié depuis le 30 septembre 2026."
    assert dit_du_lot(lot).startswith("Aucune heure n'est encore retenue sur ")
    assert dit_du_lot(lot).endswith(fin)


def test_des_heures_d_apres_la_resiliation_se_disent(lot):
    creer(EvenementMarche, marche=lot.marche, nature="resiliation", jour=date(2026, 9, 30))
    contrat = declarations.contrat_eligible(lot)
    declarations.ligne(contrat, lot, date(2026, 9, 1), "40")
    declarations.ligne(contrat, lot, date(2026, 10, 1), "189.5")
    assert dit_du_lot(lot).endswith(
        ", et le marché est résilié depuis le 30 septembre 2026 ; 189,5 h de mois d'après attendent une décision."
    )


def test_un_attributaire_lit_sa_part(porteuse):
    lot, tete = marches.lot_clause(porteuse)
    valider(declarations.contrat_eligible(lot), lot, {3: "250"})
    sienne = chiffres_des_attributions([tete], obligations([lot], JOUR))[tete.pk]
    _, ou = suivre_le_lot(lot, JOUR)
    assert _lisible(phrase_des_heures(sienne, ou, "le lot", a_vous=True)) == "Il vous reste 750 h à faire sur 1 000."
    valider(declarations.contrat_eligible(lot), lot, {4: "800"})
    faite = chiffres_des_attributions([tete], obligations([lot], JOUR))[tete.pk]
    assert _lisible(phrase_des_heures(faite, ou, "le lot", a_vous=True)) == (
        "Vous avez fait votre part : 1 050 h pour 1 000 h dues."
    )
    assert faite.reste == Decimal(0)
