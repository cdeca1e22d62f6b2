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


def test_une_facture_et_l_avoir_de_meme_numero_sont_deux_pieces(lot: Lot, par: Acteur) -> None:
    facture, avoir = "F-1\tfacture\t10/03/2026\t10 000\tNet Escaut\t", "F-1\tavoir\t20/03/2026\t2 000\tNet Escaut\t"
    importer(lot, par, facture)
    rapport, _ = importer(lot, par, avoir)
    assert rapport.totaux["cree"] == 1
    assert sorted(Facture.objects.values_list("montant_ht", flat=True)) == [-2000, 10000]
    for lignes in ((facture, avoir), (avoir, facture)):  # dans un même fichier, et dans tout ordre
        assert importer(lot, par, *lignes)[0].totaux["inchange"] == 2
    assert Facture.objects.count() == 2


def test_un_avoir_change_de_montant_sans_toucher_a_sa_facture(lot: Lot, par: Acteur) -> None:
    importer(lot, par, "F-1\t\t10/03/2026\t10 000\tNet Escaut\t", "F-1\t\t20/03/2026\t-2 000\tNet Escaut\t")
    rapport, _ = importer(lot, par, "F-1\tavoir\t20/03/2026\t2 500\tNet Escaut\t")
    assert "2\u202f000\u202f€ → 2\u202f500\u202f€" in rapport.verdicts[0].motif
    assert sorted(Facture.objects.values_list("montant_ht", flat=True)) == [-2500, 10000]


def test_une_facture_ventilee_sur_plusieurs_lignes_est_leur_somme(lot: Lot, par: Acteur) -> None:
    lignes = (
        "F-2\t\t10/03/2026\t10 000\tNet Escaut\tposte 1",
        "F-3\t\t10/03/2026\t700\tNet Escaut\t",
        "F-2\t\t10/03/2026\t4 500\tNet Escaut\tposte 2",
    )
    rapport, _ = importer(lot, par, *lignes)
    assert [v.issue for v in rapport.verdicts] == ["cree", "cree", "fusionne"]
    assert "Lignes 2 et 4 réunies\u00a0: 14\u202f500\u202f€" in rapport.verdicts[0].motif
    facture = Facture.objects.get(numero="F-2")
    assert (facture.montant_ht, facture.objet) == (14500, "poste 1\u202f; poste 2")
    rapport, _ = importer(lot, par, *reversed(lignes))
    assert (rapport.totaux["cree"], rapport.totaux["fusionne"], Facture.objects.count()) == (0, 1, 2)
    assert Facture.objects.get(numero="F-2").montant_ht == 14500


def test_une_remise_se_deduit_du_bon_de_commande_qui_la_porte(lot: Lot, par: Acteur) -> None:
    importer(
        lot, par, "B-1\tBC\t10/03/2026\t10 000\tNet Escaut\tposte", "B-1\tBC\t10/03/2026\t-500\tNet Escaut\tremise"
    )
    assert Commande.objects.get().montant_ht == 9500


def test_des_lignes_d_un_meme_numero_a_deux_dates_ne_sont_ni_gardees_ni_choisies(lot: Lot, par: Acteur) -> None:
    rapport, _ = importer(lot, par, "F-2\t\t10/03/2026\t10 000\tNet Escaut\t", "F-2\t\t11/03/2026\t4 500\tNet Escaut\t")
    assert [v.issue for v in rapport.verdicts] == ["refuse", "refuse"]
    assert all("réunissez-les\u00a0: 14\u202f500\u202f€" in v.remede for v in rapport.verdicts)
    assert not Facture.objects.exists()


def test_un_second_poste_venu_d_un_autre_fichier_n_ecrase_pas_le_premier(lot: Lot, par: Acteur) -> None:
    importer(lot, par, "F-2\t\t10/03/2026\t10 000\tNet Escaut\tposte 1")
    rapport, _ = importer(lot, par, "F-2\t\t10/03/2026\t4 500\tNet Escaut\tposte 2")
    assert rapport.verdicts[0].issue == "refuse"
    assert "réunissez-les\u00a0: 14\u202f500\u202f€" in rapport.verdicts[0].remede
    assert Facture.objects.get().montant_ht == 10000


def test_une_piece_sans_attributaire_n_est_pas_comptee_une_seconde_fois_avec(lot: Lot, par: Acteur) -> None:
    importer(lot, par, "F-2\t\t10/03/2026\t10 000\t\t", "F-4\t\t10/03/2026\t10 000\tNet Escaut\t")
    rapport, _ = importer(lot, par, "F-2\t\t10/03/2026\t10 000\tNet Escaut\t", "F-4\t\t10/03/2026\t10 000\t\t")
    assert [(v.issue, v.champ) for v in rapport.verdicts] == [("refuse", "Attributaire")] * 2
    importer(lot, par, "F-4\t\t12/03/2026\t300\tPropreté Nord\t")  # deux entreprises peuvent avoir le même numéro
    assert Facture.objects.count() == 3


@pytest.mark.parametrize(("ecrite", "attendue"), [("15/10/26", date(2026, 10, 15)), ("02-01-98", date(1998, 1, 2))])
def test_l_annee_d_une_piece_sur_deux_chiffres_n_a_qu_un_siecle(
    lot: Lot, par: Acteur, ecrite: str, attendue: date
) -> None:
    importer(lot, par, f"F-2\t\t{ecrite}\t10 000\tNet Escaut\t")
    assert Facture.objects.get().jour == attendue


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
