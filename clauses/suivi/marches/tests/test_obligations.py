"""Les heures dues d'après la base, contre des chiffres calculés à la main."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from clauses.fond.socle.signature import signer
from clauses.fond.socle.tests.fabriques import FABRICANT, creer
from clauses.fond.structures.models import StructurePorteuse
from clauses.fond.structures.tests import fabriques as structures
from clauses.suivi.marches.models import EvenementMarche, HeuresTotales, Lot
from clauses.suivi.marches.obligations import (
    Obligation,
    courbe_attendue,
    jours_de_la_courbe,
    obligations,
    somme,
)
from clauses.suivi.marches.tests import fabriques

pytestmark = pytest.mark.django_db
JOUR = date(2026, 11, 24)


@pytest.fixture
def chez() -> StructurePorteuse:
    return structures.porteuse()


def un_lot(chez: StructurePorteuse, **marche: Any) -> Lot:
    return fabriques.lot(fabriques.marche(fabriques.operation(chez), **marche))


def de(lot: Lot, jour: date = JOUR) -> Obligation:
    return obligations([lot], jour)[lot.pk]


def evenement(sur: Lot, nature: str, jour: date, **champs: Any) -> EvenementMarche:
    return creer(EvenementMarche, marche=sur.marche, nature=nature, jour=jour, **champs)


@pytest.mark.parametrize(
    ("cumul", "heures"),
    [("99999.99", 0), ("100000", 220), ("199999.99", 220), ("200000", 440), ("250000", 440), ("1000000", 2200)],
)
def test_la_clause_ugap_compte_220_h_par_tranche_entiere(chez: StructurePorteuse, cumul: str, heures: int) -> None:
    lot = un_lot(chez)
    fabriques.clause_ugap(lot)
    fabriques.commande(lot, cumul, date(2026, 3, 1))
    moitie = Decimal(cumul) / 2
    fabriques.facture(lot, str(moitie.quantize(Decimal("0.01"))), date(2026, 4, 1))
    fabriques.facture(lot, str(Decimal(cumul) - moitie.quantize(Decimal("0.01"))), date(2026, 5, 1))
    assert de(lot).exigible.valeur == heures
    assert de(lot).engagement.valeur == heures


def test_le_seuil_se_lit_sur_les_commandes_et_les_heures_sur_les_factures(chez: StructurePorteuse) -> None:
    lot = un_lot(chez)
    fabriques.clause_ugap(lot)
    fabriques.commande(lot, "99999", date(2026, 2, 1))
    fabriques.facture(lot, "300000", date(2026, 4, 1))
    assert de(lot).exigible.valeur == 0
    fabriques.commande(lot, "250001", date(2026, 6, 1))
    assert de(lot, date(2026, 5, 31)).exigible.valeur == 0
    assert de(lot).exigible.valeur == 660
    # 350 000 € commandés à la fin : trois tranches entières, toutes déjà facturées.
    assert de(lot).engagement.valeur == 660


@pytest.mark.parametrize(
    ("lecture", "facture", "heures"),
    [("retroactif", "2699999.99", 0), ("retroactif", "2700000", 1350), ("franchise", "2704000", 2)],
)
def test_la_clause_de_la_dinum_se_lit_de_deux_facons(
    chez: StructurePorteuse, lecture: str, facture: str, heures: int
) -> None:
    lot = un_lot(chez)
    fabriques.clause(
        lot,
        formule="facturation",
        heures_par_tranche=Decimal(1),
        montant_tranche_ht=Decimal(2000),
        seuil_ht=Decimal(2700000),
        lecture_seuil=lecture,
        assiette_seuil="facture",
    )
    fabriques.facture(lot, facture, date(2026, 5, 1))
    assert de(lot).exigible.valeur == heures


def test_un_avoir_se_deduit_et_une_ligne_annulee_ne_compte_pas(chez: StructurePorteuse) -> None:
    lot = un_lot(chez)
    fabriques.clause_ugap(lot)
    fabriques.commande(lot, "500000", date(2026, 2, 1))
    fabriques.facture(lot, "210000", date(2026, 4, 1))
    fabriques.facture(lot, "-20000", date(2026, 5, 1))
    double = fabriques.facture(lot, "100000", date(2026, 6, 1))
    fabriques.facture(lot, "150000", date(2026, 1, 4))  # la veille de la notification
    assert de(lot).exigible.valeur == 440
    with signer(FABRICANT):
        double.annuler("saisie deux fois")
    assert de(lot).exigible.valeur == 220
    assert "150" in de(lot).exigible.avertissements[0]


def test_le_prevu_entre_dans_l_engagement_jamais_dans_l_exigible(chez: StructurePorteuse) -> None:
    lot = un_lot(chez)
    fabriques.clause_ugap(lot)
    fabriques.commande(lot, "150000", date(2026, 2, 1))
    fabriques.facture(lot, "120000", date(2026, 4, 1))
    fabriques.facture(lot, "400000", date(2026, 10, 1), est_prevision=True)  # passée : le réel l'a remplacée
    fabriques.facture(lot, "200000", date(2027, 3, 1), est_prevision=True)
    du = de(lot)
    assert (du.exigible.valeur, du.engagement.valeur) == (220, 660)
    assert (du.engagement.dont_reel, du.engagement.dont_prevu) == (220, 440)


def test_une_prevision_n_efface_pas_ce_qui_est_commande_et_le_seuil_se_lit_sur_le_commande(
    chez: StructurePorteuse,
) -> None:
    """579 000 commandés, 548 500 facturés, 701 000 prévus à la fin : 7 tranches ; 300 000 de plus commandés : 8."""
    lot = un_lot(chez)
    fabriques.clause_ugap(lot)
    fabriques.commande(lot, "579000", date(2026, 2, 1))
    fabriques.facture(lot, "548500", date(2026, 4, 1))
    fabriques.facture(lot, "152500", date(2027, 3, 1), est_prevision=True)
    du = de(lot).engagement
    assert (du.valeur, du.dont_prevu) == (1540, 440)
    seuils = {ligne.calcul for ligne in du.detail if ligne.libelle.startswith("Seuil, lu sur le cumul commandé")}
    assert seuils == {"579\u202f000\u202f€ ≥ 100\u202f000\u202f€"}
    fabriques.commande(lot, "300000", date(2026, 11, 1))
    assert de(lot).engagement.valeur == 1760
    fabriques.commande(lot, "50000", date(2027, 1, 1), est_prevision=True)
    assert de(lot).engagement.valeur == 1980, "929 000 commandés, prévus compris"


def test_un_volume_fixe_s_attend_au_fil_des_jours(chez: StructurePorteuse) -> None:
    lot, _ = fabriques.lot_clause(chez)
    du = de(lot)
    assert (du.debut, du.fin) == (date(2026, 1, 15), date(2027, 7, 14))
    assert (du.engagement.valeur, du.exigible.valeur) == (1000, 0)
    assert du.attendu.valeur == Decimal("575.09")  # 1 000 h × 314 ÷ 546 jours
    assert [de(lot, jour).exigible.valeur for jour in (date(2027, 7, 13), date(2027, 7, 14))] == [0, 1000]


def test_un_marche_qui_n_est_pas_notifie_ne_doit_rien_a_ce_jour(chez: StructurePorteuse) -> None:
    lot = un_lot(chez, date_notification=None, date_debut=None)
    fabriques.clause(lot, heures=Decimal(4500))
    du = de(lot)
    assert (du.engagement.valeur, du.exigible.valeur) == (4500, 0)
    assert "pas encore connue" in du.exigible.motif


def test_sans_piece_le_montant_du_lot_donne_une_estimation(chez: StructurePorteuse) -> None:
    lot = un_lot(chez)
    with signer(FABRICANT):
        lot.montant_ht = Decimal(1_000_000)
        lot.save()
    fabriques.clause_ugap(lot)
    du = de(lot)
    assert (du.engagement.valeur, du.engagement.dont_prevu, du.exigible.valeur) == (2200, 2200, 0)
    assert du.est_estimee
    fabriques.facture(lot, "700000", date(2027, 3, 1), est_prevision=True)
    assert (de(lot).engagement.valeur, de(lot).est_estimee) == (1540, False)


def test_une_prevision_passee_ou_la_fin_du_marche_ne_ramene_pas_l_estimation(chez: StructurePorteuse) -> None:
    lot = un_lot(chez)
    with signer(FABRICANT):
        lot.montant_ht = Decimal(1_000_000)
        lot.save()
    fabriques.clause_ugap(lot)
    fabriques.facture(lot, "250000", date(2026, 3, 1))
    assert de(lot, date(2026, 6, 30)).est_estimee
    fin = de(lot, date(2026, 6, 30)).fin
    assert fin is not None
    apres = de(lot, fin + timedelta(days=1))
    assert (apres.engagement.valeur, apres.attendu.valeur, apres.est_estimee) == (440, 440, False)
    fabriques.facture(lot, "700000", date(2026, 5, 1), est_prevision=True)
    passee = de(lot, date(2026, 6, 30))
    assert (passee.engagement.valeur, passee.est_estimee) == (440, False)


def test_un_evenement_prolonge_aussi_le_lot_qui_a_sa_propre_fin(chez: StructurePorteuse) -> None:
    """2 400 h par an du 01/07/2025 au 30/06/2027 : 4 800 h ; reconduit d'un an, 7 200 ; six mois de plus, 8 400."""
    lot = un_lot(chez, reconductions_prevues=1, reconduction_mois=12)
    with signer(FABRICANT):
        lot.date_debut, lot.date_fin = date(2025, 7, 1), date(2027, 6, 30)
        lot.save()
    fabriques.clause(lot, formule="annuelle", heures_par_an=Decimal(2400))
    assert (de(lot).fin, de(lot).engagement.valeur) == (date(2027, 6, 30), 4800)
    evenement(lot, "reconduction", date(2026, 11, 20))
    assert (de(lot).fin, de(lot).engagement.valeur) == (date(2028, 6, 30), 7200)
    evenement(lot, "avenant", date(2026, 11, 21), duree_mois=6)
    assert (de(lot).fin, de(lot).engagement.valeur) == (date(2028, 12, 31), 8400)


def test_une_tranche_optionnelle_n_est_due_qu_affermie(chez: StructurePorteuse) -> None:
    lot = un_lot(chez)
    fabriques.clause(lot, formule="tranches")
    fabriques.tranche(lot, numero=1, nature="ferme", heures=Decimal(120))
    fabriques.tranche(lot, numero=2, nature="optionnelle", heures=Decimal(130), date_affermissement=date(2026, 9, 1))
    avant, apres = de(lot, date(2026, 8, 31)), de(lot, date(2026, 9, 1))
    assert (avant.engagement.valeur, avant.engagement.possible, avant.exigible.valeur) == (120, 130, 0)
    assert (apres.engagement.valeur, apres.exigible.valeur) == (250, 0)
    assert de(lot, date(2027, 7, 14)).exigible.valeur == 250


def test_une_clause_annuelle_n_engage_que_les_reconductions_faites(chez: StructurePorteuse) -> None:
    lot = un_lot(chez, duree_mois=12, reconductions_prevues=4)
    fabriques.clause(lot, formule="annuelle", heures_par_an=Decimal(120))
    assert (de(lot).engagement.valeur, de(lot).engagement.possible) == (120, 480)
    evenement(lot, "reconduction", date(2026, 11, 1))
    du = de(lot)
    assert (du.engagement.valeur, du.engagement.possible, du.fin) == (240, 360, date(2028, 1, 14))
    assert [de(lot, j).exigible.valeur for j in (JOUR, date(2027, 1, 14), date(2027, 1, 15))] == [0, 0, 120]
    assert de(lot, date(2026, 10, 31)).engagement.valeur == 120


def test_une_clause_annuelle_sans_duree_dit_ce_qui_manque(chez: StructurePorteuse) -> None:
    lot = un_lot(chez, duree_mois=None)
    fabriques.clause(lot, formule="annuelle", heures_par_an=Decimal(70))
    du = de(lot)
    assert du.engagement.valeur is None
    assert "durée" in du.engagement.motif
    assert du.parts_engagement == {}
    assert somme([du]).engagement.avertissements


def test_une_clause_en_pour_cent_suit_les_heures_de_tous(chez: StructurePorteuse) -> None:
    lot = un_lot(chez)
    fabriques.clause(lot, formule="pourcentage_heures", taux=Decimal(5), heures_travaillees_prevues=Decimal(20000))
    for mois, heures in ((2, 5000), (10, 7000), (12, 900)):
        creer(HeuresTotales, lot=lot, mois=date(2026, mois, 1), heures=Decimal(heures))
    du = de(lot)
    assert (du.exigible.valeur, du.engagement.valeur, du.engagement.dont_prevu) == (600, 1000, 400)


@pytest.mark.parametrize(
    ("mois", "exigible"),
    [
        ({2: 1000}, 0),
        ({4: 300}, 15),
        ({2: 1000, 4: 300}, 15),
        ({2: 1000, 5: 200}, 10),
        ({2: 1000, 4: 300, 5: 200}, 25),
    ],
)
def test_les_heures_d_avant_le_mois_de_la_notification_ne_comptent_pas(
    chez: StructurePorteuse, mois: dict[int, int], exigible: int
) -> None:
    """Notifié le 12 avril : avril compte, seul ou suivi d'un autre mois ; février, jamais."""
    lot = un_lot(chez, date_notification=date(2026, 4, 12), date_debut=date(2026, 4, 15))
    fabriques.clause(lot, formule="pourcentage_heures", taux=Decimal(5))
    for rang, heures in mois.items():
        creer(HeuresTotales, lot=lot, mois=date(2026, rang, 1), heures=Decimal(heures))
    assert de(lot).exigible.valeur == exigible


@pytest.mark.parametrize("du_lot", [150000, 150001])
def test_l_avenant_d_un_marche_non_alloti_grossit_l_estimation_de_son_lot(chez: StructurePorteuse, du_lot: int) -> None:
    """150 000 €, et 50 000 € de plus notés sur « tout le marché », à 220 h par 100 000 € : une tranche, puis deux."""
    marche = fabriques.marche(fabriques.operation(chez), montant_ht=Decimal(150000))
    lot = fabriques.lot(marche, montant_ht=Decimal(du_lot))
    fabriques.clause_ugap(lot)
    assert de(lot).engagement.valeur == 220
    evenement(lot, "avenant", date(2026, 6, 1), montant_ht=Decimal(50000))
    assert de(lot).engagement.valeur == 440


def test_l_avenant_d_un_marche_alloti_ne_grossit_aucun_lot(chez: StructurePorteuse) -> None:
    marche = fabriques.marche(fabriques.operation(chez), montant_ht=Decimal(150000))
    lot = fabriques.lot(marche, montant_ht=Decimal(150000))
    fabriques.lot(marche, "2")
    fabriques.clause_ugap(lot)
    evenement(lot, "avenant", date(2026, 6, 1), montant_ht=Decimal(50000))
    assert de(lot).engagement.valeur == 220


def test_les_heures_dues_s_arretent_a_la_resiliation(chez: StructurePorteuse) -> None:
    lot = un_lot(chez)
    fabriques.clause_ugap(lot)
    fabriques.commande(lot, "900000", date(2026, 2, 1))
    fabriques.facture(lot, "310000", date(2026, 4, 1))
    fabriques.facture(lot, "500000", date(2026, 9, 1))
    evenement(lot, "resiliation", date(2026, 6, 30))
    du = de(lot)
    assert (du.exigible.valeur, du.engagement.valeur, du.fin) == (660, 660, date(2026, 6, 30))
    assert de(lot, date(2026, 6, 29)).engagement.valeur == 1980


def test_la_courbe_d_avant_la_resiliation_vise_la_fin_prevue(chez: StructurePorteuse) -> None:
    lot = un_lot(chez, duree_mois=12)
    fabriques.clause(lot, heures=Decimal(365))
    evenement(lot, "resiliation", date(2026, 6, 30))
    courbe = dict(courbe_attendue([de(lot)], [date(2026, 1, 31), date(2026, 7, 31)]))
    # 1 h par jour jusqu'à la résiliation ; ensuite, ce que la résiliation arrête (le volume acquis).
    assert courbe == {date(2026, 1, 31): 17, date(2026, 7, 31): 365}


def test_une_fin_anticipee_ne_se_sait_pas_avant_elle(chez: StructurePorteuse) -> None:
    """Du 15 janvier au 14 mai : 120 jours, à 1 h par jour ; la résiliation du 30 septembre n'est pas encore là."""
    lot = un_lot(chez, duree_mois=12, date_fin_anticipee=date(2026, 9, 30), etat="resilie")
    fabriques.clause(lot, heures=Decimal(365))
    assert de(lot, date(2026, 5, 14)).attendu.valeur == 120


def test_une_reception_avance_la_fin_et_la_courbe(chez: StructurePorteuse) -> None:
    lot = un_lot(chez, duree_mois=12)
    fabriques.clause(lot, heures=Decimal(200))
    evenement(lot, "reception", date(2026, 8, 2))
    assert (de(lot).fin, de(lot).attendu.valeur) == (date(2026, 8, 2), 200)


def test_la_resiliation_d_un_seul_lot_n_arrete_pas_les_autres(chez: StructurePorteuse) -> None:
    lot = un_lot(chez)
    autre = fabriques.lot(lot.marche, "2")
    for l_un in (lot, autre):
        fabriques.clause(l_un)
    evenement(lot, "resiliation", date(2026, 6, 30), lot=lot)
    dus = obligations(Lot.objects.filter(marche=lot.marche), JOUR)
    assert dus[lot.pk].engagement.resilie
    assert not dus[autre.pk].engagement.resilie


def test_seule_la_clause_en_vigueur_compte_et_un_lot_sans_clause_n_y_est_pas(chez: StructurePorteuse) -> None:
    lot = un_lot(chez)
    fabriques.clause(lot, heures=Decimal(1000), est_en_vigueur=False)
    fabriques.clause(lot, heures=Decimal(600), rang=2, nature_changement="rectificatif", motif_changement="BOAMP")
    nu = fabriques.lot(lot.marche, "2")
    dus = obligations([lot, nu], JOUR)
    assert dus.keys() == {lot.pk}
    assert dus[lot.pk].engagement.valeur == 600


def test_les_dates_du_lot_priment_et_un_avenant_allonge(chez: StructurePorteuse) -> None:
    lot = un_lot(chez)
    fabriques.clause(lot)
    evenement(lot, "avenant", date(2026, 5, 1), duree_mois=2)
    assert de(lot).fin == date(2027, 9, 14)
    propre = fabriques.lot(lot.marche, "2", date_debut=date(2026, 3, 1), date_fin=date(2026, 12, 31))
    fabriques.clause(propre)
    assert (de(propre).debut, de(propre).fin) == (date(2026, 3, 1), date(2027, 2, 28))


def test_la_courbe_est_la_somme_des_lots_et_la_somme_dit_ses_lots(chez: StructurePorteuse) -> None:
    lot = un_lot(chez, duree_mois=12)
    autre = fabriques.lot(lot.marche, "2", intitule="Peinture")
    fabriques.clause(lot, heures=Decimal(365))
    fabriques.clause(autre, heures=Decimal(730))
    dus = list(obligations([lot, autre], JOUR).values())
    jours = jours_de_la_courbe(dus)
    assert (jours[0], jours[-1], len(jours)) == (date(2026, 1, 31), date(2027, 1, 31), 13)
    courbe = dict(courbe_attendue(dus, jours))
    assert courbe[date(2026, 1, 31)] == 3 * 17  # 17 jours de janvier, 1 h puis 2 h par jour
    assert courbe[date(2027, 1, 31)] == 1095
    total = somme(dus)
    assert total.engagement.valeur == 1095
    assert total.attendu.valeur == 3 * 314
    assert {ligne.libelle for ligne in total.engagement.detail} == {"Lot 1 — Gros œuvre", "Lot 2 — Peinture"}
    assert somme([]).exigible.valeur == 0


@pytest.mark.parametrize("nombre", [1, 30])
def test_le_nombre_de_requetes_ne_depend_pas_des_lots(
    chez: StructurePorteuse, nombre: int, django_assert_max_num_queries: Any
) -> None:
    marche = fabriques.marche(fabriques.operation(chez))
    for rang in range(nombre):
        lot = fabriques.lot(marche, str(rang + 1))
        if rang % 3 == 0:
            fabriques.clause_ugap(lot)
            fabriques.facture(lot, "100000", JOUR - timedelta(days=rang))
        elif rang % 3 == 1:
            fabriques.clause(lot, formule="tranches")
            fabriques.tranche(lot, nature="ferme", heures=Decimal(10))
        else:
            fabriques.clause(lot, formule="pourcentage_heures", taux=Decimal(5))
    with django_assert_max_num_queries(8):
        dus = obligations(Lot.objects.filter(marche=marche), JOUR)
        total = somme(dus.values())
    assert len(dus) == nombre
    assert total.engagement.valeur == (nombre + 2) // 3 * 220 + (nombre + 1) // 3 * 10
    assert total.exigible.valeur == (nombre + 2) // 3 * 220


def test_les_parts_qui_n_ont_pas_ete_lues_ne_se_demandent_pas(chez: StructurePorteuse) -> None:
    lot, _ = fabriques.lot_clause(chez)
    (avec,), (sans,) = (obligations([lot], JOUR, avec_parts=lues).values() for lues in (True, False))
    assert sans.engagement == avec.engagement
    assert sum(avec.parts_engagement.values()) == avec.engagement.valeur
    with pytest.raises(LookupError, match="avec_parts"):
        _ = sans.parts_engagement
