"""Les versions de la clause d'un lot, telles que les chiffres les lisent à une date."""

from datetime import date
from decimal import Decimal

import pytest

from clauses.fond.comptes.tests import fabriques as comptes
from clauses.fond.socle.erreurs import RefusMetier
from clauses.fond.structures.tests import fabriques as structures
from clauses.suivi.chiffres.tests.scene import requetes
from clauses.suivi.marches.models import Lot
from clauses.suivi.marches.obligations import courbe_attendue, obligations
from clauses.suivi.marches.releve_depenses import relever
from clauses.suivi.marches.services import clauses
from clauses.suivi.marches.tests import fabriques

pytestmark = pytest.mark.django_db
JOUR = date(2026, 11, 30)


@pytest.fixture
def lot() -> Lot:
    """Du 1er mai 2025 au 30 juin 2027 : 4 200 h, 4 500 dès le 15 janvier 2027."""
    operation = fabriques.operation(structures.porteuse())
    marche = fabriques.marche(
        operation, date_notification=date(2025, 4, 12), date_debut=date(2025, 5, 1), duree_mois=26
    )
    lot = fabriques.lot(marche)
    fabriques.clause(lot, heures=Decimal(4200), est_en_vigueur=False)
    suivante(lot, 2, 4500, date(2027, 1, 15))
    return lot


def suivante(lot: Lot, rang: int, heures: int, effet: date, nature: str = "avenant", **champs: object) -> None:
    fabriques.clause(
        lot,
        heures=Decimal(heures),
        rang=rang,
        nature_changement=nature,
        motif_changement="essai",
        date_effet=effet,
        **champs,
    )


def test_l_attendu_se_lit_sous_la_version_de_ce_jour(lot: Lot) -> None:
    du = obligations([lot], JOUR)[lot.pk]
    assert (du.engagement.valeur, du.exigible.valeur, du.attendu.valeur) == (4500, 0, Decimal("3074.34"))
    assert "prend effet le 15\u00a0janvier 2027" in du.engagement.motif
    plus_tard = obligations([lot], date(2027, 6, 30))[lot.pk]
    assert (plus_tard.engagement.valeur, plus_tard.exigible.valeur) == (4500, 4500)


def test_la_courbe_se_lit_a_chaque_date_sous_la_version_d_alors(lot: Lot) -> None:
    """Jusqu'au 14 janvier elle va vers 4 200 h, puis vers 4 500, qu'elle atteint à la fin."""
    veille, effet, fin = date(2027, 1, 14), date(2027, 1, 15), date(2027, 6, 30)
    points = dict(courbe_attendue(obligations([lot], JOUR).values(), (JOUR, veille, effet, fin)))
    assert points[JOUR] == Decimal("3074.34")
    assert points[veille] == Decimal("3313.27")  # 4 200 × 624 ÷ 791
    assert points[effet] == Decimal("3555.63")  # 4 500 × 625 ÷ 791
    assert points[fin] == 4500


def test_les_parts_font_le_tout_de_la_version_de_ce_jour(lot: Lot) -> None:
    fabriques.attribution(lot, structures.entreprise(lot.marche.porteuse))
    du = obligations([lot], JOUR)[lot.pk]
    assert (sum(du.parts_engagement.values()), sum(du.parts_attendu.values())) == (4500, Decimal("3074.34"))


def test_une_autre_formule_lit_les_faits_de_la_sienne_jusqu_a_son_effet(lot: Lot) -> None:
    """Un avenant remplace 220 h par 100 000 € facturés par un volume : jusqu'à lui, les factures font l'exigible."""
    autre = fabriques.lot(lot.marche, "2")
    fabriques.clause_ugap(autre, est_en_vigueur=False)
    suivante(autre, 2, 900, date(2027, 1, 15))
    fabriques.commande(autre, "250000", date(2026, 2, 1))
    fabriques.facture(autre, "250000", date(2026, 3, 1))
    du = obligations([autre], JOUR)[autre.pk]
    assert (du.engagement.valeur, du.exigible.valeur) == (900, 440)


def test_le_releve_lit_chaque_piece_sous_la_clause_de_son_jour(lot: Lot) -> None:
    """220 h par 100 000 € facturés, 330 dès le 1er avril 2026, puis un volume : la pièce d'après ne se lit plus ainsi.

    La facture d'avril n'ajoute que ce qu'elle ajoute (990 − 660), et non ce que l'avenant change (660 − 440).
    """
    autre = fabriques.lot(lot.marche, "2")
    fabriques.clause_ugap(autre, est_en_vigueur=False)
    tranche = {"heures_par_tranche": Decimal(330), "montant_tranche_ht": Decimal(100_000), "seuil_ht": Decimal(100_000)}
    par_tranche = {"formule": "facturation", "assiette_seuil": "commande", **tranche, "est_en_vigueur": False}
    avenant = {"nature_changement": "avenant", "motif_changement": "essai"}
    fabriques.clause(autre, rang=2, date_effet=date(2026, 4, 1), **avenant, **par_tranche)
    suivante(autre, 3, 1000, date(2026, 9, 1))
    fabriques.commande(autre, "500000", date(2026, 2, 1))
    for jour, montant in ((date(2026, 3, 1), "200000"), (date(2026, 4, 1), "100000"), (date(2026, 10, 1), "100000")):
        fabriques.facture(autre, montant, jour)
    par = comptes.facilitateur(lot.marche.porteuse).en_acteur()
    releve = relever(autre, par, obligations([autre], JOUR)[autre.pk])
    lues = [(ligne.depense.jour.month, ligne.exigible, ligne.ajout) for ligne in releve.lignes[::-1]]
    assert lues == [(2, 0, 0), (3, 440, 440), (4, 990, 330), (10, None, None)]


def test_dix_versions_ne_coutent_pas_une_requete_de_plus(lot: Lot) -> None:
    seule = fabriques.lot(lot.marche, "2")
    fabriques.clause(seule)
    assert requetes(lambda: obligations([lot], JOUR)) == requetes(lambda: obligations([seule], JOUR))


def test_un_lot_attribue_ne_se_rectifie_plus(lot: Lot) -> None:
    par = comptes.facilitateur(lot.marche.porteuse).en_acteur()
    rectifier = {"par": par, "motif": "BOAMP", "date_effet": date(2027, 2, 1), "formule": "fixe"}
    fabriques.attribution(lot, structures.entreprise(lot.marche.porteuse))
    with pytest.raises(RefusMetier, match="attribué"):
        clauses.changer(lot, "rectificatif", heures=Decimal(600), **rectifier)
    assert clauses.changer(lot, "correction", heures=Decimal(600), **rectifier).rang == 3
