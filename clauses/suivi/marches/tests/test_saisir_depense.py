"""Saisir et annuler : commandes, factures, avoirs, prévisions, heures travaillées par tous."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from clauses.fond.comptes.tests import fabriques as comptes
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.socle.models import EntreeJournal
from clauses.fond.structures.tests import fabriques as structures
from clauses.suivi.marches.models import Attribution, Commande, Facture, HeuresTotales, Lot
from clauses.suivi.marches.obligations import obligations
from clauses.suivi.marches.services.depenses import (
    NatureDepense,
    annuler_depense,
    annuler_heures_totales,
    saisir_avec_effet,
    saisir_depense,
    saisir_heures_totales,
)
from clauses.suivi.marches.tests import fabriques

pytestmark = pytest.mark.django_db
JOUR = date(2026, 11, 24)
FACTURE = {"numero": "F-1", "jour": date(2026, 10, 5), "montant_ht": Decimal("150000")}


@pytest.fixture
def lot() -> Lot:
    le_lot = fabriques.lot(fabriques.marche(fabriques.operation(structures.porteuse())))
    fabriques.clause_ugap(le_lot)
    return le_lot


@pytest.fixture
def par(lot: Lot) -> Acteur:
    return comptes.acteur(comptes.facilitateur(lot.marche.porteuse))


@pytest.fixture
def titulaire(lot: Lot) -> Attribution:
    return fabriques.attribution(lot, structures.entreprise(lot.marche.porteuse))


def test_une_facture_saisie_change_aussitot_les_heures_dues(lot: Lot, par: Acteur, titulaire: Attribution) -> None:
    facture, effet = saisir_avec_effet(lot, NatureDepense.FACTURE, par=par, attribution=titulaire, **FACTURE)
    assert (effet.exigible_avant, effet.exigible_apres, effet.change) == (0, 220, True)
    assert isinstance(facture, Facture)
    entree = EntreeJournal.objects.de(facture).get()
    assert (entree.action, entree.auteur_nom) == ("creation", par.nom)


def test_une_facture_saisie_deux_fois_se_reunit_et_le_total_est_dit(lot: Lot, par: Acteur) -> None:
    saisir_depense(lot, NatureDepense.FACTURE, par=par, **FACTURE | {"montant_ht": Decimal(10000)})
    with pytest.raises(RefusMetier) as refus:
        saisir_depense(lot, NatureDepense.FACTURE, par=par, **FACTURE | {"montant_ht": Decimal(4500)})
    assert refus.value.champ == "numero"
    assert "réunissez-les\u00a0: 14\u202f500\u202f€" in str(refus.value)
    assert Facture.objects.get().montant_ht == 10000


def test_un_avoir_peut_porter_le_numero_de_sa_facture_mais_un_seul(lot: Lot, par: Acteur) -> None:
    saisir_depense(lot, NatureDepense.FACTURE, par=par, **FACTURE)
    avoir = {**FACTURE, "jour": JOUR, "montant_ht": Decimal(2000)}
    saisir_depense(lot, NatureDepense.AVOIR, par=par, **avoir)
    assert sorted(Facture.objects.values_list("montant_ht", flat=True)) == [-2000, 150000]
    with pytest.raises(RefusMetier, match="Ce lot a déjà l'avoir F-1"):
        saisir_depense(lot, NatureDepense.AVOIR, par=par, **avoir)


def test_un_avoir_se_saisit_positif_et_se_deduit(lot: Lot, par: Acteur) -> None:
    saisir_depense(lot, NatureDepense.FACTURE, par=par, **FACTURE)
    avoir = saisir_depense(
        lot, NatureDepense.AVOIR, par=par, numero="A-1", jour=JOUR, montant_ht=Decimal("60000"), objet="Malfaçon"
    )
    assert avoir.montant_ht == -60000
    assert obligations([lot], JOUR)[lot.pk].exigible.valeur == 0


def test_une_commande_et_une_facture_peuvent_porter_le_meme_numero(lot: Lot, par: Acteur) -> None:
    saisir_depense(lot, NatureDepense.FACTURE, par=par, **FACTURE)
    assert isinstance(saisir_depense(lot, NatureDepense.COMMANDE, par=par, **FACTURE), Commande)
    with pytest.raises(RefusMetier, match="déjà la facture F-1"):
        saisir_depense(lot, NatureDepense.FACTURE, par=par, **FACTURE)


@pytest.mark.parametrize(
    ("nature", "change", "champ"),
    [
        (NatureDepense.FACTURE, {"montant_ht": Decimal("-1")}, "montant_ht"),
        (NatureDepense.FACTURE, {"jour": date(2026, 11, 25)}, "jour"),
        (NatureDepense.FACTURE, {"est_prevision": True}, "jour"),
        (NatureDepense.AVOIR, {"est_prevision": True, "jour": date(2027, 1, 1)}, "est_prevision"),
    ],
)
def test_une_piece_impossible_est_refusee_en_nommant_le_champ(
    lot: Lot, par: Acteur, nature: NatureDepense, change: dict[str, Any], champ: str
) -> None:
    with pytest.raises(RefusMetier) as refus:
        saisir_depense(lot, nature, par=par, **{**FACTURE, **change})
    assert refus.value.champ == champ
    assert not Facture.objects.exists()


def test_l_attributaire_d_un_autre_lot_est_refuse(lot: Lot, par: Acteur) -> None:
    ailleurs = fabriques.lot(lot.marche, "2")
    intrus = fabriques.attribution(ailleurs, structures.entreprise(lot.marche.porteuse))
    with pytest.raises(RefusMetier, match="pas attributaire"):
        saisir_depense(lot, NatureDepense.FACTURE, par=par, attribution=intrus, **FACTURE)


def test_annuler_demande_un_motif_et_libere_le_numero(lot: Lot, par: Acteur) -> None:
    facture = saisir_depense(lot, NatureDepense.FACTURE, par=par, **FACTURE)
    with pytest.raises(RefusMetier):
        annuler_depense(facture, par=par, motif=" ")
    annulee = annuler_depense(facture, par=par, motif="mauvais lot")
    assert (annulee.est_annule, annulee.motif_annulation) == (True, "mauvais lot")
    assert EntreeJournal.objects.de(facture).first().motif == "mauvais lot"  # type: ignore[union-attr]
    assert saisir_depense(lot, NatureDepense.FACTURE, par=par, **FACTURE).pk != facture.pk
    with pytest.raises(RefusMetier, match="annulée"):
        annuler_depense(annulee, par=par, motif="encore")


def test_les_heures_de_tous_se_notent_une_fois_par_mois(lot: Lot, par: Acteur) -> None:
    heures = saisir_heures_totales(lot, par=par, mois=date(2026, 10, 17), heures=Decimal("1250"))
    assert heures.mois == date(2026, 10, 1)
    with pytest.raises(RefusMetier, match="déjà saisies"):
        saisir_heures_totales(lot, par=par, mois=date(2026, 10, 1), heures=Decimal("10"))
    with pytest.raises(RefusMetier, match="pas commencé"):
        saisir_heures_totales(lot, par=par, mois=date(2026, 12, 1), heures=Decimal("10"))
    annuler_heures_totales(heures, par=par, motif="erreur de relevé")
    assert not HeuresTotales.objects.actifs().exists()
