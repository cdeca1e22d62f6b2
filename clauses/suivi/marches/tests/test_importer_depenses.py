"""Importer des commandes et des factures d'un tableau : verdict par ligne, aperçu, idempotence."""

import io
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from clauses.fond.comptes.tests import fabriques as comptes
from clauses.fond.socle.acteur import Acteur
from clauses.fond.socle.imports.rapport import Rapport
from clauses.fond.socle.lecture import FichierIllisible
from clauses.fond.socle.models import EntreeJournal
from clauses.fond.structures.tests import fabriques as structures
from clauses.suivi.marches.models import Commande, Facture, Lot
from clauses.suivi.marches.obligations import obligations
from clauses.suivi.marches.services.depenses import Effet, NatureDepense
from clauses.suivi.marches.services.import_depenses import apercevoir_depenses, importer_depenses
from clauses.suivi.marches.tests import fabriques

pytestmark = pytest.mark.django_db
ENTETE = "N°\tType\tDate\tMontant HT\tTitulaire\tLibellé\n"


@pytest.fixture
def lot() -> Lot:
    le_lot = fabriques.lot(fabriques.marche(fabriques.operation(structures.porteuse())))
    fabriques.clause_ugap(le_lot)
    chez = le_lot.marche.porteuse
    fabriques.attribution(le_lot, structures.entreprise(chez, "Propreté Nord"), role="mandataire", part=60)
    fabriques.attribution(le_lot, structures.entreprise(chez, "Net Escaut"), role="cotraitant", part=40)
    return le_lot


@pytest.fixture
def par(lot: Lot) -> Acteur:
    return comptes.acteur(comptes.facilitateur(lot.marche.porteuse))


def importer(lot: Lot, par: Acteur, *lignes: str, verbe: Any = importer_depenses) -> tuple[Rapport, Effet]:
    texte = ENTETE + "\n".join(lignes)
    return verbe(lot, io.BytesIO(texte.encode()), "collé", par=par, nature=NatureDepense.FACTURE)


def test_un_tableau_colle_cree_commandes_factures_avoirs_et_previsions(lot: Lot, par: Acteur) -> None:
    net = lot.attributions.get(structure__nom="Net Escaut")
    rapport, effet = importer(
        lot,
        par,
        "BC-1\tBon de commande\t05/02/2026\t250 000,00\tPropreté Nord\t",
        "F-1\t\t10/03/2026\t150 000\tproprete nord\tMars",
        f"F-2\tfacture\t10/04/2026\t80 000\t{net.structure.siret}\t",
        "F-3\tfacture\t12/05/2026\t-10 000\tNet Escaut\t",
        "P-1\tPrévision\t10/03/2027\t100 000\t\t",
    )
    assert rapport.totaux == {"cree": 5, "modifie": 0, "inchange": 0, "refuse": 0}
    assert (effet.exigible_avant, effet.exigible_apres) == (0, 440)
    assert Commande.objects.get().montant_ht == 250000
    assert sorted(Facture.objects.values_list("montant_ht", flat=True)) == [-10000, 80000, 100000, 150000]
    assert Facture.objects.get(numero="P-1").est_prevision
    assert sum(obligations([lot], date(2026, 11, 24))[lot.pk].parts_exigible.values()) == 440


def test_le_meme_tableau_deux_fois_ne_change_rien(lot: Lot, par: Acteur) -> None:
    lignes = ("F-1\tfacture\t10/03/2026\t150 000\tNet Escaut\t", "A-1\tavoir\t11/03/2026\t1 000\tNet Escaut\t")
    importer(lot, par, *lignes)
    avant = EntreeJournal.objects.count()
    assert importer(lot, par, *lignes)[0].totaux == {"cree": 0, "modifie": 0, "inchange": 2, "refuse": 0}
    assert EntreeJournal.objects.count() == avant


def test_une_ligne_connue_dont_le_montant_change_est_mise_a_jour(lot: Lot, par: Acteur) -> None:
    importer(lot, par, "F-1\tfacture\t10/03/2026\t150 000\tNet Escaut\t")
    rapport, _ = importer(lot, par, "F-1\tfacture\t10/03/2026\t155 000\tNet Escaut\t")
    assert rapport.totaux["modifie"] == 1
    assert "montant HT" in rapport.verdicts[0].motif
    assert Facture.objects.get().montant_ht == 155000


@pytest.mark.parametrize(
    ("ligne", "champ", "mot"),
    [
        ("\tfacture\t10/03/2026\t10\tNet Escaut\t", "Numéro", "vide"),
        ("F-9\tfacture\t31/02/2026\t10\tNet Escaut\t", "Date", "31"),
        ("F-9\tfacture\t10/03/2106\t10\tNet Escaut\t", "Date", "2106"),
        ("F-9\tfacture\t10/03/2026\tbeaucoup\tNet Escaut\t", "Montant HT", "nombre"),
        ("F-9\tfacture\t10/03/2026\t1.250\tNet Escaut\t", "Montant HT", "peut se lire"),
        ("F-9\tdevis\t10/03/2026\t10\tNet Escaut\t", "Type", "connu"),
        ("F-9\tfacture\t10/03/2026\t10\tAutre SARL\t", "Attributaire", "pas attributaire"),
        ("F-9\tprévision\t10/03/2026\t10\tNet Escaut\t", "Date", "à venir"),
        ("F-9\tfacture\t10/03/2026\t10\tNet Escaut\t2 84 05 59 123 456 78", "Objet", "sécurité sociale"),
    ],
)
def test_une_ligne_fausse_est_refusee_sans_perdre_les_autres(
    lot: Lot, par: Acteur, ligne: str, champ: str, mot: str
) -> None:
    rapport, _ = importer(lot, par, ligne, "F-1\tfacture\t10/03/2026\t150 000\tNet Escaut\t")
    refus, creee = rapport.verdicts
    assert (refus.issue, refus.ligne, refus.champ, creee.issue) == ("refuse", 2, champ, "cree")
    assert mot in refus.motif
    assert Facture.objects.get().numero == "F-1"


def test_le_meme_numero_deux_fois_dans_le_tableau_est_refuse(lot: Lot, par: Acteur) -> None:
    rapport, _ = importer(lot, par, *["F-1\tfacture\t10/03/2026\t10\tNet Escaut\t"] * 2)
    assert [v.issue for v in rapport.verdicts] == ["cree", "refuse"]
    assert "ligne 2" in rapport.verdicts[1].motif


def test_l_apercu_dit_tout_et_n_enregistre_rien(lot: Lot, par: Acteur) -> None:
    rapport, effet = importer(lot, par, "F-1\tfacture\t10/03/2026\t250 000\tNet Escaut\t", verbe=apercevoir_depenses)
    assert (rapport.totaux["cree"], effet.exigible_apres) == (1, 440)
    assert not Facture.objects.exists()


def test_un_seul_attributaire_va_de_soi(par: Acteur, lot: Lot) -> None:
    seul = fabriques.lot(lot.marche, "2")
    titulaire = fabriques.attribution(seul, structures.entreprise(lot.marche.porteuse, "Seule SARL"))
    importer(seul, par, "F-1\tfacture\t10/03/2026\t10\t\t")
    assert Facture.objects.get().attribution == titulaire


def test_un_fichier_sans_colonne_de_montant_est_refuse_en_entier(lot: Lot, par: Acteur) -> None:
    with pytest.raises(FichierIllisible, match="Montant HT"):
        importer_depenses(
            lot, io.BytesIO(b"Numero;Date\nF-1;10/03/2026"), "x.csv", par=par, nature=NatureDepense.FACTURE
        )


def test_mille_lignes_se_lisent_en_peu_de_requetes(lot: Lot, par: Acteur, django_assert_max_num_queries: Any) -> None:
    lignes = [f"F-{i}\tfacture\t10/03/2026\t{i + 1},10\tNet Escaut\t" for i in range(1000)]
    with django_assert_max_num_queries(30):
        rapport, _ = importer(lot, par, *lignes)
    assert rapport.totaux["cree"] == 1000
    assert sum(Facture.objects.values_list("montant_ht", flat=True)) == Decimal("500600.00")
