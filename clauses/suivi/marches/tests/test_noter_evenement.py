"""La vie du marché : chaque événement change ce qu'il doit, et s'annule proprement."""

from datetime import date
from decimal import Decimal

import pytest

from clauses.fond.comptes.tests import fabriques as comptes
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.models import EntreeJournal
from clauses.fond.structures.models import StructurePorteuse
from clauses.fond.structures.tests import fabriques as structures
from clauses.suivi.marches.models import Marche
from clauses.suivi.marches.obligations import obligations
from clauses.suivi.marches.services import evenements
from clauses.suivi.marches.tests import fabriques
from regles.cycles import CYCLES

pytestmark = pytest.mark.django_db


@pytest.fixture
def chez() -> StructurePorteuse:
    return structures.porteuse()


@pytest.fixture
def par(chez: StructurePorteuse) -> Acteur:
    return comptes.acteur(comptes.facilitateur(chez))


@pytest.fixture
def prepare(chez: StructurePorteuse) -> Marche:
    return fabriques.marche(fabriques.operation(chez), date_notification=None, date_debut=None, etat="prepare")


@pytest.fixture
def en_cours(chez: StructurePorteuse) -> Marche:
    return fabriques.marche(fabriques.operation(chez), reconductions_prevues=1)


def test_les_etats_du_marche_sont_ceux_du_cycle() -> None:
    assert set(Marche.Etat.values) <= set(CYCLES["marche"].etats)


def test_de_la_notification_a_la_reception(prepare: Marche, par: Acteur) -> None:
    for nature, jour, etat in (
        ("notification", date(2026, 1, 5), "notifie"),
        ("ordre_de_service", date(2026, 1, 20), "en_cours"),
        ("ordre_de_service", date(2026, 3, 1), "en_cours"),
        ("reception", date(2026, 10, 30), "receptionne"),
    ):
        evenements.noter(prepare, nature, jour, par=par)
        prepare.refresh_from_db()
        assert prepare.etat == etat
    assert prepare.date_notification == date(2026, 1, 5)
    assert prepare.date_debut == date(2026, 1, 20), "le second ordre de service ne redémarre pas le marché"
    assert prepare.date_fin_anticipee == date(2026, 10, 30)


def test_ce_qui_est_possible_suit_l_etat(prepare: Marche, en_cours: Marche) -> None:
    assert evenements.natures_possibles(prepare) == ["notification"]
    assert "notification" not in evenements.natures_possibles(en_cours)
    assert {"reconduction", "reception", "resiliation"} <= set(evenements.natures_possibles(en_cours))


@pytest.mark.parametrize("nature", ["ordre_de_service", "reception", "avenant", "reconduction"])
def test_rien_ne_precede_la_notification(prepare: Marche, par: Acteur, nature: str) -> None:
    with pytest.raises(RefusMetier):
        evenements.noter(prepare, nature, date(2026, 3, 1), par=par, description="Essai")
    assert not prepare.evenements.exists()


def test_une_reconduction_de_trop_est_refusee(en_cours: Marche, par: Acteur) -> None:
    faite = evenements.noter(en_cours, "reconduction", date(2026, 10, 1), par=par)
    assert faite.duree_mois == en_cours.reconduction_mois
    with pytest.raises(RefusMetier, match="La reconduction prévue est faite"):
        evenements.noter(en_cours, "reconduction", date(2026, 10, 2), par=par)


def test_un_affermissement_rend_la_tranche_due_et_s_annule(en_cours: Marche, par: Acteur) -> None:
    lot = fabriques.lot(en_cours)
    tranche = fabriques.tranche(lot, numero=1, nature="optionnelle", heures=Decimal("130"))
    fait = evenements.noter(en_cours, "affermissement", date(2026, 5, 1), par=par, tranche=tranche)
    tranche.refresh_from_db()
    assert tranche.date_affermissement == date(2026, 5, 1)
    with pytest.raises(RefusMetier, match="déjà affermie"):
        evenements.noter(en_cours, "affermissement", date(2026, 6, 1), par=par, tranche=tranche)
    evenements.annuler(fait, par=par, motif="Mauvaise tranche")
    tranche.refresh_from_db()
    assert tranche.date_affermissement is None


def test_une_tranche_ferme_ne_s_affermit_pas(en_cours: Marche, par: Acteur) -> None:
    tranche = fabriques.tranche(fabriques.lot(en_cours), numero=1, nature="ferme", heures=Decimal("120"))
    with pytest.raises(RefusMetier, match="ferme"):
        evenements.noter(en_cours, "affermissement", date(2026, 5, 1), par=par, tranche=tranche)


def test_la_tranche_d_un_autre_marche_est_refusee(en_cours: Marche, par: Acteur, chez: StructurePorteuse) -> None:
    ailleurs = fabriques.lot(fabriques.marche(fabriques.operation(chez)))
    tranche = fabriques.tranche(ailleurs, numero=1, nature="optionnelle", heures=Decimal("10"))
    with pytest.raises(RefusMetier, match="pas de ce marché"):
        evenements.noter(en_cours, "affermissement", date(2026, 5, 1), par=par, tranche=tranche)


def test_un_avenant_dit_ce_qu_il_change(en_cours: Marche, par: Acteur) -> None:
    with pytest.raises(RefusMetier, match="ce que change"):
        evenements.noter(en_cours, "avenant", date(2026, 5, 1), par=par)
    assert evenements.noter(en_cours, "avenant", date(2026, 5, 1), par=par, duree_mois=-2).duree_mois == -2
    with pytest.raises(RefusMetier, match="plus de mois"):
        evenements.noter(en_cours, "avenant", date(2026, 5, 1), par=par, duree_mois=-20)


def test_la_reception_de_tous_les_lots_est_celle_du_marche(en_cours: Marche, par: Acteur) -> None:
    un, deux = fabriques.lot(en_cours, "1"), fabriques.lot(en_cours, "2")
    evenements.noter(en_cours, "reception", date(2026, 9, 1), par=par, lot=un)
    en_cours.refresh_from_db()
    assert (en_cours.etat, en_cours.date_fin_anticipee) == ("en_cours", None)
    evenements.noter(en_cours, "reception", date(2026, 9, 20), par=par, lot=deux)
    en_cours.refresh_from_db()
    assert (en_cours.etat, en_cours.date_fin_anticipee) == ("receptionne", date(2026, 9, 20))


def test_une_resiliation_notee_a_tort_s_annule(en_cours: Marche, par: Acteur) -> None:
    faite = evenements.noter(en_cours, "resiliation", date(2026, 9, 1), par=par)
    en_cours.refresh_from_db()
    assert (en_cours.etat, en_cours.date_fin_anticipee) == ("resilie", date(2026, 9, 1))
    evenements.annuler(faite, par=par, motif="Lettre non envoyée")
    en_cours.refresh_from_db()
    assert (en_cours.etat, en_cours.date_fin_anticipee) == ("en_cours", None)
    assert EntreeJournal.objects.de(faite).first().motif == "Lettre non envoyée"


def test_un_evenement_dont_un_autre_depend_ne_s_annule_pas(prepare: Marche, par: Acteur) -> None:
    notification = evenements.noter(prepare, "notification", date(2026, 1, 5), par=par)
    evenements.noter(prepare, "ordre_de_service", date(2026, 1, 20), par=par)
    with pytest.raises(RefusMetier, match="Annulez d'abord"):
        evenements.annuler(notification, par=par, motif="Erreur")
    prepare.refresh_from_db()
    assert (prepare.etat, prepare.date_notification) == ("en_cours", date(2026, 1, 5))


@pytest.mark.parametrize(
    ("nature", "jour", "texte"),
    [("reception", date(2027, 1, 1), "à venir"), ("avenant", date(2025, 1, 1), "notifié que le")],
)
def test_une_date_impossible_est_refusee(en_cours: Marche, par: Acteur, nature: str, jour: date, texte: str) -> None:
    with pytest.raises(RefusMetier, match=texte) as refus:
        evenements.noter(en_cours, nature, jour, par=par, description="Essai")
    assert refus.value.champ == "jour"


def test_annuler_demande_un_motif(en_cours: Marche, par: Acteur) -> None:
    fait = evenements.noter(en_cours, "avenant", date(2026, 5, 1), par=par, description="Nouveau bordereau")
    with pytest.raises(RefusMetier, match="pourquoi"):
        evenements.annuler(fait, par=par, motif=" ")


def test_un_lot_receptionne_ne_se_dit_pas_resilie_avec_les_autres(en_cours: Marche, par: Acteur) -> None:
    """Le dernier lot résilié dit le marché résilié : le solde du lot reçu se facture encore, et compte."""
    recu, autre = fabriques.lot(en_cours), fabriques.lot(en_cours, "2")
    fabriques.clause_ugap(recu)
    evenements.noter(en_cours, "reception", date(2026, 5, 31), par=par, lot=recu)
    evenements.noter(en_cours, "resiliation", date(2026, 6, 30), par=par, lot=autre)
    fabriques.facture(recu, "200000", date(2026, 7, 15))
    du = obligations(en_cours.lots.all(), date(2026, 11, 24))[recu.pk]
    assert Marche.objects.get(pk=en_cours.pk).etat == "resilie"
    assert (du.resilie_le, du.exigible.valeur) == (None, 440)
